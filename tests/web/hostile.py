"""What a hostile visitor sends: strange texts and numbers, strange addresses, and a reader of every form of a page. No test stands here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

MARK = "xssmark"
# Markup that must never come back as markup.
RAW = (f"<script>{MARK}", f"<img src=x onerror={MARK}", f"<b>{MARK}")
TEXTS = (
    f'"><script>{MARK}</script><img src=x onerror={MARK}>',
    "a\x00b",
    "\u202e甲\u200f乙\ufeff\ud7ff🙂👨‍👩‍👧",
    "字" * 5_000,
    "%(n)s {0} {{ 7*7 }} ${x} %s%n",
    "'; DROP TABLE staff; --",
    "=HYPERLINK(\"http://x\")",
    "\r\nSet-Cookie: a=b",
    "../../../../etc/passwd",
)
NUMBERS = ("-1", "0", "2147483648", "99999999999999999999999999", "9" * 5_000, "1e999", "NaN", "٣", "1" + "0" * 300, "²")
DAYS = ("0001-01-01", "9999-12-31", "2026-02-30", "1900-01-01", "2026-W01-1", "20261123", "25:61", "24:00")
VALUES = (*TEXTS, *NUMBERS, *DAYS)
ONE_BY_ONE = (TEXTS[0], "99999999999999999999999999", "-1", "9999-12-31")  # each in each field alone
INTEGERS = (0, 2147483647, 2147483648, 9_223_372_036_854_775_808, 10**30)


@dataclass
class FoundForm:
    """A form as its page shows it: where it goes, and what a browser would send."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    upload: bool = False

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys([*(n for n, _ in self.fields), *(n for n, _ in self.buttons)]))

    def data(self, **over: str) -> MultiDict[str, str]:
        """The fields as they stand, those in `over` replaced."""
        sent: MultiDict[str, str] = MultiDict([(n, v) for n, v in self.fields if n not in over])
        for name, value in over.items():
            sent.add(name, value)
        return sent


class Forms(HTMLParser):
    """Collects the forms, and the addresses of this app that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[FoundForm] = []
        self.links: list[str] = []
        self._open: FoundForm | None = None
        self._select = self._text = ""
        self._said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and values.get("href", "").startswith("/"):
            self.links.append(values["href"])
        if tag == "form":
            self._open = FoundForm(values.get("action", ""), values.get("method", "get").lower())
            self.found.append(self._open)
        form, name = self._open, values.get("name", "")
        if form is None:
            return
        kind = values.get("type", "text" if tag == "input" else "submit")
        if tag == "input" and kind == "file":
            form.upload = True
        elif tag in ("input", "button") and kind in ("submit", "image"):
            form.buttons.append((name or "do", values.get("value", "")))
        elif tag == "input" and name:
            form.fields.append((name, values.get("value", "on" if kind in ("checkbox", "radio") else "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in values or all(n != self._select for n, _ in form.fields)):
            form.fields = [(n, v) for n, v in form.fields if n != self._select] + [(self._select, values.get("value", ""))]
        elif tag == "textarea":
            self._text, self._said = name, []

    def handle_data(self, data: str) -> None:
        if self._text:
            self._said.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._text and self._open is not None:
            self._open.fields.append((self._text, "".join(self._said)))
            self._text = ""


def read_page(text: str) -> Forms:
    found = Forms()
    found.feed(text)
    return found


def addresses_of(app: Flask, rule: Rule, known: dict[str, object]) -> Iterator[str]:
    """The rule's address with what exists, then with each variable in turn replaced by something strange."""
    adapter = app.url_map.bind("localhost")
    plain: dict[str, object] = {}
    for name, converter in rule._converters.items():
        choices = re.findall(r"\w+", getattr(converter, "regex", "")[3:]) if isinstance(converter, AnyConverter) else []
        plain[name] = choices[0] if choices else known.get(name, 1 if isinstance(converter, IntegerConverter) else "x")
    method = next(iter(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})))
    yield adapter.build(rule.endpoint, plain, method=method)
    for name, converter in rule._converters.items():
        strange: tuple[object, ...] = INTEGERS if isinstance(converter, IntegerConverter) else (*TEXTS[:4], "..", "9999-12-31", "0001-01-01")
        if isinstance(converter, AnyConverter):
            continue
        for value in strange:
            yield adapter.build(rule.endpoint, {**plain, name: value}, method=method)
