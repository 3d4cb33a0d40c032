"""The day seal (每日存证): made by the worker every school day, shown, and carried by packs. Nobody has to print or sign anything."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import audit as records
from schoolapp.records import base
from schoolapp.rules.permits import Actor, Permit
from schoolapp.rules.seals import Seal, day_to_seal, moment_text, purpose_of, seal_text, unsealed
from schoolapp.services.house import House
from schoolapp.services.school import has_school, standing_of

WORKER = Actor(None, "worker", frozenset())  # who seals by the clock: it may nothing else
_SEALED, _BEGUN = "sealed", "sealed:begun"
_SHOWN_DAYS, _SHOWN = 10, timedelta(days=90)  # so many school days, looked for in so many days


class SealsShown(NamedTuple):
    """The last school days that are over, and those of them that have no seal; `newest`: the last seal of all."""

    newest: Seal | None
    days: tuple[date, ...]
    unsealed: tuple[date, ...]


def _begun(house: House) -> date | None:
    """The day of the chain's first entry: before it there is nothing to seal."""
    found: date | None = house.recall(_BEGUN)
    if found is None and has_school(house=house):
        with house.reading() as connection:
            first = next(records.entries(connection, 1, 1), None)
        if first is not None:
            found = first.at.date()
            house.keep(_BEGUN, found)
    return found


def _due_day(house: House, now: datetime) -> date | None:
    begun = _begun(house)
    return None if begun is None else day_to_seal(standing_of(house=house).calendar, now, begun)


def is_due(*, house: House, now: datetime) -> bool:
    """Whether `seal_due` has anything to do: asked of the database once a day, for a loop that asks every second."""
    day = _due_day(house, now)
    if day is None or house.recall(_SEALED) == day:
        return False
    with house.reading() as connection:
        found = records.find_seal(connection, day) is not None
    if found:
        house.keep(_SEALED, day)
    return not found


def seal_due(*, house: House, now: datetime) -> Seal | None:
    """Signs the chain's head for the newest school day whose evening has come; None where it has its seal, or there is none to make."""
    day = _due_day(house, now)
    if day is None:
        return None
    key = house.signing_key()
    now = now.replace(microsecond=0)
    with house.writing(actor=WORKER, now=now) as work:
        number, chain_hash = records.head(work.connection, lock=True)
        seal = None
        if records.find_seal(work.connection, day) is None:
            signature = key.sign(seal_text(number, chain_hash, purpose_of(day), moment_text(now))).hex()
            base.insert(work.connection, records.signed_head, n=number, hash=chain_hash, purpose=purpose_of(day), at=now, signature=signature)
            work.audit("day_sealed", f"seal:{day.isoformat()}", None, {"number": number, "hash": chain_hash})
            seal = Seal(day, number, chain_hash, now, signature)
    house.keep(_SEALED, day)
    return seal


def seals_in(connection: Connection, start: date, end: date, *, made_by: datetime, head: int) -> tuple[Seal, ...]:
    """The seals of a period's days, both bounds included, that were there at a moment and do not reach beyond the chain's `head`."""
    return tuple(seal for seal in records.list_seals(connection, start, end) if seal.at <= made_by and seal.number <= head)


def shown_seals(*, house: House, actor: Actor, now: datetime) -> SealsShown:
    """How the last school days stand."""
    actor.needs(Permit.SEE_PACKS)
    last, begun = _due_day(house, now), _begun(house)
    if last is None or begun is None:
        return SealsShown(None, (), ())
    days = standing_of(house=house).calendar.school_days(max(begun, last - _SHOWN), last)[-_SHOWN_DAYS:]
    with house.reading() as connection:
        seals = records.list_seals(connection, days[0], last)
        newest = seals[-1] if seals else records.newest_seal(connection)
    return SealsShown(newest, days, unsealed(days, seals))
