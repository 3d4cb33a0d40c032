"""Sample sheets: pictures come back as pixels alone; hostile files are refused by name, in bounded time and memory. What a PDF and an Office
file lose stands in `test_sheets_documents`."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from schoolapp.outside import files as store
from schoolapp.outside import sheets
from schoolapp.outside.sheets import BadSheet, check_sheet, keep_sheet
from tests.outside.sheet_files import JPEG, OFFICE, PLACE, PNG, WEBP, locked_pdf, office, opened, packed, pdf, photo, png_bomb, zip_bomb


def refused(data: bytes) -> str:
    with pytest.raises(BadSheet) as bad:
        check_sheet(data)
    return bad.value.code


@pytest.mark.parametrize(("kind", "media"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (WEBP, "image/webp")])
def test_a_picture_comes_back_without_place_and_camera(kind: str, media: str) -> None:
    data = photo(kind)
    assert PLACE in data and b"Camera of nobody" in data
    found = check_sheet(data)
    assert found.type == media and PLACE not in found.content and b"Camera of nobody" not in found.content
    picture = opened(found.content)
    assert picture.format == kind and not picture.getexif() and not {"exif", "comment", "xmp", "icc_profile"} & set(picture.info)
    assert picture.size == (60, 40)


def test_a_picture_is_turned_the_right_way_up() -> None:
    picture = opened(check_sheet(photo(orientation=6)).content).convert("RGB")  # the camera was held upright: turned by 90 degrees
    assert picture.size == (40, 60)
    top, bottom = picture.getpixel((20, 10)), picture.getpixel((20, 50))
    assert top[0] > 150 > top[2] and bottom[2] > 150 > bottom[0]  # type: ignore[index]


@pytest.mark.parametrize("kind", [JPEG, PNG, WEBP])
def test_a_large_picture_becomes_2000_pixels_at_most(kind: str) -> None:
    assert opened(check_sheet(photo(kind, (4000, 1000))).content).size == (2000, 500)


@pytest.mark.parametrize(("kind", "mode"), [(PNG, "P"), (PNG, "1"), (PNG, "LA"), (PNG, "RGBA"), (PNG, "I;16"), (JPEG, "CMYK"), (JPEG, "L"), (WEBP, "RGBA")])
def test_every_mode_is_shown(kind: str, mode: str) -> None:
    made = Image.new("L", (30, 20), 128).convert("I").convert("I;16") if mode == "I;16" else Image.new("RGB", (30, 20), (200, 20, 20)).convert(mode)
    out = io.BytesIO()
    made.save(out, kind)
    assert opened(check_sheet(out.getvalue()).content).mode in ("RGB", "RGBA", "L")


def test_what_stands_behind_a_picture_is_gone() -> None:
    data = photo() + office() + b"<script>alert(1)</script>"
    found = check_sheet(data)
    assert found.type == "image/jpeg" and b"script" not in found.content and not zipfile.is_zipfile(io.BytesIO(found.content))


def test_a_bomb_is_refused_before_it_is_painted() -> None:
    assert refused(png_bomb()) == "too_many_pixels"
    assert refused(png_bomb(7000, 6000)) == "too_many_pixels"  # just above 40 million, below the reader's own alarm


@pytest.mark.parametrize(("data", "code"), [
    (b"", "empty"),
    (b"\0" * (sheets.FILE_MAX + 1), "large"),
    (photo()[:-200], "damaged"),
    (photo(PNG)[:60], "damaged"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 90, "heic"),
    (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + b"\0" * 90, "heic"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
    (b"<html><script>alert(1)</script>", "type"),
    (b"MZ\x90\x00" + b"x" * 90, "type"),
    (b"GIF89a" + b"\0" * 60, "type"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
])
def test_what_is_no_sheet_is_refused_by_name(data: bytes, code: str) -> None:
    assert refused(data) == code


@pytest.mark.parametrize(("data", "code"), [
    (pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "pdf_active"),
    (pdf(b"/OpenAction << /S /J#61vaScript /JS (app.alert(1)) >>"), "pdf_active"),
    (pdf(page=b"/AA << /O << /S /Launch >> >>"), "pdf_active"),
    (pdf(b"/OpenAction 4 0 R", b"[[[[<< /Next << /S /Java#53cript >> >>]]]]"), "pdf_active"),
    (pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "pdf_active"),
    (pdf(b"/AcroForm << /XFA 5 0 R >>"), "pdf_active"),
    (pdf(page=b"/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] >>]"), "pdf_active"),
    (pdf(b"/Names << /EmbeddedFiles 5 0 R >>"), "pdf_carries"),
    (pdf(b"", b"<< /Type /Filespec /F (a.exe) /EF << /F 9 0 R >> >>"), "pdf_carries"),
    (pdf(page=b"/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] >>]"), "pdf_carries"),
    (locked_pdf("secret"), "pdf_locked"),
    (locked_pdf(""), "pdf_locked"),  # opens without a password, and forbids something
    (pdf(end=b""), "damaged"),
    (pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [] /Count 0"), "damaged"),
    (b"%PDF-1.7\nnothing of a PDF\n%%EOF\n", "damaged"),
    (b"\n\n" + pdf(), "type"),
    (pdf() + office(), "damaged"),
])
def test_a_pdf_that_acts_or_hides_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_what_stands_behind_a_pdf_is_gone() -> None:
    made = check_sheet(pdf(end=office()[:-2] + b"\7\0\n%%EOF\n")).content  # an archive whose comment ends like a PDF
    assert made.startswith(b"%PDF-") and not zipfile.is_zipfile(io.BytesIO(made))


def test_a_pdf_that_swells_is_refused() -> None:
    assert refused(pdf(b"", packed(bytes(300 << 20), b"/Filter /FlateDecode"), page=b"/Contents 4 0 R")) == "too_large_unpacked"


@pytest.mark.parametrize(("data", "code"), [
    (office(word__vbaProject_dot_bin=b"x"), "macros"),
    (office(types='<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'), "macros"),
    (office(word__activeX__activeX1_dot_xml=b"<?xml version='1.0'?><a/>"), "macros"),
    (office(word__embeddings__oleObject1_dot_bin="Ole10Native".encode("utf-16-le")), "office_carries"),
    (office(word__embeddings__a_dot_bin=b"MZ\x90"), "office_carries"),
    (office(rels='<Relationship Type="http://x/image" TargetMode="External" Target="http://evil.example/t.png"/>'), "office_outside"),
    (office(rels='<Relationship Type="http://x/image" Target="a&gt;b>" TargetMode="&#69;xternal"/>'), "office_outside"),
    (office("xl/workbook.xml", xl__externalLinks__externalLink1_dot_xml=b"<a/>"), "office_outside"),
    (office("xl/workbook.xml", xl__connections_dot_xml=b"<a/>"), "office_outside"),
    (office(word__styles_dot_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "declarations"),
    (office("other/thing.xml"), "type"),
    (office("word/other.xml"), "type"),
    (office(**{"__x": b"1", ".._x": b"2"}).replace(b".._x", b"../x"), "damaged"),
    (office(before=b"%PDF-1.7\n"), "damaged"),
    (office()[:-40], "damaged"),
    (zip_bomb(), "too_large_unpacked"),
])
def test_office_files_with_something_inside_are_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_sizes_that_do_not_hold_are_refused() -> None:
    data = office()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.infolist()[2].header_offset
    broken = bytearray(data)
    broken[at + 30 + len("word/document.xml") + 4] ^= 0xFF
    assert refused(bytes(broken)) == "damaged"


def test_who_takes_too_long_is_stopped() -> None:
    with pytest.raises(BadSheet) as bad:
        check_sheet(photo(), seconds=0.0)
    assert bad.value.code == "too_slow"


def test_a_kept_sheet_has_the_type_that_was_found(tmp_path: Path) -> None:
    found = check_sheet(office("xl/workbook.xml"))
    kept = keep_sheet(tmp_path, found)
    assert kept.type == OFFICE + "spreadsheetml.sheet" and store.sound(tmp_path, kept.sha256)
    sheets.erase(tmp_path, kept.sha256)
    sheets.erase(tmp_path, kept.sha256)
    assert not store.sound(tmp_path, kept.sha256)
    assert keep_sheet(tmp_path, check_sheet(photo(WEBP))).type == "image/webp"
