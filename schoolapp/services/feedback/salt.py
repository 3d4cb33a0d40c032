"""The salt of the day, under which network addresses are digested while their answers are limited: random, kept for its day alone, in a
file beside the database, so that no backup of the one holds the other."""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from datetime import date
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from schoolapp.services.house import House

_REMEMBERED = "answer_salt"
_FIRST_BYTES = 8  # of an IPv6 address: one connection has all that begin with these


def digest_of(house: House, today: date, address: str, *what: object) -> str:
    """What today stands for an address (and for `what` it did): 64 hex digits that nobody can lead back, once the salt is gone."""
    text = "\n".join((connection_of(address), *map(str, what)))
    return hmac.new(_salt_of(house, today), text.encode(), "sha256").hexdigest()


def connection_of(address: str) -> str:
    """The address as far as it tells one connection from another: a household has very many IPv6 addresses."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped) if found.ipv4_mapped else found.packed[:_FIRST_BYTES].hex()
    return str(found)


def drop_old_salts(house: House, today: date) -> None:
    """Takes away the salts of other days."""
    kept = house.recall(_REMEMBERED)
    if kept is not None and kept[0] != today:
        house.drop(_REMEMBERED)
    folder = _folder(house)
    for path in folder.glob("*") if folder.is_dir() else ():
        if not path.name.startswith(_name(today)):  # what begins so is being made at this moment
            path.unlink(missing_ok=True)


def _salt_of(house: House, today: date) -> bytes:
    kept = house.recall(_REMEMBERED)
    if kept is not None and kept[0] == today:
        return kept[1]  # type: ignore[no-any-return]
    salt = _read_or_make(_folder(house) / _name(today))
    house.keep(_REMEMBERED, (today, salt))
    return salt


def _folder(house: House) -> Path:
    return house.config.data_dir / "passing"


def _name(day: date) -> str:
    return f"answers-{day.isoformat()}.salt"


def _read_or_make(path: Path) -> bytes:
    """The file's salt; several processes that make it at once all get the same one, since it appears under its name when it is whole."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
    try:
        with suppress(FileExistsError):
            os.link(own, path)
    finally:
        own.unlink(missing_ok=True)
    return path.read_bytes()
