"""The form of the after-school service: a session held or cancelled."""

from __future__ import annotations

from datetime import time
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, TextAreaField

from schoolapp.rules.afterschool import Category
from schoolapp.services.afterschool import SessionDraft, SessionForm
from schoolapp.web.forms.fields import ClockField, Form, TextField, WholeField, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_

CONTENTS = (N_("完成作业、答疑"), N_("自主阅读"), N_("体育活动"), N_("社团活动"), N_("科学实践"), N_("艺术活动"), N_("劳动实践"))
USUAL = {
    Category.HOMEWORK_HELP: 0,
    Category.READING: 1,
    Category.SPORTS: 2,
    Category.CLUB: 3,
    Category.INTEREST: 3,
    Category.SCIENCE: 4,
    Category.ARTS: 5,
    Category.LABOUR: 6,
}


def minutes_of(value: time | None) -> int:
    """Minutes after midnight; -1 where the field holds no time."""
    return -1 if value is None else value.hour * 60 + value.minute


def time_of(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


class SessionFields(Form):
    """One session. `full`: everybody who was expected came."""

    held = RadioField(_l("这一场"), choices=[], default="full")
    expected = WholeField(_l("应到"))
    present = WholeField(_l("实到"))
    start = ClockField(_l("开始"))
    end = ClockField(_l("结束"))
    topic = SelectField(_l("内容"), choices=[], validate_choice=False)
    content = TextAreaField(_l("内容补充"))
    reason = TextField(_l("未开展的原因"))
    staff_id = SelectField(_l("值班教师"), coerce=int, choices=[])
    why = TextField(_l("更正原因"))
    confirmed = BooleanField(_l("内容不是讲授新课，确认登记"))

    def __init__(self, posted: Any, shown: SessionForm, **values: Any) -> None:
        super().__init__(posted, **values)
        self.held.choices = options([("full", _("全到")), ("part", _("按人数填")), ("cancelled", _("未开展"))])
        self.topic.choices = options([("", _("其他，见补充")), *((text, _(text)) for text in CONTENTS)])
        self.staff_id.choices = options(shown.staff)

    def draft(self) -> SessionDraft:
        """What was filled in, as the use case takes it."""
        held = self.held.data != "cancelled"
        expected = self.expected.data
        words = [text for text in (self.topic.data or "", (self.content.data or "").strip()) if text]
        return SessionDraft(
            held,
            minutes_of(self.start.data),
            minutes_of(self.end.data),
            expected,
            expected if self.held.data == "full" else self.present.data,
            "：".join(words),
            self.reason.data or "",
            self.staff_id.data or 0,
        )


def first_values(shown: SessionForm) -> dict[str, Any]:
    """What the form starts with: the plan, or what is logged already."""
    one = shown.logged
    start, end = (one.start, one.end) if one else shown.planned
    usual = USUAL.get(Category(shown.programme.category))
    topic, content = (CONTENTS[usual] if usual is not None else "", "")
    held = "full"
    if one:
        topic, _sep, content = one.content.partition("：") if one.content.partition("：")[0] in CONTENTS else ("", "", one.content)
        held = "cancelled" if not one.held else "full" if one.present == one.expected else "part"
    expected = one.expected if one else shown.expected
    return {
        "held": held,
        "start": time_of(start),
        "end": time_of(end),
        "expected": expected,
        "present": one.present if one and one.held else expected,
        "topic": topic,
        "content": content,
        "reason": one.reason if one else "",
        "staff_id": (one.staff_id if one and one.staff_id else shown.programme.staff_id),
    }
