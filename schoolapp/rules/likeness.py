"""Which registered lines are like another, and how long such a line usually takes. Numbers do not count: page 23 is like page 24."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

LIKE_MOST = 10
LIKE_LEAST = 2
LEADING = 4
THRESHOLD = 0.6
# Numerals before a measure word, page marks before figures, and everything that is no letter.
_COUNTED = re.compile(r"[一二三四五六七八九十百零〇两几]+(?=[页课题单元节章组行遍道篇个段首次套份张])")
_PAGES = re.compile(r"p{1,2}\.?\s*(?=[0-9])")
_SILENT = re.compile(r"[\W\d_]+")
_OPENING = re.compile(r"^(?:请|今天|今晚|回家|认真|按时|继续|完成|做|写)+(?=..)")


class Past(NamedTuple):
    """A line that was registered, newest first in every sequence of them."""

    text: str
    minutes: int


class Usual(NamedTuple):
    """The usual minutes (median) and of how many like lines."""

    minutes: int
    times: int


def key_of(text: str) -> str:
    """The text without numbers, marks and spaces, width and case folded: lines with one key are the same work on another page."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _SILENT.sub("", _PAGES.sub("", _COUNTED.sub("", plain)))


def similarity(one: str, other: str) -> float:
    """How much two keys share, 0 to 1: twice the trigrams in common over all of them (two keys without any letters share nothing)."""
    a, b = _trigrams(one), _trigrams(other)
    every = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / every if every else 0.0


def _trigrams(key: str) -> Counter[str]:
    padded = f" {key} " if key else ""
    return Counter(padded[n:n + 3] for n in range(len(padded) - 2))


def alike(one: str, other: str) -> bool:
    """Whether two keys are the same kind of work: the same first characters (after 完成, 做 and the like), or much in common."""
    a, b = _OPENING.sub("", one), _OPENING.sub("", other)
    if not a or not b:
        return False
    leading = a[:LEADING] == b[:LEADING] and min(len(a), len(b)) >= LEADING
    return a == b or leading or similarity(a, b) >= THRESHOLD


def usual_of(text: str, past: Sequence[Past]) -> Usual | None:
    """The median minutes of the last like lines (at most 10): those of the same key where there are two of them, else those alike. None
    where there are fewer than two. Half minutes are rounded up."""
    key = key_of(text)
    if not key:
        return None
    keys = [(key_of(line.text), line.minutes) for line in past]
    same = [minutes for other, minutes in keys if other == key]
    like = same if len(same) >= LIKE_LEAST else [minutes for other, minutes in keys if other == key or alike(key, other)]
    found = sorted(like[:LIKE_MOST])
    if len(found) < LIKE_LEAST:
        return None
    middle = len(found) // 2
    return Usual(found[middle] if len(found) % 2 else (found[middle - 1] + found[middle] + 1) // 2, len(found))
