"""A term's written plan of the service (一校一案), and care outside the service (early, noon, evening, weekends), which is noted and never counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, String, Table, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.files import FileRow, stored_file

service_plan = Table(  # `own_date`: the date that stands on the paper
    "service_plan", metadata, key(), link("term"), link("stored_file", "file_id"), Column("title", String(80), nullable=False),
    Column("own_date", Date, nullable=False), Column("note", String(300), nullable=False, default=""), link("staff", "added_by", null=True),
    Column("added_at", Moment, nullable=False), Column("withdrawn_at", Moment), Column("reason", String(300), nullable=False, default=""),
)
outside_care = Table(  # kind: early, noon, evening, weekend, other; times in minutes after midnight
    "outside_care", metadata, key(), link("term"), Column("kind", String(10), nullable=False), Column("grades", String(20), nullable=False),
    Column("first_day", Date, nullable=False), Column("last_day", Date, nullable=False), Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False), Column("heads", Integer), Column("note", String(300), nullable=False, default=""),
    Column("version", Integer, nullable=False, default=1),
)


class PlanRow(NamedTuple):
    """A plan as it was attached. `own_date` stands on the paper, `added_at` is the upload."""

    id: int
    term_id: int
    title: str
    own_date: date
    note: str
    added_by: int | None
    added_at: datetime
    withdrawn_at: datetime | None
    reason: str
    file: FileRow


class CareRow(NamedTuple):
    """Care outside the service, from a day to a day, at these minutes after midnight. `heads` None: not said."""

    id: int
    term_id: int
    kind: str
    grades: frozenset[int]
    first_day: date
    last_day: date
    start: int
    end: int
    heads: int | None
    note: str
    version: int


_p, _f, _c = service_plan.c, stored_file.c, outside_care.c
_PLAN = select(_p.id, _p.term_id, _p.title, _p.own_date, _p.note, _p.added_by, _p.added_at, _p.withdrawn_at, _p.reason,
               *(_f[name] for name in FileRow._fields)).join_from(service_plan, stored_file, _p.file_id == _f.id)
_CARE = select(_c.id, _c.term_id, _c.kind, _c.grades, _c.first_day, _c.last_day, _c.start, _c.end, _c.heads, _c.note, _c.version)


def list_plans(connection: Connection, term_id: int | None = None) -> list[PlanRow]:
    """The plans of a term (None: of all), the newest upload first, withdrawn ones too."""
    query = _PLAN.order_by(_p.id.desc())
    return [_plan(row) for row in connection.execute(query if term_id is None else query.where(_p.term_id == term_id))]


def find_plan(connection: Connection, plan_id: int) -> PlanRow | None:
    row = connection.execute(_PLAN.where(_p.id == plan_id)).first()
    return None if row is None else _plan(row)


def list_care(connection: Connection, term_id: int) -> list[CareRow]:
    """What care outside the service a term has, by first day and time."""
    return [_care(row) for row in connection.execute(_CARE.where(_c.term_id == term_id).order_by(_c.first_day, _c.start, _c.id))]


def find_care(connection: Connection, care_id: int) -> CareRow | None:
    row = connection.execute(_CARE.where(_c.id == care_id)).first()
    return None if row is None else _care(row)


def _plan(row: Any) -> PlanRow:
    return PlanRow(*row[:9], FileRow(*row[9:]))


def _care(row: Any) -> CareRow:
    return CareRow(*row[:3], frozenset(int(g) for g in row[3].split(",")), *row[4:])
