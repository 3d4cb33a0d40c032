"""Logging a session: held with heads, or cancelled with a reason; corrections keep what stood before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import audit as audit_records
from schoolapp.records import people as people_records
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.afterschool import Category
from schoolapp.rules.people import school_year_of
from schoolapp.rules.permits import Actor, NotAllowed, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.wording import new_lesson_hit
from schoolapp.services.afterschool.today import may_log, planned_on
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import Standing, standing_of

CONTENT_MOST, REASON_MOST = 2000, 500
LATEST_MINUTE = 24 * 60 - 1


class Fault(NamedTuple):
    """What is wrong with a field. Codes: required, order, negative, long, identity, mobile, future, not_school_day, new_lesson (to be
    confirmed), staff."""

    field: str
    code: str


class BadSession(Exception):
    """The form cannot be taken as it is; every fault at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{f.field}: {f.code}" for f in faults))
        self.faults = tuple(faults)


class SessionDraft(NamedTuple):
    """What a form says of a session. Times in minutes after midnight, heads None = unknown (only where cancelled)."""

    held: bool
    start: int
    end: int
    expected: int | None
    present: int | None
    content: str
    reason: str
    staff_id: int


class Change(NamedTuple):
    """One entry of a session's history: when, by whom, which values it took the place of."""

    at: datetime
    actor: str
    act: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class SessionForm:
    """What the form shows: the programme, the plan, what is logged already, heads to expect, and who may stand in."""

    programme: ProgrammeRow
    day: date
    planned: tuple[int, int]
    logged: ServiceSessionRow | None
    expected: int | None
    staff: tuple[tuple[int, str], ...]
    service_minutes: int
    offwork: int
    history: tuple[Change, ...]


def form_of_session(*, house: House, actor: Actor, programme_id: int, day: date, start: int, now: datetime) -> SessionForm:
    """The session of a programme planned for (or logged at) `start`; NotFound where it is not the actor's to log or see."""
    standing = standing_of(house=house)
    with house.reading() as connection:
        programme = records.find_programme(connection, programme_id)
        if programme is None:
            raise NotFound
        logged = records.find_session_at(connection, programme_id, day, start)
        if not (may_log(actor, programme, logged) or actor.may(Permit.SEE_SERVICE)) or not actor.sees_day(day):
            raise NotFound
        planned = next(((s, e) for s, e in planned_on(standing, programme, day) if s == start), None)
        expected = _expected(connection, standing, programme, day)
        staff = tuple((s.id, s.name) for s in people_records.list_staff(connection) if s.active)
        history = tuple(Change(e.at, e.actor, e.act, e.old, e.new) for e in audit_records.entries_of(connection, f"session:{logged.id}")) if logged else ()
    profile = standing.profile(day)
    fallback = (logged.start, logged.end) if logged else (start, min(start + 60, LATEST_MINUTE))
    return SessionForm(programme, day, planned or fallback, logged, expected, staff, profile.service_minutes, profile.offwork_minutes, history)


def _expected(connection: Connection, standing: Standing, programme: ProgrammeRow, day: date) -> int | None:
    """Heads to expect: as in the programme's last held session; for homework help before the first one, who takes part in its grades."""
    before = [s for s in records.sessions_of_programme(connection, programme.id, day) if s.held and s.expected is not None]
    if before:
        return before[-1].expected
    if programme.category != Category.HOMEWORK_HELP.value:
        return None
    heads = people_records.heads_on(connection, day, school_year_of(day))
    found = [heads[c.id].joined for c in standing.classes.values() if c.grade in programme.grades and c.id in heads]
    return sum(found) if found else None


