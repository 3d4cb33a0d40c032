"""The class-days that an import touches: their sums with what is added, and the class nones that arise by themselves. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from schoolapp.records.workbook import Present
from schoolapp.rules.homework import Counted, class_none_arises, is_late
from schoolapp.rules.load import load_of
from schoolapp.rules.policy import Profile, profile_on
from schoolapp.rules.workbook import DayKey, HeldSchool, WorkbookReading
from schoolapp.services.workbook.changes import Changes


class DayChange(NamedTuple):
    """A class-day row as it will be: `id` None = made now."""

    key: DayKey
    id: int | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DayChanges:
    """For the added homework rows in their order: `late` whether it is a late entry, `occurrences` the how manieth of its equals in the
    workbook. `arisen`: class-days on which every taught subject said none."""

    days: tuple[DayChange, ...]
    late: tuple[bool, ...]
    occurrences: tuple[int, ...]
    arisen: tuple[DayKey, ...]


def day_changes(changes: Changes, reading: WorkbookReading, held: HeldSchool, present: Present) -> DayChanges:
    """What becomes of every class-day that gets items or declarations. The load is computed over all items of the day by the rules."""
    profiles = _profiles(changes, present)

    @cache
    def profile(day: date) -> Profile:
        return profile_on(profiles, day)

    fresh: dict[DayKey, list[Counted]] = defaultdict(list)
    late_on: dict[DayKey, int] = defaultdict(int)
    late = []
    for row in changes.homework:
        key = (row.year, row.grade, row.number, row.day)
        fresh[key].append(Counted(0, row.subject, row.kind, row.tier, row.minutes, row.in_school))
        late.append(is_late(row.day, row.published, profile(row.day).late_after))
        late_on[key] += late[-1]
    said: dict[DayKey, set[str | None]] = defaultdict(set)
    for none in held.standing_nones:
        said[none[:4]].add(none[4])
    declared_now = set()
    for none_row in changes.nones:
        key = (none_row.year, none_row.grade, none_row.number, none_row.day)
        said[key].add(none_row.subject)
        declared_now.add(key)
    taught = _taught(changes, reading, held)
    arisen = []
    days = []
    for key in sorted(fresh.keys() | declared_now):
        old = present.days.get(key)
        items = [*(present.items.get(old.id, ()) if old else ()), *fresh.get(key, ())]
        load = load_of(items, profile(key[3]).tier_mode)
        nones = said.get(key, set())
        if None not in nones and not items and class_none_arises(taught.get(key[:3], frozenset()), {name for name in nones if name}):
            arisen.append(key)
            nones = nones | {None}
        days.append(
            DayChange(
                key,
                old.id if old else None,
                {
                    "written": load.written,
                    "home": load.home,
                    "optional": load.optional,
                    "stated_written": load.stated_written,
                    "stated_home": load.stated_home,
                    "items": load.items,
                    "late": (old.late if old else 0) + late_on.get(key, 0),
                    "declared": None in nones and not items,
                    "version": (old.version if old else 0) + 1,
                },
            )
        )
    return DayChanges(tuple(days), tuple(late), _occurrences(changes, reading), tuple(arisen))


def _profiles(changes: Changes, present: Present) -> list[Profile]:
    """The profiles as they will stand."""
    changed = {row_id: profile for row_id, profile in changes.profiles if row_id is not None}
    return [changed.get(row_id, profile) for row_id, profile in present.profiles] + [
        profile for row_id, profile in changes.profiles if row_id is None
    ]


def _taught(changes: Changes, reading: WorkbookReading, held: HeldSchool) -> dict[tuple[int, int, int], set[str]]:
    """Class -> the subjects that 任课 gives it, with those of this workbook."""
    taught: dict[tuple[int, int, int], set[str]] = defaultdict(set)
    for _, place, subject in held.teaching:
        taught[place].add(subject)
    if reading.year is not None:
        for lesson in changes.teaching:
            taught[reading.year, lesson.grade, lesson.number].add(lesson.subject)
    return taught


def _occurrences(changes: Changes, reading: WorkbookReading) -> tuple[int, ...]:
    seen: Counter[tuple[Any, ...]] = Counter()
    by_fingerprint = {}
    for row in reading.homework:
        cells = row[1:-1]
        seen[cells] += 1
        by_fingerprint[row.fingerprint] = seen[cells]
    return tuple(by_fingerprint[row.fingerprint] for row in changes.homework)
