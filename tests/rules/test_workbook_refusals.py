"""Every refusal of an import has a failing case here; all of them come at once, with sheet, row, column, value and what is expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from schoolapp.rules.names import Cell
from schoolapp.rules.people import System
from schoolapp.rules.workbook import EXPECTED, REMARKS, HeldSchool, HeldSession, HeldTerm
from tests.rules.school_workbook import DAY, PEOPLE, Sheets, add, codes, judged, make_sheets, put, remarks, repeat

LONG = "字" * 2001


def test_the_workbook_of_the_tests_is_whole() -> None:
    reading = judged()
    assert reading.ok and not reading.errors and not reading.remarks and reading.year == 2026


ONE_CELL: list[tuple[str, str, Cell, str]] = [
    ("学校", "学校名称", None, "required"), ("学校", "学校名称", "字" * 61, "text"), ("学校", "学制", "五三制", "system"),
    ("学校", "正常下班时间", "五点半", "time"), ("学校", "举报电话", "无", "phone"), ("学校", "举报邮箱", "没有", "email"),
    ("学校", "学期开始", "九月", "date"), ("学校", "学期结束", DAY, "term_in_order"), ("学校", "学期结束", date(2029, 1, 1), "date_range"),
    ("校历", "开始日期", date(2014, 12, 31), "date_range"), ("校历", "结束日期", None, "required"),
    ("校历", "结束日期", date(2026, 10, 16), "dates_in_order"),
    ("校历", "是否上课", "也许", "yes_no"), ("校历", "课后服务", "也许", "yes_no"), ("校历", "适用年级", "12", "grades"),
    ("校历", "执行星期几课表", "八", "weekday"), ("校历", "说明", LONG, "text"), ("校历", "说明", "电话13800138000", "personal_mobile"),
    ("班级", "年级", 10, "grade"), ("班级", "年级", 0, "grade"), ("班级", "班", "甲", "class"),
    ("班级", "班", "四(1)班", "class_of_other_grade"),
    ("班级", "学生数", -1, "heads"), ("班级", "学生数", 40.5, "heads"), ("班级", "学生数", None, "required"),
    ("班级", "有课后服务需求人数", "约30", "heads"), ("班级", "参加课后服务人数", 31, "joined_above_asked"),
    ("班级", "学生数", 29, "joined_above_pupils"), ("班级", "班主任工号", "T9", "unknown_staff"), ("班级", "班主任工号", None, "required"),
    ("教职工", "姓名", None, "required"), ("教职工", "姓名", "12345", "person"), ("教职工", "角色", "保安", "roles"),
    ("教职工", "角色", None, "required"), ("教职工", "负责年级", "十年级", "grades"), ("教职工", "负责学科", "123", "subjects"),
    ("教职工", "有效期至", date(2028, 11, 24), "date_range"),
    ("任课", "工号", "T9", "unknown_staff"), ("任课", "年级", 5, "unknown_class"), ("任课", "班", 3, "unknown_class"),
    ("任课", "学科", 12, "subject"), ("任课", "学科", "语文、数学", "subject"), ("任课", "工号", date(2026, 1, 1), "staff_number"),
    ("作业", "日期", "9月1日", "date"), ("作业", "日期", date(2025, 9, 1), "unknown_class"),
    ("作业", "日期", date(2028, 11, 24), "date_range"),
    ("作业", "年级", 7, "unknown_class"), ("作业", "班", 9, "unknown_class"), ("作业", "工号", "T9", "unknown_staff"),
    ("作业", "作业内容", None, "required"), ("作业", "作业内容", " \u3000\u200b", "required"), ("作业", "作业内容", LONG, "text"),
    ("作业", "作业内容", "把作业发到 138-0013-8000", "personal_mobile"),
    ("作业", "作业内容", "学号 11010120150101123X", "personal_identity"),
    ("作业", "类型", "网课", "kind"), ("作业", "类型", None, "required"), ("作业", "分层", "A", "tier"),
    ("作业", "预计用时", 241, "minutes"), ("作业", "预计用时", -1, "minutes"), ("作业", "预计用时", 20.5, "minutes"),
    ("作业", "预计用时", None, "required"), ("作业", "校内完成", 21, "in_school"), ("作业", "校内完成", -1, "minutes"),
    ("作业", "发布时间", "昨天", "moment"), ("作业", "发布时间", None, "required"),
    ("作业", "发布时间", datetime(2014, 1, 1, 8), "date_range"),
    ("无作业声明", "工号", "T9", "unknown_staff"), ("无作业声明", "班", 3, "unknown_class"), ("无作业声明", "班", 1, "none_with_items"),
    ("用时抽样", "抽样人数", 0, "sampled"), ("用时抽样", "平均用时", 600.1, "mean"), ("用时抽样", "平均用时", -0.1, "mean"),
    ("用时抽样", "平均用时", 55.55, "mean"), ("用时抽样", "班", 3, "unknown_class"), ("用时抽样", "抽样人数", None, "required"),
    ("课后服务项目", "项目名称", None, "required"), ("课后服务项目", "类别", "补课", "category"),
    ("课后服务项目", "星期", "15", "weekdays"),
    ("课后服务项目", "开始", time(17, 30), "before_end"), ("课后服务项目", "结束", 16.5, "time"), ("课后服务项目", "年级", "12", "grades"),
    ("课后服务项目", "负责人工号", "T9", "unknown_staff"),
    ("课后服务记录", "项目编号", "P9", "unknown_programme"), ("课后服务记录", "开始", time(17, 30), "before_end"),
    ("课后服务记录", "应到", -1, "heads"), ("课后服务记录", "应到", None, "required_when_held"),
    ("课后服务记录", "实到", None, "required_when_held"),
    ("课后服务记录", "内容", None, "required"), ("课后服务记录", "内容", LONG, "text"),
    ("课后服务记录", "内容", "联系１３８ ００１３ ８０００", "personal_mobile"),
    ("课后服务记录", "状态", "开会", "state"), ("课后服务记录", "状态", "取消", "reason"),
    ("课后服务记录", "负责人工号", "T9", "unknown_staff"),
    ("课后服务记录", "原因", "13800138000", "personal_mobile"),
]
# A refusal may stand in another column than the changed one.
ELSEWHERE = {"joined_above_pupils": "参加课后服务人数", "before_end": "开始", "reason": "原因", "none_with_items": "日期"}


@pytest.mark.parametrize(("sheet", "column", "value", "code"), ONE_CELL)
def test_one_wrong_cell(sheet: str, column: str, value: Cell, code: str) -> None:
    reading = judged(put(sheet, column, value))
    wanted = "班" if code == "unknown_class" else ELSEWHERE.get(code, column)
    rows = {entry[0]: n for n, entry in enumerate(make_sheets()["学校"], 1)}
    found = [error for error in codes(reading) if error[0] == sheet]
    assert found == [(sheet, rows[column] if sheet == "学校" else 2, wanted, code)]
    assert not reading.ok


def change_all(*changes: Callable[[Sheets], None]) -> Callable[[Sheets], None]:
    def change(sheets: Sheets) -> None:
        for one in changes:
            one(sheets)
    return change


@pytest.mark.parametrize(("change", "error"), [
    (lambda sheets: sheets["学校"].pop(2), ("学校", None, "学制", "item")),
    (add("学校", "学校名称", "另一个"), ("学校", 12, "项目", "item_twice")),
    (lambda sheets: sheets["作业"][0].__setitem__(6, "种类"), ("作业", 1, "类型", "heading")),
    (lambda sheets: sheets["作业"][0].append("日期"), ("作业", 1, "日期", "heading_twice")),
    (lambda sheets: sheets.update({"作业 ": sheets["作业"]}), ("作业", None, "", "sheet_twice")),
    (repeat("班级"), ("班级", 5, "班", "key_twice")),
    (repeat("教职工"), ("教职工", 5, "工号", "key_twice")),
    (repeat("课后服务记录"), ("课后服务记录", 3, "开始", "key_twice")),
    (repeat("课后服务记录", 实到=59), ("课后服务记录", 3, "开始", "key_twice")),
    (repeat("课后服务项目"), ("课后服务项目", 3, "星期", "weekday_twice")),
    (repeat("课后服务项目", 星期="五", 结束=time(16, 30)), ("课后服务项目", 3, "星期", "weekday_twice")),
    (repeat("课后服务项目", 星期="六", 项目名称="别的"), ("课后服务项目", 3, "项目名称", "programme_differs")),
    (repeat("课后服务项目", 星期="六", 类别="体育"), ("课后服务项目", 3, "类别", "programme_differs")),
    (repeat("课后服务项目", 星期="六", 年级="3"), ("课后服务项目", 3, "年级", "programme_differs")),
    (repeat("无作业声明", 工号="T2"), ("无作业声明", 3, "工号", "differs_from_row")),
    (repeat("用时抽样", 抽样人数=13), ("用时抽样", 3, "抽样人数", "differs_from_row")),
    (repeat("用时抽样", 平均用时=50), ("用时抽样", 3, "平均用时", "differs_from_row")),
    (add("无作业声明", DAY, 3, 1, "T1", "语文"), ("无作业声明", 3, "日期", "none_with_items")),
    (change_all(put("班级", "班", 3.1), repeat("班级", 班="10"), put("任课", "班", 3.1)), ("任课", 2, "班", "class_unclear")),
    (change_all(put("班级", "班", 3.1), repeat("班级", 班=3.1)), ("班级", 5, "班", "class_unclear")),
    (put("课后服务项目", "项目编号", None), ("课后服务项目", 2, "项目编号", "required")),
    (put("课后服务项目", "项目编号", "编" * 33), ("课后服务项目", 2, "项目编号", "programme_number")),
    (put("校历", "结束日期", date(2026, 10, 20)), ("校历", 2, "是否上课", "school_row_over_weekend")),
])
def test_wrong_together(change: Callable[[Sheets], None], error: tuple[str, int | None, str, str]) -> None:
    assert error in codes(judged(change))


def test_every_sentence_has_its_placeholders_filled() -> None:
    def change(sheets: Sheets) -> None:
        for sheet, column, value, _ in ONE_CELL:
            if sheet != "学校":
                sheets[sheet].append(list(sheets[sheet][1]))
                put(sheet, column, value, len(sheets[sheet]))(sheets)
    reading = judged(change)
    assert len(reading.errors) > 60
    for error in reading.errors:
        assert "%(" not in EXPECTED[error.expected_code] % error.expected_values
    for remark in reading.remarks:
        assert "%(" not in REMARKS[remark.code] % remark.values


def test_all_errors_come_at_once() -> None:
    reading = judged(change_all(
        put("作业", "类型", "网课"), put("作业", "预计用时", 999), put("用时抽样", "抽样人数", 0), put("学校", "学制", "四四制")))
    assert codes(reading) == [
        ("学校", 3, "学制", "system"), ("作业", 2, "类型", "kind"), ("作业", 2, "预计用时", "minutes"),
        ("用时抽样", 2, "抽样人数", "sampled")]
    assert [error.value for error in reading.errors] == ["四四制", "网课", "999", "0"]


def test_a_personal_number_is_not_repeated() -> None:
    reading = judged(put("作业", "作业内容", "打给13800138000"))
    assert reading.errors[0].value == "打给***********"


def test_no_sheet_of_ours() -> None:
    reading = judged(lambda sheets: sheets.update({"Sheet1": [["a"]]}), only=())
    assert codes(reading) == [("", None, "", "no_sheet")]


def test_no_term_anywhere() -> None:
    reading = judged(only=("班级", "教职工"))
    assert codes(reading) == [("学校", None, "学期开始", "no_term")]


def test_unreadable_headings_do_not_make_everything_unknown() -> None:
    reading = judged(lambda sheets: (sheets["教职工"][0].__setitem__(0, "号"), sheets["班级"][0].__setitem__(1, "哪个")))
    assert {error[3] for error in codes(reading)} == {"heading"}


def test_the_list_of_errors_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schoolapp.rules.workbook.tables.LISTED_MAX", 3)
    reading = judged(lambda sheets: [put("作业", "类型", "网课")(sheets), sheets["作业"].extend([sheets["作业"][1]] * 9)])
    assert len(reading.errors) == 3 and reading.errors_left_out == 7 and not reading.ok


# --- against what the school holds ---

SESSION = HeldSession(1050, 60, 58, "T2", "完成作业", True, None)
CLASSES = frozenset({(2026, 3, 1), (2026, 3, 2), (2026, 4, 1)})
HELD = HeldSchool(
    terms=(HeldTerm("2026-2027学年第一学期", DAY, date(2027, 1, 20)),), staff=frozenset({"T1", "T2", "T3"}), classes=CLASSES,
    teaching=frozenset({("T1", (2026, 3, 1), "语文"), ("T1", (2026, 3, 2), "语文")}), programmes=frozenset({"P1"}))
ROWS = ("作业", "无作业声明", "用时抽样", "课后服务记录")


def with_(**facts: object) -> HeldSchool:
    return replace(HELD, **facts)  # type: ignore[arg-type]


def test_what_the_school_holds_may_be_named() -> None:
    reading = judged(held=HELD, only=ROWS)
    assert reading.ok and not reading.remarks and reading.year == 2026 and len(reading.homework) == 1


def test_unknown_to_workbook_and_school() -> None:
    reading = judged(only=("作业", "课后服务记录"))
    assert {error[3] for error in codes(reading)} == {"unknown_class", "unknown_staff", "unknown_programme"}


@pytest.mark.parametrize(("facts", "error"), [
    ({"samples": {(2026, 3, 1, DAY): (12, 554)}}, ("用时抽样", 2, "平均用时", "differs_from_held")),
    ({"samples": {(2026, 3, 1, DAY): (13, 555)}}, ("用时抽样", 2, "抽样人数", "differs_from_held")),
    ({"nones": {(2026, 3, 2, DAY, None): "T2"}}, ("无作业声明", 2, "工号", "differs_from_held")),
    ({"item_days": frozenset({(2026, 3, 2, DAY)})}, ("无作业声明", 2, "日期", "none_with_held_items")),
    ({"standing_nones": frozenset({(2026, 3, 1, DAY, None)})}, ("作业", 2, "日期", "items_with_held_none")),
    ({"standing_nones": frozenset({(2026, 3, 1, DAY, "语文")})}, ("作业", 2, "日期", "items_with_held_none")),
    ({"sessions": {(DAY, "P1", 930): SESSION._replace(end=1040)}}, ("课后服务记录", 2, "结束", "differs_from_held")),
    ({"sessions": {(DAY, "P1", 930): SESSION._replace(present=None)}}, ("课后服务记录", 2, "实到", "differs_from_held")),
    ({"sessions": {(DAY, "P1", 930): SESSION._replace(staff="T1")}}, ("课后服务记录", 2, "负责人工号", "differs_from_held")),
    ({"sessions": {(DAY, "P1", 930): SESSION._replace(content="别的")}}, ("课后服务记录", 2, "内容", "differs_from_held")),
])
def test_a_different_value_under_a_key_that_the_school_holds(facts: dict[str, object], error: tuple[str, int, str, str]) -> None:
    reading = judged(held=with_(**facts), only=ROWS)
    assert codes(reading) == [error]
    assert "%(" not in EXPECTED[error[3]] % reading.errors[0].expected_values


def test_both_values_are_shown() -> None:
    error = judged(held=with_(samples={(2026, 3, 1, DAY): (12, 554)}), only=ROWS).errors[0]
    assert error.value == "55.5" and error.expected_values["held"] == "55.4"


def test_a_subject_none_against_items_of_the_school() -> None:
    key = (2026, 3, 2, DAY, "语文")
    change = put("无作业声明", "学科", "语文")
    assert judged(change, held=with_(item_days=frozenset({(2026, 3, 2, DAY)})), only=ROWS).ok
    reading = judged(change, held=with_(item_subject_days=frozenset({key})), only=ROWS)
    assert codes(reading) == [("无作业声明", 2, "日期", "none_with_held_items")]


def test_the_same_workbook_again_is_never_refused() -> None:
    """Also where a teacher has since posted over an imported none, or an imported item was withdrawn and a none declared."""
    mark = judged().homework[0].fingerprint
    held = with_(
        homework=frozenset({mark}), nones={(2026, 3, 2, DAY, None): "T1"}, samples={(2026, 3, 1, DAY): (12, 555)},
        sessions={(DAY, "P1", 930): SESSION}, item_days=frozenset({(2026, 3, 1, DAY), (2026, 3, 2, DAY)}),
        standing_nones=frozenset({(2026, 3, 1, DAY, None)}))
    assert judged(held=held).ok and judged(held=held, only=ROWS).ok


def test_a_none_that_arose_by_itself_equals_a_declared_one() -> None:
    assert judged(held=with_(nones={(2026, 3, 2, DAY, None): None}), only=ROWS).ok


@pytest.mark.parametrize(("term", "code"), [
    (HeldTerm("2026-2027学年第一学期", date(2025, 9, 1), date(2026, 1, 20)), "term_name_taken"),
])
def test_a_term_name_of_another_year(term: HeldTerm, code: str) -> None:
    assert codes(judged(held=HeldSchool(terms=(term,)))) == [("学校", 9, "学期名称", code)]


def test_terms_that_overlap_are_remarked() -> None:
    reading = judged(held=HeldSchool(terms=(HeldTerm("第一学期", date(2026, 8, 31), date(2026, 9, 30)),)))
    assert reading.ok and remarks(reading) == [("学校", 10, "学期开始", "term_overlaps")]


def test_another_system_is_remarked() -> None:
    reading = judged(held=HeldSchool(system=System.FIVE_FOUR), only=PEOPLE)
    assert reading.ok and remarks(reading) == [("学校", 3, "学制", "system_changed")]
