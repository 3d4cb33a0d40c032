"""The parents' pages over HTTP: no cookie, what a browser may keep, unknown links, and how large a page gets."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from schoolapp.config import Config
from schoolapp.records import afterschool as afterschool_records
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import notices as services
from schoolapp.services import people, school
from schoolapp.services.homework import Draft
from schoolapp.web.app import create_app
from schoolapp.web.notices import answers
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, post
from tests.web.notice_door import BOTH, FRIDAY, TUESDAY, Door, address, check_page, make_door, plain, say

pytestmark = on_sqlite

KB = 1024
NINE = ("语文", "数学", "英语", "物理", "化学", "道德与法治", "地理", "历史", "生物学")


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    yield from make_door(database)


def test_neither_cookie_nor_login_is_read_or_set(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    bare = door.get()
    for name in ("sid", "visitor", "lang", "flash", "device"):
        door.browser.set_cookie(name, "en" if name == "lang" else "x" * 40)
    for path in ("", f"/{FRIDAY}", f"/week/{MONDAY}", "?lang=en", "?size=l", "/never", "/"):
        answer = door.get(path)
        assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
    assert door.get().data == bare.data


@pytest.mark.parametrize("path", ["/2026-13-01", "/20261123", "/2026-W48-1", "/heute", f"/{MONDAY}/2", f"/{MONDAY}/0", "/week/x", "/", "/a/b/c", "/week"])
def test_what_is_no_day_is_answered_like_an_unknown_link(door: Door, path: str) -> None:
    answer = door.get(path)
    assert answer.status_code == 404 and "ETag" not in answer.headers
    check_page(answer)
    assert answer.data == door.browser.get("/n/unknown").data


@pytest.mark.parametrize("path", ["/n/", "/n"])
def test_a_link_cut_short_is_answered_like_an_unknown_one(door: Door, path: str) -> None:
    answer = door.browser.get(path, follow_redirects=True)
    assert answer.status_code == 404 and answer.data == door.browser.get("/n/unknown").data and "Set-Cookie" not in answer.headers


@BOTH
def test_a_renewed_link_reads_like_one_that_never_was(door: Door, lang: str) -> None:
    first = door.get(f"?lang={lang}")
    small = door.small
    people.renew_link(house=small.house, actor=small.actor("t05"), class_id=small.classes[3, 1], generation=1, now=NOW)
    old, never = door.get(f"?lang={lang}", headers={"If-None-Match": first.headers["ETag"]}), door.browser.get(f"/n/never-was?lang={lang}")
    assert old.status_code == never.status_code == 404 and old.data == never.data
    assert say(lang, "这个链接打不开") in plain(old) and "023-6785 0120" in plain(old)
    check_page(old)
    fresh = next(token for token, link in services.links_of(house=small.house).by_token.items() if link.one.id == small.classes[3, 1])
    answer = door.browser.get(f"/n/{fresh}")
    assert answer.status_code == 200 and answer.headers["ETag"] != first.headers["ETag"]


def test_before_the_set_up_every_link_is_unknown(database: Config) -> None:
    house = school.open_house(database)
    answer = create_app(house, now=lambda: NOW).test_client().get("/n/x")
    assert answer.status_code == 404
    check_page(answer)
    house.close()


def test_a_browser_keeps_the_page_until_something_changes(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    first = door.get()
    tag = first.headers["ETag"]
    assert re.fullmatch(r'"[^"]+"', tag)
    for seen in (tag, "W/" + tag, f'"other", {tag}', "*"):
        same = door.get(headers={"If-None-Match": seen})
        assert same.status_code == 304 and same.data == b"" and same.headers["ETag"] == tag and same.headers["Cache-Control"] == "public, no-cache"
        assert "Set-Cookie" not in same.headers and same.headers["X-Robots-Tag"]
    assert door.get(headers={"If-None-Match": '"other"'}).status_code == 200
    post(door.small, "t01", [(3, 1)], Draft("第1题", 20))
    changed = door.get(headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag and "第1题" in plain(changed)


def test_the_tag_tells_apart_whatever_changes_the_page(door: Door) -> None:
    tags = {door.get(path).headers["ETag"] for path in ("", f"/{FRIDAY}", f"/week/{MONDAY}", "?lang=en", "?size=l", "?lang=en&size=l")}
    tag = door.get().headers["ETag"]
    door.now = at(MONDAY, 16)
    tags.add(door.get().headers["ETag"])
    late = door.get(headers={"If-None-Match": tag})
    assert late.status_code == 200 and "今日尚未公示" in plain(late)
    door.now = at(TUESDAY, 0)
    tags.add(door.get(f"/{MONDAY}").headers["ETag"])
    assert "老师稍后公示" in door.text()
    assert len(tags) == 8


def test_an_unchanged_page_is_not_made_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    first = door.get()
    house = door.small.house

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("the kept page was enough")

    monkeypatch.setattr(house, "_head_read_at", time.monotonic() + 3600)
    monkeypatch.setattr(house, "reading", refuse)
    monkeypatch.setattr(services, "day_notice", refuse)
    assert door.get().data == first.data
    assert door.get(headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    door.app.extensions["notice_pages"]._kept.clear()
    assert door.get(headers={"If-None-Match": first.headers["ETag"]}).status_code == 304  # known without the page
    head = door.browser.head(address(), headers={"If-None-Match": first.headers["ETag"]})
    assert head.status_code == 304


def test_head_has_the_headers_of_the_page(door: Door) -> None:
    page, head = door.get(), door.browser.head(address())
    assert head.data == b"" and head.headers["ETag"] == page.headers["ETag"]
    assert int(head.headers["Content-Length"]) == len(page.data) == int(page.headers["Content-Length"])


def test_no_more_than_so_many_pages_are_kept(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "KEPT_MOST", 5)
    for n in range(12):
        door.get(f"/{MONDAY - timedelta(days=n)}")
        door.browser.get(f"/n/guess-{n}")
    pages = door.app.extensions["notice_pages"]
    assert len(pages._kept) == 5
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    door.get()
    assert len(pages._kept) == 1  # what belongs to older data is dropped


def test_a_full_day_stays_small(door: Door) -> None:
    """Nine subjects with long texts, a service of many clubs, both phones: HTML, style and icon together."""
    for subject in NINE[1:]:
        add_teaching(door.small, "t03", (9, 1), subject)
    for subject in NINE:
        text = f"{subject}：" + "认真完成练习册上的每一道题，写清楚过程；" * 11
        post(door.small, "t03", [(9, 1)], Draft(text, 10, in_school=5), subject=subject)
    _many_clubs(door.small)
    answer = door.get(place=(9, 1))
    check_page(answer)
    assert all(f"{subject}：认真" in plain(answer) for subject in NINE)
    total = len(answer.data)
    for url in re.findall(r'href="(/static/[^"]+)"', answer.get_data(as_text=True)):
        with door.browser.get(url) as static:
            assert static.status_code == 200
            total += len(static.data)
    assert len(answer.data) < total <= 40 * KB


def _many_clubs(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        for n in range(40):
            row = work.add(
                afterschool_records.programme,
                term_id=small.term_id,
                code=f"c{n}",
                name="名字很长的社团" * 5 + str(n),
                category="社团",
                grades="9",
                staff_id=small.staff["t01"],
                provider="",
                room="综合楼三楼东侧第二活动室",
                active=True,
            )
            work.add(afterschool_records.programme_slot, programme_id=row, weekday=1, start=960 + n, end=1080)
        work.audit("programme_added", "programme:1", None, {})


def test_the_longest_day_goes_on_on_further_pages(door: Door) -> None:
    texts = [f"{n}号" + "&<\"'"[n % 4] * 1990 for n in range(12)]
    for half in (texts[:6], texts[6:]):
        post(door.small, "t03", [(9, 1)], *(Draft(text, 5) for text in half))
    _many_clubs(door.small)
    seen, part = "", 1
    while True:
        answer = door.get(f"/{MONDAY}/{part}", (9, 1))
        if answer.status_code == 404:
            break
        check_page(answer)
        seen += plain(answer)
        part += 1
    assert part > 3 and all(text in seen for text in texts)
    first = door.get(place=(9, 1))
    check_page(first)
    assert "还有 11 项作业" in plain(first) and f'href="{address((9, 1))}/{MONDAY}/2"' in first.get_data(as_text=True)
    check_page(door.get(f"/week/{MONDAY}", (9, 1)))


def test_paper_carries_the_code_of_the_public_address(door: Door) -> None:
    assert "<svg width" not in door.get().get_data(as_text=True)
    house = door.small.house
    house.config = replace(house.config, public_url="https://notice.example.cn", https="proxy")
    answer = create_app(house, now=lambda: NOW).test_client().get(address())
    check_page(answer)
    assert 'class="qr"' in answer.get_data(as_text=True) and answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("place", [(3, 1), (7, 1)])
def test_both_stages_have_a_page_for_each_day_of_the_term(door: Door, place: tuple[int, int]) -> None:
    post(door.small, "t03", [place], Draft("作文", 30, in_school=10))
    for day in (TERM[0], FRIDAY, MONDAY, date(2026, 12, 31), TERM[1]):
        check_page(door.get(f"/{day}", place))
        check_page(door.get(f"/week/{day}?size=l", place))
