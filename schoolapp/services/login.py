"""Doors for staff: password and one-time code, server-side sessions, growing delays, the security log. Roles and staff stand in `people`."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from schoolapp.records import base
from schoolapp.records import login as records
from schoolapp.records import people as people_records
from schoolapp.records.suggestions import drop_wraps
from schoolapp.rules.people import Role, school_year_of
from schoolapp.rules.permits import Actor, NotAllowed, NotFound, Permit
from schoolapp.services.house import House

PASSWORD_MIN, PASSWORD_MAX = 8, 200
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no look-alikes: read from paper, typed on a phone
CODE_LENGTH = 8
CODE_DAYS = 14
FREE_FAILURES = 3
MOST_DELAY = timedelta(minutes=15)
FAILURES_COUNT_FOR = timedelta(hours=12)
LONG_SESSION = timedelta(days=30)
OFFICE_SESSION, OFFICE_IDLE_MINUTES = timedelta(hours=12), 30
SEEN_EVERY = timedelta(minutes=5)
_SHORT_ROLES = frozenset({Role.PRINCIPAL, Role.ADMINISTRATOR, Role.INSPECTOR})


class LoginRefused(Exception):
    """No session was opened. `code` is wrong (same for every reason a guesser could learn from) or wait; `seconds` to wait."""

    def __init__(self, code: str, seconds: int = 0) -> None:
        super().__init__(code)
        self.code, self.seconds = code, seconds


class BadPassword(Exception):
    """The new password cannot be taken: short, long, common, same (as the number or name) or wrong (the present one)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in: the actor for use cases, and what the page shows. `until` = when a role ends by itself."""

    actor: Actor
    staff_id: int
    number: str
    name: str
    roles: tuple[Role, ...]
    subjects: tuple[str, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh session: `token` goes into the cookie, `device` into the device cookie, `csrf` into every form."""

    token: str
    device: str
    csrf: str
    lasts: timedelta
    must_change: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """A session that holds."""

    session_id: int
    person: Person
    csrf: str
    must_change: bool


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def log_in(*, house: House, number: str, password: str, address: str, device: str, browser: str, now: datetime) -> Opened:
    """Opens a session by password or one-time code. Every failure reads the same; repeated ones wait longer, at most 15 minutes."""
    number = number.strip()
    password = password[: PASSWORD_MAX + 1]
    device_digest = _digest(device) if device else ""
    with house.reading() as connection:
        person = people_records.find_staff_by_number(connection, number)
        account = records.find_account(connection, person.id) if person and person.active else None
        known = bool(
            account
            and device_digest
            and connection.execute(
                select(records.known_device.c.id).where(records.known_device.c.staff_id == account.staff_id, records.known_device.c.digest == device_digest)
            ).first()
        )
        subjects = [f"device:{device_digest}"] if known else [f"account:{number[:60]}", f"address:{address}"]
        waits = [found[1] for subject in subjects if (found := records.delay_of(connection, subject))]
    if waits and max(waits) > now:
        raise LoginRefused("wait", int((max(waits) - now).total_seconds()) + 1)
    by_code = False
    ok = check_password_hash(account.password_hash if account and account.password_hash else _nobodys_hash(), password)
    ok = ok and bool(account and account.password_hash)
    if account and not ok and account.code_hash and account.code_expires and account.code_expires > now:
        by_code = ok = secrets.compare_digest(account.code_hash, _digest(_typed_code(password)))
    with house.plain_writing() as connection:
        if not ok or account is None or person is None:
            note_failure(connection, subjects, now)
            base.insert(
                connection, records.security_log, at=now, act="login_refused", staff_id=account.staff_id if account else None, address=address, detail=""
            )
        else:
            connection.execute(delete(records.login_delay).where(records.login_delay.c.subject.in_(subjects[:1])))
            if by_code:  # single use
                taken = connection.execute(
                    update(records.account)
                    .where(records.account.c.id == account.id, records.account.c.code_hash == account.code_hash)
                    .values(code_hash="", code_expires=None)
                )
                ok = taken.rowcount == 1
            if ok:
                return _open(connection, person.id, by_code, device, address, browser, now)
    raise LoginRefused("wrong")


