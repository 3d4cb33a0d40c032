"""Prepared statements give and take what SQLAlchemy's own execution does, on both databases, and their errors are SQLAlchemy's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from schoolapp.records import base, homework
from schoolapp.records.engine import reading, writing
from schoolapp.records.said import Said
from tests.cast import NOW, SmallSchool

DAY = date(2026, 11, 24)


def test_an_added_row_comes_back_as_a_select_reads_it(small: SmallSchool) -> None:
    with writing(small.house.engine) as connection:
        day = base.add(connection, homework.class_day, class_id=small.classes[3, 1], day=DAY)
        assert day["written"] == 0 and day["declared"] is False, "what the table's definition says of columns that were left out"
        none = base.add(connection, homework.homework_none, class_day_id=day["id"], subject="数学", declared_at=NOW)
        read = connection.execute(select(homework.homework_none).where(homework.homework_none.c.id == none["id"])).mappings().one()
    assert none == dict(read)
    assert none["declared_at"] == NOW and none["staff_id"] is None


def test_a_changed_row_comes_back_whole_and_a_missing_one_is_none(small: SmallSchool) -> None:
    with writing(small.house.engine) as connection:
        row_id = base.insert(connection, homework.class_day, class_id=small.classes[3, 1], day=DAY)
        changed = base.change(connection, homework.class_day, row_id, written=25, declared=True)
        assert changed is not None and changed == base.state_of(connection, homework.class_day, row_id)
        assert (changed["written"], changed["declared"], changed["day"]) == (25, True, DAY)
        assert base.change(connection, homework.class_day, row_id + 1000, written=1) is None
        assert base.state_of(connection, homework.class_day, row_id + 1000) is None


def test_values_that_stand_in_the_statement_and_values_given_at_each_run(small: SmallSchool) -> None:
    c = homework.class_day.c
    busy = Said(select(c.day, c.written).where(c.class_id == bindparam("class"), c.written > 10, c.day >= bindparam("first")).order_by(c.day))
    with writing(small.house.engine) as connection:
        for n, minutes in enumerate((5, 20, 30)):
            base.append(connection, homework.class_day, class_id=small.classes[3, 1], day=DAY + timedelta(days=n), written=minutes)
    with reading(small.house.engine) as connection:
        for first, found in ((DAY, [20, 30]), (DAY + timedelta(days=2), [30])):
            assert [row[1] for row in busy.rows(connection, **{"class": small.classes[3, 1], "first": first})] == found


def test_a_row_that_is_there_already_is_left_alone(small: SmallSchool) -> None:
    with writing(small.house.engine) as connection:
        row_id = base.insert(connection, homework.class_day, class_id=small.classes[3, 1], day=DAY, written=7)
        base.row_where_absent(connection.dialect.name, homework.class_day, "class_id", "day").rows(connection, class_id=small.classes[3, 1], day=DAY)
        kept = base.state_of(connection, homework.class_day, row_id)
    assert kept is not None and kept["written"] == 7


def test_the_driver_s_refusal_is_sqlalchemy_s_and_nothing_is_kept(small: SmallSchool) -> None:
    with pytest.raises(IntegrityError), writing(small.house.engine) as connection:
        base.append(connection, homework.class_day, class_id=small.classes[3, 1], day=DAY)
        base.append(connection, homework.class_day, class_id=small.classes[3, 1], day=DAY)
    with reading(small.house.engine) as connection:
        assert homework.find_day(connection, small.classes[3, 1], DAY) is None


def test_a_column_that_is_not_there_is_no_silent_loss(small: SmallSchool) -> None:
    with writing(small.house.engine) as connection, pytest.raises(KeyError):
        base.insert(connection, homework.class_day, class_id=small.classes[3, 1], day=DAY, nickname="x")
