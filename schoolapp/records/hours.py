"""Staff hours of the service (课时统计): who confirmed or objected to which month's figures, and the coordinator's signature."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, String, Table, UniqueConstraint, func, select

from schoolapp.records.afterschool import service_session, session_assistant
from schoolapp.records.audit import record_digest
from schoolapp.records.base import Moment, key, link, metadata

hours_answer = Table(  # a person's word on a pay month (its first day): confirmed or objected, about these minutes
    "hours_answer", metadata, key(), link("staff"), Column("first_day", Date, nullable=False), Column("word", String(10), nullable=False),
    Column("minutes", Integer, nullable=False), Column("note", String(300), nullable=False, default=""), Column("at", Moment, nullable=False),
    Column("version", Integer, nullable=False, default=1), UniqueConstraint("staff_id", "first_day"),
)
hours_signature = Table(  # the coordinator's signature under a whole pay month; later changes show as later by `data_version`
    "hours_signature", metadata, key(), Column("first_day", Date, nullable=False, unique=True), link("staff", "signed_by", null=True),
    Column("signed_at", Moment, nullable=False), Column("minutes", Integer, nullable=False), Column("people", Integer, nullable=False),
    Column("data_version", Integer, nullable=False), Column("version", Integer, nullable=False, default=1),
)


class AnswerRow(NamedTuple):
    """A person's word on a pay month: `confirmed` or `objected`, about so many minutes."""

    id: int
    staff_id: int
    first_day: date
    word: str
    minutes: int
    note: str
    at: datetime
    version: int


class SignatureRow(NamedTuple):
    """The signature under a pay month: by whom, when, over how many minutes of how many people, as of which audit entry."""

    id: int
    first_day: date
    signed_by: int | None
    signed_at: datetime
    minutes: int
    people: int
    data_version: int
    version: int


_ANSWER = tuple(hours_answer.c[name] for name in AnswerRow._fields)
_SIGNATURE = tuple(hours_signature.c[name] for name in SignatureRow._fields)


def answers_of(connection: Connection, first_day: date, staff_id: int | None = None) -> dict[int, AnswerRow]:
    """Staff id -> what that person said of the pay month that begins on `first_day` (one person's alone where asked)."""
    query = select(*_ANSWER).where(hours_answer.c.first_day == first_day)
    if staff_id is not None:
        query = query.where(hours_answer.c.staff_id == staff_id)
    return {row[1]: AnswerRow(*row) for row in connection.execute(query)}


def find_signature(connection: Connection, first_day: date) -> SignatureRow | None:
    row = connection.execute(select(*_SIGNATURE).where(hours_signature.c.first_day == first_day)).first()
    return None if row is None else SignatureRow(*row)


def assistants_between(connection: Connection, start: date, end: date) -> dict[int, tuple[int, ...]]:
    """Session id -> staff ids of who helped, of the sessions of a period; a session without any is not in it."""
    s, a = service_session.c, session_assistant.c
    found: dict[int, tuple[int, ...]] = {}
    for session_id, staff_id in connection.execute(
        select(a.session_id, a.staff_id).join_from(session_assistant, service_session).where(s.day >= start, s.day <= end).order_by(a.id)
    ):
        found[session_id] = (*found.get(session_id, ()), staff_id)
    return found


def sessions_changed_after(connection: Connection, n: int) -> frozenset[int]:
    """Ids of the sessions that an audit entry after the n-th wrote."""
    d = record_digest.c
    rows = connection.execute(select(d.record).where(d.n > n, d.record.startswith("session:")).distinct())
    return frozenset(int(row[0].partition(":")[2]) for row in rows)


def first_session_day(connection: Connection) -> date | None:
    day: date | None = connection.execute(select(func.min(service_session.c.day))).scalar_one()
    return day
