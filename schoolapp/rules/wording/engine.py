"""The questions that the rest of the school asks of a text: what it runs against, whether its declared kind fits. Pure and remembered: the
same words are read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from schoolapp.rules.homework import WRITTEN_KINDS, Kind, Tier
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.rules.wording.book import CLAUSES, NOTHING_OWN, Hit, HitLevel, OwnPattern, SchoolWording, WordingRule, book
from schoolapp.rules.wording.counting import copies, forced_options
from schoolapp.rules.wording.reading import Found, Sight, denied, find_all, see
from schoolapp.rules.wording.shape import SIMPLE
from schoolapp.rules.wording.written import KindPrompt, asks_low, covered, prompt_of, written_hits

_ORDER = {clause: place for place, clause in enumerate((*CLAUSES, "C21", "C19", "X2"))}
_NEW_LESSON = "c21-new-lesson"
# A text in plain writing without any of these words has no hit of the rules for grade 3 and up: most texts need no more than one look.
_UNUSUAL = re.compile("[^\u4e00-\u9fff0-9a-z,.;:!?、。()《》“”‘’\"'/+ -]")
_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {code: code + 32 for code in range(0x41, 0x5B)} | {0x3000: " "} | SIMPLE


def homework_hits(
    text: str, *, grade: int, kind: Kind, tier: Tier = Tier.EVERYONE, minutes: int | None = None, in_school: int | None = None,
    own: SchoolWording = NOTHING_OWN,
) -> tuple[Hit, ...]:
    """What a homework text runs against: at most one hit per clause, the longest words found, in the order of the clauses. `minutes` and
    `in_school` are whole minutes (None: not known, not stated)."""
    low = asks_low(grade, kind) and not covered(minutes, in_school)
    return _homework_hits(text, low, tier is Tier.OPTIONAL, own)


@lru_cache(maxsize=16384)
def _homework_hits(text: str, low: bool, optional: bool, own: SchoolWording) -> tuple[Hit, ...]:
    if not low and not optional and _has_nothing(text, own):
        return ()
    sight = see(text, book().sets["homework"], own)
    return _one_per_clause([*find_homework(sight, low=low, optional=optional, own=own)], sight, own)


def find_homework(sight: Sight, *, low: bool, optional: bool, own: SchoolWording) -> Iterator[Found]:
    """Every place that a built-in rule for homework names."""
    yield from find_all(sight, book().sets["homework"].rules, own)
    yield from copies(sight, own)
    yield from forced_options(sight, optional=optional, own=own)
    if low:
        yield from written_hits(sight, own)


def may_hit(text: str, *, kind: Kind, tier: Tier, own: SchoolWording = NOTHING_OWN) -> bool:
    """Whether an item of this kind and tier may have a hit in any grade. Most texts of a school are done with by this."""
    return bool(_homework_hits(text, kind not in WRITTEN_KINDS, tier is Tier.OPTIONAL, own))


def _has_nothing(text: str, own: SchoolWording) -> bool:
    """Whether a plainly written text has none of the words that any rule needs. Only to save time: never wrong, at times undecided."""
    plain = text.translate(_PLAIN).replace(" ", "")
    if _UNUSUAL.search(plain) is not None or _any_need().search(plain) is not None:
        return False
    return not any(words in plain for words, _ in own.plain_added)


@lru_cache(maxsize=1)
def _any_need() -> re.Pattern[str]:
    otherwise = "|".join(f"(?:{pattern.pattern})" for pattern, _ in book().spelling.otherwise)
    sounded = re.sub("\\((?![?])", "(?:", book().spelling.sounded.pattern)
    return re.compile(f"{book().sets['homework'].needs.pattern}|{book().counting['perhaps'].pattern}|{otherwise}|{sounded}")


def _one_per_clause(found: Iterable[Found], sight: Sight, own: SchoolWording) -> tuple[Hit, ...]:
    best: dict[str, Hit] = {}
    own_hits = (Hit(one.clause, one.level, words, one.hint, one.safer, one.id) for words, one in _own(sight, own))
    for hit in (*(Hit(f.rule.clause, f.rule.level, f.words.strip(), f.rule.hint, f.rule.safer, f.rule.id) for f in found), *own_hits):
        held = best.get(hit.clause)
        if held is None or _weight(hit) > _weight(held):
            best[hit.clause] = hit
    return tuple(sorted(best.values(), key=lambda hit: _ORDER.get(hit.clause, 99)))


def _weight(hit: Hit) -> tuple[bool, int]:
    return hit.level is HitLevel.BLOCK, len(hit.found)


def _own(sight: Sight, own: SchoolWording) -> Iterator[tuple[str, OwnPattern]]:
    for words, one in own.plain_added:
        at = sight.plain.text.find(words)
        while at >= 0:
            if not denied(sight.plain.text, at, at, at + len(words)):
                yield words, one
                break
            at = sight.plain.text.find(words, at + len(words))


def kind_prompt(text: str, *, grade: int, kind: Kind) -> KindPrompt | None:
    """In grade 3 and up: a declared kind that does not fit the words, a prompt in the form and no hit. None in grades 1-2, where it is
    one (clause C10)."""
    return None if grade in LOW_GRADES else _kind_prompt(text, kind)


@lru_cache(maxsize=4096)
def _kind_prompt(text: str, kind: Kind) -> KindPrompt | None:
    return prompt_of(see(text, book().sets["homework"]), kind)


@lru_cache(maxsize=4096)
def session_hits(content: str, own: SchoolWording = NOTHING_OWN) -> tuple[Hit, ...]:
    """What the content of a service session runs against."""
    rules = book().sets["session"]
    sight = see(content, rules, own, lines=False)
    found = list(find_all(sight, [rule for rule in rules.rules if rule.id != _NEW_LESSON], own))
    if _NEW_LESSON not in own.silenced_rules:
        found += _new_lesson(sight)
    return _one_per_clause(found, sight, NOTHING_OWN)


def _new_lesson(sight: Sight) -> Iterator[Found]:
    """New lessons have guards of their own: what makes a denial there reaches over the whole sentence."""
    rule = next(rule for rule in book().sets["session"].rules if rule.id == _NEW_LESSON)
    text = sight.plain.text
    for pattern in rule.patterns:
        for match in pattern.finditer(text):
            before, after = text[max(0, match.start() - 60):match.start()], text[match.end():match.end() + 60]
            if not any(p.search(before) for p in rule.before) and not any(p.search(after) for p in rule.after):
                yield Found(rule, match.start(), match.end(), match.group())


def new_lesson_hit(content: str) -> Hit | None:
    """The breach of clause C21: a new lesson during the service, lessons made up for everybody, a test, drilling; a denial such as 不讲新课 is none."""
    return next((hit for hit in session_hits(content) if hit.clause == "C21" and hit.level is HitLevel.BLOCK), None)


def built_in_rules(about: str = "homework") -> tuple[WordingRule, ...]:
    """The rules of one set (homework, session) in the order of the data file, those that count included."""
    counted = tuple(rule for rule in book().special.values() if rule.hint) if about == "homework" else ()
    return (*book().sets[about].rules, *counted)


__all__ = ["built_in_rules", "homework_hits", "kind_prompt", "may_hit", "new_lesson_hit", "session_hits"]
