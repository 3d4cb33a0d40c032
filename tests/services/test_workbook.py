"""Bringing a school workbook in: what is written, what a second import does, what is refused, and that it is all or nothing."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from schoolapp.config import Config
from schoolapp.records import afterschool, audit, homework, people, school, workbook
from schoolapp.records.tables import AUDITED
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.policy import from_json
from schoolapp.services import audit as audit_services
from schoolapp.services import workbook as services
from schoolapp.services.house import House
from schoolapp.services.school import open_house
from schoolapp.services.workbook import bringing
from tests.cast import NOW, at, make_school
from tests.rules.school_workbook import DAY, Sheets, add, put, repeat
from tests.services.workbook_file import Change, changed, file_of, raw_of

Import = Callable[..., services.ImportResult]


@pytest.fixture
def house(database: Config) -> Iterator[House]:
    opened = open_house(database)
    yield opened
    opened.close()


@pytest.fixture
def bring(house: House, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Imports the small school's workbook after some changes. The file itself is left out here: reading files has its own tests."""
    books: dict[bytes, Sheets] = {}
    monkeypatch.setattr(bringing, "read_workbook", lambda data: raw_of(books[data]))

    def run(*changes: Change, only: tuple[str, ...] | None = None, dry_run: bool = False, now: datetime = NOW) -> services.ImportResult:
        data = str(len(books)).encode()
        books[data] = changed(*changes, only=only)
        return services.import_workbook(house=house, actor=OPERATOR, data=data, name="学校.xlsx", dry_run=dry_run, now=now)

    return run


def rows(house: House, table: Table, *columns: str) -> list[tuple[Any, ...]]:
    """The named columns of every row, by id."""
    with house.reading() as connection:
        return [tuple(row) for row in connection.execute(select(*(table.c[name] for name in columns)).order_by(table.c.id))]


def everything(house: House) -> dict[str, int]:
    """How many rows every audited table has."""
    with house.reading() as connection:
        return {name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table, name in AUDITED.items()}


def entries(house: House) -> list[str]:
    return [act for (act,) in _entries(house, "act")]


def _entries(house: House, *columns: str) -> list[tuple[Any, ...]]:
    with house.reading() as connection:
        return [tuple(row) for row in connection.execute(select(*(audit.audit_entry.c[name] for name in columns)).order_by(audit.audit_entry.c.n))]


def figures(result: services.ImportResult) -> dict[str, tuple[int, int, int]]:
    return {sheet.sheet: sheet[1:4] for sheet in result.sheets}


def codes(result: services.ImportResult) -> list[tuple[str, int | None, str, str]]:
    return [(error.sheet, error.row, error.column, error.expected_code) for error in result.errors]


def chain_holds(house: House) -> bool:
    return audit_services.verify_chain(house=house, actor=OPERATOR)[1] == []


# The first import


def test_a_first_import_makes_the_school(house: House, bring: Import) -> None:
    result = bring()
    assert result.ok and result.run_id == 1
    assert figures(result) == {
        "学校": (10, 0, 0), "校历": (1, 0, 0), "班级": (3, 0, 0), "教职工": (3, 0, 0), "任课": (4, 0, 0), "作业": (1, 0, 0), "无作业声明": (1, 0, 0),
        "用时抽样": (1, 0, 0), "课后服务项目": (1, 0, 0), "课后服务记录": (1, 0, 0)}
    assert (result.added, result.changed, result.same, result.wrong) == (26, 0, 0, 0)
    assert rows(house, school.school, "name", "system", "district", "report_phone", "report_email", "district_phone", "language", "is_demo") == [
        ("示范小学", "六三制", "示范区", "023-00000000", "jubao@example.edu.cn", "", "zh", False)]
    assert rows(house, school.term, "name", "start", "end") == [("2026-2027学年第一学期", DAY, date(2027, 1, 20))]
    assert rows(house, school.calendar_row, "term_id", "position", "start", "school", "note", "service", "by_hand") == [
        (1, 1, date(2026, 10, 17), True, "补课", None, False)]
    assert chain_holds(house)


