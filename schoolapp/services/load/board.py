"""A grade's week: class x day with figures and states, means, the days themselves, what asks for somebody, and the facts of its chart.
Pictures and workbooks of it are made in `drawings`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection

from schoolapp.papers.facts import BarState, LoadBar, LoadChartFacts, LoadDay
from schoolapp.records import homework as homework_records
from schoolapp.records import load as records
from schoolapp.rules.calendar import days_between, monday_of
from schoolapp.rules.load import cap_of, counts_at_home
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.days import year_on
from schoolapp.services.house import House
from schoolapp.services.load.cells import Cell, CellState, Line, Mean, lines_of, make_cells, mean_of
from schoolapp.services.school import Standing, standing_of
from schoolapp.words import N_, gettext

WEEK = timedelta(days=6)
FIRST_DAY = date(2015, 1, 1)
YEARS_AHEAD = timedelta(days=800)
MAKE_UP, OFF_DAY = N_("调休"), N_("非上课日")


@dataclass(frozen=True, slots=True)
class BoardDay:
    """A column: `make_up` = a weekend day with school, `as_weekday` = whose weekday's timetable it runs (1 Monday, None: not said);
    `school` False = a day off on which something is recorded all the same. `cap` in minutes; `mean` over the classes."""

    day: date
    cap: int
    school: bool
    make_up: bool
    as_weekday: int | None
    mean: Mean

    @property
    def note(self) -> str:
        """A few Chinese characters to be translated, or ''."""
        return OFF_DAY if not self.school else MAKE_UP if self.make_up else ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A class with its cells, one for each day of the board, and its mean of the week."""

    one: ClassRef
    cells: tuple[Cell, ...]
    mean: Mean


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Weekdays of the week without school, and why ('' = outside the terms, or no reason written)."""

    days: tuple[date, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Board:
    """A grade's week. `home`: the figures are home load (grades 1-2); `daily`: the grade declares every day; `week` = number within the
    term, None outside. `previous`, `following` = Mondays of the neighbouring weeks with school, None where there is none to be seen;
    `grades` = those that the reader may look at; `as_of` = the moment of reading."""

    school: str
    grade: int
    monday: date
    week: int | None
    home: bool
    daily: bool
    confirmed: bool
    days: tuple[BoardDay, ...]
    rows: tuple[BoardRow, ...]
    mean: Mean
    off: tuple[DaysOff, ...]
    lines: tuple[Line, ...]
    as_of: datetime
    grades: tuple[int, ...] = ()
    previous: date | None = None
    following: date | None = None

    @property
    def today(self) -> date:
        return self.as_of.date()

    @property
    def span(self) -> tuple[date, date]:
        """First and last day shown; Monday to Friday where nothing is."""
        return (self.days[0].day, self.days[-1].day) if self.days else (self.monday, self.monday + timedelta(days=4))

    @property
    def caps(self) -> tuple[int, ...]:
        """The caps in force in the week, each once."""
        return tuple(dict.fromkeys(day.cap for day in self.days))

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for row in self.rows for cell in row.cells)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Subjects that count anything in the week, in the fixed order."""
        return tuple(sorted({subject for cell in self.cells for subject, _minutes in cell.parts}, key=subject_order))

    def day_to_show(self, asked: date | None = None) -> date | None:
        """The day of the table beside the chart: the one asked for, else the newest up to today with anything recorded, else the first."""
        if any(day.day == asked for day in self.days):
            return asked
        known = [day.day for day in self.days if day.day <= self.today and day.mean.recorded]
        return known[-1] if known else self.days[0].day if self.days else None

    def cells_on(self, day: date) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.day == day)


def read_board(connection: Connection, standing: Standing, *, grade: int, monday: date, now: datetime, actor: Actor | None = None) -> Board:
    """A grade's week as this transaction sees it: one query for the class-days, one for their items. `actor` limits it to the days that
    an inspector sees; without one every day is there."""
    days = tuple(days_between(monday, monday + WEEK))
    classes = standing.classes_of(year_on(standing, monday), grade)
    ids = [one.id for one in classes]
    rows = {(row.class_id, row.day): row for row in homework_records.list_days(connection, ids, days[0], days[-1])}
    items = records.counted_between(connection, ids, days[0], days[-1])
    made = make_cells(standing, classes, days, rows, items, now.date())
    seen = [day for day in days if actor is None or actor.sees_day(day)]
    shown = [day for day in seen if standing.calendar.is_school_day(day, grade) or any(made[one.id, day].recorded for one in classes)]
    return _put_together(standing, grade, monday, classes, [[made[one.id, day] for day in shown] for one in classes], shown, seen, now)


