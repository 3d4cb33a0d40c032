"""Drawn charts, kept by what they show and the data version they were drawn from; evicted by size."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, LargeBinary, String, Table, delete, func, select

from schoolapp.records.base import Moment, key, metadata

chart = Table(
    "chart", metadata, key(), Column("name", String(200), nullable=False, unique=True), Column("version", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False), Column("size", Integer, nullable=False), Column("drawn_at", Moment, nullable=False),
)


def find_chart(connection: Connection, name: str, version: int) -> bytes | None:
    return connection.execute(select(chart.c.content).where(chart.c.name == name, chart.c.version == version)).scalar()


def drop_chart(connection: Connection, name: str) -> None:
    connection.execute(delete(chart).where(chart.c.name == name))


def shrink_charts(connection: Connection, most_bytes: int) -> None:
    """Drops the oldest charts until the rest fits."""
    total = int(connection.execute(select(func.coalesce(func.sum(chart.c.size), 0))).scalar_one())
    for row_id, size in connection.execute(select(chart.c.id, chart.c.size).order_by(chart.c.id)).all():
        if total <= most_bytes:
            break
        connection.execute(delete(chart).where(chart.c.id == row_id))
        total -= size
