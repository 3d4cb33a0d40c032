"""Holiday lists of classes with their sums, and their items. Which holidays there are, and the line, stand in rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, String, Table, Text, UniqueConstraint, and_, or_, select

from schoolapp.records.base import Moment, insert_where_absent, key, link, metadata
from schoolapp.rules.holidays import HolidayTask
from schoolapp.rules.homework import Kind

holiday_list = Table(  # the row that carries the sums, and the lock under which they are judged
    "holiday_list", metadata, key(), link("school_class", "class_id"), Column("start", Date, nullable=False), Column("end", Date, nullable=False),
    Column("days_off", Integer, nullable=False), Column("written", Integer, nullable=False, default=0), Column("other", Integer, nullable=False, default=0),
    Column("items", Integer, nullable=False, default=0), Column("version", Integer, nullable=False, default=0),
    UniqueConstraint("class_id", "start"),
)
holiday_item = Table(  # minutes in all, over the whole holiday
    "holiday_item", metadata, key(), link("holiday_list", "list_id", index=True), Column("subject", String(40), nullable=False), link("staff"),
    Column("text", Text, nullable=False), Column("kind", String(4), nullable=False), Column("minutes", Integer, nullable=False),
    Column("added_at", Moment, nullable=False), Column("withdrawn_at", Moment), Column("version", Integer, nullable=False, default=1),
    Column("wording_reason", String(200), info={"later": None}),  # why it was listed in words that a rule stops
)


class HolidayListRow(NamedTuple):
    """The list of a class for a holiday: its days as they were when it was last written, sums in minutes."""

    id: int
    class_id: int
    start: date
    end: date
    days_off: int
    written: int
    other: int
    items: int
    version: int


class HolidayItemRow(NamedTuple):
    """One item of a list."""

    id: int
    list_id: int
    subject: str
    staff_id: int
    text: str
    kind: Kind
    minutes: int
    added_at: datetime
    withdrawn_at: datetime | None
    version: int
    wording_reason: str | None = None

    @property
    def task(self) -> HolidayTask:
        return HolidayTask(self.kind, self.minutes)


Place = tuple[int, date, date]  # class id, first and last day off
_LIST = tuple(holiday_list.c[name] for name in HolidayListRow._fields)
_ITEM = tuple(holiday_item.c[name] for name in HolidayItemRow._fields)
_l, _i = holiday_list.c, holiday_item.c


def _item(row: Sequence[object]) -> HolidayItemRow:
    values = list(row)
    values[5] = Kind(str(values[5]))
    return HolidayItemRow(*values)  # type: ignore[arg-type]


def lock_lists(connection: Connection, places: Iterable[Place]) -> dict[int, HolidayListRow]:
    """Class id -> its list for these days off, made where missing and locked until the transaction ends, in the order of their ids. A list
    whose days have moved with the calendar is found by the days that it shares."""
    wanted = sorted(set(places))
    found = lists_at(connection, wanted)
    missing = [place for place in wanted if place[0] not in found]
    make = insert_where_absent(connection.dialect.name, holiday_list, "class_id", "start")
    for class_id, start, end in missing:
        connection.execute(make, {"class_id": class_id, "start": start, "end": end, "days_off": (end - start).days + 1})
    return lists_at(connection, wanted, lock=True)


def lists_at(connection: Connection, places: Iterable[Place], *, lock: bool = False) -> dict[int, HolidayListRow]:
    """Class id -> its list that shares days with the given ones; the oldest where there are several."""
    wanted = list(places)
    if not wanted:
        return {}
    query = select(*_LIST).where(or_(*(and_(_l.class_id == c, _l.start <= end, _l.end >= start) for c, start, end in wanted))).order_by(_l.id)
    found: dict[int, HolidayListRow] = {}
    for row in connection.execute(query.with_for_update() if lock else query):
        found.setdefault(row[1], HolidayListRow(*row))
    return found


def find_list(connection: Connection, list_id: int, *, lock: bool = False) -> HolidayListRow | None:
    query = select(*_LIST).where(_l.id == list_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else HolidayListRow(*row)


def items_of(connection: Connection, list_ids: Iterable[int], *, withdrawn: bool = False) -> dict[int, list[HolidayItemRow]]:
    """List id -> its items in the order of entry; with `withdrawn` those taken back too."""
    found: dict[int, list[HolidayItemRow]] = {list_id: [] for list_id in list_ids}
    query = select(*_ITEM).where(_i.list_id.in_(list(found))).order_by(_i.id)
    for row in connection.execute(query if withdrawn else query.where(_i.withdrawn_at.is_(None))):
        found[row[1]].append(_item(row))
    return found


def find_item(connection: Connection, item_id: int) -> HolidayItemRow | None:
    row = connection.execute(select(*_ITEM).where(_i.id == item_id)).first()
    return None if row is None else _item(row)
