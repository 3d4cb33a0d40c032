"""Compares a judged workbook with what the school holds: what each sheet adds, changes or leaves as it is. Pure; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from schoolapp.records.afterschool import ProgrammeRow as HeldProgramme
from schoolapp.records.school import columns_of_row, grades_text
from schoolapp.records.workbook import Present, PresentCalendarRow
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.people import Role, System, class_label
from schoolapp.rules.policy import Profile, default_profile, minutes_of, national_cap, profile_on
from schoolapp.rules.workbook import SCHOOL_ITEMS, CalendarRowIn, HeldSchool, ProgrammeRow, Remark, StaffRow, WorkbookReading
from schoolapp.services.workbook.changes import CalendarPlace, Changes, CountChange, ProgrammeChange, RoleChange, ValueChange

_SCHOOL_COLUMNS = {
    "name": "name",
    "system": "system",
    "district": "district",
    "phone": "report_phone",
    "email": "report_email",
    "district_phone": "district_phone",
}
_QUIET_ROLES = frozenset({Role.TEACHER, Role.HOMEROOM})
_WEEKDAYS = "一二三四五六日"


def compare(reading: WorkbookReading, held: HeldSchool, present: Present, *, now: datetime) -> Changes:
    """The changes that a workbook brings. Standing sheets are brought up to it, dated rows only added; nothing that the workbook leaves
    out is taken away. A reading with refusals is compared as far as it goes, for the preview."""
    changes = Changes()
    _school(changes, reading, present)
    _profiles(changes, reading, present)
    _calendar(changes, reading.calendar, present)
    changes.subjects = [name for name in reading.own_subjects if name not in held.own_subjects]
    _staff(changes, reading.staff, present, now)
    _classes(changes, reading, present)
    for lesson in reading.teaching:
        new = reading.year is not None and (lesson.staff, (reading.year, lesson.grade, lesson.number), lesson.subject) not in held.teaching
        if new:
            changes.teaching.append(lesson)
        changes.note("任课", lesson.row, (class_label(lesson.grade, lesson.number), lesson.subject, lesson.staff), new=new)
    for programme in reading.programmes:
        _programme(changes, programme, present)
    _dated(changes, reading, held)
    return changes


def _school(changes: Changes, reading: WorkbookReading, present: Present) -> None:
    """School and term: found by the term's name, else the school's newest one stands for what belongs to a term."""
    row = reading.school
    if row is None:
        newest = present.newest_term
        if newest is not None:
            changes.term_name, changes.term_id, changes.valid_from = newest.name, newest.id, newest.start
        return
    term = present.terms.get(row.term_name)
    profile = profile_on([p for _, p in present.profiles], row.term_start) if present.profiles else None
    changes.term_name, changes.term_id, changes.valid_from = row.term_name, term.id if term else None, row.term_start
    old: dict[str, Any] = {
        "term_name": term.name if term else None,
        "term_start": term.start if term else None,
        "term_end": term.end if term else None,
        "offwork": minutes_of(profile.offwork) if profile else None,
        "service_earliest_end": minutes_of(profile.service_earliest_end) if profile else None,
    }
    if present.school is not None:
        old |= {field: getattr(present.school, column) for field, column in _SCHOOL_COLUMNS.items()}
    values: dict[str, Any] = {}
    for item, field, _, _ in SCHOOL_ITEMS:
        new = getattr(row, field)
        if new is None:
            continue  # an item that the workbook leaves out stays as it is
        was = old.get(field)
        if field in _SCHOOL_COLUMNS and new != was:
            values[_SCHOOL_COLUMNS[field]] = str(new)
        shown = (ValueChange(item, _plain(field, was), _plain(field, new)),)
        changes.note(
            "学校",
            None,
            (item, _plain(field, new)) if was in (None, "") else (item,),
            new=was in (None, ""),
            values=shown if new != was else (),
        )
    changes.school = values or None
    if term is None or (term.start, term.end) != (row.term_start, row.term_end):
        changes.term = {"start": row.term_start, "end": row.term_end}


def _plain(field: str, value: Any) -> str:
    if value is None:
        return ""
    if field in ("offwork", "service_earliest_end"):
        return clock(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def clock(minute: int) -> str:
    """16:30 of 990."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _profiles(changes: Changes, reading: WorkbookReading, present: Present) -> None:
    """正常下班时间 and 最早结束时间 open the first profile, other values a new one from 学期开始 (or change the one that starts then).
    Where the school's system changes, caps that were the national ones of the old system become those of the new one from then on."""
    row = reading.school
    if row is None:
        return
    off, end = time(*divmod(row.offwork, 60)), time(*divmod(row.service_earliest_end, 60))
    if not present.profiles:
        changes.profiles.append((None, default_profile(row.system, row.term_start, off, end)))
        return
    old_system = present.school.system if present.school else row.system
    base = profile_on([profile for _, profile in present.profiles], row.term_start)
    wanted = replace(_in_system(base, old_system, row.system), offwork=off, service_earliest_end=end)
    if wanted != base:
        same_day = next((row_id for row_id, profile in present.profiles if profile.valid_from == row.term_start), None)
        changes.profiles.append((same_day, replace(wanted, valid_from=row.term_start)))
    for row_id, profile in present.profiles:
        moved = _in_system(profile, old_system, row.system)
        if profile.valid_from > row.term_start and moved != profile:
            changes.profiles.append((row_id, moved))


