"""Copying programmes to another term: what comes is shown first."""

from __future__ import annotations

from typing import Any

from flask import request

from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services.afterschool import copying as services
from schoolapp.web import gate
from schoolapp.web.addresses import number, number_or
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.web.programmes import door


@door.get("/programmes/copy")
@needs(Permit.PLAN_SERVICE)
def copy() -> Any:
    try:
        offer = services.copy_offer(house=gate.house(), actor=gate.actor(), source_id=request.args.get("from", type=number),
                                    target_id=request.args.get("to", type=number), now=gate.now())
    except NotFound:
        if "from" in request.args or "to" in request.args:
            raise
        offer = None
    return page("programmes/copy.html", offer=offer)


@door.post("/programmes/copy", endpoint="copy_posted")
@needs(Permit.PLAN_SERVICE)
def copy_posted() -> Any:
    target = number_or(request.form.get("to"), 0)
    chosen = [number_or(text, 0) for text in request.form.getlist("programme")]
    done = services.copy_programmes(house=gate.house(), actor=gate.actor(), source_id=number_or(request.form.get("from"), 0), target_id=target,
                                    chosen=chosen, now=gate.now())
    text = _("已复制 %(n)s 个项目，请核对时间、地点和人员", n=done) if done else _("没有要复制的项目，都已经在这个学期里了")
    return back_to("programmes.listing", term=target, text=text)
