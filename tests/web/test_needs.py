"""需要你处理 on the day's page and on its own: a sentence for every kind, five lines at most, a way to where it is mended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schoolapp.rules.findings import Level
from schoolapp.rules.needs import Need
from schoolapp.services import needs, school
from schoolapp.services.homework import Draft
from schoolapp.web.needs import WORDS
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.test_early_warning import DAYS
from tests.web.homework_browser import Visitor, text_of

pytestmark = on_sqlite
AFTER = at(MONDAY, 16, 30)


def test_every_kind_has_its_sentence(database_kind: str) -> None:
    assert database_kind and {kind for source in needs.SOURCES for kind in source.kinds} <= set(WORDS)


def test_a_teachers_classes_stand_before_the_lines(small: SmallSchool) -> None:
    text = text_of(Visitor(small, "t01", AFTER).get("/today"))
    strip, cards, lines = text.index("需要你处理"), text.index("还剩60分钟"), text.rindex("需要你处理")
    assert strip < cards < lines
    assert "数学今天还没有登记" in text and "三(1)班今天还有2科没有登记" in text


def test_lines_lead_to_where_they_are_mended(small: SmallSchool) -> None:
    visitor = Visitor(small, "t01", AFTER)
    page = visitor.get("/needs")
    one, two = small.classes[3, 1], small.classes[3, 2]
    assert f"/homework/new?class={one}&amp;class={two}&amp;subject=" in page
    assert f'href="/today#class-{one}"' in page and f'id="class-{one}"' in visitor.get("/today")
    assert f'href="/homework/samples/{one}"' in page
    links = {part.split('"')[0].replace("&amp;", "&") for part in page.split('<a class="row" href="')[1:]}
    assert len(links) > 3
    for link in links:
        assert visitor.client.get(link).status_code == 200, link


def test_five_lines_and_the_way_to_the_rest(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(*, house: Any, actor: Any, now: Any) -> list[Need]:
        return [Need("open_subject", Level.INFO, "homework.mine", {}, {"subject": f"学科{n}", "classes": ()}) for n in range(8)]

    monkeypatch.setattr(needs, "SOURCES", (needs.Source(("open_subject",), many),))
    visitor = Visitor(small, "t05", AFTER)
    text = text_of(visitor.get("/today"))
    assert "学科4今天" in text and "学科5今天" not in text and "看全部8件" in text
    assert "学科7今天" in text_of(visitor.get("/needs"))


def test_nothing_to_do_is_quiet(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "SOURCES", ())
    for who in ("t01", "t02", "t05"):
        visitor = Visitor(small, who)
        assert "现在没有需要你处理的事" in text_of(visitor.get("/today")) and "现在没有需要你处理的事" in text_of(visitor.get("/needs"))


def test_a_single_need_is_said_at_once(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "SOURCES", (needs.Source(("sample_none",), needs.samples_wanted),))
    page = Visitor(small, "t01").get("/today")
    assert "三(1)班两周内还没有作业用时抽测" in text_of(page) and 'id="needs"' not in page


def test_roles_without_lines_have_none(small: SmallSchool) -> None:
    assert "现在没有需要你处理的事" in text_of(Visitor(small, "t06").get("/today"))
    for who in ("t08", "t09"):
        assert "需要你处理" not in text_of(Visitor(small, who).get("/today"))


def test_early_warnings_are_named_so_and_private(small: SmallSchool) -> None:
    for day in DAYS[-10:]:
        post(small, "t01", [(3, 1)], Draft("练习", 54), day=day, now=at(day))
    own, leader, colleague = (text_of(Visitor(small, who).get("/needs")) for who in ("t01", "t02", "t03"))
    assert "三(1)班连续10个上课日接近上限" in own and "三(1)班连续10个上课日接近上限" in leader
    assert "数学连续10个上课日预计用时不变" in own and "不变" not in leader and "不变" not in colleague
    assert "预警提示" in leader and "待核实事项" in own


@pytest.mark.parametrize("who", [f"t{n:02d}" for n in range(1, 11)])
def test_both_languages_stand(small: SmallSchool, who: str) -> None:
    for day in (NOW, AFTER, at(MONDAY - timedelta(days=54), 16)):
        for lang in ("zh", "en"):
            assert "<h1" in Visitor(small, who, day).get(f"/needs?lang={lang}")


def test_a_page_that_is_not_there_leads_to_today(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*, house: Any, actor: Any, now: Any) -> list[Need]:
        return [Need("sample_none", Level.INFO, "nowhere.at_all", {"x": 1}, {"one": school.standing_of(house=house).classes[small.classes[3, 1]]})]

    monkeypatch.setattr(needs, "SOURCES", (needs.Source(("sample_none",), lost),))
    assert 'href="/today"' in Visitor(small, "t05").get("/needs")
