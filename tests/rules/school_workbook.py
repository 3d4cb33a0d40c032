"""A small school's workbook in plain cells, for the tests of its judging; each test changes what it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from schoolapp.rules.names import Cell
from schoolapp.rules.workbook import HeldSchool, RawSheet, RawWorkbook, WorkbookReading, judge_workbook

TODAY = date(2026, 11, 23)
DAY = date(2026, 9, 1)
Sheets = dict[str, list[list[Cell]]]

PEOPLE = ("学校", "班级", "教职工", "任课")


def make_sheets() -> Sheets:
    """Grade 3 with two classes and grade 4 with one, three teachers; every sheet has a row."""
    return {
        "学校": [
            ["项目", "内容"], ["学校名称", "示范小学"], ["学制", "六三制"], ["所在区县", "示范区"], ["正常下班时间", "17:30"],
            ["课后服务最早结束时间", time(17, 30)], ["举报电话", "023-00000000"], ["举报邮箱", "jubao@example.edu.cn"],
            ["学期名称", "2026-2027学年第一学期"], ["学期开始", DAY], ["学期结束", date(2027, 1, 20)],
        ],
        "校历": [["开始日期", "结束日期", "是否上课", "说明", "课后服务"], [date(2026, 10, 17), date(2026, 10, 17), "是", "补课", None]],
        "班级": [
            ["年级", "班", "学生数", "有课后服务需求人数", "参加课后服务人数", "班主任工号"],
            [3, 1, 40, 30, 30, "T1"], [3, 2, 41, 31, 30, "T1"], [4, 1, 42, 32, 32, "T2"],
        ],
        "教职工": [
            ["工号", "姓名", "角色", "负责年级", "负责学科", "有效期至"],
            ["T1", "王静", "教师", None, None, None], ["T2", "李强", "教师、年级组长", None, None, None],
            ["T3", "张敏", "校长", None, None, None],
        ],
        "任课": [["工号", "年级", "班", "学科"], ["T1", 3, 1, "语文"], ["T2", 3, 1, "数学"], ["T2", 4, 1, "数学"], ["T1", 3, 2, "语文"]],
        "作业": [
            ["日期", "年级", "班", "学科", "工号", "作业内容", "类型", "分层", "预计用时", "校内完成", "发布时间"],
            [DAY, 3, 1, "语文", "T1", "练习册第8页", "书面", None, 20, 10, datetime(2026, 9, 1, 16, 14)],
        ],
        "无作业声明": [["日期", "年级", "班", "工号", "学科"], [DAY, 3, 2, "T1", None]],
        "用时抽样": [["日期", "年级", "班", "抽样人数", "平均用时"], [DAY, 3, 1, 12, 55.5]],
        "课后服务项目": [
            ["项目编号", "项目名称", "类别", "星期", "开始", "结束", "年级", "负责人工号", "校外机构"],
            ["P1", "作业辅导", "作业辅导", "一至五", time(15, 30), time(17, 30), "3、4", "T2", None],
        ],
        "课后服务记录": [
            ["日期", "项目编号", "开始", "结束", "应到", "实到", "负责人工号", "内容", "状态", "原因"],
            [DAY, "P1", time(15, 30), time(17, 30), 60, 58, "T2", "完成作业", "已开展", None],
        ],
    }


def make_raw(sheets: Sheets) -> RawWorkbook:
    return RawWorkbook(tuple(RawSheet(name, tuple(tuple(row) for row in rows)) for name, rows in sheets.items()), "0" * 64)


def judged(
    change: Callable[[Sheets], Any] | None = None, held: HeldSchool | None = None, only: tuple[str, ...] | None = None,
) -> WorkbookReading:
    """The judged workbook after `change`, cut down to the sheets of `only`."""
    sheets = make_sheets()
    if only is not None:
        sheets = {name: rows for name, rows in sheets.items() if name in only}
    if change is not None:
        change(sheets)
    return judge_workbook(make_raw(sheets), held or HeldSchool(), today=TODAY)


def put(sheet: str, column: str, value: Cell, row: int = 2) -> Callable[[Sheets], None]:
    """A change of one cell; a column that is not there is added. Rows of 学校 are named by their item."""
    def change(sheets: Sheets) -> None:
        rows = sheets[sheet]
        if sheet == "学校":
            next(entry for entry in rows if entry[0] == column)[1] = value
            return
        if column not in rows[0]:
            for entry in rows:
                entry.append(None)
            rows[0][-1] = column
        rows[row - 1][rows[0].index(column)] = value
    return change


def add(sheet: str, *cells: Cell) -> Callable[[Sheets], None]:
    """A change that adds a row."""
    return lambda sheets: sheets[sheet].append(list(cells))


def repeat(sheet: str, **changed: Cell) -> Callable[[Sheets], None]:
    """A change that repeats the first row, with some cells changed."""
    def change(sheets: Sheets) -> None:
        head, first = sheets[sheet][0], list(sheets[sheet][1])
        for column, value in changed.items():
            first[head.index(column)] = value
        sheets[sheet].append(first)
    return change


def codes(reading: WorkbookReading) -> list[tuple[str, int | None, str, str]]:
    return [(error.sheet, error.row, error.column, error.expected_code) for error in reading.errors]


def remarks(reading: WorkbookReading) -> list[tuple[str, int | None, str, str]]:
    return [(remark.sheet, remark.row, remark.column, remark.code) for remark in reading.remarks]
