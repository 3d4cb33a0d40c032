"""Cells and the plain reading of text: widths, stray spaces, numbers, lists. No words of the school (see `vocabulary`)."""

from __future__ import annotations

import re
from datetime import date, datetime, time

Cell = str | int | float | bool | date | datetime | time | None

CHINESE_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
DASH = "-"

# Full-width ASCII to ASCII, every kind of space to one space, dashes of a range to '-', look-alike colons and brackets to plain ones,
# and characters without width (left behind by web pages and chat programs) to nothing.
_FOLDS: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLDS |= dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\r\n"), " ")
_FOLDS |= dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500~～∼〜"), DASH)
_FOLDS |= dict.fromkeys(map(ord, "∶︰﹕"), ":")
_FOLDS |= dict.fromkeys(map(ord, "〔【［"), "(") | dict.fromkeys(map(ord, "〕】］"), ")")
_FOLDS |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"), None)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]|_x000D_")
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"([+-]?\d{1,9})(?:\.0*)?")
_DECIMAL = re.compile(r"[+-]?\d{1,6}(?:\.\d{1,9})?")
_CHINESE = re.compile(r"([一二三四五六七八九])?(十)?([一二三四五六七八九])?")
_LIST = re.compile(r"[、,;/|+]")


def fold(text: str) -> str:
    """Half width, plain spaces, plain dashes and brackets; trimmed. For reading and comparing, never for keeping what somebody wrote."""
    return text.translate(_FOLDS).strip()


def bare(text: str) -> str:
    """`fold` without any space."""
    return _SPACES.sub("", fold(text))


def clean(text: str) -> str:
    """Free text as it is kept: trimmed, lines ending in \\n, no control characters, characters without width or marks that
    turn the direction of writing (a line must read as it is kept); widths stay as written."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def as_text(cell: Cell) -> str:
    """A cell as its reader sees it: 12 for 12.0, ISO dates, HH:MM, 是/否 for a logical value, '' for an empty one. Text is trimmed."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes" if not cell.second else "seconds")
    if isinstance(cell, time):
        return cell.isoformat("minutes" if not cell.second else "seconds")
    return str(cell)


def is_empty(cell: Cell) -> bool:
    """Nothing, or nothing but spaces and characters without width."""
    return cell is None or (isinstance(cell, str) and not fold(clean(cell)))


def chinese_number(text: str) -> int | None:
    """1 to 99 in Chinese figures (十二, 二十, 三十一) or, read figure by figure, nothing else."""
    found = _CHINESE.fullmatch(text)
    if not text or found is None:
        return None
    tens, ten, ones = found.groups()
    if ten:
        return (CHINESE_DIGITS[tens] if tens else 1) * 10 + (CHINESE_DIGITS[ones] if ones else 0)
    return CHINESE_DIGITS[text] if len(text) == 1 else None


def read_whole(cell: Cell, units: tuple[str, ...] = ()) -> int | None:
    """A whole number: 12, 12.0, '１２', '12人' where `units` names 人. Fractions, logical values and dates are none."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e9 else None
    if not isinstance(cell, str):
        return None
    found = _NUMBER.fullmatch(_without_unit(bare(cell), units))
    return int(found[1]) if found else None


def read_tenths(cell: Cell, units: tuple[str, ...] = ()) -> int | None:
    """A number with at most one decimal, in tenths: 66.6 is 666. A second decimal is none (it would have to be rounded by somebody)."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        text = _without_unit(bare(cell), units)
        if not _DECIMAL.fullmatch(text):
            return None
        cell = float(text)
    if not isinstance(cell, (int, float)) or not abs(cell) < 1e9:
        return None
    tenths = round(cell * 10)
    return tenths if abs(cell * 10 - tenths) < 1e-6 else None


def _without_unit(text: str, units: tuple[str, ...]) -> str:
    for unit in units:
        if text.endswith(unit):
            return text[: -len(unit)]
    return text


def split_list(text: str) -> list[str]:
    """The parts of 'a、b，c/d', each trimmed, empty ones left out. Spaces do not separate here."""
    return [part for part in (piece.strip() for piece in _LIST.split(fold_lines(text))) if part]


def fold_lines(text: str) -> str:
    """`fold`, but a line break in a cell separates like 、."""
    return fold(text.strip().replace("\r\n", "、").replace("\n", "、"))
