"""What a pack says of closed questionnaires: figures with their bases, a chart for each, what too few answered, and the same bytes again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

from schoolapp.services import packs, surveys
from tests.cast import NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.services.survey_cases import UNTIL, give, opened, switch
from tests.services.test_packs import MADE_AT, make, table
from tests.services.test_packs import opened as pack_of


def close(small: SmallSchool, survey_id: int) -> None:
    surveys.close_survey(house=small.house, actor=small.actor("t07"), survey_id=survey_id, now=NOW)


def figures(pack: ZipFile) -> dict[str, Any]:
    return {one["key"]: one for one in json.loads(pack.read("figures.json"))["figures"]}


def test_figures_stand_with_base_window_and_rows(small: SmallSchool) -> None:
    switch(small)
    survey_id = opened(small, grades=(3,))
    give(small, survey_id, (3, 1), n=11, P3=1, P6=3)
    give(small, survey_id, (3, 2), n=3, P3=0, P5=0)
    assert not any(key.startswith("f_") for key in figures(pack_of(small, make(small))))  # what runs is not told
    close(small, survey_id)
    pack = pack_of(small, make(small))
    found = figures(pack)
    told = found[f"f_parent_check_s{survey_id}"]
    assert (told["numerator"], told["denominator"], told["value"]) == (11, 14, 0.7857)
    assert told["window"] == {"from": NOW.date().isoformat(), "to": UNTIL.isoformat()} and told["label"] == "问卷“期中问卷”：被要求检查、批改或签字的家长"
    (rows,) = told["rows"]
    assert rows["file"] == "data/surveys.csv" and rows["count"] == sum(row["题号"] == "P3" for row in table(pack, "surveys")) == 3
    returned = found[f"f_returned_s{survey_id}"]
    view = surveys.get_survey(house=small.house, actor=small.actor("t07"), survey_id=survey_id)
    assert (returned["numerator"], returned["denominator"]) == (14, view.invited)
    assert "问卷“期中问卷”" in pack.read("index.html").decode()


def test_a_figure_of_fewer_than_five_is_not_told(small: SmallSchool) -> None:
    switch(small)
    survey_id = opened(small, grades=(3,))
    give(small, survey_id, n=10, P3=1)
    give(small, survey_id, n=4, P3=0, P5=0, address="198.51.100.")
    close(small, survey_id)
    found = figures(pack_of(small, make(small)))[f"f_notice_s{survey_id}"]  # four answered this question
    assert (found["value"], found["numerator"], found["denominator"]) == (None, None, None)
    assert figures(pack_of(small, make(small)))[f"f_parent_check_s{survey_id}"]["denominator"] == 14


def test_each_has_a_chart_and_making_it_again_gives_the_same_bytes(small: SmallSchool) -> None:
    switch(small)
    first, second = opened(small, grades=(3,)), opened(small, grades=(3,))
    give(small, first, n=5)
    give(small, second, n=4)
    close(small, first)
    close(small, second)
    made = make(small)
    pack = pack_of(small, made)
    charts = {name for name in pack.namelist() if name.startswith("charts/survey-")}
    assert charts == {f"charts/survey-{first}.svg", f"charts/survey-{first}.png"}  # too few answered the other
    assert pack.read(f"charts/survey-{first}.png")[:4] == b"\x89PNG"
    assert make(small, now=MADE_AT + timedelta(hours=1)).sha256 == made.sha256
    assert f"f_parent_check_s{second}" not in figures(pack) and figures(pack)[f"f_returned_s{second}"]["numerator"] == 4
    (gap,) = (row for row in table(pack, "gaps") if row["缺什么"] == "问卷收回的份数太少")
    assert gap["数量"] == "4" and "不公布结果" in gap["说明"]


@on_sqlite
def test_the_chart_says_period_unit_base_and_source(small: SmallSchool) -> None:
    switch(small)
    survey_id = opened(small, grades=(3,))
    give(small, survey_id, n=6, P3=1)
    close(small, survey_id)
    with small.house.reading() as connection:
        snapshot = packs.snapshot.read_snapshot(connection, start=UNTIL, end=UNTIL, today=UNTIL, made_at=MADE_AT)
    facts = packs.pack_facts(snapshot, made_at=MADE_AT, made_by="校长室")
    (chart,) = (one.facts for one in facts.charts if one.name == f"survey-{survey_id}")
    assert chart.title == "江北实验学校　期中问卷（家长问卷）" and chart.source == "来源：家长匿名填写，只计人数，不加权"
    assert "2026年" in chart.subtitle and "单位：人" in chart.subtitle and "收回 6" in chart.subtitle
    asked = next(q for q in chart.questions if q.text.startswith("P3"))
    assert asked.text.endswith("（6 人回答）") and [(bar.count, bar.value) for bar in asked.bars] == [(0, "0 · 0.0%"), (6, "6 · 100.0%"), (0, "0 · 0.0%")]
