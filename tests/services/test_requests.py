"""Asking a colleague for room: yes, no, taking back, what was kept, and everything that may have changed meanwhile."""

from __future__ import annotations

import pytest

from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import homework
from schoolapp.services.homework import BadDraft, Draft, NoRoom, inbox, requests
from schoolapp.services.house import Conflict
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import check_records, day_row, grant, items_of, post
from tests.services.request_cases import MATHS, TUESDAY, agree, ask, box, full_day, publish, ways_of


@on_sqlite
def test_two_full_classes_ask_one_each_or_nobody(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50))
    post(small, "t02", [(3, 2)], Draft("单词", 55))
    asked = ask(small, "t01", [(3, 1), (3, 2)], MATHS)
    assert len(asked.requests) == 2 and asked.left_out == ()
    assert [r.row.asked_subject for r in box(small, "t03").to_answer] == ["语文"]
    assert [(r.row.asked_subject, r.row.minutes, r.to) for r in box(small, "t02").to_answer] == [("英语", 15, 40)]
    check_records(small)


def test_asked_agreed_published(small: SmallSchool) -> None:
    chinese, _english = full_day(small)
    asked = ask(small, "t01", [(3, 1), (3, 2)], MATHS, key="form")
    assert [c.number for c in asked.classes] == [1] and [c.number for c in asked.left_out] == [2]
    assert items_of(small, (3, 2)) == []
    (request_id,) = asked.requests
    (waiting,) = box(small, "t03").to_answer
    assert (waiting.id, waiting.to, waiting.row.minutes, waiting.row.subject, waiting.step) == (request_id, 20, 5, "数学", "answer")
    assert box(small, "t02").to_answer == () and box(small, "t01").to_answer == () and box(small, "t01").mine[0].step == ""
    agree(small, "t03", request_id)
    item = next(i for i in items_of(small, (3, 1)) if i.id == chinese)
    assert (item.minutes, item.version, item.staff_id) == (20, 2, small.staff["t03"]) and day_row(small, (3, 1)).written == 40
    view = homework.item_view(house=small.house, actor=small.actor("t03"), item_id=chinese, now=NOW)
    assert [(s.act, s.role, s.reason) for s in view.history] == [("posted", "teacher", ""), ("corrected", "teacher", "应同事请求调减")]
    assert box(small, "t03").to_answer == () and box(small, "t01").mine[0].step == "publish"
    done = publish(small, "t01", request_id)
    assert [c.number for c in done.classes] == [1] and day_row(small, (3, 1)).written == 60
    assert box(small, "t01").mine == ()
    with pytest.raises(Conflict):
        publish(small, "t01", request_id)
    assert len(items_of(small, (3, 1))) == 3
    check_records(small)


def test_nothing_typed_is_lost(small: SmallSchool) -> None:
    full_day(small)
    lines = (Draft("课本第34页\n第1、2题", 15, in_school=5), Draft("读题", 5, Kind.ORAL), Draft("挑战题", 8, tier=Tier.OPTIONAL, in_school=0))
    (request_id,) = ask(small, "t01", [(3, 1)], *lines, Draft("口算", 5)).requests
    assert box(small, "t01").mine[0].drafts == (*lines, Draft("口算", 5))
    agree(small, "t03", request_id)
    publish(small, "t01", request_id)
    found = [(i.text, i.minutes, i.kind, i.tier, i.in_school) for i in items_of(small, (3, 1)) if i.subject == "数学"]
    assert found == [tuple(d) for d in (*lines, Draft("口算", 5))]


@on_sqlite
def test_a_double_tap_asks_once_and_one_waits_at_a_time(small: SmallSchool) -> None:
    full_day(small)
    offered = {a.item_id: a.minutes for a in ways_of(small, "t01", [(3, 1)], MATHS).asks}

    def tap(key: str) -> requests.Asked:
        return requests.ask_colleagues(house=small.house, actor=small.actor("t01"), day=MONDAY, subject="数学", class_ids=[small.classes[3, 1]],
                                       drafts=[MATHS], items=offered, request_key=key, now=NOW)

    first = tap("form")
    assert tap("form") == first and len(box(small, "t01").mine) == 1
    with pytest.raises(Conflict) as again:
        tap("another")
    assert again.value.code == "open"
    found = ways_of(small, "t01", [(3, 1)], MATHS)
    assert found.asks == () and [(a.subject, a.state, a.minutes) for a in found.answers] == [("语文", "open", 5)]


@on_sqlite
def test_who_said_no_is_not_asked_again(small: SmallSchool) -> None:
    full_day(small)
    (request_id,) = ask(small, "t01", [(3, 1)], MATHS).requests
    requests.decline(house=small.house, actor=small.actor("t03"), request_id=request_id, answer="当堂已经开始写了", now=NOW)
    (mine,) = box(small, "t01").mine
    assert (mine.state, mine.step, mine.row.answer) == ("declined", "read", "当堂已经开始写了") and box(small, "t03").to_answer == ()
    found = ways_of(small, "t01", [(3, 1)], MATHS)
    assert [a.subject for a in found.asks] == ["英语"] and [a.state for a in found.answers] == ["declined"]
    requests.take_back(house=small.house, actor=small.actor("t01"), request_id=request_id, now=NOW)
    assert box(small, "t01").mine == ()
    with pytest.raises(Conflict):
        publish(small, "t01", request_id)
    with pytest.raises(Conflict):
        agree(small, "t03", request_id)
    check_records(small)


