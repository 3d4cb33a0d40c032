"""One holiday list: as staff read it with its history, and as everybody may read it on paper and on the parents' notice (no names)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from schoolapp.records import audit as audit_records
from schoolapp.records import holidays as records
from schoolapp.records import people as people_records
from schoolapp.records.holidays import HolidayItemRow, HolidayListRow
from schoolapp.records.school import SchoolRow
from schoolapp.rules.holidays import HolidaySpan, HolidaySum, HolidayVerdict, judge_holiday, spans_in, sum_of
from schoolapp.rules.homework import WRITTEN_KINDS
from schoolapp.rules.people import ClassRef, Role, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.holidays.amend import may_amend, span_of
from schoolapp.services.homework.days import year_on
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

_SEE_NAMES = frozenset({Role.OFFICE, Role.PRINCIPAL})
_ACTS = {"holiday_listed": "listed", "holiday_corrected": "corrected", "holiday_withdrawn": "withdrawn"}


@dataclass(frozen=True, slots=True)
class HolidayStep:
    """One step of an item's history. `act`: listed, corrected, withdrawn; `name` is empty where the reader is not to see it; `old` and `new`
    the values that changed (text, kind, minutes)."""

    act: str
    at: datetime
    name: str
    reason: str
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HolidayItemView:
    """An item as staff pages show it."""

    item: HolidayItemRow
    own: bool
    editable: bool
    teacher: str
    history: tuple[HolidayStep, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """A class's list for staff. `subjects` in the fixed order, each with its items, withdrawn ones too. `may_add`: the actor teaches here
    and the holiday has not begun."""

    list_id: int
    one: ClassRef
    span: HolidaySpan
    today: date
    verdict: HolidayVerdict
    sums: HolidaySum
    subjects: tuple[tuple[str, tuple[HolidayItemView, ...]], ...]
    may_add: bool


@dataclass(frozen=True, slots=True)
class PublicList:
    """A class's list for paper and parents: nobody is named. `subjects`: (subject, written minutes in all, its items), written work first."""

    school: SchoolRow
    one: ClassRef
    span: HolidaySpan
    verdict: HolidayVerdict
    sums: HolidaySum
    subjects: tuple[tuple[str, int, tuple[HolidayItemRow, ...]], ...]


def seen_list(connection: Connection, standing: Standing, actor: Actor, list_id: int) -> tuple[HolidayListRow, ClassRef]:
    """The list and its class; NotFound for what is none of the reader's business."""
    row = records.find_list(connection, list_id)
    if row is None:
        raise NotFound
    one = standing.get_class(row.class_id)
    if not actor.sees_class(one) or not actor.sees_day(row.start):
        raise NotFound
    return row, one


def list_view(*, house: House, actor: Actor, list_id: int, now: datetime) -> ListView:
    """A list with everything that staff see of it. NotFound for a class or time that is none of the reader's business."""
    actor.needs(Permit.SEE_CLASS_DAY)
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        row, one = seen_list(connection, standing, actor, list_id)
        span = span_of(standing, one, row)
        items = records.items_of(connection, [list_id], withdrawn=True)[list_id]
        views = _views(connection, standing, actor, one, items, span, today)
        taught = [] if actor.staff_id is None else people_records.teaching_of(connection, actor.staff_id, year_on(standing, span.start), today)
    present = [item for item in items if item.withdrawn_at is None]
    sums = sum_of(item.task for item in present)
    names = sorted({item.subject for item in items}, key=subject_order)
    may_add = actor.may(Permit.LIST_HOLIDAY) and any(t.class_id == one.id for t in taught) and today < span.start
    return ListView(
        list_id, one, span, today, judge_holiday(sums.written, span.days_off, one.grade, standing.profile(span.start)), sums,
        tuple((name, tuple(v for v in views if v.item.subject == name)) for name in names), may_add)


def _views(connection: Connection, standing: Standing, actor: Actor, one: ClassRef, items: Sequence[HolidayItemRow], span: HolidaySpan,
           today: date) -> list[HolidayItemView]:
    names = people_records.staff_names(connection)
    sees_names = actor.operator or bool(actor.roles & _SEE_NAMES) or one.id in actor.homerooms
    found = []
    for item in items:
        own = actor.staff_id == item.staff_id
        entries = audit_records.entries_of(connection, f"holiday_item:{item.id}")
        steps = tuple(_step(e, item, names.get(e.staff_id or 0, "") if sees_names or own else "") for e in entries if e.act in _ACTS)
        editable = item.withdrawn_at is None and today <= span.end and may_amend(connection, standing, actor, one, item, today)
        found.append(HolidayItemView(item, own, editable, names.get(item.staff_id, "") if sees_names else "", steps))
    return found


def _step(entry: audit_records.EntryRow, item: HolidayItemRow, name: str) -> HolidayStep:
    old, new = json.loads(entry.old) or {}, json.loads(entry.new) or {}
    if entry.act == "holiday_listed":
        old, new = {}, next((one for one in new["items"] if one["item"] == item.id), {})
    fields = [f for f in ("text", "kind", "minutes") if entry.act != "holiday_withdrawn" and f in new and old.get(f) != new[f]]
    return HolidayStep(_ACTS[entry.act], entry.at, name, new.get("reason", ""), {f: old.get(f) for f in fields}, {f: new[f] for f in fields})


def _public(standing: Standing, one: ClassRef, span: HolidaySpan, items: Iterable[HolidayItemRow]) -> PublicList:
    present = sorted(items, key=lambda item: (subject_order(item.subject), item.kind not in WRITTEN_KINDS, item.id))
    sums = sum_of(item.task for item in present)
    verdict = judge_holiday(sums.written, span.days_off, one.grade, standing.profile(span.start))
    groups: dict[str, list[HolidayItemRow]] = {}
    for item in present:
        groups.setdefault(item.subject, []).append(item)
    subjects = tuple((name, sum_of(i.task for i in its).written, tuple(its)) for name, its in groups.items())
    return PublicList(standing.school, one, span, verdict, sums, subjects)


def printed_list(*, house: House, actor: Actor, list_id: int) -> PublicList:
    """What goes on paper before the holiday. NotFound as in `list_view`."""
    actor.needs(Permit.SEE_CLASS_DAY)
    standing = standing_of(house=house)
    with house.reading() as connection:
        row, one = seen_list(connection, standing, actor, list_id)
        items = records.items_of(connection, [list_id])[list_id]
    return _public(standing, one, span_of(standing, one, row), items)


def holiday_list_for_notice(*, house: House, class_id: int, day: date) -> PublicList | None:
    """What parents read of the class's holiday list on `day`: from the last school day before the holiday to its last day off, where the
    list has items; else None. For who asks by the class's link: there is no actor. Ask for no day that has not come."""
    standing = standing_of(house=house)
    one = standing.get_class(class_id)
    off = standing.calendar.days_off_after(day, one.grade) or (day, day)
    span = next((s for s in spans_in(standing.calendar, one.grade, day, off[1]) if s.start <= day <= s.end or s.start == off[0]), None)
    if span is None or one.year != year_on(standing, span.start):
        return None
    with house.reading() as connection:
        row = records.lists_at(connection, [(class_id, span.start, span.end)]).get(class_id)
        items = records.items_of(connection, [row.id])[row.id] if row else []
    return _public(standing, one, span, items) if items else None
