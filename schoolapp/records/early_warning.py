"""What early warnings and 'what needs you' read of some classes' newest weeks: sums by subject, samples' days, late entries. No tables of
their own; bounded by the days asked for, never by how much history there is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from schoolapp.records.homework import class_day, homework_item
from schoolapp.rules.homework import Kind, Tier


class SubjectSum(NamedTuple):
    """What one subject published for a class on a day: minutes of one kind and tier together."""

    class_id: int
    day: date
    subject: str
    kind: Kind
    tier: Tier
    minutes: int


_d, _i = class_day.c, homework_item.c


def subject_sums(connection: Connection, whole: Collection[int], own: Collection[tuple[int, str]], start: date, end: date) -> list[SubjectSum]:
    """The sums of every subject in the classes `whole`, and of these (class id, subject) elsewhere, both bounds included."""
    others = {class_id for class_id, _ in own} - set(whole)
    wanted = and_(_d.class_id.in_(others), _i.subject.in_({subject for class_id, subject in own if class_id in others}))
    rows = connection.execute(
        select(_d.class_id, _d.day, _i.subject, _i.kind, _i.tier, func.sum(_i.minutes)).join_from(class_day, homework_item)
        .where(or_(_d.class_id.in_(list(whole)), wanted), _d.day >= start, _d.day <= end, _i.withdrawn_at.is_(None))
        .group_by(_d.class_id, _d.day, _i.subject, _i.kind, _i.tier).order_by(_d.class_id, _d.day, _i.subject, _i.kind, _i.tier))
    return [SubjectSum(r[0], r[1], r[2], Kind(r[3]), Tier(r[4]), int(r[5])) for r in rows]


def late_entries(connection: Connection, since: date, until: date, published_since: datetime) -> list[tuple[datetime, int]]:
    """(moment, who entered it) of the items of these days that were entered late since then in the app: an import is no entry of a person's."""
    rows = connection.execute(
        select(_i.published_at, func.coalesce(_i.entered_by, _i.staff_id)).join_from(class_day, homework_item)
        .where(_d.day >= since, _d.day <= until, _d.late > 0, _i.late.is_(True), _i.withdrawn_at.is_(None), _i.import_id.is_(None),
               _i.published_at >= published_since)
        .order_by(_i.published_at, _i.id))
    return [(row[0], row[1]) for row in rows]
