"""The forms of findings and packs: a period, and the reason of a judgement. Shapes only; what a period may be is decided in services."""

from __future__ import annotations

from typing import Any

import wtforms

from schoolapp.web.forms.fields import DayField, Form, filled
from schoolapp.web.language import _, _l


class PeriodForm(Form):
    """First and last day of a period, both included."""

    start = DayField(_l("从"), [filled("请填写开始日期")])
    end = DayField(_l("到"), [filled("请填写结束日期")])

    def validate_end(self, field: Any) -> None:
        if field.data is not None and self.start.data is not None and field.data < self.start.data:
            raise wtforms.validators.StopValidation(_("结束日期早于开始日期"))


class ReasonForm(Form):
    """Why something is a false alarm, how it is explained, why a judgement is taken back."""

    reason = wtforms.TextAreaField(_l("理由"), render_kw={"rows": 3, "maxlength": 500})
