"""Bringing a school workbook into the database: read in a child process, judged against the school, compared, written whole or not
at all. The parts stand in the modules of this package."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from schoolapp.outside.workbook import FILE_MAX as FILE_MOST
from schoolapp.records import workbook as records
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.workbook import BadWorkbook
from schoolapp.services.house import House
from schoolapp.services.workbook.bringing import bring_in, import_workbook
from schoolapp.services.workbook.changes import RowChange, SheetCounts, ValueChange
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
from schoolapp.services.workbook.uploads import drop_upload, errors_file, preview_upload, take_upload, template_file, write_upload

__all__ = [
    "FILE_MOST",
    "BadWorkbook",
    "ErrorLine",
    "ImportResult",
    "MadeImport",
    "RemarkLine",
    "RowChange",
    "SheetCounts",
    "ValueChange",
    "bring_in",
    "drop_upload",
    "error_lines",
    "errors_file",
    "get_import",
    "import_report",
    "import_workbook",
    "list_imports",
    "preview_upload",
    "refused_report",
    "refused_sentence",
    "remark_lines",
    "take_upload",
    "template_file",
    "write_upload",
]


class MadeImport(NamedTuple):
    """An import of the past: counts for each sheet, the file's name and hash, who and when."""

    id: int
    name: str
    file_sha256: str
    sheets: tuple[SheetCounts, ...]
    at: datetime


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
