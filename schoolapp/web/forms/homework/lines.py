"""One line of homework in a form, to register or to correct, and the words for what is wrong with it. Shape checks only; limits stand in
services."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField

from schoolapp.rules.homework import Kind, Tier
from schoolapp.services.homework import Draft, Fault
from schoolapp.services.wording import REASONS
from schoolapp.web.addresses import in_our_time, number_or
from schoolapp.web.forms.fields import Form, options
from schoolapp.web.language import _, _l

QUICK_MINUTES = (5, 10, 15, 20, 30)
OTHER = "other"
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
_REASONS = [("", _l("请选择")), *((reason, _l(reason)) for reason in REASONS)]
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


class Worded(NamedTuple):
    """A line that may not be complete yet."""

    text: str
    minutes: int | None
    kind: Kind
    tier: Tier
    in_school: int | None


class LineForm(Form):
    """One line: text, minutes by chip or by number, and what is folded away."""

    text = TextAreaField(_l("内容"))
    minutes = RadioField(_l("预计用时"), choices=options(_MINUTES), validate_choice=False)
    minutes_other = WholeField(_l("其他分钟数"))
    kind = SelectField(_l("类型"), choices=options(_KINDS), default=Kind.WRITTEN.value)
    tier = SelectField(_l("分层"), choices=options(_TIERS), default=Tier.EVERYONE.value)
    in_school = WholeField(_l("校内完成"))
    why = SelectField(_l("确要保留原来的写法，请选择理由"), choices=options(_REASONS), default="", validate_choice=False)
    seen = HiddenField()  # the clauses that the page has shown under the text
    help = HiddenField()  # the minutes that the page itself filled in from the 作业辅导; another value there is the teacher's own

    @property
    def untouched(self) -> bool:
        """Whether the minutes in school are still what the page filled in, nothing included."""
        shown = self.in_school.raw_data[0] if self.in_school.raw_data else self.in_school.data
        return str("" if shown is None else shown) == str(self.help.data or "")

    def fill_in_school(self, minutes: int | None) -> None:
        """Fills in the minutes in school where the teacher has not; None takes them out again."""
        if self.untouched:
            self.in_school.raw_data, self.in_school.data = None, minutes
            self.help.data = "" if minutes is None else str(minutes)

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

    @property
    def worded(self) -> Worded:
        """The line as the rules of wording read it while it is being written."""
        kind = Kind(self.kind.data) if self.kind.data in set(Kind) else Kind.WRITTEN
        tier = Tier(self.tier.data) if self.tier.data in set(Tier) else Tier.EVERYONE
        return Worded(self.text.data or "", self.minutes_value, kind, tier, self.in_school.data)

    def draft(self) -> Draft | None:
        """The line as the rules read it; None while kind, tier or minutes cannot be read."""
        minutes = self.minutes_value
        if minutes is None or self.kind.data not in set(Kind) or self.tier.data not in set(Tier) or self.in_school.process_errors:
            return None
        stated = self.in_school.data
        if stated is not None and stated > minutes and self.untouched:  # it was filled in for more minutes than there are now
            stated = minutes
        return Draft(self.text.data or "", minutes, Kind(self.kind.data), Tier(self.tier.data), stated)

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
        "help": "",
        **minutes_fields(draft.minutes),
    }


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
        "time": _("要晚于现在、不晚于当天，请重新选一个时间"),
    }.get(fault.code, _("请核对"))
