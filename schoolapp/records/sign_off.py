"""A leader's weekly sign-off (周确认): what was signed when by whom, and which class-days were written after it. Figures are made in services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, Table, Text, UniqueConstraint, func, select

from schoolapp.records.audit import audit_entry, record_digest
from schoolapp.records.base import Moment, key, link, metadata

week_sign_off = Table(
    "week_sign_off", metadata, key(), Column("grade", Integer, nullable=False), Column("monday", Date, nullable=False), link("staff", null=True),
    Column("signed_at", Moment, nullable=False), Column("data_version", Integer, nullable=False), Column("figures", Text, nullable=False),
    UniqueConstraint("grade", "monday"),
)


class SignOffRow(NamedTuple):
    """A signed week of a grade. `data_version` = number of the newest audit entry that the signer could see; `figures` as JSON."""

    id: int
    grade: int
    monday: date
    staff_id: int | None
    signed_at: datetime
    data_version: int
    figures: str


_ROW = tuple(week_sign_off.c[name] for name in SignOffRow._fields)


def find_sign_off(connection: Connection, grade: int, monday: date) -> SignOffRow | None:
    row = connection.execute(select(*_ROW).where(week_sign_off.c.grade == grade, week_sign_off.c.monday == monday)).first()
    return None if row is None else SignOffRow(*row)


def days_written_after(connection: Connection, day_ids: Iterable[int], version: int) -> dict[int, datetime]:
    """Class-day id -> when it was last written by an audit entry later than `version`; those that were not are left out."""
    names = {f"day:{day_id}": day_id for day_id in day_ids}
    if not names:
        return {}
    d, a = record_digest.c, audit_entry.c
    rows = connection.execute(
        select(d.record, func.max(a.n)).join_from(record_digest, audit_entry, d.n == a.n).where(d.record.in_(list(names)), d.n > version).group_by(d.record))
    newest = {names[row[0]]: row[1] for row in rows}
    at = {row[0]: row[1] for row in connection.execute(select(a.n, a.at).where(a.n.in_(list(set(newest.values())))))} if newest else {}
    return {day_id: at[n] for day_id, n in newest.items()}
