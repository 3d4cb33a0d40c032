"""Charts: the same facts give the same bytes, every state is drawn, no letter is missing, memory and matplotlib's state stay put."""

from __future__ import annotations

import gc
import io
import logging
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from schoolapp.papers import canvas
from schoolapp.papers.charts import load_chart, mean_chart, span_text, stacked
from schoolapp.papers.facts import BarState, LoadChartFacts, LoadDay, MeanColumn
from schoolapp.papers.palette import SUBJECT_COLOURS, colour_of
from tests.papers.made import MADE_AT, MONDAY, make_bar, make_load_chart, make_mean_chart

ROOT = Path(__file__).parents[2]


def one_bar(*segments: tuple[str, int], state: BarState = BarState.RECORDED, cap: int = 60) -> LoadChartFacts:
    return LoadChartFacts("江北实验学校", 3, (LoadDay(MONDAY, cap, (make_bar(1, *segments, state=state),)),), MADE_AT)


def svg(facts: LoadChartFacts, **options: bool) -> str:
    return load_chart(facts, "zh", "svg", **options).decode()


@pytest.mark.parametrize("classes", [1, 2, 6, 12])
@pytest.mark.parametrize("days", [1, 3, 5, 6])
def test_every_size_is_drawn(classes: int, days: int) -> None:
    drawn = load_chart(make_load_chart(classes, days, 90), "zh", with_title=True)
    assert ElementTree.fromstring(drawn).tag.endswith("svg")


@pytest.mark.parametrize("form", ["svg", "png"])
@pytest.mark.parametrize("dark", [False, True])
def test_equal_facts_give_equal_bytes(form: canvas.Format, dark: bool) -> None:
    assert load_chart(make_load_chart(), "zh", form, dark, True) == load_chart(make_load_chart(), "zh", form, dark, True)
    assert mean_chart(make_mean_chart(), "zh", form, dark, True) == mean_chart(make_mean_chart(), "zh", form, dark, True)


def test_equal_bytes_in_another_process() -> None:
    code = ("import sys, hashlib; from schoolapp.papers.charts import load_chart; from tests.papers.made import make_load_chart;"
            "print(hashlib.sha256(load_chart(make_load_chart(), 'zh', with_title=True)).hexdigest())")
    runs = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout for _ in range(2)}
    assert len(runs) == 1


def test_svg_has_outlines_and_no_date() -> None:
    drawn = svg(make_load_chart(), with_title=True)
    assert "<text" not in drawn and "font-family" not in drawn and "<dc:date>" not in drawn


def test_states_never_look_alike() -> None:
    drawn = {state: svg(one_bar(("语文", 20), state=state) if state is BarState.RECORDED else one_bar(state=state)) for state in BarState}
    assert len(set(drawn.values())) == len(BarState)


def test_a_recorded_zero_is_not_a_none() -> None:
    assert svg(one_bar()) != svg(one_bar(state=BarState.NONE))


def test_over_is_outlined_and_equal_is_fine() -> None:
    red = "#a51e18"
    assert red not in svg(one_bar(("语文", 60)))
    assert red in svg(one_bar(("语文", 40), ("数学", 21)))
    assert red in svg(one_bar(("语文", 5), cap=0))


def test_a_cap_that_changes_within_the_week_has_two_lines() -> None:
    facts = make_load_chart(days=2)
    changed = LoadChartFacts(facts.school, 3, (facts.days[0], facts.days[1]._replace(cap=50)), MADE_AT)
    assert svg(changed) != svg(facts)


def test_subjects_stand_in_the_fixed_order_and_strange_ones_are_gathered() -> None:
    assert stacked([("围棋", 5), ("英语", 10), ("语文", 20), ("音乐", 5), ("数学", 0)]) == [("语文", 20), ("英语", 10), ("其他", 10)]
    assert colour_of("围棋") == colour_of("其他") == SUBJECT_COLOURS["其他"][0]


def test_png_is_twice_the_screen_and_transparent_only_without_title() -> None:
    plain = Image.open(io.BytesIO(load_chart(make_load_chart(), "zh", "png")))
    titled = Image.open(io.BytesIO(load_chart(make_load_chart(), "zh", "png", with_title=True)))
    assert plain.size[0] == titled.size[0] == 1728 and titled.size[1] > plain.size[1]
    assert plain.convert("RGBA").getpixel((5, 5))[3] == 0
    assert titled.convert("RGBA").getpixel((5, 5)) == (255, 255, 255, 255)


def test_a_character_that_the_font_lacks_is_marked_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    facts = make_load_chart(school="𠮷林✓学校")
    with caplog.at_level(logging.ERROR):
        load_chart(facts, "zh", "png", with_title=True)
    assert "U+20BB7" in caplog.text and "𠮷" not in caplog.text
    assert canvas.drawable("𠮷林☑\u2009a\u200b") == "〓林√ a"


def test_every_word_of_the_charts_can_be_drawn(caplog: pytest.LogCaptureFixture) -> None:
    """matplotlib's own warning of a missing letter would be an error here."""
    with caplog.at_level(logging.ERROR):
        for lang in ("zh", "en"):
            load_chart(make_load_chart(12, 6), lang, with_title=True)
            load_chart(make_load_chart(home=True, cap=0), lang, with_title=True)
            mean_chart(make_mean_chart(weekly=True), lang, with_title=True)
    assert not caplog.records


def test_long_names_and_formulas_of_a_school_are_only_text() -> None:
    facts = make_load_chart(school="$x^2$ " + "很长的学校名称" * 12)
    assert load_chart(facts, "zh", with_title=True)


def test_a_mean_without_a_recorded_day_is_a_stub() -> None:
    empty = MeanColumn("11/2", 60, (), 0, 30)
    nothing_due = empty._replace(expected=0)
    zero = empty._replace(recorded=30)
    drawn = {mean_chart(replace(make_mean_chart(), columns=(column,)), "zh") for column in (empty, nothing_due, zero)}
    assert len(drawn) == 3


def test_forty_five_columns_fit() -> None:
    assert mean_chart(make_mean_chart(45), "zh", with_title=True)


def test_no_days_at_all() -> None:
    assert load_chart(LoadChartFacts("校", 3, (), MADE_AT), "zh", with_title=True)


def test_dates_that_share_year_or_month_say_it_once() -> None:
    assert span_text("zh", MONDAY, MONDAY + timedelta(4)) == "2026年11月16日至20日"
    assert span_text("zh", MONDAY, MONDAY + timedelta(20)) == "2026年11月16日至12月6日"
    assert span_text("zh", MONDAY, MONDAY + timedelta(60)) == "2026年11月16日至2027年1月15日"
    assert span_text("zh", MONDAY, MONDAY) == "2026年11月16日"


def test_threads_draw_one_after_the_other() -> None:
    wanted = load_chart(make_load_chart(), "zh")
    drawn: list[bytes] = []
    threads = [threading.Thread(target=lambda: drawn.append(load_chart(make_load_chart(), "zh"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == [wanted] * 4


def test_matplotlib_comes_with_the_first_drawing_and_never_pyplot() -> None:
    code = ("import sys; import schoolapp.papers.charts as c; assert 'matplotlib' not in sys.modules;"
            "from tests.papers.made import make_load_chart; c.load_chart(make_load_chart(), 'zh', 'png');"
            "assert 'matplotlib' in sys.modules and 'matplotlib.pyplot' not in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_nothing_of_a_drawing_is_kept() -> None:
    from matplotlib.figure import Figure

    for _ in range(3):
        load_chart(make_load_chart(), "zh", "png")
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, Figure)]
