"""Homework load of a class on a day: sums, verdict against the cap, what would still fit, the parts of the load bar.

Not here: which items a class has, and the findings that a load makes (`findings`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from schoolapp.rules.homework import MINUTES_MAX, WRITTEN_KINDS, Counted, Kind, Tier
from schoolapp.rules.people import subject_order
from schoolapp.rules.policy import LOW_GRADES, Profile, TierMode

SAMPLE_PUPILS = 10
SAMPLE_SHARE = Fraction(1, 4)
# The bar's track runs to 125 % of the cap in every bar, so that the cap stands at 80 % of it.
CAP_PERCENT = 80.0
TRACK_PERCENT = 100.0


class SubjectLoad(NamedTuple):
    """Minutes of one subject: what counts, what of it is for home, and the optional written part beside it."""

    subject: str
    written: int
    home: int
    optional: int


@dataclass(frozen=True, slots=True)
class Load:
    """The load of a class on a day, in minutes.

    `stated_written` and `stated_home` are the same sums over the items whose in-school minutes are stated. `items` counts
    published items of any kind and tier. `by_subject` has subjects with written work in the fixed order; `other` has the
    minutes by kind that never count (口头, 阅读 ...), in the order of the kinds.
    """

    written: int
    home: int
    optional: int
    stated_written: int
    stated_home: int
    items: int
    by_subject: tuple[SubjectLoad, ...]
    other: tuple[tuple[Kind, int], ...]

    @property
    def oral_minutes(self) -> int:
        """Minutes of every kind that does not count toward the cap."""
        return sum(minutes for _, minutes in self.other)

    @property
    def in_school(self) -> int:
        """Minutes of the written load that are done in school, as far as stated."""
        return self.written - self.home


_NOTHING: Sequence[int] = (0, 0, 0, 0)


class _Sums:
    """One subject's minutes while they are added up: of each tier (written, home, and both again of what is stated)."""

    __slots__ = ("tiers",)

    def __init__(self) -> None:
        self.tiers: dict[Tier, list[int]] = {}

    def add(self, item: Counted) -> None:
        part = self.tiers.get(item.tier)
        if part is None:
            part = self.tiers[item.tier] = [0, 0, 0, 0]
        at_home = home_minutes(item)
        part[0] += item.minutes
        part[1] += at_home
        if item.in_school is not None:
            part[2] += item.minutes
            part[3] += at_home

    def total(self, mode: TierMode) -> Sequence[int]:
        """Everyone's part, and of the tiers the longest one or all."""
        everyone = self.tiers.get(Tier.EVERYONE, _NOTHING)
        tiers = [part for tier, part in self.tiers.items() if tier is not Tier.EVERYONE]
        if not tiers:
            return everyone
        of_tiers = max if mode is TierMode.ONE else sum
        return [minutes + of_tiers(column) for minutes, *column in zip(everyone, *tiers, strict=True)]


def home_minutes(item: Counted) -> int:
    """Minutes of an item that are left for home; not stated counts as home."""
    return item.minutes - (item.in_school or 0)


def load_of(items: Iterable[Counted], tier_mode: TierMode) -> Load:
    """The load that published items make. The order of the items does not matter."""
    sums: dict[str, _Sums] = {}
    optional: dict[str, int] = {}
    other: dict[Kind, int] = {}
    count = 0
    for item in items:
        count += 1
        if item.kind not in WRITTEN_KINDS:
            other[item.kind] = other.get(item.kind, 0) + item.minutes
        elif item.tier is Tier.OPTIONAL:
            optional[item.subject] = optional.get(item.subject, 0) + item.minutes
        else:
            subject = sums.get(item.subject)
            if subject is None:
                subject = sums[item.subject] = _Sums()
            subject.add(item)
    of_subject = {name: subject.total(tier_mode) for name, subject in sums.items()}
    written, home, stated_written, stated_home = map(sum, zip(_NOTHING, *of_subject.values(), strict=True))
    by_subject: list[SubjectLoad] = []
    for name in sorted({*sums, *optional}, key=subject_order):
        part = of_subject.get(name, _NOTHING)
        by_subject.append(SubjectLoad(name, part[0], part[1], optional.get(name, 0)))
    return Load(written, home, sum(optional.values()), stated_written, stated_home, count, tuple(by_subject),
                tuple((kind, other[kind]) for kind in Kind if kind in other) if other else ())


