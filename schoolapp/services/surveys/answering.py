"""Answering a questionnaire: families behind their class's link, teachers signed in.

A sheet is one more in the counts of its class and nothing else: no moment, no address, no order, no audit entry (closing audits the counts as a
whole). That a teacher has answered is marked in a row of its own that knows no answer and goes when the questionnaire closes; who is
marked cannot be matched to a count, since counts keep no history and are not read before closing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import feedback as limit_records
from schoolapp.records import surveys as records
from schoolapp.records.surveys import PartRow
from schoolapp.rules.feedback import ONE_ADDRESS_A_DAY, Voice, most_answers
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.surveys import ONE_ADDRESS_SURVEY, Question, SurveyKind, counts_from, counts_text, none_yet, questions_of, with_answer
from schoolapp.services.feedback import AnswerRefused, check_limits, is_on
from schoolapp.services.feedback.salt import digest_of
from schoolapp.services.house import House

_OPEN = "open_surveys"


class SurveyRefused(Exception):
    """Nothing was counted. `code`: over (closed), empty (nothing chosen), unknown (not of the form), full (the class has as many sheets as it
    takes), often (this network address has answered as often as it may), again (this teacher has answered)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SheetState(StrEnum):
    """Whether a sheet may be filled in: open; over; again (a teacher who has answered)."""

    OPEN = "open"
    OVER = "over"
    AGAIN = "again"


class OpenSurvey(NamedTuple):
    """A questionnaire that may be answered. `places`: class -> the id of its part; None stands for the staff."""

    id: int
    kind: SurveyKind
    title: str
    closes_on: date
    places: dict[int | None, int]


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """A sheet to fill in."""

    survey_id: int
    kind: SurveyKind
    title: str
    closes_on: date
    state: SheetState
    questions: tuple[Question, ...]
    one: ClassRef | None = None


def open_now(house: House, today: date) -> list[OpenSurvey]:
    """Every one that takes answers, kept until the data changes; none while questionnaires are switched off."""
    if not is_on(house, Voice.SURVEYS):
        return []
    return [found for found in house.remembered(_OPEN, house.data_version(), lambda: _read_open(house)) if found.closes_on >= today]


def _read_open(house: House) -> list[OpenSurvey]:
    with house.reading() as connection:
        rows = records.open_surveys(connection)
        parts = records.parts_of(connection, [row.id for row in rows]) if rows else {}
    return [OpenSurvey(row.id, SurveyKind(row.kind), row.title, row.closes_on, {part.class_id: part.id for part in parts.get(row.id, [])}) for row in rows]


def asks_on_paper(*, house: House, now: datetime) -> bool:
    """Whether any questionnaire on paper runs at present. No query while nothing changes."""
    return any(found.kind.on_paper for found in open_now(house, now.date()))


def open_for_class(*, house: House, one: ClassRef, now: datetime) -> list[OpenSurvey]:
    """What the class's families are asked at present: for the link on their notice. No query while nothing changes."""
    return [found for found in open_now(house, now.date()) if found.kind.by_link and one.id in found.places]


def family_form(*, house: House, one: ClassRef, survey_id: int, now: datetime) -> SurveyForm:
    """A class's sheet, for anybody with the class's link. NotFound while questionnaires are off and for one that does not ask this class."""
    if not is_on(house, Voice.SURVEYS):
        raise NotFound
    with house.reading() as connection:
        row = records.find_survey(connection, survey_id)
        parts = records.parts_of(connection, [survey_id]).get(survey_id, [])
    if row is None or not SurveyKind(row.kind).by_link or one.id not in [part.class_id for part in parts]:
        raise NotFound
    state = SheetState.OPEN if row.closed_at is None and row.closes_on >= now.date() else SheetState.OVER
    kind = SurveyKind(row.kind)
    return SurveyForm(row.id, kind, row.title, row.closes_on, state, questions_of(kind).questions, one)


