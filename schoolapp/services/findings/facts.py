"""The facts of a period read in one snapshot, which part of them a person may see, and the answer of `check --json`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import findings as records
from schoolapp.records import people as people_records
from schoolapp.records import wording as wording_records
from schoolapp.rules.afterschool import Category, SessionFact
from schoolapp.rules.calendar import monday_of
from schoolapp.rules.figures import ClassFact, PeriodFacts, heads_on
from schoolapp.rules.findings import check_answer
from schoolapp.rules.people import GRADES, Role, school_year_of
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House
from schoolapp.services.school import Standing, read_standing
from schoolapp.services.wording import worded_items
from schoolapp.words import N_

LONGEST_PERIOD = timedelta(days=1100)
_WHOLE_SCHOOL = frozenset({Role.OFFICE, Role.PRINCIPAL})


class BadPeriod(Exception):
    """The period cannot be used. `code`: order (ends before it starts) or long (over three years)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_period(start: date, end: date) -> None:
    """BadPeriod where the bounds make no period."""
    if end < start:
        raise BadPeriod("order")
    if end - start > LONGEST_PERIOD:
        raise BadPeriod("long")


def read_facts(connection: Connection, standing: Standing, *, start: date, end: date, today: date, grades: frozenset[int] | None = None) -> PeriodFacts:
    """Everything that figures and findings of a period are made of, as this transaction sees it. `grades` None: the whole school."""
    classes: list[ClassFact] = []
    for year in range(school_year_of(start), school_year_of(end) + 1):
        heads = people_records.heads_on(connection, heads_on(start, end, today), year)
        for ref in standing.classes_of(year):
            if grades is None or ref.grade in grades:
                of = heads.get(ref.id)
                classes.append(ClassFact(ref, of.pupils if of else 0, of.asked if of else 0, of.joined if of else 0))
    ids = {one.ref.id for one in classes}
    days = tuple(row for row in records.day_facts(connection, monday_of(start), end) if row.class_id in ids)
    known = {row.id for row in days}
    items = tuple(row for row in records.item_facts(connection, start, end) if row.class_day_id in known)
    own = wording_records.school_wording(connection)
    worded = tuple(row for row in worded_items(connection, start, min(end, today), own) if row.class_day_id in known)
    samples = tuple(row for row in records.sample_facts(connection, start, end) if row.class_id in ids)
    programmes = {p.id: p for p in afterschool_records.list_programmes(connection)}
    categories = {p.id: Category(p.category) for p in programmes.values()}
    sessions = tuple(
        SessionFact(
            s.id,
            s.programme_id,
            s.day,
            s.start,
            s.end,
            s.held,
            categories[s.programme_id],
            programmes[s.programme_id].grades,
            s.expected,
            s.present,
            s.staff_id or 0,
            s.content,
        )
        for s in afterschool_records.list_sessions(connection, start, end)
        if grades is None or programmes[s.programme_id].grades & grades
    )
    return PeriodFacts(
        start,
        end,
        today,
        standing.system,
        standing.calendar,
        standing.profiles,
        tuple(classes),
        days,
        items,
        samples,
        frozenset(p.term_id for p in programmes.values()),
        sessions,
        worded,
        own,
    )


def check(*, house: House, actor: Actor, start: date, end: date, now: datetime) -> dict[str, object]:
    """The answer of `check --json` for a period: of the whole school, so for the operator and those who see it whole."""
    actor.needs(Permit.SEE_FINDINGS)
    if seen_grades(actor) is not None or actor.period is not None:
        raise NotFound
    check_period(start, end)
    with house.reading() as connection:
        facts = read_facts(connection, read_standing(connection), start=start, end=end, today=now.date())
    return check_answer(facts)


def seen_grades(actor: Actor) -> frozenset[int] | None:
    """The grades whose findings are this person's business; None = the whole school. Only roles that see findings give any."""
    if actor.operator or actor.roles & _WHOLE_SCHOOL:
        return None
    grades: frozenset[int] = frozenset()
    if Role.GRADE_LEADER in actor.roles:
        grades |= actor.led_grades
    if Role.INSPECTOR in actor.roles:
        grades |= actor.inspected_grades
    return None if grades >= set(GRADES) else grades


def seen_period(actor: Actor, start: date, end: date) -> tuple[date, date]:
    """The part of a period that this person may see; NotFound where there is none."""
    if actor.period is None:
        return start, end
    start, end = max(start, actor.period[0]), min(end, actor.period[1])
    if end < start:
        raise NotFound
    return start, end


def default_period(standing: Standing, actor: Actor, today: date) -> tuple[date, date]:
    """What a page shows without being asked: the current term up to today, in the holidays the last one; an inspector's own period."""
    begun = [term for term in standing.terms if term.start <= today]
    term = standing.calendar.term_of(today) or max(begun, key=lambda t: (t.end, t.start), default=None)
    start, end = (term.start, min(term.end, today)) if term else (today, today)
    if actor.period is not None:
        first, last = actor.period
        if last < start or first > end:
            return first, max(first, min(last, today))
        start, end = max(start, first), min(end, last)
    return start, end


def offered_periods(standing: Standing, actor: Actor, today: date) -> list[tuple[str, date, date]]:
    """Periods to choose from with a tap: (words, first, last), each up to today at most and inside what the actor may see."""
    monday = monday_of(today)
    year = date(school_year_of(today), 8, 1)
    start, end = default_period(standing, actor, today)
    offered = [(N_("本学期"), start, end), (N_("本周"), monday, today), (N_("本月"), today.replace(day=1), today), (N_("本学年"), year, today)]
    before = [term for term in standing.terms if term.end < start]
    if before:
        last = max(before, key=lambda term: term.end)
        offered.insert(3, (N_("上学期"), last.start, last.end))
    return [(words, first, last) for words, first, last in offered if first <= last and actor.sees_day(first) and actor.sees_day(last)]
