"""What is offered beside shortening where a class has no room: the next school day that has it, a colleague who could shorten something, the
record as it is. Only read here; asking stands in `requests`, publishing in `post`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import requests, timed
from schoolapp.records.homework import ItemRow
from schoolapp.records.requests import RequestRow
from schoolapp.rules.calendar import ONE_DAY, days_between
from schoolapp.rules.homework import WRITTEN_KINDS, Counted, Tier
from schoolapp.rules.load import cap_of, counts_at_home, judged_figure, load_of, room_for
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.policy import Profile
from schoolapp.services.homework.days import Published, figures_with, last_day_ahead, offers_for, owners_of, with_reserved, year_on
from schoolapp.services.homework.drafts import Draft, NoRoom
from schoolapp.services.homework.post import leads
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

SCHOOL_DAYS_AHEAD = 10
_FAR_ENOUGH = timedelta(days=45)  # ten school days lie within it, whatever holiday there is


@dataclass(frozen=True, slots=True)
class Move:
    """The next school day on which every refused class has room. Minutes of the fullest of them, before anything is added: `figure` of
    `cap`."""

    day: date
    one: ClassRef
    figure: int
    cap: int

    @property
    def left(self) -> int:
        return self.cap - self.figure


@dataclass(frozen=True, slots=True)
class Ask:
    """A colleague's item that would make room for a class if it were `minutes` shorter; only its subject is told."""

    one: ClassRef
    subject: str
    item_id: int
    asked_id: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an earlier request of the same person for a class: `state` open, agreed or declined."""

    one: ClassRef
    subject: str
    minutes: int
    state: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ways:
    """`asks`: one for each refused class, or none at all. `record`: it may be recorded as it is; `approval`: with a leader's word.
    `answers`: earlier requests for these classes."""

    move: Move | None
    asks: tuple[Ask, ...]
    record: bool
    approval: bool
    answers: tuple[Answer, ...]


def judge_now(
    *, house: House, actor: Actor, day: date, subject: str, class_ids: Sequence[int], drafts: Sequence[Draft], now: datetime
) -> NoRoom | None:
    """The refusal that publishing would meet at this instant; None where everything fits. Nothing is published."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, profile = standing_of(house=house), standing_of(house=house).profile(day)
    classes = [standing.get_class(class_id) for class_id in sorted(set(class_ids))]
    with house.reading() as connection:
        owners_of(connection, actor, classes, subject, now.date(), day)
        held = with_reserved(connection, [c.id for c in classes], day)
        marked = {c.id: _recorded_in(connection, c, day) for c in classes}
    judged = [figures_with(c, held[c.id], drafts, subject, profile, judged=day >= now.date(), recorded=marked[c.id]) for c in classes]
    tight = [(f.one, held[f.one.id]) for f in judged if f.refused]
    return NoRoom(judged, offers_for(tight, drafts, subject, profile), sum(d.minutes for d in drafts)) if tight else None


