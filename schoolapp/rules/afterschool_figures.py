"""What proves the after-school service beside its minutes: heads at the end of a day beside the most of it, attendance, who leads sessions, what the
time is filled with. Every figure carries its numerator and denominator.

Not here: the two hours and coverage (`afterschool`), hours of the staff (`afterschool_hours`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeVar

from schoolapp.rules.afterschool import Category, SessionFact

K = TypeVar("K", bound=Hashable)


class Attended(NamedTuple):
    """A held session as one grade attends it; `heads` None where nobody said how many."""

    start: int
    end: int
    heads: int | None


class DayHeads(NamedTuple):
    """A grade's day: heads in the session or sessions that ended last, and the most that were there at the same moment. None: not known.
    `unknown`: sessions whose heads are not known; while there are any, `most` is what is known at least."""

    last: int | None
    most: int | None
    unknown: int


def day_heads(sessions: Iterable[Attended]) -> DayHeads:
    """One club of 20 at the end of the day does not stand for a grade: both figures stand side by side."""
    rows = tuple(sessions)
    if not rows:
        return DayHeads(None, None, 0)
    last_end = max(row.end for row in rows)
    last = [row.heads for row in rows if row.end == last_end]
    known = [(row.start, row.end, row.heads) for row in rows if row.heads is not None]
    most = max((sum(heads for start, end, heads in known if start <= moment < end) for moment, _end, _heads in known), default=None)
    return DayHeads(None if None in last else sum(heads for heads in last if heads is not None), most, len(rows) - len(known))


class Share(NamedTuple):
    """A figure with what it is of. Nothing to be of: no share (shown as —)."""

    part: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole else None


class Attendance(NamedTuple):
    """出勤: present of expected over the held sessions whose heads are both known; `known` of `held` sessions."""

    present: int
    expected: int
    known: int
    held: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.present, self.expected) if self.expected else None


def attendance_of(sessions: Iterable[SessionFact]) -> Attendance:
    """Sums over sums, of sessions of every category."""
    held = [s for s in sessions if s.held]
    known = [(s.present, s.expected) for s in held if s.present is not None and s.expected is not None]
    return Attendance(sum(present for present, _ in known), sum(expected for _, expected in known), len(known), len(held))


def teachers_taking_part(leaders: Iterable[int], teachers: Collection[int]) -> Share:
    """教师参与率: teachers who led or helped in a held session, of all teachers. Others who did (an office, a provider's person) are in neither."""
    return Share(len(frozenset(leaders) & frozenset(teachers)), len(frozenset(teachers)))


class FiveDays(NamedTuple):
    """全周参加: of those who take part in the classes that said how many stay all five days. `classes` said it, of `all_classes`."""

    all_five: int
    joined: int
    classes: int
    all_classes: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.all_five, self.joined) if self.joined else None


def five_days_of(classes: Iterable[tuple[int, int | None]]) -> FiveDays:
    """From (taking part, on all five days) of each class; None: nobody said it, the class is in neither sum."""
    rows = tuple(classes)
    said = [(joined, five) for joined, five in rows if five is not None]
    return FiveDays(sum(five for _, five in said), sum(joined for joined, _ in said), len(said), len(rows))


def minutes_by_category(sessions: Iterable[SessionFact], places: Callable[[SessionFact], Iterable[K]]) -> Mapping[K, Mapping[Category, int]]:
    """Minutes of held sessions by category at each of their places (a grade, a month); a session counts at every place that it has."""
    found: dict[K, dict[Category, int]] = defaultdict(lambda: defaultdict(int))
    for session in sessions:
        if session.held:
            for place in places(session):
                found[place][session.category] += session.end - session.start
    return {place: dict(minutes) for place, minutes in found.items()}
