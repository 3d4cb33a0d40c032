"""Long tasks (长周期作业): one task over chosen days, each day's part an item of that day, judged with it. All or nothing. How minutes are
spread stands in rules; correcting and withdrawing the days to come in `long_task_amend`, a single part like any item in `amend`."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import homework as records
from schoolapp.records import long_task as task_records
from schoolapp.records import people as people_records
from schoolapp.records import requests, timed
from schoolapp.records.homework import DayRow, ItemRow
from schoolapp.records.long_task import PartRow, TaskRow
from schoolapp.rules import long_task as rules
from schoolapp.rules.calendar import is_make_up_day
from schoolapp.rules.homework import TEXT_MAX, Counted, Kind, Tier
from schoolapp.rules.load import room_for
from schoolapp.rules.people import ClassRef, Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import outbox
from schoolapp.services.homework.amend import may_amend
from schoolapp.services.homework.days import Published, check_day, figures_with, last_day_ahead, owners_of, settle
from schoolapp.services.homework.drafts import BadDraft, ClassFigures, Draft, Fault, Refused, draft_faults, text_fault
from schoolapp.services.homework.post import item_values, supersede, tell_owner
from schoolapp.services.homework.register import Choices, choices
from schoolapp.services.homework.worded import check_words
from schoolapp.services.house import House, Replayed, Work
from schoolapp.services.school import Standing, standing_of

DAYS_BACK = 60
_SEE_NAMES = frozenset({Role.OFFICE, Role.PRINCIPAL})
Place = tuple[int, date]


class LongDraft(NamedTuple):
    """What is to be done. `minutes` in all, or every day where `each`; `in_school`: every part is done during lessons."""

    text: str
    minutes: int
    each: bool = False
    kind: Kind = Kind.WRITTEN
    tier: Tier = Tier.EVERYONE
    in_school: bool = False

    def parts(self, days: int) -> tuple[int, ...]:
        """The minutes of each day. BadDraft where a day would have none, or too many."""
        found = rules.parts_of(self.minutes, days, each=self.each)
        if found is None:
            raise BadDraft([Fault(None, "minutes", "few" if not self.each and 0 < self.minutes < days else "part")])
        return found

    def part(self, text: str, minutes: int) -> Draft:
        """One day of it."""
        return Draft(text, minutes, self.kind, self.tier, minutes if self.in_school else None)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of the task: its part in minutes, and each class's sum with it."""

    day: date
    minutes: int
    classes: tuple[ClassFigures, ...]

    @property
    def refused(self) -> tuple[ClassFigures, ...]:
        return tuple(one for one in self.classes if one.refused)


class NoRoomOnDays(Exception):
    """Nothing was published or changed: at least one class has no room on at least one day. `days` = all days with the figures of this instant;
    `fewer` = the most minutes that fit on all of them (0: none do), in the same sense as those asked for; `kept` = the days that would do
    without the full ones, with the same minutes (empty: none)."""

    def __init__(self, days: Sequence[DayFigures], fewer: int, kept: Sequence[date]) -> None:
        super().__init__("no_room")
        self.days, self.fewer, self.kept = tuple(days), fewer, tuple(kept)

    @property
    def refused(self) -> tuple[DayFigures, ...]:
        return tuple(day for day in self.days if day.refused)

    @property
    def low_home(self) -> bool:
        """Grades 1-2: nothing written is left for home, on any day."""
        return any(one.low_home for day in self.refused for one in day.refused)


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day that may be chosen: `left` = minutes of room of the fullest of the classes (None: grades 1-2, no written work at home)."""

    day: date
    make_up: bool
    left: int | None


@dataclass(frozen=True, slots=True)
class LongChoices:
    """What the form offers: subjects and classes as the register form does, and the days on which all of the classes have school."""

    choices: Choices
    days: tuple[DayChoice, ...]


@dataclass(frozen=True, slots=True)
class LongPosted:
    """A task that was set: its number, its days and classes."""

    task_id: int
    days: tuple[date, ...]
    classes: tuple[ClassRef, ...]


@dataclass(frozen=True, slots=True)
class TaskDay:
    """One day of a task: each class's part in school order. `open`: it lies today or ahead, and a part of it stands that the reader may amend."""

    place: int
    day: date
    parts: tuple[tuple[ClassRef, ItemRow], ...]
    open: bool

    @property
    def standing(self) -> tuple[ItemRow, ...]:
        return tuple(item for _, item in self.parts if item.withdrawn_at is None)

    @property
    def minutes(self) -> int:
        """Of the day's part; the longest where single parts were corrected."""
        return max((item.minutes for item in self.standing), default=0)


