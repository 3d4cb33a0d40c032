"""iCalendar and Atom as foreign readers take them (icalendar, feedparser), after what those forgive was looked at: what a standard forbids is an
error here. No test stands here."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple
from xml.etree import ElementTree

import feedparser
from icalendar import Calendar, vText

ATOM = "{http://www.w3.org/2005/Atom}"
_TEXTS = ("SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")


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
    _look_at_lines(content)
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar) and not calendar.errors and calendar["VERSION"] == "2.0" and calendar["PRODID"]
    assert {part.name for part in calendar.subcomponents} <= {"VEVENT"}
    events = []
    for event in calendar.events:
        assert not event.errors, event.errors
        start, end, stamp = (event[name].dt for name in ("DTSTART", "DTEND", "DTSTAMP"))
        assert type(start) is type(end) is date and start < end and stamp.tzinfo is not None
        assert event["LAST-MODIFIED"].dt.tzinfo is not None and isinstance(event["SUMMARY"], vText)
        events.append(Event(str(event["UID"]), start, end, stamp.astimezone(UTC), str(event["SUMMARY"]), str(event["DESCRIPTION"]), str(event.get("URL", ""))))
    assert len({event.uid for event in events}) == len(events)
    return events


def _look_at_lines(content: bytes) -> None:
    """Line ends, lengths, and that every mark which has a meaning is escaped in texts."""
    assert content.endswith(b"\r\n") and not re.search(rb"(?<!\r)\n|\r(?!\n)", content), "lines end in CRLF"
    physical = content[:-2].split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in physical), "a line is at most 75 octets"
    texts = [line.decode("utf-8") for line in physical]  # fails where a fold cuts a character
    assert not any(re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text) for text in texts)
    for line in "\n".join(texts).replace("\n ", "").split("\n"):
        name, _colon, value = line.partition(":")
        if name in _TEXTS:
            assert re.fullmatch(r"(?:\\[\\;,n]|[^\\;,])*", value), line


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
    _look_at_tree(content)
    read = feedparser.parse(content)
    assert not read.bozo and read.version == "atom10", read.get("bozo_exception")
    feed = read.feed
    entries = tuple(Entry(e.id, e.title, datetime.fromisoformat(e.updated), _content(e), _links(e)) for e in read.entries)
    return Feed(feed.id, feed.title, datetime.fromisoformat(feed.updated), feed.author_detail.name, feed.title_detail.language, _links(feed), entries)


def _content(entry: feedparser.FeedParserDict) -> str:
    (only,) = entry.get("content", [{"type": "text/plain", "value": ""}])
    assert only["type"] == "text/plain"
    return str(only["value"])


def _links(part: feedparser.FeedParserDict) -> dict[str, str]:
    found = {link.rel: link.href for link in part.get("links", [])}
    assert len(found) == len(part.get("links", [])) and all(re.match(r"https?://", href) for href in found.values())
    return found


def _look_at_tree(content: bytes) -> None:
    """What every feed and entry has to say exactly once, and how."""
    assert content.startswith(b"<?xml version=")
    root = ElementTree.fromstring(content)
    assert root.tag == ATOM + "feed" and all(element.tag.startswith(ATOM) for element in root.iter())
    assert len(root.findall(ATOM + "author")) == 1
    parts = [root, *root.findall(ATOM + "entry")]
    ids = [_one(part, "id") for part in parts]
    assert len(set(ids)) == len(ids) and all(re.match(r"[a-z][a-z0-9+.-]*:.", found) for found in ids), "an id is a URI"
    for part in parts:
        assert _one(part, "title") and _MOMENT.fullmatch(_one(part, "updated"))


def _one(element: ElementTree.Element, name: str) -> str:
    found = element.findall(ATOM + name)
    assert len(found) == 1 and found[0].text, name
    return found[0].text
