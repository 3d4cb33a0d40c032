"""Staff, their roles, classes of a school year, who teaches what, substitutes. Accounts and sessions stand in `login`."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Column, ColumnElement, Connection, Date, Integer, String, Table, Text, UniqueConstraint, func, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.rules.people import ClassRef, Role, school_year_of

staff = Table(
    "staff",
    metadata,
    key(),
    Column("number", String(40), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)
staff_role = Table(
    "staff_role",
    metadata,
    key(),
    link("staff", index=True),
    Column("role", String(12), nullable=False),
    Column("grades", String(20), nullable=False, default=""),
    Column("subjects", Text, nullable=False, default=""),
    Column("valid_to", Moment),
    Column("period_start", Date),
    Column("period_end", Date),  # the days an inspector may see
    UniqueConstraint("staff_id", "role"),
)
subject = Table(  # the school's own subjects; national ones are data of the rules
    "subject",
    metadata,
    key(),
    Column("name", String(40), nullable=False, unique=True),
)
school_class = Table(
    "school_class",
    metadata,
    key(),
    Column("year", Integer, nullable=False),
    Column("grade", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    link("staff", "homeroom_id", null=True),
    Column("link_token", String(43), nullable=False, unique=True),
    Column("link_generation", Integer, nullable=False, default=1),
    UniqueConstraint("year", "grade", "number"),
)
class_count = Table(  # heads of a class, holding from a day on
    "class_count",
    metadata,
    key(),
    link("school_class", "class_id"),
    Column("valid_from", Date, nullable=False),
    Column("pupils", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("joined", Integer, nullable=False),
    Column("all_five", Integer, info={"later": None}),  # take part on every day of the week
    Column("extended", Integer, info={"later": None}),  # extended care (延时托管) on a guardian's request
    Column("declined", Integer, info={"later": None}),  # take no part, with a signed notice on file
    UniqueConstraint("class_id", "valid_from"),
)
teaching = Table(
    "teaching",
    metadata,
    key(),
    link("school_class", "class_id"),
    link("staff", index=True),
    Column("subject", String(40), nullable=False),
    UniqueConstraint("class_id", "staff_id", "subject"),
)
substitute = Table(  # 代课: a colleague may register for a class and subject until a day
    "substitute",
    metadata,
    key(),
    link("school_class", "class_id"),
    link("staff", index=True),
    link("staff", "granted_by", null=True),
    Column("subject", String(40), nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("granted_at", Moment, nullable=False),
)


class StaffRow(NamedTuple):
    id: int
    number: str
    name: str
    active: bool


class RoleRow(NamedTuple):
    """One role of one person. `grades` of a leader or inspector, `subjects` of a subject group's lead, `valid_to` of an inspector."""

    role: Role
    grades: frozenset[int]
    subjects: frozenset[str]
    valid_to: datetime | None
    period: tuple[date, date] | None = None


class TeachingRow(NamedTuple):
    """A class and subject that somebody may register for; `until` is set for a substitute."""

    class_id: int
    subject: str
    staff_id: int
    until: date | None = None


class ClassHeads(NamedTuple):
    """Heads of a class as of a day: pupils, who asked for the service, who takes part."""

    pupils: int
    asked: int
    joined: int


def get_staff(connection: Connection, staff_id: int) -> StaffRow:
    return StaffRow(*connection.execute(select(*_STAFF).where(staff.c.id == staff_id)).one())


def find_staff_by_number(connection: Connection, number: str) -> StaffRow | None:
    row = connection.execute(select(*_STAFF).where(staff.c.number == number)).first()
    return None if row is None else StaffRow(*row)


_STAFF = (staff.c.id, staff.c.number, staff.c.name, staff.c.active)


def list_staff(connection: Connection) -> list[StaffRow]:
    return [StaffRow(*row) for row in connection.execute(select(*_STAFF).order_by(staff.c.number))]


def roles_of(connection: Connection, staff_id: int) -> list[RoleRow]:
    return [row for _, row in _roles(connection, staff_role.c.staff_id == staff_id)]


