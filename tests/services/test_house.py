"""The audited write: all or nothing, one chain, digests of what was touched, form keys; and what `audit verify` finds."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from schoolapp.records import base
from schoolapp.records import people as people_records
from schoolapp.records.engine import writing
from schoolapp.rules.permits import OPERATOR, NotAllowed
from schoolapp.services import audit
from schoolapp.services.house import MOST_REMEMBERED, Busy, Conflict, House, Replayed
from tests.cast import NOW, SmallSchool
from tests.conftest import on_sqlite


def add_staff(house: House, number: str) -> int:
    with house.writing(actor=OPERATOR, now=NOW) as work:
        found = work.add(people_records.staff, number=number, name="周舟", active=True)
        work.audit("staff_added", f"staff:{found}", None, {"number": number})
    return found


def codes(house: House) -> list[tuple[str, str]]:
    return [(t.code, t.record) for t in audit.verify_chain(house=house, actor=OPERATOR)[1]]


def tamper(house: House, statement: str) -> None:
    """Changes the database behind the app's back."""
    with writing(house.engine) as connection:
        connection.execute(text(statement))


def test_a_failed_write_leaves_nothing_behind(small: SmallSchool) -> None:
    before = small.house.data_version()
    with pytest.raises(RuntimeError, match="halfway"), small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(people_records.staff, number="x1", name="半途", active=True)
        work.audit("staff_added", "staff:x")
        raise RuntimeError("halfway")
    with small.house.reading() as connection:
        assert people_records.find_staff_by_number(connection, "x1") is None
    assert small.house.data_version() == before and codes(small.house) == []


@on_sqlite
def test_a_change_without_saying_what_was_done_is_refused(small: SmallSchool) -> None:
    with pytest.raises(RuntimeError, match="without saying"), small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(people_records.staff, number="x1", name="无名", active=True)


def test_a_change_behind_the_apps_back_is_found(small: SmallSchool) -> None:
    found = add_staff(small.house, "x1")
    tamper(small.house, f"UPDATE staff SET name = '别人' WHERE id = {found}")
    assert codes(small.house) == [("changed", f"staff:{found}")]


@on_sqlite
def test_a_removed_record_is_found(small: SmallSchool) -> None:
    found = add_staff(small.house, "x1")
    tamper(small.house, f"DELETE FROM staff WHERE id = {found}")
    assert codes(small.house) == [("gone", f"staff:{found}")]


@on_sqlite
def test_an_unregistered_record_is_found(small: SmallSchool) -> None:
    tamper(small.house, "INSERT INTO staff (id, number, name, active) VALUES (900, 'x9', '来历不明', 1)")
    assert codes(small.house) == [("unknown", "staff:900")]


@on_sqlite
@pytest.mark.parametrize("column", ["act", "old", "new", "actor", "record"])
def test_a_changed_entry_is_found(small: SmallSchool, column: str) -> None:
    add_staff(small.house, "x1")
    tamper(small.house, f"UPDATE audit_entry SET {column} = 'x' WHERE n = 1")
    assert ("chain", "entry:1") in codes(small.house)


@on_sqlite
def test_an_entry_put_on_somebody_else_of_the_same_name_is_found(small: SmallSchool) -> None:
    add_staff(small.house, "x1")
    tamper(small.house, "UPDATE audit_entry SET staff_id = (SELECT min(id) FROM staff) WHERE n = 1")
    assert codes(small.house) == [("chain", "entry:1")]


@on_sqlite
def test_a_cut_chain_is_found_by_the_head(small: SmallSchool) -> None:
    add_staff(small.house, "x1")
    newest = small.house.data_version()
    tamper(small.house, f"DELETE FROM audit_entry WHERE n = {newest}")
    assert ("head", "head") in codes(small.house)


@on_sqlite
def test_a_chain_cut_below_a_signed_head_is_found_even_when_mended(small: SmallSchool) -> None:
    found = add_staff(small.house, "x1")
    with small.house.plain_writing() as connection:
        n, _ = audit.sign_head(small.house, connection, purpose="pack", now=NOW)
    with small.house.reading() as connection:
        before = connection.execute(text(f"SELECT hash FROM audit_entry WHERE n = {n - 1}")).scalar_one()
    tamper(small.house, f"DELETE FROM audit_entry WHERE n = {n}")
    tamper(small.house, f"DELETE FROM record_digest WHERE n = {n}")
    tamper(small.house, f"DELETE FROM staff WHERE id = {found}")
    tamper(small.house, f"UPDATE audit_head SET n = {n - 1}, hash = '{before}'")
    assert codes(small.house) == [("head", f"entry:{n}")]


def test_writers_at_the_same_instant_make_one_chain(small: SmallSchool) -> None:
    failed: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for n in range(10):
                add_staff(small.house, f"{name}{n}")
        except BaseException as error:  # a thread's failure must fail the test
            failed.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    before = small.house.data_version()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and small.house.data_version() == before + 40 and codes(small.house) == []


def test_a_form_key_answers_a_replay_and_refuses_other_content(small: SmallSchool) -> None:
    actor = small.actor("t01")

    def post(content: dict[str, object]) -> None:
        with small.house.writing(actor=actor, now=NOW) as work:
            work.replay("key", content)
            found = work.add(people_records.subject, name=f"学科{content['n']}")
            work.audit("subject_added", f"subject:{found}")
            work.remember("key", content, "first")

    post({"n": 1})
    with pytest.raises(Replayed) as replayed:
        post({"n": 1})
    assert replayed.value.result == "first"
    with pytest.raises(Conflict, match="other_content"):
        post({"n": 2})


@on_sqlite
def test_another_process_sees_the_new_version(small: SmallSchool) -> None:
    other = House(small.house.config)
    other._head_read_at = 0.0
    assert other.data_version() == small.house.data_version()
    other.close()


@on_sqlite
def test_a_database_that_stays_locked_is_busy(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    with small.house.plain_writing() as connection:
        base.insert(connection, people_records.subject, name="占用")
        other = House(small.house.config)
        with other.engine.connect() as waiting:
            waiting.exec_driver_sql("ROLLBACK")
            waiting.exec_driver_sql("PRAGMA busy_timeout=0")
        with pytest.raises(Busy), other.plain_writing() as second:
            base.insert(second, people_records.subject, name="等候")
        other.close()


@on_sqlite
def test_only_those_with_the_permit_read_the_chain(small: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        audit.verify_chain(house=small.house, actor=small.actor("t01"))


@on_sqlite
def test_keys_are_made_once_and_kept_to_the_owner(small: SmallSchool) -> None:
    first = small.house.fingerprint()
    assert House(small.house.config).fingerprint() == first
    assert (small.house.config.data_dir / "keys" / "pack.key").stat().st_mode & 0o777 == 0o600


@on_sqlite
def test_what_is_remembered_is_bounded_and_what_is_asked_for_stays(small: SmallSchool) -> None:
    house, made = small.house, []

    def make() -> str:
        made.append("first")
        return "first"

    for n in range(MOST_REMEMBERED):
        assert house.remembered("first", 1, make) == "first"
        assert house.remembered(f"name {n}", 1, lambda n=n: n) == n  # type: ignore[misc]
    assert made == ["first"] and house.recall("name 0") is None and house.recall(f"name {MOST_REMEMBERED - 1}") == (1, MOST_REMEMBERED - 1)
    assert house.remembered("first", 2, make) == "first" and made == ["first", "first"]
    house.drop("first")
    house.drop("first")
    assert house.recall("first") is None
