"""What the rules of wording say of holiday items while they are written, and their safe wording. Asking for a reason stands in
`homework.worded`."""

from __future__ import annotations

from collections.abc import Sequence

from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.homework.beside import Words, words_of
from schoolapp.services.house import House
from schoolapp.services.school import standing_of
from schoolapp.services.wording import Worded


def holiday_words(*, house: House, actor: Actor, class_ids: Sequence[int], lines: Sequence[Worded]) -> tuple[Words, ...]:
    """Line by line what the rules say of it for these classes, the strictest of them; without classes as for any grade."""
    actor.needs(Permit.LIST_HOLIDAY)
    wanted = set(class_ids)
    classes = [c for c in standing_of(house=house).classes.values() if c.id in wanted]
    return tuple(words_of(house=house, line=line, classes=classes) for line in lines)
