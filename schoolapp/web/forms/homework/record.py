"""Why homework is recorded as it is over the cap, and kept lines as the register form would post them. Shape checks only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import RadioField, TextAreaField

from schoolapp.services.homework import Draft, Fault
from schoolapp.web.forms.fields import Form, options
from schoolapp.web.forms.homework.lines import OTHER, line_fields
from schoolapp.web.language import _, _l
from schoolapp.words import N_

RECORD_REASONS = (
    N_("课上已经留了，登记时才知道超过上限"),
    N_("和其他学科同时登记，来不及商量"),
    N_("复习或检测安排，课上已经说明"),
)


class RecordForm(Form):
    """Why it is recorded as it is: one of the choices, own words, or both."""

    choice = RadioField(_l("原因"), validate_choice=False)
    own = TextAreaField(_l("补充说明"))

    def offer(self) -> RecordForm:
        """The form with its choices in the reader's language."""
        self.choice.choices = options([*((reason, _(reason)) for reason in RECORD_REASONS), (OTHER, _("其他"))])
        return self

    def reason(self) -> str:
        """The reason as it is kept; '' (and the fault at its field) where it is lacking."""
        chosen, own = self.choice.data or "", (self.own.data or "").strip()
        if chosen in RECORD_REASONS:
            return f"{chosen}：{own}" if own else chosen
        if chosen == OTHER and not own:
            self.own.errors = [_("请写明原因")]
        elif not own:
            self.choice.errors = [_("请选择原因")]
        return own

    def blame(self, fault: Fault) -> None:
        words = {"identity": _("里面像是有身份证号，公示和记录里都不写证件号，请去掉"), "mobile": _("里面像是有手机号，公示和记录里都不写个人电话，请去掉")}
        self.own.errors = [words.get(fault.code, _("写得太长了，请缩短"))]

    @property
    def faults(self) -> list[tuple[str, str]]:
        return [(f.id, str(e)) for f in self for e in f.errors]


def kept_fields(subject: str, class_id: int, day: date, drafts: Sequence[Draft], request_key: str) -> MultiDict[str, str]:
    """Kept lines for one class."""
    found = [("subject", subject), ("classes", str(class_id)), ("day", day.isoformat()), ("request_key", request_key)]
    for n, draft in enumerate(drafts):
        found += [(f"items-{n}-{name}", "" if value is None else str(value)) for name, value in line_fields(draft).items()]
    return MultiDict(found)
