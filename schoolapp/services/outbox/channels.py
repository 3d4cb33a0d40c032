"""The administrator's acts on channels: add, change, switch, test, remove, send again. An address is checked before it is kept, and never comes out
again; a new channel is off."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from schoolapp.records import base
from schoolapp.records import outbox as records
from schoolapp.records.outbox import ChannelRow, DeliveryRow
from schoolapp.rules.names import clean
from schoolapp.rules.outbox import Address, BadAddress, ChannelKind, is_quiet, read_endpoint, read_mail_host, read_recipients, shown_address
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.house import Conflict, House, Replayed, Work
from schoolapp.services.outbox.events import note_change
from schoolapp.services.outbox.keys import Unsealable, bucket_name, fingerprint, seal, unseal
from schoolapp.services.school import Standing, standing_of

NAME_MOST = 40
SECRET_MOST = 200
WEBHOOK_SECRET_LEAST = 16
SECURITIES = ("ssl", "starttls", "none")


class ChannelRefused(Exception):
    """Nothing was written. `problems` are (field, code): name empty, long, personal; url and host as rules.outbox.BadAddress, empty;
    secret shape, short, empty; password again; sender, to empty or as BadAddress; security plain; scope gone; with_link class, public;
    digest_at quiet. `state`: (off, running, ended) for what cannot be done to a message or channel as it is."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(str(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What a channel hears of, and when. Grade and class both None: the whole school. Times in minutes of the day."""

    name: str
    grade: int | None
    class_id: int | None
    with_link: bool
    updates: bool
    digest_at: int
    quiet_from: int
    quiet_until: int


def add_channel(
    *, house: House, actor: Actor, kind: ChannelKind, settings: Settings, address: Address, request_key: str = "", now: datetime
) -> int:
    """Adds a channel, off; gives its id. ChannelRefused with everything that is wrong."""
    actor.needs(Permit.SET_UP)
    settings = replace(settings, name=clean(settings.name))
    wrong, checked = _faults_of_address(house, kind, address)
    wrong = [*_faults(house, standing_of(house=house), settings), *wrong]
    if wrong or checked is None:
        raise ChannelRefused(*wrong)
    sealed, bucket = seal(house, checked), bucket_name(house, kind, checked)
    content = {"kind": kind.value, **asdict(settings), "address": fingerprint(house, str(sorted(asdict(checked).items())))}
    try:
        with house.writing(actor=actor, now=now) as work:
            work.replay(request_key, content)
            values = {**asdict(settings), "kind": kind.value, "sealed": sealed, "bucket": bucket, "active": False, "version": 1}
            channel_id = work.add(records.outbox_channel, **values)
            work.audit("channel_added", f"channel:{channel_id}", None, {"kind": kind.value, **asdict(settings), "host": _host(kind, checked)})
            work.remember(request_key, content, str(channel_id))
            return channel_id
    except Replayed as again:
        return int(again.result)


def change_channel(*, house: House, actor: Actor, channel_id: int, version: int, settings: Settings, address: Address, now: datetime) -> bool:
    """Changes a channel; False where nothing is different. Empty parts of `address` stay as they are, but another address or account never
    gets the old key. Conflict 'stale'; ChannelRefused as when adding."""
    actor.needs(Permit.SET_UP)
    settings = replace(settings, name=clean(settings.name))
    with house.reading() as connection:
        row = _found(records.channels_by_id(connection, [channel_id]).get(channel_id))
    kind = ChannelKind(row.kind)
    try:
        old = unseal(house, row.sealed)
    except Unsealable:
        old = Address()
    merged, wrong = _merged(kind, old, address)
    more, checked = _faults_of_address(house, kind, merged)
    wrong = [*_faults(house, standing_of(house=house), settings), *wrong, *more]
    if wrong or checked is None:
        raise ChannelRefused(*wrong)
    moved = checked != old
    fresh = {"sealed": seal(house, checked), "bucket": bucket_name(house, kind, checked)} if moved else {}
    with house.writing(actor=actor, now=now) as work:
        present = _found(records.channels_by_id(work.connection, [channel_id]).get(channel_id))
        if present.version != version or present.sealed != row.sealed:
            raise Conflict("stale")
        before = {name: getattr(present, name) for name in asdict(settings)}
        changed = {name: value for name, value in asdict(settings).items() if before[name] != value}
        if not (changed or moved):
            return False
        work.change(records.outbox_channel, channel_id, **changed, **fresh, version=version + 1)
        said: dict[str, Any] = {"host": _host(kind, checked)} if moved else {}
        work.audit("channel_changed", f"channel:{channel_id}", {name: before[name] for name in changed}, changed | said)
    return True


