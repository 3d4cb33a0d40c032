"""Ledgers as bytes: one workbook with a sheet for each, and CSV of the same rows. What stands in them is decided in `tables`."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import IO, Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from schoolapp.papers.tables import Cell, ColumnKind, Ledger, Mark
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.words import gettext

INK, MUTED, TINT, HAIRLINE, RED, TEAL, BLANK = "#1B2326", "#59666B", "#EAF2F3", "#CFD7D9", "#A61B1B", "#0B4F5C", "#EDEFF0"
HEAD_ROW = 3
CELL_TEXT_MAX = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
_NUMBER_FORMATS = {
    ColumnKind.INT: "0", ColumnKind.DECIMAL: "0.####", ColumnKind.SHARE: "0.0%",
    ColumnKind.DATE: "yyyy-mm-dd", ColumnKind.TIME: "hh:mm", ColumnKind.MOMENT: "yyyy-mm-dd hh:mm",
}
_RIGHT = (ColumnKind.INT, ColumnKind.DECIMAL, ColumnKind.SHARE)

Progress = Callable[[int, int], None]
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True,
}


def clean(text: str) -> str:
    """The text without the control characters that a workbook cannot hold."""
    return _CONTROL.sub("", text)


def school_moment(moment: datetime) -> datetime:
    """The moment on the school's clock, without its zone: workbooks know none."""
    return moment.astimezone(SCHOOL_TIME).replace(tzinfo=None)


def repack(source: BinaryIO, out: BinaryIO, moment: datetime, stored: bool) -> None:
    """Writes a workbook's members again with `moment` as their date and, if `stored`, uncompressed: equal on every machine."""
    stamp = moment.timetuple()[:6]
    with ZipFile(source) as old, ZipFile(out, "w") as new:
        for member in old.infolist():
            info = ZipInfo(member.filename, (max(stamp[0], 1980), *stamp[1:]))
            info.create_system, info.external_attr = 3, 0o644 << 16
            info.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
            info.file_size = member.file_size
            with old.open(member) as reader, new.open(info, "w") as writer:
                shutil.copyfileobj(reader, writer, 1 << 20)


class _Formats:
    """The workbook's cell formats, made when first asked for."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[ColumnKind, Mark], Any] = {}
        base = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
        self.title = book.add_format({**base, "font_size": 14, "bold": True, "font_color": INK})
        self.note = book.add_format({**base, "font_size": 9, "font_color": MUTED})
        self.head = book.add_format({**base, "bold": True, "align": "center", "text_wrap": True, "bg_color": TINT, "font_color": INK,
                                     "top": 5, "bottom": 1})
        self.base = base

    def of(self, kind: ColumnKind, mark: Mark) -> Any:
        if (kind, mark) not in self.made:
            look: dict[str, Any] = {**self.base, "font_color": INK, "bottom": 4, "bottom_color": HAIRLINE}
            if kind in _RIGHT:
                look |= {"align": "right", "indent": 1}
            elif kind is ColumnKind.TEXT:
                look |= {"text_wrap": True, "align": "left"}
            else:
                look |= {"align": "center"}
            if kind in _NUMBER_FORMATS:
                look["num_format"] = _NUMBER_FORMATS[kind]
            if kind is ColumnKind.DECIMAL:
                look["num_format"] = "General"
            if mark is Mark.OVER:
                look |= {"bold": True, "font_color": RED}
            elif mark is Mark.MISSING:
                look |= {"pattern": 1, "bg_color": BLANK}
            self.made[kind, mark] = self.book.add_format(look)
        return self.made[kind, mark]


def _write_cell(sheet: Any, row: int, column: int, value: Cell, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        text = clean(value)
        if len(text) > CELL_TEXT_MAX:
            text = text[: CELL_TEXT_MAX - 1] + "…"
        sheet.write_string(row, column, text, look)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, school_moment(value), look)
    elif isinstance(value, (date, time)):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _write_sheet(book: Any, formats: _Formats, ledger: Ledger, school: str, lang: str, tick: Callable[[], None]) -> None:
    sheet = book.add_worksheet(ledger.sheet)
    last = len(ledger.columns) - 1
    for index, column in enumerate(ledger.columns):
        sheet.set_column(index, index, column.width)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, ledger.title, formats.title)
    sheet.write_string(1, 0, ledger.note, formats.note)
    sheet.set_row(HEAD_ROW, 22)
    for index, column in enumerate(ledger.columns):
        sheet.write_string(HEAD_ROW, index, gettext(lang, column.label), formats.head)
    kinds = [column.kind for column in ledger.columns]
    row = HEAD_ROW
    for cells, mark in ledger.rows():
        row += 1
        if ledger.row_height is not None:
            sheet.set_row(row, ledger.row_height)
        for index, value in enumerate(cells):
            _write_cell(sheet, row, index, value, formats.of(kinds[index], mark))
        tick()
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.autofilter(HEAD_ROW, 0, max(row, HEAD_ROW + 1), last)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.65, right=0.6, top=0.75, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    head = clean(school).replace("&", "&&")[:100]
    sheet.set_header(f"&L&9{' ' if head[:1].isdigit() else ''}{head}&R&9{ledger.sheet}")
    sheet.set_footer("&R&9" + gettext(lang, "第 %(page)s 页　共 %(pages)s 页", page="&P", pages="&N"))


def write_workbook(out: BinaryIO, ledgers: Iterable[Ledger], *, school: str, made_at: datetime, lang: str, stored: bool = False,
                   progress: Progress = lambda done, total: None) -> None:
    """Writes the workbook of these ledgers: real dates and numbers, frozen heads, filters, A4 landscape, one page wide.
    Equal ledgers and moment give equal bytes; `stored` leaves the members uncompressed, so that this holds on every machine.
    `progress` is told rows done of all; what it raises stops the work."""
    import xlsxwriter

    ledgers = tuple(ledgers)
    total = sum(ledger.count for ledger in ledgers)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % 2000 == 0:
            progress(done, total)

    moment = school_moment(made_at)
    with tempfile.TemporaryDirectory(prefix="ledgers-") as folder, tempfile.TemporaryFile() as raw:
        book = xlsxwriter.Workbook(raw, {**OPTIONS, "tmpdir": folder})
        book.set_properties({"title": gettext(lang, "台账"), "author": clean(school), "company": clean(school), "created": moment})
        formats = _Formats(book)
        try:
            for ledger in ledgers:
                _write_sheet(book, formats, ledger, school, lang, tick)
        except BaseException:
            for sheet in book.worksheets():
                sheet._opt_close()  # The rows written so far lie in files that only xlsxwriter knows.
            raise
        book.close()
        raw.seek(0)
        repack(raw, out, moment, stored)
    progress(total, total)


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = clean(value)
        return "'" + text if text.lstrip(" 　\xa0")[:1] in tuple(_FORMULA_STARTS) else text
    if isinstance(value, datetime):
        return f"{school_moment(value):%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if float(value).is_integer() else repr(value)


def write_csv(out: IO[bytes] | io.RawIOBase, ledger: Ledger, lang: str) -> None:
    """Writes the ledger as CSV: UTF-8 with BOM, one heading row, CRLF. A text that a spreadsheet would take for a formula
    gets an apostrophe in front. `out` stays open."""
    text = io.TextIOWrapper(cast(BinaryIO, out), encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([gettext(lang, column.label) for column in ledger.columns])
    writer.writerows([_csv_cell(value) for value in cells] for cells, _mark in ledger.rows())
    text.flush()
    text.detach()
