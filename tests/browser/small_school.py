"""The small school of the tests served by a process of its own, which can be killed and started again, and browsers that visit it. No test
stands here."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from schoolapp.config import Config
from schoolapp.records import homework as homework_records
from schoolapp.records import timed as timed_records
from schoolapp.services import homework, school
from schoolapp.services.homework import timed
from tests.browser.visits import PHONE
from tests.cast import MONDAY, NOW, PASSWORD, SmallSchool, make_school
from tests.services.homework_cases import items_of

DAYS = (MONDAY - timedelta(days=14), MONDAY + timedelta(days=14))
STEP_SECONDS, START_SECONDS = 0.05, 60
ROOT = Path(__file__).parents[2]


@dataclass
class Served:
    """A made school behind `url`; `errors` = what went wrong in its pages' scripts."""

    small: SmallSchool
    browser: Browser
    port: int
    errors: list[str] = field(default_factory=list)
    opened: list[BrowserContext] = field(default_factory=list)
    server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        folder = self.small.house.config.data_dir
        command = [sys.executable, "-m", "tests.browser.serve_small", str(folder), str(self.port), NOW.isoformat()]
        self.server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        direct, end = urllib.request.build_opener(urllib.request.ProxyHandler({})), time.monotonic() + START_SECONDS
        while True:
            try:
                with direct.open(f"{self.url}/login", timeout=5) as answer:
                    answer.read()
                    return
            except OSError:
                assert self.server.poll() is None and time.monotonic() < end, "the school was not served"
                with suppress(subprocess.TimeoutExpired):
                    self.server.wait(STEP_SECONDS)

    def kill(self) -> None:
        """Ends the server as a power cut would."""
        assert self.server is not None
        self.server.kill()
        self.server.wait()
        self.server = None

    def visitor(self, who: str, size: tuple[int, int] = PHONE) -> Page:
        """A fresh browser in which this person has logged in; it stands on today's page."""
        context = self.browser.new_context(base_url=self.url, viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        context.set_default_timeout(15_000)
        self.opened.append(context)
        page = self.page(context)
        page.goto("/login")
        log_in(page, who)
        page.wait_for_url("**/today")
        return page

    def page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def again(self, page: Page, path: str = "/today", *, back: bool = False) -> Page:
        """The tab is closed; later another one is opened in the same browser. `back`: the connection comes back in between."""
        context = page.context
        page.close(run_before_unload=False)
        if back:
            context.set_offline(False)
        fresh = self.page(context)
        fresh.goto(path)
        return fresh

    def published(self, place: tuple[int, int], subject: str = "数学") -> list[str]:
        """The texts that stand for a class today."""
        return [i.text for i in items_of(self.small, place) if i.subject == subject]

    def leave(self) -> None:
        """The end of a visit: browsers are closed, nothing stands or waits any more, no script went wrong."""
        for context in self.opened:
            context.close()
        self.opened.clear()
        house = self.small.house
        with house.reading() as connection:
            items = homework_records.items_on(connection, list(self.small.classes.values()), *DAYS)
            waiting = [row for staff_id in self.small.staff.values() for row in timed_records.waiting_of_staff(connection, staff_id)]
        owners = {staff_id: self.small.actor(number) for number, staff_id in self.small.staff.items()}
        for item in items:
            homework.withdraw_homework(house=house, actor=owners[item.staff_id], item_id=item.id, version=item.version, reason="练习", now=NOW)
        for row in waiting:
            timed.cancel_timed(house=house, actor=owners[row.staff_id], places={row.id: row.version}, now=NOW)
        errors, self.errors = self.errors, []
        assert errors == []

    def close(self) -> None:
        for context in self.opened:
            context.close()
        if self.server is not None:
            self.server.terminate()
            self.server.wait()


@contextmanager
def serving(browser: Browser, folder: Path, template: Path, port: int) -> Iterator[Served]:
    """The small school in `folder`, a copy of a migrated one, served until the end of the block."""
    shutil.copytree(template, folder)
    house = school.open_house(Config(data_dir=folder))
    made = Served(make_school(house, passwords=True), browser, port)
    made.start()
    try:
        yield made
    finally:
        made.close()
        house.close()


def log_in(page: Page, who: str) -> None:
    page.get_by_label("工号").fill(who)
    page.get_by_label("密码或一次性登录码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def kept(page: Page) -> list[str]:
    """What the browser keeps of drafts, by key."""
    found: list[str] = page.evaluate("() => Object.keys(localStorage).filter(key => key.startsWith('draft:'))")
    return found
