"""Two indexes fewer on the way of every registration: digests are found by number through the key of number and record, and no question is
asked by an item's fingerprint."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_record_digest_n", "record_digest")
    op.drop_index("ix_homework_item_fingerprint", "homework_item")
