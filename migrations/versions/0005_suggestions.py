"""Suggestions: the box and its keys, cases with their sealed texts, the counts of a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schoolapp.records.base import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suggestion_box',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('public', sa.String(length=44), nullable=False),
    sa.Column('printed', sa.String(length=160), nullable=False),
    sa.Column('reply_days', sa.Integer(), nullable=False),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('made_at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion_box'))
    )
    op.create_table('suggestion_tally',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion_tally')),
    sa.UniqueConstraint('day', 'kind', 'digest', name=op.f('uq_suggestion_tally_day_kind_digest'))
    )
    op.create_table('suggestion',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('suggestion_box_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('reopened', sa.Boolean(), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('reply_to', sa.String(length=44), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('contact_erased_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['suggestion_box_id'], ['suggestion_box.id'], name=op.f('fk_suggestion_suggestion_box_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_suggestion_code_digest')),
    sa.UniqueConstraint('year', 'serial', name=op.f('uq_suggestion_year_serial'))
    )
    op.create_index(op.f('ix_suggestion_state'), 'suggestion', ['state'], unique=False)
    op.create_table('suggestion_wrap',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('suggestion_box_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('wrapped', sa.String(length=160), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_suggestion_wrap_staff_id')),
    sa.ForeignKeyConstraint(['suggestion_box_id'], ['suggestion_box.id'], name=op.f('fk_suggestion_wrap_suggestion_box_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion_wrap')),
    sa.UniqueConstraint('suggestion_box_id', 'staff_id', name=op.f('uq_suggestion_wrap_suggestion_box_id_staff_id'))
    )
    op.create_table('suggestion_word',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('suggestion_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['suggestion_id'], ['suggestion.id'], name=op.f('fk_suggestion_word_suggestion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion_word'))
    )
    op.create_index(op.f('ix_suggestion_word_suggestion_id'), 'suggestion_word', ['suggestion_id'], unique=False)
