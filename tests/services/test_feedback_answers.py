"""Taking an answer: one more in a count and nothing else, for the days that are open, within the limits of the class and of an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event, select

from schoolapp.records import audit as audit_records
from schoolapp.records import feedback as records
from schoolapp.records import people as people_records
from schoolapp.records import school as school_records
from schoolapp.rules.feedback import ONE_ADDRESS_A_DAY, ONE_ADDRESS_CLASS_DAY
from schoolapp.rules.homework import Kind
from schoolapp.rules.permits import OPERATOR, NotFound
from schoolapp.rules.policy import from_json, to_json
from schoolapp.rules.sampling import hands_from
from schoolapp.services import feedback, homework
from schoolapp.services.feedback import AnswerRefused, AnswerState, salt
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.answer_cases import EVENING, FRIDAY, SATURDAY, TUESDAY, WEDNESDAY, asking, class_of, counted, give, give_many, limits, switch
from tests.services.homework_cases import post


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return asking(small)


def state(small: SmallSchool, now: datetime, place: tuple[int, int] = (3, 1), day: object = MONDAY) -> AnswerState:
    return feedback.answer_form(house=small.house, one=class_of(small, place), day=day, now=now).state  # type: ignore[arg-type]


def refused(small: SmallSchool, code: str, **more: object) -> None:
    before = counted(small)
    with pytest.raises(AnswerRefused) as found:
        give(small, **more)  # type: ignore[arg-type]
    assert found.value.code == code and counted(small) == before


def test_an_answer_is_one_more_in_a_count_and_nothing_else(small: SmallSchool) -> None:
    before, head = small.house.data_version(), audit_records.newest_entries
    give_many(small, [0, 16, 16, 91])
    rows = counted(small)
    assert [(row.total, row.closed) for row in rows] == [(4, False)]
    assert [n for _band, n in hands_from(rows[0].bands)] == [1, 0, 2, 0, 0, 0, 1]
    assert set(records.answer_tally.c.keys()) == {"id", "class_id", "day", "until", "total", "bands"}  # no moment, no order, no address
    with small.house.reading() as connection:
        acts = [entry.act for entry in head(connection, 3)]
    assert small.house.data_version() == before and "answer" not in " ".join(acts)  # no page that was kept is made anew


def test_off_it_does_not_exist(small: SmallSchool) -> None:
    give(small)
    switch(small, False)
    for act in (lambda: give(small, n=2), lambda: state(small, EVENING)):
        with pytest.raises(NotFound):
            act()
    assert [row.total for row in counted(small)] == [1]  # what was counted stays


def test_that_day_and_the_next_school_day_may_be_answered(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("读书笔记", 10), day=FRIDAY, now=at(FRIDAY))
    assert state(small, at(FRIDAY, 20), day=FRIDAY) is state(small, at(SATURDAY, 9), day=FRIDAY) is state(small, EVENING, day=FRIDAY) is AnswerState.OPEN
    assert state(small, at(TUESDAY, 0), day=FRIDAY) is AnswerState.OVER
    assert state(small, at(TUESDAY, 23, 59)) is AnswerState.OPEN and state(small, at(WEDNESDAY, 0)) is AnswerState.OVER
    assert state(small, at(FRIDAY, 20)) is AnswerState.AHEAD
    refused(small, "over", now=at(WEDNESDAY, 8))
    refused(small, "ahead", now=at(FRIDAY, 8))
    give(small, now=at(TUESDAY, 7))
    with pytest.raises(NotFound):
        state(small, EVENING, day=MONDAY.replace(year=2024))  # another school year than the class's


@on_sqlite
def test_without_homework_there_is_nothing_to_answer(small: SmallSchool) -> None:
    assert state(small, EVENING, place=(3, 2)) is AnswerState.EMPTY
    with pytest.raises(AnswerRefused) as found:
        give(small, place=(3, 2))
    assert found.value.code == "empty" and counted(small, (3, 2)) == []
    item = post(small, "t03", [(3, 2)], Draft("朗读", 10, Kind.ORAL)).items[0]
    assert state(small, EVENING, place=(3, 2)) is AnswerState.OPEN  # any homework: written work beside it is worth knowing
    homework.withdraw_homework(house=small.house, actor=small.actor("t03"), item_id=item, version=1, reason="改日", now=at(MONDAY, 16))
    assert state(small, EVENING, place=(3, 2)) is AnswerState.EMPTY


@on_sqlite
def test_the_bands_follow_the_class(small: SmallSchool) -> None:
    post(small, "t03", [(9, 1)], Draft("练习", 30))
    post(small, "t04", [(1, 1)], Draft("讲故事", 10, Kind.ORAL))
    lows = {place: [band.low for band in feedback.answer_form(house=small.house, one=class_of(small, place), day=MONDAY, now=EVENING).bands]
            for place in ((1, 1), (3, 1), (9, 1))}
    assert lows == {(1, 1): [0, 1, 16, 31], (3, 1): [0, 1, 16, 31, 46, 61, 91], (9, 1): [0, 1, 31, 61, 91, 121]}


@on_sqlite
@pytest.mark.parametrize("low", [None, -1, 7, 9999])
def test_only_a_band_of_the_form_counts(small: SmallSchool, low: int | None) -> None:
    refused(small, "band", low=low)
    assert limits(small) == []


@on_sqlite
def test_a_cap_that_changes_leaves_the_question_of_the_day(small: SmallSchool) -> None:
    give(small, 46)
    with small.house.writing(actor=OPERATOR, now=at(MONDAY, 19)) as work:
        row = work.connection.execute(select(school_records.policy_profile)).one()
        profile = from_json(row.content)
        changed = replace(profile, caps=(0, 0, 40, *profile.caps[3:]))
        work.change(school_records.policy_profile, row.id, content=to_json(changed))
        work.audit("profile_changed", f"profile:{row.id}", None, None)
    form = feedback.answer_form(house=small.house, one=class_of(small), day=MONDAY, now=EVENING)
    assert form.limit == 40 and [band.low for band in form.bands] == [0, 1, 16, 31, 46, 61, 91]
    give(small, 61, 2)
    assert [n for _band, n in hands_from(counted(small)[0].bands)] == [0, 0, 0, 0, 1, 1, 0]


def test_a_class_day_takes_two_answers_a_head(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=at(MONDAY, 8)) as work:  # the count that holds on the day, not the first and not a later one
        for day, pupils in ((FRIDAY, 3), (TUESDAY, 30)):
            work.add(people_records.class_count, class_id=small.classes[3, 1], valid_from=day, pupils=pupils, asked=0, joined=0)
        work.audit("heads_set", "count:1", None, None)
    give_many(small, [16] * 6)
    refused(small, "full", n=7)
    assert counted(small)[0].total == 6 and len(limits(small)) == 12  # nothing was noted of the one that came too late


@on_sqlite
def test_a_class_without_a_head_count_has_a_limit_too(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=at(MONDAY, 8)) as work:
        c = people_records.class_count.c
        work.remove(people_records.class_count, work.connection.execute(select(c.id).where(c.class_id == small.classes[3, 1])).scalar_one())
        work.audit("heads_set", "count:1", None, None)
    give_many(small, [16] * 100)
    refused(small, "full", n=101)


def test_one_address_answers_a_few_times_for_a_class_day(small: SmallSchool) -> None:
    give_many(small, [16] * ONE_ADDRESS_CLASS_DAY, first=1)  # others: a limit each
    for _ in range(ONE_ADDRESS_CLASS_DAY - 1):
        give(small, 0, 1)
    refused(small, "often", low=0, n=1)
    give(small, 0, 99)
    give(small, 0, 1, now=at(TUESDAY, 7))  # a new day, a new salt
    assert counted(small)[0].total == 2 * ONE_ADDRESS_CLASS_DAY + 1


@on_sqlite
def test_one_address_answers_for_a_few_classes(small: SmallSchool) -> None:
    places = [(g, 1) for g in range(2, 10)]
    for place in places:
        post(small, "t03", [place], Draft("朗读", 10, Kind.ORAL), day=MONDAY)
    done = 0
    with pytest.raises(AnswerRefused) as found:
        for place in places:
            for _ in range(ONE_ADDRESS_CLASS_DAY - 1):
                give(small, 0, 1, place=place)
                done += 1
    assert found.value.code == "often" and done == ONE_ADDRESS_A_DAY


@on_sqlite
def test_a_refused_address_costs_no_write(small: SmallSchool) -> None:
    for _ in range(ONE_ADDRESS_CLASS_DAY):
        give(small, 0, 1)
    said: list[str] = []
    event.listen(small.house.engine, "before_cursor_execute", lambda *found: said.append(found[2]))
    refused(small, "often", low=0, n=1)
    assert said and not [text for text in said if text.lstrip().upper().startswith(("INSERT", "UPDATE"))]


def test_of_an_address_nothing_but_a_salted_digest_is_kept_for_the_day(small: SmallSchool) -> None:
    give(small, 0, 7)
    noted = limits(small)
    assert [(day, n) for day, _digest, n in noted] == [(MONDAY, 1)] * 2 and all(len(digest) == 64 for _day, digest, _n in noted)
    assert len({digest for _day, digest, _n in noted}) == 2
    files = [path for path in small.house.config.data_dir.rglob("*") if path.is_file() and path.suffix != ".sqlite3"]
    assert not [path for path in files if b"203.0.0.7" in path.read_bytes()]
    salts = list((small.house.config.data_dir / "passing").iterdir())
    assert [path.name for path in salts] == [f"answers-{MONDAY}.salt"] and salts[0].stat().st_mode & 0o777 == 0o600
    give(small, 0, 7, now=at(TUESDAY, 7))
    assert {digest for _day, digest, _n in limits(small)} >= {digest for _day, digest, _n in noted} and len(limits(small)) == 4  # no digest twice


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("", "no address", True),
    ],
)
def test_what_counts_as_one_connection(one: str, other: str, same: bool) -> None:
    assert (salt.connection_of(one) == salt.connection_of(other)) is same


@on_sqlite
def test_two_processes_share_the_salt_of_a_day(small: SmallSchool) -> None:
    first = salt.digest_of(small.house, MONDAY, "203.0.113.7")
    small.house.drop("answer_salt")  # as another process, which has not read it yet
    assert salt.digest_of(small.house, MONDAY, "203.0.113.7") == first
    assert salt.digest_of(small.house, TUESDAY, "203.0.113.7") != first
    assert not [path for path in Path(small.house.config.data_dir / "passing").iterdir() if path.suffix != ".salt"]
