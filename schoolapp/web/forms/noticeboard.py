"""The form of the school's notice board. Shapes only."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, TextAreaField

from schoolapp.web.forms.fields import Form, options
from schoolapp.web.language import _l


class BoardForm(Form):
    """Open or closed, and the fees as the school has published them."""

    open = RadioField(_l("学校公示栏"), choices=options([("1", _l("公开")), ("0", _l("不公开"))]))
    fees = TextAreaField(_l("课后服务收费公示"))
    seen = HiddenField()
