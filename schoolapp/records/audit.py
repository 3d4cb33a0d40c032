"""The chain of audit entries, the digests of the records each one touched, and the heads that were signed. Hashing stands in rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, Text, UniqueConstraint, select, text

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.rules.seals import PURPOSE, Seal, purpose_of

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    link("staff", null=True),
    Column("actor", String(60), nullable=False),
    Column("act", String(40), nullable=False),
    Column("record", String(60), nullable=False, index=True),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("records_digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
record_digest = Table(  # entry n left this record in the state with this digest ('' = gone)
    "record_digest",
    metadata,
    key(),
    Column("n", Integer, nullable=False),
    Column("record", String(60), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("n", "record"),
)
audit_head = Table(  # one row: locked by every write, so that the chain has one order
    "audit_head",
    metadata,
    key(),
    Column("n", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
signed_head = Table(
    "signed_head",
    metadata,
    key(),
    Column("n", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("signature", String(128), nullable=False),
)
request_key = Table(  # a form's server-made key: the same post again answers with the first result
    "request_key",
    metadata,
    key(),
    link("staff"),
    Column("key", String(43), nullable=False),
    Column("content", String(64), nullable=False),
    Column("result", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("staff_id", "key"),
)


class EntryRow(NamedTuple):
    """One link of the chain. `old` and `new` are canonical JSON; `record` is what the act was about, such as 'item:12'."""

    n: int
    at: datetime
    staff_id: int | None
    actor: str
    act: str
    record: str
    old: str
    new: str
    records_digest: str
    previous: str
    hash: str


_ENTRY = tuple(audit_entry.c[name] for name in EntryRow._fields)


def head(connection: Connection, *, lock: bool = False) -> tuple[int, str]:
    """(number, hash) of the newest entry; (0, '') before the first."""
    query = select(audit_head.c.n, audit_head.c.hash)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return (0, "") if row is None else (row[0], row[1])


def read_head_number(connection: Connection) -> int:
    """The newest entry's number by the cheapest statement there is."""
    return int(connection.execute(text("SELECT coalesce(max(n), 0) FROM audit_head")).scalar_one())


def entries(connection: Connection, first: int = 1, last: int | None = None) -> Iterator[EntryRow]:
    query = select(*_ENTRY).where(audit_entry.c.n >= first).order_by(audit_entry.c.n)
    rows = connection.execute(query if last is None else query.where(audit_entry.c.n <= last))
    return (EntryRow(*row) for row in rows)


def entries_of(connection: Connection, record: str) -> list[EntryRow]:
    """The history of one record: every entry that touched it, oldest first."""
    d = record_digest.c
    return [
        EntryRow(*row)
        for row in connection.execute(select(*_ENTRY).where(audit_entry.c.n.in_(select(d.n).where(d.record == record))).order_by(audit_entry.c.n))
    ]


def entries_about(connection: Connection, record: str) -> list[EntryRow]:
    """The entries that name one record as what they are about, oldest first."""
    c = audit_entry.c
    return [EntryRow(*row) for row in connection.execute(select(*_ENTRY).where(c.record == record).order_by(c.n))]


def newest_shown_moment(connection: Connection) -> datetime | None:
    """When anything was last recorded that pages for everybody may tell: not that a family has just written to the principal."""
    c = audit_entry.c
    return connection.execute(select(c.at).where(c.act.not_like("suggestion%")).order_by(c.n.desc()).limit(1)).scalar()


def newest_entries(connection: Connection, limit: int, before: int | None = None) -> list[EntryRow]:
    query = select(*_ENTRY).order_by(audit_entry.c.n.desc()).limit(limit)
    return [EntryRow(*row) for row in connection.execute(query if before is None else query.where(audit_entry.c.n < before))]


_s = signed_head.c


def _seal(row: Sequence[Any]) -> Seal:
    return Seal(date.fromisoformat(row[0].removeprefix(PURPOSE)), *row[1:])


_SEAL = select(_s.purpose, _s.n, _s.hash, _s.at, _s.signature)


def find_seal(connection: Connection, day: date) -> Seal | None:
    """The seal of a school day."""
    row = connection.execute(_SEAL.where(_s.purpose == purpose_of(day))).first()
    return None if row is None else _seal(row)


def list_seals(connection: Connection, start: date, end: date) -> list[Seal]:
    """The seals of these days, both bounds included, by day."""
    between = (_s.purpose >= purpose_of(start), _s.purpose <= purpose_of(end))
    return [_seal(row) for row in connection.execute(_SEAL.where(*between).order_by(_s.purpose))]


def newest_seal(connection: Connection) -> Seal | None:
    row = connection.execute(_SEAL.where(_s.purpose.startswith(PURPOSE)).order_by(_s.purpose.desc()).limit(1)).first()
    return None if row is None else _seal(row)
