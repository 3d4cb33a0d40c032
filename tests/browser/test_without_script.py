"""The day's forms in a browser without script: every step is a submit button that answers with the same form, input kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hands import card, chip, flash, publish, words
from tests.browser.visits import PHONE, Served, Visits


@pytest.fixture(scope="module", autouse=True)
def evening(served: Served) -> None:
    """The day's sessions are over and may be logged."""
    served.clock(18, 55)


def test_without_script_a_teacher_adds_removes_checks_and_publishes(visits: Visits) -> None:
    page = visits.signed_in("homeroom", PHONE, java_script_enabled=False)
    card(page, "三(3)班").get_by_role("link", name="登记", exact=True).click()
    for other in ("三(1)班", "三(2)班"):  # preselected beside it, where they have nothing yet
        page.get_by_role("checkbox", name=other).set_checked(False)
    page.get_by_label("内容").fill("口算练习 20 题")
    chip(page, "5", "预计用时").click()
    page.get_by_role("button", name="再加一项").click()
    expect(page.get_by_role("heading", name="第 2 项")).to_be_visible()
    expect(page.get_by_label("内容").first).to_have_value("口算练习 20 题")
    page.get_by_label("内容").nth(1).fill("订正昨天的练习")
    page.locator("#line-1 label.chip", has_text="10").click()
    page.get_by_role("button", name="算一下合计").click()
    assert "15/60" in words(page.locator("#sums"))
    page.get_by_role("button", name="去掉第 2 项").click()
    expect(page.get_by_label("内容")).to_have_count(1)
    expect(page.get_by_label("内容")).to_have_value("口算练习 20 题")
    publish(page).click()
    page.wait_for_url("**/today")
    expect(flash(page)).to_contain_text("已公示到三(3)班")


def test_without_script_a_teacher_on_duty_logs_the_session(visits: Visits) -> None:
    page = visits.signed_in("homeroom", PHONE, java_script_enabled=False)
    page.locator("a.strip[href*='/service/']").first.click()
    chip(page, "按人数填").click()
    page.locator("#present").fill("50")
    page.get_by_role("button", name="登记这一场").click()
    expect(flash(page)).to_be_visible()
