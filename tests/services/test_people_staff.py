"""Staff as the administrator keeps them: who may, what is refused, what every change leaves in the audit chain; codes on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from schoolapp.config import Config
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import login, people, school
from schoolapp.services.audit import list_entries, verify_chain
from schoolapp.services.house import Conflict, House, Replayed
from schoolapp.services.people import PeopleRefused, RoleRow
from tests.cast import NOW, PASSWORD, SmallSchool, at, make_school
from tests.conftest import on_sqlite

TEACHER = RoleRow(Role.TEACHER, frozenset(), frozenset(), None)
ADMINISTRATOR = RoleRow(Role.ADMINISTRATOR, frozenset(), frozenset(), None)
LEADER = RoleRow(Role.GRADE_LEADER, frozenset({4}), frozenset(), None)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_school(house, passwords=True)
    house.close()


@pytest.fixture
def house(small: SmallSchool) -> House:
    return small.house


def sound(house: House) -> bool:
    return verify_chain(house=house, actor=OPERATOR)[1] == []


def enter(house: House, number: str, password: str = PASSWORD) -> login.Opened:
    return login.log_in(house=house, number=number, password=password, address="10.0.0.9", device="", browser="", now=NOW)


def line(small: SmallSchool, number: str) -> people.PersonLine:
    return next(p for p in people.list_people(house=small.house, actor=OPERATOR, now=NOW) if p.number == number)


def newest(house: House) -> tuple[str, object, object]:
    entry = list_entries(house=house, actor=OPERATOR, limit=1)[0]
    return entry.act, json.loads(entry.old), json.loads(entry.new)


@pytest.mark.parametrize("number", ["t01", "t02", "t05", "t06", "t07", "t09"])
@on_sqlite
def test_only_the_administrator_keeps_the_staff(small: SmallSchool, number: str) -> None:
    actor = small.actor(number)
    for refused in (
        lambda: people.list_people(house=small.house, actor=actor, now=NOW),
        lambda: people.person_page(house=small.house, actor=actor, staff_id=1, now=NOW),
        lambda: people.add_person(house=small.house, actor=actor, number="x", name="周周", roles=[TEACHER], request_key="", now=NOW),
        lambda: people.change_person(house=small.house, actor=actor, staff_id=1, name="周周", roles=[TEACHER], seen="", now=NOW),
        lambda: people.set_active(house=small.house, actor=actor, staff_id=1, active=False, now=NOW),
        lambda: people.log_out_person(house=small.house, actor=actor, staff_id=1, address="", now=NOW),
        lambda: people.give_slips(house=small.house, actor=actor, staff_ids=[1], request_key="", now=NOW),
        lambda: people.list_waiting(house=small.house, actor=actor, now=NOW),
        lambda: people.staff_id_of(house=small.house, actor=actor, number="t01"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_list_shows_roles_that_come_by_teaching_and_heading(small: SmallSchool) -> None:
    lin = line(small, "t01")
    assert lin.roles == (Role.TEACHER, Role.HOMEROOM) and lin.subjects == ("数学",) and lin.account == "password"
    assert [(c.grade, c.number) for c in lin.homerooms] == [(3, 1)]


def test_a_new_person_has_no_password_and_leaves_an_entry(small: SmallSchool, house: House) -> None:
    actor = small.actor("t08")
    staff_id = people.add_person(
        house=house, actor=actor, number=" Ｔ88 ", name="周　周", roles=[TEACHER, LEADER], request_key="k1", now=NOW
    )
    added = line(small, "T88")
    assert (added.id, added.name, added.account, added.roles) == (staff_id, "周周", "none", (Role.TEACHER, Role.GRADE_LEADER))
    act, old, new = newest(house)
    assert act == "staff_added" and old is None
    assert isinstance(new, dict) and new["roles"][1]["grades"] == [4]
    with pytest.raises(login.LoginRefused):
        enter(house, "T88", "")
    with pytest.raises(Replayed):
        people.add_person(house=house, actor=actor, number=" Ｔ88 ", name="周　周", roles=[TEACHER, LEADER], request_key="k1", now=NOW)
    assert sound(house)


@pytest.mark.parametrize(
    ("number", "name", "roles", "code"),
    [
        ("", "周周", [TEACHER], "number"),
        ("a b;c", "周周", [TEACHER], "number"),
        ("11010519491231002X", "周周", [TEACHER], "number_id"),
        ("t01", "周周", [TEACHER], "number_taken"),
        ("n1", "", [TEACHER], "name"),
        ("n1", "周" * 41, [TEACHER], "name"),
        ("n1", "周周", [], "no_role"),
        ("n1", "周周", [RoleRow(Role.GRADE_LEADER, frozenset(), frozenset(), None)], "led_grades"),
        ("n1", "周周", [RoleRow(Role.SUBJECT_LEAD, frozenset(), frozenset(), None)], "lead_subjects"),
        ("n1", "周周", [RoleRow(Role.INSPECTOR, frozenset(), frozenset(), None)], "inspector_end"),
        ("n1", "周周", [TEACHER, RoleRow(Role.INSPECTOR, frozenset(), frozenset(), NOW)], "inspector_alone"),
    ],
)
@on_sqlite
def test_what_a_new_person_is_refused_for(small: SmallSchool, number: str, name: str, roles: list[RoleRow], code: str) -> None:
    with pytest.raises(PeopleRefused) as refused:
        people.add_person(house=small.house, actor=small.actor("t08"), number=number, name=name, roles=roles, request_key="", now=NOW)
    assert refused.value.code == code


def test_changing_a_person_keeps_old_and_new(small: SmallSchool, house: House) -> None:
    actor, staff_id = small.actor("t08"), small.staff["t04"]
    page = people.person_page(house=house, actor=actor, staff_id=staff_id, now=NOW)
    assert people.change_person(
        house=house, actor=actor, staff_id=staff_id, name="罗建国", roles=[TEACHER, LEADER], seen=page.seen, now=NOW
    )
    act, old, new = newest(house)
    assert act == "staff_changed"
    assert isinstance(old, dict) and isinstance(new, dict)
    assert (old["name"], new["name"]) == ("罗建军", "罗建国") and [r["role"] for r in new["roles"]] == ["教师", "年级组长"]
    assert small.actor("t04").led_grades == {4}
    with pytest.raises(Conflict):
        people.change_person(house=house, actor=actor, staff_id=staff_id, name="罗建军", roles=[TEACHER], seen=page.seen, now=NOW)
    fresh = people.person_page(house=house, actor=actor, staff_id=staff_id, now=NOW)
    assert not people.change_person(
        house=house, actor=actor, staff_id=staff_id, name="罗建国", roles=[LEADER, TEACHER], seen=fresh.seen, now=NOW
    )
    assert people.change_person(house=house, actor=actor, staff_id=staff_id, name="罗建国", roles=[TEACHER], seen=fresh.seen, now=NOW)
    assert Role.GRADE_LEADER not in small.actor("t04").roles
    assert sound(house)


def test_one_who_becomes_principal_gets_the_shorter_session(small: SmallSchool, house: House) -> None:
    opened = enter(house, "t05")
    page = people.person_page(house=house, actor=OPERATOR, staff_id=small.staff["t05"], now=NOW)
    assert page.sessions == 1
    roles = [RoleRow(Role.OFFICE, frozenset(), frozenset(), None), RoleRow(Role.PRINCIPAL, frozenset(), frozenset(), None)]
    people.change_person(house=house, actor=OPERATOR, staff_id=small.staff["t05"], name="周舟", roles=roles, seen=page.seen, now=NOW)
    assert login.find_signed(house=house, token=opened.token, now=NOW) is None
    assert enter(house, "t05").lasts == login.OFFICE_SESSION


@on_sqlite
def test_an_administrator_always_stays(small: SmallSchool, house: House) -> None:
    actor, mine = small.actor("t08"), small.staff["t08"]
    seen = people.person_page(house=house, actor=actor, staff_id=mine, now=NOW).seen
    with pytest.raises(PeopleRefused, match="last_administrator"):
        people.change_person(house=house, actor=actor, staff_id=mine, name="欧阳雨桐", roles=[TEACHER], seen=seen, now=NOW)
    with pytest.raises(PeopleRefused, match="self"):
        people.set_active(house=house, actor=actor, staff_id=mine, active=False, now=NOW)
    with pytest.raises(PeopleRefused, match="last_administrator"):
        people.set_active(house=house, actor=OPERATOR, staff_id=mine, active=False, now=NOW)
    people.add_person(house=house, actor=actor, number="a2", name="周周", roles=[ADMINISTRATOR], request_key="", now=NOW)
    people.set_active(house=house, actor=OPERATOR, staff_id=mine, active=False, now=NOW)
    assert line(small, "t08").account == "left"


def test_deactivating_ends_sessions_and_open_codes(small: SmallSchool, house: House) -> None:
    actor, staff_id = small.actor("t08"), small.staff["t03"]
    opened = enter(house, "t03")
    people.set_active(house=house, actor=actor, staff_id=staff_id, active=False, now=NOW)
    assert newest(house)[0] == "staff_left"
    assert login.find_signed(house=house, token=opened.token, now=NOW) is None
    with pytest.raises(login.LoginRefused):
        enter(house, "t03")
    people.set_active(house=house, actor=actor, staff_id=staff_id, active=True, now=NOW)
    assert newest(house)[0] == "staff_back" and enter(house, "t03").token
    assert sound(house)


def test_the_administrator_logs_somebody_out_everywhere(small: SmallSchool, house: House) -> None:
    tokens = [enter(house, "t01").token for _ in range(2)]
    assert people.log_out_person(house=house, actor=small.actor("t08"), staff_id=small.staff["t01"], address="10.0.0.9", now=NOW) == 2
    assert all(login.find_signed(house=house, token=t, now=NOW) is None for t in tokens)
    assert newest(house)[0] == "sessions_ended"
    assert people.list_security(house=house, actor=small.actor("t08"))[0].act == "ended_by_administrator"
    assert sound(house)


def test_slips_open_the_door_once(small: SmallSchool, house: House) -> None:
    actor = small.actor("t08")
    opened = enter(house, "t01")
    chosen = [small.staff[n] for n in ("t02", "t01")]
    sheet = people.give_slips(house=house, actor=actor, staff_ids=chosen, request_key="s1", now=NOW)
    assert [s.number for page in sheet.pages for s in page] == ["t01", "t02"]  # by staff number
    assert login.find_signed(house=house, token=opened.token, now=NOW) is None
    with pytest.raises(login.LoginRefused):
        enter(house, "t01")  # the old password is gone
    slip = sheet.pages[0][0]
    assert slip.expires == NOW + timedelta(days=login.CODE_DAYS) and len(slip.code) == 9
    assert enter(house, "t01", slip.code.lower()).must_change
    with pytest.raises(login.LoginRefused):
        enter(house, "t01", slip.code)
    with pytest.raises(Replayed):
        people.give_slips(house=house, actor=actor, staff_ids=chosen, request_key="s1", now=NOW)
    act, _, new = newest(house)
    assert act == "codes_given" and slip.code.replace("-", "") not in json.dumps(new)
    assert sound(house)


@on_sqlite
def test_slips_for_nobody_oneself_or_somebody_who_left(small: SmallSchool, house: House) -> None:
    actor = small.actor("t08")
    for ids, error in (([], PeopleRefused), ([small.staff["t08"]], PeopleRefused), ([99], NotFound)):
        with pytest.raises(error):
            people.give_slips(house=house, actor=actor, staff_ids=ids, request_key="", now=NOW)
    people.set_active(house=house, actor=actor, staff_id=small.staff["t04"], active=False, now=NOW)
    with pytest.raises(NotFound):
        people.give_slips(house=house, actor=actor, staff_ids=[small.staff["t01"], small.staff["t04"]], request_key="", now=NOW)
    assert enter(house, "t01").token  # nothing was written for the other either


@on_sqlite
def test_slips_come_twelve_to_a_page_with_the_login_page_in_the_code(database: Config) -> None:
    house = school.open_house(Config(database.data_dir, public_url="https://zy.example.edu.cn"))
    small = make_school(house)
    for n in range(15):
        people.add_person(house=house, actor=OPERATOR, number=f"n{n:02}", name="周周", roles=[TEACHER], request_key="", now=NOW)
    waiting = people.list_waiting(house=house, actor=OPERATOR, now=NOW)
    assert len(waiting) == len(small.staff) + 15
    sheet = people.give_slips(house=house, actor=OPERATOR, staff_ids=[p.id for p in waiting], request_key="", now=NOW)
    assert [len(page) for page in sheet.pages] == [12, 12, 1] and sheet.count == 25
    assert sheet.address == "https://zy.example.edu.cn/login" and sheet.qr.startswith("<svg") and "style=" not in sheet.qr
    later = at((NOW + timedelta(days=15)).date())
    assert {p.account for p in people.list_waiting(house=house, actor=OPERATOR, now=later) if p.number.startswith("n")} == {"expired"}
    house.close()
