"""How long the day's homework really took: the form behind a class's link, at an address of its own (see `once`)."""

from __future__ import annotations

from flask import Response, request

from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import feedback as services
from schoolapp.services.feedback import AnswerForm, AnswerRefused
from schoolapp.services.notices import Link
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.notices import door
from schoolapp.web.notices.answers import Visit
from schoolapp.web.notices.days import date_of
from schoolapp.web.notices.once import form_page, has_answered, shown_of, thanks

STATUS = {"nothing_chosen": 400, "full": 409, "over": 409, "ahead": 409, "empty": 409, "often": 429}


@door.get("/n/<token>/<day>/answer")
@needs(Permit.PUBLIC)
def answer(token: str, day: str) -> Response:
    visit = Visit()
    found = _form(visit, token, day)
    if found is None:
        return visit.unknown()
    return _page(visit, token, found, shown_of(found.state.value))


@door.post("/n/<token>/<day>/answer", endpoint="answer_posted")
@needs(Permit.PUBLIC)
def answer_posted(token: str, day: str) -> Response:
    visit = Visit()
    found = _form(visit, token, day)
    if found is None:
        return visit.unknown()
    if has_answered():
        return _page(visit, token, found, "again")
    chosen = request.form.get("took", "")
    low = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) <= 4 else None
    try:
        services.give_answer(house=visit.house, one=found.one, day=found.day, low=low, address=gate.address(), now=visit.now)
    except AnswerRefused as refused:
        what = "nothing_chosen" if refused.code == "band" else refused.code
        return _page(visit, token, found, what, STATUS[what])
    return thanks(visit, "notices.answer", found.until, token=token, day=found.day)


def _form(visit: Visit, token: str, day: str) -> AnswerForm | None:
    """The form that the address means; None where it leads nowhere, or families are not asked."""
    link: Link | None = visit.links.by_token.get(token)
    on = date_of(day, visit.today)
    if link is None or on is None:
        return None
    try:
        return services.answer_form(house=visit.house, one=link.one, day=on, now=visit.now)
    except NotFound:
        return None


def _page(visit: Visit, token: str, found: AnswerForm, shown: str, status: int = 200) -> Response:
    return form_page(visit, "answer", token, f"/{found.day}/answer", status, f=found, shown=shown)
