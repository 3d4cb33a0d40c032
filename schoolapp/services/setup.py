"""The first run: a one-time token opens the set-up, which gathers language, administrator and workbook and writes the school in one go.
What was typed stands server-side in the token's row (never anything of a pupil); the workbook waits in the upload folder."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update
from werkzeug.security import generate_password_hash

from schoolapp.records import base
from schoolapp.records import login as login_records
from schoolapp.records import people as people_records
from schoolapp.records.school import setup_token
from schoolapp.rules.names import read_person, read_staff_number
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, NotFound
from schoolapp.services import workbook
from schoolapp.services.house import House, Work
from schoolapp.services.login import CODE_ALPHABET, check_new_password
from schoolapp.services.school import has_school
from schoolapp.services.workbook import ImportResult

TOKEN_GROUPS, GROUP_LENGTH = 4, 4
FREE_TRIES = 3
MOST_DELAY = timedelta(minutes=15)
_OWNER = "setup"  # whose the kept workbook is; its key stands in the token's row


class SetupRefused(Exception):
    """The set-up does not open. `code`: wrong (a wrong, used or replaced token), wait (`seconds`), done (the school stands)."""

    def __init__(self, code: str, seconds: int = 0) -> None:
        super().__init__(code)
        self.code, self.seconds = code, seconds


class BadPerson(Exception):
    """The administrator's number or name cannot be taken; `code`: number or name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class SetupState:
    """How far a set-up is. `session` is the digest of the browser's cookie; `upload` the key of the kept workbook."""

    session: str = ""
    language: str = ""
    number: str = ""
    name: str = ""
    password_hash: str = ""
    upload: str = ""

    @property
    def step(self) -> int:
        """The step that is open: 1 language, 2 administrator, 3 workbook, 4 check."""
        return 1 if not self.language else 2 if not self.password_hash else 3 if not self.upload else 4


def make_token(*, house: House, now: datetime) -> str:
    """A fresh one-time token for the set-up (about 79 bits), to be printed by the server; earlier tokens and their set-up end.
    SetupRefused where the school stands already."""
    if has_school(house=house):
        raise SetupRefused("done")
    token = "".join(secrets.choice(CODE_ALPHABET) for _ in range(TOKEN_GROUPS * GROUP_LENGTH))
    with house.plain_writing() as connection:
        connection.execute(delete(setup_token))
        base.insert(connection, setup_token, digest=_digest(token), made_at=now, state="{}")
    return "-".join(token[n : n + GROUP_LENGTH] for n in range(0, len(token), GROUP_LENGTH))


def open_setup(*, house: House, token: str, address: str, now: datetime) -> str:
    """Opens the set-up for this browser; gives the value of its cookie. What was typed before stays.
    Wrong tries from one address wait longer and longer."""
    if has_school(house=house):
        raise SetupRefused("done")
    subject = f"setup:{address}"[:120]
    plain = "".join(token.upper().split()).replace("-", "")
    with house.reading() as connection:
        tried = login_records.delay_of(connection, subject)
    if tried and tried[1] > now:
        raise SetupRefused("wait", int((tried[1] - now).total_seconds()) + 1)
    session = secrets.token_urlsafe(32)
    with house.plain_writing() as connection:
        row = connection.execute(select(setup_token.c.id, setup_token.c.state).where(setup_token.c.digest == _digest(plain))).first()
        if row is not None:
            _save(connection, row[0], replace(_state(row[1]), session=_digest(session)))
            connection.execute(delete(login_records.login_delay).where(login_records.login_delay.c.subject == subject))
        else:
            _note_wrong(connection, subject, address, now)
    if row is None:
        raise SetupRefused("wrong")
    return session


def _note_wrong(connection: Connection, subject: str, address: str, now: datetime) -> None:
    tried = login_records.delay_of(connection, subject)
    failures = (tried[0] if tried and tried[1] > now - timedelta(hours=12) else 0) + 1
    until = now + (min(timedelta(seconds=2 ** min(failures - FREE_TRIES, 12)), MOST_DELAY) if failures > FREE_TRIES else timedelta(0))
    delays = login_records.login_delay
    if tried:
        connection.execute(update(delays).where(delays.c.subject == subject).values(failures=failures, until=until))
    else:
        base.insert(connection, delays, subject=subject, failures=failures, until=until)
    base.insert(connection, login_records.security_log, at=now, act="setup_refused", staff_id=None, address=address, detail="")


