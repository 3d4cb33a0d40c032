"""Pages of the audit trail: the newest entries in plain words, the check of the chain, the security log."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, request

from schoolapp.rules.permits import Permit
from schoolapp.services import audit as chain_services
from schoolapp.services import people as services
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import page
from schoolapp.words import N_

door = Blueprint("audit", __name__)

ACT_WORDS = {
    "school_made": N_("建立学校"),
    "school_changed": N_("修改学校信息"),
    "term_added": N_("添加学期"),
    "term_changed": N_("修改学期"),
    "calendar_added": N_("添加校历"),
    "calendar_changed": N_("修改校历"),
    "calendar_removed": N_("删除校历"),
    "calendar_moved": N_("调整校历次序"),
    "profile_added": N_("新建执行标准"),
    "profile_changed": N_("修改执行标准"),
    "profile_removed": N_("撤回执行标准"),
    "year_started": N_("开始新学年"),
    "staff_added": N_("添加教职工"),
    "staff_changed": N_("修改教职工"),
    "staff_left": N_("停用账号"),
    "staff_back": N_("恢复账号"),
    "sessions_ended": N_("退出全部登录"),
    "codes_given": N_("发放登录码"),
    "password_given": N_("设置初始密码"),
    "inspector_invited": N_("开通责任督学账号"),
    "inspector_ended": N_("结束责任督学账号"),
    "substitute_granted": N_("登记代课"),
    "substitute_ended": N_("提前结束代课"),
    "class_added": N_("添加班级"),
    "class_removed": N_("删除班级"),
    "homeroom_set": N_("登记班主任"),
    "heads_set": N_("登记班级人数"),
    "lesson_added": N_("登记任课"),
    "lesson_removed": N_("取消任课"),
    "link_renewed": N_("更换家长链接"),
    "board_changed": N_("开关学校公示栏"),
    "hours_confirmed": N_("确认课时"),
    "hours_objected": N_("对课时有异议"),
    "hours_signed": N_("签认课时"),
    "suggestion_received": N_("收到意见建议"),
    "suggestion_begun": N_("开始了解意见建议"),
    "suggestion_answered": N_("答复意见建议"),
    "suggestion_reopened": N_("意见建议重新了解"),
    "suggestion_closed": N_("意见建议办结"),
    "suggestion_contact_opened": N_("查看意见建议的联系方式"),
    "suggestion_contact_erased": N_("删除意见建议的联系方式"),
    "suggestion_box_made": N_("建立意见箱"),
    "suggestion_box_confirmed": N_("启用意见箱"),
    "suggestion_box_taken": N_("用备用钥匙接管意见箱"),
    "suggestion_box_printed": N_("重新打印备用钥匙"),
    "suggestion_days_set": N_("修改意见答复期限"),
    "suggestion_key_dropped": N_("收回意见箱钥匙"),
    "issue_listed": N_("列入问题清单"),
    "issue_joined": N_("并入问题清单中的同类问题"),
    "issue_assigned": N_("指派整改"),
    "issue_begun": N_("开始整改"),
    "issue_done": N_("报告整改完成"),
    "issue_returned": N_("复查退回"),
    "issue_closed": N_("问题销号"),
    "issue_dismissed": N_("问题不列入"),
    "issue_paper_added": N_("上传整改佐证"),
    "voice_turned": N_("开关意见渠道"),
    "answers_closed": N_("家长反馈截止"),
    "survey_opened": N_("发放问卷"),
    "survey_closed": N_("问卷截止"),
    "survey_tallied": N_("登记问卷计票"),
    "monitoring_noted": N_("登记监测督"),
    "monitoring_corrected": N_("更正监测督"),
    "monitoring_withdrawn": N_("撤回监测督"),
    "import": N_("导入工作簿"),
    "administrator_made": N_("建立系统管理员"),
    "plan_saved": N_("保存学期作业计划"),
    "homework_posted": N_("公示作业"),
    "homework_corrected": N_("更正作业"),
    "homework_withdrawn": N_("撤回作业"),
    "homework_timed": N_("设定定时发布"),
    "homework_timed_changed": N_("修改定时发布"),
    "homework_timed_cancelled": N_("取消定时发布"),
    "homework_timed_published": N_("定时公示作业"),
    "long_task_posted": N_("公示长周期作业"),
    "long_task_corrected": N_("更正长周期作业"),
    "long_task_withdrawn": N_("撤回长周期作业"),
    "request_asked": N_("请求调减或如实登记"),
    "request_agreed": N_("同意请求"),
    "request_declined": N_("不同意请求"),
    "request_withdrawn": N_("收回请求"),
    "request_used": N_("请求后公示"),
    "none_declared": N_("声明本科今日无作业"),
    "class_none_declared": N_("声明全班今日无作业"),
    "none_undone": N_("撤回无作业声明"),
    "wording_added": N_("添加措辞词句"),
    "wording_silenced": N_("认可词句或停用措辞规则"),
    "wording_removed": N_("取消本校的措辞设置"),
    "programme_saved": N_("保存课后服务项目"),
    "programmes_copied": N_("复制课后服务项目"),
    "season_saved": N_("保存季节作息"),
    "season_removed": N_("删除季节作息"),
    "season_shifted": N_("季节作息整体移动"),
    "season_times_set": N_("修改项目的季节时间"),
    "service_plan_added": N_("附上实施方案"),
    "service_plan_withdrawn": N_("撤回实施方案"),
    "outside_care_saved": N_("备注服务以外的看护"),
    "outside_care_removed": N_("删除服务以外的看护"),
    "sign_up_entered": N_("登记课后服务报名人数"),
    "provider_saved": N_("保存第三方机构"),
    "provider_person_saved": N_("保存机构派来的人员"),
    "provider_paper_attached": N_("上传机构证照文件"),
    "session_logged": N_("记录课后服务"),
    "session_corrected": N_("更正课后服务记录"),
    "cover_set": N_("安排课后服务代班"),
    "walk_recorded": N_("记录课后服务巡查"),
    "walk_followed_up": N_("跟进课后服务巡查"),
    "sample_entered": N_("登记作业用时抽测"),
    "sample_corrected": N_("更正作业用时抽测"),
    "week_signed": N_("年级组长周确认"),
    "finding_judged": N_("核实事项"),
    "pack_made": N_("生成佐证材料包"),
    "day_sealed": N_("每日存证"),
    "channel_added": N_("添加通知渠道"),
    "channel_changed": N_("修改通知渠道"),
    "channel_on": N_("开启通知渠道"),
    "channel_off": N_("关闭通知渠道"),
    "channel_removed": N_("删除通知渠道"),
    "sheet_added": N_("上传作业样张"),
    "sheet_withdrawn": N_("撤下作业样张"),
    "holiday_listed": N_("登记假期作业"),
    "holiday_corrected": N_("更正假期作业"),
    "holiday_withdrawn": N_("撤回假期作业"),
}
RECORD_WORDS = {
    "school": N_("学校"),
    "term": N_("学期"),
    "calendar": N_("校历"),
    "profile": N_("执行标准"),
    "staff": N_("教职工"),
    "role": N_("角色"),
    "subject": N_("学科"),
    "class": N_("班级"),
    "count": N_("人数"),
    "teaching": N_("任课"),
    "substitute": N_("代课"),
    "day": N_("班级当日"),
    "item": N_("作业"),
    "none": N_("无作业声明"),
    "request": N_("调减请求"),
    "timed": N_("定时发布"),
    "task": N_("长周期作业"),
    "task_part": N_("长周期作业的一天"),
    "sample": N_("作业用时抽测"),
    "subject_sample": N_("分学科用时抽测"),
    "sign_off": N_("周确认"),
    "plan": N_("学期作业计划"),
    "wording": N_("措辞规则"),
    "programme": N_("课后服务项目"),
    "slot": N_("课后服务时段"),
    "assistant": N_("协助教师"),
    "season": N_("季节作息"),
    "season_slot": N_("季节作息的时段"),
    "service_plan": N_("实施方案"),
    "outside_care": N_("服务以外的看护"),
    "provider": N_("第三方机构"),
    "walk": N_("课后服务巡查"),
    "cover": N_("课后服务代班"),
    "heads": N_("场次的各班人数"),
    "session_assistant": N_("场次的协助教师"),
    "hours": N_("课时确认"),
    "hours_signature": N_("课时签认"),
    "provider_person": N_("机构派来的人员"),
    "session": N_("课后服务场次"),
    "finding": N_("待核实事项"),
    "issue": N_("问题"),
    "issue_evidence": N_("整改佐证"),
    "season_pause": N_("时段停开"),
    "file": N_("文件"),
    "pack": N_("佐证材料包"),
    "channel": N_("通知渠道"),
    "sheet": N_("作业样张"),
    "holiday": N_("假期作业清单"),
    "holiday_item": N_("假期作业"),
    "import": N_("导入"),
    "board": N_("学校公示栏"),
    "suggestion": N_("意见建议"),
    "suggestion_word": N_("意见建议的内容"),
    "suggestion_box": N_("意见箱"),
    "voice": N_("意见渠道"),
    "answers": N_("家长反馈"),
    "survey": N_("问卷调查"),
    "survey_part": N_("问卷的班级"),
    "monitoring": N_("监测督"),
    "accounts": N_("账号"),
    "year": N_("学年"),
}
SECURITY_WORDS = {
    "login": N_("登录"),
    "login_refused": N_("登录被拒"),
    "refused": N_("没有权限"),
    "logout": N_("退出登录"),
    "logout_everywhere": N_("退出全部设备"),
    "password_set": N_("修改密码"),
    "suggestions_opened": N_("打开意见箱"),
    "ended_by_administrator": N_("被系统管理员退出"),
    "setup_refused": N_("设置口令不对"),
}


@door.get("/audit")
@needs(Permit.SEE_AUDIT)
def trail() -> Any:
    """The newest entries, or those of one record."""
    record = _record(request.args.get("record", ""))
    found = services.list_trail(house=gate.house(), actor=gate.actor(), before=request.args.get("before", type=number), record=record or "")
    return page(
        "audit/trail.html",
        found=found,
        record=record,
        asked=request.args.get("record", ""),
        act_word=act_word,
        record_word=record_word,
        plain=plain,
        may_security=services.may_see_security(gate.actor()),
        checked=None,
    )


@door.post("/audit/check")
@needs(Permit.SEE_AUDIT)
def check() -> Any:
    """Runs the whole check of the chain and shows what does not hold."""
    count, troubles = chain_services.verify_chain(house=gate.house(), actor=gate.actor())
    return page("audit/check.html", count=count, troubles=troubles, words=chain_services.TROUBLE_WORDS, record_word=record_word)


@door.get("/audit/security")
@needs(Permit.SEE_AUDIT)
def security() -> Any:
    """Logins and refusals, for principal and administrator."""
    lines = services.list_security(house=gate.house(), actor=gate.actor())
    return page("audit/security.html", lines=lines, act_words=SECURITY_WORDS)


def act_word(act: str) -> str:
    """An act in plain words; one that has none yet shows its name."""
    return _(ACT_WORDS[act]) if act in ACT_WORDS else act


def record_word(record: str) -> str:
    """作业 12 for item:12."""
    kind, _colon, number = record.partition(":")
    word = _(RECORD_WORDS[kind]) if kind in RECORD_WORDS else kind
    return f"{word} {number}".strip()


def plain(value: Any) -> str:
    """Old or new values in one line, as they stand in the chain."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_short(item)}" for name, item in value.items())
    return _short(value)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:159] + "…"


def _record(text: str) -> str | None:
    """The record's name as the chain writes it, None where nothing usable was asked for."""
    name = text.strip().replace("：", ":").lower()
    return name if name and services.RECORD.fullmatch(name) else None
