"""The server's threads: registrations go one after another through a thread of their own, and pages are answered meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
import waitress.server

from schoolapp.cli.threads import Registering

PATIENCE = 20


class Asked:
    """As much of a channel as the threads know: its requests, and the work."""

    def __init__(self, method: str, path: str, work: Callable[[], object]) -> None:
        self.requests = [SimpleNamespace(command=method, path=path)]
        self.service = work


def test_registrations_come_one_after_another_and_hold_up_no_page() -> None:
    threads, gate, page = Registering(3, "/homework/new"), threading.Event(), threading.Event()
    order: list[tuple[int, str]] = []
    done = threading.Event()

    def register(n: int) -> Callable[[], None]:
        def work() -> None:
            gate.wait(PATIENCE)
            order.append((n, threading.current_thread().name))
            if n == 4:
                done.set()

        return work

    for n in range(5):
        threads.add_task(Asked("POST", "/homework/new", register(n)))
    threads.add_task(Asked("GET", "/homework/new", page.set))
    assert page.wait(PATIENCE)
    assert order == []
    gate.set()
    assert done.wait(PATIENCE)
    assert [n for n, _name in order] == [0, 1, 2, 3, 4]
    assert len({name for _n, name in order}) == 1
    assert threads.shutdown()


def test_no_more_threads_than_were_asked_for() -> None:
    threads = Registering(4, "/homework/new")
    assert len(threads.threads) + len(threads.one.threads) == 4
    assert threads.shutdown()
    assert len(threads.threads) + len(threads.one.threads) == 0


def test_the_server_takes_these_threads() -> None:
    threads = Registering(2, "/homework/new")
    server = waitress.server.create_server(lambda _environ, _start: [], host="127.0.0.1", port=0, _dispatcher=threads)
    try:
        assert server.task_dispatcher is threads
    finally:
        server.close()


@pytest.mark.parametrize("path", ["/homework/new/", "/today", ""])
def test_other_posts_go_to_the_threads_of_all(path: str) -> None:
    threads, there = Registering(2, "/homework/new"), threading.Event()
    held = threading.Event()
    threads.add_task(Asked("POST", "/homework/new", lambda: held.wait(PATIENCE)))
    threads.add_task(Asked("POST", path, there.set))
    assert there.wait(PATIENCE)
    held.set()
    assert threads.shutdown()
