"""Files of the school: kept by content, given back by record. The store itself is in outside."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from schoolapp.outside import files as store
from schoolapp.outside.files import BadFile
from schoolapp.records import files as records
from schoolapp.rules.permits import NotFound
from schoolapp.services.house import House, Work

__all__ = ["BadFile", "path_of_file", "record_file"]


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
