"""Files of the school: kept by content, given back by record. The store itself is in outside."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from schoolapp.outside import files as store
from schoolapp.outside import sheets as papers
from schoolapp.outside.files import BadFile
from schoolapp.outside.sheets import BadSheet
from schoolapp.records import files as records
from schoolapp.rules.permits import NotFound
from schoolapp.services.house import House, Work

__all__ = ["PAPER_MAX_MB", "BadFile", "BadSheet", "PaperFile", "keep_paper", "paper_of", "path_of_file", "record_file"]

PAPER_MAX_MB = papers.FILE_MAX // (1 << 20)


class PaperFile(NamedTuple):
    """A kept paper as it is handed out: always as a download, but for pictures, which may stand in a page."""

    path: Path
    type: str
    name: str

    @property
    def picture(self) -> bool:
        return self.type in papers.PICTURES


def keep_paper(*, house: House, data: bytes) -> store.Kept:
    """A scan, PDF or Office file that the school holds as a proof: judged (and a picture painted anew) as sample sheets are, then kept.
    BadSheet with its code. Never inside a write."""
    return papers.keep_sheet(house.files_dir, papers.check_sheet(data))


def paper_of(*, house: House, row: records.FileRow, title: str) -> PaperFile:
    """The bytes of a kept paper under a title of ours: the name that a file had on somebody's machine may hold anything. NotFound."""
    path = store.path_of(house.files_dir, row.sha256)
    if row.type not in papers.ENDINGS or not path.is_file():
        raise NotFound
    return PaperFile(path, row.type, f"{title}.{papers.ENDINGS[row.type]}")


def record_file(work: Work, kept: store.Kept, *, name: str, purpose: str, now: datetime) -> int:
    """Notes kept content under the name that it was given; part of the caller's audited write. Gives the record's id."""
    plain = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())[:255] or "file"
    return work.add(
        records.stored_file, sha256=kept.sha256, size=kept.size, type=kept.type, name=plain, purpose=purpose, added_by=work.actor.staff_id, added_at=now
    )


def path_of_file(*, house: House, file_id: int) -> tuple[Path, records.FileRow]:
    """Where the bytes of a record lie. The caller has checked the permit of what the file belongs to. NotFound where either is gone."""
    with house.reading() as connection:
        row = records.find_file(connection, file_id)
    if row is None:
        raise NotFound
    path = store.path_of(house.files_dir, row.sha256)
    if not path.is_file():
        raise NotFound
    return path, row
