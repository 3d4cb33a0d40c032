"""What is to be looked into about an outside provider: the day counts on which something ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.rules.findings import Level
from schoolapp.rules.providers import Lack, PersonFact, ProviderFact, warnings_of

TODAY = date(2026, 11, 23)
PERSON = PersonFact("卢静", "社会体育指导员证", date(2028, 1, 1), date(2026, 8, 20))
WHOLE = ProviderFact(True, "教民2026018号", date(2028, 1, 1), "2026—2027学年服务合同", date(2027, 7, 31), date(2026, 9, 1), (PERSON,))


def lacks(provider: ProviderFact) -> list[Lack]:
    return [w.lack for w in warnings_of(provider, TODAY)]


def test_nothing_is_said_where_nothing_lacks() -> None:
    assert lacks(WHOLE) == [] and lacks(WHOLE._replace(licence_until=None, contract_until=None)) == []


@pytest.mark.parametrize(("days", "lack"), [(31, None), (30, "expiring"), (0, "expiring"), (-1, "expired")])
@pytest.mark.parametrize("paper", ["licence", "contract", "certificate"])
def test_papers_are_named_thirty_days_before_they_end(paper: str, days: int, lack: str | None) -> None:
    until = TODAY + timedelta(days=days)
    provider = WHOLE._replace(people=(PERSON._replace(certificate_until=until),)) if paper == "certificate" else WHOLE._replace(**{f"{paper}_until": until})
    found = warnings_of(provider, TODAY)
    assert [(w.lack, w.until) for w in found] == ([(Lack(f"{paper}_{lack}"), until)] if lack else [])
    assert all(w.level is (Level.RED if lack == "expired" else Level.YELLOW) and bool(w.person) == (paper == "certificate") for w in found)


def test_what_is_not_there_is_named_the_pressing_first() -> None:
    empty = ProviderFact(False, "", None, "", None, None)
    assert lacks(empty) == [Lack.UNLISTED, Lack.LICENCE_MISSING, Lack.CONTRACT_MISSING, Lack.FEES_UNPUBLISHED, Lack.NOBODY]
    assert lacks(WHOLE._replace(people=(PersonFact("卢静", "", None, None),))) == [Lack.CERTIFICATE_MISSING, Lack.PROOF_MISSING]
    assert lacks(WHOLE._replace(fees_published_on=TODAY + timedelta(days=1))) == [Lack.FEES_UNPUBLISHED]
    assert lacks(WHOLE._replace(licence_until=TODAY + timedelta(days=3), contract_until=TODAY - timedelta(days=3))) == [
        Lack.CONTRACT_EXPIRED, Lack.LICENCE_EXPIRING]