def test_the_file_itself_is_read(house: House) -> None:
    data = file_of(changed())
    result = services.import_workbook(house=house, actor=OPERATOR, data=data, name="C:\\桌面\\学校.xlsx", dry_run=False, now=NOW)
    assert result.ok and result.added == 26
    sha256 = hashlib.sha256(data).hexdigest()
    assert rows(house, workbook.import_run, "file_sha256", "name", "staff_id") == [(sha256, "学校.xlsx", None)]


def test_classes_have_heads_from_the_terms_first_day_and_an_unguessable_link(house: House, bring: Import) -> None:
    bring()
    made = rows(house, people.school_class, "year", "grade", "number", "homeroom_id", "link_generation")
    assert made == [(2026, 3, 1, 1, 1), (2026, 3, 2, 1, 1), (2026, 4, 1, 2, 1)]
    tokens = {token for (token,) in rows(house, people.school_class, "link_token")}
    assert len(tokens) == 3 and all(len(token) == 43 for token in tokens)
    assert rows(house, people.class_count, "class_id", "valid_from", "pupils", "asked", "joined") == [
        (1, DAY, 40, 30, 30), (2, DAY, 41, 31, 30), (3, DAY, 42, 32, 32)]


def test_roles_and_their_scopes(house: House, bring: Import) -> None:
    """T1 is named in 班主任工号 twice; T2 leads the grades that 任课 gives; nobody else has a scope."""
    bring()
    held = rows(house, people.staff_role, "staff_id", "role", "grades", "valid_to")
    assert held == [(1, "教师", "", None), (1, "班主任", "", None), (2, "教师", "", None), (2, "班主任", "", None), (2, "年级组长", "3,4", None),
                    (3, "校长", "", None)]


def test_an_inspector_without_an_end_gets_one_day(house: House, bring: Import) -> None:
    result = bring(add("教职工", "D1", "司马文博", "责任督学", None, None, None))
    assert "inspector_one_day" in {remark.code for remark in result.remarks}
    assert rows(house, people.staff_role, "role", "valid_to")[-1] == (Role.INSPECTOR.value, NOW + timedelta(days=1))
    again = bring(add("教职工", "D1", "司马文博", "责任督学", None, None, None), now=NOW + timedelta(days=40))
    assert again.nothing_new, "importing again opens no new day"


def test_an_inspector_stays_through_the_last_day(house: House, bring: Import) -> None:
    bring(add("教职工", "D1", "司马文博", "督学", "3", None, date(2026, 12, 1)))
    assert rows(house, people.staff_role, "grades", "valid_to")[-1] == ("3", at(date(2026, 12, 2), 0))


def test_own_subjects_and_rows_outside_teaching_are_taken_with_a_remark(house: House, bring: Import) -> None:
    result = bring(put("任课", "学科", "书法"))
    assert rows(house, people.subject, "name") == [("书法",)]
    assert {"own_subject", "outside_teaching"} <= {remark.code for remark in result.remarks}


def test_times_open_the_first_profile(house: House, bring: Import) -> None:
    bring(put("学校", "课后服务最早结束时间", "18:00"))
    [(valid_from, content)] = rows(house, school.policy_profile, "valid_from", "content")
    profile = from_json(content)
    assert (valid_from, profile.offwork, profile.service_earliest_end) == (DAY, time(17, 30), time(18, 0))
    assert profile.cap(3) == 60 and profile.cap(7) == 90


