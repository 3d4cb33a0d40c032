"""The child process that opens an uploaded sample sheet: makes a fresh picture of a photo, looks through a PDF or an Office file for what
must not be kept. Starting this process and keeping the result are done elsewhere.

Standard input is the file; standard output is one line of JSON, {"refused": code, "values": {...}} or {"type": media type}, and after it
the bytes of the picture that was made (nothing for the other kinds: they are kept as they came).
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import struct
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import filetype

from schoolapp.outside.workbook_child import MEGABYTE, Refused, check_xml, limit_self, unpack

FILE_MAX = 10 * MEGABYTE
PIXELS_MAX = 40_000_000
SIDE_MAX = 2000
UNPACKED_MAX = 256 * MEGABYTE
MEMBERS_MAX = 2000

PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCUMENTS = {
    "word/": (_OFFICE + "wordprocessingml.document", b"wordprocessingml.document.main+xml"),
    "xl/": (_OFFICE + "spreadsheetml.sheet", b"spreadsheetml.sheet.main+xml"),
    "ppt/": (_OFFICE + "presentationml.presentation", b"presentationml.presentation.main+xml"),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FTYP_STILL = re.compile(rb"^....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1|avi[fs])", re.DOTALL)


def kind_of(data: bytes) -> str:
    """The media type, found by looking; 'application/zip' for what may be an Office file. Refused for anything that is not taken."""
    if not data:
        raise Refused("empty")
    if _FTYP_STILL.match(data[:12]):
        raise Refused("heic")
    if data.startswith(_OLE):
        raise Refused("old_office")
    found = filetype.guess_mime(data[:8192]) or ""
    if found in PICTURES or found == PDF:
        return found
    if data.startswith(b"PK\x03\x04"):
        return "application/zip"
    raise Refused("type")


# Pictures


def fresh_picture(data: bytes, media: str) -> tuple[str, bytes]:
    """(media type, bytes) of a picture painted anew: turned the right way up, at most SIDE_MAX pixels a side, pixels and nothing else.
    Of several frames the first is taken."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=[PICTURES[media]]) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise Refused("too_many_pixels", most=PIXELS_MAX // 1_000_000)
            opened.draft(None, (SIDE_MAX, SIDE_MAX))  # a large photo is read at a half or a quarter at once
            opened.load()
            plain = _plain(opened)
            plain.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
            with contextlib.suppress(ValueError, TypeError, KeyError, SyntaxError, OSError, struct.error):  # what a camera wrote may be broken
                plain = ImageOps.exif_transpose(plain)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("too_many_pixels", most=PIXELS_MAX // 1_000_000) from None
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)  # the pixels alone: no place, no camera, no comment, no preview
    made = _written(clean, media)
    if len(made) > FILE_MAX:
        media = "image/jpeg"
        made = _written(clean.convert("RGB"), media)
    return media, made


