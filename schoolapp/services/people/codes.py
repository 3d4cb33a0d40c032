"""One-time codes on paper: new ones for chosen people, shown once as slips. No default password exists; what a code opens stands in
`login`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolapp.papers.qr import qr_svg
from schoolapp.records import people as records
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import login
from schoolapp.services.house import House
from schoolapp.services.people.grounds import PeopleRefused
from schoolapp.services.people.staff import PersonLine, people_lines

LOGIN_PATH = "/login"
SLIPS_A_PAGE = 12


@dataclass(frozen=True, slots=True)
class Slip:
    """One paper slip: whose it is, and the code in groups of four. `expires` is the moment from which the code opens nothing."""

    staff_id: int
    number: str
    name: str
    roles: tuple[Role, ...]
    code: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """Slips in pages of two by six. `address` is the login page under PUBLIC_URL with its QR (SVG); both '' where that is not set."""

    pages: tuple[tuple[Slip, ...], ...]
    address: str
    qr: str
    made_at: datetime

    @property
    def count(self) -> int:
        return sum(len(page) for page in self.pages)


def list_waiting(*, house: House, actor: Actor, now: datetime) -> list[PersonLine]:
    """Active people who cannot log in by a password of their own: new ones, and those whose code was never used."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        return [one for one in people_lines(connection, now) if one.account in ("none", "code", "expired")]


def give_slips(*, house: House, actor: Actor, staff_ids: Sequence[int], request_key: str, now: datetime) -> SlipSheet:
    """New codes for these people, by staff number. Their old passwords, codes and sessions end. The same form again raises Replayed:
    codes are
    kept as digests, so nobody can show them a second time. Refused: nobody, own (the own password is changed on the own page)."""
    actor.needs(Permit.SET_UP)
    wanted = sorted(set(staff_ids))
    if not wanted:
        raise PeopleRefused("nobody", "staff")
    if actor.staff_id in wanted:
        raise PeopleRefused("own", "staff")
    codes = {staff_id: login.fresh_code() for staff_id in wanted}
    content = {"staff": wanted}
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        people = {one.id: one for one in people_lines(work.connection, now)}
        for staff_id, code in codes.items():
            person = people.get(staff_id)
            if person is None or not person.active:
                raise NotFound
            login.set_code(work.connection, staff_id, code, now)
            work.touch(records.staff, staff_id)
        work.audit("codes_given", "accounts", None, content)
        work.remember(request_key, content, "given")
    expires = now + timedelta(days=login.CODE_DAYS)
    chosen = sorted((people[staff_id] for staff_id in wanted), key=lambda one: one.number)
    return sheet_of(house, [slip_of(one.id, one.number, one.name, one.roles, codes[one.id], expires) for one in chosen], now)


def slip_of(staff_id: int, number: str, name: str, roles: tuple[Role, ...], code: str, expires: datetime) -> Slip:
    return Slip(staff_id, number, name, roles, "-".join(code[at : at + 4] for at in range(0, len(code), 4)), expires)


def sheet_of(house: House, slips: Sequence[Slip], now: datetime) -> SlipSheet:
    """The slips in pages, with the login page's address and code."""
    base = house.config.public_url
    address = f"{base}{LOGIN_PATH}" if base else ""
    pages = tuple(tuple(slips[at : at + SLIPS_A_PAGE]) for at in range(0, len(slips), SLIPS_A_PAGE))
    return SlipSheet(pages, address, qr_svg(address, module=2, quiet=2) if address else "", now)
