"""Substitutes and inspectors: whose grades, until when, and that both end by themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.records import homework as homework_records
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound, Permit
from schoolapp.services import login, people
from schoolapp.services.audit import verify_chain
from schoolapp.services.house import House, Replayed
from schoolapp.services.people import PeopleRefused
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite

FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def house(small: SmallSchool) -> House:
    return small.house


def grant(
    small: SmallSchool,
    who: str = "t02",
    *,
    place: tuple[int, int] = (3, 1),
    subject: str = "语文",
    to: str = "t04",
    start: date = MONDAY,
    end: date = FRIDAY,
    key: str = "",
) -> int:
    return people.grant_substitute(
        house=small.house,
        actor=small.actor(who),
        class_id=small.classes[place],
        subject=subject,
        staff_id=small.staff[to],
        start=start,
        end=end,
        request_key=key,
        now=NOW,
    )


def may_register(small: SmallSchool, number: str, day: date) -> bool:
    with small.house.reading() as connection:
        return bool(homework_records.classes_to_register(connection, small.staff[number], [small.classes[3, 1]], "语文", [day]))


def test_a_substitute_registers_until_the_end_date(small: SmallSchool, house: House) -> None:
    assert not may_register(small, "t04", MONDAY)
    row = grant(small, key="g1")
    assert [may_register(small, "t04", d) for d in (MONDAY - timedelta(1), MONDAY, FRIDAY, FRIDAY + timedelta(1))] == [
        False,
        True,
        True,
        False,
    ]
    assert small.classes[3, 1] in small.actor("t04").taught_classes
    assert small.classes[3, 1] not in small.actor("t04", at(FRIDAY + timedelta(days=1))).taught_classes
    shown = people.list_substitutes(house=house, actor=small.actor("t05"), now=NOW)
    assert [(s.id, s.name, s.granted_by, s.state) for s in shown] == [(row, "罗建军", "陈国栋", "now")]
    with pytest.raises(Replayed):
        grant(small, key="g1")
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


@pytest.mark.parametrize("who", ["t01", "t03", "t06", "t08", "t09", "t10"])
@on_sqlite
def test_who_grants_no_substitute(small: SmallSchool, who: str) -> None:
    with pytest.raises(NotAllowed):
        grant(small, who)
    with pytest.raises(NotAllowed):
        people.list_substitutes(house=small.house, actor=small.actor(who), now=NOW)


@on_sqlite
def test_a_leader_grants_in_the_own_grades_only(small: SmallSchool, house: House) -> None:
    for place in ((1, 1), (4, 1)):
        with pytest.raises(NotFound):
            grant(small, "t02", place=place)
    row = grant(small, "t05", place=(4, 1))
    assert people.list_substitutes(house=house, actor=small.actor("t02"), now=NOW) == []
    with pytest.raises(NotFound):
        people.end_substitute(house=house, actor=small.actor("t02"), substitute_id=row, now=NOW)
    offered = people.substitute_choices(house=house, actor=small.actor("t02"), now=NOW)
    assert {(one.one.grade, one.one.number, one.subject) for one in offered.lessons} == {
        (3, n, s) for n in (1, 2) for s in ("语文", "数学", "英语")
    }
    assert {p.number for p in offered.colleagues}.isdisjoint({"t08", "t09"})  # an administrator and an inspector register nothing


@on_sqlite
def test_a_leader_who_also_leads_a_subject_group_does_not_reach_other_grades(small: SmallSchool, house: House) -> None:
    page = people.person_page(house=house, actor=OPERATOR, staff_id=small.staff["t02"], now=NOW)
    roles = [*page.line.given, people.RoleRow(Role.SUBJECT_LEAD, frozenset(), frozenset({"英语"}), None)]
    people.change_person(house=house, actor=OPERATOR, staff_id=small.staff["t02"], name="陈国栋", roles=roles, seen=page.seen, now=NOW)
    assert small.actor("t02").sees_grade(4)
    with pytest.raises(NotFound):
        grant(small, "t02", place=(4, 1))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"subject": "物理"}, "lesson"),
        ({"to": "t03"}, "teaches"),
        ({"to": "t08"}, "colleague"),
        ({"to": "t09"}, "colleague"),
        ({"end": MONDAY - timedelta(days=1), "start": MONDAY - timedelta(days=2)}, "past"),
        ({"start": FRIDAY, "end": MONDAY}, "order"),
        ({"start": MONDAY - timedelta(days=15)}, "too_early"),
        ({"end": date(2027, 8, 1)}, "too_far"),
    ],
)
@on_sqlite
def test_what_a_grant_is_refused_for(small: SmallSchool, values: dict[str, object], code: str) -> None:
    with pytest.raises(PeopleRefused) as refused:
        grant(small, **values)  # type: ignore[arg-type]
    assert refused.value.code == code


@on_sqlite
def test_the_same_grant_twice_at_one_time(small: SmallSchool) -> None:
    grant(small)
    with pytest.raises(PeopleRefused, match="granted"):
        grant(small, start=FRIDAY, end=FRIDAY + timedelta(days=3))
    grant(small, start=FRIDAY + timedelta(days=1), end=FRIDAY + timedelta(days=3))


def test_ending_early(small: SmallSchool, house: House) -> None:
    row, later = grant(small, start=MONDAY - timedelta(days=3)), grant(small, subject="数学", to="t03", start=FRIDAY)
    for one in (row, later):
        people.end_substitute(house=house, actor=small.actor("t02"), substitute_id=one, now=NOW)
        people.end_substitute(house=house, actor=OPERATOR, substitute_id=row, now=NOW)  # ended already: nothing
    assert not may_register(small, "t04", MONDAY) and may_register(small, "t04", MONDAY - timedelta(days=1))
    assert [s.state for s in people.list_substitutes(house=house, actor=small.actor("t02"), now=NOW)] == ["ended"]
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


def invite(
    small: SmallSchool, who: str = "t07", *, number: str = "dx1", days: int = 1, grades: frozenset[int] = frozenset({3}), key: str = ""
) -> str:
    sheet = people.invite_inspector(
        house=small.house,
        actor=small.actor(who),
        number=number,
        name="司马文博",
        grades=grades,
        period=(date(2026, 9, 1), MONDAY),
        days=days,
        request_key=key,
        now=NOW,
    )
    return sheet.pages[0][0].code


def test_an_inspector_only_reads_the_chosen_scope_and_ends_by_itself(small: SmallSchool, house: House) -> None:
    code = invite(small, key="i1")
    opened = login.log_in(house=house, number="dx1", password=code, address="", device="", browser="", now=NOW)
    signed = login.find_signed(house=house, token=opened.token, now=NOW)
    assert signed is not None and opened.lasts == login.OFFICE_SESSION
    actor = signed.person.actor
    assert actor.roles == {Role.INSPECTOR} and actor.inspected_grades == {3} and actor.period == (date(2026, 9, 1), MONDAY)
    assert actor.permits == {
        Permit.PUBLIC,
        Permit.SIGNED_IN,
        Permit.SEE_CLASS_DAY,
        Permit.SEE_BOARD,
        Permit.SEE_SHEETS,
        Permit.SEE_SERVICE,
        Permit.SEE_SIGN_UP,
        Permit.SEE_FINDINGS,
        Permit.SEE_PACKS,
        Permit.SEE_AUDIT,
        Permit.SEE_SURVEYS,
        Permit.SEE_SELF_CHECK,
        Permit.SEE_ISSUES,
    }
    assert not actor.sees_grade(4) and not actor.sees_day(MONDAY + timedelta(days=1))
    assert signed.person.until == NOW + timedelta(days=1)
    assert login.find_signed(house=house, token=opened.token, now=NOW + timedelta(hours=24)) is None
    with pytest.raises(Replayed):
        invite(small, key="i1")
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


def test_an_inspector_is_ended_early_and_invited_again(small: SmallSchool, house: House) -> None:
    code = invite(small, "t05")
    opened = login.log_in(house=house, number="dx1", password=code, address="", device="", browser="", now=NOW)
    staff_id = people.staff_id_of(house=house, actor=OPERATOR, number="dx1")
    people.end_inspector(house=house, actor=small.actor("t05"), staff_id=staff_id, now=NOW)
    assert login.find_signed(house=house, token=opened.token, now=NOW) is None
    assert not next(i for i in people.list_inspectors(house=house, actor=small.actor("t05"), now=NOW) if i.number == "dx1").holds
    invite(small, days=7, grades=frozenset())
    again = next(i for i in people.list_inspectors(house=house, actor=small.actor("t07"), now=NOW) if i.number == "dx1")
    assert again.staff_id == staff_id and again.holds and again.grades == () and again.valid_to == NOW + timedelta(days=7)
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


@on_sqlite
def test_who_invites_nobody_and_what_is_refused(small: SmallSchool, house: House) -> None:
    for who in ("t01", "t02", "t06", "t08", "t09"):
        with pytest.raises(NotAllowed):
            invite(small, who)
    with pytest.raises(PeopleRefused, match="number_taken"):
        invite(small, number="t01")
    with pytest.raises(PeopleRefused, match="days"):
        invite(small, days=31)
    with pytest.raises(NotFound):
        people.end_inspector(house=house, actor=small.actor("t07"), staff_id=small.staff["t01"], now=NOW)