def list_roles(connection: Connection) -> list[tuple[int, RoleRow]]:
    """(staff id, role) of everybody."""
    return _roles(connection, None)


def _roles(connection: Connection, where: ColumnElement[bool] | None) -> list[tuple[int, RoleRow]]:
    c = staff_role.c
    query = select(c.staff_id, c.role, c.grades, c.subjects, c.valid_to, c.period_start, c.period_end).order_by(c.staff_id, c.id)
    rows = connection.execute(query if where is None else query.where(where))
    return [
        (
            r[0],
            RoleRow(
                Role(r[1]),
                frozenset(int(g) for g in r[2].split(",") if g),
                frozenset(s for s in r[3].split("、") if s),
                r[4],
                (r[5], r[6]) if r[5] and r[6] else None,
            ),
        )
        for r in rows
    ]


def list_classes(connection: Connection, year: int | None = None) -> list[ClassRef]:
    """Classes of a school year (None: of all years) in school order."""
    c = school_class.c
    query = select(c.id, c.year, c.grade, c.number).order_by(c.year, c.grade, c.number)
    return [ClassRef(*row) for row in connection.execute(query if year is None else query.where(c.year == year))]


def find_class(connection: Connection, class_id: int) -> ClassRef | None:
    c = school_class.c
    row = connection.execute(select(c.id, c.year, c.grade, c.number).where(c.id == class_id)).first()
    return None if row is None else ClassRef(*row)


def homeroom_classes_of(connection: Connection, staff_id: int, year: int) -> list[ClassRef]:
    c = school_class.c
    return [
        ClassRef(*row)
        for row in connection.execute(select(c.id, c.year, c.grade, c.number).where(c.homeroom_id == staff_id, c.year == year).order_by(c.grade, c.number))
    ]


def homerooms(connection: Connection, year: int) -> dict[int, int]:
    """Class id -> staff id of its homeroom teacher."""
    c = school_class.c
    return {row[0]: row[1] for row in connection.execute(select(c.id, c.homeroom_id).where(c.year == year, c.homeroom_id.is_not(None)))}


def teaching_of(connection: Connection, staff_id: int, year: int, day: date) -> list[TeachingRow]:
    """What a person may register for on `day`: own teaching of that school year, and what is substituted then."""
    t, s, c = teaching.c, substitute.c, school_class.c
    own = connection.execute(
        select(t.class_id, t.subject, t.staff_id)
        .join_from(teaching, school_class)
        .where(t.staff_id == staff_id, c.year == year)
        .order_by(c.grade, c.number, t.subject)
    )
    stand_in = connection.execute(
        select(s.class_id, s.subject, s.staff_id, s.end)
        .join_from(substitute, school_class, s.class_id == c.id)
        .where(s.staff_id == staff_id, c.year == year, s.start <= day, s.end >= day)
        .order_by(c.grade, c.number)
    )
    return [TeachingRow(*row) for row in own] + [TeachingRow(*row) for row in stand_in]


def teaching_in(connection: Connection, class_ids: list[int]) -> list[TeachingRow]:
    """Who teaches what in these classes."""
    t = teaching.c
    return [
        TeachingRow(*row) for row in connection.execute(select(t.class_id, t.subject, t.staff_id).where(t.class_id.in_(class_ids)).order_by(t.class_id, t.id))
    ]


def list_teaching(connection: Connection, year: int) -> list[TeachingRow]:
    t = teaching.c
    return [
        TeachingRow(*row)
        for row in connection.execute(
            select(t.class_id, t.subject, t.staff_id).join_from(teaching, school_class).where(school_class.c.year == year).order_by(t.id)
        )
    ]


def heads_on(connection: Connection, day: date, year: int) -> dict[int, ClassHeads]:
    """Class id -> the heads that hold on `day`: the newest count up to then, else the class's first one."""
    c = class_count.c
    counts: dict[int, ClassHeads] = {}
    for class_id, valid_from, pupils, asked, joined in connection.execute(
        select(c.class_id, c.valid_from, c.pupils, c.asked, c.joined)
        .join_from(class_count, school_class)
        .where(school_class.c.year == year)
        .order_by(c.class_id, c.valid_from)
    ):
        if class_id not in counts or valid_from <= day:
            counts[class_id] = ClassHeads(pupils, asked, joined)
    return counts


