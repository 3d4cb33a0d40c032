"""Corrections and withdrawals: reason, history, version, the cap, who may."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from schoolapp.records import audit
from schoolapp.records.homework import ItemRow
from schoolapp.rules.homework import Kind
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import homework, reminders
from schoolapp.services.homework import BadDraft, Draft, Fault, NoRoom, Refused
from schoolapp.services.house import Conflict
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import check_records, day_row, items_of, post

PLACE, FRIDAY = (3, 1), MONDAY - timedelta(days=3)
LATER = at(MONDAY, 17, 5)


def correct(small: SmallSchool, who: str, item_id: int, draft: Draft, *, version: int = 1, reason: str = "估多了") -> ItemRow:
    return homework.correct_homework(
        house=small.house, actor=small.actor(who, LATER), item_id=item_id, version=version, draft=draft, reason=reason, now=LATER
    )


def withdraw(small: SmallSchool, who: str, item_id: int, *, version: int = 1, reason: str = "登记错了班") -> ItemRow:
    return homework.withdraw_homework(
        house=small.house, actor=small.actor(who, LATER), item_id=item_id, version=version, reason=reason, now=LATER
    )


def test_a_correction_keeps_first_publication_and_history(small: SmallSchool) -> None:
    item_id = post(small, "t01", [PLACE], Draft("口算", 20)).items[0]
    fresh = correct(small, "t01", item_id, Draft("口算一页", 15, Kind.WRITTEN, in_school=5))
    assert (fresh.version, fresh.published_at, fresh.late) == (2, NOW, False)
    assert items_of(small, PLACE) == [fresh] and (day_row(small, PLACE).written, day_row(small, PLACE).home) == (15, 10)
    with small.house.reading() as connection:
        entry = audit.entries_of(connection, f"item:{item_id}")[-1]
    assert entry.act == "homework_corrected" and json.loads(entry.old)["minutes"] == 20 and json.loads(entry.new)["reason"] == "估多了"
    steps = homework.item_view(house=small.house, actor=small.actor("t01"), item_id=item_id, now=LATER).history
    assert [(s.act, s.role) for s in steps] == [("posted", "teacher"), ("corrected", "teacher")]
    assert [(c.field, c.old, c.new) for c in steps[1].changes] == [
        ("text", "口算", "口算一页"),
        ("minutes", 20, 15),
        ("in_school", None, 5),
    ]
    check_records(small)


def test_a_correction_is_judged_against_the_cap(small: SmallSchool) -> None:
    post(small, "t03", [PLACE], Draft("抄写", 45))
    item_id = post(small, "t01", [PLACE], Draft("口算", 10)).items[0]
    with pytest.raises(NoRoom) as full:
        correct(small, "t01", item_id, Draft("口算", 20))
    assert full.value.refused[0].verdict.figure == 65 and full.value.offers.shorten == (0, 15)
    assert items_of(small, PLACE)[-1].minutes == 10
    correct(small, "t01", item_id, Draft("口算", 15))
    check_records(small)


@on_sqlite
def test_a_past_day_is_corrected_to_the_truth(small: SmallSchool) -> None:
    item_id = post(small, "t03", [PLACE], Draft("抄写", 40), day=FRIDAY, now=at(FRIDAY)).items[0]
    fresh = correct(small, "t03", item_id, Draft("抄写", 75))
    assert not fresh.late and day_row(small, PLACE, FRIDAY).written == 75 and day_row(small, PLACE, FRIDAY).late == 0
    late_id = post(small, "t01", [PLACE], Draft("口算", 10), day=FRIDAY, reason="补录").items[0]
    assert correct(small, "t01", late_id, Draft("口算", 5)).late
    check_records(small)


@on_sqlite
def test_a_day_that_is_over_may_still_be_lowered(small: SmallSchool) -> None:
    """When the cap came down after publication, a correction that lowers the sum is not refused."""
    item_id = post(small, "t03", [PLACE], Draft("抄写", 60)).items[0]
    from schoolapp.records.school import policy_profile
    from schoolapp.rules.people import System
    from schoolapp.rules.permits import OPERATOR
    from schoolapp.rules.policy import default_profile, to_json

    strict = default_profile(System.SIX_THREE, MONDAY)
    strict = type(strict)(valid_from=MONDAY, caps=(0, 0, 30, 30, 30, 30, 90, 90, 90), holiday_caps=strict.holiday_caps)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(policy_profile, valid_from=MONDAY, content=to_json(strict))
        work.audit("profile_made", f"profile:{row}")
    assert correct(small, "t03", item_id, Draft("抄写", 50)).minutes == 50
    with pytest.raises(NoRoom):
        correct(small, "t03", item_id, Draft("抄写", 55), version=2)


def test_withdrawing_takes_it_out_of_the_sums_and_keeps_it(small: SmallSchool) -> None:
    done = post(small, "t01", [PLACE], Draft("口算", 20), Draft("应用题", 10))
    gone = withdraw(small, "t01", done.items[0])
    assert gone.withdrawn_at == LATER and (day_row(small, PLACE).written, day_row(small, PLACE).items) == (10, 1)
    withdraw(small, "t01", done.items[1])
    row = day_row(small, PLACE)
    assert (row.written, row.items, row.declared) == (0, 0, False)
    shown = homework.class_day(house=small.house, actor=small.actor("t01"), class_id=small.classes[PLACE], day=MONDAY, now=LATER)
    assert not shown.recorded and shown.withdrawn == 2
    with pytest.raises(Refused) as refused:
        withdraw(small, "t01", done.items[0], version=2)
    assert refused.value.code == "withdrawn"
    with pytest.raises(Refused):
        correct(small, "t01", done.items[0], Draft("口算", 5), version=2)
    check_records(small)


def test_a_stale_form_changes_nothing(small: SmallSchool) -> None:
    item_id = post(small, "t01", [PLACE], Draft("口算", 20)).items[0]
    correct(small, "t01", item_id, Draft("口算", 15))
    for act in (lambda: correct(small, "t01", item_id, Draft("口算", 5)), lambda: withdraw(small, "t01", item_id)):
        with pytest.raises(Conflict) as stale:
            act()
        assert stale.value.code == "changed"
    assert items_of(small, PLACE)[0].minutes == 15
    check_records(small)


@on_sqlite
def test_a_reason_and_sound_values_are_needed(small: SmallSchool) -> None:
    item_id = post(small, "t01", [PLACE], Draft("口算", 20)).items[0]
    with pytest.raises(BadDraft) as bad:
        correct(small, "t01", item_id, Draft("", 20), reason=" ")
    assert set(bad.value.faults) == {Fault(0, "text", "empty"), Fault(None, "reason", "required")}
    with pytest.raises(BadDraft) as bad:
        withdraw(small, "t01", item_id, reason="家长 13912345678 要求")
    assert bad.value.faults == (Fault(None, "reason", "mobile"),)
    with pytest.raises(Refused) as same:
        correct(small, "t01", item_id, Draft("口算", 20))
    assert same.value.code == "same"


@on_sqlite
def test_who_may_amend(small: SmallSchool) -> None:
    item_id = post(small, "t03", [PLACE], Draft("抄写", 20)).items[0]
    for who in ("t05", "t07", "t08", "t09"):
        with pytest.raises(NotAllowed):
            correct(small, who, item_id, Draft("抄写", 5))
    for who in ("t01", "t02", "t04", "t10"):  # the homeroom teacher too: nobody edits another's; other subjects, other classes
        with pytest.raises(NotFound):
            withdraw(small, who, item_id)
    with pytest.raises(NotFound):
        withdraw(small, "t03", 999)


@on_sqlite
def test_who_entered_for_a_colleague_may_correct_it_and_the_colleague_is_told(small: SmallSchool) -> None:
    item_id = post(small, "t01", [PLACE], Draft("抄写", 20), subject="语文").items[0]
    correct(small, "t01", item_id, Draft("抄写", 15))
    notes = reminders.notes_for(house=small.house, actor=small.actor("t03"), now=LATER)
    assert sorted((n.kind, n.by) for n in notes) == [("corrected", "林晓梅"), ("entered", "林晓梅")]
    shown = homework.item_view(house=small.house, actor=small.actor("t03"), item_id=item_id, now=LATER)
    assert [(s.role, s.name) for s in shown.history] == [("homeroom", "林晓梅"), ("homeroom", "林晓梅")]
    assert shown.history[0].at.date() == date(2026, 11, 23)


@on_sqlite
def test_low_grades_cannot_be_corrected_to_homework_at_home(small: SmallSchool) -> None:
    item_id = post(small, "t04", [(1, 1)], Draft("写字", 10, in_school=10)).items[0]
    with pytest.raises(NoRoom) as full:
        correct(small, "t04", item_id, Draft("写字", 10, in_school=5))
    assert full.value.refused[0].low_home == 5
    correct(small, "t04", item_id, Draft("写字", 15, in_school=15))
    check_records(small)
