"""The term's programmes by weekday or one by one, and the form of a programme: checked first, saved with clashes only once they are confirmed."""

from __future__ import annotations

from typing import Any

from flask import request

from schoolapp.rules.permits import Permit
from schoolapp.rules.timetable import Clash, ClashKind, times_on
from schoolapp.services import afterschool as services
from schoolapp.services.afterschool.plan import ProgrammeOffer
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.forms.programmes import ProgrammeFields, Week, values_of, week_shown, week_typed
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import back_to, page
from schoolapp.web.programmes import door
from schoolapp.web.programmes.sentences import FAULT_WORDS, WEEKDAYS, Line, told
from schoolapp.words import N_

SLOTS = N_("每周时间")


@door.get("/programmes")
@needs(Permit.SEE_SERVICE)
def listing() -> Any:
    found = services.list_programmes(house=gate.house(), actor=gate.actor(), term_id=request.args.get("term", type=number), now=gate.now())
    season = next((s for s in found.seasons if s.id == request.args.get("season", type=number)), None)
    at_work = [p for p in found.rows if p.active and p.slots]
    times = {p.id: times_on(p.slots, p.seasons, season.start) if season else p.slots for p in at_work}
    by_weekday = []
    for weekday in range(1, 8):
        rows = [(p, start, end) for p in at_work for on, start, end in times[p.id] if on == weekday]
        if rows:
            by_weekday.append((weekday, sorted(rows, key=lambda row: (row[1], row[2], row[0].name))))
    by_id = {p.id: p for p in found.rows}
    clashes = [(by_id[one], told([c for c in found.clashes if c.one == one], staff_names=found.staff_names, room=by_id[one].room, first=found.term.start))
               for one in dict.fromkeys(c.one for c in found.clashes) if one is not None]
    return page("programmes/listing.html", found=found, season=season, by_weekday=by_weekday, times=times, clashes=clashes,
                idle=[p for p in found.rows if p.id not in times], paused=[p for p in at_work if not times[p.id]], one_by_one=request.args.get("view") == "one")


@door.get("/programmes/new")
@needs(Permit.PLAN_SERVICE)
def new() -> Any:
    offer = _offer(None)
    return _form(ProgrammeFields(None, offer), offer, week_shown(()))


@door.get("/programmes/<int:programme_id>")
@needs(Permit.PLAN_SERVICE)
def one(programme_id: int) -> Any:
    offer = _offer(programme_id)
    return _form(ProgrammeFields(None, offer, **values_of(offer)), offer, week_shown(offer.row.slots if offer.row else ()))


@door.post("/programmes/new", endpoint="new_posted")
@needs(Permit.PLAN_SERVICE)
def new_posted() -> Any:
    return _posted(None)


@door.post("/programmes/<int:programme_id>", endpoint="one_posted")
@needs(Permit.PLAN_SERVICE)
def one_posted(programme_id: int) -> Any:
    return _posted(programme_id)


def _offer(programme_id: int | None) -> ProgrammeOffer:
    term_id = request.args.get("term", type=number)
    return services.programme_offer(house=gate.house(), actor=gate.actor(), programme_id=programme_id, term_id=term_id, now=gate.now())


def _posted(programme_id: int | None) -> Any:
    offer = _offer(programme_id)
    form, week, do = ProgrammeFields(request.form, offer), week_typed(request.form), request.form.get("do", "")
    if do == "fill":
        return _form(form, offer, week)
    form.validate()
    errors = slot_errors(week, [])
    if form.errors or errors:
        return _form(form, offer, week, errors=errors, status=400)
    common: dict[str, Any] = {"house": gate.house(), "actor": gate.actor(), "programme_id": programme_id, "term_id": offer.term.id, "now": gate.now()}
    draft = form.draft(week.slots)
    try:
        if do == "check":
            return _form(form, offer, week, clashes=services.check_programme(draft=draft, **common))
        confirmed = tuple(request.form.getlist("clash")) if request.form.get("agree") else ()
        services.save_programme(draft=draft, confirmed=confirmed, **common)
        return back_to("programmes.listing", term=offer.term.id, text=_("已保存：%(name)s", name=draft.name))
    except services.Clashing:
        return _form(form, offer, week, clashes=services.check_programme(draft=draft, **common), status=400, ask=True)
    except services.BadProgramme as bad:
        errors = blamed(form, week, bad.faults)
        return _form(form, offer, week, errors=errors, status=400)


def blamed(form: Any, week: Week, faults: Any) -> list[tuple[str, str]]:
    """Puts faults beside their fields; gives those of the weekly times."""
    slots = []
    for name, code in faults:
        field = getattr(form, "assistant1" if name == "assistants" else name, None)
        if field is not None:
            field.errors = [*field.errors, _(FAULT_WORDS[code])]
        else:
            slots.append((name, code))
    return slot_errors(week, slots)


def slot_errors(week: Week, faults: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """(field, sentence) of what is wrong with the weekly times: half or unreadable ones, and what services say of them."""
    found = [(name, f"{_(WEEKDAYS[int(name[5]) - 1])}：{_(FAULT_WORDS['order'])}") for name in week.wrong]
    for name, code in faults:
        weekday = name[4:] if name != "slots" else ""
        place = f"start{weekday}" if weekday.isdigit() else "start1"
        found.append((place, f"{_(WEEKDAYS[int(weekday) - 1]) if weekday.isdigit() else _(SLOTS)}：{_(FAULT_WORDS[code])}"))
    return found


def clash_lines(clashes: tuple[Clash, ...] | None, offer: ProgrammeOffer, room: str) -> list[Line]:
    return told(clashes or (), staff_names=dict(offer.staff), room=room, first=offer.term.start)


def _form(
    form: ProgrammeFields, offer: ProgrammeOffer, week: Week, *, clashes: tuple[Clash, ...] | None = None, errors: list[tuple[str, str]] | None = None,
    status: int = 200, ask: bool = False,
) -> Any:
    """`clashes` None: nobody asked for them yet; `ask`: they were not confirmed, so nothing was saved."""
    said = [(name, f"{form[name].label.text}：{text}") for name, texts in form.errors.items() for text in texts] + (errors or [])
    keys = [c.key for c in clashes or () if c.kind is not ClashKind.GRADE]
    filled = sum(bool(field.data) for field in form.assistants())
    return page("programmes/form.html", status=status, form=form, offer=offer, week=week, errors=said, checked=clashes is not None,
                lines=clash_lines(clashes, offer, form.room.data or ""), clash_keys=keys, ask=ask, helping=min(max(2, filled + 1), len(form.assistants())))
