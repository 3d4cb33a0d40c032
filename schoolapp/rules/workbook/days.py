"""Judges the sheets that only add to class-days: 作业, 无作业声明, 用时抽样."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from schoolapp.rules.people import class_label, school_year_of
from schoolapp.rules.workbook.people import Known
from schoolapp.rules.workbook.shapes import DayKey, HomeworkRow, NoneKey, NoneRow, SampleRow
from schoolapp.rules.workbook.tables import UNREAD, Bounds, Row, Table


def fingerprint(cells: Sequence[str], occurrence: int) -> str:
    """The identity of an imported item (hex): its normalised cells in the order of the sheet, and which of the equal rows (1, 2, ...)."""
    return sha256("\x1f".join((*cells, str(occurrence))).encode()).hexdigest()


def _class_day(table: Table, row: Row, known: Known) -> DayKey | None:
    """The class-day of a row that starts with 日期, 年级, 班; None after a refusal. The day picks the school year."""
    day, grade, reading = row.values[:3]
    if day is UNREAD or grade is UNREAD or reading is UNREAD:
        return None
    year = school_year_of(day)
    number = known.class_number(table, row, year, grade, reading)
    return None if number is None else (year, grade, number, day)


def _at(key: DayKey, subject: str | None = None) -> str:
    """三(2)班9月1日 or 三(2)班9月1日语文, for a sentence."""
    return f"{class_label(key[1], key[2])}{key[3].month}月{key[3].day}日{subject or ''}"


def judge_homework(table: Table, bounds: Bounds, known: Known) -> tuple[HomeworkRow, ...]:
    """作业. Equal rows are as many items. A teacher outside 任课 is remarked once for each class and subject."""
    found: list[HomeworkRow] = []
    times: dict[tuple[str, ...], int] = {}
    outside: dict[tuple[str, tuple[int, int, int], str], tuple[Row, int]] = {}
    clashes: set[NoneKey] = set()
    iso: dict[date, str] = {}
    held, teaching = known.held, known.teaching
    for row in table.rows(bounds):
        day, _, _, subject, staff, text, kind, tier, minutes, in_school, published = row.values
        key = _class_day(table, row, known)
        ok = known.check_staff(table, row, "工号", staff) and row.ok and key is not None
        if in_school is not None and in_school is not UNREAD and minutes is not UNREAD and in_school > minutes:
            table.refuse(row, "校内完成", "in_school", minutes=minutes)
            ok = False
        if not ok or key is None:
            continue
        year, grade, number, _ = key
        class_key = (year, grade, number)
        known.note_subject(table, row, "学科", subject)
        if (staff, class_key, subject) not in teaching:
            first, rows = outside.get((staff, class_key, subject), (row, 0))
            outside[staff, class_key, subject] = first, rows + 1
        day_text = iso.get(day) or iso.setdefault(day, day.isoformat())
        cells = (day_text, str(grade), str(number), subject, staff, text, kind, tier, str(minutes),
                 "" if in_school is None else str(in_school), published.strftime("%Y-%m-%dT%H:%M"))
        times[cells] = occurrence = times.get(cells, 0) + 1
        mark = fingerprint(cells, occurrence)
        if held.standing_nones and mark not in held.homework:
            for none in ((*key, None), (*key, subject)):
                if none in held.standing_nones and none not in clashes:
                    clashes.add(none)
                    table.refuse(row, "日期", "items_with_held_none", what=_at(key, none[4]))
        found.append(HomeworkRow(
            row.number, day, year, grade, number, subject, staff, text, kind, tier, minutes, in_school, published, mark))
    for (staff, (_, grade, number), subject), (row, rows) in outside.items():
        table.remark(row, "工号", "outside_teaching", staff=staff, label=class_label(grade, number), subject=subject, rows=rows)
    return tuple(found)


def judge_nones(table: Table, bounds: Bounds, known: Known, homework: tuple[HomeworkRow, ...]) -> tuple[NoneRow, ...]:
    """无作业声明: one for a class-day and subject (or the whole class), by one person; not where that class or subject has items."""
    held = known.held
    item_rows: dict[NoneKey, int] = {}
    for item in homework:
        item_rows.setdefault((item.year, item.grade, item.number, item.day, None), item.row)
        item_rows.setdefault((item.year, item.grade, item.number, item.day, item.subject), item.row)
    first: dict[NoneKey, NoneRow] = {}
    for row in table.rows(bounds):
        staff, subject = row.values[3:]
        day_key = _class_day(table, row, known)
        ok = known.check_staff(table, row, "工号", staff) and row.ok
        if not ok or day_key is None:
            continue
        year, grade, number, day = day_key
        key = (*day_key, subject)
        if subject is not None:
            known.note_subject(table, row, "学科", subject)
            if (staff, (year, grade, number), subject) not in known.teaching:
                table.remark(row, "工号", "outside_teaching", staff=staff, label=class_label(grade, number), subject=subject, rows=1)
        if key in first:
            if first[key].staff == staff:
                table.remark(row, "日期", "doubled_row", first=first[key].row)
            else:
                table.refuse(row, "工号", "differs_from_row", first=first[key].row, other=first[key].staff)
            continue
        if key in item_rows:
            table.refuse(row, "日期", "none_with_items", first=item_rows[key], what=_at(day_key, subject))
        elif key not in held.nones and (day_key in held.item_days if subject is None else key in held.item_subject_days):
            table.refuse(row, "日期", "none_with_held_items", what=_at(day_key, subject))
        by = held.nones.get(key)
        if by is not None and by != staff:
            table.refuse(row, "工号", "differs_from_held", held=by)
        first[key] = NoneRow(row.number, day, year, grade, number, staff, subject)
    return tuple(first.values())


def judge_samples(table: Table, bounds: Bounds, known: Known) -> tuple[SampleRow, ...]:
    """用时抽样: one sample a class-day."""
    first: dict[DayKey, SampleRow] = {}
    for row in table.rows(bounds):
        key = _class_day(table, row, known)
        asked, mean = row.values[3:]
        if key is None or not row.ok:
            continue
        year, grade, number, day = key
        entry = SampleRow(row.number, day, year, grade, number, asked, mean)
        earlier = first.get(key)
        if earlier and (earlier.asked, earlier.mean_tenths) == (asked, mean):
            table.remark(row, "日期", "doubled_row", first=earlier.row)
            continue
        if earlier:
            column, other = ("抽样人数", str(earlier.asked)) if earlier.asked != asked else ("平均用时", _tenths(earlier.mean_tenths))
            table.refuse(row, column, "differs_from_row", first=earlier.row, other=other)
            continue
        first[key] = entry
        held = known.held.samples.get(key)
        if held and held[0] != asked:
            table.refuse(row, "抽样人数", "differs_from_held", held=str(held[0]))
        if held and held[1] != mean:
            table.refuse(row, "平均用时", "differs_from_held", held=_tenths(held[1]))
    return tuple(first.values())


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}" if value % 10 else str(value // 10)
