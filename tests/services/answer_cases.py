"""Families' answers for the tests: a school that asks, homework to ask about, answers from many addresses. No test stands here."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from schoolapp.records import feedback as records
from schoolapp.rules.feedback import Voice
from schoolapp.rules.people import ClassRef
from schoolapp.services import feedback
from schoolapp.services.homework import Draft
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, SmallSchool, at
from tests.services.homework_cases import post

FRIDAY, SATURDAY, TUESDAY, WEDNESDAY = (MONDAY + timedelta(days=n) for n in (-3, -2, 1, 2))
EVENING = at(MONDAY, 20)


def switch(small: SmallSchool, on: bool) -> None:
    feedback.turn(house=small.house, actor=small.actor("t07"), now=at(MONDAY, 8), voice=Voice.ANSWERS, on=on)


def asking(small: SmallSchool) -> SmallSchool:
    """Switches answers on, and publishes Monday's homework in 三(1)班."""
    switch(small, True)
    post(small, "t03", [(3, 1)], Draft("抄写词语", 25))
    return small


def class_of(small: SmallSchool, place: tuple[int, int] = (3, 1)) -> ClassRef:
    return standing_of(house=small.house).get_class(small.classes[place])


def give(small: SmallSchool, low: int | None = 16, n: int = 1, place: tuple[int, int] = (3, 1), day: date = MONDAY, now: datetime = EVENING) -> None:
    """An answer from the n-th address."""
    feedback.give_answer(house=small.house, one=class_of(small, place), day=day, low=low, address=f"203.0.{n // 250}.{n % 250}", now=now)


def give_many(small: SmallSchool, lows: list[int], first: int = 1, **more: object) -> None:
    for n, low in enumerate(lows):
        give(small, low, first + n, **more)  # type: ignore[arg-type]


def counted(small: SmallSchool, place: tuple[int, int] = (3, 1), day: date = MONDAY) -> list[records.AnswersRow]:
    with small.house.reading() as connection:
        return records.answers_in(connection, [small.classes[place]], day, day)


def limits(small: SmallSchool) -> list[tuple[date, str, int]]:
    c = records.answer_limit.c
    with small.house.reading() as connection:
        return [(row.day, row.digest, row.n) for row in connection.execute(select(c.day, c.digest, c.n).order_by(c.n, c.digest))]
