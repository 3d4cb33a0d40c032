"""Homework that will be published at a set time: it reserves room until then and is shown nowhere. The published item it becomes stands in
`homework`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Index, Integer, String, Table, Text, bindparam, or_, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.homework import class_day
from schoolapp.records.said import Said
from schoolapp.rules.homework import Counted, Kind, Tier

timed_item = Table(
    "timed_item", metadata, key(), link("class_day", index=True), Column("subject", String(40), nullable=False),
    link("staff", null=False), link("staff", "entered_by", null=True),
    Column("text", Text, nullable=False), Column("kind", String(4), nullable=False), Column("tier", String(4), nullable=False),
    Column("minutes", Integer, nullable=False), Column("in_school", Integer), Column("wording_reason", String(200)),
    Column("publish_at", Moment, nullable=False), Column("asked_at", Moment, nullable=False),
    Column("item_id", Integer), Column("cancelled_at", Moment),  # what it became, or when it was taken back: until then it waits
    Column("version", Integer, nullable=False, default=1),
    Index("ix_timed_item_waiting", "item_id", "cancelled_at", "publish_at"),  # asked every second: what is over long ago costs nothing
)
_t = timed_item.c
_WAITING = (_t.item_id.is_(None), _t.cancelled_at.is_(None))


class TimedRow(NamedTuple):
    """One that waits, was published (`item_id`) or cancelled."""

    id: int
    class_id: int
    day: date
    subject: str
    staff_id: int
    entered_by: int | None
    text: str
    kind: Kind
    tier: Tier
    minutes: int
    in_school: int | None
    wording_reason: str | None
    publish_at: datetime
    asked_at: datetime
    item_id: int | None
    cancelled_at: datetime | None
    version: int

    @property
    def counted(self) -> Counted:
        """As the sums read it; below 0, so that it is nobody's published item."""
        return Counted(-self.id, self.subject, self.kind, self.tier, self.minutes, self.in_school)


_COLUMNS = (_t.id, class_day.c.class_id, class_day.c.day, *(_t[name] for name in TimedRow._fields[3:]))
_ROWS = select(*_COLUMNS).join_from(timed_item, class_day)
_RESERVED = Said(select(_t.id, _t.subject, _t.kind, _t.tier, _t.minutes, _t.in_school)
                 .where(_t.class_day_id == bindparam("class_day"), *_WAITING).order_by(_t.id))


def _row(row: tuple[object, ...]) -> TimedRow:
    values = list(row)
    values[7], values[8] = Kind(str(values[7])), Tier(str(values[8]))
    return TimedRow(*values)  # type: ignore[arg-type]


def reserved_on(connection: Connection, day_ids: Iterable[int]) -> dict[int, list[Counted]]:
    """Class-day id -> what waits there for its time."""
    return {day_id: [Counted(-row[0], row[1], Kind(row[2]), Tier(row[3]), row[4], row[5]) for row in _RESERVED.rows(connection, class_day=day_id)]
            for day_id in day_ids}


def waiting_in(connection: Connection, class_ids: Iterable[int], start: date, end: date) -> list[TimedRow]:
    """What waits in these classes for days from `start` to `end`, in the order of asking."""
    query = _ROWS.where(class_day.c.class_id.in_(list(class_ids)), class_day.c.day >= start, class_day.c.day <= end, *_WAITING).order_by(_t.id)
    return [_row(tuple(row)) for row in connection.execute(query)]


def waiting_of_staff(connection: Connection, staff_id: int) -> list[TimedRow]:
    """A person's own and what they entered for a colleague, the next to be published first."""
    query = _ROWS.where(or_(_t.staff_id == staff_id, _t.entered_by == staff_id), *_WAITING).order_by(_t.publish_at, _t.id)
    return [_row(tuple(row)) for row in connection.execute(query)]


_IS_DUE = Said(select(_t.id).where(*_WAITING, _t.publish_at <= bindparam("now", type_=_t.publish_at.type)).limit(1))


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether anything should be published by now."""
    return _IS_DUE.first(connection, now=now) is not None


def due(connection: Connection, now: datetime) -> list[TimedRow]:
    """What should be published by now, the longest due first."""
    return [_row(tuple(row)) for row in connection.execute(_ROWS.where(_t.publish_at <= now, *_WAITING).order_by(_t.publish_at, _t.id))]


def rows_of(connection: Connection, timed_ids: Iterable[int]) -> list[TimedRow]:
    """These, in the order of asking, whatever has become of them."""
    return [_row(tuple(row)) for row in connection.execute(_ROWS.where(_t.id.in_(list(timed_ids))).order_by(_t.id))]


def asked_together(connection: Connection, row: TimedRow) -> list[TimedRow]:
    """What waits and was asked for by the same person in the same moment for the same day and subject: the classes of one form."""
    query = _ROWS.where(_t.asked_at == row.asked_at, _t.staff_id == row.staff_id, _t.subject == row.subject, class_day.c.day == row.day, *_WAITING)
    return [_row(tuple(found)) for found in connection.execute(query.order_by(_t.id))]


def find_timed(connection: Connection, timed_id: int) -> TimedRow | None:
    return next(iter(rows_of(connection, [timed_id])), None)
