"""A family answers how long homework took: from the notice to the form and back on a phone, with script and without; the form in every size,
in both languages, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_look import NOTICE_BYTES, PAGE_BYTES, broken_rules, in_every_size
from tests.browser.visits import DESK, MONDAY, PHONE, Served, Visits

FORM = f"{MONDAY}/answer"


@pytest.fixture(scope="module", autouse=True)
def evening(served: Served) -> None:
    served.clock(19, 30)


@pytest.fixture
def watched(visits: Visits) -> Iterator[Visits]:
    """Browsers whose consoles must have stayed silent; closed at the end of the test."""
    visits.complaints.clear()
    yield visits
    visits.close()
    assert visits.complaints == []


def asked(page: Page, served: Served) -> None:
    page.goto(served.notice)
    page.get_by_role("link", name="今天的书面作业，回家实际写了多久？").click()
    expect(page.get_by_role("group", name="今天的书面作业，孩子回家实际写了多久？")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_notice_to_the_form_and_back(watched: Visits, served: Served, script: bool) -> None:
    page = watched.visitor(PHONE, java_script_enabled=script)
    asked(page, served)
    assert page.evaluate("() => getComputedStyle(document.body).fontSize") == "20px"
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("请先点选一项")
    page.get_by_role("link", name="请先点选一项，再点“提交”。").click()
    page.get_by_label("16–30 分钟").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("谢谢，已经收到")).to_be_visible()
    assert [(c["name"], c["value"], c["path"]) for c in page.context.cookies()] == [("answered", "1", f"{served.notice}/{FORM}")]
    page.get_by_role("link", name="回到三(1)班作业公示").click()
    page.wait_for_url(f"**{served.notice}/{MONDAY}")
    page.get_by_role("link", name="今天的书面作业，回家实际写了多久？").click()
    expect(page.get_by_text("这部手机已经填过了")).to_be_visible()
    expect(page.get_by_role("button", name="提交")).to_have_count(0)
    page.get_by_role("link", name="大字版").click()
    expect(page.locator("html.l")).to_be_visible()
    expect(page.get_by_text("这部手机已经填过了")).to_be_visible()


def test_by_keyboard_alone(watched: Visits, served: Served) -> None:
    page = watched.visitor(DESK)
    asked(page, served)
    page.get_by_label("没有").focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("谢谢，已经收到")).to_be_visible()


@pytest.mark.parametrize("query", ["", "?size=l", "?lang=en", "?lang=en&size=l", "?done=1"])
def test_the_form_fits_and_breaks_no_rule(watched: Visits, served: Served, query: str) -> None:
    page = watched.visitor(PHONE)
    weight: list[int] = []
    page.on("response", lambda answer: weight.append(len(answer.body())))
    answer = page.goto(f"{served.notice}/{FORM}{query}")
    page.wait_for_load_state("networkidle")
    assert answer is not None and answer.status == 200 and len(answer.body()) <= NOTICE_BYTES and sum(weight) <= PAGE_BYTES
    faults = in_every_size(page, query)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    faults += broken_rules(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    faults += broken_rules(page, "color-contrast")
    targets = page.locator(".took label, .took button, .back a").all()
    faults += [f"a small target: {target.inner_text()}" for target in targets if (target.bounding_box() or {"height": 0})["height"] < 44]
    assert not faults and targets, "\n".join(faults)


def test_the_homeroom_teacher_sees_five_and_more(watched: Visits, served: Served) -> None:
    page = watched.signed_in("homeroom", PHONE)
    page.goto("/homework/reality")
    row = page.locator("#heard tbody tr", has_text="三(1)班")
    expect(row).to_contain_text(re.compile(r"满 5 份：\d+ 天"))
    assert not in_every_size(page, "/homework/reality") and not broken_rules(page)
