"""The pages of homework load: the board's cells and links, chart and table, downloads, and doors that stay shut."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from schoolapp.rules.permits import OPERATOR
from schoolapp.services import load, login
from schoolapp.services.homework import Draft
from schoolapp.web.app import create_app
from tests.cast import MONDAY, NOW, PASSWORD, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post

pytestmark = on_sqlite

LAST = MONDAY - timedelta(days=7)
WEEK = f"/load/3/{LAST}"


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    post(small, "t03", [(3, 1), (3, 2)], Draft("生字", 20), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 1)], Draft("练习", 52), day=LAST, now=NOW, reason="当天忘了")
    post(small, "t01", [(3, 2)], Draft("练习", 36), day=LAST, now=at(LAST))
    return small


def enter(small: SmallSchool, number: str) -> FlaskClient:
    """A browser in which this person is signed in."""
    client = create_app(small.house, now=lambda: NOW).test_client()
    login.give_password(house=small.house, actor=OPERATOR, staff_id=small.staff[number], password=PASSWORD, now=NOW)
    opened = login.log_in(house=small.house, number=number, password=PASSWORD, address="", device="", browser="", now=NOW)
    client.set_cookie("sid", opened.token)
    return client


@pytest.fixture
def leader(small: SmallSchool) -> FlaskClient:
    return enter(small, "t02")


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def cells(html: str) -> list[str]:
    """The board's cells as readers hear them, in the order of the page."""
    return [plain(cell).strip() for cell in re.findall(r'<td class="cell.*?</td>', html, re.DOTALL)]


def test_the_menu_leads_to_this_week(leader: FlaskClient) -> None:
    answer = leader.get("/load")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/load/3/{MONDAY}")
    assert leader.get(f"/load?grade=3&day={LAST + timedelta(days=2)}").headers["Location"] == WEEK


def test_the_board_has_figures_words_and_links(small: SmallSchool, leader: FlaskClient) -> None:
    html = leader.get(WEEK).get_data(as_text=True)
    said = cells(html)
    assert len(said) == 10
    assert said[0] == "三(1)班 11月16日 周一 72 ▲超 12 补录"
    assert said[1] == "三(1)班 11月17日 周二 未公示"
    assert said[5] == "三(2)班 11月16日 周一 56 还剩 4"
    assert f'href="/homework/day/{small.classes[3, 1]}/{LAST}"' in html
    text = plain(html)
    for words in ("三年级作业总量一览", "第12周", "11月16日–20日", "上限 60 分钟", "学校从严执行"):
        assert words in text, words
    for mean in ("72.0 1/5 天", "64.0 2/2 班", "64.0 2/10"):
        assert mean in text, mean


def test_classes_stand_in_school_order_and_no_teacher_is_named(leader: FlaskClient) -> None:
    html = leader.get(WEEK).get_data(as_text=True)
    heads = re.findall(r'<th scope="row">(.*?)</th>', html)
    assert heads[:2] == ["三(1)班", "三(2)班"]
    main = html[html.index("<main"):]
    assert not [name for name in ("林晓梅", "王芳", "罗建军") if name in main]


def test_the_list_names_what_asks_for_somebody(leader: FlaskClient) -> None:
    text = plain(leader.get(WEEK).get_data(as_text=True))
    assert "超限 1 三(1)班 周一" in text and "补录 1 三(1)班 周一" in text
    assert "未公示 8 三(1)班 周二 三(2)班 周二" in text and "另有 2 处" in text


def test_today_is_named_and_not_yet(leader: FlaskClient) -> None:
    html = leader.get(f"/load/3/{MONDAY}").get_data(as_text=True)
    assert 'aria-current="date"' in html
    assert [word for said in cells(html) for word in ("尚未公示", "未到") if said.endswith(word)] == (["尚未公示"] + ["未到"] * 4) * 2


def test_low_grades_show_what_goes_home(small: SmallSchool) -> None:
    post(small, "t04", [(1, 1)], Draft("课堂写字", 15, in_school=15), day=LAST, now=at(LAST))
    post(small, "t04", [(1, 1)], Draft("抄写", 10, in_school=4), day=LAST, now=NOW, reason="补")
    text = plain(enter(small, "t05").get(f"/load/1/{LAST}").get_data(as_text=True))
    assert "一、二年级回家书面作业上限 0 分钟" in text and "回家书面，分钟" in text
    assert "一(1)班 11月16日 周一 6 ▲ 超 6 补录" in text and "6.0 1 天" in text


def test_a_holiday_week_says_why_and_where_to_go(leader: FlaskClient) -> None:
    text = plain(leader.get("/load/3/2027-02-03").get_data(as_text=True))
    assert "这一周没有上课日" in text and "看上一个有课的周" in text


def test_make_up_days_and_days_off_are_named(leader: FlaskClient) -> None:
    text = plain(leader.get("/load/3/2026-10-05").get_data(as_text=True))
    assert "周六 10/10 调休" in text and "10月5日 周一、10月6日 周二、10月7日 周三 国庆节" in text


def test_a_calendar_without_a_national_list_is_said(leader: FlaskClient) -> None:
    assert "校历未确认" in leader.get("/load/3/2027-01-11").get_data(as_text=True)
    assert "校历未确认" not in leader.get(WEEK).get_data(as_text=True)