def test_items_declarations_samples_and_sessions_as_they_were(house: House, bring: Import) -> None:
    bring()
    item = ("class_day_id", "subject", "staff_id", "entered_by", "text", "kind", "tier", "minutes", "in_school", "published_at", "late", "reason", "withdrawn_at",
            "version", "import_id", "occurrence")
    assert rows(house, homework.homework_item, *item) == [
        (1, "语文", 1, None, "练习册第8页", "书面", "全体", 20, 10, at(DAY, 16, 14), False, "", None, 1, 1, 1)]
    assert rows(house, homework.homework_none, "subject", "staff_id", "by_itself", "declared_at", "superseded_at", "import_id") == [
        ("", 1, False, at(DAY, 12), None, 1)]
    assert rows(house, homework.class_day, "class_id", "day", "written", "home", "items", "late", "declared", "version") == [
        (1, DAY, 20, 10, 1, 0, False, 1), (2, DAY, 0, 0, 0, 0, True, 1)]
    assert rows(house, homework.time_sample, "class_id", "day", "asked", "mean_tenths", "import_id") == [(1, DAY, 12, 555, 1)]
    session = ("programme_id", "day", "start", "end", "held", "expected", "present", "staff_id", "content", "reason", "logged_at", "import_id")
    assert rows(house, afterschool.service_session, *session) == [(1, DAY, 930, 1050, True, 60, 58, 2, "完成作业", "", at(DAY, 17, 30), 1)]
    assert rows(house, afterschool.programme, "term_id", "code", "category", "grades", "staff_id", "provider") == [(1, "P1", "作业辅导", "3,4", 2, "")]
    assert rows(house, afterschool.programme_slot, "weekday", "start", "end") == [(day, 930, 1050) for day in range(1, 6)]


def test_a_row_published_on_a_later_date_is_late(house: House, bring: Import) -> None:
    bring(repeat("作业", 发布时间=datetime(2026, 9, 2, 0, 5), 学科="数学", 工号="T2"), repeat("作业", 发布时间=date(2026, 9, 1), 预计用时=5, 校内完成=None))
    assert rows(house, homework.homework_item, "late", "published_at") == [
        (False, at(DAY, 16, 14)), (True, at(date(2026, 9, 2), 0, 5)), (False, at(DAY, 12))]
    assert rows(house, homework.class_day, "items", "late", "written", "home")[0] == (3, 1, 45, 25)


def test_history_over_the_cap_is_taken_as_it_is(house: House, bring: Import) -> None:
    assert bring(repeat("作业", 预计用时=120)).ok
    assert rows(house, homework.class_day, "written")[0] == (140,)


def test_the_load_follows_the_tier_rule(house: House, bring: Import) -> None:
    bring(put("作业", "分层", "基础"), repeat("作业", 分层="提高", 预计用时=30), repeat("作业", 分层="选做", 预计用时=15))
    assert rows(house, homework.class_day, "written", "optional", "items")[0] == (30, 15, 3)


# None today


NONES = tuple(change for staff, subject in (("T1", "语文"), ("T2", "数学")) for change in (add("无作业声明", date(2026, 9, 3), 3, 1, staff, subject),))


def test_a_class_none_arises_when_every_taught_subject_said_none(house: House, bring: Import) -> None:
    bring(*NONES)
    assert rows(house, homework.homework_none, "subject", "staff_id", "by_itself")[1:] == [("语文", 1, False), ("数学", 2, False), ("", None, True)]
    assert (date(2026, 9, 3), True) in rows(house, homework.class_day, "day", "declared")
    assert bring(*NONES).nothing_new


def test_it_arises_with_the_last_subject_in_a_later_import(house: House, bring: Import) -> None:
    bring(NONES[0])
    assert (date(2026, 9, 3), False) in rows(house, homework.class_day, "day", "declared")
    assert bring(*NONES).added == 1
    assert (date(2026, 9, 3), True) in rows(house, homework.class_day, "day", "declared")
    assert chain_holds(house)


# The same workbook again, and later ones


def test_the_same_workbook_again_changes_nothing(house: House, bring: Import) -> None:
    first = bring(repeat("作业"), *NONES)
    before, said = everything(house), entries(house)
    again = bring(repeat("作业"), *NONES)
    assert again.ok and again.nothing_new and again.run_id is None
    assert again.same == first.added
    assert (everything(house), entries(house)) == (before, said)


def test_equal_rows_are_as_many_items(house: House, bring: Import) -> None:
    bring(repeat("作业"))
    assert rows(house, homework.homework_item, "occurrence") == [(1,), (2,)]
    assert bring(repeat("作业"), repeat("作业")).added == 1
    assert rows(house, homework.homework_item, "occurrence") == [(1,), (2,), (3,)]
    assert rows(house, homework.class_day, "written", "items", "version")[0] == (60, 3, 2)
    assert bring().nothing_new, "fewer rows take nothing away"