def give_family_answer(*, house: House, one: ClassRef, survey_id: int, chosen: Mapping[str, int], address: str, now: datetime) -> None:
    """Counts one sheet: question -> the chosen option's place. `address` is held against today's limits and kept nowhere: only its salted
    digest is, until the day ends."""
    form = family_form(house=house, one=one, survey_id=survey_id, now=now)
    if form.state is not SheetState.OPEN:
        raise SurveyRefused("over")
    _check(form.kind, chosen)
    today = now.date()
    limits = ((digest_of(house, today, address), ONE_ADDRESS_A_DAY), (digest_of(house, today, address, "survey", survey_id, one.id), ONE_ADDRESS_SURVEY))
    try:
        with house.reading() as connection:  # who has been refused once costs no write any more
            check_limits(limit_records.counted_of(connection, [digest for digest, _ in limits]), limits, before=True)
        with house.plain_writing() as connection:
            row = records.lock_survey(connection, survey_id)
            if row is None or row.closed_at is not None:
                raise SurveyRefused("over")
            part = _part(records.parts_of(connection, [survey_id]).get(survey_id, []), one.id)
            if part.came >= most_answers(part.invited):
                raise SurveyRefused("full")
            check_limits({digest: limit_records.count_one(connection, today, digest) for digest, _ in limits}, limits, before=False)
            _count(connection, part, form.kind, chosen)
    except AnswerRefused as refused:
        raise SurveyRefused(refused.code) from refused


def open_for_teacher(*, house: House, actor: Actor, now: datetime) -> list[tuple[OpenSurvey, bool]]:
    """The teachers' questionnaires that run, each with whether this one has answered."""
    if actor.staff_id is None or not actor.may(Permit.ANSWER_SURVEY):
        return []
    found = [one for one in open_now(house, now.date()) if one.kind is SurveyKind.TEACHERS]
    if not found:
        return []
    with house.reading() as connection:
        return [(one, records.has_mark(connection, one.id, actor.staff_id)) for one in found]


def teacher_form(*, house: House, actor: Actor, survey_id: int, now: datetime) -> SurveyForm:
    """The sheet of a teachers' questionnaire; NotFound for another kind, and for who is no member of the staff."""
    actor.needs(Permit.ANSWER_SURVEY)
    if not is_on(house, Voice.SURVEYS) or actor.staff_id is None:
        raise NotFound
    with house.reading() as connection:
        row = records.find_survey(connection, survey_id)
        again = row is not None and records.has_mark(connection, survey_id, actor.staff_id)
    if row is None or row.kind != SurveyKind.TEACHERS:
        raise NotFound
    passed = row.closed_at is not None or row.closes_on < now.date()
    state = SheetState.OVER if passed else SheetState.AGAIN if again else SheetState.OPEN
    return SurveyForm(row.id, SurveyKind.TEACHERS, row.title, row.closes_on, state, questions_of(SurveyKind.TEACHERS).questions)


def give_teacher_answer(*, house: House, actor: Actor, survey_id: int, chosen: Mapping[str, int], now: datetime) -> None:
    """Counts one teacher's sheet, once."""
    form = teacher_form(house=house, actor=actor, survey_id=survey_id, now=now)
    if form.state is not SheetState.OPEN:
        raise SurveyRefused(form.state.value)
    _check(form.kind, chosen)
    assert actor.staff_id is not None
    with house.plain_writing() as connection:
        row = records.lock_survey(connection, survey_id)
        if row is None or row.closed_at is not None:
            raise SurveyRefused("over")
        if not records.mark(connection, survey_id, actor.staff_id):
            raise SurveyRefused("again")
        _count(connection, _part(records.parts_of(connection, [survey_id]).get(survey_id, []), None), form.kind, chosen)


def _check(kind: SurveyKind, chosen: Mapping[str, int]) -> None:
    if not chosen:
        raise SurveyRefused("empty")
    try:
        with_answer(kind, none_yet(kind), chosen)
    except ValueError as error:
        raise SurveyRefused("unknown") from error


def _part(parts: list[PartRow], class_id: int | None) -> PartRow:
    found = next((part for part in parts if part.class_id == class_id), None)
    if found is None:
        raise NotFound
    return found


def _count(connection: Connection, part: PartRow, kind: SurveyKind, chosen: Mapping[str, int]) -> None:
    answered, kept = records.lock_tally(connection, part.id, counts_text(none_yet(kind)))
    records.set_tally(connection, part.id, answered + 1, counts_text(with_answer(kind, counts_from(kind, kept), chosen)))
