"""Outside monitoring (监测督): questionnaires from outside the school, and what a note of one must hold to be read as a figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TITLE_MOST, RESULTS_MOST = 80, 800  # characters
HEADS_MOST = 99_999


class Audience(StrEnum):
    """Whom the questionnaire was put to."""

    FAMILIES = "families"
    TEACHERS = "teachers"
    PUPILS = "pupils"


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What is noted of a monitoring: both days included; `completed` None = not known yet."""

    title: str
    organiser: str
    audience: Audience
    start: date
    end: date
    invited: int
    completed: int | None
    results: str


def monitoring_faults(one: Monitoring, today: date) -> Iterator[tuple[str, str]]:
    """(field, code) of everything that keeps a note from being kept: empty, long, order (ends before it starts), future (results of what has
    not begun), range, more (completed by more than were invited)."""
    for name, most in (("title", TITLE_MOST), ("organiser", TITLE_MOST), ("results", RESULTS_MOST)):
        text = getattr(one, name)
        if not text and name != "results":
            yield name, "empty"
        elif len(text) > most:
            yield name, "long"
    if one.end < one.start:
        yield "end", "order"
    if not 1 <= one.invited <= HEADS_MOST:
        yield "invited", "range"
    if one.completed is not None:
        if not 0 <= one.completed <= HEADS_MOST:
            yield "completed", "range"
        elif one.completed > one.invited:
            yield "completed", "more"
        elif one.start > today:
            yield "completed", "future"