@cache
def _nobodys_hash() -> str:
    """What a password is checked against where there is no account, so that the answer takes as long."""
    return generate_password_hash(secrets.token_hex(8))


def _typed_code(text: str) -> str:
    return "".join(text.upper().split()).replace("-", "")


def note_failure(connection: Connection, subjects: list[str], now: datetime) -> None:
    """Counts a failure for each of these; the row is locked, so that attempts at the same instant are all counted."""
    d = records.login_delay.c
    for subject in subjects:
        if records.delay_of(connection, subject) is None:
            try:
                with connection.begin_nested():
                    base.insert(connection, records.login_delay, subject=subject, failures=0, until=now)
            except IntegrityError:
                pass  # another attempt was the first
        before, until = connection.execute(select(d.failures, d.until).where(d.subject == subject).with_for_update()).one()
        failures = (before if until > now - timedelta(hours=12) else 0) + 1
        free = FREE_FAILURES if not subject.startswith("address:") else FREE_FAILURES * 10
        wait = min(timedelta(seconds=2 ** min(failures - free, 12)), MOST_DELAY) if failures > free else timedelta(0)
        connection.execute(update(records.login_delay).where(d.subject == subject).values(failures=failures, until=now + wait))


def _open(connection: Connection, staff_id: int, by_code: bool, device: str, address: str, browser: str, now: datetime) -> Opened:
    roles = {row.role for row in people_records.roles_of(connection, staff_id)}
    short = bool(roles & _SHORT_ROLES)
    lasts = OFFICE_SESSION if short else LONG_SESSION
    token, csrf, device = secrets.token_urlsafe(32), secrets.token_urlsafe(32), device or secrets.token_urlsafe(24)
    base.insert(
        connection,
        records.login_session,
        staff_id=staff_id,
        digest=_digest(token),
        csrf=csrf,
        started_at=now,
        seen_at=now,
        expires_at=now + lasts,
        idle_minutes=OFFICE_IDLE_MINUTES if short else 0,
        must_change=by_code,
        device=browser[:120],
    )
    d = records.known_device.c
    if not by_code:
        found = connection.execute(select(d.id).where(d.staff_id == staff_id, d.digest == _digest(device))).scalar()
        if found:
            base.update(connection, records.known_device, found, seen_at=now)
        else:
            base.insert(connection, records.known_device, staff_id=staff_id, digest=_digest(device), seen_at=now)
    connection.execute(delete(records.login_session).where(records.login_session.c.expires_at < now))
    connection.execute(delete(records.login_delay).where(records.login_delay.c.until <= now - FAILURES_COUNT_FOR))
    base.insert(connection, records.security_log, at=now, act="login", staff_id=staff_id, address=address, detail="code" if by_code else "password")
    return Opened(token, device, csrf, lasts, by_code)


def find_signed(*, house: House, token: str, now: datetime) -> Signed | None:
    """The session behind a cookie, if it still holds: not ended, not idle too long, the person active. Renews last-seen at times."""
    if not token:
        return None
    with house.glancing() as connection:
        session = records.find_session(connection, _digest(token))
    if session is None or session.expires_at <= now:
        return None
    if session.idle_minutes and session.seen_at + timedelta(minutes=session.idle_minutes) <= now:
        return None
    person = person_of(house=house, staff_id=session.staff_id, now=now)
    if person is None:
        return None
    if now - session.seen_at >= SEEN_EVERY:
        _renew(house, session.id, now)
    return Signed(session.id, person, session.csrf, session.must_change)


def _renew(house: House, session_id: int, now: datetime) -> None:
    from schoolapp.services.house import Busy

    try:
        with house.plain_writing() as connection:
            base.update(connection, records.login_session, session_id, seen_at=now)
    except Busy:
        return  # the next request renews it


