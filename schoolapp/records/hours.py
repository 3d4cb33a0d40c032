"""Staff hours of the service (课时统计): who confirmed or objected to which month's figures, and the coordinator's signature."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, UniqueConstraint

from schoolapp.records.base import Moment, key, link, metadata

hours_answer = Table(  # a person's word on a pay month (its first day): confirmed or objected, about these minutes
    "hours_answer", metadata, key(), link("staff"), Column("first_day", Date, nullable=False), Column("word", String(10), nullable=False),
    Column("minutes", Integer, nullable=False), Column("note", String(300), nullable=False, default=""), Column("at", Moment, nullable=False),
    Column("version", Integer, nullable=False, default=1), UniqueConstraint("staff_id", "first_day"),
)
hours_signature = Table(  # the coordinator's signature under a whole pay month; later changes show as later by `data_version`
    "hours_signature", metadata, key(), Column("first_day", Date, nullable=False, unique=True), link("staff", "signed_by", null=True),
    Column("signed_at", Moment, nullable=False), Column("minutes", Integer, nullable=False), Column("people", Integer, nullable=False),
    Column("data_version", Integer, nullable=False), Column("version", Integer, nullable=False, default=1),
)