def switch_channel(*, house: House, actor: Actor, channel_id: int, on: bool, now: datetime) -> bool:
    """Switches a channel; False where it stands so already. Off: what waits is not sent. On: what is published for today already is told
    at the set time too."""
    actor.needs(Permit.SET_UP)
    with house.writing(actor=actor, now=now) as work:
        row = _locked(work, channel_id)
        if row.active == on:
            return False
        work.change(records.outbox_channel, channel_id, active=on, version=row.version + 1)
        published = records.classes_told_on(work.connection, now.date()) if on else []
        if published:
            note_change(work, now.date(), published)
        if not on:
            records.cancel_open(work.connection, channel_id, now)
        work.audit("channel_on" if on else "channel_off", f"channel:{channel_id}", None, {"name": row.name})
    return True


def remove_channel(*, house: House, actor: Actor, channel_id: int, now: datetime) -> None:
    """Removes a channel and erases its key; what was sent stays in the list."""
    actor.needs(Permit.SET_UP)
    with house.writing(actor=actor, now=now) as work:
        row = _locked(work, channel_id)
        work.change(records.outbox_channel, channel_id, active=False, sealed="", bucket="", with_link=False, removed_at=now, version=row.version + 1)
        records.cancel_open(work.connection, channel_id, now)
        work.audit("channel_removed", f"channel:{channel_id}", {"name": row.name, "kind": row.kind}, None)


def send_test(*, house: House, actor: Actor, channel_id: int, now: datetime) -> int:
    """Asks for a test message, to a channel that is off too and at any hour; gives the delivery's id. One that is still under way is given
    again."""
    actor.needs(Permit.SET_UP)
    with house.plain_writing() as connection:
        row = next((row for row in records.lock_channels(connection) if row.id == channel_id), None)
        if row is None:
            raise NotFound
        for made in records.list_deliveries(connection, channel_id=channel_id, limit=20):
            if made.what == "test" and made.state in records.OPEN:
                return made.id
        values = {"day": now.date(), "edition": 0, "what": "test", "state": "waiting", "tries": 0, "next_try": now, "made_at": now}
        return base.insert(connection, records.outbox_delivery, channel_id=channel_id, class_id=None, fault="", code="", body_hash="", **values)


def send_again(*, house: House, actor: Actor, delivery_id: int, now: datetime) -> None:
    """Puts a message that was given up or refused into the queue again. ChannelRefused state: off, ended (nothing to repeat)."""
    actor.needs(Permit.SET_UP)
    with house.plain_writing() as connection:
        row: DeliveryRow | None = records.find_delivery(connection, delivery_id)
        if row is None:
            raise NotFound
        channel = records.channels_by_id(connection, [row.channel_id])[row.channel_id]
        if channel.removed_at is not None or not (channel.active or row.what == "test"):
            raise ChannelRefused(("state", "off"))
        if row.state not in ("given_up", "refused"):
            raise ChannelRefused(("state", "ended"))
        records.change_delivery(connection, row, state="waiting", tries=0, next_try=now, ended_at=None)


def _found(row: ChannelRow | None) -> ChannelRow:
    if row is None or row.removed_at is not None:
        raise NotFound
    return row


def _locked(work: Work, channel_id: int) -> ChannelRow:
    return _found(next((row for row in records.lock_channels(work.connection) if row.id == channel_id), None))


