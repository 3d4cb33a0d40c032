"""How often one address may write or ask in a day. Kept is a digest made with the day's own salt; both go with the day, so that nobody can tell
afterwards who wrote."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from datetime import date

from sqlalchemy import Connection

from schoolapp.records import suggestions as records
from schoolapp.services.house import House

WRITTEN_MOST = 5      # cases of one address in a day: several families share one
WRONG_MOST = 20       # codes of one address in a day that lead nowhere
SCHOOL_MOST = 60      # cases of the whole school in a day, against a flood from many addresses
WRITES, LOOKS = "writes", "looks"


def whose(house: House, address: str, day: date) -> str:
    """What stands for an address today. A network of the newer kind counts as one address: its visitor owns all of it."""
    with house.reading() as connection:
        salt = records.salt_of(connection, day)
    if not salt:
        with house.plain_writing() as connection:
            records.drop_tallies_before(connection, day)
            records.keep_salt(connection, day, secrets.token_hex(32))
            salt = records.salt_of(connection, day)
    return hmac.new(salt.encode(), _network(address).encode(), "sha256").hexdigest()


def spent(connection: Connection, day: date, kind: str, digest: str) -> bool:
    """Whether this address has done enough of it today."""
    return records.tally_of(connection, day, kind, digest) >= (WRITTEN_MOST if kind == WRITES else WRONG_MOST)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)
