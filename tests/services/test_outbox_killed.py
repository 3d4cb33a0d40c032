"""A sender that is killed at any step loses nothing, and what comes twice is what the other side had accepted; many senders at once do not meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from schoolapp.config import Config
from schoolapp.records import outbox as records
from schoolapp.rules.outbox import TRIES, Outcome
from schoolapp.services.homework import Draft
from schoolapp.services.outbox import sending
from schoolapp.services.outbox.events import spread
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.services.homework_cases import post
from tests.services.outbox_cases import Evening, Group, Killed, add, deliveries, events, school_for, states
from tests.services.test_homework_race import at_once

SET_TIME = at(MONDAY, 17, 10)


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


STEPS = ("before it is taken", "when it is taken", "before it is sent", "accepted, then killed", "before it is noted")


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_nothing_is_lost(small: SmallSchool, evening: Evening, group: Group, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册", 20))
    def die(*_a: object, **_k: object) -> None:
        raise Killed

    def accept_and_die(parcel: object) -> Outcome:
        group(parcel)  # type: ignore[arg-type]
        raise Killed

    evening.now = SET_TIME
    with monkeypatch.context() as patch:
        if step == "before it is taken":
            patch.setattr(sending, "_take", die)
        elif step == "when it is taken":
            patch.setattr(records, "set_bucket", die)  # inside the write
        elif step == "before it is sent":
            patch.setattr(sending, "digest_of", die)
        elif step == "accepted, then killed":
            evening.group = accept_and_die
        else:
            patch.setattr(sending, "_write_outcome", die)
        with pytest.raises(Killed):
            evening.look()
    evening.group = group  # the next process
    evening.until(SET_TIME + timedelta(minutes=10), timedelta(seconds=5))
    assert states(small) == ["sent", "sent"]
    doubled = step in ("accepted, then killed", "before it is noted")
    assert sorted(group.texts) == sorted({*group.texts}) if not doubled else len(group.texts) == 3 and len({*group.texts}) == 2
    if doubled:  # the same delivery says so
        assert len({parcel.ident for parcel in group.read}) == 2


@pytest.mark.parametrize("where", ["list_events", "drop_events", "newest_editions"])
def test_killed_while_spreading_nothing_is_lost_or_doubled(small: SmallSchool, evening: Evening, group: Group, where: str) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册", 20))
    with pytest.MonkeyPatch.context() as patch:
        def die(*_a: object, **_k: object) -> None:
            raise Killed

        patch.setattr(records, where, die)
        with pytest.raises(Killed):
            evening.look()
    assert len(events(small)) == 1
    evening.at(SET_TIME)
    assert len(group.texts) == 2


def test_a_sender_that_dies_each_time_comes_to_an_end(small: SmallSchool, evening: Evening, group: Group) -> None:
    add(small, grade=3, quiet_from=0, quiet_until=0)
    post(small, "t01", [(3, 1)], Draft("练习册", 20))
    group.fates.extend([Killed()] * 50)
    evening.now = SET_TIME
    for _ in range(40):
        try:
            evening.look()
        except Killed:
            pass
        evening.now += timedelta(minutes=1)
    assert group.tried == TRIES and states(small) == ["given_up"]


def test_who_comes_late_does_not_overwrite(small: SmallSchool, evening: Evening, group: Group) -> None:
    """A sender whose lease ran out while the other side hung: the second one's note stands."""
    add(small, grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册", 20))

    def slow(parcel: object) -> Outcome:
        other = Evening(small.house, group, SET_TIME + timedelta(minutes=3))
        assert other.look()
        return Outcome(False, "timeout")

    evening.group = slow
    evening.at(SET_TIME)
    assert states(small) == ["sent"] and len(group.texts) == 1


def test_two_senders_never_take_the_same(small: SmallSchool, group: Group) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册", 20))
    spread(house=small.house, now=NOW)
    for _ in range(3):
        at_once([Evening(small.house, group, SET_TIME).look for _ in range(4)])
    assert len(group.texts) == 2 == len({*group.texts}) and states(small) == ["sent", "sent"]


def test_many_spread_at_once(small: SmallSchool) -> None:
    add(small, grade=3)
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册", 20))
    found = at_once([lambda: spread(house=small.house, now=NOW)] * 4)
    assert sorted(found) == [0, 0, 0, 2] and len(deliveries(small)) == 2  # type: ignore[type-var]
