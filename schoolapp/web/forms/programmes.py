"""The forms of planning the service: a programme with its weekly times (two on a day are possible), a season, the written plan, care outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from wtforms import BooleanField, FileField, RadioField, SelectField, SelectMultipleField, TextAreaField

from schoolapp.rules.afterschool import Category
from schoolapp.rules.names import fold, read_time
from schoolapp.services.afterschool import ProgrammeDraft, Slot
from schoolapp.services.afterschool.outside_care import CareDraft, CareKind
from schoolapp.services.afterschool.plan import ASSISTANTS_MOST, ProgrammeOffer
from schoolapp.services.afterschool.seasons import SeasonDraft
from schoolapp.web.forms.fields import ClockField, DayField, Form, KeyField, TextField, WholeField, filled, options
from schoolapp.web.language import _, _l
from schoolapp.words import N_, format_minutes_of_day

CARE_WORDS = {CareKind.EARLY: N_("早到校看护"), CareKind.NOON: N_("午间看护"), CareKind.EVENING: N_("晚自习"), CareKind.WEEKEND: N_("双休日看护"),
              CareKind.OTHER: N_("其他看护")}
SECOND = "b"  # ends the names of a weekday's second time


class TypedTime(NamedTuple):
    """What stands in the two fields of a time."""

    start: str = ""
    end: str = ""


class Week(NamedTuple):
    """The weekly times of a form: those that can be read, what was typed by field (weekday, '' or SECOND), and the fields that cannot be."""

    slots: tuple[Slot, ...]
    typed: Mapping[tuple[int, str], TypedTime]
    wrong: tuple[str, ...]

    @property
    def more(self) -> bool:
        """Whether anything stands in the folded part: a second time of a day, or a weekend."""
        return any(any(typed) for (weekday, part), typed in self.typed.items() if part or weekday > 5)


def week_typed(posted: Any) -> Week:
    """The fields start1, end1 to start7b, end7b of a posted form. With `do` = fill Monday's times stand for the empty ones of Tuesday to Friday."""
    typed = {(w, part): TypedTime(fold(posted.get(f"start{w}{part}", ""))[:20], fold(posted.get(f"end{w}{part}", ""))[:20])
             for w in range(1, 8) for part in ("", SECOND)}
    if posted.get("do") == "fill":
        typed |= {(w, part): typed[1, part] for w in range(2, 6) for part in ("", SECOND) if not any(typed[w, part])}
    slots, wrong = [], []
    for (weekday, part), time in typed.items():
        start, end = read_time(time.start) if time.start else None, read_time(time.end) if time.end else None
        if start is not None and end is not None:
            slots.append(Slot(weekday, start, end))
        elif any(time):
            wrong.append(f"start{weekday}{part}")
    return Week(tuple(slots), typed, tuple(wrong))


def week_shown(slots: tuple[tuple[int, int, int], ...]) -> Week:
    """The fields of stored times; at most two of a weekday have a place."""
    typed = {(w, part): TypedTime() for w in range(1, 8) for part in ("", SECOND)}
    for weekday, start, end in sorted(slots):
        part = SECOND if any(typed[weekday, ""]) else ""
        typed[weekday, part] = TypedTime(format_minutes_of_day(start), format_minutes_of_day(end))
    return Week(tuple(Slot(*slot) for slot in slots), typed, ())


