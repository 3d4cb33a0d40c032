"""The programmes of a term: what is offered on which weekdays, for which grades, where and by whom. Copying them to another term stands in
`copying`, summer and winter timetables in `seasons`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import people as people_records
from schoolapp.records import providers as provider_records
from schoolapp.records.afterschool import ProgrammeRow, SeasonRow
from schoolapp.records.school import grades_text
from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import Term
from schoolapp.rules.names import clean
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.timetable import Clash, ClashKind, Planned, SeasonTimes, Times, clashes_of, shift_between, shifted
from schoolapp.services.afterschool.clashes import Clashing, clashes_in_term, neighbours_of, to_confirm
from schoolapp.services.afterschool.cover import works_here
from schoolapp.services.house import House, Work
from schoolapp.services.school import Standing, standing_of

CAPACITY_MOST, ASSISTANTS_MOST = 2000, 6
PERIOD_LEAST, PERIOD_MOST = 20, 120


class Slot(NamedTuple):
    """One weekday (1 Monday to 7) with its times in minutes after midnight."""

    weekday: int
    start: int
    end: int


class ProgrammeDraft(NamedTuple):
    """What the form says of a programme. `provider_id`: of a provider on file, whose name then stands as `provider`; None: `provider` is a
    name as it was typed, '' the school itself. `capacity`, `period_minutes` None: not said."""

    code: str
    name: str
    category: str
    grades: frozenset[int]
    slots: tuple[Slot, ...]
    staff_id: int
    room: str
    provider: str
    active: bool
    assistants: tuple[int, ...] = ()
    capacity: int | None = None
    period_minutes: int | None = None
    provider_id: int | None = None


class BadProgramme(Exception):
    """(field, code) of everything wrong. Codes: required, long, taken, category, grades, order, overlap, staff, personal, range, twice,
    many, provider."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in faults))
        self.faults = tuple(faults)


class Programmes(NamedTuple):
    """A term's programmes with the names of the people in them. `assistants` by programme; `clashes` of person and room as they stand."""

    term: Term
    rows: tuple[ProgrammeRow, ...]
    staff_names: dict[int, str]
    terms: tuple[Term, ...]
    assistants: dict[int, tuple[int, ...]]
    seasons: tuple[SeasonRow, ...]
    clashes: tuple[Clash, ...]


class ProgrammeOffer(NamedTuple):
    """What the form offers: the term, people (id, name), providers on file (id, name), the profile's length of a period by stage, and the
    seasons whose times a change of the usual ones moves along with (name, minutes) or leaves as they are (name, None)."""

    term: Term
    row: ProgrammeRow | None
    assistants: tuple[int, ...]
    staff: tuple[tuple[int, str], ...]
    providers: tuple[tuple[int, str], ...]
    seasons: tuple[tuple[str, int | None], ...]


def chosen_term(standing: Standing, now: datetime, term_id: int | None = None) -> Term:
    """The term that was asked for; without one that of today, else the next one, else the last. NotFound where there is none."""
    terms, today = standing.calendar.terms, now.date()
    if term_id is not None:
        found = next((t for t in terms if t.id == term_id), None)
    else:
        found = standing.calendar.term_of(today) or next((t for t in terms if t.start > today), terms[-1] if terms else None)
    if found is None:
        raise NotFound
    return found


def list_programmes(*, house: House, actor: Actor, now: datetime, term_id: int | None = None) -> Programmes:
    """The programmes of a term (None: of the present, else the coming, else the last one), in the order of entry."""
    actor.needs(Permit.SEE_SERVICE)
    standing = standing_of(house=house)
    term = chosen_term(standing, now, term_id)
    with house.reading() as connection:
        rows = tuple(records.list_programmes(connection, [term.id]))
        helping = records.assistants_of(connection, [row.id for row in rows])
        return Programmes(term, rows, people_records.staff_names(connection), tuple(reversed(standing.terms)), helping,
                          tuple(records.list_seasons(connection, term.id)), clashes_in_term(rows, helping, term))


