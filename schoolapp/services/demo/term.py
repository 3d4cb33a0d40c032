"""The demo school's term: its dates and the school's own calendar rows, from a day alone. What happens in it stands in `plan`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from schoolapp.rules.calendar import NATIONAL_YEARS, ONE_DAY, Calendar, CalendarRow, Holiday, Term, days_between, monday_of

FRIDAY = 4
_WEEKDAY_CHARS = "一二三四五"
# Days off by law on fixed dates (month, first day, last day, name): for years whose list is not out yet.
_FIXED_DAYS_OFF = ((1, 1, 1, "元旦"), (5, 1, 2, "劳动节"), (10, 1, 3, "国庆节"))


class Occasion(NamedTuple):
    """A day of its own kind: its row, and since when the row is in the calendar."""

    row: CalendarRow
    entered: date


class TermPlan(NamedTuple):
    """The term: `rows` come with the school's workbook; `sports` and `exam`, both without service, are entered by hand a week before."""

    name: str
    start: date
    end: date
    rows: tuple[CalendarRow, ...]
    sports: Occasion
    exam: Occasion

    @property
    def opening(self) -> date:
        """The day on which the school was set up for the term."""
        return self.start - timedelta(days=4)

    @property
    def calendar(self) -> Calendar:
        """The term's days as they will have been. The two occasions change no school day, only the service."""
        return Calendar((Term(0, self.name, self.start, self.end),), (*self.rows, self.exam.row, self.sports.row))


def term_of(today: date) -> TermPlan:
    """The term that holds the day, in holidays the last one."""
    starts = [start for year in (today.year - 1, today.year) for start in (_spring(year), date(year, 9, 1))]
    return term_from(max(start for start in starts if start <= today))


def term_from(start: date) -> TermPlan:
    """The term that starts on the day: autumn from 1 September to about 22 January, spring from about 24 February to about 5 July."""
    autumn = start.month == 9
    latest = date(start.year + 1, 1, 25) if autumn else date(start.year, 7, 8)
    end = latest - timedelta(days=(latest.weekday() - FRIDAY) % 7)
    rows = (*_days_off(start, end), *_make_ups(start, end))
    plain = Calendar((Term(0, "", start, end),), rows)
    sports = _school_day(plain, date(start.year, 10, 25) if autumn else date(start.year, 4, 18), 3)
    exam = _school_day(plain, date(start.year, 11, 8) if autumn else date(start.year, 5, 12), 2)
    name = f"{start.year}年秋季学期" if autumn else f"{start.year}年春季学期"
    older = frozenset(range(3, 10))
    return TermPlan(
        name,
        start,
        end,
        rows,
        Occasion(CalendarRow(sports, sports, True, "秋季运动会" if autumn else "春季运动会", False), sports - timedelta(days=9)),
        Occasion(CalendarRow(exam, exam, True, "期中学业质量监测", False, None, older), exam - timedelta(days=8)),
    )


def _spring(year: int) -> date:
    """The first Monday from 24 February on."""
    first = date(year, 2, 24)
    return first + timedelta(days=-first.weekday() % 7)


def _school_day(calendar: Calendar, earliest: date, weekday: int) -> date:
    """The first school day on that weekday (0 Monday) from `earliest` on; where there is none, the next school day."""
    wanted = earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
    found = next((day for n in range(3) if calendar.is_school_day(day := wanted + timedelta(days=7 * n), 1)), None)
    return found or calendar.next_school_day(wanted) or wanted


def _days_off(start: date, end: date) -> tuple[CalendarRow, ...]:
    """A year without a national list: the school enters what is sure by law."""
    found = []
    for year in range(start.year, end.year + 1):
        if year in NATIONAL_YEARS:
            continue
        for month, first, last, name in _FIXED_DAYS_OFF:
            day = date(year, month, first)
            if start <= day <= end:
                found.append(CalendarRow(day, date(year, month, last), False, f"{name}放假"))
    return tuple(found)


def _make_ups(start: date, end: date) -> tuple[CalendarRow, ...]:
    """Each make-up day of the term with the weekday whose timetable it follows: that of a working day that its holiday takes."""
    found = []
    for year in range(start.year, end.year + 1):
        national = NATIONAL_YEARS.get(year)
        if national is None:
            continue
        by_holiday: dict[Holiday, list[date]] = {}
        long = [h for h in national.holidays if len(_weekdays(h)) > 1]
        for day in sorted(national.make_up_days):
            by_holiday.setdefault(min(long, key=lambda h: min(abs((h.start - day).days), abs((h.end - day).days))), []).append(day)
        for holiday, days in by_holiday.items():
            swapped = _weekdays(holiday)[-len(days) :]
            for day, instead in zip(days, swapped, strict=False):
                if start <= day <= end:
                    weekday = instead.isoweekday()
                    found.append(CalendarRow(day, day, True, f"{holiday.name}调休，执行星期{_WEEKDAY_CHARS[weekday - 1]}课表", None, weekday))
    return tuple(found)


def _weekdays(holiday: Holiday) -> list[date]:
    return [day for day in days_between(holiday.start, holiday.end) if day.weekday() <= FRIDAY]


def week_of(plan: TermPlan, day: date) -> int:
    """The week of the term, 0 for the first."""
    return (monday_of(day) - monday_of(plan.start)).days // 7


def day_before(day: date) -> date:
    return day - ONE_DAY
