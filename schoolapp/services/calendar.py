"""Terms and the school's own calendar rows as the administrator keeps them, and the months that result. How a day is decided stands in
rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import school as records
from schoolapp.records.school import columns_of_row
from schoolapp.rules.calendar import (
    NATIONAL_YEARS,
    Calendar,
    CalendarRow,
    Term,
    days_between,
    is_make_up_day,
    monday_of,
    row_sweeps_weekend,
)
from schoolapp.rules.names import clean
from schoolapp.rules.people import GRADES, school_year_of
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import Standing, read_standing

EARLIEST = date(2015, 1, 1)
YEARS_AHEAD = 2
TERM_MOST_DAYS = 370


class CalendarRefused(Exception):
    """Nothing was written. `field` names the entry, `code` says why, `values` fill the sentence."""

    def __init__(self, field: str, code: str, **values: Any) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code, self.values = field, code, values


class DayCell(NamedTuple):
    """One day of the preview. `state`: school, part (only for `grades`), off, or out (outside the term). `make_up`: a weekend day with
    school;
    `no_service`: announced as without after-school service; `timetable`: whose weekday's timetable runs, where it is not the day's
    own."""

    day: date
    state: str
    make_up: bool
    no_service: bool
    grades: tuple[int, ...]
    timetable: int | None
    note: str


class Month(NamedTuple):
    """A month of the preview in weeks from Monday to Sunday; None where the day belongs to another month."""

    first: date
    weeks: tuple[tuple[DayCell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class RowLine:
    """One calendar row. `hit`: whether it decides a day of the term at all; `by_hand` False: it came with a workbook."""

    id: int
    row: CalendarRow
    by_hand: bool
    hit: bool


@dataclass(frozen=True, slots=True)
class TermPage:
    """A term with its rows in the order in which they decide, and what comes of them. `unconfirmed`: years without a national list."""

    term: Term
    rows: tuple[RowLine, ...]
    months: tuple[Month, ...]
    grades: tuple[int, ...]
    school_days: int
    make_up_days: int
    no_service_days: int
    unconfirmed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term in the list. `now`: today lies in it."""

    term: Term
    rows: int
    school_days: int
    now: bool
    unconfirmed: tuple[int, ...]


def list_terms(*, house: House, actor: Actor, now: datetime) -> list[TermLine]:
    """All terms, newest first. NotFound before the set-up."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        standing = read_standing(connection)
        count: dict[int, int] = {}
        for _, term_id, _ in records.list_calendar_rows(connection):
            count[term_id] = count.get(term_id, 0) + 1
    today = now.date()
    return [
        TermLine(
            t,
            count.get(t.id, 0),
            len(standing.calendar.school_days(t.start, t.end, _grades(standing, t))),
            t.start <= today <= t.end,
            unconfirmed(t.start, t.end),
        )
        for t in sorted(standing.terms, key=lambda t: t.start, reverse=True)
    ]


def term_page(*, house: House, actor: Actor, term_id: int) -> TermPage:
    """One term with its rows and months; NotFound where there is none."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        standing = read_standing(connection)
        term = _term(standing, term_id)
        rows = [(row_id, row) for row_id, of_term, row in records.list_calendar_rows(connection) if of_term == term_id]
    grades = _grades(standing, term)
    cells = {day: _cell(standing.calendar, day, grades) for day in days_between(term.start, term.end)}
    open_days = [c for c in cells.values() if c.state in ("school", "part")]
    return TermPage(
        term,
        tuple(RowLine(i, r, r.entered_on is not None, r.start <= term.end and r.end >= term.start) for i, r in rows),
        tuple(_months(term, cells)),
        grades,
        len(open_days),
        sum(c.make_up for c in open_days),
        sum(c.no_service for c in open_days),
        unconfirmed(term.start, term.end),
    )


def unconfirmed(start: date, end: date) -> tuple[int, ...]:
    """The years of a period for which there is no national list: Monday to Friday is counted, and said so."""
    return tuple(year for year in range(start.year, end.year + 1) if year not in NATIONAL_YEARS)


