"""What the form of a session shows before anybody types: its plan, the classes in the room with the heads to expect and today's homework,
what is logged already, how the grades' day fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import audit as audit_records
from schoolapp.records import files as file_records
from schoolapp.records import people as people_records
from schoolapp.records import service_log
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.afterschool import Category, SessionFact
from schoolapp.rules.people import ClassRef, Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.session_heads import Finished, SessionHeads
from schoolapp.services.afterschool.choices import parted, usual_contents
from schoolapp.services.afterschool.fill import GradeFill, fact_of, fills_of, planned_fact
from schoolapp.services.afterschool.room import HELPED_WITH, ClassHomework, classes_of, expected_heads, homework_of, room_of
from schoolapp.services.afterschool.today import answering, may_log, planned_on, programmes_on
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

LATEST_MINUTE = 24 * 60 - 1
BY_CLASS_MOST = 24  # classes of a programme that is not homework help, up to which heads by class are offered


class Change(NamedTuple):
    """One entry of a session's history: when, by whom, which values it took the place of."""

    at: datetime
    actor: str
    act: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RoomClass:
    """A class that may be in the session; `here`: it is, as far as is known. Heads as logged, else to expect (None: unknown). `homework`
    None: not the reader's to see."""

    one: ClassRef
    here: bool
    expected: int | None
    present: int | None
    finished: Finished | None
    homework: ClassHomework | None


class Colleague(NamedTuple):
    """Who can be on duty; `busy`: name of another session of that time in which they are."""

    id: int
    name: str
    busy: str


@dataclass(frozen=True, slots=True)
class SessionForm:
    """`place` = the planned start that names the session; `planned` its times by the plan (of what is logged, where nothing is planned);
    `unplanned`: no plan of the day has it. `by_class`: heads are asked class by class (homework help;
    extended care where it is known of every class in the room how many to expect). `expected` = heads in all to expect.
    `staff_id` is who is to be on duty (the responsible one, or who stands in, `covered`); `helpers` who assists. `contents`, `words` = what is
    chosen and written before anybody types. `school_day` False: held only with a decision; `announced`: why there is no service, else None.
    `mine`: the reader may log it; `begun` False: it is still to come. `held`, `open` = the day's other sessions, logged and planned."""

    programme: ProgrammeRow
    day: date
    place: int
    planned: tuple[int, int]
    unplanned: bool
    logged: ServiceSessionRow | None
    logged_by: str
    classes: tuple[RoomClass, ...]
    by_class: bool
    expected: int | None
    staff_id: int
    covered: bool
    helpers: tuple[int, ...]
    staff: tuple[Colleague, ...]
    contents: tuple[str, ...]
    words: str
    school_day: bool
    day_note: str
    announced: str | None
    mine: bool
    begun: bool
    decision_file: str
    history: tuple[Change, ...]
    names: Mapping[int, str]
    standing: Standing
    held: tuple[SessionFact, ...]
    open: tuple[SessionFact, ...]

    @property
    def category(self) -> Category:
        return Category(self.programme.category)

    @property
    def asks_finished(self) -> bool:
        """Whether it is asked how far classes got with their homework."""
        return self.category is Category.HOMEWORK_HELP

    @property
    def helps(self) -> bool:
        """Whether homework is what the session is for."""
        return self.category in HELPED_WITH

    def fills_with(self, start: int, end: int, held: bool) -> tuple[GradeFill, ...]:
        """The day of the programme's grades once this session is logged with these times."""
        mine = [planned_fact(self.programme, self.day, start, end)] if held and 0 <= start < end else []
        return fills_of(self.standing, self.day, self.programme.grades, [*self.held, *mine], self.open)


def form_of_session(*, house: House, actor: Actor, programme_id: int, day: date, start: int, now: datetime) -> SessionForm:
    """The session of a programme planned for (or logged at) `start`; NotFound where it is not the actor's to log or see."""
    standing = standing_of(house=house)
    with house.reading() as connection:
        programme = records.find_programme(connection, programme_id)
        if programme is None or not actor.sees_day(day):
            raise NotFound
        slots = planned_on(standing, programme, day)
        logged = _logged(connection, programme_id, day, slots, start)
        place = logged.place if logged else start
        cover = service_log.covers_on(connection, day).get((programme_id, place), (0, None))[1]
        helpers = _helpers(connection, programme_id, logged)
        mine = may_log(actor, programme, logged, cover, helpers)
        if not mine and not actor.may(Permit.SEE_SERVICE):
            raise NotFound
        last = service_log.last_held_before(connection, programme_id, day, place)
        classes = _classes(connection, standing, actor, programme, logged, day, place, mine)
        names = people_records.staff_names(connection)
        held, open_plan, busy = _beside(connection, standing, programme_id, day, place, next((e for s, e in slots if s == place), place + 60))
        inspectors = {who for who, role in people_records.list_roles(connection) if role.role is Role.INSPECTOR}
        staff = tuple(Colleague(s.id, s.name, busy.get(s.id, "")) for s in people_records.list_staff(connection) if s.active and s.id not in inspectors)
        history = tuple(Change(e.at, e.actor, e.act, e.old, e.new) for e in audit_records.entries_of(connection, f"session:{logged.id}")) if logged else ()
        file = file_records.find_file(connection, logged.decision_file_id) if logged and logged.decision_file_id else None
    category = Category(programme.category)
    planned = next(((s, e) for s, e in slots if s == place), None)
    times = planned or ((logged.start, logged.end) if logged else (start, min(start + 60, LATEST_MINUTE)))
    here = [one for one in classes if one.here]
    known = [one.expected is not None for one in here]
    by_class = category in HELPED_WITH and bool(here) and (any(known) if logged else all(known) or category is Category.HOMEWORK_HELP)
    total = sum(one.expected for one in here if one.expected is not None) if by_class and all(known) else None
    chosen, words = parted(logged.content) if logged else (parted(last.content)[0] if last else (), "")
    return SessionForm(
        programme, day, place, times, planned is None, logged, names.get(logged.logged_by or 0, "") if logged else "", classes, by_class,
        logged.expected if logged else total if total is not None else last.expected if last else None,
        (logged.staff_id if logged else None) or cover or programme.staff_id, cover is not None, helpers, staff,
        chosen or (() if logged else usual_contents(category)), words, standing.calendar.is_school_day_for_any(day, programme.grades),
        _first_note(standing, programme, day), _announced(standing, programme, day), mine,
        day < now.date() or (day == now.date() and now.hour * 60 + now.minute >= times[0]), file.name if file else "", history, names, standing,
        held, open_plan)


