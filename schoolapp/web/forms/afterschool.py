"""The form of an after-school programme with its weekly times. The form of a session stands in `service_log`."""

from __future__ import annotations

from datetime import time
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField

from schoolapp.rules.afterschool import Category
from schoolapp.services.afterschool import ProgrammeDraft, Slot
from schoolapp.web.forms.fields import Form, TextField, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_, format_minutes_of_day

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def minutes_of(value: time | None) -> int:
    """Minutes after midnight; -1 where the field holds no time."""
    return -1 if value is None else value.hour * 60 + value.minute


def time_of(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


class ProgrammeFields(Form):
    """One programme; each weekday has its own start and end, empty = not on that day."""

    code = TextField(_l("项目编号"))
    name = TextField(_l("项目名称"))
    category = SelectField(_l("类别"), choices=[])
    grades = SelectMultipleField(_l("年级"), coerce=int, choices=[])
    staff_id = SelectField(_l("负责教师"), coerce=int, choices=[])
    room = TextField(_l("地点"))
    provider = TextField(_l("第三方机构"))
    active = BooleanField(_l("本学期在开"), default=True)

    def __init__(self, posted: Any, staff: list[tuple[int, str]], **values: Any) -> None:
        super().__init__(posted, **values)
        self.category.choices = options((c.value, _(c.value)) for c in Category)
        self.grades.choices = options((g, str(g)) for g in range(1, 10))
        self.staff_id.choices = options(staff)

    def draft(self, slots: tuple[Slot, ...]) -> ProgrammeDraft:
        return ProgrammeDraft(
            self.code.data or "",
            self.name.data or "",
            self.category.data or "",
            frozenset(self.grades.data or []),
            slots,
            self.staff_id.data or 0,
            self.room.data or "",
            self.provider.data or "",
            bool(self.active.data),
        )


def read_slots(posted: Any) -> tuple[tuple[Slot, ...], dict[int, tuple[str, str]], list[int]]:
    """(slots, what was typed by weekday, weekdays with half or unreadable times) of fields start1..start7, end1..end7."""
    slots, typed, wrong = [], {}, []
    for weekday in range(1, 8):
        start, end = posted.get(f"start{weekday}", "").strip(), posted.get(f"end{weekday}", "").strip()
        typed[weekday] = (start, end)
        if not start and not end:
            continue
        try:
            slots.append(Slot(weekday, minutes_of(time.fromisoformat(start)), minutes_of(time.fromisoformat(end))))
        except ValueError:
            wrong.append(weekday)
    return tuple(slots), typed, wrong


def typed_slots(slots: tuple[tuple[int, int, int], ...]) -> dict[int, tuple[str, str]]:
    """What the form shows for stored times; the first one of a weekday."""
    shown = dict.fromkeys(range(1, 8), ("", ""))
    for weekday, start, end in reversed(slots):
        shown[weekday] = (format_minutes_of_day(start), format_minutes_of_day(end))
    return shown
