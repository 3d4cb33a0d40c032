"""One thread that takes due jobs from the table and runs them, one at a time, one that publishes homework at its time, one that tells
staff groups, one that closes families' answers, and one that seals the day, until they are told to stop: what a teacher set for half past
three waits for no long job and no network."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from schoolapp.services import (
    feedback,
    jobs,
    outbox,
    packs,  # noqa: F401  plugs its job in
    seals,
    suggestions,  # noqa: F401  likewise
    surveys,
)
from schoolapp.services.homework import timed
from schoolapp.services.house import Busy, House

LOOK_EVERY_SECONDS = 1.0


class Worker:
    """`start()` begins looking for work; `stop()` ends it: a job in hand stops at its next step."""

    def __init__(self, house: House, clock: Callable[[], datetime]) -> None:
        self.house, self.clock = house, clock
        self.name = jobs.fresh_worker_name()
        self._stop = threading.Event()
        looks = (self.work_once, self.publish_once, self.tell_once, self.close_once, self.seal_once)
        self._threads = [threading.Thread(target=self._loop, args=(look,), name=f"{self.name}-{look.__name__}", daemon=True) for look in looks]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop_soon(self) -> None:
        """Asks for the end without waiting for it."""
        self._stop.set()

    def stop(self, seconds: float = 5) -> None:
        self.stop_soon()
        for thread in self._threads:
            thread.join(seconds)

    @property
    def running(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def work_once(self) -> bool:
        """Takes and runs one job; False where none is due."""
        job = jobs.take_next(house=self.house, worker=self.name, now=self.clock())
        if job is None:
            return False
        jobs.run_job(house=self.house, job=job, worker=self.name, clock=self.clock, stopping=self._stop.is_set)
        return True

    def publish_once(self) -> bool:
        """Publishes the homework whose time has come; False where nothing was. No job is made of it: the audit trail says it all."""
        return timed.is_due(house=self.house, now=self.clock()) and timed.publish_due(house=self.house, now=self.clock()) > 0

    def tell_once(self) -> bool:
        """Sends one message that is due to a staff group; False where none was. It waits for the network on a thread of its own."""
        return outbox.tell_due(house=self.house, clock=self.clock)

    def close_once(self) -> bool:
        """Closes the families' answers to days that are over, and takes away what limited them; closes questionnaires whose last day has
        passed. False where there is nothing to close."""
        answers = feedback.is_due(house=self.house, now=self.clock()) and feedback.close_due(house=self.house, now=self.clock()) > 0
        asked = surveys.is_due(house=self.house, now=self.clock()) and surveys.close_due(house=self.house, now=self.clock()) > 0
        return answers or asked

    def seal_once(self) -> bool:
        """Seals the day whose evening has come; False where it is sealed."""
        return seals.is_due(house=self.house, now=self.clock()) and seals.seal_due(house=self.house, now=self.clock()) is not None

    def _loop(self, look: Callable[[], bool]) -> None:
        while not self._stop.is_set():
            try:
                if look():
                    continue
            except Busy:
                pass  # the next look finds the database again
            except Exception:
                logging.getLogger("schoolapp").exception("the worker stumbled")
            self._stop.wait(LOOK_EVERY_SECONDS)
