"""What the school has decided about its public notice board: whether it is open, and the fees as published. One row, made with the first
decision."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Boolean, Column, Connection, Table, Text, select

from schoolapp.records.base import Moment, key, metadata

notice_board = Table(
    "notice_board", metadata, key(), Column("open", Boolean, nullable=False), Column("fees", Text, nullable=False, default=""),
    Column("changed_at", Moment, nullable=False),
)


class BoardRow(NamedTuple):
    """The decision that holds."""

    id: int
    open: bool
    fees: str


def find_board(connection: Connection) -> BoardRow | None:
    c = notice_board.c
    row = connection.execute(select(c.id, c.open, c.fees).order_by(c.id).limit(1)).first()
    return None if row is None else BoardRow(*row)
