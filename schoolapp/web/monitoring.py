"""Pages of the register of outside monitoring (监测督): the list, noting one, correcting or withdrawing it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from schoolapp.rules.permits import Permit
from schoolapp.services import monitoring as services
from schoolapp.services.house import Replayed
from schoolapp.web import gate
from schoolapp.web.addresses import number_or
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.monitoring import AUDIENCE_WORDS, MonitoringForm, form_of
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("monitoring", __name__)

FAULT_WORDS = {
    "empty": N_("请填写这一项"),
    "long": N_("写得太长了，请缩短"),
    "order": N_("结束日期不能早于开始日期"),
    "range": N_("请填写 1 到 99999 之间的整数"),
    "more": N_("完成人数不能多于应填人数"),
    "future": N_("监测还没有开始，完成人数请以后再填"),
    "personal": N_("不能写证件号和手机号"),
}


@door.get("/monitoring")
@needs(Permit.NOTE_MONITORING)
def listing() -> Any:
    rows = services.list_monitorings(house=gate.house(), actor=gate.actor())
    return page("monitoring/list.html", rows=rows, audience_words=AUDIENCE_WORDS)


@door.get("/monitoring/new")
@needs(Permit.NOTE_MONITORING)
def new() -> Any:
    return page("monitoring/one.html", form=MonitoringForm(), monitoring_id=0)


@door.post("/monitoring/new", endpoint="new_posted")
@needs(Permit.NOTE_MONITORING)
def new_posted() -> Any:
    form = MonitoringForm(request.form)
    if form.validate():
        try:
            services.note_monitoring(house=gate.house(), actor=gate.actor(), noted=form.noted(), request_key=form.request_key.data or "", now=gate.now())
        except Replayed:
            pass
        except services.MonitoringRefused as refused:
            _blame(form, refused)
        if not form.errors:
            return back_to("monitoring.listing", text=_("已登记"))
    return page("monitoring/one.html", status=400, form=form, monitoring_id=0)


@door.get("/monitoring/<int:monitoring_id>")
@needs(Permit.NOTE_MONITORING)
def one(monitoring_id: int) -> Any:
    row = services.get_monitoring(house=gate.house(), actor=gate.actor(), monitoring_id=monitoring_id)
    return page("monitoring/one.html", form=form_of(row), monitoring_id=row.id)


@door.post("/monitoring/<int:monitoring_id>", endpoint="one_posted")
@needs(Permit.NOTE_MONITORING)
def one_posted(monitoring_id: int) -> Any:
    here = {"house": gate.house(), "actor": gate.actor(), "monitoring_id": monitoring_id}
    services.get_monitoring(**here)
    form = MonitoringForm(request.form)
    if form.validate():
        try:
            changed = services.correct_monitoring(**here, noted=form.noted(), version=number_or(form.version.data, 0), now=gate.now())
        except services.MonitoringRefused as refused:
            _blame(form, refused)
        else:
            return back_to("monitoring.listing", text=_("已更正") if changed else _("没有改动"))
    return page("monitoring/one.html", status=400, form=form, monitoring_id=monitoring_id)


@door.post("/monitoring/<int:monitoring_id>/withdraw")
@needs(Permit.NOTE_MONITORING)
def withdraw(monitoring_id: int) -> Any:
    version = number_or(request.form.get("version"), 0)
    services.withdraw_monitoring(house=gate.house(), actor=gate.actor(), monitoring_id=monitoring_id, version=version, now=gate.now())
    return back_to("monitoring.listing", text=_("已撤回，审计记录里仍可查"))


def _blame(form: MonitoringForm, refused: services.MonitoringRefused) -> None:
    for name, code in refused.faults:
        blame(form, name, _(FAULT_WORDS[code]))
