"""What the audit page shows to whom: entries of the chain in the reader's scope, and the security log. The chain's own check stands in
`audit`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from schoolapp.records import audit as records
from schoolapp.records import people as people_records
from schoolapp.records.login import security_log
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House

PAGE = 50
SECURITY_MOST = 200
RECORD = re.compile(r"[a-z_]{1,20}(:\d{1,12})?")


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry of the chain. `old` and `new` are plain data (None where there is none, or where an inspector reads: `closed`)."""

    n: int
    at: datetime
    actor: str
    act: str
    record: str
    old: Any
    new: Any
    hash: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of entries, newest first. `older`: the number to go on below, None at the end. `known` is False for a record that has no
    entry."""

    lines: tuple[TrailLine, ...]
    older: int | None
    head: int
    head_hash: str


@dataclass(frozen=True, slots=True)
class SecurityLine:
    """One line of the security log: logins, refusals, ended sessions."""

    at: datetime
    act: str
    name: str
    address: str
    detail: str


def list_trail(*, house: House, actor: Actor, before: int | None = None, record: str = "") -> Trail:
    """Entries, newest first, 50 a page; of one record where `record` names it (such as 'class:12'). An inspector sees the entries made
    in the
    opened period: what was done and when, without persons and values."""
    actor.needs(Permit.SEE_AUDIT)
    e, d = records.audit_entry.c, records.record_digest.c
    query = select(e.n, e.at, e.actor, e.act, e.record, e.old, e.new, e.hash).order_by(e.n.desc())
    if before is not None:
        query = query.where(e.n < before)
    if record:
        query = query.where(or_(e.record == record, e.n.in_(select(d.n).where(d.record == record))))
    closed = Role.INSPECTOR in actor.roles
    found: list[TrailLine] = []
    with house.reading() as connection:
        head, head_hash = records.head(connection)
        for n, at, who, act, about, old, new, digest in connection.execute(query):
            if not actor.sees_day(at.date()):
                if actor.period and at.date() < actor.period[0]:
                    break
                continue
            found.append(
                TrailLine(
                    n,
                    at,
                    "" if closed else who,
                    act,
                    about,
                    None if closed else json.loads(old or "null"),
                    None if closed else json.loads(new or "null"),
                    digest,
                    closed,
                )
            )
            if len(found) > PAGE:
                break
    older = found[PAGE - 1].n if len(found) > PAGE else None
    return Trail(tuple(found[:PAGE]), older, head, head_hash)


def may_see_security(actor: Actor) -> bool:
    """Addresses and refused attempts are for the principal and the administrator."""
    return actor.operator or bool(actor.roles & {Role.PRINCIPAL, Role.ADMINISTRATOR})


def list_security(*, house: House, actor: Actor) -> list[SecurityLine]:
    """The newest 200 lines of the security log, newest first. NotFound for those who need not know that there is one."""
    actor.needs(Permit.SEE_AUDIT)
    if not may_see_security(actor):
        raise NotFound
    c = security_log.c
    with house.reading() as connection:
        names = people_records.staff_names(connection)
        return [
            SecurityLine(r[0], r[1], names.get(r[2] or 0, ""), r[3], r[4])
            for r in connection.execute(select(c.at, c.act, c.staff_id, c.address, c.detail).order_by(c.id.desc()).limit(SECURITY_MOST))
        ]
