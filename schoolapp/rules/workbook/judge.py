"""The judging of a whole school workbook: finds the sheets and judges them in the order in which they name each other.
Pure; nothing is written."""

from __future__ import annotations

from datetime import date

from schoolapp.rules.names import bare, is_empty
from schoolapp.rules.people import school_year_of
from schoolapp.rules.workbook import days, people, service
from schoolapp.rules.workbook.columns import ITEMS, SHEET_ALIASES, SHEET_NAMES, SHEETS
from schoolapp.rules.workbook.shapes import ClassRow, HeldSchool, RawSheet, RawWorkbook, StaffRow, WorkbookReading
from schoolapp.rules.workbook.tables import Bounds, Report, Row, Table

FIRST_DAY = date(2015, 1, 1)
YEARS_AHEAD = 2
_OF_A_YEAR = ("班级", "任课", "课后服务项目")


def judge_workbook(raw: RawWorkbook, held: HeldSchool, *, today: date) -> WorkbookReading:
    """Judges every row against the workbook and the school, all refusals at once.

    `today` bounds the dates (2015 to two years ahead). Classes and teaching belong to the school year of 学期开始; without a 学校 sheet
    to that of the school's newest term. A 学校 sheet whose 内容 is wholly empty (the template's) counts as not there.
    """
    report = Report()
    sheets = _find_sheets(raw, report)
    bounds = Bounds(people.system_of(sheets.get(ITEMS), held), FIRST_DAY, _years_after(today, YEARS_AHEAD))
    school, items = people.judge_school(sheets.get(ITEMS), held, bounds, report)
    year = _year_of(items.get("term_start"), held, ITEMS in sheets)
    if year is None and ITEMS not in sheets and any(name in sheets for name in _OF_A_YEAR):
        report.refuse(ITEMS, None, "学期开始", None, "no_term")
    known = people.Known(
        held, report, school_year_of(today) if year is None else year, set(held.classes), set(held.staff), set(held.teaching),
        set(held.programmes), classes_open=year is None and any(name in sheets for name in (ITEMS, *_OF_A_YEAR)))
    tables = {name: Table(name, sheets[name], SHEETS[name], report) for name in SHEETS if name in sheets}

    calendar = people.judge_calendar(tables["校历"], bounds) if "校历" in tables else ()
    class_rows: list[tuple[Row, ClassRow]] = people.judge_classes(tables["班级"], bounds, known) if "班级" in tables else []
    staff_rows: list[tuple[Row, StaffRow]] = people.judge_staff(tables["教职工"], bounds, known) if "教职工" in tables else []
    classes = people.judge_homerooms(tables["班级"], class_rows, known) if "班级" in tables else ()
    teaching = people.judge_teaching(tables["任课"], bounds, known) if "任课" in tables else ()
    staff = people.settle_staff(tables["教职工"], staff_rows, classes, known) if "教职工" in tables else ()
    homework = days.judge_homework(tables["作业"], bounds, known) if "作业" in tables else ()
    nones = days.judge_nones(tables["无作业声明"], bounds, known, homework) if "无作业声明" in tables else ()
    samples = days.judge_samples(tables["用时抽样"], bounds, known) if "用时抽样" in tables else ()
    programmes = service.judge_programmes(tables["课后服务项目"], bounds, known) if "课后服务项目" in tables else ()
    sessions = service.judge_sessions(tables["课后服务记录"], bounds, known) if "课后服务记录" in tables else ()
    return WorkbookReading(
        school, year, calendar, classes, staff, teaching, homework, nones, samples, programmes, sessions,
        tuple(known.own_subjects), tuple(report.errors), report.left_out, tuple(report.remarks))


def _find_sheets(raw: RawWorkbook, report: Report) -> dict[str, RawSheet]:
    """The sheets by their names in the contract. Empty ones count as not there; unknown ones are named and ignored."""
    found: dict[str, RawSheet] = {}
    for sheet in raw.sheets:
        name = bare(sheet.name)
        name = SHEET_ALIASES.get(name, name)
        if name not in SHEET_NAMES:
            report.remark(sheet.name, None, "", sheet.name, "ignored_sheet")
        elif all(is_empty(cell) for row in sheet.rows for cell in row) or (name == ITEMS and people.school_is_blank(sheet)):
            report.remark(name, None, "", sheet.name, "empty_sheet")
        elif name in found:
            report.refuse(name, None, "", sheet.name, "sheet_twice", name=name)
        else:
            found[name] = sheet
    if not found:
        report.refuse("", None, "", "、".join(sheet.name for sheet in raw.sheets), "no_sheet", names="、".join(SHEET_NAMES))
    return found


def _year_of(start: date | None, held: HeldSchool, has_school: bool) -> int | None:
    if start is not None:
        return school_year_of(start)
    if has_school or not held.terms:
        return None
    return school_year_of(max(term.start for term in held.terms))


def _years_after(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)
