"""What is printed of the service: the week of a grade or a room, the duty sheet of a week, blank rolls, and the public notice of programmes, times, people
and fees. Rolls are blank: who is on them is written by hand and stays on paper. The pages stand in web."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from schoolapp.records import afterschool as records
from schoolapp.records import noticeboard as board_records
from schoolapp.records import people as people_records
from schoolapp.records import providers as provider_records
from schoolapp.records.afterschool import ProgrammeRow
from schoolapp.records.school import SchoolRow
from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import Term, days_between, is_make_up_day, monday_of
from schoolapp.rules.people import school_year_of
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.timetable import Times, is_one_room, room_key, shift_between, times_on
from schoolapp.services.afterschool.plan import chosen_term
from schoolapp.services.afterschool.room import extended_on
from schoolapp.services.afterschool.today import may_log, planned_on, programmes_on
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

SIX_DAYS = timedelta(days=6)
LINES, LINES_LEAST, LINES_MOST = 40, 10, 60  # of a blank roll


class PaperChoices(NamedTuple):
    """What can be printed for a day: grades with programmes, rooms, programmes with their names."""

    day: date
    term: Term
    grades: tuple[int, ...]
    rooms: tuple[str, ...]
    programmes: tuple[ProgrammeRow, ...]
    rolls: tuple[ProgrammeRow, ...]  # those whose rolls the reader may print: who logs their sessions


class Cell(NamedTuple):
    """A programme in a timetable's cell."""

    row: ProgrammeRow
    start: int
    end: int


class WeekPaper(NamedTuple):
    """The weekly times that stand on a day: `spans` down, `weekdays` across, `cells` by (span, weekday). `grade` or `room` = what it is of;
    `season`: the season's name whose times these are."""

    term: Term
    day: date
    grade: int | None
    room: str
    season: str
    weekdays: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    cells: dict[tuple[tuple[int, int], int], tuple[Cell, ...]]


class Duty(NamedTuple):
    """A session on the duty sheet."""

    row: ProgrammeRow
    start: int
    end: int
    staff: str
    assistants: tuple[str, ...]


class DutyDay(NamedTuple):
    """A school day of the week: its sessions, or why there is no service. `made_up`: a make-up day."""

    day: date
    made_up: bool
    note: str
    duties: tuple[Duty, ...]


class DutySheet(NamedTuple):
    """The duty sheet of a week, Monday to Sunday; days without school are left out."""

    monday: date
    week_number: int | None
    days: tuple[DutyDay, ...]


class Roll(NamedTuple):
    """A blank roll or hand-over sheet: whose, and on which days of a week or `month` it is filled in; `lines` blank lines."""

    row: ProgrammeRow
    staff: str
    assistants: tuple[str, ...]
    day: date
    month: bool
    days: tuple[tuple[date, tuple[tuple[int, int], ...]], ...]
    lines: int


class NoticeSeason(NamedTuple):
    """A season in the public notice: by how many minutes every programme lies beside its usual times, None where they differ."""

    name: str
    first: date
    last: date
    minutes: int | None


class NoticeLine(NamedTuple):
    """A programme of the public notice: its usual times, and those of seasons in which programmes move by different minutes (name, times)."""

    row: ProgrammeRow
    staff: str
    assistants: tuple[str, ...]
    seasons: tuple[tuple[str, Times], ...]


class ServiceNotice(NamedTuple):
    """The public notice of a term's service. `fees` as the school publishes them; `providers` = (name, fee standard) of those at work in it."""

    school: SchoolRow
    term: Term
    lines: tuple[NoticeLine, ...]
    seasons: tuple[NoticeSeason, ...]
    fees: str
    providers: tuple[tuple[str, str], ...]


def _at_work(rows: Iterable[ProgrammeRow]) -> list[ProgrammeRow]:
    return [row for row in rows if row.active and row.slots]


