"""A visitor without a browser: keeps cookies, reads a page's forms with what stands in them, posts them. Standard library only."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

IDLE_MOST = 10  # seconds for which a connection is trusted to be still open


@dataclass
class Form:
    """One form of a page: where it goes and its fields as a browser would send them untouched (every field name once or more).
    `offered`: what may be ticked, ticked or not, by field name."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, values: Mapping[str, str | None]) -> bytes:
        """The body with `values` in place of the page's own; None takes a field out."""
        kept = [(name, value) for name, value in self.fields if name not in values]
        return urlencode(kept + [(name, value) for name, value in values.items() if value is not None]).encode()


class _Page(HTMLParser):
    """Collects forms, links and pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.pictures: list[str] = []
        self._form: Form | None = None
        self._select = self._textarea = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        elif tag == "img" and "src" in has:
            self.pictures.append(has["src"])
        elif tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get").upper())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag in ("input", "button"):
            kind = has.get("type", "text" if tag == "input" else "submit")
            if kind in ("checkbox", "radio") and has.get("name"):
                self._form.offered.setdefault(has["name"], []).append(has.get("value", "on"))
            if kind == "submit":
                self._form.buttons.append((has.get("name", ""), has.get("value", "")))
            elif has.get("name") and kind not in ("button", "reset", "file") and (kind not in ("checkbox", "radio") or "checked" in has):
                self._form.fields.append((has["name"], has.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "select":
            self._select = has.get("name", "")
        elif tag == "option" and self._select:
            chosen = [name for name, _value in self._form.fields]
            if "selected" in has or self._select not in chosen:
                self._form.fields = [(n, v) for n, v in self._form.fields if n != self._select] + [(self._select, has.get("value", ""))]
        elif tag == "textarea":
            self._textarea, self._text = has.get("name", ""), ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None and self._textarea:
            self._form.fields.append((self._textarea, self._text))
            self._textarea = ""


@dataclass
class Answer:
    """What came back: status, headers (lower-case names), body; forms, links and pictures of an HTML page."""

    status: int
    headers: dict[str, str]
    body: bytes
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def form(self, action_part: str) -> Form:
        """The first form whose action contains `action_part`."""
        for found in self.forms:
            if action_part in found.action:
                return found
        raise LookupError(f"no form for {action_part!r} among {[f.action for f in self.forms]}")


class Visitor:
    """One person at one server on 127.0.0.1; follows no redirect."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._asked_at = 0.0
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def headers(self) -> dict[str, str]:
        """What a request of this visitor carries besides its body."""
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}

    def ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = self.headers()
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._asked_at > IDLE_MOST:
            self._connection.close()  # the server may have done so; the next request opens it again
        self._asked_at = time.monotonic()
        self._connection.request(method, path, body, headers)
        got = self._connection.getresponse()
        answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        for line in got.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = _Page()
            page.feed(answer.body.decode())
            answer.forms, answer.links, answer.pictures = page.forms, page.links, page.pictures
            for form in answer.forms:
                form.action = form.action or path
        return answer

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, form: Form, values: Mapping[str, str | None]) -> Answer:
        return self.ask("POST", urlsplit(form.action).path, form.filled(values))
