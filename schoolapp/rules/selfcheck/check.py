"""The period as the items look at it: what was owed and recorded, the findings of each kind, and how an item's answer is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from schoolapp.rules.afterschool import SessionFact, month_of
from schoolapp.rules.figures import ClassDayFact, ClassFact, GradeDay, Period, service_is_known
from schoolapp.rules.findings import Finding, FindingKind, FindingState, Level, asked_weeks, findings_of_period
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.rules.selfcheck.facts import CheckFacts, Signal
from schoolapp.rules.selfcheck.judging import (
    NO_DATA,
    Completeness,
    Ruling,
    ban,
    combined,
    completeness,
    most_of,
    person,
    rate,
)
from schoolapp.rules.selfcheck.results import Fact, ItemResult, Part, Place, Value, Verdict
from schoolapp.rules.selfcheck.thresholds import limit, thresholds, whole

FEWEST_DAYS = 3  # school days; a shorter period shows its rates and judges none of them (R12)
NO_SERVICE = Ruling(Verdict.NO_DATA, ("no_service",))


class Check:
    """Looks the facts up once for all items. Reads only, keeps what it worked out."""

    def __init__(self, facts: CheckFacts) -> None:
        self.facts = facts
        self.period = Period(facts.period)
        self.start, self.due_to, self.known_to = self.period.start, self.period.due_to, self.period.known_to
        self.school_days = len(self.period.due_days)
        self.confirmed = facts.period.calendar.confirmed(facts.period.start, facts.period.end)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(findings_of_period(self.period))

    def of(self, *kinds: FindingKind) -> list[Finding]:
        return [one for one in self.findings if one.kind in kinds]

    def worded(self, clause: str) -> tuple[list[Finding], list[Finding], list[Finding]]:
        """Hits of the wording rules of a clause: those that count, those nobody has looked at (R17), those judged a false alarm. A hit that stops
        counts until it is judged; one that only warns once it is found true."""
        counted, waiting, cleared = [], [], []
        for one in self.of(FindingKind.WORDING):
            if one.clause != clause:
                continue
            state = self.facts.states.get(one.key, FindingState.TO_VERIFY)
            if state is FindingState.FALSE_ALARM or (state is FindingState.EXPLAINED and one.level is Level.INFO):
                cleared.append(one)
            elif one.level is Level.YELLOW or state in (FindingState.TRUE, FindingState.LISTED):
                counted.append(one)
            else:
                waiting.append(one)
        return counted, waiting, cleared

    @cached_property
    def expected(self) -> tuple[tuple[ClassFact, date], ...]:
        return tuple(self.period.expected_class_days())

    @cached_property
    def weeks(self) -> tuple[tuple[ClassFact, tuple[date, ...]], ...]:
        """Class-weeks of grades 1-2 that are asked by the week."""
        return tuple((one, tuple(days)) for one, days in asked_weeks(self.period))

    def is_recorded(self, one: ClassFact, *days: date) -> bool:
        return any((one.ref.id, day) in self.period.recorded for day in days)

    @cached_property
    def homework_owed(self) -> tuple[int, int]:
        """(recorded, owed): class-days, with the class-weeks of grades that are asked by the week."""
        recorded = sum(self.is_recorded(one, day) for one, day in self.expected) + sum(self.is_recorded(one, *days) for one, days in self.weeks)
        return recorded, len(self.expected) + len(self.weeks)

    @property
    def missing(self) -> int:
        """Units of homework that are owed and not recorded."""
        recorded, owed = self.homework_owed
        return owed - recorded

    @cached_property
    def homework_complete(self) -> Completeness:
        recorded, owed = self.homework_owed
        return completeness(recorded, owed) if owed else completeness(len(self.judged), 0)

    @cached_property
    def judged(self) -> tuple[ClassDayFact, ...]:
        """Class-days that are recorded, on any day."""
        return tuple(row for row in self.period.days if row.recorded)

    def grade(self, row: ClassDayFact) -> int:
        return self.period.classes[row.class_id].ref.grade

    def place(self, class_id: int) -> Place:
        ref = self.period.classes[class_id].ref
        return Place(ref.grade, ref.number)

    def upper(self, rows: Iterable[ClassDayFact]) -> Iterator[ClassDayFact]:
        return (row for row in rows if self.grade(row) not in LOW_GRADES)

    @cached_property
    def has_service(self) -> bool:
        return service_is_known(self.facts.period)

    @cached_property
    def required_days(self) -> tuple[GradeDay, ...]:
        return tuple(one for one in self.period.grade_days if one.required)

    @cached_property
    def held(self) -> tuple[SessionFact, ...]:
        """Held sessions of every category, on any day."""
        return tuple(s for s in self.period.sessions if s.held)

    @cached_property
    def grades(self) -> tuple[int, ...]:
        """Grades with a class on the first or the last day of the period."""
        days = (self.start, max(self.start, self.known_to))
        return tuple(sorted({grade for day in days for grade in self.period.grades_on(day)}))

    @cached_property
    def first_record(self) -> date | None:
        """The first day of the period with any homework or service record (R10)."""
        days = [*(row.day for row in self.judged), *(s.day for s in self.period.sessions)]
        return min(days, default=None)

    def signal(self, key: str) -> Signal | None:
        return self.facts.signals.get(key)

    def ban(self, code: str, breaches: int, judged: int, complete: Completeness, repeated: int) -> Ruling:
        """R4 with the thresholds of an item."""
        return ban(breaches, judged, complete, tolerance=limit(f"{code}.tolerance"), most=whole(f"{code}.repeated"), repeated=repeated)

    def rate(self, code: str, done: int, of: int, *, in_scope: bool = True) -> Ruling:
        """R5 with the thresholds of an item."""
        return rate(done, of, full=limit(f"{code}.full"), part=limit(f"{code}.part"), in_scope=in_scope)

    def of_days(self, ruling: Ruling, breaches: int = 0) -> Ruling:
        """What rests on school days: none in the period, or too few of them, is 无数据 unless something occurred (R1, R12); a calendar that is not
        published caps (R9)."""
        if self.school_days < FEWEST_DAYS and not breaches:
            return Ruling(NO_DATA.verdict, ("no_school_days" if self.school_days == 0 else "few_days",))
        return ruling if self.confirmed else ruling.capped("calendar")


def repeated_in(findings: Sequence[Finding]) -> int:
    """The most that one class (or grade) has of these in one calendar month."""
    return most_of([((one.class_id or one.grade), month_of(one.date)) for one in findings if one.date is not None])


def fact(code: str, name: str, value: Value | None = None, n: int | None = None, d: int | None = None, *, missing: int = 0, unit: str = "",
         records: Iterable[str] = ()) -> Fact:
    """A figure of an item; with numerator and denominator alone its value is the numerator."""
    return Fact(f"{code.lower()}.{name}", n if value is None else value, n, d, missing, unit, tuple(records))


def answer(
    check: Check, code: str, parts: Sequence[Part], facts: Sequence[Fact], *, compared: Iterable[str] = (), values: Mapping[str, Any] | None = None,
    findings: Iterable[Finding] = (), missing: int = 0, by_text: bool = False, asks_people: bool = False,
) -> ItemResult:
    """An item's answer from its parts (R6, R7). `by_text`: texts were screened, which proves no more than that nothing was found."""
    own = tuple(parts)
    if by_text:
        own = tuple(part if part.verdict is not Verdict.MET or part.name != "text" else Part(part.name, Verdict.NOT_FOUND, part.tags) for part in own)
    said = (person(check.facts.said.get(code)),) if asks_people else ()
    ruling = combined((*own, *said))
    names = [name for prefix in compared for name in thresholds().values if name == prefix or name.startswith(f"{prefix}.")]
    return ItemResult(code, ruling.verdict, tuple(facts), ruling.tags, tuple((name, _plain(name)) for name in names), missing,
                      tuple(one.key for one in findings), dict(values or {}), (*own, *said))


def _plain(name: str) -> str:
    one = thresholds().values[name]
    return f"{float(one.value * 100):g}%" if one.share else str(int(one.value))


def part(name: str, ruling: Ruling) -> Part:
    return Part(name, ruling.verdict, ruling.tags)


Evaluator = Callable[[Check], ItemResult]
