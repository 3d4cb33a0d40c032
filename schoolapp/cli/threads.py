"""The threads of the production server. Where the database has one writer, registrations go to a thread of their own: one that only waited for its
turn would take a thread from readers, and the interpreter, again and again, from the one that works."""

from __future__ import annotations

from typing import Any

from waitress.task import ThreadedTaskDispatcher


class Registering(ThreadedTaskDispatcher):  # type: ignore[misc]
    """waitress's threads, one of which takes the posts to `path` and nothing else."""

    def __init__(self, threads: int, path: str) -> None:
        super().__init__()
        self.path, self.one = path, ThreadedTaskDispatcher()
        self.one.set_thread_count(1)
        self.set_thread_count(threads - 1)

    def add_task(self, task: Any) -> None:
        """`task`: a channel; its first request is the one to be answered."""
        asked = task.requests[0]
        if asked.path == self.path and asked.command == "POST":
            self.one.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        ended = [threads.shutdown(cancel_pending, timeout) for threads in (self.one, super())]
        return all(ended)
