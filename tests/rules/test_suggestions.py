"""Suggestions: what a text must not hold, which way a case can go, dates in school days, numbers and codes as people type them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import Calendar, CalendarRow, Term
from schoolapp.rules.suggestions import (
    CLAUSES,
    LETTERS,
    LONGEST,
    TEXT_MOST,
    WAITING,
    CaseState,
    Category,
    TextFault,
    case_number,
    clock_of,
    contact_lapses,
    counts_for_reply,
    day_after,
    days_between_counted,
    find_fault,
    grouped,
    may_move,
    read_case_number,
    read_letters,
)

MONDAY = date(2026, 11, 23)
AUTUMN, SPRING = Term(1, "", date(2026, 9, 1), date(2027, 1, 22)), Term(2, "", date(2027, 3, 1), date(2027, 7, 2))
CALENDAR = Calendar((AUTUMN,), (CalendarRow(date(2026, 11, 26), date(2026, 11, 27), False, "运动会后放假"),))
TWO_TERMS = Calendar((AUTUMN, SPRING))
DAYS = st.dates(date(2026, 9, 1), date(2027, 6, 30))


def test_every_category_names_clauses_of_the_checklist() -> None:
    known = {one["code"] for one in json.loads((files("schoolapp.rules") / "data" / "clauses.json").read_text("utf-8"))["clauses"]}
    assert set(CLAUSES) == set(Category)
    assert {clause for clauses in CLAUSES.values() for clause in clauses} <= known
    assert CLAUSES[Category.TOO_MUCH] == ("C10",) and not CLAUSES[Category.IDEA]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("昨天的数学作业写到十一点", None),
        ("太多了", TextFault.SHORT),
        ("太  多  了  。  。  。", TextFault.SHORT),
        ("多" * (TEXT_MOST + 1), TextFault.LONG),
        ("请打我电话 138 1234 5678 谢谢老师", TextFault.MOBILE),
        ("请打我电话１３８１２３４５６７８谢谢", TextFault.MOBILE),
        ("孩子身份证 500101201505051234 请核对", TextFault.IDENTITY),
        ("请写到 wang.fang@example.com 好吗", TextFault.MAIL),
        ("请写到 wangfang＠example．com 好吗", TextFault.MAIL),
        ("学校电话 023-6785 0120 打不通，已经三天", None),
        ("每天 13:00-14:00 午休时写作业，写 2026 年的卷子", None),
    ],
)
def test_what_is_wrong_with_a_text(text: str, fault: TextFault | None) -> None:
    assert find_fault(text) is fault


def test_no_case_ends_without_an_answer_and_it_is_reopened_once() -> None:
    moves = {(a, b) for a in CaseState for b in CaseState if may_move(a, b)}
    assert {a for a, b in moves if b is CaseState.CLOSED} == {CaseState.ANSWERED}
    assert not [b for a, b in moves if a is CaseState.CLOSED]
    assert may_move(CaseState.ANSWERED, CaseState.LOOKING) and not may_move(CaseState.ANSWERED, CaseState.LOOKING, reopened=True)
    assert may_move(CaseState.ANSWERED, CaseState.CLOSED, reopened=True)
    assert {CaseState.RECEIVED, CaseState.LOOKING} == WAITING


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (MONDAY, 1, date(2026, 11, 24)),
        (MONDAY, 5, date(2026, 12, 2)),  # the school's own days off and the weekend do not count
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2027, 1, 22), 2, date(2027, 1, 26)),  # no later term is known: working days count
    ],
)
def test_the_clock_counts_school_days(start: date, days: int, end: date) -> None:
    assert day_after(CALENDAR, start, days) == end


def test_vacation_between_known_terms_does_not_count_but_no_promise_lies_further_than_sixty_days() -> None:
    assert day_after(TWO_TERMS, date(2027, 1, 21), 3) == date(2027, 3, 2)
    assert day_after(Calendar((AUTUMN, Term(2, "", date(2027, 9, 1), date(2028, 1, 20)))), date(2027, 1, 22), 1) == date(2027, 1, 22) + LONGEST


@given(DAYS, st.integers(1, 20))
def test_a_due_day_has_just_so_many_counted_days_before_it(start: date, days: int) -> None:
    due = day_after(TWO_TERMS, start, days)
    assert start < due <= start + LONGEST
    if due < start + LONGEST:
        assert days_between_counted(TWO_TERMS, start, due) == days and counts_for_reply(TWO_TERMS, due)
        assert days_between_counted(TWO_TERMS, start, due - timedelta(days=1)) == days - 1


@given(DAYS, st.integers(-40, 40))
def test_a_clock_is_overdue_only_after_its_day(due: date, ahead: int) -> None:
    today = due + timedelta(days=ahead)
    found = clock_of(TWO_TERMS, due, today)
    assert found.overdue == (ahead > 0) and found.days >= 0
    if ahead == 0:
        assert found.days == 0


def test_a_contact_is_kept_ninety_days() -> None:
    assert not contact_lapses(MONDAY, MONDAY + timedelta(days=89)) and contact_lapses(MONDAY, MONDAY + timedelta(days=90))


@pytest.mark.parametrize("text", ["2026-0012", " 2026-12 ", "20260012", "２０２６－００１２", "2026 0012", "2026 - 0012", "2026–12"])
def test_a_number_is_read_as_people_type_it(text: str) -> None:
    assert read_case_number(text) == (2026, 12)


@pytest.mark.parametrize("text", ["", "12", "2026-", "abcd", "1999-0012", "2026-0012-1", "二零二六", "2026-99999999"])
def test_what_is_no_number(text: str) -> None:
    assert read_case_number(text) is None


@given(st.integers(2024, 2099), st.integers(1, 999_999))
def test_numbers_are_read_back(year: int, serial: int) -> None:
    assert read_case_number(case_number(year, serial)) == (year, serial)


@given(st.text(LETTERS, min_size=1, max_size=28))
def test_letters_are_read_back_from_their_groups(letters: str) -> None:
    assert read_letters(grouped(letters)) == letters
    assert read_letters(grouped(letters).lower().replace("-", " - ")) == letters
