"""Short forms for the tests of classes without room: what is offered, asking, answering, profiles. No test stands here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from schoolapp.records import school as school_records
from schoolapp.rules.permits import OPERATOR
from schoolapp.rules.policy import to_json
from schoolapp.services import homework
from schoolapp.services.homework import Draft, NoRoom, inbox, requests, ways
from tests.cast import MONDAY, NOW, SmallSchool
from tests.services.homework_cases import SUBJECT, post

TUESDAY = MONDAY + timedelta(days=1)
MATHS = Draft("口算一页", 20)


def set_profile(small: SmallSchool, **values: object) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        (row_id, old) = school_records.list_profiles(work.connection)[0]
        work.change(school_records.policy_profile, row_id, content=to_json(replace(old, **values)))
        work.audit("profile_changed", f"profile:{row_id}", None, {})


def refusal(small: SmallSchool, who: str, places: list[tuple[int, int]], *drafts: Draft, day: date = MONDAY) -> NoRoom:
    with pytest.raises(NoRoom) as full:
        post(small, who, places, *drafts, day=day)
    return full.value


def ways_of(small: SmallSchool, who: str, places: list[tuple[int, int]], *drafts: Draft, day: date = MONDAY) -> ways.Ways:
    full = refusal(small, who, places, *drafts, day=day)
    subject = SUBJECT[who]
    return ways.ways_out(house=small.house, actor=small.actor(who), full=full, day=day, subject=subject, drafts=drafts, now=NOW)


def ask(small: SmallSchool, who: str, places: list[tuple[int, int]], *drafts: Draft, day: date = MONDAY, now: datetime = NOW, key: str = "") -> requests.Asked:
    offered = ways_of(small, who, places, *drafts, day=day).asks
    return requests.ask_colleagues(
        house=small.house, actor=small.actor(who), day=day, subject=SUBJECT[who],
        class_ids=[small.classes[p] for p in places], drafts=drafts, items={one.item_id: one.minutes for one in offered}, request_key=key, now=now,
    )


def full_day(small: SmallSchool) -> tuple[int, int]:
    """三(1)班 with 语文 25 and 英语 20; gives the two items."""
    return post(small, "t03", [(3, 1)], Draft("抄写", 25)).items[0], post(small, "t02", [(3, 1)], Draft("单词", 20)).items[0]


def agree(small: SmallSchool, who: str, request_id: int, version: int = 1, now: datetime = NOW) -> None:
    requests.agree(house=small.house, actor=small.actor(who), request_id=request_id, version=version, now=now)


def publish(small: SmallSchool, who: str, request_id: int, now: datetime = NOW) -> homework.Posted:
    return requests.publish_kept(house=small.house, actor=small.actor(who), request_id=request_id, now=now)


def box(small: SmallSchool, who: str, now: datetime = NOW) -> inbox.Inbox:
    return inbox.inbox(house=small.house, actor=small.actor(who, now), now=now)


def approval(small: SmallSchool, who: str = "t01", *drafts: Draft, reason: str = "当堂已经布置", places: list[tuple[int, int]] | None = None) -> requests.Asked:
    return requests.ask_approval(house=small.house, actor=small.actor(who), day=MONDAY, subject="数学",
                                 class_ids=[small.classes[p] for p in places or [(3, 1)]], drafts=drafts or [MATHS], reason=reason, now=NOW)
