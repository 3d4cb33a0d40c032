"""The ledgers of a pack: their names, headings and column types, and how a row of facts becomes cells. How they are written
stands in `ledgers`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from schoolapp.papers.facts import (
    CalendarDayRow,
    ClassDayRow,
    ClassRow,
    DayState,
    Figure,
    FindingRow,
    Gap,
    HomeworkRow,
    IssueLine,
    NoneRow,
    PackFacts,
    ProgrammeRow,
    SampleRow,
    SessionRow,
    SurveyRow,
)
from schoolapp.rules.people import GRADE_CHARS
from schoolapp.words import N_, class_name, format_date, gettext, join

Cell = str | int | float | date | time | datetime | None


class ColumnKind(StrEnum):
    """How a cell is typed and set: figures right, dates and times centred, text left (CENTRED: short words)."""

    TEXT = "text"
    CENTRED = "centred"
    INT = "int"
    DECIMAL = "decimal"
    SHARE = "share"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"


class Column(NamedTuple):
    """`label`: the Chinese heading, translated when written; `width` in characters of the workbook's default font."""

    label: str
    kind: ColumnKind
    width: float


class Mark(StrEnum):
    """How a whole row is set off."""

    PLAIN = ""
    OVER = "over"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table ready to be written: `name` is the ASCII file stem, `sheet` and `title` are in the pack's language, `note` is the
    line under the title. `rows` gives the cells with the row's mark; it can be walked more than once."""

    name: str
    sheet: str
    title: str
    note: str
    columns: tuple[Column, ...]
    count: int
    rows: Callable[[], Iterator[tuple[tuple[Cell, ...], Mark]]]
    row_height: float | None = None  # points, where somebody signs in a row


T, C, I, F, S = ColumnKind.TEXT, ColumnKind.CENTRED, ColumnKind.INT, ColumnKind.DECIMAL, ColumnKind.SHARE  # noqa: E741
D, H, M = ColumnKind.DATE, ColumnKind.TIME, ColumnKind.MOMENT

_DAY = (Column(N_("日期"), D, 12), Column(N_("星期"), C, 7), Column(N_("年级"), I, 7), Column(N_("班"), I, 6))
_RECORD = Column(N_("记录编号"), C, 15)
DAY_STATES = {
    DayState.OK: N_("达标"), DayState.NEAR: N_("接近上限"), DayState.OVER: N_("▲ 超限"), DayState.NONE: N_("无作业"),
    DayState.MISSING: N_("未公示"), DayState.NOT_REQUIRED: N_("不要求"),
}


@lru_cache
def _weekday(lang: str, weekday: int) -> str:
    """1 = Monday."""
    return format_date(lang, date(2024, 1, weekday), "weekday")


def weekday_name(lang: str, day: date) -> str:
    return _weekday(lang, day.isoweekday())


def grades_text(lang: str, grades: Sequence[int]) -> str:
    """一年级、二年级 as 一、二; 1, 2 in English."""
    return join(lang, [GRADE_CHARS[grade - 1] if lang == "zh" else str(grade) for grade in sorted(grades)])


def _yes(lang: str, value: bool) -> str:
    return gettext(lang, N_("是")) if value else gettext(lang, N_("否"))


def _gap(lang: str, r: Gap) -> tuple[Cell, ...]:
    return r.what, r.where, r.amount, r.why, r.close


def _figure(lang: str, r: Figure) -> tuple[Cell, ...]:
    return r.key, r.label, r.value, r.unit, r.numerator, r.denominator, r.missing


def _finding(lang: str, r: FindingRow) -> tuple[Cell, ...]:
    place = class_name(lang, r.grade, r.number) if r.grade and r.number else grades_text(lang, [r.grade]) if r.grade else ""
    when = r.day.isoformat() if r.day else r.month
    return r.level_label, r.label, when, place, r.figure, r.limit, r.clause, r.state, r.reason, " ".join(r.records), r.kind


def _class_day(lang: str, r: ClassDayRow) -> tuple[Cell, ...]:
    state = gettext(lang, DAY_STATES[r.state])
    return (r.day, weekday_name(lang, r.day), r.grade, r.number, r.written, r.cap, r.left, r.in_school, r.home, r.optional,
            r.items, r.late, state, r.record)


def _homework(lang: str, r: HomeworkRow) -> tuple[Cell, ...]:
    late = gettext(lang, N_("补录")) if r.late else ""
    return (r.day, weekday_name(lang, r.day), r.grade, r.number, gettext(lang, r.subject), gettext(lang, r.kind), gettext(lang, r.tier),
            r.minutes, r.in_school, r.text, r.published_at, late, r.record)


