"""Correcting and withdrawing an item of a holiday list: with a reason, both values kept, against the version that the form was made from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.records import holidays as records
from schoolapp.records import homework as homework_records
from schoolapp.records.holidays import HolidayItemRow, HolidayListRow
from schoolapp.rules.holidays import HolidaySpan, spans_in
from schoolapp.rules.names import clean
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.holidays.lists import (
    BadList,
    HolidayDraft,
    HolidayFull,
    HolidayRefused,
    cleaned,
    draft_faults,
    draft_values,
    reason_faults,
    settle,
    sum_with,
)
from schoolapp.services.homework.days import year_on
from schoolapp.services.homework.worded import check_words
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.school import Standing, standing_of


def may_amend(connection: Connection, standing: Standing, actor: Actor, one: ClassRef, item: HolidayItemRow, today: date) -> bool:
    """Whose item it is, and who teaches or substitutes the subject there today: nobody edits another's."""
    if not actor.may(Permit.LIST_HOLIDAY) or actor.staff_id is None or one.year != year_on(standing, today):
        return False
    if actor.staff_id == item.staff_id:
        return True
    return bool(homework_records.classes_to_register(connection, actor.staff_id, [one.id], item.subject, {today}))


def span_of(standing: Standing, one: ClassRef, row: HolidayListRow) -> HolidaySpan:
    """The holiday of a list as the calendar has it now; as it was written where the calendar has none there any more."""
    found = spans_in(standing.calendar, one.grade, row.start, row.end)
    return found[0] if found else HolidaySpan(row.start, row.end, "")


def correct_item(*, house: House, actor: Actor, item_id: int, version: int, draft: HolidayDraft, reason: str, wording_reason: str = "",
                 wording_seen: Collection[str] | None = None, now: datetime) -> int:
    """Changes an item; gives the list's id. Judged like an addition (HolidayFull); once the holiday has begun the written sum may only fall.
    New words are read like those of an addition (NeedsWords); the reason for the old ones goes with them. BadList; HolidayRefused: withdrawn,
    same, begun, over; Conflict where somebody was quicker."""
    actor.needs(Permit.LIST_HOLIDAY)
    (draft,), reason = cleaned([draft]), clean(reason)
    standing, today = standing_of(house=house), now.date()
    with house.writing(actor=actor, now=now) as work:
        item, row, one = _locked(work, standing, actor, item_id)
        span = span_of(standing, one, row)
        if faults := draft_faults([draft], span.days_off) + reason_faults(reason):
            raise BadList(faults)
        _check(item, version, span, today)
        old = HolidayDraft(item.text, item.minutes, item.kind)
        if draft == old:
            raise HolidayRefused("same")
        others = [i for i in records.items_of(work.connection, [row.id])[row.id] if i.id != item_id]
        after = sum_with(one, span, others, [draft], standing.profile(span.start), replaced=item.task)
        if after.refused:
            raise HolidayFull([after], draft.minutes)
        if span.start <= today and after.verdict.figure > after.verdict.before:
            raise HolidayRefused("begun", start=span.start)
        told = {} if (draft.text, draft.kind) == (old.text, old.kind) else _words(house, one, draft, wording_reason, wording_seen)
        before = {name: item.wording_reason for name in told if told[name] != item.wording_reason}
        work.change(records.holiday_item, item_id, **draft_values(draft), **told, version=item.version + 1)
        settle(work, row, span, after.sums)
        work.audit("holiday_corrected", f"holiday_item:{item_id}", {**draft_values(old), **before},
                   {**draft_values(draft), **{name: told[name] for name in before}, "reason": reason})
    return row.id


def _words(house: House, one: ClassRef, draft: HolidayDraft, reason: str, seen: Collection[str] | None) -> dict[str, str | None]:
    """The reason for its words that the item carries from now on."""
    shown = None if seen is None else {0: seen}
    return {"wording_reason": check_words(house=house, drafts=[draft], classes=[one], reasons={0: reason}, seen=shown).get(0)}


def withdraw_item(*, house: House, actor: Actor, item_id: int, version: int, reason: str, now: datetime) -> int:
    """Takes an item back until the holiday's last day; it stays in the history and counts no more. Gives the list's id. BadList (reason);
    HolidayRefused: withdrawn, over; Conflict."""
    actor.needs(Permit.LIST_HOLIDAY)
    reason, standing, today = clean(reason), standing_of(house=house), now.date()
    with house.writing(actor=actor, now=now) as work:
        item, row, one = _locked(work, standing, actor, item_id)
        if faults := reason_faults(reason):
            raise BadList(faults)
        span = span_of(standing, one, row)
        _check(item, version, span, today)
        others = [i for i in records.items_of(work.connection, [row.id])[row.id] if i.id != item_id]
        work.change(records.holiday_item, item_id, withdrawn_at=now, version=item.version + 1)
        settle(work, row, span, sum_with(one, span, others, [], standing.profile(span.start)).sums)
        work.audit("holiday_withdrawn", f"holiday_item:{item_id}", {"text": item.text, "minutes": item.minutes}, {"reason": reason})
    return row.id


def _locked(work: Work, standing: Standing, actor: Actor, item_id: int) -> tuple[HolidayItemRow, HolidayListRow, ClassRef]:
    """The item under its list's lock, the list, the class. NotFound for what this person may not amend."""
    found = records.find_item(work.connection, item_id)
    row = records.find_list(work.connection, found.list_id) if found else None
    if found is None or row is None:
        raise NotFound
    one = standing.get_class(row.class_id)
    if not may_amend(work.connection, standing, actor, one, found, work.now.date()):
        raise NotFound
    locked = records.find_list(work.connection, row.id, lock=True)
    item = records.find_item(work.connection, item_id)  # as it stands behind the lock
    if item is None or locked is None:
        raise NotFound
    return item, locked, one


def _check(item: HolidayItemRow, version: int, span: HolidaySpan, today: date) -> None:
    if item.withdrawn_at is not None:
        raise HolidayRefused("withdrawn")
    if span.end < today:
        raise HolidayRefused("over")
    if item.version != version:
        raise Conflict("changed", version=item.version)
