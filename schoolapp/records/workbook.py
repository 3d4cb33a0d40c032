"""Imports that were made, what a school workbook is compared with, and the quick ways in for its many rows.
The comparing stands in services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, RowMapping, String, Table, Text, bindparam, func, select

from schoolapp.records import afterschool, homework, people, school
from schoolapp.records.base import Moment, insert_many, insert_where_absent, key, link, metadata
from schoolapp.records.homework import class_day, homework_item, homework_none, time_sample
from schoolapp.rules.calendar import Term
from schoolapp.rules.homework import Counted, Kind, Tier
from schoolapp.rules.people import Role
from schoolapp.rules.policy import Profile
from schoolapp.rules.workbook import ClassKey, DayKey, HeldSchool, HeldSession, HeldTerm, NoneKey

import_run = Table(
    "import_run",
    metadata,
    key(),
    Column("file_sha256", String(64), nullable=False),
    Column("name", String(255), nullable=False, default=""),
    Column("counts", Text, nullable=False),
    link("staff", null=True),
    Column("at", Moment, nullable=False),
)


class ImportRow(NamedTuple):
    """An import that was made. `counts` is JSON: sheet -> [added, changed, same]."""

    id: int
    file_sha256: str
    name: str
    counts: str
    staff_id: int | None
    at: datetime


class PresentCalendarRow(NamedTuple):
    """A calendar row as kept; `grades` None = all."""

    id: int
    position: int
    start: date
    end: date
    school: bool
    note: str
    service: bool | None
    timetable_weekday: int | None
    grades: frozenset[int] | None


class PresentClass(NamedTuple):
    id: int
    homeroom_id: int | None


class PresentCount(NamedTuple):
    """Heads of a class that hold from a day on."""

    id: int
    pupils: int
    asked: int
    joined: int


class PresentRole(NamedTuple):
    id: int
    grades: frozenset[int]
    subjects: frozenset[str]
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class Present:
    """What a workbook's standing sheets are compared with, by the keys that a workbook uses.

    `calendar`: rows by term id, in their order. `roles` by (staff number, role). `counts` by (class id, valid from). `programmes` by
    (term id, number). `days`: class-day rows by class-day. `items`: class-day id -> its published items.
    """

    school_id: int | None
    school: school.SchoolRow | None
    terms: Mapping[str, Term]
    calendar: Mapping[int, list[PresentCalendarRow]]
    profiles: Sequence[tuple[int, Profile]]
    staff: Mapping[str, people.StaffRow]
    roles: Mapping[tuple[str, Role], PresentRole]
    classes: Mapping[ClassKey, PresentClass]
    counts: Mapping[tuple[int, date], PresentCount]
    programmes: Mapping[tuple[int, str], afterschool.ProgrammeRow]
    days: Mapping[DayKey, homework.DayRow]
    items: Mapping[int, list[Counted]]

    @property
    def newest_term(self) -> Term | None:
        return max(self.terms.values(), key=lambda term: (term.start, term.id), default=None)


def held_school(connection: Connection) -> HeldSchool:
    """What the school holds, as the judging of a workbook asks for it."""
    numbers = {row[0]: row[1] for row in connection.execute(select(people.staff.c.id, people.staff.c.number))}
    classes = {c.id: (c.year, c.grade, c.number) for c in people.list_classes(connection)}
    d, i, n, t = class_day.c, homework_item.c, homework_none.c, time_sample.c
    days: dict[int, DayKey] = {row[0]: (*classes[row[1]], row[2]) for row in connection.execute(select(d.id, d.class_id, d.day))}
    published: set[int] = set()
    subject_days: set[NoneKey] = set()
    for day_id, subject in connection.execute(select(i.class_day_id, i.subject).where(i.withdrawn_at.is_(None)).distinct()):
        published.add(day_id)
        subject_days.add((*days[day_id], subject))
    nones: dict[NoneKey, str | None] = {}
    standing: set[NoneKey] = set()
    # What came by import is read last: a declaration made again by somebody else must not turn the same workbook away.
    rows = connection.execute(select(n.class_day_id, n.subject, n.staff_id, n.superseded_at).order_by(n.import_id.is_not(None), n.id))
    for day_id, subject, staff_id, superseded in rows:
        none = (*days[day_id], subject or None)
        nones[none] = numbers.get(staff_id)
        if superseded is None:
            standing.add(none)
    samples = {
        (*classes[row[0]], row[1]): (row[2], row[3]) for row in connection.execute(select(t.class_id, t.day, t.asked, t.mean_tenths))
    }
    s, p = afterschool.service_session.c, afterschool.programme.c
    sessions = {
        (row[0], row[1], row[2]): HeldSession(row[3], row[4], row[5], numbers.get(row[6], ""), row[7], row[8], row[9] or None)
        for row in connection.execute(
            select(s.day, p.code, s.start, s.end, s.expected, s.present, s.staff_id, s.content, s.held, s.reason).join_from(
                afterschool.service_session, afterschool.programme
            )
        )
    }
    found = school.find_school(connection)
    w = people.teaching.c
    return HeldSchool(
        system=found.system if found else None,
        terms=tuple(HeldTerm(term.name, term.start, term.end) for term in school.list_terms(connection)),
        staff=frozenset(numbers.values()),
        own_subjects=frozenset(people.own_subjects(connection)),
        classes=frozenset(classes.values()),
        teaching=frozenset(
            (numbers[row[0]], classes[row[1]], row[2]) for row in connection.execute(select(w.staff_id, w.class_id, w.subject))
        ),
        programmes=frozenset(row[0] for row in connection.execute(select(p.code).distinct())),
        item_days=frozenset(days[day_id] for day_id in published),
        item_subject_days=frozenset(subject_days),
        homework=frozenset(row[0] for row in connection.execute(select(i.fingerprint).where(i.fingerprint.is_not(None)))),
        nones=nones,
        standing_nones=frozenset(standing),
        samples=samples,
        sessions=sessions,
    )


def present_school(connection: Connection) -> Present:
    """The rows that a workbook adds to or changes, with their ids."""
    staff = {row.number: row for row in people.list_staff(connection)}
    numbers = {row.id: row.number for row in staff.values()}
    r, c, k, w = people.staff_role.c, people.school_class.c, people.class_count.c, school.calendar_row.c
    roles = {
        (numbers[row[1]], Role(row[2])): PresentRole(
            row[0], frozenset(int(g) for g in row[3].split(",") if g), frozenset(s for s in row[4].split("、") if s), row[5]
        )
        for row in connection.execute(select(r.id, r.staff_id, r.role, r.grades, r.subjects, r.valid_to))
    }
    classes: dict[ClassKey, PresentClass] = {}
    keys: dict[int, ClassKey] = {}
    for row in connection.execute(select(c.id, c.year, c.grade, c.number, c.homeroom_id)):
        keys[row[0]] = (row[1], row[2], row[3])
        classes[keys[row[0]]] = PresentClass(row[0], row[4])
    calendar: dict[int, list[PresentCalendarRow]] = {}
    for row in connection.execute(
        select(w.term_id, w.id, w.position, w.start, w.end, w.school, w.note, w.service, w.timetable_weekday, w.grades).order_by(
            w.position, w.id
        )
    ):
        calendar.setdefault(row[0], []).append(PresentCalendarRow(*row[1:9], school.grades_of_text(row[9])))
    d, i = class_day.c, homework_item.c
    days = {
        (*keys[row[1]], row[2]): homework.DayRow(*row) for row in connection.execute(select(*(d[name] for name in homework.DayRow._fields)))
    }
    kinds, tiers = {str(kind): kind for kind in Kind}, {str(tier): tier for tier in Tier}
    items: dict[int, list[Counted]] = {}
    for row in connection.execute(
        select(i.class_day_id, i.id, i.subject, i.kind, i.tier, i.minutes, i.in_school).where(i.withdrawn_at.is_(None)).order_by(i.id)
    ):
        items.setdefault(row[0], []).append(Counted(row[1], row[2], kinds[row[3]], tiers[row[4]], row[5], row[6]))
    return Present(
        school_id=connection.execute(select(school.school.c.id).limit(1)).scalar(),
        school=school.find_school(connection),
        terms={term.name: term for term in school.list_terms(connection)},
        calendar=calendar,
        profiles=school.list_profiles(connection),
        staff=staff,
        roles=roles,
        classes=classes,
        counts={
            (row[1], row[2]): PresentCount(row[0], *row[3:])
            for row in connection.execute(select(k.id, k.class_id, k.valid_from, k.pupils, k.asked, k.joined))
        },
        programmes={(row.term_id, row.code): row for row in afterschool.list_programmes(connection)},
        days=days,
        items=items,
    )


def make_class_days(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds class-day rows that are not there yet, in the order of class and day (the order in which everybody makes them)."""
    if not rows:
        return
    ordered = sorted((dict(row) for row in rows), key=lambda row: (row["class_id"], row["day"]))
    connection.execute(insert_where_absent(connection.dialect.name, class_day, "class_id", "day").inline(), ordered)