def get_programme(*, house: House, actor: Actor, programme_id: int) -> ProgrammeRow:
    """One programme, for those who plan the service."""
    actor.needs(Permit.PLAN_SERVICE)
    with house.reading() as connection:
        return _found(connection, programme_id)


def programme_offer(*, house: House, actor: Actor, programme_id: int | None, term_id: int | None = None, now: datetime) -> ProgrammeOffer:
    """What the form of a programme (None: of a new one) shows and offers."""
    actor.needs(Permit.PLAN_SERVICE)
    standing = standing_of(house=house)
    with house.reading() as connection:
        row = None if programme_id is None else _found(connection, programme_id)
        term = chosen_term(standing, now, row.term_id if row else term_id)
        helping = records.assistants_of(connection, [row.id]).get(row.id, ()) if row else ()
        kept = {*helping, row.staff_id} if row else set()
        inspectors = {who for who, role in people_records.list_roles(connection) if role.role is Role.INSPECTOR}
        staff = tuple((s.id, s.name) for s in people_records.list_staff(connection) if (s.active and s.id not in inspectors) or s.id in kept)
        on_file = tuple((p.id, p.name) for p in provider_records.list_providers(connection) if p.active or (row and p.id == row.provider_id))
        shifts = _shifts(connection, term, row)
    return ProgrammeOffer(term, row, helping, staff, on_file, tuple((season.name, shift) for season, _times, shift in shifts))


def _found(connection: Connection, programme_id: int) -> ProgrammeRow:
    row = records.find_programme(connection, programme_id)
    if row is None:
        raise NotFound
    return row


def _shifts(connection: Connection, term: Term, row: ProgrammeRow | None) -> list[tuple[SeasonRow, Times, int | None]]:
    """The term's seasons in which the programme has times of its own or pauses (none), with these and by how much they lie beside the usual
    ones (None: set one by one). A new programme goes with the others of a season, where these all lie by the same beside theirs."""
    found: list[tuple[SeasonRow, Times, int | None]] = []
    everybody = None if row else records.list_programmes(connection, [term.id])
    for season in records.list_seasons(connection, term.id):
        if row is not None:
            times = next((s.slots for s in row.seasons if s.start == season.start and s.end == season.end), None)
            if times is not None:
                found.append((season, times, shift_between(row.slots, times)))
        else:
            others = {shift_between(p.slots, s.slots) for p in everybody or () for s in p.seasons
                      if s.slots and (s.start, s.end) == (season.start, season.end)}
            if len(others) == 1 and None not in others:
                found.append((season, (), others.pop()))
    return found


def _faults(draft: ProgrammeDraft) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    for field, text, most in (("code", draft.code, 40), ("name", draft.name, 80), ("room", draft.room, 60), ("provider", draft.provider, 100)):
        if field in ("code", "name") and not text:
            faults.append((field, "required"))
        if len(text) > most:
            faults.append((field, "long"))
        elif find_personal(text):
            faults.append((field, "personal"))
    if draft.category not in {c.value for c in Category}:
        faults.append(("category", "category"))
    if not draft.grades or not draft.grades <= frozenset(range(1, 10)):
        faults.append(("grades", "grades"))
    faults += slot_faults(draft.slots)
    if not draft.slots:
        faults.append(("slots", "required"))
    if draft.capacity is not None and not 1 <= draft.capacity <= CAPACITY_MOST:
        faults.append(("capacity", "range"))
    if draft.period_minutes is not None and not PERIOD_LEAST <= draft.period_minutes <= PERIOD_MOST:
        faults.append(("period_minutes", "range"))
    if len(draft.assistants) > ASSISTANTS_MOST:
        faults.append(("assistants", "many"))
    elif draft.staff_id in draft.assistants or len(set(draft.assistants)) != len(draft.assistants):
        faults.append(("assistants", "twice"))
    return faults


