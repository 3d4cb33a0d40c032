"""The form on how long homework took: behind the class's link, without account and token, one cookie that says nothing but 'answered'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from werkzeug.test import TestResponse

from schoolapp.config import Config
from schoolapp.rules.feedback import ONE_ADDRESS_CLASS_DAY
from schoolapp.rules.homework import Kind
from schoolapp.services.homework import Draft
from schoolapp.web.app import create_app
from tests.cast import MONDAY, at
from tests.conftest import on_sqlite
from tests.services.answer_cases import asking, counted, give_many, switch
from tests.services.homework_cases import post
from tests.web.desk import Desk
from tests.web.notice_door import BOTH, FRIDAY, TUESDAY, Door, Tree, address, check_page, make_door, plain, say

pytestmark = on_sqlite
WEDNESDAY = TUESDAY.replace(day=TUESDAY.day + 1)
FORM = f"/{MONDAY}/answer"


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    for door in make_door(database):
        asking(door.small)
        door.now = at(MONDAY, 20)
        yield door


def send(door: Door, took: str | None = "16", path: str = FORM, place: tuple[int, int] = (3, 1), **more: object) -> TestResponse:
    return door.browser.post(address(place) + path, data={} if took is None else {"took": took}, **more)  # type: ignore[arg-type]


def cookies(answer: TestResponse) -> list[SimpleCookie]:
    return [SimpleCookie(line) for line in answer.headers.getlist("Set-Cookie")]


def fresh(door: Door) -> None:
    """Another phone on the same network."""
    door.browser = door.app.test_client()


def total(door: Door) -> int:
    return sum(row.total for row in counted(door.small))


@BOTH
def test_the_form_asks_one_thing(door: Door, lang: str) -> None:
    answer = door.get(f"{FORM}?lang={lang}")
    text = answer.get_data(as_text=True)
    tree = Tree()
    tree.feed(text.replace("<input ", "<br "))
    assert answer.status_code == 200 and not tree.open and len(answer.data) <= 15 * 1024
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers and "ETag" not in answer.headers
    assert re.findall(r'name="(\w+)" value="(\d+)"', text) == [("took", low) for low in ("0", "1", "16", "31", "46", "61", "91")]
    assert "csrf" not in text and "<script" not in text and "checked" not in text
    for words in ("今天的书面作业，孩子回家实际写了多久？", "不用登录，不记姓名。填的时间只加进一个数，分不出是谁填的。",
                  "一部手机填一次。满 5 份以后，学校才看到各段时间有几份。"):
        assert say(lang, words) in plain(answer)
    assert "023-6785 0120" in plain(answer)


def test_an_answer_is_thanked_and_leads_back(door: Door) -> None:
    answer = send(door)
    assert answer.status_code == 303 and answer.headers["Location"] == f"{address()}{FORM}?done=1" and total(door) == 1
    done = door.browser.get(answer.headers["Location"])
    assert "谢谢，已经收到" in plain(done) and f'href="{address()}/{MONDAY}"' in done.get_data(as_text=True) and "<form" not in done.get_data(as_text=True)
    again = door.get(FORM)
    assert again.status_code == 200 and "这部手机已经填过了" in plain(again) and "<form" not in again.get_data(as_text=True)
    assert "这部手机已经填过了" in plain(send(door, "0")) and total(door) == 1


def test_the_cookie_says_answered_for_this_day_and_class_alone(door: Door) -> None:
    found = cookies(send(door))
    assert [list(cookie) for cookie in found] == [["answered"]]
    one = found[0]["answered"]
    assert (one.value, one["path"], one["samesite"], one["httponly"], one["domain"]) == ("1", address() + FORM, "Lax", True, "")
    assert int(one["max-age"]) == 28 * 3600  # until Tuesday ends
    post(door.small, "t03", [(3, 2)], Draft("抄写", 10))
    post(door.small, "t03", [(3, 1)], Draft("读书笔记", 10), day=FRIDAY, now=at(FRIDAY))
    for path, place in ((FORM, (3, 2)), (f"/{FRIDAY}/answer", (3, 1))):
        assert "<form" in door.get(path, place).get_data(as_text=True)
    assert "Set-Cookie" not in door.get().headers and "Set-Cookie" not in door.get(FORM).headers


def test_behind_https_the_cookie_is_secure(door: Door) -> None:
    door.small.house.config = replace(door.small.house.config, https="proxy")
    client = create_app(door.small.house, now=lambda: door.now).test_client()
    given = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "localhost", "Origin": "https://localhost"}
    for _ in range(ONE_ADDRESS_CLASS_DAY + 1):  # the visitor's own address is limited, not the proxy's
        client.delete_cookie("answered", path=address() + FORM)
        answer = client.post(address() + FORM, data={"took": "16"}, headers=given)
    assert answer.status_code == 429
    answer = client.post(address() + FORM, data={"took": "16"}, headers={**given, "X-Forwarded-For": "203.0.113.8"})
    assert answer.status_code == 303 and cookies(answer)[0]["answered"]["secure"] is True
    assert answer.headers["Strict-Transport-Security"]


def test_several_classes_on_one_page_lead_to_their_forms(door: Door) -> None:
    post(door.small, "t03", [(3, 2)], Draft("抄写", 10))
    places = ((3, 1), (3, 2), (4, 1))
    page = door.browser.get("/c", query_string={"k": [address(place)[3:] for place in places]}).get_data(as_text=True)
    assert [f'href="{address(place)}{FORM}?lang=zh"' in page for place in places] == [True, True, False]  # nothing published in the last


def test_language_and_size_go_along(door: Door) -> None:
    form = door.get(f"{FORM}?lang=en&size=l").get_data(as_text=True)
    assert f'action="{address()}{FORM}?lang=en&amp;size=l"' in form
    answer = send(door, path=f"{FORM}?lang=en&size=l")
    assert answer.headers["Location"] == f"{address()}{FORM}?lang=en&size=l&done=1"
    assert "Thank you, it has arrived" in plain(door.browser.get(answer.headers["Location"]))


def test_nothing_chosen_says_what_to_do(door: Door) -> None:
    for took in (None, "", "7", "-1", "abc", "９", "1" * 5000, "16 OR 1=1"):
        answer = send(door, took)
        if took and len(took) > 4000:
            assert answer.status_code == 413
            continue
        assert answer.status_code == 400, took
        assert "请先点选一项" in plain(answer) and 'href="#took-0"' in answer.get_data(as_text=True) and "<form" in answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers
    assert total(door) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://elsewhere.example"}, 400),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 400),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 400),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),  # our own page, which tells nobody where it is
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_a_foreign_page_cannot_answer(door: Door, headers: dict[str, str], status: int) -> None:
    answer = send(door, headers=headers)
    assert answer.status_code == status and total(door) == (status == 303)


def test_other_hostile_posts(door: Door) -> None:
    assert send(door, "16\x00").status_code == 400
    assert door.browser.post(address() + FORM, data=b"x" * 5000, content_type="text/plain").status_code in (400, 413)
    assert door.browser.post(address() + FORM, data={"took": "16", "took2": "x" * 5000}).status_code == 413
    assert door.browser.post(address() + FORM, json={"took": "16"}).status_code == 400
    assert door.browser.post(address() + FORM + "?lang=en", data={"took": "x"}).status_code == 400
    for path in (f"/n/{'y' * 43}{FORM}", f"{address()}/2026-11-3/answer", f"{address()}/x/answer", f"{address()}/2024-11-25/answer"):
        for answer in (door.browser.get(path), door.browser.post(path, data={"took": "16"})):
            assert answer.status_code == 404 and answer.data == door.browser.get("/n/never").data
    assert door.browser.post(address(), data={"took": "16"}).status_code == 405
    english = door.browser.post(address() + FORM + "?lang=en", data={"took": "16"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "This form has expired" in english.get_data(as_text=True) or 'lang="en"' in english.get_data(as_text=True)
    assert "Set-Cookie" not in english.headers and total(door) == 0


def test_one_network_answers_a_few_times(door: Door) -> None:
    for _ in range(ONE_ADDRESS_CLASS_DAY):
        fresh(door)
        assert send(door).status_code == 303
    fresh(door)
    answer = send(door)
    assert answer.status_code == 429 and "今天从您这个网络填的份数已经够多" in plain(answer) and "Set-Cookie" not in answer.headers
    assert total(door) == ONE_ADDRESS_CLASS_DAY


def test_a_full_class_day_says_so(door: Door) -> None:
    give_many(door.small, [16] * 80)
    answer = send(door)
    assert answer.status_code == 409 and "这个班这一天收到的份数已经够多" in plain(answer) and total(door) == 80


@pytest.mark.parametrize(
    ("now", "day", "words"),
    [(at(WEDNESDAY, 8), MONDAY, "这一天的反馈已经截止"), (at(FRIDAY, 8), MONDAY, "还没到这一天"), (at(MONDAY, 20), FRIDAY, "这一天没有公示作业")],
)
def test_days_that_are_not_open(door: Door, now: object, day: object, words: str) -> None:
    door.now = now  # type: ignore[assignment]
    path = f"/{day}/answer"
    assert words in plain(door.get(path)) and door.get(path).status_code == 200
    answer = send(door, path=path)
    assert answer.status_code == 409 and words in plain(answer) and total(door) == 0 and "Set-Cookie" not in answer.headers


def test_off_it_is_an_unknown_address(door: Door) -> None:
    switch(door.small, False)
    unknown = door.browser.get("/n/never")
    for answer in (door.get(FORM), send(door), door.get(f"{FORM}?done=1")):
        assert answer.status_code == 404 and answer.data == unknown.data and "023-6785 0120" in plain(answer)
    assert "/answer" not in door.get().get_data(as_text=True)


@BOTH
def test_the_notice_leads_there_and_stays_what_it_was(door: Door, lang: str) -> None:
    answer = door.get(f"?lang={lang}")
    check_page(answer)
    link = f'href="{address()}{FORM}' + ("?lang=en" if lang == "en" else "") + '"'
    assert link in answer.get_data(as_text=True) and say(lang, "今天的书面作业，回家实际写了多久？") in plain(answer)
    seen = answer.headers["ETag"]
    send(door)
    assert door.get(f"?lang={lang}", headers={"If-None-Match": seen}).status_code == 304  # an answer makes no page anew
    assert "/answer" not in door.get(f"?paper=a4&lang={lang}").get_data(as_text=True)
    switch(door.small, False)
    assert door.get(f"?lang={lang}", headers={"If-None-Match": seen}).status_code == 200
    assert "/answer" not in door.get(f"?lang={lang}").get_data(as_text=True)


def test_the_notice_leads_there_while_the_day_is_open(door: Door) -> None:
    assert "/answer" not in door.get(place=(3, 2)).get_data(as_text=True)  # nothing published
    door.now = at(TUESDAY, 8)
    assert f"{FORM}" in door.get(f"/{MONDAY}").get_data(as_text=True) and "当天的书面作业，回家实际写了多久？" in door.text(f"/{MONDAY}")
    door.now = at(WEDNESDAY, 8)
    assert "/answer" not in door.get(f"/{MONDAY}").get_data(as_text=True)


@BOTH
def test_without_written_homework_it_asks_whether_there_was_any(door: Door, lang: str) -> None:
    post(door.small, "t03", [(3, 2)], Draft("熟读第12课", 10, Kind.ORAL))
    text = plain(door.get(f"?lang={lang}", place=(3, 2)))
    assert say(lang, "孩子今天回家写书面作业了吗？写了多久？") in text and say(lang, "今天的书面作业，回家实际写了多久？") not in text


@BOTH
def test_the_fullest_notice_has_room_for_the_link(door: Door, lang: str) -> None:
    """One text that takes all the room there is for homework: the page stays within its size, and the link on it."""
    post(door.small, "t03", [(9, 1)], Draft("&" * 1970, 60))  # five bytes each in a page
    answer = door.get(f"?lang={lang}&size=l", (9, 1))
    check_page(answer)
    assert len(answer.data) > 12 * 1024 and f"{FORM}?" in answer.get_data(as_text=True)


def test_staff_see_them_from_five_on(door: Door) -> None:
    head, teacher = Desk(door.small, "t01"), Desk(door.small, "t03")
    path = f"/homework/day/{door.small.classes[3, 1]}/{MONDAY}"
    give_many(door.small, [0, 16, 16, 61])
    few = head.get(path)
    assert "家长反馈" in few and "不足 5 份，不显示" in few and "16–30 分钟" not in few and "4 份" not in few
    give_many(door.small, [91], first=50)
    shown = head.get(path)
    assert "5 份" in shown and "16–30 分钟 <b>2</b>" in shown and "11月23日 – 11月24日" in shown and "不作为待核实事项" in shown
    assert "家长反馈" not in teacher.get(path)
    mine = head.get("/homework/reality")
    assert "家长反馈" in mine and "满 5 份：1 天" in mine
    leader = Desk(door.small, "t02").get("/load/3/reality")
    assert "满 5 份：1 天" in leader and "还没有反馈" in leader and '<td class="num">5</td><td class="num">2</td>' in leader
    switch(door.small, False)
    for page in (head.get(path), head.get("/homework/reality"), Desk(door.small, "t02").get("/load/3/reality")):
        assert "家长反馈" not in page
