"""Policy profiles: new ones from a day on, never a change of what has judged; each figure with its basis; differences before saving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.policy import Profile, TierMode
from schoolapp.services import policy, school
from schoolapp.services.audit import verify_chain
from schoolapp.services.house import Conflict, House, Replayed
from schoolapp.services.policy import PolicyRefused
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite

TOMORROW = MONDAY + timedelta(days=1)


@pytest.fixture
def house(small: SmallSchool) -> House:
    return small.house


def newest(house: House) -> Profile:
    return policy.list_profiles(house=house, actor=OPERATOR, now=NOW)[0].profile


def save(small: SmallSchool, profile: Profile, *, profile_id: int | None = None, key: str = "", who: str = "t08") -> int:
    return policy.set_profile(house=small.house, actor=small.actor(who), profile=profile, profile_id=profile_id, request_key=key, now=NOW)


def stricter(house: House, day: date = TOMORROW) -> Profile:
    base = newest(house)
    return replace(base, valid_from=day, caps=(0, 0, 50, 50, 60, 60, 90, 90, 90), near_cap=Decimal("0.85"))


def test_a_new_profile_judges_from_its_day_on(small: SmallSchool, house: House) -> None:
    row = save(small, stricter(house), key="p1")
    standing = school.standing_of(house=house)
    assert standing.profile(MONDAY).cap(3) == 60 and standing.profile(TOMORROW).cap(3) == 50
    lines = policy.list_profiles(house=house, actor=small.actor("t08"), now=NOW)
    assert [(x.id == row, x.state, x.until) for x in lines] == [(True, "later", None), (False, "now", MONDAY)]
    with pytest.raises(Replayed):
        save(small, stricter(house), key="p1")
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


@on_sqlite
def test_the_differences_are_told_before_anything_is_saved(small: SmallSchool, house: House) -> None:
    profile = replace(stricter(house), tier_mode=TierMode.CUMULATIVE, basis={**newest(house).basis, "publish_by": "C8 教代会通过"})
    plan = policy.plan_profile(house=house, actor=small.actor("t08"), profile=profile, profile_id=None, now=NOW)
    assert plan.problems == () and plan.against.valid_from == TERM[0]
    assert [(d.figure, d.grade, d.old, d.new, d.basis) for d in plan.differences] == [
        ("caps", 3, 60, 50, False),
        ("caps", 4, 60, 50, False),
        ("tier_mode", None, TierMode.ONE, TierMode.CUMULATIVE, False),
        ("near_cap", None, Decimal("0.9"), Decimal("0.85"), False),
        ("publish_by", None, "C8 学校自定", "C8 教代会通过", True),
    ]
    assert len(policy.list_profiles(house=house, actor=OPERATOR, now=NOW)) == 1


@on_sqlite
def test_every_figure_has_a_basis_and_keeps_it(small: SmallSchool, house: House) -> None:
    for name in policy.FIGURES:
        assert newest(house).basis[name]
        bare = replace(stricter(house), basis={**newest(house).basis, name: "  "})
        plan = policy.plan_profile(house=house, actor=OPERATOR, profile=bare, profile_id=None, now=NOW)
        assert plan.problems == ((f"basis.{name}", "basis"),)
    personal = replace(stricter(house), basis={**newest(house).basis, "caps": "问 13800138123"})
    assert policy.plan_profile(house=house, actor=OPERATOR, profile=personal, profile_id=None, now=NOW).problems == (
        ("basis.caps", "personal"),
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"valid_from": MONDAY - timedelta(days=1)}, ("valid_from", "past")),
        ({"valid_from": TERM[0]}, ("valid_from", "past")),
        ({"caps": (0, 0, 61, 60, 60, 60, 90, 90, 90)}, ("caps", "above_national")),
        ({"caps": (5, 0, 60, 60, 60, 60, 90, 90, 90)}, ("caps", "low_grades_zero")),
        ({"service_minutes": 119}, ("service_minutes", "below_national")),
        ({"near_cap": Decimal("1.01")}, ("near_cap", "range")),
    ],
)
@on_sqlite
def test_what_a_profile_is_refused_for(small: SmallSchool, house: House, changes: dict[str, object], problem: tuple[str, str]) -> None:
    with pytest.raises(PolicyRefused) as refused:
        save(small, replace(stricter(house), **changes))  # type: ignore[arg-type]
    assert problem in refused.value.problems


@on_sqlite
def test_a_copy_without_a_difference_is_not_kept(small: SmallSchool, house: House) -> None:
    with pytest.raises(PolicyRefused) as refused:
        save(small, replace(newest(house), valid_from=TOMORROW))
    assert refused.value.problems == [("", "same")]


def test_a_profile_that_has_begun_never_changes_a_later_one_does(small: SmallSchool, house: House) -> None:
    begun = policy.list_profiles(house=house, actor=OPERATOR, now=NOW)[0]
    with pytest.raises(PolicyRefused) as refused:
        save(small, replace(begun.profile, optional_limit=10, valid_from=TOMORROW), profile_id=begun.id)
    assert refused.value.problems == [("valid_from", "begun")]
    later = save(small, stricter(house))
    with pytest.raises(PolicyRefused) as refused:
        save(small, replace(stricter(house), optional_limit=10))
    assert ("valid_from", "taken") in refused.value.problems
    assert save(small, replace(stricter(house), offwork=time(18, 0), valid_from=TOMORROW + timedelta(days=7)), profile_id=later) == later
    assert newest(house).offwork == time(18, 0) and newest(house).valid_from == TOMORROW + timedelta(days=7)
    with pytest.raises(Conflict):
        policy.remove_profile(house=house, actor=OPERATOR, profile_id=later, now=at(TOMORROW + timedelta(days=7)))
    policy.remove_profile(house=house, actor=OPERATOR, profile_id=later, now=NOW)
    assert newest(house).valid_from == TERM[0]
    with pytest.raises(NotFound):
        policy.remove_profile(house=house, actor=OPERATOR, profile_id=later, now=NOW)
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


@on_sqlite
def test_one_from_today_on_is_possible(small: SmallSchool, house: House) -> None:
    save(small, stricter(house, MONDAY))
    assert school.standing_of(house=house).profile(MONDAY).cap(3) == 50
    assert school.standing_of(house=house).profile(MONDAY - timedelta(days=1)).cap(3) == 60


@on_sqlite
def test_a_profile_between_two_ends_with_the_day_before_the_next(small: SmallSchool, house: House) -> None:
    save(small, stricter(house, date(2027, 2, 22)))
    between = replace(stricter(house), optional_limit=15)
    plan = policy.plan_profile(house=house, actor=OPERATOR, profile=between, profile_id=None, now=NOW)
    assert plan.until == date(2027, 2, 21) and plan.against.valid_from == TERM[0]


@pytest.mark.parametrize("number", ["t01", "t02", "t05", "t06", "t07", "t09"])
@on_sqlite
def test_only_the_administrator_sets_the_policy(small: SmallSchool, house: House, number: str) -> None:
    with pytest.raises(NotAllowed):
        policy.list_profiles(house=house, actor=small.actor(number), now=NOW)
    with pytest.raises(NotAllowed):
        save(small, stricter(house), who=number)
    with pytest.raises(NotAllowed):
        policy.plan_profile(house=house, actor=small.actor(number), profile=stricter(house), profile_id=None, now=NOW)
