"""Care outside the service, noted by term: early care, noon care, evening study, weekends. It never counts toward 5+2 (rule of December 2023), and no
figure of the service reads it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from schoolapp.records import service_plans as records
from schoolapp.records.school import grades_text
from schoolapp.records.service_plans import CareRow
from schoolapp.rules.calendar import Term
from schoolapp.rules.names import clean
from schoolapp.rules.people import GRADES
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.afterschool.plan import chosen_term
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import standing_of

NOTE_MOST, HEADS_MOST = 300, 10_000


class CareKind(StrEnum):
    """早到校看护, 午间看护, 晚自习, 双休日看护, 其他."""

    EARLY = "early"
    NOON = "noon"
    EVENING = "evening"
    WEEKEND = "weekend"
    OTHER = "other"


class CareDraft(NamedTuple):
    """What a form says: kind, grades, from which day to which, times in minutes after midnight (-1: none), heads (None: not said)."""

    kind: str
    grades: frozenset[int]
    first_day: date | None
    last_day: date | None
    start: int
    end: int
    heads: int | None
    note: str


class BadCare(Exception):
    """(field, code) of everything wrong. Codes: kind, grades, required, order, term (outside the term's days), range, long, personal."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in faults))
        self.faults = tuple(faults)


class CareList(NamedTuple):
    """A term's notes, and the other terms to choose from."""

    term: Term
    terms: tuple[Term, ...]
    rows: tuple[CareRow, ...]


def list_care(*, house: House, actor: Actor, term_id: int | None = None, now: datetime) -> CareList:
    """What is noted for a term."""
    actor.needs(Permit.SEE_SERVICE)
    standing = standing_of(house=house)
    term = chosen_term(standing, now, term_id)
    with house.reading() as connection:
        return CareList(term, tuple(reversed(standing.terms)), tuple(records.list_care(connection, term.id)))


def get_care(*, house: House, actor: Actor, care_id: int) -> CareRow:
    """One note, for those who plan the service."""
    actor.needs(Permit.PLAN_SERVICE)
    with house.reading() as connection:
        row = records.find_care(connection, care_id)
    if row is None:
        raise NotFound
    return row


def save_care(
    *, house: House, actor: Actor, care_id: int | None, draft: CareDraft, version: int = 1, term_id: int | None = None, now: datetime
) -> int:
    """Adds a note to a term (None: the present one) or changes one. BadCare with every fault; Conflict where it was changed since `version`."""
    actor.needs(Permit.PLAN_SERVICE)
    standing, draft = standing_of(house=house), draft._replace(note=clean(draft.note))
    with house.writing(actor=actor, now=now) as work:
        before = None if care_id is None else records.find_care(work.connection, care_id)
        if care_id is not None and before is None:
            raise NotFound
        term = chosen_term(standing, now, before.term_id if before else term_id)
        if faults := _faults(draft, term):
            raise BadCare(faults)
        new: dict[str, Any] = {**draft._asdict(), "grades": grades_text(draft.grades)}
        if before is None:
            found = work.add(records.outside_care, term_id=term.id, **new)
            work.audit("outside_care_saved", f"outside_care:{found}", None, {**new, "term": term.name})
            return found
        if before.version != version:
            raise Conflict("changed")
        old = {name: getattr(before, name) for name in CareDraft._fields} | {"grades": grades_text(before.grades)}
        if old != new:
            work.change(records.outside_care, before.id, **new, version=version + 1)
            work.audit("outside_care_saved", f"outside_care:{before.id}", old, new)
    return before.id


def remove_care(*, house: House, actor: Actor, care_id: int, now: datetime) -> None:
    """Takes a note away. Gone already: nothing happens."""
    actor.needs(Permit.PLAN_SERVICE)
    with house.writing(actor=actor, now=now) as work:
        row = records.find_care(work.connection, care_id)
        if row is None:
            return
        work.remove(records.outside_care, care_id)
        old = {name: getattr(row, name) for name in CareDraft._fields} | {"grades": grades_text(row.grades)}
        work.audit("outside_care_removed", f"outside_care:{care_id}", old, None)


def _faults(draft: CareDraft, term: Term) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if draft.kind not in {kind.value for kind in CareKind}:
        faults.append(("kind", "kind"))
    if not draft.grades or not draft.grades <= set(GRADES):
        faults.append(("grades", "grades"))
    faults += [(field, "required") for field, day in (("first_day", draft.first_day), ("last_day", draft.last_day)) if day is None]
    if draft.first_day is not None and draft.last_day is not None:
        if draft.last_day < draft.first_day:
            faults.append(("last_day", "order"))
        elif draft.first_day < term.start or draft.last_day > term.end:
            faults.append(("first_day" if draft.first_day < term.start else "last_day", "term"))
    if not 0 <= draft.start < draft.end < 24 * 60:
        faults.append(("end", "order"))
    if draft.heads is not None and not 0 <= draft.heads <= HEADS_MOST:
        faults.append(("heads", "range"))
    if len(draft.note) > NOTE_MOST:
        faults.append(("note", "long"))
    elif find_personal(draft.note):
        faults.append(("note", "personal"))
    return faults
