"""The forms of homework: registering several lines for several classes, correcting one, withdrawing. Shape checks only; limits stand in
services."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField

from schoolapp.rules.homework import Kind, Tier
from schoolapp.services.homework import Draft, Fault
from schoolapp.web.addresses import day_or_none, in_our_time, number, number_or
from schoolapp.web.forms.fields import Form, options
from schoolapp.web.language import _, _l

QUICK_MINUTES = (5, 10, 15, 20, 30)
OTHER = "other"
_LINE = re.compile(r"items-(\d{1,3})-text")
_KINDS = [
    (Kind.WRITTEN.value, _l("书面作业")),
    (Kind.ELECTRONIC.value, _l("电子作业（计入总量）")),
    (Kind.ORAL.value, _l("口头作业")),
    (Kind.READING.value, _l("阅读")),
    (Kind.PRACTICAL.value, _l("实践")),
    (Kind.SPORTS.value, _l("体育")),
    (Kind.LABOUR.value, _l("劳动")),
    (Kind.OTHER.value, _l("其他")),
]
_TIERS = [
    (Tier.EVERYONE.value, _l("全体必做")),
    (Tier.BASIC.value, _l("基础")),
    (Tier.RAISED.value, _l("提高")),
    (Tier.EXTENDED.value, _l("拓展")),
    (Tier.OPTIONAL.value, _l("选做（不计入上限）")),
]
_KNOWN_KINDS, _KNOWN_TIERS = {kind.value: kind for kind in Kind}, {tier.value: tier for tier in Tier}
_MINUTES = [*((str(n), str(n)) for n in QUICK_MINUTES), (OTHER, _l("其他"))]


class WholeField(IntegerField):
    """Whole minutes; full-width figures and spaces are no fault."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        if text:
            if not re.fullmatch(r"-?\d{1,6}", text):
                raise ValueError(_("请填写整数分钟"))
            self.data = int(text)


class DayField(DateField):
    """The day that homework is given for: one that a school's records can speak of."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and not in_our_time(self.data):
            self.data = None
            raise ValueError(_("请填写日期，例如 2026-09-01"))


class LineForm(Form):
    """One line: text, minutes by chip or by number, and what is folded away."""

    text = TextAreaField(_l("内容"))
    minutes = RadioField(_l("预计用时"), choices=options(_MINUTES), validate_choice=False)
    minutes_other = WholeField(_l("其他分钟数"))
    kind = SelectField(_l("类型"), choices=options(_KINDS), default=Kind.WRITTEN.value)
    tier = SelectField(_l("分层"), choices=options(_TIERS), default=Tier.EVERYONE.value)
    in_school = WholeField(_l("校内完成"))

    def check(self) -> bool:
        """Whether the shape is right; faults stand at their fields."""
        ok = self.validate()
        if not (self.text.data or "").strip():
            self.text.errors = [*self.text.errors, _("请填写内容")]
            ok = False
        if self.minutes_value is None and not self.minutes_other.errors:
            field = self.minutes_other if self.minutes.data == OTHER else self.minutes
            field.errors = [*field.errors, _("请填写分钟数") if self.minutes.data == OTHER else _("请选择预计用时")]
            ok = False
        return ok

    @property
    def minutes_value(self) -> int | None:
        """The minutes chosen, None while there are none."""
        if self.minutes.data == OTHER:
            return self.minutes_other.data
        found = number_or(self.minutes.data, -1)
        return found if found >= 0 else None

    def draft(self) -> Draft | None:
        """The line as the rules read it; None while kind, tier or minutes cannot be read."""
        minutes = self.minutes_value
        if minutes is None or self.kind.data not in set(Kind) or self.tier.data not in set(Tier) or self.in_school.process_errors:
            return None
        return Draft(self.text.data or "", minutes, Kind(self.kind.data), Tier(self.tier.data), self.in_school.data)

    def blame(self, faults: Sequence[Fault]) -> None:
        """Puts the faults that the service found at their fields."""
        for fault in faults:
            field = self.minutes_other if fault.field == "minutes" and self.minutes.data == OTHER else self[fault.field]
            field.errors = [*field.errors, fault_words(fault, self.minutes_value)]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything wrong here, for the summary."""
        return [(f.id, _("%(field)s：%(error)s", field=str(f.label.text), error=e)) for f in self for e in f.errors]

    @property
    def folded(self) -> str:
        """What stands on the folded line: kind and tier in words."""
        kind = Kind(self.kind.data) if self.kind.data in set(Kind) else Kind.WRITTEN
        if kind is Kind.ELECTRONIC:
            word = _("电子作业，计入总量")
        elif kind is Kind.WRITTEN:
            word = _("书面")
        else:
            word = _("%(kind)s，不计入书面时间", kind=_(kind.value))
        tier = self.tier.data if self.tier.data in set(Tier) else Tier.EVERYONE.value
        return f"{word} · {_('全体必做') if tier == Tier.EVERYONE.value else _(tier)}"


