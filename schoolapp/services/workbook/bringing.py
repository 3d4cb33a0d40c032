"""The import itself: reads the file, judges it against the school, compares, and writes everything in one go or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from schoolapp.outside.workbook import read_workbook
from schoolapp.papers.template import INSTRUCTIONS
from schoolapp.records import audit
from schoolapp.records import wording as wording_records
from schoolapp.records import workbook as records
from schoolapp.rules.permits import Actor, Permit
from schoolapp.rules.workbook import SHEET_NAMES, RawWorkbook, WorkbookError, WorkbookReading, judge_workbook
from schoolapp.services.house import Busy, House, Work
from schoolapp.services.workbook.changes import Changes
from schoolapp.services.workbook.compare import compare
from schoolapp.services.workbook.days import day_changes
from schoolapp.services.workbook.result import ImportResult
from schoolapp.services.workbook.wording import wording_remarks
from schoolapp.services.workbook.write import Outdated, Writer

_TRIES = 4


def import_workbook(
    *, house: House, actor: Actor, data: bytes, name: str, dry_run: bool, now: datetime, language: str = "zh"
) -> ImportResult:
    """Judges a workbook and, unless `dry_run`, writes it: all or nothing. The same workbook again changes nothing, without an audit entry.

    `name` is what the file was called, `language` the first language of a school that this import makes. BadWorkbook where the file is
    not read at all; refusals of rows come in the result. Over-cap and other non-compliant history is written as it is.
    """
    actor.needs(Permit.SET_UP)
    return bring_in(house, actor, data, name=name, dry_run=dry_run, now=now, language=language)


def bring_in(
    house: House,
    actor: Actor,
    data: bytes,
    *,
    name: str,
    dry_run: bool,
    now: datetime,
    language: str,
    also: Callable[[Work], None] | None = None,
) -> ImportResult:
    """`import_workbook` without asking the permit. `also` runs in the same write, after the workbook's rows are there, even where the
    workbook brings nothing new."""
    raw = read_workbook(data)
    name = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())[:255]
    for _ in range(_TRIES):
        with house.reading() as connection:
            version, _hash = audit.head(connection)
            held, present = records.held_school(connection), records.present_school(connection)
            own = wording_records.school_wording(connection)
        reading = judge_workbook(raw, held, today=now.date())
        changes = compare(reading, held, present, now=now)
        changes.remarks += wording_remarks(reading.homework, held, own)
        result = _result(raw, reading, changes, present, name=name, size=len(data), dry_run=dry_run)
        if dry_run or not result.ok or (changes.empty and also is None):
            return result
        days = day_changes(changes, reading, held, present)
        try:
            with house.writing(actor=actor, now=now) as work:
                writer = Writer(work, changes, days, present, reading.year)
                run_id = (
                    None
                    if changes.empty
                    else writer.write(version=version, name=name, sha256=raw.sha256, counts=result.sheets, language=language)
                )
                if also is not None:
                    also(work)
        except Outdated:
            continue
        return replace(result, run_id=run_id)
    raise Busy("the school kept changing")


def _result(
    raw: RawWorkbook,
    reading: WorkbookReading,
    changes: Changes,
    present: records.Present,
    *,
    name: str,
    size: int,
    dry_run: bool,
) -> ImportResult:
    errors = reading.errors
    if present.school_id is None and reading.school is None and not any(e.sheet == "学校" for e in errors):
        errors = (WorkbookError("学校", None, "学校名称", "", "item", {"item": "学校名称"}), *errors)
    wrong = Counter(e.sheet for e in errors)
    school = reading.school.name if reading.school else present.school.name if present.school else ""
    return ImportResult(
        ok=not errors,
        dry_run=dry_run,
        name=name,
        sha256=raw.sha256,
        size=size,
        school=school,
        sheets=changes.tallies(wrong),
        errors=errors,
        errors_left_out=reading.errors_left_out,
        remarks=tuple(r for r in (*reading.remarks, *changes.remarks) if r.sheet != INSTRUCTIONS),
        lines={
            sheet: tuple(sorted(changes.lines[sheet], key=lambda line: line.state != "changed"))
            for sheet in SHEET_NAMES
            if sheet in changes.lines
        },
    )
