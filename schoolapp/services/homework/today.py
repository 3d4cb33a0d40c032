"""The homework cards of 'today': a teacher's classes with what is left, the homeroom teacher's 'today complete?', the last school day's
lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import timed
from schoolapp.records.homework import ItemRow, NoneRow, ReminderRow
from schoolapp.records.people import TeachingRow
from schoolapp.records.timed import TimedRow
from schoolapp.rules.homework import WRITTEN_KINDS, Kind, Tier
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.days import class_figures, year_on
from schoolapp.services.homework.drafts import ClassFigures
from schoolapp.services.homework.timed import reserved_minutes
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of


@dataclass(frozen=True, slots=True)
class MySubject:
    """My subject in a class today. `state`: open, posted or none. `items` = ids of what stands; `undo` = id of my own none; `timed_at` = when
    the next that waits will be published, `timed` = how many wait."""

    subject: str
    state: str
    items: tuple[int, ...]
    minutes: int
    undo: int | None
    timed_at: datetime | None = None
    timed: int = 0


@dataclass(frozen=True, slots=True)
class ClassCard:
    """One of my classes today. `class_none` = nothing for the whole class was declared; `reserved` = minutes of its room kept for what waits for
    its time, which `figures` do not have."""

    figures: ClassFigures
    school_day: bool
    note: str
    subjects: tuple[MySubject, ...]
    class_none: bool
    reserved: int = 0

    @property
    def one(self) -> ClassRef:
        return self.figures.one


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A taught subject in 'today complete?'. `state`: posted, none or open. `minutes` counts toward the cap, `others` = minutes of what
    does
    not, by kind; `optional` minutes beside. `remind`: an open subject of a colleague; `reminded_at` = when I did; `timed_at`: open, and set to
    be published then."""

    subject: str
    state: str
    minutes: int
    others: tuple[tuple[Kind, int], ...]
    optional: int
    mine: bool
    remind: bool
    reminded_at: datetime | None
    timed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HomeroomCard:
    """今日已齐? of the own homeroom class. `class_none`: '', declared, by_itself; `offer_none`: nothing is published, so 全班今日无作业
    may be said."""

    one: ClassRef
    school_day: bool
    lines: tuple[SubjectLine, ...]
    class_none: str
    undo: int | None
    offer_none: bool

    @property
    def done(self) -> int:
        return sum(line.state != "open" for line in self.lines)

    @property
    def complete(self) -> bool:
        return bool(self.lines) and self.done == len(self.lines)


@dataclass(frozen=True, slots=True)
class Before:
    """What I registered for the last school day: one line per subject and text, for 照昨天登记."""

    day: date
    subject: str
    items: tuple[ItemRow, ...]
    classes: tuple[ClassRef, ...]
    texts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TeacherDay:
    """The homework part of a teacher's 'today'. `off` = no class of mine has school; then `last_day` is the day that homework belongs
    to."""

    day: date
    classes: tuple[ClassCard, ...]
    homerooms: tuple[HomeroomCard, ...]
    before: tuple[Before, ...]
    off: bool
    note: str
    last_day: date | None
    next_day: date | None


@dataclass(frozen=True, slots=True)
class DayHead:
    """What the day is for the whole school: its date, the week of the term, whether any grade has school, the holiday's name or reason."""

    day: date
    week: int | None
    school_day: bool
    note: str
    confirmed: bool
    last_day: date | None
    next_day: date | None


def day_head(*, house: House, actor: Actor, now: datetime) -> DayHead:
    """The head of 'today', the same for everybody."""
    actor.needs(Permit.SIGNED_IN)
    standing, today = standing_of(house=house), now.date()
    calendar, grades = standing.calendar, standing.grades_of(year_on(standing, today)) or [1]
    return DayHead(
        today,
        calendar.week_number(today),
        calendar.is_school_day_for_any(today, grades),
        calendar.day_note(today, grades[0]),
        calendar.confirmed(today, today),
        calendar.last_school_day(today, grades),
        calendar.next_school_day(today, grades),
    )


