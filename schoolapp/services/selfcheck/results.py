"""The answers of a self-check for a period, of what the actor may see, kept by data version."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from schoolapp.rules.permits import Actor, Permit
from schoolapp.rules.selfcheck.checklist import checklist
from schoolapp.rules.selfcheck.results import Results
from schoolapp.rules.selfcheck.run import evaluate
from schoolapp.services.findings import check_period, default_period, seen_grades, seen_period
from schoolapp.services.house import House
from schoolapp.services.school import Standing, read_standing
from schoolapp.services.selfcheck.facts import read_check_facts
from schoolapp.words import N_


def results_of(*, house: House, actor: Actor, start: date, end: date, now: datetime) -> Results:
    """Every item's answer for a period, from one snapshot. An inspector gets the grades and days that were opened. BadPeriod where the bounds make no
    period, NotFound where nothing of it is the actor's business."""
    actor.needs(Permit.SEE_SELF_CHECK)
    check_period(start, end)
    start, end = seen_period(actor, start, end)
    grades, today = seen_grades(actor), now.date()

    def make() -> Results:
        with house.reading() as connection:
            facts = read_check_facts(connection, read_standing(connection), start=start, end=end, today=today, grades=grades)
        return evaluate(facts, checklist())

    key = "all" if grades is None else ",".join(map(str, sorted(grades)))
    found: Results = house.remembered(f"selfcheck:{start}:{end}:{today}:{key}", house.data_version(), make)
    return found


def periods_offered(standing: Standing, actor: Actor, today: date) -> list[tuple[str, date, date]]:
    """Periods to choose from with a tap: (words, first, last), of what the actor may see."""
    start, end = default_period(standing, actor, today)
    month_end = today.replace(day=1) - timedelta(days=1)
    offered = [(N_("本学期"), start, end), (N_("上月"), month_end.replace(day=1), month_end)]
    before = [term for term in standing.terms if term.end < start]
    if before:
        last = max(before, key=lambda term: term.end)
        offered.append((N_("上学期"), last.start, last.end))
    return [(words, first, last) for words, first, last in offered if first <= last and actor.sees_day(first) and actor.sees_day(last)]
