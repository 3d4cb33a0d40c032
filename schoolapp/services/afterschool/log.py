"""Logging a session: held with heads, or cancelled with a reason; corrections keep what stood before. What the form shows stands in `form`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from schoolapp.outside import sheets as outside
from schoolapp.outside.sheets import BadSheet
from schoolapp.records import afterschool as records
from schoolapp.records import service_log
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.records.files import FileRow
from schoolapp.rules.afterschool import Category
from schoolapp.rules.permits import Actor, NotAllowed, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.session_heads import SessionHeads, sums_of
from schoolapp.rules.wording import Hit, HitLevel, SchoolWording, session_hits
from schoolapp.services.afterschool.choices import SESSION_REASONS
from schoolapp.services.afterschool.cover import works_here
from schoolapp.services.afterschool.form import LATEST_MINUTE
from schoolapp.services.afterschool.room import classes_of
from schoolapp.services.afterschool.today import may_log
from schoolapp.services.files import path_of_file, record_file
from schoolapp.services.findings import seen_grades
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.school import Standing, standing_of
from schoolapp.services.wording import school_wording

CONTENT_MOST, REASON_MOST, ROOM_MOST, DECISION_MOST, HEADS_MOST, HELPERS_MOST = 2000, 500, 60, 300, 100_000, 10
PURPOSE = "decision"
_NUMBERED = re.compile(r"[0-9０-９〇一二三四五六七八九十]")


class Fault(NamedTuple):
    """What is wrong with a field; `class_id` of the class whose heads it is about. Codes: required, order, negative, long, identity, mobile,
    future, not_begun, words (the content needs a reason), look (the content is worth a look), staff, number (a decision without number or
    date), unknown (not a class of the programme), and those of a file (BadSheet)."""

    field: str
    code: str
    class_id: int | None = None


class BadSession(Exception):
    """The form cannot be taken as it is; every fault at once. `hits`: what the rules of wording say of the content."""

    def __init__(self, faults: list[Fault], hits: tuple[Hit, ...] = ()) -> None:
        super().__init__(", ".join(f"{f.field}: {f.code}" for f in faults))
        self.faults, self.hits = tuple(faults), hits


class SessionDraft(NamedTuple):
    """What a form says of a session. Times in minutes after midnight, heads None = unknown (only where cancelled). Where `heads` are given
    class by class, expected and present are their sums. `planned_start` None: it stands for its own start. `room` '': the programme's.
    `assistants` None: the programme's."""

    held: bool
    start: int
    end: int
    expected: int | None
    present: int | None
    content: str
    reason: str
    staff_id: int
    heads: tuple[SessionHeads, ...] = ()
    planned_start: int | None = None
    room: str = ""
    assistants: tuple[int, ...] | None = None
    decision: str = ""
    content_reason: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the form: its bytes, and the name that it had there."""

    data: bytes
    name: str


# What of a draft stands in the session's own row.
_COLUMNS = ("held", "start", "end", "expected", "present", "content", "reason", "staff_id")
_LATER = ("planned_start", "room", "decision", "content_reason")


def _cleaned(draft: SessionDraft, programme: ProgrammeRow) -> SessionDraft:
    """The draft as it is kept: what a cancelled session cannot have goes, sums are made, what is as planned is not said."""
    held = draft.held
    heads = tuple(row if held else row._replace(present=None, finished=None) for row in draft.heads)
    if Category(programme.category) is not Category.HOMEWORK_HELP:
        heads = tuple(row._replace(finished=None) for row in heads)
    expected, present = draft.expected, draft.present if held else None
    if heads and held:
        expected, present = sums_of(heads)
    room = draft.room.strip()
    return draft._replace(
        content=draft.content.strip(), reason="" if held else draft.reason.strip(), expected=expected, present=present, heads=heads if held else (),
        planned_start=None if draft.planned_start == draft.start else draft.planned_start, room="" if room == programme.room else room,
        decision=draft.decision.strip() if held else "", content_reason=draft.content_reason.strip() if held else "")


def content_hits(*, content: str, own: SchoolWording) -> tuple[Hit, ...]:
    """What the rules of wording say of a session's content."""
    return session_hits(content[:CONTENT_MOST], own)


def _asked_alone(draft: SessionDraft, hits: tuple[Hit, ...]) -> SessionDraft:
    """A reason is kept only where the words ask for one."""
    return draft if any(hit.level is HitLevel.BLOCK for hit in hits) else draft._replace(content_reason="")


