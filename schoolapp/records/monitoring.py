"""Outside monitoring (监测督): questionnaires that others, not the school, put to families, pupils or teachers, as the school notes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, Select, String, Table, Text, select

from schoolapp.records.base import Moment, key, link, metadata

outside_monitoring = Table(
    "outside_monitoring", metadata, key(), Column("title", String(80), nullable=False), Column("organiser", String(80), nullable=False),
    Column("audience", String(10), nullable=False), Column("start", Date, nullable=False, index=True), Column("end", Date, nullable=False),
    Column("invited", Integer, nullable=False), Column("completed", Integer), Column("results", Text, nullable=False, default=""),
    Column("noted_at", Moment, nullable=False), link("staff", "noted_by", null=True), Column("withdrawn_at", Moment),
    Column("version", Integer, nullable=False, default=1),
)


class MonitoringRow(NamedTuple):
    """A monitoring as it stands. `audience`: rules.monitoring.Audience; `completed` None: not known yet; both days included."""

    id: int
    title: str
    organiser: str
    audience: str
    start: date
    end: date
    invited: int
    completed: int | None
    results: str
    noted_at: datetime
    version: int


_c = outside_monitoring.c
_ROW = (_c.id, _c.title, _c.organiser, _c.audience, _c.start, _c.end, _c.invited, _c.completed, _c.results, _c.noted_at, _c.version)


def _standing() -> Select[tuple[int, str, str, str, date, date, int, int, str, datetime, int]]:
    return select(*_ROW).where(_c.withdrawn_at.is_(None))


def list_monitorings(connection: Connection) -> list[MonitoringRow]:
    """All that stand, the newest first."""
    return [MonitoringRow(*row) for row in connection.execute(_standing().order_by(_c.start.desc(), _c.id.desc()))]


def monitorings_in(connection: Connection, start: date, end: date) -> list[MonitoringRow]:
    """Those that ran on a day of the period, both bounds included, the oldest first: for reports and packs."""
    rows = connection.execute(_standing().where(_c.start <= end, _c.end >= start).order_by(_c.start, _c.id))
    return [MonitoringRow(*row) for row in rows]


def find_monitoring(connection: Connection, monitoring_id: int) -> MonitoringRow | None:
    row = connection.execute(_standing().where(_c.id == monitoring_id)).first()
    return None if row is None else MonitoringRow(*row)
