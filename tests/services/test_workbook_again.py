"""Later imports: the same workbook changes nothing, another one brings the school up to it and takes nothing away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest

from schoolapp.config import Config
from schoolapp.records import afterschool, homework, people, school
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR
from schoolapp.rules.policy import from_json
from schoolapp.services.afterschool import list_programmes
from schoolapp.services.house import House
from schoolapp.services.providers import save_provider
from schoolapp.services.school import open_house
from tests.cast import NOW, at
from tests.rules.school_workbook import DAY, Sheets, add, put, repeat
from tests.services.service_cases import provider_draft
from tests.services.workbook_file import (
    Change,
    Import,
    chain_holds,
    entries,
    everything,
    figures,
    importer,
    rows,
)

NONES = tuple(
    change for staff, subject in (("T1", "语文"), ("T2", "数学")) for change in (add("无作业声明", date(2026, 9, 3), 3, 1, staff, subject),)
)


@pytest.fixture
def house(database: Config) -> Iterator[House]:
    opened = open_house(database)
    yield opened
    opened.close()


@pytest.fixture
def bring(house: House, monkeypatch: pytest.MonkeyPatch) -> Import:
    return importer(house, monkeypatch)


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
        put("学校", "举报电话", "023-11111111"),
        put("班级", "学生数", 44),
        put("班级", "班主任工号", "T2", 3),
        put("教职工", "姓名", "王小静"),
        put("教职工", "角色", "教师、备课组长", 2),
        put("课后服务项目", "星期", "一、三"),
        put("课后服务项目", "校外机构", "少年宫"),
        add("任课", "T3", 3, 1, "道法"),
        lambda sheets: sheets["任课"].pop(1),
        lambda sheets: sheets["教职工"].pop(),
    )
    assert result.ok
    assert figures(result) == {
        "学校": (0, 1, 9),
        "校历": (0, 0, 1),
        "班级": (0, 2, 1),
        "教职工": (0, 1, 1),
        "任课": (1, 0, 3),
        "作业": (0, 0, 1),
        "无作业声明": (0, 0, 1),
        "用时抽样": (0, 0, 1),
        "课后服务项目": (0, 1, 0),
        "课后服务记录": (0, 0, 1),
    }
    assert rows(house, school.school, "report_phone") == [("023-11111111",)]
    assert rows(house, people.staff, "name") == [("王小静",), ("李强",), ("张敏",)]
    assert rows(house, people.school_class, "homeroom_id") == [(1,), (2,), (2,)]
    assert rows(house, people.class_count, "pupils") == [(44,), (41,), (42,)]
    assert ("备课组长", "语文") in rows(house, people.staff_role, "role", "subjects")
    assert len(rows(house, people.teaching, "id")) == 5
    assert rows(house, afterschool.programme, "provider") == [("少年宫",)]
    assert sorted(rows(house, afterschool.programme_slot, "weekday")) == [(1,), (3,)]
    shown = {(line.sheet, value.column, value.old, value.new) for found in result.lines.values() for line in found for value in line.values}
    assert {
        ("学校", "举报电话", "023-00000000", "023-11111111"),
        ("班级", "学生数", "40", "44"),
        ("班级", "班主任工号", "T1", "T2"),
        ("教职工", "姓名", "王静", "王小静"),
        ("教职工", "角色", "", "备课组长"),
        ("课后服务项目", "校外机构", "", "少年宫"),
    } <= shown
    assert chain_holds(house)


def test_what_was_said_in_the_app_stays_beside_the_workbooks_counts_while_it_fits(house: House, bring: Import) -> None:
    bring()
    with house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(people.class_count, 1, all_five=20, extended=3, declined=4)
        work.audit("sign_up_entered", "count:1")
    assert bring().nothing_new
    pupils, joined = rows(house, people.class_count, "pupils", "joined")[0]
    bring(put("班级", "参加课后服务人数", 19), put("班级", "有课后服务需求人数", 19))
    assert (pupils, joined) != (pupils, 19)
    assert rows(house, people.class_count, "joined", "all_five", "extended", "declined")[0] == (19, None, 3, 4)
    assert chain_holds(house)


def test_an_import_is_never_blocked_by_a_clash_and_knows_providers_on_file(house: House, bring: Import) -> None:
    bring()
    provider = save_provider(house=house, actor=OPERATOR, provider_id=None, draft=provider_draft(), now=NOW)
    (weekday, start, end), who = rows(house, afterschool.programme_slot, "weekday", "start", "end")[0], "T2"
    assert weekday == 1
    twice = add("课后服务项目", "P2", "篮球", "体育", "一", time(start // 60, start % 60), time(end // 60, end % 60), "3", who, "启航体育俱乐部")
    assert bring(twice).ok
    assert rows(house, afterschool.programme, "code", "provider_id") == [("P1", None), ("P2", provider)]
    found = list_programmes(house=house, actor=OPERATOR, term_id=1, now=NOW)
    assert [(clash.kind.value, clash.weekday) for clash in found.clashes] == [("person", 1)]
    other = add("课后服务项目", "P2", "篮球", "体育", "一", time(start // 60, start % 60), time(end // 60, end % 60), "3", who, "少年宫")
    assert bring(other).ok and rows(house, afterschool.programme, "provider", "provider_id")[1] == ("少年宫", None)


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
    result = bring(
        put("班级", "学生数", 45), add("课后服务项目", "P2", "足球", "体育", "五", time(16), time(17), "3", "T1", None), only=only
    )
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
    later = (
        add("课后服务记录", date(2027, 3, 1), "P1", time(15, 30), time(17, 30), 60, 58, "T2", "阅读", "已开展", None),
        add("课后服务记录", date(2026, 9, 2), "P1", time(15, 30), time(17, 30), None, None, "T2", "阅读", "取消", "台风"),
    )
    assert bring(*later, only=("课后服务记录",), now=at(date(2027, 3, 2))).added == 2
    assert rows(house, afterschool.service_session, "day", "programme_id", "held", "reason")[1:] == [
        (date(2027, 3, 1), 2, True, ""),
        (date(2026, 9, 2), 1, False, "台风"),
    ]


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


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        ((3, 5), (3, 4, 5), [3, 4, 5, 20]),
        ((3, 5), (2, 3, 5), [2, 3, 5, 20]),
        ((3, 5), (3, 5, 6, 7), [3, 5, 20, 6, 7]),
        ((3, 5), (1, 2, 3, 5), [1, 2, 3, 5, 20]),
        ((3, 5), (5, 3), [5, 3, 20]),
        ((3, 5), (5,), [3, 5, 20]),
        ((3, 4, 5), (5, 6, 3), [5, 4, 6, 3, 20]),
    ],
)
def test_calendar_rows_keep_the_workbooks_order_and_those_of_the_app(
    house: House,
    bring: Import,
    first: tuple[int, ...],
    second: tuple[int, ...],
    order: list[int],
) -> None:
    bring(_calendar(*first))
    with house.writing(actor=OPERATOR, now=NOW) as work:
        day = date(2026, 11, 20)
        work.add(
            school.calendar_row,
            term_id=1,
            position=9,
            start=day,
            end=day,
            school=False,
            note="",
            service=None,
            timetable_weekday=None,
            grades="",
            entered_at=NOW,
            by_hand=True,
        )
        work.audit("calendar_row_added", "term:1")
    assert bring(_calendar(*first)).nothing_new
    assert bring(_calendar(*second)).ok
    assert _order(house) == order
    assert bring(_calendar(*second)).nothing_new
    assert chain_holds(house)
