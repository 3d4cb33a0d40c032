"""Correcting and withdrawing what is published: with a reason, the old and new values kept, against the version that the form was made
from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from schoolapp.records import homework as records
from schoolapp.records import requests, timed
from schoolapp.records.homework import DayRow, ItemRow
from schoolapp.rules.load import counts_at_home
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import outbox
from schoolapp.services.homework.days import Published, figures_with, offers_for, settle, year_on
from schoolapp.services.homework.drafts import BadDraft, Draft, NoRoom, Refused, cleaned, draft_faults, reason_faults
from schoolapp.services.homework.post import tell_owner
from schoolapp.services.homework.worded import check_words
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.school import Standing, standing_of

NO_WORDS: Mapping[str, str | None] = MappingProxyType({})


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


def correct_homework(
    *, house: House, actor: Actor, item_id: int, version: int, draft: Draft, reason: str, wording_reason: str = "",
    wording_seen: Collection[str] | None = None, now: datetime,
) -> ItemRow:
    """Changes a published item; gives it as it stands now. Its first publication and its late mark stay.

    Today and days to come are judged against the cap (NoRoom) and new words against the rules of wording (NeedsWords; `wording_reason`,
    `wording_seen` as in `post_homework`), past days are not. Conflict 'changed' when somebody was quicker; BadDraft; Refused: withdrawn,
    same.
    """
    actor.needs(Permit.REGISTER_HOMEWORK)
    (draft,), reason = cleaned([draft]), reason.strip()
    faults, standing, tells = draft_faults([draft]) + reason_faults(reason), standing_of(house=house), outbox.is_on(house=house)
    with house.writing(actor=actor, now=now) as work:
        item, row, published = _locked(work, standing, actor, item_id)
        if faults:
            raise BadDraft(faults)
        _check_version(item, version)
        if draft == draft_of(item):
            raise Refused("same")
        told = _words(house, standing, item, draft, wording_reason, wording_seen) if item.day >= now.date() else {}
        correct_locked(work, standing, item, row, published, draft, reason, told)
        if tells:
            outbox.note_change(work, item.day, [item.class_id])
    return item._replace(
        text=draft.text, kind=draft.kind, tier=draft.tier, minutes=draft.minutes, in_school=draft.in_school, version=item.version + 1
    )


def _words(
    house: House, standing: Standing, item: ItemRow, draft: Draft, reason: str, seen: Collection[str] | None
) -> dict[str, str | None]:
    """The reason for its words that the item carries from now on; nothing where a correction leaves what the rules read."""
    if (item.text, item.kind, item.tier) == (draft.text, draft.kind, draft.tier) and not counts_at_home(standing.get_class(item.class_id).grade):
        return {}
    classes, shown = [standing.get_class(item.class_id)], None if seen is None else {0: seen}
    return {"wording_reason": check_words(house=house, drafts=[draft], classes=classes, reasons={0: reason}, seen=shown).get(0)}


def correct_locked(
    work: Work, standing: Standing, item: ItemRow, row: DayRow, published: Published, draft: Draft, reason: str,
    words: Mapping[str, str | None] = NO_WORDS,
) -> None:
    """The correction itself, its class-day being locked: judged, written, told, audited. NoRoom as for `correct_homework`. `words` = the
    reason for its words, where that changes."""
    one, profile = standing.get_class(item.class_id), standing.profile(item.day)
    others = [(counted, late) for counted, late in published if counted.id != item.id]
    held = [*others, *((counted, False) for counted in timed.reserved_on(work.connection, [row.id])[row.id])]
    recorded = requests.recorded_of(work.connection, row) if item.over_reason is None else frozenset()
    judged = figures_with(
        one, held, [draft], item.subject, profile, judged=item.day >= work.now.date(), replaced=[item.counted], recorded=recorded
    )
    if judged.refused:
        raise NoRoom([judged], offers_for([(one, held)], [draft], item.subject, profile), draft.minutes)
    new = {**_values(draft), **words}
    work.change(records.homework_item, item.id, **new, version=item.version + 1)
    settle(work, row, [*others, (draft.counted(item.subject, item.id), item.late)], row.declared, one.grade, profile)
    _tell(work, work.actor, item, "corrected")
    work.audit("homework_corrected", f"item:{item.id}", _values(draft_of(item)), {**new, "reason": reason})


def withdraw_homework(*, house: House, actor: Actor, item_id: int, version: int, reason: str, now: datetime) -> ItemRow:
    """Takes a published item back; it stays in the history and counts no more. Conflict 'changed', BadDraft (reason), Refused:
    withdrawn."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    reason, standing, tells = reason.strip(), standing_of(house=house), outbox.is_on(house=house)
    with house.writing(actor=actor, now=now) as work:
        item, row, published = _locked(work, standing, actor, item_id)
        if faults := reason_faults(reason):
            raise BadDraft(faults)
        _check_version(item, version)
        work.change(records.homework_item, item_id, withdrawn_at=now, version=item.version + 1)
        others = [(counted, late) for counted, late in published if counted.id != item_id]
        recorded = row.recorded - (item.over_reason is not None)
        settle(work, row, others, row.declared, standing.get_class(item.class_id).grade, standing.profile(item.day), recorded=recorded)
        _tell(work, actor, item, "withdrawn")
        work.audit("homework_withdrawn", f"item:{item_id}", _values(draft_of(item)), {"reason": reason})
        if tells:
            outbox.note_change(work, item.day, [item.class_id])
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


def draft_of(item: ItemRow) -> Draft:
    """The item as a line of a form."""
    return Draft(item.text, item.minutes, item.kind, item.tier, item.in_school)


def _values(draft: Draft) -> dict[str, Any]:
    return {"text": draft.text, "kind": draft.kind.value, "tier": draft.tier.value, "minutes": draft.minutes, "in_school": draft.in_school}


def _tell(work: Work, actor: Actor, item: ItemRow, kind: str) -> None:
    if item.staff_id != actor.staff_id:
        tell_owner(work, item.staff_id, kind, item.class_id, item.day, item.subject)
