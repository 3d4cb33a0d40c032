"""Walk-throughs: what is recorded and asked for, who sees which, what waits and how it is closed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from schoolapp.records import audit as audit_records
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.walks import WalkMark, WalkPoint
from schoolapp.services import audit, needs
from schoolapp.services.afterschool import walks as services
from schoolapp.services.afterschool.walks import BadWalk
from schoolapp.services.house import Conflict
from tests.cast import MONDAY, SmallSchool, at
from tests.conftest import on_sqlite

RUNNING = at(MONDAY, 16, 30)
FINE = dict.fromkeys(WalkPoint, WalkMark.OK)
CROWDED = {**FINE, WalkPoint.HANDOVER: WalkMark.FOLLOW}


def walk(small: SmallSchool, who: str = "t07", points: dict[WalkPoint, WalkMark] = FINE, note: str = "", **values: object) -> int:
    here = {"programme_id": small.programmes["hw3"], "day": MONDAY, "start": 960, "now": RUNNING, **values}
    return services.record_walk(house=small.house, actor=small.actor(who), points=points, note=note, **here)  # type: ignore[arg-type]


def faults_of(small: SmallSchool, **values: object) -> list[tuple[str, str]]:
    with pytest.raises(BadWalk) as found:
        walk(small, **values)  # type: ignore[arg-type]
    return [tuple(f) for f in found.value.faults]


def seen(small: SmallSchool, who: str = "t06") -> services.WalkList:
    return services.list_walks(house=small.house, actor=small.actor(who), now=RUNNING)


def test_a_walk_is_kept_with_its_points_audited_and_closed_with_a_note(small: SmallSchool) -> None:
    walk_id = walk(small, points=CROWDED, note="两个班同时出门，有点挤")
    found = services.get_walk(house=small.house, actor=small.actor("t06"), walk_id=walk_id)
    assert found.open and found.follow == (WalkPoint.HANDOVER,) and list(found.points) == list(WalkPoint)
    services.follow_up(house=small.house, actor=small.actor("t06"), walk_id=walk_id, note="已错开三分钟", now=RUNNING + timedelta(days=1))
    found = services.get_walk(house=small.house, actor=small.actor("t06"), walk_id=walk_id)
    assert not found.open and found.row.followed_up == "已错开三分钟"
    with pytest.raises(Conflict, match="closed"):
        services.follow_up(house=small.house, actor=small.actor("t06"), walk_id=walk_id, note="再写一次", now=RUNNING)
    with small.house.reading() as connection:
        entries = audit_records.entries_of(connection, f"walk:{walk_id}")
    assert [e.act for e in entries] == ["walk_recorded", "walk_followed_up"] and json.loads(entries[0].new)["points"]["handover"] == "follow"
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_every_point_needs_its_mark_and_what_is_to_be_followed_up_a_note(small: SmallSchool) -> None:
    assert faults_of(small, points={k: v for k, v in FINE.items() if k is not WalkPoint.HELP}) == [("help", "required")]
    assert faults_of(small, points=CROWDED) == [("note", "required")]
    assert faults_of(small, note="找13812345678") == [("note", "mobile")]
    assert faults_of(small, note="字" * 501) == [("note", "long")]
    assert faults_of(small, now=at(MONDAY, 15, 59)) == [("day", "future")]


@on_sqlite
def test_a_club_is_not_asked_about_help_with_homework(small: SmallSchool) -> None:
    club = {"programme_id": small.programmes["club3"], "start": 1020, "now": at(MONDAY, 17, 30)}
    walk_id = walk(small, points={k: v for k, v in FINE.items() if k is not WalkPoint.HELP}, **club)
    assert WalkPoint.HELP not in services.get_walk(house=small.house, actor=small.actor("t06"), walk_id=walk_id).points


@on_sqlite
def test_only_a_session_of_the_day_can_be_visited(small: SmallSchool) -> None:
    for wrong in ({"start": 961}, {"programme_id": 99}, {"day": MONDAY - timedelta(days=1)}):
        with pytest.raises(NotFound):
            walk(small, **wrong)
    offer = {"house": small.house, "actor": small.actor("t07"), "programme_id": small.programmes["hw3"], "day": MONDAY, "now": RUNNING}
    assert services.walk_offer(start=960, **offer).session.name == "三年级作业辅导"  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        services.walk_offer(start=961, **offer)  # type: ignore[arg-type]


@on_sqlite
def test_teachers_do_not_walk_and_a_leader_sees_the_own_grade(small: SmallSchool) -> None:
    walk_id = walk(small)
    with pytest.raises(NotAllowed):
        walk(small, "t01")
    assert [w.row.id for w in seen(small, "t02").others] == [walk_id]  # leads grade 3
    with small.house.writing(actor=OPERATOR, now=RUNNING) as work:
        from schoolapp.records import afterschool as records
        work.change(records.programme, small.programmes["hw3"], grades="4")
        work.audit("programme_saved", "programme:1")
    assert seen(small, "t02").others == ()
    with pytest.raises(NotFound):
        services.get_walk(house=small.house, actor=small.actor("t02"), walk_id=walk_id)
    with pytest.raises(NotFound):
        services.follow_up(house=small.house, actor=small.actor("t02"), walk_id=walk_id, note="好了", now=RUNNING)


@on_sqlite
def test_the_list_has_what_is_open_first_and_what_runs_now(small: SmallSchool) -> None:
    fine, crowded = walk(small), walk(small, points=CROWDED, note="有点挤")
    found = seen(small)
    assert [w.row.id for w in found.open] == [crowded] and [w.row.id for w in found.others] == [fine]
    assert [(s.name, visits) for s, visits in found.running] == [("三年级作业辅导", 2)]
    assert [(s.name, visits) for s, visits in found.rest] == [("科学社团", 0)]
    late = services.list_walks(house=small.house, actor=small.actor("t06"), now=at(MONDAY, 17, 10))
    assert [s.name for s, _ in late.running] == ["三年级作业辅导", "科学社团"]  # the room is not empty yet


@on_sqlite
def test_what_is_open_is_among_what_needs_somebody(small: SmallSchool) -> None:
    assert services.count_open(house=small.house, actor=small.actor("t07")) == 0
    walk(small, points=CROWDED, note="有点挤")
    lines = needs.needs_of(house=small.house, actor=small.actor("t07"), now=RUNNING)
    assert [(n.kind, n.values["count"], n.endpoint) for n in lines if n.kind == "walk_open"] == [("walk_open", 1, "afterschool.walks")]


@on_sqlite
def test_a_form_that_comes_twice_is_one_walk(small: SmallSchool) -> None:
    assert walk(small, request_key="k" * 32) == walk(small, request_key="k" * 32)
    with pytest.raises(Conflict):
        walk(small, request_key="k" * 32, note="别的")
