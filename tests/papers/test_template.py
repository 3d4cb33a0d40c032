"""The workbooks for people: the empty school workbook has every sheet and heading, the list of errors holds texts only."""

from __future__ import annotations

import io

import openpyxl
import pytest

from schoolapp.papers.template import INSTRUCTIONS, SHEETS, ErrorRow, empty_workbook, errors_workbook

# As the import demands them; [ ] = may be left out.
HEADINGS = {
    "学校": "项目 内容",
    "校历": "开始日期 结束日期 是否上课 说明 课后服务 执行星期几课表 适用年级",
    "班级": "年级 班 学生数 有课后服务需求人数 参加课后服务人数 班主任工号",
    "教职工": "工号 姓名 角色 负责年级 负责学科 有效期至",
    "任课": "工号 年级 班 学科",
    "作业": "日期 年级 班 学科 工号 作业内容 类型 分层 预计用时 校内完成 发布时间",
    "无作业声明": "日期 年级 班 工号 学科",
    "用时抽样": "日期 年级 班 抽样人数 平均用时",
    "课后服务项目": "项目编号 项目名称 类别 星期 开始 结束 年级 负责人工号 校外机构",
    "课后服务记录": "日期 项目编号 开始 结束 应到 实到 负责人工号 内容 状态 原因",
}


def test_every_sheet_has_its_headings_in_the_first_row() -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty_workbook()))
    assert book.sheetnames == [*HEADINGS, INSTRUCTIONS]
    for name, headings in HEADINGS.items():
        assert [cell.value for cell in book[name][1]] == headings.split()
        assert book[name].max_row == (12 if name == "学校" else 1)


def test_the_school_sheet_lists_its_items_without_content() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(empty_workbook()))["学校"]
    rows = [(row[0].value, row[1].value) for row in sheet.iter_rows(2)]
    assert rows[0] == ("学校名称", None) and rows[-1] == ("学期结束", None) and len(rows) == 11


def test_staff_numbers_are_text_and_choices_can_be_chosen() -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty_workbook()))
    assert book["教职工"].column_dimensions["A"].width and book["教职工"].data_validations.dataValidation == []
    lists = {str(rule.formula1) for rule in book["作业"].data_validations.dataValidation}
    assert any("书面" in words and "劳动" in words for words in lists) and any("选做" in words for words in lists)


def test_the_instructions_explain_every_column() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(empty_workbook()))[INSTRUCTIONS]
    told = [row[1].value for row in sheet.iter_rows() if row[1].value]
    assert all(field.heading in told for page in SHEETS for field in page.fields)


def test_the_same_bytes_on_every_call() -> None:
    assert empty_workbook() == empty_workbook()
    assert errors_workbook([ErrorRow("作业", 3, "日期", "x", "日期")]) == errors_workbook([ErrorRow("作业", 3, "日期", "x", "日期")])


@pytest.mark.parametrize("value", ["=cmd|' /C calc'!A0", "+86", "@x", "http://x", "", "a\x00b"])
def test_refused_values_are_shown_as_texts(value: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(errors_workbook([ErrorRow("作业", 3, "日期", value, "年-月-日")]))).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["作业", 3, "日期", value.replace("\0", ""), "年-月-日"]
    assert sheet["D2"].data_type == "s" and sheet["D2"].hyperlink is None and sheet.freeze_panes == "A2"


def test_a_whole_sheet_has_no_row_and_no_errors_is_fine() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(errors_workbook([ErrorRow("班级", None, "年级", "", "缺少这一列")]))).worksheets[0]
    assert sheet["B2"].value is None
    assert openpyxl.load_workbook(io.BytesIO(errors_workbook([]))).worksheets[0].max_row == 1
