"""Summer and winter timetables: their days, moving every programme at once, the times of single programmes."""

from __future__ import annotations

from typing import Any

from flask import request

from schoolapp.rules.permits import NotFound, Permit
from schoolapp.rules.timetable import ClashKind
from schoolapp.services.afterschool import BadProgramme, Clashing
from schoolapp.services.afterschool import seasons as services
from schoolapp.services.afterschool.seasons import BadSeason, TouchesPast
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.forms.programmes import SeasonFields, ShiftFields, Week, week_shown, week_typed
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.web.programmes import door
from schoolapp.web.programmes.listing import slot_errors
from schoolapp.web.programmes.sentences import FAULT_WORDS, told

USUAL, OWN, PAUSED = "usual", "own", "paused"


@door.get("/seasons")
@needs(Permit.SEE_SERVICE)
def seasons() -> Any:
    found = services.list_seasons(house=gate.house(), actor=gate.actor(), term_id=request.args.get("term", type=number), now=gate.now())
    return page("programmes/seasons.html", found=found)


@door.get("/seasons/new")
@needs(Permit.PLAN_SERVICE)
def season_new() -> Any:
    return _edit(SeasonFields(), None)


@door.post("/seasons/new", endpoint="season_new_posted")
@needs(Permit.PLAN_SERVICE)
def season_new_posted() -> Any:
    return _save(None)


@door.get("/seasons/<int:season_id>/edit")
@needs(Permit.PLAN_SERVICE)
def season_edit(season_id: int) -> Any:
    row = _page(season_id).season
    return _edit(SeasonFields(name=row.name, start=row.start, end=row.end), row)


@door.post("/seasons/<int:season_id>/edit", endpoint="season_edit_posted")
@needs(Permit.PLAN_SERVICE)
def season_edit_posted(season_id: int) -> Any:
    return _save(season_id)


def _page(season_id: int) -> services.SeasonPage:
    return services.season_page(house=gate.house(), actor=gate.actor(), season_id=season_id, now=gate.now())


def _past_known() -> bool:
    return bool(request.form.get("past"))


def _edit(form: SeasonFields, row: Any, status: int = 200, past: TouchesPast | None = None) -> Any:
    term_id = row.term_id if row else request.args.get("term", type=number)
    found = services.list_seasons(house=gate.house(), actor=gate.actor(), term_id=term_id, now=gate.now())
    return page("programmes/season_edit.html", status=status, form=form, row=row, term=found.term, past=past)


def _save(season_id: int | None) -> Any:
    form, row = SeasonFields(request.form), None if season_id is None else _page(season_id).season
    if form.validate():
        try:
            saved = services.save_season(house=gate.house(), actor=gate.actor(), season_id=season_id, draft=form.draft(),
                                         term_id=request.args.get("term", type=number), past_known=_past_known(), now=gate.now())
            return back_to("programmes.season", season_id=saved, text=_("季节作息已保存") if row else _("季节作息已添加，请填写比平时推迟或提前多少分钟"))
        except TouchesPast as past:
            return _edit(form, row, 400, past)
        except BadSeason as bad:
            for name, code in bad.faults:
                form[name].errors = [*form[name].errors, _(FAULT_WORDS["season_overlap" if code == "overlap" else "days" if code == "order" else code])]
    return _edit(form, row, 400)


@door.get("/seasons/<int:season_id>")
@needs(Permit.SEE_SERVICE)
def season(season_id: int) -> Any:
    return _season(season_id, ShiftFields())


def _season(season_id: int, form: ShiftFields, status: int = 200, past: TouchesPast | None = None, removing: bool = False) -> Any:
    found = _page(season_id)
    by_id = {line.row.id: line.row for line in found.lines}
    clashes = [(by_id[one], told([c for c in found.clashes if c.one == one], staff_names=found.staff_names, room=by_id[one].room, first=found.season.start))
               for one in dict.fromkeys(c.one for c in found.clashes) if one is not None]
    return page("programmes/season.html", status=status, found=found, form=form, clashes=clashes, past=past, removing=removing)


