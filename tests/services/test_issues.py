"""The problem list: how problems come to it and are grouped, who may take which step, dates, clean days, closing, races."""

from __future__ import annotations

import json
import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from schoolapp.records import audit as audit_records
from schoolapp.records import files, homework
from schoolapp.records import issues as records
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.issues import Level, Source, State, school_day_after
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import audit
from schoolapp.services.house import Conflict
from schoolapp.services.issues import ledger, steps
from schoolapp.services.issues.ledger import Issue
from schoolapp.services.issues.steps import BadIssue
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.findings_cases import found, judge, one_of, with_faults

PRINCIPAL, OFFICE, LEADER, COORDINATOR = "t07", "t05", "t02", "t06"
VISIT = {"source": Source.VISIT, "text": "三年级公示栏没有更新", "clause": "C8", "level": Level.YELLOW, "grade": 3, "found_on": MONDAY}


def add(small: SmallSchool, who: str = PRINCIPAL, now: datetime = NOW, **values: Any) -> int:
    return steps.add_issue(house=small.house, actor=small.actor(who), now=now, **{**VISIT, **values})


def rows(small: SmallSchool, who: str = PRINCIPAL, now: datetime = NOW, **values: Any) -> tuple[Issue, ...]:
    return ledger.list_issues(house=small.house, actor=small.actor(who), now=now, **values)


def one(small: SmallSchool, issue_id: int, who: str = PRINCIPAL, now: datetime = NOW) -> ledger.IssuePage:
    return ledger.get_issue(house=small.house, actor=small.actor(who), issue_id=issue_id, now=now)


def version(small: SmallSchool, issue_id: int) -> int:
    with small.house.reading() as connection:
        row = records.find_issue(connection, issue_id)
    assert row is not None
    return row.version


def assign(small: SmallSchool, issue_id: int, owner: str = LEADER, who: str = OFFICE, due_on: date | None = None, now: datetime = NOW, **values: Any) -> None:
    steps.assign(house=small.house, actor=small.actor(who), issue_id=issue_id, version=version(small, issue_id), owner_id=small.staff[owner],
                 due_on=due_on, now=now, **values)


def begin(small: SmallSchool, issue_id: int, who: str = LEADER, now: datetime = NOW) -> None:
    steps.begin(house=small.house, actor=small.actor(who), issue_id=issue_id, version=version(small, issue_id), cause="没有人负责更新",
                measure="班主任每天放学前更新", now=now)


def report(small: SmallSchool, issue_id: int, who: str = LEADER, now: datetime = NOW) -> None:
    steps.report_done(house=small.house, actor=small.actor(who), issue_id=issue_id, version=version(small, issue_id), done="已经每天更新", now=now)


def check(small: SmallSchool, issue_id: int, who: str = OFFICE, close: bool = True, opinion: str = "看过三天，都更新了", now: datetime = NOW) -> None:
    steps.recheck(house=small.house, actor=small.actor(who), issue_id=issue_id, version=version(small, issue_id), close=close, opinion=opinion, now=now)


def put_paper(small: SmallSchool, issue_id: int) -> None:
    """A paper's row without its file: what closing asks for."""
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        file_id = work.add(files.stored_file, sha256="0" * 64, size=1, type="image/png", name="a.png", purpose="issue", added_by=None, added_at=NOW)
        work.add(records.issue_evidence, issue_id=issue_id, stored_file_id=file_id, title="照片", dated_on=MONDAY, confirmed=1, added_by=None, added_at=NOW)
        work.audit("issue_paper_added", f"issue:{issue_id}")


def faults(error: pytest.ExceptionInfo[BadIssue]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in error.value.faults]


def put_on_list(small: SmallSchool, keys: list[str]) -> None:
    judge(small, keys, FindingState.TRUE)
    judge(small, keys, FindingState.LISTED, before=FindingState.TRUE)


def list_over_cap(small: SmallSchool) -> int:
    """The small school's over-cap finding, judged true and put on the list."""
    with_faults(small)
    put_on_list(small, [one_of(small, FindingKind.OVER_CAP).finding.key])
    return rows(small)[0].row.id


