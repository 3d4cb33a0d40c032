"""The switches of being heard: all off until the principal turns one, each decision audited, known without a query."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from schoolapp.config import Config
from schoolapp.records import audit as audit_records
from schoolapp.rules.feedback import Voice
from schoolapp.rules.permits import OPERATOR, NotAllowed
from schoolapp.services import audit, feedback, school
from schoolapp.services.homework import Draft
from tests.cast import NOW, SmallSchool, at, make_school
from tests.cast import TERM as TERM_DAYS
from tests.conftest import on_sqlite
from tests.services.homework_cases import post


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_school(house, now=at(TERM_DAYS[0], 8))
    house.close()


def turn(small: SmallSchool, voice: Voice, on: bool = True, number: str = "t07") -> bool:
    return feedback.turn(house=small.house, actor=small.actor(number), now=NOW, voice=voice, on=on)


def test_each_is_off_until_it_is_switched_on(small: SmallSchool) -> None:
    assert not any(feedback.is_on(small.house, voice) for voice in Voice)
    assert turn(small, Voice.ANSWERS) and not turn(small, Voice.ANSWERS)
    assert [voice for voice in Voice if feedback.is_on(small.house, voice)] == [Voice.ANSWERS]
    assert turn(small, Voice.SURVEYS) and turn(small, Voice.ANSWERS, on=False)
    found = feedback.states(house=small.house, actor=small.actor("t07"))
    assert found == ((Voice.ANSWERS, False), (Voice.SUGGESTIONS, False), (Voice.SURVEYS, True))
    with small.house.reading() as connection:
        acts = [(e.act, e.staff_id, e.new) for e in audit_records.newest_entries(connection, 3)]
    assert {act for act, _staff, _new in acts} == {"voice_turned"} and {staff for _act, staff, _new in acts} == {small.staff["t07"]}
    assert acts[0][2] == '{"name":"answers","on":false}'
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
@pytest.mark.parametrize("number", ["t01", "t02", "t05", "t06", "t08", "t09"])
def test_nobody_else_decides(small: SmallSchool, number: str) -> None:
    with pytest.raises(NotAllowed):
        turn(small, Voice.SUGGESTIONS, number=number)
    with pytest.raises(NotAllowed):
        feedback.states(house=small.house, actor=small.actor(number))
    assert not feedback.is_on(small.house, Voice.SUGGESTIONS)


@on_sqlite
def test_a_days_homework_asks_for_no_switch_again(small: SmallSchool) -> None:
    turn(small, Voice.SURVEYS)
    assert feedback.is_on(small.house, Voice.SURVEYS)
    post(small, "t03", [(3, 1)], Draft("抄写词语", 10))
    asked: list[str] = []
    event.listen(small.house.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert feedback.is_on(small.house, Voice.SURVEYS) and not feedback.is_on(small.house, Voice.ANSWERS)
    assert not [said for said in asked if "feedback_switch" in said]
