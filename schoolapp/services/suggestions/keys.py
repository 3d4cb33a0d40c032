"""The box of suggestions and who can open it: a key pair whose private half is kept only under principals' passwords and under a key that was
printed once. Opened, it is carried by the principal's own browser for half an hour; the server keeps nothing that opens it."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete
from werkzeug.security import check_password_hash

from schoolapp.records import base
from schoolapp.records import login as login_records
from schoolapp.records import people as people_records
from schoolapp.records import suggestions as records
from schoolapp.records.suggestions import BoxRow
from schoolapp.rules.feedback import Voice
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.suggestions import REPLY_DAYS, REPLY_DAYS_LEAST, REPLY_DAYS_MOST, WAITING, read_letters
from schoolapp.services import login
from schoolapp.services.feedback import is_on
from schoolapp.services.house import Conflict, House
from schoolapp.services.suggestions import sealing
from schoolapp.services.suggestions.sealing import CannotOpen

VISIT = timedelta(minutes=30)
SECRET = "suggestions"  # the installation's secret for codes, visits and salts


class BoxRefused(Exception):
    """The box was not opened or made. `code`: password (wrong), wait (`seconds`), printed (wrong letters), none (this person has no key to
    it), days (`reply_days` out of range)."""

    def __init__(self, code: str, seconds: int = 0) -> None:
        super().__init__(code)
        self.code, self.seconds = code, seconds


@dataclass(frozen=True, slots=True)
class Visit:
    """An opened box: the private key, held for this request alone."""

    box_id: int
    private: bytes = field(repr=False)


class Made(NamedTuple):
    """A printed key, to be shown once: kept nowhere."""

    box_id: int
    printed: str


@dataclass(frozen=True, slots=True)
class BoxState:
    """How the box stands for one principal. `box_id` None: never set up. `mine`: opens with my password; `others`: names of those for whom
    it does too, `without`: principals who have no key yet. `unread`: waiting cases of an older box that nobody can open any more."""

    on: bool
    box_id: int | None
    reply_days: int
    made_at: datetime | None
    mine: bool
    others: tuple[str, ...]
    without: tuple[str, ...]
    waiting: int
    unread: int


def is_open(house: House) -> bool:
    """Whether families can write: switched on, and there is a box whose printed key was confirmed."""
    return is_on(house, Voice.SUGGESTIONS) and house.remembered("voices:suggestions", house.data_version(), lambda: _has_box(house))


def _has_box(house: House) -> bool:
    with house.reading() as connection:
        return records.newest_box(connection) is not None


def opens_for(*, house: House, actor: Actor) -> tuple[bool, bool]:
    """(Whether there is a box, whether the own password opens it): what the principal's day asks."""
    actor.needs(Permit.READ_SUGGESTIONS)
    with house.reading() as connection:
        box = records.newest_box(connection)
        return box is not None, box is not None and bool(records.wrap_of(connection, box.id, actor.staff_id or 0))


def box_state(*, house: House, actor: Actor) -> BoxState:
    """The principal's view of the box."""
    actor.needs(Permit.READ_SUGGESTIONS)
    with house.reading() as connection:
        box = records.newest_box(connection)
        holders = records.holders_of(connection, box.id) if box else set()
        names = people_records.staff_names(connection)
        heads = {staff_id for staff_id, row in people_records.list_roles(connection) if row.role is Role.PRINCIPAL}
        principals = [row.id for row in people_records.list_staff(connection) if row.active and row.id in heads]
        counts = records.count_cases(connection)
    open_cases = {box_id: sum(n for (of, state), n in counts.items() if of == box_id and state in WAITING) for box_id, _ in counts}
    others = [one for one in principals if one != actor.staff_id]
    return BoxState(
        is_on(house, Voice.SUGGESTIONS),
        box.id if box else None,
        box.reply_days if box else REPLY_DAYS,
        box.made_at if box else None,
        actor.staff_id in holders,
        tuple(names[one] for one in others if one in holders),
        tuple(names[one] for one in others if one not in holders),
        sum(open_cases.values()),
        sum(n for box_id, n in open_cases.items() if box is None or box_id != box.id),
    )


