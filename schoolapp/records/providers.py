"""Outside providers (第三方机构) of the service: where they are listed, their licence, people, courses, fees and contract."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Integer, String, Table, Text, UniqueConstraint

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
