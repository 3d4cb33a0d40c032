"""A WSGI door before the app: posts of the register form go in one after another where the database has one writer. A thread that would only
wait inside takes the interpreter, again and again, from the one that works."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

LONGEST_SECONDS = 2.0  # a post that waited so long goes in all the same; the write's own queue says then what is so


class Turns:
    """`path`: the address whose posts take turns."""

    def __init__(self, inside: Callable[..., Iterable[bytes]], path: str) -> None:
        self.inside, self.path, self._turn = inside, path, threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or environ.get("PATH_INFO") != self.path:
            return self.inside(environ, start_response)
        mine = self._turn.acquire(timeout=LONGEST_SECONDS)
        try:
            return self.inside(environ, start_response)
        finally:
            if mine:
                self._turn.release()
