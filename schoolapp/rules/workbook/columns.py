"""The sheets of the school workbook: columns, headings, other names, and how each cell is read.
What rows mean together stands elsewhere."""

from __future__ import annotations

import re
from typing import Any

from schoolapp.rules import names
from schoolapp.rules.homework import MINUTES_MAX, TEXT_MAX, Tier
from schoolapp.rules.names import Cell
from schoolapp.rules.people import GRADES
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.workbook.tables import Bad, Bounds, Column, Reader

NAME_MAX = 60
NUMBER_MAX = 32
HEADS_MAX = 100_000
MEAN_MAX_TENTHS = 6000

_PHONE = re.compile(r"[0-9+()\-/、,; 转]{3,60}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")


def _plainly(read: Any, code: str) -> Reader:
    """A reader that needs the cell alone; None from it is refused with `code`."""
    def reader(cell: Cell, _bounds: Bounds) -> Any:
        value = read(cell)
        return Bad(code) if value is None else value
    return reader


def _with_system(read: Any, code: str) -> Reader:
    def reader(cell: Cell, bounds: Bounds) -> Any:
        value = read(cell, bounds.system)
        return Bad(code) if value is None else value
    return reader


def _between(read: Any, code: str, least: int, most: int) -> Reader:
    def reader(cell: Cell, _bounds: Bounds) -> Any:
        value = read(cell)
        return value if value is not None and least <= value <= most else Bad(code)
    return reader


def line(most: int) -> Reader:
    """A short text on one line."""
    def reader(cell: Cell, _bounds: Bounds) -> Any:
        text = " ".join(names.as_text(cell).split())
        return text if len(text) <= most else Bad("text", {"most": most})
    return reader


def free_text(cell: Cell, _bounds: Bounds) -> Any:
    """Free text of at most 2,000 characters without identity and mobile numbers."""
    text = names.as_text(cell)
    if len(text) > TEXT_MAX:
        return Bad("text", {"most": TEXT_MAX})
    kind = find_personal(text)
    return Bad(f"personal_{kind.value}") if kind else text


def read_day(cell: Cell, bounds: Bounds) -> Any:
    day = names.read_date(cell)
    if day is None:
        return Bad("date")
    return day if bounds.first <= day <= bounds.last else _out_of(bounds)


def _moment(cell: Cell, bounds: Bounds) -> Any:
    moment = names.read_moment(cell)
    if moment is None:
        return Bad("moment")
    return moment if bounds.first <= moment.date() <= bounds.last else _out_of(bounds)


def _out_of(bounds: Bounds) -> Bad:
    return Bad("date_range", {"first": bounds.first.isoformat(), "last": bounds.last.isoformat()})


def _roles(cell: Cell, _bounds: Bounds) -> Any:
    roles, unknown = names.read_roles(cell)
    return Bad("roles", {"unknown": "、".join(unknown)[:NAME_MAX]}) if unknown or not roles else roles


def _grades_or_all(cell: Cell, bounds: Bounds) -> Any:
    """None for all nine: a calendar row for everybody names no grade."""
    grades = names.read_grades(cell, bounds.system)
    return Bad("grades") if grades is None else None if grades == frozenset(GRADES) else grades


def phone(cell: Cell, _bounds: Bounds) -> Any:
    text = names.fold(names.as_text(cell))
    return text if _PHONE.fullmatch(text) and any(c.isdigit() for c in text) else Bad("phone")


def email(cell: Cell, _bounds: Bounds) -> Any:
    text = names.bare(names.as_text(cell))
    return text if _EMAIL.fullmatch(text) and len(text) <= 200 else Bad("email")


def _programme_number(cell: Cell) -> str | None:
    text = names.bare(names.as_text(cell)) if isinstance(cell, (str, int, float)) and not isinstance(cell, bool) else ""
    return text if text and len(text) <= NUMBER_MAX else None


