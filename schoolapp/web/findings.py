"""The findings of a period: kinds by level, the list of one kind, one opened to what makes it, judging, the list as a file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, request, send_file, url_for

from schoolapp.rules.calendar import is_make_up_day
from schoolapp.rules.findings import KINDS, FindingKind, FindingState, Level
from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import findings as services
from schoolapp.services import school as school_services
from schoolapp.services.findings import BadPeriod, BadReason, Detail, Findings, StatedFinding
from schoolapp.services.wording import clause_word
from schoolapp.web import gate
from schoolapp.web.colours import slot
from schoolapp.web.forms.fields import PeriodForm
from schoolapp.web.forms.findings import ReasonForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_, format_moment, join

door = Blueprint("findings", __name__)

PAGE = 50
FORMS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
PERIOD_WORDS = {"order": N_("结束日期早于开始日期"), "long": N_("一次最多看三年")}
REASON_WORDS = {
    "missing": N_("请写明理由"),
    "long": N_("理由最多 500 字"),
    "personal": N_("理由里像有身份证号或手机号，请去掉后再提交"),
}
DONE_WORDS = {
    FindingState.TRUE: N_("已核实为属实"),
    FindingState.FALSE_ALARM: N_("已记为误报"),
    FindingState.EXPLAINED: N_("已记下说明"),
    FindingState.LISTED: N_("已转问题清单"),
    FindingState.TO_VERIFY: N_("已退回待核实"),
}


class Row(NamedTuple):
    """A line of the list: one finding, or those of one class-day. `key` opens it; `state` None: several states in one line."""

    key: str
    stated: tuple[StatedFinding, ...]
    state: FindingState | None

    @property
    def finding(self) -> Any:
        return self.stated[0].finding


class Asked(NamedTuple):
    """What the address asks for."""

    start: date
    end: date
    kind: FindingKind | None
    waiting: bool
    number: int
    opened: str
    ask: FindingState | None


def _read(values: Any) -> tuple[Asked, PeriodForm]:
    """The address or the hidden fields of a form, with the default period where none is asked for."""
    standing = school_services.standing_of(house=gate.house())
    start, end = services.default_period(standing, gate.actor(), gate.now().date())
    form = PeriodForm(values if values.get("start") or values.get("end") else None, start=start, end=end)
    if form.validate():
        start, end = form.start.data, form.end.data
    kind = values.get("kind", "")
    ask = values.get("ask", "")
    number = values.get("page", "1")
    return Asked(
        start,
        end,
        FindingKind(kind) if kind in tuple(FindingKind) else None,
        values.get("show") == "waiting",
        int(number) if number.isdecimal() and len(number) < 6 else 1,
        values.get("open", "")[:200],
        FindingState(ask) if ask in tuple(FindingState) else None,
    ), form


def _rows(stated: Sequence[StatedFinding], kind: FindingKind) -> list[Row]:
    """补录 comes many to a class-day and is grouped by it; every other kind stands line by line."""
    if kind is not FindingKind.LATE:
        return [Row(one.finding.key, (one,), one.state) for one in stated]
    groups = services.grouped_by_class_day(stated)
    return [Row(g.key, g.stated, g.stated[0].state if len({one.state for one in g.stated}) == 1 else None) for g in groups]


def _first_kind(found: Findings) -> FindingKind:
    """Red first: the first kind that has any, by level."""
    counts = found.counts()
    order = [kind for level in Level for kind in services.KIND_WORDS if _level_of(kind) is level]
    return next((kind for kind in order if counts[kind]), order[0])


def _level_of(kind: FindingKind) -> Level:
    """Under which level a kind is listed. Wording has two; it stands where the graver one does."""
    return KINDS[kind][0] if kind in KINDS else Level.YELLOW


@door.get("/findings")
@needs(Permit.SEE_FINDINGS)
def show() -> Any:
    asked, form = _read(request.args)
    return _page(asked, form, ReasonForm(), editing=request.args.get("edit") == "period" or bool(form.errors), status=400 if form.errors else 200)


def _page(asked: Asked, form: PeriodForm, reason: ReasonForm, *, editing: bool = False, status: int = 200) -> Response:
    house, actor, now = gate.house(), gate.actor(), gate.now()
    try:
        found = services.findings_of(house=house, actor=actor, start=asked.start, end=asked.end, now=now)
    except BadPeriod as bad:
        form.end.errors = [_(PERIOD_WORDS[bad.code])]
        start, end = services.default_period(school_services.standing_of(house=house), actor, now.date())
        return _page(asked._replace(start=start, end=end), form, reason, editing=True, status=400)
    except NotFound:
        if actor.period is None:
            raise
        form.start.errors = [_("只能查看为您开放的时段")]
        start, end = services.default_period(school_services.standing_of(house=house), actor, now.date())
        return _page(asked._replace(start=start, end=end), form, reason, editing=True, status=400)
    kind = asked.kind or _first_kind(found)
    of_kind = found.of_kind(kind)
    waiting = [one for one in of_kind if one.state is FindingState.TO_VERIFY]
    rows = _rows(waiting if asked.waiting else of_kind, kind)
    pages = max(1, -(-len(rows) // PAGE))
    place = next((n for n, row in enumerate(rows) if row.key == asked.opened), None)
    number = min(asked.number, pages) if place is None else place // PAGE + 1
    opened = rows[place] if place is not None else None
    detail = (
        services.detail_of(house=house, actor=actor, keys=[one.finding.key for one in opened.stated], start=found.start, end=found.end, now=now)
        if opened
        else None
    )
    standing = school_services.standing_of(house=house)
    here = {"start": found.start.isoformat(), "end": found.end.isoformat(), "kind": kind.value} | ({"show": "waiting"} if asked.waiting else {})
    return page(
        "findings/show.html",
        status=status,
        found=found,
        kind=kind,
        words=services.KIND_WORDS[kind],
        whole=found.wholes.get(kind),
        groups=_groups(found, kind, here),
        rows=rows[(number - 1) * PAGE : number * PAGE],
        number_of=len(of_kind),
        waiting=len(waiting),
        only=asked.waiting,
        number=number,
        pages=pages,
        here=here,
        opened=opened,
        detail=detail,
        judged=_judged(opened),
        may_judge=actor.may(Permit.JUDGE_FINDINGS),
        ask=asked.ask,
        form=form,
        reason=reason,
        editing=editing,
        offered=services.offered_periods(standing, actor, now.date()),
        day_url=_day_url(detail),
        heads_day=max(found.start, found.due_to),
        slot=slot,
        made_up=is_make_up_day,
        segments=_segments(detail),
        steps=_steps(detail),
        clause_words=_clause(detail),
        KIND=FindingKind,
        clause_word=clause_word,
        level_words=services.LEVEL_WORDS,
        STATE=FindingState,
    )


def _groups(found: Findings, kind: FindingKind, here: dict[str, str]) -> list[dict[str, Any]]:
    """The list of kinds, red first; service kinds without any programme are 'no data', never 0."""
    counts, groups = found.counts(), []
    for level in Level:
        kinds = [k for k in services.KIND_WORDS if _level_of(k) is level]
        entries = [
            {
                "url": url_for("findings.show", **{**here, "kind": k.value, "show": None}),
                "label": _(services.KIND_WORDS[k].short),
                "count": "—" if k.value.startswith("service.") and not found.service_known else counts[k],
                "current": k is kind,
            }
            for k in kinds
        ]
        groups.append({"title": _(services.LEVEL_TITLES[level]), "level": level.value, "count": sum(counts[k] for k in kinds), "items": entries})
    return groups


def _judged(opened: Row | None) -> tuple[FindingState, tuple[str, ...]] | None:
    """What the buttons are about: the state, and the findings of the opened line that are in it. Those to be verified come first."""
    if opened is None:
        return None
    present = [one.state for one in opened.stated]
    state = FindingState.TO_VERIFY if FindingState.TO_VERIFY in present else present[0]
    return state, tuple(one.finding.key for one in opened.stated if one.state is state)


def _day_url(detail: Detail | None) -> str:
    """The class's day page, where there is one."""
    if detail is None or detail.class_day is None or "homework.day" not in current_app.view_functions or not gate.actor().may(Permit.SEE_CLASS_DAY):
        return ""
    return url_for("homework.day", class_id=detail.class_day.one.id, day=detail.class_day.day.isoformat())


