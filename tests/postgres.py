"""A real PostgreSQL for the tests: made in a temporary folder, reached by a unix socket, stopped with the test run.
Nothing here knows the app; the fixtures stand in conftest."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg

ROLE = "school"
# Speed, not safety: the data is thrown away, and what a crash would leave behind is not what these tests ask.
SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
    "max_connections": "120", "shared_buffers": "64MB", "max_wal_size": "128MB", "min_wal_size": "32MB",
}
# Starts the server and says so; ends it when the pipe from the test run closes, however the run came to its end.
KEEPER = """
"$1/pg_ctl" -s -w -t 60 -l "$HOME/log" -o "$2" start >/dev/null 2>&1 && echo ready || echo failed
cat >/dev/null
"$1/pg_ctl" -s -m immediate stop >/dev/null 2>&1
rm -rf "$HOME"
"""


def programs() -> Path:
    """The folder of PostgreSQL's server programs: Debian's newest, else where PATH has initdb."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]) if p.parts[-3].isdigit() else 0)
    found = debian[-1] if debian else shutil.which("initdb")
    if not found:
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
    return Path(found).resolve().parent


def _owner() -> dict[str, Any]:
    """Whom to run as: PostgreSQL refuses root, so root lends it to `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return {}
    import pwd  # not there on Windows, where nobody comes this far

    for name in ("postgres", "nobody"):
        try:
            who = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    raise RuntimeError("no account for PostgreSQL: neither postgres nor nobody")


def _room() -> str:
    """Memory where the machine has a gigabyte of it to spare (copying a database is ten times quicker there), else /tmp.
    Both are short: a socket's path has at most 107 characters."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30:
        return str(memory)
    return "/tmp"


class Server:
    """A running server. `url(name)` is a database's address for SQLAlchemy; `create` and `drop` are quick (copies of a template)."""

    def __init__(self) -> None:
        owner = _owner()
        self.folder = Path(tempfile.mkdtemp(prefix="schoolpg-", dir=_room()))
        if owner:
            os.chown(self.folder, owner["user"], owner["group"])
        data, where = self.folder / "data", programs()
        env = {"PGDATA": str(data), "HOME": str(self.folder), "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
        subprocess.run([where / "initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
                       check=True, stdout=subprocess.DEVNULL, cwd="/", env=env, **owner)
        options = " ".join([f"-k {self.folder}", *(f"-c {key}={value or repr('')}" for key, value in SETTINGS.items())])
        self._keeper = subprocess.Popen(  # in a session of its own: Ctrl-C ends the tests first, then the server
            ["/bin/sh", "-c", KEEPER, "keeper", str(where), options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            cwd="/", env=env, start_new_session=True, **owner)
        assert self._keeper.stdout
        if self._keeper.stdout.readline() != b"ready\n":
            log = self.folder / "log"
            said = log.read_text(errors="replace")[-800:] if log.exists() else "no log"
            self.stop()
            raise RuntimeError(f"PostgreSQL did not start: {said}")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{ROLE}@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, empty or a copy of `template` (which nobody may be connected to). Gives its address."""
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Removes a database, also one that still has connections."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user=ROLE, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        self._keeper.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)
