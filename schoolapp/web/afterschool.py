"""The after-school service in the browser: today's sessions, logging one, the week against 5+2. Programmes stand in `programmes`."""

from __future__ import annotations

import json
import secrets
from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for

from schoolapp import words
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import afterschool as services
from schoolapp.services.house import Conflict, Replayed
from schoolapp.web import gate
from schoolapp.web.addresses import day_or_none, number_or
from schoolapp.web.forms.afterschool import SessionFields, first_values
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("afterschool", __name__, url_prefix="/service")

FAULT_WORDS = {
    "required": N_("请填写"),
    "order": N_("结束要晚于开始，两个时间都要填"),
    "negative": N_("人数应当是 0 或更大的整数"),
    "long": N_("太长，请缩短"),
    "identity": N_("不能写身份证号，请删去"),
    "mobile": N_("不能写手机号，请删去"),
    "future": N_("还没到这一天，不能提前登记"),
    "not_school_day": N_("这一天不上课，课后服务不能登记为已开展"),
    "new_lesson": N_("内容像是讲授新课；如果不是，请勾选确认后再登记"),
    "staff": N_("请选择在岗的教职工"),
}
FIELD_WORDS = {
    "end": N_("时间"),
    "expected": N_("应到"),
    "present": N_("实到"),
    "content": N_("内容"),
    "reason": N_("未开展的原因"),
    "day": N_("日期"),
    "why": N_("更正原因"),
    "staff_id": N_("值班教师"),
}


def day_in(text: str) -> date:
    """A date of an address; NotFound where it is none."""
    return gate.loaded(day_or_none(text))


def minute_in(start: int) -> int:
    """A minute of the day; NotFound for what is past its end."""
    if start >= 1440:
        raise NotFound
    return start


@door.get("")
@needs(Permit.SEE_SERVICE)
def week() -> Any:
    day = day_in(request.args["day"]) if "day" in request.args else gate.now().date()
    board = services.week_board(house=gate.house(), actor=gate.actor(), day=day, now=gate.now())
    return page("afterschool/week.html", board=board)


@door.get("/today")
@needs(Permit.LOG_SERVICE)
def today() -> Any:
    day = day_in(request.args["day"]) if "day" in request.args else gate.now().date()
    due = services.sessions_due(house=gate.house(), actor=gate.actor(), day=day, now=gate.now())
    return page("afterschool/today.html", due=due)


@door.get("/<int:programme_id>/<day>/<int:start>")
@needs(Permit.LOG_SERVICE)
def log(programme_id: int, day: str, start: int) -> Any:
    shown = services.form_of_session(house=gate.house(), actor=gate.actor(), programme_id=programme_id, day=day_in(day), start=minute_in(start), now=gate.now())
    form = SessionFields(None, shown, **first_values(shown))
    return _log_page(shown, form, start)


def _log_page(shown: services.SessionForm, form: SessionFields, start: int, *, status: int = 200, ask_confirm: bool = False) -> Any:
    errors = [(name, f"{_(FIELD_WORDS.get(name, name))}：{text}") for name, texts in form.errors.items() for text in texts]
    return page(
        "afterschool/log.html",
        status=status,
        shown=shown,
        form=form,
        start=start,
        errors=errors,
        ask_confirm=ask_confirm,
        history=[_told(change) for change in shown.history],
        request_key=request.form.get("request_key") or secrets.token_urlsafe(24),
    )


def _told(change: Any) -> tuple[str, str]:
    """One change of a session in words: when, and what."""
    when = words.format_moment(lang(), change.at, "short")
    if change.act != "session_corrected":
        return when, _("%(who)s 登记", who=change.actor)
    old, new = json.loads(change.old) or {}, json.loads(change.new) or {}
    names = words.join(lang(), [_(FIELD_WORDS.get({"start": "end", "held": "reason"}.get(n, n), n)) for n in old])
    return when, _("%(who)s 更正了%(what)s，原因：%(why)s", who=change.actor, what=names, why=new.get("why", ""))


@door.post("/<int:programme_id>/<day>/<int:start>")
@needs(Permit.LOG_SERVICE)
def log_posted(programme_id: int, day: str, start: int) -> Any:
    on = day_in(day)
    shown = services.form_of_session(house=gate.house(), actor=gate.actor(), programme_id=programme_id, day=on, start=minute_in(start), now=gate.now())
    form = SessionFields(request.form, shown)
    form.validate()
    ask_confirm = False
    if not form.errors:
        draft, common = form.draft(), {"house": gate.house(), "actor": gate.actor(), "confirmed": bool(form.confirmed.data), "now": gate.now()}
        try:
            version = request.form.get("version", "")
            if shown.logged and version:
                services.correct_session(
                    session_id=shown.logged.id, version=number_or(version, 0), draft=draft, why=form.why.data or "", **common
                )
            else:
                services.log_session(programme_id=programme_id, day=on, draft=draft, request_key=request.form.get("request_key", ""), **common)
            return _logged(shown, draft)
        except Replayed:
            return _logged(shown, draft)
        except Conflict as conflict:
            if conflict.code != "exists":
                raise
            form.end.errors = [_("这个开始时间已经登记过一场，请核对")]  # type: ignore[assignment]
        except services.BadSession as bad:
            for fault in bad.faults:
                field = getattr(form, fault.field, None)
                target = form.held if field is None else field
                target.errors = [*target.errors, _(FAULT_WORDS[fault.code])]
                ask_confirm = ask_confirm or fault.code == "new_lesson"
    return _log_page(shown, form, start, status=400, ask_confirm=ask_confirm)


def _logged(shown: services.SessionForm, draft: services.SessionDraft) -> Any:
    text = _("已登记：%(name)s", name=shown.programme.name) if draft.held else _("已登记未开展：%(name)s", name=shown.programme.name)
    more = draft.held and draft.expected is not None and draft.present is not None and draft.present > draft.expected
    if more:
        text += " · " + _("实到多于应到，请留意应到人数是否要更新")
    if gate.actor().may(Permit.PLAN_SERVICE) or shown.day != gate.now().date():
        return back_to("afterschool.today", text=text, day=shown.day.isoformat())
    return back_to("today.show", text=text)


@door.post("/other")
@needs(Permit.PLAN_SERVICE)
def other() -> Any:
    """Another session than planned: goes to the form of the chosen programme, day and start."""
    picked, day, start = request.form.get("programme", ""), request.form.get("day", ""), request.form.get("start", "")
    hours, _sep, minutes = start.partition(":")
    if min(number_or(picked, -1), number_or(hours, -1), number_or(minutes[:2], -1)) < 0:
        return redirect(url_for("afterschool.today"), 303)
    return redirect(url_for("afterschool.log", programme_id=int(picked), day=day_in(day).isoformat(), start=min(int(hours) * 60 + int(minutes[:2]), 1439)), 303)
