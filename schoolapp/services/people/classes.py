"""Classes of a school year as the administrator keeps them: homeroom teacher, head counts by day, who teaches what. Moving up stands in
`years`,
notice links in `links`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.records import people as records
from schoolapp.records.people import ClassHeads
from schoolapp.records.sign_up import counts_of_classes
from schoolapp.rules.names import read_subject
from schoolapp.rules.people import GRADES, SUBJECTS, ClassRef, Role, school_year_bounds, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.sign_up import SignUp, standing_on, still_fitting
from schoolapp.services.house import House, Work
from schoolapp.services.people.grounds import PeopleRefused, taken_is_refused
from schoolapp.services.people.staff import PersonLine, people_lines

HEADS_MOST = 200
NUMBER_MOST = 99


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class in the list. `heads` hold today (None: never entered), `subjects` are taught in it."""

    one: ClassRef
    homeroom: str
    heads: ClassHeads | None
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassList:
    """The classes of a school year, and the other years to choose from."""

    year: int
    years: tuple[int, ...]
    present: int
    lines: tuple[ClassLine, ...]

    @property
    def totals(self) -> ClassHeads:
        """Heads of all classes together."""
        known = [line.heads for line in self.lines if line.heads]
        return ClassHeads(sum(h.pupils for h in known), sum(h.asked for h in known), sum(h.joined for h in known))


@dataclass(frozen=True, slots=True)
class LessonLine:
    """One row of who teaches what in a class."""

    id: int
    subject: str
    staff_id: int
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class CountLine:
    """Heads that hold from a day on; `now` marks those that hold today."""

    valid_from: date
    heads: ClassHeads
    now: bool


@dataclass(frozen=True, slots=True)
class ClassPage:
    """One class with everything that its page changes, and what the forms offer."""

    one: ClassRef
    homeroom_id: int | None
    homeroom: str
    lessons: tuple[LessonLine, ...]
    counts: tuple[CountLine, ...]
    colleagues: tuple[PersonLine, ...]
    subjects: tuple[str, ...]
    bounds: tuple[date, date]


def list_classes(*, house: House, actor: Actor, now: datetime, year: int | None = None) -> ClassList:
    """The classes of a school year (None: the one at work today) in school order."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        present = records.year_for(connection, now.date())
        chosen = present if year is None else year
        names, homerooms = records.staff_names(connection), records.homerooms(connection, chosen)
        heads = records.heads_on(connection, now.date(), chosen)
        taught: dict[int, set[str]] = {}
        for lesson in records.list_teaching(connection, chosen):
            taught.setdefault(lesson.class_id, set()).add(lesson.subject)
        lines = tuple(
            ClassLine(
                one, names.get(homerooms.get(one.id, 0), ""), heads.get(one.id), tuple(sorted(taught.get(one.id, ()), key=subject_order))
            )
            for one in records.list_classes(connection, chosen)
        )
        return ClassList(chosen, tuple(records.list_years(connection)), present, lines)


def class_page(*, house: House, actor: Actor, class_id: int, now: datetime) -> ClassPage:
    """One class; NotFound where there is none."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        one = _class(connection, class_id)
        people = people_lines(connection, now)
        by_id = {p.id: p for p in people}
        homeroom = records.homerooms(connection, one.year).get(class_id)
        lessons = sorted(
            (
                LessonLine(row_id, subject, staff_id, by_id[staff_id].name, by_id[staff_id].active)
                for row_id, subject, staff_id in records.teaching_rows(connection, class_id)
            ),
            key=lambda r: (subject_order(r.subject), r.id),
        )
        counts = records.counts_of(connection, class_id)
        holding = records.heads_on(connection, now.date(), one.year).get(class_id)
        marked = max((v for _, v, h in counts if v <= now.date()), default=counts[0][1] if counts else None)
        subjects = dict.fromkeys([*SUBJECTS, *records.own_subjects(connection)])
        return ClassPage(
            one,
            homeroom,
            by_id[homeroom].name if homeroom else "",
            tuple(lessons),
            tuple(CountLine(v, h, holding is not None and v == marked) for _, v, h in reversed(counts)),
            tuple(p for p in people if p.active and Role.INSPECTOR not in p.roles),
            tuple(subjects),
            school_year_bounds(one.year),
        )


