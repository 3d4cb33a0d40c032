"""The problem list: what was found, from which source, about which record. How a problem is closed comes later."""

from __future__ import annotations

from sqlalchemy import Column, Date, String, Table, Text

from schoolapp.records.base import Moment, key, link, metadata

issue = Table(
    "issue",
    metadata,
    key(),
    Column("found_on", Date, nullable=False),
    Column("source", String(20), nullable=False),
    Column("record", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("clause", String(8), nullable=False, default=""),
    link("staff", "listed_by", null=True),
    Column("listed_at", Moment, nullable=False),
)
