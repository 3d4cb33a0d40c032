"""Programmes copied to another term: shown first (what comes, who no longer works here), then all at once. Again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import people as people_records
from schoolapp.records import providers as provider_records
from schoolapp.records.afterschool import ProgrammeRow
from schoolapp.records.school import grades_text
from schoolapp.rules.calendar import Term
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.afterschool.plan import chosen_term
from schoolapp.services.house import House
from schoolapp.services.school import standing_of


class CopyLine(NamedTuple):
    """A programme that can come. `there`: the term has one with this code already, so it stays as it is. `gone`: who is responsible no longer
    works here, so it comes as not offered until somebody else is named; `left_out` = assistants who no longer do. `provider_gone`: the
    provider on file is no longer at work."""

    row: ProgrammeRow
    there: bool
    staff_name: str
    gone: bool
    left_out: tuple[str, ...]
    provider_gone: bool

    @property
    def comes(self) -> bool:
        return not self.there


class CopyOffer(NamedTuple):
    """What would come from one term to another, and the terms to choose from."""

    source: Term
    target: Term
    terms: tuple[Term, ...]
    lines: tuple[CopyLine, ...]
    seasons: int

    @property
    def coming(self) -> int:
        return sum(line.comes for line in self.lines)


def copy_offer(*, house: House, actor: Actor, source_id: int | None = None, target_id: int | None = None, now: datetime) -> CopyOffer:
    """Without a choice from the present (or last) term that has programmes to the term after it. NotFound where there are not two terms."""
    actor.needs(Permit.PLAN_SERVICE)
    standing = standing_of(house=house)
    terms = standing.terms
    with house.reading() as connection:
        filled = {row.term_id for row in records.list_programmes(connection)}
        source = chosen_term(standing, now, source_id)
        if source_id is None and source.id not in filled:
            source = next((t for t in reversed(terms) if t.id in filled and t.start < source.start), source)
        after = [t for t in terms if t.start > source.start]
        target = chosen_term(standing, now, target_id) if target_id is not None else (after[0] if after else None)
        if target is None or target.id == source.id:
            raise NotFound
        lines = _lines(connection, source.id, target.id)
        seasons = len(records.list_seasons(connection, source.id))
    return CopyOffer(source, target, tuple(reversed(terms)), lines, seasons)


def _lines(connection: Connection, source_id: int, target_id: int) -> tuple[CopyLine, ...]:
    rows = [row for row in records.list_programmes(connection, [source_id]) if row.active]
    there = {row.code for row in records.list_programmes(connection, [target_id])}
    helping = records.assistants_of(connection, [row.id for row in rows])
    staff = {person.id: person for person in people_records.list_staff(connection)}
    at_work = {p.id for p in provider_records.list_providers(connection) if p.active}
    return tuple(
        CopyLine(row, row.code in there, staff[row.staff_id].name, not staff[row.staff_id].active,
                 tuple(staff[a].name for a in helping.get(row.id, ()) if not staff[a].active), row.provider_id is not None and row.provider_id not in at_work)
        for row in rows)


def copy_programmes(*, house: House, actor: Actor, source_id: int, target_id: int, chosen: Iterable[int], now: datetime) -> int:
    """Copies the chosen programmes of one term to another with their usual times, rooms, people and provider; gives how many came. Those whose
    code the term has already are left alone. Seasons stay behind: their days belong to their term."""
    actor.needs(Permit.PLAN_SERVICE)
    standing, wanted = standing_of(house=house), set(chosen)
    source, target = chosen_term(standing, now, source_id), chosen_term(standing, now, target_id)
    if source.id == target.id:
        raise NotFound
    made: list[str] = []
    with house.writing(actor=actor, now=now) as work:
        lines = [line for line in _lines(work.connection, source.id, target.id) if line.comes and line.row.id in wanted]
        helping = records.assistants_of(work.connection, [line.row.id for line in lines])
        for line in lines:
            row = line.row
            fresh = work.add(
                records.programme, term_id=target.id, code=row.code, name=row.name, category=row.category, grades=grades_text(row.grades),
                staff_id=row.staff_id, room=row.room, provider=row.provider, active=not line.gone, capacity=row.capacity,
                period_minutes=row.period_minutes, provider_id=row.provider_id)
            for weekday, start, end in row.slots:
                work.add(records.programme_slot, programme_id=fresh, weekday=weekday, start=start, end=end)
            for staff_id in helping.get(row.id, ()):
                if people_records.is_active(work.connection, staff_id):
                    work.add(records.programme_assistant, programme_id=fresh, staff_id=staff_id)
            made.append(row.code)
        if made:
            work.audit("programmes_copied", f"term:{target.id}", {"term": source.name}, {"term": target.name, "programmes": made})
    return len(made)
