"""Makes the workbook of a large school: nine grades of six classes and a school year of homework, about 35,000 rows, with the sessions of
its after-school service. The same on every machine; nobody in it has a name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

START, END = date(2025, 9, 1), date(2026, 6, 30)
OFF = [(date(2025, 10, 1), date(2025, 10, 8)), (date(2026, 1, 1), date(2026, 1, 3)), (date(2026, 1, 24), date(2026, 2, 28)),
       (date(2026, 4, 4), date(2026, 4, 6)), (date(2026, 5, 1), date(2026, 5, 5)), (date(2026, 6, 19), date(2026, 6, 21))]
PLACES = [(grade, number) for grade in range(1, 10) for number in range(1, 7)]
# Subject -> how often it gives homework, and what.
SUBJECTS = {"语文": (1.0, "读课文第%d课，摘抄词语"), "数学": (1.0, "练习册第%d页"), "英语": (0.8, "听读第%d单元"),
            "科学": (0.5, "观察记录第%d次"), "道德与法治": (0.4, "和家人聊一聊第%d课的话题")}
ROOM = {1: 0, 2: 0, 3: 10, 4: 10, 5: 10, 6: 10, 7: 15, 8: 15, 9: 20}  # the usual written minutes of one subject
PROGRAMMES = [("作业辅导", "15:30", "16:30"), ("社团", "16:30", "17:30")]


def _school_days() -> list[date]:
    days = [START + timedelta(days=n) for n in range((END - START).days + 1)]
    return [day for day in days if day.weekday() < 5 and not any(first <= day <= last for first, last in OFF)]


def _number(grade: int, number: int, subject: str) -> str:
    return f"T{grade}{number}{list(SUBJECTS).index(subject)}"


def _homework(days: Sequence[date]) -> list[tuple[object, ...]]:
    chance = Random(54)
    rows: list[tuple[object, ...]] = []
    for n, day in enumerate(days):
        for grade, number in PLACES:
            if chance.random() < 0.02:
                continue  # a day that nobody recorded
            for subject, (often, text) in SUBJECTS.items():
                if chance.random() >= often:
                    continue
                minutes = ROOM[grade] + chance.choice((-5, 0, 0, 5, 10)) if ROOM[grade] else 10
                kind = "书面" if ROOM[grade] else "口头"
                at = datetime.combine(day, time(15 + chance.randrange(2), chance.randrange(60)))
                late = timedelta(days=3) if chance.random() < 0.005 else timedelta(0)
                rows.append((day, grade, number, subject, _number(grade, number, subject), text % (n + 1), kind, "", minutes, 0, at + late))
    return rows


def _sessions(days: Sequence[date]) -> list[tuple[object, ...]]:
    return [(day, f"P{grade}{n}", start, end, 200, 196, _number(grade, 1, "语文"), category, "已开展", "")
            for day in days for grade in range(1, 10) for n, (category, start, end) in enumerate(PROGRAMMES)]


def make_workbook(path: Path) -> int:
    """Writes the workbook; gives the number of its homework rows."""
    days = _school_days()
    teachers = [(grade, number, subject) for grade, number in PLACES for subject in SUBJECTS]
    homework = _homework(days)
    sheets: dict[str, Sequence[tuple[object, ...]]] = {
        "学校": [("项目", "内容"), ("学校名称", "大校"), ("学制", "六三制"), ("所在区县", "示范区"), ("正常下班时间", "17:30"),
                 ("课后服务最早结束时间", "17:30"), ("举报电话", "023-00000000"), ("举报邮箱", "jubao@example.edu.cn"),
                 ("学期名称", "全学年"), ("学期开始", START), ("学期结束", END)],
        "校历": [("开始日期", "结束日期", "是否上课", "说明"), *((first, last, "否", "放假") for first, last in OFF)],
        "班级": [("年级", "班", "学生数", "有课后服务需求人数", "参加课后服务人数", "班主任工号"),
                 *((grade, number, 42, 36, 36, _number(grade, number, "语文")) for grade, number in PLACES)],
        "教职工": [("工号", "姓名", "角色"), ("A1", "管理员", "管理员"), ("A2", "校长", "校长"),
                   *((_number(*one), "教师" + _number(*one)[1:], "教师") for one in teachers)],
        "任课": [("工号", "年级", "班", "学科"), *((_number(*one), *one) for one in teachers)],
        "课后服务项目": [("项目编号", "项目名称", "类别", "星期", "开始", "结束", "年级", "负责人工号", "校外机构"),
                         *((f"P{grade}{n}", f"{category}{grade}", category, "一、二、三、四、五", start, end, grade, _number(grade, 1, "语文"), "")
                           for grade in range(1, 10) for n, (category, start, end) in enumerate(PROGRAMMES))],
        "作业": [("日期", "年级", "班", "学科", "工号", "作业内容", "类型", "分层", "预计用时", "校内完成", "发布时间"), *homework],
        "课后服务记录": [("日期", "项目编号", "开始", "结束", "应到", "实到", "负责人工号", "内容", "状态", "原因"), *_sessions(days)],
    }
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    book.close()
    return len(homework)
