"""The one metadata of all tables, its naming of constraints, and the column types that every feature shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Column, Connection, DateTime, Delete, ForeignKey, Insert, Integer, MetaData, Table, bindparam, select
from sqlalchemy.types import TypeDecorator

from schoolapp.records.said import Said, adding, appending, changing, columns_of, defaults_of
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
def insert_where_absent(dialect: str, table: Table, *unique: str) -> Insert:
    """An insert that leaves the row alone which holds these unique columns already. `dialect` is a connection's `dialect.name`."""
    native = import_module(f"sqlalchemy.dialects.{dialect}")  # the other one would take its time to load for nothing
    found: Insert = native.insert(table).on_conflict_do_nothing(index_elements=unique)
    return found


@cache
def row_where_absent(dialect: str, table: Table, *unique: str) -> Said:
    """The same for one row of these columns alone."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in unique} | dict(defaults_of(table))
    return Said(insert_where_absent(dialect, table, *unique).inline().values(values))


@cache
def _delete(table: Table) -> Delete:
    return table.delete().where(table.c.id == bindparam("wanted_id"))


@cache
def _state(table: Table) -> Said:
    return Said(select(table).where(table.c.id == bindparam("wanted_id")))


@cache
def _later(table: Table) -> dict[str, Any]:
    return {c.name: c.info["later"] for c in table.c if "later" in c.info}


def told(table: Table, row: Mapping[Any, Any] | None) -> dict[Any, Any] | None:
    """What a digest covers of a row's state. A column that came with a later release (`info={"later": what it holds where nothing was said}`)
    is left out while it holds just that: the digests of rows written before it stay right."""
    if row is None:
        return None
    later = _later(table)
    return {name: value for name, value in row.items() if name not in later or value != later[name]}


def add(connection: Connection, table: Table, **values: Any) -> dict[str, Any]:
    """Adds one row and gives its state as the database keeps it: all columns, the id among them."""
    said, values = _adding(table, values)
    row = said.first(connection, **values)
    assert row is not None
    return dict(zip(columns_of(table), row, strict=True))


def insert(connection: Connection, table: Table, **values: Any) -> int:
    """Adds one row and gives its id."""
    return int(add(connection, table, **values)["id"])


def append(connection: Connection, table: Table, **values: Any) -> None:
    """Adds one row of which nothing need be known afterwards."""
    values = {**defaults_of(table), **values}
    appending(table, tuple(values)).rows(connection, **values)


def _adding(table: Table, values: dict[str, Any]) -> tuple[Said, dict[str, Any]]:
    given = {**defaults_of(table), **values}
    return adding(table, tuple(given)), given


def insert_many(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Adds rows in their order, so that their ids rise in that order."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":  # many rows a statement there, but only with RETURNING
        connection.execute(table.insert().returning(table.c.id, sort_by_parameter_order=True), list(rows))
    else:
        connection.execute(table.insert().inline(), list(rows))


def change(connection: Connection, table: Table, row_id: int, **values: Any) -> dict[str, Any] | None:
    """Changes one row and gives its state afterwards; None where there is none."""
    row = changing(table, tuple(values)).first(connection, wanted_id=row_id, **values)
    return None if row is None else dict(zip(columns_of(table), row, strict=True))


def update(connection: Connection, table: Table, row_id: int, **values: Any) -> None:
    change(connection, table, row_id, **values)


def delete(connection: Connection, table: Table, row_id: int) -> None:
    connection.execute(_delete(table), {"wanted_id": row_id})


def state_of(connection: Connection, table: Table, row_id: int) -> dict[str, Any] | None:
    """All columns of one row, None where it is gone: what a digest is made of."""
    row = _state(table).first(connection, wanted_id=row_id)
    return None if row is None else dict(zip(columns_of(table), row, strict=True))
