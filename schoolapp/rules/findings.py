"""Findings: what the rules see in the facts of a period, each with its level, clause, figure, limit and records.

A finding is no verdict on anybody: it waits to be verified. Not here: the facts and figures of a period (`figures`), the
problem list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from schoolapp.rules.afterschool import ends_late_enough, is_long_enough, month_of
from schoolapp.rules.calendar import days_between, monday_of
from schoolapp.rules.figures import ClassDayFact, ClassFact, Figure, ItemFact, Period, PeriodFacts, figures_of_period, heads_on
from schoolapp.rules.homework import WRITTEN_KINDS, Tier
from schoolapp.rules.load import cap_of, counts_at_home, sample_counts
from schoolapp.rules.people import stage_of
from schoolapp.rules.policy import LOW_GRADES, Declaration
from schoolapp.rules.wording import HitLevel, homework_hits, new_lesson_hit

__all__ = ["Finding", "FindingKind", "FindingState", "Level", "PeriodFacts", "check_answer", "findings_of"]

ENOUGH_STATED = Fraction(4, 5)


class Level(StrEnum):
    """红 a breach, 黄 to look into, 提示 to know."""

    RED = "red"
    YELLOW = "yellow"
    INFO = "info"


class FindingKind(StrEnum):
    OVER_CAP = "homework.over_cap"
    HOME_WRITTEN = "homework.home_written_low_grades"
    MISSING = "homework.missing"
    WORDING = "homework.wording"
    LATE = "homework.late"
    IN_SCHOOL_SHARE = "homework.in_school_share"
    SAMPLE_OVER_CAP = "homework.sample_over_cap"
    OPTIONAL_OVER_LIMIT = "homework.optional_over_limit"
    NO_HOMEWORK_DAY = "homework.no_homework_day"
    NO_SESSION = "service.no_session"
    SHORT_DAY = "service.short_day"
    EARLY_END = "service.early_end"
    OUTSIDE_SCHOOL_DAYS = "service.outside_school_days"
    NEW_LESSON = "service.new_lesson"
    COVERAGE = "service.coverage"


# Level and clause of a kind. Wording is not here: both are the hit's own.
KINDS: Mapping[FindingKind, tuple[Level, str]] = MappingProxyType({
    FindingKind.OVER_CAP: (Level.RED, "C10"),
    FindingKind.HOME_WRITTEN: (Level.RED, "C10"),
    FindingKind.MISSING: (Level.YELLOW, "C8"),
    FindingKind.LATE: (Level.INFO, "C8"),
    FindingKind.IN_SCHOOL_SHARE: (Level.INFO, "C13"),
    FindingKind.SAMPLE_OVER_CAP: (Level.INFO, "C10"),
    FindingKind.OPTIONAL_OVER_LIMIT: (Level.INFO, "C10"),
    FindingKind.NO_HOMEWORK_DAY: (Level.INFO, "X3"),
    FindingKind.NO_SESSION: (Level.RED, "C15"),
    FindingKind.SHORT_DAY: (Level.YELLOW, "C15"),
    FindingKind.EARLY_END: (Level.YELLOW, "C16"),
    FindingKind.OUTSIDE_SCHOOL_DAYS: (Level.RED, "X1"),
    FindingKind.NEW_LESSON: (Level.YELLOW, "C21"),
    FindingKind.COVERAGE: (Level.RED, "C15"),
})


class FindingState(StrEnum):
    """待核实, 属实, 误报, 已说明, 已转问题清单."""

    TO_VERIFY = "to_verify"
    TRUE = "true"
    FALSE_ALARM = "false_alarm"
    EXPLAINED = "explained"
    LISTED = "listed"


_MOVES: Mapping[FindingState, frozenset[FindingState]] = MappingProxyType({
    FindingState.TO_VERIFY: frozenset({FindingState.TRUE, FindingState.FALSE_ALARM, FindingState.EXPLAINED}),
    FindingState.TRUE: frozenset({FindingState.LISTED, FindingState.TO_VERIFY}),
    FindingState.FALSE_ALARM: frozenset({FindingState.TO_VERIFY}),
    FindingState.EXPLAINED: frozenset({FindingState.TO_VERIFY}),
    FindingState.LISTED: frozenset(),
})


def moves_from(state: FindingState) -> tuple[FindingState, ...]:
    """The states that may follow, in the order of the enumeration. Only what is true reaches the problem list, for good;
    a judgement may be taken back to be verified again."""
    return tuple(found for found in FindingState if found in _MOVES[state])


def may_move(old: FindingState, new: FindingState) -> bool:
    return new in _MOVES[old]


def needs_reason(new: FindingState) -> bool:
    """A false alarm, an explanation, and taking a judgement back are written down with a reason."""
    return new in (FindingState.FALSE_ALARM, FindingState.EXPLAINED, FindingState.TO_VERIFY)


class Finding(NamedTuple):
    """One finding. `date` and `month` (YYYY-MM) are None where they do not apply, as are `grade`, `number` (the class number) and
    `class_id`. `figure` and `limit` are whole minutes, heads or minutes after midnight, shares with at most four decimals, sampled
    means with at most one. `records` are names such as `item:12`, ascending."""

    kind: FindingKind
    level: Level
    date: date | None
    month: str | None
    grade: int | None
    number: int | None
    class_id: int | None
    figure: Figure
    limit: Figure
    clause: str
    records: tuple[str, ...]

    @property
    def key(self) -> str:
        """A name that stays the same when findings are computed again, also with another figure: what was judged is kept by it."""
        when = self.date.isoformat() if self.date else self.month
        parts: list[object] = [self.kind.value, when]
        if self.kind in _BY_RECORD:
            parts.append(self.records[0])
        if self.kind is FindingKind.WORDING:
            parts.append(self.clause)
        parts.append(f"class:{self.class_id}" if self.class_id is not None else self.grade and f"grade:{self.grade}")
        return "|".join(str(part) for part in parts if part is not None)

    def sort_key(self) -> tuple[object, ...]:
        """Kind, date or month, grade, class, figure, first record; what does not apply comes first."""
        when = self.date.isoformat() if self.date else self.month or ""
        first = _record_order(self.records[0]) if self.records else ("", 0)
        return self.kind.value, when, self.grade or 0, self.number or 0, self.figure, first


# Kinds of which one class-day or day can have several: the record is part of the name.
_BY_RECORD = frozenset({FindingKind.LATE, FindingKind.WORDING, FindingKind.OUTSIDE_SCHOOL_DAYS, FindingKind.NEW_LESSON})


def _record_order(record: str) -> tuple[str, int]:
    name, _, number = record.partition(":")
    return name, int(number)


def _records(name: str, ids: Iterable[int]) -> tuple[str, ...]:
    return tuple(f"{name}:{number}" for number in sorted(ids))


def rounded(value: Fraction, digits: int) -> Figure:
    """A number with at most so many decimals, half up; a whole value is an int."""
    scale: int = 10 ** digits
    units = int((value * scale * 2 + 1) // 2)
    return units // scale if units % scale == 0 else units / scale


def findings_of(facts: PeriodFacts) -> list[Finding]:
    """All findings of a period, sorted by kind, date or month, grade, class, figure, first record."""
    return findings_of_period(Period(facts))


def findings_of_period(period: Period) -> list[Finding]:
    """The same from a period that is looked up already."""
    found = [*_of_class_days(period), *_late(period), *_missing(period), *_shares(period), *_samples(period),
             *_wording(period),
             *_service_days(period), *_sessions(period), *_coverage(period)]
    return sorted(found, key=Finding.sort_key)


def check_answer(facts: PeriodFacts) -> dict[str, object]:
    """The answer of `check --json` as plain values; equal facts give an equal answer, order included."""
    period = Period(facts)
    findings = findings_of_period(period)
    counts: dict[str, int] = defaultdict(int)
    for one in findings:
        counts[one.kind.value] += 1
    confirmed = facts.calendar.confirmed(facts.start, facts.end)
    return {
        "period": {"from": facts.start.isoformat(), "to": facts.end.isoformat(), "due_to": facts.due_to.isoformat(),
                   "calendar": "confirmed" if confirmed else "not confirmed"},
        "counts": dict(counts),
        "figures": figures_of_period(period),
        "findings": [plain(one) for one in findings],
    }


def plain(finding: Finding) -> dict[str, object]:
    """One finding as `check --json` writes it; keys that do not apply are None."""
    return {
        "kind": finding.kind.value, "level": finding.level.value, "date": finding.date.isoformat() if finding.date else None,
        "month": finding.month, "grade": finding.grade, "class": finding.number, "figure": finding.figure, "limit": finding.limit,
        "clause": finding.clause, "records": list(finding.records),
    }


def _finding(
    kind: FindingKind, figure: Figure, limit: Figure, records: tuple[str, ...] = (), *,
    day: date | None = None, month: str | None = None, grade: int | None = None, of: ClassFact | None = None,
) -> Finding:
    level, clause = KINDS[kind]
    if of is not None:
        return Finding(kind, level, day, month, of.ref.grade, of.ref.number, of.ref.id, figure, limit, clause, records)
    return Finding(kind, level, day, month, grade, None, None, figure, limit, clause, records)


def _of_class_days(period: Period) -> Iterator[Finding]:
    """over_cap, home_written_low_grades, optional_over_limit, no_homework_day: any date up to today."""
    items: dict[int, list[ItemFact]] | None = None
    for row in period.days:
        if row.written == 0 and row.optional == 0:
            continue
        one = period.classes[row.class_id]
        grade = one.ref.grade
        profile = period.profile(row.day)
        cap = cap_of(profile, grade)
        at_home = counts_at_home(grade)
        weekday = profile.no_homework_weekday == row.day.isoweekday() and row.written > 0
        free_day = weekday and period.calendar.is_school_day(row.day, grade)
        over = row.home > cap if at_home else row.written > cap
        if not (over or free_day or row.optional > profile.optional_limit):
            continue
        if items is None:
            items = _by_class_day(period)
        written = [item for item in items.get(row.id, ()) if item.kind in WRITTEN_KINDS]
        counted = [item for item in written if item.tier is not Tier.OPTIONAL]
        if over and at_home:
            taken_home = _records("item", (item.id for item in counted if item.home_minutes > 0))
            yield _finding(FindingKind.HOME_WRITTEN, row.home, cap, taken_home, day=row.day, of=one)
        elif over:
            yield _finding(FindingKind.OVER_CAP, row.written, cap, _records("item", (i.id for i in counted)), day=row.day, of=one)
        if row.optional > profile.optional_limit:
            optional = _records("item", (item.id for item in written if item.tier is Tier.OPTIONAL))
            yield _finding(FindingKind.OPTIONAL_OVER_LIMIT, row.optional, profile.optional_limit, optional, day=row.day, of=one)
        if free_day:
            yield _finding(FindingKind.NO_HOMEWORK_DAY, row.written, 0, _records("item", (i.id for i in counted)), day=row.day, of=one)


def _by_class_day(period: Period) -> dict[int, list[ItemFact]]:
    found: dict[int, list[ItemFact]] = defaultdict(list)
    for item in period.facts.items:
        found[item.class_day_id].append(item)
    return found


def _late(period: Period) -> Iterator[Finding]:
    days = {row.id: row for row in period.days}
    for item in period.facts.items:
        if item.late and (row := days.get(item.class_day_id)) is not None:
            yield _finding(FindingKind.LATE, 1, 0, _records("item", (item.id,)), day=row.day, of=period.classes[row.class_id])


def _wording(period: Period) -> Iterator[Finding]:
    """homework.wording: one per item and clause, of the clause and the level of the hit."""
    days = {row.id: row for row in period.days}
    for item in period.facts.worded:
        row = days.get(item.class_day_id)
        if row is None:
            continue
        ref = period.classes[row.class_id].ref
        for hit in homework_hits(item.text, grade=ref.grade, kind=item.kind, tier=item.tier, minutes=item.minutes, in_school=item.in_school,
                                 own=period.facts.wording):
            level = Level.YELLOW if hit.level is HitLevel.BLOCK else Level.INFO
            yield Finding(FindingKind.WORDING, level, row.day, None, ref.grade, ref.number, ref.id, 1, 0, hit.clause, (f"item:{item.id}",))


def _missing(period: Period) -> Iterator[Finding]:
    for one, day in period.expected_class_days():
        if (one.ref.id, day) not in period.recorded:
            yield _finding(FindingKind.MISSING, 1, 0, day=day, of=one)
    yield from _missing_weeks(period)


def _missing_weeks(period: Period) -> Iterator[Finding]:
    """Grades 1-2 asked by the week: missing once, on the last school day of the week in the term, when none of them is recorded."""
    for one, days in asked_weeks(period):
        if not any((one.ref.id, day) in period.recorded for day in days):
            yield _finding(FindingKind.MISSING, 1, 0, day=days[-1], of=one)


def asked_weeks(period: Period) -> Iterator[tuple[ClassFact, list[date]]]:
    """The class-weeks of grades 1-2 that are asked by the week, each with its school days in the term; it belongs to the last of them."""
    calendar = period.calendar
    for last in period.due_days:
        if period.profile(last).low_grade_declaration is not Declaration.WEEKLY:
            continue
        term = calendar.term_of(last)
        monday = monday_of(last)
        week = [day for day in days_between(monday, monday + timedelta(days=6)) if calendar.term_of(day) == term]
        for grade in LOW_GRADES:
            days = [day for day in week if calendar.is_school_day(day, grade)]
            if days and days[-1] == last:
                yield from ((one, days) for one in period.classes_on(last) if one.ref.grade == grade)


def _shares(period: Period) -> Iterator[Finding]:
    """in_school_share: per month and grade from 3 up, where at least 80 % of the written load has its in-school minutes stated.

    The line is that of the profile valid on the last of these class-days.
    """
    groups: dict[tuple[str, int], list[ClassDayFact]] = defaultdict(list)
    for row in period.days:
        grade = period.classes[row.class_id].ref.grade
        if row.written > 0 and grade not in LOW_GRADES:
            groups[month_of(row.day), grade].append(row)
    for (month, grade), rows in groups.items():
        share = in_school_share(rows)
        if share is None:
            continue
        last = max(row.day for row in rows)
        line = Fraction(period.profile(last).in_school_share(stage_of(period.facts.system, grade)))
        if share < line:
            records = _records("day", (row.id for row in rows))
            yield _finding(FindingKind.IN_SCHOOL_SHARE, rounded(share, 4), rounded(line, 4), records, month=month, grade=grade)


def in_school_share(rows: Iterable[ClassDayFact]) -> Fraction | None:
    """1 - home / written over the stated loads of class-days, exact; None where less than 80 % of the written load is stated."""
    written = stated = stated_home = 0
    for row in rows:
        written += row.written
        stated += row.stated_written
        stated_home += row.stated_home
    if stated == 0 or stated < ENOUGH_STATED * written:
        return None
    return 1 - Fraction(stated_home, stated)


def _samples(period: Period) -> Iterator[Finding]:
    for sample in period.facts.samples:
        one = period.classes.get(sample.class_id)
        if one is None or one.ref.grade in LOW_GRADES or not period.start <= sample.day <= period.known_to:
            continue
        cap = cap_of(period.profile(sample.day), one.ref.grade)
        if sample_counts(sample.asked, one.pupils) and sample.mean_tenths > cap * 10:
            mean = rounded(Fraction(sample.mean_tenths, 10), 1)
            yield _finding(FindingKind.SAMPLE_OVER_CAP, mean, cap, _records("sample", (sample.id,)), day=sample.day, of=one)


def _service_days(period: Period) -> Iterator[Finding]:
    """no_session, short_day, early_end of every required day of a grade."""
    for one in period.grade_days:
        if not one.required:
            continue
        profile = period.profile(one.day)
        if one.service is None:
            yield _finding(FindingKind.NO_SESSION, 0, profile.service_minutes, day=one.day, grade=one.grade)
            continue
        records = _records("session", one.service.sessions)
        if not is_long_enough(one.service, profile):
            minutes = one.service.minutes_with_gaps
            yield _finding(FindingKind.SHORT_DAY, minutes, profile.service_minutes, records, day=one.day, grade=one.grade)
        if not ends_late_enough(one.service, profile):
            yield _finding(FindingKind.EARLY_END, one.service.last_end, profile.offwork_minutes, records, day=one.day, grade=one.grade)


def _sessions(period: Period) -> Iterator[Finding]:
    """outside_school_days, new_lesson: held sessions of any category up to today. A session inside a term without any programme
    makes none; one outside the terms is outside the school days."""
    for session in period.sessions:
        if not session.held or (period.calendar.terms_on(session.day) and not period.has_service(session.day)):
            continue
        records = _records("session", (session.id,))
        if not period.calendar.is_school_day_for_any(session.day, session.grades):
            yield _finding(FindingKind.OUTSIDE_SCHOOL_DAYS, 1, 0, records, day=session.day)
        if new_lesson_hit(session.content) is not None:
            yield _finding(FindingKind.NEW_LESSON, 1, 0, records, day=session.day)


def _coverage(period: Period) -> Iterator[Finding]:
    """Classes of the school year of the last due day; none in a period that touches no term with a programme."""
    facts = period.facts
    if facts.start > facts.known_to:
        return
    counted_on = heads_on(facts.start, facts.end, facts.today)
    terms = [term for term in facts.calendar.terms if term.start <= counted_on and term.end >= facts.start]
    if not any(term.id in facts.programme_terms for term in terms):
        return
    for one in period.classes_on(counted_on):
        if one.coverage.short:
            yield _finding(FindingKind.COVERAGE, one.joined, one.asked, _records("class", (one.ref.id,)), of=one)
