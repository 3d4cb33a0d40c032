"""Reading the problem list: the rows that are somebody's business, with their dates, clean days and owners' posts. The steps stand in `steps`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import audit as audit_records
from schoolapp.records import issues as records
from schoolapp.records import people as people_records
from schoolapp.records.issues import EvidenceRow, IssueRow
from schoolapp.records.people import RoleRow
from schoolapp.rules.issues import (
    OPEN,
    TO_MEND,
    Clean,
    Level,
    Source,
    State,
    days_late,
    days_left,
    latest_extension,
    may_dismiss,
    may_move,
    may_recheck,
    recheck_due,
)
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House
from schoolapp.services.issues.clean import clean_counts, wanted_of
from schoolapp.services.issues.words import POST_WORDS, number_of, post_of, sentence_of
from schoolapp.services.school import Standing, standing_of

_WHOLE_SCHOOL = frozenset({Role.OFFICE, Role.PRINCIPAL})
SERVICE_CLAUSES = frozenset({"C15", "C16", "C17", "C18", "C19", "C20", "C21", "C23", "X1", "X2"})
_LEVELS = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Issue:
    """A row as its readers see it. `post`: the owner's post, '' while nobody was named. `late`, `left`: days past and up to its date, working
    days for an order, school days else; `recheck_on`, `recheck_late`: the second clock, once it was reported done. `clean`: None where no rule
    can tell. `papers`: how many show what was done."""

    row: IssueRow
    number: str
    text: str
    state: State
    source: Source
    level: Level
    post: str
    checker: str
    late: int
    left: int
    recheck_on: date | None
    recheck_late: int
    clean: Clean | None
    papers: int

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def overdue(self) -> bool:
        """A date has passed and the row still waits for somebody."""
        return self.open and bool(self.recheck_late if self.state is State.RECHECK else self.late)


class Step(NamedTuple):
    """What was done with a row: the act's name, when, and the post of who did it ('' where it is not known any more)."""

    act: str
    at: datetime
    post: str


class Owner(NamedTuple):
    """Somebody who can be named for a row."""

    staff_id: int
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class IssuePage:
    """A row with what this person may do to it. `extension`: up to when its date may be put off, None where not (any more); `owners` are
    filled where somebody may be named."""

    issue: Issue
    papers: tuple[EvidenceRow, ...]
    steps: tuple[Step, ...]
    owners: tuple[Owner, ...]
    may_assign: bool
    may_dismiss: bool
    may_work: bool
    may_recheck: bool
    may_attach: bool
    may_reopen: bool
    extension: date | None
    recurs: Issue | None


def sees(actor: Actor, row: IssueRow) -> bool:
    """The whole list is the principal's and the office's; a leader's that of the grade, the coordinator's that of the service, everybody's
    what they own or re-check, an inspector's that of the opened grades and days."""
    if actor.operator or actor.roles & _WHOLE_SCHOOL:
        return True
    if Role.INSPECTOR in actor.roles and actor.sees_day(row.found_on) and (row.grade is None or row.grade in actor.inspected_grades):
        return True
    if Role.GRADE_LEADER in actor.roles and row.grade in actor.led_grades:
        return True
    if Role.COORDINATOR in actor.roles and row.clause in SERVICE_CLAUSES:
        return True
    return actor.staff_id is not None and actor.staff_id in (row.owner_id, row.recheck_by)


def list_issues(
    *, house: House, actor: Actor, now: datetime, lang: str = "zh", states: Collection[State] | None = None, source: Source | None = None,
    clause: str = "",
) -> tuple[Issue, ...]:
    """The rows that are the actor's business: open ones first, of these the overdue ones, then by date and level; closed ones newest first."""
    actor.needs(Permit.SEE_ISSUES)
    with house.reading() as connection:
        kept = records.list_issues(connection, None if states is None else [state.value for state in states])
        rows = [
            row for row in kept
            if sees(actor, row) and (source is None or row.source == source.value) and (not clause or row.clause == clause)
        ]
        papers, posts = records.evidence_counts(connection), _roles(connection)
    standing, today = standing_of(house=house), now.date()
    clean = clean_counts(house, rows, today)
    found = [_issue(row, standing, today, clean.get(row.id), papers.get(row.id, 0), posts, lang) for row in rows]
    return tuple(sorted(found, key=_order))


def issues_of(connection: Connection, standing: Standing, *, today: date, lang: str) -> tuple[Issue, ...]:
    """Every row by id as it stands on a day, for papers; clean days only of what was closed."""
    papers, posts = records.evidence_counts(connection), _roles(connection)
    found = []
    for row in records.list_issues(connection):
        clean = Clean(row.clean_reached or 0, row.clean_wanted) if row.clean_wanted is not None else None
        found.append(_issue(row, standing, today, clean, papers.get(row.id, 0), posts, lang))
    return tuple(found)


def _order(one: Issue) -> tuple[object, ...]:
    if not one.open:
        return 2, -(one.row.closed_on or one.row.found_on).toordinal(), -one.row.id
    when = one.recheck_on if one.state is State.RECHECK else one.row.due_on
    return 0 if one.overdue else 1, (when or date.max).toordinal(), _LEVELS[one.level], one.row.id


def _roles(connection: Connection) -> Mapping[int, list[RoleRow]]:
    found: dict[int, list[RoleRow]] = defaultdict(list)
    for staff_id, role in people_records.list_roles(connection):
        found[staff_id].append(role)
    return found


