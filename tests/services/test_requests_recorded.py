"""Recorded as it is over the cap, with a leader's word where the school asks for it; never in grades 1-2."""

from __future__ import annotations

import json

import pytest

from schoolapp.rules.findings import FindingKind
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.rules.policy import Profile, default_profile, to_json
from schoolapp.services import findings, homework, notices
from schoolapp.services.homework import BadDraft, Draft, NoRoom, Refused, recorded, requests, ways
from schoolapp.services.house import Conflict
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, check_records, day_row, items_of, post
from tests.services.request_cases import MATHS, TUESDAY, approval, box, full_day, refusal, set_profile, ways_of


def test_recorded_as_it_is(small: SmallSchool) -> None:
    full_day(small)
    done = post(small, "t01", [(3, 1), (3, 2)], MATHS, record_reason="当堂已经布置")
    assert [c.number for c in done.recorded] == [1] and len(done.classes) == 2
    row, other = day_row(small, (3, 1)), day_row(small, (3, 2))
    assert (row.written, row.recorded, other.written, other.recorded) == (65, 1, 20, 0)
    assert [i.over_reason for i in items_of(small, (3, 1)) if i.subject == "数学"] == ["当堂已经布置"]
    assert [i.over_reason for i in items_of(small, (3, 2))] == [None]
    (found,) = recorded.recorded_on(house=small.house, grades=[3], day=MONDAY)
    assert (found.one.number, found.figure, found.cap, found.over_by, found.subjects, found.reasons) == (1, 65, 60, 5, ("数学",), ("当堂已经布置",))
    assert recorded.recorded_on(house=small.house, grades=[4], day=MONDAY) == ()
    check_records(small)


@on_sqlite
def test_the_finding_and_the_notice_of_a_recorded_day(small: SmallSchool) -> None:
    full_day(small)
    post(small, "t01", [(3, 1)], MATHS, record_reason="当堂已经布置")
    actor = small.actor("t05")
    every = findings.findings_of(house=small.house, actor=actor, start=MONDAY, end=MONDAY, now=NOW)
    (one,) = every.of_kind(FindingKind.OVER_CAP)
    assert one.finding.level.value == "red" and one.finding.figure == 65
    detail = findings.detail_of(house=small.house, actor=actor, keys=[one.finding.key], start=MONDAY, end=MONDAY, now=NOW)
    assert detail.class_day is not None and detail.class_day.over_reasons == (("数学", "当堂已经布置"),)
    notice = notices.day_notice(house=small.house, one=standing_of(house=small.house).get_class(small.classes[3, 1]), day=MONDAY, now=NOW)
    assert notice.over_by == 5


@on_sqlite
def test_a_record_needs_the_profile_and_a_reason(small: SmallSchool) -> None:
    full_day(small)
    with pytest.raises(BadDraft):
        post(small, "t01", [(3, 1)], MATHS, record_reason="打 13912345678")
    with pytest.raises(Refused) as timed:
        post(small, "t01", [(3, 1)], MATHS, record_reason="当堂已经布置", publish_at=at(MONDAY, 16))
    assert timed.value.code == "no_record"
    assert ways_of(small, "t01", [(3, 1)], MATHS).record and not ways_of(small, "t01", [(3, 1)], MATHS).approval
    set_profile(small, over_cap_record=False)
    assert not ways_of(small, "t01", [(3, 1)], MATHS).record
    with pytest.raises(Refused):
        post(small, "t01", [(3, 1)], MATHS, record_reason="当堂已经布置")
    assert day_row(small, (3, 1)).written == 45


@on_sqlite
def test_nothing_hides_behind_a_longer_tier_that_was_recorded(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50))
    tall = post(small, "t01", [(3, 1)], Draft("基础题", 20, tier=Tier.BASIC), record_reason="当堂已经布置").items[0]
    refusal(small, "t01", [(3, 1)], Draft("提高题", 20, tier=Tier.RAISED))  # adds nothing to 70, and would have no room without the record
    small_one = post(small, "t01", [(3, 1)], Draft("提高题", 10, tier=Tier.RAISED)).items[0]
    with pytest.raises(NoRoom):
        homework.correct_homework(house=small.house, actor=small.actor("t01"), item_id=small_one, version=1,
                                  draft=Draft("提高题", 15, tier=Tier.RAISED), reason="加量", now=NOW)
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=tall, version=1, reason="撤", now=NOW)
    assert (day_row(small, (3, 1)).written, day_row(small, (3, 1)).recorded) == (60, 0)
    check_records(small)


def test_a_leaders_word_where_the_profile_asks_for_it(small: SmallSchool) -> None:
    full_day(small)
    set_profile(small, over_cap_approval=True)
    assert ways_of(small, "t01", [(3, 1)], MATHS).approval
    with pytest.raises(Refused) as needed:
        post(small, "t01", [(3, 1)], MATHS, record_reason="当堂已经布置")
    assert needed.value.code == "needs_approval"
    asked = approval(small, places=[(3, 1), (3, 2)])
    assert [c.number for c in asked.classes] == [1] and [c.number for c in asked.left_out] == [2] and day_row(small, (3, 1)).written == 45
    (request_id,) = asked.requests
    assert [r.id for r in box(small, "t02").to_answer] == [request_id] and box(small, "t05").to_answer == () and box(small, "t03").to_answer == ()
    for who in ("t01", "t03", "t07"):
        with pytest.raises((NotFound, NotAllowed)):
            requests.approve(house=small.house, actor=small.actor(who), request_id=request_id, now=NOW)
    done = requests.approve(house=small.house, actor=small.actor("t02"), request_id=request_id, now=NOW)
    item = next(i for i in items_of(small, (3, 1)) if i.id == done.items[0])
    assert (item.staff_id, item.entered_by, item.over_reason) == (small.staff["t01"], None, "经年级组长同意：当堂已经布置")
    assert (day_row(small, (3, 1)).written, day_row(small, (3, 1)).recorded) == (65, 1)
    assert box(small, "t02").to_answer == () and [(r.state, r.step) for r in box(small, "t01").mine] == [("agreed", "read")]
    with pytest.raises(Conflict):
        requests.approve(house=small.house, actor=small.actor("t02"), request_id=request_id, now=NOW)
    view = homework.item_view(house=small.house, actor=small.actor("t01"), item_id=item.id, now=NOW)
    assert [s.act for s in view.history] == ["posted"]
    check_records(small)


