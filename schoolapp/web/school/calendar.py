"""Pages of terms and calendar rows, with the months that result."""

from __future__ import annotations

from typing import Any

from flask import request

from schoolapp.rules.calendar import CalendarRow
from schoolapp.rules.permits import Permit
from schoolapp.services import calendar as services
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.forms.fields import blame, options
from schoolapp.web.forms.school import WEEKDAY_WORDS, RowForm, TermForm
from schoolapp.web.gate import loaded, needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.web.school import door
from schoolapp.words import N_, grade_name

REFUSED_WORDS = {
    "name": N_("学期名称最多 60 个字，不能含身份证号或手机号"),
    "name_taken": N_("已经有同名的学期"),
    "order": N_("结束日期不能早于开始日期"),
    "long": N_("一个学期不超过一年"),
    "range": N_("日期要在 %(first)s 至 %(last)s 之间"),
    "overlap": N_("与“%(name)s”的日期重叠"),
    "outside_term": N_("日期不在这个学期内（%(start)s 至 %(end)s）"),
    "sweeps_weekend": N_("上课的日期超过 3 天又跨周末，会把周末也变成上课日；请按天或按周分开填"),
    "note": N_("说明最多 200 个字"),
    "personal": N_("说明里不能有身份证号或手机号"),
    "service_note": N_("没有课后服务的日子要写明原因"),
    "weekday": N_("请选择周一至周日"),
    "grades": N_("请选择一至九年级"),
}


@door.get("/admin/calendar")
@needs(Permit.SET_UP)
def terms() -> Any:
    return page("school/terms.html", terms=services.list_terms(house=gate.house(), actor=gate.actor(), now=gate.now()))


@door.get("/admin/calendar/new")
@needs(Permit.SET_UP)
def term_new() -> Any:
    return page("school/term_edit.html", form=TermForm(), term=None)


@door.post("/admin/calendar/new", endpoint="term_new_posted")
@needs(Permit.SET_UP)
def term_new_posted() -> Any:
    return _save_term(None)


@door.get("/admin/calendar/<int:term_id>/edit")
@needs(Permit.SET_UP)
def term_edit(term_id: int) -> Any:
    found = services.term_page(house=gate.house(), actor=gate.actor(), term_id=term_id)
    return page("school/term_edit.html", form=TermForm(obj=found.term), term=found.term)


@door.post("/admin/calendar/<int:term_id>/edit", endpoint="term_edit_posted")
@needs(Permit.SET_UP)
def term_edit_posted(term_id: int) -> Any:
    return _save_term(term_id)


def _save_term(term_id: int | None) -> Any:
    form = TermForm(request.form)
    term = services.term_page(house=gate.house(), actor=gate.actor(), term_id=term_id).term if term_id is not None else None
    if form.validate():
        try:
            saved = services.save_term(
                house=gate.house(),
                actor=gate.actor(),
                term_id=term_id,
                name=form.name.data,
                start=form.start.data,
                end=form.end.data,
                now=gate.now(),
            )
        except services.CalendarRefused as refused:
            _blame(form, refused)
        else:
            return back_to("school.term", term_id=saved, text=_("学期已保存"))
    return page("school/term_edit.html", status=400, form=form, term=term)


@door.get("/admin/calendar/<int:term_id>")
@needs(Permit.SET_UP)
def term(term_id: int) -> Any:
    found = services.term_page(house=gate.house(), actor=gate.actor(), term_id=term_id)
    return page("school/term.html", found=found, weekdays=WEEKDAY_WORDS, row_words=row_words)


def row_words(row: CalendarRow) -> str:
    """What a row says, in one sentence."""
    parts = [_("上课") if row.school else _("不上课")]
    if row.timetable_weekday:
        parts.append(_("执行%(day)s课表", day=_(WEEKDAY_WORDS[row.timetable_weekday - 1])))
    if row.service is not None:
        parts.append(_("有课后服务") if row.service else _("没有课后服务"))
    return "，".join(parts) if lang() == "zh" else ", ".join(parts)


