"""School days: national holidays and make-up days, then the school's own rows, inside the dates of its terms.

Not here: timetables of lessons, who attends, and what is owed on a school day (see `findings`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schoolapp.rules.people import GRADES

SCHOOL_TIME = ZoneInfo("Asia/Shanghai")
LONGEST_SCHOOL_ROW = 3
SHORTEST_HOLIDAY = 3
ONE_DAY = timedelta(days=1)
# How far a search for the next or last school day, or for the ends of a holiday, looks: longer than any vacation.
SEARCH_DAYS = 200


class Holiday(NamedTuple):
    """One holiday of the national list; both ends are days off."""

    name: str
    start: date
    end: date


class NationalYear(NamedTuple):
    """The national list of a year: days off, and weekend days that are worked instead, with the document they come from."""

    year: int
    document: str
    issued: date
    holidays: tuple[Holiday, ...]
    make_up_days: frozenset[date]

    def holiday_on(self, day: date) -> Holiday | None:
        return next((h for h in self.holidays if h.start <= day <= h.end), None)


def _read_years() -> Mapping[int, NationalYear]:
    found: dict[int, NationalYear] = {}
    for entry in (files("schoolapp.rules") / "data").iterdir():
        if entry.name.startswith("national-") and entry.name.endswith(".json"):
            raw = json.loads(entry.read_text("utf-8"))
            holidays = tuple(Holiday(h["name"], date.fromisoformat(h["start"]), date.fromisoformat(h["end"])) for h in raw["holidays"])
            made_up = frozenset(date.fromisoformat(d) for d in raw["make_up_days"])
            found[raw["year"]] = NationalYear(raw["year"], raw["document"], date.fromisoformat(raw["issued"]), holidays, made_up)
    return MappingProxyType(dict(sorted(found.items())))


NATIONAL_YEARS: Mapping[int, NationalYear] = _read_years()


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the school, both dates included."""

    id: int
    name: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One row of the school's calendar; both dates are included and what it says holds for each day between them.

    `service` None = the row says nothing of the after-school service. `timetable_weekday` 1 (Monday) to 7, None = not said.
    `grades` None = all. `entered_on` is the date on which the row was written or last changed in the app; None for a row
    of an imported workbook. It decides whether 'no service' was announced beforehand.
    """

    start: date
    end: date
    school: bool
    note: str = ""
    service: bool | None = None
    timetable_weekday: int | None = None
    grades: frozenset[int] | None = None
    entered_on: date | None = None

    def applies(self, day: date, grade: int) -> bool:
        return self.start <= day <= self.end and (self.grades is None or grade in self.grades)


class DayFact(NamedTuple):
    """What a day is for one grade. `announced` is the reason of a day announced beforehand as without service, else None."""

    school: bool
    note: str
    timetable_weekday: int | None
    announced: str | None


def iso_week(day: date) -> tuple[int, int]:
    """(ISO year, ISO week): weeks run from Monday to Sunday."""
    found = day.isocalendar()
    return found.year, found.week


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_between(start: date, end: date) -> Iterator[date]:
    """Every day from start to end, both included; nothing when end lies before start."""
    day = start
    while day <= end:
        yield day
        day += ONE_DAY


def national_school_day(day: date) -> tuple[bool, str]:
    """What the national list says: (school day?, name of the holiday or ''). Without a list: Monday to Friday."""
    year = NATIONAL_YEARS.get(day.year)
    if year is not None:
        holiday = year.holiday_on(day)
        if holiday is not None:
            return False, holiday.name
        if day in year.make_up_days:
            return True, ""
    return day.weekday() < 5, ""


def is_make_up_day(day: date) -> bool:
    """A weekend day that the national list turns into a working day (调休)."""
    year = NATIONAL_YEARS.get(day.year)
    return year is not None and day in year.make_up_days


def row_sweeps_weekend(row: CalendarRow) -> bool:
    """A 是 row of more than three days that covers a weekend would turn days off into school days: an import refuses it."""
    length = (row.end - row.start).days + 1
    return row.school and length > LONGEST_SCHOOL_ROW and any(day.weekday() >= 5 for day in days_between(row.start, row.end))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Terms and calendar rows of a school (rows in order: a later one wins), with look-ups that are cached by day."""

    terms: tuple[Term, ...]
    rows: tuple[CalendarRow, ...] = ()
    _days: dict[date, tuple[DayFact, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def day_fact(self, day: date, grade: int) -> DayFact:
        """What the day is for a grade (1 to 9)."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._facts_of(day)
        return known[grade - 1]

    def _facts_of(self, day: date) -> tuple[DayFact, ...]:
        base, holiday = national_school_day(day)
        in_term = self.term_of(day) is not None
        rows = [row for row in self.rows if row.start <= day <= row.end]
        return tuple(_fact(day, grade, rows, base, holiday, in_term) for grade in GRADES)

    def is_school_day(self, day: date, grade: int) -> bool:
        return self.day_fact(day, grade).school

    def is_school_day_for_any(self, day: date, grades: Collection[int] = GRADES) -> bool:
        """For the school a day is a school day when any of its grades has it."""
        return any(self.day_fact(day, grade).school for grade in grades)

    def service_runs(self, day: date, grade: int) -> bool:
        """The after-school service is on: a school day that nobody announced beforehand as without it."""
        fact = self.day_fact(day, grade)
        return fact.school and fact.announced is None

    def announced_without_service(self, day: date, grade: int) -> str | None:
        """The reason ('' where none was written) of a school day announced beforehand as without service; None for all other days."""
        return self.day_fact(day, grade).announced

    def day_note(self, day: date, grade: int) -> str:
        """The note of the row that decides the day, or the name of the national holiday, or ''."""
        return self.day_fact(day, grade).note

    def timetable_weekday(self, day: date, grade: int) -> int | None:
        """Whose weekday's timetable runs (1 Monday to 7). None off school, and on a weekend school day for which no row says it."""
        return self.day_fact(day, grade).timetable_weekday

    def school_days(self, start: date, end: date, grades: Collection[int] = GRADES) -> tuple[date, ...]:
        """The days from start to end (included) that are a school day for any of the grades."""
        return tuple(day for day in days_between(start, end) if self.is_school_day_for_any(day, grades))

    def next_school_day(self, after: date, grades: Collection[int] = GRADES) -> date | None:
        """The first school day later than `after`; None when no term holds one within 200 days."""
        return self._search(after, 1, grades)

    def last_school_day(self, before: date, grades: Collection[int] = GRADES) -> date | None:
        """The last school day earlier than `before`; None when no term holds one within 200 days."""
        return self._search(before, -1, grades)

    def _search(self, day: date, step: int, grades: Collection[int]) -> date | None:
        tried = (day + timedelta(days=step * n) for n in range(1, SEARCH_DAYS + 1))
        return next((found for found in tried if self.is_school_day_for_any(found, grades)), None)

    def term_of(self, day: date) -> Term | None:
        """The term that holds the day; where terms overlap, the one that starts last."""
        return max((term for term in self.terms if term.start <= day <= term.end), key=lambda term: (term.start, term.id), default=None)

    def terms_on(self, day: date) -> tuple[Term, ...]:
        """Every term that holds the day: a year and one of its halves may both be entered."""
        return tuple(term for term in self.terms if term.start <= day <= term.end)

    def week_number(self, day: date) -> int | None:
        """The week of the term (Monday to Sunday); week 1 is the one that holds its first day. None outside the terms."""
        term = self.term_of(day)
        return None if term is None else (monday_of(day) - monday_of(term.start)).days // 7 + 1

    def confirmed(self, start: date, end: date) -> bool:
        """True when every year that the period touches has a national list."""
        return all(year in NATIONAL_YEARS for year in range(start.year, end.year + 1))

    def days_off_after(self, day: date, grade: int) -> tuple[date, date] | None:
        """The days off that follow a day, (first, last), up to the next school day; None when the next day is a school day
        or no school day follows. Homework given for them belongs to the school day before."""
        following = self.next_school_day(day, (grade,))
        if following is None or following == day + ONE_DAY:
            return None
        return day + ONE_DAY, following - ONE_DAY

    def holidays(self, start: date, end: date, grade: int, shortest: int = SHORTEST_HOLIDAY) -> tuple[tuple[date, date], ...]:
        """Runs of at least `shortest` days off between two school days that touch the period, each with its first and last day:
        the holidays that have a holiday list. Days before the first and after the last school day known are no run."""
        found: list[tuple[date, date]] = []
        school_day = self.last_school_day(start, (grade,)) or self.next_school_day(start - ONE_DAY, (grade,))
        while school_day is not None and school_day < end:
            off = self.days_off_after(school_day, grade)
            if off is not None and (off[1] - off[0]).days + 1 >= shortest and off[1] >= start and off[0] <= end:
                found.append(off)
            school_day = self.next_school_day(school_day, (grade,))
        return tuple(found)


def _fact(day: date, grade: int, rows: Collection[CalendarRow], base: bool, holiday: str, in_term: bool) -> DayFact:
    """The last row that applies decides wholly; without one the national list does. Outside the terms there is no school."""
    row = None
    for candidate in rows:
        if candidate.grades is None or grade in candidate.grades:
            row = candidate
    if row is None:
        school = base and in_term
        return DayFact(school, holiday, day.isoweekday() if school and day.weekday() < 5 else None, None)
    school = row.school and in_term
    weekday = row.timetable_weekday or (day.isoweekday() if day.weekday() < 5 else None)
    beforehand = row.entered_on is None or row.entered_on < day
    announced = row.note if school and row.service is False and beforehand else None
    return DayFact(school, row.note, weekday if school else None, announced)
