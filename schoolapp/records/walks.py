"""Walk-throughs (巡查) of the service: agreed points about a session, each fine, to follow up or not applicable, and a note. No persons, no stars."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text

from schoolapp.records.base import Moment, key, link, metadata

walk_through = Table(  # points: JSON, code -> ok, follow or na; `start`: the session's planned start; followed up: when and how
    "walk_through", metadata, key(), link("programme", index=True), Column("day", Date, nullable=False, index=True), Column("start", Integer, nullable=False),
    Column("points", Text, nullable=False), Column("note", String(500), nullable=False, default=""), link("staff", "walked_by", null=True),
    Column("walked_at", Moment, nullable=False), Column("followed_up", String(500), nullable=False, default=""), Column("followed_up_at", Moment),
    Column("version", Integer, nullable=False, default=1),
)
