"""Asks the rules of a text: look-alikes first, then who is to do what, then whether it is denied. Numbers of copies stand in `counting`,
written work in grades 1-2 in `written`, safe rewordings in `mending`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from schoolapp.rules.wording.book import NOTHING_OWN, Denial, RuleSet, SchoolWording, WordingRule, book
from schoolapp.rules.wording.shape import Plain, read

HIDDEN, VEILED = "□", "▫"
_ENDS = re.compile("[,;。!?:\n]")
_SENTENCE_ENDS = re.compile("[;。!?\n]")
_WINDOW = 24
_QUOTES = frozenset("“”‘’\"「」『』'")
_ASKED = re.compile("(?:[请让由叫找烦苦给需要,:;。!?\n]|各位|亲爱的|尊敬的)$")
_KIN = re.compile("(?:爸|妈|爷|奶|外[公婆]|姥|父|母|家[人里]|长辈|亲人|双亲|爹)")


class Sight(NamedTuple):
    """A text with what only looks alike taken out of sight: `text` has a placeholder for each hidden character. `asked`: where a text that
    speaks to parents asks them, without naming them."""

    plain: Plain
    text: str
    asked: tuple[tuple[int, int], ...] = ()


class Found(NamedTuple):
    """Where a rule found its words, in the text as rules read it (end exclusive)."""

    rule: WordingRule
    start: int
    end: int
    words: str


def see(text: str, rules: RuleSet, own: SchoolWording = NOTHING_OWN, *, lines: bool = True) -> Sight:
    """The text read, and what the look-alikes and the school's silenced phrases hide."""
    plain = read(text, book().spelling, lines=lines)
    shown = plain.text
    for words in own.plain_silenced:
        shown = shown.replace(words, HIDDEN * len(words))
    for trap in rules.traps:
        sign = VEILED if trap.veil else HIDDEN
        shown = trap.pattern.sub(lambda m, sign=sign: sign * len(m[0]), shown)  # type: ignore[misc]
    # Marks of quotation have served: what stands between them reads on.
    kept = [at for at, char in enumerate(shown) if plain.text[at] not in _QUOTES]
    if len(kept) < len(shown):
        plain = Plain("".join(plain.text[at] for at in kept), tuple(plain.starts[at] for at in kept), tuple(plain.ends[at] for at in kept))
        shown = "".join(shown[at] for at in kept)
    asked = rules.asks.finditer(shown) if rules.addressed.search(shown) else ()
    return Sight(plain, shown, tuple(found.span() for found in asked))


def find_all(sight: Sight, rules: Sequence[WordingRule], own: SchoolWording = NOTHING_OWN) -> Iterator[Found]:
    """Every place where one of the rules holds; several of one rule may overlap."""
    for rule in rules:
        if rule.id in own.silenced_rules or (rule.needs is not None and rule.needs.search(sight.text) is None):
            continue
        yield from find(sight, rule)


def find(sight: Sight, rule: WordingRule) -> Iterator[Found]:
    """The places where one rule holds."""
    actors = [] if rule.actor is None else [found.span() for found in rule.actor.finditer(sight.text)]
    if rule.spoken and sight.asked:
        actors = sorted({*actors, *sight.asked}, key=lambda span: span[1])
    if rule.actor is not None and not actors:
        return
    for pattern in rule.patterns:
        for match in pattern.finditer(sight.text):
            start, end = match.span()
            if start == end or HIDDEN in match[0] and "《" not in match[0] and HIDDEN not in pattern.pattern:
                continue
            head: int | None = start
            if rule.actor is not None and (head := _head(sight.text, rule, actors, start)) is None:
                handed = None if rule.handed is None else rule.handed.match(sight.text[end:end + _WINDOW])
                head, end = (start, end + handed.end()) if handed is not None else (None, end)
            if head is None or not _free(sight.text, rule, head, start, end):
                continue
            if rule.denied and denied(sight.text, head, start, end):
                continue
            yield Found(rule, head, end, sight.plain.text[head:end])


def _head(text: str, rule: WordingRule, actors: Sequence[tuple[int, int]], verb: int) -> int | None:
    """Where the nearest actor before the verb begins; None where none stands near enough, or somebody else does it."""
    at = bisect_right(actors, verb, key=lambda span: span[1])
    for start, end in actors[max(0, at - 1):at]:
        gap = text[end:verb]
        if len(gap) > rule.within or gap.count(",") > rule.parts or _SENTENCE_ENDS.search(gap) or HIDDEN in gap:
            return None
        if "," in gap and _KIN.match(text, start) and start and _ASKED.search(text[max(0, start - 3):start]) is None:
            return None  # whoever is only spoken of does not go on after the comma
        return None if rule.others is not None and rule.others.search(gap) else start
    return None


def _free(text: str, rule: WordingRule, head: int, start: int, end: int) -> bool:
    before, after = text[max(0, head - _WINDOW):head], text[end:end + _WINDOW]
    if any(p.search(before) for p in rule.before) or any(p.search(after) for p in rule.after):
        return False
    return True


def denied(text: str, head: int, start: int, end: int) -> bool:
    """Whether the words from `head` (the actor, or the verb where there is none) to `end` are denied; `start` is the verb. A denial counts
    in its own part of the sentence; what follows a 'but' or carries a consequence is a demand all the same."""
    denial = book().denial
    after = text[end:end + _WINDOW]
    if denial.after.match(after):
        return True
    opened, gap = _opening(text, head), text[head:start]
    cut = max((found.end() for found in _ENDS.finditer(gap)), default=0)
    if gap and _forbids(gap[cut:], after, denial):
        return True
    if _modal(text[start:end], denial, inside=True) or denial.inside.search(text, start, end) and denial.consequence.match(after) is None:
        return True
    if denial.unfinished.match(text, start, end):
        return False
    before = text[opened:head]
    if not before and end - head <= 3 and opened and text[opened - 1] == "," and (not after or after[0] in ",;。!?\n、)等"):
        # A list with commas: 不用检查,签字,打卡.
        before = text[_opening(text, opened - 1):opened - 1]
        while len(before) <= 3 and opened > 1 and (further := _opening(text, opened - 1)) and text[further - 1] == ",":
            opened = further
            before = text[_opening(text, opened - 1):opened - 1]
        return _modal(before, denial) and not denial.contrast.match(after)
    if not _forbids(before, after, denial):
        return False
    return not (cut and denial.contrast.search(gap[cut:] + after[:4]))


def _opening(text: str, at: int) -> int:
    """Where the part of the sentence begins that `at` stands in, at most a window back."""
    floor = max(0, at - _WINDOW)
    return max((found.end() for found in _ENDS.finditer(text, floor, at)), default=floor)


def _modal(scope: str, denial: Denial, *, inside: bool = False) -> bool:
    """Whether a denial of the kind 'need not' stands in this stretch and still holds at its end; `inside`: not at its very beginning."""
    return any(denial.reach.fullmatch(scope, found.end()) is not None for found in denial.before.finditer(scope) if found.start() or not inside)


def _forbids(scope: str, after: str, denial: Denial) -> bool:
    """Whether this stretch before the words denies them: 不用 does, 没 does unless something follows from it (没签字的重写, 要是没签字，…)."""
    if _modal(scope, denial):
        return True
    direct = denial.direct.search(scope)
    if direct is None or denial.consequence.match(after):
        return False
    return denial.condition.search(scope[:direct.start()]) is None or denial.lenient.match(after) is not None
