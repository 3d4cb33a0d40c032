"""The term plan: who plans what, the cap judged in the write, and what it leaves a subject on a class-day. Plan against what was registered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from schoolapp.config import Config
from schoolapp.records import school as school_records
from schoolapp.rules.people import Role, System
from schoolapp.rules.permits import OPERATOR, Actor, NotAllowed, NotFound
from schoolapp.rules.policy import default_profile, to_json
from schoolapp.rules.quota import PlanFault
from schoolapp.services import homework, quota, school
from schoolapp.services.audit import verify_chain
from schoolapp.services.homework import Draft
from schoolapp.services.house import Conflict
from schoolapp.services.load import plan_against
from schoolapp.services.quota import PlanEntry, PlanRefused, Quota
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, post

WAS_EMPTY = (None, "")
FRIDAY = MONDAY - timedelta(days=3)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_school(house)
    _, troubles = verify_chain(house=house, actor=OPERATOR)
    house.close()
    assert troubles == []


def entry(subject: str, minutes: int | None, *, grade: int = 3, note: str = "", was: tuple[int | None, str] = WAS_EMPTY) -> PlanEntry:
    return PlanEntry(grade, subject, minutes, note, was)


def save(small: SmallSchool, *entries: PlanEntry, who: str = "t05", term_id: int | None = None, now: object = NOW) -> int:
    return quota.save_plan(house=small.house, actor=small.actor(who), term_id=term_id or small.term_id, entries=entries, now=now)  # type: ignore[arg-type]


def whole_plan(small: SmallSchool) -> None:
    save(small, entry("语文", 20), entry("数学", 20), entry("英语", 15))


def read(small: SmallSchool, who: str = "t05", term_id: int | None = None) -> quota.TermPlan:
    return quota.term_plan(house=small.house, actor=small.actor(who), term_id=term_id, now=NOW)


def minutes(plan: quota.TermPlan, grade: int = 3) -> dict[str, int | None]:
    return {c.subject: c.minutes for p in plan.grades if p.grade == grade for c in p.cells}


def test_the_office_plans_every_subject(small: SmallSchool) -> None:
    assert save(small, entry("语文", 20, note="含阅读 "), entry("数学", 20), entry("英语", 15), entry("语文", 25, grade=9)) == 4
    plan = read(small)
    assert minutes(plan) == {"语文": 20, "数学": 20, "英语": 15} and minutes(plan, 9) == {"语文": 25}
    third = next(p for p in plan.grades if p.grade == 3)
    assert (third.total, third.cap, third.room, third.planned) == (55, 60, 5, True)
    assert plan.cell(3, "语文") == quota.PlanCell("语文", 20, "含阅读", True, True)
    assert (plan.changed_at, plan.changed_by, plan.may_edit) == (NOW, "周舟", True)


def test_grades_one_and_two_have_no_plan(small: SmallSchool) -> None:
    plan = read(small)
    assert [(p.grade, p.cap, p.cells) for p in plan.grades[:2]] == [(1, 0, ()), (2, 0, ())]
    with pytest.raises(PlanRefused) as refused:
        save(small, entry("语文", 5, grade=1))
    assert refused.value.faults == (PlanFault(1, "", "over_cap", 5, 0),)
    assert not any(grade < 3 for grade, _ in plan.starters)


def test_a_lead_plans_the_led_subject_only(small: SmallSchool) -> None:
    assert save(small, entry("语文", 20), who="t10") == 1
    plan = read(small, "t10")
    assert {(p.grade, c.subject) for p in plan.grades for c in p.cells if c.own} == {(g, "语文") for g in range(3, 10)}
    assert {subject for _, subject in plan.starters} == {"语文"}
    with pytest.raises(NotFound):
        save(small, entry("数学", 20), who="t10")
    assert minutes(plan)["数学"] is None


def test_others_with_a_board_read(small: SmallSchool) -> None:
    whole_plan(small)
    leader = read(small, "t02")
    assert [p.grade for p in leader.grades] == [3] and not leader.may_edit and minutes(leader)["语文"] == 20
    assert len(read(small, "t07").grades) == 9
    for who in ("t02", "t07", "t01"):
        with pytest.raises(NotAllowed):
            save(small, entry("语文", 25, was=(20, "")), who=who)
    with pytest.raises(NotAllowed):
        read(small, "t01")


def test_over_the_cap_is_refused_with_both_figures(small: SmallSchool) -> None:
    whole_plan(small)
    with pytest.raises(PlanRefused) as refused:
        save(small, entry("语文", 26, was=(20, "")), entry("语文", 30, grade=4))
    assert refused.value.faults == (PlanFault(3, "", "over_cap", 61, 60),)
    assert minutes(read(small)) == {"语文": 20, "数学": 20, "英语": 15} and minutes(read(small), 4) == {"语文": None}
    assert save(small, entry("语文", 25, was=(20, ""))) == 1  # 60 of 60


def test_the_lowest_cap_of_the_term_holds(small: SmallSchool) -> None:
    whole_plan(small)
    later = replace(default_profile(System.SIX_THREE, date(2026, 12, 1)), caps=(0, 0, 50, 60, 60, 60, 90, 90, 90))
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(school_records.policy_profile, valid_from=later.valid_from, content=to_json(later))
        work.audit("profile_added", f"profile:{row}", None, {})
    third = next(p for p in read(small).grades if p.grade == 3)
    assert (third.cap, third.room) == (50, -5)
    assert save(small, entry("英语", 12, was=(15, ""))) == 1  # smaller is a step towards it
    with pytest.raises(PlanRefused):
        save(small, entry("英语", 13, was=(12, "")))


def test_what_may_not_stand_in_a_cell(small: SmallSchool) -> None:
    with pytest.raises(PlanRefused) as refused:
        save(small, entry("语文", 241, grade=9), entry("数学", 10, note="找 13812345678"), entry("英语", 10, note="长" * 201))
    assert [(f.grade, f.subject, f.code) for f in refused.value.faults if f.subject] == [
        (9, "语文", "range"), (3, "数学", "personal"), (3, "英语", "long")]


def test_an_empty_cell_is_no_quota(small: SmallSchool) -> None:
    whole_plan(small)
    assert save(small, entry("数学", None, note="忘了删的说明", was=(20, ""))) == 1
    assert minutes(read(small)) == {"语文": 20, "数学": None, "英语": 15}


def test_what_was_not_touched_is_left_alone(small: SmallSchool) -> None:
    save(small, entry("语文", 20))
    save(small, entry("数学", 20))
    assert save(small, entry("语文", None, was=(None, "")), entry("英语", 15)) == 1  # a form made before 语文 was planned
    assert minutes(read(small)) == {"语文": 20, "数学": 20, "英语": 15}


def test_two_who_change_one_cell(small: SmallSchool) -> None:
    save(small, entry("语文", 20))
    with pytest.raises(Conflict) as stale:
        save(small, entry("语文", 25))
    assert stale.value.code == "changed"
    assert save(small, entry("语文", 20)) == 0  # the same again, tapped twice
    assert save(small, entry("语文", 25, was=(20, ""))) == 1


def test_unknown_places_are_not_planned(small: SmallSchool) -> None:
    for bad in (entry("语文", 5, grade=10), entry("语文", 5, grade=0)):
        with pytest.raises(NotFound):
            save(small, bad)
    with pytest.raises(NotFound):
        save(small, entry("语文", 5), term_id=999)
    with pytest.raises(NotFound):
        read(small, term_id=999)


def next_term(small: SmallSchool) -> int:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(school_records.term, name="2027年春季学期", start=date(2027, 2, 22), end=date(2027, 7, 9))
        work.audit("term_added", f"term:{row}", None, {})
    return row


def test_a_new_term_may_copy_the_last_one(small: SmallSchool) -> None:
    whole_plan(small)
    spring = next_term(small)
    assert read(small).term.id == small.term_id
    plan = read(small, term_id=spring)
    assert plan.previous is not None and plan.previous.id == small.term_id
    assert plan.earlier == {(3, "语文"): 20, (3, "数学"): 20, (3, "英语"): 15}
    assert minutes(plan) == {"语文": None, "数学": None, "英语": None}
    assert read(small, "t10", spring).earlier == {(3, "语文"): 20}
    assert read(small).previous is None


def test_a_term_that_is_over_stays_as_it_is(small: SmallSchool) -> None:
    whole_plan(small)
    next_term(small)
    after = at(TERM[1] + timedelta(days=1))
    with pytest.raises(Conflict) as over:
        save(small, entry("语文", 10, was=(20, "")), now=after)
    assert over.value.code == "over"
    shown = quota.term_plan(house=small.house, actor=small.actor("t05"), term_id=small.term_id, now=after)
    assert shown.over and not shown.may_edit
    assert quota.term_plan(house=small.house, actor=small.actor("t05"), now=after).term.name == "2027年春季学期"


def ask(small: SmallSchool, subject: str, place: tuple[int, int] = (3, 1), day: date = MONDAY, now: object = NOW) -> Quota:
    one = school.standing_of(house=small.house).get_class(small.classes[place])
    return quota.quotas_for(house=small.house, classes=[one], day=day, subject=subject, now=now)[one.id]  # type: ignore[arg-type]


def test_quotas_of_a_class_day(small: SmallSchool) -> None:
    assert ask(small, "数学") == Quota(None, 0, 0, 0, 0, False, False)
    whole_plan(small)
    assert ask(small, "数学") == Quota(20, 0, 20, 35, 25, True, True)
    assert ask(small, "科学") == Quota(None, 0, 0, 55, 5, True, True)
    post(small, "t03", [(3, 1)], Draft("抄写", 15))
    assert ask(small, "数学") == Quota(20, 0, 20, 20, 25, True, True)
    homework.declare_none(house=small.house, actor=small.actor("t02"), class_id=small.classes[3, 1], subject="英语", now=NOW)
    assert ask(small, "数学") == Quota(20, 0, 20, 5, 40, True, True)
    assert ask(small, "数学", (4, 1)) == Quota(None, 0, 0, 0, 0, False, False)


def test_from_four_o_clock_on_all_is_free(small: SmallSchool) -> None:
    whole_plan(small)
    assert ask(small, "数学", now=at(MONDAY, 15, 59)).reserved_by_others == 35
    late = ask(small, "数学", now=at(MONDAY, 16))
    assert (late.reserved_by_others, late.free, late.reserving) == (0, 60, False)
    assert ask(small, "数学", day=MONDAY + timedelta(days=1), now=at(MONDAY, 20)).reserved_by_others == 35
    assert ask(small, "数学", day=FRIDAY).reserved_by_others == 0


def test_what_waits_for_its_time_uses_its_quota(small: SmallSchool) -> None:
    whole_plan(small)
    post(small, "t03", [(3, 1)], Draft("抄写", 15), day=MONDAY + timedelta(days=1), publish_at=at(MONDAY + timedelta(days=1), 12))
    assert ask(small, "数学", day=MONDAY + timedelta(days=1)) == Quota(20, 0, 20, 20, 25, True, True)
    assert ask(small, "语文", day=MONDAY + timedelta(days=1)) == Quota(20, 15, 5, 35, 10, True, True)


def test_a_quota_never_refuses(small: SmallSchool) -> None:
    whole_plan(small)
    post(small, "t01", [(3, 1)], Draft("练习", 60))
    found = ask(small, "数学")
    assert (found.own, found.used, found.left, found.free) == (20, 60, 0, 0)


def test_a_changed_plan_is_seen_at_once(small: SmallSchool) -> None:
    whole_plan(small)
    assert ask(small, "数学").own == 20
    save(small, entry("数学", 25, was=(20, "")))
    assert ask(small, "数学").own == 25
    assert ask(small, "数学", day=TERM[1] + timedelta(days=3)).planned is False


def test_plan_against_what_was_registered(small: SmallSchool) -> None:
    whole_plan(small)
    add_teaching(small, "t10", (3, 1), "科学")
    thursday = FRIDAY - timedelta(days=1)
    post(small, "t03", [(3, 1), (3, 2)], Draft("抄写", 25), day=FRIDAY, now=at(FRIDAY))
    post(small, "t01", [(3, 1)], Draft("练习", 15), day=FRIDAY, now=at(FRIDAY))
    post(small, "t03", [(3, 1)], Draft("抄写", 10), day=thursday, now=at(thursday))
    post(small, "t10", [(3, 1)], Draft("观察", 10), day=thursday, subject="科学", now=at(thursday))
    post(small, "t03", [(3, 1)], Draft("来日", 20), day=MONDAY + timedelta(days=1))

    def week(who: str = "t02", grade: int = 3, end: date = MONDAY + timedelta(days=4)) -> object:
        return plan_against(house=small.house, actor=small.actor(who), grade=grade, start=FRIDAY - timedelta(days=4), end=end, now=NOW)

    found = week()
    assert (found.days, found.total, found.cap, found.room, found.mean) == (3, 55, 60, 5, 28.3)  # type: ignore[attr-defined]
    assert [(x.subject, x.planned, x.mean, x.given, x.most, x.above, x.exceeds) for x in found.lines] == [  # type: ignore[attr-defined]
        ("语文", 20, 20.0, 3, 25, 2, False), ("数学", 20, 5.0, 1, 15, 0, False), ("英语", 15, 0.0, 0, 0, 0, False), ("科学", None, 3.3, 1, 10, 0, False)]
    post(small, "t03", [(3, 2)], Draft("作文", 60), day=MONDAY)
    assert week().lines[0].exceeds and week().days == 4  # type: ignore[attr-defined]
    assert week("t07", 1).lines == ()  # type: ignore[attr-defined]
    with pytest.raises(NotFound):
        week(grade=4)
    with pytest.raises(NotAllowed):
        week("t01")


@on_sqlite
def test_an_inspector_sees_the_opened_days_only(small: SmallSchool) -> None:
    whole_plan(small)
    period = (FRIDAY, FRIDAY)
    actor = Actor(small.staff["t09"], "司马文博", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=period)
    post(small, "t03", [(3, 1)], Draft("抄写", 20), day=MONDAY)
    found = plan_against(house=small.house, actor=actor, grade=3, start=TERM[0], end=TERM[1], now=NOW)
    assert (found.start, found.end, found.days) == (FRIDAY, FRIDAY, 0)
    with pytest.raises(NotFound):
        plan_against(house=small.house, actor=actor, grade=3, start=MONDAY, end=MONDAY, now=NOW)
    spring = next_term(small)
    assert [t.id for t in quota.term_plan(house=small.house, actor=actor, now=NOW).terms] == [small.term_id]
    with pytest.raises(NotFound):
        quota.term_plan(house=small.house, actor=actor, term_id=spring, now=NOW)
