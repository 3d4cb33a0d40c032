"""Staff as the administrator keeps them: list, new, change, deactivate, end of sessions. One-time codes stand in `codes`, logging in in
`login`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, select

from schoolapp.records import base
from schoolapp.records import login as login_records
from schoolapp.records import people as records
from schoolapp.records.login import AccountRow
from schoolapp.records.people import RoleRow, StaffRow
from schoolapp.records.school import grades_text
from schoolapp.rules.audit import canonical, digest
from schoolapp.rules.names import read_person, read_staff_number
from schoolapp.rules.people import SUBJECTS, ClassRef, Role, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import Personal, find_personal
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.people.grounds import PeopleRefused, role_facts, taken_is_refused
from schoolapp.words import N_

SHORT_SESSIONS = frozenset({Role.PRINCIPAL, Role.ADMINISTRATOR, Role.INSPECTOR})
ACCOUNT_WORDS = {
    "none": N_("还没有登录码"),
    "code": N_("登录码待用"),
    "expired": N_("登录码已过期"),
    "password": N_("已设密码"),
    "left": N_("已停用"),
    "ended": N_("已到期"),
}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of the staff. `roles` hold now (teaching and heading a class among them), `given` are the roles entered for the person;
    `account` is none, code, expired, password, left (deactivated) or ended (every role ran out)."""

    id: int
    number: str
    name: str
    active: bool
    roles: tuple[Role, ...]
    given: tuple[RoleRow, ...]
    homerooms: tuple[ClassRef, ...]
    subjects: tuple[str, ...]
    account: str
    code_expires: datetime | None

    @property
    def account_word(self) -> str:
        """The account's state as a sentence of the catalogue."""
        return ACCOUNT_WORDS[self.account]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person with what the edit page needs. `seen` is what the form was made from; `sessions` are open now, `last_seen` the newest
    use."""

    line: PersonLine
    teaching: tuple[tuple[ClassRef, str], ...]
    sessions: int
    last_seen: datetime | None
    seen: str


@dataclass(frozen=True, slots=True)
class RoleChoices:
    """What a role may be given for: the school's grades and subjects."""

    grades: tuple[int, ...]
    subjects: tuple[str, ...]


def list_people(*, house: House, actor: Actor, now: datetime) -> list[PersonLine]:
    """Everybody of the staff, by staff number; those who left too."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        return people_lines(connection, now)


def people_lines(connection: Connection, now: datetime) -> list[PersonLine]:
    """The staff as this transaction sees them, by staff number."""
    year = records.year_for(connection, now.date())
    given: dict[int, list[RoleRow]] = {}
    for staff_id, row in records.list_roles(connection):
        given.setdefault(staff_id, []).append(row)
    heads: dict[int, list[ClassRef]] = {}
    classes = {c.id: c for c in records.list_classes(connection, year)}
    for class_id, staff_id in records.homerooms(connection, year).items():
        heads.setdefault(staff_id, []).append(classes[class_id])
    taught: dict[int, set[str]] = {}
    for lesson in records.list_teaching(connection, year):
        taught.setdefault(lesson.staff_id, set()).add(lesson.subject)
    accounts = login_records.list_accounts(connection)
    return [
        _line(row, given.get(row.id, []), heads.get(row.id, []), taught.get(row.id, set()), accounts.get(row.id), now)
        for row in records.list_staff(connection)
    ]


def _line(
    row: StaffRow, given: list[RoleRow], heads: list[ClassRef], taught: set[str], account: AccountRow | None, now: datetime
) -> PersonLine:
    held = {r.role for r in given if r.valid_to is None or r.valid_to > now}
    if heads:
        held.add(Role.HOMEROOM)
    if taught and Role.ADMINISTRATOR not in held:
        held.add(Role.TEACHER)
    open_code = bool(account and account.code_hash)
    if not row.active:
        state = "left"
    elif not held and given:
        state = "ended"
    elif account and account.password_hash:
        state = "password"
    elif account and open_code and account.code_expires:
        state = "code" if account.code_expires > now else "expired"
    else:
        state = "none"
    return PersonLine(
        row.id,
        row.number,
        row.name,
        row.active,
        tuple(r for r in Role if r in held),
        tuple(given),
        tuple(sorted(heads, key=lambda c: (c.grade, c.number))),
        tuple(sorted(taught, key=subject_order)),
        state,
        account.code_expires if account and open_code else None,
    )


def person_page(*, house: House, actor: Actor, staff_id: int, now: datetime) -> PersonPage:
    """One person for the edit page; NotFound where there is none."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        line = next((one for one in people_lines(connection, now) if one.id == staff_id), None)
        if line is None:
            raise NotFound
        year = records.year_for(connection, now.date())
        classes = {c.id: c for c in records.list_classes(connection, year)}
        teaching = tuple(
            (classes[t.class_id], t.subject) for t in records.teaching_of(connection, staff_id, year, now.date()) if t.until is None
        )
        s = login_records.login_session.c
        open_now, last = connection.execute(
            select(func.count(), func.max(s.seen_at)).where(s.staff_id == staff_id, s.expires_at > now)
        ).one()
        return PersonPage(line, teaching, int(open_now), last, _seen(line.name, line.given))


