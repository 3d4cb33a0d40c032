"""What needs somebody: for each role its own lines, the most pressing first, gone when mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from schoolapp.records import school as school_records
from schoolapp.rules.findings import Level
from schoolapp.rules.needs import Need
from schoolapp.rules.people import System
from schoolapp.rules.permits import OPERATOR
from schoolapp.rules.policy import default_profile, to_json
from schoolapp.services import homework, needs, sampling
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, grant, post
from tests.services.test_early_warning import DAYS

pytestmark = on_sqlite
AFTER = at(MONDAY, 16)


def every(small: SmallSchool, who: str, now: datetime = NOW) -> tuple[Need, ...]:
    return needs.needs_of(house=small.house, actor=small.actor(who, now), now=now)


def lines(small: SmallSchool, who: str, kind: str, now: datetime = NOW) -> list[dict[str, Any]]:
    return [dict(need.values) for need in every(small, who, now) if need.kind == kind]


def numbers(classes: Any) -> list[tuple[int, int]]:
    return [(one.grade, one.number) for one in classes]


def test_every_line_has_a_source_that_says_so(small: SmallSchool) -> None:
    known = {kind for source in needs.SOURCES for kind in source.kinds}
    for who in small.staff:
        for source in needs.SOURCES:
            found = list(source.read(house=small.house, actor=small.actor(who, AFTER), now=AFTER))
            assert {need.kind for need in found} <= set(source.kinds) <= known


def test_nothing_is_asked_of_those_who_neither_teach_nor_lead(small: SmallSchool) -> None:
    assert every(small, "t06", AFTER) == ()  # who plans the service is asked of its providers alone
    for who in ("t08", "t09"):
        assert every(small, who, AFTER) == () and not needs.has_needs(small.actor(who))


def test_the_reminder_comes_with_the_schools_hour_and_goes_with_the_entry(small: SmallSchool) -> None:
    assert lines(small, "t01", "open_subject", at(MONDAY, 15, 59)) == []
    (line,) = lines(small, "t01", "open_subject", AFTER)
    assert line["subject"] == "数学" and numbers(line["classes"]) == [(3, 1), (3, 2)]
    post(small, "t01", [(3, 1)], Draft("口算", 10), now=AFTER)
    (line,) = lines(small, "t01", "open_subject", AFTER)
    assert numbers(line["classes"]) == [(3, 2)]
    homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 2], subject="数学", now=AFTER)
    assert lines(small, "t01", "open_subject", AFTER) == []


def test_the_homeroom_teacher_is_told_which_subjects_are_open(small: SmallSchool) -> None:
    assert [line["subjects"] for line in lines(small, "t01", "open_class", AFTER)] == [("语文", "英语")]  # the own one has its own line
    post(small, "t03", [(3, 1)], Draft("抄写", 10))
    assert [line["subjects"] for line in lines(small, "t01", "open_class", AFTER)] == [("英语",)]
    homework.declare_class_none(house=small.house, actor=small.actor("t03"), class_id=small.classes[3, 2], now=NOW)
    assert lines(small, "t03", "open_class", AFTER) == []


def test_no_reminder_on_a_day_off_nor_where_the_day_need_not_be_declared(small: SmallSchool) -> None:
    assert lines(small, "t01", "open_subject", at(MONDAY - timedelta(days=1), 20)) == []
    assert lines(small, "t04", "open_subject", AFTER) == []


def test_the_hour_is_the_profiles(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        late = replace(default_profile(System.SIX_THREE, TERM[0]), valid_from=MONDAY, publish_by=time(17, 30))
        row = work.add(school_records.policy_profile, valid_from=MONDAY, content=to_json(late))
        work.audit("profile_added", f"profile:{row}", None, {})
    assert lines(small, "t01", "open_subject", AFTER) == [] and lines(small, "t01", "open_subject", at(MONDAY, 17, 30))


def test_a_substitute_is_reminded_for_the_day(small: SmallSchool) -> None:
    grant(small, "t10", (3, 1), "科学", MONDAY, MONDAY)
    assert [line["subject"] for line in lines(small, "t10", "open_subject", AFTER)] == ["科学"]
    assert lines(small, "t10", "open_subject", at(MONDAY + timedelta(days=1), 16)) == []


def test_missing_days_of_the_last_ten(small: SmallSchool) -> None:
    for day in DAYS[-10:-2]:
        post(small, "t01", [(3, 1), (3, 2)], Draft("口算", 10), day=day, now=at(day))
    (own,) = lines(small, "t01", "missing_class")
    assert own["one"].number == 1 and own["days"] == tuple(DAYS[-2:])
    (grade,) = lines(small, "t02", "missing_grade")
    assert (grade["grade"], grade["count"], numbers(grade["classes"])) == (3, 4, [(3, 1), (3, 2)])
    (office,) = lines(small, "t05", "missing_school")
    counts = dict(office["grades"])
    assert counts[3] == 4 and counts[4] == counts[9] == 10 and counts[1] == 2  # grade 1 once a week
    assert lines(small, "t07", "missing_school") == []
    for day in DAYS[-2:]:
        post(small, "t01", [(3, 1)], Draft("口算", 10), day=day, now=NOW, reason="补录")
    assert lines(small, "t01", "missing_class") == []


def test_caps_nearly_reached_today(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 54))
    assert [p["places"][0][1:] for p in lines(small, "t01", "near_today")] == [(54, 60)]  # heads it
    assert lines(small, "t03", "near_today") == []  # has registered already
    (leader,) = [need for need in every(small, "t02") if need.kind == "near_today"]
    assert leader.level is Level.INFO and leader.endpoint == "load.week"
    assert lines(small, "t05", "near_today") == []


def test_a_day_that_is_over_is_pressing(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 54))
    with small.house.writing(actor=OPERATOR, now=NOW) as work:  # as an import or a stricter cap makes it
        strict = replace(default_profile(System.SIX_THREE, TERM[0]), valid_from=MONDAY, caps=(0, 0, 50, 50, 50, 50, 80, 80, 80))
        row = work.add(school_records.policy_profile, valid_from=MONDAY, content=to_json(strict))
        work.audit("profile_added", f"profile:{row}", None, {})
    for who in ("t01", "t02"):
        first = every(small, who)[0]
        assert (first.kind, first.level, first.values["figure"], first.values["cap"]) == ("over_today", Level.RED, 54, 50)
    assert lines(small, "t03", "over_today") == []


def test_a_teacher_may_still_add_to_it(small: SmallSchool) -> None:
    add_teaching(small, "t10", (3, 2), "音乐")
    post(small, "t01", [(3, 2)], Draft("练习", 58))
    (line,) = lines(small, "t10", "near_today")
    assert numbers([line["places"][0][0]]) == [(3, 2)]


def test_samples_are_asked_for_gently(small: SmallSchool) -> None:
    (need,) = [n for n in every(small, "t01") if n.kind == "sample_none"]
    assert need.level is Level.INFO and need.args == {"class_id": small.classes[3, 1]}
    day = DAYS[-3]

    def enter(asked: int, on: Any, seen: str = "") -> Any:
        return sampling.enter_sample(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], day=on, asked=asked, mean_tenths=400,
                                     seen=seen, now=NOW)

    few = enter(5, day)
    assert lines(small, "t01", "sample_none") == [] and [line["asked"] for line in lines(small, "t01", "sample_few")] == [5]
    enter(20, day, few.stamp)
    assert lines(small, "t01", "sample_few") == [] == lines(small, "t01", "sample_none")
    assert lines(small, "t04", "sample_none") == []  # grade 1 takes nothing home
    assert lines(small, "t02", "sample_none") == []  # heads no class


def test_findings_wait_for_office_and_principal(small: SmallSchool) -> None:
    for who in ("t05", "t07"):
        (need,) = [n for n in every(small, who) if n.kind == "findings"]
        assert need.level is Level.RED and need.values["red"] > 0 and need.endpoint == "findings.show"
        assert every(small, who)[0] is not None and every(small, who)[0].level is Level.RED
    assert lines(small, "t02", "findings") == []


def test_a_new_source_is_one_function_in_the_list(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*, house: Any, actor: Any, now: Any) -> list[Need]:
        return [Need("asked", Level.RED, "today.show", {}, {"n": 1})]

    monkeypatch.setattr(needs, "SOURCES", (*needs.SOURCES, needs.Source(("asked",), asked)))
    assert every(small, "t01", AFTER)[0].kind == "asked"
