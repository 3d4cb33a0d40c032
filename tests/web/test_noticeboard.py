"""The school's notice board: closed it reads like an unknown link, open it stands for everybody; the principal's form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schoolapp.config import Config
from schoolapp.services import noticeboard
from schoolapp.services.homework import Draft
from tests.cast import NOW, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.web.desk import Desk
from tests.web.notice_door import BOTH, MONDAY, Door, check_page, make_door, plain, say

pytestmark = on_sqlite
FEES = "每课时 2 元。\n<b>减免</b>按区里文件。"


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    yield from make_door(database)


def open_it(door: Door, open_: bool = True) -> None:
    actor = door.small.actor("t07")
    seen = noticeboard.board_settings(house=door.small.house, actor=actor).seen
    noticeboard.change_board(house=door.small.house, actor=actor, open_=open_, fees=FEES, seen=seen, now=NOW)


def test_closed_it_reads_like_an_unknown_link(door: Door) -> None:
    answer = door.browser.get("/board")
    assert answer.status_code == 404 and answer.data == door.browser.get("/n/never").data and "023-6785 0120" in plain(answer)
    open_it(door)
    opened = door.browser.get("/board")
    assert opened.status_code == 200
    open_it(door, False)
    assert door.browser.get("/board", headers={"If-None-Match": opened.headers["ETag"]}).status_code == 404


@BOTH
def test_caps_sums_service_fees_and_both_phones(door: Door, lang: str) -> None:
    open_it(door)
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    post(door.small, "t04", [(1, 1)], Draft("写字", 15, in_school=15))
    answer = door.browser.get(f"/board?lang={lang}")
    check_page(answer)
    text = plain(answer)
    for words in (say(lang, "书面作业每天不超过 %(n)s 分钟", n=60), say(lang, "书面作业每天不超过 %(n)s 分钟", n=90), say(lang, "不留回家的书面作业"),
                  say(lang, "书面 %(n)s 分钟", n=25), say(lang, "没有超过上限"), say(lang, "回家书面 %(n)s 分钟", n=0), say(lang, "老师稍后公示"),
                  say(lang, "课后服务 %(start)s 至 %(end)s", start="16:00", end="18:00"), "每课时 2 元。 <b>减免</b>按区里文件。",
                  "023-6785 0120", "023-6780 0112"):
        assert words in text, words
    assert "link-" not in answer.get_data(as_text=True) and "抄写词语" not in text and "<b>减免" not in answer.get_data(as_text=True)
    grades = [text.index(say(lang, name) if lang == "zh" else f"Grade {n}") for n, name in enumerate(("一年级", "二年级", "三年级"), 1)]
    assert grades == sorted(grades)


def test_it_is_kept_and_follows_every_write(door: Door) -> None:
    open_it(door)
    first = door.browser.get("/board")
    assert door.browser.get("/board", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    door.now = at(MONDAY, 17)
    assert "尚未公示" in plain(door.browser.get("/board"))


def test_the_principals_form(door: Door) -> None:
    desk = Desk(door.small, "t07")
    page = desk.get("/noticeboard")
    assert "/board" in page and 'href="/noticeboard"' in desk.get("/me")
    seen = desk.value("/noticeboard", "seen")
    desk.post("/noticeboard", open="1", fees=FEES, seen=seen)
    assert door.browser.get("/board").status_code == 200
    shown = desk.get("/noticeboard")
    assert "每课时 2 元。" in shown
    desk.post("/noticeboard", 409, open="0", fees="", seen=seen)
    again = desk.post("/noticeboard", 400, open="1", fees="元" * 801, seen=desk.value("/noticeboard", "seen"))
    assert "最多 800 个字" in again and "元" * 801 in again
    desk.post("/noticeboard", 400, fees="", seen=desk.value("/noticeboard", "seen"), open="2")
    assert door.browser.get("/board").status_code == 200


@pytest.mark.parametrize("number", ["t01", "t05", "t08"])
def test_others_have_no_such_page(door: Door, number: str) -> None:
    desk = Desk(door.small, number)
    desk.get("/noticeboard", 403)
    assert 'href="/noticeboard"' not in desk.get("/me")
