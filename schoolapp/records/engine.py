"""Opens the database: SQLite in WAL with durable writes by default, PostgreSQL by address. Begins reads as snapshots."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError

from schoolapp.records.said import driven

LOCK_WAIT_SECONDS = 5
# What drivers say of troubles that pass by themselves.
_PASSING = ("locked", "deadlock", "lock timeout", "busy", "connect", "server closed", "terminating", "shutting down", "starting up")


class Busy(Exception):
    """The database stayed locked for the whole lock wait, or cannot be reached now: try again shortly."""


def engine_for(url: str, *, durable: bool = True) -> Engine:
    """An engine for `url`. SQLite: WAL, synchronous=FULL, foreign keys on, transactions begun by us (see `reading`, `writing`).

    With `durable` False a commit does not wait for the disk: only for filling with what can be made again, with `checkpoint` after it.
    """
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False}, pool_size=8, max_overflow=24)
        event.listen(engine, "connect", _open_sqlite)
        if not durable:
            event.listen(engine, "connect", _do_not_wait)
    else:
        options = "-c timezone=UTC" if durable else "-c timezone=UTC -c synchronous_commit=off"
        engine = create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True,
                               connect_args={"connect_timeout": LOCK_WAIT_SECONDS, "options": options})
    event.listen(engine, "begin", _begin)
    return engine


def _open_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={LOCK_WAIT_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _do_not_wait(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def checkpoint(engine: Engine) -> None:
    """Brings everything committed so far to the disk, through a durable engine. On PostgreSQL its own writer does so."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("writes", False)
    if connection.dialect.name == "sqlite":
        driven(connection, "BEGIN IMMEDIATE" if write else "BEGIN")
    elif write:
        driven(connection, f"SET LOCAL lock_timeout = '{LOCK_WAIT_SECONDS}s'")
    else:
        driven(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def schema_revision(connection: Connection) -> str | None:
    """The migration that the database is at; None before the first one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


class AtHand:
    """An engine whose connections stay open and ready on SQLite: to take one costs next to nothing, where a pool makes it up anew each time.
    The one that came back last goes out first: what it read and wrote is still in its memory, where another would fetch it from the file
    again. PostgreSQL's come from the engine's own pool, which looks whether the server is still there."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._keeps = engine.dialect.name == "sqlite"
        self._ready: list[Connection] = []

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        try:
            connection = self._ready.pop()
        except IndexError:
            connection = self.engine.connect()
        try:
            yield connection
        except BaseException:
            connection.close()  # whatever state it is in
            raise
        if self._keeps:
            self._ready.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        while self._ready:
            self._ready.pop().close()
        self.engine.dispose()


@contextmanager
def reading(source: Engine | AtHand) -> Iterator[Connection]:
    """A snapshot: what is read inside belongs to one moment. Nothing may be written."""
    try:
        with source.connect() as connection, _beginning(connection, writes=False):
            yield connection
    except DBAPIError as error:
        raise _plainly(error) from error


@contextmanager
def glancing(source: Engine | AtHand) -> Iterator[Connection]:
    """For one prepared select alone (`said.Said`), which is a snapshot by itself: no transaction is begun for it."""
    try:
        with source.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise _plainly(error) from error


@contextmanager
def writing(source: Engine | AtHand) -> Iterator[Connection]:
    """A write transaction: committed at the end, rolled back whole on any error. Waits at most LOCK_WAIT_SECONDS for its turn."""
    try:
        with source.connect() as connection, _beginning(connection, writes=True):
            yield connection
    except DBAPIError as error:
        raise _plainly(error) from error


def _beginning(connection: Connection, *, writes: bool) -> AbstractContextManager[Any]:
    if connection.get_execution_options().get("writes", False) is not writes:
        connection.execution_options(writes=writes)
    return connection.begin()


def _plainly(error: DBAPIError) -> Exception:
    """Busy for troubles that pass by themselves; any other error as it is."""
    said = str(error.orig).lower()
    passing = error.connection_invalidated or (isinstance(error, OperationalError) and any(word in said for word in _PASSING))
    return Busy(said) if passing else error
