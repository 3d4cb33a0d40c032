"""The workbook with which the demo school is set up: school, calendar, classes, staff and lessons. Days are filled by `fill`."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter

from schoolapp.rules.people import System
from schoolapp.services.demo.cast import CLASSES, DISTRICT, DISTRICT_PHONE, LESSON_ROWS, REPORT_EMAIL, REPORT_PHONE, SCHOOL_NAME, STAFF
from schoolapp.services.demo.term import TermPlan

Row = Sequence[str | int]


def school_workbook(plan: TermPlan) -> bytes:
    """The .xlsx file; the same term gives the same bytes."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": datetime(plan.opening.year, plan.opening.month, plan.opening.day, tzinfo=UTC).replace(tzinfo=None)})
    for name, rows in _sheets(plan).items():
        sheet = book.add_worksheet(name)
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    book.close()
    return made.getvalue()


def _sheets(plan: TermPlan) -> dict[str, list[Row]]:
    school: list[Row] = [
        ("项目", "内容"),
        ("学校名称", SCHOOL_NAME),
        ("学制", System.SIX_THREE.value),
        ("所在区县", DISTRICT),
        ("正常下班时间", "17:30"),
        ("课后服务最早结束时间", "17:30"),
        ("举报电话", REPORT_PHONE),
        ("举报邮箱", REPORT_EMAIL),
        ("区县监督电话", DISTRICT_PHONE),
        ("学期名称", plan.name),
        ("学期开始", plan.start.isoformat()),
        ("学期结束", plan.end.isoformat()),
    ]
    calendar: list[Row] = [("开始日期", "结束日期", "是否上课", "说明", "执行星期几课表")]
    calendar += [(r.start.isoformat(), r.end.isoformat(), "是" if r.school else "否", r.note, r.timetable_weekday or "") for r in plan.rows]
    classes: list[Row] = [("年级", "班", "学生数", "有课后服务需求人数", "参加课后服务人数", "班主任工号")]
    classes += [(grade, number, one.pupils, one.asked, one.joined, one.homeroom) for (grade, number), one in CLASSES.items()]
    staff: list[Row] = [("工号", "姓名", "角色", "负责年级", "负责学科")]
    staff += [(s.number, s.name, "、".join(r.value for r in s.roles), "、".join(str(g) for g in s.grades), "、".join(s.subjects)) for s in STAFF]
    lessons: list[Row] = [("工号", "年级", "班", "学科")]
    lessons += [(who, grade, number, subject) for who, (grade, number), subject in LESSON_ROWS]
    return {"学校": school, "校历": calendar, "班级": classes, "教职工": staff, "任课": lessons}
