"""Logging in: passwords, one-time codes, delays, sessions that end, roles that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from schoolapp.config import Config
from schoolapp.records import login as records
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import login as services
from schoolapp.services import school
from schoolapp.services.login import BadPassword, LoginRefused
from tests.cast import NOW, PASSWORD, SmallSchool, at, give_passwords, make_school
from tests.conftest import on_sqlite

pytestmark = on_sqlite


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    found = make_school(house)
    give_passwords(house, found.staff["t01"], found.staff["t07"])
    yield found
    house.close()


def enter(
    small: SmallSchool, number: str = "t01", password: str = PASSWORD, *, device: str = "", address: str = "10.0.0.9", now: object = NOW
) -> services.Opened:
    return services.log_in(house=small.house, number=number, password=password, address=address, device=device, browser="", now=now)  # type: ignore[arg-type]


def refused(small: SmallSchool, **values: object) -> LoginRefused:
    with pytest.raises(LoginRefused) as found:
        enter(small, **values)  # type: ignore[arg-type]
    return found.value


def signed(small: SmallSchool, opened: services.Opened, now: object = NOW) -> services.Signed | None:
    return services.find_signed(house=small.house, token=opened.token, now=now)  # type: ignore[arg-type]


def test_a_right_password_opens_a_session(small: SmallSchool) -> None:
    found = signed(small, enter(small))
    assert found is not None and found.person.number == "t01" and Role.HOMEROOM in found.person.roles


def test_the_database_holds_no_token_and_no_password(small: SmallSchool) -> None:
    opened = enter(small)
    raw = (small.house.config.data_dir / "school.sqlite3").read_bytes() + (small.house.config.data_dir / "school.sqlite3-wal").read_bytes()
    assert opened.token.encode() not in raw and PASSWORD.encode() not in raw


@pytest.mark.parametrize(("number", "password"), [("t01", "wrong"), ("nobody", PASSWORD), ("t02", PASSWORD), ("t02", ""), ("", "")])
def test_every_failure_reads_the_same(small: SmallSchool, number: str, password: str) -> None:
    assert refused(small, number=number, password=password).code == "wrong"


def test_repeated_failures_wait_longer_and_at_most_fifteen_minutes(small: SmallSchool) -> None:
    waits, now = [], NOW
    for _ in range(20):
        found = refused(small, password="wrong", now=now)
        if found.code == "wait":
            waits.append(found.seconds)
            now += timedelta(seconds=found.seconds)
            assert refused(small, password="wrong", now=now).code == "wrong"
    assert waits == sorted(waits) and len(set(waits)) > 3 and max(waits) <= 15 * 60 + 1


def kept_failures(small: SmallSchool) -> set[str]:
    with small.house.reading() as connection:
        return set(connection.execute(select(records.login_delay.c.subject)).scalars())


def test_failures_that_count_no_more_are_not_kept(small: SmallSchool) -> None:
    for number in ("nobody", "nobody-else", "t02"):
        refused(small, number=number)
    enter(small, now=NOW + timedelta(hours=11))
    assert kept_failures(small) == {"account:nobody", "account:nobody-else", "account:t02", "address:10.0.0.9"}
    enter(small, now=NOW + timedelta(hours=12))
    assert kept_failures(small) == set()


def test_a_right_password_waits_too_after_failures_from_elsewhere_but_not_on_the_own_device(small: SmallSchool) -> None:
    device = enter(small).device
    for _ in range(5):
        refused(small, password="wrong", address="10.9.9.9")
    assert refused(small).code == "wait"
    assert enter(small, device=device)


def test_a_known_device_has_a_counter_of_its_own(small: SmallSchool) -> None:
    device = enter(small).device
    for _ in range(5):
        refused(small, password="wrong", device=device)
    assert refused(small, device=device).code == "wait"
    assert enter(small)


def test_a_one_time_code_works_once_and_asks_for_a_password(small: SmallSchool) -> None:
    code = services.give_codes(house=small.house, actor=OPERATOR, staff_ids=[small.staff["t03"]], now=NOW)[small.staff["t03"]]
    opened = enter(small, "t03", f" {code[:4].lower()}-{code[4:]} ")
    assert opened.must_change
    assert refused(small, number="t03", password=code).code == "wrong"
    found = signed(small, opened)
    assert found is not None
    fresh = services.set_password(house=small.house, signed=found, present=None, fresh="river-stone-lamp", address="", now=NOW)
    assert signed(small, opened) is None and signed(small, fresh) is not None
    assert enter(small, "t03", "river-stone-lamp")


def test_a_code_ends_after_two_weeks_and_ends_the_old_password(small: SmallSchool) -> None:
    code = services.give_codes(house=small.house, actor=OPERATOR, staff_ids=[small.staff["t01"]], now=NOW)[small.staff["t01"]]
    assert refused(small).code == "wrong"
    assert refused(small, password=code, now=NOW + timedelta(days=14)).code == "wrong"


@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "short"), ("x" * 201, "long"), ("12345678", "common"), ("aaaaaaaa", "common"), ("password", "common"), ("t0123456", "same")],
)
def test_weak_passwords_are_refused(small: SmallSchool, password: str, code: str) -> None:
    with pytest.raises(BadPassword) as found:
        services.check_new_password(password, number="t0123456" if code == "same" else "t01", name="林晓梅")
    assert found.value.code == code


def test_changing_the_password_asks_for_the_present_one_and_ends_other_sessions(small: SmallSchool) -> None:
    other, mine = enter(small), enter(small)
    found = signed(small, mine)
    assert found is not None
    with pytest.raises(BadPassword, match="wrong"):
        services.set_password(house=small.house, signed=found, present="not it", fresh="river-stone-lamp", address="", now=NOW)
    services.set_password(house=small.house, signed=found, present=PASSWORD, fresh="river-stone-lamp", address="", now=NOW)
    assert signed(small, other) is None


def test_a_teacher_stays_signed_in_for_thirty_days(small: SmallSchool) -> None:
    opened = enter(small)
    assert signed(small, opened, NOW + timedelta(days=29, hours=23)) is not None
    assert signed(small, opened, NOW + timedelta(days=30)) is None


def test_the_principal_for_twelve_hours_and_thirty_idle_minutes(small: SmallSchool) -> None:
    opened = enter(small, "t07")
    assert signed(small, opened, NOW + timedelta(minutes=29)) is not None
    assert signed(small, opened, NOW + timedelta(minutes=58)) is not None
    assert signed(small, opened, NOW + timedelta(minutes=89)) is None
    busy = enter(small, "t07")
    for half_hours in range(1, 25):
        found = signed(small, busy, NOW + timedelta(minutes=29 * half_hours))
        assert (found is not None) is (29 * half_hours < 12 * 60)


def test_logging_out_everywhere_ends_every_session_and_forgets_devices(small: SmallSchool) -> None:
    first, second = enter(small), enter(small)
    found = signed(small, first)
    assert found is not None
    services.log_out(house=small.house, signed=found, everywhere=True, address="", now=NOW)
    assert signed(small, first) is None and signed(small, second) is None
    with small.house.reading() as connection:
        assert connection.execute(records.known_device.select()).all() == []


def test_logging_out_ends_only_this_session(small: SmallSchool) -> None:
    first, second = enter(small), enter(small)
    found = signed(small, first)
    assert found is not None
    services.log_out(house=small.house, signed=found, everywhere=False, address="", now=NOW)
    assert signed(small, first) is None and signed(small, second) is not None


def test_an_inspectors_account_ends_by_itself(small: SmallSchool) -> None:
    services.give_password(house=small.house, actor=OPERATOR, staff_id=small.staff["t09"], password=PASSWORD, now=NOW)
    opened = enter(small, "t09")
    assert signed(small, opened, at(NOW.date(), 15, 20)) is not None
    late = enter(small, "t09", now=at(NOW.date(), 22, 50))
    assert signed(small, late, at(NOW.date(), 22, 59)) is not None
    assert signed(small, late, at(NOW.date(), 23, 0)) is None


def test_somebody_who_left_has_no_session(small: SmallSchool) -> None:
    from schoolapp.records import people as people_records

    opened = enter(small)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(people_records.staff, small.staff["t01"], active=False)
        work.audit("staff_changed", f"staff:{small.staff['t01']}")
    assert signed(small, opened) is None
    assert refused(small).code == "wrong"
