"""What is about to be registered: drafts, their limits, and how a registration is refused. Nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from schoolapp.rules.homework import MINUTES_MAX, TEXT_MAX, WRITTEN_KINDS, Counted, Kind, Tier
from schoolapp.rules.load import BarSegment, Load, Verdict, bar_segments
from schoolapp.rules.people import ClassRef
from schoolapp.rules.policy import Profile
from schoolapp.rules.privacy import find_personal

LINES_MAX = 10
REASON_MAX = 500


class Draft(NamedTuple):
    """One line of the form. Minutes are whole, 0 to 240; `in_school` None = not stated (counts as home)."""

    text: str
    minutes: int
    kind: Kind = Kind.WRITTEN
    tier: Tier = Tier.EVERYONE
    in_school: int | None = None

    def counted(self, subject: str, item_id: int = 0) -> Counted:
        """The line as the sums read it."""
        return Counted(item_id, subject, self.kind, self.tier, self.minutes, self.in_school)

    @property
    def written_at_home(self) -> int:
        """Minutes of written work that the line leaves for home, of any tier."""
        return self.minutes - (self.in_school or 0) if self.kind in WRITTEN_KINDS else 0


class Fault(NamedTuple):
    """What is wrong with a field: `line` counts from 0, None = the whole form. Codes: empty, long, identity, mobile, range,
    above_minutes, low_grade, required, none, many."""

    line: int | None
    field: str
    code: str


class BadDraft(Exception):
    """The form cannot be taken as it is; every fault at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(f"{f.field}: {f.code}" for f in faults))
        self.faults = tuple(faults)


class Refused(Exception):
    """The act does not go now. Codes: not_school_day (day, classes, proposal), after_term (last), before_year, has_items,
    withdrawn, same; no_record (nothing is recorded over the cap here), needs_approval (only with a leader's word)."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """A class's sum with what is being added to `before` (None: nothing). `refused`: it has no room; `low_home` = written minutes that the
    addition would leave for home in grades 1-2, where none may be."""

    one: ClassRef
    verdict: Verdict
    load: Load
    profile: Profile
    before: Load | None = None
    refused: bool = False
    low_home: int = 0

    @property
    def segments(self) -> tuple[BarSegment, ...]:
        """The load bar: made where it is shown, most registrations show none."""
        return bar_segments(self.load, self.one.grade, self.profile, self.before)


@dataclass(frozen=True, slots=True)
class Offers:
    """What would fit instead, for the classes that were refused: `shorten` = (line, minutes); `optional` = (line, optional minutes of
    the fullest class then); `in_school`: grades 1-2, all of it during lessons."""

    shorten: tuple[int, int] | None = None
    optional: tuple[int, int] | None = None
    in_school: bool = False


class NoRoom(Exception):
    """Nothing was published: at least one class has no room. `classes` has the figures of all of them, the new ones of this instant."""

    def __init__(self, classes: Sequence[ClassFigures], offers: Offers, minutes: int) -> None:
        super().__init__("no_room")
        self.classes, self.offers, self.minutes = tuple(classes), offers, minutes

    @property
    def refused(self) -> tuple[ClassFigures, ...]:
        return tuple(c for c in self.classes if c.refused)

    @property
    def fitting(self) -> tuple[ClassFigures, ...]:
        return tuple(c for c in self.classes if not c.refused)


def text_fault(text: str, most: int) -> str:
    """The code of what is wrong with a free text, '' when it may stand."""
    if not text:
        return "empty"
    if len(text) > most:
        return "long"
    personal = find_personal(text)
    return personal.value if personal else ""


def draft_faults(drafts: Sequence[Draft]) -> list[Fault]:
    """Everything wrong with the lines by themselves. Rules on wording (rules.wording) are asked here too, once they exist."""
    faults: list[Fault] = []
    if not drafts:
        faults.append(Fault(None, "items", "none"))
    if len(drafts) > LINES_MAX:
        faults.append(Fault(None, "items", "many"))
    for line, draft in enumerate(drafts):
        if code := text_fault(draft.text, TEXT_MAX):
            faults.append(Fault(line, "text", code))
        if not 0 <= draft.minutes <= MINUTES_MAX:
            faults.append(Fault(line, "minutes", "range"))
        elif draft.in_school is not None and not 0 <= draft.in_school <= draft.minutes:
            faults.append(Fault(line, "in_school", "above_minutes"))
    return faults


def reason_faults(reason: str) -> list[Fault]:
    """What is wrong with a reason that has to be given."""
    code = text_fault(reason, REASON_MAX)
    return [Fault(None, "reason", "required" if code == "empty" else code)] if code else []


def cleaned(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The lines without spaces at their ends and with plain line ends."""
    return tuple(d._replace(text="\n".join(d.text.split("\r\n")).strip()) for d in drafts)
