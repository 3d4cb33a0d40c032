"""Identity and mobile numbers in free text are found however they are written; sums, pages and other figures raise no alarm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.privacy import Personal, find_personal, mask


@pytest.mark.parametrize("text", [
    "11010120150101123X", "身份证11010120150101123x。", "110101201501011234", "１１０１０１２０１５０１０１１２３４",
    "号码：110101 20150101 1234",
    "110101-20150101-123X", "110 101 2015 0101 1234", "110101 2015 01 01 1234", "学生王某110101201501011234家长", "123456789012345678",
    "1101\u200b01201501011234",
])
def test_identity_numbers(text: str) -> None:
    assert find_personal(text) is Personal.IDENTITY


@pytest.mark.parametrize("text", [
    "13800138000", "请打13800138000联系", "138 0013 8000", "138-0013-8000", "１３８００１３８０００", "138　0013　8000", "138—0013—8000",
    "+86 13800138000",
    "+8613800138000", "86-138-0013-8000", "138 001 38000", "1380 013 8000", "微信同号:19912345678", "3班 13800138000 2号", "1380013 8000",
    "138 00138000",
    "tel=13800138000",
])
def test_mobile_numbers(text: str) -> None:
    assert find_personal(text) is Personal.MOBILE


@pytest.mark.parametrize("text", [
    "", "练习册第13-15页，第138、139题", "口算：138+139=277，1380×10", "13800138000×5", "25+13800138000", "13800138000÷125=",
    "读出：15000000000",
    "圆周率3.14159265358979323846", "3.13800138000", "12345678901", "023-12345678", "背诵第156页到第1567页", "计算 138 1400 1500 1600 1700",
    "15 16 17 18 19 20 21", "卡号6222021234567890123", "2026-09-01至2026-09-05", "1、3、5、7、9、11、13",
    "第 18 页 19 题 20 分钟 21 次 22 天 23",
    "20150101", "1380013800", "138001380001", "15-16-17-18-19-20",
])
def test_no_alarm(text: str) -> None:
    assert find_personal(text) is None


@given(st.text(alphabet="第页题、，。+×=做读写 　", max_size=10), st.integers(13, 19), st.integers(0, 99_999_999), st.sampled_from(["",
    " ", "-"]))
def test_any_mobile_number_is_found(before: str, start: int, rest: int, gap: str) -> None:
    digits = f"{start}{7}{rest:08d}"
    if digits.endswith("000000"):
        digits = digits[:-1] + "1"
    text = f"{before.rstrip('+×=')}字{digits[:3]}{gap}{digits[3:7]}{gap}{digits[7:]}字"
    assert find_personal(text) is Personal.MOBILE


@given(st.integers(0, 999), st.integers(0, 999), st.sampled_from("+-×÷"))
def test_small_sums_raise_no_alarm(first: int, second: int, sign: str) -> None:
    assert find_personal(f"计算 {first}{sign}{second}=，第{first}-{second}页") is None


def test_masking_hides_every_figure() -> None:
    assert mask("打１３8给3班") == "打***给*班"


@pytest.mark.parametrize("text", ["138\u202e12345678", "1\u00ad38\u200f12345678", "١٣٨١٢٣٤٥٦٧٨", "𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖"])
def test_invisible_marks_and_other_scripts_figures_hide_no_number(text: str) -> None:
    assert find_personal(text) is Personal.MOBILE
