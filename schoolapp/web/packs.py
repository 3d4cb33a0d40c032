"""Evidence packs in the browser: the list with hashes and the school's fingerprint, asking for one, handing it out, checking it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, send_file

from schoolapp.rules.permits import Permit
from schoolapp.services import findings as finding_services
from schoolapp.services import packs as services
from schoolapp.services import school as school_services
from schoolapp.services import seals as seal_services
from schoolapp.services.findings import BadPeriod
from schoolapp.web import gate
from schoolapp.web.forms.fields import PeriodForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _, lang
from schoolapp.web.pages import back_to, page
from schoolapp.words import N_

door = Blueprint("packs", __name__)

PERIOD_WORDS = {"order": N_("结束日期早于开始日期"), "long": N_("一次最多三年")}


@door.get("/packs")
@needs(Permit.SEE_PACKS)
def show() -> Any:
    return _page(_form(None))


def _form(values: Any) -> PeriodForm:
    """The period of the next pack: the current term up to today where none is asked for."""
    standing = school_services.standing_of(house=gate.house())
    start, end = finding_services.default_period(standing, gate.actor(), gate.now().date())
    return PeriodForm(values, start=start, end=end)


def _page(form: PeriodForm, *, status: int = 200, checked: Any = None) -> Any:
    house, actor, now = gate.house(), gate.actor(), gate.now()
    standing = school_services.standing_of(house=house)
    return page(
        "packs/show.html",
        status=status,
        packs=services.list_packs(house=house, actor=actor),
        fingerprint=house.fingerprint(),
        form=form,
        may_make=actor.may(Permit.MAKE_PACK),
        see_jobs=actor.may(Permit.SEE_JOBS),
        making=services.pack_under_way(house=house, actor=actor, now=now),
        checked=checked,
        seals=seal_services.shown_seals(house=house, actor=actor, now=now),
        offered=finding_services.offered_periods(standing, actor, now.date()),
    )


@door.post("/packs")
@needs(Permit.MAKE_PACK)
def make() -> Any:
    form = _form(request.form)
    if form.validate():
        try:
            job_id = services.ask_pack(house=gate.house(), actor=gate.actor(), start=form.start.data, end=form.end.data, now=gate.now())
            return back_to("jobs.one", job_id=job_id)
        except BadPeriod as bad:
            form.end.errors = [_(PERIOD_WORDS[bad.code])]
    return _page(form, status=400)


@door.get("/packs/<int:pack_id>/file")
@needs(Permit.SEE_PACKS)
def download(pack_id: int) -> Any:
    found = services.open_pack(house=gate.house(), actor=gate.actor(), pack_id=pack_id, lang=lang())
    response = send_file(found.path, mimetype="application/zip", as_attachment=True, download_name=found.name, etag=found.pack.sha256, max_age=0)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@door.post("/packs/<int:pack_id>/check")
@needs(Permit.SEE_PACKS)
def check(pack_id: int) -> Any:
    house, actor = gate.house(), gate.actor()
    found = services.check_pack(house=house, actor=actor, pack_id=pack_id)
    return _page(_form(None), checked=(services.get_pack(house=house, actor=actor, pack_id=pack_id), found))
