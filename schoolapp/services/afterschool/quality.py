"""The quality of one programme over a term: heads over time, cancelled sessions with their reasons, walk-throughs and what is open of them, its
questionnaires. No stars, no persons, no order of programmes by it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from schoolapp.records import afterschool as records
from schoolapp.records import walks as walk_records
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.afterschool_figures import Attendance, attendance_of
from schoolapp.rules.calendar import Term
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.walks import WalkMark
from schoolapp.services.afterschool.held import PlanCount, count_plans
from schoolapp.services.afterschool.term import seen_term, session_fact
from schoolapp.services.house import House
from schoolapp.services.school import read_standing
from schoolapp.services.surveys import ProgrammeSurvey, surveys_of_programme


@dataclass(frozen=True, slots=True)
class HeadsMonth:
    """Heads of a month's held sessions with known heads: sums over sums; `most` and `least` present in one session (None: none known)."""

    first: date
    attendance: Attendance
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class ProgrammeQuality:
    """A programme in the part of its term that the reader sees. `marks`: how often a point of a walk-through was each; `walks` of them were made, `open`
    wait to be followed up. `surveys`: the newest first; None while questionnaires are switched off."""

    programme: ProgrammeRow
    term: Term
    start: date
    end: date
    count: PlanCount
    attendance: Attendance
    months: tuple[HeadsMonth, ...]
    cancelled: tuple[ServiceSessionRow, ...]
    walks: int
    marks: dict[WalkMark, int]
    open: int
    surveys: tuple[ProgrammeSurvey, ...] | None


def programme_list(*, house: House, actor: Actor, term_id: int | None, now: datetime) -> tuple[Term, tuple[ProgrammeRow, ...]]:
    """The programmes of a term that the actor sees, in the order of entry."""
    actor.needs(Permit.SEE_SERVICE)
    term, _start, _end, grades = seen_term(house, actor, term_id, now)
    with house.reading() as connection:
        rows = records.list_programmes(connection, [term.id])
    return term, tuple(row for row in rows if grades is None or row.grades & grades)


def programme_quality(*, house: House, actor: Actor, programme_id: int, now: datetime) -> ProgrammeQuality:
    """NotFound where there is no such programme, or none of its grades or days is the actor's to see."""
    actor.needs(Permit.SEE_SERVICE)
    today = now.date()
    with house.reading() as connection:
        programme = records.find_programme(connection, programme_id)
    if programme is None:
        raise NotFound
    term, start, end, grades = seen_term(house, actor, programme.term_id, now)
    if grades is not None and not programme.grades & grades:
        raise NotFound
    end = max(start, min(end, today))
    with house.reading() as connection:
        standing = read_standing(connection)
        rows = [s for s in records.list_sessions(connection, start, min(end, today)) if s.programme_id == programme_id]
        walks = [walk for walk in walk_records.list_walks(connection, start, end) if walk.programme_id == programme_id]
    counts = count_plans(standing, [programme], rows, start, end, today=today)
    marks: Counter[WalkMark] = Counter()
    waiting = 0
    for walk in walks:
        said = [WalkMark(mark) for mark in json.loads(walk.points).values()]
        marks.update(said)
        waiting += WalkMark.FOLLOW in said and walk.followed_up_at is None
    # the plan of any one grade is the programme's: the one with the most days of school
    count = max(counts.values(), key=lambda one: (one.planned, one.held), default=PlanCount())
    return ProgrammeQuality(programme, term, start, end, count, attendance_of(session_fact(row, programme) for row in rows), _months(programme, rows),
                            tuple(row for row in reversed(rows) if not row.held), len(walks), {mark: marks[mark] for mark in WalkMark}, waiting,
                            surveys_of_programme(house=house, actor=actor, programme_id=programme_id))


def _months(programme: ProgrammeRow, rows: list[ServiceSessionRow]) -> tuple[HeadsMonth, ...]:
    found = []
    for first in sorted({row.day.replace(day=1) for row in rows}):
        those = [row for row in rows if row.day.replace(day=1) == first]
        present = [row.present for row in those if row.held and row.present is not None]
        found.append(HeadsMonth(first, attendance_of(session_fact(row, programme) for row in those), min(present, default=None), max(present, default=None)))
    return tuple(found)
