"""A visitor of the served demo school in Chromium: sizes of screens, logging in, what the console said. No test stands here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from schoolapp.rules.calendar import SCHOOL_TIME

MONDAY = date(2026, 11, 23)
PHONE, NARROW, DESK, ZOOMED = (360, 740), (320, 740), (1280, 800), (640, 400)
# What Chromium says of itself and no page can mend: that an answer had status 400, and its advice on forms for the first password.
_NO_FAULT = ("Failed to load resource: the server responded with a status of 4",)


@dataclass
class Served:
    """The running school: `url` without a slash at its end, accounts by role (number, password), the path of 三(1)班's notice."""

    url: str
    folder: Path
    accounts: dict[str, tuple[str, str]]
    notice: str

    def clock(self, hour: int, minute: int = 0) -> None:
        """The school's clock shows this time of its Monday from now on."""
        set_clock(self.folder, hour, minute)


def set_clock(folder: Path, hour: int, minute: int) -> None:
    """Written beside and moved into place, so that the server never reads half a moment."""
    fresh = folder / "clock.new"
    fresh.write_text(datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, minute, tzinfo=SCHOOL_TIME).isoformat(), encoding="ascii")
    fresh.replace(folder / "clock")


@dataclass
class Visits:
    """Opens browsers of single visitors and remembers what their consoles said."""

    browser: Browser
    served: Served
    complaints: list[str] = field(default_factory=list)
    opened: list[BrowserContext] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)

    def visitor(self, size: tuple[int, int] = PHONE, **settings: Any) -> Page:
        """A fresh browser of this size, nobody logged in. Settings are Playwright's own (java_script_enabled, color_scheme)."""
        width, height = size
        context = self.browser.new_context(base_url=self.served.url, viewport={"width": width, "height": height}, locale="zh-CN", **settings)
        context.set_default_timeout(15_000)
        self.opened.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if not message.text.startswith(_NO_FAULT):
            self.complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    def signed_in(self, role: str, size: tuple[int, int] = PHONE, **settings: Any) -> Page:
        """A fresh browser in which the account of this role has logged in; it stands on today's page."""
        page = self.visitor(size, **settings)
        number, password = self.served.accounts[role]
        enter(page, number, password)
        page.wait_for_url("**/today")
        return page

    def close(self) -> None:
        for context in self.opened:
            context.close()
        self.opened.clear()


def enter(page: Page, number: str, password: str) -> None:
    """Fills in the login page as a person does."""
    page.goto("/login")
    page.get_by_label("工号").fill(number)
    page.get_by_label("密码或一次性登录码").fill(password)
    page.get_by_role("button", name="登录").click()
