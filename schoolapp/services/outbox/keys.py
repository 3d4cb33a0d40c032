"""Addresses and keys of channels under the installation's own secret: sealed for the database, opened for one sending."""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import asdict

from schoolapp.rules.outbox import Address, ChannelKind
from schoolapp.services.house import House


class Unsealable(Exception):
    """The secret that this was sealed with is not here (a database without its data folder): it has to be entered again."""


def seal(house: House, address: Address) -> str:
    """The address encrypted and signed."""
    from cryptography.fernet import Fernet

    return Fernet(_key(house)).encrypt(json.dumps(asdict(address)).encode()).decode()


def unseal(house: House, sealed: str) -> Address:
    """The address again. Unsealable."""
    from cryptography.fernet import Fernet, InvalidToken

    try:
        found = json.loads(Fernet(_key(house)).decrypt(sealed.encode()))
        return Address(**{**found, "to": tuple(found["to"])})
    except (InvalidToken, ValueError, TypeError, KeyError):
        raise Unsealable from None


def bucket_name(house: House, kind: ChannelKind, address: Address) -> str:
    """Where messages go, as a digest that tells nobody: channels that lead to one bot share their bucket."""
    where = address.url if kind is not ChannelKind.MAIL else f"{address.host}:{address.port}:{address.user}"
    return fingerprint(house, f"{kind}\n{where}")


def fingerprint(house: House, text: str) -> str:
    """A digest that only this installation can make."""
    return hmac.new(house.secret("outbox"), text.encode(), "sha256").hexdigest()


def _key(house: House) -> bytes:
    return base64.urlsafe_b64encode(house.secret("outbox"))
