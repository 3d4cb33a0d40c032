"""A subject group's term plan (学期作业计划, clause C7) as quotas: what a subject plans a day, what of it is used on a class-day, what is
kept for the other subjects until the hour of the day. Quotas are shown; what refuses is the cap (`load`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from schoolapp.rules.calendar import SCHOOL_TIME, Term
from schoolapp.rules.homework import MINUTES_MAX
from schoolapp.rules.load import CAP_PERCENT, TRACK_PERCENT, BarSegment, Load, SegmentKind
from schoolapp.rules.people import Stage, System, stage_of, subject_order
from schoolapp.rules.policy import Profile, profile_on

NOTE_MAX = 200
_STEP = 5  # starters are whole fives, as people plan
_PRIMARY = {"语文": 20, "数学": 20, "英语": 15}
_MIDDLE = {
    6: {"语文": 20, "数学": 25, "英语": 20},
    7: {"语文": 20, "数学": 25, "英语": 20},
    8: {"语文": 20, "数学": 20, "英语": 20, "物理": 15},
    9: {"语文": 20, "数学": 20, "英语": 15, "物理": 15, "化学": 10},
}


class SubjectQuota(NamedTuple):
    """One planned subject on a class-day, minutes: `quota` a day, `used` = what of it stands (more than the quota is possible), `left` of
    it, `reserved` = what of `left` is kept for the subject now."""

    subject: str
    quota: int
    used: int
    left: int
    reserved: int


@dataclass(frozen=True, slots=True)
class QuotaState:
    """A class-day against its grade's plan, minutes. `used` = written load of all subjects, planned or not; `reserving`: the hour has not
    come, other subjects' quotas are still kept."""

    cap: int
    used: int
    reserving: bool
    subjects: tuple[SubjectQuota, ...]
    used_by: Mapping[str, int]

    @property
    def left(self) -> int:
        """What is left under the cap, kept or not."""
        return max(0, self.cap - self.used)

    def of(self, subject: str) -> SubjectQuota | None:
        return next((one for one in self.subjects if one.subject == subject), None)

    def reserved_by_others(self, subject: str) -> int:
        """Minutes of what is left that are kept for the other subjects: never more than there is."""
        return min(self.left, sum(one.reserved for one in self.subjects if one.subject != subject))

    def free(self, subject: str) -> int:
        """Minutes that the subject may take without touching what is kept for others: the own quota and what nobody planned (机动)."""
        return self.left - self.reserved_by_others(subject)


def is_reserving(day: date, now: datetime, until: time) -> bool:
    """Whether quotas of `day` are still kept at the moment `now`: before that day, and on it before `until` (school time). ValueError
    for a moment without a time zone."""
    if now.tzinfo is None:
        raise ValueError("a moment has a time zone")
    local = now.astimezone(SCHOOL_TIME)
    return local.date() < day or (local.date() == day and local.time() < until)


def quota_state(plan: Mapping[str, int], load: Load, cap: int, *, reserving: bool, done: Collection[str] = ()) -> QuotaState:
    """The class-day's quotas. `plan`: subject -> minutes a day; `done` = subjects that said they give nothing today, '' = all of them:
    nothing is kept for these."""
    used_by = {part.subject: part.written for part in load.by_subject}
    found = []
    for subject in sorted(plan, key=subject_order):
        quota, used = plan[subject], used_by.get(subject, 0)
        left = max(0, quota - used)
        kept = reserving and not (subject in done or "" in done)
        found.append(SubjectQuota(subject, quota, used, left, left if kept else 0))
    return QuotaState(cap, load.written, reserving, tuple(found), used_by)


def cap_of_term(profiles: Sequence[Profile], term: Term, grade: int) -> int:
    """The cap that a plan of the term has to keep on every day of it: the lowest of the profiles that judge one of its days. Minutes."""
    within = [profile for profile in profiles if term.start < profile.valid_from <= term.end]
    return min(profile.cap(grade) for profile in (profile_on(profiles, term.start), *within))


def starter(system: System, grade: int, cap: int) -> dict[str, int]:
    """A plan to begin with: subject -> minutes a day, the rest of the cap stays 机动. Empty for grades 1-2, which have no written
    homework at home. Where the school's cap is lower than the starter, each subject is cut in proportion, to whole fives."""
    if cap <= 0 or grade < 3:
        return {}
    base = _PRIMARY if stage_of(system, grade) is Stage.PRIMARY else _MIDDLE[grade]
    total = sum(base.values())
    if total <= cap:
        return dict(base)
    cut = {subject: minutes * cap // total // _STEP * _STEP for subject, minutes in base.items()}
    return {subject: minutes for subject, minutes in cut.items() if minutes}


def plan_segments(planned: Iterable[tuple[str, int]], cap: int) -> tuple[BarSegment, ...]:
    """A grade's plan as a load bar: subjects in the fixed order, what lies past the cap as one part without a subject."""
    if cap <= 0:
        return ()
    found: list[BarSegment] = []
    total = 0
    for subject, minutes in sorted(planned, key=lambda part: subject_order(part[0])):
        inside = min(minutes, cap - total)
        if inside > 0:
            found.append(BarSegment(subject, _percent(total, cap), _percent(inside, cap), SegmentKind.PART))
        total += minutes
    if total > cap:
        found.append(BarSegment("", CAP_PERCENT, min(_percent(total - cap, cap), TRACK_PERCENT - CAP_PERCENT), SegmentKind.OVER))
    return tuple(found)


def _percent(minutes: int, cap: int) -> float:
    return round(minutes * CAP_PERCENT / cap, 3)


class PlanFault(NamedTuple):
    """What is wrong with a plan: `subject` '' = the whole grade. Codes: range, long, personal, over_cap (`total` against `cap`, minutes)."""

    grade: int
    subject: str
    code: str
    total: int = 0
    cap: int = 0


def plan_faults(grade: int, minutes: Iterable[int], before: Iterable[int], cap: int) -> list[PlanFault]:
    """Whether a grade's plan may stand: its sum must keep to the cap. One that is over already (the cap was lowered since) may be made
    smaller step by step."""
    total, was = sum(minutes), sum(before)
    return [PlanFault(grade, "", "over_cap", total, cap)] if total > cap and total > was else []


def is_minutes(minutes: int) -> bool:
    return 0 <= minutes <= MINUTES_MAX
