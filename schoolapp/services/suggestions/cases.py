"""The principal's side: the cases with their clocks, one case opened beside that class-day's own record, its steps, and the summary for the
problem list. Nobody else has the permit, and without the opened box no text is shown to the principal either."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from schoolapp.records import issues as issue_records
from schoolapp.records import suggestions as records
from schoolapp.records.suggestions import CaseRow, WordRow
from schoolapp.rules.issues import Level, Source
from schoolapp.rules.names import clean
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.suggestions import (
    CLAUSES,
    SUMMARY_LEAST,
    SUMMARY_MOST,
    WAITING,
    CaseState,
    Category,
    Clock,
    case_number,
    clock_of,
    find_fault,
    may_move,
)
from schoolapp.services.afterschool import DueSession, sessions_due
from schoolapp.services.findings import StatedFinding, findings_of
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.issues.propose import propose
from schoolapp.services.notices import DayNotice, day_notice
from schoolapp.services.school import Standing, standing_of
from schoolapp.services.suggestions import sealing
from schoolapp.services.suggestions.keys import Visit
from schoolapp.services.suggestions.say import object_until, place_of
from schoolapp.services.suggestions.sealing import CannotOpen

CLOSED_SHOWN = 50


class CaseRefused(Exception):
    """Nothing was written. `code`: short, long, identity, mobile, mail (the text), clause (none that the list knows)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CaseLine(NamedTuple):
    """A case in the list: what may be seen without opening the box. `clock` while it waits for an answer; `until`: the last day on which the
    family can say that nothing was solved; `lost`: it lies in an older box whose key is no longer in use."""

    id: int
    number: str
    category: Category
    state: CaseState
    received_on: date
    clock: Clock | None
    answered_on: date | None
    until: date | None
    closed_on: date | None
    late: bool
    reopened: bool
    contact: str  # none, kept or erased
    lost: bool
    version: int


@dataclass(frozen=True, slots=True)
class CaseList:
    """Waiting cases, the most pressing first; answered ones; the newest closed ones."""

    waiting: tuple[CaseLine, ...]
    answered: tuple[CaseLine, ...]
    closed: tuple[CaseLine, ...]


class Word(NamedTuple):
    """Something that was said: kind said, more or answer. `text` is '' where it cannot be opened."""

    kind: str
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the school's own record says of the class-day: the notice as families read it, the service of its grade as it was logged, and the
    findings of both."""

    notice: DayNotice
    sessions: tuple[DueSession, ...]
    findings: tuple[StatedFinding, ...]


class Listed(NamedTuple):
    """A summary that stands in the problem list."""

    day: date
    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case. `words` is None while the box is shut; then class, day and record are not known either."""

    line: CaseLine
    clauses: tuple[str, ...]
    words: tuple[Word, ...] | None
    one: ClassRef | None
    day: date | None
    record: Record | None
    listed: tuple[Listed, ...]


def list_cases(*, house: House, actor: Actor, now: datetime) -> CaseList:
    """All that waits or was answered, and the newest closed ones."""
    actor.needs(Permit.READ_SUGGESTIONS)
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        box = records.newest_box(connection)
        rows = records.list_cases(connection, [state.value for state in CaseState if state is not CaseState.CLOSED])
        closed = records.list_cases(connection, [CaseState.CLOSED.value], CLOSED_SHOWN)
    lines = [_line(standing, row, box.id if box else 0, today) for row in rows]
    waiting = sorted((one for one in lines if one.clock), key=lambda one: (one.clock.due if one.clock else date.max, one.id))
    return CaseList(
        tuple(waiting), tuple(one for one in lines if not one.clock), tuple(_line(standing, row, box.id if box else 0, today) for row in reversed(closed))
    )


def _line(standing: Standing, row: CaseRow, box_id: int, today: date) -> CaseLine:
    state = CaseState(row.state)
    clock = clock_of(standing.calendar, row.due_on, today) if state in WAITING else None
    contact = "kept" if row.contact else "erased" if row.contact_erased_on else "none"
    return CaseLine(
        row.id, case_number(row.year, row.serial), Category(row.category), state, row.received_on, clock, row.answered_on,
        object_until(standing, row), row.closed_on, row.late, row.reopened, contact, row.box_id != box_id, row.version,
    )


def case_page(*, house: House, actor: Actor, case_id: int, visit: Visit | None, now: datetime) -> CasePage:
    """One case; its texts and that class-day's record only with an opened box. NotFound."""
    actor.needs(Permit.READ_SUGGESTIONS)
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        row = _get(connection, case_id)
        box = records.newest_box(connection)
        said = records.words_of(connection, case_id)
        listed = _listed(connection, row)
    line = _line(standing, row, box.id if box else 0, today)
    clauses = CLAUSES[line.category]
    if visit is None or line.lost:
        return CasePage(line, clauses, None, None, None, None, listed)
    words, about = _read(row, said, visit)
    one = standing.classes.get(about.get("class") or 0)
    day = date.fromisoformat(about["day"]) if about.get("day") else None
    record = _record(house, actor, one, day, now) if one is not None and day is not None else None
    return CasePage(line, clauses, words, one, day, record, listed)


def _read(row: CaseRow, said: list[WordRow], visit: Visit) -> tuple[tuple[Word, ...], Mapping[str, Any]]:
    """Everything that was said, and what the first of it was about."""
    words, about = [], {}
    for word in said:
        try:
            text = sealing.unseal(visit.private, place_of(word.kind, row.code_digest), word.sealed)
        except CannotOpen:
            words.append(Word(word.kind, word.said_on, ""))
            continue
        if word.kind == "said":
            about = json.loads(text)
            text = about["text"]
        words.append(Word(word.kind, word.said_on, text))
    return tuple(words), about


