"""Telling staff groups by the rules: pace, pauses, quiet hours, length of texts, what answers mean, where messages may go."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.outbox import (
    HOLD,
    PACES,
    TEXT_MOST,
    TRIES,
    Address,
    BadAddress,
    ChannelKind,
    Outcome,
    Pace,
    after_quiet,
    cut,
    fitted,
    is_quiet,
    judge_answer,
    judge_mail,
    may_connect,
    next_try,
    planned_at,
    read_endpoint,
    read_mail_host,
    read_recipients,
    shown_address,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SCHOOL_TIME)
MONDAY = date(2026, 11, 23)
W, D, F, H, M = ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU, ChannelKind.WEBHOOK, ChannelKind.MAIL
# What the makers allow: so many messages within so long.
ALLOWED = {W: [(20, 60)], D: [(20, 60)], F: [(5, 1), (100, 60)], H: [(600, 60)], M: [(60, 60)]}
minutes = st.integers(0, 1439)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(SCHOOL_TIME))


def sent_at(pace: Pace, gaps: list[int]) -> list[datetime]:
    """When messages go that arrive with these gaps (milliseconds): each as soon as there is a token."""
    now, full_at, times = NOON, None, []
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        now += pace.wait(full_at, now)
        full_at = pace.take(full_at, now)
        times.append(now)
    return times


@given(st.sampled_from(list(ChannelKind)), st.lists(st.one_of(st.just(0), st.integers(0, 90_000)), min_size=30, max_size=120))
def test_no_window_holds_more_than_the_maker_allows(kind: ChannelKind, gaps: list[int]) -> None:
    times = sent_at(PACES[kind], gaps)
    for most, seconds in ALLOWED[kind]:
        for n, first in enumerate(times):
            assert sum(first <= t < first + timedelta(seconds=seconds) for t in times[n:]) <= most


@given(st.integers(1, 10), st.integers(1, 10_000), st.integers(1, 60))
def test_a_bucket_flows_at_its_pace(burst: int, every: int, more: int) -> None:
    pace = Pace(burst, timedelta(milliseconds=every))
    times = sent_at(pace, [0] * (burst + more))
    assert times[burst - 1] == NOON and times[-1] == NOON + more * pace.every
    assert pace.wait(None, NOON) == timedelta(0)


def test_a_clock_set_back_stops_no_bot_for_long() -> None:
    pace = PACES[W]
    assert pace.wait(NOON + timedelta(days=900), NOON) <= pace.every


@given(st.integers(1, TRIES - 1), st.floats(0, 1), st.floats(0, 1))
def test_pauses_grow_and_are_spread(tries: int, one: float, other: float) -> None:
    first, second = next_try(tries, NOON, one), next_try(tries + 1, NOON, other)
    assert first is not None and first > NOON
    assert second is None or second > first
    plain = next_try(tries, NOON, 0.5)
    assert plain is not None and abs(first - plain) <= 0.25 * (plain - NOON) + timedelta(seconds=1)


def test_it_gives_up_and_keeps_the_peace_asked_for() -> None:
    assert next_try(TRIES, NOON, 0.5) is None and next_try(1, NOON, 0.5) == NOON + timedelta(minutes=1)
    assert next_try(1, NOON, 0.5, timedelta(minutes=10)) == NOON + timedelta(minutes=10)
    assert next_try(4, NOON, 0.5, timedelta(minutes=10)) == NOON + timedelta(hours=1)


@given(moments, minutes, minutes)
def test_after_the_quiet_hours(moment: datetime, start: int, end: int) -> None:
    found = after_quiet(moment, start, end)
    minute = found.hour * 60 + found.minute
    assert not is_quiet(minute, start, end) and moment <= found < moment + timedelta(days=1)
    if found != moment:
        assert minute == end and found.second == 0 and is_quiet(moment.hour * 60 + moment.minute, start, end)


def test_quiet_hours_over_midnight_and_none() -> None:
    assert is_quiet(1290, 1260, 420) and is_quiet(0, 1260, 420) and not is_quiet(420, 1260, 420) and not is_quiet(1259, 1260, 420)
    assert not any(is_quiet(m, 600, 600) for m in range(1440))


@given(moments, minutes, minutes, minutes, st.booleans())
def test_a_digest_is_never_early_nor_in_the_quiet_hours(now: datetime, digest_at: int, start: int, end: int, told: bool) -> None:
    found = planned_at(MONDAY, digest_at, (start, end), now, told=told)
    set_time = datetime(2026, 11, 23, digest_at // 60, digest_at % 60, tzinfo=SCHOOL_TIME)
    assert not is_quiet(found.hour * 60 + found.minute, start, end)
    assert found >= (now + HOLD if told else min(set_time, now + HOLD))
    if not told and now < set_time and not is_quiet(digest_at, start, end):
        assert found == set_time


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
lines = st.lists(texts.map(lambda t: t.replace("\n", "")), max_size=12)


@given(texts, st.integers(0, 80))
def test_cutting_keeps_whole_characters(text: str, most: int) -> None:
    found = cut(text, most)
    assert len(found.encode()) <= most and text.startswith(found)
    assert found == text or len((found + text[len(found)]).encode()) > most


@given(lines, lines, lines, st.integers(0, 700))
def test_a_message_is_cut_between_items(head: list[str], items: list[str], foot: list[str], most: int) -> None:
    found = fitted(head, items, foot, most, lambda n: f"……还有 {n} 项")
    assert len(found.encode()) <= most
    whole = "\n".join([*head, *items, *foot])
    kept = [k for k in range(len(items)) if found == "\n".join([*head, *items[:k], f"……还有 {len(items) - k} 项", *foot])]
    if len(whole.encode()) <= most:
        assert found == whole
    elif kept:
        longer = [*head, *items[:kept[0] + 1], *([f"……还有 {len(items) - kept[0] - 1} 项"] if kept[0] + 1 < len(items) else []), *foot]
        assert len("\n".join(longer).encode()) > most  # no item too few
    else:
        assert "\n".join([*head, *foot]).startswith(found)


def test_chinese_is_counted_in_bytes() -> None:
    many = [f"数学 {n} 分钟" for n in range(200)]
    found = fitted(["【作业公示】"], many, ["江北实验学校"], TEXT_MOST[W], lambda n: f"……还有 {n} 项")
    assert 2000 < len(found.encode()) <= 2048 and len(found) < 1400
    kept = sum(line.endswith("分钟") for line in found.split("\n"))
    assert f"……还有 {200 - kept} 项" in found and found.endswith("\n江北实验学校")


@pytest.mark.parametrize(("kind", "http", "body", "fault"), [
    (W, 200, b'{"errcode":0,"errmsg":"ok"}', ""),
    (W, 200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', "key"),
    (W, 200, b'{"errcode":45009,"errmsg":"api freq out of limit"}', "limited"),
    (W, 200, b'{"errcode":-1,"errmsg":"system busy"}', "server"),
    (W, 200, b'{"errcode":40058,"errmsg":"invalid"}', "refused"),
    (W, 200, b'{"errcode":77777}', "other"),
    (W, 200, b"<html>login</html>", "garbage"),
    (W, 200, b'{"code":0}', "garbage"),
    (W, 200, b'{"errcode":false}', "garbage"),
    (W, 200, b'{"errcode":"0"}', "garbage"),
    (W, 200, b"[" * 100_000, "garbage"),
    (W, 200, b"\xff\xfe", "garbage"),
    (W, 200, None, "huge"),
    (W, 204, b"", "garbage"),
    (W, 302, b"", "redirect"),
    (W, 429, b"", "limited"),
    (W, 502, b"", "server"),
    (W, 404, b"", "refused"),
    (W, 101, b"", "garbage"),
    (D, 200, b'{"errcode":0,"errmsg":"ok"}', ""),
    (D, 200, b'{"errcode":310000,"errmsg":"keywords not in content"}', "keyword"),
    (D, 200, b'{"errcode":310000,"errmsg":"sign not match, more: [https://ding-doc.dingtalk.com/]"}', "sign"),
    (D, 200, b'{"errcode":310000,"errmsg":"ip 1.2.3.4 not in whitelist"}', "ip"),
    (D, 200, b'{"status":1111,"wait":5,"punish":"deny","errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}', "limited"),
    (F, 200, b'{"code":0,"msg":"success","data":{},"StatusCode":0,"StatusMessage":"success","Extra":null}', ""),
    (F, 200, b'{"StatusCode":0,"StatusMessage":"success"}', ""),
    (F, 200, b'{"code":19021,"msg":"sign match fail"}', "sign"),
    (F, 200, b'{"code":19022,"msg":"Ip Not Allowed"}', "ip"),
    (F, 200, b'{"code":19024,"msg":"Key Words Not Found"}', "keyword"),
    (F, 200, b'{"code":11232,"msg":"limit"}', "limited"),
    (F, 200, b'{"code":9499,"msg":"Bad Request"}', "refused"),
    (H, 200, b"anything", ""),
    (H, 202, None, ""),
    (H, 410, b"", "refused"),
])
def test_answers(kind: ChannelKind, http: int, body: bytes | None, fault: str) -> None:
    found = judge_answer(kind, http, body)
    assert (found.sent, found.fault, found.http) == (not fault, fault, http)
    assert found.again == (fault in ("limited", "server", "other", "garbage", "huge"))


def test_who_is_too_fast_waits() -> None:
    assert judge_answer(D, 200, b'{"errcode":130101}').wait == timedelta(minutes=10)
    assert judge_answer(W, 200, b'{"errcode":45009}') == Outcome(False, "limited", 200, "45009", timedelta(minutes=1))
    assert judge_answer(H, 429, b"", "120").wait == timedelta(minutes=2)
    assert judge_answer(H, 429, b"", "9" * 99).wait == timedelta(hours=1)
    assert judge_answer(H, 429, b"", "Wed, 21 Oct 2026 07:28:00 GMT").wait == timedelta(minutes=1)


@given(st.sampled_from(list(ChannelKind)), st.integers(100, 999), st.one_of(st.none(), st.binary(max_size=60)), st.text(max_size=8))
def test_any_answer_has_a_meaning(kind: ChannelKind, http: int, body: bytes | None, after: str) -> None:
    found = judge_answer(kind, http, body, after)
    assert found.sent != bool(found.fault) and len(found.fault) <= 12 and len(found.code) <= 20


def test_mail_servers() -> None:
    assert [judge_mail(code).fault for code in (421, 451, 535, 550)] == ["server", "server", "key", "refused"]


KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
GOOD = [
    (W, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", f"/cgi-bin/webhook/send?key={KEY}"),
    (W, f" https://QYAPI.weixin.qq.com:443/cgi-bin/webhook/send?key={KEY}&debug=1 ", f"/cgi-bin/webhook/send?key={KEY}"),
    (D, f"https://oapi.dingtalk.com/robot/send?access_token={KEY}&timestamp=1&sign=x", f"/robot/send?access_token={KEY}"),
    (F, f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}", f"/open-apis/bot/v2/hook/{KEY}"),
    (H, "https://hook.example.edu.cn/a?b=c", "/a?b=c"),
    (H, "https://hook.example.edu.cn", "/"),
    (W, f"https://im.example.edu.cn:8443/cgi-bin/webhook/send?key={KEY}", f"/cgi-bin/webhook/send?key={KEY}"),
]
HOSTS = ("hook.example.edu.cn", "im.example.edu.cn:8443")


@pytest.mark.parametrize(("kind", "url", "target"), GOOD)
def test_addresses_that_are_taken(kind: ChannelKind, url: str, target: str) -> None:
    found = read_endpoint(kind, url, HOSTS)
    assert found.tls and found.target == target and found.host == found.host.lower()


@pytest.mark.parametrize(("kind", "url", "code"), [
    (W, f"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", "scheme"),
    (W, "file:///etc/passwd", "scheme"),
    (W, f"https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key={KEY}", "host"),
    (W, f"https://oapi.dingtalk.com/robot/send?access_token={KEY}", "host"),
    (W, f"https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key={KEY}", "host"),
    (W, f"https://user@qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", "shape"),
    (W, f"https://evil.example\\@qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", "shape"),
    (W, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}#x", "shape"),
    (W, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}\r\nHost: x", "shape"),
    (W, f"https://qyapi。weixin.qq.com/cgi-bin/webhook/send?key={KEY}", "shape"),
    (W, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/upload_media?key={KEY}", "path"),
    (W, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "key"),
    (W, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}&key=other12", "key"),
    (F, "https://open.feishu.cn/open-apis/bot/v2/hook/", "path"),
    (F, f"https://open.feishu.cn/open-apis/bot/v2/hook/../../{KEY}", "path"),
    (H, "https://other.example.edu.cn/a", "host"),
    (H, "https://hook.example.edu.cn:99999/", "shape"),
    (H, "https://hook.example.edu.cn:8080/", "host"),
    (H, "https://127.0.0.1/", "host"),
    (H, "https://[::1]/", "host"),
    (H, "", "shape"),
])
def test_addresses_that_are_not(kind: ChannelKind, url: str, code: str) -> None:
    with pytest.raises(BadAddress) as refused:
        read_endpoint(kind, url, HOSTS)
    assert refused.value.code == code


@given(st.sampled_from([W, D, F, H]), st.text(max_size=60), st.booleans())
def test_no_text_leads_elsewhere(kind: ChannelKind, text: str, private: bool) -> None:
    for url in (text, "https://" + text, "https://hook.example.edu.cn" + text):
        try:
            found = read_endpoint(kind, url, ("hook.example.edu.cn",), private=private)
        except BadAddress:
            continue
        assert found.host == "hook.example.edu.cn" and found.target.startswith("/") and found.target.isascii() and " " not in found.target


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1",
    "nonsense",
    "",
])
def test_what_is_not_of_the_open_net_is_not_reached(address: str) -> None:
    assert not may_connect(address)


def test_the_own_network_only_where_allowed() -> None:
    assert may_connect("8.8.8.8") and may_connect("2400:3200::1") and may_connect("64:ff9b::808:808")
    assert all(may_connect(one, private=True) for one in ("127.0.0.1", "10.1.2.3", "::1", "fc00::1"))
    assert not any(may_connect(one, private=True) for one in ("169.254.169.254", "::ffff:169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1"))
    assert may_connect("10.1.2.3", private=True, plain=True) and not may_connect("8.8.8.8", private=True, plain=True)


def test_mail_hosts_and_recipients() -> None:
    assert read_mail_host(" SMTP.example.edu.cn ", 465, ["smtp.example.edu.cn"]) == ("smtp.example.edu.cn", 465)
    for host, port in (("smtp.example.edu.cn", 6379), ("other.example", 465), ("", 465), ("smtp.example.edu.cn", 0)):
        with pytest.raises(BadAddress):
            read_mail_host(host, port, ["smtp.example.edu.cn"])
    assert read_recipients("a@b.cn；c@d.cn\na@b.cn") == ("a@b.cn", "c@d.cn")
    for text in ("a@b.cn\rBcc:x", "王芳 <w@b.cn>", "a@b..cn", "@b.cn"):
        with pytest.raises(BadAddress):
            read_recipients(text)
    with pytest.raises(BadAddress) as refused:
        read_recipients(" ".join(f"a{n}@b.cn" for n in range(21)))
    assert refused.value.code == "many"


@pytest.mark.parametrize(("kind", "url"), [(kind, url) for kind, url, _target in GOOD])
def test_what_is_shown_is_no_key(kind: ChannelKind, url: str) -> None:
    address = Address(url=url.strip(), secret="SECdeadbeef")
    shown = shown_address(kind, address)
    assert KEY not in shown and KEY[:-4] not in shown and "•••" in shown and "SEC" not in shown
    assert KEY not in repr(address) and "deadbeef" not in repr(address) and KEY not in str(address)