def _faults(
    standing: Standing, programme: ProgrammeRow, draft: SessionDraft, day: date, now: datetime, hits: tuple[Hit, ...], confirmed: bool
) -> list[Fault]:
    faults: list[Fault] = []
    if not 0 <= draft.start <= LATEST_MINUTE or not 0 < draft.end <= LATEST_MINUTE or draft.start >= draft.end:
        faults.append(Fault("end", "order"))
    faults += _head_faults(standing, programme, draft, day)
    texts = (("content", draft.content, CONTENT_MOST), ("reason", draft.reason, REASON_MOST), ("room", draft.room, ROOM_MOST),
             ("decision", draft.decision, DECISION_MOST))
    for name, text, most in texts:
        if len(text) > most:
            faults.append(Fault(name, "long"))
        elif personal := find_personal(text):
            faults.append(Fault(name, personal.value))
    if draft.held and not draft.content:
        faults.append(Fault("content", "required"))
    if not draft.held and not draft.reason:
        faults.append(Fault("reason", "required"))
    if day > now.date():
        faults.append(Fault("day", "future"))
    elif draft.held and day == now.date() and draft.start > now.hour * 60 + now.minute:
        faults.append(Fault("start", "not_begun"))
    elif draft.held and not standing.calendar.is_school_day_for_any(day, programme.grades):
        if not draft.decision:
            faults.append(Fault("decision", "required"))
        elif not _NUMBERED.search(draft.decision):
            faults.append(Fault("decision", "number"))
    if draft.held and any(hit.level is HitLevel.BLOCK for hit in hits):
        if draft.content_reason not in SESSION_REASONS:
            faults.append(Fault("content_reason", "words"))
    elif draft.held and hits and not confirmed:
        faults.append(Fault("content", "look"))
    return faults


def _head_faults(standing: Standing, programme: ProgrammeRow, draft: SessionDraft, day: date) -> list[Fault]:
    faults: list[Fault] = []
    known = {one.id for one in classes_of(standing, programme.grades, day)}
    for row in draft.heads:
        if row.class_id not in known:
            faults.append(Fault("heads", "unknown", row.class_id))
        for name, heads in (("expected", row.expected), ("present", row.present)):
            if heads is None:
                faults.append(Fault(name, "required", row.class_id))
            elif not 0 <= heads <= HEADS_MOST:
                faults.append(Fault(name, "negative", row.class_id))
    if draft.heads:
        return faults
    for name, heads in (("expected", draft.expected), ("present", draft.present)):
        if heads is not None and not 0 <= heads <= HEADS_MOST:
            faults.append(Fault(name, "negative"))
        elif heads is None and draft.held:
            faults.append(Fault(name, "required"))
    return faults


def _staff_faults(work: Work, draft: SessionDraft, stood: frozenset[int] = frozenset()) -> list[Fault]:
    """Who is named has to work here; `stood` are those of a logged session, who may have left since."""
    def works(staff_id: int) -> bool:
        return staff_id in stood or works_here(work.connection, staff_id)

    faults = [] if works(draft.staff_id) else [Fault("staff_id", "staff")]
    helpers = draft.assistants or ()
    if draft.staff_id in helpers or len(helpers) > HELPERS_MOST or not all(map(works, helpers)):
        faults.append(Fault("assistants", "staff"))
    return faults


def _checked_file(file: Upload | None) -> tuple[outside.CheckedSheet | None, list[Fault]]:
    """The file as it may be kept, judged outside any write."""
    if file is None:
        return None, []
    try:
        return outside.check_sheet(file.data), []
    except BadSheet as bad:
        return None, [Fault("decision_file", bad.code)]


def _keep_file(house: House, work: Work, kept: Any, file: Upload | None, now: datetime) -> int | None:
    return record_file(work, kept, name=file.name, purpose=PURPOSE, now=now) if kept is not None and file is not None else None


def _values(draft: SessionDraft) -> dict[str, Any]:
    """The columns of the session's row."""
    return {name: getattr(draft, name) for name in _COLUMNS} | {name: getattr(draft, name) or None for name in _LATER if name != "planned_start"} | {
        "planned_start": draft.planned_start}


def _told(draft: SessionDraft, helpers: tuple[int, ...]) -> dict[str, Any]:
    """The same with heads by class and assistants, as the audit tells it; what was not said is left out."""
    said: dict[str, Any] = {name: getattr(draft, name) for name in _COLUMNS}
    said |= {name: getattr(draft, name) for name in _LATER if getattr(draft, name) not in ("", None)}
    if draft.heads:
        said["heads"] = [[row.class_id, row.expected, row.present, row.finished.value if row.finished else ""] for row in draft.heads]
    if helpers:
        said["assistants"] = list(helpers)
    return said


