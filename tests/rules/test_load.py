"""The load of a class-day, the verdict against the cap, what would fit, the load bar."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.homework import TIERS_OF_ONE, WRITTEN_KINDS, Counted, Kind, Tier
from schoolapp.rules.load import (
    BarSegment,
    Load,
    SegmentKind,
    SubjectLoad,
    bar_segments,
    holiday_fits,
    judge,
    load_of,
    planned_figures,
    room_for,
    sample_counts,
    spread,
    verdict_of,
)
from schoolapp.rules.people import GRADES
from schoolapp.rules.policy import TierMode
from tests.rules.making import make_item, make_profile

PROFILE = make_profile()


@st.composite
def _items(draw: st.DrawFn) -> Counted:
    minutes = draw(st.integers(0, 240))
    in_school = draw(st.one_of(st.none(), st.integers(0, minutes)))
    subject, kind, tier = draw(st.sampled_from(("语文", "数学", "英语"))), draw(st.sampled_from(Kind)), draw(st.sampled_from(Tier))
    return Counted(draw(st.integers(1, 10_000)), subject, kind, tier, minutes, in_school)


LISTS = st.lists(_items(), max_size=8)
MODES = st.sampled_from(TierMode)


def _written(items: list[Counted], *tiers: Tier) -> int:
    return sum(i.minutes for i in items if i.kind in WRITTEN_KINDS and i.tier in tiers)


@given(items=LISTS, mode=MODES, data=st.data())
def test_load_is_the_sum_of_its_parts_in_any_order(items: list[Counted], mode: TierMode, data: st.DataObject) -> None:
    load = load_of(items, mode)
    assert load_of(data.draw(st.permutations(items)), mode) == load
    parts = [load_of([i for i in items if i.subject == subject], mode) for subject in ("语文", "数学", "英语")]
    for name in ("written", "home", "optional", "stated_written", "stated_home", "items", "oral_minutes"):
        assert getattr(load, name) == sum(getattr(part, name) for part in parts)
    assert load.written == sum(part.written for part in load.by_subject)
    assert load.home == sum(part.home for part in load.by_subject)
    assert load.items == len(items)


@given(items=LISTS, mode=MODES)
def test_home_never_exceeds_written_and_stated_never_all(items: list[Counted], mode: TierMode) -> None:
    load = load_of(items, mode)
    assert 0 <= load.home <= load.written
    assert load.stated_home <= load.stated_written <= load.written


@given(items=LISTS)
def test_tier_modes(items: list[Counted]) -> None:
    one, all_of_them = load_of(items, TierMode.ONE), load_of(items, TierMode.CUMULATIVE)
    expected = 0
    for subject in ("语文", "数学", "英语"):
        own = [i for i in items if i.subject == subject]
        expected += _written(own, Tier.EVERYONE) + max(_written(own, tier) for tier in TIERS_OF_ONE)
    assert one.written == expected
    assert all_of_them.written == _written(items, Tier.EVERYONE, *TIERS_OF_ONE)
    assert one.optional == all_of_them.optional == _written(items, Tier.OPTIONAL)


def test_the_largest_home_part_may_belong_to_another_tier() -> None:
    items = (make_item(10, 2, tier=Tier.EVERYONE), make_item(30, 30, tier=Tier.EXTENDED), make_item(20, 0, tier=Tier.BASIC))
    assert (load_of(items, TierMode.ONE).written, load_of(items, TierMode.ONE).home) == (40, 28)
    assert (load_of(items, TierMode.CUMULATIVE).written, load_of(items, TierMode.CUMULATIVE).home) == (60, 28)


def test_not_stated_counts_as_home() -> None:
    load = load_of((make_item(20, None), make_item(10, 10)), TierMode.ONE)
    assert (load.written, load.home, load.stated_written, load.stated_home, load.in_school) == (30, 20, 10, 0, 10)


def test_electronic_counts_other_kinds_never() -> None:
    items = (make_item(10, kind=Kind.ELECTRONIC), make_item(30, kind=Kind.READING), make_item(5, kind=Kind.ORAL),
             make_item(25, tier=Tier.OPTIONAL), make_item(15, kind=Kind.ORAL, tier=Tier.OPTIONAL))
    load = load_of(items, TierMode.ONE)
    assert (load.written, load.optional, load.items) == (10, 25, 5)
    assert load.other == ((Kind.ORAL, 20), (Kind.READING, 30))
    assert load.by_subject == (SubjectLoad("语文", 10, 10, 25),)


def test_subjects_stand_in_the_fixed_order() -> None:
    items = [make_item(5, subject=s) for s in ("校园足球", "英语", "生物学", "语文", "物理")]
    assert [part.subject for part in load_of(items, TierMode.ONE).by_subject] == ["语文", "英语", "物理", "生物学", "校园足球"]


@given(existing=LISTS, added=LISTS, grade=st.sampled_from(GRADES), mode=MODES)
def test_a_verdict_never_fits_when_over(existing: list[Counted], added: list[Counted], grade: int, mode: TierMode) -> None:
    verdict = judge(existing, added, grade, replace(PROFILE, tier_mode=mode))
    total = load_of(existing + added, mode)
    assert verdict.figure == (total.home if grade <= 2 else total.written)
    assert verdict.fits == (verdict.figure <= verdict.cap) == (verdict.over_by == 0)
    assert verdict.over_by - verdict.left == verdict.figure - verdict.cap
    assert not (verdict.blocks and verdict.fits)
    assert verdict.figure >= verdict.before


def test_equal_is_fine() -> None:
    verdict = judge((make_item(45),), (make_item(15, subject="数学"),), 3, PROFILE)
    assert (verdict.fits, verdict.full, verdict.left, verdict.left_before, verdict.over_by, verdict.near) == (True, True, 0, 15, 0, True)
    over = judge((make_item(45),), (make_item(16, subject="数学"),), 3, PROFILE)
    assert (over.fits, over.blocks, over.over_by, over.cap) == (False, True, 1, 60)


def test_low_grades_are_judged_at_home() -> None:
    assert judge((), (make_item(90, 90),), 2, PROFILE).fits
    assert judge((), (make_item(10, 9),), 2, PROFILE).over_by == 1
    assert judge((), (make_item(10, None),), 1, PROFILE).over_by == 10


def test_what_adds_nothing_blocks_nothing() -> None:
    full = (make_item(80),)
    oral = judge(full, (make_item(20, kind=Kind.ORAL),), 3, PROFILE)
    assert not oral.fits and not oral.blocks
    assert not judge((make_item(40),), (make_item(30, subject="数学"),), 3, PROFILE, replaced=(make_item(45, subject="数学"),)).blocks
    assert judge((make_item(40),), (make_item(30, subject="数学"),), 3, PROFILE, replaced=(make_item(25, subject="数学"),)).blocks


def test_near_the_cap_from_nine_tenths() -> None:
    assert [judge((), (make_item(m),), 3, PROFILE).near for m in (53, 54, 60, 61)] == [False, True, True, False]
    assert not judge((), (make_item(60, 60),), 1, PROFILE).near
    third = replace(PROFILE, near_cap=Decimal("0.33"))
    assert [judge((), (make_item(m),), 3, third).near for m in (19, 20)] == [False, True]


def test_optional_is_beside_the_load() -> None:
    verdict = judge((make_item(60),), (make_item(25, tier=Tier.OPTIONAL),), 3, PROFILE)
    assert verdict.fits and (verdict.optional, verdict.optional_over) == (25, 5)


@given(existing=LISTS, draft=_items(), grade=st.sampled_from(GRADES), mode=MODES)
def test_what_has_room_is_not_refused_and_a_minute_more_is(existing: list[Counted], draft: Counted, grade: int, mode: TierMode) -> None:
    profile = replace(PROFILE, tier_mode=mode)
    room = room_for(existing, draft, grade, profile)
    assert 0 <= room <= 240

    def tried(minutes: int) -> Counted:
        return draft._replace(minutes=minutes, in_school=None if draft.in_school is None else min(draft.in_school, minutes))

    assert not judge(existing, (tried(room),), grade, profile).blocks
    if draft.kind in WRITTEN_KINDS and draft.tier is not Tier.OPTIONAL and room < 240:
        assert judge(existing, (tried(room + 1),), grade, profile).blocks


def test_room() -> None:
    there = (make_item(45), make_item(10, subject="数学", tier=Tier.BASIC))
    assert room_for(there, make_item(20, subject="英语"), 3, PROFILE) == 5
    assert room_for(there, make_item(20, subject="数学", tier=Tier.RAISED), 3, PROFILE) == 15
    assert room_for(there, make_item(20, kind=Kind.READING), 3, PROFILE) == 240
    assert room_for((make_item(12, tier=Tier.OPTIONAL),), make_item(20, tier=Tier.OPTIONAL), 3, PROFILE) == 8
    assert room_for((make_item(70),), make_item(20), 3, PROFILE) == 0
    assert room_for((), make_item(20, 15), 2, PROFILE) == 15
    assert room_for((), make_item(20, None), 2, PROFILE) == 0


def test_bar_parts() -> None:
    before = load_of((make_item(15, subject="数学"), make_item(30)), TierMode.ONE)
    after = load_of((make_item(15, subject="数学"), make_item(30), make_item(20, subject="英语")), TierMode.ONE)
    assert bar_segments(after, 3, PROFILE, before) == (
        BarSegment("语文", 0.0, 40.0, SegmentKind.PART), BarSegment("数学", 40.0, 20.0, SegmentKind.PART),
        BarSegment("英语", 60.0, 20.0, SegmentKind.MINE), BarSegment("", 80.0, pytest.approx(6.667), SegmentKind.OVER),
    )


def test_bar_of_low_grades_has_no_scale() -> None:
    assert bar_segments(load_of((make_item(10, 10),), TierMode.ONE), 1, PROFILE) == ()
    assert [s.kind for s in bar_segments(load_of((make_item(10, 5),), TierMode.ONE), 1, PROFILE)] == [SegmentKind.OVER]


@given(existing=LISTS, added=LISTS, grade=st.sampled_from(range(3, 10)))
def test_bar_never_leaves_its_track(existing: list[Counted], added: list[Counted], grade: int) -> None:
    after = load_of(existing + added, TierMode.ONE)
    parts = bar_segments(after, grade, PROFILE, load_of(existing, TierMode.ONE))
    reached = 0.0
    for part in parts:
        assert part.start == pytest.approx(reached, abs=0.01) and part.width > 0
        reached = part.start + part.width
    cap = PROFILE.cap(grade)
    assert reached == pytest.approx(min(100.0, after.written * 80 / cap), abs=0.02)
    assert any(part.kind is SegmentKind.OVER for part in parts) == (after.written > cap)
    assert not any(part.start + part.width > 80.01 for part in parts if part.kind is not SegmentKind.OVER)


def test_verdict_of_a_standing_load() -> None:
    load = load_of((make_item(72),), TierMode.ONE)
    assert isinstance(load, Load)
    assert (verdict_of(load, 3, PROFILE).over_by, verdict_of(load, 7, PROFILE).left) == (12, 18)
    assert not verdict_of(load, 3, PROFILE).blocks


@pytest.mark.parametrize(("asked", "pupils", "counts"), [
    (10, 60, True), (9, 36, True), (9, 37, False), (1, 4, True), (3, 0, False), (0, 0, False),
])
def test_samples_large_enough(asked: int, pupils: int, counts: bool) -> None:
    assert sample_counts(asked, pupils) is counts


def test_planned_figures_stand_side_by_side() -> None:
    assert planned_figures((60, 0, 45)) == (60, 350, 3)
    assert planned_figures((1, 0, 0)) == (1, 3, 3)
    assert planned_figures((1, 0)) == (1, 5, 2)
    assert planned_figures(()) is None


@given(minutes=st.integers(0, 600), days=st.integers(1, 30))
def test_a_long_task_is_spread_evenly(minutes: int, days: int) -> None:
    parts = spread(minutes, days)
    assert sum(parts) == minutes and len(parts) == days and max(parts) - min(parts) <= 1


def test_a_long_task_needs_a_day() -> None:
    with pytest.raises(ValueError, match="day"):
        spread(10, 0)


def test_holiday_list_has_its_own_line() -> None:
    assert holiday_fits(420, 7, 3, PROFILE) and not holiday_fits(421, 7, 3, PROFILE)
    assert holiday_fits(0, 7, 1, PROFILE) and not holiday_fits(1, 7, 1, PROFILE)
    assert Fraction(421, 7) > 60
