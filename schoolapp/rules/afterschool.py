"""The after-school service (课后服务, 5+2): sessions, the two hours of a grade's day, staff time.

Not here: which days are owed and the findings (`findings`), the calendar (`calendar`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from schoolapp.rules.policy import Profile


class Category(StrEnum):
    """类别 of a programme. 延时托管 comes on top: it counts for hours and heads, not for the two hours."""

    HOMEWORK_HELP = "作业辅导"
    SCIENCE = "科普"
    SPORTS = "体育"
    ARTS = "艺术"
    LABOUR = "劳动"
    READING = "阅读"
    INTEREST = "兴趣小组"
    CLUB = "社团"
    EXTENDED_CARE = "延时托管"


class SessionFact(NamedTuple):
    """A session (记录): one programme on one day at a start. Times in minutes after midnight, as they really were.

    `held` False = cancelled. `grades` and `category` are the programme's. Heads None = unknown.
    """

    id: int
    programme_id: int
    day: date
    start: int
    end: int
    held: bool
    category: Category
    grades: frozenset[int]
    expected: int | None
    present: int | None
    staff_id: int
    content: str


class DayService(NamedTuple):
    """A grade's day: minutes of the union of its held sessions with short gaps counted as care, without them, and the last end
    (minutes after midnight). 延时托管 is left out."""

    minutes_with_gaps: int
    minutes_without_gaps: int
    last_end: int
    sessions: tuple[int, ...]


def counts_for_two_hours(session: SessionFact) -> bool:
    """A held session that is no 延时托管."""
    return session.held and session.category is not Category.EXTENDED_CARE


def day_service(sessions: Iterable[SessionFact], gap: int) -> DayService | None:
    """The service of one grade on one day; None without a held session (延时托管 aside).

    A gap of at most `gap` minutes between two sessions counts as care, a longer one parts them; all parts are added.
    """
    counted = sorted((s for s in sessions if counts_for_two_hours(s)), key=lambda s: (s.start, s.end, s.id))
    if not counted:
        return None
    spans = [(s.start, s.end) for s in counted]
    ids = tuple(sorted(s.id for s in counted))
    return DayService(union_minutes(spans, gap), union_minutes(spans, 0), max(end for _, end in spans), ids)


def union_minutes(spans: Iterable[tuple[int, int]], gap: int) -> int:
    """Minutes that the spans cover together, gaps of at most `gap` minutes between two of them included."""
    total = 0
    first: int | None = None
    last = 0
    for start, end in sorted(spans):
        if first is None:
            first, last = start, end
        elif start - last <= gap:
            last = max(last, end)
        else:
            total += last - first
            first, last = start, end
    return total if first is None else total + last - first


def is_long_enough(day: DayService, profile: Profile) -> bool:
    """At least `service_minutes`, short gaps included. Clause C15."""
    return day.minutes_with_gaps >= profile.service_minutes


def ends_late_enough(day: DayService, profile: Profile) -> bool:
    """The last session ends at or after `offwork`. Clause C16."""
    return day.last_end >= profile.offwork_minutes


def meets_two(day: DayService | None, profile: Profile) -> bool:
    """A grade's day meets '2': long enough and not ending early. No service at all never does."""
    return day is not None and is_long_enough(day, profile) and ends_late_enough(day, profile)


class Coverage(NamedTuple):
    """Heads: pupils, who asked for the service, who take part. Sums over sums for grade and school."""

    pupils: int
    asked: int
    joined: int

    @property
    def full(self) -> bool:
        """Everybody who asked takes part. Nobody asked is no coverage at all (shown as —)."""
        return self.asked > 0 and self.joined >= self.asked

    @property
    def short(self) -> bool:
        return self.asked > 0 and self.joined < self.asked

    @property
    def share(self) -> Fraction | None:
        """覆盖率 = taking part / asked; None when nobody asked."""
        return Fraction(self.joined, self.asked) if self.asked else None

    @property
    def participation(self) -> Fraction | None:
        """参与率 = taking part / pupils; never a target."""
        return Fraction(self.joined, self.pupils) if self.pupils else None


def coverage_of(heads: Iterable[Coverage]) -> Coverage:
    """Sums over sums."""
    counted = tuple(heads)
    return Coverage(sum(c.pupils for c in counted), sum(c.asked for c in counted), sum(c.joined for c in counted))


def session_minutes(session: SessionFact) -> int:
    """Staff minutes of a session: its actual length when held, of every category; 0 when cancelled."""
    return session.end - session.start if session.held else 0


def staff_minutes(sessions: Iterable[SessionFact]) -> Mapping[tuple[int, str], int]:
    """Minutes of held sessions of every category by (staff id, month `YYYY-MM`), sorted. Clauses C53, C54."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for session in sessions:
        if session.held:
            sums[session.staff_id, month_of(session.day)] += session_minutes(session)
    return dict(sorted(sums.items()))


def periods_of(minutes: int, period_minutes: int) -> Fraction:
    """课时: minutes as periods of the given length, exact."""
    return Fraction(minutes, period_minutes)


def month_of(day: date) -> str:
    """`YYYY-MM`."""
    return day.isoformat()[:7]


def by_grade_and_day(sessions: Iterable[SessionFact]) -> dict[tuple[int, date], list[SessionFact]]:
    """Sessions of every grade's day; one session stands under each of its programme's grades."""
    found: dict[tuple[int, date], list[SessionFact]] = defaultdict(list)
    for session in sessions:
        for grade in session.grades:
            found[grade, session.day].append(session)
    return found


class ServiceWeek(NamedTuple):
    """A grade's ISO week against 5+2: its required days inside the period, how many of them meet '2', days announced without."""

    week: tuple[int, int]
    grade: int
    required: tuple[date, ...]
    met_days: int
    announced: tuple[date, ...] = ()

    @property
    def met(self) -> bool:
        return bool(self.required) and self.met_days == len(self.required)


def weeks_met(weeks: Sequence[ServiceWeek]) -> tuple[int, int]:
    """(met, all) over the weeks that have a required day."""
    counted = [week for week in weeks if week.required]
    return sum(week.met for week in counted), len(counted)
