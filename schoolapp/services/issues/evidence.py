"""Papers that show what was done about a problem: judged and kept as the school's other papers are, each with its own date and somebody's word
that no pupil is to be seen in it."""

from __future__ import annotations

from datetime import date, datetime

from schoolapp.records import files as file_records
from schoolapp.records import issues as records
from schoolapp.rules.issues import TO_MEND, State
from schoolapp.rules.names import clean
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.files import BadSheet, PaperFile, keep_paper, paper_of, record_file
from schoolapp.services.house import Conflict, House
from schoolapp.services.issues.ledger import sees
from schoolapp.services.issues.steps import BadIssue, Fault

TITLE_MOST = 60
PAPERS_MOST = 20
PURPOSE = "issue"


def attach(
    *, house: House, actor: Actor, issue_id: int, data: bytes, name: str, title: str, dated_on: date | None, confirmed: bool, now: datetime
) -> int:
    """Adds a paper to an open row: by the owner or who manages the list. `dated_on`: the paper's own date. Gives its id."""
    actor.needs(Permit.SEE_ISSUES)
    title = clean(title)
    faults = [] if title else [Fault("title", "required")]
    if len(title) > TITLE_MOST:
        faults.append(Fault("title", "long", {"n": TITLE_MOST}))
    elif personal := find_personal(title):
        faults.append(Fault("title", personal.value))
    if dated_on is None:
        faults.append(Fault("dated_on", "required"))
    elif dated_on > now.date():
        faults.append(Fault("dated_on", "future"))
    if not confirmed:
        faults.append(Fault("confirmed", "required"))
    if not data:
        faults.append(Fault("file", "empty" if name else "required"))
    with house.reading() as connection:
        _may(actor, records.find_issue(connection, issue_id))
    if faults:
        raise BadIssue(faults)
    try:
        kept = keep_paper(house=house, data=data)
    except BadSheet as bad:
        raise BadIssue([Fault("file", bad.code, dict(bad.values))]) from bad
    with house.writing(actor=actor, now=now) as work:
        _may(actor, records.find_issue(work.connection, issue_id, lock=True))
        if len(records.evidence_of(work.connection, issue_id)) >= PAPERS_MOST:
            raise BadIssue([Fault("file", "enough", {"n": PAPERS_MOST})])
        file_id = record_file(work, kept, name=name, purpose=PURPOSE, now=now)
        evidence_id = work.add(
            records.issue_evidence, issue_id=issue_id, stored_file_id=file_id, title=title, dated_on=dated_on, confirmed=int(confirmed),
            added_by=actor.staff_id, added_at=now)
        work.audit("issue_paper_added", f"issue:{issue_id}", None, {"evidence": evidence_id, "title": title, "dated_on": dated_on, "sha256": kept.sha256})
    return evidence_id


def _may(actor: Actor, row: records.IssueRow | None) -> None:
    if row is None or not sees(actor, row):
        raise NotFound
    owns = actor.staff_id is not None and actor.staff_id == row.owner_id
    if not (owns or actor.may(Permit.MANAGE_ISSUES)):
        raise NotFound
    if State(row.state) not in TO_MEND | {State.RECHECK}:
        raise Conflict("stale")


def open_paper(*, house: House, actor: Actor, evidence_id: int) -> PaperFile:
    """A paper's bytes for whoever sees its row. NotFound."""
    actor.needs(Permit.SEE_ISSUES)
    with house.reading() as connection:
        paper = records.find_evidence(connection, evidence_id)
        row = records.find_issue(connection, paper.issue_id) if paper else None
        if paper is None or row is None or not sees(actor, row):
            raise NotFound
        file = file_records.find_file(connection, paper.stored_file_id)
    if file is None:
        raise NotFound
    return paper_of(house=house, row=file, title=paper.title)
