"""Judges the sheets 学校, 校历, 班级, 教职工 and 任课: what the school is, and who and what the other sheets may name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from schoolapp.rules.calendar import CalendarRow, row_sweeps_weekend
from schoolapp.rules.names import Cell, ClassReading, as_text, bare, is_empty, read_system
from schoolapp.rules.people import SUBJECTS, Role, System, class_label, grade_label, school_year_of
from schoolapp.rules.workbook.columns import ITEMS, OPTIONAL_ITEM, SCHOOL_ITEMS
from schoolapp.rules.workbook.shapes import (
    CalendarRowIn,
    ClassKey,
    ClassRow,
    HeldSchool,
    RawSheet,
    SchoolRow,
    StaffRow,
    TeachingRow,
)
from schoolapp.rules.workbook.tables import UNREAD, Bad, Bounds, Column, Report, Row, Table


@dataclass(slots=True)
class Known:
    """What rows may name: the school's and the workbook's together. `*_open`: the sheet is there but could not be read by its
    headings, so that nothing can be called unknown."""

    held: HeldSchool
    report: Report
    year: int
    classes: set[ClassKey]
    staff: set[str]
    teaching: set[tuple[str, ClassKey, str]]
    programmes: set[str]
    classes_open: bool = False
    staff_open: bool = False
    programmes_open: bool = False
    own_subjects: dict[str, None] = field(default_factory=dict)
    _resolved: dict[tuple[int, int, ClassReading], int | Bad] = field(default_factory=dict)

    def class_number(self, table: Table, row: Row, year: int, grade: int, reading: ClassReading) -> int | None:
        """The number of a known class, or None after a refusal in the column 班."""
        key = (year, grade, reading)
        found = self._resolved.get(key)
        if found is None:
            found = self._resolved[key] = self._resolve(year, grade, reading)
        if isinstance(found, Bad):
            table.refuse(row, "班", found.code, **found.values)
            return None
        return found

    def _resolve(self, year: int, grade: int, reading: ClassReading) -> int | Bad:
        number = own_number(grade, reading)
        if isinstance(number, Bad) or self.classes_open:
            return number
        if reading.other and (year, grade, reading.other) in self.classes:
            if (year, grade, number) not in self.classes:
                return reading.other
            return unclear(reading)
        if (year, grade, number) not in self.classes:
            return Bad("unknown_class", {"year": f"{year}-{year + 1}", "label": class_label(grade, number)})
        return number

    def check_staff(self, table: Table, row: Row, heading: str, number: Any) -> bool:
        """Whether the staff number is known (or was refused already, then False without another refusal)."""
        if number is UNREAD:
            return False
        if number in self.staff or self.staff_open:
            return True
        table.refuse(row, heading, "unknown_staff")
        return False

    def note_subject(self, table: Table, row: Row, heading: str, subject: str) -> None:
        """Remarks once on a subject that nobody knew."""
        if subject not in SUBJECTS and subject not in self.held.own_subjects and subject not in self.own_subjects:
            self.own_subjects[subject] = None
            table.remark(row, heading, "own_subject")


def own_number(grade: int, reading: ClassReading) -> int | Bad:
    """The number in a 班 cell, refused where the cell names another grade than the row."""
    if reading.grade is not None and reading.grade != grade:
        return Bad("class_of_other_grade", {"grade": grade_label(grade)[:-2]})
    return reading.number


def unclear(reading: ClassReading) -> Bad:
    return Bad("class_unclear", {"first": reading.number, "second": reading.other or 0, "shown": f"{reading.grade}.{reading.number}"})


def judge_school(sheet: RawSheet | None, held: HeldSchool, bounds: Bounds, report: Report) -> tuple[SchoolRow | None, dict[str, Any]]:
    """The 学校 row, and the values of its items that could be read (also where others were refused)."""
    if sheet is None:
        return None, {}
    table = Table(ITEMS, sheet, (Column("项目", _any, ("名称", "项")), Column("内容", _any, ("值", "填写内容"), empty=None)), report)
    wanted = {bare(name): entry for entry in SCHOOL_ITEMS for name in (*entry[3], entry[0])}
    if not table.complete:
        return None, {}
    found: dict[str, Any] = {}
    rows: dict[str, Row] = {}
    for row in table.rows(bounds):
        entry = None if row.values[0] is UNREAD else wanted.get(bare(as_text(row.values[0])).rstrip(":"))
        if row.values[0] is UNREAD:
            continue
        if entry is None:
            table.remark(row, "项目", "ignored_item")
            continue
        item, name, read, _ = entry
        if item in rows:
            table.refuse(row, "项目", "item_twice", item=item, first=rows[item].number)
            continue
        rows[item] = row
        cell = row.values[1]
        value = (None if item == OPTIONAL_ITEM else Bad("required")) if is_empty(cell) else read(cell, bounds)
        if isinstance(value, Bad):
            report.refuse(ITEMS, row.number, item, cell, value.code, **value.values)
        else:
            found[name] = value
    for item, _, _, _ in SCHOOL_ITEMS:
        if item not in rows and item != OPTIONAL_ITEM:
            report.refuse(ITEMS, None, item, None, "item", item=item)
    _judge_term(table, rows, found, held)
    if "system" in found and held.system is not None and found["system"] is not held.system:
        report.remark(ITEMS, rows["学制"].number, "学制", rows["学制"].values[1], "system_changed",
                      held=held.system.value, new=found["system"].value)
    found.setdefault("district_phone", None)
    return (SchoolRow(**found) if len(found) == len(SchoolRow._fields) else None), found


def _any(cell: Cell, _bounds: Bounds) -> Cell:
    return cell


def _judge_term(table: Table, rows: dict[str, Row], found: dict[str, Any], held: HeldSchool) -> None:
    """A term's days are in order; its name is not that of a term of another year; other terms that it overlaps are remarked."""
    start, end, name = found.get("term_start"), found.get("term_end"), found.get("term_name")
    if start and end and start >= end:
        row = rows["学期结束"]
        table.report.refuse(ITEMS, row.number, "学期结束", row.values[1], "term_in_order", start=start.isoformat())
        del found["term_end"]
        return
    for term in held.terms:
        if term.name == name and start and school_year_of(term.start) != school_year_of(start):
            row = rows["学期名称"]
            table.report.refuse(ITEMS, row.number, "学期名称", row.values[1], "term_name_taken",
                                start=term.start.isoformat(), end=term.end.isoformat())
        elif start and end and name and term.name != name and term.start <= end and start <= term.end:
            table.report.remark(ITEMS, rows["学期开始"].number, "学期开始", rows["学期开始"].values[1], "term_overlaps",
                                name=term.name, start=term.start.isoformat(), end=term.end.isoformat())


