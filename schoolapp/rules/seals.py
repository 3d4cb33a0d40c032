"""The day seal (每日存证): the audit chain's head, signed on the evening of every school day. A pack carries the seals of its period; who
rewrote the chain afterwards would have to make every seal since anew, and those that were handed out would say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from schoolapp.rules.calendar import Calendar

SEALED_AT = time(22)  # of the school's clock: when what teachers and duty staff enter for the day has come in
PURPOSE = "day:"


class Seal(NamedTuple):
    """The chain's head (number, hash) as it was signed for a school day. `at`: the aware moment of signing; later than the day itself where
    the computer was off in the evening. `signature`: Ed25519, hex."""

    day: date
    number: int
    hash: str
    at: datetime
    signature: str

    @property
    def late(self) -> bool:
        """Whether it was signed on a later day."""
        return self.at.date() > self.day


def purpose_of(day: date) -> str:
    return f"{PURPOSE}{day.isoformat()}"


def moment_text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seal_text(number: int, chain_hash: str, purpose: str, at: str) -> bytes:
    """What is signed: number and hash of the chain's head, what for, and when (`moment_text`)."""
    return f"{number} {chain_hash} {purpose} {at}".encode()


def day_to_seal(calendar: Calendar, now: datetime, since: date) -> date | None:
    """The newest school day (of any grade) whose evening has come, not before `since`; None where there is none. Earlier ones that have no
    seal stay without: a seal says what the chain was, and nobody can sign that afterwards."""
    newest = now.date() if now.timetz().replace(tzinfo=None) >= SEALED_AT else now.date() - timedelta(days=1)
    found = newest if calendar.is_school_day_for_any(newest) else calendar.last_school_day(newest)
    return found if found is not None and found >= since else None


def unsealed(days: Sequence[date], seals: Sequence[Seal]) -> tuple[date, ...]:
    """Those of these school days that have no seal."""
    there = {seal.day for seal in seals}
    return tuple(day for day in days if day not in there)
