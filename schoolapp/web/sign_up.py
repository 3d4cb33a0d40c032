"""Who signed up for the after-school service, in the browser: one table for a grade (or the classes that somebody heads), and a class's history."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request

from schoolapp import words
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services.afterschool import sign_up as services
from schoolapp.services.afterschool.sign_up import BadSignUp, SignUpTable
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none, number
from schoolapp.web.forms.sign_up import FIELDS, TypedRow, read_rows, shown_row
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("sign_up", __name__, url_prefix="/service/sign-up")

FAULT_WORDS = {
    "required": N_("请填写人数，没有就填 0"),
    "number": N_("请填写整数"),
    "range": N_("请填写 0 到 200 的整数"),
    "above_pupils": N_("不能多于学生数"),
    "above_asked": N_("不能多于有需求的人数"),
    "above_joined": N_("不能多于参加的人数"),
    "above_rest": N_("不能多于没有参加的人数"),
    "changed": N_("刚才有人改过这个班，请核对新的人数后再填"),
    "pupils": N_("还没有登记学生数，请系统管理员先在班级里登记"),
    "day": N_("日期要在班级所在的学年以内"),
}


def _day() -> date | None:
    return day_or_none(request.args.get("day", "")[:10])


def _table() -> SignUpTable:
    return services.sign_up_table(house=gate.house(), actor=gate.actor(), grade=request.args.get("grade", type=number), day=_day(), now=gate.now())


@door.get("")
@needs(Permit.SEE_SIGN_UP)
def show() -> Any:
    table = _table()
    return _page(table, {line.one.id: shown_row(line.counts, line.seen) for line in table.lines})


def _page(table: SignUpTable, rows: dict[int, TypedRow], *, faults: Any = (), status: int = 200) -> Any:
    names = {line.one.id: words.class_name(lang(), line.one.grade, line.one.number) for line in table.lines}
    errors, by_field = [], {}
    for class_id, field, code in faults:
        text = _(FAULT_WORDS[code])
        place = f"{field or 'asked'}-{class_id}" if class_id else "day"
        by_field[place] = text
        label = _(FIELDS[field]) if field in FIELDS else ""
        told = f"{names[class_id]} {label}".strip() if class_id else _("从哪天起")
        errors.append((place, _("%(field)s：%(error)s", field=told, error=text)))
    return page("sign_up/table.html", status=status, table=table, rows=rows, fields=FIELDS, errors=errors, by_field=by_field)


@door.post("", endpoint="saved")
@needs(Permit.ENTER_SIGN_UP)
def saved() -> Any:
    table = _table()
    mine = [line.one for line in table.lines if line.mine]
    if not mine:
        raise NotFound
    rows, entries, faults = read_rows(request.form, mine)
    if not faults:
        try:
            n = services.save_sign_up(house=gate.house(), actor=gate.actor(), day=table.day, entries=entries, now=gate.now())
            when = words.format_date(lang(), table.day, "day")
            text = _("已保存 %(n)s 个班的人数，从 %(day)s 起算", n=n, day=when) if n else _("人数没有变化")
            return back_to("sign_up.show", grade=table.grade, day=table.day.isoformat(), text=text)
        except BadSignUp as bad:
            faults = list(bad.faults)
            fresh = {line.one.id: line for line in table.lines}
            for class_id, _field, code in faults:
                if code == "changed":  # the next try is made from what stands now
                    rows[class_id] = rows[class_id]._replace(seen=fresh[class_id].seen)
    others = {line.one.id: shown_row(line.counts, line.seen) for line in table.lines}
    return _page(table, others | rows, faults=faults, status=400)


@door.get("/<int:class_id>")
@needs(Permit.SEE_SIGN_UP)
def history(class_id: int) -> Any:
    found = services.sign_up_history(house=gate.house(), actor=gate.actor(), class_id=class_id, now=gate.now())
    return page("sign_up/history.html", found=found, fields=FIELDS)
