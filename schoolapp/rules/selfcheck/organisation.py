"""Items about who is in charge and how the school checks itself: C4, C6."""

from __future__ import annotations

from datetime import date, timedelta

from schoolapp.rules.calendar import monday_of
from schoolapp.rules.figures import due_to
from schoolapp.rules.selfcheck.check import Check, answer, fact, part
from schoolapp.rules.selfcheck.judging import NO_DATA
from schoolapp.rules.selfcheck.results import ItemResult, Part

WEEK = timedelta(days=7)


def c4(check: Check) -> ItemResult:
    """C4 named_people: duty slots with an active person: every class, every grade, the principal, the service where there is any."""
    posts = check.facts.posts
    filled = sum(post.filled for post in posts)
    ruling = check.rate("c4", filled, len(posts)) if any(post.role == "homeroom" for post in posts) else NO_DATA
    empty = tuple((post.role, post.grade, post.number) for post in posts if not post.filled)
    facts = (fact("C4", "posts", None, filled, len(posts), missing=len(posts) - filled, unit="posts"),)
    return answer(check, "C4", [part("posts", ruling)], facts, compared=("c4",), values={"posts": len(posts), "filled": filled, "empty": empty},
                  asks_people=True)


def _weeks(check: Check) -> list[tuple[int, date]]:
    """(grade, Monday) of weeks with a school day whose Sunday lies in the period and was at least seven days ago."""
    calendar, found = check.facts.period.calendar, []
    end = due_to(check.facts.period.end, check.facts.period.today)
    for monday in sorted({monday_of(day) for day in check.period.due_days}):
        sunday = monday + timedelta(days=6)
        if not check.start <= sunday <= check.facts.period.end or sunday + WEEK > check.facts.period.today or monday > end:
            continue
        for grade in check.period.grades_on(sunday):
            if calendar.school_days(monday, sunday, (grade,)):
                found.append((grade, monday))
    return found


def c6(check: Check) -> ItemResult:
    """C6 own_checks: grade-weeks signed by the leader within seven days; days of service with a walk-through; problems overdue. What the school does not
    keep here is left to its papers (R15)."""
    owed = _weeks(check)
    signed = {(one.grade, one.monday): one.signed_on for one in check.facts.signed_weeks or ()}
    in_time = sum((place in signed and signed[place] <= place[1] + timedelta(days=6) + WEEK) for place in owed)
    served = {one.day for one in check.required_days if one.service is not None}
    walked = len(served & check.facts.walked) if check.facts.walked is not None else None
    parts: list[Part] = []
    overdue = check.facts.overdue
    if check.facts.signed_weeks is not None:
        ruling = check.of_days(check.rate("c6", in_time, len(owed)))
        parts.append(part("weeks", ruling.capped("overdue") if overdue else ruling))
    elif overdue:
        parts.append(part("ledger", check.rate("c6", 1, 1).capped("overdue")))
    facts = (
        fact("C6", "signed_weeks", None, in_time, len(owed), missing=len(owed) - in_time, unit="grade_weeks"),
        fact("C6", "walked_days", None, walked, len(served), unit="days"),
        fact("C6", "overdue", overdue, unit="problems"),
    )
    values = {"owed": len(owed), "in_time": in_time, "walked": walked, "served": len(served), "overdue": overdue,
              "kept": check.facts.signed_weeks is not None}
    return answer(check, "C6", parts, facts, compared=("c6",), values=values, missing=len(owed) - in_time if parts else 0, asks_people=True)