def _logged(connection: Connection, programme_id: int, day: date, slots: Sequence[tuple[int, int]], start: int) -> ServiceSessionRow | None:
    """The session that answers for the plan of this start, or was held at it."""
    found = service_log.find_answering(connection, programme_id, day, start)
    end = next((e for s, e in slots if s == start), None)
    if found is None and end is not None:
        planned = {s for s, _ in slots}
        return answering({(programme_id, s.place): s for s in service_log.sessions_on(connection, programme_id, day) if s.place not in planned},
                         programme_id, start, end)
    return found


def _helpers(connection: Connection, programme_id: int, logged: ServiceSessionRow | None) -> tuple[int, ...]:
    if logged is not None:
        return service_log.assistants_of_sessions(connection, [logged.id]).get(logged.id, ())
    return records.assistants_of(connection, [programme_id]).get(programme_id, ())


def _classes(
    connection: Connection, standing: Standing, actor: Actor, programme: ProgrammeRow, logged: ServiceSessionRow | None, day: date, place: int, mine: bool
) -> tuple[RoomClass, ...]:
    category = Category(programme.category)
    classes = classes_of(standing, programme.grades, day)
    if category not in HELPED_WITH and len(classes) > BY_CLASS_MOST:
        return ()
    known = {row.class_id: row for row in service_log.heads_of(connection, [logged.id]).get(logged.id, ())} if logged else {}
    expected = {row.class_id: row for row in expected_heads(connection, standing, programme.id, category, programme.grades, day, place)}
    room = {one.id for one in room_of(connection, standing, programme.id, category, programme.grades, day, place)} if not known else set(known)
    seen = [one for one in classes if mine or actor.sees_class(one)]
    homework = homework_of(connection, standing, seen, day)
    found = []
    for one in classes:
        row = known.get(one.id) or (SessionHeads(one.id, None, None) if logged else expected.get(one.id) or SessionHeads(one.id, None, None))
        found.append(RoomClass(one, one.id in room, row.expected, row.present if logged else row.expected, row.finished, homework.get(one.id)))
    return tuple(found)


def _beside(
    connection: Connection, standing: Standing, programme_id: int, day: date, place: int, end: int
) -> tuple[tuple[SessionFact, ...], tuple[SessionFact, ...], dict[int, str]]:
    """(logged facts, planned facts, who is busy where at that time) of the day's other sessions."""
    programmes = {p.id: p for p in programmes_on(connection, standing, day)}
    rows = {(s.programme_id, s.place): s for s in records.list_sessions(connection, day, day) if s.programme_id in programmes}
    covers = {where: staff_id for where, (_row, staff_id) in service_log.covers_on(connection, day).items()}
    held = tuple(fact_of(programmes[s.programme_id], s) for where, s in rows.items() if where != (programme_id, place))
    open_plan, busy = [], {}
    for programme in programmes.values():
        for start, until in planned_on(standing, programme, day):
            if (programme.id, start) == (programme_id, place):
                continue
            one = rows.get((programme.id, start))
            if one is None and not any(f.programme_id == programme.id and f.start < until and f.end > start for f in held):
                open_plan.append(planned_fact(programme, day, start, until))
            if start < end and until > place and (one is None or one.held):
                busy[(one.staff_id if one else None) or covers.get((programme.id, start)) or programme.staff_id] = programme.name
    return held, tuple(open_plan), busy


def _first_note(standing: Standing, programme: ProgrammeRow, day: date) -> str:
    return next((note for g in sorted(programme.grades) if (note := standing.calendar.day_note(day, g))), "")


def _announced(standing: Standing, programme: ProgrammeRow, day: date) -> str | None:
    """Why the service is off for all of the programme's grades that have school; None where it runs for one of them."""
    grades = [g for g in sorted(programme.grades) if standing.calendar.is_school_day(day, g)]
    reasons = [standing.calendar.announced_without_service(day, g) for g in grades]
    return reasons[0] if reasons and all(reason is not None for reason in reasons) else None
