"""Publishing homework: at once, at a set time, or recorded as it is over the cap. All or nothing, judged inside the write. What the form
offers stands in `register`, corrections in `amend`."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schoolapp.records import base, requests, timed
from schoolapp.records import homework as records
from schoolapp.records.homework import DayRow
from schoolapp.rules.load import counts_at_home
from schoolapp.rules.people import ClassRef, Role
from schoolapp.rules.permits import Actor, Permit
from schoolapp.rules.policy import Profile
from schoolapp.services import outbox
from schoolapp.services.homework.days import Published, check_day, figures_with, offers_for, owners_of, settle
from schoolapp.services.homework.drafts import BadDraft, ClassFigures, Draft, Fault, NoRoom, Refused, cleaned, draft_faults, reason_faults
from schoolapp.services.homework.twins import check_twins
from schoolapp.services.homework.worded import check_words
from schoolapp.services.house import House, Replayed, Work
from schoolapp.services.school import standing_of


@dataclass(frozen=True, slots=True)
class Posted:
    """What a post did. `left_out` = classes without room, where only those with room were asked for; `recorded` = classes where it was
    recorded as it is over the cap. With `at` it waits for that moment, and `items` are the numbers of what waits."""

    items: tuple[int, ...]
    classes: tuple[ClassRef, ...]
    left_out: tuple[ClassRef, ...]
    late: bool
    recorded: tuple[ClassRef, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A class's day under lock: its row, what is published, and that with what waits for its time. `recorded` = ids of the items that were
    recorded as they are over the cap."""

    one: ClassRef
    row: DayRow
    published: Published
    held: Published
    recorded: frozenset[int]


