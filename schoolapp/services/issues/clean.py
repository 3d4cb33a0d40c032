"""Clean days of rows that wait for their re-check, from one reading of the days since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from schoolapp.records.issues import IssueRow
from schoolapp.rules.figures import Period
from schoolapp.rules.findings import Finding, FindingKind, findings_of_period
from schoolapp.rules.issue_clean import clean_of
from schoolapp.rules.issues import WANTED, Clean, State, read_key
from schoolapp.services.findings.facts import read_facts
from schoolapp.services.house import House
from schoolapp.services.issues.words import said_of
from schoolapp.services.school import read_standing


def kind_of(row: IssueRow) -> FindingKind | None:
    """The kind of the findings that made a row."""
    named = read_key(said_of(row)[0].key) if said_of(row) else None
    return named.kind if named else None


def wanted_of(row: IssueRow) -> int | None:
    """How many clean days close the row; None where no rule can tell."""
    kind = kind_of(row)
    return WANTED.get(kind) if kind else None


def clean_counts(house: House, rows: Iterable[IssueRow], today: date) -> dict[int, Clean]:
    """Row id -> its clean count: of those that wait for the re-check as it is today, of closed ones as it was then."""
    found: dict[int, Clean] = {}
    waiting: list[IssueRow] = []
    for row in rows:
        wanted = wanted_of(row)
        if row.state == State.CLOSED.value and row.clean_wanted is not None:
            found[row.id] = Clean(row.clean_reached or 0, row.clean_wanted)
        elif row.state == State.RECHECK.value and wanted is not None and row.done_on is not None:
            waiting.append(row)
        elif wanted is not None:
            found[row.id] = Clean(0, wanted)
    if waiting:
        period, findings = _period(house, min(row.done_on for row in waiting if row.done_on), today)
        for row in waiting:
            count = _count(row, period, findings)
            if count is not None:
                found[row.id] = count
    return found


def _period(house: House, start: date, today: date) -> tuple[Period, Sequence[Finding]]:
    """The days since, kept by data version."""

    def read() -> tuple[Period, Sequence[Finding]]:
        with house.reading() as connection:
            facts = read_facts(connection, read_standing(connection), start=start, end=max(start, today), today=today)
        period = Period(facts)
        return period, findings_of_period(period)

    return house.remembered(f"issues_clean:{start}:{today}", house.data_version(), read)


def _count(row: IssueRow, period: Period, findings: Sequence[Finding]) -> Clean | None:
    named = [name for one in said_of(row) if (name := read_key(one.key)) is not None]
    classes = {name.class_id for name in named if name.class_id is not None}
    grades = {name.grade for name in named if name.grade is not None}
    assert row.done_on is not None
    grade = row.grade if row.grade is not None else grades.pop() if len(grades) == 1 else None
    return clean_of(kind_of(row), period=period, findings=findings, classes=classes, grade=grade, clause=row.clause, after=row.done_on)
