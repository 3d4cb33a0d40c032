"""The child process that opens an uploaded workbook: checks the archive, then reads the cells. Run as a file, it imports nothing of ours.

Standard input is the file; standard output is one JSON object: {"refused": code, "values": {...}} or
{"sheets": [{"name", "values", "rows"}]}, where rows hold indexes into values (see `Packer`).
Judging the cells and starting this process are done elsewhere.
"""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

MEGABYTE = 1 << 20
UNPACKED_MAX = 128 * MEGABYTE
MEMBERS_MAX = 200
ROWS_MAX = 200_000
COLUMNS_MAX = 64
CELLS_MAX = 4_000_000
ANSWER_MAX = 64 * MEGABYTE
MEMORY_MAX = 1024 * MEGABYTE
SECONDS_MAX = 20

_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Parts that the reader of cells has no use for. Everything else is checked like a sheet, whatever it calls itself.
_UNUSED = re.compile(
    r"(?:^|/)(?:docprops|customxml|drawings|charts|chartsheets|dialogsheets|diagrams|media|embeddings|externallinks|pivottables|pivotcache|"
    r"printersettings|ctrlprops|activex|theme|comments[^/]*\.xml|threadedcomments|persons|calcchain\.xml)(?:/|$)"
)
_CELL = re.compile(rb"<(?:[^\s<>/:!?]*:)?c(?=[\s/>])")
# A cell as the usual programs write it, within the limits of rows (200,000) and columns (64 = BL).
_USUAL_CELL = re.compile(
    rb'<(?:x:)?c r="(?:[A-Z]|A[A-Z]|B[A-L])(?:[1-9]\d{0,4}|1\d{5}|200000)"'
    rb'(?: s="\d{1,9}")?(?: t="[A-Za-z]{1,12}")?(?: s="\d{1,9}")?(?:>|/>)'
)
_ROW_OR_CELL = re.compile(rb"""<(?:[^\s<>/:!?]*:)?(row|c)((?:\s+[^\s=<>"']+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
_ANY_ROW_OR_CELL = re.compile(rb"<(?:[^\s<>/:!?]*:)?(?:row|c)(?=[\s/>])")
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{0,8})(\d{0,9})["']""")


