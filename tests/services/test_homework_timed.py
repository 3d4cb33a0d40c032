"""Homework set for a moment: it reserves its room until then, comes out once however many publish, and is taken back, changed or published
early by who set it."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from schoolapp.records import audit as audit_records
from schoolapp.records import jobs as job_records
from schoolapp.records import people as people_records
from schoolapp.records import school as school_records
from schoolapp.records import timed as records
from schoolapp.records.timed import TimedRow
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.homework import Kind
from schoolapp.rules.people import System
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.policy import default_profile, to_json
from schoolapp.services import homework, notices
from schoolapp.services.homework import BadDraft, Draft, NoRoom, Refused, timed
from schoolapp.services.house import Conflict
from schoolapp.services.school import standing_of
from schoolapp.work.worker import Worker
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, check_records, day_row, items_of, nones_of, post
from tests.services.test_homework_race import at_once

LATER = at(MONDAY, 15, 30)
TOMORROW = MONDAY + timedelta(days=1)


def set_for(small: SmallSchool, who: str, places: list[tuple[int, int]], draft: Draft, moment: datetime = LATER, **more: object) -> dict[int, int]:
    """Sets a line for `moment`; gives what waits as number -> version."""
    return dict.fromkeys(post(small, who, places, draft, publish_at=moment, **more).items, 1)  # type: ignore[arg-type]


def publish(small: SmallSchool, now: datetime = LATER) -> int:
    return timed.publish_due(house=small.house, now=now)


def waiting(small: SmallSchool, who: str = "t01", now: datetime = NOW) -> tuple[timed.Waiting, ...]:
    return timed.waiting_of(house=small.house, actor=small.actor(who), now=now)


def rows(small: SmallSchool, places: dict[int, int]) -> list[TimedRow]:
    with small.house.reading() as connection:
        return records.rows_of(connection, places)


def entries(small: SmallSchool, act: str) -> list[tuple[str, int | None, str]]:
    a = audit_records.audit_entry.c
    with small.house.reading() as connection:
        return [tuple(row) for row in connection.execute(select(a.actor, a.staff_id, a.new).where(a.act == act).order_by(a.n))]


def notice_texts(small: SmallSchool, now: datetime, day: date = MONDAY) -> list[str]:
    one = standing_of(house=small.house).classes[small.classes[3, 1]]
    return [item.text for item in notices.day_notice(house=small.house, one=one, day=day, now=now).items]


def test_it_reserves_room_and_comes_out_at_its_time(small: SmallSchool) -> None:
    set_for(small, "t01", [(3, 1), (3, 2)], Draft("口算一页", 40))
    assert items_of(small, (3, 1)) == [] and notice_texts(small, NOW) == [] and day_row(small, (3, 1)).written == 0
    with pytest.raises(NoRoom) as full:
        post(small, "t03", [(3, 1)], Draft("抄写", 21))
    assert full.value.refused[0].verdict.figure == 61
    post(small, "t03", [(3, 1)], Draft("抄写", 20))
    assert publish(small, LATER - timedelta(seconds=1)) == 0 and publish(small) == 2 and publish(small) == 0
    item = items_of(small, (3, 1))[-1]
    assert (item.text, item.published_at, item.late, item.reason, item.staff_id) == ("口算一页", LATER, False, "", small.staff["t01"])
    assert day_row(small, (3, 1)).written == 60 and notice_texts(small, LATER) == ["抄写", "口算一页"] and waiting(small) == ()
    ((actor, staff_id, told), _) = entries(small, "homework_timed_published")
    assert (actor, staff_id) == ("worker", None) and '"set_by":["林晓梅"]' in told
    check_records(small)


def test_two_workers_publish_once(small: SmallSchool) -> None:
    for week in range(4):
        day = MONDAY + timedelta(weeks=week)
        set_for(small, "t01", [(3, 1), (3, 2)], Draft("口算", 20), at(day, 15, 30), day=day)
        set_for(small, "t03", [(3, 2), (3, 1)], Draft("抄写", 20), at(day, 15, 30), day=day)
        found = at_once([lambda day=day: publish(small, at(day, 15, 30))] * 4)
        assert sum(n for n in found if isinstance(n, int)) == 4, found
        assert len(items_of(small, (3, 1), day)) == len(items_of(small, (3, 2), day)) == 2
    check_records(small)


def test_taking_back_and_publishing_at_the_same_instant(small: SmallSchool) -> None:
    for week in range(4):
        day = MONDAY + timedelta(weeks=week)
        places = set_for(small, "t01", [(3, 1)], Draft("口算", 40), at(day, 15, 30), day=day)
        found = at_once([
            lambda day=day: publish(small, at(day, 15, 30)),
            lambda places=places: timed.cancel_timed(house=small.house, actor=small.actor("t01"), places=places, now=NOW),
        ])
        out = len(items_of(small, (3, 1), day))
        assert (out, isinstance(found[1], Refused)) in ((1, True), (0, False)) and found[0] == out, found
        (row,) = rows(small, places)
        assert (row.item_id is None) is (row.cancelled_at is not None)
    check_records(small)


def test_a_reservation_and_a_post_never_both_fit(small: SmallSchool) -> None:
    for week in range(4):
        day = MONDAY + timedelta(weeks=week)
        found = at_once([
            lambda day=day: set_for(small, "t01", [(3, 1)], Draft("口算", 40), at(day, 15, 30), day=day),
            lambda day=day: post(small, "t03", [(3, 1)], Draft("抄写", 40), day=day),
        ])
        assert sum(isinstance(r, NoRoom) for r in found) == 1, found
        publish(small, at(day, 15, 30))
        assert day_row(small, (3, 1), day).written == 40


def test_what_the_worker_missed(small: SmallSchool) -> None:
    set_for(small, "t01", [(3, 1)], Draft("口算", 10))
    set_for(small, "t03", [(3, 1)], Draft("预习", 10), at(TOMORROW, 16), day=TOMORROW)
    assert publish(small, at(MONDAY, 23, 59)) == 1
    (today,) = items_of(small, (3, 1))
    assert not today.late and today.published_at == at(MONDAY, 23, 59)
    assert publish(small, at(TOMORROW + timedelta(days=3), 8)) == 1
    (missed,) = items_of(small, (3, 1), TOMORROW)
    assert missed.late and missed.reason == "定时发布时服务器未运行" and day_row(small, (3, 1), TOMORROW).late == 1
    check_records(small)


def test_nones_end_when_it_comes_out(small: SmallSchool) -> None:
    homework.declare_class_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], now=NOW)
    homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], subject="数学", now=NOW)
    set_for(small, "t01", [(3, 1)], Draft("口算", 10))
    assert nones_of(small, (3, 1)) == {"", "数学"}
    publish(small)
    assert nones_of(small, (3, 1)) == set() and not day_row(small, (3, 1)).declared
    set_for(small, "t01", [(3, 2)], Draft("口算", 10), at(MONDAY, 17), now=LATER)
    with pytest.raises(Refused):
        homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 2], subject="数学", now=LATER)
    check_records(small)


@on_sqlite
def test_the_teachers_word_stands_without_the_teacher_the_lesson_and_the_room(small: SmallSchool) -> None:
    set_for(small, "t01", [(3, 1)], Draft("口算", 40))
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        t = people_records.teaching.c
        for row in work.connection.execute(select(t.id).where(t.staff_id == small.staff["t01"])).all():
            work.remove(people_records.teaching, row[0])
        work.change(people_records.staff, small.staff["t01"], active=False)
        (kept,) = work.connection.execute(select(school_records.policy_profile.c.id)).scalars()
        strict = default_profile(System.SIX_THREE, TERM[0])
        work.change(school_records.policy_profile, kept, content=to_json(strict).replace("60", "30"))
        work.audit("profile_changed", f"profile:{kept}", None, {})
    assert standing_of(house=small.house).profile(MONDAY).cap(3) == 30
    assert publish(small) == 1 and day_row(small, (3, 1)).written == 40
    check_records(small)


@on_sqlite
def test_low_grades_never_wait_with_home_written_work(small: SmallSchool) -> None:
    with pytest.raises(NoRoom):
        set_for(small, "t04", [(1, 1)], Draft("写字", 5))
    places = set_for(small, "t04", [(1, 1)], Draft("写字", 5, in_school=5))
    with pytest.raises(NoRoom) as full:
        change(small, "t04", places, Draft("写字", 5, in_school=4))
    assert full.value.refused[0].low_home == 1
    assert publish(small) == 1 and day_row(small, (1, 1)).home == 0


@on_sqlite
@pytest.mark.parametrize("moment", [NOW, NOW - timedelta(minutes=1), at(TOMORROW, 0)])
def test_the_moment_lies_between_now_and_the_days_end(small: SmallSchool, moment: datetime) -> None:
    with pytest.raises(BadDraft) as bad:
        set_for(small, "t01", [(3, 1)], Draft("口算", 5), moment)
    assert [(f.field, f.code) for f in bad.value.faults] == [("publish_at", "time")]
    set_for(small, "t01", [(3, 1)], Draft("口算", 5), at(MONDAY, 23, 59))


def change(small: SmallSchool, who: str, places: dict[int, int], draft: Draft, moment: datetime = LATER) -> tuple[TimedRow, ...]:
    return timed.change_timed(house=small.house, actor=small.actor(who), places=places, draft=draft, publish_at=moment, now=NOW)


def test_changing_replaces_the_own_reservation(small: SmallSchool) -> None:
    places = set_for(small, "t01", [(3, 1), (3, 2)], Draft("口算", 40))
    post(small, "t03", [(3, 1)], Draft("抄写", 15))
    fresh = change(small, "t01", places, Draft("口算", 45), at(MONDAY, 16))
    assert {(r.minutes, r.publish_at, r.version) for r in fresh} == {(45, at(MONDAY, 16), 2)}
    versions = {row.id: row.version for row in fresh}
    with pytest.raises(NoRoom) as full:  # only one of the two classes is full, and nothing changes in either
        change(small, "t01", versions, Draft("口算", 46))
    assert [f.refused for f in full.value.classes] == [True, False] and full.value.offers.shorten == (0, 45)
    with pytest.raises(Refused) as same:
        change(small, "t01", versions, Draft("口算", 45), at(MONDAY, 16))
    with pytest.raises(Conflict):
        change(small, "t01", places, Draft("口算", 5))
    with pytest.raises(BadDraft) as bad:
        change(small, "t01", versions, Draft("", 500), at(MONDAY, 14))
    assert same.value.code == "same" and {f.field for f in bad.value.faults} == {"text", "minutes", "publish_at"}
    assert publish(small, LATER) == 0 and publish(small, at(MONDAY, 16)) == 2
    assert {i.minutes for i in items_of(small, (3, 1))} == {15, 45}
    with pytest.raises(Refused) as gone:
        change(small, "t01", {row.id: 3 for row in fresh}, Draft("口算", 5))
    assert gone.value.code == "published"
    check_records(small)


def test_taking_back_frees_the_room(small: SmallSchool) -> None:
    places = set_for(small, "t01", [(3, 1), (3, 2)], Draft("口算", 60))
    with pytest.raises(NoRoom):
        post(small, "t03", [(3, 1)], Draft("抄写", 1))
    one = dict([next(iter(places.items()))])
    assert len(timed.cancel_timed(house=small.house, actor=small.actor("t01"), places=one, now=NOW)) == 1
    post(small, "t03", [(3, 1)], Draft("抄写", 60))
    with pytest.raises(Refused) as gone:  # all or nothing: the other class keeps waiting
        timed.cancel_timed(house=small.house, actor=small.actor("t01"), places={n: 2 if n in one else 1 for n in places}, now=NOW)
    assert gone.value.code == "cancelled" and len(waiting(small)[0].places) == 1
    assert publish(small) == 1 and len(items_of(small, (3, 2))) == 1
    check_records(small)


def test_publishing_at_once(small: SmallSchool) -> None:
    places = set_for(small, "t01", [(3, 1), (3, 2)], Draft("口算", 60))
    timed.publish_now(house=small.house, actor=small.actor("t01"), places=places, now=NOW + timedelta(minutes=5))
    (item,) = items_of(small, (3, 2))
    assert item.published_at == NOW + timedelta(minutes=5) and publish(small) == 0
    with pytest.raises(Refused) as gone:
        timed.publish_now(house=small.house, actor=small.actor("t01"), places=places, now=LATER)
    view = homework.item_view(house=small.house, actor=small.actor("t01"), item_id=item.id, now=LATER)
    assert gone.value.code == "published" and [(s.act, s.role, s.name) for s in view.history] == [("posted", "teacher", "林晓梅")]
    check_records(small)


@on_sqlite
def test_nobody_changes_what_another_set(small: SmallSchool) -> None:
    places = set_for(small, "t03", [(3, 1)], Draft("抄写", 10))
    for who, refusal in (("t02", NotFound), ("t04", NotFound), ("t05", NotAllowed)):
        with pytest.raises(refusal):
            change(small, who, places, Draft("抄写", 5))
        with pytest.raises(refusal):
            timed.cancel_timed(house=small.house, actor=small.actor(who), places=places, now=NOW)
        with pytest.raises(refusal):
            timed.publish_now(house=small.house, actor=small.actor(who), places=places, now=NOW)
        with pytest.raises(refusal):
            timed.waiting_line(house=small.house, actor=small.actor(who), timed_id=next(iter(places)), now=NOW)
    with pytest.raises(NotFound):
        timed.cancel_timed(house=small.house, actor=small.actor("t03"), places={}, now=NOW)
    with pytest.raises(NotFound):
        timed.cancel_timed(house=small.house, actor=small.actor("t03"), places={**places, 999: 1}, now=NOW)
    assert publish(small) == 1


@on_sqlite
def test_set_by_the_homeroom_teacher_for_a_colleague(small: SmallSchool) -> None:
    set_for(small, "t01", [(3, 1)], Draft("抄写", 10), subject="语文")
    assert waiting(small)[0].for_colleague and waiting(small, "t03")[0].entered_for_me
    publish(small)
    (item,) = items_of(small, (3, 1))
    assert (item.staff_id, item.entered_by) == (small.staff["t03"], small.staff["t01"])
    view = homework.item_view(house=small.house, actor=small.actor("t07"), item_id=item.id, now=LATER)
    (step,) = view.history
    assert (step.act, step.role, step.name, step.changes[0].new) == ("timed", "homeroom", "林晓梅", 10)


@on_sqlite
def test_what_was_set_together_is_one_line(small: SmallSchool) -> None:
    set_for(small, "t01", [(3, 2), (3, 1)], Draft("口算", 10))
    set_for(small, "t01", [(3, 1)], Draft("应用题", 10), at(MONDAY, 15, 10))
    first, second = waiting(small, now=at(MONDAY, 15, 10))
    assert (first.first.text, first.overdue, second.overdue) == ("应用题", True, False) and [c.number for c, _ in second.places] == [1, 2]
    line, sums = timed.waiting_line(house=small.house, actor=small.actor("t01"), timed_id=second.places[1][1].id, now=NOW)
    assert line == second
    assert [f.verdict.figure for f in sums] == [20, 10]


@on_sqlite
def test_staff_see_the_room_that_is_kept_and_parents_nothing(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 20))
    set_for(small, "t01", [(3, 1)], Draft("口算", 10))
    set_for(small, "t01", [(3, 1)], Draft("说一说", 10, Kind.ORAL))
    card = next(c for c in homework.teacher_day(house=small.house, actor=small.actor("t03"), now=NOW).classes if c.one.id == small.classes[3, 1])
    assert (card.figures.verdict.figure, card.reserved) == (20, 10)
    own = homework.teacher_day(house=small.house, actor=small.actor("t01"), now=NOW)
    assert [(s.state, s.timed_at, s.timed) for s in own.classes[0].subjects] == [("open", LATER, 2)]
    lines = {line.subject: line for line in own.homerooms[0].lines}
    assert lines["数学"].timed_at == LATER and lines["语文"].timed_at is None and not own.homerooms[0].offer_none
    seen = homework.class_day(house=small.house, actor=small.actor("t03"), class_id=small.classes[3, 1], day=MONDAY, now=NOW)
    assert (seen.reserved, [len(s.waiting) for s in seen.subjects]) == (10, [0, 2, 0])
    assert seen.subjects[1].waiting[0].teacher == "" and not seen.subjects[1].waiting[0].editable
    with small.house.reading() as connection:
        kept = timed.reserved_between(connection, standing_of(house=small.house), small.classes.values(), MONDAY, TOMORROW)
    assert kept == {(small.classes[3, 1], MONDAY): 10}
    assert notice_texts(small, NOW) == ["抄写"]
    publish(small)
    assert homework.class_day(house=small.house, actor=small.actor("t03"), class_id=small.classes[3, 1], day=MONDAY, now=LATER).reserved == 0


@on_sqlite
def test_inspectors_see_what_is_published_only(small: SmallSchool) -> None:
    set_for(small, "t01", [(3, 1)], Draft("口算", 10))
    inspector = small.actor("t09")
    object.__setattr__(inspector, "inspected_grades", frozenset({3}))
    object.__setattr__(inspector, "period", (TERM[0], TERM[1]))
    seen = homework.class_day(house=small.house, actor=inspector, class_id=small.classes[3, 1], day=MONDAY, now=NOW)
    assert seen.reserved == 0 and not any(s.waiting for s in seen.subjects)


@on_sqlite
def test_one_class_day_that_fails_holds_up_no_other(small: SmallSchool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    set_for(small, "t01", [(3, 1), (3, 2)], Draft("口算", 10))
    settle = timed.settle

    def failing(work: object, row: object, *rest: object) -> int:
        if row.class_id == small.classes[3, 1]:  # type: ignore[attr-defined]
            raise RuntimeError("no such luck")
        return settle(work, row, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(timed, "settle", failing)
    assert publish(small) == 1 and "was not published" in caplog.text
    assert items_of(small, (3, 1)) == [] and len(items_of(small, (3, 2))) == 1
    monkeypatch.undo()
    assert publish(small) == 1
    check_records(small)


def test_the_worker_publishes_without_a_job(small: SmallSchool) -> None:
    moment = [NOW]
    worker = Worker(small.house, lambda: moment[0])
    set_for(small, "t01", [(3, 1)], Draft("口算", 10))
    assert not timed.is_due(house=small.house, now=NOW) and not worker.publish_once()
    moment[0] = LATER
    assert timed.is_due(house=small.house, now=LATER) and worker.publish_once() and not worker.publish_once()
    with small.house.reading() as connection:
        assert job_records.list_jobs(connection) == []
    assert len(items_of(small, (3, 1))) == 1


@on_sqlite
def test_the_worker_publishes_at_its_start_what_was_missed_even_during_a_long_job(small: SmallSchool) -> None:
    set_for(small, "t01", [(3, 1)], Draft("口算", 10))
    worker = Worker(small.house, lambda: at(TOMORROW, 7))
    begun, end = threading.Event(), threading.Event()

    def long_job() -> bool:
        begun.set()
        end.wait(20)
        return False

    worker._threads[0] = threading.Thread(target=worker._loop, args=(long_job,), daemon=True)
    came_out = threading.Event()
    publishing = worker.publish_once
    worker._threads[1] = threading.Thread(target=worker._loop, args=(lambda: publishing() and not came_out.set(),), daemon=True)
    worker.start()
    try:
        assert begun.wait(10) and came_out.wait(10) and not end.is_set()
    finally:
        end.set()
        worker.stop()
    assert items_of(small, (3, 1))[0].late and not worker.running


@on_sqlite
def test_the_moments_zone_is_the_schools(small: SmallSchool) -> None:
    set_for(small, "t01", [(3, 1)], Draft("口算", 10))
    assert waiting(small)[0].first.publish_at.tzinfo == SCHOOL_TIME and f"{waiting(small)[0].first.publish_at:%H:%M}" == "15:30"


@on_sqlite
def test_a_second_subject_of_the_actor_is_no_line_of_the_first(small: SmallSchool) -> None:
    add_teaching(small, "t01", (3, 1), "科学")
    set_for(small, "t01", [(3, 1)], Draft("口算", 10))
    set_for(small, "t01", [(3, 1)], Draft("口算", 10), subject="科学")
    assert len(waiting(small)) == 2
    with pytest.raises(NotFound):
        timed.cancel_timed(house=small.house, actor=small.actor("t01"), places={line.first.id: 1 for line in waiting(small)}, now=NOW)
