"""Findings of a period: the facts read in one snapshot, what the rules see in them, and what people decided about each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import findings as records
from schoolapp.records import homework as homework_records
from schoolapp.records import issues as issue_records
from schoolapp.records import people as people_records
from schoolapp.rules.afterschool import Category, SessionFact
from schoolapp.rules.calendar import monday_of
from schoolapp.rules.figures import ClassDayFact, ClassFact, ItemFact, Period, PeriodFacts, SampleFact, figures_of_period, heads_on
from schoolapp.rules.findings import Finding, FindingKind, FindingState, Level, check_answer, findings_of_period, may_move, needs_reason
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.people import school_year_of
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import Standing, read_standing

_DAY_COLUMNS = tuple(homework_records.class_day.c[name] for name in ClassDayFact._fields)
LONGEST_PERIOD = timedelta(days=1100)


class BadPeriod(Exception):
    """The period cannot be used. `code`: order (ends before it starts) or long (over three years)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadReason(Exception):
    """The reason cannot be taken. `code`: missing, long or personal (an id or phone number in it)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StatedFinding(NamedTuple):
    """A finding with what was decided about it; `reason` and `at` are empty while it is to be verified."""

    finding: Finding
    state: FindingState
    reason: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings that the actor may see in a period, the figures that go with them, and whether the calendar is confirmed."""

    start: date
    end: date
    due_to: date
    confirmed: bool
    figures: dict[str, int]
    stated: tuple[StatedFinding, ...]

    def counts(self) -> dict[FindingKind, int]:
        """How many of each kind, every kind named, 0 too."""
        found = dict.fromkeys(FindingKind, 0)
        for one in self.stated:
            found[one.finding.kind] += 1
        return found

    def by_level(self) -> dict[Level, int]:
        found = dict.fromkeys(Level, 0)
        for one in self.stated:
            found[one.finding.level] += 1
        return found


def check_period(start: date, end: date) -> None:
    """BadPeriod where the bounds make no period."""
    if end < start:
        raise BadPeriod("order")
    if end - start > LONGEST_PERIOD:
        raise BadPeriod("long")


def read_facts(connection: Connection, standing: Standing, *, start: date, end: date, today: date, grades: frozenset[int] | None = None) -> PeriodFacts:
    """Everything that figures and findings of a period are made of, as this transaction sees it. `grades` None: the whole school."""
    years = range(school_year_of(start), school_year_of(end) + 1)
    classes: list[ClassFact] = []
    for year in years:
        heads = people_records.heads_on(connection, heads_on(start, end, today), year)
        for ref in standing.classes_of(year):
            if grades is None or ref.grade in grades:
                of = heads.get(ref.id)
                classes.append(ClassFact(ref, of.pupils if of else 0, of.asked if of else 0, of.joined if of else 0))
    ids = {one.ref.id for one in classes}
    d, i, t = homework_records.class_day.c, homework_records.homework_item.c, homework_records.time_sample.c
    days = [ClassDayFact(*row) for row in connection.execute(
        select(*_DAY_COLUMNS)
        .where(d.day >= monday_of(start), d.day <= end).order_by(d.day, d.id)) if row[1] in ids]
    kinds, tiers = {str(k): k for k in Kind}, {str(k): k for k in Tier}
    known = {row.id for row in days}
    items = tuple(
        ItemFact(row[0], row[1], kinds[row[2]], tiers[row[3]], row[4] - (row[5] or 0), row[6]) for row in connection.execute(
            select(i.id, i.class_day_id, i.kind, i.tier, i.minutes, i.in_school, i.late)
            .where(i.withdrawn_at.is_(None), i.class_day_id.in_(select(d.id).where(d.day >= start, d.day <= end))).order_by(i.id)) if row[1] in known)
    samples = tuple(SampleFact(*row) for row in connection.execute(
        select(t.id, t.class_id, t.day, t.asked, t.mean_tenths).where(t.day >= start, t.day <= end).order_by(t.id)) if row[1] in ids)
    programmes = {p.id: p for p in afterschool_records.list_programmes(connection)}
    sessions = tuple(
        SessionFact(s.id, s.programme_id, s.day, s.start, s.end, s.held, Category(programmes[s.programme_id].category), programmes[s.programme_id].grades,
                    s.expected, s.present, s.staff_id or 0, s.content)
        for s in afterschool_records.list_sessions(connection, start, end) if grades is None or programmes[s.programme_id].grades & grades)
    return PeriodFacts(start, end, today, standing.system, standing.calendar, standing.profiles, tuple(classes), tuple(days), items, samples,
                       frozenset(p.term_id for p in programmes.values()), sessions)


def check(*, house: House, actor: Actor, start: date, end: date, now: datetime) -> dict[str, object]:
    """The answer of `check --json` for a period."""
    actor.needs(Permit.SEE_FINDINGS)
    check_period(start, end)
    with house.reading() as connection:
        facts = read_facts(connection, read_standing(connection), start=start, end=end, today=now.date())
    return check_answer(facts)


