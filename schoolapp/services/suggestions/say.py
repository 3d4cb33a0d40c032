"""The family's side: what the form needs, taking a suggestion in, looking it up by number and code, saying that it is solved or not. Nobody is
signed in here and no address is kept with a case."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import audit as audit_records
from schoolapp.records import people as people_records
from schoolapp.records import suggestions as records
from schoolapp.records.suggestions import CaseRow
from schoolapp.rules.names import clean
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, NotFound
from schoolapp.rules.suggestions import (
    CONTACT_MOST,
    OBJECT_DAYS,
    WAITING,
    CaseState,
    Category,
    Clock,
    TextFault,
    case_number,
    clock_of,
    day_after,
    find_fault,
    may_move,
    read_case_number,
    read_letters,
)
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of
from schoolapp.services.suggestions import limits, sealing
from schoolapp.services.suggestions.keys import SECRET, is_open
from schoolapp.services.suggestions.sealing import CannotOpen

FAMILY = Actor(None, "family", frozenset())  # who writes by the public form: nobody in particular
SMALL_CLASS = 20  # pupils; below it a detail is enough to tell who wrote
OLDEST = timedelta(days=370)


class SayRefused(Exception):
    """Nothing was taken in. `faults`: (field, code) pairs; fields are category, text, contact, class, day, '' for the whole."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__(faults)
        self.faults = faults


class LookRefused(Exception):
    """No case is shown. `code`: wrong (same for every reason), wait (too many wrong ones today)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Suggestion(NamedTuple):
    """What was written. `key` is the form's own, made by the server; class and day are what it is about, None where it is about none."""

    key: str
    category: str
    text: str
    class_id: int | None = None
    day: date | None = None
    contact: str = ""


class Receipt(NamedTuple):
    """What the family takes away: number and code, and when the school answers at the latest. `again`: the form had come in before."""

    number: str
    code: str
    due: date
    again: bool


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What the form shows. `one` None: it is not reached from a class; then `classes` can be chosen from. `small`: the class has few pupils."""

    one: ClassRef | None
    classes: tuple[ClassRef, ...]
    today: date
    reply_days: int
    due: date
    small: bool


class Answer(NamedTuple):
    """An answer of the school, as the family reads it. `text` is '' where it cannot be opened."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as its family sees it. `clock` while it waits; `object_until`: the last day on which one can say that nothing was solved."""

    number: str
    category: Category
    state: CaseState
    received_on: date
    answers: tuple[Answer, ...]
    clock: Clock | None
    object_until: date | None
    closed_on: date | None
    reopened: bool


def form_facts(*, house: House, class_id: int | None, now: datetime) -> FormFacts:
    """The form of today. NotFound while the box is closed."""
    if not is_open(house):
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        box = records.newest_box(connection)
        if box is None:
            raise NotFound
        one = standing.get_class(class_id) if class_id is not None else None
        heads = people_records.heads_on(connection, today, one.year).get(one.id) if one else None
    classes = () if one else tuple(standing.classes_of(standing.year_on(today)))
    small = heads is not None and 0 < heads.pupils <= SMALL_CLASS
    return FormFacts(one, classes, today, box.reply_days, day_after(standing.calendar, today, box.reply_days), small)


def say(*, house: House, said: Suggestion, address: str, now: datetime) -> Receipt:
    """Takes a suggestion in: text and contact are sealed to the principal's box before anything is written. NotFound while it is closed;
    SayRefused."""
    if not is_open(house):
        raise NotFound
    standing, today = standing_of(house=house), now.date()
    text, contact = clean(said.text), clean(said.contact).replace("\n", " ")
    _check(standing, said, text, contact, today)
    code = sealing.code_of(house.secret(SECRET), said.key)
    digest, whose = sealing.code_digest(code), limits.whose(house, address, today)
    with house.reading() as connection:
        box = records.newest_box(connection)
        known = records.find_by_code(connection, digest)
    if known is not None:
        return _receipt(known, code, again=True)
    if box is None:
        raise NotFound
    told = {"text": text, "class": said.class_id, "day": said.day.isoformat() if said.day else None}
    sealed = sealing.seal(box.public, place_of("said", digest), json.dumps(told, ensure_ascii=False))
    kept = sealing.seal(box.public, place_of("contact", digest), contact) if contact else ""
    reply_to = sealing.public_of(sealing.key_of_code(code))
    due = day_after(standing.calendar, today, box.reply_days)
    with house.writing(actor=FAMILY, now=now) as work:
        audit_records.head(work.connection, lock=True)  # numbers have no gap and no twin
        known = records.find_by_code(work.connection, digest)
        if known is not None:
            return _receipt(known, code, again=True)
        _within_limits(work.connection, today, whose)
        serial = records.next_serial(work.connection, today.year)
        case_id = work.add(
            records.suggestion, suggestion_box_id=box.id, year=today.year, serial=serial, category=said.category, state=CaseState.RECEIVED.value,
            received_on=today, due_on=due, code_digest=digest, reply_to=reply_to, contact=kept, version=1,
        )
        work.add(records.suggestion_word, suggestion_id=case_id, kind="said", said_on=today, sealed=sealed)
        work.audit("suggestion_received", f"suggestion:{case_id}", None, {"number": case_number(today.year, serial)})
    return Receipt(case_number(today.year, serial), code, due, again=False)


def _check(standing: Standing, said: Suggestion, text: str, contact: str, today: date) -> None:
    faults: list[tuple[str, str]] = []
    if said.category not in {one.value for one in Category}:
        faults.append(("category", "none"))
    fault = find_fault(text)
    if fault is not None:
        faults.append(("text", fault.value))
    if len(contact) > CONTACT_MOST:
        faults.append(("contact", TextFault.LONG.value))
    one = standing.classes.get(said.class_id) if said.class_id is not None else None
    if said.class_id is not None and one is None:
        faults.append(("class", "unknown"))
    if said.day is not None and said.day > today:
        faults.append(("day", "future"))
    elif said.day is not None and (said.day < today - OLDEST or (one is not None and standing.year_on(said.day) != one.year)):
        faults.append(("day", "old"))
    if faults:
        raise SayRefused(*faults)


