"""The page of the school's facts: name, district, phones, first language."""

from __future__ import annotations

from typing import Any

from flask import request

from schoolapp.rules.permits import Permit
from schoolapp.services import settings as services
from schoolapp.web import gate
from schoolapp.web.forms.fields import blame
from schoolapp.web.forms.school import SettingsForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.web.school import door
from schoolapp.words import N_

PROBLEM_WORDS = {
    "name": N_("请填写学校名称"),
    "long": N_("太长了，请缩短"),
    "identity": N_("这里不能有身份证号"),
    "phone": N_("电话只能有数字、空格和 + - ( ) /"),
    "email": N_("请填写完整的邮箱地址"),
    "language": N_("请选择语言"),
}


@door.get("/admin/school")
@needs(Permit.SET_UP)
def settings() -> Any:
    found = services.settings_page(house=gate.house(), actor=gate.actor())
    return page("school/settings.html", form=SettingsForm(obj=found.facts, data={"seen": found.seen}), found=found)


@door.post("/admin/school", endpoint="settings_posted")
@needs(Permit.SET_UP)
def settings_posted() -> Any:
    form = SettingsForm(request.form)
    found = services.settings_page(house=gate.house(), actor=gate.actor())
    if form.validate():
        facts = services.SchoolFacts(
            form.name.data, form.district.data, form.report_phone.data, form.report_email.data, form.district_phone.data, form.language.data
        )
        try:
            changed = services.change_settings(
                house=gate.house(), actor=gate.actor(), facts=facts, seen=form.seen.data or "", now=gate.now()
            )
        except services.SettingsRefused as refused:
            for name, code in refused.problems:
                blame(form, name, _(PROBLEM_WORDS[code]))
        else:
            return back_to("school.settings", text=_("已保存") if changed else _("没有改动"))
    return page("school/settings.html", status=400, form=form, found=found)