def ways_out(*, house: House, actor: Actor, full: NoRoom, day: date, subject: str, drafts: Sequence[Draft], now: datetime) -> Ways:
    """What else is offered for the classes that a refusal names."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    standing, profile = standing_of(house=house), standing_of(house=house).profile(day)
    classes = [f.one for f in full.refused]
    with house.reading() as connection:
        move = next_room(connection, standing, actor, classes, day, subject, drafts, now.date())
        asks, answers = _asks(connection, actor, classes, day, subject, drafts, profile, now.date())
    record = profile.over_cap_record and not any(counts_at_home(one.grade) for one in classes)
    approval = record and profile.over_cap_approval and not all(leads(actor, one.grade) for one in classes)
    return Ways(move, asks, record, approval, answers)


def next_room(
    connection: Connection,
    standing: Standing,
    actor: Actor,
    classes: Sequence[ClassRef],
    day: date,
    subject: str,
    drafts: Sequence[Draft],
    today: date,
) -> Move | None:
    """The first of the next ten school days of all these classes within the term that has room for all lines. A weekday that the school
    keeps free of written homework is passed over."""
    ids = [c.id for c in classes]
    start, end = day + ONE_DAY, min(last_day_ahead(standing, today), day + _FAR_ENOUGH)
    days = [d for d in days_between(start, end) if _has_school(standing, classes, d)][:SCHOOL_DAYS_AHEAD] if start <= end else []
    if not days:
        return None
    items = records.items_on(connection, ids, days[0], days[-1])
    waiting = timed.waiting_in(connection, ids, days[0], days[-1])
    written = any(d.kind in WRITTEN_KINDS and d.tier is not Tier.OPTIONAL for d in drafts)
    for at in days:
        profile = standing.profile(at)
        if written and profile.no_homework_weekday == at.isoweekday():
            continue
        found = []
        for one in classes:
            here = [i for i in items if i.class_id == one.id and i.day == at]
            held: Published = [*((i.counted, i.late) for i in here), *((t.counted, False) for t in waiting if t.class_id == one.id and t.day == at)]
            marked = {i.id for i in here if i.over_reason is not None}
            found.append(figures_with(one, held, drafts, subject, profile, judged=True, recorded=marked))
        if not any(f.refused for f in found) and _may(connection, actor, classes, subject, today, at):
            fullest = min(found, key=lambda f: f.verdict.left_before)
            return Move(at, fullest.one, fullest.verdict.before, fullest.verdict.cap)
    return None


def _has_school(standing: Standing, classes: Iterable[ClassRef], day: date) -> bool:
    return all(c.year == year_on(standing, day) and standing.calendar.is_school_day(day, c.grade) for c in classes)


def _may(connection: Connection, actor: Actor, classes: Sequence[ClassRef], subject: str, today: date, day: date) -> bool:
    try:
        owners_of(connection, actor, classes, subject, today, day)
    except NotFound:  # a substitute whose grant has ended by then
        return False
    return True


def _recorded_in(connection: Connection, one: ClassRef, day: date) -> frozenset[int]:
    row = records.find_day(connection, one.id, day)
    return requests.recorded_of(connection, row) if row else frozenset()


def _asks(
    connection: Connection, actor: Actor, classes: Sequence[ClassRef], day: date, subject: str, drafts: Sequence[Draft], profile: Profile, today: date
) -> tuple[tuple[Ask, ...], tuple[Answer, ...]]:
    if actor.staff_id is None:
        return (), ()
    held = with_reserved(connection, [c.id for c in classes], day)
    every = records.items_on(connection, [c.id for c in classes], day, day)
    asks: list[Ask] = []
    answers: list[Answer] = []
    for one in classes:
        row = records.find_day(connection, one.id, day)
        earlier = [r for r in requests.asked_on(connection, row.id, actor.staff_id) if r.subject == subject] if row else []
        answers += [Answer(one, r.asked_subject, r.minutes, r.state, r.answer) for r in told(earlier)]
        if any(r.state == "open" for r in earlier):
            continue
        found = ask_in(
            one, [i for i in every if i.class_id == one.id], [i for i, _ in held[one.id]], drafts, subject, profile, actor.staff_id,
            not_again(earlier), lambda item: reachable(connection, item, today),
        )
        if found is not None:
            asks.append(found)
    return (tuple(asks) if len(asks) == len(classes) else ()), tuple(answers)


def told(earlier: Iterable[RequestRow]) -> list[RequestRow]:
    """The requests to a colleague that the asker has not put away or taken back."""
    return [r for r in earlier if r.kind == "adjust" and r.state != "withdrawn" and r.closed_at is None]


def not_again(earlier: Iterable[RequestRow]) -> set[int]:
    """Items whose owner said no: nobody is asked twice."""
    return {r.item_id for r in earlier if r.state == "declined" and r.item_id is not None}


def reachable(connection: Connection, item: ItemRow, today: date) -> bool:
    """Whether somebody can answer for the item: whose it is, or who substitutes in the class today."""
    if people_records.is_active(connection, item.staff_id):
        return True
    return any(row.subject == item.subject for row in records.substitutes_in(connection, [item.class_id], today))


def ask_in(
    one: ClassRef,
    items: Sequence[ItemRow],
    held: Sequence[Counted],
    drafts: Sequence[Draft],
    subject: str,
    profile: Profile,
    asker_id: int,
    never: Collection[int],
    can_answer: Callable[[ItemRow], bool],
) -> Ask | None:
    """Whose item is asked about in a class: the subject with the most written minutes of somebody else, in it the longest item that makes
    room and keeps some minutes itself. What was recorded as already set in class stays. None in grades 1-2 and where nothing would do."""
    if counts_at_home(one.grade):
        return None
    others = [
        i for i in items
        if i.staff_id != asker_id and i.kind in WRITTEN_KINDS and i.tier is not Tier.OPTIONAL and i.over_reason is None and i.id not in never
    ]
    by_subject: dict[str, list[ItemRow]] = {}
    for item in others:
        by_subject.setdefault(item.subject, []).append(item)
    ordered = sorted(by_subject.items(), key=lambda pair: (-sum(i.minutes for i in pair[1]), subject_order(pair[0])))
    for name, own in ordered:
        for item in sorted(own, key=lambda i: (-i.minutes, i.id)):
            cut = cut_for(item, held, drafts, subject, one.grade, profile)
            if 0 < cut < item.minutes and can_answer(item):
                return Ask(one, name, item.id, item.staff_id, cut)
    return None


def cut_for(item: ItemRow, held: Sequence[Counted], drafts: Sequence[Draft], subject: str, grade: int, profile: Profile) -> int:
    """By how many minutes the item must be shorter so that the lines fit; 0 where shortening it does not help, or need not be."""
    rest = [*(i for i in held if i.id != item.id), *(d.counted(subject) for d in drafts)]
    if judged_figure(load_of(rest, profile.tier_mode), grade) > cap_of(profile, grade):
        return 0
    return max(0, item.minutes - room_for(rest, item.counted, grade, profile))
