"""The register of outside monitoring (监测督): when, by whom, how many were invited and completed it, what came of it. Noted, corrected and
withdrawn by the office and the principal; each step is audited. Reports and packs read it by `records.monitoring.monitorings_in`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from schoolapp.records import monitoring as records
from schoolapp.records.monitoring import MonitoringRow
from schoolapp.rules.monitoring import Audience, Monitoring, monitoring_faults
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.house import Conflict, House

__all__ = ["MonitoringRefused", "MonitoringRow", "correct_monitoring", "get_monitoring", "list_monitorings", "note_monitoring", "withdraw_monitoring"]


class MonitoringRefused(Exception):
    """Nothing was written. `faults`: (field, code) as in rules.monitoring, and personal: an identity or mobile number."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(faults)
        self.faults = faults


def list_monitorings(*, house: House, actor: Actor) -> list[MonitoringRow]:
    """All that stand, the newest first."""
    actor.needs(Permit.NOTE_MONITORING)
    with house.reading() as connection:
        return records.list_monitorings(connection)


def get_monitoring(*, house: House, actor: Actor, monitoring_id: int) -> MonitoringRow:
    """One that stands, else NotFound."""
    actor.needs(Permit.NOTE_MONITORING)
    with house.reading() as connection:
        row = records.find_monitoring(connection, monitoring_id)
    if row is None:
        raise NotFound
    return row


def note_monitoring(*, house: House, actor: Actor, noted: Monitoring, request_key: str = "", now: datetime) -> int:
    """Notes a monitoring; gives its id. Replayed where this form was sent before."""
    actor.needs(Permit.NOTE_MONITORING)
    _check(noted, now)
    values = _values(noted)
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, {"monitoring": values})
        row_id = work.add(records.outside_monitoring, **values, noted_at=now, noted_by=actor.staff_id, version=1)
        work.audit("monitoring_noted", f"monitoring:{row_id}", None, values)
        work.remember(request_key, {"monitoring": values}, str(row_id))
    return row_id


def correct_monitoring(*, house: House, actor: Actor, monitoring_id: int, noted: Monitoring, version: int, now: datetime) -> bool:
    """Corrects one; False where nothing is different. Conflict('stale') where somebody corrected it meanwhile."""
    actor.needs(Permit.NOTE_MONITORING)
    _check(noted, now)
    values = _values(noted)
    with house.writing(actor=actor, now=now) as work:
        row = _present(records.find_monitoring(work.connection, monitoring_id), version)
        old = {name: getattr(row, name) for name in values}
        if old == values:
            return False
        work.change(records.outside_monitoring, row.id, **values, version=row.version + 1)
        work.audit("monitoring_corrected", f"monitoring:{row.id}", old, values)
    return True


def withdraw_monitoring(*, house: House, actor: Actor, monitoring_id: int, version: int, now: datetime) -> None:
    """Takes one off the register; it stays in the audit trail."""
    actor.needs(Permit.NOTE_MONITORING)
    with house.writing(actor=actor, now=now) as work:
        row = _present(records.find_monitoring(work.connection, monitoring_id), version)
        work.change(records.outside_monitoring, row.id, withdrawn_at=now, version=row.version + 1)
        work.audit("monitoring_withdrawn", f"monitoring:{row.id}", {"title": row.title, "start": row.start}, None)


def _present(row: MonitoringRow | None, version: int) -> MonitoringRow:
    if row is None:
        raise NotFound
    if row.version != version:
        raise Conflict("stale")
    return row


def _check(noted: Monitoring, now: datetime) -> None:
    faults = list(monitoring_faults(noted, now.date()))
    faults += [(name, "personal") for name in ("title", "organiser", "results") if find_personal(getattr(noted, name))]
    if faults:
        raise MonitoringRefused(faults)


def _values(noted: Monitoring) -> dict[str, Any]:
    return {**asdict(noted), "audience": Audience(noted.audience).value}
