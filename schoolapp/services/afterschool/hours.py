"""课时统计: who led and helped in how many minutes of a pay month. A person sees the own month and confirms or objects; the coordinator sees
all and signs. Names of the staff stand here and nowhere else; nothing of it goes into a pack. No money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import audit as audit_records
from schoolapp.records import hours as records
from schoolapp.records import people as people_records
from schoolapp.records.afterschool import ProgrammeRow
from schoolapp.records.hours import AnswerRow, SignatureRow
from schoolapp.rules.afterschool import Category
from schoolapp.rules.afterschool_hours import NOBODY, Hours, PayMonth, Worked, hours_by_person, pay_month_of, period_length
from schoolapp.rules.names import clean
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import Standing, read_standing, standing_of

NOTE_MOST = 300
MONTHS_OFFERED = 24


class Word(StrEnum):
    """What a person says of the own hours."""

    CONFIRMED = "confirmed"
    OBJECTED = "objected"


class BadAnswer(Exception):
    """The note cannot be taken. `code`: required (an objection without words), long, identity, mobile."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """One session of a person's month: as what (`helped` False: led), for whom it was led (`stood_in`), whether it changed after the signature."""

    session: Worked
    programme: ProgrammeRow
    helped: bool
    stood_in: bool
    later: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature with its signer's name. `later`: sessions of the month that changed after it; `minutes_now` beside its `row.minutes`."""

    row: SignatureRow
    by: str
    later: int
    minutes_now: int

    @property
    def changed(self) -> bool:
        return self.later > 0 or self.minutes_now != self.row.minutes


@dataclass(frozen=True, slots=True)
class OwnHours:
    """A person's own pay month. `over`: it has ended, so a word may be said; `stale`: what was said was said of other figures."""

    month: PayMonth
    months: tuple[PayMonth, ...]
    over: bool
    hours: Hours
    lines: tuple[WorkedLine, ...]
    answer: AnswerRow | None
    signature: Signature | None

    @property
    def stale(self) -> bool:
        return self.answer is not None and self.answer.minutes != self.hours.minutes


@dataclass(frozen=True, slots=True)
class PersonHours:
    """A line of the month: number, name, hours and what the person said of them (`stale`: of other figures)."""

    staff_id: int
    number: str
    name: str
    hours: Hours
    answer: AnswerRow | None

    @property
    def stale(self) -> bool:
        return self.answer is not None and self.answer.minutes != self.hours.minutes

    @property
    def confirmed(self) -> bool:
        return self.answer is not None and self.answer.word == Word.CONFIRMED and not self.stale

    @property
    def objected(self) -> bool:
        return self.answer is not None and self.answer.word == Word.OBJECTED


@dataclass(frozen=True, slots=True)
class AllHours:
    """Everybody's month by staff number: never in the order of hours. `nobody`: hours of sessions of which nobody said who led them (a gap, in no
    line); `cancelled` sessions are counted in nothing. `minutes` of all lines together; `school_days` of the month for any grade."""

    month: PayMonth
    months: tuple[PayMonth, ...]
    over: bool
    people: tuple[PersonHours, ...]
    nobody: Hours
    held: int
    cancelled: int
    minutes: int
    school_days: int
    signature: Signature | None

    @property
    def confirmed(self) -> int:
        return sum(one.confirmed for one in self.people)

    @property
    def objected(self) -> int:
        return sum(one.objected for one in self.people)


