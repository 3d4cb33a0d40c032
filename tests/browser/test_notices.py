"""The parents' pages on a phone, as a grandmother opens them in WeChat: with and without script, in both languages, light, dark and in large type,
without a broken rule; their sheets for paper fit their paper and carry a code that leads back. What they say stands in tests/web."""

from __future__ import annotations

import io
import itertools
import re
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from tests.browser.test_look import OVERHANG, broken_rules
from tests.browser.visits import MONDAY, PHONE, Served, Visits

WECHAT = ("Mozilla/5.0 (Linux; Android 10; MI 8 Build/QKQ1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/107.0 Mobile Safari/537.36 "
          "MMWEBID/1 MicroMessenger/8.0.40 WeChat/arm64 Weixin NetType/4G Language/zh_CN")
FRIDAY, SUNDAY, LAST_WEEK = "2026-11-20", "2026-11-22", "2026-11-16"
ALL_BYTES = 40 * 1024


@pytest.fixture(scope="module", autouse=True)
def evening(served: Served) -> None:
    served.clock(17, 30)


@pytest.fixture(scope="module")
def links(visits: Visits) -> list[str]:
    """The paths of all classes' notices; the principal has opened the board."""
    page = visits.signed_in("principal")
    page.goto("/noticeboard")
    page.get_by_label("公开", exact=True).check()
    page.get_by_label("课后服务收费公示").fill("每课时 3 元。\n困难家庭免收。")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存，公示栏已公开").wait_for()
    page = visits.signed_in("office")
    page.goto("/people/links")
    found = sorted(set(re.findall(r'href="(/n/[\w-]{20,})"', page.content())))
    assert len(found) > 9
    return found


@pytest.fixture
def pages(served: Served, links: list[str]) -> list[str]:
    """One page of every kind."""
    keys = "&".join(f"k={path.removeprefix('/n/')}" for path in (served.notice, *links[:2]))
    days = [f"{served.notice}/{day}" for day in (FRIDAY, SUNDAY, "2019-01-01")]
    return [served.notice, *days, links[0], f"{served.notice}/week/{LAST_WEEK}", f"{served.notice}/subscribe", f"/c?{keys}", "/board", "/n/nothing"]


