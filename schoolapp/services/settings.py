"""The school's own facts as the administrator keeps them: name, district, phones, first language. The system (学制) comes with the
workbook:
changing it would judge every past day anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from schoolapp.records import school as records
from schoolapp.rules.audit import digest
from schoolapp.rules.names import clean
from schoolapp.rules.people import System
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import Personal, find_personal
from schoolapp.services.house import Conflict, House

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PHONE = re.compile(r"[0-9+()\- /转]{5,40}")
LANGUAGES = ("zh", "en")


class SettingsRefused(Exception):
    """Nothing was written. `problems` are (field, code) pairs: name, phone, email, long, language, identity."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(str(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What notices, slips and papers show of the school. `report_phone` and `district_phone` stand on every parents' notice."""

    name: str
    district: str
    report_phone: str
    report_email: str
    district_phone: str
    language: str


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The facts with what does not change here; `seen` is what the form was made from."""

    facts: SchoolFacts
    system: System
    is_demo: bool
    seen: str


def settings_page(*, house: House, actor: Actor) -> SettingsPage:
    """The school's facts for the form; NotFound before the set-up."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        row = records.find_school(connection)
    if row is None:
        raise NotFound
    facts = _facts(row)
    return SettingsPage(facts, row.system, row.is_demo, _seen(facts))


def change_settings(*, house: House, actor: Actor, facts: SchoolFacts, seen: str, now: datetime) -> bool:
    """Writes the facts; False where nothing is different. Conflict('stale') where somebody changed them meanwhile."""
    actor.needs(Permit.SET_UP)
    facts = SchoolFacts(
        *(
            clean(value)
            for value in (facts.name, facts.district, facts.report_phone, facts.report_email, facts.district_phone, facts.language)
        )
    )
    problems = problems_of(facts)
    if problems:
        raise SettingsRefused(problems)
    with house.writing(actor=actor, now=now) as work:
        row = records.find_school(work.connection)
        if row is None:
            raise NotFound
        old = _facts(row)
        if _seen(old) != seen:
            raise Conflict("stale")
        if old == facts:
            return False
        school_id = int(work.connection.execute(select(records.school.c.id)).scalar_one())
        work.change(records.school, school_id, **_plain(facts))
        changed = [name for name, value in _plain(facts).items() if _plain(old)[name] != value]
        work.audit("school_changed", f"school:{school_id}", {n: _plain(old)[n] for n in changed}, {n: _plain(facts)[n] for n in changed})
    return True


def problems_of(facts: SchoolFacts) -> list[tuple[str, str]]:
    """What is wrong with the facts, as (field, code); phones may be empty, then notices leave them out."""
    wrong = []
    if not facts.name:
        wrong.append(("name", "name"))
    for name, most in (("name", 100), ("district", 100), ("report_email", 120)):
        if len(getattr(facts, name)) > most:
            wrong.append((name, "long"))
        elif find_personal(getattr(facts, name)) is Personal.IDENTITY:
            wrong.append((name, "identity"))
    for name in ("report_phone", "district_phone"):
        if getattr(facts, name) and not _PHONE.fullmatch(getattr(facts, name)):
            wrong.append((name, "phone"))
    if facts.report_email and not _EMAIL.fullmatch(facts.report_email):
        wrong.append(("report_email", "email"))
    if facts.language not in LANGUAGES:
        wrong.append(("language", "language"))
    return wrong


def _facts(row: records.SchoolRow) -> SchoolFacts:
    return SchoolFacts(row.name, row.district, row.report_phone, row.report_email, row.district_phone, row.language)


def _plain(facts: SchoolFacts) -> dict[str, str]:
    return {name: getattr(facts, name) for name in SchoolFacts.__slots__}


def _seen(facts: SchoolFacts) -> str:
    return digest(_plain(facts))[:24]
