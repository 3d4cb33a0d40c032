"""The page of the term plan of homework (学期作业计划): subject groups' leads and the office plan, others with a board read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from schoolapp import words
from schoolapp.rules.permits import Permit
from schoolapp.rules.quota import PlanFault, plan_segments
from schoolapp.services import quota as services
from schoolapp.services.house import Conflict
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.quota import PlanForm, field_name, plan_form
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page

door = Blueprint("quota", __name__)


@door.get("/homework/plan")
@needs(Permit.SEE_BOARD)
def plan() -> Any:
    found = _plan(request.args.get("term", type=number))
    return _page(found, plan_form(found))


@door.post("/homework/plan")
@needs(Permit.PLAN_HOMEWORK)
def plan_posted() -> Any:
    """Saves, or (check, starter, copy) shows the form again with its sums and what was filled in; those save nothing."""
    found = _plan(request.form.get("term", type=number))
    form, do = plan_form(found, request.form), request.form.get("do", "save")
    ok = form.validate()
    if do in ("check", "starter", "copy"):
        filled = form.fill(found.starters if do == "starter" else found.earlier) if do != "check" else 0
        return _page(found, form, filled=None if do == "check" else filled)
    if not ok:
        return _page(found, form, status=400)
    try:
        saved = services.save_plan(house=gate.house(), actor=gate.actor(), term_id=found.term.id, entries=form.entries(), now=gate.now())
    except services.PlanRefused as refused:
        for fault in refused.faults:
            _blame(form, fault)
        return _page(found, form, status=400)
    except Conflict as conflict:
        fresh = _plan(found.term.id)
        form.renew(fresh)
        return _page(fresh, form, status=409, code=conflict.code)
    return back_to("quota.plan", term=found.term.id, text=_("计划已保存") if saved else _("没有改动"), kind="ok" if saved else "info")


def _plan(term_id: int | None) -> services.TermPlan:
    return services.term_plan(house=gate.house(), actor=gate.actor(), term_id=term_id, now=gate.now())


def _blame(form: PlanForm, fault: PlanFault) -> None:
    if fault.code == "over_cap":
        own = next((cell.subject for p in form.plan.grades if p.grade == fault.grade for cell in p.cells if cell.own), "")
        blame(form, field_name("minutes", fault.grade, own), _("合计 %(total)s 分钟，上限 %(cap)s 分钟，请调减 %(n)s 分钟",
                                                               total=fault.total, cap=fault.cap, n=fault.total - fault.cap))
        return
    sentence = {"range": _("请填写 0 到 240 的整数"), "long": _("写得太长了，请缩短"), "personal": _("不能写证件号和手机号")}[fault.code]
    blame(form, field_name("minutes" if fault.code == "range" else "note", fault.grade, fault.subject), sentence)


def _page(found: services.TermPlan, form: PlanForm, *, status: int = 200, filled: int | None = None, code: str = "") -> Any:
    sums = {}
    for of_grade in found.grades:
        planned = form.minutes(of_grade.grade)
        sums[of_grade.grade] = (sum(m for _s, m in planned), plan_segments(planned, of_grade.cap), planned)
    errors = [("", str(sentence)) for sentence in form.form_errors]
    for of_grade in found.grades:
        where = words.grade_name(lang(), of_grade.grade)
        for cell in of_grade.cells:
            for what in ("minutes", "note"):
                field = form.of(what, of_grade.grade, cell.subject)
                for sentence in field.errors if field is not None else ():
                    errors.append((field.id, _("%(field)s：%(error)s", field=f"{where} {_(cell.subject)}", error=sentence)))
    return page("homework/plan.html", status=status, plan=found, form=form, sums=sums, errors=errors, filled=filled, code=code)
