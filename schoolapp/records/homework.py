"""Homework items, nones, sampled times and the class-day row that carries their sums. The sums are made in rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    or_,
    select,
    union_all,
    update,
)

from schoolapp.records import people
from schoolapp.records.audit import audit_entry, record_digest
from schoolapp.records.base import Moment, key, link, metadata, row_where_absent
from schoolapp.records.said import Said
from schoolapp.rules.homework import Counted, Kind, Tier

class_day = Table(
    "class_day", metadata, key(), link("school_class", "class_id"), Column("day", Date, nullable=False, index=True),
    Column("written", Integer, nullable=False, default=0), Column("home", Integer, nullable=False, default=0),
    Column("optional", Integer, nullable=False, default=0),
    Column("stated_written", Integer, nullable=False, default=0), Column("stated_home", Integer, nullable=False, default=0),
    Column("items", Integer, nullable=False, default=0), Column("late", Integer, nullable=False, default=0),
    Column("declared", Boolean, nullable=False, default=False), Column("version", Integer, nullable=False, default=0),
    Column("recorded", Integer, nullable=False, default=0, server_default="0", info={"later": 0}),  # published items recorded as they are, over the cap
    UniqueConstraint("class_id", "day"),
)
homework_item = Table(
    "homework_item", metadata, key(), link("class_day", index=True), Column("subject", String(40), nullable=False),
    link("staff", null=False), link("staff", "entered_by", null=True),
    Column("text", Text, nullable=False), Column("kind", String(4), nullable=False), Column("tier", String(4), nullable=False),
    Column("minutes", Integer, nullable=False), Column("in_school", Integer),
    Column("published_at", Moment, nullable=False), Column("late", Boolean, nullable=False),
    Column("reason", String(500), nullable=False, default=""),
    Column("withdrawn_at", Moment), Column("version", Integer, nullable=False, default=1),
    Column("import_id", Integer), Column("fingerprint", String(64)), Column("occurrence", Integer),
    Column("over_reason", String(500), info={"later": None}),  # why it was recorded as it is, though the class had no room
    Column("wording_reason", String(200), info={"later": None}),  # why it was published in words that a rule stops
)
homework_none = Table(  # subject '' = the whole class. A later post supersedes a none and keeps it here.
    "homework_none", metadata, key(), link("class_day", index=True), Column("subject", String(40), nullable=False),
    link("staff", null=True), Column("by_itself", Boolean, nullable=False, default=False), Column("declared_at", Moment, nullable=False),
    Column("superseded_at", Moment), Column("import_id", Integer),
)
time_sample = Table(
    "time_sample", metadata, key(), link("school_class", "class_id"), Column("day", Date, nullable=False),
    Column("asked", Integer, nullable=False), Column("mean_tenths", Integer, nullable=False),
    Column("entered_at", Moment, nullable=False), Column("import_id", Integer),
    Column("bands", Text, info={"later": None}), Column("entered_by", Integer, info={"later": None}),  # hands per band, and who entered it in the app
    UniqueConstraint("class_id", "day"),
)
reminder = Table(  # a homeroom teacher's quiet word to a colleague, or word that something was entered for them
    "reminder", metadata, key(), link("staff", index=True), link("staff", "sent_by", null=True),
    Column("kind", String(20), nullable=False),
    link("school_class", "class_id"), Column("day", Date, nullable=False), Column("subject", String(40), nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("seen_at", Moment),
)


class DayRow(NamedTuple):
    """The class-day row: sums of what is published (minutes), number of items and of late ones, whether a class none stands, how many of
    the items were recorded as they are over the cap."""

    id: int
    class_id: int
    day: date
    written: int
    home: int
    optional: int
    stated_written: int
    stated_home: int
    items: int
    late: int
    declared: bool
    version: int
    recorded: int = 0


class ItemRow(NamedTuple):
    """A homework item with everything that pages show. `reason` = why it was entered late, else ''."""

    id: int
    class_id: int
    day: date
    subject: str
    staff_id: int
    entered_by: int | None
    text: str
    kind: Kind
    tier: Tier
    minutes: int
    in_school: int | None
    published_at: datetime
    late: bool
    reason: str
    withdrawn_at: datetime | None
    version: int
    imported: bool
    over_reason: str | None = None
    wording_reason: str | None = None

    @property
    def counted(self) -> Counted:
        return Counted(self.id, self.subject, self.kind, self.tier, self.minutes, self.in_school)


class NoneRow(NamedTuple):
    """A 'none today' that stands. `subject` '' = the whole class."""

    id: int
    class_id: int
    day: date
    subject: str
    staff_id: int | None
    by_itself: bool
    declared_at: datetime


_DAY = tuple(class_day.c[name] for name in DayRow._fields)
_i = homework_item.c
_ITEM = (_i.id, class_day.c.class_id, class_day.c.day, _i.subject, _i.staff_id, _i.entered_by, _i.text, _i.kind, _i.tier,
         _i.minutes, _i.in_school, _i.published_at, _i.late, _i.reason, _i.withdrawn_at, _i.version, _i.import_id, _i.over_reason, _i.wording_reason)
_n = homework_none.c
_NONE = select(_n.id, class_day.c.class_id, class_day.c.day, _n.subject, _n.staff_id, _n.by_itself, _n.declared_at
               ).join_from(homework_none, class_day)


def _item(row: Sequence[object]) -> ItemRow:
    values = list(row)
    values[7], values[8], values[16] = Kind(str(values[7])), Tier(str(values[8])), values[16] is not None
    return ItemRow(*values)  # type: ignore[arg-type]


_AT = (select(*_DAY).where(class_day.c.class_id.in_(bindparam("classes", expanding=True)),
                           class_day.c.day.in_(bindparam("days", expanding=True)))
       .order_by(class_day.c.id))
_LOCK = _AT.with_for_update()
_ONE_DAY = Said(select(*_DAY).where(class_day.c.class_id == bindparam("class"), class_day.c.day == bindparam("day")))


def lock_class_days(connection: Connection, places: Iterable[tuple[int, date]]) -> dict[tuple[int, date], DayRow]:
    """The class-day rows of these (class id, day), made where missing and locked until the transaction ends, in the order of their ids."""
    wanted = sorted(set(places))
    found = _found_at(connection, wanted)
    missing = [place for place in wanted if place not in found]
    if missing:
        make = row_where_absent(connection.dialect.name, class_day, "class_id", "day")
        for class_id, day in missing:
            make.rows(connection, class_id=class_id, day=day)
    if connection.dialect.name != "sqlite":
        # Locked when all are there: who holds one and waits until another is made is waited for in turn. On SQLite a write holds everything.
        found = _days_at(connection, _LOCK, wanted)
    elif missing:
        found = _found_at(connection, wanted)
    return found


def _found_at(connection: Connection, wanted: Sequence[tuple[int, date]]) -> dict[tuple[int, date], DayRow]:
    return {place: DayRow(*row) for place in wanted if (row := _ONE_DAY.first(connection, **{"class": place[0], "day": place[1]}))}


def _days_at(connection: Connection, query: Select[Any], wanted: Sequence[tuple[int, date]]) -> dict[tuple[int, date], DayRow]:
    rows = connection.execute(query, {"classes": list({c for c, _ in wanted}), "days": list({d for _, d in wanted})})
    found = {(row[1], row[2]): DayRow(*row) for row in rows}
    return {place: found[place] for place in wanted if place in found}


def find_day(connection: Connection, class_id: int, day: date) -> DayRow | None:
    row = _ONE_DAY.first(connection, **{"class": class_id, "day": day})
    return None if row is None else DayRow(*row)


def list_days(connection: Connection, class_ids: Iterable[int], start: date, end: date) -> list[DayRow]:
    """Class-day rows of these classes in a period, both bounds inclusive."""
    c = class_day.c
    return [DayRow(*row) for row in connection.execute(
        select(*_DAY).where(c.class_id.in_(list(class_ids)), c.day >= start, c.day <= end).order_by(c.day, c.class_id))]


def items_on(connection: Connection, class_ids: Iterable[int], start: date, end: date, *, withdrawn: bool = False) -> list[ItemRow]:
    """Published items of these classes in a period; with `withdrawn` those taken back too. In the order of registering."""
    query = (select(*_ITEM).join_from(homework_item, class_day)
             .where(class_day.c.class_id.in_(list(class_ids)), class_day.c.day >= start, class_day.c.day <= end)
             .order_by(class_day.c.day, _i.id))
    if not withdrawn:
        query = query.where(_i.withdrawn_at.is_(None))
    return [_item(row) for row in connection.execute(query)]


def items_of_staff(connection: Connection, staff_id: int, start: date, end: date) -> list[ItemRow]:
    """What a person registered (for a colleague too), or had registered for them, newest day first; withdrawn ones too."""
    return [_item(row) for row in connection.execute(
        select(*_ITEM).join_from(homework_item, class_day)
        .where(or_(_i.staff_id == staff_id, _i.entered_by == staff_id), class_day.c.day >= start, class_day.c.day <= end)
        .order_by(class_day.c.day.desc(), _i.id))]


def find_item(connection: Connection, item_id: int) -> ItemRow | None:
    row = connection.execute(select(*_ITEM).join_from(homework_item, class_day).where(_i.id == item_id)).first()
    return None if row is None else _item(row)


def counted_on(connection: Connection, day_ids: Iterable[int]) -> dict[int, list[Counted]]:
    """Class-day id -> what the sums need of its published items."""
    found: dict[int, list[Counted]] = {day_id: [] for day_id in day_ids}
    rows = connection.execute(select(_i.class_day_id, _i.id, _i.subject, _i.kind, _i.tier, _i.minutes, _i.in_school)
                              .where(_i.class_day_id.in_(list(found)), _i.withdrawn_at.is_(None)).order_by(_i.id))
    for row in rows:
        found[row[0]].append(Counted(row[1], row[2], Kind(row[3]), Tier(row[4]), row[5], row[6]))
    return found


_COUNTED = (_i.id, _i.subject, _i.kind, _i.tier, _i.minutes, _i.in_school, _i.late)
_PUBLISHED = Said(select(*_COUNTED).where(_i.class_day_id == bindparam("class_day"), _i.withdrawn_at.is_(None)).order_by(_i.id))
_PUBLISHED_IN = Said(select(*_COUNTED).join_from(homework_item, class_day)
                     .where(class_day.c.class_id == bindparam("class"), class_day.c.day == bindparam("day"), _i.withdrawn_at.is_(None))
                     .order_by(_i.id))


def published_on(connection: Connection, day_ids: Iterable[int]) -> dict[int, list[tuple[Counted, bool]]]:
    """Class-day id -> what stands in its sums: each published item and whether it was entered late."""
    return {day_id: [_counted(row) for row in _PUBLISHED.rows(connection, class_day=day_id)] for day_id in day_ids}


_KINDS, _TIERS = {kind.value: kind for kind in Kind}, {tier.value: tier for tier in Tier}


def _counted(row: Sequence[Any]) -> tuple[Counted, bool]:
    return Counted(row[0], row[1], _KINDS[row[2]], _TIERS[row[3]], row[4], row[5]), row[6]


def published_in(connection: Connection, class_ids: Iterable[int], day: date) -> dict[int, list[tuple[Counted, bool]]]:
    """The same by class id, for one day."""
    return {class_id: [_counted(row) for row in _PUBLISHED_IN.rows(connection, **{"class": class_id, "day": day})] for class_id in class_ids}


_NONES = Said(select(_n.subject, _n.id).where(_n.class_day_id == bindparam("class_day"), _n.superseded_at.is_(None)).order_by(_n.id))


def standing_nones(connection: Connection, day_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Class-day id -> subject ('' = the whole class) -> id of the none that stands."""
    return {day_id: dict(_NONES.rows(connection, class_day=day_id)) for day_id in day_ids}


