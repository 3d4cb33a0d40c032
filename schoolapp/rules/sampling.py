"""Sampled time (作业用时抽测): hands up per band and the mean they make, and an estimate held against what was sampled.

Whether a sample is evidence stands in `load.sample_counts`; the finding that it may make stands in `findings`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from schoolapp.rules.people import Stage

MEAN_MOST = 600  # minutes; a longer mean is a slip of the pen


class Band(NamedTuple):
    """Whole minutes from `low` to `high`, both included; `high` None = and more."""

    low: int
    high: int | None


def _bands(*highs: int) -> tuple[Band, ...]:
    lows = (0, *(high + 1 for high in highs))
    return tuple(Band(low, high) for low, high in zip(lows, (*highs, None), strict=True))


# The cap of the stage is the end of a band, so that over and within never share one.
CLASS_BANDS: Mapping[Stage, tuple[Band, ...]] = MappingProxyType({
    Stage.PRIMARY: _bands(15, 30, 45, 60, 75, 90),
    Stage.MIDDLE: _bands(30, 45, 60, 75, 90, 120),
})
SUBJECT_BANDS = _bands(5, 10, 15, 20, 30)


class Sample(NamedTuple):
    """Pupils asked, and their mean in tenths of a minute."""

    asked: int
    mean_tenths: int


def middle_of(bands: Sequence[Band], place: int) -> Fraction:
    """The minutes that every hand in a band stands for: the middle of its whole minutes, (low + high) / 2; the open band counts as if it
    were as wide as the one before it (more than 90 after 76-90: 91-105, so 98)."""
    low, high = bands[place]
    if high is None:
        before = bands[place - 1]
        assert before.high is not None
        high = low + before.high - before.low
    return Fraction(low + high, 2)


def sample_of_hands(bands: Sequence[Band], hands: Sequence[int]) -> Sample:
    """The sample that hands per band make: as many asked as hands went up, the mean of the bands' middles, half up to a tenth.
    ValueError where nobody put a hand up, a count is negative, or there are not as many counts as bands."""
    if len(hands) != len(bands) or any(n < 0 for n in hands) or not any(hands):
        raise ValueError("no sample")
    asked = sum(hands)
    return Sample(asked, tenths(sum((middle_of(bands, place) * n for place, n in enumerate(hands)), Fraction(0)) / asked))


def tenths(minutes: Fraction) -> int:
    """Minutes in tenths, half up."""
    return (minutes * 20 + 1).__floor__() // 2


def hands_text(bands: Sequence[Band], hands: Sequence[int]) -> str:
    """Bands and hands as they are kept: what was counted can be read again when the bands have changed."""
    return json.dumps([[band.low, band.high, n] for band, n in zip(bands, hands, strict=True)], separators=(",", ":"))


def hands_from(text: str | None) -> tuple[tuple[Band, int], ...]:
    """What `hands_text` wrote; nothing where only number and mean are known."""
    return tuple((Band(low, high), n) for low, high, n in json.loads(text)) if text else ()


class Compared(NamedTuple):
    """Estimate and reality over the same days, tenths of a minute, both weighted by the pupils asked; how many days, and hands in all."""

    estimated_tenths: int
    sampled_tenths: int
    days: int
    asked: int

    @property
    def more_tenths(self) -> int:
        """How much longer it took than estimated (negative: shorter)."""
        return self.sampled_tenths - self.estimated_tenths


def compare(pairs: Iterable[tuple[int, Sample]]) -> Compared | None:
    """(estimated minutes, sample) of days that have both, held against each other; None without any such day."""
    known = [(minutes, sample) for minutes, sample in pairs if sample.asked > 0]
    asked = sum(sample.asked for _, sample in known)
    if not asked:
        return None
    estimated = Fraction(sum(minutes * sample.asked for minutes, sample in known), asked)
    sampled = Fraction(sum(sample.mean_tenths * sample.asked for _, sample in known), 10 * asked)
    return Compared(tenths(estimated), tenths(sampled), len(known), asked)
