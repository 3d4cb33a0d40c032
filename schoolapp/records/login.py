"""Accounts, server-side sessions, one-time codes, delays after wrong passwords, the security log. Hashing stands in services."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Connection, Integer, String, Table, Text, UniqueConstraint, bindparam, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.said import Said

account = Table(
    "account",
    metadata,
    key(),
    link("staff"),
    Column("password_hash", String(255), nullable=False, default=""),
    Column("code_hash", String(255), nullable=False, default=""),
    Column("code_expires", Moment),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("staff_id"),
)
login_session = Table(
    "login_session",
    metadata,
    key(),
    link("staff", index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("csrf", String(43), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("idle_minutes", Integer, nullable=False, default=0),
    Column("must_change", Boolean, nullable=False, default=False),
    Column("device", String(120), nullable=False, default=""),
)
known_device = Table(  # a browser that once logged in here as this person: it has its own counter of failures
    "known_device",
    metadata,
    key(),
    link("staff"),
    Column("digest", String(64), nullable=False),
    Column("seen_at", Moment, nullable=False),
    UniqueConstraint("staff_id", "digest"),
)
login_delay = Table(
    "login_delay",
    metadata,
    key(),
    Column("subject", String(120), nullable=False, unique=True),
    Column("failures", Integer, nullable=False),
    Column("until", Moment, nullable=False),
)
security_log = Table(
    "security_log",
    metadata,
    key(),
    Column("at", Moment, nullable=False, index=True),
    Column("act", String(40), nullable=False),
    link("staff", null=True),
    Column("address", String(64), nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
)


class AccountRow(NamedTuple):
    """`password_hash` empty: no password yet. `code_hash` empty: no one-time code is open."""

    id: int
    staff_id: int
    password_hash: str
    code_hash: str
    code_expires: datetime | None


class SessionRow(NamedTuple):
    """A session as the gate needs it. `idle_minutes` 0: no idle end. `must_change`: entered by a one-time code."""

    id: int
    staff_id: int
    csrf: str
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    idle_minutes: int
    must_change: bool


def find_account(connection: Connection, staff_id: int) -> AccountRow | None:
    c = account.c
    row = connection.execute(select(c.id, c.staff_id, c.password_hash, c.code_hash, c.code_expires).where(c.staff_id == staff_id)).first()
    return None if row is None else AccountRow(*row)


def list_accounts(connection: Connection) -> dict[int, AccountRow]:
    """Staff id -> account."""
    c = account.c
    return {row[1]: AccountRow(*row) for row in connection.execute(select(c.id, c.staff_id, c.password_hash, c.code_hash, c.code_expires))}


_SESSION = Said(select(*(login_session.c[name] for name in SessionRow._fields)).where(login_session.c.digest == bindparam("wanted")))


def find_session(connection: Connection, digest: str) -> SessionRow | None:
    row = _SESSION.first(connection, wanted=digest)
    return None if row is None else SessionRow(*row)


def delay_of(connection: Connection, subject: str) -> tuple[int, datetime] | None:
    """(failures, until) of an account, address or device."""
    c = login_delay.c
    row = connection.execute(select(c.failures, c.until).where(c.subject == subject)).first()
    return None if row is None else (row[0], row[1])
