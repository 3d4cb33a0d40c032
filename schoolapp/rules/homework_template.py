"""常用作业: a teacher's own lines with a blank for the page number. Blanks are what people write by hand: ＿＿, __, （ ）."""

from __future__ import annotations

import re

EACH_SUBJECT_MOST = 30
BLANK = "＿＿"
# Full-width low lines, two or more plain ones, brackets with nothing but space inside (plain ones need the space: '()' is arithmetic).
_BLANK = re.compile(r"＿+|_{2,}|（[ \t\u3000]*）|\([ \t\u3000]+\)")
# A page, lesson or exercise: the number that changes from day to day. Chinese numerals stay: 第三单元 is the same for weeks.
_UNIT = r"页|课|题|节|练|单元|关|天|套|卷"
_FIGURES = r"[0-9０-９]{1,3}(?:\s*[-－–—~～至到、，,]\s*[0-9０-９]{1,3})*"
_PLACE = re.compile(rf"(第\s*)(?:{_FIGURES})(?=\s*(?:{_UNIT}))|((?<![A-Za-z])[PpＰｐ]{{1,2}}\.?\s*)(?:{_FIGURES})|(?<![0-9０-９.])(?:{_FIGURES})(?=\s*页)")


def blanks(text: str) -> int:
    """How many blanks the text has."""
    return len(_BLANK.findall(text))


def fill(text: str, page: str) -> str:
    """The text with `page` in its first blank, the mark gone; unchanged without a blank or where nothing is given for it."""
    value = page.strip()
    return _BLANK.sub(lambda _: value, text, count=1) if value else text


def with_blank(text: str) -> str:
    """A registered line as a template: the first page, lesson or exercise number becomes a blank. A line that has a blank, or no such
    number, stays as it is."""
    return text if blanks(text) else _PLACE.sub(lambda found: (found[1] or found[2] or "") + BLANK, text, count=1)
