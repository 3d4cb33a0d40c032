"""本科今日无作业 and 全班今日无作业: declaring them and taking them back on the day itself. A later post supersedes them (`register`)."""

from __future__ import annotations

from datetime import datetime

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import timed
from schoolapp.records.homework import DayRow
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import outbox
from schoolapp.services.homework.days import Published, check_day, settle
from schoolapp.services.homework.drafts import Refused
from schoolapp.services.homework.post import supersede
from schoolapp.services.house import House, Work
from schoolapp.services.school import standing_of

WHOLE_CLASS = ""


def declare_none(*, house: House, actor: Actor, class_id: int, subject: str, now: datetime) -> int:
    """The teacher's word that the subject gives nothing today; gives the none's id. Where it stands already, nothing changes.

    When with it every subject taught in the class has said none, the class none arises by itself. Refused: has_items, not_school_day.
    """
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, today, tells = standing_of(house=house), now.date(), outbox.is_on(house=house)
    one = standing.get_class(class_id)
    if actor.staff_id is None:
        raise NotFound
    with house.writing(actor=actor, now=now) as work:
        if not records.classes_to_register(work.connection, actor.staff_id, [class_id], subject, [today]):
            raise NotFound
        check_day(standing, [one], today, today)
        row, published, nones = _locked(work, class_id)
        if subject in nones:
            return nones[subject]
        waiting = timed.reserved_on(work.connection, [row.id])[row.id]
        if any(item.subject == subject for item in [*(i for i, _ in published), *waiting]):
            raise Refused("has_items", subject=subject)
        fresh = work.add(
            records.homework_none, class_day_id=row.id, subject=subject, staff_id=actor.staff_id, by_itself=False, declared_at=now
        )
        taught = {t.subject for t in people_records.teaching_in(work.connection, [class_id])}
        by_itself = not published and not waiting and WHOLE_CLASS not in nones and taught <= {*nones, subject}
        if by_itself:
            work.add(records.homework_none, class_day_id=row.id, subject=WHOLE_CLASS, staff_id=None, by_itself=True, declared_at=now)
            if tells:
                outbox.note_change(work, today, [class_id])
        settle(work, row, published, by_itself or WHOLE_CLASS in nones, one.grade, standing.profile(today))
        work.audit("none_declared", f"none:{fresh}", None, {"day": today, "class": class_id, "subject": subject, "whole_class": by_itself})
        return fresh


def declare_class_none(*, house: House, actor: Actor, class_id: int, now: datetime) -> int:
    """The homeroom teacher's word that the whole class has nothing today; gives the none's id. Refused: has_items, not_school_day."""
    actor.needs(Permit.DECLARE_CLASS_NONE)
    standing, today, tells = standing_of(house=house), now.date(), outbox.is_on(house=house)
    if class_id not in actor.homerooms:
        raise NotFound
    one = standing.get_class(class_id)
    check_day(standing, [one], today, today)
    with house.writing(actor=actor, now=now) as work:
        row, published, nones = _locked(work, class_id)
        if WHOLE_CLASS in nones:
            return nones[WHOLE_CLASS]
        if published or timed.reserved_on(work.connection, [row.id])[row.id]:
            raise Refused("has_items", subject=WHOLE_CLASS)
        fresh = work.add(
            records.homework_none, class_day_id=row.id, subject=WHOLE_CLASS, staff_id=actor.staff_id, by_itself=False, declared_at=now
        )
        settle(work, row, published, True, one.grade, standing.profile(today))
        if tells:
            outbox.note_change(work, today, [class_id])
        work.audit("class_none_declared", f"none:{fresh}", None, {"day": today, "class": class_id})
        return fresh


def undo_none(*, house: House, actor: Actor, none_id: int, now: datetime) -> None:
    """Takes today's none back: a subject's by who declared it, the class's by the homeroom teacher. It stays in the history.

    With a subject's none a class none that arose by itself falls too.
    """
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, today, tells = standing_of(house=house), now.date(), outbox.is_on(house=house)
    with house.writing(actor=actor, now=now) as work:
        found = records.find_none(work.connection, none_id)
        if found is None or found.day != today or not _may_undo(actor, found):
            raise NotFound
        row, published, nones = _locked(work, found.class_id)
        if nones.get(found.subject) != none_id:
            raise NotFound  # a post has superseded it meanwhile
        ended = [found.subject]
        if found.subject != WHOLE_CLASS and WHOLE_CLASS in nones:
            whole = records.find_none(work.connection, nones[WHOLE_CLASS])
            if whole is not None and whole.by_itself:
                ended.append(WHOLE_CLASS)
        declared = supersede(work, nones, ended, row.declared)
        if tells and WHOLE_CLASS in ended:
            outbox.note_change(work, today, [found.class_id])
        settle(work, row, published, declared, standing.get_class(found.class_id).grade, standing.profile(today))
        work.audit("none_undone", f"none:{none_id}", {"day": today, "class": found.class_id, "subject": found.subject}, None)


def _may_undo(actor: Actor, found: records.NoneRow) -> bool:
    if found.subject == WHOLE_CLASS:
        return not found.by_itself and found.class_id in actor.homerooms
    return found.staff_id == actor.staff_id


def _locked(work: Work, class_id: int) -> tuple[DayRow, Published, dict[str, int]]:
    """Today's class-day under lock: its row, what is published, the nones that stand."""
    day = work.now.date()
    row = records.lock_class_days(work.connection, [(class_id, day)])[class_id, day]
    return row, records.published_on(work.connection, [row.id])[row.id], records.standing_nones(work.connection, [row.id])[row.id]
