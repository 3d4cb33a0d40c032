"""The opened school: its database, data folder, keys and data version, and the audited write that every use case goes through."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, select
from sqlalchemy.exc import IntegrityError

from schoolapp.config import Config
from schoolapp.records import afterschool, base, homework, long_task, people, requests, timed, walks
from schoolapp.records import audit as records
from schoolapp.records.engine import LOCK_WAIT_SECONDS, AtHand, Busy, engine_for, glancing, reading, writing
from schoolapp.records.said import Said, appending, changing
from schoolapp.records.tables import AUDITED
from schoolapp.rules.audit import Entry, canonical, digest, digest_of_all, entry_hash
from schoolapp.rules.permits import Actor

if TYPE_CHECKING:  # takes longer to load than a short command runs
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["Busy", "House", "Replayed", "Conflict", "Taken", "Work"]

T = TypeVar("T")

MOST_REMEMBERED = 256  # names; more than the staff of a large school, whose persons are kept here
_STALE_AFTER_SECONDS = 1.0
_OF_THE_DAY = frozenset({homework.class_day, homework.homework_item, homework.homework_none, afterschool.service_session, timed.timed_item,
                         long_task.long_task, long_task.long_task_part, requests.adjust_request, afterschool.session_heads,
                         afterschool.session_assistant, afterschool.session_cover, walks.walk_through})
# What is remembered under these names (up to a colon) is not made from the tables above: it outlives writes to them alone.
_LASTING = frozenset({"standing", "shown_school", "person", "voices", "programmes"})

# Said once: to put a statement together takes longer than to run it.
_k, _h = records.request_key.c, records.audit_head.c
_KEY = Said(select(_k.content, _k.result).where(_k.staff_id == bindparam("staff"), _k.key == bindparam("key")))
_PERSON = Said(select(people.staff.c.id).where(people.staff.c.id == bindparam("staff")).with_for_update(key_share=True))
_HEAD = Said(select(_h.n, _h.hash).with_for_update())
_MOVE_HEAD = changing(records.audit_head, ("n", "hash"))
_DIGESTS = appending(records.record_digest, ("n", "record", "digest"))


class Replayed(Exception):
    """This form was already accepted: `result` is what the first post answered."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


