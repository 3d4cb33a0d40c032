"""The one metadata of all tables, its naming of constraints, and the column types that every feature shares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Column, Connection, DateTime, Delete, ForeignKey, Insert, Integer, MetaData, Select, Table, Update, bindparam, select
from sqlalchemy.types import TypeDecorator

from schoolapp.rules.calendar import SCHOOL_TIME

metadata = MetaData(naming_convention={
    "ix": "ix_%(column_0_N_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s",
})


class Moment(TypeDecorator[datetime]):
    """An aware datetime: kept as UTC without a zone, given back in the school's time zone. A naive value is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC).astimezone(SCHOOL_TIME)


def key() -> Column[int]:
    """The usual primary key."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def link(target: str, name: str | None = None, *, null: bool = False, index: bool = False) -> Column[int]:
    """A foreign key to `target`.id, named `<target>_id` unless `name` says otherwise."""
    return Column(name or f"{target}_id", Integer, ForeignKey(f"{target}.id"), nullable=null, index=index)


@cache
def _insert(table: Table) -> Insert:
    return table.insert()


@cache
def insert_where_absent(dialect: str, table: Table, *unique: str) -> Insert:
    """An insert that leaves the row alone which holds these unique columns already. `dialect` is a connection's `dialect.name`."""
    native = import_module(f"sqlalchemy.dialects.{dialect}")  # the other one would take its time to load for nothing
    found: Insert = native.insert(table).on_conflict_do_nothing(index_elements=unique)
    return found


@cache
def _by_id(table: Table) -> tuple[Update, Delete, Select[Any]]:
    wanted = table.c.id == bindparam("wanted_id")
    return table.update().where(wanted), table.delete().where(wanted), select(table).where(wanted)


def insert(connection: Connection, table: Table, **values: Any) -> int:
    """Adds one row and gives its id."""
    result = connection.execute(_insert(table), values)
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def append(connection: Connection, table: Table, **values: Any) -> None:
    """Adds one row whose key is given with it."""
    connection.execute(_insert(table), values)


def insert_many(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Adds rows in their order, so that their ids rise in that order."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":  # many rows a statement there, but only with RETURNING
        connection.execute(table.insert().returning(table.c.id, sort_by_parameter_order=True), list(rows))
    else:
        connection.execute(table.insert().inline(), list(rows))


def update(connection: Connection, table: Table, row_id: int, **values: Any) -> None:
    connection.execute(_by_id(table)[0], {**values, "wanted_id": row_id})


def delete(connection: Connection, table: Table, row_id: int) -> None:
    connection.execute(_by_id(table)[1], {"wanted_id": row_id})


def state_of(connection: Connection, table: Table, row_id: int) -> dict[str, Any] | None:
    """All columns of one row, None where it is gone: what a digest is made of."""
    row = connection.execute(_by_id(table)[2], {"wanted_id": row_id}).mappings().first()
    return None if row is None else dict(row)
