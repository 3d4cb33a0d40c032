"""Homework that waits for its time: publishing what is due, publishing it earlier, taking it back, changing it. Setting it is a registration
(`post`); the room that it reserves is counted in `days`."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import requests, timed
from schoolapp.records.homework import DayRow
from schoolapp.records.timed import TimedRow
from schoolapp.rules.homework import Counted
from schoolapp.rules.load import judged_figure, load_of
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.policy import Profile
from schoolapp.services import outbox
from schoolapp.services.homework.days import Published, figures_with, offers_for, settle, with_reserved, year_on
from schoolapp.services.homework.drafts import BadDraft, ClassFigures, Draft, Fault, NoRoom, Refused, cleaned, draft_faults
from schoolapp.services.homework.post import item_values, supersede, tell_owner
from schoolapp.services.homework.worded import check_words
from schoolapp.services.house import Busy, Conflict, House, Work
from schoolapp.services.school import Standing, standing_of
from schoolapp.words import N_

MISSED = N_("定时发布时服务器未运行")  # the reason of what came out on a later date than its own
WORKER = Actor(None, "worker", frozenset())  # who publishes by the clock: it may nothing else
Place = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The same words waiting for one moment, for one or several classes in school order. `overdue`: that moment has passed, and nothing
    has published it yet."""

    first: TimedRow
    places: tuple[tuple[ClassRef, TimedRow], ...]
    for_colleague: bool
    entered_for_me: bool
    overdue: bool

    @property
    def draft(self) -> Draft:
        return draft_of(self.first)


def draft_of(row: TimedRow) -> Draft:
    """The line that was registered."""
    return Draft(row.text, row.minutes, row.kind, row.tier, row.in_school)


def is_due(*, house: House, now: datetime) -> bool:
    """Whether `publish_due` has anything to do: one look into an index, for a loop that asks every second."""
    with house.glancing() as connection:
        return timed.is_due(connection, now)


def publish_due(*, house: House, now: datetime) -> int:
    """Publishes everything whose time has come, one write for each class-day; gives the number of items. Nothing is published twice,
    however many ask at once, and one class-day that fails holds up no other.

    What the teacher set stands: nobody judges it again, whatever happened since to the profile, the calendar or the lessons. What comes
    out on a later date than its own is 补录, for the server was off.
    """
    with house.reading() as connection:
        rows = timed.due(connection, now)
    done, tells = 0, outbox.is_on(house=house)
    for place in dict.fromkeys((row.class_id, row.day) for row in rows):
        try:
            with house.writing(actor=WORKER, now=now) as work:
                locked, found = _locked(work, [row.id for row in rows if (row.class_id, row.day) == place])
                ready = [row for row in found if _waits(row) and row.publish_at <= now]
                if ready:
                    done += len(_publish(work, standing_of(house=house), locked, ready))
                    if tells:
                        outbox.note_change(work, place[1], [place[0]])
        except Busy:
            raise  # everything else would wait as long; the next look finds the database again
        except Exception:
            logging.getLogger("schoolapp").exception("homework due for class %s on %s was not published", *place)
    return done


def _waits(row: TimedRow) -> bool:
    return row.item_id is None and row.cancelled_at is None


def _locked(work: Work, timed_ids: Sequence[int]) -> tuple[dict[Place, DayRow], list[TimedRow]]:
    """The class-day rows of these under lock, and these as they stand behind it."""
    places = {(row.class_id, row.day) for row in timed.rows_of(work.connection, timed_ids)}
    return records.lock_class_days(work.connection, places), timed.rows_of(work.connection, timed_ids)


