"""Finished answers of the parents' pages and how long they hold: kept by their address until the data, the day or its `publish_by` changes,
each with a strong ETag. Which page an address means is decided by the views."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from flask import Response, current_app, g, request
from flask.sansio.app import App

from schoolapp import __version__, paths, words
from schoolapp.services import notices as services
from schoolapp.services import suggestions
from schoolapp.services.house import House
from schoolapp.services.notices import Links
from schoolapp.web.gate import Finished

KEPT_MOST = 512
HTML_MOST = 15 * 1024  # bytes of a page
HTML = "text/html; charset=utf-8"
CACHE = [("Cache-Control", "public, no-cache"), ("X-Robots-Tag", "noindex, nofollow"), ("Referrer-Policy", "no-referrer")]
UNKNOWN = "unknown"  # in place of a path: every address that leads nowhere has this one answer
PAPERS = ("a4", "a5")
WITH_SUGGESTIONS = ("day", "week", "board")  # pages that lead to the form of suggestions where it is open

Key = tuple[str, str]  # path and query as the app itself writes them


class Stamp(NamedTuple):
    """How long an answer holds: until a write, midnight, or the hour from which an empty day reads otherwise."""

    version: int
    today: date
    passed: bool


class Kept(NamedTuple):
    """A finished answer and the one for who has it already. `etag` is '' for the page of an unknown link."""

    etag: str
    answer: Finished
    unchanged: Finished | None

    def for_(self, seen: str) -> Finished:
        """What is sent to a browser that names `seen` in If-None-Match."""
        return self.unchanged if self.unchanged is not None and seen and matches(seen, self.etag) else self.answer


class Pages:
    """The finished answers of the newest stamp, at most KEPT_MOST. `mark` stands in every ETag: it changes with the program."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self._stamp = Stamp(-1, date.min, False)
        self._kept: dict[Key, Kept] = {}
        self._lock = threading.Lock()

    def find(self, key: Key, stamp: Stamp) -> Kept | None:
        """The answer to this address. The stamp is compared first: what is kept can only become newer in between."""
        return self._kept.get(key) if stamp == self._stamp else None

    def keep(self, key: Key, made: Kept, stamp: Stamp) -> Kept:
        with self._lock:
            if stamp > self._stamp:
                self._kept.clear()
                self._stamp = stamp
            if stamp == self._stamp:
                while len(self._kept) >= KEPT_MOST:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = made
        return made


def mark_of(app: App) -> str:
    """A short digest of what a page is made from beside the data."""
    digest = hashlib.sha256(__version__.encode())
    for path in [*sorted((Path(str(app.template_folder)) / "notices").glob("*.html")), *sorted(Path(str(app.static_folder)).glob("notice*.css")),
                 *sorted(paths.translations().rglob("*.mo"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def matches(seen: str, etag: str) -> bool:
    """Whether the browser's If-None-Match names this page; a proxy that compresses may have made the tag weak."""
    return seen == etag or seen.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in seen.split(","))


class Look(NamedTuple):
    """How a page is asked for, in its address alone: language ('' = the school's own), large type, for paper of which size ('' = none)."""

    lang: str = ""
    large: bool = False
    paper: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [pair for pair in (("lang", self.lang), ("size", "l" if self.large else ""), ("paper", self.paper)) if pair[1]]


class Visit:
    """One request for a parents' page: the moment, the links as they stand, how the page is asked for."""

    def __init__(self) -> None:
        app = current_app.extensions
        self.house: House = app["house"]
        self.pages: Pages = app["notice_pages"]
        self.now: datetime = app["clock"]()
        self.links: Links = services.links_of(house=self.house)
        self.stamp = stamp_of(self.links, self.now)
        self.seen: str = request.environ.get("HTTP_IF_NONE_MATCH", "")
        self.look = _look() if request.environ.get("QUERY_STRING") else Look()
        g.lang = self.look.lang or self.own

    @property
    def own(self) -> str:
        """The school's own language."""
        school = self.links.school
        return school.language if school and school.language in words.LANGUAGES else words.DEFAULT

    @property
    def lang(self) -> str:
        return cast(str, g.lang)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def public_url(self) -> str:
        return self.house.config.public_url

    @property
    def secure(self) -> bool:
        return self.house.config.secure

    def answer(self, path: str, make: Callable[[], bytes | None], *, fixed: list[tuple[str, str]] | None = None, kind: str = HTML,
               keep: bool = True, headers: list[tuple[str, str]] | None = None) -> Response:
        """The kept answer, or 304 where the browser has it; made and kept where it is not. `make` gives None where nothing is found there."""
        key = (path, urlencode([*(fixed or []), *self.look.pairs]))
        kept = self.pages.find(key, self.stamp)
        if kept is not None:
            return kept.for_(self.seen)
        etag = f'"{hashlib.sha256(repr((key, self.stamp, self.pages.mark)).encode()).hexdigest()[:32]}"'
        lines = [("ETag", etag), *CACHE, *(headers or [])]
        unchanged = Finished(b"", 304, lines, secure=self.secure)
        if self.seen and matches(self.seen, etag):
            return unchanged  # known without the page
        body = make()
        if body is None:
            return self.unknown()
        made = Kept(etag, Finished(body, 200, [("Content-Type", kind), *lines], secure=self.secure), unchanged)
        return (self.pages.keep(key, made, self.stamp) if keep else made).answer

    def unknown(self) -> Response:
        """The one page for every address that leads nowhere: never given out, renewed, or mistyped."""
        look = self.look._replace(paper="")
        key = (UNKNOWN, urlencode(look.pairs))
        kept = self.pages.find(key, self.stamp)
        if kept is None:
            body = self.page("unknown", "", look=look)
            kept = self.pages.keep(key, Kept("", Finished(body, 404, [("Content-Type", HTML), *CACHE], secure=self.secure), None), self.stamp)
        return kept.answer

    def page(self, template: str, base: str, *, here: str = "", fixed: list[tuple[str, str]] | None = None, look: Look | None = None,
             **values: Any) -> bytes:
        """The template filled with what every page of the notice has: the school, addresses below `base`, language, size. One that gets too
        large is made again with `brief`."""
        asked, own, lang = look or self.look, self.own, self.lang

        def address(path: str = "", lang: str = lang, large: bool = asked.large, paper: str = "") -> str:
            query = urlencode([*(fixed or []), *Look("" if lang == own else lang, large, paper).pairs])
            return (base + path if base else "?") + ("?" * bool(base) + query if query else "")

        found = current_app.jinja_env.get_template(f"notices/{template}.html")
        suggest = template in WITH_SUGGESTIONS and suggestions.is_open(self.house)
        shown = {"suggest": suggest, "surveys": (), "school": self.links.school, "lang": lang, "large": asked.large, "paper": asked.paper,
                 "address": address, "here": here, "languages": words.LANGUAGES, **values}
        body = found.render(**shown, brief=False).encode()
        return body if len(body) <= HTML_MOST else found.render(**shown, brief=True).encode()


def stamp_of(links: Links, now: datetime) -> Stamp:
    return Stamp(links.version, now.date(), links.passed(now))


def _look() -> Look:
    lang, paper = request.args.get("lang", ""), request.args.get("paper", "")
    return Look(lang if lang in words.LANGUAGES else "", request.args.get("size") == "l", paper if paper in PAPERS else "")