def test_the_whole_way_of_a_row_is_audited(small: SmallSchool) -> None:
    issue_id = add(small)
    assert [r.number for r in rows(small)] == ["2026-01"] and rows(small)[0].state is State.FOUND
    assign(small, issue_id)
    begin(small, issue_id)
    with pytest.raises(BadIssue) as refused:
        report(small, issue_id)
    assert faults(refused) == [("evidence", "required")]  # no rule counts clean days of a visit's word
    put_paper(small, issue_id)
    report(small, issue_id)
    check(small, issue_id, close=False, opinion="周五又没有更新")
    assert rows(small)[0].state is State.RETURNED and rows(small)[0].row.due_on == rows(small)[0].row.first_due
    begin(small, issue_id)
    report(small, issue_id)
    check(small, issue_id)
    last = rows(small)[0]
    assert last.state is State.CLOSED and last.row.closed_on == MONDAY and last.post == "三年级组长" and last.checker == "教导处"
    with small.house.reading() as connection:
        acts = [entry.act for entry in audit_records.entries_about(connection, f"issue:{issue_id}")]
    assert acts == ["issue_listed", "issue_assigned", "issue_begun", "issue_paper_added", "issue_done", "issue_returned", "issue_begun", "issue_done",
                    "issue_closed"]
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_the_owner_and_who_reported_it_done_do_not_recheck(small: SmallSchool) -> None:
    issue_id = add(small)
    assign(small, issue_id, owner=OFFICE)
    begin(small, issue_id, OFFICE)
    put_paper(small, issue_id)
    report(small, issue_id, OFFICE)
    with pytest.raises(NotFound):
        check(small, issue_id, OFFICE)
    assert not one(small, issue_id, OFFICE).may_recheck and one(small, issue_id).may_recheck
    check(small, issue_id, PRINCIPAL)


@on_sqlite
def test_the_principals_own_row_names_its_checker(small: SmallSchool) -> None:
    issue_id = add(small)
    with pytest.raises(BadIssue) as refused:
        assign(small, issue_id, owner=PRINCIPAL)
    assert faults(refused) == [("recheck_by", "required")]
    with pytest.raises(BadIssue) as refused:
        assign(small, issue_id, owner=PRINCIPAL, recheck_by=small.staff[PRINCIPAL])
    assert faults(refused) == [("recheck_by", "same")]
    with pytest.raises(BadIssue) as refused:
        assign(small, issue_id, owner="t01")  # a teacher without a post
    assert faults(refused) == [("owner", "other")]
    assign(small, issue_id, owner=PRINCIPAL, recheck_by=small.staff[LEADER])
    begin(small, issue_id, PRINCIPAL)
    put_paper(small, issue_id)
    report(small, issue_id, PRINCIPAL)
    with pytest.raises(NotFound):
        check(small, issue_id, OFFICE)  # somebody else was named
    check(small, issue_id, LEADER)


@on_sqlite
def test_an_orders_date_stands_and_its_clock_runs_in_working_days(small: SmallSchool) -> None:
    issue_id = add(small, source=Source.ORDER)
    assert rows(small)[0].row.due_on == MONDAY + timedelta(days=7)
    with pytest.raises(BadIssue) as refused:
        assign(small, issue_id, due_on=MONDAY + timedelta(days=20))
    assert faults(refused) == [("due_on", "orders")]
    assign(small, issue_id)
    late = rows(small, now=at(MONDAY + timedelta(days=9)))[0]
    assert late.overdue and late.late == 2
    with pytest.raises(Conflict):
        steps.dismiss(house=small.house, actor=small.actor(PRINCIPAL), issue_id=issue_id, version=2, reason="这一项学校认为不成立", now=NOW)


@on_sqlite
def test_a_date_is_put_off_once_by_its_first_length(small: SmallSchool) -> None:
    issue_id, calendar = add(small), standing_of(house=small.house).calendar
    due = school_day_after(calendar, MONDAY, 10)
    assign(small, issue_id)
    assert one(small, issue_id).extension == due + (due - MONDAY)
    with pytest.raises(BadIssue) as refused:
        assign(small, issue_id, due_on=due + timedelta(days=60), reason="材料要等区里的")
    assert faults(refused) == [("due_on", "far")]
    with pytest.raises(BadIssue) as refused:
        assign(small, issue_id, due_on=due + timedelta(days=3))
    assert faults(refused) == [("reason", "required")]
    assign(small, issue_id, due_on=due + timedelta(days=3), reason="材料要等区里的")
    with pytest.raises(BadIssue) as refused:
        assign(small, issue_id, due_on=due + timedelta(days=4), reason="还要再等几天")
    assert faults(refused) == [("due_on", "once")]
    assert rows(small)[0].row.first_due == due


