"""The ways in which families are heard, each off until the principal switches it on, and the answers on how long homework really took: which
bands are asked, until when, how many are taken, from how many on they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from schoolapp.rules.calendar import ONE_DAY
from schoolapp.rules.sampling import Band

SHOWN_FROM = 5  # answers; fewer could tell who answered
PER_HEAD = 2  # answers that a class-day takes for each of its heads: two grown-ups may answer for one
HEADS_UNKNOWN = 50  # taken for the head count of a class that has none, the most that a class may have
ONE_ADDRESS_CLASS_DAY = 6  # answers from one network address for one class-day: a household, a shared connection
ONE_ADDRESS_A_DAY = 30  # and for all classes together
OPEN_LONGEST = timedelta(days=3)  # from a Friday to the Monday after it

# Ends of bands in minutes below the cap, by the highest cap that they suit; the cap itself always ends a band, and half an hour beyond
# it another one. Where nothing written goes home, a few minutes are much already.
_ENDS_BELOW = ((60, (15, 30, 45)), (1440, (30, 60)))
_ENDS_LOW = (15, 30)
_APART = 10


class Voice(StrEnum):
    """A way of being heard: how long homework really took, suggestions, questionnaires."""

    ANSWERS = "answers"
    SUGGESTIONS = "suggestions"
    SURVEYS = "surveys"


Counts = tuple[tuple[Band, int], ...]


def answer_bands(limit: int) -> tuple[Band, ...]:
    """The bands of the form, in whole minutes of written homework at home. `limit` is what the day's written homework may come to: the cap,
    in grades 1-2 nothing (0). The first band is 'none', the last one is open, and the limit is the end of a band, so that within and
    beyond never share one."""
    if limit <= 0:
        ends: tuple[int, ...] = _ENDS_LOW
    else:
        below = next(ends for most, ends in _ENDS_BELOW if limit <= most)
        ends = (*(end for end in below if end <= limit - _APART), limit, limit + 30)
    lows = (1, *(end + 1 for end in ends))
    return (Band(0, 0), *(Band(low, high) for low, high in zip(lows, (*ends, None), strict=True)))


def answers_until(day: date, next_school_day: date | None) -> date:
    """The last day on which a class-day's homework may be answered for: the next school day, since homework for days off belongs to the
    school day before them, at least the day after and at most three days later."""
    latest = next_school_day if next_school_day is not None else day
    return min(max(latest, day + ONE_DAY), day + OPEN_LONGEST)


def most_answers(heads: int) -> int:
    """How many answers a class-day takes; `heads` 0 = not known."""
    return PER_HEAD * (heads if heads > 0 else HEADS_UNKNOWN)


def with_one(counts: Sequence[tuple[Band, int]], low: int) -> Counts:
    """One answer more in the band that begins at `low`. ValueError where none does."""
    if low not in [band.low for band, _ in counts]:
        raise ValueError("no such band")
    return tuple((band, n + (band.low == low)) for band, n in counts)


def together(*parts: Iterable[tuple[Band, int]]) -> Counts:
    """Counts of the same bands added up; bands that differ stand beside each other, the lower one first."""
    found: dict[Band, int] = {}
    for part in parts:
        for band, n in part:
            found[band] = found.get(band, 0) + n
    return tuple(sorted(found.items(), key=lambda pair: (pair[0].low, pair[0].high is None, pair[0].high or 0)))


def total_of(counts: Iterable[tuple[Band, int]]) -> int:
    return sum(n for _, n in counts)


def beyond(counts: Iterable[tuple[Band, int]], limit: int) -> int:
    """How many answers lie wholly beyond the limit in minutes."""
    return sum(n for band, n in counts if band.low > limit)


def is_shown(counts: Iterable[tuple[Band, int]]) -> bool:
    """Whether there are enough answers to be shown."""
    return total_of(counts) >= SHOWN_FROM
