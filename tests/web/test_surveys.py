"""Questionnaires in the browser: the principal opens one, families, teachers and homeroom teachers fill in, the results are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from werkzeug.test import TestResponse

from schoolapp.config import Config
from schoolapp.rules.surveys import ONE_ADDRESS_SURVEY, SurveyKind
from schoolapp.services import surveys
from tests.conftest import on_sqlite
from tests.services.survey_cases import UNTIL, give, opened, switch
from tests.web.desk import Desk
from tests.web.hostile import TEXTS, VALUES
from tests.web.notice_door import BOTH, Door, Tree, address, make_door, plain, say

pytestmark = on_sqlite


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    for door in make_door(database):
        switch(door.small)
        yield door


def returned(door: Door, survey_id: int) -> int:
    return surveys.get_survey(house=door.small.house, actor=door.small.actor("t07"), survey_id=survey_id).answered


def send(door: Door, survey_id: int | str, place: tuple[int, int] = (3, 1), **chosen: str) -> TestResponse:
    return door.browser.post(f"{address(place)}/survey/{survey_id}", data=chosen)


def cookies(answer: TestResponse) -> list[SimpleCookie]:
    return [SimpleCookie(line) for line in answer.headers.getlist("Set-Cookie")]


@BOTH
def test_the_form_of_families(door: Door, lang: str) -> None:
    survey_id = opened(door.small)
    answer = door.get(f"/survey/{survey_id}?lang={lang}")
    text, tree = answer.get_data(as_text=True), Tree()
    tree.feed(text.replace("<input ", "<br "))
    assert answer.status_code == 200 and not tree.open and len(answer.data) <= 15 * 1024
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
    assert len(set(re.findall(r'name="(P\d)"', text))) == 8 and "csrf" not in text and "<script" not in text
    assert "<textarea" not in text and "checked" not in text
    assert say(lang, "不用登录，不记姓名。您填的只加进各个选项的份数，分不出是谁填的。") in plain(answer) and "023-6785 0120" in plain(answer)
    question = "Can you see the homework notice every day?" if lang == "en" else "您能看到每天的作业公示吗？"
    assert question in plain(answer)


def test_a_sheet_is_thanked_once_for_each_phone(door: Door) -> None:
    survey_id = opened(door.small)
    answer = send(door, survey_id, P3="1", P5="0")
    assert answer.status_code == 303 and returned(door, survey_id) == 1
    (cookie,) = cookies(answer)
    assert cookie["answered"].value == "1" and cookie["answered"]["path"] == f"{address()}/survey/{survey_id}" and cookie["answered"]["httponly"]
    assert "谢谢，已经收到" in plain(door.browser.get(answer.headers["Location"]))
    assert "这部手机已经填过了" in door.text(f"/survey/{survey_id}")
    assert send(door, survey_id, P3="1").status_code == 200 and returned(door, survey_id) == 1


def test_what_was_chosen_stays_when_something_is_wrong(door: Door) -> None:
    survey_id = opened(door.small)
    empty = send(door, survey_id)
    assert empty.status_code == 400 and "请至少回答一题" in plain(empty) and "Set-Cookie" not in empty.headers
    wrong = send(door, survey_id, P3="2", P5="17")
    assert wrong.status_code == 400 and re.search(r'id="P3-2" checked', wrong.get_data(as_text=True))
    assert returned(door, survey_id) == 0


@pytest.mark.parametrize("value", [v for v in VALUES if v != "0" and "\x00" not in v and len(v) < 4_000])
def test_hostile_choices_count_nowhere(door: Door, value: str) -> None:
    survey_id = opened(door.small)
    answer = send(door, survey_id, P1=value)
    assert answer.status_code == 400 and "<script>" not in answer.get_data(as_text=True) and returned(door, survey_id) == 0


def test_a_post_from_elsewhere_or_too_large_is_refused(door: Door) -> None:
    survey_id = opened(door.small)
    path = f"{address()}/survey/{survey_id}"
    assert door.browser.post(path, data={"P1": "0"}, headers={"Origin": "https://evil.example"}).status_code == 400
    assert door.browser.post(path, data={"P1": "0", "x": "y" * 5_000}).status_code == 413
    assert door.browser.post(path, data={"P1": "a\x00b"}).status_code == 400
    assert returned(door, survey_id) == 0


def test_one_network_address_is_limited(door: Door) -> None:
    survey_id = opened(door.small)
    for _ in range(ONE_ADDRESS_SURVEY):
        assert send(door, survey_id, P1="0").status_code == 303
        door.browser = door.app.test_client()  # another phone
    assert send(door, survey_id, P1="0").status_code == 429 and returned(door, survey_id) == ONE_ADDRESS_SURVEY


def test_what_is_not_there_answers_like_an_unknown_link(door: Door) -> None:
    survey_id, unknown = opened(door.small, grades=(1,)), door.get("/nothing").get_data()
    teachers, pupils = opened(door.small, SurveyKind.TEACHERS), opened(door.small, SurveyKind.PUPILS)
    for number in (survey_id, teachers, pupils, 99, 2147483648, "01", "x", "²"):
        assert door.get(f"/survey/{number}").status_code == 404 and door.get(f"/survey/{number}").get_data() == unknown
        assert send(door, number, P1="0").status_code == 404
    assert door.get(f"/survey/{survey_id}", (1, 1)).status_code == 200
    switch(door.small, on=False)
    assert door.get(f"/survey/{survey_id}", (1, 1)).status_code == 404


def test_the_notice_leads_there_only_while_it_runs(door: Door) -> None:
    assert "问卷：" not in door.text()
    survey_id = opened(door.small, grades=(3,))
    for path in ("", f"/{UNTIL}", f"/week/{UNTIL}"):
        answer = door.get(path)
        assert "问卷：期中问卷" in plain(answer) and f"/survey/{survey_id}" in answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers and answer.headers["ETag"] and len(answer.data) <= 15 * 1024
    assert "问卷：" not in door.text("", (1, 1))
    Desk(door.small, "t07").post(f"/surveys/{survey_id}/close")
    assert "问卷：" not in door.text() and "这份问卷已经截止" in door.text(f"/survey/{survey_id}")


def test_the_principal_opens_one_and_reads_it(door: Door) -> None:
    desk = Desk(door.small, "t07")
    assert "还没有发放过问卷" in desk.get("/surveys") and 'href="/surveys"' in desk.get("/me")
    key = desk.key("/surveys/new")
    refused = desk.post("/surveys/new", 400, kind="parents", title="", closes_on="昨天", request_key=key)
    assert "请填写问卷名称" in refused
    desk.post("/surveys/new", kind="parents", title="期中家长问卷", closes_on=UNTIL.isoformat(), grades="3", request_key=key)
    desk.post("/surveys/new", kind="parents", title="期中家长问卷", closes_on=UNTIL.isoformat(), grades="3", request_key=key)  # sent twice
    assert desk.get("/surveys").count("期中家长问卷") == 1
    give(door.small, 1, n=12, P3=1)
    shown = desk.get("/surveys/1")
    assert "收回 12 / 应填" in shown and "有一次" not in shown and "截止以前只看得到份数" in shown
    assert "三(1)班" in desk.get("/surveys/1/codes")
    desk.get("/surveys/1/results.xlsx", 404)
    desk.get("/surveys/1/chart-light.svg", 404)
    desk.post("/surveys/1/close")
    shown = desk.get("/surveys/1")
    assert "被要求检查、批改或签字的家长" in shown and "100%" in shown and "有一次" in shown
    assert desk.client.get("/surveys/1/results.xlsx").status_code == 200 and desk.client.get("/surveys/1/chart-dark.svg").status_code == 200
    english = desk.get("/surveys/1?lang=en")
    assert "Parents told to check, mark or sign" in english


@pytest.mark.parametrize("fields", [{"kind": "nobody"}, {"closes_on": "2026-02-30"}, {"grades": TEXTS[0]}, {"programme": "9" * 40, "kind": "programme"},
                                    {"title": TEXTS[0] * 9}, {"closes_on": "9999-12-31"}])
def test_an_unfit_form_opens_nothing(door: Door, fields: dict[str, str]) -> None:
    desk = Desk(door.small, "t07")
    values = {"kind": "parents", "title": "期中家长问卷", "closes_on": UNTIL.isoformat(), "grades": "3", **fields}
    answer = desk.client.post("/surveys/new", data={"csrf": desk.token, **values})
    assert answer.status_code == 400 and "<script>x" not in answer.get_data(as_text=True)
    assert "还没有发放过问卷" in desk.get("/surveys")


def test_the_homeroom_teacher_counts_paper(door: Door) -> None:
    survey_id, class_id = opened(door.small, SurveyKind.PUPILS), door.small.classes[3, 1]
    desk, path = Desk(door.small, "t01"), f"/surveys/{survey_id}/tally/{class_id}"
    assert "还没有计票" in desk.get("/surveys/tally") and 'class="tick-box"' in desk.get(f"/surveys/{survey_id}/paper")
    assert "的纸质问卷还没有计票" in desk.get("/needs")
    wrong = desk.post(path, 400, answered="5", version="1", **{"S1-0": "6", "S2-1": "两个"})
    assert "请填写整数" in wrong and 'value="两个"' in wrong and 'value="6"' in wrong
    wrong = desk.post(path, 400, answered="5", version="1", **{"S1-0": "6"})
    assert "各选项人数加起来不能多于收回的份数" in wrong
    desk.post(path, answered="２０", version="1", **{"S1-0": "12", "S1-1": "8"})
    assert desk.value(path, "S1-0") == "12" and "已计 20 份" in desk.get("/surveys/tally")
    assert "刚才有人改过" in desk.get(desk.post(path, answered="3", version="1") and path)
    desk.get(f"/surveys/{survey_id}/tally/{door.small.classes[3, 2]}", 404)
    desk.get(f"/surveys/{survey_id}/tally/2147483648", 404)
    Desk(door.small, "t03").get(f"/surveys/{survey_id}/paper")
    Desk(door.small, "t02").get(f"/surveys/{survey_id}/paper", 404)


def test_a_teacher_fills_in_once(door: Door) -> None:
    survey_id = opened(door.small, SurveyKind.TEACHERS)
    desk, path = Desk(door.small, "t02"), f"/surveys/{survey_id}/answer"
    assert "教师问卷等您填" in desk.get("/needs") and "系统只记下您填过了" in desk.get(path)
    assert "请至少回答一题" in desk.post(path, 400)
    assert 'id="T1-1" checked' in desk.post(path, 400, T1="1", T2="99")
    desk.post(path, T1="1")
    assert "您已经填过这份问卷" in desk.get(path) and "教师问卷等您填" not in desk.get("/needs")
    desk.post(path, T1="0")
    assert returned(door, survey_id) == 1
    Desk(door.small, "t05").get(path, 403)
    desk.get(f"/surveys/{opened(door.small)}/answer", 404)


def test_the_office_reads_what_is_closed_and_changes_nothing(door: Door) -> None:
    survey_id = opened(door.small)
    give(door.small, survey_id, n=6, P3=1)
    desk = Desk(door.small, "t05")
    assert 'href="/surveys"' in desk.get("/me") and "没有可以查看的问卷结果" in desk.get("/surveys")
    desk.get(f"/surveys/{survey_id}", 404)
    Desk(door.small, "t07").post(f"/surveys/{survey_id}/close")
    listed, shown = desk.get("/surveys"), desk.get(f"/surveys/{survey_id}")
    assert "期中问卷" in listed and "/surveys/new" not in listed
    assert "有一次" in shown and "来源：家长匿名填写，只计人数，不加权" in shown and "单位：人" in shown and "收回 6" in shown
    assert desk.client.get(f"/surveys/{survey_id}/results.xlsx").status_code == 200
    desk.get("/surveys/new", 403)
    desk.post(f"/surveys/{survey_id}/close", 403)
    Desk(door.small, "t03").get("/surveys", 403)