def _faults(house: House, standing: Standing, settings: Settings) -> list[tuple[str, str]]:
    wrong = []
    if not settings.name:
        wrong.append(("name", "empty"))
    elif len(settings.name) > NAME_MOST:
        wrong.append(("name", "long"))
    elif find_personal(settings.name):
        wrong.append(("name", "personal"))
    if settings.class_id is not None and settings.class_id not in standing.classes:
        wrong.append(("scope", "gone"))
    if settings.with_link and settings.class_id is None:
        wrong.append(("with_link", "class"))
    elif settings.with_link and not house.config.public_url:
        wrong.append(("with_link", "public"))
    if is_quiet(settings.digest_at, settings.quiet_from, settings.quiet_until):
        wrong.append(("digest_at", "quiet"))
    return wrong


def _merged(kind: ChannelKind, old: Address, given: Address) -> tuple[Address, list[tuple[str, str]]]:
    """The address as it shall be: what was left empty stays, unless messages would then go elsewhere with the old key."""
    if kind is not ChannelKind.MAIL:
        if given.url.strip():
            return given, []
        return replace(old, secret=given.secret.strip() or old.secret), []
    same = (given.host.strip().lower(), given.port, given.security, given.user.strip()) == (old.host, old.port, old.security, old.user)
    if given.password or not given.user.strip():
        return given, []
    return replace(given, password=old.password if same else ""), [] if same else [("password", "again")]


def _faults_of_address(house: House, kind: ChannelKind, given: Address) -> tuple[list[tuple[str, str]], Address | None]:
    """What is wrong, and the address as it is kept."""
    if kind is ChannelKind.MAIL:
        return _faults_of_mail(house, given)
    wrong, url, secret = [], given.url.strip(), given.secret.strip()
    try:
        if url:
            read_endpoint(kind, url, house.config.outbox_hosts, private=house.config.outbox_private)
    except BadAddress as bad:
        wrong.append(("url", bad.code))
    if not url:
        wrong.append(("url", "empty"))
    if secret and not (secret.isascii() and secret.isprintable() and len(secret) <= SECRET_MOST and " " not in secret):
        wrong.append(("secret", "shape"))
    elif kind is ChannelKind.WEBHOOK and not secret:
        wrong.append(("secret", "empty"))
    elif kind is ChannelKind.WEBHOOK and len(secret) < WEBHOOK_SECRET_LEAST:
        wrong.append(("secret", "short"))
    return wrong, Address(url=url, secret="" if kind is ChannelKind.WECOM else secret)


def _faults_of_mail(house: House, given: Address) -> tuple[list[tuple[str, str]], Address | None]:
    wrong = []
    host, port, sender, to = given.host.strip().lower(), given.port, given.sender.strip(), given.to
    try:
        host, port = read_mail_host(host, port, house.config.outbox_hosts)
    except BadAddress as bad:
        wrong.append(("port" if bad.code == "port" else "host", bad.code if host else "empty"))
    for name, text in (("sender", sender), ("to", ",".join(to))):
        try:
            found = read_recipients(text)
            if not found or (name == "sender" and len(found) > 1):
                wrong.append((name, "empty" if not found else "mail"))
            to = found if name == "to" else to
        except BadAddress as bad:
            wrong.append((name, bad.code))
    if given.security not in SECURITIES or (given.security == "none" and not house.config.outbox_private):
        wrong.append(("security", "plain"))
    user, password = given.user.strip(), given.password
    if any(len(text) > SECRET_MOST or not text.isprintable() for text in (user, password)):
        wrong.append(("password", "shape"))
    elif bool(user) != bool(password):
        wrong.append(("password" if user else "user", "empty"))
    return wrong, Address(host=host, port=port, security=given.security, user=user, password=password, sender=sender, to=to)


def _host(kind: ChannelKind, address: Address) -> str:
    """What the history says of an address: where it leads, nothing of its key."""
    return shown_address(kind, address).partition(" ")[0]