def _none(lang: str, r: NoneRow) -> tuple[Cell, ...]:
    whole = gettext(lang, N_("全班（各学科均声明无作业）")) if r.by_itself else gettext(lang, N_("全班"))
    return (r.day, weekday_name(lang, r.day), r.grade, r.number, gettext(lang, r.subject) if r.subject else whole, r.declared_at, r.record)


def _sample(lang: str, r: SampleRow) -> tuple[Cell, ...]:
    verdict = gettext(lang, N_("有效")) if r.counts else gettext(lang, N_("人数偏少，仅供参考"))
    return r.day, weekday_name(lang, r.day), r.grade, r.number, r.asked, r.mean, r.written, r.cap, verdict, r.record


def _session(lang: str, r: SessionRow) -> tuple[Cell, ...]:
    state = gettext(lang, N_("已开展")) if r.held else gettext(lang, N_("取消"))
    return (r.day, weekday_name(lang, r.day), r.programme, r.name, gettext(lang, r.category), grades_text(lang, r.grades), r.start, r.end,
            r.expected, r.present, state, r.reason, r.content, r.record)


def _survey(lang: str, r: SurveyRow) -> tuple[Cell, ...]:
    return (r.title, r.kind, r.opened, r.closed, r.group, r.invited, r.answered, r.code, r.question, r.option, r.count, r.total,
            round(r.count / r.total, 4) if r.count is not None and r.total else None, r.record)


def _programme(lang: str, r: ProgrammeRow) -> tuple[Cell, ...]:
    return (r.programme, r.name, gettext(lang, r.category), _weekday(lang, r.weekday), r.start, r.end,
            grades_text(lang, r.grades), r.provider, r.from_day, r.to_day, r.record)


def _class(lang: str, r: ClassRow) -> tuple[Cell, ...]:
    return r.grade, r.number, r.pupils, r.asked, r.joined, r.coverage, r.record


def _calendar_day(lang: str, r: CalendarDayRow) -> tuple[Cell, ...]:
    sure = "" if r.confirmed else gettext(lang, N_("校历未确认"))
    return (r.day, weekday_name(lang, r.day), r.week, _yes(lang, bool(r.grades)), grades_text(lang, r.grades), _yes(lang, r.service),
            r.announced, r.note, sure)


def _issue(_lang: str, r: IssueLine) -> tuple[Cell, ...]:
    return (r.number, r.level_label, r.text, r.source, r.found_on, r.grade, r.class_number, r.clause, r.findings, r.post, r.cause, r.measure, r.due_on,
            r.first_due, r.done, r.done_on, r.papers, r.clean, r.checker, r.checked_on, r.opinion, r.state, r.reason, r.closed_on, r.late,
            r.recheck_late, r.recurs, r.record)


def _issue_mark(row: IssueLine) -> Mark:
    return Mark.OVER if row.closed_on is None and (row.late or row.recheck_late) else Mark.PLAIN


def _finding_mark(row: FindingRow) -> Mark:
    return Mark.OVER if row.level == "red" else Mark.PLAIN


def _class_day_mark(row: ClassDayRow) -> Mark:
    return {DayState.OVER: Mark.OVER, DayState.MISSING: Mark.MISSING}.get(row.state, Mark.PLAIN)


class _Kind(NamedTuple):
    name: str
    sheet: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    rows_of: Callable[[PackFacts], Sequence[Any]]
    cells: Callable[[str, Any], tuple[Cell, ...]]
    mark: Callable[[Any], Mark] = lambda row: Mark.PLAIN


_MINUTES = N_("分钟")

_SURVEY_COLUMNS = (
    Column(N_("问卷"), T, 26), Column(N_("对象"), C, 12), Column(N_("开始日期"), D, 12), Column(N_("截止日期"), D, 12), Column(N_("范围"), T, 18),
    Column(N_("应填"), I, 8), Column(N_("收回"), I, 8), Column(N_("题号"), C, 7), Column(N_("问题"), T, 44), Column(N_("选项"), T, 20),
    Column(N_("人数"), I, 8), Column(N_("本题回答"), I, 10), Column(N_("占比"), S, 9), _RECORD,
)

