"""Who signed up for the after-school service, as counts of a class that hold from a day on: asked for it, taking part, all five days,
extended care on request, not taking part with a signed notice. Taking part is voluntary: full participation is never a target.

Not here: coverage and its findings (`afterschool`, `findings`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

HEADS_MOST = 200
_SAID_BESIDE = ("all_five", "extended", "declined")

T = TypeVar("T")


class SignUp(NamedTuple):
    """A class's counts. None: not said (counts that came before it was asked, or with a workbook)."""

    pupils: int
    asked: int
    joined: int
    all_five: int | None = None
    extended: int | None = None
    declined: int | None = None

    @property
    def waiting(self) -> int:
        """Asked and not taking part: what coverage lacks."""
        return self.asked - self.joined

    @property
    def unsigned(self) -> int | None:
        """Neither taking part nor on file with a signed notice; None where nobody said how many are."""
        return None if self.declined is None else self.pupils - self.joined - self.declined


def faults_of(counts: SignUp) -> list[tuple[str, str]]:
    """(field, code) of what cannot be: range, above_pupils, above_asked, above_joined, above_rest (more signed notices than pupils who take
    no part). Nobody can take part who did not ask, on all days who takes part on none, and so on."""
    faults = [(name, "range") for name, value in counts._asdict().items() if value is not None and not 0 <= value <= HEADS_MOST]
    if faults:
        return faults
    if counts.asked > counts.pupils:
        faults.append(("asked", "above_pupils"))
    if counts.joined > counts.asked:
        faults.append(("joined", "above_asked"))
    elif counts.joined > counts.pupils:
        faults.append(("joined", "above_pupils"))
    for name, value in (("all_five", counts.all_five), ("extended", counts.extended)):
        if value is not None and value > counts.joined:
            faults.append((name, "above_joined"))
    if counts.declined is not None and counts.declined > counts.pupils - counts.joined:
        faults.append(("declined", "above_rest"))
    return faults


def standing_on(rows: Sequence[tuple[date, T]], day: date) -> T | None:
    """Of (holds from, what) in the order of days: the newest that holds on a day, before the first one the first; None without any."""
    standing = rows[0][1] if rows else None
    for valid_from, what in rows:
        if valid_from <= day:
            standing = what
    return standing


def still_fitting(counts: SignUp) -> SignUp:
    """The same without what can no longer be said once pupils, asked and joined came from elsewhere (a workbook, the administrator)."""
    odd = {name for name, _code in faults_of(counts)}
    return SignUp(counts.pupils, counts.asked, counts.joined, *(None if name in odd else getattr(counts, name) for name in _SAID_BESIDE))


def sum_of(found: Iterable[SignUp]) -> SignUp:
    """Sums over classes; what one of them does not say is not said of all."""
    rows = list(found)

    def total(name: str) -> int | None:
        values = [getattr(row, name) for row in rows]
        return None if not rows or None in values else sum(values)

    return SignUp(sum(r.pupils for r in rows), sum(r.asked for r in rows), sum(r.joined for r in rows), *(total(name) for name in _SAID_BESIDE))
