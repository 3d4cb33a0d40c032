"""Correcting and withdrawing what is published: with a reason, the old and new values kept, against the version that the form was made
from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from schoolapp.records import homework as records
from schoolapp.records.homework import DayRow, ItemRow
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.days import Published, figures_with, offers_for, settle, year_on
from schoolapp.services.homework.drafts import BadDraft, Draft, NoRoom, Refused, cleaned, draft_faults, reason_faults
from schoolapp.services.homework.register import tell_owner
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.school import Standing, standing_of


def may_amend(connection: Connection, standing: Standing, actor: Actor, item: ItemRow, today: date) -> bool:
    """Whose item it is, who entered it, and who teaches or substitutes the subject there today: nobody edits another's homework."""
    if (
        not actor.may(Permit.REGISTER_HOMEWORK)
        or actor.staff_id is None
        or standing.get_class(item.class_id).year != year_on(standing, today)
    ):
        return False
    if actor.staff_id in (item.staff_id, item.entered_by):
        return True
    return bool(records.classes_to_register(connection, actor.staff_id, [item.class_id], item.subject, {today}))


def correct_homework(*, house: House, actor: Actor, item_id: int, version: int, draft: Draft, reason: str, now: datetime) -> ItemRow:
    """Changes a published item; gives it as it stands now. Its first publication and its late mark stay.

    Today and days to come are judged against the cap (NoRoom), past days are not. Conflict 'changed' when somebody was quicker;
    BadDraft; Refused: withdrawn, same.
    """
    actor.needs(Permit.REGISTER_HOMEWORK)
    (draft,), reason = cleaned([draft]), reason.strip()
    faults = draft_faults([draft]) + reason_faults(reason)
    standing, today = standing_of(house=house), now.date()
    with house.writing(actor=actor, now=now) as work:
        item, row, published = _locked(work, standing, actor, item_id)
        if faults:
            raise BadDraft(faults)
        _check_version(item, version)
        if draft == _draft_of(item):
            raise Refused("same")
        one, profile = standing.get_class(item.class_id), standing.profile(item.day)
        others = [(counted, late) for counted, late in published if counted.id != item_id]
        judged = figures_with(one, others, [draft], item.subject, profile, judged=item.day >= today, replaced=[item.counted])
        if judged.refused:
            raise NoRoom([judged], offers_for([(one, others)], [draft], item.subject, profile), draft.minutes)
        new = _values(draft)
        work.change(records.homework_item, item_id, **new, version=item.version + 1)
        settle(work, row, [*others, (draft.counted(item.subject, item_id), item.late)], row.declared, one.grade, profile)
        _tell(work, actor, item, "corrected")
        work.audit("homework_corrected", f"item:{item_id}", _values(_draft_of(item)), {**new, "reason": reason})
    return item._replace(
        text=draft.text, kind=draft.kind, tier=draft.tier, minutes=draft.minutes, in_school=draft.in_school, version=item.version + 1
    )


def withdraw_homework(*, house: House, actor: Actor, item_id: int, version: int, reason: str, now: datetime) -> ItemRow:
    """Takes a published item back; it stays in the history and counts no more. Conflict 'changed', BadDraft (reason), Refused:
    withdrawn."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    reason, standing = reason.strip(), standing_of(house=house)
    with house.writing(actor=actor, now=now) as work:
        item, row, published = _locked(work, standing, actor, item_id)
        if faults := reason_faults(reason):
            raise BadDraft(faults)
        _check_version(item, version)
        work.change(records.homework_item, item_id, withdrawn_at=now, version=item.version + 1)
        others = [(counted, late) for counted, late in published if counted.id != item_id]
        settle(work, row, others, row.declared, standing.get_class(item.class_id).grade, standing.profile(item.day))
        _tell(work, actor, item, "withdrawn")
        work.audit("homework_withdrawn", f"item:{item_id}", _values(_draft_of(item)), {"reason": reason})
    return item._replace(withdrawn_at=now, version=item.version + 1)


def _locked(work: Work, standing: Standing, actor: Actor, item_id: int) -> tuple[ItemRow, DayRow, Published]:
    """The item under its class-day's lock, the row, and what is published. NotFound for what this person may not amend."""
    found = records.find_item(work.connection, item_id)
    if found is None or not may_amend(work.connection, standing, actor, found, work.now.date()):
        raise NotFound
    place = (found.class_id, found.day)
    row = records.lock_class_days(work.connection, [place])[place]
    item = records.find_item(work.connection, item_id)  # as it stands behind the lock
    if item is None:
        raise NotFound
    return item, row, records.published_on(work.connection, [row.id])[row.id]


def _check_version(item: ItemRow, version: int) -> None:
    if item.withdrawn_at is not None:
        raise Refused("withdrawn")
    if item.version != version:
        raise Conflict("changed", version=item.version)


def _draft_of(item: ItemRow) -> Draft:
    return Draft(item.text, item.minutes, item.kind, item.tier, item.in_school)


def _values(draft: Draft) -> dict[str, Any]:
    return {"text": draft.text, "kind": draft.kind.value, "tier": draft.tier.value, "minutes": draft.minutes, "in_school": draft.in_school}


def _tell(work: Work, actor: Actor, item: ItemRow, kind: str) -> None:
    if item.staff_id != actor.staff_id:
        tell_owner(work, item.staff_id, kind, item.class_id, item.day, item.subject)
