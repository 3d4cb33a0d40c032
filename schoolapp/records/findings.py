"""States that people gave to findings. The findings themselves are computed from the records each time (rules)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, String, Table, select

from schoolapp.records.base import Moment, key, link, metadata

finding_state = Table(
    "finding_state", metadata, key(), Column("finding", String(120), nullable=False, unique=True), Column("state", String(20), nullable=False),
    Column("reason", String(500), nullable=False, default=""), link("staff", null=True), Column("at", Moment, nullable=False),
)


class StateRow(NamedTuple):
    """What somebody decided about the finding with this key, when, and why."""

    id: int
    finding: str
    state: str
    reason: str
    staff_id: int | None
    at: datetime


_STATE = tuple(finding_state.c[name] for name in StateRow._fields)


def list_states(connection: Connection) -> dict[str, StateRow]:
    """Finding key -> its state; a finding without a row is to be verified."""
    return {row[1]: StateRow(*row) for row in connection.execute(select(*_STATE))}


def find_state(connection: Connection, finding: str) -> StateRow | None:
    row = connection.execute(select(*_STATE).where(finding_state.c.finding == finding)).first()
    return None if row is None else StateRow(*row)
