"""Usual minutes from a class's own history: which lines count, for whom, and how far back it is read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from schoolapp.records import likeness as records
from schoolapp.rules.likeness import Usual
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import homework
from schoolapp.services.homework import Draft
from schoolapp.services.likeness import LINES_BACK, usual_minutes
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post

DAYS = [MONDAY - timedelta(days=n) for n in (3, 4, 5, 6)]


def ask(small: SmallSchool, text: str, *places: tuple[int, int], who: str = "t01", subject: str = "数学") -> Usual | None:
    ids = [small.classes[p] for p in places or [(3, 1)]]
    return usual_minutes(house=small.house, actor=small.actor(who), class_ids=ids, subject=subject, text=text, now=NOW)


def test_the_classs_own_history(small: SmallSchool) -> None:
    for day, minutes in zip(DAYS, (10, 15, 20), strict=False):
        post(small, "t01", [(3, 1)], Draft(f"练习册第{day.day}页", minutes), day=day, now=at(day))
    post(small, "t01", [(3, 2)], Draft("练习册第3页", 60), day=DAYS[0], now=at(DAYS[0]))
    post(small, "t03", [(3, 1)], Draft("练习册第3页", 40), day=DAYS[0], now=at(DAYS[0]))
    assert ask(small, "练习册第30页") == Usual(15, 3)
    assert ask(small, "背乘法口诀") is None
    assert ask(small, "练习册第30页", (3, 2)) is None


def test_one_line_for_two_classes_counts_once(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册第3页", 20), day=DAYS[0], now=at(DAYS[0]))
    assert ask(small, "练习册第4页", (3, 1), (3, 2)) is None
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册第2页", 10), day=DAYS[1], now=at(DAYS[1]))
    assert ask(small, "练习册第4页", (3, 1), (3, 2)) == Usual(15, 2)


def test_withdrawn_lines_are_gone(small: SmallSchool) -> None:
    items = [post(small, "t01", [(3, 1)], Draft("口算", 10), day=day, now=at(day)).items[0] for day in DAYS[:2]]
    assert ask(small, "口算") == Usual(10, 2)
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=items[0], version=1, reason="留错了", now=NOW)
    assert ask(small, "口算") is None


def test_only_own_classes(small: SmallSchool) -> None:
    for places, who, subject in (([(4, 1)], "t01", "数学"), ([(3, 1), (4, 1)], "t01", "数学"), ([(3, 2)], "t01", "语文")):
        with pytest.raises(NotFound):
            ask(small, "口算", *places, who=who, subject=subject)
    assert ask(small, "抄写", (3, 1), subject="语文") is None  # a colleague's subject in the class one heads
    with pytest.raises(NotAllowed):
        ask(small, "口算", who="t07")
    assert usual_minutes(house=small.house, actor=small.actor("t01"), class_ids=[], subject="数学", text="口算", now=NOW) is None


@on_sqlite
def test_history_is_walked_back_by_its_indexes(small: SmallSchool) -> None:
    """The newest lines are found without sorting the class's whole history and without reading other classes'."""
    said: list[str] = []
    with small.house.reading() as connection:
        event.listen(connection.engine, "before_cursor_execute", lambda c, cur, text, values, ctx, many: said.append(text))
        records.last_lines(connection, small.classes[3, 1], "数学", LINES_BACK)
        plan = " / ".join(str(row[3]) for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + said[-1], (small.classes[3, 1], "数学", LINES_BACK, 0)))
    assert "SEARCH class_day USING COVERING INDEX" in plan and "(class_id=?)" in plan
    assert "SEARCH homework_item USING INDEX ix_homework_item_class_day_id" in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan
