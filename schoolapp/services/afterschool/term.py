"""The proof of 5+2 over a term: every grade's days on one calendar, what is missing first, days announced without service apart, and the figures with
numerator and denominator. Kept by data version."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import hours as hours_records
from schoolapp.records import people as people_records
from schoolapp.records import service_log, sign_up
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.rules.afterschool import Category, Coverage, SessionFact, coverage_of, weeks_met
from schoolapp.rules.afterschool_figures import Attendance, FiveDays, Share, attendance_of, five_days_of, teachers_taking_part
from schoolapp.rules.calendar import Term, days_between, is_make_up_day, monday_of
from schoolapp.rules.figures import ClassFact, Period, PeriodFacts, heads_on
from schoolapp.rules.people import Role, school_year_of
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.sign_up import SignUp
from schoolapp.services.afterschool.held import heads_by_day
from schoolapp.services.afterschool.plan import chosen_term
from schoolapp.services.afterschool.week import CellState, GradeCell, grade_cell, read_ahead
from schoolapp.services.findings import seen_grades
from schoolapp.services.house import House
from schoolapp.services.school import Standing, read_standing, standing_of

TEACHERS = frozenset({Role.TEACHER, Role.HOMEROOM})
FAULTY = (CellState.NONE, CellState.SHORT, CellState.EARLY, CellState.BOTH)


@dataclass(frozen=True, slots=True)
class TermWeek:
    """A week's school days; `number` of the term."""

    number: int | None
    monday: date
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class TermRow:
    """A grade: its cells by week (one for each school day of the school), met of weeks that have a required due day."""

    grade: int
    weeks: tuple[tuple[GradeCell, ...], ...]
    met: int
    total: int


