"""What teachers and leaders got next: plans, requests, samples, sheets, holiday lists, wording of the school's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schoolapp.records.base import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice_board',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('fees', sa.Text(), nullable=False),
    sa.Column('changed_at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_board'))
    )
    op.create_table('outbox_bucket',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('full_at', Moment(), nullable=True),
    sa.Column('paused_until', Moment(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_bucket')),
    sa.UniqueConstraint('digest', name=op.f('uq_outbox_bucket_digest'))
    )
    op.create_table('outbox_event',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('class_ids', sa.Text(), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_event'))
    )
    op.create_table('homework_plan',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=True),
    sa.Column('set_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['set_by'], ['staff.id'], name=op.f('fk_homework_plan_set_by')),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_homework_plan_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_homework_plan')),
    sa.UniqueConstraint('term_id', 'grade', 'subject', name=op.f('uq_homework_plan_term_id_grade_subject'))
    )
    op.create_table('homework_template',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=4), nullable=False),
    sa.Column('tier', sa.String(length=4), nullable=False),
    sa.Column('in_school', sa.Integer(), nullable=True),
    sa.Column('used_at', Moment(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_homework_template_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_homework_template'))
    )
    op.create_index(op.f('ix_homework_template_staff_id'), 'homework_template', ['staff_id'], unique=False)
    op.create_table('long_task',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=4), nullable=False),
    sa.Column('tier', sa.String(length=4), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('set_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_long_task_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_long_task'))
    )
    op.create_index(op.f('ix_long_task_staff_id'), 'long_task', ['staff_id'], unique=False)
    op.create_table('week_sign_off',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('grade', sa.Integer(), nullable=False),
    sa.Column('monday', sa.Date(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('signed_at', Moment(), nullable=False),
    sa.Column('data_version', sa.Integer(), nullable=False),
    sa.Column('figures', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_week_sign_off_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_week_sign_off')),
    sa.UniqueConstraint('grade', 'monday', name=op.f('uq_week_sign_off_grade_monday'))
    )
    op.create_table('wording_rule',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('words', sa.String(length=60), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('clause', sa.String(length=8), nullable=False),
    sa.Column('level', sa.String(length=8), nullable=False),
    sa.Column('hint', sa.String(length=200), nullable=False),
    sa.Column('safer', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=True),
    sa.Column('set_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['set_by'], ['staff.id'], name=op.f('fk_wording_rule_set_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wording_rule'))
    )
    op.create_table('holiday_list',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=False),
    sa.Column('days_off', sa.Integer(), nullable=False),
    sa.Column('written', sa.Integer(), nullable=False),
    sa.Column('other', sa.Integer(), nullable=False),
    sa.Column('items', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_holiday_list_class_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holiday_list')),
    sa.UniqueConstraint('class_id', 'start', name=op.f('uq_holiday_list_class_id_start'))
    )
    op.create_table('outbox_channel',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('bucket', sa.String(length=64), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.Column('class_id', sa.Integer(), nullable=True),
    sa.Column('with_link', sa.Boolean(), nullable=False),
    sa.Column('updates', sa.Boolean(), nullable=False),
    sa.Column('digest_at', sa.Integer(), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=False),
    sa.Column('quiet_until', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('removed_at', Moment(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_outbox_channel_class_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_channel'))
    )
    op.create_table('subject_sample',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('mean_tenths', sa.Integer(), nullable=False),
    sa.Column('bands', sa.Text(), nullable=True),
    sa.Column('entered_at', Moment(), nullable=False),
    sa.Column('entered_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_subject_sample_class_id')),
    sa.ForeignKeyConstraint(['entered_by'], ['staff.id'], name=op.f('fk_subject_sample_entered_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subject_sample')),
    sa.UniqueConstraint('class_id', 'day', 'subject', name=op.f('uq_subject_sample_class_id_day_subject'))
    )
    op.create_table('holiday_item',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=4), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('added_at', Moment(), nullable=False),
    sa.Column('withdrawn_at', Moment(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['list_id'], ['holiday_list.id'], name=op.f('fk_holiday_item_list_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_holiday_item_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holiday_item'))
    )
    op.create_index(op.f('ix_holiday_item_list_id'), 'holiday_item', ['list_id'], unique=False)
    op.create_table('outbox_delivery',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('channel_id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try', Moment(), nullable=False),
    sa.Column('made_at', Moment(), nullable=False),
    sa.Column('tried_at', Moment(), nullable=True),
    sa.Column('ended_at', Moment(), nullable=True),
    sa.Column('fault', sa.String(length=12), nullable=False),
    sa.Column('http', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('body_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['outbox_channel.id'], name=op.f('fk_outbox_delivery_channel_id')),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_outbox_delivery_class_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_delivery')),
    sa.UniqueConstraint('channel_id', 'class_id', 'day', 'edition', name=op.f('uq_outbox_delivery_channel_id_class_id_day_edition'))
    )
    op.create_index('ix_outbox_delivery_due', 'outbox_delivery', ['state', 'next_try'], unique=False)
    op.create_table('timed_item',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_day_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('entered_by', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=4), nullable=False),
    sa.Column('tier', sa.String(length=4), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('in_school', sa.Integer(), nullable=True),
    sa.Column('wording_reason', sa.String(length=200), nullable=True),
    sa.Column('publish_at', Moment(), nullable=False),
    sa.Column('asked_at', Moment(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('cancelled_at', Moment(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['class_day_id'], ['class_day.id'], name=op.f('fk_timed_item_class_day_id')),
    sa.ForeignKeyConstraint(['entered_by'], ['staff.id'], name=op.f('fk_timed_item_entered_by')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_timed_item_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timed_item'))
    )
    op.create_index(op.f('ix_timed_item_class_day_id'), 'timed_item', ['class_day_id'], unique=False)
    op.create_index('ix_timed_item_waiting', 'timed_item', ['item_id', 'cancelled_at', 'publish_at'], unique=False)
    op.create_table('adjust_request',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_day_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('asked_id', sa.Integer(), nullable=True),
    sa.Column('asked_subject', sa.String(length=40), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('kept', sa.Text(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('answer', sa.String(length=200), nullable=False),
    sa.Column('asked_at', Moment(), nullable=False),
    sa.Column('answered_at', Moment(), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('closed_at', Moment(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['staff.id'], name=op.f('fk_adjust_request_answered_by')),
    sa.ForeignKeyConstraint(['asked_id'], ['staff.id'], name=op.f('fk_adjust_request_asked_id')),
    sa.ForeignKeyConstraint(['asker_id'], ['staff.id'], name=op.f('fk_adjust_request_asker_id')),
    sa.ForeignKeyConstraint(['class_day_id'], ['class_day.id'], name=op.f('fk_adjust_request_class_day_id')),
    sa.ForeignKeyConstraint(['item_id'], ['homework_item.id'], name=op.f('fk_adjust_request_item_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_adjust_request_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adjust_request'))
    )
    op.create_index(op.f('ix_adjust_request_asker_id'), 'adjust_request', ['asker_id'], unique=False)
    op.create_index(op.f('ix_adjust_request_class_day_id'), 'adjust_request', ['class_day_id'], unique=False)
    op.create_table('homework_sheet',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('class_id', sa.Integer(), nullable=True),
    sa.Column('grade', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', Moment(), nullable=False),
    sa.Column('withdrawn_at', Moment(), nullable=True),
    sa.Column('withdrawn_by', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('erased', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_homework_sheet_class_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_homework_sheet_file_id')),
    sa.ForeignKeyConstraint(['item_id'], ['homework_item.id'], name=op.f('fk_homework_sheet_item_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_homework_sheet_staff_id')),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['staff.id'], name=op.f('fk_homework_sheet_withdrawn_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_homework_sheet'))
    )
    op.create_index(op.f('ix_homework_sheet_day'), 'homework_sheet', ['day'], unique=False)
    op.create_index('ix_homework_sheet_grade_subject', 'homework_sheet', ['grade', 'subject'], unique=False)
    op.create_index(op.f('ix_homework_sheet_item_id'), 'homework_sheet', ['item_id'], unique=False)
    op.create_table('long_task_part',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['homework_item.id'], name=op.f('fk_long_task_part_item_id')),
    sa.ForeignKeyConstraint(['task_id'], ['long_task.id'], name=op.f('fk_long_task_part_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_long_task_part')),
    sa.UniqueConstraint('item_id', name=op.f('uq_long_task_part_item_id'))
    )
    op.create_index(op.f('ix_long_task_part_task_id'), 'long_task_part', ['task_id'], unique=False)
    op.add_column('class_day', sa.Column('recorded', sa.Integer(), server_default='0', nullable=False))
    op.add_column('homework_item', sa.Column('over_reason', sa.String(length=500), nullable=True))
    op.add_column('homework_item', sa.Column('wording_reason', sa.String(length=200), nullable=True))
    op.add_column('time_sample', sa.Column('bands', sa.Text(), nullable=True))
    op.add_column('time_sample', sa.Column('entered_by', sa.Integer(), nullable=True))