def minutes_fields(minutes: int) -> dict[str, Any]:
    """How the two fields of the minutes show a number."""
    quick = minutes in QUICK_MINUTES
    return {"minutes": str(minutes) if quick else OTHER, "minutes_other": None if quick else minutes}


def line_fields(draft: Draft) -> dict[str, Any]:
    """The fields of a line, filled from a draft."""
    return {
        "text": draft.text,
        "kind": draft.kind.value,
        "tier": draft.tier.value,
        "in_school": draft.in_school,
        **minutes_fields(draft.minutes),
    }


class RegisterForm(Form):
    """Subject, classes, day and (for a past day) the reason; the lines stand beside it in `lines`."""

    subject = RadioField(_l("学科"), validate_choice=False)
    classes = SelectMultipleField(_l("班级"), coerce=number, validate_choice=False)
    day = DayField(_l("日期"))
    reason = TextAreaField(_l("补录原因"))
    request_key = HiddenField()
    lines: list[LineForm]

    @classmethod
    def posted(cls, form: MultiDict[str, str]) -> RegisterForm:
        made = cls(form)
        made.lines = [LineForm(form, prefix=f"items-{n}-") for n in line_numbers(form)]
        return made

    @classmethod
    def fresh(cls, *, subject: str, classes: Sequence[int], day: date, drafts: Sequence[Draft], request_key: str) -> RegisterForm:
        made = cls(data={"subject": subject, "classes": list(classes), "day": day, "request_key": request_key})
        filled = [line_fields(draft) for draft in drafts] or [{}]
        made.lines = [LineForm(data=values, prefix=f"items-{n}-") for n, values in enumerate(filled)]
        return made

    def check(self) -> bool:
        """Whether the shape of everything is right; faults stand at their fields."""
        ok = self.validate()
        if not self.classes.data:
            self.classes.errors = [_("请选择班级")]
            ok = False
        checked = [line.check() for line in self.lines]
        return ok and all(checked)

    def drafts(self) -> list[Draft]:
        """The lines that can be read so far."""
        return [draft for line in self.lines if (draft := line.draft()) is not None]

    def blame(self, faults: Sequence[Fault]) -> None:
        for fault in faults:
            if fault.line is not None:
                self.lines[fault.line].blame([fault])
            elif fault.field in ("reason", "classes"):
                self[fault.field].errors = [*self[fault.field].errors, fault_words(fault, None)]
            else:
                self.lines[0].text.errors = [*self.lines[0].text.errors, fault_words(fault, None)]

    @property
    def faults(self) -> list[tuple[str, str]]:
        own = [(f.id, _("%(field)s：%(error)s", field=str(f.label.text), error=e)) for f in self for e in f.errors]
        many = len(self.lines) > 1
        return own + [
            (anchor, _("第 %(n)s 项，%(fault)s", n=n, fault=text) if many else text)
            for n, line in enumerate(self.lines, 1)
            for anchor, text in line.faults
        ]


