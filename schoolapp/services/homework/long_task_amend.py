"""Correcting and withdrawing the days of a long task that are still to come, several in one write. Setting one stands in `long_task`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from schoolapp.records import homework as records
from schoolapp.records import long_task as task_records
from schoolapp.records.homework import DayRow, ItemRow
from schoolapp.records.long_task import PartRow, TaskRow
from schoolapp.rules.long_task import marked
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import outbox
from schoolapp.services.homework.amend import may_amend
from schoolapp.services.homework.days import Published, settle
from schoolapp.services.homework.drafts import BadDraft, Draft, Fault, Refused, reason_faults
from schoolapp.services.homework.long_task import LongDraft, Place, judge_days, on_days, plain_words, words_faults
from schoolapp.services.homework.post import tell_owner
from schoolapp.services.homework.worded import check_words
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.school import Standing, standing_of


def correct_long_task(*, house: House, actor: Actor, task_id: int, stamp: int, days: Sequence[date], draft: LongDraft, reason: str,
                      wording_reason: str = "", seen: Collection[str] | None = None, now: datetime) -> TaskRow:
    """Changes the parts of these days, today's or ahead, in one write: their words, and the minutes spread over them anew. Each is judged on its
    day against what it replaces (NoRoomOnDays). BadDraft; Refused: same, withdrawn (nothing stands on those days); Conflict 'changed' when
    somebody was quicker; NotFound for what the actor may not amend; NeedsWords as with a new one."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, reason, chosen = standing_of(house=house), reason.strip(), sorted(set(days))
    draft = draft._replace(text=plain_words(draft.text))
    words, tells = _words_of(house, standing, task_id, draft, wording_reason, seen), outbox.is_on(house=house)
    with house.writing(actor=actor, now=now) as work:
        task, parts, rows = _claimed(work, standing, actor, task_id, stamp, chosen, words_faults(draft) + reason_faults(reason))
        minutes = dict(zip(chosen, draft.parts(len(chosen)), strict=True))
        fresh = {part.item.id: draft.part(marked(draft.text, part.place, task.days), minutes[part.item.day]) for part in parts}
        if all(_draft_of(part.item) == fresh[part.item.id] for part in parts):
            raise Refused("same")
        published, held, recorded = on_days(work.connection, rows)
        judge_days(standing, [
            (standing.get_class(p.item.class_id), p.item.day, [pair for pair in held[_place(p)] if pair[0].id != p.item.id], recorded[_place(p)],
             fresh[p.item.id], p.item.counted) for p in parts], task.subject, draft, chosen)
        old, new = [], []
        for part in parts:
            item, values = part.item, _values(fresh[part.item.id]) | words
            work.change(records.homework_item, item.id, **values, version=item.version + 1)
            others = [pair for pair in published[_place(part)] if pair[0].id != item.id]
            _settle(work, standing, rows[_place(part)], [*others, (fresh[item.id].counted(task.subject, item.id), item.late)])
            old.append({"item": item.id, "class": item.class_id, **_values(_draft_of(item))})
            new.append({"item": item.id, "class": item.class_id, **values})
        _tell(work, parts, "corrected")
        work.audit("long_task_corrected", f"task:{task_id}", {"items": old}, {"days": chosen, "reason": reason, "items": new})
        for part in parts if tells else ():
            outbox.note_change(work, part.item.day, [part.item.class_id])
    return task


def _words_of(house: House, standing: Standing, task_id: int, draft: LongDraft, reason: str, seen: Collection[str] | None) -> dict[str, Any]:
    """What is kept of the words of the new text, for the classes that the task has."""
    with house.reading() as connection:
        parts = task_records.parts_of(connection, [task_id])[task_id]
    classes = [standing.get_class(class_id) for class_id in sorted({part.item.class_id for part in parts})]
    if not classes:
        raise NotFound
    found = check_words(house=house, drafts=[draft.part(draft.text, max(draft.minutes, 0))], classes=classes, reasons={0: reason},
                        seen=None if seen is None else {0: seen})
    return {"wording_reason": found[0]} if found else {}


def withdraw_long_task(*, house: House, actor: Actor, task_id: int, stamp: int, days: Sequence[date], reason: str, now: datetime) -> TaskRow:
    """Takes the parts of these days back, today's or ahead, in one write; they stay in the history. Faults as with `correct_long_task`."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, reason, chosen = standing_of(house=house), reason.strip(), sorted(set(days))
    tells = outbox.is_on(house=house)
    with house.writing(actor=actor, now=now) as work:
        task, parts, rows = _claimed(work, standing, actor, task_id, stamp, chosen, reason_faults(reason))
        published, _, _ = on_days(work.connection, rows)
        old = []
        for part in parts:
            item = part.item
            work.change(records.homework_item, item.id, withdrawn_at=now, version=item.version + 1)
            _settle(work, standing, rows[_place(part)], [pair for pair in published[_place(part)] if pair[0].id != item.id])
            old.append({"item": item.id, "class": item.class_id, **_values(_draft_of(item))})
        _tell(work, parts, "withdrawn")
        work.audit("long_task_withdrawn", f"task:{task_id}", {"items": old}, {"days": chosen, "reason": reason})
        for part in parts if tells else ():
            outbox.note_change(work, part.item.day, [part.item.class_id])
    return task


def _claimed(work: Work, standing: Standing, actor: Actor, task_id: int, stamp: int, days: Sequence[date], faults: Sequence[Fault]
             ) -> tuple[TaskRow, list[PartRow], dict[Place, DayRow]]:
    """The task, its parts of these days that stand, and their class-day rows under lock, once it is clear that the actor may amend them."""
    today = work.now.date()
    task = task_records.find_task(work.connection, task_id)
    every = task_records.parts_of(work.connection, [task_id])[task_id] if task else []
    mine = [part for part in every if may_amend(work.connection, standing, actor, part.item, today)]
    if task is None or not mine:
        raise NotFound
    rows = records.lock_class_days(work.connection, {_place(part) for part in mine if part.item.day in days})
    every = task_records.parts_of(work.connection, [task_id])[task_id]  # as they stand behind the lock
    if faults or not days:
        raise BadDraft([*faults, *([Fault(None, "days", "none")] if not days else [])])
    if stamp != sum(part.item.version for part in every):
        raise Conflict("changed")
    found = [part for part in every if _place(part) in rows and part.item.withdrawn_at is None]
    if min(days) < today or {part.item.day for part in found} != set(days):
        raise Refused("withdrawn")
    return task, found, rows


def _place(part: PartRow) -> Place:
    return part.item.class_id, part.item.day


def _settle(work: Work, standing: Standing, row: DayRow, published: Published) -> None:
    settle(work, row, published, row.declared, standing.get_class(row.class_id).grade, standing.profile(row.day))


def _tell(work: Work, parts: Sequence[PartRow], kind: str) -> None:
    """One note to each colleague and class that has parts among these."""
    told = {(part.item.staff_id, part.item.class_id): part.item for part in reversed(parts)}
    for (staff_id, class_id), item in told.items():
        if staff_id != work.actor.staff_id:
            tell_owner(work, staff_id, kind, class_id, item.day, item.subject)


def _draft_of(item: ItemRow) -> Draft:
    return Draft(item.text, item.minutes, item.kind, item.tier, item.in_school)


def _values(draft: Draft) -> dict[str, Any]:
    return {"text": draft.text, "kind": draft.kind.value, "tier": draft.tier.value, "minutes": draft.minutes, "in_school": draft.in_school}
