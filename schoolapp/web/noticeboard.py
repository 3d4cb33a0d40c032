"""The principal's page of the school's notice board: open or closed, fees as published. The board itself is one of the parents' pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from schoolapp.rules.permits import Permit
from schoolapp.services import noticeboard as services
from schoolapp.web import gate
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.noticeboard import BoardForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("noticeboard", __name__)

PROBLEM_WORDS = {"long": N_("最多 800 个字"), "identity": N_("这里不能有身份证号")}


@door.get("/noticeboard")
@needs(Permit.SET_PUBLIC)
def settings() -> Any:
    found = services.board_settings(house=gate.house(), actor=gate.actor())
    form = BoardForm(data={"open": "1" if found.open else "0", "fees": found.fees, "seen": found.seen})
    return page("noticeboard/settings.html", form=form, found=found, base=_base())


@door.post("/noticeboard", endpoint="settings_posted")
@needs(Permit.SET_PUBLIC)
def settings_posted() -> Any:
    form = BoardForm(request.form)
    if form.validate():
        try:
            changed = services.change_board(house=gate.house(), actor=gate.actor(), open_=form.open.data == "1", fees=form.fees.data or "",
                                            seen=form.seen.data or "", now=gate.now())
        except services.FeesRefused as refused:
            blame(form, "fees", _(PROBLEM_WORDS[refused.code]))
        else:
            opened = _("已保存，公示栏已公开") if form.open.data == "1" else _("已保存，公示栏没有公开")
            return back_to("noticeboard.settings", text=opened if changed else _("没有改动"))
    found = services.board_settings(house=gate.house(), actor=gate.actor())
    return page("noticeboard/settings.html", status=400, form=form, found=found, base=_base())


def _base() -> str:
    return gate.house().config.public_url or request.url_root.rstrip("/")
