"""The week of every grade against 5+2: each school day's minutes and last end, what is short or missing, gaps first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import service_log
from schoolapp.records.afterschool import ServiceSessionRow
from schoolapp.rules.afterschool import DayService, ends_late_enough, is_long_enough
from schoolapp.rules.afterschool_figures import DayHeads
from schoolapp.rules.calendar import days_between, is_make_up_day, monday_of
from schoolapp.rules.figures import Period, PeriodFacts
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.afterschool.held import PlanCount, count_plans, heads_by_day, programmes_of
from schoolapp.services.findings import read_facts, seen_grades
from schoolapp.services.house import House
from schoolapp.services.school import Standing, read_standing


class CellState(StrEnum):
    """达标, 时长不足, 结束过早, both, 未开展, 事先通知不开展, 今日, 未到, 不上课."""

    MET = "met"
    SHORT = "short"
    EARLY = "early"
    BOTH = "both"
    NONE = "none"
    ANNOUNCED = "announced"
    TODAY = "today"
    TODO = "todo"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class GradeCell:
    """A grade's day. Minutes with and without the short gaps between sessions, the last end (minutes after midnight), None where
    nothing was held. `note`: why the service was announced as off, or the holiday."""

    grade: int
    day: date
    state: CellState
    with_gaps: int | None
    without_gaps: int | None
    last_end: int | None
    required_minutes: int
    offwork: int
    note: str
    heads: DayHeads | None = None


@dataclass(frozen=True, slots=True)
class GradeWeek:
    """A grade's row: its cells by day, met of required due days, and its planned sessions."""

    grade: int
    cells: tuple[GradeCell, ...]
    met: int
    required: int
    count: PlanCount = PlanCount()


@dataclass(frozen=True, slots=True)
class ServiceWeekBoard:
    """A week, Monday on: the days that are school days for any grade. `weeks_met` of `weeks_total` grades met every required day;
    `gaps` are the cells with something missing, newest first; `known`: whether any programme exists in the term; `before`, `after`: the Mondays
    beside it, None where the actor sees no more."""

    monday: date
    week_number: int | None
    days: tuple[date, ...]
    made_up: frozenset[date]
    grades: tuple[GradeWeek, ...]
    gaps: tuple[GradeCell, ...]
    weeks_met: int
    weeks_total: int
    held: int
    cancelled: int
    known: bool
    confirmed: bool
    outside: tuple[ServiceSessionRow, ...]
    before: date | None
    after: date | None


def week_board(*, house: House, actor: Actor, day: date, now: datetime) -> ServiceWeekBoard:
    """The board of the week that holds `day`, of the grades and days that the actor sees (an inspector: of the week of the opened period that is
    nearest); kept by data version."""
    actor.needs(Permit.SEE_SERVICE)
    if actor.period is not None:
        day = max(actor.period[0], min(day, actor.period[1]))
    monday, today = monday_of(day), now.date()
    grades = None if actor.may(Permit.PLAN_SERVICE) else seen_grades(actor)
    seen = (max(monday, actor.period[0]), min(monday + timedelta(days=6), actor.period[1])) if actor.period else (monday, monday + timedelta(days=6))

    def make() -> ServiceWeekBoard:
        return _make(house, monday, today, grades, seen)

    word = "all" if grades is None else ",".join(map(str, sorted(grades)))
    board: ServiceWeekBoard = house.remembered(f"service_week:{seen[0]}:{seen[1]}:{today}:{word}", house.data_version(), make)
    if actor.period is None:
        return board
    return replace(board, before=board.before if seen[0] > actor.period[0] else None, after=board.after if seen[1] < actor.period[1] else None)


