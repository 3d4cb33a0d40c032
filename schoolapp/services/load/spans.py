"""The periods in which load is looked at: a week, a month, a term; their addresses, neighbours, and who may look. Figures stand in `board`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schoolapp.rules.calendar import ONE_DAY, Term, days_between, monday_of
from schoolapp.rules.permits import Actor, NotFound
from schoolapp.services.school import Standing

WEEK = timedelta(days=6)
FIRST_DAY = date(2015, 1, 1)
YEARS_AHEAD = timedelta(days=800)
LONGEST_TERM = timedelta(days=400)


class SpanKind(StrEnum):
    """How much of the time a board shows, as its address says it."""

    WEEK = "week"
    MONTH = "month"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Span:
    """A period, both days included: Monday to Sunday, a calendar month, or the dates of a term."""

    kind: SpanKind
    start: date
    end: date
    term: Term | None = None

    @property
    def key(self) -> str:
        """What stands for it in an address: the Monday, 2026-11, or the term's number."""
        if self.kind is SpanKind.TERM:
            return str(self.term.id) if self.term else ""
        return self.start.isoformat() if self.kind is SpanKind.WEEK else f"{self.start:%Y-%m}"

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(days_between(self.start, self.end))

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


def week_of(day: date) -> Span:
    monday = monday_of(day)
    return Span(SpanKind.WEEK, monday, monday + WEEK)


def month_of(day: date) -> Span:
    first = day.replace(day=1)
    return Span(SpanKind.MONTH, first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY)


def term_span(term: Term) -> Span:
    return Span(SpanKind.TERM, term.start, min(term.end, term.start + LONGEST_TERM), term)


def find_span(standing: Standing, kind: SpanKind, key: str) -> Span:
    """The period of an address (a week by any of its days). NotFound for anything that is none."""
    if kind is SpanKind.TERM:
        found = next((term for term in standing.terms if key.isascii() and key.isdigit() and str(term.id) == key), None)
        if found is None:
            raise NotFound
        return term_span(found)
    try:
        day = date.fromisoformat(key if kind is SpanKind.WEEK else f"{key}-01")
    except ValueError:
        raise NotFound from None
    written = day.isoformat() if kind is SpanKind.WEEK else day.isoformat()[:-3]
    if written != key or not date(1900, 1, 8) < day < date(9999, 1, 1):
        raise NotFound
    return week_of(day) if kind is SpanKind.WEEK else month_of(day)


def grades_seen(standing: Standing, actor: Actor, day: date) -> tuple[int, ...]:
    """The grades of the day's school year whose figures are this person's business."""
    return tuple(grade for grade in standing.grades_of(standing.year_on(day)) if actor.sees_grade(grade))


def check_span(standing: Standing, actor: Actor, grade: int, span: Span, today: date) -> Span:
    """The period again. NotFound for a grade or time that is not there or none of the reader's business."""
    if not FIRST_DAY <= span.end or not span.start <= today + YEARS_AHEAD:
        raise NotFound
    if grade not in grades_seen(standing, actor, span.start) or not any(actor.sees_day(day) for day in span.days):
        raise NotFound
    return span


def may_look(standing: Standing, actor: Actor, grade: int, span: Span | None, today: date) -> Span | None:
    """The period where `check_span` lets it through, else None."""
    try:
        return None if span is None else check_span(standing, actor, grade, span, today)
    except NotFound:
        return None


def neighbours(standing: Standing, actor: Actor, grade: int, span: Span, today: date) -> tuple[Span | None, Span | None]:
    """The period with school before and the one after it, of the same kind; None where there is none to be seen."""
    if span.kind is SpanKind.TERM:
        terms = sorted(standing.terms, key=lambda term: (term.start, term.id))
        place = next((n for n, term in enumerate(terms) if span.term and term.id == span.term.id), 0)
        around: tuple[Span | None, Span | None] = (
            term_span(terms[place - 1]) if place else None,
            term_span(terms[place + 1]) if place + 1 < len(terms) else None,
        )
    else:
        make = week_of if span.kind is SpanKind.WEEK else month_of
        before, after = standing.calendar.last_school_day(span.start, (grade,)), standing.calendar.next_school_day(span.end, (grade,))
        around = make(before) if before else None, make(after) if after else None
    return may_look(standing, actor, grade, around[0], today), may_look(standing, actor, grade, around[1], today)


def other_spans(standing: Standing, actor: Actor, grade: int, span: Span, today: date) -> dict[SpanKind, Span]:
    """The week, month and term to which the switch leads from a period: those of today where it holds today, else those of its first school
    day that the reader sees. A kind without anything to see is left out."""
    day = _pivot(standing, actor, grade, span, today)
    term = span.term if span.kind is SpanKind.TERM else standing.calendar.term_of(day) or _last_term(standing, day)
    offered = {SpanKind.WEEK: week_of(day), SpanKind.MONTH: month_of(day), SpanKind.TERM: term_span(term) if term else None}
    offered[span.kind] = span
    return {kind: found for kind, one in offered.items() if (found := may_look(standing, actor, grade, one, today)) is not None}


def _pivot(standing: Standing, actor: Actor, grade: int, span: Span, today: date) -> date:
    if span.holds(today) and actor.sees_day(today):
        return today
    seen = [day for day in span.days if actor.sees_day(day)]
    school = [day for day in seen if standing.calendar.is_school_day(day, grade)]
    return (school or seen or [span.start])[0]


def _last_term(standing: Standing, day: date) -> Term | None:
    """In the holidays the last term that has ended, before the first one the first."""
    ended = [term for term in standing.terms if term.end < day]
    return max(ended, key=lambda term: (term.end, term.id), default=min(standing.terms, key=lambda term: (term.start, term.id), default=None))
