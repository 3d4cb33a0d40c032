"""Forms of the school's settings: facts, terms, calendar rows, policy profile, school year. Shapes only; what is allowed is decided by
the use cases."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField

from schoolapp.rules.calendar import CalendarRow
from schoolapp.rules.people import GRADES
from schoolapp.rules.policy import DEFAULT_BASIS, Declaration, Profile, TierMode
from schoolapp.web.forms.fields import ClockField, DayField, Form, KeyField, TextField, TypedField, WholeField, filled, options
from schoolapp.web.language import _, _l
from schoolapp.words import LANGUAGES, N_


class SettingsForm(Form):
    """The school's facts."""

    name = TextField(_l("学校名称"), [filled(N_("请填写学校名称"))])
    district = TextField(_l("所在区县"))
    report_phone = TextField(_l("学校监督电话"))
    report_email = TextField(_l("学校监督邮箱"))
    district_phone = TextField(_l("区县监督电话"))
    language = RadioField(_l("首选语言"), choices=options(LANGUAGES.items()))
    seen = HiddenField()


class TermForm(Form):
    """A term's name and dates."""

    name = TextField(_l("学期名称"), [filled(N_("请填写学期名称，例如 2026年秋季学期"))])
    start = DayField(_l("学期开始"), [filled(N_("请填写开始日期"))])
    end = DayField(_l("学期结束"), [filled(N_("请填写结束日期"))])


class RowForm(Form):
    """A calendar row. Weekday 0 = not said; no grade chosen = all."""

    start = DayField(_l("从"), [filled(N_("请填写开始日期"))])
    end = DayField(_l("到"), [filled(N_("请填写结束日期"))])
    school = RadioField(_l("是否上课"), choices=options([("1", _l("上课")), ("0", _l("不上课"))]), default="0")
    service = RadioField(_l("课后服务"), choices=options([("", _l("不另说明")), ("1", _l("有")), ("0", _l("没有"))]), default="")
    timetable_weekday = SelectField(_l("执行哪天的课表"), coerce=int, default=0, choices=[])
    grades = SelectMultipleField(_l("适用年级"), coerce=int, choices=[])
    note = TextField(_l("说明"))

    def row(self) -> CalendarRow:
        """The row as the calendar knows it; call it on a form without errors only."""
        service = {"1": True, "0": False}.get(self.service.data or "")
        return CalendarRow(
            self.start.data,
            self.end.data,
            self.school.data == "1",
            self.note.data or "",
            service,
            self.timetable_weekday.data or None,
            frozenset(self.grades.data) if self.grades.data else None,
        )


class PercentField(TypedField):
    """A share, typed as per cent: 87.5 is 0.875."""

    def read(self, text: str) -> Any:
        try:
            share = Decimal(text.rstrip("%")) / 100
        except InvalidOperation:
            return None
        return share if share.is_finite() and -10 <= share <= 10 else None

    def wrong(self) -> str:
        return _("请填写百分数，例如 90")

    def shown(self, value: Any) -> str:
        return f"{(value * 100).normalize():f}"


# How each figure of a profile is asked for: name -> (label, unit, kind). Kinds: grades, whole, percent, clock, choice.
FIGURES: dict[str, tuple[str, str, str]] = {
    "caps": (N_("每天书面作业上限"), N_("分钟"), "grades"),
    "holiday_caps": (N_("假期每天书面作业上限"), N_("分钟"), "grades"),
    "near_cap": (N_("接近上限的提醒线"), N_("上限的百分之几"), "percent"),
    "optional_limit": (N_("选做作业提示线"), N_("分钟"), "whole"),
    "tier_mode": (N_("分层作业怎样计入"), "", "choice"),
    "over_cap_record": (N_("超过上限时允许如实登记"), "", "choice"),
    "over_cap_approval": (N_("如实登记先经年级组长同意"), "", "choice"),
    "no_homework_weekday": (N_("每周无作业日"), "", "choice"),
    "weekly_sign_off": (N_("年级组长每周确认"), "", "choice"),
    "in_school_share_primary": (N_("小学校内完成参考线"), N_("百分之几"), "percent"),
    "in_school_share_middle": (N_("初中校内完成参考线"), N_("百分之几"), "percent"),
    "publish_by": (N_("每日公示时间"), "", "clock"),
    "quota_until": (N_("各科计划用时当天保留到"), "", "clock"),
    "late_after": (N_("当天几点后算补录"), N_("不填：次日起算"), "clock"),
    "low_grade_declaration": (N_("一二年级多久登记一次"), "", "choice"),
    "service_minutes": (N_("课后服务每天时长"), N_("分钟"), "whole"),
    "service_gap": (N_("两场之间的间隔不超过"), N_("分钟"), "whole"),
    "offwork": (N_("当地正常下班时间"), "", "clock"),
    "service_earliest_end": (N_("课后服务最早结束时间"), "", "clock"),
    "period_minutes_primary": (N_("小学一课时"), N_("分钟"), "whole"),
    "period_minutes_middle": (N_("初中一课时"), N_("分钟"), "whole"),
    "pay_month_start": (N_("课时统计每月从几号起"), N_("号，1 到 28"), "whole"),
    "evening_stop_primary": (N_("小学晚间停止时间"), "", "clock"),
    "evening_stop_middle": (N_("初中晚间停止时间"), "", "clock"),
}
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("作业总量"), ("caps", "holiday_caps", "near_cap", "optional_limit", "tier_mode", "over_cap_record", "over_cap_approval", "no_homework_weekday",
                      "weekly_sign_off")),
    (N_("校内完成"), ("in_school_share_primary", "in_school_share_middle")),
    (N_("登记与公示"), ("publish_by", "quota_until", "late_after", "low_grade_declaration")),
    (
        N_("课后服务"),
        ("service_minutes", "service_gap", "offwork", "service_earliest_end", "period_minutes_primary", "period_minutes_middle",
         "pay_month_start"),
    ),
    (N_("晚间"), ("evening_stop_primary", "evening_stop_middle")),
)
_YES_OR_NO = ("over_cap_record", "over_cap_approval", "weekly_sign_off")
WEEKDAY_WORDS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
CHOICE_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "tier_mode": ((TierMode.ONE.value, N_("只做一层，按最多的一层计")), (TierMode.CUMULATIVE.value, N_("各层都做，合起来计"))),
    "over_cap_record": (("1", N_("允许，标明“超限·已登记”")), ("0", N_("不允许"))),
    "over_cap_approval": (("0", N_("不需要")), ("1", N_("需要，同意后才公示"))),
    "weekly_sign_off": (("0", N_("不需要")), ("1", N_("需要，在作业总量一览里确认"))),
    "no_homework_weekday": (("0", N_("不设")), *((str(n), word) for n, word in enumerate(WEEKDAY_WORDS[:5], 1))),
    "low_grade_declaration": (
        (Declaration.DAILY.value, N_("每个上课日")),
        (Declaration.WEEKLY.value, N_("每周至少一次")),
        (Declaration.NONE.value, N_("不要求")),
    ),
}


