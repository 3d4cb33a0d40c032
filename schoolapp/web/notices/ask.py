"""How long the day's homework really took: the form behind a class's link, at an address of its own. It is the only page of the parents' room
that takes a post. Its cookie holds for this address alone and says nothing but that this phone has answered; there is no token, since
nothing here knows who somebody is: the gate asks that the post comes from our own page, the use case limits one network address."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Response, redirect, request, url_for

from schoolapp.rules.permits import NotFound, Permit
from schoolapp.services import feedback as services
from schoolapp.services.feedback import AnswerForm, AnswerRefused, AnswerState
from schoolapp.services.notices import Link
from schoolapp.web import gate
from schoolapp.web.gate import needs
from schoolapp.web.notices import door
from schoolapp.web.notices.answers import HTML, Visit
from schoolapp.web.notices.days import date_of

COOKIE = "answered"
STATUS = {"nothing_chosen": 400, "full": 409, "over": 409, "ahead": 409, "empty": 409, "often": 429}


@door.get("/n/<token>/<day>/answer")
@needs(Permit.PUBLIC)
def answer(token: str, day: str) -> Response:
    visit = Visit()
    found = _form(visit, token, day)
    if found is None:
        return visit.unknown()
    if request.args.get("done") == "1":
        return _page(visit, token, found, "done")
    if found.state is not AnswerState.OPEN:
        return _page(visit, token, found, found.state.value)
    return _page(visit, token, found, "again" if request.cookies.get(COOKIE) else "form")


@door.post("/n/<token>/<day>/answer", endpoint="answer_posted")
@needs(Permit.PUBLIC)
def answer_posted(token: str, day: str) -> Response:
    visit = Visit()
    found = _form(visit, token, day)
    if found is None:
        return visit.unknown()
    if request.cookies.get(COOKIE):
        return _page(visit, token, found, "again")
    chosen = request.form.get("took", "")
    low = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) <= 4 else None
    try:
        services.give_answer(house=visit.house, one=found.one, day=found.day, low=low, address=gate.address(), now=visit.now)
    except AnswerRefused as refused:
        what = "nothing_chosen" if refused.code == "band" else refused.code
        return _page(visit, token, found, what, STATUS[what])
    path = url_for("notices.answer", token=token, day=found.day)
    done = redirect(url_for("notices.answer", token=token, day=found.day, **dict(visit.look.pairs), done="1"), 303)
    done.set_cookie(COOKIE, "1", max_age=seconds_left(visit.now, found.until), path=path, secure=visit.secure, httponly=True, samesite="Lax")
    return not_kept(done)  # type: ignore[arg-type]


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
    body = visit.page("answer", url_for("notices.today", token=token), here=f"/{found.day}/answer", f=found, shown=shown)
    return not_kept(Response(body, status, content_type=HTML))


def not_kept(answer: Response) -> Response:
    answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"] = "no-store", "noindex, nofollow"
    return answer


def seconds_left(now: datetime, until: date) -> int:
    """Until the last day ends on which this class-day may be answered for."""
    end = datetime.combine(until + timedelta(days=1), time(0), now.tzinfo)
    return int((end - now).total_seconds())
