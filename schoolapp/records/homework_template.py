"""Rows of a teacher's own templates (常用作业). A personal convenience, no record of the school: it is not audited."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, Text, delete, func, insert, select, update

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.rules.homework import Kind, Tier

homework_template = Table(
    "homework_template", metadata, key(), link("staff", index=True), Column("subject", String(40), nullable=False),
    Column("text", Text, nullable=False), Column("minutes", Integer, nullable=False), Column("kind", String(4), nullable=False),
    Column("tier", String(4), nullable=False), Column("in_school", Integer), Column("used_at", Moment), Column("position", Integer, nullable=False),
)
_t = homework_template.c


class TemplateRow(NamedTuple):
    """A template with its values as an item has them; `used_at` None: not used yet."""

    id: int
    staff_id: int
    subject: str
    text: str
    minutes: int
    kind: Kind
    tier: Tier
    in_school: int | None
    used_at: datetime | None
    position: int


def _row(values: Any) -> TemplateRow:
    return TemplateRow(*values[:5], Kind(values[5]), Tier(values[6]), *values[7:])


def list_templates(connection: Connection, staff_id: int, subject: str | None = None) -> list[TemplateRow]:
    """A person's templates (of a subject), the last used first, those never used after them in the order in which they were made."""
    query = select(*(_t[name] for name in TemplateRow._fields)).where(_t.staff_id == staff_id)
    if subject is not None:
        query = query.where(_t.subject == subject)
    return [_row(row) for row in connection.execute(query.order_by(_t.used_at.is_(None), _t.used_at.desc(), _t.position, _t.id))]


def find_template(connection: Connection, staff_id: int, template_id: int) -> TemplateRow | None:
    """One of a person's own."""
    query = select(*(_t[name] for name in TemplateRow._fields)).where(_t.id == template_id, _t.staff_id == staff_id)
    row = connection.execute(query).first()
    return None if row is None else _row(row)


def count_templates(connection: Connection, staff_id: int, subject: str) -> tuple[int, int]:
    """(how many a person has of a subject, the highest position among all of them)."""
    many = connection.execute(select(func.count()).select_from(homework_template).where(_t.staff_id == staff_id, _t.subject == subject)).scalar_one()
    return many, connection.execute(select(func.coalesce(func.max(_t.position), 0)).where(_t.staff_id == staff_id)).scalar_one()


def add_template(connection: Connection, **values: Any) -> int:
    return int(connection.execute(insert(homework_template).values(**values)).inserted_primary_key[0])


def change_template(connection: Connection, staff_id: int, template_id: int, **values: Any) -> bool:
    """Whether it was one of theirs."""
    return connection.execute(update(homework_template).where(_t.id == template_id, _t.staff_id == staff_id).values(**values)).rowcount > 0


def remove_template(connection: Connection, staff_id: int, template_id: int) -> bool:
    return connection.execute(delete(homework_template).where(_t.id == template_id, _t.staff_id == staff_id)).rowcount > 0
