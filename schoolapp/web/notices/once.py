"""What the forms behind a class's link have in common. Each has an address of its own and a cookie that holds for this address alone and says
nothing but that this phone has answered. There is no token, since nothing here knows who somebody is: the gate asks that the post comes from
our own page, the use cases limit one network address."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Response, redirect, request, url_for

from schoolapp.web.notices.answers import HTML, Visit

COOKIE = "answered"


def has_answered() -> bool:
    """Whether this phone says that it has."""
    return bool(request.cookies.get(COOKIE))


def shown_of(state: str) -> str:
    """What a form's page shows: thanks after a post, else why the form is shut, else that this phone has answered, else the form."""
    if request.args.get("done") == "1":
        return "done"
    if state != "open":
        return state
    return "again" if has_answered() else "form"


def form_page(visit: Visit, name: str, token: str, here: str, status: int, **facts: object) -> Response:
    """A form's page, kept nowhere."""
    body = visit.page(name, url_for("notices.today", token=token), here=here, **facts)
    return not_kept(Response(body, status, content_type=HTML))


def thanks(visit: Visit, endpoint: str, until: date, **place: object) -> Response:
    """Back to the form's address, which this phone has answered until that day ends."""
    done = redirect(url_for(endpoint, **place, **dict(visit.look.pairs), done="1"), 303)  # type: ignore[arg-type]
    done.set_cookie(COOKIE, "1", max_age=seconds_left(visit.now, until), path=url_for(endpoint, **place), secure=visit.secure, httponly=True,  # type: ignore[arg-type]
                    samesite="Lax")
    return not_kept(done)  # type: ignore[arg-type]


def not_kept(answer: Response) -> Response:
    answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"] = "no-store", "noindex, nofollow"
    return answer


def seconds_left(now: datetime, until: date) -> int:
    """Until a day ends."""
    end = datetime.combine(until + timedelta(days=1), time(0), now.tzinfo)
    return int((end - now).total_seconds())
