"""The sender: takes one message that is due, sends it, notes what came of it. At least once: who is killed after the other side accepted, and before
that was noted, sends again."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import outbox as records
from schoolapp.records.outbox import BucketRow, ChannelRow, DeliveryRow
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.outbox import PACES, TRIES, ChannelKind, Outcome, Parcel, after_quiet, is_quiet, next_try
from schoolapp.services.house import Busy, House
from schoolapp.services.outbox.digest import Digest, digest_of, trial_digest
from schoolapp.services.outbox.events import spread
from schoolapp.services.outbox.keys import Unsealable, unseal
from schoolapp.services.school import standing_of

LEASE = timedelta(minutes=2)  # longer than the longest sending
Send = Callable[[Parcel], Outcome]


class _Step(NamedTuple):
    """What to do with a message that is due: end it (cancelled, given_up), move it (to `until`), or send it."""

    row: DeliveryRow
    channel: ChannelRow
    end: str = ""
    until: datetime | None = None


def is_due(*, house: House, now: datetime) -> bool:
    """Whether `tell_due` may have anything to do: one look, for a loop that asks every second."""
    with house.glancing() as connection:
        return records.is_due(connection, now)


def tell_due(*, house: House, clock: Callable[[], datetime], draw: Callable[[], float] = random.random, send: Send | None = None) -> bool:
    """Spreads what changed, then sends one message that is due and whose bot has a token; False where there was nothing to do. `draw` gives
    0 to 1 for the pause before another try; `send` hands a parcel over (the usual way where None)."""
    now = clock()
    if not is_due(house=house, now=now):
        return False
    with house.reading() as connection:
        waiting = bool(records.list_events(connection))
    made = spread(house=house, now=now) if waiting else 0
    taken, moved = _take(house, now)
    if taken is None:
        return made > 0 or moved
    outcome, mark = _sent(house, taken, now, send or (lambda parcel: _carry(house, parcel)))
    _note(house, taken, outcome, mark, clock(), draw())
    return True


def _take(house: House, now: datetime) -> tuple[_Step | None, bool]:
    """The next message to send, taken under a lease. What must not be sent now is put off or ended on the way: whether anything was."""
    moved = False
    with house.reading() as connection:
        if not _steps(connection, now):
            return None, False  # everything due waits for a token: nothing is written
    with house.plain_writing() as connection:
        for step in _steps(connection, now):
            if step.end:
                moved |= records.change_delivery(connection, step.row, state=step.end, ended_at=now)
            elif step.until is not None:
                moved |= records.change_delivery(connection, step.row, state="waiting", next_try=step.until)
            else:
                pace = PACES[ChannelKind(step.channel.kind)]
                bucket = records.lock_bucket(connection, step.channel.bucket)
                if not _has_token(step.channel, bucket, now):
                    continue  # another process was quicker
                values: dict[str, Any] = {"state": "sending", "tries": step.row.tries + 1, "tried_at": now, "next_try": now + LEASE}
                if records.change_delivery(connection, step.row, **values):
                    records.set_bucket(connection, step.channel.bucket, full_at=pace.take(bucket.full_at, now))
                    return step._replace(row=step.row._replace(**values)), True
    return None, moved


def _steps(connection: Connection, now: datetime) -> list[_Step]:
    rows = records.oldest_due(connection, now)
    channels = records.channels_by_id(connection, {row.channel_id for row in rows})
    found = [_step(connection, row, channels[row.channel_id], now) for row in rows]
    return [step for step in found if step is not None]


def _step(connection: Connection, row: DeliveryRow, channel: ChannelRow, now: datetime) -> _Step | None:
    test = row.what == "test"
    if channel.removed_at is not None or not (channel.active or test):
        return _Step(row, channel, end="cancelled")
    if row.tries >= TRIES:
        return _Step(row, channel, end="given_up")  # its sender died at the last try
    local = now.astimezone(SCHOOL_TIME)
    if not test and is_quiet(local.hour * 60 + local.minute, channel.quiet_from, channel.quiet_until):
        return _Step(row, channel, until=after_quiet(now, channel.quiet_from, channel.quiet_until))
    return _Step(row, channel) if _has_token(channel, records.bucket_of(connection, channel.bucket), now) else None


def _has_token(channel: ChannelRow, bucket: BucketRow, now: datetime) -> bool:
    if bucket.paused_until is not None and bucket.paused_until > now:
        return False
    return not PACES[ChannelKind(channel.kind)].wait(bucket.full_at, now)


def _sent(house: House, taken: _Step, now: datetime, send: Send) -> tuple[Outcome | None, str]:
    """(How it ended, the digest of what was told); None where there was nothing to tell."""
    row, channel = taken.row, taken.channel
    digest = _digest(house, row, channel)
    if digest is None:
        return None, ""
    try:
        address = unseal(house, channel.sealed)
    except Unsealable:
        return Outcome(False, "sealed"), ""
    kind = ChannelKind(channel.kind)
    ident = f"notice-{row.id}-{channel.bucket[:12]}"
    try:
        return send(Parcel(kind, address, digest.title, digest.text(kind), ident, now)), digest.mark
    except Exception as trouble:  # its text could hold an address: the kind is enough to find it
        logging.getLogger("schoolapp").error("message %s could not be sent: %s", row.id, type(trouble).__name__)
        return Outcome(False, "other"), ""


def _digest(house: House, row: DeliveryRow, channel: ChannelRow) -> Digest | None:
    """The message from what stands now. Read after the message was taken: a change from here on makes a message of its own."""
    standing = standing_of(house=house)
    if row.class_id is None:
        return trial_digest(standing)
    with house.reading() as connection:
        one = standing.classes.get(row.class_id)
        if one is None:
            return None
        digest = digest_of(connection, standing, channel, one, row.day, update=row.what == "update", public_url=house.config.public_url)
        return None if digest is not None and digest.mark == records.last_told(connection, row) else digest


def _carry(house: House, parcel: Parcel) -> Outcome:
    from schoolapp.outside import bots, mail
    from schoolapp.outside.reach import Grounds

    grounds = Grounds(frozenset(house.config.outbox_hosts), house.config.outbox_private)
    return mail.post(parcel, grounds) if parcel.kind is ChannelKind.MAIL else bots.post(parcel, grounds)


def _note(house: House, taken: _Step, outcome: Outcome | None, mark: str, now: datetime, draw: float) -> None:
    for tries_left in (2, 1, 0):  # unnoted, it would be sent again
        try:
            with house.plain_writing() as connection:
                _write_outcome(connection, taken, outcome, mark, now, draw)
            return
        except Busy:
            if not tries_left:
                raise


def _write_outcome(connection: Connection, taken: _Step, outcome: Outcome | None, mark: str, now: datetime, draw: float) -> None:
    row, channel = taken.row, taken.channel
    if outcome is None:
        records.change_delivery(connection, row, state="dropped", ended_at=now)
        return
    said = {"fault": outcome.fault, "http": outcome.http, "code": outcome.code}
    if outcome.wait is not None:
        records.set_bucket(connection, channel.bucket, paused_until=now + outcome.wait)
    if outcome.sent:
        records.change_delivery(connection, row, state="sent", ended_at=now, body_hash=mark, **said)
        return
    again = next_try(row.tries, now, draw, outcome.wait) if outcome.again else None
    if again is None:
        records.change_delivery(connection, row, state="given_up" if outcome.again else "refused", ended_at=now, **said)
    else:
        if row.what != "test":
            again = after_quiet(again, channel.quiet_from, channel.quiet_until)
        records.change_delivery(connection, row, state="waiting", next_try=again, **said)
