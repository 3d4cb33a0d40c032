"""Opens connections to hosts that messages may go to: only to network addresses that were looked at first, bounded in time as a whole. What is
said over them stands in `bots` and `mail`."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from schoolapp.rules.outbox import may_connect


@dataclass(frozen=True, slots=True)
class Grounds:
    """Where messages may go and how long that may take: allowed `hosts` beside the makers' own, whether they may be `private`, seconds for a
    step and for all of it, the longest answer that is read (bytes). `trust`: whose certificates count; None: the system's."""

    hosts: frozenset[str] = frozenset()
    private: bool = False
    step_seconds: float = 10.0
    all_seconds: float = 25.0
    answer_most: int = 64 * 1024
    trust: ssl.SSLContext | None = field(default=None, repr=False)


class Unreached(Exception):
    """No connection. `fault` is one of the words of rules.outbox.Outcome."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Call:
    """One conversation: `sockets` that a watch shuts when its time is over. `late` then says why everything failed."""

    def __init__(self) -> None:
        self.late = False
        self._sockets: list[socket.socket] = []

    def keep(self, opened: socket.socket) -> socket.socket:
        self._sockets.append(opened)
        return opened

    def shut(self) -> None:
        self.late = True
        for opened in self._sockets:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def call(grounds: Grounds) -> Iterator[Call]:
    """A conversation that ends in time, however slowly the other side drips."""
    made = Call()
    watch = threading.Timer(grounds.all_seconds, made.shut)
    watch.daemon = True
    watch.start()
    try:
        yield made
    finally:
        watch.cancel()
        for opened in made._sockets:
            with contextlib.suppress(OSError):
                opened.close()


def connect(made: Call, host: str, port: int, grounds: Grounds, *, plain: bool) -> socket.socket:
    """A plain connection. The name is resolved once, every address is looked at, and the connection goes to what was looked at: a name that
    answers otherwise the next time leads nowhere. `plain`: it will stay without encryption. Unreached: address (none may be reached), unreachable, timeout."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreached("unreachable") from None
    allowed = [one for one in found if may_connect(str(one[4][0]), private=grounds.private, plain=plain)]
    if not allowed:
        raise Unreached("address" if found else "unreachable")
    fault = "unreachable"
    for family, kind, protocol, _name, address in allowed[:3]:
        opened = made.keep(socket.socket(family, kind, protocol))
        opened.settimeout(grounds.step_seconds)
        try:
            opened.connect(address)
        except TimeoutError:
            fault = "timeout"
        except OSError:
            fault = "timeout" if made.late else "unreachable"
        else:
            return opened
    raise Unreached(fault)


def secured(made: Call, plain: socket.socket, host: str, grounds: Grounds) -> ssl.SSLSocket:
    """The same connection under TLS, once the host has shown that it is the one asked for. Unreached: tls, timeout."""
    context = trusted(grounds)
    try:
        opened = context.wrap_socket(plain, server_hostname=host)
    except TimeoutError:
        raise Unreached("timeout") from None
    except (OSError, ValueError):
        raise Unreached("timeout" if made.late else "tls") from None
    made.keep(opened)
    return opened


def trusted(grounds: Grounds) -> ssl.SSLContext:
    return grounds.trust or ssl.create_default_context()
