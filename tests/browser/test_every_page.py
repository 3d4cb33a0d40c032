"""Every page that a person of each role can reach by links from their first page: it opens, fits a phone and breaks no rule of accessibility.
The pages that are read most are looked at in every size in `test_look`."""

from __future__ import annotations

import re
from collections import deque
from html import unescape
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.test_look import OVERHANG, PAGES, broken_rules
from tests.browser.visits import PHONE, Served, Visits

_OWN = re.compile(r"\d[\d-]*|(?<=/n/)[\w-]{20,}")  # what tells pages of one kind apart
_NOT_HERE = ("/n/", "/c", "/board", "/static/")  # the parents' pages have a test of their own


def kind_of(path: str) -> str:
    """A page's address without what is its own, so that the days of a board are one kind."""
    return _OWN.sub("#", path)


def links_of(html: str) -> list[str]:
    found = (unescape(link) for link in re.findall(r'<a\b[^>]*\shref="(/[^"#]*)', html))
    return [link for link in found if not urlsplit(link).path.startswith(_NOT_HERE)]


def look(page: Page, path: str) -> list[str]:
    """What is wrong with a page on a phone."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(path)
    over = page.evaluate(OVERHANG)
    return [f"{path}: {over} px over the side"] * (over > 0) + [f"{path}: {rule}" for rule in broken_rules(page)]


def test_every_page_that_links_lead_to(visits: Visits, served: Served) -> None:
    served.clock(18, 55)
    seen = {kind_of(urlsplit(path).path) for paths in PAGES.values() for path in paths}  # `test_look` does
    files: set[str] = set()  # kinds that are no pages
    faults: list[str] = []
    for role in served.accounts:
        page = visits.signed_in(role)
        waiting, known = deque(["/today"]), {"/today"}  # one page of each kind is enough
        while waiting:
            path = waiting.popleft()
            kind = kind_of(urlsplit(path).path)
            answer = page.request.get(path)
            if answer.status != 200:
                faults.append(f"{role}: {path} answers {answer.status}")
            if not answer.headers.get("content-type", "").startswith("text/html"):
                files.add(kind)
                continue
            for link in links_of(answer.text()):
                if (its := kind_of(urlsplit(link).path)) not in known | files:
                    known.add(its)
                    waiting.append(link)
            if kind not in seen:
                seen.add(kind)
                faults += [f"{role}: {fault}" for fault in look(page, path)]
        visits.close()
    assert not faults, "\n".join(faults)
    assert len(seen) > 60 and {"/admin/outbox", "/admin/outbox/new", "/noticeboard", "/outbox", "/people/links", "/audit/security"} <= seen
