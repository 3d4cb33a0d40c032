"""Statements that every click says: put together once for each kind of database, then run by the driver itself. SQLAlchemy asks more at each
execution than such a statement has answers; rare statements and those with lists go the usual way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Executable, Table, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

_Step = Callable[[Any], Any]


class _Ready(NamedTuple):
    """The text for one dialect; what to do to which value on the way in (by name) and on the way out (by place)."""

    text: str
    order: tuple[str, ...] | None
    into: tuple[tuple[str, _Step], ...]
    fixed: Mapping[str, Any]
    out: tuple[tuple[int, _Step], ...]


class Said:
    """A select, insert or update with named values (bindparam) and no lists. `columns` are the types of what it gives back."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Every row that it gives, as plain tuples."""
        ready = self._ready_for(connection.dialect)
        found = driven(connection, ready.text, self._given(ready, values))
        return [self._plain(ready, row) for row in found] if ready.out else found

    def first(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        found = self.rows(connection, **values)
        return found[0] if found else None

    def many(self, connection: Connection, all_values: Sequence[Mapping[str, Any]]) -> None:
        """The same insert for each of these values."""
        ready = self._ready_for(connection.dialect)
        driven(connection, ready.text, [self._given(ready, values) for values in all_values], many=True)

    def _ready_for(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._made_ready(dialect)
        return ready

    @staticmethod
    def _given(ready: _Ready, values: Mapping[str, Any]) -> Any:
        if ready.fixed or ready.into:
            values = {**ready.fixed, **values}
            for name, step in ready.into:
                values[name] = step(values[name])
        return values if ready.order is None else [values[name] for name in ready.order]

    @staticmethod
    def _plain(ready: _Ready, row: tuple[Any, ...]) -> tuple[Any, ...]:
        plain = list(row)
        for place, step in ready.out:
            plain[place] = step(plain[place])
        return tuple(plain)

    def _made_ready(self, dialect: Dialect) -> _Ready:
        compiled: Any = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        into = [(name, step) for bind, name in compiled.bind_names.items() if (step := _in(bind.type, dialect)) is not None]
        columns = getattr(self._statement, "exported_columns", ())
        out = [(place, step) for place, column in enumerate(columns) if (step := _out(column.type, dialect)) is not None]
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        order = None if compiled.positiontup is None else tuple(compiled.positiontup)
        return _Ready(str(compiled), order, tuple(into), fixed, tuple(out))


def _in(kind: TypeEngine[Any], dialect: Dialect) -> _Step | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out(kind: TypeEngine[Any], dialect: Dialect) -> _Step | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def driven(connection: Connection, text: str, given: Any = (), *, many: bool = False) -> list[tuple[Any, ...]]:
    """Runs a statement's text with the driver's own cursor, in the present transaction; its errors come as SQLAlchemy's."""
    cursor = connection.connection.cursor()
    try:
        if many:
            cursor.executemany(text, given)
            return []
        cursor.execute(text, given)
        return cursor.fetchall() if cursor.description else []
    except connection.dialect.loaded_dbapi.Error as error:
        gone = connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)  # type: ignore[arg-type]
        if gone:
            connection.invalidate(error)
        raise DBAPIError.instance(text, None, error, connection.dialect.loaded_dbapi.Error, hide_parameters=True,
                                  connection_invalidated=gone, dialect=connection.dialect) from error
    finally:
        cursor.close()


@cache
def adding(table: Table, names: tuple[str, ...]) -> Said:
    """Inserts a row with these columns and gives it back whole."""
    return Said(table.insert().values({name: bindparam(name, type_=table.c[name].type) for name in names}).returning(*table.c))


@cache
def appending(table: Table, names: tuple[str, ...]) -> Said:
    """Inserts a row with these columns and gives nothing back."""
    return Said(table.insert().inline().values({name: bindparam(name, type_=table.c[name].type) for name in names}))


@cache
def changing(table: Table, names: tuple[str, ...]) -> Said:
    """Changes these columns of the row with id `wanted_id` and gives the row back whole."""
    given = {name: bindparam(name, type_=table.c[name].type) for name in names}
    return Said(table.update().where(table.c.id == bindparam("wanted_id", type_=table.c.id.type)).values(given).returning(*table.c))


@cache
def defaults_of(table: Table) -> Mapping[str, Any]:
    """What columns hold that nothing is said of, as far as the table's definition says (those of the database stay its own)."""
    return {c.name: c.default.arg for c in table.c if c.default is not None and c.default.is_scalar}  # type: ignore[attr-defined]


@cache
def columns_of(table: Table) -> tuple[str, ...]:
    return tuple(c.name for c in table.c)
