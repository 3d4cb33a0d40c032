"""Questionnaires: what was asked of which classes, running counts, who among the teachers has answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schoolapp.records.base import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('survey',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('opened_at', Moment(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('closed_at', Moment(), nullable=True),
    sa.Column('opened_by', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['opened_by'], ['staff.id'], name=op.f('fk_survey_opened_by')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_survey_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey'))
    )
    op.create_index(op.f('ix_survey_closed_at'), 'survey', ['closed_at'], unique=False)
    op.create_table('survey_part',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=True),
    sa.Column('invited', sa.Integer(), nullable=False),
    sa.Column('typed', sa.Integer(), nullable=False),
    sa.Column('typed_counts', sa.Text(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=True),
    sa.Column('counts', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_survey_part_class_id')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_part_survey_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_part'))
    )
    op.create_index(op.f('ix_survey_part_survey_id'), 'survey_part', ['survey_id'], unique=False)
    op.create_table('survey_tally',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('survey_part_id', sa.Integer(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('counts', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['survey_part_id'], ['survey_part.id'], name=op.f('fk_survey_tally_survey_part_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_tally')),
    sa.UniqueConstraint('survey_part_id', name=op.f('uq_survey_tally_survey_part_id'))
    )
    op.create_table('survey_mark',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_survey_mark_staff_id')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_mark_survey_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_mark')),
    sa.UniqueConstraint('survey_id', 'staff_id', name=op.f('uq_survey_mark_survey_id_staff_id'))
    )
