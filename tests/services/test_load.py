"""The grade's board: states, means and their counts, whole weeks of every shape, who may look, what asks for somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from schoolapp.papers.facts import BarState
from schoolapp.records import school as school_records
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.people import Role, System
from schoolapp.rules.permits import OPERATOR, Actor, NotAllowed, NotFound
from schoolapp.rules.policy import Declaration, default_profile, to_json
from schoolapp.services import homework, load
from schoolapp.services.homework import Draft
from schoolapp.services.load import Board, Cell, CellState, LineKind, Mean
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post

pytestmark = on_sqlite

LAST = MONDAY - timedelta(days=7)
TUE, WED, THU, FRI = (LAST + timedelta(days=n) for n in range(1, 5))


def make_week(small: SmallSchool) -> None:
    """三(1)班 last week: 45, 54, 72 (entered late), none, 30; 三(2)班: 40 on Monday, nothing else."""
    post(small, "t03", [(3, 1), (3, 2)], Draft("生字", 20), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 1)], Draft("口算", 25), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 2)], Draft("口算", 20), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 1)], Draft("练习", 54), day=TUE, now=at(TUE))
    post(small, "t01", [(3, 1)], Draft("练习", 40), day=WED, now=at(WED))
    post(small, "t02", [(3, 1)], Draft("单词", 32), day=WED, now=at(THU), reason="当天忘了")
    homework.declare_class_none(house=small.house, actor=small.actor("t01", at(THU)), class_id=small.classes[3, 1], now=at(THU))
    friday = (Draft("作文", 30), Draft("读一章", 40, Kind.READING), Draft("选做题", 15, Kind.WRITTEN, Tier.OPTIONAL))
    post(small, "t03", [(3, 1)], *friday, day=FRI, now=at(FRI))


def board_of(small: SmallSchool, who: str = "t02", grade: int = 3, day: date = LAST, **more: object) -> Board:
    now = more.pop("now", NOW)
    return load.week_board(house=small.house, actor=small.actor(who), grade=grade, day=day, now=now)  # type: ignore[arg-type]


def states(board: Board, row: int = 0) -> list[str]:
    return [cell.state.value for cell in board.rows[row].cells]


def places(board: Board, kind: LineKind) -> list[tuple[int, date]]:
    return [(cell.one.number, cell.day) for line in board.lines if line.kind is kind for cell in line.cells]


def test_every_state_of_a_week(small: SmallSchool) -> None:
    make_week(small)
    board = board_of(small)
    assert [row.one.number for row in board.rows] == [1, 2]
    assert states(board) == ["ok", "near", "over", "none", "ok"]
    assert states(board, 1) == ["ok", "missing", "missing", "missing", "missing"]
    first = board.rows[0].cells
    assert [cell.figure for cell in first] == [45, 54, 72, 0, 30]
    assert [cell.late for cell in first] == [False, False, True, False, False]
    assert (first[2].over_by, first[4].optional) == (12, 15)
    assert first[0].parts == (("语文", 20), ("数学", 25)) and first[2].parts == (("数学", 40), ("英语", 32))
    assert board.rows[1].cells[1].figure is None
    assert board.week == 12 and board.confirmed and board.caps == (60,) and board.subjects == ("语文", "数学", "英语")


def test_means_say_of_how_many(small: SmallSchool) -> None:
    make_week(small)
    board = board_of(small)
    assert [row.mean for row in board.rows] == [Mean(402, 5, 5), Mean(400, 1, 5)]
    assert [day.mean for day in board.days] == [Mean(425, 2, 2), Mean(540, 1, 2), Mean(720, 1, 2), Mean(0, 1, 2), Mean(300, 1, 2)]
    assert board.mean == Mean(402, 6, 10)
    assert not board.rows[0].mean.gap and board.rows[1].mean.gap and board.mean.minutes == 40.2


def test_today_is_not_yet_and_days_to_come_are_no_gap(small: SmallSchool) -> None:
    make_week(small)
    wednesday = board_of(small, now=at(WED, 15))
    assert states(wednesday, 1) == ["ok", "missing", "not_yet", "todo", "todo"]
    assert wednesday.rows[1].mean == Mean(400, 1, 2)
    assert wednesday.days[2].mean == Mean(720, 1, 2) and wednesday.days[3].mean == Mean(None, 0, 0)
    assert not places(wednesday, LineKind.NOT_YET)
    assert places(board_of(small, now=at(WED, 16)), LineKind.NOT_YET) == [(2, WED)]


def test_what_is_posted_for_a_day_to_come_is_shown_and_does_not_count_yet(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("单元练习", 58), day=MONDAY + timedelta(days=2))
    board = board_of(small, day=MONDAY)
    assert states(board) == ["not_yet", "todo", "near", "todo", "todo"]
    assert board.mean == Mean(None, 0, 0) and board.rows[0].mean.recorded == 0
    assert places(board, LineKind.NEAR) == [(1, MONDAY + timedelta(days=2))]


def test_withdrawn_items_leave_the_day_open(small: SmallSchool) -> None:
    done = post(small, "t01", [(3, 1)], Draft("口算", 25), day=LAST, now=at(LAST))
    homework.withdraw_homework(house=small.house, actor=small.actor("t01", at(LAST)), item_id=done.items[0], version=1, reason="重复",
                               now=at(LAST))
    assert states(board_of(small))[0] == "missing"


def test_the_list_has_one_line_of_a_kind(small: SmallSchool) -> None:
    make_week(small)
    board = board_of(small)
    assert [line.kind for line in board.lines] == [LineKind.OVER, LineKind.MISSING, LineKind.LATE]
    assert places(board, LineKind.OVER) == places(board, LineKind.LATE) == [(1, WED)]
    assert places(board, LineKind.MISSING) == [(2, day) for day in (TUE, WED, THU, FRI)]


def test_chart_facts_add_up_to_the_cells(small: SmallSchool) -> None:
    make_week(small)
    board = board_of(small)
    facts = load.chart_facts(board)
    assert (facts.grade, facts.week, facts.home, [day.cap for day in facts.days]) == (3, 12, False, [60] * 5)
    for place, day in enumerate(facts.days):
        for bar, row in zip(day.bars, board.rows, strict=True):
            assert bar.number == row.one.number
            assert sum(minutes for _subject, minutes in bar.segments) == (row.cells[place].figure or 0)
    assert [day.bars[0].state for day in facts.days] == [BarState.RECORDED] * 3 + [BarState.NONE, BarState.RECORDED]
    assert facts.days[1].bars[1].state is BarState.MISSING


def test_grades_one_and_two_are_judged_by_what_goes_home(small: SmallSchool) -> None:
    post(small, "t04", [(1, 1)], Draft("课堂写字", 15, in_school=15), day=LAST, now=at(LAST))
    post(small, "t04", [(1, 1)], Draft("抄写", 10, in_school=4), day=TUE, now=at(WED), reason="补")
    board = board_of(small, "t05", 1)
    assert board.home and not board.daily and board.caps == (0,)
    assert [(cell.state, cell.figure) for cell in board.rows[0].cells[:2]] == [(CellState.OK, 0), (CellState.OVER, 6)]
    assert board.rows[0].cells[1].parts == (("语文", 6),) and board.rows[0].cells[0].parts == ()
    assert states(board)[2:] == ["not_asked"] * 3
    assert board.rows[0].mean == Mean(30, 2, None) and not board.rows[0].mean.gap


def test_a_low_grade_is_missing_once_a_week(small: SmallSchool) -> None:
    assert states(board_of(small, "t05", 1)) == ["not_asked"] * 4 + ["missing"]
    assert places(board_of(small, "t05", 1), LineKind.MISSING) == [(1, FRI)]
    assert states(board_of(small, "t05", 1, now=at(FRI, 9))) == ["not_asked"] * 4 + ["not_yet"]
    assert states(board_of(small, "t05", 1, now=at(WED, 9))) == ["not_asked"] * 3 + ["todo"] * 2


@pytest.mark.parametrize(("declares", "last"), [(Declaration.DAILY, "missing"), (Declaration.NONE, "not_asked")])
def test_low_grades_as_the_school_asks_them(small: SmallSchool, declares: Declaration, last: str) -> None:
    profile = replace(default_profile(System.SIX_THREE, TERM[0] + timedelta(days=1)), low_grade_declaration=declares)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(school_records.policy_profile, valid_from=profile.valid_from, content=to_json(profile))
        work.audit("profile_set", f"profile:{row}")
    board = board_of(small, "t05", 1)
    assert states(board) == [last] * 5 and board.daily is (declares is Declaration.DAILY)


def test_a_cap_that_changes_within_the_week_judges_each_day_by_its_own(small: SmallSchool) -> None:
    make_week(small)
    profile = default_profile(System.SIX_THREE, WED)
    profile = replace(profile, caps=(*profile.caps[:2], 50, *profile.caps[3:]))
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(school_records.policy_profile, valid_from=WED, content=to_json(profile))
        work.audit("profile_set", f"profile:{row}")
    board = board_of(small)
    assert board.caps == (60, 50)
    assert [cell.over_by for cell in board.rows[0].cells] == [0, 0, 22, 0, 0]


def test_weeks_have_three_to_six_days_and_name_the_make_up_day(small: SmallSchool) -> None:
    before = board_of(small, day=date(2026, 10, 1))
    assert [day.day.day for day in before.days] == [28, 29, 30]
    assert [(off.note, len(off.days)) for off in before.off] == [("国庆节", 2)]
    after = board_of(small, day=date(2026, 10, 5))
    assert [(day.day.day, day.make_up, day.note) for day in after.days] == [(8, False, ""), (9, False, ""), (10, True, "调休")]
    assert load.chart_facts(after).days[-1].note == "调休"


def test_a_day_off_with_records_has_its_column(small: SmallSchool) -> None:
    make_week(small)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(school_records.calendar_row, term_id=small.term_id, position=1, start=TUE, end=TUE, school=False, note="运动会", grades="",
                 entered_at=NOW)
        work.audit("calendar_set", f"term:{small.term_id}")
    board = board_of(small)
    assert [(day.day, day.school, day.note) for day in board.days[:2]] == [(LAST, True, ""), (TUE, False, "非上课日")]
    assert states(board)[1] == "near" and states(board, 1)[1] == "off"
    assert [off.note for off in board.off] == ["运动会"]
    assert board.rows[1].mean == Mean(400, 1, 4)


def test_neighbouring_weeks_leave_holidays_out(small: SmallSchool) -> None:
    board = board_of(small, day=date(2026, 10, 5))
    assert board.previous and board.following
    assert (board.previous.start, board.following.start) == (date(2026, 9, 28), date(2026, 10, 12))
    first = board_of(small, day=TERM[0])
    assert first.previous is None and first.following and first.following.start == date(2026, 9, 7) and first.week == 1
    assert [off.days for off in first.off] == [(date(2026, 8, 31),)]
    assert board_of(small, day=TERM[1]).following is None


def test_a_week_without_school_is_empty(small: SmallSchool) -> None:
    board = board_of(small, day=date(2027, 2, 3))
    assert board.days == () and board.week is None and board.cells == () and board.day_to_show() is None
    assert board.previous and board.previous.start == date(2027, 1, 18)


def test_a_year_without_a_national_list_is_said(small: SmallSchool) -> None:
    assert not board_of(small, day=date(2027, 1, 11)).confirmed


def test_the_day_of_the_table(small: SmallSchool) -> None:
    make_week(small)
    board = board_of(small)
    assert board.day_to_show() == FRI and board.day_to_show(TUE) == TUE and board.day_to_show(MONDAY) == FRI
    assert [cell.figure for cell in board.cells_on(LAST)] == [45, 40]
    assert (board.cells_on(LAST)[0].of("数学"), board.cells_on(LAST)[0].of("英语")) == (25, None)


@pytest.mark.parametrize(("who", "grade"), [("t02", 4), ("t05", 0), ("t05", 10)])
def test_another_grade_is_not_there(small: SmallSchool, who: str, grade: int) -> None:
    with pytest.raises(NotFound):
        board_of(small, who, grade)


@pytest.mark.parametrize("who", ["t01", "t06", "t08"])
def test_without_the_permit_nothing_is_read(small: SmallSchool, who: str) -> None:
    with pytest.raises(NotAllowed):
        board_of(small, who)
    with pytest.raises(NotAllowed):
        load.start_of_board(house=small.house, actor=small.actor(who), now=NOW)


@pytest.mark.parametrize("day", [date.min, date(2014, 12, 31), date(2020, 9, 7), date(2031, 1, 6), date.max])
def test_times_that_nobody_kept_are_not_there(small: SmallSchool, day: date) -> None:
    with pytest.raises(NotFound):
        board_of(small, day=day)


def test_a_subject_lead_and_the_office_see_every_grade(small: SmallSchool) -> None:
    assert board_of(small, "t10", 7).grades == board_of(small, "t05", 9).grades == tuple(range(1, 10))
    assert board_of(small, "t02").grades == (3,)


def make_inspector(*days: date) -> Actor:
    return Actor(99, "督学", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=(days[0], days[-1]))


def test_an_inspector_sees_the_opened_days_only(small: SmallSchool) -> None:
    make_week(small)
    board = load.week_board(house=small.house, actor=make_inspector(TUE, WED), grade=3, day=LAST, now=NOW)
    assert [day.day for day in board.days] == [TUE, WED]
    assert (board.previous, board.following) == (None, None)
    assert board.mean == Mean(630, 2, 4)
    with pytest.raises(NotFound):
        load.week_board(house=small.house, actor=make_inspector(TUE, WED), grade=3, day=MONDAY, now=NOW)


def start(small: SmallSchool, who: str, **more: object) -> tuple[int, date]:
    return load.start_of_board(house=small.house, actor=small.actor(who), **{"now": NOW, **more})  # type: ignore[arg-type]


def test_where_the_board_opens(small: SmallSchool) -> None:
    assert start(small, "t02") == (3, MONDAY)
    assert start(small, "t05") == (1, MONDAY)
    assert start(small, "t05", grade=7, day=WED) == (7, LAST)
    assert start(small, "t02", grade=7) == (3, MONDAY)
    assert start(small, "t02", now=at(date(2026, 10, 4))) == (3, date(2026, 9, 28))
    assert start(small, "t02", now=at(date(2027, 2, 3))) == (3, date(2027, 1, 18))
    assert load.start_of_board(house=small.house, actor=make_inspector(TUE, WED), now=NOW) == (3, LAST)
    nobody = Actor(98, "组长", frozenset({Role.GRADE_LEADER}))
    with pytest.raises(NotFound):
        load.start_of_board(house=small.house, actor=nobody, now=NOW)


def test_a_board_takes_two_queries(small: SmallSchool) -> None:
    make_week(small)
    board_of(small)
    asked: list[str] = []
    event.listen(small.house.engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: asked.append(statement))
    actor = small.actor("t05")
    asked.clear()
    load.week_board(house=small.house, actor=actor, grade=3, day=LAST, now=NOW)
    assert len([statement for statement in asked if "class_day" in statement]) == 2


def attention(small: SmallSchool, who: str, now: object = NOW) -> dict[str, list[Cell]] | None:
    found = load.attention_of(house=small.house, actor=small.actor(who), now=now)  # type: ignore[arg-type]
    return None if found is None else {line.kind.value: list(line.cells) for line in found.lines}


def test_on_monday_a_leader_is_told_of_friday(small: SmallSchool) -> None:
    make_week(small)
    told = attention(small, "t02")
    assert told is not None
    assert {kind: [(c.one.number, c.day) for c in cells] for kind, cells in told.items()} == {"missing": [(2, FRI)]}


def test_within_the_week_everything_since_monday_is_told(small: SmallSchool) -> None:
    make_week(small)
    told = attention(small, "t02", at(FRI, 9))
    assert told is not None
    assert [(c.one.number, c.day) for c in told["over"]] == [(1, WED)] == [(c.one.number, c.day) for c in told["late"]]
    assert [(c.one.number, c.day) for c in told["missing"]] == [(2, TUE), (2, WED), (2, THU)]
    assert "not_yet" not in told
    later = attention(small, "t02", at(FRI, 16, 30))
    assert later is not None and [c.one.number for c in later["not_yet"]] == [2]


def test_today_counts_the_classes_that_declare_daily(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("口算", 25))
    leader = load.attention_of(house=small.house, actor=small.actor("t02"), now=NOW)
    office = load.attention_of(house=small.house, actor=small.actor("t05"), now=NOW)
    assert leader is not None and office is not None
    assert (leader.grades, leader.recorded, leader.expected) == ((3,), 1, 2)
    assert (len(office.grades), office.recorded, office.expected) == (9, 1, 8)


def test_in_the_holidays_nothing_is_due_and_a_new_year_owes_nothing_of_the_old(small: SmallSchool) -> None:
    found = load.attention_of(house=small.house, actor=small.actor("t02"), now=at(date(2026, 10, 3)))
    assert found is not None and found.expected == 0
    first = load.attention_of(house=small.house, actor=small.actor("t02"), now=at(TERM[0], 9))
    assert first is not None and (first.lines, first.expected) == ((), 2)


@pytest.mark.parametrize("who", ["t10", "t09"])
def test_who_watches_no_grade_is_told_nothing(small: SmallSchool, who: str) -> None:
    assert attention(small, who) is None
    with pytest.raises(NotAllowed):
        attention(small, "t01")
