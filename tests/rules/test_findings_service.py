"""Service findings, kind by kind: one period that has it, one that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import Term
from schoolapp.rules.findings import Finding, FindingKind, Level, findings_of
from schoolapp.rules.policy import Declaration
from tests.rules.making import (
    AUTUMN,
    FRIDAY,
    MONDAY,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    PeriodMaker,
    make_calendar,
    make_class,
    make_profile,
    make_row,
    make_session,
)

CARE = Category.EXTENDED_CARE


def service(maker: PeriodMaker) -> list[Finding]:
    return [finding for finding in findings_of(maker.facts()) if finding.kind.value.startswith("service.")]


def kinds(maker: PeriodMaker) -> list[tuple[str, date | None]]:
    return [(finding.kind.value.removeprefix("service."), finding.date) for finding in service(maker)]


def quiet(*grades: int, end: date = MONDAY, today: date = date(2026, 11, 23)) -> PeriodMaker:
    """A period of which homework owes nothing."""
    return PeriodMaker(*(make_class(grade) for grade in grades), end=end, today=today)


def test_no_session_is_red_for_each_required_day_and_grade() -> None:
    maker = quiet(3, 4, end=TUESDAY)
    maker.service(make_session(MONDAY, grades=(3, 4)), make_session(TUESDAY, grades=(3,)),
                  make_session(TUESDAY, grades=(4,), held=False), make_session(TUESDAY, "17:30", "18:30", grades=(4,), category=CARE))
    assert service(maker) == [Finding(FindingKind.NO_SESSION, Level.RED, TUESDAY, None, 4, None, None, 0, 120, "C15", ())]


def test_a_grade_without_any_programme_is_required_too() -> None:
    maker = quiet(3, 4)
    maker.service(make_session(MONDAY, grades=(3,)))
    assert [(f.kind, f.grade) for f in service(maker)] == [(FindingKind.NO_SESSION, 4)]


def test_without_any_programme_in_the_term_nothing_is_found() -> None:
    maker = quiet(3)
    maker.classes = (make_class(3, asked=20, joined=10),)
    assert service(maker) == []
    maker.service()
    assert kinds(maker) == [("coverage", None), ("no_session", MONDAY)]
    maker.programme_terms = frozenset({99})
    assert service(maker) == []


def test_today_owes_no_session_yet() -> None:
    maker = quiet(3, today=MONDAY)
    maker.service()
    assert service(maker) == []


def test_announced_beforehand_is_not_required_and_a_reason_afterwards_lifts_nothing() -> None:
    maker = quiet(3, 4)
    maker.service()
    maker.calendar = make_calendar(make_row(MONDAY, True, "家长会", service=False, grades=frozenset({3})))
    assert [f.grade for f in service(maker)] == [4]
    maker.calendar = make_calendar(make_row(MONDAY, True, "家长会", service=False, entered_on=MONDAY))
    assert [f.grade for f in service(maker)] == [3, 4]


def test_a_make_up_day_is_required() -> None:
    make_up = date(2026, 9, 20)
    maker = PeriodMaker(make_class(3), start=make_up, end=make_up)
    maker.service()
    assert ("no_session", make_up) in kinds(maker)


def test_short_day_and_early_end_can_come_together() -> None:
    maker = quiet(3)
    sessions = (make_session(MONDAY, "15:30", "16:00"), make_session(MONDAY, "16:15", "17:00"))
    maker.service(*sessions, make_session(MONDAY, "17:00", "19:00", category=CARE), make_session(MONDAY, "17:00", "18:00", held=False))
    records = tuple(f"session:{s.id}" for s in sessions)
    assert service(maker) == [
        Finding(FindingKind.EARLY_END, Level.YELLOW, MONDAY, None, 3, None, None, 1020, 1050, "C16", records),
        Finding(FindingKind.SHORT_DAY, Level.YELLOW, MONDAY, None, 3, None, None, 90, 120, "C15", records),
    ]


@pytest.mark.parametrize(("start", "end", "found"), [
    ("15:30", "17:30", []), ("15:31", "17:30", ["short_day"]), ("15:00", "17:29", ["early_end"]),
])
def test_limits_are_met_when_equal(start: str, end: str, found: list[str]) -> None:
    maker = quiet(3)
    maker.service(make_session(MONDAY, start, end))
    assert kinds(maker) == [(kind, MONDAY) for kind in found]


def test_outside_school_days() -> None:
    maker = quiet(3, 6, end=SUNDAY)
    maker.service(*(make_session(MONDAY + timedelta(days=n), grades=(3, 6)) for n in range(5)))
    held = make_session(SATURDAY, grades=(3, 6), category=CARE)
    maker.service(held, make_session(SUNDAY, held=False))
    assert service(maker) == [
        Finding(FindingKind.OUTSIDE_SCHOOL_DAYS, Level.RED, SATURDAY, None, None, None, None, 1, 0, "X1", (f"session:{held.id}",))]
    maker.calendar = make_calendar(make_row(SATURDAY, True, "补课", grades=frozenset({6})))
    assert kinds(maker) == [("no_session", SATURDAY)]


def test_a_session_in_the_holidays_is_outside_school_days() -> None:
    day = date(2027, 2, 1)
    maker = PeriodMaker(make_class(3), start=day, end=day, today=day)
    maker.service(make_session(day))
    assert kinds(maker) == [("outside_school_days", day)]


def test_new_lesson_counts_in_any_category_and_today() -> None:
    maker = quiet(3, end=TUESDAY, today=MONDAY)
    held = make_session(MONDAY, content="讲授新课：第三单元", category=CARE)
    maker.service(held, make_session(MONDAY, content="复习巩固，不讲新课"), make_session(MONDAY, content="讲新课", held=False),
                  make_session(TUESDAY, content="讲新课"))
    found = [f for f in service(maker) if f.kind is FindingKind.NEW_LESSON]
    assert found == [Finding(FindingKind.NEW_LESSON, Level.YELLOW, MONDAY, None, None, None, None, 1, 0, "C21", (f"session:{held.id}",))]


def test_coverage() -> None:
    full, short, nobody = make_class(3, 1, asked=20, joined=20), make_class(3, 2, asked=20, joined=19), make_class(3, 3)
    maker = PeriodMaker(full, short, nobody, end=MONDAY)
    maker.service(make_session(MONDAY))
    records = (f"class:{short.ref.id}",)
    assert service(maker) == [Finding(FindingKind.COVERAGE, Level.RED, None, None, 3, 2, short.ref.id, 19, 20, "C15", records)]


def test_coverage_of_the_school_year_of_the_last_due_day() -> None:
    old, new = make_class(3, year=2025, asked=20, joined=1), make_class(4, year=2026, asked=20, joined=2)
    summer = Term(5, "夏", date(2026, 6, 1), date(2026, 7, 10))
    maker = PeriodMaker(old, new, start=date(2026, 7, 6), end=date(2026, 9, 1), today=date(2026, 11, 23))
    maker.calendar = make_calendar(terms=(summer, AUTUMN))
    maker.programme_terms = frozenset({AUTUMN.id})
    assert [f.class_id for f in service(maker) if f.kind is FindingKind.COVERAGE] == [new.ref.id]
    maker.bounds = (date(2026, 7, 6), date(2026, 7, 8), date(2026, 11, 23))
    assert service(maker) == []
    maker.programme_terms = frozenset({summer.id})
    assert [f.class_id for f in service(maker) if f.kind is FindingKind.COVERAGE] == [old.ref.id]


def test_a_period_to_come_has_no_findings() -> None:
    maker = PeriodMaker(make_class(3, asked=20, joined=1), start=TUESDAY, end=FRIDAY, today=MONDAY)
    maker.service()
    assert findings_of(maker.facts()) == []


def test_the_profile_of_the_day_decides() -> None:
    maker = quiet(3, end=WEDNESDAY)
    maker.profiles = (make_profile(low_grade_declaration=Declaration.NONE), make_profile(valid_from=WEDNESDAY, service_minutes=150))
    maker.service(*(make_session(MONDAY + timedelta(days=n)) for n in range(3)))
    assert [(f.kind, f.date, f.limit) for f in service(maker)] == [(FindingKind.SHORT_DAY, WEDNESDAY, 150)]
    facts = replace(maker.facts(), today=WEDNESDAY)
    assert [f for f in findings_of(facts) if f.kind is FindingKind.SHORT_DAY] == []
