"""Sample sheets as files: judged and made anew by a child process, so that nothing in them tells of people and places; then kept in the
file store. Whose sheet it
is and who may see it stand in services."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from schoolapp.outside import files as store
from schoolapp.outside import sheet_child
from schoolapp.outside.child import ChildFailed, ask_child

FILE_MAX = sheet_child.FILE_MAX
SECONDS_MAX = 20
TYPES = store.TYPES | frozenset(sheet_child.PICTURES)
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", sheet_child.PDF: "pdf"} | {
    media: ending for ending, (media, _main) in zip(("docx", "xlsx", "pptx"), sheet_child.DOCUMENTS.values(), strict=True)
}
PICTURES = frozenset(sheet_child.PICTURES)

_ROOT = str(Path(__file__).resolve().parents[2])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from schoolapp.outside.sheet_child import main; main()"


class BadSheet(Exception):
    """The file is not taken. Codes: empty, large (most: MB), type, heic, old_office, damaged, too_many_pixels (most: millions), too_slow,
    too_heavy, too_large_unpacked and too_many_members (most), locked, macros, office_outside, office_carries, office_picture,
    office_media, pdf_locked, pdf_active, pdf_carries, pdf_picture."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class CheckedSheet(NamedTuple):
    """What is to be kept, made anew; its media type."""

    content: bytes
    type: str


def check_sheet(data: bytes, *, seconds: float = SECONDS_MAX) -> CheckedSheet:
    """The file as it may be kept. Raises BadSheet."""
    if not data:
        raise BadSheet("empty")
    if len(data) > FILE_MAX:
        raise BadSheet("large", most=FILE_MAX // sheet_child.MEGABYTE)
    try:
        answer = ask_child(["-c", _START, _ROOT], data, seconds=seconds, answer_max=FILE_MAX + sheet_child.MEGABYTE)
    except ChildFailed as failed:
        raise BadSheet(failed.code) from None
    head, _, made = answer.partition(b"\n")
    said: dict[str, Any] = json.loads(head)
    if "refused" in said:
        raise BadSheet(said["refused"], **said["values"])
    return CheckedSheet(made, said["type"])


def keep_sheet(folder: Path, sheet: CheckedSheet) -> store.Kept:
    """Keeps it under its hash. The type is the one that was found by the check: an Office file begins like any other archive."""
    kept = store.keep(folder, lambda file: file.write(sheet.content) and None, most_bytes=FILE_MAX, types=TYPES)
    return kept._replace(type=sheet.type)


def erase(folder: Path, sha256: str) -> None:
    """Takes the content away for good; nothing where it is gone already."""
    store.path_of(folder, sha256).unlink(missing_ok=True)

