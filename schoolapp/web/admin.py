"""The administrator's hub: one page of links to everything that sets the school up."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, current_app, url_for

from schoolapp.rules.permits import Permit
from schoolapp.services import people as people_services
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import page
from schoolapp.words import N_

door = Blueprint("admin", __name__)


class Entry(NamedTuple):
    """One link of the hub: words, what is behind it, its address, icon and a count to look at."""

    title: str
    note: str
    url: str
    icon: str
    count: str = ""


# (endpoint, permit, title, note, icon); an entry whose feature is not there, or whose permit is missing, is left out
_GROUPS = (
    (
        N_("人员和班级"),
        (
            ("people.staff", Permit.SET_UP, N_("教职工"), N_("账号、角色、登录码"), "users"),
            ("people.classes", Permit.SET_UP, N_("班级管理"), N_("班主任、人数、任课"), "table"),
            ("people.links", Permit.SEE_LINKS, N_("家长链接"), N_("各班作业公示的链接"), "link"),
            ("people.office", Permit.GRANT_SUBSTITUTE, N_("代课和责任督学"), N_("教导处、年级组长办理"), "check-list"),
        ),
    ),
    (
        N_("学校和规则"),
        (
            ("school.settings", Permit.SET_UP, N_("学校信息"), N_("名称、监督电话"), "seal"),
            ("school.terms", Permit.SET_UP, N_("学期和校历"), N_("上课日、调休、没有课后服务的日子"), "calendar"),
            ("wording.show", Permit.SET_WORDING, N_("作业措辞规则"), N_("提示哪些说法，本校的增减"), "message"),
            ("outbox.overview", Permit.SET_UP, N_("教职工群通知"), N_("企业微信、钉钉、飞书机器人，邮件"), "bell"),
            ("school.policies", Permit.SET_POLICY, N_("执行标准"), N_("作业上限、课后服务时长，逐项有依据"), "shield"),
        ),
    ),
    (
        N_("数据"),
        (
            ("workbook.upload", Permit.SET_UP, N_("导入学校工作簿"), N_("先核对，再写入"), "upload"),
            ("school.year", Permit.SET_UP, N_("开始新学年"), N_("升级、离校、换链接"), "calendar-next"),
            ("audit.trail", Permit.SEE_AUDIT, N_("审计记录"), N_("谁在什么时候改了什么"), "history"),
            ("jobs.show", Permit.SEE_JOBS, N_("后台任务"), N_("正在做的和定时的工作"), "clock"),
        ),
    ),
)


@door.get("/admin")
@needs(Permit.SET_UP)
def home() -> Any:
    waiting = sum(
        p.account in ("none", "expired") for p in people_services.list_waiting(house=gate.house(), actor=gate.actor(), now=gate.now())
    )
    groups = []
    for title, entries in _GROUPS:
        shown = [
            Entry(
                _(name),
                _(note),
                url_for(endpoint),
                icon,
                _("%(n)s 人待发登录码", n=waiting) if endpoint == "people.staff" and waiting else "",
            )
            for endpoint, permit, name, note, icon in entries
            if endpoint in current_app.view_functions and gate.actor().may(permit)
        ]
        if shown:
            groups.append((_(title), shown))
    return page("admin/home.html", groups=groups)