@door.get("/admin/calendar/<int:term_id>/rows/new")
@needs(Permit.SET_UP)
def row_new(term_id: int) -> Any:
    return _row_page(term_id, None, RowForm())


@door.post("/admin/calendar/<int:term_id>/rows/new", endpoint="row_new_posted")
@needs(Permit.SET_UP)
def row_new_posted(term_id: int) -> Any:
    return _save_row(term_id, None)


@door.get("/admin/calendar/<int:term_id>/rows/<int:row_id>")
@needs(Permit.SET_UP)
def row(term_id: int, row_id: int) -> Any:
    found = services.term_page(house=gate.house(), actor=gate.actor(), term_id=term_id)
    one: CalendarRow = loaded(next((line.row for line in found.rows if line.id == row_id), None))
    service = "" if one.service is None else "1" if one.service else "0"
    form = RowForm(
        data={
            "start": one.start,
            "end": one.end,
            "school": "1" if one.school else "0",
            "service": service,
            "timetable_weekday": one.timetable_weekday or 0,
            "grades": sorted(one.grades or ()),
            "note": one.note,
        }
    )
    return _row_page(term_id, row_id, form)


@door.post("/admin/calendar/<int:term_id>/rows/<int:row_id>", endpoint="row_posted")
@needs(Permit.SET_UP)
def row_posted(term_id: int, row_id: int) -> Any:
    return _save_row(term_id, row_id)


@door.post("/admin/calendar/<int:term_id>/rows/<int:row_id>/remove")
@needs(Permit.SET_UP)
def row_remove(term_id: int, row_id: int) -> Any:
    services.remove_row(house=gate.house(), actor=gate.actor(), term_id=term_id, row_id=row_id, now=gate.now())
    return back_to("school.term", term_id=term_id, text=_("已删除，请看下面的月历是否符合实际"))


@door.post("/admin/calendar/<int:term_id>/rows/<int:row_id>/move")
@needs(Permit.SET_UP)
def row_move(term_id: int, row_id: int) -> Any:
    services.move_row(
        house=gate.house(),
        actor=gate.actor(),
        term_id=term_id,
        row_id=row_id,
        up=request.form.get("to") == "up",
        seen=request.form.get("seen", -1, type=number),
        now=gate.now(),
    )
    return back_to("school.term", term_id=term_id)


def _save_row(term_id: int, row_id: int | None) -> Any:
    form = _with_choices(RowForm(request.form), services.term_page(house=gate.house(), actor=gate.actor(), term_id=term_id))
    if form.validate():
        try:
            services.save_row(house=gate.house(), actor=gate.actor(), term_id=term_id, row_id=row_id, row=form.row(), now=gate.now())
        except services.CalendarRefused as refused:
            _blame(form, refused)
        else:
            return back_to("school.term", term_id=term_id, text=_("已保存，请看下面的月历是否符合实际"))
    return _row_page(term_id, row_id, form, 400)


def _row_page(term_id: int, row_id: int | None, form: RowForm, status: int = 200) -> Any:
    found = services.term_page(house=gate.house(), actor=gate.actor(), term_id=term_id)
    return page("school/row.html", status=status, form=_with_choices(form, found), found=found, row_id=row_id)


def _with_choices(form: RowForm, found: services.TermPage) -> RowForm:
    form.timetable_weekday.choices = options([(0, _("按当天")), *((n, _(word)) for n, word in enumerate(WEEKDAY_WORDS, 1))])
    grades = sorted({*found.grades, *(form.grades.data or ())})
    form.grades.choices = options((g, grade_name(lang(), g)) for g in grades if 1 <= g <= 9)
    return form


def _blame(form: Any, refused: services.CalendarRefused) -> None:
    blame(form, refused.field, _(REFUSED_WORDS[refused.code], **refused.values) if refused.values else _(REFUSED_WORDS[refused.code]))
