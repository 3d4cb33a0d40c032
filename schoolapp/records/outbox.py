"""Rows of what staff groups are told: channels, changes that wait to be spread, deliveries with their state, and each bot's bucket. When and what
is sent is decided above; addresses and keys are kept sealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)

from schoolapp.records.base import Moment, insert_where_absent, key, link, metadata
from schoolapp.records.homework import class_day
from schoolapp.records.said import Said
from schoolapp.rules.people import ClassRef

outbox_channel = Table(  # grade and class both None: the whole school
    "outbox_channel", metadata, key(), Column("name", String(40), nullable=False), Column("kind", String(12), nullable=False),
    Column("sealed", Text, nullable=False), Column("bucket", String(64), nullable=False),
    Column("grade", Integer), link("school_class", "class_id", null=True),
    Column("with_link", Boolean, nullable=False), Column("updates", Boolean, nullable=False), Column("digest_at", Integer, nullable=False),
    Column("quiet_from", Integer, nullable=False), Column("quiet_until", Integer, nullable=False),
    Column("active", Boolean, nullable=False), Column("removed_at", Moment), Column("version", Integer, nullable=False),
)
outbox_event = Table(  # written with what changed; gone once it is spread over the channels
    "outbox_event", metadata, key(), Column("day", Date, nullable=False), Column("class_ids", Text, nullable=False), Column("at", Moment, nullable=False),
)
outbox_delivery = Table(  # one message to one channel about a class's day; without a class: a test
    "outbox_delivery", metadata, key(), link("outbox_channel", "channel_id"), link("school_class", "class_id", null=True),
    Column("day", Date, nullable=False), Column("edition", Integer, nullable=False), Column("what", String(8), nullable=False),
    Column("state", String(10), nullable=False), Column("tries", Integer, nullable=False), Column("next_try", Moment, nullable=False),
    Column("made_at", Moment, nullable=False), Column("tried_at", Moment), Column("ended_at", Moment),
    Column("fault", String(12), nullable=False), Column("http", Integer), Column("code", String(20), nullable=False),
    Column("body_hash", String(64), nullable=False),
    UniqueConstraint("channel_id", "class_id", "day", "edition"), Index("ix_outbox_delivery_due", "state", "next_try"),
)
outbox_bucket = Table(  # by the keyed digest of where it leads: two channels to one bot share it
    "outbox_bucket", metadata, key(), Column("digest", String(64), nullable=False, unique=True), Column("full_at", Moment), Column("paused_until", Moment),
)
OPEN = ("waiting", "sending")
_c, _d, _e, _b = outbox_channel.c, outbox_delivery.c, outbox_event.c, outbox_bucket.c


class ChannelRow(NamedTuple):
    """A channel. `sealed` = its address, encrypted ('' once removed); times in minutes of the day; `updates`: changes after the digest too."""

    id: int
    name: str
    kind: str
    sealed: str
    bucket: str
    grade: int | None
    class_id: int | None
    with_link: bool
    updates: bool
    digest_at: int
    quiet_from: int
    quiet_until: int
    active: bool
    removed_at: datetime | None
    version: int

    def covers(self, one: ClassRef) -> bool:
        """Whether a class's days are told here."""
        return one.id == self.class_id if self.class_id is not None else self.grade in (None, one.grade)


class DeliveryRow(NamedTuple):
    """A message: `edition` counts up from 1 for a class's day (0: a test); `what` is digest, update or test; `state` waiting, sending, sent,
    dropped (nothing to tell), refused, given_up or cancelled. `next_try` while sending = until when its sender may take."""

    id: int
    channel_id: int
    class_id: int | None
    day: date
    edition: int
    what: str
    state: str
    tries: int
    next_try: datetime
    made_at: datetime
    tried_at: datetime | None
    ended_at: datetime | None
    fault: str
    http: int | None
    code: str
    body_hash: str


class EventRow(NamedTuple):
    """Something was published, corrected or withdrawn for these classes' day."""

    id: int
    day: date
    class_ids: tuple[int, ...]
    at: datetime


class BucketRow(NamedTuple):
    """How full a bot's bucket is, and until when the other side wants peace."""

    full_at: datetime | None
    paused_until: datetime | None


_CHANNEL = tuple(_c[name] for name in ChannelRow._fields)
_DELIVERY = tuple(_d[name] for name in DeliveryRow._fields)


def list_channels(connection: Connection) -> list[ChannelRow]:
    """Those that were not removed, in the order of making."""
    return [ChannelRow(*row) for row in connection.execute(select(*_CHANNEL).where(_c.removed_at.is_(None)).order_by(_c.id))]


def channels_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, ChannelRow]:
    """Removed ones too."""
    return {row[0]: ChannelRow(*row) for row in connection.execute(select(*_CHANNEL).where(_c.id.in_(list(ids))))}


def lock_channels(connection: Connection) -> list[ChannelRow]:
    """Likewise all that were not removed; who else spreads changes waits until the transaction ends."""
    return [ChannelRow(*row) for row in connection.execute(select(*_CHANNEL).where(_c.removed_at.is_(None)).order_by(_c.id).with_for_update())]


def any_active(connection: Connection) -> bool:
    return connection.execute(select(_c.id).where(_c.active.is_(True)).limit(1)).first() is not None


