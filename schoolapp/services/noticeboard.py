"""The school's public notice board: one page with caps, today's sums of every class, service hours, fees as published and both phones. It is
closed until the principal opens it. No class's link stands on it, and grades keep their order: nothing is ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import audit as audit_records
from schoolapp.records import homework as homework_records
from schoolapp.records import noticeboard as records
from schoolapp.records.afterschool import ProgrammeRow
from schoolapp.records.school import SchoolRow
from schoolapp.rules.afterschool import Category
from schoolapp.rules.audit import digest
from schoolapp.rules.load import counts_at_home, load_of, verdict_of
from schoolapp.rules.people import ClassRef, school_year_of
from schoolapp.rules.permits import Actor, Permit
from schoolapp.rules.privacy import Personal, find_personal
from schoolapp.rules.timetable import times_on
from schoolapp.services.house import Conflict, House
from schoolapp.services.notices import NoticeState
from schoolapp.services.notices.days import present_of, state_on
from schoolapp.services.school import Standing, standing_of

FEES_MOST = 800  # characters


class FeesRefused(Exception):
    """Nothing was written. `code`: long, identity."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """What the form shows; `seen` is what it was made from."""

    open: bool
    fees: str
    seen: str


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class's day: `figure` = the judged minutes (grades 1-2: written at home), which lie `over_by` beyond the cap."""

    one: ClassRef
    state: NoticeState
    figure: int
    over_by: int


@dataclass(frozen=True, slots=True)
class GradeLines:
    """A grade: `hours` = from when to when its service runs in an week of these days (minutes after midnight), `extended_until` = 延时托管."""

    grade: int
    cap: int
    low_grade: bool
    hours: tuple[int, int] | None
    extended_until: int | None
    classes: tuple[ClassLine, ...]


@dataclass(frozen=True, slots=True)
class PublicBoard:
    """The board of a day."""

    school: SchoolRow
    day: date
    school_day: bool
    fees: str
    grades: tuple[GradeLines, ...]
    updated_at: datetime | None


def board_settings(*, house: House, actor: Actor) -> BoardSettings:
    """The decision that holds, for the principal's form."""
    actor.needs(Permit.SET_PUBLIC)
    with house.reading() as connection:
        row = records.find_board(connection)
    return _settings(row)


def change_board(*, house: House, actor: Actor, open_: bool, fees: str, seen: str, now: datetime) -> bool:
    """Opens or closes the board and sets the fees; False where nothing is different. Conflict('stale') where somebody changed it meanwhile."""
    actor.needs(Permit.SET_PUBLIC)
    fees = "\n".join(line.strip() for line in fees.strip().splitlines())
    if len(fees) > FEES_MOST:
        raise FeesRefused("long")
    if find_personal(fees) is Personal.IDENTITY:
        raise FeesRefused("identity")
    with house.writing(actor=actor, now=now) as work:
        row = records.find_board(work.connection)
        old = _settings(row)
        if old.seen != seen:
            raise Conflict("stale")
        if (old.open, old.fees) == (open_, fees):
            return False
        if row is None:
            board_id = work.add(records.notice_board, open=open_, fees=fees, changed_at=now)
        else:
            board_id = row.id
            work.change(records.notice_board, board_id, open=open_, fees=fees, changed_at=now)
        work.audit("board_changed", f"board:{board_id}", {"open": old.open, "fees": old.fees}, {"open": open_, "fees": fees})
    return True


def _settings(row: records.BoardRow | None) -> BoardSettings:
    open_, fees = (row.open, row.fees) if row else (False, "")
    return BoardSettings(open_, fees, digest({"open": open_, "fees": fees})[:24])


def is_shown(*, house: House) -> bool:
    """Whether the board is open to everybody."""
    with house.reading() as connection:
        row = records.find_board(connection)
    return row is not None and row.open


def public_board(*, house: House, now: datetime) -> PublicBoard | None:
    """Today's board, for anybody; None while it is closed."""
    with house.reading() as connection:
        row = records.find_board(connection)
        if row is None or not row.open:
            return None
        standing, today = standing_of(house=house), now.date()
        lines = class_lines(connection, standing, now)
        programmes = afterschool_records.list_programmes(connection, [term.id for term in standing.calendar.terms_on(today)])
        newest = audit_records.newest_shown_moment(connection)
    profile = standing.profile(today)
    grades = sorted({line.one.grade for line in lines})
    return PublicBoard(
        standing.school, today, any(standing.calendar.is_school_day(today, grade) for grade in grades), row.fees,
        tuple(GradeLines(grade, profile.cap(grade), counts_at_home(grade), *_hours(programmes, grade, today),
                         tuple(line for line in lines if line.one.grade == grade)) for grade in grades),
        newest)


def class_lines(connection: Connection, standing: Standing, now: datetime) -> tuple[ClassLine, ...]:
    """How today stands in every class of the school year, in school order."""
    today = now.date()
    year = max((one.year for one in standing.classes.values() if one.year <= school_year_of(today)), default=0)
    classes = standing.classes_of(year)
    ids = [one.id for one in classes]
    items: dict[int, list[homework_records.ItemRow]] = defaultdict(list)
    nones: dict[int, list[homework_records.NoneRow]] = defaultdict(list)
    for item in homework_records.items_on(connection, ids, today, today):
        items[item.class_id].append(item)
    for none in homework_records.nones_on(connection, ids, today, today):
        if not none.subject:
            nones[none.class_id].append(none)
    return tuple(_line(standing, one, items[one.id], nones[one.id], now) for one in classes)


def _line(standing: Standing, one: ClassRef, items: Sequence[homework_records.ItemRow], nones: Sequence[homework_records.NoneRow], now: datetime) -> ClassLine:
    day = now.date()
    profile, present = standing.profile(day), present_of(items)
    load = load_of((item.counted for item in present), profile.tier_mode)
    state = state_on(present, nones[0] if nones else None, day, one.grade, standing.calendar.is_school_day(day, one.grade), profile, now)
    return ClassLine(one, state, load.home if counts_at_home(one.grade) else load.written, verdict_of(load, one.grade, profile).over_by)


def _hours(programmes: Iterable[ProgrammeRow], grade: int, day: date) -> tuple[tuple[int, int] | None, int | None]:
    mine = [p for p in programmes if p.active and grade in p.grades]
    spans = [(start, end) for p in mine if p.category != Category.EXTENDED_CARE.value for _weekday, start, end in times_on(p.slots, p.seasons, day)]
    extended = [end for p in mine if p.category == Category.EXTENDED_CARE.value for _weekday, _start, end in times_on(p.slots, p.seasons, day)]
    return (min(s for s, _ in spans), max(e for _, e in spans)) if spans else None, max(extended, default=None)
