"""What can happen in the demo school: plain acts with their moment and who acts. When they happen stands in `plan` and `afternoons`, how
they are done in `fill`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from schoolapp.rules.calendar import CalendarRow
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.sign_up import SignUp
from schoolapp.rules.walks import WalkPoint
from schoolapp.services.afterschool.outside_care import CareDraft
from schoolapp.services.demo.cast import Place, ProgrammePlan
from schoolapp.services.homework import Draft
from schoolapp.services.providers import PersonDraft, ProviderDraft


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
    """A session is logged: held with heads, or cancelled with a reason. Times in minutes after midnight. `heads` by class = (place, expected,
    present, how far they got); `instead` = who stood in; `planned_start` of one held at another time; `room`: another one than planned."""

    at: datetime
    staff: str
    day: date
    programme: ProgrammePlan
    start: int
    end: int
    present: int | None
    content: str
    reason: str = ""
    heads: tuple[tuple[Place, int, int, str], ...] = ()
    instead: str = ""
    planned_start: int | None = None
    room: str = ""

    @property
    def held(self) -> bool:
        return self.present is not None


class MoveTimes(NamedTuple):
    """A season's timetable (夏令时): from a day to a day every time lies `minutes` later."""

    at: datetime
    staff: str
    name: str
    start: date
    end: date
    minutes: int


class FileProvider(NamedTuple):
    """The coordinator puts an outside provider on file with the people whom it sends."""

    at: datetime
    staff: str
    provider: ProviderDraft
    people: tuple[PersonDraft, ...]


class CountHeads(NamedTuple):
    """Sign-up counts of classes that hold from a day on."""

    at: datetime
    staff: str
    day: date
    counts: Mapping[Place, SignUp]


class AttachPlan(NamedTuple):
    """The term's written plan of the service, a paper of these lines."""

    at: datetime
    staff: str
    title: str
    own_date: date
    lines: tuple[str, ...]


class NoteCare(NamedTuple):
    """Care outside the service is noted."""

    at: datetime
    staff: str
    care: CareDraft


class PublishFees(NamedTuple):
    """The principal writes down the fees as they are published; the board itself stays closed."""

    at: datetime
    staff: str
    fees: str


class Cover(NamedTuple):
    """Somebody is put down to stand in for a session that is still to come."""

    at: datetime
    staff: str
    day: date
    programme: ProgrammePlan
    start: int
    instead: str


class Walk(NamedTuple):
    """A walk-through; the points in `follow` are to be followed up, the others are fine."""

    at: datetime
    staff: str
    day: date
    programme: ProgrammePlan
    start: int
    follow: tuple[WalkPoint, ...]
    note: str


class FollowUp(NamedTuple):
    """What a walk-through of that day left open is closed."""

    at: datetime
    staff: str
    day: date
    programme: ProgrammePlan
    note: str


Ground = Offer | MoveTimes | FileProvider | AttachPlan | NoteCare | PublishFees | CountHeads  # what a quick look into a later week needs too
ServiceAct = Ground | Hold | Cover | Walk | FollowUp
Act = HomeworkAct | ServiceAct
