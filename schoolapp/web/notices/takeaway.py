"""What families take away from a class's notice: the picture of a day, the calendar and the feed, behind the same link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from flask import Response, request, url_for

from schoolapp.rules.permits import Permit
from schoolapp.services import notices as services
from schoolapp.web.gate import Finished, needs
from schoolapp.web.notices import door
from schoolapp.web.notices.answers import CACHE, Visit
from schoolapp.web.notices.days import date_of

FRESH = timedelta(seconds=2)  # a change as young as this may be followed by another in the same second
FORMS = {"ics": "text/calendar; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}


@door.get("/n/<token>/picture.png")
@needs(Permit.PUBLIC)
def picture_today(token: str) -> Response:
    return _picture(token, "")


@door.get("/n/<token>/<day>/picture.png")
@needs(Permit.PUBLIC)
def picture(token: str, day: str) -> Response:
    return _picture(token, day)


def _picture(token: str, day: str) -> Response:
    visit = Visit()
    link, on = visit.links.by_token.get(token), date_of(day, visit.today)
    if link is None or on is None:
        return visit.unknown()
    base = url_for("notices.today", token=token)

    def make() -> bytes:
        address = visit.public_url + base if visit.public_url else ""
        return services.picture_of_day(house=visit.house, one=link.one, day=on, lang=visit.lang, now=visit.now, address=address, mark=visit.pages.mark)

    name = f"{link.one.grade}-{link.one.number}-{on}.png"
    return visit.answer(f"{base}{'/' + day if day else ''}/picture.png", make, kind="image/png", keep=False,
                        headers=[("Content-Disposition", f'inline; filename="{name}"')])


@door.get("/n/<token>/subscribe")
@needs(Permit.PUBLIC)
def subscribe(token: str) -> Response:
    """How to have the class's days in a phone's calendar: what a tap does depends on the phone, and WeChat opens neither."""
    visit = Visit()
    link = visit.links.by_token.get(token)
    if link is None:
        return visit.unknown()
    base = url_for("notices.today", token=token)
    public = visit.public_url + base if visit.public_url else ""
    return visit.answer(f"{base}/subscribe", lambda: visit.page("subscribe", base, here="/subscribe", one=link.one, public=public))


@door.get("/n/<token>/calendar.ics")
@needs(Permit.PUBLIC)
def calendar(token: str) -> Response:
    return _feed(token, "ics", "calendar.ics")


@door.get("/n/<token>/feed.atom")
@needs(Permit.PUBLIC)
def feed(token: str) -> Response:
    return _feed(token, "atom", "feed.atom")


def _feed(token: str, form: str, name: str) -> Response:
    visit = Visit()
    link = visit.links.by_token.get(token)
    if link is None:
        return visit.unknown()
    base = url_for("notices.today", token=token)
    changed = services.last_change(house=visit.house, now=visit.now)
    dated = [("Last-Modified", format_datetime(changed.astimezone(UTC), usegmt=True))] if visit.now - changed >= FRESH else []
    if dated and not visit.seen and _has_since(changed):
        return Finished(b"", 304, [*dated, *CACHE], secure=visit.secure)

    def make() -> bytes:
        address = visit.public_url + base if visit.public_url else ""
        return services.feed_of_class(house=visit.house, one=link.one, lang=visit.lang, now=visit.now, address=address, form=form)

    return visit.answer(f"{base}/{name}", make, kind=FORMS[form], keep=False, headers=dated)


def _has_since(changed: datetime) -> bool:
    """Whether a reader that knows no tag has everything up to `changed` (If-Modified-Since)."""
    try:
        known = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
        return known >= changed.replace(microsecond=0)
    except (TypeError, ValueError):
        return False  # not a date, or one without a zone
