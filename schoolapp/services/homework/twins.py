"""Whether the very same was published a moment ago, as happens with the browser's Back: asked once, never refused. Two equal rows are two
items, and imports, replays and the clock are not asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from schoolapp.records import homework as records
from schoolapp.records import timed
from schoolapp.rules.homework import Counted
from schoolapp.rules.people import ClassRef
from schoolapp.services.homework.drafts import Draft
from schoolapp.services.house import Work

WITHIN = timedelta(minutes=30)


class Held(Protocol):
    """A class's day with what is published there and what waits for its time (ids below 0)."""

    @property
    def one(self) -> ClassRef: ...

    @property
    def held(self) -> Sequence[tuple[Counted, bool]]: ...


class Twin(NamedTuple):
    """A line that stands already: the class, its number in the form (from 0), when it was published or set to be published."""

    one: ClassRef
    line: int
    at: datetime
    waits: bool


class Twins(Exception):
    """Nothing was published yet: some lines say what the same person published in the same class and subject a moment ago."""

    def __init__(self, twins: Sequence[Twin]) -> None:
        super().__init__("twins")
        self.code, self.twins = "twins", tuple(twins)

    @property
    def classes(self) -> tuple[ClassRef, ...]:
        return tuple(dict.fromkeys(twin.one for twin in self.twins))

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(sorted({twin.line for twin in self.twins}))

    @property
    def newest(self) -> Twin:
        return max(self.twins, key=lambda twin: twin.at)


def check_twins(work: Work, places: Iterable[Held], drafts: Sequence[Draft], subject: str) -> None:
    """Raises Twins. The database is asked only where minutes, kind and tier are equal too: nearly never."""
    alike = [
        (place.one, line, counted.id)
        for place in places
        for line, draft in enumerate(drafts)
        for counted, _late in place.held
        if counted._replace(id=0, in_school=None) == draft.counted(subject)._replace(in_school=None)
    ]
    if not alike:
        return
    found = [twin for one, line, number in alike if (twin := _twin(work, one, line, number, drafts[line].text)) is not None]
    if found:
        raise Twins(found)


def _twin(work: Work, one: ClassRef, line: int, number: int, text: str) -> Twin | None:
    row = records.find_item(work.connection, number) if number > 0 else timed.find_timed(work.connection, -number)
    if row is None or row.text != text or (row.entered_by or row.staff_id) != work.actor.staff_id:
        return None
    at = row.asked_at if isinstance(row, timed.TimedRow) else row.published_at
    return Twin(one, line, at, number < 0) if work.now - at <= WITHIN else None
