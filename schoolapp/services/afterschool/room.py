"""The classes in a session's room with the heads to expect, and their homework of the day for whoever is on duty there: items, minutes, tiers,
what is meant for school. Published items alone; what waits for its time is not told before it. Whose duty it is stands in `today`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records import service_log
from schoolapp.records import sign_up as sign_up_records
from schoolapp.records.homework import ItemRow
from schoolapp.rules.afterschool import Category
from schoolapp.rules.load import Load, load_of
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.session_heads import SessionHeads, expected_now, stays_on
from schoolapp.services.school import Standing

HELPED_WITH = frozenset({Category.HOMEWORK_HELP, Category.EXTENDED_CARE})


@dataclass(frozen=True, slots=True)
class ClassHomework:
    """A class's day. `load` = its sums (minutes) by the rules of the day; `items` in the order of the curriculum; `none`: the whole class was
    declared to have none; `stated`: whether any item says what is done in school."""

    one: ClassRef
    items: tuple[ItemRow, ...]
    load: Load
    none: bool

    @property
    def stated(self) -> bool:
        return any(item.in_school is not None for item in self.items)


def homework_of(connection: Connection, standing: Standing, classes: Sequence[ClassRef], day: date) -> dict[int, ClassHomework]:
    """Class id -> its homework of the day. The caller has checked that the classes are the reader's business."""
    if not classes:
        return {}
    ids, mode = [one.id for one in classes], standing.profile(day).tier_mode
    rows = homework_records.items_on(connection, ids, day, day)
    nones = {none.class_id for none in homework_records.nones_on(connection, ids, day, day) if not none.subject}
    found = {}
    for one in classes:
        items = tuple(sorted((row for row in rows if row.class_id == one.id), key=lambda row: (subject_order(row.subject), row.id)))
        found[one.id] = ClassHomework(one, items, load_of((item.counted for item in items), mode), one.id in nones)
    return found


def classes_of(standing: Standing, grades: Iterable[int], day: date) -> list[ClassRef]:
    """The classes of these grades that are at work on the day, in school order."""
    wanted = frozenset(grades)
    return [one for one in standing.classes_of(standing.year_on(day)) if one.grade in wanted]


def room_of(
    connection: Connection, standing: Standing, programme_id: int, category: str, grades: Iterable[int], day: date, start: int
) -> list[ClassRef]:
    """The classes of a session: those of the last one of which heads by class were entered in this school year, else all of its grades. In
    extended care those of whom pupils are signed up for it."""
    classes = classes_of(standing, grades, day)
    last = service_log.last_with_heads(connection, programme_id, day, start)
    before = {row.class_id for row in service_log.heads_of(connection, [last[0]])[last[0]]} if last else set()
    if category != Category.EXTENDED_CARE:
        return [one for one in classes if one.id in before] or classes
    year = standing.year_on(day)
    now = extended_on(connection, day, year)
    then = extended_on(connection, last[1], year) if last else {}
    counted = any(now.get(one.id) is not None for one in classes)
    found = [one for one in classes if stays_on(one.id in before if last else not counted, then.get(one.id), now.get(one.id))]
    return found or ([] if counted else classes)


def extended_on(connection: Connection, day: date, year: int) -> dict[int, int | None]:
    """Class id -> pupils signed up for extended care on a day; None where nobody said."""
    return {class_id: counts.extended for class_id, counts in sign_up_records.counts_on(connection, day, year).items()}


def expected_heads(
    connection: Connection, standing: Standing, programme_id: int, category: str, grades: Iterable[int], day: date, start: int
) -> tuple[SessionHeads, ...]:
    """The heads to expect by class: in homework help those of the last session until the class's sign-up count is another one, then that count;
    in extended care who is signed up for it, else those of the last session; elsewhere those of the last session, where they were entered by
    class."""
    last = service_log.last_with_heads(connection, programme_id, day, start)
    before = {row.class_id: row.expected for row in service_log.heads_of(connection, [last[0]])[last[0]]} if last else {}
    if category not in HELPED_WITH:
        return tuple(SessionHeads(class_id, heads, None) for class_id, heads in before.items())
    year, classes = standing.year_on(day), classes_of(standing, grades, day)
    if category == Category.EXTENDED_CARE:
        extended = extended_on(connection, day, year)
        return tuple(SessionHeads(one.id, before.get(one.id) if (asked := extended.get(one.id)) is None else asked, None) for one in classes)
    now = people_records.heads_on(connection, day, year)
    then = people_records.heads_on(connection, last[1], year) if last else {}
    found = []
    for one in classes:
        joined_then, joined_now = (heads.joined if (heads := counts.get(one.id)) else None for counts in (then, now))
        found.append(SessionHeads(one.id, expected_now(before.get(one.id), joined_then, joined_now), None))
    return tuple(found)
