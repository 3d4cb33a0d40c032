"""What staff groups are told: off by default, in the write that publishes, one digest a class, changes after it, quiet hours, pace, pauses, the end
of trying."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event as engine_event

from schoolapp.config import Config
from schoolapp.outside import bots, mail
from schoolapp.records import base
from schoolapp.records import outbox as records
from schoolapp.records import said as driver
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.outbox import TRIES, Address, ChannelKind, Outcome, Parcel
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit, homework, outbox
from schoolapp.services.homework import Draft, NoRoom, long_task, long_task_amend, requests, timed
from schoolapp.services.outbox import sending
from schoolapp.services.outbox.events import spread
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import items_of, post
from tests.services.outbox_cases import KEY, PUBLIC, SECRET, Evening, Group, add, deliveries, events, school_for, settings, states, wecom
from tests.services.request_cases import MATHS, agree, approval, ask, full_day, set_profile

SET_TIME = at(MONDAY, 17, 10)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    made = school_for(database)
    yield made
    made.house.close()


@pytest.fixture
def group() -> Group:
    return Group()


@pytest.fixture
def evening(small: SmallSchool, group: Group) -> Evening:
    return Evening(small.house, group)


def correct(small: SmallSchool, item_id: int, minutes: int, now: datetime) -> None:
    draft = Draft("练习册第 12 页", minutes)
    homework.correct_homework(house=small.house, actor=small.actor("t01"), item_id=item_id, version=1, draft=draft, reason="写错了", now=now)


def test_off_by_default(small: SmallSchool, evening: Evening, group: Group) -> None:
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    assert not outbox.is_on(house=small.house) and events(small) == []
    add(small, on=False)
    post(small, "t03", [(3, 1)], Draft("生字", 15))
    assert not outbox.is_on(house=small.house) and events(small) == []
    evening.until(at(MONDAY, 19), timedelta(minutes=10))
    assert group.tried == 0 and deliveries(small) == []


@on_sqlite
def test_what_publishing_costs(small: SmallSchool) -> None:
    """Off: no statement more than without the feature. On: one insert more."""
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    def statements(who: str, text: str) -> list[str]:
        small.house.data_version()
        said.clear()
        post(small, who, [(3, 1), (3, 2)], Draft(text, 5))
        return [one for one in said if "outbox" in one]

    real = driver.driven

    def watched(connection: object, text: str, *rest: object, **more: object) -> object:
        said.append(text)
        return real(connection, text, *rest, **more)  # type: ignore[arg-type]

    engine_event.listen(small.house.engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "driven", watched)
        statements("t01", "一")  # the flag is read once
        assert statements("t03", "二") == []
        add(small)
        statements("t02", "三")
        (only,) = statements("t01", "四")
        assert only.startswith("INSERT INTO outbox_event")


def test_one_digest_a_class_at_the_set_time(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册第 12 页", 25, in_school=10))
    post(small, "t03", [(3, 1)], Draft("背诵", 10, kind=Kind.ORAL), Draft("生字两行", 15), now=at(MONDAY, 16))
    post(small, "t03", [(3, 1)], Draft("阅读拓展题", 5, tier=Tier.OPTIONAL), now=at(MONDAY, 16, 1))
    post(small, "t04", [(1, 1)], Draft("朗读", 5, kind=Kind.ORAL))  # another grade
    evening.until(SET_TIME - timedelta(seconds=1), timedelta(minutes=5))
    assert group.tried == 0 and states(small) == ["waiting", "waiting"]
    evening.at(SET_TIME)
    assert group.texts == [
        "【作业公示】三(1)班 11月23日 周一\n书面作业合计 40 分钟，上限 60 分钟\n选做 5 分钟，不计入合计\n语文 15 分钟\n数学 25 分钟（校内完成 10 分钟）\n"
        "语文 5 分钟（选做）\n语文 10 分钟（口头）\n江北实验学校",
        "【作业公示】三(2)班 11月23日 周一\n书面作业合计 25 分钟，上限 60 分钟\n数学 25 分钟（校内完成 10 分钟）\n江北实验学校",
    ]
    assert states(small) == ["sent", "sent"] and not outbox.is_due(house=small.house, now=at(MONDAY, 23))
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_no_names_no_texts_no_link_by_itself(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, class_id=small.classes[3, 1])
    post(small, "t01", [(3, 1)], Draft("请王小明的组完成第 3 题", 20))
    evening.at(SET_TIME)
    (text,) = group.texts
    assert "王小明" not in text and "第 3 题" not in text and "林晓梅" not in text and "http" not in text and "/n/" not in text


def test_the_link_only_where_the_group_is_the_classs_own(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, class_id=small.classes[3, 1], with_link=True)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:  # as a row of another time could stand
        row = work.add(records.outbox_channel, name="全校", kind="wecom", sealed="x", bucket="y", with_link=True, updates=False, digest_at=1030,
                       quiet_from=0, quiet_until=0, active=False, version=1)
        work.audit("channel_added", f"channel:{row}")
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册", 20))
    evening.at(SET_TIME)
    (text,) = group.texts
    assert f"公示：{PUBLIC}/n/link-3-1-" in text
    for problem in (("with_link", "class"), ("with_link", "class")):
        with pytest.raises(outbox.ChannelRefused) as refused:
            add(small, grade=3, with_link=True)
        assert refused.value.problems == (problem,)


def test_grades_without_homework_at_home(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=1)
    post(small, "t04", [(1, 1)], Draft("写字", 10, in_school=10))
    evening.at(SET_TIME)
    assert "没有回家的书面作业\n语文 10 分钟（校内完成 10 分钟）" in group.texts[0]


def test_over_the_cap_is_said(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, class_id=small.classes[3, 1])
    post(small, "t01", [(3, 1)], Draft("练习册", 50))
    post(small, "t03", [(3, 1)], Draft("作文", 20), record_reason="课上已当堂讲过，来不及换")
    evening.at(SET_TIME)
    assert "书面作业合计 70 分钟，上限 60 分钟，超出 10 分钟" in group.texts[0]


def test_what_comes_after_the_set_time(small: SmallSchool, evening: Evening, group: Group) -> None:
    """The first word of a class is gathered for ten minutes; further ones are told only where changes are wanted."""
    plain, eager = add(small, name="年级群", grade=3), add(small, name="班级群", grade=3, updates=True, address=wecom("another-key-00"))
    post(small, "t01", [(3, 1)], Draft("练习册", 20), now=at(MONDAY, 17, 30))
    post(small, "t03", [(3, 1)], Draft("生字", 15), now=at(MONDAY, 17, 35))
    evening.until(at(MONDAY, 17, 39))
    assert group.tried == 0
    evening.until(at(MONDAY, 17, 50))
    assert len(group.texts) == 2 and all("合计 35 分钟" in text for text in group.texts)
    post(small, "t02", [(3, 1)], Draft("听写", 10), now=at(MONDAY, 18))
    evening.until(at(MONDAY, 18, 20))
    assert [row.channel_id for row in deliveries(small)] == [plain, eager, eager]
    assert len(group.texts) == 3 and group.texts[2].startswith("【作业公示·有更改】三(1)班 11月23日 周一\n书面作业合计 45 分钟")


def test_corrections_and_withdrawals_are_told(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3, updates=True)
    (item,) = post(small, "t01", [(3, 1)], Draft("练习册", 20)).items
    correct(small, item, 30, at(MONDAY, 16))
    evening.at(SET_TIME)
    assert len(group.texts) == 1 and "合计 30 分钟" in group.texts[0]  # before the digest nothing needs correcting
    evening.now = at(MONDAY, 18)
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=item, version=2, reason="改为明天", now=evening.now)
    evening.until(at(MONDAY, 18, 15))
    assert group.texts[1:] == ["【作业公示·有更改】三(1)班 11月23日 周一\n目前没有公示的作业\n江北实验学校"]


def test_a_change_that_tells_nothing_new_is_not_sent(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3, updates=True)
    (item,) = post(small, "t01", [(3, 1)], Draft("练习册", 20)).items
    evening.at(SET_TIME)
    correct(small, item, 20, at(MONDAY, 18))  # other words, the same minutes
    evening.now = at(MONDAY, 18)
    evening.until(at(MONDAY, 18, 15))
    assert len(group.texts) == 1 and states(small) == ["sent", "dropped"]


def test_withdrawn_before_the_set_time_nothing_is_said(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3)
    (item,) = post(small, "t01", [(3, 1)], Draft("练习册", 20)).items
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=item, version=1, reason="改为明天", now=NOW)
    evening.at(SET_TIME)
    assert group.tried == 0 and states(small) == ["dropped"]
    post(small, "t01", [(3, 1)], Draft("口算", 10), now=SET_TIME)
    evening.until(SET_TIME + timedelta(minutes=11))
    assert group.texts[0].startswith("【作业公示】三(1)班")


def test_homework_of_a_day_to_come_is_told_on_that_day(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3)
    tuesday = MONDAY + timedelta(days=1)
    post(small, "t01", [(3, 1)], Draft("练习册", 20), day=tuesday)
    post(small, "t03", [(3, 1)], Draft("生字", 10), day=MONDAY - timedelta(days=3), reason="上周五漏登")  # a day that is over is told no more
    evening.at(at(MONDAY, 20))
    assert group.tried == 0 and [row.day for row in deliveries(small)] == [tuesday]
    evening.at(at(tuesday, 17, 10))
    assert "11月24日 周二" in group.texts[0]


def test_homework_published_by_the_clock_is_told(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册", 20), publish_at=at(MONDAY, 16))
    post(small, "t03", [(3, 1)], Draft("生字", 10), publish_at=at(MONDAY, 20))
    assert events(small) == []  # nothing is public yet
    timed.publish_due(house=small.house, now=at(MONDAY, 16))
    evening.at(SET_TIME)
    assert "合计 20 分钟" in group.texts[0]


def test_every_way_to_publish_is_noted(small: SmallSchool) -> None:
    """A long task, its correction and withdrawal; a colleague who agrees to shorten; a leader's word; what waited and is published at once."""
    tuesday, house = MONDAY + timedelta(days=1), small.house
    add(small)
    seen = 0

    def noted() -> list[tuple[date, tuple[int, ...]]]:
        nonlocal seen
        found = [(event.day, event.class_ids) for event in events(small)]
        seen, fresh = len(found), found[seen:]
        return fresh

    one = (small.classes[3, 1],)
    task = long_task.post_long_task(house=house, actor=small.actor("t01"), subject="数学", class_ids=one, days=[MONDAY, tuesday],
                                    draft=long_task.LongDraft("观察记录", 20), now=NOW).task_id
    assert noted() == [(MONDAY, one), (tuesday, one)]
    stamp = long_task.task_view(house=house, actor=small.actor("t01"), task_id=task, now=NOW).stamp
    long_task_amend.withdraw_long_task(house=house, actor=small.actor("t01"), task_id=task, stamp=stamp, days=[tuesday], reason="进度调整", now=NOW)
    assert noted() == [(tuesday, one)]
    stamp = long_task.task_view(house=house, actor=small.actor("t01"), task_id=task, now=NOW).stamp
    long_task_amend.correct_long_task(house=house, actor=small.actor("t01"), task_id=task, stamp=stamp, days=[MONDAY],
                                      draft=long_task.LongDraft("观察日记", 5), reason="改短", now=NOW)
    assert noted() == [(MONDAY, one)]
    full_day(small)
    noted()
    (request_id,) = ask(small, "t01", [(3, 1)], MATHS).requests
    assert noted() == []  # nothing is public yet
    agree(small, "t03", request_id)
    assert noted() == [(MONDAY, one)]
    set_profile(small, over_cap_approval=True)
    (request_id,) = approval(small, "t01", Draft("口算两页", 40)).requests
    assert noted() == []
    requests.approve(house=house, actor=small.actor("t02"), request_id=request_id, now=NOW)
    assert noted() == [(MONDAY, one)]
    (waiting,) = post(small, "t03", [(3, 2)], Draft("生字", 10), publish_at=at(MONDAY, 20)).items
    timed.publish_now(house=house, actor=small.actor("t03"), places={waiting: 1}, now=NOW)
    assert noted() == [(MONDAY, (small.classes[3, 2],))]
    assert audit.verify_chain(house=house, actor=OPERATOR)[1] == []


