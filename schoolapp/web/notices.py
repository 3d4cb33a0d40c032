"""The parents' pages behind a class's link: a day, a week. No login, no cookie, no script. A page that is kept in memory is answered
without the database and without a template. What a day is for parents is decided in `services`; the sentences stand in the templates."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App
from markupsafe import escape

from schoolapp import __version__, paths, words
from schoolapp.rules.permits import Permit
from schoolapp.services import notices as services
from schoolapp.services.notices import Link, Links, NoticeItem
from schoolapp.web.addresses import day_or_none
from schoolapp.web.gate import Finished, needs

door = Blueprint("notices", __name__)

KEPT_MOST = 512
# Bytes. A page stays within HTML_MOST: items that do not fit go on further pages of their day, and of a long list of clubs only the end
# of the service is left.
HTML_MOST = 15 * 1024
ITEMS_ROOM = 10_800
ITEM_FRAME = 400
QR_ROOM = 7_500

HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "public, no-cache"), ("X-Robots-Tag", "noindex, nofollow"),
           ("Referrer-Policy", "no-referrer")]


class Asked(NamedTuple):
    """One address: the link's token, whether the week is wanted, the day as it is written there ('' = today), which part of a long
    day. `lang` '' = the school's own language."""

    token: str
    week: bool
    day: str
    part: int
    lang: str
    large: bool


class Kept(NamedTuple):
    """A finished page. `etag` is '' for the page of an unknown link."""

    etag: str
    answer: Finished


class Pages:
    """The finished pages of the newest data version, at most KEPT_MOST. `mark` stands in every ETag: it changes with the program."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self._version = -1
        self._kept: dict[tuple[Any, ...], Kept] = {}
        self._lock = threading.Lock()
        self.find = self._kept.get

    def keep(self, key: tuple[Any, ...], made: Kept, version: int) -> Kept:
        with self._lock:
            if version > self._version:
                self._kept.clear()
                self._version = version
            if version == self._version:
                while len(self._kept) >= KEPT_MOST:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = made
        return made


@door.record
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["notice_pages"] = Pages(_mark_of(state.app))


def _mark_of(app: App) -> str:
    """A short digest of what a page is made from beside the data."""
    digest = hashlib.sha256(__version__.encode())
    for path in [*sorted((Path(str(app.template_folder)) / "notices").glob("*.html")), Path(str(app.static_folder)) / "notice.css",
                 *sorted(paths.translations().rglob("*.mo"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@door.get("/n/<token>")
@needs(Permit.PUBLIC)
def today(token: str) -> Response:
    return _answer(token)


@door.get("/n/<token>/<day>")
@needs(Permit.PUBLIC)
def day(token: str, day: str) -> Response:
    return _answer(token, day)


@door.get("/n/<token>/<day>/<int:part>")
@needs(Permit.PUBLIC)
def part(token: str, day: str, part: int) -> Response:
    """What does not fit on the first page of a very full day."""
    return _answer(token, day, part)


@door.get("/n/<token>/week/<day>")
@needs(Permit.PUBLIC)
def week(token: str, day: str) -> Response:
    return _answer(token, day, week=True)


@door.get("/n/<path:rest>")
@needs(Permit.PUBLIC)
def unknown(rest: str) -> Response:
    """Any other address of this kind: answered like an unknown link, without a cookie."""
    return _answer("")


def _answer(token: str, day: str = "", part: int = 1, *, week: bool = False) -> Response:
    """The kept page, or 304 where the browser has it; made where it is not kept. Until then neither database nor template is asked."""
    app, environ = current_app.extensions, request.environ
    now: datetime = app["clock"]()
    links = services.links_of(house=app["house"])
    lang, large = _choice() if environ.get("QUERY_STRING") else ("", False)
    asked = Asked(token, week, day, part, lang, large)
    key: tuple[Any, ...] = (asked, now.date(), links.passed(now), links.version)
    pages: Pages = app["notice_pages"]
    seen = environ.get("HTTP_IF_NONE_MATCH", "")
    kept = pages.find(key)
    if kept is None:
        link = links.by_token.get(token)
        on = _date_of(day, now.date()) if link else None
        etag = _etag(pages.mark, asked, link, on, now, links) if link and on else ""
        if not (link and on):
            key = ("unknown", lang, large, links.version)
            kept = pages.find(key) or pages.keep(key, _unknown(asked, links), links.version)
        elif not (seen and _matches(seen, etag)):
            kept = pages.keep(key, _made(asked, links, link, on, now, etag), links.version)
    else:
        etag = kept.etag
    if kept is None or (seen and etag and _matches(seen, etag)):
        return Response(None, 304, [("ETag", etag), *HEADERS[1:]])
    return kept.answer


def _choice() -> tuple[str, bool]:
    """Language and size as the address says them."""
    lang = request.args.get("lang", "")
    return lang if lang in words.LANGUAGES else "", request.args.get("size") == "l"


def _date_of(text: str, today: date) -> date | None:
    """The day that the address names, written YYYY-MM-DD and in no other way; '' is today."""
    if not text:
        return today
    found = day_or_none(text)
    return found if found and found.isoformat() == text else None


def _etag(mark: str, asked: Asked, link: Link, on: date, now: datetime, links: Links) -> str:
    """Strong: link generation, day, today and whether its `publish_by` has come, language, size, data version, program."""
    kind = f"{'w' if asked.week else 'd'}{asked.part}"
    today = f"{now:%Y%m%d}{'b' if links.passed(now) else 'a'}"
    return f'"{link.generation}-{kind}-{on:%Y%m%d}-{today}-{asked.lang}{"l" if asked.large else ""}-{links.version}-{mark}"'


def _matches(seen: str, etag: str) -> bool:
    """Whether the browser's If-None-Match names this page; a proxy that compresses may have made the tag weak."""
    return seen == etag or seen.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in seen.split(","))


