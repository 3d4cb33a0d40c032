"""What is offered where a class has no room: the next day that has it, whose item could be shorter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.rules.homework import Tier
from schoolapp.services.homework import Draft, NoRoom, ways
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import grant, post
from tests.services.request_cases import MATHS, TUESDAY, full_day, set_profile, ways_of


@on_sqlite
def test_the_next_day_with_room_is_offered(small: SmallSchool) -> None:
    full_day(small)
    post(small, "t03", [(3, 1)], Draft("抄写", 45), day=TUESDAY)
    post(small, "t03", [(3, 1)], Draft("抄写", 35), day=TUESDAY + timedelta(days=1))
    move = ways_of(small, "t01", [(3, 1)], MATHS).move
    assert move is not None and (move.day, move.figure, move.cap, move.left) == (date(2026, 11, 25), 35, 60, 25)
    short = ways_of(small, "t01", [(3, 1)], Draft("口算", 16)).move
    assert short is not None and short.day == date(2026, 11, 25)
    assert ways_of(small, "t01", [(3, 1)], Draft("口算", 61)).move is None


@on_sqlite
def test_every_refused_class_must_have_room_on_the_day(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1), (3, 2)], Draft("抄写", 50))
    post(small, "t03", [(3, 2)], Draft("抄写", 50), day=TUESDAY)
    move = ways_of(small, "t01", [(3, 1), (3, 2)], MATHS).move
    assert move is not None and move.day == date(2026, 11, 25) and move.left == 60
    only = ways_of(small, "t01", [(3, 1)], MATHS).move
    assert only is not None and only.day == TUESDAY


@on_sqlite
def test_what_waits_for_its_time_and_free_weekdays_count_in_the_search(small: SmallSchool) -> None:
    set_profile(small, no_homework_weekday=3)
    full_day(small)
    post(small, "t03", [(3, 1)], Draft("抄写", 50), day=TUESDAY, publish_at=at(TUESDAY, 16))
    move = ways_of(small, "t01", [(3, 1)], MATHS).move
    assert move is not None and move.day == date(2026, 11, 26)


@on_sqlite
def test_the_search_ends_with_ten_school_days_and_with_the_term(small: SmallSchool) -> None:
    days, day = [], MONDAY
    while len(days) < 11:
        if day.isoweekday() < 6:
            days.append(day)
        day += timedelta(days=1)
    for day in days[:-1]:
        post(small, "t03", [(3, 1)], Draft("抄写", 60), day=day)
    move = ways_of(small, "t01", [(3, 1)], MATHS).move
    assert move is not None and move.day == days[-1]
    post(small, "t03", [(3, 1)], Draft("抄写", 60), day=days[-1])
    assert ways_of(small, "t01", [(3, 1)], MATHS).move is None
    last = date(2027, 1, 22)
    post(small, "t03", [(3, 1)], Draft("抄写", 60), day=last)
    assert ways_of(small, "t01", [(3, 1)], MATHS, day=last).move is None


@on_sqlite
def test_a_substitute_is_not_sent_beyond_the_grant(small: SmallSchool) -> None:
    full_day(small)
    grant(small, "t10", (3, 1), "数学", MONDAY, MONDAY)
    with pytest.raises(NoRoom) as full:
        post(small, "t10", [(3, 1)], MATHS, subject="数学")
    found = ways.ways_out(house=small.house, actor=small.actor("t10"), full=full.value, day=MONDAY, subject="数学", drafts=[MATHS], now=NOW)
    assert found.move is None and found.asks


@on_sqlite
def test_the_subject_with_most_minutes_of_somebody_else_is_asked(small: SmallSchool) -> None:
    chinese, english = full_day(small)
    found = ways_of(small, "t01", [(3, 1)], MATHS)
    assert [(a.subject, a.item_id, a.minutes) for a in found.asks] == [("语文", chinese, 5)]
    own = ways_of(small, "t03", [(3, 1)], Draft("读写", 20))
    assert [(a.subject, a.item_id) for a in own.asks] == [("英语", english)]
    # who would have nothing left, or whose work never counts, is not asked
    assert ways_of(small, "t01", [(3, 1)], Draft("口算", 40)).asks == ()
    assert [a.minutes for a in ways_of(small, "t01", [(3, 1)], Draft("口算", 39)).asks] == [24]


@on_sqlite
def test_a_tier_behind_a_longer_one_is_not_asked(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("基础", 30, tier=Tier.BASIC), Draft("提高", 30, tier=Tier.RAISED))
    post(small, "t02", [(3, 1)], Draft("单词", 20))
    found = ways_of(small, "t01", [(3, 1)], MATHS)
    assert [(a.subject, a.minutes) for a in found.asks] == [("英语", 10)]