def _within_limits(connection: Connection, today: date, whose: str) -> None:
    """Counts this one in, or refuses it."""
    if records.received_on(connection, today) >= limits.SCHOOL_MOST:
        raise SayRefused(("", "school"))
    if limits.spent(connection, today, limits.WRITES, whose):
        raise SayRefused(("", "address"))
    records.raise_tally(connection, today, limits.WRITES, whose)


def _receipt(row: CaseRow, code: str, *, again: bool) -> Receipt:
    return Receipt(case_number(row.year, row.serial), code, row.due_on, again)


def look_up(*, house: House, number: str, code: str, address: str, now: datetime) -> CaseSeen:
    """A case by its number and code, with the school's answers. NotFound while the box is closed; LookRefused."""
    code = read_letters(code)
    row = _find(house, number, code, address, now)
    with house.reading() as connection:
        words = [word for word in records.words_of(connection, row.id) if word.kind == "answer"]
    private = sealing.key_of_code(code)
    answers = tuple(Answer(word.said_on, _opened(private, place_of("reply", row.code_digest), word.reply)) for word in words)
    return _seen(house, row, answers, now.date())


def object_to(*, house: House, number: str, code: str, text: str, address: str, now: datetime) -> None:
    """The answer solved nothing: the case is looked into once more, with a new date. `text` may be empty. LookRefused, SayRefused (text, or
    '' and late where it cannot be reopened any more)."""
    code, text = read_letters(code), clean(text)
    row = _find(house, number, code, address, now)
    fault = find_fault(text, least=0) if text else None
    if fault is not None:
        raise SayRefused(("text", fault.value))
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        box = records.find_box(connection, row.box_id)
    assert box is not None
    sealed = sealing.seal(box.public, place_of("more", row.code_digest), text) if text else ""
    with house.writing(actor=FAMILY, now=now) as work:
        found = records.find_case(work.connection, row.id, lock=True)
        if found is None or not _can_object(standing, found, today):
            raise SayRefused(("", "late"))
        due = day_after(standing.calendar, today, box.reply_days)
        values: dict[str, Any] = {"state": CaseState.LOOKING.value, "reopened": True, "due_on": due, "version": found.version + 1}
        work.change(records.suggestion, row.id, **values)
        if sealed:
            work.add(records.suggestion_word, suggestion_id=row.id, kind="more", said_on=today, sealed=sealed)
        work.audit("suggestion_reopened", f"suggestion:{row.id}", {"state": found.state}, {"state": CaseState.LOOKING.value})


def settle(*, house: House, number: str, code: str, address: str, now: datetime) -> None:
    """The family says that it is solved: an answered case is closed. What is closed already stays so. LookRefused, SayRefused."""
    row = _find(house, number, read_letters(code), address, now)
    with house.writing(actor=FAMILY, now=now) as work:
        found = records.find_case(work.connection, row.id, lock=True)
        if found is None or (not may_move(CaseState(found.state), CaseState.CLOSED) and found.state != CaseState.CLOSED.value):
            raise SayRefused(("", "late"))
        if found.state == CaseState.CLOSED.value:
            return
        work.change(records.suggestion, row.id, state=CaseState.CLOSED.value, closed_on=now.date(), version=found.version + 1)
        work.audit("suggestion_closed", f"suggestion:{row.id}", {"state": found.state}, {"state": CaseState.CLOSED.value})


def place_of(kind: str, digest: str) -> str:
    """What a sealed text of a case says of itself, so that none opens in the place of another."""
    return f"suggestion {kind} {digest}"


def object_until(standing: Standing, row: CaseRow) -> date | None:
    """The last day on which the family can say that nothing was solved; None where it cannot (any more)."""
    if row.state != CaseState.ANSWERED.value or row.reopened or row.answered_on is None:
        return None
    return day_after(standing.calendar, row.answered_on, OBJECT_DAYS)


def _can_object(standing: Standing, row: CaseRow, today: date) -> bool:
    until = object_until(standing, row)
    return until is not None and today <= until


def _find(house: House, number: str, code: str, address: str, now: datetime) -> CaseRow:
    """The case of this number and code; wrong ones are counted by the address's digest of the day."""
    if not is_open(house):
        raise NotFound
    today = now.date()
    whose = limits.whose(house, address, today)
    with house.reading() as connection:
        if limits.spent(connection, today, limits.LOOKS, whose):
            raise LookRefused("wait")
        row = records.find_by_code(connection, sealing.code_digest(code))
    if row is None or read_case_number(number) != (row.year, row.serial):
        with house.plain_writing() as connection:
            records.raise_tally(connection, today, limits.LOOKS, whose)
        raise LookRefused("wrong")
    return row


def _seen(house: House, row: CaseRow, answers: Sequence[Answer], today: date) -> CaseSeen:
    standing, state = standing_of(house=house), CaseState(row.state)
    until = object_until(standing, row)
    clock = clock_of(standing.calendar, row.due_on, today) if state in WAITING else None
    return CaseSeen(
        case_number(row.year, row.serial), Category(row.category), state, row.received_on, tuple(answers), clock,
        until if until is not None and today <= until else None, row.closed_on, row.reopened,
    )


def _opened(private: bytes, what: str, sealed: str) -> str:
    try:
        return sealing.unseal(private, what, sealed) if sealed else ""
    except CannotOpen:
        return ""
