"""Suggestions: the box (key pair, how long an answer may take), who can open it, the cases with their sealed texts, and how often an address
wrote today. Nothing in these tables can be read without the private key or the family's code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)

from schoolapp.records import base
from schoolapp.records.base import Moment, key, link, metadata

suggestion_box = Table(  # a key pair; the newest confirmed one takes what is written now
    "suggestion_box",
    metadata,
    key(),
    Column("public", String(44), nullable=False),
    Column("printed", String(160), nullable=False),  # the private key under the printed one
    Column("reply_days", Integer, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("made_at", Moment, nullable=False),
)
suggestion_wrap = Table(  # the private key under a principal's password
    "suggestion_wrap",
    metadata,
    key(),
    link("suggestion_box"),
    link("staff"),
    Column("wrapped", String(160), nullable=False),
    UniqueConstraint("suggestion_box_id", "staff_id"),
)
suggestion = Table(
    "suggestion",
    metadata,
    key(),
    link("suggestion_box"),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("category", String(20), nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("answered_on", Date),
    Column("closed_on", Date),
    Column("late", Boolean, nullable=False, default=False),
    Column("reopened", Boolean, nullable=False, default=False),
    Column("code_digest", String(64), nullable=False, unique=True),
    Column("reply_to", String(44), nullable=False),  # the public half of the key that the family's code is
    Column("contact", Text, nullable=False, default=""),
    Column("contact_erased_on", Date),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("year", "serial"),
)
suggestion_word = Table(  # what was said, oldest first: by the family (said, more) or to it (answer)
    "suggestion_word",
    metadata,
    key(),
    link("suggestion", index=True),
    Column("kind", String(8), nullable=False),
    Column("said_on", Date, nullable=False),
    Column("sealed", Text, nullable=False),  # to the box
    Column("reply", Text, nullable=False, default=""),  # the same to the family's code
)
suggestion_tally = Table(  # how often an address acted today: its digest, under the day's own salt
    "suggestion_tally",
    metadata,
    key(),
    Column("day", Date, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("count", Integer, nullable=False),
    UniqueConstraint("day", "kind", "digest"),
)


class BoxRow(NamedTuple):
    """A key pair as it stands. `printed` holds the private key under the printed one."""

    id: int
    public: str
    printed: str
    reply_days: int
    confirmed: bool
    made_at: datetime


class CaseRow(NamedTuple):
    """A case. `contact` is sealed, '' where none was given or it was erased."""

    id: int
    box_id: int
    year: int
    serial: int
    category: str
    state: str
    received_on: date
    due_on: date
    answered_on: date | None
    closed_on: date | None
    late: bool
    reopened: bool
    code_digest: str
    reply_to: str
    contact: str
    contact_erased_on: date | None
    version: int


class WordRow(NamedTuple):
    """Something said in a case, sealed to the box and, if it is an answer, to the family's code."""

    id: int
    case_id: int
    kind: str
    said_on: date
    sealed: str
    reply: str


_BOX = tuple(suggestion_box.c[name] for name in BoxRow._fields)
_CASE = tuple(suggestion.c["suggestion_box_id" if name == "box_id" else name] for name in CaseRow._fields)
_WORD = tuple(suggestion_word.c["suggestion_id" if name == "case_id" else name] for name in WordRow._fields)


def newest_box(connection: Connection, *, confirmed: bool = True) -> BoxRow | None:
    """The box that takes what is written now; with `confirmed` False one that waits for its printed key to be confirmed."""
    row = connection.execute(select(*_BOX).where(suggestion_box.c.confirmed.is_(confirmed)).order_by(suggestion_box.c.id.desc()).limit(1)).first()
    return None if row is None else BoxRow(*row)


def find_box(connection: Connection, box_id: int) -> BoxRow | None:
    row = connection.execute(select(*_BOX).where(suggestion_box.c.id == box_id)).first()
    return None if row is None else BoxRow(*row)


def wrap_of(connection: Connection, box_id: int, staff_id: int) -> str:
    """The private key under this person's password, '' where there is none."""
    w = suggestion_wrap.c
    return connection.execute(select(w.wrapped).where(w.suggestion_box_id == box_id, w.staff_id == staff_id)).scalar() or ""


def holders_of(connection: Connection, box_id: int) -> set[int]:
    """The ids of who can open a box by password."""
    w = suggestion_wrap.c
    return set(connection.execute(select(w.staff_id).where(w.suggestion_box_id == box_id)).scalars())


