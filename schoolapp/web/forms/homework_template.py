"""The form of one own template (常用作业). Shape checks only; limits stand in services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectField, TextAreaField

from schoolapp.rules.homework import Kind, Tier
from schoolapp.services.homework import Draft
from schoolapp.web.forms.fields import Form, WholeField, filled, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_

_FAULTS = {
    "empty": N_("请填写内容"), "long": N_("写得太长了，请缩短"), "range": N_("请填写 0 到 240 的整数"), "above_minutes": N_("不能多于预计用时"),
    "identity": N_("里面像是有身份证号，请去掉"), "mobile": N_("里面像是有手机号，请去掉"),
}


class TemplateForm(Form):
    """A line: words with a blank, minutes, and what is folded away."""

    subject = RadioField(_l("学科"), validate_choice=False)
    text = TextAreaField(_l("内容"))
    minutes = WholeField(_l("预计用时"), [filled(N_("请填写整数分钟"))])
    kind = SelectField(_l("类型"), choices=options((k.value, _l(k.value)) for k in Kind), default=Kind.WRITTEN.value)
    tier = SelectField(_l("分层"), choices=options((t.value, _l(t.value)) for t in Tier), default=Tier.EVERYONE.value)
    in_school = WholeField(_l("校内完成"))

    @classmethod
    def of(cls, draft: Draft, subject: str) -> TemplateForm:
        return cls(data={"subject": subject, "text": draft.text, "minutes": draft.minutes, "kind": draft.kind.value, "tier": draft.tier.value,
                         "in_school": draft.in_school})

    def draft(self) -> Draft:
        """The line; call it on a form without errors only."""
        return Draft(self.text.data or "", self.minutes.data, Kind(self.kind.data), Tier(self.tier.data), self.in_school.data)

    def blame(self, faults: Iterable[Any]) -> None:
        """Puts what the service found at its fields."""
        for fault in faults:
            self[fault.field].errors = [*self[fault.field].errors, _(_FAULTS.get(fault.code, N_("请核对")))]
