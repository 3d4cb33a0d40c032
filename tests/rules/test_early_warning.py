"""Early warnings: runs near the cap, minutes that never change, late entries at once, silence, and holidays ahead."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import Calendar, CalendarRow, Term
from schoolapp.rules.early_warning import HolidayAhead, WatchedDay, holiday_ahead, is_silent, late_bursts, near_run, same_for
from schoolapp.rules.findings import Level
from schoolapp.rules.needs import Need, in_order
from tests.cast import TERM, at

TODAY = date(2026, 11, 23)
NEAR = Fraction(9, 10)
CALENDAR = Calendar((Term(1, "autumn", *TERM), Term(2, "spring", date(2027, 2, 22), date(2027, 7, 2))))


def days_of(*figures: int | None, cap: int = 60, last: date = TODAY) -> list[WatchedDay]:
    start = last - timedelta(days=len(figures) - 1)
    return [WatchedDay(start + timedelta(days=n), figure, cap, NEAR) for n, figure in enumerate(figures)]


@pytest.mark.parametrize(("figures", "run"), [
    ((54, 60, 72), 3), ((54, 60, 53, 72), 0), ((60, 54, 60), 3), ((54, 54, 54, None), 3), ((54, 54, 54, 10), 3), ((54, 54, None), 0),
    ((54, 54, 54, None, 54), 0), ((54, None, 54, 54), 0), ((10, 54, 54, 54, 54), 4), ((), 0), ((None,), 0), ((54, 54), 0),
])
def test_runs_near_the_cap(figures: tuple[int | None, ...], run: int) -> None:
    assert len(near_run(days_of(*figures), TODAY)) == run


def test_a_day_that_is_over_ends_the_run_when_it_is_below() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert near_run(days_of(54, 54, 54, 10, last=yesterday), TODAY) == ()


def test_no_cap_no_near_line() -> None:
    assert near_run(days_of(0, 0, 0, 0, cap=0), TODAY) == ()


@given(st.lists(st.one_of(st.none(), st.integers(0, 90)), max_size=25))
def test_a_run_is_whole_near_and_newest(figures: list[int | None]) -> None:
    days = days_of(*figures)
    run = near_run(days, TODAY)
    if run:
        assert len(run) >= 3 and all(day.near for day in run)
        after = [day for day in days if day.day > run[-1].day]
        before = [day for day in days if day.day < run[0].day]
        assert not after or (after == [days[-1]] and not after[0].near)
        assert not before or not before[-1].near


@pytest.mark.parametrize(("values", "run"), [
    ([20] * 10, 10), ([20] * 9, 0), ([20] * 10 + [0], 10), ([20] * 9 + [0, 20], 0), ([15] + [20] * 12, 12), ([20] * 10 + [0, 0], 0), ([], 0), ([0] * 12, 0),
    ([20] * 10 + [15], 0),
])
def test_the_same_minutes(values: list[int], run: int) -> None:
    assert same_for(values) == run


@given(st.lists(st.integers(0, 3), max_size=40))
def test_same_for_counts_equal_neighbours(values: list[int]) -> None:
    run = same_for(values)
    known = values[:-1] if values and not values[-1] else values
    if run:
        assert run >= 10 and len(set(known[-run:])) == 1 and known[-1] and (run == len(known) or known[-run - 1] != known[-1])
    else:
        assert len(known) < 10 or len(set(known[-10:])) > 1 or not known[-1]


DUE = [TODAY - timedelta(days=n) for n in range(14, 0, -1)]


@pytest.mark.parametrize(("spoken", "silent"), [
    (set(), True), ({TODAY}, False), ({DUE[-1]}, False), ({DUE[-10]}, False), ({DUE[-11]}, True), ({DUE[0]}, True),
])
def test_silence(spoken: set[date], silent: bool) -> None:
    assert is_silent(spoken, DUE, TODAY) is silent


def test_a_young_term_is_not_silent() -> None:
    assert not is_silent(set(), DUE[-9:], TODAY) and not is_silent(set(), [], TODAY)


def entries(*minutes: int, staff: int = 1) -> list[tuple[object, int]]:
    return [(at(TODAY, 12) + timedelta(minutes=n), staff) for n in minutes]


def test_more_than_twenty_within_half_an_hour() -> None:
    assert late_bursts(entries(*range(20))) == ()  # type: ignore[arg-type]
    (burst,) = late_bursts(entries(*range(20), 30))  # type: ignore[arg-type]
    assert (burst.entries, burst.start, burst.end, burst.by) == (21, at(TODAY, 12), at(TODAY, 12, 30), {1: 21})
    assert late_bursts(entries(*range(20), 31)) == ()  # type: ignore[arg-type]


def test_people_of_a_burst_are_counted_apart_and_bursts_too() -> None:
    morning = entries(*([0] * 15), staff=1) + entries(*([5] * 7), staff=2)
    evening = entries(*([300] * 25), staff=3)
    first, second = late_bursts(evening + morning)  # type: ignore[arg-type]
    assert first.by == {1: 15, 2: 7} and second.by == {3: 25}


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 4)), max_size=120))
def test_bursts_are_what_the_windows_say(raw: list[tuple[int, int]]) -> None:
    moments = sorted((at(TODAY, 8) + timedelta(minutes=n), staff) for n, staff in raw)
    inside = set()
    for start, _staff in moments:
        window = [n for n, (moment, _s) in enumerate(moments) if start <= moment <= start + timedelta(minutes=30)]
        inside |= set(window) if len(window) > 20 else set()
    found = late_bursts(moments)
    assert sum(burst.entries for burst in found) == len(inside)
    assert all(sum(burst.by.values()) == burst.entries > 20 for burst in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(("day", "start"), [
    (date(2026, 9, 30), date(2026, 10, 1)), (date(2026, 9, 28), date(2026, 10, 1)), (date(2026, 10, 1), None), (date(2026, 11, 20), None),
    (date(2026, 11, 23), None), (date(2027, 1, 22), date(2027, 1, 23)), (date(2027, 1, 20), date(2027, 1, 23)), (date(2027, 1, 19), None),
])
def test_holidays_are_told_three_school_days_before(day: date, start: date | None) -> None:
    found = holiday_ahead(CALENDAR, day, 3)
    assert (found and found.start) == start


def test_a_holiday_of_the_schools_own_and_its_length() -> None:
    own = Calendar(CALENDAR.terms, (CalendarRow(date(2026, 11, 27), date(2026, 11, 27), False, "运动会"),))
    assert holiday_ahead(own, date(2026, 11, 26), 3) == HolidayAhead(date(2026, 11, 27), date(2026, 11, 29), date(2026, 11, 26))
    assert holiday_ahead(own, date(2026, 11, 26), 3).days == 3  # type: ignore[union-attr]
    assert holiday_ahead(own, date(2026, 11, 23), 3) is None and holiday_ahead(own, date(2026, 11, 24), 3) is not None


def test_the_most_pressing_stand_first_in_their_order() -> None:
    needs = [Need("a", Level.INFO, "x"), Need("b", Level.RED, "x"), Need("c", Level.YELLOW, "x"), Need("d", Level.RED, "x")]
    assert [need.kind for need in in_order(needs)] == ["b", "d", "c", "a"]
