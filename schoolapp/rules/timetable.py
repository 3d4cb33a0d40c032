"""The weekly times of after-school programmes: a term's usual ones, and a season's (夏令时, 冬令时作息) in their place on its days.

Not here: which days have school and service (`calendar`), what was held (`afterschool`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

Times = tuple[tuple[int, int, int], ...]  # (weekday 1 = Monday, start, end); minutes after midnight


class SeasonTimes(NamedTuple):
    """What a programme's week looks like from `start` to `end`, both days included."""

    start: date
    end: date
    slots: Times


def times_on(usual: Times, seasons: Iterable[SeasonTimes], day: date) -> Times:
    """The weekly times that stand on a day: those of the season that holds it (the one that starts last, should two), else the usual ones."""
    standing = max((s for s in seasons if s.start <= day <= s.end), key=lambda s: s.start, default=None)
    return usual if standing is None else standing.slots
