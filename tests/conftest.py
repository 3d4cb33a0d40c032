"""Fixtures that every room of the tests shares: the two databases, Chromium, and the limits (no network, no deadlines).
What belongs to one room stands in that room."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from schoolapp.config import Config
from tests.postgres import Server

if TYPE_CHECKING:  # loaded by the tests that use it
    from tests.cast import SmallSchool

# The same examples on every run of the build server; no deadlines, since a busy machine is no fault.
settings.register_profile("schoolapp", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("schoolapp")

_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def _plain_environment() -> Iterator[None]:
    """The machine's own settings of the app and its proxies do not reach the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("SCHOOLAPP_") or name.lower().endswith("_proxy"):
                patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Nothing but this machine can be reached from the test process."""
    connect = socket.socket.connect

    def near(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reaches for the network: {address!r}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", near)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The PostgreSQL server of this test run, started when the first test asks for it."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """The address of a new, empty PostgreSQL database."""
    name = f"empty_{next(_numbers)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each test that needs a database runs on both. `@on_sqlite` or `@on_postgres` (below) where only one makes sense."""
    return str(request.param)


on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)


@pytest.fixture
def empty_database(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """Settings of an installation before its first `migrate`: an empty database and no data folder yet."""
    url = request.getfixturevalue("postgres_url") if database_kind == "postgres" else ""
    return Config(data_dir=tmp_path / "instance", database_url=url)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Gives the data folder of a freshly migrated school without content, made once per kind; on PostgreSQL the database
    `migrated` belongs to it. Both are only copied from."""
    made: dict[str, Path] = {}

    def template(kind: str) -> Path:
        if kind not in made:
            from schoolapp.services.school import migrate

            folder = tmp_path_factory.mktemp(f"migrated-{kind}") / "instance"
            url = ""
            if kind == "postgres":
                server: Server = request.getfixturevalue("postgres")
                server.drop("migrated")  # what a failed attempt left
                url = server.create("migrated")
            migrate(Config(data_dir=folder, database_url=url))
            made[kind] = folder
        return made[kind]

    return template


@pytest.fixture
def database(database_kind: str, tmp_path: Path, migrated: Callable[[str], Path], request: pytest.FixtureRequest) -> Iterator[Config]:
    """Settings of a migrated installation without a school: own data folder, own database (a copy, so that it is there at once)."""
    folder = tmp_path / "instance"
    shutil.copytree(migrated(database_kind), folder)
    if database_kind == "sqlite":
        yield Config(data_dir=folder)
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"school_{next(_numbers)}"
    yield Config(data_dir=folder, database_url=server.create(name, "migrated"))
    server.drop(name)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    """The small school of `tests.cast` in a database of its own. A room whose school is another one says so under this same name."""
    from schoolapp.services.school import open_house
    from tests.cast import make_school

    house = open_house(database)
    yield make_school(house)
    house.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium, for Playwright's `executable_path`."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("Chromium is missing: apt-get install chromium", pytrace=False)


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Gives a TCP port on 127.0.0.1 that nobody listens on now."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find
