"""What staff see of families' answers: from five on, apart from the samples, for those who lead; never in a check."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from schoolapp.rules.permits import OPERATOR
from schoolapp.services import feedback, findings, reality, sampling
from schoolapp.services.homework import Draft
from schoolapp.services.reality import DayReality, HeardRow
from tests.cast import MONDAY, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.answer_cases import EVENING, FRIDAY, TUESDAY, WEDNESDAY, asking, class_of, give, give_many, switch
from tests.services.homework_cases import post

LATER = at(WEDNESDAY, 9)


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return asking(small)


def day(small: SmallSchool, who: str = "t01", on: date = MONDAY, now: datetime = LATER) -> DayReality | None:
    return reality.day_reality(house=small.house, actor=small.actor(who, now), class_id=small.classes[3, 1], day=on, now=now)


def grade(small: SmallSchool, who: str = "t02") -> tuple[HeardRow, ...] | None:
    return reality.grade_reality(house=small.house, actor=small.actor(who, LATER), grade=3, now=LATER).heard


def test_from_five_answers_on_they_are_shown(small: SmallSchool) -> None:
    give_many(small, [0, 16, 16, 61])
    found = day(small)
    assert found is not None and found.heard is not None and found.sample is None
    assert found.heard.counts == () and (found.heard.until, found.heard.open) == (TUESDAY, False)  # four: not even how many
    give(small, 0, 5)
    for _ in range(2):  # open and closed alike
        found = day(small)
        assert found is not None and found.heard is not None
        assert [(band.low, n) for band, n in found.heard.counts if n] == [(0, 2), (16, 2), (61, 1)] and found.heard.n == 5
        feedback.close_due(house=small.house, now=LATER)


@pytest.mark.parametrize("who", ["t01", "t02", "t05", "t07", "t03", "t04", "t09", "t10"])
@on_sqlite
def test_only_who_heads_or_leads_the_class_sees_them(small: SmallSchool, who: str) -> None:
    give_many(small, [0, 16, 16, 61, 61])
    found = day(small, who, now=EVENING)
    assert (found is not None and found.heard is not None and found.heard.n == 5) is (who in {"t01", "t02", "t05", "t07"})


@on_sqlite
def test_the_sample_stands_apart(small: SmallSchool) -> None:
    give_many(small, [0] * 5)
    sampling.enter_sample(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], day=MONDAY, asked=12, mean_tenths=425, now=LATER)
    found = day(small)
    assert found is not None and found.sample is not None and found.heard is not None
    assert (found.sample.asked, found.sample.mean_tenths, found.enough, found.heard.n) == (12, 425, True, 5)


@on_sqlite
def test_switched_off_staff_see_the_sample_alone(small: SmallSchool) -> None:
    give_many(small, [0] * 5)
    switch(small, False)
    assert day(small) is None and grade(small) is None
    switch(small, True)
    assert grade(small) is not None  # nothing was lost


@on_sqlite
def test_a_day_without_homework_says_nothing(small: SmallSchool) -> None:
    assert day(small, on=FRIDAY) is None and day(small, on=WEDNESDAY) is None


def test_a_grade_adds_up_the_days_that_have_enough(small: SmallSchool) -> None:
    for on in (FRIDAY, TUESDAY):
        post(small, "t03", [(3, 1)], Draft("读书笔记", 10), day=on, now=at(on))
    give_many(small, [0, 16, 16, 61, 91])
    give_many(small, [46, 46, 61, 0, 0, 1], first=20, day=TUESDAY, now=at(TUESDAY, 20))
    give_many(small, [91] * 4, first=40, day=FRIDAY, now=at(FRIDAY, 20))  # too few: none of them counts
    one, two = class_of(small), class_of(small, (3, 2))
    assert grade(small) == (HeardRow(one, 2, 11, 3, 1), HeardRow(two, 0, 0, 0, 0))
    feedback.close_due(house=small.house, now=LATER)
    assert grade(small) == (HeardRow(one, 2, 11, 3, 1), HeardRow(two, 0, 0, 0, 0))
    assert grade(small, "t07") is not None and grade(small, "t10") is None
    mine = reality.my_reality(house=small.house, actor=small.actor("t01", LATER), now=LATER)
    assert mine.heard == (HeardRow(one, 2, 11, 3, 1),)
    assert reality.my_reality(house=small.house, actor=small.actor("t10", LATER), now=LATER).heard is None


def test_no_check_and_no_finding_knows_of_them(small: SmallSchool) -> None:
    def check() -> str:
        return json.dumps(findings.check(house=small.house, actor=OPERATOR, start=TERM[0], end=WEDNESDAY, now=LATER), default=str)

    before = check()
    give_many(small, [91] * 30)
    assert check() == before
    feedback.close_due(house=small.house, now=LATER)
    assert check() == before
