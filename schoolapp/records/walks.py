"""Walk-throughs (巡查) of the service: agreed points about a session, each fine, to follow up or not applicable, and a note. No persons, no stars."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, String, Table, Text, select

from schoolapp.records.base import Moment, key, link, metadata

walk_through = Table(  # points: JSON, code -> ok, follow or na; `start`: the session's planned start; followed up: when and how
    "walk_through", metadata, key(), link("programme", index=True), Column("day", Date, nullable=False, index=True), Column("start", Integer, nullable=False),
    Column("points", Text, nullable=False), Column("note", String(500), nullable=False, default=""), link("staff", "walked_by", null=True),
    Column("walked_at", Moment, nullable=False), Column("followed_up", String(500), nullable=False, default=""), Column("followed_up_at", Moment),
    Column("version", Integer, nullable=False, default=1),
)


class WalkRow(NamedTuple):
    """One walk-through: the session's place (programme, day, planned start), `points` as canonical JSON, the note, when; what became of it."""

    id: int
    programme_id: int
    day: date
    start: int
    points: str
    note: str
    walked_by: int | None
    walked_at: datetime
    followed_up: str
    followed_up_at: datetime | None
    version: int


_WALK = tuple(walk_through.c[name] for name in WalkRow._fields)
_w = walk_through.c


def find_walk(connection: Connection, walk_id: int) -> WalkRow | None:
    row = connection.execute(select(*_WALK).where(_w.id == walk_id)).first()
    return None if row is None else WalkRow(*row)


def list_walks(connection: Connection, start: date, end: date) -> list[WalkRow]:
    """The walk-throughs of sessions of a period, both bounds inclusive, newest first."""
    return [WalkRow(*row) for row in connection.execute(
        select(*_WALK).where(_w.day >= start, _w.day <= end).order_by(_w.walked_at.desc(), _w.id.desc()))]


def open_walks(connection: Connection) -> list[WalkRow]:
    """Those with a point to follow up that nobody has closed, of any day, the oldest first."""
    rows = connection.execute(select(*_WALK).where(_w.followed_up_at.is_(None), _w.points.contains('"follow"')).order_by(_w.walked_at, _w.id))
    return [WalkRow(*row) for row in rows]
