"""What a channel is and what is handed to its sender. The secrets of a channel never show in its text form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChannelKind(StrEnum):
    """Where a message can go: three makers' group bots, a webhook of the school's own, mail."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"
    MAIL = "mail"


BOTS = frozenset({ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU})


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """What is kept sealed of a channel: a bot's or webhook's address with its signing secret, or a mail server with account and
    recipients. `security` of mail: ssl, starttls or none."""

    url: str = ""
    secret: str = ""
    host: str = ""
    port: int = 0
    security: str = "ssl"
    user: str = ""
    password: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Address(•••)"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way. `ident` names the delivery, the same at every try, so that a receiver can tell a repeated one; `at` = the
    moment of sending, which signatures carry."""

    kind: ChannelKind
    address: Address
    title: str
    text: str
    ident: str
    at: datetime
