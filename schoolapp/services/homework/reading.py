"""What staff read of homework: the day of a class, one item with its history, the own registrations. The cards of 'today' stand in
`today`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import timed as timed_records
from schoolapp.records.homework import ItemEntry, ItemRow
from schoolapp.records.timed import TimedRow
from schoolapp.rules.load import SubjectLoad
from schoolapp.rules.people import ClassRef, Role, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.amend import may_amend
from schoolapp.services.homework.days import class_figures, last_day_ahead, year_on
from schoolapp.services.homework.drafts import ClassFigures
from schoolapp.services.homework.timed import reserved_minutes
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

DAYS_BACK = 14
_SEE_NAMES = frozenset({Role.OFFICE, Role.PRINCIPAL})
_FIELDS = ("text", "minutes", "in_school", "kind", "tier")
_ACTS = {
    "homework_posted": "posted", "homework_corrected": "corrected", "homework_withdrawn": "withdrawn", "homework_timed_published": "timed",
    "long_task_posted": "posted", "long_task_corrected": "corrected", "long_task_withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a step changed, as plain data (None: not stated)."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an item's history. `act`: posted, timed (published at the moment that was set), corrected, withdrawn, imported; `role` of
    who did it: teacher, homeroom, colleague, office; `name` is empty where the reader is not to see it."""

    act: str
    at: datetime
    role: str
    name: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as staff pages show it. `teacher` and `entered_by` are names, empty where the reader is not to see them."""

    item: ItemRow
    one: ClassRef
    own: bool
    editable: bool
    teacher: str
    entered_by: str
    history: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class WaitingView:
    """What will be published at its time, as staff pages show it. `teacher` is empty where the reader is not to see the name; `editable`: the
    reader's own, or set by the reader."""

    row: TimedRow
    teacher: str
    editable: bool


