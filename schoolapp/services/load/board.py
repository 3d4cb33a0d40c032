"""A grade's week, month or term: class x day with figures and states, means, the days themselves, what asks for somebody, and the facts of the
week's chart. Periods and who may look stand in `spans`, the other charts in `charts`, pictures and workbooks in `drawings`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.papers.facts import BarState, LoadBar, LoadChartFacts, LoadDay
from schoolapp.records import homework as homework_records
from schoolapp.records import load as records
from schoolapp.records import people as people_records
from schoolapp.records.homework import DayRow
from schoolapp.rules.calendar import days_between, monday_of
from schoolapp.rules.figures import heads_on
from schoolapp.rules.homework import Counted
from schoolapp.rules.load import cap_of, counts_at_home, sample_counts
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House
from schoolapp.services.load.cells import Cell, CellState, Line, Mean, Place, Sample, lines_of, make_cells, mean_of
from schoolapp.services.load.spans import WEEK, Span, SpanKind, check_span, find_span, grades_seen, may_look, neighbours, other_spans, week_of
from schoolapp.services.school import Standing, standing_of
from schoolapp.words import N_, gettext

MAKE_UP, OFF_DAY, PLANNED = N_("调休"), N_("非上课日"), N_("计划")


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


class WeekHead(NamedTuple):
    """A week's part of a month or term: its number within the term (None outside), Monday, how many of the columns it has."""

    number: int | None
    monday: date
    columns: int


@dataclass(frozen=True, slots=True)
class Board:
    """A grade's period. `home`: the figures are home load (grades 1-2); `daily`: the grade declares every day; `week` = the week's number
    within the term, None outside and for longer periods. `previous`, `following` = neighbouring periods with school, None where there is none to
    be seen; `spans` = the week, month and term that the switch leads to; `grades` = those that the reader may look at; `as_of` = the moment of
    reading."""

    school: str
    grade: int
    span_of: Span
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
    weeks: tuple[WeekHead, ...] = ()
    grades: tuple[int, ...] = ()
    previous: Span | None = None
    following: Span | None = None
    spans: Mapping[SpanKind, Span] | None = None

    @property
    def kind(self) -> SpanKind:
        return self.span_of.kind

    @property
    def monday(self) -> date:
        """The Monday of the week, or of the period's first day."""
        return monday_of(self.span_of.start)

    @property
    def today(self) -> date:
        return self.as_of.date()

    @property
    def span(self) -> tuple[date, date]:
        """First and last day shown; Monday to Friday, or the whole period, where nothing is."""
        if self.days:
            return self.days[0].day, self.days[-1].day
        start = self.span_of.start
        return (start, start + timedelta(days=4)) if self.kind is SpanKind.WEEK else (start, self.span_of.end)

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


class PeriodRead(NamedTuple):
    """What is known of a grade's classes on every day of the weeks that a period touches: rows, published items, sampled times."""

    classes: list[ClassRef]
    days: tuple[date, ...]
    rows: dict[Place, DayRow]
    items: Mapping[Place, Sequence[Counted]]
    samples: dict[Place, Sample]


def read_period(connection: Connection, standing: Standing, *, grade: int, span: Span, today: date, with_items: bool) -> PeriodRead:
    """One query each for class-days, samples, heads of the sampled classes and, where they are wanted, items."""
    days = tuple(days_between(monday_of(span.start), monday_of(span.end) + WEEK))
    classes = standing.classes_of(standing.year_on(span.start), grade)
    ids = [one.id for one in classes]
    rows = {(row.class_id, row.day): row for row in homework_records.list_days(connection, ids, days[0], days[-1])}
    items = records.counted_between(connection, ids, days[0], days[-1]) if with_items else {}
    samples = read_samples(connection, standing, ids, span.start, span.end, today)
    return PeriodRead(classes, days, rows, items, samples)


def read_samples(connection: Connection, standing: Standing, class_ids: Iterable[int], start: date, end: date, today: date) -> dict[Place, Sample]:
    """The sampled times up to today, each with whether enough of the class's pupils were asked."""
    found = records.samples_between(connection, class_ids, start, min(end, today))
    if not found:
        return {}
    heads = people_records.heads_on(connection, heads_on(start, end, today), standing.year_on(start))
    pupils = {class_id: of.pupils for class_id, of in heads.items()}
    return {(one.class_id, one.day): Sample(one.asked, one.mean_tenths, sample_counts(one.asked, pupils.get(one.class_id, 0))) for one in found}


def read_board(connection: Connection, standing: Standing, *, grade: int, span: Span, now: datetime, actor: Actor | None = None,
               with_items: bool = True) -> Board:
    """A grade's period as this transaction sees it. `actor` limits it to the days that an inspector sees; without one every day is there.
    Without items the cells have no parts by subject."""
    return board_of(standing, read_period(connection, standing, grade=grade, span=span, today=now.date(), with_items=with_items), grade, span, now, actor)


