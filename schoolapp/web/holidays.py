"""Holiday lists in the browser: the holidays ahead, adding a subject's items, one list with its corrections, the page for paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, request
from werkzeug.datastructures import MultiDict

from schoolapp import words
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import holidays as services
from schoolapp.services.house import Conflict
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none, number, number_or
from schoolapp.web.forms.fields import options
from schoolapp.web.forms.holidays import HolidayAmendForm, HolidayForm, HolidayLine, fault_words, line_numbers, reshaped, reworded
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("holidays", __name__)

REFUSED_WORDS = {
    "no_holiday": N_("校历里没有从这一天开始的假期"),
    "begun": N_("假期已经开始：清单只能减少，不能再增加"),
    "over": N_("假期已经结束，清单不再改动"),
    "before_year": N_("这个假期不在本学年"),
    "withdrawn": N_("这一项已经撤回，不能再更正"),
    "same": N_("内容和原来一样，没有要更正的地方"),
}
# Names that come from the calendar, for the catalogue.
HOLIDAY_NAMES = (N_("寒假"), N_("暑假"), N_("元旦"), N_("春节"), N_("清明节"), N_("劳动节"), N_("端午节"), N_("中秋节"), N_("国庆节"))


def holiday_name(span: Any) -> str:
    """国庆节; several are joined by ·; a run of days off without a name is 假期."""
    return "·".join(_(name) for name in span.name.split("·")) if span.name else _("假期")


door.add_app_template_filter(holiday_name, "holiday_name")


@door.get("/homework/holidays")
@needs(Permit.SEE_CLASS_DAY)
def show() -> Any:
    found = services.holiday_page(
        house=gate.house(), actor=gate.actor(), start=day_or_none(request.args.get("start", "")[:10]), grade=request.args.get("grade", type=number),
        now=gate.now(),
    )
    return page("holidays/show.html", found=found, may_list=gate.actor().may(Permit.LIST_HOLIDAY))


@door.get("/homework/holidays/<day>/new")
@needs(Permit.LIST_HOLIDAY)
def new(day: str) -> Any:
    offer = _offer(_start(day), request.args.get("subject", ""), request.args.getlist("class", type=number))
    return _form_page(HolidayForm.fresh(offer.subject, offer.classes), offer)


def _start(text: str) -> date:
    found = day_or_none(text[:10])
    if found is None:
        raise NotFound
    return found


def _offer(start: date, subject: str, class_ids: list[int]) -> services.HolidayOffer:
    return services.holiday_offer(house=gate.house(), actor=gate.actor(), start=start, subject=subject, class_ids=class_ids, now=gate.now())


@door.post("/homework/holidays/<day>/new")
@needs(Permit.LIST_HOLIDAY)
def added(day: str) -> Any:
    start = _start(day)
    do, _sep, told = request.form.get("do", "save").partition("-")
    fields: MultiDict[str, str] = MultiDict(request.form.items(multi=True))
    more = do == "add" and len(line_numbers(fields)) < services.LINES_MAX
    if more:
        fields = reshaped(fields, more=True)
    elif do == "remove" and number_or(told, -1) >= 0:
        fields = reshaped(fields, without=number(told))
    elif do in ("mend", "kind"):
        fields = _reworded(fields, do, told)
    form = HolidayForm.posted(fields)
    offer = _offer(start, form.subject.data or "", form.classes.data or [-1])
    if do != "save":
        return _form_page(form, offer, added=more)
    if not form.check():
        return _form_page(form, offer, status=400)
    try:
        done = services.add_items(
            house=gate.house(), actor=gate.actor(), start=start, class_ids=form.classes.data or [], subject=form.subject.data or "", drafts=form.drafts(),
            wording_reasons=form.reasons, wording_seen=form.seen, request_key=form.request_key.data or "", now=gate.now(),
        )
    except services.BadList as bad:
        form.blame(bad.faults)
        return _form_page(form, offer, status=400)
    except services.NeedsWords as needed:
        return _form_page(form, offer, status=400, needed=needed)
    except services.HolidayRefused as refused:
        return _form_page(form, offer, status=400, refusal=_(REFUSED_WORDS[refused.code]))
    except services.HolidayFull as full:
        return _form_page(form, offer, status=400, full=full)
    told_classes = words.join(lang(), [words.class_name(lang(), c.grade, c.number) for c in done.classes])
    return back_to("holidays.show", start=start.isoformat(), text=_("已列入%(classes)s的假期作业清单", classes=told_classes))


def _reworded(fields: MultiDict[str, str], do: str, told: str) -> MultiDict[str, str]:
    """After 采用建议 or 改为…: the fields with a line's safe wording, or with the kind that fits its words."""
    line, _dash, kind = told.partition("-")
    form, at = HolidayForm.posted(fields), number_or(line, -1)
    if not 0 <= at < len(form.lines):
        return fields
    if do == "kind":
        return reworded(fields, at, kind=kind)
    return reworded(fields, at, text=_words(form.classes.data or [], [form.lines[at]])[0].mended)


def _words(class_ids: Sequence[int], lines: Sequence[HolidayLine]) -> Any:
    return services.holiday_words(house=gate.house(), actor=gate.actor(), class_ids=class_ids, lines=[line.worded for line in lines])


