"""A teacher's two weeks to plan the days ahead: each class on each school day with its sum, what is left, the own items and the quotas.
Nothing here is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import timed as timed_records
from schoolapp.records.homework import ItemRow, NoneRow
from schoolapp.records.people import TeachingRow
from schoolapp.records.timed import TimedRow
from schoolapp.rules.calendar import days_between, is_make_up_day, monday_of
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.days import class_figures, last_day_ahead, year_on
from schoolapp.services.homework.drafts import ClassFigures
from schoolapp.services.house import House
from schoolapp.services.quota import Quota, Quotas, quota_of, quotas, state_on
from schoolapp.services.school import Standing, standing_of

WEEKS = 2
WEEKS_BACK = 2


@dataclass(frozen=True, slots=True)
class AheadSubject:
    """My subject in a class on a day. `items` = what I registered of it; `waiting` = what of it is published at a set time; `none` = it was
    said that there is none; `may` = it may be registered for this day."""

    subject: str
    items: tuple[ItemRow, ...]
    waiting: tuple[TimedRow, ...]
    none: bool
    quota: Quota
    may: bool


@dataclass(frozen=True, slots=True)
class AheadClass:
    """A class on a day: `figures` with everybody's items and what waits for its time. `school_day` False: its grade has no school on this day."""

    figures: ClassFigures
    school_day: bool
    subjects: tuple[AheadSubject, ...]
    class_none: bool

    @property
    def one(self) -> ClassRef:
        return self.figures.one


@dataclass(frozen=True, slots=True)
class AheadDay:
    """A day on which at least one of my classes has school. `note` = what the calendar says of it (an exam, whose timetable), `make_up` a
    weekend day with school, `as_weekday` whose timetable it runs (1 Monday; None: its own); `no_homework` = the school's weekday without
    written homework; `before_off` = the first and last of at least three days off that follow."""

    day: date
    week: int | None
    note: str
    make_up: bool
    as_weekday: int | None
    no_homework: bool
    before_off: tuple[date, date] | None
    classes: tuple[AheadClass, ...]


@dataclass(frozen=True, slots=True)
class DayOff:
    """Neighbouring days without school for any of my classes, and why ('' = an ordinary weekend, or no reason written)."""

    first: date
    last: date
    note: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """Two weeks from the Monday `start`. `classes` in school order; `days` the school days, `off` the others; `previous`, `following` = Mondays
    to go on to, None where there is nothing to plan or correct any more."""

    start: date
    end: date
    today: date
    classes: tuple[ClassRef, ...]
    subjects: tuple[str, ...]
    days: tuple[AheadDay, ...]
    off: tuple[DayOff, ...]
    previous: date | None
    following: date | None
    confirmed: bool


