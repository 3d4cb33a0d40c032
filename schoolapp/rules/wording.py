"""What the words of a text give away, by rules that stand as data: a clause, the words found, a hint, a safer wording.

So far only the content of a service session (C21, no new lessons); rules for homework texts join the same table. Not here:
what a hit leads to (`findings`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple


class HitLevel(StrEnum):
    """A clear breach, or worth a look."""

    BLOCK = "block"
    WARN = "warn"


class Hit(NamedTuple):
    """One clause that a text runs against: the longest words found (normalised), why, and how to say it instead (Chinese)."""

    clause: str
    level: HitLevel
    found: str
    hint: str
    safer: str


@dataclass(frozen=True, slots=True)
class WordingRule:
    """Patterns of one clause, and what must not stand before or after the words found: a denial, or words that only look alike."""

    clause: str
    level: HitLevel
    patterns: tuple[re.Pattern[str], ...]
    unless_before: tuple[re.Pattern[str], ...]
    unless_after: tuple[re.Pattern[str], ...]
    hint: str
    safer: str

    def find(self, text: str) -> str | None:
        """The longest words in a normalised text that the rule is about; None when there are none."""
        found = (match for pattern in self.patterns for match in pattern.finditer(text) if self._stands(text, match))
        return max((match.group() for match in found), key=len, default=None)

    def _stands(self, text: str, match: re.Match[str]) -> bool:
        before, after = text[:match.start()], text[match.end():]
        return not (any(p.search(before) for p in self.unless_before) or any(p.search(after) for p in self.unless_after))


def _rule(raw: Mapping[str, Any]) -> WordingRule:
    compiled = {name: tuple(re.compile(p) for p in raw[name]) for name in ("patterns", "unless_before", "unless_after")}
    return WordingRule(raw["clause"], HitLevel(raw["level"]), **compiled, hint=raw["hint"], safer=raw["safer"])


def _read_rules() -> Mapping[str, tuple[WordingRule, ...]]:
    raw = json.loads((files("schoolapp.rules") / "data" / "wording.json").read_text("utf-8"))
    return MappingProxyType({about: tuple(_rule(rule) for rule in rules) for about, rules in raw.items()})


RULES: Mapping[str, tuple[WordingRule, ...]] = _read_rules()


def normalised(text: str) -> str:
    """The text as rules read it: widths folded (so Chinese commas become plain ones), no spaces, no invisible characters."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def hits(text: str, rules: Sequence[WordingRule]) -> tuple[Hit, ...]:
    """At most one hit per clause, the longest words found, in the order of the rules."""
    plain = normalised(text)
    best: dict[str, Hit] = {}
    for rule in rules:
        found = rule.find(plain)
        if found is not None and (rule.clause not in best or len(found) > len(best[rule.clause].found)):
            best[rule.clause] = Hit(rule.clause, rule.level, found, rule.hint, rule.safer)
    return tuple(best.values())


@lru_cache(maxsize=4096)
def session_hits(content: str) -> tuple[Hit, ...]:
    """What the content of a service session runs against."""
    return hits(content, RULES["session"])


def new_lesson_hit(content: str) -> Hit | None:
    """The hit of clause C21 (a new lesson during the service); a denial such as 不讲新课 is none."""
    return next((hit for hit in session_hits(content) if hit.clause == "C21"), None)
