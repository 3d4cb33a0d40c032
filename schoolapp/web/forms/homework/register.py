"""The form that registers several lines for several classes, and how its posted fields are reshaped by its own buttons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField

from schoolapp.rules.homework import Kind, Tier
from schoolapp.services.homework import LINES_MAX, Draft, Fault
from schoolapp.services.homework.beside import HelpTime, in_school_shares
from schoolapp.web.addresses import number, number_or
from schoolapp.web.forms.fields import ClockField, Form, options
from schoolapp.web.forms.homework.lines import OTHER, DayField, LineForm, fault_words, line_fields, minutes_fields
from schoolapp.web.forms.homework.plain import line_numbers, time_or_none
from schoolapp.web.language import _, _l

PUBLISH_TIMES = ("15:30", "16:30")


class RegisterForm(Form):
    """Subject, classes, day, the time to publish at and (for a past day) the reason; the lines stand beside it in `lines`."""

    subject = RadioField(_l("学科"), validate_choice=False)
    classes = SelectMultipleField(_l("班级"), coerce=number, validate_choice=False)
    day = DayField(_l("日期"))
    reason = TextAreaField(_l("补录原因"))
    publish_at = RadioField(_l("发布时间"), validate_choice=False, default="")
    publish_time = ClockField(_l("几点发布"))
    request_key = HiddenField()
    lines: list[LineForm]

    @classmethod
    def posted(cls, form: MultiDict[str, str]) -> RegisterForm:
        made = cls(form)
        made.lines = [LineForm(form, prefix=f"items-{n}-") for n in line_numbers(form)]
        return made

    @classmethod
    def fresh(
        cls, *, subject: str, classes: Sequence[int], day: date, drafts: Sequence[Draft], request_key: str, kind: Kind, tier: Tier
    ) -> RegisterForm:
        made = cls(data={"subject": subject, "classes": list(classes), "day": day, "request_key": request_key})
        filled = [line_fields(draft) for draft in drafts] or [{"kind": kind.value, "tier": tier.value}]
        made.lines = [LineForm(data=values, prefix=f"items-{n}-") for n, values in enumerate(filled)]
        return made

    def check(self) -> bool:
        """Whether the shape of everything is right; faults stand at their fields."""
        ok = self.validate()
        if not self.classes.data:
            self.classes.errors = [_("请选择班级")]
            ok = False
        if self.publish_at.data == OTHER and self.publish_time.data is None and not self.publish_time.errors:
            self.publish_time.errors = [_("请填写时间，例如 17:30")]
            ok = False
        checked = [line.check() for line in self.lines]
        return ok and all(checked)

    @property
    def at(self) -> time | None:
        """When on the day it is to be published; None: now, or not readable."""
        return self.publish_time.data if self.publish_at.data == OTHER else time_or_none(self.publish_at.data or "")

    def offer_times(self, after: time) -> None:
        """The times to choose from: now, what comes later than `after`, what is chosen already, any other."""
        chosen = {self.publish_at.data} if time_or_none(self.publish_at.data or "") else set()
        times = sorted({t for t in PUBLISH_TIMES if f"{after:%H:%M}" < t} | chosen)
        self.publish_at.choices = options([("", _("现在")), *((t, t) for t in times), (OTHER, _("其他"))])

    def prefill(self, found: HelpTime | None) -> None:
        """Fills in the minutes in school from what the 作业辅导 has left, in the lines where the teacher has not."""
        stated = [None if line.untouched else line.in_school.data for line in self.lines]
        for line, share in zip(self.lines, in_school_shares(found, [line.draft() for line in self.lines], stated), strict=True):
            line.fill_in_school(share)

    def drafts(self) -> list[Draft]:
        """The lines that can be read so far."""
        return [draft for line in self.lines if (draft := line.draft()) is not None]

    def blame(self, faults: Sequence[Fault]) -> None:
        for fault in faults:
            if fault.line is not None:
                self.lines[fault.line].blame([fault])
            elif fault.field == "publish_at":
                field = self.publish_time if self.publish_at.data == OTHER else self.publish_at
                field.errors = [*field.errors, fault_words(fault, None)]
            elif fault.field in ("reason", "classes"):
                self[fault.field].errors = [*self[fault.field].errors, fault_words(fault, None)]
            else:
                self.lines[0].text.errors = [*self.lines[0].text.errors, fault_words(fault, None)]

    @property
    def faults(self) -> list[tuple[str, str]]:
        own = [(f.id, _("%(field)s：%(error)s", field=str(f.label.text), error=e)) for f in self for e in f.errors]
        many = len(self.lines) > 1
        return own + [
            (anchor, _("第 %(n)s 项，%(fault)s", n=n, fault=text) if many else text)
            for n, line in enumerate(self.lines, 1)
            for anchor, text in line.faults
        ]


def reshaped(form: MultiDict[str, str], *, without: int | None = None, more: bool = False) -> MultiDict[str, str]:
    """The same posted fields with one line taken out, or an empty one more; what was typed stays as it was typed."""
    kept = [n for n in line_numbers(form) if n != without] or [-1]
    made: MultiDict[str, str] = MultiDict((name, value) for name, value in form.items(multi=True) if not name.startswith("items-"))
    for new, old in enumerate(kept):
        made.add(f"items-{new}-text", form.get(f"items-{old}-text", ""))
        for name, value in form.items(multi=True):
            if name.startswith(f"items-{old}-") and not name.endswith("-text"):
                made.add(f"items-{new}-" + name.split("-", 2)[2], value)
    if more:
        made.add(f"items-{len(kept)}-text", "")
    return made


def refilled(form: MultiDict[str, str], line: int, **values: Any) -> MultiDict[str, str]:
    """The same posted fields with some of one line's values set anew."""
    made: MultiDict[str, str] = MultiDict(form.items(multi=True))
    number = line_numbers(form)[line]
    for name, value in values.items():
        made.setlist(f"items-{number}-{name}", [] if value is None else [str(value)])
    return made


