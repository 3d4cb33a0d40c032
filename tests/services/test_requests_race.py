"""Requests at the same instant as everything else: one room goes to one, one answer holds, nothing is published or shortened twice."""

from __future__ import annotations

from schoolapp.services import homework
from schoolapp.services.homework import Draft, NoRoom, requests
from schoolapp.services.house import Conflict
from tests.cast import NOW, SmallSchool
from tests.services.homework_cases import check_records, day_row, items_of, post
from tests.services.request_cases import MATHS, agree, approval, ask, full_day, publish, set_profile, ways_of
from tests.services.test_homework_race import at_once


def kinds(found: list[object]) -> list[str]:
    return sorted(type(r).__name__ for r in found)


def test_the_room_that_was_made_goes_to_one(small: SmallSchool) -> None:
    full_day(small)
    (number,) = ask(small, "t01", [(3, 1)], MATHS).requests
    agree(small, "t03", number)  # 40 of 60: 20 are free
    found = at_once([lambda: publish(small, "t01", number), lambda: post(small, "t02", [(3, 1)], Draft("听读单", 20))])
    assert kinds(found) == ["NoRoom", "Posted"] and day_row(small, (3, 1)).written == 60
    check_records(small)


def test_agreeing_and_a_post_at_once(small: SmallSchool) -> None:
    full_day(small)
    (number,) = ask(small, "t01", [(3, 1)], MATHS).requests
    found = at_once([lambda: agree(small, "t03", number), lambda: post(small, "t02", [(3, 1)], Draft("听读单", 16))])
    assert not isinstance(found[0], Exception)
    # before the agreement there are 15 minutes, after it 20
    assert day_row(small, (3, 1)).written in (40, 56) and (isinstance(found[1], NoRoom) == (day_row(small, (3, 1)).written == 40))
    found = at_once([lambda: publish(small, "t01", number)] * 3)
    assert day_row(small, (3, 1)).written <= 60 and sum(i.subject == "数学" for i in items_of(small, (3, 1))) <= 1
    check_records(small)


def test_two_taps_of_yes_shorten_once(small: SmallSchool) -> None:
    full_day(small)
    (number,) = ask(small, "t01", [(3, 1)], MATHS).requests
    found = at_once([lambda: agree(small, "t03", number)] * 3)
    assert kinds(found) == ["Conflict", "Conflict", "NoneType"] and day_row(small, (3, 1)).written == 40
    done = at_once([lambda: publish(small, "t01", number)] * 3)
    assert all(not isinstance(r, Exception) or isinstance(r, Conflict) for r in done) and day_row(small, (3, 1)).written == 60
    assert sum(i.subject == "数学" for i in items_of(small, (3, 1))) == 1
    check_records(small)


def test_yes_and_a_correction_of_the_same_item(small: SmallSchool) -> None:
    chinese, _ = full_day(small)
    (number,) = ask(small, "t01", [(3, 1)], MATHS).requests
    found = at_once([
        lambda: agree(small, "t03", number),
        lambda: homework.correct_homework(
            house=small.house, actor=small.actor("t03"), item_id=chinese, version=1, draft=Draft("抄写一课", 22), reason="改", now=NOW
        ),
    ])
    assert sum(isinstance(r, Conflict) for r in found) == 1 and day_row(small, (3, 1)).written in (40, 42)
    check_records(small)


def test_yes_and_taking_back_or_withdrawing(small: SmallSchool) -> None:
    chinese, _ = full_day(small)
    (number,) = ask(small, "t01", [(3, 1)], MATHS).requests
    back = at_once([
        lambda: agree(small, "t03", number),
        lambda: requests.take_back(house=small.house, actor=small.actor("t01"), request_id=number, now=NOW),
        lambda: homework.withdraw_homework(house=small.house, actor=small.actor("t03"), item_id=chinese, version=1, reason="换", now=NOW),
    ])
    assert all(not isinstance(r, Exception) or isinstance(r, Conflict) for r in back), back
    assert day_row(small, (3, 1)).written in (20, 40)
    check_records(small)


def test_a_double_tap_asks_once(small: SmallSchool) -> None:
    full_day(small)
    offered = {a.item_id: a.minutes for a in ways_of(small, "t01", [(3, 1)], MATHS).asks}

    def tap(key: str) -> object:
        return requests.ask_colleagues(house=small.house, actor=small.actor("t01"), day=NOW.date(), subject="数学", class_ids=[small.classes[3, 1]],
                                       drafts=[MATHS], items=offered, request_key=key, now=NOW)

    found = at_once([lambda: tap("form")] * 3)
    assert len({str(r) for r in found}) == 1 and not isinstance(found[0], Exception), found
    assert kinds(at_once([lambda: tap("a"), lambda: tap("b")])) == ["Conflict", "Conflict"]
    check_records(small)


def test_two_leaders_taps_publish_once(small: SmallSchool) -> None:
    full_day(small)
    set_profile(small, over_cap_approval=True)
    (number,) = approval(small).requests
    found = at_once([
        lambda who=who: requests.approve(house=small.house, actor=small.actor(who), request_id=number, now=NOW) for who in ("t02", "t05")
    ])
    assert kinds(found) == ["Conflict", "Posted"]
    assert (day_row(small, (3, 1)).written, day_row(small, (3, 1)).recorded) == (65, 1)
    check_records(small)


def test_two_records_and_a_post_at_once(small: SmallSchool) -> None:
    full_day(small)
    found = at_once([
        lambda: post(small, "t01", [(3, 1), (3, 2)], MATHS, record_reason="课上已经留了"),
        lambda: post(small, "t02", [(3, 2), (3, 1)], Draft("听读单", 20), record_reason="课上已经留了"),
        lambda: post(small, "t03", [(3, 1)], Draft("小练笔", 16)),
    ])
    assert isinstance(found[2], NoRoom) and kinds(found[:2]) == ["Posted", "Posted"]
    row = day_row(small, (3, 1))
    assert (row.written, row.recorded) == (85, 2) and day_row(small, (3, 2)).recorded == 0
    check_records(small)
