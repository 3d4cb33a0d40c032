"""The page of wording rules: who may, bad input kept, a sentence tried, the opened finding."""

from __future__ import annotations

import re

import pytest

from schoolapp.rules.findings import FindingKind
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import findings, homework, wording
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.web.desk import form_of
from tests.web.open_desk import OpenDesk

pytestmark = on_sqlite

PAGE = "/admin/wording"
WORDS = {"words": "晨光本", "clause": "FEE", "level": "warn", "hint": "本校不指定本子的牌子", "safer": "用自己的本子"}


def test_office_and_administrator_only(small: SmallSchool) -> None:
    for number, status in (("t05", 200), ("t08", 200), ("t01", 403), ("t07", 403), ("t09", 403)):
        OpenDesk(small, number).get(PAGE, status)


def test_the_page_lists_every_rule_with_its_example(small: SmallSchool) -> None:
    page = OpenDesk(small, "t05").get(PAGE)
    for rule in (*wording.wording_page(house=small.house, actor=small.actor("t05")).homework,):
        assert rule.rule.example in page and rule.rule.safer in page


def test_words_are_added_and_taken_back(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t05")
    desk.post(f"{PAGE}/add", request_key="k" * 32, **WORDS)
    assert "晨光本" in desk.get(PAGE)
    desk.post(f"{PAGE}/add", request_key="k" * 32, **WORDS)  # the same form again
    found = wording.wording_page(house=small.house, actor=small.actor("t05")).added
    assert [row.words for row in found] == ["晨光本"]
    desk.post(f"{PAGE}/{found[0].id}/remove")
    assert "晨光本" not in desk.get(PAGE)
    desk.post(f"{PAGE}/{found[0].id}/remove", 404)


@pytest.mark.parametrize(("field", "value"), [("words", "本"), ("hint", ""), ("safer", "自己买晨光本"), ("clause", "C1"), ("level", "x")])
def test_bad_input_keeps_what_was_typed(small: SmallSchool, field: str, value: str) -> None:
    page = OpenDesk(small, "t05").post(f"{PAGE}/add", 400, request_key="k" * 32, **{**WORDS, field: value})
    kept = form_of(page)
    for name in {"words", "hint", "safer"} - {field}:
        assert kept[name] == WORDS[name]
    assert f'href="#{field}"' in page
    assert len(re.findall(r'\bid="words"', page)) == 1


def test_a_rule_or_a_phrase_is_silenced_with_a_reason(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t05")

    def silence(status: int = 303, **values: str) -> str:
        return desk.post(f"{PAGE}/silence", status, **{f"silence-{name}": value for name, value in values.items()})

    silence(rule="c12-amount", reason="毕业班复习")
    silence(words="阅读存折请家长签字", reason="区里统一的存折")
    page = desk.get(PAGE)
    assert "毕业班复习" in page and "阅读存折请家长签字" in page
    for wrong in ({"rule": "c9-sign"}, {"rule": "c9-sign", "words": "签字本", "reason": "两样"}, {"reason": "都没有"}, {"rule": "no-such", "reason": "x"}):
        kept = silence(400, **wrong)
        assert wrong.get("words", "") in kept


def test_a_sentence_is_tried_on_the_same_page(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t05")
    page = desk.get(f"{PAGE}?text=生字抄10遍，请家长签字&grade=3&kind=书面")
    assert "抄10遍" in page and "家长签字" in page and "明天课上订正" in page
    assert "没有提示" in desk.get(f"{PAGE}?text=读给家长听&grade=3&kind=口头")
    assert "不得讲授新课" in desk.get(f"{PAGE}?text=讲授新课&grade=3&kind=session")
    assert "像是书面作业" in desk.get(f"{PAGE}?text=抄写词语&grade=4&kind=口头")
    desk.get(f"{PAGE}?text=" + "字" * 400 + "&grade=99&kind=无")


def test_the_opened_finding_says_what_why_and_how_else(small: SmallSchool) -> None:
    homework.post_homework(
        house=small.house, actor=small.actor("t01"), day=MONDAY, subject="数学", class_ids=[small.classes[3, 1]],
        drafts=[Draft("练习册第5页，请家长签字", 10)], wording_reasons={0: wording.REASONS[1]}, now=NOW,
    )
    found = findings.findings_of(house=small.house, actor=OPERATOR, start=MONDAY, end=MONDAY, now=NOW).of_kind(FindingKind.WORDING)
    (one,) = found
    page = OpenDesk(small, "t05").get(f"/findings?start={MONDAY}&end={MONDAY}&kind=homework.wording&open={one.finding.key}")
    assert "家长签字" in page and "作业不得要求家长检查" in page and "练习册第5页，明天课上订正" in page and wording.REASONS[1] in page
    assert re.search(r"作业措辞\s*</", page) or "作业措辞" in page
