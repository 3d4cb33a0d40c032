"""Workbooks that a school fills in or reads during an import: the empty school workbook with its instructions, and the list of
errors. Their wording is Chinese like the workbook's own headings; reading one back is not done here."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from schoolapp.papers.ledgers import OPTIONS, clean, repack
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.people import Role, System
from schoolapp.words import gettext

INSTRUCTIONS = "填写说明"
ROWS_WITH_CHOICES = 5000
_EDITION = datetime(2026, 1, 1, tzinfo=UTC)
_CATEGORIES = ("作业辅导", "科普", "体育", "艺术", "劳动", "阅读", "兴趣小组", "社团", "延时托管")
_ROLES = "、".join(role.value for role in Role)
_YES_NO = ("是", "否")


class Field(NamedTuple):
    """A column: heading, whether it must be filled, what belongs into it, an example. `form`: text, int, number, date, time or moment;
    `choices` become a list to choose from."""

    heading: str
    required: bool
    hint: str
    example: str
    form: str = "text"
    choices: tuple[str, ...] = ()


class Sheet(NamedTuple):
    """A sheet: its name, what it is for, its columns, and cells that stand there already."""

    name: str
    purpose: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...] = ()


class ErrorRow(NamedTuple):
    """A refused cell: `row` counts from 1 as in the workbook (None: the whole sheet), `expected` is the sentence for the reader."""

    sheet: str
    row: int | None
    column: str
    value: str
    expected: str


_DAY = Field("日期", True, "年-月-日，2015 年以后", "2026-09-01", "date")
_GRADE = Field("年级", True, "1 至 9 的数字", "3", "int")
_NUMBER = Field("班", True, "班号，数字", "2", "int")
_STAFF = Field("工号", True, "与“教职工”表一致", "T0012")
_SUBJECT = Field("学科", True, "课程标准的学科名称；校本课程可写校内名称", "数学")
_START, _END = Field("开始", True, "时:分", "15:30", "time"), Field("结束", True, "时:分，晚于开始", "16:30", "time")

SHEETS = (
    Sheet("学校", "学校与学期的基本情况，每行一项", (
        Field("项目", True, "已列好，不要改动", "学校名称"), Field("内容", True, "在这一列填写", "江北实验学校"),
    ), tuple((name, "") for name in (
        "学校名称", "学制", "所在区县", "正常下班时间", "课后服务最早结束时间", "举报电话", "举报邮箱", "区县监督电话",
        "学期名称", "学期开始", "学期结束"))),
    Sheet("校历", "只写与国家放假调休安排不同的日子；后面的行优先", (
        Field("开始日期", True, "年-月-日", "2026-11-05", "date"), Field("结束日期", True, "同一天就写同一日期", "2026-11-05", "date"),
        Field("是否上课", True, "是 或 否；跨周末且超过 3 天的行不能写 是", "否", "text", _YES_NO), Field("说明", False, "原因", "运动会"),
        Field("课后服务", False, "不开展课后服务的上课日写 否", "否", "text", _YES_NO),
        Field("执行星期几课表", False, "1 至 7，调休日按星期几的课表上课", "1", "int"),
        Field("适用年级", False, "用“、”隔开；空着表示全校", "7、8、9"),
    )),
    Sheet("班级", "每班一行，人数自学期开始起算", (
        _GRADE, _NUMBER, Field("学生数", True, "不能小于参加人数", "45", "int"),
        Field("有课后服务需求人数", True, "提出需求的人数", "40", "int"),
        Field("参加课后服务人数", True, "不能超过有需求人数", "40", "int"), Field("班主任工号", True, "一人可以带几个班", "T0012"),
    )),
    Sheet("教职工", "每人一行；工号就是登录用的用户名", (
        Field("工号", True, "不能重复；按文本填写，保留开头的 0", "T0012"), Field("姓名", True, "真实姓名", ""),
        Field("角色", True, f"可以多个，用“、”隔开：{_ROLES}", "教师、班主任"),
        Field("负责年级", False, "年级组长填写，用“、”隔开；空着按任课年级", "3"),
        Field("负责学科", False, "备课组长填写", "数学"), Field("有效期至", False, "督学填写；空着只有一天", "2026-12-31", "date"),
    )),
    Sheet("任课", "谁教哪个班的哪门学科，每班每科一行", (_STAFF, _GRADE, _NUMBER, _SUBJECT)),
    Sheet("作业", "已有的作业记录，可以不填", (
        _DAY, _GRADE, _NUMBER, _SUBJECT, _STAFF, Field("作业内容", True, "不超过 2000 字，不要写学生姓名", "练习册第 12 页"),
        Field("类型", True, "、".join(Kind), "书面", "text", tuple(Kind)),
        Field("分层", False, "空着表示全体必做", "全体", "text", tuple(Tier)),
        Field("预计用时", True, "分钟，0 至 240 的整数", "20", "int"),
        Field("校内完成", False, "其中在校内完成的分钟数；空着表示未说明", "10", "int"),
        Field("发布时间", True, "年-月-日 时:分；只有日期的按 12:00", "2026-09-01 15:40", "moment"),
    )),
    Sheet("无作业声明", "当天没有作业的记录，可以不填", (
        _DAY, _GRADE, _NUMBER, _STAFF, Field("学科", False, "空着表示全班当天没有作业", "数学"),
    )),
    Sheet("用时抽样", "作业用时抽测，只记人数和平均值，可以不填", (
        _DAY, _GRADE, _NUMBER, Field("抽样人数", True, "1 以上的整数", "15", "int"),
        Field("平均用时", True, "分钟，最多一位小数", "42.5", "number"),
    )),
    Sheet("课后服务项目", "每个项目一行；各日时间不同的，同一编号分几行写", (
        Field("项目编号", True, "不能与其他项目重复", "P01"), Field("项目名称", True, "", "作业辅导与答疑"),
        Field("类别", True, "、".join(_CATEGORIES), "作业辅导", "text", _CATEGORIES),
        Field("星期", True, "用“、”隔开", "一、二、三、四、五"),
        _START, _END, Field("年级", True, "用“、”隔开", "1、2"), Field("负责人工号", True, "与“教职工”表一致", "T0012"),
        Field("校外机构", False, "由第三方机构承担的写机构名称", ""),
    )),
    Sheet("课后服务记录", "每次服务一行，可以不填", (
        _DAY, Field("项目编号", True, "与“课后服务项目”表一致", "P01"), _START, _END,
        Field("应到", False, "人数；取消的可以空着", "40", "int"),
        Field("实到", False, "人数；取消的可以空着", "39", "int"), Field("负责人工号", True, "当天负责的人", "T0012"),
        Field("内容", True, "做了什么，不要写学生姓名", "完成作业、答疑"),
        Field("状态", True, "已开展 或 取消", "已开展", "text", ("已开展", "取消")),
        Field("原因", False, "取消的必须写明", ""),
    )),
)

_CHOICES_OF_SCHOOL = {"学制": tuple(System)}
_NUMBER_FORMATS = {"text": "@", "int": "0", "number": "0.#", "date": "yyyy-mm-dd", "time": "hh:mm", "moment": "yyyy-mm-dd hh:mm"}
_FORMS_OF_SCHOOL = {"正常下班时间": "time", "课后服务最早结束时间": "time", "学期开始": "date", "学期结束": "date"}
_GENERAL = (
    "每张表的第一行是标题，请不要改动；多出来的列会被忽略并在结果中列明。",
    "标★的列必须填写，其余可以空着。只需要部分表时，可以删去不用的表。",
    "同一份工作簿可以反复导入：没有变化的行不会重复写入；有错误时整份不写入，并逐行指出。",
    "导入前会先预览：新增、变更、拒绝的行一一列出，确认之后才写入。",
    "任何一栏都不要填写学生姓名、身份证号和家长手机号。",
)


def _book(out: io.BytesIO) -> Any:
    import xlsxwriter

    book = xlsxwriter.Workbook(out, {**OPTIONS, "constant_memory": False, "in_memory": True})
    book.set_properties({"created": _EDITION.replace(tzinfo=None)})
    return book


def _finish(book: Any, out: io.BytesIO) -> bytes:
    book.close()
    done = io.BytesIO()
    repack(io.BytesIO(out.getvalue()), done, _EDITION, False)
    return done.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
    head = {**base, "bold": True, "bottom": 1, "align": "center", "text_wrap": True}
    formats = {form: book.add_format({**base, "num_format": code}) for form, code in _NUMBER_FORMATS.items()}
    formats |= {
        "required": book.add_format({**head, "bg_color": "#E1F0F0", "font_color": "#0B5C65"}),
        "optional": book.add_format({**head, "bold": False, "bg_color": "#EEF2F2", "font_color": "#46555B"}),
        "title": book.add_format({**base, "font_size": 16, "bold": True}),
        "plain": book.add_format({**base, "text_wrap": True}),
        "strong": book.add_format({**base, "bold": True, "text_wrap": True}),
        "centre": book.add_format({**base, "align": "center"}),
        "given": book.add_format({**base, "bold": True, "bg_color": "#EEF2F2"}),
    }
    return formats


def _width(words: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in words)


def _choose(sheet: Any, first: int, last: int, column: int, choices: Sequence[str]) -> None:
    sheet.data_validation(first, column, last, column, {
        "validate": "list", "source": [str(choice) for choice in choices], "error_type": "warning", "error_title": "请核对",
        "error_message": "这里一般从列表中选择。"})


def _empty_sheet(book: Any, formats: dict[str, Any], sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    page.set_row(0, 24)
    for column, field in enumerate(sheet.fields):
        least = 44 if field.heading in ("作业内容", "内容") else 12
        page.set_column(column, column, max(least, _width(field.heading) + 4), formats[field.form])
        page.write_string(0, column, field.heading, formats["required" if field.required else "optional"])
        if field.choices:
            _choose(page, 1, ROWS_WITH_CHOICES, column, field.choices)
    for row, cells in enumerate(sheet.rows, start=1):
        page.write_string(row, 0, cells[0], formats["given"])
        page.write_blank(row, 1, None, formats[_FORMS_OF_SCHOOL.get(cells[0], "text")])
        if cells[0] in _CHOICES_OF_SCHOOL:
            _choose(page, row, row, 1, _CHOICES_OF_SCHOOL[cells[0]])
    if sheet.rows:
        page.set_column(0, 0, 26)


def _instructions(book: Any, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(INSTRUCTIONS)
    page.hide_gridlines(2)
    for column, width in enumerate((16, 22, 8, 60, 22)):
        page.set_column(column, column, width)
    page.set_row(0, 30)
    page.write_string(0, 0, "学校工作簿填写说明", formats["title"])
    row = 1
    for words in _GENERAL:
        page.merge_range(row, 0, row, 4, f"{row}. {words}", formats["plain"])
        page.set_row(row, 20)
        row += 1
    row += 1
    for column, words in enumerate(("工作表", "列", "必填", "填写要求", "示例")):
        page.write_string(row, column, words, formats["required"])
    for sheet in SHEETS:
        row += 1
        page.write_string(row, 0, sheet.name, formats["strong"])
        page.merge_range(row, 1, row, 4, sheet.purpose, formats["strong"])
        for field in sheet.fields:
            row += 1
            page.write_string(row, 1, field.heading, formats["plain"])
            page.write_string(row, 2, "★" if field.required else "", formats["centre"])
            page.write_string(row, 3, field.hint, formats["plain"])
            page.write_string(row, 4, field.example, formats["plain"])
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def empty_workbook() -> bytes:
    """The school workbook without content: every sheet with its headings, lists to choose from, and the instructions last.
    The same bytes on every call."""
    out = io.BytesIO()
    book = _book(out)
    formats = _formats(book)
    for sheet in SHEETS:
        _empty_sheet(book, formats, sheet)
    _instructions(book, formats)
    return _finish(book, out)


def errors_workbook(errors: Iterable[ErrorRow], lang: str = "zh") -> bytes:
    """The errors of an import as a workbook, in the given order: sheet, row, column, the value found, what is expected."""
    out = io.BytesIO()
    book = _book(out)
    formats = _formats(book)
    page = book.add_worksheet(gettext(lang, "错误表"))
    heads = (gettext(lang, "工作表"), gettext(lang, "行"), gettext(lang, "列"), gettext(lang, "现在的值"), gettext(lang, "应当是"))
    for column, (words, width) in enumerate(zip(heads, (16, 8, 20, 40, 60), strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, words, formats["required"])
    row = 0
    for row, error in enumerate(errors, start=1):
        page.write_string(row, 0, clean(error.sheet), formats["plain"])
        if error.row is None:
            page.write_blank(row, 1, None, formats["centre"])
        else:
            page.write_number(row, 1, error.row, formats["centre"])
        for column, words in ((2, error.column), (3, error.value), (4, error.expected)):
            page.write_string(row, column, clean(words)[:2000], formats["plain"])
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(row, 1), len(heads) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    return _finish(book, out)