def counts_at_home(grade: int) -> bool:
    """In grades 1-2 the home load is judged (against 0), from grade 3 on the whole written load. Clause C10."""
    return grade in LOW_GRADES


def cap_of(profile: Profile, grade: int) -> int:
    """The cap of a class-day in minutes: 0 at home in grades 1-2. The stage is already in the profile's caps."""
    return profile.cap(grade)


def judged_figure(load: Load, grade: int) -> int:
    """The minutes that the cap is compared with."""
    return load.home if counts_at_home(grade) else load.written


@dataclass(frozen=True, slots=True)
class Verdict:
    """A class-day against its cap, as it would be with the added items. Minutes.

    `figure` is the home load in grades 1-2, else the written load; `before` the same without what is added. `fits` is never
    true when the figure is over the cap; equal is fine. `blocks` says that the addition itself must be refused: it makes a
    day that is over, and makes it worse than it was (an oral item, or a correction that lowers the sum, blocks nothing).
    """

    grade: int
    cap: int
    figure: int
    before: int
    near_cap: Decimal
    optional: int
    optional_limit: int

    @property
    def over_by(self) -> int:
        return max(0, self.figure - self.cap)

    @property
    def left(self) -> int:
        return max(0, self.cap - self.figure)

    @property
    def left_before(self) -> int:
        """What was left before the addition."""
        return max(0, self.cap - self.before)

    @property
    def fits(self) -> bool:
        return self.figure <= self.cap

    @property
    def blocks(self) -> bool:
        return not self.fits and self.figure > self.before

    @property
    def near(self) -> bool:
        """At or above the school's `near_cap`, and not over."""
        return self.fits and self.cap > 0 and self.figure >= Fraction(self.near_cap) * self.cap

    @property
    def full(self) -> bool:
        """已达上限: exactly at the cap (never said of grades 1-2, whose cap is 0)."""
        return self.cap > 0 and self.figure == self.cap

    @property
    def optional_over(self) -> int:
        return max(0, self.optional - self.optional_limit)


def judge(
    existing: Iterable[Counted], added: Iterable[Counted], grade: int, profile: Profile, *, replaced: Iterable[Counted] = (),
) -> Verdict:
    """The verdict on a class-day when `added` joins what others have published (`existing`).

    For a correction leave the old version out of `existing` and pass it as `replaced`: it counts in `before` only.
    """
    others = tuple(existing)
    total = load_of((*others, *added), profile.tier_mode)
    before = load_of((*others, *replaced), profile.tier_mode)
    return verdict_of(total, grade, profile, before=judged_figure(before, grade))


def verdict_of(load: Load, grade: int, profile: Profile, *, before: int | None = None) -> Verdict:
    """The verdict on a load as it stands (boards, notices); `before` when something is being added to it."""
    return verdict_of_figure(judged_figure(load, grade), load.optional, grade, profile, before=before)


def verdict_of_figure(figure: int, optional: int, grade: int, profile: Profile, *, before: int | None = None) -> Verdict:
    """The same from stored minutes: `figure` is the home load in grades 1-2, else the written load."""
    cap = cap_of(profile, grade)
    return Verdict(grade, cap, figure, figure if before is None else before, profile.near_cap, optional, profile.optional_limit)


def room_for(existing: Iterable[Counted], draft: Counted, grade: int, profile: Profile) -> int:
    """The longest minutes (0 to 240) with which the draft is not refused beside what is there, its other values kept.

    In-school minutes are cut to the minutes where they would exceed them. 240 for kinds that never count; for an optional
    item what is left of the optional limit; 0 when nothing fits. On a day that is over already only what adds nothing has room
    (a shorter tier beside a longer one).
    """
    if draft.kind not in WRITTEN_KINDS:
        return MINUTES_MAX
    others = tuple(existing)
    base = load_of(others, profile.tier_mode)
    most = max(cap_of(profile, grade), judged_figure(base, grade))
    if draft.tier is Tier.OPTIONAL:
        return min(MINUTES_MAX, max(0, profile.optional_limit - base.optional))

    def fits(minutes: int) -> bool:
        stated = None if draft.in_school is None else min(draft.in_school, minutes)
        tried = draft._replace(minutes=minutes, in_school=stated)
        return judged_figure(load_of((*others, tried), profile.tier_mode), grade) <= most

    low, high = 0, MINUTES_MAX
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


