"""Attached files by name and content hash. The bytes lie in the file store (outside)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, select

from schoolapp.records.base import Moment, key, link, metadata

stored_file = Table(
    "stored_file",
    metadata,
    key(),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("type", String(100), nullable=False),
    Column("name", String(255), nullable=False),
    Column("purpose", String(30), nullable=False),
    link("staff", "added_by", null=True),
    Column("added_at", Moment, nullable=False),
)


class FileRow(NamedTuple):
    """A stored file: content hash, bytes, media type found by looking at it, the name it was given."""

    id: int
    sha256: str
    size: int
    type: str
    name: str
    purpose: str
    added_by: int | None
    added_at: datetime


_FILE = tuple(stored_file.c[name] for name in FileRow._fields)


def find_file(connection: Connection, file_id: int) -> FileRow | None:
    row = connection.execute(select(*_FILE).where(stored_file.c.id == file_id)).first()
    return None if row is None else FileRow(*row)
