"""Staff hours of the service (课时统计): pay months, and what each person led and helped in. Minutes and periods, never money.

Not here: the two hours of a grade's day (`afterschool`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from schoolapp.rules.afterschool import Category, periods_of
from schoolapp.rules.people import System, stage_of
from schoolapp.rules.policy import Profile, profile_on

NOBODY = 0  # the person of a session of which nobody said who was there


class PayMonth(NamedTuple):
    """A month of hours, both days included."""

    first: date
    last: date

    @property
    def is_calendar_month(self) -> bool:
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1


def pay_month_of(profiles: Sequence[Profile], day: date) -> PayMonth:
    """The pay month that holds a day. It begins on the day of the month that the profile valid on the 1st names, and lasts until the next begins:
    every day is in one."""
    first = _begin(profiles, day.year, day.month)
    if day < first:
        first = _begin(profiles, *_shift(day.year, day.month, -1))
    return PayMonth(first, _begin(profiles, *_shift(first.year, first.month, 1)) - timedelta(days=1))


def _begin(profiles: Sequence[Profile], year: int, month: int) -> date:
    first = date(year, month, 1)
    return first.replace(day=profile_on(profiles, first).pay_month_start)


def _shift(year: int, month: int, by: int) -> tuple[int, int]:
    number = year * 12 + month - 1 + by
    return number // 12, number % 12 + 1


def period_length(stated: int | None, grades: Iterable[int], profile: Profile, system: System) -> int:
    """Minutes of one period (课时): the programme's own, else the profile's for the stage of its lowest grade."""
    return profile.period_minutes(stage_of(system, min(grades))) if stated is None else stated


class Worked(NamedTuple):
    """A session as work. `lead`: who really stood there (NOBODY: not said), `responsible` the programme's own teacher, `assistants` who helped."""

    session_id: int
    programme_id: int
    day: date
    start: int
    end: int
    held: bool
    category: Category
    lead: int
    responsible: int
    assistants: tuple[int, ...]
    period_minutes: int

    @property
    def minutes(self) -> int:
        return self.end - self.start if self.held else 0

    @property
    def periods(self) -> Fraction:
        return periods_of(self.minutes, self.period_minutes)

    @property
    def helpers(self) -> tuple[int, ...]:
        """Who helped, each once; who led is no helper of the same session."""
        return tuple(dict.fromkeys(one for one in self.assistants if one != self.lead))


class Hours(NamedTuple):
    """Hours of a person, or of a programme: led and helped apart. `days` with any of both; `stood_in`: led for somebody else."""

    days: int = 0
    led: int = 0
    led_minutes: int = 0
    led_periods: Fraction = Fraction()
    homework_minutes: int = 0
    helped: int = 0
    helped_minutes: int = 0
    helped_periods: Fraction = Fraction()
    stood_in: int = 0

    @property
    def minutes(self) -> int:
        return self.led_minutes + self.helped_minutes

    @property
    def periods(self) -> Fraction:
        return self.led_periods + self.helped_periods


def hours_by_person(sessions: Iterable[Worked]) -> Mapping[int, Hours]:
    """Staff id (NOBODY where no lead was said) -> hours, of everybody who has any."""
    led: dict[int, list[Worked]] = defaultdict(list)
    helped: dict[int, list[Worked]] = defaultdict(list)
    for session in sessions:
        if session.held:
            led[session.lead].append(session)
            for one in session.helpers:
                helped[one].append(session)
    return {one: _sum(led.get(one, []), helped.get(one, []), one) for one in sorted(led.keys() | helped.keys())}


def minutes_by_programme(sessions: Iterable[Worked]) -> Mapping[int, tuple[int, int]]:
    """Programme id -> (minutes led, minutes helped)."""
    found: dict[int, tuple[int, int]] = {}
    for s in sessions:
        if s.held:
            led, helped = found.get(s.programme_id, (0, 0))
            found[s.programme_id] = (led + s.minutes, helped + s.minutes * len(s.helpers))
    return found


def _sum(led: Sequence[Worked], helped: Sequence[Worked], staff_id: int) -> Hours:
    return Hours(
        len({s.day for s in (*led, *helped)}),
        len(led),
        sum(s.minutes for s in led),
        sum((s.periods for s in led), Fraction()),
        sum(s.minutes for s in led if s.category is Category.HOMEWORK_HELP),
        len(helped),
        sum(s.minutes for s in helped),
        sum((s.periods for s in helped), Fraction()),
        sum(s.responsible != staff_id for s in led) if staff_id != NOBODY else 0,
    )
