"""Long work: asked for by people or by the schedule, taken by one worker at a time under a lease, with progress, cancel and a last state.
What a job does stands with its feature, which plugs it in by `kind`."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, update

from schoolapp.records import base
from schoolapp.records import jobs as records
from schoolapp.records.jobs import JobRow
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import Busy, House
from schoolapp.words import N_

LEASE = timedelta(seconds=60)
UNDER_WAY = ("waiting", "running")
STATE_WORDS = {
    "waiting": N_("排队中"),
    "running": N_("进行中"),
    "done": N_("已完成"),
    "failed": N_("没有完成"),
    "cancelled": N_("已停止"),
    "stopped": N_("中断"),
}


class Cancelled(Exception):
    """Somebody asked this job to end: raised inside it at its next progress report."""


class Lost(Exception):
    """The lease of this job went to another worker: whatever was made is dropped."""


class Stopping(Exception):
    """The server is being stopped: the job ends at its next progress report and shows as stopped."""


Run = Callable[[House, "Progress", dict[str, Any], Callable[[], datetime]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: its words, its steps in order (name -> words), how often the schedule asks for it (None: never)."""

    run: Run
    title: str
    steps: Mapping[str, str] = field(default_factory=dict)
    every: timedelta | None = None


KINDS: dict[str, JobKind] = {}


def kind(name: str, *, title: str, steps: Mapping[str, str] | None = None, every: timedelta | None = None) -> Callable[[Run], Run]:
    """Plugs a job in: `run(house, progress, params, clock) -> result`, called outside any transaction."""

    def plug(run: Run) -> Run:
        KINDS[name] = JobKind(run, title, dict(steps or {}), every)
        return run

    return plug


class JobView(NamedTuple):
    """A job as pages show it. `state` counts a running job whose lease ran out as stopped. `step_no` is 1-based of `steps`, 0 before the
    first; `done` of `total` rows in that step (0: not counted). `result` is what it gave back."""

    id: int
    kind: str
    title: str
    state: str
    step: str
    step_no: int
    steps: int
    done: int
    total: int
    stopping: bool
    mine: bool
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    result: dict[str, Any]
    params: dict[str, Any]

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY


def view_of(row: JobRow, actor: Actor, now: datetime) -> JobView:
    """How a row is shown to somebody."""
    known = KINDS.get(row.kind)
    steps = list(known.steps) if known else []
    dead = row.state == "running" and (row.lease_until is None or row.lease_until < now)
    return JobView(
        row.id,
        row.kind,
        known.title if known else row.kind,
        "stopped" if dead else row.state,
        known.steps.get(row.step, "") if known else "",
        steps.index(row.step) + 1 if row.step in steps else 0,
        len(steps),
        row.done,
        row.total,
        row.cancel_asked,
        row.asked_by == actor.staff_id,
        row.asked_at,
        row.started_at,
        row.ended_at,
        json.loads(row.result or "{}"),
        json.loads(row.params or "{}"),
    )


def ask(*, house: House, actor: Actor, kind: str, params: dict[str, Any], now: datetime) -> int:
    """Puts a job into the table; the permit is asked by the use case that calls this. Gives its id. One of a kind at a time: where one
    waits or runs, that one's id is given."""
    with house.plain_writing() as connection:
        records.lock_jobs(connection)
        for row in records.list_under_way(connection, kind):
            if row.state == "waiting" or (row.lease_until is not None and row.lease_until >= now):
                return row.id
        return base.insert(connection, records.job, kind=kind, params=_text(params), state="waiting", asked_by=actor.staff_id, asked_at=now)


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _find(house: House, actor: Actor, job_id: int) -> JobRow:
    with house.reading() as connection:
        row = records.find_job(connection, job_id)
    own = row is not None and actor.staff_id is not None and row.asked_by == actor.staff_id
    if row is None or not (own or actor.may(Permit.SEE_JOBS)):
        raise NotFound
    return row


def get_job(*, house: House, actor: Actor, job_id: int, now: datetime) -> JobView:
    """A job of one's own, or any for those who see jobs; NotFound else."""
    return view_of(_find(house, actor, job_id), actor, now)


def list_jobs(*, house: House, actor: Actor, now: datetime) -> list[JobView]:
    """The newest first: all for those who see jobs, else one's own."""
    with house.reading() as connection:
        rows = records.list_jobs(connection)
    everything = actor.may(Permit.SEE_JOBS)
    return [view_of(row, actor, now) for row in rows if everything or (actor.staff_id is not None and row.asked_by == actor.staff_id)]


class Planned(NamedTuple):
    """A kind that the schedule asks for: how its last run ended ('' before the first), and when the next is due."""

    kind: str
    title: str
    every: timedelta
    last_state: str
    last_ended_at: datetime | None
    due_at: datetime | None


def list_plan(*, house: House, actor: Actor) -> list[Planned]:
    """What the schedule asks for, with the state of the last run of each."""
    actor.needs(Permit.SEE_JOBS)
    with house.reading() as connection:
        plan = records.list_schedule(connection)
    found = []
    for name, one in KINDS.items():
        if one.every is not None:
            _, due_at, state, ended_at = plan.get(name, (0, None, "", None))
            found.append(Planned(name, one.title, one.every, state, ended_at, due_at))
    return found