def paper_choices(*, house: House, actor: Actor, day: date | None = None, now: datetime) -> PaperChoices:
    """What can be printed for a day (None: today, or the first day of the term that comes next)."""
    actor.needs(Permit.SEE_SERVICE)
    standing = standing_of(house=house)
    term, asked = _term_of(standing, day, now)
    with house.reading() as connection:
        rows = _at_work(records.list_programmes(connection, [term.id]))
    rooms = {room_key(row.room): row.room for row in rows if is_one_room(row.room)}
    grades = sorted({grade for row in rows for grade in row.grades})
    return PaperChoices(asked, term, tuple(grades), tuple(sorted(rooms.values())), tuple(rows),
                        tuple(row for row in rows if actor.may(Permit.LOG_SERVICE) and may_log(actor, row, None)))


def _term_of(standing: Standing, day: date | None, now: datetime) -> tuple[Term, date]:
    """The term of a day, and the day; a day outside every term falls into the term that comes next, else the last one."""
    asked = day or now.date()
    term = standing.calendar.term_of(asked) or chosen_term(standing, now.replace(year=asked.year, month=asked.month, day=asked.day))
    return term, min(max(asked, term.start), term.end)


def week_paper(*, house: House, actor: Actor, grade: int | None = None, room: str = "", day: date | None = None, now: datetime) -> WeekPaper:
    """The week of a grade, or of a room: the times that stand on a day. NotFound where nothing is planned for it."""
    actor.needs(Permit.SEE_SERVICE)
    standing = standing_of(house=house)
    term, asked = _term_of(standing, day, now)
    with house.reading() as connection:
        rows = _at_work(records.list_programmes(connection, [term.id]))
        season = next((s.name for s in records.list_seasons(connection, term.id) if s.start <= asked <= s.end), "")
    mine = [row for row in rows if (grade in row.grades if grade is not None else is_one_room(row.room) and room_key(row.room) == room_key(room))]
    found = [(weekday, Cell(row, start, end)) for row in mine for weekday, start, end in times_on(row.slots, row.seasons, asked)]
    if not found:
        raise NotFound
    spans = tuple(sorted({(cell.start, cell.end) for _, cell in found}))
    cells: dict[tuple[tuple[int, int], int], tuple[Cell, ...]] = {}
    for weekday, cell in sorted(found, key=lambda f: f[1].row.name):
        place = ((cell.start, cell.end), weekday)
        cells[place] = (*cells.get(place, ()), cell)
    weekdays = tuple(sorted({*range(1, 6), *(weekday for weekday, _ in found)}))
    return WeekPaper(term, asked, grade, mine[0].room if grade is None else "", season, weekdays, spans, cells)


def duty_sheet(*, house: House, actor: Actor, day: date | None = None, now: datetime) -> DutySheet:
    """Who is on duty where in the week of a day, by the plan of its days: make-up days, seasons and days without service included."""
    actor.needs(Permit.SEE_SERVICE)
    standing, monday = standing_of(house=house), monday_of(day or now.date())
    found = []
    with house.reading() as connection:
        names = people_records.staff_names(connection)
        for on in days_between(monday, monday + SIX_DAYS):
            grades = standing.grades_of(standing.year_on(on)) or list(range(1, 10))
            if not (standing.calendar.is_school_day_for_any(on, grades) and actor.sees_day(on)):
                continue
            rows = programmes_on(connection, standing, on)
            helping = records.assistants_of(connection, [row.id for row in rows])
            duties = [Duty(row, start, end, names.get(row.staff_id, ""), _names(helping.get(row.id, ()), names))
                      for row in rows for start, end in planned_on(standing, row, on)]
            note = next((r for g in grades if (r := standing.calendar.announced_without_service(on, g)) is not None), "")
            found.append(DutyDay(on, is_make_up_day(on), note, tuple(sorted(duties, key=lambda d: (d.start, d.end, d.row.name)))))
    return DutySheet(monday, standing.calendar.week_number(found[0].day) if found else None, tuple(found))


