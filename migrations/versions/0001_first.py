"""The first schema: people, calendar, homework, after-school service, findings, packs, audit, files, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schoolapp.records.base import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('chart',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('drawn_at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chart')),
    sa.UniqueConstraint('name', name=op.f('uq_chart_name'))
    )
    op.create_table('login_delay',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('until', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_delay')),
    sa.UniqueConstraint('subject', name=op.f('uq_login_delay_subject'))
    )
    op.create_table('policy_profile',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_profile')),
    sa.UniqueConstraint('valid_from', name=op.f('uq_policy_profile_valid_from'))
    )
    op.create_table('record_digest',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('record', sa.String(length=60), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_digest')),
    sa.UniqueConstraint('n', 'record', name=op.f('uq_record_digest_n_record'))
    )
    op.create_index(op.f('ix_record_digest_n'), 'record_digest', ['n'], unique=False)
    op.create_index(op.f('ix_record_digest_record'), 'record_digest', ['record'], unique=False)
    op.create_table('schedule',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('due_at', Moment(), nullable=False),
    sa.Column('last_state', sa.String(length=12), nullable=False),
    sa.Column('last_ended_at', Moment(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule')),
    sa.UniqueConstraint('kind', name=op.f('uq_schedule_kind'))
    )
    op.create_table('school',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('system', sa.String(length=8), nullable=False),
    sa.Column('district', sa.String(length=100), nullable=False),
    sa.Column('report_phone', sa.String(length=60), nullable=False),
    sa.Column('report_email', sa.String(length=200), nullable=False),
    sa.Column('district_phone', sa.String(length=60), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('made_at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school'))
    )
    op.create_table('setup_token',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', Moment(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_setup_token')),
    sa.UniqueConstraint('digest', name=op.f('uq_setup_token_digest'))
    )
    op.create_table('signed_head',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('signature', sa.String(length=128), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signed_head'))
    )
    op.create_table('staff',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('number', name=op.f('uq_staff_number'))
    )
    op.create_table('subject',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subject')),
    sa.UniqueConstraint('name', name=op.f('uq_subject_name'))
    )
    op.create_table('term',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term')),
    sa.UniqueConstraint('name', name=op.f('uq_term_name'))
    )
    op.create_table('account',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=False),
    sa.Column('code_hash', sa.String(length=255), nullable=False),
    sa.Column('code_expires', Moment(), nullable=True),
    sa.Column('changed_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_account_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('staff_id', name=op.f('uq_account_staff_id'))
    )
    op.create_table('audit_entry',
    sa.Column('n', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('record', sa.String(length=60), nullable=False),
    sa.Column('old', sa.Text(), nullable=False),
    sa.Column('new', sa.Text(), nullable=False),
    sa.Column('records_digest', sa.String(length=64), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_audit_entry_staff_id')),
    sa.PrimaryKeyConstraint('n', name=op.f('pk_audit_entry'))
    )
    op.create_index(op.f('ix_audit_entry_record'), 'audit_entry', ['record'], unique=False)
    op.create_table('calendar_row',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=False),
    sa.Column('school', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('service', sa.Boolean(), nullable=True),
    sa.Column('timetable_weekday', sa.Integer(), nullable=True),
    sa.Column('grades', sa.String(length=20), nullable=False),
    sa.Column('entered_at', Moment(), nullable=False),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_calendar_row_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_row'))
    )
    op.create_table('finding_state',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('finding', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_finding_state_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding_state')),
    sa.UniqueConstraint('finding', name=op.f('uq_finding_state_finding'))
    )
    op.create_table('import_run',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('counts', sa.Text(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_import_run_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    op.create_table('issue',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('record', sa.String(length=120), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('clause', sa.String(length=8), nullable=False),
    sa.Column('listed_by', sa.Integer(), nullable=True),
    sa.Column('listed_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['listed_by'], ['staff.id'], name=op.f('fk_issue_listed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('params', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('step', sa.String(length=60), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('worker', sa.String(length=60), nullable=False),
    sa.Column('lease_until', Moment(), nullable=True),
    sa.Column('cancel_asked', sa.Boolean(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('asked_at', Moment(), nullable=False),
    sa.Column('started_at', Moment(), nullable=True),
    sa.Column('ended_at', Moment(), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['staff.id'], name=op.f('fk_job_asked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    op.create_index(op.f('ix_job_state'), 'job', ['state'], unique=False)
    op.create_table('known_device',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('seen_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_known_device_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_device')),
    sa.UniqueConstraint('staff_id', 'digest', name=op.f('uq_known_device_staff_id_digest'))
    )
    op.create_table('login_session',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('csrf', sa.String(length=43), nullable=False),
    sa.Column('started_at', Moment(), nullable=False),
    sa.Column('seen_at', Moment(), nullable=False),
    sa.Column('expires_at', Moment(), nullable=False),
    sa.Column('idle_minutes', sa.Integer(), nullable=False),
    sa.Column('must_change', sa.Boolean(), nullable=False),
    sa.Column('device', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_login_session_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_session')),
    sa.UniqueConstraint('digest', name=op.f('uq_login_session_digest'))
    )
    op.create_index(op.f('ix_login_session_staff_id'), 'login_session', ['staff_id'], unique=False)
    op.create_table('programme',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('category', sa.String(length=8), nullable=False),
    sa.Column('grades', sa.String(length=20), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('provider', sa.String(length=100), nullable=False),
    sa.Column('room', sa.String(length=60), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_programme_staff_id')),
    sa.ForeignKeyConstraint(['term_id'], ['term.id'], name=op.f('fk_programme_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sa.UniqueConstraint('term_id', 'code', name=op.f('uq_programme_term_id_code'))
    )
    op.create_table('request_key',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=43), nullable=False),
    sa.Column('content', sa.String(length=64), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_request_key_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_key')),
    sa.UniqueConstraint('staff_id', 'key', name=op.f('uq_request_key_staff_id_key'))
    )
    op.create_table('school_class',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('homeroom_id', sa.Integer(), nullable=True),
    sa.Column('link_token', sa.String(length=43), nullable=False),
    sa.Column('link_generation', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['homeroom_id'], ['staff.id'], name=op.f('fk_school_class_homeroom_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_class')),
    sa.UniqueConstraint('link_token', name=op.f('uq_school_class_link_token')),
    sa.UniqueConstraint('year', 'grade', 'number', name=op.f('uq_school_class_year_grade_number'))
    )
    op.create_table('security_log',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_security_log_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security_log'))
    )
    op.create_index(op.f('ix_security_log_at'), 'security_log', ['at'], unique=False)
    op.create_table('staff_role',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('grades', sa.String(length=20), nullable=False),
    sa.Column('subjects', sa.Text(), nullable=False),
    sa.Column('valid_to', Moment(), nullable=True),
    sa.Column('period_start', sa.Date(), nullable=True),
    sa.Column('period_end', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_role_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_role')),
    sa.UniqueConstraint('staff_id', 'role', name=op.f('uq_staff_role_staff_id_role'))
    )
    op.create_index(op.f('ix_staff_role_staff_id'), 'staff_role', ['staff_id'], unique=False)
    op.create_table('stored_file',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('type', sa.String(length=100), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('purpose', sa.String(length=30), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['added_by'], ['staff.id'], name=op.f('fk_stored_file_added_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file'))
    )
    op.create_index(op.f('ix_stored_file_sha256'), 'stored_file', ['sha256'], unique=False)
    op.create_table('class_count',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('pupils', sa.Integer(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('joined', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_class_count_class_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_count')),
    sa.UniqueConstraint('class_id', 'valid_from', name=op.f('uq_class_count_class_id_valid_from'))
    )
    op.create_table('class_day',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('written', sa.Integer(), nullable=False),
    sa.Column('home', sa.Integer(), nullable=False),
    sa.Column('optional', sa.Integer(), nullable=False),
    sa.Column('stated_written', sa.Integer(), nullable=False),
    sa.Column('stated_home', sa.Integer(), nullable=False),
    sa.Column('items', sa.Integer(), nullable=False),
    sa.Column('late', sa.Integer(), nullable=False),
    sa.Column('declared', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_class_day_class_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_day')),
    sa.UniqueConstraint('class_id', 'day', name=op.f('uq_class_day_class_id_day'))
    )
    op.create_index(op.f('ix_class_day_day'), 'class_day', ['day'], unique=False)
    op.create_table('pack',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=False),
    sa.Column('made_at', Moment(), nullable=False),
    sa.Column('maker', sa.String(length=60), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('head_number', sa.Integer(), nullable=False),
    sa.Column('head_hash', sa.String(length=64), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_pack_file_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_pack_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pack'))
    )
    op.create_table('programme_slot',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_programme_slot_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_slot')),
    sa.UniqueConstraint('programme_id', 'weekday', 'start', name=op.f('uq_programme_slot_programme_id_weekday_start'))
    )
    op.create_index(op.f('ix_programme_slot_programme_id'), 'programme_slot', ['programme_id'], unique=False)
    op.create_table('reminder',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('sent_by', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('sent_at', Moment(), nullable=False),
    sa.Column('seen_at', Moment(), nullable=True),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_reminder_class_id')),
    sa.ForeignKeyConstraint(['sent_by'], ['staff.id'], name=op.f('fk_reminder_sent_by')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_reminder_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder'))
    )
    op.create_index(op.f('ix_reminder_staff_id'), 'reminder', ['staff_id'], unique=False)
    op.create_table('service_session',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('held', sa.Boolean(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=True),
    sa.Column('present', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('logged_at', Moment(), nullable=False),
    sa.Column('logged_by', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['logged_by'], ['staff.id'], name=op.f('fk_service_session_logged_by')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_service_session_programme_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_service_session_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_session')),
    sa.UniqueConstraint('programme_id', 'day', 'start', name=op.f('uq_service_session_programme_id_day_start'))
    )
    op.create_index(op.f('ix_service_session_day'), 'service_session', ['day'], unique=False)
    op.create_table('substitute',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('granted_by', sa.Integer(), nullable=True),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('end', sa.Date(), nullable=False),
    sa.Column('granted_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_substitute_class_id')),
    sa.ForeignKeyConstraint(['granted_by'], ['staff.id'], name=op.f('fk_substitute_granted_by')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_substitute_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_substitute'))
    )
    op.create_index(op.f('ix_substitute_staff_id'), 'substitute', ['staff_id'], unique=False)
    op.create_table('teaching',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_teaching_class_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_teaching_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_teaching')),
    sa.UniqueConstraint('class_id', 'staff_id', 'subject', name=op.f('uq_teaching_class_id_staff_id_subject'))
    )
    op.create_index(op.f('ix_teaching_staff_id'), 'teaching', ['staff_id'], unique=False)
    op.create_table('time_sample',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('mean_tenths', sa.Integer(), nullable=False),
    sa.Column('entered_at', Moment(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_time_sample_class_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_time_sample')),
    sa.UniqueConstraint('class_id', 'day', name=op.f('uq_time_sample_class_id_day'))
    )
    op.create_table('homework_item',
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
    sa.Column('published_at', Moment(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('withdrawn_at', Moment(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('fingerprint', sa.String(length=64), nullable=True),
    sa.Column('occurrence', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['class_day_id'], ['class_day.id'], name=op.f('fk_homework_item_class_day_id')),
    sa.ForeignKeyConstraint(['entered_by'], ['staff.id'], name=op.f('fk_homework_item_entered_by')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_homework_item_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_homework_item'))
    )
    op.create_index(op.f('ix_homework_item_class_day_id'), 'homework_item', ['class_day_id'], unique=False)
    op.create_index('ix_homework_item_fingerprint', 'homework_item', ['fingerprint'], unique=False)
    op.create_table('homework_none',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('class_day_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('by_itself', sa.Boolean(), nullable=False),
    sa.Column('declared_at', Moment(), nullable=False),
    sa.Column('superseded_at', Moment(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['class_day_id'], ['class_day.id'], name=op.f('fk_homework_none_class_day_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_homework_none_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_homework_none'))
    )
    op.create_index(op.f('ix_homework_none_class_day_id'), 'homework_none', ['class_day_id'], unique=False)
    op.execute("INSERT INTO audit_head (id, n, hash) VALUES (1, 0, '')")