@on_sqlite
def test_who_sees_and_adds_what(small: SmallSchool) -> None:
    third, fourth, service = add(small), add(small, grade=4), add(small, grade=None, clause="C16")
    assert {r.row.id for r in rows(small, LEADER)} == {third}
    assert {r.row.id for r in rows(small, COORDINATOR)} == {service}
    with pytest.raises(NotFound):
        one(small, fourth, LEADER)
    with pytest.raises(NotAllowed):
        rows(small, "t01")
    with pytest.raises(BadIssue) as refused:
        add(small, LEADER, grade=4)
    assert faults(refused) == [("grade", "other")]
    assert add(small, LEADER, source=Source.WALK) and add(small, COORDINATOR, clause="C16")
    with pytest.raises(NotAllowed):
        assign(small, third, who=LEADER)
    assign(small, fourth)
    assert fourth in {r.row.id for r in rows(small, LEADER)}  # the owner sees the own row
    assert [r.row.id for r in rows(small, clause="C16", source=Source.VISIT)][0] == service


@on_sqlite
@pytest.mark.parametrize(("values", "wrong"), [
    ({"text": ""}, ("text", "required")), ({"text": "太短了"}, ("text", "short")), ({"text": "字" * 301}, ("text", "long")),
    ({"text": "请打13812345678问清楚"}, ("text", "mobile")), ({"found_on": MONDAY + timedelta(days=1)}, ("found_on", "future")),
    ({"due_on": MONDAY - timedelta(days=1)}, ("due_on", "past")), ({"source": Source.FINDING}, ("source", "other")),
])
def test_what_cannot_be_put_on_the_list(small: SmallSchool, values: dict[str, Any], wrong: tuple[str, str]) -> None:
    with pytest.raises(BadIssue) as refused:
        add(small, **values)
    assert faults(refused) == [wrong] and rows(small) == ()


@on_sqlite
def test_a_form_sent_twice_makes_one_row_and_numbers_follow(small: SmallSchool) -> None:
    assert add(small, request_key="k" * 32) == add(small, request_key="k" * 32)
    add(small)
    assert [r.number for r in sorted(rows(small), key=lambda r: r.row.id)] == ["2026-01", "2026-02"]


@on_sqlite
def test_what_is_dismissed_stays_with_its_reason(small: SmallSchool) -> None:
    issue_id = add(small, source=Source.WALK)
    with pytest.raises(BadIssue) as refused:
        steps.dismiss(house=small.house, actor=small.actor(OFFICE), issue_id=issue_id, version=1, reason="不是问题", now=NOW)
    assert faults(refused) == [("reason", "short")]
    steps.dismiss(house=small.house, actor=small.actor(OFFICE), issue_id=issue_id, version=1, reason="当天停电，公示栏改在校门口", now=NOW)
    last = rows(small)[0]
    assert last.state is State.DISMISSED and last.row.reason.startswith("当天停电") and not last.open


@on_sqlite
def test_findings_of_one_grade_make_one_row_that_grows(small: SmallSchool) -> None:
    issue_id = list_over_cap(small)
    row = rows(small)[0].row
    assert (row.kind, row.clause, row.grade, row.source) == ("homework.over_cap", "C10", 3, "finding") and row.id == issue_id
    assert rows(small)[0].text.startswith("三(1)班书面作业超过上限：") and "/ 60" in rows(small)[0].text
    assert rows(small, lang="en")[0].text.startswith("Class 3(1)")
    gaps = [s.finding.key for s in found(small) if s.finding.kind is FindingKind.MISSING and s.finding.grade == 3]
    for key in gaps:  # one by one: they still make one row
        put_on_list(small, [key])
    missing = [r for r in rows(small) if r.row.kind == "homework.missing"]
    assert len(missing) == 1 and len(json.loads(missing[0].row.findings)) == len(gaps) > 1 and f"共 {len(gaps)} 次" in missing[0].text