def _made(asked: Asked, links: Links, link: Link, on: date, now: datetime, etag: str) -> Kept:
    house = current_app.extensions["house"]
    if asked.week:
        week = services.week_notice(house=house, one=link.one, day=on, now=now)
        return _kept("week", asked, links, etag=etag, n=week, at=on)
    notice = services.day_notice(house=house, one=link.one, day=on, now=now)
    parts = _parts(notice.items)
    if not 1 <= asked.part <= len(parts):
        return _unknown(asked, links)
    items, rest = parts[asked.part - 1], sum(map(len, parts[asked.part:]))
    address = house.config.public_url + url_for("notices.today", token=asked.token) if house.config.public_url else ""
    qr = services.notice_qr(address) if address and sum(map(_bytes_of, items)) < QR_ROOM else ""
    return _kept("day", asked, links, etag=etag, n=notice, at=on, items=items, part=asked.part, parts=len(parts), rest=rest, qr=qr)


def _unknown(asked: Asked, links: Links) -> Kept:
    """The one page for every address that leads nowhere: never given out, renewed, or mistyped."""
    return _kept("unknown", asked._replace(token="", day=""), links)


def _kept(template: str, asked: Asked, links: Links, *, etag: str = "", brief: bool = False, **values: Any) -> Kept:
    """The template filled with what every page of the notice has: the school, addresses, language and size."""
    own = links.school.language if links.school and links.school.language in words.LANGUAGES else words.DEFAULT
    g.lang = asked.lang or own
    base = url_for("notices.today", token=asked.token) if asked.token else ""

    def address(path: str = "", lang: str = g.lang, large: bool = asked.large) -> str:
        query = urlencode({**({"lang": lang} if lang != own else {}), **({"size": "l"} if large else {})})
        return (base + path if base else "?") + ("?" * bool(base) + query if query else "")

    here = ("/week" if asked.week else "") + ("/" + asked.day if asked.day else "") + (f"/{asked.part}" if asked.part > 1 else "")
    page = current_app.jinja_env.get_template(f"notices/{template}.html").render(
        school=links.school, lang=g.lang, large=asked.large, address=address, here=here, languages=words.LANGUAGES, brief=brief, **values)
    body = page.encode()
    if len(body) > HTML_MOST and not brief:
        return _kept(template, asked, links, etag=etag, brief=True, **values)
    secure = current_app.extensions["house"].config.secure
    if not etag:
        return Kept("", Finished(body, 404, HEADERS, secure=secure))
    return Kept(etag, Finished(body, 200, [("ETag", etag), *HEADERS], secure=secure))


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