@on_sqlite
def test_a_leader_may_say_no_and_records_the_own_directly(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50))
    set_profile(small, over_cap_approval=True)
    (request_id,) = approval(small).requests
    requests.decline(house=small.house, actor=small.actor("t02"), request_id=request_id, answer="请改为选做", now=NOW)
    assert [(r.state, r.row.answer) for r in box(small, "t01").mine] == [("declined", "请改为选做")] and day_row(small, (3, 1)).written == 50
    assert not ways_of(small, "t02", [(3, 1)], Draft("单词", 20)).approval
    assert post(small, "t02", [(3, 1)], Draft("单词", 20), record_reason="当堂已经布置").recorded
    check_records(small)


@on_sqlite
def test_without_the_profile_there_is_no_approval(small: SmallSchool) -> None:
    full_day(small)
    with pytest.raises(Refused):
        approval(small)
    set_profile(small, over_cap_approval=True)
    with pytest.raises(BadDraft):
        approval(small, reason="")
    with pytest.raises(BadDraft):
        approval(small, reason="长" * 495)
    with pytest.raises(Conflict):
        approval(small, "t01", Draft("口算", 5))


@on_sqlite
def test_what_has_room_by_now_is_published_plainly(small: SmallSchool) -> None:
    _, english = full_day(small)
    set_profile(small, over_cap_approval=True)
    (request_id,) = approval(small).requests
    homework.withdraw_homework(house=small.house, actor=small.actor("t02"), item_id=english, version=1, reason="不留了", now=NOW)
    done = requests.approve(house=small.house, actor=small.actor("t02"), request_id=request_id, now=NOW)
    assert done.recorded == () and (day_row(small, (3, 1)).written, day_row(small, (3, 1)).recorded) == (45, 0)
    assert [i.over_reason for i in items_of(small, (3, 1))] == [None, None]
    check_records(small)


@on_sqlite
@pytest.mark.parametrize("draft", [Draft("写字", 10), Draft("写字", 10, in_school=9), Draft("写字", 10, tier=Tier.OPTIONAL), Draft("打字", 5, Kind.ELECTRONIC)])
def test_grades_1_and_2_never_take_written_work_home(small: SmallSchool, draft: Draft) -> None:
    place, actor = [(1, 1)], small.actor("t04")
    one = {"house": small.house, "actor": actor, "day": MONDAY, "subject": "语文", "class_ids": [small.classes[1, 1]], "drafts": [draft], "now": NOW}
    for more in ({}, {"record_reason": "当堂已经布置"}, {"publish_at": at(MONDAY, 16)}, {"only_fitting": True}):
        with pytest.raises(NoRoom):
            post(small, "t04", place, draft, **more)
    with pytest.raises(NoRoom):
        post(small, "t04", place, draft, day=TUESDAY)
    with pytest.raises(NoRoom) as full:
        post(small, "t04", place, draft)
    found = ways.ways_out(house=small.house, actor=actor, full=full.value, day=MONDAY, subject="语文", drafts=[draft], now=NOW)
    assert (found.move, found.asks, found.record, found.approval) == (None, (), False, False) and full.value.offers.in_school
    with pytest.raises(Conflict):
        requests.ask_colleagues(**one, items={})
    for approves in (False, True):
        set_profile(small, over_cap_approval=approves)
        with pytest.raises((Refused, NoRoom)):
            requests.ask_approval(**one, reason="当堂已经布置")
    inside = post(small, "t04", place, Draft("写字", 10, in_school=10)).items[0]
    with pytest.raises(NoRoom):
        homework.correct_homework(house=small.house, actor=actor, item_id=inside, version=1, draft=draft, reason="改", now=NOW)
    assert day_row(small, (1, 1)).home == 0
    check_records(small)


@on_sqlite
def test_a_low_grade_among_the_classes_is_never_recorded(small: SmallSchool) -> None:
    add_teaching(small, "t03", (1, 1), "语文")
    post(small, "t02", [(3, 1)], Draft("单词", 55))
    with pytest.raises(NoRoom):
        post(small, "t03", [(1, 1), (3, 1)], Draft("抄写", 10), record_reason="当堂已经布置")
    assert not ways_of(small, "t03", [(1, 1), (3, 1)], Draft("抄写", 10)).record
    assert day_row(small, (3, 1)).written == 55


def test_profiles_carry_the_approval(small: SmallSchool) -> None:
    profile: Profile = default_profile(standing_of(house=small.house).system, MONDAY)
    assert profile.over_cap_record and not profile.over_cap_approval and "C7" in profile.basis["over_cap_approval"]
    assert json.loads(to_json(profile))["over_cap_approval"] is False
