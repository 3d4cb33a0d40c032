"""Channels: who may set one up, what is refused, and that a key once entered is nowhere to be read: not in the database, the history, the log, a page's
facts or a pack."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from schoolapp.config import Config
from schoolapp.records import audit as audit_records
from schoolapp.records.base import metadata
from schoolapp.rules.outbox import Address, ChannelKind, Outcome
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import audit, outbox
from schoolapp.services.homework import Draft
from schoolapp.services.house import Conflict
from schoolapp.services.outbox import ChannelRefused, keys
from tests.cast import MONDAY as DAY
from tests.cast import NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.outbox_cases import KEY, SECRET, Evening, Group, add, deliveries, school_for, settings, states, wecom

DINGTALK = Address(url=f"https://oapi.dingtalk.com/robot/send?access_token={KEY}", secret=SECRET)
MAIL = Address(host="smtp.example.edu.cn", port=465, user="bot", password="pass-word-9", sender="bot@example.edu.cn", to=("a@example.edu.cn",))
HOSTS = ("smtp.example.edu.cn", "hook.example.edu.cn")


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    made = school_for(database, *HOSTS)
    yield made
    made.house.close()


def refused(small: SmallSchool, kind: ChannelKind = ChannelKind.WECOM, address: Address | None = None, **more: object) -> tuple[tuple[str, str], ...]:
    with pytest.raises(ChannelRefused) as found:
        add(small, kind=kind, address=address or wecom(), on=False, **more)
    return found.value.problems


def change(small: SmallSchool, channel_id: int, address: Address | None = None, version: int = 2, **more: object) -> bool:
    return outbox.change_channel(house=small.house, actor=small.actor("t08"), channel_id=channel_id, version=version,
                                 settings=settings(**more), address=address or Address(), now=NOW)  # type: ignore[arg-type]


def kept(small: SmallSchool, channel_id: int) -> Address:
    with small.house.reading() as connection:
        from schoolapp.records import outbox as records
        return keys.unseal(small.house, records.channels_by_id(connection, [channel_id])[channel_id].sealed)


def test_only_the_administrator_sets_up(small: SmallSchool) -> None:
    made, house = add(small), small.house
    for who in ("t01", "t02", "t05", "t07", "t09"):
        actor = small.actor(who)
        for act in (
            lambda a=actor: outbox.add_channel(house=house, actor=a, kind=ChannelKind.WECOM, settings=settings(), address=wecom(), now=NOW),
            lambda a=actor: outbox.change_channel(house=house, actor=a, channel_id=made, version=2, settings=settings(), address=Address(), now=NOW),
            lambda a=actor: outbox.switch_channel(house=house, actor=a, channel_id=made, on=False, now=NOW),
            lambda a=actor: outbox.remove_channel(house=house, actor=a, channel_id=made, now=NOW),
            lambda a=actor: outbox.send_test(house=house, actor=a, channel_id=made, now=NOW),
            lambda a=actor: outbox.send_again(house=house, actor=a, delivery_id=1, now=NOW),
            lambda a=actor: outbox.overview(house=house, actor=a, now=NOW),
            lambda a=actor: outbox.channel_page(house=house, actor=a, channel_id=made, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                act()
    for who, allowed in (("t05", True), ("t07", True), ("t08", True), ("t01", False), ("t09", False)):
        if allowed:
            outbox.list_deliveries(house=house, actor=small.actor(who))
        else:
            with pytest.raises(NotAllowed):
                outbox.list_deliveries(house=house, actor=small.actor(who))


@on_sqlite
def test_what_is_refused(small: SmallSchool) -> None:
    assert refused(small, name=" ") == (("name", "empty"),)
    assert refused(small, name="群" * 41) == (("name", "long"),)
    assert refused(small, name="找林老师 13800138000") == (("name", "personal"),)
    assert refused(small, address=Address()) == (("url", "empty"),)
    assert refused(small, address=Address(url="https://evil.example/cgi-bin/webhook/send?key=abcdef")) == (("url", "host"),)
    assert refused(small, class_id=999) == (("scope", "gone"),)
    assert refused(small, digest_at=22 * 60) == (("digest_at", "quiet"),)
    hook = Address(url="https://hook.example.edu.cn/in")
    assert refused(small, ChannelKind.WEBHOOK, hook) == (("secret", "empty"),)
    assert refused(small, ChannelKind.WEBHOOK, replace(hook, secret="short")) == (("secret", "short"),)
    assert refused(small, ChannelKind.DINGTALK, replace(DINGTALK, secret="有空 格")) == (("secret", "shape"),)
    assert refused(small, ChannelKind.MAIL, replace(MAIL, host="mail.elsewhere.example")) == (("host", "host"),)
    assert refused(small, ChannelKind.MAIL, replace(MAIL, to=())) == (("to", "empty"),)
    assert refused(small, ChannelKind.MAIL, replace(MAIL, sender="王芳")) == (("sender", "mail"),)
    assert refused(small, ChannelKind.MAIL, replace(MAIL, security="none")) == (("security", "plain"),)
    assert refused(small, ChannelKind.MAIL, replace(MAIL, password="")) == (("password", "empty"),)
    assert outbox.overview(house=small.house, actor=small.actor("t08"), now=NOW).channels == ()


def test_a_new_channel_is_off_and_a_form_counts_once(small: SmallSchool) -> None:
    def send(name: str = "三年级组群") -> int:
        return outbox.add_channel(house=small.house, actor=small.actor("t08"), kind=ChannelKind.DINGTALK, settings=settings(name), address=DINGTALK,
                                  request_key="k" * 32, now=NOW)

    made = send()
    assert send() == made
    with pytest.raises(Conflict):
        send("另一个群")
    (view,) = outbox.overview(house=small.house, actor=small.actor("t08"), now=NOW).channels
    assert (view.row.active, view.signed, view.kind, view.shown) == (False, True, ChannelKind.DINGTALK, f"oapi.dingtalk.com •••{KEY[-4:]}")


def everything_written(small: SmallSchool) -> str:
    """Every cell of every table, as text."""
    with small.house.reading() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


def test_a_key_is_nowhere_to_be_read(small: SmallSchool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    group = Group()
    group.fates.append(Outcome(False, "key", 200, "93000"))
    bot, mail = add(small, kind=ChannelKind.DINGTALK, address=DINGTALK, grade=3), add(small, kind=ChannelKind.MAIL, address=MAIL, name="邮件", grade=3)
    change(small, bot, replace(DINGTALK, secret=SECRET + "2"), grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    Evening(small.house, group).at(at(DAY, 17, 10))
    assert states(small) == ["refused", "sent"]
    administrator = small.actor("t08")
    shown = [outbox.overview(house=small.house, actor=administrator, now=NOW), outbox.list_deliveries(house=small.house, actor=administrator)]
    shown += [outbox.channel_page(house=small.house, actor=administrator, channel_id=n, now=NOW) for n in (bot, mail)]
    outbox.remove_channel(house=small.house, actor=administrator, channel_id=bot, now=NOW)
    for where in (everything_written(small), caplog.text, str(shown)):
        for secret in (KEY, KEY[:-4], SECRET, "pass-word-9"):
            assert secret not in where
    with small.house.reading() as connection:
        told = [(e.act, e.old, e.new) for e in audit_records.newest_entries(connection, 20) if e.act.startswith("channel")]
    assert [act for act, _, _ in told] == ["channel_removed", "channel_changed", "channel_on", "channel_added", "channel_on", "channel_added"]
    assert "oapi.dingtalk.com" in told[-1][2] and "a@example.edu.cn" not in str(told)
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []
    if small.house.engine.dialect.name == "sqlite":
        small.house.close()
        for file in Path(small.house.config.data_dir).rglob("*"):
            assert not file.is_file() or not any(secret.encode() in file.read_bytes() for secret in (KEY, SECRET, "pass-word-9"))


@on_sqlite
def test_the_administrator_does_not_get_a_key_back(small: SmallSchool) -> None:
    """Not even by leaving the key and changing where it goes."""
    mail = add(small, kind=ChannelKind.MAIL, address=MAIL)
    for moved in (replace(MAIL, password="", port=587), replace(MAIL, password="", user="other"), replace(MAIL, password="", security="starttls"),
                  replace(MAIL, password="", host="hook.example.edu.cn")):
        with pytest.raises(ChannelRefused) as found:
            change(small, mail, moved)
        assert ("password", "again") in found.value.problems
    assert change(small, mail, replace(MAIL, password="", to=("b@example.edu.cn",)))
    assert kept(small, mail) == replace(MAIL, to=("b@example.edu.cn",))
    bot = add(small, kind=ChannelKind.DINGTALK, address=DINGTALK)
    other = Address(url="https://oapi.dingtalk.com/robot/send?access_token=another-one-1")
    assert change(small, bot, other) and kept(small, bot) == other  # the old secret does not go to the new bot
    page = outbox.channel_page(house=small.house, actor=small.actor("t08"), channel_id=mail, now=NOW)
    assert page.address.password == "" and page.address.user == "bot" and not any(asdict(outbox.channel_page(
        house=small.house, actor=small.actor("t08"), channel_id=bot, now=NOW).address)[name] for name in ("url", "secret"))


def test_changing(small: SmallSchool) -> None:
    made = add(small, kind=ChannelKind.DINGTALK, address=DINGTALK)
    assert not change(small, made)
    assert change(small, made, name="教研组群", updates=True) and kept(small, made) == DINGTALK
    with pytest.raises(Conflict):
        change(small, made, name="又一个")
    assert change(small, made, Address(secret=SECRET + "x"), version=3, name="教研组群", updates=True)
    assert kept(small, made) == replace(DINGTALK, secret=SECRET + "x")
    with pytest.raises(NotFound):
        change(small, made + 1)


def test_switching_off_ends_what_waits_and_on_again_tells_today(small: SmallSchool) -> None:
    made, group = add(small, grade=3), Group()
    administrator, evening = small.actor("t08"), Evening(small.house, group)
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    evening.at(NOW)
    assert outbox.switch_channel(house=small.house, actor=administrator, channel_id=made, on=False, now=NOW)
    assert not outbox.switch_channel(house=small.house, actor=administrator, channel_id=made, on=False, now=NOW)
    assert states(small) == ["cancelled"] and not outbox.is_on(house=small.house)
    post(small, "t03", [(3, 1)], Draft("生字", 15))  # while nobody listens
    evening.at(at(DAY, 16))
    outbox.switch_channel(house=small.house, actor=administrator, channel_id=made, on=True, now=at(DAY, 16))
    evening.at(at(DAY, 17, 10))
    assert states(small) == ["cancelled", "sent"] and "合计 35 分钟" in group.texts[0]


def test_off_while_a_change_waits(small: SmallSchool) -> None:
    made, group = add(small, grade=3), Group()
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    outbox.switch_channel(house=small.house, actor=small.actor("t08"), channel_id=made, on=False, now=NOW)
    Evening(small.house, group).at(at(DAY, 17, 10))
    assert group.tried == 0 and deliveries(small) == [] and not outbox.is_due(house=small.house, now=at(DAY, 18))


def test_removing(small: SmallSchool) -> None:
    made, group = add(small, grade=3), Group()
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    evening = Evening(small.house, group)
    evening.at(at(DAY, 17, 10))
    outbox.send_test(house=small.house, actor=small.actor("t08"), channel_id=made, now=evening.now)
    outbox.remove_channel(house=small.house, actor=small.actor("t08"), channel_id=made, now=evening.now)
    evening.at(at(DAY, 17, 20))
    assert states(small) == ["sent", "cancelled"] and len(group.texts) == 1
    rows, more = outbox.list_deliveries(house=small.house, actor=small.actor("t05"))
    assert [row.channel for row in rows] == ["三年级组群"] * 2 and more is None and not any(row.repeatable for row in rows)
    for act in (outbox.send_test, outbox.remove_channel):
        with pytest.raises(NotFound):
            act(house=small.house, actor=small.actor("t08"), channel_id=made, now=NOW)


def test_a_test_reaches_a_channel_that_is_off_at_any_hour(small: SmallSchool) -> None:
    made, group = add(small, on=False), Group()
    night = at(DAY, 23)
    first = outbox.send_test(house=small.house, actor=small.actor("t08"), channel_id=made, now=night)
    assert outbox.send_test(house=small.house, actor=small.actor("t08"), channel_id=made, now=night) == first
    Evening(small.house, group).at(night)
    assert group.texts == ["【作业公示】测试消息\n收到这条消息，说明江北实验学校的作业通知可以发到这里。"]
    page = outbox.channel_page(house=small.house, actor=small.actor("t08"), channel_id=made, now=night)
    assert page.deliveries[0].state == "sent" and not page.busy and page.view.last == page.deliveries[0]


def test_sending_again(small: SmallSchool) -> None:
    made, group = add(small, grade=3), Group()
    group.fates.append(Outcome(False, "key", 200, "93000"))
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    evening = Evening(small.house, group)
    evening.at(at(DAY, 17, 10))
    ((row,), _more) = outbox.list_deliveries(house=small.house, actor=small.actor("t08"))
    assert row.repeatable and (row.state, row.fault) == ("refused", "key")
    outbox.send_again(house=small.house, actor=small.actor("t08"), delivery_id=row.id, now=evening.now)
    evening.at(at(DAY, 17, 11))
    with pytest.raises(ChannelRefused):
        outbox.send_again(house=small.house, actor=small.actor("t08"), delivery_id=row.id, now=evening.now)
    with pytest.raises(NotFound):
        outbox.send_again(house=small.house, actor=small.actor("t08"), delivery_id=999, now=evening.now)
    assert len(group.texts) == 1 and made


@on_sqlite
def test_a_database_without_its_secret(small: SmallSchool) -> None:
    """Restored without the data folder: nothing can be sent, the page says so, and entering the key anew mends it."""
    made, group = add(small, grade=3), Group()
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    (small.house.config.data_dir / "keys" / "outbox.secret").unlink()
    small.house.forget()
    evening = Evening(small.house, group)
    evening.at(at(DAY, 17, 10))
    assert states(small) == ["refused"] and deliveries(small)[0].fault == "sealed"
    page = outbox.channel_page(house=small.house, actor=small.actor("t08"), channel_id=made, now=NOW)
    assert page.view.lost
    with pytest.raises(ChannelRefused):
        change(small, made, grade=3)
    assert change(small, made, wecom(), grade=3)
    outbox.send_again(house=small.house, actor=small.actor("t08"), delivery_id=1, now=evening.now)
    evening.at(evening.now)
    assert len(group.texts) == 1


@on_sqlite
def test_the_secret_is_the_installations_own(small: SmallSchool) -> None:
    add(small)
    secret = small.house.config.data_dir / "keys" / "outbox.secret"
    assert secret.stat().st_mode & 0o077 == 0 and len(secret.read_bytes()) == 32
    sealed = keys.seal(small.house, DINGTALK)
    assert keys.unseal(small.house, sealed) == DINGTALK and keys.seal(small.house, DINGTALK) != sealed
    with pytest.raises(keys.Unsealable):
        keys.unseal(small.house, sealed[:-4] + "AAAA")


@on_sqlite
def test_pages_of_deliveries(small: SmallSchool) -> None:
    for n in range(4):
        add(small, name=f"群{n}", address=wecom(f"key-number-{n}"))
    for grade in range(2, 10):
        post(small, "t03", [(grade, 1)], Draft("生字", 10, in_school=10))
    for hour in (17, 18, 19):
        evening = Evening(small.house, Group())
        for channel in range(1, 5):
            outbox.send_test(house=small.house, actor=small.actor("t08"), channel_id=channel, now=at(DAY, hour))
        evening.now = at(DAY, hour)
        for second in range(240):
            evening.at(at(DAY, hour, 11).replace(minute=11 + second // 60, second=second % 60))
    everything = len(deliveries(small))
    assert everything > 40
    found, before, pages = 0, None, 0
    while pages == 0 or before is not None:
        rows, before = outbox.list_deliveries(house=small.house, actor=small.actor("t05"), before=before)
        found, pages = found + len(rows), pages + 1
    assert found == everything
