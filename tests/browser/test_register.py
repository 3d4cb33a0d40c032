"""Registering homework on a phone and with the keyboard alone: what it takes, what the form remembers, suggests and asks. Drafts stand in
`test_drafts`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from schoolapp.services import homework_template
from schoolapp.services.homework import Draft
from tests.browser import taps
from tests.browser.hands import Hand, card, chip, flash, publish, words
from tests.browser.small_school import Served, serving
from tests.browser.visits import DESK
from tests.cast import MONDAY, NOW, at
from tests.services.homework_cases import items_of, post

FRIDAY = MONDAY - timedelta(days=3)


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory, migrated: Callable[[str], Path], free_port: Callable[[], int]) -> Iterator[Served]:
    with serving(browser, tmp_path_factory.mktemp("small") / "instance", migrated("sqlite"), free_port()) as made:
        yield made


@pytest.fixture
def served(server: Served) -> Iterator[Served]:
    yield server
    server.leave()


def told(capsys: pytest.CaptureFixture[str], what: str, hand: Hand) -> tuple[int, int]:
    with capsys.disabled():
        print(f"\n{what}: {hand.taps} taps, {hand.fields} fields")
    assert hand.fields <= taps.FIELDS_MOST
    return hand.taps, hand.fields


def register(page: Page, hand: Hand, where: str) -> None:
    hand.tap(card(page, where).get_by_role("link", name="登记", exact=True))
    hand.write(page.get_by_label("内容"), "练习册第 51 页")
    hand.tap(chip(page, "10", "预计用时"))
    expect(page.locator("#sums")).to_contain_text("10 / 60")
    hand.tap(publish(page))
    page.wait_for_url("**/today")


def test_one_class(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    page, hand = served.visitor("t03"), Hand()
    register(page, hand, "四(1)班")
    expect(flash(page)).to_contain_text("已公示到四(1)班")
    assert told(capsys, "one class", hand) == taps.ONE_CLASS


def test_two_parallel_classes(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    page, hand = served.visitor("t01"), Hand()
    register(page, hand, "三(1)班")
    expect(flash(page)).to_contain_text("已公示到三(1)班、三(2)班")
    assert told(capsys, "two parallel classes", hand) == taps.TWO_PARALLEL_CLASSES


def test_as_yesterday(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    post(served.small, "t01", [(3, 1), (3, 2)], Draft("口算一页", 15), day=FRIDAY, now=at(FRIDAY))
    page, hand = served.visitor("t01"), Hand()
    hand.tap(page.get_by_role("link", name="照昨天登记"))
    expect(page.get_by_label("内容")).to_have_value("口算一页")
    hand.tap(publish(page))
    page.wait_for_url("**/today")
    expect(flash(page)).to_contain_text("已公示到三(1)班、三(2)班")
    assert told(capsys, "as yesterday", hand) == taps.AS_YESTERDAY and served.published((3, 2)) == ["口算一页"]


def test_the_keyboard_alone(served: Served) -> None:
    page = served.visitor("t01", DESK)
    card(page, "三(1)班").get_by_role("link", name="登记", exact=True).press("Enter")
    expect(page.get_by_label("内容")).to_be_focused()
    page.keyboard.type("练习册第 51 页")
    page.keyboard.press("Enter")  # a new line, as everywhere
    page.keyboard.type("第 52 页")
    page.keyboard.press("Tab")
    page.keyboard.type("15")
    expect(page.get_by_role("radio", name="15")).to_be_focused()
    ring = page.evaluate("() => getComputedStyle(document.activeElement.nextElementSibling).outlineStyle")
    assert ring == "solid"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/today")
    assert served.published((3, 1)) == ["练习册第 51 页\n第 52 页"]


def test_enter_on_the_minutes_publishes(served: Served) -> None:
    page = served.visitor("t01", DESK)
    page.goto("/homework/new")
    page.get_by_label("内容").fill("口算一页")
    page.get_by_role("radio", name="10").focus()
    page.keyboard.type("25")  # no chip: it goes into the field
    expect(page.get_by_role("radio", name="其他")).to_be_focused()
    expect(page.get_by_label("其他分钟数")).to_have_value("25")
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")
    assert [i.minutes for i in items_of(served.small, (3, 1))] == [25]


def test_minutes_in_school_come_from_the_help_of_the_day_and_may_be_cleared(served: Served) -> None:
    post(served.small, "t03", [(3, 1)], Draft("抄写", 30, in_school=30))
    post(served.small, "t02", [(3, 1)], Draft("单词", 18, in_school=18))
    page = served.visitor("t01")
    page.goto("/homework/new")
    expect(page.locator("#stated-0")).to_have_text("校内完成未填")
    page.get_by_label("内容").fill("口算一页")
    chip(page, "15", "预计用时").click()
    expect(page.locator("#stated-0")).to_have_text("校内完成 12 分钟 · 取自当天的作业辅导")  # what the hour has left in 三(1)班
    chip(page, "5", "预计用时").click()
    expect(page.locator("#stated-0")).to_contain_text("校内完成 5 分钟")
    page.locator("summary", has_text="书面 · 全体必做").click()
    expect(page.locator("#help-0")).to_contain_text("16:00–17:00")
    page.get_by_label("校内完成").fill("")
    expect(page.locator("#stated-0")).to_have_text("校内完成未填")
    chip(page, "10", "预计用时").click()
    expect(page.locator("#sums")).to_contain_text("58 / 60")
    expect(page.get_by_label("校内完成")).to_have_value("")
    publish(page).click()
    page.wait_for_url("**/today")
    assert [i.in_school for i in items_of(served.small, (3, 1)) if i.subject == "数学"] == [None]


def test_usual_minutes_and_own_lines_are_a_tap_away(served: Served) -> None:
    for back in (3, 4):
        day = MONDAY - timedelta(days=back)
        post(served.small, "t01", [(3, 1), (3, 2)], Draft(f"口算第{back}页", 12), day=day, now=at(day))
    actor = served.small.actor("t01")
    homework_template.add_template(house=served.small.house, actor=actor, subject="数学", draft=Draft("口算第＿＿页", 30), now=NOW)
    page = served.visitor("t01")
    page.goto("/homework/new")
    page.locator("summary", has_text="常用作业").click()
    page.get_by_label("页码").fill("36")
    page.get_by_role("button", name="填入常用作业").click()
    expect(page.get_by_label("内容")).to_have_value("口算第36页")
    expect(page.get_by_role("radio", name="30")).to_be_checked()
    page.get_by_role("button", name="用 12 分钟").click()
    expect(page.get_by_label("其他分钟数")).to_have_value("12")
    expect(page.locator("#sums")).to_contain_text("12 / 60")


def test_words_are_read_while_typing_and_said_better_by_a_tap(served: Served) -> None:
    page = served.visitor("t01")
    page.goto("/homework/new")
    page.get_by_label("内容").fill("口算一页，家长检查后签字")
    box = page.locator("#words-0 .box")
    expect(box).to_contain_text("家长检查后签字")
    expect(publish(page)).to_have_text("选理由后发布 · 2 个班")
    chip(page, "10", "预计用时").click()
    publish(page).click()
    expect(page.locator(".box.summary")).to_contain_text("还没有发布")
    assert served.published((3, 1)) == []
    page.get_by_role("button", name="采用建议").click()
    expect(box).to_have_count(0)
    assert "家长" not in page.get_by_label("内容").input_value()
    publish(page).click()
    page.wait_for_url("**/today")
    assert len(served.published((3, 1))) == 1


def test_a_reason_lets_stopped_words_stand_and_is_shown(served: Served) -> None:
    page = served.visitor("t01")
    page.goto("/homework/new")
    page.get_by_label("内容").fill("口算一页，家长检查后签字")
    chip(page, "10", "预计用时").click()
    page.get_by_label("请选择理由").select_option(index=2)
    expect(publish(page)).to_have_text("照原样发布 · 2 个班")
    publish(page).click()
    page.wait_for_url("**/today")
    page.goto(f"/homework/day/{served.small.classes[3, 1]}/{MONDAY}")
    assert "措辞说明：引用教材、试题或活动的原文" in words(page.locator("main"))


def test_it_may_be_published_later_and_copied_to_the_parallel_class(served: Served) -> None:
    page = served.visitor("t01")
    page.goto(f"/homework/new?class={served.small.classes[3, 1]}&subject=数学")
    page.get_by_label("内容").fill("口算一页")
    chip(page, "10", "预计用时").click()
    page.locator("summary", has_text="更多").click()
    chip(page, "16:30", "发布时间").click()
    expect(publish(page)).to_have_text("16:30 发布 · 1 个班")
    publish(page).click()
    expect(flash(page)).to_contain_text("将于 16:30 发布到三(1)班")
    assert served.published((3, 1)) == []
    item = post(served.small, "t01", [(3, 1)], Draft("应用题", 5)).items[0]
    page.goto(f"/homework/{item}")
    page.get_by_role("link", name="登记到平行班：三(2)班").click()
    expect(page.get_by_label("内容")).to_have_value("应用题")
    publish(page).click()
    page.wait_for_url("**/today")
    assert served.published((3, 2)) == ["应用题"]
