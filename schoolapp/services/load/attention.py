"""What 'today' tells grade leaders and the office of homework load: how many classes have published, and what asks for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schoolapp.records import homework as homework_records
from schoolapp.rules.calendar import days_between, monday_of
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.house import House
from schoolapp.services.load.board import read_samples
from schoolapp.services.load.cells import Cell, CellState, Line, lines_of, make_cells
from schoolapp.services.load.spans import WEEK, grades_seen
from schoolapp.services.school import Standing, standing_of

LOOK_BACK = timedelta(days=14)
_TOLD = frozenset({Role.GRADE_LEADER, Role.OFFICE, Role.PRINCIPAL})


@dataclass(frozen=True, slots=True)
class Attention:
    """The grades that are this person's to watch; today's class-days recorded of those to be recorded (`expected` 0: none is due today);
    lines over the days from the last school day (at the latest this Monday) to the end of this week."""

    today: date
    grades: tuple[int, ...]
    recorded: int
    expected: int
    lines: tuple[Line, ...]

    @property
    def monday(self) -> date:
        return monday_of(self.today)


def attention_of(*, house: House, actor: Actor, now: datetime) -> Attention | None:
    """The lines for a leader's or the office's 'today'; None for everybody else."""
    actor.needs(Permit.SEE_BOARD)
    if not actor.roles & _TOLD:
        return None
    standing, today = standing_of(house=house), now.date()
    grades = tuple(g for g in grades_seen(standing, actor, today) if _watches(actor, g))
    if not grades:
        return None
    since = _since(standing, grades, today)
    told = [cell for cell in _cells(house, standing, grades, since, today) if cell.day >= since]
    due = [cell for cell in told if cell.day == today and standing.profile(today).declares_daily(cell.one.grade)
           and standing.calendar.is_school_day(today, cell.one.grade)]
    return Attention(today, grades, sum(cell.recorded for cell in due), len(due), lines_of(told, now, standing.profile(today).publish_by))


def _watches(actor: Actor, grade: int) -> bool:
    return bool(actor.roles & {Role.OFFICE, Role.PRINCIPAL}) or grade in actor.led_grades


def _since(standing: Standing, grades: tuple[int, ...], today: date) -> date:
    """This Monday, or the last school day where it lies before: on Monday Friday still counts, after a holiday the day before it."""
    monday, last = monday_of(today), standing.calendar.last_school_day(today, grades)
    near = last is not None and today - last <= LOOK_BACK and standing.year_on(last) == standing.year_on(today)
    return min(monday, last) if near and last else monday


def _cells(house: House, standing: Standing, grades: tuple[int, ...], since: date, today: date) -> list[Cell]:
    """The cells of these grades in this week and in that of `since`, by day and in school order; without subjects."""
    mondays = sorted({monday_of(since), monday_of(today)})
    days = [day for monday in mondays for day in days_between(monday, monday + WEEK)]
    classes = [one for one in standing.classes_of(standing.year_on(today)) if one.grade in grades]
    with house.reading() as connection:
        ids = [one.id for one in classes]
        found = homework_records.list_days(connection, ids, days[0], days[-1])
        samples = read_samples(connection, standing, ids, days[0], days[-1], today)
    rows = {(row.class_id, row.day): row for row in found}
    order = {one.id: place for place, one in enumerate(classes)}
    cells = [cell for cell in make_cells(standing, classes, days, rows, {}, today, samples).values() if cell.state is not CellState.OFF]
    return sorted(cells, key=lambda cell: (cell.day, order[cell.one.id]))