def _segments(detail: Detail | None) -> list[dict[str, Any]]:
    """The class-day's load bar, each part in its subject's colour."""
    if detail is None or detail.class_day is None:
        return []
    return [{"subject_slot": slot(part.subject), "start": part.start, "width": part.width, "kind": part.kind.value} for part in detail.class_day.segments]


def _clause(detail: Detail | None) -> str:
    """The point of the checklist in short words, and whose line it is."""
    if detail is None or detail.clause is None:
        return ""
    words = detail.clause.en if lang() == "en" else detail.clause.zh
    kind = detail.finding.kind
    own = ""
    if kind in (FindingKind.OVER_CAP, FindingKind.HOME_WRITTEN, FindingKind.SAMPLE_OVER_CAP):
        own = _("学校从严执行")
    elif kind is FindingKind.IN_SCHOOL_SHARE:
        own = _("学校参考线，非国家指标")
    elif kind in (FindingKind.OPTIONAL_OVER_LIMIT, FindingKind.NO_HOMEWORK_DAY):
        own = _("学校自定")
    return (
        _("%(code)s：%(words)s（%(own)s）", code=detail.clause.code, words=words, own=own)
        if own
        else _("%(code)s：%(words)s", code=detail.clause.code, words=words)
    )


ACT_WORDS = {
    "posted": N_("登记%(items)s"),
    "withdrawn": N_("撤回%(items)s"),
    "imported": N_("由工作簿导入%(items)s"),
    "import_touched": N_("工作簿导入时有变动"),
    "class_none_declared": N_("班主任声明全班今日无作业"),
    "session_logged": N_("登记场次"),
    "session_corrected": N_("更正场次"),
    "heads_set": N_("更新班级人数"),
    "judged": N_("核实结果：%(state)s"),
    "other": N_("有变动"),
    "bare_import": N_("由工作簿导入"),
}


