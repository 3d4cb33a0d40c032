"""The principal's page of the ways in which families are heard: what each shows them, and its switch."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, abort, request

from schoolapp.rules.feedback import Voice
from schoolapp.rules.permits import Permit
from schoolapp.services import feedback as services
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("feedback", __name__)


class Said(NamedTuple):
    """A way of being heard in the school's words: its name, what families see, what comes of it."""

    title: str
    shown: str
    kept: str


VOICE_WORDS = {
    Voice.ANSWERS: Said(
        N_("作业用时反馈"),
        N_("公示页上多一个入口：家长不用登录，点选孩子当天的书面作业实际用了多久。"),
        N_("不记是谁填的；同一个班同一天满 5 份才显示各时段份数，只作参考，不进待核实事项。"),
    ),
    Voice.SUGGESTIONS: Said(
        N_("意见建议"),
        N_("公示页上多一个入口：家长先看到区里和学校的监督电话，再决定要不要写给学校。"),
        N_("每条意见有编号和查询码，学校在规定的上课日内答复，并登记处理结果。"),
    ),
    Voice.SURVEYS: Said(
        N_("问卷调查"),
        N_("学校可以发放问卷：家长用链接或二维码填，学生用纸质问卷，教师在系统里填。"),
        N_("到期自动截止，结果只有份数、比例和图，不记是谁填的。"),
    ),
}


@door.get("/feedback")
@needs(Permit.SET_PUBLIC)
def settings() -> Any:
    found = services.states(house=gate.house(), actor=gate.actor())
    return page("feedback/settings.html", switches=[(one, VOICE_WORDS[one.voice]) for one in found])


@door.post("/feedback", endpoint="settings_posted")
@needs(Permit.SET_PUBLIC)
def settings_posted() -> Any:
    voice = next((one for one in Voice if one.value == request.form.get("voice", "")), None)
    wanted = request.form.get("on", "")
    if voice is None or wanted not in ("0", "1"):
        abort(400)
    changed = services.turn(house=gate.house(), actor=gate.actor(), now=gate.now(), voice=voice, on=wanted == "1")
    name = _(VOICE_WORDS[voice].title)
    text = _("已开启：%(name)s", name=name) if wanted == "1" else _("已关闭：%(name)s", name=name)
    return back_to("feedback.settings", text=text if changed else _("没有改动"))
