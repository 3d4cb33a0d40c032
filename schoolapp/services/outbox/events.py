"""What changed: one row beside a publication, spread later over the channels that want to hear of it. Off, it costs a remembered answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from schoolapp.records import base
from schoolapp.records import outbox as records
from schoolapp.records.outbox import ChannelRow
from schoolapp.rules.outbox import planned_at
from schoolapp.services.house import House, Work
from schoolapp.services.school import standing_of

KEPT = timedelta(days=180)  # how long ended deliveries are shown


def is_on(*, house: House) -> bool:
    """Whether any channel is on: kept with the school's standing facts. Ask before the write begins."""

    def read() -> bool:
        with house.reading() as connection:
            return records.any_active(connection)

    return house.remembered("standing:outbox", house.data_version(), read)


def note_change(work: Work, day: date, class_ids: Iterable[int]) -> None:
    """Notes, within the write that publishes, corrects or withdraws, that these classes' day is another one now."""
    said = ",".join(str(class_id) for class_id in class_ids)
    base.append(work.connection, records.outbox_event, day=day, class_ids=said, at=work.now)


def spread(*, house: House, now: datetime) -> int:
    """Makes messages of the changes that wait, at most one that waits for each channel and class's day; gives their number. Days before today
    are told no more."""
    standing, made = standing_of(house=house), 0
    with house.plain_writing() as connection:
        channels = [row for row in records.lock_channels(connection) if row.active]
        events = records.list_events(connection)
        changed: dict[date, dict[int, datetime]] = {}  # day -> class id -> when it changed first
        for event in events:
            for class_id in event.class_ids:
                changed.setdefault(event.day, {}).setdefault(class_id, event.at)
        for day in sorted(day for day in changed if day >= now.date()):
            classes = [standing.classes[n] for n in sorted(changed[day]) if n in standing.classes]
            for channel in channels:
                made += _plan(connection, channel, day, {one.id: changed[day][one.id] for one in classes if channel.covers(one)}, now)
        records.drop_events(connection, [event.id for event in events])
        records.drop_ended(connection, now - KEPT)
    return made


def _plan(connection: Connection, channel: ChannelRow, day: date, changed: Mapping[int, datetime], now: datetime) -> int:
    if not changed:
        return 0
    newest, told = records.newest_editions(connection, channel.id, day), records.told_classes(connection, channel.id, day)
    fresh = [n for n in changed if not (n in newest and newest[n].state == "waiting") and (channel.updates or n not in told)]
    for n in fresh:
        base.append(
            connection,
            records.outbox_delivery,
            channel_id=channel.id,
            class_id=n,
            day=day,
            edition=newest[n].edition + 1 if n in newest else 1,
            what="update" if n in told else "digest",
            state="waiting",
            tries=0,
            next_try=planned_at(day, channel.digest_at, (channel.quiet_from, channel.quiet_until), changed[n], told=n in told),
            made_at=now,
            fault="",
            code="",
            body_hash="",
        )
    return len(fresh)