def _field(name: str) -> Any:
    label, _unit, kind = FIGURES[name]
    if kind == "choice":
        return RadioField(_l(label), choices=options((value, _l(word)) for value, word in CHOICE_WORDS[name]))
    must = [] if name == "late_after" else [filled(N_("请填写这一项"))]
    return {"whole": WholeField, "percent": PercentField, "clock": ClockField}[kind](_l(label), must)


class _Figures(Form):
    """The part that does not depend on the list of figures."""

    valid_from = DayField(_l("从哪天起执行"), [filled(N_("请填写日期"))])
    checked = HiddenField()
    request_key = KeyField()

    def profile(self) -> Profile:
        """The profile as typed; call it on a form without errors only."""
        values: dict[str, Any] = {}
        for name, (_label, _unit, kind) in FIGURES.items():
            if kind == "grades":
                values[name] = tuple(self[f"{name}_{grade}"].data for grade in GRADES)
            else:
                values[name] = self[name].data
        values["tier_mode"] = TierMode(values["tier_mode"])
        values["low_grade_declaration"] = Declaration(values["low_grade_declaration"])
        for name in _YES_OR_NO:
            values[name] = values[name] == "1"
        values["no_homework_weekday"] = int(values["no_homework_weekday"]) or None
        return Profile(self.valid_from.data, basis={name: self[f"basis_{name}"].data or "" for name in FIGURES}, **values)


def _form_of_figures() -> type[_Figures]:
    parts: dict[str, Any] = {"__doc__": "A policy profile: each figure of FIGURES, caps by grade, and `basis_<figure>` beside each."}
    for name, (_label, _unit, kind) in FIGURES.items():
        if kind == "grades":
            for grade in GRADES:
                parts[f"{name}_{grade}"] = WholeField("", [filled(N_("请填写这一项"))])
        else:
            parts[name] = _field(name)
        parts[f"basis_{name}"] = TextField(_l("依据"))
    return type("PolicyForm", (_Figures,), parts)


PolicyForm = _form_of_figures()


def figures_of(profile: Profile) -> dict[str, Any]:
    """A profile as the form's values."""
    values: dict[str, Any] = {"valid_from": profile.valid_from}
    for name, (_label, _unit, kind) in FIGURES.items():
        value = getattr(profile, name)
        if kind == "grades":
            values |= {f"{name}_{grade}": minutes for grade, minutes in zip(GRADES, value, strict=False)}
        elif name in _YES_OR_NO:
            values[name] = "1" if value else "0"
        elif name == "no_homework_weekday":
            values[name] = str(value or 0)
        else:
            values[name] = value.value if kind == "choice" else value
        values[f"basis_{name}"] = profile.basis.get(name) or DEFAULT_BASIS.get(name, "")  # a figure newer than the profile
    return values


class YearForm(Form):
    """How many classes the entrance grade gets, and the consent."""

    first_classes = WholeField(_l("新生班数"), [filled(N_("请填写新生班数，没有就填 0"))])
    agree = BooleanField(_l("我已核对上面的变化"), [filled(N_("请先核对，再勾选"))])
    seen = HiddenField()
    request_key = KeyField()
