"""A term's written plan of the service (一校一案): attached as a file with its own date, a further version beside the earlier ones, taken back with
a reason. The file is judged in `outside`."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from schoolapp.records import people as people_records
from schoolapp.records import service_plans as records
from schoolapp.records.service_plans import PlanRow
from schoolapp.rules.calendar import Term
from schoolapp.rules.names import clean
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.afterschool.plan import chosen_term
from schoolapp.services.files import BadSheet, PaperFile, keep_paper, paper_of, record_file
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import standing_of

TITLE_MOST, NOTE_MOST, REASON_MOST = 80, 300, 300
PURPOSE = "service_plan"
EARLIEST = timedelta(days=5 * 366)


class BadPlan(Exception):
    """(field, code, values) of everything wrong. Codes: required, long, personal, future, old, and for the file those of BadSheet."""

    def __init__(self, faults: list[tuple[str, str, dict[str, Any]]]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code, _ in faults))
        self.faults = tuple(faults)


class PlanView(NamedTuple):
    """A version of the plan: its number in the term (1 = the first), who attached it, whether it is the one that holds."""

    row: PlanRow
    number: int
    by: str
    holds: bool

    @property
    def kilobytes(self) -> int:
        return max(1, round(self.row.file.size / 1024))


class Plans(NamedTuple):
    """A term's versions, newest first; the other terms to choose from."""

    term: Term
    terms: tuple[Term, ...]
    versions: tuple[PlanView, ...]

    @property
    def holding(self) -> PlanView | None:
        return next((v for v in self.versions if v.holds), None)


def list_plans(*, house: House, actor: Actor, term_id: int | None = None, now: datetime) -> Plans:
    """The versions of a term's plan. The newest that was not taken back holds."""
    actor.needs(Permit.SEE_SERVICE)
    standing = standing_of(house=house)
    term = chosen_term(standing, now, term_id)
    with house.reading() as connection:
        rows = records.list_plans(connection, term.id)
        names = people_records.staff_names(connection)
    holding = next((row.id for row in rows if row.withdrawn_at is None), None)
    versions = tuple(PlanView(row, len(rows) - n, names.get(row.added_by or 0, ""), row.id == holding) for n, row in enumerate(rows))
    return Plans(term, tuple(reversed(standing.terms)), versions)


def add_plan(
    *, house: House, actor: Actor, term_id: int | None = None, data: bytes, title: str, own_date: date | None, note: str = "", request_key: str = "",
    now: datetime,
) -> int:
    """Attaches a version of a term's plan; gives its id. The file is judged before the write. BadPlan with every fault."""
    actor.needs(Permit.PLAN_SERVICE)
    term, title, note = chosen_term(standing_of(house=house), now, term_id), clean(title), clean(note)
    faults = _text_faults("title", title, TITLE_MOST, needed=True) + _text_faults("note", note, NOTE_MOST)
    if own_date is None:
        faults.append(("own_date", "required", {}))
    elif not now.date() - EARLIEST <= own_date <= now.date():
        faults.append(("own_date", "future" if own_date > now.date() else "old", {}))
    try:
        kept = keep_paper(house=house, data=data) if not faults else None
    except BadSheet as bad:
        raise BadPlan([("file", bad.code, bad.values)]) from None
    if kept is None:
        raise BadPlan(faults)
    content = {"file": hashlib.sha256(data).hexdigest(), "term": term.id, "title": title, "own_date": own_date, "note": note}
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        file_id = record_file(work, kept, name=title, purpose=PURPOSE, now=now)
        plan_id = work.add(records.service_plan, term_id=term.id, file_id=file_id, title=title, own_date=own_date, note=note, added_by=actor.staff_id,
                           added_at=now)
        work.audit("service_plan_added", f"service_plan:{plan_id}", None,
                   {"term": term.name, "title": title, "own_date": own_date, "note": note, "file": kept.sha256})
        work.remember(request_key, content, str(plan_id))
    return plan_id


def withdraw_plan(*, house: House, actor: Actor, plan_id: int, reason: str, now: datetime) -> None:
    """Takes a version back: its facts and the reason stay, nobody can open it, the version before it holds again. BadPlan; Conflict where it
    is gone already."""
    actor.needs(Permit.PLAN_SERVICE)
    reason = clean(reason)
    if faults := _text_faults("reason", reason, REASON_MOST, needed=True):
        raise BadPlan(faults)
    with house.writing(actor=actor, now=now) as work:
        row = records.find_plan(work.connection, plan_id)
        if row is None:
            raise NotFound
        if row.withdrawn_at is not None:
            raise Conflict("changed")
        work.change(records.service_plan, plan_id, withdrawn_at=now, reason=reason)
        work.audit("service_plan_withdrawn", f"service_plan:{plan_id}", {"title": row.title, "file": row.file.sha256}, {"reason": reason})


def open_plan(*, house: House, actor: Actor, plan_id: int) -> PaperFile:
    """The file of a version that was not taken back; NotFound for any other."""
    actor.needs(Permit.SEE_SERVICE)
    with house.reading() as connection:
        row = records.find_plan(connection, plan_id)
    if row is None or row.withdrawn_at is not None:
        raise NotFound
    return paper_of(house=house, row=row.file, title=row.title)


def _text_faults(field: str, text: str, most: int, *, needed: bool = False) -> list[tuple[str, str, dict[str, Any]]]:
    if not text:
        return [(field, "required", {})] if needed else []
    if len(text) > most:
        return [(field, "long", {"most": most})]
    return [(field, "personal", {})] if find_personal(text) else []
