"""Opening workbook files: good ones come back cell by cell, hostile ones are refused by name in bounded time. Files are made in memory."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import openpyxl.comments
import pytest
import xlsxwriter

from schoolapp.outside import workbook_child
from schoolapp.outside.workbook import read_workbook
from schoolapp.rules.workbook import REFUSED_FILES, BadWorkbook

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="作业" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
ROOT = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
LINKS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def make_sheet(rows: str) -> str:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def make_members(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', **more: str | bytes) -> dict[str, str | bytes]:
    return {"[Content_Types].xml": TYPES, "_rels/.rels": ROOT, "xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": LINKS,
            "xl/worksheets/sheet1.xml": make_sheet(rows), **more}


def make_zip(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def make_file(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', **more: str | bytes) -> bytes:
    return make_zip(make_members(rows, **more))


def refusal(data: bytes | Path, **options: float) -> BadWorkbook:
    with pytest.raises(BadWorkbook) as raised:
        read_workbook(data, **options)
    REFUSED_FILES[raised.value.code] % raised.value.values
    return raised.value


def test_cells_come_back_as_they_stand() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet(" 作业 ")
    day, moment, clock = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"))
    sheet.write_row(1, 1, ["语文", 12, 66.6, True, ""])
    sheet.write_datetime(2, 1, datetime(2026, 9, 1), day)
    sheet.write_datetime(2, 2, datetime(2026, 9, 1, 16, 14), moment)
    sheet.write_datetime(2, 3, time(16, 30), clock)
    sheet.write_number(2, 4, 0.75, book.add_format({"num_format": "[h]:mm"}))
    sheet.write_string(3, 1, "0012")
    book.add_chartsheet("图")
    book.add_worksheet("空")
    book.close()
    raw = read_workbook(out.getvalue())
    assert [sheet.name for sheet in raw.sheets] == [" 作业 ", "空"]
    assert raw.sheets[0].rows == (
        (), ("语文", 12, 66.6, True), (date(2026, 9, 1), datetime(2026, 9, 1, 16, 14), time(16, 30), time(18, 0)), ("0012",))
    assert type(raw.sheets[0].rows[1][1]) is int and raw.sheets[0].rows[1][3] is True
    assert raw.sheets[1].rows == ()
    assert len(raw.sha256) == 64


def test_a_file_of_another_program() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "作业"
    sheet.append(["日期", "时间", "内容", "用时"])
    sheet.append([date(2026, 9, 1), time(16, 30), "第８页\n第9页", 20])
    sheet["A1"].comment = openpyxl.comments.Comment("说明", "T1")
    sheet.row_dimensions[5].height = 30
    out = io.BytesIO()
    book.save(out)
    assert read_workbook(out.getvalue()).sheets[0].rows == (
        ("日期", "时间", "内容", "用时"), (date(2026, 9, 1), time(16, 30), "第８页\n第9页", 20))


def test_reads_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "学校.xlsx"
    path.write_bytes(make_file())
    assert read_workbook(path).sheets[0].rows == ((1,),)


@pytest.mark.parametrize(("data", "code"), [
    (b"", "empty"),
    ("日期,年级\n2026-09-01,1\n".encode(), "plain_text"),
    ("日期,年级".encode("gb18030"), "plain_text"),
    (b"\xff\xfe" + "日期\t年级".encode("utf-16-le"), "plain_text"),
    (b"<html><table></table></html>", "web_page"),
    (b"\xef\xbb\xbf\n<?xml version='1.0'?><x/>", "web_page"),
    (b"\x89PNG\r\n\x1a\n" + bytes(50), "not_a_workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel"),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", "old_excel"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    (b"PK\x03\x04" + bytes(100), "damaged"),
    (b"PK\x05\x06" + bytes(18), "not_a_workbook"),
    (make_file()[:-30], "damaged"),
])
def test_other_files_are_named(data: bytes, code: str) -> None:
    assert refusal(data).code == code


@pytest.mark.parametrize(("member", "content", "code"), [
    ("xl/vbaProject.bin", b"x", "macros"),
    ("xl/deep/VBAPROJECT.BIN", b"x", "macros"),
    ("xl/macrosheets/sheet1.xml", "<x/>", "macros"),
    ("[Content_Types].xml", TYPES.replace("application/xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "macros"),
    ("../outside.xml", "<x/>", "bad_names"),
    ("xl/..\\..\\outside.xml", "<x/>", "bad_names"),
    ("c:/outside.xml", "<x/>", "bad_names"),
    ("XL/Workbook.xml", "<x/>", "bad_names"),
    ("xl/styles.xml", "<!DOCTYPE x><x/>", "declarations"),
    ("docProps/app.xml", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "declarations"),
    ("xl/media/picture.png", "  <!doctype svg><svg/>", "declarations"),
    ("xl/other.bin", "<?xml version='1.0'?>\n<! ENTITY x>", "declarations"),
    ("xl/styles.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16"), "declarations"),
    ("xl/styles.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16-be"), "declarations"),
    ("xl/workbook.bin", b"x", "binary_excel"),
    ("content.xml", "<x/>", "opendocument"),
    ("word/document.xml", "<x/>", "other_document"),
    ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row", "damaged"),
    ("xl/workbook.xml", "<workbook/>", "not_a_workbook"),
])
def test_archives_that_are_not_opened(member: str, content: str | bytes, code: str) -> None:
    assert refusal(make_zip(make_members() | {member: content})).code == code


def test_no_workbook_in_the_archive() -> None:
    assert refusal(make_zip({"readme.txt": "x"})).code == "not_a_workbook"


def test_harmless_parts_stay_harmless() -> None:
    chain = '<calcChain><c r="XFD1048576"></c></calcChain>'
    data = make_file(**{"docProps/app.xml": "<x/>", "xl/calcChain.xml": chain, "xl/media/a.png": b"\x89PNG"})
    assert read_workbook(data).sheets[0].rows == ((1,),)


def test_too_big() -> None:
    assert refusal(bytes(16 * 1024 * 1024 + 1)).code == "too_big"


def test_too_many_members() -> None:
    members = make_members() | {f"xl/part{n}.txt": "" for n in range(196)}
    assert refusal(make_zip(members)).code == "too_many_members"


def test_a_deflate_bomb_is_refused_by_its_directory() -> None:
    data = make_file(**{f"xl/part{n}.xml": b"<x>" + bytes([32]) * (33 << 20) for n in range(4)})
    assert len(data) < 300_000
    assert refusal(data).code == "too_large_unpacked"


@pytest.mark.parametrize("said", [10, 5_000_000])
def test_sizes_in_the_directory_are_held_to(said: int) -> None:
    """The directory says less (or more) than the stream gives, with a fitting check sum."""
    content = make_sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 4_000_000).encode()
    data = bytearray(make_zip(make_members() | {"xl/worksheets/sheet1.xml": content}))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<II", data, at + 16, zlib.crc32(content[:said]), struct.unpack_from("<I", data, at + 20)[0])
    struct.pack_into("<I", data, at + 24, said)
    assert refusal(bytes(data)).code == "damaged"


def test_members_that_share_bytes() -> None:
    data = bytearray(make_zip(make_members() | {"xl/a.xml": b"<x>aa</x>", "xl/b.xml": b"<x>aa</x>"}))
    first, second = (data.index(b"PK\x01\x02", n) for n in (data.rindex(b"xl/a.xml") - 60, data.rindex(b"xl/b.xml") - 60))
    data[second + 42:second + 46] = data[first + 42:first + 46]
    assert refusal(bytes(data)).code == "damaged"


@pytest.mark.parametrize("flag", [0x1, 0x40])
def test_members_with_a_password(flag: int) -> None:
    data = bytearray(make_file())
    data[data.rindex(b"PK\x01\x02") + 8] |= flag
    assert refusal(bytes(data)).code == "encrypted"


def test_unknown_compression() -> None:
    assert refusal(make_zip(make_members(), zipfile.ZIP_BZIP2)).code == "damaged"


def test_a_million_rows_of_one_cell() -> None:
    data = make_file('<row><c><v>1</v></c></row>' * 1_000_000)
    assert len(data) < 140_000
    bad = refusal(data)
    assert (bad.code, bad.values) == ("too_many_rows", {"sheet": "作业", "most": 200_000})


def test_a_cell_in_the_last_corner() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(make_file(rows)).code == "too_many_rows"


@pytest.mark.parametrize("cell", [
    '<c r="BM1"><v>1</v></c>', "<c r='BM1'><v>1</v></c>", '<c s="1" r="XFD1"><v>1</v></c>', '<c  r = "BM1" ><v>1</v></c>',
    '<x:c xmlns:x="u" r="BM1"><v>1</v></x:c>', '<c r="A1" r="BM1"><v>1</v></c>', '<c s=">" r="BM1"><v>1</v></c>',
    "<c><v>1</v></c>" * 65, '<c r="BL1"><v>1</v></c><c><v>1</v></c>', '<c r="bm1"><v>1</v></c>',
])
def test_more_than_64_columns(cell: str) -> None:
    assert refusal(make_file(f'<row r="1">{cell}</row>')).code in ("too_many_columns", "damaged")


def test_64_columns_and_formats_far_out_are_fine() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="BL1" s="0"><v>2</v></c><c r="XFD1" s="0"/></row>'
    rows += '<row r="1048576"><c r="A1048576" s="0"/></row>'
    assert read_workbook(make_file(rows)).sheets[0].rows == ((1, *[None] * 62, 2),)


@pytest.mark.parametrize("tag", ['<c r="A1" x=y>', '<row r="1" "><c>', '<c <c r="A1">'])
def test_tags_that_could_mean_two_things(tag: str) -> None:
    assert refusal(make_file(f'<row r="1">{tag}<v>1</v></c></row>')).code == "damaged"


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_child, "CELLS_MAX", 10)
    answer = json.loads(workbook_child.answer_for(make_file('<row r="1"><c r="A1"><v>1</v></c></row>' * 11)))
    assert answer["refused"] == "too_heavy"


def test_an_answer_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_child, "ANSWER_MAX", 1000)
    answer = json.loads(workbook_child.answer_for(make_file(f'<row r="1"><c r="A1" t="str"><v>{"字" * 300}</v></c></row>')))
    assert answer["refused"] == "too_heavy"


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not bounded there")
def test_one_long_text_in_very_many_cells() -> None:
    """200,000 cells that each repeat a text of a megabyte: 200 GB for a reader that copies it."""
    cells = '<row><c t="s"><v>0</v></c></row>' * 150_000
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * (1 << 20)}</t></si></sst>'
    assert refusal(make_file(cells, **{"xl/sharedStrings.xml": strings})).code == "too_heavy"


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not bounded there")
def test_a_count_of_texts_that_is_a_lie() -> None:
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="99999999999"><si><t>x</t></si></sst>'
    assert refusal(make_file(**{"xl/sharedStrings.xml": strings})).code == "too_heavy"


def test_the_clock_ends_a_child() -> None:
    bad = refusal(make_file(), seconds=0)
    assert bad.code == "too_slow"


def test_settings_do_not_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    start = subprocess.Popen.__init__

    def watched(self: subprocess.Popen[bytes], *args: object, **options: dict[str, str]) -> None:
        seen.append(options["env"])
        start(self, *args, **options)

    monkeypatch.setenv("SCHOOLAPP_DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(subprocess.Popen, "__init__", watched)
    read_workbook(make_file())
    assert seen and not any(name.startswith("SCHOOLAPP_") for name in seen[0]) and "PATH" in os.environ


def test_the_child_imports_nothing_of_ours() -> None:
    code = Path(workbook_child.__file__).read_text("utf-8")
    assert "import schoolapp" not in code and "from schoolapp" not in code
