"""Outside providers of the service in the browser: the list with what has to be looked into, one provider with its people and papers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.datastructures import CombinedMultiDict

from schoolapp import words
from schoolapp.rules.permits import Permit
from schoolapp.rules.providers import Warned
from schoolapp.services import providers as services
from schoolapp.services.files import PAPER_MAX_MB
from schoolapp.services.providers import LACK_WORDS, BadProvider
from schoolapp.web import gate
from schoolapp.web.addresses import number_or
from schoolapp.web.forms.providers import PaperFields, PersonFields, ProviderFields
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.web.uploads import ACCEPTED, file_sentence, hand_out
from schoolapp.words import N_

door = Blueprint("providers", __name__, url_prefix="/service/providers")

FAULT_WORDS = {
    "required": N_("请填写"),
    "long": N_("最多 %(most)s 个字，请缩短"),
    "personal": N_("不能写身份证号或手机号，请删去"),
    "taken": N_("已有同名的机构"),
    "order": N_("到期不能早于开始"),
    "future": N_("日期还没有到，请核对"),
}
PAPER_WORDS = {"licence": N_("办学许可证"), "contract": N_("合同")}


@door.app_template_filter("lack")
def lack_text(warned: Warned) -> str:
    """One thing to look into, in words."""
    return _(LACK_WORDS[warned.lack], name=warned.person, day=words.format_date(lang(), warned.until, "full") if warned.until else "")


@door.get("")
@needs(Permit.SEE_SERVICE)
def listing() -> Any:
    return page("providers/list.html", found=services.list_providers(house=gate.house(), actor=gate.actor(), now=gate.now()))


@door.get("/new")
@needs(Permit.PLAN_SERVICE)
def new() -> Any:
    return page("providers/edit.html", form=ProviderFields(name=request.args.get("name", "")[:100]), row=None)


@door.post("/new", endpoint="new_posted")
@needs(Permit.PLAN_SERVICE)
def new_posted() -> Any:
    return _save(None)


@door.get("/<int:provider_id>")
@needs(Permit.SEE_SERVICE)
def one(provider_id: int) -> Any:
    return _one(provider_id)


def _found(provider_id: int) -> services.ProviderPage:
    return services.provider_page(house=gate.house(), actor=gate.actor(), provider_id=provider_id, now=gate.now())


def _one(provider_id: int, *, paper: str = "", form: PaperFields | None = None, status: int = 200) -> Any:
    return page("providers/one.html", status=status, found=_found(provider_id), papers=PAPER_WORDS, paper=paper, form=form or PaperFields(),
                accepted=ACCEPTED, most=PAPER_MAX_MB)


@door.get("/<int:provider_id>/edit")
@needs(Permit.PLAN_SERVICE)
def edit(provider_id: int) -> Any:
    row = _found(provider_id).row
    return page("providers/edit.html", form=ProviderFields(data=row._asdict()), row=row)


@door.post("/<int:provider_id>/edit", endpoint="edit_posted")
@needs(Permit.PLAN_SERVICE)
def edit_posted(provider_id: int) -> Any:
    return _save(provider_id)


def _save(provider_id: int | None) -> Any:
    form, row = ProviderFields(request.form), None if provider_id is None else _found(provider_id).row
    if form.validate():
        try:
            saved = services.save_provider(house=gate.house(), actor=gate.actor(), provider_id=provider_id, draft=form.draft(),
                                           version=number_or(request.form.get("version"), 1), now=gate.now())
            return back_to("providers.one", provider_id=saved, text=_("已保存") if row else _("已建档，请登记派来的人员和证照文件"))
        except BadProvider as bad:
            _blame(form, bad)
    return page("providers/edit.html", status=400, form=form, row=row)


def _blame(form: Any, bad: BadProvider) -> None:
    for name, code, values in bad.faults:
        form[name].errors = [*form[name].errors, _(FAULT_WORDS[code], **values)]


@door.get("/<int:provider_id>/people/new")
@needs(Permit.PLAN_SERVICE)
def person_new(provider_id: int) -> Any:
    return page("providers/person.html", form=PersonFields(), provider=_found(provider_id).row, row=None)


@door.post("/<int:provider_id>/people/new", endpoint="person_new_posted")
@needs(Permit.PLAN_SERVICE)
def person_new_posted(provider_id: int) -> Any:
    return _save_person(provider_id, None)


@door.get("/<int:provider_id>/people/<int:person_id>")
@needs(Permit.PLAN_SERVICE)
def person(provider_id: int, person_id: int) -> Any:
    row = services.get_person(house=gate.house(), actor=gate.actor(), provider_id=provider_id, person_id=person_id)
    return page("providers/person.html", form=PersonFields(data=row._asdict()), provider=_found(provider_id).row, row=row)


@door.post("/<int:provider_id>/people/<int:person_id>", endpoint="person_posted")
@needs(Permit.PLAN_SERVICE)
def person_posted(provider_id: int, person_id: int) -> Any:
    return _save_person(provider_id, person_id)


def _save_person(provider_id: int, person_id: int | None) -> Any:
    house, actor, form = gate.house(), gate.actor(), PersonFields(request.form)
    row = None if person_id is None else services.get_person(house=house, actor=actor, provider_id=provider_id, person_id=person_id)
    if form.validate():
        try:
            services.save_person(house=house, actor=actor, provider_id=provider_id, person_id=person_id, draft=form.draft(),
                                 version=number_or(request.form.get("version"), 1), now=gate.now())
            return back_to("providers.one", provider_id=provider_id, text=_("已保存"))
        except BadProvider as bad:
            _blame(form, bad)
    return page("providers/person.html", status=400, form=form, provider=_found(provider_id).row, row=row)


@door.post("/<int:provider_id>/papers/<paper>", endpoint="paper_posted")
@needs(Permit.PLAN_SERVICE)
def paper_posted(provider_id: int, paper: str) -> Any:
    gate.loaded(PAPER_WORDS.get(paper))
    form = PaperFields(CombinedMultiDict([request.files, request.form]))
    data = form.upload()
    try:
        services.attach_paper(house=gate.house(), actor=gate.actor(), provider_id=provider_id, paper=paper, data=data, now=gate.now())
        return back_to("providers.one", provider_id=provider_id, text=_("文件已保存"))
    except BadProvider as bad:
        form.file.errors = [file_sentence("required" if not data else code, values) for _name, code, values in bad.faults]
    return _one(provider_id, paper=paper, form=form, status=400)


@door.get("/<int:provider_id>/papers/<paper>")
@needs(Permit.SEE_SERVICE)
def paper(provider_id: int, paper: str) -> Any:
    return hand_out(services.open_paper(house=gate.house(), actor=gate.actor(), provider_id=provider_id, paper=paper))
