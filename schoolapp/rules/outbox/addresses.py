"""Where messages may go: the addresses that administrators paste, the list of allowed hosts, and which network addresses may be reached."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from schoolapp.rules.outbox.channels import BOTS, Address, ChannelKind

BOT_HOSTS = {ChannelKind.WECOM: "qyapi.weixin.qq.com", ChannelKind.DINGTALK: "oapi.dingtalk.com", ChannelKind.FEISHU: "open.feishu.cn"}
RECIPIENTS_MOST = 20
_KEYS = {ChannelKind.WECOM: ("/cgi-bin/webhook/send", "key"), ChannelKind.DINGTALK: ("/robot/send", "access_token")}
_FEISHU_PATH = re.compile(r"/open-apis/bot/v2/hook/[A-Za-z0-9_-]{6,100}")
_PLAIN = re.compile(r"[\x21-\x7e]{1,1000}")
_KEY = re.compile(r"[A-Za-z0-9_-]{6,200}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?|[0-9a-f:.]{2,45}")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,185}[A-Za-z0-9])?")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class BadAddress(ValueError):
    """Not an address that messages may go to. `code`: shape, scheme, host (not on the list), path, key, port, mail, many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Endpoint(NamedTuple):
    """A webhook in parts. `target` = path and query, the key among them."""

    tls: bool
    host: str
    port: int
    target: str


def read_endpoint(kind: ChannelKind, url: str, hosts: Collection[str], *, private: bool = False) -> Endpoint:
    """The parts of a pasted address. A bot's goes to its maker's host or to one of `hosts` (`host` or `host:port`), any other webhook only to
    one of `hosts`; always by HTTPS, except where `private` networks are allowed. What a bot's address holds beside its key is left out.
    BadAddress as it says."""
    text = url.strip()
    if not _PLAIN.fullmatch(text) or "\\" in text or "#" in text:
        raise BadAddress("shape")
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise BadAddress("shape") from None
    if parts.scheme not in ("https", "http") or parts.scheme == "http" and not private:
        raise BadAddress("scheme")
    tls = parts.scheme == "https"
    usual = 443 if tls else 80
    if "@" in parts.netloc or not _HOST.fullmatch(host) or port == 0:
        raise BadAddress("shape")
    port = port or usual
    if not (host == BOT_HOSTS.get(kind) and tls and port == usual or _listed(host, port, usual, hosts)):
        raise BadAddress("host")
    return Endpoint(tls, host, port, _target(kind, parts.path, parts.query))


def _target(kind: ChannelKind, path: str, query: str) -> str:
    if kind is ChannelKind.FEISHU:
        if not _FEISHU_PATH.fullmatch(path):
            raise BadAddress("path")
        return path
    if kind not in _KEYS:
        return (path or "/") + (f"?{query}" if query else "")
    wanted, name = _KEYS[kind]
    if path != wanted:
        raise BadAddress("path")
    given = parse_qs(query).get(name, [])
    if len(given) != 1 or not _KEY.fullmatch(given[0]):
        raise BadAddress("key")
    return f"{path}?{urlencode({name: given[0]})}"


def _listed(host: str, port: int, usual: int, hosts: Collection[str]) -> bool:
    return (host in hosts and port == usual) or f"{host}:{port}" in hosts or f"[{host}]:{port}" in hosts


def read_mail_host(host: str, port: int, hosts: Collection[str]) -> tuple[str, int]:
    """Host and port of a mail server; the host has to be one of `hosts`, with any of the usual ports or with its own."""
    name = host.strip().lower()
    if not _HOST.fullmatch(name):
        raise BadAddress("shape")
    if not 0 < port < 65_536:
        raise BadAddress("port")
    if not (name in hosts and port in (25, 465, 587) or f"{name}:{port}" in hosts):
        raise BadAddress("host")
    return name, port


def read_recipients(text: str) -> tuple[str, ...]:
    """Mail addresses, parted by spaces, commas, semicolons or lines; each once."""
    found = tuple(dict.fromkeys(part for part in re.split(r"[\s,;，；、]+", text.strip()) if part))
    if not all(_MAIL.fullmatch(part) and ".." not in part for part in found):
        raise BadAddress("mail")
    if len(found) > RECIPIENTS_MOST:
        raise BadAddress("many")
    return found


def may_connect(address: str, *, private: bool = False, plain: bool = False) -> bool:
    """Whether a resolved network address may be reached: one of the open Internet, with `private` one of the own network or this machine
    too; never a link-local one (where clouds keep their keys), a group or a reserved one, however it is wrapped.
    `plain`: without encryption, which never leaves the own network."""
    try:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if ip.teredo is not None:
            return False
        ip = inner or ip
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or (ip.is_reserved and not ip.is_loopback):
        return False
    return (ip.is_global and not plain) or (private and (ip.is_private or ip.is_loopback))


def shown_address(kind: ChannelKind, address: Address) -> str:
    """What pages show of an address: host and the last figures of the key, never enough to use it."""
    if kind is ChannelKind.MAIL:
        return f"{address.host}:{address.port}"
    try:
        parts = urlsplit(address.url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "•••"
    if kind not in BOTS:
        return f"{host}/•••"
    key = parts.path.rpartition("/")[2] if kind is ChannelKind.FEISHU else parse_qs(parts.query).get(_KEYS[kind][1], [""])[0]
    return f"{host} •••{key[-4:] if len(key) >= 16 else ''}"
