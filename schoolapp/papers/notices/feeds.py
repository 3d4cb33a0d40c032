"""The days of a class as a calendar (iCalendar, RFC 5545) and as a feed (Atom, RFC 4287): what is said on each day comes from the caller."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from xml.etree import ElementTree

LINE_OCTETS = 75
_ATOM = "http://www.w3.org/2005/Atom"


class FeedEntry(NamedTuple):
    """One class-day: `uid` never changes, `title` is one line, `text` may have several."""

    uid: str
    day: date
    title: str
    text: str
    address: str
    updated: datetime


class FeedFacts(NamedTuple):
    """A class's days, the newest first. `address` = its page, `own` = the feed's own address; both '' where the school has set none."""

    uid: str
    title: str
    school: str
    address: str
    own: str
    updated: datetime
    lang: str
    entries: tuple[FeedEntry, ...]


def calendar_file(facts: FeedFacts) -> bytes:
    """The calendar: one all-day event for each class-day, oldest first."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//schoolapp//notices//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"NAME:{_escaped(facts.title)}", f"X-WR-CALNAME:{_escaped(facts.title)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for entry in reversed(facts.entries):
        lines += ["BEGIN:VEVENT", f"UID:{entry.uid}", f"DTSTAMP:{_utc(entry.updated)}", f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
                  f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}", f"LAST-MODIFIED:{_utc(entry.updated)}", f"SUMMARY:{_escaped(entry.title)}",
                  f"DESCRIPTION:{_escaped(entry.text)}", *([f"URL:{entry.address}"] if entry.address else []), "TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    """A value of type TEXT."""
    for plain, kept in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n")):
        text = text.replace(plain, kept)
    return "".join(c for c in text if c >= " " and c != "\x7f")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> Iterable[bytes]:
    """The line in pieces of at most 75 octets, none cutting a character in two."""
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > LINE_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece


def atom_feed(facts: FeedFacts) -> bytes:
    """The feed, the newest day first."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": facts.lang})

    def add(to: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
        found = ElementTree.SubElement(to, f"{{{_ATOM}}}{name}", attributes)
        found.text = "".join(c for c in text if c >= " " or c in "\n\t") or None
        return found

    add(feed, "id", facts.uid)
    add(feed, "title", facts.title)
    add(feed, "updated", facts.updated.isoformat())
    add(add(feed, "author"), "name", facts.school)
    add(feed, "generator", "schoolapp")
    if facts.own:
        add(feed, "link", rel="self", type="application/atom+xml", href=facts.own)
    if facts.address:
        add(feed, "link", rel="alternate", type="text/html", href=facts.address)
    for one in facts.entries:
        entry = add(feed, "entry")
        add(entry, "id", one.uid)
        add(entry, "title", one.title)
        add(entry, "updated", one.updated.isoformat())
        if one.address:
            add(entry, "link", rel="alternate", type="text/html", href=one.address)
        add(entry, "content", one.text, type="text")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(feed, encoding="utf-8") + b"\n"