def _names(staff_ids: Sequence[int], names: dict[int, str]) -> tuple[str, ...]:
    return tuple(names.get(staff_id, "") for staff_id in staff_ids)


def blank_roll(
    *, house: House, actor: Actor, programme_id: int, day: date | None = None, month: bool = False, lines: int | None = None, now: datetime
) -> Roll:
    """A blank roll (点名册) of a programme for the week or month of a day, for who logs its sessions. As many lines as it has places, else as are
    signed up for extended care, else as take part in the largest class of its grades; names are written by hand and stay on paper."""
    actor.needs(Permit.LOG_SERVICE)
    standing, asked = standing_of(house=house), day or now.date()
    with house.reading() as connection:
        row = records.find_programme(connection, programme_id)
        if row is None or not may_log(actor, row, None):
            raise NotFound
        names, helping = people_records.staff_names(connection), records.assistants_of(connection, [programme_id]).get(programme_id, ())
        heads = people_records.heads_on(connection, asked, school_year_of(asked))
        extended = extended_on(connection, asked, school_year_of(asked)) if row.category == Category.EXTENDED_CARE else {}
    signed_up = sum(extended.get(c.id) or 0 for c in standing.classes.values() if c.grade in row.grades)
    joined = [heads[c.id].joined for c in standing.classes.values() if c.grade in row.grades and c.id in heads]
    wanted = lines or row.capacity or signed_up or max(joined, default=LINES)
    first = asked.replace(day=1) if month else monday_of(asked)
    last = asked.replace(day=months.monthrange(asked.year, asked.month)[1]) if month else first + SIX_DAYS
    days = tuple((on, tuple(planned)) for on in days_between(first, last) if (planned := planned_on(standing, row, on)))
    return Roll(row, names.get(row.staff_id, ""), _names(helping, names), asked, month, days, min(max(wanted, LINES_LEAST), LINES_MOST))


def service_notice(*, house: House, actor: Actor, term_id: int | None = None, now: datetime) -> ServiceNotice:
    """The public notice of a term's programmes, times, people and fees, as the school posts it. Here staff are named: the school publishes who
    is responsible."""
    actor.needs(Permit.SEE_SERVICE)
    standing = standing_of(house=house)
    term = chosen_term(standing, now, term_id)
    with house.reading() as connection:
        rows = _at_work(records.list_programmes(connection, [term.id]))
        names, helping = people_records.staff_names(connection), records.assistants_of(connection, [row.id for row in rows])
        seasons = records.list_seasons(connection, term.id)
        on_file = {p.id: p for p in provider_records.list_providers(connection)}
        board = board_records.find_board(connection)
    told = tuple(NoticeSeason(s.name, s.start, s.end, _common_shift(rows, s.start)) for s in seasons)
    lines = tuple(
        NoticeLine(row, names.get(row.staff_id, ""), _names(helping.get(row.id, ()), names), _seasonal(row, told))
        for row in sorted(rows, key=lambda row: (min(row.grades), row.slots[0][1], row.name)))
    used = dict.fromkeys(row.provider_id for row in rows if row.provider_id in on_file)
    providers = tuple((on_file[p].name, on_file[p].fee_standard) for p in used if p is not None)
    return ServiceNotice(standing.school, term, lines, told, board.fees if board else "", providers)


def _seasonal(row: ProgrammeRow, told: Iterable[NoticeSeason]) -> tuple[tuple[str, Times], ...]:
    """What the notice says of a programme in the seasons: that it pauses (no times), and its times where programmes move by different minutes."""
    own = {season.start: season.slots for season in row.seasons}
    return tuple((s.name, own[s.first]) for s in told if s.first in own and (s.minutes is None or not own[s.first]))


def _common_shift(rows: Iterable[ProgrammeRow], day: date) -> int | None:
    """By how many minutes all programmes that run lie beside their usual times on a day; None where not all by the same."""
    shifts = {shift_between(row.slots, times) for row in rows if (times := times_on(row.slots, row.seasons, day))}
    return shifts.pop() if len(shifts) == 1 else None
