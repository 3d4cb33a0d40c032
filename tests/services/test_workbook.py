"""A first import of a school workbook: what is written, and that with a refusal nothing is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from schoolapp.config import Config
from schoolapp.records import afterschool, homework, people, school, workbook
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, NotAllowed
from schoolapp.rules.policy import from_json
from schoolapp.services import workbook as services
from schoolapp.services.house import House
from schoolapp.services.school import open_house
from tests.cast import NOW, at, make_school
from tests.rules.school_workbook import DAY, add, put, repeat
from tests.services.workbook_file import (
    Change,
    Import,
    chain_holds,
    changed,
    codes,
    entries,
    everything,
    figures,
    file_of,
    importer,
    rows,
)


@pytest.fixture
def house(database: Config) -> Iterator[House]:
    opened = open_house(database)
    yield opened
    opened.close()


@pytest.fixture
def bring(house: House, monkeypatch: pytest.MonkeyPatch) -> Import:
    return importer(house, monkeypatch)


# The first import


def test_a_first_import_makes_the_school(house: House, bring: Import) -> None:
    result = bring()
    assert result.ok and result.run_id == 1
    assert figures(result) == {
        "学校": (10, 0, 0),
        "校历": (1, 0, 0),
        "班级": (3, 0, 0),
        "教职工": (3, 0, 0),
        "任课": (4, 0, 0),
        "作业": (1, 0, 0),
        "无作业声明": (1, 0, 0),
        "用时抽样": (1, 0, 0),
        "课后服务项目": (1, 0, 0),
        "课后服务记录": (1, 0, 0),
    }
    assert (result.added, result.changed, result.same, result.wrong) == (26, 0, 0, 0)
    assert rows(
        house, school.school, "name", "system", "district", "report_phone", "report_email", "district_phone", "language", "is_demo"
    ) == [("示范小学", "六三制", "示范区", "023-00000000", "jubao@example.edu.cn", "", "zh", False)]
    assert rows(house, school.term, "name", "start", "end") == [("2026-2027学年第一学期", DAY, date(2027, 1, 20))]
    assert rows(house, school.calendar_row, "term_id", "position", "start", "school", "note", "service", "by_hand") == [
        (1, 1, date(2026, 10, 17), True, "补课", None, False)
    ]
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
        (1, DAY, 40, 30, 30),
        (2, DAY, 41, 31, 30),
        (3, DAY, 42, 32, 32),
    ]


def test_roles_and_their_scopes(house: House, bring: Import) -> None:
    """T1 is named in 班主任工号 twice; T2 leads the grades that 任课 gives; nobody else has a scope."""
    bring()
    held = rows(house, people.staff_role, "staff_id", "role", "grades", "valid_to")
    assert held == [
        (1, "教师", "", None),
        (1, "班主任", "", None),
        (2, "教师", "", None),
        (2, "班主任", "", None),
        (2, "年级组长", "3,4", None),
        (3, "校长", "", None),
    ]


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
    item = (
        "class_day_id",
        "subject",
        "staff_id",
        "entered_by",
        "text",
        "kind",
        "tier",
        "minutes",
        "in_school",
        "published_at",
        "late",
        "reason",
        "withdrawn_at",
        "version",
        "import_id",
        "occurrence",
    )
    assert rows(house, homework.homework_item, *item) == [
        (1, "语文", 1, None, "练习册第8页", "书面", "全体", 20, 10, at(DAY, 16, 14), False, "", None, 1, 1, 1)
    ]
    assert rows(house, homework.homework_none, "subject", "staff_id", "by_itself", "declared_at", "superseded_at", "import_id") == [
        ("", 1, False, at(DAY, 12), None, 1)
    ]
    assert rows(house, homework.class_day, "class_id", "day", "written", "home", "items", "late", "declared", "version") == [
        (1, DAY, 20, 10, 1, 0, False, 1),
        (2, DAY, 0, 0, 0, 0, True, 1),
    ]
    assert rows(house, homework.time_sample, "class_id", "day", "asked", "mean_tenths", "import_id") == [(1, DAY, 12, 555, 1)]
    session = (
        "programme_id",
        "day",
        "start",
        "end",
        "held",
        "expected",
        "present",
        "staff_id",
        "content",
        "reason",
        "logged_at",
        "import_id",
    )
    assert rows(house, afterschool.service_session, *session) == [(1, DAY, 930, 1050, True, 60, 58, 2, "完成作业", "", at(DAY, 17, 30), 1)]
    assert rows(house, afterschool.programme, "term_id", "code", "category", "grades", "staff_id", "provider") == [
        (1, "P1", "作业辅导", "3,4", 2, "")
    ]
    assert rows(house, afterschool.programme_slot, "weekday", "start", "end") == [(day, 930, 1050) for day in range(1, 6)]


def test_a_row_published_on_a_later_date_is_late(house: House, bring: Import) -> None:
    bring(
        repeat("作业", 发布时间=datetime(2026, 9, 2, 0, 5), 学科="数学", 工号="T2"),
        repeat("作业", 发布时间=date(2026, 9, 1), 预计用时=5, 校内完成=None),
    )
    assert rows(house, homework.homework_item, "late", "published_at") == [
        (False, at(DAY, 16, 14)),
        (True, at(date(2026, 9, 2), 0, 5)),
        (False, at(DAY, 12)),
    ]
    assert rows(house, homework.class_day, "items", "late", "written", "home")[0] == (3, 1, 45, 25)


def test_history_over_the_cap_is_taken_as_it_is(house: House, bring: Import) -> None:
    assert bring(repeat("作业", 预计用时=120)).ok
    assert rows(house, homework.class_day, "written")[0] == (140,)


def test_the_load_follows_the_tier_rule(house: House, bring: Import) -> None:
    bring(put("作业", "分层", "基础"), repeat("作业", 分层="提高", 预计用时=30), repeat("作业", 分层="选做", 预计用时=15))
    assert rows(house, homework.class_day, "written", "optional", "items")[0] == (30, 15, 3)


# None today


NONES = tuple(
    change for staff, subject in (("T1", "语文"), ("T2", "数学")) for change in (add("无作业声明", date(2026, 9, 3), 3, 1, staff, subject),)
)


def test_a_class_none_arises_when_every_taught_subject_said_none(house: House, bring: Import) -> None:
    bring(*NONES)
    assert rows(house, homework.homework_none, "subject", "staff_id", "by_itself")[1:] == [
        ("语文", 1, False),
        ("数学", 2, False),
        ("", None, True),
    ]
    assert (date(2026, 9, 3), True) in rows(house, homework.class_day, "day", "declared")
    assert bring(*NONES).nothing_new


def test_it_arises_with_the_last_subject_in_a_later_import(house: House, bring: Import) -> None:
    bring(NONES[0])
    assert (date(2026, 9, 3), False) in rows(house, homework.class_day, "day", "declared")
    assert bring(*NONES).added == 1
    assert (date(2026, 9, 3), True) in rows(house, homework.class_day, "day", "declared")
    assert chain_holds(house)


# Refusals


def test_refusals_come_all_at_once_and_nothing_is_written(house: House, bring: Import) -> None:
    result = bring(put("班级", "参加课后服务人数", 99), put("任课", "工号", "T77"), put("作业", "类型", "背诵"))
    assert not result.ok and result.wrong == 3
    assert codes(result) == [
        ("班级", 2, "参加课后服务人数", "joined_above_asked"),
        ("任课", 2, "工号", "unknown_staff"),
        ("作业", 2, "类型", "kind"),
    ]
    assert not any(everything(house).values()) and entries(house) == []
    wrong = {sheet.sheet: sheet.wrong for sheet in result.sheets if sheet.wrong}
    assert wrong == {"班级": 1, "任课": 1, "作业": 1}


@pytest.mark.parametrize(
    ("change", "column", "held"),
    [
        (put("用时抽样", "平均用时", 60), "平均用时", "55.5"),
        (put("用时抽样", "抽样人数", 13), "抽样人数", "12"),
        (put("课后服务记录", "实到", 50), "实到", "58"),
        (put("课后服务记录", "内容", "下棋"), "内容", "完成作业"),
        (put("课后服务记录", "结束", time(17)), "结束", "17:30"),
        (put("课后服务记录", "负责人工号", "T1"), "负责人工号", "T2"),
        (put("无作业声明", "工号", "T2"), "工号", "T1"),
    ],
)
def test_another_value_under_a_held_key_is_refused_with_both(house: House, bring: Import, change: Change, column: str, held: str) -> None:
    bring()
    before = everything(house)
    result = bring(change, put("学校", "学校名称", "别的名字"))
    assert [(error.column, error.expected_code, error.expected_values["held"]) for error in result.errors] == [
        (column, "differs_from_held", held)
    ]
    assert everything(house) == before and rows(house, school.school, "name") == [("示范小学",)]


def test_items_on_a_day_that_was_declared_none_are_refused(house: House, bring: Import) -> None:
    bring()
    assert codes(bring(repeat("作业", 班=2), only=("作业",))) == [("作业", 3, "日期", "items_with_held_none")]
    assert codes(bring(add("无作业声明", DAY, 3, 1, "T1", None), only=("无作业声明",))) == [
        ("无作业声明", 3, "日期", "none_with_held_items")
    ]


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


def test_the_longest_values_are_kept_whole(house: House, bring: Import) -> None:
    long = "长" * 2000
    assert bring(
        put("校历", "说明", long),
        put("作业", "作业内容", long),
        add("课后服务记录", date(2026, 9, 2), "P1", time(15, 30), time(17, 30), None, None, "T2", long, "取消", long),
        put("学校", "举报邮箱", "a" * 60 + "@" + "b" * 100 + ".cn"),
        put("学校", "举报电话", "023-00000000、" * 4 + "023-0000"),
        put("教职工", "角色", "备课组长"),
        put("教职工", "负责学科", "、".join(f"校本研修课程第{n}门" for n in range(40))),
    ).ok
    assert rows(house, school.calendar_row, "note") == [(long,)]
    assert rows(house, afterschool.service_session, "content", "reason")[1] == (long, long)
    assert chain_holds(house)
