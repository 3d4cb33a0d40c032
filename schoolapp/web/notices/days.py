"""A class's day and week behind its link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Response, url_for
from markupsafe import escape

from schoolapp.rules.permits import Permit
from schoolapp.services import notices as services
from schoolapp.services import surveys
from schoolapp.services.notices import Link, NoticeItem
from schoolapp.web.addresses import day_or_none
from schoolapp.web.gate import needs
from schoolapp.web.notices import door
from schoolapp.web.notices.answers import HTML_MOST, Visit
from schoolapp.web.notices.bars import day_bar, week_bars

# Bytes. Items that do not fit go on further pages of their day, and of a long list of clubs only the end of the service is left.
ITEMS_ROOM = HTML_MOST - 5_100
ITEM_FRAME = 400
QR_ROOM = 6_700


@door.get("/n/<token>")
@needs(Permit.PUBLIC)
def today(token: str) -> Response:
    return _day(token, "", 1)


@door.get("/n/<token>/<day>")
@needs(Permit.PUBLIC)
def day(token: str, day: str) -> Response:
    return _day(token, day, 1)


@door.get("/n/<token>/<day>/<int:part>")
@needs(Permit.PUBLIC)
def part(token: str, day: str, part: int) -> Response:
    """What does not fit on the first page of a very full day."""
    return _day(token, day, part)


@door.get("/n/<token>/week/<day>")
@needs(Permit.PUBLIC)
def week(token: str, day: str) -> Response:
    visit = Visit()
    link, on = visit.links.by_token.get(token), date_of(day, visit.today)
    if link is None or on is None:
        return visit.unknown()
    base = url_for("notices.today", token=token)

    def make() -> bytes:
        found = services.week_notice(house=visit.house, one=link.one, day=on, now=visit.now)
        qr = services.notice_qr(visit.public_url + base) if visit.public_url else ""
        if not visit.look.paper:
            asked = surveys.open_for_class(house=visit.house, one=link.one, now=visit.now)
            return visit.page("week", base, here=f"/week/{day}", n=found, qr=qr, surveys=asked)
        return visit.page("sheet_week", base, here=f"/week/{day}", n=found, qr=qr, bars={} if found.low_grade else week_bars(found.days))

    return visit.answer(f"{base}/week/{day}", make)


@door.get("/n/")
@door.get("/n/<path:rest>")
@needs(Permit.PUBLIC)
def unknown(rest: str = "") -> Response:
    """Any other address of this kind, a link cut short among them: answered like an unknown link, without a cookie."""
    return Visit().unknown()


def date_of(text: str, today: date) -> date | None:
    """The day that the address names, written YYYY-MM-DD and in no other way; '' is today."""
    if not text:
        return today
    found = day_or_none(text)
    return found if found and found.isoformat() == text else None


def _day(token: str, day: str, part: int) -> Response:
    visit = Visit()
    link, on = visit.links.by_token.get(token), date_of(day, visit.today)
    if link is None or on is None:
        return visit.unknown()
    base = url_for("notices.today", token=token)
    here = (f"/{day}" if day else "") + (f"/{part}" if part > 1 else "")
    return visit.answer(base + here, lambda: _made(visit, link, on, part, base, here, token))


def _made(visit: Visit, link: Link, on: date, part: int, base: str, here: str, token: str) -> bytes | None:
    notice = services.day_notice(house=visit.house, one=link.one, day=on, now=visit.now)
    parts = _parts(notice.items)
    if not 1 <= part <= len(parts):
        return None
    items, rest = parts[part - 1], sum(map(len, parts[part:]))
    qr = services.notice_qr(visit.public_url + base) if visit.public_url and sum(map(_bytes_of, items)) < QR_ROOM else ""
    if visit.look.paper:
        bar = day_bar(notice.shares, notice.cap) if notice.shares and not notice.low_grade else None
        return visit.page("sheet_day", base, here=here, n=notice, items=items, part=part, parts=len(parts), rest=rest, qr=qr, bar=bar)
    several = url_for("notices.joined", k=token)
    asked = surveys.open_for_class(house=visit.house, one=link.one, now=visit.now)
    return visit.page("day", base, here=here, n=notice, items=items, part=part, parts=len(parts), rest=rest, qr=qr, several=several, surveys=asked)


def _parts(items: Sequence[NoticeItem]) -> list[list[NoticeItem]]:
    """The items as they fall on the pages of a day: one page for all but the longest days."""
    parts: list[list[NoticeItem]] = [[]]
    used = 0
    for item in items:
        size = _bytes_of(item)
        if parts[-1] and used + size > ITEMS_ROOM:
            parts.append([])
            used = 0
        parts[-1].append(item)
        used += size
    return parts


def _bytes_of(item: NoticeItem) -> int:
    return ITEM_FRAME + len(str(escape(item.subject + item.text)).encode())
