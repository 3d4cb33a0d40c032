"""States that people gave to findings, and what a finding's drill-down reads besides. The findings themselves are computed (rules)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, String, Table, select

from schoolapp.records import homework, people
from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.rules.figures import ClassDayFact, ItemFact, SampleFact
from schoolapp.rules.homework import Counted, Kind, Tier

finding_state = Table(
    "finding_state",
    metadata,
    key(),
    Column("finding", String(120), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("reason", String(500), nullable=False, default=""),
    link("staff", null=True),
    Column("at", Moment, nullable=False),
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
_KINDS = {str(kind): kind for kind in Kind}
_TIERS = {str(tier): tier for tier in Tier}
_DAY = tuple(homework.class_day.c[name] for name in ClassDayFact._fields)
_d, _i, _t = homework.class_day.c, homework.homework_item.c, homework.time_sample.c


def list_states(connection: Connection) -> dict[str, StateRow]:
    """Finding key -> its state; a finding without a row is to be verified."""
    return {row[1]: StateRow(*row) for row in connection.execute(select(*_STATE))}


def find_state(connection: Connection, finding: str) -> StateRow | None:
    row = connection.execute(select(*_STATE).where(finding_state.c.finding == finding)).first()
    return None if row is None else StateRow(*row)


def day_facts(connection: Connection, start: date, end: date) -> list[ClassDayFact]:
    """Every class-day row from start to end, both included, by day and id."""
    return [ClassDayFact(*row) for row in connection.execute(select(*_DAY).where(_d.day >= start, _d.day <= end).order_by(_d.day, _d.id))]


def item_facts(connection: Connection, start: date, end: date) -> list[ItemFact]:
    """The published items of those class-days, by id."""
    days = select(_d.id).where(_d.day >= start, _d.day <= end)
    rows = connection.execute(
        select(_i.id, _i.class_day_id, _i.kind, _i.tier, _i.minutes, _i.in_school, _i.late)
        .where(_i.withdrawn_at.is_(None), _i.class_day_id.in_(days))
        .order_by(_i.id)
    )
    return [ItemFact(row[0], row[1], _KINDS[row[2]], _TIERS[row[3]], row[4] - (row[5] or 0), row[6]) for row in rows]


def sample_facts(connection: Connection, start: date, end: date) -> list[SampleFact]:
    return [
        SampleFact(*row)
        for row in connection.execute(select(_t.id, _t.class_id, _t.day, _t.asked, _t.mean_tenths).where(_t.day >= start, _t.day <= end).order_by(_t.id))
    ]


def imported_on(connection: Connection, class_day_id: int) -> dict[int, list[Counted]]:
    """Import id -> the items that it brought to a class-day, as they are now (withdrawn ones too)."""
    found: dict[int, list[Counted]] = defaultdict(list)
    rows = connection.execute(
        select(_i.import_id, _i.id, _i.subject, _i.kind, _i.tier, _i.minutes, _i.in_school)
        .where(_i.class_day_id == class_day_id, _i.import_id.is_not(None))
        .order_by(_i.id)
    )
    for row in rows:
        found[row[0]].append(Counted(row[1], row[2], _KINDS[row[3]], _TIERS[row[4]], row[5], row[6]))
    return dict(found)


def count_ids(connection: Connection, class_id: int) -> list[int]:
    """The ids of a class's counts of heads, oldest first."""
    c = people.class_count.c
    return list(connection.execute(select(c.id).where(c.class_id == class_id).order_by(c.valid_from)).scalars())
