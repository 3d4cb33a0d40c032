"""Families are heard and the after-school service is run in full: answers, suggestions, questionnaires, monitoring from outside; seasons, heads by
class, assistants, walk-throughs, providers, plans, staff hours; words of holiday lists that a rule stopped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schoolapp.records.base import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('hours_answer',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('word', sa.String(length=10), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_hours_answer_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_answer')),
    sa.UniqueConstraint('staff_id', 'first_day', name=op.f('uq_hours_answer_staff_id_first_day'))
    )
    op.create_table('hours_signature',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('signed_by', sa.Integer(), nullable=True),
    sa.Column('signed_at', Moment(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('data_version', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['signed_by'], ['staff.id'], name=op.f('fk_hours_signature_signed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_signature')),
    sa.UniqueConstraint('first_day', name=op.f('uq_hours_signature_first_day'))
    )
    op.create_table('outside_care',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('grades', sa.String(length=20), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('heads', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_outside_care_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_care'))
    )
    op.create_table('service_season',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_service_season_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_season'))
    )
    op.create_table('programme_assistant',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_programme_assistant_programme_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_programme_assistant_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_assistant')),
    sa.UniqueConstraint('programme_id', 'staff_id', name=op.f('uq_programme_assistant_programme_id_staff_id'))
    )
    op.create_table('season_slot',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('season_id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_season_slot_programme_id')),
    sa.ForeignKeyConstraint(['season_id'], ['service_season.id'], name=op.f('fk_season_slot_season_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_season_slot')),
    sa.UniqueConstraint('season_id', 'programme_id', 'weekday', 'start', name=op.f('uq_season_slot_season_id_programme_id_weekday_start'))
    )
    op.create_index(op.f('ix_season_slot_programme_id'), 'season_slot', ['programme_id'], unique=False)
    op.create_table('service_plan',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('own_date', sa.Date(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', Moment(), nullable=False),
    sa.Column('withdrawn_at', Moment(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['added_by'], ['staff.id'], name=op.f('fk_service_plan_added_by')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_service_plan_file_id')),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_service_plan_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_plan'))
    )
    op.create_table('service_provider',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('listed', sa.Boolean(), nullable=False),
    sa.Column('list_reference', sa.String(length=120), nullable=False),
    sa.Column('listed_on', sa.Date(), nullable=True),
    sa.Column('licence', sa.String(length=80), nullable=False),
    sa.Column('licence_until', sa.Date(), nullable=True),
    sa.Column('courses', sa.Text(), nullable=False),
    sa.Column('fee_standard', sa.Text(), nullable=False),
    sa.Column('fees_published_on', sa.Date(), nullable=True),
    sa.Column('contract', sa.String(length=120), nullable=False),
    sa.Column('contract_from', sa.Date(), nullable=True),
    sa.Column('contract_until', sa.Date(), nullable=True),
    sa.Column('licence_file_id', sa.Integer(), nullable=True),
    sa.Column('contract_file_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contract_file_id'], ['stored_file.id'], name=op.f('fk_service_provider_contract_file_id')),
    sa.ForeignKeyConstraint(['licence_file_id'], ['stored_file.id'], name=op.f('fk_service_provider_licence_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_provider')),
    sa.UniqueConstraint('name', name=op.f('uq_service_provider_name'))
    )
    op.create_table('walk_through',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('points', sa.Text(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('walked_by', sa.Integer(), nullable=True),
    sa.Column('walked_at', Moment(), nullable=False),
    sa.Column('followed_up', sa.String(length=500), nullable=False),
    sa.Column('followed_up_at', Moment(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_walk_through_programme_id')),
    sa.ForeignKeyConstraint(['walked_by'], ['staff.id'], name=op.f('fk_walk_through_walked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_walk_through'))
    )
    op.create_index(op.f('ix_walk_through_day'), 'walk_through', ['day'], unique=False)
    op.create_index(op.f('ix_walk_through_programme_id'), 'walk_through', ['programme_id'], unique=False)
    op.create_table('provider_person',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('provider_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('course', sa.String(length=80), nullable=False),
    sa.Column('certificate', sa.String(length=120), nullable=False),
    sa.Column('certificate_until', sa.Date(), nullable=True),
    sa.Column('no_crime_on', sa.Date(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['provider_id'], ['service_provider.id'], name=op.f('fk_provider_person_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_provider_person'))
    )
    op.create_index(op.f('ix_provider_person_provider_id'), 'provider_person', ['provider_id'], unique=False)
    op.create_table('session_assistant',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['service_session.id'], name=op.f('fk_session_assistant_session_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_session_assistant_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_assistant')),
    sa.UniqueConstraint('session_id', 'staff_id', name=op.f('uq_session_assistant_session_id_staff_id'))
    )
    op.create_table('session_cover',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('arranged_by', sa.Integer(), nullable=True),
    sa.Column('arranged_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['arranged_by'], ['staff.id'], name=op.f('fk_session_cover_arranged_by')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_session_cover_programme_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_session_cover_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_cover')),
    sa.UniqueConstraint('programme_id', 'day', 'start', name=op.f('uq_session_cover_programme_id_day_start'))
    )
    op.create_index(op.f('ix_session_cover_day'), 'session_cover', ['day'], unique=False)
    op.create_table('session_heads',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=True),
    sa.Column('present', sa.Integer(), nullable=True),
    sa.Column('finished', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_session_heads_class_id')),
    sa.ForeignKeyConstraint(['session_id'], ['service_session.id'], name=op.f('fk_session_heads_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_heads')),
    sa.UniqueConstraint('session_id', 'class_id', name=op.f('uq_session_heads_session_id_class_id'))
    )
    op.create_index(op.f('ix_session_heads_class_id'), 'session_heads', ['class_id'], unique=False)
    op.add_column('class_count', sa.Column('all_five', sa.Integer(), nullable=True))
    op.add_column('class_count', sa.Column('extended', sa.Integer(), nullable=True))
    op.add_column('class_count', sa.Column('declined', sa.Integer(), nullable=True))
    op.add_column('programme', sa.Column('capacity', sa.Integer(), nullable=True))
    op.add_column('programme', sa.Column('period_minutes', sa.Integer(), nullable=True))
    op.add_column('programme', sa.Column('provider_id', sa.Integer(), nullable=True))
    op.add_column('service_session', sa.Column('planned_start', sa.Integer(), nullable=True))
    op.add_column('service_session', sa.Column('room', sa.String(length=60), nullable=True))
    op.add_column('service_session', sa.Column('decision', sa.String(length=300), nullable=True))
    op.add_column('service_session', sa.Column('decision_file_id', sa.Integer(), nullable=True))
    op.add_column('service_session', sa.Column('content_reason', sa.String(length=200), nullable=True))
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
    op.add_column('holiday_item', sa.Column('wording_reason', sa.String(length=200), nullable=True))
