"""A long task (长周期作业) over chosen days: its parts in minutes, their mark, which days there are to choose, what would fit. A part counts on
its day like any item (`load`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from schoolapp.rules.calendar import Calendar, days_between
from schoolapp.rules.homework import MINUTES_MAX
from schoolapp.rules.load import spread

WINDOW = timedelta(days=28)  # four weeks, the first day included
MARK_MOST = 24  # characters that the mark of a part takes at most


def marked(text: str, place: int, days: int) -> str:
    """The words of a part as families read them: 第 2/5 天 of the task, from 1."""
    return f"（长周期作业 第{place}/{days}天）{text}"


def parts_of(minutes: int, days: int, *, each: bool) -> tuple[int, ...] | None:
    """The minutes of each day: `each` = the minutes are those of every day, else of the whole task, spread as evenly as whole minutes go.
    None where a day would have less than one minute or more than an item may have."""
    if days < 1:
        return None
    parts = (minutes,) * days if each else spread(minutes, days) if minutes >= 0 else (0,)
    return parts if min(parts) >= 1 and max(parts) <= MINUTES_MAX else None


def days_to_choose(calendar: Calendar, grades: Sequence[int], today: date, last: date) -> tuple[date, ...]:
    """The days of the next four weeks on which all these grades have school, up to `last`; in the holidays the first four weeks with school."""
    def school(day: date) -> bool:
        return all(calendar.is_school_day(day, grade) for grade in grades)

    found = tuple(day for day in days_between(today, min(last, today + WINDOW - timedelta(days=1))) if school(day))
    if found:
        return found
    start = calendar.next_school_day(today, grades)
    return () if start is None else tuple(day for day in days_between(start, min(last, start + WINDOW - timedelta(days=1))) if school(day))


def most_minutes(rooms: Sequence[int], minutes: int, *, each: bool) -> int:
    """The most minutes, no more than asked for, with which every day's part stays within its room; 0 where there are none."""
    low, high = 0, minutes
    while low < high:  # a part never shrinks when the whole grows
        tried = (low + high + 1) // 2
        parts = (tried,) * len(rooms) if each else spread(tried, len(rooms))
        low, high = (tried, high) if all(part <= room for part, room in zip(parts, rooms, strict=True)) else (low, tried - 1)
    return low if parts_of(low, len(rooms), each=each) else 0


def days_with_room(rooms: Sequence[int], minutes: int, *, each: bool) -> tuple[int, ...]:
    """Places of the days that keep their parts when those without room are left out: with the same minutes in all, or (`each`) a day. Empty where
    that does not work out."""
    kept = list(range(len(rooms)))
    while kept:
        parts = parts_of(minutes, len(kept), each=each)
        if parts is None:
            return ()
        fitting = [place for place, part in zip(kept, parts, strict=True) if part <= rooms[place]]
        if len(fitting) == len(kept):
            return tuple(kept)
        kept = fitting
    return ()
