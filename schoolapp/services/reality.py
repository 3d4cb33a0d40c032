"""Estimate against reality: registered minutes held against sampled ones. Per class and subject to the teacher alone (the own subjects, the
own entries), per class to who leads the grade; nobody is ranked. Beside them, apart, what families answered, where the school asks them: for
the homeroom teacher, who leads the grade, office and principal. Entering samples stands in `sampling`, answering in `feedback`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from schoolapp.records import feedback as feedback_records
from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records import sampling as records
from schoolapp.records.homework import ItemRow
from schoolapp.records.sampling import SampleRow
from schoolapp.rules.feedback import Counts, Voice, beyond, is_shown, together, total_of
from schoolapp.rules.load import load_of, sample_counts
from schoolapp.rules.people import ClassRef, Role, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.sampling import Compared, Sample, compare, hands_from
from schoolapp.services import feedback
from schoolapp.services.homework.days import year_on
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

LONGEST_WINDOW = timedelta(days=120)
_HEARING = frozenset({Role.OFFICE, Role.PRINCIPAL})


@dataclass(frozen=True, slots=True)
class RealityRow:
    """A class (`subject` '' = all subjects together) with what its samples say. `compared` None: no day has both. `sampled` days are those
    with a sample that counts, of which `compared.days` have an estimate too; `too_few` days had too few hands."""

    one: ClassRef
    subject: str
    compared: Compared | None
    sampled: int
    too_few: int

    @property
    def unmatched(self) -> int:
        """Days that were sampled and have no estimate to hold against it."""
        return self.sampled - (self.compared.days if self.compared else 0)


@dataclass(frozen=True, slots=True)
class HeardRow:
    """What families answered for a class: `n` answers on `days` class-days that had enough of them, `beyond` of the answers wholly beyond the
    limit; on `few` class-days more there were too few to be shown, and none of theirs is counted here."""

    one: ClassRef
    days: int
    n: int
    beyond: int
    few: int


@dataclass(frozen=True, slots=True)
class HeardDay:
    """What families answered for one class-day. `counts` empty: too few to be shown; `until` = the last day on which they may answer; `open`:
    it has not passed."""

    counts: Counts
    until: date
    open: bool
    limit: int

    @property
    def n(self) -> int:
        return total_of(self.counts)


@dataclass(frozen=True, slots=True)
class DayReality:
    """How long a class-day really took: the sample (`enough`: it counts as evidence), and beside it what families answered. `heard` None: they
    are not asked, or there was nothing to ask them about."""

    sample: Sample | None
    enough: bool
    heard: HeardDay | None


@dataclass(frozen=True, slots=True)
class Reality:
    """The window (both days included) and its rows in school order. `wholes`: the homeroom classes, all subjects together. `heard`: what
    families answered for the classes shown as a whole; None where they are not asked, or it is not the reader's to see."""

    start: date
    end: date
    rows: tuple[RealityRow, ...]
    wholes: tuple[RealityRow, ...] = ()
    heard: tuple[HeardRow, ...] | None = None

    @property
    def any(self) -> bool:
        return any(row.sampled or row.too_few for row in (*self.rows, *self.wholes))


@dataclass(frozen=True, slots=True)
class GradeReality(Reality):
    """A grade's classes, all subjects together; no subject and no teacher is named."""

    grade: int = 0


def window_of(standing: Standing, today: date) -> tuple[date, date]:
    """The present term up to today, in the holidays the last one; at most 120 days."""
    term = standing.calendar.term_of(today) or max((t for t in standing.terms if t.start <= today), key=lambda t: t.end, default=None)
    end = today if term is None else min(term.end, today)
    start = end - LONGEST_WINDOW
    return (max(start, term.start) if term else start), end