def log_session(
    *, house: House, actor: Actor, programme_id: int, day: date, draft: SessionDraft, confirmed: bool = False, file: Upload | None = None,
    request_key: str = "", now: datetime
) -> int:
    """Records a session of today or a past day (then marked as logged late). Content that a rule of wording stops needs a reason of the list, what
    it only asks about `confirmed`. `file`: of the decision that a day without school needs. Gives the session's id; BadSession with every
    fault, Conflict('exists') where the session or one with this start is logged already."""
    actor.needs(Permit.LOG_SERVICE)
    standing = standing_of(house=house)
    with house.reading() as connection:
        programme = records.find_programme(connection, programme_id)
    if programme is None:
        raise NotFound
    draft = _cleaned(draft, programme)
    hits = content_hits(content=draft.content, own=school_wording(house=house))
    draft = _asked_alone(draft, hits)
    checked, of_file = _checked_file(file if draft.held else None)
    content = {"programme": programme_id, "day": day, "draft": _told(draft, draft.assistants or ()), "file": _digest(file)}
    faults = [*_faults(standing, programme, draft, day, now, hits, confirmed), *of_file]
    kept = outside.keep_sheet(house.files_dir, checked) if checked is not None and not faults else None
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        service_log.lock_programme(work.connection, programme_id)
        place = draft.start if draft.planned_start is None else draft.planned_start
        cover = service_log.covers_on(work.connection, day).get((programme_id, place), (0, None))[1]
        usual = records.assistants_of(work.connection, [programme_id]).get(programme_id, ())
        if not may_log(actor, programme, None, cover, usual):
            raise NotFound
        faults += _staff_faults(work, draft)
        if faults:
            raise BadSession(faults, hits)
        taken = service_log.sessions_on(work.connection, programme_id, day)
        if any(draft.start == one.start or one.place == place for one in taken):
            raise Conflict("exists")
        helpers = (usual if draft.assistants is None else draft.assistants) if draft.held else ()
        helpers = tuple(one for one in helpers if one != draft.staff_id)
        session_id = work.add(records.service_session, programme_id=programme_id, day=day, **_values(draft),
                              decision_file_id=_keep_file(house, work, kept, file, now), logged_at=now, logged_by=actor.staff_id)
        for row in draft.heads:
            work.add(records.session_heads, session_id=session_id, **_row_of(row))
        for staff_id in helpers:
            work.add(records.session_assistant, session_id=session_id, staff_id=staff_id)
        instead = {"instead_of": programme.staff_id} if draft.staff_id != programme.staff_id else {}
        work.audit("session_logged", f"session:{session_id}", None,
                   {**_told(draft, helpers), **instead, **({"file": kept.sha256} if kept else {}), "programme": programme.code, "day": day})
        work.remember(request_key, content, str(session_id))
    return session_id


def _digest(file: Upload | None) -> str:
    return hashlib.sha256(file.data).hexdigest() if file else ""


def _row_of(row: SessionHeads) -> dict[str, Any]:
    return {"class_id": row.class_id, "expected": row.expected, "present": row.present, "finished": row.finished.value if row.finished else ""}


def correct_session(
    *, house: House, actor: Actor, session_id: int, version: int, draft: SessionDraft, why: str, confirmed: bool = False, file: Upload | None = None,
    now: datetime
) -> None:
    """Changes a logged session; the reason and both values stay in its history. Conflict where it was changed since `version`."""
    actor.needs(Permit.LOG_SERVICE)
    standing, why = standing_of(house=house), why.strip()
    with house.reading() as connection:
        before = records.find_session(connection, session_id)
        programme = records.find_programme(connection, before.programme_id) if before else None
    if before is None or programme is None:
        raise NotFound
    draft = _cleaned(draft, programme)
    hits = content_hits(content=draft.content, own=school_wording(house=house))
    draft = _asked_alone(draft, hits)
    checked, of_file = _checked_file(file if draft.held else None)
    faults = [*_faults(standing, programme, draft, before.day, now, hits, confirmed), *of_file]
    if before.held:  # it stands as held already: a decision may be added to it, and is asked for only when it is to become held
        faults = [f for f in faults if f != Fault("decision", "required")]
    if not why or len(why) > REASON_MOST or find_personal(why):
        faults.append(Fault("why", "required" if not why else "long" if len(why) > REASON_MOST else "identity"))
    kept = outside.keep_sheet(house.files_dir, checked) if checked is not None and not faults else None
    with house.writing(actor=actor, now=now) as work:
        service_log.lock_programme(work.connection, programme.id)
        present = records.find_session(work.connection, session_id)
        if present is None:
            raise NotFound
        helped = _may_correct(work, actor, programme, present)
        faults += _staff_faults(work, draft, frozenset((present.staff_id or 0, *helped)))
        if faults:
            raise BadSession(faults, hits)
        if present.version != version:
            raise Conflict("changed")
        place = draft.start if draft.planned_start is None else draft.planned_start
        others = [one for one in service_log.sessions_on(work.connection, programme.id, present.day) if one.id != session_id]
        if any(draft.start == one.start or place == one.place for one in others):
            raise Conflict("exists")
        _write_correction(house, work, present, draft, why, kept, file, now)