def _cell(calendar: Calendar, day: date, grades: tuple[int, ...]) -> DayCell:
    facts = {grade: calendar.day_fact(day, grade) for grade in grades}
    open_for = tuple(grade for grade, fact in facts.items() if fact.school)
    state = "school" if len(open_for) == len(grades) else "part" if open_for else "off"
    notes = dict.fromkeys(fact.note for fact in facts.values() if fact.note)
    weekdays = {facts[g].timetable_weekday for g in open_for}
    timetable = next(iter(weekdays)) if len(weekdays) == 1 else None
    no_service = any(_row_says_no_service(calendar, day, g) for g in open_for)
    return DayCell(
        day,
        state,
        bool(open_for) and (is_make_up_day(day) or day.weekday() >= 5),
        no_service,
        open_for if state == "part" else (),
        timetable if timetable != day.isoweekday() else None,
        "、".join(notes),
    )


def _row_says_no_service(calendar: Calendar, day: date, grade: int) -> bool:
    deciding = [row for row in calendar.rows if row.applies(day, grade)]
    return bool(deciding) and deciding[-1].service is False


def _months(term: Term, cells: dict[date, DayCell]) -> Iterable[Month]:
    first = term.start.replace(day=1)
    while first <= term.end:
        following = (first + timedelta(days=32)).replace(day=1)
        weeks, monday = [], monday_of(first)
        while monday < following:
            week = [monday + timedelta(days=n) for n in range(7)]
            weeks.append(
                tuple(
                    None if day.month != first.month else cells.get(day) or DayCell(day, "out", False, False, (), None, "") for day in week
                )
            )
            monday += timedelta(days=7)
        yield Month(first, tuple(weeks))
        first = following


def save_term(*, house: House, actor: Actor, term_id: int | None, name: str, start: date, end: date, now: datetime) -> int:
    """A new term (`term_id` None) or other dates and name of one; gives its id. Refused: name, name_taken, order, long, range,
    overlap."""
    actor.needs(Permit.SET_UP)
    name = clean(name)
    if not name or len(name) > 60 or find_personal(name):
        raise CalendarRefused("name", "name")
    _check_dates(start, end, now)
    if (end - start).days + 1 > TERM_MOST_DAYS:
        raise CalendarRefused("end", "long")
    with house.writing(actor=actor, now=now) as work:
        terms = records.list_terms(work.connection)
        before = next((t for t in terms if t.id == term_id), None)
        if term_id is not None and before is None:
            raise NotFound
        others = [t for t in terms if t.id != term_id]
        if any(t.name == name for t in others):
            raise CalendarRefused("name", "name_taken")
        if before is None or (before.start, before.end) != (start, end):
            clash = next((t for t in others if t.start <= end and t.end >= start), None)
            if clash is not None:
                raise CalendarRefused("start", "overlap", name=clash.name)
        new = {"name": name, "start": start, "end": end}
        if before is None:
            row_id = work.add(records.term, **new)
            work.audit("term_added", f"term:{row_id}", None, new)
            return row_id
        old = {"name": before.name, "start": before.start, "end": before.end}
        if old != new:
            work.change(records.term, before.id, **new)
            work.audit("term_changed", f"term:{before.id}", old, new)
        return before.id


def save_row(*, house: House, actor: Actor, term_id: int, row_id: int | None, row: CalendarRow, now: datetime) -> int:
    """A new calendar row at the end of the term's rows (`row_id` None), or another content of one. A row that changes in more than its
    words
    counts as entered today: no day up to today is announced by it any more. Refused: order, range, outside_term, sweeps_weekend, note,
    personal, service_note, weekday, grades."""
    actor.needs(Permit.SET_UP)
    row = _checked_row(row, now)
    with house.writing(actor=actor, now=now) as work:
        standing = read_standing(work.connection)
        term = _term(standing, term_id)
        if row.end < term.start or row.start > term.end:
            raise CalendarRefused("start", "outside_term", start=term.start, end=term.end)
        if row_id is None:
            order = records.calendar_positions(work.connection, term_id)
            position = order[-1][1] + 1 if order else 1
            fresh = work.add(records.calendar_row, term_id=term_id, position=position, **columns_of_row(row), entered_at=now, by_hand=True)
            work.audit("calendar_added", f"calendar:{fresh}", None, _facts(row))
            return fresh
        old = _row(work.connection, term_id, row_id)
        if _facts(old) == _facts(row):
            return row_id
        values = columns_of_row(row)
        if {k: v for k, v in columns_of_row(old).items() if k != "note"} != {k: v for k, v in values.items() if k != "note"}:
            values |= {"entered_at": now, "by_hand": True}
        work.change(records.calendar_row, row_id, **values)
        work.audit("calendar_changed", f"calendar:{row_id}", _facts(old), _facts(row))
        return row_id


