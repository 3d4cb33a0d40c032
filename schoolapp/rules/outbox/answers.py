"""What an answer to a message means: accepted, to be tried again, or refused for good. The makers' bots answer 200 to what they refuse and say
so in an error code."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import NamedTuple

from schoolapp.rules.outbox.channels import ChannelKind

# What another try may mend. All other faults need a person.
PASSING = frozenset({"timeout", "closed", "unreachable", "tls", "server", "limited", "garbage", "huge", "other"})
WAIT_MOST = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_BLOCKED = timedelta(minutes=10)  # 钉钉 blocks a bot for so long once it was too fast

_WECOM = {-1: "server", 45009: "limited", 93000: "key"}
_DINGTALK = {
    -1: "server", 130101: "limited", 410100: "limited", 660026: "limited", 300001: "key", 300005: "key", 400013: "key", 400101: "key", 400102: "key",
    400106: "key", 430101: "content", 430102: "content", 430103: "content", 430104: "content",
}
_FEISHU = {9499: "refused", 11232: "limited", 19001: "key", 19021: "sign", 19022: "ip", 19024: "keyword"}


class Outcome(NamedTuple):
    """How a try ended. `fault` is '' where all is well, 'partly' where a mail server took only some of the recipients; `http` and `code` are
    what the other side said in figures; `wait`: it asked for a pause."""

    sent: bool
    fault: str = ""
    http: int | None = None
    code: str = ""
    wait: timedelta | None = None

    @property
    def again(self) -> bool:
        """Whether another try may help."""
        return not self.sent and self.fault in PASSING


def judge_answer(kind: ChannelKind, http: int, body: bytes | None, retry_after: str = "") -> Outcome:
    """What an HTTP answer means. `body` None: longer than anybody reads. Redirects are never followed."""
    if 300 <= http < 400:
        return Outcome(False, "redirect", http)
    if http == 429:
        return Outcome(False, "limited", http, wait=_asked(retry_after))
    if http in (408, 425) or http >= 500:
        return Outcome(False, "server", http)
    if 400 <= http:
        return Outcome(False, "refused", http)
    if not 200 <= http < 300:
        return Outcome(False, "garbage", http)
    if kind is ChannelKind.WEBHOOK:
        return Outcome(True, "", http)
    if body is None:
        return Outcome(False, "huge", http)
    return _said(kind, http, body)


def _said(kind: ChannelKind, http: int, body: bytes) -> Outcome:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return Outcome(False, "garbage", http)
    names = ("code", "StatusCode") if kind is ChannelKind.FEISHU else ("errcode",)
    code = next((found[name] for name in names if name in found), None) if isinstance(found, dict) else None
    if not isinstance(code, int) or isinstance(code, bool) or abs(code) >= 10**12:
        return Outcome(False, "garbage", http)
    if code == 0:
        return Outcome(True, "", http, "0")
    fault = _fault(kind, code, str(found.get("errmsg", "")))
    pause = (_BLOCKED if kind is ChannelKind.DINGTALK else _MINUTE) if fault == "limited" else None
    return Outcome(False, fault, http, str(code), pause)


def _fault(kind: ChannelKind, code: int, said: str) -> str:
    if kind is ChannelKind.WECOM:
        return _WECOM.get(code) or ("refused" if 40_000 <= code < 41_000 else "other")
    if kind is ChannelKind.FEISHU:
        return _FEISHU.get(code, "other")
    if code == 310_000:  # one code for all three ways to guard a bot
        return "keyword" if "keyword" in said.lower() else "ip" if "ip" in said.lower().split() else "sign"
    return _DINGTALK.get(code, "other")


def _asked(retry_after: str) -> timedelta:
    """The pause that a Retry-After in seconds asks for, a minute where it says nothing usable."""
    text = retry_after.strip()
    if not (text.isascii() and text.isdigit()):
        return _MINUTE
    return min(timedelta(seconds=int(text[:6])), WAIT_MOST)


def judge_mail(code: int) -> Outcome:
    """What a mail server's refusal means: from 500 on for good (530-538: the account), below for now."""
    fault = "key" if 530 <= code <= 538 else "refused" if code >= 500 else "server"
    return Outcome(False, fault, None, str(code))
