"""The login page, the first password after a one-time code, the own page, logging out. Accounts are given out in `people`."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, redirect, request, url_for

from schoolapp.rules.permits import Permit
from schoolapp.services import login as services
from schoolapp.services import school as school_services
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.menu import ROLE_WORDS
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("login", __name__)

PASSWORD_WORDS = {
    "short": N_("密码至少 8 位，可以用一句话或几个词"),
    "long": N_("密码最多 200 位"),
    "common": N_("这个密码太常见，容易被猜中，请换一个"),
    "same": N_("密码不能是工号、姓名或常见词，请换一个"),
    "wrong": N_("现在的密码不对"),
    "differ": N_("两次输入的新密码不一样"),
}


def login_page(
    *, kept: str = "", ended: bool = False, number: str = "", errors: list[tuple[str, str]] | None = None, status: int = 200, target: str = ""
) -> Any:
    """The two fields; `kept` carries a posted form over the login."""
    return page("login/enter.html", status=status, kept=kept, ended=ended, number=number, errors=errors or [], target=target)


@door.get("/")
@needs(Permit.PUBLIC)
def start() -> Any:
    if not school_services.has_school(house=gate.house()):
        return redirect(url_for("setup.enter"))
    return redirect(url_for("today.show"))


@door.get("/login")
@needs(Permit.PUBLIC)
def enter() -> Any:
    if not school_services.has_school(house=gate.house()):
        return redirect(url_for("setup.enter"))
    return login_page(target=gate.safe_next(request.args.get("next", "")) or "")


@door.post("/login")
@needs(Permit.PUBLIC)
def enter_posted() -> Any:
    number, password = request.form.get("number", "").strip()[:60], request.form.get("password", "")
    kept, target = request.form.get("kept", ""), gate.safe_next(request.form.get("next", ""))
    errors = []
    if not number:
        errors.append(("number", _("请填写工号")))
    if not password:
        errors.append(("password", _("请填写密码或一次性登录码")))
    if not errors:
        try:
            opened = services.log_in(
                house=gate.house(),
                number=number,
                password=password,
                address=gate.address(),
                device=request.cookies.get(gate.cookie_name("device"), ""),
                browser=request.headers.get("User-Agent", ""),
                now=gate.now(),
            )
        except services.LoginRefused as refused:
            if refused.code == "wait":
                errors.append(("password", _("试错次数较多，请等 %(n)s 秒再试", n=refused.seconds)))
            else:
                errors.append(("password", _("工号、密码或登录码不对，请核对后再试；忘记密码请找系统管理员重发登录码")))
    if errors:
        return login_page(kept=kept, number=number, errors=errors, status=400, target=target or "")
    response: Any
    if opened.must_change:
        response = redirect(url_for("login.first"), 303)
    elif kept and (plain := gate.unseal(kept)):
        form = json.loads(plain)
        signed = services.find_signed(house=gate.house(), token=opened.token, now=gate.now())
        here = {"actor": signed.person.actor} if signed else {}  # whose drafts this browser keeps
        response = page("login/resume.html", path=form["path"], fields=form["fields"], csrf_token=opened.csrf, **here)
    else:
        response = redirect(target or url_for("today.show"), 303)
    return _with_session(response, opened)


def _with_session(response: Any, opened: services.Opened) -> Any:
    seconds = int(opened.lasts.total_seconds())
    gate.set_cookie(response, "sid", opened.token, seconds)
    gate.set_cookie(response, "device", opened.device, 31_536_000)
    return response


@door.get("/login/first")
@needs(Permit.SIGNED_IN)
def first() -> Any:
    if not gate.signed().must_change:
        return redirect(url_for("login.me"))
    return page("login/first.html", errors=[], person=gate.signed().person)


@door.post("/login/first", endpoint="first_posted")
@needs(Permit.SIGNED_IN)
def first_posted() -> Any:
    return _change("login/first.html", present=None)


@door.get("/me")
@needs(Permit.SIGNED_IN)
def me() -> Any:
    return page("login/me.html", errors=[], person=gate.signed().person, role_words=ROLE_WORDS)


@door.post("/me/password")
@needs(Permit.SIGNED_IN)
def password() -> Any:
    return _change("login/me.html", present=request.form.get("present", ""))


def _change(template: str, present: str | None) -> Any:
    fresh, again = request.form.get("fresh", ""), request.form.get("again", "")
    try:
        if fresh != again:
            raise services.BadPassword("differ")
        opened = services.set_password(house=gate.house(), signed=gate.signed(), present=present, fresh=fresh, address=gate.address(), now=gate.now())
    except services.BadPassword as bad:
        field = {"wrong": "present", "differ": "again"}.get(bad.code, "fresh")
        return page(template, status=400, errors=[(field, _(PASSWORD_WORDS[bad.code]))], person=gate.signed().person, role_words=ROLE_WORDS)
    return _with_session(back_to("today.show", text=_("新密码已经生效，其他设备上的登录已退出")), opened)


@door.post("/logout")
@needs(Permit.SIGNED_IN)
def leave() -> Any:
    services.log_out(house=gate.house(), signed=gate.signed(), everywhere=bool(request.form.get("everywhere")), address=gate.address(), now=gate.now())
    response = redirect(url_for("login.enter"), 303)
    gate.drop_cookie(response, "sid")
    return response
