"""Hands a file of unknown content to a child process and takes its answer back, bounded in time and length. What the child does with the
file, and how it bounds itself, stands in the child's own module."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Sequence


class ChildFailed(Exception):
    """No answer came. `code`: too_slow (it was stopped) or too_heavy (it ended by itself, for want of memory or time)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask_child(arguments: Sequence[str], data: bytes, *, seconds: float, answer_max: int) -> bytes:
    """What Python, started with these arguments, writes to its standard output when `data` is its standard input. A longer answer than
    `answer_max` bytes counts as too heavy. The settings (which hold secrets) do not reach the child."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLAPP_")}
    command = [sys.executable, "-P", "-B", "-X", "utf8", *arguments]
    late = threading.Event()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        def stop() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(seconds, stop)
        clock.daemon = True
        clock.start()
        assert child.stdin is not None and child.stdout is not None
        try:
            for give in (lambda: child.stdin.write(data), child.stdin.close):
                with contextlib.suppress(OSError):  # a child that ended early; its answer says why
                    give()
            answer = child.stdout.read(answer_max + 1)
            if len(answer) > answer_max:
                child.kill()
            child.wait()  # the clock still runs
        finally:
            clock.cancel()
            child.kill()
    if late.is_set():
        raise ChildFailed("too_slow")
    if child.returncode != 0:
        raise ChildFailed("too_heavy")
    return answer
