"""Where the links of the classes lead, kept by data version. Making and renewing them stands in `people`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from schoolapp.records import people as people_records
from schoolapp.records.school import SchoolRow
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import NotFound
from schoolapp.services.house import House
from schoolapp.services.school import Standing, read_standing


class Link(NamedTuple):
    """Where a link leads. `generation` rises when the link is renewed."""

    one: ClassRef
    generation: int


@dataclass(frozen=True, slots=True)
class Links:
    """Every link at one data version, so that a notice kept in memory is found without the database. `school` None: not set up yet."""

    version: int
    by_token: Mapping[str, Link]
    standing: Standing | None
    _publish_by: dict[date, time] = field(default_factory=dict)

    @property
    def school(self) -> SchoolRow | None:
        return self.standing.school if self.standing else None

    def passed(self, now: datetime) -> bool:
        """Whether today's `publish_by` has come: then an empty day reads otherwise."""
        today = now.date()
        by = self._publish_by.get(today)
        if by is None:
            by = self._publish_by[today] = self.standing.profile(today).publish_by if self.standing else time(0)
        return now.time() >= by


def links_of(*, house: House) -> Links:
    """The links as they stand now; read again only when more was written than a day's homework and sessions."""
    version = house.data_version()

    def renewed() -> Links:
        by_token, standing = house.remembered("standing:links", version, lambda: _read_links(house))
        return Links(version, by_token, standing)

    return house.remembered("notice_links", version, renewed)


def _read_links(house: House) -> tuple[dict[str, Link], Standing | None]:
    with house.reading() as connection:
        try:
            standing = read_standing(connection)
        except NotFound:
            return {}, None
        found = {}
        for year in {one.year for one in standing.classes.values()}:
            for class_id, (token, generation) in people_records.list_link_rows(connection, year).items():
                found[token] = Link(standing.classes[class_id], generation)
    return found, standing