def school_is_blank(sheet: RawSheet) -> bool:
    """Whether nothing but headings and item names stands in a 学校 sheet: the empty one of the template."""
    return all(is_empty(cell) for row in sheet.rows[1:] for cell in row[1:])


def system_of(sheet: RawSheet | None, held: HeldSchool) -> System:
    """The system by which grades are read: the workbook's, else the school's, else 六三制."""
    for row in sheet.rows if sheet else ():
        if len(row) > 1 and bare(as_text(row[0])) in ("学制", "学校学制") and read_system(row[1]):
            return read_system(row[1]) or System.SIX_THREE
    return held.system or System.SIX_THREE


def judge_calendar(table: Table, bounds: Bounds) -> tuple[CalendarRowIn, ...]:
    """校历: ends in order, no school row that sweeps a weekend. Of rows for the same days and grades the last one stays."""
    kept: dict[tuple[date, date, frozenset[int] | None], tuple[Row, CalendarRowIn]] = {}
    for row in table.rows(bounds):
        start, end, school = row.values[:3]
        ok = row.ok
        if start is not UNREAD and end is not UNREAD:
            if end < start:
                table.refuse(row, "结束日期", "dates_in_order", start=start.isoformat())
                ok = False
            elif school is True and row_sweeps_weekend(CalendarRow(start, end, True)):
                table.refuse(row, "是否上课", "school_row_over_weekend")
                ok = False
        if not ok:
            continue
        entry = CalendarRowIn(row.number, *row.values)
        earlier = kept.pop(entry.key, None)
        if earlier and earlier[1][1:] == entry[1:]:
            table.remark(row, "开始日期", "doubled_row", first=earlier[0].number)
        elif earlier:
            table.remark(earlier[0], "开始日期", "calendar_covered", later=row.number)
        kept[entry.key] = row, entry
    return tuple(entry for _, entry in kept.values())


