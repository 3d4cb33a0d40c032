"""The day seal: made once a school day by the worker, carried by packs, and found out where it was changed."""

from __future__ import annotations

import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from sqlalchemy import event, text

from schoolapp.records import audit as records
from schoolapp.rules.permits import OPERATOR, NotAllowed
from schoolapp.services import audit, packs, seals
from schoolapp.services.homework import Draft
from schoolapp.services.packs import make as making
from schoolapp.work.worker import Worker
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.test_homework_race import at_once

TUESDAY = MONDAY + timedelta(days=1)
EVENING = at(MONDAY, 22, 5)


def kept(small: SmallSchool) -> list[seals.Seal]:
    with small.house.reading() as connection:
        return records.list_seals(connection, MONDAY - timedelta(days=30), TUESDAY + timedelta(days=30))


def troubles(small: SmallSchool) -> list[audit.Trouble]:
    return audit.verify_chain(house=small.house, actor=OPERATOR)[1]


def test_a_day_gets_one_seal_which_the_chain_bears_out(small: SmallSchool) -> None:
    assert seals.seal_due(house=small.house, now=at(MONDAY, 21)) is None and kept(small) == []
    assert seals.is_due(house=small.house, now=EVENING)
    head = small.house.data_version()
    seal = seals.seal_due(house=small.house, now=EVENING)
    assert seal is not None and (seal.day, seal.number, seal.late) == (MONDAY, head, False)
    assert seals.seal_due(house=small.house, now=EVENING) is None and not seals.is_due(house=small.house, now=EVENING)
    assert kept(small) == [seal]
    small.house.forget()
    assert not seals.is_due(house=small.house, now=EVENING)  # asked of the database again
    assert troubles(small) == []
    with small.house.reading() as connection:
        newest = records.newest_entries(connection, 1)[0]
    assert (newest.act, newest.record, json.loads(newest.new)) == ("day_sealed", f"seal:{MONDAY}", {"hash": seal.hash, "number": head})


def test_the_morning_after_the_day_is_sealed_late(small: SmallSchool) -> None:
    seal = seals.seal_due(house=small.house, now=at(TUESDAY, 7))
    assert seal is not None and seal.day == MONDAY and seal.late


@pytest.mark.parametrize("change", ["n = n - 1", "at = '2026-11-23 14:00:00'", "purpose = 'day:2026-11-20'"])
@on_sqlite
def test_a_seal_that_was_changed_is_found(small: SmallSchool, change: str) -> None:
    seal = seals.seal_due(house=small.house, now=EVENING)
    assert seal is not None
    with small.house.plain_writing() as connection:
        connection.execute(text(f"UPDATE signed_head SET {change}"))
    assert [one.code for one in troubles(small)] == ["head"]


def test_two_workers_make_one_seal(small: SmallSchool) -> None:
    made = at_once([lambda: seals.seal_due(house=small.house, now=EVENING)] * 4)
    assert sorted(str(type(one).__name__) for one in made) == ["NoneType"] * 3 + ["Seal"]
    assert len(kept(small)) == 1 and troubles(small) == []


def test_the_worker_seals_and_then_asks_no_more(small: SmallSchool) -> None:
    moments = [at(MONDAY, 21, 59), EVENING]
    worker = Worker(small.house, lambda: moments[0])
    assert not worker.seal_once()
    moments.pop(0)
    assert worker.seal_once() and not worker.seal_once()
    said: list[str] = []
    event.listen(small.house.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_more: said.append(statement))
    assert not worker.seal_once() and said == []


def test_a_school_that_is_not_set_up_is_not_sealed(database: object) -> None:
    from schoolapp.services.school import open_house

    house = open_house(database)  # type: ignore[arg-type]
    assert not seals.is_due(house=house, now=NOW) and seals.seal_due(house=house, now=NOW) is None
    house.close()


def test_the_last_school_days_are_shown_with_those_that_have_no_seal(small: SmallSchool) -> None:
    assert seals.shown_seals(house=small.house, actor=small.actor("t07"), now=at(MONDAY, 12)).days == ()  # the chain began today
    seals.seal_due(house=small.house, now=EVENING)
    shown = seals.shown_seals(house=small.house, actor=small.actor("t07"), now=at(TUESDAY, 22))
    assert shown.newest is not None and shown.newest.day == MONDAY
    assert (shown.days, shown.unsealed) == ((MONDAY, TUESDAY), (TUESDAY,))
    with pytest.raises(NotAllowed):
        seals.shown_seals(house=small.house, actor=small.actor("t01"), now=EVENING)


def test_a_pack_carries_the_seals_of_its_period_and_names_the_days_without(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "charts_of", lambda snapshot, made_at: ())
    post(small, "t01", [(3, 1)], Draft("练习册第 12 页", 10))
    seal = seals.seal_due(house=small.house, now=EVENING)
    made_at = at(TUESDAY + timedelta(days=1), 8)
    made = packs.make_pack(house=small.house, actor=small.actor("t07"), start=MONDAY, end=TUESDAY, made_at=made_at, now=made_at)
    found = packs.open_pack(house=small.house, actor=small.actor("t07"), pack_id=made.pack_id).path
    with ZipFile(found) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert MONDAY.isoformat() in archive.read("index.html").decode()
    assert seal is not None and [row["day"] for row in manifest["seals"]] == [MONDAY.isoformat()]
    assert manifest["seals"][0]["hash"] == seal.hash and manifest["seals"][0]["at"] == f"{MONDAY}T14:05:00Z"
    assert [row["what"] for row in manifest["missing"] if "存证" in row["what"]] == [f"没有每日存证的上课日：1（{TUESDAY} 至 {TUESDAY}）"]
    assert packs.check_pack(house=small.house, actor=small.actor("t07"), pack_id=made.pack_id).ok
    seals.seal_due(house=small.house, now=at(TUESDAY + timedelta(days=1), 22))
    again = packs.make_pack(house=small.house, actor=small.actor("t07"), start=MONDAY, end=TUESDAY, made_at=made_at, now=made_at + timedelta(days=1))
    assert again.sha256 == made.sha256
