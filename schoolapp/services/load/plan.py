"""The term plan against what was registered: by grade and subject the planned minutes a day beside the mean of the recorded class-days.
Plans themselves stand in `services.quota`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from schoolapp.records import homework as homework_records
from schoolapp.records import load as records
from schoolapp.rules.load import counts_at_home, load_of
from schoolapp.rules.people import subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.days import year_on
from schoolapp.services.house import House
from schoolapp.services.quota import plan_on, quotas
from schoolapp.services.school import Standing, standing_of


@dataclass(frozen=True, slots=True)
class PlannedSubject:
    """A subject of a grade: `planned` minutes a day (None: no quota); `mean_tenths` = mean of its written load over all recorded class-days,
    in tenths of a minute (None: none is recorded); `given` = class-days on which it had written homework; `most` = its longest day; `above`
    = class-days on which it took more than planned."""

    subject: str
    planned: int | None
    mean_tenths: int | None
    given: int
    most: int
    above: int

    @property
    def mean(self) -> float | None:
        return None if self.mean_tenths is None else self.mean_tenths / 10

    @property
    def exceeds(self) -> bool:
        """Whether the mean is above the plan, compared exactly."""
        return self.planned is not None and self.mean_tenths is not None and self.mean_tenths > self.planned * 10


@dataclass(frozen=True, slots=True)
class PlanAgainst:
    """A grade in a period (both days included). `days` = recorded class-days up to today that the means are taken over; `total` = planned
    minutes of all subjects; `mean_tenths` of the whole written load; `cap` on the last day; `last` = the newest day that counts.
    `lines` is empty for grades 1-2."""

    grade: int
    start: date
    end: date
    last: date
    cap: int
    total: int
    planned: bool
    days: int
    mean_tenths: int | None
    lines: tuple[PlannedSubject, ...]

    @property
    def mean(self) -> float | None:
        return None if self.mean_tenths is None else self.mean_tenths / 10

    @property
    def room(self) -> int:
        """机动: what no subject planned."""
        return self.cap - self.total


def plan_against(*, house: House, actor: Actor, grade: int, start: date, end: date, now: datetime) -> PlanAgainst:
    """The plan of the term that holds the period's last day against what was registered from `start` to `end`, at most up to today. NotFound
    for a grade or time that is none of the reader's business. Kept by data version."""
    actor.needs(Permit.SEE_BOARD)
    if actor.period is not None:
        start, end = max(start, actor.period[0]), min(end, actor.period[1])
    if not actor.sees_grade(grade) or end < start:
        raise NotFound
    standing, last = standing_of(house=house), min(end, now.date())
    return house.remembered(f"plan:{grade}:{start}:{end}:{last}", house.data_version(), lambda: _read(house, standing, grade, start, end, last))


def _read(house: House, standing: Standing, grade: int, start: date, end: date, last: date) -> PlanAgainst:
    plan = plan_on(standing, quotas(house=house), grade, end)
    if counts_at_home(grade):
        return PlanAgainst(grade, start, end, last, standing.profile(end).cap(grade), 0, False, 0, None, ())
    ids = [c.id for year in {year_on(standing, start), year_on(standing, end)} for c in standing.classes_of(year, grade)]
    with house.reading() as connection:
        found = records.counted_between(connection, ids, start, last) if ids else {}
        rows = homework_records.list_days(connection, ids, start, last) if ids else []
    days = sum(row.items > 0 or row.declared for row in rows)
    minutes: dict[str, list[int]] = defaultdict(list)
    whole = 0
    for (_, day), items in found.items():
        load = load_of(items, standing.profile(day).tier_mode)
        whole += load.written
        for part in load.by_subject:
            if part.written:
                minutes[part.subject].append(part.written)
    lines = tuple(
        PlannedSubject(s, plan.get(s), _tenths(sum(minutes[s]), days), len(minutes[s]), max(minutes[s], default=0),
                       sum(m > plan[s] for m in minutes[s]) if s in plan else 0)
        for s in sorted({*plan, *minutes}, key=subject_order)
    )
    return PlanAgainst(grade, start, end, last, standing.profile(end).cap(grade), sum(plan.values()), bool(plan), days, _tenths(whole, days), lines)


def _tenths(minutes: int, days: int) -> int | None:
    """The mean in tenths of a minute, half up; None of nothing."""
    return (minutes * 20 + days) // (2 * days) if days else None
