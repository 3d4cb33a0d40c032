"""What a person's eyes and hands find on a page: cards, chips, the flash, taps counted. No test stands here."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page


class Hand:
    """Counts what a person does on a page: taps and filled fields."""

    def __init__(self) -> None:
        self.taps = self.fields = 0

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1

    def write(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.fields += 1


def card(page: Page, title: str) -> Locator:
    """The card with this heading."""
    return page.locator("section.card", has=page.get_by_role("heading", name=title, exact=True))


def chip(page: Page, label: str, group: str = "") -> Locator:
    """The chip with exactly this label, in the group of this name where it is given."""
    inside = page.get_by_role("radiogroup", name=group).or_(page.get_by_role("group", name=group)) if group else page.locator("main")
    return inside.locator("label.chip", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$"))


def flash(page: Page) -> Locator:
    """What the page says about what was just done."""
    return page.locator(".flashes")


def publish(page: Page) -> Locator:
    """The one button of the register form."""
    return page.locator("#publish")


def words(where: Locator) -> str:
    """The text of a part without any white space."""
    return re.sub(r"\s+", "", where.inner_text())
