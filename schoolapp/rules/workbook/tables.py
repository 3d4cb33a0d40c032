"""Reads one sheet by its headings: each column's cells by its reader, every refusal and remark collected.
What the columns are stands in `columns`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from schoolapp.rules.names import Cell, as_text, bare, is_empty
from schoolapp.rules.people import System
from schoolapp.rules.privacy import find_personal, mask
from schoolapp.rules.workbook.shapes import RawSheet, Remark, WorkbookError

# Beyond this many a list of refusals helps nobody; the rest is counted.
LISTED_MAX = 20_000
SHOWN_MAX = 60


class _Mark:
    """A value that is no cell's value; compared by identity."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


REQUIRED: Final = _Mark("REQUIRED")
UNREAD: Final = _Mark("UNREAD")
_NEW: Final = _Mark("NEW")


class Bad(NamedTuple):
    """What a reader answers for a cell that it refuses: a key of EXPECTED and the values of its sentence."""

    code: str
    values: Mapping[str, str | int] = {}


class Bounds(NamedTuple):
    """What reading a cell depends on: the school's system, and the days between which a date must lie (both included)."""

    system: System
    first: date
    last: date


Reader = Callable[[Cell, Bounds], Any]


class Column(NamedTuple):
    """A column: its heading, other names for it, its reader, what an empty cell means, and whether the heading may be missing."""

    heading: str
    read: Reader
    aliases: tuple[str, ...] = ()
    empty: Any = REQUIRED
    optional: bool = False


class Row(NamedTuple):
    """A row's number in the sheet, its values in the order of the columns (UNREAD where one was refused), its cells."""

    number: int
    values: list[Any]
    cells: tuple[Cell, ...]
    ok: bool


class Report:
    """The refusals and remarks of one reading, in the order in which they are found."""

    def __init__(self) -> None:
        self.errors: list[WorkbookError] = []
        self.remarks: list[Remark] = []
        self.left_out = 0

    def refuse(self, sheet: str, row: int | None, column: str, cell: Cell, code: str, **values: str | int) -> None:
        if len(self.errors) < LISTED_MAX:
            self.errors.append(WorkbookError(sheet, row, column, shown(cell), code, values))
        else:
            self.left_out += 1

    def remark(self, sheet: str, row: int | None, column: str, cell: Cell, code: str, **values: str | int) -> None:
        if len(self.remarks) < LISTED_MAX:
            self.remarks.append(Remark(sheet, row, column, shown(cell), code, values))


def shown(cell: Cell) -> str:
    """A cell for a refusal's line: one line, at most 60 characters; figures hidden where the text holds a personal number."""
    text = " ".join(as_text(cell).split())
    if find_personal(text):
        text = mask(text)
    return text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 1] + "…"


class Table:
    """A sheet with its headings found. `complete` False = a needed heading is missing (already refused); its column reads as UNREAD."""

    def __init__(self, name: str, sheet: RawSheet, columns: tuple[Column, ...], report: Report) -> None:
        self.name = name
        self.report = report
        self.columns = columns
        self._rows = sheet.rows
        head_at = next((n for n, row in enumerate(sheet.rows) if any(not is_empty(cell) for cell in row)), 0)
        self._head_at = head_at
        self._index = self._find_headings(sheet.rows[head_at] if sheet.rows else ())
        self.complete = all(column.optional or column.heading in self._index for column in columns)

    def _find_headings(self, head: tuple[Cell, ...]) -> dict[str, int]:
        texts = {n: _heading(cell) for n, cell in enumerate(head) if not is_empty(cell)}
        index: dict[str, int] = {}
        row = self._head_at + 1
        # The heading itself comes before its other names: beside 班主任工号, a column 班主任 is an extra one.
        for forms in ({column.heading: column.heading for column in self.columns},
                      {bare(name): column.heading for column in self.columns for name in column.aliases}):
            found: dict[str, int] = {}
            for n, text in list(texts.items()):
                heading = forms.get(text)
                if heading is None or heading in index:
                    continue
                if heading in found:
                    self.report.refuse(self.name, row, heading, head[n], "heading_twice", heading=heading)
                found.setdefault(heading, n)
                del texts[n]
            index |= found
        for n in texts:
            self.report.remark(self.name, row, shown(head[n]), head[n], "ignored_column")
        for column in self.columns:
            if column.heading not in index and not column.optional:
                self.report.refuse(self.name, row, column.heading, None, "heading", heading=column.heading)
        return index

    def cell(self, row: Row, heading: str) -> Cell:
        """The cell of a row below a heading, as it stands in the sheet."""
        n = self._index.get(heading)
        return row.cells[n] if n is not None and n < len(row.cells) else None

    def refuse(self, row: Row, heading: str, code: str, **values: str | int) -> None:
        self.report.refuse(self.name, row.number, heading, self.cell(row, heading), code, **values)

    def remark(self, row: Row, heading: str, code: str, **values: str | int) -> None:
        self.report.remark(self.name, row.number, heading, self.cell(row, heading), code, **values)

    def rows(self, bounds: Bounds) -> Iterator[Row]:
        """The rows that hold anything in the known columns. A cell is read once per column and value: long sheets repeat themselves."""
        plan: list[tuple[int, Column, dict[tuple[type, Cell], Any]]] = [
            (self._index.get(column.heading, -1), column, {}) for column in self.columns
        ]
        for number, cells in enumerate(self._rows[self._head_at + 1:], self._head_at + 2):
            width = len(cells)
            values: list[Any] = []
            refused: list[tuple[Column, Cell, Bad]] = []
            ok = True
            for n, column, known in plan:
                if n < 0:
                    ok = ok and column.optional
                    values.append(column.empty if column.optional else UNREAD)
                    continue
                cell = cells[n] if n < width else None
                key = (cell.__class__, cell)
                value = known.get(key, _NEW)
                if value is _NEW:
                    value = known[key] = _read(cell, column, bounds)
                if value.__class__ is Bad:
                    refused.append((column, cell, value))
                    value = UNREAD
                values.append(value)
            if refused:
                if all(n < 0 or n >= width or is_empty(cells[n]) for n, _, _ in plan):
                    continue
                ok = False
                for column, cell, bad in refused:
                    self.report.refuse(self.name, number, column.heading, cell, bad.code, **bad.values)
            elif all(n < 0 or n >= width or cells[n] is None for n, _, _ in plan):
                continue
            yield Row(number, values, cells, ok)


def _read(cell: Cell, column: Column, bounds: Bounds) -> Any:
    if is_empty(cell):
        return Bad("required") if column.empty is REQUIRED else column.empty
    return column.read(cell, bounds)


def _heading(cell: Cell) -> str:
    """A heading for comparing: no spaces, half width, without a mark for needed columns or a note in brackets."""
    text = bare(as_text(cell)).strip("*＊")
    return text.split("(")[0] if text.endswith(")") and not text.startswith("(") else text