def test_an_import_neither_doubles_nor_restores_what_was_corrected_or_withdrawn(house: House, bring: Import) -> None:
    bring(repeat("作业"))
    with house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(homework.homework_item, 1, minutes=5, text="改过的", version=2)
        work.change(homework.homework_item, 2, withdrawn_at=NOW, version=2)
        work.audit("corrected", "item:1")
    assert bring(repeat("作业")).nothing_new
    assert len(rows(house, homework.homework_item, "id")) == 2


def test_dry_run_writes_nothing(house: House, bring: Import) -> None:
    result = bring(dry_run=True)
    assert result.ok and result.dry_run and result.added == 26 and result.run_id is None
    assert not any(everything(house).values()) and entries(house) == []


def test_standing_sheets_are_brought_up_and_nothing_is_taken_away(house: House, bring: Import) -> None:
    bring()
    result = bring(
        put("学校", "举报电话", "023-11111111"), put("班级", "学生数", 44), put("班级", "班主任工号", "T2", 3), put("教职工", "姓名", "王小静"),
        put("教职工", "角色", "教师、备课组长", 2), put("课后服务项目", "星期", "一、三"), put("课后服务项目", "校外机构", "少年宫"),
        add("任课", "T3", 3, 1, "道法"), lambda sheets: sheets["任课"].pop(1), lambda sheets: sheets["教职工"].pop())
    assert result.ok
    assert figures(result) == {
        "学校": (0, 1, 9), "校历": (0, 0, 1), "班级": (0, 2, 1), "教职工": (0, 1, 1), "任课": (1, 0, 3), "作业": (0, 0, 1), "无作业声明": (0, 0, 1),
        "用时抽样": (0, 0, 1), "课后服务项目": (0, 1, 0), "课后服务记录": (0, 0, 1)}
    assert rows(house, school.school, "report_phone") == [("023-11111111",)]
    assert rows(house, people.staff, "name") == [("王小静",), ("李强",), ("张敏",)]
    assert rows(house, people.school_class, "homeroom_id") == [(1,), (2,), (2,)]
    assert rows(house, people.class_count, "pupils") == [(44,), (41,), (42,)]
    assert ("备课组长", "语文") in rows(house, people.staff_role, "role", "subjects")
    assert len(rows(house, people.teaching, "id")) == 5
    assert rows(house, afterschool.programme, "provider") == [("少年宫",)]
    assert sorted(rows(house, afterschool.programme_slot, "weekday")) == [(1,), (3,)]
    shown = {(line.sheet, value.column, value.old, value.new) for found in result.lines.values() for line in found for value in line.values}
    assert {("学校", "举报电话", "023-00000000", "023-11111111"), ("班级", "学生数", "40", "44"), ("班级", "班主任工号", "T1", "T2"),
            ("教职工", "姓名", "王静", "王小静"), ("教职工", "角色", "", "备课组长"), ("课后服务项目", "校外机构", "", "少年宫")} <= shown
    assert chain_holds(house)


def test_roles_given_in_the_app_stay(house: House, bring: Import) -> None:
    bring()
    with house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(people.staff_role, staff_id=3, role=Role.ADMINISTRATOR.value, grades="", subjects="", valid_to=None)
        work.audit("role_given", "staff:3")
    result = bring()
    assert result.nothing_new and [remark.code for remark in result.remarks] == ["roles_stay"]
    assert ("管理员",) in rows(house, people.staff_role, "role")


def test_a_workbook_without_the_school_sheet_speaks_of_the_newest_term(house: House, bring: Import) -> None:
    bring()
    only = ("班级", "教职工", "任课", "校历", "课后服务项目", "作业")
    result = bring(put("班级", "学生数", 45), add("课后服务项目", "P2", "足球", "体育", "五", time(16), time(17), "3", "T1", None), only=only)
    assert result.ok and (result.added, result.changed) == (1, 1)
    assert rows(house, afterschool.programme, "term_id", "code") == [(1, "P1"), (1, "P2")]
    assert rows(house, people.class_count, "valid_from", "pupils")[0] == (DAY, 45)


