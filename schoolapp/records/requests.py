"""Requests about a class-day that has no room: a colleague asked to shorten something, a leader asked to let it be recorded as it is. Which
items were recorded so is read here too. Who may answer is decided in services."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, Text, bindparam, or_, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.homework import DayRow, class_day, homework_item
from schoolapp.records.said import Said

adjust_request = Table(
    "adjust_request", metadata, key(), link("class_day", index=True), Column("kind", String(8), nullable=False),  # adjust, approve
    link("staff", "asker_id", index=True), link("staff", "owner_id"), Column("subject", String(40), nullable=False),
    link("homework_item", "item_id", null=True), link("staff", "asked_id", null=True), Column("asked_subject", String(40), nullable=False, default=""),
    Column("minutes", Integer, nullable=False),
    Column("kept", Text, nullable=False),  # what the asker typed, as canonical JSON
    Column("reason", String(500), nullable=False, default=""),  # approve: why it is recorded as it is
    Column("state", String(10), nullable=False),  # open, agreed, declined, withdrawn; an open one lapses with its day
    Column("answer", String(200), nullable=False, default=""),
    Column("asked_at", Moment, nullable=False), Column("answered_at", Moment), link("staff", "answered_by", null=True),
    Column("closed_at", Moment),  # the asker published it, or put the answer away
)


class RequestRow(NamedTuple):
    """A request. `owner_id` = whose homework is kept in it; `item_id`, `asked_id`, `asked_subject`: what is to be shortened by `minutes`, and
    whose it is (kind adjust; a leader's approval has none of them, and `minutes` over the cap)."""

    id: int
    class_day_id: int
    class_id: int
    day: date
    kind: str
    asker_id: int
    owner_id: int
    subject: str
    item_id: int | None
    asked_id: int | None
    asked_subject: str
    minutes: int
    kept: str
    reason: str
    state: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None
    answered_by: int | None
    closed_at: datetime | None


_r = adjust_request.c
_COLUMNS = (_r.id, _r.class_day_id, class_day.c.class_id, class_day.c.day, *(_r[name] for name in RequestRow._fields[4:]))
_ROWS = select(*_COLUMNS).join_from(adjust_request, class_day)
_ABOUT = Said(_ROWS.where(class_day.c.day >= bindparam("since"), or_(_r.asker_id == bindparam("staff"), _r.state == "open")).order_by(_r.id))
_ON = Said(_ROWS.where(_r.class_day_id == bindparam("class_day"), _r.asker_id == bindparam("staff")).order_by(_r.id))


def find_request(connection: Connection, request_id: int) -> RequestRow | None:
    row = connection.execute(_ROWS.where(_r.id == request_id)).first()
    return None if row is None else RequestRow(*row)


def about(connection: Connection, staff_id: int, since: date) -> list[RequestRow]:
    """Open requests of everybody and all of this person's own, for days from `since` on, in the order of asking."""
    return [RequestRow(*row) for row in _ABOUT.rows(connection, staff=staff_id, since=since)]


def open_since(connection: Connection, since: date) -> list[RequestRow]:
    """Everybody's open requests for days from `since` on, in the order of asking."""
    return [RequestRow(*row) for row in connection.execute(_ROWS.where(class_day.c.day >= since, _r.state == "open").order_by(_r.id))]


def asked_on(connection: Connection, class_day_id: int, staff_id: int) -> list[RequestRow]:
    """What this person asked for on a class-day, in the order of asking."""
    return [RequestRow(*row) for row in _ON.rows(connection, class_day=class_day_id, staff=staff_id)]


_i = homework_item.c
_RECORDED = Said(select(_i.id).where(_i.class_day_id == bindparam("class_day"), _i.withdrawn_at.is_(None), _i.over_reason.is_not(None)))


def recorded_of(connection: Connection, row: DayRow) -> frozenset[int]:
    """The published items of a class-day that were recorded as they are. Asks the database only where there are any."""
    return frozenset(found[0] for found in _RECORDED.rows(connection, class_day=row.id)) if row.recorded else frozenset()
