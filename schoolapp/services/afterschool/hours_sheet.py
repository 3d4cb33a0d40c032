"""课时统计 as a workbook to be signed: names and hours of one pay month. A file of its own; no pack holds it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime

from schoolapp.papers.ledgers import write_workbook
from schoolapp.papers.tables import Cell, Column, ColumnKind, Ledger, Mark
from schoolapp.rules.afterschool_hours import Hours, PayMonth
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.afterschool.hours import AllHours, PersonHours, all_hours
from schoolapp.services.house import House
from schoolapp.services.school import shown_school
from schoolapp.words import N_, format_date, gettext

_TEXT, _CENTRED, _WHOLE, _DECIMAL = ColumnKind.TEXT, ColumnKind.CENTRED, ColumnKind.INT, ColumnKind.DECIMAL
COLUMNS = (
    Column(N_("序"), _WHOLE, 5), Column(N_("工号"), _CENTRED, 10), Column(N_("姓名"), _TEXT, 12), Column(N_("天数"), _WHOLE, 7),
    Column(N_("负责场次"), _WHOLE, 9), Column(N_("其中代班"), _WHOLE, 9), Column(N_("负责分钟"), _WHOLE, 10), Column(N_("其中作业辅导"), _WHOLE, 12),
    Column(N_("负责课时"), _DECIMAL, 10), Column(N_("协助场次"), _WHOLE, 9), Column(N_("协助分钟"), _WHOLE, 10), Column(N_("协助课时"), _DECIMAL, 10),
    Column(N_("合计小时"), _DECIMAL, 10), Column(N_("系统内确认"), _CENTRED, 12), Column(N_("本人签字"), _TEXT, 16), Column(N_("备注"), _TEXT, 26),
)
SIGN_HEIGHT = 26.0


def hours_workbook(*, house: House, actor: Actor, first_day: date | None, lang: str, now: datetime) -> tuple[bytes, PayMonth]:
    """The month as XLSX with columns to sign in, and which month it is."""
    actor.needs(Permit.SEE_HOURS)
    found = all_hours(house=house, actor=actor, first_day=first_day, now=now)
    out = io.BytesIO()
    write_workbook(out, [hours_ledger(found, lang)], school=shown_school(house=house).name, made_at=now, lang=lang)
    return out.getvalue(), found.month


def hours_ledger(found: AllHours, lang: str) -> Ledger:
    """The month as rows by staff number; what nobody's name stands under comes last, then the sum and the place to sign."""

    def say(message: str, **values: object) -> str:
        return gettext(lang, message, **values)

    def rows() -> Iterator[tuple[tuple[Cell, ...], Mark]]:
        for place, one in enumerate(found.people, 1):
            yield (place, one.number, one.name, *_figures(one.hours), _said(one, lang), "", one.answer.note if one.answer else ""), Mark.PLAIN
        if found.nobody.led:
            yield (None, "", say(N_("没有写明教师")), *_figures(found.nobody), "", "", say(N_("请补写由谁负责"))), Mark.MISSING
        blank: tuple[Cell, ...] = (None,) * 9
        yield (None, "", say(N_("合计")), *blank, round(found.minutes / 60, 2), "", "", ""), Mark.PLAIN
        yield (None, "", say(N_("负责人签字")), *blank, None, "", "", say(N_("日期："))), Mark.PLAIN

    note = say(N_("%(first)s 至 %(last)s　上课日 %(days)s 天　已开展 %(held)s 场，取消 %(off)s 场不计　按工号排列，不作名次"),
               first=found.month.first.isoformat(), last=found.month.last.isoformat(), days=found.school_days, held=found.held, off=found.cancelled)
    if not found.over:
        note += "　" + say(N_("这个月还没有结束"))
    title = say(N_("%(month)s课后服务教师课时表"), month=month_words(found.month, lang))
    return Ledger("service_hours", say(N_("课时统计")), title, note, COLUMNS, len(found.people), rows, SIGN_HEIGHT)


def month_words(month: PayMonth, lang: str) -> str:
    """2026年10月; a month that begins on another day is called by its days."""
    if month.is_calendar_month:
        return format_date(lang, month.first, "month")
    return gettext(lang, N_("%(first)s至%(last)s"), first=month.first.isoformat(), last=month.last.isoformat())


def _figures(hours: Hours) -> tuple[Cell, ...]:
    return (hours.days, hours.led, hours.stood_in, hours.led_minutes, hours.homework_minutes, round(float(hours.led_periods), 2), hours.helped,
            hours.helped_minutes, round(float(hours.helped_periods), 2), round(hours.minutes / 60, 2))


def _said(one: PersonHours, lang: str) -> str:
    if one.objected:
        return gettext(lang, N_("有异议"))
    if one.stale:
        return gettext(lang, N_("确认后有变动"))
    return gettext(lang, N_("已确认")) if one.confirmed else gettext(lang, N_("未确认"))
