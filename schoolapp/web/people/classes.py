"""Classes of a school year for the administrator: the list, one class with its homeroom teacher, head counts and lessons."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request

from schoolapp.rules.people import GRADES
from schoolapp.rules.permits import Permit
from schoolapp.services import people as services
from schoolapp.services.house import Replayed
from schoolapp.web import gate
from schoolapp.web.addresses import number_or, year
from schoolapp.web.forms.people import ClassForm, HeadsForm, HomeroomForm, LessonForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.web.people import door
from schoolapp.web.people.sentences import blamed, grade_choices, people_choices, sentence


@door.get("/admin/classes")
@needs(Permit.SET_UP)
def classes() -> Any:
    return _list(None)


@door.post("/admin/classes", endpoint="classes_posted")
@needs(Permit.SET_UP)
def classes_posted() -> Any:
    """A further class of the year in the address."""
    shown = services.list_classes(house=gate.house(), actor=gate.actor(), now=gate.now(), year=request.args.get("year", type=year))
    form = ClassForm(request.form)
    form.grade.choices = grade_choices(GRADES)
    if form.validate():
        heads = services.ClassHeads(form.pupils.data, form.asked.data, form.joined.data)
        try:
            services.add_class(
                house=gate.house(),
                actor=gate.actor(),
                year=shown.year,
                grade=form.grade.data,
                number=form.number.data,
                heads=heads,
                valid_from=form.valid_from.data,
                request_key=form.request_key.data,
                now=gate.now(),
            )
        except Replayed:
            pass
        except services.PeopleRefused as refused:
            blamed(form, refused)
        if not form.errors:
            return back_to("people.classes", year=shown.year, text=_("已添加班级，请登记班主任和任课"))
    return _list(form, 400)


def _list(form: ClassForm | None, status: int = 200) -> Any:
    shown = services.list_classes(house=gate.house(), actor=gate.actor(), now=gate.now(), year=request.args.get("year", type=year))
    if form is None:
        form = ClassForm(data={"valid_from": _in_year(gate.now().date(), shown.year), "asked": 0, "joined": 0})
    form.grade.choices = grade_choices(GRADES)
    return page("people/classes.html", status=status, shown=shown, form=form)


@door.get("/admin/classes/<int:class_id>")
@needs(Permit.SET_UP)
def class_page(class_id: int) -> Any:
    return _class(class_id)


@door.post("/admin/classes/<int:class_id>/homeroom")
@needs(Permit.SET_UP)
def class_homeroom(class_id: int) -> Any:
    text = request.form.get("staff", "")
    try:
        services.set_homeroom(
            house=gate.house(), actor=gate.actor(), class_id=class_id, staff_id=number_or(text, 0) or None, now=gate.now()
        )
    except services.PeopleRefused as refused:
        return back_to("people.class_page", class_id=class_id, text=sentence(refused), kind="error")
    return back_to("people.class_page", class_id=class_id, text=_("已保存"))


@door.post("/admin/classes/<int:class_id>/heads")
@needs(Permit.SET_UP)
def class_heads(class_id: int) -> Any:
    form = HeadsForm(request.form)
    if form.validate():
        heads = services.ClassHeads(form.pupils.data, form.asked.data, form.joined.data)
        try:
            services.set_count(
                house=gate.house(), actor=gate.actor(), class_id=class_id, valid_from=form.valid_from.data, heads=heads, now=gate.now()
            )
        except services.PeopleRefused as refused:
            blamed(form, refused)
        if not form.errors:
            return back_to("people.class_page", class_id=class_id, text=_("人数已保存"))
    return _class(class_id, heads=form, status=400)


@door.post("/admin/classes/<int:class_id>/lessons")
@needs(Permit.SET_UP)
def class_lesson(class_id: int) -> Any:
    form = LessonForm(request.form)
    _choose(form, services.class_page(house=gate.house(), actor=gate.actor(), class_id=class_id, now=gate.now()))
    if form.validate():
        try:
            services.add_lesson(
                house=gate.house(),
                actor=gate.actor(),
                class_id=class_id,
                subject=form.subject.data,
                staff_id=int(form.staff.data),
                now=gate.now(),
            )
        except services.PeopleRefused as refused:
            blamed(form, refused)
        if not form.errors:
            return back_to("people.class_page", class_id=class_id, text=_("任课已登记"))
    return _class(class_id, lesson=form, status=400)


@door.post("/admin/classes/<int:class_id>/lessons/<int:lesson_id>/remove")
@needs(Permit.SET_UP)
def class_lesson_remove(class_id: int, lesson_id: int) -> Any:
    services.remove_lesson(house=gate.house(), actor=gate.actor(), class_id=class_id, lesson_id=lesson_id, now=gate.now())
    return back_to("people.class_page", class_id=class_id, text=_("任课已取消，已登记的作业不受影响"))


@door.post("/admin/classes/<int:class_id>/remove")
@needs(Permit.SET_UP)
def class_remove(class_id: int) -> Any:
    try:
        services.remove_class(house=gate.house(), actor=gate.actor(), class_id=class_id, now=gate.now())
    except services.PeopleRefused as refused:
        return back_to("people.class_page", class_id=class_id, text=sentence(refused), kind="error")
    return back_to("people.classes", text=_("班级已删除"))


def _class(class_id: int, *, heads: HeadsForm | None = None, lesson: LessonForm | None = None, status: int = 200) -> Any:
    found = services.class_page(house=gate.house(), actor=gate.actor(), class_id=class_id, now=gate.now())
    holding = next((c.heads for c in found.counts if c.now), None)
    if heads is None:
        heads = HeadsForm(data={"valid_from": _in_year(gate.now().date(), found.one.year), **(holding._asdict() if holding else {})})
    lesson = lesson or LessonForm()
    _choose(lesson, found)
    homeroom = HomeroomForm(data={"staff": str(found.homeroom_id or "")})
    homeroom.staff.choices = people_choices(found.colleagues, nobody=_("暂无"))
    return page("people/class.html", status=status, found=found, heads=heads, lesson=lesson, homeroom=homeroom)


def _choose(form: LessonForm, found: services.ClassPage) -> None:
    form.staff.choices = people_choices(found.colleagues)


def _in_year(day: date, year: int) -> date:
    return min(max(day, date(year, 8, 1)), date(year + 1, 7, 31))
