"""Sign-up counts of classes from a day on: entered by the homeroom teacher for the own class or by the coordinator for a whole grade, with every
class's history. Counts only; taking part is voluntary. What cannot be stands in rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from schoolapp.records import audit as audit_records
from schoolapp.records import people as people_records
from schoolapp.records import sign_up as records
from schoolapp.records.sign_up import CountRow
from schoolapp.rules.people import ClassRef, Role, school_year_bounds
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.sign_up import SignUp, faults_of, standing_on, sum_of
from schoolapp.services.house import House, Work
from schoolapp.services.people.grounds import reaches_grade
from schoolapp.services.school import Standing, standing_of


class Entry(NamedTuple):
    """What a row of the form says of a class. None: nothing was typed; `seen` = the counts that the row was made from."""

    asked: int | None
    joined: int | None
    all_five: int | None
    extended: int | None
    declined: int | None
    seen: str


class BadSignUp(Exception):
    """(class id, field, code) of everything wrong; nothing was written. Codes: those of the rules, required, changed (somebody entered other
    counts meanwhile), pupils (nobody said how many pupils the class has), day (outside the class's school year; class id 0)."""

    def __init__(self, faults: list[tuple[int, str, str]]) -> None:
        super().__init__(", ".join(f"{class_id} {field}: {code}" for class_id, field, code in faults))
        self.faults = tuple(faults)


class SignUpLine(NamedTuple):
    """A class: what holds on the day (None: never entered) and since when, whether the reader may enter it, the first later day from which
    other counts hold already."""

    one: ClassRef
    counts: SignUp | None
    since: date | None
    mine: bool
    later: date | None

    @property
    def seen(self) -> str:
        return seen_of(self.counts)


class SignUpTable(NamedTuple):
    """The classes of a grade (or all that the reader heads) on a day. `grades` = what may be chosen; `bounds` of the school year."""

    day: date
    grade: int | None
    grades: tuple[int, ...]
    lines: tuple[SignUpLine, ...]
    bounds: tuple[date, date]

    @property
    def may_enter(self) -> bool:
        return any(line.mine for line in self.lines)

    @property
    def total(self) -> SignUp:
        return sum_of(line.counts for line in self.lines if line.counts is not None)


class HistoryLine(NamedTuple):
    """Counts of a class from a day on, up to the day before the next ones (None: until today and on)."""

    row: CountRow
    until: date | None
    now: bool
    entered: tuple[tuple[datetime, str], ...]  # when and by whom, newest first


class SignUpHistory(NamedTuple):
    """A class's counts, newest first."""

    one: ClassRef
    lines: tuple[HistoryLine, ...]
    mine: bool


def seen_of(counts: SignUp | None) -> str:
    """What a form's row was made from, to be sent back with it."""
    return "" if counts is None else json.dumps(list(counts))


def _mine(actor: Actor, one: ClassRef) -> bool:
    return actor.operator or (actor.may(Permit.ENTER_SIGN_UP) and (Role.COORDINATOR in actor.roles or one.id in actor.homerooms))


def _sees(actor: Actor, one: ClassRef) -> bool:
    return _mine(actor, one) or reaches_grade(actor, Permit.SEE_SIGN_UP, one.grade)


def sign_up_table(*, house: House, actor: Actor, grade: int | None = None, day: date | None = None, now: datetime) -> SignUpTable:
    """The counts that hold on a day (None: today) in the classes of a grade; without a grade of the first one that the reader may choose, for
    who only heads classes of all of them. An inspector sees days of the opened period only."""
    actor.needs(Permit.SEE_SIGN_UP)
    standing, asked = standing_of(house=house), day or now.date()
    if actor.period is not None:
        asked = min(max(asked, actor.period[0]), actor.period[1])
    year = standing.year_on(asked)
    seen = [one for one in standing.classes_of(year) if _sees(actor, one)]
    if not seen:
        raise NotFound
    grades = tuple(sorted({one.grade for one in seen}))
    if grade is not None and grade not in grades:
        raise NotFound
    only_own = len(seen) == sum(one.id in actor.homerooms for one in seen)
    chosen = grade if grade is not None else None if only_own else grades[0]
    shown = [one for one in seen if chosen in (None, one.grade)]
    with house.reading() as connection:
        rows = records.counts_of_classes(connection, [one.id for one in shown])
    return SignUpTable(asked, chosen, grades, tuple(_line(actor, one, rows.get(one.id, []), asked) for one in shown), school_year_bounds(year))


def _line(actor: Actor, one: ClassRef, rows: list[CountRow], day: date) -> SignUpLine:
    held = standing_on([(row.valid_from, row) for row in rows], day)
    later = next((row.valid_from for row in rows if row.valid_from > day and row is not held), None)
    return SignUpLine(one, held.counts if held else None, held.valid_from if held else None, _mine(actor, one), later)


def sign_up_history(*, house: House, actor: Actor, class_id: int, now: datetime) -> SignUpHistory:
    """Every change of a class's counts; NotFound where the class is none of the reader's business."""
    actor.needs(Permit.SEE_SIGN_UP)
    one, today = standing_of(house=house).get_class(class_id), now.date()
    if not _sees(actor, one):
        raise NotFound
    with house.reading() as connection:
        rows = records.counts_of_classes(connection, [class_id]).get(class_id, [])
        held = standing_on([(row.valid_from, row) for row in rows], today)
        lines = []
        for n, row in enumerate(rows):
            entries = audit_records.entries_of(connection, f"count:{row.id}")
            until = rows[n + 1].valid_from if n + 1 < len(rows) else None
            if actor.sees_day(row.valid_from):
                lines.append(HistoryLine(row, until, row is held, tuple((e.at, e.actor) for e in reversed(entries))))
    return SignUpHistory(one, tuple(reversed(lines)), _mine(actor, one))


def save_sign_up(*, house: House, actor: Actor, day: date, entries: Mapping[int, Entry], now: datetime) -> int:
    """Counts of these classes that hold from `day` on; the same day again is corrected, later counts keep their own day. All or nothing, and
    what is as it was stays untouched. Gives how many classes changed; NotFound for a class that is not the actor's to enter."""
    actor.needs(Permit.ENTER_SIGN_UP)
    standing = standing_of(house=house)
    classes = {class_id: standing.get_class(class_id) for class_id in entries}
    if not all(_mine(actor, one) for one in classes.values()):
        raise NotFound
    with house.writing(actor=actor, now=now) as work:
        faults = _day_faults(standing, classes.values(), day)
        rows = records.counts_of_classes(work.connection, classes)
        changes: dict[int, tuple[CountRow | None, SignUp, SignUp]] = {}
        for class_id, entry in entries.items():
            held = standing_on([(row.valid_from, row) for row in rows.get(class_id, [])], day)
            wanted, wrong = _wanted(entry, held.counts if held else None)
            faults += [(class_id, field, code) for field, code in wrong]
            if wanted is not None and held is not None and wanted != held.counts and _touched(entry, wanted):
                if entry.seen != seen_of(held.counts):
                    faults.append((class_id, "", "changed"))
                same_day = next((row for row in rows[class_id] if row.valid_from == day), None)
                changes[class_id] = (same_day, held.counts, wanted)
        if faults:
            raise BadSignUp(faults)
        for class_id, (row, old, new) in changes.items():
            _write(work, class_id, day, row, old, new)
    return len(changes)


def _wanted(entry: Entry, held: SignUp | None) -> tuple[SignUp | None, list[tuple[str, str]]]:
    """The counts that an entry asks for, and what is wrong with them."""
    if held is None:
        return None, [("pupils", "pupils")]
    lacking = [(name, "required") for name in ("asked", "joined") if getattr(entry, name) is None]
    if lacking or entry.asked is None or entry.joined is None:
        return None, lacking
    wanted = SignUp(held.pupils, entry.asked, entry.joined, entry.all_five, entry.extended, entry.declined)
    return wanted, faults_of(wanted) if wanted != held else []


def _touched(entry: Entry, wanted: SignUp) -> bool:
    """Whether somebody typed other counts than the row was made from: what a colleague changed meanwhile stays where this form said nothing."""
    try:
        return list(json.loads(entry.seen))[1:] != list(wanted)[1:]
    except (ValueError, TypeError):
        return True


def _day_faults(standing: Standing, classes: Any, day: date) -> list[tuple[int, str, str]]:
    outside = any(not school_year_bounds(one.year)[0] <= day <= school_year_bounds(one.year)[1] for one in classes)
    return [(0, "day", "day")] if outside else []


def _write(work: Work, class_id: int, day: date, row: CountRow | None, old: SignUp, new: SignUp) -> None:
    if row is None:
        row_id = work.add(people_records.class_count, class_id=class_id, valid_from=day, **new._asdict())
    else:
        row_id = row.id
        work.change(people_records.class_count, row_id, **new._asdict())
    values = {"class": class_id, "valid_from": day}
    work.audit("sign_up_entered", f"count:{row_id}", {**values, **old._asdict()}, {**values, **new._asdict()})
