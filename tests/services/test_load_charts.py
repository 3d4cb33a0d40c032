"""The charts of a period: every figure with its numerator, denominator and window, the same in picture, table and workbook."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from schoolapp.papers.chart_facts import GridChartFacts, GroupChartFacts, Skin, Slot
from schoolapp.papers.facts import BarState, LoadChartFacts
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotAllowed, NotFound
from schoolapp.services import homework, load
from schoolapp.services.homework import Draft
from schoolapp.services.load import ChartKind, ChartPage, Look, SpanKind
from schoolapp.services.load.charts import read_chart
from schoolapp.services.load.scene import Chart
from schoolapp.services.load.spans import find_span
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.test_load_periods import sample

pytestmark = on_sqlite

LAST = MONDAY - timedelta(days=7)
TUE, WED, THU, FRI = (LAST + timedelta(days=n) for n in range(1, 5))


def fill(small: SmallSchool) -> None:
    """三(1)班 in the week of 16 November: 45, 72 (entered late), none, 30 with 15 optional; 三(2)班: 40 on Monday alone."""
    post(small, "t03", [(3, 1), (3, 2)], Draft("生字", 20, in_school=10), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 1)], Draft("口算", 25, in_school=25), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 2)], Draft("口算", 20, in_school=20), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 1)], Draft("练习", 40), day=TUE, now=at(TUE))
    post(small, "t02", [(3, 1)], Draft("单词", 32), day=TUE, now=at(WED), reason="当天忘了")
    homework.declare_class_none(house=small.house, actor=small.actor("t01", at(WED)), class_id=small.classes[3, 1], now=at(WED))
    thursday = (Draft("作文", 20), Draft("基础题", 5, Kind.WRITTEN, Tier.BASIC), Draft("提高题", 10, Kind.WRITTEN, Tier.RAISED),
                Draft("选做题", 15, Kind.WRITTEN, Tier.OPTIONAL), Draft("读一章", 40, Kind.READING))
    post(small, "t03", [(3, 1)], *thursday, day=THU, now=at(THU))


def chart(small: SmallSchool, name: ChartKind, kind: str = "month", key: str = "2026-11", *, grade: int = 3, lang: str = "zh", now: Any = NOW,
          actor: Actor | None = None) -> Chart:
    standing = standing_of(house=small.house)
    with small.house.reading() as connection:
        return read_chart(connection, standing, name, grade=grade, span=find_span(standing, SpanKind(kind), key), now=now, actor=actor, lang=lang)


def groups(found: Chart) -> dict[str, tuple[Slot, ...]]:
    assert isinstance(found.drawing, GroupChartFacts)
    return {group.label: group.slots for group in found.drawing.groups}


def rows(found: Chart) -> list[dict[str, Any]]:
    heads = [column.label for column in found.ledger.columns]
    return [dict(zip(heads, cells, strict=True)) for cells, _mark in found.ledger.rows()]


def test_weekly_means_are_of_each_class_and_say_of_how_many_days(small: SmallSchool) -> None:
    fill(small)
    found = chart(small, ChartKind.SUBJECTS)
    first, second = groups(found)["第12周 11/16–20"]
    assert (first.label, first.below, first.figure, first.alarm) == ("1", "4/5", "36.8", False)
    assert dict(first.stacks[0].parts) == {"语文": 12.5, "数学": 16.25, "英语": 8.0} and first.stacks[0].highest == 72
    assert (second.below, second.figure, second.stacks[0].highest) == ("1/5", "40.0", None)
    assert [slot.stub for slot in groups(found)["第10周 11/2–6"]] == ["未公示"] * 2
    row = next(r for r in rows(found) if r["周次"] == "第12周 11/16–20" and r["班级"] == "三(1)班")
    assert (row["合计分钟"], row["已公示天数"], row["应公示天数"], row["日均"], row["最高一天"], row["超限天数"]) == (147, 4, 5, 36.8, 72, 1)


def test_a_term_has_means_by_month(small: SmallSchool) -> None:
    fill(small)
    found = chart(small, ChartKind.SUBJECTS, "term", str(small.term_id))
    assert list(groups(found)) == ["2026年9月", "2026年10月", "2026年11月", "2026年12月", "2027年1月"]
    assert groups(found)["2026年11月"][0].below == "4/15" and groups(found)["2026年12月"][0] == Slot("1")
    assert "2026年秋季学期" in found.words.subtitle and "上限 60 分钟（学校从严执行）" in found.words.subtitle


def test_a_mean_above_the_cap_is_marked(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("练习", 70), day=LAST, now=NOW, reason="补")
    slot = groups(chart(small, ChartKind.SUBJECTS))["第12周 11/16–20"][0]
    assert slot.alarm and slot.figure == "70.0" and slot.stacks[0].highest is None


def test_what_is_planned_counts_in_no_mean(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("练习", 40), day=MONDAY + timedelta(days=1))
    assert groups(chart(small, ChartKind.SUBJECTS))["第13周 11/23–27"] == (Slot("1"), Slot("2"))


def test_a_week_is_drawn_by_day_and_plans_are_called_plans(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("练习", 40), day=MONDAY + timedelta(days=1))
    found = chart(small, ChartKind.SUBJECTS, "week", MONDAY.isoformat())
    assert isinstance(found.drawing, LoadChartFacts) and [day.note for day in found.drawing.days] == ["", "计划", "", "", ""]
    assert "教师公示记录 0/0 班日" in found.words.source


def test_the_share_is_given_only_where_enough_is_stated(small: SmallSchool) -> None:
    fill(small)
    found = chart(small, ChartKind.SHARE)
    slot = groups(found)["2026年11月"][0]
    assert (slot.below, slot.stub, slot.stacks) == ("65/85 分钟", "填报不足", ())
    row = rows(found)[-1]
    assert (row["校内完成分钟"], row["已填校内完成的书面分钟"], row["书面总分钟"], row["校内完成占比"]) == (65, 85, 187, None)
    assert row["参考线"] == 0.8 and row["说明"] == "填报不足"


def test_a_share_stands_beside_the_schools_line(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("生字", 30, in_school=20), day=LAST, now=at(LAST))
    post(small, "t03", [(3, 2)], Draft("生字", 30, in_school=21), day=LAST, now=at(LAST))
    found = chart(small, ChartKind.SHARE, "term", str(small.term_id))
    assert isinstance(found.drawing, GroupChartFacts)
    november = found.drawing.groups[-1]
    assert november.slots[0].stacks[0].words == "68.3%" and november.slots[0].below == "41/60 分钟"
    assert [(mark.value, mark.cap) for mark in november.marks] == [(80.0, False)]
    assert [group.label for group in found.drawing.groups] == ["2026年9月", "2026年10月", "2026年11月"]
    assert groups(found)["2026年9月"][0] == Slot("", "")
    assert "非国家指标" in found.words.subtitle


def test_the_share_of_a_week_is_that_of_its_terms_months(small: SmallSchool) -> None:
    found = chart(small, ChartKind.SHARE, "week", LAST.isoformat())
    assert list(groups(found)) == ["2026年9月", "2026年10月", "2026年11月"]


def test_low_grades_have_no_reference_line(small: SmallSchool) -> None:
    post(small, "t04", [(1, 1)], Draft("写字", 10, in_school=10), day=LAST, now=at(LAST))
    found = chart(small, ChartKind.SHARE, grade=1)
    assert isinstance(found.drawing, GroupChartFacts) and found.drawing.groups[-1].marks == ()


def test_tiers_count_once_and_optional_stands_beside(small: SmallSchool) -> None:
    fill(small)
    found = chart(small, ChartKind.TIERS)
    row = rows(found)[0]
    assert (row["已公示天数"], row["全体"], row["基础"], row["提高"], row["拓展"]) == (4, 137, 5, 10, 0)
    assert (row["分层计入"], row["计入合计"], row["日均"], row["选做"], row["选做日均"], row["选做超上限天数"]) == (10, 147, 36.8, 15, 3.8, 0)
    (slots,) = groups(found).values()
    counted, optional = slots[0].stacks
    assert counted.parts == ((Skin.COUNTED, 34.25), (Skin.TIERED, 2.5)) and optional.parts == ((Skin.OPTIONAL, 3.75),) and optional.side


def test_estimates_stand_beside_samples_of_the_same_days(small: SmallSchool) -> None:
    fill(small)
    sample(small, (3, 1), LAST, 20, 600)
    sample(small, (3, 1), TUE, 10, 450)
    sample(small, (3, 1), THU, 3, 900)  # too few
    sample(small, (3, 2), LAST, 4, 380)  # too few
    found = chart(small, ChartKind.SAMPLED)
    first, second = rows(found)
    assert (first["有效抽测次数"], first["抽测人数"], first["抽测均值"], first["同日预计均值"], first["预计天数"]) == (2, 30, 55.0, 58.5, 2)
    assert (first["抽测减预计"], first["抽测超上限次数"], first["人数偏少次数"]) == (-3.5, 0, 1)
    assert (second["抽测均值"], second["人数偏少次数"]) == (None, 1)
    (slots,) = groups(found).values()
    assert slots[0].below == "n=30" and slots[1].stacks[0].parts == ((Skin.FEW, 38.0),)
    assert "抽测 2 次 30 人" in found.words.source


def test_missing_is_counted_of_what_was_due_and_late_by_items(small: SmallSchool) -> None:
    fill(small)
    found = chart(small, ChartKind.GAPS)
    assert isinstance(found.drawing, GridChartFacts)
    assert found.drawing.columns == (("第10周", "11/2"), ("第11周", "11/9"), ("第12周", "11/16"), ("第13周", "11/23"))
    first, second = found.drawing.rows
    assert [tuple(cell) for cell in first.cells] == [(5, 5, 0), (5, 5, 0), (1, 5, 1), (0, 0, 0)]
    assert tuple(second.cells[2]) == (4, 5, 0)
    assert first.total == "未公示 11/15，补录 1 项" and found.words.source.startswith("未公示 25/30，补录 1 项")
    assert len(rows(found)) == 8


def test_the_days_to_come_are_ten_school_days(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("练习", 40), day=MONDAY + timedelta(days=1))
    found = chart(small, ChartKind.AHEAD, "term", str(small.term_id))
    assert isinstance(found.drawing, LoadChartFacts)
    days = found.drawing.days
    assert len(days) == 10 and (days[0].day, days[-1].day) == (date(2026, 11, 24), date(2026, 12, 7))
    assert [bar.state for bar in days[0].bars] == [BarState.RECORDED, BarState.NOT_DUE]
    assert "1/20 班日" in found.words.source
    assert rows(found)[0]["状态"] == "达标 · 计划"


def test_before_the_holidays_fewer_days_are_to_come(small: SmallSchool) -> None:
    assert len(rows(chart(small, ChartKind.AHEAD, now=at(date(2027, 1, 21))))) == 2
    assert rows(chart(small, ChartKind.AHEAD, now=at(date(2027, 1, 22)))) == []


def test_an_inspectors_charts_keep_to_the_opened_days(small: SmallSchool) -> None:
    fill(small)
    inspector = Actor(99, "督学", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=(LAST, TUE))
    assert groups(chart(small, ChartKind.SUBJECTS, actor=inspector))["第12周 11/16–17"][0].below == "2/2"
    assert rows(chart(small, ChartKind.AHEAD, actor=inspector)) == []
    share = rows(chart(small, ChartKind.SHARE, actor=inspector))
    assert [row["书面总分钟"] for row in share] == [157]


def page(small: SmallSchool, name: str, who: str = "t02", grade: int = 3, key: str = "2026-11") -> ChartPage:
    return load.chart_page(house=small.house, actor=small.actor(who), grade=grade, kind=SpanKind.MONTH, key=key, chart=name, lang="zh", now=NOW)


def test_the_page_says_what_the_workbook_says(small: SmallSchool) -> None:
    fill(small)
    for kind in ChartKind:
        shown = page(small, kind.value)
        made = load.chart_workbook(house=small.house, actor=small.actor("t02"), grade=3, kind=SpanKind.MONTH, key="2026-11", chart=kind.value, lang="zh",
                                   now=NOW)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
        assert sheet[0][0] == shown.words.title and sheet[0][0].startswith("江北实验学校　三年级")
        assert shown.words.subtitle in sheet[1][0] and shown.words.source in sheet[1][0]
        assert [head for head, _figures in shown.table.heads] == sheet[3] and len(sheet) - 4 == len(shown.table.rows)
        assert all(part in shown.words.subtitle + shown.words.source for part in ("单位：", "截至 2026-11-23 15:00"))
        assert not [name for name in ("林晓梅", "陈国栋", "王芳", "t01") if name in str(sheet)]


def test_alarms_have_a_sign_beside_their_colour(small: SmallSchool) -> None:
    fill(small)
    shown = page(small, "subjects")
    at_ = [head for head, _figures in shown.table.heads].index("超限天数")
    assert [cells[at_] for cells, _missing in shown.table.rows if cells[at_][1]] == [("▲ 1", True)]
    assert [missing for _cells, missing in shown.table.rows][:2] == [True, True]


def test_who_may_see_a_chart(small: SmallSchool) -> None:
    with pytest.raises(NotFound):
        page(small, "subjects", grade=4)
    with pytest.raises(NotFound):
        page(small, "pie")
    with pytest.raises(NotAllowed):
        page(small, "subjects", who="t01")
    with pytest.raises(NotFound):
        load.period_chart(house=small.house, actor=small.actor("t02"), grade=4, kind=SpanKind.MONTH, key="2026-11", chart="gaps", look=Look(), now=NOW)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chart_can_be_drawn(small: SmallSchool, lang: str) -> None:
    fill(small)
    sample(small, (3, 1), LAST, 20, 650)
    for kind in ChartKind:
        for look in (Look(lang), Look(lang, "png", dark=True, titled=True)):
            drawn = load.period_chart(house=small.house, actor=small.actor("t05"), grade=3, kind=SpanKind.TERM, key=str(small.term_id), chart=kind.value,
                                      look=look, now=NOW)
            assert drawn.startswith(b"<?xml" if look.fmt == "svg" else b"\x89PNG")


def test_nothing_recorded_and_no_classes_are_drawn_too(small: SmallSchool) -> None:
    for kind in ChartKind:
        assert load.period_chart(house=small.house, actor=small.actor("t05"), grade=5, kind=SpanKind.MONTH, key="2026-11", chart=kind.value, look=Look(),
                                 now=NOW)
        assert load.period_chart(house=small.house, actor=small.actor("t05"), grade=5, kind=SpanKind.MONTH, key="2027-02", chart=kind.value, look=Look(),
                                 now=NOW)
