"""Grades, classes, subjects, roles: how a school names them. Who may do what stands in `permits`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

GRADES = range(1, 10)
GRADE_CHARS = "一二三四五六七八九"


class System(StrEnum):
    """学制: how nine grades fall into primary and middle school (definitions: stages)."""

    SIX_THREE = "六三制"
    FIVE_FOUR = "五四制"


class Stage(StrEnum):
    PRIMARY = "primary"
    MIDDLE = "middle"


class Role(StrEnum):
    """The staff's roles, by the words that a workbook uses."""

    TEACHER = "教师"
    HOMEROOM = "班主任"
    SUBJECT_LEAD = "备课组长"
    GRADE_LEADER = "年级组长"
    OFFICE = "教导处"
    COORDINATOR = "课后服务管理员"
    PRINCIPAL = "校长"
    INSPECTOR = "督学"
    ADMINISTRATOR = "管理员"


ROLE_ALIASES = {
    "教导主任": Role.OFFICE, "教务主任": Role.OFFICE, "教务处": Role.OFFICE, "德育处": Role.OFFICE,
    "副校长": Role.PRINCIPAL, "责任督学": Role.INSPECTOR,
    "课后服务负责人": Role.COORDINATOR, "系统管理员": Role.ADMINISTRATOR,
    "任课教师": Role.TEACHER, "级部主任": Role.GRADE_LEADER,
}

# The fixed order of subjects on every screen and paper (look). Names of the 2022 curriculum.
SUBJECTS = (
    "语文", "数学", "英语", "科学", "物理", "化学", "道德与法治", "地理", "历史", "生物学",
    "体育与健康", "音乐", "美术", "艺术", "劳动", "信息科技", "综合实践活动", "日语", "俄语", "历史与社会", "地方课程", "校本课程",
)
SUBJECT_ALIASES = {
    "外语": "英语", "道法": "道德与法治", "政治": "道德与法治", "思想品德": "道德与法治", "思品": "道德与法治",
    "品德与社会": "道德与法治", "品德与生活": "道德与法治", "品德": "道德与法治", "生物": "生物学", "体育": "体育与健康",
    "信息技术": "信息科技", "信息": "信息科技", "劳技": "劳动", "劳动技术": "劳动", "劳动教育": "劳动",
    "综合实践": "综合实践活动", "综合": "综合实践活动", "唱游·音乐": "音乐", "造型·美术": "美术",
}


class ClassRef(NamedTuple):
    """One class: it belongs to a school year. `year` is the year in which the school year starts (August)."""

    id: int
    year: int
    grade: int
    number: int


def stage_of(system: System, grade: int) -> Stage:
    """Primary or middle: 六三制 ends primary with grade 6, 五四制 with grade 5."""
    last = 6 if system is System.SIX_THREE else 5
    return Stage.PRIMARY if grade <= last else Stage.MIDDLE


def school_year_of(day: date) -> int:
    """The school year (1 August to 31 July) that a day lies in, named by the year in which it starts."""
    return day.year if day.month >= 8 else day.year - 1


def school_year_bounds(year: int) -> tuple[date, date]:
    return date(year, 8, 1), date(year + 1, 7, 31)


def class_label(grade: int, number: int) -> str:
    """三(1)班: half-width brackets, no spaces, as it stands on every screen and paper."""
    return f"{GRADE_CHARS[grade - 1]}({number})班"


def grade_label(grade: int) -> str:
    return f"{GRADE_CHARS[grade - 1]}年级"


def subject_order(subject: str) -> tuple[int, str]:
    """Sort key: the fixed order, the school's own subjects after it by name."""
    return (SUBJECTS.index(subject), subject) if subject in SUBJECTS else (len(SUBJECTS), subject)
