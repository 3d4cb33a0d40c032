"""Sign-up counts from a day on: who enters them, what a past day says, and what an import or the administrator leaves of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from schoolapp.records import people as people_records
from schoolapp.records.people import ClassHeads
from schoolapp.records.sign_up import counts_on
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, Actor, NotAllowed, NotFound
from schoolapp.rules.sign_up import SignUp
from schoolapp.services import audit, findings, people
from schoolapp.services.afterschool.sign_up import BadSignUp, Entry, save_sign_up, seen_of, sign_up_history, sign_up_table
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite

FIRST = SignUp(40, 38, 38)
OCTOBER = date(2026, 10, 15)


def enter(small: SmallSchool, day: date, changes: Mapping[tuple[int, int], SignUp], *, who: str = "t06", seen: str | None = None) -> int:
    table = {line.one.id: line.seen for grade in {place[0] for place in changes}
             for line in sign_up_table(house=small.house, actor=OPERATOR, grade=grade, day=day, now=NOW).lines}
    entries = {small.classes[place]: Entry(*counts[1:], table[small.classes[place]] if seen is None else seen) for place, counts in changes.items()}
    return save_sign_up(house=small.house, actor=small.actor(who), day=day, entries=entries, now=NOW)


def on(small: SmallSchool, day: date, place: tuple[int, int] = (3, 1)) -> SignUp:
    with small.house.reading() as connection:
        return counts_on(connection, day, 2026)[small.classes[place]]


def test_a_change_in_the_middle_of_the_month_holds_from_its_day_on(small: SmallSchool) -> None:
    later = SignUp(40, 39, 36, 30, 4, 1)
    assert enter(small, OCTOBER, {(3, 1): later, (3, 2): FIRST}) == 1
    assert [on(small, OCTOBER + timedelta(days=n)) for n in (-1, 0, 30)] == [FIRST, later, later]
    assert on(small, OCTOBER, (3, 2)) == FIRST
    assert enter(small, OCTOBER, {(3, 1): later._replace(declined=2)}) == 1  # the same day again is corrected
    history = sign_up_history(house=small.house, actor=small.actor("t06"), class_id=small.classes[3, 1], now=NOW)
    assert [(line.row.valid_from, line.until, line.row.counts.declined, line.now, len(line.entered)) for line in history.lines] == [
        (OCTOBER, None, 2, True, 2), (TERM[0], OCTOBER, None, False, 1)]
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_what_is_entered_for_an_earlier_day_ends_where_later_counts_begin(small: SmallSchool) -> None:
    enter(small, OCTOBER, {(3, 1): SignUp(40, 39, 39)})
    enter(small, OCTOBER - timedelta(days=10), {(3, 1): SignUp(40, 30, 30)})
    assert [on(small, OCTOBER - timedelta(days=n)).joined for n in (11, 10, 1, 0)] == [38, 30, 30, 39]
    table = sign_up_table(house=small.house, actor=small.actor("t06"), grade=3, day=OCTOBER - timedelta(days=3), now=NOW)
    assert [(line.later, line.counts.joined) for line in table.lines if line.counts] == [(OCTOBER, 30), (None, 38)]
    assert table.total[:3] == (80, 68, 68) and table.total.declined is None


@on_sqlite
def test_coverage_of_a_past_period_is_that_of_its_last_day(small: SmallSchool) -> None:
    enter(small, OCTOBER, {(3, 1): SignUp(40, 39, 36)})
    def coverage(end: date) -> list[tuple[object, object]]:
        found = findings.check(house=small.house, actor=OPERATOR, start=TERM[0], end=end, now=NOW)
        return [(f["figure"], f["limit"]) for f in found["findings"] if f["kind"] == "service.coverage"]
    assert coverage(OCTOBER - timedelta(days=1)) == [] and coverage(OCTOBER) == [(36, 39)]


@on_sqlite
def test_a_homeroom_teacher_enters_the_own_class_only(small: SmallSchool) -> None:
    table = sign_up_table(house=small.house, actor=small.actor("t01"), now=NOW)
    assert [(line.one.number, line.mine) for line in table.lines] == [(1, True)] and table.grade is None
    assert enter(small, MONDAY, {(3, 1): SignUp(40, 38, 37)}, who="t01") == 1
    with pytest.raises(NotFound):
        enter(small, MONDAY, {(3, 2): SignUp(40, 38, 37)}, who="t01")
    with pytest.raises(NotFound):
        sign_up_history(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 2], now=NOW)
    with pytest.raises(NotAllowed):
        enter(small, MONDAY, {(3, 1): SignUp(40, 38, 37)}, who="t05")
    with pytest.raises(NotAllowed):
        sign_up_table(house=small.house, actor=small.actor("t10"), now=NOW)
    leader = sign_up_table(house=small.house, actor=small.actor("t02"), now=NOW)
    assert leader.grades == (3,) and not leader.may_enter
    assert sign_up_table(house=small.house, actor=small.actor("t07"), now=NOW).grades == tuple(range(1, 10))


@on_sqlite
def test_an_inspector_sees_the_opened_days_only(small: SmallSchool) -> None:
    enter(small, OCTOBER, {(3, 1): SignUp(40, 39, 36)})
    actor = Actor(99, "督学", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=(TERM[0], OCTOBER - timedelta(days=1)))
    table = sign_up_table(house=small.house, actor=actor, grade=3, day=MONDAY, now=NOW)
    assert table.day == OCTOBER - timedelta(days=1) and {line.counts for line in table.lines} == {FIRST}
    history = sign_up_history(house=small.house, actor=actor, class_id=small.classes[3, 1], now=NOW)
    assert [line.row.valid_from for line in history.lines] == [TERM[0]]


@on_sqlite
def test_every_fault_is_named_by_class_and_nothing_is_written(small: SmallSchool) -> None:
    with pytest.raises(BadSignUp) as found:
        enter(small, MONDAY, {(3, 1): SignUp(40, 38, 39), (3, 2): SignUp(40, 38, 38, 39, None, 3)})
    one, two = small.classes[3, 1], small.classes[3, 2]
    assert found.value.faults == ((one, "joined", "above_asked"), (two, "all_five", "above_joined"), (two, "declined", "above_rest"))
    with pytest.raises(BadSignUp) as found:
        save_sign_up(house=small.house, actor=small.actor("t06"), day=MONDAY, entries={one: Entry(None, 38, None, None, None, seen_of(FIRST))}, now=NOW)
    assert found.value.faults == ((one, "asked", "required"),)
    with pytest.raises(BadSignUp) as found:
        save_sign_up(house=small.house, actor=small.actor("t06"), day=date(2027, 8, 2), entries={one: Entry(38, 37, None, None, None, "")}, now=NOW)
    assert (0, "day", "day") in found.value.faults
    assert on(small, MONDAY) == FIRST


@on_sqlite
def test_what_a_colleague_changed_meanwhile_is_neither_lost_nor_asked_of_who_left_it_alone(small: SmallSchool) -> None:
    enter(small, MONDAY, {(3, 1): SignUp(40, 38, 35)}, who="t01")
    assert enter(small, MONDAY, {(3, 1): FIRST, (3, 2): SignUp(40, 38, 37)}, seen=seen_of(FIRST)) == 1
    assert (on(small, MONDAY).joined, on(small, MONDAY, (3, 2)).joined) == (35, 37)
    with pytest.raises(BadSignUp) as found:
        enter(small, MONDAY, {(3, 1): SignUp(40, 38, 30)}, seen=seen_of(FIRST))
    assert found.value.faults == ((small.classes[3, 1], "", "changed"),)


@on_sqlite
def test_the_administrators_heads_take_along_what_still_fits(small: SmallSchool) -> None:
    enter(small, OCTOBER, {(3, 1): SignUp(40, 38, 36, 36, 4, 2)})
    common = {"house": small.house, "actor": small.actor("t08"), "class_id": small.classes[3, 1], "now": at(MONDAY)}
    people.set_count(valid_from=MONDAY, heads=ClassHeads(41, 38, 35), **common)  # type: ignore[arg-type]
    assert on(small, MONDAY) == SignUp(41, 38, 35, None, 4, 2)
    people.set_count(valid_from=OCTOBER, heads=ClassHeads(37, 36, 36), **common)  # type: ignore[arg-type]
    assert on(small, OCTOBER) == SignUp(37, 36, 36, 36, 4, None)
    with small.house.reading() as connection:
        assert people_records.heads_on(connection, OCTOBER, 2026)[small.classes[3, 1]] == (37, 36, 36)
