"""The problem list and its rectification ledger: states and who may move them, levels, dates, grouping of findings, when a row may be closed.

Not here: what a finding is (`findings`), and how a row is worded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from schoolapp.rules.calendar import ONE_DAY, Calendar, national_school_day
from schoolapp.rules.findings import Finding, FindingKind, Level

__all__ = ["Level", "Source", "State"]

ORDER_WORKING_DAYS = 5
VISIT_SCHOOL_DAYS = 10
ASSIGN_SCHOOL_DAYS = 2
AFTER_CLEAN_SCHOOL_DAYS = 5
DISMISS_REASON_LEAST = 10
TEXT_LEAST, TEXT_MOST = 5, 300


class State(StrEnum):
    """发现, 已指派, 整改中, 待复查, 退回, 销号, 不列入."""

    FOUND = "found"
    ASSIGNED = "assigned"
    UNDER_WAY = "under_way"
    RECHECK = "recheck"
    RETURNED = "returned"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Source(StrEnum):
    """系统提示, 自查, 督导走访, 督办单, 意见建议, 问卷, 巡查."""

    FINDING = "finding"
    SELF_CHECK = "self_check"
    VISIT = "visit"
    ORDER = "order"
    SUGGESTION = "suggestion"
    SURVEY = "survey"
    WALK = "walk"


_MOVES: Mapping[State, frozenset[State]] = MappingProxyType({
    State.FOUND: frozenset({State.ASSIGNED, State.DISMISSED}),
    State.ASSIGNED: frozenset({State.ASSIGNED, State.UNDER_WAY}),
    State.UNDER_WAY: frozenset({State.ASSIGNED, State.RECHECK}),
    State.RECHECK: frozenset({State.CLOSED, State.RETURNED}),
    State.RETURNED: frozenset({State.ASSIGNED, State.UNDER_WAY}),
    State.CLOSED: frozenset(),
    State.DISMISSED: frozenset(),
})
OPEN = tuple(state for state in State if _MOVES[state])
# Before the owner reports it done: the first clock runs.
TO_MEND = frozenset({State.FOUND, State.ASSIGNED, State.UNDER_WAY, State.RETURNED})
_ASKED_BY_OTHERS = frozenset({Source.VISIT, Source.ORDER, Source.SUGGESTION})
SCHOOL_DAYS: Mapping[Level, int] = MappingProxyType({Level.RED: 5, Level.YELLOW: 10, Level.INFO: 20})


def may_move(old: State, new: State) -> bool:
    """Closed and dismissed rows never move: what comes again is a new row that names the old one."""
    return new in _MOVES[old]


def may_dismiss(source: Source) -> bool:
    """What an inspector, an order or a family brought up is answered, never put aside."""
    return source not in _ASKED_BY_OTHERS


def may_recheck(*, person: int | None, owner: int | None, submitted_by: int | None, named: int | None, manages: bool) -> bool:
    """回头看: by whom was named for it, else by who manages the list; never by the owner or by who reported it done."""
    if person is None or person in (owner, submitted_by):
        return False
    return person == named if named is not None else manages


# Red where the checklist lets nothing pass; the rest of the kinds that are no mere hint are yellow.
_RED = frozenset({FindingKind.HOME_WRITTEN, FindingKind.NO_SESSION, FindingKind.NEW_LESSON, FindingKind.OUTSIDE_SCHOOL_DAYS})
_INFO = frozenset({FindingKind.MISSING, FindingKind.LATE, FindingKind.OPTIONAL_OVER_LIMIT})
REPEATED = 3  # over the cap so often in one class and month is a practice, no slip


class Named(NamedTuple):
    """What the key of a finding says: its kind, its date or month ('' where neither applies), its class or grade."""

    kind: FindingKind
    when: str
    class_id: int | None
    grade: int | None


def read_key(key: str) -> Named | None:
    """The parts of a finding's key; None where it is none."""
    kind, *rest = key.split("|")
    if kind not in tuple(FindingKind):
        return None
    when = rest[0] if rest and rest[0][:1].isdigit() else ""
    name, _, number = rest[-1].partition(":") if rest else ("", "", "")
    known = int(number) if number.isdecimal() else None
    return Named(FindingKind(kind), when, known if name == "class" else None, known if name == "grade" else None)


def level_of(kind: FindingKind, keys: Iterable[str], worded: Iterable[Level] = ()) -> Level:
    """The level of a row that is made of findings of one kind with these keys; `worded`: the levels of those of wording."""
    if kind is FindingKind.WORDING:  # a rule that stops the words gives a yellow finding, one that asks a hint
        return Level.RED if Level.YELLOW in tuple(worded) else Level.INFO
    if kind is FindingKind.OVER_CAP:
        months: dict[tuple[int | None, str], int] = defaultdict(int)
        for named in filter(None, map(read_key, keys)):
            months[named.class_id, named.when[:7]] += 1
        return Level.RED if max(months.values(), default=0) >= REPEATED else Level.YELLOW
    return Level.RED if kind in _RED else Level.INFO if kind in _INFO else Level.YELLOW


def graver(one: Level, other: Level) -> Level:
    """The graver of two levels: a row's own never falls."""
    return min(one, other, key=tuple(Level).index)


