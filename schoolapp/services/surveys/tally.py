"""Counts from paper: the sheets of a class are counted by hand and typed per option, by its homeroom teacher or the office. They may be corrected
until the questionnaire is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from schoolapp.records import surveys as records
from schoolapp.records.surveys import PartRow, SurveyRow
from schoolapp.rules.people import ClassRef, Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.surveys import GROUP_LEAST, Counts, Question, SurveyKind, counts_from, counts_text, questions_of, tally_faults
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import standing_of
from schoolapp.services.surveys.run import check_on, runs


class TallyFaults(Exception):
    """Nothing was written. `faults`: (question or '', code) as in rules.surveys."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)


class TallyLine(NamedTuple):
    """A class whose sheets are to be counted. `typed`: the sheets counted so far."""

    row: SurveyRow
    one: ClassRef
    invited: int
    typed: int


@dataclass(frozen=True, slots=True)
class TallyForm:
    """A class's tally as it stands."""

    row: SurveyRow
    kind: SurveyKind
    one: ClassRef
    invited: int
    typed: int
    counts: Counts
    version: int
    questions: tuple[Question, ...]


def _mine(actor: Actor, class_id: int) -> bool:
    return actor.operator or Role.OFFICE in actor.roles or class_id in actor.homerooms


def open_tallies(*, house: House, actor: Actor, now: datetime) -> list[TallyLine]:
    """Classes whose sheets this person may count, of the questionnaires that run, the oldest first and in school order."""
    actor.needs(Permit.ENTER_TALLY)
    check_on(house)
    standing = standing_of(house=house)
    with house.reading() as connection:
        rows = [row for row in records.open_surveys(connection) if SurveyKind(row.kind).on_paper and row.closes_on >= now.date()]
        parts = records.parts_of(connection, [row.id for row in rows]) if rows else {}
    return [TallyLine(row, standing.classes[part.class_id], part.invited, part.typed) for row in rows for part in parts.get(row.id, [])
            if part.class_id is not None and _mine(actor, part.class_id)]


def tally_form(*, house: House, actor: Actor, survey_id: int, class_id: int, now: datetime) -> TallyForm:
    """A class's tally; NotFound where it is not the actor's to type, or the questionnaire is not open or not on paper."""
    actor.needs(Permit.ENTER_TALLY)
    check_on(house)
    with house.reading() as connection:
        row = records.find_survey(connection, survey_id)
        part = _part(records.parts_of(connection, [survey_id]).get(survey_id, []), class_id)
    kind = _open_kind(row, now)
    if row is None or not _mine(actor, class_id):
        raise NotFound
    return TallyForm(row, kind, standing_of(house=house).get_class(class_id), part.invited, part.typed, counts_from(kind, part.typed_counts),
                     part.version, questions_of(kind).questions)


def paper_form(*, house: House, actor: Actor, survey_id: int, now: datetime) -> tuple[SurveyRow, tuple[Question, ...]]:
    """The sheet to print, for who counts it or runs the questionnaire."""
    actor.needs(Permit.SIGNED_IN)
    check_on(house)
    with house.reading() as connection:
        row = records.find_survey(connection, survey_id)
        classes = [part.class_id for part in records.parts_of(connection, [survey_id]).get(survey_id, []) if part.class_id is not None]
    kind = _open_kind(row, now)
    if row is None or not (runs(actor, kind) or any(_mine(actor, class_id) for class_id in classes)):
        raise NotFound
    return row, questions_of(kind).questions


def save_tally(*, house: House, actor: Actor, survey_id: int, class_id: int, answered: int, counts: Counts, version: int, now: datetime) -> bool:
    """Takes what was counted in place of what stood; False where nothing is different. Conflict('stale') where somebody typed meanwhile. The
    audit entry says what the counts were only where a class has enough sheets that nobody can be told; its digest covers them always."""
    form = tally_form(house=house, actor=actor, survey_id=survey_id, class_id=class_id, now=now)
    faults = tally_faults(form.kind, answered, form.invited, counts)
    if faults:
        raise TallyFaults(faults)
    with house.writing(actor=actor, now=now) as work:
        row = records.lock_survey(work.connection, survey_id)
        _open_kind(row, now)
        part = _part(records.parts_of(work.connection, [survey_id]).get(survey_id, []), class_id)
        if part.version != version:
            raise Conflict("stale")
        old = counts_from(form.kind, part.typed_counts)
        if part.typed == answered and old == dict(counts):
            return False
        work.change(records.survey_part, part.id, typed=answered, typed_counts=counts_text(counts), version=part.version + 1)
        work.audit("survey_tallied", f"survey_part:{part.id}", _told(class_id, part.typed, old), _told(class_id, answered, counts))
    return True


def _told(class_id: int, answered: int, counts: Counts) -> dict[str, object]:
    said: dict[str, object] = {"class": class_id, "answered": answered}
    return {**said, "counts": {code: list(row) for code, row in counts.items()}} if answered >= GROUP_LEAST else said


def _open_kind(row: SurveyRow | None, now: datetime) -> SurveyKind:
    if row is None or row.closed_at is not None or row.closes_on < now.date() or not SurveyKind(row.kind).on_paper:
        raise NotFound
    return SurveyKind(row.kind)


def _part(parts: list[PartRow], class_id: int) -> PartRow:
    found = next((part for part in parts if part.class_id == class_id), None)
    if found is None:
        raise NotFound
    return found