def own_hours(*, house: House, actor: Actor, first_day: date | None, now: datetime) -> OwnHours:
    """The actor's own pay month: the one that begins on `first_day` (None: the last that has ended). NotFound where none begins then."""
    actor.needs(Permit.OWN_HOURS)
    if actor.staff_id is None:
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        months = _months(connection, standing, today)
        month = _chosen(months, first_day, today)
        programmes = {p.id: p for p in afterschool_records.list_programmes(connection)}
        sessions = _worked(connection, standing, programmes, month, today)
        answer = records.answers_of(connection, month.first, actor.staff_id).get(actor.staff_id)
        signature, later = _signature(connection, month, sessions)
    mine = actor.staff_id
    lines = tuple(
        WorkedLine(s, programmes[s.programme_id], s.lead != mine, s.lead == mine != s.responsible, s.session_id in later)
        for s in sessions
        if s.held and (s.lead == mine or mine in s.helpers)
    )
    hours = hours_by_person([line.session for line in lines]).get(mine, Hours())
    return OwnHours(month, months, month.last < today, hours, lines, answer, signature)


def answer_hours(*, house: House, actor: Actor, first_day: date, word: Word, note: str, minutes: int, now: datetime) -> None:
    """The person's word on the own month, about the `minutes` that the page showed. Conflict('stale') where they are others by now,
    Conflict('running') before the month has ended, NotFound where the person has no hours in it."""
    actor.needs(Permit.OWN_HOURS)
    note = clean(note)
    if word is Word.OBJECTED and not note:
        raise BadAnswer("required")
    if len(note) > NOTE_MOST:
        raise BadAnswer("long")
    personal = find_personal(note)
    if personal is not None:
        raise BadAnswer(personal.value)
    standing, today = standing_of(house=house), now.date()
    with house.writing(actor=actor, now=now) as work:
        month = _chosen(_months(work.connection, standing, today), first_day, today)
        if month.last >= today:
            raise Conflict("running")
        programmes = {p.id: p for p in afterschool_records.list_programmes(work.connection)}
        hours = hours_by_person(_worked(work.connection, standing, programmes, month, today)).get(actor.staff_id or NOBODY)
        if actor.staff_id is None or hours is None:
            raise NotFound
        if hours.minutes != minutes:
            raise Conflict("stale")
        old = records.answers_of(work.connection, month.first, actor.staff_id).get(actor.staff_id)
        said = {"word": word.value, "minutes": minutes, "note": note}
        if old is None:
            row_id = work.add(records.hours_answer, staff_id=actor.staff_id, first_day=month.first, at=now, version=1, **said)
        else:
            row_id = old.id
            work.change(records.hours_answer, row_id, at=now, version=old.version + 1, **said)
        before = None if old is None else {"word": old.word, "minutes": old.minutes, "note": old.note}
        work.audit(f"hours_{word.value}", f"hours:{row_id}", before, {"first_day": month.first.isoformat(), **said})


def all_hours(*, house: House, actor: Actor, first_day: date | None, now: datetime) -> AllHours:
    """Everybody's pay month, by staff number; kept by data version. NotFound where none begins on `first_day`."""
    actor.needs(Permit.SEE_HOURS)
    today = now.date()

    def make() -> AllHours:
        with house.reading() as connection:
            standing = read_standing(connection)
            months = _months(connection, standing, today)
            return _all(connection, standing, months, _chosen(months, first_day, today), today)

    found: AllHours = house.remembered(f"hours:{first_day}:{today}", house.data_version(), make)
    return found


def confirmed_months(connection: Connection, standing: Standing, start: date, end: date, today: date) -> list[AllHours]:
    """The pay months that end inside a period and have ended, the oldest first: for the self-check, which asks for its own permit and counts only."""
    months = _months(connection, standing, today)
    return [_all(connection, standing, months, month, today) for month in reversed(months) if start <= month.last <= end and month.last < today]


