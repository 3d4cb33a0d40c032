"""Heads at the end beside the most at one time, unions with gaps, weeks of 3 to 6 days, shares with what they are of."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.afterschool import Category, Coverage, ServiceWeek, SessionFact, coverage_of, union_minutes, weeks_met
from schoolapp.rules.afterschool_figures import (
    Attended,
    DayHeads,
    attendance_of,
    day_heads,
    five_days_of,
    minutes_by_category,
    teachers_taking_part,
)
from schoolapp.rules.sign_up import SignUp, standing_on

SPANS = st.lists(st.tuples(st.integers(900, 1100), st.integers(1, 90)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=8)
HEADS = st.none() | st.integers(0, 60)


def fact(start: int = 960, end: int = 1020, *, held: bool = True, expected: int | None = 40, present: int | None = 38,
         category: Category = Category.CLUB, grades: frozenset[int] = frozenset({3}), day: date = date(2026, 9, 1)) -> SessionFact:
    return SessionFact(1, 1, day, start, end, held, category, grades, expected, present, 7, "")


def test_a_club_of_twenty_at_the_end_does_not_stand_for_the_grade() -> None:
    assert day_heads([Attended(960, 1020, 76), Attended(1020, 1080, 20)]) == DayHeads(20, 76, 0)
    assert day_heads([Attended(960, 1020, 40), Attended(990, 1080, 20), Attended(1000, 1080, None)]) == DayHeads(None, 60, 1)
    assert day_heads([]) == DayHeads(None, None, 0)


@given(st.lists(st.tuples(st.integers(900, 1000), st.integers(1, 120), HEADS).map(lambda t: Attended(t[0], t[0] + t[1], t[2])), max_size=7))
def test_the_most_is_that_of_the_fullest_minute(rows: list[Attended]) -> None:
    found = day_heads(rows)
    known = [row for row in rows if row.heads is not None]
    by_minute = [sum(row.heads or 0 for row in known if row.start <= minute < row.end) for minute in range(900, 1121)]
    assert found.most == (max(by_minute) if known else None) and found.unknown == len(rows) - len(known)
    if found.last is not None and found.most is not None:
        assert found.last <= found.most


@given(SPANS, st.integers(0, 30))
def test_the_union_is_the_minutes_that_are_covered_or_lie_in_a_short_gap(spans: list[tuple[int, int]], gap: int) -> None:
    covered = {minute for start, end in spans for minute in range(start, end)}
    counted = set(covered)
    for minute in sorted(covered):
        following = next((later for later in range(minute + 1, minute + gap + 2) if later in covered), None)
        if following is not None:
            counted |= set(range(minute, following))
    assert union_minutes(spans, gap) == len(counted)


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=6), max_size=20))
def test_a_week_of_three_to_six_days_is_met_when_every_day_of_it_is(weeks: list[list[bool]]) -> None:
    rows = [ServiceWeek((2026, n + 1), 3, tuple(date(2026, 1, 5) + timedelta(days=7 * n + d) for d in range(len(days))), sum(days))
            for n, days in enumerate(weeks)]
    assert weeks_met(rows) == (sum(all(days) for days in weeks), len(weeks))


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6, unique_by=lambda t: t[0]), st.integers(0, 150))
def test_coverage_of_a_past_day_is_that_of_the_counts_that_held_then(changes: list[tuple[int, int, int]], on: int) -> None:
    """Sign-up changes in mid-month leave the days before as they were."""
    first = date(2026, 9, 1)
    rows = [(first + timedelta(days=n), SignUp(50, asked, min(asked, joined))) for n, asked, joined in sorted(changes)]
    held = standing_on(rows, first + timedelta(days=on))
    assert held is not None
    newest = [counts for day, counts in rows if day <= first + timedelta(days=on)]
    expected = newest[-1] if newest else rows[0][1]
    assert coverage_of([Coverage(held.pupils, held.asked, held.joined)]) == Coverage(expected.pupils, expected.asked, expected.joined)


def test_attendance_leaves_out_what_is_not_known_and_says_so() -> None:
    found = attendance_of([fact(), fact(present=None), fact(expected=None), fact(held=False)])
    assert (found.present, found.expected, found.known, found.held) == (38, 40, 1, 3)
    assert attendance_of([]).share is None


def test_five_days_are_of_those_who_take_part_where_it_was_said() -> None:
    found = five_days_of([(30, 20), (38, None), (10, 10)])
    assert (found.all_five, found.joined, found.classes, found.all_classes) == (30, 40, 2, 3)


def test_teachers_count_once_and_others_not_at_all() -> None:
    assert teachers_taking_part([1, 1, 2, 9, 0], {1, 2, 3}) == (2, 3)


def test_minutes_count_at_every_place_of_a_session_and_only_when_held() -> None:
    rows = [fact(grades=frozenset({3, 4})), fact(category=Category.SPORTS), fact(held=False)]
    assert minutes_by_category(rows, lambda s: s.grades) == {3: {Category.CLUB: 60, Category.SPORTS: 60}, 4: {Category.CLUB: 60}}
