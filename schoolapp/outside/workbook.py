"""Opens a school workbook file in a child process with bounded time and memory, and brings its cells back. What they mean stands in
`rules/workbook`; the checks of the archive stand in `workbook_child`."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from schoolapp.outside import workbook_child
from schoolapp.outside.child import ChildFailed, ask_child
from schoolapp.rules.names import Cell
from schoolapp.rules.workbook import BadWorkbook, RawSheet, RawWorkbook

FILE_MAX = 16 * workbook_child.MEGABYTE
# JSON is at most this much longer than the child's own estimate of its answer.
_ANSWER_MAX = 2 * workbook_child.ANSWER_MAX

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_READERS: dict[str, Any] = {"d": date.fromisoformat, "m": datetime.fromisoformat, "t": time.fromisoformat}


def read_workbook(file: bytes | Path, *, seconds: float = workbook_child.SECONDS_MAX) -> RawWorkbook:
    """The sheets of an .xlsx file, unjudged. Raises BadWorkbook with a code of REFUSED_FILES.

    Refused: over 16 MB, 200 members or 128 MB unpacked; `..` names, macros, encryption, declarations in XML; sheets over 200,000 rows or
    64 columns; other formats, by name; whatever takes longer than `seconds` or more than 1 GB (not bounded on Windows).
    """
    data = _bytes_of(file)
    _check_start(data)
    answer = _ask_child(data, seconds)
    if "refused" in answer:
        raise BadWorkbook(answer["refused"], **answer["values"])
    return RawWorkbook(tuple(_sheet(entry) for entry in answer["sheets"]), hashlib.sha256(data).hexdigest())


def _bytes_of(file: bytes | Path) -> bytes:
    if isinstance(file, bytes):
        data = file
    else:
        with file.open("rb") as opened:
            data = opened.read(FILE_MAX + 1)
    if len(data) > FILE_MAX:
        raise BadWorkbook("too_big", most=FILE_MAX // workbook_child.MEGABYTE)
    return data


def _check_start(data: bytes) -> None:
    """Names what is no .xlsx by its first bytes; what starts like a ZIP archive is left to the child."""
    if not data:
        raise BadWorkbook("empty")
    if data.startswith(_OLE):
        # The names of an OLE file's streams are UTF-16; an encrypted workbook is one of them.
        raise BadWorkbook("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_excel")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"<":
        raise BadWorkbook("web_page")
    if data.startswith(b"\x09\x08"):
        raise BadWorkbook("old_excel")
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    raise BadWorkbook("plain_text" if utf16 or not any(byte < 9 or 13 < byte < 32 for byte in start) else "not_a_workbook")


def _ask_child(data: bytes, seconds: float) -> dict[str, Any]:
    try:
        answer = ask_child([str(Path(workbook_child.__file__))], data, seconds=seconds, answer_max=_ANSWER_MAX)
    except ChildFailed as failed:
        raise BadWorkbook(failed.code, **({"most": round(seconds)} if failed.code == "too_slow" else {})) from None
    found: dict[str, Any] = json.loads(answer.decode("utf-8", "surrogatepass"))
    return found


def _sheet(entry: dict[str, Any]) -> RawSheet:
    values: list[Cell] = [_READERS[value[0]](value[1]) if isinstance(value, list) else value for value in entry["values"]]
    value_at = values.__getitem__
    return RawSheet(entry["name"], tuple(tuple(map(value_at, row)) for row in entry["rows"]))