def _may_correct(work: Work, actor: Actor, programme: ProgrammeRow, present: ServiceSessionRow) -> tuple[int, ...]:
    """Gives who helped; NotAllowed where the session is not the actor's."""
    helpers = service_log.assistants_of_sessions(work.connection, [present.id]).get(present.id, ())
    if not may_log(actor, programme, present, None, helpers):
        raise NotAllowed("log_service")
    return helpers


def _write_correction(
    house: House, work: Work, present: ServiceSessionRow, draft: SessionDraft, why: str, kept: Any, file: Upload | None, now: datetime
) -> None:
    stood = service_log.heads_of(work.connection, [present.id]).get(present.id, ())
    helped = service_log.assistants_of_sessions(work.connection, [present.id]).get(present.id, ())
    helpers = (helped if draft.assistants is None else draft.assistants) if draft.held else ()
    old = _told(_draft_of(present, stood), helped)
    new = _told(draft, tuple(one for one in helpers if one != draft.staff_id))
    values = _values(draft)
    if kept is not None:
        values["decision_file_id"], new["file"] = _keep_file(house, work, kept, file, now), kept.sha256
    work.change(records.service_session, present.id, **values, version=present.version + 1)
    _change_heads(work, present.id, stood, draft.heads)
    _change_helpers(work, present.id, new.get("assistants", []))
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    work.audit("session_corrected", f"session:{present.id}", {name: old.get(name) for name in names}, {**{name: new.get(name) for name in names}, "why": why})


def _draft_of(row: ServiceSessionRow, heads: tuple[SessionHeads, ...]) -> SessionDraft:
    """What is logged, in the words of a draft."""
    return SessionDraft(row.held, row.start, row.end, row.expected, row.present, row.content, row.reason, row.staff_id or 0, heads, row.planned_start,
                        row.room or "", None, row.decision or "", row.content_reason or "")


def _change_heads(work: Work, session_id: int, stood: tuple[SessionHeads, ...], wanted: tuple[SessionHeads, ...]) -> None:
    ids, before = service_log.head_ids(work.connection, session_id), {row.class_id: row for row in stood}
    for class_id, row_id in ids.items():
        if class_id not in {row.class_id for row in wanted}:
            work.remove(records.session_heads, row_id)
    for row in wanted:
        if row.class_id not in ids:
            work.add(records.session_heads, session_id=session_id, **_row_of(row))
        elif before[row.class_id] != row:
            work.change(records.session_heads, ids[row.class_id], **_row_of(row))


def _change_helpers(work: Work, session_id: int, wanted: list[int]) -> None:
    ids = service_log.assistant_ids_of_session(work.connection, session_id)
    for staff_id, row_id in ids.items():
        if staff_id not in wanted:
            work.remove(records.session_assistant, row_id)
    for staff_id in wanted:
        if staff_id not in ids:
            work.add(records.session_assistant, session_id=session_id, staff_id=staff_id)


def decision_file(*, house: House, actor: Actor, session_id: int) -> tuple[Path, FileRow]:
    """Where the file of a session's decision lies. NotFound where there is none, or the session is none of the reader's business."""
    actor.needs(Permit.SEE_SERVICE)
    with house.reading() as connection:
        row = records.find_session(connection, session_id)
        programme = records.find_programme(connection, row.programme_id) if row else None
    grades = None if actor.may(Permit.PLAN_SERVICE) else seen_grades(actor)
    if row is None or programme is None or row.decision_file_id is None or not actor.sees_day(row.day):
        raise NotFound
    if grades is not None and not grades & programme.grades:
        raise NotFound
    return path_of_file(house=house, file_id=row.decision_file_id)