def _form_page(form: HolidayForm, offer: services.HolidayOffer, *, status: int = 200, refusal: str = "", full: services.HolidayFull | None = None,
               needed: services.NeedsWords | None = None, added: bool = False) -> Any:
    form.subject.data = offer.subject
    form.subject.choices = options((name, _(name)) for name, _classes in offer.subjects)
    classes = offer.of(offer.subject)
    form.classes.choices = options((c.id, words.class_name(lang(), c.grade, c.number)) for c in classes)
    form.classes.data = [c for c in form.classes.data or [] if c in {one.id for one in classes}]
    figures = services.figures(
        house=gate.house(), actor=gate.actor(), start=offer.span.start, subject=offer.subject, class_ids=form.classes.data, drafts=form.drafts(), now=gate.now()
    ) if form.classes.data else ()
    return page("holidays/new.html", status=status, form=form, offer=offer, figures=figures, refusal=refusal, full=full, errors=form.faults, added=added,
                needed=needed, words=_words(form.classes.data, form.lines))


@door.get("/homework/holiday/<int:list_id>")
@needs(Permit.SEE_CLASS_DAY)
def one(list_id: int) -> Any:
    return _one_page(list_id)


def _one_page(list_id: int, *, status: int = 200, item_id: int = 0, form: HolidayAmendForm | None = None, said: str = "", reason: str = "",
              reason_error: str = "", full: services.HolidayFull | None = None, asked: bool = False) -> Any:
    """A list; of the item that was being amended the form comes back as it was typed. `asked`: its words want a look, or a reason."""
    view = services.list_view(house=gate.house(), actor=gate.actor(), list_id=list_id, now=gate.now())
    forms = {}
    for _name, items in view.subjects:
        for v in items:
            if v.editable:
                i = v.item
                own = form if i.id == item_id and form is not None else None
                forms[i.id] = own or HolidayAmendForm(data={"text": i.text, "minutes": i.minutes, "kind": i.kind.value, "version": i.version},
                                                      prefix=f"item-{i.id}-")
                forms[i.id].version.data = str(i.version)
    errors = form.faults if form is not None else []
    return page("holidays/one.html", status=status, view=view, forms_of=forms, item_id=item_id, errors=errors, said=said, reason=reason,
                reason_error=reason_error, full=full, asked=asked, words=_words([view.one.id], [form])[0] if asked and form is not None else None)


@door.post("/homework/holiday/<int:list_id>/<int:item_id>")
@needs(Permit.LIST_HOLIDAY)
def correct(list_id: int, item_id: int) -> Any:
    form = HolidayAmendForm(request.form, prefix=f"item-{item_id}-")
    do, _dash, told = request.form.get("do", "").partition("-")
    if do in ("mend", "kind"):
        return _reworded_page(list_id, item_id, form, do, told)
    draft = form.draft() if form.check() else None
    if draft is None:
        return _one_page(list_id, status=400, item_id=item_id, form=form)
    try:
        services.correct_item(
            house=gate.house(), actor=gate.actor(), item_id=item_id, version=number_or(form.version.data, 0), draft=draft, reason=form.reason.data or "",
            wording_reason=form.why.data or "", wording_seen=form.shown, now=gate.now(),
        )
    except services.BadList as bad:
        form.blame(bad.faults)
        return _one_page(list_id, status=400, item_id=item_id, form=form)
    except services.NeedsWords:
        return _one_page(list_id, status=400, item_id=item_id, form=form, asked=True)
    except services.HolidayFull as full:
        return _one_page(list_id, status=400, item_id=item_id, form=form, full=full)
    except services.HolidayRefused as refused:
        return _one_page(list_id, status=400, item_id=item_id, form=form, said=_(REFUSED_WORDS[refused.code]))
    except Conflict:
        return _one_page(list_id, status=409, item_id=item_id, form=form, said=_("这一项刚刚被改过，请核对后再提交"))
    return back_to("holidays.one", list_id=list_id, text=_("已更正，清单已经同时更新"))


def _reworded_page(list_id: int, item_id: int, form: HolidayAmendForm, do: str, told: str) -> Any:
    """After 采用建议 or 改为…, while an item is corrected: nothing is saved yet."""
    if do == "kind":
        form.kind.data = told.partition("-")[2]
    else:
        view = services.list_view(house=gate.house(), actor=gate.actor(), list_id=list_id, now=gate.now())
        form.text.data = _words([view.one.id], [form])[0].mended
    return _one_page(list_id, item_id=item_id, form=form)


@door.post("/homework/holiday/<int:list_id>/<int:item_id>/withdraw")
@needs(Permit.LIST_HOLIDAY)
def withdraw(list_id: int, item_id: int) -> Any:
    reason = request.form.get("reason", "")
    version = number_or(request.form.get("version"), 0)
    try:
        services.withdraw_item(house=gate.house(), actor=gate.actor(), item_id=item_id, version=version, reason=reason, now=gate.now())
    except services.BadList as bad:
        return _one_page(list_id, status=400, item_id=item_id, reason=reason, reason_error=fault_words(bad.faults[0]))
    except services.HolidayRefused as refused:
        return _one_page(list_id, status=400, item_id=item_id, reason=reason, said=_(REFUSED_WORDS[refused.code]))
    except Conflict:
        return _one_page(list_id, status=409, item_id=item_id, reason=reason, said=_("这一项刚刚被改过，请核对后再提交"))
    return back_to("holidays.one", list_id=list_id, text=_("已撤回，清单里不再显示"))


@door.get("/homework/holiday/<int:list_id>/print")
@needs(Permit.SEE_CLASS_DAY)
def printed(list_id: int) -> Any:
    """The list on one plain page for paper: nobody is named."""
    return page("holidays/print.html", found=services.printed_list(house=gate.house(), actor=gate.actor(), list_id=list_id))