def setup_state(*, house: House, session: str) -> SetupState:
    """The set-up of this browser. SetupRefused where its cookie opens none, or the school stands."""
    if has_school(house=house):
        raise SetupRefused("done")
    with house.reading() as connection:
        return _find(connection, session)[1]


def choose_language(*, house: House, session: str, language: str) -> None:
    """Step 1: the school's first language."""
    _change(house, session, language=language)


def choose_administrator(*, house: House, session: str, number: str, name: str, password: str) -> None:
    """Step 2: who sets up. The number may stand in the workbook: then that person gets the role. BadPerson, BadPassword."""
    plain_number, plain_name = read_staff_number(number), read_person(name)
    if plain_number is None:
        raise BadPerson("number")
    if plain_name is None:
        raise BadPerson("name")
    check_new_password(password, number=plain_number, name=plain_name)
    setup_state(house=house, session=session)  # no hashing for strangers
    _change(house, session, number=plain_number, name=plain_name, password_hash=generate_password_hash(password))


def take_workbook(*, house: House, session: str, data: bytes, name: str, now: datetime) -> None:
    """Step 3: the school workbook. BadWorkbook where it is not read at all; the one before it is dropped."""
    state = setup_state(house=house, session=session)
    key = workbook.take_upload(house=house, actor=OPERATOR, data=data, name=name, now=now, owner=_OWNER)
    _drop(house, state)
    _change(house, session, upload=key)


def preview(*, house: House, session: str, now: datetime) -> ImportResult:
    """Step 4: what would be written. NotFound where no workbook waits (any more)."""
    state = setup_state(house=house, session=session)
    if not state.upload:
        raise NotFound
    return workbook.preview_upload(house=house, actor=OPERATOR, key=state.upload, now=now, owner=_OWNER)


def finish(*, house: House, session: str, now: datetime) -> ImportResult:
    """Step 5: the school, its administrator and the end of the token in one write. With refusals nothing is written."""
    state = setup_state(house=house, session=session)
    if state.step != 4:
        raise NotFound

    def also(work: Work) -> None:
        taken = work.connection.execute(delete(setup_token).where(setup_token.c.id == _find(work.connection, session)[0]))
        if taken.rowcount != 1:
            raise SetupRefused("wrong")
        make_administrator(work, number=state.number, name=state.name, password_hash=state.password_hash)

    return workbook.write_upload(house=house, actor=OPERATOR, key=state.upload, now=now, owner=_OWNER, language=state.language, also=also)


def make_administrator(work: Work, *, number: str, name: str, password_hash: str) -> int:
    """The person with this number (made where there is none) as administrator with this password; part of the caller's write."""
    person = people_records.find_staff_by_number(work.connection, number)
    staff_id = person.id if person else work.add(people_records.staff, number=number, name=name, active=True)
    if Role.ADMINISTRATOR not in {row.role for row in people_records.roles_of(work.connection, staff_id)}:
        work.add(people_records.staff_role, staff_id=staff_id, role=Role.ADMINISTRATOR.value, grades="", subjects="", valid_to=None)
    account = login_records.find_account(work.connection, staff_id)
    values = {"password_hash": password_hash, "code_hash": "", "code_expires": None, "changed_at": work.now}
    if account:
        base.update(work.connection, login_records.account, account.id, **values)
    else:
        base.insert(work.connection, login_records.account, staff_id=staff_id, **values)
    work.audit("administrator_made", f"staff:{staff_id}", None, {"number": number})
    return staff_id


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _state(text: str) -> SetupState:
    return SetupState(**json.loads(text))


def _find(connection: Connection, session: str) -> tuple[int, SetupState]:
    for row_id, text in connection.execute(select(setup_token.c.id, setup_token.c.state)):
        state = _state(text)
        if session and state.session and secrets.compare_digest(state.session, _digest(session)):
            return row_id, state
    raise SetupRefused("wrong")


def _save(connection: Connection, row_id: int, state: SetupState) -> None:
    base.update(connection, setup_token, row_id, state=json.dumps(asdict(state), ensure_ascii=False))


def _change(house: House, session: str, **values: str) -> None:
    with house.plain_writing() as connection:
        row_id, state = _find(connection, session)
        _save(connection, row_id, replace(state, **values))


def _drop(house: House, state: SetupState) -> None:
    if state.upload:
        workbook.drop_upload(house=house, actor=OPERATOR, key=state.upload, owner=_OWNER)