def days_ahead(*, house: House, actor: Actor, start: date | None = None, now: datetime) -> Ahead:
    """The school days of the week of `start` (None: this week) and of the week after it, for the classes that the actor teaches or
    substitutes in now. A start that nothing can be registered for is brought back to the nearest week that has."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if actor.staff_id is None:
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    first = monday_of(today) - timedelta(weeks=WEEKS_BACK)
    newest = monday_of(last_day_ahead(standing, today))
    monday = min(max(monday_of(start or today), first), max(newest, first))
    end = monday + timedelta(days=7 * WEEKS - 1)
    with house.reading() as connection:
        lessons = people_records.teaching_of(connection, actor.staff_id, year_on(standing, today), today)
        ids = sorted({lesson.class_id for lesson in lessons})
        items = records.items_on(connection, ids, monday, end) if ids else []
        nones = records.nones_on(connection, ids, monday, end) if ids else []
        waiting = timed_records.waiting_in(connection, ids, monday, end) if ids else []
    plans = quotas(house=house)
    classes = tuple(c for c in standing.classes.values() if c.id in set(ids))
    days, off = [], []
    for day in days_between(monday, end):
        there = [c for c in classes if c.year == year_on(standing, day)]
        if any(standing.calendar.is_school_day(day, c.grade) for c in there):
            days.append(_day(standing, plans, actor, day, there, lessons, items, waiting, nones, now))
        else:
            off.append(day)
    step = timedelta(weeks=1)
    return Ahead(
        monday, end, today, classes, tuple(sorted({lesson.subject for lesson in lessons}, key=subject_order)), tuple(days),
        _runs(standing, off, classes), monday - step if monday > first else None, monday + step if monday + step <= newest else None,
        standing.calendar.confirmed(monday, end),
    )


def _runs(standing: Standing, off: list[date], classes: tuple[ClassRef, ...]) -> tuple[DayOff, ...]:
    """Days off that follow each other and have one note, as one."""
    found: list[DayOff] = []
    for day in off:
        note = standing.calendar.day_note(day, classes[0].grade) if classes else ""
        if found and found[-1].note == note and found[-1].last + timedelta(days=1) == day:
            found[-1] = DayOff(found[-1].first, day, note)
        else:
            found.append(DayOff(day, day, note))
    return tuple(found)


def _day(standing: Standing, plans: Quotas, actor: Actor, day: date, classes: list[ClassRef], lessons: list[TeachingRow], items: list[ItemRow],
         waiting: list[TimedRow], nones: list[NoneRow], now: datetime) -> AheadDay:
    calendar, profile = standing.calendar, standing.profile(day)
    open_grades = [c.grade for c in classes if calendar.is_school_day(day, c.grade)]
    off = calendar.days_off_after(day, open_grades[0])
    ordinary = day.isoweekday() if day.isoweekday() <= 5 else None
    weekday = calendar.timetable_weekday(day, open_grades[0])
    shown = tuple(_class(standing, plans, actor, day, one, lessons, [i for i in items if i.class_id == one.id and i.day == day],
                         [w for w in waiting if w.class_id == one.id and w.day == day],
                         {n.subject for n in nones if n.class_id == one.id and n.day == day}, now) for one in classes)
    return AheadDay(
        day, calendar.week_number(day), calendar.day_note(day, open_grades[0]), is_make_up_day(day) or ordinary is None,
        weekday if weekday != ordinary else None, profile.no_homework_weekday == day.isoweekday(),
        off if off is not None and (off[1] - off[0]).days >= 2 else None, shown,
    )


def _class(standing: Standing, plans: Quotas, actor: Actor, day: date, one: ClassRef, lessons: list[TeachingRow], items: list[ItemRow],
           waiting: list[TimedRow], said: set[str], now: datetime) -> AheadClass:
    profile, today = standing.profile(day), now.date()
    school_day = standing.calendar.is_school_day(day, one.grade)
    figures = class_figures(one, [*((i.counted, i.late) for i in items), *((w.counted, False) for w in waiting)], profile)
    state = state_on(standing, plans, one, day, figures.load, said, now)
    subjects = []
    for subject in sorted({lesson.subject for lesson in lessons if lesson.class_id == one.id}, key=subject_order):
        own = tuple(i for i in items if i.subject == subject and actor.staff_id in (i.staff_id, i.entered_by))
        mine = tuple(w for w in waiting if w.subject == subject and actor.staff_id in (w.staff_id, w.entered_by))
        may = school_day and day <= last_day_ahead(standing, today) and any(_holds(row, day, today) for row in lessons
                                                                           if row.class_id == one.id and row.subject == subject)
        subjects.append(AheadSubject(subject, own, mine, subject in said or "" in said, quota_of(state, subject), may))
    return AheadClass(figures, school_day, tuple(subjects), "" in said)


def _holds(lesson: TeachingRow, day: date, today: date) -> bool:
    """A substitute registers for the days of the grant; which of the days before today belong to it is not known here."""
    return lesson.until is None or today <= day <= lesson.until
