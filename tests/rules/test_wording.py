"""How the wording rules read: spellings, denials, actors, numbers, what a school adds and silences, and that hostile text costs no more."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.homework import TEXT_MAX, Kind, Tier
from schoolapp.rules.wording import (
    CLAUSES,
    HitLevel,
    OwnPattern,
    SchoolWording,
    book,
    built_in_rules,
    homework_hits,
    kind_prompt,
    normalised,
    reading,
    suggestion,
)
from schoolapp.rules.wording.counting import figure_of

BLOCK, WARN = HitLevel.BLOCK, HitLevel.WARN


def levels(text: str, *, grade: int = 4, kind: Kind = Kind.WRITTEN, **more: Any) -> dict[str, HitLevel]:
    return {hit.clause: hit.level for hit in homework_hits(text, grade=grade, kind=kind, **more)}


def test_one_hit_per_clause_with_the_longest_words() -> None:
    (hit,) = homework_hits("课本第40页，请家长检查后签字", grade=4, kind=Kind.WRITTEN)
    assert (hit.clause, hit.level, hit.found) == ("C9", BLOCK, "家长检查后签字")
    assert "C9" not in hit.hint and hit.hint and hit.safer


def test_a_breach_goes_before_longer_words_that_are_only_worth_a_look() -> None:
    (hit,) = homework_hits("家长协助孩子认真完成手抄报。家长签字", grade=4, kind=Kind.WRITTEN)
    assert (hit.level, hit.found) == (BLOCK, "家长签字")


@pytest.mark.parametrize("text", ["不用打卡", "今天不打卡", "打卡不作要求", "本班没有打卡", "无需每天打卡",
                                  "不用拍照、打卡", "请勿在群里打卡", "老师不会要求打卡"])
def test_a_denial_is_no_hit(text: str) -> None:
    assert levels(text) == {}


@pytest.mark.parametrize("text", ["不要忘记打卡", "不得不打卡", "别忘了打卡", "打卡不得间断", "没有打卡的同学请补上",
                                  "不打卡的视为没读", "今天不用签字，打卡照常"])
def test_what_only_sounds_like_a_denial_is_a_hit(text: str) -> None:
    assert levels(text)["PHONE"] is BLOCK


@pytest.mark.parametrize("softener", ["建议", "温馨提示：", "辛苦", "麻烦", "有条件的", "可以请", "最好请"])
def test_soft_words_silence_nothing(softener: str) -> None:
    assert levels(f"{softener}家长检查作业")["C9"] is BLOCK


@pytest.mark.parametrize(("text", "level"), [
    ("生字抄5遍", BLOCK), ("生字抄五遍", BLOCK), ("生字抄３遍", WARN), ("生字抄两遍", None), ("生字抄一二遍", None), ("生字抄二十遍", BLOCK),
    ("单词3英1汉", WARN), ("单词六英两汉", BLOCK), ("课文读5遍，生字写两遍", None), ("每周写三次日记", None), ("抄写3至5遍", BLOCK), ("抄写Unit 3 2遍", None),
    ("错一个抄3遍", BLOCK), ("词语抄×8", BLOCK), ("抄 1 0 遍", BLOCK), ("每字写20个", BLOCK), ("写5个句子", None),
])
def test_numbers_in_both_systems(text: str, level: HitLevel | None) -> None:
    assert levels(text).get("C12") is level


@given(st.integers(1, 199))
def test_every_number_reads_alike_in_both_systems(number: int) -> None:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    chinese = ("一百" if hundreds else "") + ((digits[tens] if tens > 1 or hundreds else "") + "十" if tens else "零" if hundreds and ones else "")
    chinese += digits[ones] if ones else ""
    assert figure_of(chinese) == figure_of(str(number)) == number


@pytest.mark.parametrize(("text", "level"), [
    ("单词叁遍，中文一遍", WARN), ("单词5遍，读熟", None), ("5遍写生字", BLOCK), ("课文5遍读熟", None), ("Copy the words 8 times", BLOCK),
    ("Read the text five times", None), ("全文x5", BLOCK), ("没抄完的那5遍，今晚接着抄", BLOCK),
    ("每字写⑧个", BLOCK), ("四遍英文,一遍中文", WARN), ("抄一首诗5行", None),
])
def test_numbers_beside_what_is_copied(text: str, level: HitLevel | None) -> None:
    assert levels(text).get("C12") is level


@pytest.mark.parametrize("text", [
    "检查由家长负责", "批改这件事交给爸爸妈妈", "打分（家长）", "作业本上要有家长的笔迹", "请在右上角留下妈妈的大名", "家里大人看一遍，写个“阅”字",
    "家长不签字不行", "要是家长没签字，作业重交", "准不准由爸妈打星", "把错别字圈出来，请家长改", "家长把《新领程》第5页批一下", "家长当一回老师，把口算批一批",
])
def test_a_parent_is_found_in_every_order_of_words(text: str) -> None:
    assert levels(text)["C9"] is BLOCK


@pytest.mark.parametrize("text", [
    "如果家长没签字也没关系", "家长签不签都行", "家长签字栏已经取消", "家长群里不发答案", "和监护人一起跳绳，记录次数", "请家长听你讲题，讲完自己订正",
    "改病句：“经过妈妈检查，发现了错误”", "书包收拾好交给家长", "检查后读给家长听",
])
def test_a_parent_who_is_only_near_does_nothing(text: str) -> None:
    assert levels(text) == {}


@pytest.mark.parametrize(("text", "found"), [
    ("批改由组长负责", True), ("请“小先生”们（每组1号）替老师批好", True), ("组长收齐后批改", True), ("两人换本，你批我的我批你的", True),
    ("组长收齐，老师批改", False), ("独立完成，老师明天批改", False), ("同桌互评作文", False), ("自己给朗读打星", False),
])
def test_pupils_who_mark(text: str, found: bool) -> None:
    assert ("C14" in levels(text)) is found


@pytest.mark.parametrize(("text", "found"), [
    ("没背会的放学留下来抄", True), ("谁没写完谁多做两张卷子", True), ("书写潦草的全部重写", True), ("没背会的同学再读一遍", False),
    ("没写完的明天到校补写", False), ("背不下来的不罚抄", False), ("罚球练习10次", False),
])
def test_a_threat_has_a_failure_and_a_penalty(text: str, found: bool) -> None:
    assert ("C12" in levels(text)) is found


def test_names_beside_what_was_not_done_are_a_list() -> None:
    assert levels("小明、王芳还没交数学") == {"RANK": BLOCK} == levels("3号、8号、21号没交") == levels("听写没全对的名单：小红、小刚")
    assert levels("语文、数学没写完的今天写") == {}


def test_written_work_under_another_kind_in_grades_1_and_2() -> None:
    text = "写田字格一页"
    assert levels(text, grade=2, kind=Kind.ORAL) == {"C10": BLOCK}
    assert levels(text, grade=2, kind=Kind.ORAL, minutes=10, in_school=10) == {}
    assert levels(text, grade=2, kind=Kind.ORAL, minutes=10, in_school=5) == {"C10": BLOCK}
    assert levels(text, grade=2, kind=Kind.ORAL, in_school=5) == {}
    assert levels("课堂上写田字格一页", grade=2, kind=Kind.ORAL) == {}
    assert levels("课堂作业本写一页", grade=2, kind=Kind.ORAL) == {"C10": BLOCK}
    assert levels("在校作业：写田字格\n回家作业：读课文", grade=2, kind=Kind.ORAL) == {}
    assert levels("在校作业：读课文\n回家作业：写田字格", grade=2, kind=Kind.ORAL) == {"C10": BLOCK}
    assert levels(text, grade=2, kind=Kind.WRITTEN) == {}, "the load's own finding"
    assert levels(text, grade=3, kind=Kind.ORAL) == {}


def test_a_kind_that_does_not_fit_is_a_prompt_from_grade_3_on() -> None:
    found = kind_prompt("抄写第五课词语", grade=4, kind=Kind.ORAL)
    assert found is not None and (found.declared, found.fits) == (Kind.ORAL, Kind.WRITTEN)
    found = kind_prompt("朗读并背诵课文", grade=5, kind=Kind.WRITTEN)
    assert found is not None and found.fits is Kind.ORAL
    assert kind_prompt("练习册第5页", grade=5, kind=Kind.WRITTEN) is None
    assert kind_prompt("背诵古诗", grade=5, kind=Kind.ORAL) is None
    assert kind_prompt("抄写词语", grade=2, kind=Kind.ORAL) is None


def test_optional_work_that_everybody_must_do() -> None:
    assert levels("选做题全班都要完成") == {"C12": BLOCK}
    assert levels("第7题，明天检查", tier=Tier.OPTIONAL) == {"C12": BLOCK}
    assert levels("第7题，明天检查") == {}
    assert levels("必做1—5题，选做第6题") == {}
    assert levels("选做题自愿完成", tier=Tier.OPTIONAL) == {}


def test_who_does_it_counts() -> None:
    assert levels("请老师批改") == {}
    assert levels("家长知晓即可，孩子自己检查") == {}
    assert levels("读给家长听") == {}
    assert levels("读给家长听，家长签字") == {"C9": BLOCK}
    assert levels("帮家长打印一张贺卡") == {}


@given(st.text(max_size=200))
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once


@pytest.mark.parametrize(("text", "clause"), [
    ("请家掌检茶后签仔", "C9"), ("jia长签zi", "C9"), ("qian zi", "C9"), ("每天打💳", "PHONE"), ("伐抄", "C12"), ("徵訂練習冊", "FEE"),
    ("請鄰座換過來批", "C14"),
])
def test_other_spellings_are_read_as_the_word_meant(text: str, clause: str) -> None:
    assert clause in levels(text)


@pytest.mark.parametrize("text", ["达卡是哪国的首都", "读《千字文》", "检察官的一天", "家张灯结彩", "加长的火车", "在封面签自己的名字"])
def test_words_that_only_sound_like_it_stay(text: str) -> None:
    assert levels(text) == {}


WORDS = ("家长签字", "家长检查作业", "群里打卡", "罚抄", "自批自改", "不用打卡", "读给家长听", "成绩排名如下", "抄写十遍",
         "课文读两遍", "请家长批改", "请购买字帖")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.data())
def test_spaces_never_change_the_result(parts: list[str], data: st.DataObject) -> None:
    text = "，".join(parts)
    spaced = "".join(char + data.draw(st.sampled_from(("", "", " ", "\u3000", "\u200b"))) for char in text)
    assert homework_hits(spaced, grade=4, kind=Kind.WRITTEN) == homework_hits(text, grade=4, kind=Kind.WRITTEN)


@given(st.sampled_from(("打卡", "群里打卡", "小程序打卡", "视频打卡", "每天打卡")), st.sampled_from(("不用", "无需", "不要求", "请勿", "严禁", "不必", "取消",
       "不再要求")),
       st.sampled_from(("", "今天", "作业", "读课文三遍，", "练习册第5页。")))
def test_a_denial_before_a_punch_card_silences(words: str, denial: str, before: str) -> None:
    assert "PHONE" in levels(before + words)
    assert levels(before + denial + words) == {}


@given(st.text("家长不用签字检查，。请、（）给听抄写5遍打卡群选做都要《》“”错", max_size=60), st.integers(1, 9), st.sampled_from(Kind), st.sampled_from(Tier))
def test_a_suggestion_always_ends_its_clause(text: str, grade: int, kind: Kind, tier: Tier) -> None:
    for hit in homework_hits(text, grade=grade, kind=kind, tier=tier):
        low = grade <= 2 and kind not in (Kind.WRITTEN, Kind.ELECTRONIC)
        mended = suggestion(text, hit, low=low, optional=tier is Tier.OPTIONAL)
        assert hit.clause not in levels(mended, grade=grade, kind=kind, tier=tier)


def test_the_suggestion_keeps_the_rest() -> None:
    text = "课本第34页第1、2题，请家长检查后签字。背诵第三段"
    (hit,) = homework_hits(text, grade=4, kind=Kind.WRITTEN)
    assert suggestion(text, hit) == "课本第34页第1、2题，明天课上订正。背诵第三段"
    text = "生字每个抄10遍，读熟课文"
    (hit,) = homework_hits(text, grade=4, kind=Kind.WRITTEN)
    assert suggestion(text, hit) == "生字每个抄两遍，读熟课文"


OWN = SchoolWording((OwnPattern("own:1", "晨光本", "FEE", WARN, "本校不指定本子的牌子", "用自己的本子"),))


def test_a_school_adds_words_of_its_own() -> None:
    (hit,) = homework_hits("写在晨 光 本上", grade=4, kind=Kind.WRITTEN, own=OWN)
    assert (hit.clause, hit.level, hit.found, hit.rule) == ("FEE", WARN, "晨光本", "own:1")
    assert homework_hits("不用晨光本", grade=4, kind=Kind.WRITTEN, own=OWN) == ()
    assert suggestion("生字写在晨光本上", hit, own=OWN) == "生字写，用自己的本子"


def test_a_school_silences_rules_and_phrases() -> None:
    text = "阅读存折请家长签字"
    assert levels(text) == {"C9": BLOCK}
    silenced = SchoolWording(silenced_words=("阅读存折请家长签字",))
    assert levels(text, own=silenced) == {}
    assert levels(text + "，练习册家长签字", own=silenced) == {"C9": BLOCK}
    hit = homework_hits("刷题20道", grade=4, kind=Kind.WRITTEN)[0]
    assert levels("刷题20道", own=SchoolWording(silenced_rules=frozenset({hit.rule}))) == {}


def test_equal_words_of_a_school_share_what_was_found() -> None:
    assert OWN == SchoolWording(OWN.added) and hash(OWN) == hash(SchoolWording(OWN.added))


@pytest.mark.parametrize("rule", built_in_rules(), ids=lambda rule: rule.id)
def test_every_rule_has_an_example_that_it_finds_and_a_safe_wording(rule: Any) -> None:
    low = rule.clause == "C10"
    hits = {hit.clause: hit for hit in homework_hits(rule.example, grade=1 if low else 4, kind=Kind.ORAL if low else Kind.WRITTEN)}
    assert rule.clause in CLAUSES
    assert hits[rule.clause].level in (rule.level, BLOCK)
    assert rule.hint and levels(rule.safer, grade=1, kind=Kind.ORAL) == {}


def test_rules_have_ids_of_their_own() -> None:
    ids = [rule.id for about in ("homework", "session") for rule in built_in_rules(about)]
    assert len(ids) == len(set(ids))


def _patterns(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [found for one in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()) for found in _patterns(one)]


def test_no_pattern_repeats_without_a_bound() -> None:
    raw = json.loads((files("schoolapp.rules") / "data" / "wording.json").read_text("utf-8"))
    told = [word for word in _patterns(raw) if re.search(r"(?<!\\)[)\]][*+](?!\?\()", word)]
    assert told == []


class _Counting:
    """Counts how often the words around a find are judged."""

    def __init__(self, judge: Any) -> None:
        self.judge, self.calls, self.widest = judge, 0, 0

    def __call__(self, text: str, head: int, start: int, end: int) -> bool:
        self.calls += 1
        self.widest = max(self.widest, end - head)
        return bool(self.judge(text, head, start, end))


@pytest.mark.parametrize("piece", ["家长检查", "家长不用", "抄5遍", "不用打卡，", "家.长.签.字.", "《", "“", "没完成的同学",
                                   "和家长一起", "词语：春、", "选做都要"])
def test_hostile_text_costs_no_more_than_its_length(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counting = _Counting(reading.denied)
    monkeypatch.setattr(reading, "denied", counting)
    text = (piece * TEXT_MAX)[:TEXT_MAX]
    homework_hits(text, grade=1, kind=Kind.ORAL, tier=Tier.OPTIONAL, own=SchoolWording((OwnPattern("own:9", "没有的词", "C9", WARN, "", ""),)))
    patterns = sum(len(rule.patterns) for rule in book().sets["homework"].rules)
    assert counting.calls <= patterns * len(text) / 2
    assert counting.widest <= 80