@dataclass(frozen=True, slots=True)
class TaskView:
    """A long task as its page shows it. `stamp` rises with every change of any part; `teacher` is empty where the reader is not to see it."""

    task: TaskRow
    days: tuple[TaskDay, ...]
    classes: tuple[ClassRef, ...]
    teacher: str
    own: bool
    stamp: int

    @property
    def open_days(self) -> tuple[TaskDay, ...]:
        return tuple(day for day in self.days if day.open)

    @property
    def minutes(self) -> int:
        """Minutes that stand, over all days."""
        return sum(day.minutes for day in self.days)

    def draft(self) -> LongDraft:
        """The parts that may be corrected, as a form begins with: with the minutes of all of them together."""
        items = [item for day in self.open_days for item in day.standing]
        in_school = bool(items) and all(item.in_school == item.minutes for item in items)
        first = items[0] if items else None
        kind, tier = (first.kind, first.tier) if first else (self.task.kind, self.task.tier)
        minutes = sum(day.minutes for day in self.open_days)
        return LongDraft(self.task.text, minutes, False, kind, tier, in_school)


def long_choices(*, house: House, actor: Actor, subject: str, class_ids: Sequence[int], now: datetime) -> LongChoices:
    """What the form of a long task offers this person."""
    found = choices(house=house, actor=actor, day=None, subject=subject, class_ids=class_ids, now=now)
    standing, today = standing_of(house=house), now.date()
    classes = [standing.get_class(class_id) for class_id in found.classes]
    if not classes:
        return LongChoices(found, ())
    days = rules.days_to_choose(standing.calendar, sorted({one.grade for one in classes}), today, last_day_ahead(standing, today))
    with house.reading() as connection:
        held = _held_between(connection, [one.id for one in classes], days)
    return LongChoices(found, tuple(DayChoice(day, is_make_up_day(day) or day.isoweekday() > 5, _left(standing, classes, held, day)) for day in days))


def _held_between(connection: Connection, class_ids: Sequence[int], days: Sequence[date]) -> dict[Place, list[tuple[Counted, bool]]]:
    """What is published and what waits for its time on these days."""
    found: dict[Place, list[tuple[Counted, bool]]] = {(class_id, day): [] for class_id in class_ids for day in days}
    if days:
        for item in records.items_on(connection, class_ids, days[0], days[-1]):
            found.setdefault((item.class_id, item.day), []).append((item.counted, item.late))
        for row in timed.waiting_in(connection, class_ids, days[0], days[-1]):
            found.setdefault((row.class_id, row.day), []).append((row.counted, False))
    return found


def _left(standing: Standing, classes: Sequence[ClassRef], held: dict[Place, list[tuple[Counted, bool]]], day: date) -> int | None:
    profile = standing.profile(day)
    rooms = [figures_with(one, held[one.id, day], [], "", profile, judged=False).verdict for one in classes if profile.cap(one.grade)]
    return min((verdict.left for verdict in rooms), default=None)


