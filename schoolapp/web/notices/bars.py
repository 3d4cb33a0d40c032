"""The bars of the sheets for paper, as figures in the drawing's own units: a day's minutes lie side by side up to the cap, a week's days stand beside
each other under one scale. How they look is said in the stylesheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schoolapp.services.notices import WeekDay
from schoolapp.web.colours import slot
from schoolapp.web.language import _

LENGTH, LETTER = 1000, 25  # a day's bar from end to end; the size of its letters
HEIGHT = 36                # a week's highest column, with the line of the cap


class Part(NamedTuple):
    """One subject's piece: where it begins, how long it is, its colour's class, and as much of its name and minutes as there is room for."""

    at: float
    length: float
    colour: str
    label: str


class Bar(NamedTuple):
    """A day's pieces; `cap` = where the cap stands."""

    parts: tuple[Part, ...]
    cap: float


def day_bar(shares: Sequence[tuple[str, int]], cap: int) -> Bar:
    """The minutes by subject along LENGTH; a sum beyond the cap fills all of it and the cap stands within."""
    scale = LENGTH / max(cap, sum(minutes for _subject, minutes in shares), 1)
    parts = []
    for subject, minutes, at in _in_turn(shares):
        room, name = minutes * scale - 16, _(subject)
        label = next((words for words in (f"{name} {minutes}", name, str(minutes)) if _wide(words) < room), "")
        parts.append(Part(round(at * scale, 1), round(minutes * scale, 1), slot(subject), label))
    return Bar(tuple(parts), round(cap * scale, 1))


def week_bars(days: Iterable[WeekDay]) -> dict[str, Bar]:
    """By ISO date: the days' pieces from below, and the height of the cap, all at one scale."""
    days = list(days)
    scale = HEIGHT / max([1, *(max(one.cap, one.written) for one in days)])
    return {one.day.isoformat(): Bar(tuple(_piece(*share, scale) for share in _in_turn(one.shares)), round(one.cap * scale, 2)) for one in days}


def _piece(subject: str, minutes: int, before: int, scale: float) -> Part:
    return Part(round(before * scale, 2), round(minutes * scale, 2), slot(subject), "")


def _in_turn(shares: Iterable[tuple[str, int]]) -> Iterable[tuple[str, int, int]]:
    """Each share with the sum of those before it."""
    before = 0
    for subject, minutes in shares:
        yield subject, minutes, before
        before += minutes


def _wide(words: str) -> float:
    return sum(1.0 if ord(character) > 0x2E80 else 0.62 for character in words) * LETTER