def find_none(connection: Connection, none_id: int) -> NoneRow | None:
    """A none that stands."""
    row = connection.execute(_NONE.where(_n.id == none_id, _n.superseded_at.is_(None))).first()
    return None if row is None else NoneRow(*row)


def nones_of_staff(connection: Connection, staff_id: int, start: date, end: date) -> list[NoneRow]:
    """The nones that stand and were declared by this person."""
    return [NoneRow(*row) for row in connection.execute(
        _NONE.where(_n.staff_id == staff_id, class_day.c.day >= start, class_day.c.day <= end, _n.superseded_at.is_(None))
        .order_by(_n.id))]


def nones_on(connection: Connection, class_ids: Iterable[int], start: date, end: date) -> list[NoneRow]:
    """The nones that stand (not superseded) for these classes in a period."""
    return [NoneRow(*row) for row in connection.execute(
        _NONE.where(class_day.c.class_id.in_(list(class_ids)), class_day.c.day >= start, class_day.c.day <= end, _n.superseded_at.is_(None))
        .order_by(_n.id))]


_t, _s = people.teaching.c, people.substitute.c
_WHERE = tuple((c.staff_id == bindparam("staff"), c.subject == bindparam("subject")) for c in (_t, _s))
_MAY_REGISTER = Said(union_all(select(_t.class_id).where(*_WHERE[0]),
                          select(_s.class_id).where(*_WHERE[1], _s.start <= bindparam("first"), _s.end >= bindparam("last"))))


