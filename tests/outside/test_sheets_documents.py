"""Sample sheets as PDF and Office files: they come back readable, with their words and pictures, without a word on who made them, with what
and where; pictures in them have lost what a camera wrote."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pikepdf
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Drawn

from schoolapp.outside.sheet_child.answers import answer_for
from schoolapp.outside.sheets import check_sheet
from tests.outside.sheet_files import JPEG, OFFICE, PLACE, PNG, WEBP, office, opened, packed, pdf, photo, stream

CAMERA = b"Camera of nobody"
WHO = b"Nobody Wang"
IMAGE = b"/Type /XObject /Subtype /Image /Width 60 /Height 40 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
XMP = b"<x:xmpmeta><dc:creator>" + WHO + b"</dc:creator></x:xmpmeta>"


def answered(data: bytes) -> tuple[dict[str, Any], bytes]:
    """What the child says, asked here: without a process of its own for every file."""
    head, _, made = answer_for(data).partition(b"\n")
    return json.loads(head), made


def cleaned(data: bytes) -> bytes:
    said, made = answered(data)
    assert "refused" not in said, said
    return made


def refused(data: bytes) -> str:
    said, made = answered(data)
    assert not made
    return str(said["refused"])


# PDF


def with_picture(content: bytes, entries: bytes, **more: bytes) -> bytes:
    page = b"/Contents 5 0 R /Resources << /XObject << /I 4 0 R >> >> " + more.get("page", b"")
    return pdf(more.get("catalog", b""), stream(content, IMAGE + entries), stream(b"q 200 0 0 100 0 0 cm /I Do Q", b""), stream(XMP, b"/Type /Metadata"),
               b"<< /Author (" + WHO + b") /Producer (P) >>", page=page, trailer=more.get("trailer", b""))


def the_picture(made: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(made)) as found:
        image = next(one for one in found.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image")
        return bytes(image.read_raw_bytes())


def test_a_photo_in_a_pdf_loses_its_place_and_keeps_its_pixels() -> None:
    data = photo()
    assert PLACE in data and CAMERA in data
    found = check_sheet(with_picture(data, b"/Filter /DCTDecode"))  # through the whole door
    assert found.type == "application/pdf" and PLACE not in found.content and CAMERA not in found.content
    made = the_picture(found.content)
    assert not opened(made).getexif() and opened(made).tobytes() == opened(data).tobytes()


def test_a_photo_that_is_packed_twice_too() -> None:
    twice = packed(photo(), IMAGE + b"/Filter [/FlateDecode /DCTDecode]")
    made = cleaned(pdf(b"", twice, page=b"/Resources << /XObject << /I 4 0 R >> >>"))
    assert PLACE not in the_picture(made) and opened(the_picture(made)).size == (60, 40)


def test_jpeg_2000_keeps_its_pixels_alone() -> None:
    out = io.BytesIO()
    opened(photo()).save(out, "JPEG2000")
    box = (8 + 16 + len(PLACE)).to_bytes(4, "big") + b"uuid" + bytes(16) + PLACE
    data = out.getvalue()
    made = the_picture(cleaned(with_picture(data + box, b"/Filter /JPXDecode")))
    assert PLACE not in made and opened(made).tobytes() == opened(data).tobytes()


def test_who_made_a_pdf_is_gone() -> None:
    private = b"/PieceInfo << /App << /Private (" + WHO + b") >> >> /LastModified (D:2026) /Thumb 4 0 R"
    note = b" /Annots [<< /Subtype /Text /Rect [0 0 9 9] /T (" + WHO + b") /M (D:2026) /Contents (Look) >>]"
    data = with_picture(photo(), b"/Filter /DCTDecode /Metadata 6 0 R", catalog=b"/Metadata 6 0 R", trailer=b"/Info 7 0 R", page=private + note)
    made = cleaned(data)
    with pikepdf.open(io.BytesIO(made)) as found:
        plain = b"".join(one.unparse() for one in found.objects) + b"".join(one.read_raw_bytes() for one in found.objects if isinstance(one, pikepdf.Stream))
        assert "/Info" not in found.trailer and "/Metadata" not in found.Root and len(found.pages) == 1
        assert found.pages[0].obj.Annots[0].Contents == "Look"
    assert WHO not in plain and b"PieceInfo" not in plain and b"D:2026" not in plain


def test_an_earlier_state_of_a_pdf_is_gone() -> None:
    """A program that saves by adding leaves the old words in the file."""
    first = pdf(b"", stream(b"BT (" + WHO + b") Tj ET", b""), page=b"/Contents 4 0 R")
    update = b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>\nendobj\n"
    table = b"xref\n3 1\n%010d 00000 n \n" % len(first)
    last = int(re.findall(rb"startxref\n(\d+)", first)[-1])
    data = first + update + table + b"trailer << /Root 1 0 R /Size 5 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (last, len(first) + len(update))
    assert WHO in data and WHO not in cleaned(data)


def test_what_a_page_says_stays() -> None:
    data = pdf(b"/OpenAction [3 0 R /Fit]", packed(b"BT (10 + 5) Tj ET", b"/Filter /FlateDecode"), page=b"/Contents 4 0 R")
    with pikepdf.open(io.BytesIO(cleaned(data))) as found:
        assert found.pages[0].Contents.read_bytes() == b"BT (10 + 5) Tj ET"


@pytest.mark.parametrize("data", [
    with_picture(photo(), b"/Filter [/DCTDecode /FlateDecode]"),
    with_picture(photo()[2:], b"/Filter /DCTDecode"),
    with_picture(b"\0\0\0\x0cjP  " + PLACE, b"/Filter /JPXDecode"),
    pdf(b"", packed(b"BI /F /DCT ID " + photo() + b" EI", b"/Filter /FlateDecode"), page=b"/Contents 4 0 R"),  # written into the page itself
    pdf(b"", packed(b" " * ((1 << 20) - 3) + b"Exif\0\0", b"/Filter /FlateDecode"), page=b"/Contents 4 0 R"),  # across the edge of two pieces
])
def test_a_picture_that_cannot_be_cleaned_is_refused(data: bytes) -> None:
    assert refused(data) == "pdf_picture"


# Office


def members(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            content = archive.read(info)
            yield info.filename, content
            if content.startswith(b"PK"):
                yield from members(content)


@pytest.mark.parametrize(("part", "media", "folder"), [
    ("word/document.xml", "wordprocessingml.document", "word"), ("xl/workbook.xml", "spreadsheetml.sheet", "xl"),
    ("ppt/presentation.xml", "presentationml.presentation", "ppt"),
])
@pytest.mark.parametrize("kind", [JPEG, PNG, WEBP, "GIF", "BMP", "TIFF"])
def test_a_photo_in_an_office_file_is_painted_anew(part: str, media: str, folder: str, kind: str) -> None:
    data = photo(kind)
    said, content = answered(office(part, **{f"{folder}__media__image1_dot_png": data}))
    made = dict(members(content))
    picture = opened(made[f"{folder}/media/image1.png"])
    assert said["type"] == OFFICE + media and picture.format == kind and picture.size == (60, 40) and not {"exif", "comment", "xmp"} & set(picture.info)
    assert all(PLACE not in one and CAMERA not in one for one in made.values())
    assert made[part] == b'<?xml version="1.0"?><d>\xe5\x8f\xa3\xe7\xae\x97</d>'


def test_a_real_workbook_keeps_what_it_says() -> None:
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = WHO.decode()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = "第三单元 口算", 15
    sheet["A2"].comment = Comment("看一看", WHO.decode())
    sheet.add_image(Drawn(io.BytesIO(photo())), "C3")
    out = io.BytesIO()
    book.save(out)
    made = cleaned(out.getvalue())
    assert any(PLACE in content for _, content in zipped(out.getvalue())) and all(WHO not in c and PLACE not in c for _, c in members(made))
    again = openpyxl.load_workbook(io.BytesIO(made)).active
    assert again is not None and again["A1"].value == "第三单元 口算" and again["A2"].value == 15 and again["A2"].comment.text == "看一看"
    assert len(again._images) == 1  # type: ignore[attr-defined]


def zipped(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def rels(*lines: str) -> bytes:
    return ('<?xml version="1.0"?><Relationships xmlns="x">' + "".join(f"<Relationship {line}/>" for line in lines) + "</Relationships>").encode()


def test_properties_previews_and_what_others_keep_in_it_are_gone() -> None:
    told = {"docProps__core_dot_xml": b"<c>" + WHO + b"</c>", "docProps__app_dot_xml": b"<c>" + WHO + b"</c>", "docProps__thumbnail_dot_jpeg": photo(),
            "customXml__item1_dot_xml": b"<c>" + WHO + b"</c>", "_xmlsignatures__sig1_dot_xml": b"<c>" + WHO + b"</c>"}
    overrides = '<Override PartName="/docProps/core.xml" ContentType="a"/><Override PartName="/word/styles.xml" ContentType="b"/>'
    lines = ('<Relationship Id="r1" Type="x/core-properties" Target="docProps/core.xml"/>'
             '<Relationship Id="r2" Type="x/officeDocument" Target="word/document.xml"/>')
    made = dict(members(cleaned(office(types=overrides, rels=lines, **told))))
    assert set(made) == {"[Content_Types].xml", "_rels/.rels", "word/document.xml"}
    assert b"core" not in made["_rels/.rels"] and b"word/document.xml" in made["_rels/.rels"]
    assert b"core.xml" not in made["[Content_Types].xml"] and b"/word/styles.xml" in made["[Content_Types].xml"]


def test_people_in_comments_and_changes_become_nobody() -> None:
    made = dict(members(cleaned(office(
        word__comments_dot_xml=b'<w:comments><w:comment w:id="1" w:author="' + WHO + b'" w:initials="NW"><w:t>see</w:t></w:comment></w:comments>',
        word__people_dot_xml=b"<w15:people><w15:person w15:author='" + WHO + b"'><w15:presenceInfo w15:userId=\"S-1\"/></w15:person></w15:people>",
        word__settings_dot_xml=b'<w:settings><w:docVars><w:docVar w:val="' + WHO + b'"/></w:docVars></w:settings>'))))
    assert made["word/comments.xml"] == b'<w:comments><w:comment w:id="1" w:author="Author" w:initials="Author"><w:t>see</w:t></w:comment></w:comments>'
    assert all(WHO not in content and b"S-1" not in content for content in made.values())
    slides = b'<p:cmAuthorLst><p:cmAuthor id="0" name="' + WHO + b'"/></p:cmAuthorLst>'
    shown = dict(members(cleaned(office("ppt/presentation.xml", ppt__commentAuthors_dot_xml=slides))))
    assert shown["ppt/commentAuthors.xml"] == b'<p:cmAuthorLst><p:cmAuthor id="0" name="Author"/></p:cmAuthorLst>'


def test_paths_on_somebodys_computer_are_gone() -> None:
    link = 'Type="http://x/hyperlink" TargetMode="External"'
    made = dict(members(cleaned(office(word___rels__document_dot_xml_dot_rels=rels(
        f'Id="r1" {link} Target="https://a.example/x?y=1&amp;z=2"', f'Id="r2" {link} Target="file:///C:/Nobody Wang/a.docx"')))))
    kept = made["word/_rels/document.xml.rels"]
    assert b"https://a.example/x?y=1&amp;z=2" in kept and WHO not in kept and b"about:blank" in kept
    data = office("xl/workbook.xml", xl__worksheets__sheet1_dot_xml=b'<worksheet><pageSetup paperSize="9" r:id="r1"/></worksheet>',
                  xl__worksheets___rels__sheet1_dot_xml_dot_rels=rels('Id="r1" Type="x/printerSettings" Target="../printerSettings/printerSettings1.bin"'),
                  xl__printerSettings__printerSettings1_dot_bin=WHO)
    made = dict(members(cleaned(data)))
    assert made["xl/worksheets/sheet1.xml"] == b'<worksheet><pageSetup paperSize="9"/></worksheet>' and not any("printer" in name for name in made)


def test_an_equation_of_an_older_editor_stays_as_its_drawing() -> None:
    text = b'<w:object><v:shape><v:imagedata r:id="r1"/></v:shape><o:OLEObject Type="Embed" ProgID="Equation.3" r:id="r2"/></w:object>'
    drawing = b"\xd7\xcd\xc6\x9a" + bytes(60)
    lines = rels('Id="r1" Type="x/image" Target="media/image1.wmf"', 'Id="r2" Type="x/oleObject" Target="embeddings/oleObject1.bin"')
    data = office(word__header1_dot_xml=text, word___rels__header1_dot_xml_dot_rels=lines, word__media__image1_dot_wmf=drawing,
                  word__embeddings__oleObject1_dot_bin=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + WHO)
    made = dict(members(cleaned(data)))
    assert made["word/header1.xml"] == b'<w:object><v:shape><v:imagedata r:id="r1"/></v:shape></w:object>' and made["word/media/image1.wmf"] == drawing
    assert not any("embeddings" in name for name in made) and b"r2" not in made["word/_rels/header1.xml.rels"]


def test_a_template_elsewhere_is_let_go() -> None:
    lines = rels('Id="r1" Type="x/attachedTemplate" Target="file:///C:/t.dotm" TargetMode="External"')
    settings = b'<w:settings><w:attachedTemplate r:id="r1"/></w:settings>'
    made = dict(members(cleaned(office(word__settings_dot_xml=settings, word___rels__settings_dot_xml_dot_rels=lines))))
    assert made["word/settings.xml"] == b"<w:settings></w:settings>" and b"dotm" not in made["word/_rels/settings.xml.rels"]


def test_a_workbook_of_figures_inside_is_cleaned_too() -> None:
    inner = office("xl/workbook.xml", docProps__core_dot_xml=WHO, xl__media__image1_dot_png=photo())
    made = list(members(cleaned(office("ppt/presentation.xml", ppt__embeddings__Sheet1_dot_xlsx=inner))))
    assert "xl/workbook.xml" in dict(made) and all(WHO not in content and PLACE not in content for _, content in made)


def test_an_svg_keeps_its_drawing_alone() -> None:
    told = b"<metadata><c>" + WHO + b"</c></metadata><!-- " + WHO + b" -->"
    svg = b'<svg xmlns="s" inkscape:export-filename="C:\\Nobody Wang\\a.png">' + told + b'<path d="M0 0"/></svg>'
    assert dict(members(cleaned(office(word__media__image1_dot_svg=svg))))["word/media/image1.svg"] == b'<svg xmlns="s"><path d="M0 0"/></svg>'


EMF = (b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(16) + len(WHO).to_bytes(4, "little") + (108).to_bytes(4, "little") + bytes(40)
       + WHO + bytes(len(WHO)))


def test_a_drawing_loses_the_words_on_its_program() -> None:
    made = dict(members(cleaned(office(word__media__image1_dot_emf=EMF))))["word/media/image1.emf"]
    assert WHO in EMF and WHO not in made and len(made) == len(EMF)


@pytest.mark.parametrize(("data", "code"), [
    (office(word__media__image1_dot_wdp=b"II\xbc\x01" + bytes(60)), "office_picture"),
    (office(word__media__image1_dot_jpeg=photo()[:300]), "office_picture"),
    (office(word__media__image1_dot_wmf=b"\xd7\xcd\xc6\x9a" + b"Exif\0\0"), "office_picture"),
    (office(word__media__image1_dot_svg=b"<svg><image href='data:image/jpeg;base64,AAAA'/></svg>"), "office_picture"),
    (office("ppt/presentation.xml", ppt__media__media1_dot_mp4=b"\0\0\0\x18ftypmp42" + bytes(60)), "office_media"),
    (office("ppt/presentation.xml", ppt__embeddings__oleObject1_dot_bin=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "office_carries"),
    (office(word__embeddings__a_dot_pdf=pdf()), "office_carries"),
    (office(word__a_dot_bin=b"\0\1\2"), "office_carries"),
    (office("ppt/presentation.xml", ppt__embeddings__a_dot_xlsx=office("xl/workbook.xml", xl__vbaProject_dot_bin=b"x")), "macros"),
    (office(word__a_dot_xml=b'<a><w:control r:id="r1"/></a>', customXml__item1_dot_xml=b"<a/>",
            word___rels__a_dot_xml_dot_rels=rels('Id="r1" Type="x/customXml" Target="../customXml/item1.xml"')), "office_carries"),
])
def test_what_cannot_be_cleaned_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_the_same_file_gives_the_same_bytes() -> None:
    for data in (office(word__media__image1_dot_png=photo(PNG)), with_picture(photo(), b"/Filter /DCTDecode")):
        assert cleaned(data) == cleaned(data)
