"""Judges the sheets of the after-school service: 课后服务项目 and 课后服务记录."""

from __future__ import annotations

from typing import Any

from schoolapp.rules.people import GRADE_CHARS, GRADES
from schoolapp.rules.workbook.people import Known
from schoolapp.rules.workbook.shapes import HeldSession, ProgrammeRow, SessionKey, SessionRow, Slot
from schoolapp.rules.workbook.tables import UNREAD, Bounds, Row, Table

_WEEKDAYS = "一二三四五六日"


def clock_text(minute: int) -> str:
    """16:30 of 990."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _grades_text(grades: frozenset[int]) -> str:
    return "、".join(GRADE_CHARS[grade - 1] for grade in sorted(grades))


def _in_order(table: Table, row: Row, start: Any, end: Any) -> bool:
    if start is UNREAD or end is UNREAD or start < end:
        return True
    table.refuse(row, "开始", "before_end", end=clock_text(end))
    return False


def judge_programmes(table: Table, bounds: Bounds, known: Known) -> tuple[ProgrammeRow, ...]:
    """课后服务项目, rows with one number merged: name, category and grades agree, no weekday stands twice."""
    known.programmes_open = not table.complete
    found: dict[str, ProgrammeRow] = {}
    for row in table.rows(bounds):
        number, name, category, weekdays, start, end, grades, staff, provider = row.values
        if number is not UNREAD:
            known.programmes.add(number)
        ok = _in_order(table, row, start, end)
        ok = known.check_staff(table, row, "负责人工号", staff) and ok and row.ok
        if not ok:
            continue
        if len(grades) == len(GRADES):
            # 全校 means the grades that the school has.
            grades = frozenset(grade for year, grade, _ in known.classes if year == known.year) or grades
            row = row._replace(values=[*row.values[:6], grades, *row.values[7:]])
        slots = tuple(Slot(weekday, start, end) for weekday in weekdays)
        earlier = found.get(number)
        if earlier is None:
            found[number] = ProgrammeRow((row.number,), number, name, category, slots, grades, staff, provider)
        elif _agrees(table, row, earlier):
            found[number] = earlier._replace(
                rows=(*earlier.rows, row.number), slots=tuple(sorted((*earlier.slots, *slots))), provider=earlier.provider or provider)
    return tuple(found.values())


def _agrees(table: Table, row: Row, earlier: ProgrammeRow) -> bool:
    """Whether a further row of a programme fits the ones before."""
    _, name, category, weekdays, _, _, grades, staff, provider = row.values
    ok = True
    for heading, value, other, text in (
        ("项目名称", name, earlier.name, earlier.name), ("类别", category, earlier.category, earlier.category.value),
        ("年级", grades, earlier.grades, _grades_text(earlier.grades)),
    ):
        if value != other:
            table.refuse(row, heading, "programme_differs", first=earlier.rows[0], other=text)
            ok = False
    doubled = sorted(set(weekdays) & {slot.weekday for slot in earlier.slots})
    if doubled:
        table.refuse(row, "星期", "weekday_twice", first=earlier.rows[0], days="、".join(_WEEKDAYS[day - 1] for day in doubled))
        ok = False
    if staff != earlier.staff:
        table.remark(row, "负责人工号", "programme_first_row", first=earlier.rows[0], other=earlier.staff)
    if provider and earlier.provider and provider != earlier.provider:
        table.remark(row, "校外机构", "programme_first_row", first=earlier.rows[0], other=earlier.provider)
    return ok


def judge_sessions(table: Table, bounds: Bounds, known: Known) -> tuple[SessionRow, ...]:
    """课后服务记录: one for a day, programme and start; heads where held, a reason where cancelled. Any weekday."""
    first: dict[SessionKey, int] = {}
    found = []
    for row in table.rows(bounds):
        day, programme, start, end, expected, present, staff, content, held, reason = row.values
        ok = _in_order(table, row, start, end)
        if programme is not UNREAD and programme not in known.programmes and not known.programmes_open:
            table.refuse(row, "项目编号", "unknown_programme")
            ok = False
        ok = known.check_staff(table, row, "负责人工号", staff) and ok
        if held is True:
            for heading, heads in (("应到", expected), ("实到", present)):
                if heads is None:
                    table.refuse(row, heading, "required_when_held")
                    ok = False
        if held is False and reason is None:
            table.refuse(row, "原因", "reason")
            ok = False
        if day is not UNREAD and programme is not UNREAD and start is not UNREAD:
            key = (day, programme, start)
            if key in first:
                table.refuse(row, "开始", "key_twice", first=first[key])
                ok = False
            first.setdefault(key, row.number)
        if not ok or not row.ok:
            continue
        if expected is not None and present is not None and present > expected:
            table.remark(row, "实到", "present_above_expected", present=present, expected=expected)
        entry = SessionRow(row.number, day, programme, start, end, expected, present, staff, content, held, reason)
        earlier = known.held.sessions.get((day, programme, start))
        if earlier is not None:
            _compare(table, row, entry, earlier)
        found.append(entry)
    return tuple(found)


def _compare(table: Table, row: Row, entry: SessionRow, held: HeldSession) -> None:
    """Refuses each value that differs from the session that the school holds under the same key."""
    for heading, mine, theirs in (
        ("结束", clock_text(entry.end), clock_text(held.end)), ("应到", _heads(entry.expected), _heads(held.expected)),
        ("实到", _heads(entry.present), _heads(held.present)), ("负责人工号", entry.staff, held.staff),
        ("内容", entry.content, held.content), ("状态", _state(entry.held), _state(held.held)),
        ("原因", entry.reason or "", held.reason or ""),
    ):
        if mine != theirs:
            table.refuse(row, heading, "differs_from_held", held=theirs or "空")


def _heads(value: int | None) -> str:
    return "" if value is None else str(value)


def _state(held: bool) -> str:
    return "已开展" if held else "取消"