def _publish(work: Work, standing: Standing, locked: Mapping[Place, DayRow], rows: Sequence[TimedRow], *, act: str = "homework_timed_published") -> list[int]:
    """Makes items of what waits, under the locks of its class-days; gives their ids."""
    today = work.now.date()
    items: list[int] = []
    told: list[dict[str, Any]] = []
    for place, row in locked.items():
        here = [one for one in rows if (one.class_id, one.day) == place]
        if not here:
            continue
        published: list[tuple[Counted, bool]] = list(records.published_on(work.connection, [row.id])[row.id])
        nones = records.standing_nones(work.connection, [row.id])[row.id]
        late = row.day < today
        for one in here:
            values = item_values(draft_of(one), one.subject, one.staff_id, one.entered_by)
            item_id = work.add(
                records.homework_item, class_day_id=row.id, published_at=work.now, late=late, reason=MISSED if late else "", version=1,
                wording_reason=one.wording_reason, **values,
            )
            work.change(timed.timed_item, one.id, item_id=item_id, version=one.version + 1)
            items.append(item_id)
            published.append((draft_of(one).counted(one.subject, item_id), late))
            told.append({"item": item_id, "timed": one.id, "class": one.class_id, "set_by": one.entered_by or one.staff_id, **values})
        declared = supersede(work, nones, sorted({one.subject for one in here} | {""}), row.declared)
        settle(work, row, published, declared, standing.get_class(row.class_id).grade, standing.profile(row.day))
    names = people_records.staff_names(work.connection)
    set_by = list(dict.fromkeys(names.get(each["set_by"], "") for each in told))
    new = {"day": rows[0].day, "late": rows[0].day < today, "reason": MISSED if rows[0].day < today else "", "at": rows[0].publish_at,
           "set_by": set_by, "items": told}
    work.audit(act, f"timed:{rows[0].id}", None, new)
    return items


def waiting_of(*, house: House, actor: Actor, now: datetime) -> tuple[Waiting, ...]:
    """What waits of the actor's own, and what the actor set for a colleague, the next to be published first."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if actor.staff_id is None:
        raise NotFound
    standing = standing_of(house=house)
    with house.reading() as connection:
        rows = timed.waiting_of_staff(connection, actor.staff_id)
    return _together(standing, actor, rows, now)


def waiting_line(*, house: House, actor: Actor, timed_id: int, now: datetime) -> tuple[Waiting, tuple[ClassFigures, ...]]:
    """One that waits with the classes that it was set for together, and each class's sum with it. NotFound for what is not the actor's to
    change; Refused: published, cancelled."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing = standing_of(house=house)
    with house.reading() as connection:
        row = timed.find_timed(connection, timed_id)
        if row is None or not _may_change(connection, standing, actor, row, now.date()):
            raise NotFound
        _check_waits(row)
        rows = [one for one in timed.asked_together(connection, row) if _same(one, row)]
        held = with_reserved(connection, [one.class_id for one in rows], row.day)
    (line,) = _together(standing, actor, rows, now)
    sums = []
    for one, each in line.places:
        others = [(counted, late) for counted, late in held[one.id] if counted.id != -each.id]
        sums.append(figures_with(one, others, [draft_of(each)], each.subject, standing.profile(each.day), judged=False))
    return line, tuple(sums)


def _same(one: TimedRow, other: TimedRow) -> bool:
    """Whether two were set for the same moment in the same words."""
    return draft_of(one) == draft_of(other) and (one.publish_at, one.day) == (other.publish_at, other.day)


def _together(standing: Standing, actor: Actor, rows: Sequence[TimedRow], now: datetime) -> tuple[Waiting, ...]:
    groups: dict[tuple[Any, ...], list[TimedRow]] = {}
    for row in rows:
        groups.setdefault((row.publish_at, row.day, row.subject, draft_of(row), row.asked_at, row.staff_id, row.entered_by), []).append(row)
    order = {class_id: n for n, class_id in enumerate(standing.classes)}
    found = []
    for group in groups.values():
        first = group[0]
        places = sorted(((standing.get_class(row.class_id), row) for row in group), key=lambda place: order[place[0].id])
        mine = first.staff_id == actor.staff_id
        found.append(Waiting(first, tuple(places), not mine, mine and first.entered_by is not None, first.publish_at <= now))
    return tuple(found)


