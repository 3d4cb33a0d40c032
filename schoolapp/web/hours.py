"""课时统计 in the browser: the own month to confirm or object to, everybody's for the coordinator to sign, the file with places to sign in."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction
from typing import Any

from flask import Blueprint, request, send_file

from schoolapp.rules.afterschool_hours import PayMonth
from schoolapp.rules.permits import Permit
from schoolapp.services.afterschool import hours as services
from schoolapp.services.afterschool.hours_sheet import hours_workbook, month_words
from schoolapp.services.house import Conflict
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_, format_number

door = Blueprint("hours", __name__, url_prefix="/hours")

FAULT_WORDS = {
    "required": N_("请写明哪一天、哪一场不对"),
    "long": N_("说明最多 300 字，请缩短"),
    "identity": N_("说明里不能写身份证号，请删去"),
    "mobile": N_("说明里不能写手机号，请删去"),
}
CONFLICT_WORDS = {"stale": N_("刚才有场次改动，数字变了，没有保存；请看过再确认"), "running": N_("这个月还没有结束，结束后再确认")}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@door.app_template_filter("pay_month")
def pay_month(month: PayMonth) -> str:
    return month_words(month, lang())


@door.app_template_filter("periods")
def periods(exact: Fraction) -> str:
    return format_number(lang(), float(exact), 2)


def _month() -> date | None:
    asked = request.args.get("month", "")
    return gate.loaded(day_or_none(asked)) if asked else None


def _first() -> date:
    return gate.loaded(day_or_none(request.form.get("month", "")))


def _whole(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@door.get("/own")
@needs(Permit.OWN_HOURS)
def own() -> Any:
    return _own_page(_month(), "", "")


def _own_page(first: date | None, note: str, error: str, *, status: int = 200) -> Any:
    found = services.own_hours(house=gate.house(), actor=gate.actor(), first_day=first, now=gate.now())
    return page("hours/own.html", status=status, found=found, note=note, error=error)


@door.post("/own")
@needs(Permit.OWN_HOURS)
def answered() -> Any:
    first, note = _first(), request.form.get("note", "")
    word = services.Word.OBJECTED if request.form.get("do") == "object" else services.Word.CONFIRMED
    if word is services.Word.CONFIRMED:
        note = ""
    try:
        services.answer_hours(house=gate.house(), actor=gate.actor(), first_day=first, word=word, note=note, minutes=_whole("minutes"), now=gate.now())
    except services.BadAnswer as bad:
        return _own_page(first, note, _(FAULT_WORDS[bad.code]), status=400)
    except Conflict as conflict:
        return _own_page(first, note, _(CONFLICT_WORDS.get(str(conflict), CONFLICT_WORDS["stale"])), status=409)
    said = _("已确认") if word is services.Word.CONFIRMED else _("异议已记下，课后服务负责人会看到")
    return back_to("hours.own", month=first.isoformat(), text=said)


@door.get("")
@needs(Permit.SEE_HOURS)
def everybody() -> Any:
    return _all_page(_month(), "")


def _all_page(first: date | None, error: str, *, status: int = 200) -> Any:
    found = services.all_hours(house=gate.house(), actor=gate.actor(), first_day=first, now=gate.now())
    return page("hours/everybody.html", status=status, found=found, error=error)


@door.post("/sign")
@needs(Permit.SIGN_HOURS)
def signed() -> Any:
    first = _first()
    try:
        services.sign_hours(house=gate.house(), actor=gate.actor(), first_day=first, minutes=_whole("minutes"), people=_whole("people"), now=gate.now())
    except Conflict as conflict:
        return _all_page(first, _(CONFLICT_WORDS.get(str(conflict), CONFLICT_WORDS["stale"])), status=409)
    return back_to("hours.everybody", month=first.isoformat(), text=_("已签字"))


@door.get("/hours.xlsx")
@needs(Permit.SEE_HOURS)
def workbook() -> Any:
    made, month = hours_workbook(house=gate.house(), actor=gate.actor(), first_day=_month(), lang=lang(), now=gate.now())
    name = _("课后服务课时统计") + f"-{month.first.isoformat()}.xlsx"
    response = send_file(io.BytesIO(made), mimetype=XLSX, as_attachment=True, download_name=name, etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response
