"""Holidays that have a list: found from the calendar, named, and their sums against the holiday line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import Term, days_between
from schoolapp.rules.holidays import HolidaySpan, HolidayTask, judge_holiday, most_minutes, open_vacation, span_from, spans_in, sum_of
from schoolapp.rules.homework import WRITTEN_KINDS, Kind
from schoolapp.rules.people import GRADES
from tests.rules.making import AUTUMN, make_calendar, make_profile, make_row

SPRING = Term(2, "2026-2027学年第二学期", date(2027, 2, 22), date(2027, 7, 2))
NEXT = Term(3, "2027-2028学年第一学期", date(2027, 9, 1), date(2028, 1, 21))
DAYS = st.dates(AUTUMN.start, SPRING.end)
TASKS = st.lists(st.builds(HolidayTask, st.sampled_from(Kind), st.integers(1, 600)), max_size=8)


def test_the_holidays_of_a_year() -> None:
    found = spans_in(make_calendar(terms=(AUTUMN, SPRING, NEXT)), 3, date(2026, 9, 1), date(2027, 8, 31))
    assert found[:2] == (HolidaySpan(date(2026, 9, 25), date(2026, 9, 27), "中秋节"), HolidaySpan(date(2026, 10, 1), date(2026, 10, 7), "国庆节"))
    winter = next(span for span in found if span.name == "寒假")
    assert (winter.start, winter.end, winter.days_off) == (date(2027, 1, 23), date(2027, 2, 21), 30)
    assert found[-1] == HolidaySpan(date(2027, 7, 3), date(2027, 8, 31), "暑假")


def test_a_holiday_of_the_schools_own_has_its_note() -> None:
    calendar = make_calendar(make_row(date(2026, 11, 11), False, "秋假", end=date(2026, 11, 13), grades=frozenset({3})))
    assert spans_in(calendar, 3, date(2026, 11, 1), date(2026, 11, 30)) == (HolidaySpan(date(2026, 11, 11), date(2026, 11, 15), "秋假"),)
    assert spans_in(calendar, 4, date(2026, 11, 1), date(2026, 11, 30)) == ()
    assert span_from(calendar, 3, date(2026, 11, 12)) is None and span_from(calendar, 3, date(2026, 11, 11)) is not None


def test_a_vacation_without_a_known_end_is_told_apart() -> None:
    alone = make_calendar()
    assert all(span.name != "寒假" for span in spans_in(alone, 3, AUTUMN.start, date(2027, 3, 1)))
    assert open_vacation(alone, 3, date(2026, 11, 23)) == date(2027, 1, 23) == open_vacation(alone, 3, date(2027, 2, 3))
    both = make_calendar(terms=(AUTUMN, SPRING))
    assert open_vacation(both, 3, date(2026, 11, 23)) is None or open_vacation(both, 3, date(2026, 11, 23)) == date(2027, 7, 3)
    assert open_vacation(both, 3, date(2027, 2, 1)) == date(2027, 7, 3)
    assert open_vacation(make_calendar(terms=()), 3, date(2026, 11, 23)) is None


@given(rows=st.lists(st.tuples(DAYS, st.integers(0, 6), st.booleans()), max_size=6), start=DAYS, length=st.integers(0, 120), grade=st.sampled_from(GRADES))
def test_every_holiday_is_a_whole_run_of_days_off(rows: list[tuple[date, int, bool]], start: date, length: int, grade: int) -> None:
    calendar = make_calendar(*(make_row(day, school, end=day + timedelta(days=n)) for day, n, school in rows), terms=(AUTUMN, SPRING))
    end = start + timedelta(days=length)
    found = spans_in(calendar, grade, start, end)
    for span in found:
        assert span.days_off >= 3 and span.days_off == len(list(days_between(span.start, span.end))) and span.start <= end and span.end >= start
        assert not any(calendar.is_school_day(day, grade) for day in days_between(span.start, span.end))
        assert calendar.is_school_day(span.start - timedelta(days=1), grade) and calendar.is_school_day(span.end + timedelta(days=1), grade)
        assert span_from(calendar, grade, span.start) == span
    inside = {day for span in found for day in days_between(span.start, span.end)}
    for day in days_between(start, end):  # no run of three or more is left out
        run = calendar.days_off_after(day, grade) if calendar.is_school_day(day, grade) else None
        if run is not None and (run[1] - run[0]).days >= 2 and run[0] <= end:
            assert run[0] in inside


@given(tasks=TASKS, days=st.integers(3, 60), grade=st.sampled_from(GRADES))
def test_the_line_is_compared_exactly(tasks: list[HolidayTask], days: int, grade: int) -> None:
    profile = make_profile()
    sums = sum_of(tasks)
    verdict = judge_holiday(sums.written, days, grade, profile)
    assert sums.written == sum(t.minutes for t in tasks if t.kind in WRITTEN_KINDS) and sums.written + sums.other == sum(t.minutes for t in tasks)
    assert verdict.fits == (sums.written <= profile.holiday_caps[grade - 1] * days) == (verdict.over_by == 0)
    assert verdict.left - verdict.over_by == verdict.allowed - sums.written and not verdict.blocks
    assert abs(verdict.per_day_tenths * days - sums.written * 10) * 2 <= days
    if grade <= 2:
        assert verdict.fits == (sums.written == 0) and verdict.none_written


def test_the_equal_fits_one_more_does_not_and_less_never_blocks() -> None:
    profile = make_profile(holiday_caps=(0, 0, 30, 30, 30, 30, 60, 60, 60))
    assert judge_holiday(210, 7, 3, profile, before=0).fits and judge_holiday(211, 7, 3, profile, before=210).blocks
    assert not judge_holiday(240, 7, 3, profile, before=250).blocks and judge_holiday(240, 7, 3, profile).over_by == 30
    assert judge_holiday(1, 30, 1, profile, before=0).blocks and most_minutes(7) == 1680


@pytest.mark.parametrize(("written", "days", "tenths"), [(100, 3, 333), (50, 4, 125), (5, 60, 1), (0, 3, 0)])
def test_the_mean_a_day_is_rounded_half_up(written: int, days: int, tenths: int) -> None:
    assert judge_holiday(written, days, 3, make_profile()).per_day_tenths == tenths
