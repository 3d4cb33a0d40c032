"""Whether the words of a text mean written work, and whether it is done in school: what the declared kind is compared with."""

from __future__ import annotations

import re
from typing import NamedTuple

from schoolapp.rules.homework import WRITTEN_KINDS, Kind
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.rules.wording.book import SchoolWording, book
from schoolapp.rules.wording.reading import HIDDEN, Found, Sight

_AFTER = re.compile("[\u4e00-\u9fff0-9]{0,3}")


class KindPrompt(NamedTuple):
    """A declared kind that does not fit the words (grade 3 and up): what was declared, what the words rather mean, and these words."""

    declared: Kind
    fits: Kind
    found: str


def covered(minutes: int | None, in_school: int | None) -> bool:
    """Whether the stated in-school minutes cover the work; where the minutes in all are not known, whether any are stated."""
    if in_school is None or in_school <= 0:
        return False
    return minutes is None or in_school >= minutes


def asks_low(grade: int, kind: Kind) -> bool:
    """Whether an item is to be read for written work under another kind (clause C10)."""
    return grade in LOW_GRADES and kind not in WRITTEN_KINDS


def _parts(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, under a heading 'in school') of each part between two separators."""
    heads = [(m.start(), m.end(), m["here"] is not None) for m in book().counting["heading"].finditer(text)]
    found = []
    for part in re.finditer("[^,;。!?\n]+", text):
        before = [here for _, end, here in heads if end <= part.end()]
        found.append((part.start(), part.end(), bool(before and before[-1])))
    return found


def written_words(sight: Sight, rule_id: str = "c10-written") -> list[tuple[int, int]]:
    """Where the text asks for something in writing that is not done in school."""
    rule, places = book().special[rule_id], book().special["c10-in-school"]
    all_here, here, home, left = places.patterns
    text = sight.text
    if all_here.search(text) and not left.search(text):
        return []
    found = []
    for start, end, heading in _parts(text):
        part = text[start:end]
        if (heading or here.search(part)) and not home.search(part) and not left.search(part):
            continue
        for pattern in rule.patterns:
            for match in pattern.finditer(part):
                before, after = part[max(0, match.start() - 16):match.start()], text[start + match.end():start + match.end() + 14]
                if HIDDEN in match[0] and "《" not in match[0] or any(p.search(before) for p in rule.before) or any(p.search(after) for p in rule.after):
                    continue
                found.append((start + match.start(), start + match.end()))
    return _joined(found, text)


def _joined(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Words side by side as one (抄 and 写), and with a short one what follows it (写 as 写两遍)."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return [(start, _AFTER.match(text, end).end() if end - start == 1 else end) for start, end in found]  # type: ignore[union-attr]


def written_hits(sight: Sight, own: SchoolWording) -> list[Found]:
    """Written work under another kind in grades 1-2, clause C10. Sums that may be said aloud are only worth a look."""
    found = []
    for name in ("c10-written", "c10-sums"):
        rule = book().special[name]
        if rule.id not in own.silenced_rules:
            found += [Found(rule, start, end, sight.plain.text[start:end]) for start, end in written_words(sight, name)]
    return found


def prompt_of(sight: Sight, kind: Kind) -> KindPrompt | None:
    """The kind that fits the words better than the declared one, if any."""
    words = book().special
    written = written_words(sight)
    if kind not in WRITTEN_KINDS:
        if not written:
            return None
        start, end = max(written, key=lambda span: span[1] - span[0])
        return KindPrompt(kind, Kind.WRITTEN, sight.plain.text[start:end])
    if written or book().special["kind-written-more"].patterns[0].search(sight.text):
        return None
    for fits in (Kind.SPORTS, Kind.LABOUR, Kind.ORAL, Kind.READING):
        match = words[f"kind-{fits.name.lower()}"].patterns[0].search(sight.text)
        if match is not None and HIDDEN not in match[0]:
            return KindPrompt(kind, fits, sight.plain.text[match.start():match.end()])
    return None


