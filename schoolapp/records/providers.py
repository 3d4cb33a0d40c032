"""Outside providers (第三方机构) of the service: where they are listed, their licence, people, courses, fees and contract."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Connection, Date, Integer, String, Table, Text, UniqueConstraint, select

from schoolapp.records.base import key, link, metadata

service_provider = Table(  # `listed`: on the county's list as of `listed_on`; fee standard in the school's own words
    "service_provider", metadata, key(), Column("name", String(100), nullable=False), Column("listed", Boolean, nullable=False, default=False),
    Column("list_reference", String(120), nullable=False, default=""), Column("listed_on", Date), Column("licence", String(80), nullable=False, default=""),
    Column("licence_until", Date), Column("courses", Text, nullable=False, default=""), Column("fee_standard", Text, nullable=False, default=""),
    Column("fees_published_on", Date), Column("contract", String(120), nullable=False, default=""), Column("contract_from", Date),
    Column("contract_until", Date), link("stored_file", "licence_file_id", null=True), link("stored_file", "contract_file_id", null=True),
    Column("note", Text, nullable=False, default=""), Column("active", Boolean, nullable=False, default=True),
    Column("version", Integer, nullable=False, default=1), UniqueConstraint("name"),
)
provider_person = Table(  # a grown-up whom the provider sends: certificates with their ends
    "provider_person", metadata, key(), link("service_provider", "provider_id", index=True), Column("name", String(40), nullable=False),
    Column("course", String(80), nullable=False, default=""), Column("certificate", String(120), nullable=False, default=""),
    Column("certificate_until", Date), Column("no_crime_on", Date), Column("active", Boolean, nullable=False, default=True),
    Column("version", Integer, nullable=False, default=1),
)


class ProviderRow(NamedTuple):
    """A provider on file. Days None: not said."""

    id: int
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
    licence_file_id: int | None
    contract_file_id: int | None
    note: str
    active: bool
    version: int


class PersonRow(NamedTuple):
    """Somebody whom a provider sends. `no_crime_on`: the day of the proof that nothing is on record against them."""

    id: int
    provider_id: int
    name: str
    course: str
    certificate: str
    certificate_until: date | None
    no_crime_on: date | None
    active: bool
    version: int


_PROVIDER = tuple(service_provider.c[name] for name in ProviderRow._fields)
_PERSON = tuple(provider_person.c[name] for name in PersonRow._fields)


def list_providers(connection: Connection) -> list[ProviderRow]:
    """Those at work first, in the order of entry."""
    c = service_provider.c
    return [ProviderRow(*row) for row in connection.execute(select(*_PROVIDER).order_by(c.active.desc(), c.id))]


def find_provider(connection: Connection, provider_id: int) -> ProviderRow | None:
    row = connection.execute(select(*_PROVIDER).where(service_provider.c.id == provider_id)).first()
    return None if row is None else ProviderRow(*row)


def provider_ids(connection: Connection) -> dict[str, int]:
    """Name -> id of every provider on file."""
    c = service_provider.c
    return {row[0]: row[1] for row in connection.execute(select(c.name, c.id))}


def list_people(connection: Connection, provider_id: int | None = None) -> list[PersonRow]:
    """The people of a provider (None: of all), those at work first, in the order of entry."""
    c = provider_person.c
    query = select(*_PERSON).order_by(c.active.desc(), c.id)
    return [PersonRow(*row) for row in connection.execute(query if provider_id is None else query.where(c.provider_id == provider_id))]


def find_person(connection: Connection, person_id: int) -> PersonRow | None:
    row = connection.execute(select(*_PERSON).where(provider_person.c.id == person_id)).first()
    return None if row is None else PersonRow(*row)
