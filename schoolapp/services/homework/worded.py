"""Whether lines that are about to be published stand in words that need a reason, or a look first. What the rules say of a text while it is
written stands in `services.wording`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from schoolapp.rules.people import ClassRef
from schoolapp.rules.wording import HitLevel, homework_hits
from schoolapp.services.house import House
from schoolapp.services.wording import REASONS, LineWording, Worded, read_line, school_wording


class NeedsWords(Exception):
    """Nothing was published: `lines` (from 0) with what the rules say of them. A line that `blocks` wants a reason, another one a look."""

    def __init__(self, lines: Mapping[int, LineWording]) -> None:
        super().__init__("wording")
        self.code, self.lines = "wording", dict(lines)


def check_words(
    *,
    house: House,
    drafts: Sequence[Worded],
    classes: Sequence[ClassRef],
    reasons: Mapping[int, str],
    seen: Mapping[int, Collection[str]] | None,
) -> dict[int, str]:
    """The reasons to keep: line -> one of the choices, for lines with words that a rule stops. `seen`: line -> clauses that its author was
    shown; None where nobody is there to look, then only what blocks is asked about. Raises NeedsWords. Texts without a hit cost next to
    nothing."""
    own = school_wording(house=house)
    grades = sorted({c.grade for c in classes})
    kept: dict[int, str] = {}
    lacking: dict[int, LineWording] = {}
    for line, draft in enumerate(drafts):
        hits = homework_hits(
            draft.text, grade=grades[0], kind=draft.kind, tier=draft.tier, minutes=draft.minutes, in_school=draft.in_school, own=own
        )
        if not hits:
            continue
        blocked = any(hit.level is HitLevel.BLOCK for hit in hits)
        unseen = seen is not None and any(hit.level is HitLevel.WARN and hit.clause not in seen.get(line, ()) for hit in hits)
        reason = reasons.get(line, "")
        if blocked and reason in REASONS:
            kept[line] = reason
        if unseen or (blocked and line not in kept):
            lacking[line] = read_line(draft, grades=grades, own=own)
    if lacking:
        raise NeedsWords(lacking)
    return kept
