"""The forms of the family's pages: a suggestion, and looking it up. Shapes only; what can be taken is decided by the use cases."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from schoolapp.services.suggestions import CATEGORY_WORDS
from schoolapp.web.forms.fields import DayField, Form, TextField, filled, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_


class SayForm(Form):
    """What a family writes. From a class's link `about` asks whether it is about that class; elsewhere `class_id` offers all of them."""

    key = HiddenField()
    category = RadioField(_l("是什么事"), validate_choice=False)
    about = RadioField(_l("说的是哪个班"), validate_choice=False)
    class_id = SelectField(_l("说的是哪个班"), validate_choice=False)
    day = DayField(_l("哪一天"))
    text = TextAreaField(_l("请写下来"))
    contact = StringField(_l("联系方式"))


class LookForm(Form):
    """Number and code; further words where an answer solved nothing."""

    number = TextField(_l("编号"), [filled(N_("请填写编号"))])
    code = TextField(_l("查询码"), [filled(N_("请填写查询码"))])
    text = TextAreaField(_l("还有什么没有解决"))


def say_form(posted: Any, *, classes: Any = (), **values: Any) -> SayForm:
    """The form with its choices; `classes`: (id, words) pairs."""
    form = SayForm(posted, data=values)
    form.category.choices = options((one.value, _(words)) for one, words in CATEGORY_WORDS.items())
    form.class_id.choices = options([("", _("不针对某个班")), *classes])
    return form
