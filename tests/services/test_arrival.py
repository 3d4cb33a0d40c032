"""The screen at the door: how today stands, the marks of the last ten school days, what is missing, what only the own eyes see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.rules.permits import NotAllowed
from schoolapp.services import arrival as services
from schoolapp.services.arrival import DAYS, Arrival, HomeworkMark, ServiceMark
from schoolapp.services.homework import Draft
from schoolapp.services.notices import NoticeState
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY, with_faults
from tests.services.homework_cases import post

LATER = at(MONDAY, 16, 20)


def seen(small: SmallSchool, who: str = "t07", now: object = LATER) -> Arrival:
    return services.arrival_of(house=small.house, actor=small.actor(who), now=now)  # type: ignore[arg-type]


def line_of(found: Arrival, day: date) -> services.DayLine:
    return next(line for line in found.days if line.day == day)


def test_today_stands_as_it_is_at_this_moment(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册第 12 页", 20))
    found = seen(small)
    assert found.school_day and found.week is not None and len(found.lines) == len(small.classes)
    assert [(line.one.grade, line.one.number) for line in found.classes(NoticeState.WRITTEN)] == [(3, 1), (3, 2)]
    assert {line.one.grade for line in found.open} == set(range(3, 10)) - {3}  # grades 1-2 owe no day
    assert found.over == () and found.present == 0
    assert [one.name for one in found.running] == [one.name for one in found.service.sessions if one.start <= 16 * 60 + 20 < one.end] != []


def test_the_last_ten_school_days_carry_their_weightiest_mark(small: SmallSchool) -> None:
    found = seen(with_faults(small))
    assert len(found.days) == DAYS and found.days == tuple(sorted(found.days)) and found.days[-1].day == FRIDAY
    assert [(line.day, line.over) for line in found.days if line.homework is HomeworkMark.OVER] == [(FRIDAY, 1)]
    for line in found.days:
        assert line.recorded + sum(one.day == line.day for one in found.missing) == line.expected
        assert (line.homework is HomeworkMark.FINE) is (line.over == line.home == 0 and line.recorded == line.expected > 0)
        assert (line.service is ServiceMark.FINE) is (line.met == line.required > 0)
    assert any(line.homework is HomeworkMark.MISSING for line in found.days)
    assert found.fine_homework[1] == found.fine_service[1] == DAYS


def test_days_without_anything_to_show_are_none(small: SmallSchool) -> None:
    first = date(2026, 9, 1)
    found = seen(small, now=at(first, 9))
    assert found.days == () and found.missing == () and found.fine_homework == (0, 0)
    assert not seen(small, now=at(MONDAY - timedelta(days=1), 9)).school_day


@on_sqlite
def test_a_change_is_seen_at_once(small: SmallSchool) -> None:
    before = line_of(seen(small), FRIDAY)
    post(small, "t01", [(3, 1)], Draft("补记", 10), day=FRIDAY, reason="当天停电")
    after = line_of(seen(small), FRIDAY)
    assert (after.recorded, after.late) == (before.recorded + 1, before.late + 1)


def test_the_own_side_tells_what_waits_and_the_office_reads_no_suggestions(small: SmallSchool) -> None:
    with_faults(small)
    own = services.own_of(house=small.house, actor=small.actor("t07"), shown=seen(small, now=at(MONDAY, 17, 30)))
    assert own.issues == () and own.findings.red > 0 and own.suggestions is not None and own.suggestions.cases == 0
    assert [one.start for one in own.to_log] == [960]
    office = services.own_of(house=small.house, actor=small.actor("t05"), shown=seen(small, "t05"))
    assert office.suggestions is None


@pytest.mark.parametrize("who", ["t01", "t02", "t06", "t08", "t09"])
@on_sqlite
def test_nobody_else_opens_it(small: SmallSchool, who: str) -> None:
    with pytest.raises(NotAllowed):
        seen(small, who, NOW)
