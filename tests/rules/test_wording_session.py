"""C21: the content of a service session that names a new lesson, lessons made up for everybody, a test or drilling, and what only looks alike.
The first lines of `session_lines.tsv` were written by somebody who did not know the rules: on the first reading 38 of their 40 block lines were
found and 2 of 41 clean ones gave an alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolapp.rules.wording import HitLevel, new_lesson_hit, normalised, session_hits

NEW_LESSONS = (
    "讲授新课：第三单元", "讲新课", "上新课",
    "新授课", "学习新课", "教新课文", "新课导入", "讲 授 新 课", "数学新课讲授", "讲授第三单元",
    "讲授语文第5课", "提前讲下学期内容", "超前教学",
    "不仅讲新课", "不能不讲新课", "不得不讲新课", "今天不考试，讲新课", "讲新知识", "集中讲授新课",
    "没讲完的新课", "不会的同学讲新课", "不要忘记讲新课", "讲授课文", "赶教学进度", "新课\u200b讲解", "答疑辅导；新授《背影》",
)
NONE = (
    "复习巩固，不讲新课", "不上新课", "没有讲新课", "未讲授新课", "严禁讲新课",
    "无新课", "杜绝讲新课", "不得补课、讲新课", "不再讲新课",
    "教师学习新课标", "创新课程", "创新课堂展示",
    "最新课外书推荐", "擦新课桌", "发新课本", "排练最新课本剧", "完成作业、答疑辅导", "复习今天的新课",
    "巩固新课", "预习新课", "新课练习", "新课内容的复习", "新课一律不讲", "新课留到课堂", "象棋（1年级）", "讲授象棋规则", "讲授安全知识",
    "阅读第三单元课文", "讲授第三单元错题", "讲解第三单元练习题", "新授权的图书角", "提前放学",
    "提前上好体育器材", "学做新课间操", "朗读新课文",
    "延时托管", "周末集训", "编程入门（8年级）", "",
)


@pytest.mark.parametrize("content", NEW_LESSONS)
def test_new_lesson_is_found(content: str) -> None:
    hit = new_lesson_hit(content)
    assert hit is not None
    assert (hit.clause, hit.level) == ("C21", HitLevel.BLOCK)
    assert hit.found in normalised(content)


@pytest.mark.parametrize("content", NONE)
def test_denials_and_lookalikes_are_silent(content: str) -> None:
    assert new_lesson_hit(content) is None


def test_one_hit_with_the_longest_words() -> None:
    assert [hit.found for hit in session_hits("讲新课，下半节讲授新课内容")] == ["讲授新课内容"]


NO_LESSONS_NEW = ("统一补课", "集体补课（数学）", "单元测试", "周测卷限时训练", "刷题训练", "全班听老师讲奥数", "正常上课",
                  "英语 Unit 4 单词讲解", "口算计分赛，90分过关")
OTHERS = {"全员参加，不得请假": "X2", "不参加的须家长说明理由": "X2", "晚自习看护": "C19", "收取材料费30元": "FEE"}
OTHERS_SILENT = (
    "自愿参加，作业辅导", "订正单元测试错题，答疑", "体能测试热身", "合唱训练", "足球专项训练", "复习准备，整理错题", "不刷题，做手工", "分层辅导",
    "不组织考试", "全体参加消防演练", "器乐排练，展示交流",
)


@pytest.mark.parametrize("content", NO_LESSONS_NEW)
def test_lessons_made_up_tests_and_drilling_break_the_same_clause(content: str) -> None:
    hit = new_lesson_hit(content)
    assert hit is not None and (hit.clause, hit.level) == ("C21", HitLevel.BLOCK)


def test_what_is_only_worth_a_look_is_no_breach() -> None:
    assert [(hit.clause, hit.level) for hit in session_hits("数学专项训练")] == [("C21", HitLevel.WARN)]
    assert new_lesson_hit("数学专项训练") is None


@pytest.mark.parametrize("content", OTHERS)
def test_other_things_that_the_service_may_not_be(content: str) -> None:
    assert OTHERS[content] in {hit.clause for hit in session_hits(content)}
    assert new_lesson_hit(content) is None


@pytest.mark.parametrize("content", OTHERS_SILENT)
def test_what_the_service_may_be(content: str) -> None:
    assert session_hits(content) == ()


def test_widths_and_hidden_characters_are_folded() -> None:
    assert normalised("讲　授，Ａ１\u200b。") == "讲授,a1。"


LINES = [line.split("\t") for line in Path(__file__).with_name("session_lines.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]


def test_lines_of_sessions(capsys: pytest.CaptureFixture[str]) -> None:
    found, block, alarms = 0, 0, []
    for expected, content in LINES:
        hits = {hit.clause: hit.level for hit in session_hits(content)}
        if expected == "-":
            alarms += [(content, hits)] if hits else []
            continue
        for clause, level in (pair.split(":") for pair in expected.split(",")):
            block += level == "block"
            found += level == "block" and hits.get(clause) is HitLevel.BLOCK
            assert clause in hits, content
    with capsys.disabled():
        print(f"\nsession wording: {len(LINES)} lines; block lines found {found}/{block}; alarms on look-alikes: {len(alarms)}")
    assert alarms == [] and found == block
