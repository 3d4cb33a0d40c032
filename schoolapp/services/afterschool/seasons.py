"""Summer and winter timetables (夏令时, 冬令时作息) of a term: their days, moving every programme by the same minutes, the times of single
programmes, which can pause as well. What stands on which day is decided in rules. A season is often entered after it has begun: what changes
the plan of past days is asked about once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import people as people_records
from schoolapp.records.afterschool import ProgrammeRow, SeasonRow
from schoolapp.rules.calendar import ONE_DAY, Term
from schoolapp.rules.names import clean
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.timetable import Clash, ClashKind, Times, clashes_of, shift_between, shifted
from schoolapp.services.afterschool.clashes import Clashing, clashes_in_term, neighbours_of, planned_of, to_confirm
from schoolapp.services.afterschool.plan import BadProgramme, Slot, chosen_term, put_season_slots, slot_faults
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

NAME_MOST, SHIFT_MOST = 40, 180


class BadSeason(Exception):
    """(field, code) of everything wrong. Codes: required, long, personal, order, term (outside the term's days), overlap, range, day (a time
    would leave its day)."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in faults))
        self.faults = tuple(faults)


class TouchesPast(Exception):
    """The plan of `days` past school days would become another one, on which `sessions` were logged; nothing was written."""

    def __init__(self, days: int, sessions: int) -> None:
        super().__init__(f"{days} days, {sessions} sessions")
        self.days, self.sessions = days, sessions


class SeasonDraft(NamedTuple):
    """A season's name and days, both included."""

    name: str
    start: date | None
    end: date | None


class SeasonLine(NamedTuple):
    """A programme in a season. `times` () = the usual ones hold, or it pauses; `shift` in minutes where all lie beside the usual ones by the
    same."""

    row: ProgrammeRow
    times: Times
    shift: int | None
    paused: bool

    @property
    def is_usual(self) -> bool:
        return not self.times and not self.paused

    @property
    def said(self) -> Times | None:
        """As it is kept: no times where it pauses, None for the usual ones."""
        return None if self.is_usual else self.times


class SeasonPage(NamedTuple):
    """A season with every programme at work; `clashes` of person and room on its days; `began`: days of it lie behind."""

    season: SeasonRow
    term: Term
    lines: tuple[SeasonLine, ...]
    clashes: tuple[Clash, ...]
    staff_names: dict[int, str]
    began: bool

    @property
    def unset(self) -> int:
        return sum(line.is_usual for line in self.lines)


class SeasonOffer(NamedTuple):
    """The seasons of a term, and the other terms to choose from."""

    term: Term
    terms: tuple[Term, ...]
    seasons: tuple[tuple[SeasonRow, int], ...]  # with the number of programmes that have times in it or pause


def list_seasons(*, house: House, actor: Actor, term_id: int | None = None, now: datetime) -> SeasonOffer:
    """A term's seasons by their first day."""
    actor.needs(Permit.SEE_SERVICE)
    standing = standing_of(house=house)
    term = chosen_term(standing, now, term_id)
    with house.reading() as connection:
        rows = records.list_seasons(connection, term.id)
        counts = {row.id: len(_touched(connection, row.id)) for row in rows}
    return SeasonOffer(term, tuple(reversed(standing.terms)), tuple((row, counts[row.id]) for row in rows))


def season_page(*, house: House, actor: Actor, season_id: int, now: datetime) -> SeasonPage:
    """One season; NotFound where there is none."""
    actor.needs(Permit.SEE_SERVICE)
    standing = standing_of(house=house)
    with house.reading() as connection:
        season = _season(connection, season_id)
        term = chosen_term(standing, now, season.term_id)
        rows = [row for row in records.list_programmes(connection, [term.id]) if row.active]
        helping = records.assistants_of(connection, [row.id for row in rows])
        names = people_records.staff_names(connection)
    days = Term(term.id, term.name, season.start, season.end)
    return SeasonPage(season, term, tuple(_line(row, season) for row in rows), clashes_in_term(rows, helping, days), names, season.start < now.date())


def _touched(connection: Connection, season_id: int) -> set[int]:
    """The programmes that have times of their own in a season, or pause in it."""
    return {place[0] for place in records.season_slot_ids(connection, season_id)} | set(records.pause_ids(connection, season_id))


def _line(row: ProgrammeRow, season: SeasonRow) -> SeasonLine:
    times = next((s.slots for s in row.seasons if (s.start, s.end) == (season.start, season.end)), None)
    return SeasonLine(row, times or (), shift_between(row.slots, times) if times else None, times == ())


