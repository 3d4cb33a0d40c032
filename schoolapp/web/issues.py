"""The problem list in the browser: the list with its filters, one row with its next step, a problem by hand, papers, the list as a file."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, request, send_file
from werkzeug.datastructures import CombinedMultiDict

from schoolapp import words
from schoolapp.rules.issues import OPEN, Level, Source, State
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.rules.policy import CLAUSES
from schoolapp.services import school as school_services
from schoolapp.services.files import PAPER_MAX_MB
from schoolapp.services.house import Conflict
from schoolapp.services.issues import evidence, ledger, sheet, steps
from schoolapp.services.issues.steps import BadIssue
from schoolapp.services.issues.words import SOURCE_WORDS, STATE_WORDS
from schoolapp.services.wording import clause_word
from schoolapp.web import gate
from schoolapp.web.addresses import number_or
from schoolapp.web.forms import issues as shapes
from schoolapp.web.forms.fields import blame, options
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.web.uploads import ACCEPTED, FILE_WORDS, file_sentence, hand_out
from schoolapp.words import N_

door = Blueprint("issues", __name__, url_prefix="/issues")

FORMS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
LEVEL_CHOICES = {Level.RED: N_("红（5 个上课日）"), Level.YELLOW: N_("黄（10 个上课日）"), Level.INFO: N_("提示（20 个上课日）")}
FAULT_WORDS = {
    "required": N_("请填写"),
    "short": N_("至少写 %(n)s 个字"),
    "long": N_("最多 %(n)s 个字，请缩短"),
    "identity": N_("里面像是有身份证号，请去掉"),
    "mobile": N_("里面像是有手机号，请去掉"),
    "future": N_("日期还没有到，请核对"),
    "past": N_("时限已经过去，请改到今天或以后"),
    "other": N_("请从列出的选项中选择"),
    "same": N_("复查人不能是责任人本人，请另选一位"),
    "orders": N_("督办单的时限是收到后 5 个工作日，不能改"),
    "once": N_("时限只能延长一次，已经延长过了"),
    "far": N_("最多延到 %(day)s"),
    "clean": N_("连续正常还不到 %(wanted)s 天（现在 %(reached)s 天），满了才能销号"),
    "enough": N_("一项问题最多 %(n)s 份材料"),
}
# What a field asks for when it was left empty.
WANTED = {
    "text": N_("请写明是什么问题"), "owner": N_("请选择责任人"), "recheck_by": N_("校长负责的问题，请指定一位复查人"), "cause": N_("请写明原因"),
    "measure": N_("请写明怎么改"), "done": N_("请写明做了什么"), "evidence": N_("请先上传一份佐证材料：这一项没有数据可以自动判断"),
    "opinion": N_("请写明看到的情况"), "reason": N_("请写明理由"), "title": N_("请写明是什么材料"), "dated_on": N_("请填写材料上的日期"),
    "confirmed": N_("请看过材料，确认里面没有学生的姓名、照片和名单，再勾选"),
}
STALE = N_("这一项刚有变动，请看最新的情况再操作")
ACT_WORDS = {
    "issue_listed": N_("列入问题清单"), "issue_joined": N_("并入新的发现"), "issue_assigned": N_("指派责任人"), "issue_begun": N_("写明原因和措施"),
    "issue_done": N_("报告完成"), "issue_closed": N_("复查通过，销号"), "issue_returned": N_("复查退回"), "issue_dismissed": N_("不列入"),
    "issue_paper_added": N_("上传佐证材料"),
}


@door.app_template_filter("issue_state")
def issue_state(state: State) -> str:
    return _(STATE_WORDS[state])


@door.app_template_filter("issue_source")
def issue_source(source: Source) -> str:
    return _(SOURCE_WORDS[source])


@door.app_template_filter("issue_act")
def issue_act(act: str) -> str:
    return _(ACT_WORDS.get(act, act))


def _sources() -> list[tuple[str, str]]:
    """Each source with its word; those that share a word stand once."""
    found: dict[str, str] = {}
    for source, word in SOURCE_WORDS.items():
        found.setdefault(_(word), source.value)
    return [(value, label) for label, value in found.items()]


@door.get("")
@needs(Permit.SEE_ISSUES)
def listing() -> Any:
    state, source, clause = (request.args.get(name, "")[:20] for name in ("state", "source", "clause"))
    found = ledger.list_issues(house=gate.house(), actor=gate.actor(), now=gate.now(), lang=lang())
    shown = [
        one for one in found
        if (not state or one.state.value == state or (state == "open" and one.open) or (state == "overdue" and one.overdue))
        and (not source or SOURCE_WORDS[one.source] == SOURCE_WORDS.get(_known(source), "")) and (not clause or one.row.clause == clause)
    ]
    return page(
        "issues/list.html", found=found, shown=shown, state=state, source=source, clause=clause, sources=_sources(),
        clauses=sorted({one.row.clause for one in found if one.row.clause}, key=lambda code: (code[0], number_or(code[1:], 0))),
        states=[("open", _("未销号")), ("overdue", _("逾期")), *((one.value, _(STATE_WORDS[one])) for one in State)],
        overdue=[one for one in found if one.overdue], open_=sum(one.open for one in found), clause_word=clause_word, today=gate.now().date(),
        may_add=gate.actor().may(Permit.ADD_ISSUE), OPEN=OPEN,
    )


def _known(source: str) -> Source | None:
    return Source(source) if source in tuple(Source) else None


@door.get("/list.<form>")
@needs(Permit.SEE_ISSUES)
def download(form: str) -> Any:
    if form not in FORMS:
        raise NotFound
    content = sheet.issue_sheet(house=gate.house(), actor=gate.actor(), form=form, lang=lang(), now=gate.now())
    name = _("问题整改台账_%(day)s", day=f"{gate.now().date():%Y%m%d}")
    response = send_file(io.BytesIO(content), mimetype=FORMS[form], as_attachment=True, download_name=f"{name}.{form}", max_age=0)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _new_form(posted: Any = None) -> shapes.NewForm:
    standing = school_services.standing_of(house=gate.house())
    form = shapes.NewForm(posted, data={"found_on": gate.now().date(), "source": Source.WALK.value, "level": Level.YELLOW.value})
    form.source.choices = options((source.value, _(SOURCE_WORDS[source])) for source in steps.BY_HAND)
    form.level.choices = options((level.value, _(word)) for level, word in LEVEL_CHOICES.items())
    form.clause.choices = options([("", _("不对应条款")), *((code, _("%(code)s：%(words)s", code=code, words=one.en if lang() == "en" else one.zh))
                                                        for code, one in CLAUSES.items())])
    present = sorted({one.grade for one in standing.classes.values()})
    form.grade.choices = shapes.grades((grade, words.grade_name(lang(), grade)) for grade in present)
    return form


@door.get("/new")
@needs(Permit.ADD_ISSUE)
def new() -> Any:
    return page("issues/new.html", form=_new_form())


@door.post("/new", endpoint="new_posted")
@needs(Permit.ADD_ISSUE)
def new_posted() -> Any:
    form = _new_form(request.form)
    source, level, grade = form.source.data or "", form.level.data or "", number_or(form.grade.data, 0)
    valid = form.validate()
    for field, known in (("clause", not form.clause.data or form.clause.data in CLAUSES), ("level", level in tuple(Level))):
        if not known:
            valid = False
            blame(form, field, _(FAULT_WORDS["other"]))
    if valid:
        try:
            issue_id = steps.add_issue(
                house=gate.house(), actor=gate.actor(), source=_known(source) or Source.FINDING, text=form.text.data or "", clause=form.clause.data or "",
                level=Level(level), grade=grade if 1 <= grade <= 9 else None, found_on=form.found_on.data, due_on=form.due_on.data,
                request_key=form.request_key.data or "", now=gate.now())
            return back_to("issues.one", issue_id=issue_id, text=_("已列入问题清单"))
        except BadIssue as bad:
            _blame(form, bad)
        except Conflict:
            return back_to("issues.listing", text=_("这一项已经列入过了"), kind="info")
    return page("issues/new.html", status=400, form=form)


def _blame(form: Any, bad: BadIssue) -> None:
    for field, code, values in bad.faults:
        told = {**values, "day": words.format_date(lang(), values["day"], "full")} if "day" in values else values
        sentence = _(WANTED[field]) if code == "required" and field in WANTED else (
            file_sentence(code, told) if field == "file" and code in FILE_WORDS else _(FAULT_WORDS.get(code, FAULT_WORDS["other"]), **told))
        blame(form, field, sentence)


@door.get("/<int:issue_id>")
@needs(Permit.SEE_ISSUES)
def one(issue_id: int) -> Any:
    return _one(issue_id)


def _one(issue_id: int, step: str = "", form: Any = None, *, status: int = 200) -> Any:
    """The page with a form for each step that is open to this person; `step` and `form`: the one that was refused."""
    found = ledger.get_issue(house=gate.house(), actor=gate.actor(), issue_id=issue_id, now=gate.now(), lang=lang())
    row = found.issue.row
    forms: dict[str, Any] = {
        "assign": shapes.AssignForm(data={"due_on": row.due_on, "owner": str(row.owner_id or ""), "recheck_by": str(row.recheck_by or "")}),
        "begin": shapes.BeginForm(data={"cause": row.cause, "measure": row.measure}),
        "done": shapes.DoneForm(data={"done": row.done}), "recheck": shapes.RecheckForm(), "dismiss": shapes.ReasonForm(), "reopen": shapes.ReasonForm(),
        "paper": shapes.PaperForm(),
    }
    if form is not None:
        forms[step] = form
    for each in forms.values():
        if "version" in each:
            each.version.data = row.version
    people = [(owner.staff_id, _("%(post)s · %(name)s", post=owner.post, name=owner.name)) for owner in found.owners]
    forms["assign"].owner.choices = shapes.people(people, _("请选择"))
    forms["assign"].recheck_by.choices = shapes.people(people, _("校长或教导处"))
    return page("issues/one.html", status=status, found=found, step=step, form_of=forms, clause_word=clause_word, accepted=ACCEPTED, most=PAPER_MAX_MB,
                STATE=State, SOURCE=Source)


def _step(issue_id: int, step: str, form: Any, act: Any, text: str, **values: Any) -> Any:
    """Takes one step of the row as the form saw it."""
    return _tried(issue_id, step, form, act, text, version=number_or(form.version.data, 0), **values)


def _tried(issue_id: int, step: str, form: Any, act: Any, text: str, *, fresh_row: bool = False, **values: Any) -> Any:
    """Back to the row (with `fresh_row` to the one that the act gives) with a word, or the page again with what is wrong. `values` are read from a form
    that may be wrong: the act is asked only where it is right."""
    if form.validate():
        try:
            given = act(house=gate.house(), actor=gate.actor(), issue_id=issue_id, now=gate.now(), **values)
            return back_to("issues.one", issue_id=given if fresh_row else issue_id, text=text)
        except BadIssue as bad:
            _blame(form, bad)
        except Conflict:
            return back_to("issues.one", issue_id=issue_id, text=_(STALE), kind="warning")
    return _one(issue_id, step, form, status=400)


@door.post("/<int:issue_id>/assign")
@needs(Permit.MANAGE_ISSUES)
def assign(issue_id: int) -> Any:
    form = shapes.AssignForm(request.form)
    return _step(issue_id, "assign", form, steps.assign, _("已指派"), owner_id=number_or(form.owner.data, 0) or None, due_on=form.due_on.data,
                 recheck_by=number_or(form.recheck_by.data, 0) or None, reason=form.reason.data or "")


@door.post("/<int:issue_id>/dismiss")
@needs(Permit.MANAGE_ISSUES)
def dismiss(issue_id: int) -> Any:
    form = shapes.ReasonForm(request.form)
    return _step(issue_id, "dismiss", form, steps.dismiss, _("已记为不列入，台账里保留理由"), reason=form.reason.data or "")


@door.post("/<int:issue_id>/begin")
@needs(Permit.SEE_ISSUES)
def begin(issue_id: int) -> Any:
    form = shapes.BeginForm(request.form)
    return _step(issue_id, "begin", form, steps.begin, _("已保存原因和措施"), cause=form.cause.data or "", measure=form.measure.data or "")


@door.post("/<int:issue_id>/done")
@needs(Permit.SEE_ISSUES)
def done(issue_id: int) -> Any:
    form = shapes.DoneForm(request.form)
    return _step(issue_id, "done", form, steps.report_done, _("已报告完成，等待复查"), done=form.done.data or "")


@door.post("/<int:issue_id>/recheck")
@needs(Permit.SEE_ISSUES)
def recheck(issue_id: int) -> Any:
    form, close = shapes.RecheckForm(request.form), request.form.get("do") == "close"
    return _step(issue_id, "recheck", form, steps.recheck, _("已销号") if close else _("已退回，请责任人继续整改"), close=close,
                 opinion=form.opinion.data or "")


@door.post("/<int:issue_id>/reopen")
@needs(Permit.MANAGE_ISSUES)
def reopen(issue_id: int) -> Any:
    form = shapes.ReasonForm(request.form)
    return _tried(issue_id, "reopen", form, steps.reopen, _("已列为新的一项，原来的一项保持销号"), fresh_row=True,
                  reason=form.reason.data or "", request_key=form.request_key.data or "")


@door.post("/<int:issue_id>/papers")
@needs(Permit.SEE_ISSUES)
def paper_posted(issue_id: int) -> Any:
    form = shapes.PaperForm(CombinedMultiDict([request.files, request.form]))
    data, name = form.upload()
    return _tried(issue_id, "paper", form, evidence.attach, _("已上传"), data=data, name=name, title=form.title.data or "",
                  dated_on=form.dated_on.data, confirmed=bool(form.confirmed.data))


@door.get("/papers/<int:evidence_id>")
@needs(Permit.SEE_ISSUES)
def paper(evidence_id: int) -> Any:
    return hand_out(evidence.open_paper(house=gate.house(), actor=gate.actor(), evidence_id=evidence_id))