@on_sqlite
def test_a_row_of_the_rules_is_closed_by_clean_days_alone(small: SmallSchool) -> None:
    issue_id = list_over_cap(small)
    assign(small, issue_id)
    begin(small, issue_id)
    report(small, issue_id)  # no paper is asked for: the rule counts
    later = at(MONDAY + timedelta(days=28))
    assert rows(small, now=later)[0].clean == (0, 10)  # days without data neither count nor spoil
    with pytest.raises(BadIssue) as refused:
        check(small, issue_id, now=later)
    assert faults(refused) == [("close", "clean")] and refused.value.faults[0].values == {"reached": 0, "wanted": 10}
    calendar = standing_of(house=small.house).calendar
    days = calendar.school_days(MONDAY + timedelta(days=1), MONDAY + timedelta(days=20))[:10]
    record_clean_days(small, days)
    assert rows(small, now=later)[0].clean == (10, 10)
    check(small, issue_id, now=later)
    closed = rows(small, now=later)[0]
    assert closed.state is State.CLOSED and (closed.row.clean_reached, closed.row.clean_wanted) == (10, 10)


def record_clean_days(small: SmallSchool, days: tuple[date, ...]) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        for day in days:
            work.add(homework.class_day, class_id=small.classes[3, 1], day=day, items=1, written=30, home=30)
        work.audit("import", "import:1")


@on_sqlite
def test_what_comes_again_is_a_new_row_that_names_the_old_one(small: SmallSchool) -> None:
    issue_id = add(small)
    assign(small, issue_id)
    begin(small, issue_id)
    put_paper(small, issue_id)
    report(small, issue_id)
    check(small, issue_id)
    fresh = steps.reopen(house=small.house, actor=small.actor(PRINCIPAL), issue_id=issue_id, reason="公示栏又有两天没有更新", now=NOW)
    assert one(small, fresh).recurs is not None and one(small, issue_id).issue.state is State.CLOSED
    with pytest.raises(Conflict):
        steps.reopen(house=small.house, actor=small.actor(PRINCIPAL), issue_id=issue_id, reason="再写一次也不行", now=NOW)


@on_sqlite
def test_a_stale_form_changes_nothing(small: SmallSchool) -> None:
    issue_id = add(small)
    assign(small, issue_id)
    with pytest.raises(Conflict):
        steps.assign(house=small.house, actor=small.actor(OFFICE), issue_id=issue_id, version=1, owner_id=small.staff[OFFICE], due_on=None, now=NOW)
    assert one(small, issue_id).issue.post == "三年级组长"


def test_of_two_who_close_at_once_one_does(small: SmallSchool) -> None:
    issue_id = add(small)
    assign(small, issue_id)
    begin(small, issue_id)
    put_paper(small, issue_id)
    report(small, issue_id)
    shown, start, answers = version(small, issue_id), threading.Barrier(2), []
    actors = [small.actor(who) for who in (OFFICE, PRINCIPAL)]

    def close(actor: Any) -> None:
        start.wait()
        try:
            steps.recheck(house=small.house, actor=actor, issue_id=issue_id, version=shown, close=True, opinion="看过，属实", now=NOW)
            answers.append("closed")
        except Conflict:
            answers.append("stale")

    threads = [threading.Thread(target=close, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["closed", "stale"]
    with small.house.reading() as connection:
        assert [e.act for e in audit_records.entries_about(connection, f"issue:{issue_id}")].count("issue_closed") == 1


def test_two_who_list_at_once_get_two_numbers(small: SmallSchool) -> None:
    start, actors = threading.Barrier(2), [small.actor(who) for who in (OFFICE, PRINCIPAL)]

    def list_one(actor: Any) -> None:
        start.wait()
        steps.add_issue(house=small.house, actor=actor, now=NOW, **VISIT)  # type: ignore[arg-type]

    threads = [threading.Thread(target=list_one, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(r.number for r in rows(small)) == ["2026-01", "2026-02"]