def cancel_timed(*, house: House, actor: Actor, places: Mapping[int, int], now: datetime) -> tuple[TimedRow, ...]:
    """Takes back what waits, all or nothing, and frees its room; gives it. `places` = number -> the version that the page showed. Conflict
    'changed' when somebody was quicker; Refused: published, cancelled; NotFound for what is not the actor's to change."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing = standing_of(house=house)
    with house.writing(actor=actor, now=now) as work:
        _, rows = _claimed(work, standing, actor, places)
        for row in rows:
            work.change(timed.timed_item, row.id, cancelled_at=now, version=row.version + 1)
            _tell(work, row, "withdrawn")
        work.audit("homework_timed_cancelled", f"timed:{rows[0].id}", {"day": rows[0].day, "at": rows[0].publish_at, "items": _told(rows)}, None)
    return tuple(rows)


def publish_now(*, house: House, actor: Actor, places: Mapping[int, int], now: datetime) -> tuple[TimedRow, ...]:
    """Publishes what waits at once, all or nothing; gives what it was. Its room was kept, so that nothing is judged again. Faults as with
    `cancel_timed`."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, tells = standing_of(house=house), outbox.is_on(house=house)
    with house.writing(actor=actor, now=now) as work:
        locked, rows = _claimed(work, standing, actor, places)
        _publish(work, standing, locked, rows, act="homework_posted")
        if tells:
            outbox.note_change(work, rows[0].day, (row.class_id for row in rows))
    return tuple(rows)


