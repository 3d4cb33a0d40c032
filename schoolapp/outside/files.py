"""The file store: bytes under the SHA-256 of their content, their type found by looking at them. Names and owners stand in records."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

import filetype


class BadFile(Exception):
    """The file cannot be kept. `code`: empty, large or type (not one of those asked for)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Kept(NamedTuple):
    """What was kept: content hash (hex), bytes, media type."""

    sha256: str
    size: int
    type: str


TYPES = frozenset(
    {
        "application/pdf",
        "image/jpeg",
        "image/png",
        "application/zip",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)

# A pack stores its members as they are; a look at its first bytes may take it for the workbook that it begins with.
PACK_TYPES = frozenset({"application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})


def path_of(folder: Path, sha256: str) -> Path:
    """Where content with this hash lies."""
    if len(sha256) != 64 or any(c not in "0123456789abcdef" for c in sha256):
        raise ValueError("not a content hash")
    return folder / sha256[:2] / sha256


def keep(folder: Path, write: Callable[[BinaryIO], None], *, most_bytes: int, types: frozenset[str] = TYPES) -> Kept:
    """Keeps what `write` writes: checked, synced to disk, renamed into place, so that a crash leaves no half file under a hash."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix=".new-", dir=folder)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
            size = file.seek(0, os.SEEK_END)
            if size == 0:
                raise BadFile("empty")
            if size > most_bytes:
                raise BadFile("large")
            file.seek(0)
            found = filetype.guess_mime(file.read(8192))
            if found not in types:
                raise BadFile("type")
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        place = path_of(folder, digest)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(fresh, place)
        return Kept(digest, size, found)
    finally:
        fresh.unlink(missing_ok=True)


def sound(folder: Path, sha256: str) -> bool:
    """Whether the content is there and still has its hash."""
    try:
        with path_of(folder, sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False
