"""'What needs you' (需要你处理) in sentences: one for each kind of line, used by the day's page and by the page of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, url_for
from werkzeug.routing import BuildError

from schoolapp import words
from schoolapp.rules.findings import Level
from schoolapp.rules.needs import Need
from schoolapp.rules.permits import Permit
from schoolapp.services import needs as services
from schoolapp.services.providers import LACK_WORDS
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import page

door = Blueprint("needs", __name__)
Values = Mapping[str, Any]
Said = tuple[str, str]
_NAMED_MOST = 4


class Line(NamedTuple):
    """A line as it is shown: sentence, what belongs to it, where it is mended, its icon; `pressing`: red."""

    title: str
    note: str
    url: str
    icon: str
    pressing: bool


@door.get("/needs")
@needs(Permit.SIGNED_IN)
def show() -> Any:
    found = services.needs_of(house=gate.house(), actor=gate.actor(), now=gate.now())
    return page("today/needs_all.html", needs_=found)


@door.app_template_filter("need_line")
def line_of(need: Need) -> Line:
    title, note = WORDS[need.kind](need.values)
    try:
        url = url_for(need.endpoint, **need.args)
    except BuildError:  # a line is worth reading where its page is not there, too
        url = url_for("today.show")
    return Line(title, note, url, _ICONS.get(need.kind, "info"), need.level is Level.RED)


def _class(one: Any) -> str:
    return words.class_name(lang(), one.grade, one.number)


def _listed(parts: list[str]) -> str:
    shown = words.join(lang(), parts[:_NAMED_MOST])
    return shown if len(parts) <= _NAMED_MOST else _("%(list)s等", list=shown)


def _classes(found: Any) -> str:
    return _listed([_class(one) for one in found])


def _subjects(found: Any) -> str:
    return _listed([_(name) for name in found])


def _day(day: date) -> str:
    return words.format_date(lang(), day, "day")


def _open_subject(v: Values) -> Said:
    return _("%(subject)s今天还没有登记", subject=_(v["subject"])), _("%(classes)s · 没有作业就声明无作业", classes=_classes(v["classes"]))


def _open_class(v: Values) -> Said:
    return _("%(class)s今天还有 %(n)s 科没有登记", n=len(v["subjects"]), **{"class": _class(v["one"])}), _subjects(v["subjects"])


def _over_today(v: Values) -> Said:
    if not v["cap"]:
        return _("%(class)s今日有回家书面作业", **{"class": _class(v["one"])}), _("%(n)s 分钟", n=v["figure"])
    return (_("%(class)s今日书面作业超限", **{"class": _class(v["one"])}),
            _("%(n)s / %(cap)s 分钟，超 %(over)s", n=v["figure"], cap=v["cap"], over=v["figure"] - v["cap"]))


def _near_today(v: Values) -> Said:
    places = v["places"]
    if len(places) > 1:
        told = [f"{_class(one)} {figure}/{cap}" for one, figure, cap in places]
        return _("今日 %(n)s 个班接近上限", n=len(places)), _listed(told)
    one, figure, cap = places[0]
    if figure >= cap:
        return _("%(class)s今日已达上限", **{"class": _class(one)}), _("%(n)s / %(cap)s 分钟", n=figure, cap=cap)
    return _("%(class)s今日接近上限", **{"class": _class(one)}), _("%(n)s / %(cap)s 分钟，还剩 %(left)s", n=figure, cap=cap, left=cap - figure)


def _missing_class(v: Values) -> Said:
    return _("%(class)s有 %(n)s 天未公示", n=len(v["days"]), **{"class": _class(v["one"])}), _listed([_day(day) for day in reversed(v["days"])])


def _missing_grade(v: Values) -> Said:
    title = _("%(grade)s有 %(n)s 个班日未公示", grade=words.grade_name(lang(), v["grade"]), n=v["count"])
    return title, _("近十个上课日 · %(classes)s", classes=_classes(v["classes"]))


def _missing_school(v: Values) -> Said:
    told = [f"{words.grade_name(lang(), grade)} {n}" for grade, n in v["grades"]]
    return _("有 %(n)s 个班日未公示", n=sum(n for _grade, n in v["grades"])), _("近十个上课日 · %(grades)s", grades=words.join(lang(), told))


def _near_run(v: Values) -> Said:
    figures = words.join(lang(), [str(n) for n in v["minutes"][-_NAMED_MOST:]])
    return (_("%(class)s连续 %(n)s 个上课日接近上限", n=v["days"], **{"class": _class(v["one"])}),
            _("预警提示 · %(figures)s 分钟，上限 %(cap)s", figures=figures, cap=v["cap"]))


def _same_minutes(v: Values) -> Said:
    told = _listed([_("%(class)s %(n)s 分钟", n=n, **{"class": _class(one)}) for one, n in v["classes"]])
    return (_("%(subject)s连续 %(n)s 个上课日预计用时不变", subject=_(v["subject"]), n=v["days"]), _("预警提示，只有您看得到 · %(classes)s", classes=told))


def _late_burst(v: Values) -> Said:
    when = _("%(day)s %(start)s–%(end)s", day=_day(v["day"]), start=f"{v['start']:%H:%M}", end=f"{v['end']:%H:%M}")
    if v["own"]:
        return _("您在半小时内补录了 %(n)s 条作业", n=v["count"]), _("预警提示 · %(when)s，全校同时补录 %(all)s 条，请核对", when=when, all=v["all"])
    return _("半小时内全校补录了 %(n)s 条作业", n=v["count"]), _("预警提示 · %(when)s", when=when)


def _silent(v: Values) -> Said:
    if v["own"]:
        return (_("%(subject)s连续十个上课日没有登记", subject=_(v["subjects"][0])),
                _("预警提示 · %(classes)s · 没有作业也请声明", classes=_classes(v["classes"])))
    return (_("%(class)s有 %(n)s 科连续十个上课日没有登记", n=len(v["subjects"]), **{"class": _class(v["classes"][0])}),
            _("预警提示 · %(subjects)s", subjects=_subjects(v["subjects"])))


def _holiday_ahead(v: Values) -> Said:
    return _("%(day)s起放假 %(n)s 天", day=_day(v["holiday"].start), n=v["days"]), _("预警提示 · 请列好假期作业清单，放假前几天留意总量")


def _findings(v: Values) -> Said:
    told = [(_("红"), v["red"]), (_("黄"), v["yellow"]), (_("提示"), v["info"])]
    return _("有 %(n)s 项待核实", n=sum(n for _level, n in told)), " · ".join(f"{level} {n}" for level, n in told if n)


def _sample_none(v: Values) -> Said:
    return _("%(class)s两周内还没有作业用时抽测", **{"class": _class(v["one"])}), _("按时段请学生举手，一分钟填完")


def _sample_few(v: Values) -> Said:
    return (_("%(class)s %(day)s的抽测人数偏少", day=_day(v["day"]), **{"class": _class(v["one"])}),
            _("问到 %(asked)s 人，至少 %(enough)s 人或全班四分之一才作为依据", asked=v["asked"], enough=v["enough"]))


def _request_open(v: Values) -> Said:
    where = _("%(class)s · %(day)s", day=_day(v["day"]), **{"class": _class(v["one"])})
    if v["approve"]:
        return _("%(subject)s请您同意如实登记", subject=_(v["subject"])), _("%(where)s · 超 %(n)s 分钟", where=where, n=v["minutes"])
    return _("%(subject)s老师请您调减 %(n)s 分钟", subject=_(v["subject"]), n=v["minutes"]), where


def _request_answered(v: Values) -> Said:
    where = _("%(class)s · %(day)s", day=_day(v["day"]), **{"class": _class(v["one"])})
    subject = _(v["subject"])
    if v["approve"]:
        return {"agreed": _("年级组长已同意如实登记"), "declined": _("年级组长没有同意如实登记")}.get(v["state"], _("已请年级组长同意如实登记，等答复")), where
    if v["state"] == "agreed":
        return _("%(subject)s老师已同意调减 %(n)s 分钟", subject=subject, n=v["minutes"]), _("%(where)s · 可以发布了", where=where)
    if v["state"] == "declined":
        return _("%(subject)s老师没有同意调减", subject=subject), where
    if v["fits"]:
        return _("您留着的作业现在放得下了"), _("%(where)s · 可以发布了", where=where)
    return _("已请%(subject)s老师调减 %(n)s 分钟，等答复", subject=subject, n=v["minutes"]), where


def _request_between(v: Values) -> Said:
    where = _("%(class)s · %(day)s", day=_day(v["day"]), **{"class": _class(v["one"])})
    return (_("%(subject)s请%(asked)s调减 %(n)s 分钟，还没有答复", subject=_(v["subject"]), asked=_(v["asked"]), n=v["minutes"]),
            _("%(where)s · 当天有效", where=where))


def _over_recorded(v: Values) -> Said:
    return (_("%(class)s %(day)s超限·已登记", day=_day(v["day"]), **{"class": _class(v["one"])}),
            _("%(n)s / %(cap)s 分钟 · %(subjects)s：%(reasons)s", n=v["figure"], cap=v["cap"], subjects=_subjects(v["subjects"]),
              reasons=_("；").join(_(reason) for reason in v["reasons"])))


def _suggestion_overdue(v: Values) -> Said:
    return _("有 %(n)s 件意见建议超过了答复期限", n=v["count"]), _("最早的一件应在 %(day)s 前答复", day=_day(v["due"]))


def _suggestion_waiting(v: Values) -> Said:
    return _("有 %(n)s 件意见建议待答复", n=v["count"]), _("最近的一件 %(day)s 前答复", day=_day(v["due"]))


def _suggestion_box(v: Values) -> Said:
    if v["made"]:
        return _("您的密码还打不开意见箱"), _("用打印的备用钥匙接管一次")
    return _("意见建议开启了，还没有意见箱"), _("建立意见箱、打印备用钥匙以后，家长才能写")


def _provider_lacks(v: Values) -> Said:
    told = [_(LACK_WORDS[w.lack], name=w.person, day=_day(w.until) if w.until else "") for w in v["warned"]]
    return _("%(name)s有 %(n)s 项要核实", name=v["name"], n=len(told)), _listed(told)


def _provider_unfiled(v: Values) -> Said:
    return _("第三方机构“%(name)s”还没有建档", name=v["name"]), _("登记名单、许可证、合同和派来的人员")


def _walk_open(v: Values) -> Said:
    return _("有 %(n)s 次巡查待跟进", n=v["count"]), _("课后服务巡查")


def _survey_tally(v: Values) -> Said:
    return _("%(name)s的纸质问卷还没有计票", name=_class(v["one"])), _("“%(title)s”，%(day)s 截止", title=v["title"], day=_day(v["until"]))


def _survey_answer(v: Values) -> Said:
    return _("教师问卷等您填：%(title)s", title=v["title"]), _("不记您选了什么，%(day)s 截止", day=_day(v["until"]))


def _issue_own_overdue(v: Values) -> Said:
    return _("您负责的问题有 %(n)s 项逾期", n=v["count"]), _("问题清单和整改")


def _issue_overdue(v: Values) -> Said:
    return _("问题整改有 %(n)s 项逾期", n=v["count"]), _("问题清单和整改")


def _issue_own(v: Values) -> Said:
    return _("您负责的问题有 %(n)s 项要整改", n=v["count"]), _("最近的时限是 %(day)s", day=_day(v["due"])) if v["due"] else _("问题清单和整改")


def _issue_recheck(v: Values) -> Said:
    return _("有 %(n)s 项整改可以复查", n=v["count"]), _("由责任人以外的人复查，通过才销号")


def _issue_unassigned(v: Values) -> Said:
    return _("有 %(n)s 项问题还没有责任人", n=v["count"]), _("发现后 2 个上课日内指派")


# Each kind that a source of `services.needs` can give has its sentence here.
WORDS: dict[str, Callable[[Values], Said]] = {
    "open_subject": _open_subject, "open_class": _open_class, "over_today": _over_today, "near_today": _near_today,
    "missing_class": _missing_class, "missing_grade": _missing_grade, "missing_school": _missing_school,
    "near_run": _near_run, "same_minutes": _same_minutes, "late_burst": _late_burst, "silent": _silent, "holiday_ahead": _holiday_ahead,
    "request_open": _request_open, "request_answered": _request_answered, "request_between": _request_between,
    "over_recorded": _over_recorded,
    "suggestion_overdue": _suggestion_overdue, "suggestion_waiting": _suggestion_waiting, "suggestion_box": _suggestion_box,
    "issue_own_overdue": _issue_own_overdue, "issue_overdue": _issue_overdue, "issue_own": _issue_own, "issue_recheck": _issue_recheck,
    "issue_unassigned": _issue_unassigned,
    "walk_open": _walk_open, "findings": _findings, "sample_none": _sample_none, "sample_few": _sample_few,
    "provider_lacks": _provider_lacks, "provider_unfiled": _provider_unfiled,
    "survey_tally": _survey_tally, "survey_answer": _survey_answer,
}
_ICONS = {
    "suggestion_overdue": "message", "suggestion_waiting": "message", "suggestion_box": "lock",
    "request_open": "message", "request_answered": "message", "request_between": "message", "over_recorded": "arrow-up",
    "open_subject": "bell", "open_class": "bell", "over_today": "arrow-up", "near_today": "warn", "missing_class": "minus", "missing_grade": "minus",
    "missing_school": "minus", "near_run": "warn", "late_burst": "clock", "holiday_ahead": "calendar", "findings": "findings", "sample_none": "users",
    "sample_few": "users", "provider_lacks": "seal", "provider_unfiled": "seal", "walk_open": "eye",
    "survey_tally": "check-list", "survey_answer": "check-list",
    "issue_own_overdue": "flag", "issue_overdue": "flag", "issue_own": "flag", "issue_recheck": "eye", "issue_unassigned": "flag",
}
