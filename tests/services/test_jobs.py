"""Jobs: asked for once, taken under a lease, progress, stopping, a dead process, failure, the schedule, two workers at one table."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from schoolapp.records import jobs as records
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import jobs
from schoolapp.services.house import House
from schoolapp.services.jobs import JobKind, JobView, Progress
from schoolapp.work.worker import Worker
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY

STEPS = {"first": "第一步", "second": "第二步"}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: int) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, JobKind]:
    """Only what the test plugs in."""
    plugged: dict[str, JobKind] = {}
    monkeypatch.setattr(jobs, "KINDS", plugged)
    return plugged


def plug(work: Callable[[Progress, dict[str, Any]], dict[str, Any] | None], name: str = "count", **more: Any) -> None:
    @jobs.kind(name, title="数数", steps=STEPS, **more)
    def run(house: House, progress: Progress, params: dict[str, Any], clock: Callable[[], datetime]) -> dict[str, Any]:
        return work(progress, params) or {}


def ask(small: SmallSchool, who: str = "t05", *, now: datetime = NOW, **params: Any) -> int:
    return jobs.ask(house=small.house, actor=small.actor(who), kind="count", params=params, now=now)


def seen(small: SmallSchool, job_id: int, who: str = "t05", *, now: datetime = NOW) -> JobView:
    return jobs.get_job(house=small.house, actor=small.actor(who), job_id=job_id, now=now)


def take(small: SmallSchool, clock: Clock, worker: str = "w1") -> records.JobRow:
    row = jobs.take_next(house=small.house, worker=worker, now=clock())
    assert row is not None
    return row


def test_a_job_runs_to_its_end(small: SmallSchool, clock: Clock) -> None:
    plug(lambda progress, params: {"twice": params["n"] * 2})
    job_id = ask(small, n=21)
    assert seen(small, job_id).state == "waiting"
    worker = Worker(small.house, clock)
    assert worker.work_once() and not worker.work_once()
    done = seen(small, job_id)
    assert (done.state, done.result, done.title, done.mine, done.ended_at) == ("done", {"twice": 42}, "数数", True, NOW)


def test_progress_is_seen_while_it_runs(small: SmallSchool, clock: Clock) -> None:
    watched: list[tuple[str, int, int, int, int]] = []

    def work(progress: Progress, _params: dict[str, Any]) -> None:
        for step, done in (("first", 1), ("first", 2), ("second", 5)):
            progress(step, done, 9)
            view = seen(small, job_id)
            watched.append((view.step, view.step_no, view.steps, view.done, view.total))

    plug(work)
    job_id = ask(small)
    Worker(small.house, clock).work_once()
    assert watched == [("第一步", 1, 2, 1, 9), ("第一步", 1, 2, 1, 9), ("第二步", 2, 2, 5, 9)]  # within a second of a step nothing is written


@on_sqlite
def test_one_of_a_kind_at_a_time(small: SmallSchool, clock: Clock) -> None:
    plug(lambda progress, params: None)
    first = ask(small)
    assert ask(small, "t07") == first
    take(small, clock)
    assert ask(small) == first
    assert ask(small, now=NOW + timedelta(minutes=5)) != first  # its process is dead


@on_sqlite
def test_a_waiting_job_is_stopped_at_once(small: SmallSchool, clock: Clock) -> None:
    plug(lambda progress, params: pytest.fail("must not run"))
    job_id = ask(small)
    jobs.cancel(house=small.house, actor=small.actor("t05"), job_id=job_id, now=NOW)
    assert not Worker(small.house, clock).work_once() and seen(small, job_id).state == "cancelled"


def test_a_running_job_stops_at_its_next_step(small: SmallSchool, clock: Clock) -> None:
    def work(progress: Progress, _params: dict[str, Any]) -> None:
        progress("first")
        jobs.cancel(house=small.house, actor=small.actor("t07"), job_id=job_id, now=NOW)
        assert seen(small, job_id).stopping
        progress("second")
        pytest.fail("must have stopped")

    plug(work)
    job_id = ask(small)
    Worker(small.house, clock).work_once()
    assert seen(small, job_id).state == "cancelled"
    jobs.cancel(house=small.house, actor=small.actor("t05"), job_id=job_id, now=NOW)
    assert seen(small, job_id).state == "cancelled"


def test_a_dead_process_shows_as_stopped(small: SmallSchool, clock: Clock) -> None:
    plug(lambda progress, params: None)
    job_id = ask(small)
    take(small, clock)
    clock.pass_by(seconds=59)
    assert seen(small, job_id, now=clock()).state == "running"
    clock.pass_by(seconds=2)
    assert seen(small, job_id, now=clock()).state == "stopped"
    assert jobs.take_next(house=small.house, worker="w2", now=clock()) is None
    with small.house.reading() as connection:
        row = records.find_job(connection, job_id)
    assert row is not None and (row.state, row.ended_at, row.lease_until) == ("stopped", clock(), None)


@on_sqlite
def test_who_lost_the_lease_writes_nothing_more(small: SmallSchool, clock: Clock) -> None:
    def work(progress: Progress, _params: dict[str, Any]) -> dict[str, Any]:
        clock.pass_by(seconds=61)
        assert jobs.take_next(house=small.house, worker="w2", now=clock()) is None  # the other one finds it dead
        progress("first")
        pytest.fail("the lease is gone")

    plug(work)
    job_id = ask(small)
    row = take(small, clock)
    assert jobs.run_job(house=small.house, job=row, worker="w1", clock=clock) == "lost"
    assert seen(small, job_id).state == "stopped"


@on_sqlite
def test_progress_renews_the_lease(small: SmallSchool, clock: Clock) -> None:
    def work(progress: Progress, _params: dict[str, Any]) -> None:
        for done in range(5):
            clock.pass_by(seconds=40)
            progress("first", done, 5)
            assert jobs.take_next(house=small.house, worker="w2", now=clock()) is None

    plug(work)
    job_id = ask(small)
    Worker(small.house, clock).work_once()
    assert seen(small, job_id, now=clock()).state == "done"


@on_sqlite
def test_a_failure_is_told_without_its_text(small: SmallSchool, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    def work(progress: Progress, _params: dict[str, Any]) -> None:
        raise RuntimeError("secret detail")

    plug(work)
    job_id = ask(small)
    Worker(small.house, clock).work_once()
    assert seen(small, job_id).state == "failed" and "secret detail" in caplog.text
    with small.house.reading() as connection:
        row = records.find_job(connection, job_id)
    assert row is not None and row.error == "RuntimeError"


@on_sqlite
def test_the_server_stops_and_the_job_says_so(small: SmallSchool, clock: Clock) -> None:
    def work(progress: Progress, _params: dict[str, Any]) -> None:
        worker.stop_soon()
        progress("second")

    plug(work)
    job_id = ask(small)
    worker = Worker(small.house, clock)
    worker.work_once()
    assert seen(small, job_id).state == "stopped"


def test_the_schedule_asks_by_itself(small: SmallSchool, clock: Clock) -> None:
    ran: list[datetime] = []
    plug(lambda progress, params: ran.append(clock()), every=timedelta(hours=1))
    worker = Worker(small.house, clock)
    assert worker.work_once() and not worker.work_once()
    clock.pass_by(minutes=59)
    assert not worker.work_once()
    clock.pass_by(minutes=1)
    assert worker.work_once() and ran == [NOW, clock()]
    (planned,) = jobs.list_plan(house=small.house, actor=small.actor("t07"))
    assert (planned.last_state, planned.last_ended_at, planned.due_at) == ("done", clock(), clock() + timedelta(hours=1))


@on_sqlite
def test_the_last_run_of_a_dead_process_is_noted(small: SmallSchool, clock: Clock) -> None:
    plug(lambda progress, params: None, every=timedelta(hours=1))
    take(small, clock)
    clock.pass_by(minutes=2)
    assert jobs.take_next(house=small.house, worker="w2", now=clock()) is None
    (planned,) = jobs.list_plan(house=small.house, actor=small.actor("t07"))
    assert planned.last_state == "stopped"


def test_two_workers_never_take_the_same(small: SmallSchool, clock: Clock) -> None:
    plug(lambda progress, params: None, every=timedelta(hours=1))
    taken: list[int] = []
    start = threading.Barrier(4)

    def work(name: str) -> None:
        start.wait()
        row = jobs.take_next(house=small.house, worker=name, now=NOW)
        if row is not None:
            taken.append(row.id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with small.house.reading() as connection:
        assert len(taken) == 1 and connection.execute(select(records.job.c.id)).scalars().all() == taken


@on_sqlite
def test_jobs_are_seen_by_who_asked_and_by_those_who_see_jobs(small: SmallSchool) -> None:
    plug(lambda progress, params: None)
    job_id = ask(small)
    assert seen(small, job_id, "t08").id == job_id and not seen(small, job_id, "t08").mine
    with pytest.raises(NotFound):
        seen(small, job_id, "t01")
    with pytest.raises(NotFound):
        seen(small, job_id + 1)
    with pytest.raises(NotFound):
        jobs.cancel(house=small.house, actor=small.actor("t02"), job_id=job_id, now=NOW)
    with pytest.raises(NotAllowed):
        jobs.list_plan(house=small.house, actor=small.actor("t01"))
    assert [job.id for job in jobs.list_jobs(house=small.house, actor=small.actor("t08"), now=NOW)] == [job_id]
    assert jobs.list_jobs(house=small.house, actor=small.actor("t01"), now=NOW) == []


@on_sqlite
def test_the_worker_thread_starts_and_ends(small: SmallSchool, clock: Clock) -> None:
    ran = threading.Event()
    plug(lambda progress, params: ran.set())
    ask(small)
    worker = Worker(small.house, clock)
    worker.start()
    assert ran.wait(10)
    worker.stop()
    assert not worker.running


@on_sqlite
def test_the_pack_is_a_job(small: SmallSchool, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    from schoolapp.services import packs
    from schoolapp.services.packs import make as making

    monkeypatch.setattr(making, "charts_of", lambda snapshot, made_at: ())
    jobs.kind("pack", title="", steps=making.STEPS)(making._run)
    job_id = packs.ask_pack(house=small.house, actor=small.actor("t05"), start=FRIDAY, end=MONDAY, now=NOW)
    assert packs.pack_under_way(house=small.house, actor=small.actor("t07"), now=NOW) is not None
    Worker(small.house, clock).work_once()
    done = seen(small, job_id)
    (row,) = packs.list_packs(house=small.house, actor=small.actor("t05"))
    assert (done.state, done.result, row.maker) == ("done", {"pack": row.id}, "教导处")
    assert packs.pack_under_way(house=small.house, actor=small.actor("t07"), now=NOW) is None