def person_of(*, house: House, staff_id: int, now: datetime) -> Person | None:
    """The person with the roles that hold now; None for one who left, or whose only role has ended."""
    version = house.data_version()
    year = school_year_of(now.date())
    found: Person | None = house.remembered(f"person:{staff_id}:{year}:{now:%Y%m%d}", version, lambda: _read_person(house, staff_id, now))
    if found is not None and found.until is not None and found.until <= now:
        found = _read_person(house, staff_id, now)
    return found


def _read_person(house: House, staff_id: int, now: datetime) -> Person | None:
    day = now.date()
    with house.reading() as connection:
        row = people_records.get_staff(connection, staff_id)
        roles = [r for r in people_records.roles_of(connection, staff_id) if r.valid_to is None or r.valid_to > now]
        year = people_records.year_for(connection, day)
        heads = people_records.homeroom_classes_of(connection, staff_id, year)
        taught = people_records.teaching_of(connection, staff_id, year, day)
    held = {r.role for r in roles}
    if heads:
        held.add(Role.HOMEROOM)
    if taught and Role.ADMINISTRATOR not in held:
        held.add(Role.TEACHER)
    if not row.active or not held:
        return None
    by_role = {r.role: r for r in roles}
    leads, inspects = by_role.get(Role.GRADE_LEADER), by_role.get(Role.INSPECTOR)
    subject_lead = by_role.get(Role.SUBJECT_LEAD)
    ends = [r.valid_to for r in roles if r.valid_to]
    actor = Actor(
        staff_id,
        row.name,
        frozenset(held),
        leads.grades if leads else frozenset(),
        (inspects.grades or frozenset(range(1, 10))) if inspects else frozenset(),
        subject_lead.subjects if subject_lead else frozenset(),
        frozenset(c.id for c in heads),
        frozenset(t.class_id for t in taught),
        inspects.period if inspects else None,
    )
    subjects = tuple(dict.fromkeys(t.subject for t in taught))
    return Person(actor, staff_id, row.number, row.name, tuple(r for r in Role if r in held), subjects, min(ends) if ends else None)


def check_new_password(password: str, *, number: str, name: str) -> None:
    """Refuses a password that is short, too long, widely used, or the person's own number or name (ASVS 6.2.1, 6.2.4)."""
    if len(password) < PASSWORD_MIN:
        raise BadPassword("short")
    if len(password) > PASSWORD_MAX:
        raise BadPassword("long")
    plain = password.lower()
    if plain in COMMON or len(set(plain)) <= 2 or plain in "01234567890123456789" or plain in "98765432109876543210":
        raise BadPassword("common")
    if plain in (number.lower(), name.lower()) or plain.strip("0123456789") in (number.lower(), "schoolapp", "password", "qwerty", "abc"):
        raise BadPassword("same")


COMMON = frozenset(
    (
        "12345678",
        "123456789",
        "1234567890",
        "password",
        "password1",
        "qwertyui",
        "qwerty123",
        "11111111",
        "88888888",
        "66666666",
        "00000000",
        "a1234567",
        "a12345678",
        "a123456789",
        "abc12345",
        "abcd1234",
        "1q2w3e4r",
        "1qaz2wsx",
        "q1w2e3r4",
        "woaini1314",
        "5201314520",
        "iloveyou",
        "12341234",
        "123123123",
        "12344321",
        "87654321",
        "asdfghjk",
        "zxcvbnm1",
        "admin123",
        "admin888",
        "laoshi123",
        "xuexiao123",
        "teacher123",
        "school123",
    )
)


