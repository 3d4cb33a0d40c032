"""What was recorded as it is over the cap (超限·已登记), for those who lead the grade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schoolapp.records import homework as records
from schoolapp.rules.load import cap_of
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.services.homework.days import year_on
from schoolapp.services.house import House
from schoolapp.services.school import standing_of


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """A class-day over its cap where that was recorded with a reason: written minutes against the cap, the subjects and their reasons."""

    one: ClassRef
    day: date
    figure: int
    cap: int
    subjects: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def over_by(self) -> int:
        return self.figure - self.cap


def recorded_on(*, house: House, grades: Iterable[int], day: date) -> tuple[RecordedDay, ...]:
    """The class-days of these grades on `day` that are over the cap and recorded so, in school order. Kept by the data version."""
    wanted = frozenset(grades)
    kept: dict[object, tuple[RecordedDay, ...]] = house.remembered("recorded_on", house.data_version(), dict)
    found = kept.get((day, wanted))
    if found is None:
        found = kept[day, wanted] = _read(house, wanted, day)
    return found


def _read(house: House, grades: frozenset[int], day: date) -> tuple[RecordedDay, ...]:
    standing = standing_of(house=house)
    classes = [one for one in standing.classes_of(year_on(standing, day)) if one.grade in grades]
    profile = standing.profile(day)
    with house.reading() as connection:
        rows = {row.class_id: row for row in records.list_days(connection, [one.id for one in classes], day, day)}
        over = [one for one in classes if one.id in rows and rows[one.id].recorded and rows[one.id].written > cap_of(profile, one.grade)]
        items = records.items_on(connection, [one.id for one in over], day, day) if over else []
    found = []
    for one in over:
        mine = [item for item in items if item.class_id == one.id and item.over_reason is not None]
        subjects = tuple(sorted({item.subject for item in mine}, key=subject_order))
        reasons = tuple(dict.fromkeys(item.over_reason for item in mine if item.over_reason))
        found.append(RecordedDay(one, day, rows[one.id].written, cap_of(profile, one.grade), subjects, reasons))
    return tuple(found)
