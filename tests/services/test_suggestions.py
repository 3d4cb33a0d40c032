"""Suggestions from the form to the closed case: what is taken in, numbers, limits, look-up, the principal's steps, what time does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from schoolapp.records import audit as audit_records
from schoolapp.records import issues as issue_records
from schoolapp.records import suggestions as records
from schoolapp.rules.feedback import Voice
from schoolapp.rules.findings import FindingKind, Level
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.suggestions import CaseState
from schoolapp.services import audit, feedback, homework, jobs, needs, suggestions
from schoolapp.services.homework import Draft
from schoolapp.services.house import Conflict, Replayed
from schoolapp.services.suggestions import CaseRefused, CaseSeen, LookRefused, Receipt, SayRefused, limits
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.suggestion_cases import CONTACT, TEXT, _cheap_keys, answer, case, open_school, say, visit  # noqa: F401
from tests.services.test_same_instant import at_once

TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY - timedelta(days=3)
DUE = MONDAY + timedelta(days=7)


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    open_school(small)
    return small


def look(small: SmallSchool, receipt: Receipt, *, number: str = "", code: str = "", address: str = "198.51.100.1", now: datetime = NOW) -> CaseSeen:
    return suggestions.look_up(house=small.house, number=number or receipt.number, code=code or receipt.code, address=address, now=now)


def again(small: SmallSchool, receipt: Receipt, text: str = "", now: datetime = NOW) -> None:
    suggestions.object_to(house=small.house, number=receipt.number, code=receipt.code, text=text, address="", now=now)


def test_a_family_writes_looks_up_and_reads_the_answer(small: SmallSchool) -> None:
    receipt = say(small)
    assert receipt.number == "2026-0001" and len(receipt.code) == 12 and receipt.due == DUE and not receipt.again
    seen = look(small, receipt, number="2026 1", code=f" {receipt.code[:4].lower()}-{receipt.code[4:8]} {receipt.code[8:]}")
    assert (seen.state, seen.received_on, seen.answers) == (CaseState.RECEIVED, MONDAY, ()) and seen.clock is not None and seen.clock.days == 5
    suggestions.begin(house=small.house, actor=small.actor("t07"), case_id=1, version=1, now=NOW)
    assert look(small, receipt).state is CaseState.LOOKING
    answer(small, now=at(TUESDAY))
    seen = look(small, receipt, now=at(TUESDAY))
    assert seen.state is CaseState.ANSWERED and seen.clock is None
    assert [(one.day, one.text) for one in seen.answers] == [(TUESDAY, "已经查过，确实偏多，本周起调整。")]
    suggestions.settle(house=small.house, number=receipt.number, code=receipt.code, address="", now=at(TUESDAY, 18))
    suggestions.settle(house=small.house, number=receipt.number, code=receipt.code, address="", now=at(TUESDAY, 18))
    assert look(small, receipt, now=at(TUESDAY, 18)).closed_on == TUESDAY
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_off_or_without_a_box_nothing_can_be_written_or_looked_up(small: SmallSchool) -> None:
    receipt = say(small)
    feedback.turn(house=small.house, actor=small.actor("t07"), now=NOW, voice=Voice.SUGGESTIONS, on=False)
    assert not suggestions.is_open(small.house)
    for act in (lambda: say(small), lambda: look(small, receipt), lambda: again(small, receipt), lambda: suggestions.form_facts(
            house=small.house, class_id=None, now=NOW)):
        with pytest.raises(NotFound):
            act()
    assert case(small).line.state is CaseState.RECEIVED  # the principal still owes an answer


def test_the_same_form_twice_is_one_case_with_the_same_code(small: SmallSchool) -> None:
    first = say(small, key="the-same")
    assert say(small, key="the-same") == first._replace(again=True)
    found = at_once(lambda: say(small, key="another"))
    assert len({one.code for one in found}) == 1 and {one.number for one in found} == {"2026-0002"}
    with small.house.reading() as connection:
        assert len(records.list_cases(connection)) == 2


def test_cases_of_one_instant_have_numbers_of_their_own(small: SmallSchool) -> None:
    found = at_once(lambda: say(small))
    assert sorted(one.number for one in found) == [f"2026-000{n}" for n in range(1, 5)] and len({one.code for one in found}) == 4
    with small.house.reading() as connection:
        assert records.next_serial(connection, 2026) == 5 and records.next_serial(connection, 2027) == 1


@on_sqlite
@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"text": "太多了"}, [("text", "short")]),
        ({"text": "多" * 1001}, [("text", "long")]),
        ({"text": TEXT + "，电话 13812345678"}, [("text", "mobile")]),
        ({"text": TEXT + "，邮箱 a.b@example.com"}, [("text", "mail")]),
        ({"category": "gossip"}, [("category", "none")]),
        ({"category": ""}, [("category", "none")]),
        ({"contact": "微" * 101}, [("contact", "long")]),
        ({"day": TUESDAY}, [("day", "future")]),
        ({"day": MONDAY - timedelta(days=400)}, [("day", "old")]),
        ({"day": MONDAY - timedelta(days=130)}, [("day", "old")]),  # another school year: not this class
        ({"text": "", "category": "", "day": TUESDAY}, [("category", "none"), ("text", "short"), ("day", "future")]),
    ],
)
def test_what_is_refused_writes_nothing_and_says_all_of_it(small: SmallSchool, values: dict[str, object], faults: list[tuple[str, str]]) -> None:
    with pytest.raises(SayRefused) as refused:
        say(small, **values)  # type: ignore[arg-type]
    assert list(refused.value.faults) == faults
    with small.house.reading() as connection:
        assert records.list_cases(connection) == []


@on_sqlite
def test_a_class_that_is_none_is_refused_and_none_is_needed(small: SmallSchool) -> None:
    with pytest.raises(SayRefused) as refused:
        suggestions.say(house=small.house, said=suggestions.Suggestion("k", "idea", TEXT, 999), address="", now=NOW)
    assert refused.value.faults == (("class", "unknown"),)
    say(small, place=None, day=None, category="idea")
    found = case(small, opened=visit(small))
    assert (found.one, found.day, found.record) == (None, None, None)


def test_an_address_writes_five_times_a_day_and_nobody_can_tell_afterwards_which(small: SmallSchool) -> None:
    for _ in range(limits.WRITTEN_MOST):
        say(small)
    with pytest.raises(SayRefused) as refused:
        say(small)
    assert refused.value.faults == (("", "address"),)
    say(small, address="203.0.113.8")
    say(small, now=at(TUESDAY))
    with small.house.reading() as connection:
        kept = [tuple(row) for row in connection.execute(records.suggestion_tally.select())]
    assert {row[1] for row in kept} == {TUESDAY} and "203.0.113" not in str(kept)


@on_sqlite
def test_a_network_of_the_newer_kind_is_one_address(small: SmallSchool) -> None:
    for n in range(limits.WRITTEN_MOST):
        say(small, address=f"2001:db8:1:2::{n}")
    for address in ("2001:db8:1:2:ffff::1", "2001:db8:1:2::1%eth0"):
        with pytest.raises(SayRefused):
            say(small, address=address)
    say(small, address="2001:db8:1:3::1")


@on_sqlite
def test_a_flood_from_everywhere_ends_for_the_day(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SCHOOL_MOST", 3)
    for n in range(3):
        say(small, address=f"203.0.113.{n}")
    with pytest.raises(SayRefused) as refused:
        say(small, address="203.0.113.9")
    assert refused.value.faults == (("", "school"),)
    say(small, now=at(TUESDAY))


def test_a_wrong_number_or_code_reads_the_same_and_is_tried_twenty_times_a_day(small: SmallSchool) -> None:
    one, other = say(small), say(small)
    for number, code in ((other.number, one.code), ("", "AAAABBBBCCCC"), ("2025-0001", one.code), ("abc", "")):
        with pytest.raises(LookRefused) as refused:
            look(small, one, number=number, code=code or "x", address="192.0.2.1")
        assert refused.value.code == "wrong"
    for _ in range(limits.WRONG_MOST - 4):
        with pytest.raises(LookRefused):
            look(small, one, code="x", address="192.0.2.1")
    with pytest.raises(LookRefused) as refused:
        look(small, one, address="192.0.2.1")
    assert refused.value.code == "wait"
    assert look(small, one, address="192.0.2.2").number == look(small, one, address="192.0.2.1", now=at(TUESDAY)).number == one.number


def test_who_is_not_content_says_so_once_and_gets_a_new_date(small: SmallSchool) -> None:
    receipt = say(small)
    with pytest.raises(SayRefused):
        again(small, receipt)  # there is no answer yet
    answer(small)
    with pytest.raises(SayRefused) as refused:
        again(small, receipt, "还是很多，电话 13812345678")
    assert refused.value.faults == (("text", "mobile"),)
    again(small, receipt, "还是写到十点半", now=at(TUESDAY))
    seen = look(small, receipt, now=at(TUESDAY))
    assert seen.state is CaseState.LOOKING and seen.reopened and seen.clock is not None and seen.clock.due == TUESDAY + timedelta(days=7)
    assert [word.text for word in case(small, opened=visit(small)).words or ()] == [TEXT, "已经查过，确实偏多，本周起调整。", "还是写到十点半"]
    answer(small, text="年级组又看了一遍，已经调整作业。", now=at(TUESDAY, 17))
    with pytest.raises(SayRefused):
        again(small, receipt, now=at(TUESDAY, 18))
    assert [one.text for one in look(small, receipt).answers] == ["已经查过，确实偏多，本周起调整。", "年级组又看了一遍，已经调整作业。"]


@on_sqlite
def test_the_days_for_it_end(small: SmallSchool) -> None:
    receipt = say(small)
    answer(small)
    until = look(small, receipt).object_until
    assert until == MONDAY + timedelta(days=14)
    assert look(small, receipt, now=at(until + timedelta(days=1))).object_until is None
    with pytest.raises(SayRefused):
        again(small, receipt, now=at(until + timedelta(days=1)))
    again(small, receipt, now=at(until, 23))


@on_sqlite
def test_an_overdue_case_says_so_to_family_and_principal_and_an_answer_after_it_is_late(small: SmallSchool) -> None:
    receipt, late = say(small), at(DUE + timedelta(days=2))
    clock = look(small, receipt, now=late).clock
    assert clock is not None and (clock.due, clock.overdue, clock.days) == (DUE, True, 2)
    found = suggestions.list_cases(house=small.house, actor=small.actor("t07", late), now=late)
    assert [one.clock for one in found.waiting] == [clock]
    answer(small, now=late)
    assert case(small, now=late).line.late
    answered = say(small)
    answer(small, 2)
    assert not case(small, 2).line.late and look(small, answered).state is CaseState.ANSWERED


@on_sqlite
def test_the_list_has_the_most_pressing_first_and_the_days_are_a_setting(small: SmallSchool) -> None:
    say(small)
    principal = small.actor("t07")
    assert suggestions.set_reply_days(house=small.house, actor=principal, days=2, now=NOW)
    assert not suggestions.set_reply_days(house=small.house, actor=principal, days=2, now=NOW)
    assert say(small).due == MONDAY + timedelta(days=2)
    found = suggestions.list_cases(house=small.house, actor=principal, now=NOW)
    assert [(one.number, one.clock.due if one.clock else None) for one in found.waiting] == [("2026-0002", MONDAY + timedelta(days=2)), ("2026-0001", DUE)]
    for days in (0, 21, None):
        with pytest.raises(suggestions.BoxRefused):
            suggestions.set_reply_days(house=small.house, actor=principal, days=days, now=NOW)


def test_a_case_opens_beside_that_class_days_record(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("竖式 30 道", 40), day=FRIDAY, reason="漏登", now=NOW)
    post(small, "t03", [(3, 1)], Draft("抄写第 12 课", 35), day=FRIDAY, reason="漏登", now=NOW)
    homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 2], subject="数学", now=NOW)
    say(small, day=FRIDAY)
    shut = case(small)
    assert (shut.words, shut.one, shut.day, shut.record) == (None, None, None, None) and shut.clauses == ("C10",)
    found = case(small, opened=visit(small))
    assert found.record is not None and found.one is not None and (found.one.grade, found.one.number, found.day) == (3, 1, FRIDAY)
    assert found.record.notice.written == 75 and {item.text for item in found.record.notice.items} == {"竖式 30 道", "抄写第 12 课"}
    assert {FindingKind.OVER_CAP, FindingKind.LATE, FindingKind.NO_SESSION} <= {one.finding.kind for one in found.record.findings}
    assert {one.finding.grade for one in found.record.findings} == {3}
    assert [(one.name, one.state.value) for one in found.record.sessions] == [("三年级作业辅导", "to_log"), ("科学社团", "to_log")]


@on_sqlite
@pytest.mark.parametrize("number", ["t01", "t02", "t04", "t05", "t06", "t08", "t09", "t10"])
def test_nobody_but_the_principal(small: SmallSchool, number: str) -> None:
    say(small)
    opened, actor, house = visit(small), small.actor(number), small.house
    for act in (
        lambda: suggestions.list_cases(house=house, actor=actor, now=NOW),
        lambda: suggestions.waiting_of(house=house, actor=actor, now=NOW),
        lambda: suggestions.case_page(house=house, actor=actor, case_id=1, visit=opened, now=NOW),
        lambda: suggestions.contact_of(house=house, actor=actor, case_id=1, visit=opened, now=NOW),
        lambda: suggestions.begin(house=house, actor=actor, case_id=1, version=1, now=NOW),
        lambda: suggestions.answer(house=house, actor=actor, case_id=1, text=TEXT, version=1, now=NOW),
        lambda: suggestions.list_problem(house=house, actor=actor, case_id=1, text=TEXT, clause="", now=NOW),
        lambda: suggestions.box_state(house=house, actor=actor),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert all(not one.kind.startswith("suggestion") for one in needs.needs_of(house=house, actor=actor, now=NOW))


@on_sqlite
def test_steps_are_made_from_the_page_that_was_seen(small: SmallSchool) -> None:
    say(small)
    principal = small.actor("t07")
    suggestions.begin(house=small.house, actor=principal, case_id=1, version=1, now=NOW)
    for act in (
        lambda: suggestions.begin(house=small.house, actor=principal, case_id=1, version=2, now=NOW),
        lambda: suggestions.answer(house=small.house, actor=principal, case_id=1, text=TEXT, version=1, now=NOW),
    ):
        with pytest.raises(Conflict):
            act()
    for text, code in (("好的", "short"), ("好" * 1001, "long"), ("请打 13812345678 找张老师", "mobile")):
        with pytest.raises(CaseRefused) as refused:
            suggestions.answer(house=small.house, actor=principal, case_id=1, text=text, version=2, now=NOW)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        suggestions.begin(house=small.house, actor=principal, case_id=99, version=1, now=NOW)


def test_opening_a_contact_is_audited_without_it(small: SmallSchool) -> None:
    say(small)
    assert case(small).line.contact == "kept"
    assert suggestions.contact_of(house=small.house, actor=small.actor("t07"), case_id=1, visit=visit(small), now=NOW) == CONTACT
    with small.house.reading() as connection:
        newest = audit_records.newest_entries(connection, 1)[0]
    assert (newest.act, newest.record, newest.staff_id) == ("suggestion_contact_opened", "suggestion:1", small.staff["t07"])
    assert newest.new == '{"number":"2026-0001"}'
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_the_problem_list_gets_the_principals_words_and_no_way_back_to_the_case(small: SmallSchool) -> None:
    say(small)
    principal, words = small.actor("t07"), "三年级数学竖式练习偏多"
    issue_id = suggestions.list_problem(house=small.house, actor=principal, case_id=1, text=words, clause="C10", request_key="k" * 32, now=NOW)
    with pytest.raises(Replayed):
        suggestions.list_problem(house=small.house, actor=principal, case_id=1, text=words, clause="C10", request_key="k" * 32, now=NOW)
    with small.house.reading() as connection:
        row = connection.execute(issue_records.issue.select()).mappings().one()
        newest = audit_records.newest_entries(connection, 1)[0]
        entry = [d.record for d in connection.execute(audit_records.record_digest.select().where(audit_records.record_digest.c.n == newest.n))]
    assert (row["source"], row["text"], row["clause"]) == ("suggestion", words, "C10")
    assert "2026" not in row["record"] and row["record"].split(":")[1] not in ("1", "0001")
    assert (newest.act, newest.record, entry) == ("issue_listed", f"issue:{issue_id}", [f"issue:{issue_id}"])
    assert newest.new == '{"clause":"C10","due_on":"2026-11-30","number":"2026-1"}'
    assert [(one.text, one.clause) for one in case(small).listed] == [(words, "C10")]
    say(small)
    assert case(small, 2).listed == ()
    for text, clause, code in (("多", "C10", "short"), ("多" * 301, "", "long"), ("电话 13812345678 的家长说", "", "mobile"), (words, "C99", "clause")):
        with pytest.raises(CaseRefused) as refused:
            suggestions.list_problem(house=small.house, actor=principal, case_id=1, text=text, clause=clause, now=NOW)
        assert refused.value.code == code


def test_time_closes_erases_and_forgets(small: SmallSchool) -> None:
    waiting, answered = say(small), say(small, address="203.0.113.9")
    answer(small, 2)
    until = look(small, answered).object_until
    assert until is not None
    assert suggestions.tidy(house=small.house, now=at(until, 23)) == {"closed": 0, "erased": 0, "keys": 0}
    closing = at(until + timedelta(days=1), 1)
    assert suggestions.tidy(house=small.house, now=closing)["closed"] == 1
    assert look(small, answered, now=closing).state is CaseState.CLOSED and look(small, waiting, now=closing).state is CaseState.RECEIVED
    late = closing + timedelta(days=89)
    assert suggestions.tidy(house=small.house, now=late)["erased"] == 0 and case(small, 2).line.contact == "kept"
    late += timedelta(days=1)
    assert suggestions.tidy(house=small.house, now=late) == {"closed": 0, "erased": 1, "keys": 0}
    assert suggestions.tidy(house=small.house, now=late) == {"closed": 0, "erased": 0, "keys": 0}
    assert case(small, 2).line.contact == "erased" and case(small, 1).line.contact == "kept"
    assert suggestions.contact_of(house=small.house, actor=small.actor("t07"), case_id=2, visit=visit(small), now=late) == ""
    with small.house.reading() as connection:
        newest = audit_records.newest_entries(connection, 2)
        assert not list(connection.execute(records.suggestion_tally.select()))
    assert [(one.act, one.actor, one.new) for one in newest[:1]] == [("suggestion_contact_erased", "worker", '{"number":"2026-0002"}')]
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_the_worker_does_it_once_a_day(small: SmallSchool) -> None:
    say(small)
    answer(small)
    late = at(MONDAY + timedelta(days=40))
    while (job := jobs.take_next(house=small.house, worker="w", now=late)) is not None:
        assert jobs.run_job(house=small.house, job=job, worker="w", clock=lambda: late) == "done"
    assert case(small, now=late).line.state is CaseState.CLOSED
    assert jobs.KINDS["suggestions"].every == timedelta(days=1)


@on_sqlite
def test_what_needs_the_principal(small: SmallSchool) -> None:
    def mine(now: datetime = NOW) -> list[tuple[str, Level, object]]:
        found = needs.needs_of(house=small.house, actor=small.actor("t07", now), now=now)
        return [(one.kind, one.level, one.values.get("count")) for one in found if one.kind.startswith("suggestion")]

    assert mine() == []
    say(small)
    say(small, now=at(TUESDAY))
    assert mine() == [("suggestion_waiting", Level.YELLOW, 2)]
    late = at(DUE + timedelta(days=1))
    assert mine(late) == [("suggestion_overdue", Level.RED, 1), ("suggestion_waiting", Level.YELLOW, 1)]
    feedback.turn(house=small.house, actor=small.actor("t07"), now=NOW, voice=Voice.SUGGESTIONS, on=False)
    assert mine(late)[0] == ("suggestion_overdue", Level.RED, 1)  # switching off answers nobody
