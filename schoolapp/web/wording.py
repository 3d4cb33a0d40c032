"""The page of wording rules: what the school adds and silences, all built-in rules, a sentence to try. How a line is answered while it is
written stands in `homework`."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, request

from schoolapp.rules.people import GRADES
from schoolapp.rules.permits import Permit
from schoolapp.rules.wording import hint_in
from schoolapp.services import wording as services
from schoolapp.services.house import Replayed
from schoolapp.web import gate
from schoolapp.web.forms.fields import blame, options
from schoolapp.web.forms.wording import AddForm, SilenceForm, TryForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_, grade_name

door = Blueprint("wording", __name__)

door.add_app_template_filter(lambda hint: hint_in(lang(), hint), "hint")

LEVEL_WORDS = {"block": N_("发布要写理由"), "warn": N_("只作提示")}
REFUSED_WORDS = {
    "missing": N_("这一项不能为空"),
    "short": N_("太短了，会误伤别的句子，至少 %(n)s 个字"),
    "long": N_("最多 %(n)s 个字"),
    "personal": N_("里面像是有身份证号或手机号，请去掉"),
    "clause": N_("请从列出的选项中选择"),
    "level": N_("请从列出的选项中选择"),
    "taken": N_("已经有了"),
    "many": N_("本校的词句最多 %(n)s 条，请先删去不用的"),
    "hits": N_("这个写法本身也会被提示，请换一个"),
    "unknown": N_("没有这条规则"),
}


def wording_words() -> dict[str, Any]:
    """What templates need to word a hit."""
    return {"clause_word": services.clause_word, "level_words": LEVEL_WORDS, "clause_words": services.CLAUSE_WORDS}


@door.get("/admin/wording")
@needs(Permit.SET_WORDING)
def show() -> Any:
    return _page(AddForm(data={"request_key": secrets.token_urlsafe(24)}), SilenceForm.fresh(request.args.get("silence", "")))


def _page(add: AddForm, silence: SilenceForm, status: int = 200) -> Any:
    house, actor = gate.house(), gate.actor()
    found = services.wording_page(house=house, actor=actor)
    tried = TryForm(request.args if request.method == "GET" and "text" in request.args else None)
    tried.grade.choices = options((grade, grade_name(lang(), grade)) for grade in GRADES)
    answer = None
    if (tried.text.data or "").strip():
        answer = services.try_sentence(
            house=house, actor=actor, text=tried.text.data, grade=tried.chosen_grade(), kind=tried.chosen_kind(), session=tried.session
        )
    open_rules = [one.rule for one in found.homework if one.silenced is None]
    silence.rule.choices = options([("", _("不停用规则")), *((r.id, f"{_(services.clause_word(r.clause))} · {r.example}") for r in open_rules)])
    return page("wording/show.html", status=status, found=found, add=add, silence=silence, tried=tried, answer=answer, **wording_words())


@door.post("/admin/wording/add")
@needs(Permit.SET_WORDING)
def add() -> Any:
    form = AddForm(request.form)
    if form.validate():
        try:
            services.add_words(
                house=gate.house(),
                actor=gate.actor(),
                words=form.words.data,
                clause=form.clause.data,
                level=form.level.data,
                hint=form.hint.data,
                safer=form.safer.data,
                request_key=form.request_key.data or "",
                now=gate.now(),
            )
        except services.WordingRefused as refused:
            _blame(form, refused)
        except Replayed:
            return back_to("wording.show", text=_("已添加，从现在起就会提示"))
        else:
            return back_to("wording.show", text=_("已添加，从现在起就会提示"))
    return _page(form, SilenceForm.fresh(), 400)


@door.post("/admin/wording/silence")
@needs(Permit.SET_WORDING)
def silence() -> Any:
    form = SilenceForm.posted(request.form)
    found = services.wording_page(house=gate.house(), actor=gate.actor())
    form.rule.choices = options([("", ""), *((one.rule.id, one.rule.example) for one in found.homework)])
    words, rule = form.words.data or "", form.rule.data or ""
    valid = form.validate()
    if bool(words) is bool(rule):
        form.words.errors = [*form.words.errors, _("请选一条规则，或填写一个词句，只填一样")]
        valid = False
    if valid:
        common = {"house": gate.house(), "actor": gate.actor(), "reason": form.reason.data, "request_key": form.request_key.data or "", "now": gate.now()}
        try:
            if rule:
                services.silence_rule(rule=rule, **common)
            else:
                services.silence_words(words=words, **common)
        except services.WordingRefused as refused:
            _blame(form, refused)
        except Replayed:
            return back_to("wording.show", text=_("已保存，理由留在审计记录里"))
        else:
            return back_to("wording.show", text=_("已保存，理由留在审计记录里"))
    return _page(AddForm(data={"request_key": secrets.token_urlsafe(24)}), form, 400)


@door.post("/admin/wording/<int:row_id>/remove")
@needs(Permit.SET_WORDING)
def remove(row_id: int) -> Any:
    services.remove_line(house=gate.house(), actor=gate.actor(), row_id=row_id, now=gate.now())
    return back_to("wording.show", text=_("已取消"))


def _blame(form: Any, refused: services.WordingRefused) -> None:
    blame(form, refused.field, _(REFUSED_WORDS[refused.code], **refused.values))