def _next_term(sheets: Sheets) -> None:
    for item, value in (("学期名称", "2026-2027学年第二学期"), ("学期开始", date(2027, 2, 22)), ("学期结束", date(2027, 7, 2))):
        put("学校", item, value)(sheets)
    sheets["校历"][1][:2] = [date(2027, 4, 9), date(2027, 4, 9)]
    for name in ("作业", "无作业声明", "用时抽样", "课后服务记录"):
        del sheets[name]


def test_the_next_terms_workbook_adds_a_term(house: House, bring: Import) -> None:
    """Classes stay (same school year), heads hold from the new term on, programmes and calendar belong to it."""
    bring()
    result = bring(_next_term, put("学校", "正常下班时间", "17:00"), put("班级", "学生数", 39), now=at(date(2027, 2, 20)))
    assert result.ok
    assert [name for (name,) in rows(house, school.term, "name")] == ["2026-2027学年第一学期", "2026-2027学年第二学期"]
    assert len(rows(house, people.school_class, "id")) == 3
    assert (1, date(2027, 2, 22), 39) in rows(house, people.class_count, "class_id", "valid_from", "pupils")
    assert rows(house, afterschool.programme, "term_id", "code") == [(1, "P1"), (2, "P1")]
    profiles = [(day, from_json(text).offwork) for day, text in rows(house, school.policy_profile, "valid_from", "content")]
    assert profiles == [(DAY, time(17, 30)), (date(2027, 2, 22), time(17, 0))]
    assert bring(_next_term, put("学校", "正常下班时间", "17:00"), put("班级", "学生数", 39), now=at(date(2027, 2, 20))).nothing_new


def test_sessions_go_to_the_programme_of_their_days_term(house: House, bring: Import) -> None:
    bring()
    bring(_next_term, now=at(date(2027, 2, 20)))
    later = (add("课后服务记录", date(2027, 3, 1), "P1", time(15, 30), time(17, 30), 60, 58, "T2", "阅读", "已开展", None),
             add("课后服务记录", date(2026, 9, 2), "P1", time(15, 30), time(17, 30), None, None, "T2", "阅读", "取消", "台风"))
    assert bring(*later, only=("课后服务记录",), now=at(date(2027, 3, 2))).added == 2
    assert rows(house, afterschool.service_session, "day", "programme_id", "held", "reason")[1:] == [
        (date(2027, 3, 1), 2, True, ""), (date(2026, 9, 2), 1, False, "台风")]


def test_other_times_of_the_same_term_change_its_profile(house: House, bring: Import) -> None:
    bring()
    assert bring(put("学校", "正常下班时间", "17:00")).changed == 1
    assert [from_json(text).offwork for (text,) in rows(house, school.policy_profile, "content")] == [time(17, 0)]


def test_another_system_moves_the_national_caps(house: House, bring: Import) -> None:
    bring()
    result = bring(put("学校", "学制", "五四制"))
    assert "system_changed" in {remark.code for remark in result.remarks}
    [(text,)] = rows(house, school.policy_profile, "content")
    assert from_json(text).cap(6) == 90 and from_json(text).cap(5) == 60
    assert bring(put("学校", "学制", "五四制")).nothing_new


# The calendar's order


def _calendar(*days: int) -> Change:
    def change(sheets: Sheets) -> None:
        del sheets["校历"][1:]
        sheets["校历"] += [[date(2026, 11, day), date(2026, 11, day), "否", f"第{day}日", None] for day in days]
    return change


def _order(house: House) -> list[int]:
    with house.reading() as connection:
        return [row.start.day for _, _, row in school.list_calendar_rows(connection)]


