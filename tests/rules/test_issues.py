"""The problem list's rules: who may move a row where, dates in school and working days, what makes one row, when it may be closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import Calendar, national_school_day
from schoolapp.rules.findings import Finding, FindingKind, Level
from schoolapp.rules.issues import (
    OPEN,
    SCHOOL_DAYS,
    Clean,
    CleanMark,
    Source,
    State,
    count_clean,
    days_late,
    days_left,
    due_of,
    graver,
    key_of,
    latest_extension,
    least_clean,
    level_of,
    may_dismiss,
    may_move,
    may_recheck,
    read_key,
    recheck_due,
    school_day_after,
    working_day_after,
)
from tests.rules.making import AUTUMN, MONDAY, make_calendar

DAYS = st.dates(AUTUMN.start, AUTUMN.end)
MARKS = st.lists(st.sampled_from(CleanMark), max_size=40)


def make_finding(kind: FindingKind = FindingKind.OVER_CAP, day: date = MONDAY, class_id: int | None = 1, level: Level = Level.RED) -> Finding:
    return Finding(kind, level, day, None, 3, 1, class_id, 70, 60, "C10", ("item:1",))


def test_closed_and_dismissed_rows_never_move() -> None:
    for end in (State.CLOSED, State.DISMISSED):
        assert not any(may_move(end, new) for new in State) and end not in OPEN
    assert set(OPEN) == set(State) - {State.CLOSED, State.DISMISSED}


def test_nothing_is_closed_without_a_recheck() -> None:
    assert [state for state in State if may_move(state, State.CLOSED)] == [State.RECHECK]
    assert [state for state in State if may_move(state, State.DISMISSED)] == [State.FOUND]
    assert not may_dismiss(Source.ORDER) and not may_dismiss(Source.VISIT) and not may_dismiss(Source.SUGGESTION) and may_dismiss(Source.FINDING)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.none() | st.integers(1, 4), st.booleans())
def test_nobody_rechecks_the_own_work(person: int, owner: int, submitted: int, named: int | None, manages: bool) -> None:
    may = may_recheck(person=person, owner=owner, submitted_by=submitted, named=named, manages=manages)
    assert not (may and person in (owner, submitted))
    assert may == (person not in (owner, submitted) and (person == named if named else manages))


@given(DAYS, st.integers(1, 25))
def test_school_days_are_counted_from_the_day_after(day: date, count: int) -> None:
    calendar = make_calendar()
    due = school_day_after(calendar, day, count)
    inside = calendar.school_days(day + timedelta(days=1), due)
    if due <= AUTUMN.end:
        assert len(inside) == count and inside[-1] == due
    else:
        assert len(inside) < count


@given(DAYS, st.integers(1, 15))
def test_an_orders_clock_runs_in_working_days_and_in_vacations(day: date, count: int) -> None:
    due = working_day_after(day, count)
    days = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert national_school_day(due)[0] and sum(national_school_day(one)[0] for one in days) == count


def test_dates_by_source_and_level() -> None:
    calendar = make_calendar()
    assert due_of(calendar, MONDAY, Source.ORDER, Level.RED) == working_day_after(MONDAY, 5)
    assert due_of(calendar, MONDAY, Source.VISIT, Level.RED) == school_day_after(calendar, MONDAY, 10)
    for level, count in SCHOOL_DAYS.items():
        assert due_of(calendar, MONDAY, Source.FINDING, level) == school_day_after(calendar, MONDAY, count)
    assert due_of(calendar, date(2026, 11, 3), Source.FINDING, Level.YELLOW, FindingKind.IN_SCHOOL_SHARE) == date(2026, 12, 31)
    assert due_of(calendar, date(2026, 12, 3), Source.FINDING, Level.YELLOW, FindingKind.IN_SCHOOL_SHARE) == date(2027, 1, 31)


def test_make_up_days_count_for_an_order_and_the_long_holiday_does_not() -> None:
    assert working_day_after(date(2026, 9, 30), 5) == date(2026, 10, 13)  # 8, 9, 10 (made up), 12, 13 October


@given(DAYS, DAYS, st.sampled_from(Source))
def test_late_and_left_exclude_each_other(due: date, on: date, source: Source) -> None:
    calendar = make_calendar()
    late, left = days_late(calendar, source, due, on), days_left(calendar, source, due, on)
    assert (late > 0) == (on > due) and not (late and left)


def test_a_date_is_put_off_by_its_first_length_at_most_and_an_orders_never() -> None:
    assert latest_extension(date(2026, 11, 2), date(2026, 11, 9), Source.FINDING) == date(2026, 11, 16)
    assert latest_extension(date(2026, 11, 2), date(2026, 11, 9), Source.ORDER) is None


def level(*findings: Finding) -> Level:
    return level_of(findings[0].kind, [one.key for one in findings], [one.level for one in findings])


def test_three_in_one_class_and_month_are_a_practice() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(3)]
    assert level(*(make_finding(day=day) for day in days)) is Level.RED
    assert level(*(make_finding(day=day, class_id=n) for n, day in enumerate(days))) is Level.YELLOW
    assert level(make_finding(FindingKind.NO_SESSION)) is Level.RED and level(make_finding(FindingKind.LATE)) is Level.INFO
    assert level(make_finding(FindingKind.WORDING, level=Level.YELLOW)) is Level.RED
    assert level(make_finding(FindingKind.WORDING, level=Level.INFO)) is Level.INFO
    assert graver(Level.YELLOW, Level.RED) is Level.RED and graver(Level.INFO, Level.YELLOW) is Level.YELLOW


def test_a_key_is_read_back() -> None:
    assert read_key(make_finding().key) == (FindingKind.OVER_CAP, MONDAY.isoformat(), 1, None)
    assert read_key(make_finding(FindingKind.LATE).key) == (FindingKind.LATE, MONDAY.isoformat(), 1, None)
    assert read_key(make_finding(FindingKind.NO_SESSION, class_id=None).key) == (FindingKind.NO_SESSION, MONDAY.isoformat(), None, 3)
    assert read_key(Finding(FindingKind.COVERAGE, Level.RED, None, None, 3, 1, 7, 1, 2, "C15", ()).key) == (FindingKind.COVERAGE, "", 7, None)
    assert read_key("suggestion:12") is None


def test_one_row_for_kind_clause_grade_and_term() -> None:
    assert key_of(make_finding(class_id=1), 7) == key_of(make_finding(class_id=2, day=MONDAY + timedelta(days=3)), 7)
    assert key_of(make_finding(), 7) != key_of(make_finding(), 8)
    assert key_of(make_finding(FindingKind.NEW_LESSON), 7, "X1").grade is None and key_of(make_finding(FindingKind.NEW_LESSON), 7, "X1").programme == "X1"
    assert key_of(make_finding(), 7, "X1").programme == ""


@given(MARKS, st.integers(1, 20))
def test_a_missing_day_pauses_and_a_new_finding_starts_from_nothing(marks: list[CleanMark], wanted: int) -> None:
    found = count_clean(marks, wanted)
    since = marks[len(marks) - marks[::-1].index(CleanMark.AGAIN):] if CleanMark.AGAIN in marks else marks
    assert found == Clean(min(since.count(CleanMark.CLEAN), wanted), wanted)
    assert found.enough == (since.count(CleanMark.CLEAN) >= wanted)
    assert count_clean([*marks, CleanMark.NO_DATA], wanted) == found
    assert count_clean([*marks, CleanMark.AGAIN], wanted).reached == 0


@given(st.lists(st.integers(0, 10), max_size=5))
def test_of_several_classes_the_last_one_decides(reached: list[int]) -> None:
    assert least_clean([Clean(n, 10) for n in reached], 10) == Clean(min(reached, default=0), 10)


def test_the_recheck_has_the_clean_days_and_five_more() -> None:
    calendar: Calendar = make_calendar()
    assert recheck_due(calendar, MONDAY, Clean(0, 10)) == school_day_after(calendar, MONDAY, 15)
    assert recheck_due(calendar, MONDAY, None) == school_day_after(calendar, MONDAY, 5)


@pytest.mark.parametrize("source", Source)
def test_every_source_gives_a_date_later_than_the_finding(source: Source) -> None:
    assert all(due_of(make_calendar(), MONDAY, source, level) > MONDAY for level in Level)
