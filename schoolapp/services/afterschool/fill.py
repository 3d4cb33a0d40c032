"""A grade's day against the two hours as it fills: what is logged so far, and what it comes to with everything that is still planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.afterschool import Category, DayService, SessionFact, day_service, ends_late_enough, is_long_enough
from schoolapp.services.school import Standing


@dataclass(frozen=True, slots=True)
class GradeFill:
    """`logged` = the union of the grade's held sessions (延时托管 aside), None before the first; `ahead` = the same with what is still
    planned. `required` minutes and `offwork` (minutes after midnight) are the day's own. `announced`: why the grade has no service, else None."""

    grade: int
    logged: DayService | None
    ahead: DayService | None
    required: int
    offwork: int
    long_enough: bool
    late_enough: bool
    announced: str | None = None

    @property
    def gap(self) -> str:
        """What the day will lack: '' nothing, none, short, early, both."""
        if self.announced is not None:
            return ""
        if self.ahead is None:
            return "none"
        return {(False, True): "short", (True, False): "early", (False, False): "both"}.get((self.long_enough, self.late_enough), "")

    @property
    def minutes(self) -> int:
        return self.logged.minutes_with_gaps if self.logged else 0


def fact_of(programme: ProgrammeRow, one: ServiceSessionRow) -> SessionFact:
    """A logged session as the rules read it."""
    return SessionFact(one.id, one.programme_id, one.day, one.start, one.end, one.held, Category(programme.category), programme.grades, one.expected,
                       one.present, one.staff_id or 0, one.content)


def planned_fact(programme: ProgrammeRow, day: date, start: int, end: int) -> SessionFact:
    """A session that is still planned, as if it were held so."""
    return SessionFact(0, programme.id, day, start, end, True, Category(programme.category), programme.grades, None, None, 0, "")


def fills_of(
    standing: Standing, day: date, grades: Iterable[int], logged: Sequence[SessionFact], planned: Sequence[SessionFact]
) -> tuple[GradeFill, ...]:
    """The day of each of these grades that has school then."""
    profile, calendar, found = standing.profile(day), standing.calendar, []
    for grade in sorted(set(grades)):
        if not calendar.is_school_day(day, grade):
            continue
        done = day_service((fact for fact in logged if grade in fact.grades), profile.service_gap)
        ahead = day_service((fact for fact in (*logged, *planned) if grade in fact.grades), profile.service_gap)
        found.append(GradeFill(
            grade, done, ahead, profile.service_minutes, profile.offwork_minutes, ahead is not None and is_long_enough(ahead, profile),
            ahead is not None and ends_late_enough(ahead, profile), calendar.announced_without_service(day, grade)))
    return tuple(found)


def alike(fills: Iterable[GradeFill]) -> Mapping[tuple[int, int, int | None], tuple[GradeFill, ...]]:
    """Grades whose logged day is the same stand together: (minutes with breaks, without, last end) -> their fills."""
    found: dict[tuple[int, int, int | None], tuple[GradeFill, ...]] = {}
    for fill in fills:
        done = fill.logged
        key = (done.minutes_with_gaps, done.minutes_without_gaps, done.last_end) if done else (0, 0, None)
        found[key] = (*found.get(key, ()), fill)
    return found
