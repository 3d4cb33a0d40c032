"""Logging by class, who stands in, moved and extraordinary sessions, what a duty teacher sees of the homework, two people at once."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta

import pytest

from schoolapp.records import afterschool as records
from schoolapp.records import audit as audit_records
from schoolapp.records import people as people_records
from schoolapp.records import school as school_records
from schoolapp.records import service_log
from schoolapp.rules.homework import Kind
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, Actor, NotFound
from schoolapp.rules.session_heads import Finished, SessionHeads
from schoolapp.services import afterschool as services
from schoolapp.services import audit
from schoolapp.services.afterschool import BadSession, DueState, Upload, papers
from schoolapp.services.afterschool.choices import CANCEL_REASONS, CONTENTS, SESSION_REASONS, joined, parted, usual_contents
from schoolapp.services.homework import Draft, declare_class_none
from schoolapp.services.house import Conflict
from tests.cast import MONDAY, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.session_cases import SATURDAY, SUNDAY, due, form, heads, picture, row_of, told_of
from tests.services.test_afterschool import EVENING, FRIDAY, draft, log

# Heads by class.


def test_heads_by_class_make_the_sums_and_how_far_each_class_got_is_kept(small: SmallSchool) -> None:
    session_id = log(small, expected=1, present=1, heads=heads(small, (38, 37), (38, 38), Finished.MOST, Finished.HALF))
    assert (row_of(small, session_id).expected, row_of(small, session_id).present) == (76, 75)
    with small.house.reading() as connection:
        kept = service_log.heads_of(connection, [session_id])[session_id]
        said = service_log.finished_on(connection, MONDAY, MONDAY, [small.classes[3, 1]])
    assert [(h.expected, h.present, h.finished) for h in kept] == [(38, 37, Finished.MOST), (38, 38, Finished.HALF)]
    assert [(f.class_id, f.day, f.end, f.session_id, f.finished) for f in said] == [(small.classes[3, 1], MONDAY, 1020, session_id, Finished.MOST)]
    assert told_of(small, session_id)[0]["heads"] == [[small.classes[3, 1], 38, 37, "most"], [small.classes[3, 2], 38, 38, "half"]]
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_a_club_says_nothing_of_homework_and_a_cancelled_session_nothing_of_heads(small: SmallSchool) -> None:
    club = log(small, "club3", start=1020, end=1080, heads=heads(small, (10, 9), (8, 8), Finished.MOST))
    off = log(small, held=False, content="", reason=CANCEL_REASONS[0], heads=heads(small, (38, 38), (38, 38), Finished.MOST))
    with small.house.reading() as connection:
        kept = service_log.heads_of(connection, [club, off])
    assert {h.finished for h in kept[club]} == {None} and off not in kept


@on_sqlite
@pytest.mark.parametrize(("first", "fault"), [((38, None), "required"), ((None, 38), "required"), ((38, -1), "negative")])
def test_what_is_wrong_with_a_class_is_said_of_it(small: SmallSchool, first: tuple[int, int], fault: str) -> None:
    with pytest.raises(BadSession) as found:
        log(small, heads=heads(small, first, (38, 38)))
    assert [(f.code, f.class_id) for f in found.value.faults] == [(fault, small.classes[3, 1])]


@on_sqlite
def test_a_class_of_another_grade_cannot_be_in_the_room(small: SmallSchool) -> None:
    with pytest.raises(BadSession) as found:
        log(small, heads=(SessionHeads(small.classes[4, 1], 38, 38),))
    assert [(f.field, f.code) for f in found.value.faults] == [("heads", "unknown")]


@on_sqlite
def test_the_classes_of_the_last_session_are_in_the_room_the_next_time(small: SmallSchool) -> None:
    assert [(c.one.number, c.here) for c in form(small, day=FRIDAY).classes] == [(1, True), (2, True)]
    log(small, day=FRIDAY, heads=heads(small, (38, 38), (38, 38))[:1])
    shown = form(small)
    assert [(c.one.number, c.here) for c in shown.classes] == [(1, True), (2, False)] and shown.expected == 38


def test_a_correction_changes_adds_and_takes_away_classes(small: SmallSchool) -> None:
    session_id = log(small, heads=heads(small, (38, 38), (38, 38), Finished.MOST))
    services.correct_session(
        house=small.house, actor=small.actor("t01"), session_id=session_id, version=1, why="数错了", now=EVENING,
        draft=draft(small, heads=heads(small, (38, 36), (38, 38), Finished.FEW)[:1]))
    assert (row_of(small, session_id).expected, row_of(small, session_id).present) == (38, 36)
    with small.house.reading() as connection:
        assert [(h.present, h.finished) for h in service_log.heads_of(connection, [session_id])[session_id]] == [(36, Finished.FEW)]
        entry = audit_records.entries_of(connection, f"session:{session_id}")[1]
    assert set(json.loads(entry.old)) == {"expected", "present", "heads"} and len(json.loads(entry.old)["heads"]) == 2
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


# Out of the plan.


@on_sqlite
def test_a_moved_session_answers_for_its_plan_wherever_it_was(small: SmallSchool) -> None:
    session_id = log(small, "club3", start=1090, end=1150, planned_start=1020, room="报告厅")
    row = row_of(small, session_id)
    assert (row.start, row.planned_start, row.room, row.place) == (1090, 1020, "报告厅", 1020)
    club = next(s for s in due(small).sessions if s.name == "科学社团")
    assert (club.state, club.moved, club.planned_start, club.start, club.room) == (DueState.HELD, True, 1020, 1090, "报告厅")
    assert len(due(small).sessions) == 2
    assert form(small, code="club3", start=1020).logged == row
    with pytest.raises(Conflict, match="exists"):
        log(small, "club3", start=1020, end=1080)


@on_sqlite
def test_the_room_of_the_plan_and_a_start_as_planned_are_not_said_again(small: SmallSchool) -> None:
    row = row_of(small, log(small, planned_start=960, room="A102"))
    assert (row.planned_start, row.room) == (None, None)


@on_sqlite
def test_held_on_another_day_cancelled_here_and_logged_there(small: SmallSchool) -> None:
    log(small, "club3", FRIDAY, start=1020, end=1080, held=False, content="", reason=CANCEL_REASONS[-1])
    log(small, "club3", start=1110, end=1170)  # beside the one that is planned for Monday
    assert [(s.name, s.start, s.state) for s in due(small).sessions][1:] == [("科学社团", 1020, DueState.TO_LOG), ("科学社团", 1110, DueState.HELD)]
    assert [s.reason for s in due(small, day=FRIDAY).sessions if s.state is DueState.CANCELLED] == ["改到另一天开展"]


def test_a_day_without_school_needs_a_decision_and_keeps_its_file(small: SmallSchool) -> None:
    values = {"house": small.house, "actor": small.actor("t06"), "programme_id": small.programmes["hw3"], "day": SUNDAY, "now": EVENING}
    paper = Upload(picture(), "校务会纪要.png")
    session_id = services.log_session(draft=draft(small, decision="11月20日校务会同意"), file=paper, **values)  # type: ignore[arg-type]
    row = row_of(small, session_id)
    assert row.decision == "11月20日校务会同意" and row.decision_file_id is not None
    path, file = services.decision_file(house=small.house, actor=small.actor("t05"), session_id=session_id)
    assert path.is_file() and (file.name, file.purpose) == ("校务会纪要.png", "decision")
    with pytest.raises(NotFound):
        services.decision_file(house=small.house, actor=small.actor("t05"), session_id=log(small))
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_a_file_that_cannot_be_used_is_refused_with_the_other_faults(small: SmallSchool) -> None:
    values = {"house": small.house, "actor": small.actor("t06"), "programme_id": small.programmes["hw3"], "day": SUNDAY, "now": EVENING}
    with pytest.raises(BadSession) as found:
        services.log_session(draft=draft(small), file=Upload(b"no picture at all", "a.png"), **values)  # type: ignore[arg-type]
    assert [(f.field, f.code) for f in found.value.faults] == [("decision", "required"), ("decision_file", "type")]


@on_sqlite
def test_what_has_not_begun_can_only_be_called_off(small: SmallSchool) -> None:
    values = {"house": small.house, "actor": small.actor("t01"), "programme_id": small.programmes["hw3"], "day": MONDAY, "now": at(MONDAY, 15, 59)}
    with pytest.raises(BadSession) as found:
        services.log_session(draft=draft(small), **values)  # type: ignore[arg-type]
    assert [(f.field, f.code) for f in found.value.faults] == [("start", "not_begun")]
    assert services.log_session(draft=draft(small, held=False, content="", reason="停电"), **values)  # type: ignore[arg-type]


def calendar_row(small: SmallSchool, day: date, **values: object) -> None:
    with small.house.writing(actor=OPERATOR, now=at(day - timedelta(days=3))) as work:
        row = {"term_id": small.term_id, "position": 9, "start": day, "end": day, "school": True, "note": "", "service": None, "timetable_weekday": None,
               "grades": "", "entered_at": at(day - timedelta(days=3))}
        work.add(school_records.calendar_row, **{**row, **values})
        work.audit("calendar_added", "calendar:9")


@on_sqlite
def test_a_day_announced_without_service_is_shown_as_such_and_is_no_gap(small: SmallSchool) -> None:
    calendar_row(small, MONDAY, note="家长会", service=False, grades="3")
    day = due(small)
    assert day.announced == (("家长会", (3,)),) and day.sessions == () and 3 not in {f.grade for f in day.gaps}
    assert next(f for f in day.fills if f.grade == 3).announced == "家长会"
    log(small)  # somebody stayed all the same: it is there, and the day is still no gap
    assert [s.state for s in due(small).sessions] == [DueState.HELD] and due(small).announced == (("家长会", (3,)),)
    assert form(small).announced == "家长会"


@on_sqlite
def test_a_make_up_day_says_whose_timetable_it_follows(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=EVENING) as work:
        for (weekday, start), (slot_id, _end) in _slots(work.connection, small.programmes["hw3"]).items():
            if weekday == 5:
                work.change(records.programme_slot, slot_id, start=start - 30, end=start + 30)
        work.audit("programme_saved", f"programme:{small.programmes['hw3']}")
    assert [s.start for s in due(small, day=FRIDAY).sessions] == [930, 1020]  # Friday has its own times
    calendar_row(small, SATURDAY, timetable_weekday=5)
    day = due(small, day=SATURDAY)
    assert (day.timetable, [s.start for s in day.sessions]) == (5, [930, 1020])
    assert log(small, day=SATURDAY, start=930, end=990)


def _slots(connection: object, programme_id: int) -> dict[tuple[int, int], tuple[int, int]]:
    return records.slot_ids(connection, programme_id)  # type: ignore[arg-type]


@on_sqlite
def test_only_what_came_on_a_later_day_is_marked_late(small: SmallSchool) -> None:
    log(small, day=FRIDAY)
    log(small)
    assert [s.late for s in due(small, day=FRIDAY).sessions if s.session_id] == [True]
    assert [s.late for s in due(small).sessions if s.session_id] == [False]


# The grade's day as it fills.


@on_sqlite
def test_the_day_fills_with_and_without_breaks_up_to_what_is_planned(small: SmallSchool) -> None:
    log(small, start=960, end=1010)
    fill = next(f for f in due(small).fills if f.grade == 3)
    assert fill.logged is not None and fill.ahead is not None
    assert (fill.logged.minutes_with_gaps, fill.logged.last_end, fill.ahead.minutes_with_gaps, fill.ahead.minutes_without_gaps) == (50, 1010, 120, 110)
    assert fill.gap == ""
    (after,) = form(small, code="club3", start=1020).fills_with(1020, 1070, True)
    assert after.logged is not None and after.ahead is not None
    assert (after.logged.minutes_with_gaps, after.logged.minutes_without_gaps, after.logged.last_end, after.gap) == (110, 100, 1070, "short")
    (off,) = form(small, code="club3", start=1020).fills_with(1020, 1080, False)
    assert (off.minutes, off.gap) == (50, "both")
    (wrong,) = form(small, code="club3", start=1020).fills_with(1020, 1000, True)
    assert wrong.minutes == 50


@on_sqlite
def test_gaps_are_known_before_the_day_is_over(small: SmallSchool) -> None:
    assert {f.grade: f.gap for f in due(small, hour=8).gaps} == dict.fromkeys((1, 2, 4, 5, 6, 7, 8, 9), "none")
    assert [f.grade for f in due(small, "t02", hour=8).gaps] == []  # the leader of grade 3 sees grade 3


# Homework of the classes in the room.


@on_sqlite
def test_the_duty_teacher_sees_todays_homework_of_the_room(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写词语", 25, in_school=10), Draft("朗读课文", 5, Kind.ORAL))
    declare_class_none(house=small.house, actor=small.actor("t03"), class_id=small.classes[3, 2], now=at(MONDAY))
    first, second = due(small, "t01", hour=16).sessions[0].homework
    assert [(i.subject, i.text, i.minutes, i.in_school) for i in first.items] == [("语文", "抄写词语", 25, 10), ("语文", "朗读课文", 5, None)]
    assert (first.load.written, first.load.in_school, first.stated, second.none) == (25, 10, True, True)
    assert [c.homework is not None for c in form(small, "t01").classes] == [True, True]


@on_sqlite
def test_whoever_is_on_duty_in_a_club_sees_the_homework_of_its_classes_and_nobody_else(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写词语", 25))
    shown = form(small, "t04", "club3", start=1020)
    assert [[i.text for i in c.homework.items] for c in shown.classes if c.homework] == [["抄写词语"], []] and not shown.helps
    with pytest.raises(NotFound):
        form(small, "t03", "club3", start=1020)


# Extended care: who is signed up for it is expected.


def extended(small: SmallSchool, day: date, first: int | None, second: int | None) -> None:
    """Turns the club into extended care; (1) and (2) of grade 3 are signed up for it from the day on."""
    with small.house.writing(actor=OPERATOR, now=at(MONDAY)) as work:
        work.change(records.programme, small.programmes["club3"], category="延时托管")
        for number, heads in ((1, first), (2, second)):
            work.add(people_records.class_count, class_id=small.classes[3, number], valid_from=day, pupils=40, asked=38, joined=38, extended=heads)
        work.audit("heads_set", "class:1")


@on_sqlite
def test_extended_care_expects_who_is_signed_up_for_it(small: SmallSchool) -> None:
    extended(small, FRIDAY, 5, 0)
    shown = form(small, "t04", "club3", start=1020)
    assert [(c.one.number, c.here, c.expected) for c in shown.classes] == [(1, True, 5), (2, False, 0)]
    assert (shown.by_class, shown.expected, shown.asks_finished, shown.helps) == (True, 5, False, True)
    assert [c.one.number for c in due(small, "t04", hour=16).sessions[0].homework] == [1]
    extended(small, MONDAY, 14, 13)  # other families ask for it from Monday on: Friday stays as it was
    assert form(small, "t04", "club3", start=1020).expected == 27
    roll = papers.blank_roll(house=small.house, actor=small.actor("t04"), programme_id=small.programmes["club3"], now=EVENING)
    assert roll.lines == 27
    assert form(small, "t04", "club3", FRIDAY, 1020).expected == 5


@on_sqlite
def test_extended_care_expects_last_times_heads_where_nobody_counted(small: SmallSchool) -> None:
    extended(small, FRIDAY, None, None)
    unknown = form(small, "t04", "club3", start=1020)
    assert (unknown.by_class, unknown.expected, [c.here for c in unknown.classes]) == (False, None, [True, True])
    log(small, "club3", FRIDAY, start=1020, end=1080, expected=9, present=8)
    assert (form(small, "t04", "club3", start=1020).by_class, form(small, "t04", "club3", start=1020).expected) == (False, 9)
    log(small, "club3", MONDAY - timedelta(days=4), start=1020, end=1080, heads=(SessionHeads(small.classes[3, 2], 6, 6),))
    shown = form(small, "t04", "club3", start=1020)
    assert ([(c.one.number, c.expected) for c in shown.classes if c.here], shown.expected) == ([(2, 6)], 6)
    with small.house.writing(actor=OPERATOR, now=at(MONDAY)) as work:  # one class is counted: it comes in, the other stays as it was
        work.add(people_records.class_count, class_id=small.classes[3, 1], valid_from=MONDAY, pupils=40, asked=38, joined=38, extended=2)
        work.audit("heads_set", "class:1")
    assert [(c.one.number, c.expected) for c in form(small, "t04", "club3", start=1020).classes if c.here] == [(1, 2), (2, 6)]


@on_sqlite
def test_a_class_of_extended_care_in_another_room_stays_there(small: SmallSchool) -> None:
    extended(small, FRIDAY, 5, 4)
    log(small, "club3", FRIDAY, start=1020, end=1080, heads=(SessionHeads(small.classes[3, 1], 5, 5),))
    shown = form(small, "t04", "club3", start=1020)
    assert ([c.one.number for c in shown.classes if c.here], shown.expected) == ([1], 5)


@on_sqlite
def test_a_foreign_class_stays_hidden(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写词语", 25))
    with pytest.raises(NotFound):  # not on duty there
        form(small, "t04")
    assert all(s.homework == () for s in due(small, "t04").sessions)  # a club does no homework
    others = due(small, "t03").others
    assert [(s.name, s.staff_name, s.homework, s.expected, s.mine) for s in others][0] == ("三年级作业辅导", "林晓梅", (), None, False)
    log(small, expected=76, present=70)
    assert due(small, "t03").others[0].present is None  # where and who is for everybody, heads are not


@on_sqlite
def test_an_inspector_sees_the_day_without_names_and_only_the_opened_ones(small: SmallSchool) -> None:
    log(small)
    inspector = Actor(99, "督学", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=(FRIDAY, MONDAY))
    day = services.sessions_due(house=small.house, actor=inspector, day=MONDAY, now=EVENING)
    assert [(s.name, s.staff_name) for s in day.sessions] == [("三年级作业辅导", ""), ("科学社团", "")]
    with pytest.raises(NotFound):
        services.sessions_due(house=small.house, actor=inspector, day=MONDAY - timedelta(days=7), now=EVENING)


# Two people at once.


def test_two_who_log_the_same_session_at_once_make_one(small: SmallSchool) -> None:
    results: list[object] = []
    ready = threading.Barrier(2)

    def go(who: str, **changes: object) -> None:
        actor = small.actor(who)
        ready.wait()
        try:
            results.append(services.log_session(
                house=small.house, actor=actor, programme_id=small.programmes["hw3"], day=MONDAY, draft=draft(small, **changes), now=EVENING))
        except Conflict as conflict:
            results.append(conflict.code)

    threads = [threading.Thread(target=go, args=("t01",)), threading.Thread(target=go, args=("t06",), kwargs={"start": 970, "planned_start": 960})]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == sorted([str(next(r for r in results if isinstance(r, int))), "exists"])
    with small.house.reading() as connection:
        assert len(service_log.sessions_on(connection, small.programmes["hw3"], MONDAY)) == 1
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


# The lists.


@pytest.mark.parametrize("texts", [*CONTENTS.values(), CANCEL_REASONS])
def test_what_is_chosen_is_read_back_as_it_was_chosen(texts: tuple[str, ...]) -> None:
    known = texts if texts is CANCEL_REASONS else None
    for text in texts:
        kept = joined([text], " 另外：多写几句 ")
        assert (parted(kept, known) if known else parted(kept)) == ((text,), "另外：多写几句")
    if not known:
        assert parted(joined(texts, "")) == (texts, "")
    assert parted("自己写的、不在单子上") == ((), "自己写的、不在单子上")


def test_nothing_on_the_lists_runs_against_the_rules_of_wording() -> None:
    from schoolapp.rules.wording import session_hits
    assert [text for texts in CONTENTS.values() for text in texts if session_hits(text)] == []
    assert all(set(usual_contents(category)) <= set(CONTENTS[category]) for category in CONTENTS)
    assert len(set(SESSION_REASONS)) == len(SESSION_REASONS)
