"""The school workbook: its sheets and columns, the judging of every row, and what comes out. Opening the file stands in `outside/workbook`,
writing to the database in the services."""

from __future__ import annotations

from schoolapp.rules.workbook.columns import SCHOOL_ITEMS, SHEET_NAMES, SHEETS
from schoolapp.rules.workbook.days import fingerprint
from schoolapp.rules.workbook.judge import FIRST_DAY, YEARS_AHEAD, judge_workbook
from schoolapp.rules.workbook.sentences import EXPECTED, REFUSED_FILES, REMARKS
from schoolapp.rules.workbook.shapes import (
    BadWorkbook,
    CalendarRowIn,
    ClassKey,
    ClassRow,
    DayKey,
    HeldSchool,
    HeldSession,
    HeldTerm,
    HomeworkRow,
    NoneKey,
    NoneRow,
    ProgrammeRow,
    RawSheet,
    RawWorkbook,
    Remark,
    SampleRow,
    SchoolRow,
    SessionKey,
    SessionRow,
    Slot,
    StaffRow,
    TeachingRow,
    WorkbookError,
    WorkbookReading,
)

__all__ = [
    "EXPECTED", "FIRST_DAY", "REFUSED_FILES", "REMARKS", "SCHOOL_ITEMS", "SHEETS", "SHEET_NAMES", "YEARS_AHEAD",
    "BadWorkbook", "CalendarRowIn", "ClassKey", "ClassRow", "DayKey", "HeldSchool", "HeldSession", "HeldTerm", "HomeworkRow", "NoneKey",
    "NoneRow", "ProgrammeRow", "RawSheet", "RawWorkbook", "Remark", "SampleRow", "SchoolRow", "SessionKey", "SessionRow", "Slot",
    "StaffRow", "TeachingRow", "WorkbookError", "WorkbookReading", "fingerprint", "judge_workbook",
]
