"""The steps of a row of the problem list: by hand on it, off it, to somebody, under way, reported done, re-checked, and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from schoolapp.records import audit as audit_records
from schoolapp.records import issues as records
from schoolapp.records import people as people_records
from schoolapp.records.issues import IssueRow
from schoolapp.rules.issues import DISMISS_REASON_LEAST, TEXT_LEAST, TEXT_MOST, Level, Source, State, may_dismiss, may_move, may_recheck
from schoolapp.rules.names import clean
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.house import Conflict, House, Replayed, Work
from schoolapp.services.issues.clean import clean_counts, wanted_of
from schoolapp.services.issues.ledger import SERVICE_CLAUSES, extension_of, sees
from schoolapp.services.issues.propose import propose
from schoolapp.services.issues.words import POST_WORDS
from schoolapp.services.school import standing_of

WORDS_MOST = 1000
# What a person can bring up by hand; the rest comes from where it was found.
BY_HAND = (Source.VISIT, Source.ORDER, Source.SELF_CHECK, Source.WALK)


class Fault(NamedTuple):
    """What is wrong with a field: text, source, clause, grade, found_on, owner, due_on, recheck_by, cause, measure, done, evidence, opinion,
    reason. Codes: required, short, long, identity, mobile, future, past, range, other (not to be chosen), same (one's own), orders (an order's
    date stands), once, far, clean (the days are not full yet)."""

    field: str
    code: str
    values: dict[str, Any] = {}


class BadIssue(Exception):
    """The form cannot be taken as it is; every fault at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{f.field}: {f.code}" for f in faults))
        self.faults = tuple(faults)


def _text_faults(field: str, text: str, *, least: int = 1, most: int = WORDS_MOST) -> list[Fault]:
    if not text:
        return [Fault(field, "required")]
    if len(text) < least:
        return [Fault(field, "short", {"n": least})]
    if len(text) > most:
        return [Fault(field, "long", {"n": most})]
    personal = find_personal(text)
    return [Fault(field, personal.value)] if personal else []


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise BadIssue(faults)


def add_issue(
    *, house: House, actor: Actor, source: Source, text: str, clause: str, level: Level, grade: int | None, found_on: date, due_on: date | None = None,
    request_key: str = "", now: datetime,
) -> int:
    """Puts a problem on the list by hand and gives its id. A leader only those of the own grades, the coordinator those of the service."""
    actor.needs(Permit.ADD_ISSUE)
    text, clause, standing = clean(text), clause.strip().upper(), standing_of(house=house)
    faults = _text_faults("text", text, least=TEXT_LEAST, most=TEXT_MOST)
    if source not in BY_HAND:
        faults.append(Fault("source", "other"))
    if found_on > now.date():
        faults.append(Fault("found_on", "future"))
    if due_on is not None and due_on < found_on:
        faults.append(Fault("due_on", "past"))
    if not actor.may(Permit.MANAGE_ISSUES):
        mine = (Role.GRADE_LEADER in actor.roles and grade in actor.led_grades) or (Role.COORDINATOR in actor.roles and clause in SERVICE_CLAUSES)
        if not mine:
            faults.append(Fault("grade" if Role.GRADE_LEADER in actor.roles else "clause", "other"))
    _refuse(faults)
    content = {"source": source.value, "text": text, "clause": clause, "level": level.value, "grade": grade, "found_on": found_on, "due_on": due_on}
    try:
        with house.writing(actor=actor, now=now) as work:
            work.replay(request_key, content)
            issue_id = propose(
                work, source, standing=standing, text=text, clause=clause, level=level, found_on=found_on, grade=grade, due_on=due_on)
            work.remember(request_key, content, str(issue_id))
            return issue_id
    except Replayed as again:
        return int(again.result)


