"""The demo school's after-school service day by day: its programmes at the term's opening, and the sessions with their believable faults.
Homework stands in `plan`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import Calendar
from schoolapp.services.demo import texts
from schoolapp.services.demo.acts import Hold, Offer, ServiceAct
from schoolapp.services.demo.cast import BY_CODE, COORDINATOR, HEAD_OF_31, PROGRAMMES, TEACHER_OF_3, ProgrammePlan, heads_of
from schoolapp.services.demo.ground import SUMMER_MINUTES, ground_acts, summer_of
from schoolapp.services.demo.plan import at, chance_of
from schoolapp.services.demo.term import TermPlan

# Faults by the number of the term's school day, 0 = the first.
_FORGOTTEN = {17: "F9"}
_NEW_LESSON = {23: "F8"}
_EARLY = {29: ("F9", 15 * 60 + 15, 17 * 60 + 20)}
_SHORT = {14: ((5, 6), 20), 57: ((7, 8), 25)}  # grades whose club ended so many minutes early
_CANCELLED = {19: ((3, 4), "场地临时检修，改在实验室开展科学小实验"), 36: ((7, 8), "指导教师临时外出参加培训")}
_REPLACED = {19: "C06"}
_NOBODY_STAYED = {48: "Y1"}
_LOGGED_LATE = {7: "C08", 32: "F6"}


def service_acts(plan: TermPlan, days: Sequence[date], until: date) -> Iterator[ServiceAct]:
    """The programmes and what goes with them, and the sessions of the school `days` up to a day."""
    for n, programme in enumerate(PROGRAMMES):
        yield Offer(at(plan.opening, 14, 10 + 2 * n), COORDINATOR, programme)
    yield from ground_acts(plan, days, until)
    summer = summer_of(plan)
    calendar = plan.calendar
    for index, day in enumerate(days):
        if day <= until:
            later = days[index + 1] if index + 1 < len(days) else None
            yield from _afternoon(calendar, day, index, later, SUMMER_MINUTES if summer[0] <= day <= summer[1] else 0)


def _afternoon(calendar: Calendar, day: date, index: int, later: date | None, shift: int) -> Iterator[Hold]:
    for programme in PROGRAMMES:
        weekdays = {calendar.timetable_weekday(day, g) for g in programme.grades if calendar.service_runs(day, g)}
        for weekday, start, end in programme.slots:
            if weekday in weekdays and _FORGOTTEN.get(index) != programme.code:
                yield from _session(programme, day, index, start + shift, end + shift, later)


def _session(programme: ProgrammePlan, day: date, index: int, start: int, end: int, later: date | None) -> Iterator[Hold]:
    chance = chance_of(day, "session", programme.code)
    moment = at(day, end // 60, end % 60) + timedelta(minutes=3 + chance.randrange(20))
    logger = COORDINATOR if chance.random() < 0.15 else programme.staff
    heads = heads_of(programme)
    present = heads - min(heads, chance.choice((0, 0, 1, 1, 2, 3)))
    content = chance.choice(_contents(programme))
    cancelled = _CANCELLED.get(index)
    if programme.is_club and cancelled and programme.grades == cancelled[0] and _REPLACED.get(index) != programme.code:
        yield Hold(moment - timedelta(hours=1), COORDINATOR, day, programme, start, end, None, "", cancelled[1])
        if index in _REPLACED:
            other = BY_CODE[_REPLACED[index]]
            yield Hold(moment, other.staff, day, other, start, end, present, _contents(other)[0])
        return
    if _NOBODY_STAYED.get(index) == programme.code:
        yield Hold(moment - timedelta(hours=1), COORDINATOR, day, programme, start, end, None, "", "当天没有学生需要延时托管")
        return
    if index in _EARLY and _EARLY[index][0] == programme.code:
        start, end = _EARLY[index][1:]
    if index in _SHORT and programme.is_club and programme.grades == _SHORT[index][0]:
        end -= _SHORT[index][1]
    if _NEW_LESSON.get(index) == programme.code:
        content = texts.NEW_LESSON
    if _LOGGED_LATE.get(index) == programme.code:
        if later is None:
            return
        moment = at(later, 8, 15)
    yield Hold(moment, logger, day, programme, start, end, present, content)


def _contents(programme: ProgrammePlan) -> tuple[str, ...]:
    return texts.content_of(programme.code, programme.category is Category.EXTENDED_CARE)


def sessions_of_today(acts: list[ServiceAct], today: date) -> list[ServiceAct]:
    """Today the duty of the two teachers whose accounts are printed is left for the visitor to log."""
    mine = {TEACHER_OF_3, HEAD_OF_31}
    return [a for a in acts if not (isinstance(a, Hold) and a.day == today and a.programme.staff in mine)]
