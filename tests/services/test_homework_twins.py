"""The same once more a moment later: asked first where a person publishes by hand, never refused, and never asked of anybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schoolapp.rules.homework import Tier
from schoolapp.services.homework import Draft, Posted, Twins, twins
from schoolapp.services.homework.twins import WITHIN
from tests.cast import MONDAY, NOW, SmallSchool
from tests.services.homework_cases import check_records, items_of, post

SUMS = Draft("口算一页", 15)
LATER = NOW + timedelta(minutes=2)


def twins_of(small: SmallSchool, *drafts: Draft, places: list[tuple[int, int]] | None = None, **more: object) -> Twins:
    with pytest.raises(Twins) as asked:
        post(small, "t01", places or [(3, 1)], *drafts, again=False, **{"now": LATER, **more})  # type: ignore[arg-type]
    return asked.value


def test_the_same_is_asked_about_and_then_published(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1), (3, 2)], SUMS, again=False)
    asked = twins_of(small, SUMS, places=[(3, 1), (3, 2)])
    assert [one.number for one in asked.classes] == [1, 2] and asked.lines == (0,) and asked.newest.at == NOW and not asked.newest.waits
    assert len(items_of(small, (3, 1))) == 1
    post(small, "t01", [(3, 1), (3, 2)], SUMS, again=True, now=LATER)
    assert len(items_of(small, (3, 1))) == len(items_of(small, (3, 2))) == 2
    check_records(small)


def test_a_replay_answers_with_the_first_result(small: SmallSchool) -> None:
    first = post(small, "t01", [(3, 1)], SUMS, again=False, request_key="k")
    assert post(small, "t01", [(3, 1)], SUMS, again=False, request_key="k", now=LATER) == first


@pytest.mark.parametrize(("draft", "more"), [
    (SUMS._replace(text="口算两页"), {}),
    (SUMS._replace(minutes=16), {}),
    (SUMS._replace(tier=Tier.OPTIONAL), {}),
    (SUMS, {"places": [(3, 2)]}),
    (SUMS, {"day": MONDAY + timedelta(days=1)}),
    (SUMS, {"now": NOW + WITHIN + timedelta(seconds=1)}),
])
def test_what_differs_is_not_asked_about(small: SmallSchool, draft: Draft, more: dict[str, object]) -> None:
    post(small, "t01", [(3, 1)], SUMS)
    values = {"places": [(3, 1)], "now": LATER, **more}
    assert isinstance(post(small, "t01", values.pop("places"), draft, again=False, **values), Posted)  # type: ignore[arg-type]


def test_minutes_in_school_may_differ(small: SmallSchool) -> None:
    """They are prefilled from what the afternoon has left, which the first one used up."""
    post(small, "t01", [(3, 1)], SUMS._replace(in_school=15))
    assert twins_of(small, SUMS._replace(in_school=5)).lines == (0,)


def test_a_colleagues_equal_words_are_theirs(small: SmallSchool) -> None:
    post(small, "t02", [(3, 1)], SUMS, subject="英语")
    assert post(small, "t01", [(3, 1)], SUMS, again=False, now=LATER).items


def test_what_was_entered_for_a_colleague_is_the_own_act(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], SUMS, subject="英语")  # the homeroom teacher for t02
    assert twins_of(small, SUMS, subject="英语").classes[0].number == 1


def test_what_waits_for_its_time_counts_too(small: SmallSchool) -> None:
    at = NOW + timedelta(hours=1)
    post(small, "t01", [(3, 1)], SUMS, publish_at=at)
    assert twins_of(small, SUMS, publish_at=at).newest.waits and twins_of(small, SUMS).newest.waits


def test_a_class_without_room_is_asked_about_first(small: SmallSchool) -> None:
    """'No room' would be a riddle for who only pressed Back."""
    long = Draft("单元练习", 40)
    post(small, "t01", [(3, 1)], long)
    assert twins_of(small, long).classes


def test_the_ordinary_way_asks_the_database_nothing_more(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    post(small, "t01", [(3, 1)], SUMS)
    looked: list[int] = []
    monkeypatch.setattr(twins, "_twin", lambda _work, _one, _line, number, _text: looked.append(number))
    post(small, "t01", [(3, 1)], Draft("口算两页", 10), again=False, now=LATER)
    assert not looked
    post(small, "t01", [(3, 1)], SUMS, again=False, now=LATER)  # equal minutes: now it looks
    assert len(looked) == 1
