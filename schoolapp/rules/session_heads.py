"""Heads of a service session by class, and how many of a class finished their homework there: said in three words, never as a number.

Not here: sign-up counts and coverage (`afterschool`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Finished(StrEnum):
    """How many of the class finished the day's homework in school: 多数, 约一半, 少数. It is what somebody saw: no pupils are computed from it."""

    MOST = "most"
    HALF = "half"
    FEW = "few"


class SessionHeads(NamedTuple):
    """A class in a session: heads expected and present (None: unknown), `finished` None where nobody said."""

    class_id: int
    expected: int | None
    present: int | None
    finished: Finished | None = None


def sums_of(heads: Iterable[SessionHeads]) -> tuple[int | None, int | None]:
    """(expected, present) of a session from its classes; None where a class's heads are not known."""
    rows = tuple(heads)
    expected = [row.expected for row in rows if row.expected is not None]
    present = [row.present for row in rows if row.present is not None]
    return sum(expected) if rows and len(expected) == len(rows) else None, sum(present) if rows and len(present) == len(rows) else None


def expected_now(last: int | None, joined_then: int | None, joined_now: int | None) -> int | None:
    """Heads of a class to expect in homework help: as many as last time, until the class's sign-up count is another one; then that count."""
    if last is not None and (joined_now is None or joined_then == joined_now):
        return last
    return joined_now


def stays_on(before: bool, then: int | None, now: int | None) -> bool:
    """Whether a class is expected in extended care: whom families asked for it (`now`) decides. Where nobody counted, who was there `before`
    is; a class that asked already when that was (`then`) and was not there is in another room."""
    if now is None:
        return before
    return now > 0 and (before or not then)


class FinishedFact(NamedTuple):
    """What one session said of one class on one day. `end` in minutes after midnight."""

    class_id: int
    day: date
    end: int
    session_id: int
    finished: Finished


def finished_by_class_day(facts: Iterable[FinishedFact]) -> dict[tuple[int, date], Finished]:
    """(class id, day) -> how far the class got: what the session said that ended last."""
    newest: dict[tuple[int, date], FinishedFact] = {}
    for fact in facts:
        known = newest.get((fact.class_id, fact.day))
        if known is None or (fact.end, fact.session_id) > (known.end, known.session_id):
            newest[fact.class_id, fact.day] = fact
    return {place: fact.finished for place, fact in newest.items()}


def count_finished(bands: Iterable[Finished]) -> Mapping[Finished, int]:
    """How many class-days were said to be each; every word is there. Their sum is the denominator: class-days of which it was said."""
    found = dict.fromkeys(Finished, 0)
    for band in bands:
        found[band] += 1
    return found
