"""Hours of the staff: pay months hold every day once, time by person is time by programme, who stood in has the hours."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.afterschool import Category
from schoolapp.rules.afterschool_hours import NOBODY, Worked, hours_by_person, minutes_by_programme, pay_month_of, period_length
from schoolapp.rules.people import System
from schoolapp.rules.policy import default_profile, from_json, to_json, validate

FIRST = date(2026, 9, 1)
PROFILE = default_profile(System.SIX_THREE, FIRST)
WORKED = st.builds(
    lambda n, day, start, length, held, lead, helpers, period: Worked(
        n, n % 4, FIRST + timedelta(days=day), start, start + length, held, Category.CLUB, lead, 1, tuple(helpers), period),
    st.integers(1, 99), st.integers(0, 29), st.integers(900, 1000), st.integers(1, 120), st.booleans(), st.integers(0, 5),
    st.lists(st.integers(1, 5), max_size=3), st.sampled_from((40, 45)))


@given(st.lists(WORKED, max_size=25))
def test_time_by_person_is_time_by_programme(sessions: list[Worked]) -> None:
    people, programmes = hours_by_person(sessions), minutes_by_programme(sessions)
    assert sum(one.led_minutes for one in people.values()) == sum(led for led, _ in programmes.values())
    assert sum(one.helped_minutes for one in people.values()) == sum(helped for _, helped in programmes.values())
    assert sum((one.led_periods for one in people.values()), Fraction()) == sum((s.periods for s in sessions), Fraction())
    assert sum(one.led for one in people.values()) == sum(s.held for s in sessions)


def test_who_stood_in_has_the_hours_and_cancelled_ones_nobody() -> None:
    rows = [Worked(1, 1, FIRST, 960, 1020, True, Category.HOMEWORK_HELP, 2, 1, (3, 3, 2), 40),
            Worked(2, 1, FIRST, 960, 1020, False, Category.CLUB, 1, 1, (3,), 40)]
    found = hours_by_person(rows)
    assert set(found) == {2, 3}
    assert (found[2].led_minutes, found[2].stood_in, found[2].helped, found[2].homework_minutes) == (60, 1, 0, 60)
    assert (found[3].helped_minutes, found[3].helped_periods, found[3].led) == (60, Fraction(3, 2), 0)


def test_a_session_without_a_named_teacher_is_nobodys_and_no_standing_in() -> None:
    found = hours_by_person([Worked(1, 1, FIRST, 960, 1020, True, Category.CLUB, NOBODY, 1, (), 40)])
    assert set(found) == {NOBODY} and found[NOBODY].stood_in == 0


@given(st.dates(date(2025, 1, 1), date(2028, 12, 31)), st.integers(1, 28), st.integers(1, 28), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_every_day_is_in_exactly_one_pay_month(day: date, start: int, later: int, change: date) -> None:
    """Also where the day on which months begin was changed."""
    from dataclasses import replace

    profiles = (replace(PROFILE, pay_month_start=start), replace(PROFILE, valid_from=change, pay_month_start=later))
    found = pay_month_of(profiles[:1], day)
    assert found.first <= day <= found.last and found.first.day == start
    assert pay_month_of(profiles[:1], found.last + timedelta(days=1)).first == found.last + timedelta(days=1)
    both = pay_month_of((replace(profiles[0], valid_from=FIRST.replace(year=2025)), profiles[1]), day)
    assert both.first <= day <= both.last


def test_a_month_from_the_first_on_is_that_of_the_calendar() -> None:
    assert pay_month_of((PROFILE,), date(2026, 2, 28)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert pay_month_of((PROFILE,), date(2026, 2, 28)).is_calendar_month


def test_a_period_is_as_long_as_the_programme_says_else_by_stage() -> None:
    asked = ((50, {1}), (None, {3, 4}), (None, {6, 7}), (None, {8}))
    assert [period_length(stated, grades, PROFILE, System.SIX_THREE) for stated, grades in asked] == [50, 40, 40, 45]


def test_the_day_is_kept_with_the_profile_and_judged() -> None:
    from dataclasses import replace

    assert from_json(to_json(replace(PROFILE, pay_month_start=26))).pay_month_start == 26
    assert ("pay_month_start", "range") in validate(replace(PROFILE, pay_month_start=29), System.SIX_THREE)
