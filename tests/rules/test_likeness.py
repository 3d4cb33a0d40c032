"""Lines that are like another, and their usual minutes."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.likeness import LIKE_MOST, Past, alike, key_of, similarity, usual_of

WORDS = st.text(alphabet="练习册生字词口算数学书作文第页课一二三0123456789 ，P", max_size=16)


@pytest.mark.parametrize(("one", "other"), [
    ("练习册第23页", "练习册第24-25页"), ("练习册第２３页。", "练习册 第9页"), ("完成练习册P30", "完成练习册p.31"), ("抄写第三课生字", "抄写第12课生字"),
    ("口算20题", "口算 30 题"), ("生字抄写两遍", "生字抄写三遍"), ("ABC 练习", "abc练习"), ("练习册第＿＿页", "练习册第7页"),
])
def test_only_the_numbers_differ(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [("抄写生字", "背诵课文"), ("练习册第3页", "作文第3页"), ("三角形的面积", "四边形的面积")])
def test_other_work_has_another_key(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize(("one", "other", "like"), [
    ("练习册第23页", "完成练习册第24页", True),
    ("数学练习册第23页全做", "数学练习册第5页单数题", True),
    ("抄写生字词语", "抄写生字和词语", True),
    ("课堂作业本第3页", "课堂练习", False),
    ("作文《我的家》", "练习册第3页", False),
    ("完成作文", "完成口算", False),
    ("口算", "口语", False),
    ("！！", "？？", False),
])
def test_alike(one: str, other: str, like: bool) -> None:
    a, b = key_of(one), key_of(other)
    assert alike(a, b) is like and alike(b, a) is like


@given(WORDS, WORDS)
def test_similarity_is_a_share(one: str, other: str) -> None:
    a, b = key_of(one), key_of(other)
    assert 0 <= similarity(a, b) == similarity(b, a) <= 1
    assert similarity(a, a) == (1 if a else 0)
    assert alike(a, b) is alike(b, a)
    assert alike(a, a) is bool(a)


@pytest.mark.parametrize(("minutes", "usual"), [((15, 15), 15), ((10, 15), 13), ((10, 15, 20), 15), ((10, 20, 15, 60), 18), ((5, 10, 15, 100), 13)])
def test_the_median_of_like_lines(minutes: tuple[int, ...], usual: int) -> None:
    past = [Past(f"练习册第{n}页", m) for n, m in enumerate(minutes, 1)]
    assert usual_of("练习册第30页", past) == (usual, len(minutes))


def test_fewer_than_two_say_nothing() -> None:
    past = [Past("练习册第3页", 15), Past("作文", 30)]
    assert usual_of("练习册第9页", past) is None
    assert usual_of("练习册第9页", []) is None
    assert usual_of("12-13", [Past("1", 5), Past("2", 5)]) is None


def test_only_the_last_ten_count() -> None:
    past = [Past("口算", 10)] * LIKE_MOST + [Past("口算", 90)] * 30
    assert usual_of("口算", past) == (10, LIKE_MOST)


def test_the_same_work_counts_before_what_is_alike() -> None:
    past = [Past("抄写生字词语", 40), Past("抄写生字", 20), Past("抄写生字和词语", 40), Past("抄写生字", 20)]
    assert usual_of("抄写生字", past) == (20, 2)
    assert usual_of("抄写生字和词语句子", past) == (30, 4)


@given(st.lists(st.tuples(st.sampled_from(["练习册第3页", "口算", "作文", "练习册P4"]), st.integers(0, 240)), max_size=30))
def test_usual_is_a_middle_of_what_was(lines: list[tuple[str, int]]) -> None:
    past = [Past(*line) for line in lines]
    like = [m for text, m in lines if key_of(text) == key_of("口算")][:LIKE_MOST]
    found = usual_of("口算", past)
    if len(like) < 2:
        assert found is None
    else:
        assert found is not None and found.times == len(like) and min(like) <= found.minutes <= max(like)
        assert 0 <= found.minutes - median(like) <= 0.5
