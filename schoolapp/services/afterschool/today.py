"""The sessions of a day: what the programmes plan for it, what is logged, and what still has to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import people as people_records
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, Permit
from schoolapp.rules.timetable import times_on
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of


class DueState(StrEnum):
    """未到, 进行中, 待记, 已开展, 已取消."""

    TO_COME = "to_come"
    RUNNING = "running"
    TO_LOG = "to_log"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class DueSession:
    """One session of a day. Times in minutes after midnight: as planned, or as they were once it is logged. `planned_start`
    names it in addresses. `expected`, `present` are heads (None: unknown). `late`: logged on a later day. `mine`: I may log it."""

    programme_id: int
    name: str
    category: str
    grades: tuple[int, ...]
    room: str
    provider: str
    staff_id: int
    staff_name: str
    day: date
    planned_start: int
    start: int
    end: int
    state: DueState
    session_id: int | None
    expected: int | None
    present: int | None
    reason: str
    late: bool
    mine: bool
    responsible: bool


@dataclass(frozen=True, slots=True)
class DueDay:
    """The sessions of a day in the order of their start. `note` says why a day has no school or no service; `weekday_missing`: a
    make-up day of which nobody said whose timetable it follows, so that nothing can be planned for it."""

    day: date
    school_day: bool
    note: str
    weekday_missing: bool
    sessions: tuple[DueSession, ...]

    @property
    def logged(self) -> int:
        return sum(s.state in (DueState.HELD, DueState.CANCELLED) for s in self.sessions)

    @property
    def open(self) -> int:
        return len(self.sessions) - self.logged


def sessions_due(*, house: House, actor: Actor, day: date, now: datetime, own_only: bool = False) -> DueDay:
    """What is planned or logged on `day`: for the coordinator and those who see the service everything, for a teacher the own duty."""
    actor.needs(Permit.SIGNED_IN)
    standing = standing_of(house=house)
    with house.reading() as connection:
        programmes = programmes_on(connection, standing, day)
        logged = records.list_sessions(connection, day, day)
        names = people_records.staff_names(connection)
    everything = actor.may(Permit.SEE_SERVICE) and not own_only
    grades = range(1, 10)
    school_day = standing.calendar.is_school_day_for_any(day, grades)
    note = "" if school_day else next((standing.calendar.day_note(day, g) for g in grades), "")
    missing = school_day and all(standing.calendar.timetable_weekday(day, g) is None for g in grades if standing.calendar.is_school_day(day, g))
    by_place = {(s.programme_id, s.start): s for s in logged}
    by_id = {p.id: p for p in programmes}
    found: list[DueSession] = []
    for programme in programmes:
        for start, end in planned_on(standing, programme, day):
            one = by_place.pop((programme.id, start), None) or _moved(by_place, programme.id, start, end)
            found.append(_due(programme, day, start, end, one, names, actor, now))
    for one in by_place.values():
        if one.programme_id in by_id:
            found.append(_due(by_id[one.programme_id], day, one.start, one.end, one, names, actor, now))
    if not everything:
        found = [s for s in found if s.responsible]
    found.sort(key=lambda s: (s.start, s.name, s.programme_id))
    return DueDay(day, school_day, note, missing, tuple(found))


def programmes_on(connection: Connection, standing: Standing, day: date) -> list[ProgrammeRow]:
    """The programmes of the terms that hold `day`."""
    return records.list_programmes(connection, [t.id for t in standing.calendar.terms_on(day)])


def planned_on(standing: Standing, programme: ProgrammeRow, day: date) -> list[tuple[int, int]]:
    """(start, end) of a programme on a day: by the weekday whose timetable the day follows, in the season's times on
    its days, for grades with school and service."""
    if not programme.active:
        return []
    calendar = standing.calendar
    weekdays = {calendar.timetable_weekday(day, g) for g in programme.grades if calendar.is_school_day(day, g) and calendar.service_runs(day, g)}
    return [(start, end) for weekday, start, end in times_on(programme.slots, programme.seasons, day) if weekday in weekdays]


def _moved(open_sessions: dict[tuple[int, int], ServiceSessionRow], programme_id: int, start: int, end: int) -> ServiceSessionRow | None:
    """A session of the programme that was held at another time than planned but overlaps it: it answers for the plan."""
    for place, one in open_sessions.items():
        if place[0] == programme_id and one.start < end and one.end > start:
            return open_sessions.pop(place)
    return None


def is_mine(actor: Actor, programme: ProgrammeRow, one: ServiceSessionRow | None) -> bool:
    """Whether the person is responsible for the programme, or stood in for this session."""
    return actor.staff_id is not None and actor.staff_id in (programme.staff_id, one.staff_id if one else None)


def may_log(actor: Actor, programme: ProgrammeRow, one: ServiceSessionRow | None) -> bool:
    """The coordinator logs every session, a teacher the own ones."""
    return actor.operator or Role.COORDINATOR in actor.roles or (actor.may(Permit.LOG_SERVICE) and is_mine(actor, programme, one))


def _due(
    programme: ProgrammeRow, day: date, start: int, end: int, one: ServiceSessionRow | None, names: dict[int, str], actor: Actor, now: datetime
) -> DueSession:
    minute = now.hour * 60 + now.minute
    if one is not None:
        state = DueState.HELD if one.held else DueState.CANCELLED
    elif day > now.date() or (day == now.date() and minute < start):
        state = DueState.TO_COME
    elif day == now.date() and minute < end:
        state = DueState.RUNNING
    else:
        state = DueState.TO_LOG
    staff_id = (one.staff_id if one and one.staff_id else None) or programme.staff_id
    return DueSession(
        programme.id,
        programme.name,
        programme.category,
        tuple(sorted(programme.grades)),
        programme.room,
        programme.provider,
        staff_id,
        names.get(staff_id, ""),
        day,
        start,
        one.start if one else start,
        one.end if one else end,
        state,
        one.id if one else None,
        one.expected if one else None,
        one.present if one else None,
        one.reason if one else "",
        one is not None and one.logged_at.date() > day,
        may_log(actor, programme, one),
        is_mine(actor, programme, one),
    )
