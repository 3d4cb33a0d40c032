"""Stand-ins on this machine for what messages are sent to: the three makers' bots and a webhook in one HTTP server that checks signatures by
itself, and a mail server. Each plays every failure it is told to. No test stands here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import socketserver
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

KEY = "693a91f6-7abc-4bc4-97a0-0ec2f1fa5aaa"
SECRET = "SECf3a1b2c4d5e6f7a8b9"


@dataclass
class Heard:
    """A message that came in. `signed` None where no signature was asked for."""

    path: str
    text: str
    signed: bool | None
    headers: dict[str, str]
    accepted: bool = True


@dataclass
class Groups:
    """The bots' server. `moods` are played one after the other, then everything is well; `clock` gives the seconds by which signatures are
    judged; `secret` '' asks for none. `hold`: what waits for the test."""

    port: int
    secret: str = SECRET
    clock: Callable[[], float] = lambda: 0.0
    moods: deque[str] = field(default_factory=deque)
    heard: list[Heard] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    came: threading.Event = field(default_factory=threading.Event)
    scheme: str = "http"

    def url(self, kind: str) -> str:
        path = {
            "wecom": f"/cgi-bin/webhook/send?key={KEY}",
            "dingtalk": f"/robot/send?access_token={KEY}",
            "feishu": f"/open-apis/bot/v2/hook/{KEY}",
            "webhook": "/hook",
        }[kind]
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    @property
    def texts(self) -> list[str]:
        """What the group has got to read, repetitions too."""
        return [one.text for one in self.heard if one.accepted]


_OK = {"/hook": {}, "/robot/send": {"errcode": 0, "errmsg": "ok"}, "/cgi-bin/webhook/send": {"errcode": 0, "errmsg": "ok"}}
_LIMITED = {"/robot/send": {"errcode": 130101, "errmsg": "send too fast"}, "/cgi-bin/webhook/send": {"errcode": 45009, "errmsg": "api freq out of limit"}}
_FEISHU_OK = {"code": 0, "msg": "success", "data": {}, "StatusCode": 0}


def _hmac(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


class _Bot(BaseHTTPRequestHandler):
    """One request to a bot."""

    server: Any
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.groups.asked.append("GET " + self.path)
        self._answer(200, {"errcode": 0})

    def do_POST(self) -> None:
        groups: Groups = self.server.groups
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        groups.asked.append("POST " + self.path)
        groups.came.set()
        mood = groups.moods.popleft() if groups.moods else "well"
        said = json.loads(body)
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        signed, wrong = self._judged(groups, path, query, said, body)
        text = said.get("text", {}).get("content") if "msgtype" in said else said.get("content", {}).get("text") or said.get("text")
        accepted = (mood == "well" and not wrong) or mood in ("accept then cut", "accept then hang", "accept then garbage")
        groups.heard.append(Heard(path, text, signed, dict(self.headers), accepted))
        self._play(groups, mood, path, wrong)

    def _judged(self, groups: Groups, path: str, query: dict[str, list[str]], said: dict[str, Any], body: bytes) -> tuple[bool | None, dict[str, Any] | None]:
        """(Whether the signature is right, the refusal or None), as each maker documents it."""
        now, secret = groups.clock(), groups.secret
        if path == "/cgi-bin/webhook/send":
            return None, None if query.get("key") == [KEY] else {"errcode": 93000, "errmsg": "invalid webhook url"}
        if path == "/robot/send":
            if query.get("access_token") != [KEY]:
                return None, {"errcode": 300001, "errmsg": "token is not exist"}
            stamp = query.get("timestamp", ["0"])[0]
            right = query.get("sign") == [_hmac(secret.encode(), (stamp + "\n" + secret).encode())] and abs(now * 1000 - int(stamp)) < 3_600_000
            return right, None if right or not secret else {"errcode": 310000, "errmsg": "sign not match"}
        if path.startswith("/open-apis/bot/v2/hook/"):
            stamp = said.get("timestamp", "0")
            right = said.get("sign") == _hmac((stamp + "\n" + secret).encode(), b"") and abs(now - int(stamp)) < 3600
            return right, None if right or not secret else {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        ident, stamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        right = self.headers["webhook-signature"] == "v1," + _hmac(secret.encode(), f"{ident}.{stamp}.".encode() + body) and abs(now - int(stamp)) < 300
        return right, None if right else {"http": 401}

    def _play(self, groups: Groups, mood: str, path: str, wrong: dict[str, Any] | None) -> None:
        if mood in ("hang", "accept then hang"):
            groups.hold.wait(30)
            self.close_connection = True
        elif mood in ("cut", "accept then cut"):
            self.close_connection = True
        elif mood == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            self.connection.close()
        elif mood in ("garbage", "accept then garbage"):
            self._answer(200, None, b"<html>please log in</html>")
        elif mood == "no http":
            self.wfile.write(b"\x00\x01 nonsense\r\n\r\n")
            self.close_connection = True
        elif mood == "half":
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"errcode":0')
            self.close_connection = True
        elif mood == "huge":
            self._answer(200, None, b'{"errcode":0,"code":0,"pad":"' + b"x" * 300_000 + b'"}')
        elif mood == "endless":
            self._endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 8192)
        elif mood == "endless head":
            self._endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n")
        elif mood == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not groups.hold.wait(0.05) and self._said(b" "):
                pass
            self.close_connection = True
        elif mood == "redirect":
            self._answer(302, {}, headers={"Location": f"http://127.0.0.1:{groups.port}/elsewhere"})
        elif mood == "limited":
            self._answer(200, {"code": 11232, "msg": "limit"} if path.startswith("/open-apis") else _LIMITED[path])
        elif mood.isdigit():
            self._answer(int(mood), {"errcode": int(mood)}, headers={"Retry-After": "90"} if mood == "429" else {})
        elif wrong is not None:
            self._answer(wrong.get("http", 200), wrong)
        else:
            self._answer(200, _OK.get(path, _FEISHU_OK))

    def _said(self, piece: bytes) -> bool:
        try:
            self.wfile.write(piece)
            return True
        except OSError:
            return False

    def _endless(self, first: bytes, piece: bytes) -> None:
        self.close_connection = True
        if self._said(first):
            while self._said(piece):
                pass

    def _answer(self, status: int, value: object, body: bytes | None = None, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(value).encode() if body is None else body
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, text)
        self.end_headers()
        self._said(content)


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass  # a client that goes away is what is being played


@contextmanager
def serving(server: socketserver.BaseServer, hold: threading.Event) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        hold.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def groups(context: ssl.SSLContext | None = None) -> Iterator[Groups]:
    """The bots' server on a free port; with `context` under TLS."""
    server = _Http(("127.0.0.1", 0), _Bot)
    made = Groups(server.server_address[1], scheme="https" if context else "http")
    server.groups = made  # type: ignore[attr-defined]
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with serving(server, made.hold):
        yield made


