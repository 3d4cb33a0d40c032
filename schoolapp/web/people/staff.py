"""Staff pages of the administrator: the list, one person, ending sessions. Codes on paper stand in `slips`."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import abort, request, url_for

from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Permit
from schoolapp.services import people as services
from schoolapp.services.house import Replayed
from schoolapp.web import gate
from schoolapp.web.forms.fields import options
from schoolapp.web.forms.people import PersonForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, ngettext
from schoolapp.web.pages import back_to, page
from schoolapp.web.people import door
from schoolapp.web.people.sentences import blamed, grade_choices, role_word, roles_text, sentence

SHOWS = ("active", "waiting", "left")


@door.get("/admin/staff")
@needs(Permit.SET_UP)
def staff() -> Any:
    """Everybody, filtered by state and by what was typed."""
    everybody = services.list_people(house=gate.house(), actor=gate.actor(), now=gate.now())
    groups = {
        "active": [p for p in everybody if p.active],
        "left": [p for p in everybody if not p.active],
        "waiting": [p for p in everybody if p.account in ("none", "code", "expired")],
    }
    show = request.args.get("show", "active")
    show = show if show in SHOWS else "active"
    asked = request.args.get("q", "").strip()[:40]
    shown = [p for p in groups[show] if asked.lower() in p.number.lower() or asked in p.name]
    labels = {"active": _("在职"), "waiting": _("未设密码"), "left": _("已停用")}
    tabs = [
        {
            "url": url_for("people.staff", show=name, q=asked or None),
            "label": labels[name],
            "count": len(groups[name]),
            "current": name == show,
        }
        for name in SHOWS
    ]
    return page("people/staff.html", people=shown, total=len(groups[show]), tabs=tabs, show=show, asked=asked, roles_text=roles_text)


@door.get("/admin/staff/new")
@needs(Permit.SET_UP)
def new_person() -> Any:
    form = _prepared(PersonForm())
    return page("people/person.html", form=form, person=None)


@door.post("/admin/staff/new", endpoint="new_person_posted")
@needs(Permit.SET_UP)
def new_person_posted() -> Any:
    form = _prepared(PersonForm(request.form))
    if form.validate():
        try:
            staff_id = services.add_person(
                house=gate.house(),
                actor=gate.actor(),
                number=form.number.data,
                name=form.name.data,
                roles=_roles_of(form),
                request_key=form.request_key.data,
                now=gate.now(),
            )
        except Replayed as first:
            staff_id = int(first.result)
        except services.PeopleRefused as refused:
            blamed(form, refused)
        if not form.errors:
            return back_to(
                "people.person",
                staff_id=staff_id,
                text=_("已添加，还没有登录码"),
                link_url=url_for("people.slips", only=staff_id),
                link_text=_("打印登录码"),
            )
    return page("people/person.html", status=400, form=form, person=None)


@door.get("/admin/staff/<int:staff_id>")
@needs(Permit.SET_UP)
def person(staff_id: int) -> Any:
    found = services.person_page(house=gate.house(), actor=gate.actor(), staff_id=staff_id, now=gate.now())
    given = {r.role: r for r in found.line.given}
    leads, group, inspects = given.get(Role.GRADE_LEADER), given.get(Role.SUBJECT_LEAD), given.get(Role.INSPECTOR)
    form = _prepared(
        PersonForm(
            data={
                "number": found.line.number,
                "name": found.line.name,
                "roles": [r.value for r in given],
                "seen": found.seen,
                "led_grades": sorted(leads.grades) if leads else [],
                "lead_subjects": sorted(group.subjects) if group else [],
                "inspected_grades": sorted(inspects.grades) if inspects else [],
                "valid_to": inspects.valid_to.date() if inspects and inspects.valid_to else None,
                "period_start": inspects.period[0] if inspects and inspects.period else None,
                "period_end": inspects.period[1] if inspects and inspects.period else None,
            }
        )
    )
    return page("people/person.html", form=form, person=found)


@door.post("/admin/staff/<int:staff_id>", endpoint="person_posted")
@needs(Permit.SET_UP)
def person_posted(staff_id: int) -> Any:
    found = services.person_page(house=gate.house(), actor=gate.actor(), staff_id=staff_id, now=gate.now())
    form = _prepared(PersonForm(request.form, data={"number": found.line.number}))
    form.number.data, form.number.raw_data = found.line.number, [found.line.number]  # the user name stays
    if form.validate():
        try:
            changed = services.change_person(
                house=gate.house(),
                actor=gate.actor(),
                staff_id=staff_id,
                name=form.name.data,
                roles=_roles_of(form),
                seen=form.seen.data or "",
                now=gate.now(),
            )
        except services.PeopleRefused as refused:
            blamed(form, refused)
        if not form.errors:
            return back_to("people.person", staff_id=staff_id, text=_("已保存") if changed else _("没有改动"))
    return page("people/person.html", status=400, form=form, person=found)


@door.post("/admin/staff/<int:staff_id>/active")
@needs(Permit.SET_UP)
def person_active(staff_id: int) -> Any:
    """Deactivates, or brings back."""
    asked = request.form.get("active", "")
    if asked not in ("0", "1"):
        abort(400)
    active = asked == "1"
    try:
        services.set_active(house=gate.house(), actor=gate.actor(), staff_id=staff_id, active=active, now=gate.now())
    except services.PeopleRefused as refused:
        return back_to("people.person", staff_id=staff_id, text=sentence(refused), kind="error")
    return back_to(
        "people.person", staff_id=staff_id, text=_("账号已恢复，需要时请重发登录码") if active else _("账号已停用，所有设备上的登录已退出")
    )


@door.post("/admin/staff/<int:staff_id>/logout")
@needs(Permit.SET_UP)
def person_logout(staff_id: int) -> Any:
    """Logs somebody out everywhere."""
    count = services.log_out_person(house=gate.house(), actor=gate.actor(), staff_id=staff_id, address=gate.address(), now=gate.now())
    return back_to("people.person", staff_id=staff_id, text=ngettext("已退出 %(n)s 处登录", "已退出 %(n)s 处登录", count))


def _prepared(form: PersonForm) -> PersonForm:
    offered = services.role_choices(house=gate.house(), actor=gate.actor())
    form.roles.choices = options((r.value, role_word(r)) for r in Role)
    form.led_grades.choices = grade_choices(offered.grades)
    form.inspected_grades.choices = grade_choices(offered.grades)
    known = [*offered.subjects, *(s for s in form.lead_subjects.data or [] if s not in offered.subjects)]
    form.lead_subjects.choices = options((s, _(s)) for s in known)
    return form


def _roles_of(form: PersonForm) -> list[services.RoleRow]:
    rows = []
    for value in form.roles.data or []:
        role = Role(value)
        grades = {Role.GRADE_LEADER: form.led_grades.data, Role.INSPECTOR: form.inspected_grades.data}.get(role) or []
        subjects = form.lead_subjects.data or [] if role is Role.SUBJECT_LEAD else []
        end = datetime.combine(form.valid_to.data, time(23, 59), SCHOOL_TIME) if role is Role.INSPECTOR and form.valid_to.data else None
        both = form.period_start.data and form.period_end.data
        period = (form.period_start.data, form.period_end.data) if role is Role.INSPECTOR and both else None
        rows.append(services.RoleRow(role, frozenset(grades), frozenset(subjects), end, period))
    return rows
