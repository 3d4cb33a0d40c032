"""Where programmes of a term ask for the same person or room at once (to be confirmed before saving), or for the same grade (to be noted).
What a clash is stands in rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records.afterschool import ProgrammeRow
from schoolapp.rules.calendar import Term
from schoolapp.rules.timetable import Clash, ClashKind, Planned, clashes_of
from schoolapp.services.school import Standing


class Clashing(Exception):
    """Nothing was written: these clashes of person or room have not been confirmed."""

    def __init__(self, clashes: Iterable[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__(", ".join(c.key for c in self.clashes))


def planned_of(row: ProgrammeRow, assistants: Iterable[int]) -> Planned:
    return Planned(row.id, row.name, frozenset({row.staff_id, *assistants}), row.room, row.grades, row.slots, row.seasons)


def neighbours_of(connection: Connection, standing: Standing, term: Term) -> list[Planned]:
    """The programmes at work of the terms that share days with this one."""
    terms = [t.id for t in standing.terms if t.start <= term.end and t.end >= term.start]
    rows = [row for row in records.list_programmes(connection, terms) if row.active]
    helping = records.assistants_of(connection, [row.id for row in rows])
    return [planned_of(row, helping.get(row.id, ())) for row in rows]


def clashes_in_term(rows: Iterable[ProgrammeRow], assistants: Mapping[int, tuple[int, ...]], term: Term) -> tuple[Clash, ...]:
    """Every clash of person or room among a term's programmes, each pair once."""
    found: list[Clash] = []
    before: list[Planned] = []
    for row in rows:
        if row.active:
            one = planned_of(row, assistants.get(row.id, ()))
            found += [c for c in clashes_of(one, before, term.start, term.end) if c.kind is not ClashKind.GRADE]
            before.append(one)
    return tuple(found)


def to_confirm(clashes: Iterable[Clash], confirmed: Iterable[str]) -> tuple[Clash, ...]:
    """Those of person and room whose key nobody has confirmed."""
    seen = set(confirmed)
    return tuple(c for c in clashes if c.kind is not ClashKind.GRADE and c.key not in seen)