def cancel(*, house: House, actor: Actor, job_id: int, now: datetime) -> None:
    """Asks a job to end: a waiting one ends now, a running one at its next step. One that has ended stays as it is."""
    row = _find(house, actor, job_id)
    c = records.job.c
    with house.plain_writing() as connection:
        connection.execute(update(records.job).where(c.id == row.id, c.state == "waiting").values(state="cancelled", ended_at=now))
        connection.execute(update(records.job).where(c.id == row.id, c.state == "running").values(cancel_asked=True))


class Progress:
    """What a running job reports to: renews the lease, notes step and counts (at most once a second within a step), and raises Cancelled,
    Stopping or Lost where the job has to end."""

    def __init__(self, house: House, job: JobRow, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool] = lambda: False) -> None:
        self.house, self.job_id, self.worker, self.clock, self.stopping = house, job.id, worker, clock, stopping
        self.asked_by = job.asked_by
        self._noted: tuple[str, datetime] | None = None

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        if self.stopping():
            raise Stopping
        now = self.clock()
        if self._noted and self._noted[0] == step and now - self._noted[1] < timedelta(seconds=1):
            return
        self._noted = (step, now)
        c = records.job.c
        try:
            with self.house.plain_writing() as connection:
                mine = connection.execute(
                    update(records.job)
                    .where(c.id == self.job_id, c.worker == self.worker, c.state == "running")
                    .values(step=step, done=done, total=total, lease_until=now + LEASE)
                ).rowcount
                row = records.find_job(connection, self.job_id)
        except Busy:
            return  # the next report, a second later, says it again
        if not mine or row is None:
            raise Lost
        if row.cancel_asked:
            raise Cancelled


def take_next(*, house: House, worker: str, now: datetime) -> JobRow | None:
    """Marks dead jobs as stopped, asks for what the schedule says is due, and takes the oldest waiting job under a lease. None: nothing
    to do."""
    with house.reading() as connection:
        plan = records.list_schedule(connection)
        dead = any(_is_dead(row, now) for row in records.running(connection))
        waiting = records.next_waiting(connection, list(KINDS)) is not None
    if not (dead or waiting or any(_is_due(name, plan, now) for name in KINDS)):
        return None
    c = records.job.c
    with house.plain_writing() as connection:
        records.lock_jobs(connection)
        for row in records.running(connection):
            if _is_dead(row, now):
                connection.execute(update(records.job).where(c.id == row.id).values(state="stopped", ended_at=now, lease_until=None))
                _note_last(connection, row.kind, "stopped", now)
        plan = records.list_schedule(connection)
        for name, one in KINDS.items():
            if one.every is not None and _is_due(name, plan, now):
                _ask_again(connection, name, plan.get(name), now + one.every, now)
        found = records.next_waiting(connection, list(KINDS))
        if found is not None:
            connection.execute(update(records.job).where(c.id == found.id).values(state="running", worker=worker, lease_until=now + LEASE, started_at=now))
    return found


def _is_dead(row: JobRow, now: datetime) -> bool:
    return row.lease_until is None or row.lease_until < now


def _is_due(name: str, plan: Mapping[str, tuple[int, datetime, str, datetime | None]], now: datetime) -> bool:
    return KINDS[name].every is not None and (name not in plan or plan[name][1] <= now)


def _ask_again(connection: Connection, name: str, planned: tuple[int, datetime, str, datetime | None] | None, due_at: datetime, now: datetime) -> None:
    """Puts a scheduled job into the table, unless the one before still waits, and notes when the next is due."""
    if planned:
        base.update(connection, records.schedule, planned[0], due_at=due_at)
    else:
        base.insert(connection, records.schedule, kind=name, due_at=due_at)
    if not records.list_under_way(connection, name):
        base.insert(connection, records.job, kind=name, params="{}", state="waiting", asked_at=now)


def run_job(
    *,
    house: House,
    job: JobRow,
    worker: str,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> str:
    """Runs a taken job to its end and notes how it ended; gives that state ('lost' where the lease went to another). A failure's text goes
    to the log, not to people."""
    progress = Progress(house, job, worker, clock, stopping)
    result, state, error = {}, "done", ""
    try:
        result = KINDS[job.kind].run(house, progress, json.loads(job.params), clock)
    except Cancelled:
        state = "cancelled"
    except Stopping:
        state = "stopped"
    except Lost:
        return "lost"
    except Exception as trouble:  # a job may fail in any way; its row must say so
        logging.getLogger("schoolapp").exception("job %s %s failed", job.id, job.kind)
        state, error = "failed", type(trouble).__name__
    for tries_left in (2, 1, 0):
        try:
            return _note_end(house, job, worker, state, result, error, clock())
        except Busy:
            if not tries_left:
                raise
    return state


def _note_end(house: House, job: JobRow, worker: str, state: str, result: Mapping[str, Any], error: str, now: datetime) -> str:
    c = records.job.c
    with house.plain_writing() as connection:
        mine = connection.execute(
            update(records.job)
            .where(c.id == job.id, c.worker == worker, c.state == "running")
            .values(state=state, ended_at=now, lease_until=None, result=_text(result), error=error)
        ).rowcount
        if not mine:
            return "lost"
        _note_last(connection, job.kind, state, now)
    return state


def _note_last(connection: Connection, name: str, state: str, now: datetime) -> None:
    plan = records.list_schedule(connection)
    if name in plan:
        base.update(connection, records.schedule, plan[name][0], last_state=state, last_ended_at=now)


def fresh_worker_name() -> str:
    return f"worker-{secrets.token_hex(6)}"
