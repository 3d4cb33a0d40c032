"""Rows of the term plans of homework: minutes a day by term, grade and subject. What they are compared with stands in rules."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, UniqueConstraint, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.school import term

homework_plan = Table(
    "homework_plan", metadata, key(), link("term"),
    Column("grade", Integer, nullable=False), Column("subject", String(40), nullable=False), Column("minutes", Integer, nullable=False),
    Column("note", String(200), nullable=False, default=""), link("staff", "set_by", null=True), Column("set_at", Moment, nullable=False),
    UniqueConstraint("term_id", "grade", "subject"),
)


class PlanRow(NamedTuple):
    """What a subject plans for a grade: minutes a day, a word about it, by whom and when."""

    id: int
    grade: int
    subject: str
    minutes: int
    note: str
    set_by: int | None
    set_at: datetime


def list_plan(connection: Connection, term_id: int) -> list[PlanRow]:
    """The plan of a term by grade, in the order of entry."""
    c = homework_plan.c
    query = select(c.id, c.grade, c.subject, c.minutes, c.note, c.set_by, c.set_at).where(c.term_id == term_id).order_by(c.grade, c.id)
    return [PlanRow(*row) for row in connection.execute(query)]


def list_quotas(connection: Connection) -> list[tuple[int, int, str, int]]:
    """(term id, grade, subject, minutes a day) of every term."""
    c = homework_plan.c
    return [(r[0], r[1], r[2], r[3]) for r in connection.execute(select(c.term_id, c.grade, c.subject, c.minutes).order_by(c.id))]


def lock_term(connection: Connection, term_id: int) -> None:
    """Two who plan for the same term at the same instant wait for each other, so that their sums are judged together."""
    connection.execute(select(term.c.id).where(term.c.id == term_id).with_for_update()).all()
