"""Which ways of being heard the school has switched on: one row for each that was ever decided."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Boolean, Column, Connection, Integer, String, Table, select

from schoolapp.records.base import key, metadata

feedback_switch = Table(
    "feedback_switch", metadata, key(), Column("name", String(20), nullable=False, unique=True), Column("on", Boolean, nullable=False),
    Column("version", Integer, nullable=False, default=1),
)


class SwitchRow(NamedTuple):
    """A decision as it stands; `name` is one of rules.feedback.Voice."""

    id: int
    name: str
    on: bool
    version: int


def list_switches(connection: Connection) -> list[SwitchRow]:
    c = feedback_switch.c
    return [SwitchRow(*row) for row in connection.execute(select(c.id, c.name, c.on, c.version).order_by(c.id))]
