"""A season's times stand in the place of the usual ones on its days; two programmes that ask for the same person, room or grade at once."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.timetable import Planned, SeasonTimes, clashes_of, shift_between, shifted, times_on

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


TIMES = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 5), st.integers(1, 3)), max_size=3).map(
    lambda rows: tuple(sorted({(weekday, 900 + 20 * start, 900 + 20 * (start + length)) for weekday, start, length in rows})))


@st.composite
def programmes(draw: st.DrawFn) -> Planned:
    """With a season now and then, in a term of three weeks."""
    seasons = ()
    if draw(st.booleans()):
        first = draw(st.integers(0, 20))
        season = SeasonTimes(MAY + timedelta(days=first), MAY + timedelta(days=draw(st.integers(first, 20))), draw(TIMES))
        seasons = (season,)
    staff = frozenset(draw(st.lists(st.integers(1, 3), min_size=1, max_size=2)))
    return Planned(draw(st.integers(1, 10_000)), "", staff, draw(st.sampled_from(("", "A101", " a101", "各班教室", "操场"))),
                   frozenset(draw(st.lists(st.integers(1, 3), min_size=1))), draw(TIMES), seasons)


@given(one=programmes(), other=programmes())
def test_clashes_are_what_a_walk_through_every_minute_finds(one: Planned, other: Planned) -> None:
    if one.id == other.id:
        assert clashes_of(one, [other], MAY, MAY + timedelta(days=20)) == ()
        return
    met: dict[str, set[tuple[int, int]]] = {}
    for day in (MAY + timedelta(days=n) for n in range(21)):
        both = [{(w, minute) for w, start, end in times_on(p.usual, p.seasons, day) for minute in range(start, end)} for p in (one, other)]
        for name, shared in (("person", one.staff & other.staff), ("grade", one.grades & other.grades),
                             ("room", one.room.strip().upper() == other.room.strip().upper() and one.room.strip() in ("A101", "a101", "操场"))):
            if shared:
                met.setdefault(name, set()).update(both[0] & both[1])
    found: dict[str, set[tuple[int, int]]] = {}
    for clash in clashes_of(one, [other], MAY, MAY + timedelta(days=20)):
        found.setdefault(clash.kind.value, set()).update((clash.weekday, minute) for minute in range(clash.start, clash.end))
    assert found == {name: minutes for name, minutes in met.items() if minutes}


@given(times=TIMES, minutes=st.integers(-120, 120))
def test_a_shift_is_seen_again_and_none_leaves_the_day(times: tuple[tuple[int, int, int], ...], minutes: int) -> None:
    moved = shifted(times, minutes)
    assert moved is not None and shift_between(times, moved) == (minutes if times else None)
    assert shifted(((1, 30, 60),), -31) is None and shifted(((1, 1380, 1439),), 1) is None


def test_times_set_one_by_one_are_no_shift() -> None:
    assert shift_between(USUAL, ((1, 975, 1035), (5, 930, 990))) is None
    assert shift_between(USUAL, ((1, 975, 1035),)) is None
    assert shift_between(USUAL, ((2, 975, 1035), (5, 945, 1005))) is None
