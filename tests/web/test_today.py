"""The page of the day for each role: cards, one-tap acts, quiet notes, days off."""

from __future__ import annotations

from datetime import date

import pytest

from schoolapp.services import homework
from schoolapp.services.homework import Draft
from tests.cast import NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import day_row, nones_of, post
from tests.web.homework_browser import Visitor, text_of

pytestmark = on_sqlite
SATURDAY = at(date(2026, 11, 28), 10)


@pytest.mark.parametrize("who", [f"t{n:02d}" for n in range(1, 11)])
def test_everybody_has_a_page(small: SmallSchool, who: str) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 25))
    for lang in ("zh", "en"):
        assert "<h1" in Visitor(small, who).get(f"/today?lang={lang}")


def test_a_teacher_sees_room_and_two_ways(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 25))
    html = Visitor(small, "t01").get("/today")
    text = text_of(html)
    assert "三(1)班还剩35分钟" in text and "25/60分钟" in text and "三(2)班还剩60分钟还没有人登记" in text
    assert text.count("本科今日无作业") == 2 and "三(1)班今日已齐？班主任·1/3科" in text
    assert "布置" not in text and "抄写" not in text  # other teachers' texts are not here


def test_one_tap_none_and_back(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    page = teacher.after(teacher.post("/homework/none", **{"class": small.classes[3, 1], "subject": "数学"}))
    assert "已声明：数学今日无作业" in text_of(page) and nones_of(small, (3, 1)) == {"数学"} and "撤销声明" in text_of(page)
    none_id = int(page.split("/homework/none/")[1].split("/undo")[0])
    assert "已撤销" in text_of(teacher.after(teacher.post(f"/homework/none/{none_id}/undo")))
    assert nones_of(small, (3, 1)) == set()
    assert teacher.post("/homework/none", **{"class": small.classes[9, 1], "subject": "数学"}).status_code == 404


def test_the_homeroom_teacher_speaks_for_the_class(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    assert "全班今日无作业" in text_of(teacher.get("/today"))
    page = teacher.after(teacher.post("/homework/none/class", **{"class": small.classes[3, 1]}))
    assert "已声明：全班今日无作业" in text_of(page) and day_row(small, (3, 1)).declared
    post(small, "t01", [(3, 1)], Draft("口算", 5))
    refused = teacher.after(teacher.post("/homework/none/class", **{"class": small.classes[3, 1]}))
    assert "今天已经登记了作业" in text_of(refused)
    assert Visitor(small, "t02").post("/homework/none/class", **{"class": small.classes[3, 1]}).status_code == 403


def test_a_reminder_reaches_the_colleague_and_is_put_away(small: SmallSchool) -> None:
    teacher, colleague = Visitor(small, "t01"), Visitor(small, "t02")
    page = teacher.after(teacher.post("/today/remind", **{"class": small.classes[3, 1], "subject": "英语"}))
    assert "已提醒英语老师" in text_of(page) and "15:00已提醒" in text_of(page)
    shown = colleague.get("/today")
    assert "三(1)班的英语今天还没有登记" in text_of(shown) and "林晓梅" in shown
    note = int(shown.split("/today/notes/")[1].split('"')[0])
    assert teacher.post(f"/today/notes/{note}").status_code == 404
    assert "还没有登记知道了" not in text_of(colleague.after(colleague.post(f"/today/notes/{note}")))
    assert "的英语今天还没有登记" not in text_of(colleague.get("/today"))


def test_states_of_my_card(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 40))
    item = post(small, "t01", [(3, 1)], Draft("口算", 20)).items[0]
    html = Visitor(small, "t01").get("/today")
    text = text_of(html)
    assert "已达上限" in text and "已公示数学20分钟" in text and f'href="/homework/{item}"' in html and "再登记一项" in text
    assert "数学20分钟" in text


def test_low_grades_have_no_bar_but_a_word(small: SmallSchool) -> None:
    assert "一(1)班回家不留书面" in text_of(Visitor(small, "t04").get("/today"))


def test_a_day_off(small: SmallSchool) -> None:
    text = text_of(Visitor(small, "t01", SATURDAY).get("/today"))
    assert "今天不是上课日" in text and "下一个上课日是11月30日周一" in text and "补录11月27日周五" in text and "本科今日无作业" not in text


def test_a_teacher_without_classes_is_told_what_to_do(small: SmallSchool) -> None:
    assert "还没有任课班级" in text_of(Visitor(small, "t10").get("/today"))
    assert "还没有任课班级" in text_of(Visitor(small, "t10").get("/homework/new"))


def test_as_yesterday_stands_below(small: SmallSchool) -> None:
    friday = date(2026, 11, 20)
    post(small, "t01", [(3, 1)], Draft("口算一页", 15), day=friday, now=at(friday))
    html = Visitor(small, "t01").get("/today")
    assert "照昨天登记" in text_of(html) and "copy=" in html and "11月20日周五" in text_of(html)


def test_forms_need_the_token(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    teacher.csrf = "x"
    for path, fields in (
        ("/homework/none", {"class": small.classes[3, 1], "subject": "数学"}),
        ("/today/remind", {"class": 1, "subject": "语文"}),
        ("/homework/none/class", {"class": small.classes[3, 1]}),
        ("/homework/new", {"do": "publish"}),
    ):
        assert teacher.post(path, **fields).status_code == 400, path
    assert homework.teacher_day(house=small.house, actor=small.actor("t01"), now=NOW).classes[0].subjects[0].state == "open"


def test_the_own_page_and_errors(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    assert "教师、班主任" in text_of(teacher.get("/me")) and "数学" in teacher.get("/me")
    missing = teacher.client.get("/nowhere")
    assert missing.status_code == 404 and "没有找到这一页" in missing.get_data(as_text=True)
    assert "请先登录" in text_of(teacher.client.application.test_client().get("/login?next=/homework").get_data(as_text=True))
