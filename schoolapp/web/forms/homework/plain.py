"""The posted register form read without making a form of it: the way that nearly every registration goes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from types import MappingProxyType
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from schoolapp.rules.homework import Kind, Tier
from schoolapp.services.homework import Draft
from schoolapp.web.addresses import day_or_none, number, number_or
from schoolapp.web.forms.homework.lines import OTHER

_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_LINE = re.compile(r"items-(\d{1,3})-text")
_KNOWN_KINDS, _KNOWN_TIERS = {kind.value: kind for kind in Kind}, {tier.value: tier for tier in Tier}


NONE: Mapping[int, Any] = MappingProxyType({})


class Plain(NamedTuple):
    """A register form that needs no second look. `reasons`, `seen`: see `words_plainly`."""

    subject: str
    classes: list[int]
    day: date
    drafts: list[Draft]
    reason: str
    request_key: str
    time: time | None = None
    reasons: Mapping[int, str] = NONE
    seen: Mapping[int, Collection[str]] = NONE


def read_plainly(form: MultiDict[str, str]) -> Plain | None:
    """The posted form, where every field is written as the page itself writes it. None leaves it to RegisterForm, which also reads what is
    typed otherwise and says what is wrong: making its fields takes longer than a whole registration."""
    first = form.to_dict()
    day, lines = day_or_none(first.get("day", "")), line_numbers(first)
    classes = [number_or(text, -1) for text in form.getlist("classes")]
    drafts = [_line_plainly(first, f"items-{n}-") for n in lines]
    chosen = first.get("publish_at", "")
    at = time_or_none(first.get("publish_time", "") if chosen == OTHER else chosen)
    if day is None or not classes or min(classes) < 0 or None in drafts or (chosen and at is None):
        return None
    kept = [d for d in drafts if d is not None]
    return Plain(first.get("subject", ""), classes, day, kept, first.get("reason", ""), first.get("request_key", ""), at, *_words_of(first, lines))


def words_plainly(form: MultiDict[str, str]) -> tuple[dict[int, str], dict[int, list[str]]]:
    """(line -> chosen reason for its words, line -> clauses that its author was shown), lines counted from 0 as they stand."""
    return _words_of(form, line_numbers(form))


def _words_of(form: Mapping[str, str], lines: Sequence[int]) -> tuple[dict[int, str], dict[int, list[str]]]:
    reasons, seen = {}, {}
    for line, n in enumerate(lines):
        if why := form.get(f"items-{n}-why", ""):
            reasons[line] = why
        if shown := form.get(f"items-{n}-seen", ""):
            seen[line] = shown.split()
    return reasons, seen


def time_or_none(text: str) -> time | None:
    """A time of day as chips and time fields write it (15:30), None for anything else."""
    return time(int(text[:2]), int(text[3:])) if _CLOCK.fullmatch(text) else None


def _line_plainly(form: Mapping[str, str], prefix: str) -> Draft | None:
    text, kind, tier = (form.get(prefix + name, "") for name in ("text", "kind", "tier"))
    chosen, in_school = form.get(prefix + "minutes", ""), form.get(prefix + "in_school", "")
    minutes = number_or(form.get(prefix + "minutes_other") if chosen == OTHER else chosen, -1)
    known = kind in _KNOWN_KINDS and tier in _KNOWN_TIERS
    if not text.strip() or minutes < 0 or not known or (in_school and number_or(in_school, -1) < 0):
        return None
    stated = number(in_school) if in_school else None
    if stated is not None and stated > minutes and in_school == form.get(prefix + "help"):  # see LineForm.draft
        stated = minutes
    return Draft(text, minutes, _KNOWN_KINDS[kind], _KNOWN_TIERS[tier], stated)


def line_numbers(form: Mapping[str, str]) -> list[int]:
    """The numbers of the lines that a form carries, in order; at least one."""
    return sorted(int(found[1]) for name in form if (found := _LINE.fullmatch(name))) or [0]
