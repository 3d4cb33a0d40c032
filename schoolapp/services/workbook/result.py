"""What an import answers: counts for each sheet, refusals and remarks by code, the lines of the preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schoolapp.rules.workbook import Remark, WorkbookError
from schoolapp.services.workbook.changes import RowChange, SheetCounts


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`ok`: nothing was refused (in a dry run: it could be written). `run_id`: the import that was recorded, None for a dry run, with
    refusals, and where nothing was new. `lines`: sheet -> the first added and changed rows. Ignored columns stand among the remarks."""

    ok: bool
    dry_run: bool
    name: str
    sha256: str
    size: int
    school: str
    sheets: tuple[SheetCounts, ...]
    errors: tuple[WorkbookError, ...]
    errors_left_out: int
    remarks: tuple[Remark, ...]
    lines: Mapping[str, tuple[RowChange, ...]]
    run_id: int | None = None

    @property
    def added(self) -> int:
        """Rows that are new, over all sheets."""
        return sum(sheet.added for sheet in self.sheets)

    @property
    def changed(self) -> int:
        return sum(sheet.changed for sheet in self.sheets)

    @property
    def same(self) -> int:
        return sum(sheet.same for sheet in self.sheets)

    @property
    def wrong(self) -> int:
        """Refusals in all, those beyond the list too."""
        return len(self.errors) + self.errors_left_out

    @property
    def nothing_new(self) -> bool:
        return self.ok and not self.added and not self.changed
