"""Term plans as quotas: what is kept for whom until the hour, what is free, starters within the cap, and when a plan is refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import SCHOOL_TIME, Term
from schoolapp.rules.homework import Counted, Kind, Tier
from schoolapp.rules.load import Load, SegmentKind, load_of
from schoolapp.rules.people import GRADES, System
from schoolapp.rules.policy import TierMode, default_profile
from schoolapp.rules.quota import PlanFault, QuotaState, cap_of_term, is_reserving, plan_faults, plan_segments, quota_state, starter

DAY = date(2026, 11, 23)
SUBJECTS = ("语文", "数学", "英语", "科学")
PLAN = {"语文": 20, "数学": 20, "英语": 15}
_ids = count(1)


def load(**minutes: int) -> Load:
    return load_of([Counted(next(_ids), s, Kind.WRITTEN, Tier.EVERYONE, m, None) for s, m in minutes.items()], TierMode.ONE)


def state(plan: dict[str, int] | None = None, *, cap: int = 60, reserving: bool = True, done: tuple[str, ...] = (), **minutes: int) -> QuotaState:
    return quota_state(PLAN if plan is None else plan, load(**minutes), cap, reserving=reserving, done=done)


def test_what_is_free_is_the_own_quota_and_what_nobody_planned() -> None:
    fresh = state()
    assert [(q.subject, q.quota, q.used, q.left, q.reserved) for q in fresh.subjects] == [
        ("语文", 20, 0, 20, 20), ("数学", 20, 0, 20, 20), ("英语", 15, 0, 15, 15)]
    assert {s: (fresh.reserved_by_others(s), fresh.free(s)) for s in ("语文", "英语", "科学")} == {"语文": (35, 25), "英语": (40, 20), "科学": (55, 5)}


def test_after_the_hour_everything_left_is_free() -> None:
    late = state(reserving=False, 语文=20)
    assert (late.left, late.reserved_by_others("数学"), late.free("数学"), late.free("英语")) == (40, 0, 40, 40)


def test_who_took_more_than_planned_leaves_less_for_all() -> None:
    found = state(语文=40)
    assert found.of("语文") == ("语文", 20, 40, 0, 0)
    assert (found.left, found.reserved_by_others("数学"), found.free("数学")) == (20, 15, 5)
    assert (found.reserved_by_others("科学"), found.free("科学")) == (20, 0)  # 35 planned, but only 20 are there


def test_a_subject_that_gives_nothing_keeps_nothing() -> None:
    assert state(done=("数学",)).reserved_by_others("语文") == 15
    assert state(done=("",)).reserved_by_others("语文") == 0


def test_a_full_day_leaves_nothing_to_keep() -> None:
    full = state(语文=50, 科学=20)
    assert (full.left, full.reserved_by_others("数学"), full.free("数学")) == (0, 0, 0)


@given(
    plan=st.dictionaries(st.sampled_from(SUBJECTS), st.integers(0, 60)), minutes=st.dictionaries(st.sampled_from(SUBJECTS), st.integers(0, 80)),
    cap=st.integers(0, 90), reserving=st.booleans(), done=st.sets(st.sampled_from(SUBJECTS)), subject=st.sampled_from(SUBJECTS),
)
def test_kept_and_free_are_what_is_left(
    plan: dict[str, int], minutes: dict[str, int], cap: int, reserving: bool, done: set[str], subject: str
) -> None:
    found = quota_state(plan, load(**minutes), cap, reserving=reserving, done=done)
    kept, free = found.reserved_by_others(subject), found.free(subject)
    assert kept >= 0 and free >= 0 and kept + free == found.left == max(0, cap - sum(minutes.values()))
    assert all(q.left == max(0, q.quota - minutes.get(q.subject, 0)) and q.reserved in (0, q.left) for q in found.subjects)
    if not reserving:
        assert (kept, free) == (0, found.left)
    # the own quota is never held back from oneself
    without_own = quota_state({s: m for s, m in plan.items() if s != subject}, load(**minutes), cap, reserving=reserving, done=done)
    assert without_own.free(subject) == free
    # the hour, and a colleague who gives nothing, only ever free minutes
    assert quota_state(plan, load(**minutes), cap, reserving=False, done=done).free(subject) >= free
    assert quota_state(plan, load(**minutes), cap, reserving=reserving, done=set(SUBJECTS)).free(subject) >= free


@given(plan=st.dictionaries(st.sampled_from(SUBJECTS), st.integers(0, 15)), subject=st.sampled_from(SUBJECTS))
def test_on_a_plan_within_the_cap_everyone_may_use_the_own_quota(plan: dict[str, int], subject: str) -> None:
    found = quota_state(plan, load(), 60, reserving=True)
    assert found.free(subject) >= plan.get(subject, 0)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SCHOOL_TIME)


def test_quotas_are_kept_until_the_hour_of_their_day() -> None:
    until = time(16)
    assert [is_reserving(DAY, moment(DAY, *at), until) for at in ((0, 0), (15, 59), (16, 0), (23, 0))] == [True, True, False, False]
    assert is_reserving(DAY, moment(DAY - timedelta(days=1), 23), until)
    assert not is_reserving(DAY, moment(DAY + timedelta(days=1), 6), until)
    with pytest.raises(ValueError, match="zone"):
        is_reserving(DAY, datetime(2026, 11, 23, 15), until)


@pytest.mark.parametrize("system", list(System))
def test_a_starter_is_within_the_cap_and_leaves_something(system: System) -> None:
    profile = default_profile(system, DAY)
    for grade in GRADES:
        plan = starter(system, grade, profile.cap(grade))
        assert bool(plan) is (grade >= 3)
        assert sum(plan.values()) < profile.cap(grade) or not plan
    assert starter(system, 3, 60) == PLAN
    assert set(starter(system, 8, 90)) == {"语文", "数学", "英语", "物理"}
    assert "化学" in starter(system, 9, 90)


def test_the_starter_of_grade_six_follows_the_system() -> None:
    assert starter(System.SIX_THREE, 6, 60) == PLAN
    assert starter(System.FIVE_FOUR, 6, 90) == {"语文": 20, "数学": 25, "英语": 20}


@given(grade=st.integers(3, 9), cap=st.integers(0, 90), system=st.sampled_from(System))
def test_a_starter_is_cut_to_a_lower_cap(grade: int, cap: int, system: System) -> None:
    plan = starter(system, grade, cap)
    assert sum(plan.values()) <= cap
    assert all(minutes > 0 and minutes % 5 == 0 for minutes in plan.values())


def test_the_cap_of_a_plan_is_the_lowest_of_its_term() -> None:
    term = Term(1, "", date(2026, 9, 1), date(2027, 1, 22))
    first = default_profile(System.SIX_THREE, date(2025, 9, 1))

    def lower(day: date, minutes: int) -> object:
        from dataclasses import replace
        return replace(first, valid_from=day, caps=(0, 0, *([minutes] * 7)))

    profiles = (first, lower(date(2026, 11, 1), 50), lower(date(2027, 2, 1), 30))
    assert cap_of_term(profiles, term, 3) == 50  # type: ignore[arg-type]
    assert cap_of_term((first,), term, 9) == 90


def test_a_plan_over_the_cap_is_refused_with_both_figures() -> None:
    assert plan_faults(3, [30, 20, 15], [], 60) == [PlanFault(3, "", "over_cap", 65, 60)]
    assert plan_faults(3, [25, 20, 15], [], 60) == []
    assert plan_faults(3, [25, 20, 20], [40, 20, 15], 60) == []  # the cap was lowered since: smaller is a step to it


@given(st.lists(st.tuples(st.sampled_from(SUBJECTS), st.integers(0, 60)), unique_by=lambda p: p[0]), st.integers(0, 90))
def test_the_bar_is_whole(planned: list[tuple[str, int]], cap: int) -> None:
    parts = plan_segments(planned, cap)
    total = sum(m for _, m in planned)
    inside = sum(p.width for p in parts if p.kind is SegmentKind.PART)
    assert inside == pytest.approx(min(total, cap) * 80 / cap if cap else 0, abs=0.02)
    assert [p for p in parts if p.kind is SegmentKind.OVER] == list(parts[-1:] if total > cap > 0 else ())
    assert all(p.start + p.width <= 100.01 for p in parts)