def test_grades_can_be_switched_by_who_sees_several(small: SmallSchool, leader: FlaskClient) -> None:
    assert "/load/4/" not in leader.get(WEEK).get_data(as_text=True)
    office = enter(small, "t05").get(WEEK).get_data(as_text=True)
    assert [f"/load/{grade}/{LAST}" in office for grade in range(1, 10)] == [True] * 9


def test_the_table_stands_beside_the_chart(leader: FlaskClient) -> None:
    html = leader.get(WEEK + f"?view=table&on={LAST}").get_data(as_text=True)
    assert "<picture>" not in html
    text = plain(html)
    assert "11月16日 周一 书面，分钟" in text
    assert "三(1)班 20 52 ▲ 72" in text and "三(2)班 20 36 56" in text
    assert "未公示" in plain(leader.get(WEEK + "?view=table&on=2026-11-17").get_data(as_text=True))
    assert leader.get(WEEK + "?view=table&on=x").status_code == 404


def test_the_picture_tells_its_facts_and_has_a_dark_twin(leader: FlaskClient) -> None:
    html = leader.get(WEEK).get_data(as_text=True)
    alt = re.search(r'<img[^>]* alt="([^"]*)"', html)
    assert alt and alt[1].startswith("柱状图：三年级各班每日书面作业用时，按学科。最高 72 分钟，三(1)班 周一。")
    assert "超过上限 1 个班日：三(1)班 周一。" in alt[1]
    assert "未公示 8 个班日：三(1)班 周二、" in alt[1] and alt[1].endswith("等。")
    assert f'{WEEK}/chart-light.svg' in html and f'{WEEK}/chart-dark.svg' in html


def test_the_picture_is_kept_by_its_tag(small: SmallSchool, leader: FlaskClient) -> None:
    first = leader.get(WEEK + "/chart-light.svg")
    assert (first.status_code, first.mimetype, first.headers["Cache-Control"]) == (200, "image/svg+xml", "private, no-cache")
    assert b"<text" not in first.data
    again = leader.get(WEEK + "/chart-light.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    post(small, "t02", [(3, 2)], Draft("单词", 3), day=LAST, now=NOW, reason="补")
    fresh = leader.get(WEEK + "/chart-light.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert fresh.status_code == 200 and fresh.headers["ETag"] != first.headers["ETag"]
    assert leader.get(WEEK + "/chart-dark.svg").data != fresh.data


@pytest.mark.parametrize(("name", "starts", "mime"), [
    ("chart.svg", b"<?xml", "image/svg+xml"), ("chart.png", b"\x89PNG", "image/png"),
    ("load.xlsx", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
])
def test_files_to_take_away(leader: FlaskClient, name: str, starts: bytes, mime: str) -> None:
    answer = leader.get(f"{WEEK}/{name}")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, mime, "no-store")
    assert answer.data.startswith(starts)
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment") and said.endswith(f"-{LAST}.{name.split('.')[1]}")


@pytest.mark.parametrize("path", [
    "/load/4/2026-11-16", "/load/3/2026-13-01", "/load/3/0001-01-01", "/load/3/9999-12-31", "/load/3/x", "/load/0/2026-11-16",
    "/load/3/2026-11-16/chart-x.svg", "/load/3/2026-11-16/chart.pdf", "/load/4/2026-11-16/chart-light.svg",
    "/load/4/2026-11-16/chart.png", "/load/4/2026-11-16/load.xlsx", "/load?day=x", "/load?day=0001-01-01",
])
def test_what_is_not_there(leader: FlaskClient, path: str) -> None:
    assert leader.get(path).status_code == 404


@pytest.mark.parametrize("path", ["", "/chart-light.svg", "/chart.svg", "/chart.png", "/load.xlsx"])
def test_shut_for_a_plain_teacher(small: SmallSchool, path: str) -> None:
    assert enter(small, "t03").get(WEEK + path).status_code == 403


def test_english_keeps_the_figures(leader: FlaskClient) -> None:
    html = leader.get(WEEK + "?lang=en").get_data(as_text=True)
    assert "Class 3(1)" in html and "16–20 Nov" in html and ">72<" in html


def test_spans_say_a_shared_month_once(leader: FlaskClient) -> None:
    assert "9月28日–30日" in leader.get("/load/3/2026-09-28").get_data(as_text=True)
    assert "11月30日 – 12月4日" in leader.get("/load/3/2026-11-30").get_data(as_text=True)


def test_the_part_of_today_leads_to_board_and_days(small: SmallSchool) -> None:
    app = create_app(small.house, now=lambda: NOW)
    facts = load.attention_of(house=small.house, actor=small.actor("t02"), now=NOW)
    with app.test_request_context("/today"):
        text = app.jinja_env.get_template("load/attention.html").render(facts=facts)
    friday = date(2026, 11, 20)
    assert "今日已公示 0 / 2 班" in plain(text) and 'href="/load"' in text
    assert "未公示 2 三(1)班 周五 11/20 三(2)班 周五 11/20" in plain(text) and f"/homework/day/{small.classes[3, 2]}/{friday}" in text