@dataclass(frozen=True, slots=True)
class SubjectPart:
    """One subject of a class's day: its sums (None where nothing counts), its items, whether a none stands for it, what waits for its time."""

    subject: str
    load: SubjectLoad | None
    items: tuple[ItemView, ...]
    none: bool
    waiting: tuple[WaitingView, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassDay:
    """A class's day. `class_none`: '' , declared or by_itself; `late` = number of published items that were entered late; `reserved` = minutes
    of room kept for what waits for its time, no part of `figures`."""

    one: ClassRef
    day: date
    today: date
    school_day: bool
    note: str
    figures: ClassFigures
    subjects: tuple[SubjectPart, ...]
    class_none: str
    late: int
    withdrawn: int
    previous: date | None
    following: date | None
    may_register: bool
    reserved: int = 0

    @property
    def recorded(self) -> bool:
        return self.figures.load.items > 0 or bool(self.class_none)


def class_day(*, house: House, actor: Actor, class_id: int, day: date, now: datetime) -> ClassDay:
    """Items, sums, nones and history of a class's day. NotFound for a class or day that is none of the reader's business."""
    actor.needs(Permit.SEE_CLASS_DAY)
    standing, today = standing_of(house=house), now.date()
    one = standing.get_class(class_id)
    if not actor.sees_class(one) or not actor.sees_day(day) or one.year != year_on(standing, day):
        raise NotFound
    with house.reading() as connection:
        items = records.items_on(connection, [class_id], day, day, withdrawn=True)
        nones = {n.subject: n for n in records.nones_on(connection, [class_id], day, day)}
        taught = {t.subject for t in people_records.teaching_in(connection, [class_id])}
        views = _views(connection, standing, actor, items, today)
        waiting = [] if Role.INSPECTOR in actor.roles else timed_records.waiting_in(connection, [class_id], day, day)
        names = people_records.staff_names(connection) if waiting and _sees_names(actor, class_id) else {}
        places = (
            set()
            if actor.staff_id is None
            else {p.subject for p in people_records.teaching_of(connection, actor.staff_id, one.year, day) if p.class_id == class_id}
        )
    standing_items = [i for i in items if i.withdrawn_at is None]
    figures = class_figures(one, [(i.counted, i.late) for i in standing_items], standing.profile(day))
    loads = {part.subject: part for part in figures.load.by_subject}
    subjects = sorted(taught | {i.subject for i in items} | {w.subject for w in waiting} | set(nones) - {""}, key=subject_order)
    set_ = [WaitingView(w, names.get(w.staff_id, ""), actor.staff_id in (w.staff_id, w.entered_by)) for w in waiting]
    parts = tuple(
        SubjectPart(s, loads.get(s), tuple(v for v in views if v.item.subject == s), s in nones, tuple(w for w in set_ if w.row.subject == s))
        for s in subjects
    )
    whole = nones.get("")
    may = actor.may(Permit.REGISTER_HOMEWORK) and (bool(places) or class_id in actor.homerooms) and one.year == year_on(standing, today)
    school_day = standing.calendar.is_school_day(day, one.grade)
    following = standing.calendar.next_school_day(day, (one.grade,))
    return ClassDay(
        one,
        day,
        today,
        school_day,
        standing.calendar.day_note(day, one.grade),
        figures,
        parts,
        "" if whole is None else "by_itself" if whole.by_itself else "declared",
        sum(i.late for i in standing_items),
        len(items) - len(standing_items),
        _inside(standing, actor, one, standing.calendar.last_school_day(day, (one.grade,))),
        _inside(standing, actor, one, following),
        may and school_day and day <= last_day_ahead(standing, today),
        reserved_minutes(one, (i.counted for i in standing_items), (w.counted for w in waiting), standing.profile(day)) if waiting else 0,
    )


def _inside(standing: Standing, actor: Actor, one: ClassRef, day: date | None) -> date | None:
    """The day, where the class exists on it and the reader may see it."""
    return day if day is not None and year_on(standing, day) == one.year and actor.sees_day(day) else None


def item_view(*, house: House, actor: Actor, item_id: int, now: datetime) -> ItemView:
    """One item with its history. NotFound for an item of a class or day that is none of the reader's business."""
    actor.needs(Permit.SEE_CLASS_DAY)
    standing = standing_of(house=house)
    with house.reading() as connection:
        item = records.find_item(connection, item_id)
        if item is None:
            raise NotFound
        own = actor.staff_id is not None and actor.staff_id in (item.staff_id, item.entered_by)
        if not (own or actor.sees_class(standing.get_class(item.class_id))) or not actor.sees_day(item.day):
            raise NotFound
        return _views(connection, standing, actor, [item], now.date())[0]


def _views(connection: Connection, standing: Standing, actor: Actor, items: Sequence[ItemRow], today: date) -> list[ItemView]:
    if not items:
        return []
    entries: dict[int, list[ItemEntry]] = {}
    for entry in records.entries_of_items(connection, [i.id for i in items]):
        entries.setdefault(entry.item_id, []).append(entry)
    names = people_records.staff_names(connection)
    heads = people_records.homerooms(connection, standing.get_class(items[0].class_id).year)
    amendable: dict[tuple[int, str, int], bool] = {}
    found = []
    for item in items:
        place = (item.class_id, item.subject, item.staff_id)
        if place not in amendable:
            amendable[place] = may_amend(connection, standing, actor, item, today)
        own = actor.staff_id is not None and actor.staff_id in (item.staff_id, item.entered_by)
        named = own or _sees_names(actor, item.class_id)
        history = tuple(_step(entry, item, heads.get(item.class_id), named, names) for entry in entries.get(item.id, ()))
        found.append(
            ItemView(
                item,
                standing.get_class(item.class_id),
                own,
                item.withdrawn_at is None and amendable[place],
                names.get(item.staff_id, "") if named else "",
                names.get(item.entered_by or 0, "") if named else "",
                history,
            )
        )
    return found


def _sees_names(actor: Actor, class_id: int) -> bool:
    """Teachers' names are for office, principal and the class's homeroom teacher; everybody knows the own ones."""
    return actor.operator or bool(actor.roles & _SEE_NAMES) or class_id in actor.homerooms


def _step(entry: ItemEntry, item: ItemRow, head: int | None, named: bool, names: Mapping[int, str]) -> Step:
    old, new = json.loads(entry.old), json.loads(entry.new)
    act = _ACTS.get(entry.act, "imported")
    old, new = _of_item(old, item.id), _of_item(new, item.id)
    by, name = (entry.staff_id, entry.actor) if entry.staff_id is not None or act != "timed" else _who_set_it(item, names)
    role = (
        "office"
        if by is None or act == "imported"
        else "teacher"
        if by == item.staff_id
        else "homeroom"
        if by == head
        else "colleague"
    )
    changes: tuple[Change, ...] = ()
    if act == "corrected":
        changes = tuple(Change(f, old.get(f), new.get(f)) for f in _FIELDS if old.get(f) != new.get(f))
    elif act in ("posted", "timed"):
        changes = (Change("minutes", None, new.get("minutes")),)
    reason = new.get("reason", "") if act != "imported" else ""
    return Step(act, entry.at, role, name if named and by is not None else "", reason, changes)


def _of_item(told: dict[str, Any] | None, item_id: int) -> dict[str, Any]:
    """What an entry says of one item: acts on several carry a list of them."""
    told = told or {}
    several = told.get("items")
    return told if not isinstance(several, list) else {**told, **next((i for i in several if i.get("item") == item_id), {})}


def _who_set_it(item: ItemRow, names: Mapping[int, str]) -> tuple[int, str]:
    """Whose word it was that was published by the clock."""
    by = item.entered_by or item.staff_id
    return by, names.get(by, "")


@dataclass(frozen=True, slots=True)
class MyLine:
    """The same words registered for one or several classes of a subject on a day: the items, in school order of their classes."""

    subject: str
    first: ItemRow
    places: tuple[tuple[ClassRef, ItemRow], ...]
    for_colleague: bool
    entered_for_me: bool


@dataclass(frozen=True, slots=True)
class MyNone:
    """A none of mine that stands; `undo` = it may still be taken back (today)."""

    none_id: int
    subject: str
    one: ClassRef
    undo: bool


@dataclass(frozen=True, slots=True)
class MyDay:
    day: date
    lines: tuple[MyLine, ...]
    nones: tuple[MyNone, ...]


def my_homework(*, house: House, actor: Actor, now: datetime) -> list[MyDay]:
    """The own registrations of the last two weeks and of days to come, newest day first; withdrawn ones too."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if actor.staff_id is None:
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    start, end = today - timedelta(days=DAYS_BACK), last_day_ahead(standing, today)
    with house.reading() as connection:
        items = records.items_of_staff(connection, actor.staff_id, start, end)
        nones = records.nones_of_staff(connection, actor.staff_id, start, end)
    days: dict[date, list[ItemRow]] = {}
    for item in items:
        days.setdefault(item.day, []).append(item)
    found = []
    for day in sorted(set(days) | {n.day for n in nones}, reverse=True):
        told = tuple(MyNone(n.id, n.subject, standing.get_class(n.class_id), n.day == today) for n in nones if n.day == day)
        found.append(MyDay(day, _lines(standing, actor, days.get(day, [])), told))
    return found


def _lines(standing: Standing, actor: Actor, items: Sequence[ItemRow]) -> tuple[MyLine, ...]:
    order = {class_id: n for n, class_id in enumerate(standing.classes)}
    groups: dict[tuple[Any, ...], list[ItemRow]] = {}
    for item in items:
        key = (
            item.subject,
            item.text,
            item.minutes,
            item.in_school,
            item.kind,
            item.tier,
            item.withdrawn_at is None,
            item.staff_id,
            item.entered_by,
        )
        groups.setdefault(key, []).append(item)
    lines = []
    for group in groups.values():
        first = group[0]
        places = sorted(((standing.get_class(i.class_id), i) for i in group), key=lambda place: order[place[0].id])
        lines.append(
            MyLine(
                first.subject,
                first,
                tuple(places),
                first.staff_id != actor.staff_id,
                first.entered_by is not None and first.staff_id == actor.staff_id,
            )
        )
    return tuple(sorted(lines, key=lambda line: (subject_order(line.subject), line.first.id)))