def _put_together(standing: Standing, grade: int, monday: date, classes: Sequence[ClassRef], cells: Sequence[Sequence[Cell]],
                  shown: Sequence[date], seen: Sequence[date], now: datetime) -> Board:
    calendar, today = standing.calendar, now.date()
    daily = all(standing.profile(day).declares_daily(grade) for day in shown)
    every = [cell for row in cells for cell in row]
    columns = tuple(
        BoardDay(day, cap_of(standing.profile(day), grade), calendar.is_school_day(day, grade),
                 day.weekday() >= 5 and calendar.is_school_day(day, grade), calendar.timetable_weekday(day, grade),
                 mean_of((row[place] for row in cells), today, daily=daily, with_today=True))
        for place, day in enumerate(shown))
    rows = tuple(BoardRow(one, tuple(row), mean_of(row, today, daily=daily)) for one, row in zip(classes, cells, strict=True))
    missed = [day for day in seen if day.weekday() < 5 and not calendar.is_school_day(day, grade)]
    off = tuple(DaysOff(tuple(days), note) for note, days in groupby(missed, key=lambda day: calendar.day_note(day, grade)))
    weeks = [number for day in shown or seen if (number := calendar.week_number(day)) is not None]
    return Board(standing.school.name, grade, monday, weeks[0] if weeks else None, counts_at_home(grade), daily,
                 calendar.confirmed(monday, monday + WEEK), columns, rows, mean_of(every, today, daily=daily), off,
                 lines_of(every, now, standing.profile(today).publish_by), now)


def grades_seen(standing: Standing, actor: Actor, day: date) -> tuple[int, ...]:
    """The grades of the day's school year whose figures are this person's business."""
    return tuple(grade for grade in standing.grades_of(year_on(standing, day)) if actor.sees_grade(grade))


def check_place(standing: Standing, actor: Actor, grade: int, day: date, today: date) -> date:
    """The Monday of the week of `day`. NotFound for a grade, week or time that is not there or none of the reader's business."""
    if not FIRST_DAY <= day <= today + YEARS_AHEAD:
        raise NotFound
    monday = monday_of(day)
    if grade not in grades_seen(standing, actor, monday) or not any(actor.sees_day(one) for one in days_between(monday, monday + WEEK)):
        raise NotFound
    return monday


def week_board(*, house: House, actor: Actor, grade: int, day: date, now: datetime) -> Board:
    """The board of a grade in the week of `day`. NotFound as in `check_place`."""
    actor.needs(Permit.SEE_BOARD)
    standing = standing_of(house=house)
    monday = check_place(standing, actor, grade, day, now.date())
    with house.reading() as connection:
        board = read_board(connection, standing, grade=grade, monday=monday, now=now, actor=actor)
    before, after = standing.calendar.last_school_day(monday, (grade,)), standing.calendar.next_school_day(monday + WEEK, (grade,))
    return replace(board, grades=grades_seen(standing, actor, monday), previous=_neighbour(standing, actor, grade, before, now),
                   following=_neighbour(standing, actor, grade, after, now))


def _neighbour(standing: Standing, actor: Actor, grade: int, day: date | None, now: datetime) -> date | None:
    try:
        return None if day is None else check_place(standing, actor, grade, day, now.date())
    except NotFound:
        return None


def start_of_board(*, house: House, actor: Actor, grade: int | None = None, day: date | None = None, now: datetime) -> tuple[int, date]:
    """Where the board opens: (grade, Monday). The grade asked for, else the first one led, inspected or taught in, else the first of the
    school; the week asked for, else this one, in the holidays the last one with school. NotFound without any grade to see."""
    actor.needs(Permit.SEE_BOARD)
    standing = standing_of(house=house)
    on = day or now.date()
    if actor.period is not None:
        on = min(max(on, actor.period[0]), actor.period[1])
    grades = grades_seen(standing, actor, on)
    if not grades:
        raise NotFound
    taught = {standing.classes[class_id].grade for class_id in actor.taught_classes if class_id in standing.classes}
    own = [g for mine in (actor.led_grades, actor.inspected_grades, taught) for g in sorted(mine) if g in grades]
    chosen = grade if grade in grades else (own or grades)[0]
    monday = monday_of(on)
    if day is None and not standing.calendar.school_days(monday, monday + WEEK, (chosen,)):
        last = standing.calendar.last_school_day(on, (chosen,))
        if last is not None and _neighbour(standing, actor, chosen, last, now) is not None:
            monday = monday_of(last)
    return chosen, monday


_BARS = {
    CellState.NONE: BarState.NONE, CellState.MISSING: BarState.MISSING, CellState.NOT_YET: BarState.NOT_YET,
    CellState.TODO: BarState.NOT_DUE, CellState.NOT_ASKED: BarState.NOT_DUE, CellState.OFF: BarState.NOT_DUE,
}


def chart_facts(board: Board, lang: str = "zh") -> LoadChartFacts:
    """What the chart of a board is drawn from; `lang` is for the few words that stand at a day."""
    days = tuple(LoadDay(column.day, column.cap, tuple(_bar(row.cells[place]) for row in board.rows), gettext(lang, column.note))
                 for place, column in enumerate(board.days))
    return LoadChartFacts(board.school, board.grade, days, board.as_of, board.home, board.week)


def _bar(cell: Cell) -> LoadBar:
    return LoadBar(cell.one.number, _BARS.get(cell.state, BarState.RECORDED), cell.parts)
