"""How the app is reached for measuring: addresses and field names, in this one file. Makes the demo school, serves it, logs in."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bench.forms import Form, Visitor
from schoolapp import clock

PROGRAM = [sys.executable, "-m", "schoolapp.cli"]
LOGIN, FIRST, REGISTER = "/login", "/login/first", "/homework/new"
ACCOUNTS = 9  # so many of the staff have a password from the start; they stand first
CODE = re.compile(r"[2-9A-HJKMNP-Z]{8}")
LOOKS = ("chart-light.svg", "chart-dark.svg", "chart.svg", "chart.png")  # the pictures of one grade's week
GRADES = range(1, 10)
# One minute, done at school: no class's cap is what is measured, in no grade.
ITEM = {"items-0-text": "口算练习一页", "items-0-kind": "书面", "items-0-tier": "全体", "items-0-minutes": "other", "items-0-minutes_other": "1",
        "items-0-in_school": "1"}


def environment(folder: Path) -> dict[str, str]:
    """The environment of an installation of its own in `folder`."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLAPP_")}
    return {**plain, "SCHOOLAPP_DATA_DIR": str(folder / "instance")}


def command(folder: Path, *words: str) -> tuple[str, float]:
    """One whole `schoolapp` command as a process of its own: what it printed, and the seconds from start to end."""
    began = time.perf_counter()
    ran = subprocess.run([*PROGRAM, *words], env=environment(folder), capture_output=True, text=True, check=False)
    lasted = time.perf_counter() - began
    if ran.returncode:
        raise RuntimeError(f"schoolapp {' '.join(words)}: {(ran.stdout + ran.stderr)[-2000:]}")
    return ran.stdout, lasted


def make_demo(folder: Path) -> dict[str, tuple[str, str]]:
    """The demo school in `folder`: role -> (user name, password)."""
    made, _seconds = command(folder, "demo", "--no-serve", "--json")
    return {account["role"]: (account["username"], account["password"]) for account in json.loads(made)}


def more_teachers(folder: Path, port: int, count: int) -> list[tuple[str, str]]:
    """(user name, password) of `count` more of the staff, from all over the list: each logs in with a one-time code and sets a password,
    as on the first day."""
    numbers = [line.split("\t")[0] for line in command(folder, "user", "list")[0].splitlines()][ACCOUNTS:]
    found = []
    for number in numbers[::max(1, len(numbers) // count)][:count]:
        code = CODE.search(command(folder, "user", "code", number)[0])
        if code is None:
            raise RuntimeError("no one-time code was printed")
        visitor = logged_in(port, (number, code[0]))
        password = secrets.token_urlsafe(12)
        answer = visitor.post(visitor.get(FIRST).form(FIRST), {"fresh": password, "again": password})
        if answer.status != 303:
            raise RuntimeError(f"the first password answered {answer.status}")
        found.append((number, password))
    return found


def notice_paths(folder: Path) -> list[str]:
    """The address of every class's notice."""
    return [link["path"] for link in json.loads(command(folder, "links", "--json")[0])]


def verified(folder: Path) -> None:
    """Refuses figures of writes that broke the audit chain."""
    command(folder, "audit", "verify", "--json")


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


def register_forms(port: int, accounts: Sequence[tuple[str, str]]) -> list[tuple[Visitor, Form]]:
    """A logged-in visitor with the register form for each account that teaches."""
    found = []
    for account in accounts:
        visitor = logged_in(port, account)
        answer = visitor.get(REGISTER)
        forms = [form for form in answer.forms if "classes" in form.offered]
        if forms:
            found.append((visitor, forms[0]))
    return found


def days_with_room(forms: Sequence[tuple[Visitor, Form]], count: int) -> list[str]:
    """The next days for which a registration is taken, asked by registering one item each; in the holidays, where none is taken, the
    last days before today, as late entries."""
    visitor, form = forms[0]
    today = clock.now().date()
    for step in (1, -1):
        found: list[str] = []
        for n in range(1, 190):
            if len(found) == count:
                return found
            day = (today + timedelta(days=step * n)).isoformat()
            body = body_of(form, day, form.offered["classes"][0])
            if visitor.ask("POST", REGISTER, body).status == 303:
                found.append(day)
        if found:
            return found
    raise RuntimeError("no day takes a registration")


def body_of(form: Form, day: str, class_id: str) -> bytes:
    """One registration of one item for one class, with a fresh key."""
    late = {"reason": "补记"} if day < clock.now().date().isoformat() else {}
    # "again": equal items are what it registers, and the app would ask about each of them
    return form.filled({**ITEM, **late, "classes": class_id, "day": day, "request_key": secrets.token_urlsafe(24), "do": "again"})


def posts(forms: Sequence[tuple[Visitor, Form]], days: Sequence[str], count: int, start: int = 0) -> list[tuple[Visitor, bytes]]:
    """`count` registrations with fresh keys: over all teachers, their classes and `days` in turn, from the `start`th on."""
    places = [(visitor, form, day, class_id) for day in days for n in range(max(len(f.offered["classes"]) for _v, f in forms))
              for visitor, form in forms for class_id in form.offered["classes"][n:n + 1]]
    return [(visitor, body_of(form, day, class_id)) for visitor, form, day, class_id in
            (places[(start + n) % len(places)] for n in range(count))]


def chart_paths(weeks: int) -> list[str]:
    """Every picture of the boards of the last `weeks` weeks: each grade, light, dark and as a file, in both languages."""
    monday = clock.now().date() - timedelta(days=clock.now().weekday())
    return [f"/load/{grade}/{monday - timedelta(weeks=back)}/{look}?lang={lang}"
            for back in range(weeks) for grade in GRADES for look in LOOKS for lang in ("zh", "en")]


def page_times(port: int, accounts: dict[str, tuple[str, str]], form: tuple[Visitor, Form], day: str) -> dict[str, tuple[float, float]]:
    """Page -> milliseconds to its whole answer for one visitor: the first time after a change of the data, and the middle of the next
    nine."""
    writer, fields = form
    monday = clock.now().date() - timedelta(days=clock.now().weekday())
    found = {}
    for role, path in (("teacher", "/today"), ("office", f"/load/3/{monday}"), ("principal", "/findings")):
        visitor = logged_in(port, accounts[role])
        visitor.get(path)
        if writer.ask("POST", REGISTER, body_of(fields, day, fields.offered["classes"][0])).status != 303:
            raise RuntimeError("a registration was refused")
        times = []
        for _ in range(10):
            began = time.perf_counter()
            if visitor.get(path).status != 200:
                raise RuntimeError(f"{path} did not answer with a page")
            times.append((time.perf_counter() - began) * 1000)
        found[path.split("/2")[0]] = (round(times[0], 1), round(statistics.median(times[1:]), 1))
    return found


def resident_megabytes(server: subprocess.Popen[bytes]) -> tuple[float, float]:
    """(now, highest so far) of a child process, from /proc (Linux)."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    values = {line.split(":")[0]: int(line.split()[1]) for line in status.splitlines() if line.startswith(("VmRSS", "VmHWM"))}
    return round(values["VmRSS"] / 1024, 1), round(values["VmHWM"] / 1024, 1)
