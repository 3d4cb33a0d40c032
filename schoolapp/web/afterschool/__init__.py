"""The after-school service in the browser: the programmes, the week against 5+2. The day and logging stand in `log`, walk-throughs in
`walks`; they hang their views on this door."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request

from schoolapp.rules.permits import Permit
from schoolapp.services import afterschool as services
from schoolapp.services.afterschool import plan as plan_services
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none
from schoolapp.web.forms.afterschool import WEEKDAYS, ProgrammeFields, read_slots, typed_slots
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("afterschool", __name__, url_prefix="/service")

FAULT_WORDS = {
    "required": N_("请填写"),
    "order": N_("结束要晚于开始，两个时间都要填"),
    "long": N_("太长，请缩短"),
    "staff": N_("请选择在岗的教职工"),
    "taken": N_("本学期已有这个编号"),
    "category": N_("请选择类别"),
    "grades": N_("请至少选一个年级"),
    "overlap": N_("同一天的时间有重叠"),
    "personal": N_("不能写身份证号或手机号，请删去"),
}
FIELD_WORDS = {
    "staff_id": N_("负责教师"),
    "code": N_("项目编号"),
    "name": N_("项目名称"),
    "room": N_("地点"),
    "provider": N_("第三方机构"),
    "grades": N_("年级"),
    "category": N_("类别"),
    "slots": N_("每周时间"),
}


def day_in(text: str) -> date:
    """A date of an address; NotFound where it is none."""
    return gate.loaded(day_or_none(text))


@door.get("")
@needs(Permit.SEE_SERVICE)
def week() -> Any:
    day = day_in(request.args["day"]) if "day" in request.args else gate.now().date()
    board = services.week_board(house=gate.house(), actor=gate.actor(), day=day, now=gate.now())
    return page("afterschool/week.html", board=board)


@door.get("/programmes")
@needs(Permit.SEE_SERVICE)
def programmes() -> Any:
    found = services.list_programmes(house=gate.house(), actor=gate.actor(), now=gate.now())
    by_weekday = [
        (weekday, _(name), [(p, start, end) for p in found.rows for w, start, end in p.slots if w == weekday and p.active])
        for weekday, name in enumerate(WEEKDAYS, 1)
    ]
    for _weekday, _name, rows in by_weekday:
        rows.sort(key=lambda row: (row[1], row[0].name))
    return page(
        "afterschool/programmes.html",
        found=found,
        by_weekday=[row for row in by_weekday if row[2]],
        idle=[p for p in found.rows if not p.active or not p.slots],
    )


@door.get("/programmes/new")
@needs(Permit.PLAN_SERVICE)
def new_programme() -> Any:
    form = ProgrammeFields(None, plan_services.list_staff_choices(house=gate.house(), actor=gate.actor()))
    return _programme_page(form, None, typed_slots(()))


@door.get("/programmes/<int:programme_id>")
@needs(Permit.PLAN_SERVICE)
def programme(programme_id: int) -> Any:
    row = services.get_programme(house=gate.house(), actor=gate.actor(), programme_id=programme_id)
    form = ProgrammeFields(
        None,
        plan_services.list_staff_choices(house=gate.house(), actor=gate.actor()),
        code=row.code,
        name=row.name,
        category=row.category,
        grades=sorted(row.grades),
        staff_id=row.staff_id,
        room=row.room,
        provider=row.provider,
        active=row.active,
    )
    return _programme_page(form, programme_id, typed_slots(row.slots))


def _programme_page(
    form: ProgrammeFields, programme_id: int | None, typed: dict[int, tuple[str, str]], *, status: int = 200, extra: list[tuple[str, str]] | None = None
) -> Any:
    errors = [(name, f"{_(FIELD_WORDS.get(name, name))}：{text}") for name, texts in form.errors.items() for text in texts] + (extra or [])
    return page(
        "afterschool/programme.html",
        status=status,
        form=form,
        programme_id=programme_id,
        errors=errors,
        weekdays=[(w, _(name), *typed[w]) for w, name in enumerate(WEEKDAYS, 1)],
    )


@door.post("/programmes/new")
@needs(Permit.PLAN_SERVICE)
def new_programme_posted() -> Any:
    return _save(None)


@door.post("/programmes/<int:programme_id>")
@needs(Permit.PLAN_SERVICE)
def programme_posted(programme_id: int) -> Any:
    return _save(programme_id)


def _save(programme_id: int | None) -> Any:
    form = ProgrammeFields(request.form, plan_services.list_staff_choices(house=gate.house(), actor=gate.actor()))
    form.validate()
    slots, typed, wrong = read_slots(request.form)
    extra = [(f"start{w}", f"{_(WEEKDAYS[w - 1])}：{_(FAULT_WORDS['order'])}") for w in wrong]
    if not form.errors and not extra:
        try:
            services.save_programme(house=gate.house(), actor=gate.actor(), programme_id=programme_id, draft=form.draft(slots), now=gate.now())
            return back_to("afterschool.programmes", text=_("已保存：%(name)s", name=form.name.data))
        except services.BadProgramme as bad:
            for name, code in bad.faults:
                field = getattr(form, name, None)
                if field is not None:
                    field.errors = [*field.errors, _(FAULT_WORDS[code])]
                elif name.startswith("slot") and name != "slots":
                    extra.append((f"start{name[4:]}", f"{_(WEEKDAYS[int(name[4:]) - 1])}：{_(FAULT_WORDS[code])}"))
                else:
                    extra.append(("start1", f"{_(FIELD_WORDS['slots'])}：{_(FAULT_WORDS[code])}"))
    return _programme_page(form, programme_id, typed, status=400, extra=extra)


from schoolapp.web.afterschool import log, walks  # noqa: E402,F401  the views need the door first
