"""The page of the self-check: verdicts in words, figures, periods, the links to records, who sees it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from schoolapp.records import people as people_records
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import selfcheck
from tests.cast import MONDAY, NOW, TERM, SmallSchool
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY, THURSDAY, with_faults
from tests.web.open_desk import OpenDesk

pytestmark = on_sqlite

SPAN = f"start={THURSDAY}&end={MONDAY}"


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return with_faults(small)


def page(small: SmallSchool, query: str = SPAN, who: str = "t07") -> str:
    return OpenDesk(small, who).get(f"/selfcheck?{query}")


def item(text: str, code: str) -> str:
    """The part of a page that shows one item."""
    return text[text.index(f'<li id="{code}">'):].split("</li>", 1)[0]


def test_the_head_counts_every_verdict(small: SmallSchool) -> None:
    text = page(small)
    assert "依据：九龙坡区2022年版" in text and "11月19日–11月23日" in text
    row = text[text.index('class="verdicts"'):].split("</dl>")[0]
    assert [re.sub("<.*?>", "", part) for part in re.findall("<dt>(.*?)</dt>", row)] == list(selfcheck.VERDICT_WORDS.values())
    assert sum(int(n) for n in re.findall(r"<dd>(\d+)</dd>", row)) == 42


def test_what_needs_attention_comes_first(small: SmallSchool) -> None:
    text = page(small)
    assert "<h2>不符合和部分符合</h2>" in text
    assert "不符合" in item(text, "C15") and "未满足" not in item(text, "C15")
    assert '<li id="C1">' not in text


def test_an_item_shows_figure_missing_verdict_line_and_records(small: SmallSchool) -> None:
    text = item(page(small, f"{SPAN}&show=A2"), "C8")
    assert re.search(r"<b[^>]*>1 / 16</b>", text) and "缺报班日" in text
    assert "连续缺报少于（天）" in text and "自查口径，国家未规定比例" in text
    assert re.search(r'href="/findings\?kind=homework.missing&start=2026-11-19&end=2026-11-23">未公示 \d+ 件', text)
    assert re.search(r'<svg class="icon tiny[^>]*>.*?</svg>无数据', text, re.S), "a sign and a word, never a colour alone"


def test_people_are_told_what_is_asked_of_them(small: SmallSchool) -> None:
    text = item(page(small, f"{SPAN}&show=A1"), "C2")
    assert "需人工佐证" in text and "由校长作答并附材料：办法文本、施行日、修订页" in text
    both = item(page(small, f"{SPAN}&show=A1"), "C4")
    assert "岗位" in both and "人工部分无佐证" in both


def test_what_is_not_the_schools_stands_apart(small: SmallSchool) -> None:
    text = page(small, f"{SPAN}&show=others")
    assert text.count('<li id="C') == 21 and "由区县或培训机构作答" in item(text, "C24")
    assert '<li id="C24">' not in page(small, f"{SPAN}&show=all")
    assert page(small, f"{SPAN}&show=all").count("<li id=") == 42


def test_a_screening_of_texts_never_says_met(small: SmallSchool) -> None:
    text = page(small, f"start={FRIDAY}&end={FRIDAY + timedelta(days=2)}&show=all")
    for code in ("C9", "C12", "C14", "C21"):
        assert "数据符合" not in item(text, code).split('class="check-verdict"')[1].split("</p>")[0]


def test_newer_rules_are_named(small: SmallSchool) -> None:
    assert "教基厅函〔2023〕26号" in item(page(small, f"{SPAN}&show=A3"), "C15")


def test_a_late_start_is_told_with_its_way_out(small: SmallSchool) -> None:
    text = page(small, f"start={TERM[0]}&end={MONDAY}")
    assert "个上课日在开始登记之前" in text and f"start={THURSDAY}&end={MONDAY}" in text
    assert "在开始登记之前" not in page(small)


@pytest.mark.parametrize(("query", "told"), [
    ("start=2026-11-23&end=2026-11-19", "结束日期早于开始日期"), ("start=2020-01-01&end=2026-11-19", "一次最多看三年"), ("start=abc&end=2026-11-19", "从"),
])
def test_a_bad_period_is_told_and_the_term_shown(small: SmallSchool, query: str, told: str) -> None:
    response = OpenDesk(small, "t07").client.get(f"/selfcheck?{query}")
    text = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "这个时段不能查看" in text and told in text and 'class="verdicts"' in text


def test_periods_are_offered(small: SmallSchool) -> None:
    text = page(small, f"{SPAN}&edit=period")
    assert ">本学期</a>" in text and f"start={TERM[0]}&end={MONDAY}" in text
    assert ">上月</a>" in text and "start=2026-10-01&end=2026-10-31" in text


def test_english_is_complete(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t07")
    desk.client.set_cookie("lang", "en")
    text = desk.client.get(f"/selfcheck?{SPAN}&show=all&lang=en", follow_redirects=True).get_data(as_text=True)
    items = re.sub(r"<[^>]*>|Notice 教\S+", "", text[text.index('<ul class="check-list">'):text.rindex("</ul>")])
    assert "Load cut is on the school&#39;s agenda" in items
    assert not re.search("[一-鿿]", re.sub("教基厅函?〔\\d+〕\\d+号", "", items))


def test_who_sees_it_and_finds_it(small: SmallSchool) -> None:
    assert "/selfcheck" in OpenDesk(small, "t05").get("/today")
    for who in ("t01", "t02", "t06", "t08"):
        assert OpenDesk(small, who).client.get("/selfcheck").status_code == 403
        assert "/selfcheck" not in OpenDesk(small, who).get("/me")


def test_an_inspector_is_told_what_is_open(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        role = next(row.id for row in work.connection.execute(select(people_records.staff_role)) if row.staff_id == small.staff["t09"])
        work.change(people_records.staff_role, role, grades="3", period_start=THURSDAY, period_end=MONDAY)
        work.audit("made", "school:1")
    desk = OpenDesk(small, "t09")
    text = desk.get(f"/selfcheck?start={TERM[0]}&end={MONDAY}")
    assert "11月19日–11月23日" in text
    assert re.search(r"<b[^>]*>1 / 4</b>", item(desk.get(f"/selfcheck?{SPAN}&show=A2"), "C8")), "of grade 3 alone"
    response = desk.client.get("/selfcheck?start=2026-09-01&end=2026-09-30")
    assert response.status_code == 400 and "只能查看为您开放的时段" in response.get_data(as_text=True)