@contextmanager
def _row(house: House, actor: Actor, issue_id: int, version: int, new: State, now: datetime) -> Iterator[tuple[Work, IssueRow]]:
    """The locked row that is to move. NotFound where it is not the actor's business, Conflict where it moved meanwhile."""
    actor.needs(Permit.SEE_ISSUES)
    with house.writing(actor=actor, now=now) as work:
        row = records.find_issue(work.connection, issue_id, lock=True)
        if row is None or not sees(actor, row):
            raise NotFound
        if row.version != version or not may_move(State(row.state), new):
            raise Conflict("stale")
        yield work, row


def _move(work: Work, row: IssueRow, act: str, state: State, **values: Any) -> None:
    old = {name: getattr(row, name) for name in values} | {"state": row.state}
    work.change(records.issue, row.id, state=state.value, version=row.version + 1, **values)
    work.audit(act, f"issue:{row.id}", old, {**values, "state": state.value})


def dismiss(*, house: House, actor: Actor, issue_id: int, version: int, reason: str, now: datetime) -> None:
    """Takes a problem off the list with a reason; it stays in every ledger. Not what an inspector, an order or a family brought up."""
    actor.needs(Permit.MANAGE_ISSUES)
    reason = clean(reason)
    with _row(house, actor, issue_id, version, State.DISMISSED, now) as (work, row):
        if not may_dismiss(Source(row.source)):
            raise Conflict("stale")
        _refuse(_text_faults("reason", reason, least=DISMISS_REASON_LEAST))
        _move(work, row, "issue_dismissed", State.DISMISSED, reason=reason)


def assign(
    *, house: House, actor: Actor, issue_id: int, version: int, owner_id: int | None, due_on: date | None, recheck_by: int | None = None, reason: str = "",
    now: datetime,
) -> None:
    """Names who mends it, until when, and, if wanted, who re-checks it. Before somebody was named the date may be set freely (an order's
    stands); later it may be put off once, by its first length, and a change needs its reason."""
    actor.needs(Permit.MANAGE_ISSUES)
    reason = clean(reason)
    with _row(house, actor, issue_id, version, State.ASSIGNED, now) as (work, row):
        due_on = due_on or row.due_on
        first = row.state == State.FOUND.value
        faults = _person_faults(work, owner_id, recheck_by)
        if due_on is not None:
            faults += _date_faults(row, due_on, first=first, today=now.date())
        if not first:
            faults += _text_faults("reason", reason)
        _refuse(faults)
        values: dict[str, Any] = {"owner_id": owner_id, "due_on": due_on, "recheck_by": recheck_by, "reason": reason}
        if first:
            values["first_due"] = due_on
        _move(work, row, "issue_assigned", State.ASSIGNED, **values)


def _person_faults(work: Work, owner_id: int | None, recheck_by: int | None) -> list[Fault]:
    roles: dict[int, set[Role]] = {}
    for staff_id, role in people_records.list_roles(work.connection):
        roles.setdefault(staff_id, set()).add(role.role)

    def can(staff_id: int) -> bool:
        return bool(roles.get(staff_id, set()) & set(POST_WORDS)) and people_records.is_active(work.connection, staff_id)

    if owner_id is None:
        return [Fault("owner", "required")]
    faults = [] if can(owner_id) else [Fault("owner", "other")]
    if recheck_by is not None and recheck_by == owner_id:
        faults.append(Fault("recheck_by", "same"))
    elif recheck_by is not None and not can(recheck_by):
        faults.append(Fault("recheck_by", "other"))
    elif recheck_by is None and Role.PRINCIPAL in roles.get(owner_id, set()):
        faults.append(Fault("recheck_by", "required"))  # nobody else would be asked
    return faults


def _date_faults(row: IssueRow, due_on: date, *, first: bool, today: date) -> list[Fault]:
    if due_on == row.due_on:
        return []
    if row.source == Source.ORDER.value:
        return [Fault("due_on", "orders")]
    if due_on < max(row.found_on, today if first else date.min):
        return [Fault("due_on", "past")]
    if first or (row.due_on is not None and due_on < row.due_on):
        return []
    latest = extension_of(row)
    if latest is None:
        return [Fault("due_on", "once")]
    return [Fault("due_on", "far", {"day": latest})] if due_on > latest else []