def slot_faults(slots: tuple[Slot, ...]) -> list[tuple[str, str]]:
    """What is wrong with weekly times: order by weekday (`slot3`), overlap."""
    faults = [(f"slot{weekday}", "order") for weekday, start, end in slots if not (1 <= weekday <= 7 and 0 <= start < end < 24 * 60)]
    ordered = sorted(slots)
    if any(a.weekday == b.weekday and b.start < a.end for a, b in zip(ordered, ordered[1:], strict=False)):
        faults.append(("slots", "overlap"))
    return faults


def _cleaned(draft: ProgrammeDraft) -> ProgrammeDraft:
    return draft._replace(code=clean(draft.code), name=clean(draft.name), room=clean(draft.room), provider=clean(draft.provider))


class _Judged(NamedTuple):
    """A draft against what stands: the programme before, its term, the season's times that move along, the clashes."""

    draft: ProgrammeDraft
    before: ProgrammeRow | None
    term: Term
    moving: list[tuple[SeasonRow, Times]]
    clashes: tuple[Clash, ...]


def _judged(connection: Connection, standing: Standing, programme_id: int | None, term_id: int | None, draft: ProgrammeDraft, now: datetime) -> _Judged:
    """BadProgramme with every fault."""
    draft, before = _cleaned(draft), None if programme_id is None else _found(connection, programme_id)
    term = chosen_term(standing, now, before.term_id if before else term_id)
    faults = _faults(draft)
    if any(p.code == draft.code and p.id != programme_id for p in records.list_programmes(connection, [term.id])):
        faults.append(("code", "taken"))
    kept = {*records.assistants_of(connection, [before.id]).get(before.id, ()), before.staff_id} if before and not draft.active else set()
    for field, who in (("staff_id", draft.staff_id), *(("assistants", a) for a in draft.assistants)):
        if who not in kept and not works_here(connection, who) and (field, "staff") not in faults:
            faults.append((field, "staff"))
    if draft.provider_id is not None:
        provider = provider_records.find_provider(connection, draft.provider_id)
        if provider is None:
            faults.append(("provider_id", "provider"))
        else:
            draft = draft._replace(provider=provider.name)
    if faults:
        raise BadProgramme(faults)
    usual: Times = tuple(sorted(tuple(slot) for slot in draft.slots))  # type: ignore[misc]
    moving, seasons = [], []
    for season, times, shift in _shifts(connection, term, before):
        moved = times if shift is None else shifted(usual, shift) or times
        if moved or shift is None:
            seasons.append(SeasonTimes(season.start, season.end, moved))
        if moved != tuple(sorted(times)):
            moving.append((season, moved))
    one = Planned(programme_id, draft.name, frozenset({draft.staff_id, *draft.assistants}), draft.room, draft.grades, usual, tuple(seasons))
    others = neighbours_of(connection, standing, term) if draft.active else []
    return _Judged(draft, before, term, moving, clashes_of(one, others, term.start, term.end))


def check_programme(
    *, house: House, actor: Actor, programme_id: int | None, draft: ProgrammeDraft, term_id: int | None = None, now: datetime
) -> tuple[Clash, ...]:
    """The clashes that the programme would have, of every kind; nothing is written. BadProgramme as for saving."""
    actor.needs(Permit.PLAN_SERVICE)
    standing = standing_of(house=house)
    with house.reading() as connection:
        return _judged(connection, standing, programme_id, term_id, draft, now).clashes


