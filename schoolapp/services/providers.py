"""Outside providers (第三方机构) of the service on file: where they are listed, licence, contract, fees, the people whom they send, and what has to be
looked into. What that is stands in rules; the programmes that they run stand in `afterschool`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import files as file_records
from schoolapp.records import providers as records
from schoolapp.records.afterschool import ProgrammeRow
from schoolapp.records.files import FileRow
from schoolapp.records.providers import PersonRow, ProviderRow
from schoolapp.rules.names import clean
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.providers import Lack, PersonFact, ProviderFact, Warned, warnings_of
from schoolapp.services.files import BadSheet, PaperFile, keep_paper, paper_of, record_file
from schoolapp.services.house import Conflict, House, Taken
from schoolapp.services.school import standing_of
from schoolapp.words import N_

# What lacks, in words; the door fills in the name and the day.
LACK_WORDS = {
    Lack.UNLISTED: N_("不在区县名单上"),
    Lack.LICENCE_MISSING: N_("没有登记办学许可证"),
    Lack.LICENCE_EXPIRED: N_("办学许可证已于 %(day)s 到期"),
    Lack.LICENCE_EXPIRING: N_("办学许可证 %(day)s 到期"),
    Lack.CONTRACT_MISSING: N_("没有登记合同"),
    Lack.CONTRACT_EXPIRED: N_("合同已于 %(day)s 到期"),
    Lack.CONTRACT_EXPIRING: N_("合同 %(day)s 到期"),
    Lack.FEES_UNPUBLISHED: N_("没有登记收费公示"),
    Lack.NOBODY: N_("没有登记派来的人员"),
    Lack.CERTIFICATE_MISSING: N_("%(name)s没有登记资格证书"),
    Lack.CERTIFICATE_EXPIRED: N_("%(name)s的资格证书已于 %(day)s 到期"),
    Lack.CERTIFICATE_EXPIRING: N_("%(name)s的资格证书 %(day)s 到期"),
    Lack.PROOF_MISSING: N_("%(name)s没有登记无犯罪记录证明"),
}
PURPOSE = "provider"
PAPERS = ("licence", "contract")
TEXTS = {"name": 100, "list_reference": 120, "licence": 80, "courses": 1000, "fee_standard": 1000, "contract": 120, "note": 1000}
PERSON_TEXTS = {"name": 40, "course": 80, "certificate": 120}


class ProviderDraft(NamedTuple):
    """What the form says of a provider. Days None: not said; `licence_until`, `contract_until` None with a paper: without an end."""

    name: str
    listed: bool
    list_reference: str
    listed_on: date | None
    licence: str
    licence_until: date | None
    courses: str
    fee_standard: str
    fees_published_on: date | None
    contract: str
    contract_from: date | None
    contract_until: date | None
    note: str
    active: bool


class PersonDraft(NamedTuple):
    """What the form says of somebody whom a provider sends."""

    name: str
    course: str
    certificate: str
    certificate_until: date | None
    no_crime_on: date | None
    active: bool


class BadProvider(Exception):
    """(field, code, values) of everything wrong. Codes: required, long, personal, taken, order, future, and for a file those of BadSheet."""

    def __init__(self, faults: list[tuple[str, str, dict[str, Any]]]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code, _ in faults))
        self.faults = tuple(faults)


class ProviderLine(NamedTuple):
    """A provider in the list: people at work, its programmes of the present or coming terms, what has to be looked into (nothing once it is
    no longer at work)."""

    row: ProviderRow
    people: int
    programmes: tuple[ProgrammeRow, ...]
    warned: tuple[Warned, ...]


class ProviderList(NamedTuple):
    """All providers on file; `unfiled`: names that programmes at work give without a file here, each with these programmes."""

    lines: tuple[ProviderLine, ...]
    unfiled: tuple[tuple[str, tuple[ProgrammeRow, ...]], ...]

    @property
    def warned(self) -> int:
        return sum(bool(line.warned) for line in self.lines) + len(self.unfiled)


class ProviderPage(NamedTuple):
    """One provider with its people, programmes of all terms, files and what has to be looked into."""

    row: ProviderRow
    people: tuple[PersonRow, ...]
    programmes: tuple[ProgrammeRow, ...]
    warned: tuple[Warned, ...]
    files: dict[str, FileRow]
    term_names: dict[int, str]


def _fact(row: ProviderRow, people: list[PersonRow]) -> ProviderFact:
    at_work = tuple(PersonFact(p.name, p.certificate, p.certificate_until, p.no_crime_on) for p in people if p.active)
    return ProviderFact(row.listed, row.licence, row.licence_until, row.contract, row.contract_until, row.fees_published_on, at_work)


def provider_facts(connection: Connection) -> dict[int, ProviderFact]:
    """Every provider with the people whom it sends, as they are on file now."""
    people: dict[int, list[PersonRow]] = {}
    for person in records.list_people(connection):
        people.setdefault(person.provider_id, []).append(person)
    return {row.id: _fact(row, people.get(row.id, [])) for row in records.list_providers(connection)}


def _current(connection: Connection, house: House, today: date) -> list[ProgrammeRow]:
    """Programmes at work of the terms that have not ended."""
    terms = [t.id for t in standing_of(house=house).terms if t.end >= today]
    return [p for p in afterschool_records.list_programmes(connection, terms) if p.active]


def list_providers(*, house: House, actor: Actor, now: datetime) -> ProviderList:
    """Those at work first."""
    actor.needs(Permit.SEE_SERVICE)
    return _listed(house, now.date())


def _listed(house: House, today: date) -> ProviderList:
    with house.reading() as connection:
        rows, people, current = records.list_providers(connection), records.list_people(connection), _current(connection, house, today)
    lines = []
    for row in rows:
        mine = [p for p in people if p.provider_id == row.id]
        warned = warnings_of(_fact(row, mine), today) if row.active else ()
        lines.append(ProviderLine(row, sum(p.active for p in mine), tuple(p for p in current if p.provider_id == row.id), warned))
    unfiled = dict.fromkeys(p.provider for p in current if p.provider and p.provider_id is None)
    return ProviderList(tuple(lines), tuple((name, tuple(p for p in current if p.provider == name and p.provider_id is None)) for name in unfiled))


def warned_providers(*, house: House, actor: Actor, now: datetime) -> Iterator[tuple[int | None, str, tuple[Warned, ...]]]:
    """(provider id, name, what has to be looked into) for who plans the service: providers on file with something pressing or about to end,
    and names without a file (id None, nothing more)."""
    if not actor.may(Permit.PLAN_SERVICE):
        return
    found: ProviderList = house.remembered(f"providers:{now.date()}", house.data_version(), lambda: _listed(house, now.date()))
    for line in found.lines:
        if line.warned:
            yield line.row.id, line.row.name, line.warned
    for name, _programmes in found.unfiled:
        yield None, name, ()


def provider_page(*, house: House, actor: Actor, provider_id: int, now: datetime) -> ProviderPage:
    """One provider; NotFound where there is none."""
    actor.needs(Permit.SEE_SERVICE)
    terms = {t.id: t.name for t in standing_of(house=house).terms}
    with house.reading() as connection:
        row = _found(connection, provider_id)
        people = records.list_people(connection, provider_id)
        programmes = tuple(p for p in reversed(afterschool_records.list_programmes(connection)) if p.provider_id == provider_id)
        files = {name: file for name in PAPERS if (file := _file(connection, row, name)) is not None}
    return ProviderPage(row, tuple(people), programmes, warnings_of(_fact(row, people), now.date()) if row.active else (), files, terms)


def _found(connection: Connection, provider_id: int) -> ProviderRow:
    row = records.find_provider(connection, provider_id)
    if row is None:
        raise NotFound
    return row


def _file(connection: Connection, row: ProviderRow, paper: str) -> FileRow | None:
    file_id: int | None = getattr(row, f"{paper}_file_id")
    return None if file_id is None else file_records.find_file(connection, file_id)


def save_provider(*, house: House, actor: Actor, provider_id: int | None, draft: ProviderDraft, version: int = 1, now: datetime) -> int:
    """Adds a provider or changes one; programmes that give this name without a file are joined to a new one, and follow a new name. Nothing
    is deleted: who works here no more is set to inactive. BadProvider; Conflict where it was changed since `version`."""
    actor.needs(Permit.PLAN_SERVICE)
    cleaned: dict[str, Any] = {name: clean(getattr(draft, name)) for name in TEXTS}
    draft = draft._replace(**cleaned)
    faults = _faults(draft, now.date())
    try:
        with house.writing(actor=actor, now=now) as work:
            before = None if provider_id is None else _found(work.connection, provider_id)
            if records.provider_ids(work.connection).get(draft.name, provider_id) != provider_id:
                faults.append(("name", "taken", {}))
            if faults:
                raise BadProvider(faults)
            if before is not None and before.version != version:
                raise Conflict("changed")
            new = draft._asdict()
            if before is None:
                found = work.add(records.service_provider, **new)
                joining = [p for p in afterschool_records.list_programmes(work.connection) if p.provider_id is None and p.provider == draft.name]
            else:
                found = before.id
                if all(getattr(before, name) == value for name, value in new.items()):
                    return found
                work.change(records.service_provider, found, **new, version=version + 1)
                joining = [p for p in afterschool_records.list_programmes(work.connection) if p.provider_id == found and p.provider != draft.name]
            for programme in joining:
                work.change(afterschool_records.programme, programme.id, provider_id=found, provider=draft.name)
            old = None if before is None else {name: getattr(before, name) for name in new if getattr(before, name) != new[name]}
            said = new if old is None else {name: new[name] for name in old}
            work.audit("provider_saved", f"provider:{found}", old, {**said, **({"programmes": [p.code for p in joining]} if joining else {})})
    except Taken:
        raise BadProvider([("name", "taken", {})]) from None
    return found


def _faults(draft: ProviderDraft, today: date) -> list[tuple[str, str, dict[str, Any]]]:
    faults = [fault for name, most in TEXTS.items() for fault in text_faults(name, getattr(draft, name), most, needed=name == "name")]
    for name in ("listed_on", "fees_published_on"):
        day = getattr(draft, name)
        if day is not None and day > today:
            faults.append((name, "future", {}))
    if draft.contract_from and draft.contract_until and draft.contract_until < draft.contract_from:
        faults.append(("contract_until", "order", {}))
    return faults


def save_person(
    *, house: House, actor: Actor, provider_id: int, person_id: int | None, draft: PersonDraft, version: int = 1, now: datetime
) -> int:
    """Adds somebody to a provider or changes what is said of them. BadProvider; Conflict where it was changed since `version`."""
    actor.needs(Permit.PLAN_SERVICE)
    cleaned: dict[str, Any] = {name: clean(getattr(draft, name)) for name in PERSON_TEXTS}
    draft = draft._replace(**cleaned)
    faults = [fault for name, most in PERSON_TEXTS.items() for fault in text_faults(name, getattr(draft, name), most, needed=name == "name")]
    if draft.no_crime_on is not None and draft.no_crime_on > now.date():
        faults.append(("no_crime_on", "future", {}))
    if faults:
        raise BadProvider(faults)
    with house.writing(actor=actor, now=now) as work:
        _found(work.connection, provider_id)
        before = None if person_id is None else records.find_person(work.connection, person_id)
        if person_id is not None and (before is None or before.provider_id != provider_id):
            raise NotFound
        new = draft._asdict()
        if before is None:
            found = work.add(records.provider_person, provider_id=provider_id, **new)
            work.audit("provider_person_saved", f"provider_person:{found}", None, {**new, "provider": provider_id})
            return found
        if before.version != version:
            raise Conflict("changed")
        old = {name: getattr(before, name) for name in new}
        if old != new:
            work.change(records.provider_person, before.id, **new, version=version + 1)
            work.audit("provider_person_saved", f"provider_person:{before.id}", old, new)
    return before.id


def get_person(*, house: House, actor: Actor, provider_id: int, person_id: int) -> PersonRow:
    """Somebody of a provider, for who plans the service."""
    actor.needs(Permit.PLAN_SERVICE)
    with house.reading() as connection:
        row = records.find_person(connection, person_id)
    if row is None or row.provider_id != provider_id:
        raise NotFound
    return row


def attach_paper(*, house: House, actor: Actor, provider_id: int, paper: str, data: bytes, now: datetime) -> None:
    """The licence or the contract as a file; the one before stays kept and in the history. The file is judged before the write. BadProvider."""
    actor.needs(Permit.PLAN_SERVICE)
    if paper not in PAPERS:
        raise NotFound
    with house.reading() as connection:
        name = _found(connection, provider_id).name
    try:
        kept = keep_paper(house=house, data=data)
    except BadSheet as bad:
        raise BadProvider([("file", bad.code, bad.values)]) from None
    with house.writing(actor=actor, now=now) as work:
        row = _found(work.connection, provider_id)
        before = _file(work.connection, row, paper)
        if before is not None and before.sha256 == kept.sha256:
            return
        file_id = record_file(work, kept, name=name, purpose=PURPOSE, now=now)
        work.change(records.service_provider, provider_id, **{f"{paper}_file_id": file_id}, version=row.version + 1)
        work.audit("provider_paper_attached", f"provider:{provider_id}", {"file": before.sha256} if before else None, {"paper": paper, "file": kept.sha256})


def open_paper(*, house: House, actor: Actor, provider_id: int, paper: str) -> PaperFile:
    """The licence or contract that is on file; NotFound where there is none."""
    actor.needs(Permit.SEE_SERVICE)
    if paper not in PAPERS:
        raise NotFound
    with house.reading() as connection:
        row = _found(connection, provider_id)
        file = _file(connection, row, paper)
    if file is None:
        raise NotFound
    return paper_of(house=house, row=file, title=row.name)


def text_faults(field: str, text: str, most: int, *, needed: bool = False) -> list[tuple[str, str, dict[str, Any]]]:
    """What is wrong with a short text: required, long, personal."""
    if not text:
        return [(field, "required", {})] if needed else []
    if len(text) > most:
        return [(field, "long", {"most": most})]
    return [(field, "personal", {})] if find_personal(text) else []
