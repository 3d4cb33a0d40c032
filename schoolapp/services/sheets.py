"""Sample sheets (作业样张): staff-only evidence of how homework is made. Adding one with the uploader's word that no pupil is on it, reading
them within one's own business, taking one back. They stand on no notice; files are judged in `outside.sheets`."""

from __future__ import annotations

import calendar as months
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.outside import files as store
from schoolapp.outside import sheets as outside
from schoolapp.outside.sheets import BadSheet
from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records import sheets as records
from schoolapp.records.homework import ItemRow
from schoolapp.records.sheets import SheetRow
from schoolapp.rules.names import clean
from schoolapp.rules.people import ClassRef, Role, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.files import record_file
from schoolapp.services.homework.days import last_day_ahead, year_on
from schoolapp.services.house import Conflict, House, Replayed
from schoolapp.services.school import Standing, standing_of

TITLE_MAX, NOTE_MAX, REASON_MAX = 80, 300, 300
FILE_MAX_MB = outside.FILE_MAX // (1 << 20)
PURPOSE = "sheet"
RECENT = timedelta(days=14)
_WHOLE_SCHOOL = frozenset({Role.OFFICE, Role.PRINCIPAL})


class Fault(NamedTuple):
    """What is wrong with a field: file, confirmed, title, note, place, day, reason. Codes: required, long, identity, mobile, range, other
    (not yours), and for the file those of BadSheet with their values."""

    field: str
    code: str
    values: dict[str, Any] = {}


class BadSheetForm(Exception):
    """The form cannot be taken as it is; every fault at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{f.field}: {f.code}" for f in faults))
        self.faults = tuple(faults)


class Place(NamedTuple):
    """A grade's subject: what a sheet is of where it does not stand for one item."""

    grade: int
    subject: str


