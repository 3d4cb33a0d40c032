"""JPEG and JPEG 2000 data without what a camera or a program wrote beside the pixels; the pixels themselves stay bit by bit. For pictures
that a PDF holds: their colours are described by the PDF, painting them anew could change those."""

from __future__ import annotations

import re

# What is needed to show a JPEG: tables, frames, scans. Everything else (APPn, comments) goes, but for the two below.
_NEEDED = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF, 0xDA, 0xDB, 0xDC, 0xDD})
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})


def plain_jpeg(data: bytes) -> bytes:
    """Raises ValueError or IndexError where it is no JPEG that can be followed."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    out, at, scans = bytearray(b"\xff\xd8"), 2, 0
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        while data[at] == 0xFF:
            at += 1
        marker, at = data[at], at + 1
        if marker == 0xD9:
            return bytes(out + b"\xff\xd9")  # whatever stands behind the end is left out: a second picture, a preview
        end = at + int.from_bytes(data[at:at + 2], "big")
        body = data[at + 2:end]
        if end < at + 2 or end > len(data):
            raise ValueError("too short")
        if marker == 0xE0 and body.startswith(b"JFIF\0"):
            body = body[:12] + b"\0\0"  # without its preview
        elif marker == 0xEE and body.startswith(b"Adobe"):
            body = body[:12]  # says how the colours are written
        elif marker not in _NEEDED:
            at = end
            continue
        out += bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body
        at = end
        if marker == 0xDA:
            scans += 1
            following = _NEXT_MARKER.search(data, at)
            if following is None:  # the end is often forgotten
                return bytes(out + data[at:] + b"\xff\xd9")
            out += data[at:following.start()]
            at = following.start()


def plain_jpeg2000(data: bytes) -> bytes:
    """The same for JPEG 2000, in boxes or bare. Raises ValueError or IndexError."""
    if data.startswith(b"\xff\x4f\xff\x51"):
        return _codestream(data)
    if data[4:8] != b"jP  ":
        raise ValueError("no JPEG 2000")
    out, at = bytearray(), 0
    while at < len(data):
        size, name, head = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8:at + 16], "big"), 16
        end = len(data) if size == 0 else at + size
        if end < at + head or end > len(data):
            raise ValueError("too short")
        if name in _BOXES:
            body = data[at + head:end]
            body = _codestream(body) if name == b"jp2c" else body
            out += (len(body) + 8).to_bytes(4, "big") + name + body
        at = end
    return bytes(out)


def _codestream(data: bytes) -> bytes:
    """Without the comments of its head."""
    out, at = bytearray(data[:2]), 2
    while data[at:at + 2] != b"\xff\x90":
        end = at + 2 + int.from_bytes(data[at + 2:at + 4], "big")
        if data[at] != 0xFF or end < at + 4 or end > len(data):
            raise ValueError("no codestream")
        if data[at + 1] != 0x64:
            out += data[at:end]
        at = end
    return bytes(out + data[at:])
