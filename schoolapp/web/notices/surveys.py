"""A questionnaire for families: the form behind a class's link, at an address of its own (see `once`), without account."""

from __future__ import annotations

import re

from flask import Response, request

from schoolapp.rules.permits import NotFound, Permit
from schoolapp.rules.surveys import chosen_of
from schoolapp.services import surveys as services
from schoolapp.services.surveys import SurveyForm, SurveyRefused
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.notices import door
from schoolapp.web.notices.answers import Visit
from schoolapp.web.notices.once import form_page, has_answered, shown_of, thanks

NUMBER = re.compile(r"[1-9][0-9]{0,8}")  # what no questionnaire has is answered like an unknown link, however it is written
STATUS = {"empty": 400, "unknown": 400, "over": 409, "full": 409, "often": 429}


@door.get("/n/<token>/survey/<number>")
@needs(Permit.PUBLIC)
def survey(token: str, number: str) -> Response:
    visit = Visit()
    found = _form(visit, token, number)
    if found is None:
        return visit.unknown()
    return _page(visit, token, found, shown_of(found.state.value))


@door.post("/n/<token>/survey/<number>", endpoint="survey_posted")
@needs(Permit.PUBLIC)
def survey_posted(token: str, number: str) -> Response:
    visit = Visit()
    found = _form(visit, token, number)
    if found is None or found.one is None:
        return visit.unknown()
    if has_answered():
        return _page(visit, token, found, "again")
    chosen = chosen_of(request.form, found.questions)
    try:
        services.give_family_answer(house=visit.house, one=found.one, survey_id=found.survey_id, chosen=chosen, address=gate.address(), now=visit.now)
    except SurveyRefused as refused:
        return _page(visit, token, found, refused.code, STATUS[refused.code], chosen)
    return thanks(visit, "notices.survey", found.closes_on, token=token, number=number)


def _form(visit: Visit, token: str, number: str) -> SurveyForm | None:
    """The form that the address means; None where it leads nowhere, or the class is not asked."""
    link = visit.links.by_token.get(token)
    if link is None or not NUMBER.fullmatch(number):
        return None
    try:
        return services.family_form(house=visit.house, one=link.one, survey_id=int(number), now=visit.now)
    except NotFound:
        return None


def _page(visit: Visit, token: str, found: SurveyForm, shown: str, status: int = 200, chosen: dict[str, int] | None = None) -> Response:
    return form_page(visit, "survey", token, f"/survey/{found.survey_id}", status, f=found, shown=shown, chosen=chosen or {})
