"""What can happen in the demo school: plain acts with their moment and who acts. When they happen stands in `plan`, `afternoons` and `leading`,
how they are done in `fill` and `led`."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from schoolapp.rules.calendar import CalendarRow
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.services.demo.cast import Place, ProgrammePlan
from schoolapp.services.holidays import HolidayDraft
from schoolapp.services.homework import Draft
from schoolapp.services.homework.long_task import LongDraft


class Post(NamedTuple):
    """Homework of one teacher for parallel classes; with a `reason` it is 补录."""

    at: datetime
    staff: str
    day: date
    subject: str
    places: tuple[Place, ...]
    drafts: tuple[Draft, ...]
    reason: str = ""


class Amend(NamedTuple):
    """A correction of what was registered for a class today, `minutes` less; with 0 it is withdrawn."""

    at: datetime
    staff: str
    day: date
    subject: str
    place: Place
    minutes: int
    reason: str


class Declare(NamedTuple):
    """'None today' of a subject, or ('') of the whole class."""

    at: datetime
    staff: str
    place: Place
    subject: str


class Enter(NamedTuple):
    """A calendar row written by the administrator."""

    at: datetime
    staff: str
    row: CalendarRow


class Sample(NamedTuple):
    """Sampled time of a class-day: pupils asked, their mean in tenths of a minute."""

    at: datetime
    staff: str
    place: Place
    asked: int
    mean_tenths: int


class Grant(NamedTuple):
    """代课 of a subject in a class up to a day."""

    at: datetime
    staff: str
    place: Place
    subject: str
    instead: str
    end: date


class Judge(NamedTuple):
    """A finding of a class-day is judged."""

    at: datetime
    staff: str
    kind: FindingKind
    day: date
    place: Place
    state: FindingState
    reason: str


HomeworkAct = Post | Amend | Declare | Enter | Sample | Grant | Judge


class Offer(NamedTuple):
    """The coordinator enters a programme."""

    at: datetime
    staff: str
    programme: ProgrammePlan


class Hold(NamedTuple):
    """A session is logged: held with heads, or cancelled with a reason. Times in minutes after midnight."""

    at: datetime
    staff: str
    day: date
    programme: ProgrammePlan
    start: int
    end: int
    present: int | None
    content: str
    reason: str = ""

    @property
    def held(self) -> bool:
        return self.present is not None


ServiceAct = Offer | Hold


class Plan(NamedTuple):
    """A subject group, or the office for what is left (no `subjects`), plans the term with the starter's minutes."""

    at: datetime
    staff: str
    subjects: tuple[str, ...]


class Hands(NamedTuple):
    """Hands up per band for a class-day, of all homework ('') or of one subject."""

    at: datetime
    staff: str
    place: Place
    day: date
    subject: str
    hands: tuple[int, ...]


class Sheet(NamedTuple):
    """A sample sheet: a page with a title and its lines."""

    at: datetime
    staff: str
    grade: int
    subject: str
    day: date
    title: str
    note: str
    lines: tuple[str, ...]


class HolidayWork(NamedTuple):
    """Lines of a teacher for the list of the holiday that begins on `start`."""

    at: datetime
    staff: str
    start: date
    subject: str
    places: tuple[Place, ...]
    drafts: tuple[HolidayDraft, ...]


class Spread(NamedTuple):
    """A long task over several days."""

    at: datetime
    staff: str
    subject: str
    places: tuple[Place, ...]
    days: tuple[date, ...]
    draft: LongDraft


class Ask(NamedTuple):
    """A line for which a class has no room today: a colleague is asked to shorten something."""

    at: datetime
    staff: str
    day: date
    subject: str
    place: Place
    draft: Draft


class Often(NamedTuple):
    """Lines that a teacher keeps for use again (常用作业), with a blank for the page."""

    at: datetime
    staff: str
    subject: str
    drafts: tuple[Draft, ...]


LeadAct = Plan | Hands | Sheet | HolidayWork | Spread | Ask | Often
Act = HomeworkAct | ServiceAct | LeadAct
