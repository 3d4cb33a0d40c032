"""Several classes on one page: chosen in the address alone, added by pasting a link, unknown links told plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from schoolapp.config import Config
from schoolapp.services import people
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.web.notice_door import BOTH, FRIDAY, Door, Tree, address, make_door, plain, say

pytestmark = on_sqlite
ONE, TWO, NONE = (address(place).removeprefix("/n/") for place in ((3, 1), (7, 1), (8, 8)))


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    yield from make_door(database)


def page(door: Door, path: str, status: int = 200) -> str:
    answer = door.browser.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    if status == 200:
        tree = Tree()
        tree.feed(answer.get_data(as_text=True).replace("<input ", "<meta "))
        assert not tree.open and "script" not in tree.seen
        assert len(answer.data) <= 15 * 1024 and "Set-Cookie" not in answer.headers and "Vary" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, no-cache" and answer.headers["Referrer-Policy"] == "no-referrer"
    return plain(answer) if status == 200 else ""


@BOTH
def test_two_classes_stand_below_each_other(door: Door, lang: str) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    post(door.small, "t03", [(7, 1)], Draft("作文一篇", 40))
    text = page(door, f"/c?k={ONE}&k={TWO}&lang={lang}")
    first, second = ("三(1)班", "七(1)班") if lang == "zh" else ("Class 3(1)", "Class 7(1)")
    places = [text.index(word) for word in (first, "抄写词语", second, "作文一篇")]
    assert places == sorted(places)
    assert "21:20" in text and "22:00" in text and text.count(say(lang, "不需要家长检查、批改或签字。")) >= 2


def test_the_page_can_be_kept_and_is_known_again(door: Door) -> None:
    first = door.browser.get(f"/c?k={ONE}&k={TWO}")
    same = door.browser.get(f"/c?k={ONE}&k={TWO}", headers={"If-None-Match": first.headers["ETag"]})
    other = door.browser.get(f"/c?k={TWO}&k={ONE}")
    assert same.status_code == 304 and other.headers["ETag"] != first.headers["ETag"]
    post(door.small, "t03", [(7, 1)], Draft("作文一篇", 40))
    assert "作文一篇" in page(door, f"/c?k={ONE}&k={TWO}")


def test_a_pasted_link_leads_to_the_address_with_both(door: Door) -> None:
    pasted = f"三(1)班作业公示 https://school.example.edu.cn/n/{TWO}?lang=en 请查收"
    answer = door.browser.get("/c", query_string=[("k", ONE), ("k", pasted), ("size", "l")])
    assert answer.status_code == 302 and answer.headers["Location"] == f"/c?k={ONE}&k={TWO}&size=l" and answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "七(1)班" in page(door, answer.headers["Location"])
    assert door.browser.get("/c", query_string=[("k", ""), ("k", TWO)]).status_code == 200


def test_what_is_no_link_is_said(door: Door) -> None:
    answer = door.browser.get("/c", query_string=[("k", ONE), ("k", "我的孩子")])
    assert answer.status_code == 302 and answer.headers["Location"] == f"/c?k={ONE}&wrong=1"
    text = page(door, answer.headers["Location"])
    assert "没有认出这个链接" in text and "三(1)班" in text
    bare = page(door, "/c")
    assert "加一个班" in bare and "没有认出" not in bare


def test_an_unknown_link_is_told_beside_the_others(door: Door) -> None:
    text = page(door, f"/c?k={ONE}&k={NONE}")
    assert "三(1)班" in text and "有一个链接打不开" in text and "023-6785 0120" in text
    people.renew_link(house=door.small.house, actor=door.small.actor("t05"), class_id=door.small.classes[3, 1], generation=1, now=NOW)
    assert page(door, f"/c?k={ONE}&k={NONE}").count("有一个链接打不开") == 2
    assert not [key for key in door.app.extensions["notice_pages"]._kept if key[0] == "/c"]  # made-up addresses take nobody's room


def test_a_class_can_be_taken_off_again(door: Door) -> None:
    html = door.browser.get(f"/c?k={ONE}&k={TWO}&size=l").get_data(as_text=True)
    found = [unescape(link) for link in re.findall(r'href="(\?[^"]*)">不看这个班', html)]
    assert found == [f"?k={TWO}&size=l", f"?k={ONE}&size=l"]
    assert "七(1)班" not in page(door, "/c" + found[1])


def test_other_days_of_all_classes(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    html = door.browser.get(f"/c?k={ONE}").get_data(as_text=True)
    assert f'href="/c/{FRIDAY}?k={ONE}"' in html
    assert "当天未公示" in page(door, f"/c/{FRIDAY}?k={ONE}&k={TWO}")
    assert door.browser.get(f"/c/heute?k={ONE}").status_code == 404


def test_six_full_classes_stay_small_and_a_seventh_is_left_out(door: Door) -> None:
    for grade in range(3, 9):
        post(door.small, "t03", [(grade, 1)], *(Draft(f"第{n}题：" + "认真完成练习册上的每一道题" * 9, 6) for n in range(9)))
    tokens = [address((grade, 1)).removeprefix("/n/") for grade in range(3, 10)]
    text = page(door, "/c?" + "&".join(f"k={token}" for token in tokens[:6]))
    assert text.count("第0题") == 6 and "再加一个班" not in text
    answer = door.browser.get("/c?" + "&".join(f"k={token}" for token in tokens))
    assert answer.status_code == 302 and answer.headers["Location"].count("k=") == 6


def test_the_notice_leads_there(door: Door) -> None:
    assert f'href="/c?k={ONE}"' in door.get().get_data(as_text=True)
    assert f'href="/c?k={ONE}"' in door.get(f"/{MONDAY}").get_data(as_text=True)
