"""The demo school served on a school day of the tests' own, and Chromium to visit it. What a visitor does stands in the tests."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visits import Served, Visits, set_clock

STEP_SECONDS, START_SECONDS = 0.05, 120
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--no-proxy-server")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]) -> Iterator[Served]:
    """The demo school, made at 15:30 of a Monday in November and served until the end of the test run."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    set_clock(folder, 15, 30)
    said = folder / "said"
    command = [sys.executable, "-m", "tests.browser.serve_at", str(folder), str(port)]
    with said.open("wb") as out, (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=out, stderr=log, cwd=ROOT)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(server, url, folder / "log")
            told = json.loads(said.read_text(encoding="utf-8"))
            accounts = {role: (number, password) for role, (number, password) in told["accounts"].items()}
            yield Served(url, folder, accounts, told["notice"])
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with direct.open(f"{url}/login", timeout=5) as answer:
                answer.read()
                return
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(STEP_SECONDS)
                break  # it ended by itself
    pytest.fail("the school was not served: " + log.read_text(encoding="utf-8", errors="replace")[-2000:])


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(ARGS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def visits(browser: Browser, served: Served) -> Iterator[Visits]:
    """The browsers of one module; all are closed at its end."""
    found = Visits(browser, served)
    yield found
    found.close()
