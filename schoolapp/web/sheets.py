"""Sample sheets in the browser: the month's list with its counts, adding one from a phone or a PC, looking at one, taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request, send_file
from werkzeug.datastructures import CombinedMultiDict

from schoolapp import words
from schoolapp.rules.permits import Permit
from schoolapp.services import sheets as services
from schoolapp.services.house import Conflict
from schoolapp.services.sheets import BadSheetForm, Fault, Place
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none, number, number_or
from schoolapp.web.forms.fields import options
from schoolapp.web.forms.sheets import ACCEPTED, SheetForm, WithdrawForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.web.uploads import FILE_WORDS
from schoolapp.words import N_

door = Blueprint("sheets", __name__)

FAULT_WORDS = {
    "confirmed": {"required": N_("请先检查，确认没有再勾选；有的话请遮盖或裁掉后重新拍")},
    "title": {"required": N_("请填写标题，例如：第三单元分层练习")},
    "place": {"required": N_("请选择年级和学科")},
    "day": {"required": N_("请选择是哪一天的作业"), "range": N_("请选择 %(first)s 到 %(last)s 之间的日期")},
    "reason": {"required": N_("请写明原因")},
    "file": FILE_WORDS,
    "": {
        "long": N_("最多 %(most)s 个字，请缩短"),
        "identity": N_("里面像是有身份证号，请去掉"),
        "mobile": N_("里面像是有手机号，请去掉"),
    },
}


@door.get("/homework/sheets")
@needs(Permit.SEE_SHEETS)
def listing() -> Any:
    month = day_or_none(request.args.get("month", "")[:7] + "-01")
    found = services.sheet_list(
        house=gate.house(), actor=gate.actor(), grade=request.args.get("grade", type=number), subject=request.args.get("subject", ""), month=month,
        now=gate.now(),
    )
    return page("sheets/list.html", found=found, may_add=gate.actor().may(Permit.ADD_SHEET))


@door.get("/homework/sheets/new")
@needs(Permit.ADD_SHEET)
def new() -> Any:
    item_id = request.args.get("item", type=number)
    offer = services.sheet_offer(house=gate.house(), actor=gate.actor(), item_id=item_id, now=gate.now())
    asked = Place(request.args.get("grade", 0, type=number), request.args.get("subject", ""))
    day = day_or_none(request.args.get("day", "")[:10])
    chosen = asked if asked in offer.places else offer.places[0] if len(offer.places) == 1 else None
    form = SheetForm(data={"place": _key(chosen), "day": day if day and offer.first <= day <= offer.last else offer.today, "item": item_id or ""})
    return _form_page(form, offer)


@door.post("/homework/sheets/new")
@needs(Permit.ADD_SHEET)
def added() -> Any:
    form = SheetForm(CombinedMultiDict([request.files, request.form]))
    house, actor, now = gate.house(), gate.actor(), gate.now()
    item_id = number_or(form.item.data, -1) if form.item.data else None
    offer = services.sheet_offer(house=house, actor=actor, item_id=item_id, now=now)
    shaped = form.validate()
    files = form.uploads()
    place = next((p for p in offer.places if _key(p) == form.place.data), None)
    faults: list[Fault] = []
    try:
        sheet_id = services.add_sheet(
            house=house, actor=actor, data=files[0].read() if len(files) == 1 and shaped else b"", item_id=item_id, place=place, day=form.day.data,
            title=form.title.data or "", note=form.note.data or "", confirmed=bool(form.confirmed.data), request_key=form.request_key.data or "", now=now,
        )
        return back_to("sheets.one", sheet_id=sheet_id, text=_("样张已保存，只有校内有权限的人看得到"))
    except BadSheetForm as bad:
        faults = list(bad.faults)
    _blame(form, [_of_choice(f, len(files)) for f in faults if not (f.field == "day" and form.day.errors) and (f.field != "file" or shaped or len(files) != 1)])
    return _form_page(form, offer, status=400, chosen=bool(files))


def _of_choice(fault: Fault, files: int) -> Fault:
    """Without exactly one file the form says so, not what an empty file is."""
    return fault if fault.field != "file" or files == 1 else Fault("file", "both" if files else "required")


def _key(place: Place | None) -> str:
    return f"{place.grade} {place.subject}" if place else ""


def _blame(form: Any, faults: list[Fault]) -> None:
    for fault in faults:
        sentence = FAULT_WORDS.get(fault.field, {}).get(fault.code) or FAULT_WORDS[""].get(fault.code, N_("请核对"))
        values = {name: words.format_date(lang(), value, "day") if isinstance(value, date) else value for name, value in fault.values.items()}
        form[fault.field].errors = [*form[fault.field].errors, _(sentence, **values)]


def _form_page(form: SheetForm, offer: services.SheetOffer, *, status: int = 200, chosen: bool = False) -> Any:
    """`chosen`: a file was sent with the form; browsers do not send it again by themselves."""
    form.place.choices = options([("", _("请选择")), *((_key(p), f"{words.grade_name(lang(), p.grade)} · {_(p.subject)}") for p in offer.places)])
    return page("sheets/new.html", status=status, form=form, offer=offer, chosen=chosen, accepted=ACCEPTED, most=services.FILE_MAX_MB)


@door.get("/homework/sheets/<int:sheet_id>")
@needs(Permit.SEE_SHEETS)
def one(sheet_id: int) -> Any:
    return _one_page(sheet_id, WithdrawForm())


def _one_page(sheet_id: int, form: WithdrawForm, *, status: int = 200) -> Any:
    view = services.sheet_view(house=gate.house(), actor=gate.actor(), sheet_id=sheet_id, now=gate.now())
    return page("sheets/one.html", status=status, view=view, form=form)


@door.get("/homework/sheets/<int:sheet_id>/file")
@needs(Permit.SEE_SHEETS)
def file(sheet_id: int) -> Any:
    """The content: always as a download, but for a picture that stands in the page. Nothing in it may run or load anything."""
    found = services.open_sheet(house=gate.house(), actor=gate.actor(), sheet_id=sheet_id, now=gate.now())
    inline = found.picture and "download" not in request.args
    response = send_file(found.path, mimetype=found.type, as_attachment=not inline, download_name=found.name, max_age=0, conditional=False)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@door.post("/homework/sheets/<int:sheet_id>/withdraw")
@needs(Permit.SEE_SHEETS)
def withdraw(sheet_id: int) -> Any:
    form = WithdrawForm(request.form)
    try:
        services.withdraw_sheet(
            house=gate.house(), actor=gate.actor(), sheet_id=sheet_id, reason=form.reason.data or "", erase=bool(form.erase.data), now=gate.now()
        )
    except BadSheetForm as bad:
        _blame(form, list(bad.faults))
        return _one_page(sheet_id, form, status=400)
    except Conflict:
        return back_to("sheets.one", sheet_id=sheet_id, text=_("这份样张已经撤下了"), kind="info")
    return back_to("sheets.listing", text=_("样张已撤下，文件内容已删除，记录保留") if form.erase.data else _("样张已撤下，记录保留"))
