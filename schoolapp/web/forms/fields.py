"""Fields and small validators that forms share: what people type is read as generously as in a workbook (full-width figures, Chinese
dates)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import time
from typing import Any

import wtforms
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, widgets
from wtforms.validators import StopValidation

from schoolapp.rules.names import clean, fold, read_date, read_time, read_whole
from schoolapp.services.wording import REASONS, LineWording
from schoolapp.web.addresses import in_our_time
from schoolapp.web.language import _, _l
from schoolapp.words import N_


class _Words:
    """WTForms' own few sentences, in the reader's language."""

    def gettext(self, message: str) -> str:
        return _("请从列出的选项中选择") if "choice" in message.lower() else _("请检查这一项")

    def ngettext(self, one: str, _many: str, _n: int) -> str:
        return self.gettext(one)


class Form(wtforms.Form):
    """A form of the app: its sentences are ours."""

    class Meta(wtforms.Form.Meta):
        def get_translations(self, form: Any) -> Any:
            return _Words()


class TextField(wtforms.StringField):
    """One line of text, trimmed, without control characters."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0])[:4000] if valuelist else ""


class KeyField(wtforms.HiddenField):
    """The form's request key, made by the server when the form is first shown."""

    def process_data(self, value: Any) -> None:
        self.data = value or secrets.token_urlsafe(24)


class TypedField(wtforms.Field):
    """A field whose text is read by a function of the rules; what cannot be read stays in the control."""

    widget = widgets.TextInput()

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def wrong(self) -> str:
        raise NotImplementedError

    def shown(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.shown(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = fold(valuelist[0]) if valuelist else ""
        self.data = self.read(text) if text else None
        if text and self.data is None:
            raise ValueError(self.wrong())


class WholeField(TypedField):
    """A whole number, None where nothing was typed."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.render_kw = {"inputmode": "numeric", "autocomplete": "off", **(self.render_kw or {})}

    def read(self, text: str) -> Any:
        return read_whole(text, ("分钟", "人", "个", "天"))

    def wrong(self) -> str:
        return _("请填写整数")


class DayField(TypedField):
    """A day, None where nothing was typed."""

    widget = widgets.DateInput()

    def read(self, text: str) -> Any:
        found = read_date(text)
        return found if found and in_our_time(found) else None

    def wrong(self) -> str:
        return _("请填写日期，例如 2026-09-01")

    def shown(self, value: Any) -> str:
        return str(value.isoformat())


class ClockField(TypedField):
    """A time of day, None where nothing was typed."""

    widget = widgets.TimeInput()

    def read(self, text: str) -> Any:
        minutes = read_time(text)
        return None if minutes is None else time(minutes // 60 % 24, minutes % 60)

    def wrong(self) -> str:
        return _("请填写时间，例如 17:30")

    def shown(self, value: Any) -> str:
        return f"{value:%H:%M}"


def filled(message: Any) -> Callable[[Any, Any], None]:
    """Stops with `message` (a sentence of the catalogue) where nothing was entered."""

    def check(_form: Any, field: Any) -> None:
        if (field.data in (None, "", []) or field.data is False) and not field.errors:
            raise StopValidation(_(message))

    return check


def between(low: int, high: int) -> Callable[[Any, Any], None]:
    """A whole number within both bounds; nothing entered passes."""

    def check(_form: Any, field: Any) -> None:
        if field.data is not None and not low <= field.data <= high:
            raise StopValidation(_("请填写 %(low)s 到 %(high)s 之间的整数", low=low, high=high))

    return check


def blame(form: Any, name: str, sentence: str) -> None:
    """Puts a refusal of the rules beside its field; without such a field it stands in the summary alone."""
    if name and name in form:
        form[name].errors = [*form[name].errors, sentence]
    else:
        form.form_errors.append(sentence)


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, words) pairs as the choices of a select, of chips or of radio buttons."""
    return [SelectChoice(value, label) for value, label in pairs]


class PeriodForm(Form):
    """First and last day of a period, both included."""

    start = DayField(_l("从"), [filled(N_("请填写开始日期"))])
    end = DayField(_l("到"), [filled(N_("请填写结束日期"))])

    def validate_end(self, field: Any) -> None:
        if field.data is not None and self.start.data is not None and field.data < self.start.data:
            raise StopValidation(_("结束日期早于开始日期"))


# What services find wrong with a line, by the fault's code.
LINE_FAULTS = {
    "empty": N_("请填写内容"), "long": N_("写得太长了，请缩短"), "range": N_("请填写 0 到 240 的整数"), "above_minutes": N_("不能多于预计用时"),
    "identity": N_("里面像是有身份证号，公示和记录里都不写证件号，请去掉"), "mobile": N_("里面像是有手机号，公示和记录里都不写个人电话，请去掉"),
    "required": N_("请写明原因"), "none": N_("请至少选一项"),
}


class WordedForm(Form):
    """What a form with a text is asked where its words run against a rule: why they stand as they are. `seen` = the clauses that were shown."""

    wording_reason = wtforms.SelectField(_l("保留原文的原因"), choices=options([("", _l("请选择")), *((text, _l(text)) for text in REASONS)]),
                                         validate_choice=False)
    seen = wtforms.SelectMultipleField(validate_choice=False)

    def seen_clauses(self) -> list[str]:
        return [str(clause)[:20] for clause in self.seen.data or ()]

    def ask(self, line: LineWording) -> None:
        """Marks the reason as lacking, once it was asked for."""
        if line.blocks and self.seen.data:
            self.wording_reason.errors = [*self.wording_reason.errors, _("请选择原因，或者改一下内容")]


def mended(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """The posted fields, with the safer wording in the text where that was asked for."""
    fields: MultiDict[str, str] = MultiDict(posted.items(multi=True))
    if fields.get("mend"):
        fields["text"] = fields["mend"]
    return fields
