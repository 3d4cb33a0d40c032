"""The principal's pages of suggestions: the list, a case beside that class-day's record, the box and its keys. The family's pages stand with the
parents' in `notices`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, request, url_for

from schoolapp.rules.permits import NotFound, Permit
from schoolapp.rules.policy import CLAUSES
from schoolapp.rules.suggestions import SUMMARY_MOST, TEXT_MOST, CaseState, grouped, read_letters
from schoolapp.services import findings as finding_services
from schoolapp.services import suggestions as services
from schoolapp.services.house import Replayed
from schoolapp.services.suggestions import CATEGORY_WORDS, FAULT_WORDS, BoxRefused, CaseRefused, Made, Visit
from schoolapp.web import gate
from schoolapp.web.addresses import number_or
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.suggestions import (
    AnswerForm,
    ConfirmForm,
    DaysForm,
    ListForm,
    PasswordForm,
    TakeForm,
    list_form,
)
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("suggestions", __name__)
COOKIE = "box"
SHOWN = {"STATE": CaseState, "category_words": CATEGORY_WORDS}
STATE_WORDS = {CaseState.RECEIVED: N_("已收到"), CaseState.LOOKING: N_("了解中"), CaseState.ANSWERED: N_("已答复"), CaseState.CLOSED: N_("已办结")}


@door.get("/suggestions")
@needs(Permit.READ_SUGGESTIONS)
def listing() -> Any:
    found = services.list_cases(house=gate.house(), actor=gate.actor(), now=gate.now())
    box = services.box_state(house=gate.house(), actor=gate.actor())
    return page("suggestions/list.html", found=found, box=box, state_words=STATE_WORDS, **SHOWN)


@door.get("/suggestions/<int:case_id>")
@needs(Permit.READ_SUGGESTIONS)
def one(case_id: int) -> Any:
    return _case(case_id)


@door.post("/suggestions/<int:case_id>/open", endpoint="open_posted")
@needs(Permit.READ_SUGGESTIONS)
def open_posted(case_id: int) -> Any:
    """Opens the box with the own password, and the case with it."""
    form = PasswordForm(request.form)
    if form.validate():
        try:
            visit = services.open_box(house=gate.house(), actor=gate.actor(), password=form.password.data or "", address=gate.address(), now=gate.now())
        except BoxRefused as refused:
            _say(form, refused)
        else:
            return _with_visit(redirect(url_for("suggestions.one", case_id=case_id), 303), visit)
    return _case(case_id, password=form, status=400)


@door.post("/suggestions/shut", endpoint="shut")
@needs(Permit.READ_SUGGESTIONS)
def shut() -> Any:
    response = back_to("suggestions.listing", text=_("意见箱已锁上"))
    gate.drop_cookie(response, COOKIE)
    return response


@door.post("/suggestions/<int:case_id>/begin", endpoint="begin")
@needs(Permit.READ_SUGGESTIONS)
def begin(case_id: int) -> Any:
    services.begin(house=gate.house(), actor=gate.actor(), case_id=case_id, version=number_or(request.form.get("version"), 0), now=gate.now())
    return back_to("suggestions.one", case_id=case_id, text=_("家长查询时会看到“学校正在了解”"))


@door.post("/suggestions/<int:case_id>/answer", endpoint="answer")
@needs(Permit.READ_SUGGESTIONS)
def answer(case_id: int) -> Any:
    form = AnswerForm(request.form)
    try:
        services.answer(house=gate.house(), actor=gate.actor(), case_id=case_id, text=form.text.data or "", version=number_or(form.version.data, 0),
                        now=gate.now())
    except CaseRefused as refused:
        blame(form, "text", _text_fault(refused.code))
        return _case(case_id, answer=form, status=400)
    return back_to("suggestions.one", case_id=case_id, text=_("已答复，家长凭编号和查询码能看到"))


@door.post("/suggestions/<int:case_id>/contact", endpoint="contact")
@needs(Permit.READ_SUGGESTIONS)
def contact(case_id: int) -> Any:
    """Shows the contact on this one page; that it was opened is audited."""
    visit = _visit()
    if visit is None:
        return redirect(url_for("suggestions.one", case_id=case_id), 303)
    found = services.contact_of(house=gate.house(), actor=gate.actor(), case_id=case_id, visit=visit, now=gate.now())
    return _case(case_id, contact=found)


@door.post("/suggestions/<int:case_id>/problem", endpoint="problem")
@needs(Permit.READ_SUGGESTIONS)
def problem(case_id: int) -> Any:
    form = list_form(request.form, _clause)
    try:
        services.list_problem(house=gate.house(), actor=gate.actor(), case_id=case_id, text=form.summary.data or "", clause=form.clause.data or "",
                              request_key=form.request_key.data or "", now=gate.now())
    except CaseRefused as refused:
        field = "clause" if refused.code == "clause" else "summary"
        blame(form, field, _("请从列出的选项中选择") if field == "clause" else _summary_fault(refused.code))
        return _case(case_id, problem=form, status=400)
    except Replayed:
        pass  # it stands there
    return back_to("suggestions.one", case_id=case_id, text=_("已列入问题清单，清单里只有您写的这一句"))


@door.get("/suggestions/box")
@needs(Permit.READ_SUGGESTIONS)
def box() -> Any:
    return _box()


@door.post("/suggestions/box/make", endpoint="make")
@needs(Permit.READ_SUGGESTIONS)
def make() -> Any:
    """A new box; its printed key is shown on the page that comes back, and never again."""
    form = PasswordForm(request.form)
    if form.validate():
        try:
            made = services.make_box(house=gate.house(), actor=gate.actor(), password=form.password.data or "", now=gate.now())
        except BoxRefused as refused:
            _say(form, refused)
        else:
            return _printed(made, ConfirmForm(data={"check": _check_of(made)}))
    return _box(password=form, status=400)


@door.post("/suggestions/box/<int:box_id>/confirm", endpoint="confirm")
@needs(Permit.READ_SUGGESTIONS)
def confirm(box_id: int) -> Any:
    form = ConfirmForm(request.form)
    if form.validate() and not hmac.compare_digest(_check(box_id, form.last.data or "").encode(), (gate.unseal(form.check.data or "") or "").encode()):
        blame(form, "last", _("与打印的备用钥匙对不上。没有打印出来，请重新建立意见箱"))
    if form.errors:
        return page("suggestions/printed.html", status=400, made=None, box_id=box_id, form=form)
    services.confirm_box(house=gate.house(), actor=gate.actor(), box_id=box_id, now=gate.now())
    return back_to("suggestions.box", text=_("意见箱可以用了"))


@door.post("/suggestions/box/take", endpoint="take")
@needs(Permit.READ_SUGGESTIONS)
def take() -> Any:
    """The box under the own password, by the printed key."""
    form = TakeForm(request.form)
    if form.validate():
        try:
            visit = services.take_box(house=gate.house(), actor=gate.actor(), printed=form.printed.data or "", password=form.password.data or "",
                                      now=gate.now())
        except BoxRefused as refused:
            _say(form, refused)
        else:
            return _with_visit(back_to("suggestions.listing", text=_("以后用您的登录密码就能打开意见箱")), visit)
    return _box(take=form, status=400)


@door.post("/suggestions/box/print", endpoint="print_again")
@needs(Permit.READ_SUGGESTIONS)
def print_again() -> Any:
    form = PasswordForm(request.form)
    if form.validate():
        try:
            visit = services.open_box(house=gate.house(), actor=gate.actor(), password=form.password.data or "", address=gate.address(), now=gate.now())
            return _printed(services.print_again(house=gate.house(), actor=gate.actor(), visit=visit, now=gate.now()), None)
        except BoxRefused as refused:
            _say(form, refused)
    return _box(again=form, status=400)


@door.post("/suggestions/box/days", endpoint="days")
@needs(Permit.READ_SUGGESTIONS)
def days() -> Any:
    form = DaysForm(request.form)
    if not form.validate():
        return _box(days=form, status=400)
    try:
        changed = services.set_reply_days(house=gate.house(), actor=gate.actor(), days=form.days.data, now=gate.now())
    except BoxRefused:
        raise NotFound from None
    return back_to("suggestions.box", text=_("已保存，从现在起收到的意见按这个期限答复") if changed else _("没有改动"))


def _case(case_id: int, *, password: PasswordForm | None = None, answer: AnswerForm | None = None, problem: ListForm | None = None,
          contact: str | None = None, status: int = 200) -> Any:
    found = services.case_page(house=gate.house(), actor=gate.actor(), case_id=case_id, visit=_visit(), now=gate.now())
    box = services.box_state(house=gate.house(), actor=gate.actor())
    return page(
        "suggestions/one.html", status=status, case=found, box=box, password=password or PasswordForm(),
        answer=answer or AnswerForm(data={"version": str(found.line.version)}),
        problem=problem or list_form(None, _clause, clause=found.clauses[0] if found.clauses else ""), contact=contact, clause_word=_clause,
        state_words=STATE_WORDS, kind_words=finding_services.KIND_WORDS, text_most=TEXT_MOST, summary_most=SUMMARY_MOST,
        number=gate.signed().person.number, **SHOWN,
    )


def _box(*, password: PasswordForm | None = None, take: TakeForm | None = None, again: PasswordForm | None = None, days: DaysForm | None = None,
         status: int = 200) -> Any:
    found = services.box_state(house=gate.house(), actor=gate.actor())
    return page("suggestions/box.html", status=status, box=found, password=password or PasswordForm(), take=take or TakeForm(), again=again or PasswordForm(),
                days=days or DaysForm(data={"days": found.reply_days}), number=gate.signed().person.number)


def _printed(made: Made, form: ConfirmForm | None) -> Any:
    return page("suggestions/printed.html", made=made, key=grouped(made.printed), box_id=made.box_id, form=form)


def _check_of(made: Made) -> str:
    return gate.seal(_check(made.box_id, made.printed[-4:]))


def _check(box_id: int, last: str) -> str:
    return hashlib.sha256(f"printed {box_id} {read_letters(last)}".encode()).hexdigest()


def _visit() -> Visit | None:
    token = request.cookies.get(gate.cookie_name(COOKIE), "")
    return services.find_visit(house=gate.house(), actor=gate.actor(), session=gate.signed().csrf, token=token, now=gate.now())


def _with_visit(response: Any, visit: Visit) -> Any:
    token = services.visit_token(house=gate.house(), session=gate.signed().csrf, visit=visit, now=gate.now())
    gate.set_cookie(response, COOKIE, token, int(services.VISIT.total_seconds()))
    return response


def _say(form: Any, refused: BoxRefused) -> None:
    """A refusal beside its field."""
    sentences: dict[str, tuple[str, Callable[[], str]]] = {
        "password": ("password", lambda: _("密码不对，请填您登录用的密码")),
        "wait": ("password", lambda: _("试错次数较多，请等 %(n)s 秒再试", n=refused.seconds)),
        "printed": ("printed", lambda: _("备用钥匙不对，请照纸上写的逐组核对")),
        "none": ("password", lambda: _("意见箱还不能用您的密码打开，请到“意见箱和钥匙”页")),
    }
    field, sentence = sentences[refused.code]
    blame(form, field, sentence())


def _text_fault(code: str) -> str:
    return {
        "identity": _("里面像是有身份证号，答复里不写个人信息，请去掉"), "mobile": _("里面像是有手机号，答复里不写个人信息，请去掉"),
        "mail": _("里面像是有邮箱地址，答复里不写个人信息，请去掉"),
    }.get(code) or _(FAULT_WORDS[code])


def _summary_fault(code: str) -> str:
    return {"short": _("请写一句话，至少 5 个字"), "long": _("最多 %(n)s 个字", n=SUMMARY_MOST)}.get(code) or _text_fault(code)


def _clause(code: str) -> str:
    """C10 with its short words."""
    found = CLAUSES.get(code)
    return code if found is None else f"{code} {found.en if lang() == 'en' else found.zh}"
