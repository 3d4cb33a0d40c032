"""Numbers that must not stand in free text: 18-digit identity numbers and mobile numbers.
Names of pupils cannot be told by a rule and are not sought."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

# Full-width figures, spaces and dashes read like plain ones; characters without width go.
_PLAIN: dict[int, str | None] = {0xFF10 + n: str(n) for n in range(10)}
_PLAIN |= {ord("Ｘ"): "X", ord("ｘ"): "X", ord("x"): "X", ord("×"): "*", ord("＋"): "+", ord("．"): ".", ord("＝"): "="}
_PLAIN |= dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000\t"), " ")
_PLAIN |= dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212－_"), "-")
_PLAIN |= dict.fromkeys(map(ord, "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), None)
_PLAIN |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], None)  # what turns the direction of writing
_PLAIN |= {code: str(unicodedata.decimal(chr(code))) for code in range(0x660, 0x1FBFA) if unicodedata.decimal(chr(code), None) is not None}

_ENOUGH_DIGITS = re.compile(r"\d(?:\D{0,3}\d){10}")
# 18 figures in one piece, the last may be X. In pieces they count only if the middle eight are a birthday.
_IDENTITY = re.compile(r"(?<![\d.])\d{17}[\dX](?![\dA-Z])")
_IDENTITY_IN_PIECES = re.compile(
    r"(?<![\d.])(?<!\d[ -])[1-8]\d{2}[ -]{0,2}\d{3}[ -]{0,2}(?:19|20)\d\d[ -]{0,2}(?:0[1-9]|1[0-2])[ -]{0,2}(?:0[1-9]|[12]\d|3[01])"
    r"[ -]{0,2}\d{3}[ -]?[\dX](?![ -]?\d)"
)
# 11 figures from 13 on, in one piece or cut as people cut them (3-4-4, 3-3-5, 4-3-4, 3-8, 7-4). A longer list is no number to call.
_MOBILE = re.compile(r"(?:(?<![\d.])|(?<=86))1[3-9]\d{9}(?!\d|\.\d)")
_MOBILE_IN_PIECES = re.compile(
    r"(?:(?<![\d.])(?<!\d[ -])|(?<=86)|(?<=86[ -]))1[3-9]\d"
    r"(?:(?P<a>[ -]{1,2})\d{4}(?P=a)\d{4}|(?P<b>[ -]{1,2})\d{3}(?P=b)\d{5}|\d(?P<c>[ -]{1,2})\d{3}(?P=c)\d{4}"
    r"|[ -]{1,2}\d{8}|\d{4}[ -]{1,2}\d{4})(?!\d|\.\d|[ -]\d)"
)
_SUM_BEFORE = re.compile(r"\d\s*[+*/÷]\s*$")
_SUM_AFTER = re.compile(r"\s*[+*/÷=X]\s*\d")


class Personal(StrEnum):
    """What kind of number was found."""

    IDENTITY = "identity"
    MOBILE = "mobile"


def find_personal(text: str) -> Personal | None:
    """The kind of personal number that a free text holds, or None. Spaces, dashes and full-width figures do not hide one.

    No alarm: page ranges, parts of sums, decimals, lists of numbers, longer figures (a card's 19), round numbers (15000000000).
    The check figure is not looked at: a mistyped identity number is one as well.
    """
    plain = text.translate(_PLAIN)
    if not _ENOUGH_DIGITS.search(plain):
        return None
    if _IDENTITY_IN_PIECES.search(plain):
        return Personal.IDENTITY
    for found in _IDENTITY.finditer(plain):
        if not _is_reckoning(plain, found):
            return Personal.IDENTITY
    for form in (_MOBILE, _MOBILE_IN_PIECES):
        for found in form.finditer(plain):
            if not _is_reckoning(plain, found):
                return Personal.MOBILE
    return None


def mask(text: str) -> str:
    """The text with every figure as *, so that a refusal can show the place without repeating the number."""
    return re.sub(r"\d", "*", text.translate(_PLAIN))


def _is_reckoning(text: str, found: re.Match[str]) -> bool:
    """Part of a sum (138…×5, 25+138…) or a round number of the kind that a textbook asks pupils to read."""
    digits = re.sub(r"\D", "", found[0])
    before = text[max(0, found.start() - 6):found.start()]
    return digits.endswith("000000") or _SUM_BEFORE.search(before) is not None or _SUM_AFTER.match(text, found.end()) is not None
