"""Hands a message to a group bot (企业微信, 钉钉, 飞书) or to the school's own signed webhook and says what came of it. No redirect is followed, nothing
is tried twice: that is decided in services."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from schoolapp.outside.reach import Call, Grounds, Unreached, call, connect, secured
from schoolapp.rules.outbox import BadAddress, ChannelKind, Endpoint, Outcome, Parcel, judge_answer, read_endpoint


class Request(NamedTuple):
    """What is posted: path and query, body, headers of its own."""

    target: str
    body: bytes
    headers: dict[str, str]


def post(parcel: Parcel, grounds: Grounds) -> Outcome:
    """Sends one message, once."""
    try:
        end = read_endpoint(parcel.kind, parcel.address.url, grounds.hosts, private=grounds.private)
    except BadAddress:
        return Outcome(False, "address")
    request = request_of(parcel, end.target)
    with call(grounds) as made:
        try:
            http_code, retry_after, answer = _exchange(made, end, request, grounds)
        except Unreached as failed:
            return Outcome(False, failed.fault)
        except TimeoutError:
            return Outcome(False, "timeout")
        except (http.client.RemoteDisconnected, http.client.IncompleteRead, OSError):
            return Outcome(False, "timeout" if made.late else "closed")
        except (http.client.HTTPException, ValueError):
            return Outcome(False, "timeout" if made.late else "garbage")
        if made.late and answer is not None and parcel.kind is not ChannelKind.WEBHOOK:
            return Outcome(False, "timeout", http_code)  # cut off by the watch: what came may be half of it
    return judge_answer(parcel.kind, http_code, answer, retry_after)


def _exchange(made: Call, end: Endpoint, request: Request, grounds: Grounds) -> tuple[int, str, bytes | None]:
    """(Status, Retry-After, body); the body None where it is too long."""
    opened = connect(made, end.host, end.port, grounds, plain=not end.tls)
    if end.tls:
        opened = secured(made, opened, end.host, grounds)
    connection = http.client.HTTPConnection(end.host, end.port)
    connection.auto_open = 0  # never a second connection behind our back
    connection.sock = opened
    usual = 443 if end.tls else 80
    name = f"[{end.host}]" if ":" in end.host else end.host
    headers = {
        "Host": name if end.port == usual else f"{name}:{end.port}",
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "User-Agent": "schoolapp",
        "Connection": "close",
        **request.headers,
    }
    connection.request("POST", request.target, request.body, headers)
    with connection.getresponse() as answer:
        body = answer.read(grounds.answer_most + 1)
        return answer.status, answer.headers.get("Retry-After", ""), None if len(body) > grounds.answer_most else body


def request_of(parcel: Parcel, target: str) -> Request:
    """What is posted to `target` (path and query of the address), signed for the moment of sending."""
    secret, seconds = parcel.address.secret, int(parcel.at.timestamp())
    if parcel.kind is ChannelKind.WECOM:
        return Request(target, _json({"msgtype": "text", "text": {"content": parcel.text}}), {})
    if parcel.kind is ChannelKind.DINGTALK:
        if secret:
            target += f"&timestamp={seconds * 1000}&sign={quote_plus(dingtalk_sign(secret, seconds * 1000))}"
        return Request(target, _json({"msgtype": "text", "text": {"content": parcel.text}, "at": {"isAtAll": False}}), {})
    if parcel.kind is ChannelKind.FEISHU:
        said: dict[str, Any] = {"msg_type": "text", "content": {"text": parcel.text}}
        if secret:
            said = {"timestamp": str(seconds), "sign": feishu_sign(secret, seconds), **said}
        return Request(target, _json(said), {})
    body = _json({"type": "homework.notice", "id": parcel.ident, "title": parcel.title, "text": parcel.text})
    signed = webhook_sign(secret, parcel.ident, seconds, body)
    return Request(target, body, {"webhook-id": parcel.ident, "webhook-timestamp": str(seconds), "webhook-signature": signed})


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    """钉钉 加签: the secret is key, and part of what is signed; base64, not yet encoded for an address."""
    return _hmac(secret.encode(), f"{milliseconds}\n{secret}".encode())


def feishu_sign(secret: str, seconds: int) -> str:
    """飞书 签名校验: moment and secret together are the key, nothing is signed with it."""
    return _hmac(f"{seconds}\n{secret}".encode(), b"")


def webhook_sign(secret: str, ident: str, seconds: int, body: bytes) -> str:
    """The signature of a webhook of the school's own, as the open specification "Standard Webhooks" has it: over id, moment and body. A
    secret with the prefix whsec_ is base64, any other is taken as it is."""
    key = secret.encode()
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except ValueError:
            pass
    return "v1," + _hmac(key, f"{ident}.{seconds}.".encode() + body)


def _hmac(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
