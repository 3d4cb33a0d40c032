"""What the child says of a file: looks at what it is and hands it to the room that makes a clean one.

Standard input is the file; standard output is one line of JSON, {"refused": code, "values": {...}} or {"type": media type}, and after it
the bytes that are to be kept.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import filetype

from schoolapp.outside.sheet_child.limits import FILE_MAX, MEGABYTE, Refused
from schoolapp.outside.sheet_child.office import DOCUMENTS, fresh_office
from schoolapp.outside.sheet_child.pdf import fresh_pdf
from schoolapp.outside.sheet_child.pictures import PICTURES, fresh_picture
from schoolapp.outside.workbook_child import limit_self

__all__ = ["DOCUMENTS", "PDF", "PICTURES", "answer_for", "kind_of", "main"]

PDF = "application/pdf"
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


def _made(data: bytes) -> tuple[str, bytes]:
    """(media type, bytes) of the clean sheet."""
    media = kind_of(data)
    if media in PICTURES:
        return fresh_picture(data, media)
    media, made = (PDF, fresh_pdf(data)) if media == PDF else fresh_office(data)
    if len(made) > FILE_MAX:
        raise Refused("large", most=FILE_MAX // MEGABYTE)
    return media, made


def answer_for(data: bytes) -> bytes:
    """The answer to a file, whatever is in it."""
    made = b""
    try:
        try:
            media, made = _made(data)
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
