"""The proof of the service in the browser: term calendar, figures, content, quality; and the hours, which the person confirms or objects to."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest

from schoolapp.records import afterschool as records
from schoolapp.rules.permits import OPERATOR
from schoolapp.rules.surveys import SurveyKind
from schoolapp.services import surveys
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.survey_cases import give, opened, switch
from tests.web.desk import Desk

pytestmark = on_sqlite
FRIDAY = MONDAY - timedelta(days=3)
OCTOBER = date(2026, 10, 14)


def held(small: SmallSchool, code: str, day: date, start: int, end: int, **changes: object) -> int:
    values = {"held": True, "expected": 76, "present": 70, "staff_id": small.staff["t01"], "content": "完成作业、答疑", "reason": "", **changes}
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        session_id = work.add(records.service_session, programme_id=small.programmes[code], day=day, start=start, end=end, logged_at=at(day, 19),
                              logged_by=None, version=1, **values)
        work.audit("session_logged", f"session:{session_id}", None, {"day": day.isoformat()})
    return session_id


def test_the_term_shows_gaps_first_with_reasons_and_figures_with_both_parts(small: SmallSchool) -> None:
    held(small, "hw3", FRIDAY, 960, 1020)
    held(small, "club3", FRIDAY, 1020, 1080, held=False, expected=None, present=None, reason="场地检修")
    desk = Desk(small, "t06")
    page = desk.get("/service/term")
    assert page.index("缺口") < page.index("各年级每日") and "场地检修" in page and "三年级（60 / 120 分钟，17:00 结束）" in page
    assert "自愿参加，不作为目标" in page and "实到 / 应到；1 / 1 场写明了人数" in page and f"/service/day/{FRIDAY}" in page
    book = openpyxl.load_workbook(io.BytesIO(desk.client.get("/service/term.xlsx").data))
    rows = [row for row in book.active.iter_rows(min_row=5, values_only=True) if row[0] is not None and row[0].date() == FRIDAY and row[3] == "三年级"]
    assert [(row[4], row[5], row[8], row[9], row[10]) for row in rows] == [("时长不足、结束过早", 60, 70, 70, "场地检修")]


def test_who_sees_some_grades_sees_those_and_no_share_of_teachers(small: SmallSchool) -> None:
    page = Desk(small, "t02").get("/service/term")
    assert "三年级" in page and "四年级" not in page and "教师参与率" not in page
    assert "教师参与率" in Desk(small, "t06").get("/service/term")


def test_the_week_says_what_was_planned_and_how_many_were_there_at_the_end(small: SmallSchool) -> None:
    held(small, "hw3", FRIDAY, 960, 1020, present=70)
    held(small, "club3", FRIDAY, 1020, 1080, present=20)
    page = Desk(small, "t06").get(f"/service?day={FRIDAY}")
    assert "末场 20 人 · 最多 70 人" in page and "计划与开展" in page


def test_the_content_is_a_chart_with_its_table_and_files(small: SmallSchool) -> None:
    desk = Desk(small, "t06")
    assert "还没有开展并登记的场次" in desk.get("/service/mix")
    held(small, "hw3", FRIDAY, 960, 1020)
    assert "作业辅导" in desk.get("/service/mix?by=month") and "三年级" in desk.get("/service/mix")
    assert desk.client.get("/service/mix/picture-light.svg").data.lstrip().startswith(b"<?xml")
    assert desk.client.get("/service/mix/chart.png").data[:4] == b"\x89PNG"
    book = openpyxl.load_workbook(io.BytesIO(desk.client.get("/service/mix/chart.xlsx").data))
    assert ("三年级", 60, 60) in [row[:3] for row in book.active.iter_rows(min_row=5, values_only=True)]
    assert desk.client.get("/service/mix/chart.pdf").status_code == 404


def test_a_programme_has_its_page(small: SmallSchool) -> None:
    held(small, "hw3", FRIDAY, 960, 1020)
    held(small, "hw3", FRIDAY - timedelta(days=1), 960, 1020, held=False, expected=None, present=None, reason="停电")
    desk = Desk(small, "t07")
    assert "三年级作业辅导" in desk.get("/service/quality")
    page = desk.get(f"/service/quality/{small.programmes['hw3']}")
    assert "停电" in page and "70 / 76" in page and "这个学期还没有巡查过" in page and "林晓梅" not in page
    desk.get("/service/quality/999", 404)


def test_the_page_of_a_programme_leads_to_its_questionnaires(small: SmallSchool) -> None:
    path = f"/service/quality/{small.programmes['club3']}"
    assert "校长还没有开启问卷调查" in Desk(small, "t06").get(path)
    switch(small)
    page = Desk(small, "t06").get(path)
    assert "还没有就这个项目发过问卷" in page and 'href="/surveys/new"' in page and 'href="/surveys/new"' not in Desk(small, "t05").get(path)
    survey_id = opened(small, SurveyKind.PROGRAMME, number="t06", programme="club3", grades=())
    give(small, survey_id, n=8, G1=0)
    give(small, survey_id, n=3, address="203.0.114.", G1=1)
    assert "进行中" in Desk(small, "t06").get(path) and "收回 11 / 应填 80" in Desk(small, "t06").get(path)
    surveys.close_survey(house=small.house, actor=small.actor("t06"), survey_id=survey_id, now=NOW)
    page = Desk(small, "t06").get(path)
    assert f'href="/surveys/{survey_id}"' in page and "喜欢这个项目的" in page
    assert '<td class="num">8</td><td class="num">11</td><td class="num">72.7%</td>' in page and "样本不足" in page  # nobody answered the other questions
    page = Desk(small, "t05").get(path)  # the teaching office reads no questionnaire
    assert "收回 11 / 应填 80" in page and "结果由校长和课后服务负责人查看" in page and "喜欢这个项目的" not in page
    assert f"/surveys/{survey_id}" not in page


def test_a_person_confirms_or_objects_and_the_coordinator_signs(small: SmallSchool) -> None:
    held(small, "hw3", OCTOBER, 960, 1020)
    mine, hers = Desk(small, "t01"), Desk(small, "t06")
    assert "60" in mine.get("/hours/own?month=2026-10-01") and "未确认" in mine.get("/hours/own?month=2026-10-01")
    page = mine.post("/hours/own", 400, month="2026-10-01", minutes=60, do="object", note=" ")
    assert "请写明哪一天、哪一场不对" in page
    mine.post("/hours/own", month="2026-10-01", minutes=60, do="object", note="14 日是 17:10 结束")
    assert "14 日是 17:10 结束" in hers.get("/hours?month=2026-10-01") and "1 人有异议" in hers.get("/hours?month=2026-10-01")
    mine.post("/hours/own", month="2026-10-01", minutes=60, do="confirm")
    assert "数字变了" in mine.post("/hours/own", 409, month="2026-10-01", minutes=50, do="confirm")
    hers.post("/hours/sign", month="2026-10-01", minutes=60, people=1)
    assert "1 人，60 分钟" in hers.get("/hours?month=2026-10-01")
    held(small, "club3", OCTOBER, 1020, 1080)
    page = hers.get("/hours?month=2026-10-01")
    assert "签字后有 1 场改动，现在合计 120 分钟" in page and "确认后有变动" in page and "签字后有改动" in mine.get("/hours/own?month=2026-10-01")


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)"])
def test_the_file_has_places_to_sign_and_no_formula(small: SmallSchool, name: str) -> None:
    from schoolapp.records import people as people_records

    held(small, "hw3", OCTOBER, 960, 1020)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(people_records.staff, small.staff["t01"], name=name)
        work.audit("staff_changed", f"staff:{small.staff['t01']}")
    answer = Desk(small, "t06").client.get("/hours/hours.xlsx?month=2026-10-01")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    heads = [cell.value for cell in sheet[4]]
    assert heads[:3] == ["序", "工号", "姓名"] and "本人签字" in heads and sheet.freeze_panes == "A5" and sheet.print_title_rows == "$4:$4"
    assert (sheet["C5"].value, sheet["C5"].data_type) == (name, "s") and [sheet.cell(5, n).value for n in (5, 7, 9, 13)] == [1, 60, 1.5, 1]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_month_that_is_none_is_not_found(small: SmallSchool) -> None:
    desk = Desk(small, "t06")
    desk.get("/hours?month=2026-10-05", 404)
    desk.get("/hours?month=x", 404)
    desk.get("/hours/own?month=1999-01-01", 404)