def pressed(fields: MultiDict[str, str], do: str, told: str) -> MultiDict[str, str]:
    """The posted fields as one of the form's own buttons (`do`, what it tells) leaves them; unchanged where it says nothing sensible."""
    numbers = [number_or(part, -1) for part in told.split("-")]
    first = numbers[0]
    if do == "add" and len(line_numbers(fields)) < LINES_MAX:
        return reshaped(fields, more=True)
    if do == "remove" and first >= 0:
        return reshaped(fields, without=first)
    if do == "day":
        return _with(fields, day=told)
    if do in ("shorten", "usual") and len(numbers) == 2 and min(numbers) >= 0 and first < len(line_numbers(fields)):
        return _shortened(fields, first, numbers[1])
    if do == "optional" and 0 <= first < len(line_numbers(fields)):
        return refilled(fields, first, tier=Tier.OPTIONAL.value)
    kind = told.partition("-")[2]
    if do == "kind" and 0 <= first < len(line_numbers(fields)) and kind in set(Kind):
        return refilled(fields, first, kind=kind)
    if do == "school":
        for n, line in enumerate(RegisterForm.posted(fields).lines):
            draft = line.draft()
            if draft is not None and draft.written_at_home:
                fields = refilled(fields, n, in_school=draft.minutes)
    return fields


def _with(fields: MultiDict[str, str], **values: str) -> MultiDict[str, str]:
    made: MultiDict[str, str] = MultiDict(fields.items(multi=True))
    for name, value in values.items():
        made[name] = value
    return made


def _shortened(fields: MultiDict[str, str], line: int, minutes: int) -> MultiDict[str, str]:
    """Other minutes for a line; those in school never more than that."""
    made = refilled(fields, line, **minutes_fields(minutes))
    stated = RegisterForm.posted(made).lines[line].in_school.data
    return refilled(made, line, in_school=minutes) if stated is not None and stated > minutes else made


def with_draft(fields: MultiDict[str, str], draft: Draft, replaceable: Collection[str]) -> MultiDict[str, str]:
    """The posted fields with a ready line in place of the last one, where that is empty or one of the `replaceable` texts as it came; else as
    one more."""
    last = line_numbers(fields)[-1]
    if (fields.get(f"items-{last}-text") or "").strip() not in {"", *replaceable}:
        if len(line_numbers(fields)) >= LINES_MAX:
            return fields
        fields = reshaped(fields, more=True)
    return refilled(fields, len(line_numbers(fields)) - 1, **line_fields(draft))