def sign_hours(*, house: House, actor: Actor, first_day: date, minutes: int, people: int, now: datetime) -> None:
    """The coordinator's signature under a month that has ended, over what the page showed; signing again puts it under what stands now.
    Conflict('stale') where the figures are others by now, Conflict('running') before the month has ended."""
    actor.needs(Permit.SIGN_HOURS)
    standing, today = standing_of(house=house), now.date()
    with house.writing(actor=actor, now=now) as work:
        months = _months(work.connection, standing, today)
        found = _all(work.connection, standing, months, _chosen(months, first_day, today), today)
        if not found.over:
            raise Conflict("running")
        if (found.minutes, len(found.people)) != (minutes, people):
            raise Conflict("stale")
        version = audit_records.read_head_number(work.connection)
        values = {"signed_by": actor.staff_id, "signed_at": now, "minutes": minutes, "people": people, "data_version": version}
        old = records.find_signature(work.connection, found.month.first)
        if old is None:
            row_id = work.add(records.hours_signature, first_day=found.month.first, version=1, **values)
        else:
            row_id = old.id
            work.change(records.hours_signature, row_id, version=old.version + 1, **values)
        work.audit(
            "hours_signed", f"hours_signature:{row_id}", None if old is None else {"minutes": old.minutes, "people": old.people},
            {"first_day": found.month.first.isoformat(), "minutes": minutes, "people": people, "confirmed": found.confirmed, "objected": found.objected},
        )


def _months(connection: Connection, standing: Standing, today: date) -> tuple[PayMonth, ...]:
    """The pay months with sessions possible, the running one first."""
    first = records.first_session_day(connection) or today
    months = [pay_month_of(standing.profiles, today)]
    while months[-1].first > first and len(months) < MONTHS_OFFERED:
        months.append(pay_month_of(standing.profiles, months[-1].first - timedelta(days=1)))
    return tuple(months)


def _chosen(months: tuple[PayMonth, ...], first_day: date | None, today: date) -> PayMonth:
    if first_day is None:
        return next((month for month in months if month.last < today), months[0])
    found = next((month for month in months if month.first == first_day), None)
    if found is None:
        raise NotFound
    return found


def _worked(connection: Connection, standing: Standing, programmes: Mapping[int, ProgrammeRow], month: PayMonth, today: date) -> list[Worked]:
    last = min(month.last, today)
    helpers = records.assistants_between(connection, month.first, last)
    found = []
    for row in afterschool_records.list_sessions(connection, month.first, last):
        one = programmes[row.programme_id]
        length = period_length(one.period_minutes, one.grades, standing.profile(row.day), standing.system)
        found.append(Worked(row.id, one.id, row.day, row.start, row.end, row.held, Category(one.category), row.staff_id or NOBODY, one.staff_id,
                            helpers.get(row.id, ()), length))
    return found


def _signature(connection: Connection, month: PayMonth, sessions: Iterable[Worked]) -> tuple[Signature | None, frozenset[int]]:
    row = records.find_signature(connection, month.first)
    if row is None:
        return None, frozenset()
    rows = list(sessions)
    later = records.sessions_changed_after(connection, row.data_version) & {s.session_id for s in rows}
    minutes = sum(h.minutes for one, h in hours_by_person(rows).items() if one != NOBODY)
    by = people_records.get_staff(connection, row.signed_by).name if row.signed_by else ""
    return Signature(row, by, len(later), minutes), later


def _all(connection: Connection, standing: Standing, months: tuple[PayMonth, ...], month: PayMonth, today: date) -> AllHours:
    programmes = {p.id: p for p in afterschool_records.list_programmes(connection)}
    sessions = _worked(connection, standing, programmes, month, today)
    hours = dict(hours_by_person(sessions))
    nobody = hours.pop(NOBODY, Hours())
    staff = {row.id: row for row in people_records.list_staff(connection)}
    answers = records.answers_of(connection, month.first)
    people = sorted((PersonHours(one, staff[one].number, staff[one].name, found, answers.get(one)) for one, found in hours.items()),
                    key=lambda person: (person.number, person.staff_id))
    signature, _later = _signature(connection, month, sessions)
    days = standing.calendar.school_days(month.first, min(month.last, today), standing.grades_of(standing.year_on(month.first)))
    return AllHours(month, months, month.last < today, tuple(people), nobody, sum(s.held for s in sessions), sum(not s.held for s in sessions),
                    sum(one.hours.minutes for one in people), len(days), signature)
