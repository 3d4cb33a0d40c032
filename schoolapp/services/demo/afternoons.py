"""The demo school's after-school service day by day: its programmes at the term's opening, and the sessions with their believable faults.
Homework stands in `plan`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import Calendar
from schoolapp.rules.session_heads import Finished
from schoolapp.rules.walks import WalkPoint
from schoolapp.services.demo import texts
from schoolapp.services.demo.acts import AnswerHours, Cover, FollowUp, Hold, Offer, ServiceAct, SignHours, Walk
from schoolapp.services.demo.cast import (
    BY_CODE,
    CLASSES,
    COORDINATOR,
    HEAD_OF_31,
    OFFICE,
    PRINCIPAL,
    PROGRAMMES,
    TEACHER_OF_3,
    Place,
    ProgrammePlan,
    extended_of,
    heads_of,
    places_of,
)
from schoolapp.services.demo.ground import SUMMER_MINUTES, ground_acts, summer_of
from schoolapp.services.demo.plan import at, chance_of
from schoolapp.services.demo.term import TermPlan

# Faults by the number of the term's school day, 0 = the first.
_FORGOTTEN = {17: "F9"}
_NEW_LESSON = {23: "F8"}
_EARLY = {29: ("F9", 15 * 60 + 15, 17 * 60 + 20)}
_SHORT = {14: ((5, 6), 20), 57: ((7, 8), 25)}  # grades whose club ended so many minutes early
_CANCELLED = {19: ((3, 4), "场地占用或检修：改在实验室开展科学小实验"), 36: ((7, 8), "教师请假，没有人代班：外出参加培训")}
_REPLACED = {19: "C06"}
_NOBODY_STAYED = {48: "Y1"}
_INSTEAD = {6: ("F5", "t24"), 21: ("F4", "t16"), 33: ("F8", "t30"), 49: ("F6", "t17"), 64: ("F7", "t29")}  # who stood in
_MOVED = {4: ("C01", 10, "报告厅"), 25: ("C08", 10, "风雨操场"), 52: ("C09", 10, "报告厅")}  # minutes later, in another room
_WALKED_EVERY, _FOLLOWED_AFTER = 4, 7  # school days: a walk-through; every second one leaves something open for a while
_LEFT_OPEN = (
    (WalkPoint.HANDOVER, "放学时两个班同时从一个门出去，走廊有点挤", "已和值班教师商量，按年级错开三分钟离开，连看两天都有序"),
    (WalkPoint.HEADS, "点名册上的应到人数还是上周的", "已按新的报名人数更换点名册"),
    (WalkPoint.SAFE, "器材柜没有上锁", "已换锁，开展前由值班教师检查"),
)
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
            shift = SUMMER_MINUTES if summer[0] <= day <= summer[1] else 0
            yield from _afternoon(calendar, day, index, later, shift)
            yield from _walked(calendar, days, index, shift)
    yield from _hours_said(days, until)


def _hours_said(days: Sequence[date], until: date) -> Iterator[AnswerHours | SignHours]:
    """The hours of the newest month that has ended: everybody says a word in its first days after, one of them an objection; then it is signed."""
    past = [day for day in days if day < until.replace(day=1)]
    after = [day for day in days if past and past[-1] < day <= until]
    if len(after) < 3:  # too early in the month: the one before it
        past = [day for day in past if day < past[-1].replace(day=1)]
        after = [day for day in days if past and past[-1] < day <= until]
    if len(after) < 3:
        return
    people = sorted({programme.staff for programme in PROGRAMMES})
    for n, staff in enumerate(people[:-2]):  # two have not said anything yet
        note = "月中那次我代了同年级的班，请核对是不是记在我名下" if n == 4 else ""
        yield AnswerHours(at(after[n % 2], 12, 5 + n), staff, past[-1], note)
    yield SignHours(at(after[2], 16, 40), COORDINATOR, past[-1])



def _afternoon(calendar: Calendar, day: date, index: int, later: date | None, shift: int) -> Iterator[Hold]:
    for programme in PROGRAMMES:
        weekdays = {calendar.timetable_weekday(day, g) for g in programme.grades if calendar.service_runs(day, g)}
        for weekday, start, end in programme.slots:
            if weekday in weekdays and _FORGOTTEN.get(index) != programme.code:
                yield from _session(programme, day, index, start + shift, end + shift, later)


def _walked(calendar: Calendar, days: Sequence[date], index: int, shift: int) -> Iterator[Walk | FollowUp]:
    """A walk into a homework help session that runs, every few days; what is left open is closed a week later."""
    day = days[index]
    if index % _WALKED_EVERY == 1 and index not in _FORGOTTEN:
        turn = index // _WALKED_EVERY
        programme = _visited(turn)
        start = _start_on(calendar, programme, day)
        if start is not None:
            left = _LEFT_OPEN[turn // 2 % len(_LEFT_OPEN)] if turn % 2 else None
            walker = PRINCIPAL if turn % 3 else OFFICE
            moment = at(day, 0) + timedelta(minutes=start + shift + 25)
            yield Walk(moment, walker, day, programme, start + shift, (left[0],) if left else (), left[1] if left else "")
    before = index - _FOLLOWED_AFTER
    if before >= 0 and before % _WALKED_EVERY == 1 and before not in _FORGOTTEN:
        turn = before // _WALKED_EVERY
        if turn % 2 and _start_on(calendar, _visited(turn), days[before]) is not None:
            yield FollowUp(at(day, 9, 20), COORDINATOR, days[before], _visited(turn), _LEFT_OPEN[turn // 2 % len(_LEFT_OPEN)][2])


def _start_on(calendar: Calendar, programme: ProgrammePlan, day: date) -> int | None:
    """When the programme usually begins on that day; None where it does not run."""
    weekdays = {calendar.timetable_weekday(day, g) for g in programme.grades if calendar.service_runs(day, g)}
    return next((start for weekday, start, _end in programme.slots if weekday in weekdays), None)


def _visited(turn: int) -> ProgrammePlan:
    helping = [p for p in PROGRAMMES if p.category is Category.HOMEWORK_HELP]
    return helping[turn % len(helping)]


def _heads_by_class(programme: ProgrammePlan, absent: int, chance: Random) -> tuple[tuple[Place, int, int, str], ...]:
    """(class, expected, present, how far they got) in homework help, without the last in extended care: who is away is away from one class or
    another."""
    if programme.is_club:
        return ()
    care = programme.category is Category.EXTENDED_CARE
    places = places_of(*programme.grades)
    away = [chance.randrange(len(places)) for _ in range(absent)]
    weights = (5, 4, 1) if programme.grades[0] < 7 else (2, 5, 3)
    found = []
    for n, place in enumerate(places):
        heads = extended_of(place) if care else CLASSES[place].joined
        found.append((place, heads, heads - away.count(n), "" if care else chance.choices(tuple(Finished), weights)[0].value))
    return tuple(found)


def _session(programme: ProgrammePlan, day: date, index: int, start: int, end: int, later: date | None) -> Iterator[Hold]:
    chance = chance_of(day, "session", programme.code)
    moment = at(day, end // 60, end % 60) + timedelta(minutes=3 + chance.randrange(20))
    logger = COORDINATOR if chance.random() < 0.15 else programme.staff
    heads = heads_of(programme)
    absent = min(heads, chance.choice((0, 0, 1, 1, 2, 3)))
    present = heads - absent
    content = chance.choice(_contents(programme))
    by_class = _heads_by_class(programme, absent, chance)
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
    instead = _INSTEAD[index][1] if _INSTEAD.get(index, ("",))[0] == programme.code else ""
    if _MOVED.get(index, ("",))[0] == programme.code:
        _code, minutes, room = _MOVED[index]
        times = (start + minutes, end + minutes)
        yield Hold(moment + timedelta(minutes=minutes), logger, day, programme, *times, present, content, "", by_class, instead, start, room)
        return
    yield Hold(moment, logger, day, programme, start, end, present, content, "", by_class, instead)


def _contents(programme: ProgrammePlan) -> tuple[str, ...]:
    return texts.content_of(programme.code, programme.category is Category.EXTENDED_CARE)


def sessions_of_today(acts: list[ServiceAct], today: date, plan: TermPlan) -> list[ServiceAct]:
    """Today the duty of the two teachers whose accounts are printed is left for the visitor to log; one of them stands in for a colleague."""
    mine, covered, summer = {TEACHER_OF_3, HEAD_OF_31}, None, summer_of(plan)
    shift = SUMMER_MINUTES if summer[0] <= today <= summer[1] else 0
    for programme in PROGRAMMES:
        start = _start_on(plan.calendar, programme, today)
        if programme.is_club and programme.staff not in mine and start is not None and (covered is None or 3 in programme.grades):
            covered = Cover(at(today, 7, 50), COORDINATOR, today, programme, start + shift, TEACHER_OF_3)
    kept = [a for a in acts if not (isinstance(a, Hold) and a.day == today and (a.programme.staff in mine or (covered and a.programme == covered.programme)))]
    return [*kept, covered] if covered else kept
