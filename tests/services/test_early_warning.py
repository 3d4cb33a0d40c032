"""Early warnings reach who can mend the matter first, and nobody else; reading them is bounded."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event

from schoolapp.rules.early_warning import WarningKind
from schoolapp.rules.homework import Kind
from schoolapp.services import early_warning, homework, school
from schoolapp.services.early_warning import EarlyWarning
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, grant, post

# The fourteen school days before Monday 23 November.
DAYS = [day for n in range(20, 0, -1) if (day := MONDAY - timedelta(days=n)).weekday() < 5]


def told(small: SmallSchool, who: str, kind: WarningKind, now: datetime = NOW) -> list[EarlyWarning]:
    found = early_warning.warnings_of(house=small.house, actor=small.actor(who, now), now=now)
    return [one for one in found if one.kind is kind]


def places(found: list[EarlyWarning]) -> list[tuple[int, int]]:
    return [(one.grade, one.number) for warning in found for one in warning.classes]


def fill(small: SmallSchool, who: str, minutes: list[int], *where: tuple[int, int]) -> None:
    """One item a day on the newest school days before today."""
    for day, n in zip(DAYS[-len(minutes):], minutes, strict=True):
        if n:
            post(small, who, list(where) or [(3, 1)], Draft("练习", n), day=day, now=at(day))


def test_three_days_near_the_cap(small: SmallSchool) -> None:
    fill(small, "t01", [20, 54, 60, 55])
    for who in ("t01", "t02"):  # homeroom teacher, grade leader
        (warning,) = told(small, who, WarningKind.NEAR_RUN)
        assert (places([warning]), warning.minutes, warning.days, warning.cap) == ([(3, 1)], (54, 60, 55), tuple(DAYS[-3:]), 60)
    for who in ("t03", "t05", "t07", "t04"):
        assert told(small, who, WarningKind.NEAR_RUN) == []


def test_a_run_that_ended_is_no_warning(small: SmallSchool) -> None:
    fill(small, "t01", [54, 60, 55, 20])
    assert told(small, "t01", WarningKind.NEAR_RUN) == []
    post(small, "t01", [(3, 1)], Draft("练习", 58))
    assert told(small, "t01", WarningKind.NEAR_RUN) == []


def test_the_same_minutes_are_told_to_the_teacher_alone(small: SmallSchool) -> None:
    fill(small, "t03", [15] * 10, (3, 1), (3, 2))
    (warning,) = told(small, "t03", WarningKind.SAME_MINUTES)
    assert (warning.subjects, warning.minutes, warning.count, places([warning])) == (("语文",), (15, 15), 10, [(3, 1), (3, 2)])
    for who in ("t01", "t02", "t05", "t07"):
        assert told(small, who, WarningKind.SAME_MINUTES) == []
    post(small, "t03", [(3, 1)], Draft("练习", 10))
    assert places(told(small, "t03", WarningKind.SAME_MINUTES)) == [(3, 2)]


def test_other_kinds_do_not_make_minutes_the_same(small: SmallSchool) -> None:
    for day in DAYS[-10:]:
        post(small, "t03", [(3, 1)], Draft("朗读", 15, Kind.ORAL), day=day, now=at(day))
    assert told(small, "t03", WarningKind.SAME_MINUTES) == []


def test_many_late_entries_at_once(small: SmallSchool) -> None:
    for n, day in enumerate(DAYS[-7:]):
        post(small, "t03", [(3, 1), (3, 2), (4, 1)], Draft("练习", 10), day=day, now=at(MONDAY, 14, n * 4), reason="补录")
    (warning,) = told(small, "t03", WarningKind.LATE_BURST)
    assert warning.count == 21 and warning.mine and warning.burst is not None and warning.burst.entries == 21
    (office,) = told(small, "t05", WarningKind.LATE_BURST)
    assert office.count == 21 and not office.mine
    for who in ("t01", "t02", "t07"):
        assert told(small, who, WarningKind.LATE_BURST) == []
    later = at(MONDAY + timedelta(days=8))
    assert told(small, "t03", WarningKind.LATE_BURST, later) == []


def test_twenty_late_entries_are_none(small: SmallSchool) -> None:
    for n, day in enumerate(DAYS[-10:]):
        post(small, "t03", [(3, 1), (3, 2)], Draft("练习", 10), day=day, now=at(MONDAY, 14, n), reason="补录")
    assert told(small, "t03", WarningKind.LATE_BURST) == []


def test_a_silent_subject(small: SmallSchool) -> None:
    fill(small, "t01", [10] * 10, (3, 2))
    (own,) = told(small, "t01", WarningKind.SILENT)[:1]
    assert (own.subjects, places([own]), own.mine) == (("数学",), [(3, 1)], True)
    head = [w for w in told(small, "t03", WarningKind.SILENT) if not w.mine]  # heads 三(2)班, teaches 语文 there
    assert [(w.subjects, places([w])) for w in head] == [(("英语",), [(3, 2)])]
    assert told(small, "t05", WarningKind.SILENT) == [] and all(w.mine for w in told(small, "t02", WarningKind.SILENT))


@pytest.mark.parametrize("end", ["item", "none", "class_none"])
@on_sqlite
def test_a_word_ends_the_silence(small: SmallSchool, end: str) -> None:
    day, values = DAYS[-5], {"house": small.house, "now": at(DAYS[-5])}
    if end == "item":
        post(small, "t01", [(3, 1)], Draft("口算", 5), day=day, now=at(day))
    elif end == "none":
        homework.declare_none(actor=small.actor("t01", at(day)), class_id=small.classes[3, 1], subject="数学", **values)  # type: ignore[arg-type]
    else:
        homework.declare_class_none(actor=small.actor("t01", at(day)), class_id=small.classes[3, 1], **values)  # type: ignore[arg-type]
    assert places([w for w in told(small, "t01", WarningKind.SILENT) if w.mine]) == [(3, 2)]


@on_sqlite
def test_grades_that_declare_by_the_week_and_young_terms_are_not_silent(small: SmallSchool) -> None:
    assert told(small, "t04", WarningKind.SILENT) == []
    early = at(date(2026, 9, 14))
    assert told(small, "t01", WarningKind.SILENT, early) == []
    assert told(small, "t01", WarningKind.SILENT, at(date(2026, 9, 15))) != []


@on_sqlite
def test_a_substitute_is_told_and_a_colleague_elsewhere_not(small: SmallSchool) -> None:
    assert told(small, "t10", WarningKind.SILENT) == []
    grant(small, "t10", (3, 1), "数学", MONDAY, MONDAY)
    assert [w.subjects for w in told(small, "t10", WarningKind.SILENT)] == [("数学",)]


@on_sqlite
def test_before_a_holiday_those_who_teach_are_told(small: SmallSchool) -> None:
    eve = at(date(2026, 9, 30))
    (warning,) = told(small, "t03", WarningKind.HOLIDAY_AHEAD, eve)
    assert warning.holiday is not None and warning.holiday.start == date(2026, 10, 1) and (3, 1) in places([warning])
    assert told(small, "t05", WarningKind.HOLIDAY_AHEAD, eve) == [] and told(small, "t03", WarningKind.HOLIDAY_AHEAD) == []


@on_sqlite
def test_reading_is_bounded_and_remembered(small: SmallSchool) -> None:
    fill(small, "t01", [20] * 10, (3, 1), (3, 2))
    for subject in ("音乐", "美术", "科学"):
        add_teaching(small, "t01", (4, 1), subject)
    asked: list[str] = []
    event.listen(small.house.engine, "before_cursor_execute", lambda _c, _cur, statement, *_more: asked.append(statement))
    actor = small.actor("t01")
    school.standing_of(house=small.house)
    asked.clear()
    early_warning.warnings_of(house=small.house, actor=actor, now=NOW)
    assert len([s for s in asked if s.lstrip().upper().startswith("SELECT")]) <= 11
    asked.clear()
    early_warning.warnings_of(house=small.house, actor=actor, now=NOW)
    assert [s for s in asked if "homework_item" in s] == []
    post(small, "t01", [(3, 1)], Draft("口算", 5))
    assert places(told(small, "t01", WarningKind.SAME_MINUTES)) == [(3, 2)]


@on_sqlite
def test_only_thirty_days_are_read(small: SmallSchool) -> None:
    old = date(2026, 10, 12)
    post(small, "t01", [(3, 1)], Draft("口算", 5), day=old, now=at(old))
    watch = early_warning.watch_of(house=small.house, actor=small.actor("t01"), now=NOW)
    assert watch.rows == {} and watch.sums == {}
    assert watch.school_days(watch.heads[0])[0] >= MONDAY - timedelta(days=30)
