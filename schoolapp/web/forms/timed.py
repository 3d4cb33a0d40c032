"""The form of homework that waits for its time: its line and its moment. Shape checks only; limits stand in services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wtforms import SelectField, SelectMultipleField, TextAreaField

from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.homework import Kind, Tier
from schoolapp.services.homework import Draft, Fault
from schoolapp.web.forms.fields import LINE_FAULTS, ClockField, DayField, WholeField, WordedForm, filled, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_

_TIME = N_("要晚于现在，并且不晚于作业当天")


def place_of(text: str) -> tuple[int, int] | None:
    """What a box of the form holds: the number of what waits, and the version that the page showed."""
    number, dash, version = text.partition("-")
    sound = dash and all(part.isascii() and part.isdigit() and len(part) <= 9 for part in (number, version))
    return (int(number), int(version)) if sound else None


def places_of(values: Iterable[str]) -> dict[int, int]:
    """The boxes of a form; those that no page has made are left out."""
    return dict(found for text in values if (found := place_of(text)) is not None)


class TimedForm(WordedForm):
    """`places` = the classes that the change is for."""

    places = SelectMultipleField(_l("班级"), validate_choice=False)
    text = TextAreaField(_l("内容"))
    minutes = WholeField(_l("预计用时"), [filled(N_("请填写整数分钟"))])
    kind = SelectField(_l("类型"), choices=options((k.value, _l(k.value)) for k in Kind))
    tier = SelectField(_l("分层"), choices=options((t.value, _l(t.value)) for t in Tier))
    in_school = WholeField(_l("校内完成"))
    day = DayField(_l("公示日期"), [filled(N_("请填写公示日期"))])
    time = ClockField(_l("公示时间"), [filled(N_("请填写公示时间"))])

    @classmethod
    def of(cls, draft: Draft, publish_at: datetime, places: list[str]) -> TimedForm:
        return cls(data={"places": places, "text": draft.text, "minutes": draft.minutes, "kind": draft.kind.value, "tier": draft.tier.value,
                         "in_school": draft.in_school, "day": publish_at.date(), "time": publish_at.time()})

    def validate(self, *rest: object, **values: object) -> bool:
        ok = super().validate(*rest, **values)
        if not places_of(self.places.data or ()):
            self.places.errors = [_("请选择班级")]
            ok = False
        return bool(ok)

    def draft(self) -> Draft:
        """The line; call it on a form without errors only."""
        return Draft(self.text.data or "", self.minutes.data, Kind(self.kind.data), Tier(self.tier.data), self.in_school.data)

    def publish_at(self) -> datetime:
        """The moment; call it on a form without errors only."""
        return datetime.combine(self.day.data, self.time.data, SCHOOL_TIME)

    def blame(self, faults: Iterable[Fault]) -> None:
        """Puts what the service found at its fields."""
        for fault in faults:
            field = self["time" if fault.field == "publish_at" else fault.field if fault.field in self else "text"]
            field.errors = [*field.errors, _(_TIME if fault.code == "time" else LINE_FAULTS.get(fault.code, N_("请核对")))]
