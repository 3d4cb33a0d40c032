"""The charts of a period: the same facts give the same bytes, every sign differs in form, every size is drawn, files carry their words."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from PIL import Image

from schoolapp.papers import canvas
from schoolapp.papers.chart_facts import ChartWords, GridCell, GridChartFacts, GridRow, Group, GroupChartFacts, Mark, Skin, Slot, Stack
from schoolapp.papers.charts import load_chart, words_of
from schoolapp.papers.facts import BarState, LoadBar
from schoolapp.papers.period_charts import grid_chart, group_chart
from tests.papers.made import MONDAY, make_load_chart

RED = "#a51e18"
WORDS = ChartWords("江北实验学校　三年级各班每周日均书面用时，按学科", "2026年11月2日至30日　单位：分钟　上限 60 分钟（学校从严执行）",
                   "柱下为班号、日均、已公示天数/应公示天数。",
                   "来源：教师公示记录 94/95 班日，未公示 1　截至 2026-11-23 15:00")


def make_groups(*slots: Slot, groups: int = 1, **changes: object) -> GroupChartFacts:
    made = tuple(Group(f"第{n + 1}周", slots or (Slot("1", "5/5", (Stack((("语文", 20.0), ("数学", 25.0)), highest=58),), figure="45.0"),),
                       (Mark(60, "上限 60"),)) for n in range(groups))
    return replace(GroupChartFacts(WORDS, "分钟", made, (("语文", "语文"), ("数学", "数学")), inside=True), **changes)  # type: ignore[arg-type]


def make_grid(rows: int = 6, columns: int = 12) -> GridChartFacts:
    cells = tuple(GridCell(n % 3 == 1, 5, 2 * (n % 4 == 2)) for n in range(columns))
    return GridChartFacts(WORDS, tuple((f"第{n + 1}周", f"9/{n + 1}") for n in range(columns)),
                          tuple(GridRow(f"三({n + 1})班", cells, "未公示 3/55，补录 6 项") for n in range(rows)), "未公示", "补录")


def svg(facts: GroupChartFacts, **options: bool) -> str:
    return group_chart(facts, "zh", **options).decode()


@pytest.mark.parametrize("slots", [1, 6, 10])
@pytest.mark.parametrize("groups", [1, 5, 10])
def test_every_size_is_drawn(slots: int, groups: int) -> None:
    facts = make_groups(*(Slot(str(n + 1), "4/5", (Stack((("语文", 30.0),), highest=70),), figure="30.0") for n in range(slots)), groups=groups)
    assert ElementTree.fromstring(svg(facts, with_title=True)).tag.endswith("svg")


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (1, 1), (10, 44)])
def test_every_grid_is_drawn(rows: int, columns: int) -> None:
    assert ElementTree.fromstring(grid_chart(make_grid(rows, columns), "zh", with_title=True)).tag.endswith("svg")


@pytest.mark.parametrize("form", ["svg", "png"])
@pytest.mark.parametrize("dark", [False, True])
def test_equal_facts_give_equal_bytes(form: canvas.Format, dark: bool) -> None:
    assert group_chart(make_groups(), "zh", form, dark, True) == group_chart(make_groups(), "zh", form, dark, True)
    assert grid_chart(make_grid(), "zh", form, dark, True) == grid_chart(make_grid(), "zh", form, dark, True)


def test_no_skin_is_told_by_its_colour_alone() -> None:
    """In grey print, too, each differs in lightness or in pattern."""
    seen = set()
    for skin in Skin:
        drawn = Image.open(io.BytesIO(group_chart(make_groups(Slot("1", "", (Stack(((skin, 50.0),)),))), "zh", "png", with_title=True))).convert("L")
        seen.add(drawn.tobytes())
    assert len(seen) == len(Skin)


def test_only_what_the_cap_speaks_of_is_outlined() -> None:
    over = Stack((("语文", 61.0),), "61.0")
    assert RED in svg(make_groups(Slot("1", "", (over,))))
    assert RED not in svg(make_groups(Slot("1", "", (Stack((("语文", 60.0),), "60.0"),))))
    assert RED not in svg(make_groups(Slot("1", "", (over._replace(side=True),))))
    line = (Group("", (Slot("1", "", (over,)),), (Mark(60, "参考线", cap=False),)),)
    assert RED not in svg(replace(make_groups(), groups=line))


def test_a_day_above_the_cap_shows_behind_a_mean_below_it() -> None:
    calm = Slot("1", "5/5", (Stack((("语文", 40.0),), highest=55),), figure="40.0")
    assert RED not in svg(make_groups(calm)) and RED in svg(make_groups(calm._replace(stacks=(Stack((("语文", 40.0),), highest=72),))))


def test_nothing_and_not_enough_never_look_alike() -> None:
    slots = (Slot("1"), Slot("1", stub="未公示"), Slot("1", stub="填报不足"), Slot("1", "", (Stack((("语文", 0.0),)),)))
    assert len({svg(make_groups(slot)) for slot in slots}) == len(slots)


def test_a_fixed_scale_ends_where_it_says() -> None:
    share = make_groups(Slot("", "1/2", (Stack(((Skin.COUNTED, 50.0),), "50%"),)), top=100.0, unit="%")
    assert svg(share) != svg(replace(share, top=None))


def test_marks_that_change_are_drawn_in_two_lines() -> None:
    one = make_groups(groups=2)
    other = replace(one, groups=(one.groups[0], one.groups[1]._replace(marks=(Mark(50, "上限 50"),))))
    assert svg(one) != svg(other)


def test_files_are_opaque_and_wide_charts_keep_their_counts() -> None:
    titled = Image.open(io.BytesIO(group_chart(make_groups(), "zh", "png", with_title=True)))
    assert titled.convert("RGBA").getpixel((5, 5)) == (255, 255, 255, 255) and titled.size[0] == 1728
    many = make_groups(*(Slot(str(n), "22/22") for n in range(12)), groups=10)
    assert Image.open(io.BytesIO(group_chart(many, "zh", "png"))).size[0] > 1728


def test_every_word_can_be_drawn(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        group_chart(make_groups(Slot("1", "n=30", (Stack(((Skin.SAMPLED, 66.0),), "66.0"),))), "zh", with_title=True)
        grid_chart(make_grid(), "zh", with_title=True)
    assert not caplog.records


def test_many_days_stand_in_two_rows_on_one_scale() -> None:
    six, ten = (Image.open(io.BytesIO(load_chart(make_load_chart(6, days), "zh", "png"))).size for days in (6, 10))
    assert ten[0] == six[0] and ten[1] == 2 * six[1]


def test_plans_are_left_out_of_the_source_line() -> None:
    facts = make_load_chart(2, 3)
    bars = tuple(LoadBar(n, BarState.RECORDED, (("语文", 20),)) for n in (1, 2))
    facts = replace(facts, days=tuple(day._replace(bars=bars) for day in facts.days))
    assert "6/6 班日" in words_of(facts, "zh").source
    assert "2/2 班日" in words_of(replace(facts, planned_after=MONDAY), "zh").source
    assert "4/4 班日" in words_of(replace(facts, planned_after=MONDAY + timedelta(1)), "zh").source
