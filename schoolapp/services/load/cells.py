"""The class-day on a board: its state, figure and parts by subject, means with their counts, and which cells ask for somebody.
Nothing here reads or writes; how a week is read stands in `board`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from schoolapp.records.homework import DayRow
from schoolapp.rules.calendar import monday_of
from schoolapp.rules.homework import Counted
from schoolapp.rules.load import cap_of, counts_at_home, load_of, planned_figures, verdict_of_figure
from schoolapp.rules.people import ClassRef
from schoolapp.rules.policy import Declaration, Profile
from schoolapp.services.school import Standing

Place = tuple[int, date]


class CellState(StrEnum):
    """What a class-day is. MISSING: due and not recorded; NOT_YET: the same today; TODO: a day to come; NOT_ASKED: grades 1-2 need not
    declare on this day; OFF: no school."""

    OK = "ok"
    NEAR = "near"
    OVER = "over"
    NONE = "none"
    MISSING = "missing"
    NOT_YET = "not_yet"
    TODO = "todo"
    NOT_ASKED = "not_asked"
    OFF = "off"


RECORDED = frozenset({CellState.OK, CellState.NEAR, CellState.OVER, CellState.NONE})


class Sample(NamedTuple):
    """Sampled time of a class-day: pupils asked, their mean in tenths of a minute, and whether they are enough to be evidence."""

    asked: int
    mean_tenths: int
    counts: bool

    @property
    def mean(self) -> float:
        return self.mean_tenths / 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A class on a day, minutes. `figure` is what the cap is compared with (home load in grades 1-2), None where nothing is recorded;
    `parts` the same by subject, in the fixed order; `late_items` of its items were entered late; `optional` stands beside the sum;
    `as_it_is`: over the cap, and recorded so with a reason (超限·已登记); `ahead`: a day to come, its figure is a plan."""

    one: ClassRef
    day: date
    state: CellState
    cap: int
    figure: int | None = None
    optional: int = 0
    late_items: int = 0
    parts: tuple[tuple[str, int], ...] = ()
    as_it_is: bool = False
    ahead: bool = False
    sample: Sample | None = None

    @property
    def late(self) -> bool:
        return self.late_items > 0

    @property
    def recorded(self) -> bool:
        return self.state in RECORDED

    @property
    def over_by(self) -> int:
        return max(0, (self.figure or 0) - self.cap)

    def of(self, subject: str) -> int | None:
        """Minutes of one subject; None where it gave nothing that counts."""
        return dict(self.parts).get(subject)


class Mean(NamedTuple):
    """The mean of recorded class-days up to today in tenths of a minute (None: none is recorded), of how many; `expected` class-days
    are None where the grade need not declare every day."""

    tenths: int | None
    recorded: int
    expected: int | None

    @property
    def minutes(self) -> float | None:
        return None if self.tenths is None else self.tenths / 10

    @property
    def gap(self) -> bool:
        return self.expected is not None and self.recorded < self.expected


class _DayRule(NamedTuple):
    """What judges a grade on a day."""

    school: bool
    profile: Profile
    cap: int


def make_cells(standing: Standing, classes: Sequence[ClassRef], days: Sequence[date], rows: Mapping[Place, DayRow],
               items: Mapping[Place, Sequence[Counted]], today: date, samples: Mapping[Place, Sample] | None = None) -> dict[Place, Cell]:
    """The cells of these classes on these days (whole weeks, so that grades asked by the week can be judged). Without `items` the cells
    have no parts by subject."""
    found: dict[Place, Cell] = {}
    rules: dict[int, dict[date, _DayRule]] = {}
    for one in classes:
        by_day = rules.get(one.grade)
        if by_day is None:
            by_day = rules[one.grade] = _rules_of(standing, one.grade, days)
        recorded = {day for day in days if _recorded(rows.get((one.id, day)))}
        asked = _asked(standing, one.grade, by_day, recorded)
        for day, rule in by_day.items():
            place = one.id, day
            row, sample = rows.get(place), samples.get(place) if samples else None
            if row is None or day not in recorded:
                found[place] = Cell(one, day, _open_state(day, rule.school, day in asked, today), rule.cap, ahead=day > today, sample=sample)
            else:
                found[place] = _cell_of(one, day, row, rule, items.get(place, ()), day > today, sample)
    return found


def _rules_of(standing: Standing, grade: int, days: Sequence[date]) -> dict[date, _DayRule]:
    found = {}
    for day in days:
        profile = standing.profile(day)
        found[day] = _DayRule(standing.calendar.is_school_day(day, grade), profile, cap_of(profile, grade))
    return found


