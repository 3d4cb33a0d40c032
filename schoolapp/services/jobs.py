"""Long work: asked for by people or by the schedule, taken by one worker at a time under a lease, with progress, cancel and a last state."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from schoolapp.records import base
from schoolapp.records import jobs as records
from schoolapp.records.jobs import JobRow
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House

LEASE = timedelta(seconds=60)
ENDED = ("done", "failed", "cancelled", "stopped")


class Cancelled(Exception):
    """Somebody asked this job to end: raised inside it at its next progress report."""


class Lost(Exception):
    """The lease of this job went to another worker: whatever was made is dropped."""


Run = Callable[[House, "Progress", dict[str, Any], Callable[[], datetime]], dict[str, Any]]
KINDS: dict[str, Run] = {}
EVERY: dict[str, timedelta] = {}


def kind(name: str, *, every: timedelta | None = None) -> Callable[[Run], Run]:
    """Plugs a job in: `run(house, progress, params, clock) -> result`. `every`: asked for by the schedule."""
    def plug(run: Run) -> Run:
        KINDS[name] = run
        if every is not None:
            EVERY[name] = every
        return run
    return plug


def ask(*, house: House, actor: Actor, kind: str, params: dict[str, Any], now: datetime) -> int:
    """Puts a job into the table; the permit is asked by the use case that calls this. Gives its id."""
    with house.plain_writing() as connection:
        return base.insert(connection, records.job, kind=kind, params=json.dumps(params, ensure_ascii=False, sort_keys=True), state="waiting", asked_by=actor.staff_id, asked_at=now)


def get_job(*, house: House, actor: Actor, job_id: int) -> JobRow:
    """A job of one's own, or any for those who see jobs."""
    with house.reading() as connection:
        row = records.find_job(connection, job_id)
    if row is None or not (row.asked_by == actor.staff_id or actor.may(Permit.SEE_JOBS)):
        raise NotFound
    return row


def list_jobs(*, house: House, actor: Actor) -> list[JobRow]:
    """Newest first: all for those who see jobs, else one's own."""
    with house.reading() as connection:
        rows = records.list_jobs(connection)
    return rows if actor.may(Permit.SEE_JOBS) else [row for row in rows if row.asked_by == actor.staff_id]


def cancel(*, house: House, actor: Actor, job_id: int, now: datetime) -> None:
    """Asks a job to end: a waiting one ends now, a running one at its next step."""
    row = get_job(house=house, actor=actor, job_id=job_id)
    with house.plain_writing() as connection:
        c = records.job.c
        connection.execute(update(records.job).where(c.id == row.id, c.state == "waiting").values(state="cancelled", ended_at=now))
        connection.execute(update(records.job).where(c.id == row.id, c.state == "running").values(cancel_asked=True))


class Progress:
    """What a running job reports to: renews the lease, notes step and counts, raises Cancelled or Lost."""

    def __init__(self, house: House, job_id: int, worker: str, clock: Callable[[], datetime]) -> None:
        self.house, self.job_id, self.worker, self.clock = house, job_id, worker, clock
        self.asked_by: int | None = None
        self._noted: tuple[str, int, datetime] | None = None

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        now = self.clock()
        if self._noted and self._noted[0] == step and done != total and (now - self._noted[2]).total_seconds() < 1:
            return
        self._noted = (step, done, now)
        c = records.job.c
        with self.house.plain_writing() as connection:
            mine = connection.execute(update(records.job).where(c.id == self.job_id, c.worker == self.worker, c.state == "running")
                                      .values(step=step, done=done, total=total, lease_until=now + LEASE)).rowcount
            row = records.find_job(connection, self.job_id)
        if not mine or row is None:
            raise Lost
        if row.cancel_asked:
            raise Cancelled


def take_next(*, house: House, worker: str, now: datetime) -> JobRow | None:
    """Marks dead jobs as stopped, asks for what the schedule says is due, and takes the oldest waiting job under a lease."""
    c = records.job.c
    with house.reading() as connection:
        plan = records.list_schedule(connection)
        dead = [row for row in records.running(connection) if row.lease_until is None or row.lease_until < now]
        waiting = records.next_waiting(connection, list(KINDS)) is not None
    due = [name for name in EVERY if name not in plan or plan[name][1] <= now]
    if not (dead or waiting or due):
        return None
    with house.plain_writing() as connection:
        for row in dead:
            connection.execute(update(records.job).where(c.id == row.id, c.state == "running", c.lease_until == row.lease_until).values(state="stopped", ended_at=now))
            _note_last(connection, row.kind, "stopped", now)
        plan = records.list_schedule(connection)
        for name in due:
            if name in plan and plan[name][1] > now:
                continue
            if name in plan:
                base.update(connection, records.schedule, plan[name][0], due_at=now + EVERY[name])
            else:
                base.insert(connection, records.schedule, kind=name, due_at=now + EVERY[name])
            base.insert(connection, records.job, kind=name, params="{}", state="waiting", asked_at=now)
        found = records.next_waiting(connection, list(KINDS))
        if found is None:
            return None
        connection.execute(update(records.job).where(c.id == found.id).values(state="running", worker=worker, lease_until=now + LEASE, started_at=now))
    return found


def run_job(*, house: House, job: JobRow, worker: str, clock: Callable[[], datetime]) -> str:
    """Runs a taken job to its end and notes how it ended; gives that state. A failure's text goes to the log, not to people."""
    progress = Progress(house, job.id, worker, clock)
    progress.asked_by = job.asked_by
    result, state, error = {}, "done", ""
    try:
        result = KINDS[job.kind](house, progress, json.loads(job.params), clock)
    except Cancelled:
        state = "cancelled"
    except Lost:
        return "lost"
    except Exception as trouble:  # a job may fail in any way; its row must say so
        import logging
        logging.getLogger("schoolapp").exception("job %s %s failed", job.id, job.kind)
        state, error = "failed", type(trouble).__name__
    now = clock()
    with house.plain_writing() as connection:
        c = records.job.c
        connection.execute(update(records.job).where(c.id == job.id, c.worker == worker, c.state == "running")
                           .values(state=state, ended_at=now, lease_until=None, result=json.dumps(result, ensure_ascii=False, sort_keys=True), error=error))
        _note_last(connection, job.kind, state, now)
    return state


def _note_last(connection: Any, name: str, state: str, now: datetime) -> None:
    plan = records.list_schedule(connection)
    if name in plan:
        base.update(connection, records.schedule, plan[name][0], last_state=state, last_ended_at=now)


def fresh_worker_name() -> str:
    return f"worker-{secrets.token_hex(6)}"
