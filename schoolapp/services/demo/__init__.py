"""The demo school: made in an empty data folder and filled up to today by the use cases themselves, with an account for each role.
Everybody in it is invented."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from schoolapp.records import people as people_records
from schoolapp.records.engine import checkpoint
from schoolapp.rules.people import school_year_of
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import feedback, login, people, suggestions, surveys
from schoolapp.services.demo.acts import Act, Enter, Grant, Ground, OpenBox, Plan, Post, Turn
from schoolapp.services.demo.afternoons import service_acts, sessions_of_today
from schoolapp.services.demo.asked import asked_acts
from schoolapp.services.demo.cast import INSPECTOR, NAMES, PARTS, PRINCIPAL
from schoolapp.services.demo.fill import FillingHouse, Stage, carry_out, newest_moment, open_school
from schoolapp.services.demo.heard import heard_acts
from schoolapp.services.demo.leading import leading_acts, request_of_today, work_ahead
from schoolapp.services.demo.listed import listed_acts
from schoolapp.services.demo.plan import acts_of_today, at, early_moments, homework_acts, is_usual
from schoolapp.services.demo.term import TermPlan, term_from, term_of
from schoolapp.services.demo.written import take_along, written_acts
from schoolapp.services.house import House
from schoolapp.services.school import has_school, shown_school, standing_of

__all__ = ["Account", "RealSchool", "is_stale", "make_demo", "sample_notice"]

INSPECTOR_DAYS = 7
_GROUPS, _GROUP_LENGTH = 3, 4


class RealSchool(Exception):
    """The data folder holds a school that is no demo: nothing was written."""


@dataclass(frozen=True, slots=True)
class Account:
    """A printed account. `role` is the English key, `title` the Chinese word of the catalogue."""

    role: str
    title: str
    username: str
    password: str
    name: str


def make_demo(*, house: House, now: datetime, since: date | None = None) -> list[Account]:
    """Makes the demo school up to `now`, or brings one that is there up to `now` (as far as its term goes), and gives the accounts of all
    roles with new random passwords. RealSchool where the school is no demo. `since`: days before it stay empty (for a quick look)."""
    if has_school(house=house) and not shown_school(house=house).is_demo:
        raise RealSchool
    filling = FillingHouse(house.config)
    try:
        _fill(filling, now, since)
    finally:
        filling.close()
    house.forget()
    accounts = _accounts(house, now)
    checkpoint(house.engine)
    return accounts


def _fill(filling: FillingHouse, now: datetime, since: date | None) -> None:
    again = has_school(house=filling)
    filling.forget()
    plan = term_from(standing_of(house=filling).terms[0].start) if again else term_of(now.date())
    if not again:
        open_school(filling, plan)
    done = newest_moment(filling) or at(plan.opening, 0)
    stage = Stage(filling, school_year_of(plan.start), again)
    stage.read()
    acts = acts_of(plan, now)
    if since is not None:
        acts = [a for a in acts if isinstance(a, Ground | Enter | Grant | Plan | Turn | OpenBox) or (a.day if isinstance(a, Post) else a.at.date()) >= since]
    carry_out(stage, _still_to_do(stage, acts, done, now) if again else acts)
    feedback.close_due(house=filling, now=now)
    suggestions.tidy(house=filling, now=now)
    surveys.close_due(house=filling, now=now)


def _still_to_do(stage: Stage, acts: list[Act], done: datetime, now: datetime) -> list[Act]:
    """What lies after the newest entry, without what was registered meanwhile. What today shows early and was not there yet comes now."""
    posted = stage.posted(min(done.date(), now.date()), now.date())
    open_acts: list[Act] = []
    for act in acts:
        if isinstance(act, Post):
            if all((act.day, act.subject, stage.classes[p]) in posted for p in act.places):
                continue
            if act.at <= done < now and act.day == now.date():
                act = act._replace(at=now)
        if act.at > done:
            open_acts.append(act)
    return sorted(open_acts, key=lambda a: a.at)


def acts_of(plan: TermPlan, now: datetime) -> list[Act]:
    """Everything that has happened in the term up to `now`, in the order of its moments."""
    days = plan.calendar.school_days(plan.start, plan.end)
    today = now.date()
    homework = list(homework_acts(plan, days, today))
    service, leading = list(service_acts(plan, days, today)), list(leading_acts(plan, days, today))
    if today in days:
        homework, service = acts_of_today(plan, homework, now), sessions_of_today(service, today, plan)
        if is_usual(plan, today):
            moment = early_moments(today, now)[-1]
            leading += [request_of_today(today, moment), *work_ahead(today, days, moment)]
    acts: list[Act] = [*homework, *service, *leading, *heard_acts(plan, days, today), *written_acts(days, today),
                        *asked_acts(days, today), *listed_acts(days, today)]
    return sorted((a for a in acts if a.at <= now), key=lambda a: a.at)


def is_stale(*, house: House, now: datetime) -> bool:
    """Whether a newer term has begun than the one that the demo shows: a new data folder shows today's."""
    return term_of(now.date()).start > max((term.start for term in standing_of(house=house).terms), default=date.max)


def _accounts(house: House, now: datetime) -> list[Account]:
    """A fresh password for every part; the inspector's account is opened for some days more."""
    with house.reading() as connection:
        ids = {row.number: row.id for row in people_records.list_staff(connection)}
    principal = login.person_of(house=house, staff_id=ids[PRINCIPAL], now=now)
    terms = standing_of(house=house).terms
    people.invite_inspector(
        house=house,
        actor=principal.actor if principal else OPERATOR,
        number=INSPECTOR.number,
        name=INSPECTOR.name,
        grades=frozenset(),
        period=(terms[0].start, max(terms[-1].end, now.date())),
        days=INSPECTOR_DAYS,
        request_key="",
        now=now,
    )
    with house.reading() as connection:
        ids = {row.number: row.id for row in people_records.list_staff(connection)}
    accounts = []
    for part in PARTS:
        password = fresh_password()
        login.give_password(house=house, actor=OPERATOR, staff_id=ids[part.number], password=password, now=now)
        if part.number == PRINCIPAL and principal is not None:
            take_along(house, principal.actor, password, now)
        accounts.append(Account(part.role, part.title, part.number, password, NAMES[part.number]))
    return accounts


def fresh_password() -> str:
    """About 59 bits in letters and figures without look-alikes: kq7m-3xwz-pd4r."""
    letters = login.CODE_ALPHABET.lower()
    return "-".join("".join(secrets.choice(letters) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))


def sample_notice(*, house: House, now: datetime) -> str:
    """The path of a class's notice as its parents open it: 三(1)班."""
    links = people.list_links(house=house, actor=OPERATOR, now=now)
    return next(one for one in links if (one.ref.grade, one.ref.number) == (3, 1)).path
