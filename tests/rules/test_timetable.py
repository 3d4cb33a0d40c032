"""A season's times stand in the place of the usual ones on its days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.timetable import SeasonTimes, times_on

USUAL = ((1, 960, 1020), (5, 930, 990))
MAY = date(2027, 5, 1)


@given(offset=st.integers(0, 200), length=st.integers(0, 200), asked=st.integers(-5, 410))
def test_a_season_stands_from_its_first_to_its_last_day(offset: int, length: int, asked: int) -> None:
    start = MAY + timedelta(days=offset)
    season = SeasonTimes(start, start + timedelta(days=length), ((1, 990, 1050),))
    day = MAY + timedelta(days=asked)
    inside = offset <= asked <= offset + length
    assert times_on(USUAL, (season,), day) == (season.slots if inside else USUAL)


def test_of_two_the_one_that_starts_last_stands() -> None:
    whole = SeasonTimes(MAY, MAY + timedelta(days=60), ((1, 990, 1050),))
    week = SeasonTimes(MAY + timedelta(days=10), MAY + timedelta(days=16), ((1, 900, 960),))
    assert times_on(USUAL, (week, whole), MAY + timedelta(days=12)) == week.slots
    assert times_on(USUAL, (week, whole), MAY + timedelta(days=17)) == whole.slots
