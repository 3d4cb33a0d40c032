"""The facts of a period and the figures they give: school days, class-days, minutes, sessions, weeks of 5+2, heads.

What exists counts up to today, what is owed up to yesterday; bounds are inclusive. Not here: findings (`findings`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from schoolapp.rules.afterschool import (
    Coverage,
    DayService,
    ServiceWeek,
    SessionFact,
    by_grade_and_day,
    coverage_of,
    day_service,
    meets_two,
    session_minutes,
    weeks_met,
)
from schoolapp.rules.calendar import ONE_DAY, Calendar, days_between, iso_week
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.people import ClassRef, System, school_year_of
from schoolapp.rules.policy import Profile, profile_on
from schoolapp.rules.wording import NOTHING_OWN, SchoolWording

Figure = int | float


class ClassFact(NamedTuple):
    """A class of a school year with its heads as of the period's last due day."""

    ref: ClassRef
    pupils: int
    asked: int
    joined: int

    @property
    def coverage(self) -> Coverage:
        return Coverage(self.pupils, self.asked, self.joined)


class ClassDayFact(NamedTuple):
    """A class-day as it is stored: its load in minutes, its published items, how many of them are late, and whether a 'none
    today' of the whole class stands."""

    id: int
    class_id: int
    day: date
    written: int
    home: int
    optional: int
    stated_written: int
    stated_home: int
    items: int
    late: int
    declared: bool

    @property
    def recorded(self) -> bool:
        return self.items > 0 or self.declared


class ItemFact(NamedTuple):
    """The little that findings need of a published item."""

    id: int
    class_day_id: int
    kind: Kind
    tier: Tier
    home_minutes: int
    late: bool


class WordedItem(NamedTuple):
    """What the wording rules need of a published item. Minutes are whole; `in_school` None = not stated."""

    id: int
    class_day_id: int
    text: str
    kind: Kind
    tier: Tier
    minutes: int
    in_school: int | None


class SampleFact(NamedTuple):
    """Sampled time of a class-day: pupils asked and their mean in tenths of a minute."""

    id: int
    class_id: int
    day: date
    asked: int
    mean_tenths: int


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """Everything that figures and findings of a period are made of.

    `days` must reach back to the Monday of the week of `start` (grades 1-2 are asked by the week); what lies outside the
    period is used for nothing else. `items` are those of the class-days in the period, `samples` and `sessions` those dated in
    it. `classes` are the classes of every school year that the period touches, with heads as of `heads_on(start, end, today)`.
    `programme_terms` are the ids of the terms that have any programme. `worded` are the items whose text a wording rule may hit,
    `wording` what the school added to these rules and silenced.
    """

    start: date
    end: date
    today: date
    system: System
    calendar: Calendar
    profiles: tuple[Profile, ...]
    classes: tuple[ClassFact, ...]
    days: tuple[ClassDayFact, ...] = ()
    items: tuple[ItemFact, ...] = ()
    samples: tuple[SampleFact, ...] = ()
    programme_terms: frozenset[int] = frozenset()
    sessions: tuple[SessionFact, ...] = ()
    worded: tuple[WordedItem, ...] = ()
    wording: SchoolWording = NOTHING_OWN

    @property
    def due_to(self) -> date:
        """The last day of which anything is owed: the earlier of the period's end and yesterday (may lie before `start`)."""
        return due_to(self.end, self.today)

    @property
    def known_to(self) -> date:
        """The last day of which what exists counts: the earlier of the period's end and today."""
        return min(self.end, self.today)


def due_to(end: date, today: date) -> date:
    """The earlier of the period's end and yesterday."""
    return min(end, today - ONE_DAY)


def heads_on(start: date, end: date, today: date) -> date:
    """The day whose counts of pupils stand for the period: its last due day, or its first day when none is due yet."""
    return max(start, due_to(end, today))


class GradeDay(NamedTuple):
    """A grade's due school day: its service (None without a held session) and, where announced beforehand as without, why."""

    grade: int
    day: date
    service: DayService | None
    announced: str | None
    met: bool

    @property
    def required(self) -> bool:
        return self.announced is None


