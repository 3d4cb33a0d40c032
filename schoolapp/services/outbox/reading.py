"""What pages show of channels and deliveries: addresses masked, states in words, never a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schoolapp.records import outbox as records
from schoolapp.records.outbox import ChannelRow, DeliveryRow
from schoolapp.rules.outbox import TRIES, Address, ChannelKind, shown_address
from schoolapp.rules.people import ClassRef, school_year_of
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House
from schoolapp.services.outbox.keys import Unsealable, unseal
from schoolapp.services.school import Standing, standing_of
from schoolapp.words import N_

PAGE = 50
BUSY = timedelta(seconds=30)
STATE_WORDS = {
    "waiting": N_("等待发送"),
    "sending": N_("正在发送"),
    "sent": N_("已发出"),
    "dropped": N_("没有内容，未发"),
    "refused": N_("被拒绝，已停止"),
    "given_up": N_("多次失败，已停止"),
    "cancelled": N_("已取消"),
}


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A message as pages show it. `one` None: a test. `next_try` only while it waits; `repeatable`: may be put into the queue again."""

    id: int
    channel: str
    kind: ChannelKind
    one: ClassRef | None
    day: date
    what: str
    state: str
    tries: int
    tries_most: int
    made_at: datetime
    tried_at: datetime | None
    next_try: datetime | None
    fault: str
    http: int | None
    code: str
    repeatable: bool


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel in the list. `shown` = its masked address ('' where the key is lost and has to be entered again); `ended`: its class belongs to
    an earlier school year; `last` = the message that was tried last."""

    row: ChannelRow
    kind: ChannelKind
    shown: str
    one: ClassRef | None
    ended: bool
    signed: bool
    last: DeliveryView | None

    @property
    def lost(self) -> bool:
        return not self.shown


@dataclass(frozen=True, slots=True)
class Overview:
    """The administrator's page. `hosts` = further hosts that the operator allows."""

    channels: tuple[ChannelView, ...]
    hosts: tuple[str, ...]
    public: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers: grades and classes of the present school year."""

    grades: tuple[int, ...]
    classes: tuple[ClassRef, ...]
    public: bool
    hosts: tuple[str, ...]
    private: bool


@dataclass(frozen=True, slots=True)
class ChannelPage:
    """A channel with what its form shows again (of a mail account all but the password, of a bot nothing) and its last messages. `busy`: a test
    was asked for just now and has not come to an end."""

    view: ChannelView
    choices: Choices
    address: Address
    deliveries: tuple[DeliveryView, ...]
    busy: bool


def overview(*, house: House, actor: Actor, now: datetime) -> Overview:
    """All channels, in the order of making."""
    actor.needs(Permit.SET_UP)
    standing = standing_of(house=house)
    with house.reading() as connection:
        rows, last = records.list_channels(connection), records.last_ended(connection)
    views = tuple(_channel(house, standing, row, last.get(row.id), now) for row in rows)
    return Overview(views, house.config.outbox_hosts, bool(house.config.public_url))


def choices(*, house: House, actor: Actor, now: datetime) -> Choices:
    """For the form of a new channel."""
    actor.needs(Permit.SET_UP)
    return _choices(house, standing_of(house=house), now)


def channel_page(*, house: House, actor: Actor, channel_id: int, now: datetime) -> ChannelPage:
    """One channel; NotFound where it was removed."""
    actor.needs(Permit.SET_UP)
    standing = standing_of(house=house)
    with house.reading() as connection:
        row = records.channels_by_id(connection, [channel_id]).get(channel_id)
        if row is None or row.removed_at is not None:
            raise NotFound
        made = records.list_deliveries(connection, channel_id=channel_id, limit=10)
    last = next((one for one in made if one.tried_at is not None), None)
    view = _channel(house, standing, row, last, now)
    address = Address()
    if view.kind is ChannelKind.MAIL and not view.lost:
        full = unseal(house, row.sealed)
        address = Address(host=full.host, port=full.port, security=full.security, user=full.user, sender=full.sender, to=full.to)
    busy = any(one.what == "test" and one.state in records.OPEN and now - one.made_at < BUSY for one in made)
    return ChannelPage(view, _choices(house, standing, now), address, tuple(_delivery(standing, one, row) for one in made), busy)


def list_deliveries(*, house: House, actor: Actor, before: int | None = None) -> tuple[tuple[DeliveryView, ...], int | None]:
    """(The newest messages before a number, the number to go on from or None)."""
    actor.needs(Permit.SEE_JOBS)
    standing = standing_of(house=house)
    with house.reading() as connection:
        rows = records.list_deliveries(connection, before=before, limit=PAGE + 1)
        channels = records.channels_by_id(connection, {row.channel_id for row in rows})
    shown = tuple(_delivery(standing, row, channels[row.channel_id]) for row in rows[:PAGE])
    return shown, shown[-1].id if len(rows) > PAGE else None


def _channel(house: House, standing: Standing, row: ChannelRow, last: DeliveryRow | None, now: datetime) -> ChannelView:
    kind, one = ChannelKind(row.kind), standing.classes.get(row.class_id or 0)
    try:
        address = unseal(house, row.sealed)
        shown, signed = shown_address(kind, address), bool(address.secret)
    except Unsealable:
        shown, signed = "", False
    ended = row.class_id is not None and (one is None or one.year != _year(standing, now))
    return ChannelView(row, kind, shown, one, ended, signed, None if last is None else _delivery(standing, last, row))


def _delivery(standing: Standing, row: DeliveryRow, channel: ChannelRow) -> DeliveryView:
    able = channel.removed_at is None and (channel.active or row.what == "test") and row.state in ("given_up", "refused")
    return DeliveryView(
        row.id, channel.name, ChannelKind(channel.kind), standing.classes.get(row.class_id or 0), row.day, row.what, row.state, row.tries, TRIES,
        row.made_at, row.tried_at, row.next_try if row.state == "waiting" else None, row.fault, row.http, row.code, able,
    )


def _choices(house: House, standing: Standing, now: datetime) -> Choices:
    classes = standing.classes_of(_year(standing, now))
    config = house.config
    return Choices(tuple(sorted({one.grade for one in classes})), tuple(classes), bool(config.public_url), config.outbox_hosts, config.outbox_private)


def _year(standing: Standing, now: datetime) -> int:
    own = school_year_of(now.date())
    return max((one.year for one in standing.classes.values() if one.year <= own), default=own)
