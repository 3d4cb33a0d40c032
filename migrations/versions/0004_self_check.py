"""Two indexes fewer on the way of every registration: digests are found by number through the key of number and record, and no question is
asked by an item's fingerprint. A programme can pause in a season. The problem list gets its
rectification ledger and papers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schoolapp.records.base import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_record_digest_n", "record_digest")
    op.drop_index("ix_homework_item_fingerprint", "homework_item")
    op.create_table(
        "season_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_season_pause_programme_id")),
        sa.ForeignKeyConstraint(["season_id"], ["service_season.id"], name=op.f("fk_season_pause_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_pause")),
        sa.UniqueConstraint("season_id", "programme_id", name=op.f("uq_season_pause_season_id")),
    )
    for name, length, holds in (("state", 12, "found"), ("level", 8, "yellow"), ("kind", 40, ""), ("programme", 20, "")):
        op.add_column("issue", sa.Column(name, sa.String(length=length), server_default=holds, nullable=False))
    for name, start in (("school_year", "0"), ("number", "0"), ("version", "1")):
        op.add_column("issue", sa.Column(name, sa.Integer(), server_default=start, nullable=False))
    for name in ("findings", "cause", "measure", "done", "opinion", "reason"):
        op.add_column("issue", sa.Column(name, sa.Text(), server_default="", nullable=False))
    for name in ("term_id", "grade", "class_id", "owner_id", "recheck_by", "submitted_by", "checked_by", "clean_reached", "clean_wanted", "recurs"):
        op.add_column("issue", sa.Column(name, sa.Integer(), nullable=True))
    for name in ("due_on", "first_due", "done_on", "checked_on", "closed_on"):
        op.add_column("issue", sa.Column(name, sa.Date(), nullable=True))
    op.create_table(
        "issue_evidence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_issue_evidence_added_by")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_evidence_issue_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_issue_evidence_stored_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_evidence")),
    )
    op.create_index(op.f("ix_issue_evidence_issue_id"), "issue_evidence", ["issue_id"], unique=False)
