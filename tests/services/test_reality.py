"""Estimate against reality: a teacher sees the own entries in the own subjects and nothing else, a leader classes without subjects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from schoolapp.config import Config
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.rules.sampling import Compared
from schoolapp.services import reality, sampling, school
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, post

pytestmark = on_sqlite
FRIDAY, THURSDAY, WEDNESDAY = (MONDAY - timedelta(days=n) for n in (3, 4, 5))


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    small = make_school(house)
    for day, minutes in ((FRIDAY, 20), (THURSDAY, 30)):
        post(small, "t01", [(3, 1), (3, 2)], Draft("口算", minutes), day=day, now=at(day))
        post(small, "t03", [(3, 1)], Draft("生字", 15), day=day, now=at(day))
    yield small
    house.close()


def sample(small: SmallSchool, day: object, asked: int, mean_tenths: int, subject: str = "", who: str = "t01", place: tuple[int, int] = (3, 1)) -> None:
    sampling.enter_sample(house=small.house, actor=small.actor(who), class_id=small.classes[place], day=day, subject=subject, asked=asked,  # type: ignore[arg-type]
                          mean_tenths=mean_tenths, now=NOW)


def mine(small: SmallSchool, who: str = "t01") -> reality.Reality:
    return reality.my_reality(house=small.house, actor=small.actor(who), now=NOW)


def test_the_own_subject_over_days_with_both(small: SmallSchool) -> None:
    sample(small, FRIDAY, 30, 260, "数学")
    sample(small, THURSDAY, 10, 300, "数学")
    sample(small, WEDNESDAY, 20, 100, "数学")  # nothing was registered
    found = mine(small)
    assert (found.start, found.end) == (TERM[0], MONDAY)
    assert [(row.one.number, row.subject) for row in found.rows] == [(1, "数学"), (2, "数学")]
    assert found.rows[0].compared == Compared(225, 270, 2, 40) and (found.rows[0].sampled, found.rows[0].unmatched) == (3, 1)
    assert found.rows[1].compared is None and not found.rows[1].sampled


def test_too_few_is_said_and_does_not_count(small: SmallSchool) -> None:
    sample(small, FRIDAY, 9, 900, "数学")
    row = mine(small).rows[0]
    assert row.compared is None and (row.sampled, row.too_few) == (0, 1) and mine(small).any


def test_nobody_sees_a_colleagues_subject(small: SmallSchool) -> None:
    sample(small, FRIDAY, 30, 260, "数学")
    sample(small, FRIDAY, 30, 160, "语文")
    for who, subject in (("t01", "数学"), ("t02", "英语"), ("t03", "语文")):
        assert {row.subject for row in mine(small, who).rows} == {subject}
    assert mine(small, "t02").rows[0].compared is None


def test_a_colleagues_entries_in_the_same_subject_are_left_out(small: SmallSchool) -> None:
    add_teaching(small, "t10", (3, 1), "数学")
    sample(small, FRIDAY, 30, 260, "数学")
    found = mine(small, "t10")
    assert [row.subject for row in found.rows] == ["数学"] and found.rows[0].compared is None
    post(small, "t10", [(3, 1)], Draft("练习", 5), subject="数学", day=FRIDAY, now=at(FRIDAY))
    assert mine(small).rows[0].compared is None  # the day is no longer the own entry alone


def test_a_homeroom_teacher_sees_the_own_class_as_a_whole(small: SmallSchool) -> None:
    sample(small, FRIDAY, 30, 400)
    (whole,) = mine(small).wholes
    assert whole.subject == "" and whole.compared == Compared(350, 400, 1, 30)
    assert mine(small, "t02").wholes == ()


def test_a_leader_sees_classes_in_their_order(small: SmallSchool) -> None:
    sample(small, FRIDAY, 30, 100)
    sample(small, FRIDAY, 30, 900, who="t03", place=(3, 2))
    sample(small, FRIDAY, 30, 260, "数学")
    found = reality.grade_reality(house=small.house, actor=small.actor("t02"), grade=3, now=NOW)
    assert [(row.one.number, row.subject) for row in found.rows] == [(1, ""), (2, "")]
    assert [row.compared and row.compared.more_tenths for row in found.rows] == [-250, 700]


def test_who_may_see_a_grade(small: SmallSchool) -> None:
    with pytest.raises(NotFound):
        reality.grade_reality(house=small.house, actor=small.actor("t02"), grade=4, now=NOW)
    with pytest.raises(NotAllowed):
        reality.grade_reality(house=small.house, actor=small.actor("t01"), grade=3, now=NOW)
    assert reality.grade_reality(house=small.house, actor=small.actor("t05"), grade=4, now=NOW).rows
    with pytest.raises(NotAllowed):
        mine(small, "t05")