def teacher_day(*, house: House, actor: Actor, now: datetime) -> TeacherDay:
    """Cards of the classes taught or substituted today and of the homeroom classes, in school order."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if actor.staff_id is None:
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    year = year_on(standing, today)
    with house.reading() as connection:
        places = people_records.teaching_of(connection, actor.staff_id, year, today)
        heads = sorted(actor.homerooms & set(standing.classes))
        ids = sorted({p.class_id for p in places} | set(heads))
        items = records.items_on(connection, ids, today, today)
        nones = records.nones_on(connection, ids, today, today)
        waiting = timed.waiting_in(connection, ids, today, today)
        around = people_records.teaching_in(connection, heads) + records.substitutes_in(connection, heads, today) if heads else []
        sent = records.reminders_sent(connection, heads, today) if heads else []
        classes = [c for c in standing.classes.values() if c.id in set(ids)]
        grades = {c.grade for c in classes}
        last = standing.calendar.last_school_day(today, grades) if grades else None
        earlier = records.items_of_staff(connection, actor.staff_id, last, last) if last else []
    mine: dict[int, set[str]] = {}
    for place in places:
        mine.setdefault(place.class_id, set()).add(place.subject)
    cards = tuple(_card(standing, actor, c, mine[c.id], items, nones, waiting, today) for c in classes if c.id in mine)
    homerooms = tuple(_homeroom(standing, actor, c, around, items, nones, waiting, sent, today) for c in classes if c.id in heads)
    off = bool(classes) and not any(standing.calendar.is_school_day(today, c.grade) for c in classes)
    return TeacherDay(
        today,
        cards,
        homerooms,
        _before(standing, actor, earlier, mine),
        off,
        standing.calendar.day_note(today, classes[0].grade) if off else "",
        last,
        standing.calendar.next_school_day(today, grades) if grades else None,
    )


def _card(
    standing: Standing, actor: Actor, one: ClassRef, subjects: set[str], items: list[ItemRow], nones: list[NoneRow], waiting: list[TimedRow], today: date
) -> ClassCard:
    held = [w for w in waiting if w.class_id == one.id]
    here = [i for i in items if i.class_id == one.id]
    said = {n.subject: n for n in nones if n.class_id == one.id}
    parts = []
    for subject in sorted(subjects, key=subject_order):
        own = [i for i in here if i.subject == subject]
        none = said.get(subject)
        state = "posted" if own else "none" if none else "open"
        set_ = [w.publish_at for w in held if w.subject == subject]
        parts.append(
            MySubject(
                subject,
                state,
                tuple(i.id for i in own),
                sum(i.minutes for i in own),
                none.id if none and none.staff_id == actor.staff_id else None,
                min(set_, default=None),
                len(set_),
            )
        )
    figures = class_figures(one, [(i.counted, i.late) for i in here], standing.profile(today))
    return ClassCard(
        figures, standing.calendar.is_school_day(today, one.grade), standing.calendar.day_note(today, one.grade), tuple(parts), "" in said,
        reserved_minutes(one, (i.counted for i in here), (w.counted for w in held), standing.profile(today)) if held else 0,
    )


def _homeroom(
    standing: Standing,
    actor: Actor,
    one: ClassRef,
    around: list[TeachingRow],
    items: list[ItemRow],
    nones: list[NoneRow],
    waiting: list[TimedRow],
    sent: list[ReminderRow],
    today: date,
) -> HomeroomCard:
    here = [i for i in items if i.class_id == one.id]
    said = {n.subject: n for n in nones if n.class_id == one.id}
    teachers: dict[str, set[int]] = {}
    for row in around:
        if row.class_id == one.id:
            teachers.setdefault(row.subject, set()).add(row.staff_id)
    loads = {
        part.subject: part for part in class_figures(one, [(i.counted, i.late) for i in here], standing.profile(today)).load.by_subject
    }
    lines = []
    for subject in sorted(set(teachers) | {i.subject for i in here}, key=subject_order):
        own = [i for i in here if i.subject == subject]
        state = "posted" if own else "none" if subject in said or "" in said else "open"
        others: dict[Kind, int] = {}
        for item in own:
            if item.kind not in WRITTEN_KINDS:
                others[item.kind] = others.get(item.kind, 0) + item.minutes
        optional = sum(i.minutes for i in own if i.tier is Tier.OPTIONAL and i.kind in WRITTEN_KINDS)
        set_ = min((w.publish_at for w in waiting if w.class_id == one.id and w.subject == subject), default=None) if state == "open" else None
        mine = actor.staff_id in teachers.get(subject, ())
        at = next(
            (r.sent_at for r in reversed(sent) if r.class_id == one.id and r.subject == subject and r.sent_by == actor.staff_id), None
        )
        lines.append(
            SubjectLine(
                subject,
                state,
                loads[subject].written if subject in loads else 0,
                tuple(others.items()),
                optional,
                mine,
                state == "open" and not mine and bool(teachers.get(subject)) and set_ is None,
                at,
                set_,
            )
        )
    whole = said.get("")
    school_day = standing.calendar.is_school_day(today, one.grade)
    return HomeroomCard(
        one,
        school_day,
        tuple(lines),
        "" if whole is None else "by_itself" if whole.by_itself else "declared",
        whole.id if whole and not whole.by_itself else None,
        school_day and not here and whole is None and not any(w.class_id == one.id for w in waiting),
    )


def _before(standing: Standing, actor: Actor, earlier: list[ItemRow], mine: dict[int, set[str]]) -> tuple[Before, ...]:
    """The last school day's own items of subjects that are still taught there, by subject."""
    kept = [i for i in earlier if i.withdrawn_at is None and i.staff_id == actor.staff_id and i.subject in mine.get(i.class_id, ())]
    found = []
    for subject in sorted({i.subject for i in kept}, key=subject_order):
        here = tuple(i for i in kept if i.subject == subject)
        classes = tuple(c for c in standing.classes.values() if c.id in {i.class_id for i in here})
        found.append(Before(here[0].day, subject, here, classes, tuple(dict.fromkeys((i.text, i.minutes) for i in here))))
    return tuple(found)