def save_programme(
    *, house: House, actor: Actor, programme_id: int | None, draft: ProgrammeDraft, term_id: int | None = None, confirmed: tuple[str, ...] = (), now: datetime
) -> int:
    """Adds a programme to a term (None: the present one), or changes one. Nothing is deleted: a programme that ended is set to inactive.
    BadProgramme with every fault; Clashing while a clash of person or room is not among `confirmed` (their keys), which the audit keeps.
    The times of a season go along where they lay beside the usual ones by the same minutes."""
    actor.needs(Permit.PLAN_SERVICE)
    standing = standing_of(house=house)
    with house.writing(actor=actor, now=now) as work:
        draft, before, term, moving, clashes = _judged(work.connection, standing, programme_id, term_id, draft, now)
        if open_clashes := to_confirm(clashes, confirmed):
            raise Clashing(open_clashes)
        values = {"code": draft.code, "name": draft.name, "category": draft.category, "grades": grades_text(draft.grades), "staff_id": draft.staff_id,
                  "room": draft.room, "provider": draft.provider, "active": draft.active, "capacity": draft.capacity,
                  "period_minutes": draft.period_minutes, "provider_id": draft.provider_id}
        helped = list(records.assistants_of(work.connection, [before.id]).get(before.id, ())) if before else []
        if before is None:
            found = work.add(records.programme, term_id=term.id, **values)
        else:
            found = before.id
            work.change(records.programme, found, **values)
        _put_slots(work, found, draft.slots)
        _put_assistants(work, found, draft.assistants)
        for season, times in moving:
            put_season_slots(work, season.id, found, times)
        confirmed_now = [c.key for c in clashes if c.kind is not ClashKind.GRADE]
        new: dict[str, Any] = {**values, "slots": sorted([*s] for s in draft.slots), "assistants": list(draft.assistants)}
        new |= {"seasons": {season.name: [list(t) for t in times] for season, times in moving}} if moving else {}
        new |= {"clashes": confirmed_now} if confirmed_now else {}
        work.audit("programme_saved", f"programme:{found}", None if before is None else {**_plain(before), "assistants": helped}, new)
    return found


def _put_slots(work: Work, programme_id: int, slots: tuple[Slot, ...]) -> None:
    held, wanted = records.slot_ids(work.connection, programme_id), {(s.weekday, s.start): s.end for s in slots}
    for place, (slot_id, end) in held.items():
        if place not in wanted:
            work.remove(records.programme_slot, slot_id)
        elif wanted[place] != end:
            work.change(records.programme_slot, slot_id, end=wanted[place])
    for (weekday, start), end in wanted.items():
        if (weekday, start) not in held:
            work.add(records.programme_slot, programme_id=programme_id, weekday=weekday, start=start, end=end)


def _put_assistants(work: Work, programme_id: int, wanted: tuple[int, ...]) -> None:
    held = records.assistant_ids(work.connection, programme_id)
    for staff_id, row_id in held.items():
        if staff_id not in wanted:
            work.remove(records.programme_assistant, row_id)
    for staff_id in wanted:
        if staff_id not in held:
            work.add(records.programme_assistant, programme_id=programme_id, staff_id=staff_id)


def put_season_slots(work: Work, season_id: int, programme_id: int, times: Times | None) -> bool:
    """Makes these the programme's times in a season (none: it pauses; None: the usual ones hold again); False where they are so already."""
    held = records.season_slot_ids(work.connection, season_id, programme_id)
    pause = records.pause_ids(work.connection, season_id).get(programme_id)
    wanted = {(programme_id, weekday, start): end for weekday, start, end in times or ()}
    if {place: end for place, (_id, end) in held.items()} == wanted and (pause is not None) == (times == ()):
        return False
    if times == () and pause is None:
        work.add(records.season_pause, season_id=season_id, programme_id=programme_id)
    elif times != () and pause is not None:
        work.remove(records.season_pause, pause)
    for place, (slot_id, end) in held.items():
        if place not in wanted:
            work.remove(records.season_slot, slot_id)
        elif wanted[place] != end:
            work.change(records.season_slot, slot_id, end=wanted[place])
    for (_programme, weekday, start), end in wanted.items():
        if (programme_id, weekday, start) not in held:
            work.add(records.season_slot, season_id=season_id, programme_id=programme_id, weekday=weekday, start=start, end=end)
    return True


def _plain(row: ProgrammeRow) -> dict[str, Any]:
    return {"code": row.code, "name": row.name, "category": row.category, "grades": grades_text(row.grades), "staff_id": row.staff_id, "room": row.room,
            "provider": row.provider, "active": row.active, "capacity": row.capacity, "period_minutes": row.period_minutes,
            "provider_id": row.provider_id, "slots": [list(s) for s in row.slots]}
