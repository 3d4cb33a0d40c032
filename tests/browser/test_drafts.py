"""Drafts of the register form: a closed tab, a lost connection, a server that is killed or gives no answer, a shared phone. Whatever happens,
nothing is lost and nothing is published twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from schoolapp.services.homework import Draft
from tests.browser.hands import chip, flash, publish
from tests.browser.small_school import Served, kept, log_in, serving
from tests.services.homework_cases import post

TEXT = "练习册第 51 页"


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory, migrated: Callable[[str], Path], free_port: Callable[[], int]) -> Iterator[Served]:
    with serving(browser, tmp_path_factory.mktemp("small") / "instance", migrated("sqlite"), free_port()) as made:
        yield made


@pytest.fixture
def served(server: Served) -> Iterator[Served]:
    yield server
    server.leave()


def begin(page: Page, text: str = TEXT, minutes: str = "10") -> None:
    """Fills in the form; it is on this device before anything else happens."""
    page.goto("/homework/new")
    page.get_by_label("内容").fill(text)
    chip(page, minutes, "预计用时").click()
    page.wait_for_function("minutes => Object.values(localStorage).some(one => one.includes(`\"items-0-minutes\",\"${minutes}\"`))", arg=minutes)


def offline(page: Page) -> None:
    """Publishes without a connection: said in place, nothing gone."""
    page.context.set_offline(True)
    publish(page).click()
    expect(page.locator("#draft")).to_contain_text("没有连上网络，还没有发布")
    expect(page.get_by_label("内容")).to_have_value(TEXT)


def unsent(page: Page) -> None:
    expect(page.locator("[data-drafts] .box")).to_contain_text("未发送的草稿")
    expect(page.locator("[data-drafts] .box")).to_contain_text(TEXT)


def send(page: Page) -> None:
    """Sends the unsent draft from today's page, which comes again."""
    with page.expect_navigation():
        page.get_by_role("button", name="发送").click()