def role_choices(*, house: House, actor: Actor) -> RoleChoices:
    """The grades and subjects that the forms offer: those of the newest school year, the national subjects and the school's own."""
    actor.needs(Permit.SIGNED_IN)
    with house.reading() as connection:
        newest = records.newest_year(connection)
        classes = records.list_classes(connection, newest) if newest is not None else []
        names = dict.fromkeys([*SUBJECTS, *records.own_subjects(connection)])
    return RoleChoices(tuple(sorted({c.grade for c in classes})) or tuple(range(1, 10)), tuple(names))


def staff_id_of(*, house: House, actor: Actor, number: str) -> int:
    """The id behind a staff number; NotFound where nobody has it."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        row = records.find_staff_by_number(connection, number.strip())
    if row is None:
        raise NotFound
    return row.id


def add_person(*, house: House, actor: Actor, number: str, name: str, roles: Sequence[RoleRow], request_key: str, now: datetime) -> int:
    """A new person without any password; gives the staff id. Refused: number, number_id, name, number_taken, and what `check_roles`
    finds."""
    actor.needs(Permit.SET_UP)
    number, name = checked_number(number), checked_name(name)
    check_roles(roles)
    content = {"number": number, "name": name, "roles": role_facts(roles)}
    with taken_is_refused("number_taken", "number"), house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        there = records.find_staff_by_number(work.connection, number)
        if there is not None:
            raise PeopleRefused("number_taken", "number", name=there.name)
        staff_id = work.add(records.staff, number=number, name=name, active=True)
        for row in roles:
            add_role(work, staff_id, row)
        work.audit("staff_added", f"staff:{staff_id}", None, content)
        work.remember(request_key, content, str(staff_id))
    return staff_id


def change_person(*, house: House, actor: Actor, staff_id: int, name: str, roles: Sequence[RoleRow], seen: str, now: datetime) -> bool:
    """Name and roles as the form has them; False where nothing is different. A person who becomes principal, administrator or inspector
    is
    signed out, so that the shorter sessions begin. Conflict('stale') where somebody changed the person meanwhile."""
    actor.needs(Permit.SET_UP)
    name = checked_name(name)
    check_roles(roles)
    with house.writing(actor=actor, now=now) as work:
        row = records.find_staff(work.connection, staff_id)
        if row is None:
            raise NotFound
        present = records.roles_of(work.connection, staff_id)
        if seen != _seen(row.name, present):
            raise Conflict("stale")
        old, new = {"name": row.name, "roles": role_facts(present)}, {"name": name, "roles": role_facts(roles)}
        if canonical(old) == canonical(new):
            return False
        fresh = {r.role: r for r in roles}
        before = {r.role for r in present}
        if Role.ADMINISTRATOR in before and Role.ADMINISTRATOR not in fresh:
            _check_administrator_stays(work.connection, staff_id)
        if name != row.name:
            work.change(records.staff, staff_id, name=name)
        else:
            work.touch(records.staff, staff_id)
        ids = records.role_ids_of(work.connection, staff_id)
        for role, row_id in ids.items():
            if role not in fresh:
                work.remove(records.staff_role, row_id)
            elif role_facts([fresh[role]]) != role_facts([r for r in present if r.role is role]):
                work.change(records.staff_role, row_id, **role_values(fresh[role]))
        for role in fresh:
            if role not in ids:
                add_role(work, staff_id, fresh[role])
        if SHORT_SESSIONS & set(fresh) - before:
            end_sessions(work.connection, staff_id)
        work.audit("staff_changed", f"staff:{staff_id}", old, new)
    return True


def set_active(*, house: House, actor: Actor, staff_id: int, active: bool, now: datetime) -> None:
    """Deactivates a person who left (every session ends, an open code is void) or brings them back. Nobody deactivates themselves or the
    last administrator."""
    actor.needs(Permit.SET_UP)
    with house.writing(actor=actor, now=now) as work:
        row = records.find_staff(work.connection, staff_id)
        if row is None:
            raise NotFound
        if row.active == active:
            return
        if not active:
            if staff_id == actor.staff_id:
                raise PeopleRefused("self")
            if any(r.role is Role.ADMINISTRATOR for r in records.roles_of(work.connection, staff_id)):
                _check_administrator_stays(work.connection, staff_id)
            end_sessions(work.connection, staff_id)
            account = login_records.find_account(work.connection, staff_id)
            if account:
                base.update(work.connection, login_records.account, account.id, code_hash="", code_expires=None)
        work.change(records.staff, staff_id, active=active)
        work.audit("staff_back" if active else "staff_left", f"staff:{staff_id}", {"active": row.active}, {"active": active})


def log_out_person(*, house: House, actor: Actor, staff_id: int, address: str, now: datetime) -> int:
    """Ends every session of somebody and forgets the known devices; gives how many sessions were open."""
    actor.needs(Permit.SET_UP)
    with house.writing(actor=actor, now=now) as work:
        if records.find_staff(work.connection, staff_id) is None:
            raise NotFound
        s = login_records.login_session.c
        count = int(work.connection.execute(select(func.count()).where(s.staff_id == staff_id, s.expires_at > now)).scalar_one())
        end_sessions(work.connection, staff_id)
        base.insert(
            work.connection, login_records.security_log, at=now, act="ended_by_administrator", staff_id=staff_id, address=address, detail=""
        )
        work.audit("sessions_ended", f"staff:{staff_id}", {"sessions": count}, {"sessions": 0})
    return count


def end_sessions(connection: Connection, staff_id: int) -> None:
    """No session and no known device of this person stays."""
    connection.execute(delete(login_records.login_session).where(login_records.login_session.c.staff_id == staff_id))
    connection.execute(delete(login_records.known_device).where(login_records.known_device.c.staff_id == staff_id))


def checked_number(text: str) -> str:
    """The staff number, which is the user name too. An identity number would stand on slips and lists: refused."""
    number = read_staff_number(text)
    if number is None:
        raise PeopleRefused("number", "number")
    if find_personal(number) is Personal.IDENTITY:
        raise PeopleRefused("number_id", "number")
    return number


def checked_name(text: str) -> str:
    name = read_person(text)
    if name is None or find_personal(name):
        raise PeopleRefused("name", "name")
    return name


def check_roles(roles: Sequence[RoleRow]) -> None:
    """A leader leads grades, a subject group's lead has subjects, an inspector only reads and so has no other role, and ends."""
    held = {r.role for r in roles}
    if not held:
        raise PeopleRefused("no_role", "roles")
    for row in roles:
        if row.role is Role.GRADE_LEADER and not row.grades:
            raise PeopleRefused("led_grades", "led_grades")
        if row.role is Role.SUBJECT_LEAD and not row.subjects:
            raise PeopleRefused("lead_subjects", "lead_subjects")
        if row.role is Role.INSPECTOR:
            if len(held) > 1:
                raise PeopleRefused("inspector_alone", "roles")
            if row.valid_to is None:
                raise PeopleRefused("inspector_end", "valid_to")


def role_values(row: RoleRow) -> dict[str, str | datetime | date | None]:
    """The columns of a role."""
    return {
        "grades": grades_text(row.grades),
        "subjects": "、".join(sorted(row.subjects, key=subject_order)),
        "valid_to": row.valid_to,
        "period_start": row.period[0] if row.period else None,
        "period_end": row.period[1] if row.period else None,
    }


def add_role(work: Work, staff_id: int, row: RoleRow) -> int:
    return work.add(records.staff_role, staff_id=staff_id, role=row.role.value, **role_values(row))


def _check_administrator_stays(connection: Connection, leaving: int) -> None:
    active = {s.id for s in records.list_staff(connection) if s.active}
    others = {staff_id for staff_id, r in records.list_roles(connection) if r.role is Role.ADMINISTRATOR} & active - {leaving}
    if not others:
        raise PeopleRefused("last_administrator", "roles")


def _seen(name: str, roles: Sequence[RoleRow]) -> str:
    return digest({"name": name, "roles": role_facts(roles)})[:24]