def asked(path: str, *more: str) -> str:
    return path + ("&" if "?" in path else "?") + "&".join(filter(None, more)) if any(more) else path


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(visits: Visits, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield visits.visitor(PHONE, java_script_enabled=request.param, user_agent=WECHAT)
    visits.close()


def test_they_are_read_without_script_cookie_or_anything_from_elsewhere(phone: Page, served: Served, pages: list[str]) -> None:
    asked_for: list[str] = []
    phone.on("request", lambda request: asked_for.append(request.url))
    for path in pages:
        asked_for.clear()
        answer = phone.goto(path)
        assert answer is not None and answer.status == (404 if path == "/n/nothing" else 200), path
        assert phone.locator("h1").count() == 1 and phone.locator("main").is_visible() and phone.get_by_text("意见建议 · 监督电话").is_visible()
        assert "<script" not in phone.content() and phone.context.cookies() == []
        assert all(url.startswith(served.url) for url in asked_for) and len(asked_for) <= 3, asked_for
        total = sum(len(phone.request.get(url).body()) for url in set(asked_for))
        assert len(answer.body()) <= 15 * 1024 and total <= ALL_BYTES, (path, total)


def test_the_order_on_the_page_is_the_order_on_the_screen(phone: Page, served: Served) -> None:
    """One sentence, what families may leave, the evening's end, items with their kind, the sum, the service, the phones."""
    phone.goto(served.notice)
    parts = [".say .first", ".ease li:first-child", ".ease li:last-child", ".items h2 >> nth=0", ".items .k >> nth=0", ".sum", ".service .ends",
             ".phones", ".links", ".fixed", ".updated"]
    tops = [phone.locator(part).first.bounding_box() for part in parts]
    assert all(tops) and [box["y"] for box in tops if box] == sorted(box["y"] for box in tops if box)
    first = phone.locator(".say .first").inner_text()
    assert re.fullmatch(r"今天书面作业约\s*\d+ 分钟，\s*在校完成 \d+ 分钟，\s*回家约 \d+ 分钟。", first), first
    assert "写到 21:20 还没写完，可以停笔睡觉。" in phone.locator(".ease").inner_text()
    top = phone.locator(".say").bounding_box()
    assert top and top["y"] + top["height"] < PHONE[1] * 0.6  # read without scrolling


def test_letters_are_large_and_larger_by_the_address(visits: Visits, served: Served) -> None:
    page = visits.visitor()
    size = "selector => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize)"
    page.goto(served.notice)
    plain = {part: page.evaluate(size, part) for part in ("body", ".items .t", ".first", ".k", ".updated")}
    assert plain["body"] == plain[".items .t"] == 20 and plain[".first"] == 28 and min(plain.values()) >= 13
    page.get_by_role("link", name="大字版").click()
    page.wait_for_url("**?size=l")
    assert all(page.evaluate(size, part) > before for part, before in plain.items())
    small = page.evaluate("() => [...document.querySelectorAll('a')].map(a => a.getBoundingClientRect()).filter(r => Math.min(r.width, r.height) < 24).length")
    assert small == 0


LOOKS = list(itertools.product(("", "lang=en"), ("", "size=l"), ("light", "dark")))


@pytest.mark.parametrize(("lang", "size", "scheme"), LOOKS, ids=["-".join(filter(None, look)) for look in LOOKS])
def test_no_rule_is_broken_and_nothing_hangs_over(visits: Visits, served: Served, pages: list[str], lang: str, size: str, scheme: str) -> None:
    """Every rule in every look on the pages that are read most; in the rarer looks of the others what a look can change."""
    page = visits.visitor(color_scheme=scheme)
    faults = []
    often = {served.notice, pages[-3], pages[-2]}
    for path in pages:
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.goto(asked(path, lang, size))
        if (over := page.evaluate(OVERHANG)) > 0:
            faults.append(f"{path}: {over} px over the side")
        if path in often or (bool(lang), scheme) == (bool(size), "light"):
            faults += [f"{path}: {rule}" for rule in broken_rules(page)]
        else:
            faults += [f"{path}: {rule}" for rule in broken_rules(page, "color-contrast", "target-size")]
    visits.close()
    assert not faults, "\n".join(faults)


# --- paper ---------------------------------------------------------------------------------------------------------------------------------------


def sheets(page: Page, path: str) -> tuple[int, set[tuple[int, int]]]:
    """How many pages it prints on and how large they are, in millimetres."""
    page.goto(path)
    document = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", document)
    return len(re.findall(rb"/Type /Page\b(?!s)", document)), {(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in boxes}


@pytest.mark.parametrize("lang", ["", "lang=en"])
@pytest.mark.parametrize(("paper", "portrait"), [("a4", (210, 297)), ("a5", (148, 210))])
def test_a_day_and_a_week_fit_their_paper(visits: Visits, served: Served, links: list[str], paper: str, portrait: tuple[int, int], lang: str) -> None:
    page = visits.visitor()
    for path in (served.notice, *links[-2:]):
        assert sheets(page, asked(f"{path}/{FRIDAY}", f"paper={paper}", lang)) == (1, {portrait}), path
        assert sheets(page, asked(f"{path}/week/{LAST_WEEK}", f"paper={paper}", lang)) == (1, {portrait[::-1]}), path
    visits.close()


def test_the_board_fits_one_sheet(visits: Visits, links: list[str]) -> None:
    page = visits.visitor()
    assert sheets(page, "/board?paper=a4") == (1, {(210, 297)})
    visits.close()


@pytest.mark.parametrize("path", [f"/{FRIDAY}?paper=a4", f"/week/{LAST_WEEK}?paper=a5", f"/{FRIDAY}?paper=a5&lang=en", "?paper=a4&size=l"])
def test_the_code_on_paper_leads_to_the_page(visits: Visits, served: Served, path: str) -> None:
    page = visits.visitor(device_scale_factor=2)
    page.goto(served.notice + path)
    page.emulate_media(media="print")
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    (code,) = zxingcpp.read_barcodes(shot.convert("RGB"))
    assert code.text == served.url + served.notice
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(code.text, timeout=10) as answer:
        assert answer.status == 200 and "三(1)班" in answer.read().decode()
    visits.close()


def test_sheets_on_a_screen_say_how_to_print_and_break_no_rule(visits: Visits, served: Served, links: list[str]) -> None:
    page = visits.visitor()
    faults = []
    week = f"{served.notice}/week/{LAST_WEEK}"
    for path in (f"{served.notice}?paper=a4", f"{week}?paper=a4", f"{week}?paper=a5&lang=en", "/board?paper=a4"):
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            page.goto(path)
            if (over := page.evaluate(OVERHANG)) > 0:
                faults.append(f"{path} at {width}: {over} px over the side")
        faults += [f"{path}: {rule}" for rule in broken_rules(page)]
        page.locator(".hint a").click()
        assert "paper" not in urlsplit(page.url).query
    visits.close()
    assert not faults, "\n".join(faults)


# --- several children ----------------------------------------------------------------------------------------------------------------------------


def test_a_parent_of_two_joins_their_classes_and_keeps_the_page(phone: Page, served: Served, links: list[str]) -> None:
    other = next(path for path in links if path != served.notice)
    phone.goto(served.notice)
    phone.get_by_role("link", name="多个孩子").click()
    phone.get_by_label("再加一个班").fill(f"这是链接 {served.url}{other} 请家长看")
    phone.get_by_role("button", name="加上这个班").click()
    phone.wait_for_url(f"**/c?k=*&k={other.removeprefix('/n/')}*")
    kept = phone.url
    assert phone.locator("section.one").count() == 2 and phone.get_by_role("heading", level=2).first.inner_text() == "三(1)班"
    assert phone.locator("section.one").first.get_by_text("18:00 结束").is_visible()
    phone.goto("about:blank")
    phone.goto(kept)  # as from the favourites
    assert phone.locator("section.one").count() == 2 and phone.context.cookies() == []
    phone.get_by_role("link", name="不看这个班").first.click()
    assert phone.locator("section.one").count() == 1


def test_the_calendars_page_names_whole_addresses(phone: Page, served: Served) -> None:
    phone.goto(f"{served.notice}/week/{MONDAY}")
    phone.get_by_role("link", name="放进手机日历").click()
    addresses = phone.locator(".copy").all_inner_texts()
    assert addresses == [f"{served.url}{served.notice}/{name}" for name in ("calendar.ics", "feed.atom")]
    assert phone.get_by_role("link", name="订阅到日历").get_attribute("href") == addresses[0].replace("http://", "webcal://")
    assert phone.request.get(addresses[0]).headers["content-type"] == "text/calendar; charset=utf-8"