def post_homework(
    *,
    house: House,
    actor: Actor,
    day: date,
    subject: str,
    class_ids: Sequence[int],
    drafts: Sequence[Draft],
    reason: str = "",
    record_reason: str = "",
    wording_reasons: Mapping[int, str] | None = None,
    wording_seen: Mapping[int, Collection[str]] | None = None,
    publish_at: datetime | None = None,
    only_fitting: bool = False,
    again: bool = True,
    request_key: str = "",
    now: datetime,
) -> Posted:
    """Publishes one item per draft and class, all or nothing; with `only_fitting` to the classes that have room.

    Today and days to come: NoRoom where a class would be over its cap (C10) with what is published and what waits for its time, judged
    inside the write, so that two teachers never both fit. `record_reason` (why it was set in class already) records it there as it is,
    where the profile has `over_cap_record` (Refused no_record; needs_approval where that is a leader's to allow); never in grades 1-2
    what is written at home. Past days are 补录: `reason` is needed, nothing
    is refused for its minutes. `wording_reasons`: line -> why it stands in words that a rule stops; `wording_seen`: line -> clauses of
    lighter hits that its author was shown (NeedsWords where one is lacking, see `check_words`; 补录 is not asked). `publish_at`: from now
    until the end of the day itself; it reserves its room and is published then. `again`: whether it is known that the same may have been
    published a moment ago; else Twins asks. BadDraft, Refused and NotFound as their docstrings say.
    """
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, today, drafts, reason = standing_of(house=house), now.date(), cleaned(drafts), reason.strip()
    late, record_reason = day < today, record_reason.strip()
    faults = draft_faults(drafts) + (reason_faults(reason) if late else [])
    faults += [f._replace(field="record_reason") for f in reason_faults(record_reason)] if record_reason else []
    if not class_ids:
        faults.append(Fault(None, "classes", "none"))
    if publish_at is not None and not (now < publish_at and publish_at.date() <= day):
        faults.append(Fault(None, "publish_at", "time"))
    if faults:
        raise BadDraft(faults)
    classes = [standing.get_class(class_id) for class_id in sorted(set(class_ids))]
    check_day(standing, classes, day, today)
    profile = standing.profile(day)
    words = {} if late else check_words(house=house, drafts=drafts, classes=classes, reasons=wording_reasons or {}, seen=wording_seen)
    content = {
        "day": day,
        "subject": subject,
        "classes": [c.id for c in classes],
        "drafts": [list(d) for d in drafts],
        "reason": reason,
        "fit": only_fitting,
        "record": record_reason,
        "words": sorted((wording_reasons or {}).items()),
        "at": publish_at,
    }
    tells = publish_at is None and outbox.is_on(house=house)
    try:
        with house.writing(actor=actor, now=now) as work:
            owners = owners_of(work.connection, actor, classes, subject, today, day)
            places = places_of(work, classes, day)
            work.replay(request_key, content)
            if not again:
                check_twins(work, places, drafts, subject)
            judged = [figures_with(p.one, p.held, drafts, subject, profile, judged=not late, recorded=p.recorded) for p in places]
            refused = {f.one.id for f in judged if f.refused}
            recorded = _recorded(judged, profile, actor, record_reason, publish_at)
            if refused - recorded and (not only_fitting or len(refused) == len(classes)):
                tight = [(p.one, p.held) for p in places if p.one.id in refused]
                raise NoRoom(judged, offers_for(tight, drafts, subject, profile), sum(d.minutes for d in drafts))
            fitting = [p for p in places if p.one.id in recorded or p.one.id not in refused]
            for place in places:
                if place not in fitting and place.row.version == 0:  # made by the lock: a record of its own from now on
                    work.touch(records.class_day, place.row.id)
            if publish_at is None:
                by = actor.staff_id
                items, told = publish(work, fitting, owners, drafts, subject, profile, late, reason, recorded, record_reason, words, by)
            else:
                items, told = _set_waiting(work, fitting, owners, drafts, subject, publish_at, words)
            for place in fitting:
                if owners[place.one.id] != actor.staff_id:
                    tell_owner(work, owners[place.one.id], "entered", place.one.id, day, subject)
            kept = [p.one for p in fitting]
            left = [c for c in classes if c not in kept]
            done = Posted(tuple(items), tuple(kept), tuple(left), late, tuple(c for c in kept if c.id in recorded), publish_at)
            said = {"day": day, "late": late, "reason": reason if late else "", "items": told}
            if recorded:
                said |= {"recorded": sorted(recorded), "record_reason": record_reason}
            if publish_at is None:
                work.audit("homework_posted", f"item:{items[0]}", None, said)
            else:
                work.audit("homework_timed", f"timed:{items[0]}", None, {**said, "at": publish_at})
            result = [done.items, [c.id for c in done.classes], [c.id for c in done.left_out], [c.id for c in done.recorded]]
            work.remember(request_key, content, json.dumps(result))
            if tells:
                outbox.note_change(work, day, (c.id for c in kept))
            return done
    except Replayed as again:
        found, there, left_out, over = json.loads(again.result)

        def of(ids: Sequence[int]) -> tuple[ClassRef, ...]:
            return tuple(standing.get_class(c) for c in ids)

        return Posted(tuple(found), of(there), of(left_out), late, of(over), publish_at)


def places_of(work: Work, classes: Sequence[ClassRef], day: date) -> list[Place]:
    """The classes' day, locked."""
    rows = records.lock_class_days(work.connection, [(c.id, day) for c in classes])
    ids = [row.id for row in rows.values()]
    published, waiting = records.published_on(work.connection, ids), timed.reserved_on(work.connection, ids)
    found = []
    for one in classes:
        row = rows[one.id, day]
        held = [*published[row.id], *((counted, False) for counted in waiting[row.id])] if waiting[row.id] else published[row.id]
        found.append(Place(one, row, published[row.id], held, requests.recorded_of(work.connection, row)))
    return found


def _recorded(judged: Sequence[ClassFigures], profile: Profile, actor: Actor, reason: str, publish_at: datetime | None) -> set[int]:
    """The classes without room where it is recorded as it is. Refused where that cannot be asked for, or is not the actor's to allow."""
    if not reason:
        return set()
    if not profile.over_cap_record or publish_at is not None:
        raise Refused("no_record")
    found = [f.one for f in judged if f.refused and not counts_at_home(f.one.grade)]
    if profile.over_cap_approval and not all(leads(actor, one.grade) for one in found):
        raise Refused("needs_approval")
    return {one.id for one in found}


