"""What the words of a text give away, by rules that stand as data (`data/wording.json`): a clause, the words found, a hint, a safer wording.
For homework texts and for the content of service sessions (C21 and others). Not here: what a hit leads to (`findings`)."""

from __future__ import annotations

from schoolapp.rules.wording.book import CLAUSES, NOTHING_OWN, Hit, HitLevel, OwnPattern, SchoolWording, Trap, WordingRule, book, hint_in, normalised
from schoolapp.rules.wording.engine import built_in_rules, homework_hits, kind_prompt, may_hit, new_lesson_hit, session_hits
from schoolapp.rules.wording.mending import suggestion
from schoolapp.rules.wording.written import KindPrompt, asks_low, covered

__all__ = [
    "CLAUSES",
    "NOTHING_OWN",
    "Hit",
    "HitLevel",
    "KindPrompt",
    "OwnPattern",
    "SchoolWording",
    "Trap",
    "WordingRule",
    "asks_low",
    "book",
    "built_in_rules",
    "covered",
    "hint_in",
    "homework_hits",
    "kind_prompt",
    "may_hit",
    "new_lesson_hit",
    "normalised",
    "session_hits",
    "suggestion",
]
