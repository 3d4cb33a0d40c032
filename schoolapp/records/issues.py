"""The problem list and its rectification ledger: what was found, from which source, who mends it until when, and how it was closed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, String, Table, Text, func, select

from schoolapp.records import afterschool
from schoolapp.records.base import Moment, key, link, metadata


def _later(name: str, kind: type | String, holds: str | int | None = None) -> Column[object]:
    """A column that came with a later release; an empty text or 0 stands in rows from before it."""
    if holds is None:
        return Column(name, kind, info={"later": None})
    return Column(name, kind, nullable=False, default=holds, server_default=str(holds), info={"later": holds})


issue = Table(
    "issue",
    metadata,
    key(),
    Column("found_on", Date, nullable=False),
    Column("source", String(20), nullable=False),
    Column("record", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("clause", String(8), nullable=False, default=""),
    link("staff", "listed_by", null=True),
    Column("listed_at", Moment, nullable=False),
    # `findings`: JSON, one [key, figure, limit] for each finding that belongs to the row. `first_due`: the date before it was put off.
    # `recheck_by`: who was named for the re-check; `submitted_by`: who reported it done. `recurs`: the closed row that came again.
    _later("state", String(12), "found"),
    _later("level", String(8), "yellow"),
    _later("school_year", Integer, 0),
    _later("number", Integer, 0),
    _later("kind", String(40), ""),
    _later("term_id", Integer),
    _later("grade", Integer),
    _later("class_id", Integer),
    _later("programme", String(20), ""),
    _later("findings", Text, ""),
    _later("owner_id", Integer),
    _later("recheck_by", Integer),
    _later("due_on", Date),
    _later("first_due", Date),
    _later("cause", Text, ""),
    _later("measure", Text, ""),
    _later("done", Text, ""),
    _later("done_on", Date),
    _later("submitted_by", Integer),
    _later("checked_by", Integer),
    _later("checked_on", Date),
    _later("opinion", Text, ""),
    _later("reason", Text, ""),
    _later("closed_on", Date),
    _later("clean_reached", Integer),
    _later("clean_wanted", Integer),
    _later("recurs", Integer),
    _later("version", Integer, 1),
)
issue_evidence = Table(  # `dated_on`: the paper's own date, beside the day on which it was added
    "issue_evidence", metadata, key(), link("issue", index=True), link("stored_file"), Column("title", String(120), nullable=False),
    Column("dated_on", Date, nullable=False), Column("confirmed", Integer, nullable=False, default=0), link("staff", "added_by", null=True),
    Column("added_at", Moment, nullable=False),
)


class IssueRow(NamedTuple):
    """One row of the list as it is kept."""

    id: int
    found_on: date
    source: str
    record: str
    text: str
    clause: str
    listed_by: int | None
    listed_at: datetime
    state: str
    level: str
    school_year: int
    number: int
    kind: str
    term_id: int | None
    grade: int | None
    class_id: int | None
    programme: str
    findings: str
    owner_id: int | None
    recheck_by: int | None
    due_on: date | None
    first_due: date | None
    cause: str
    measure: str
    done: str
    done_on: date | None
    submitted_by: int | None
    checked_by: int | None
    checked_on: date | None
    opinion: str
    reason: str
    closed_on: date | None
    clean_reached: int | None
    clean_wanted: int | None
    recurs: int | None
    version: int


class EvidenceRow(NamedTuple):
    """A paper that shows what was done: its title and own date, and whether somebody confirmed that no pupil is to be seen in it."""

    id: int
    issue_id: int
    stored_file_id: int
    title: str
    dated_on: date
    confirmed: int
    added_by: int | None
    added_at: datetime


_ISSUE = tuple(issue.c[name] for name in IssueRow._fields)
_EVIDENCE = tuple(issue_evidence.c[name] for name in EvidenceRow._fields)
_i, _e = issue.c, issue_evidence.c


def list_issues(connection: Connection, states: Collection[str] | None = None) -> list[IssueRow]:
    """All rows, or those in some states, by id."""
    wanted = select(*_ISSUE).order_by(_i.id)
    return [IssueRow(*row) for row in connection.execute(wanted if states is None else wanted.where(_i.state.in_(states)))]


def find_issue(connection: Connection, issue_id: int, *, lock: bool = False) -> IssueRow | None:
    wanted = select(*_ISSUE).where(_i.id == issue_id)
    row = connection.execute(wanted.with_for_update() if lock else wanted).first()
    return None if row is None else IssueRow(*row)


def newest_number(connection: Connection, school_year: int) -> int:
    """The highest number given in a school year; 0 before the first."""
    return connection.execute(select(func.max(_i.number)).where(_i.school_year == school_year)).scalar() or 0


def of_key(connection: Connection, *, kind: str, clause: str, grade: int | None, term_id: int | None, programme: str) -> list[IssueRow]:
    """The rows that findings of one key made, by id."""
    same = (_i.kind == kind, _i.clause == clause, _i.programme == programme)
    rows = connection.execute(select(*_ISSUE).where(*same, _i.grade.is_not_distinct_from(grade), _i.term_id.is_not_distinct_from(term_id)).order_by(_i.id))
    return [IssueRow(*row) for row in rows]


def evidence_of(connection: Connection, issue_id: int) -> list[EvidenceRow]:
    """The papers of a row in the order in which they came."""
    return [EvidenceRow(*row) for row in connection.execute(select(*_EVIDENCE).where(_e.issue_id == issue_id).order_by(_e.id))]


def evidence_counts(connection: Connection) -> dict[int, int]:
    """Row id -> how many papers it has."""
    return {row[0]: row[1] for row in connection.execute(select(_e.issue_id, func.count()).group_by(_e.issue_id))}


def find_evidence(connection: Connection, evidence_id: int) -> EvidenceRow | None:
    row = connection.execute(select(*_EVIDENCE).where(_e.id == evidence_id)).first()
    return None if row is None else EvidenceRow(*row)


def programme_of(connection: Connection, session_id: int) -> str:
    """The code of the programme that a session of the service belongs to; '' where it is gone."""
    s, p = afterschool.service_session.c, afterschool.programme.c
    found = select(p.code).join_from(afterschool.programme, afterschool.service_session, s.programme_id == p.id).where(s.id == session_id)
    return connection.execute(found).scalar() or ""