_NOW = bindparam("now", type_=_d.next_try.type)
_IS_OPEN = or_(_d.state == "waiting", _d.state == "sending")
_DUE = and_(_IS_OPEN, _d.next_try <= _NOW)
_IS_DUE = Said(select(literal_column("1")).where(or_(select(_d.id).where(_DUE).exists(), select(_e.id).exists())))


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether a change waits to be spread, or a message to be sent or looked after by now."""
    return _IS_DUE.first(connection, now=now) is not None


def oldest_due(connection: Connection, now: datetime) -> list[DeliveryRow]:
    """For each channel the message that is due and was made first, those first that were due first."""
    first = select(func.min(_d.id)).where(_IS_OPEN, _d.next_try <= now).group_by(_d.channel_id)
    return [DeliveryRow(*row) for row in connection.execute(select(*_DELIVERY).where(_d.id.in_(first)).order_by(_d.next_try, _d.id))]


def list_events(connection: Connection) -> list[EventRow]:
    """What waits to be spread, the first first."""
    rows = connection.execute(select(_e.id, _e.day, _e.class_ids, _e.at).order_by(_e.id))
    return [EventRow(row[0], row[1], tuple(int(n) for n in row[2].split(",") if n), row[3]) for row in rows]


def drop_events(connection: Connection, ids: Iterable[int]) -> None:
    connection.execute(delete(outbox_event).where(_e.id.in_(list(ids))))


def newest_editions(connection: Connection, channel_id: int, day: date) -> dict[int, DeliveryRow]:
    """Class id -> the last message made for this channel and day."""
    rows = connection.execute(select(*_DELIVERY).where(_d.channel_id == channel_id, _d.day == day, _d.class_id.is_not(None)).order_by(_d.edition))
    return {row[2]: DeliveryRow(*row) for row in rows}


def told_classes(connection: Connection, channel_id: int, day: date) -> set[int]:
    """The classes of which this channel has, or may have, been told something about the day."""
    told = or_(_d.state == "sent", _d.state == "sending")
    return set(connection.execute(select(_d.class_id).where(_d.channel_id == channel_id, _d.day == day, _d.class_id.is_not(None), told)).scalars())


def last_told(connection: Connection, row: DeliveryRow) -> str:
    """The digest of what the channel was told last about this class's day; '' where it was told nothing."""
    mine = and_(_d.channel_id == row.channel_id, _d.class_id == row.class_id, _d.day == row.day, _d.edition < row.edition, _d.state == "sent")
    return connection.execute(select(_d.body_hash).where(mine).order_by(_d.edition.desc()).limit(1)).scalar() or ""


def find_delivery(connection: Connection, delivery_id: int) -> DeliveryRow | None:
    row = connection.execute(select(*_DELIVERY).where(_d.id == delivery_id)).first()
    return None if row is None else DeliveryRow(*row)


def list_deliveries(connection: Connection, *, before: int | None = None, channel_id: int | None = None, limit: int = 50) -> list[DeliveryRow]:
    """Newest first."""
    query = select(*_DELIVERY).order_by(_d.id.desc()).limit(limit)
    if before is not None:
        query = query.where(_d.id < before)
    if channel_id is not None:
        query = query.where(_d.channel_id == channel_id)
    return [DeliveryRow(*row) for row in connection.execute(query)]


def last_ended(connection: Connection) -> dict[int, DeliveryRow]:
    """Channel id -> the message that was tried last there."""
    last = select(func.max(_d.id)).where(_d.tried_at.is_not(None)).group_by(_d.channel_id)
    return {row[1]: DeliveryRow(*row) for row in connection.execute(select(*_DELIVERY).where(_d.id.in_(last)))}


def change_delivery(connection: Connection, row: DeliveryRow, **values: Any) -> bool:
    """Changes a message that still stands as in `row`; False where somebody else has taken or ended it meanwhile."""
    same = and_(_d.id == row.id, _d.state == row.state, _d.tries == row.tries, _d.next_try == row.next_try)
    return bool(connection.execute(update(outbox_delivery).where(same).values(**values)).rowcount)


def cancel_open(connection: Connection, channel_id: int, now: datetime) -> None:
    """Ends what waits for a channel (what is being sent just now ends by itself)."""
    mine = and_(_d.channel_id == channel_id, _d.state == "waiting")
    connection.execute(update(outbox_delivery).where(mine).values(state="cancelled", ended_at=now))


def drop_ended(connection: Connection, before: datetime) -> None:
    """Old messages that came to an end go."""
    connection.execute(delete(outbox_delivery).where(_d.ended_at < before))


def bucket_of(connection: Connection, digest: str) -> BucketRow:
    row = connection.execute(select(_b.full_at, _b.paused_until).where(_b.digest == digest)).first()
    return BucketRow(None, None) if row is None else BucketRow(*row)


def lock_bucket(connection: Connection, digest: str) -> BucketRow:
    """The bucket, made where missing; whoever else wants it waits until the transaction ends."""
    connection.execute(insert_where_absent(connection.dialect.name, outbox_bucket, "digest"), {"digest": digest})
    row = connection.execute(select(_b.full_at, _b.paused_until).where(_b.digest == digest).with_for_update()).one()
    return BucketRow(*row)


def set_bucket(connection: Connection, digest: str, **values: Any) -> None:
    connection.execute(update(outbox_bucket).where(_b.digest == digest).values(**values))


def classes_told_on(connection: Connection, day: date) -> list[int]:
    """The classes for which something is published on a day, be it that there is nothing."""
    d = class_day.c
    said = or_(d["items"] > 0, d.declared)
    return list(connection.execute(select(d.class_id).where(d.day == day, said).order_by(d.class_id)).scalars())
