"""What waits between colleagues, as those who lead the grade see it: while it waits, with classes and subjects, without anybody's name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schoolapp.services import needs
from schoolapp.services.homework import Draft, inbox, requests
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.request_cases import MATHS, TUESDAY, agree, approval, ask, full_day, set_profile

pytestmark = on_sqlite
SUNDAY = MONDAY + timedelta(days=6)


def seen(small: SmallSchool, who: str, grades: tuple[int, ...] = (3,), now: object = NOW) -> list[tuple[int, str, str, int, bool]]:
    found = inbox.pending_in(house=small.house, actor=small.actor(who), grades=grades, start=MONDAY, end=SUNDAY, now=now)  # type: ignore[arg-type]
    return [(p.one.number, p.subject, p.asked_subject, p.minutes, p.mine) for p in found]


def told(small: SmallSchool, who: str) -> list[str]:
    return [str(need.values["asked"]) for need in needs.needs_of(house=small.house, actor=small.actor(who), now=NOW) if need.kind == "request_between"]


@pytest.mark.parametrize(("who", "sees"), [("t02", True), ("t05", True), ("t07", True), ("t01", False), ("t03", False), ("t10", False)])
def test_who_leads_sees_what_waits(small: SmallSchool, who: str, sees: bool) -> None:
    full_day(small)
    ask(small, "t01", [(3, 1)], MATHS)
    assert seen(small, who) == ([(1, "数学", "语文", 5, False)] if sees else [])
    assert seen(small, "t02", (4,)) == []  # another grade is not the leader's
    assert told(small, who) == (["语文"] if who == "t02" else [])


def test_what_was_answered_or_overtaken_waits_no_more(small: SmallSchool) -> None:
    full_day(small)
    (first,) = ask(small, "t01", [(3, 1)], MATHS).requests
    agree(small, "t03", first)
    assert seen(small, "t02") == [] and told(small, "t02") == []


def test_what_was_registered_otherwise_waits_no_more(small: SmallSchool) -> None:
    full_day(small)
    ask(small, "t01", [(3, 1)], MATHS)
    post(small, "t01", [(3, 1)], Draft("口算", 10), now=at(MONDAY, 15, 30))
    assert seen(small, "t02", now=at(MONDAY, 15, 31)) == []


def test_it_lapses_with_its_day_and_comes_by_day(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50), day=TUESDAY)
    ask(small, "t01", [(3, 1)], MATHS, day=TUESDAY)
    full_day(small)
    ask(small, "t01", [(3, 1)], MATHS)
    assert [row[2:4] for row in seen(small, "t02")] == [("语文", 5), ("语文", 10)]
    assert [row[3] for row in seen(small, "t02", now=at(TUESDAY, 8))] == [10]


def test_the_own_request_is_known_already(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 55))
    ask(small, "t02", [(3, 1)], Draft("单词", 20))
    assert [row[4] for row in seen(small, "t02")] == [True] and told(small, "t02") == []


def test_a_word_of_the_leader_that_waits_stands_there_too(small: SmallSchool) -> None:
    set_profile(small, over_cap_record=True, over_cap_approval=True)
    post(small, "t03", [(3, 1)], Draft("抄写", 55))
    (request_id,) = approval(small).requests
    assert seen(small, "t02") == [(1, "数学", "", 15, True)] and seen(small, "t07") == [(1, "数学", "", 15, False)] and told(small, "t02") == []
    requests.decline(house=small.house, actor=small.actor("t02"), request_id=request_id, now=NOW)
    assert seen(small, "t02") == []
