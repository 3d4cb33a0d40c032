"""Care outside the service (早到校, 午间, 晚自习, 双休日): noted, and said plainly that it never counts."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import request

from schoolapp.rules.permits import Permit
from schoolapp.services.afterschool import outside_care as services
from schoolapp.services.afterschool.outside_care import BadCare, CareKind
from schoolapp.web import gate
from schoolapp.web.addresses import number, number_or
from schoolapp.web.forms.programmes import CARE_WORDS, CareFields
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.web.programmes import door
from schoolapp.web.programmes.sentences import FAULT_WORDS


def _listed() -> services.CareList:
    return services.list_care(house=gate.house(), actor=gate.actor(), term_id=request.args.get("term", type=number), now=gate.now())


@door.get("/outside")
@needs(Permit.SEE_SERVICE)
def care() -> Any:
    return page("programmes/care.html", found=_listed(), words={kind.value: text for kind, text in CARE_WORDS.items()})


@door.get("/outside/new")
@needs(Permit.PLAN_SERVICE)
def care_new() -> Any:
    term = _listed().term
    return page("programmes/care_edit.html", form=CareFields(first_day=term.start, last_day=term.end, kind=CareKind.NOON.value), row=None, term=term)


@door.post("/outside/new", endpoint="care_new_posted")
@needs(Permit.PLAN_SERVICE)
def care_new_posted() -> Any:
    return _save(None)


@door.get("/outside/<int:care_id>")
@needs(Permit.PLAN_SERVICE)
def care_one(care_id: int) -> Any:
    row = services.get_care(house=gate.house(), actor=gate.actor(), care_id=care_id)
    times = {name: time(minutes // 60, minutes % 60) for name, minutes in (("start", row.start), ("end", row.end))}
    form = CareFields(kind=row.kind, grades=sorted(row.grades), first_day=row.first_day, last_day=row.last_day, heads=row.heads, note=row.note, **times)
    return page("programmes/care_edit.html", form=form, row=row, term=None)


@door.post("/outside/<int:care_id>", endpoint="care_one_posted")
@needs(Permit.PLAN_SERVICE)
def care_one_posted(care_id: int) -> Any:
    return _save(care_id)


def _save(care_id: int | None) -> Any:
    form = CareFields(request.form)
    row = None if care_id is None else services.get_care(house=gate.house(), actor=gate.actor(), care_id=care_id)
    if form.validate():
        try:
            services.save_care(house=gate.house(), actor=gate.actor(), care_id=care_id, draft=form.draft(),
                               version=number_or(request.form.get("version"), 1), term_id=request.args.get("term", type=number), now=gate.now())
            return back_to("programmes.care", term=row.term_id if row else request.args.get("term", type=number), text=_("已保存，不计入 5+2"))
        except BadCare as bad:
            for name, code in bad.faults:
                form[name].errors = [*form[name].errors, _(FAULT_WORDS["days" if (name, code) == ("last_day", "order") else code])]
    return page("programmes/care_edit.html", status=400, form=form, row=row, term=None if row else _listed().term)


@door.post("/outside/<int:care_id>/remove")
@needs(Permit.PLAN_SERVICE)
def care_remove(care_id: int) -> Any:
    services.remove_care(house=gate.house(), actor=gate.actor(), care_id=care_id, now=gate.now())
    return back_to("programmes.care", text=_("已删除"))