_ISSUE_COLUMNS = (
    Column(N_("编号"), C, 10), Column(N_("等级"), C, 7), Column(N_("问题描述"), T, 44), Column(N_("来源"), C, 12), Column(N_("发现日期"), D, 12),
    Column(N_("年级"), I, 7), Column(N_("班"), I, 6), Column(N_("条款"), C, 8), Column(N_("关联发现数"), I, 11), Column(N_("责任岗位"), T, 16),
    Column(N_("原因分析"), T, 30), Column(N_("整改措施"), T, 30), Column(N_("整改时限"), D, 12), Column(N_("原时限"), D, 12),
    Column(N_("完成情况"), T, 30), Column(N_("完成日期"), D, 12), Column(N_("佐证材料数"), I, 11), Column(N_("连续正常天数"), C, 13),
    Column(N_("复查岗位"), T, 16), Column(N_("复查日期"), D, 12), Column(N_("复查意见"), T, 30), Column(N_("状态"), C, 11), Column(N_("理由"), T, 30),
    Column(N_("销号日期"), D, 12), Column(N_("整改逾期（天）"), I, 14), Column(N_("复查逾期（天）"), I, 14), Column(N_("复发自"), C, 10), _RECORD,
)

_LEDGERS = (
    _Kind("gaps", N_("缺项"), N_("缺项清单"), "", (
        Column(N_("缺什么"), T, 28), Column(N_("时间与范围"), T, 30), Column(N_("数量"), I, 8), Column(N_("说明"), T, 44),
        Column(N_("如何补齐"), T, 44),
    ), lambda f: f.gaps, _gap),
    _Kind("figures", N_("关键数字"), N_("关键数字"), "", (
        Column(N_("编号"), T, 26), Column(N_("名称"), T, 34), Column(N_("数值"), F, 12), Column(N_("单位"), C, 8),
        Column(N_("分子"), F, 12),
        Column(N_("分母"), F, 12), Column(N_("缺"), I, 8),
    ), lambda f: f.figures, _figure),
    _Kind("findings", N_("待核实事项"), N_("待核实事项及其状态"), "", (
        Column(N_("级别"), C, 8), Column(N_("事项"), T, 26), Column(N_("日期或月份"), C, 13), Column(N_("班级"), C, 10),
        Column(N_("数值"), F, 9),
        Column(N_("限值"), F, 9), Column(N_("条款"), C, 8), Column(N_("状态"), C, 12), Column(N_("理由"), T, 30),
        Column(N_("来源记录"), T, 40),
        Column(N_("类型代码"), T, 30),
    ), lambda f: f.findings, _finding, _finding_mark),
    _Kind("issues", N_("问题整改台账"), N_("问题清单与整改台账"), "", _ISSUE_COLUMNS, lambda f: f.issues, _issue, _issue_mark),
    _Kind("class_days", N_("每日班级总量"), N_("每日班级书面作业总量"), _MINUTES, (
        *_DAY, Column(N_("书面合计"), I, 10), Column(N_("上限"), I, 8), Column(N_("余（负为超）"), I, 13), Column(N_("校内完成"), I, 10),
        Column(N_("回家"), I, 8), Column(N_("选做"), I, 8), Column(N_("项数"), I, 8), Column(N_("补录项"), I, 9),
        Column(N_("状态"), C, 12), _RECORD,
    ), lambda f: f.class_days, _class_day, _class_day_mark),
    _Kind("homework", N_("作业明细"), N_("作业明细"), _MINUTES, (
        *_DAY, Column(N_("学科"), C, 14), Column(N_("类型"), C, 8), Column(N_("分层"), C, 8), Column(N_("预计用时"), I, 10),
        Column(N_("校内完成"), I, 10), Column(N_("作业内容"), T, 56), Column(N_("公示时间"), M, 18), Column(N_("补录"), C, 8), _RECORD,
    ), lambda f: f.homework, _homework),
    _Kind("none_declarations", N_("无作业声明"), N_("无作业声明"), "", (
        *_DAY, Column(N_("学科或全班"), T, 26), Column(N_("声明时间"), M, 18), _RECORD,
    ), lambda f: f.nones, _none),
    _Kind("samples", N_("作业用时抽测"), N_("作业用时抽测"), _MINUTES, (
        *_DAY, Column(N_("抽测人数"), I, 10), Column(N_("平均用时"), F, 10), Column(N_("当日书面合计"), I, 14), Column(N_("上限"), I, 8),
        Column(N_("是否有效"), T, 22), _RECORD,
    ), lambda f: f.samples, _sample),
    _Kind("service_sessions", N_("课后服务记录"), N_("课后服务记录"), N_("人"), (
        Column(N_("日期"), D, 12), Column(N_("星期"), C, 7), Column(N_("项目编号"), C, 10), Column(N_("项目名称"), T, 22),
        Column(N_("类别"), C, 10),
        Column(N_("年级"), T, 14), Column(N_("开始"), H, 8), Column(N_("结束"), H, 8), Column(N_("应到"), I, 8), Column(N_("实到"), I, 8),
        Column(N_("状态"), C, 9), Column(N_("原因"), T, 22), Column(N_("内容"), T, 40), _RECORD,
    ), lambda f: f.sessions, _session),
    _Kind("service_programmes", N_("课后服务项目"), N_("课后服务项目"), "", (
        Column(N_("项目编号"), C, 10), Column(N_("项目名称"), T, 26), Column(N_("类别"), C, 10), Column(N_("星期"), C, 8),
        Column(N_("开始"), H, 8),
        Column(N_("结束"), H, 8), Column(N_("年级"), T, 24), Column(N_("第三方机构"), T, 26),
        Column(N_("季节作息自"), D, 12), Column(N_("季节作息至"), D, 12), _RECORD,
    ), lambda f: f.programmes, _programme),
    _Kind("classes", N_("班级人数"), N_("班级人数与课后服务参加情况"), N_("人"), (
        Column(N_("年级"), I, 8), Column(N_("班"), I, 8), Column(N_("学生数"), I, 10), Column(N_("有需求"), I, 10),
        Column(N_("参加"), I, 10),
        Column(N_("需求覆盖率"), S, 12), _RECORD,
    ), lambda f: f.classes, _class),
    _Kind("surveys", N_("问卷结果"), N_("问卷结果（已截止的问卷）"), N_("份"), _SURVEY_COLUMNS, lambda f: f.surveys, _survey),
    _Kind("calendar", N_("校历"), N_("校历（逐日）"), "", (
        Column(N_("日期"), D, 12), Column(N_("星期"), C, 7), Column(N_("教学周"), I, 9), Column(N_("上课"), C, 8),
        Column(N_("上课年级"), T, 28),
        Column(N_("课后服务"), C, 11), Column(N_("事先公告不开展的原因"), T, 26), Column(N_("说明"), T, 24), Column(N_("备注"), T, 14),
    ), lambda f: f.calendar, _calendar_day),
)

