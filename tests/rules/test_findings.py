"""Homework findings, kind by kind: one period that has it, one that does not. Service findings stand in `test_findings_service`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.findings import Finding, FindingKind, FindingState, Level, findings_of, may_move, moves_from, needs_reason, rounded
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.people import System
from schoolapp.rules.policy import Declaration
from tests.rules.making import (
    AUTUMN,
    FRIDAY,
    MONDAY,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    PeriodMaker,
    make_calendar,
    make_class,
    make_item,
    make_profile,
    make_row,
)

WEEK = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)


def of_kind(maker: PeriodMaker, kind: FindingKind) -> list[Finding]:
    return [finding for finding in findings_of(maker.facts()) if finding.kind is kind]


def names(name: str, *ids: int) -> tuple[str, ...]:
    return tuple(f"{name}:{number}" for number in ids)


def test_over_cap() -> None:
    one = make_class(3, 2)
    maker = PeriodMaker(one, end=SUNDAY)
    equal = maker.homework(one, MONDAY, make_item(60))
    items = (make_item(45), make_item(16, subject="数学"), make_item(30, tier=Tier.OPTIONAL), make_item(9, kind=Kind.ORAL))
    maker.homework(one, SATURDAY, *items)
    found = of_kind(maker, FindingKind.OVER_CAP)
    records = names("item", items[0].id, items[1].id)
    assert found == [Finding(FindingKind.OVER_CAP, Level.RED, SATURDAY, None, 3, 2, one.ref.id, 61, 60, "C10", records)]
    assert equal.written == 60


def test_the_cap_of_grade_six_depends_on_the_system() -> None:
    one = make_class(6)
    maker = PeriodMaker(one)
    maker.homework(one, MONDAY, make_item(80))
    assert [f.limit for f in of_kind(maker, FindingKind.OVER_CAP)] == [60]
    maker.system, maker.profiles = System.FIVE_FOUR, (make_profile(System.FIVE_FOUR),)
    assert of_kind(maker, FindingKind.OVER_CAP) == []


def test_a_past_day_is_judged_by_the_profile_of_that_day() -> None:
    one = make_class(3)
    maker = PeriodMaker(one)
    caps = (0, 0, 45, 45, 45, 45, 60, 60, 60)
    maker.profiles = (make_profile(valid_from=WEDNESDAY, caps=caps), make_profile())
    for day in WEEK:
        maker.homework(one, day, make_item(50))
    assert [(f.date, f.limit) for f in of_kind(maker, FindingKind.OVER_CAP)] == [(WEDNESDAY, 45), (THURSDAY, 45), (FRIDAY, 45)]


def test_home_written_in_low_grades() -> None:
    one = make_class(2)
    maker = PeriodMaker(one)
    maker.homework(one, MONDAY, make_item(90, 90))
    items = (make_item(10, 10), make_item(15, 10), make_item(5, None))
    maker.homework(one, TUESDAY, *items)
    assert [(f.date, f.figure, f.limit, f.records) for f in of_kind(maker, FindingKind.HOME_WRITTEN)] == [
        (TUESDAY, 10, 0, names("item", items[1].id, items[2].id))]
    assert of_kind(maker, FindingKind.OVER_CAP) == []


def test_missing_by_the_day() -> None:
    one, other = make_class(3, 1), make_class(4, 1)
    maker = PeriodMaker(one, other)
    maker.calendar = make_calendar(make_row(FRIDAY, False, "研学", grades=frozenset({4})))
    maker.homework(one, MONDAY, make_item(10, kind=Kind.READING))
    maker.none_today(one, TUESDAY, WEDNESDAY, THURSDAY)
    maker.none_today(other, *WEEK[:4])
    maker.homework(one, FRIDAY)
    assert [(f.date, f.grade, f.figure, f.limit, f.records) for f in of_kind(maker, FindingKind.MISSING)] == [(FRIDAY, 3, 1, 0, ())]


def test_today_is_not_missing_yet() -> None:
    one = make_class(3)
    assert [f.date for f in of_kind(PeriodMaker(one, today=WEDNESDAY), FindingKind.MISSING)] == [MONDAY, TUESDAY]
    assert of_kind(PeriodMaker(one, today=MONDAY), FindingKind.MISSING) == []


def test_only_classes_of_the_school_year_are_owed() -> None:
    old, new = make_class(3, year=2025), make_class(4, year=2026)
    maker = PeriodMaker(old, new, end=MONDAY)
    assert [f.class_id for f in of_kind(maker, FindingKind.MISSING)] == [new.ref.id]


def test_low_grades_are_missing_once_a_week_on_its_last_school_day() -> None:
    one = make_class(1)
    maker = PeriodMaker(one, end=SUNDAY)
    assert [f.date for f in of_kind(maker, FindingKind.MISSING)] == [FRIDAY]
    maker.none_today(one, SATURDAY)
    assert [f.date for f in of_kind(maker, FindingKind.MISSING)] == [FRIDAY]
    maker.none_today(one, TUESDAY)
    assert of_kind(maker, FindingKind.MISSING) == []


def test_a_week_counts_in_the_period_that_holds_its_last_day() -> None:
    one = make_class(1)
    assert of_kind(PeriodMaker(one, end=THURSDAY), FindingKind.MISSING) == []
    second_half = PeriodMaker(one, start=WEDNESDAY, end=SUNDAY)
    assert [f.date for f in of_kind(second_half, FindingKind.MISSING)] == [FRIDAY]
    second_half.none_today(one, MONDAY)
    assert of_kind(second_half, FindingKind.MISSING) == []
    assert of_kind(PeriodMaker(one, today=FRIDAY), FindingKind.MISSING) == []


def test_a_six_day_week_ends_on_sunday_and_a_grade_may_end_earlier() -> None:
    first, second = make_class(1), make_class(2)
    monday, sunday = date(2026, 9, 14), date(2026, 9, 20)
    maker = PeriodMaker(first, second, start=monday, end=sunday)
    maker.calendar = make_calendar(make_row(sunday, False, "研学", grades=frozenset({2})))
    assert [(f.date, f.grade) for f in of_kind(maker, FindingKind.MISSING)] == [(date(2026, 9, 18), 2), (sunday, 1)]


def test_a_week_cut_by_the_term_counts_its_days_in_the_term() -> None:
    one = make_class(1)
    maker = PeriodMaker(one, start=AUTUMN.start, end=date(2026, 9, 6))
    maker.none_today(one, date(2026, 8, 31))
    assert [f.date for f in of_kind(maker, FindingKind.MISSING)] == [date(2026, 9, 4)]


@pytest.mark.parametrize(("mode", "days"), [
    (Declaration.DAILY, list(WEEK[1:])), (Declaration.WEEKLY, []), (Declaration.NONE, []),
])
def test_low_grades_declare_as_the_profile_says(mode: Declaration, days: list[date]) -> None:
    one = make_class(2)
    maker = PeriodMaker(one)
    maker.profiles = (make_profile(low_grade_declaration=mode),)
    maker.none_today(one, MONDAY)
    assert [f.date for f in of_kind(maker, FindingKind.MISSING)] == days


def test_none_asked_never_misses() -> None:
    maker = PeriodMaker(make_class(1))
    maker.profiles = (make_profile(low_grade_declaration=Declaration.NONE),)
    assert of_kind(maker, FindingKind.MISSING) == []


def test_late_is_one_per_item() -> None:
    one = make_class(3)
    maker = PeriodMaker(one)
    items = (make_item(10), make_item(10, kind=Kind.ORAL))
    maker.homework(one, MONDAY, *items, late=True)
    maker.homework(one, TUESDAY, make_item(10))
    found = of_kind(maker, FindingKind.LATE)
    assert [(f.date, f.level, f.clause, f.records) for f in found] == [(MONDAY, Level.INFO, "C8", names("item", i.id)) for i in items]
    assert len({f.key for f in found}) == 2


def shares(maker: PeriodMaker) -> list[tuple[str | None, int | None, int | float, int | float]]:
    return [(f.month, f.grade, f.figure, f.limit) for f in of_kind(maker, FindingKind.IN_SCHOOL_SHARE)]


def test_in_school_share_is_compared_exactly() -> None:
    one, two = make_class(3, 1), make_class(3, 2)
    maker = PeriodMaker(one, two)
    first = maker.homework(one, MONDAY, make_item(50, 40))
    second = maker.homework(two, SATURDAY - timedelta(days=7), make_item(50, 40))
    assert shares(maker) == []
    # 0.79999 rounds to the line and is still below it.
    maker.days[0] = first._replace(written=100_000, stated_written=100_000, stated_home=20_001)
    assert shares(maker) == [("2026-11", 3, 0.8, 0.8)]
    assert second.day < maker.bounds[0]


def test_in_school_share_by_month_grade_and_stage() -> None:
    primary, middle = make_class(6), make_class(7)
    maker = PeriodMaker(primary, middle, start=date(2026, 10, 1), end=FRIDAY)
    for one in (primary, middle):
        maker.homework(one, date(2026, 10, 9), make_item(30, 20))
        maker.homework(one, MONDAY, make_item(30, 14), make_item(20, None, tier=Tier.OPTIONAL), make_item(9, None, kind=Kind.ORAL))
    assert shares(maker) == [("2026-10", 6, 0.6667, 0.8), ("2026-11", 6, 0.4667, 0.8), ("2026-11", 7, 0.4667, 0.5)]
    found = of_kind(maker, FindingKind.IN_SCHOOL_SHARE)[0]
    assert (found.date, found.number, found.class_id, found.records) == (None, None, None, names("day", maker.days[0].id))
    maker.system, maker.profiles = System.FIVE_FOUR, (make_profile(System.FIVE_FOUR, in_school_share_middle=Decimal("0.4")),)
    assert shares(maker) == []


@pytest.mark.parametrize(("unstated", "found"), [(25, 1), (26, 0)])
def test_share_needs_four_fifths_stated(unstated: int, found: int) -> None:
    one = make_class(3)
    maker = PeriodMaker(one)
    maker.homework(one, MONDAY, make_item(100, 10))
    maker.homework(one, TUESDAY, make_item(unstated, None))
    assert len(shares(maker)) == found


def test_share_of_low_grades_is_not_judged() -> None:
    one = make_class(1)
    maker = PeriodMaker(one)
    maker.homework(one, MONDAY, make_item(20, 0))
    assert shares(maker) == []


@pytest.mark.parametrize(("asked", "mean", "figure"), [(10, 601, 60.1), (10, 600, None), (9, 700, None), (25, 620, 62)])
def test_sample_over_cap(asked: int, mean: int, figure: float | None) -> None:
    one = make_class(3, pupils=40)
    maker = PeriodMaker(one, end=SUNDAY)
    maker.sample(one, SUNDAY, asked, mean)
    found = of_kind(maker, FindingKind.SAMPLE_OVER_CAP)
    expected = [] if figure is None else [(figure, 60, names("sample", maker.samples[0].id))]
    assert [(f.figure, f.limit, f.records) for f in found] == expected


def test_a_quarter_of_a_small_class_is_enough() -> None:
    small, low = make_class(3, pupils=12), make_class(2, pupils=12)
    maker = PeriodMaker(small, low)
    maker.sample(small, MONDAY, 3, 650)
    maker.sample(low, MONDAY, 12, 650)
    assert [f.class_id for f in of_kind(maker, FindingKind.SAMPLE_OVER_CAP)] == [small.ref.id]


def test_optional_over_limit_is_summed_over_subjects_in_all_grades() -> None:
    low, high = make_class(1), make_class(9)
    maker = PeriodMaker(low, high, end=SUNDAY)
    items = (make_item(15, tier=Tier.OPTIONAL), make_item(6, subject="数学", tier=Tier.OPTIONAL))
    maker.homework(low, SUNDAY, *items, make_item(90, tier=Tier.OPTIONAL, kind=Kind.ORAL))
    maker.homework(high, MONDAY, make_item(20, tier=Tier.OPTIONAL))
    assert [(f.grade, f.date, f.figure, f.limit, f.records) for f in of_kind(maker, FindingKind.OPTIONAL_OVER_LIMIT)] == [
        (1, SUNDAY, 21, 20, names("item", *(i.id for i in items)))]


def test_no_homework_day() -> None:
    one, low = make_class(3), make_class(1)
    maker = PeriodMaker(one, low, start=MONDAY - timedelta(days=7))
    for day in (WEDNESDAY, THURSDAY):
        maker.homework(one, day, make_item(10))
    assert of_kind(maker, FindingKind.NO_HOMEWORK_DAY) == []
    maker.profiles = (make_profile(no_homework_weekday=3),)
    maker.homework(low, WEDNESDAY, make_item(8, 8))
    maker.homework(one, WEDNESDAY - timedelta(days=7), make_item(10, kind=Kind.READING))
    found = of_kind(maker, FindingKind.NO_HOMEWORK_DAY)
    assert [(f.date, f.grade, f.figure, f.limit, f.clause) for f in found] == [(WEDNESDAY, 1, 8, 0, "X3"), (WEDNESDAY, 3, 10, 0, "X3")]
    maker.calendar = make_calendar(make_row(WEDNESDAY, False, "运动会"))
    assert of_kind(maker, FindingKind.NO_HOMEWORK_DAY) == []


def test_what_is_dated_after_today_does_not_count_yet() -> None:
    one = make_class(3)
    maker = PeriodMaker(one, today=TUESDAY)
    for day in (TUESDAY, WEDNESDAY):
        maker.homework(one, day, make_item(70, 0), make_item(30, tier=Tier.OPTIONAL), late=True)
        maker.sample(one, day, 20, 700)
    kinds = (FindingKind.OVER_CAP, FindingKind.LATE, FindingKind.SAMPLE_OVER_CAP, FindingKind.OPTIONAL_OVER_LIMIT)
    assert {f.date for kind in kinds for f in of_kind(maker, kind)} == {TUESDAY}
    assert len(of_kind(maker, FindingKind.IN_SCHOOL_SHARE)[0].records) == 1


def test_sorted_by_kind_date_grade_class_figure_record() -> None:
    classes = [make_class(grade, number) for grade in (4, 3) for number in (2, 1)]
    maker = PeriodMaker(*classes)
    for one in classes:
        for day in (TUESDAY, MONDAY):
            maker.homework(one, day, make_item(70), late=True)
    found = findings_of(maker.facts())
    assert [f.kind for f in found] == sorted(f.kind for f in found)
    over = [(f.date, f.grade, f.number) for f in found if f.kind is FindingKind.OVER_CAP]
    assert over == [(day, grade, number) for day in (MONDAY, TUESDAY) for grade in (3, 4) for number in (1, 2)]


def test_equal_findings_whatever_the_order_of_the_facts() -> None:
    one = make_class(3)
    maker = PeriodMaker(one)
    for day in WEEK:
        maker.homework(one, day, make_item(70), make_item(30, tier=Tier.OPTIONAL), late=True)
    facts = maker.facts()
    turned = replace(facts, days=facts.days[::-1], items=facts.items[::-1])
    assert findings_of(turned) == findings_of(facts)


def test_a_key_outlives_another_figure() -> None:
    one = make_class(3)
    maker = PeriodMaker(one)
    row = maker.homework(one, MONDAY, make_item(70))
    before = of_kind(maker, FindingKind.OVER_CAP)[0]
    maker.days[0] = row._replace(written=75)
    after = of_kind(maker, FindingKind.OVER_CAP)[0]
    assert before.figure != after.figure and before.key == after.key
    assert before.key == f"homework.over_cap|{MONDAY}|class:{one.ref.id}"


def test_states_move_as_they_may() -> None:
    assert moves_from(FindingState.TO_VERIFY) == (FindingState.TRUE, FindingState.FALSE_ALARM, FindingState.EXPLAINED)
    assert [state for state in FindingState if may_move(state, FindingState.LISTED)] == [FindingState.TRUE]
    assert moves_from(FindingState.LISTED) == ()
    assert may_move(FindingState.FALSE_ALARM, FindingState.TO_VERIFY)
    reasoned = [FindingState.TO_VERIFY, FindingState.FALSE_ALARM, FindingState.EXPLAINED]
    assert [state for state in FindingState if needs_reason(state)] == reasoned


@given(value=st.fractions(0, 5), digits=st.integers(0, 4))
def test_rounding_is_half_up(value: Fraction, digits: int) -> None:
    found = rounded(value, digits)
    step = Fraction(1, 10 ** digits)
    assert -step / 2 < Fraction(str(found)) - value <= step / 2
    assert isinstance(found, int) == (Fraction(str(found)).denominator == 1)
