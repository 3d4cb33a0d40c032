"""The weekly sign-off: off by default, one tap for the own grade, later changes stand as later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from schoolapp.config import Config
from schoolapp.records import school as school_records
from schoolapp.rules.people import System
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.policy import default_profile, to_json
from schoolapp.services import audit, school, sign_off
from schoolapp.services.homework import Draft
from schoolapp.services.sign_off import SignOff, SignOffRefused, WeekFigures
from tests.cast import MONDAY, NOW, SmallSchool, at, make_school
from tests.services.homework_cases import post

LAST = MONDAY - timedelta(days=7)
TUE, WED, FRI = (LAST + timedelta(days=n) for n in (1, 2, 4))


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    small = make_school(house)
    post(small, "t01", [(3, 1), (3, 2)], Draft("口算", 30), day=LAST, now=at(LAST))
    post(small, "t03", [(3, 1)], Draft("作文", 60), day=TUE, now=at(WED), reason="当天忘了")
    yield small
    house.close()


def switch_on(small: SmallSchool, since: date = LAST) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        content = to_json(replace(default_profile(System.SIX_THREE, since), weekly_sign_off=True))
        row = work.add(school_records.policy_profile, valid_from=since, content=content)
        work.audit("profile_added", f"profile:{row}", None, {})


def shown(small: SmallSchool, who: str = "t02", now: datetime = NOW, monday: date = LAST, grade: int = 3) -> SignOff | None:
    return sign_off.sign_off_of(house=small.house, actor=small.actor(who, now), grade=grade, monday=monday, now=now)


def sign(small: SmallSchool, who: str = "t02", now: datetime = NOW, monday: date = LAST, grade: int = 3) -> bool:
    return sign_off.sign_week(house=small.house, actor=small.actor(who, now), grade=grade, monday=monday, now=now)


def test_it_is_off_unless_the_school_asks_for_it(small: SmallSchool) -> None:
    assert shown(small) is None
    with pytest.raises(SignOffRefused, match="off"):
        sign(small)
    switch_on(small, MONDAY)
    assert shown(small) is None and shown(small, now=at(MONDAY + timedelta(days=4)), monday=MONDAY) is not None


def test_one_tap_and_what_was_signed(small: SmallSchool) -> None:
    switch_on(small)
    before = shown(small)
    assert before is not None and before.may_sign and before.signed is None
    assert before.figures == WeekFigures(3, 10, 400, 0, 7, 1)
    version = small.house.data_version()
    assert sign(small) and not sign(small)
    after = shown(small)
    assert after is not None and not after.may_sign and after.signed is not None
    assert (after.signed.by, after.signed.at, after.signed.data_version) == ("陈国栋", NOW, version)
    assert after.signed.figures == before.figures and after.signed.later == ()
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_the_board_names_nobody_but_to_who_knows_names(small: SmallSchool) -> None:
    switch_on(small)
    sign(small, "t05")
    names = {who: found.signed.by for who in ("t02", "t05", "t07") if (found := shown(small, who)) and found.signed}
    assert names == {"t02": "", "t05": "周舟", "t07": "周舟"}


def test_later_changes_stand_as_later(small: SmallSchool) -> None:
    switch_on(small)
    sign(small)
    later = at(MONDAY, 16)
    post(small, "t01", [(3, 2)], Draft("练习", 20), day=TUE, now=later, reason="补录")
    post(small, "t01", [(3, 1)], Draft("练习", 20), day=MONDAY, now=later)  # another week
    post(small, "t03", [(4, 1)], Draft("练习", 20), day=TUE, now=later, reason="补录")  # another grade
    found = shown(small, now=later)
    assert found is not None and found.signed is not None
    assert [(c.one.number, c.day, c.at) for c in found.signed.later] == [(2, TUE, later)]
    assert found.signed.figures.recorded == 3 and found.figures.recorded == 4
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_not_before_the_weeks_last_school_day(small: SmallSchool) -> None:
    switch_on(small)
    early = shown(small, now=at(WED))
    assert early is not None and not early.may_sign and early.from_day == FRI
    with pytest.raises(SignOffRefused, match="early"):
        sign(small, now=at(WED))
    assert sign(small, now=at(FRI, 17))


def test_a_week_without_school_is_not_signed(small: SmallSchool) -> None:
    switch_on(small, date(2026, 9, 7))
    monday = date(2027, 2, 1)
    assert shown(small, now=at(monday), monday=monday) is None
    with pytest.raises(SignOffRefused, match="empty"):
        sign(small, now=at(monday), monday=monday)


def test_only_the_own_grade(small: SmallSchool) -> None:
    switch_on(small)
    with pytest.raises(NotFound):
        sign(small, grade=4)
    for who in ("t01", "t07"):
        with pytest.raises(NotAllowed):
            sign(small, who)
    assert shown(small, grade=4) is None
    principal = shown(small, "t07")
    assert principal is not None and not principal.may_sign
    assert sign(small, "t05", grade=4)  # the office, where no leader is named