def fresh_token() -> str:
    """An unguessable notice link: 256 bits in 43 characters."""
    return secrets.token_urlsafe(32)


def add_class(
    *, house: House, actor: Actor, year: int, grade: int, number: int, heads: ClassHeads, valid_from: date, request_key: str, now: datetime
) -> int:
    """A further class of a school year with its first head count; gives its id. Refused: grade, number, year (no class in it yet: a
    school year
    is started as a whole), class_taken, and what the count is refused for."""
    actor.needs(Permit.SET_UP)
    if grade not in GRADES:
        raise PeopleRefused("grade", "grade")
    if not 1 <= number <= NUMBER_MOST:
        raise PeopleRefused("class_number", "number", most=NUMBER_MOST)
    _check_heads(heads)
    content = {"year": year, "grade": grade, "number": number, "heads": list(heads), "valid_from": valid_from}
    with taken_is_refused("class_taken", "number"), house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        there = records.list_classes(work.connection, year)
        if not there:
            raise PeopleRefused("year", "grade")
        if any((c.grade, c.number) == (grade, number) for c in there):
            raise PeopleRefused("class_taken", "number")
        _check_valid_from(year, valid_from)
        class_id = work.add(
            records.school_class, year=year, grade=grade, number=number, homeroom_id=None, link_token=fresh_token(), link_generation=1
        )
        work.add(records.class_count, class_id=class_id, valid_from=valid_from, pupils=heads.pupils, asked=heads.asked, joined=heads.joined)
        work.audit("class_added", f"class:{class_id}", None, content)
        work.remember(request_key, content, str(class_id))
    return class_id


def remove_class(*, house: House, actor: Actor, class_id: int, now: datetime) -> None:
    """Takes back a class that was entered by mistake. Refused (in_use) as soon as anything was recorded for it."""
    actor.needs(Permit.SET_UP)
    with taken_is_refused("in_use"), house.writing(actor=actor, now=now) as work:
        one = _class(work.connection, class_id)
        for row_id, _, _ in records.teaching_rows(work.connection, class_id):
            work.remove(records.teaching, row_id)
        for row_id, _, _ in records.counts_of(work.connection, class_id):
            work.remove(records.class_count, row_id)
        work.remove(records.school_class, class_id)
        work.audit("class_removed", f"class:{class_id}", {"year": one.year, "grade": one.grade, "number": one.number}, None)


def set_homeroom(*, house: House, actor: Actor, class_id: int, staff_id: int | None, now: datetime) -> None:
    """Names the homeroom teacher of a class (None: nobody). One person may head several classes. Refused: colleague."""
    actor.needs(Permit.SET_UP)
    with house.writing(actor=actor, now=now) as work:
        one = _class(work.connection, class_id)
        before = records.homerooms(work.connection, one.year).get(class_id)
        if before == staff_id:
            return
        if staff_id is not None:
            _check_colleague(work.connection, staff_id, now)
        work.change(records.school_class, class_id, homeroom_id=staff_id)
        work.audit("homeroom_set", f"class:{class_id}", {"staff": before}, {"staff": staff_id})


