"""The first run: the one-time token, what is kept between the steps, and the one write at the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from schoolapp.config import Config
from schoolapp.records import login as login_records
from schoolapp.records import people as people_records
from schoolapp.records import school as school_records
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound, Permit
from schoolapp.services import audit, login, setup
from schoolapp.services.house import House
from schoolapp.services.school import open_house, shown_school
from schoolapp.services.workbook import bringing
from tests.cast import NOW, make_school
from tests.rules.school_workbook import Sheets, put
from tests.services.workbook_file import changed, raw_of

PASSWORD = "plum-rain-bridge"


@pytest.fixture
def house(database: Config) -> Iterator[House]:
    opened = open_house(database)
    yield opened
    opened.close()


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch) -> dict[bytes, Sheets]:
    """Sheets by what stands for their file."""
    found: dict[bytes, Sheets] = {b"good": changed(), b"bad": changed(put("任课", "工号", "T77"))}
    monkeypatch.setattr(bringing, "read_workbook", lambda data: raw_of(found[data]))
    return found


def opened(house: House) -> str:
    return setup.open_setup(house=house, token=setup.make_token(house=house, now=NOW), address="10.0.0.5", now=NOW)


def ready(house: House, book: bytes = b"good", number: str = "A1", name: str = "欧阳雨桐") -> str:
    """A set-up with every step done but the last."""
    session = opened(house)
    setup.choose_language(house=house, session=session, language="en")
    setup.choose_administrator(house=house, session=session, number=number, name=name, password=PASSWORD)
    setup.take_workbook(house=house, session=session, data=book, name="学校.xlsx", now=NOW)
    return session


def refused(house: House, token: str, address: str = "10.0.0.5", later: timedelta = timedelta(0)) -> tuple[str, int]:
    with pytest.raises(setup.SetupRefused) as error:
        setup.open_setup(house=house, token=token, address=address, now=NOW + later)
    return error.value.code, error.value.seconds


def kept_files(house: House) -> list[bytes]:
    folder = house.config.data_dir / "uploads"
    return sorted(path.read_bytes() for path in folder.iterdir()) if folder.exists() else []


def test_a_token_is_long_and_kept_as_a_digest_only(house: House) -> None:
    token = setup.make_token(house=house, now=NOW)
    assert [len(group) for group in token.split("-")] == [4, 4, 4, 4] and set(token) <= set(login.CODE_ALPHABET + "-")
    with house.reading() as connection:
        [digest] = connection.execute(select(school_records.setup_token.c.digest)).scalars()
    assert token.replace("-", "") not in digest and len(digest) == 64


def test_it_opens_however_it_is_typed(house: House) -> None:
    token = setup.make_token(house=house, now=NOW)
    session = setup.open_setup(house=house, token=f" {token.lower().replace('-', ' ')} ", address="", now=NOW)
    assert setup.setup_state(house=house, session=session).step == 1


def test_a_new_token_ends_the_one_before(house: House) -> None:
    first = setup.make_token(house=house, now=NOW)
    setup.make_token(house=house, now=NOW)
    assert refused(house, first) == ("wrong", 0)


def test_wrong_tries_wait_longer_and_longer_but_not_for_others(house: House) -> None:
    token = setup.make_token(house=house, now=NOW)
    assert [refused(house, "WRONG")[0] for _ in range(4)] == ["wrong"] * 4
    assert refused(house, token)[0] == "wait"
    assert refused(house, "WRONG", later=timedelta(seconds=5)) == ("wrong", 0)
    code, seconds = refused(house, token, later=timedelta(seconds=6))
    assert code == "wait" and seconds >= 3
    assert setup.open_setup(house=house, token=token, address="10.0.0.6", now=NOW)
    for minute in range(1, 20):
        refused(house, "WRONG", later=timedelta(hours=minute))
    assert refused(house, token, later=timedelta(hours=19, seconds=1))[1] <= 15 * 60
    assert setup.open_setup(house=house, token=token, address="10.0.0.5", now=NOW + timedelta(hours=20))
    with house.reading() as connection:
        acts = set(connection.execute(select(login_records.security_log.c.act)).scalars())
    assert acts == {"setup_refused"}


def test_without_its_cookie_nobody_goes_on(house: House) -> None:
    opened(house)
    for session in ("", "x" * 43):
        with pytest.raises(setup.SetupRefused):
            setup.choose_language(house=house, session=session, language="en")
        with pytest.raises(setup.SetupRefused):
            setup.setup_state(house=house, session=session)


def test_another_browser_with_the_token_goes_on_where_the_first_was(house: House) -> None:
    token = setup.make_token(house=house, now=NOW)
    first = setup.open_setup(house=house, token=token, address="", now=NOW)
    setup.choose_language(house=house, session=first, language="en")
    second = setup.open_setup(house=house, token=token, address="", now=NOW)
    assert setup.setup_state(house=house, session=second).step == 2
    with pytest.raises(setup.SetupRefused):
        setup.setup_state(house=house, session=first)


@pytest.mark.parametrize(
    ("number", "name", "password", "code"),
    [
        ("", "欧阳雨桐", PASSWORD, "number"),
        ("a b!", "欧阳雨桐", PASSWORD, "number"),
        ("A1", " ", PASSWORD, "name"),
        ("A1", "欧阳雨桐", "short", "short"),
        ("A1", "欧阳雨桐", "12345678", "common"),
        ("admin1234567", "欧阳雨桐", "admin1234567", "same"),
    ],
)
def test_an_administrator_that_cannot_be_taken(house: House, number: str, name: str, password: str, code: str) -> None:
    session = opened(house)
    with pytest.raises((setup.BadPerson, login.BadPassword)) as error:
        setup.choose_administrator(house=house, session=session, number=number, name=name, password=password)
    assert error.value.code == code
    assert not setup.setup_state(house=house, session=session).password_hash


def test_the_steps_keep_no_password_and_nothing_of_the_workbook_in_the_database(house: House, books: dict[bytes, Sheets]) -> None:
    session = ready(house)
    with house.reading() as connection:
        [text] = connection.execute(select(school_records.setup_token.c.state)).scalars()
    state = json.loads(text)
    assert PASSWORD not in text and session not in text
    assert set(state) == {"session", "language", "number", "name", "password_hash", "upload"}
    assert setup.setup_state(house=house, session=session).step == 4


def test_the_school_and_its_administrator_are_made_in_one_go(house: House, books: dict[bytes, Sheets]) -> None:
    session = ready(house)
    assert setup.preview(house=house, session=session, now=NOW).added == 26
    result = setup.finish(house=house, session=session, now=NOW)
    assert result.ok and shown_school(house=house).name == "示范小学"
    with house.reading() as connection:
        assert connection.execute(select(school_records.school.c.language)).scalar() == "en"
        assert connection.execute(select(school_records.setup_token.c.id)).first() is None
        found = people_records.find_staff_by_number(connection, "A1")
    assert found is not None and found.name == "欧阳雨桐"
    signed = login.log_in(house=house, number="A1", password=PASSWORD, address="", device="", browser="", now=NOW)
    assert not signed.must_change
    person = login.person_of(house=house, staff_id=found.id, now=NOW)
    assert person is not None and person.roles == (Role.ADMINISTRATOR,)
    person.actor.needs(Permit.SET_UP)
    with pytest.raises(NotAllowed):
        person.actor.needs(Permit.REGISTER_HOMEWORK)
    assert kept_files(house) == []
    assert audit.verify_chain(house=house, actor=OPERATOR)[1] == []
    with house.reading() as connection:
        from schoolapp.records.audit import audit_entry

        assert list(connection.execute(select(audit_entry.c.act).order_by(audit_entry.c.n)).scalars()) == ["import", "administrator_made"]


def test_a_number_of_the_workbook_gets_the_role_beside_its_own(house: House, books: dict[bytes, Sheets]) -> None:
    session = ready(house, number="T3", name="别的名字")
    setup.finish(house=house, session=session, now=NOW)
    with house.reading() as connection:
        found = people_records.find_staff_by_number(connection, "T3")
        assert found is not None and found.name == "张敏", "the workbook's name stands"
        assert {row.role for row in people_records.roles_of(connection, found.id)} == {Role.PRINCIPAL, Role.ADMINISTRATOR}
    assert login.log_in(house=house, number="T3", password=PASSWORD, address="", device="", browser="", now=NOW)


def test_an_administrator_of_the_workbook_is_not_made_twice(house: House, books: dict[bytes, Sheets]) -> None:
    books[b"good"] = changed(put("教职工", "角色", "校长、管理员", 4))
    setup.finish(house=house, session=ready(house, number="T3"), now=NOW)
    with house.reading() as connection:
        roles = [row.role for _, row in people_records.list_roles(connection)]
    assert roles.count(Role.ADMINISTRATOR) == 1


def test_with_refusals_nothing_is_written_and_the_next_workbook_may_come(house: House, books: dict[bytes, Sheets]) -> None:
    session = ready(house, b"bad")
    assert setup.preview(house=house, session=session, now=NOW).wrong == 1
    assert not setup.finish(house=house, session=session, now=NOW).ok
    assert shown_school(house=house).name == ""
    with house.reading() as connection:
        assert people_records.list_staff(connection) == []
    setup.take_workbook(house=house, session=session, data=b"good", name="学校.xlsx", now=NOW)
    assert len(kept_files(house)) == 1, "the workbook before it is dropped"
    assert setup.finish(house=house, session=session, now=NOW).ok


def test_after_an_hour_the_workbook_is_asked_for_again(house: House, books: dict[bytes, Sheets]) -> None:
    session = ready(house)
    with pytest.raises(NotFound):
        setup.preview(house=house, session=session, now=NOW + timedelta(minutes=61))
    setup.take_workbook(house=house, session=session, data=b"good", name="学校.xlsx", now=NOW + timedelta(minutes=61))
    assert setup.finish(house=house, session=session, now=NOW + timedelta(minutes=62)).ok


def test_the_steps_cannot_be_skipped(house: House) -> None:
    session = opened(house)
    with pytest.raises(NotFound):
        setup.finish(house=house, session=session, now=NOW)
    with pytest.raises(NotFound):
        setup.preview(house=house, session=session, now=NOW)


def test_the_set_up_happens_once(house: House, books: dict[bytes, Sheets]) -> None:
    token = setup.make_token(house=house, now=NOW)
    session = setup.open_setup(house=house, token=token, address="", now=NOW)
    setup.choose_language(house=house, session=session, language="zh")
    setup.choose_administrator(house=house, session=session, number="A1", name="欧阳雨桐", password=PASSWORD)
    setup.take_workbook(house=house, session=session, data=b"good", name="学校.xlsx", now=NOW)
    setup.finish(house=house, session=session, now=NOW)
    assert refused(house, token) == ("done", 0)
    for again in (
        lambda: setup.finish(house=house, session=session, now=NOW),
        lambda: setup.setup_state(house=house, session=session),
        lambda: setup.make_token(house=house, now=NOW),
    ):
        with pytest.raises(setup.SetupRefused) as error:
            again()
        assert error.value.code == "done"


def test_a_school_that_stands_has_no_set_up(house: House) -> None:
    make_school(house)
    with pytest.raises(setup.SetupRefused):
        setup.make_token(house=house, now=NOW)