def long_figures(*, house: House, actor: Actor, subject: str, class_ids: Sequence[int], days: Sequence[date], draft: LongDraft,
                 now: datetime) -> tuple[DayFigures, ...]:
    """What the task would make of each day, for the form while it is filled in; empty where the minutes cannot be spread so."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, chosen = standing_of(house=house), sorted(set(days))
    classes = [one for one in standing.classes.values() if one.id in set(class_ids)]
    parts = rules.parts_of(draft.minutes, len(chosen), each=draft.each)
    if parts is None or not classes:
        return ()
    with house.reading() as connection:
        owners_of(connection, actor, classes, subject, now.date(), now.date())
        held = _held_between(connection, [one.id for one in classes], chosen)
    return tuple(
        DayFigures(day, minutes, tuple(
            figures_with(one, held[one.id, day], [draft.part("", minutes)], subject, standing.profile(day), judged=True) for one in classes
        )) for day, minutes in zip(chosen, parts, strict=True))


def post_long_task(*, house: House, actor: Actor, subject: str, class_ids: Sequence[int], days: Sequence[date], draft: LongDraft,
                   wording_reason: str = "", seen: Collection[str] | None = None, request_key: str = "", now: datetime) -> LongPosted:
    """Publishes one item for each class and chosen day, in one write. `wording_reason` = why it stands in words that a rule stops, `seen` = the
    clauses that its author was shown (NeedsWords, as with a single item).
    The days are school days of all the classes, from today up to four weeks ahead. NoRoomOnDays where one of them has no room; BadDraft; Refused:
    not_school_day, after_term, before_year, days (beyond the weeks that may be chosen); NotFound for what the actor may not register."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, today, chosen = standing_of(house=house), now.date(), sorted(set(days))
    draft = draft._replace(text=plain_words(draft.text))
    faults = words_faults(draft) + ([Fault(None, "classes", "none")] if not class_ids else []) + ([Fault(None, "days", "none")] if not chosen else [])
    if faults:
        raise BadDraft(faults)
    parts = draft.parts(len(chosen))
    classes = [standing.get_class(class_id) for class_id in sorted(set(class_ids))]
    offered = rules.days_to_choose(standing.calendar, sorted({one.grade for one in classes}), today, last_day_ahead(standing, today))
    for day in chosen:
        check_day(standing, classes, day, today)
    if not set(chosen) <= set(offered):
        raise Refused("days")
    kept = check_words(house=house, drafts=[draft.part(draft.text, parts[0])], classes=classes, reasons={0: wording_reason},
                       seen=None if seen is None else {0: seen})
    content = {"subject": subject, "classes": [one.id for one in classes], "days": chosen, "draft": list(draft), "words": wording_reason}
    tells = outbox.is_on(house=house)
    try:
        with house.writing(actor=actor, now=now) as work:
            owners = {day: owners_of(work.connection, actor, classes, subject, today, day) for day in chosen}
            work.replay(request_key, content)
            rows = records.lock_class_days(work.connection, [(one.id, day) for one in classes for day in chosen])
            published, held, recorded = on_days(work.connection, rows)
            drafts = {day: draft.part(rules.marked(draft.text, n, len(chosen)), part) for n, (day, part) in enumerate(zip(chosen, parts, strict=True), 1)}
            judge_days(standing, [(one, day, held[one.id, day], recorded[one.id, day], drafts[day], None) for day in chosen for one in classes],
                       subject, draft, chosen)
            task = work.add(task_records.long_task, subject=subject, staff_id=actor.staff_id, text=draft.text, kind=draft.kind.value,
                            tier=draft.tier.value, minutes=sum(parts), days=len(chosen), set_at=now)
            words = {"wording_reason": kept[0]} if kept else {}
            told = []
            for n, day in enumerate(chosen, 1):
                for one in classes:
                    values = item_values(drafts[day], subject, owners[day][one.id], actor.staff_id) | words
                    item = _publish(work, standing, one, rows[one.id, day], published[one.id, day], drafts[day], subject, values)
                    work.add(task_records.long_task_part, task_id=task, item_id=item, place=n)
                    told.append({"item": item, "class": one.id, "day": day, **values})
            for one in classes:
                owner = owners[chosen[0]][one.id]
                if owner != actor.staff_id:
                    tell_owner(work, owner, "entered", one.id, chosen[0], subject)
            work.audit("long_task_posted", f"task:{task}", None, {"subject": subject, "days": chosen, "minutes": sum(parts), "items": told})
            work.remember(request_key, content, json.dumps(task))
            for day in chosen if tells else ():
                outbox.note_change(work, day, (one.id for one in classes))
    except Replayed as again:
        task = json.loads(again.result)
    return LongPosted(task, tuple(chosen), tuple(classes))


def _publish(work: Work, standing: Standing, one: ClassRef, row: DayRow, published: Published, draft: Draft, subject: str, values: dict[str, Any]) -> int:
    item = work.add(records.homework_item, class_day_id=row.id, published_at=work.now, late=False, reason="", version=1, **values)
    nones = records.standing_nones(work.connection, [row.id])[row.id]
    declared = supersede(work, nones, (subject, ""), row.declared)
    settle(work, row, [*published, (draft.counted(subject, item), False)], declared, one.grade, standing.profile(row.day))
    return item


def plain_words(text: str) -> str:
    return "\n".join(text.split("\r\n")).strip()


def words_faults(draft: LongDraft) -> list[Fault]:
    """What is wrong with the words; the minutes are judged with the days."""
    if code := text_fault(draft.text, TEXT_MAX - rules.MARK_MOST):
        return [Fault(None, "text", code)]
    return [fault for fault in draft_faults([draft.part(draft.text, 1)]) if fault.field == "text"]


def on_days(connection: Connection, rows: dict[Place, DayRow]) -> tuple[dict[Place, Published], dict[Place, Published], dict[Place, frozenset[int]]]:
    """Of each class-day what is published, that with what waits for its time, and the ids of what was recorded as it is over the cap."""
    ids = [row.id for row in rows.values()]
    published, waiting = records.published_on(connection, ids), timed.reserved_on(connection, ids)
    return ({place: published[row.id] for place, row in rows.items()},
            {place: [*published[row.id], *((counted, False) for counted in waiting[row.id])] for place, row in rows.items()},
            {place: requests.recorded_of(connection, row) for place, row in rows.items()})


