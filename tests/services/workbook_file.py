"""School workbooks for the tests of importing: the small school of the rules' tests as raw cells and as a real file, and what to ask of a
house after an import."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import Table, func, select

from schoolapp.records import audit
from schoolapp.records.tables import AUDITED
from schoolapp.rules.permits import OPERATOR
from schoolapp.rules.workbook import RawSheet, RawWorkbook
from schoolapp.services import audit as audit_services
from schoolapp.services import workbook as services
from schoolapp.services.house import House
from schoolapp.services.workbook import bringing
from tests.cast import NOW
from tests.rules.school_workbook import Sheets, make_sheets

Change = Callable[[Sheets], Any]
Import = Callable[..., services.ImportResult]


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
    forms = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        time: book.add_format({"num_format": "hh:mm"}),
    }
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


def importer(house: House, patch: pytest.MonkeyPatch) -> Import:
    """Imports the small school's workbook after some changes. The file itself is left out here: reading files has its own tests."""
    books: dict[bytes, Sheets] = {}
    patch.setattr(bringing, "read_workbook", lambda data: raw_of(books[data]))

    def run(*changes: Change, only: tuple[str, ...] | None = None, dry_run: bool = False, now: datetime = NOW) -> services.ImportResult:
        data = str(len(books)).encode()
        books[data] = changed(*changes, only=only)
        return services.import_workbook(house=house, actor=OPERATOR, data=data, name="学校.xlsx", dry_run=dry_run, now=now)

    return run


def rows(house: House, table: Table, *columns: str) -> list[tuple[Any, ...]]:
    """The named columns of every row, by id."""
    with house.reading() as connection:
        return [tuple(row) for row in connection.execute(select(*(table.c[name] for name in columns)).order_by(table.c.id))]


def everything(house: House) -> dict[str, int]:
    """How many rows every audited table has."""
    with house.reading() as connection:
        return {name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table, name in AUDITED.items()}


def entries(house: House) -> list[str]:
    return [act for (act,) in entry_values(house, "act")]


def entry_values(house: House, *columns: str) -> list[tuple[Any, ...]]:
    with house.reading() as connection:
        return [
            tuple(row)
            for row in connection.execute(select(*(audit.audit_entry.c[name] for name in columns)).order_by(audit.audit_entry.c.n))
        ]


def figures(result: services.ImportResult) -> dict[str, tuple[int, int, int]]:
    return {sheet.sheet: sheet[1:4] for sheet in result.sheets}


def codes(result: services.ImportResult) -> list[tuple[str, int | None, str, str]]:
    return [(error.sheet, error.row, error.column, error.expected_code) for error in result.errors]


def chain_holds(house: House) -> bool:
    return audit_services.verify_chain(house=house, actor=OPERATOR)[1] == []
