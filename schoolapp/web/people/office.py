"""What leaders and the academic office do about people without the administrator: substitutes, and an inspector's account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request

from schoolapp.rules.people import school_year_bounds, school_year_of
from schoolapp.rules.permits import Permit
from schoolapp.services import people as services
from schoolapp.services.house import Replayed
from schoolapp.web import gate
from schoolapp.web.forms.fields import options
from schoolapp.web.forms.people import InspectorForm, SubstituteForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang, ngettext
from schoolapp.web.pages import back_to, page
from schoolapp.web.people import door
from schoolapp.web.people.sentences import blamed, grade_choices, people_choices
from schoolapp.web.people.slips import sheet_page
from schoolapp.words import class_name, join

INSPECTOR_DAYS = (1, 2, 3, 7)


@door.get("/people/office")
@needs(Permit.GRANT_SUBSTITUTE)
def office() -> Any:
    """The hub of these pages for leaders, office and principal."""
    return page("people/office.html", may=gate.actor().may, permits=Permit)


@door.get("/people/substitutes")
@needs(Permit.GRANT_SUBSTITUTE)
def substitutes() -> Any:
    today = gate.now().date()
    return _substitutes(
        SubstituteForm(data={"start": today, "end": today + timedelta(days=4 - today.weekday()) if today.weekday() < 5 else today})
    )


@door.post("/people/substitutes", endpoint="substitutes_posted")
@needs(Permit.GRANT_SUBSTITUTE)
def substitutes_posted() -> Any:
    form = SubstituteForm(request.form)
    offered = _offered(form)
    if form.validate():
        class_id, subject = form.lesson.data.split(":", 1)
        try:
            services.grant_substitute(
                house=gate.house(),
                actor=gate.actor(),
                class_id=int(class_id),
                subject=subject,
                staff_id=int(form.staff.data),
                start=form.start.data,
                end=form.end.data,
                request_key=form.request_key.data,
                now=gate.now(),
            )
        except Replayed:
            pass
        except services.PeopleRefused as refused:
            blamed(form, refused)
        if not form.errors:
            name = next((p.name for p in offered.colleagues if str(p.id) == form.staff.data), "")
            return back_to("people.substitutes", text=_("已登记代课：%(name)s现在可以登记这一课的作业", name=name))
    return _substitutes(form, 400)


@door.post("/people/substitutes/<int:substitute_id>/end")
@needs(Permit.GRANT_SUBSTITUTE)
def substitute_end(substitute_id: int) -> Any:
    services.end_substitute(house=gate.house(), actor=gate.actor(), substitute_id=substitute_id, now=gate.now())
    return back_to("people.substitutes", text=_("代课已提前结束，已登记的作业不受影响"))


def _offered(form: SubstituteForm) -> Any:
    offered = services.substitute_choices(house=gate.house(), actor=gate.actor(), now=gate.now())
    said = [
        (one.key, f"{class_name(lang(), one.one.grade, one.one.number)} · {_(one.subject)} ({join(lang(), list(one.by))})")
        for one in offered.lessons
    ]
    form.lesson.choices = options([("", _("请选择")), *said])
    form.staff.choices = people_choices(offered.colleagues)
    return offered


def _substitutes(form: SubstituteForm, status: int = 200) -> Any:
    offered = _offered(form)
    lines = services.list_substitutes(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("people/substitutes.html", status=status, form=form, lines=lines, offered=offered)


@door.get("/people/inspectors")
@needs(Permit.INVITE_INSPECTOR)
def inspectors() -> Any:
    today = gate.now().date()
    start, _end = school_year_bounds(school_year_of(today))
    return _inspectors(InspectorForm(data={"start": start, "end": today, "days": 1}))


@door.post("/people/inspectors", endpoint="inspectors_posted")
@needs(Permit.INVITE_INSPECTOR)
def inspectors_posted() -> Any:
    form = _with_choices(InspectorForm(request.form))
    if form.validate():
        try:
            sheet = services.invite_inspector(
                house=gate.house(),
                actor=gate.actor(),
                number=form.number.data,
                name=form.name.data,
                grades=frozenset(form.grades.data or []),
                period=(form.start.data, form.end.data),
                days=form.days.data,
                request_key=form.request_key.data,
                now=gate.now(),
            )
            return sheet_page(sheet)
        except Replayed:
            return page("people/slips_shown.html", status=410)
        except services.PeopleRefused as refused:
            blamed(form, refused)
    return _inspectors(form, 400)


@door.post("/people/inspectors/<int:staff_id>/end")
@needs(Permit.INVITE_INSPECTOR)
def inspector_end(staff_id: int) -> Any:
    services.end_inspector(house=gate.house(), actor=gate.actor(), staff_id=staff_id, now=gate.now())
    return back_to("people.inspectors", text=_("账号已提前结束，所有设备上的登录已退出"))


def _with_choices(form: InspectorForm) -> InspectorForm:
    form.grades.choices = grade_choices(services.role_choices(house=gate.house(), actor=gate.actor()).grades)
    form.days.choices = options((n, ngettext("%(n)s 天", "%(n)s 天", n)) for n in INSPECTOR_DAYS)
    return form


def _inspectors(form: InspectorForm, status: int = 200) -> Any:
    lines = services.list_inspectors(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("people/inspectors.html", status=status, form=_with_choices(form), lines=lines)
