"""The senders against servers on this machine: signatures as the makers check them, every failure told apart, nothing followed, nothing endless."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schoolapp.outside import bots, mail
from schoolapp.outside.reach import Grounds
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.outbox import Address, ChannelKind, Parcel
from tests.outside.loopback import KEY, SECRET, Groups, certified, groups, post_office

AT = datetime(2026, 11, 23, 17, 10, tzinfo=SCHOOL_TIME)
BOTS = ("wecom", "dingtalk", "feishu", "webhook")
TEXT = "【作业公示】三(1)班 11月23日 周一\n书面作业合计 45 分钟，上限 60 分钟"


@pytest.fixture
def server() -> Iterator[Groups]:
    with groups() as made:
        made.clock = AT.timestamp
        yield made


def parcel(server: Groups, kind: str, *, secret: str = SECRET, url: str = "", at: datetime = AT) -> Parcel:
    return Parcel(ChannelKind(kind), Address(url=url or server.url(kind), secret=secret), TEXT.split("\n")[0], TEXT, "notice-12-abc", at)


def near(server: Any, **more: Any) -> Grounds:
    """Grounds on which this machine may be reached."""
    return Grounds(frozenset({f"127.0.0.1:{server.port}", f"localhost:{server.port}"}), private=True, **{"step_seconds": 5.0, "all_seconds": 10.0, **more})


def test_signatures_as_documented() -> None:
    """Made with openssl; the last one is the example of the open specification."""
    assert bots.dingtalk_sign("SECsecret", 1600000000000) == "yhTfMOBf8vm62NBYLFgzIT11QEq0aaW+ca0+N5MMvSI="
    assert bots.feishu_sign("SECsecret", 1600000000) == "JsAzufzQf8xVBMscd4bE5zo4kVCgx9i+cOPuyhqXAmc="
    signed = bots.webhook_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("kind", BOTS)
def test_a_message_arrives_signed(server: Groups, kind: str) -> None:
    found = bots.post(parcel(server, kind), near(server))
    (heard,) = server.heard
    assert found.sent and found.fault == "" and heard.text == TEXT and heard.signed is (None if kind == "wecom" else True)
    assert heard.headers["Content-Type"].startswith("application/json") and heard.headers["Host"] == f"127.0.0.1:{server.port}"
    if kind == "webhook":
        assert heard.headers["webhook-id"] == "notice-12-abc"


@pytest.mark.parametrize(("kind", "fault"), [("dingtalk", "sign"), ("feishu", "sign"), ("webhook", "refused")])
def test_a_wrong_secret_is_told(server: Groups, kind: str, fault: str) -> None:
    assert bots.post(parcel(server, kind, secret="SECother-secret-000"), near(server)).fault == fault
    assert bots.post(parcel(server, kind, at=AT.replace(hour=10)), near(server)).fault == fault  # hours off
    assert server.texts == []


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_a_bot_without_signature(server: Groups, kind: str) -> None:
    server.secret = ""
    assert bots.post(parcel(server, kind, secret=""), near(server)).sent
    assert "sign" not in server.asked[0] and server.heard[0].text == TEXT


def test_a_wrong_key_is_told(server: Groups) -> None:
    wrong = server.url("wecom").replace(KEY, "0" * 32)
    assert bots.post(parcel(server, "wecom", url=wrong), near(server))[:4] == (False, "key", 200, "93000")


@pytest.mark.parametrize("kind", BOTS)
@pytest.mark.parametrize(("mood", "fault"), [
    ("cut", "closed"), ("reset", "closed"), ("no http", "garbage"), ("redirect", "redirect"), ("429", "limited"), ("503", "server"), ("403", "refused"),
    ("endless head", "garbage"),
])
def test_every_failure_of_the_wire(server: Groups, kind: str, mood: str, fault: str) -> None:
    server.moods.append(mood)
    found = bots.post(parcel(server, kind), near(server))
    assert (found.sent, found.fault) == (False, fault)
    assert len(server.asked) == 1  # one try, no redirect followed


@pytest.mark.parametrize("kind", BOTS[:3])
@pytest.mark.parametrize(("mood", "fault"), [("garbage", "garbage"), ("half", "garbage"), ("huge", "huge"), ("endless", "huge"), ("limited", "limited")])
def test_what_a_bot_says_with_200(server: Groups, kind: str, mood: str, fault: str) -> None:
    server.moods.append(mood)
    found = bots.post(parcel(server, kind), near(server))
    assert (found.sent, found.fault, found.again) == (False, fault, True)
    assert (found.wait is not None) == (mood == "limited")


def test_a_webhook_need_not_say_anything(server: Groups) -> None:
    for mood in ("garbage", "huge", "endless"):
        server.moods.append(mood)
        assert bots.post(parcel(server, "webhook"), near(server)).sent


@pytest.mark.parametrize(("mood", "grounds"), [
    ("hang", {"step_seconds": 0.2}), ("hang", {"all_seconds": 0.2}), ("drip", {"all_seconds": 0.4}),
])
def test_who_is_too_slow_is_left(server: Groups, mood: str, grounds: dict[str, float]) -> None:
    server.moods.append(mood)
    assert bots.post(parcel(server, "wecom"), near(server, **grounds)).fault == "timeout"


def test_nobody_listens() -> None:
    with socket.socket() as taken:  # bound, but not listening
        taken.bind(("127.0.0.1", 0))
        gone = Groups(taken.getsockname()[1])
        assert bots.post(parcel(gone, "wecom"), near(gone)).fault == "unreachable"


@pytest.mark.parametrize("kind", BOTS)
def test_hosts_that_are_not_allowed_are_not_reached(server: Groups, kind: str) -> None:
    assert bots.post(parcel(server, kind), Grounds(private=True)).fault == "address"  # not on the list
    assert bots.post(parcel(server, kind), Grounds(frozenset({f"127.0.0.1:{server.port}"}))).fault == "address"  # in the clear
    assert server.asked == []


@pytest.mark.parametrize("resolved", ["10.0.0.8", "127.0.0.1", "169.254.169.254", "::1", "::ffff:192.168.0.1"])
def test_a_name_that_leads_into_the_own_network_is_not_followed(monkeypatch: pytest.MonkeyPatch, resolved: str) -> None:
    family = socket.AF_INET6 if ":" in resolved else socket.AF_INET
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [(family, socket.SOCK_STREAM, 6, "", (resolved, 443))])
    monkeypatch.setattr(socket.socket, "connect", lambda *_a: pytest.fail("must not connect"))
    there = Parcel(ChannelKind.WECOM, Address(url=f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"), "", TEXT, "n", AT)
    assert bots.post(there, Grounds()).fault == "address"
    posted = Parcel(ChannelKind.MAIL, Address(host="smtp.example.edu.cn", port=465, sender="a@b.cn", to=("c@d.cn",)), "t", TEXT, "n", AT)
    assert mail.post(posted, Grounds(frozenset({"smtp.example.edu.cn"}))).fault == "address"


def test_a_name_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_a: object, **_k: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    there = Parcel(ChannelKind.WECOM, Address(url=f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"), "", TEXT, "n", AT)
    found = bots.post(there, Grounds())
    assert found.fault == "unreachable" and found.again


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return certified(tmp_path_factory.mktemp("tls"), "127.0.0.1")


def test_only_who_shows_the_right_certificate(sides: tuple[ssl.SSLContext, ssl.SSLContext], tmp_path: Path) -> None:
    with groups(sides[0]) as server:
        server.clock = AT.timestamp
        assert bots.post(parcel(server, "dingtalk"), near(server, trust=sides[1])).sent
        assert bots.post(parcel(server, "dingtalk"), near(server)).fault == "tls"  # nobody has signed it
        assert bots.post(parcel(server, "wecom", url=server.url("wecom").replace("127.0.0.1", "localhost")), near(server, trust=sides[1])).fault == "tls"
        assert len(server.heard) == 1
    with groups() as plain:
        assert bots.post(parcel(plain, "wecom", url=plain.url("wecom").replace("http:", "https:")), near(plain, step_seconds=1.0)).fault in ("tls", "timeout")
        assert plain.heard == []


def letter(port: int, security: str, **more: Any) -> Parcel:
    usual = {"host": "127.0.0.1", "user": "bot", "password": "pass-word", "sender": "notice@example.edu.cn", "to": ("a@example.edu.cn", "b@example.edu.cn")}
    address = Address(port=port, security=security, **usual | more)
    return Parcel(ChannelKind.MAIL, address, TEXT.split("\n")[0], TEXT, "notice-12-abc", AT)


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_a_mail_arrives(sides: tuple[ssl.SSLContext, ssl.SSLContext], security: str) -> None:
    with post_office(sides[0], at_once=security == "ssl") as office:
        assert mail.post(letter(office.port, security), near(office, trust=sides[1])) == (True, "", None, "250", None)
        (text,) = office.mails
        assert "Message-ID: <notice-12-abc@example.edu.cn>" in text and "Date: Mon, 23 Nov 2026 17:10:00 +0800" in text
        assert "Auto-Submitted: auto-generated" in text and "=?utf-8?" in text
        assert office.logins == ["\0bot\0pass-word"] and not any("pass-word" in line or line.startswith(("AUTH", "MAIL")) for line in office.in_clear)


@pytest.mark.parametrize(("mood", "fault", "again"), [
    ("refuse login", "key", False), ("refuse all", "refused", False), ("busy", "server", True), ("cut", "closed", True), ("accept then cut", "closed", True),
])
def test_every_failure_of_a_mail_server(mood: str, fault: str, again: bool) -> None:
    with post_office(moods=(mood,)) as office:
        found = mail.post(letter(office.port, "none"), near(office))
        assert (found.sent, found.fault, found.again) == (False, fault, again)


def test_some_recipients_are_refused() -> None:
    with post_office(moods=("refuse one",)) as office:
        found = mail.post(letter(office.port, "none"), near(office))
        assert found.sent and found.fault == "partly" and len(office.mails) == 1


def test_what_was_accepted_stays_accepted() -> None:
    with post_office(moods=("cut at the end",)) as office:
        assert mail.post(letter(office.port, "none"), near(office)).sent


def test_a_mail_server_that_hangs() -> None:
    with post_office(moods=("hang",)) as office:
        assert mail.post(letter(office.port, "none"), near(office, step_seconds=0.2)).fault == "timeout"
        assert mail.post(letter(office.port, "none"), near(office, all_seconds=0.2)).fault == "timeout"


def test_no_password_goes_in_the_clear(sides: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    with post_office(sides[0], moods=("no tls",)) as office:
        assert mail.post(letter(office.port, "starttls"), near(office, trust=sides[1])).fault == "tls"
        assert mail.post(letter(office.port, "none"), Grounds(frozenset({f"127.0.0.1:{office.port}"}))).fault == "tls"
        assert office.logins == [] and office.mails == []
    with post_office(sides[0]) as office:
        assert mail.post(letter(office.port, "starttls"), near(office)).fault == "tls"  # nobody has signed the certificate
        assert mail.post(letter(office.port, "starttls", host="localhost"), near(office, trust=sides[1])).fault == "tls"
        assert office.logins == []


def test_mail_hosts_that_are_not_allowed_are_not_reached() -> None:
    with post_office() as office:
        assert mail.post(letter(office.port, "none"), Grounds(private=True)).fault == "address"
        assert office.in_clear == []