def test_it_is_one_transaction(small: SmallSchool) -> None:
    """No event without its publication."""
    add(small)
    with pytest.raises(NoRoom):
        post(small, "t01", [(3, 1)], Draft("练习册", 90))
    assert events(small) == []
    post(small, "t01", [(3, 1)], Draft("练习册", 20), request_key="k" * 32)
    post(small, "t01", [(3, 1)], Draft("练习册", 20), request_key="k" * 32)  # the same form again
    assert len(events(small)) == 1 and len(items_of(small, (3, 1))) == 1


def test_quiet_hours(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册", 20), now=at(MONDAY, 20, 55))
    evening.now = at(MONDAY, 20, 55)
    evening.until(at(MONDAY, 23, 59), timedelta(minutes=5))
    assert group.tried == 0
    evening.until(at(MONDAY + timedelta(days=1), 7), timedelta(minutes=5))
    assert len(group.texts) == 1 and evening.now == at(MONDAY + timedelta(days=1), 7)


def test_quiet_hours_set_later_count_too(small: SmallSchool, evening: Evening, group: Group) -> None:
    made = add(small, grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    spread(house=small.house, now=NOW)
    quiet = settings(grade=3, digest_at=19 * 60, quiet_from=17 * 60, quiet_until=18 * 60)
    outbox.change_channel(house=small.house, actor=small.actor("t08"), channel_id=made, version=2, settings=quiet, address=Address(), now=NOW)
    evening.at(SET_TIME)
    assert group.tried == 0
    evening.at(at(MONDAY, 18))
    assert len(group.texts) == 1


def test_the_pace_of_a_bot(small: SmallSchool, evening: Evening, group: Group) -> None:
    """Ten classes, and a second channel to the same bot: never more than 20 in a minute, and all arrive."""
    add(small), add(small, name="教导处群")
    for grade in range(2, 10):
        post(small, "t03", [(grade, 1)], Draft("生字", 10, in_school=10))
    post(small, "t03", [(3, 2)], Draft("生字", 10))
    evening.now = SET_TIME - timedelta(seconds=1)
    evening.until(SET_TIME + timedelta(minutes=3), timedelta(seconds=1))
    times = sorted(parcel.at for parcel in group.read)
    assert len(times) == 18 and all(sum(t <= other < t + timedelta(minutes=1) for other in times) <= 20 for t in times)
    assert times[3] - times[0] >= timedelta(seconds=4) and times[-1] - times[0] == timedelta(seconds=4 * 15)


def test_a_limit_pauses_the_bot(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册", 20))
    group.fates.append(Outcome(False, "limited", 200, "45009", timedelta(minutes=10)))
    evening.at(SET_TIME)
    assert group.tried == 1 and states(small) == ["waiting", "waiting"]
    evening.until(SET_TIME + timedelta(minutes=9, seconds=59), timedelta(seconds=10))
    assert group.tried == 1
    evening.until(SET_TIME + timedelta(minutes=11), timedelta(seconds=10))
    assert len(group.texts) == 2


def test_pauses_grow_until_it_gives_up(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3, quiet_from=0, quiet_until=0)
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    group.fates.extend([Outcome(False, "timeout")] * 20)
    tried, evening.now = [], SET_TIME - timedelta(minutes=1)
    while evening.now < SET_TIME + timedelta(hours=8):
        before = group.tried
        evening.at(evening.now + timedelta(minutes=1))
        tried += [evening.now - SET_TIME] * (group.tried - before)
    assert [int(t.total_seconds()) // 60 for t in tried] == [0, 1, 6, 21, 81, 321] and len(tried) == TRIES
    (row,) = deliveries(small)
    assert (row.state, row.fault, row.tries) == ("given_up", "timeout", TRIES) and not outbox.is_due(house=small.house, now=evening.now)
    outbox.send_again(house=small.house, actor=small.actor("t08"), delivery_id=row.id, now=evening.now)
    group.fates.clear()
    evening.at(evening.now)
    assert len(group.texts) == 1


@pytest.mark.parametrize("fault", ["key", "sign", "keyword", "ip", "redirect", "address", "refused"])
@on_sqlite
def test_what_another_try_cannot_mend_stops(small: SmallSchool, evening: Evening, group: Group, fault: str) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    group.fates.append(Outcome(False, fault, 200, "93000"))
    evening.until(at(MONDAY, 20), timedelta(minutes=10))
    (row,) = deliveries(small)
    assert (group.tried, row.state, row.fault, row.code, row.http) == (1, "refused", fault, "93000", 200)


def test_a_fault_of_our_own_is_noted_without_its_text(small: SmallSchool, evening: Evening, group: Group, caplog: pytest.LogCaptureFixture) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    group.fates.append(RuntimeError(f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"))
    evening.at(SET_TIME)
    (row,) = deliveries(small)
    assert (row.state, row.fault) == ("waiting", "other") and KEY not in caplog.text and "RuntimeError" in caplog.text


def test_long_lists_are_cut(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, class_id=small.classes[3, 1])
    for n in range(9):
        post(small, "t03", [(3, 1)], *[Draft(f"第 {n} 组", 1, kind=Kind.SPORTS, tier=Tier.RAISED) for _ in range(8)])
    evening.at(SET_TIME)
    text = group.texts[0]
    shown = text.count("（体育、提高）")
    assert len(text.encode()) <= 2048 and f"……还有 {72 - shown} 项\n江北实验学校" in text and shown > 40


def test_old_deliveries_go(small: SmallSchool, evening: Evening) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    evening.at(SET_TIME)
    with small.house.plain_writing() as connection:
        base.append(connection, records.outbox_event, day=MONDAY, class_ids="", at=NOW)
    spread(house=small.house, now=NOW + timedelta(days=200))
    assert deliveries(small) == [] and events(small) == []


@pytest.mark.parametrize("kind", list(ChannelKind))
@on_sqlite
def test_every_kind_is_carried_by_its_sender(small: SmallSchool, kind: ChannelKind, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[str] = []
    monkeypatch.setattr(bots, "post", lambda parcel, grounds: went.append("bots"))
    monkeypatch.setattr(mail, "post", lambda parcel, grounds: went.append("mail"))
    sending._carry(small.house, Parcel(kind, Address(secret=SECRET), "", "", "", NOW))
    assert went == ["mail" if kind is ChannelKind.MAIL else "bots"]
