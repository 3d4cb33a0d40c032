"""Long tasks: every day's part is judged on its day and all come out together or none; what is to come is corrected and withdrawn in one go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from schoolapp.records import homework as homework_records
from schoolapp.records import long_task as records
from schoolapp.rules.homework import Kind
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import homework, notices, reminders
from schoolapp.services.findings.history import class_day_history
from schoolapp.services.homework import BadDraft, Draft, Refused, long_task, long_task_amend
from schoolapp.services.homework.long_task import LongDraft, LongPosted, NoRoomOnDays
from schoolapp.services.house import Conflict
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import check_records, day_row, grant, items_of, nones_of, post
from tests.services.test_homework_race import at_once

WEEK = [MONDAY + timedelta(days=n) for n in range(5)]
TASK = LongDraft("给家里的植物做观察记录", 62)


def set_task(small: SmallSchool, who: str = "t01", places: list[tuple[int, int]] | None = None, draft: LongDraft = TASK, days: list[date] | None = None,
             subject: str = "数学", **more: Any) -> LongPosted:
    return long_task.post_long_task(house=small.house, actor=small.actor(who), subject=subject, class_ids=[small.classes[p] for p in places or [(3, 1)]],
                                    days=WEEK if days is None else days, draft=draft, **{"now": NOW, **more})


def view(small: SmallSchool, task_id: int, who: str = "t01", now: Any = NOW) -> long_task.TaskView:
    return long_task.task_view(house=small.house, actor=small.actor(who), task_id=task_id, now=now)


def correct(small: SmallSchool, task_id: int, draft: LongDraft, days: list[date], who: str = "t01", **more: Any) -> None:
    long_task_amend.correct_long_task(house=small.house, actor=small.actor(who), task_id=task_id, days=days, draft=draft,
                                      **{"stamp": view(small, task_id).stamp, "reason": "改成小组完成", "now": NOW, **more})


def withdraw(small: SmallSchool, task_id: int, days: list[date], who: str = "t01", **more: Any) -> None:
    long_task_amend.withdraw_long_task(house=small.house, actor=small.actor(who), task_id=task_id, days=days,
                                       **{"stamp": view(small, task_id).stamp, "reason": "进度调整", "now": NOW, **more})


def counts(small: SmallSchool) -> tuple[int, ...]:
    with small.house.reading() as connection:
        return tuple(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (records.long_task, records.long_task_part))


def test_each_days_part_counts_on_its_day(small: SmallSchool) -> None:
    done = set_task(small, places=[(3, 1), (3, 2)])
    assert [day_row(small, (3, 2), day).written for day in WEEK] == [13, 13, 12, 12, 12] and counts(small) == (1, 10)
    items = [items_of(small, (3, 1), day)[0] for day in WEEK]
    assert [i.text for i in items][1:3] == [f"（长周期作业 第{n}/5天）给家里的植物做观察记录" for n in (2, 3)]
    assert {(i.published_at, i.late, i.staff_id) for i in items} == {(NOW, False, small.staff["t01"])}
    shown = view(small, done.task_id)
    assert [(d.place, d.day, d.minutes) for d in shown.days] == list(zip(range(1, 6), WEEK, [13, 13, 12, 12, 12], strict=True))
    assert {(d.open, len(d.parts)) for d in shown.days} == {(True, 2)}
    assert (shown.minutes, shown.task.minutes, shown.own, shown.teacher, shown.stamp) == (62, 62, True, "林晓梅", 10)
    check_records(small)


@on_sqlite
def test_the_notice_shows_a_part_on_its_day_only(small: SmallSchool) -> None:
    set_task(small)
    one = standing_of(house=small.house).classes[small.classes[3, 1]]
    texts = [[i.text for i in notices.day_notice(house=small.house, one=one, day=day, now=NOW).items] for day in WEEK[:2]]
    assert texts == [["（长周期作业 第1/5天）给家里的植物做观察记录"], []]
    assert notices.day_notice(house=small.house, one=one, day=WEEK[1], now=at(WEEK[1])).items[0].text.startswith("（长周期作业 第2/5天）")


def test_a_day_without_room_refuses_all_of_them(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50), day=WEEK[2])
    post(small, "t02", [(3, 1)], Draft("单词", 9), day=WEEK[2], publish_at=at(WEEK[2], 15, 30))
    before = small.house.data_version()
    with pytest.raises(NoRoomOnDays) as full:
        set_task(small, places=[(3, 1), (3, 2)])
    refusal = full.value
    (day,) = refusal.refused
    assert (day.day, day.minutes, [(f.one.number, f.verdict.figure, f.verdict.over_by) for f in day.refused]) == (WEEK[2], 12, [(1, 71, 11)])
    assert (refusal.fewer, refusal.kept) == (7, (WEEK[0], WEEK[1], WEEK[3], WEEK[4])) and len(refusal.days) == 5
    assert counts(small) == (0, 0) and items_of(small, (3, 2)) == [] and small.house.data_version() == before
    done = set_task(small, places=[(3, 1), (3, 2)], days=list(refusal.kept))
    assert [d.minutes for d in view(small, done.task_id).days] == [16, 16, 15, 15]
    with pytest.raises(NoRoomOnDays) as again:
        set_task(small, draft=TASK._replace(minutes=2, each=True))
    assert again.value.fewer == 1 and again.value.kept == (WEEK[0], WEEK[1], WEEK[3], WEEK[4])
    set_task(small, draft=TASK._replace(minutes=1, each=True))
    assert day_row(small, (3, 1), WEEK[2]).written == 51
    check_records(small)


def test_two_tasks_at_the_same_instant(small: SmallSchool) -> None:
    found = at_once([
        lambda who=who, subject=subject, places=places: set_task(small, who, places, LongDraft("作业", 40, each=True), subject=subject)
        for who, subject, places in (("t01", "数学", [(3, 1), (3, 2)]), ("t02", "英语", [(3, 2), (3, 1)]), ("t03", "语文", [(3, 2)]))])
    assert all(isinstance(r, LongPosted | NoRoomOnDays) for r in found) and any(isinstance(r, LongPosted) for r in found), found
    assert {day_row(small, (3, 2), day).written for day in WEEK} == {40}
    check_records(small)


def test_a_double_tap_sets_one(small: SmallSchool) -> None:
    found = at_once([lambda: set_task(small, request_key="tap")] * 3)
    assert len({str(r) for r in found}) == 1 and isinstance(found[0], LongPosted), found
    assert counts(small) == (1, 5)
    with pytest.raises(Conflict):
        set_task(small, request_key="tap", days=WEEK[:4])
    check_records(small)


@on_sqlite
def test_nones_end(small: SmallSchool) -> None:
    homework.declare_class_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], now=NOW)
    set_task(small)
    assert nones_of(small, (3, 1)) == set()
    check_records(small)


@on_sqlite
@pytest.mark.parametrize(("draft", "days", "fault"), [
    (TASK._replace(minutes=4), WEEK, ("minutes", "few")), (TASK._replace(minutes=0), WEEK, ("minutes", "part")),
    (TASK._replace(minutes=241, each=True), WEEK, ("minutes", "part")), (TASK._replace(minutes=1300), WEEK, ("minutes", "part")),
    (TASK._replace(text="  "), WEEK, ("text", "empty")), (TASK._replace(text="长" * 1990), WEEK, ("text", "long")),
    (TASK._replace(text="有事打 13812345678"), WEEK, ("text", "mobile")), (TASK, [], ("days", "none")),
])
def test_what_is_wrong_is_said(small: SmallSchool, draft: LongDraft, days: list[date], fault: tuple[str, str]) -> None:
    with pytest.raises(BadDraft) as bad:
        set_task(small, draft=draft, days=days)
    assert [(f.field, f.code) for f in bad.value.faults] == [fault] and counts(small) == (0, 0)


@on_sqlite
@pytest.mark.parametrize(("day", "code"), [(MONDAY - timedelta(days=3), "days"), (MONDAY + timedelta(days=5), "not_school_day"),
                                           (MONDAY + timedelta(days=28), "days"), (date(2027, 1, 25), "after_term")])
def test_only_the_school_days_of_four_weeks(small: SmallSchool, day: date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_task(small, days=[MONDAY, day])
    assert refused.value.code == code
    offered = long_task.long_choices(house=small.house, actor=small.actor("t01"), subject="数学", class_ids=[], now=NOW)
    assert day not in {d.day for d in offered.days} and len(offered.days) == 20 and {d.left for d in offered.days} == {60}


@on_sqlite
def test_the_room_of_the_days_offered(small: SmallSchool) -> None:
    post(small, "t03", [(3, 2)], Draft("抄写", 20), day=WEEK[1])
    post(small, "t02", [(3, 2)], Draft("单词", 15), day=WEEK[1], publish_at=at(WEEK[1], 8))
    offered = long_task.long_choices(house=small.house, actor=small.actor("t01"), subject="数学", class_ids=list(small.classes.values()), now=NOW)
    assert [d.left for d in offered.days[:3]] == [60, 25, 60]
    figures = long_task.long_figures(house=small.house, actor=small.actor("t01"), subject="数学", class_ids=[small.classes[3, 2]], days=WEEK[:2],
                                     draft=LongDraft("", 60), now=NOW)
    assert [(d.minutes, d.classes[0].verdict.figure, bool(d.refused)) for d in figures] == [(30, 30, False), (30, 65, True)]
    low = long_task.long_choices(house=small.house, actor=small.actor("t04"), subject="语文", class_ids=[], now=NOW)
    assert {d.left for d in low.days} == {None}


@on_sqlite
def test_low_grades_do_it_in_school_or_not_in_writing(small: SmallSchool) -> None:
    with pytest.raises(NoRoomOnDays) as full:
        set_task(small, "t04", [(1, 1)], subject="语文")
    assert full.value.low_home and full.value.fewer == 0 and full.value.kept == ()
    set_task(small, "t04", [(1, 1)], TASK._replace(in_school=True), subject="语文")
    set_task(small, "t04", [(1, 1)], TASK._replace(kind=Kind.PRACTICAL), subject="语文")
    assert (day_row(small, (1, 1)).written, day_row(small, (1, 1)).home, day_row(small, (1, 1)).items) == (13, 0, 2)
    check_records(small)


@on_sqlite
def test_who_may_and_for_whom(small: SmallSchool) -> None:
    with pytest.raises(NotFound):
        set_task(small, "t01", [(4, 1)])
    with pytest.raises(NotAllowed):
        set_task(small, "t05")
    done = set_task(small, "t01", subject="语文")  # the homeroom teacher, for a colleague
    assert {(i.staff_id, i.entered_by) for day in WEEK for i in items_of(small, (3, 1), day)} == {(small.staff["t03"], small.staff["t01"])}
    assert [n.kind for n in reminders.notes_for(house=small.house, actor=small.actor("t03"), now=NOW)] == ["entered"]
    assert [t.task.id for t in long_task.my_tasks(house=small.house, actor=small.actor("t03"), now=NOW)] == [done.task_id]
    assert long_task.my_tasks(house=small.house, actor=small.actor("t02"), now=NOW) == ()
    grant(small, "t10", (3, 1), "数学", MONDAY, WEEK[1])
    with pytest.raises(NotFound):  # the substitute's days end before the task does
        set_task(small, "t10", days=WEEK[:3])
    assert set_task(small, "t10", days=WEEK[:2], draft=TASK._replace(minutes=10)).task_id


def test_the_days_to_come_are_corrected_together(small: SmallSchool) -> None:
    task = set_task(small, places=[(3, 1), (3, 2)]).task_id
    post(small, "t03", [(3, 2)], Draft("抄写", 40), day=WEEK[3])
    with pytest.raises(NoRoomOnDays) as full:
        correct(small, task, LongDraft("写观察日记", 21, each=True), WEEK[2:])
    assert full.value.fewer == 20 and full.value.kept == (WEEK[2], WEEK[4])
    stamp = view(small, task).stamp
    correct(small, task, LongDraft("写观察日记", 50), WEEK[2:])
    shown = view(small, task)
    assert [d.minutes for d in shown.days] == [13, 13, 17, 17, 16] and shown.stamp == stamp + 6
    assert [d.parts[0][1].text for d in shown.days][1:3] == ["（长周期作业 第2/5天）给家里的植物做观察记录", "（长周期作业 第3/5天）写观察日记"]
    assert day_row(small, (3, 2), WEEK[3]).written == 57
    with pytest.raises(Conflict):
        correct(small, task, LongDraft("写观察日记", 40), WEEK[2:], stamp=stamp)
    with pytest.raises(Refused) as same:
        correct(small, task, LongDraft("写观察日记", 50), WEEK[2:])
    assert same.value.code == "same"
    with pytest.raises(BadDraft) as bad:
        correct(small, task, LongDraft("", 40), WEEK[2:], reason=" ")
    assert {f.field for f in bad.value.faults} == {"text", "reason"}
    step = homework.item_view(house=small.house, actor=small.actor("t01"), item_id=shown.days[2].parts[0][1].id, now=NOW).history[-1]
    assert (step.act, step.reason, {(c.field, c.new) for c in step.changes if c.field == "minutes"}) == ("corrected", "改成小组完成", {("minutes", 17)})
    check_records(small)


def test_the_days_to_come_are_withdrawn_together(small: SmallSchool) -> None:
    task = set_task(small, places=[(3, 1), (3, 2)]).task_id
    gone = items_of(small, (3, 2), WEEK[4])[0]
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=gone.id, version=1, reason="一天不做", now=NOW)
    with pytest.raises(BadDraft):
        withdraw(small, task, WEEK[3:], reason="")
    withdraw(small, task, WEEK[3:])
    assert [d.minutes for d in view(small, task).days] == [13, 13, 12, 0, 0] and [d.open for d in view(small, task).days] == [True] * 3 + [False] * 2
    assert day_row(small, (3, 1), WEEK[3]).written == 0 and day_row(small, (3, 1), WEEK[2]).written == 12
    with pytest.raises(Refused) as refused:
        withdraw(small, task, WEEK[2:])
    assert refused.value.code == "withdrawn"
    step = homework.item_view(house=small.house, actor=small.actor("t01"), item_id=items_withdrawn(small, WEEK[3]), now=NOW).history[-1]
    assert (step.act, step.reason) == ("withdrawn", "进度调整")
    check_records(small)


def items_withdrawn(small: SmallSchool, day: date) -> int:
    (one,) = [p for d in long_task.my_tasks(house=small.house, actor=small.actor("t01"), now=NOW)[0].days if d.day == day for p in d.parts if p[0].number == 1]
    return one[1].id


@on_sqlite
def test_what_is_past_stays(small: SmallSchool) -> None:
    task = set_task(small).task_id
    wednesday = at(WEEK[2], 9)
    assert [d.open for d in view(small, task, now=wednesday).days] == [False, False, True, True, True]
    for days in (WEEK[1:], [WEEK[0]]):
        with pytest.raises(Refused):
            withdraw(small, task, days, now=wednesday)
    withdraw(small, task, WEEK[2:], now=wednesday)
    assert [day_row(small, (3, 1), day).written for day in WEEK] == [13, 13, 0, 0, 0]


@on_sqlite
def test_nobody_amends_or_sees_anothers(small: SmallSchool) -> None:
    task = set_task(small).task_id
    for who in ("t02", "t03"):
        with pytest.raises(NotFound):
            correct(small, task, LongDraft("x", 5), WEEK, who=who)
        with pytest.raises(NotFound):
            withdraw(small, task, WEEK, who=who)
        seen = view(small, task, who)
        assert not seen.own and not seen.open_days and (seen.teacher == "") and len(seen.days) == 5
    with pytest.raises(NotFound):
        view(small, task, "t04")
    with pytest.raises(NotFound):
        view(small, 999)
    assert view(small, task, "t07").teacher == "林晓梅"


@on_sqlite
def test_findings_tell_the_days_history(small: SmallSchool) -> None:
    task = set_task(small).task_id
    correct(small, task, LongDraft("写观察日记", 30), WEEK)
    withdraw(small, task, WEEK[:2])
    row, mode = day_row(small, (3, 1)), standing_of(house=small.house).profile(MONDAY).tier_mode
    with small.house.reading() as connection:
        every = homework_records.items_on(connection, [row.class_id], MONDAY, MONDAY, withdrawn=True)
        steps = class_day_history(connection, day_id=row.id, class_id=row.class_id, grade=3, mode=mode, items=every)
    assert [(s.code, s.total) for s in steps] == [("posted", 13), ("corrected", 6), ("withdrawn", 0)]


@on_sqlite
def test_the_task_of_an_item(small: SmallSchool) -> None:
    task = set_task(small).task_id
    other = post(small, "t03", [(3, 1)], Draft("抄写", 5)).items[0]
    assert long_task.task_of_item(house=small.house, item_id=items_of(small, (3, 1))[0].id) == task
    assert long_task.task_of_item(house=small.house, item_id=other) is None