def _record(house: House, actor: Actor, one: ClassRef, day: date, now: datetime) -> Record:
    found = findings_of(house=house, actor=actor, start=day, end=day, now=now).stated
    mine = [s for s in found if s.finding.class_id == one.id or (s.finding.class_id is None and s.finding.grade == one.grade and s.finding.date == day)]
    sessions = [s for s in sessions_due(house=house, actor=actor, day=day, now=now).sessions if one.grade in s.grades]
    return Record(day_notice(house=house, one=one, day=day, now=now), tuple(sessions), tuple(mine))


def contact_of(*, house: House, actor: Actor, case_id: int, visit: Visit, now: datetime) -> str:
    """The contact of a case, '' where none was given or it was erased. That it was opened is audited, never what it is. NotFound."""
    actor.needs(Permit.READ_SUGGESTIONS)
    with house.reading() as connection:
        row = _get(connection, case_id)
    if not row.contact:
        return ""
    try:
        contact = sealing.unseal(visit.private, place_of("contact", row.code_digest), row.contact)
    except CannotOpen:
        return ""
    with house.writing(actor=actor, now=now) as work:
        work.touch(records.suggestion, case_id)
        work.audit("suggestion_contact_opened", f"suggestion:{case_id}", None, {"number": case_number(row.year, row.serial)})
    return contact


def begin(*, house: House, actor: Actor, case_id: int, version: int, now: datetime) -> None:
    """The case is being looked into; its family sees so. Conflict where it moved meanwhile."""
    actor.needs(Permit.READ_SUGGESTIONS)
    with house.writing(actor=actor, now=now) as work:
        row = _locked(work, case_id, version, CaseState.LOOKING)
        _move(work, row, "suggestion_begun", CaseState.LOOKING)


def answer(*, house: House, actor: Actor, case_id: int, text: str, version: int, now: datetime) -> None:
    """Answers: sealed to the family's code and to the box. CaseRefused, Conflict."""
    actor.needs(Permit.READ_SUGGESTIONS)
    text, today = clean(text), now.date()
    fault = find_fault(text)
    if fault is not None:
        raise CaseRefused(fault.value)
    with house.reading() as connection:
        row = _get(connection, case_id)
        box = records.find_box(connection, row.box_id)
    assert box is not None
    mine = sealing.seal(box.public, place_of("answer", row.code_digest), text)
    theirs = sealing.seal(row.reply_to, place_of("reply", row.code_digest), text)
    with house.writing(actor=actor, now=now) as work:
        row = _locked(work, case_id, version, CaseState.ANSWERED)
        work.add(records.suggestion_word, suggestion_id=case_id, kind="answer", said_on=today, sealed=mine, reply=theirs)
        _move(work, row, "suggestion_answered", CaseState.ANSWERED, answered_on=today, late=row.late or today > row.due_on)


def _locked(work: Work, case_id: int, version: int, wanted: CaseState) -> CaseRow:
    row = records.find_case(work.connection, case_id, lock=True)
    if row is None:
        raise NotFound
    if row.version != version or not may_move(CaseState(row.state), wanted, reopened=row.reopened):
        raise Conflict("stale")
    return row


def _move(work: Work, row: CaseRow, act: str, state: CaseState, **values: Any) -> None:
    work.change(records.suggestion, row.id, state=state.value, version=row.version + 1, **values)
    work.audit(act, f"suggestion:{row.id}", {"state": row.state}, {"state": state.value})


def list_problem(*, house: House, actor: Actor, case_id: int, text: str, clause: str, request_key: str = "", now: datetime) -> int:
    """Puts the principal's own words into the problem list; gives its id. Neither the entry nor its audit names the case. CaseRefused."""
    actor.needs(Permit.READ_SUGGESTIONS)
    text = clean(text).replace("\n", " ")
    fault = find_fault(text, SUMMARY_LEAST, SUMMARY_MOST)
    if fault is not None:
        raise CaseRefused(fault.value)
    if clause and clause not in {one for clauses in CLAUSES.values() for one in clauses}:
        raise CaseRefused("clause")
    content, standing = {"text": text, "clause": clause}, standing_of(house=house)
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        row = _get(work.connection, case_id)
        issue_id = propose(work, Source.SUGGESTION, standing=standing, text=text, clause=clause, level=Level.RED, record=_mark(row))
        work.remember(request_key, content, str(issue_id))
    return issue_id


def _mark(row: CaseRow) -> str:
    """What ties an entry of the problem list to its case for who has the case, and tells nobody else which one it is."""
    return "suggestion:" + hashlib.sha256(f"issue {row.code_digest}".encode()).hexdigest()[:24]


def _listed(connection: Connection, row: CaseRow) -> tuple[Listed, ...]:
    c = issue_records.issue.c
    found = connection.execute(select(c.found_on, c.text, c.clause).where(c.source == "suggestion", c.record == _mark(row)).order_by(c.id))
    return tuple(Listed(*one) for one in found)


def _get(connection: Connection, case_id: int) -> CaseRow:
    row = records.find_case(connection, case_id)
    if row is None:
        raise NotFound
    return row


class Waiting(NamedTuple):
    """What waits for an answer: how many, how many of them past their date, the oldest date, and the next one that has not passed."""

    cases: int
    overdue: int
    due: date | None
    next_due: date | None


def waiting_of(*, house: House, actor: Actor, now: datetime) -> Waiting:
    """The count for the principal's day."""
    actor.needs(Permit.READ_SUGGESTIONS)
    today = now.date()
    with house.reading() as connection:
        dues = [row.due_on for row in records.list_cases(connection, [state.value for state in WAITING])]
    return Waiting(len(dues), sum(due < today for due in dues), min(dues, default=None), min((due for due in dues if due >= today), default=None))
