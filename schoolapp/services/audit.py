"""Reads the audit chain: history of a record, the newest entries, and the check that nothing was changed behind the app's back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from sqlalchemy import Connection, select

from schoolapp.records import audit as records
from schoolapp.records import base
from schoolapp.records.tables import AUDITED
from schoolapp.rules.audit import Entry, digest, digest_of_all, entry_hash
from schoolapp.rules.permits import Actor, Permit
from schoolapp.rules.seals import PURPOSE, moment_text, seal_text
from schoolapp.services.house import House
from schoolapp.words import N_


class Trouble(NamedTuple):
    """Something that does not hold: `code` is chain, digests, changed, gone, unknown or head; `record` says where."""

    code: str
    record: str


def verify_chain(*, house: House, actor: Actor) -> tuple[int, list[Trouble]]:
    """(entries checked, what does not hold): every link, every record's current state against its last digest, every signed head."""
    actor.needs(Permit.SEE_AUDIT)
    with house.reading() as connection:
        return _verify(house, connection)


def _verify(house: House, connection: Connection) -> tuple[int, list[Trouble]]:
    troubles: list[Trouble] = []
    by_entry: dict[int, list[tuple[str, str]]] = {}
    last: dict[str, str] = {}
    d = records.record_digest.c
    for n, record, value in connection.execute(select(d.n, d.record, d.digest).order_by(d.n, d.id)):
        by_entry.setdefault(n, []).append((record, value))
        last[record] = value
    previous, count, hashes = "", 0, {}
    for row in records.entries(connection):
        count += 1
        entry = Entry(row.n, row.at, row.staff_id, row.actor, row.act, row.record, row.old, row.new, row.records_digest, row.previous)
        if row.n != count or row.previous != previous or entry_hash(entry) != row.hash:
            troubles.append(Trouble("chain", f"entry:{row.n}"))
        if digest_of_all(by_entry.pop(row.n, [])) != row.records_digest:
            troubles.append(Trouble("digests", f"entry:{row.n}"))
        previous = hashes[row.n] = row.hash
    troubles += [Trouble("digests", f"entry:{n}") for n in sorted(by_entry)]
    if records.head(connection) != (count, previous):
        troubles.append(Trouble("head", "head"))
    for table, name in AUDITED.items():
        for state in connection.execute(select(table)).mappings():
            record = f"{name}:{state['id']}"
            wanted = last.pop(record, None)
            if wanted is None:
                troubles.append(Trouble("unknown", record))
            elif wanted != digest(base.told(table, state)):
                troubles.append(Trouble("changed", record))
    troubles += [Trouble("gone", record) for record, value in sorted(last.items()) if value]
    s = records.signed_head.c
    public = house.signing_key().public_key()
    for n, value, signature, purpose, at in connection.execute(select(s.n, s.hash, s.signature, s.purpose, s.at)):
        signed = seal_text(n, value, purpose, moment_text(at)) if purpose.startswith(PURPOSE) else f"{n} {value}".encode()
        try:
            public.verify(bytes.fromhex(signature), signed)
        except (InvalidSignature, ValueError):
            troubles.append(Trouble("head", f"entry:{n}"))
            continue
        if n and hashes.get(n) != value:
            troubles.append(Trouble("head", f"entry:{n}"))
    return count, troubles


def sign_head(house: House, connection: Connection, *, purpose: str, now: datetime) -> tuple[int, str]:
    """Signs the chain's present head inside a write; gives (number, hash). A later cut of the chain below it is found."""
    n, value = records.head(connection)
    signature = house.signing_key().sign(f"{n} {value}".encode()).hex()
    base.insert(connection, records.signed_head, n=n, hash=value, purpose=purpose, at=now, signature=signature)
    return n, value


def list_entries(*, house: House, actor: Actor, limit: int = 100, before: int | None = None) -> list[records.EntryRow]:
    """The newest entries, newest first."""
    actor.needs(Permit.SEE_AUDIT)
    with house.reading() as connection:
        return records.newest_entries(connection, limit, before)


TROUBLE_WORDS = {
    "chain": N_("这一条与前一条接不上，或内容被改过"), "digests": N_("这一条所记的记录摘要对不上"), "head": N_("链尾或签过名的存证对不上"),
    "changed": N_("记录的现状与最后一次登记时不同"), "gone": N_("记录不见了，没有留下删除的登记"), "unknown": N_("记录没有登记过"),
}