def seen_grades(actor: Actor) -> frozenset[int] | None:
    """The grades whose figures are this person's business; None = the whole school."""
    grades = frozenset(g for g in range(1, 10) if actor.sees_grade(g))
    return None if len(grades) == 9 else grades


def seen_period(actor: Actor, start: date, end: date) -> tuple[date, date]:
    """The part of a period that this person may see; NotFound where there is none."""
    if actor.period is None:
        return start, end
    start, end = max(start, actor.period[0]), min(end, actor.period[1])
    if end < start:
        raise NotFound
    return start, end


def findings_of(*, house: House, actor: Actor, start: date, end: date, now: datetime) -> Findings:
    """The findings of a period with their states, limited to what the actor may see. Kept by data version."""
    actor.needs(Permit.SEE_FINDINGS)
    check_period(start, end)
    start, end = seen_period(actor, start, end)
    grades, today = seen_grades(actor), now.date()

    def make() -> Findings:
        with house.reading() as connection:
            facts = read_facts(connection, read_standing(connection), start=start, end=end, today=today, grades=grades)
            states = records.list_states(connection)
        period = Period(facts)
        return Findings(start, end, facts.due_to, facts.calendar.confirmed(start, end), figures_of_period(period),
                        tuple(_stated(one, states) for one in findings_of_period(period)))
    grade_word = "all" if grades is None else ",".join(str(g) for g in sorted(grades))
    return house.remembered(f"findings:{start}:{end}:{grade_word}:{today}", house.data_version(), make)  # type: ignore[no-any-return]


def _stated(one: Finding, states: dict[str, records.StateRow]) -> StatedFinding:
    row = states.get(one.key)
    return StatedFinding(one, FindingState(row.state), row.reason, row.at) if row else StatedFinding(one, FindingState.TO_VERIFY, "", None)


def get_finding(*, house: House, actor: Actor, key: str, start: date, end: date, now: datetime) -> StatedFinding:
    """One finding of a period by its key; NotFound where it is not there (any more) or not the actor's business."""
    found = findings_of(house=house, actor=actor, start=start, end=end, now=now)
    for one in found.stated:
        if one.finding.key == key:
            return one
    raise NotFound


def judge_finding(*, house: House, actor: Actor, key: str, start: date, end: date, state: FindingState, reason: str, before: FindingState, now: datetime) -> None:
    """Decides about a finding: true, false alarm, explained, to the problem list, or back to be verified. `before` = the state that
    the form showed: Conflict where somebody decided meanwhile. A finding of today can be judged too."""
    actor.needs(Permit.JUDGE_FINDINGS)
    reason = reason.strip()
    one = get_finding(house=house, actor=actor, key=key, start=start, end=end, now=now)
    if needs_reason(state) and not reason:
        raise BadReason("missing")
    if len(reason) > 500:
        raise BadReason("long")
    if find_personal(reason):
        raise BadReason("personal")
    with house.writing(actor=actor, now=now) as work:
        row = records.find_state(work.connection, key)
        present = FindingState(row.state) if row else FindingState.TO_VERIFY
        if present is not before or not may_move(present, state):
            raise Conflict("changed")
        values: dict[str, Any] = {"state": state.value, "reason": reason, "staff_id": actor.staff_id, "at": now}
        if row:
            work.change(records.finding_state, row.id, **values)
        else:
            work.add(records.finding_state, finding=key, **values)
        if state is FindingState.LISTED:
            found = one.finding
            work.add(issue_records.issue, found_on=now.date(), source="finding", record=key, text=_summary(found), clause=found.clause, listed_by=actor.staff_id, listed_at=now)
        work.audit("finding_judged", f"finding:{key}"[:60], {"state": present.value}, {"state": state.value, "reason": reason})


def _summary(one: Finding) -> str:
    """What the problem list keeps of a finding: plain facts, worded when shown."""
    place = "" if one.grade is None else f" {one.grade}" + (f"({one.number})" if one.number else "")
    return f"{one.kind.value} {one.date or one.month or ''}{place} {one.figure}/{one.limit}"


class DayOfFindings(NamedTuple):
    """A class-day with findings of one kind: how many, the worst level first. For kinds that come many to a class-day (补录)."""

    date: date | None
    grade: int | None
    number: int | None
    class_id: int | None
    stated: tuple[StatedFinding, ...]


def grouped_by_class_day(stated: tuple[StatedFinding, ...]) -> list[DayOfFindings]:
    """Findings of one class-day together, newest day first."""
    groups: dict[tuple[date | None, int | None, int | None, int | None], list[StatedFinding]] = defaultdict(list)
    for one in stated:
        f = one.finding
        groups[f.date, f.grade, f.number, f.class_id].append(one)
    order = sorted(groups, key=lambda place: (-(place[0] or date.min).toordinal(), place[1] or 0, place[2] or 0))
    return [DayOfFindings(day, grade, number, class_id, tuple(groups[day, grade, number, class_id])) for day, grade, number, class_id in order]
