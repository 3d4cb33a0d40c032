"""The school's notice board: closed until the principal opens it, every class's figure in the order of the school, each decision audited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schoolapp.config import Config
from schoolapp.records import audit as audit_records
from schoolapp.rules.permits import OPERATOR, NotAllowed
from schoolapp.services import audit, homework, noticeboard, notices, school
from schoolapp.services.homework import Draft
from schoolapp.services.house import Conflict
from schoolapp.services.noticeboard import ClassLine, PublicBoard
from schoolapp.services.notices import NoticeState
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.services.homework_cases import post

FEES = "每课时 2 元，按实际课时结算。\n家庭经济困难学生免收。"


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_school(house, now=at(TERM[0], 8))
    house.close()


def change(small: SmallSchool, open_: bool = True, fees: str = FEES, number: str = "t07") -> bool:
    actor = small.actor("t07")
    seen = noticeboard.board_settings(house=small.house, actor=actor).seen
    return noticeboard.change_board(house=small.house, actor=small.actor(number), open_=open_, fees=fees, seen=seen, now=NOW)


def board(small: SmallSchool, hour: int = 15) -> PublicBoard:
    found = noticeboard.public_board(house=small.house, now=at(MONDAY, hour))
    assert found is not None
    return found


def lines(found: PublicBoard) -> dict[tuple[int, int], ClassLine]:
    return {(line.one.grade, line.one.number): line for grade in found.grades for line in grade.classes}


def test_it_is_closed_until_the_principal_opens_it(small: SmallSchool) -> None:
    assert noticeboard.public_board(house=small.house, now=NOW) is None
    assert change(small) and not change(small)
    assert board(small).fees == FEES
    assert change(small, open_=False) and noticeboard.public_board(house=small.house, now=NOW) is None
    with small.house.reading() as connection:
        acts = [(e.act, e.staff_id) for e in audit_records.newest_entries(connection, 2)]
    assert acts == [("board_changed", small.staff["t07"])] * 2
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
@pytest.mark.parametrize("number", ["t01", "t02", "t05", "t06", "t08", "t09"])
def test_nobody_else_decides(small: SmallSchool, number: str) -> None:
    with pytest.raises(NotAllowed):
        change(small, number=number)
    with pytest.raises(NotAllowed):
        noticeboard.board_settings(house=small.house, actor=small.actor(number))


@on_sqlite
def test_a_form_made_before_another_change_is_refused(small: SmallSchool) -> None:
    actor = small.actor("t07")
    seen = noticeboard.board_settings(house=small.house, actor=actor).seen
    change(small)
    with pytest.raises(Conflict):
        noticeboard.change_board(house=small.house, actor=actor, open_=False, fees="", seen=seen, now=NOW)


@on_sqlite
@pytest.mark.parametrize(("fees", "code"), [("元" * 801, "long"), ("联系人 500105199001011234", "identity")])
def test_fees_that_cannot_be_shown(small: SmallSchool, fees: str, code: str) -> None:
    with pytest.raises(noticeboard.FeesRefused) as refused:
        change(small, fees=fees)
    assert refused.value.code == code and noticeboard.public_board(house=small.house, now=NOW) is None


def test_every_class_stands_in_its_order_with_its_judged_figure(small: SmallSchool) -> None:
    change(small)
    post(small, "t03", [(3, 1)], Draft("抄写", 25, in_school=5))
    post(small, "t01", [(3, 1)], Draft("第1题", 20))
    post(small, "t04", [(1, 1)], Draft("写字", 15, in_school=15))
    found = board(small)
    assert [grade.grade for grade in found.grades] == list(range(1, 10)) and found.school_day
    assert [line.one.number for line in found.grades[2].classes] == [1, 2]
    seen = lines(found)
    assert (seen[3, 1].state, seen[3, 1].figure, seen[3, 1].over_by) == (NoticeState.WRITTEN, 45, 0)
    assert (seen[1, 1].state, seen[1, 1].figure, seen[1, 1].over_by) == (NoticeState.WRITTEN, 0, 0)
    assert seen[9, 1].state is NoticeState.LATER and lines(board(small, 17))[9, 1].state is NoticeState.NOT_YET
    assert seen[2, 1].state is NoticeState.NOT_OWED
    three, nine = found.grades[2], found.grades[8]
    assert (three.cap, three.low_grade, three.hours, three.extended_until) == (60, False, (960, 1080), None)
    assert (nine.cap, nine.hours) == (90, None) and found.grades[0].low_grade


@on_sqlite
def test_the_board_and_the_notice_say_the_same(small: SmallSchool) -> None:
    change(small)
    post(small, "t03", [(3, 1)], Draft("抄写", 25))
    homework.declare_class_none(house=small.house, actor=small.actor("t03"), class_id=small.classes[3, 2], now=NOW)
    for (grade, number), line in lines(board(small)).items():
        one = standing_of(house=small.house).get_class(small.classes[grade, number])
        day = notices.day_notice(house=small.house, one=one, day=MONDAY, now=NOW)
        assert (line.state, line.over_by, line.figure) == (day.state, day.over_by, day.home if day.low_grade else day.written)


@on_sqlite
def test_a_sunday_has_no_school(small: SmallSchool) -> None:
    change(small)
    found = noticeboard.public_board(house=small.house, now=at(MONDAY.replace(day=22)))
    assert found is not None and not found.school_day and {line.state for line in lines(found).values()} == {NoticeState.NO_SCHOOL}
