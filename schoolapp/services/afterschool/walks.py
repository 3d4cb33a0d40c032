"""Walk-throughs (巡查): the agreed points about a session, each fine, to follow up or not applicable, with a note; what is to be followed up is
closed with a note. About sessions, never about persons: nobody is named, nothing is scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import service_log
from schoolapp.records import walks as walk_records
from schoolapp.records.afterschool import ProgrammeRow
from schoolapp.records.walks import WalkRow
from schoolapp.rules.afterschool import Category
from schoolapp.rules.audit import canonical
from schoolapp.rules.names import clean
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.walks import WalkMark, WalkPoint, points_for, to_follow
from schoolapp.services.afterschool.today import DueSession, DueState, planned_on, sessions_due
from schoolapp.services.findings import seen_grades
from schoolapp.services.house import Conflict, House, Replayed
from schoolapp.services.school import Standing, standing_of

NOTE_MOST = 500
SHOWN = timedelta(days=30)
NOW_MINUTES = 20  # a session that ended so shortly ago still has its pupils in the room


class Fault(NamedTuple):
    """What is wrong with a field (a point's code, note, followed_up). Codes: required, long, identity, mobile, future."""

    field: str
    code: str


class BadWalk(Exception):
    """The form cannot be taken as it is; every fault at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{f.field}: {f.code}" for f in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk-through as its readers see it. `follow` = the points to follow up; `open`: nobody has closed them."""

    row: WalkRow
    programme: ProgrammeRow
    points: Mapping[WalkPoint, WalkMark]

    @property
    def follow(self) -> tuple[WalkPoint, ...]:
        return to_follow(self.points)

    @property
    def open(self) -> bool:
        return bool(self.follow) and self.row.followed_up_at is None


@dataclass(frozen=True, slots=True)
class WalkList:
    """Sessions of today with how often each was visited: `running` to walk into now, `rest` the others that were not cancelled. `open` walks of
    any day, the oldest first; `others` of the last thirty days, newest first."""

    today: date
    running: tuple[tuple[DueSession, int], ...]
    rest: tuple[tuple[DueSession, int], ...]
    open: tuple[Walk, ...]
    others: tuple[Walk, ...]


@dataclass(frozen=True, slots=True)
class WalkOffer:
    """The form of a walk: the programme, its day and planned times, who is to be found there, the points to look at."""

    programme: ProgrammeRow
    day: date
    start: int
    session: DueSession
    points: tuple[WalkPoint, ...]


def list_walks(*, house: House, actor: Actor, now: datetime) -> WalkList:
    """What waits, what can be visited now, what was seen lately: of the grades that are the actor's."""
    actor.needs(Permit.WALK_SERVICE)
    today = now.date()
    with house.reading() as connection:
        programmes = {p.id: p for p in records.list_programmes(connection)}
        waiting = _walks(programmes, walk_records.open_walks(connection), actor)
        lately = _walks(programmes, walk_records.list_walks(connection, today - SHOWN, today), actor)
    due = sessions_due(house=house, actor=actor, day=today, now=now)
    visits: dict[tuple[int, int], int] = {}
    for walk in lately:
        if walk.row.day == today:
            visits[walk.row.programme_id, walk.row.start] = visits.get((walk.row.programme_id, walk.row.start), 0) + 1
    minute = now.hour * 60 + now.minute
    shown = [(s, visits.get((s.programme_id, s.planned_start), 0)) for s in due.sessions if s.state is not DueState.CANCELLED]
    running = tuple(pair for pair in shown if pair[0].start <= minute < pair[0].end + NOW_MINUTES)
    return WalkList(today, running, tuple(pair for pair in shown if pair not in running), waiting, tuple(w for w in lately if not w.open))


def count_open(*, house: House, actor: Actor) -> int:
    """How many walk-throughs of the actor's grades wait to be followed up."""
    actor.needs(Permit.WALK_SERVICE)
    with house.reading() as connection:
        rows = walk_records.open_walks(connection)
        programmes = {p.id: p for p in records.list_programmes(connection)} if rows else {}
    return len(_walks(programmes, rows, actor))


def _walks(programmes: Mapping[int, ProgrammeRow], rows: Iterable[WalkRow], actor: Actor) -> tuple[Walk, ...]:
    return tuple(_walk(programmes[row.programme_id], row) for row in rows if _sees(actor, programmes[row.programme_id]))


def _walk(programme: ProgrammeRow, row: WalkRow) -> Walk:
    said: dict[str, str] = json.loads(row.points)
    return Walk(row, programme, {point: WalkMark(said[point.value]) for point in WalkPoint if point.value in said})


def _sees(actor: Actor, programme: ProgrammeRow) -> bool:
    grades = None if actor.may(Permit.PLAN_SERVICE) else seen_grades(actor)
    return grades is None or bool(programme.grades & grades)


def walk_offer(*, house: House, actor: Actor, programme_id: int, day: date, start: int, now: datetime) -> WalkOffer:
    """The form for a session of today or a past day. NotFound where there is none at that planned start, or it is not the actor's to visit."""
    actor.needs(Permit.WALK_SERVICE)
    due = sessions_due(house=house, actor=actor, day=day, now=now)
    session = next((s for s in due.sessions if (s.programme_id, s.planned_start) == (programme_id, start)), None)
    with house.reading() as connection:
        programme = records.find_programme(connection, programme_id)
    if programme is None or session is None or not _sees(actor, programme) or day > now.date():
        raise NotFound
    return WalkOffer(programme, day, start, session, points_for(Category(programme.category)))


def record_walk(
    *, house: House, actor: Actor, programme_id: int, day: date, start: int, points: Mapping[WalkPoint, WalkMark], note: str, request_key: str = "",
    now: datetime
) -> int:
    """Records a walk-through; every point that the category is asked about needs its mark, what is to be followed up a note. Gives its id."""
    actor.needs(Permit.WALK_SERVICE)
    standing, note = standing_of(house=house), clean(note)
    content = {"programme": programme_id, "day": day, "start": start, "points": {p.value: m.value for p, m in points.items()}, "note": note}
    try:
        with house.writing(actor=actor, now=now) as work:
            work.replay(request_key, content)
            programme = records.find_programme(work.connection, programme_id)
            if programme is None or not _sees(actor, programme) or not _is_there(work.connection, standing, programme, day, start):
                raise NotFound
            asked = points_for(Category(programme.category))
            faults = [Fault(point.value, "required") for point in asked if point not in points]
            faults += _note_faults("note", note, needed=bool(to_follow(points)))
            if day > now.date() or (day == now.date() and start > now.hour * 60 + now.minute):
                faults.append(Fault("day", "future"))
            if faults:
                raise BadWalk(faults)
            kept = {point.value: points[point].value for point in asked}
            values = {"programme_id": programme_id, "day": day, "start": start, "points": canonical(kept), "note": note}
            walk_id = work.add(walk_records.walk_through, **values, walked_by=actor.staff_id, walked_at=now)
            work.audit("walk_recorded", f"walk:{walk_id}", None, {**values, "points": kept, "programme": programme.code})
            work.remember(request_key, content, str(walk_id))
            return walk_id
    except Replayed as again:
        return int(again.result)


def _is_there(connection: Connection, standing: Standing, programme: ProgrammeRow, day: date, start: int) -> bool:
    """Whether a session of the programme is planned for, or logged at, this start."""
    return any(s == start for s, _ in planned_on(standing, programme, day)) or service_log.find_answering(connection, programme.id, day, start) is not None


def _note_faults(field: str, text: str, *, needed: bool) -> list[Fault]:
    if not text:
        return [Fault(field, "required")] if needed else []
    if len(text) > NOTE_MOST:
        return [Fault(field, "long")]
    personal = find_personal(text)
    return [Fault(field, personal.value)] if personal else []


def get_walk(*, house: House, actor: Actor, walk_id: int) -> Walk:
    """One walk-through; NotFound where it is not of the actor's grades."""
    actor.needs(Permit.WALK_SERVICE)
    with house.reading() as connection:
        row = walk_records.find_walk(connection, walk_id)
        programme = records.find_programme(connection, row.programme_id) if row else None
    if row is None or programme is None or not _sees(actor, programme):
        raise NotFound
    return _walk(programme, row)


def follow_up(*, house: House, actor: Actor, walk_id: int, note: str, now: datetime) -> None:
    """Closes what was to be followed up, with what was done. BadWalk without it, Conflict('closed') where somebody did so already."""
    actor.needs(Permit.WALK_SERVICE)
    note = clean(note)
    with house.writing(actor=actor, now=now) as work:
        row = walk_records.find_walk(work.connection, walk_id)
        programme = records.find_programme(work.connection, row.programme_id) if row else None
        if row is None or programme is None or not _sees(actor, programme) or not _walk(programme, row).follow:
            raise NotFound
        if row.followed_up_at is not None:
            raise Conflict("closed")
        faults = _note_faults("followed_up", note, needed=True)
        if faults:
            raise BadWalk(faults)
        work.change(walk_records.walk_through, walk_id, followed_up=note, followed_up_at=now, version=row.version + 1)
        work.audit("walk_followed_up", f"walk:{walk_id}", {"followed_up": ""}, {"followed_up": note})
