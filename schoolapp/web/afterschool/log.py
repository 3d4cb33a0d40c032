"""The service's day in the browser: what is due and who is on duty where, logging a session, who stands in."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import redirect, request, send_file, url_for
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from schoolapp import words
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.rules.wording import HitLevel
from schoolapp.services import afterschool as services
from schoolapp.services.afterschool.choices import CANCEL_REASONS, parted
from schoolapp.services.afterschool.fill import alike
from schoolapp.services.house import Conflict, Replayed
from schoolapp.services.wording import school_wording
from schoolapp.web import gate
from schoolapp.web.addresses import number_or
from schoolapp.web.afterschool import day_in, door
from schoolapp.web.forms.afterschool import ACCEPTED, SessionFields, first_values
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

FAULT_WORDS = {
    "required": N_("请填写"),
    "order": N_("结束要晚于开始，两个时间都要填"),
    "negative": N_("人数应当是 0 或更大的整数"),
    "long": N_("太长，请缩短"),
    "identity": N_("不能写身份证号，请删去"),
    "mobile": N_("不能写手机号，请删去"),
    "future": N_("还没到这一天，不能提前登记"),
    "not_begun": N_("这个时间还没到，开始以后再登记"),
    "words": N_("请选择理由，或者改一下内容"),
    "look": N_("请看一下措辞，没有问题就再点一次"),
    "staff": N_("请选择在岗的教职工"),
    "number": N_("请写上文号、会议或批准的日期，以后查得到"),
    "unknown": N_("这个班不在项目的年级里"),
}
FILE_WORDS = {
    "empty": N_("文件是空的，请重新选择"),
    "large": N_("文件太大，请缩小后再选"),
}
FIELD_WORDS = {
    "held": N_("到场"),
    "end": N_("结束"),
    "start": N_("开始"),
    "expected": N_("应到"),
    "present": N_("实到"),
    "content": N_("内容"),
    "topics": N_("做了什么"),
    "content_reason": N_("保留原文的原因"),
    "cause": N_("为什么没开展"),
    "reason": N_("原因说明"),
    "room": N_("地点"),
    "day": N_("日期"),
    "why": N_("更正原因"),
    "staff_id": N_("值班教师"),
    "assistants": N_("协助教师"),
    "decision": N_("依据"),
    "decision_file": N_("附件"),
    "heads": N_("各班人数"),
}
COVER_WORDS = {
    "staff": N_("请选择在岗的教职工"),
    "self": N_("负责教师本人不用代班"),
    "past": N_("这一天已经过去，请在登记时选择实际值班的人"),
}


def minute_in(start: int) -> int:
    """A minute of the day; NotFound for what is past its end."""
    if start >= 1440:
        raise NotFound
    return start


@door.app_template_filter("kept_words")
def kept_words(text: str) -> str:
    """What was chosen from a list in the reader's language, then the own words as they were written."""
    chosen, own = parted(text, CANCEL_REASONS)
    if not chosen:
        chosen, own = parted(text)
    return _("：").join(part for part in (words.join(lang(), [_(one) for one in chosen]), own) if part)


@door.get("/today")
@needs(Permit.LOG_SERVICE)
def today() -> Any:
    return _day_page(day_in(request.args["day"]) if "day" in request.args else gate.now().date(), "afterschool.today")


@door.get("/day/<day>")
@needs(Permit.SEE_SERVICE)
def day(day: str) -> Any:
    return _day_page(day_in(day), "afterschool.day")


def _day_page(on: date, endpoint: str) -> Any:
    due = services.sessions_due(house=gate.house(), actor=gate.actor(), day=on, now=gate.now())
    groups: dict[tuple[int, int], list[services.DueSession]] = {}
    for session in due.sessions:
        groups.setdefault((session.start, session.end), []).append(session)
    return page("afterschool/today.html", due=due, groups=list(groups.items()), endpoint=endpoint)


@door.get("/<int:programme_id>/<day>/<int:start>")
@needs(Permit.LOG_SERVICE)
def log(programme_id: int, day: str, start: int) -> Any:
    shown = _shown(programme_id, day_in(day), start)
    return _log_page(shown, SessionFields(None, shown, **first_values(shown)))


def _shown(programme_id: int, day: date, start: int) -> services.SessionForm:
    return services.form_of_session(house=gate.house(), actor=gate.actor(), programme_id=programme_id, day=day, start=minute_in(start), now=gate.now())


