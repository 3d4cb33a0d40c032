"""The form of a channel for telling staff groups: shapes only. Keys are typed and never shown again; empty they stay as they are."""

from __future__ import annotations

from datetime import time
from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField, TextAreaField

from schoolapp.rules.outbox import Address, ChannelKind
from schoolapp.services.outbox import ChannelPage, Choices, Settings
from schoolapp.web.forms.fields import ClockField, Form, KeyField, TextField, WholeField, filled, options
from schoolapp.web.language import _, _l, lang
from schoolapp.words import N_, class_name, grade_name

URL_LABELS = {
    ChannelKind.WECOM: N_("群机器人的 Webhook 地址"), ChannelKind.DINGTALK: N_("群机器人的 Webhook 地址"), ChannelKind.FEISHU: N_("群机器人的 Webhook 地址"),
    ChannelKind.WEBHOOK: N_("接收地址"),
}
SECRET_LABELS = {ChannelKind.DINGTALK: N_("加签密钥"), ChannelKind.FEISHU: N_("签名校验密钥"), ChannelKind.WEBHOOK: N_("签名密钥")}
SECURITIES = (("ssl", N_("SSL（465 端口）")), ("starttls", N_("STARTTLS（587 端口）")))
DIGEST_AT, QUIET_FROM, QUIET_UNTIL = 17 * 60 + 10, 21 * 60, 7 * 60


class ChannelForm(Form):
    """One channel. `scope`: all, g<grade> or c<class id>."""

    name = TextField(_l("渠道名称"))
    url = TextField(_l("接收地址"))
    secret = PasswordField(_l("签名密钥"))
    host = TextField(_l("发信服务器"))
    port = WholeField(_l("端口"))
    security = RadioField(_l("加密方式"), choices=[], validate_choice=False)
    user = TextField(_l("邮箱账号"))
    password = PasswordField(_l("密码或授权码"))
    sender = TextField(_l("发件地址"))
    to = TextAreaField(_l("收件地址"))
    scope = SelectField(_l("发哪些班"), choices=[])
    with_link = BooleanField(_l("附上这个班的公示链接"))
    updates = BooleanField(_l("发出后又有增减或更正，再发一条"))
    digest_at = ClockField(_l("每天几点发"), [filled(N_("请填写时间，例如 17:10"))])
    quiet_from = ClockField(_l("免打扰从"), [filled(N_("请填写时间，例如 21:00"))])
    quiet_until = ClockField(_l("免打扰到"), [filled(N_("请填写时间，例如 07:00"))])
    seen = HiddenField()
    request_key = KeyField()

    def settings(self) -> Settings:
        """What is heard, and when; call it on a form without errors only."""
        scope = self.scope.data or "all"
        return Settings(
            self.name.data or "", int(scope[1:]) if scope[0] == "g" else None, int(scope[1:]) if scope[0] == "c" else None, bool(self.with_link.data),
            bool(self.updates.data), *(_minute(f.data) for f in (self.digest_at, self.quiet_from, self.quiet_until)),
        )

    def address(self) -> Address:
        """What was typed of where it leads."""
        if "host" not in self:
            return Address(url=self.url.data or "", secret=(self.secret.data or "") if "secret" in self else "")
        to = tuple(part for part in (self.to.data or "").replace("\r", "\n").split("\n") if part.strip())
        port, security = self.port.data or 0, self.security.data or ""
        return Address(host=self.host.data or "", port=port, security=security, user=self.user.data or "", password=self.password.data or "",
                       sender=self.sender.data or "", to=to)


def channel_form(posted: Any, kind: ChannelKind, choices: Choices, page: ChannelPage | None = None) -> ChannelForm:
    """The form for a kind of channel, filled with what stands (`page`) or with what is usual."""
    form = ChannelForm(posted, data=_standing(page) if page else _usual())
    gone = ("url", "secret") if kind is ChannelKind.MAIL else ("host", "port", "security", "user", "password", "sender", "to")
    for name in (*gone, *(("secret",) if kind is ChannelKind.WECOM else ())):
        if name in form:
            del form[name]
    if kind is ChannelKind.MAIL:
        offered = (*SECURITIES, ("none", N_("不加密（仅限校内网）"))) if choices.private else SECURITIES
        form.security.choices = options((value, _(word)) for value, word in offered)
    else:
        form.url.label.text = _(URL_LABELS[kind])
    if "secret" in form:
        form.secret.label.text = _(SECRET_LABELS[kind])
    pairs = [("all", _("全校")), *((f"g{n}", grade_name(lang(), n)) for n in choices.grades)]
    pairs += [(f"c{one.id}", class_name(lang(), one.grade, one.number)) for one in choices.classes]
    held = form.scope.data or ""
    if page and page.view.ended and page.view.one and held == f"c{page.view.one.id}":
        pairs.append((held, _("%(name)s（往年）", name=class_name(lang(), page.view.one.grade, page.view.one.number))))
    form.scope.choices = options(pairs)
    return form


def _usual() -> dict[str, Any]:
    times = {"digest_at": _clock(DIGEST_AT), "quiet_from": _clock(QUIET_FROM), "quiet_until": _clock(QUIET_UNTIL)}
    return {**times, "port": 465, "security": "ssl", "scope": "all"}


def _standing(page: ChannelPage) -> dict[str, Any]:
    row, address = page.view.row, page.address
    scope = f"c{row.class_id}" if row.class_id is not None else f"g{row.grade}" if row.grade is not None else "all"
    return {
        "name": row.name, "scope": scope, "with_link": row.with_link, "updates": row.updates, "digest_at": _clock(row.digest_at),
        "quiet_from": _clock(row.quiet_from), "quiet_until": _clock(row.quiet_until), "seen": str(row.version), "host": address.host,
        "port": address.port or 465, "security": address.security, "user": address.user, "sender": address.sender, "to": "\n".join(address.to),
    }


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _minute(value: time) -> int:
    return value.hour * 60 + value.minute