class Refused(Exception):
    """The file is not read; a code of REFUSED_FILES and its values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def check_directory(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members to unpack, after every check that needs no unpacking. Raises Refused."""
    members = archive.infolist()
    if len(members) > MEMBERS_MAX:
        raise Refused("too_many_members", most=MEMBERS_MAX)
    if sum(member.file_size for member in members) > UNPACKED_MAX:
        raise Refused("too_large_unpacked", most=UNPACKED_MAX // MEGABYTE)
    seen: set[str] = set()
    for member in members:
        name = _plain_name(member)
        if ".." in name.split("/") or "\0" in member.orig_filename or ":" in name or name in seen:
            raise Refused("bad_names")
        seen.add(name)
        if member.flag_bits & 0x2041:
            raise Refused("encrypted")
        if name.rsplit("/", 1)[-1] == "vbaproject.bin" or "/macrosheets/" in name:
            raise Refused("macros")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")
    if "xl/workbook.bin" in seen:
        raise Refused("binary_excel")
    if "content.xml" in seen:
        raise Refused("opendocument")
    if seen & {"word/document.xml", "ppt/presentation.xml"}:
        raise Refused("other_document")
    if not any(name.rsplit("/", 1)[-1] == "workbook.xml" for name in seen):
        raise Refused("not_a_workbook")
    return [member for member in members if not member.filename.endswith("/")]


def _plain_name(member: zipfile.ZipInfo) -> str:
    return member.orig_filename.replace("\\", "/").lstrip("/").casefold()


def unpack(data: bytes, members: Iterable[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each member. The sizes in the directory are held to: a stream that gives more or less is refused, as are members
    that share bytes. Never unpacks more than the directory says."""
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        at = member.header_offset
        head = data[at:at + 30]
        if at < end or len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise Refused("damaged")
        start = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        end = start + member.compress_size
        if end > len(data):
            raise Refused("damaged")
        packed = data[start:end]
        if member.compress_type == zipfile.ZIP_DEFLATED:
            stream = zlib.decompressobj(-15)
            content = stream.decompress(packed, member.file_size + 1)
            if not stream.eof and len(content) <= member.file_size:
                raise Refused("damaged")
        else:
            content = packed
        if len(content) != member.file_size or zlib.crc32(content) != member.CRC:
            raise Refused("damaged")
        yield member.orig_filename.replace("\\", "/").lstrip("/"), content


def checked_copy(data: bytes) -> bytes:
    """A plain archive of the parts that the cells come from, each of them checked: what is read afterwards is what was checked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, UnicodeDecodeError, NotImplementedError) as error:
        raise Refused("damaged") from error
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as out:
        for name, content in unpack(data, check_directory(archive)):
            if _is_xml(name, content):
                check_xml(content)
                if name.casefold() == "[content_types].xml" and (b"macroEnabled" in content or b"vbaProject" in content):
                    raise Refused("macros")
                if not _UNUSED.search(name.casefold()):
                    try:
                        check_cells(content)
                    except Refused as refused:
                        raise Refused(refused.code, **refused.values, sheet=sheet_of(archive, name)) from None
                    out.writestr(name, content)
    return copy.getvalue()


def sheet_of(archive: zipfile.ZipFile, part: str) -> str:
    """The name of the sheet that a part holds, for a refusal; the part's own name where the workbook does not tell."""
    texts = []
    for path in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        with contextlib.suppress(KeyError, zipfile.BadZipFile, zlib.error), archive.open(path) as opened:
            texts.append(opened.read(MEGABYTE).decode("utf-8", "replace"))
    file_name = part.rsplit("/", 1)[-1]
    if len(texts) == 2:
        for tag in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", texts[0]):
            target, rid = re.search(r'Target="([^"]*)"', tag), re.search(r'\bId="([^"]*)"', tag)
            if target and rid and target[1].rsplit("/", 1)[-1] == file_name:
                named = re.search(rf'<(?:\w+:)?sheet\s[^>]*?name="([^"]*)"[^>]*?r:id="{re.escape(rid[1])}"', texts[1])
                return html.unescape(named[1]) if named else file_name
    return file_name


def _is_xml(name: str, content: bytes) -> bool:
    return name.casefold().endswith((".xml", ".rels", ".vml")) or content[:200].lstrip(b"\xef\xbb\xbf \t\r\n\0\xff\xfe").startswith(b"<")


def check_xml(content: bytes) -> None:
    """No document type, no entities, and an encoding in which they could not hide."""
    if b"\0" in content[:64] or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("declarations")
    if _DECLARATION.search(content):
        raise Refused("declarations")


def check_cells(content: bytes) -> None:
    """No cell beyond the limits of rows and columns (a reader keeps the rectangle round all cells), and not too many of them."""
    cells = 0
    for _ in _CELL.finditer(content):
        cells += 1
        if cells > CELLS_MAX:
            raise Refused("too_heavy")
    if cells != sum(1 for _ in _USUAL_CELL.finditer(content)):
        _check_odd_cells(content)


def _check_odd_cells(content: bytes) -> None:
    """The same for cells written in an unusual way. Cells without content may lie anywhere: they carry only a format."""
    row = column = tags = 0
    for tag in _ROW_OR_CELL.finditer(content):
        tags += 1
        places = [(_column_of(found[1]), int(found[2] or 0)) for found in _PLACE.finditer(tag[2])]
        if tag[1] == b"row":
            row = max([row + 1, *(number for _, number in places)])
            column = 0
            continue
        column = max([column + 1, *(number for number, _ in places)])
        at_row = max([row, *(number for _, number in places)])
        if tag[3]:
            column = min(column, COLUMNS_MAX)
            continue
        if at_row > ROWS_MAX:
            raise Refused("too_many_rows", most=ROWS_MAX)
        if column > COLUMNS_MAX:
            raise Refused("too_many_columns", most=COLUMNS_MAX)
    if tags != sum(1 for _ in _ANY_ROW_OR_CELL.finditer(content)):
        raise Refused("damaged")


def _column_of(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class Packer:
    """Puts each different value once into a table; a row is a list of places in it. Place 0 is the empty cell.

    In the table: null, text, number, true or false as they are; a day ["d", ISO], a moment ["m", ISO], a time ["t", ISO].
    """

    def __init__(self) -> None:
        self.values: list[Any] = [None]
        self._places: dict[tuple[type, Any], int] = {(str, ""): 0, (type(None), None): 0}
        self.size = 0

    def row(self, cells: Iterable[Any]) -> list[int]:
        places = self._places
        found = []
        for cell in cells:
            key = (cell.__class__, cell)
            place = places.get(key)
            if place is None:
                place = places[key] = self._add(cell)
            found.append(place)
        while found and not found[-1]:
            found.pop()
        self.size += 8 * len(found)
        if self.size > ANSWER_MAX:
            raise Refused("too_heavy")
        return found

    def _add(self, cell: Any) -> int:
        value = plain_value(cell)
        self.size += len(value) * 4 if isinstance(value, str) else 32
        self.values.append(value)
        return len(self.values) - 1


def plain_value(cell: Any) -> Any:
    """A cell for JSON. Whole numbers lose their point; a duration below a day is a time, another one text."""
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return str(cell)
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, datetime):
        return ["m", cell.isoformat()]
    if isinstance(cell, date):
        return ["d", cell.isoformat()]
    if isinstance(cell, time):
        return ["t", cell.isoformat()]
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return ["t", time(minutes // 60, minutes % 60, seconds).isoformat()] if 0 <= minutes < 24 * 60 else str(cell)
    return cell if isinstance(cell, (str, int, bool)) else str(cell)


def read_sheets(copy: bytes) -> list[dict[str, Any]]:
    """Every worksheet with its cells, from the checked copy."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(copy))
    sheets = []
    for about in workbook.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        end = sheet.end or (0, 0)
        if end[0] >= ROWS_MAX:
            raise Refused("too_many_rows", sheet=about.name, most=ROWS_MAX)
        if end[1] >= COLUMNS_MAX:
            raise Refused("too_many_columns", sheet=about.name, most=COLUMNS_MAX)
        packer = Packer()
        rows = [packer.row(cells) for cells in sheet.iter_rows()]
        sheets.append({"name": about.name, "values": packer.values, "rows": rows})
    if not sheets:
        raise Refused("not_a_workbook")
    return sheets


def limit_self() -> None:
    """Bounds memory, processor time and writing where the system can (not on Windows, where the parent's clock remains)."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (("RLIMIT_AS", MEMORY_MAX), ("RLIMIT_CPU", SECONDS_MAX), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        try:
            resource.setrlimit(getattr(resource, kind), (most, most))
        except (AttributeError, ValueError, OSError):
            continue


def answer_for(data: bytes) -> bytes:
    """The answer to a file, whatever is in it."""
    try:
        try:
            copy = checked_copy(data)
            del data
            answer: dict[str, Any] = {"sheets": read_sheets(copy)}
        except MemoryError:
            raise Refused("too_heavy") from None
        except Refused:
            raise
        except Exception:  # whatever the reader says of a broken file, the file is broken
            raise Refused("damaged") from None
    except Refused as refused:
        answer = {"refused": refused.code, "values": refused.values}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def main() -> None:
    limit_self()
    sys.stdout.buffer.write(answer_for(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
