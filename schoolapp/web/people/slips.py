"""One-time codes on paper: choose whom, print once. The codes stand on no other page and in no file."""

from __future__ import annotations

from typing import Any

from flask import request

from schoolapp.rules.permits import Permit
from schoolapp.services import people as services
from schoolapp.services.house import Replayed
from schoolapp.web import gate
from schoolapp.web.addresses import number
from schoolapp.web.forms.fields import options
from schoolapp.web.forms.people import SlipsForm
from schoolapp.web.gate import needs
from schoolapp.web.language import _
from schoolapp.web.pages import page
from schoolapp.web.people import door
from schoolapp.web.people.sentences import blamed, role_word


@door.get("/admin/staff/slips")
@needs(Permit.SET_UP)
def slips() -> Any:
    """Whom to give codes: everybody without a password is chosen already, or the one person that `only` names."""
    people = _active()
    form = SlipsForm(data={"staff": [p.id for p in people if p.account in ("none", "expired")]})
    only = request.args.get("only", type=number)
    if only is not None:
        form.staff.data = [only]
    return _page(form, people)


@door.post("/admin/staff/slips", endpoint="slips_made")
@needs(Permit.SET_UP)
def slips_made() -> Any:
    """Makes the codes and shows them, this once."""
    form = SlipsForm(request.form)
    people = _active()
    form.staff.choices = options((p.id, p.name) for p in people)
    if form.validate():
        try:
            sheet = services.give_slips(
                house=gate.house(), actor=gate.actor(), staff_ids=form.staff.data or [], request_key=form.request_key.data, now=gate.now()
            )
            return sheet_page(sheet)
        except Replayed:
            return page("people/slips_shown.html", status=410)
        except services.PeopleRefused as refused:
            blamed(form, refused)
    return _page(form, people, 400)


def sheet_page(sheet: services.SlipSheet) -> Any:
    """The slips as a page for A4. Without PUBLIC_URL the address of this request stands on them, and the page says what to set."""
    typed = sheet.address or request.url_root.rstrip("/") + "/login"
    return page(
        "people/sheet.html",
        sheet=sheet,
        typed=typed.split("://", 1)[-1] if sheet.address.startswith("https://") else typed,
        role_word=role_word,
    )


def _active() -> list[services.PersonLine]:
    everybody = services.list_people(house=gate.house(), actor=gate.actor(), now=gate.now())
    return [p for p in everybody if p.active and p.account != "ended" and p.id != gate.actor().staff_id]


def _page(form: SlipsForm, people: list[services.PersonLine], status: int = 200) -> Any:
    waiting = [p for p in people if p.account in ("none", "code", "expired")]
    others = [p for p in people if p.account not in ("none", "code", "expired")]
    form.staff.choices = options((p.id, p.name) for p in people)
    return page(
        "people/slips.html",
        status=status,
        form=form,
        chosen=set(form.staff.data or []),
        waiting=waiting,
        others=others,
        public_url=gate.house().config.public_url,
        title_text=_("打印登录码"),
    )
