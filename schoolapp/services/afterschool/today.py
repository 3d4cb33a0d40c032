"""The sessions of a day: what the programmes plan for it, what is logged, what still has to be, who is on duty where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import people as people_records
from schoolapp.records import service_log
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.people import GRADES, Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.timetable import times_on
from schoolapp.services.afterschool.fill import GradeFill, fact_of, fills_of, planned_fact
from schoolapp.services.afterschool.room import HELPED_WITH, ClassHomework, homework_of, room_of
from schoolapp.services.findings import seen_grades
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
    """One session of a day. Times in minutes after midnight: as planned, or as they were once it is logged. `planned_start` with programme
    and day names it in addresses; `moved`: held at another time than planned. `room` = where it is or was. `staff_name` is who is or was on
    duty, `instead_of` whom they stand in for ('' nobody). `expected`, `present` are heads (None: unknown). `late`: logged on a later day.
    `mine`: I may log it; `responsible`: it is my own duty. `homework` of the classes in the room, for who is on duty there."""

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
    moved: bool = False
    instead_of: str = ""
    assistants: tuple[str, ...] = ()
    content: str = ""
    content_reason: str = ""
    decision: str = ""
    homework: tuple[ClassHomework, ...] = ()


@dataclass(frozen=True, slots=True)
class DueDay:
    """The sessions of a day in the order of their start and room. `note` says why a day has no school; `weekday_missing`: a make-up day of
    which nobody said whose timetable it follows, so that nothing can be planned for it; `timetable`: the weekday (1 Monday) whose timetable
    runs in place of the day's own. `announced`: (reason, grades) told beforehand to have no service; they are no gaps. `others`: for a
    teacher, who else is on duty where. `fills`: the grades' day as it fills, for who looks after the whole; `known`: whether any programme
    exists then; `addable`: (id, name) of the programmes that the reader may log a session of that no plan has."""

    day: date
    school_day: bool
    note: str
    weekday_missing: bool
    sessions: tuple[DueSession, ...]
    timetable: int | None = None
    announced: tuple[tuple[str, tuple[int, ...]], ...] = ()
    others: tuple[DueSession, ...] = ()
    fills: tuple[GradeFill, ...] = ()
    known: bool = False
    addable: tuple[tuple[int, str], ...] = ()

    @property
    def logged(self) -> int:
        return sum(s.state in (DueState.HELD, DueState.CANCELLED) for s in self.sessions)

    @property
    def open(self) -> int:
        return len(self.sessions) - self.logged

    @property
    def gaps(self) -> tuple[GradeFill, ...]:
        """Grades whose day will lack something even when all goes as planned."""
        return tuple(fill for fill in self.fills if fill.gap) if self.known else ()


class _Ground(NamedTuple):
    """The programmes of a day's terms, programme id -> staff ids of who helps, names of the staff."""

    programmes: tuple[ProgrammeRow, ...]
    helping: dict[int, tuple[int, ...]]
    names: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Duties:
    """Who is on duty: `covers` (programme id, planned start) -> staff id, `helping` programme id -> staff ids, `helped` session id -> staff ids."""

    covers: dict[tuple[int, int], int]
    helping: dict[int, tuple[int, ...]]
    helped: dict[int, tuple[int, ...]]
    names: dict[int, str]

    def helpers(self, programme_id: int, one: ServiceSessionRow | None) -> tuple[int, ...]:
        return self.helped.get(one.id, ()) if one else self.helping.get(programme_id, ())

    def cover(self, programme_id: int, place: int) -> int | None:
        return self.covers.get((programme_id, place))