def change_timed(
    *, house: House, actor: Actor, places: Mapping[int, int], draft: Draft, publish_at: datetime, wording_reason: str = "",
    seen: Collection[str] | None = None, now: datetime,
) -> tuple[TimedRow, ...]:
    """Changes the words, minutes or moment of what waits, all or nothing; gives it as it stands now. It is judged like a correction: its
    own reservation is replaced (NoRoom). `publish_at` from now until the end of the day itself. `wording_reason` = why it stands in words that
    a rule stops, `seen` = the clauses that its author was shown (NeedsWords). BadDraft; Refused 'same'; else as with `cancel_timed`."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    (draft,), standing = cleaned([draft]), standing_of(house=house)
    faults = draft_faults([draft])
    with house.reading() as connection:
        classes = [standing.get_class(class_id) for class_id in sorted({row.class_id for row in timed.rows_of(connection, places)})]
    if not classes:
        raise NotFound
    kept = check_words(house=house, drafts=[draft], classes=classes, reasons={0: wording_reason}, seen=None if seen is None else {0: seen})
    with house.writing(actor=actor, now=now) as work:
        locked, rows = _claimed(work, standing, actor, places)
        if not (now < publish_at and all(publish_at.date() <= row.day for row in rows)):
            faults.append(Fault(None, "publish_at", "time"))
        if faults:
            raise BadDraft(faults)
        if all(draft_of(row) == draft and row.publish_at == publish_at for row in rows):
            raise Refused("same")
        judged, tight = [], []
        profile = standing.profile(rows[0].day)
        for row in rows:
            one, held = standing.get_class(row.class_id), _held(work.connection, locked[row.class_id, row.day], row)
            recorded = requests.recorded_of(work.connection, locked[row.class_id, row.day])
            judged.append(figures_with(one, held, [draft], row.subject, profile, judged=True, replaced=[row.counted], recorded=recorded))
            if judged[-1].refused:
                tight.append((one, held))
        if tight:
            raise NoRoom(judged, offers_for(tight, [draft], rows[0].subject, profile), draft.minutes)
        for row in rows:
            values = item_values(draft, row.subject, row.staff_id, row.entered_by)
            work.change(
                timed.timed_item, row.id, publish_at=publish_at, version=row.version + 1, wording_reason=kept.get(0), **values
            )
            _tell(work, row, "corrected")
        fresh = timed.rows_of(work.connection, [row.id for row in rows])
        old, new = ({"day": these[0].day, "at": these[0].publish_at, "items": _told(these)} for these in (rows, fresh))
        work.audit("homework_timed_changed", f"timed:{rows[0].id}", old, new)
    return tuple(fresh)


def _held(connection: Connection, row: DayRow, own: TimedRow) -> Published:
    """What one is judged beside: what is published, and what else waits."""
    waiting = timed.reserved_on(connection, [row.id])[row.id]
    return [*records.published_on(connection, [row.id])[row.id], *((counted, False) for counted in waiting if counted.id != -own.id)]


def _claimed(work: Work, standing: Standing, actor: Actor, places: Mapping[int, int]) -> tuple[dict[Place, DayRow], list[TimedRow]]:
    """These under the locks of their class-days, once it is clear that the actor may change them, that they wait and that nobody was quicker."""
    locked, rows = _locked(work, list(places))
    allowed = all(_may_change(work.connection, standing, actor, row, work.now.date()) for row in rows)
    if not places or len(rows) != len(places) or not allowed or len({(row.day, row.subject) for row in rows}) > 1:
        raise NotFound
    for row in rows:
        _check_waits(row)
        if row.version != places[row.id]:
            raise Conflict("changed", version=row.version)
    return locked, rows


def _check_waits(row: TimedRow) -> None:
    if row.item_id is not None:
        raise Refused("published")
    if row.cancelled_at is not None:
        raise Refused("cancelled")


def _may_change(connection: Connection, standing: Standing, actor: Actor, row: TimedRow, today: date) -> bool:
    """As with what is published: whose it is, who set it, and who teaches or substitutes the subject there today."""
    if not actor.may(Permit.REGISTER_HOMEWORK) or actor.staff_id is None or standing.get_class(row.class_id).year != year_on(standing, today):
        return False
    if actor.staff_id in (row.staff_id, row.entered_by):
        return True
    return bool(records.classes_to_register(connection, actor.staff_id, [row.class_id], row.subject, {today}))


def _tell(work: Work, row: TimedRow, kind: str) -> None:
    if row.staff_id != work.actor.staff_id:
        tell_owner(work, row.staff_id, kind, row.class_id, row.day, row.subject)


def _told(rows: Iterable[TimedRow]) -> list[dict[str, Any]]:
    """What the history says of these."""
    return [{"timed": row.id, "class": row.class_id, **item_values(draft_of(row), row.subject, row.staff_id, row.entered_by)} for row in rows]


def classes_of(*, house: House, rows: Iterable[TimedRow]) -> list[ClassRef]:
    """The classes of what an act gave back, in school order."""
    wanted = {row.class_id for row in rows}
    return [one for one in standing_of(house=house).classes.values() if one.id in wanted]


def reserved_minutes(one: ClassRef, published: Iterable[Counted], waiting: Iterable[Counted], profile: Profile) -> int:
    """How many minutes of a class-day's room are kept for what waits: by how much it will raise the figure that the cap is compared with."""
    standing = tuple(published)
    before, after = load_of(standing, profile.tier_mode), load_of((*standing, *waiting), profile.tier_mode)
    return judged_figure(after, one.grade) - judged_figure(before, one.grade)


def reserved_between(connection: Connection, standing: Standing, class_ids: Iterable[int], start: date, end: date) -> dict[Place, int]:
    """(Class id, day) -> minutes of room kept for what waits there; class-days where nothing waits are left out. For boards."""
    found: dict[Place, list[Counted]] = {}
    for row in timed.waiting_in(connection, class_ids, start, end):
        found.setdefault((row.class_id, row.day), []).append(row.counted)
    if not found:
        return {}
    published: dict[Place, list[Counted]] = {}
    for item in records.items_on(connection, {class_id for class_id, _ in found}, start, end):
        published.setdefault((item.class_id, item.day), []).append(item.counted)
    return {
        place: reserved_minutes(standing.get_class(place[0]), published.get(place, ()), waiting, standing.profile(place[1]))
        for place, waiting in found.items()
    }