def _issue(
    row: IssueRow, standing: Standing, today: date, clean: Clean | None, papers: int, posts: Mapping[int, list[RoleRow]], lang: str
) -> Issue:
    state, source, calendar = State(row.state), Source(row.source), standing.calendar
    level = Level(row.level)
    ended = row.done_on if state in (State.RECHECK, State.CLOSED) and row.done_on else today
    late = days_late(calendar, source, row.due_on, ended) if row.due_on and state is not State.DISMISSED else 0
    left = days_left(calendar, source, row.due_on, today) if row.due_on and state in TO_MEND else 0
    recheck_on = recheck_due(calendar, row.done_on, clean) if row.done_on and state in (State.RECHECK, State.CLOSED) else None
    recheck_late = days_late(calendar, Source.FINDING, recheck_on, row.closed_on or today) if recheck_on else 0
    return Issue(
        row, number_of(row), sentence_of(row, standing.classes, lang), state, source, level, post_of(posts.get(row.owner_id or 0, []), lang),
        post_of(posts.get(row.checked_by or row.recheck_by or 0, []), lang), late, left, recheck_on, recheck_late, clean, papers,
    )


def get_issue(*, house: House, actor: Actor, issue_id: int, now: datetime, lang: str = "zh") -> IssuePage:
    """One row with what may be done to it. NotFound where it is not the actor's business."""
    actor.needs(Permit.SEE_ISSUES)
    with house.reading() as connection:
        row = records.find_issue(connection, issue_id)
        if row is None or not sees(actor, row):
            raise NotFound
        papers, posts = records.evidence_of(connection, issue_id), _roles(connection)
        entries = audit_records.entries_about(connection, f"issue:{issue_id}")
        before = records.find_issue(connection, row.recurs) if row.recurs else None
        staff = people_records.list_staff(connection)
    standing, today = standing_of(house=house), now.date()
    issue = _issue(row, standing, today, clean_counts(house, [row], today).get(row.id), len(papers), posts, lang)
    manages, state = actor.may(Permit.MANAGE_ISSUES), issue.state
    assigns = manages and may_move(state, State.ASSIGNED)
    owns = actor.staff_id is not None and actor.staff_id == row.owner_id
    return IssuePage(
        issue, tuple(papers), tuple(Step(entry.act, entry.at, post_of(posts.get(entry.staff_id or 0, []), lang)) for entry in entries),
        owners_of(staff, posts, lang) if assigns else (), assigns, manages and may_move(state, State.DISMISSED) and may_dismiss(issue.source),
        owns and state in (State.ASSIGNED, State.UNDER_WAY, State.RETURNED),
        state is State.RECHECK and may_recheck(
            person=actor.staff_id, owner=row.owner_id, submitted_by=row.submitted_by, named=row.recheck_by, manages=manages),
        (owns or manages) and state in TO_MEND | {State.RECHECK}, manages and state is State.CLOSED, extension_of(row),
        _issue(before, standing, today, None, 0, posts, lang) if before and sees(actor, before) else None,
    )


def extension_of(row: IssueRow) -> date | None:
    """Up to when the date may be put off: once, never an order's, only after somebody was named."""
    if row.first_due is None or row.due_on != row.first_due or State(row.state) not in (State.ASSIGNED, State.UNDER_WAY, State.RETURNED):
        return None
    return latest_extension(row.found_on, row.first_due, Source(row.source))


def owners_of(staff: Collection[people_records.StaffRow], posts: Mapping[int, list[RoleRow]], lang: str) -> tuple[Owner, ...]:
    """Who can be named: active people with a post, the gravest posts first."""
    order = {role: place for place, role in enumerate(POST_WORDS)}
    found = [
        (min(order[role.role] for role in posts[one.id] if role.role in order), one.number, Owner(one.id, one.name, post_of(posts[one.id], lang)))
        for one in staff
        if one.active and any(role.role in order for role in posts.get(one.id, ()))
    ]
    return tuple(owner for _, _, owner in sorted(found))


class Waiting(NamedTuple):
    """What waits for one person: rows to name somebody for, own rows, of these overdue, rows to re-check; the nearest date of the own ones that
    has not passed."""

    unassigned: int
    overdue_all: int
    own: int
    own_overdue: int
    own_due: date | None
    recheck: int


def waiting_of(*, house: House, actor: Actor, now: datetime) -> Waiting:
    """The counts for the day's page: no clean days are reckoned here."""
    actor.needs(Permit.SEE_ISSUES)
    with house.reading() as connection:
        rows = [row for row in records.list_issues(connection, [state.value for state in OPEN]) if sees(actor, row)]
    calendar, today, manages = standing_of(house=house).calendar, now.date(), actor.may(Permit.MANAGE_ISSUES)
    late = {row.id for row in rows if State(row.state) in TO_MEND and row.due_on is not None and row.due_on < today}
    own = [row for row in rows if row.owner_id == actor.staff_id and State(row.state) in TO_MEND and actor.staff_id is not None]
    ready = [
        row for row in rows
        if row.state == State.RECHECK.value and row.done_on is not None
        and may_recheck(person=actor.staff_id, owner=row.owner_id, submitted_by=row.submitted_by, named=row.recheck_by, manages=manages)
        and len(calendar.school_days(row.done_on, today)) > (wanted_of(row) or 0)  # so many days have ended that the clean count can be full
    ]
    return Waiting(
        sum(row.state == State.FOUND.value for row in rows) if manages else 0, len(late) if manages else 0, len(own),
        sum(row.id in late for row in own), min((row.due_on for row in own if row.due_on and row.id not in late), default=None), len(ready),
    )
