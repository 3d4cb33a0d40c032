"""What tests of questionnaires share. No test stands here."""

from __future__ import annotations

from datetime import date, datetime

from schoolapp.rules.feedback import Voice
from schoolapp.rules.surveys import Counts, SurveyKind, none_yet
from schoolapp.services import feedback, surveys
from schoolapp.services.school import standing_of
from schoolapp.services.surveys import SurveyDraft
from tests.cast import NOW, SmallSchool

UNTIL = date(NOW.year, NOW.month, NOW.day)


def switch(small: SmallSchool, on: bool = True) -> None:
    feedback.turn(house=small.house, actor=small.actor("t07"), now=NOW, voice=Voice.SURVEYS, on=on)


def opened(small: SmallSchool, kind: SurveyKind = SurveyKind.PARENTS, *, until: date = UNTIL, grades: tuple[int, ...] = (1, 3), number: str = "t07",
           programme: str = "") -> int:
    draft = SurveyDraft(kind, "期中问卷", until, grades, small.programmes[programme] if programme else None)
    return surveys.open_survey(house=small.house, actor=small.actor(number), draft=draft, now=NOW)


def give(small: SmallSchool, survey_id: int, place: tuple[int, int] = (3, 1), *, n: int = 1, now: datetime = NOW, address: str = "203.0.113.",
         **chosen: int) -> None:
    """`n` sheets of a class, each from a network address of its own."""
    one = standing_of(house=small.house).get_class(small.classes[place])
    for number in range(n):
        surveys.give_family_answer(house=small.house, one=one, survey_id=survey_id, chosen=chosen or {"P3": 0}, address=f"{address}{number + 1}", now=now)


def sheet(kind: SurveyKind = SurveyKind.PUPILS, **rows: tuple[int, ...]) -> Counts:
    return {**none_yet(kind), **rows}