class ProgrammeFields(Form):
    """One programme; its weekly times are read beside it."""

    name = TextField(_l("项目名称"))
    code = TextField(_l("项目编号"))
    category = SelectField(_l("类别"), choices=[])
    grades = SelectMultipleField(_l("年级"), coerce=int, choices=[])
    staff_id = SelectField(_l("负责教师"), coerce=int, choices=[])
    assistant1 = SelectField(_l("协助教师"), coerce=int, choices=[], default=0)
    assistant2 = SelectField(_l("协助教师 2"), coerce=int, choices=[], default=0)
    assistant3 = SelectField(_l("协助教师 3"), coerce=int, choices=[], default=0)
    assistant4 = SelectField(_l("协助教师 4"), coerce=int, choices=[], default=0)
    assistant5 = SelectField(_l("协助教师 5"), coerce=int, choices=[], default=0)
    assistant6 = SelectField(_l("协助教师 6"), coerce=int, choices=[], default=0)
    room = TextField(_l("地点"))
    capacity = WholeField(_l("名额"))
    period_minutes = WholeField(_l("每课时"))
    provider_id = SelectField(_l("第三方机构"), coerce=int, choices=[], default=0)
    provider = TextField(_l("不在册的机构名称"))
    active = BooleanField(_l("本学期在开"), default=True)

    def __init__(self, posted: Any, offer: ProgrammeOffer, **values: Any) -> None:
        super().__init__(posted, **values)
        self.category.choices = options((c.value, _(c.value)) for c in Category)
        self.grades.choices = options((g, str(g)) for g in range(1, 10))
        self.staff_id.choices = options([(0, _("请选择")), *offer.staff])
        for field in self.assistants():
            field.choices = options([(0, _("无")), *offer.staff])
        self.provider_id.choices = options([(0, _("校内自办")), *offer.providers])

    def assistants(self) -> list[SelectField]:
        return [self[f"assistant{n}"] for n in range(1, ASSISTANTS_MOST + 1)]

    def draft(self, slots: tuple[Slot, ...]) -> ProgrammeDraft:
        return ProgrammeDraft(
            self.code.data or "", self.name.data or "", self.category.data or "", frozenset(self.grades.data or []), slots, self.staff_id.data or 0,
            self.room.data or "", "" if self.provider_id.data else self.provider.data or "", bool(self.active.data),
            tuple(field.data for field in self.assistants() if field.data), self.capacity.data, self.period_minutes.data, self.provider_id.data or None)


def values_of(offer: ProgrammeOffer) -> dict[str, Any]:
    """What the form of a stored programme starts with."""
    row = offer.row
    if row is None:
        return {}
    helping = {f"assistant{n}": staff_id for n, staff_id in enumerate(offer.assistants[:ASSISTANTS_MOST], 1)}
    return {
        "name": row.name, "code": row.code, "category": row.category, "grades": sorted(row.grades), "staff_id": row.staff_id, "room": row.room,
        "capacity": row.capacity, "period_minutes": row.period_minutes, "provider_id": row.provider_id or 0,
        "provider": "" if row.provider_id else row.provider, "active": row.active, **helping}


class SeasonFields(Form):
    """A season's name and days."""

    name = TextField(_l("名称"))
    start = DayField(_l("从"))
    end = DayField(_l("到"))

    def draft(self) -> SeasonDraft:
        return SeasonDraft(self.name.data or "", self.start.data, self.end.data)


class ShiftFields(Form):
    """By how many minutes every time moves."""

    way = RadioField(_l("比平时"), choices=[], default="later")
    minutes = WholeField(_l("分钟数"), [filled(N_("请填写分钟数"))])
    all_of_them = BooleanField(_l("单独定过时间的项目也一起改"))

    def __init__(self, posted: Any = None, **values: Any) -> None:
        super().__init__(posted, **values)
        self.way.choices = options([("later", _("推迟")), ("earlier", _("提前"))])

    @property
    def shift(self) -> int:
        return int(self.minutes.data or 0) * (-1 if self.way.data == "earlier" else 1)


class PlanFields(Form):
    """A version of the term's written plan."""

    file = FileField(_l("选择文件"))
    title = TextField(_l("标题"))
    own_date = DayField(_l("方案上的日期"))
    note = TextField(_l("说明"))
    request_key = KeyField()

    def upload(self) -> bytes:
        """The bytes of the chosen file, b'' without one."""
        chosen = self.file.data
        return bytes(chosen.read()) if hasattr(chosen, "read") and getattr(chosen, "filename", "") else b""


class ReasonFields(Form):
    """Why something is taken back."""

    reason = TextField(_l("撤回原因"))


class CareFields(Form):
    """Care outside the service."""

    kind = RadioField(_l("哪一种"), choices=[], validate_choice=False)
    grades = SelectMultipleField(_l("年级"), coerce=int, choices=[])
    first_day = DayField(_l("从"))
    last_day = DayField(_l("到"))
    start = ClockField(_l("开始"))
    end = ClockField(_l("结束"))
    heads = WholeField(_l("人数"))
    note = TextAreaField(_l("说明"))

    def __init__(self, posted: Any = None, **values: Any) -> None:
        super().__init__(posted, **values)
        self.kind.choices = options((kind.value, _(text)) for kind, text in CARE_WORDS.items())
        self.grades.choices = options((g, str(g)) for g in range(1, 10))

    def draft(self) -> CareDraft:
        start, end = (-1 if t is None else t.hour * 60 + t.minute for t in (self.start.data, self.end.data))
        return CareDraft(self.kind.data or "", frozenset(self.grades.data or []), self.first_day.data, self.last_day.data, start, end, self.heads.data,
                         self.note.data or "")
