"""No pupil has a place in the schema: no table or column speaks of one, and every column that can hold text is named here with what
it holds. A new text column fails until somebody has thought about what people could write into it."""

from __future__ import annotations

import re

from sqlalchemy import String, Text

from schoolapp.records.base import metadata
from schoolapp.records.tables import AUDITED

# A head count is all that a class says of its pupils.
COUNTS = {"class_count.pupils"}
FORBIDDEN = re.compile(r"pupil|student|child|parent|guardian|learner|birth|gender|seat|score|mark|rank|grade_of|id_card|address_of|phone_of")

# What people type. Each of these is screened for identity and mobile numbers before it is written.
TYPED = {
    "adjust_request.kept", "adjust_request.reason", "adjust_request.answer", "homework_item.over_reason",
    "wording_rule.words", "wording_rule.hint", "wording_rule.safer", "wording_rule.reason", "homework_item.wording_reason",
    "homework_template.text", "homework_plan.note", "homework_sheet.title", "homework_sheet.note", "homework_sheet.reason", "holiday_item.text",
    "holiday_item.wording_reason",
    "timed_item.text", "timed_item.wording_reason", "long_task.text",
    "homework_item.text", "homework_item.reason", "finding_state.reason", "service_session.content", "service_session.reason", "calendar_row.note",
    "service_session.room", "service_session.decision", "service_session.content_reason", "service_season.name", "service_plan.title", "service_plan.note",
    "service_plan.reason", "outside_care.note", "walk_through.note", "walk_through.followed_up", "hours_answer.note",
    "service_provider.courses", "service_provider.fee_standard", "service_provider.note", "service_provider.list_reference", "service_provider.licence",
    "service_provider.contract", "provider_person.course", "provider_person.certificate",
    "outbox_channel.name", "programme.name", "programme.provider", "programme.room", "issue.text", "issue.cause", "issue.measure", "issue.done",
    "issue.opinion", "issue.reason", "issue_evidence.title", "policy_profile.content", "notice_board.fees",
    "survey.title", "outside_monitoring.title", "outside_monitoring.organiser", "outside_monitoring.results",
}
# Names and numbers of staff, of the school and of what it holds.
NAMES = {
    "staff.name", "staff.number", "audit_entry.actor", "pack.maker", "subject.name", "term.name", "programme.code", "school.name", "school.district",
    "school.report_phone", "school.report_email", "school.district_phone", "stored_file.name", "import_run.name", "homework_item.subject",
    "homework_template.subject", "homework_plan.subject", "subject_sample.subject", "homework_sheet.subject",
    "holiday_item.subject", "timed_item.subject", "long_task.subject",
    "adjust_request.subject", "adjust_request.asked_subject",
    "homework_none.subject", "reminder.subject", "substitute.subject", "teaching.subject", "staff_role.subjects", "staff_role.grades", "programme.grades",
    "calendar_row.grades", "outside_care.grades", "service_provider.name", "provider_person.name",  # grown-ups whom an outside provider sends
}
# Words of a fixed list, digests, secrets, and what the program itself writes.
MADE = {
    "account": {"password_hash", "code_hash"},
    "adjust_request": {"kind", "state"},
    "audit_entry": {"act", "record", "old", "new", "records_digest", "previous", "hash"},
    "audit_head": {"hash"},
    "chart": {"name"},
    "answer_day": {"bands"},
    "answer_limit": {"digest"},
    "answer_tally": {"bands"},
    "feedback_switch": {"name"},
    "finding_state": {"finding", "state"},
    "holiday_item": {"kind"},
    "hours_answer": {"word"},
    "homework_item": {"kind", "tier", "fingerprint"},
    "homework_template": {"kind", "tier"},
    "long_task": {"kind", "tier"},
    "timed_item": {"kind", "tier"},
    "import_run": {"file_sha256", "counts"},
    "issue": {"source", "record", "clause", "state", "level", "kind", "programme", "findings"},
    "job": {"kind", "params", "state", "step", "worker", "result", "error"},
    "known_device": {"digest"},
    "login_delay": {"subject"},
    "login_session": {"digest", "csrf", "device"},
    "outbox_bucket": {"digest"},
    "outbox_channel": {"kind", "sealed", "bucket"},  # sealed: addresses and keys of staff groups, encrypted
    "outbox_delivery": {"what", "state", "fault", "code", "body_hash"},
    "outbox_event": {"class_ids"},
    "outside_care": {"kind"},
    "outside_monitoring": {"audience"},
    "pack": {"sha256", "fingerprint", "head_hash"},
    "programme": {"category"},
    "record_digest": {"record", "digest"},
    "reminder": {"kind"},
    "request_key": {"key", "content", "result"},
    "schedule": {"kind", "last_state"},
    "school": {"system", "language"},
    "school_class": {"link_token"},
    "security_log": {"act", "address", "detail"},
    "session_heads": {"finished"},
    "setup_token": {"digest", "state"},
    "signed_head": {"hash", "purpose", "signature"},
    "staff_role": {"role"},
    "walk_through": {"points"},
    "wording_rule": {"act", "rule", "clause", "level"},
    # sealed to the principal's key or to the family's code: not even the server can read them; what is typed there is screened before
    "suggestion": {"category", "state", "code_digest", "reply_to", "contact"},
    "suggestion_box": {"public", "printed"},
    "suggestion_tally": {"kind", "digest"},
    "suggestion_word": {"kind", "sealed", "reply"},
    "suggestion_wrap": {"wrapped"},
    "stored_file": {"sha256", "type", "purpose"},
    "subject_sample": {"bands"},
    "survey": {"kind"},
    "survey_part": {"typed_counts", "counts"},
    "survey_tally": {"counts"},
    "time_sample": {"bands"},
    "week_sign_off": {"figures"},
}


def test_the_tables_are_the_apps() -> None:
    assert {table.name for table in AUDITED} <= set(metadata.tables)


def test_no_table_or_column_speaks_of_a_pupil() -> None:
    found = {name for name in metadata.tables if FORBIDDEN.search(name)}
    found |= {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.c if FORBIDDEN.search(column.name)}
    assert found == COUNTS


def test_every_text_column_is_a_known_one() -> None:
    texts = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.c if isinstance(column.type, (String, Text))}
    known = TYPED | NAMES | {f"{table}.{column}" for table, columns in MADE.items() for column in columns}
    assert texts - known == set(), "say what the new column holds"
    assert known - texts == set(), "these are gone"
