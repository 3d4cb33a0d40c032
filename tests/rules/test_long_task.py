"""Long tasks: parts add up and are even, the days offered are school days, what is said to fit does fit."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import Calendar, CalendarRow, Term
from schoolapp.rules.long_task import MARK_MOST, days_to_choose, days_with_room, marked, most_minutes, parts_of

TERM = Term(1, "autumn", date(2026, 9, 1), date(2027, 1, 22))
ROOMS = st.lists(st.integers(0, 60), min_size=1, max_size=20)


@given(minutes=st.integers(-5, 5000), days=st.integers(0, 30))
def test_parts_add_up_and_are_even(minutes: int, days: int) -> None:
    parts = parts_of(minutes, days, each=False)
    if parts is None:
        assert days < 1 or minutes < days or -(-minutes // days) > 240
    else:
        assert sum(parts) == minutes and len(parts) == days and min(parts) >= 1
        assert max(parts) - min(parts) <= 1 and list(parts) == sorted(parts, reverse=True)


@given(minutes=st.integers(-5, 300), days=st.integers(0, 30))
def test_the_same_every_day(minutes: int, days: int) -> None:
    assert parts_of(minutes, days, each=True) == ((minutes,) * days if days and 1 <= minutes <= 240 else None)


@given(rooms=ROOMS, minutes=st.integers(1, 600), each=st.booleans())
def test_the_most_that_fits_fits_and_a_minute_more_does_not(rooms: list[int], minutes: int, each: bool) -> None:
    def fits(tried: int) -> bool:
        parts = parts_of(tried, len(rooms), each=each)
        return parts is not None and all(part <= room for part, room in zip(parts, rooms, strict=True))

    most = most_minutes(rooms, minutes, each=each)
    assert most <= minutes
    if most:
        assert fits(most) and (most == minutes or not fits(most + 1))
    else:
        assert not any(fits(tried) for tried in range(1, minutes + 1))


@given(rooms=ROOMS, minutes=st.integers(1, 600), each=st.booleans())
def test_the_days_that_are_kept_have_room(rooms: list[int], minutes: int, each: bool) -> None:
    kept = days_with_room(rooms, minutes, each=each)
    if kept:
        parts = parts_of(minutes, len(kept), each=each)
        assert parts is not None and all(part <= rooms[place] for place, part in zip(kept, parts, strict=True))
        assert list(kept) == sorted(set(kept))
    if each and minutes <= 240:
        assert kept == tuple(n for n, room in enumerate(rooms) if room >= minutes)


def test_days_without_room_are_left_out_until_the_rest_fits() -> None:
    assert days_with_room([60, 5, 60, 60], 60, each=False) == (0, 2, 3)
    assert days_with_room([60, 5, 19, 60], 60, each=False) == (0, 3)  # without the second day the third is too full as well
    assert days_with_room([60, 5, 19, 20], 90, each=False) == ()
    assert days_with_room([60, 5, 19, 20], 20, each=True) == (0, 3)
    assert most_minutes([60, 5, 19, 20], 90, each=False) == 21  # 22 would ask six minutes of the second day


def test_the_days_offered() -> None:
    grade_off = CalendarRow(date(2026, 11, 25), date(2026, 11, 25), False, "研学", grades=frozenset({4}))
    calendar = Calendar((TERM,), (grade_off, CalendarRow(date(2026, 11, 28), date(2026, 11, 28), True, "补课")))
    found = days_to_choose(calendar, (3,), date(2026, 11, 23), TERM.end)
    assert found[0] == date(2026, 11, 23) and found[-1] == date(2026, 12, 18) and date(2026, 11, 28) in found and len(found) == 21
    assert date(2026, 11, 29) not in found
    assert date(2026, 11, 25) not in days_to_choose(calendar, (3, 4), date(2026, 11, 23), TERM.end)
    assert days_to_choose(calendar, (3,), date(2027, 1, 20), TERM.end) == (date(2027, 1, 20), date(2027, 1, 21), date(2027, 1, 22))


def test_in_the_holidays_the_next_term_is_offered() -> None:
    spring = Term(2, "spring", date(2027, 3, 1), date(2027, 7, 9))
    calendar = Calendar((TERM, spring))
    found = days_to_choose(calendar, (3,), date(2027, 1, 30), spring.end)
    assert found[0] == date(2027, 3, 1) and found[-1] - found[0] < timedelta(days=28) and len(found) == 20
    assert days_to_choose(calendar, (3,), date(2027, 8, 1), date(2027, 8, 1)) == ()


def test_the_mark() -> None:
    assert marked("做植物观察记录", 2, 5) == "（长周期作业 第2/5天）做植物观察记录"
    assert len(marked("", 28, 28)) <= MARK_MOST
