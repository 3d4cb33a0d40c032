"""What time does to cases: an answered one closes when its family had its days, a contact goes 90 days after closing, keys go with the office, the
counts of a day go with the day. The worker does it once a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from schoolapp.records import people as people_records
from schoolapp.records import suggestions as records
from schoolapp.records.suggestions import CaseRow
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor
from schoolapp.rules.suggestions import CONTACT_KEPT, OBJECT_DAYS, CaseState, case_number, contact_lapses, day_after
from schoolapp.services import jobs
from schoolapp.services.house import House
from schoolapp.services.school import Standing, has_school, standing_of
from schoolapp.words import N_

WORKER = Actor(None, "worker", frozenset())
EVERY = timedelta(days=1)


def tidy(*, house: House, now: datetime) -> dict[str, int]:
    """Closes, erases and forgets what is due; gives how many of each. Nothing due: nothing is written."""
    if not has_school(house=house):
        return {}
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        due = _closing(connection, standing, now) or _lapsed(connection, now) or _former(connection, now)
        old = records.has_tallies_before(connection, today)
    closed, erased, former = 0, 0, 0
    if due:
        with house.writing(actor=WORKER, now=now) as work:
            for row in _closing(work.connection, standing, now, lock=True):
                work.change(records.suggestion, row.id, state=CaseState.CLOSED.value, closed_on=today, version=row.version + 1)
                work.audit("suggestion_closed", f"suggestion:{row.id}", {"state": row.state}, {"state": CaseState.CLOSED.value})
                closed += 1
            for row in _lapsed(work.connection, now):
                work.change(records.suggestion, row.id, contact="", contact_erased_on=today, version=row.version + 1)
                work.audit("suggestion_contact_erased", f"suggestion:{row.id}", None, {"number": case_number(row.year, row.serial)})
                erased += 1
            for staff_id in _former(work.connection, now):
                former += records.drop_wraps(work.connection, of=staff_id)
                work.audit("suggestion_key_dropped", f"staff:{staff_id}")
    if old:
        with house.plain_writing() as connection:
            records.drop_tallies_before(connection, today)
    return {"closed": closed, "erased": erased, "keys": former}


def _closing(connection: Connection, standing: Standing, now: datetime, *, lock: bool = False) -> list[CaseRow]:
    """Answered cases whose family can say nothing more, or had its days for it."""
    found = []
    for row in records.list_cases(connection, [CaseState.ANSWERED.value]):
        fresh = records.find_case(connection, row.id, lock=True) if lock else row
        if fresh is None or fresh.state != CaseState.ANSWERED.value or fresh.answered_on is None:
            continue
        if now.date() > day_after(standing.calendar, fresh.answered_on, OBJECT_DAYS):
            found.append(fresh)
    return found


def _lapsed(connection: Connection, now: datetime) -> list[CaseRow]:
    rows = records.with_contact_closed_before(connection, now.date() - CONTACT_KEPT)
    return [row for row in rows if row.closed_on is not None and contact_lapses(row.closed_on, now.date())]


def _former(connection: Connection, now: datetime) -> list[int]:
    """Who holds a key and is no principal any more."""
    found = []
    for staff_id in sorted(records.all_holders(connection)):
        roles = people_records.roles_of(connection, staff_id)
        held = any(row.role is Role.PRINCIPAL and (row.valid_to is None or row.valid_to > now) for row in roles)
        if not held or not people_records.get_staff(connection, staff_id).active:
            found.append(staff_id)
    return found


@jobs.kind("suggestions", title=N_("整理意见建议"), every=EVERY)
def _run(house: House, progress: jobs.Progress, _params: dict[str, Any], clock: Callable[[], datetime]) -> dict[str, Any]:
    progress("tidy")
    return dict(tidy(house=house, now=clock()))
