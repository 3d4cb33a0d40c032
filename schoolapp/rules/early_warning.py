"""Early warnings (预警提示): what runs towards trouble and can still be mended. A warning is no finding and no verdict on anybody.

Not here: who is told (`services.early_warning`), and what is read for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from schoolapp.rules.calendar import ONE_DAY, SHORTEST_HOLIDAY, Calendar

NEAR_DAYS = 3
SAME_DAYS = 10
SILENT_DAYS = 10
LATE_MOST = 20
LATE_WITHIN = timedelta(minutes=30)
BEFORE_HOLIDAY = 3
LOOK_BACK = timedelta(days=30)


class WarningKind(StrEnum):
    """A class near its cap for days; a subject's minutes always the same; many late entries at once; a subject silent; a holiday ahead."""

    NEAR_RUN = "near_run"
    SAME_MINUTES = "same_minutes"
    LATE_BURST = "late_burst"
    SILENT = "silent"
    HOLIDAY_AHEAD = "holiday_ahead"


class WatchedDay(NamedTuple):
    """A class's school day: the minutes that the cap is compared with (None: nothing recorded), the cap, and the school's share of it
    from which a day is near."""

    day: date
    figure: int | None
    cap: int
    near_cap: Fraction

    @property
    def near(self) -> bool:
        """At the near line or above it, over the cap too. A cap of 0 (grades 1-2) has no near line."""
        return self.figure is not None and self.cap > 0 and self.figure >= self.near_cap * self.cap


def near_run(days: Sequence[WatchedDay], today: date, shortest: int = NEAR_DAYS) -> tuple[WatchedDay, ...]:
    """The days near the cap that follow each other up to now, at least `shortest`, else nothing. `days`: the class's school days up to
    today, ascending. Today is not over: as long as it is not near itself it neither counts nor ends the run."""
    known = list(days)
    if known and known[-1].day == today and not known[-1].near:
        known.pop()
    run: list[WatchedDay] = []
    while known and known[-1].near:
        run.insert(0, known.pop())
    return tuple(run) if len(run) >= shortest else ()


def same_for(values: Sequence[Hashable], shortest: int = SAME_DAYS) -> int:
    """For how many of the newest days the value has been the same, 0 below `shortest`. `values` by school day, ascending, something empty
    where nothing was given; an empty newest one (today, perhaps still to come) is left out."""
    known = list(values)
    if known and not known[-1]:
        known.pop()
    if not known or not known[-1]:
        return 0
    count = next((n for n, value in enumerate(reversed(known)) if value != known[-1]), len(known))
    return count if count >= shortest else 0


def is_silent(spoken: Collection[date], due: Sequence[date], today: date, shortest: int = SILENT_DAYS) -> bool:
    """Whether a subject gave nothing, neither item nor none, on the last `shortest` due school days, and nothing today either. `due`: school
    days before today, ascending; with fewer of them nobody can tell."""
    newest = due[-shortest:]
    return len(newest) == shortest and today not in spoken and not set(newest) & set(spoken)


class LateBurst(NamedTuple):
    """Many late entries at once: the first and last moment, how many, and how many of them each person entered."""

    start: datetime
    end: datetime
    entries: int
    by: Mapping[int, int]


def late_bursts(entries: Sequence[tuple[datetime, int]], most: int = LATE_MOST, within: timedelta = LATE_WITHIN) -> tuple[LateBurst, ...]:
    """Where more than `most` late entries (moment, staff id) of the school lie within half an hour, ends included. Windows that share an
    entry are one burst; oldest first."""
    ordered = sorted(entries)
    runs: list[tuple[int, int]] = []
    first = 0
    for last, (moment, _) in enumerate(ordered):
        while moment - ordered[first][0] > within:
            first += 1
        if last - first + 1 > most:
            if runs and first <= runs[-1][1]:
                runs[-1] = (runs[-1][0], last)
            else:
                runs.append((first, last))
    return tuple(
        LateBurst(ordered[a][0], ordered[b][0], b - a + 1, dict(Counter(staff for _, staff in ordered[a:b + 1]))) for a, b in runs
    )


class HolidayAhead(NamedTuple):
    """Days off that begin soon: the first and the last of them, and the last school day before."""

    start: date
    end: date
    last_school_day: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def holiday_ahead(calendar: Calendar, day: date, grade: int, within: int = BEFORE_HOLIDAY) -> HolidayAhead | None:
    """The holiday (at least three days off) that begins after one of the next `within` school days, `day` the first of them; None where
    there is none or `day` is no school day."""
    if not calendar.is_school_day(day, grade):
        return None
    tried = day
    for _ in range(within):
        off = calendar.days_off_after(tried, grade)
        if off is not None and (off[1] - off[0]).days + 1 >= SHORTEST_HOLIDAY:
            return HolidayAhead(off[0], off[1], tried)
        following = tried + ONE_DAY if off is None else off[1] + ONE_DAY
        if not calendar.is_school_day(following, grade):
            return None
        tried = following
    return None
