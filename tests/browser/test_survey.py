"""A family fills in a questionnaire on a phone: from the notice to the form and back, with script and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.test_look import NOTICE_BYTES, broken_rules, in_every_size
from tests.browser.visits import DESK, MONDAY, PHONE, Served, Visits


@pytest.fixture
def watched(visits: Visits) -> Iterator[Visits]:
    """Browsers whose consoles must have stayed silent; closed at the end of the test."""
    visits.complaints.clear()
    yield visits
    visits.close()
    assert visits.complaints == []


def opened(watched: Visits, title: str) -> str:
    """The principal opens a questionnaire for families; gives its address among the staff's pages."""
    page = watched.signed_in("principal", DESK)
    page.goto("/surveys/new")
    page.get_by_label("问卷名称").fill(title)
    page.get_by_label("截止日期").fill(str(MONDAY))
    page.get_by_role("button", name="发放问卷").click()
    expect(page.get_by_text("问卷已发放")).to_be_visible()
    return page.url


def closed(watched: Visits, address: str) -> None:
    page = watched.signed_in("principal", DESK)
    page.goto(address)
    page.get_by_text("提前截止").click()
    page.get_by_role("button", name="现在截止").click()
    expect(page.get_by_text("问卷已截止", exact=True)).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_notice_to_the_sheet_and_back(watched: Visits, served: Served, script: bool) -> None:
    title = f"家长问卷{'一' if script else '二'}"
    address = opened(watched, title)
    page = watched.visitor((360, 740), java_script_enabled=script)
    page.goto(served.notice)
    page.get_by_role("link", name=f"问卷：{title}").click()
    assert page.evaluate("() => getComputedStyle(document.body).fontSize") == "20px"
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("请至少回答一题")
    page.get_by_role("group", name="3. 最近两周，有老师要您检查、批改作业或者签字吗？").get_by_label("没有").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("谢谢，已经收到")).to_be_visible()
    path = f"{served.notice}/survey/{address.rsplit('/', 1)[1]}"
    assert [(c["name"], c["value"], c["path"]) for c in page.context.cookies()] == [("answered", "1", path)]
    page.get_by_role("link", name="回到三(1)班作业公示").click()
    page.get_by_role("link", name=f"问卷：{title}").click()
    expect(page.get_by_text("这部手机已经填过了")).to_be_visible()
    closed(watched, address)
    page.reload()
    expect(page.get_by_text("这份问卷已经截止")).to_be_visible()


def test_the_sheet_fits_and_breaks_no_rule(watched: Visits, served: Served) -> None:
    address = opened(watched, "家长问卷三")
    page, faults = watched.visitor(PHONE), []
    for query in ("", "?lang=en", "?size=l"):
        answer = page.goto(f"{served.notice}/survey/{address.rsplit('/', 1)[1]}{query}")
        assert answer is not None and len(answer.body()) <= NOTICE_BYTES
        faults += in_every_size(page, query)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        faults += broken_rules(page)
    closed(watched, address)
    assert not faults, "\n".join(faults)
