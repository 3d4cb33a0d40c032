"""Opening and closing questionnaires. The principal runs all of them, the coordinator of the service those of a programme. How many are invited is
fixed when one is opened; when it is closed, by hand or because its last day has passed, the counts become a record of the school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import people as people_records
from schoolapp.records import surveys as records
from schoolapp.records.surveys import PartRow, SurveyRow
from schoolapp.rules.feedback import Voice
from schoolapp.rules.people import ClassRef, Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.surveys import SurveyKind, Together, counts_from, counts_text, survey_faults, together
from schoolapp.services.feedback import is_on
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.school import Standing, standing_of

WORKER = Actor(None, "worker", frozenset())  # who closes by the clock: it may nothing else
_LOOKED = "surveys_looked"
_TEACHING = (Role.TEACHER, Role.HOMEROOM)


class SurveyFaults(Exception):
    """Nothing was written. `faults`: (field, code) as in rules.surveys; personal (an identity or mobile number in the title); kind (not the
    actor's to open); programme (none chosen, or not there); nobody (no class or teacher is invited); heads (classes without a head count)."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)


class SurveyDraft(NamedTuple):
    """A questionnaire to be opened. `grades`: for families and pupils; a programme has its own, teachers none."""

    kind: SurveyKind
    title: str
    closes_on: date
    grades: tuple[int, ...] = ()
    programme_id: int | None = None


class Choices(NamedTuple):
    """What the actor may choose from."""

    kinds: tuple[SurveyKind, ...]
    grades: tuple[int, ...]
    programmes: tuple[tuple[int, str], ...]


class PartView(NamedTuple):
    """A class's part (`one` None: the staff) while the questionnaire runs: how many were invited, how many sheets are there."""

    one: ClassRef | None
    invited: int
    answered: int


@dataclass(frozen=True, slots=True)
class SurveyView(Together):
    """A questionnaire as it stands. No option's count is read before it is closed."""

    row: SurveyRow
    kind: SurveyKind
    programme: str
    parts: tuple[PartView, ...]

    @property
    def is_open(self) -> bool:
        return self.row.closed_at is None


def check_on(house: House) -> None:
    """NotFound while questionnaires are switched off."""
    if not is_on(house, Voice.SURVEYS):
        raise NotFound


def runs(actor: Actor, kind: SurveyKind) -> bool:
    """Whether this kind is the actor's to open, close and read."""
    return actor.operator or Role.PRINCIPAL in actor.roles or (kind is SurveyKind.PROGRAMME and Role.COORDINATOR in actor.roles)


def reads(actor: Actor, standing: Standing, row: SurveyRow) -> bool:
    """Whether this questionnaire is the actor's to read: who runs it always, the office once it is closed. An inspector one that ran inside the
    opened period, and, since results are the whole school's, only with every grade of it opened."""
    if runs(actor, SurveyKind(row.kind)):
        return True
    if row.closed_at is None:
        return False
    if Role.OFFICE in actor.roles:
        return True
    within = actor.sees_day(row.opened_at.date()) and actor.sees_day(row.closed_at.date())
    return Role.INSPECTOR in actor.roles and within and all(grade in actor.inspected_grades for grade in standing.grades_of(row.year))


def choices(*, house: House, actor: Actor, now: datetime) -> Choices:
    """What a new questionnaire may be about."""
    actor.needs(Permit.RUN_SURVEYS)
    check_on(house)
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        programmes = tuple((p.id, p.name) for p in _programmes(connection, standing, today))
    kinds = tuple(kind for kind in SurveyKind if runs(actor, kind))
    return Choices(kinds, tuple(standing.grades_of(standing.year_on(today))), programmes)


def _programmes(connection: Connection, standing: Standing, today: date) -> list[afterschool_records.ProgrammeRow]:
    """Those of the terms that run on the day, else of the newest term begun."""
    begun = [term for term in standing.terms if term.start <= today]
    present = [term.id for term in begun if term.end >= today] or [term.id for term in begun[-1:]]
    return afterschool_records.list_programmes(connection, [term_id for term_id in present if term_id is not None])


def list_surveys(*, house: House, actor: Actor) -> list[SurveyView]:
    """All that are the actor's business, the newest first."""
    actor.needs(Permit.SEE_SURVEYS)
    check_on(house)
    standing = standing_of(house=house)
    with house.reading() as connection:
        return _views(connection, standing, [row for row in records.list_surveys(connection) if reads(actor, standing, row)])


def get_survey(*, house: House, actor: Actor, survey_id: int) -> SurveyView:
    """One of them, else NotFound."""
    actor.needs(Permit.SEE_SURVEYS)
    check_on(house)
    standing = standing_of(house=house)
    with house.reading() as connection:
        row = records.find_survey(connection, survey_id)
        if row is None or not reads(actor, standing, row):
            raise NotFound
        return _views(connection, standing, [row])[0]


def views_of_programme(house: House, programme_id: int) -> list[tuple[SurveyView, list[PartRow]]]:
    """The questionnaires about a programme with their rows, the newest first. Asks nobody's permit: what may be told of them is the caller's."""
    with house.reading() as connection:
        rows = [row for row in records.list_surveys(connection) if row.programme_id == programme_id]
        parts = records.parts_of(connection, [row.id for row in rows])
        return [(view, parts.get(view.row.id, [])) for view in _views(connection, standing_of(house=house), rows)]


def _views(connection: Connection, standing: Standing, rows: list[SurveyRow]) -> list[SurveyView]:
    parts = records.parts_of(connection, [row.id for row in rows])
    names = {p.id: p.name for p in afterschool_records.list_programmes(connection)} if any(row.programme_id for row in rows) else {}

    def part(row: PartRow) -> PartView:
        one = standing.classes.get(row.class_id) if row.class_id is not None else None
        return PartView(one, row.invited, row.answered if row.answered is not None else row.typed + row.came)

    def place(view: PartView) -> tuple[int, int]:
        return (view.one.grade, view.one.number) if view.one else (0, 0)

    return [SurveyView(row, SurveyKind(row.kind), names.get(row.programme_id or 0, ""), tuple(sorted(map(part, parts.get(row.id, [])), key=place)))
            for row in rows]


def open_survey(*, house: House, actor: Actor, draft: SurveyDraft, request_key: str = "", now: datetime) -> int:
    """Opens a questionnaire at once; gives its id. SurveyFaults where it cannot be; Replayed where this form was sent before."""
    actor.needs(Permit.RUN_SURVEYS)
    check_on(house)
    if not runs(actor, draft.kind):
        raise SurveyFaults([("kind", "kind")])
    standing, today = standing_of(house=house), now.date()
    year = standing.year_on(today)
    content = {"survey": {**draft._asdict(), "kind": draft.kind.value, "grades": list(draft.grades)}}
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        faults, grades, programme_id = _scope(work.connection, standing, draft, today)
        invited = _teachers(work.connection, year) if draft.kind is SurveyKind.TEACHERS else _classes(work.connection, standing, year, grades, today)
        faults += survey_faults(draft.title, draft.closes_on, today, 1 if draft.kind in (SurveyKind.TEACHERS, SurveyKind.PROGRAMME) else len(grades))
        if find_personal(draft.title):
            faults.append(("title", "personal"))
        if not faults and not invited:
            faults.append(("grades", "nobody"))
        elif not faults and not all(n for _class_id, n in invited):
            faults.append(("grades", "heads"))
        if faults:
            raise SurveyFaults(faults)
        survey_id = work.add(records.survey, kind=draft.kind.value, programme_id=programme_id, title=draft.title, year=year, opened_at=now,
                             closes_on=draft.closes_on, closed_at=None, opened_by=actor.staff_id, version=1)
        for class_id, n in invited:
            work.add(records.survey_part, survey_id=survey_id, class_id=class_id, invited=n, typed=0, typed_counts="", answered=None, counts="", version=1)
        work.audit("survey_opened", f"survey:{survey_id}", None, {
            "kind": draft.kind.value, "title": draft.title, "programme": programme_id, "closes_on": draft.closes_on,
            "classes": [class_id for class_id, _n in invited if class_id is not None], "invited": sum(n for _class_id, n in invited),
        })
        work.remember(request_key, content, str(survey_id))
    return survey_id


def _scope(connection: Connection, standing: Standing, draft: SurveyDraft, today: date) -> tuple[list[tuple[str, str]], tuple[int, ...], int | None]:
    """Faults, the grades that are asked, and the programme."""
    if draft.kind is not SurveyKind.PROGRAMME:
        return [], () if draft.kind is SurveyKind.TEACHERS else draft.grades, None
    found = next((p for p in _programmes(connection, standing, today) if p.id == draft.programme_id), None)
    return ([("programme", "programme")], (), None) if found is None else ([], tuple(sorted(found.grades)), found.id)


def _classes(connection: Connection, standing: Standing, year: int, grades: tuple[int, ...], today: date) -> list[tuple[int | None, int]]:
    heads = people_records.heads_on(connection, today, year)
    return [(one.id, heads[one.id].pupils if one.id in heads else 0) for one in standing.classes_of(year) if one.grade in grades]


def _teachers(connection: Connection, year: int) -> list[tuple[int | None, int]]:
    active = {row.id for row in people_records.list_staff(connection) if row.active}
    teaching = {staff_id for staff_id, role in people_records.list_roles(connection) if role.role in _TEACHING}
    n = len(active & (teaching | set(people_records.homerooms(connection, year).values())))
    return [(None, n)] if n else []


def close_survey(*, house: House, actor: Actor, survey_id: int, now: datetime) -> None:
    """Closes one before its day; it is not opened again. Conflict('closed') where it is closed already."""
    actor.needs(Permit.RUN_SURVEYS)
    check_on(house)
    with house.writing(actor=actor, now=now) as work:
        row = records.lock_survey(work.connection, survey_id)
        if row is None or not runs(actor, SurveyKind(row.kind)):
            raise NotFound
        if row.closed_at is not None:
            raise Conflict("closed")
        _close(work, row)


def is_due(*, house: House, now: datetime) -> bool:
    """Whether `close_due` has anything to do: asked of the database once for each day and data version, for a loop that asks every second."""
    looked = (now.date(), house.data_version())
    if house.recall(_LOOKED) == looked:
        return False
    with house.reading() as connection:
        passed = records.has_passed(connection, now.date())
    if not passed:
        house.keep(_LOOKED, looked)
    return passed


def close_due(*, house: House, now: datetime) -> int:
    """Closes every questionnaire whose last day has passed, switched off or not; gives how many."""
    with house.writing(actor=WORKER, now=now) as work:
        rows = records.lock_passed(work.connection, now.date())
        for row in rows:
            _close(work, row)
    return len(rows)


def _close(work: Work, row: SurveyRow) -> None:
    """Makes the counts a record of the school. The audit entry says how many, not what: a class may be small. The digests cover it all."""
    kind, answered, invited = SurveyKind(row.kind), 0, 0
    for part in records.parts_of(work.connection, [row.id]).get(row.id, []):
        counts = together((counts_from(kind, part.typed_counts), counts_from(kind, part.came_counts)))
        n = part.typed + part.came
        work.change(records.survey_part, part.id, answered=n, counts=counts_text(counts), version=part.version + 1)
        answered, invited = answered + n, invited + part.invited
    records.drop_open(work.connection, row.id)
    work.change(records.survey, row.id, closed_at=work.now, version=row.version + 1)
    work.audit("survey_closed", f"survey:{row.id}", {"closed": False}, {"closed": True, "answered": answered, "invited": invited})