class Plain(NamedTuple):
    """A register form that needs no second look."""

    subject: str
    classes: list[int]
    day: date
    drafts: list[Draft]
    reason: str
    request_key: str


def read_plainly(form: MultiDict[str, str]) -> Plain | None:
    """The posted form, where every field is written as the page itself writes it. None leaves it to RegisterForm, which also reads what is
    typed otherwise and says what is wrong: making its fields takes longer than a whole registration."""
    day = day_or_none(form.get("day", ""))
    classes = [number_or(text, -1) for text in form.getlist("classes")]
    drafts = [_line_plainly(form, f"items-{n}-") for n in line_numbers(form)]
    if day is None or not classes or min(classes) < 0 or None in drafts:
        return None
    return Plain(form.get("subject", ""), classes, day, [d for d in drafts if d is not None], form.get("reason", ""), form.get("request_key", ""))


def _line_plainly(form: MultiDict[str, str], prefix: str) -> Draft | None:
    text, kind, tier = (form.get(prefix + name, "") for name in ("text", "kind", "tier"))
    chosen, in_school = form.get(prefix + "minutes", ""), form.get(prefix + "in_school", "")
    minutes = number_or(form.get(prefix + "minutes_other") if chosen == OTHER else chosen, -1)
    known = kind in _KNOWN_KINDS and tier in _KNOWN_TIERS
    if not text.strip() or minutes < 0 or not known or (in_school and number_or(in_school, -1) < 0):
        return None
    return Draft(text, minutes, _KNOWN_KINDS[kind], _KNOWN_TIERS[tier], number(in_school) if in_school else None)


class AmendForm(LineForm):
    """Correcting one item: its line, the reason, and the version that the page was made from."""

    reason = TextAreaField(_l("更正原因"))
    version = HiddenField()


def fault_words(fault: Fault, minutes: int | None) -> str:
    """The sentence of a fault that the service found."""
    if fault.field == "in_school" and minutes is not None:
        return _("不能多于预计用时 %(n)s 分钟", n=minutes) if fault.code == "above_minutes" else _("请填写整数分钟")
    return {
        "empty": _("请填写内容"),
        "long": _("写得太长了，请缩短"),
        "required": _("请写明原因"),
        "range": _("请填写 0 到 240 的整数"),
        "identity": _("里面像是有身份证号，公示和记录里都不写证件号，请去掉"),
        "mobile": _("里面像是有手机号，公示和记录里都不写个人电话，请去掉"),
        "none": _("请选择班级") if fault.field == "classes" else _("请至少填写一项"),
        "many": _("一次最多登记 10 项，请分两次"),
    }.get(fault.code, _("请核对"))


def line_numbers(form: MultiDict[str, str]) -> list[int]:
    """The numbers of the lines that a form carries, in order; at least one."""
    return sorted(int(found[1]) for name in form if (found := _LINE.fullmatch(name))) or [0]


def reshaped(form: MultiDict[str, str], *, without: int | None = None, more: bool = False) -> MultiDict[str, str]:
    """The same posted fields with one line taken out, or an empty one more; what was typed stays as it was typed."""
    kept = [n for n in line_numbers(form) if n != without] or [-1]
    made: MultiDict[str, str] = MultiDict((name, value) for name, value in form.items(multi=True) if not name.startswith("items-"))
    for new, old in enumerate(kept):
        made.add(f"items-{new}-text", form.get(f"items-{old}-text", ""))
        for name, value in form.items(multi=True):
            if name.startswith(f"items-{old}-") and not name.endswith("-text"):
                made.add(f"items-{new}-" + name.split("-", 2)[2], value)
    if more:
        made.add(f"items-{len(kept)}-text", "")
    return made


def refilled(form: MultiDict[str, str], line: int, **values: Any) -> MultiDict[str, str]:
    """The same posted fields with some of one line's values set anew."""
    made: MultiDict[str, str] = MultiDict(form.items(multi=True))
    number = line_numbers(form)[line]
    for name, value in values.items():
        made.setlist(f"items-{number}-{name}", [] if value is None else [str(value)])
    return made