def _log_page(
    shown: services.SessionForm, form: SessionFields, *, status: int = 200, asked: bool = False, taken: str = "", more: list[tuple[str, str]] | None = None
) -> Any:
    """`asked`: the words were asked about when it was sent; `taken`: what became of the session while it was filled in."""
    hits = services.content_hits(content=form.text, own=school_wording(house=gate.house())) if form.is_held else ()
    errors = [(name, _("%(field)s：%(error)s", field=_(FIELD_WORDS.get(name, name)), error=text)) for name, texts in form.errors.items() for text in texts]
    for row in form.rows:
        name = words.class_name(lang(), row.shown.one.grade, row.shown.one.number)
        errors += [(f"{field[:1]}{row.id}", _("%(class)s%(field)s：%(error)s", field=_(FIELD_WORDS[field]), error=text, **{"class": name}))
                   for field, texts in row.errors.items() for text in texts]
    return page(
        "afterschool/log.html",
        status=status,
        shown=shown,
        form=form,
        errors=[*errors, *(more or [])],
        hits=hits,
        blocks=any(hit.level is HitLevel.BLOCK for hit in hits),
        asked=asked,
        taken=taken,
        fills=list(alike(shown.fills_with(*form.times, form.is_held)).values()),
        totals=form.totals(),
        history=[_told(change, shown.names) for change in shown.history],
        calling_off=not shown.begun and shown.logged is None and (request.method == "POST" or bool(request.args.get("off"))),
        accepted=ACCEPTED,
        request_key=request.form.get("request_key") or secrets.token_urlsafe(24),
    )


def _told(change: Any, names: Mapping[int, str]) -> tuple[str, str]:
    """One change of a session in words: when, and what."""
    when = words.format_moment(lang(), change.at, "short")
    old, new = json.loads(change.old) or {}, json.loads(change.new) or {}
    if change.act != "session_corrected":
        other = names.get(new.get("staff_id"), "") if new.get("instead_of") else ""
        if other:
            return when, _("%(who)s 登记，%(other)s代%(own)s值班", who=change.actor, other=other, own=names.get(new["instead_of"], ""))
        return when, _("%(who)s 登记", who=change.actor)
    fields = words.join(lang(), list(dict.fromkeys(_(FIELD_WORDS.get({"planned_start": "start"}.get(n, n), n)) for n in old)))
    text = _("%(who)s 更正了%(what)s，原因：%(why)s", who=change.actor, what=fields, why=new.get("why", ""))
    if old.get("staff_id"):
        text += _("；%(old)s → %(new)s", old=names.get(old["staff_id"], ""), new=names.get(new.get("staff_id"), ""))
    return when, text


@door.post("/<int:programme_id>/<day>/<int:start>")
@needs(Permit.LOG_SERVICE)
def log_posted(programme_id: int, day: str, start: int) -> Any:
    on = day_in(day)
    shown = _shown(programme_id, on, start)
    fields: Any = CombinedMultiDict([request.files, _mended(request.form)]) if request.files else _mended(request.form)
    form = SessionFields(fields, shown)
    do = request.form.get("do", "log")
    if do != "log":
        return _log_page(shown, form, asked=False)
    if form.shape_errors():
        return _log_page(shown, form, status=400)
    draft, hits = form.draft(), services.content_hits(content=form.text, own=school_wording(house=gate.house()))
    confirmed = {hit.clause for hit in hits} <= set((form.seen.data or "").split())
    given = {"house": gate.house(), "actor": gate.actor(), "draft": draft, "confirmed": confirmed, "file": form.upload(), "now": gate.now()}
    try:
        if shown.logged is not None and "version" in request.form:
            version = number_or(request.form["version"], 0)
            services.correct_session(session_id=shown.logged.id, version=version, why=form.why.data or "", **given)
        else:
            services.log_session(programme_id=programme_id, day=on, request_key=request.form.get("request_key", ""), **given)
    except Replayed:
        return _logged(shown, draft)
    except services.BadSession as bad:
        more = _blame(form, bad)
        return _log_page(shown, form, status=400, asked=any(f.code in ("words", "look") for f in bad.faults), more=more)
    except Conflict as conflict:
        return _taken_page(shown, form, conflict.code)
    return _logged(shown, draft)