def classes_to_register(connection: Connection, staff_id: int, class_ids: Iterable[int], subject: str, days: Iterable[date]) -> set[int]:
    """Which of these classes a person may register the subject for: taught there, or substituted on all of `days`."""
    on = sorted(days)
    found = _MAY_REGISTER.rows(connection, staff=staff_id, subject=subject, first=on[0], last=on[-1])
    return {row[0] for row in found}.intersection(class_ids)


def substitutes_in(connection: Connection, class_ids: Iterable[int], day: date) -> list[people.TeachingRow]:
    """Who substitutes for what in these classes on `day`."""
    s = people.substitute.c
    return [people.TeachingRow(*row) for row in connection.execute(
        select(s.class_id, s.subject, s.staff_id, s.end).where(s.class_id.in_(list(class_ids)), s.start <= day, s.end >= day)
        .order_by(s.id))]


class ItemEntry(NamedTuple):
    """One step in an item's history: who did what when, with the values before and after as canonical JSON."""

    item_id: int
    at: datetime
    staff_id: int | None
    actor: str
    act: str
    old: str
    new: str


def entries_of_items(connection: Connection, item_ids: Iterable[int]) -> list[ItemEntry]:
    """The audit entries that touched these items, oldest first."""
    a, d = audit_entry.c, record_digest.c
    names = {f"item:{item_id}": item_id for item_id in item_ids}
    rows = connection.execute(select(d.record, a.at, a.staff_id, a.actor, a.act, a.old, a.new)
                              .join_from(record_digest, audit_entry, d.n == a.n)
                              .where(d.record.in_(list(names))).order_by(a.n))
    return [ItemEntry(names[row[0]], *row[1:]) for row in rows]