def judge_classes(table: Table, bounds: Bounds, known: Known) -> list[tuple[Row, ClassRow]]:
    """班级 of the school year `known.year`. Homeroom teachers are looked up later, when the staff is known."""
    known.classes_open = known.classes_open or not table.complete
    first: dict[tuple[int, int], int] = {}
    found = []
    for row in table.rows(bounds):
        grade, reading, pupils, asked, joined, homeroom = row.values
        if grade is UNREAD or reading is UNREAD:
            continue
        number = own_number(grade, reading)
        if isinstance(number, Bad):
            table.refuse(row, "班", number.code, **number.values)
            continue
        ok = row.ok
        if (grade, number) in first:
            bad = unclear(reading) if reading.other else Bad("key_twice", {"first": first[grade, number]})
            table.refuse(row, "班", bad.code, **bad.values)
            ok = False
        first.setdefault((grade, number), row.number)
        known.classes.add((known.year, grade, number))
        if joined is not UNREAD and asked is not UNREAD and joined > asked:
            table.refuse(row, "参加课后服务人数", "joined_above_asked", asked=asked)
            ok = False
        elif joined is not UNREAD and pupils is not UNREAD and joined > pupils:
            table.refuse(row, "参加课后服务人数", "joined_above_pupils", pupils=pupils)
            ok = False
        elif asked is not UNREAD and pupils is not UNREAD and asked > pupils:
            table.remark(row, "有课后服务需求人数", "asked_above_pupils", asked=asked, pupils=pupils)
        found.append((row._replace(ok=ok), ClassRow(row.number, grade, number, pupils, asked, joined, homeroom)))
    return found


def judge_homerooms(table: Table, rows: list[tuple[Row, ClassRow]], known: Known) -> tuple[ClassRow, ...]:
    """The class rows whose homeroom teacher is known."""
    return tuple(entry for row, entry in rows if known.check_staff(table, row, "班主任工号", entry.homeroom) and row.ok)


def judge_staff(table: Table, bounds: Bounds, known: Known) -> list[tuple[Row, StaffRow]]:
    """教职工. Grades and subjects that 任课 gives are added later."""
    known.staff_open = not table.complete
    first: dict[str, int] = {}
    found = []
    for row in table.rows(bounds):
        number, name, roles, grades, subjects, until = row.values
        if number is UNREAD:
            continue
        ok = row.ok
        if number in first:
            table.refuse(row, "工号", "key_twice", first=first[number])
            ok = False
        first.setdefault(number, row.number)
        known.staff.add(number)
        if ok:
            for subject in sorted(subjects or ()):
                known.note_subject(table, row, "负责学科", subject)
            found.append((row, StaffRow(row.number, number, name, roles, grades or frozenset(), subjects or frozenset(), until)))
    return found


def judge_teaching(table: Table, bounds: Bounds, known: Known) -> tuple[TeachingRow, ...]:
    """任课 of the school year `known.year`; a doubled row counts once."""
    first: dict[tuple[str, int, int, str], int] = {}
    found = []
    for row in table.rows(bounds):
        staff, grade, reading, subject = row.values
        number = None
        if grade is not UNREAD and reading is not UNREAD:
            number = known.class_number(table, row, known.year, grade, reading)
        ok = known.check_staff(table, row, "工号", staff) and row.ok
        if not ok or number is None:
            continue
        key = (staff, grade, number, subject)
        if key in first:
            table.remark(row, "工号", "doubled_teaching", first=first[key])
            continue
        first[key] = row.number
        known.note_subject(table, row, "学科", subject)
        known.teaching.add((staff, (known.year, grade, number), subject))
        found.append(TeachingRow(row.number, staff, grade, number, subject))
    return tuple(found)


def settle_staff(table: Table, rows: list[tuple[Row, StaffRow]], classes: tuple[ClassRow, ...], known: Known) -> tuple[StaffRow, ...]:
    """The staff with what other sheets say of them: homeroom teachers, and what leaders lead when their row does not say it.

    A 年级组长 without 负责年级 leads the grades that 任课 gives; a 备课组长 without 负责学科 the subjects, as a clerk expects likewise.
    """
    homerooms = {entry.homeroom for entry in classes}
    taught: dict[str, tuple[set[int], set[str]]] = {}
    for staff, (year, grade, _), subject in known.teaching:
        if year == known.year:
            grades, subjects = taught.setdefault(staff, (set(), set()))
            grades.add(grade)
            subjects.add(subject)
    found = []
    for row, entry in rows:
        grades, subjects = taught.get(entry.number, (set(), set()))
        if Role.GRADE_LEADER in entry.roles and not entry.grades:
            entry = entry._replace(grades=frozenset(grades))
            if not grades:
                table.remark(row, "负责年级", "leads_no_grade")
        if Role.SUBJECT_LEAD in entry.roles and not entry.subjects:
            entry = entry._replace(subjects=frozenset(subjects))
            if not subjects:
                table.remark(row, "负责学科", "leads_no_subject")
        if Role.INSPECTOR in entry.roles and entry.until is None:
            table.remark(row, "有效期至", "inspector_one_day")
        if entry.number in homerooms:
            entry = entry._replace(roles=entry.roles | {Role.HOMEROOM})
        found.append(entry)
    return tuple(found)
