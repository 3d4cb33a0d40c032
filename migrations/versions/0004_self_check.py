"""Two indexes fewer on the way of every registration: digests are found by number through the key of number and record, and no question is
asked by an item's fingerprint. A programme can pause in a season."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
