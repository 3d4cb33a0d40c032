"""The figures of a period: bounds, due and known days, weeks of 5+2, and the whole answer of a check."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.afterschool import Category
from schoolapp.rules.figures import Period, due_to, figures_of, heads_on, service_is_known
from schoolapp.rules.findings import check_answer
from schoolapp.rules.homework import Kind
from schoolapp.rules.policy import Declaration
from tests.rules.making import (
    AUTUMN,
    FRIDAY,
    MONDAY,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    PeriodMaker,
    make_calendar,
    make_class,
    make_item,
    make_profile,
    make_row,
    make_session,
)

NAMES = ["school_days", "class_days_recorded", "class_days_expected", "homework_items", "late_items", "written_minutes_total",
         "home_minutes_total", "sessions_held", "sessions_cancelled", "weeks_5plus2_met", "weeks_5plus2_total", "staff_minutes_total",
         "pupils", "pupils_asked", "pupils_joined"]


def test_what_is_owed_counts_to_yesterday_what_exists_to_today() -> None:
    one, low = make_class(3), make_class(1)
    maker = PeriodMaker(one, low, end=SUNDAY, today=WEDNESDAY)
    for day in (MONDAY, WEDNESDAY, THURSDAY):
        maker.homework(one, day, make_item(30, 10), make_item(5, kind=Kind.ORAL), late=day == WEDNESDAY)
        maker.service(make_session(day), make_session(day, held=False))
    figures = figures_of(maker.facts())
    assert list(figures) == NAMES
    assert figures["school_days"] == 2
    assert (figures["class_days_recorded"], figures["class_days_expected"]) == (1, 2)
    assert (figures["homework_items"], figures["late_items"]) == (4, 2)
    assert (figures["written_minutes_total"], figures["home_minutes_total"]) == (60, 40)
    assert (figures["sessions_held"], figures["sessions_cancelled"], figures["staff_minutes_total"]) == (2, 2, 240)
    assert (figures["weeks_5plus2_met"], figures["weeks_5plus2_total"]) == (0, 2)


def test_bounds_are_inclusive_and_days_outside_do_not_count() -> None:
    one = make_class(3)
    maker = PeriodMaker(one, start=TUESDAY, end=THURSDAY)
    for day in (MONDAY, TUESDAY, THURSDAY, FRIDAY):
        maker.homework(one, day, make_item(10))
        maker.service(make_session(day))
    figures = figures_of(maker.facts())
    assert (figures["class_days_recorded"], figures["class_days_expected"]) == (2, 3)
    assert (figures["homework_items"], figures["sessions_held"]) == (2, 2)


def test_loads_of_any_date_count_but_only_school_days_are_recorded() -> None:
    one, low = make_class(3), make_class(2)
    maker = PeriodMaker(one, low, end=SUNDAY)
    maker.homework(one, SATURDAY, make_item(20))
    maker.homework(low, MONDAY, make_item(10, 10))
    figures = figures_of(maker.facts())
    assert (figures["written_minutes_total"], figures["home_minutes_total"]) == (30, 20)
    assert (figures["class_days_recorded"], figures["class_days_expected"]) == (0, 5)
    maker.profiles = (make_profile(low_grade_declaration=Declaration.DAILY),)
    assert figures_of(maker.facts())["class_days_expected"] == 10


def test_a_day_of_some_grades_is_a_school_day_of_the_school() -> None:
    maker = PeriodMaker(make_class(3), make_class(6))
    maker.calendar = make_calendar(make_row(MONDAY, False, "研学", grades=frozenset({6})),
                                   make_row(TUESDAY, False, "停课", grades=frozenset({3, 6})))
    figures = figures_of(maker.facts())
    assert (figures["school_days"], figures["class_days_expected"]) == (4, 7)


@pytest.mark.parametrize(("monday", "days"), [(date(2026, 9, 14), 6), (date(2026, 9, 21), 4), (date(2026, 9, 28), 3), (MONDAY, 5)])
def test_weeks_of_three_to_six_days_meet_when_each_day_does(monday: date, days: int) -> None:
    maker = PeriodMaker(make_class(3), start=monday, end=monday + timedelta(days=6))
    school_days = maker.calendar.school_days(*maker.bounds[:2])
    assert len(school_days) == days
    maker.service(*(make_session(day) for day in school_days))
    facts = maker.facts()
    assert (figures_of(facts)["weeks_5plus2_met"], figures_of(facts)["weeks_5plus2_total"]) == (1, 1)
    less = replace(facts, sessions=facts.sessions[:-1])
    assert (figures_of(less)["weeks_5plus2_met"], figures_of(less)["weeks_5plus2_total"]) == (0, 1)


def test_a_week_is_judged_by_its_required_days_inside_the_period() -> None:
    maker = PeriodMaker(make_class(3), start=MONDAY, end=MONDAY + timedelta(days=9))
    maker.calendar = make_calendar(make_row(FRIDAY, True, "期中监测", service=False),
                                   make_row(date(2026, 11, 16), True, "考试", service=False, end=date(2026, 11, 18)))
    maker.service(*(make_session(day) for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)))
    weeks = Period(maker.facts()).service_weeks()
    assert [(w.week, w.met, len(w.required), w.announced) for w in weeks] == [
        ((2026, 46), True, 4, (FRIDAY,)), ((2026, 47), False, 0, (date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)))]
    assert (figures_of(maker.facts())["weeks_5plus2_met"], figures_of(maker.facts())["weeks_5plus2_total"]) == (1, 1)


def test_staff_minutes_count_every_category() -> None:
    maker = PeriodMaker(make_class(3), end=SUNDAY)
    maker.service(make_session(SATURDAY, "09:00", "10:00"), make_session(MONDAY, "17:30", "18:15", category=Category.EXTENDED_CARE),
                  make_session(MONDAY, held=False))
    assert figures_of(maker.facts())["staff_minutes_total"] == 105


def test_heads_are_those_of_the_last_due_day() -> None:
    old, new = make_class(3, year=2025, pupils=30, asked=9, joined=8), make_class(4, year=2026, pupils=31, asked=10, joined=10)
    maker = PeriodMaker(old, new, start=date(2026, 7, 1), end=date(2026, 9, 4), today=date(2026, 8, 1))
    assert [figures_of(maker.facts())[n] for n in NAMES[-3:]] == [30, 9, 8]
    maker.bounds = (date(2026, 7, 1), date(2026, 9, 4), date(2026, 8, 2))
    assert [figures_of(maker.facts())[n] for n in NAMES[-3:]] == [31, 10, 10]


def test_days_for_what_is_due() -> None:
    assert due_to(FRIDAY, MONDAY) == MONDAY - timedelta(days=1)
    assert due_to(FRIDAY, SUNDAY) == FRIDAY
    assert heads_on(TUESDAY, FRIDAY, MONDAY) == TUESDAY


def test_service_is_known_by_the_terms_of_the_period() -> None:
    maker = PeriodMaker(make_class(3))
    assert not service_is_known(maker.facts())
    maker.service()
    assert service_is_known(maker.facts())
    maker.bounds = (AUTUMN.end + timedelta(days=1), AUTUMN.end + timedelta(days=9), SUNDAY)
    assert not service_is_known(maker.facts())


def test_the_answer_of_a_check() -> None:
    one = make_class(3, 2)
    maker = PeriodMaker(one, end=TUESDAY)
    item = make_item(66, 33)
    row = maker.homework(one, MONDAY, item)
    answer = check_answer(maker.facts())
    assert list(answer) == ["period", "counts", "figures", "findings"]
    assert answer["period"] == {"from": "2026-11-09", "to": "2026-11-10", "due_to": "2026-11-10", "calendar": "confirmed"}
    assert answer["counts"] == {"homework.in_school_share": 1, "homework.missing": 1, "homework.over_cap": 1}
    assert answer["findings"] == [
        {"kind": "homework.in_school_share", "level": "info", "date": None, "month": "2026-11", "grade": 3, "class": None,
         "figure": 0.5, "limit": 0.8, "clause": "C13", "records": [f"day:{row.id}"]},
        {"kind": "homework.missing", "level": "yellow", "date": "2026-11-10", "month": None, "grade": 3, "class": 2,
         "figure": 1, "limit": 0, "clause": "C8", "records": []},
        {"kind": "homework.over_cap", "level": "red", "date": "2026-11-09", "month": None, "grade": 3, "class": 2,
         "figure": 66, "limit": 60, "clause": "C10", "records": [f"item:{item.id}"]},
    ]
    keys = ["kind", "level", "date", "month", "grade", "class", "figure", "limit", "clause", "records"]
    assert [list(found) for found in answer["findings"]] == [keys] * 3
    assert json.dumps(check_answer(maker.facts())) == json.dumps(answer)


def test_due_to_and_a_year_without_a_list() -> None:
    maker = PeriodMaker(make_class(3), start=date(2026, 12, 28), end=date(2027, 1, 8), today=date(2027, 1, 4))
    period = check_answer(maker.facts())["period"]
    assert period == {"from": "2026-12-28", "to": "2027-01-08", "due_to": "2027-01-03", "calendar": "not confirmed"}
    # Nobody knows 2027 yet: Monday to Friday.
    assert figures_of(maker.facts())["school_days"] == 5


@given(start=st.integers(0, 60), length=st.integers(0, 40), today=st.integers(-5, 90), cut=st.integers(0, 40))
def test_two_halves_give_the_whole(start: int, length: int, today: int, cut: int) -> None:
    first = AUTUMN.start + timedelta(days=start)
    last = first + timedelta(days=length)
    middle = first + timedelta(days=min(cut, length))
    one, low = make_class(3), make_class(1)
    maker = PeriodMaker(one, low, start=first, end=last, today=AUTUMN.start + timedelta(days=today))
    for n in range(0, 100, 3):
        maker.homework(one, AUTUMN.start + timedelta(days=n), make_item(20, 10))
        maker.service(make_session(AUTUMN.start + timedelta(days=n)))
    facts = maker.facts()
    halves = (replace(facts, end=middle), replace(facts, start=middle + timedelta(days=1)))
    whole = figures_of(facts)
    for name in ("school_days", "class_days_recorded", "class_days_expected", "homework_items", "written_minutes_total",
                 "home_minutes_total", "sessions_held", "staff_minutes_total"):
        assert whole[name] == sum(figures_of(half)[name] for half in halves), name
    kinds = ("homework.missing", "service.no_session", "service.short_day")
    counted = [check_answer(part)["counts"] for part in (facts, *halves)]
    for kind in kinds:
        assert counted[0].get(kind, 0) == counted[1].get(kind, 0) + counted[2].get(kind, 0), kind
