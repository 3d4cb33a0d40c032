"""The sign-off's one tap, and the part of the board that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import g

from schoolapp.config import Config
from schoolapp.records import school as school_records
from schoolapp.rules.people import System
from schoolapp.rules.permits import OPERATOR
from schoolapp.rules.policy import default_profile, to_json
from schoolapp.services import school, sign_off
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.web.homework_browser import Visitor, text_of

pytestmark = on_sqlite
LAST = MONDAY - timedelta(days=7)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    small = make_school(house)
    with house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(school_records.policy_profile, valid_from=LAST, content=to_json(replace(default_profile(System.SIX_THREE, LAST), weekly_sign_off=True)))
        work.audit("profile_added", f"profile:{row}", None, {})
    post(small, "t01", [(3, 1)], Draft("口算", 30), day=LAST, now=at(LAST))
    yield small
    house.close()


def part(small: SmallSchool, who: str = "t02", now: datetime = NOW) -> str:
    """The part as the board shows it."""
    app = Visitor(small, who, now).client.application
    found = sign_off.sign_off_of(house=small.house, actor=small.actor(who, now), grade=3, monday=LAST, now=now)
    with app.test_request_context("/"):
        g.lang, g.signed, g.now = "zh", None, now
        return text_of(app.jinja_env.get_template("load/sign_off.html").render(sign_off=found, today=now.date()))


def test_one_tap_and_twice_is_once(small: SmallSchool) -> None:
    assert "确认这一周" in part(small) and "已公示1/10班日" in part(small)
    leader = Visitor(small, "t02")
    answer = leader.post(f"/load/3/{LAST.isoformat()}/sign")
    assert answer.status_code == 303 and f"/load/3/{LAST.isoformat()}" in answer.headers["Location"]
    assert leader.post(f"/load/3/{LAST.isoformat()}/sign").status_code == 303
    text = part(small)
    assert "陈国栋11月23日15:00确认" in text and "确认之后没有改动" in text and "数据版本" in text and "确认这一周" not in text


def test_what_changed_later_is_listed(small: SmallSchool) -> None:
    Visitor(small, "t02").post(f"/load/3/{LAST.isoformat()}/sign")
    post(small, "t03", [(3, 2)], Draft("作文", 20), day=LAST, now=at(MONDAY, 16), reason="补录")
    text = part(small, now=at(MONDAY, 17))
    assert "确认之后又有1个班日改动" in text and "三(2)班11月16日周一" in text and "11月23日16:00改动" in text and "现在：已公示2/10班日" in text


def test_who_may_not_sign_sees_no_button(small: SmallSchool) -> None:
    assert "确认这一周" not in part(small, "t07") and "年级组长还没有确认" in part(small, "t07")
    assert "起可以确认" in part(small, now=at(LAST + timedelta(days=1)))
    for who, status in (("t01", 403), ("t07", 403)):
        assert Visitor(small, who).post(f"/load/3/{LAST.isoformat()}/sign").status_code == status
    assert Visitor(small, "t02").post(f"/load/4/{LAST.isoformat()}/sign").status_code == 404
    assert Visitor(small, "t02").post("/load/3/nonsense/sign").status_code == 404


def test_off_shows_nothing(small: SmallSchool) -> None:
    app = Visitor(small, "t02").client.application
    with app.test_request_context("/"):
        g.lang, g.signed, g.now = "zh", None, NOW
        assert not app.jinja_env.get_template("load/sign_off.html").render(sign_off=None, today=NOW.date()).strip()
