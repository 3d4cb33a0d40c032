"""What stands beside the register form: preselected classes, the newest kind and tier, where a line may be copied to, and the minutes that the
day's 作业辅导 still has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from schoolapp.config import Config
from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import people as people_records
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import homework, school
from schoolapp.services.homework import Draft, beside
from schoolapp.services.homework.beside import Beside, HelpTime
from tests.cast import MONDAY, NOW, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, post

pytestmark = on_sqlite
FRIDAY, SATURDAY = MONDAY - timedelta(days=3), MONDAY - timedelta(days=2)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    made = make_school(house)
    with house.writing(actor=OPERATOR, now=NOW) as work:
        made.classes[3, 3] = work.add(
            people_records.school_class, year=2026, grade=3, number=3, homeroom_id=None, link_token="link-3-3-".ljust(43, "x"), link_generation=1
        )
        work.add(people_records.teaching, class_id=made.classes[3, 3], staff_id=made.staff["t01"], subject="数学")
        work.audit("class_added", f"school_class:{made.classes[3, 3]}", None, {})
    yield made
    house.close()


def offered(small: SmallSchool, *places: tuple[int, int], who: str = "t01", together: bool = True, **more: object) -> homework.Choices:
    asked = {"day": None, "subject": "", "class_ids": [small.classes[p] for p in places], "beside": together, "now": NOW} | more
    return homework.choices(house=small.house, actor=small.actor(who), **asked)  # type: ignore[arg-type]


def numbers(small: SmallSchool, found: homework.Choices) -> list[tuple[int, int]]:
    return [place for place, class_id in sorted(small.classes.items()) if class_id in found.classes]


def test_all_parallel_classes_are_preselected_the_first_time(small: SmallSchool) -> None:
    assert numbers(small, offered(small)) == [(3, 1), (3, 2), (3, 3)]
    assert numbers(small, offered(small, (3, 2))) == [(3, 1), (3, 2), (3, 3)]
    assert numbers(small, offered(small, (3, 2), together=False)) == [(3, 2)]


def test_the_last_choice_is_remembered(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1), (3, 2)], Draft("口头练习", 5, Kind.ORAL, Tier.EXTENDED), day=FRIDAY, now=at(FRIDAY))
    found = offered(small)
    assert numbers(small, found) == [(3, 1), (3, 2)] and (found.subject, found.kind, found.tier) == ("数学", Kind.ORAL, Tier.EXTENDED)
    assert numbers(small, offered(small, (3, 1))) == [(3, 1), (3, 2)]
    assert numbers(small, offered(small, (3, 3))) == [(3, 1), (3, 2), (3, 3)]  # the card of a class that was not with them


def test_a_line_that_went_out_class_by_class_was_one_choice(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("口算", 5), day=FRIDAY, now=at(FRIDAY))
    post(small, "t01", [(3, 2)], Draft("口算", 5), day=FRIDAY, now=at(FRIDAY, 16))
    assert numbers(small, offered(small)) == [(3, 1), (3, 2)]
    post(small, "t01", [(3, 3)], Draft("应用题", 5), day=FRIDAY, now=at(FRIDAY, 17))
    assert numbers(small, offered(small)) == [(3, 3)] and numbers(small, offered(small, (3, 3))) == [(3, 3)]
    assert numbers(small, offered(small, (3, 1))) == [(3, 1)]  # who writes for single classes begins with the one that was tapped


def test_classes_that_have_it_already_are_not_preselected_again(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1), (3, 2)], Draft("口算", 5), day=FRIDAY, now=at(FRIDAY))
    post(small, "t01", [(3, 1)], Draft("口算", 5))
    assert numbers(small, offered(small)) == [(3, 2), (3, 3)]
    assert numbers(small, offered(small, (3, 1))) == [(3, 1)]  # but the one that was tapped is
    later = NOW + timedelta(hours=2)
    post(small, "t01", [(3, 2)], Draft("应用题", 5), publish_at=later)
    assert numbers(small, offered(small)) == [(3, 3)]  # what waits for its time counts too


def test_a_withdrawn_registration_is_no_choice(small: SmallSchool) -> None:
    done = post(small, "t01", [(3, 3)], Draft("口算", 5, tier=Tier.OPTIONAL))
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=done.items[0], version=1, reason="登记错了", now=NOW)
    found = offered(small)
    assert numbers(small, found) == [(3, 1), (3, 2), (3, 3)] and found.tier is Tier.EVERYONE


def test_a_colleagues_subject_stays_with_the_class_that_was_tapped(small: SmallSchool) -> None:
    assert numbers(small, offered(small, (3, 1), subject="语文")) == [(3, 1)]


def test_a_line_may_be_copied_to_the_parallel_classes_that_one_teaches(small: SmallSchool) -> None:
    add_teaching(small, "t01", (4, 1), "科学")
    def targets(who: str, place: tuple[int, int]) -> dict[str, list[int]]:
        found = homework.copy_targets(house=small.house, actor=small.actor(who), class_id=small.classes[place], now=NOW)
        return {subject: [c.number for c in classes] for subject, classes in found.items()}

    assert targets("t01", (3, 1)) == {"数学": [2, 3]} and targets("t03", (3, 2)) == {"语文": [1]}
    assert targets("t01", (4, 1)) == {} and targets("t04", (1, 1)) == {} and targets("t05", (3, 1)) == {}


def around(small: SmallSchool, *places: tuple[int, int], **more: object) -> Beside:
    asked = {"day": MONDAY, "subject": "数学", "class_ids": [small.classes[p] for p in places], "lines": [Draft("口算", 10)], "now": NOW} | more
    return beside.beside_form(house=small.house, actor=small.actor("t01"), **asked)  # type: ignore[arg-type]


def test_the_help_of_the_day_is_what_no_homework_has_yet(small: SmallSchool) -> None:
    assert around(small, (3, 1)).help == HelpTime(960, 1020, 60)
    post(small, "t03", [(3, 1)], Draft("抄写", 25, in_school=20))
    post(small, "t02", [(3, 1)], Draft("单词", 10))  # not stated: it takes nothing
    assert around(small, (3, 1)).help == HelpTime(960, 1020, 40)
    assert around(small, (3, 2)).help == HelpTime(960, 1020, 60)
    assert around(small, (3, 1), (3, 2)).help == HelpTime(960, 1020, 40)  # one figure for both: the smaller one


def test_without_a_session_there_is_nothing(small: SmallSchool) -> None:
    assert around(small, (4, 1)).help is None and around(small, (3, 1), (4, 1)).help is None
    assert around(small, (3, 1), day=SATURDAY + timedelta(days=7)).help is None
    assert around(small, (3, 1), day=FRIDAY).help is None  # what was done that day the teacher knows, not the plan
    assert around(small).help is None


@pytest.mark.parametrize(("held", "times", "expected"), [(False, (960, 1020), None), (True, (960, 990), HelpTime(960, 990, 30))])
def test_a_logged_session_counts_as_it_was(small: SmallSchool, held: bool, times: tuple[int, int], expected: HelpTime | None) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(
            afterschool_records.service_session, programme_id=small.programmes["hw3"], day=MONDAY, start=times[0], end=times[1], held=held,
            expected=40 if held else None, present=40 if held else None, content="作业", reason="" if held else "停电", logged_at=NOW,
        )
        work.audit("session_logged", f"service_session:{row}", None, {})
    assert around(small, (3, 1)).help == expected


def test_usual_minutes_templates_and_quotas_come_along(small: SmallSchool) -> None:
    for back in (3, 4):
        day = MONDAY - timedelta(days=back)
        post(small, "t01", [(3, 1)], Draft(f"口算第{back}页", 12), day=day, now=at(day))
    found = around(small, (3, 1), lines=[Draft("口算第9页", 10), Draft("", 10)])
    assert found.usual[0] is not None and found.usual[0].minutes == 12 and found.usual[1] is None
    assert found.templates == () and not found.quotas[small.classes[3, 1]].planned
