"""How the app is reached for measuring: addresses and field names, in this one file. Makes the demo school, serves it, logs in."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urljoin

from bench.forms import Form, Visitor
from schoolapp import clock

PROGRAM = [sys.executable, "-c", "import sys; from schoolapp.cli import main; sys.exit(main())"]
LOGIN = "/login"
REGISTER = "/homework"  # the form for today's homework; `?day=` another day
BOARD = "/load"  # the grade's table, with the chart of its loads
CLASS_FIELD, DAY_FIELD, KEY_FIELD = "classes", "day", "key"
ITEM = {"items-0-text": "口算练习一页", "items-0-minutes": "1"}  # one minute, so that the cap is not what is measured
PUBLISH = {"publish": "1"}


def environment(folder: Path) -> dict[str, str]:
    """The environment of an installation of its own in `folder`."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLAPP_")}
    return {**plain, "SCHOOLAPP_DATA_DIR": str(folder / "instance")}


def make_demo(folder: Path) -> dict[str, tuple[str, str]]:
    """The demo school in `folder`: role -> (user name, password)."""
    made = subprocess.run([*PROGRAM, "demo", "--no-serve", "--json"], env=environment(folder), capture_output=True, text=True, check=True)
    return {account["role"]: (account["username"], account["password"]) for account in json.loads(made.stdout)}


def notice_paths(folder: Path) -> list[str]:
    """The address of every class's notice."""
    shown = subprocess.run([*PROGRAM, "links", "--json"], env=environment(folder), capture_output=True, text=True, check=True)
    return [link["path"] for link in json.loads(shown.stdout)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The server as a child process, from its first answer to the end of the block; what it says goes to a file in `folder`."""
    said = folder / f"server-{port}.log"
    with said.open("wb") as log:
        server = subprocess.Popen(command, env=environment(folder), stdout=log, stderr=log)
        try:
            patience = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if server.poll() is not None or time.monotonic() > patience:
                        raise RuntimeError("no server: " + said.read_text(errors="replace")[-2000:]) from None
                    time.sleep(0.05)
            yield server
        finally:
            server.terminate()
            server.wait(20)


def logged_in(port: int, account: tuple[str, str]) -> Visitor:
    """A visitor with a session."""
    visitor = Visitor(port)
    answer = visitor.post(visitor.get(LOGIN).form(LOGIN), {"number": account[0], "password": account[1]})
    if answer.status != 303:
        raise RuntimeError(f"the login answered {answer.status}")
    return visitor


def days_with_room(teacher: Visitor, count: int) -> list[str]:
    """The next days (as the form names them) for which the register form opens."""
    found: list[str] = []
    today = day = clock.now().date()
    while len(found) < count and (day - today).days < 250:
        day += timedelta(days=1)
        if any(KEY_FIELD in dict(form.fields) for form in teacher.get(f"{REGISTER}?{DAY_FIELD}={day}").forms):
            found.append(day.isoformat())
    return found


def posts(teacher: Visitor, days: Sequence[str], count: int) -> tuple[str, list[bytes]]:
    """(path, bodies): `count` registrations of one item each, over all of the teacher's classes and `days` in turn, each with
    the fresh key of a form of its own."""
    path, bodies = "", []
    while len(bodies) < count:
        day = days[len(bodies) % len(days)]
        form = next(f for f in teacher.get(f"{REGISTER}?{DAY_FIELD}={day}").forms if KEY_FIELD in dict(f.fields))
        path = form.action
        bodies.append(form.filled({**ITEM, **PUBLISH, CLASS_FIELD: _classes(form)[len(bodies) // len(days) % len(_classes(form))]}))
    return path, bodies


def _classes(form: Form) -> list[str]:
    return [value for name, value in form.fields if name == CLASS_FIELD]


def chart_paths(visitor: Visitor) -> list[str]:
    """Every chart that the board's pages show: each grade, in both languages."""
    start = visitor.get(BOARD)
    pages = {BOARD, *(link for link in start.links if link.startswith(BOARD))}
    found: set[str] = set()
    for page in sorted(pages):
        for lang in ("zh", "en"):
            address = f"{page}{'&' if '?' in page else '?'}{urlencode({'lang': lang})}"
            found |= {urljoin(address, picture) for picture in visitor.get(address).pictures}
    return sorted(path for path in found if path.startswith("/"))


def resident_megabytes(server: subprocess.Popen[bytes]) -> tuple[float, float]:
    """(now, highest so far) of a child process, from /proc (Linux)."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    values = {line.split(":")[0]: int(line.split()[1]) for line in status.splitlines() if line.startswith(("VmRSS", "VmHWM"))}
    return round(values["VmRSS"] / 1024, 1), round(values["VmHWM"] / 1024, 1)
