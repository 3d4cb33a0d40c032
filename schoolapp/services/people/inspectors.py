"""Inspectors (责任督学): an account that only reads, for chosen grades and days, and ends by itself. What they see is judged by each
feature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schoolapp.records import base
from schoolapp.records import login as login_records
from schoolapp.records import people as records
from schoolapp.records.people import RoleRow
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services import login
from schoolapp.services.house import House
from schoolapp.services.people.codes import SlipSheet, sheet_of, slip_of
from schoolapp.services.people.grounds import PeopleRefused, role_facts, taken_is_refused
from schoolapp.services.people.staff import add_role, checked_name, checked_number, end_sessions, role_values

LONGEST_DAYS = 30


@dataclass(frozen=True, slots=True)
class InspectorLine:
    """One inspector. `grades` empty = all; `period` None = every day; `valid_to` = when the account ended or will end."""

    staff_id: int
    number: str
    name: str
    grades: tuple[int, ...]
    period: tuple[date, date] | None
    valid_to: datetime | None
    holds: bool


def list_inspectors(*, house: House, actor: Actor, now: datetime) -> list[InspectorLine]:
    """Everybody who is or was an inspector here; those whose account holds first."""
    actor.needs(Permit.INVITE_INSPECTOR)
    with house.reading() as connection:
        staff = {s.id: s for s in records.list_staff(connection)}
        found = [
            InspectorLine(
                i,
                staff[i].number,
                staff[i].name,
                tuple(sorted(r.grades)),
                r.period,
                r.valid_to,
                staff[i].active and (r.valid_to is None or r.valid_to > now),
            )
            for i, r in records.list_roles(connection)
            if r.role is Role.INSPECTOR
        ]
    return sorted(found, key=lambda one: (not one.holds, -(one.valid_to or now).timestamp(), one.number))


def invite_inspector(
    *,
    house: House,
    actor: Actor,
    number: str,
    name: str,
    grades: frozenset[int],
    period: tuple[date, date],
    days: int,
    request_key: str,
    now: datetime,
) -> SlipSheet:
    """Opens an inspector's account for `days` times 24 hours from now and gives the slip with its one-time code. A number that belongs
    to an
    inspector is opened again with the new scope. `grades` empty = all. Refused: number, name, number_taken, order, future, days."""
    actor.needs(Permit.INVITE_INSPECTOR)
    number, name = checked_number(number), checked_name(name)
    if period[1] < period[0]:
        raise PeopleRefused("order", "end")
    if not 1 <= days <= LONGEST_DAYS:
        raise PeopleRefused("days", "days", most=LONGEST_DAYS)
    row = RoleRow(Role.INSPECTOR, grades, frozenset(), now + timedelta(days=days), period)
    content = {
        "number": number,
        "name": name,
        "roles": role_facts([RoleRow(Role.INSPECTOR, grades, frozenset(), None, period)]),
        "days": days,
    }
    code = login.fresh_code()
    expires = now + timedelta(days=min(days, login.CODE_DAYS))
    with taken_is_refused("number_taken", "number"), house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        there = records.find_staff_by_number(work.connection, number)
        old = None
        if there is None:
            staff_id = work.add(records.staff, number=number, name=name, active=True)
            add_role(work, staff_id, row)
        else:
            staff_id, present = there.id, records.roles_of(work.connection, there.id)
            if [r.role for r in present] != [Role.INSPECTOR]:
                raise PeopleRefused("number_taken", "number", name=there.name)
            old = {"name": there.name, "roles": role_facts(present)}
            work.change(records.staff, staff_id, name=name, active=True)
            work.change(records.staff_role, records.role_ids_of(work.connection, staff_id)[Role.INSPECTOR], **role_values(row))
        login.set_code(work.connection, staff_id, code, now)
        account = login_records.find_account(work.connection, staff_id)
        if account:
            base.update(work.connection, login_records.account, account.id, code_expires=expires)
        work.audit("inspector_invited", f"staff:{staff_id}", old, {"name": name, "roles": role_facts([row])})
        work.remember(request_key, content, str(staff_id))
    return sheet_of(house, [slip_of(staff_id, number, name, (Role.INSPECTOR,), code, expires)], now)


def end_inspector(*, house: House, actor: Actor, staff_id: int, now: datetime) -> None:
    """Ends an inspector's account at once, with its sessions. NotFound for anybody who is no inspector."""
    actor.needs(Permit.INVITE_INSPECTOR)
    with house.writing(actor=actor, now=now) as work:
        row = next((r for r in records.roles_of(work.connection, staff_id) if r.role is Role.INSPECTOR), None)
        if row is None:
            raise NotFound
        if row.valid_to is not None and row.valid_to <= now:
            return
        end_sessions(work.connection, staff_id)
        work.change(records.staff_role, records.role_ids_of(work.connection, staff_id)[Role.INSPECTOR], valid_to=now)
        work.audit("inspector_ended", f"staff:{staff_id}", {"valid_to": row.valid_to}, {"valid_to": now})
