"""The principal's switches: which ways of being heard are open. What is off answers as if it did not exist."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from schoolapp.records import feedback as records
from schoolapp.rules.feedback import Voice
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.house import House


class Switch(NamedTuple):
    """A way of being heard, and whether it is open."""

    voice: Voice
    on: bool


def is_on(house: House, voice: Voice) -> bool:
    """Whether this way is open. Kept until more was written than a day's homework and sessions: no query on ordinary pages."""
    return voice in house.remembered("voices", house.data_version(), lambda: _open(house))


def states(*, house: House, actor: Actor) -> tuple[Switch, ...]:
    """Every way in its order, for the principal's page."""
    actor.needs(Permit.SET_PUBLIC)
    return tuple(Switch(voice, is_on(house, voice)) for voice in Voice)


def turn(*, house: House, actor: Actor, now: datetime, voice: Voice, on: bool) -> bool:
    """Opens or closes one way; False where it stood so already."""
    actor.needs(Permit.SET_PUBLIC)
    with house.writing(actor=actor, now=now) as work:
        row = next((one for one in records.list_switches(work.connection) if one.name == voice.value), None)
        old = row.on if row else False
        if old == on:
            return False
        if row is None:
            row_id = work.add(records.feedback_switch, name=voice.value, on=on, version=1)
        else:
            row_id = row.id
            work.change(records.feedback_switch, row_id, on=on, version=row.version + 1)
        work.audit("voice_turned", f"voice:{row_id}", {"name": voice.value, "on": old}, {"name": voice.value, "on": on})
    return True


def _open(house: House) -> frozenset[Voice]:
    known = {voice.value: voice for voice in Voice}
    with house.reading() as connection:
        return frozenset(known[row.name] for row in records.list_switches(connection) if row.on and row.name in known)
