"""The wording rules as they stand in the data file, compiled: rules, look-alikes, denials, and what a school adds or silences. What they do
to a text stands in `reading`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from schoolapp.rules.wording.shape import Spelling, make_spelling, read

CLAUSES = ("C9", "C14", "C12", "C10", "PHONE", "RANK", "FEE")


class HitLevel(StrEnum):
    """A clear breach, or worth a look."""

    BLOCK = "block"
    WARN = "warn"


class Hit(NamedTuple):
    """One clause that a text runs against: the longest words found (as rules read them), why, and how to say it instead (Chinese).
    `rule` is the id of the rule that found it."""

    clause: str
    level: HitLevel
    found: str
    hint: str
    safer: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class WordingRule:
    """Patterns of one clause. `actor`: who must do it (None: nobody need), named up to `within` characters and `parts` commas before the
    words; `handed`: or right after them (检查由家长负责, 批改：家长). `spoken`: a text that speaks to parents need not name them. `others`:
    who comes in between does it instead. `denied`: whether a denial silences it. `before`, `after`: what must not stand right before the
    words, or right after them. `needs`: without any of these words the rule is not asked.
    """

    id: str
    clause: str
    level: HitLevel
    patterns: tuple[re.Pattern[str], ...]
    hint: str
    safer: str
    example: str = ""
    actor: re.Pattern[str] | None = None
    within: int = 0
    parts: int = 0
    handed: re.Pattern[str] | None = None
    others: re.Pattern[str] | None = None
    spoken: bool = False
    denied: bool = True
    before: tuple[re.Pattern[str], ...] = ()
    after: tuple[re.Pattern[str], ...] = ()
    needs: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Trap:
    """Words that only look alike: taken out of sight before any rule is asked. `about` says in Chinese what they are. `veil`: only the words
    themselves are gone (a title); who stands before them and what comes after belong together still."""

    id: str
    pattern: re.Pattern[str]
    about: str
    veil: bool = False


@dataclass(frozen=True, slots=True)
class Denial:
    """How a text says that something need not be done: before the words (and what may stand between), right before them, after them; and what makes it
    a demand after all (a consequence, a 'but', a condition whose outcome is not a lenient one, something left unfinished)."""

    before: re.Pattern[str]
    reach: re.Pattern[str]
    direct: re.Pattern[str]
    after: re.Pattern[str]
    consequence: re.Pattern[str]
    contrast: re.Pattern[str]
    condition: re.Pattern[str]
    lenient: re.Pattern[str]
    inside: re.Pattern[str]
    unfinished: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """`addressed`: signs that a text speaks to parents; then what `asks` (请) stands for them, though they are not named."""

    rules: tuple[WordingRule, ...]
    traps: tuple[Trap, ...]
    needs: re.Pattern[str]
    addressed: re.Pattern[str]
    asks: re.Pattern[str]


class OwnPattern(NamedTuple):
    """Words that a school adds: plain words, no pattern language."""

    id: str
    words: str
    clause: str
    level: HitLevel
    hint: str
    safer: str


@dataclass(frozen=True)
class SchoolWording:
    """What a school adds to the rules and what it silences: ids of rules, and phrases that are fine there. Equal ones share what was
    found before."""

    added: tuple[OwnPattern, ...] = ()
    silenced_rules: frozenset[str] = frozenset()
    silenced_words: tuple[str, ...] = ()

    @cached_property
    def plain_added(self) -> tuple[tuple[str, OwnPattern], ...]:
        """The added words as rules read them; words that read as nothing are left out."""
        return tuple((plain, one) for one in self.added if (plain := normalised(one.words)))

    @cached_property
    def plain_silenced(self) -> tuple[str, ...]:
        return tuple(sorted(filter(None, map(normalised, self.silenced_words)), key=len, reverse=True))


NOTHING_OWN = SchoolWording()
_NAME = re.compile(r"<([\u4e00-\u9fff]+)>")


class Book(NamedTuple):
    """The data file, compiled."""

    spelling: Spelling
    denial: Denial
    sets: Mapping[str, RuleSet]
    special: Mapping[str, WordingRule]  # rules that are reckoned, not only matched, by id
    counting: Mapping[str, re.Pattern[str]]
    english: Mapping[str, str]


def _compiler(words: Mapping[str, Sequence[str]]) -> Any:
    """Turns a pattern of the data file, with names of word lists in it, into a compiled one; equal ones only once."""
    @cache
    def expand(pattern: str) -> str:
        return _NAME.sub(lambda m: "(?:" + "|".join(map(expand, words[m[1]])) + ")", pattern)
    return cache(lambda pattern: re.compile(expand(pattern)))


def _rule(raw: Mapping[str, Any], compiled: Any, handed: str) -> WordingRule:
    def several(name: str) -> tuple[re.Pattern[str], ...]:
        found = raw.get(name, ())
        return tuple(map(compiled, [found] if isinstance(found, str) else found))
    actor = raw.get("actor")
    needs = raw.get("needs")
    return WordingRule(
        raw["id"], raw["clause"], HitLevel(raw["level"]), several("patterns"), raw["hint"], raw["safer"], raw["example"],
        compiled(f"<{actor}>") if actor else None, raw.get("within", 0), raw.get("parts", 1),
        compiled(handed.replace("<谁>", f"<{actor}>")) if actor and raw.get("handed") else None,
        compiled(f"<{raw.get('others', '别人做')}>") if actor else None, raw.get("spoken", False), raw.get("deny", True),
        several("not_before"), several("not_after"), compiled(f"<{needs}>" if needs == actor and needs else needs) if needs else None)


@lru_cache(maxsize=1)
def book() -> Book:
    """The rules of the data file; read and compiled at the first use."""
    raw = json.loads((files("schoolapp.rules") / "data" / "wording.json").read_text("utf-8"))
    compiled = _compiler(raw["words"])
    denial = Denial(**{name: compiled(pattern) for name, pattern in raw["denial"].items()})
    sets, special = {}, {}
    for about in ("homework", "session"):
        rules = tuple(_rule(one, compiled, raw["frames"]["handed"]) for one in raw[about]["rules"])
        traps = tuple(Trap(one["id"], compiled(one["pattern"]), one["for"], one.get("veil", False)) for one in raw[about]["traps"])
        needs = re.compile("|".join(dict.fromkeys(f"(?:{rule.needs.pattern})" for rule in rules if rule.needs is not None)))
        sets[about] = RuleSet(rules, traps, needs, compiled(raw["frames"]["addressed"]), compiled(raw["frames"]["please"]))
    for one in raw["counted"]:
        special[one["id"]] = _rule(one, compiled, raw["frames"]["handed"])
    sounds = raw["sounds"]
    like = {char: (told, same) for char, (told, same) in sounds["characters"].items()}
    spelling = make_spelling(map(tuple, raw["otherwise"]), raw["whole"], like, sounds["words"], sounds["real"])
    return Book(spelling, denial, MappingProxyType(sets), MappingProxyType(special),
                MappingProxyType({name: compiled(pattern) for name, pattern in raw["counting"].items()}),
                MappingProxyType(raw["english"]))


def normalised(text: str) -> str:
    """The text as rules read it: one width, small letters, simplified characters, no spaces or signs inside words, other spellings of
    known words as the word meant. Ends of lines stay."""
    return read(text, book().spelling).text


def hint_in(lang: str, hint: str) -> str:
    """A hint in a language: the built-in ones have an English sentence, a school's own stay as they were written."""
    return book().english.get(hint, hint) if lang == "en" else hint
