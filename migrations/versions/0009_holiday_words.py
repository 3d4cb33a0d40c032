"""Why an item of a holiday list stands in words that a rule of wording stops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('holiday_item', sa.Column('wording_reason', sa.String(length=200), nullable=True))
