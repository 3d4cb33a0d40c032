"""School workbooks for the tests of importing: the small school of the rules' tests as raw cells and as a real file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from schoolapp.rules.workbook import RawSheet, RawWorkbook
from tests.rules.school_workbook import Sheets, make_sheets

Change = Callable[[Sheets], Any]


def changed(*changes: Change, only: tuple[str, ...] | None = None) -> Sheets:
    """The small school's sheets after some changes, cut down to those of `only`."""
    sheets = make_sheets()
    for change in changes:
        change(sheets)
    return sheets if only is None else {name: rows for name, rows in sheets.items() if name in only}


def raw_of(sheets: Sheets) -> RawWorkbook:
    """What reading the file of these sheets gives."""
    rows = tuple(RawSheet(name, tuple(tuple(row) for row in rows)) for name, rows in sheets.items())
    return RawWorkbook(rows, hashlib.sha256(repr(rows).encode()).hexdigest())


def file_of(sheets: Sheets) -> bytes:
    """The sheets as an .xlsx file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    forms = {datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), date: book.add_format({"num_format": "yyyy-mm-dd"}),
             time: book.add_format({"num_format": "hh:mm"})}
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if type(cell) in forms:
                    sheet.write_datetime(y, x, cell, forms[type(cell)])
                elif cell is not None:
                    sheet.write(y, x, cell)
    book.close()
    return out.getvalue()
