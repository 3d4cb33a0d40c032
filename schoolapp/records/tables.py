"""Every table of the school in one metadata (migrations and digests read it), and the names of the audited ones."""

from __future__ import annotations

from sqlalchemy import Table

from schoolapp.records import afterschool, audit, files, findings, homework, issues, jobs, load, login, packs, people, school, workbook
from schoolapp.records.base import metadata

# table -> the word before the colon in a record's name ('item:12')
AUDITED: dict[Table, str] = {
    school.school: "school", school.term: "term", school.calendar_row: "calendar", school.policy_profile: "profile",
    people.staff: "staff", people.staff_role: "role", people.subject: "subject", people.school_class: "class", people.class_count: "count",
    people.teaching: "teaching", people.substitute: "substitute",
    homework.class_day: "day", homework.homework_item: "item", homework.homework_none: "none", homework.time_sample: "sample",
    afterschool.programme: "programme", afterschool.programme_slot: "slot", afterschool.service_session: "session",
    findings.finding_state: "finding", issues.issue: "issue", files.stored_file: "file", packs.pack: "pack", workbook.import_run: "import",
}
UNAUDITED = frozenset({
    school.setup_token, login.account, login.login_session, login.known_device, login.login_delay, login.security_log, homework.reminder,
    jobs.job, jobs.schedule, audit.audit_entry, audit.record_digest, audit.audit_head, audit.signed_head, audit.request_key, load.chart,
})

__all__ = ["AUDITED", "UNAUDITED", "metadata"]