def test_a_closed_tab_loses_nothing(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    page = served.again(page)
    expect(page.locator("[data-drafts]")).to_contain_text("没写完的草稿")
    page.get_by_role("link", name="继续").click()
    expect(page.locator("#draft")).to_contain_text("的草稿")
    expect(page.get_by_label("内容")).to_have_value(TEXT)
    expect(page.get_by_role("radio", name="10")).to_be_checked()
    publish(page).click()
    page.wait_for_url("**/today")
    assert served.published((3, 2)) == [TEXT] and kept(page) == []


def test_who_types_at_once_keeps_what_was_typed(served: Served) -> None:
    """The draft is on its way on a slow network when the next text is begun: neither takes the other's place."""
    page = served.visitor("t01")
    begin(page)
    waiting: list[Route] = []
    page.route("**/homework/new", lambda route: waiting.append(route) if route.request.method == "POST" and not waiting else route.continue_())
    with page.expect_request(lambda request: request.method == "POST"):
        page.goto("/homework/new")
    page.get_by_label("内容").fill("另一项")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        waiting[0].continue_()
    answered.value.finished()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")  # the page has dealt with it
    expect(page.get_by_label("内容")).to_have_value("另一项")
    page.unroute_all(behavior="ignoreErrors")
    page.goto("/today")
    expect(page.locator("[data-drafts]")).to_contain_text(TEXT)


def test_back_after_publishing_is_asked_about_once(served: Served) -> None:
    """The browser fills the form in again; publishing it once more asks, and 'no need' leaves no draft behind."""
    page = served.visitor("t01")
    begin(page)
    publish(page).click()
    page.wait_for_url("**/today")
    begin(page)
    publish(page).click()
    expect(page.get_by_role("alert")).to_contain_text("同样的内容刚刚公示过")
    assert served.published((3, 2)) == [TEXT]
    page.get_by_role("link", name="不用了，看已登记的").click()
    page.wait_for_url("**/homework/day/**")
    assert kept(page) == []
    begin(page)
    publish(page).click()
    page.get_by_role("button", name="再发布一份").click()
    page.wait_for_url("**/today")
    assert served.published((3, 2)) == [TEXT, TEXT] and kept(page) == []


def test_a_draft_is_taken_up_by_itself_and_discarded_by_a_tap(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    page = served.again(page, "/homework/new")
    expect(page.get_by_label("内容")).to_have_value(TEXT)
    page.get_by_role("button", name="丢弃").click()
    expect(page.get_by_label("内容")).to_have_value("")
    assert kept(page) == []


def test_what_was_asked_for_is_not_covered_by_a_draft(served: Served) -> None:
    item = post(served.small, "t01", [(3, 1)], Draft("应用题", 5)).items[0]
    page = served.visitor("t01")
    begin(page)
    page = served.again(page, f"/homework/new?copy={item}")
    expect(page.get_by_label("内容")).to_have_value("应用题")
    page.goto("/homework/new?day=2026-11-24")
    expect(page.get_by_label("内容")).to_have_value("")
    assert len(kept(page)) == 1


def test_a_lost_connection_is_said_in_place_and_the_form_goes_out_when_it_is_back(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    offline(page)
    assert served.published((3, 1)) == []
    page.context.set_offline(False)
    page.wait_for_url("**/today")
    expect(flash(page)).to_contain_text("已公示到三(1)班、三(2)班")
    assert served.published((3, 1)) == [TEXT] and kept(page) == []


def test_a_tab_closed_without_a_connection_is_sent_from_today(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    offline(page)
    page = served.again(page, back=True)
    unsent(page)
    send(page)
    expect(flash(page)).to_contain_text("已公示到三(1)班、三(2)班")
    expect(page.locator("[data-drafts] .box")).to_have_count(0)
    assert served.published((3, 1)) == [TEXT] and kept(page) == []


def test_an_answer_that_never_came_publishes_nothing_twice(served: Served) -> None:
    def cut(route: Route) -> None:
        route.fetch(max_redirects=0)  # the server does its work
        route.abort()

    page = served.visitor("t01")
    begin(page)
    page.route("**/homework/new", cut)
    publish(page).click()
    expect(page.locator("#draft")).to_contain_text("没有连上网络")
    assert served.published((3, 1)) == [TEXT]
    page = served.again(page)
    unsent(page)
    send(page)
    expect(flash(page)).to_contain_text("已公示到三(1)班、三(2)班")
    assert served.published((3, 1)) == [TEXT] and served.published((3, 2)) == [TEXT] and kept(page) == []


def test_a_killed_server_costs_nothing(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    served.kill()
    publish(page).click()
    expect(page.locator("#draft")).to_contain_text("没有连上网络")
    served.start()
    page = served.again(page)
    unsent(page)
    send(page)
    expect(flash(page)).to_contain_text("已公示到三(1)班、三(2)班")
    assert served.published((3, 1)) == [TEXT] and kept(page) == []


def test_who_types_on_sends_by_hand(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    offline(page)
    page.get_by_label("内容").fill(TEXT + "、第 52 页")
    page.context.set_offline(False)
    publish(page).click()
    page.wait_for_url("**/today")
    assert served.published((3, 1)) == [TEXT + "、第 52 页"]


def test_a_refusal_that_comes_late_shows_what_was_typed(served: Served) -> None:
    page = served.visitor("t01")
    begin(page, minutes="20")
    offline(page)
    post(served.small, "t03", [(3, 1)], Draft("抄写", 50))
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="三(1)班放不下这 20 分钟")).to_be_visible()
    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("内容")).to_have_value(TEXT)
    page.go_back()
    expect(page.get_by_role("heading", name="三(1)班放不下这 20 分钟")).to_be_visible()
    assert served.published((3, 2)) == [] and len(kept(page)) == 1


def test_a_session_that_ended_meanwhile_goes_on_after_the_login(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    page.context.clear_cookies()
    publish(page).click()
    expect(page.get_by_text("登录已经结束，请重新登录")).to_be_visible()
    log_in(page, "t01")
    page.get_by_role("button", name="继续提交").click()
    expect(flash(page)).to_contain_text("已公示到三(1)班、三(2)班")
    assert served.published((3, 1)) == [TEXT] and kept(page) == []


def test_on_a_shared_phone_drafts_are_their_owners(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    page.context.clear_cookies()  # the session ended by itself
    page.goto("/login")
    log_in(page, "t03")
    page.wait_for_url("**/today")
    expect(page.locator("[data-drafts]")).to_be_empty()
    page.goto("/homework/new")
    expect(page.get_by_label("内容")).to_have_value("")
    assert len(kept(page)) == 1


def test_logging_out_takes_the_own_drafts_away(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    page.goto("/today")
    page.evaluate("() => localStorage.setItem('draft:999:other', JSON.stringify({ at: Date.now(), tried: true, fields: [] }))")
    page.locator("details.me summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login")
    assert kept(page) == ["draft:999:other"]


def test_after_three_days_a_draft_is_gone(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    page.evaluate(
        "() => { for (const key of Object.keys(localStorage)) {"
        " const one = JSON.parse(localStorage[key]); one.at -= 3 * 86400000; localStorage[key] = JSON.stringify(one); } }"
    )
    page = served.again(page)
    expect(page.locator("[data-drafts]")).to_be_empty()
    assert kept(page) == []


def test_nothing_but_the_form_is_kept(served: Served) -> None:
    page = served.visitor("t01")
    begin(page)
    (key,) = kept(page)
    names: list[str] = page.evaluate("key => JSON.parse(localStorage[key]).fields.map(([name]) => name)", key)
    assert key.startswith(f"draft:{served.small.staff['t01']}:") and "csrf" not in names and "request_key" in names


def test_another_way_out_of_a_full_class_ends_the_draft_too(served: Served) -> None:
    post(served.small, "t03", [(3, 1), (3, 2)], Draft("抄写", 55))
    page = served.visitor("t01")
    begin(page)
    publish(page).click()
    page.get_by_role("button", name="如实登记").click()
    expect(page.get_by_role("heading", name="如实登记", level=1)).to_be_visible()
    page.locator("#record label.chip").first.click()
    page.get_by_role("button", name="如实登记并公示").click()
    expect(flash(page)).to_be_visible()
    assert served.published((3, 1)) == [TEXT] and kept(page) == []
