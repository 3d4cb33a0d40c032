"""Questionnaires: what was asked, of how many in which class, and counts of answers. No row stands for anybody who answered, with one exception:
that a teacher has answered is marked while the questionnaire is open, beside the counts and without a way to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, String, Table, Text, UniqueConstraint, delete, func, insert, select, update

from schoolapp.records.base import Moment, insert_where_absent, key, link, metadata

survey = Table(
    "survey", metadata, key(), Column("kind", String(10), nullable=False), link("programme", null=True), Column("title", String(40), nullable=False),
    Column("year", Integer, nullable=False), Column("opened_at", Moment, nullable=False), Column("closes_on", Date, nullable=False),
    Column("closed_at", Moment, nullable=True, index=True), link("staff", "opened_by", null=True), Column("version", Integer, nullable=False, default=1),
)
survey_part = Table(  # a class that is asked (none: the staff); `typed_*` from paper; `answered`, `counts` when the questionnaire was closed
    "survey_part", metadata, key(), link("survey", index=True), link("school_class", "class_id", null=True), Column("invited", Integer, nullable=False),
    Column("typed", Integer, nullable=False, default=0), Column("typed_counts", Text, nullable=False, default=""),
    Column("answered", Integer, nullable=True), Column("counts", Text, nullable=False, default=""),
    Column("version", Integer, nullable=False, default=1),
)
survey_tally = Table(  # answers that are still coming in
    "survey_tally", metadata, key(), link("survey_part"), Column("answered", Integer, nullable=False, default=0), Column("counts", Text, nullable=False),
    UniqueConstraint("survey_part_id"),
)
survey_mark = Table(  # teachers who have answered, until the questionnaire closes
    "survey_mark", metadata, key(), link("survey"), link("staff"), UniqueConstraint("survey_id", "staff_id"),
)


class SurveyRow(NamedTuple):
    """A questionnaire; `kind` is one of rules.surveys.SurveyKind, `year` the school year of its classes."""

    id: int
    kind: str
    programme_id: int | None
    title: str
    year: int
    opened_at: datetime
    closes_on: date
    closed_at: datetime | None
    version: int


class PartRow(NamedTuple):
    """A part with its counts as text. `came`: answers behind the link or in the system, still open."""

    id: int
    survey_id: int
    class_id: int | None
    invited: int
    typed: int
    typed_counts: str
    answered: int | None
    counts: str
    version: int
    came: int
    came_counts: str


_s, _p, _t, _m = survey.c, survey_part.c, survey_tally.c, survey_mark.c
_SURVEY = select(_s.id, _s.kind, _s.programme_id, _s.title, _s.year, _s.opened_at, _s.closes_on, _s.closed_at, _s.version)
_PART = select(
    _p.id, _p.survey_id, _p.class_id, _p.invited, _p.typed, _p.typed_counts, _p.answered, _p.counts, _p.version,
    func.coalesce(_t.answered, 0), func.coalesce(_t.counts, ""),
).select_from(survey_part.outerjoin(survey_tally, _t.survey_part_id == _p.id))


def list_surveys(connection: Connection) -> list[SurveyRow]:
    """All, the newest first."""
    return [SurveyRow(*row) for row in connection.execute(_SURVEY.order_by(_s.opened_at.desc(), _s.id.desc()))]


def open_surveys(connection: Connection) -> list[SurveyRow]:
    """Those that were not closed, the oldest first."""
    return [SurveyRow(*row) for row in connection.execute(_SURVEY.where(_s.closed_at.is_(None)).order_by(_s.id))]


def closed_in(connection: Connection, start: date, end: date) -> list[SurveyRow]:
    """Those that ran in a period, both bounds included, and are closed, the oldest first: for packs and reports."""
    rows = [SurveyRow(*row) for row in connection.execute(_SURVEY.where(_s.closed_at.is_not(None), _s.closes_on >= start).order_by(_s.opened_at, _s.id))]
    return [row for row in rows if row.opened_at.date() <= end]


def find_survey(connection: Connection, survey_id: int) -> SurveyRow | None:
    row = connection.execute(_SURVEY.where(_s.id == survey_id)).first()
    return None if row is None else SurveyRow(*row)


def lock_survey(connection: Connection, survey_id: int) -> SurveyRow | None:
    """The same, locked against being closed meanwhile."""
    row = connection.execute(_SURVEY.where(_s.id == survey_id).with_for_update()).first()
    return None if row is None else SurveyRow(*row)


def lock_passed(connection: Connection, today: date) -> list[SurveyRow]:
    """Open ones whose last day has passed, locked."""
    return [SurveyRow(*row) for row in connection.execute(_SURVEY.where(_s.closed_at.is_(None), _s.closes_on < today).order_by(_s.id).with_for_update())]


def has_passed(connection: Connection, today: date) -> bool:
    return bool(connection.execute(select(func.count()).select_from(survey).where(_s.closed_at.is_(None), _s.closes_on < today)).scalar())


def parts_of(connection: Connection, survey_ids: Iterable[int]) -> dict[int, list[PartRow]]:
    """Survey id -> its parts."""
    found: dict[int, list[PartRow]] = {}
    for row in connection.execute(_PART.where(_p.survey_id.in_(list(survey_ids))).order_by(_p.id)):
        found.setdefault(row[1], []).append(PartRow(*row))
    return found


def lock_tally(connection: Connection, part_id: int, counts: str) -> tuple[int, str]:
    """(sheets, counts) of a part, made from `counts` where there are none, and locked: answers of one instant come one after another."""
    connection.execute(insert_where_absent(connection.dialect.name, survey_tally, "survey_part_id"),
                       {"survey_part_id": part_id, "answered": 0, "counts": counts})
    row = connection.execute(select(_t.answered, _t.counts).where(_t.survey_part_id == part_id).with_for_update()).one()
    return row[0], row[1]


def set_tally(connection: Connection, part_id: int, answered: int, counts: str) -> None:
    connection.execute(update(survey_tally).where(_t.survey_part_id == part_id).values(answered=answered, counts=counts))


def has_mark(connection: Connection, survey_id: int, staff_id: int) -> bool:
    return connection.execute(select(_m.id).where(_m.survey_id == survey_id, _m.staff_id == staff_id)).first() is not None


def mark(connection: Connection, survey_id: int, staff_id: int) -> bool:
    """Notes that this teacher has answered; False where it was noted before. The questionnaire is locked: marks come one after another."""
    if has_mark(connection, survey_id, staff_id):
        return False
    connection.execute(insert(survey_mark), {"survey_id": survey_id, "staff_id": staff_id})
    return True


def drop_open(connection: Connection, survey_id: int) -> None:
    """Takes away what stood only while it was open: running counts and the teachers' marks."""
    parts = select(_p.id).where(_p.survey_id == survey_id)
    connection.execute(delete(survey_tally).where(_t.survey_part_id.in_(parts)))
    connection.execute(delete(survey_mark).where(_m.survey_id == survey_id))
