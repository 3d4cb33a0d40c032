"""None today: declared by a teacher or for the whole class, arising by itself, superseded by a later post, taken back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from schoolapp.records.homework import homework_none
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import homework
from schoolapp.services.homework import Draft, Refused
from tests.cast import NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import check_records, day_row, nones_of, post

PLACE = (3, 1)


def declare(small: SmallSchool, who: str, subject: str) -> int:
    return homework.declare_none(house=small.house, actor=small.actor(who), class_id=small.classes[PLACE], subject=subject, now=NOW)


def declare_class(small: SmallSchool, who: str = "t01") -> int:
    return homework.declare_class_none(house=small.house, actor=small.actor(who), class_id=small.classes[PLACE], now=NOW)


def test_a_subjects_none_records_nothing_yet(small: SmallSchool) -> None:
    first = declare(small, "t01", "数学")
    assert declare(small, "t01", "数学") == first  # a second tap changes nothing
    assert nones_of(small, PLACE) == {"数学"} and not day_row(small, PLACE).declared
    check_records(small)


def test_the_class_none_arises_when_all_taught_subjects_said_none(small: SmallSchool) -> None:
    declare(small, "t01", "数学")
    declare(small, "t02", "英语")
    assert not day_row(small, PLACE).declared
    last = declare(small, "t03", "语文")
    assert nones_of(small, PLACE) == {"数学", "英语", "语文", ""} and day_row(small, PLACE).declared
    check_records(small)
    homework.undo_none(house=small.house, actor=small.actor("t03"), none_id=last, now=NOW)  # the one that arose by itself falls too
    assert nones_of(small, PLACE) == {"数学", "英语"} and not day_row(small, PLACE).declared
    check_records(small)


@on_sqlite
def test_it_does_not_arise_beside_homework(small: SmallSchool) -> None:
    post(small, "t03", [PLACE], Draft("抄写", 5))
    declare(small, "t01", "数学")
    declare(small, "t02", "英语")
    assert not day_row(small, PLACE).declared


def test_a_later_post_supersedes_and_keeps_the_history(small: SmallSchool) -> None:
    declare(small, "t01", "数学")
    declare_class(small)
    assert day_row(small, PLACE).declared
    done = post(small, "t01", [PLACE], Draft("口算", 10))
    assert nones_of(small, PLACE) == set() and not day_row(small, PLACE).declared
    with small.house.reading() as connection:
        kept = connection.execute(select(homework_none.c.subject, homework_none.c.superseded_at)).all()
    assert len(kept) == 2 and all(at_ == NOW for _, at_ in kept)
    check_records(small)
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=done.items[0], version=1, reason="登记错了", now=NOW)
    assert nones_of(small, PLACE) == set()  # what was superseded does not come back
    declare(small, "t01", "数学")
    check_records(small)


@on_sqlite
def test_a_post_of_one_subject_leaves_the_nones_of_others(small: SmallSchool) -> None:
    declare(small, "t02", "英语")
    declare(small, "t01", "数学")
    declare(small, "t03", "语文")
    post(small, "t01", [PLACE], Draft("口算", 10))
    assert nones_of(small, PLACE) == {"英语", "语文"}
    check_records(small)


@on_sqlite
def test_none_is_refused_beside_the_subjects_own_homework(small: SmallSchool) -> None:
    post(small, "t01", [PLACE], Draft("口算", 10))
    with pytest.raises(Refused) as refused:
        declare(small, "t01", "数学")
    assert refused.value.code == "has_items"
    with pytest.raises(Refused):
        declare_class(small)


@on_sqlite
def test_only_the_homeroom_teacher_speaks_for_the_class(small: SmallSchool) -> None:
    for who in ("t05", "t07", "t08", "t02"):
        with pytest.raises((NotAllowed, NotFound)):
            declare_class(small, who)
    with pytest.raises(NotFound):
        declare_class(small, "t03")  # heads another class
    with pytest.raises(NotFound):
        declare(small, "t02", "数学")
    mine = declare_class(small)
    with pytest.raises(NotFound):
        homework.undo_none(house=small.house, actor=small.actor("t03"), none_id=mine, now=NOW)
    homework.undo_none(house=small.house, actor=small.actor("t01"), none_id=mine, now=NOW)
    assert not day_row(small, PLACE).declared
    check_records(small)


@on_sqlite
def test_a_none_of_yesterday_stays(small: SmallSchool) -> None:
    mine = declare(small, "t01", "数学")
    tomorrow = at(date(2026, 11, 24))
    with pytest.raises(NotFound):
        homework.undo_none(house=small.house, actor=small.actor("t01", tomorrow), none_id=mine, now=tomorrow)


@on_sqlite
def test_nothing_is_declared_on_a_day_off(small: SmallSchool) -> None:
    saturday = at(date(2026, 11, 28))
    with pytest.raises(Refused) as refused:
        homework.declare_none(
            house=small.house, actor=small.actor("t01", saturday), class_id=small.classes[PLACE], subject="数学", now=saturday
        )
    assert refused.value.code == "not_school_day"
