"""Registering homework: what a teacher may choose, the sums while the form is filled in, and the post itself. Corrections stand in
`amend`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from schoolapp.records import base
from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records.homework import ItemRow
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.days import check_day, figures_with, last_day_ahead, offers_for, owners_of, proposed_day, settle, year_on
from schoolapp.services.homework.drafts import BadDraft, ClassFigures, Draft, Fault, NoRoom, cleaned, draft_faults, reason_faults
from schoolapp.services.house import House, Replayed, Work
from schoolapp.services.school import Standing, standing_of

LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SubjectChoice:
    """A subject that somebody may register, and for which classes. `own` False: a colleague's subject in the own homeroom class."""

    subject: str
    own: bool
    classes: tuple[ClassRef, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers. `subject` and `classes` are preselected; `proposal` is the school day that a day off belongs to (None: `day`
    is a school day for all of `classes`); `last` = the last day that may be chosen."""

    subjects: tuple[SubjectChoice, ...]
    subject: str
    classes: tuple[int, ...]
    day: date
    today: date
    last: date
    proposal: date | None
    note: str

    @property
    def late(self) -> bool:
        """Entered after the day: 补录, with a reason."""
        return self.day < self.today

    def of(self, subject: str) -> SubjectChoice | None:
        return next((choice for choice in self.subjects if choice.subject == subject), None)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a post did. `left_out` = classes without room, where only those with room were asked for."""

    items: tuple[int, ...]
    classes: tuple[ClassRef, ...]
    left_out: tuple[ClassRef, ...]
    late: bool


def choices(*, house: House, actor: Actor, day: date | None, subject: str, class_ids: Sequence[int], now: datetime) -> Choices:
    """What the register form offers this person: own and substituted subjects first, then colleagues' in the own homeroom class."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if actor.staff_id is None:
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    on = day or today
    with house.reading() as connection:
        year = year_on(standing, on)
        own = people_records.teaching_of(connection, actor.staff_id, year, on)
        if on != today:  # a substitute registers from the first to the last day of the grant, for days within it
            now_held = set(people_records.teaching_of(connection, actor.staff_id, year, today))
            own = [row for row in own if row in now_held]
        heads = [c for c in actor.homerooms if c in standing.classes and standing.classes[c].year == year]
        around = people_records.teaching_in(connection, heads) + records.substitutes_in(connection, heads, on) if heads else []
        recent = records.items_of_staff(connection, actor.staff_id, today - LOOK_BACK, today + LOOK_BACK)
    mine: dict[str, set[int]] = {}
    for row in own:
        mine.setdefault(row.subject, set()).add(row.class_id)
    colleagues: dict[str, set[int]] = {}
    for row in around:
        if row.class_id not in mine.get(row.subject, ()):
            colleagues.setdefault(row.subject, set()).add(row.class_id)
    subjects = [_choice(standing, s, mine[s] | (colleagues.get(s, set())), True) for s in sorted(mine, key=subject_order)]
    subjects += [_choice(standing, s, colleagues[s], False) for s in sorted(set(colleagues) - set(mine), key=subject_order)]
    chosen, picked = _preselected(subjects, mine, subject, class_ids, recent)
    grades = [standing.classes[c].grade for c in picked] or [c.grade for s in subjects for c in s.classes]
    off = [g for g in grades if not standing.calendar.is_school_day(on, g)]
    return Choices(
        tuple(subjects),
        chosen,
        tuple(picked),
        on,
        today,
        last_day_ahead(standing, today),
        proposed_day(standing, on, off) if off else None,
        standing.calendar.day_note(on, off[0]) if off else "",
    )


def _choice(standing: Standing, subject: str, class_ids: set[int], own: bool) -> SubjectChoice:
    return SubjectChoice(subject, own, tuple(c for c in standing.classes.values() if c.id in class_ids))


def _preselected(
    subjects: list[SubjectChoice], mine: dict[str, set[int]], subject: str, class_ids: Sequence[int], recent: list[ItemRow]
) -> tuple[str, list[int]]:
    """Subject and classes as asked for; else the subject of the newest registration with the classes of that grade that are taught in
    it."""
    by_name = {choice.subject: choice for choice in subjects}
    newest = max((i for i in recent if i.subject in mine and i.class_id in mine[i.subject]), key=lambda i: i.id, default=None)
    chosen = subject if subject in by_name else ""
    if not chosen and class_ids:
        fitting = [s for s in by_name.values() if {c.id for c in s.classes} & set(class_ids)]
        chosen = next((s.subject for s in fitting if newest and s.subject == newest.subject), fitting[0].subject if fitting else "")
    if not chosen:
        chosen = newest.subject if newest else next(iter(by_name), "")
    if not chosen:
        return "", []
    offered = by_name[chosen].classes
    if class_ids:
        return chosen, [c.id for c in offered if c.id in class_ids]
    taught = [c for c in offered if c.id in mine.get(chosen, ())] or list(offered)
    grade = next(
        (c.grade for c in taught if newest and newest.subject == chosen and c.id == newest.class_id), taught[0].grade if taught else 0
    )
    return chosen, [c.id for c in taught if c.grade == grade]


def figures(
    *, house: House, actor: Actor, day: date, subject: str, class_ids: Sequence[int], drafts: Sequence[Draft], now: datetime
) -> tuple[ClassFigures, ...]:
    """Each class's sum with everyone else's and these drafts, in school order; drafts out of their limits are left out of it."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing = standing_of(house=house)
    classes = [c for c in standing.classes.values() if c.id in set(class_ids)]
    sound = [d for d in drafts if not any(f.field in ("minutes", "in_school") for f in draft_faults([d]))]
    with house.reading() as connection:
        owners_of(connection, actor, classes, subject, now.date(), day)
        published = records.published_in(connection, [c.id for c in classes], day)
    return tuple(figures_with(c, published[c.id], sound, subject, standing.profile(day), judged=day >= now.date()) for c in classes)


def drafts_of_items(*, house: House, actor: Actor, item_ids: Sequence[int]) -> tuple[tuple[ItemRow, ...], tuple[Draft, ...]]:
    """Own registrations as a fresh form (照昨天登记): the items found, and each different line of them once."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if not item_ids:
        return (), ()
    with house.reading() as connection:
        found = [records.find_item(connection, item_id) for item_id in item_ids[:40]]
    items = tuple(i for i in found if i is not None and actor.staff_id in (i.staff_id, i.entered_by))
    lines = dict.fromkeys(Draft(i.text, i.minutes, i.kind, i.tier, i.in_school) for i in items)
    return items, tuple(lines)


def post_homework(
    *,
    house: House,
    actor: Actor,
    day: date,
    subject: str,
    class_ids: Sequence[int],
    drafts: Sequence[Draft],
    reason: str = "",
    only_fitting: bool = False,
    request_key: str = "",
    now: datetime,
) -> Posted:
    """Publishes one item per draft and class, all or nothing; with `only_fitting` to the classes that have room.

    Today and days to come: NoRoom where a class would be over its cap (C10), judged inside the write, so that two teachers never both fit.
    Past days are 补录: a reason is needed, nothing is refused for its minutes. BadDraft, Refused and NotFound as their docstrings say.
    """
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, today, drafts, reason = standing_of(house=house), now.date(), cleaned(drafts), reason.strip()
    late = day < today
    faults = draft_faults(drafts) + (reason_faults(reason) if late else [])
    if not class_ids:
        faults.append(Fault(None, "classes", "none"))
    if faults:
        raise BadDraft(faults)
    classes = [standing.get_class(class_id) for class_id in sorted(set(class_ids))]
    check_day(standing, classes, day, today)
    profile = standing.profile(day)
    content = {
        "day": day,
        "subject": subject,
        "classes": [c.id for c in classes],
        "drafts": [list(d) for d in drafts],
        "reason": reason,
        "fit": only_fitting,
    }
    try:
        with house.writing(actor=actor, now=now) as work:
            owners = owners_of(work.connection, actor, classes, subject, today, day)
            rows = records.lock_class_days(work.connection, [(c.id, day) for c in classes])
            work.replay(request_key, content)
            published = records.published_on(work.connection, [row.id for row in rows.values()])
            judged = [figures_with(c, published[rows[c.id, day].id], drafts, subject, profile, judged=not late) for c in classes]
            refused = {f.one.id for f in judged if f.refused}
            if refused and (not only_fitting or len(refused) == len(classes)):
                tight = [(c, published[rows[c.id, day].id]) for c in classes if c.id in refused]
                raise NoRoom(judged, offers_for(tight, drafts, subject, profile), sum(d.minutes for d in drafts))
            nones = records.standing_nones(work.connection, [row.id for row in rows.values()])
            items: list[int] = []
            told: list[dict[str, Any]] = []
            for one in classes:
                row = rows[one.id, day]
                if one.id in refused:
                    if row.version == 0:  # made by the lock: a record of its own from now on
                        work.touch(records.class_day, row.id)
                    continue
                standing_items = list(published[row.id])
                for draft in drafts:
                    values = _item_values(draft, subject, owners[one.id], actor.staff_id)
                    item_id = work.add(
                        records.homework_item,
                        class_day_id=row.id,
                        published_at=now,
                        late=late,
                        reason=reason if late else "",
                        version=1,
                        **values,
                    )
                    items.append(item_id)
                    standing_items.append((draft.counted(subject, item_id), late))
                    told.append({"item": item_id, "class": one.id, **values})
                declared = supersede(work, nones[row.id], (subject, ""), row.declared)
                settle(work, row, standing_items, declared, one.grade, profile)
                if owners[one.id] != actor.staff_id:
                    tell_owner(work, owners[one.id], "entered", one.id, day, subject)
            done = Posted(
                tuple(items), tuple(c for c in classes if c.id not in refused), tuple(c for c in classes if c.id in refused), late
            )
            work.audit(
                "homework_posted", f"item:{items[0]}", None, {"day": day, "late": late, "reason": reason if late else "", "items": told}
            )
            work.remember(request_key, content, json.dumps([done.items, [c.id for c in done.classes], [c.id for c in done.left_out]]))
            return done
    except Replayed as again:
        found, there, left = json.loads(again.result)
        return Posted(tuple(found), tuple(standing.get_class(c) for c in there), tuple(standing.get_class(c) for c in left), late)


def _item_values(draft: Draft, subject: str, owner: int, actor_id: int | None) -> dict[str, Any]:
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
