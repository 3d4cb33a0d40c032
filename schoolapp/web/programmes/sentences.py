"""Weekly times, clashes and faults of programmes in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from schoolapp import words
from schoolapp.rules.timetable import Clash, ClashKind, Times, alike
from schoolapp.web import gate
from schoolapp.web.language import _, lang
from schoolapp.web.programmes import door
from schoolapp.words import N_

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
FAULT_WORDS = {
    "required": N_("请填写"),
    "order": N_("结束要晚于开始，两个时间都要填"),
    "days": N_("结束日期不能早于开始日期"),
    "long": N_("太长，请缩短"),
    "taken": N_("本学期已有这个编号"),
    "category": N_("请选择类别"),
    "kind": N_("请选择哪一种看护"),
    "grades": N_("请至少选一个年级"),
    "overlap": N_("同一天的时间有重叠"),
    "season_overlap": N_("与本学期另一个季节作息的日期重叠"),
    "personal": N_("不能写身份证号或手机号，请删去"),
    "staff": N_("请选择在岗的教职工"),
    "twice": N_("同一个人只写一次，负责教师不用再写"),
    "many": N_("协助教师最多 6 人"),
    "provider": N_("请从列出的机构中选择"),
    "range": N_("数值不在允许的范围内，请核对"),
    "term": N_("日期要在学期以内"),
    "day": N_("移动后有的时间不在同一天里，请改小一些"),
    "future": N_("日期还没有到，请核对"),
    "old": N_("日期太早，请核对"),
}


class Line(NamedTuple):
    """A clash in words; `note`: it is only to be noted."""

    text: str
    note: bool


def weekdays_text(weekdays: Sequence[int]) -> str:
    """周一至周四; 周一、周三."""
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return _("%(first)s至%(last)s", first=_(WEEKDAYS[weekdays[0] - 1]), last=_(WEEKDAYS[weekdays[-1] - 1]))
    return words.join(lang(), [_(WEEKDAYS[day - 1]) for day in weekdays])


def span_text(start: int, end: int) -> str:
    return f"{words.format_minutes_of_day(start)}–{words.format_minutes_of_day(end)}"


@door.app_template_filter("weekly_parts")
def weekly_parts(times: Times) -> list[str]:
    """A week's times, weekdays that are alike together: 周一至周四 16:00–17:00 and 周五 15:30–16:30."""
    return [f"{weekdays_text(days)} {words.join(lang(), [span_text(*span) for span in spans])}" for days, spans in alike(times)]


@door.app_template_filter("weekly")
def weekly(times: Times) -> str:
    """A week's times in a line: 周一至周四 16:00–17:00；周五 15:30–16:30."""
    return _("；").join(weekly_parts(times))


@door.app_template_filter("grades")
def grades_text(grades: Iterable[int]) -> str:
    """三年级; 一、二年级; 四至六年级; all nine as 全校."""
    found = sorted(grades)
    if len(found) < 2 or len(found) == 9:
        return _("全校") if found[1:] else words.grade_name(lang(), found[0])
    names = [words.GRADE_CHARS[grade - 1] if lang() == "zh" else str(grade) for grade in found]
    run = len(found) > 2 and found[-1] - found[0] == len(found) - 1
    return _("%(list)s年级", list=_("%(first)s至%(last)s", first=names[0], last=names[-1]) if run else words.join(lang(), names))


@door.app_template_filter("weekday_name")
def weekday_name(weekday: int) -> str:
    return _(WEEKDAYS[weekday - 1])


def told(clashes: Iterable[Clash], *, staff_names: dict[int, str], room: str, first: date) -> list[Line]:
    """Clashes of one programme: those of several weekdays in one line, and those that another timetable of the term only moves in the line of
    the present one. `first` = the first day that is looked at: what begins later says so."""
    pairs: dict[tuple[object, ...], dict[date, list[Clash]]] = {}
    for clash in clashes:
        pairs.setdefault((clash.kind, clash.other, clash.staff_id), {}).setdefault(clash.since, []).append(clash)
    lines, today = [], gate.now().date()
    for by_since in pairs.values():
        now = max((since for since in by_since if since <= today), default=min(by_since))
        shown = by_since.pop(now)
        moved = {since for since, found in by_since.items() if {c.weekday for c in found} == {c.weekday for c in shown}}
        lines += _lines(shown, staff_names, room, now != first and not moved, bool(moved))
        for since, found in sorted(by_since.items()):
            if since not in moved:
                lines += _lines(found, staff_names, room, since != first, False)
    return lines


def _lines(clashes: list[Clash], staff_names: dict[int, str], room: str, dated: bool, moved: bool) -> list[Line]:
    """`dated`: with the day from which it is so; `moved`: in another timetable of the term as well."""
    together: dict[tuple[int, int], list[int]] = {}
    for clash in clashes:
        together.setdefault((clash.start, clash.end), []).append(clash.weekday)
    one, found = clashes[0], []
    for (start, end), weekdays in together.items():
        when = f"{weekdays_text(sorted(weekdays))} {span_text(start, end)}"
        if dated:
            when = _("%(day)s起 %(when)s", day=words.format_date(lang(), one.since, "day"), when=when)
        if moved:
            when = _("%(when)s（换作息后也是）", when=when)
        if one.kind is ClashKind.PERSON:
            text = _("%(when)s，%(name)s同时在“%(other)s”", when=when, name=staff_names.get(one.staff_id or 0, ""), other=one.name)
        elif one.kind is ClashKind.ROOM:
            text = _("%(when)s，%(room)s已有“%(other)s”", when=when, room=room, other=one.name)
        else:
            text = _("%(when)s，%(grades)s还有“%(other)s”，学生只能参加其中一个", when=when, grades=grades_text(one.grades), other=one.name)
        found.append(Line(text, one.kind is ClashKind.GRADE))
    return found
