"""What goes into the judging of a school workbook and what comes out: cells, what the school holds, rows, refusals. No judging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from schoolapp.rules.afterschool import Category
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.names import Cell
from schoolapp.rules.people import Role, System

ClassKey = tuple[int, int, int]
"""(school year, grade, number)"""
DayKey = tuple[int, int, int, date]
"""(school year, grade, number, day)"""
NoneKey = tuple[int, int, int, date, str | None]
"""(school year, grade, number, day, subject or None = the whole class)"""
SessionKey = tuple[date, str, int]
"""(day, programme number, start in minutes after midnight)"""


class BadWorkbook(Exception):
    """A file that is not read at all. `code` is a key of REFUSED_FILES, `values` fill its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class RawSheet(NamedTuple):
    """One sheet: its name as written and its rows; rows[0] is row 1, a row's first cell is the first used column, ends may be cut off."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


class RawWorkbook(NamedTuple):
    """The sheets in their order, nothing judged, and the hash of the file (hex)."""

    sheets: tuple[RawSheet, ...]
    sha256: str = ""


class HeldTerm(NamedTuple):
    name: str
    start: date
    end: date


class HeldSession(NamedTuple):
    """The values of a session that the school holds, in the order in which they are compared."""

    end: int
    expected: int | None
    present: int | None
    staff: str
    content: str
    held: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class HeldSchool:
    """What the school already holds; the empty one is a school before its first import.

    `staff`, `programmes`: numbers. `teaching`: (staff number, class, subject). `own_subjects`: names beyond the curriculum's.
    `item_days`, `item_subject_days`: class-days with a published item that is not withdrawn, and their subjects. `homework`: fingerprints
    of every item that ever came by import, withdrawn and corrected ones too. `nones`: every declaration ever made, by whom (None: it arose
    by itself); `standing_nones`: those that stand. `samples`: (pupils asked, mean in tenths of a minute).
    """

    system: System | None = None
    terms: tuple[HeldTerm, ...] = ()
    staff: frozenset[str] = frozenset()
    own_subjects: frozenset[str] = frozenset()
    classes: frozenset[ClassKey] = frozenset()
    teaching: frozenset[tuple[str, ClassKey, str]] = frozenset()
    programmes: frozenset[str] = frozenset()
    item_days: frozenset[DayKey] = frozenset()
    item_subject_days: frozenset[NoneKey] = frozenset()
    homework: frozenset[str] = frozenset()
    nones: Mapping[NoneKey, str | None] = field(default_factory=dict)
    standing_nones: frozenset[NoneKey] = frozenset()
    samples: Mapping[DayKey, tuple[int, int]] = field(default_factory=dict)
    sessions: Mapping[SessionKey, HeldSession] = field(default_factory=dict)


class SchoolRow(NamedTuple):
    """The 学校 sheet. Times in minutes after midnight. `offwork` is the limit of early_end; `service_earliest_end` is shown only."""

    name: str
    system: System
    district: str
    offwork: int
    service_earliest_end: int
    phone: str
    email: str
    district_phone: str | None
    term_name: str
    term_start: date
    term_end: date


class CalendarRowIn(NamedTuple):
    """One row of 校历, kept in the order of the sheet. `timetable_weekday` 1 to 7. None = not said; `grades` None = all."""

    row: int
    start: date
    end: date
    school: bool
    note: str
    service: bool | None
    timetable_weekday: int | None
    grades: frozenset[int] | None

    @property
    def key(self) -> tuple[date, date, frozenset[int] | None]:
        """No two rows of a reading share it: an earlier row of the same days and grades is wholly covered by the later one."""
        return self.start, self.end, self.grades


class ClassRow(NamedTuple):
    """One class of the reading's school year; the counts hold from 学期开始. `homeroom` is its homeroom teacher's staff number."""

    row: int
    grade: int
    number: int
    pupils: int
    asked: int
    joined: int
    homeroom: str


class StaffRow(NamedTuple):
    """One person; `number` is the user name. `grades` are those led: of 负责年级, else for a 年级组长 those that 任课 gives; `subjects`
    likewise. `roles` has 班主任 for whoever is named in 班主任工号. `until` None for a 督学: one day, from when the role is given."""

    row: int
    number: str
    name: str
    roles: frozenset[Role]
    grades: frozenset[int]
    subjects: frozenset[str]
    until: date | None


class TeachingRow(NamedTuple):
    row: int
    staff: str
    grade: int
    number: int
    subject: str


class HomeworkRow(NamedTuple):
    """One item. `published` in the school's time zone. `fingerprint` is its identity over all imports."""

    row: int
    day: date
    year: int
    grade: int
    number: int
    subject: str
    staff: str
    text: str
    kind: Kind
    tier: Tier
    minutes: int
    in_school: int | None
    published: datetime
    fingerprint: str


class NoneRow(NamedTuple):
    """One declaration; `subject` None = the whole class."""

    row: int
    day: date
    year: int
    grade: int
    number: int
    staff: str
    subject: str | None


class SampleRow(NamedTuple):
    """One sample of a class-day; the mean in tenths of a minute."""

    row: int
    day: date
    year: int
    grade: int
    number: int
    asked: int
    mean_tenths: int


class Slot(NamedTuple):
    """A programme's time on a weekday (1 to 7), in minutes after midnight."""

    weekday: int
    start: int
    end: int


class ProgrammeRow(NamedTuple):
    """One programme: its rows of the sheet merged, slots by weekday; responsible person and provider of its first row that has one."""

    rows: tuple[int, ...]
    number: str
    name: str
    category: Category
    slots: tuple[Slot, ...]
    grades: frozenset[int]
    staff: str
    provider: str | None


class SessionRow(NamedTuple):
    """One session, times in minutes after midnight. Heads None = unknown (a cancelled one)."""

    row: int
    day: date
    programme: str
    start: int
    end: int
    expected: int | None
    present: int | None
    staff: str
    content: str
    held: bool
    reason: str | None


class WorkbookError(NamedTuple):
    """One refusal. `row` None = the sheet as a whole. `expected_code` is a key of EXPECTED, `expected_values` fill its sentence."""

    sheet: str
    row: int | None
    column: str
    value: str
    expected_code: str
    expected_values: Mapping[str, str | int]


class Remark(NamedTuple):
    """Something accepted that somebody should know. `code` is a key of REMARKS, `values` fill its sentence."""

    sheet: str
    row: int | None
    column: str
    value: str
    code: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """The judged workbook. With errors the rows are those that could be read, for a preview; nothing of them may be imported.

    `year` is the school year of classes and teaching (None only with an error or without any term). `errors_left_out` counts those
    beyond the limit of the list. `own_subjects`: names that become the school's own subjects.
    """

    school: SchoolRow | None = None
    year: int | None = None
    calendar: tuple[CalendarRowIn, ...] = ()
    classes: tuple[ClassRow, ...] = ()
    staff: tuple[StaffRow, ...] = ()
    teaching: tuple[TeachingRow, ...] = ()
    homework: tuple[HomeworkRow, ...] = ()
    nones: tuple[NoneRow, ...] = ()
    samples: tuple[SampleRow, ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    own_subjects: tuple[str, ...] = ()
    errors: tuple[WorkbookError, ...] = ()
    errors_left_out: int = 0
    remarks: tuple[Remark, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing refused."""
        return not self.errors
