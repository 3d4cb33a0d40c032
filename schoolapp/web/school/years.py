"""The page that starts the next school year: the difference first, then one button."""

from __future__ import annotations

from typing import Any

from flask import request

from schoolapp.rules.permits import Permit
from schoolapp.services import years as services
from schoolapp.services.house import Replayed
from schoolapp.web import gate
from schoolapp.web.addresses import number_or
from schoolapp.web.addresses import year as year_number
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.school import YearForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.web.school import door


@door.get("/admin/year")
@needs(Permit.SET_UP)
def year() -> Any:
    """The difference that starting the next year makes."""
    try:
        plan = _plan()
    except services.YearRefused as refused:
        return page("school/year.html", plan=None, form=None, refused=_said(refused))
    return page(
        "school/year.html",
        plan=plan,
        form=YearForm(data={"first_classes": plan.first_now, "seen": str(len(plan.moves))}),
        refused="",
        label=services.year_label,
    )


@door.post("/admin/year", endpoint="year_posted")
@needs(Permit.SET_UP)
def year_posted() -> Any:
    form = YearForm(request.form)
    seen = form.seen.data or ""
    if form.validate():
        try:
            started = services.start_year(
                house=gate.house(),
                actor=gate.actor(),
                start_year=request.form.get("year", 0, type=year_number),
                first_classes=form.first_classes.data,
                seen=number_or(seen, -1),
                request_key=form.request_key.data,
                now=gate.now(),
            )
        except Replayed as first:
            return back_to("people.classes", year=int(first.result), text=_("这个学年已经开始，请登记任课和新的家长链接"))
        except services.YearRefused as refused:
            blame(form, "first_classes" if refused.code == "first_classes" else "", _said(refused))
        else:
            return back_to(
                "people.classes",
                year=started.year,
                text=_(
                    "%(year)s学年已经开始：升级 %(moved)s 个班，离校 %(left)s 个班，新生 %(made)s 个班",
                    year=services.year_label(started.year),
                    moved=started.moved,
                    left=started.left,
                    made=started.made,
                ),
            )
    try:
        plan = _plan()
    except services.YearRefused as refused:
        return page("school/year.html", status=400, plan=None, form=None, refused=_said(refused))
    return page("school/year.html", status=400, plan=plan, form=form, refused="", label=services.year_label)


def _plan() -> services.YearPlan:
    wanted = services.next_year(house=gate.house(), actor=gate.actor())
    return services.plan_year(house=gate.house(), actor=gate.actor(), start_year=wanted, now=gate.now())


def _said(refused: services.YearRefused) -> str:
    sentence = services.YEAR_WORDS[refused.code]
    return _(sentence, **refused.values) if refused.values else _(sentence)