def working_day_after(day: date, count: int) -> date:
    """The day that is so many national working days (make-up days too) after `day`; the day itself is day 0. Runs in vacations."""
    while count > 0:
        day += ONE_DAY
        count -= national_school_day(day)[0]
    return day


def school_day_after(calendar: Calendar, day: date, count: int) -> date:
    """The day that is so many school days after `day`, which is day 0. It stands still in vacations; where no term is known any more
    it goes on with national working days."""
    for done in range(count):
        following = calendar.next_school_day(day)
        if following is None:
            return working_day_after(day, count - done)
        day = following
    return day


def _end_of_next_month(day: date) -> date:
    return _first_of(day, 2) - ONE_DAY


def _first_of(day: date, later: int) -> date:
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def due_of(calendar: Calendar, found_on: date, source: Source, level: Level, kind: FindingKind | None = None) -> date:
    """Until when a row is to be reported done. An order has its five working days, what a visit found ten school days (unless the
    inspector set a date), a month's share the end of the next full month; the rest by level."""
    if source is Source.ORDER:
        return working_day_after(found_on, ORDER_WORKING_DAYS)
    if source is Source.VISIT:
        return school_day_after(calendar, found_on, VISIT_SCHOOL_DAYS)
    if kind is FindingKind.IN_SCHOOL_SHARE:
        return _end_of_next_month(found_on)
    return school_day_after(calendar, found_on, SCHOOL_DAYS[level])


def days_late(calendar: Calendar, source: Source, due: date, on: date) -> int:
    """How many days past its date something is on a day: working days for an order, school days else; 0 until the date has ended."""
    if on <= due:
        return 0
    if source is Source.ORDER:
        return sum(national_school_day(day)[0] for day in _after(due, on)) or 1
    return len(calendar.school_days(due + ONE_DAY, on)) or 1


def days_left(calendar: Calendar, source: Source, due: date, on: date) -> int:
    """How many days are left after this one up to the date, counted the same way."""
    if on >= due:
        return 0
    return sum(national_school_day(day)[0] for day in _after(on, due)) if source is Source.ORDER else len(calendar.school_days(on + ONE_DAY, due))


def _after(start: date, end: date) -> Iterable[date]:
    while start < end:
        start += ONE_DAY
        yield start


def latest_extension(found_on: date, first_due: date, source: Source) -> date | None:
    """Up to when a date may be put off, once: by at most its first length again. None: an order's date stands."""
    return None if source is Source.ORDER else first_due + (first_due - found_on)


class Key(NamedTuple):
    """What findings of one row have in common: at most one open row for each."""

    kind: FindingKind
    clause: str
    grade: int | None
    term_id: int | None
    programme: str = ""


def key_of(finding: Finding, term_id: int | None, programme: str = "") -> Key:
    """The key of a finding; a new lesson belongs to its programme, a session outside school days to the school."""
    alone = finding.kind in (FindingKind.NEW_LESSON, FindingKind.OUTSIDE_SCHOOL_DAYS)
    return Key(finding.kind, finding.clause, None if alone else finding.grade, term_id, programme if finding.kind is FindingKind.NEW_LESSON else "")


class CleanMark(StrEnum):
    """A day of a class or grade after a problem was reported mended, as the data show it."""

    CLEAN = "clean"
    NO_DATA = "no_data"
    AGAIN = "again"


# How many clean days (samples, months, sessions) close a row of a kind; what is not here is closed on evidence and opinion.
WANTED: Mapping[FindingKind, int] = MappingProxyType({
    FindingKind.OVER_CAP: 10, FindingKind.HOME_WRITTEN: 10, FindingKind.NO_HOMEWORK_DAY: 10, FindingKind.OPTIONAL_OVER_LIMIT: 10,
    FindingKind.SAMPLE_OVER_CAP: 2, FindingKind.MISSING: 10, FindingKind.LATE: 10, FindingKind.WORDING: 20, FindingKind.IN_SCHOOL_SHARE: 1,
    FindingKind.SHORT_DAY: 10, FindingKind.EARLY_END: 10, FindingKind.NO_SESSION: 10, FindingKind.NEW_LESSON: 10,
    FindingKind.OUTSIDE_SCHOOL_DAYS: 20, FindingKind.COVERAGE: 1,
})


class Clean(NamedTuple):
    """How far the clean count has come of how far it has to."""

    reached: int
    wanted: int

    @property
    def enough(self) -> bool:
        return self.reached >= self.wanted


def count_clean(marks: Iterable[CleanMark], wanted: int) -> Clean:
    """Counts in order of days: a clean one counts, one without data neither counts nor spoils, a new finding starts from nothing."""
    reached = 0
    for mark in marks:
        reached = 0 if mark is CleanMark.AGAIN else reached + (mark is CleanMark.CLEAN)
    return Clean(min(reached, wanted), wanted)


def least_clean(counts: Iterable[Clean], wanted: int) -> Clean:
    """Of several classes or grades: the one that is least far."""
    return Clean(min((one.reached for one in counts), default=0), wanted)


def recheck_due(calendar: Calendar, done_on: date, clean: Clean | None) -> date:
    """Until when the re-check is to be made: the clean days and five school days more."""
    return school_day_after(calendar, done_on, (clean.wanted if clean else 0) + AFTER_CLEAN_SCHOOL_DAYS)
