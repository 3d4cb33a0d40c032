"""Why a finding's figure is what it is: the parts of each kind, the time line from the audit chain, the list as a file."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from schoolapp.records import people as people_records
from schoolapp.records.homework import ItemRow
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.permits import OPERATOR, NotFound
from schoolapp.services import afterschool, findings, homework
from schoolapp.services.afterschool import SessionDraft
from schoolapp.services.afterschool.choices import SESSION_REASONS
from schoolapp.services.findings import Detail
from schoolapp.services.findings.sheet import findings_sheet
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY, PERIOD, THURSDAY, found, judge, one_of, with_faults

OVER = FindingKind.OVER_CAP


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return with_faults(small)


def detail(small: SmallSchool, kind: FindingKind, **period: date) -> Detail:
    keys = [one.finding.key for one in found(small, **period) if one.finding.kind is kind][:1]
    return findings.detail_of(house=small.house, actor=small.actor("t07"), keys=keys, now=NOW, **{**PERIOD, **period})


def first_item(small: SmallSchool) -> ItemRow:
    """The 语文 of Friday."""
    return homework.class_day(house=small.house, actor=small.actor("t07"), class_id=small.classes[3, 1], day=FRIDAY, now=NOW).subjects[0].items[0].item


@on_sqlite
def test_an_over_cap_day_shows_the_items_that_make_it(small: SmallSchool) -> None:
    seen = detail(small, OVER)
    day = seen.class_day
    assert day is not None and (day.figure, day.cap, day.one.grade, day.day) == (85, 60, 3, FRIDAY)
    assert [(line.item.subject, line.item.minutes, line.named) for line in day.items] == [("语文", 40, True), ("数学", 45, True)]
    assert [(part.subject, part.written) for part in day.subjects] == [("语文", 40), ("数学", 45)]
    assert seen.clause is not None and seen.clause.code == "C10"
    assert day.segments[-1].kind.value == "over"


def test_the_time_line_tells_each_step_with_its_sum(small: SmallSchool) -> None:
    item = first_item(small)
    later = at(MONDAY, 16)
    homework.correct_homework(
        house=small.house,
        actor=small.actor("t03", later),
        item_id=item.id,
        version=item.version,
        draft=Draft("练习册第 12 页", 30, in_school=10),
        reason="写多了",
        now=later,
    )
    judge(small, [one_of(small, OVER).finding.key], FindingState.TRUE)
    steps = detail(small, OVER).history
    assert [(step.code, step.total) for step in steps] == [("posted", 45), ("posted", 85), ("corrected", 75), ("judged", None)]
    ((old, new),) = steps[2].changes
    assert old is not None and new is not None and (old.minutes, new.minutes, steps[2].reason) == (40, 30, "写多了")
    assert steps[3].state is FindingState.TRUE


@on_sqlite
def test_a_withdrawal_is_a_step_back(small: SmallSchool) -> None:
    item = first_item(small)
    later = at(MONDAY, 16)
    homework.withdraw_homework(house=small.house, actor=small.actor("t03", later), item_id=item.id, version=item.version, reason="登记错班", now=later)
    seen = detail(small, FindingKind.LATE)
    assert [(step.code, step.total) for step in seen.history] == [("posted", 45), ("posted", 85), ("withdrawn", 45)]
    assert seen.class_day is not None and seen.class_day.withdrawn == 1


@on_sqlite
def test_late_items_of_a_class_day_open_together(small: SmallSchool) -> None:
    keys = [one.finding.key for one in found(small) if one.finding.kind is FindingKind.LATE]
    seen = findings.detail_of(house=small.house, actor=small.actor("t07"), keys=keys, now=NOW, **PERIOD)
    assert len(seen.stated) == 2 and seen.class_day is not None and all(line.named for line in seen.class_day.items)
    with pytest.raises(NotFound):
        findings.detail_of(house=small.house, actor=small.actor("t07"), keys=[*keys, one_of(small, OVER).finding.key], now=NOW, **PERIOD)


@on_sqlite
def test_a_missing_day_says_what_is_known(small: SmallSchool) -> None:
    homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 2], subject="数学", now=NOW)
    tomorrow = at(MONDAY + timedelta(days=1))
    keys = [one.finding.key for one in found(small, start=MONDAY, now=tomorrow) if one.finding.kind is FindingKind.MISSING and one.finding.number == 2]
    seen = findings.detail_of(house=small.house, actor=small.actor("t07", tomorrow), keys=keys, start=MONDAY, end=MONDAY, now=tomorrow)
    assert seen.class_day is not None and seen.class_day.nones == ("数学",) and not seen.class_day.items and not seen.class_day.week
    assert [step.code for step in seen.history] == ["none_declared"]


@on_sqlite
def test_a_week_of_the_lowest_grades_is_shown_as_a_week(small: SmallSchool) -> None:
    monday = MONDAY - timedelta(days=7)
    keys = [one.finding.key for one in found(small, start=monday) if one.finding.kind is FindingKind.MISSING and one.finding.grade == 1]
    seen = findings.detail_of(house=small.house, actor=small.actor("t07"), keys=keys, now=NOW, start=monday, end=MONDAY)
    assert seen.class_day is not None and seen.class_day.week == tuple(monday + timedelta(days=n) for n in range(5))


@on_sqlite
def test_service_findings_show_the_days_sessions(small: SmallSchool) -> None:
    short = detail(small, FindingKind.SHORT_DAY)
    assert short.service is not None and (short.service.minutes_with_gaps, short.service.last_end) == (60, 1020)
    assert [(s.programme, s.held, s.counts) for s in short.sessions] == [("三年级作业辅导", True, True)]
    assert [step.code for step in short.history] == ["session_logged"]
    keys = [one.finding.key for one in found(small) if one.finding.kind is FindingKind.NO_SESSION and one.finding.grade == 3]
    none = findings.detail_of(house=small.house, actor=small.actor("t07"), keys=keys, now=NOW, **PERIOD)
    assert none.service is None and [(s.held, s.reason) for s in none.sessions] == [(False, "暴雨")]


@on_sqlite
def test_new_lesson_quotes_the_words(small: SmallSchool) -> None:
    draft = SessionDraft(True, 1020, 1080, 20, 20, "讲授新课第三单元", "", small.staff["t04"], content_reason=SESSION_REASONS[0])
    afterschool.log_session(
        house=small.house, actor=small.actor("t06"), programme_id=small.programmes["club3"], day=THURSDAY, draft=draft, now=NOW
    )
    seen = detail(small, FindingKind.NEW_LESSON)
    assert [(s.words, s.content_reason) for s in seen.sessions] == [("讲授新课", SESSION_REASONS[0])]


@on_sqlite
def test_coverage_shows_the_heads(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        ((row_id, _, _),) = people_records.counts_of(work.connection, small.classes[3, 1])
        work.change(people_records.class_count, row_id, joined=36)
        work.audit("heads_set", f"class:{small.classes[3, 1]}", None, {"joined": 36})
    seen = detail(small, FindingKind.COVERAGE)
    assert seen.heads is not None and tuple(seen.heads) == (40, 38, 36) and seen.history[-1].code == "heads_set"


@on_sqlite
def test_a_share_is_shown_class_by_class(small: SmallSchool) -> None:
    seen = detail(small, FindingKind.IN_SCHOOL_SHARE)
    (line,) = seen.shares
    assert (line.one.number, line.days, line.written, line.stated, line.stated_home) == (1, 1, 85, 85, 65)
    assert line.share is not None and abs(line.share - 20 / 85) < 1e-9


@on_sqlite
def test_the_list_as_a_file_has_the_same_rows(small: SmallSchool) -> None:
    judge(small, [one_of(small, OVER).finding.key], FindingState.EXPLAINED, "活动日，补登")
    asked = {"house": small.house, "actor": small.actor("t07"), "kind": OVER, "now": NOW, **PERIOD}
    plain = findings_sheet(form="csv", lang="zh", **asked).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.reader(io.StringIO(plain)))
    assert (
        len(rows) == 2
        and rows[1][:8] == ["红", "书面作业超过上限", FRIDAY.isoformat(), "三(1)班", "85", "60", "C10", "已说明"]
        and rows[1][8] == "活动日，补登"
    )
    book = load_workbook(io.BytesIO(findings_sheet(form="xlsx", lang="zh", **asked)))  # type: ignore[arg-type]
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert cells[4][4:6] == [85, 60] and len([row for row in cells[4:] if row[0]]) == 1
    everything = findings_sheet(form="csv", lang="zh", **{**asked, "kind": None}).decode("utf-8-sig")  # type: ignore[arg-type]
    assert len(everything.splitlines()) == 1 + len(found(small))
