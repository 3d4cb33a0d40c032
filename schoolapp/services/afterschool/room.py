"""The day's homework of the classes in a room, for whoever is on duty there: items, minutes, tiers, what is meant for school. Published items
alone; what waits for its time is not told before it. Whose duty it is stands in `today`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from schoolapp.records import homework as homework_records
from schoolapp.records.homework import ItemRow
from schoolapp.rules.load import Load, load_of
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.services.school import Standing


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
