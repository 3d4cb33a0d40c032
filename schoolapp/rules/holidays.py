"""Holidays that have a homework list (假期作业清单): which runs of days off they are, what they are called, and the list's sum against the
holiday line. Lists themselves stand in records; a day's homework is judged in `load`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from schoolapp.rules.calendar import NATIONAL_YEARS, ONE_DAY, SEARCH_DAYS, Calendar, days_between
from schoolapp.rules.homework import MINUTES_MAX, WRITTEN_KINDS, Kind
from schoolapp.rules.load import counts_at_home, holiday_fits
from schoolapp.rules.policy import Profile

WINTER, SUMMER = "寒假", "暑假"
_SUMMER_MONTHS = range(5, 10)


class HolidaySpan(NamedTuple):
    """A run of at least three days off between two school days of a grade, both ends included. `name` is Chinese, '' where the calendar
    has no name for it."""

    start: date
    end: date
    name: str

    @property
    def days_off(self) -> int:
        return (self.end - self.start).days + 1


def spans_in(calendar: Calendar, grade: int, start: date, end: date) -> tuple[HolidaySpan, ...]:
    """The holidays of a grade that touch the period, in order. One that no school day follows yet is none: see `open_vacation`."""
    return tuple(HolidaySpan(first, last, name_of(calendar, grade, first, last)) for first, last in calendar.holidays(start, end, grade))


def span_from(calendar: Calendar, grade: int, start: date) -> HolidaySpan | None:
    """The holiday whose first day off is `start`; None where none begins then."""
    return next((span for span in spans_in(calendar, grade, start, start) if span.start == start), None)


def open_vacation(calendar: Calendar, grade: int, today: date) -> date | None:
    """The first day of the vacation whose end is not known, because the next term is not entered; None where it is known, or where the
    last school day lies farther ahead or back than a search goes."""
    if calendar.next_school_day(today - ONE_DAY, (grade,)) is None:
        last = calendar.last_school_day(today, (grade,))
        return None if last is None else last + ONE_DAY
    ends = sorted(term.end for term in calendar.terms if term.end >= today)
    for end in ends:
        following = calendar.next_school_day(end, (grade,))
        if following is None and (end - today).days <= SEARCH_DAYS:
            last = calendar.last_school_day(end + ONE_DAY, (grade,))
            return None if last is None else last + ONE_DAY
    return None


def name_of(calendar: Calendar, grade: int, start: date, end: date) -> str:
    """What a run of days off is called: 寒假 or 暑假 between two terms, else the national holiday in it (several joined by ·), else the
    note of the school's own row."""
    before, after = calendar.term_of(start - ONE_DAY), calendar.term_of(end + ONE_DAY)
    if before is not None and after is not None and before != after and (end - start).days + 1 > 7:
        return SUMMER if start.month in _SUMMER_MONTHS else WINTER
    days = tuple(days_between(start, end))
    national = (year.holiday_on(day) for day in days if (year := NATIONAL_YEARS.get(day.year)) is not None)
    names = dict.fromkeys(holiday.name for holiday in national if holiday is not None)
    return "·".join(names) or next((note for day in days if (note := calendar.day_note(day, grade))), "")


class HolidayTask(NamedTuple):
    """What the sum needs of one item of a list: its kind and its minutes in all."""

    kind: Kind
    minutes: int


class HolidaySum(NamedTuple):
    """Minutes in all: `written` is judged, `other` (口头, 阅读 ...) is shown beside it; number of items."""

    written: int
    other: int
    items: int


def sum_of(tasks: Iterable[HolidayTask]) -> HolidaySum:
    """What the items of a list come to."""
    written = other = items = 0
    for task in tasks:
        items += 1
        if task.kind in WRITTEN_KINDS:
            written += task.minutes
        else:
            other += task.minutes
    return HolidaySum(written, other, items)


def most_minutes(days_off: int) -> int:
    """The most that one item may take in all: what a day's item may, on each of the days off."""
    return MINUTES_MAX * days_off


@dataclass(frozen=True, slots=True)
class HolidayVerdict:
    """A list against its line. Minutes: `figure` = written in all, `before` the same without what is added, `line` = a day off. In grades
    1-2 the line is 0: no written homework at all."""

    grade: int
    days_off: int
    line: int
    figure: int
    before: int
    fits: bool

    @property
    def allowed(self) -> int:
        """Minutes that all the days off allow together."""
        return self.line * self.days_off

    @property
    def over_by(self) -> int:
        return max(0, self.figure - self.allowed)

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.figure)

    @property
    def blocks(self) -> bool:
        """The addition must be refused: it makes a list that is over, and makes it worse than it was."""
        return not self.fits and self.figure > self.before

    @property
    def none_written(self) -> bool:
        """Grades 1-2, where a holiday list has no written homework."""
        return counts_at_home(self.grade)

    @property
    def per_day_tenths(self) -> int:
        """Written minutes a day off in tenths of a minute, half up; for showing only, the line is compared exactly."""
        return (self.figure * 20 + self.days_off) // (2 * self.days_off)


def judge_holiday(written: int, days_off: int, grade: int, profile: Profile, *, before: int | None = None) -> HolidayVerdict:
    """The verdict on a list of `written` minutes in all; `before` where something is being added or changed."""
    fits = holiday_fits(written, days_off, grade, profile)
    return HolidayVerdict(grade, days_off, profile.holiday_caps[grade - 1], written, written if before is None else before, fits)