def _make(house: House, monday: date, today: date, grades: frozenset[int] | None, seen_days: tuple[date, date]) -> ServiceWeekBoard:
    sunday = monday + timedelta(days=6)
    with house.reading() as connection:
        standing = read_standing(connection)
        facts = read_facts(connection, standing, start=monday, end=sunday, today=today, grades=grades)
        sessions = afterschool_records.list_sessions(connection, *seen_days)
        by_class = service_log.presents_between(connection, *seen_days)
        programmes = programmes_of(connection, standing, *seen_days)
    heads = heads_by_day(facts.sessions, by_class, {one.ref.id: one.ref.grade for one in facts.classes})
    counts = count_plans(standing, programmes, [s for s in sessions if s.day <= today], *seen_days, today=today)
    period, calendar = Period(facts), standing.calendar
    in_week = [d for d in days_between(*seen_days) if calendar.is_school_day_for_any(d, period.grades_on(d))]
    due = {(one.grade, one.day): one for one in period.grade_days}
    of_today = Period(read_ahead(facts, today)) if monday <= today <= sunday else period
    today_found = {(one.grade, one.day): one.service for one in of_today.grade_days}
    rows: list[GradeWeek] = []
    for grade in period.grades_on(monday) or period.grades_on(sunday):
        cells = []
        for day in in_week:
            one = due.get((grade, day))
            service: DayService | None = one.service if one else today_found.get((grade, day))
            cells.append(grade_cell(standing, grade, day, today, service, heads.get((grade, day))))
        owed = [c for c in cells if c.day < today and c.state not in (CellState.OFF, CellState.ANNOUNCED)]
        rows.append(GradeWeek(grade, tuple(cells), sum(c.state is CellState.MET for c in owed), len(owed), counts.get(grade, PlanCount())))
    faulty = (CellState.NONE, CellState.SHORT, CellState.EARLY, CellState.BOTH)
    known = any(period.has_service(d) for d in in_week)
    gaps = sorted((c for row in rows for c in row.cells if c.state in faulty), key=lambda c: (-c.day.toordinal(), c.grade)) if known else []
    seen = {s.id for s in facts.sessions}
    mine = [s for s in sessions if s.id in seen and s.day <= today]
    outside = tuple(s for s in mine if s.held and s.day not in in_week)
    return ServiceWeekBoard(
        monday,
        calendar.week_number(in_week[0]) if in_week else None,
        tuple(in_week),
        frozenset(d for d in in_week if is_make_up_day(d)),
        tuple(rows),
        tuple(gaps),
        sum(row.required > 0 and row.met == row.required for row in rows),
        sum(row.required > 0 for row in rows),
        sum(s.held for s in mine),
        sum(not s.held for s in mine),
        known,
        calendar.confirmed(monday, sunday),
        outside,
        monday - timedelta(days=7),
        monday + timedelta(days=7),
    )


def grade_cell(standing: Standing, grade: int, day: date, today: date, service: DayService | None, heads: DayHeads | None = None) -> GradeCell:
    """What a day was, is or will be for a grade."""
    profile, calendar = standing.profile(day), standing.calendar
    announced = calendar.announced_without_service(day, grade)
    if not calendar.is_school_day(day, grade):
        state = CellState.OFF
    elif announced is not None:
        state = CellState.ANNOUNCED
    elif day > today:
        state = CellState.TODO
    elif day == today:
        state = CellState.TODAY
    elif service is None:
        state = CellState.NONE
    else:
        short, early = not is_long_enough(service, profile), not ends_late_enough(service, profile)
        state = CellState.BOTH if short and early else CellState.SHORT if short else CellState.EARLY if early else CellState.MET
    return GradeCell(
        grade,
        day,
        state,
        service.minutes_with_gaps if service else None,
        service.minutes_without_gaps if service else None,
        service.last_end if service else None,
        profile.service_minutes,
        profile.offwork_minutes,
        announced or calendar.day_note(day, grade),
        heads,
    )


def read_ahead(facts: PeriodFacts, today: date) -> PeriodFacts:
    """The same facts as they will count tomorrow, so that what was held today can be shown before the day ends."""
    return replace(facts, today=today + timedelta(days=1))
