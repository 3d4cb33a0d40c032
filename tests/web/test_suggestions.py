"""The principal's pages of suggestions: the switch, the box with its printed key, cases opened by password, answers, the problem list; and the same
answer to everybody else, whether a case is there or not."""

from __future__ import annotations

import re

import pytest

from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit
from tests.cast import PASSWORD, SmallSchool
from tests.conftest import on_sqlite
from tests.services.suggestion_cases import CONTACT, TEXT, _cheap_keys, give_password, open_school, say, second_principal  # noqa: F401
from tests.web.desk import Desk, form_of

pytestmark = on_sqlite
OTHERS = ("t01", "t02", "t04", "t05", "t06", "t08", "t09", "t10")


@pytest.fixture
def open_small(small: SmallSchool) -> SmallSchool:
    open_school(small)
    return small


def unlocked(small: SmallSchool, number: str = "t07", case_id: int = 1) -> Desk:
    desk = Desk(small, number)
    desk.post(f"/suggestions/{case_id}/open", password=PASSWORD)
    return desk


def test_from_the_switch_to_the_first_case(small: SmallSchool) -> None:
    give_password(small)
    desk = Desk(small, "t07")
    assert "/suggestions" not in desk.get("/today") and "意见建议已关闭" in desk.get("/suggestions")
    desk.post("/feedback", voice="suggestions", on="1")
    assert 'href="/suggestions"' in desk.get("/today") and "意见建议开启了，还没有意见箱" in desk.get("/today")
    assert "意见箱和钥匙" in desk.get("/feedback") and "还没有意见箱" in desk.get("/suggestions")
    assert "密码不对" in desk.post("/suggestions/box/make", 400, password="wrong")
    assert "请填写密码" in desk.post("/suggestions/box/make", 400)
    shown = desk.post("/suggestions/box/make", 200, password=PASSWORD)
    key = "".join(re.findall(r'<span class="nb">([2-9A-Z]{4})</span>', shown))
    assert len(key) == 28 and desk.client.get("/suggestions/box").headers["Cache-Control"] == "no-store"
    fields = form_of(shown)
    for last in ("", "AAAA", key[:4]):
        again = desk.post("/suggestions/box/1/confirm", 400, check=fields["check"], last=last)
        assert key[:4] not in again.replace(f'value="{last}"', "") and "重新建立" in again
    assert "与打印的备用钥匙对不上" in desk.post("/suggestions/box/1/confirm", 400, check="x", last=key[-4:])
    desk.post("/suggestions/box/1/confirm", check=fields["check"], last=f" {key[-4:].lower()} ")
    assert "意见箱可以用了" in desk.get("/suggestions/box") and "能，用登录密码" in desk.get("/suggestions/box")
    assert "还没有收到意见建议" in desk.get("/suggestions")
    say(small)
    listed = desk.get("/suggestions")
    assert "2026-0001" in listed and "作业太多，写到太晚" in listed and "留了联系方式" in listed and "还有 5 个上课日" in listed and TEXT not in listed
    assert "有 1 件意见建议待答复" in desk.get("/today") and audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_a_case_is_shut_until_the_password_is_given_and_shut_again(open_small: SmallSchool) -> None:
    say(open_small)
    desk = Desk(open_small, "t07")
    shut = desk.get("/suggestions/1")
    assert TEXT not in shut and "学校自己的记录" not in shut and "三(1)班" not in shut and "打开意见箱" in shut
    assert "密码不对" in desk.post("/suggestions/1/open", 400, password="wrong")
    desk.post("/suggestions/1/open", password=PASSWORD)
    seen = desk.get("/suggestions/1")
    assert TEXT in seen and "三(1)班" in seen and "学校自己的记录" in seen and "C10 书面作业总量不超上限" in seen and CONTACT not in seen
    cookie = desk.client.get_cookie("box")
    assert cookie is not None and cookie.http_only and TEXT not in cookie.value
    desk.post("/suggestions/shut")
    assert TEXT not in desk.get("/suggestions/1")


