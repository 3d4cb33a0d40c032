"""A leader's weekly sign-off (周确认) where the school's profile asks for it: one tap for a grade's week, what was signed, and which
class-days changed afterwards. It closes nothing: later changes stay possible and are shown as later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from schoolapp.records import audit
from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records import sign_off as records
from schoolapp.rules.calendar import days_between, monday_of
from schoolapp.rules.people import ClassRef, Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.homework.days import year_on
from schoolapp.services.house import House
from schoolapp.services.load.cells import Cell, CellState, make_cells, mean_of
from schoolapp.services.school import Standing, read_standing, standing_of

WEEK = timedelta(days=6)
_SEE_NAMES = frozenset({Role.OFFICE, Role.PRINCIPAL})  # everybody else reads that the leader signed


class SignOffRefused(Exception):
    """Nothing was signed. `code`: off (the profile does not ask for it), early (the week has school days to come), empty (no school day)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """What is signed: class-days recorded of those expected (None: the grade need not declare daily), their mean in tenths of a minute,
    how many are over the cap, missing, and have late entries."""

    recorded: int
    expected: int | None
    mean_tenths: int | None
    over: int
    missing: int
    late: int

    @property
    def minutes(self) -> float | None:
        return None if self.mean_tenths is None else self.mean_tenths / 10


@dataclass(frozen=True, slots=True)
class LaterChange:
    """A class-day that was written after the week was signed, and when last."""

    one: ClassRef
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature: who ('' where the reader is not to see it), when, at which data version (number of the newest audit entry), over which
    figures; what changed later."""

    by: str
    at: datetime
    data_version: int
    figures: WeekFigures
    later: tuple[LaterChange, ...]


@dataclass(frozen=True, slots=True)
class SignOff:
    """The part of the board: a grade's week, its figures now, the signature (None: not signed). `may_sign`: the reader may do it now;
    `from_day` = the week's last school day, from which on it can be signed."""

    grade: int
    monday: date
    figures: WeekFigures
    signed: Signed | None
    may_sign: bool
    from_day: date


def sign_off_of(*, house: House, actor: Actor, grade: int, monday: date, now: datetime) -> SignOff | None:
    """What the board of a grade's week says of the sign-off; None where the school does not ask for it, the week has no school day, or
    none of it is the reader's business."""
    actor.needs(Permit.SEE_BOARD)
    standing, monday = standing_of(house=house), monday_of(monday)
    last = _last_school_day(standing, grade, monday)
    if last is None or not standing.profile(last).weekly_sign_off or not actor.sees_grade(grade) or not actor.sees_day(last):
        return None
    with house.reading() as connection:
        classes, rows, figures = _read(connection, standing, grade, monday, now.date())
        row = records.find_sign_off(connection, grade, monday)
        signed = None
        if row is not None:
            places = {r.id: (classes[r.class_id], r.day) for r in rows}
            later = records.days_written_after(connection, places, row.data_version)
            named = row.staff_id == actor.staff_id or actor.operator or bool(actor.roles & _SEE_NAMES)
            name = people_records.staff_names(connection).get(row.staff_id or 0, "") if named else ""
            changes = sorted((LaterChange(*places[day_id], at) for day_id, at in later.items()), key=lambda c: (c.day, c.one.number))
            signed = Signed(name, row.signed_at, row.data_version, WeekFigures(**json.loads(row.figures)), tuple(changes))
    return SignOff(grade, monday, figures, signed, signed is None and now.date() >= last and _may_sign(actor, grade), last)


def sign_week(*, house: House, actor: Actor, grade: int, monday: date, now: datetime) -> bool:
    """Signs a grade's week; False where it was signed already. NotFound for a grade that is not the own one, SignOffRefused where the
    profile does not ask for it or the week is not over."""
    actor.needs(Permit.SIGN_WEEK)
    monday = monday_of(monday)
    with house.writing(actor=actor, now=now) as work:
        standing = read_standing(work.connection)
        if not _may_sign(actor, grade) or not standing.classes_of(year_on(standing, monday), grade):
            raise NotFound
        last = _last_school_day(standing, grade, monday)
        if last is None:
            raise SignOffRefused("empty")
        if not standing.profile(last).weekly_sign_off:
            raise SignOffRefused("off")
        if now.date() < last:
            raise SignOffRefused("early")
        version, _hash = audit.head(work.connection, lock=True)  # nobody else writes until this is signed
        if records.find_sign_off(work.connection, grade, monday) is not None:
            return False
        _classes, _rows, figures = _read(work.connection, standing, grade, monday, now.date())
        values = asdict(figures)
        row_id = work.add(records.week_sign_off, grade=grade, monday=monday, staff_id=actor.staff_id, signed_at=now, data_version=version,
                          figures=json.dumps(values, sort_keys=True))
        work.audit("week_signed", f"sign_off:{row_id}", None, {"grade": grade, "monday": monday, "data_version": version, **values})
    return True


def _may_sign(actor: Actor, grade: int) -> bool:
    """A leader signs the own grades; the office may where no leader does."""
    own = Role.GRADE_LEADER in actor.roles and grade in actor.led_grades
    return actor.may(Permit.SIGN_WEEK) and (own or Role.OFFICE in actor.roles or actor.operator)


def _last_school_day(standing: Standing, grade: int, monday: date) -> date | None:
    days = standing.calendar.school_days(monday, monday + WEEK, (grade,))
    return days[-1] if days else None


def _read(connection: Connection, standing: Standing, grade: int, monday: date,
          today: date) -> tuple[dict[int, ClassRef], Sequence[homework_records.DayRow], WeekFigures]:
    classes = standing.classes_of(year_on(standing, monday), grade)
    days = list(days_between(monday, monday + WEEK))
    rows = homework_records.list_days(connection, [one.id for one in classes], days[0], days[-1])
    cells = make_cells(standing, classes, days, {(row.class_id, row.day): row for row in rows}, {}, today)
    daily = all(standing.profile(day).declares_daily(grade) for day in days)
    return {one.id: one for one in classes}, rows, _figures(list(cells.values()), today, daily)


def _figures(cells: Sequence[Cell], today: date, daily: bool) -> WeekFigures:
    mean = mean_of(cells, today, daily=daily, with_today=True)
    over, missing = (sum(cell.state is state for cell in cells) for state in (CellState.OVER, CellState.MISSING))
    return WeekFigures(mean.recorded, mean.expected, mean.tenths, over, missing, sum(cell.late for cell in cells))
