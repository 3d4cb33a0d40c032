"""The programmes of a term: what is offered on which weekdays, for which grades, by whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from schoolapp.records import afterschool as records
from schoolapp.records import people as people_records
from schoolapp.records.afterschool import ProgrammeRow
from schoolapp.records.school import grades_text
from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import Term
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of


class Slot(NamedTuple):
    """One weekday (1 Monday to 7) with its times in minutes after midnight."""

    weekday: int
    start: int
    end: int


class ProgrammeDraft(NamedTuple):
    """What the form says of a programme."""

    code: str
    name: str
    category: str
    grades: frozenset[int]
    slots: tuple[Slot, ...]
    staff_id: int
    room: str
    provider: str
    active: bool


class BadProgramme(Exception):
    """(field, code) of everything wrong. Codes: required, long, taken, category, grades, order, overlap, staff, personal."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in faults))
        self.faults = tuple(faults)


class Programmes(NamedTuple):
    """A term's programmes with the names of the people responsible."""

    term: Term
    rows: tuple[ProgrammeRow, ...]
    staff_names: dict[int, str]


def _term_of(standing: Standing, today: date) -> Term:
    """The term of today, else the next one, else the last."""
    terms = standing.calendar.terms
    if not terms:
        raise NotFound
    return standing.calendar.term_of(today) or next((t for t in terms if t.start > today), terms[-1])


def list_programmes(*, house: House, actor: Actor, now: datetime) -> Programmes:
    """The programmes of the present (else the coming, else the last) term, in the order of entry."""
    actor.needs(Permit.SEE_SERVICE)
    standing = standing_of(house=house)
    term = _term_of(standing, now.date())
    with house.reading() as connection:
        return Programmes(term, tuple(records.list_programmes(connection, [term.id])), people_records.staff_names(connection))


def get_programme(*, house: House, actor: Actor, programme_id: int) -> ProgrammeRow:
    """One programme, for those who plan the service."""
    actor.needs(Permit.PLAN_SERVICE)
    with house.reading() as connection:
        row = records.find_programme(connection, programme_id)
    if row is None:
        raise NotFound
    return row


def list_staff_choices(*, house: House, actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of everybody who can be responsible for a programme."""
    actor.needs(Permit.PLAN_SERVICE)
    with house.reading() as connection:
        return [(s.id, s.name) for s in people_records.list_staff(connection) if s.active]


def _faults(draft: ProgrammeDraft) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    for field, text, most in (("code", draft.code, 40), ("name", draft.name, 80), ("room", draft.room, 60), ("provider", draft.provider, 100)):
        if field in ("code", "name") and not text:
            faults.append((field, "required"))
        if len(text) > most:
            faults.append((field, "long"))
        elif find_personal(text):
            faults.append((field, "personal"))
    if draft.category not in {c.value for c in Category}:
        faults.append(("category", "category"))
    if not draft.grades or not draft.grades <= frozenset(range(1, 10)):
        faults.append(("grades", "grades"))
    if not draft.slots:
        faults.append(("slots", "required"))
    for slot in draft.slots:
        if not (1 <= slot.weekday <= 7 and 0 <= slot.start < slot.end < 24 * 60):
            faults.append((f"slot{slot.weekday}", "order"))
    ordered = sorted(draft.slots)
    if any(a.weekday == b.weekday and b.start < a.end for a, b in zip(ordered, ordered[1:], strict=False)):
        faults.append(("slots", "overlap"))
    return faults


def save_programme(*, house: House, actor: Actor, programme_id: int | None, draft: ProgrammeDraft, now: datetime) -> int:
    """Adds a programme to the present term, or changes one. Nothing is deleted: a programme that ended is set to inactive."""
    actor.needs(Permit.PLAN_SERVICE)
    draft = draft._replace(code=draft.code.strip(), name=draft.name.strip(), room=draft.room.strip(), provider=draft.provider.strip())
    standing = standing_of(house=house)
    faults = _faults(draft)
    values = {"code": draft.code, "name": draft.name, "category": draft.category, "grades": grades_text(draft.grades), "staff_id": draft.staff_id,
              "room": draft.room, "provider": draft.provider, "active": draft.active}
    with house.writing(actor=actor, now=now) as work:
        before = records.find_programme(work.connection, programme_id) if programme_id is not None else None
        if programme_id is not None and before is None:
            raise NotFound
        term_id = before.term_id if before else _term_of(standing, now.date()).id
        if any(p.code == draft.code and p.id != programme_id for p in records.list_programmes(work.connection, [term_id])):
            faults.append(("code", "taken"))
        if not people_records.is_active(work.connection, draft.staff_id):
            faults.append(("staff_id", "staff"))
        if faults:
            raise BadProgramme(faults)
        if before is None:
            found = work.add(records.programme, term_id=term_id, **values)
            old_slots: dict[tuple[int, int], tuple[int, int]] = {}
        else:
            found = before.id
            work.change(records.programme, found, **values)
            old_slots = records.slot_ids(work.connection, found)
        wanted = {(s.weekday, s.start): s.end for s in draft.slots}
        for place, (slot_id, end) in old_slots.items():
            if place not in wanted:
                work.remove(records.programme_slot, slot_id)
            elif wanted[place] != end:
                work.change(records.programme_slot, slot_id, end=wanted[place])
        for (weekday, start), end in wanted.items():
            if (weekday, start) not in old_slots:
                work.add(records.programme_slot, programme_id=found, weekday=weekday, start=start, end=end)
        work.audit("programme_saved", f"programme:{found}", _plain(before), {**values, "slots": sorted([*s] for s in draft.slots)})
    return found


def _plain(row: ProgrammeRow | None) -> dict[str, object] | None:
    if row is None:
        return None
    return {"code": row.code, "name": row.name, "category": row.category, "grades": grades_text(row.grades), "staff_id": row.staff_id, "room": row.room,
            "provider": row.provider, "active": row.active, "slots": [list(s) for s in row.slots]}