def own_subjects(connection: Connection) -> list[str]:
    return [row[0] for row in connection.execute(select(subject.c.name).order_by(subject.c.name))]


def newest_year(connection: Connection) -> int | None:
    """The newest school year that has classes."""
    return connection.execute(select(func.max(school_class.c.year))).scalar()


def year_for(connection: Connection, day: date) -> int:
    """The school year whose classes are at work on `day`: the day's own, or the newest before it that has classes."""
    own = school_year_of(day)
    found = connection.execute(select(func.max(school_class.c.year)).where(school_class.c.year <= own)).scalar()
    return own if found is None else int(found)


def staff_names(connection: Connection) -> dict[int, str]:
    return {row[0]: row[1] for row in connection.execute(select(staff.c.id, staff.c.name))}


def substitutes_on(connection: Connection, day: date) -> list[tuple[int, TeachingRow, date, int | None]]:
    """(id, what, start, granted by) of the substitutes that hold on `day` or later."""
    s = substitute.c
    return [
        (r[0], TeachingRow(r[1], r[2], r[3], r[5]), r[4], r[6])
        for r in connection.execute(select(s.id, s.class_id, s.subject, s.staff_id, s.start, s.end, s.granted_by).where(s.end >= day).order_by(s.start, s.id))
    ]


def role_ids_of(connection: Connection, staff_id: int) -> dict[Role, int]:
    """Role -> id of the row that gives it to this person."""
    c = staff_role.c
    return {Role(row[0]): row[1] for row in connection.execute(select(c.role, c.id).where(c.staff_id == staff_id))}


def find_staff(connection: Connection, staff_id: int) -> StaffRow | None:
    row = connection.execute(select(*_STAFF).where(staff.c.id == staff_id)).first()
    return None if row is None else StaffRow(*row)


def list_years(connection: Connection) -> list[int]:
    """School years that have classes, oldest first."""
    c = school_class.c
    return list(connection.execute(select(c.year).distinct().order_by(c.year)).scalars())


def link_of(connection: Connection, class_id: int) -> tuple[str, int]:
    """(token, generation) of a class's notice link."""
    c = school_class.c
    row = connection.execute(select(c.link_token, c.link_generation).where(c.id == class_id)).one()
    return row[0], row[1]


def list_link_rows(connection: Connection, year: int) -> dict[int, tuple[str, int]]:
    """Class id -> (token, generation) of its notice link."""
    c = school_class.c
    return {row[0]: (row[1], row[2]) for row in connection.execute(select(c.id, c.link_token, c.link_generation).where(c.year == year))}


def teaching_rows(connection: Connection, class_id: int) -> list[tuple[int, str, int]]:
    """(id, subject, staff id) of what is taught in a class, in the order of entry."""
    t = teaching.c
    return [(r[0], r[1], r[2]) for r in connection.execute(select(t.id, t.subject, t.staff_id).where(t.class_id == class_id).order_by(t.id))]


def counts_of(connection: Connection, class_id: int) -> list[tuple[int, date, ClassHeads]]:
    """(id, valid from, heads) of a class, oldest first."""
    c = class_count.c
    return [
        (r[0], r[1], ClassHeads(*r[2:]))
        for r in connection.execute(select(c.id, c.valid_from, c.pupils, c.asked, c.joined).where(c.class_id == class_id).order_by(c.valid_from))
    ]


def find_substitute(connection: Connection, substitute_id: int) -> tuple[TeachingRow, date] | None:
    """(what and until when, start) of one substitute."""
    s = substitute.c
    row = connection.execute(select(s.class_id, s.subject, s.staff_id, s.end, s.start).where(s.id == substitute_id)).first()
    return None if row is None else (TeachingRow(row[0], row[1], row[2], row[3]), row[4])


def is_active(connection: Connection, staff_id: int) -> bool:
    """Whether there is such a person and they still work here."""
    return bool(connection.execute(select(staff.c.active).where(staff.c.id == staff_id)).scalar())
