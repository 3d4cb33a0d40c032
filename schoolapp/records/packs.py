"""Evidence packs made so far: period, hash, the audit head they were made on. The bytes lie in the file store."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, String, Table, select

from schoolapp.records.base import Moment, key, link, metadata

pack = Table(
    "pack",
    metadata,
    key(),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("maker", String(60), nullable=False),
    link("staff", null=True),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("head_number", Integer, nullable=False),
    Column("head_hash", String(64), nullable=False),
    link("stored_file", "file_id", null=True),
)


class PackRow(NamedTuple):
    """A pack: the period it covers, when and by which office it was made, its file's hash and the signer's fingerprint."""

    id: int
    start: date
    end: date
    made_at: datetime
    maker: str
    staff_id: int | None
    sha256: str
    size: int
    fingerprint: str
    head_number: int
    head_hash: str
    file_id: int | None


_PACK = tuple(pack.c[name] for name in PackRow._fields)


def list_packs(connection: Connection) -> list[PackRow]:
    """Newest first."""
    return [PackRow(*row) for row in connection.execute(select(*_PACK).order_by(pack.c.id.desc()))]


def first_of(connection: Connection, start: date, end: date, made_at: datetime) -> PackRow | None:
    """The first pack of this period and moment: its audit head stands for every later one of the same."""
    c = pack.c
    row = connection.execute(select(*_PACK).where(c.start == start, c.end == end, c.made_at == made_at).order_by(c.id).limit(1)).first()
    return None if row is None else PackRow(*row)
