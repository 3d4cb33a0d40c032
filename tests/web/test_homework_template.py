"""The pages of 常用作业, the chips for the register form, and the small answer with the usual minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schoolapp.services import homework_template as templates
from schoolapp.services.homework import Draft
from schoolapp.services.homework_template import Template
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import grant, post
from tests.web.homework_browser import Visitor, text_of

pytestmark = on_sqlite
PAGE = "/homework/templates"
LINE = {"subject": "数学", "text": "练习册第＿＿页", "minutes": "15", "kind": "书面", "tier": "全体", "in_school": ""}


def kept(small: SmallSchool) -> tuple[Template, ...]:
    return templates.templates_of(house=small.house, actor=small.actor("t01"), subject="数学")


def test_add_change_and_remove(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    assert "还没有常用作业" in text_of(teacher.get(PAGE))
    assert "已存为常用作业" in text_of(teacher.after(teacher.post(PAGE, **LINE)))
    (one,) = kept(small)
    assert (one.text, one.draft.minutes) == ("练习册第＿＿页", 15)
    edit = teacher.get(f"{PAGE}/{one.id}")
    assert "练习册第＿＿页" in edit and 'value="15"' in edit
    teacher.after(teacher.post(f"{PAGE}/{one.id}", **{**LINE, "minutes": "20", "in_school": "5"}))
    assert [(t.draft.minutes, t.draft.in_school) for t in kept(small)] == [(20, 5)]
    teacher.after(teacher.post(f"{PAGE}/{one.id}/remove"))
    assert kept(small) == ()


@pytest.mark.parametrize(("typed", "said"), [
    ({"text": " "}, "内容：请填写内容"), ({"minutes": ""}, "预计用时：请填写整数分钟"), ({"minutes": "300"}, "预计用时：请填写0到240的整数"),
    ({"minutes": "10", "in_school": "11"}, "校内完成：不能多于预计用时"), ({"text": "打13812345678"}, "内容：里面像是有手机号"), ({"kind": "?"}, "类型："),
    ({"subject": "英语"}, "请从列出的选项中选择"),
])
def test_what_is_wrong_is_said(small: SmallSchool, typed: dict[str, str], said: str) -> None:
    teacher = Visitor(small, "t01")
    answer = teacher.post(PAGE, **{**LINE, **typed})
    assert answer.status_code == 400 and said in text_of(answer.get_data(as_text=True))
    assert kept(small) == ()


def test_thirty_are_enough(small: SmallSchool) -> None:
    for n in range(30):
        templates.add_template(house=small.house, actor=small.actor("t01"), subject="数学", draft=Draft(f"口算 {n}", 5), now=NOW)
    answer = Visitor(small, "t01").post(PAGE, **LINE)
    assert answer.status_code == 400 and "数学已有30条常用作业" in text_of(answer.get_data(as_text=True))


def test_a_registration_becomes_a_template(small: SmallSchool) -> None:
    item = post(small, "t01", [(3, 1)], Draft("练习册第23页", 15)).items[0]
    html = Visitor(small, "t01").get(f"{PAGE}?item={item}")
    assert "练习册第＿＿页</textarea>" in html and 'value="15"' in html and kept(small) == ()
    assert Visitor(small, "t03").client.get(f"{PAGE}?item={item}").status_code == 404


def test_they_are_nobody_elses(small: SmallSchool) -> None:
    row = templates.add_template(house=small.house, actor=small.actor("t01"), subject="数学", draft=Draft("口算", 5), now=NOW)
    other = Visitor(small, "t03")
    assert other.client.get(f"{PAGE}/{row}").status_code == 404
    assert other.post(f"{PAGE}/{row}", **LINE).status_code == 404
    other.post(f"{PAGE}/{row}/remove")
    assert len(kept(small)) == 1
    assert Visitor(small, "t05").client.get(PAGE).status_code == 403


def test_subjects_may_be_chosen(small: SmallSchool) -> None:
    grant(small, "t01", (3, 1), "科学", MONDAY, MONDAY)
    teacher = Visitor(small, "t01")
    assert 'value="科学"' in teacher.get(PAGE)
    teacher.after(teacher.post(PAGE, **{**LINE, "subject": "科学"}))
    assert kept(small) == ()
    assert len(templates.templates_of(house=small.house, actor=small.actor("t01"), subject="科学")) == 1


def test_chips_are_buttons_of_the_form(small: SmallSchool) -> None:
    for n in range(8):
        templates.add_template(house=small.house, actor=small.actor("t01"), subject="数学", draft=Draft(f"练习册<b>{n}</b>第＿＿页", 15), now=NOW)
    app = Visitor(small, "t01").client.application
    with app.test_request_context():
        module = app.jinja_env.get_template("homework/template_chips.html").make_module()
        shown, none = module.chips(kept(small), page="23"), module.chips(())  # type: ignore[attr-defined]
    assert [f'name="do" value="template-{t.id}"' in shown for t in kept(small)] == [True] * 8
    assert 'name="template_page"' in shown and 'value="23"' in shown and "另有2条" in text_of(shown)
    assert "<b>0" not in shown and str(none).strip() == ""


def test_usual_minutes_beside_a_line(small: SmallSchool) -> None:
    for n, minutes in ((3, 10), (4, 15), (5, 20)):
        day = MONDAY - timedelta(days=n)
        post(small, "t01", [(3, 1)], Draft(f"练习册第{n}页", minutes), day=day, now=at(day))
    teacher = Visitor(small, "t01")

    def ask(text: str, place: tuple[int, int] = (3, 1), **more: str) -> str:
        answer = teacher.client.get("/homework/usual", query_string={"subject": "数学", "class": small.classes[place], "text": text, **more})
        assert answer.status_code == 200 and "<html" not in answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    html = ask("练习册第30页", line="2")
    assert text_of(html) == "往常约15分钟（近3次）用15分钟" and 'name="do" value="usual-2-15"' in html
    assert ask("作文").strip() == "" == ask("").strip()
    assert teacher.client.get("/homework/usual", query_string={"subject": "数学", "class": small.classes[4, 1], "text": "x"}).status_code == 404
    assert teacher.client.get("/homework/usual?class=x&line=y").status_code == 200
    assert Visitor(small, "t05").client.get("/homework/usual").status_code == 403