class Conflict(Exception):
    """What the form was made from has changed since, or the same form key came with other content. `code` says which."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Taken(Conflict):
    """The database refused what another write, a moment earlier, had made impossible: the key is taken, the record is in use or gone."""


class House:
    """One school's data, opened. Safe to share between threads. `data_version` rises with every audited write. `durable`: see `engine_for`."""

    def __init__(self, config: Config, *, durable: bool = True) -> None:
        self.config = config
        self.engine = engine_for(config.url, durable=durable)
        self._connections = AtHand(self.engine)
        self._head = 0
        self._lasting_head = 0  # the newest entry that may have changed what lasts
        self._head_read_at = 0.0
        self._lock = threading.Lock()
        # SQLite has one writer: waiting here, a thread goes on at once when its turn comes; SQLite lets it sleep and try again.
        self._turn = threading.Lock() if self.engine.dialect.name == "sqlite" else None
        self._secrets: dict[str, bytes] = {}
        self._memory: OrderedDict[str, Any] = OrderedDict()  # what services keep between requests; the name last asked for stands last

    @property
    def has_one_writer(self) -> bool:
        """Whether writes wait for each other as a whole (SQLite)."""
        return self._turn is not None

    @property
    def files_dir(self) -> Path:
        return self.config.data_dir / "files"

    def reading(self) -> Any:
        """A snapshot for reads."""
        return reading(self._connections)

    def glancing(self) -> Any:
        """For one prepared select alone."""
        return glancing(self._connections)

    @contextmanager
    def plain_writing(self) -> Iterator[Connection]:
        """A write that is no state change of the school: sessions, job progress, caches, families' answers while they are counted. Never
        audited."""
        with self._in_turn(), writing(self._connections) as connection:
            yield connection

    @contextmanager
    def writing(self, *, actor: Actor, now: datetime) -> Iterator[Work]:
        """An audited write: everything recorded inside, and its audit entries, are committed together or not at all."""
        with self._in_turn():
            try:
                with writing(self._connections) as connection:
                    work = Work(connection, actor, now)
                    yield work
                    head = work.close()
            except IntegrityError as error:
                raise Taken("changed") from error
            if head:
                self._note(head, lasting=not work.of_the_day or head - work.entries != self._head)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=LOCK_WAIT_SECONDS):
            raise Busy("another write of this process has not ended")
        try:
            yield
        finally:
            self._turn.release()

    def _note(self, head: int, *, lasting: bool) -> None:
        """Keeps the newest entry's number. `lasting`: it, or an entry before it that is not known here, may have changed what lasts."""
        with self._lock:
            if lasting:
                self._lasting_head = max(self._lasting_head, head)
            self._head = max(self._head, head)
            self._head_read_at = time.monotonic()

    def data_version(self) -> int:
        """The number of the newest audit entry: at once right for writes of this process, within a second for others'."""
        if time.monotonic() - self._head_read_at > _STALE_AFTER_SECONDS:
            with reading(self._connections) as connection:
                head = records.read_head_number(connection)
            self._note(head, lasting=head > self._head)
        return self._head

    def remembered(self, name: str, version: int, make: Callable[[], T]) -> T:
        """A value that holds for one data version; made again when the data changed. The school's standing facts and its people last
        longer: until more was written than a day's homework and sessions."""
        if name.partition(":")[0] in _LASTING:
            version = self._lasting_head
        found = self.recall(name)
        if found is not None and found[0] == version:
            return found[1]  # type: ignore[no-any-return]
        value = make()
        self.keep(name, (version, value))
        return value

    def recall(self, name: str) -> Any:
        """What was kept last under this name; None where nothing is (any more)."""
        with self._lock:
            if name in self._memory:
                self._memory.move_to_end(name)
            return self._memory.get(name)

    def keep(self, name: str, value: Any) -> None:
        """Keeps a value until it is dropped, or until MOST_REMEMBERED other names were asked for since."""
        with self._lock:
            self._memory[name] = value
            self._memory.move_to_end(name)
            if len(self._memory) > MOST_REMEMBERED:
                self._memory.popitem(last=False)

    def drop(self, name: str) -> None:
        with self._lock:
            self._memory.pop(name, None)

    def forget(self) -> None:
        """Drops everything remembered (after a restore or a school year's start)."""
        with self._lock:
            self._memory.clear()
            self._secrets.clear()
            self._head_read_at = 0.0

    def signing_key(self) -> Ed25519PrivateKey:
        """The school's Ed25519 key, made at the first use, kept in the data folder with mode 0600."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
        path = self.config.data_dir / "keys" / "pack.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
            _write_once(path, fresh)
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())

    def fingerprint(self) -> str:
        """SHA-256 (hex) of the public key: what the school prints and an inspector compares."""
        return hashlib.sha256(self.signing_key().public_key().public_bytes_raw()).hexdigest()

    def secret(self, name: str) -> bytes:
        """A 32-byte secret of this installation, made at the first use."""
        if name not in self._secrets:
            path = self.config.data_dir / "keys" / f"{name}.secret"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _write_once(path, secrets.token_bytes(32))
            self._secrets[name] = path.read_bytes()
        return self._secrets[name]

    def close(self) -> None:
        self._connections.close()


def _write_once(path: Path, content: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _kept_key(key: str) -> str:
    """A form's key as the table can hold it: one that no form of ours carries is kept by its digest."""
    return key if len(key) <= 43 and key.isascii() and key.isprintable() else hashlib.sha256(key.encode(errors="replace")).hexdigest()[:43]