def make_box(*, house: House, actor: Actor, password: str, now: datetime, printed: str = "") -> Made:
    """A new key pair under the own password and under a printed key; it takes nothing before `confirm_box`. Where there was one before, what
    lies in it can be opened only by who still has its key. `printed`: letters that are known already (the demo school's). BoxRefused."""
    staff_id = _holder(actor)
    _check_password(house, staff_id, password, now)
    private, public = sealing.fresh_pair()
    printed = printed or sealing.fresh_printed()
    wrapped = sealing.wrap(private, password, _held(public, staff_id))
    locked = sealing.lock(printed.encode(), private, _printed(public))
    with house.writing(actor=actor, now=now) as work:
        before = records.newest_box(work.connection)
        half_made = records.newest_box(work.connection, confirmed=False)
        if half_made:
            records.drop_wraps(work.connection, box_id=half_made.id)
            work.remove(records.suggestion_box, half_made.id)
        days = before.reply_days if before else REPLY_DAYS
        box_id = work.add(records.suggestion_box, public=public, printed=locked, reply_days=days, confirmed=False, made_at=now)
        records.set_wrap(work.connection, box_id, staff_id, wrapped)
        work.audit("suggestion_box_made", f"suggestion_box:{box_id}", None, {"public": public, "before": before.id if before else None})
    return Made(box_id, printed)


def confirm_box(*, house: House, actor: Actor, box_id: int, now: datetime) -> None:
    """The printed key is on paper: the box takes what families write from now on. NotFound where it does not wait for this."""
    actor.needs(Permit.READ_SUGGESTIONS)
    with house.writing(actor=actor, now=now) as work:
        box = records.find_box(work.connection, box_id)
        if box is None or box.confirmed:
            raise NotFound
        work.change(records.suggestion_box, box_id, confirmed=True)
        work.audit("suggestion_box_confirmed", f"suggestion_box:{box_id}")


def open_box(*, house: House, actor: Actor, password: str, address: str, now: datetime) -> Visit:
    """Opens the box with the own password; noted in the security log. BoxRefused: none, password, wait."""
    staff_id = _holder(actor)
    subject = f"suggestions:{staff_id}"
    with house.reading() as connection:
        box = records.newest_box(connection)
        wrapped = records.wrap_of(connection, box.id, staff_id) if box else ""
        delay = login_records.delay_of(connection, subject)
    if box is None or not wrapped:
        raise BoxRefused("none")
    if delay is not None and delay[1] > now:
        raise BoxRefused("wait", int((delay[1] - now).total_seconds()) + 1)
    try:
        private = sealing.unwrap(wrapped, password[: login.PASSWORD_MAX + 1], _held(box.public, staff_id))
    except CannotOpen:
        with house.plain_writing() as connection:
            login.note_failure(connection, [subject], now)
        raise BoxRefused("password") from None
    with house.plain_writing() as connection:
        connection.execute(delete(login_records.login_delay).where(login_records.login_delay.c.subject == subject))
        base.append(connection, login_records.security_log, at=now, act="suggestions_opened", staff_id=staff_id, address=address, detail="")
    return Visit(box.id, private)


def take_box(*, house: House, actor: Actor, printed: str, password: str, now: datetime) -> Visit:
    """Opens the box with the printed key and puts it under the own password: after a reset of the password, or for a new principal.
    BoxRefused: none, printed, password."""
    staff_id = _holder(actor)
    with house.reading() as connection:
        box = records.newest_box(connection)
    if box is None:
        raise BoxRefused("none")
    try:
        private = sealing.unlock(read_letters(printed).encode(), box.printed, _printed(box.public))
    except CannotOpen:
        raise BoxRefused("printed") from None
    _check_password(house, staff_id, password, now)
    wrapped = sealing.wrap(private, password, _held(box.public, staff_id))
    with house.writing(actor=actor, now=now) as work:
        records.set_wrap(work.connection, box.id, staff_id, wrapped)
        work.audit("suggestion_box_taken", f"suggestion_box:{box.id}", None, {"staff": staff_id})
    return Visit(box.id, private)


def print_again(*, house: House, actor: Actor, visit: Visit, now: datetime) -> Made:
    """A new printed key for the opened box; the old paper opens nothing from now on."""
    actor.needs(Permit.READ_SUGGESTIONS)
    printed = sealing.fresh_printed()
    with house.writing(actor=actor, now=now) as work:
        box = _mine(records.find_box(work.connection, visit.box_id), visit)
        work.change(records.suggestion_box, box.id, printed=sealing.lock(printed.encode(), visit.private, _printed(box.public)))
        work.audit("suggestion_box_printed", f"suggestion_box:{box.id}")
    return Made(visit.box_id, printed)


