"""Pages of sampled time for a homeroom teacher: which days of the own class were sampled, and the form of a day. What counts is decided in
services."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for

from schoolapp.rules.permits import Permit
from schoolapp.services import sampling as services
from schoolapp.services.house import Conflict
from schoolapp.services.sampling import SampleForm, SampleRefused
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.sampling import band_words, hands_form, hands_of
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import class_name, format_number

door = Blueprint("sampling", __name__)


@door.get("/homework/samples")
@needs(Permit.SAMPLE_TIME)
def show() -> Any:
    found = services.sampled_days(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("sampling/show.html", classes=found, band_words=band_words)


@door.get("/homework/samples/<int:class_id>")
@needs(Permit.SAMPLE_TIME)
def form(class_id: int) -> Any:
    """The form of a day (?day=, else today or the last school day); ?part=subject asks for one subject (?subject= corrects its sample)."""
    try:
        shown = _load(class_id, _day())
    except SampleRefused as refused:
        return back_to("sampling.show", text=refusal(refused)[1], kind="warning")
    subject = request.args.get("subject", "")
    parted = _parted()
    one = shown.of(subject) if parted == bool(subject) else None
    return _page(shown, hands_form(None, _bands(shown, parted), shown.subjects if parted else (), shown=one), parted)


@door.post("/homework/samples/<int:class_id>", endpoint="form_posted")
@needs(Permit.SAMPLE_TIME)
def form_posted(class_id: int) -> Any:
    try:
        shown = _load(class_id, _day())
    except SampleRefused as refused:
        return back_to("sampling.show", text=refusal(refused)[1], kind="warning")
    parted = _parted()
    bands = _bands(shown, parted)
    typed = hands_form(request.form, bands, shown.subjects if parted else ())
    if parted and not typed.subject.data:
        blame(typed, "subject", _("请选择一科"))
        return _page(shown, typed, parted, 400)
    if not typed.validate():
        return _page(shown, typed, parted, 400)
    try:
        made = services.enter_sample(
            house=gate.house(), actor=gate.actor(), class_id=class_id, day=shown.day, subject=typed.subject.data if parted else "",
            hands=hands_of(typed, bands), asked=typed.asked.data, mean_tenths=typed["mean"].data, seen=typed.seen.data or "", now=gate.now(),
        )
    except SampleRefused as refused:
        field, sentence = refusal(refused)
        blame(typed, field, sentence)
        return _page(shown, typed, parted, 400)
    except Conflict:
        if not parted or typed.seen.data:
            raise
        blame(typed, "subject", _("这一科当天已经抽测过，请在下面点“更正”"))
        return _page(shown, typed, parted, 400)
    text = _(
        "%(class)s %(what)s：问到 %(n)s 人，平均 %(minutes)s 分钟", what=_(made.subject) if made.subject else _("作业用时"), n=made.sample.asked,
        minutes=format_number(lang(), made.minutes), **{"class": class_name(lang(), shown.one.grade, shown.one.number)},
    )
    if not made.enough:
        text = _("%(text)s。人数偏少，暂不作为依据（至少 %(n)s 人）", text=text, n=shown.needed)
    again = {"class_id": class_id, "day": shown.day.isoformat(), "part": "subject"}
    return back_to("sampling.show", text=text, kind="ok" if made.enough else "warning", link_url=url_for("sampling.form", **again), link_text=_("再问一科"))


def _load(class_id: int, day: date | None) -> SampleForm:
    return services.sample_form(house=gate.house(), actor=gate.actor(), class_id=class_id, day=day, now=gate.now())


def _day() -> date | None:
    asked = request.args.get("day", "")
    found = day_or_none(asked)
    return gate.loaded(found) if asked else None


def _parted() -> bool:
    return request.args.get("part") == "subject"


def _bands(shown: SampleForm, parted: bool) -> Any:
    return shown.subject_bands if parted else shown.bands


def _page(shown: SampleForm, typed: Any, parted: bool, status: int = 200) -> Any:
    hands = [typed[f"h{n}"] for n in range(len(_bands(shown, parted)))]
    direct = bool(typed.asked.errors or typed["mean"].errors or typed.asked.data is not None)
    return page("sampling/form.html", status=status, shown=shown, form=typed, hands=hands, parted=parted, direct=direct, band_words=band_words)


def refusal(refused: SampleRefused) -> tuple[str, str]:
    """(field, sentence) of a refusal."""
    sentences = {
        "future": ("", _("这一天还没有到，到了再抽测")),
        "other_year": ("", _("这一天不在这个班所在的学年")),
        "subject": ("subject", _("这个班没有这一科的任课安排")),
        "both": ("asked", _("按时段举手和直接填平均数，只填一种")),
        "nothing": ("h0", _("请填写各时段举手的人数")),
        "mean_alone": ("asked", _("请填写问到几人")),
        "asked_alone": ("mean", _("请填写平均用时")),
        "negative": ("", _("人数和分钟数不能是负数")),
        "crowd": ("h0" if "asked" not in request.form or not request.form["asked"] else "asked",
                  _("举手合计 %(n)s 人，超过全班 %(pupils)s 人", n=refused.values.get("asked", 0), pupils=refused.values.get("pupils", 0))),
        "range": ("mean", _("平均用时不能超过 %(n)s 分钟", n=refused.values.get("most", 0))),
    }
    return sentences[refused.code]
