"""Putting problems on the list: one by one from a visit, an order, a self-check, a walk or a suggestion, and findings by what they have in
common. Part of the caller's audited write."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from schoolapp.records import audit
from schoolapp.records import issues as records
from schoolapp.records.issues import IssueRow
from schoolapp.rules.findings import Finding, FindingKind
from schoolapp.rules.issues import OPEN, Key, Level, Source, State, due_of, graver, key_of, level_of
from schoolapp.rules.people import school_year_of
from schoolapp.services.house import Work
from schoolapp.services.school import Standing

_OPEN = frozenset(state.value for state in OPEN)


def propose(
    work: Work, source: Source, *, standing: Standing, text: str, clause: str = "", level: Level = Level.YELLOW, record: str = "",
    found_on: date | None = None, grade: int | None = None, class_id: int | None = None, due_on: date | None = None, recurs: int | None = None,
) -> int:
    """Puts one problem on the list and gives its id. `record` names what it comes from (a visit, an order, an item of a run), `due_on` a date
    that somebody set. A self-check's item joins the open row of its clause, where there is one: then the id of that."""
    audit.head(work.connection, lock=True)  # numbers follow each other, and of two proposals of one moment the second sees the first
    if source is Source.SELF_CHECK and clause:
        for row in records.list_issues(work.connection, _OPEN):
            if row.clause == clause and row.grade == grade:
                return row.id
    found_on = found_on or work.now.date()
    return _add(
        work, standing, source=source, record=record, text=text, clause=clause, level=level, found_on=found_on, grade=grade, class_id=class_id,
        due_on=due_on or due_of(standing.calendar, found_on, source, level), recurs=recurs,
    )


def _add(work: Work, standing: Standing, *, source: Source, level: Level, found_on: date, due_on: date, **values: object) -> int:
    year = school_year_of(work.now.date())
    number = records.newest_number(work.connection, year) + 1
    issue_id = work.add(
        records.issue, source=source.value, level=level.value, found_on=found_on, due_on=due_on, first_due=due_on, school_year=year, number=number,
        state=State.FOUND.value, listed_by=work.actor.staff_id, listed_at=work.now, **values,
    )
    told = {"number": f"{year}-{number}", "clause": values["clause"], "due_on": due_on}
    if source not in (Source.SUGGESTION, Source.SURVEY):  # the trail does not tell that a family wrote
        told["source"] = source.value
    work.audit("issue_listed", f"issue:{issue_id}", None, told)
    return issue_id


def list_findings(work: Work, findings: Sequence[Finding], *, standing: Standing) -> tuple[int, ...]:
    """Puts verified findings on the list: those of one kind, clause, grade and term make one row, or join the one that is open. Where the last
    one of them is closed, the new row names it. Gives the ids of the rows. The caller holds the chain's head."""
    groups: dict[Key, list[Finding]] = defaultdict(list)
    for one in findings:
        groups[_key(work, standing, one)].append(one)
    return tuple(_group(work, standing, key, group) for key, group in groups.items())


def _key(work: Work, standing: Standing, finding: Finding) -> Key:
    term = standing.calendar.term_of(finding.date or date.fromisoformat(f"{finding.month}-15") if finding.date or finding.month else work.now.date())
    programme = ""
    if finding.kind is FindingKind.NEW_LESSON and finding.records:
        programme = records.programme_of(work.connection, int(finding.records[0].partition(":")[2]))
    return key_of(finding, term.id if term else None, programme)


def _group(work: Work, standing: Standing, key: Key, findings: list[Finding]) -> int:
    same = records.of_key(
        work.connection, kind=key.kind.value, clause=key.clause, grade=key.grade, term_id=key.term_id, programme=key.programme)
    said: list[list[object]] = [[one.key, one.figure, one.limit] for one in findings]
    worded = [one.level for one in findings]
    present = next((row for row in same if row.state in _OPEN), None)
    if present is not None:
        return _join(work, present, key.kind, said, worded)
    before = next((row for row in reversed(same) if row.state == State.CLOSED.value), None)
    level, today = level_of(key.kind, [one.key for one in findings], worded), work.now.date()
    classes = {one.class_id for one in findings}
    return _add(
        work, standing, source=Source.FINDING, record=findings[0].key, text="", clause=key.clause, level=level, found_on=today,
        due_on=due_of(standing.calendar, today, Source.FINDING, level, key.kind), kind=key.kind.value, term_id=key.term_id, grade=key.grade,
        class_id=classes.pop() if len(classes) == 1 else None, programme=key.programme,
        findings=json.dumps(said), recurs=before.id if before else None,
    )


def _join(work: Work, row: IssueRow, kind: FindingKind, said: list[list[object]], worded: list[Level]) -> int:
    """New findings come to the open row: its sentence tells of all of them, its level may rise, its date stands."""
    known: list[list[object]] = json.loads(row.findings)
    present = {one[0] for one in known}
    known += [one for one in said if one[0] not in present]
    level = graver(Level(row.level), level_of(kind, [str(one[0]) for one in known], worded))
    classes = {str(one[0]).rpartition("|")[2] for one in known}
    work.change(
        records.issue, row.id, findings=json.dumps(known), level=level.value, class_id=row.class_id if len(classes) == 1 else None)
    work.audit("issue_joined", f"issue:{row.id}", {"findings": len(present), "level": row.level}, {"findings": len(known), "level": level.value})
    return row.id