@door.post("/seasons/<int:season_id>/shift")
@needs(Permit.PLAN_SERVICE)
def season_shift(season_id: int) -> Any:
    form = ShiftFields(request.form)
    if form.validate():
        try:
            n = services.shift_season(house=gate.house(), actor=gate.actor(), season_id=season_id, minutes=form.shift,
                                      all_of_them=bool(form.all_of_them.data), past_known=_past_known(), now=gate.now())
            text = _("已改 %(n)s 个项目在这段日子里的时间", n=n) if n else _("时间没有变化")
            return back_to("programmes.season", season_id=season_id, text=text)
        except TouchesPast as past:
            return _season(season_id, form, 400, past)
        except BadSeason as bad:
            form.minutes.errors = [_(FAULT_WORDS[code]) for _name, code in bad.faults]
    return _season(season_id, form, 400)


@door.post("/seasons/<int:season_id>/remove")
@needs(Permit.PLAN_SERVICE)
def season_remove(season_id: int) -> Any:
    try:
        services.remove_season(house=gate.house(), actor=gate.actor(), season_id=season_id, past_known=_past_known(), now=gate.now())
    except TouchesPast as past:
        return _season(season_id, ShiftFields(), 400, past, removing=True)
    return back_to("programmes.seasons", text=_("季节作息已删除，各项目恢复平时的时间"))


@door.get("/seasons/<int:season_id>/<int:programme_id>")
@needs(Permit.PLAN_SERVICE)
def season_times(season_id: int, programme_id: int) -> Any:
    found = _page(season_id)
    line = _line_of(found, programme_id)
    return _times(found, line, week_shown(line.times or line.row.slots), way=PAUSED if line.paused else OWN if line.times else USUAL)


def _line_of(found: services.SeasonPage, programme_id: int) -> services.SeasonLine:
    line = next((line for line in found.lines if line.row.id == programme_id), None)
    if line is None:
        raise NotFound
    return line


@door.post("/seasons/<int:season_id>/<int:programme_id>", endpoint="season_times_posted")
@needs(Permit.PLAN_SERVICE)
def season_times_posted(season_id: int, programme_id: int) -> Any:
    found = _page(season_id)
    line, week, do, way = _line_of(found, programme_id), week_typed(request.form), request.form.get("do", ""), request.form.get("way", "own")
    common: dict[str, Any] = {"house": gate.house(), "actor": gate.actor(), "season_id": season_id, "programme_id": programme_id, "now": gate.now()}
    if way in (USUAL, PAUSED) and do == "save":
        try:
            services.set_season_times(slots=(), paused=way == PAUSED, past_known=_past_known(), **common)
        except TouchesPast as past:
            return _times(found, line, week, status=400, way=way, past=past)
        text = _("%(name)s在这段日子里停开", name=line.row.name) if way == PAUSED else _("%(name)s在这段日子里沿用平时的时间", name=line.row.name)
        return back_to("programmes.season", season_id=season_id, text=text)
    if do == "fill":
        return _times(found, line, week)
    errors = slot_errors(week, [] if week.slots or week.wrong else [("slots", "required")])
    if not errors:
        try:
            if do == "check":
                return _times(found, line, week, clashes=services.check_season_times(slots=week.slots, **common))
            confirmed = tuple(request.form.getlist("clash")) if request.form.get("agree") else ()
            services.set_season_times(slots=week.slots, confirmed=confirmed, past_known=_past_known(), **common)
            return back_to("programmes.season", season_id=season_id, text=_("已保存：%(name)s", name=line.row.name))
        except Clashing:
            return _times(found, line, week, clashes=services.check_season_times(slots=week.slots, **common), status=400, ask=True)
        except TouchesPast as past:
            return _times(found, line, week, status=400, past=past)
        except BadProgramme as bad:
            errors = slot_errors(week, list(bad.faults))
    return _times(found, line, week, errors=errors, status=400)


def _times(
    found: services.SeasonPage, line: services.SeasonLine, week: Week, *, clashes: Any = None, errors: Any = (), status: int = 200, ask: bool = False,
    way: str = OWN, past: TouchesPast | None = None
) -> Any:
    keys = [c.key for c in clashes or () if c.kind is not ClashKind.GRADE]
    return page("programmes/season_times.html", status=status, found=found, line=line, week=week, errors=list(errors), checked=clashes is not None,
                lines=told(clashes or (), staff_names=found.staff_names, room=line.row.room, first=found.season.start), clash_keys=keys, ask=ask, way=way,
                past=past, agreed=request.form.getlist("clash") if request.form.get("agree") else [])
