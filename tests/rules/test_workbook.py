"""What a judged workbook says: rows, what stands for empty cells, what sheets say of each other, remarks, identity of rows."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.names import Cell
from schoolapp.rules.people import Role, System
from schoolapp.rules.workbook import SHEET_NAMES, SHEETS, HeldSchool, HeldTerm, Slot, fingerprint, judge_workbook
from tests.rules.school_workbook import DAY, PEOPLE, TODAY, Sheets, add, judged, make_raw, make_sheets, put, remarks, repeat


def test_every_sheet_is_read() -> None:
    reading = judged()
    school = reading.school
    assert school is not None and school.system is System.SIX_THREE and school.offwork == school.service_earliest_end == 17 * 60 + 30
    assert school.district_phone is None and school.term_start == DAY
    assert reading.calendar[0][1:] == (date(2026, 10, 17), date(2026, 10, 17), True, "补课", None, None, None)
    assert reading.classes[1] == (3, 3, 2, 41, 31, 30, "T1")
    assert reading.teaching[0] == (2, "T1", 3, 1, "语文")
    item = reading.homework[0]
    assert item[:13] == (2, DAY, 2026, 3, 1, "语文", "T1", "练习册第8页", Kind.WRITTEN, Tier.EVERYONE, 20, 10,
                         datetime(2026, 9, 1, 16, 14, tzinfo=SCHOOL_TIME))
    assert reading.nones[0] == (2, DAY, 2026, 3, 2, "T1", None)
    assert reading.samples[0] == (2, DAY, 2026, 3, 1, 12, 555)
    programme = reading.programmes[0]
    assert programme.category is Category.HOMEWORK_HELP and programme.grades == {3, 4} and programme.provider is None
    assert programme.slots == tuple(Slot(day, 930, 1050) for day in range(1, 6))
    assert reading.sessions[0] == (2, DAY, "P1", 930, 1050, 60, 58, "T2", "完成作业", True, None)


@pytest.mark.parametrize("left", [name for name in SHEET_NAMES if name not in PEOPLE])
def test_any_sheet_may_be_missing(left: str) -> None:
    reading = judged(lambda sheets: sheets.pop(left))
    assert reading.ok or left == "课后服务项目"


def test_empty_cells() -> None:
    def change(sheets: Sheets) -> None:
        put("作业", "校内完成", "")(sheets)
        put("作业", "发布时间", DAY)(sheets)
        put("课后服务记录", "状态", "取消")(sheets)
        put("课后服务记录", "原因", "大雨")(sheets)
        put("课后服务记录", "应到", " ")(sheets)
        put("课后服务记录", "实到", None)(sheets)
        put("校历", "说明", None)(sheets)
    reading = judged(change)
    assert reading.ok
    assert reading.homework[0].in_school is None and reading.homework[0].tier is Tier.EVERYONE
    assert reading.homework[0].published == datetime(2026, 9, 1, 12, tzinfo=SCHOOL_TIME)
    session = reading.sessions[0]
    assert (session.held, session.reason, session.expected, session.present) == (False, "大雨", None, None)
    assert reading.calendar[0].note == ""


def test_empty_rows_and_short_rows_are_passed_over() -> None:
    reading = judged(lambda sheets: sheets["作业"].extend([[], [None] * 11, [" "], [""] * 30, sheets["作业"][1]]))
    assert reading.ok and [item.row for item in reading.homework] == [2, 7]


def test_times_are_rounded_to_the_minute() -> None:
    def change(sheets: Sheets) -> None:
        put("作业", "发布时间", datetime(2026, 9, 1, 16, 13, 59, 999_900))(sheets)
        put("课后服务记录", "开始", time(15, 29, 40))(sheets)
    reading = judged(change)
    assert reading.homework[0].published.minute == 14 and reading.sessions[0].start == 930


def test_chinese_ways_of_writing_in_every_column() -> None:
    def change(sheets: Sheets) -> None:
        sheets["作业"][1] = ["２０２６年９月１日", " 三年级", "三（１）班", "语 文", "Ｔ１", " 练习册第８页 ", "书面作业", "必做",
                           "２０分钟", "10", "2026/9/1 16：14"]
        sheets["无作业声明"][1] = ["2026.9.1", "三", "(2)班", "T1 ", "　"]
        sheets["用时抽样"][1] = [46266, "3年级", 3.1, "12人", "55.5分钟"]
        sheets["课后服务项目"][1] = ["Ｐ１", "作业辅导", "作业辅导与答疑", "周一至周五", "15：30", "下午5点半", "三至四年级", "T2", ""]
        sheets["课后服务记录"][1] = ["20260901", "P1", 0.6458333333, "17时30分", "60", "58人", "T2", "完成作业", "已开展", ""]
    reading, plain = judged(change), judged()
    assert reading.ok
    assert reading.homework[0]._replace(text="练习册第8页", fingerprint="") == plain.homework[0]._replace(fingerprint="")
    assert reading.homework[0].text == "练习册第８页"
    assert (reading.nones, reading.samples, reading.programmes, reading.sessions) == (
        plain.nones, plain.samples, plain.programmes, plain.sessions)


@pytest.mark.parametrize(("sheet", "heading", "other"), [
    ("教职工", "姓名", "教师姓名"), ("教职工", "工号", "职工号"), ("任课", "工号", "教工号"), ("班级", "班", "班级"),
    ("作业", "学科", "科目"),
    ("作业", "预计用时", "预计用时（分钟）"), ("作业", "日期", " 日 期 "), ("班级", "学生数", "学生数*"),
    ("课后服务记录", "开始", "开始时间"),
])
def test_other_headings(sheet: str, heading: str, other: str) -> None:
    def change(sheets: Sheets) -> None:
        head = sheets[sheet][0]
        head[head.index(heading)] = other
    reading = judged(change)
    assert reading.ok and not reading.remarks


def test_no_other_name_of_a_heading_is_a_heading() -> None:
    for columns in SHEETS.values():
        names = [name for column in columns for name in (column.heading, *column.aliases)]
        assert len(names) == len(set(names))


def test_the_heading_itself_comes_before_its_other_names() -> None:
    reading = judged(put("作业", "内容", "别的"))
    assert reading.ok and reading.homework[0].text == "练习册第8页"
    assert remarks(reading) == [("作业", 1, "内容", "ignored_column")]


def test_what_is_not_used_is_named() -> None:
    def change(sheets: Sheets) -> None:
        put("班级", "教室", "A101")(sheets)
        sheets["说明"] = [["随便写"]]
        sheets["学校"].append(["校训", "好好学习"])
        sheets["用时抽样"] = [[]]
    reading = judged(change)
    assert reading.ok
    assert {(sheet, code) for sheet, _, _, code in remarks(reading)} == {
        ("班级", "ignored_column"), ("说明", "ignored_sheet"), ("学校", "ignored_item"), ("用时抽样", "empty_sheet")}
    assert [remark.value for remark in reading.remarks if remark.code == "ignored_column"] == ["教室"]


def test_a_blank_school_sheet_counts_as_missing() -> None:
    def blank(sheets: Sheets) -> None:
        for row in sheets["学校"][1:]:
            row[1] = None
    held = HeldSchool(terms=(HeldTerm("第一学期", date(2025, 9, 1), date(2026, 1, 20)), HeldTerm("第二学期", date(2026, 2, 20), DAY)))
    reading = judged(blank, held=held, only=PEOPLE)
    assert reading.ok and reading.school is None and reading.year == 2025


def test_rows_belong_to_the_school_year_of_their_date() -> None:
    held = HeldSchool(classes=frozenset({(2025, 3, 1)}))
    reading = judged(put("作业", "日期", date(2026, 6, 1)), held=held)
    assert reading.ok and reading.homework[0].year == 2025
    assert [remark.code for remark in reading.remarks] == ["outside_teaching"]


def test_roles_that_other_sheets_give() -> None:
    staff = {row.number: row for row in judged().staff}
    assert staff["T1"].roles == {Role.TEACHER, Role.HOMEROOM}
    assert staff["T2"].roles == {Role.TEACHER, Role.GRADE_LEADER, Role.HOMEROOM} and staff["T2"].grades == {3, 4}
    assert staff["T3"].roles == {Role.PRINCIPAL} and not staff["T3"].grades


def test_a_leader_with_grades_leads_those() -> None:
    reading = judged(put("教职工", "负责年级", "四年级", row=3))
    assert reading.staff[1].grades == {4}


def test_a_leader_of_nothing_is_remarked() -> None:
    reading = judged(add("教职工", "T4", "赵平", "年级组长、备课组长", None, None, None))
    assert reading.ok and remarks(reading) == [("教职工", 5, "负责年级", "leads_no_grade"), ("教职工", 5, "负责学科", "leads_no_subject")]


def test_an_inspector_without_an_end_gets_one_day() -> None:
    reading = judged(add("教职工", "T4", "赵平", "责任督学", None, None, None))
    assert reading.ok and reading.staff[3].until is None and remarks(reading) == [("教职工", 5, "有效期至", "inspector_one_day")]
    reading = judged(add("教职工", "T4", "赵平", "督学", None, None, date(2026, 12, 1)))
    assert reading.staff[3].until == date(2026, 12, 1) and not reading.remarks


def test_an_unknown_subject_becomes_the_schools_own() -> None:
    def change(sheets: Sheets) -> None:
        put("任课", "学科", "书法")(sheets)
        put("作业", "学科", "书法")(sheets)
    reading = judged(change)
    assert reading.ok and reading.own_subjects == ("书法",) and remarks(reading) == [("任课", 2, "学科", "own_subject")]
    assert not judged(change, held=HeldSchool(own_subjects=frozenset({"书法"}))).remarks


def test_old_subject_names() -> None:
    reading = judged(lambda sheets: [put("任课", "学科", "思品")(sheets), put("作业", "学科", "道德与法治")(sheets)])
    assert reading.ok and not reading.remarks and reading.teaching[0].subject == "道德与法治"


def test_more_present_than_expected_is_remarked() -> None:
    reading = judged(put("课后服务记录", "实到", 61))
    assert reading.ok and remarks(reading) == [("课后服务记录", 2, "实到", "present_above_expected")]


def test_a_teacher_outside_teaching_is_remarked_once() -> None:
    def change(sheets: Sheets) -> None:
        put("作业", "工号", "T2")(sheets)
        repeat("作业")(sheets)
    reading = judged(change)
    assert reading.ok and remarks(reading) == [("作业", 2, "工号", "outside_teaching")] and reading.remarks[0].values["rows"] == 2


def test_a_doubled_teaching_row_is_remarked() -> None:
    reading = judged(repeat("任课"))
    assert reading.ok and len(reading.teaching) == 4 and remarks(reading) == [("任课", 6, "工号", "doubled_teaching")]


@pytest.mark.parametrize("sheet", ["无作业声明", "用时抽样", "校历"])
def test_equal_rows_of_one_key_count_once(sheet: str) -> None:
    reading = judged(repeat(sheet))
    assert reading.ok and [code for *_, code in remarks(reading)] == ["doubled_row"]
    assert len(reading.nones) == len(reading.samples) == len(reading.calendar) == 1


def test_of_calendar_rows_for_the_same_days_the_last_one_stays() -> None:
    reading = judged(repeat("校历", 说明="运动会"))
    assert reading.ok and [row.note for row in reading.calendar] == ["运动会"]
    assert remarks(reading) == [("校历", 2, "开始日期", "calendar_covered")]


def test_calendar_rows_stay_in_order() -> None:
    def change(sheets: Sheets) -> None:
        put("校历", "适用年级", None)(sheets)
        sheets["校历"].append([date(2026, 10, 17), date(2026, 10, 17), "否", "六年级外出", None, "6"])
        sheets["校历"].append(list(sheets["校历"][1]))
    assert [row.row for row in judged(change).calendar] == [3, 4]


@pytest.mark.parametrize(("start", "end", "school", "ok"), [
    (date(2026, 9, 5), date(2026, 9, 6), "是", True), (date(2026, 9, 4), date(2026, 9, 6), "是", True),
    (date(2026, 9, 4), date(2026, 9, 7), "是", False), (date(2026, 9, 7), date(2026, 9, 11), "是", True),
    (date(2026, 9, 4), date(2026, 9, 30), "否", True), (date(2026, 9, 6), date(2026, 9, 9), "是", False),
])
def test_a_long_school_row_over_a_weekend(start: date, end: date, school: str, ok: bool) -> None:
    reading = judged(lambda sheets: sheets["校历"].__setitem__(1, [start, end, school, None, None]))
    assert reading.ok is ok


def test_friday_times_and_a_session_on_any_weekday() -> None:
    def change(sheets: Sheets) -> None:
        put("课后服务项目", "星期", "一至四")(sheets)
        repeat("课后服务项目", 星期="五", 结束=time(16, 30), 校外机构="少年宫")(sheets)
        put("课后服务记录", "日期", date(2026, 9, 5))(sheets)
    reading = judged(change)
    assert reading.ok and len(reading.programmes) == 1
    programme = reading.programmes[0]
    assert programme.rows == (2, 3) and programme.provider == "少年宫"
    assert programme.slots[-1] == Slot(5, 930, 990) and len(programme.slots) == 5


def test_the_whole_school_means_the_grades_it_has() -> None:
    assert judged(put("课后服务项目", "年级", "全校")).programmes[0].grades == {3, 4}
    assert judged(put("校历", "适用年级", "全校")).calendar[0].grades is None


def test_one_person_heads_several_classes() -> None:
    reading = judged(put("班级", "班主任工号", "T1", row=4))
    assert reading.ok and [row.homeroom for row in reading.classes] == ["T1"] * 3


def test_more_asked_than_pupils_is_remarked() -> None:
    reading = judged(put("班级", "有课后服务需求人数", 50))
    assert reading.ok and remarks(reading) == [("班级", 2, "有课后服务需求人数", "asked_above_pupils")]


def test_over_cap_history_is_no_error() -> None:
    assert judged(put("作业", "预计用时", 240)).ok


@pytest.mark.parametrize(("value", "number"), [(3.1, 10), ("3.10", 10), ("三(10)班", 10)])
def test_class_ten_written_as_a_number(value: Cell, number: int) -> None:
    """Where grade 3 has a class 10 and no class 1, the number 3.1 can only be class 10."""
    def change(sheets: Sheets) -> None:
        for name, rows in sheets.items():
            for row in rows[1:]:
                if name in ("班级", "任课", "作业", "用时抽样") and row[rows[0].index("年级")] == 3 and row[rows[0].index("班")] == 1:
                    row[rows[0].index("班")] = 10
        put("作业", "班", value)(sheets)
    reading = judged(change)
    assert reading.ok and reading.homework[0].number == number


# --- identity of homework rows ---

def test_equal_rows_are_two_items() -> None:
    reading = judged(repeat("作业"))
    assert len({item.fingerprint for item in reading.homework}) == len(reading.homework) == 2


def test_identity_holds_over_order_and_ways_of_writing() -> None:
    def change(sheets: Sheets) -> None:
        head, first = sheets["作业"]
        other = list(first)
        other[head.index("作业内容")] = "别的"
        first[0], first[1], first[2], first[6], first[10] = "2026-9-1", "三年级", "三(1)班", "书面作业", "2026年9月1日 16:14"
        sheets["作业"][1:] = [other, first]
    assert judged(change).homework[1].fingerprint == judged().homework[0].fingerprint


@pytest.mark.parametrize(("column", "value"), [
    ("日期", date(2026, 9, 2)), ("班", 2), ("学科", "数学"), ("工号", "T2"), ("作业内容", "别的"), ("类型", "口头"), ("分层", "选做"),
    ("预计用时", 21),
    ("校内完成", None), ("校内完成", 0), ("发布时间", datetime(2026, 9, 1, 16, 15)),
])
def test_identity_changes_with_any_cell(column: str, value: Cell) -> None:
    changed = judged(lambda sheets: [sheets.pop("无作业声明"), put("作业", column, value)(sheets)])
    assert changed.homework[0].fingerprint != judged().homework[0].fingerprint


def test_the_fingerprint_itself_never_changes() -> None:
    """It is kept in databases: another value here would double every imported item at the next import."""
    cells = ("2026-09-01", "3", "1", "语文", "T1", "练习册第8页", "书面", "全体", "20", "10", "2026-09-01T16:14")
    assert judged().homework[0].fingerprint == fingerprint(cells, 1) != fingerprint(cells, 2)
    assert fingerprint(cells, 1) == "e550f17e9fffc827cb450ae3ab19c559b503c32a579d2e82f87cea8361fdc256"


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-10**12, 10**12), st.floats(), st.text(max_size=12), st.dates(), st.times(),
    st.datetimes(), st.sampled_from(["三(1)班", "T1", "语文", "是", "一至五", "3.10", "全校", "2026-9-1", "13800138000", "取消"]))


@given(st.sampled_from(SHEET_NAMES), st.integers(0, 12), st.integers(0, 11), CELLS)
def test_no_cell_makes_the_judging_fail(sheet: str, row: int, column: int, cell: Cell) -> None:
    sheets = make_sheets()
    rows = sheets[sheet]
    target = rows[min(row, len(rows) - 1)]
    target[min(column, len(target) - 1)] = cell
    reading = judge_workbook(make_raw(sheets), HeldSchool(), today=TODAY)
    assert all(isinstance(error.value, str) for error in reading.errors)
