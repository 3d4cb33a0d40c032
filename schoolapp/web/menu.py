"""What stands in the top bar and the bottom bar: each role sees only its own doors."""

from __future__ import annotations

from typing import NamedTuple

from flask import request, url_for

from schoolapp.rules.feedback import Voice
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.feedback import is_on
from schoolapp.web import gate
from schoolapp.web.language import _
from schoolapp.words import N_


class Door(NamedTuple):
    """One entry: where it leads, its word, its icon, whether it is the present place, a count to show."""

    url: str
    label: str
    icon: str
    current: bool
    badge: int = 0
    where: str = ""


# (endpoint, label, icon, permit, prefix of paths under it)
_DOORS = (
    ("today.show", N_("今日"), "today", Permit.SIGNED_IN, "/today"),
    ("homework.mine", N_("登记"), "register", Permit.REGISTER_HOMEWORK, "/homework"),
    ("load.board", N_("作业总量"), "board", Permit.SEE_BOARD, "/load"),
    ("afterschool.week", N_("课后服务"), "service", Permit.SEE_SERVICE, "/service"),
    ("findings.show", N_("待核实事项"), "findings", Permit.SEE_FINDINGS, "/findings"),
    ("selfcheck.show", N_("自查"), "check-list", Permit.SEE_SELF_CHECK, "/selfcheck"),
    ("packs.show", N_("佐证材料包"), "pack", Permit.SEE_PACKS, "/packs"),
    ("admin.home", N_("学校设置"), "settings", Permit.SET_UP, "/admin"),
    ("login.me", N_("我的"), "me", Permit.SIGNED_IN, "/me"),
)


def doors_of(actor: Actor) -> list[Door]:
    """The doors that this person's permits open, in their fixed order; doors whose feature is not there yet are left out."""
    from flask import current_app
    found = []
    for endpoint, label, icon, permit, prefix in _DOORS:
        if actor.may(permit) and endpoint in current_app.view_functions:
            found.append(Door(url_for(endpoint), _(label), icon, request.path == prefix or request.path.startswith(prefix + "/")))
    return found


# What is needed now and then stands in the account menu: (endpoint, label, permit)
_ACCOUNT_LINKS = (
    ("issues.listing", N_("问题清单和整改"), Permit.SEE_ISSUES),
    ("arrival.own", N_("到校检查一屏看"), Permit.MAKE_PACK),
    ("sampling.show", N_("作业用时抽测"), Permit.SAMPLE_TIME), ("reality.mine", N_("预计与实际"), Permit.REGISTER_HOMEWORK),
    ("quota.plan", N_("学期作业计划"), Permit.SEE_BOARD),
    ("sign_up.show", N_("课后服务报名人数"), Permit.ENTER_SIGN_UP),
    ("holidays.show", N_("假期作业清单"), Permit.SEE_CLASS_DAY), ("sheets.listing", N_("作业样张"), Permit.SEE_SHEETS),
    ("people.links", N_("家长链接"), Permit.SEE_LINKS), ("people.office", N_("代课和责任督学"), Permit.GRANT_SUBSTITUTE),
    ("afterschool.walks", N_("课后服务巡查"), Permit.WALK_SERVICE),
    ("hours.own", N_("我的课时"), Permit.OWN_HOURS), ("hours.everybody", N_("课时统计"), Permit.SEE_HOURS),
    ("noticeboard.settings", N_("学校公示栏"), Permit.SET_PUBLIC), ("feedback.settings", N_("听取意见"), Permit.SET_PUBLIC),
    ("suggestions.listing", N_("意见建议"), Permit.READ_SUGGESTIONS),
    ("surveys.listing", N_("问卷调查"), Permit.SEE_SURVEYS), ("surveys.tallies", N_("问卷计票"), Permit.ENTER_TALLY),
    ("monitoring.listing", N_("监测督登记"), Permit.NOTE_MONITORING),
    ("wording.show", N_("作业措辞规则"), Permit.SET_WORDING), ("audit.trail", N_("审计记录"), Permit.SEE_AUDIT), ("jobs.show", N_("后台任务"), Permit.SEE_JOBS),
    ("outbox.deliveries", N_("群通知记录"), Permit.SEE_JOBS),
)


# These are there only while their way of being heard is open.
_VOICES = {"suggestions.listing": Voice.SUGGESTIONS, "surveys.listing": Voice.SURVEYS, "surveys.tallies": Voice.SURVEYS}


def account_links_of(actor: Actor) -> list[tuple[str, str]]:
    """(label, address) of the rarer doors that this person's permits open."""
    return [(_(label), url_for(endpoint)) for endpoint, label, permit in _ACCOUNT_LINKS
            if actor.may(permit) and (endpoint not in _VOICES or is_on(gate.house(), _VOICES[endpoint]))]


ROLE_WORDS = {
    Role.TEACHER: N_("教师"), Role.HOMEROOM: N_("班主任"), Role.SUBJECT_LEAD: N_("备课组长"), Role.GRADE_LEADER: N_("年级组长"),
    Role.OFFICE: N_("教导处"), Role.COORDINATOR: N_("课后服务负责人"), Role.PRINCIPAL: N_("校长"), Role.INSPECTOR: N_("责任督学"),
    Role.ADMINISTRATOR: N_("系统管理员"),
}
