"""After-school programmes with their weekly times, and the sessions held or cancelled. Heads only, no pupil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    Integer,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    null,
    select,
    type_coerce,
)

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.said import Said
from schoolapp.rules.timetable import SeasonTimes

programme = Table(
    "programme", metadata, key(), link("term"), Column("code", String(40), nullable=False), Column("name", String(80), nullable=False),
    Column("category", String(8), nullable=False), Column("grades", String(20), nullable=False), link("staff"),
    Column("provider", String(100), nullable=False, default=""), Column("room", String(60), nullable=False, default=""),
    Column("active", Boolean, nullable=False, default=True),
    Column("capacity", Integer, info={"later": None}), Column("period_minutes", Integer, info={"later": None}),  # None: the profile's (课时)
    Column("provider_id", Integer, info={"later": None}),  # of providers.service_provider; `provider` is the name as entered or imported
    UniqueConstraint("term_id", "code"),
)
programme_assistant = Table(  # who helps the one responsible, session after session
    "programme_assistant", metadata, key(), link("programme"), link("staff"), UniqueConstraint("programme_id", "staff_id"),
)
programme_slot = Table(  # minutes after midnight; weekday 1 = Monday
    "programme_slot", metadata, key(), link("programme", index=True), Column("weekday", Integer, nullable=False),
    Column("start", Integer, nullable=False), Column("end", Integer, nullable=False), UniqueConstraint("programme_id", "weekday", "start"),
)
service_season = Table(  # a summer or winter timetable of a term: inside it the season's times stand for the usual ones
    "service_season", metadata, key(), link("term"), Column("name", String(40), nullable=False), Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
)
season_slot = Table(  # a programme's times in a season; a programme without any keeps its usual ones
    "season_slot", metadata, key(), link("service_season", "season_id"), link("programme", index=True), Column("weekday", Integer, nullable=False),
    Column("start", Integer, nullable=False), Column("end", Integer, nullable=False), UniqueConstraint("season_id", "programme_id", "weekday", "start"),
)
season_pause = Table(  # a programme that does not run in a season
    "season_pause", metadata, key(), link("service_season", "season_id"), link("programme"), UniqueConstraint("season_id", "programme_id"),
)
service_session = Table(
    "service_session", metadata, key(), link("programme"), Column("day", Date, nullable=False, index=True),
    Column("start", Integer, nullable=False), Column("end", Integer, nullable=False), Column("held", Boolean, nullable=False),
    Column("expected", Integer), Column("present", Integer), link("staff", null=True), Column("content", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""), Column("logged_at", Moment, nullable=False), link("staff", "logged_by", null=True),
    Column("version", Integer, nullable=False, default=1), Column("import_id", Integer),
    Column("planned_start", Integer, info={"later": None}),  # the planned time a moved session answers for; None: its own start
    Column("room", String(60), info={"later": None}),  # where it was held, if not in the programme's room
    Column("decision", String(300), info={"later": None}), Column("decision_file_id", Integer, info={"later": None}),  # why on a day without school
    Column("content_reason", String(200), info={"later": None}),  # why it is logged in words that the C21 rule asks about
    UniqueConstraint("programme_id", "day", "start"),
)
session_heads = Table(  # heads by class; `finished`: how many of them finished their homework: most, half, few or not said
    "session_heads", metadata, key(), link("service_session", "session_id"), link("school_class", "class_id", index=True),
    Column("expected", Integer), Column("present", Integer), Column("finished", String(8), nullable=False, default=""),
    UniqueConstraint("session_id", "class_id"),
)
session_assistant = Table(
    "session_assistant", metadata, key(), link("service_session", "session_id"), link("staff"), UniqueConstraint("session_id", "staff_id"),
)
session_cover = Table(  # 代班 arranged before the session: who stands in at the planned start; once it is logged the session itself says who was there
    "session_cover", metadata, key(), link("programme"), Column("day", Date, nullable=False, index=True), Column("start", Integer, nullable=False),
    link("staff"), link("staff", "arranged_by", null=True), Column("arranged_at", Moment, nullable=False), UniqueConstraint("programme_id", "day", "start"),
)


class ProgrammeRow(NamedTuple):
    """A programme of one term; `slots` = its usual (weekday, start, end) in minutes after midnight, `seasons` = those of the seasons that have
    times of its own. `capacity`, `period_minutes` None: not said (the profile's length holds); `provider_id`: of the provider on file."""

    id: int
    term_id: int
    code: str
    name: str
    category: str
    grades: frozenset[int]
    staff_id: int
    provider: str
    room: str
    active: bool
    slots: tuple[tuple[int, int, int], ...] = ()
    seasons: tuple[SeasonTimes, ...] = ()
    capacity: int | None = None
    period_minutes: int | None = None
    provider_id: int | None = None


class SeasonRow(NamedTuple):
    """A summer or winter timetable of a term, both days included."""

    id: int
    term_id: int
    name: str
    start: date
    end: date


class ServiceSessionRow(NamedTuple):
    """One programme on one day at a start: held, or cancelled with a reason. `planned_start`: of the planned time that a moved one answers for;
    `room`, `decision`, `content_reason`: see the table (None: nothing said)."""

    id: int
    programme_id: int
    day: date
    start: int
    end: int
    held: bool
    expected: int | None
    present: int | None
    staff_id: int | None
    content: str
    reason: str
    logged_at: datetime
    logged_by: int | None
    version: int
    planned_start: int | None = None
    room: str | None = None
    decision: str | None = None
    decision_file_id: int | None = None
    content_reason: str | None = None

    @property
    def place(self) -> int:
        """The planned start that it answers for: with programme and day the session's name."""
        return self.start if self.planned_start is None else self.planned_start


_SESSION = tuple(service_session.c[name] for name in ServiceSessionRow._fields)
_p = programme.c
_NO_DATE = type_coerce(null(), Date)


def list_programmes(connection: Connection, term_ids: Iterable[int] | None = None) -> list[ProgrammeRow]:
    """Programmes of these terms (None: of all), with their usual times and their seasons', in the order of entry."""
    times, query = _asking(None if term_ids is None else _p.term_id.in_(list(term_ids)))
    return _programmes(connection.execute(times), connection.execute(query))  # times at once: the register form asks for them too


def find_programme(connection: Connection, programme_id: int) -> ProgrammeRow | None:
    times, query = _ONE
    return next(iter(_programmes(times.rows(connection, programme=programme_id), query.rows(connection, programme=programme_id))), None)


def _asking(wanted: ColumnElement[bool] | None) -> tuple[CompoundSelect[Any], Select[Any]]:
    """What asks for the times of these programmes, usual and seasonal, and for the programmes themselves."""
    s, t, n, z = programme_slot.c, season_slot.c, service_season.c, season_pause.c
    query = select(_p.id, _p.term_id, _p.code, _p.name, _p.category, _p.grades, _p.staff_id, _p.provider, _p.room, _p.active,
                   _p.capacity, _p.period_minutes, _p.provider_id).order_by(_p.id)
    usual = select(s.programme_id, _NO_DATE.label("season_start"), _NO_DATE.label("season_end"), s.weekday, s.start, s.end)
    seasonal = select(t.programme_id, n.start, n.end, t.weekday, t.start, t.end).join_from(season_slot, service_season)
    paused = select(z.programme_id, n.start, n.end, *(type_coerce(null(), Integer).label(name) for name in ("weekday", "begins", "ends"))).join_from(
        season_pause, service_season)
    if wanted is not None:
        query = query.where(wanted)
        usual, seasonal = usual.where(s.programme_id.in_(select(_p.id).where(wanted))), seasonal.where(t.programme_id.in_(select(_p.id).where(wanted)))
        paused = paused.where(z.programme_id.in_(select(_p.id).where(wanted)))
    return usual.union_all(seasonal, paused), query


def _programmes(times: Iterable[Sequence[Any]], rows: Iterable[Sequence[Any]]) -> list[ProgrammeRow]:
    slots: dict[int, list[tuple[int, int, int]]] = {}
    seasons: dict[int, dict[tuple[date, date], list[tuple[int, int, int]]]] = {}
    for row in times:
        found = slots.setdefault(row[0], []) if row[1] is None else seasons.setdefault(row[0], {}).setdefault((row[1], row[2]), [])
        if row[3] is not None:  # None: it pauses in that season
            found.append((row[3], row[4], row[5]))
    return [ProgrammeRow(*row[:5], frozenset(int(g) for g in row[5].split(",")), *row[6:10], tuple(sorted(slots.get(row[0], ()))),
                         tuple(SeasonTimes(*span, tuple(sorted(times))) for span, times in sorted(seasons.get(row[0], {}).items())), *row[10:])
            for row in rows]


_ONE = tuple(map(Said, _asking(_p.id == bindparam("programme"))))


def assistants_of(connection: Connection, programme_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Programme id -> staff ids of those who help, in the order of entry; a programme without any is not in it."""
    c = programme_assistant.c
    found: dict[int, tuple[int, ...]] = {}
    for row in connection.execute(select(c.programme_id, c.staff_id).where(c.programme_id.in_(list(programme_ids))).order_by(c.id)):
        found[row[0]] = (*found.get(row[0], ()), row[1])
    return found


def assistant_ids(connection: Connection, programme_id: int) -> dict[int, int]:
    """Staff id -> id of the row that makes them an assistant of the programme."""
    c = programme_assistant.c
    return {row[0]: row[1] for row in connection.execute(select(c.staff_id, c.id).where(c.programme_id == programme_id).order_by(c.id))}


def list_seasons(connection: Connection, term_id: int | None = None) -> list[SeasonRow]:
    """The seasons of a term (None: of all), by their first day."""
    c = service_season.c
    query = select(c.id, c.term_id, c.name, c.start, c.end).order_by(c.start, c.id)
    return [SeasonRow(*row) for row in connection.execute(query if term_id is None else query.where(c.term_id == term_id))]


def season_slot_ids(connection: Connection, season_id: int, programme_id: int | None = None) -> dict[tuple[int, int, int], tuple[int, int]]:
    """(programme id, weekday, start) -> (id, end) of the times in a season (of one programme)."""
    c = season_slot.c
    query = select(c.programme_id, c.weekday, c.start, c.id, c.end).where(c.season_id == season_id)
    rows = connection.execute(query if programme_id is None else query.where(c.programme_id == programme_id))
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


def pause_ids(connection: Connection, season_id: int) -> dict[int, int]:
    """Programme id -> id of the row that says that it does not run in a season."""
    c = season_pause.c
    return {row[0]: row[1] for row in connection.execute(select(c.programme_id, c.id).where(c.season_id == season_id))}


def count_sessions(connection: Connection, programme_ids: Iterable[int], start: date, end: date) -> int:
    """How many sessions of these programmes were logged from `start` to `end`, both included."""
    c = service_session.c
    found = connection.execute(select(func.count()).where(c.programme_id.in_(list(programme_ids)), c.day >= start, c.day <= end)).scalar()
    return int(found or 0)


def list_sessions(connection: Connection, start: date, end: date) -> list[ServiceSessionRow]:
    """Sessions of a period, both bounds inclusive, by day, start and id."""
    c = service_session.c
    return [ServiceSessionRow(*row) for row in connection.execute(
        select(*_SESSION).where(c.day >= start, c.day <= end).order_by(c.day, c.start, c.id))]


def find_session(connection: Connection, session_id: int) -> ServiceSessionRow | None:
    row = connection.execute(select(*_SESSION).where(service_session.c.id == session_id)).first()
    return None if row is None else ServiceSessionRow(*row)


def slot_ids(connection: Connection, programme_id: int) -> dict[tuple[int, int], tuple[int, int]]:
    """(weekday, start) -> (id, end) of a programme's weekly times."""
    s = programme_slot.c
    return {(row[1], row[2]): (row[0], row[3]) for row in connection.execute(
        select(s.id, s.weekday, s.start, s.end).where(s.programme_id == programme_id))}