def _mended(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """The posted fields, with the safer wording in place of the own words where that was asked for."""
    fields: MultiDict[str, str] = MultiDict(posted.items(multi=True))
    if fields.get("do", "").startswith("mend-"):
        fields["content"] = fields["do"][5:205]
    return fields


def _blame(form: SessionFields, bad: services.BadSession) -> list[tuple[str, str]]:
    """Puts what the service found at its fields; gives what has no field of its own, for the summary."""
    more = []
    rows = {row.id: row for row in form.rows}
    for fault in bad.faults:
        sentence = _(FILE_WORDS.get(fault.code, N_("这个文件不能用，请换成照片（JPEG、PNG）、PDF 或 Word 文件"))) if fault.field == "decision_file" else _(
            FAULT_WORDS[fault.code])
        row = rows.get(fault.class_id or 0)
        name = {"reason": "reason" if form.cause.data in CANCEL_REASONS else "cause", "content": "topics"}.get(fault.field, fault.field)
        if row is not None and fault.field in ("expected", "present"):
            row.errors.setdefault(fault.field, []).append(sentence)
        elif name in form:
            form[name].errors = [*form[name].errors, sentence]
        else:
            more.append(("", _("%(field)s：%(error)s", field=_(FIELD_WORDS.get(fault.field, fault.field)), error=sentence)))
    return more


def _taken_page(before: services.SessionForm, form: SessionFields, code: str) -> Any:
    """Somebody was quicker: what stands now is told, what was typed stays, and the next submit is a correction of it. Where only the time is
    taken by another session of the programme, that is said."""
    shown = _shown(before.programme.id, before.day, before.place)
    fresh = SessionFields(request.form, shown)
    if shown.logged is None or ("version" in request.form and code == "exists"):
        return _log_page(shown, fresh, status=409, more=[("start", _("这个项目当天在这个时间已经有另一场记录，请改时间"))])
    fresh.why.errors = []
    return _log_page(shown, fresh, status=409, taken="changed" if "version" in request.form else "exists")


def _logged(shown: services.SessionForm, draft: services.SessionDraft) -> Any:
    text = _("已登记：%(name)s", name=shown.programme.name) if draft.held else _("已登记未开展：%(name)s", name=shown.programme.name)
    more = draft.held and draft.expected is not None and draft.present is not None and draft.present > draft.expected
    if more:
        text += " · " + _("实到多于应到，请留意应到人数是否要更新")
    if gate.actor().may(Permit.PLAN_SERVICE) or shown.day != gate.now().date():
        return back_to("afterschool.today", text=text, day=shown.day.isoformat())
    return back_to("today.show", text=text)


@door.post("/<int:programme_id>/<day>/<int:start>/cover")
@needs(Permit.LOG_SERVICE)
def cover(programme_id: int, day: str, start: int) -> Any:
    on, here = day_in(day), {"programme_id": programme_id, "day": day, "start": start}
    staff_id = number_or(request.form.get("cover"), 0) or None
    try:
        name = services.arrange_cover(
            house=gate.house(), actor=gate.actor(), programme_id=programme_id, day=on, start=minute_in(start), staff_id=staff_id, now=gate.now()
        )
    except services.BadCover as bad:
        return back_to("afterschool.log", text=_(COVER_WORDS[bad.code]), kind="warning", **here)
    except Conflict:
        return back_to("afterschool.log", text=_("这一场已经登记，请在登记里更正值班教师"), kind="warning", **here)
    text = _("已安排%(name)s代班，对方打开今日页就能看到", name=name) if name else _("已取消代班")
    return back_to("afterschool.log", text=text, **here)


@door.get("/sessions/<int:session_id>/decision")
@needs(Permit.SEE_SERVICE)
def decision(session_id: int) -> Any:
    """The file of the decision for a session on a day without school, always as a download."""
    path, row = services.decision_file(house=gate.house(), actor=gate.actor(), session_id=session_id)
    response = send_file(path, mimetype=row.type, as_attachment=True, download_name=row.name, max_age=0, conditional=False)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@door.post("/other")
@needs(Permit.LOG_SERVICE)
def other() -> Any:
    """A session that no plan has: goes to the form of the chosen programme, day and start."""
    picked, day, start = request.form.get("programme", ""), request.form.get("day", ""), request.form.get("start", "")
    hours, _sep, minutes = start.partition(":")
    if min(number_or(picked, -1), number_or(hours, -1), number_or(minutes[:2], -1)) < 0:
        return back_to("afterschool.today", text=_("请选择项目、日期和开始时间"), kind="warning")
    return redirect(url_for("afterschool.log", programme_id=int(picked), day=day_in(day).isoformat(), start=min(int(hours) * 60 + int(minutes[:2]), 1439)), 303)