def _steps(detail: Detail | None) -> list[tuple[str, str]]:
    """The time line in plain words: (moment, sentence)."""
    if detail is None:
        return []
    limit = detail.class_day.cap if detail.class_day else None
    return [(format_moment(lang(), step.at, "short"), _step(step, limit)) for step in detail.history]


def _step(step: services.HistoryStep, limit: int | None) -> str:
    def named(counted: Any) -> str:
        return _("%(subject)s %(n)s 分钟", subject=_(counted.subject), n=counted.minutes)

    if step.code == "corrected":
        told = [_("%(before)s改为 %(n)s 分钟", before=named(old), n=new.minutes) for old, new in step.changes if old and new]
        sentence = _("更正%(items)s", items=join(lang(), told))
    elif step.code in ("none_declared", "none_undone"):
        subject = _(step.subject) if step.subject else _("全班")
        sentence = _("声明%(subject)s今日无作业", subject=subject) if step.code == "none_declared" else _("收回%(subject)s今日无作业的声明", subject=subject)
    elif step.code == "judged" and step.state is not None:
        sentence = _(ACT_WORDS["judged"], state=_(services.STATE_WORDS[step.state]))
    elif step.code == "other" and step.act == "import":
        sentence = _(ACT_WORDS["bare_import"])
    else:
        items = join(lang(), [named(new or old) for old, new in step.changes])
        sentence = _(ACT_WORDS.get(step.code, ACT_WORDS["other"]), items=items)
    if step.total is not None and limit is not None:
        sentence = (
            _("%(what)s，合计 %(n)s，上限内", what=sentence, n=step.total)
            if step.total <= limit
            else _("%(what)s，合计 %(n)s，超过上限", what=sentence, n=step.total)
        )
    return _("%(what)s（%(reason)s）", what=sentence, reason=step.reason) if step.reason else sentence


@door.post("/findings/judge")
@needs(Permit.JUDGE_FINDINGS)
def judge() -> Any:
    asked, form = _read(request.form)
    state, before = request.form.get("state", ""), request.form.get("before", "")
    if state not in tuple(FindingState) or before not in tuple(FindingState):
        raise NotFound
    reason = ReasonForm(request.form)
    try:
        services.judge_findings(
            house=gate.house(),
            actor=gate.actor(),
            keys=request.form.getlist("key"),
            start=asked.start,
            end=asked.end,
            state=FindingState(state),
            reason=reason.reason.data or "",
            before=FindingState(before),
            now=gate.now(),
        )
    except BadReason as bad:
        reason.reason.errors = [_(REASON_WORDS[bad.code])]
        return _page(asked._replace(ask=FindingState(state)), form, reason, status=400)
    values = {
        "start": asked.start.isoformat(),
        "end": asked.end.isoformat(),
        "kind": asked.kind.value if asked.kind else None,
        "page": asked.number,
        "show": "waiting" if asked.waiting else None,
        "open": None if asked.waiting else asked.opened,
    }
    listed = {"link_url": url_for("issues.listing"), "link_text": _("去看")} if state == FindingState.LISTED else {}
    return back_to("findings.show", text=_(DONE_WORDS[FindingState(state)]), **listed, **values, _anchor=None if asked.waiting else "opened")


@door.get("/findings/list.<form>")
@needs(Permit.SEE_FINDINGS)
def download(form: str) -> Any:
    from schoolapp.services.findings.sheet import findings_sheet

    asked, fields = _read(request.args)
    if form not in FORMS or fields.errors:
        raise NotFound
    try:
        content = findings_sheet(
            house=gate.house(), actor=gate.actor(), start=asked.start, end=asked.end, kind=asked.kind, form=form, lang=lang(), now=gate.now()
        )
    except BadPeriod as bad:
        raise NotFound from bad
    name = _("待核实事项_%(start)s_%(end)s", start=f"{asked.start:%Y%m%d}", end=f"{asked.end:%Y%m%d}")
    response = send_file(io.BytesIO(content), mimetype=FORMS[form], as_attachment=True, download_name=f"{name}.{form}", max_age=0)
    response.headers["Cache-Control"] = "private, no-store"
    return response