def _heads(cell: Cell) -> int | None:
    return names.read_whole(cell, ("人", "名", "位"))


system = _plainly(names.read_system, "system")
clock = _plainly(names.read_time, "time")
_grade = _with_system(names.read_grade, "grade")
_class = _with_system(names.read_class, "class")
_staff = _plainly(names.read_staff_number, "staff_number")
_subject = _plainly(names.read_subject, "subject")
_yes_no = _plainly(names.read_yes_no, "yes_no")
_count = _between(_heads, "heads", 0, HEADS_MAX)
_number = _plainly(_programme_number, "programme_number")

_DAY = Column("日期", read_day, ("作业日期", "上课日期", "活动日期"))
_GRADE = Column("年级", _grade, ("所在年级",))
_CLASS = Column("班", _class, ("班级", "班号", "班别"))
_STAFF_ALIASES = ("职工号", "教工号", "教师工号", "教职工号", "教职工工号", "员工号")
_STAFF = Column("工号", _staff, _STAFF_ALIASES)
_SUBJECT = Column("学科", _subject, ("科目", "任教学科", "课程"))

ITEMS = "学校"
SHEETS: dict[str, tuple[Column, ...]] = {
    "校历": (
        Column("开始日期", read_day, ("开始", "起始日期", "开始时间", "从")),
        Column("结束日期", read_day, ("结束", "截止日期", "结束时间", "到")),
        Column("是否上课", _yes_no, ("上课", "是否上学")),
        Column("说明", free_text, ("事由", "备注", "名称"), empty=""),
        Column("课后服务", _yes_no, ("是否课后服务", "有无课后服务"), empty=None, optional=True),
        Column("执行星期几课表", _plainly(names.read_weekday, "weekday"), ("执行课表", "课表", "执行周几课表"), empty=None, optional=True),
        Column("适用年级", _grades_or_all, ("年级", "适用的年级"), empty=None, optional=True),
    ),
    "班级": (
        _GRADE, _CLASS,
        Column("学生数", _count, ("学生人数", "人数", "班额", "总人数")),
        Column("有课后服务需求人数", _count, ("课后服务需求人数", "有需求人数", "需求人数")),
        Column("参加课后服务人数", _count, ("课后服务参加人数", "参加人数")),
        Column("班主任工号", _staff, ("班主任职工号", "班主任教工号", "班主任")),
    ),
    "教职工": (
        _STAFF,
        Column("姓名", _plainly(names.read_person, "person"), ("教师姓名", "教职工姓名", "职工姓名", "名字")),
        Column("角色", _roles, ("职务", "岗位", "身份")),
        Column("负责年级", _with_system(names.read_grades, "grades"), ("分管年级", "所管年级"), empty=None, optional=True),
        Column("负责学科", _plainly(names.read_subjects, "subjects"), ("分管学科", "备课学科"), empty=None, optional=True),
        Column("有效期至", read_day, ("有效期", "到期日期", "有效日期"), empty=None, optional=True),
    ),
    "任课": (_STAFF, _GRADE, _CLASS, _SUBJECT),
    "作业": (
        _DAY, _GRADE, _CLASS, _SUBJECT, _STAFF,
        Column("作业内容", free_text, ("内容", "作业")),
        Column("类型", _plainly(names.read_kind, "kind"), ("作业类型", "作业形式", "形式")),
        Column("分层", _plainly(names.read_tier, "tier"), ("作业分层", "层次"), empty=Tier.EVERYONE),
        Column("预计用时", _between(names.read_minutes, "minutes", 0, MINUTES_MAX), ("预计时长", "用时", "时长", "预估用时", "预计时间")),
        Column("校内完成", _between(names.read_minutes, "minutes", 0, MINUTES_MAX), ("校内用时", "在校完成", "校内完成时间"), empty=None),
        Column("发布时间", _moment, ("公示时间", "布置时间", "登记时间")),
    ),
    "无作业声明": (
        _DAY, _GRADE, _CLASS, _STAFF,
        Column("学科", _subject, ("科目", "任教学科", "课程"), empty=None, optional=True),
    ),
    "用时抽样": (
        _DAY, _GRADE, _CLASS,
        Column("抽样人数", _between(_heads, "sampled", 1, HEADS_MAX), ("抽测人数", "抽查人数", "人数")),
        Column("平均用时", _between(lambda cell: names.read_tenths(cell, ("分钟", "分")), "mean", 0, MEAN_MAX_TENTHS),
               ("平均时长", "平均分钟", "平均时间")),
    ),
    "课后服务项目": (
        Column("项目编号", _number, ("编号", "项目号", "课程编号")),
        Column("项目名称", line(NAME_MAX), ("名称", "课程名称", "项目")),
        Column("类别", _plainly(names.read_category, "category"), ("项目类别", "课程类别")),
        Column("星期", _plainly(names.read_weekdays, "weekdays"), ("周几", "开设星期", "上课星期")),
        Column("开始", clock, ("开始时间", "起")),
        Column("结束", clock, ("结束时间", "止")),
        Column("年级", _with_system(names.read_grades, "grades"), ("适用年级", "参加年级")),
        Column("负责人工号", _staff, ("负责教师工号", "教师工号", "工号", "负责人职工号", "负责人")),
        Column("校外机构", line(NAME_MAX), ("第三方机构", "合作机构", "机构"), empty=None),
    ),
    "课后服务记录": (
        _DAY,
        Column("项目编号", _number, ("编号", "项目号", "课程编号")),
        Column("开始", clock, ("开始时间", "起")),
        Column("结束", clock, ("结束时间", "止")),
        Column("应到", _count, ("应到人数",), empty=None),
        Column("实到", _count, ("实到人数",), empty=None),
        Column("负责人工号", _staff, ("负责教师工号", "教师工号", "工号", "负责人职工号", "负责人")),
        Column("内容", free_text, ("活动内容", "服务内容")),
        Column("状态", _plainly(names.read_held, "state"), ("开展情况", "开展状态")),
        Column("原因", free_text, ("取消原因", "备注"), empty=None),
    ),
}
SHEET_NAMES = (ITEMS, *SHEETS)
SHEET_ALIASES = {
    "学校信息": "学校", "学校概况": "学校", "班级信息": "班级",
    "教师": "教职工", "教师信息": "教职工", "教职工名单": "教职工", "教职员工": "教职工",
    "任课表": "任课", "任课安排": "任课", "作业登记": "作业", "作业记录": "作业", "用时抽测": "用时抽样", "无作业": "无作业声明",
}

# 学校: item, field of SchoolRow, reader, other names. A row 区县监督电话 may be missing.
SCHOOL_ITEMS: tuple[tuple[str, str, Reader, tuple[str, ...]], ...] = (
    ("学校名称", "name", line(NAME_MAX), ("校名", "学校")),
    ("学制", "system", system, ("学校学制",)),
    ("所在区县", "district", line(NAME_MAX), ("区县", "所在区", "所属区县", "所在县区")),
    ("正常下班时间", "offwork", clock, ("下班时间",)),
    ("课后服务最早结束时间", "service_earliest_end", clock, ("课后服务结束时间", "最早结束时间")),
    ("举报电话", "phone", phone, ("监督电话", "学校举报电话", "学校监督电话")),
    ("举报邮箱", "email", email, ("监督邮箱", "邮箱", "电子邮箱")),
    ("区县监督电话", "district_phone", phone, ("区县举报电话", "区监督电话", "教育局监督电话")),
    ("学期名称", "term_name", line(NAME_MAX), ("学期",)),
    ("学期开始", "term_start", read_day, ("学期开始日期", "开学日期")),
    ("学期结束", "term_end", read_day, ("学期结束日期", "放假日期")),
)
OPTIONAL_ITEM = "区县监督电话"
