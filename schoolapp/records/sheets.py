"""Sample sheets (作业样张): what homework looked like, as staff keep it. The bytes lie in the file store; no page of parents reads this."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Column, ColumnElement, Connection, Date, Index, Integer, String, Table, func, or_, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.files import stored_file
from schoolapp.records.homework import class_day, homework_item
from schoolapp.records.people import school_class

homework_sheet = Table(  # of one item, or of a grade's subject on a day (then neither item nor class)
    "homework_sheet", metadata, key(), link("stored_file", "file_id"), link("homework_item", "item_id", null=True, index=True),
    link("school_class", "class_id", null=True), Column("grade", Integer, nullable=False), Column("subject", String(40), nullable=False),
    Column("day", Date, nullable=False, index=True), Column("title", String(80), nullable=False), Column("note", String(300), nullable=False, default=""),
    link("staff"), Column("confirmed_at", Moment, nullable=False), Column("withdrawn_at", Moment), link("staff", "withdrawn_by", null=True),
    Column("reason", String(300), nullable=False, default=""), Column("erased", Boolean, nullable=False, default=False),
)
Index("ix_homework_sheet_grade_subject", homework_sheet.c.grade, homework_sheet.c.subject)


class SheetRow(NamedTuple):
    """A sample sheet with its file. `confirmed_at`: when the uploader said that no pupil's name, face or result is on it. `erased`: the
    content is gone for good, not only out of sight."""

    id: int
    file_id: int
    item_id: int | None
    class_id: int | None
    grade: int
    subject: str
    day: date
    title: str
    note: str
    staff_id: int
    confirmed_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: int | None
    reason: str
    erased: bool
    sha256: str
    size: int
    type: str
    name: str


_s, _f = homework_sheet.c, stored_file.c
_SHEET = (*(_s[name] for name in SheetRow._fields[:15]), _f.sha256, _f.size, _f.type, _f.name)
_FROM = select(*_SHEET).join_from(homework_sheet, stored_file)


def find_sheet(connection: Connection, sheet_id: int) -> SheetRow | None:
    row = connection.execute(_FROM.where(_s.id == sheet_id)).first()
    return None if row is None else SheetRow(*row)


def list_sheets(connection: Connection, start: date, end: date) -> list[SheetRow]:
    """The sheets of a period, both bounds inclusive, newest day first; withdrawn ones too."""
    return [SheetRow(*row) for row in connection.execute(_FROM.where(_s.day >= start, _s.day <= end).order_by(_s.day.desc(), _s.id.desc()))]


def days_with_items(connection: Connection, start: date, end: date) -> list[tuple[int, str, date]]:
    """(grade, subject, day) of every day of the period on which the grade has published homework in the subject."""
    i, d, c = homework_item.c, class_day.c, school_class.c
    query = (select(c.grade, i.subject, d.day).distinct().select_from(homework_item).join(class_day).join(school_class, d.class_id == c.id)
             .where(d.day >= start, d.day <= end, i.withdrawn_at.is_(None)))
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def months_with_sheets(connection: Connection) -> tuple[date, date] | None:
    """The first and the last day that any sheet is of."""
    row = connection.execute(select(func.min(_s.day), func.max(_s.day))).one()
    return None if row[0] is None else (row[0], row[1])


def shared_content(connection: Connection, sheet: SheetRow) -> bool:
    """Whether another record still needs the same bytes: another sheet that was not erased, or a file of another purpose."""
    erased = select(_s.file_id).where(_s.erased.is_(True))
    others: ColumnElement[bool] = or_(_f.purpose != "sheet", _f.id.not_in(erased))
    return connection.execute(select(_f.id).where(_f.sha256 == sheet.sha256, _f.id != sheet.file_id, others).limit(1)).first() is not None


def sheets_of_items(connection: Connection, item_ids: Iterable[int]) -> dict[int, int]:
    """Item id -> number of sheets that stand for it."""
    query = select(_s.item_id, func.count()).where(_s.item_id.in_(list(item_ids)), _s.withdrawn_at.is_(None)).group_by(_s.item_id)
    return {row[0]: row[1] for row in connection.execute(query)}