def leads(actor: Actor, grade: int) -> bool:
    """Whether the actor is a leader of this grade."""
    return Role.GRADE_LEADER in actor.roles and grade in actor.led_grades


def publish(
    work: Work,
    places: Sequence[Place],
    owners: Mapping[int, int],
    drafts: Sequence[Draft],
    subject: str,
    profile: Profile,
    late: bool,
    reason: str,
    recorded: set[int],
    record_reason: str,
    words: Mapping[int, str],
    by: int | None,
) -> tuple[list[int], list[dict[str, Any]]]:
    """Adds the items, entered `by` somebody, and settles their class-days; gives the items' ids and what the history says of them."""
    nones = records.standing_nones(work.connection, [place.row.id for place in places])
    items: list[int] = []
    told: list[dict[str, Any]] = []
    for place in places:
        standing_items = list(place.published)
        over = record_reason if place.one.id in recorded else None
        for line, draft in enumerate(drafts):
            values = item_values(draft, subject, owners[place.one.id], by)
            extra = {"over_reason": over} if over else {}
            if line in words:
                extra["wording_reason"] = words[line]
            item_id = work.add(
                records.homework_item,
                class_day_id=place.row.id,
                published_at=work.now,
                late=late,
                reason=reason if late else "",
                version=1,
                **values,
                **extra,
            )
            items.append(item_id)
            standing_items.append((draft.counted(subject, item_id), late))
            told.append({"item": item_id, "class": place.one.id, **values, **extra})
        declared = supersede(work, nones[place.row.id], (subject, ""), place.row.declared)
        settle(work, place.row, standing_items, declared, place.one.grade, profile, recorded=place.row.recorded + (len(drafts) if over else 0))
    return items, told


def _set_waiting(
    work: Work,
    places: Sequence[Place],
    owners: Mapping[int, int],
    drafts: Sequence[Draft],
    subject: str,
    publish_at: datetime,
    words: Mapping[int, str],
) -> tuple[list[int], list[dict[str, Any]]]:
    """Keeps the lines until their time; gives their ids and what the history says of them."""
    waiting: list[int] = []
    told: list[dict[str, Any]] = []
    for place in places:
        if place.row.version == 0:
            work.touch(records.class_day, place.row.id)
        for line, draft in enumerate(drafts):
            values = item_values(draft, subject, owners[place.one.id], work.actor.staff_id)
            fresh = work.add(
                timed.timed_item,
                class_day_id=place.row.id,
                publish_at=publish_at,
                asked_at=work.now,
                wording_reason=words.get(line),
                version=1,
                **values,
            )
            waiting.append(fresh)
            told.append({"timed": fresh, "class": place.one.id, **values})
    return waiting, told


def item_values(draft: Draft, subject: str, owner: int, actor_id: int | None) -> dict[str, Any]:
    """The columns of an item that come from its line and from whose it is."""
    return {
        "subject": subject,
        "staff_id": owner,
        "entered_by": actor_id if owner != actor_id else None,
        "text": draft.text,
        "kind": draft.kind.value,
        "tier": draft.tier.value,
        "minutes": draft.minutes,
        "in_school": draft.in_school,
    }


def supersede(work: Work, nones: dict[str, int], subjects: Sequence[str], declared: bool) -> bool:
    """Ends the nones of these subjects ('' = the whole class) and keeps them in the history; gives whether a class none still stands."""
    for subject in subjects:
        if subject in nones:
            work.change(records.homework_none, nones[subject], superseded_at=work.now)
    return declared and "" in nones and "" not in subjects


def tell_owner(work: Work, staff_id: int, kind: str, class_id: int, day: date, subject: str) -> None:
    """Leaves a quiet note for a colleague in whose name something was done."""
    base.insert(
        work.connection,
        records.reminder,
        staff_id=staff_id,
        sent_by=work.actor.staff_id,
        kind=kind,
        class_id=class_id,
        day=day,
        subject=subject,
        sent_at=work.now,
    )
