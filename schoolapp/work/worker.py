"""One thread that takes due jobs from the table and runs them, one at a time, until it is told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from schoolapp.services import (
    jobs,
    packs,  # noqa: F401  plugs its job in
)
from schoolapp.services.house import Busy, House

LOOK_EVERY_SECONDS = 1.0


class Worker:
    """`start()` begins looking for work; `stop()` ends it: a job in hand stops at its next step."""

    def __init__(self, house: House, clock: Callable[[], datetime]) -> None:
        self.house, self.clock = house, clock
        self.name = jobs.fresh_worker_name()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=self.name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop_soon(self) -> None:
        """Asks for the end without waiting for it."""
        self._stop.set()

    def stop(self, seconds: float = 5) -> None:
        self.stop_soon()
        self._thread.join(seconds)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def work_once(self) -> bool:
        """Takes and runs one job; False where none is due."""
        job = jobs.take_next(house=self.house, worker=self.name, now=self.clock())
        if job is None:
            return False
        jobs.run_job(house=self.house, job=job, worker=self.name, clock=self.clock, stopping=self._stop.is_set)
        return True

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                if self.work_once():
                    continue
            except Busy:
                pass  # the next look finds the database again
            except Exception:
                logging.getLogger("schoolapp").exception("the worker stumbled")
            self._stop.wait(LOOK_EVERY_SECONDS)
