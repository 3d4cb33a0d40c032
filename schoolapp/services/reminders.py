"""Quiet words between colleagues about a class's day: a homeroom teacher's 提醒, and word that something was entered for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schoolapp.records import base
from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House
from schoolapp.services.school import standing_of

KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Note:
    """A note to me that I have not put away. `kind`: remind (my subject is still open there), entered, corrected, withdrawn (in my
    name)."""

    id: int
    kind: str
    one: ClassRef
    day: date
    subject: str
    by: str
    sent_at: datetime


def remind(*, house: House, actor: Actor, class_id: int, subject: str, now: datetime) -> int:
    """Reminds who teaches or substitutes the subject in the own homeroom class today; gives how many were told (0: nothing is open,
    or the word stands already)."""
    actor.needs(Permit.REMIND)
    if class_id not in actor.homerooms:
        raise NotFound
    today = now.date()
    with house.plain_writing() as connection:
        taught = people_records.teaching_in(connection, [class_id]) + records.substitutes_in(connection, [class_id], today)
        teachers = {row.staff_id for row in taught if row.subject == subject} - {actor.staff_id}
        if not teachers:
            raise NotFound
        items = records.published_in(connection, [class_id], today)[class_id]
        said = {none.subject for none in records.nones_on(connection, [class_id], today, today)}
        if any(item.subject == subject for item, _ in items) or said & {subject, ""}:
            return 0
        waiting = {r.staff_id for r in records.reminders_sent(connection, [class_id], today) if r.subject == subject and r.seen_at is None}
        for staff_id in sorted(teachers - waiting):
            base.insert(
                connection,
                records.reminder,
                staff_id=staff_id,
                sent_by=actor.staff_id,
                kind="remind",
                class_id=class_id,
                day=today,
                subject=subject,
                sent_at=now,
            )
    return len(teachers - waiting)


def notes_for(*, house: House, actor: Actor, now: datetime) -> list[Note]:
    """What colleagues left for me and I have not put away, newest first. A reminder goes by itself with its day or when the subject is
    done."""
    actor.needs(Permit.SIGNED_IN)
    if actor.staff_id is None:
        return []
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        rows = records.unseen_reminders(connection, actor.staff_id, today - KEPT)
        if not rows:
            return []
        places = {r.class_id for r in rows}
        done = {(i.class_id, i.subject) for i in records.items_on(connection, places, today, today)}
        done |= {(n.class_id, n.subject) for n in records.nones_on(connection, places, today, today)}
        names = people_records.staff_names(connection)
    found: dict[tuple[str, int, date, str], Note] = {}
    for r in rows:
        over = r.kind == "remind" and (r.day != today or (r.class_id, r.subject) in done or (r.class_id, "") in done)
        if not over and r.class_id in standing.classes:
            found.setdefault(
                (r.kind, r.class_id, r.day, r.subject),
                Note(r.id, r.kind, standing.classes[r.class_id], r.day, r.subject, names.get(r.sent_by or 0, ""), r.sent_at),
            )
    return list(found.values())


def put_away(*, house: House, actor: Actor, note_id: int, now: datetime) -> None:
    """Marks a note to me as seen. NotFound where it is not mine or gone."""
    actor.needs(Permit.SIGNED_IN)
    if actor.staff_id is None:
        raise NotFound
    with house.plain_writing() as connection:
        if not records.put_away(connection, actor.staff_id, note_id, now):
            raise NotFound
