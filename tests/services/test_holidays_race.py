"""Teachers who list at the same instant: under one holiday line they never both fit, on either database; no tap is doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolapp.config import Config
from schoolapp.rules.homework import Kind
from schoolapp.services import holidays, school
from schoolapp.services.holidays import HolidayDraft, HolidayFull, HolidayRefused
from schoolapp.services.house import Conflict
from tests.cast import NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.services.holiday_cases import NEW_YEAR, WINTER, add, check_lists, make_year, row_of
from tests.services.test_homework_race import at_once


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_year(house)
    house.close()


def test_two_teachers_never_both_fit(small: SmallSchool) -> None:
    for span, minutes in ((WINTER, 1000), (NEW_YEAR, 100)):  # the list itself is made in the race
        found = at_once([lambda who=who, m=minutes, s=span: add(small, who, [(3, 1)], HolidayDraft("作业", m), start=s[0])
                         for who in ("t01", "t02", "t03")])
        assert sorted(type(r).__name__ for r in found) == ["HolidayFull", "HolidayFull", "Listed"], found
        assert row_of(small, (3, 1), span).written == minutes
        refusal = next(r for r in found if isinstance(r, HolidayFull))
        assert refusal.refused[0].verdict.before == minutes  # who came second sees the new figure
    check_lists(small)


def test_parallel_classes_in_any_order_do_not_lock_each_other_out(small: SmallSchool) -> None:
    acts: list[Callable[[], object]] = [lambda p=p, w=w: add(small, w, p, HolidayDraft("作业", 700))
                                        for w, p in (("t01", [(3, 1), (3, 2)]), ("t02", [(3, 2), (3, 1)]), ("t03", [(3, 2), (3, 1)]), ("t03", [(3, 2)]))]
    found = at_once(acts)
    assert all(not isinstance(r, Exception) or isinstance(r, HolidayFull) for r in found), found
    assert max(row_of(small, p).written for p in ((3, 1), (3, 2))) <= 1800
    check_lists(small)


def test_a_double_tap_lists_once(small: SmallSchool) -> None:
    found = at_once([lambda: add(small, "t03", [(3, 1), (3, 2)], HolidayDraft("作业", 100), request_key="tap")] * 4)
    assert len({str(r) for r in found}) == 1 and not isinstance(found[0], Exception), found
    assert row_of(small, (3, 1)).items == 1
    check_lists(small)


def test_a_correction_and_an_addition_never_both_fit(small: SmallSchool) -> None:
    (item,) = add(small, "t03", [(3, 1)], HolidayDraft("作业", 900)).items
    found = at_once([
        lambda: holidays.correct_item(house=small.house, actor=small.actor("t03"), item_id=item, version=1, draft=HolidayDraft("作业", 1500), reason="改",
                                      now=NOW),
        lambda: add(small, "t01", [(3, 1)], HolidayDraft("口算", 800)),
    ])
    assert sum(isinstance(r, HolidayFull) for r in found) == 1, found
    assert row_of(small, (3, 1)).written <= 1800
    check_lists(small)


acts = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(["t01", "t02", "t03"]), st.integers(1, 120), st.sampled_from([Kind.WRITTEN, Kind.ELECTRONIC, Kind.READING])),
    st.tuples(st.just("correct"), st.integers(0, 9), st.integers(1, 200)),
    st.tuples(st.just("withdraw"), st.integers(0, 9)),
)


@on_sqlite
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(acts, max_size=12))
def test_whatever_happens_the_list_keeps_to_the_line(small: SmallSchool, plan: list[tuple]) -> None:  # type: ignore[type-arg]
    done: list[list] = []  # type: ignore[type-arg]
    for act, *values in plan:
        try:
            if act == "add":
                done += [[i, values[0], 1] for i in add(small, values[0], [(3, 1)], HolidayDraft("作业", *values[1:]), start=NEW_YEAR[0]).items]
            elif done:
                item, who, version = entry = done[values[0] % len(done)]
                if act == "withdraw":
                    holidays.withdraw_item(house=small.house, actor=small.actor(who), item_id=item, version=version, reason="撤", now=NOW)
                    done.remove(entry)
                else:
                    holidays.correct_item(house=small.house, actor=small.actor(who), item_id=item, version=version, reason="改", now=NOW,
                                          draft=HolidayDraft("更正后", values[1]))
                    entry[2] += 1
        except (HolidayFull, HolidayRefused, Conflict):
            pass
        if done:
            assert row_of(small, (3, 1), NEW_YEAR).written <= 180
    check_lists(small)