LEDGER_NAMES = tuple(kind.name for kind in _LEDGERS)


def ledger_labels(lang: str) -> dict[str, str]:
    """Each ledger's name with its title in `lang`."""
    return {kind.name: gettext(lang, kind.title) for kind in _LEDGERS}


def _note(facts: PackFacts, kind: _Kind) -> str:
    lang = facts.lang
    parts = [gettext(lang, N_("期间 %(start)s 至 %(end)s"), start=facts.start.isoformat(), end=facts.end.isoformat())]
    if kind.unit:
        parts.append(gettext(lang, N_("单位：%(unit)s"), unit=gettext(lang, kind.unit)))
    parts.append(gettext(lang, N_("共 %(n)s 行"), n=len(kind.rows_of(facts))))
    if kind.name == "class_days":
        expected, recorded = facts.class_days_expected, facts.class_days_recorded
        parts.append(gettext(lang, N_("应公示 %(expected)s 班日，已公示 %(recorded)s，缺 %(missing)s"),
                             expected=expected, recorded=recorded, missing=expected - recorded))
    return "　".join(parts)


def survey_ledger(rows: Sequence[SurveyRow], title: str, lang: str) -> Ledger:
    """The counts of one questionnaire, for a workbook of its own."""
    def walk() -> Iterator[tuple[tuple[Cell, ...], Mark]]:
        for row in rows:
            yield _survey(lang, row), Mark.PLAIN

    note = gettext(lang, "样本不足的范围合并到上一级；“不清楚”留在分母里；不加权。")
    return Ledger("surveys", gettext(lang, "问卷结果"), title, note, _SURVEY_COLUMNS, len(rows), walk)


def issue_ledger(rows: Sequence[IssueLine], note: str, lang: str) -> Ledger:
    """The problem list with its rectification, for a workbook of its own."""
    def walk() -> Iterator[tuple[tuple[Cell, ...], Mark]]:
        for row in rows:
            yield _issue(lang, row), _issue_mark(row)

    return Ledger("issues", gettext(lang, "问题整改台账"), gettext(lang, "问题清单与整改台账"), note, _ISSUE_COLUMNS, len(rows), walk)


def ledgers_of(facts: PackFacts) -> tuple[Ledger, ...]:
    """Every ledger of the pack, gaps first, in the pack's language; the empty ones too."""

    def ledger(kind: _Kind) -> Ledger:
        rows, lang = kind.rows_of(facts), facts.lang

        def walk() -> Iterator[tuple[tuple[Cell, ...], Mark]]:
            for row in rows:
                yield kind.cells(lang, row), kind.mark(row)

        return Ledger(kind.name, gettext(lang, kind.sheet), gettext(lang, kind.title), _note(facts, kind), kind.columns, len(rows), walk)

    return tuple(ledger(kind) for kind in _LEDGERS)