def my_reality(*, house: House, actor: Actor, now: datetime) -> Reality:
    """The own subjects in the own classes, from the own entries alone: a day on which a colleague registered the subject is left out. With
    them, for a homeroom teacher, the own class as a whole."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    if actor.staff_id is None:
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    start, end = window_of(standing, today)
    year = year_on(standing, today)
    with house.reading() as connection:
        places = {(row.class_id, row.subject) for row in people_records.teaching_of(connection, actor.staff_id, year, today)}
        ids = sorted({class_id for class_id, _ in places})
        samples = records.subject_samples(connection, ids, start, end) if ids else []
        wanted = {(row.class_id, row.day, row.subject) for row in samples if (row.class_id, row.subject) in places}
        items = _items(connection, {(class_id, day) for class_id, day, _ in wanted})
        pupils = _pupils(connection, year, end)
        heads = [one for one in standing.classes_of(year) if one.id in actor.homerooms]
        wholes = _wholes(connection, heads, start, end, pupils)
        heard = _heard(house, connection, standing, actor, heads, start, end) if heads else None
    own: dict[tuple[int, date, str], int] = {}
    by_place: dict[tuple[int, date, str], list[ItemRow]] = defaultdict(list)
    for item in items:
        if (item.class_id, item.day, item.subject) in wanted:
            by_place[item.class_id, item.day, item.subject].append(item)
    for place, found in by_place.items():
        if all(item.staff_id == actor.staff_id for item in found):
            own[place] = load_of((item.counted for item in found), standing.profile(place[1]).tier_mode).written
    order = {one.id: n for n, one in enumerate(standing.classes.values())}
    rows = [_row(standing.classes[class_id], subject, [s for s in samples if (s.class_id, s.subject) == (class_id, subject)], own, pupils)
            for class_id, subject in sorted(places, key=lambda p: (order.get(p[0], 0), subject_order(p[1]))) if class_id in standing.classes]
    return Reality(start, end, tuple(rows), tuple(wholes), heard)


def grade_reality(*, house: House, actor: Actor, grade: int, now: datetime) -> GradeReality:
    """A grade's classes with their whole load against its samples, in class order. NotFound for a grade that is not the reader's."""
    actor.needs(Permit.SEE_BOARD)
    standing, today = standing_of(house=house), now.date()
    start, end = window_of(standing, today)
    if actor.period is not None:
        start, end = max(start, actor.period[0]), min(end, actor.period[1])
    year = year_on(standing, today)
    classes = standing.classes_of(year, grade)
    if not classes or not actor.sees_grade(grade) or end < start:
        raise NotFound
    with house.reading() as connection:
        rows = _wholes(connection, classes, start, end, _pupils(connection, year, end))
        heard = _heard(house, connection, standing, actor, classes, start, end)
    return GradeReality(start, end, tuple(rows), (), heard, grade)


def day_reality(*, house: House, actor: Actor, class_id: int, day: date, now: datetime) -> DayReality | None:
    """How long a class-day really took, for its page; None where there is nothing to say, or it is not the reader's to see."""
    standing, today = standing_of(house=house), now.date()
    one = standing.get_class(class_id)
    if day > today or not hears(actor, one) or not actor.sees_day(day):
        return None
    asked = feedback.is_on(house, Voice.ANSWERS)
    heard = None
    with house.reading() as connection:
        found = records.find_sample(connection, class_id, day, "")
        pupils = _pupils(connection, one.year, day).get(class_id, 0) if found else 0
        if asked:
            counts = together(*(hands_from(row.bands) for row in feedback_records.answers_in(connection, [class_id], day, day)))
            if counts or any(row.items for row in homework_records.list_days(connection, [class_id], day, day)):
                until = feedback.open_until(standing, one, day)
                heard = HeardDay(counts if is_shown(counts) else (), until, today <= until, feedback.limit_on(standing, one, day))
    if found is None and heard is None:
        return None
    sample = Sample(found.asked, found.mean_tenths) if found else None
    return DayReality(sample, sample is not None and sample_counts(sample.asked, pupils), heard)


def hears(actor: Actor, one: ClassRef) -> bool:
    """Whether what families of this class answer is the reader's to see: the homeroom teacher's, the grade leader's, office and principal."""
    return (actor.operator or one.id in actor.homerooms or bool(actor.roles & _HEARING)
            or (Role.GRADE_LEADER in actor.roles and one.grade in actor.led_grades))


def _heard(
    house: House, connection: Connection, standing: Standing, actor: Actor, classes: Sequence[ClassRef], start: date, end: date,
) -> tuple[HeardRow, ...] | None:
    if not feedback.is_on(house, Voice.ANSWERS) or not all(hears(actor, one) for one in classes):
        return None
    by_place: dict[tuple[int, date], list[Counts]] = defaultdict(list)
    for row in feedback_records.answers_in(connection, [one.id for one in classes], start, end):
        by_place[row.class_id, row.day].append(hands_from(row.bands))
    found = []
    for one in classes:
        mine = {day: together(*parts) for (class_id, day), parts in by_place.items() if class_id == one.id}
        shown = {day: counts for day, counts in mine.items() if is_shown(counts)}
        over = sum(beyond(counts, feedback.limit_on(standing, one, day)) for day, counts in shown.items())
        found.append(HeardRow(one, len(shown), sum(map(total_of, shown.values())), over, len(mine) - len(shown)))
    return tuple(found)


def _wholes(connection: Connection, classes: Sequence[ClassRef], start: date, end: date, pupils: Mapping[int, int]) -> list[RealityRow]:
    ids = [one.id for one in classes]
    samples = records.class_samples(connection, ids, start, end) if ids else []
    days = homework_records.list_days(connection, ids, start, end) if samples else []
    estimates = {(row.class_id, row.day, ""): row.written for row in days if row.items}
    return [_row(one, "", [row for row in samples if row.class_id == one.id], estimates, pupils) for one in classes]


def _row(one: ClassRef, subject: str, samples: Iterable[SampleRow], estimates: Mapping[tuple[int, date, str], int], pupils: Mapping[int, int]) -> RealityRow:
    known = list(samples)
    counting = [row for row in known if sample_counts(row.asked, pupils.get(one.id, 0))]
    pairs = [(estimates[one.id, row.day, subject], Sample(row.asked, row.mean_tenths)) for row in counting if (one.id, row.day, subject) in estimates]
    return RealityRow(one, subject, compare(pairs), len(counting), len(known) - len(counting))


def _items(connection: Connection, places: set[tuple[int, date]]) -> list[ItemRow]:
    """The published items of these class-days."""
    if not places:
        return []
    days = [day for _, day in places]
    return [item for item in homework_records.items_on(connection, {class_id for class_id, _ in places}, min(days), max(days))
            if (item.class_id, item.day) in places]


def _pupils(connection: Connection, year: int, day: date) -> dict[int, int]:
    return {class_id: heads.pupils for class_id, heads in people_records.heads_on(connection, day, year).items()}
