"""The administrator's pages of telling staff groups: channels with masked keys, a test, the switch; and the list of what was sent, with its state."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from schoolapp.rules.outbox import ChannelKind
from schoolapp.rules.permits import Permit
from schoolapp.services import outbox as services
from schoolapp.services.outbox import ChannelPage, ChannelRefused, Choices
from schoolapp.web import gate
from schoolapp.web.addresses import number, number_or
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.outbox import ChannelForm, channel_form
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("outbox", __name__)

AGAIN_SECONDS = 3
KIND_WORDS = {
    ChannelKind.WECOM: N_("企业微信群机器人"),
    ChannelKind.DINGTALK: N_("钉钉群机器人"),
    ChannelKind.FEISHU: N_("飞书群机器人"),
    ChannelKind.MAIL: N_("邮件"),
    ChannelKind.WEBHOOK: N_("学校自己的系统（Webhook）"),
}
KIND_NOTES = {
    ChannelKind.WECOM: N_("在企业微信内部群里添加“消息推送”，复制地址"),
    ChannelKind.DINGTALK: N_("在钉钉群里添加自定义机器人，安全设置选“加签”"),
    ChannelKind.FEISHU: N_("在飞书群里添加自定义机器人，打开“签名校验”"),
    ChannelKind.MAIL: N_("发到教职工的工作邮箱"),
    ChannelKind.WEBHOOK: N_("带签名，发到校内平台"),
}
WHAT_WORDS = {"digest": N_("作业公示"), "update": N_("有更改"), "test": N_("测试消息")}
FAULT_WORDS = {
    "timeout": N_("对方没有及时回应"),
    "closed": N_("连接中断"),
    "unreachable": N_("连不上对方"),
    "tls": N_("对方的证书不可信，或不支持加密"),
    "server": N_("对方暂时出错"),
    "limited": N_("发得太快，对方要求暂停"),
    "garbage": N_("对方的回应看不懂"),
    "huge": N_("对方的回应过长"),
    "other": N_("对方返回了不认识的错误码"),
    "key": N_("地址或密码已失效，或机器人已被移出群"),
    "sign": N_("签名不对，请核对密钥和服务器的时间"),
    "keyword": N_("机器人设了关键词，请在群里加上关键词“作业”"),
    "ip": N_("机器人限制了 IP 地址，请加上这台服务器的地址"),
    "content": N_("内容被对方拦下"),
    "refused": N_("对方拒收"),
    "redirect": N_("对方转到了别的地址，没有跟过去"),
    "address": N_("这个地址不允许访问"),
    "sealed": N_("密钥读不出来，请重新填写"),
    "partly": N_("部分收件人被拒"),
}
TAGS = {"waiting": "pending", "sending": "info", "sent": "ok", "dropped": "none", "refused": "over", "given_up": "over", "cancelled": "cancelled"}
PROBLEM_WORDS = {
    ("name", "empty"): N_("请填写名称，例如 三年级组群"),
    ("name", "long"): N_("名称最多 40 个字"),
    ("name", "personal"): N_("名称里不要写电话或证件号"),
    ("url", "empty"): N_("请粘贴地址"),
    ("url", "shape"): N_("地址里有多余的字或空格，请从群机器人的设置里重新复制"),
    ("url", "scheme"): N_("地址要以 https:// 开头"),
    ("url", "path"): N_("这不是这种群机器人的地址，请重新复制"),
    ("url", "key"): N_("地址不完整，请重新复制"),
    ("url", "host"): N_("这个地址不在允许的范围内。群机器人只能填官方地址；其他地址由运维人员加入 SCHOOLAPP_OUTBOX_HOSTS"),
    ("secret", "empty"): N_("请填写签名密钥"),
    ("secret", "short"): N_("签名密钥至少 16 个字符"),
    ("secret", "shape"): N_("密钥只能是字母、数字和符号，请重新复制"),
    ("host", "empty"): N_("请填写发信服务器"),
    ("host", "shape"): N_("请填写服务器名称，例如 smtp.example.edu.cn"),
    ("host", "host"): N_("这台服务器不在允许的范围内，由运维人员加入 SCHOOLAPP_OUTBOX_HOSTS"),
    ("port", "port"): N_("请填写 1 到 65535 之间的端口"),
    ("security", "plain"): N_("请选择一种加密方式"),
    ("user", "empty"): N_("填了密码，请把邮箱账号也填上"),
    ("password", "empty"): N_("请填写密码或授权码"),
    ("password", "again"): N_("服务器或账号改了，请重新填写密码或授权码"),
    ("password", "shape"): N_("账号或密码里有不能用的字符"),
    ("sender", "empty"): N_("请填写发件地址"),
    ("sender", "mail"): N_("请填写一个完整的邮箱地址"),
    ("sender", "many"): N_("请填写一个完整的邮箱地址"),
    ("to", "empty"): N_("请填写收件地址，一行一个"),
    ("to", "mail"): N_("收件地址里有不完整的邮箱，一行填一个"),
    ("to", "many"): N_("收件地址最多 20 个"),
    ("scope", "gone"): N_("这个班已经不在了，请重新选择"),
    ("with_link", "class"): N_("公示链接只能附在单个班的群里，请先选一个班"),
    ("with_link", "public"): N_("还没有设置对外地址 SCHOOLAPP_PUBLIC_URL，不能附链接"),
    ("digest_at", "quiet"): N_("发送时间落在免打扰时段里，请错开"),
}


@door.get("/admin/outbox")
@needs(Permit.SET_UP)
def overview() -> Any:
    found = services.overview(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("outbox/overview.html", found=found, kind_words=KIND_WORDS, fault_words=FAULT_WORDS)


@door.get("/admin/outbox/new")
@needs(Permit.SET_UP)
def new() -> Any:
    """The choice of a kind, then (?kind=) its form."""
    kind = _kind()
    if kind is None:
        return page("outbox/kinds.html", kinds=KIND_WORDS, notes=KIND_NOTES)
    choices = services.choices(house=gate.house(), actor=gate.actor(), now=gate.now())
    return _form_page(channel_form(None, kind, choices), kind, choices)


@door.post("/admin/outbox/new", endpoint="new_posted")
@needs(Permit.SET_UP)
def new_posted() -> Any:
    kind = gate.loaded(_kind())
    choices = services.choices(house=gate.house(), actor=gate.actor(), now=gate.now())
    form = channel_form(request.form, kind, choices)
    if form.validate():
        try:
            made = services.add_channel(
                house=gate.house(), actor=gate.actor(), kind=kind, settings=form.settings(), address=form.address(),
                request_key=form.request_key.data or "", now=gate.now(),
            )
        except ChannelRefused as refused:
            _blame(form, refused)
        else:
            return back_to("outbox.channel", channel_id=made, text=_("已添加，还没有开启。请先发一条测试消息。"))
    return _form_page(form, kind, choices, status=400)


@door.get("/admin/outbox/<int:channel_id>")
@needs(Permit.SET_UP)
def channel(channel_id: int) -> Any:
    found = _load(channel_id)
    return _form_page(channel_form(None, found.view.kind, found.choices, found), found.view.kind, found.choices, found)


@door.post("/admin/outbox/<int:channel_id>", endpoint="channel_posted")
@needs(Permit.SET_UP)
def channel_posted(channel_id: int) -> Any:
    found = _load(channel_id)
    form = channel_form(request.form, found.view.kind, found.choices, found)
    if form.validate():
        try:
            changed = services.change_channel(
                house=gate.house(), actor=gate.actor(), channel_id=channel_id, version=number_or(form.seen.data, 0), settings=form.settings(),
                address=form.address(), now=gate.now(),
            )
        except ChannelRefused as refused:
            _blame(form, refused)
        else:
            return back_to("outbox.channel", channel_id=channel_id, text=_("已保存") if changed else _("没有改动"))
    return _form_page(form, found.view.kind, found.choices, found, status=400)


@door.post("/admin/outbox/<int:channel_id>/switch")
@needs(Permit.SET_UP)
def switch(channel_id: int) -> Any:
    on = request.form.get("on") == "1"
    services.switch_channel(house=gate.house(), actor=gate.actor(), channel_id=channel_id, on=on, now=gate.now())
    return back_to("outbox.channel", channel_id=channel_id, text=_("已开启") if on else _("已关闭，还没发出的不再发送"))


@door.post("/admin/outbox/<int:channel_id>/test")
@needs(Permit.SET_UP)
def send_test(channel_id: int) -> Any:
    services.send_test(house=gate.house(), actor=gate.actor(), channel_id=channel_id, now=gate.now())
    return back_to("outbox.channel", channel_id=channel_id, text=_("测试消息已交给后台发送，结果在下面"), kind="info")


@door.post("/admin/outbox/<int:channel_id>/remove")
@needs(Permit.SET_UP)
def remove(channel_id: int) -> Any:
    services.remove_channel(house=gate.house(), actor=gate.actor(), channel_id=channel_id, now=gate.now())
    return back_to("outbox.overview", text=_("已删除，密钥已清除"))


@door.get("/outbox")
@needs(Permit.SEE_JOBS)
def deliveries() -> Any:
    shown, more = services.list_deliveries(house=gate.house(), actor=gate.actor(), before=request.args.get("before", type=number))
    return page("outbox/deliveries.html", shown=shown, more=more, further="before" in request.args, **_words())


@door.post("/outbox/<int:delivery_id>/again")
@needs(Permit.SET_UP)
def again(delivery_id: int) -> Any:
    try:
        services.send_again(house=gate.house(), actor=gate.actor(), delivery_id=delivery_id, now=gate.now())
    except ChannelRefused as refused:
        off = ("state", "off") in refused.problems
        return back_to("outbox.deliveries", text=_("渠道没有开启，不能再发") if off else _("这条不需要再发"), kind="warning")
    return back_to("outbox.deliveries", text=_("已重新排队"))


def _kind() -> ChannelKind | None:
    asked = request.args.get("kind", "")
    return ChannelKind(asked) if asked in {kind.value for kind in ChannelKind} else None


def _load(channel_id: int) -> ChannelPage:
    return services.channel_page(house=gate.house(), actor=gate.actor(), channel_id=channel_id, now=gate.now())


def _blame(form: ChannelForm, refused: ChannelRefused) -> None:
    for field, code in refused.problems:
        blame(form, field, _(PROBLEM_WORDS[field, code]))


def _words() -> dict[str, Any]:
    return {"kind_words": KIND_WORDS, "what_words": WHAT_WORDS, "fault_words": FAULT_WORDS, "state_words": services.STATE_WORDS, "tag_of": TAGS}


def _form_page(form: ChannelForm, kind: ChannelKind, choices: Choices, found: ChannelPage | None = None, *, status: int = 200) -> Any:
    again_in = AGAIN_SECONDS if found is not None and found.busy and status == 200 else 0
    return page("outbox/channel.html", status=status, form=form, kind=kind, choices=choices, found=found, again=again_in, **_words())
