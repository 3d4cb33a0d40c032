"""A load generator: some clients on kept-alive connections, each sending its next request when the last was answered.
Standard library only. As a program (`python -m bench.load`, a process of its own) it reads a plan as JSON and prints a Measured as JSON."""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """What a server did: answers per second, the middle and the slow hundredth in milliseconds, answers in all, and how many had
    which status. `spent`: the requests ran out before the time was over."""

    per_second: float
    p50: float
    p99: float
    answers: int
    statuses: dict[str, int]
    spent: bool


def request(method: str, path: str, port: int, headers: dict[str, str] | None = None, body: bytes = b"") -> str:
    """One HTTP/1.1 request as it goes over the wire (latin-1)."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines) + "\r\n\r\n" + body.decode("latin-1")


def measure(port: int, requests: Sequence[str], *, clients: int, seconds: float, once: bool = False, warm: float = 0.5) -> Measured:
    """Sends `requests` in their order from a child process: round and round, or each at most once. `warm` seconds do not count."""
    plan = {"port": port, "requests": list(requests), "clients": clients, "seconds": seconds, "once": once, "warm": warm}
    done = subprocess.run([sys.executable, "-m", "bench.load"], input=json.dumps(plan), stdout=subprocess.PIPE, text=True, check=True)
    return Measured(**json.loads(done.stdout))


class _Client:
    """One connection: what it still has to send and what it has received of the present answer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.began = 0.0
        self.received = bytearray()
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        self.received.clear()
        self.began = time.perf_counter()
        self.socket.sendall(data)

    def receive(self) -> tuple[str, bool] | None:
        """(status, whether the server closes) when the answer is whole."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed in the middle of an answer")
        self.received += data
        head_end = self.received.find(b"\r\n\r\n")
        if head_end < 0:
            return None
        head = bytes(self.received[:head_end]).lower()
        status = head[9:12].decode()
        at = head.find(b"content-length:")
        if at < 0 and status not in ("204", "304"):
            raise ValueError("an answer without Content-Length")
        length = 0 if at < 0 else int(head[at + 15:].split(b"\r\n", 1)[0])
        if len(self.received) < head_end + 4 + length:
            return None
        return status, b"connection: close" in head


def run(port: int, requests: Sequence[bytes], clients: int, seconds: float, once: bool, warm: float) -> Measured:
    """The measurement itself, in this process."""
    following, total = 0, len(requests)
    selector = selectors.DefaultSelector()
    times: list[float] = []
    statuses: dict[str, int] = {}
    start = time.perf_counter()
    counted_from, end = start + warm, start + warm + seconds
    spent = False

    def next_request() -> bytes | None:
        nonlocal following
        if once and following >= total:
            return None
        following += 1
        return requests[(following - 1) % total]

    def go_on(client: _Client) -> None:
        nonlocal spent
        data = next_request()
        if data is None:
            spent = True
            selector.unregister(client.socket)
        else:
            client.send(data)

    for _ in range(clients):
        client = _Client(port)
        selector.register(client.socket, selectors.EVENT_READ, client)
        go_on(client)
    last = start
    while selector.get_map() and time.perf_counter() < end:
        for key, _events in selector.select(timeout=1):
            client = key.data
            answer = client.receive()
            if answer is None:
                continue
            last = time.perf_counter()
            if last >= counted_from:
                times.append(last - client.began)
                statuses[answer[0]] = statuses.get(answer[0], 0) + 1
            if answer[1]:
                selector.unregister(client.socket)
                client.socket.close()
                client.connect()
                selector.register(client.socket, selectors.EVENT_READ, client)
            go_on(client)
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    times.sort()
    if not times:
        raise RuntimeError("nothing was answered in the time that counts")
    lasted = (last if spent else end) - counted_from

    def at(share: float) -> float:
        return round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 2)

    return Measured(round(len(times) / lasted, 1), at(0.5), at(0.99), len(times), statuses, spent)


if __name__ == "__main__":
    plan = json.load(sys.stdin)
    wire = [text.encode("latin-1") for text in plan["requests"]]
    print(json.dumps(asdict(run(plan["port"], wire, plan["clients"], plan["seconds"], plan["once"], plan["warm"]))))
