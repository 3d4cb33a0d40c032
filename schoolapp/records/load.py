"""Drawn charts, kept by what they show and the data version they were drawn from, evicted by size; and the items of many class-days
as the sums by subject read them, and their sampled times. The sums are made in rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Column, Connection, Integer, LargeBinary, String, Table, delete, func, select

from schoolapp.records.base import Moment, insert_where_absent, key, metadata
from schoolapp.records.homework import class_day, homework_item, time_sample
from schoolapp.rules.figures import SampleFact
from schoolapp.rules.homework import Counted, Kind, Tier

chart = Table(
    "chart", metadata, key(), Column("name", String(200), nullable=False, unique=True), Column("version", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False), Column("size", Integer, nullable=False), Column("drawn_at", Moment, nullable=False),
)

_KINDS, _TIERS = {kind.value: kind for kind in Kind}, {tier.value: tier for tier in Tier}


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


def put_chart(connection: Connection, name: str, version: int, content: bytes, drawn_at: datetime) -> None:
    """Keeps one drawing under its name in place of the older one; where another process kept one at the same instant, that one stays."""
    drop_chart(connection, name)
    values = {"name": name, "version": version, "content": content, "size": len(content), "drawn_at": drawn_at}
    connection.execute(insert_where_absent(connection.dialect.name, chart, "name"), values)


def counted_between(connection: Connection, class_ids: Iterable[int], start: date, end: date) -> dict[tuple[int, date], list[Counted]]:
    """(class id, day) -> what the sums need of the published items there, both bounds inclusive; days without items are left out."""
    d, i = class_day.c, homework_item.c
    found: dict[tuple[int, date], list[Counted]] = defaultdict(list)
    rows = connection.execute(
        select(d.class_id, d.day, i.id, i.subject, i.kind, i.tier, i.minutes, i.in_school).join_from(class_day, homework_item)
        .where(d.class_id.in_(list(class_ids)), d.day >= start, d.day <= end, i.withdrawn_at.is_(None)).order_by(i.id))
    for row in rows:
        found[row[0], row[1]].append(Counted(row[2], row[3], _KINDS[row[4]], _TIERS[row[5]], row[6], row[7]))
    return dict(found)


def samples_between(connection: Connection, class_ids: Iterable[int], start: date, end: date) -> list[SampleFact]:
    """The sampled times of these classes' days in a period, both bounds inclusive, by day."""
    t = time_sample.c
    rows = connection.execute(
        select(t.id, t.class_id, t.day, t.asked, t.mean_tenths).where(t.class_id.in_(list(class_ids)), t.day >= start, t.day <= end)
        .order_by(t.day, t.id))
    return [SampleFact(*row) for row in rows]
