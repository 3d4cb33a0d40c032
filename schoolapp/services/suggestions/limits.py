"""How often one address may write or ask in a day. Kept is a digest made with the day's own salt; both go with the day, so that nobody can tell
afterwards who wrote."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from schoolapp.records import suggestions as records
from schoolapp.services.feedback.salt import digest_of
from schoolapp.services.house import House

WRITTEN_MOST = 5      # cases of one address in a day: several families share one
WRONG_MOST = 20       # codes of one address in a day that lead nowhere
SCHOOL_MOST = 60      # cases of the whole school in a day, against a flood from many addresses
WRITES, LOOKS = "writes", "looks"


def whose(house: House, address: str, day: date) -> str:
    """What stands for an address today."""
    return digest_of(house, day, address, "suggestion")


def spent(connection: Connection, day: date, kind: str, digest: str) -> bool:
    """Whether this address has done enough of it today."""
    return records.tally_of(connection, day, kind, digest) >= (WRITTEN_MOST if kind == WRITES else WRONG_MOST)
