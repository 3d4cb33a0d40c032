"""Everything that a pack is made of, read in one snapshot of the database. What becomes of it stands beside (`rows`, `figures`, `charts`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.papers.facts import IssueLine
from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import audit
from schoolapp.records import findings as finding_records
from schoolapp.records import homework as homework_records
from schoolapp.records import packs as records
from schoolapp.records import surveys as survey_records
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.records.homework import ItemRow, NoneRow
from schoolapp.records.surveys import PartRow, SurveyRow
from schoolapp.rules.figures import Period
from schoolapp.rules.findings import findings_of_period
from schoolapp.rules.seals import Seal
from schoolapp.services.findings import StatedFinding, read_facts, stated_of
from schoolapp.services.issues.sheet import pack_lines
from schoolapp.services.school import Standing, read_standing
from schoolapp.services.seals import seals_in
from schoolapp.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A period as it stood at one moment. `known_to`: the last day of which anything counts. `head`: the audit chain's number and hash
    that the pack names."""

    standing: Standing
    period: Period
    known_to: date
    items: tuple[ItemRow, ...]
    nones: tuple[NoneRow, ...]
    sessions: tuple[ServiceSessionRow, ...]
    programmes: tuple[ProgrammeRow, ...]
    states: dict[str, finding_records.StateRow]
    head: tuple[int, str]
    surveys: tuple[tuple[SurveyRow, tuple[PartRow, ...]], ...] = ()
    seals: tuple[Seal, ...] = ()
    issues: tuple[IssueLine, ...] = ()

    @property
    def lang(self) -> str:
        """The language that the school writes its papers in."""
        return self.standing.school.language if self.standing.school.language in LANGUAGES else "zh"

    def stated(self) -> list[StatedFinding]:
        """The findings of the period with their states."""
        return [stated_of(one, self.states) for one in findings_of_period(self.period)]


def read_snapshot(connection: Connection, *, start: date, end: date, today: date, made_at: datetime) -> Snapshot:
    """Reads it. The head is the one before the first pack of this period and moment, so that making it again gives the same bytes."""
    standing = read_standing(connection)
    period = Period(read_facts(connection, standing, start=start, end=end, today=today))
    known_to = period.known_to
    class_ids = sorted(period.classes)
    first = records.first_of(connection, start, end, made_at)
    head = (first.head_number, first.head_hash) if first else audit.head(connection)
    terms = {term.id for term in standing.terms if term.start <= end and term.end >= start}
    sessions = afterschool_records.list_sessions(connection, start, known_to)
    held = {session.programme_id for session in sessions}
    programmes = [row for row in afterschool_records.list_programmes(connection) if row.term_id in terms or row.id in held]
    return Snapshot(
        standing,
        period,
        known_to,
        tuple(homework_records.items_on(connection, class_ids, start, known_to)),
        tuple(homework_records.nones_on(connection, class_ids, start, known_to)),
        tuple(sessions),
        tuple(programmes),
        finding_records.list_states(connection),
        head,
        _closed_surveys(connection, start, end, made_at),
        seals_in(connection, start, end, made_by=made_at, head=head[0]),
        pack_lines(connection, standing, start=start, end=end, as_of=made_at.date()),
    )


def _closed_surveys(connection: Connection, start: date, end: date, made_at: datetime) -> tuple[tuple[SurveyRow, tuple[PartRow, ...]], ...]:
    """Questionnaires that ran in the period and were closed by the moment of the pack, which is the same when it is made again."""
    rows = [row for row in survey_records.closed_in(connection, start, end) if row.closed_at is not None and row.closed_at <= made_at]
    parts = survey_records.parts_of(connection, [row.id for row in rows]) if rows else {}
    return tuple((row, tuple(parts.get(row.id, ()))) for row in rows)
