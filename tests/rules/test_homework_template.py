"""Blanks of a teacher's templates: how they are written, what fills them, and how a registered line becomes one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.homework_template import BLANK, blanks, fill, with_blank


@pytest.mark.parametrize(("text", "page", "filled"), [
    ("练习册第＿＿页", "23", "练习册第23页"),
    ("练习册第＿页", "23", "练习册第23页"),
    ("练习册第__页", " 23-24 ", "练习册第23-24页"),
    ("练习册第___页第__题", "23", "练习册第23页第__题"),
    ("口算（ ）题", "20", "口算20题"),
    ("口算（　　）题", "20", "口算20题"),
    ("口算（）题", "20", "口算20题"),
    ("听写第( )课", "5", "听写第5课"),
    ("抄写生字", "5", "抄写生字"),
    ("练习册第＿＿页", "", "练习册第＿＿页"),
    ("练习册第＿＿页", r"\1", r"练习册第\1页"),
])
def test_the_value_goes_into_the_first_blank(text: str, page: str, filled: str) -> None:
    assert fill(text, page) == filled


@pytest.mark.parametrize("text", ["f()=0", "a_b", "卷（一）", "（选做）第三课", "(1)"])
def test_what_is_no_blank(text: str) -> None:
    assert blanks(text) == 0
    assert fill(text, "9") == text


@given(st.text(alphabet="练习册第页＿_（） ()0123456789", max_size=20), st.text(alphabet="0123456789-", min_size=1, max_size=5))
def test_filling_takes_one_blank_at_a_time(text: str, page: str) -> None:
    filled = fill(text, page)
    if blanks(text):
        assert page in filled and filled != text
        assert blanks(filled) == blanks(text) - 1
    else:
        assert filled == text


@pytest.mark.parametrize(("line", "template"), [
    ("练习册第23页", "练习册第＿＿页"),
    ("练习册第23-24页，全做", "练习册第＿＿页，全做"),
    ("数学书第 45 页第1～3题", "数学书第 ＿＿ 页第1～3题"),
    ("完成练习册P30", "完成练习册P＿＿"),
    ("练习册p.12、13", "练习册p.＿＿"),
    ("口算12页", "口算＿＿页"),
    ("第７课生字", "第＿＿课生字"),
    ("抄写生字两遍", "抄写生字两遍"),
    ("练习册第＿＿页第3题", "练习册第＿＿页第3题"),
    ("算 3.14×5", "算 3.14×5"),
])
def test_a_registered_line_becomes_a_template(line: str, template: str) -> None:
    assert with_blank(line) == template


@given(st.integers(1, 199))
def test_there_and_back(page: int) -> None:
    line = f"练习册第{page}页"
    assert with_blank(line) == f"练习册第{BLANK}页"
    assert fill(with_blank(line), str(page)) == line