@pytest.mark.parametrize(("first", "second", "order"), [
    ((3, 5), (3, 4, 5), [3, 4, 5, 20]), ((3, 5), (2, 3, 5), [2, 3, 5, 20]), ((3, 5), (3, 5, 6, 7), [3, 5, 20, 6, 7]), ((3, 5), (1, 2, 3, 5), [1, 2, 3, 5, 20]),
    ((3, 5), (5, 3), [5, 3, 20]), ((3, 5), (5,), [3, 5, 20]), ((3, 4, 5), (5, 6, 3), [5, 4, 6, 3, 20]),
])
def test_calendar_rows_keep_the_workbooks_order_and_those_of_the_app(
    house: House, bring: Import, first: tuple[int, ...], second: tuple[int, ...], order: list[int],
) -> None:
    bring(_calendar(*first))
    with house.writing(actor=OPERATOR, now=NOW) as work:
        day = date(2026, 11, 20)
        work.add(school.calendar_row, term_id=1, position=9, start=day, end=day, school=False, note="", service=None, timetable_weekday=None, grades="",
                 entered_at=NOW, by_hand=True)
        work.audit("calendar_row_added", "term:1")
    assert bring(_calendar(*first)).nothing_new
    assert bring(_calendar(*second)).ok
    assert _order(house) == order
    assert bring(_calendar(*second)).nothing_new
    assert chain_holds(house)


# Refusals


def test_refusals_come_all_at_once_and_nothing_is_written(house: House, bring: Import) -> None:
    result = bring(put("班级", "参加课后服务人数", 99), put("任课", "工号", "T77"), put("作业", "类型", "背诵"))
    assert not result.ok and result.wrong == 3
    assert codes(result) == [("班级", 2, "参加课后服务人数", "joined_above_asked"), ("任课", 2, "工号", "unknown_staff"), ("作业", 2, "类型", "kind")]
    assert not any(everything(house).values()) and entries(house) == []
    wrong = {sheet.sheet: sheet.wrong for sheet in result.sheets if sheet.wrong}
    assert wrong == {"班级": 1, "任课": 1, "作业": 1}


@pytest.mark.parametrize(("change", "column", "held"), [
    (put("用时抽样", "平均用时", 60), "平均用时", "55.5"), (put("用时抽样", "抽样人数", 13), "抽样人数", "12"),
    (put("课后服务记录", "实到", 50), "实到", "58"), (put("课后服务记录", "内容", "下棋"), "内容", "完成作业"), (put("课后服务记录", "结束", time(17)), "结束", "17:30"),
    (put("课后服务记录", "负责人工号", "T1"), "负责人工号", "T2"), (put("无作业声明", "工号", "T2"), "工号", "T1"),
])
def test_another_value_under_a_held_key_is_refused_with_both(house: House, bring: Import, change: Change, column: str, held: str) -> None:
    bring()
    before = everything(house)
    result = bring(change, put("学校", "学校名称", "别的名字"))
    assert [(error.column, error.expected_code, error.expected_values["held"]) for error in result.errors] == [(column, "differs_from_held", held)]
    assert everything(house) == before and rows(house, school.school, "name") == [("示范小学",)]


def test_items_on_a_day_that_was_declared_none_are_refused(house: House, bring: Import) -> None:
    bring()
    assert codes(bring(repeat("作业", 班=2), only=("作业",))) == [("作业", 3, "日期", "items_with_held_none")]
    assert codes(bring(add("无作业声明", DAY, 3, 1, "T1", None), only=("无作业声明",))) == [("无作业声明", 3, "日期", "none_with_held_items")]


def test_a_first_workbook_needs_the_school(house: House, bring: Import) -> None:
    result = bring(only=("教职工",))
    assert codes(result) == [("学校", None, "学校名称", "item")] and not any(everything(house).values())


def test_a_file_that_is_no_workbook_is_refused_as_a_whole(house: House) -> None:
    with pytest.raises(services.BadWorkbook) as refused:
        services.import_workbook(house=house, actor=OPERATOR, data=b"name,grade\n", name="x.csv", dry_run=False, now=NOW)
    assert services.refused_sentence(refused.value, "zh") == "这是文本或 CSV 文件。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"