class Work:
    """One audited write under way. Use cases record through it, so that no change can miss its audit entry."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        self.connection, self.actor, self.now = connection, actor, now
        self._acts: list[tuple[str, str, str, str]] = []
        self._touched: dict[tuple[str, int], Table] = {}
        self._after: dict[tuple[str, int], str] = {}  # the digests of touched records, as far as the write itself gave their states back
        self._stated: dict[str, str] = {}

    @property
    def entries(self) -> int:
        """How many audit entries this work makes."""
        return len(self._acts)

    @property
    def of_the_day(self) -> bool:
        """Whether nothing but a day's homework and sessions was written."""
        return bool(self._touched) and not self._stated and _OF_THE_DAY.issuperset(self._touched.values())

    def add(self, table: Table, **values: Any) -> int:
        state = base.add(self.connection, table, **values)
        row_id = int(state["id"])
        self._keep(table, row_id, state)
        return row_id

    def change(self, table: Table, row_id: int, **values: Any) -> None:
        self._keep(table, row_id, base.change(self.connection, table, row_id, **values))

    def _keep(self, table: Table, row_id: int, state: Mapping[str, Any] | None) -> None:
        self.touch(table, row_id)
        self._after[AUDITED[table], row_id] = digest(base.told(table, state))

    def remove(self, table: Table, row_id: int) -> None:
        base.delete(self.connection, table, row_id)
        self.touch(table, row_id)

    def touch(self, table: Table, row_id: int) -> None:
        """Notes that this record's state has to be digested when the write ends."""
        self._touched[AUDITED[table], row_id] = table
        self._after.pop((AUDITED[table], row_id), None)

    def touch_many(self, table: Table, rows: Iterable[Mapping[Any, Any]]) -> None:
        """Digests many fresh rows at once from their full states (all columns, as read back)."""
        name = AUDITED[table]
        for row in rows:
            self._stated[f"{name}:{row['id']}"] = digest(base.told(table, row))

    def audit(self, act: str, record: str, old: Any = None, new: Any = None) -> None:
        """Says what was done: the entry's act, its main record, old and new values (plain data)."""
        self._acts.append((act, record, canonical(old), canonical(new)))

    def replay(self, key: str, content: Mapping[str, Any]) -> None:
        """Looks the form's key up before anything is judged: Replayed with the first result, Conflict where the content differs."""
        if not key or self.actor.staff_id is None:
            return
        if self.connection.dialect.name != "sqlite":  # more than one writer: the same person's writes wait for each other here
            _PERSON.rows(self.connection, staff=self.actor.staff_id)
        row = _KEY.first(self.connection, staff=self.actor.staff_id, key=_kept_key(key))
        if row is not None:
            if row[0] != digest(content):
                raise Conflict("other_content")
            raise Replayed(row[1])

    def remember(self, key: str, content: Mapping[str, Any], result: str) -> None:
        """Keeps the form's key with its result, in this same transaction."""
        if key and self.actor.staff_id is not None:
            base.append(self.connection, records.request_key, staff_id=self.actor.staff_id, key=_kept_key(key), content=digest(content),
                        result=result, at=self.now)

    def close(self) -> int:
        """Writes the audit entries of this work onto the chain; gives the new head's number, 0 where nothing was done."""
        if not self._acts:
            if self._touched or self._stated:
                raise RuntimeError("records were changed without saying what was done")
            return 0
        head: tuple[int, str] = _HEAD.first(self.connection) or (0, "")
        n, previous = head
        digests = dict(self._stated)
        for (name, row_id), table in self._touched.items():
            known = self._after.get((name, row_id))
            digests[f"{name}:{row_id}"] = digest(base.told(table, base.state_of(self.connection, table, row_id))) if known is None else known
        for place, (act, record, old, new) in enumerate(self._acts):
            n += 1
            mine = digests if place == len(self._acts) - 1 else {}  # the last entry of the work carries the after-states
            if mine:
                _DIGESTS.many(self.connection, [{"n": n, "record": r, "digest": d} for r, d in mine.items()])
            total = digest_of_all(mine.items())
            entry = Entry(n, self.now, self.actor.staff_id, self.actor.name, act, record, old, new, total, previous)
            previous_hash, previous = previous, entry_hash(entry)
            base.append(self.connection, records.audit_entry, n=n, at=self.now, staff_id=self.actor.staff_id, actor=self.actor.name, act=act, record=record,
                        old=old, new=new, records_digest=total, previous=previous_hash, hash=previous)
        _MOVE_HEAD.rows(self.connection, wanted_id=1, n=n, hash=previous)
        return n