@dataclass
class Post:
    """The mail server. `moods`: refuse login, refuse all, refuse one, busy, no tls, cut, accept then cut, hang."""

    port: int
    moods: set[str] = field(default_factory=set)
    mails: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    in_clear: list[str] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    context: ssl.SSLContext | None = None
    at_once: bool = False


class _Mailbox(socketserver.StreamRequestHandler):
    """One SMTP conversation."""

    server: Any

    def handle(self) -> None:
        post: Post = self.server.post
        secure = False
        if post.at_once and post.context:
            self._wrap(post.context)
            secure = True
        if "hang" in post.moods:
            post.hold.wait(30)
            return
        self._say("220 mail.example.edu.cn ready")
        taken = 0
        while line := self.rfile.readline().decode().strip():
            word = line.upper().split(" ")[0]
            if not secure:
                post.in_clear.append(line)
            if word == "EHLO":
                offers = ["mail.example.edu.cn", *(["STARTTLS"] if post.context and not secure and "no tls" not in post.moods else []), "AUTH PLAIN"]
                for n, offer in enumerate(offers):
                    self._say(f"250{' ' if n == len(offers) - 1 else '-'}{offer}")
            elif word == "STARTTLS" and post.context:
                self._say("220 go ahead")
                self._wrap(post.context)
                secure = True
            elif word == "AUTH":
                post.logins.append(base64.b64decode(line.split(" ")[2]).decode())
                self._say("535 wrong" if "refuse login" in post.moods else "235 well")
            elif word == "MAIL":
                self._say("451 later" if "busy" in post.moods else "250 well")
            elif word == "RCPT":
                taken += 1
                refused = "refuse all" in post.moods or ("refuse one" in post.moods and taken == 1)
                self._say("550 unknown" if refused else "250 well")
            elif word == "DATA":
                if "cut" in post.moods:
                    return
                self._say("354 go on")
                text = b""
                while (piece := self.rfile.readline()) not in (b".\r\n", b""):
                    text += piece
                post.mails.append(text.decode())
                if "accept then cut" in post.moods:
                    return
                self._say("250 accepted")
            elif word == "QUIT":
                if "cut at the end" not in post.moods:
                    self._say("221 bye")
                return
            else:
                self._say("250 well")

    def _wrap(self, context: ssl.SSLContext) -> None:
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def post_office(context: ssl.SSLContext | None = None, *, at_once: bool = False, moods: tuple[str, ...] = ()) -> Iterator[Post]:
    """The mail server on a free port: plain, with STARTTLS, or (`at_once`) under TLS from the first byte."""
    server = _Tcp(("127.0.0.1", 0), _Mailbox)
    made = Post(server.server_address[1], set(moods), context=context, at_once=at_once)
    server.post = made  # type: ignore[attr-defined]
    with serving(server, made.hold):
        yield made


def certified(folder: Path, *names: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(A server's side with a fresh certificate for these names, a client's side that trusts it)."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    import ipaddress
    entries = [x509.IPAddress(ipaddress.ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(entries), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )
    cert, pem = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, pem)
    return server, ssl.create_default_context(cafile=str(cert))
