"""Questionnaires of the demo school: one for families in the middle of the term and one about a service programme, which are closed, and one for
teachers in every month, of which the present one is open; carried out here, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import groupby, zip_longest
from random import Random

from schoolapp.records import surveys as records
from schoolapp.records.surveys import SurveyRow
from schoolapp.rules.calendar import ONE_DAY
from schoolapp.rules.feedback import Voice
from schoolapp.rules.permits import Actor
from schoolapp.rules.surveys import SurveyKind
from schoolapp.services import surveys
from schoolapp.services.demo.acts import AskedAct, OpenSurvey, Sheets, Turn
from schoolapp.services.demo.cast import BY_CODE, CLASSES, COORDINATOR, PRINCIPAL, Place, places_of
from schoolapp.services.demo.plan import at, chance_of
from schoolapp.services.house import House
from schoolapp.services.school import standing_of
from schoolapp.services.surveys import SurveyDraft, SurveyRefused

_TITLE = "学期中家长问卷"
_FIRST, _LAST = 22, 26  # school days of the term on which families are asked
_PER_DAY = (0.06, 0.1)  # of a class's families on each of these days
_SKIPPED = 0.03
_PROGRAMME, _ABOUT, _ABOUT_FIRST, _ABOUT_LAST = "C07", "机器人入门家长问卷", 38, 42  # as above
_ABOUT_PER_DAY = 0.08

# Question -> how often each option is chosen, of a hundred.
_LOW = {"P1": (46, 40, 6, 0, 0, 8), "P2": (84, 14, 2, 0, 0)}
_FAMILIES = {
    "P1": (4, 32, 44, 11, 3, 6), "P2": (34, 38, 19, 7, 2), "P3": (93, 5, 2), "P4": (88, 10, 2), "P5": (71, 23, 6), "P6": (82, 4, 1, 13), "P7": (70, 9, 8, 13),
    "P8": (58, 31, 11),
}
_TAKING_PART = {"G1": (52, 11, 2, 35), "G2": (41, 9, 8, 7, 35), "G3": (50, 4, 11, 35), "G4": (43, 8, 14, 35)}
_TEACHERS = {
    "T1": (74, 20, 6), "T2": (52, 27, 9, 12), "T3": (81, 17, 2), "T4": (97, 3), "T5": (10, 34, 38, 14, 4), "T6": (70, 9, 1, 20), "T7": (62, 30, 6, 2),
}


def asked_acts(days: Sequence[date], until: date) -> Iterator[AskedAct | Turn]:
    """The switch on the term's first school day, then what was asked up to a day. `days`: all school days of the term."""
    yield Turn(at(days[0], 7, 36), PRINCIPAL, Voice.SURVEYS)
    if len(days) > _LAST and days[_FIRST] <= until:
        asked = days[_FIRST : _LAST + 1]
        grades = tuple(sorted({grade for grade, _number in CLASSES}))
        yield OpenSurvey(at(asked[0], 9, 5), PRINCIPAL, SurveyDraft(SurveyKind.PARENTS, _TITLE, asked[-1], grades))
        for day in asked:
            if day <= until:
                yield Sheets(at(day, 20, 40), PRINCIPAL, _TITLE, tuple(_families(day)))
        yield Sheets(at(asked[-1] + ONE_DAY, 0, 5), PRINCIPAL, _TITLE, ())
    if len(days) > _ABOUT_LAST and days[_ABOUT_FIRST] <= until:
        asked = days[_ABOUT_FIRST : _ABOUT_LAST + 1]
        yield OpenSurvey(at(asked[0], 9, 10), COORDINATOR, SurveyDraft(SurveyKind.PROGRAMME, _ABOUT, asked[-1]), _PROGRAMME)
        for day in asked:
            if day <= until:
                yield Sheets(at(day, 20, 45), COORDINATOR, _ABOUT, tuple(_taking_part(day)))
        yield Sheets(at(asked[-1] + ONE_DAY, 0, 5), COORDINATOR, _ABOUT, ())
    months = [list(of_month) for _month, of_month in groupby(days, key=lambda day: (day.year, day.month))]
    for own, following in zip_longest(months, months[1:]):
        if own[0] <= until and len(own) > 2:
            title = f"{own[0].year}年{own[0].month}月教师问卷"
            last = following[0] - ONE_DAY if following else own[-1]
            yield OpenSurvey(at(own[0], 7, 40), PRINCIPAL, SurveyDraft(SurveyKind.TEACHERS, title, last))
            yield Sheets(at(last + ONE_DAY, 0, 5), PRINCIPAL, title, ())
            chance = chance_of(own[0], "teachers asked")
            some = [number for number in sorted({one.homeroom for one in CLASSES.values()}) if chance.random() < 0.7]
            yield Sheets(at(own[1], 16, 40), PRINCIPAL, title, tuple((number, _sheet(chance, _TEACHERS)) for number in some))


def _families(day: date) -> Iterator[tuple[Place, dict[str, int]]]:
    for place, one in CLASSES.items():
        chance = chance_of(day, "families asked", place)
        for _ in range(round(one.pupils * chance.uniform(*_PER_DAY))):
            yield place, _sheet(chance, {**_FAMILIES, **_LOW} if place[0] <= 2 else _FAMILIES)


def _taking_part(day: date) -> Iterator[tuple[Place, dict[str, int]]]:
    for place in places_of(*BY_CODE[_PROGRAMME].grades):
        chance = chance_of(day, "programme asked", place)
        for _ in range(round(CLASSES[place].pupils * _ABOUT_PER_DAY)):
            yield place, _sheet(chance, _TAKING_PART)


def _sheet(chance: Random, weights: dict[str, tuple[int, ...]]) -> dict[str, int]:
    found = {code: chance.choices(range(len(row)), row)[0] for code, row in weights.items() if chance.random() > _SKIPPED}
    return found or {next(iter(weights)): 0}


def ask(house: House, actor: Actor, act: OpenSurvey) -> None:
    """Opens it, unless it is there; what has run out by then is closed first."""
    surveys.close_due(house=house, now=act.at)
    if _find(house, act.draft.title) is None:
        surveys.open_survey(house=house, actor=actor, draft=act.draft, now=act.at)


def fill_in(house: House, act: Sheets, classes: dict[Place, int], actors: dict[str, Actor]) -> None:
    """Gives the sheets, each of a family from a network address of its own; what has run out by then is closed first."""
    surveys.close_due(house=house, now=act.at)
    row = _find(house, act.title)
    if row is None or row.closed_at is not None:
        return
    standing = standing_of(house=house)
    for n, (who, chosen) in enumerate(act.sheets):
        with suppress(SurveyRefused):
            if isinstance(who, str):
                surveys.give_teacher_answer(house=house, actor=actors[who], survey_id=row.id, chosen=chosen, now=act.at)
            else:
                one = standing.get_class(classes[who])
                surveys.give_family_answer(house=house, one=one, survey_id=row.id, chosen=chosen, address=f"198.51.{100 + n // 250}.{n % 250 + 1}", now=act.at)


def _find(house: House, title: str) -> SurveyRow | None:
    with house.reading() as connection:
        return next((row for row in records.list_surveys(connection) if row.title == title), None)
