"""Boards of months and terms: their days and weeks, where the switch leads, who may look, what asks for somebody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.records import homework as homework_records
from schoolapp.records import school as school_records
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, Actor, NotAllowed, NotFound
from schoolapp.services import load
from schoolapp.services.homework import Draft
from schoolapp.services.load import Board, LineKind, SpanKind
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post

pytestmark = on_sqlite

LAST = MONDAY - timedelta(days=7)


def board_of(small: SmallSchool, kind: str = "month", key: str = "2026-11", *, who: str = "t02", grade: int = 3, **more: object) -> Board:
    values = {"actor": small.actor(who), "now": NOW, **more}
    return load.period_board(house=small.house, grade=grade, kind=SpanKind(kind), key=key, **values)  # type: ignore[arg-type]


def sample(small: SmallSchool, place: tuple[int, int], day: date, asked: int, mean_tenths: int) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(homework_records.time_sample, class_id=small.classes[place], day=day, asked=asked, mean_tenths=mean_tenths, entered_at=NOW)
        work.audit("sampled", f"sample:{row}")


def test_a_month_has_its_school_days_only(small: SmallSchool) -> None:
    board = board_of(small)
    days = [column.day for column in board.days]
    assert (days[0], days[-1], len(days)) == (date(2026, 11, 2), date(2026, 11, 30), 21)
    assert [(week.number, week.monday.day, week.columns) for week in board.weeks] == [(10, 2, 5), (11, 9, 5), (12, 16, 5), (13, 23, 5), (14, 30, 1)]
    assert [len(row.cells) for row in board.rows] == [21, 21] and board.week is None


def test_a_term_has_all_of_its_school_days(small: SmallSchool) -> None:
    board = board_of(small, "term", str(small.term_id))
    days = [column.day for column in board.days]
    assert days[0] == TERM[0] and days[-1] == TERM[1] and date(2026, 10, 10) in days and date(2026, 10, 5) not in days
    assert sum(week.columns for week in board.weeks) == len(days) and board.weeks[0].number == 1
    assert board.off == () and board.span_of.term is not None


def test_a_mean_of_a_period_says_of_how_many_days(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("生字", 20), day=LAST, now=at(LAST))
    post(small, "t03", [(3, 1)], Draft("生字", 31), day=LAST + timedelta(days=1), now=at(LAST + timedelta(days=1)))
    post(small, "t03", [(3, 1)], Draft("作文", 50), day=MONDAY + timedelta(days=2))
    first, second = board_of(small).rows
    assert (first.mean.minutes, first.mean.recorded, first.mean.expected) == (25.5, 2, 15)
    assert (second.mean.minutes, second.mean.recorded) == (None, 0)
    assert [(cell.figure, cell.ahead) for cell in first.cells if cell.recorded] == [(20, False), (31, False), (50, True)]


def test_a_week_at_a_months_edge_is_judged_as_a_whole(small: SmallSchool) -> None:
    """Grades 1-2 declare by the week: what stands on Monday, 30 November, covers the four days of December."""
    now = at(date(2026, 12, 7))
    post(small, "t04", [(1, 1)], Draft("写字", 10, in_school=10), day=date(2026, 11, 30), now=at(date(2026, 11, 30)))
    december = board_of(small, key="2026-12", who="t05", grade=1, now=now)
    assert [cell.state.value for cell in december.rows[0].cells[:4]] == ["not_asked"] * 4
    november = board_of(small, key="2026-11", who="t05", grade=1, now=now)
    assert [column.day.day for column, cell in zip(november.days, november.rows[0].cells, strict=True) if cell.state == "missing"] == [6, 13, 20, 27]


def test_neighbours_and_the_switch(small: SmallSchool) -> None:
    month = board_of(small)
    assert month.previous and month.following and month.spans
    assert (month.previous.key, month.following.key) == ("2026-10", "2026-12")
    assert {kind.value: span.key for kind, span in month.spans.items()} == {"week": "2026-11-23", "month": "2026-11", "term": str(small.term_id)}
    term = board_of(small, "term", str(small.term_id))
    assert (term.previous, term.following) == (None, None)
    assert term.spans and term.spans[SpanKind.WEEK].key == "2026-11-23"
    september = board_of(small, key="2026-09")
    assert september.previous is None and september.spans and september.spans[SpanKind.WEEK].key == "2026-08-31"


def test_in_the_holidays_the_switch_leads_to_the_last_term(small: SmallSchool) -> None:
    board = board_of(small, key="2027-02", now=at(date(2027, 2, 10)))
    assert board.days == () and board.spans and board.spans[SpanKind.TERM].key == str(small.term_id)


def test_terms_follow_each_other(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        spring = work.add(school_records.term, name="2027年春季学期", start=date(2027, 2, 22), end=date(2027, 7, 9))
        work.audit("term_set", f"term:{spring}")
    autumn = board_of(small, "term", str(small.term_id))
    assert autumn.following and autumn.following.key == str(spring)
    assert board_of(small, "term", str(spring)).previous == autumn.span_of


@pytest.mark.parametrize(("kind", "key"), [
    ("month", "2026-13"), ("month", "2026-1"), ("month", "202611"), ("month", ""), ("month", "0001-01"), ("month", "9999-12"), ("month", "2026-11-01"),
    ("month", "1999-01"), ("month", "2040-01"), ("term", "0"), ("term", "99"), ("term", "x"), ("term", "١"), ("term", "01"), ("week", "2026-11"),
    ("week", "2026-W47-1"), ("week", "20261123"), ("week", "9999-12-31"), ("week", "0001-01-01"),
])
def test_what_is_no_period_is_not_there(small: SmallSchool, kind: str, key: str) -> None:
    with pytest.raises(NotFound):
        board_of(small, kind, key)


def test_other_grades_and_roles_stay_out(small: SmallSchool) -> None:
    with pytest.raises(NotFound):
        board_of(small, grade=4)
    with pytest.raises(NotAllowed):
        board_of(small, who="t01")
    assert board_of(small, who="t10", grade=7).grade == 7  # a subject lead sees every board


def test_an_inspector_sees_the_opened_days_of_a_month(small: SmallSchool) -> None:
    inspector = Actor(99, "督学", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=(LAST, LAST + timedelta(days=1)))
    board = board_of(small, actor=inspector)
    assert [column.day for column in board.days] == [LAST, LAST + timedelta(days=1)]
    assert board.previous is None and board.following is None
    with pytest.raises(NotFound):
        board_of(small, key="2026-10", actor=inspector)


def test_what_was_recorded_as_it_is_carries_its_mark(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("练习", 50))
    post(small, "t03", [(3, 1)], Draft("作文", 30), record_reason="课上已经布置")
    board = board_of(small)
    over = next(line for line in board.lines if line.kind is LineKind.OVER)
    assert over.recorded == len(over.cells) == 1 and over.cells[0].as_it_is and over.cells[0].over_by == 20


def test_a_sample_above_the_cap_asks_for_somebody(small: SmallSchool) -> None:
    sample(small, (3, 1), LAST, 20, 601)
    sample(small, (3, 2), LAST, 9, 900)  # too few of 40
    sample(small, (3, 2), LAST + timedelta(days=1), 10, 600)  # at the cap
    sample(small, (1, 1), LAST, 20, 300)
    lines = {line.kind: line for line in board_of(small).lines}
    assert [(c.one.number, c.day) for c in lines[LineKind.SAMPLED].cells] == [(1, LAST)]
    low = board_of(small, who="t05", grade=1)
    assert LineKind.SAMPLED not in {line.kind for line in low.lines}


def test_at_most_five_lines_the_most_pressing_first(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("练习", 80), day=LAST, now=NOW, reason="补")
    post(small, "t01", [(3, 1)], Draft("练习", 58), day=MONDAY + timedelta(days=1))
    sample(small, (3, 1), LAST, 20, 700)
    board = load.week_board(house=small.house, actor=small.actor("t02"), grade=3, day=LAST, now=NOW)
    assert [line.kind for line in board.lines] == [LineKind.OVER, LineKind.MISSING, LineKind.LATE, LineKind.SAMPLED]
    every = board_of(small, now=at(MONDAY, 17))
    assert [line.kind for line in every.lines] == [LineKind.OVER, LineKind.MISSING, LineKind.NOT_YET, LineKind.LATE, LineKind.SAMPLED]


def test_caps_nearly_reached_today_are_named(small: SmallSchool) -> None:
    post(small, "t01", [(3, 2)], Draft("练习", 58))
    board = load.week_board(house=small.house, actor=small.actor("t02"), grade=3, day=MONDAY, now=NOW)
    assert [(line.kind, [c.day for c in line.cells]) for line in board.lines] == [(LineKind.NEAR, [MONDAY])]
