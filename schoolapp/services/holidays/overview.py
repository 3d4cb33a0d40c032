"""The holidays ahead with the lists of the classes that one has to do with: state by subject, sums against the line. One list stands in
`reading`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import holidays as records
from schoolapp.records import people as people_records
from schoolapp.records.holidays import HolidayItemRow
from schoolapp.records.people import TeachingRow
from schoolapp.rules.calendar import SEARCH_DAYS
from schoolapp.rules.holidays import HolidaySpan, HolidaySum, HolidayVerdict, judge_holiday, open_vacation, spans_in, sum_of
from schoolapp.rules.people import ClassRef, school_year_bounds, subject_order
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.homework.days import year_on
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of


class SubjectState(NamedTuple):
    """A subject of a class: its minutes in the list, its number of items (0 = nothing given), whether the actor may add to it."""

    subject: str
    written: int
    other: int
    items: int
    mine: bool


@dataclass(frozen=True, slots=True)
class ClassHoliday:
    """A class's list in short; `list_id` None until somebody has given anything. `subjects`: those taught in the class and those listed."""

    one: ClassRef
    list_id: int | None
    verdict: HolidayVerdict
    sums: HolidaySum
    subjects: tuple[SubjectState, ...]

    @property
    def given(self) -> int:
        return sum(1 for s in self.subjects if s.items)

    @property
    def written_parts(self) -> tuple[tuple[str, int], ...]:
        """(subject, written minutes) for the bar."""
        return tuple((s.subject, s.written) for s in self.subjects)


@dataclass(frozen=True, slots=True)
class HolidayPage:
    """The page: holidays of this school year that concern the reader (`spans`), the chosen one, own classes, the other classes of the chosen
    grade. `open_from`: a vacation whose end is not known yet. `may_add`: the chosen holiday has not begun."""

    today: date
    spans: tuple[HolidaySpan, ...]
    chosen: HolidaySpan | None
    own: tuple[ClassHoliday, ...]
    others: tuple[ClassHoliday, ...]
    grade: int | None
    grades: tuple[int, ...]
    open_from: date | None
    may_add: bool


def holiday_page(*, house: House, actor: Actor, start: date | None = None, grade: int | None = None, now: datetime) -> HolidayPage:
    """The holiday that begins on `start`, else the next one, else the last. Own classes are those taught, substituted or headed; other
    classes are shown a grade at a time, as far as they are the reader's business."""
    actor.needs(Permit.SEE_CLASS_DAY)
    standing, today = standing_of(house=house), now.date()
    first, last = school_year_bounds(year_on(standing, today))
    last = max(last, today + timedelta(days=SEARCH_DAYS))
    classes = standing.classes_of(year_on(standing, today))
    seen = [one for one in classes if actor.sees_class(one)]
    by_grade = {g: spans_in(standing.calendar, g, first, last) for g in sorted({one.grade for one in seen})}
    named = {(span.start, span.end): span for found in by_grade.values() for span in found if actor.sees_day(span.start)}
    spans = [named[place] for place in sorted(named)]
    chosen = _chosen(spans, start, today)
    having = [one for one in seen if chosen is not None and any(span[:2] == chosen[:2] for span in by_grade[one.grade])]
    with house.reading() as connection:
        mine = [] if actor.staff_id is None else people_records.teaching_of(connection, actor.staff_id, year_on(standing, today), today)
        near = {t.class_id for t in mine} | actor.homerooms
        wide = [one for one in having if one.id not in near]
        grades = tuple(sorted({one.grade for one in wide}))
        picked = grade if grade in grades else next(iter([g for g in sorted(actor.led_grades) if g in grades] or grades), None)
        own = [one for one in having if one.id in near]
        others = [one for one in wide if one.grade == picked]
        shown = _lists(connection, standing, [*own, *others], chosen, mine) if chosen else {}
    vacations = [found for g in by_grade if (found := open_vacation(standing.calendar, g, today)) is not None]
    return HolidayPage(
        today, tuple(spans), chosen, tuple(shown[one.id] for one in own), tuple(shown[one.id] for one in others), picked, grades,
        min(vacations, default=None), chosen is not None and today < chosen.start)


def _chosen(spans: list[HolidaySpan], start: date | None, today: date) -> HolidaySpan | None:
    asked = next((span for span in spans if span.start == start), None)
    ahead = next((span for span in spans if span.end >= today), None)
    return asked or ahead or (spans[-1] if spans else None)


def _lists(connection: Connection, standing: Standing, classes: list[ClassRef], span: HolidaySpan, mine: Iterable[TeachingRow]) -> dict[int, ClassHoliday]:
    rows = records.lists_at(connection, [(one.id, span.start, span.end) for one in classes])
    items = records.items_of(connection, [row.id for row in rows.values()])
    taught: dict[int, set[str]] = {one.id: set() for one in classes}
    for row in people_records.teaching_in(connection, list(taught)):
        taught[row.class_id].add(row.subject)
    own = {(t.class_id, t.subject) for t in mine}
    profile = standing.profile(span.start)
    found = {}
    for one in classes:
        its: list[HolidayItemRow] = items[rows[one.id].id] if one.id in rows else []
        sums = sum_of(item.task for item in its)
        verdict = judge_holiday(sums.written, span.days_off, one.grade, profile)
        names = sorted(taught[one.id] | {item.subject for item in its} | {s for c, s in own if c == one.id}, key=subject_order)
        states = []
        for name in names:
            part = sum_of(item.task for item in its if item.subject == name)
            states.append(SubjectState(name, part.written, part.other, part.items, (one.id, name) in own))
        found[one.id] = ClassHoliday(one, rows[one.id].id if one.id in rows else None, verdict, sums, tuple(states))
    return found
