"""The after-school service of a grade's day as its families read it: the plan with what was logged in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import Calendar
from schoolapp.rules.session_heads import Finished
from schoolapp.rules.timetable import times_on
from schoolapp.services.notices.facts import ServiceNotice, ServiceSlot


def service_of(
    programmes: Sequence[ProgrammeRow], sessions: Sequence[ServiceSessionRow], calendar: Calendar, day: date, grade: int,
    finished: Finished | None = None,
) -> ServiceNotice | None:
    """The plan of the day's timetable with what was logged in its place, and how far the class got; None where the grade has no service to
    tell of."""
    mine = [p for p in programmes if grade in p.grades]
    announced = calendar.announced_without_service(day, grade)
    if not mine:
        return None
    weekday = calendar.timetable_weekday(day, grade)
    held: dict[tuple[int, int], list[tuple[str, str]]] = {}
    cancelled: dict[tuple[int, int], list[tuple[str, str]]] = {}
    ends_at: int | None = None
    extended_until: int | None = None
    for programme in mine:
        logged = [s for s in sessions if s.programme_id == programme.id]
        times = times_on(programme.slots, programme.seasons, day) if programme.active and announced is None else ()
        planned = [(start, end) for on, start, end in times if on == weekday]
        open_plan = [span for span in planned if not any(_answers(s, span) for s in logged)]
        took_place = [(s.start, s.end, s.held, s.room or programme.room) for s in logged]
        for start, end, runs, room in [*took_place, *((*span, True, programme.room) for span in open_plan)]:
            (held if runs else cancelled).setdefault((start, end), []).append((programme.name, room))
            if runs and programme.category == Category.EXTENDED_CARE.value:
                extended_until = max(end, extended_until or 0)
            elif runs:
                ends_at = max(end, ends_at or 0)
    if not held and not cancelled and announced is None:
        return None
    return ServiceNotice(announced, _slots(held), _slots(cancelled), ends_at, extended_until, finished)


def _answers(session: ServiceSessionRow, span: tuple[int, int]) -> bool:
    """Whether a logged session stands for this planned time: said so when it was moved, else by overlapping it."""
    return session.planned_start == span[0] if session.planned_start is not None else session.start < span[1] and session.end > span[0]


def _slots(found: Mapping[tuple[int, int], Sequence[tuple[str, str]]]) -> tuple[ServiceSlot, ...]:
    return tuple(ServiceSlot(start, end, tuple(found[start, end])) for start, end in sorted(found))