def set_wrap(connection: Connection, box_id: int, staff_id: int, wrapped: str) -> None:
    w = suggestion_wrap.c
    connection.execute(delete(suggestion_wrap).where(w.suggestion_box_id == box_id, w.staff_id == staff_id))
    base.append(connection, suggestion_wrap, suggestion_box_id=box_id, staff_id=staff_id, wrapped=wrapped)


def drop_wraps(connection: Connection, *, of: int | None = None, box_id: int | None = None) -> int:
    """Takes the box from a person, or everybody's wraps of one box; gives how many went."""
    w = suggestion_wrap.c
    where = w.staff_id == of if of is not None else w.suggestion_box_id == box_id
    return connection.execute(delete(suggestion_wrap).where(where)).rowcount


def all_holders(connection: Connection) -> set[int]:
    return set(connection.execute(select(suggestion_wrap.c.staff_id)).scalars())


def find_case(connection: Connection, case_id: int, *, lock: bool = False) -> CaseRow | None:
    query = select(*_CASE).where(suggestion.c.id == case_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else CaseRow(*row)


def find_by_code(connection: Connection, code_digest: str, *, lock: bool = False) -> CaseRow | None:
    query = select(*_CASE).where(suggestion.c.code_digest == code_digest)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else CaseRow(*row)


def list_cases(connection: Connection, states: Sequence[str] | None = None, limit: int | None = None) -> list[CaseRow]:
    """Cases in these states (None: all), the oldest first; with a limit the newest so many."""
    query = select(*_CASE) if states is None else select(*_CASE).where(suggestion.c.state.in_(states))
    rows = connection.execute(query.order_by(suggestion.c.id.desc()).limit(limit) if limit else query.order_by(suggestion.c.id))
    found = [CaseRow(*row) for row in rows]
    return found[::-1] if limit else found


def count_cases(connection: Connection) -> dict[tuple[int, str], int]:
    """(box id, state) -> how many."""
    c = suggestion.c
    return {(row[0], row[1]): row[2] for row in connection.execute(select(c.suggestion_box_id, c.state, func.count()).group_by(c.suggestion_box_id, c.state))}


def next_serial(connection: Connection, year: int) -> int:
    """The number after the newest of a calendar year. Ask under a lock."""
    return int(connection.execute(select(func.coalesce(func.max(suggestion.c.serial), 0)).where(suggestion.c.year == year)).scalar_one()) + 1


def received_on(connection: Connection, day: date) -> int:
    return int(connection.execute(select(func.count()).where(suggestion.c.received_on == day)).scalar_one())


def words_of(connection: Connection, case_id: int) -> list[WordRow]:
    """What was said in a case, oldest first."""
    return [WordRow(*row) for row in connection.execute(select(*_WORD).where(suggestion_word.c.suggestion_id == case_id).order_by(suggestion_word.c.id))]


def with_contact_closed_before(connection: Connection, day: date) -> list[CaseRow]:
    """Closed cases that still hold a contact and were closed on that day or earlier."""
    c = suggestion.c
    query = select(*_CASE).where(c.contact != "", c.closed_on.is_not(None), c.closed_on <= day).order_by(c.id)
    return [CaseRow(*row) for row in connection.execute(query)]


def tally_of(connection: Connection, day: date, kind: str, digest: str) -> int:
    t = suggestion_tally.c
    return connection.execute(select(t.count).where(t.day == day, t.kind == kind, t.digest == digest)).scalar() or 0


def raise_tally(connection: Connection, day: date, kind: str, digest: str) -> int:
    """One more; gives the count afterwards. The row is locked, so that acts at the same instant are all counted. What past days counted goes."""
    t = suggestion_tally.c
    drop_tallies_before(connection, day)
    connection.execute(
        base.insert_where_absent(connection.dialect.name, suggestion_tally, "day", "kind", "digest").values(day=day, kind=kind, digest=digest, count=0)
    )
    here = (t.day == day) & (t.kind == kind) & (t.digest == digest)
    connection.execute(update(suggestion_tally).where(here).values(count=t.count + 1))
    return int(connection.execute(select(t.count).where(here)).scalar_one())


def drop_tallies_before(connection: Connection, day: date) -> int:
    """Takes the counts of past days away; gives how many."""
    return connection.execute(delete(suggestion_tally).where(suggestion_tally.c.day < day)).rowcount


def has_tallies_before(connection: Connection, day: date) -> bool:
    return connection.execute(select(suggestion_tally.c.id).where(suggestion_tally.c.day < day).limit(1)).first() is not None
