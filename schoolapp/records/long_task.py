"""Long tasks and their parts: which published items belong to which task, and which day of it each is. The items stand in `homework`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, Text, UniqueConstraint, or_, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.homework import ItemRow, class_day, homework_item, items_on
from schoolapp.rules.homework import Kind, Tier

long_task = Table(  # as it was set; what became of its days stands in the items
    "long_task", metadata, key(), Column("subject", String(40), nullable=False), link("staff", index=True),
    Column("text", Text, nullable=False), Column("kind", String(4), nullable=False), Column("tier", String(4), nullable=False),
    Column("minutes", Integer, nullable=False), Column("days", Integer, nullable=False), Column("set_at", Moment, nullable=False),
)
long_task_part = Table(
    "long_task_part", metadata, key(), link("long_task", "task_id", index=True), link("homework_item", "item_id"),
    Column("place", Integer, nullable=False),  # 第 n 天, from 1
    UniqueConstraint("item_id"),
)
_t, _p = long_task.c, long_task_part.c


class TaskRow(NamedTuple):
    """A long task: `minutes` in all, over `days` chosen days; `staff_id` who set it."""

    id: int
    subject: str
    staff_id: int
    text: str
    kind: Kind
    tier: Tier
    minutes: int
    days: int
    set_at: datetime


class PartRow(NamedTuple):
    """One day of a task for one class."""

    task_id: int
    place: int
    item: ItemRow


_TASK = tuple(_t[name] for name in TaskRow._fields)


def _task(row: tuple[object, ...]) -> TaskRow:
    values = list(row)
    values[4], values[5] = Kind(str(values[4])), Tier(str(values[5]))
    return TaskRow(*values)  # type: ignore[arg-type]


def find_task(connection: Connection, task_id: int) -> TaskRow | None:
    row = connection.execute(select(*_TASK).where(_t.id == task_id)).first()
    return None if row is None else _task(tuple(row))


def task_of_item(connection: Connection, item_id: int) -> int | None:
    """The task that an item is a day of."""
    return connection.execute(select(_p.task_id).where(_p.item_id == item_id)).scalar()


def tasks_of_staff(connection: Connection, staff_id: int, since: date) -> list[TaskRow]:
    """What a person set, or had set for them, of which a day lies on or after `since`; the newest first."""
    i = homework_item.c
    own = (select(_p.task_id).join_from(long_task_part, homework_item).join(class_day, class_day.c.id == i.class_day_id)
           .join(long_task, long_task.c.id == _p.task_id)
           .where(class_day.c.day >= since, or_(_t.staff_id == staff_id, i.staff_id == staff_id)))
    return [_task(tuple(row)) for row in connection.execute(select(*_TASK).where(_t.id.in_(own)).order_by(_t.id.desc()))]


def parts_of(connection: Connection, task_ids: Iterable[int]) -> dict[int, list[PartRow]]:
    """Task id -> its parts by day and class, withdrawn ones too."""
    found: dict[int, list[PartRow]] = {task_id: [] for task_id in task_ids}
    rows = connection.execute(
        select(_p.task_id, _p.place, _p.item_id, class_day.c.class_id, class_day.c.day)
        .join_from(long_task_part, homework_item).join(class_day, class_day.c.id == homework_item.c.class_day_id)
        .where(_p.task_id.in_(list(found))).order_by(_p.id)).all()
    if rows:
        days = [row[4] for row in rows]
        items = {item.id: item for item in items_on(connection, {row[3] for row in rows}, min(days), max(days), withdrawn=True)}
        for row in rows:
            found[row[0]].append(PartRow(row[0], row[1], items[row[2]]))
    return found
