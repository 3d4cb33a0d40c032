"""A grandmother writes to the principal from the notice, without script, on a small phone; the principal opens it beside the day's record and
answers; she reads the answer. The pages hold together at every size and break no rule of accessibility."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import flash
from tests.browser.test_look import broken_rules, in_every_size
from tests.browser.visits import DESK, PHONE, Served, Visits

TEXT = "孩子写作业写到十点半，早上起不来，希望老师看一下总量"


@pytest.fixture(scope="module", autouse=True)
def afternoon(served: Served) -> None:
    served.clock(15, 40)


@pytest.fixture
def watched(visits: Visits) -> Iterator[Visits]:
    """Browsers whose consoles must have stayed silent; closed at the end of the test."""
    visits.complaints.clear()
    yield visits
    visits.close()
    assert visits.complaints == []


def write(page: Page, notice: str, text: str = TEXT) -> tuple[str, str]:
    """Writes from the class's notice; gives number and code."""
    page.goto(notice)
    page.get_by_role("link", name="给校长写意见建议").click()
    page.get_by_label("作业太多，写到太晚").check()
    page.get_by_label("请写下来").fill(text)
    page.get_by_role("button", name="交给校长").click()
    expect(page.get_by_role("heading", name="已经收到")).to_be_visible()
    number, code = page.locator(".letters").all_inner_texts()
    return number.strip(), code.strip()


def look(page: Page, number: str, code: str) -> None:
    page.goto("/say")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code.lower())
    page.get_by_role("button", name="查答复").click()


def opened(visits: Visits, number: str, size: tuple[int, int] = DESK) -> Page:
    """The principal's page of a case, opened by password."""
    page = visits.signed_in("principal", size)
    page.goto("/suggestions")
    page.get_by_role("link", name=re.compile(number)).click()
    page.get_by_label("您的登录密码").fill(visits.served.accounts["principal"][1])
    page.get_by_role("button", name="打开", exact=True).click()
    return page


def test_without_script_a_family_is_heard_and_answered(visits: Visits, served: Served) -> None:
    family = visits.visitor(PHONE, java_script_enabled=False)
    family.goto(served.notice)
    family.get_by_role("link", name="给校长写意见建议").click()
    phones, form = family.get_by_role("heading", name="不想由学校处理，请直接打电话"), family.locator("form")
    assert phones.bounding_box()["y"] < form.bounding_box()["y"]  # type: ignore[index]
    family.get_by_label("请写下来").fill(f"{TEXT}，电话 13812345678")
    family.get_by_role("button", name="交给校长").click()
    expect(family.get_by_role("alert")).to_contain_text("里面像是有手机号")
    expect(family.get_by_label("请写下来")).to_have_value(f"{TEXT}，电话 13812345678")
    number, code = write(family, served.notice)
    look(family, number, "AAAA-BBBB-CCCC")
    expect(family.get_by_role("alert")).to_contain_text("编号或查询码不对")
    look(family, number, code)
    expect(family.locator("main")).to_contain_text("学校已经收到")
    assert family.context.cookies() == []

    principal = opened(visits, number)
    expect(principal.locator("main")).to_contain_text(TEXT)
    expect(principal.get_by_role("heading", name="学校自己的记录")).to_be_visible()
    principal.get_by_label("给家长的答复").fill("谢谢您。今天三(1)班的总量在上限以内，我们会再核对估时。")
    principal.get_by_role("button", name="答复", exact=True).click()
    expect(flash(principal)).to_contain_text("已答复")

    look(family, number, code)
    expect(family.locator("main")).to_contain_text("我们会再核对估时")
    family.get_by_role("button", name="已经解决").click()
    expect(family.locator("main")).to_contain_text("已经办结")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_familys_pages_hold_together(watched: Visits, served: Served, lang: str) -> None:
    page = watched.visitor()
    for path in (f"{served.notice}/say?lang={lang}", f"/say?lang={lang}", f"{served.notice}/say?lang={lang}&size=l"):
        page.goto(path)
        assert in_every_size(page, path) == []
        assert broken_rules(page) == []
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert broken_rules(page, "color-contrast") == []
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(f"{served.notice}/say?lang={lang}")
    page.locator("form button").click()
    assert broken_rules(page) == [] and page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_principals_pages_hold_together(watched: Visits, served: Served) -> None:
    family = watched.visitor()
    number, code = write(family, served.notice, "这是一句没有空格也没有标点的很长很长的话" * 12)
    assert broken_rules(family) == []
    look(family, number, code)
    assert broken_rules(family) == []
    page = opened(watched, number, PHONE)
    here = page.url.split(served.url)[1]
    for path in (here, "/suggestions", "/suggestions/box", f"{here}?lang=en", "/suggestions?lang=en", "/suggestions/box?lang=zh"):
        page.goto(path)
        assert in_every_size(page, path) == []
        assert broken_rules(page) == []
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert broken_rules(page, "color-contrast") == []
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