def _in_system(profile: Profile, old: System, new: System) -> Profile:
    """The profile with the new system's national caps where it had the old one's."""

    def moved(caps: Sequence[int]) -> tuple[int, ...]:
        return tuple(national_cap(new, grade) if cap == national_cap(old, grade) else cap for grade, cap in enumerate(caps, 1))

    return replace(profile, caps=moved(profile.caps), holiday_caps=moved(profile.holiday_caps))


def _calendar(changes: Changes, rows: Sequence[CalendarRowIn], present: Present) -> None:
    """校历: rows of the same days and grades are the same row. They stand in the workbook's order, new ones before the workbook's next held
    row, at the end where none follows (so that a row added later decides); rows that only the app has keep their places."""
    kept = list(present.calendar.get(changes.term_id, ())) if changes.term_id is not None else []
    by_key = {(row.start, row.end, row.grades): row for row in kept}  # of equal keys the last one decides
    matched = [by_key[row.key] for row in rows if row.key in by_key]
    slots = sorted(kept.index(row) for row in matched)
    line: list[PresentCalendarRow | CalendarRowIn] = list(kept)
    for slot, own in zip(slots, matched, strict=True):
        line[slot] = own
    moved = {own.id for slot, own in zip(slots, matched, strict=True) if kept[slot] is not own}
    following: PresentCalendarRow | CalendarRowIn | None = None
    for row in reversed(rows):
        if row.key not in by_key:
            line.insert(len(line) if following is None else line.index(following), row)
        following = by_key.get(row.key, row)
    given = {row.key: row for row in rows}
    for row in rows:
        own_row = by_key.get(row.key)
        shown = _calendar_changes(own_row, row)
        if own_row is not None and own_row.id in moved and not shown:
            shown = (ValueChange("顺序", str(kept.index(own_row) + 1), str(line.index(own_row) + 1)),)
        days = row.start.isoformat() if row.start == row.end else f"{row.start} – {row.end}"
        changes.note("校历", row.row, (days, "上课" if row.school else "不上课", row.note), new=own_row is None, values=shown)
    settled = len(line) == len(kept) and not moved
    position = 0
    for entry in line:
        if isinstance(entry, CalendarRowIn):
            position += 1
            changes.calendar.append(CalendarPlace(None, position, columns_of_row(entry)))
            continue
        wanted = given.get((entry.start, entry.end, entry.grades)) if by_key[entry.start, entry.end, entry.grades] is entry else None
        changed = wanted is not None and bool(_calendar_changes(entry, wanted))
        stays = settled or (entry.position > position and entry.id not in moved)
        position = entry.position if stays else position + 1
        if changed or not stays:
            changes.calendar.append(CalendarPlace(entry.id, position, columns_of_row(wanted) if changed and wanted else None))


def _calendar_changes(old: PresentCalendarRow | None, new: CalendarRowIn) -> tuple[ValueChange, ...]:
    if old is None:
        return ()
    pairs = (
        ("是否上课", old.school, new.school),
        ("说明", old.note, new.note),
        ("课后服务", old.service, new.service),
        ("执行星期几课表", old.timetable_weekday, new.timetable_weekday),
    )
    return tuple(ValueChange(column, _said(a), _said(b)) for column, a, b in pairs if a != b)


