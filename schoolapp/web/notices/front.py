"""The way past Flask for what families read all evening: an address that is answered already, is answered again before routing begins. Every
other request goes on inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from schoolapp.services import notices as services
from schoolapp.services.house import House
from schoolapp.web.gate import takes_host
from schoolapp.web.notices.answers import Pages, stamp_of


class Front:
    """A WSGI door before the app: kept answers carry the app's own headers, and hold only while their stamp does."""

    def __init__(self, inside: Callable[..., Iterable[bytes]], pages: Pages, house: House, clock: Callable[[], datetime]) -> None:
        self.inside, self.pages, self.house, self.clock = inside, pages, house, clock

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and takes_host(self.house.config.hosts, environ.get("HTTP_HOST", "")):
            stamp = stamp_of(services.links_of(house=self.house), self.clock())
            kept = self.pages.find((environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")), stamp)
            if kept is not None:
                return kept.for_(environ.get("HTTP_IF_NONE_MATCH", ""))(environ, start_response)  # type: ignore[no-any-return]
        return self.inside(environ, start_response)
