"""Sampled times: samples of single subjects, and the queries of both kinds. The table of the class-day's sample stands in `homework`
(time_sample); means are made in rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Date, Integer, String, Table, Text, UniqueConstraint, select

from schoolapp.records.base import Moment, key, link, metadata
from schoolapp.records.homework import time_sample

subject_sample = Table(  # hands up for one subject: for the teacher and the estimate, never a finding
    "subject_sample", metadata, key(), link("school_class", "class_id"), Column("day", Date, nullable=False), Column("subject", String(40), nullable=False),
    Column("asked", Integer, nullable=False), Column("mean_tenths", Integer, nullable=False), Column("bands", Text),
    Column("entered_at", Moment, nullable=False), link("staff", "entered_by", null=True), UniqueConstraint("class_id", "day", "subject"),
)


class SampleRow(NamedTuple):
    """A sample: of a class-day (`subject` '') or of one subject. The mean in tenths of a minute; `bands` as rules.sampling keeps them, None
    where only number and mean are known; `entered_by` = who entered it in the app; `imported`: as a workbook brought it."""

    id: int
    class_id: int
    day: date
    subject: str
    asked: int
    mean_tenths: int
    bands: str | None
    entered_at: datetime
    entered_by: int | None
    imported: bool = False


_t, _s = time_sample.c, subject_sample.c
_OF_CLASS = select(_t.id, _t.class_id, _t.day, _t.asked, _t.mean_tenths, _t.bands, _t.entered_at, _t.entered_by, _t.import_id)
_OF_SUBJECT = select(_s.id, _s.class_id, _s.day, _s.subject, _s.asked, _s.mean_tenths, _s.bands, _s.entered_at, _s.entered_by)


def class_samples(connection: Connection, class_ids: Iterable[int], start: date, end: date) -> list[SampleRow]:
    """The samples of these classes in a period, both bounds included, by day and class."""
    rows = connection.execute(_OF_CLASS.where(_t.class_id.in_(list(class_ids)), _t.day >= start, _t.day <= end).order_by(_t.day, _t.class_id))
    return [SampleRow(*r[:3], "", *r[3:8], r[8] is not None and r[7] is None) for r in rows]


def subject_samples(connection: Connection, class_ids: Iterable[int], start: date, end: date) -> list[SampleRow]:
    """The samples of single subjects likewise."""
    rows = connection.execute(_OF_SUBJECT.where(_s.class_id.in_(list(class_ids)), _s.day >= start, _s.day <= end).order_by(_s.day, _s.class_id, _s.id))
    return [SampleRow(*r) for r in rows]


def find_sample(connection: Connection, class_id: int, day: date, subject: str) -> SampleRow | None:
    """The sample of a class-day, or of one subject on it."""
    found = class_samples(connection, [class_id], day, day) if not subject else subject_samples(connection, [class_id], day, day)
    return next((row for row in found if row.subject == subject), None)
