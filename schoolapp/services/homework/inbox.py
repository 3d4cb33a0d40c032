"""What waits of requests: a colleague's for an answer, a leader's for a word, the own ones with what became of them, and for those who lead a
grade what waits between colleagues. Only read here; nobody is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records import requests as store
from schoolapp.records.homework import ItemRow
from schoolapp.records.requests import RequestRow
from schoolapp.rules.people import ClassRef, Role
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.homework.days import figures_with, with_reserved
from schoolapp.services.homework.drafts import ClassFigures, Draft
from schoolapp.services.homework.post import leads
from schoolapp.services.homework.requests import ADJUST, APPROVE, Kept, is_moot, may_answer
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of


@dataclass(frozen=True, slots=True)
class Request:
    """A request as pages show it. `state`: open, agreed, declined, withdrawn, or moot (registered otherwise since). `item` = what is to be
    shortened as it stands now, `to` its minutes then (None: it cannot be any more). `figures` = the class's day with the kept lines; `fits`:
    they have room now. `step`: what its reader has to do: answer, publish, read, or nothing ('')."""

    row: RequestRow
    one: ClassRef
    state: str
    item: ItemRow | None
    to: int | None
    drafts: tuple[Draft, ...]
    figures: ClassFigures
    step: str

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def adjusts(self) -> bool:
        return self.row.kind == ADJUST

    @property
    def fits(self) -> bool:
        return not self.figures.refused


@dataclass(frozen=True, slots=True)
class Inbox:
    """`to_answer`: mine to say yes or no to; `mine`: what I asked for, today's and of days to come."""

    to_answer: tuple[Request, ...]
    mine: tuple[Request, ...]

    @property
    def waiting(self) -> int:
        return len(self.to_answer) + sum(bool(one.step) for one in self.mine)


def inbox(*, house: House, actor: Actor, now: datetime) -> Inbox:
    """The requests of today and of days to come that concern this person; an open one has lapsed with its day."""
    actor.needs(Permit.SEE_CLASS_DAY)
    if actor.staff_id is None:
        return Inbox((), ())
    standing, today = standing_of(house=house), now.date()
    with house.reading() as connection:
        rows = store.about(connection, actor.staff_id, today)
        if not rows:
            return Inbox((), ())
        led = _led_grades(connection, rows)
        asked, mine = [], []
        for row in rows:
            if row.asker_id == actor.staff_id:
                if row.closed_at is None:
                    mine.append(_shown(connection, standing, row, today, own=True))
            elif _is_asked(connection, standing, actor, row, today, led):
                shown = _shown(connection, standing, row, today, own=False)
                if shown.step:
                    asked.append(shown)
    return Inbox(tuple(asked), tuple(mine))


@dataclass(frozen=True, slots=True)
class Pending:
    """A request in a grade that nobody has answered: `subject` has no room on that day and asks `asked_subject` for `minutes` less ('': a
    leader is asked to let it be recorded as it is, `minutes` over the cap). `mine`: the reader asked, or is the one to answer."""

    one: ClassRef
    day: date
    subject: str
    asked_subject: str
    minutes: int
    mine: bool


def pending_in(*, house: House, actor: Actor, grades: Iterable[int], start: date, end: date, now: datetime) -> tuple[Pending, ...]:
    """What waits between colleagues of these grades on days from `start` to `end`, today at the earliest; nothing for who does not lead them
    (the grade's leader, office, principal). What was registered otherwise meanwhile, or has room by now, waits no more."""
    wanted = {grade for grade in grades if leads(actor, grade) or actor.roles & {Role.OFFICE, Role.PRINCIPAL}}
    today = now.date()
    waiting = [(one, row) for one, row in _unanswered(house, today) if one.grade in wanted and start <= row.day <= end] if wanted else []
    if not waiting:
        return ()
    with house.reading() as connection:
        found = [Pending(one, row.day, row.subject, row.asked_subject, row.minutes,
                         row.asker_id == actor.staff_id or may_answer(connection, actor, row, today)) for one, row in waiting]
    return tuple(sorted(found, key=lambda p: (p.day, p.one.grade, p.one.number)))


def _unanswered(house: House, today: date) -> tuple[tuple[ClassRef, RequestRow], ...]:
    """Every request of today or later that still waits for somebody, in the order of asking. Kept by the data version."""
    kept: dict[date, tuple[tuple[ClassRef, RequestRow], ...]] = house.remembered("unanswered", house.data_version(), dict)
    if today not in kept:
        standing = standing_of(house=house)
        with house.reading() as connection:
            rows = store.open_since(connection, today)
            kept[today] = tuple((standing.get_class(row.class_id), row) for row in rows if _shown(connection, standing, row, today, own=False).step)
    return kept[today]


def find_request(*, house: House, actor: Actor, request_id: int, now: datetime) -> Request | None:
    """One request as it stands now, for whom it concerns; None for anybody else."""
    standing = standing_of(house=house)
    with house.reading() as connection:
        row = store.find_request(connection, request_id)
        if row is None or not (row.asker_id == actor.staff_id or may_answer(connection, actor, row, now.date())):
            return None
        return _shown(connection, standing, row, now.date(), own=row.asker_id == actor.staff_id)


def _led_grades(connection: Connection, rows: list[RequestRow]) -> frozenset[int]:
    """The grades that somebody leads; asked only where an approval waits."""
    if not any(row.kind == APPROVE for row in rows):
        return frozenset()
    active = {person.id for person in people_records.list_staff(connection) if person.active}
    leaders = [role for staff_id, role in people_records.list_roles(connection) if role.role is Role.GRADE_LEADER and staff_id in active]
    return frozenset(grade for role in leaders for grade in role.grades)


def _is_asked(connection: Connection, standing: Standing, actor: Actor, row: RequestRow, today: date, led: frozenset[int]) -> bool:
    """Whether a request is shown to this person: to the office an approval only where nobody leads the grade."""
    if not may_answer(connection, actor, row, today):
        return False
    grade = standing.get_class(row.class_id).grade
    return row.kind == ADJUST or leads(actor, grade) or grade not in led


def _shown(connection: Connection, standing: Standing, row: RequestRow, today: date, *, own: bool) -> Request:
    one, kept = standing.get_class(row.class_id), Kept.of(row.kept)
    there = records.items_on(connection, [row.class_id], row.day, row.day)
    held = with_reserved(connection, [row.class_id], row.day)[row.class_id]
    marked = {i.id for i in there if i.over_reason is not None}
    moot = row.state in ("open", "agreed") and row.closed_at is None and row.kind == ADJUST and is_moot(row, there)
    lines = () if moot else kept.drafts
    figures = figures_with(one, held, lines, row.subject, standing.profile(row.day), judged=row.day >= today, recorded=marked)
    item = next((i for i in there if i.id == row.item_id), None)
    to = item.minutes - row.minutes if item is not None and item.minutes > row.minutes else None
    state = "moot" if moot else "lapsed" if row.state == "open" and row.day < today else row.state
    return Request(row, one, state, item, to, kept.drafts, figures, _step(row, state, to, fits=not figures.refused, own=own))


def _step(row: RequestRow, state: str, to: int | None, *, fits: bool, own: bool) -> str:
    if not own:
        return "answer" if state == "open" and (row.kind == APPROVE or (to is not None and not fits)) else ""
    if state == "declined" or (row.kind == APPROVE and state == "agreed"):
        return "read"
    return "publish" if row.kind == ADJUST and (state == "agreed" or (state == "open" and fits)) else ""
