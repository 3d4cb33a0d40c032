"""Findings from the database: what a leader and an inspector see of them, judging with its states and its audit, the summary of the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from schoolapp.records import issues
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, Actor, NotAllowed, NotFound
from schoolapp.services import audit, findings, homework, school
from schoolapp.services.findings import BadPeriod, BadReason
from schoolapp.services.homework import Draft
from schoolapp.services.house import Conflict
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY, PERIOD, THURSDAY, found, inspector, judge, one_of, with_faults

OVER, LATE, TRUE = FindingKind.OVER_CAP, FindingKind.LATE, FindingState.TRUE


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return with_faults(small)


def key_of(small: SmallSchool, kind: FindingKind = OVER) -> str:
    return one_of(small, kind).finding.key


def test_the_database_gives_what_the_rules_see(small: SmallSchool) -> None:
    seen = {(one.finding.kind.value, one.finding.date, one.finding.figure) for one in found(small) if one.finding.grade == 3}
    assert ("homework.over_cap", FRIDAY, 85) in seen
    assert ("homework.missing", THURSDAY, 1) in seen
    assert ("service.short_day", THURSDAY, 60) in seen and ("service.no_session", FRIDAY, 0) in seen
    assert sum(one.finding.kind is LATE for one in found(small)) == 2


@on_sqlite
def test_check_answers_for_the_whole_school_only(small: SmallSchool) -> None:
    answer: Any = findings.check(house=small.house, actor=OPERATOR, start=THURSDAY, end=FRIDAY, now=NOW)
    assert answer["counts"]["homework.over_cap"] == 1 and answer["figures"]["homework_items"] == 2
    assert answer["period"] == {"from": THURSDAY.isoformat(), "to": FRIDAY.isoformat(), "due_to": FRIDAY.isoformat(), "calendar": "confirmed"}
    with pytest.raises(NotFound):
        findings.check(house=small.house, actor=small.actor("t02"), start=THURSDAY, end=FRIDAY, now=NOW)
    with pytest.raises(NotAllowed):
        findings.check(house=small.house, actor=small.actor("t01"), start=THURSDAY, end=FRIDAY, now=NOW)


@on_sqlite
@pytest.mark.parametrize(("start", "end", "code"), [(FRIDAY, THURSDAY, "order"), (date(2020, 1, 1), MONDAY, "long")])
def test_a_period_has_an_order_and_an_end(small: SmallSchool, start: date, end: date, code: str) -> None:
    with pytest.raises(BadPeriod) as bad:
        found(small, start=start, end=end)
    assert bad.value.code == code


@on_sqlite
def test_a_leader_sees_the_own_grades_only(small: SmallSchool) -> None:
    assert {one.finding.grade for one in found(small, "t02")} == {3}
    assert {one.finding.grade for one in found(small)} > {3}
    with pytest.raises(NotAllowed):
        found(small, "t10")


@on_sqlite
def test_a_subject_groups_lead_who_leads_a_grade_sees_no_other_grade(small: SmallSchool) -> None:
    both = Actor(1, "", frozenset({Role.GRADE_LEADER, Role.SUBJECT_LEAD, Role.COORDINATOR}), led_grades=frozenset({3}), lead_subjects=frozenset({"语文"}))
    assert findings.seen_grades(both) == {3}


@on_sqlite
def test_an_inspector_sees_what_was_opened(small: SmallSchool) -> None:
    actor = inspector(small, grades=frozenset({3, 4}), period=(FRIDAY, MONDAY))
    seen = findings.findings_of(house=small.house, actor=actor, now=NOW, **PERIOD)
    assert (seen.start, seen.end) == (FRIDAY, MONDAY)
    assert {one.finding.grade for one in seen.stated} == {3, 4} and all(one.finding.date == FRIDAY for one in seen.stated if one.finding.date)
    with pytest.raises(NotFound):
        findings.findings_of(house=small.house, actor=actor, start=THURSDAY, end=THURSDAY, now=NOW)
    with pytest.raises(NotFound):
        findings.detail_of(house=small.house, actor=inspector(small, grades=frozenset({4})), keys=[key_of(small)], now=NOW, **PERIOD)


@on_sqlite
def test_no_count_stands_without_its_whole(small: SmallSchool) -> None:
    seen = findings.findings_of(house=small.house, actor=small.actor("t07"), now=NOW, **PERIOD)
    assert seen.wholes[OVER][:2] == (1, 1) and seen.wholes[LATE][:2] == (2, 2)
    assert seen.wholes[FindingKind.MISSING][:2] == (15, 16)  # two school days of the eight classes of grades 3 to 9
    assert seen.wholes[FindingKind.NO_SESSION][:2] == (17, 18) and seen.wholes[FindingKind.SHORT_DAY][:2] == (1, 1)
    assert seen.wholes[FindingKind.COVERAGE][:2] == (0, 10) and seen.service_known and seen.confirmed


def test_judging_is_kept_and_audited(small: SmallSchool) -> None:
    key = key_of(small)
    assert judge(small, [key], TRUE) == 1
    assert one_of(small, OVER).state is TRUE
    assert judge(small, [key], FindingState.LISTED, before=TRUE) == 1
    with small.house.reading() as connection:
        row = connection.execute(select(issues.issue)).mappings().one()
    assert (row["source"], row["record"], row["clause"], row["found_on"]) == ("finding", key, "C10", MONDAY)
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []
    acts = [entry.act for entry in audit.list_entries(house=small.house, actor=OPERATOR, limit=3)]
    assert acts == ["issue_listed", "finding_judged", "finding_judged"]


@on_sqlite
def test_only_what_is_true_reaches_the_problem_list(small: SmallSchool) -> None:
    with pytest.raises(Conflict):
        judge(small, [key_of(small)], FindingState.LISTED)
    judge(small, [key_of(small)], FindingState.FALSE_ALARM, "用时录错")
    with pytest.raises(Conflict):
        judge(small, [key_of(small)], FindingState.LISTED, before=FindingState.FALSE_ALARM)


@on_sqlite
def test_a_doubled_tap_changes_nothing_and_a_stale_form_is_told(small: SmallSchool) -> None:
    judge(small, [key_of(small)], TRUE)
    assert judge(small, [key_of(small)], TRUE) == 0
    with pytest.raises(Conflict):
        judge(small, [key_of(small)], FindingState.FALSE_ALARM, "看错了")


@on_sqlite
@pytest.mark.parametrize(("reason", "code"), [("  ", "missing"), ("长" * 501, "long"), ("请打 13812345678", "personal")])
def test_a_judgement_needs_a_fit_reason(small: SmallSchool, reason: str, code: str) -> None:
    with pytest.raises(BadReason) as bad:
        judge(small, [key_of(small)], FindingState.EXPLAINED, reason)
    assert bad.value.code == code and one_of(small, OVER).state is FindingState.TO_VERIFY


@on_sqlite
def test_judging_takes_its_permit_and_an_existing_finding(small: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        judge(small, [key_of(small)], TRUE, who="t02")
    with pytest.raises(NotFound):
        judge(small, ["homework.over_cap|2026-11-20|class:99999"], TRUE)
    with pytest.raises(NotFound):
        judge(small, [], TRUE)


def test_several_of_one_class_day_are_judged_together(small: SmallSchool) -> None:
    (group,) = findings.grouped_by_class_day([one for one in found(small) if one.finding.kind is LATE])
    assert (group.date, group.grade, group.number, len(group.stated)) == (FRIDAY, 3, 1, 2)
    assert judge(small, [one.finding.key for one in group.stated], TRUE) == 2
    assert {one.state for one in found(small) if one.finding.kind is LATE} == {TRUE}


@on_sqlite
def test_what_was_judged_stays_while_the_figure_changes(small: SmallSchool) -> None:
    judge(small, [key_of(small)], FindingState.EXPLAINED, "活动日，补登")
    homework.post_homework(
        house=small.house,
        actor=small.actor("t02"),
        day=FRIDAY,
        subject="英语",
        class_ids=[small.classes[3, 1]],
        drafts=[Draft("单词", 10)],
        reason="周五忘了登记",
        now=NOW,
    )
    one = one_of(small, OVER)
    assert one.finding.figure == 95 and (one.state, one.reason) == (FindingState.EXPLAINED, "活动日，补登")


@on_sqlite
def test_the_summary_counts_what_waits(small: SmallSchool) -> None:
    before = findings.summary_of(house=small.house, actor=small.actor("t07"), now=NOW)
    judge(small, [key_of(small)], TRUE)
    after = findings.summary_of(house=small.house, actor=small.actor("t07"), now=NOW)
    assert (before.red - after.red, before.yellow, before.info) == (1, after.yellow, after.info)
    assert (after.start, after.end, after.recorded) == (TERM[0], MONDAY, 1) and after.weeks is not None and after.weeks[0] == 0
    assert findings.summary_of(house=small.house, actor=small.actor("t02"), now=NOW).expected < after.expected


@on_sqlite
def test_the_period_that_is_shown_unasked(small: SmallSchool) -> None:
    standing = school.standing_of(house=small.house)
    principal = small.actor("t07")
    assert findings.default_period(standing, principal, MONDAY) == (TERM[0], MONDAY)
    assert findings.default_period(standing, principal, TERM[1] + timedelta(days=20)) == TERM
    assert findings.default_period(standing, principal, TERM[0] - timedelta(days=9)) == (TERM[0] - timedelta(days=9),) * 2
    opened = inspector(small, period=(THURSDAY, FRIDAY))
    assert findings.default_period(standing, opened, MONDAY) == (THURSDAY, FRIDAY)
    assert findings.default_period(standing, inspector(small, period=(date(2026, 3, 2), date(2026, 3, 6))), MONDAY) == (date(2026, 3, 2), date(2026, 3, 6))
    assert all(first <= last for _, first, last in findings.offered_periods(standing, principal, MONDAY))
    assert findings.offered_periods(standing, opened, MONDAY)[0][1:] == (THURSDAY, FRIDAY)


@on_sqlite
def test_a_finding_of_today_is_seen_today(small: SmallSchool) -> None:
    late = at(MONDAY, 20)
    homework.post_homework(
        house=small.house,
        actor=small.actor("t01", late),
        day=MONDAY,
        subject="数学",
        class_ids=[small.classes[3, 2]],
        drafts=[Draft("练习册第 13 页", 10, in_school=0)],
        now=late,
    )
    assert not [one for one in found(small, start=MONDAY, now=late) if one.finding.kind is FindingKind.MISSING]
    assert [one for one in found(small, start=MONDAY, end=MONDAY, now=at(MONDAY + timedelta(days=1))) if one.finding.kind is FindingKind.MISSING]