def _said(value: Any) -> str:
    return "" if value is None else "是" if value is True else "否" if value is False else str(value)


def _staff(changes: Changes, rows: Iterable[StaffRow], present: Present, now: datetime) -> None:
    """教职工: name and roles. A role that the workbook does not name stays (it is taken away in the app), with a remark."""
    for row in rows:
        person = present.staff.get(row.number)
        shown: list[ValueChange] = []
        if person is None:
            changes.new_staff.append(row)
        else:
            if person.name != row.name:
                changes.renamed.append((person.id, row.name))
                shown.append(ValueChange("姓名", person.name, row.name))
            if not person.active:
                changes.remarks.append(Remark("教职工", row.row, "工号", row.number, "staff_left", {}))
            kept = [role for role in Role if (row.number, role) in present.roles and role not in row.roles | _QUIET_ROLES]
            if kept:
                changes.remarks.append(Remark("教职工", row.row, "角色", row.number, "roles_stay", {"roles": "、".join(kept)}))
        for role in (role for role in Role if role in row.roles):
            change = _role(row, role, present, now)
            if change is not None:
                changes.roles.append(change)
                shown += _role_shown(change, present)
        roles = "、".join(role for role in Role if role in row.roles)
        changes.note("教职工", row.row, (row.number, row.name, roles), new=person is None, values=() if person is None else tuple(shown))


def _role(row: StaffRow, role: Role, present: Present, now: datetime) -> RoleChange | None:
    """What becomes of one role: given, its scope changed, or None. Scopes and ends that the workbook leaves open stay as they are."""
    held = present.roles.get((row.number, role))
    values: dict[str, Any] = {}
    if role in (Role.GRADE_LEADER, Role.INSPECTOR) and row.grades and (held is None or held.grades != row.grades):
        values["grades"] = grades_text(row.grades)
    if role is Role.SUBJECT_LEAD and row.subjects and (held is None or held.subjects != row.subjects):
        values["subjects"] = "、".join(sorted(row.subjects))
    if role is Role.INSPECTOR:
        until = (
            datetime.combine(row.until + timedelta(days=1), time(0), SCHOOL_TIME)
            if row.until
            else now + timedelta(days=1)
            if held is None
            else held.valid_to
        )
        if held is None or held.valid_to != until:
            values["valid_to"] = until
    return RoleChange(held.id if held else None, row.number, role, values) if held is None or values else None


def _role_shown(change: RoleChange, present: Present) -> list[ValueChange]:
    if change.id is None:
        return [ValueChange("角色", "", change.role.value)]
    held = present.roles[change.number, change.role]
    shown = []
    if "grades" in change.values:
        shown.append(ValueChange("负责年级", grades_text(held.grades).replace(",", "、"), change.values["grades"].replace(",", "、")))
    if "subjects" in change.values:
        shown.append(ValueChange("负责学科", "、".join(sorted(held.subjects)), change.values["subjects"]))
    if "valid_to" in change.values:
        shown.append(ValueChange("有效期至", _last_day(held.valid_to), _last_day(change.values["valid_to"])))
    return shown


def _last_day(end: datetime | None) -> str:
    return "" if end is None else (end - timedelta(seconds=1)).date().isoformat()


def _classes(changes: Changes, reading: WorkbookReading, present: Present) -> None:
    """班级: homeroom teacher, and heads that hold from 学期开始."""
    numbers = {row.id: row.number for row in present.staff.values()}
    for row in reading.classes:
        held = present.classes.get((reading.year, row.grade, row.number)) if reading.year is not None else None
        shown: list[ValueChange] = []
        heads = (row.pupils, row.asked, row.joined)
        if held is None:
            changes.new_classes.append(row)
            changes.counts.append(CountChange(None, row.grade, row.number, heads))
        else:
            before = numbers.get(held.homeroom_id or 0, "")
            if before != row.homeroom:
                changes.homerooms.append((held.id, row.homeroom))
                shown.append(ValueChange("班主任工号", before, row.homeroom))
            count = present.counts.get((held.id, changes.valid_from)) if changes.valid_from else None
            if count is None or count[1:] != heads:
                changes.counts.append(CountChange(count.id if count else None, row.grade, row.number, heads))
                olds = ("", "", "") if count is None else count[1:]
                columns = ("学生数", "有课后服务需求人数", "参加课后服务人数")
                shown += [ValueChange(c, str(a), str(b)) for c, a, b in zip(columns, olds, heads, strict=True) if a != b]
        changes.note("班级", row.row, (class_label(row.grade, row.number),), new=held is None, values=tuple(shown))


