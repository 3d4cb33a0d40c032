"""School days: the national list, the school's rows, terms, weeks of three to six days, and what happens without a list."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import (
    NATIONAL_YEARS,
    Calendar,
    Term,
    days_between,
    is_make_up_day,
    iso_week,
    monday_of,
    national_school_day,
    row_sweeps_weekend,
)
from schoolapp.rules.people import GRADES
from tests.rules.making import AUTUMN, MONDAY, SATURDAY, SUNDAY, make_calendar, make_row

DAYS = st.dates(AUTUMN.start, AUTUMN.end)


def test_national_lists_agree_with_another_source() -> None:
    for year in NATIONAL_YEARS:
        for day in days_between(date(year, 1, 1), date(year, 12, 31)):
            assert national_school_day(day)[0] == chinese_calendar.is_workday(day), day


def test_national_lists_name_their_document() -> None:
    assert list(NATIONAL_YEARS) == [2023, 2024, 2025, 2026]
    for year, listed in NATIONAL_YEARS.items():
        assert f"国办发明电〔{year - 1}〕" in listed.document
        assert listed.issued.year == year - 1
        assert all(day.weekday() >= 5 and day.year == year for day in listed.make_up_days)
        assert all(h.start <= h.end and h.start.year == h.end.year == year for h in listed.holidays)


@pytest.mark.parametrize(("monday", "days"), [
    (date(2026, 9, 7), 5), (date(2026, 9, 14), 6), (date(2026, 9, 21), 4), (date(2026, 9, 28), 3), (date(2026, 10, 5), 3),
    (date(2026, 10, 12), 5),
])
def test_weeks_have_three_to_six_days(monday: date, days: int) -> None:
    assert len(make_calendar().school_days(monday, monday + timedelta(days=6))) == days


def test_holiday_and_make_up_day() -> None:
    calendar = make_calendar()
    assert not calendar.is_school_day(date(2026, 10, 1), 3)
    assert calendar.day_note(date(2026, 10, 1), 3) == "国庆节"
    make_up = date(2026, 9, 20)
    assert is_make_up_day(make_up) and calendar.is_school_day(make_up, 3)
    assert calendar.timetable_weekday(make_up, 3) is None
    assert make_calendar(make_row(make_up, True, "补周三课", timetable_weekday=3)).timetable_weekday(make_up, 3) == 3
    assert calendar.timetable_weekday(MONDAY, 3) == 1
    assert calendar.timetable_weekday(SATURDAY, 3) is None


def test_outside_the_terms_is_no_school() -> None:
    calendar = make_calendar(make_row(date(2026, 8, 31), True, "军训"))
    assert not calendar.is_school_day_for_any(date(2026, 8, 31))
    assert calendar.term_of(date(2026, 8, 31)) is None and calendar.week_number(date(2026, 8, 31)) is None
    assert calendar.is_school_day(AUTUMN.start, 1)


def test_later_row_wins_wholly() -> None:
    first = make_row(MONDAY, True, "期中监测", service=False)
    second = make_row(MONDAY, True, "家长会")
    assert make_calendar(first).announced_without_service(MONDAY, 3) == "期中监测"
    assert not make_calendar(first).service_runs(MONDAY, 3)
    both = make_calendar(first, second)
    assert both.announced_without_service(MONDAY, 3) is None
    assert both.service_runs(MONDAY, 3)
    assert both.day_note(MONDAY, 3) == "家长会"
    assert not make_calendar(first, make_row(MONDAY, False, "停课")).is_school_day(MONDAY, 3)


def test_row_beats_the_national_list_both_ways() -> None:
    assert make_calendar(make_row(SATURDAY, True, "补课")).is_school_day(SATURDAY, 5)
    assert not make_calendar(make_row(date(2026, 9, 20), False, "不补")).is_school_day(date(2026, 9, 20), 5)
    assert make_calendar(make_row(date(2026, 10, 7), True)).is_school_day(date(2026, 10, 7), 5)


def test_row_for_some_grades() -> None:
    calendar = make_calendar(make_row(MONDAY, False, "研学", grades=frozenset({6})))
    assert not calendar.is_school_day(MONDAY, 6) and calendar.is_school_day(MONDAY, 5)
    assert calendar.is_school_day_for_any(MONDAY, (5, 6)) and not calendar.is_school_day_for_any(MONDAY, (6,))
    assert calendar.day_note(MONDAY, 6) == "研学" and calendar.day_note(MONDAY, 5) == ""


@pytest.mark.parametrize(("entered", "announced"), [
    (None, True), (MONDAY - timedelta(days=1), True), (MONDAY, False), (MONDAY + timedelta(days=3), False),
])
def test_only_what_was_entered_before_the_day_is_announced(entered: date | None, announced: bool) -> None:
    calendar = make_calendar(make_row(MONDAY, True, "", service=False, entered_on=entered))
    assert (calendar.announced_without_service(MONDAY, 3) == "") is announced
    assert calendar.service_runs(MONDAY, 3) is not announced


def test_no_service_is_not_announced_for_a_day_off() -> None:
    calendar = make_calendar(make_row(MONDAY, False, "停课", service=False))
    assert calendar.announced_without_service(MONDAY, 3) is None
    assert not calendar.service_runs(MONDAY, 3)


def test_next_and_last_school_day() -> None:
    calendar = make_calendar()
    assert calendar.next_school_day(date(2026, 9, 30)) == date(2026, 10, 8)
    assert calendar.last_school_day(date(2026, 10, 8)) == date(2026, 9, 30)
    assert calendar.next_school_day(AUTUMN.end) is None
    assert calendar.last_school_day(AUTUMN.start) is None
    off_for_six = make_calendar(make_row(MONDAY, False, grades=frozenset({6})))
    assert off_for_six.next_school_day(SUNDAY - timedelta(days=7), (6,)) == MONDAY + timedelta(days=1)


def test_weeks_of_the_term_start_on_monday() -> None:
    calendar = make_calendar()
    assert [calendar.week_number(d) for d in (date(2026, 9, 1), date(2026, 9, 6), date(2026, 9, 7))] == [1, 1, 2]
    assert iso_week(date(2027, 1, 1)) == (2026, 53)


def test_of_two_terms_the_one_that_starts_last() -> None:
    year = Term(2, "2026-2027学年", date(2026, 9, 1), date(2027, 7, 10))
    spring = Term(3, "第二学期", date(2027, 2, 22), date(2027, 7, 10))
    calendar = Calendar((spring, year), ())
    assert calendar.term_of(date(2027, 3, 1)) == spring
    assert calendar.term_of(date(2026, 10, 9)) == year
    assert calendar.terms_on(date(2027, 3, 1)) == (spring, year)


def test_a_year_without_a_list_is_monday_to_friday_and_not_confirmed() -> None:
    later = Term(9, "远期", date(2029, 1, 1), date(2029, 12, 31))
    calendar = make_calendar(terms=(later,))
    assert calendar.is_school_day(date(2029, 10, 1), 3)
    assert not calendar.is_school_day(date(2029, 10, 6), 3)
    assert not calendar.confirmed(date(2026, 12, 1), date(2027, 1, 1))
    assert calendar.confirmed(date(2025, 9, 1), date(2026, 6, 30))


@pytest.mark.parametrize(("start", "length", "school", "sweeps"), [
    (date(2026, 11, 12), 4, True, True),      # Thursday to Sunday
    (date(2026, 11, 13), 3, True, False),     # Friday to Sunday, three days
    (date(2026, 11, 9), 5, True, False),      # Monday to Friday
    (date(2026, 11, 9), 14, False, False),
])
def test_long_school_row_over_a_weekend(start: date, length: int, school: bool, sweeps: bool) -> None:
    assert row_sweeps_weekend(make_row(start, school, end=start + timedelta(days=length - 1))) is sweeps


def test_holidays_have_three_days_or_more() -> None:
    calendar = make_calendar()
    found = calendar.holidays(date(2026, 9, 14), date(2026, 10, 31), 3)
    assert found == ((date(2026, 9, 25), date(2026, 9, 27)), (date(2026, 10, 1), date(2026, 10, 7)))
    assert calendar.holidays(date(2026, 10, 3), date(2026, 10, 4), 3) == ((date(2026, 10, 1), date(2026, 10, 7)),)
    assert calendar.holidays(date(2026, 11, 9), date(2026, 11, 22), 3) == ()
    assert calendar.days_off_after(date(2026, 11, 13), 3) == (SATURDAY, SUNDAY)
    assert calendar.days_off_after(MONDAY, 3) is None
    assert calendar.days_off_after(AUTUMN.end, 3) is None


@given(day=DAYS, grade=st.sampled_from(GRADES))
def test_service_runs_only_on_school_days_not_announced(day: date, grade: int) -> None:
    rows = (make_row(date(2026, 10, 8), True, "家长会", service=False, end=date(2026, 10, 12)),
            make_row(date(2026, 10, 12), False, "停课", grades=frozenset({1, 2})))
    calendar = make_calendar(*rows)
    announced = calendar.announced_without_service(day, grade) is not None
    assert calendar.service_runs(day, grade) == (calendar.is_school_day(day, grade) and not announced)
    assert calendar.is_school_day_for_any(day) == any(calendar.is_school_day(day, g) for g in GRADES)


@given(day=DAYS)
def test_next_is_the_first_later_school_day(day: date) -> None:
    calendar = make_calendar()
    following = calendar.next_school_day(day)
    assert calendar.school_days(day + timedelta(days=1), AUTUMN.end)[:1] == (() if following is None else (following,))
    assert monday_of(day) <= day < monday_of(day) + timedelta(days=7)


@given(rows=st.lists(st.tuples(DAYS, st.booleans(), st.one_of(st.none(), st.frozensets(st.sampled_from(GRADES), min_size=1))), max_size=6),
       day=DAYS, grade=st.sampled_from(GRADES))
def test_the_last_row_that_applies_decides(rows: list[tuple[date, bool, frozenset[int] | None]], day: date, grade: int) -> None:
    calendar = make_calendar(*(make_row(start, school, grades=grades) for start, school, grades in rows))
    said = [school for start, school, grades in rows if start == day and (grades is None or grade in grades)]
    assert calendar.is_school_day(day, grade) == (said[-1] if said else national_school_day(day)[0])