def sessions_due(*, house: House, actor: Actor, day: date, now: datetime, own_only: bool = False) -> DueDay:
    """What is planned or logged on `day`: for the coordinator and those who see the service everything of their grades, for a teacher the
    own duty with the homework of its classes, and beside it who is on duty where. NotFound for a day that an inspector does not see."""
    actor.needs(Permit.SIGNED_IN)
    if not actor.sees_day(day):
        raise NotFound
    standing = standing_of(house=house)
    ground = _ground_of(house, standing, day)
    programmes, everything = ground.programmes, actor.may(Permit.SEE_SERVICE) and not own_only
    with house.reading() as connection:
        logged = service_log.sessions_of_day(connection, day)
        duties = _duties(connection, ground, logged, day)
        found = _all_due(standing, programmes, logged, duties, actor, day, now)
        mine = [s for s in found if s.responsible]
        mine = _with_homework(connection, standing, mine, day)
    own = {(s.programme_id, s.planned_start, s.session_id): s for s in mine}
    shown = [own.get((s.programme_id, s.planned_start, s.session_id), s) for s in found]
    grades = _seen(actor) if everything else GRADES
    if everything:
        shown = [s for s in shown if s.responsible or set(s.grades) & set(grades)]
        sessions, others = shown, []
    else:
        sessions, others = mine, [] if own_only else [_of_the_roster(s) for s in shown if not s.responsible]
    if actor.period is not None:  # who comes from outside sees what was done, not who did it
        sessions = [replace(s, staff_name="", instead_of="", assistants=()) for s in sessions]
    by_id = {p.id: p for p in programmes}
    held = [fact_of(by_id[s.programme_id], s) for s in logged if s.programme_id in by_id]
    open_plan = [planned_fact(by_id[s.programme_id], day, s.start, s.end) for s in found if s.session_id is None]
    calendar = standing.calendar
    school_day = calendar.is_school_day_for_any(day, GRADES)
    weekdays = {calendar.timetable_weekday(day, g) for g in GRADES if calendar.is_school_day(day, g)}
    other_weekday = next(iter(weekdays)) if len(weekdays) == 1 and weekdays != {day.isoweekday()} else None
    at_work = [g for g in standing.grades_of(standing.year_on(day)) if g in grades]
    return DueDay(
        day, school_day, "" if school_day else next((note for g in GRADES if (note := calendar.day_note(day, g))), ""), school_day and weekdays == {None},
        tuple(sessions), other_weekday, _announced(standing, day, at_work), tuple(others),
        fills_of(standing, day, at_work, held, open_plan) if everything else (), bool(programmes),
        tuple((p.id, p.name) for p in programmes if may_log(actor, p, None, None, duties.helpers(p.id, None))))


def _seen(actor: Actor) -> tuple[int, ...]:
    """The grades whose service is the actor's business."""
    grades = None if actor.may(Permit.PLAN_SERVICE) else seen_grades(actor)
    return tuple(GRADES) if grades is None else tuple(sorted(grades))


