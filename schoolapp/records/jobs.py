"""The table of jobs that a worker takes under a lease, and the schedule that asks for them. What a job does stands in services."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Connection, Integer, String, Table, Text, select, text

from schoolapp.records.base import Moment, key, link, metadata

job = Table(
    "job",
    metadata,
    key(),
    Column("kind", String(30), nullable=False),
    Column("params", Text, nullable=False, default="{}"),
    Column("state", String(12), nullable=False, index=True),
    Column("step", String(60), nullable=False, default=""),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("worker", String(60), nullable=False, default=""),
    Column("lease_until", Moment),
    Column("cancel_asked", Boolean, nullable=False, default=False),
    link("staff", "asked_by", null=True),
    Column("asked_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("result", Text, nullable=False, default="{}"),
    Column("error", Text, nullable=False, default=""),
)
schedule = Table(
    "schedule",
    metadata,
    key(),
    Column("kind", String(30), nullable=False, unique=True),
    Column("due_at", Moment, nullable=False),
    Column("last_state", String(12), nullable=False, default=""),
    Column("last_ended_at", Moment),
)


class JobRow(NamedTuple):
    """A job: waiting, running, done, failed, cancelled or stopped (its process died). `params`, `result` are JSON text."""

    id: int
    kind: str
    params: str
    state: str
    step: str
    done: int
    total: int
    worker: str
    lease_until: datetime | None
    cancel_asked: bool
    asked_by: int | None
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    result: str
    error: str


_JOB = tuple(job.c[name] for name in JobRow._fields)


def find_job(connection: Connection, job_id: int) -> JobRow | None:
    row = connection.execute(select(*_JOB).where(job.c.id == job_id)).first()
    return None if row is None else JobRow(*row)


def list_jobs(connection: Connection, kind: str | None = None, limit: int = 50) -> list[JobRow]:
    """Newest first."""
    query = select(*_JOB).order_by(job.c.id.desc()).limit(limit)
    return [JobRow(*row) for row in connection.execute(query if kind is None else query.where(job.c.kind == kind))]


def next_waiting(connection: Connection, kinds: list[str]) -> JobRow | None:
    """The oldest waiting job of these kinds."""
    row = connection.execute(select(*_JOB).where(job.c.state == "waiting", job.c.kind.in_(kinds)).order_by(job.c.id).limit(1)).first()
    return None if row is None else JobRow(*row)


def running(connection: Connection) -> list[JobRow]:
    return [JobRow(*row) for row in connection.execute(select(*_JOB).where(job.c.state == "running"))]


def list_under_way(connection: Connection, kind: str) -> list[JobRow]:
    """The jobs of a kind that wait or run, oldest first."""
    return [JobRow(*row) for row in connection.execute(select(*_JOB).where(job.c.kind == kind, job.c.state.in_(("waiting", "running"))).order_by(job.c.id))]


def lock_jobs(connection: Connection) -> None:
    """Until the transaction ends nobody else takes or asks for jobs (SQLite has one writer anyway)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE job IN SHARE ROW EXCLUSIVE MODE"))


def list_schedule(connection: Connection) -> dict[str, tuple[int, datetime, str, datetime | None]]:
    """Kind -> (id, due at, last state, last ended at)."""
    s = schedule.c
    return {row[1]: (row[0], row[2], row[3], row[4]) for row in connection.execute(select(s.id, s.kind, s.due_at, s.last_state, s.last_ended_at))}
