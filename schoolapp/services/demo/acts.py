"""What can happen in the demo school: plain acts with their moment and who acts. When they happen stands in `plan`, `afternoons` and `leading`,
how they are done in `fill` and `led`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from schoolapp.rules.calendar import CalendarRow
from schoolapp.rules.feedback import Voice
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.monitoring import Monitoring
from schoolapp.rules.sign_up import SignUp
from schoolapp.rules.walks import WalkPoint
from schoolapp.services.afterschool.outside_care import CareDraft
from schoolapp.services.demo.cast import Place, ProgrammePlan
from schoolapp.services.holidays import HolidayDraft
from schoolapp.services.homework import Draft
from schoolapp.services.homework.long_task import LongDraft
from schoolapp.services.providers import PersonDraft, ProviderDraft
from schoolapp.services.surveys import SurveyDraft


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


class Trouble(NamedTuple):
    """A step of the problem list: `which` names the problem by its text or by the kind of its findings; `day`: of these findings."""
    at: datetime
    staff: str
    step: str
    which: str
    day: date


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


class AnswerHours(NamedTuple):
    """A word on the own hours of the month that holds `day`: fine, or `note` says what is not."""
    at: datetime
    staff: str
    day: date
    note: str = ""


class SignHours(NamedTuple):
    """The coordinator's signature under the hours of the month that holds `day`."""
    at: datetime
    staff: str
    day: date


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


class Turn(NamedTuple):
    """The principal opens a way of being heard."""
    at: datetime
    staff: str
    voice: Voice


class Answer(NamedTuple):
    """A family tells how many minutes a class-day's written homework took at home; nobody of the school acts."""
    at: datetime
    day: date
    place: Place
    minutes: int
    address: str


class Note(NamedTuple):
    """A monitoring from outside is noted."""
    at: datetime
    staff: str
    monitoring: Monitoring


HeardAct = Turn | Answer | Note


class OpenSurvey(NamedTuple):
    """A questionnaire is opened; `programme`: the number of the service programme that it is about."""
    at: datetime
    staff: str
    draft: SurveyDraft
    programme: str = ""


class Sheets(NamedTuple):
    """A day's sheets of a questionnaire: a class or a teacher's number, question -> the chosen option's place."""
    at: datetime
    staff: str
    title: str
    sheets: tuple[tuple[Place | str, dict[str, int]], ...]


AskedAct = OpenSurvey | Sheets


class OpenBox(NamedTuple):
    """The principal sets up the box of suggestions."""
    at: datetime
    staff: str


class Write(NamedTuple):
    """A family writes to the principal about a class-day; nobody of the school acts. `key` names it for the acts after it."""
    at: datetime
    key: str
    category: str
    place: Place
    day: date
    text: str
    contact: str = ""


class Reply(NamedTuple):
    """The principal answers what a family wrote, and puts a problem into the list where there was one."""
    at: datetime
    staff: str
    key: str
    text: str
    problem: str = ""
    clause: str = ""


class Solved(NamedTuple):
    """The family says that it is solved."""
    at: datetime
    key: str


WrittenAct = OpenBox | Write | Reply | Solved


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


Ground = Offer | MoveTimes | FileProvider | AttachPlan | NoteCare | PublishFees | CountHeads  # what a quick look into a later week needs too
ServiceAct = Ground | Hold | Cover | Walk | FollowUp | AnswerHours | SignHours
Act = Trouble | WrittenAct | HomeworkAct | ServiceAct | LeadAct | HeardAct | AskedAct