def _owned(actor: Actor, row: IssueRow) -> None:
    if actor.staff_id is None or row.owner_id != actor.staff_id:
        raise NotFound


def begin(*, house: House, actor: Actor, issue_id: int, version: int, cause: str, measure: str, now: datetime) -> None:
    """The owner writes down the cause and the measure."""
    cause, measure = clean(cause), clean(measure)
    with _row(house, actor, issue_id, version, State.UNDER_WAY, now) as (work, row):
        _owned(actor, row)
        _refuse(_text_faults("cause", cause) + _text_faults("measure", measure))
        _move(work, row, "issue_begun", State.UNDER_WAY, cause=cause, measure=measure)


def report_done(*, house: House, actor: Actor, issue_id: int, version: int, done: str, now: datetime) -> None:
    """The owner reports it done. Where no rule can count clean days, a paper has to show it."""
    done = clean(done)
    with _row(house, actor, issue_id, version, State.RECHECK, now) as (work, row):
        _owned(actor, row)
        faults = _text_faults("done", done)
        if wanted_of(row) is None and not records.evidence_of(work.connection, issue_id):
            faults.append(Fault("evidence", "required"))
        _refuse(faults)
        _move(work, row, "issue_done", State.RECHECK, done=done, done_on=now.date(), submitted_by=actor.staff_id)


def recheck(*, house: House, actor: Actor, issue_id: int, version: int, close: bool, opinion: str, now: datetime) -> None:
    """回头看: closes a row or sends it back, with an opinion, by somebody else than the owner. Closed only once its clean days are full, where a
    rule can tell: counted just before the write."""
    opinion = clean(opinion)
    with house.reading() as connection:
        before = records.find_issue(connection, issue_id)
    days = clean_counts(house, [before], now.date()).get(issue_id) if close and before is not None else None
    with _row(house, actor, issue_id, version, State.CLOSED if close else State.RETURNED, now) as (work, row):
        manages = actor.may(Permit.MANAGE_ISSUES)
        if not may_recheck(person=actor.staff_id, owner=row.owner_id, submitted_by=row.submitted_by, named=row.recheck_by, manages=manages):
            raise NotFound
        faults = _text_faults("opinion", opinion)
        if close and days is not None and not days.enough:
            faults.append(Fault("close", "clean", {"reached": days.reached, "wanted": days.wanted}))
        _refuse(faults)
        checked: dict[str, Any] = {"checked_by": actor.staff_id, "checked_on": now.date(), "opinion": opinion}
        if not close:
            _move(work, row, "issue_returned", State.RETURNED, **checked)
            return
        counted = {"clean_reached": days.reached, "clean_wanted": days.wanted} if days else {}
        _move(work, row, "issue_closed", State.CLOSED, **checked, closed_on=now.date(), **counted)


def reopen(*, house: House, actor: Actor, issue_id: int, reason: str, request_key: str = "", now: datetime) -> int:
    """A closed problem is there again: a new row that names the old one, which stays as it was closed. Gives the new row's id."""
    actor.needs(Permit.MANAGE_ISSUES)
    reason, standing = clean(reason), standing_of(house=house)
    _refuse(_text_faults("reason", reason, least=TEXT_LEAST, most=TEXT_MOST))
    content = {"again": issue_id, "reason": reason}
    try:
        with house.writing(actor=actor, now=now) as work:
            work.replay(request_key, content)
            audit_records.head(work.connection, lock=True)
            row = records.find_issue(work.connection, issue_id)
            if row is None or not sees(actor, row):
                raise NotFound
            if row.state != State.CLOSED.value or any(one.recurs == issue_id for one in records.list_issues(work.connection)):
                raise Conflict("stale")
            fresh = propose(
                work, Source(row.source) if Source(row.source) in BY_HAND else Source.WALK, standing=standing, text=reason, clause=row.clause,
                level=Level(row.level), record=f"issue:{issue_id}", grade=row.grade, class_id=row.class_id, recurs=issue_id)
            work.remember(request_key, content, str(fresh))
            return fresh
    except Replayed as again:
        return int(again.result)
