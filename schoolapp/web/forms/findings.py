"""The form of a judgement. Shapes only; which reasons will do is decided in services."""

from __future__ import annotations

import wtforms

from schoolapp.web.forms.fields import Form
from schoolapp.web.language import _l


class ReasonForm(Form):
    """Why something is a false alarm, how it is explained, why a judgement is taken back."""

    reason = wtforms.TextAreaField(_l("理由"), render_kw={"rows": 3, "maxlength": 500})