def _announced(standing: Standing, day: date, grades: list[int]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    found: dict[str, tuple[int, ...]] = {}
    for grade in grades:
        reason = standing.calendar.announced_without_service(day, grade)
        if reason is not None:
            found[reason] = (*found.get(reason, ()), grade)
    return tuple(found.items())


def _ground_of(house: House, standing: Standing, day: date) -> _Ground:
    """What the day's sessions stand on; remembered until more was written than a day's homework and sessions."""
    terms = [term.id for term in standing.calendar.terms_on(day)]

    def make() -> _Ground:
        with house.reading() as connection:
            programmes = tuple(records.list_programmes(connection, terms))
            helping = records.assistants_of(connection, [p.id for p in programmes]) if programmes else {}
            return _Ground(programmes, helping, people_records.staff_names(connection))

    return house.remembered(f"standing:service:{','.join(map(str, terms))}", house.data_version(), make)


def _duties(connection: Connection, ground: _Ground, logged: list[ServiceSessionRow], day: date) -> _Duties:
    covers = {place: staff_id for place, (_row, staff_id) in service_log.covers_on(connection, day).items()}
    helped = service_log.assistants_of_sessions(connection, [s.id for s in logged]) if logged else {}
    return _Duties(covers, ground.helping, helped, ground.names)


def _all_due(
    standing: Standing, programmes: Sequence[ProgrammeRow], logged: list[ServiceSessionRow], duties: _Duties, actor: Actor, day: date, now: datetime
) -> list[DueSession]:
    by_place = {(s.programme_id, s.place): s for s in logged}
    by_id = {p.id: p for p in programmes}
    found: list[DueSession] = []
    for programme in programmes:
        for start, end in planned_on(standing, programme, day):
            one = by_place.pop((programme.id, start), None) or answering(by_place, programme.id, start, end)
            found.append(_due(programme, day, start, end, one, duties, actor, now))
    for one in by_place.values():
        if one.programme_id in by_id:
            found.append(_due(by_id[one.programme_id], day, one.place, one.end, one, duties, actor, now))
    return sorted(found, key=lambda s: (s.start, s.end, s.room, s.grades, s.name, s.programme_id))


def _with_homework(connection: Connection, standing: Standing, mine: list[DueSession], day: date) -> list[DueSession]:
    """The own sessions of homework help that are still to be logged, with what their classes have today."""
    wanted = [s for s in mine if s.session_id is None and s.category in HELPED_WITH]
    if not wanted:
        return mine
    rooms = {s.programme_id: room_of(connection, standing, s.programme_id, s.category, s.grades, day, s.planned_start) for s in wanted}
    homework = homework_of(connection, standing, list({one.id: one for room in rooms.values() for one in room}.values()), day)
    return [replace(s, homework=tuple(homework[one.id] for one in rooms[s.programme_id])) if s in wanted else s for s in mine]


def _of_the_roster(session: DueSession) -> DueSession:
    """A colleague's session as everybody may know of it: when, where, who; no heads and no words."""
    return replace(session, expected=None, present=None, reason="", content="", content_reason="", decision="", provider="", mine=False)


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


def answering(open_sessions: dict[tuple[int, int], ServiceSessionRow], programme_id: int, start: int, end: int) -> ServiceSessionRow | None:
    """A session of the programme at another time than planned, of which nobody said what it stands for (an imported one): it answers for the
    plan that it overlaps."""
    for place, one in open_sessions.items():
        if place[0] == programme_id and one.planned_start is None and one.start < end and one.end > start:
            return open_sessions.pop(place)
    return None


def is_mine(actor: Actor, programme: ProgrammeRow, one: ServiceSessionRow | None, cover: int | None = None, helpers: tuple[int, ...] = ()) -> bool:
    """Whether the person is responsible for the programme, helps in it, stands in, or stood in for this session."""
    return actor.staff_id is not None and actor.staff_id in (programme.staff_id, one.staff_id if one else None, cover, *helpers)


def may_log(actor: Actor, programme: ProgrammeRow, one: ServiceSessionRow | None, cover: int | None = None, helpers: tuple[int, ...] = ()) -> bool:
    """The coordinator logs every session, a teacher the own ones."""
    own = is_mine(actor, programme, one, cover, helpers)
    return actor.operator or Role.COORDINATOR in actor.roles or (actor.may(Permit.LOG_SERVICE) and own)


def _due(
    programme: ProgrammeRow, day: date, start: int, end: int, one: ServiceSessionRow | None, duties: _Duties, actor: Actor, now: datetime
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
    names, cover, helpers = duties.names, duties.cover(programme.id, start), duties.helpers(programme.id, one)
    staff_id = (one.staff_id if one and one.staff_id else None) or cover or programme.staff_id
    return DueSession(
        programme.id,
        programme.name,
        programme.category,
        tuple(sorted(programme.grades)),
        (one.room if one and one.room else None) or programme.room,
        programme.provider,
        staff_id,
        names.get(staff_id, ""),
        day,
        one.place if one else start,
        one.start if one else start,
        one.end if one else end,
        state,
        one.id if one else None,
        one.expected if one else None,
        one.present if one else None,
        one.reason if one else "",
        one is not None and one.logged_at.date() > day,
        may_log(actor, programme, one, cover, helpers),
        is_mine(actor, programme, one, cover, helpers),
        one is not None and one.held and one.planned_start is not None and one.planned_start != one.start,
        names.get(programme.staff_id, "") if staff_id != programme.staff_id else "",
        tuple(names[h] for h in helpers if h in names),
        one.content if one else "",
        (one.content_reason if one else None) or "",
        (one.decision if one else None) or "",
    )