class ReminderRow(NamedTuple):
    """A quiet word to somebody: `kind` is remind, entered, corrected or withdrawn; `sent_by` by whom."""

    id: int
    staff_id: int
    sent_by: int | None
    kind: str
    class_id: int
    day: date
    subject: str
    sent_at: datetime
    seen_at: datetime | None


_REMINDER = tuple(reminder.c[name] for name in ReminderRow._fields)


def unseen_reminders(connection: Connection, staff_id: int, since: date) -> list[ReminderRow]:
    """What a person has not put away yet about days from `since` on, newest first."""
    r = reminder.c
    return [ReminderRow(*row) for row in connection.execute(
        select(*_REMINDER).where(r.staff_id == staff_id, r.seen_at.is_(None), r.day >= since).order_by(r.id.desc()))]


def reminders_sent(connection: Connection, class_ids: Iterable[int], day: date) -> list[ReminderRow]:
    """The reminders about these classes on a day, in the order of sending."""
    r = reminder.c
    return [ReminderRow(*row) for row in connection.execute(
        select(*_REMINDER).where(r.class_id.in_(list(class_ids)), r.day == day, r.kind == "remind").order_by(r.id))]


def put_away(connection: Connection, staff_id: int, reminder_id: int, now: datetime) -> bool:
    """Marks a person's own note as seen; False where there is none such."""
    r = reminder.c
    mine = update(reminder).where(r.id == reminder_id, r.staff_id == staff_id, r.seen_at.is_(None))
    return connection.execute(mine.values(seen_at=now)).rowcount > 0
