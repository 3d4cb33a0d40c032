"""What a self-check reads beside the facts of a period: plans, signed weeks, walks, papers, questionnaires, suggestions in counts. Plain values;
None everywhere means that the school keeps no such record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from schoolapp.rules.figures import PeriodFacts, WordedItem
from schoolapp.rules.findings import FindingState
from schoolapp.rules.homework import Tier
from schoolapp.rules.selfcheck.results import Verdict


class WrittenItem(NamedTuple):
    """A published written item: minutes as estimated, the day on which it was published (school time)."""

    class_day_id: int
    subject: str
    tier: Tier
    minutes: int
    published_on: date


class WithdrawnItem(NamedTuple):
    """An item whose text a rule may hit and that was withdrawn on a day."""

    item: WordedItem
    withdrawn_on: date


class PlanFact(NamedTuple):
    """A subject's minutes a day in a grade's term plan, first set on a day."""

    term_id: int
    grade: int
    subject: str
    minutes: int
    first_set: date


class Decisions(NamedTuple):
    """Requests to make room that were answered: shortened, recorded over the cap with approval, declined."""

    lowered: int = 0
    approved: int = 0
    declined: int = 0


class Post(NamedTuple):
    """A duty slot: `role` principal, coordinator, leader (of a grade), homeroom (of a class). Grade and number 0 where they do not apply."""

    role: str
    grade: int
    number: int
    filled: bool


class SignedWeek(NamedTuple):
    grade: int
    monday: date
    signed_on: date


class Signal(NamedTuple):
    """A questionnaire's figure over the period: how many said it of how many, in how many classes (of `all_classes` of the school)."""

    yes: int
    of: int
    classes: int
    all_classes: int


class Reports(NamedTuple):
    """Suggestions of one category: received, still open; found true and those of them that were dealt with, None where nobody records it."""

    received: int
    open: int
    upheld: int | None = None
    handled: int | None = None


class Paper(NamedTuple):
    """A paper that is valid from its own date on, until it was withdrawn."""

    valid_from: date
    withdrawn_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.withdrawn_on is None or day < self.withdrawn_on)


class OutsideSession(NamedTuple):
    """A held session with an outside provider; whether list, licence and contract were in order that day."""

    session_id: int
    provider: str
    in_order: bool


class StaffMonth(NamedTuple):
    """Hours of an ended month: persons with held minutes, and how many confirmed them in a month that was signed."""

    month: str
    people: int
    signed: int


class Hotline(NamedTuple):
    """The phone or mailbox shown on the notices: since when; None: not shown now."""

    since: date | None


class Answers(NamedTuple):
    """Suggestions whose answer was due in the period, and how many of them were answered in time."""

    due: int
    in_time: int


class Exam(NamedTuple):
    """A whole-grade test. `kind` final, midterm, mock, other; `paper`: pen and paper; `wide`: set for several schools; `scores`: scores or ranks
    were given out; `graduating`: the grade leaves school this year."""

    day: date
    grade: int
    subject: str
    kind: str
    paper: bool
    wide: bool
    scores: bool
    graduating: bool


class MarkingCheck(NamedTuple):
    """Exercise books that were looked at, and how many the teacher had marked in full."""

    books: int
    marked: int


class Said(NamedTuple):
    """What people put to an item: papers in force in the period, dated signs that it is carried out, the newest, and their own answer."""

    papers: int
    signs: int
    latest: date | None = None
    answer: Verdict | None = None


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """Everything that the items are judged by. `period` has all grades; `walked`: days with a walk-through; `extended`: class -> (holds from,
    pupils who asked for extended care), None where it was never said; `approved`: (class, day) recorded over the cap with approval;
    `providers_kept`: whether the register of providers is
    kept here; `decided`: sessions on days without school that have a decision; `led`: sessions with a named person who was in no other at the time;
    `required`: grade -> the subjects to teach, each with its alternatives; `money`: spent and of it to staff, yuan."""

    period: PeriodFacts
    states: Mapping[str, FindingState] = field(default_factory=dict, hash=False)
    written: tuple[WrittenItem, ...] = ()
    withdrawn: tuple[WithdrawnItem, ...] = ()
    declared_late: frozenset[tuple[int, date]] = frozenset()
    posts: tuple[Post, ...] = ()
    signed_weeks: tuple[SignedWeek, ...] | None = None
    walked: frozenset[date] | None = None
    overdue: int | None = None
    plans: tuple[PlanFact, ...] | None = None
    decisions: Decisions = Decisions()
    approved: frozenset[tuple[int, date]] = frozenset()
    signals: Mapping[str, Signal] = field(default_factory=dict, hash=False)
    reports: Mapping[str, Reports] | None = field(default=None, hash=False)
    extended: Mapping[int, tuple[tuple[date, int | None], ...]] = field(default_factory=dict, hash=False)
    service_plans: tuple[Paper, ...] = ()
    programmes: int = 0
    outside: tuple[OutsideSession, ...] = ()
    providers_kept: bool = True
    decided: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()
    leaders: tuple[int, int] | None = None
    months: tuple[StaffMonth, ...] | None = None
    money: tuple[int, int] | None = None
    hotline: Hotline = Hotline(None)
    answers: Answers | None = None
    teaching: frozenset[tuple[int, str]] = frozenset()
    required: Mapping[int, tuple[tuple[str, ...], ...]] | None = field(default=None, hash=False)
    exams: tuple[Exam, ...] | None = None
    marking: tuple[MarkingCheck, ...] | None = None
    said: Mapping[str, Said] = field(default_factory=dict, hash=False)
