"""What has to be looked into about an outside provider (第三方机构) of the service: on the county's list, licence, contract, fees published, and
the certificates of the people whom it sends. Days only; whether a programme may go on is the school's decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from schoolapp.rules.findings import Level

SOON = timedelta(days=30)


class Lack(StrEnum):
    """不在名单, 证照, 合同, 收费公示, 人员证书, 无犯罪记录证明: each missing, expired or about to expire."""

    UNLISTED = "unlisted"
    LICENCE_MISSING = "licence_missing"
    LICENCE_EXPIRED = "licence_expired"
    LICENCE_EXPIRING = "licence_expiring"
    CONTRACT_MISSING = "contract_missing"
    CONTRACT_EXPIRED = "contract_expired"
    CONTRACT_EXPIRING = "contract_expiring"
    FEES_UNPUBLISHED = "fees_unpublished"
    NOBODY = "nobody"
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_EXPIRING = "certificate_expiring"
    PROOF_MISSING = "proof_missing"


class PersonFact(NamedTuple):
    """Somebody whom the provider sends."""

    name: str
    certificate: str
    certificate_until: date | None
    no_crime_on: date | None


class ProviderFact(NamedTuple):
    """A provider at work. Days None: not said."""

    listed: bool
    licence: str
    licence_until: date | None
    contract: str
    contract_until: date | None
    fees_published_on: date | None
    people: tuple[PersonFact, ...] = ()


class Warned(NamedTuple):
    """One thing to look into; `until` = the day that something ends or ended, `person` = whose it is ('' = the provider's)."""

    lack: Lack
    level: Level
    until: date | None = None
    person: str = ""


_PRESSING = frozenset({Lack.UNLISTED, Lack.LICENCE_EXPIRED, Lack.CONTRACT_EXPIRED, Lack.CERTIFICATE_EXPIRED})


def warnings_of(provider: ProviderFact, today: date) -> tuple[Warned, ...]:
    """Everything to look into on a day, the pressing first. What ends within 30 days is about to; its last day still holds."""
    found = [] if provider.listed else [Warned(Lack.UNLISTED, Level.RED)]
    found += _ending(provider.licence, provider.licence_until, today, Lack.LICENCE_MISSING, Lack.LICENCE_EXPIRED, Lack.LICENCE_EXPIRING)
    found += _ending(provider.contract, provider.contract_until, today, Lack.CONTRACT_MISSING, Lack.CONTRACT_EXPIRED, Lack.CONTRACT_EXPIRING)
    if provider.fees_published_on is None or provider.fees_published_on > today:
        found.append(Warned(Lack.FEES_UNPUBLISHED, Level.YELLOW))
    if not provider.people:
        found.append(Warned(Lack.NOBODY, Level.YELLOW))
    for one in provider.people:
        found += [w._replace(person=one.name) for w in _ending(one.certificate, one.certificate_until, today, Lack.CERTIFICATE_MISSING,
                                                                Lack.CERTIFICATE_EXPIRED, Lack.CERTIFICATE_EXPIRING)]
        if one.no_crime_on is None:
            found.append(Warned(Lack.PROOF_MISSING, Level.YELLOW, None, one.name))
    return tuple(sorted(found, key=lambda w: w.level is not Level.RED))


def _ending(paper: str, until: date | None, today: date, missing: Lack, expired: Lack, expiring: Lack) -> Iterable[Warned]:
    """A paper without an end (until None) holds as long as it is there."""
    lack = missing if not paper else None if until is None or until > today + SOON else expiring if until >= today else expired
    return [] if lack is None else [Warned(lack, Level.RED if lack in _PRESSING else Level.YELLOW, until if paper else None)]
