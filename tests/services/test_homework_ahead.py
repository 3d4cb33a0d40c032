"""A teacher's two weeks: days and their marks, sums and what is left, own items, quotas, and what may still be registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from schoolapp.records import school as school_records
from schoolapp.rules.people import System
from schoolapp.rules.permits import OPERATOR, NotAllowed
from schoolapp.rules.policy import default_profile, to_json
from schoolapp.services import homework, quota, school
from schoolapp.services.homework import Draft
from schoolapp.services.homework.ahead import Ahead, AheadClass, AheadDay, DayOff, days_ahead
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import grant, post

pytestmark = on_sqlite
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def read(small: SmallSchool, who: str = "t01", start: date | None = None, now: object = NOW) -> Ahead:
    return days_ahead(house=small.house, actor=small.actor(who), start=start, now=now)  # type: ignore[arg-type]


def on(found: Ahead, day: date) -> AheadDay:
    return next(d for d in found.days if d.day == day)


def place(found: Ahead, day: date, number: int = 1) -> AheadClass:
    return next(c for c in on(found, day).classes if c.one.number == number)


def add_row(small: SmallSchool, start: date, end: date, *, is_school: bool, note: str, **more: object) -> None:
    values = {"service": None, "timetable_weekday": None, "grades": "", **more}
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(school_records.calendar_row, term_id=small.term_id, position=1, start=start, end=end, school=is_school, note=note, entered_at=NOW,
                       by_hand=True, **values)
        work.audit("calendar_added", f"calendar:{row}", None, {})


def test_the_school_days_of_this_week_and_the_next(small: SmallSchool) -> None:
    found = read(small)
    assert [d.day for d in found.days] == [MONDAY + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    assert (found.start, found.end, found.following) == (MONDAY, MONDAY + timedelta(days=13), MONDAY + timedelta(days=7))
    assert [(c.grade, c.number) for c in found.classes] == [(3, 1), (3, 2)] and found.subjects == ("数学",)
    assert read(small, start=WEDNESDAY).start == MONDAY


def test_sums_are_everybodys_and_items_are_mine(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("作文", 35), day=WEDNESDAY)
    mine = post(small, "t01", [(3, 1), (3, 2)], Draft("练习", 15), day=WEDNESDAY).items
    found = read(small)
    first, second = place(found, WEDNESDAY), place(found, WEDNESDAY, 2)
    assert (first.figures.verdict.figure, first.figures.verdict.left) == (50, 10)
    assert (second.figures.verdict.figure, second.figures.verdict.left) == (15, 45)
    assert [i.id for c in (first, second) for s in c.subjects for i in s.items] == list(mine)
    assert place(found, TUESDAY).subjects[0].items == ()


def test_marks_of_days(small: SmallSchool) -> None:
    exam, saturday = MONDAY + timedelta(days=3), MONDAY + timedelta(days=5)
    add_row(small, exam, exam, is_school=True, note="期中检测")
    add_row(small, saturday, saturday, is_school=True, note="补课", timetable_weekday=5)
    add_row(small, MONDAY + timedelta(days=10), MONDAY + timedelta(days=12), is_school=False, note="校庆")
    profile = replace(default_profile(System.SIX_THREE, TUESDAY), no_homework_weekday=3)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(school_records.policy_profile, valid_from=profile.valid_from, content=to_json(profile))
        work.audit("profile_added", f"profile:{row}", None, {})
    found = read(small)
    assert on(found, exam).note == "期中检测" and not on(found, exam).make_up
    assert (on(found, saturday).make_up, on(found, saturday).as_weekday, on(found, saturday).note) == (True, 5, "补课")
    assert [d.day for d in found.days if d.no_homework] == [WEDNESDAY, WEDNESDAY + timedelta(days=7)]
    assert DayOff(MONDAY + timedelta(days=10), MONDAY + timedelta(days=12), "校庆") in found.off
    before = on(found, MONDAY + timedelta(days=9))
    assert before.before_off == (MONDAY + timedelta(days=10), MONDAY + timedelta(days=13))
    assert on(found, MONDAY + timedelta(days=4)).before_off is None  # one day off is no holiday


def test_a_day_off_of_one_grade_only(small: SmallSchool) -> None:
    add_row(small, TUESDAY, TUESDAY, is_school=False, note="三年级秋游", grades="3")
    assert TUESDAY not in [d.day for d in read(small).days]
    shown = on(read(small, "t03"), TUESDAY)
    assert [(c.one.grade, c.school_day) for c in shown.classes][:3] == [(2, True), (3, False), (3, False)]
    assert not any(s.may for c in shown.classes if c.one.grade == 3 for s in c.subjects)


def test_quotas_stand_beside_the_days(small: SmallSchool) -> None:
    entries = [quota.PlanEntry(3, s, m, "", (None, "")) for s, m in (("语文", 20), ("数学", 20), ("英语", 15))]
    quota.save_plan(house=small.house, actor=small.actor("t05"), term_id=small.term_id, entries=entries, now=NOW)
    post(small, "t03", [(3, 1)], Draft("抄写", 20), day=TUESDAY)
    asked = place(read(small), TUESDAY).subjects[0].quota
    assert (asked.own, asked.reserved_by_others, asked.free) == (20, 15, 25)
    one = school.standing_of(house=small.house).get_class(small.classes[3, 1])
    assert asked == quota.quotas_for(house=small.house, classes=[one], day=TUESDAY, subject="数学", now=NOW)[one.id]


def test_what_waits_for_its_time_has_its_room(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("练习", 30), day=TUESDAY, publish_at=at(TUESDAY, 12))
    mine, colleague = place(read(small), TUESDAY), next(c for c in on(read(small, "t03"), TUESDAY).classes if c.one == place(read(small), TUESDAY).one)
    assert [(c.figures.verdict.figure, len(c.subjects[0].items)) for c in (mine, colleague)] == [(30, 0), (30, 0)]
    assert [w.text for w in mine.subjects[0].waiting] == ["练习"] and colleague.subjects[0].waiting == ()


def test_nones_are_told(small: SmallSchool) -> None:
    homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 2], subject="数学", now=NOW)
    found = read(small)
    assert [place(found, MONDAY, n).subjects[0].none for n in (1, 2)] == [False, True]


def test_a_substitute_registers_for_the_days_of_the_grant(small: SmallSchool) -> None:
    grant(small, "t04", (3, 1), "数学", MONDAY - timedelta(days=1), WEDNESDAY)
    found = read(small, "t04")
    may = {d.day: [s.may for c in d.classes if c.one.grade == 3 for s in c.subjects] for d in found.days}
    assert may[WEDNESDAY] == [True] and may[WEDNESDAY + timedelta(days=1)] == [False]


def test_nothing_is_planned_past_the_term(small: SmallSchool) -> None:
    last = read(small, start=date(2030, 1, 1))
    assert last.following is None and last.start == TERM[1] - timedelta(days=TERM[1].weekday())
    assert max(d.day for d in last.days) == TERM[1]
    first = read(small, start=date(2001, 1, 1))
    assert (first.start, first.previous) == (MONDAY - timedelta(days=14), None)
    assert all(s.may for d in first.days for c in d.classes for s in c.subjects)


def test_in_the_holidays_there_is_nothing(small: SmallSchool) -> None:
    found = read(small, now=at(TERM[1] + timedelta(days=20)))
    assert found.days == () and found.following is None


def test_who_registers_nothing_has_no_week(small: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        read(small, "t07")
