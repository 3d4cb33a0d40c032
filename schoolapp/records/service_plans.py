"""A term's written plan of the service (一校一案), and care outside the service (early, noon, evening, weekends), which is noted and never counts."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table

from schoolapp.records.base import Moment, key, link, metadata

service_plan = Table(  # `own_date`: the date that stands on the paper
    "service_plan", metadata, key(), link("term"), link("stored_file", "file_id"), Column("title", String(80), nullable=False),
    Column("own_date", Date, nullable=False), Column("note", String(300), nullable=False, default=""), link("staff", "added_by", null=True),
    Column("added_at", Moment, nullable=False), Column("withdrawn_at", Moment), Column("reason", String(300), nullable=False, default=""),
)
outside_care = Table(  # kind: early, noon, evening, weekend, other; times in minutes after midnight
    "outside_care", metadata, key(), link("term"), Column("kind", String(10), nullable=False), Column("grades", String(20), nullable=False),
    Column("first_day", Date, nullable=False), Column("last_day", Date, nullable=False), Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False), Column("heads", Integer), Column("note", String(300), nullable=False, default=""),
    Column("version", Integer, nullable=False, default=1),
)