def test_an_opened_box_opens_in_no_other_session(open_small: SmallSchool) -> None:
    say(open_small)
    first, second = unlocked(open_small), Desk(open_small, "t07")
    cookie = first.client.get_cookie("box")
    assert cookie is not None
    second.client.set_cookie("box", cookie.value)
    assert TEXT not in second.get("/suggestions/1")
    second_principal(open_small)
    third = Desk(open_small, "t05")
    third.client.set_cookie("box", cookie.value)
    assert TEXT not in third.get("/suggestions/1") and "您的密码还打不开意见箱" in third.get("/suggestions/1")


def test_the_contact_is_shown_on_one_page_alone(open_small: SmallSchool) -> None:
    say(open_small)
    desk = unlocked(open_small)
    assert CONTACT in desk.post("/suggestions/1/contact", 200)
    assert CONTACT not in desk.get("/suggestions/1") and CONTACT not in desk.get("/audit") and "查看意见建议的联系方式" in desk.get("/audit")
    shut = Desk(open_small, "t07")
    assert CONTACT not in shut.post("/suggestions/1/contact", 303)


def test_the_steps_of_a_case(open_small: SmallSchool) -> None:
    say(open_small)
    desk = unlocked(open_small)
    desk.post("/suggestions/1/begin", version="1")
    assert "了解中" in desk.get("/suggestions/1")
    kept = desk.post("/suggestions/1/answer", 400, version="2", text="请打 13812345678 找教务处")
    assert "像是有手机号" in kept and "请打 13812345678 找教务处" in kept and TEXT in kept
    assert "内容已经变了" in desk.post("/suggestions/1/answer", 409, version="1", text="已经查过，本周起调整。")
    desk.post("/suggestions/1/answer", version="2", text="已经查过，本周起调整。")
    seen = desk.get("/suggestions/1")
    assert "已经查过，本周起调整。" in seen and "12月7日 前家长可以提出没有解决" in seen and 'action="/suggestions/1/answer"' not in seen
    key = form_of(seen)["request_key"]
    assert "至少 5 个字" in desk.post("/suggestions/1/problem", 400, summary="多", clause="C10")
    assert "请从列出的选项中选择" in desk.post("/suggestions/1/problem", 400, summary="三年级数学作业偏多", clause="Z1")
    for _ in range(2):
        desk.post("/suggestions/1/problem", summary="三年级数学作业偏多", clause="C10", request_key=key)
    assert desk.get("/suggestions/1").count("三年级数学作业偏多") == 1
    assert "已答复，等家长" in desk.get("/suggestions")


def test_settings_of_the_box(open_small: SmallSchool) -> None:
    desk = Desk(open_small, "t07")
    assert "请填写 1 到 20 之间的整数" in desk.post("/suggestions/box/days", 400, days="0")
    desk.post("/suggestions/box/days", days="3")
    assert form_of(desk.get("/suggestions/box"))["days"] == "3" and say(open_small).due.isoformat() == "2026-11-26"
    assert "密码不对" in desk.post("/suggestions/box/print", 400, password="x")
    shown = desk.post("/suggestions/box/print", 200, password=PASSWORD)
    assert len(re.findall(r'<span class="nb">([2-9A-Z]{4})</span>', shown)) == 7


def test_a_principal_without_a_key_takes_over_with_the_paper(small: SmallSchool) -> None:
    printed = open_school(small)
    say(small)
    second_principal(small)
    desk = Desk(small, "t05")
    assert "您的密码还打不开意见箱" in desk.get("/suggestions") and "备用钥匙也找不到了" in desk.get("/suggestions/box")
    assert "备用钥匙不对" in desk.post("/suggestions/box/take", 400, printed="AAAA", password=PASSWORD)
    kept = desk.post("/suggestions/box/take", 400, printed=printed, password="wrong")
    assert "密码不对" in kept
    desk.post("/suggestions/box/take", printed=printed, password=PASSWORD)
    assert TEXT in desk.get("/suggestions/1")  # taking over opened it


def test_with_everything_lost_a_new_box_and_an_honest_page(open_small: SmallSchool) -> None:
    say(open_small)
    give_password(open_small)
    desk = Desk(open_small, "t07")
    shown = desk.post("/suggestions/box/make", 200, password=PASSWORD)
    key = re.findall(r'<span class="nb">([2-9A-Z]{4})</span>', shown)
    desk.post("/suggestions/box/2/confirm", check=form_of(shown)["check"], last=key[-1])
    seen = desk.get("/suggestions/1")
    assert "这一件打不开了" in seen and 'action="/suggestions/1/answer"' in seen and TEXT not in seen
    assert "旧意见箱里还有 1 件待答复" in desk.get("/suggestions/box")


