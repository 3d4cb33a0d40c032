"""The forms of holiday lists: several items of a subject for several classes, correcting one, withdrawing one. Shapes only; limits and the
line stand in services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField

from schoolapp.rules.homework import Kind, Tier
from schoolapp.services.holidays import Fault, HolidayDraft
from schoolapp.services.wording import REASONS
from schoolapp.web.addresses import number
from schoolapp.web.forms.fields import Form, KeyField, TextField, WholeField, options
from schoolapp.web.language import _, _l

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
_REASONS = [("", _l("请选择")), *((reason, _l(reason)) for reason in REASONS)]


class Worded(NamedTuple):
    """A line that may not be complete yet, as the rules of wording read it: everybody's, none of it in school."""

    text: str
    minutes: int | None
    kind: Kind
    tier: Tier = Tier.EVERYONE
    in_school: int | None = None


class HolidayLine(Form):
    """One item: what is to be done, its kind, minutes in all."""

    text = TextAreaField(_l("内容"))
    minutes = WholeField(_l("共需分钟"))
    kind = SelectField(_l("类型"), choices=options(_KINDS), default=Kind.WRITTEN.value, validate_choice=False)
    why = SelectField(_l("确要保留原来的写法，请选择理由"), choices=options(_REASONS), default="", validate_choice=False)
    seen = HiddenField()  # the clauses that the page has shown under the text

    @property
    def worded(self) -> Worded:
        """The line as the rules of wording read it while it is being written."""
        return Worded(self.text.data or "", self.minutes.data, Kind(self.kind.data) if self.kind.data in set(Kind) else Kind.WRITTEN)

    @property
    def shown(self) -> list[str]:
        """The clauses that its author was shown."""
        return [clause[:20] for clause in (self.seen.data or "").split()[:20]]

    def draft(self) -> HolidayDraft | None:
        """The line as the rules read it; None while minutes or kind cannot be read."""
        if self.minutes.data is None or self.kind.data not in set(Kind):
            return None
        return HolidayDraft(self.text.data or "", self.minutes.data, Kind(self.kind.data))

    def check(self) -> bool:
        """Whether the shape is right; faults stand at their fields."""
        self.validate()
        if not (self.text.data or "").strip():
            self.text.errors = [*self.text.errors, _("请填写内容")]
        if self.minutes.data is None and not self.minutes.errors:
            self.minutes.errors = [_("请填写分钟数")]
        return not any(f.errors for f in self) and self.draft() is not None

    def blame(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            if fault.field in self:
                self[fault.field].errors = [*self[fault.field].errors, fault_words(fault)]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything wrong here, for the summary."""
        return [(f.id, _("%(field)s：%(error)s", field=str(f.label.text), error=e)) for f in self for e in f.errors]


class HolidayForm(Form):
    """Subject and classes; the lines stand beside them in `lines`."""

    subject = RadioField(_l("学科"), validate_choice=False)
    classes = SelectMultipleField(_l("班级"), coerce=number, validate_choice=False)
    request_key = KeyField()
    lines: list[HolidayLine]

    @classmethod
    def posted(cls, form: MultiDict[str, str]) -> HolidayForm:
        made = cls(form)
        made.lines = [HolidayLine(form, prefix=f"items-{n}-") for n in line_numbers(form)]
        return made

    @classmethod
    def fresh(cls, subject: str, classes: Sequence[int]) -> HolidayForm:
        made = cls(data={"subject": subject, "classes": list(classes)})
        made.lines = [HolidayLine(prefix="items-0-")]
        return made

    def check(self) -> bool:
        self.validate()
        if not self.classes.data:
            self.classes.errors = [_("请选择班级")]
        checked = [line.check() for line in self.lines]
        return not any(f.errors for f in self) and all(checked)

    def drafts(self) -> list[HolidayDraft]:
        """The lines that can be read so far."""
        return [draft for line in self.lines if (draft := line.draft()) is not None]

    @property
    def reasons(self) -> dict[int, str]:
        """Line -> why it stands in words that a rule stops, where one was chosen."""
        return {n: line.why.data for n, line in enumerate(self.lines) if line.why.data}

    @property
    def seen(self) -> dict[int, list[str]]:
        """Line -> the clauses that its author was shown."""
        return {n: line.shown for n, line in enumerate(self.lines)}

    def blame(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            if fault.line is not None:
                self.lines[fault.line].blame([fault])
            else:
                field = self.classes if fault.field == "classes" else self.lines[0].text
                field.errors = [*field.errors, fault_words(fault)]

    @property
    def faults(self) -> list[tuple[str, str]]:
        own = [(f.id, _("%(field)s：%(error)s", field=str(f.label.text), error=e)) for f in self for e in f.errors]
        many = len(self.lines) > 1
        return own + [(anchor, _("第 %(n)s 项，%(fault)s", n=n, fault=text) if many else text)
                      for n, line in enumerate(self.lines, 1) for anchor, text in line.faults]


class HolidayAmendForm(HolidayLine):
    """Correcting one item: its line, the reason, and the version that the page was made from."""

    reason = TextField(_l("更正原因"))
    version = HiddenField()


def fault_words(fault: Fault) -> str:
    """The sentence of a fault that the service found."""
    return {
        "empty": _("请填写内容"),
        "required": _("请写明原因"),
        "long": _("写得太长了，请缩短"),
        "range": _("请填写 1 到 %(most)s 的整数，是整个假期一共要用的分钟数", most=fault.most),
        "identity": _("里面像是有身份证号，公示和记录里都不写证件号，请去掉"),
        "mobile": _("里面像是有手机号，公示和记录里都不写个人电话，请去掉"),
        "none": _("请选择班级") if fault.field == "classes" else _("请至少填写一项"),
        "many": _("一次最多登记 10 项，请分两次"),
    }.get(fault.code, _("请核对"))


def line_numbers(form: MultiDict[str, str]) -> list[int]:
    """The numbers of the lines that a form carries, in order; at least one."""
    return sorted(int(found[1]) for name in form if (found := _LINE.fullmatch(name))) or [0]


def reworded(form: MultiDict[str, str], line: int, **values: str) -> MultiDict[str, str]:
    """The same posted fields with some of a line's changed (its text, its kind); what was said of its words is asked anew."""
    made = MultiDict(form.items(multi=True))
    numbers = line_numbers(form)
    if line < len(numbers):
        for part in ("why", "seen"):
            made.pop(f"items-{numbers[line]}-{part}", None)
        for part, value in values.items():
            made[f"items-{numbers[line]}-{part}"] = value
    return made


def reshaped(form: MultiDict[str, str], *, without: int | None = None, more: bool = False) -> MultiDict[str, str]:
    """The same posted fields with one line taken out, or an empty one more; what was typed stays as it was typed."""
    kept = [n for n in line_numbers(form) if n != without] or [-1]
    made: MultiDict[str, str] = MultiDict((name, value) for name, value in form.items(multi=True) if not name.startswith("items-"))
    for new, old in enumerate(kept):
        for part in ("text", "minutes", "kind", "why", "seen"):
            if f"items-{old}-{part}" in form or part == "text":
                made.add(f"items-{new}-{part}", form.get(f"items-{old}-{part}", ""))
    if more:
        made.add(f"items-{len(kept)}-text", "")
    return made
