"""The forms of a long task: setting one, correcting or withdrawing its days to come. Shape checks only; limits stand in services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import StopValidation

from schoolapp.rules.homework import Kind, Tier
from schoolapp.services.homework import Fault
from schoolapp.services.homework.long_task import LongDraft
from schoolapp.web.addresses import day_or_none, number
from schoolapp.web.forms.fields import LINE_FAULTS, KeyField, WholeField, WordedForm, filled, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_

TOTAL, EACH = "total", "each"


class _Days(WordedForm):
    """What both forms ask of the days to come."""

    days = SelectMultipleField(_l("安排在哪几天"), validate_choice=False)

    def validate_days(self, field: SelectMultipleField) -> None:
        if not self.chosen():
            raise StopValidation(_("请至少选一天"))

    def chosen(self) -> tuple[date, ...]:
        """The days ticked, in order; what is no day is left out."""
        return tuple(sorted({day for text in self.days.data or () if (day := day_or_none(text)) is not None}))

    def blame(self, faults: Iterable[Fault]) -> None:
        """Puts what the service found at its fields."""
        for fault in faults:
            field = self[fault.field if fault.field in self else "days"]
            field.errors = [*field.errors, _(_WORDS.get((fault.field, fault.code)) or LINE_FAULTS.get(fault.code, N_("请核对")))]


_WORDS = {
    ("minutes", "few"): N_("每天至少 1 分钟，天数不能多于总分钟数"), ("minutes", "part"): N_("每天要在 1 到 240 分钟之间"),
    ("classes", "none"): N_("请选择班级"), ("days", "none"): N_("请至少选一天"),
}


class PartsForm(_Days):
    """The words, the minutes and how they are meant, and what is folded away."""

    text = TextAreaField(_l("内容"), [filled(N_("请填写内容"))])
    minutes = WholeField(_l("用时"), [filled(N_("请填写整数分钟"))])
    basis = RadioField(_l("用时是"), choices=options([(TOTAL, _l("总用时")), (EACH, _l("每天用时"))]), default=TOTAL)
    kind = SelectField(_l("类型"), choices=options((k.value, _l(k.value)) for k in Kind), default=Kind.WRITTEN.value)
    tier = SelectField(_l("分层"), choices=options((t.value, _l(t.value)) for t in Tier), default=Tier.EVERYONE.value)
    in_school = BooleanField(_l("每天都在校内完成"))

    def draft(self) -> LongDraft | None:
        """The task as far as it can be read; None without minutes, kind or tier."""
        if self.minutes.data is None or self.kind.data not in set(Kind) or self.tier.data not in set(Tier):
            return None
        each = self.basis.data == EACH
        return LongDraft(self.text.data or "", self.minutes.data, each, Kind(self.kind.data), Tier(self.tier.data), bool(self.in_school.data))


class LongForm(PartsForm):
    """Setting a task."""

    subject = RadioField(_l("学科"), validate_choice=False)
    classes = SelectMultipleField(_l("班级"), coerce=number, validate_choice=False)
    request_key = KeyField()

    @classmethod
    def fresh(cls, subject: str, classes: Sequence[int]) -> LongForm:
        return cls(data={"subject": subject, "classes": list(classes)})

    def validate_classes(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise StopValidation(_("请选择班级"))


class CorrectForm(PartsForm):
    """Correcting the days to come. `stamp` = what the page was made from."""

    reason = TextAreaField(_l("更正原因"), [filled(N_("请写明原因"))])
    stamp = HiddenField()

    @classmethod
    def of(cls, draft: LongDraft, days: Sequence[date], stamp: int) -> CorrectForm:
        return cls(data={"text": draft.text, "minutes": draft.minutes, "basis": EACH if draft.each else TOTAL, "kind": draft.kind.value,
                         "tier": draft.tier.value, "in_school": draft.in_school, "days": [day.isoformat() for day in days], "stamp": stamp})


class WithdrawForm(_Days):
    """Withdrawing days to come. The fields' ids differ from those of the other form on the page."""

    reason = TextAreaField(_l("撤回原因"), [filled(N_("请写明原因"))], id="withdraw-reason")
    stamp = HiddenField(id="withdraw-stamp")

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self.days.id = "withdraw-days"

    @classmethod
    def of(cls, days: Sequence[date], stamp: int) -> WithdrawForm:
        return cls(data={"days": [day.isoformat() for day in days], "stamp": stamp})