def _faults(standing: Standing, programme: ProgrammeRow, draft: SessionDraft, day: date, now: datetime, confirmed: bool) -> list[Fault]:
    faults: list[Fault] = []
    if not 0 <= draft.start <= LATEST_MINUTE or not 0 < draft.end <= LATEST_MINUTE or draft.start >= draft.end:
        faults.append(Fault("end", "order"))
    for name, heads in (("expected", draft.expected), ("present", draft.present)):
        if heads is not None and not 0 <= heads <= 100_000:
            faults.append(Fault(name, "negative"))
        elif heads is None and draft.held:
            faults.append(Fault(name, "required"))
    for name, text, most in (("content", draft.content, CONTENT_MOST), ("reason", draft.reason, REASON_MOST)):
        if len(text) > most:
            faults.append(Fault(name, "long"))
        elif personal := find_personal(text):
            faults.append(Fault(name, personal.value))
    if draft.held and not draft.content:
        faults.append(Fault("content", "required"))
    if not draft.held and not draft.reason:
        faults.append(Fault("reason", "required"))
    if day > now.date():
        faults.append(Fault("day", "future"))
    elif draft.held and not standing.calendar.is_school_day_for_any(day, programme.grades):
        faults.append(Fault("day", "not_school_day"))
    if draft.held and not confirmed and new_lesson_hit(draft.content) is not None:
        faults.append(Fault("content", "new_lesson"))
    return faults


def _cleaned(draft: SessionDraft) -> SessionDraft:
    content, reason = draft.content.strip(), draft.reason.strip()
    return draft._replace(content=content, reason="" if draft.held else reason, expected=draft.expected, present=draft.present if draft.held else None)


def log_session(
    *, house: House, actor: Actor, programme_id: int, day: date, draft: SessionDraft, confirmed: bool = False, request_key: str = "", now: datetime
) -> int:
    """Records a session of today or a past day (then marked as logged late). A hit of the no-new-lessons rule needs `confirmed`.
    Gives the session's id; BadSession with every fault, Conflict('exists') where one with this start is there."""
    actor.needs(Permit.LOG_SERVICE)
    standing, draft = standing_of(house=house), _cleaned(draft)
    content = {"programme": programme_id, "day": day, "draft": list(draft)}
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        programme = records.find_programme(work.connection, programme_id)
        if programme is None or not may_log(actor, programme, None):
            raise NotFound
        faults = _faults(standing, programme, draft, day, now, confirmed)
        if not people_records.is_active(work.connection, draft.staff_id):
            faults.append(Fault("staff_id", "staff"))
        if faults:
            raise BadSession(faults)
        if records.find_session_at(work.connection, programme_id, day, draft.start) is not None:
            raise Conflict("exists")
        values = draft._asdict()
        session_id = work.add(records.service_session, programme_id=programme_id, day=day, **values, logged_at=now, logged_by=actor.staff_id)
        work.audit("session_logged", f"session:{session_id}", None, {**values, "programme": programme.code, "day": day})
        work.remember(request_key, content, str(session_id))
    return session_id


def correct_session(
    *, house: House, actor: Actor, session_id: int, version: int, draft: SessionDraft, why: str, confirmed: bool = False, now: datetime
) -> None:
    """Changes a logged session; the reason and both values stay in its history. Conflict where it was changed since `version`."""
    actor.needs(Permit.LOG_SERVICE)
    standing, draft, why = standing_of(house=house), _cleaned(draft), why.strip()
    with house.writing(actor=actor, now=now) as work:
        before = records.find_session(work.connection, session_id)
        programme = records.find_programme(work.connection, before.programme_id) if before else None
        if before is None or programme is None:
            raise NotFound
        if not may_log(actor, programme, before):
            raise NotAllowed("log_service")
        faults = [f for f in _faults(standing, programme, draft, before.day, now, confirmed) if f.code != "not_school_day" or not before.held]
        if not why or len(why) > REASON_MOST or find_personal(why):
            faults.append(Fault("why", "required" if not why else "long" if len(why) > REASON_MOST else "identity"))
        if faults:
            raise BadSession(faults)
        if before.version != version:
            raise Conflict("changed")
        taken = records.find_session_at(work.connection, before.programme_id, before.day, draft.start)
        if taken is not None and taken.id != session_id:
            raise Conflict("exists")
        old: dict[str, Any] = {name: getattr(before, name) for name in SessionDraft._fields}
        work.change(records.service_session, session_id, **draft._asdict(), version=version + 1)
        changed = {name: value for name, value in draft._asdict().items() if old[name] != value}
        work.audit("session_corrected", f"session:{session_id}", {name: old[name] for name in changed}, {**changed, "why": why})
