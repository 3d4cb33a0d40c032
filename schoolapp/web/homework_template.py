"""The pages of 常用作业: a teacher's own lines, added, changed and removed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from schoolapp.rules.homework_template import BLANK
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import homework_template as services
from schoolapp.services.homework import BadDraft
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.forms.fields import options
from schoolapp.web.forms.homework_template import TemplateForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page

door = Blueprint("homework_template", __name__)


@door.get("/homework/templates")
@needs(Permit.REGISTER_HOMEWORK)
def templates() -> Any:
    """The list with the form of a new one; `item` = the own registration that it is made from."""
    item = request.args.get("item", type=number)
    if item is None:
        return _page(TemplateForm(), subject=request.args.get("subject", ""))
    subject, draft = services.template_of_item(house=gate.house(), actor=gate.actor(), item_id=item)
    return _page(TemplateForm.of(draft, subject), subject=subject, from_item=True)


@door.post("/homework/templates")
@needs(Permit.REGISTER_HOMEWORK)
def added() -> Any:
    form = TemplateForm(request.form)
    subject = form.subject.data or ""
    if not form.validate():
        return _page(form, subject=subject, status=400)
    try:
        services.add_template(house=gate.house(), actor=gate.actor(), subject=subject, draft=form.draft(), now=gate.now())
    except BadDraft as bad:
        form.blame(bad.faults)
        return _page(form, subject=subject, status=400)
    except services.TooMany as full:
        form.form_errors.append(_("%(subject)s已有 %(n)s 条常用作业，请先去掉不用的", subject=_(full.subject), n=full.most))
        return _page(form, subject=subject, status=400)
    except NotFound:
        form.subject.errors = [*form.subject.errors, _("请从列出的选项中选择")]
        return _page(form, subject="", status=400)
    return back_to("homework_template.templates", text=_("已存为常用作业"))


def _page(form: TemplateForm, *, subject: str, status: int = 200, from_item: bool = False) -> Any:
    found = services.my_templates(house=gate.house(), actor=gate.actor(), now=gate.now())
    form.subject.choices = options((s, _(s)) for s in found.subjects)
    form.subject.data = subject if subject in found.subjects else next(iter(found.subjects), "")
    return page("homework/templates.html", status=status, found=found, form=form, blank=BLANK, from_item=from_item)


@door.get("/homework/templates/<int:template_id>")
@needs(Permit.REGISTER_HOMEWORK)
def one(template_id: int) -> Any:
    found = services.find_template(house=gate.house(), actor=gate.actor(), template_id=template_id)
    return page("homework/template.html", found=found, form=TemplateForm.of(found.draft, found.subject), blank=BLANK)


@door.post("/homework/templates/<int:template_id>")
@needs(Permit.REGISTER_HOMEWORK)
def changed(template_id: int) -> Any:
    found = services.find_template(house=gate.house(), actor=gate.actor(), template_id=template_id)
    form = TemplateForm(request.form)
    if form.validate():
        try:
            services.change_template(house=gate.house(), actor=gate.actor(), template_id=template_id, draft=form.draft())
            return back_to("homework_template.templates", text=_("常用作业已保存"))
        except BadDraft as bad:
            form.blame(bad.faults)
    return page("homework/template.html", status=400, found=found, form=form, blank=BLANK)


@door.post("/homework/templates/<int:template_id>/remove")
@needs(Permit.REGISTER_HOMEWORK)
def removed(template_id: int) -> Any:
    services.remove_template(house=gate.house(), actor=gate.actor(), template_id=template_id)
    return back_to("homework_template.templates", text=_("已去掉"))
