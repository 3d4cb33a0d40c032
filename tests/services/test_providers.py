"""Providers on file: what is said of them, what has to be looked into, their papers, and what the coordinator is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.records import afterschool as afterschool_records
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.providers import Lack
from schoolapp.services import audit, needs, providers
from schoolapp.services.house import Conflict
from schoolapp.services.providers import BadProvider
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.outside.sheet_files import pdf, photo
from tests.services.service_cases import add_provider, person_draft, provider_draft


def listed(small: SmallSchool, day: date = MONDAY, who: str = "t07") -> list[tuple[str, list[Lack]]]:
    found = providers.list_providers(house=small.house, actor=small.actor(who), now=at(day))
    return [(line.row.name, [w.lack for w in line.warned]) for line in found.lines]


def test_a_whole_provider_needs_nothing_until_something_is_about_to_end(small: SmallSchool) -> None:
    add_provider(small)
    assert listed(small) == [("启航体育俱乐部", [])]
    assert listed(small, date(2027, 7, 1)) == [("启航体育俱乐部", [Lack.CONTRACT_EXPIRING])]
    assert listed(small, date(2027, 8, 1)) == [("启航体育俱乐部", [Lack.CONTRACT_EXPIRED])]
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_changes_keep_both_values_and_ask_for_the_present_version(small: SmallSchool) -> None:
    found = add_provider(small)
    common = {"house": small.house, "actor": small.actor("t06"), "provider_id": found, "now": NOW}
    providers.save_provider(draft=provider_draft(name="启航体育", listed=False), version=1, **common)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        providers.save_provider(draft=provider_draft(), version=1, **common)  # type: ignore[arg-type]
    assert listed(small) == [("启航体育", [Lack.UNLISTED])]
    page = providers.provider_page(house=small.house, actor=small.actor("t07"), provider_id=found, now=NOW)
    person = page.people[0]
    providers.save_person(person_id=person.id, draft=person_draft(active=False), version=1, **common)  # type: ignore[arg-type]
    assert listed(small) == [("启航体育", [Lack.UNLISTED, Lack.NOBODY])]
    providers.save_provider(draft=provider_draft(name="启航体育", listed=False, active=False), version=2, **common)  # type: ignore[arg-type]
    assert listed(small) == [("启航体育", [])]  # nobody works here any more


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, ("name", "required")),
        ({"licence": "证" * 81}, ("licence", "long")),
        ({"note": "电话13812345678"}, ("note", "personal")),
        ({"listed_on": MONDAY + timedelta(days=1)}, ("listed_on", "future")),
        ({"contract_until": date(2026, 8, 1)}, ("contract_until", "order")),
    ],
)
def test_what_is_no_provider_is_named(small: SmallSchool, changes: dict[str, object], fault: tuple[str, str]) -> None:
    with pytest.raises(BadProvider) as found:
        add_provider(small, **changes)
    assert [f[:2] for f in found.value.faults] == [fault]


def test_a_name_stands_once(small: SmallSchool) -> None:
    add_provider(small)
    with pytest.raises(BadProvider) as found:
        add_provider(small)
    assert found.value.faults == (("name", "taken", {}),)


@on_sqlite
def test_a_programme_that_names_a_provider_without_a_file_is_told_of(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(afterschool_records.programme, small.programmes["club3"], provider="某某科技馆")
        work.audit("programme_saved", "programme:1")
    found = providers.list_providers(house=small.house, actor=small.actor("t07"), now=NOW)
    assert [(name, [p.code for p in rows]) for name, rows in found.unfiled] == [("某某科技馆", ["club3"])]


@on_sqlite
def test_the_coordinator_is_told_and_nobody_else(small: SmallSchool) -> None:
    found = add_provider(small, contract_until=MONDAY + timedelta(days=20), listed=False)
    told = [n for n in needs.needs_of(house=small.house, actor=small.actor("t06"), now=NOW) if n.kind.startswith("provider")]
    assert [(n.kind, n.endpoint, n.args, n.level.value) for n in told] == [("provider_lacks", "providers.one", {"provider_id": found}, "red")]
    assert [w.lack for w in told[0].values["warned"]] == [Lack.UNLISTED, Lack.CONTRACT_EXPIRING]
    assert not [n for n in needs.needs_of(house=small.house, actor=small.actor("t07"), now=NOW) if n.kind.startswith("provider")]


@on_sqlite
def test_papers_are_judged_kept_and_handed_out(small: SmallSchool) -> None:
    found = add_provider(small)
    common = {"house": small.house, "actor": small.actor("t06"), "provider_id": found, "now": NOW}
    providers.attach_paper(paper="contract", data=pdf(), **common)  # type: ignore[arg-type]
    providers.attach_paper(paper="contract", data=pdf(), **common)  # type: ignore[arg-type]
    providers.attach_paper(paper="licence", data=photo(), **common)  # type: ignore[arg-type]
    contract = providers.open_paper(house=small.house, actor=small.actor("t07"), provider_id=found, paper="contract")
    assert (contract.name, contract.picture) == ("启航体育俱乐部.pdf", False) and contract.path.read_bytes().startswith(b"%PDF-")  # made anew
    assert providers.open_paper(house=small.house, actor=small.actor("t07"), provider_id=found, paper="licence").picture
    with pytest.raises(BadProvider) as refused:
        providers.attach_paper(paper="contract", data=b"#!/bin/sh", **common)  # type: ignore[arg-type]
    assert refused.value.faults[0][:2] == ("file", "type")
    with pytest.raises(NotFound):
        providers.open_paper(house=small.house, actor=small.actor("t07"), provider_id=found, paper="other")
    page = providers.provider_page(house=small.house, actor=small.actor("t07"), provider_id=found, now=NOW)
    assert sorted(page.files) == ["contract", "licence"] and page.row.version == 3


@on_sqlite
def test_only_the_coordinator_changes_providers(small: SmallSchool) -> None:
    found = add_provider(small)
    for change in (lambda actor: providers.save_provider(house=small.house, actor=actor, provider_id=found, draft=provider_draft(), now=NOW),
                   lambda actor: providers.attach_paper(house=small.house, actor=actor, provider_id=found, paper="contract", data=b"", now=NOW),
                   lambda actor: providers.save_person(house=small.house, actor=actor, provider_id=found, person_id=None, draft=person_draft(), now=NOW)):
        with pytest.raises(NotAllowed):
            change(small.actor("t07"))
    with pytest.raises(NotFound):
        providers.save_person(house=small.house, actor=small.actor("t06"), provider_id=999, person_id=None, draft=person_draft(), now=NOW)
