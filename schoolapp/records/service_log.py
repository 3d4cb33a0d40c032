"""What is asked of logged sessions beside their own row: heads by class, assistants, who stands in, which session answers for a planned time.
The tables stand in `afterschool`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, func, or_, select

from schoolapp.records.afterschool import ServiceSessionRow, programme, service_session, session_assistant, session_cover, session_heads
from schoolapp.records.said import Said
from schoolapp.rules.session_heads import Finished, FinishedFact, SessionHeads

_c, _h, _a, _v = service_session.c, session_heads.c, session_assistant.c, session_cover.c
_SESSION = tuple(_c[name] for name in ServiceSessionRow._fields)
_ON = Said(select(*_SESSION).where(_c.day == bindparam("day")).order_by(_c.day, _c.start, _c.id))
_OF_PROGRAMME = Said(select(*_SESSION).where(_c.programme_id == bindparam("programme"), _c.day == bindparam("day")).order_by(_c.start))
_LOCK = Said(select(programme.c.id).where(programme.c.id == bindparam("programme")).with_for_update(key_share=True))
_COVERS = Said(select(_v.programme_id, _v.start, _v.id, _v.staff_id).where(_v.day == bindparam("day")))
_HEADS = (_h.class_id, _h.expected, _h.present, _h.finished)


def lock_programme(connection: Connection, programme_id: int) -> None:
    """Who logs a session of the programme waits here for whoever is doing so at the same moment. (On SQLite a write holds everything.)"""
    _LOCK.rows(connection, programme=programme_id)


def find_answering(connection: Connection, programme_id: int, day: date, place: int) -> ServiceSessionRow | None:
    """The session that answers for this planned start; else the one that was held at it."""
    rows = [ServiceSessionRow(*row) for row in connection.execute(
        select(*_SESSION).where(_c.programme_id == programme_id, _c.day == day, or_(_c.planned_start == place, _c.start == place)).order_by(_c.id))]
    return next((row for row in rows if row.place == place), rows[0] if rows else None)


def sessions_on(connection: Connection, programme_id: int, day: date) -> list[ServiceSessionRow]:
    """The sessions of a programme on a day, by their start."""
    return [ServiceSessionRow(*row) for row in _OF_PROGRAMME.rows(connection, programme=programme_id, day=day)]


def sessions_of_day(connection: Connection, day: date) -> list[ServiceSessionRow]:
    """Every session of a day, by start and id: what the day's page asks for."""
    return [ServiceSessionRow(*row) for row in _ON.rows(connection, day=day)]


def last_held_before(connection: Connection, programme_id: int, day: date, start: int) -> ServiceSessionRow | None:
    """The programme's newest held session before this day and start."""
    before = or_(_c.day < day, (_c.day == day) & (_c.start < start))
    row = connection.execute(select(*_SESSION).where(_c.programme_id == programme_id, _c.held, before)
                             .order_by(_c.day.desc(), _c.start.desc()).limit(1)).first()
    return None if row is None else ServiceSessionRow(*row)


def last_with_heads(connection: Connection, programme_id: int, day: date, start: int) -> tuple[int, date] | None:
    """(id, day) of the programme's newest held session before this day and start of which heads by class were entered."""
    before = or_(_c.day < day, (_c.day == day) & (_c.start < start))
    by_class = select(_h.id).where(_h.session_id == _c.id).exists()
    row = connection.execute(select(_c.id, _c.day).where(_c.programme_id == programme_id, _c.held, before, by_class)
                             .order_by(_c.day.desc(), _c.start.desc()).limit(1)).first()
    return None if row is None else (row[0], row[1])


def heads_of(connection: Connection, session_ids: Iterable[int]) -> dict[int, tuple[SessionHeads, ...]]:
    """Session id -> its heads by class, in the order of entry; a session without any is not in it."""
    found: dict[int, tuple[SessionHeads, ...]] = {}
    for row in connection.execute(select(_h.session_id, *_HEADS).where(_h.session_id.in_(list(session_ids))).order_by(_h.id)):
        found[row[0]] = (*found.get(row[0], ()), _heads(row[1:]))
    return found


def _heads(row: Sequence[object]) -> SessionHeads:
    class_id, expected, present, finished = row
    return SessionHeads(class_id, expected, present, Finished(finished) if finished else None)  # type: ignore[arg-type]


def head_ids(connection: Connection, session_id: int) -> dict[int, int]:
    """Class id -> id of the row with its heads in a session."""
    return {row[0]: row[1] for row in connection.execute(select(_h.class_id, _h.id).where(_h.session_id == session_id))}


def assistants_of_sessions(connection: Connection, session_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Session id -> staff ids of who helped, in the order of entry; a session without any is not in it."""
    found: dict[int, tuple[int, ...]] = {}
    for row in connection.execute(select(_a.session_id, _a.staff_id).where(_a.session_id.in_(list(session_ids))).order_by(_a.id)):
        found[row[0]] = (*found.get(row[0], ()), row[1])
    return found


def assistant_ids_of_session(connection: Connection, session_id: int) -> dict[int, int]:
    """Staff id -> id of the row that says that they helped in the session."""
    return {row[0]: row[1] for row in connection.execute(select(_a.staff_id, _a.id).where(_a.session_id == session_id).order_by(_a.id))}


def covers_on(connection: Connection, day: date) -> dict[tuple[int, int], tuple[int, int]]:
    """(programme id, planned start) -> (id of the row, staff id) of those who stand in on a day."""
    return {(row[0], row[1]): (row[2], row[3]) for row in _COVERS.rows(connection, day=day)}


def finished_on(connection: Connection, start: date, end: date, class_ids: Iterable[int] | None = None) -> list[FinishedFact]:
    """What held sessions of a period said of classes (None: of all) finishing their homework, by day and session."""
    query = (select(_h.class_id, _c.day, _c.end, _c.id, _h.finished).join_from(session_heads, service_session)
             .where(_c.day >= start, _c.day <= end, _c.held, func.length(_h.finished) > 0).order_by(_c.day, _c.id, _h.id))
    if class_ids is not None:
        query = query.where(_h.class_id.in_(list(class_ids)))
    return [FinishedFact(row[0], row[1], row[2], row[3], Finished(row[4])) for row in connection.execute(query)]


def presents_between(connection: Connection, start: date, end: date) -> dict[int, tuple[tuple[int, int | None], ...]]:
    """Session id -> (class id, present) of held sessions of a period of which heads by class were entered."""
    found: dict[int, tuple[tuple[int, int | None], ...]] = {}
    for session_id, class_id, present in connection.execute(
        select(_h.session_id, _h.class_id, _h.present).join_from(session_heads, service_session)
        .where(_c.day >= start, _c.day <= end, _c.held).order_by(_h.id)
    ):
        found[session_id] = (*found.get(session_id, ()), (class_id, present))
    return found
