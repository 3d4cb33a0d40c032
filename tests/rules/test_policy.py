"""The policy profile: defaults by stage, dates from which it holds, its stable text, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.people import Stage, System
from schoolapp.rules.policy import (
    CLAUSES,
    Declaration,
    Profile,
    TierMode,
    default_profile,
    from_json,
    minutes_of,
    profile_on,
    to_json,
    validate,
)

START = date(2026, 9, 1)


def test_caps_follow_the_system() -> None:
    assert default_profile(System.SIX_THREE, START).caps == (0, 0, 60, 60, 60, 60, 90, 90, 90)
    assert default_profile(System.FIVE_FOUR, START).caps == (0, 0, 60, 60, 60, 90, 90, 90, 90)


def test_defaults() -> None:
    profile = default_profile(System.SIX_THREE, START)
    assert (profile.tier_mode, profile.optional_limit, profile.near_cap) == (TierMode.ONE, 20, Decimal("0.9"))
    assert profile.no_homework_weekday is None
    assert (profile.in_school_share(Stage.PRIMARY), profile.in_school_share(Stage.MIDDLE)) == (Decimal("0.8"), Decimal("0.5"))
    assert (profile.publish_by, profile.offwork, profile.service_minutes, profile.service_gap) == (time(16), time(17, 30), 120, 15)
    assert (profile.evening_stop(Stage.PRIMARY), profile.evening_stop(Stage.MIDDLE)) == (time(21, 20), time(22))
    assert (profile.period_minutes(Stage.PRIMARY), profile.period_minutes(Stage.MIDDLE)) == (40, 45)
    assert profile.low_grade_declaration is Declaration.WEEKLY and profile.over_cap_record and profile.late_after is None
    assert profile.holiday_caps == profile.caps
    assert profile.offwork_minutes == minutes_of(time(17, 30)) == 1050


def test_times_of_the_workbook_open_the_first_profile() -> None:
    profile = default_profile(System.SIX_THREE, START, time(18), time(17, 45))
    assert (profile.offwork, profile.service_earliest_end) == (time(18), time(17, 45))
    assert default_profile(System.SIX_THREE, START, time(18)).service_earliest_end == time(18)


def test_each_figure_has_its_basis() -> None:
    profile = default_profile(System.SIX_THREE, START)
    assert set(profile.basis) == set(Profile.__dataclass_fields__) - {"valid_from", "basis"}
    assert "C10" in profile.basis["caps"] and "学校从严执行" in profile.basis["caps"]


def test_low_grades_declare_as_the_profile_says() -> None:
    weekly = default_profile(System.SIX_THREE, START)
    daily = replace(weekly, low_grade_declaration=Declaration.DAILY)
    assert [weekly.declares_daily(g) for g in (1, 2, 3)] == [False, False, True]
    assert [daily.declares_daily(g) for g in (1, 2, 3)] == [True, True, True]


def test_the_profile_valid_on_a_day() -> None:
    old = default_profile(System.SIX_THREE, START)
    new = replace(old, valid_from=date(2026, 10, 8), optional_limit=10)
    found = [profile_on((new, old), day).optional_limit for day in (date(2020, 1, 1), START, date(2026, 10, 7), date(2026, 10, 8))]
    assert found == [20, 20, 20, 10]
    assert profile_on((new, replace(new, optional_limit=5)), date(2027, 1, 1)).optional_limit == 5
    with pytest.raises(ValueError, match="profile"):
        profile_on((), START)


@pytest.mark.parametrize(("field", "value", "code"), [
    ("caps", (0, 0, 60), "length"), ("caps", (0, 0, -1, 60, 60, 60, 90, 90, 90), "range"),
    ("caps", (5, 0, 60, 60, 60, 60, 90, 90, 90), "low_grades_zero"),
    ("caps", (0, 0, 61, 60, 60, 60, 90, 90, 90), "above_national"), ("holiday_caps", (0, 0, 60, 60, 60, 90, 90, 90, 90), "above_national"),
    ("optional_limit", -1, "range"), ("near_cap", Decimal("1.1"), "range"), ("in_school_share_middle", Decimal("-0.1"), "range"),
    ("service_minutes", 0, "range"), ("service_minutes", 119, "below_national"), ("service_gap", 61, "range"),
    ("no_homework_weekday", 8, "weekday"), ("period_minutes_primary", 0, "range"),
])
def test_what_is_refused(field: str, value: object, code: str) -> None:
    profile = default_profile(System.SIX_THREE, START)
    assert validate(profile, System.SIX_THREE) == []
    assert validate(replace(profile, **{field: value}), System.SIX_THREE) == [(field, code)]


def test_the_same_caps_are_too_loose_in_the_other_system() -> None:
    profile = default_profile(System.FIVE_FOUR, START)
    assert validate(profile, System.FIVE_FOUR) == []
    assert validate(profile, System.SIX_THREE) == [("caps", "above_national"), ("holiday_caps", "above_national")]


@given(profile=st.builds(
    Profile, valid_from=st.dates(), caps=st.tuples(*[st.integers(0, 90)] * 9), holiday_caps=st.tuples(*[st.integers(0, 90)] * 9),
    tier_mode=st.sampled_from(TierMode), optional_limit=st.integers(0, 240), near_cap=st.decimals(0, 1, places=2),
    no_homework_weekday=st.one_of(st.none(), st.integers(1, 7)), low_grade_declaration=st.sampled_from(Declaration),
    over_cap_record=st.booleans(), weekly_sign_off=st.booleans(),
    late_after=st.one_of(st.none(), st.just(time(22, 5))), offwork=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    basis=st.dictionaries(st.sampled_from(["caps", "offwork"]), st.text(max_size=5)),
))
def test_text_and_back(profile: Profile) -> None:
    text = to_json(profile)
    assert from_json(text) == profile
    assert to_json(from_json(text)) == text


def test_an_older_text_gets_defaults_for_what_it_lacks() -> None:
    profile = default_profile(System.SIX_THREE, START)
    text = to_json(profile).replace('"service_gap":15,', "").replace('"valid_from"', '"forgotten":1,"valid_from"')
    assert from_json(text) == profile


def test_clauses_of_the_school() -> None:
    assert len(CLAUSES) == 39 + 3
    assert "C24" not in CLAUSES and "C50" not in CLAUSES
    assert list(CLAUSES)[:2] == ["C1", "C2"] and list(CLAUSES)[-3:] == ["X1", "X2", "X3"]
    assert all(clause.zh and clause.en for clause in CLAUSES.values())
