"""The parents' notice links of classes: who sees which, and renewing one, after which the old address is unknown. The notice stands in
`notices`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schoolapp.records import people as records
from schoolapp.rules.people import ClassRef, class_label
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import Conflict, House
from schoolapp.services.people.classes import fresh_token
from schoolapp.services.people.grounds import reaches_class, reaches_grade

NOTICE_PATH = "/n/"


@dataclass(frozen=True, slots=True)
class LinkLine:
    """The link of one class: `path` below the school's address, `generation` 1 for the first. `renewable`: the actor may renew it."""

    ref: ClassRef
    token: str
    generation: int
    renewable: bool

    @property
    def path(self) -> str:
        return NOTICE_PATH + self.token

    @property
    def label(self) -> str:
        """三(1)班."""
        return class_label(self.ref.grade, self.ref.number)


def list_links(*, house: House, actor: Actor, now: datetime, year: int | None = None) -> list[LinkLine]:
    """The links that the actor may see, in school order: office, principal and administrator all, leaders their grades, teachers the
    classes
    that they teach or head. `year` None: the newest school year for the operator, for everybody else the one at work today."""
    actor.needs(Permit.SEE_LINKS)
    with house.reading() as connection:
        if year is None:
            year = records.newest_year(connection) if actor.operator else None
            year = records.year_for(connection, now.date()) if year is None else year
        tokens = records.list_link_rows(connection, year)
        return [
            LinkLine(one, *tokens[one.id], reaches_grade(actor, Permit.RENEW_LINKS, one.grade))
            for one in records.list_classes(connection, year)
            if reaches_class(actor, Permit.SEE_LINKS, one)
        ]


def renew_link(*, house: House, actor: Actor, class_id: int, generation: int, now: datetime) -> None:
    """A new link for a class; the old one is unknown from now on. `generation` is the one on the form: a second press renews nothing and
    raises Conflict('stale')."""
    actor.needs(Permit.RENEW_LINKS)
    with house.writing(actor=actor, now=now) as work:
        one = records.find_class(work.connection, class_id)
        if one is None or not reaches_grade(actor, Permit.RENEW_LINKS, one.grade):
            raise NotFound
        _, present = records.link_of(work.connection, class_id)
        if present != generation:
            raise Conflict("stale")
        work.change(records.school_class, class_id, link_token=fresh_token(), link_generation=present + 1)
        work.audit("link_renewed", f"class:{class_id}", {"generation": present}, {"generation": present + 1})
