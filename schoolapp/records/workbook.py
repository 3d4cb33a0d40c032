"""Imports that were made: which file, when, by whom, with which counts."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from schoolapp.records.base import Moment, key, link, metadata

import_run = Table(
    "import_run", metadata, key(), Column("file_sha256", String(64), nullable=False), Column("name", String(255), nullable=False, default=""),
    Column("counts", Text, nullable=False), link("staff", null=True), Column("at", Moment, nullable=False),
)