def test_only_who_sets_up_imports(house: House) -> None:
    small = make_school(house)
    for number in ("t01", "t05", "t07", "t09"):
        with pytest.raises(NotAllowed):
            services.import_workbook(house=house, actor=small.actor(number), data=b"", name="", dry_run=True, now=NOW)
        with pytest.raises(NotAllowed):
            services.list_imports(house=house, actor=small.actor(number))


# The trail


def test_one_audit_entry_for_an_import_with_its_hash_and_counts(house: House, bring: Import) -> None:
    bring()
    [(act, record, new)] = _entries(house, "act", "record", "new")
    assert (act, record) == ("import", "import:1")
    said = json.loads(new)
    assert len(said["file_sha256"]) == 64 and said["counts"]["班级"] == [3, 0, 0]
    with house.reading() as connection:
        digests = connection.execute(select(func.count()).select_from(audit.record_digest)).scalar_one()
    assert digests == sum(everything(house).values()), "the entry's digest covers every row"
    assert chain_holds(house)


def test_what_is_changed_behind_the_apps_back_is_found(house: House, bring: Import) -> None:
    bring()
    with house.plain_writing() as connection:
        connection.execute(homework.homework_item.update().values(minutes=5))
    assert [(one.code, one.record) for one in audit_services.verify_chain(house=house, actor=OPERATOR)[1]] == [("changed", "item:1")]


def test_imports_that_were_made_are_listed(house: House, bring: Import) -> None:
    bring()
    bring(put("班级", "学生数", 44))
    made = services.list_imports(house=house, actor=OPERATOR)
    assert [one.id for one in made] == [2, 1]
    assert services.get_import(house=house, actor=OPERATOR, run_id=2).sheets[2] == ("班级", 0, 1, 2, 0)
    with pytest.raises(NotFound):
        services.get_import(house=house, actor=OPERATOR, run_id=3)


def test_a_school_that_changes_between_judging_and_writing_is_judged_again(house: House, bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    bring()
    judged = []
    judge = bringing.judge_workbook

    def judge_and_meddle(raw: Any, held: Any, *, today: date) -> Any:
        found = judge(raw, held, today=today)
        judged.append(len(found.errors))
        if len(judged) == 1:  # a colleague renames somebody meanwhile
            with house.writing(actor=OPERATOR, now=NOW) as work:
                work.change(people.staff, 1, name="王小静")
                work.audit("renamed", "staff:1")
        return found

    monkeypatch.setattr(bringing, "judge_workbook", judge_and_meddle)
    assert bring(add("任课", "T3", 3, 1, "体育")).run_id == 2
    assert len(judged) == 2 and rows(house, people.staff, "name")[0] == ("王静",)
    assert chain_holds(house)


def test_the_report_says_it_in_words(bring: Import) -> None:
    report = services.import_report(bring(put("班级", "参加课后服务人数", 99), put("教职工", "负责年级", None), dry_run=True))
    assert (report["ok"], report["dry_run"], report["changed"], report["same"]) == (False, True, {}, {})
    assert report["errors"] == [{"sheet": "班级", "row": 2, "column": "参加课后服务人数", "value": "99", "expected": "不超过有需求人数 30"}]
    good = services.import_report(bring())
    assert good["ok"] and good["errors"] == [] and good["added"]["班级"] == 3
    json.dumps(good)
    again = services.import_report(bring())
    assert (again["added"], again["changed"], again["same"]["班级"]) == ({}, {}, 3)


def test_long_lists_are_cut_in_the_preview_but_counted(bring: Import) -> None:
    def many(sheets: Sheets) -> None:
        for _ in range(120):
            repeat("作业")(sheets)
    result = bring(many, dry_run=True)
    assert figures(result)["作业"] == (121, 0, 0) and len(result.lines["作业"]) == 50


def test_the_same_workbook_twice_at_once_is_written_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "read_workbook", lambda data: raw_of(changed()))
    start = threading.Barrier(3)
    results = []

    def run() -> None:
        start.wait()
        results.append(services.import_workbook(house=house, actor=OPERATOR, data=b"", name="", dry_run=False, now=NOW))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((result.added, result.same) for result in results) == [(0, 26), (0, 26), (26, 0)]
    assert entries(house) == ["import"] and chain_holds(house)