def board_of(standing: Standing, read: PeriodRead, grade: int, span: Span, now: datetime, actor: Actor | None = None) -> Board:
    """The board of what was read: its columns are the school days of the period, and the days off on which something is recorded or sampled."""
    made = make_cells(standing, read.classes, read.days, read.rows, read.items, now.date(), read.samples)
    seen = [day for day in read.days if span.holds(day) and (actor is None or actor.sees_day(day))]
    kept = {day for (_class_id, day), cell in made.items() if cell.recorded or cell.sample}
    shown = [day for day in seen if day in kept or standing.calendar.is_school_day(day, grade)]
    return _put_together(standing, grade, span, read.classes, [[made[one.id, day] for day in shown] for one in read.classes], shown, seen, now)


def _put_together(standing: Standing, grade: int, span: Span, classes: Sequence[ClassRef], cells: Sequence[Sequence[Cell]],
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
    one_week = span.kind is SpanKind.WEEK
    missed = [day for day in seen if one_week and day.weekday() < 5 and not calendar.is_school_day(day, grade)]
    off = tuple(DaysOff(tuple(days), note) for note, days in groupby(missed, key=lambda day: calendar.day_note(day, grade)))
    weeks = [number for day in shown or seen if (number := calendar.week_number(day)) is not None]
    heads = tuple(WeekHead(calendar.week_number(those[0]), monday, len(those))
                  for monday, group in groupby(shown, key=monday_of) if (those := list(group)))
    return Board(standing.school.name, grade, span, weeks[0] if weeks and one_week else None, counts_at_home(grade), daily,
                 calendar.confirmed(span.start, span.end), columns, rows, mean_of(every, today, daily=daily), off,
                 lines_of(every, now, standing.profile(today).publish_by), now, heads)


def period_board(*, house: House, actor: Actor, grade: int, kind: SpanKind, key: str, now: datetime) -> Board:
    """The board of a grade in the period of an address. NotFound for a grade or time that is not there or none of the reader's business."""
    actor.needs(Permit.SEE_BOARD)
    standing = standing_of(house=house)
    return _shown(house, standing, actor, grade, check_span(standing, actor, grade, find_span(standing, kind, key), now.date()), now)


def week_board(*, house: House, actor: Actor, grade: int, day: date, now: datetime) -> Board:
    """The board of a grade in the week of `day`. NotFound likewise."""
    actor.needs(Permit.SEE_BOARD)
    standing = standing_of(house=house)
    return _shown(house, standing, actor, grade, check_week(standing, actor, grade, day, now.date()), now)


def check_week(standing: Standing, actor: Actor, grade: int, day: date, today: date) -> Span:
    """The week of `day`; NotFound where there is none to be seen."""
    if not date(1900, 1, 8) < day < date(9999, 1, 1):
        raise NotFound
    return check_span(standing, actor, grade, week_of(day), today)


def _shown(house: House, standing: Standing, actor: Actor, grade: int, span: Span, now: datetime) -> Board:
    with house.reading() as connection:
        board = read_board(connection, standing, grade=grade, span=span, now=now, actor=actor, with_items=span.kind is SpanKind.WEEK)
    return with_ways(board, standing, actor)


def head_of(standing: Standing, grade: int, span: Span, now: datetime) -> Board:
    """The board of a period without its days: what stands in the head of a page."""
    calendar = standing.calendar
    weeks = [number for day in span.days if (number := calendar.week_number(day)) is not None] if span.kind is SpanKind.WEEK else []
    profile = standing.profile(min(now.date(), span.end))
    nothing = Mean(None, 0, None)
    return Board(standing.school.name, grade, span, weeks[0] if weeks else None, counts_at_home(grade), profile.declares_daily(grade),
                 calendar.confirmed(span.start, span.end), (), (), nothing, (), (), now)


def with_ways(board: Board, standing: Standing, actor: Actor) -> Board:
    """The board with the ways on from it: grades, neighbouring periods, the switch."""
    today = board.today
    previous, following = neighbours(standing, actor, board.grade, board.span_of, today)
    return replace(board, grades=grades_seen(standing, actor, board.span_of.start), previous=previous, following=following,
                   spans=other_spans(standing, actor, board.grade, board.span_of, today))


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
        if last is not None and may_look(standing, actor, chosen, week_of(last), now.date()) is not None:
            monday = monday_of(last)
    return chosen, monday


_BARS = {
    CellState.NONE: BarState.NONE, CellState.MISSING: BarState.MISSING, CellState.NOT_YET: BarState.NOT_YET,
    CellState.TODO: BarState.NOT_DUE, CellState.NOT_ASKED: BarState.NOT_DUE, CellState.OFF: BarState.NOT_DUE,
}


def chart_facts(board: Board, lang: str = "zh") -> LoadChartFacts:
    """What the chart of a board is drawn from; `lang` is for the few words that stand at a day."""
    days = tuple(LoadDay(column.day, column.cap, tuple(_bar(row.cells[place]) for row in board.rows), _note(board, column, lang))
                 for place, column in enumerate(board.days))
    return LoadChartFacts(board.school, board.grade, days, board.as_of, board.home, board.week, board.today)


def _note(board: Board, column: BoardDay, lang: str) -> str:
    planned = column.day > board.today and any(cell.recorded for cell in board.cells_on(column.day))
    return " ".join(gettext(lang, word) for word in (column.note, PLANNED if planned else "") if word)


def _bar(cell: Cell) -> LoadBar:
    return LoadBar(cell.one.number, _BARS.get(cell.state, BarState.RECORDED), cell.parts)