def set_password(*, house: House, signed: Signed, present: str | None, fresh: str, address: str, now: datetime) -> Opened:
    """Changes the own password (after a one-time code without the present one), ends every other session, opens a new one."""
    person = signed.person
    with house.reading() as connection:
        account = records.find_account(connection, person.staff_id)
    if account is None:
        raise NotFound
    if not signed.must_change and not check_password_hash(account.password_hash, present or ""):
        raise BadPassword("wrong")
    check_new_password(fresh, number=person.number, name=person.name)
    from schoolapp.services.suggestions.keys import rewrapped  # asks this module, too

    hashed, kept = generate_password_hash(fresh), rewrapped(house, person.staff_id, present or "", fresh)
    with house.plain_writing() as connection:
        base.update(connection, records.account, account.id, password_hash=hashed, changed_at=now)
        kept.keep(connection)
        connection.execute(delete(records.login_session).where(records.login_session.c.staff_id == person.staff_id))
        base.insert(connection, records.security_log, at=now, act="password_set", staff_id=person.staff_id, address=address, detail="")
        return _open(connection, person.staff_id, False, "", address, "", now)


def log_out(*, house: House, signed: Signed, everywhere: bool, address: str, now: datetime) -> None:
    """Ends this session, or all sessions of the person, and forgets the known devices with them."""
    with house.plain_writing() as connection:
        s = records.login_session.c
        connection.execute(delete(records.login_session).where(s.staff_id == signed.person.staff_id if everywhere else s.id == signed.session_id))
        if everywhere:
            connection.execute(delete(records.known_device).where(records.known_device.c.staff_id == signed.person.staff_id))
        act = "logout_everywhere" if everywhere else "logout"
        base.insert(connection, records.security_log, at=now, act=act, staff_id=signed.person.staff_id, address=address, detail="")


def note_refused(*, house: House, staff_id: int | None, act: str, address: str, now: datetime) -> None:
    """Keeps a refused attempt in the security log (not in the chain)."""
    with house.plain_writing() as connection:
        base.insert(connection, records.security_log, at=now, act="refused", staff_id=staff_id, address=address, detail=act[:200])


def fresh_code() -> str:
    """A one-time code of about 39 bits, shown in two groups of four."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def give_codes(*, house: House, actor: Actor, staff_ids: list[int], now: datetime) -> dict[int, str]:
    """New one-time codes (staff id -> code) for people without a password or after a reset: the old password and all sessions end."""
    actor.needs(Permit.SET_UP)
    codes = {staff_id: fresh_code() for staff_id in staff_ids}
    with house.writing(actor=actor, now=now) as work:
        for staff_id, code in codes.items():
            set_code(work.connection, staff_id, code, now)
        work.audit("codes_given", "accounts", None, {"staff": sorted(staff_ids)})
    return codes


def set_code(connection: Connection, staff_id: int, code: str, now: datetime) -> None:
    account = records.find_account(connection, staff_id)
    values = {"password_hash": "", "code_hash": _digest(code), "code_expires": now + timedelta(days=CODE_DAYS), "changed_at": now}
    if account:
        base.update(connection, records.account, account.id, **values)
    else:
        base.insert(connection, records.account, staff_id=staff_id, **values)
    connection.execute(delete(records.login_session).where(records.login_session.c.staff_id == staff_id))
    connection.execute(delete(records.known_device).where(records.known_device.c.staff_id == staff_id))
    drop_wraps(connection, of=staff_id)  # what the forgotten password opened, only the printed key opens now


def give_password(*, house: House, actor: Actor, staff_id: int, password: str, now: datetime) -> None:
    """Sets somebody's password directly: the set-up's administrator and the demo accounts."""
    if not actor.operator:
        raise NotAllowed("operator")
    hashed = generate_password_hash(password)
    with house.writing(actor=actor, now=now) as work:
        account = records.find_account(work.connection, staff_id)
        if account:
            base.update(work.connection, records.account, account.id, password_hash=hashed, code_hash="", code_expires=None, changed_at=now)
            drop_wraps(work.connection, of=staff_id)
            work.connection.execute(delete(records.login_session).where(records.login_session.c.staff_id == staff_id))
        else:
            base.insert(work.connection, records.account, staff_id=staff_id, password_hash=hashed, code_hash="", changed_at=now)
        work.audit("password_given", f"staff:{staff_id}")