def lock_days_between(connection: Connection, class_ids: Iterable[int], first: date, last: date) -> dict[tuple[int, date], int]:
    """(class id, day) -> id of every class-day row of these classes in these days, locked in the order of the ids."""
    d = class_day.c
    query = (
        select(d.class_id, d.day, d.id)
        .where(d.class_id.in_(sorted(class_ids)), d.day >= first, d.day <= last)
        .order_by(d.id)
        .with_for_update()
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def update_class_days(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Sets the sums of class-day rows; each row is their values and its `id`."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    statement = class_day.update().where(class_day.c.id == bindparam("row_id")).values({name: bindparam(f"new_{name}") for name in names})
    connection.execute(statement, [{"row_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows])


def class_days_between(connection: Connection, class_ids: Iterable[int], first: date, last: date) -> Iterable[RowMapping]:
    """Whole class-day rows, for their digests."""
    d = class_day.c
    return connection.execute(select(class_day).where(d.class_id.in_(sorted(class_ids)), d.day >= first, d.day <= last)).mappings()


def add_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Adds many rows and gives them whole, with their ids, in their order. The caller holds the chain's head, so that nobody else's rows
    come between."""
    if not rows:
        return ()
    before = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    insert_many(connection, table, rows)
    added = table.c.id > before
    if {"id", *rows[0]} != {column.name for column in table.c}:
        return connection.execute(select(table).where(added).order_by(table.c.id)).mappings().all()
    ids = connection.execute(select(table.c.id).where(added).order_by(table.c.id)).scalars()  # cheaper, where the rows say everything
    return [{"id": row_id, **row} for row_id, row in zip(ids, rows, strict=True)]


def slots_of(connection: Connection, programme_id: int) -> list[tuple[int, tuple[int, int, int]]]:
    """(id, (weekday, start, end)) of a programme's weekly times."""
    c = afterschool.programme_slot.c
    return [
        (row[0], (row[1], row[2], row[3]))
        for row in connection.execute(select(c.id, c.weekday, c.start, c.end).where(c.programme_id == programme_id).order_by(c.id))
    ]


_IMPORT = tuple(import_run.c[name] for name in ImportRow._fields)


def list_imports(connection: Connection, limit: int) -> list[ImportRow]:
    """Newest first."""
    return [ImportRow(*row) for row in connection.execute(select(*_IMPORT).order_by(import_run.c.id.desc()).limit(limit))]


def find_import(connection: Connection, run_id: int) -> ImportRow | None:
    row = connection.execute(select(*_IMPORT).where(import_run.c.id == run_id)).first()
    return None if row is None else ImportRow(*row)
