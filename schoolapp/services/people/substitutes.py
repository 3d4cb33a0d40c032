"""代课: a leader (own grades) or the academic office lets a colleague register for a class and subject until a day. What may then be
registered stands in `homework`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from schoolapp.records import people as records
from schoolapp.rules.people import ClassRef, Role, school_year_bounds, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House
from schoolapp.services.people.grounds import PeopleRefused, reaches_grade
from schoolapp.services.people.staff import PersonLine, people_lines

ENDED_SHOWN_DAYS = 30
LOOK_BACK_DAYS = 14


@dataclass(frozen=True, slots=True)
class SubstituteLine:
    """One grant. `state` is now, later or ended; both days are included."""

    id: int
    one: ClassRef
    subject: str
    staff_id: int
    name: str
    start: date
    end: date
    granted_by: str
    state: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A class and subject that somebody may substitute in; `key` stands in the form, `by` are those who teach it."""

    key: str
    one: ClassRef
    subject: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubstituteChoices:
    """What the form offers: lessons in scope by class and subject, colleagues by staff number."""

    lessons: tuple[Lesson, ...]
    colleagues: tuple[PersonLine, ...]


def list_substitutes(*, house: House, actor: Actor, now: datetime) -> list[SubstituteLine]:
    """The grants of the actor's grades that hold, will hold, or ended within 30 days; those that hold first."""
    actor.needs(Permit.GRANT_SUBSTITUTE)
    today = now.date()
    with house.reading() as connection:
        classes = {c.id: c for c in records.list_classes(connection)}
        names = records.staff_names(connection)
        found = []
        for row_id, what, start, by in records.substitutes_on(connection, today - timedelta(days=ENDED_SHOWN_DAYS)):
            one, end = classes[what.class_id], what.until or start
            if reaches_grade(actor, Permit.GRANT_SUBSTITUTE, one.grade):
                state = "ended" if end < today else "later" if start > today else "now"
                found.append(
                    SubstituteLine(
                        row_id, one, what.subject, what.staff_id, names[what.staff_id], start, end, names.get(by or 0, ""), state
                    )
                )
    return sorted(found, key=lambda s: (("now", "later", "ended").index(s.state), s.end, s.one.grade, s.one.number, s.id))


def substitute_choices(*, house: House, actor: Actor, now: datetime) -> SubstituteChoices:
    """Lessons of the present school year in the actor's grades, and the colleagues who may register homework at all."""
    actor.needs(Permit.GRANT_SUBSTITUTE)
    with house.reading() as connection:
        year = records.year_for(connection, now.date())
        names = records.staff_names(connection)
        by: dict[tuple[int, str], list[str]] = {}
        for row in records.list_teaching(connection, year):
            by.setdefault((row.class_id, row.subject), []).append(names[row.staff_id])
        lessons = [
            Lesson(f"{one.id}:{subject}", one, subject, tuple(by[one.id, subject]))
            for one in records.list_classes(connection, year)
            if reaches_grade(actor, Permit.GRANT_SUBSTITUTE, one.grade)
            for subject in sorted((s for c, s in by if c == one.id), key=subject_order)
        ]
        return SubstituteChoices(tuple(lessons), tuple(p for p in people_lines(connection, now) if may_stand_in(p)))


def may_stand_in(person: PersonLine) -> bool:
    """An inspector reads only, and an administrator registers homework only where a teacher's role was given too."""
    held = set(person.roles)
    return person.active and Role.INSPECTOR not in held and (Role.ADMINISTRATOR not in held or Role.TEACHER in held)


def grant_substitute(
    *, house: House, actor: Actor, class_id: int, subject: str, staff_id: int, start: date, end: date, request_key: str, now: datetime
) -> int:
    """Lets a colleague register for a class and subject from `start` to `end` (both included); gives the grant's id.
    Refused: lesson (not taught there), colleague, order, past, too_far (two weeks back, the school year's end), teaches, granted."""
    actor.needs(Permit.GRANT_SUBSTITUTE)
    today = now.date()
    content = {"class": class_id, "subject": subject, "staff": staff_id, "start": start, "end": end}
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        one = _class_in_scope(work.connection, actor, class_id, today)
        lessons = [t for t in records.teaching_in(work.connection, [class_id]) if t.subject == subject]
        if not lessons:
            raise PeopleRefused("lesson", "lesson")
        person = next((p for p in people_lines(work.connection, now) if p.id == staff_id), None)
        if person is None or not may_stand_in(person):
            raise PeopleRefused("colleague", "staff")
        if any(t.staff_id == staff_id for t in lessons):
            raise PeopleRefused("teaches", "staff", name=person.name)
        if end < start:
            raise PeopleRefused("order", "end")
        if end < today:
            raise PeopleRefused("past", "end")
        if start < today - timedelta(days=LOOK_BACK_DAYS):
            raise PeopleRefused("too_early", "start", days=LOOK_BACK_DAYS)
        if end > school_year_bounds(one.year)[1]:
            raise PeopleRefused("too_far", "end")
        for _, what, begins, _ in records.substitutes_on(work.connection, start):
            if what[:3] == (class_id, subject, staff_id) and begins <= end:
                raise PeopleRefused("granted", "staff", name=person.name)
        row_id = work.add(
            records.substitute,
            class_id=class_id,
            staff_id=staff_id,
            granted_by=actor.staff_id,
            subject=subject,
            start=start,
            end=end,
            granted_at=now,
        )
        work.audit("substitute_granted", f"substitute:{row_id}", None, content)
        work.remember(request_key, content, str(row_id))
    return row_id


def end_substitute(*, house: House, actor: Actor, substitute_id: int, now: datetime) -> None:
    """Ends a grant now: yesterday was its last day; one that began today or has not begun goes. One that ended stays as it is."""
    actor.needs(Permit.GRANT_SUBSTITUTE)
    today = now.date()
    with house.writing(actor=actor, now=now) as work:
        found = records.find_substitute(work.connection, substitute_id)
        one = records.find_class(work.connection, found[0].class_id) if found else None
        if found is None or one is None or not reaches_grade(actor, Permit.GRANT_SUBSTITUTE, one.grade):
            raise NotFound
        what, start = found
        if what.until is not None and what.until < today:
            return
        new: dict[str, object] | None = None
        if start < today:
            new = {"end": today - timedelta(days=1)}
            work.change(records.substitute, substitute_id, **new)
        else:
            work.remove(records.substitute, substitute_id)
        work.audit(
            "substitute_ended",
            f"substitute:{substitute_id}",
            {"class": what.class_id, "subject": what.subject, "staff": what.staff_id, "start": start, "end": what.until},
            new,
        )


def _class_in_scope(connection: Connection, actor: Actor, class_id: int, today: date) -> ClassRef:
    one = records.find_class(connection, class_id)
    if one is None or one.year != records.year_for(connection, today) or not reaches_grade(actor, Permit.GRANT_SUBSTITUTE, one.grade):
        raise NotFound
    return one
