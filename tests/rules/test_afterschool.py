"""Sessions of a grade's day: the union with its gaps, the two tests of '2', staff time, heads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.afterschool import (
    Category,
    Coverage,
    ServiceWeek,
    by_grade_and_day,
    coverage_of,
    day_service,
    meets_two,
    periods_of,
    staff_minutes,
    union_minutes,
    weeks_met,
)
from tests.rules.making import FRIDAY, MONDAY, make_profile, make_session

PROFILE = make_profile()
SPANS = st.lists(st.tuples(st.integers(900, 1100), st.integers(1, 90)).map(lambda s: (s[0], s[0] + s[1])), max_size=7)


@given(spans=SPANS, gap=st.integers(0, 30), data=st.data())
def test_union_counts_each_minute_once(spans: list[tuple[int, int]], gap: int, data: st.DataObject) -> None:
    covered = {minute for start, end in spans for minute in range(start, end)}
    assert union_minutes(spans, 0) == len(covered)
    bridged = set(covered)
    for minute in range(min(covered, default=0), max(covered, default=0)):
        before = max(m for m in covered if m <= minute)
        after = min(m for m in covered if m >= minute)
        if after - before - 1 <= gap:
            bridged.add(minute)
    assert union_minutes(spans, gap) == len(bridged)
    assert union_minutes(data.draw(st.permutations(spans)), gap) == len(bridged)


@pytest.mark.parametrize(("second", "with_gaps", "without"), [("16:45", 120, 105), ("16:46", 104, 104), ("16:20", 120, 120)])
def test_a_gap_of_fifteen_minutes_counts_as_care(second: str, with_gaps: int, without: int) -> None:
    service = day_service((make_session(MONDAY, "15:30", "16:30"), make_session(MONDAY, second, "17:30")), PROFILE.service_gap)
    assert service is not None
    assert (service.minutes_with_gaps, service.minutes_without_gaps, service.last_end) == (with_gaps, without, 1050)


def test_extended_care_and_cancelled_do_not_help() -> None:
    late = make_session(MONDAY, "17:30", "18:30", category=Category.EXTENDED_CARE)
    cancelled = make_session(MONDAY, "15:30", "17:30", held=False)
    assert day_service((late, cancelled), 15) is None
    short = day_service((make_session(MONDAY, "15:30", "16:30"), late, cancelled), 15)
    assert short is not None and (short.minutes_with_gaps, short.last_end, len(short.sessions)) == (60, 990, 1)


@pytest.mark.parametrize(("start", "end", "met"), [
    ("15:30", "17:30", True), ("15:31", "17:30", False), ("15:00", "17:29", False), ("15:30", "17:31", True),
])
def test_meets_two(start: str, end: str, met: bool) -> None:
    assert meets_two(day_service((make_session(MONDAY, start, end),), 15), PROFILE) is met


def test_no_service_never_meets() -> None:
    assert not meets_two(None, PROFILE)
    assert not meets_two(day_service((make_session(MONDAY),), 15), replace(PROFILE, offwork=time(18)))


def test_a_session_stands_under_each_grade() -> None:
    session = make_session(MONDAY, grades=(3, 4))
    assert by_grade_and_day((session,)) == {(3, MONDAY): [session], (4, MONDAY): [session]}


def test_staff_minutes_by_person_and_month() -> None:
    sessions = (make_session(MONDAY, "15:30", "16:30"), make_session(FRIDAY, "17:30", "18:30", category=Category.EXTENDED_CARE),
                make_session(date(2026, 12, 1), "15:30", "16:10"), make_session(MONDAY, held=False), make_session(MONDAY, staff_id=2))
    assert staff_minutes(sessions) == {(1, "2026-11"): 120, (1, "2026-12"): 40, (2, "2026-11"): 120}
    assert periods_of(120, 40) == 3 and periods_of(100, 45) == Fraction(20, 9)


HEADS = st.tuples(*[st.integers(0, 50)] * 3).map(lambda h: Coverage(*sorted(h, reverse=True)))


@given(heads=st.lists(HEADS))
def test_coverage_is_sums_over_sums(heads: list[Coverage]) -> None:
    total = coverage_of(heads)
    assert total == (sum(h.pupils for h in heads), sum(h.asked for h in heads), sum(h.joined for h in heads))
    assert not (total.full and total.short)
    assert (total.share is None) == (total.asked == 0)
    if total.share is not None:
        assert total.full == (total.share == 1)


def test_nobody_asked_is_neither_full_nor_short() -> None:
    nobody = Coverage(40, 0, 0)
    assert (nobody.full, nobody.short, nobody.share, nobody.participation) == (False, False, None, 0)
    assert Coverage(0, 0, 0).participation is None


def test_a_week_meets_when_each_required_day_does() -> None:
    whole = ServiceWeek((2026, 46), 3, (MONDAY, FRIDAY), 2)
    assert (whole.met, whole._replace(met_days=1).met) == (True, False)
    without = ServiceWeek((2026, 46), 4, (), 0, (MONDAY,))
    assert not without.met
    assert weeks_met((whole, whole._replace(met_days=1), without)) == (1, 2)
