"""The school itself: name, system, phones, terms, calendar rows and policy profiles. Rules of the calendar stand in rules."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Connection, Date, Integer, String, Table, Text, UniqueConstraint, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.rules.calendar import CalendarRow, Term
from schoolapp.rules.people import System
from schoolapp.rules.policy import Profile, from_json
from schoolapp.rules.workbook import CalendarRowIn

school = Table(
    "school", metadata, key(),
    Column("name", String(100), nullable=False), Column("system", String(8), nullable=False), Column("district", String(100), nullable=False, default=""),
    Column("report_phone", String(60), nullable=False, default=""), Column("report_email", String(200), nullable=False, default=""),
    Column("district_phone", String(60), nullable=False, default=""), Column("language", String(8), nullable=False, default="zh"),
    Column("is_demo", Boolean, nullable=False, default=False), Column("made_at", Moment, nullable=False),
)
term = Table(
    "term", metadata, key(),
    Column("name", String(60), nullable=False, unique=True), Column("start", Date, nullable=False), Column("end", Date, nullable=False),
)
calendar_row = Table(
    "calendar_row", metadata, key(), link("term"),
    Column("position", Integer, nullable=False), Column("start", Date, nullable=False), Column("end", Date, nullable=False),
    Column("school", Boolean, nullable=False), Column("note", Text, nullable=False, default=""), Column("service", Boolean),
    Column("timetable_weekday", Integer), Column("grades", String(20), nullable=False, default=""), Column("entered_at", Moment, nullable=False),
    Column("by_hand", Boolean, nullable=False, default=False),  # written or last changed in the app; a workbook's row counts as announced beforehand
)
policy_profile = Table(
    "policy_profile", metadata, key(),
    Column("valid_from", Date, nullable=False, unique=True), Column("content", Text, nullable=False),
)
setup_token = Table(  # the one-time door of the first run; the row goes when the school stands
    "setup_token", metadata, key(),
    Column("digest", String(64), nullable=False), Column("made_at", Moment, nullable=False), Column("state", Text, nullable=False, default="{}"),
    UniqueConstraint("digest"),
)


class SchoolRow(NamedTuple):
    """The school as forms, notices and papers show it. `language` is the first language of pages without a choice."""

    name: str
    system: System
    district: str
    report_phone: str
    report_email: str
    district_phone: str
    language: str
    is_demo: bool


def find_school(connection: Connection) -> SchoolRow | None:
    c = school.c
    row = connection.execute(
        select(c.name, c.system, c.district, c.report_phone, c.report_email, c.district_phone, c.language, c.is_demo).limit(1)).first()
    return None if row is None else SchoolRow(row[0], System(row[1]), *row[2:])


def grades_text(grades: frozenset[int] | None) -> str:
    """Grades as kept in a column: '1,2,3'; empty = all."""
    return "" if not grades else ",".join(str(g) for g in sorted(grades))


def grades_of_text(text: str) -> frozenset[int] | None:
    return frozenset(int(g) for g in text.split(",")) if text else None


def columns_of_row(row: CalendarRow | CalendarRowIn) -> dict[str, Any]:
    """What a calendar row says, by the columns it is kept in: written in the app and brought by a workbook alike."""
    return {
        "start": row.start,
        "end": row.end,
        "school": row.school,
        "note": row.note,
        "service": row.service,
        "timetable_weekday": row.timetable_weekday,
        "grades": grades_text(row.grades),
    }


def list_terms(connection: Connection) -> list[Term]:
    """All terms, oldest first."""
    return [Term(*row) for row in connection.execute(select(term.c.id, term.c.name, term.c.start, term.c.end).order_by(term.c.start))]


def list_calendar_rows(connection: Connection) -> list[tuple[int, int, CalendarRow]]:
    """(id, term id, row) in the order in which they decide: later rows win."""
    c = calendar_row.c
    rows = connection.execute(
        select(c.id, c.term_id, c.start, c.end, c.school, c.note, c.service, c.timetable_weekday, c.grades, c.by_hand, c.entered_at)
        .join_from(calendar_row, term).order_by(term.c.start, c.position, c.id))
    return [(r[0], r[1], CalendarRow(r[2], r[3], r[4], r[5], r[6], r[7], grades_of_text(r[8]), r[10].date() if r[9] else None)) for r in rows]


def list_profiles(connection: Connection) -> list[tuple[int, Profile]]:
    """(id, profile), oldest first."""
    rows = connection.execute(select(policy_profile.c.id, policy_profile.c.content).order_by(policy_profile.c.valid_from))
    return [(row[0], from_json(row[1])) for row in rows]


def calendar_positions(connection: Connection, term_id: int) -> list[tuple[int, int]]:
    """(id, position) of a term's calendar rows in the order in which they decide."""
    c = calendar_row.c
    return [(r[0], r[1]) for r in connection.execute(select(c.id, c.position).where(c.term_id == term_id).order_by(c.position, c.id))]
