"""That there is nothing today is told like homework; a workbook that brings today's homework tells nobody by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from schoolapp.config import Config
from schoolapp.rules.homework import Kind
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit, homework, workbook
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import items_of, post
from tests.services.outbox_cases import Evening, Group, add, events, school_for, states
from tests.services.workbook_file import file_of

SET_TIME = at(MONDAY, 17, 10)
HEADS = ("日期", "年级", "班", "学科", "工号", "作业内容", "类型", "分层", "预计用时", "校内完成", "发布时间")


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    made = school_for(database)
    yield made
    made.house.close()


@pytest.fixture
def group() -> Group:
    return Group()


@pytest.fixture
def evening(small: SmallSchool, group: Group) -> Evening:
    return Evening(small.house, group)


def bring(small: SmallSchool, grade: int, subject: str, who: str, minutes: int) -> None:
    """Imports one row of today's homework, to do at home."""
    rows = [list(HEADS), [MONDAY, grade, 1, subject, who, "口算一页", "书面", None, minutes, 0, NOW.replace(tzinfo=None)]]
    found = workbook.import_workbook(house=small.house, actor=OPERATOR, data=file_of({"作业": rows}), name="今天.xlsx", dry_run=False, now=NOW)
    assert found.ok and found.added == 1


def test_a_none_of_the_class_is_told_like_homework(small: SmallSchool, evening: Evening, group: Group) -> None:
    """By the homeroom teacher, or by itself; one of a single subject says nothing, one that was taken back neither."""
    add(small, grade=3, updates=True)
    house, place = small.house, small.classes[3, 1]
    homework.declare_none(house=house, actor=small.actor("t01"), class_id=place, subject="数学", now=NOW)
    homework.declare_none(house=house, actor=small.actor("t02"), class_id=place, subject="英语", now=NOW)
    assert events(small) == []
    last = homework.declare_none(house=house, actor=small.actor("t03"), class_id=place, subject="语文", now=NOW)
    assert [event.class_ids for event in events(small)] == [(place,)]
    homework.undo_none(house=house, actor=small.actor("t03"), none_id=last, now=NOW)
    evening.at(at(MONDAY, 17, 0))
    whole = homework.declare_class_none(house=house, actor=small.actor("t01"), class_id=place, now=at(MONDAY, 17, 1))
    evening.at(SET_TIME)
    assert group.texts == ["【作业公示】三(1)班 11月23日 周一\n全班今日无作业\n江北实验学校"]
    homework.undo_none(house=house, actor=small.actor("t01"), none_id=whole, now=at(MONDAY, 17, 20))
    evening.now = at(MONDAY, 17, 20)
    evening.until(at(MONDAY, 17, 31))
    assert group.texts[1:] == ["【作业公示·有更改】三(1)班 11月23日 周一\n目前没有公示的作业\n江北实验学校"]
    assert states(small) == ["sent", "sent"] and audit.verify_chain(house=house, actor=OPERATOR)[1] == []


def test_a_none_that_was_taken_back_in_time_is_not_told(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3)
    none = homework.declare_class_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], now=NOW)
    homework.undo_none(house=small.house, actor=small.actor("t01"), none_id=none, now=NOW)
    evening.at(SET_TIME)
    assert group.tried == 0 and states(small) == ["dropped"]


def test_a_channel_switched_on_late_tells_nones_too(small: SmallSchool, evening: Evening, group: Group) -> None:
    homework.declare_class_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], now=NOW)
    assert events(small) == []
    add(small, grade=3)
    evening.at(SET_TIME)
    assert "全班今日无作业" in group.texts[0]


@on_sqlite
def test_an_import_of_today_tells_nobody_by_itself(small: SmallSchool, evening: Evening, group: Group) -> None:
    """A workbook is a record of what was, often of weeks at once. What it brought is told with the next thing that is published for the class."""
    add(small, grade=3)
    bring(small, 3, "数学", "t01", 15)
    assert events(small) == [] and len(items_of(small, (3, 1))) == 1
    evening.at(SET_TIME)
    assert group.tried == 0
    post(small, "t03", [(3, 1)], Draft("生字", 10), now=SET_TIME)
    evening.until(SET_TIME + timedelta(minutes=11))
    assert "合计 25 分钟" in group.texts[0]


@on_sqlite
def test_what_grades_1_and_2_should_not_have_at_home_is_said(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=1)
    bring(small, 1, "数学", "t04", 5)
    post(small, "t04", [(1, 1)], Draft("朗读", 5, kind=Kind.ORAL))
    evening.at(SET_TIME)
    assert "回家书面作业 5 分钟，一、二年级不应留\n" in group.texts[0]
