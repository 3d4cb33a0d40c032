"""Every main page on a phone, a narrow phone, a desk and at 200 % zoom, light and dark: nothing hangs over the side, nothing complains, no
accessibility rule is broken, and pages stay small. What people do on them stands in `test_day`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.visits import DESK, MONDAY, NARROW, PHONE, ZOOMED, Served, Visits

TODAY = MONDAY.isoformat()
SIZES = (PHONE, NARROW, DESK, ZOOMED)
PAGES = {
    "teacher": ("/today", "/homework", "/homework/new", "/me"),
    "homeroom": ("/today",),
    "leader": (
        "/today",
        f"/load/3/{TODAY}",
        f"/load/3/{TODAY}?view=table",
        "/load/3/month/2026-11",
        "/load/3/term/1",
        f"/load/3/week/{TODAY}/share",
        "/load/3/month/2026-11/subjects?view=table",
        "/load/3/term/1/gaps",
        "/people/substitutes",
    ),
    "office": ("/today", "/load/9/2026-11-16", "/people/office", "/people/links"),
    "coordinator": (
        "/today",
        "/service/today",
        f"/service/1/{TODAY}/960",
        f"/service/16/{TODAY}/1020",
        "/service/3/2026-11-22/960",
        "/service/2/2026-11-20/960",
        "/service?day=2026-11-16",
        "/service/programmes",
        "/service/programmes?view=one",
        "/service/programmes/new",
        "/service/seasons/1",
        "/service/plan",
        "/service/sign-up?grade=3",
        "/service/providers",
        "/service/providers/1",
        "/service/outside",
        "/service/print",
        "/service/print/duty",
        "/service/print/roll/2?span=month",
        "/service/print/notice",
    ),
    "principal": (
        "/today",
        f"/service/day/{TODAY}",
        "/service/walks",
        "/service/walks/2",
        f"/service/walks/1/{TODAY}/960",
        "/findings",
        "/packs",
        "/people/inspectors",
        "/jobs",
        "/audit",
        "/audit/security",
        "/feedback",
        "/monitoring",
        "/monitoring/new",
    ),
    "inspector": ("/today", "/findings?kind=homework.late", "/packs"),
    "administrator": (
        "/today",
        "/admin",
        "/admin/staff",
        "/admin/staff/slips",
        "/admin/staff/new",
        "/admin/policy",
        "/admin/school",
        "/admin/year",
        "/admin/workbook",
    ),
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NOTICE_BYTES, PAGE_BYTES = 15 * 1024, 40 * 1024
# A long list of the office may be longer than a page: one row for each of the staff, each class or each finding; a term has every school day.
LISTS = ("/load/3/term/1", "/admin/staff", "/admin/staff/slips", "/findings", "/audit", "/service/programmes", "/service/print", "/people/substitutes")
AXE = Axe()
OVERHANG = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module", autouse=True)
def evening(served: Served) -> None:
    """The day's sessions are over, so that the coordinator's page is full."""
    served.clock(18, 55)


@pytest.fixture
def watched(visits: Visits) -> Iterator[Visits]:
    """Browsers whose consoles must have stayed silent; closed at the end of the test."""
    visits.complaints.clear()
    yield visits
    visits.close()
    assert visits.complaints == []


def broken_rules(page: Page, *rules: str) -> list[str]:
    """What axe-core finds, one line each: the rule and the first place; of all rules or of these. The page is opened to its whole length,
    so that the bar at its foot covers nothing that a thumb could scroll away."""
    width = page.evaluate("() => window.innerWidth")
    page.set_viewport_size({"width": width, "height": page.evaluate("() => document.documentElement.scrollHeight") + 160})
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    found = AXE.run(page, options={"runOnly": only, "resultTypes": ["violations"]})
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]]


def in_every_size(page: Page, path: str) -> list[str]:
    """Where the page is wider than the screen, in light and dark."""
    faults = []
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if (over := page.evaluate(OVERHANG)) > 0:
            faults.append(f"{path} at {size[0]}: {over} px over the side")
    return faults


@pytest.mark.parametrize("role", PAGES)
def test_pages_of_a_role(watched: Visits, role: str) -> None:
    page = watched.signed_in(role)
    faults: list[str] = []
    for path in PAGES[role]:
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        size = len(answer.body())
        if size > PAGE_BYTES and path.partition("?")[0] not in LISTS:
            faults.append(f"{path}: {size} bytes")
        faults += in_every_size(page, path)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        faults += [f"{path}: {rule}" for rule in broken_rules(page)]
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        faults += [f"{path} dark: {rule}" for rule in broken_rules(page, "color-contrast")]
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", ["teacher", "coordinator", "principal", "administrator"])
def test_english_pages_fit_too(watched: Visits, role: str) -> None:
    page = watched.signed_in(role)
    faults: list[str] = []
    page.goto("/today?lang=en")
    for path in PAGES[role]:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en"
        faults += in_every_size(page, f"{path} in English")
    assert not faults, "\n".join(faults)


def test_the_notice_and_the_door(watched: Visits, served: Served) -> None:
    page = watched.visitor()
    faults: list[str] = []
    for path in ("", "?lang=en", "?size=l", f"/week/{TODAY}"):
        answer = page.goto(served.notice + path)
        assert answer is not None and answer.status == 200
        assert "<script" not in page.content() and not page.context.cookies()
        if len(answer.body()) > NOTICE_BYTES:
            faults.append(f"{path}: {len(answer.body())} bytes")
        faults += in_every_size(page, f"notice{path}")
        faults += [f"notice{path}: {rule}" for rule in broken_rules(page)]
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        faults += [f"notice{path} dark: {rule}" for rule in broken_rules(page, "color-contrast")]
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto("/login")
    faults += in_every_size(page, "/login") + broken_rules(page)
    assert not faults, "\n".join(faults)


def test_the_notice_prints_on_one_sheet(watched: Visits, served: Served) -> None:
    page = watched.visitor()
    page.goto(served.notice)
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_papers_of_the_service_print_without_empty_sheets(watched: Visits) -> None:
    """Pages of A4 by what stands on them: a grade's week on one turned sheet, forty blank lines on two, never a first or last one without ink."""
    page = watched.signed_in("coordinator")
    for path, sheets, turned in (("/service/print/week?grade=3", 1, True), ("/service/print/roll/2", 2, False), ("/service/print/hand-over/2", 2, False)):
        page.goto(path)
        printed = page.pdf(prefer_css_page_size=True)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
        assert len(boxes) == sheets and all((float(wide) > float(high)) is turned for wide, high in boxes), (path, boxes)


def test_a_refused_form_says_first_what_is_wrong(watched: Visits) -> None:
    page = watched.signed_in("teacher")
    page.goto("/homework/new")
    page.locator("#publish").click()
    summary = page.locator("main .box.error").first
    summary.wait_for()
    assert page.evaluate("() => document.activeElement.matches('.box.error')")
    assert in_every_size(page, "refused form") == [] and broken_rules(page) == []
