"""Sample files made in memory, plain and hostile: pictures with a place in them, PDF with scripts, Office files with macros. No test stands here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

JPEG, PNG, WEBP = "JPEG", "PNG", "WEBP"
PLACE = b"GPSPLACE"
OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "word/document.xml": "wordprocessingml.document.main+xml",
    "xl/workbook.xml": "spreadsheetml.sheet.main+xml",
    "ppt/presentation.xml": "presentationml.presentation.main+xml",
}


def photo(kind: str = JPEG, size: tuple[int, int] = (60, 40), *, orientation: int = 1, mode: str = "RGB", **more: object) -> bytes:
    """A picture, left half red and right half blue, with camera, place and comment in its EXIF."""
    image = Image.new("RGB", size, (200, 20, 20))
    image.paste((20, 20, 200), (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of nobody"
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 33.0, 0.0), 3: "E", 4: (106.0, 34.0, 0.0)})
    exif.get_ifd(0x8769).update({0x9286: b"ASCII\0\0\0" + PLACE})
    out = io.BytesIO()
    image.convert(mode).save(out, kind, exif=exif, **more)  # type: ignore[arg-type]
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few KB that says it is huge."""
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")


def pdf(catalog: bytes = b"", *objects: bytes, end: bytes = b"%%EOF\n", page: bytes = b"", trailer: bytes = b"") -> bytes:
    """A small PDF of one page: its catalog, page and trailer with more entries, and further objects from number 4 on."""
    parts = [b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
             b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] " + page + b" >>", *objects]
    body, places = b"%PDF-1.7\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + b"".join(b"%010d 00000 n \n" % at for at in places)
    return body + table + b"trailer << /Root 1 0 R /Size %d %s >>\nstartxref\n%d\n" % (len(parts) + 1, trailer, len(body)) + end


def stream(content: bytes, entries: bytes) -> bytes:
    """A stream object as it is."""
    return b"<< " + entries + b" /Length %d >>\nstream\n" % len(content) + content + b"\nendstream"


def packed(text: bytes, entries: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") -> bytes:
    """A compressed stream object."""
    deflated = zlib.compress(text)
    return b"<< " + entries + b" /Length %d >>\nstream\n" % len(deflated) + deflated + b"\nendstream"


def locked_pdf(password: str) -> bytes:
    """A PDF with a password to open it, or ('') only with one to change it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as opened_pdf:
        opened_pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=password))
    return out.getvalue()


def office(part: str = "word/document.xml", *, types: str = "", rels: str = "", before: bytes = b"", **more: bytes) -> bytes:
    """A small Office file; `more` = further members, with __ for / and _dot_ for the point of their names."""
    override = f'<Override PartName="/{part}" ContentType="{OFFICE}{_MAIN.get(part, "other+xml")}"/>'
    out = io.BytesIO(before)
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<?xml version="1.0"?><Types>{override}{types}</Types>')
        archive.writestr("_rels/.rels", f'<?xml version="1.0"?><Relationships>{rels}</Relationships>')
        archive.writestr(part, '<?xml version="1.0"?><d>口算</d>')
        for name, content in more.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def zip_bomb(size: int = 300 << 20) -> bytes:
    """A docx whose picture unpacks to `size` bytes."""
    out = io.BytesIO(office())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/image1.png", "w", force_zip64=False) as member:
        for _ in range(size >> 20):
            member.write(bytes(1 << 20))
    return out.getvalue()