@dataclass(frozen=True, slots=True)
class TermGap:
    """Grades that miss the same on one day. `reasons`: why sessions were cancelled; none where nobody said anything."""

    day: date
    state: CellState
    cells: tuple[GradeCell, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermFigures:
    """Figures from the period's first to its last due day. `teachers` None where the reader sees some grades only; `heads_on`: the day whose
    sign-up counts stand for the period."""

    weeks_met: int
    weeks: int
    days_met: int
    days: int
    coverage: Coverage
    five: FiveDays
    attendance: Attendance
    teachers: Share | None
    heads_on: date


@dataclass(frozen=True, slots=True)
class ServiceTerm:
    """A term, or the part of it that the reader sees. `announced`: (day, reason, grades) announced beforehand as without service. `made_up`: school
    days on a weekend."""

    term: Term
    terms: tuple[Term, ...]
    start: date
    end: date
    due_to: date
    weeks: tuple[TermWeek, ...]
    rows: tuple[TermRow, ...]
    gaps: tuple[TermGap, ...]
    announced: tuple[tuple[date, str, tuple[int, ...]], ...]
    made_up: frozenset[date]
    figures: TermFigures
    known: bool
    confirmed: bool

    def faulty(self, *states: CellState) -> int:
        """Grade-days in one of these states."""
        return sum(len(gap.cells) for gap in self.gaps if gap.state in states)


@dataclass(frozen=True, slots=True)
class TermRead:
    """What a term's proof is made from, read in one snapshot and limited to what the reader sees."""

    facts: PeriodFacts
    rows: tuple[ServiceSessionRow, ...]
    programmes: dict[int, ProgrammeRow]
    by_class: dict[int, tuple[tuple[int, int | None], ...]]
    counts: dict[int, SignUp]
    helpers: dict[int, tuple[int, ...]]
    teachers: frozenset[int] | None


def term_calendar(*, house: House, actor: Actor, term_id: int | None, now: datetime) -> ServiceTerm:
    """The calendar of a term (None: of the present one) with its figures: of the grades and days that the actor sees. NotFound where there is none."""
    actor.needs(Permit.SEE_SERVICE)
    term, start, end, grades = seen_term(house, actor, term_id, now)
    today = now.date()

    def make() -> ServiceTerm:
        with house.reading() as connection:
            standing = read_standing(connection)
            read = read_term(connection, standing, start, end, grades, today)
        return _made(standing, read, term, today)

    found: ServiceTerm = house.remembered(f"service_term:{term.id}:{start}:{end}:{today}:{grades_key(grades)}", house.data_version(), make)
    return found


def seen_term(house: House, actor: Actor, term_id: int | None, now: datetime) -> tuple[Term, date, date, frozenset[int] | None]:
    """The term, the part of it and the grades that the actor sees (None: all)."""
    standing = standing_of(house=house)
    if term_id is None and actor.period is not None:
        held = standing.calendar.term_of(max(actor.period[0], min(now.date(), actor.period[1])))
        term_id = held.id if held else None
    term = chosen_term(standing, now, term_id)
    start, end = term.start, term.end
    if actor.period is not None:
        start, end = max(start, actor.period[0]), min(end, actor.period[1])
        if end < start:
            raise NotFound
    return term, start, end, None if actor.may(Permit.PLAN_SERVICE) else seen_grades(actor)


def grades_key(grades: frozenset[int] | None) -> str:
    return "all" if grades is None else ",".join(map(str, sorted(grades)))


def read_term(connection: Connection, standing: Standing, start: date, end: date, grades: frozenset[int] | None, today: date) -> TermRead:
    """Sessions, sign-up counts and teachers of a period: no homework, which a term has very much of."""
    programmes = {p.id: p for p in records.list_programmes(connection)}
    rows = tuple(s for s in records.list_sessions(connection, start, min(end, today)) if grades is None or programmes[s.programme_id].grades & grades)
    counts: dict[int, SignUp] = {}
    classes: list[ClassFact] = []
    for year in range(school_year_of(start), school_year_of(end) + 1):
        counts |= sign_up.counts_on(connection, heads_on(start, end, today), year)
        for ref in standing.classes_of(year):
            if grades is None or ref.grade in grades:
                one = counts.get(ref.id, SignUp(0, 0, 0))
                classes.append(ClassFact(ref, one.pupils, one.asked, one.joined))
    teachers = None
    if grades is None:
        active = {row.id for row in people_records.list_staff(connection) if row.active}
        teachers = frozenset(staff_id for staff_id, role in people_records.list_roles(connection) if role.role in TEACHERS and staff_id in active)
    categories = {p.id: Category(p.category) for p in programmes.values()}
    facts = PeriodFacts(start, end, today, standing.system, standing.calendar, standing.profiles, tuple(classes),
                        programme_terms=frozenset(p.term_id for p in programmes.values()),
                        sessions=tuple(session_fact(row, programmes[row.programme_id], categories[row.programme_id]) for row in rows))
    return TermRead(facts, rows, programmes, service_log.presents_between(connection, start, min(end, today)), counts,
                    hours_records.assistants_between(connection, start, min(end, today)), teachers)


def session_fact(row: ServiceSessionRow, programme: ProgrammeRow, category: Category | None = None) -> SessionFact:
    category = category or Category(programme.category)
    return SessionFact(row.id, row.programme_id, row.day, row.start, row.end, row.held, category, programme.grades, row.expected,
                       row.present, row.staff_id or 0, row.content)


def _made(standing: Standing, read: TermRead, term: Term, today: date) -> ServiceTerm:
    facts, calendar = read.facts, standing.calendar
    period = Period(facts)
    services = {(one.grade, one.day): one.service for one in period.grade_days}
    if facts.start <= today <= facts.end:  # what was held today is shown, and counts tomorrow
        of_today = tuple(s for s in facts.sessions if s.day == today)
        ahead = read_ahead(replace(facts, start=today, end=today, sessions=of_today), today)
        services |= {(one.grade, one.day): one.service for one in Period(ahead).grade_days}
    grades = period.grades_on(facts.start) or period.grades_on(facts.end)
    heads = heads_by_day(facts.sessions, read.by_class, {one.ref.id: one.ref.grade for one in facts.classes})
    by_week: dict[date, list[date]] = defaultdict(list)
    for day in days_between(facts.start, facts.end):
        if calendar.is_school_day_for_any(day, grades):
            by_week[monday_of(day)].append(day)
    weeks = tuple(TermWeek(calendar.week_number(days[0]), monday, tuple(days)) for monday, days in by_week.items())
    weeks_of_grade = defaultdict(list)
    for one in period.service_weeks():
        weeks_of_grade[one.grade].append(one)
    rows = []
    for grade in grades:
        cells = tuple(tuple(grade_cell(standing, grade, day, today, services.get((grade, day)), heads.get((grade, day))) for day in week.days)
                      for week in weeks)
        rows.append(TermRow(grade, cells, *weeks_met(weeks_of_grade[grade])))
    known = any(period.has_service(day) for week in weeks for day in week.days)
    announced: dict[tuple[date, str], list[int]] = defaultdict(list)
    for row in rows:
        for cell in (cell for cells in row.weeks for cell in cells if cell.state is CellState.ANNOUNCED):
            announced[cell.day, cell.note].append(row.grade)
    return ServiceTerm(
        term, tuple(reversed(standing.terms)), facts.start, facts.end, period.due_to, weeks, tuple(rows), _gaps(rows, read, period) if known else (),
        tuple((day, why, tuple(sorted(found))) for (day, why), found in sorted(announced.items())),
        frozenset(day for week in weeks for day in week.days if is_make_up_day(day)), _figures(period, read), known,
        calendar.confirmed(facts.start, facts.end),
    )


def _gaps(rows: list[TermRow], read: TermRead, period: Period) -> tuple[TermGap, ...]:
    """Newest first; grades that miss the same for the same reasons stand together."""
    why: dict[tuple[int, date], list[str]] = defaultdict(list)
    for one in read.rows:
        if not one.held and one.reason:
            for grade in read.programmes[one.programme_id].grades:
                why[grade, one.day].append(one.reason)
    found: dict[tuple[date, CellState, tuple[str, ...]], list[GradeCell]] = defaultdict(list)
    for row in rows:
        for cell in (cell for cells in row.weeks for cell in cells if cell.state in FAULTY and period.has_service(cell.day)):
            found[cell.day, cell.state, tuple(dict.fromkeys(why[row.grade, cell.day]))].append(cell)
    order = sorted(found.items(), key=lambda pair: (-pair[0][0].toordinal(), FAULTY.index(pair[0][1]), pair[1][0].grade))
    return tuple(TermGap(day, state, tuple(cells), reasons) for (day, state, reasons), cells in order)


def _figures(period: Period, read: TermRead) -> TermFigures:
    facts = read.facts
    met, weeks = weeks_met(period.service_weeks())
    owed = [one for one in period.grade_days if one.required]
    day = heads_on(facts.start, facts.end, facts.today)
    classes = period.classes_on(day)
    due = [s for s in period.sessions if s.day <= period.due_to]
    seen = [s.staff_id for s in due if s.held] + [one for s in due if s.held for one in read.helpers.get(s.id, ())]
    return TermFigures(
        met, weeks, sum(one.met for one in owed), len(owed), coverage_of(one.coverage for one in classes),
        five_days_of((one.joined, read.counts[one.ref.id].all_five if one.ref.id in read.counts else None) for one in classes),
        attendance_of(due), None if read.teachers is None else teachers_taking_part(seen, read.teachers), day,
    )