class Period:
    """A period's facts, looked up from every side; made once for figures and findings. Reads only, keeps what it worked out."""

    def __init__(self, facts: PeriodFacts) -> None:
        self.facts = facts
        self.calendar = facts.calendar
        self.start, self.due_to, self.known_to = facts.start, facts.due_to, facts.known_to
        self.classes: Mapping[int, ClassFact] = {c.ref.id: c for c in facts.classes}
        by_year: dict[int, list[ClassFact]] = defaultdict(list)
        for one in sorted(facts.classes, key=lambda c: (c.ref.grade, c.ref.number, c.ref.id)):
            by_year[one.ref.year].append(one)
        self._classes_of_year: Mapping[int, Sequence[ClassFact]] = by_year
        self._grades_of_year = {year: tuple(sorted({c.ref.grade for c in found})) for year, found in by_year.items()}
        self._profiles: dict[date, Profile] = {}

    def profile(self, day: date) -> Profile:
        """The profile valid on a day."""
        found = self._profiles.get(day)
        if found is None:
            found = self._profiles[day] = profile_on(self.facts.profiles, day)
        return found

    def classes_on(self, day: date) -> Sequence[ClassFact]:
        """The classes of the school year of a day, by grade and number."""
        return self._classes_of_year.get(school_year_of(day), ())

    def grades_on(self, day: date) -> tuple[int, ...]:
        """The grades that have a class in the school year of a day."""
        return self._grades_of_year.get(school_year_of(day), ())

    def has_service(self, day: date) -> bool:
        """Whether any term that holds the day has a programme."""
        return any(term.id in self.facts.programme_terms for term in self.calendar.terms_on(day))

    @cached_property
    def days(self) -> tuple[ClassDayFact, ...]:
        """The class-days of the period up to today."""
        return tuple(d for d in self.facts.days if self.start <= d.day <= self.known_to and d.class_id in self.classes)

    @cached_property
    def recorded(self) -> frozenset[tuple[int, date]]:
        """(class id, day) of every recorded class-day known, also those of the week before the period's first day."""
        return frozenset((d.class_id, d.day) for d in self.facts.days if d.recorded)

    @cached_property
    def due_days(self) -> tuple[date, ...]:
        """The due school days: days that any grade with a class has."""
        days = days_between(self.start, self.due_to)
        return tuple(day for day in days if self.calendar.is_school_day_for_any(day, self.grades_on(day)))

    @cached_property
    def sessions(self) -> tuple[SessionFact, ...]:
        """The sessions of the period up to today."""
        return tuple(s for s in self.facts.sessions if self.start <= s.day <= self.known_to)

    def expected_class_days(self) -> Iterator[tuple[ClassFact, date]]:
        """The class-days that each must be recorded: due school days of the classes of grades that declare daily."""
        for day in self.due_days:
            profile = self.profile(day)
            for one in self.classes_on(day):
                if profile.declares_daily(one.ref.grade) and self.calendar.is_school_day(day, one.ref.grade):
                    yield one, day

    @cached_property
    def grade_days(self) -> tuple[GradeDay, ...]:
        """Every due school day of every grade in terms with a programme, required or announced as without service."""
        sessions = by_grade_and_day(self.sessions)
        found: list[GradeDay] = []
        for day in self.due_days:
            if not self.has_service(day):
                continue
            profile = self.profile(day)
            for grade in self.grades_on(day):
                if not self.calendar.is_school_day(day, grade):
                    continue
                service = day_service(sessions.get((grade, day), ()), profile.service_gap)
                announced = self.calendar.announced_without_service(day, grade)
                found.append(GradeDay(grade, day, service, announced, meets_two(service, profile)))
        return tuple(found)

    def service_weeks(self) -> tuple[ServiceWeek, ...]:
        """The (ISO week, grade) pairs of the period with a due school day, in order; those without a required day do not count."""
        weeks: dict[tuple[tuple[int, int], int], list[GradeDay]] = defaultdict(list)
        for one in self.grade_days:
            weeks[iso_week(one.day), one.grade].append(one)
        return tuple(
            ServiceWeek(
                week, grade, tuple(d.day for d in days if d.required), sum(d.met for d in days if d.required),
                tuple(d.day for d in days if not d.required),
            )
            for (week, grade), days in sorted(weeks.items())
        )

    def heads(self) -> Coverage:
        """Pupils, asked and taking part, summed over the classes of the school year of the period's last due day."""
        facts = self.facts
        return coverage_of(c.coverage for c in self.classes_on(heads_on(facts.start, facts.end, facts.today)))


def service_is_known(facts: PeriodFacts) -> bool:
    """Whether any term that the period touches has a programme; otherwise service figures are shown as 'no data'."""
    terms = facts.calendar.terms
    return any(t.id in facts.programme_terms and t.start <= facts.end and t.end >= facts.start for t in terms)


def figures_of(facts: PeriodFacts) -> dict[str, int]:
    """The figures of a period by name, in the order in which `check --json` has them. Minutes, days, heads: whole numbers."""
    return figures_of_period(Period(facts))


def figures_of_period(period: Period) -> dict[str, int]:
    """The same from a period that is looked up already."""
    expected = recorded = 0
    for one, day in period.expected_class_days():
        expected += 1
        recorded += (one.ref.id, day) in period.recorded
    met, weeks = weeks_met(period.service_weeks())
    heads = period.heads()
    held = [s for s in period.sessions if s.held]
    return {
        "school_days": len(period.due_days),
        "class_days_recorded": recorded,
        "class_days_expected": expected,
        "homework_items": sum(d.items for d in period.days),
        "late_items": sum(d.late for d in period.days),
        "written_minutes_total": sum(d.written for d in period.days),
        "home_minutes_total": sum(d.home for d in period.days),
        "sessions_held": len(held),
        "sessions_cancelled": len(period.sessions) - len(held),
        "weeks_5plus2_met": met,
        "weeks_5plus2_total": weeks,
        "staff_minutes_total": sum(session_minutes(s) for s in held),
        "pupils": heads.pupils,
        "pupils_asked": heads.asked,
        "pupils_joined": heads.joined,
    }