def set_reply_days(*, house: House, actor: Actor, days: int | None, now: datetime) -> bool:
    """How many school days an answer may take, for what is written from now on; False where nothing is different. BoxRefused: days, none."""
    actor.needs(Permit.READ_SUGGESTIONS)
    if days is None or not REPLY_DAYS_LEAST <= days <= REPLY_DAYS_MOST:
        raise BoxRefused("days")
    with house.writing(actor=actor, now=now) as work:
        box = records.newest_box(work.connection)
        if box is None:
            raise BoxRefused("none")
        if box.reply_days == days:
            return False
        work.change(records.suggestion_box, box.id, reply_days=days)
        work.audit("suggestion_days_set", f"suggestion_box:{box.id}", {"days": box.reply_days}, {"days": days})
    return True


class Rewrapped(NamedTuple):
    """The boxes of a person under a new password, made before the write that changes it."""

    staff_id: int
    wraps: Sequence[tuple[int, str]]

    def keep(self, connection: Connection) -> None:
        for box_id, wrapped in self.wraps:
            records.set_wrap(connection, box_id, self.staff_id, wrapped)


def rewrapped(house: House, staff_id: int, present: str, fresh: str) -> Rewrapped:
    """What has to be kept when a person changes the own password, so that the new one opens what the old one did."""
    found = []
    with house.reading() as connection:
        boxes = [box for box in (records.newest_box(connection), records.newest_box(connection, confirmed=False)) if box]
        wraps = [(box, records.wrap_of(connection, box.id, staff_id)) for box in boxes]
    for box, wrapped in wraps:
        if wrapped:
            try:
                private = sealing.unwrap(wrapped, present, _held(box.public, staff_id))
            except CannotOpen:
                continue  # under a still older password: only the printed key is left
            found.append((box.id, sealing.wrap(private, fresh, _held(box.public, staff_id))))
    return Rewrapped(staff_id, found)


def visit_token(*, house: House, session: str, visit: Visit, now: datetime) -> str:
    """The opened box as the browser carries it: locked to this installation and this session (its form token), for half an hour."""
    plain = json.dumps([visit.box_id, base64.b64encode(visit.private).decode(), int((now + VISIT).timestamp())]).encode()
    return sealing.lock(house.secret(SECRET), plain, f"visit {session}")


def find_visit(*, house: House, actor: Actor, session: str, token: str, now: datetime) -> Visit | None:
    """The box that this session opened; None where it opened none, or where half an hour is over."""
    if not token or not actor.may(Permit.READ_SUGGESTIONS):
        return None
    try:
        box_id, private, until = json.loads(sealing.unlock(house.secret(SECRET), token, f"visit {session}"))
    except CannotOpen:
        return None
    return Visit(box_id, base64.b64decode(private)) if now.timestamp() < until else None


def _holder(actor: Actor) -> int:
    """A principal, by staff id: the operator holds no key."""
    actor.needs(Permit.READ_SUGGESTIONS)
    if actor.staff_id is None:
        raise NotFound
    return actor.staff_id


def _check_password(house: House, staff_id: int, password: str, now: datetime) -> None:
    """The own password must be the present one, for the box opens with it afterwards. Wrong ones are slowed down as at the login."""
    subject = f"suggestions:{staff_id}"
    with house.reading() as connection:
        account = login_records.find_account(connection, staff_id)
        delay = login_records.delay_of(connection, subject)
    if delay is not None and delay[1] > now:
        raise BoxRefused("wait", int((delay[1] - now).total_seconds()) + 1)
    if account is None or not account.password_hash or not check_password_hash(account.password_hash, password[: login.PASSWORD_MAX + 1]):
        with house.plain_writing() as connection:
            login.note_failure(connection, [subject], now)
        raise BoxRefused("password")


def _mine(box: BoxRow | None, visit: Visit) -> BoxRow:
    if box is None or sealing.public_of(visit.private) != box.public:
        raise Conflict("changed")
    return box


def _held(public: str, staff_id: int) -> str:
    return f"suggestion key {public} of {staff_id}"


def _printed(public: str) -> str:
    return f"suggestion key {public} printed"