def _ask_past(
    connection: Connection, standing: Standing, programme_ids: Iterable[int], spans: Iterable[tuple[date, date]], today: date, known: bool
) -> None:
    """TouchesPast where school days of these spans (both ends included) lie before today and nobody said yet that they are meant, too."""
    rows = [row for row in records.list_programmes(connection) if row.id in set(programme_ids)] if not known else []
    if not rows:
        return
    grades, days, sessions = frozenset[int]().union(*(row.grades for row in rows)), 0, 0
    for start, end in spans:
        last = min(end, today - ONE_DAY)
        past = len(standing.calendar.school_days(start, last, grades)) if start <= last else 0
        if past:
            days, sessions = days + past, sessions + records.count_sessions(connection, [row.id for row in rows], start, last)
    if days:
        raise TouchesPast(days, sessions)


def _moved(old: SeasonRow, start: date, end: date) -> list[tuple[date, date]]:
    """The spans that one of two periods holds and the other does not."""
    if end < old.start or start > old.end:
        return [(old.start, old.end), (start, end)]
    edges = [(min(old.start, start), max(old.start, start) - ONE_DAY), (min(old.end, end) + ONE_DAY, max(old.end, end))]
    return [(first, last) for first, last in edges if first <= last]


def _season(connection: Connection, season_id: int) -> SeasonRow:
    found = next((row for row in records.list_seasons(connection) if row.id == season_id), None)
    if found is None:
        raise NotFound
    return found


def save_season(
    *, house: House, actor: Actor, season_id: int | None, draft: SeasonDraft, term_id: int | None = None, past_known: bool = False, now: datetime
) -> int:
    """Adds a season to a term, or gives one another name or other days. BadSeason with every fault; TouchesPast."""
    actor.needs(Permit.PLAN_SERVICE)
    standing, name = standing_of(house=house), clean(draft.name)
    with house.writing(actor=actor, now=now) as work:
        before = None if season_id is None else _season(work.connection, season_id)
        term = chosen_term(standing, now, before.term_id if before else term_id)
        others = [row for row in records.list_seasons(work.connection, term.id) if row.id != season_id]
        if faults := _faults(draft._replace(name=name), term, others):
            raise BadSeason(faults)
        new = {"name": name, "start": draft.start, "end": draft.end}
        if before is None:
            found = work.add(records.service_season, term_id=term.id, **new)
            work.audit("season_saved", f"season:{found}", None, {**new, "term": term.name})
            return found
        old = {"name": before.name, "start": before.start, "end": before.end}
        if old != new:
            assert draft.start is not None and draft.end is not None  # judged above
            _ask_past(work.connection, standing, _touched(work.connection, before.id), _moved(before, draft.start, draft.end), now.date(), past_known)
            work.change(records.service_season, before.id, **new)
            work.audit("season_saved", f"season:{before.id}", old, new)
    return before.id


def _faults(draft: SeasonDraft, term: Term, others: list[SeasonRow]) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if not draft.name:
        faults.append(("name", "required"))
    elif len(draft.name) > NAME_MOST:
        faults.append(("name", "long"))
    elif find_personal(draft.name):
        faults.append(("name", "personal"))
    faults += [(field, "required") for field, day in (("start", draft.start), ("end", draft.end)) if day is None]
    if draft.start is None or draft.end is None:
        return faults
    if draft.end < draft.start:
        faults.append(("end", "order"))
    elif draft.start < term.start or draft.end > term.end:
        faults.append(("start" if draft.start < term.start else "end", "term"))
    elif any(row.start <= draft.end and row.end >= draft.start for row in others):
        faults.append(("start", "overlap"))
    return faults


def remove_season(*, house: House, actor: Actor, season_id: int, past_known: bool = False, now: datetime) -> None:
    """Takes a season away with its times: the usual ones hold again, on past days too (TouchesPast). What was logged stays. Gone already:
    nothing."""
    actor.needs(Permit.PLAN_SERVICE)
    standing = standing_of(house=house)
    with house.writing(actor=actor, now=now) as work:
        season = next((row for row in records.list_seasons(work.connection) if row.id == season_id), None)
        if season is None:
            return
        touched = _touched(work.connection, season_id)
        _ask_past(work.connection, standing, touched, [(season.start, season.end)], now.date(), past_known)
        for slot_id, _end in records.season_slot_ids(work.connection, season_id).values():
            work.remove(records.season_slot, slot_id)
        for pause_id in records.pause_ids(work.connection, season_id).values():
            work.remove(records.season_pause, pause_id)
        work.remove(records.service_season, season_id)
        old: dict[str, Any] = {"name": season.name, "start": season.start, "end": season.end, "programmes": len(touched)}
        work.audit("season_removed", f"season:{season_id}", old, None)


