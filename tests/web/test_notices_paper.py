"""The sheets for paper: a day, a week and the board as pages of their own, their figures and bars; what a parent is told on how to subscribe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from schoolapp.config import Config
from schoolapp.records import people as people_records
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.session_heads import Finished
from schoolapp.services import homework, noticeboard
from schoolapp.services.homework import Draft
from schoolapp.services.notices import days
from schoolapp.web.app import create_app
from schoolapp.web.colours import slot
from tests.cast import MONDAY, NOW, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.web.notice_door import BOTH, FRIDAY, SUNDAY, Door, address, check_page, make_door, plain, say

pytestmark = on_sqlite
URL = "https://school.example.edu.cn"


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    doors = make_door(database)
    door = next(doors)
    door.small.house.config = replace(door.small.house.config, public_url=URL)
    door.app = create_app(door.small.house, now=lambda: door.now)
    door.browser = door.app.test_client()
    yield door
    next(doors, None)


def full_day(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写第12课词语", 25, in_school=5), Draft("熟读第12课", 10, Kind.ORAL))
    post(door.small, "t01", [(3, 1)], Draft("第1题", 20, in_school=20), Draft("数独", 5, tier=Tier.OPTIONAL))


@pytest.mark.parametrize("path", ["?paper=a4", "?paper=a5", f"/week/{MONDAY}?paper=a4", f"/week/{MONDAY}?paper=a5", "?paper=a5&size=l&lang=en"])
def test_the_sheets_for_paper_are_pages_too(door: Door, path: str) -> None:
    full_day(door)
    answer = door.get(path)
    check_page(answer)
    html = answer.get_data(as_text=True)
    total = len(answer.data)
    for url in re.findall(r'href="(/static/[^"]+)"', html):
        with door.browser.get(url) as static:
            total += len(static.data)
    assert total <= 40 * 1024 and "/static/notice-paper.css" in html and "/static/notice.css" not in html
    assert 'class="qr"' in html and re.search(r'<html lang="[^"]+" class="(?:l )?a[45](?:-week)?">', html) and 'class="hint"' in html
    assert 'class="hint"' not in door.get(path.split("?")[0]).get_data(as_text=True)


@BOTH
def test_a_day_sheet_says_what_the_page_says_with_its_bar(door: Door, lang: str) -> None:
    full_day(door)
    answer = door.get(f"?paper=a4&lang={lang}")
    text = plain(answer)
    for words in (say(lang, "书面作业合计"), "45 / 60 分钟" if lang == "zh" else "45 / 60 min", say(lang, "余 %(n)s 分钟", n=15),
                  say(lang, "在校完成 %(done)s 分钟，回家约 %(home)s 分钟", done=25, home=20), "抄写第12课词语", say(lang, "不需要家长检查、批改或签字。"),
                  say(lang, "写到 %(time)s 还没写完，可以停笔睡觉。", time="21:20"), say(lang, "另有选做 %(n)s 分钟，不计入", n=5),
                  say(lang, "%(time)s 结束", time="18:00"), "A102", "023-6785 0120", "023-6780 0112", say(lang, "纸面与网页不一致时，以网页为准。")):
        assert words in text, words
    drawing = ElementTree.fromstring(re.search(r'<svg class="bar".*?</svg>', answer.get_data(as_text=True), re.DOTALL)[0])  # type: ignore[index]
    assert [rect.get("class") for rect in drawing.iter("rect")] == ["ground", slot("语文"), slot("数学"), "cap"]


def test_sheets_of_other_days(door: Door) -> None:
    """No school, a none, beyond the cap, grades without homework at home."""
    assert "这一天不上课" in door.text(f"/{SUNDAY}?paper=a4") and "请家长知道" not in door.text(f"/{SUNDAY}?paper=a4")
    homework.declare_class_none(house=door.small.house, actor=door.small.actor("t01"), class_id=door.small.classes[3, 1], now=NOW)
    assert "今天没有作业" in door.text("?paper=a5")
    post(door.small, "t03", [(3, 1)], Draft("作文", 75), day=FRIDAY, reason="漏登")
    over = door.get(f"/{FRIDAY}?paper=a4")
    assert "超 15 分钟" in plain(over) and "超出上限 15 分钟，超出的部分可以不做。" in plain(over)
    post(door.small, "t04", [(1, 1)], Draft("写字", 15, in_school=15))
    low = door.get("?paper=a4", (1, 1))
    assert "今天书面作业约 15 分钟，都在校完成，回家没有书面作业。" in plain(low) and 'class="bar"' not in low.get_data(as_text=True)
    assert "一、二年级不留回家的书面作业。" in plain(low)


def test_a_week_sheet_counts_its_days_and_shows_gaps_as_gaps(door: Door) -> None:
    full_day(door)
    post(door.small, "t03", [(3, 1)], Draft("作文", 75), day=FRIDAY, reason="漏登")
    door.now = at(MONDAY, 19)
    text = door.text(f"/week/{FRIDAY}?paper=a4")
    assert "已公示 1/5 天 平均每天 75 分钟" in text and "超出上限 1 天 未公示 4 天" in text and "75 / 90" not in text
    assert "75 / 60 超 15" in text and text.count("未公示（不等于没有作业）") == 4 and "未公示不等于没有作业。" in text
    html = door.get(f"/week/{FRIDAY}?paper=a4").get_data(as_text=True)
    assert html.count('class="gap"') == 4 and html.count('class="column"') == 5
    present = door.text(f"/week/{MONDAY}?paper=a4")
    assert "已公示 1/1 天 平均每天 45 分钟" in present and "未公示 " not in present and present.count("未到") == 4
    assert present.count("课后服务 18:00 结束") == 5  # the plan is told of days to come too
    assert "虚线是上限 60 分钟" in present and "虚线" not in door.text(f"/week/{MONDAY}?paper=a4", (1, 1))


def test_the_board_is_a_table_on_paper(door: Door) -> None:
    actor = door.small.actor("t07")
    seen = noticeboard.board_settings(house=door.small.house, actor=actor).seen
    noticeboard.change_board(house=door.small.house, actor=actor, open_=True, fees="每课时 2 元。", seen=seen, now=NOW)
    full_day(door)
    answer = door.browser.get("/board?paper=a4")
    check_page(answer)
    text = plain(answer)
    assert "三年级60 分钟 16:00–18:00 三(1)班 书面 45 分钟，没有超过上限" in text and "每课时 2 元。" in text and "023-6785 0120" in text
    assert 'class="qr"' in answer.get_data(as_text=True) and "link-" not in answer.get_data(as_text=True)


@BOTH
def test_a_board_of_seventy_classes_stays_small(door: Door, lang: str) -> None:
    with door.small.house.writing(actor=door.small.actor("t07"), now=NOW) as work:
        for grade in range(1, 10):
            for number in range(1, 9):
                if (grade, number) not in door.small.classes:
                    work.add(people_records.school_class, year=2026, grade=grade, number=number, link_token=f"{grade}-{number}", link_generation=1)
        work.audit("class_added", "class:1", None, {})
    actor = door.small.actor("t07")
    seen = noticeboard.board_settings(house=door.small.house, actor=actor).seen
    noticeboard.change_board(house=door.small.house, actor=actor, open_=True, fees="收费标准" * 200, seen=seen, now=NOW)
    for paper in ("", "&paper=a4"):
        answer = door.browser.get(f"/board?lang={lang}{paper}")
        check_page(answer)
        assert all(say(lang, words) in plain(answer) for words in ("老师稍后公示",)) and plain(answer).count(say(lang, "老师稍后公示")) > 50


# --- subscribing, and what the service has logged ----------------------------------------------------------------------------------------------------


@BOTH
def test_how_to_subscribe_is_told_with_whole_addresses(door: Door, lang: str) -> None:
    answer = door.get(f"/subscribe?lang={lang}")
    check_page(answer)
    html = answer.get_data(as_text=True)
    assert f'href="webcal://school.example.edu.cn{address()}/calendar.ics"' in html
    assert f"{URL}{address()}/calendar.ics" in plain(answer) and f"{URL}{address()}/feed.atom" in plain(answer)
    assert f'href="{address()}/subscribe' in door.get(f"/week/{MONDAY}?lang={lang}").get_data(as_text=True)
    assert door.browser.get("/n/never/subscribe").data == door.browser.get("/n/never").data
    door.small.house.config = replace(door.small.house.config, public_url="")
    bare = create_app(door.small.house, now=lambda: NOW).test_client().get(f"{address()}/subscribe").get_data(as_text=True)
    assert f'href="{address()}/calendar.ics"' in bare and "webcal" not in bare and "http" not in bare.replace("http-equiv", "")


@BOTH
@pytest.mark.parametrize(("how", "sentence"), [
    ("most", "作业辅导登记：本班多数同学已在校写完作业"),
    ("half", "作业辅导登记：本班约一半同学已在校写完作业"),
    ("few", "作业辅导登记：本班少数同学已在校写完作业"),
])
def test_what_the_service_logged_of_the_class_is_told(door: Door, lang: str, how: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = days.service_of
    monkeypatch.setattr(days, "service_of", lambda *facts: made(*facts[:5], finished=Finished(how)))
    full_day(door)
    for path in (f"?lang={lang}", f"?lang={lang}&paper=a4"):
        assert say(lang, sentence) in door.text(path)
    joined = door.browser.get(f"/c?k={address().removeprefix('/n/')}&lang={lang}")
    assert say(lang, sentence) in plain(joined)
    assert door.get(f"/picture.png?lang={lang}").status_code == 200
    assert say(lang, sentence) in re.sub(r"\r\n ", "", door.get(f"/calendar.ics?lang={lang}").get_data(as_text=True))


@BOTH
def test_tiers_are_explained(door: Door, lang: str) -> None:
    one = say(lang, "分层作业每人只做其中一层，合计按用时最多的一层算。")
    assert one not in door.text(f"?lang={lang}")
    post(door.small, "t02", [(3, 1)], Draft("基础", 5, tier=Tier.BASIC), Draft("提高", 8, tier=Tier.RAISED))
    text = door.text(f"?lang={lang}")
    assert one in text and text.index("提高") < text.index(one)