class SegmentKind(StrEnum):
    """Plain part of a subject, what I am adding now, and whatever lies past the cap."""

    PART = "seg"
    MINE = "mine"
    OVER = "over"


class BarSegment(NamedTuple):
    """One part of the load bar; `start` and `width` in percent of the track, which ends at 125 % of the cap."""

    subject: str
    start: float
    width: float
    kind: SegmentKind


def bar_segments(load: Load, grade: int, profile: Profile, before: Load | None = None) -> tuple[BarSegment, ...]:
    """The load bar: subjects in the fixed order, then what is added (`load` against `before`), cut at the cap.

    What lies past the cap is one `over` part without a subject, and ends at the end of the track. With a cap of 0 (grades
    1-2) there is no scale: nothing, or one `over` part over the whole track.
    """
    cap = cap_of(profile, grade)
    if cap == 0:
        return (BarSegment("", 0.0, TRACK_PERCENT, SegmentKind.OVER),) if judged_figure(load, grade) > 0 else ()
    standing = _by_subject(before or load, grade)
    total = _by_subject(load, grade)
    parts = [(subject, min(minutes, total.get(subject, 0)), SegmentKind.PART) for subject, minutes in standing.items()]
    parts += [(subject, minutes - standing.get(subject, 0), SegmentKind.MINE) for subject, minutes in total.items()]
    return _cut_at_cap([part for part in parts if part[1] > 0], cap)


def _by_subject(load: Load, grade: int) -> dict[str, int]:
    at_home = counts_at_home(grade)
    return {part.subject: part.home if at_home else part.written for part in load.by_subject}


def _cut_at_cap(parts: Sequence[tuple[str, int, SegmentKind]], cap: int) -> tuple[BarSegment, ...]:
    found: list[BarSegment] = []
    reached = 0
    for subject, minutes, kind in parts:
        inside = min(minutes, cap - reached)
        if inside > 0:
            found.append(BarSegment(subject, _percent(reached, cap), _percent(inside, cap), kind))
        reached += minutes
        if reached > cap:
            reached = cap
            break
    over = sum(minutes for _, minutes, _ in parts) - cap
    if over > 0:
        found.append(BarSegment("", CAP_PERCENT, min(_percent(over, cap), TRACK_PERCENT - CAP_PERCENT), SegmentKind.OVER))
    return tuple(found)


def _percent(minutes: int, cap: int) -> float:
    return round(minutes * CAP_PERCENT / cap, 3)


def sample_counts(asked: int, pupils: int) -> bool:
    """Whether a sample is evidence: at least 10 pupils asked, or a quarter of the class. Else it is 'too few'."""
    return asked >= SAMPLE_PUPILS or (pupils > 0 and asked >= SAMPLE_SHARE * pupils)


class PlannedFigures(NamedTuple):
    """Of the planned days of a period: the highest (minutes), the mean in tenths of a minute (half up), how many days."""

    highest: int
    mean_tenths: int
    days: int


def planned_figures(written: Iterable[int]) -> PlannedFigures | None:
    """Highest day and mean of the class-days that were recorded; None without one. They are shown side by side, never mixed."""
    figures = tuple(written)
    if not figures:
        return None
    return PlannedFigures(max(figures), (sum(figures) * 20 + len(figures)) // (2 * len(figures)), len(figures))


def spread(minutes: int, days: int) -> tuple[int, ...]:
    """A long task (长周期作业) over its chosen days in whole minutes: equal parts, the first days one minute longer."""
    if days < 1:
        raise ValueError("a long task has at least one day")
    part, rest = divmod(minutes, days)
    return (part + 1,) * rest + (part,) * (days - rest)


def holiday_fits(minutes: int, days_off: int, grade: int, profile: Profile) -> bool:
    """Whether a holiday list (假期作业清单) keeps to the profile's own line: minutes in all / days off, compared exactly."""
    return minutes <= profile.holiday_caps[grade - 1] * days_off