@on_sqlite
def test_a_request_is_answered_by_whose_item_it_is_or_a_substitute(small: SmallSchool) -> None:
    full_day(small)
    (request_id,) = ask(small, "t01", [(3, 1)], MATHS).requests
    for who in ("t01", "t02", "t04"):
        with pytest.raises(NotFound):
            agree(small, who, request_id)
        with pytest.raises(NotFound):
            requests.decline(house=small.house, actor=small.actor(who), request_id=request_id, now=NOW)
    for who in ("t05", "t07", "t08"):
        with pytest.raises((NotAllowed, NotFound)):
            agree(small, who, request_id)
        with pytest.raises((NotAllowed, NotFound)):
            requests.approve(house=small.house, actor=small.actor(who), request_id=request_id, now=NOW)
    with pytest.raises(NotFound):
        requests.take_back(house=small.house, actor=small.actor("t03"), request_id=request_id, now=NOW)
    with pytest.raises(NotFound):
        publish(small, "t03", request_id)
    grant(small, "t10", (3, 1), "语文", MONDAY, MONDAY)
    assert [r.id for r in box(small, "t10").to_answer] == [request_id]
    agree(small, "t10", request_id)
    assert day_row(small, (3, 1)).written == 40
    check_records(small)


@on_sqlite
def test_an_answer_to_what_has_changed_is_a_conflict(small: SmallSchool) -> None:
    chinese, _ = full_day(small)
    (request_id,) = ask(small, "t01", [(3, 1)], MATHS).requests
    homework.correct_homework(house=small.house, actor=small.actor("t03"), item_id=chinese, version=1, draft=Draft("抄写一课", 24), reason="改字", now=NOW)
    with pytest.raises(Conflict) as stale:
        agree(small, "t03", request_id)
    assert stale.value.code == "changed"
    shown = inbox.find_request(house=small.house, actor=small.actor("t03"), request_id=request_id, now=NOW)
    assert shown is not None and shown.item is not None and (shown.item.minutes, shown.to) == (24, 19)
    homework.withdraw_homework(house=small.house, actor=small.actor("t03"), item_id=chinese, version=2, reason="换一项", now=NOW)
    with pytest.raises(Conflict):
        agree(small, "t03", request_id, version=3)
    assert box(small, "t03").to_answer == ()  # and there is room now: nobody is asked any more
    assert box(small, "t01").mine[0].step == "publish"
    publish(small, "t01", request_id)
    assert day_row(small, (3, 1)).written == 40
    check_records(small)


@on_sqlite
def test_nothing_is_shortened_in_vain(small: SmallSchool) -> None:
    _chinese, english = full_day(small)
    (request_id,) = ask(small, "t01", [(3, 1)], MATHS).requests
    homework.withdraw_homework(house=small.house, actor=small.actor("t02"), item_id=english, version=1, reason="不留了", now=NOW)
    with pytest.raises(Conflict) as vain:
        agree(small, "t03", request_id)
    assert vain.value.code == "not_needed"
    later = at(MONDAY, 16)
    post(small, "t01", [(3, 1)], Draft("口算", 10), now=later)  # the asker has found another way
    with pytest.raises(Conflict):
        publish(small, "t01", request_id, now=later)
    assert box(small, "t01", later).mine[0].state == "moot"
    assert day_row(small, (3, 1)).written == 35


@on_sqlite
def test_the_room_may_go_to_somebody_else(small: SmallSchool) -> None:
    full_day(small)
    (request_id,) = ask(small, "t01", [(3, 1)], MATHS).requests
    agree(small, "t03", request_id)
    post(small, "t02", [(3, 1)], Draft("听读单", 10))
    with pytest.raises(NoRoom) as full:
        publish(small, "t01", request_id)
    assert full.value.refused[0].verdict.over_by == 10 and box(small, "t01").mine[0].step == "publish"
    check_records(small)


@on_sqlite
def test_a_request_lapses_with_its_day(small: SmallSchool) -> None:
    full_day(small)
    (request_id,) = ask(small, "t01", [(3, 1)], MATHS).requests
    tomorrow = at(TUESDAY, 8)
    assert box(small, "t03", tomorrow).to_answer == () and box(small, "t01", tomorrow).mine == ()
    for act in (lambda: agree(small, "t03", request_id, now=tomorrow), lambda: publish(small, "t01", request_id, now=tomorrow)):
        with pytest.raises(Conflict):
            act()
    shown = inbox.find_request(house=small.house, actor=small.actor("t01"), request_id=request_id, now=tomorrow)
    assert shown is not None and shown.state == "lapsed"
    with pytest.raises(Conflict):
        requests.ask_colleagues(house=small.house, actor=small.actor("t01"), day=MONDAY, subject="数学", class_ids=[small.classes[3, 1]],
                                drafts=[MATHS], items={1: 5}, now=tomorrow)


@on_sqlite
def test_an_offer_that_does_not_hold_is_not_asked(small: SmallSchool) -> None:
    chinese, _ = full_day(small)

    def tap(items: dict[int, int], *drafts: Draft) -> None:
        requests.ask_colleagues(house=small.house, actor=small.actor("t01"), day=MONDAY, subject="数学", class_ids=[small.classes[3, 1]],
                                drafts=drafts, items=items, now=NOW)

    for items, draft in (({chinese: 4}, MATHS), ({}, MATHS), ({999: 5}, MATHS), ({chinese: 5}, Draft("口算", 5))):
        with pytest.raises(Conflict) as stale:
            tap(items, draft)
        assert stale.value.code == "changed"
    with pytest.raises(BadDraft):
        tap({chinese: 5}, Draft("打 13912345678", 20))
    assert box(small, "t01").mine == ()
    check_records(small)
