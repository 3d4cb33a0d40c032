"""A workbook between its upload and its writing: kept for an hour where only its owner finds it, shown, then written or dropped."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from schoolapp.papers.template import ErrorRow, empty_workbook, errors_workbook
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House, Work
from schoolapp.services.workbook.bringing import bring_in
from schoolapp.services.workbook.report import error_lines
from schoolapp.services.workbook.result import ImportResult

KEPT_FOR = timedelta(hours=1)
_SHOWN = "workbook_preview"


def _owner(actor: Actor) -> str:
    return f"staff:{actor.staff_id}"


def take_upload(*, house: House, actor: Actor, data: bytes, name: str, now: datetime, owner: str = "") -> str:
    """Judges the file and keeps it for an hour; gives the key that finds it again. BadWorkbook where it is not read at all (then nothing
    is kept). `owner`: whose it is where nobody is signed in (the set-up)."""
    actor.needs(Permit.SET_UP)
    owner = owner or _owner(actor)
    key = secrets.token_urlsafe(24)
    _show(house, actor, owner, key, data, name, now)
    folder = house.config.data_dir / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder, now)
    path = _path(house, owner, key)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(name.replace("\0", "").encode("utf-8", "replace") + b"\0" + data)
    os.utime(path, (now.timestamp(), now.timestamp()))
    return key


def preview_upload(*, house: House, actor: Actor, key: str, now: datetime, owner: str = "") -> ImportResult:
    """What writing the kept file would do now. NotFound where it is gone, or somebody else's."""
    actor.needs(Permit.SET_UP)
    name, data = _find(house, owner or _owner(actor), key, now)
    return _show(house, actor, owner or _owner(actor), key, data, name, now)


def write_upload(
    *,
    house: House,
    actor: Actor,
    key: str,
    now: datetime,
    owner: str = "",
    language: str = "zh",
    also: Callable[[Work], None] | None = None,
) -> ImportResult:
    """Writes the kept file and drops it; with refusals (the school changed meanwhile) nothing is written and it stays."""
    actor.needs(Permit.SET_UP)
    name, data = _find(house, owner or _owner(actor), key, now)
    result = bring_in(house, actor, data, name=name, dry_run=False, now=now, language=language, also=also)
    if result.ok:
        drop_upload(house=house, actor=actor, key=key, owner=owner)
    return result


def drop_upload(*, house: House, actor: Actor, key: str, owner: str = "") -> None:
    """Takes the kept file away; nothing where there is none."""
    actor.needs(Permit.SET_UP)
    known = house.recall(_SHOWN)
    if known is not None and known[0][:2] == (owner or _owner(actor), key):
        house.drop(_SHOWN)
    _path(house, owner or _owner(actor), key).unlink(missing_ok=True)


def errors_file(result: ImportResult, lang: str) -> bytes:
    """The refusals of a preview as a workbook."""
    return errors_workbook([ErrorRow(*line) for line in error_lines(result, lang)], lang)


def template_file() -> bytes:
    """The empty school workbook."""
    return empty_workbook()


def _path(house: House, owner: str, key: str) -> Path:
    """Named by a digest of owner and key: what a browser sends never becomes part of a path, and another's key finds nothing."""
    return house.config.data_dir / "uploads" / hashlib.sha256(f"{owner}\0{key}".encode()).hexdigest()


def _find(house: House, owner: str, key: str, now: datetime) -> tuple[str, bytes]:
    path = _path(house, owner, key)
    try:
        if now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds():
            raise NotFound
        name, _, data = path.read_bytes().partition(b"\0")
    except FileNotFoundError:
        raise NotFound from None
    return name.decode("utf-8", "replace"), data


def _sweep(folder: Path, now: datetime) -> None:
    """Takes away what nobody came back for."""
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds():
                path.unlink()


def _show(house: House, actor: Actor, owner: str, key: str, data: bytes, name: str, now: datetime) -> ImportResult:
    """The dry run; the last one is remembered, so that the page after an upload and its downloads do not judge again."""
    wanted = (owner, key, house.data_version(), now.date())
    known = house.recall(_SHOWN)
    if known is not None and known[0] == wanted:
        return known[1]  # type: ignore[no-any-return]
    result = bring_in(house, actor, data, name=name, dry_run=True, now=now, language="zh")
    house.keep(_SHOWN, (wanted, result))
    return result
