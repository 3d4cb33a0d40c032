"""Words that need a reason or a look before they are published or corrected; what is kept of the reason, and who is not asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schoolapp.rules.homework import Kind
from schoolapp.services import homework
from schoolapp.services import wording as wording_services
from schoolapp.services.homework import Draft, NeedsWords, Refused
from schoolapp.services.homework.beside import words_of
from schoolapp.services.school import standing_of
from schoolapp.services.wording import REASONS
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import check_records, items_of, post

pytestmark = on_sqlite
STOPPED, FINE = "口算一页，家长检查后签字", "口算一页"
FRIDAY = MONDAY - timedelta(days=3)


@pytest.fixture
def warned(small: SmallSchool) -> str:
    """A text that the rules only warn of: in this school's own words."""
    wording_services.add_words(
        house=small.house, actor=small.actor("t05"), words="奥数", clause="C10", level="warn", hint="超出课标", safer="思考题", now=NOW
    )
    return "奥数一题"


def test_stopped_words_are_published_with_a_reason_and_not_without(small: SmallSchool) -> None:
    before = small.house.data_version()
    with pytest.raises(NeedsWords) as needed:
        post(small, "t01", [(3, 1)], Draft(FINE, 5), Draft(STOPPED, 5))
    assert list(needed.value.lines) == [1] and needed.value.lines[1].blocks and small.house.data_version() == before
    with pytest.raises(NeedsWords):
        post(small, "t01", [(3, 1)], Draft(STOPPED, 5), wording_reasons={0: "就是要这样写"})  # none of the choices
    post(small, "t01", [(3, 1)], Draft(FINE, 5), Draft(STOPPED, 5), wording_reasons={0: REASONS[0], 1: REASONS[1]})
    assert [i.wording_reason for i in items_of(small, (3, 1))] == [None, REASONS[1]]  # a line without such words keeps none
    check_records(small)


def test_a_reason_waits_with_a_timed_line(small: SmallSchool) -> None:
    with pytest.raises(NeedsWords):
        post(small, "t01", [(3, 1)], Draft(STOPPED, 5), publish_at=NOW + timedelta(hours=1))
    post(small, "t01", [(3, 1)], Draft(STOPPED, 5), publish_at=NOW + timedelta(hours=1), wording_reasons={0: REASONS[2]})
    homework.timed.publish_due(house=small.house, now=NOW + timedelta(hours=2))
    assert [i.wording_reason for i in items_of(small, (3, 1))] == [REASONS[2]]


def test_lighter_words_want_a_look_where_somebody_looks(small: SmallSchool, warned: str) -> None:
    with pytest.raises(NeedsWords) as needed:
        post(small, "t01", [(3, 1)], Draft(warned, 5), wording_seen={})
    assert not needed.value.lines[0].blocks
    with pytest.raises(NeedsWords):
        post(small, "t01", [(3, 1)], Draft(warned, 5), wording_seen={0: ["C9"]})
    post(small, "t01", [(3, 1)], Draft(warned, 5), wording_seen={0: ["C10"]})
    post(small, "t01", [(3, 2)], Draft(warned, 5))  # no form: nobody is there to look
    assert [i.wording_reason for i in items_of(small, (3, 1))] == [None]


def test_the_strictest_grade_decides(small: SmallSchool) -> None:
    classes = [standing_of(house=small.house).classes[small.classes[p]] for p in ((1, 1), (3, 1))]
    line = Draft("抄写生字一行", 5, Kind.ORAL)
    assert not words_of(house=small.house, line=line, classes=classes[1:]).hits
    assert [h.clause for h in words_of(house=small.house, line=line, classes=classes).hits] == ["C10"]


def test_several_hits_are_mended_at_once_and_a_wrong_kind_is_a_prompt(small: SmallSchool) -> None:
    classes = [standing_of(house=small.house).classes[small.classes[3, 1]]]
    found = words_of(house=small.house, line=Draft("口算一页，家长检查后签字，同桌互批", 5), classes=classes)
    assert len(found.hits) == 2 and found.blocks
    assert not words_of(house=small.house, line=Draft(found.mended, 5), classes=classes).hits
    prompt = words_of(house=small.house, line=Draft("抄写生字一行", 5, Kind.ORAL), classes=classes).prompt
    assert prompt is not None and prompt.fits is Kind.WRITTEN
    post(small, "t01", [(3, 1)], Draft("抄写生字一行", 5, Kind.ORAL), wording_seen={})  # it stops nothing


def test_past_days_are_not_asked(small: SmallSchool) -> None:
    done = post(small, "t01", [(3, 1)], Draft(STOPPED, 5), day=FRIDAY, reason="当天停电", wording_seen={})
    assert done.late and items_of(small, (3, 1), FRIDAY)[0].wording_reason is None
    change(small, done.items[0], Draft(STOPPED + "，拍照发群里", 5))


def change(small: SmallSchool, item_id: int, draft: Draft, version: int = 1, **more: object) -> None:
    asked = {"house": small.house, "actor": small.actor("t01"), "item_id": item_id, "version": version, "draft": draft, "reason": "更正", "now": NOW}
    homework.correct_homework(**(asked | more))  # type: ignore[arg-type]


def test_corrections_are_read_where_their_words_change(small: SmallSchool) -> None:
    item = post(small, "t01", [(3, 1)], Draft(FINE, 5)).items[0]
    with pytest.raises(NeedsWords):
        change(small, item, Draft(STOPPED, 5))
    change(small, item, Draft(STOPPED, 5), wording_reason=REASONS[3])
    assert items_of(small, (3, 1))[0].wording_reason == REASONS[3]
    change(small, item, Draft(STOPPED, 8), version=2)  # other minutes: the words stand as they were
    assert items_of(small, (3, 1))[0].wording_reason == REASONS[3]
    change(small, item, Draft(FINE, 8), version=3)
    assert items_of(small, (3, 1))[0].wording_reason is None
    with pytest.raises(Refused):
        change(small, item, Draft(FINE, 8), version=4)
    check_records(small)


def test_lighter_words_in_a_correction_want_a_look(small: SmallSchool, warned: str) -> None:
    item = post(small, "t01", [(3, 1)], Draft(FINE, 5)).items[0]
    with pytest.raises(NeedsWords):
        change(small, item, Draft(warned, 5), wording_seen=[])
    change(small, item, Draft(warned, 5), wording_seen=["C10"])


def test_a_form_that_comes_again_is_the_same_registration(small: SmallSchool) -> None:
    words = {"wording_reasons": {0: REASONS[0]}, "wording_seen": {}, "request_key": "key"}
    first = post(small, "t01", [(3, 1)], Draft(STOPPED, 5), **words)
    again = post(small, "t01", [(3, 1)], Draft(STOPPED, 5), **words, now=at(MONDAY, 15, 10))
    assert first.items == again.items and len(items_of(small, (3, 1))) == 1
