"""Logging sessions, planning programmes, the week against 5+2: each use case by what it records, refuses and audits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.records import afterschool as records
from schoolapp.records import people as people_records
from schoolapp.records import school as school_records
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, Actor, NotAllowed, NotFound
from schoolapp.rules.session_heads import SessionHeads
from schoolapp.services import afterschool as services
from schoolapp.services import audit
from schoolapp.services.afterschool import BadProgramme, BadSession, DueState, ProgrammeDraft, SessionDraft, Slot
from schoolapp.services.afterschool.choices import SESSION_REASONS
from schoolapp.services.afterschool.week import CellState
from schoolapp.services.house import Conflict, Replayed
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite

FRIDAY = MONDAY - timedelta(days=3)
EVENING = at(MONDAY, 19)


def draft(small: SmallSchool, **changes: object) -> SessionDraft:
    first = SessionDraft(True, 960, 1020, 76, 74, "完成作业、答疑", "", small.staff["t01"])
    return first._replace(**changes)  # type: ignore[arg-type]


def log(small: SmallSchool, code: str = "hw3", day: date = MONDAY, *, who: str = "t06", **changes: object) -> int:
    return services.log_session(
        house=small.house, actor=small.actor(who), programme_id=small.programmes[code], day=day, draft=draft(small, **changes), now=at(max(day, MONDAY), 19)
    )


def faults_of(small: SmallSchool, day: date = MONDAY, **changes: object) -> list[tuple[str, str]]:
    with pytest.raises(BadSession) as found:
        log(small, day=day, **changes)
    return [(f.field, f.code) for f in found.value.faults]


def test_a_logged_session_is_there_with_its_heads_and_audited(small: SmallSchool) -> None:
    session_id = log(small)
    with small.house.reading() as connection:
        row = records.find_session(connection, session_id)
    assert row is not None and (row.held, row.start, row.end, row.expected, row.present, row.logged_by) == (True, 960, 1020, 76, 74, small.staff["t06"])
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_the_day_shows_what_is_due_and_what_is_logged(small: SmallSchool) -> None:
    log(small)
    seen = services.sessions_due(house=small.house, actor=small.actor("t06"), day=MONDAY, now=EVENING)
    assert [(s.name, s.state) for s in seen.sessions] == [("三年级作业辅导", DueState.HELD), ("科学社团", DueState.TO_LOG)]
    assert (seen.logged, seen.open) == (1, 1)


@on_sqlite
@pytest.mark.parametrize(("hour", "minute", "state"), [(15, 59, DueState.TO_COME), (16, 0, DueState.RUNNING), (17, 0, DueState.TO_LOG)])
def test_a_session_is_due_by_the_clock(small: SmallSchool, hour: int, minute: int, state: DueState) -> None:
    seen = services.sessions_due(house=small.house, actor=small.actor("t06"), day=MONDAY, now=at(MONDAY, hour, minute))
    assert seen.sessions[0].state is state


@on_sqlite
def test_a_teacher_sees_and_logs_only_the_own_duty(small: SmallSchool) -> None:
    seen = services.sessions_due(house=small.house, actor=small.actor("t01"), day=MONDAY, now=EVENING)
    assert [s.name for s in seen.sessions] == ["三年级作业辅导"]
    log(small, who="t01")
    with pytest.raises(NotFound):
        log(small, "club3", who="t01", start=1020, end=1080)


@on_sqlite
def test_those_who_only_see_the_service_may_not_log(small: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        log(small, who="t05")


@on_sqlite
def test_a_moved_session_answers_for_its_plan(small: SmallSchool) -> None:
    log(small, start=970, end=1040)
    seen = services.sessions_due(house=small.house, actor=small.actor("t06"), day=MONDAY, now=EVENING)
    assert [(s.name, s.start, s.state) for s in seen.sessions][0] == ("三年级作业辅导", 970, DueState.HELD)
    assert len(seen.sessions) == 2


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"end": 960}, ("end", "order")),
        ({"start": -1}, ("end", "order")),
        ({"present": -1}, ("present", "negative")),
        ({"present": None}, ("present", "required")),
        ({"content": ""}, ("content", "required")),
        ({"held": False}, ("reason", "required")),
        ({"content": "联系13812345678"}, ("content", "mobile")),
        ({"content": "字" * 2001}, ("content", "long")),
        ({"content": "讲授新课第三单元"}, ("content_reason", "words")),
        ({"content": "单元测试"}, ("content_reason", "words")),
        ({"content": "专题训练"}, ("content", "look")),
        ({"room": "字" * 61}, ("room", "long")),
        ({"assistants": (9999,)}, ("assistants", "staff")),
        ({"staff_id": 9999}, ("staff_id", "staff")),
    ],
)
def test_what_cannot_be_logged_is_named(small: SmallSchool, changes: dict[str, object], fault: tuple[str, str]) -> None:
    assert faults_of(small, **changes) == [fault]


@on_sqlite
def test_no_session_of_tomorrow_and_none_held_on_a_day_off(small: SmallSchool) -> None:
    with pytest.raises(BadSession) as found:
        services.log_session(
            house=small.house, actor=small.actor("t06"), programme_id=small.programmes["hw3"], day=MONDAY + timedelta(days=1), draft=draft(small), now=NOW
        )
    assert found.value.faults == (("day", "future", None),)
    sunday = MONDAY - timedelta(days=1)
    assert faults_of(small, day=sunday) == [("decision", "required")]
    assert faults_of(small, day=sunday, decision="校长同意") == [("decision", "number")]


@on_sqlite
def test_words_that_a_rule_stops_need_a_reason_of_the_list_which_is_kept(small: SmallSchool) -> None:
    assert faults_of(small, content="讲授新课第三单元", content_reason="就是要讲") == [("content_reason", "words")]
    session_id = log(small, content="讲授新课第三单元", content_reason=SESSION_REASONS[0])
    with small.house.reading() as connection:
        row = records.find_session(connection, session_id)
    assert row is not None and row.content_reason == SESSION_REASONS[0]
    seen = services.sessions_due(house=small.house, actor=small.actor("t05"), day=MONDAY, now=EVENING).sessions[0]
    assert seen.content_reason == SESSION_REASONS[0]  # the teaching office reads it too


@on_sqlite
def test_what_is_only_worth_a_look_is_taken_once_it_was_seen_and_no_reason_is_kept_where_none_is_asked(small: SmallSchool) -> None:
    values = {"house": small.house, "actor": small.actor("t06"), "programme_id": small.programmes["hw3"], "day": MONDAY, "now": EVENING}
    session_id = services.log_session(draft=draft(small, content="专题训练", content_reason=SESSION_REASONS[0]), confirmed=True, **values)  # type: ignore[arg-type]
    with small.house.reading() as connection:
        row = records.find_session(connection, session_id)
    assert row is not None and row.content_reason is None


@on_sqlite
def test_the_same_form_twice_is_one_session_and_other_content_is_refused(small: SmallSchool) -> None:
    values = {
        "house": small.house,
        "actor": small.actor("t06"),
        "programme_id": small.programmes["hw3"],
        "day": MONDAY,
        "request_key": "k" * 32,
        "now": EVENING,
    }
    first = services.log_session(draft=draft(small), **values)  # type: ignore[arg-type]
    with pytest.raises(Replayed) as replayed:
        services.log_session(draft=draft(small), **values)  # type: ignore[arg-type]
    assert replayed.value.result == str(first)
    with pytest.raises(Conflict):
        services.log_session(draft=draft(small, present=70), **values)  # type: ignore[arg-type]


@on_sqlite
def test_a_second_session_at_the_same_start_is_refused(small: SmallSchool) -> None:
    log(small)
    with pytest.raises(Conflict, match="exists"):
        log(small)


@on_sqlite
def test_a_cancelled_session_keeps_its_reason_and_no_heads_present(small: SmallSchool) -> None:
    session_id = log(small, held=False, content="", reason="停电")
    with small.house.reading() as connection:
        row = records.find_session(connection, session_id)
    assert row is not None and (row.held, row.present, row.reason) == (False, None, "停电")


def test_a_correction_keeps_both_values_and_asks_for_the_present_version(small: SmallSchool) -> None:
    session_id = log(small)
    common = {"house": small.house, "actor": small.actor("t06"), "session_id": session_id, "now": EVENING}
    services.correct_session(version=1, draft=draft(small, present=70), why="数错了", **common)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        services.correct_session(version=1, draft=draft(small, present=60), why="数错了", **common)  # type: ignore[arg-type]
    with pytest.raises(BadSession):
        services.correct_session(version=2, draft=draft(small, present=60), why="", **common)  # type: ignore[arg-type]
    form = services.form_of_session(house=small.house, actor=small.actor("t06"), programme_id=small.programmes["hw3"], day=MONDAY, start=960, now=EVENING)
    assert form.logged is not None and form.logged.present == 70
    assert [c.act for c in form.history] == ["session_logged", "session_corrected"]
    assert '"present":74' in form.history[1].old and '"present":70' in form.history[1].new
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_the_form_expects_who_takes_part_and_later_who_was_expected_last_time(small: SmallSchool) -> None:
    values = {"house": small.house, "actor": small.actor("t06"), "programme_id": small.programmes["hw3"], "start": 960, "now": EVENING}
    assert services.form_of_session(day=FRIDAY, **values).expected == 76  # type: ignore[arg-type]
    first, second = small.classes[3, 1], small.classes[3, 2]
    log(small, day=FRIDAY, heads=(SessionHeads(first, 35, 35), SessionHeads(second, 38, 36)))
    assert services.form_of_session(day=MONDAY, **values).expected == 73  # type: ignore[arg-type]
    with small.house.writing(actor=OPERATOR, now=NOW) as work:  # one more takes part from today on: the new count holds
        work.add(people_records.class_count, class_id=first, valid_from=MONDAY, pupils=40, asked=39, joined=39)
        work.audit("heads_set", f"class:{first}")
    form = services.form_of_session(day=MONDAY, **values)  # type: ignore[arg-type]
    assert [(c.one.number, c.expected) for c in form.classes] == [(1, 39), (2, 38)]
    log(small, "club3", FRIDAY, start=1020, end=1080, expected=20, present=19)
    club = {**values, "programme_id": small.programmes["club3"], "start": 1020}
    assert services.form_of_session(day=MONDAY, **club).expected == 20  # type: ignore[arg-type]


@on_sqlite
def test_a_make_up_day_uses_the_timetable_that_the_calendar_names(small: SmallSchool) -> None:
    sunday = date(2026, 9, 20)  # worked for the autumn holiday
    due = services.sessions_due(house=small.house, actor=small.actor("t06"), day=sunday, now=EVENING)
    assert due.weekday_missing and due.sessions == ()
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(
            school_records.calendar_row,
            term_id=small.term_id,
            position=1,
            start=sunday,
            end=sunday,
            school=True,
            note="调休",
            service=None,
            timetable_weekday=5,
            grades="",
            entered_at=NOW,
        )
        work.audit("calendar_row_added", "calendar:1")
    due = services.sessions_due(house=small.house, actor=small.actor("t06"), day=sunday, now=EVENING)
    assert [s.name for s in due.sessions] == ["三年级作业辅导", "科学社团"] and not due.weekday_missing


def programme(small: SmallSchool, **changes: object) -> ProgrammeDraft:
    return ProgrammeDraft(
        "draw", "绘画社", "艺术", frozenset({3, 4}), (Slot(1, 960, 1020), Slot(5, 930, 990)), small.staff["t03"], "美术室", "", True
    )._replace(**changes)  # type: ignore[arg-type]


def test_a_programme_has_its_own_times_on_each_weekday(small: SmallSchool) -> None:
    found = services.save_programme(house=small.house, actor=small.actor("t06"), programme_id=None, draft=programme(small), now=NOW)
    services.save_programme(
        house=small.house, actor=small.actor("t06"), programme_id=found, draft=programme(small, slots=(Slot(1, 960, 1030), Slot(3, 960, 1020))), now=NOW
    )
    row = services.get_programme(house=small.house, actor=small.actor("t06"), programme_id=found)
    assert row.slots == ((1, 960, 1030), (3, 960, 1020)) and row.grades == frozenset({3, 4})
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, ("name", "required")),
        ({"code": "hw3"}, ("code", "taken")),
        ({"category": "奥数"}, ("category", "category")),
        ({"grades": frozenset()}, ("grades", "grades")),
        ({"slots": ()}, ("slots", "required")),
        ({"slots": (Slot(1, 960, 900),)}, ("slot1", "order")),
        ({"slots": (Slot(1, 960, 1020), Slot(1, 1000, 1060))}, ("slots", "overlap")),
        ({"staff_id": 9999}, ("staff_id", "staff")),
        ({"room": "13812345678"}, ("room", "personal")),
    ],
)
def test_what_is_no_programme_is_named(small: SmallSchool, changes: dict[str, object], fault: tuple[str, str]) -> None:
    with pytest.raises(BadProgramme) as found:
        services.save_programme(house=small.house, actor=small.actor("t06"), programme_id=None, draft=programme(small, **changes), now=NOW)
    assert found.value.faults == (fault,)


@on_sqlite
def test_only_the_coordinator_plans(small: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        services.save_programme(house=small.house, actor=small.actor("t05"), programme_id=None, draft=programme(small), now=NOW)


@on_sqlite
def test_the_week_shows_met_short_early_and_missing_days(small: SmallSchool) -> None:
    days = [MONDAY - timedelta(days=7 - n) for n in range(5)]
    for day in days[:4]:
        log(small, day=day)
    log(small, "club3", days[0], start=1020, end=1080)
    log(small, "club3", days[1], start=1020, end=1050)
    log(small, "club3", days[2], start=1030, end=1090)
    board = services.week_board(house=small.house, actor=small.actor("t06"), day=days[0], now=EVENING)
    row = next(r for r in board.grades if r.grade == 3)
    assert [c.state for c in row.cells] == [CellState.MET, CellState.SHORT, CellState.MET, CellState.BOTH, CellState.NONE]
    assert (row.cells[2].with_gaps, row.cells[2].without_gaps, row.cells[2].last_end) == (130, 120, 1090)
    assert (row.met, row.required, board.weeks_met, board.weeks_total, board.held) == (2, 5, 0, 9, 7)
    assert board.gaps[0].day == days[4] and {g.state for g in board.gaps} == {CellState.NONE, CellState.BOTH, CellState.SHORT}


@on_sqlite
def test_a_leader_sees_the_own_grade_and_today_is_not_judged(small: SmallSchool) -> None:
    log(small)
    board = services.week_board(house=small.house, actor=small.actor("t02"), day=MONDAY, now=EVENING)
    assert [r.grade for r in board.grades] == [3]
    assert board.grades[0].cells[0].state is CellState.TODAY and board.grades[0].cells[0].with_gaps == 60
    assert (board.grades[0].required, board.gaps) == (0, ())


@on_sqlite
def test_an_inspector_sees_the_week_of_the_opened_days_only(small: SmallSchool) -> None:
    days = [MONDAY - timedelta(days=7 - n) for n in range(5)]
    for day in days:
        log(small, day=day)
    actor = Actor(99, "督学", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=(days[1], days[2]))
    for asked in (days[0], MONDAY):
        board = services.week_board(house=small.house, actor=actor, day=asked, now=EVENING)
        assert (board.days, board.held, board.before, board.after) == ((days[1], days[2]), 2, None, None)
        assert [row.grade for row in board.grades] == [3]
