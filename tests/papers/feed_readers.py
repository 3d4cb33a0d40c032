"""Strict readers of iCalendar and Atom for the tests: what a standard forbids is an error here. No test stands here."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
_LINE = re.compile(r"([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=[^;:\"]+)*):(.*)", re.DOTALL)
_ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LAST-MODIFIED", "URL", "TRANSP"}


class Event(NamedTuple):
    """One all-day event."""

    uid: str
    start: date
    end: date
    stamp: datetime
    summary: str
    description: str
    url: str


def read_calendar(content: bytes) -> list[Event]:
    """The events of a VCALENDAR; AssertionError where it does not keep to RFC 5545."""
    assert content.endswith(b"\r\n") and not re.search(rb"(?<!\r)\n|\r(?!\n)", content), "lines end in CRLF"
    physical = content[:-2].split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in physical), "a line is at most 75 octets"
    texts = [line.decode("utf-8") for line in physical]  # fails where a fold cuts a character
    assert not any(re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text) for text in texts)
    lines: list[str] = []
    for text in texts:
        if text[0] in " \t":
            lines[-1] += text[1:]
        else:
            lines.append(text)
    parsed = []
    for line in lines:
        found = _LINE.fullmatch(line)
        assert found, line
        parsed.append((found[1], found[2], found[3]))
    assert parsed[0] == ("BEGIN", "", "VCALENDAR") and parsed[-1] == ("END", "", "VCALENDAR")
    head = [entry for entry in parsed if entry[0] in ("VERSION", "PRODID")]
    assert [name for name, _p, _v in head] == ["VERSION", "PRODID"] and head[0][2] == "2.0"
    events: list[Event] = []
    inside: dict[str, tuple[str, str]] | None = None
    for name, parameters, value in parsed[1:-1]:
        if name == "BEGIN":
            assert value == "VEVENT" and inside is None
            inside = {}
        elif name == "END":
            assert value == "VEVENT" and inside is not None
            events.append(_event(inside))
            inside = None
        elif inside is not None:
            assert name in ONCE and name not in inside, name
            inside[name] = (parameters, value)
    assert inside is None and len({event.uid for event in events}) == len(events)
    return events


def _event(said: dict[str, tuple[str, str]]) -> Event:
    assert {"UID", "DTSTAMP", "DTSTART"} <= set(said)
    assert said["DTSTART"][0] == said["DTEND"][0] == ";VALUE=DATE"
    assert re.fullmatch(r"\d{8}T\d{6}Z", said["DTSTAMP"][1]) and re.fullmatch(r"\d{8}T\d{6}Z", said["LAST-MODIFIED"][1])
    start, end = (datetime.strptime(said[name][1], "%Y%m%d").date() for name in ("DTSTART", "DTEND"))
    assert start < end
    stamp = datetime.strptime(said["DTSTAMP"][1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return Event(said["UID"][1], start, end, stamp, _plain(said["SUMMARY"][1]), _plain(said["DESCRIPTION"][1]), said.get("URL", ("", ""))[1])


def _plain(value: str) -> str:
    """A value of type TEXT; every backslash, comma and semicolon has to be escaped."""
    parts = re.findall(r"\\\\|\\;|\\,|\\n|[^\\;,]", value)
    assert "".join(parts) == value, value
    return "".join(_ESCAPES.get(part, part) for part in parts)


class Entry(NamedTuple):
    """One entry of a feed."""

    id: str
    title: str
    updated: datetime
    text: str
    links: dict[str, str]


class Feed(NamedTuple):
    """A feed with its entries in their order."""

    id: str
    title: str
    updated: datetime
    author: str
    lang: str
    links: dict[str, str]
    entries: tuple[Entry, ...]


def read_atom(content: bytes) -> Feed:
    """The feed; AssertionError where it does not keep to RFC 4287."""
    assert content.startswith(b"<?xml version=")
    root = ElementTree.fromstring(content)
    assert root.tag == ATOM + "feed"
    assert all(element.tag.startswith(ATOM) for element in root.iter())
    entries = tuple(
        Entry(_one(e, "id"), _one(e, "title"), _moment(e), _content(e), _links(e)) for e in root.findall(ATOM + "entry"))
    assert len({entry.id for entry in entries} | {_one(root, "id")}) == len(entries) + 1
    authors = root.findall(ATOM + "author")
    assert len(authors) == 1 or all(e.find(ATOM + "author") is not None for e in root.findall(ATOM + "entry"))
    lang = root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return Feed(_one(root, "id"), _one(root, "title"), _moment(root), _one(authors[0], "name"), lang, _links(root), entries)


def _one(element: ElementTree.Element, name: str) -> str:
    found = element.findall(ATOM + name)
    assert len(found) == 1 and found[0].text, name
    if name == "id":
        assert re.match(r"[a-z][a-z0-9+.-]*:.", found[0].text), "an id is a URI"
    return found[0].text


def _moment(element: ElementTree.Element) -> datetime:
    said = _one(element, "updated")
    assert _MOMENT.fullmatch(said), said
    return datetime.fromisoformat(said)


def _content(element: ElementTree.Element) -> str:
    found = element.findall(ATOM + "content")
    assert len(found) == 1 and found[0].get("type") in ("text", "html", "xhtml")
    return found[0].text or ""


def _links(element: ElementTree.Element) -> dict[str, str]:
    found = {link.get("rel", "alternate"): link.get("href", "") for link in element.findall(ATOM + "link")}
    assert len(found) == len(element.findall(ATOM + "link")) and all(re.match(r"https?://", href) for href in found.values())
    return found
