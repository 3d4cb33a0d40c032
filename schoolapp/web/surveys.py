"""Pages of questionnaires: opening one, how it goes, its links and its paper, closing it, what came of it; the tally of a class's sheets; the
teachers' own sheet. What families fill in stands in `notices/surveys`."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, request, url_for

from schoolapp import words
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.rules.surveys import GROUP_LEAST, SCHOOL_LEAST, chosen_of
from schoolapp.services import notices
from schoolapp.services import surveys as services
from schoolapp.services.house import Conflict, Replayed
from schoolapp.services.surveys import SurveyFaults, SurveyRefused, TallyFaults
from schoolapp.services.surveys.results import KIND_WORDS, SOURCE_WORDS
from schoolapp.web import gate
from schoolapp.web.addresses import number_or
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.surveys import SurveyForm, TypedTally
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("surveys", __name__, url_prefix="/surveys")

FAULT_WORDS = {
    "empty": N_("请填写问卷名称"),
    "long": N_("问卷名称最多 40 个字"),
    "past": N_("截止日期不能早于今天"),
    "far": N_("截止日期最晚到 60 天以后"),
    "none": N_("请至少选一个年级"),
    "nobody": N_("选的范围里没有班级或教师"),
    "heads": N_("有班级还没有登记学生数，请系统管理员先登记"),
    "personal": N_("不能写证件号和手机号"),
    "kind": N_("请从列出的选项中选择"),
    "programme": N_("请选一个课后服务项目"),
}
TALLY_WORDS = {
    "required": N_("请填写收回的份数，没有就填 0"),
    "number": N_("请填写整数"),
    "range": N_("请填写 0 到 200 的整数"),
    "above_answered": N_("各选项人数加起来不能多于收回的份数"),
    "above_invited": N_("收回的份数不能多于全班人数"),
}
REFUSED_WORDS = {
    "over": N_("这份问卷已经截止"),
    "empty": N_("请至少回答一题"),
    "unknown": N_("请从列出的选项中选择"),
    "again": N_("您已经填过这份问卷"),
}
_FIELDS = {"programme": "programme", "grades": "grades", "title": "title", "closes_on": "closes_on", "kind": "kind"}
_SVG, _PNG, _XLSX = "image/svg+xml", "image/png", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _who() -> dict[str, Any]:
    return {"house": gate.house(), "actor": gate.actor()}


@door.get("")
@needs(Permit.SEE_SURVEYS)
def listing() -> Any:
    found = services.list_surveys(**_who())
    return page("surveys/list.html", open_=[s for s in found if s.is_open], closed=[s for s in found if not s.is_open], kind_words=KIND_WORDS,
                runs=gate.actor().may(Permit.RUN_SURVEYS))


def _form(data: Any = None) -> SurveyForm:
    offered = services.choices(**_who(), now=gate.now())
    form = SurveyForm(data) if data is not None else SurveyForm(grades=[str(grade) for grade in offered.grades])
    return form.offers(offered.kinds, [(grade, words.grade_name(lang(), grade)) for grade in offered.grades], offered.programmes)


@door.get("/new")
@needs(Permit.RUN_SURVEYS)
def new() -> Any:
    return page("surveys/new.html", form=_form())


@door.post("/new", endpoint="new_posted")
@needs(Permit.RUN_SURVEYS)
def new_posted() -> Any:
    form = _form(request.form)
    if form.validate():
        try:
            survey_id = services.open_survey(**_who(), draft=form.draft(), request_key=form.request_key.data or "", now=gate.now())
        except Replayed as replayed:
            return back_to("surveys.one", survey_id=int(replayed.result))
        except SurveyFaults as refused:
            for name, code in refused.faults:
                blame(form, _FIELDS[name], _(FAULT_WORDS[code]))
        else:
            return back_to("surveys.one", survey_id=survey_id, text=_("问卷已发放"))
    return page("surveys/new.html", status=400, form=form)


@door.get("/<int:survey_id>")
@needs(Permit.SEE_SURVEYS)
def one(survey_id: int) -> Any:
    view = services.get_survey(**_who(), survey_id=survey_id)
    if view.is_open:
        return page("surveys/open.html", s=view, kind_words=KIND_WORDS)
    found = services.results_of(**_who(), survey_id=survey_id, lang=lang())
    return page("surveys/results.html", s=view, r=found, kind_words=KIND_WORDS, source=SOURCE_WORDS[view.kind], least=GROUP_LEAST,
                school_least=SCHOOL_LEAST)


@door.post("/<int:survey_id>/close")
@needs(Permit.RUN_SURVEYS)
def close(survey_id: int) -> Any:
    try:
        services.close_survey(**_who(), survey_id=survey_id, now=gate.now())
    except Conflict:
        return back_to("surveys.one", survey_id=survey_id, text=_("这份问卷已经截止"), kind="info")
    return back_to("surveys.one", survey_id=survey_id, text=_("问卷已截止"))


@door.get("/<int:survey_id>/codes")
@needs(Permit.RUN_SURVEYS)
def codes(survey_id: int) -> Any:
    """A slip for each class with the address of its sheet as a QR code, to print or to pass on."""
    view = services.get_survey(**_who(), survey_id=survey_id)
    if not view.is_open or not view.kind.by_link:
        raise NotFound
    base = gate.house().config.public_url
    tokens = {link.one.id: token for token, link in notices.links_of(house=gate.house()).by_token.items()}
    slips = []
    for part in view.parts:
        if part.one is not None and part.one.id in tokens:
            address = base + url_for("notices.survey", token=tokens[part.one.id], number=survey_id)
            slips.append((part.one, address, notices.notice_qr(address) if base else ""))
    return page("surveys/codes.html", s=view, slips=slips, public_url=base)


@door.get("/<int:survey_id>/paper")
@needs(Permit.SIGNED_IN)
def paper(survey_id: int) -> Any:
    row, questions = services.paper_form(**_who(), survey_id=survey_id, now=gate.now())
    return page("surveys/paper.html", row=row, questions=questions)


@door.get("/<int:survey_id>/results.xlsx")
@needs(Permit.SEE_SURVEYS)
def workbook(survey_id: int) -> Any:
    made = services.results_workbook(**_who(), survey_id=survey_id, lang=lang())
    response = Response(made, mimetype=_XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=f"survey-{survey_id}.xlsx")
    return response


@door.get("/<int:survey_id>/chart-<any(light,dark):look>.svg")
@needs(Permit.SEE_SURVEYS)
def chart(survey_id: int, look: str) -> Any:
    drawn = services.results_chart(**_who(), survey_id=survey_id, lang=lang(), fmt="svg", dark=look == "dark", now=gate.now())
    response = Response(drawn, mimetype=_SVG)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(drawn).hexdigest()[:32])
    return response.make_conditional(request)


@door.get("/<int:survey_id>/chart.png")
@needs(Permit.SEE_SURVEYS)
def chart_file(survey_id: int) -> Any:
    drawn = services.results_chart(**_who(), survey_id=survey_id, lang=lang(), fmt="png", dark=False, now=gate.now())
    response = Response(drawn, mimetype=_PNG)
    response.headers.set("Content-Disposition", "attachment", filename=f"survey-{survey_id}.png")
    return response


@door.get("/tally")
@needs(Permit.ENTER_TALLY)
def tallies() -> Any:
    return page("surveys/tallies.html", lines=services.open_tallies(**_who(), now=gate.now()))


@door.get("/<int:survey_id>/tally/<int:class_id>")
@needs(Permit.ENTER_TALLY)
def tally(survey_id: int, class_id: int) -> Any:
    form = services.tally_form(**_who(), survey_id=survey_id, class_id=class_id, now=gate.now())
    typed = {f"{code}-{place}": str(n) if n else "" for code, row in form.counts.items() for place, n in enumerate(row)}
    return _tally_page(form, {**typed, "answered": str(form.typed) if form.typed else ""}, [])


@door.post("/<int:survey_id>/tally/<int:class_id>", endpoint="tally_posted")
@needs(Permit.ENTER_TALLY)
def tally_posted(survey_id: int, class_id: int) -> Any:
    form = services.tally_form(**_who(), survey_id=survey_id, class_id=class_id, now=gate.now())
    typed = TypedTally(request.form, form.questions)
    faults = list(typed.faults)
    if not faults:
        try:
            changed = services.save_tally(**_who(), survey_id=survey_id, class_id=class_id, answered=typed.answered, counts=typed.counts,
                                          version=number_or(request.form.get("version"), 0), now=gate.now())
        except TallyFaults as refused:
            faults = [(f"{code}-0" if code else "answered", fault) for code, fault in refused.faults]
        except Conflict:
            return back_to("surveys.tally", survey_id=survey_id, class_id=class_id, kind="error", text=_("刚才有人改过这个班的计票，请核对后再填"))
        else:
            return back_to("surveys.tallies", text=_("已保存计票") if changed else _("没有改动"))
    return _tally_page(form, typed.typed, faults, 400)


def _tally_page(form: Any, typed: dict[str, str], faults: list[tuple[str, str]], status: int = 200) -> Any:
    errors = []
    for name, code in faults:
        what = _("收回份数") if name == "answered" else _("第 %(code)s 题", code=name.partition("-")[0])
        errors.append((name, _("%(field)s：%(error)s", field=what, error=_(TALLY_WORDS[code]))))
    return page("surveys/tally.html", status=status, f=form, typed=typed, errors=errors, wrong={name for name, _code in faults})


@door.get("/<int:survey_id>/answer")
@needs(Permit.ANSWER_SURVEY)
def answer(survey_id: int) -> Any:
    form = services.teacher_form(**_who(), survey_id=survey_id, now=gate.now())
    return page("surveys/answer.html", f=form, chosen={}, error="")


@door.post("/<int:survey_id>/answer", endpoint="answer_posted")
@needs(Permit.ANSWER_SURVEY)
def answer_posted(survey_id: int) -> Any:
    form = services.teacher_form(**_who(), survey_id=survey_id, now=gate.now())
    chosen = chosen_of(request.form, form.questions)
    try:
        services.give_teacher_answer(**_who(), survey_id=survey_id, chosen=chosen, now=gate.now())
    except SurveyRefused as refused:
        if refused.code in ("over", "again"):
            return back_to("surveys.answer", survey_id=survey_id, text=_(REFUSED_WORDS[refused.code]), kind="info")
        return page("surveys/answer.html", status=400, f=form, chosen=chosen, error=_(REFUSED_WORDS[refused.code]))
    return back_to("today.show", text=_("谢谢，已经收到"))
