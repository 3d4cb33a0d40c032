"""What was planned of the service and what became of it: heads of each grade's day, planned sessions held, cancelled with their reasons, not logged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.afterschool import SessionFact, counts_for_two_hours
from schoolapp.rules.afterschool_figures import Attended, DayHeads, day_heads
from schoolapp.rules.calendar import days_between
from schoolapp.services.afterschool.today import answering, planned_on
from schoolapp.services.school import Standing


class PlanCount(NamedTuple):
    """Sessions of a grade: planned up to today, held and cancelled (of all categories, planned or not), planned without any record yet; the reasons
    of the cancelled ones with how often."""

    planned: int = 0
    held: int = 0
    cancelled: int = 0
    open: int = 0
    reasons: tuple[tuple[str, int], ...] = ()


def heads_by_day(sessions: Iterable[SessionFact], by_class: Mapping[int, tuple[tuple[int, int | None], ...]], grade_of: Mapping[int, int]
                 ) -> dict[tuple[int, date], DayHeads]:
    """(grade, day) -> heads of the day's held sessions, extended care aside. A session of several grades says how many of each only where its
    heads were entered by class."""
    found: dict[tuple[int, date], list[Attended]] = defaultdict(list)
    for session in sessions:
        if not counts_for_two_hours(session):
            continue
        rows = by_class.get(session.id)
        for grade in session.grades:
            heads = session.present if len(session.grades) == 1 else None
            if rows is not None:
                own = [present for class_id, present in rows if grade_of.get(class_id) == grade]
                heads = None if None in own else sum(present for present in own if present is not None)
            found[grade, session.day].append(Attended(session.start, session.end, heads))
    return {place: day_heads(rows) for place, rows in found.items()}


def programmes_of(connection: Connection, standing: Standing, start: date, end: date) -> list[ProgrammeRow]:
    """The programmes of the terms that the period touches."""
    return records.list_programmes(connection, [term.id for term in standing.terms if term.start <= end and term.end >= start])


def count_plans(standing: Standing, programmes: Iterable[ProgrammeRow], sessions: Iterable[ServiceSessionRow], start: date, end: date, *, today: date
                ) -> dict[int, PlanCount]:
    """Grade -> what became of its planned sessions from `start` to `end`, today's included once they are logged."""
    rows = list(programmes)
    terms = {term.id: term for term in standing.terms}
    by_day: dict[date, list[ServiceSessionRow]] = defaultdict(list)
    for one in sessions:
        by_day[one.day].append(one)
    grades = {one.id: one.grades for one in rows}
    planned: dict[int, int] = defaultdict(int)
    unsaid: dict[int, int] = defaultdict(int)
    held: dict[int, int] = defaultdict(int)
    reasons: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day in days_between(start, min(end, today)):
        open_sessions = {(one.programme_id, one.place): one for one in by_day[day]}
        for programme in rows:
            term = terms[programme.term_id]
            if not term.start <= day <= term.end:
                continue
            for begin, finish in planned_on(standing, programme, day):
                answered = open_sessions.pop((programme.id, begin), None) or answering(open_sessions, programme.id, begin, finish)
                for grade in programme.grades:
                    if standing.calendar.service_runs(day, grade) and (day < today or answered):
                        planned[grade] += 1
                        unsaid[grade] += answered is None
        for one in by_day[day]:
            for grade in grades.get(one.programme_id, ()):
                if one.held:
                    held[grade] += 1
                else:
                    reasons[grade][one.reason] += 1
    found = {}
    for grade in planned.keys() | held.keys() | reasons.keys():
        why = tuple(sorted(reasons[grade].items(), key=lambda pair: (-pair[1], pair[0])))
        found[grade] = PlanCount(planned[grade], held[grade], sum(n for _, n in why), unsaid[grade], why)
    return found
