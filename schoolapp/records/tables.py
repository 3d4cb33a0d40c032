"""Every table of the school in one metadata (migrations and digests read it), and the names of the audited ones."""

from __future__ import annotations

from sqlalchemy import Table

from schoolapp.records import (
    afterschool,
    audit,
    feedback,
    files,
    findings,
    holidays,
    homework,
    homework_template,
    hours,
    issues,
    jobs,
    load,
    login,
    long_task,
    monitoring,
    noticeboard,
    outbox,
    packs,
    people,
    providers,
    quota,
    requests,
    sampling,
    school,
    service_plans,
    sheets,
    sign_off,
    suggestions,
    surveys,
    timed,
    walks,
    wording,
    workbook,
)
from schoolapp.records.base import metadata

# table -> the word before the colon in a record's name ('item:12')
AUDITED: dict[Table, str] = {
    school.school: "school", school.term: "term", school.calendar_row: "calendar", school.policy_profile: "profile",
    people.staff: "staff", people.staff_role: "role", people.subject: "subject", people.school_class: "class", people.class_count: "count",
    people.teaching: "teaching", people.substitute: "substitute",
    homework.class_day: "day", homework.homework_item: "item", homework.homework_none: "none", homework.time_sample: "sample", timed.timed_item: "timed",
    long_task.long_task: "task", long_task.long_task_part: "task_part",
    requests.adjust_request: "request",
    quota.homework_plan: "plan",
    sheets.homework_sheet: "sheet", holidays.holiday_list: "holiday", holidays.holiday_item: "holiday_item",
    afterschool.programme: "programme", afterschool.programme_slot: "slot", afterschool.service_session: "session",
    afterschool.programme_assistant: "assistant", afterschool.service_season: "season", afterschool.season_slot: "season_slot",
    afterschool.season_pause: "season_pause",
    afterschool.session_heads: "heads", afterschool.session_assistant: "session_assistant",
    afterschool.session_cover: "cover",
    service_plans.service_plan: "service_plan", service_plans.outside_care: "outside_care",
    providers.service_provider: "provider", providers.provider_person: "provider_person", walks.walk_through: "walk",
    hours.hours_answer: "hours", hours.hours_signature: "hours_signature",
    noticeboard.notice_board: "board", feedback.feedback_switch: "voice", feedback.answer_day: "answers", monitoring.outside_monitoring: "monitoring",
    suggestions.suggestion_box: "suggestion_box", suggestions.suggestion: "suggestion", suggestions.suggestion_word: "suggestion_word",
    surveys.survey: "survey", surveys.survey_part: "survey_part",
    outbox.outbox_channel: "channel",
    sampling.subject_sample: "subject_sample", sign_off.week_sign_off: "sign_off",
    wording.wording_rule: "wording",
    findings.finding_state: "finding", issues.issue: "issue", issues.issue_evidence: "issue_evidence",
    files.stored_file: "file", packs.pack: "pack", workbook.import_run: "import",
}
UNAUDITED = frozenset({
    school.setup_token, login.account, login.login_session, login.known_device, login.login_delay, login.security_log, homework.reminder,
    homework_template.homework_template, feedback.answer_tally, feedback.answer_limit,
    suggestions.suggestion_wrap, suggestions.suggestion_tally, surveys.survey_tally, surveys.survey_answered,
    outbox.outbox_event, outbox.outbox_delivery, outbox.outbox_bucket,
    jobs.job, jobs.schedule, audit.audit_entry, audit.record_digest, audit.audit_head, audit.signed_head, audit.request_key, load.chart,
})

__all__ = ["AUDITED", "UNAUDITED", "metadata"]