Judged = tuple[ClassRef, date, Published, frozenset[int], Draft, Counted | None]  # beside what, what of it is recorded, the part, what it replaces


def judge_days(standing: Standing, wanted: Sequence[Judged], subject: str, draft: LongDraft, days: Sequence[date]) -> None:
    """NoRoomOnDays where a class has no room on a day."""
    found: dict[date, list[ClassFigures]] = {day: [] for day in days}
    minutes, rooms = dict.fromkeys(days, 0), dict.fromkeys(days, 10**6)
    for one, day, held, recorded, part, replaced in wanted:
        profile = standing.profile(day)
        beside = [] if replaced is None else [replaced]
        found[day].append(figures_with(one, held, [part], subject, profile, judged=True, replaced=beside, recorded=recorded))
        minutes[day] = part.minutes
        rooms[day] = min(rooms[day], room_for([counted for counted, _ in held], part.counted(subject), one.grade, profile))
    shown = [DayFigures(day, minutes[day], tuple(of)) for day, of in found.items()]
    if not any(day.refused for day in shown):
        return
    if any(one.low_home for day in shown for one in day.refused):
        raise NoRoomOnDays(shown, 0, ())
    room = [rooms[day] for day in days]
    kept = rules.days_with_room(room, draft.minutes, each=draft.each)
    raise NoRoomOnDays(shown, rules.most_minutes(room, draft.minutes, each=draft.each), [days[place] for place in kept])


def my_tasks(*, house: House, actor: Actor, now: datetime) -> tuple[TaskView, ...]:
    """The own long tasks of the last two months and to come, the newest first."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if actor.staff_id is None:
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        tasks = task_records.tasks_of_staff(connection, actor.staff_id, today - timedelta(days=DAYS_BACK))
        parts = task_records.parts_of(connection, [task.id for task in tasks])
        return tuple(_view(connection, standing, actor, task, parts[task.id], today) for task in tasks)


def task_view(*, house: House, actor: Actor, task_id: int, now: datetime) -> TaskView:
    """A long task with its days, as far as its classes and days are the reader's business. NotFound where none is."""
    actor.needs(Permit.SEE_CLASS_DAY)
    standing = standing_of(house=house)
    with house.reading() as connection:
        task = task_records.find_task(connection, task_id)
        if task is None:
            raise NotFound
        found = _view(connection, standing, actor, task, task_records.parts_of(connection, [task_id])[task_id], now.date())
    if not found.days:
        raise NotFound
    return found


def task_of_item(*, house: House, item_id: int) -> int | None:
    """The number of the task that an item is a day of."""
    with house.reading() as connection:
        return task_records.task_of_item(connection, item_id)


def _view(connection: Connection, standing: Standing, actor: Actor, task: TaskRow, parts: Sequence[PartRow], today: date) -> TaskView:
    def seen(item: ItemRow) -> bool:
        own = actor.staff_id is not None and actor.staff_id in (task.staff_id, item.staff_id, item.entered_by)
        return actor.sees_day(item.day) and (own or actor.sees_class(standing.get_class(item.class_id)))

    order = {class_id: n for n, class_id in enumerate(standing.classes)}
    shown = sorted((part for part in parts if seen(part.item)), key=lambda part: (part.place, order[part.item.class_id]))
    classes = tuple(sorted({standing.get_class(part.item.class_id) for part in shown}, key=lambda one: order[one.id]))
    amendable = {part.item.class_id: may_amend(connection, standing, actor, part.item, today) for part in shown if part.item.day >= today}
    days: list[TaskDay] = []
    for part in shown:
        if not days or days[-1].place != part.place:
            days.append(TaskDay(part.place, part.item.day, (), False))
        open_ = part.item.withdrawn_at is None and part.item.day >= today and amendable[part.item.class_id]
        days[-1] = replace(days[-1], parts=(*days[-1].parts, (standing.get_class(part.item.class_id), part.item)), open=days[-1].open or open_)
    own = task.staff_id == actor.staff_id
    named = own or actor.operator or bool(actor.roles & _SEE_NAMES)
    teacher = people_records.staff_names(connection).get(task.staff_id, "") if named else ""
    return TaskView(task, tuple(days), classes, teacher, own, sum(part.item.version for part in parts))
