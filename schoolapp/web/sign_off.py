"""The one tap of a leader's weekly sign-off. The part of the board that shows it is `templates/load/sign_off.html`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from schoolapp.rules.permits import Permit
from schoolapp.services import sign_off as services
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to
from schoolapp.words import N_

door = Blueprint("sign_off", __name__)

REFUSED_WORDS = {
    "off": N_("学校现行标准没有启用周确认"),
    "early": N_("这一周还有上课日没到，最后一个上课日起可以确认"),
    "empty": N_("这一周没有上课日，不用确认"),
}


@door.post("/load/<int:grade>/<monday>/sign")
@needs(Permit.SIGN_WEEK)
def sign(grade: int, monday: str) -> Any:
    day = gate.loaded(day_or_none(monday))
    place = {"grade": grade, "day": day.isoformat()}
    try:
        fresh = services.sign_week(house=gate.house(), actor=gate.actor(), grade=grade, monday=day, now=gate.now())
    except services.SignOffRefused as refused:
        return back_to("load.week", text=_(REFUSED_WORDS[refused.code]), kind="warning", **place)
    return back_to("load.week", text=_("已确认这一周的作业总量") if fresh else _("这一周已经确认过了"), **place)
