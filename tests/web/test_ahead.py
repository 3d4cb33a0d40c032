"""The page of two weeks: sums, marks, own items with their links, links to the form of a day, and how one gets there."""

from __future__ import annotations

import re
from datetime import timedelta

from schoolapp.services import quota
from schoolapp.services.homework import Draft
from schoolapp.services.quota import PlanEntry
from tests.cast import MONDAY, SmallSchool
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.web.homework_browser import Visitor, text_of

pytestmark = on_sqlite
WEDNESDAY = MONDAY + timedelta(days=2)


def row(html: str, day: str) -> str:
    """The table's row of a day as readers hear it."""
    return next(text for found in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if day in (text := text_of(found)))


def test_a_day_to_come_with_its_sum_items_and_links(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("作文", 35), day=WEDNESDAY)
    item = post(small, "t01", [(3, 1)], Draft("练习册第23页", 15), day=WEDNESDAY).items[0]
    html = Visitor(small, "t01").get("/homework/week")
    assert row(html, "11月25日") == "11月25日周三50/60分钟·还剩10登记练习册第23页15分钟0/60分钟·还剩60登记"
    assert f'href="/homework/{item}"' in html
    both = f"class={small.classes[3, 1]}&amp;class={small.classes[3, 2]}&amp;day={WEDNESDAY}"
    assert both in html and f"class={small.classes[3, 2]}&amp;day={WEDNESDAY}" in html


def test_the_links_lead_to_the_form_of_that_day(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    html = teacher.get("/homework/week")
    path = next(p for p in re.findall(r'href="(/homework/new[^"]*)"', html) if str(WEDNESDAY) in p).replace("&amp;", "&")
    form = teacher.get(path)
    assert f'value="{WEDNESDAY}"' in form and len(re.findall(r'name="classes"[^>]* checked', form)) == 2


def test_quotas_are_told(small: SmallSchool) -> None:
    entries = [PlanEntry(3, s, m, "", (None, "")) for s, m in (("语文", 20), ("数学", 20), ("英语", 15))]
    quota.save_plan(house=small.house, actor=small.actor("t05"), term_id=small.term_id, entries=entries, now=Visitor(small, "t05").now)
    assert "计划20·给其他学科留35·可用25" in row(Visitor(small, "t01").get("/homework/week"), "11月25日")


def test_weeks_before_and_after(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    html = teacher.get("/homework/week")
    assert f"start={MONDAY + timedelta(days=7)}" in html and f"start={MONDAY - timedelta(days=7)}" in html
    past = teacher.get(f"/homework/week?start={MONDAY - timedelta(days=14)}")
    assert "补录" in row(past, "11月9日") and f"start={MONDAY - timedelta(days=21)}" not in past
    for odd in ("x", "9999-12-31", "0001-01-01", ""):
        assert teacher.client.get("/homework/week", query_string={"start": odd}).status_code == 200


def test_somebody_without_lessons_and_somebody_without_the_permit(small: SmallSchool) -> None:
    assert "还没有任课班级" in text_of(Visitor(small, "t10").get("/homework/week"))
    assert Visitor(small, "t05").client.get("/homework/week").status_code == 403


def test_the_own_registrations_lead_here(small: SmallSchool) -> None:
    item = post(small, "t01", [(3, 1)], Draft("练习册第23页", 15)).items[0]
    html = Visitor(small, "t01").get("/homework")
    assert 'href="/homework/week"' in html and 'href="/homework/templates"' in html
    assert f'href="/homework/templates?item={item}"' in html
