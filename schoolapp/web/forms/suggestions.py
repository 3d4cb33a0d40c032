"""The principal's forms of suggestions. Shapes only; what can be taken is decided by the use cases."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField, SelectField, TextAreaField

from schoolapp.rules.suggestions import CLAUSES, REPLY_DAYS_LEAST, REPLY_DAYS_MOST
from schoolapp.web.addresses import number_or
from schoolapp.web.forms.fields import Form, KeyField, TextField, WholeField, between, filled, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_


class PasswordForm(Form):
    """The principal's own password."""

    password = PasswordField(_l("您的登录密码"), [filled(N_("请填写密码"))])


class TakeForm(PasswordForm):
    """The printed key, and the own password that will open the box from now on."""

    printed = TextField(_l("备用钥匙"), [filled(N_("请填写纸上的备用钥匙"))])


class ConfirmForm(Form):
    """The last letters of the printed key. `check` is what they are compared with, sealed."""

    check = HiddenField()
    last = TextField(_l("最后一组"), [filled(N_("请照纸上写的，填最后一组"))])


class DaysForm(Form):
    """School days up to the answer."""

    days = WholeField(_l("答复期限"), [filled(N_("请填写天数")), between(REPLY_DAYS_LEAST, REPLY_DAYS_MOST)])


class AnswerForm(Form):
    """The answer to a family."""

    version = HiddenField()
    text = TextAreaField(_l("给家长的答复"))


class ListForm(Form):
    """The principal's own words for the problem list."""

    request_key = KeyField()
    summary = TextAreaField(_l("问题（您自己的话）"))
    clause = SelectField(_l("条款"), validate_choice=False)


def list_form(posted: Any, clause_words: Any, **values: Any) -> ListForm:
    """The form with every clause that a category belongs to."""
    form = ListForm(posted, data=values)
    known = sorted({clause for clauses in CLAUSES.values() for clause in clauses}, key=lambda code: (code[0], number_or(code[1:], 0)))
    form.clause.choices = options([("", _("不对应条款")), *((code, clause_words(code)) for code in known)])
    return form
