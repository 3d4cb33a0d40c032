"""How figures become a verdict: what must not occur (R4), what must be done (R5), several parts (R6), what people put to an item (R7), and what
can only lower. Integers are compared, never rounded rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from schoolapp.rules.selfcheck.facts import Said, Signal
from schoolapp.rules.selfcheck.results import PERSON, Part, Verdict

FULL, THIN = Fraction(95, 100), Fraction(50, 100)
SIGNAL_LEAST, SIGNAL_CLASSES = 20, 2

_V = Verdict
# From the best to the worst of what judges something.
_ORDER = (_V.MET, _V.NOT_FOUND, _V.PARTLY, _V.NOT_MET)


class Ruling(NamedTuple):
    """A verdict with what qualifies it."""

    verdict: Verdict
    tags: tuple[str, ...] = ()

    def capped(self, tag: str) -> Ruling:
        """At most 部分符合, because of `tag`; the tag is kept beside a worse verdict too, and a verdict that judges nothing stays."""
        verdict = _V.PARTLY if self.verdict in (_V.MET, _V.NOT_FOUND) else self.verdict
        return Ruling(verdict, (*self.tags, tag)) if self.verdict in _ORDER else self

    def failed(self, tag: str) -> Ruling:
        return Ruling(_V.NOT_MET, (*self.tags, tag))


NO_DATA, NOT_APPLICABLE = Ruling(_V.NO_DATA), Ruling(_V.NOT_APPLICABLE)


class Completeness(StrEnum):
    """R3: how much of what was owed is recorded: at least 95 %, at least half, less."""

    FULL = "full"
    THIN = "thin"
    POOR = "poor"


def completeness(recorded: int, expected: int) -> Completeness:
    """Nothing expected and something there is full; nothing at all is poor."""
    if expected <= 0:
        return Completeness.FULL if recorded else Completeness.POOR
    share = Fraction(recorded, expected)
    return Completeness.FULL if share >= FULL else Completeness.THIN if share >= THIN else Completeness.POOR


def ban(breaches: int, judged: int, complete: Completeness, *, tolerance: Fraction, most: int, repeated: int) -> Ruling:
    """R4, what must not occur. Without a breach: 符合, thin data 部分符合, poor 无数据. With one, never 符合: 部分符合 while the data are not poor, the
    breaches are at most max(1, floor(tolerance x judged)), and no unit has more than `most` in a calendar month (`repeated`: the most that one has)."""
    if breaches == 0:
        if judged == 0 or complete is Completeness.POOR:
            return NO_DATA
        return Ruling(_V.MET) if complete is Completeness.FULL else Ruling(_V.PARTLY, ("data_thin",))
    few = breaches <= max(1, int(tolerance * judged))
    if complete is not Completeness.POOR and few and repeated <= most:
        return Ruling(_V.PARTLY, ("data_thin",) if complete is Completeness.THIN else ())
    tags = () if few and repeated <= most else ("too_many",) if not few else ("repeated",)
    return Ruling(_V.NOT_MET, tags)


def rate(done: int, of: int, *, full: Fraction, part: Fraction, in_scope: bool = True) -> Ruling:
    """R5, what must be done. `of` is what was expected; nothing of it: 不适用 where nothing is in scope, else 无数据."""
    if of == 0:
        return NO_DATA if in_scope else NOT_APPLICABLE
    share = Fraction(done, of)
    return Ruling(_V.MET if share >= full else _V.PARTLY if share >= part else _V.NOT_MET)


def combined(parts: Iterable[Part]) -> Ruling:
    """R6: the worst of the parts that have a verdict; 不适用 is ignored, a part without data or evidence caps the rest. Text that nothing was found
    in claims nothing, so a missing paper does not cap it. All without data: 无数据, where only people are asked 需人工佐证; all 不适用: 不适用."""
    rows = tuple(parts)
    tags = tuple(dict.fromkeys(tag for part in rows for tag in part.tags))
    judged = [part.verdict for part in rows if part.verdict in _ORDER]
    if judged:
        found = Ruling(max(judged, key=_ORDER.index), tags)
        if any(part.verdict is _V.NO_DATA for part in rows):
            found = found.capped("part_without_data")
        if any(part.verdict is _V.NEEDS_EVIDENCE for part in rows):
            found = found.capped("no_evidence") if found.verdict is not _V.NOT_FOUND else Ruling(found.verdict, (*found.tags, "no_evidence"))
        return found
    for verdict in (_V.NO_DATA, _V.NEEDS_EVIDENCE):
        if any(part.verdict is verdict for part in rows):
            return Ruling(verdict, tags)
    return Ruling(_V.NOT_APPLICABLE, tags)


def person(said: Said | None) -> Part:
    """R7, R8: 符合 = a paper in force and a dated sign that it is carried out, 部分符合 = one of the two. Their own answer may lower it, never raise
    it. Nothing attached: 需人工佐证."""
    if said is None or not (said.papers or said.signs):
        if said is not None and said.answer is _V.NOT_MET:
            return Part(PERSON, _V.NOT_MET)
        return Part(PERSON, _V.NEEDS_EVIDENCE)
    shown = _V.MET if said.papers and said.signs else _V.PARTLY
    if said.answer in _ORDER and _ORDER.index(said.answer) > _ORDER.index(shown):
        return Part(PERSON, said.answer, ("lowered",))
    return Part(PERSON, shown)


def by_signal(ruling: Ruling, signal: Signal | None, *, caps: Fraction, fails: Fraction | None = None) -> Ruling:
    """R18: what a questionnaire says can cap or lower, never raise; it counts from 20 answers of two classes (or of the only one) on."""
    if signal is None or signal.of < SIGNAL_LEAST or signal.classes < min(SIGNAL_CLASSES, signal.all_classes):
        return ruling
    share = Fraction(signal.yes, signal.of)
    if fails is not None and share >= fails:
        return ruling.failed("survey")
    return ruling.capped("survey") if share >= caps else ruling


def most_of(units: Sequence[object]) -> int:
    """How often the most frequent of the units stands there; 0 of none."""
    counted: dict[object, int] = {}
    for unit in units:
        counted[unit] = counted.get(unit, 0) + 1
    return max(counted.values(), default=0)


def longest_run(recorded: Sequence[bool]) -> int:
    """The longest run of units in a row without a record."""
    longest = run = 0
    for one in recorded:
        run = 0 if one else run + 1
        longest = max(longest, run)
    return longest


def floor_share(share: Fraction, of: int) -> int:
    """max(1, floor(share x of)): the few slips that are no practice."""
    return max(1, int(share * of))
