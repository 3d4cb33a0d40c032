"""Days, times of day and moments as spreadsheets and people write them. The time zone is the school's; nothing here knows today."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta

from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.names.text import Cell, fold

# Day numbers of a spreadsheet (1 = 1 January 1900, counting a 29 February 1900 that never was), from 2000 to 2100.
_EPOCH = date(1899, 12, 30)
_FIRST_NUMBER, _LAST_NUMBER = 36526, 73415
_LAST_MINUTE = 24 * 60 - 1
NOON = 12 * 60

_DATE = re.compile(
    r"(\d{4})\s*[-/.。、年]\s*(\d{1,2})\s*[-/.。、月]\s*(\d{1,2})\s*[日号]?\s*"
    r"(?:\(?\s*(?:星期|周)[一二三四五六日天]\s*\)?)?"
)
_EIGHT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_NUMBER = re.compile(r"\d{5}(?:\.\d+)?")
_HALF_OF_DAY = re.compile(r"(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|AM|PM)?(.+?)(AM|PM|A\.M\.|P\.M\.)?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?")
_SPOKEN = re.compile(r"(\d{1,2})[时点](?:(\d{1,2})分?(?:(\d{1,2})秒)?|(半|整|一刻|三刻))?")
_SHARE = re.compile(r"0?\.\d{3,}")
_QUARTERS = {"半": 30, "整": 0, "一刻": 15, "三刻": 45}


def read_date(cell: Cell) -> date | None:
    """A day: a date cell (its time of day, if any, is left out), a day number, 20260901, 2026-9-1, 2026/09/01, 2026.9.1,
    2026年9月1日（周二）. A year of two figures or none is not read."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or cell is None or isinstance(cell, time):
        return None
    if isinstance(cell, (int, float)):
        return _day_of_number(cell)
    found = _split_day(fold(cell))
    return found[0] if found and (not found[1] or _clock(found[1]) is not None) else None


def read_time(cell: Cell) -> int | None:
    """Minutes after midnight, rounded to the minute: a time cell, a share of a day, 16:00, 16：00, 16.30 (text), 16时30分,
    下午4点半, 4:00 PM. 16.5 as a number is none: it could be 16:30 or 16:50; '16:5' likewise."""
    if isinstance(cell, datetime):
        return _minute_of(cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6)
    if isinstance(cell, time):
        return _minute_of(cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6)
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, (int, float)):
        if 0 <= cell < 1 or _FIRST_NUMBER <= cell <= _LAST_NUMBER:
            return _minute_of((cell % 1) * 86400)
        return None
    text = fold(cell)
    day = _split_day(text)
    if day and day[1]:
        return _clock(day[1])
    return _clock(text)


def read_moment(cell: Cell) -> datetime | None:
    """A day with a time, in the school's time zone, rounded to the minute (never past midnight: 23:59:45 stays on its day).
    A bare date means 12:00."""
    if isinstance(cell, datetime):
        return _moment(cell.date(), read_time(cell))
    if isinstance(cell, date):
        return _moment(cell, NOON)
    if isinstance(cell, bool) or cell is None or isinstance(cell, time):
        return None
    if isinstance(cell, (int, float)):
        return _moment_of_number(cell)
    found = _split_day(fold(cell))
    if found is None:
        return None
    day, rest = found
    return _moment(day, _clock(rest) if rest else NOON)


def _moment(day: date, minute: int | None) -> datetime | None:
    return None if minute is None else datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=SCHOOL_TIME)


def _moment_of_number(value: float) -> datetime | None:
    day = _day_of_number(value)
    if day is None:
        return None
    seconds = round((value % 1) * 86400)
    if seconds == 86400:  # a day number a hair below the next midnight
        return _moment(day + timedelta(days=1), 0)
    return _moment(day, _minute_of(seconds) if not float(value).is_integer() else NOON)


def _minute_of(seconds: float) -> int:
    """Half a minute rounds up, once the seconds are whole (a spreadsheet's 16:30 may be 16:29:59.9999)."""
    return min((round(seconds) + 30) // 60, _LAST_MINUTE)


def _day_of_number(value: float) -> date | None:
    if _FIRST_NUMBER <= value <= _LAST_NUMBER:
        return _EPOCH + timedelta(days=math.floor(value))
    found = _EIGHT.fullmatch(str(int(value))) if math.isfinite(value) and value == int(value) else None
    return _day(*found.groups()) if found else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _split_day(text: str) -> tuple[date, str] | None:
    """The day at the start of a text and what follows it (a time, or nothing)."""
    if _NUMBER.fullmatch(text):
        moment = _moment_of_number(float(text))
        return (moment.date(), f"{moment:%H:%M}") if moment else None
    found = _DATE.match(text) or _EIGHT.match(text)
    day = _day(*found.groups()) if found else None
    if found is None or day is None:
        return None
    rest = text[found.end():]
    if rest[:1].isdigit() and text[found.end() - 1].isdigit():
        return None
    rest = rest.strip().removeprefix("T").removesuffix("+08:00").removesuffix("+0800").strip()
    return day, rest


def _clock(text: str) -> int | None:
    """Minutes after midnight of a text that is a time and nothing else."""
    plain = text.replace(" ", "").upper()
    if _SHARE.fullmatch(plain):
        return _minute_of(float(plain) * 86400)
    halves = _HALF_OF_DAY.fullmatch(plain)
    if halves is None:
        return None
    half = halves[1] or (halves[3] or "").replace(".", "") or None
    found = _CLOCK.fullmatch(halves[2])
    if found:
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    else:
        spoken = _SPOKEN.fullmatch(halves[2])
        if spoken is None:
            return None
        hour, second = int(spoken[1]), int(spoken[3] or 0)
        minute = _QUARTERS[spoken[4]] if spoken[4] else int(spoken[2] or 0)
    if half in ("下午", "傍晚", "晚上", "晚", "PM") and hour < 12:
        hour += 12
    elif half == "中午" and hour in (1, 2):
        hour += 12
    elif half in ("AM", "凌晨") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return _minute_of(hour * 3600 + minute * 60 + second)
