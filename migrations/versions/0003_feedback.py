"""Being heard by families: the principal's switches, answers on how long homework took, monitoring from outside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schoolapp.records.base import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('feedback_switch',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('on', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_switch')),
    sa.UniqueConstraint('name', name=op.f('uq_feedback_switch_name'))
    )
    op.create_table('answer_tally',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('bands', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_answer_tally_class_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_tally')),
    sa.UniqueConstraint('class_id', 'day', name=op.f('uq_answer_tally_class_id_day'))
    )
    op.create_table('answer_day',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('bands', sa.Text(), nullable=False),
    sa.Column('closed_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_answer_day_class_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_day')),
    sa.UniqueConstraint('class_id', 'day', name=op.f('uq_answer_day_class_id_day'))
    )
    op.create_table('answer_limit',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_limit')),
    sa.UniqueConstraint('digest', name=op.f('uq_answer_limit_digest'))
    )
    op.create_index(op.f('ix_answer_limit_day'), 'answer_limit', ['day'], unique=False)
    op.create_table('outside_monitoring',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('organiser', sa.String(length=80), nullable=False),
    sa.Column('audience', sa.String(length=10), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=False),
    sa.Column('invited', sa.Integer(), nullable=False),
    sa.Column('completed', sa.Integer(), nullable=True),
    sa.Column('results', sa.Text(), nullable=False),
    sa.Column('noted_at', Moment(), nullable=False),
    sa.Column('noted_by', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', Moment(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['noted_by'], ['staff.id'], name=op.f('fk_outside_monitoring_noted_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_monitoring'))
    )
    op.create_index(op.f('ix_outside_monitoring_start'), 'outside_monitoring', ['start'], unique=False)