def _cell_of(one: ClassRef, day: date, row: DayRow, rule: _DayRule, items: Sequence[Counted], ahead: bool, sample: Sample | None) -> Cell:
    at_home = counts_at_home(one.grade)
    figure = row.home if at_home else row.written
    verdict = verdict_of_figure(figure, row.optional, one.grade, rule.profile)
    state = CellState.NONE if not row.items else CellState.OVER if not verdict.fits else CellState.NEAR if verdict.near else CellState.OK
    parts: tuple[tuple[str, int], ...] = ()
    if items:
        by_subject = load_of(items, rule.profile.tier_mode).by_subject
        parts = tuple((part.subject, minutes) for part in by_subject if (minutes := part.home if at_home else part.written))
    return Cell(one, day, state, rule.cap, figure, row.optional, row.late, parts, state is CellState.OVER and row.recorded > 0, ahead, sample)


def _recorded(row: DayRow | None) -> bool:
    return row is not None and (row.items > 0 or row.declared)


def _asked(standing: Standing, grade: int, rules: Mapping[date, _DayRule], recorded: set[date]) -> set[date]:
    """The school days on which the class must have something: each, or (grades 1-2 asked by the week) the last one of a term's week
    in which nothing is recorded. Clause C8."""
    school = [day for day, rule in rules.items() if rule.school]
    asked = {day for day in school if rules[day].profile.declares_daily(grade)}
    if len(asked) == len(school):
        return asked
    weeks: dict[object, list[date]] = defaultdict(list)
    for day in school:
        weeks[monday_of(day), standing.calendar.term_of(day)].append(day)
    for week in weeks.values():
        if rules[week[-1]].profile.low_grade_declaration is Declaration.WEEKLY and not recorded & set(week):
            asked.add(week[-1])
    return asked


def _open_state(day: date, school: bool, asked: bool, today: date) -> CellState:
    if not school:
        return CellState.OFF
    if day > today:
        return CellState.TODO
    if not asked:
        return CellState.NOT_ASKED
    return CellState.NOT_YET if day == today else CellState.MISSING


def mean_of(cells: Iterable[Cell], today: date, *, daily: bool, with_today: bool = False) -> Mean:
    """The mean of what is recorded up to today. `daily`: the grade declares every day; `with_today`: a class still to come today counts
    among the expected ones."""
    known = [cell for cell in cells if cell.day <= today]
    figures = [cell.figure for cell in known if cell.figure is not None]
    open_states = {CellState.MISSING, CellState.NOT_YET} if with_today else {CellState.MISSING}
    planned = planned_figures(figures)
    expected = len(figures) + sum(cell.state in open_states for cell in known)
    return Mean(planned.mean_tenths if planned else None, len(figures), expected if daily else None)


class LineKind(StrEnum):
    """What a line of the list says, in the order of the list: over the cap, not published, not yet published past the hour, entered late,
    sampled above the cap, near the cap today or on a day to come."""

    OVER = "over"
    MISSING = "missing"
    NOT_YET = "not_yet"
    LATE = "late"
    SAMPLED = "sampled"
    NEAR = "near"


MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of 需要你处理: its kind and the cells, by day and in school order. `recorded` of those over are recorded as they are."""

    kind: LineKind
    cells: tuple[Cell, ...]

    @property
    def recorded(self) -> int:
        return sum(cell.as_it_is for cell in self.cells) if self.kind is LineKind.OVER else 0


def lines_of(cells: Sequence[Cell], now: datetime, publish_by: time) -> tuple[Line, ...]:
    """At most one line of each kind and five in all, the most pressing first. Today's open class-days are named from the school's hour on."""
    today, past_hour = now.date(), now.time() >= publish_by
    wanted = {
        LineKind.OVER: [c for c in cells if c.state is CellState.OVER],
        LineKind.MISSING: [c for c in cells if c.state is CellState.MISSING],
        LineKind.NOT_YET: [c for c in cells if c.state is CellState.NOT_YET and past_hour],
        LineKind.LATE: [c for c in cells if c.late],
        LineKind.SAMPLED: [c for c in cells if sampled_over(c)],
        LineKind.NEAR: [c for c in cells if c.state is CellState.NEAR and c.day >= today],
    }
    found = [Line(kind, tuple(sorted(those, key=lambda c: c.day))) for kind, those in wanted.items() if those]
    return tuple(found[:MOST_LINES])


def sampled_over(cell: Cell) -> bool:
    """Whether enough pupils of the class-day needed more than the cap on the mean; grade 3 and up. Clause C10."""
    sample = cell.sample
    return sample is not None and sample.counts and not counts_at_home(cell.one.grade) and sample.mean_tenths > cell.cap * 10
