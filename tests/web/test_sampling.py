"""The form of sampled time in a browser: hands per band in one post, errors beside the field, corrections, one subject, and the pages of
estimate against reality."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schoolapp.services import sampling
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.web.homework_browser import Visitor, fields_of, text_of

pytestmark = on_sqlite
FRIDAY = MONDAY - timedelta(days=3)
HANDS = {"h0": "2", "h1": "6", "h2": "12", "h3": "10", "h4": "5", "h5": "1", "h6": ""}


def path(small: SmallSchool, more: str = "") -> str:
    return f"/homework/samples/{small.classes[3, 1]}?day={FRIDAY.isoformat()}{more}"


def test_one_post_of_hands(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    shown = text_of(teacher.get(path(small)))
    assert "11月20日周五" in shown and "46–60分钟" in shown and "超过90分钟" in shown and "全班40人，问到10人起作为依据" in shown
    page = teacher.after(teacher.post(path(small), **HANDS))
    assert "三(1)班作业用时：问到36人，平均43.4分钟" in text_of(page) and "36人·平均43.4分钟" in text_of(page)
    assert "近15个上课日抽测1天" in text_of(page)


def test_correcting_starts_from_what_stands(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    teacher.post(path(small), **HANDS)
    page = teacher.get(path(small))
    fields = {name: values[-1] for name, values in fields_of(page, "sample").items()}
    assert {name: fields[name] for name in HANDS} == HANDS and "已有抽测：36人，平均43.4分钟" in text_of(page)
    teacher.after(teacher.post(path(small), **{**fields, "csrf": teacher.csrf, "h5": "4"}))
    assert "已有抽测：39人" in text_of(teacher.get(path(small)))
    stale = teacher.post(path(small), **{**fields, "csrf": teacher.csrf, "h5": "3"})
    assert stale.status_code == 409


def test_too_few_is_said(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    page = teacher.after(teacher.post(path(small), asked="5", mean="42.5"))
    assert "人数偏少，暂不作为依据" in text_of(page) and "其中1天人数偏少" in text_of(page)


@pytest.mark.parametrize(("fields", "sentence"), [
    ({}, "请填写各时段举手的人数"), ({"h0": "x"}, "请填写整数"), ({"h0": "41"}, "举手合计41人，超过全班40人"), ({"h0": "3", "asked": "3"}, "只填一种"),
    ({"asked": "12"}, "请填写平均用时"), ({"asked": "12", "mean": "四十"}, "最多一位小数"), ({"asked": "12", "mean": "9999"}, "不能超过600分钟"),
    ({"h1": "-4"}, "不能是负数"),
])
def test_errors_stand_beside_the_field(small: SmallSchool, fields: dict[str, str], sentence: str) -> None:
    answer = Visitor(small, "t01").post(path(small), **fields)
    text = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 400 and sentence in text and "还没有保存" in text
    for value in fields.values():
        assert f'value="{value}"' in answer.get_data(as_text=True)


def test_one_subject(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    place = path(small, "&part=subject")
    assert "请选择一科" in text_of(teacher.post(place, h0="12").get_data(as_text=True))
    page = teacher.after(teacher.post(place, subject="语文", h2="12"))
    assert "三(1)班语文：问到12人，平均13分钟" in text_of(page)
    again = teacher.post(place, subject="语文", h2="30")
    assert again.status_code == 400 and "已经抽测过" in text_of(again.get_data(as_text=True))
    assert "已有抽测：12人" in text_of(teacher.get(place + "&subject=语文"))
    assert teacher.post(place, subject="物理", h2="12").status_code == 400


def test_doors_are_closed_to_others(small: SmallSchool) -> None:
    assert Visitor(small, "t03").client.get(path(small)).status_code == 404
    assert Visitor(small, "t03").post(path(small), **HANDS).status_code == 404
    assert Visitor(small, "t02").client.get(path(small)).status_code == 403
    assert Visitor(small, "t05").client.get("/homework/samples").status_code == 403
    assert Visitor(small, "t01").client.get(f"/homework/samples/{small.classes[3, 1]}?day=2026-13-01").status_code == 404


def test_a_day_to_come_leads_back(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    answer = teacher.client.get(f"/homework/samples/{small.classes[3, 1]}?day=2026-11-24")
    assert "这一天还没有到" in text_of(teacher.after(answer))


def test_reality_of_the_own_subjects(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    assert "这段时间还没有抽测" in text_of(teacher.get("/homework/reality"))
    post(small, "t01", [(3, 1)], Draft("口算", 20), day=FRIDAY, now=at(FRIDAY))
    post(small, "t03", [(3, 1)], Draft("生字", 17), day=FRIDAY, now=at(FRIDAY))
    for subject, mean in (("数学", 263), ("语文", 171)):
        sampling.enter_sample(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], day=FRIDAY, subject=subject, asked=30,
                              mean_tenths=mean, now=NOW)
    text = text_of(teacher.get("/homework/reality"))
    assert "26.3" in text and "比预计多6.3" in text and "1天·30人次" in text and "9月1日–11月23日" in text
    assert "语文" not in text and "17.1" not in text
    assert "26.3" not in text_of(Visitor(small, "t02").get("/homework/reality"))


def test_reality_of_a_grade_names_classes_only(small: SmallSchool) -> None:
    leader = Visitor(small, "t02")
    assert "还没有作业用时抽测" in text_of(leader.get("/load/3/reality"))
    post(small, "t01", [(3, 1)], Draft("口算", 20), day=FRIDAY, now=at(FRIDAY))
    for subject, mean in (("", 250), ("数学", 263)):
        sampling.enter_sample(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], day=FRIDAY, subject=subject, asked=30,
                              mean_tenths=mean, now=NOW)
    text = text_of(leader.get("/load/3/reality"))
    assert "三(1)班" in text and "多5" in text and "三(2)班" in text
    assert "26.3" not in text and "林晓梅" not in text and "数学" not in text
    assert leader.client.get("/load/4/reality").status_code == 404
    assert Visitor(small, "t01").client.get("/load/3/reality").status_code == 403
