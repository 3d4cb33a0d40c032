"""Grades and classes as schools write them: 三年级, 初一, 三(2)班, 3.2. Labels made by the app stand in `people`."""

from __future__ import annotations

import re
from typing import NamedTuple

from schoolapp.rules.names.text import CHINESE_DIGITS, Cell, bare, chinese_number, fold_lines, read_whole
from schoolapp.rules.people import GRADES, Stage, System, stage_of

_EVERYTHING = frozenset({"全校", "全体", "全部", "所有年级", "全体年级", "各年级", "全校各年级", "全校学生", "全体学生"})
_FIGURE = "[1-9一二三四五六七八九]"
_GRADE = re.compile(rf"(小学|初中|小|初)?({_FIGURE})(?:年级|年)?")
_RANGE = re.compile(r"(.+?)(?:-|至|到)(.+)")
_RUN = re.compile(r"(初|小)?([一二三四五六七八九]{2,9})(?:年级)?")
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_PLAIN_CLASS = re.compile(rf"第?\(?({_NUMBER})\)?班?")
# 三(2)班, 三2班, 3(2), 3.2, 3-2, 二年一班, 初一(2)班: a grade, a sign that it ends (brackets, 年, dot, dash; after a Chinese figure
# none is needed), a number.
_FULL_CLASS = re.compile(
    rf"((?:小学|初中|小|初)?{_FIGURE})(年级|年|[.\-])?(?:\(({_NUMBER})\)|({_NUMBER}))班?"
)
_HUNDREDS = re.compile(r"([1-9])(\d\d)班?")


class ClassReading(NamedTuple):
    """What a 班 cell says. `grade` None = it names no grade. `other` is a second class number that the cell could mean as well:
    a spreadsheet keeps 3.10 as the number 3.1, so 3.1 is read as class 1, as a clerk of a school without a class 10 means it."""

    grade: int | None
    number: int
    other: int | None = None


def read_grade(cell: Cell, system: System) -> int | None:
    """Grade 1 to 9 of 3, '３', 三, 三年级, 七年级, 初一. 初一 is grade 7 in 六三制 (to 初三) and grade 6 in 五四制 (to 初四)."""
    if isinstance(cell, str):
        return _grade_of(bare(cell), system)
    number = read_whole(cell)
    return number if number in GRADES else None


def _grade_of(text: str, system: System) -> int | None:
    found = _GRADE.fullmatch(text)
    if found is None:
        return None
    before, figure = found.groups()
    n = int(figure) if figure.isdigit() else CHINESE_DIGITS[figure]
    last_primary = 6 if system is System.SIX_THREE else 5
    if before in ("小学", "小"):
        return n if n <= last_primary else None
    if before in ("初中", "初"):
        if n <= 9 - last_primary:
            return last_primary + n
        return n if before == "初中" and n > last_primary else None
    return n


def read_grades(cell: Cell, system: System, everything: frozenset[int] = frozenset(GRADES)) -> frozenset[int] | None:
    """Grades of '1、2、3', '一至三年级', '1-6', 一二年级, 初一、初二, 小学, 初中; 全校 gives `everything`.
    12 is none: it could be 1 and 2."""
    number = None if isinstance(cell, (str, float)) else read_whole(cell)
    if isinstance(cell, float) and cell.is_integer():
        number = int(cell)
    if number is not None:
        return frozenset({number}) if number in GRADES else None
    if not isinstance(cell, str):
        return None
    found: set[int] = set()
    parts = [part for part in re.split(r"[、,;/|+\s]|以及|及|和", fold_lines(cell)) if part]
    for index, part in enumerate(parts):
        grades = _some_grades(_with_stage_of_first(part, parts[0]) if index else part, system, everything)
        if grades is None:
            return None
        found |= grades
    return frozenset(found) or None


def _with_stage_of_first(part: str, first: str) -> str:
    """初一、二、三 means 初一, 初二, 初三."""
    return f"初{part}" if first.startswith("初") and not first.startswith("初中") and re.fullmatch("[一二三四1-4](年级)?", part) else part


def _some_grades(text: str, system: System, everything: frozenset[int]) -> frozenset[int] | None:
    if text in _EVERYTHING:
        return everything
    for words, stage in ((("小学", "小学部", "小学段"), Stage.PRIMARY), (("初中", "初中部", "中学", "初中段"), Stage.MIDDLE)):
        if text in words:
            return frozenset(grade for grade in GRADES if stage_of(system, grade) is stage)
    one = _grade_of(text, system)
    if one is not None:
        return frozenset({one})
    span = _RANGE.fullmatch(text)
    if span:
        first = _grade_of(span[1], system)
        last = _grade_of(_with_stage_of_first(span[2], span[1]), system)
        return frozenset(range(first, last + 1)) if first and last and first < last else None
    run = _RUN.fullmatch(text)
    if run:
        figures = [_grade_of((run[1] or "") + figure, system) for figure in run[2]]
        known = [grade for grade in figures if grade is not None]
        return frozenset(known) if len(known) == len(figures) and known == sorted(set(known)) else None
    return None


def read_class(cell: Cell, system: System) -> ClassReading | None:
    """A class number 1 to 99 with the grade if the cell names one: 2, 2班, (2)班, 二班, 三(2)班, 三2班, 3.2, 3-2, 二年一班,
    301 (grade 3, class 1). A date is none: that is what a spreadsheet makes of a typed 3-2."""
    if isinstance(cell, float) and not cell.is_integer():
        return _class_of_decimal(cell)
    number = None if isinstance(cell, str) else read_whole(cell)
    text = bare(cell) if isinstance(cell, str) else "" if number is None else str(number)
    plain = _PLAIN_CLASS.fullmatch(text)
    if plain:
        n = int(plain[1]) if plain[1].isdigit() else chinese_number(plain[1])
        if n:
            return ClassReading(None, n)
    hundreds = _HUNDREDS.fullmatch(text)
    if hundreds:
        return ClassReading(int(hundreds[1]), int(hundreds[2])) if int(hundreds[2]) else None
    full = _FULL_CLASS.fullmatch(text)
    if full is None:
        return None
    grade_text, end, bracketed, open_number = full.groups()
    if end is None and bracketed is None and grade_text[-1].isdigit():
        return None
    grade = _grade_of(grade_text, system)
    figure = bracketed or open_number
    n = int(figure) if figure.isdigit() else chinese_number(figure)
    return ClassReading(grade, n) if grade and n else None


def _class_of_decimal(value: float) -> ClassReading | None:
    if not 1 <= value < 10:
        return None
    hundredths = round(value * 100)
    grade, number = divmod(hundredths, 100)
    if abs(value * 100 - hundredths) > 1e-6 or number == 0:
        return None
    return ClassReading(grade, number // 10, number) if number % 10 == 0 else ClassReading(grade, number)
