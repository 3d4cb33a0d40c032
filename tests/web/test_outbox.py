"""The pages of telling staff groups: what they say, who gets in, keys that never come back, errors beside their fields, the list of deliveries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schoolapp.config import Config
from schoolapp.rules.outbox import Address, ChannelKind, Outcome
from schoolapp.services import outbox
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.outbox_cases import KEY, SECRET, Evening, Group, add, deliveries, school_for, states, wecom
from tests.web.desk import Desk, form_of
from tests.web.homework_browser import text_of

pytestmark = on_sqlite
URL = wecom().url
FORM = {"name": "三年级组群", "url": URL, "scope": "g3", "digest_at": "17:10", "quiet_from": "21:00", "quiet_until": "07:00"}
MAIL = Address(host="smtp.example.edu.cn", port=465, user="bot", password="pass-word-9", sender="bot@example.edu.cn", to=("a@example.edu.cn",))


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    made = school_for(database, "smtp.example.edu.cn")
    yield made
    made.house.close()


def test_the_page_says_whom_it_reaches(small: SmallSchool) -> None:
    page = text_of(Desk(small, "t08").get("/admin/outbox"))
    for sentence in ("群机器人发不到家长的微信", "链接、二维码、图片或打印件", "默认关闭", "同一条可能收到两次", "不含学生信息、教师姓名和作业原文"):
        assert sentence in page
    assert "教职工群通知" in text_of(Desk(small, "t08").get("/admin"))


def test_who_gets_in(small: SmallSchool) -> None:
    made = add(small)
    for who in ("t01", "t02", "t05", "t07", "t09"):
        desk = Desk(small, who)
        for path in ("/admin/outbox", "/admin/outbox/new", f"/admin/outbox/{made}"):
            desk.get(path, 403)
        for path in ("/admin/outbox/new?kind=wecom", f"/admin/outbox/{made}", f"/admin/outbox/{made}/switch", f"/admin/outbox/{made}/test",
                     f"/admin/outbox/{made}/remove", "/outbox/1/again"):
            desk.post(path, 403)
        desk.get("/outbox", 200 if who in ("t05", "t07") else 403)
    assert "群通知记录" in Desk(small, "t07").get("/today") and "群通知记录" not in Desk(small, "t01").get("/today")


def test_adding_testing_switching(small: SmallSchool) -> None:
    desk = Desk(small, "t08")
    assert all(word in desk.get("/admin/outbox/new") for word in ("企业微信群机器人", "钉钉群机器人", "飞书群机器人", "邮件", "不要添加到有家长或学生的群"))
    key = desk.key("/admin/outbox/new?kind=wecom")
    desk.post("/admin/outbox/new?kind=wecom", **FORM, request_key=key)
    desk.post("/admin/outbox/new?kind=wecom", **FORM, request_key=key)  # pressed twice
    (channel,) = outbox.overview(house=small.house, actor=small.actor("t08"), now=NOW).channels
    page = desk.get(f"/admin/outbox/{channel.row.id}")
    assert "未开启" in page and f"qyapi.weixin.qq.com •••{KEY[-4:]}" in page and KEY not in page and 'http-equiv="refresh"' not in page
    desk.post(f"/admin/outbox/{channel.row.id}/test")
    page = desk.get(f"/admin/outbox/{channel.row.id}")
    assert "等待发送" in page and 'http-equiv="refresh" content="3"' in page
    Evening(small.house, Group()).at(NOW)
    page = desk.get(f"/admin/outbox/{channel.row.id}")
    assert "已发出" in page and 'http-equiv="refresh"' not in page
    desk.post(f"/admin/outbox/{channel.row.id}/switch", on="1")
    assert "已开启" in text_of(desk.get("/admin/outbox")) and outbox.is_on(house=small.house)
    desk.post(f"/admin/outbox/{channel.row.id}/switch", on="0")
    assert not outbox.is_on(house=small.house)
    desk.post(f"/admin/outbox/{channel.row.id}/remove")
    desk.get(f"/admin/outbox/{channel.row.id}", 404)
    trail = text_of(desk.get("/audit"))
    assert all(word in trail for word in ("添加通知渠道", "开启通知渠道", "关闭通知渠道", "删除通知渠道")) and KEY not in trail


def test_errors_stand_beside_their_fields_and_input_is_kept(small: SmallSchool) -> None:
    desk = Desk(small, "t08")
    page = desk.post("/admin/outbox/new?kind=dingtalk", 400, **{**FORM, "name": "", "digest_at": "22:00", "with_link": "y"}, secret=SECRET)
    said = {"name": "请填写名称", "url": "这个地址不在允许的范围内", "digest_at": "发送时间落在免打扰时段里", "with_link": "请先选一个班"}
    for field, sentence in said.items():
        assert f'href="#{field}"' in page and sentence in page
    assert SECRET not in page and form_of(page)["url"] == URL and form_of(page)["digest_at"] == "22:00"
    page = desk.post("/admin/outbox/new?kind=wecom", 400, **{**FORM, "digest_at": "soon"})
    assert "请填写时间" in page and form_of(page)["digest_at"] == "soon"
    page = desk.post("/admin/outbox/new?kind=mail", 400, **FORM, host="mail.elsewhere.example", port="70000", security="none", sender="x", to="王芳", user="u")
    for sentence in ("不在允许的范围内", "请选择一种加密方式", "请填写一个完整的邮箱地址", "收件地址里有不完整的邮箱", "请填写密码或授权码"):
        assert sentence in page or sentence == "不在允许的范围内" and "请填写 1 到 65535 之间的端口" in page
    desk.post("/admin/outbox/new?kind=pigeon", 404, **FORM)
    assert outbox.overview(house=small.house, actor=small.actor("t08"), now=NOW).channels == ()


def test_every_refusal_has_its_words(small: SmallSchool) -> None:
    from schoolapp.web.outbox import FAULT_WORDS, PROBLEM_WORDS, TAGS

    fields = {field for field, _code in PROBLEM_WORDS}
    assert fields == {"name", "url", "secret", "host", "port", "security", "user", "password", "sender", "to", "scope", "with_link", "digest_at"}
    assert set(TAGS) == set(outbox.STATE_WORDS) and {"sealed", "partly", "timeout", "tls", "address"} <= set(FAULT_WORDS)


def test_mail(small: SmallSchool) -> None:
    desk = Desk(small, "t08")
    typed = {**FORM, "host": "smtp.example.edu.cn", "port": "465", "security": "ssl", "user": "bot", "password": "pass-word-9",
             "sender": "bot@example.edu.cn", "to": "a@example.edu.cn\r\nb@example.edu.cn"}
    desk.post("/admin/outbox/new?kind=mail", **typed)
    page = desk.get("/admin/outbox/1")
    assert "pass-word-9" not in page and form_of(page)["user"] == "bot" and "b@example.edu.cn" in page
    changed = {**typed, "password": "", "to": "c@example.edu.cn", "seen": form_of(page)["seen"]}
    desk.post("/admin/outbox/1", **changed)
    assert "c@example.edu.cn" in desk.get("/admin/outbox/1")
    page = desk.post("/admin/outbox/1", 400, **{**changed, "port": "587", "security": "starttls", "seen": "2"})
    assert "请重新填写密码或授权码" in page


def test_changing_keeps_what_was_left_empty(small: SmallSchool) -> None:
    made = add(small, kind=ChannelKind.DINGTALK, address=Address(url=f"https://oapi.dingtalk.com/robot/send?access_token={KEY}", secret=SECRET))
    desk = Desk(small, "t08")
    page = desk.get(f"/admin/outbox/{made}")
    assert KEY not in page and SECRET not in page and form_of(page).get("url", "") == ""
    form = {**FORM, "url": "", "name": "改了名字", "seen": form_of(page)["seen"]}
    desk.post(f"/admin/outbox/{made}", **form)
    assert "改了名字" in desk.get("/admin/outbox")
    desk.post(f"/admin/outbox/{made}", 409, **form, updates="y")  # the form is an old one by now


def test_the_list_of_deliveries(small: SmallSchool) -> None:
    add(small, grade=3)
    group = Group()
    group.fates.extend([Outcome(False, "key", 200, "93000"), Outcome(False, "server", 503)])
    assert "还没有发过消息" in Desk(small, "t05").get("/outbox")
    post(small, "t01", [(3, 1), (3, 2)], Draft("练习册", 20))
    Evening(small.house, group).at(at(MONDAY, 17, 10))
    page = text_of(Desk(small, "t05").get("/outbox"))
    assert "被拒绝，已停止" in page and "机器人已被移出群（错误码93000）" in page and "等待发送对方暂时出错（错误码503）" in page and "再发一次" not in page
    desk = Desk(small, "t08")
    assert "再发一次" in desk.get("/outbox")
    refused = next(row.id for row in deliveries(small) if row.state == "refused")
    desk.post(f"/outbox/{refused}/again")
    assert states(small) == ["waiting", "waiting"] and "已重新排队" in desk.get("/outbox")
    desk.post(f"/outbox/{refused}/again")
    assert "这条不需要再发" in desk.get("/outbox")
    desk.post("/outbox/999/again", 404)
    assert "没有通知渠道" not in desk.get("/outbox?before=1") and desk.get("/outbox?before=x")


def test_a_lost_key_is_said(small: SmallSchool) -> None:
    made = add(small)
    (small.house.config.data_dir / "keys" / "outbox.secret").unlink()
    small.house.forget()
    desk = Desk(small, "t08")
    assert "密钥要重填" in desk.get("/admin/outbox") and "密钥读不出来" in desk.get(f"/admin/outbox/{made}")
    desk.post(f"/admin/outbox/{made}", **FORM, seen="2")
    assert "密钥要重填" not in desk.get("/admin/outbox")


def test_mail_of_a_channel_shows_no_password_in_any_page(small: SmallSchool) -> None:
    made = add(small, kind=ChannelKind.MAIL, address=MAIL)
    desk = Desk(small, "t08")
    for path in ("/admin/outbox", f"/admin/outbox/{made}", "/outbox", "/audit"):
        assert "pass-word-9" not in desk.get(path)


def test_a_form_of_an_ended_session_does_not_carry_a_key(small: SmallSchool) -> None:
    desk = Desk(small, "t08")
    desk.client.delete_cookie("sid")
    page = desk.post("/admin/outbox/new?kind=dingtalk", 401, **FORM, secret=SECRET)
    assert KEY not in page and SECRET not in page and form_of(page)["kept"] == ""