def remove_row(*, house: House, actor: Actor, term_id: int, row_id: int, now: datetime) -> None:
    """Takes a calendar row away: the rows before it and the national list decide its days again."""
    actor.needs(Permit.SET_UP)
    with house.writing(actor=actor, now=now) as work:
        old = _row(work.connection, term_id, row_id)
        work.remove(records.calendar_row, row_id)
        work.audit("calendar_removed", f"calendar:{row_id}", _facts(old), None)


def move_row(*, house: House, actor: Actor, term_id: int, row_id: int, up: bool, seen: int, now: datetime) -> None:
    """Changes places with the row before (up) or after. `seen` is the place on the page (from 0): a second press moves nothing and raises
    Conflict('stale'). Two rows that share a day decide it otherwise from now on, so both count as entered today."""
    actor.needs(Permit.SET_UP)
    with house.writing(actor=actor, now=now) as work:
        one = _row(work.connection, term_id, row_id)
        order = [i for i, _ in records.calendar_positions(work.connection, term_id)]
        at = order.index(row_id)
        if at != seen:
            raise Conflict("stale")
        to = at - 1 if up else at + 1
        if not 0 <= to < len(order):
            return
        other = _row(work.connection, term_id, order[to])
        order[at], order[to] = order[to], order[at]
        shared = (
            one.start <= other.end
            and other.start <= one.end
            and (one.grades is None or other.grades is None or bool(one.grades & other.grades))
        )
        places = dict(records.calendar_positions(work.connection, term_id))
        for position, moved in enumerate(order, 1):
            mark = {"entered_at": now, "by_hand": True} if shared and moved in (row_id, order[at]) else {}
            if places[moved] != position or mark:
                work.change(records.calendar_row, moved, position=position, **mark)
        work.audit("calendar_moved", f"calendar:{row_id}", {"place": at + 1}, {"place": to + 1})


def _checked_row(row: CalendarRow, now: datetime) -> CalendarRow:
    _check_dates(row.start, row.end, now)
    note = clean(row.note)
    if len(note) > 200:
        raise CalendarRefused("note", "note")
    if find_personal(note):
        raise CalendarRefused("note", "personal")
    if row_sweeps_weekend(row):
        raise CalendarRefused("end", "sweeps_weekend")
    service = row.service if row.school else None
    if service is False and not note:
        raise CalendarRefused("note", "service_note")
    weekday = row.timetable_weekday if row.school else None
    if weekday is not None and not 1 <= weekday <= 7:
        raise CalendarRefused("timetable_weekday", "weekday")
    if row.grades is not None and not row.grades <= set(GRADES):
        raise CalendarRefused("grades", "grades")
    return CalendarRow(row.start, row.end, row.school, note, service, weekday, row.grades or None)


def _check_dates(start: date, end: date, now: datetime) -> None:
    if end < start:
        raise CalendarRefused("end", "order")
    latest = date(now.year + YEARS_AHEAD, now.month, min(now.day, 28))
    for name, day in (("start", start), ("end", end)):
        if not EARLIEST <= day <= latest:
            raise CalendarRefused(name, "range", first=EARLIEST, last=latest)


def _term(standing: Standing, term_id: int) -> Term:
    found = next((t for t in standing.terms if t.id == term_id), None)
    if found is None:
        raise NotFound
    return found


def _row(connection: Connection, term_id: int, row_id: int) -> CalendarRow:
    found = next((row for i, of_term, row in records.list_calendar_rows(connection) if i == row_id and of_term == term_id), None)
    if found is None:
        raise NotFound
    return found


def _grades(standing: Standing, term: Term) -> tuple[int, ...]:
    return (
        tuple(standing.grades_of(school_year_of(term.start)))
        or tuple(sorted({c.grade for c in standing.classes.values()}))
        or tuple(GRADES)
    )


def _facts(row: CalendarRow) -> dict[str, Any]:
    return {**columns_of_row(row), "grades": sorted(row.grades or ())}