def test_the_own_password_page_takes_the_box_along(open_small: SmallSchool) -> None:
    say(open_small)
    desk = Desk(open_small, "t07")
    desk.post("/me/password", present=PASSWORD, fresh="willow-gate-river", again="willow-gate-river")
    fresh = Desk(open_small, "t07")
    fresh.post("/suggestions/1/open", password="willow-gate-river")
    assert TEXT in fresh.get("/suggestions/1")


@pytest.mark.parametrize("number", OTHERS)
def test_everybody_else_gets_the_same_answer_as_for_a_case_that_is_not_there(open_small: SmallSchool, number: str) -> None:
    say(open_small)
    desk = Desk(open_small, number)
    for act in ("", "/begin", "/answer", "/contact", "/problem", "/open"):
        found = []
        for case_id in (1, 99):
            data = {"csrf": desk.token, "password": PASSWORD, "text": "十个字以上的一句话，没有别的"} if act else None
            answer = desk.client.open(f"/suggestions/{case_id}{act}", method="POST" if act else "GET", data=data)
            found.append((answer.status_code, re.sub(r"suggestions/\d+", "", answer.get_data(as_text=True))))
        assert found[0] == found[1] and found[0][0] == 403 and TEXT not in found[0][1]
    pages = [desk.client.get(path, follow_redirects=True).get_data(as_text=True) for path in ("/today", "/needs", "/audit", "/audit/security", "/jobs", "/me")]
    assert not [text for text in pages if TEXT in text or CONTACT in text or 'href="/suggestions' in text]


def test_an_unknown_case_is_not_there_for_the_principal_either(open_small: SmallSchool) -> None:
    desk = Desk(open_small, "t07")
    assert "没有找到这一页" in desk.get("/suggestions/99", 404)
    for path in ("begin", "answer", "problem"):
        desk.post(f"/suggestions/99/{path}", 404, version="1", text=TEXT, summary="三年级数学作业偏多")
    desk.post("/suggestions/box/99/confirm", 400, check="", last="AAAA")


@pytest.mark.parametrize("value", ["", "<b>x</b>" * 4, "9" * 300, "\x00", "²", "'; DROP TABLE suggestion; --", "字" * 5000])
def test_hostile_fields_of_the_principals_forms(open_small: SmallSchool, value: str) -> None:
    say(open_small)
    desk = unlocked(open_small)
    forms = {
        "1/open": ("password",), "1/begin": ("version",), "1/answer": ("version", "text"), "1/problem": ("summary", "clause", "request_key"),
        "box/make": ("password",), "box/take": ("printed", "password"), "box/print": ("password",), "box/days": ("days",), "box/1/confirm": ("check", "last"),
    }
    for path, names in forms.items():
        answer = desk.client.post(f"/suggestions/{path}", data={"csrf": desk.token, **dict.fromkeys(names, value)})
        assert answer.status_code in (200, 303, 400, 404, 409) and "<b>x</b>" not in answer.get_data(as_text=True), path
    assert audit.verify_chain(house=open_small.house, actor=OPERATOR)[1] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages(open_small: SmallSchool, lang: str) -> None:
    say(open_small)
    desk = unlocked(open_small)
    for path in ("/suggestions", "/suggestions/1", "/suggestions/box"):
        text = desk.get(f"{path}?lang={lang}")
        rest = re.sub(r"<[^>]+>", "", text.split("<main")[1].replace(TEXT, ""))
        assert lang == "zh" or not re.search(r"[\u4e00-\u9fff]{2,}", rest.replace("三年级作业辅导", "").replace("科学社团", "").replace("周明远", ""))


def test_a_session_that_ended_keeps_neither_password_nor_printed_key(open_small: SmallSchool) -> None:
    desk = Desk(open_small, "t07")
    desk.client.delete_cookie("sid")
    answer = desk.client.post("/suggestions/box/take", data={"printed": "AAAABBBB", "password": "plum"})
    assert answer.status_code == 401 and "AAAABBBB" not in answer.get_data(as_text=True) and "plum" not in answer.get_data(as_text=True)
