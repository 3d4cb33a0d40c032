"""The term's written plan of the service (一校一案): its versions, attaching one, taking one back, opening the file."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict

from schoolapp.rules.permits import Permit
from schoolapp.services.afterschool import plans as services
from schoolapp.services.files import PAPER_MAX_MB
from schoolapp.services.house import Conflict, Replayed
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.forms.programmes import PlanFields, ReasonFields
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.web.programmes import door
from schoolapp.web.programmes.sentences import FAULT_WORDS
from schoolapp.web.uploads import ACCEPTED, file_sentence, hand_out


@door.get("/plan")
@needs(Permit.SEE_SERVICE)
def plans() -> Any:
    return _show(PlanFields())


def _show(form: PlanFields, *, status: int = 200, chosen: bool = False, reason: ReasonFields | None = None, of: int = 0) -> Any:
    found = services.list_plans(house=gate.house(), actor=gate.actor(), term_id=request.args.get("term", type=number), now=gate.now())
    if not form.title.data and not form.errors:
        form.title.data = _("%(term)s课后服务实施方案", term=found.term.name)
    return page("programmes/plans.html", status=status, found=found, form=form, most=PAPER_MAX_MB, accepted=ACCEPTED, chosen=chosen,
                reason=reason or ReasonFields(), of=of)


@door.post("/plan", endpoint="plan_added")
@needs(Permit.PLAN_SERVICE)
def plan_added() -> Any:
    form = PlanFields(CombinedMultiDict([request.files, request.form]))
    term_id, data = request.args.get("term", type=number), form.upload()
    if form.validate():
        try:
            services.add_plan(house=gate.house(), actor=gate.actor(), term_id=term_id, data=data, title=form.title.data or "",
                              own_date=form.own_date.data, note=form.note.data or "", request_key=form.request_key.data or "", now=gate.now())
            return back_to("programmes.plans", term=term_id, text=_("方案已保存"))
        except Replayed:
            return back_to("programmes.plans", term=term_id, text=_("方案已保存"))
        except services.BadPlan as bad:
            for name, code, values in bad.faults:
                text = file_sentence("required" if not data else code, values) if name == "file" else _(FAULT_WORDS[code])
                form[name].errors = [*form[name].errors, text]
    return _show(form, status=400, chosen=bool(data))


@door.get("/plan/<int:plan_id>/file")
@needs(Permit.SEE_SERVICE)
def plan_file(plan_id: int) -> Any:
    return hand_out(services.open_plan(house=gate.house(), actor=gate.actor(), plan_id=plan_id))


@door.post("/plan/<int:plan_id>/withdraw")
@needs(Permit.PLAN_SERVICE)
def plan_withdraw(plan_id: int) -> Any:
    reason, term_id = ReasonFields(request.form), request.args.get("term", type=number)
    try:
        services.withdraw_plan(house=gate.house(), actor=gate.actor(), plan_id=plan_id, reason=reason.reason.data or "", now=gate.now())
    except services.BadPlan as bad:
        reason.reason.errors = [_(FAULT_WORDS[code]) for _name, code, _values in bad.faults]
        return _show(PlanFields(), status=400, reason=reason, of=plan_id)
    except Conflict:
        return back_to("programmes.plans", term=term_id, text=_("这一版已经撤回了"), kind="info")
    return back_to("programmes.plans", term=term_id, text=_("这一版已撤回，记录保留"))
