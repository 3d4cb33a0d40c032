"""When no answer may come any more: the counts become an audited record, limits and salts go; and answers of the same instant at the limit."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event

from schoolapp.records import audit as audit_records
from schoolapp.records import feedback as records
from schoolapp.records.engine import writing
from schoolapp.rules.feedback import ONE_ADDRESS_CLASS_DAY, PER_HEAD
from schoolapp.rules.permits import OPERATOR
from schoolapp.rules.sampling import hands_from
from schoolapp.services import audit, feedback
from schoolapp.services.feedback import AnswerRefused
from schoolapp.work.worker import Worker
from tests.cast import MONDAY, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.answer_cases import EVENING, TUESDAY, WEDNESDAY, asking, counted, give, give_many, limits
from tests.services.test_homework_race import at_once


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return asking(small)


def close(small: SmallSchool, day: object = WEDNESDAY) -> int:
    return feedback.close_due(house=small.house, now=at(day, 0, 1))  # type: ignore[arg-type]


def salts(small: SmallSchool) -> list[Path]:
    folder = small.house.config.data_dir / "passing"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def check_chain(small: SmallSchool) -> None:
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_counts_stay_and_what_limited_them_goes(small: SmallSchool) -> None:
    give_many(small, [0, 16, 16, 91])
    give(small, 0, 50, now=at(TUESDAY, 7))
    assert close(small, TUESDAY) == 0 and [day for day, _digest, _n in limits(small)] == [TUESDAY] * 2  # still open; Monday's limits went
    assert [row.closed for row in counted(small)] == [False] and [path.name for path in salts(small)] == [f"answers-{TUESDAY}.salt"]
    check_chain(small)  # an open count is no record of the school yet
    assert close(small) == 1 and close(small) == 0
    assert [(row.total, row.closed, [n for _band, n in hands_from(row.bands)]) for row in counted(small)] == [(5, True, [2, 0, 2, 0, 0, 0, 1])]
    assert limits(small) == [] and salts(small) == []
    with small.house.reading() as connection:
        entry = audit_records.newest_entries(connection, 1)[0]
    assert (entry.act, entry.actor, entry.staff_id) == ("answers_closed", "worker", None)
    assert entry.new == '{"answers":5,"class_days":1,"from":"2026-11-23","to":"2026-11-23"}'
    check_chain(small)


@on_sqlite
def test_a_changed_record_is_found(small: SmallSchool) -> None:
    give(small)
    close(small)
    with writing(small.house.engine) as connection:
        connection.execute(records.answer_day.update().values(total=9))
    assert [(t.code, t.record) for t in audit.verify_chain(house=small.house, actor=OPERATOR)[1]] == [("changed", "answers:1")]


def test_an_answer_of_the_last_instant_is_not_lost_and_keeps_nothing_open(small: SmallSchool) -> None:
    give_many(small, [0, 16])
    close(small)
    with pytest.raises(AnswerRefused) as found:  # it read the open day before midnight, and writes after the count was closed
        give(small, 16, 9, now=at(TUESDAY, 23, 59))
    assert found.value.code == "over" and [row.total for row in counted(small)] == [2] and limits(small) == []
    with writing(small.house.engine) as connection:  # or a count was opened again all the same
        row = records.lock_tally(connection, small.classes[3, 1], MONDAY, TUESDAY, "[[0,0,1],[16,30,2]]")
        assert row is not None
        records.set_tally(connection, row.id, 3, row.bands)
    assert close(small) == 1
    assert [(row.total, row.closed) for row in counted(small)] == [(5, True)]
    assert [pair for pair in hands_from(counted(small)[0].bands) if pair[1]] == [((0, 0), 2), ((16, 30), 3)]
    check_chain(small)


@on_sqlite
def test_the_worker_asks_once_a_day(small: SmallSchool) -> None:
    give(small)
    moment = [EVENING]
    worker = Worker(small.house, lambda: moment[0])
    assert not worker.close_once()
    said: list[str] = []
    event.listen(small.house.engine, "before_cursor_execute", lambda *found: said.append(found[2]))
    assert not worker.close_once() and said == []
    moment[0] = at(WEDNESDAY, 0, 0)
    assert worker.close_once() and not worker.close_once()
    assert [row.closed for row in counted(small)] == [True] and salts(small) == []
    said.clear()
    assert not worker.close_once() and said == []


def test_answers_of_the_same_instant_never_pass_the_limit(small: SmallSchool) -> None:
    most = PER_HEAD * 40
    give_many(small, [16] * (most - 3))
    found = at_once([lambda n=n: give(small, 0, 400 + n) for n in range(8)])
    assert sorted(r.code for r in found if isinstance(r, AnswerRefused)) == ["full"] * 5 and found.count(None) == 3
    row = counted(small)[0]
    assert row.total == most == sum(n for _band, n in hands_from(row.bands))
    assert len({digest for _day, digest, _n in limits(small)}) == 2 * most  # the refused left nothing behind


def test_first_answers_of_the_same_instant_are_all_counted(small: SmallSchool) -> None:
    found = at_once([lambda n=n: give(small, (0, 16)[n % 2], n) for n in range(8)])
    assert found == [None] * 8
    assert [(row.total, [n for _band, n in hands_from(row.bands)][:3]) for row in counted(small)] == [(8, [4, 0, 4])]


def test_one_address_cannot_hurry_past_its_limit(small: SmallSchool) -> None:
    found = at_once([lambda: give(small, 0, 1) for _ in range(ONE_ADDRESS_CLASS_DAY + 4)])
    assert found.count(None) == ONE_ADDRESS_CLASS_DAY and {r.code for r in found if isinstance(r, AnswerRefused)} == {"often"}
    assert counted(small)[0].total == ONE_ADDRESS_CLASS_DAY and {n for _day, _digest, n in limits(small)} == {ONE_ADDRESS_CLASS_DAY}


def test_answering_while_the_day_is_closed_loses_nothing(small: SmallSchool) -> None:
    give_many(small, [16] * 4)
    acts = [lambda n=n: give(small, 0, 100 + n, now=at(TUESDAY, 23, 59)) for n in range(6)]
    found = at_once([*acts, lambda: close(small)])
    assert {getattr(r, "code", r) for r in found[:6]} <= {None, "over"} and not isinstance(found[6], Exception)
    close(small)
    assert [(row.total, row.closed) for row in counted(small)] == [(4 + found[:6].count(None), True)]
    check_chain(small)
