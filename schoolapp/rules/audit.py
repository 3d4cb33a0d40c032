"""The audit chain's arithmetic: canonical text, digests, the hash that links an entry to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """What the hash of one link covers. `at` is an aware moment; `staff_id` tells people of one name apart, None for the operator;
    `old` and `new` are canonical JSON text."""

    n: int
    at: datetime
    staff_id: int | None
    actor: str
    act: str
    record: str
    old: str
    new: str
    records_digest: str
    previous: str


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)  # made once: dumps makes one a call
_FIELDS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, real characters, moments in UTC: equal values give equal text."""
    return _CANONICAL.encode(value)


def digest(state: Mapping[Any, Any] | None) -> str:
    """SHA-256 (hex) of a record's canonical state; '' for a record that is gone."""
    return "" if state is None else hashlib.sha256(canonical(dict(state)).encode()).hexdigest()


def digest_of_all(records: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over the (record, digest) pairs of one entry, in the order of their names; '' where it touched none."""
    lines = sorted(f"{record} {value}\n" for record, value in records)
    return hashlib.sha256("".join(lines).encode()).hexdigest() if lines else ""


def entry_hash(entry: Entry) -> str:
    """The entry's own hash: over all its fields, the previous entry's hash among them."""
    fields = [entry.n, _plain(entry.at), entry.staff_id, *entry[3:]]
    return hashlib.sha256(_FIELDS.encode(fields).encode()).hexdigest()
