"""Words of holiday items that need a reason or a look, before they are listed and when they are corrected; what is kept of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schoolapp.config import Config
from schoolapp.rules.homework import Kind
from schoolapp.services import holidays, school
from schoolapp.services import wording as wording_services
from schoolapp.services.holidays import HolidayDraft, NeedsWords
from schoolapp.services.wording import REASONS
from tests.cast import NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.services.holiday_cases import add, check_lists, make_year

pytestmark = on_sqlite
FINE, STOPPED = HolidayDraft("练习册第1到30页", 300), HolidayDraft("练习册第1到30页，家长检查后签字", 300)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_year(house)
    house.close()


def reasons(small: SmallSchool, list_id: int, who: str = "t03") -> list[str | None]:
    view = holidays.list_view(house=small.house, actor=small.actor(who), list_id=list_id, now=NOW)
    return [v.item.wording_reason for _, items in view.subjects for v in items]


def correct(small: SmallSchool, item: int, draft: HolidayDraft, version: int = 1, **more: object) -> int:
    return holidays.correct_item(house=small.house, actor=small.actor("t03"), item_id=item, version=version, draft=draft, reason="更正",  # type: ignore[arg-type]
                                 now=NOW, **more)


def test_stopped_words_are_listed_with_a_reason_and_not_without(small: SmallSchool) -> None:
    before = small.house.data_version()
    with pytest.raises(NeedsWords) as needed:
        add(small, "t03", [(3, 1)], FINE, STOPPED)
    assert list(needed.value.lines) == [1] and needed.value.lines[1].blocks and small.house.data_version() == before
    with pytest.raises(NeedsWords):
        add(small, "t03", [(3, 1)], STOPPED, wording_reasons={0: "就是要这样写"})
    done = add(small, "t03", [(3, 1)], FINE, STOPPED, wording_reasons={0: REASONS[0], 1: REASONS[1]})
    assert reasons(small, done.lists[0]) == [None, REASONS[1]]
    check_lists(small)


def test_lighter_words_want_a_look_where_somebody_looks(small: SmallSchool) -> None:
    wording_services.add_words(house=small.house, actor=small.actor("t05"), words="奥数", clause="C10", level="warn", hint="超出课标", safer="思考题", now=NOW)
    hard = HolidayDraft("奥数十题", 60)
    with pytest.raises(NeedsWords) as needed:
        add(small, "t03", [(3, 1)], hard, wording_seen={})
    assert not needed.value.lines[0].blocks
    add(small, "t03", [(3, 1)], hard, wording_seen={0: ["C10"]})
    add(small, "t03", [(3, 2)], hard)


def test_written_work_under_another_kind_in_grades_one_and_two(small: SmallSchool) -> None:
    diary = HolidayDraft("每天写一篇日记", 100, Kind.ORAL)
    with pytest.raises(NeedsWords) as needed:
        add(small, "t04", [(1, 1)], diary)
    assert [shown.hit.clause for shown in needed.value.lines[0].hits] == ["C10"]
    add(small, "t03", [(3, 1)], diary)


def test_corrections_are_read_where_their_words_change(small: SmallSchool) -> None:
    done = add(small, "t03", [(3, 1)], FINE)
    with pytest.raises(NeedsWords):
        correct(small, done.items[0], STOPPED)
    correct(small, done.items[0], STOPPED, wording_reason=REASONS[3])
    correct(small, done.items[0], STOPPED._replace(minutes=200), version=2)  # other minutes: the words stand as they were
    assert reasons(small, done.lists[0]) == [REASONS[3]]
    correct(small, done.items[0], FINE, version=3)
    assert reasons(small, done.lists[0]) == [None]
    check_lists(small)


def test_a_form_that_comes_again_adds_once(small: SmallSchool) -> None:
    words = {"wording_reasons": {0: REASONS[0]}, "wording_seen": {}, "request_key": "key"}
    assert add(small, "t03", [(3, 1)], STOPPED, **words) == add(small, "t03", [(3, 1)], STOPPED, **words)