def shift_season(
    *, house: House, actor: Actor, season_id: int, minutes: int, all_of_them: bool = False, past_known: bool = False, now: datetime
) -> int:
    """Puts every programme at work so many minutes after (negative: before) its usual times, on the season's days. Times that were set one
    by one stay, but for `all_of_them`; what pauses goes on pausing. Again with the same minutes changes nothing. Gives how many programmes
    changed; BadSeason: range, day; TouchesPast."""
    actor.needs(Permit.PLAN_SERVICE)
    standing = standing_of(house=house)
    if not -SHIFT_MOST <= minutes <= SHIFT_MOST:
        raise BadSeason([("minutes", "range")])
    with house.writing(actor=actor, now=now) as work:
        season = _season(work.connection, season_id)
        changed: dict[int, str] = {}
        for row in records.list_programmes(work.connection, [season.term_id]):
            line = _line(row, season)
            if not row.active or not row.slots or line.paused or (line.times and line.shift is None and not all_of_them):
                continue
            times = shifted(row.slots, minutes)
            if times is None:
                raise BadSeason([("minutes", "day")])
            if put_season_slots(work, season_id, row.id, times):
                changed[row.id] = row.code
        if changed:
            _ask_past(work.connection, standing, changed, [(season.start, season.end)], now.date(), past_known)
            work.audit("season_shifted", f"season:{season_id}", None, {"minutes": minutes, "programmes": list(changed.values())})
    return len(changed)


def set_season_times(
    *, house: House, actor: Actor, season_id: int, programme_id: int, slots: tuple[Slot, ...], paused: bool = False, confirmed: tuple[str, ...] = (),
    past_known: bool = False, now: datetime
) -> None:
    """One programme's times in a season; none: its usual ones hold, or it does not run (`paused`). BadProgramme: order, overlap; Clashing as for
    saving a programme; TouchesPast."""
    actor.needs(Permit.PLAN_SERVICE)
    standing = standing_of(house=house)
    with house.writing(actor=actor, now=now) as work:
        season, row = _place(work.connection, season_id, programme_id)
        slots = () if paused else slots
        clashes = () if paused else _clashes(work.connection, standing, season, row, slots, now)
        if open_clashes := to_confirm(clashes, confirmed):
            raise Clashing(open_clashes)
        times: Times = tuple(sorted(tuple(slot) for slot in slots))  # type: ignore[misc]
        if put_season_slots(work, season_id, programme_id, times if times or paused else None):
            _ask_past(work.connection, standing, [programme_id], [(season.start, season.end)], now.date(), past_known)
            keys = [c.key for c in clashes if c.kind is not ClashKind.GRADE]
            before = _line(row, season)
            old: dict[str, Any] = {"slots": [list(s) for s in before.times], **({"paused": True} if before.paused else {})}
            new: dict[str, Any] = {"season": season.name, "slots": [list(s) for s in times], **({"paused": True} if paused else {})}
            work.audit("season_times_set", f"programme:{programme_id}", old, {**new, **({"clashes": keys} if keys else {})})


def check_season_times(*, house: House, actor: Actor, season_id: int, programme_id: int, slots: tuple[Slot, ...], now: datetime) -> tuple[Clash, ...]:
    """The clashes that these times would have on the season's days; nothing is written."""
    actor.needs(Permit.PLAN_SERVICE)
    standing = standing_of(house=house)
    with house.reading() as connection:
        season, row = _place(connection, season_id, programme_id)
        return _clashes(connection, standing, season, row, slots, now)


def _place(connection: Connection, season_id: int, programme_id: int) -> tuple[SeasonRow, ProgrammeRow]:
    season, row = _season(connection, season_id), records.find_programme(connection, programme_id)
    if row is None or row.term_id != season.term_id:
        raise NotFound
    return season, row


def _clashes(connection: Connection, standing: Standing, season: SeasonRow, row: ProgrammeRow, slots: tuple[Slot, ...], now: datetime) -> tuple[Clash, ...]:
    if faults := slot_faults(slots):
        raise BadProgramme(faults)
    if not row.active:
        return ()
    times: Times = tuple(sorted(tuple(slot) for slot in slots)) or row.slots  # type: ignore[misc]
    helping = records.assistants_of(connection, [row.id]).get(row.id, ())
    one = planned_of(row, helping)._replace(usual=times, seasons=())
    return clashes_of(one, neighbours_of(connection, standing, chosen_term(standing, now, season.term_id)), season.start, season.end)
