"""How a finding came to be, as a time line from the audit chain: what was registered, corrected, imported, decided. No person is named."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from schoolapp.records import audit
from schoolapp.records import findings as records
from schoolapp.records.audit import EntryRow
from schoolapp.records.homework import ItemRow
from schoolapp.rules.findings import Finding, FindingState
from schoolapp.rules.homework import Counted, Kind, Tier
from schoolapp.rules.load import judged_figure, load_of
from schoolapp.rules.policy import TierMode

Change = tuple[Counted | None, Counted | None]


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One step. `code`: posted, corrected, withdrawn, imported, none_declared, class_none_declared, none_undone, session_logged,
    session_corrected, heads_set, judged, other (then `act` says which). `changes`: items before and after (None: not there). `total`:
    the class-day's judged minutes after the step, None where it has none. `subject` of a none, '' = the whole class."""

    at: datetime
    code: str
    act: str
    changes: tuple[Change, ...] = ()
    total: int | None = None
    subject: str = ""
    reason: str = ""
    state: FindingState | None = None


def class_day_history(connection: Connection, *, day_id: int, class_id: int, grade: int, mode: TierMode, items: Sequence[ItemRow]) -> list[HistoryStep]:
    """Every entry that touched a class-day, with its sum after each. `items`: all of its items as they are now, withdrawn ones too."""
    entries = audit.entries_of(connection, f"day:{day_id}")
    imported = records.imported_on(connection, day_id)
    now = {item.id: item.counted for item in items}
    first = _first_values(entries, now)
    standing: dict[int, Counted] = {}
    steps = []
    for entry in entries:
        changes = _changes(entry, class_id, standing, first, imported)
        for old, new in changes:
            if new is not None:
                standing[new.id] = new
            elif old is not None:
                standing.pop(old.id, None)
        old_values, new_values = _values(entry)
        told = new_values or old_values
        code = _CODES.get(entry.act, "other")
        if code == "imported" and not changes:
            code = "import_touched"
        total = judged_figure(load_of(standing.values(), mode), grade) if changes else None
        steps.append(HistoryStep(entry.at, code, entry.act, changes, total, str(told.get("subject", "")), str(new_values.get("reason", "") or "")))
    return steps


_CODES = {
    "homework_posted": "posted",
    "homework_corrected": "corrected",
    "homework_withdrawn": "withdrawn",
    "homework_timed_published": "posted",
    "long_task_posted": "posted",
    "long_task_corrected": "corrected",
    "long_task_withdrawn": "withdrawn",
    "import": "imported",
    "none_declared": "none_declared",
    "class_none_declared": "class_none_declared",
    "none_undone": "none_undone",
    "session_logged": "session_logged",
    "session_corrected": "session_corrected",
    "heads_set": "heads_set",
}


def _values(entry: EntryRow) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    old, new = json.loads(entry.old or "null"), json.loads(entry.new or "null")
    return (old if isinstance(old, dict) else {}), (new if isinstance(new, dict) else {})


def _counted(item_id: int, subject: str, values: Mapping[str, Any]) -> Counted:
    return Counted(item_id, subject, Kind(values["kind"]), Tier(values["tier"]), values["minutes"], values["in_school"])


def _first_values(entries: Iterable[EntryRow], now: Mapping[int, Counted]) -> dict[int, Counted]:
    """Each item as it was before its first correction."""
    first: dict[int, Counted] = {}
    for entry in entries:
        item_id = _item_id(entry.record)
        if entry.act == "homework_corrected" and item_id in now:
            first.setdefault(item_id, _counted(item_id, now[item_id].subject, _values(entry)[0]))
        elif entry.act == "long_task_corrected":
            for one in _values(entry)[0].get("items", ()):
                if one["item"] in now:
                    first.setdefault(one["item"], _counted(one["item"], now[one["item"]].subject, one))
    return {**now, **first}


def _item_id(record: str) -> int:
    name, _, number = record.partition(":")
    return int(number) if name == "item" and number.isdigit() else 0


def _changes(
    entry: EntryRow,
    class_id: int,
    standing: Mapping[int, Counted],
    first: Mapping[int, Counted],
    imported: Mapping[int, Sequence[Counted]],
) -> tuple[Change, ...]:
    """What an entry did to the items of a class-day."""
    item_id = _item_id(entry.record)
    if entry.act in ("homework_posted", "homework_timed_published", "long_task_posted"):
        return tuple((None, first[i["item"]]) for i in _values(entry)[1].get("items", ()) if i["class"] == class_id and i["item"] in first)
    if entry.act == "homework_corrected" and item_id in standing:
        return ((standing[item_id], _counted(item_id, standing[item_id].subject, _values(entry)[1])),)
    if entry.act == "homework_withdrawn" and item_id in standing:
        return ((standing[item_id], None),)
    if entry.act == "long_task_corrected":
        several = [(standing[i["item"]], i) for i in _values(entry)[1].get("items", ()) if i["item"] in standing]
        return tuple((was, _counted(was.id, was.subject, told)) for was, told in several)
    if entry.act == "long_task_withdrawn":
        return tuple((standing[i["item"]], None) for i in _values(entry)[0].get("items", ()) if i["item"] in standing)
    if entry.act == "import":
        run = entry.record.partition(":")[2]
        brought = imported.get(int(run), ()) if run.isdigit() else ()
        return tuple((None, first.get(item.id, item)) for item in brought)
    return ()


def record_history(connection: Connection, names: Iterable[str]) -> list[HistoryStep]:
    """Every entry that touched one of these records (sessions, counts, samples), oldest first."""
    found: dict[int, EntryRow] = {}
    for name in names:
        found.update({entry.n: entry for entry in audit.entries_of(connection, name)})
    return [
        HistoryStep(entry.at, _CODES.get(entry.act, "other"), entry.act, reason=str(_values(entry)[1].get("why", "") or ""))
        for _, entry in sorted(found.items())
    ]


def judgements(connection: Connection, findings: Iterable[Finding]) -> list[HistoryStep]:
    """What was decided about these findings, oldest first; one decision about several of them is one step."""
    steps: dict[tuple[datetime, str, str], HistoryStep] = {}
    for one in findings:
        row = records.find_state(connection, one.key)
        for entry in audit.entries_of(connection, f"finding:{row.id}") if row else ():
            new = _values(entry)[1]
            if entry.act == "finding_judged" and new.get("finding") == one.key:
                reason = str(new.get("reason", ""))
                steps[entry.at, new["state"], reason] = HistoryStep(entry.at, "judged", entry.act, reason=reason, state=FindingState(new["state"]))
    return sorted(steps.values(), key=lambda step: step.at)
