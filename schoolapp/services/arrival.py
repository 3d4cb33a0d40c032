"""What a principal shows, and looks at first, when somebody stands at the school's door (到校检查一屏看): today's homework and service, who is on
duty where, the last ten school days, the newest signed pack. One page, made when it is asked for; nothing in it is ranked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from schoolapp.records import packs as pack_records
from schoolapp.records.packs import PackRow
from schoolapp.rules.afterschool import ends_late_enough, is_long_enough
from schoolapp.rules.figures import GradeDay, Period
from schoolapp.rules.findings import FindingKind, findings_of_period
from schoolapp.rules.issues import OPEN
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services import seals, suggestions
from schoolapp.services.afterschool.today import DueDay, DueSession, DueState, sessions_due
from schoolapp.services.findings import Summary, read_facts, summary_of
from schoolapp.services.house import House
from schoolapp.services.issues.ledger import Issue, list_issues
from schoolapp.services.noticeboard import ClassLine, class_lines
from schoolapp.services.notices import NoticeState
from schoolapp.services.school import Standing, standing_of
from schoolapp.services.seals import SealsShown
from schoolapp.services.suggestions import Waiting

DAYS, WITHIN = 10, timedelta(days=90)  # so many school days, looked for in so many days before today


class HomeworkMark(StrEnum):
    """The weightiest thing about a day's homework: 超 over a cap, 带 written homework taken home in grades 1-2, 未 a class without a record, nothing."""

    OVER = "over"
    HOME = "home"
    MISSING = "missing"
    FINE = "fine"
    NO_DATA = "no_data"  # no class owed a record that day, and none made one


class ServiceMark(StrEnum):
    """The weightiest thing about a day's service: 缺 a grade without any session, 短 too short, 早 ends early, nothing."""

    NONE = "none"
    SHORT = "short"
    EARLY = "early"
    FINE = "fine"
    OFF = "off"  # announced beforehand as without, for every grade
    NO_DATA = "no_data"  # no programme in that term


class DayLine(NamedTuple):
    """A school day that is over. Class-days `recorded` of `expected`, `over` a cap, `home` = grades 1-2 with written homework at home, `late` =
    items entered later; grades that `met` '2' of those that had to."""

    day: date
    homework: HomeworkMark
    service: ServiceMark
    recorded: int
    expected: int
    over: int
    home: int
    late: int
    met: int
    required: int


class Missing(NamedTuple):
    """A class-day without a record."""

    one: ClassRef
    day: date


@dataclass(frozen=True, slots=True)
class Arrival:
    """The screen. `lines`: how today stands in every class; `service`: today's sessions; `days`: the last ten school days, oldest first;
    `missing`: their class-days without a record; `pack`: the newest signed one."""

    now: datetime
    school_day: bool
    note: str
    week: int | None
    confirmed: bool
    lines: tuple[ClassLine, ...]
    service: DueDay
    days: tuple[DayLine, ...]
    missing: tuple[Missing, ...]
    pack: PackRow | None
    seals: SealsShown

    def classes(self, *states: NoticeState) -> tuple[ClassLine, ...]:
        return tuple(line for line in self.lines if line.state in states)

    @property
    def open(self) -> tuple[ClassLine, ...]:
        """Classes of which nothing is published yet today."""
        return self.classes(NoticeState.LATER, NoticeState.NOT_YET)

    @property
    def over(self) -> tuple[ClassLine, ...]:
        return tuple(line for line in self.lines if line.over_by > 0)

    @property
    def running(self) -> tuple[DueSession, ...]:
        return tuple(one for one in self.service.sessions if one.state is DueState.RUNNING)

    def sessions(self, *states: DueState) -> int:
        return sum(one.state in states for one in self.service.sessions)

    @property
    def present(self) -> int:
        """Heads of the sessions that were logged as held; somebody in two sessions counts in both (人次)."""
        return sum(one.present or 0 for one in self.service.sessions if one.state is DueState.HELD)

    @property
    def fine_homework(self) -> tuple[int, int]:
        """Days without anything about homework, of those that have data."""
        return (sum(line.homework is HomeworkMark.FINE for line in self.days), sum(line.homework is not HomeworkMark.NO_DATA for line in self.days))

    @property
    def fine_service(self) -> tuple[int, int]:
        """Days on which every grade met '2', of those on which any had to."""
        return (sum(line.service is ServiceMark.FINE for line in self.days),
                sum(line.service not in (ServiceMark.NO_DATA, ServiceMark.OFF) for line in self.days))


