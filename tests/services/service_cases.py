"""What tests of the after-school service make: a provider that lacks nothing."""

from __future__ import annotations

from datetime import date

from schoolapp.services import providers
from schoolapp.services.providers import PersonDraft, ProviderDraft
from tests.cast import NOW, SmallSchool


def provider_draft(**changes: object) -> ProviderDraft:
    """启航体育俱乐部 on the county's list with licence, contract and published fees."""
    first = ProviderDraft(
        "启航体育俱乐部", True, "江北教发〔2026〕12号 第3家", date(2026, 8, 20), "教民2026018号", date(2028, 8, 31), "篮球、田径",
        "每课时 2.5 元，由服务费支付", date(2026, 9, 1), "2026—2027学年服务合同", date(2026, 9, 1), date(2027, 7, 31), "", True)
    return first._replace(**changes)  # type: ignore[arg-type]


def person_draft(**changes: object) -> PersonDraft:
    return PersonDraft("卢静", "篮球", "社会体育指导员证", date(2028, 1, 1), date(2026, 8, 25), True)._replace(**changes)  # type: ignore[arg-type]


def add_provider(small: SmallSchool, *, people: bool = True, **changes: object) -> int:
    found = providers.save_provider(house=small.house, actor=small.actor("t06"), provider_id=None, draft=provider_draft(**changes), now=NOW)
    if people:
        providers.save_person(house=small.house, actor=small.actor("t06"), provider_id=found, person_id=None, draft=person_draft(), now=NOW)
    return found
