"""Being heard by families: which ways the school has switched on, the answers of class-days that are still being counted, those that were
closed, and the limits on one network address, which outlive no day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Connection, Date, Integer, String, Table, Text, UniqueConstraint, bindparam, delete, func, select, update

from schoolapp.records.base import Moment, insert_where_absent, key, link, metadata
from schoolapp.records.said import Said

feedback_switch = Table(
    "feedback_switch", metadata, key(), Column("name", String(20), nullable=False, unique=True), Column("on", Boolean, nullable=False),
    Column("version", Integer, nullable=False, default=1),
)
answer_tally = Table(  # answers that are still coming in: counts alone, no moment of any of them
    "answer_tally", metadata, key(), link("school_class", "class_id"), Column("day", Date, nullable=False), Column("until", Date, nullable=False),
    Column("total", Integer, nullable=False, default=0), Column("bands", Text, nullable=False), UniqueConstraint("class_id", "day"),
)
answer_day = Table(  # the same when no more may come
    "answer_day", metadata, key(), link("school_class", "class_id"), Column("day", Date, nullable=False),
    Column("total", Integer, nullable=False), Column("bands", Text, nullable=False), Column("closed_at", Moment, nullable=False),
    UniqueConstraint("class_id", "day"),
)
answer_limit = Table(  # how often one network address answered today, under a digest salted anew every day
    "answer_limit", metadata, key(), Column("day", Date, nullable=False, index=True), Column("digest", String(64), nullable=False, unique=True),
    Column("n", Integer, nullable=False, default=0),
)


class SwitchRow(NamedTuple):
    """A decision as it stands; `name` is one of rules.feedback.Voice."""

    id: int
    name: str
    on: bool
    version: int


class AnswersRow(NamedTuple):
    """The answers of a class-day. `bands` as rules.sampling keeps them; `closed`: no more may come."""

    id: int
    class_id: int
    day: date
    total: int
    bands: str
    closed: bool


_t, _d, _l = answer_tally.c, answer_day.c, answer_limit.c
_OPEN = (_t.id, _t.class_id, _t.day, _t.total, _t.bands)
_CLOSED = (_d.id, _d.class_id, _d.day, _d.total, _d.bands)
_CLASS_DAY = (_t.class_id == bindparam("class"), _t.day == bindparam("day"))
_TALLY, _TALLY_LOCKED = Said(select(*_OPEN).where(*_CLASS_DAY)), Said(select(*_OPEN).where(*_CLASS_DAY).with_for_update())
_ONE_MORE = Said(update(answer_limit).where(_l.digest == bindparam("wanted")).values(n=_l.n + 1).returning(_l.n))


def list_switches(connection: Connection) -> list[SwitchRow]:
    c = feedback_switch.c
    return [SwitchRow(*row) for row in connection.execute(select(c.id, c.name, c.on, c.version).order_by(c.id))]


def answers_in(connection: Connection, class_ids: Iterable[int], start: date, end: date) -> list[AnswersRow]:
    """The answers of these classes in a period, both bounds included, by day and class; a class-day may have a row that is closed and one
    that is not."""
    ids = list(class_ids)
    found = [AnswersRow(*row, True) for row in connection.execute(select(*_CLOSED).where(_d.class_id.in_(ids), _d.day >= start, _d.day <= end))]
    found += [AnswersRow(*row, False) for row in connection.execute(select(*_OPEN).where(_t.class_id.in_(ids), _t.day >= start, _t.day <= end))]
    return sorted(found, key=lambda row: (row.day, row.class_id, not row.closed))


def find_tally(connection: Connection, class_id: int, day: date) -> AnswersRow | None:
    row = _TALLY.first(connection, **{"class": class_id, "day": day})
    return None if row is None else AnswersRow(*row, False)


def find_closed(connection: Connection, class_id: int, day: date) -> AnswersRow | None:
    row = connection.execute(select(*_CLOSED).where(_d.class_id == class_id, _d.day == day)).first()
    return None if row is None else AnswersRow(*row, True)


def lock_tally(connection: Connection, class_id: int, day: date, until: date, bands: str) -> AnswersRow | None:
    """The class-day's count, made where there is none, and locked: answers of the same instant come one after another. None where it was
    closed in this very instant."""
    connection.execute(insert_where_absent(connection.dialect.name, answer_tally, "class_id", "day"),
                       {"class_id": class_id, "day": day, "until": until, "total": 0, "bands": bands})
    row = _TALLY_LOCKED.first(connection, **{"class": class_id, "day": day})
    return None if row is None else AnswersRow(*row, False)


def set_tally(connection: Connection, tally_id: int, total: int, bands: str) -> None:
    connection.execute(update(answer_tally).where(_t.id == tally_id).values(total=total, bands=bands))


def lock_ended(connection: Connection, today: date) -> list[AnswersRow]:
    """The counts that no answer may join any more, locked."""
    rows = connection.execute(select(*_OPEN).where(_t.until < today).order_by(_t.id).with_for_update())
    return [AnswersRow(*row, False) for row in rows]


def drop_tallies(connection: Connection, ids: Iterable[int]) -> None:
    connection.execute(delete(answer_tally).where(_t.id.in_(list(ids))))


def counted_of(connection: Connection, digests: Iterable[str]) -> dict[str, int]:
    """Digest -> how often that address answered; those that never did are left out."""
    rows = connection.execute(select(_l.digest, _l.n).where(_l.digest.in_(list(digests))))
    return {row.digest: row.n for row in rows}


def count_one(connection: Connection, day: date, digest: str) -> int:
    """One answer more under this digest; gives how many it has now. The row is locked."""
    found = _ONE_MORE.first(connection, wanted=digest)
    if found is None:  # the first of the day; one that came in the same instant may have made the row
        connection.execute(insert_where_absent(connection.dialect.name, answer_limit, "digest"), {"day": day, "digest": digest, "n": 0})
        found = _ONE_MORE.first(connection, wanted=digest)
    assert found is not None
    return int(found[0])


def drop_limits(connection: Connection, today: date) -> int:
    """Takes away what was noted before today; gives how many rows that were."""
    return connection.execute(delete(answer_limit).where(_l.day < today)).rowcount


def has_passed(connection: Connection, today: date) -> bool:
    """Whether anything waits to be closed or taken away."""
    ended = select(func.count()).select_from(answer_tally).where(_t.until < today)
    old = select(func.count()).select_from(answer_limit).where(_l.day < today)
    return bool(connection.execute(ended).scalar() or connection.execute(old).scalar())
