"""Two requests at the same instant: one form sent twice is accepted once, one code opens one session, nothing breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from schoolapp.config import Config
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import afterschool, audit, login, people, school
from schoolapp.services.afterschool import SessionDraft
from schoolapp.services.homework import Draft, post_homework
from schoolapp.services.house import Conflict, Replayed
from tests.cast import MONDAY, NOW, SmallSchool, make_school
from tests.services.homework_cases import items_of

KEY = "k" * 32


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_school(house)
    _, troubles = audit.verify_chain(house=house, actor=OPERATOR)
    house.close()
    assert not troubles


def at_once(act: Callable[[], Any], times: int = 4) -> list[Any]:
    """What `act` gave or raised in each of several threads that start together."""
    gate, found = threading.Barrier(times), []

    def run() -> None:
        gate.wait()
        try:
            found.append(act())
        except Exception as error:  # what came is what is asked
            found.append(error)

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_one_form_published_twice_is_one_publication(small: SmallSchool) -> None:
    actor = small.actor("t01")
    found = at_once(lambda: post_homework(house=small.house, actor=actor, day=MONDAY, subject="数学", class_ids=[small.classes[3, 1]],
                                          drafts=[Draft("口算", 10)], request_key=KEY, now=NOW))
    assert len({one.items for one in found}) == 1 and len(items_of(small, (3, 1))) == 1


def test_one_session_logged_twice_is_one_record(small: SmallSchool) -> None:
    actor = small.actor("t06")
    draft = SessionDraft(True, 960, 1020, 76, 74, "完成作业", "", small.staff["t01"])
    found = at_once(lambda: afterschool.log_session(house=small.house, actor=actor, programme_id=small.programmes["hw3"], day=MONDAY, draft=draft,
                                                    request_key=KEY, now=NOW.replace(hour=18)))
    assert sum(isinstance(one, int) for one in found) == 1
    assert {type(one) for one in found} <= {int, Replayed, Conflict}, found


def test_one_substitute_granted_twice_is_one_grant(small: SmallSchool) -> None:
    actor = small.actor("t05")
    found = at_once(lambda: people.grant_substitute(house=small.house, actor=actor, class_id=small.classes[3, 1], subject="数学",
                                                    staff_id=small.staff["t04"], start=MONDAY, end=MONDAY, request_key=KEY, now=NOW))
    assert {type(one).__name__ for one in found} <= {"int", "Replayed"}, found


def test_one_code_opens_one_session(small: SmallSchool) -> None:
    code = login.fresh_code()
    with small.house.plain_writing() as connection:
        login.set_code(connection, small.staff["t01"], code, NOW)
    found = at_once(lambda: login.log_in(house=small.house, number="t01", password=code, address="a", device="", browser="", now=NOW))
    assert sum(isinstance(one, login.Opened) for one in found) == 1
    assert all(isinstance(one, login.Opened | login.LoginRefused) for one in found), found


def test_first_failures_at_the_same_instant_are_counted_and_refused_alike(small: SmallSchool) -> None:
    found = at_once(lambda: login.log_in(house=small.house, number="t01", password="wrong", address="a", device="", browser="", now=NOW))
    assert all(isinstance(one, login.LoginRefused) for one in found), found
    with small.house.reading() as connection:
        counted = login.records.delay_of(connection, "account:t01")
    assert counted is not None and counted[0] == 4


def test_two_people_who_log_the_same_session_are_one_record_and_one_conflict(small: SmallSchool) -> None:
    actors = iter([small.actor("t06"), small.actor("t01")])
    draft = SessionDraft(True, 960, 1020, 76, 74, "完成作业", "", small.staff["t01"])
    found = at_once(lambda: afterschool.log_session(house=small.house, actor=next(actors), programme_id=small.programmes["hw3"], day=MONDAY, draft=draft,
                                                    request_key=KEY, now=NOW.replace(hour=18)), times=2)
    assert sum(isinstance(one, int) for one in found) == 1 and sum(isinstance(one, Conflict) for one in found) == 1, found
