"""Short forms for the tests of telling staff groups: a house whose messages may reach this machine, a channel, a clock, a sender that is told what
comes of each message. No test stands here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from schoolapp.config import Config
from schoolapp.records import outbox as records
from schoolapp.rules.outbox import Address, ChannelKind, Outcome, Parcel
from schoolapp.services import outbox, school
from schoolapp.services.house import House
from schoolapp.services.outbox import Settings
from tests.cast import NOW, SmallSchool, make_school

KEY = "693a91f6-7abc-4bc4-97a0-0ec2f1fa5aaa"
SECRET = "SECf3a1b2c4d5e6f7a8b9"
DIGEST_AT = 17 * 60 + 10
PUBLIC = "https://school.example.edu.cn"
WELL = Outcome(True, "", 200, "0")


def settings(name: str = "三年级组群", **more: Any) -> Settings:
    return replace(Settings(name, None, None, False, False, DIGEST_AT, 21 * 60, 7 * 60), **more)


def wecom(key: str = KEY) -> Address:
    return Address(url=f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}")


def add(small: SmallSchool, *, kind: ChannelKind = ChannelKind.WECOM, address: Address | None = None, on: bool = True, now: datetime = NOW, **more: Any) -> int:
    """A channel of the administrator's, on."""
    made = outbox.add_channel(
        house=small.house, actor=small.actor("t08"), kind=kind, settings=settings(**more), address=address or wecom(), now=now
    )
    if on:
        outbox.switch_channel(house=small.house, actor=small.actor("t08"), channel_id=made, on=True, now=now)
    return made


def school_for(config: Config, *hosts: str, private: bool = False) -> SmallSchool:
    """The small school; messages may go to these hosts too, which may be `private`."""
    return make_school(school.open_house(replace(config, public_url=PUBLIC, outbox_hosts=hosts, outbox_private=private)))


class Killed(BaseException):
    """The process ends here: nothing catches it."""


@dataclass
class Group:
    """A group that takes every message unless it was told otherwise: `fates` are outcomes, or what is raised, the next first."""

    fates: deque[Outcome | BaseException] = field(default_factory=deque)
    read: list[Parcel] = field(default_factory=list)
    tried: int = 0

    def __call__(self, parcel: Parcel) -> Outcome:
        self.tried += 1
        fate = self.fates.popleft() if self.fates else WELL
        if isinstance(fate, BaseException):
            raise fate
        if fate.sent:
            self.read.append(parcel)
        return fate

    @property
    def texts(self) -> list[str]:
        return [parcel.text for parcel in self.read]


@dataclass
class Evening:
    """Time goes by in a school: `until` moves the clock to a moment, in steps of a second's length or more, and the sender looks at each."""

    house: House
    group: Callable[[Parcel], Outcome]
    now: datetime = NOW
    draw: float = 0.5

    def look(self) -> bool:
        return outbox.tell_due(house=self.house, clock=lambda: self.now, draw=lambda: self.draw, send=self.group)

    def at(self, moment: datetime) -> None:
        """Goes to that moment and looks until nothing is left to do then."""
        self.now = moment
        while self.look():
            pass

    def until(self, moment: datetime, step: timedelta = timedelta(minutes=1)) -> None:
        while self.now < moment:
            self.at(min(self.now + step, moment))


def deliveries(small: SmallSchool) -> list[records.DeliveryRow]:
    """The first first."""
    with small.house.reading() as connection:
        return records.list_deliveries(connection, limit=500)[::-1]


def states(small: SmallSchool) -> list[str]:
    return [row.state for row in deliveries(small)]


def events(small: SmallSchool) -> list[records.EventRow]:
    with small.house.reading() as connection:
        return records.list_events(connection)