@dataclass(frozen=True, slots=True)
class SheetOffer:
    """What the form offers: the item that the sheet is for (None: choose place and day), places that are the actor's, the days that may
    be chosen, own items of the last two weeks (one of each parallel line)."""

    item: ItemRow | None
    one: ClassRef | None
    places: tuple[Place, ...]
    today: date
    first: date
    last: date
    recent: tuple[tuple[ItemRow, ClassRef], ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet as its readers see it. `by` is empty where the reader is not to know the name; `picture`: it can be shown in the page."""

    row: SheetRow
    one: ClassRef | None
    by: str
    own: bool
    may_withdraw: bool
    withdrawn_by: str

    @property
    def picture(self) -> bool:
        return self.row.type in outside.PICTURES

    @property
    def ending(self) -> str:
        """jpg, png, webp, pdf, docx, xlsx or pptx."""
        return outside.ENDINGS.get(self.row.type, "")

    @property
    def kilobytes(self) -> int:
        return max(1, round(self.row.size / 1024))


class SheetCount(NamedTuple):
    """A grade's subject in a month: sheets, and on how many of the days with published homework there is one."""

    place: Place
    sheets: int
    days_with: int
    days: int


@dataclass(frozen=True, slots=True)
class SheetList:
    """The sheets of a month within the reader's business. `counts` by grade and subject where there is homework or a sheet, `total` over
    them; `grades`, `subjects` = what may be chosen; `previous`, `following` = first days of the neighbouring months, None past the ends."""

    month: date
    grade: int | None
    subject: str
    sheets: tuple[SheetView, ...]
    withdrawn: int
    counts: tuple[SheetCount, ...]
    total: SheetCount | None
    grades: tuple[int, ...]
    subjects: tuple[str, ...]
    previous: date | None
    following: date | None


class OpenSheet(NamedTuple):
    """The bytes of a sheet and how they are to be served: attachment always, but for pictures, which may stand in a page."""

    path: Path
    type: str
    name: str
    picture: bool


@dataclass(frozen=True, slots=True)
class _Scope:
    """What of the sheets is somebody's business: all, whole grades, subjects in every grade, single places, their own, days."""

    whole: bool
    grades: frozenset[int]
    subjects: frozenset[str]
    places: frozenset[Place]
    actor: Actor

    def sees(self, grade: int, subject: str, day: date, staff_id: int | None = None) -> bool:
        if not self.actor.sees_day(day):
            return False
        own = staff_id is not None and staff_id == self.actor.staff_id
        return own or self.whole or grade in self.grades or subject in self.subjects or Place(grade, subject) in self.places


def _scope(connection: Connection, standing: Standing, actor: Actor, today: date) -> _Scope:
    year = year_on(standing, today)
    whole = actor.operator or bool(actor.roles & _WHOLE_SCHOOL)
    grades = {standing.classes[c].grade for c in actor.homerooms if c in standing.classes}
    if Role.GRADE_LEADER in actor.roles:
        grades |= actor.led_grades
    if Role.INSPECTOR in actor.roles:
        grades |= actor.inspected_grades
    subjects = actor.lead_subjects if Role.SUBJECT_LEAD in actor.roles else frozenset()
    return _Scope(whole, frozenset(grades), subjects, frozenset(_taught(connection, standing, actor, year, today)), actor)


def _taught(connection: Connection, standing: Standing, actor: Actor, year: int, day: date) -> set[Place]:
    if actor.staff_id is None:
        return set()
    return {Place(standing.get_class(t.class_id).grade, t.subject) for t in people_records.teaching_of(connection, actor.staff_id, year, day)}


def _own_places(connection: Connection, standing: Standing, actor: Actor, today: date) -> tuple[Place, ...]:
    """What a person may add sheets for: what they teach, and the lead's subjects wherever they are taught."""
    year = year_on(standing, today)
    found = _taught(connection, standing, actor, year, today)
    if Role.SUBJECT_LEAD in actor.roles:
        found |= {Place(standing.get_class(t.class_id).grade, t.subject) for t in people_records.list_teaching(connection, year)
                  if t.subject in actor.lead_subjects}
    return tuple(sorted(found, key=lambda place: (place.grade, subject_order(place.subject))))


def _days(standing: Standing, today: date) -> tuple[date, date]:
    """The days that a sheet may be of: from the school year's first term on, to the last day that homework may be registered for."""
    year = year_on(standing, today)
    starts = [term.start for term in standing.terms if year_on(standing, term.start) == year]
    return min([*starts, today]), max(last_day_ahead(standing, today), today)


def sheet_offer(*, house: House, actor: Actor, item_id: int | None, now: datetime) -> SheetOffer:
    """What the upload form offers. NotFound for an item that is not one's own, or withdrawn."""
    actor.needs(Permit.ADD_SHEET)
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        item = None if item_id is None else _own_item(connection, actor, item_id)
        places = _own_places(connection, standing, actor, today)
        mine = [] if actor.staff_id is None else homework_records.items_of_staff(connection, actor.staff_id, today - RECENT, today)
    lines = {(i.day, i.subject, i.text): i for i in reversed(mine) if i.withdrawn_at is None}
    recent = tuple((i, standing.get_class(i.class_id)) for i in sorted(lines.values(), key=lambda i: (i.day, i.id), reverse=True))
    first, last = _days(standing, today)
    return SheetOffer(item, standing.get_class(item.class_id) if item else None, places, today, first, last, recent)


def _own_item(connection: Connection, actor: Actor, item_id: int) -> ItemRow:
    item = homework_records.find_item(connection, item_id)
    if item is None or item.withdrawn_at is not None or actor.staff_id is None or actor.staff_id not in (item.staff_id, item.entered_by):
        raise NotFound
    return item


def add_sheet(*, house: House, actor: Actor, data: bytes, item_id: int | None = None, place: Place | None = None, day: date | None = None,
              title: str, note: str = "", confirmed: bool, request_key: str = "", now: datetime) -> int:
    """Keeps a sheet for an own item, or for a grade's subject on a day; gives its id. The file is judged, and a picture painted anew, before
    the write. `confirmed`: the uploader says that no pupil's name, face, result or comment is on it. BadSheetForm with every fault."""
    actor.needs(Permit.ADD_SHEET)
    standing, today, title, note = standing_of(house=house), now.date(), clean(title), clean(note)
    faults = [Fault("confirmed", "required")] if not confirmed else []
    faults += _text_faults("title", title, TITLE_MAX, needed=True) + _text_faults("note", note, NOTE_MAX)
    first, last = _days(standing, today)
    with house.reading() as connection:
        if item_id is not None:
            item = _own_item(connection, actor, item_id)
            one: ClassRef | None = standing.get_class(item.class_id)
            place, day = Place(standing.get_class(item.class_id).grade, item.subject), item.day
        else:
            one = None
            if place is None:
                faults.append(Fault("place", "required"))
            elif place not in _own_places(connection, standing, actor, today):
                raise NotFound
            if day is None:
                faults.append(Fault("day", "required"))
            elif not first <= day <= last:
                faults.append(Fault("day", "range", {"first": first, "last": last}))
    try:
        sheet = outside.check_sheet(data)
    except BadSheet as bad:
        faults.append(Fault("file", bad.code, bad.values))
        raise BadSheetForm(faults) from None
    if faults or place is None or day is None or actor.staff_id is None:
        raise BadSheetForm(faults)
    content = {"file": hashlib.sha256(data).hexdigest(), "item": item_id, "place": list(place), "day": day, "title": title, "note": note}
    kept = outside.keep_sheet(house.files_dir, sheet)
    try:
        with house.writing(actor=actor, now=now) as work:
            work.replay(request_key, content)
            # The name that the file had on a phone may hold anything; it is not kept.
            file_id = record_file(work, kept, name=f"{title}.{outside.ENDINGS[sheet.type]}", purpose=PURPOSE, now=now)
            values = {"item_id": item_id, "class_id": one.id if one else None, "grade": place.grade, "subject": place.subject, "day": day,
                      "title": title, "note": note}
            sheet_id = work.add(records.homework_sheet, file_id=file_id, **values, staff_id=actor.staff_id, confirmed_at=now)
            work.audit("sheet_added", f"sheet:{sheet_id}", None, {**values, "file": kept.sha256, "type": kept.type, "confirmed": True})
            work.remember(request_key, content, json.dumps(sheet_id))
            return sheet_id
    except Replayed as again:
        return int(json.loads(again.result))


def _text_faults(field: str, text: str, most: int, *, needed: bool = False) -> list[Fault]:
    if not text:
        return [Fault(field, "required")] if needed else []
    if len(text) > most:
        return [Fault(field, "long", {"most": most})]
    personal = find_personal(text)
    return [Fault(field, personal.value)] if personal else []


def sheet_list(*, house: House, actor: Actor, grade: int | None = None, subject: str = "", month: date | None = None, now: datetime) -> SheetList:
    """A month's sheets (by the day they are of) within the reader's business, newest first, with the counts beside them. A grade or subject
    that is none of the reader's shows nothing."""
    actor.needs(Permit.SEE_SHEETS)
    standing, today = standing_of(house=house), now.date()
    asked = month or today
    if actor.period is not None and month is None:
        asked = min(max(asked, actor.period[0]), actor.period[1])
    start = asked.replace(day=1)
    end = start.replace(day=months.monthrange(start.year, start.month)[1])
    with house.reading() as connection:
        scope = _scope(connection, standing, actor, today)
        rows = [r for r in records.list_sheets(connection, start, end) if scope.sees(r.grade, r.subject, r.day, r.staff_id)]
        days = [d for d in records.days_with_items(connection, start, min(end, today)) if scope.sees(*d)]
        bounds = records.months_with_sheets(connection)
        views = _views(connection, standing, actor, rows)
    places = {Place(r.grade, r.subject) for r in rows} | {Place(g, s) for g, s, _ in days} | set(scope.places)
    chosen = sorted((p for p in places if grade in (None, p.grade) and subject in ("", p.subject)), key=lambda p: (p.grade, subject_order(p.subject)))
    counts = tuple(c for c in (_count(place, rows, days) for place in chosen) if c.sheets or c.days)
    shown = [v for v in views if Place(v.row.grade, v.row.subject) in chosen and v.row.withdrawn_at is None]
    first, last = bounds or (start, start)
    before, after = (start - timedelta(days=1)).replace(day=1), end + timedelta(days=1)
    return SheetList(
        start, grade, subject, tuple(shown), sum(v.row.withdrawn_at is not None and Place(v.row.grade, v.row.subject) in chosen for v in views), counts,
        SheetCount(Place(0, ""), sum(c.sheets for c in counts), sum(c.days_with for c in counts), sum(c.days for c in counts)) if counts else None,
        tuple(sorted({p.grade for p in places})), tuple(sorted({p.subject for p in places}, key=subject_order)),
        before if before >= min(first, _days(standing, today)[0]).replace(day=1) else None, after if after <= max(last, today) else None)


def _count(place: Place, rows: Iterable[SheetRow], days: Iterable[tuple[int, str, date]]) -> SheetCount:
    mine = [r for r in rows if (r.grade, r.subject) == place and r.withdrawn_at is None]
    with_items = {day for g, s, day in days if (g, s) == place}
    return SheetCount(place, len(mine), len(with_items & {r.day for r in mine}), len(with_items))


def _views(connection: Connection, standing: Standing, actor: Actor, rows: Iterable[SheetRow]) -> list[SheetView]:
    names = people_records.staff_names(connection)
    found = []
    for row in rows:
        own = actor.staff_id == row.staff_id
        named = own or actor.operator or bool(actor.roles & _WHOLE_SCHOOL)
        found.append(SheetView(row, standing.classes.get(row.class_id or 0), names.get(row.staff_id, "") if named else "", own,
                               row.withdrawn_at is None and _may_withdraw(actor, row), names.get(row.withdrawn_by or 0, "") if named else ""))
    return found


def _may_withdraw(actor: Actor, row: SheetRow) -> bool:
    """Who added it, and those who answer for the school: what shows a pupil has to go at once."""
    return actor.staff_id == row.staff_id or actor.operator or bool(actor.roles & _WHOLE_SCHOOL)


def sheet_view(*, house: House, actor: Actor, sheet_id: int, now: datetime) -> SheetView:
    """One sheet, withdrawn ones too (their facts stay, their content is not shown). NotFound for what is none of the reader's business."""
    actor.needs(Permit.SEE_SHEETS)
    standing = standing_of(house=house)
    with house.reading() as connection:
        return _views(connection, standing, actor, [_seen(connection, standing, actor, sheet_id, now)])[0]


def _seen(connection: Connection, standing: Standing, actor: Actor, sheet_id: int, now: datetime) -> SheetRow:
    row = records.find_sheet(connection, sheet_id)
    if row is None or not _scope(connection, standing, actor, now.date()).sees(row.grade, row.subject, row.day, row.staff_id):
        raise NotFound
    return row


def open_sheet(*, house: House, actor: Actor, sheet_id: int, now: datetime) -> OpenSheet:
    """The content of a sheet that stands. NotFound for any other."""
    actor.needs(Permit.SEE_SHEETS)
    standing = standing_of(house=house)
    with house.reading() as connection:
        row = _seen(connection, standing, actor, sheet_id, now)
    path = store.path_of(house.files_dir, row.sha256)
    if row.withdrawn_at is not None or row.type not in outside.ENDINGS or not path.is_file():
        raise NotFound
    return OpenSheet(path, row.type, row.name, row.type in outside.PICTURES)


def withdraw_sheet(*, house: House, actor: Actor, sheet_id: int, reason: str, erase: bool, now: datetime) -> None:
    """Takes a sheet back: its facts and the reason stay, nobody can open it. `erase` (a pupil is on it): the content goes for good, unless
    another record holds the same bytes. BadSheetForm; NotFound for what one may not take back; Conflict where it is gone already."""
    actor.needs(Permit.SEE_SHEETS)
    standing, reason = standing_of(house=house), clean(reason)
    gone = ""
    with house.writing(actor=actor, now=now) as work:
        row = _seen(work.connection, standing, actor, sheet_id, now)
        if not _may_withdraw(actor, row):
            raise NotFound
        if faults := _text_faults("reason", reason, REASON_MAX, needed=True):
            raise BadSheetForm(faults)
        if row.withdrawn_at is not None:
            raise Conflict("changed")
        if erase and not records.shared_content(work.connection, row):
            gone = row.sha256
        work.change(records.homework_sheet, sheet_id, withdrawn_at=now, withdrawn_by=actor.staff_id, reason=reason, erased=erase)
        work.audit("sheet_withdrawn", f"sheet:{sheet_id}", {"title": row.title, "file": row.sha256}, {"reason": reason, "erased": erase})
    if gone:
        outside.erase(house.files_dir, gone)
