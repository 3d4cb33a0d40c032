"""Bringing a school workbook into the database: read in a child process, judged against the school, compared, written whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from schoolapp.outside.workbook import read_workbook
from schoolapp.records import audit
from schoolapp.records import workbook as records
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.workbook import SHEET_NAMES, BadWorkbook, RawWorkbook, WorkbookError, WorkbookReading, judge_workbook
from schoolapp.services.house import Busy, House, Work
from schoolapp.services.workbook.changes import Changes, RowChange, SheetCounts, ValueChange
from schoolapp.services.workbook.compare import compare
from schoolapp.services.workbook.days import day_changes
from schoolapp.services.workbook.report import (
    ErrorLine,
    RemarkLine,
    error_lines,
    import_report,
    refused_report,
    refused_sentence,
    remark_lines,
)
from schoolapp.services.workbook.result import ImportResult
from schoolapp.services.workbook.write import Outdated, Writer

__all__ = [
    "BadWorkbook", "ErrorLine", "ImportResult", "MadeImport", "RemarkLine", "RowChange", "SheetCounts", "ValueChange", "bring_in", "error_lines", "get_import",
    "import_report", "import_workbook", "list_imports", "refused_report", "refused_sentence", "remark_lines",
]

_TRIES = 4


class MadeImport(NamedTuple):
    """An import of the past: counts for each sheet, the file's name and hash, who and when."""

    id: int
    name: str
    file_sha256: str
    sheets: tuple[SheetCounts, ...]
    at: datetime


def import_workbook(*, house: House, actor: Actor, data: bytes, name: str, dry_run: bool, now: datetime, language: str = "zh") -> ImportResult:
    """Judges a workbook and, unless `dry_run`, writes it: all or nothing, the same workbook again changes nothing and leaves no audit entry.

    `name` is what the file was called, `language` the first language of a school that this import makes. BadWorkbook where the file is
    not read at all; refusals of rows come in the result. Over-cap and other non-compliant history is written as it is.
    """
    actor.needs(Permit.SET_UP)
    return bring_in(house, actor, data, name=name, dry_run=dry_run, now=now, language=language)


def bring_in(
    house: House, actor: Actor, data: bytes, *, name: str, dry_run: bool, now: datetime, language: str, also: Callable[[Work], None] | None = None,
) -> ImportResult:
    """`import_workbook` without asking the permit. `also` runs in the same write, after the workbook's rows are there, even where the
    workbook brings nothing new."""
    raw = read_workbook(data)
    name = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())[:255]
    for _ in range(_TRIES):
        with house.reading() as connection:
            version, _hash = audit.head(connection)
            held, present = records.held_school(connection), records.present_school(connection)
        reading = judge_workbook(raw, held, today=now.date())
        changes = compare(reading, held, present, now=now)
        result = _result(raw, reading, changes, present, name=name, size=len(data), dry_run=dry_run)
        if dry_run or not result.ok or (changes.empty and also is None):
            return result
        days = day_changes(changes, reading, held, present)
        try:
            with house.writing(actor=actor, now=now) as work:
                writer = Writer(work, changes, days, present, reading.year)
                run_id = None if changes.empty else writer.write(version=version, name=name, sha256=raw.sha256, counts=result.sheets, language=language)
                if also is not None:
                    also(work)
        except Outdated:
            continue
        return replace(result, run_id=run_id)
    raise Busy("the school kept changing")


def _result(
    raw: RawWorkbook, reading: WorkbookReading, changes: Changes, present: records.Present, *, name: str, size: int, dry_run: bool,
) -> ImportResult:
    errors = reading.errors
    if present.school_id is None and reading.school is None and not any(e.sheet == "学校" for e in errors):
        errors = (WorkbookError("学校", None, "学校名称", "", "item", {"item": "学校名称"}), *errors)
    wrong = Counter(e.sheet for e in errors)
    school = reading.school.name if reading.school else present.school.name if present.school else ""
    return ImportResult(
        ok=not errors, dry_run=dry_run, name=name, sha256=raw.sha256, size=size, school=school, sheets=changes.tallies(wrong), errors=errors,
        errors_left_out=reading.errors_left_out, remarks=(*reading.remarks, *changes.remarks),
        lines={sheet: tuple(sorted(changes.lines[sheet], key=lambda line: line.state != "changed")) for sheet in SHEET_NAMES if sheet in changes.lines})


def list_imports(*, house: House, actor: Actor, limit: int = 10) -> list[MadeImport]:
    """The newest imports, newest first."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        return [_made(row) for row in records.list_imports(connection, limit)]


def get_import(*, house: House, actor: Actor, run_id: int) -> MadeImport:
    """One import that was made; NotFound where there is none."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        row = records.find_import(connection, run_id)
    if row is None:
        raise NotFound
    return _made(row)


def _made(row: records.ImportRow) -> MadeImport:
    counts: dict[str, Any] = json.loads(row.counts)
    return MadeImport(row.id, row.name, row.file_sha256, tuple(SheetCounts(sheet, *numbers) for sheet, numbers in counts.items()), row.at)