def set_count(*, house: House, actor: Actor, class_id: int, valid_from: date, heads: ClassHeads, now: datetime) -> None:
    """Heads of a class that hold from a day of its school year on; the same day again is corrected. What else was said of the class's sign-up
    goes along while it still fits. Refused: heads, joined, valid_from."""
    actor.needs(Permit.SET_UP)
    _check_heads(heads)
    with house.writing(actor=actor, now=now) as work:
        one = _class(work.connection, class_id)
        _check_valid_from(one.year, valid_from)
        there = next(((row_id, old) for row_id, day, old in records.counts_of(work.connection, class_id) if day == valid_from), None)
        new = {"valid_from": valid_from, **heads._asdict()}
        if there is not None and there[1] == heads:
            return
        said = standing_on([(row.valid_from, row.counts) for row in counts_of_classes(work.connection, [class_id]).get(class_id, [])], valid_from)
        counts = still_fitting(SignUp(*heads, *said[3:]) if said else SignUp(*heads))
        if there is None:
            row_id = work.add(records.class_count, class_id=class_id, valid_from=valid_from, **counts._asdict())
        else:
            row_id = there[0]
            work.change(records.class_count, row_id, **counts._asdict())
        work.touch(records.school_class, class_id)
        work.audit("heads_set", f"class:{class_id}", {"valid_from": valid_from, **there[1]._asdict()} if there else None, new)


def add_lesson(*, house: House, actor: Actor, class_id: int, subject: str, staff_id: int, now: datetime) -> None:
    """Somebody teaches a subject in a class. A name that nobody knows becomes the school's own subject. Refused: subject, colleague,
    lesson_there."""
    actor.needs(Permit.SET_UP)
    name = read_subject(subject)
    if name is None or find_personal(name):
        raise PeopleRefused("subject", "subject")
    with taken_is_refused("lesson_there", "subject"), house.writing(actor=actor, now=now) as work:
        _class(work.connection, class_id)
        _check_colleague(work.connection, staff_id, now)
        if any((s, who) == (name, staff_id) for _, s, who in records.teaching_rows(work.connection, class_id)):
            raise PeopleRefused("lesson_there", "subject")
        if name not in SUBJECTS and name not in records.own_subjects(work.connection):
            work.add(records.subject, name=name)
        row_id = work.add(records.teaching, class_id=class_id, staff_id=staff_id, subject=name)
        work.touch(records.school_class, class_id)
        work.audit("lesson_added", f"teaching:{row_id}", None, {"class": class_id, "subject": name, "staff": staff_id})


def remove_lesson(*, house: House, actor: Actor, class_id: int, lesson_id: int, now: datetime) -> None:
    """Somebody no longer teaches the subject in the class. What was registered stays. Gone already: nothing happens."""
    actor.needs(Permit.SET_UP)
    with house.writing(actor=actor, now=now) as work:
        _class(work.connection, class_id)
        there = next((row for row in records.teaching_rows(work.connection, class_id) if row[0] == lesson_id), None)
        if there is None:
            return
        _remove_lesson(work, class_id, there)


def _remove_lesson(work: Work, class_id: int, row: tuple[int, str, int]) -> None:
    work.remove(records.teaching, row[0])
    work.touch(records.school_class, class_id)
    work.audit("lesson_removed", f"teaching:{row[0]}", {"class": class_id, "subject": row[1], "staff": row[2]}, None)


def _class(connection: Connection, class_id: int) -> ClassRef:
    one = records.find_class(connection, class_id)
    if one is None:
        raise NotFound
    return one


def _check_colleague(connection: Connection, staff_id: int, now: datetime) -> None:
    person = next((p for p in people_lines(connection, now) if p.id == staff_id), None)
    if person is None or not person.active or any(r.role is Role.INSPECTOR for r in person.given):
        raise PeopleRefused("colleague", "staff")


def _check_heads(heads: ClassHeads) -> None:
    for name, value in heads._asdict().items():
        if not 0 <= value <= HEADS_MOST:
            raise PeopleRefused("heads", name, most=HEADS_MOST)
    if heads.joined > heads.asked:
        raise PeopleRefused("joined_asked", "joined", asked=heads.asked)
    if heads.joined > heads.pupils:
        raise PeopleRefused("joined_pupils", "joined", pupils=heads.pupils)


def _check_valid_from(year: int, valid_from: date) -> None:
    start, end = school_year_bounds(year)
    if not start <= valid_from <= end:
        raise PeopleRefused("valid_from", "valid_from", start=start, end=end)