def _plain(picture: Any) -> Any:
    """The picture in a mode that every browser shows: RGB or grey, RGBA where something shines through."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("LA", "PA", "RGBa", "La") or (picture.mode == "P" and "transparency" in picture.info):
        return picture.convert("RGBA")
    return picture if picture.mode in ("RGB", "RGBA", "L") else picture.convert("L" if picture.mode == "1" else "RGB")


def _written(picture: Any, media: str) -> bytes:
    out = io.BytesIO()
    if media == "image/jpeg":
        picture.convert("L" if picture.mode == "L" else "RGB").save(out, "JPEG", quality=85, optimize=True)
    elif media == "image/png":
        picture.save(out, "PNG", optimize=False)
    else:
        picture.save(out, "WEBP", quality=85)
    return out.getvalue()


# PDF


_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_NAME_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|Rendition|SubmitForm|ImportData|RichMedia|XFA)(?![A-Za-z])")
_CARRIED = re.compile(rb"/(?:EmbeddedFiles?|FileAttachment|GoToE)(?![A-Za-z])|/EF\s*(?:<<|\d+\s+\d+\s+R)")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")
_ODD_FILTER = re.compile(rb"/(?:ASCIIHexDecode|AHx|ASCII85Decode|A85|LZWDecode|LZW|RunLengthDecode|RL)(?![A-Za-z])")
_LONGEST_NAME = 64
_LONGEST_ZIP_END = 22 + 65_535


def check_pdf(data: bytes) -> None:
    """Refused for a PDF that runs something, carries files, is locked, or is packed so that this cannot be told. Compressed parts are
    looked into, and names that are written in codes (/J#61vaScript) are read as they are meant."""
    if not re.match(rb"%PDF-[12]\.\d", data[:8]) or not data.rstrip(b"\0 \t\r\n\x1a").endswith(b"%%EOF"):
        raise Refused("damaged")
    if b"PK\5\6" in data[-_LONGEST_ZIP_END:]:  # an archive as well
        raise Refused("damaged")
    _look(data)
    for start in (found.end() for found in _STREAM.finditer(data)):
        head = _named(data[max(0, data.rfind(b"obj", 0, start)):start])
        if _ODD_FILTER.search(head):
            raise Refused("pdf_packed")
        if b"/Predictor" in head and b"/XRef" not in head and b"/Width" not in head:
            raise Refused("pdf_packed")
    _look_inside(data)


def _named(text: bytes) -> bytes:
    return _NAME_CODE.sub(lambda found: bytes([int(found[1], 16)]), text)


def _look(text: bytes) -> None:
    plain = _named(text)
    if _ENCRYPTED.search(plain):
        raise Refused("pdf_locked")
    if _ACTIVE.search(plain):
        raise Refused("pdf_active")
    if _CARRIED.search(plain):
        raise Refused("pdf_carries")


def _look_inside(data: bytes) -> None:
    """Looks through everything that can be inflated, a piece at a time."""
    left = UNPACKED_MAX
    for found in _STREAM.finditer(data):
        tail = b""
        for piece in _inflated(data, found.end()):
            left -= len(piece)
            if left < 0:
                raise Refused("too_large_unpacked", most=UNPACKED_MAX // MEGABYTE)
            _look(tail + piece)
            tail = piece[-_LONGEST_NAME:]


def _inflated(data: bytes, start: int) -> Iterator[bytes]:
    """What a stream that begins at `start` unpacks to, in pieces of at most 1 MB; nothing where it is not deflated."""
    if data[start:start + 1] not in (b"\x78", b"\x68", b"\x58", b"\x48", b"\x38", b"\x28", b"\x18", b"\x08"):
        return
    stream, at, rest = zlib.decompressobj(), start, b""
    while not stream.eof and (rest or at < len(data)):
        if not rest:
            rest, at = data[at:at + 65_536], at + 65_536
        try:
            piece = stream.decompress(rest, MEGABYTE)
        except zlib.error:
            return
        rest = stream.unconsumed_tail
        if piece:
            yield piece


# Office


_TAG = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_OUTSIDE = re.compile(rb"""TargetMode\s*=\s*["']External["']""", re.IGNORECASE)
_MERE_LINK = re.compile(rb"""Type\s*=\s*["'][^"']*/hyperlink["']""")
_PACKAGE = "Ole10Native".encode("utf-16-le")


def check_office(data: bytes) -> str:
    """The media type of a docx, xlsx or pptx file. Refused for other archives, and for one with macros, carried programs, parts that are
    fetched from elsewhere, or sizes that do not hold."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, UnicodeDecodeError, NotImplementedError):
        raise Refused("damaged") from None
    members = _checked_members(archive, len(data))
    root, media, main = _family(members)
    types = b""
    for name, content in unpack(data, members):
        plain = name.casefold()
        if plain.endswith((".xml", ".rels", ".vml")) or content[:5].lstrip(b"\xef\xbb\xbf").startswith(b"<?xml"):
            check_xml(content)
        if plain == "[content_types].xml":
            types = content
        elif plain.endswith(".rels"):
            for tag in _TAG.findall(content):
                if _OUTSIDE.search(tag) and not _MERE_LINK.search(tag):
                    raise Refused("office_outside")
        elif "/embeddings/" in plain and (_PACKAGE in content or content.startswith((b"MZ", b"\x7fELF"))):
            raise Refused("office_carries")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise Refused("macros")
    if main not in types:
        raise Refused("type")
    return media


def _checked_members(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MEMBERS_MAX:
        raise Refused("too_many_members", most=MEMBERS_MAX)
    if sum(member.file_size for member in members) > UNPACKED_MAX:
        raise Refused("too_large_unpacked", most=UNPACKED_MAX // MEGABYTE)
    if archive.start_dir > size or min((member.header_offset for member in members), default=0) != 0:
        raise Refused("damaged")  # something stands before the archive
    seen: set[str] = set()
    for member in members:
        name = member.orig_filename.replace("\\", "/").lstrip("/").casefold()
        if ".." in name.split("/") or "\0" in member.orig_filename or ":" in name or name in seen:
            raise Refused("damaged")
        seen.add(name)
        if member.flag_bits & 0x2041:
            raise Refused("locked")
        if name.rsplit("/", 1)[-1] in ("vbaproject.bin", "vbadata.xml") or "/macrosheets/" in name or "/activex/" in name:
            raise Refused("macros")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")
    return [member for member in members if not member.filename.endswith("/")]


def _family(members: list[zipfile.ZipInfo]) -> tuple[str, str, bytes]:
    names = {member.filename.replace("\\", "/").lstrip("/") for member in members}
    if "[Content_Types].xml" not in names:
        raise Refused("type")
    found = [(root, media, main) for root, (media, main) in DOCUMENTS.items() if any(name.startswith(root) for name in names)]
    if len(found) != 1:
        raise Refused("type")
    return found[0]


def answer_for(data: bytes) -> bytes:
    """The answer to a file, whatever is in it."""
    made = b""
    try:
        try:
            media = kind_of(data)
            if media in PICTURES:
                media, made = fresh_picture(data, media)
            elif media == PDF:
                check_pdf(data)
            else:
                media = check_office(data)
            answer: dict[str, Any] = {"type": media}
        except MemoryError:
            raise Refused("too_heavy") from None
        except Refused:
            raise
        except Exception:  # whatever a reader says of a broken file, the file is broken
            raise Refused("damaged") from None
    except Refused as refused:
        answer, made = {"refused": refused.code, "values": refused.values}, b""
    return json.dumps(answer).encode() + b"\n" + made


def main() -> None:
    limit_self()
    sys.stdout.buffer.write(answer_for(sys.stdin.buffer.read()))