def _programme(changes: Changes, row: ProgrammeRow, present: Present) -> None:
    """课后服务项目 of the workbook's term; weekdays and times are the workbook's."""
    held = present.programmes.get((changes.term_id, row.number)) if changes.term_id is not None else None
    shown: tuple[ValueChange, ...] = ()
    if held is None:
        changes.new_programmes.append(row)
    else:
        values, shown = _programme_changes(held, row, present)
        if shown:
            changes.programmes.append(ProgrammeChange(held.id, row, values))
    changes.note("课后服务项目", row.rows[0], (row.number, row.name), new=held is None, values=shown, rows=len(row.rows))


def _programme_changes(held: HeldProgramme, row: ProgrammeRow, present: Present) -> tuple[dict[str, Any], tuple[ValueChange, ...]]:
    numbers = {person.id: person.number for person in present.staff.values()}
    values: dict[str, Any] = {}
    shown: list[ValueChange] = []
    for column, name, old, new in (
        ("项目名称", "name", held.name, row.name),
        ("类别", "category", held.category, row.category.value),
        ("年级", "grades", grades_text(held.grades), grades_text(row.grades)),
        ("校外机构", "provider", held.provider, row.provider or ""),
    ):
        if old != new:
            values[name] = new
            shown.append(ValueChange(column, old.replace(",", "、"), new.replace(",", "、")))
    if numbers.get(held.staff_id) != row.staff:
        values["staff"] = row.staff
        shown.append(ValueChange("负责人工号", numbers.get(held.staff_id, ""), row.staff))
    slots = tuple(tuple(slot) for slot in row.slots)
    if tuple(sorted(held.slots)) != tuple(sorted(slots)):
        shown.append(ValueChange("星期", _slots_text(held.slots), _slots_text(slots)))
    return values, tuple(shown)


def _slots_text(slots: Iterable[tuple[int, ...]]) -> str:
    return "；".join(f"{_WEEKDAYS[weekday - 1]} {clock(start)}–{clock(end)}" for weekday, start, end in sorted(slots))


def _dated(changes: Changes, reading: WorkbookReading, held: HeldSchool) -> None:
    """作业, 无作业声明, 用时抽样, 课后服务记录: whatever is not held yet is added. Other values under a held key were refused before."""
    changes.homework = [row for row in reading.homework if row.fingerprint not in held.homework]
    changes.nones = [row for row in reading.nones if (row.year, row.grade, row.number, row.day, row.subject) not in held.nones]
    changes.samples = [row for row in reading.samples if (row.year, row.grade, row.number, row.day) not in held.samples]
    changes.sessions = [row for row in reading.sessions if (row.day, row.programme, row.start) not in held.sessions]
    changes.same("作业", len(reading.homework) - len(changes.homework))
    changes.same("无作业声明", len(reading.nones) - len(changes.nones))
    changes.same("用时抽样", len(reading.samples) - len(changes.samples))
    changes.same("课后服务记录", len(reading.sessions) - len(changes.sessions))
    lines: tuple[tuple[str, Sequence[Any], Any], ...] = (
        (
            "作业",
            changes.homework,
            lambda r: (r.day.isoformat(), class_label(r.grade, r.number), r.subject, r.kind.value, str(r.minutes), r.text),
        ),
        ("无作业声明", changes.nones, lambda r: (r.day.isoformat(), class_label(r.grade, r.number), r.subject or "全班")),
        (
            "用时抽样",
            changes.samples,
            lambda r: (r.day.isoformat(), class_label(r.grade, r.number), str(r.asked), f"{r.mean_tenths / 10:g}"),
        ),
        (
            "课后服务记录",
            changes.sessions,
            lambda r: (r.day.isoformat(), r.programme, f"{clock(r.start)}–{clock(r.end)}", "已开展" if r.held else "取消"),
        ),
    )
    for sheet, rows, words in lines:
        for n, row in enumerate(rows):
            if not changes.adds(sheet):
                changes.added(sheet, len(rows) - n)
                break
            changes.note(sheet, row.row, words(row), new=True)