def arrival_of(*, house: House, actor: Actor, now: datetime) -> Arrival:
    """The screen as it stands at this moment; the ten days are kept by data version."""
    actor.needs(Permit.MAKE_PACK)
    standing, today = standing_of(house=house), now.date()
    calendar = standing.calendar
    with house.reading() as connection:
        lines = class_lines(connection, standing, now)
        pack = next(iter(pack_records.list_packs(connection)), None)
    school_day = calendar.is_school_day_for_any(today)
    note = "" if school_day else next((found for grade in {line.one.grade for line in lines} if (found := calendar.day_note(today, grade))), "")
    days, missing = house.remembered(f"arrival:{today}", house.data_version(), lambda: _days(house, standing, today))
    return Arrival(
        now, school_day, note, calendar.week_number(today), calendar.confirmed(today, today), lines,
        sessions_due(house=house, actor=actor, day=today, now=now), days, missing, pack, seals.shown_seals(house=house, actor=actor, now=now))


def _days(house: House, standing: Standing, today: date) -> tuple[tuple[DayLine, ...], tuple[Missing, ...]]:
    days = standing.calendar.school_days(today - WITHIN, today - timedelta(days=1))[-DAYS:]
    if not days:
        return (), ()
    with house.reading() as connection:
        facts = read_facts(connection, standing, start=days[0], end=days[-1], today=today)
    period = Period(facts)
    expected: dict[date, list[ClassRef]] = defaultdict(list)
    for one, day in period.expected_class_days():
        expected[day].append(one.ref)
    found: dict[date, dict[FindingKind, int]] = defaultdict(lambda: defaultdict(int))
    for finding in findings_of_period(period):
        if finding.date is not None:
            found[finding.date][finding.kind] += 1
    late: dict[date, int] = defaultdict(int)
    for class_day in period.days:
        late[class_day.day] += class_day.late
    grades: dict[date, list[GradeDay]] = defaultdict(list)
    for grade_day in period.grade_days:
        grades[grade_day.day].append(grade_day)
    missing = tuple(Missing(one, day) for day in days for one in expected[day] if (one.id, day) not in period.recorded)
    absent = {day: sum(one.day == day for one in missing) for day in days}
    seen = {day for _class, day in period.recorded}
    lines = []
    for day in days:
        over, home = found[day][FindingKind.OVER_CAP], found[day][FindingKind.HOME_WRITTEN]
        homework = (HomeworkMark.OVER if over else HomeworkMark.HOME if home else HomeworkMark.MISSING if absent[day]
                    else HomeworkMark.FINE if expected[day] or day in seen else HomeworkMark.NO_DATA)
        required = [one for one in grades[day] if one.required]
        lines.append(DayLine(day, homework, _service(period, grades[day], required), len(expected[day]) - absent[day], len(expected[day]), over, home,
                             late[day], sum(one.met for one in required), len(required)))
    return tuple(lines), missing


def _service(period: Period, all_of: list[GradeDay], required: list[GradeDay]) -> ServiceMark:
    if not all_of:
        return ServiceMark.NO_DATA
    if not required:
        return ServiceMark.OFF
    profile = period.profile(required[0].day)
    held = [one.service for one in required if one.service is not None]
    if len(held) < len(required):
        return ServiceMark.NONE
    if not all(is_long_enough(one, profile) for one in held):
        return ServiceMark.SHORT
    return ServiceMark.FINE if all(ends_late_enough(one, profile) for one in held) else ServiceMark.EARLY


class Own(NamedTuple):
    """What only the own eyes are for: problems that are not closed (overdue ones first), findings that wait to be verified, suggestions that wait
    for an answer (None: not this person's to read), sessions that should be logged by now."""

    issues: tuple[Issue, ...]
    findings: Summary
    suggestions: Waiting | None
    to_log: tuple[DueSession, ...]


def own_of(*, house: House, actor: Actor, shown: Arrival) -> Own:
    """What belongs to the other side of the screen, which is never shown to a visitor."""
    actor.needs(Permit.MAKE_PACK)
    reads = actor.may(Permit.READ_SUGGESTIONS)
    return Own(
        list_issues(house=house, actor=actor, now=shown.now, states=OPEN),
        summary_of(house=house, actor=actor, now=shown.now),
        suggestions.waiting_of(house=house, actor=actor, now=shown.now) if reads else None,
        tuple(one for one in shown.service.sessions if one.state is DueState.TO_LOG))
