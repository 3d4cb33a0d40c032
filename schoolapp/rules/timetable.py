"""The weekly times of after-school programmes: a term's usual ones, a season's (夏令时, 冬令时作息) in their place on its days, and where two
programmes ask for the same person, room or grade at once.

Not here: which days have school and service (`calendar`), what was held (`afterschool`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from schoolapp.rules.calendar import ONE_DAY
from schoolapp.rules.names import fold

Times = tuple[tuple[int, int, int], ...]  # (weekday 1 = Monday, start, end); minutes after midnight
LAST_MINUTE = 24 * 60 - 1


class SeasonTimes(NamedTuple):
    """What a programme's week looks like from `start` to `end`, both days included; without any times it pauses."""

    start: date
    end: date
    slots: Times


def times_on(usual: Times, seasons: Iterable[SeasonTimes], day: date) -> Times:
    """The weekly times that stand on a day: those of the season that holds it (the one that starts last, should two), else the usual ones."""
    standing = max((s for s in seasons if s.start <= day <= s.end), key=lambda s: s.start, default=None)
    return usual if standing is None else standing.slots


def shifted(times: Times, minutes: int) -> Times | None:
    """Every time so many minutes later (negative: earlier); None where one would leave its day."""
    if any(start + minutes < 0 or end + minutes > LAST_MINUTE for _weekday, start, end in times):
        return None
    return tuple((weekday, start + minutes, end + minutes) for weekday, start, end in times)


def shift_between(usual: Times, seasonal: Times) -> int | None:
    """By how many minutes all times of a season lie later than the usual ones; None where they were set one by one."""
    if not usual or len(usual) != len(seasonal):
        return None
    shift = min(seasonal)[1] - min(usual)[1]
    return shift if shifted(tuple(sorted(usual)), shift) == tuple(sorted(seasonal)) else None


class ClashKind(StrEnum):
    """同一人, 同一地点: to be confirmed; 同一年级: to be noted, since pupils choose among programmes."""

    PERSON = "person"
    ROOM = "room"
    GRADE = "grade"


class Planned(NamedTuple):
    """A programme as far as clashes go. `id` None: it is not saved yet; `staff` = the one responsible and those who help."""

    id: int | None
    name: str
    staff: frozenset[int]
    room: str
    grades: frozenset[int]
    usual: Times
    seasons: tuple[SeasonTimes, ...] = ()


class Clash(NamedTuple):
    """Two programmes at once from `start` to `end` on a weekday, first so in the week of `since`. `staff_id` or `grades` = who is asked twice."""

    kind: ClashKind
    one: int | None
    other: int | None
    name: str
    weekday: int
    start: int
    end: int
    since: date
    staff_id: int | None = None
    grades: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Says which clash it is, so that what was confirmed is what was shown."""
        return f"{self.kind}:{self.other}:{self.weekday}:{self.start}-{self.end}:{self.staff_id or 0}"


def clashes_of(one: Planned, others: Iterable[Planned], first: date, last: date) -> tuple[Clash, ...]:
    """Where a programme meets others between two days (a term's), each once: in the timetables of the usual weeks and of every season."""
    found: dict[str, Clash] = {}
    for other in others:
        if one.id is None or other.id != one.id:
            for day in _changes(one, other, first, last):
                for clash in _meeting(one, other, day):
                    found.setdefault(clash.key, clash)
    return tuple(sorted(found.values(), key=lambda c: (list(ClashKind).index(c.kind), c.weekday, c.start, c.name)))


def _changes(one: Planned, other: Planned, first: date, last: date) -> list[date]:
    """The days from which a timetable of the two may be another one."""
    seasons = (*one.seasons, *other.seasons)
    return sorted({first, *(day for s in seasons for day in (s.start, s.end + ONE_DAY) if first <= day <= last)})


def _meeting(one: Planned, other: Planned, day: date) -> Iterator[Clash]:
    staff, grades = sorted(one.staff & other.staff), tuple(sorted(one.grades & other.grades))
    same_room = is_one_room(one.room) and room_key(one.room) == room_key(other.room)
    if not (staff or grades or same_room):
        return
    theirs = times_on(other.usual, other.seasons, day)
    for weekday, start, end in times_on(one.usual, one.seasons, day):
        for on, begins, ends in theirs:
            if on != weekday or begins >= end or ends <= start:
                continue
            common = (one.id, other.id, other.name, weekday, max(start, begins), min(end, ends), day)
            yield from (Clash(ClashKind.PERSON, *common, staff_id) for staff_id in staff)
            if same_room:
                yield Clash(ClashKind.ROOM, *common)
            if grades:
                yield Clash(ClashKind.GRADE, *common, None, grades)


def room_key(room: str) -> str:
    """A room's name as it is compared."""
    return fold(room).replace(" ", "").casefold()


def is_one_room(room: str) -> bool:
    """Whether the words name one place: 各班教室 are many, and nothing said is none."""
    return bool(room_key(room)) and not room_key(room).startswith("各")


def alike(times: Times) -> tuple[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], ...]:
    """Weekdays with the same times together, by their first day: ((1, 2, 3, 4), ((960, 1020),)), ((5,), ((930, 990),))."""
    by_day: dict[int, list[tuple[int, int]]] = {}
    for weekday, start, end in sorted(times):
        by_day.setdefault(weekday, []).append((start, end))
    by_spans: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for weekday, spans in by_day.items():
        by_spans.setdefault(tuple(spans), []).append(weekday)
    return tuple((tuple(weekdays), spans) for spans, weekdays in by_spans.items())
