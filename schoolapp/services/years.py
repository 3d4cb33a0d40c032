"""Starting a school year: classes move up as new rows, the last grade leaves, links are renewed, teaching begins empty. Rows of past
years stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from schoolapp.records import people as records
from schoolapp.records.people import ClassHeads
from schoolapp.rules.people import ClassRef, class_label, grade_label, school_year_bounds
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House
from schoolapp.services.people.classes import fresh_token
from schoolapp.words import N_

FIRST_CLASSES_MOST = 40

YEAR_WORDS = {
    "exists": N_("%(year)s学年已经有 %(count)s 个班：%(classes)s。没有改动任何数据"),
    "not_next": N_("只能开始下一个学年（%(next)s），不能跳到 %(year)s"),
    "no_classes": N_("这里还没有班级，请先导入工作簿"),
    "first_classes": N_("新生班数应当是 0 到 %(most)s 之间的整数"),
    "changed": N_("核对之后，班级又有改动。请重新核对后再开始"),
}


class YearRefused(Exception):
    """The year was not started and nothing was written. `code` is a key of YEAR_WORDS, `values` fill its sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Move:
    """A class that moves up: the old row, the class it becomes (`new.id` is 0 before), its homeroom teacher (who moves along), the
    pupils it keeps."""

    old: ClassRef
    new: ClassRef
    homeroom_id: int | None
    homeroom: str
    pupils: int


@dataclass(frozen=True, slots=True)
class YearPlan:
    """What starting the year would do. `first_grade` is the grade that new pupils enter, which has `first_now` classes this year;
    `lessons` rows of who teaches what stay behind; `links` old links become unknown; `early`: the present year has not ended yet."""

    year: int
    previous: int
    moves: tuple[Move, ...]
    leaving: tuple[ClassRef, ...]
    first_grade: int
    first_now: int
    lessons: int
    links: int
    starts_on: date
    early: bool


class PlanLine(NamedTuple):
    """One sentence of the difference: `text` is a key of the catalogue, `values` fill it."""

    text: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StartedYear:
    """A started year: how many classes moved up, left, and were made for new pupils."""

    year: int
    moved: int
    left: int
    made: int
    classes: tuple[ClassRef, ...] = field(default_factory=tuple)


def next_year(*, house: House, actor: Actor) -> int:
    """The year that can be started next. YearRefused('no_classes') before the first workbook."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        newest = records.newest_year(connection)
    if newest is None:
        raise YearRefused("no_classes")
    return newest + 1


def plan_year(*, house: House, actor: Actor, start_year: int, now: datetime) -> YearPlan:
    """The difference that starting `start_year` (2027 = August 2027 to July 2028) makes. YearRefused: exists, not_next, no_classes."""
    actor.needs(Permit.SET_UP)
    with house.reading() as connection:
        return _plan(connection, start_year, now)


def start_year(
    *,
    house: House,
    actor: Actor,
    start_year: int,
    first_classes: int | None = None,
    now: datetime,
    seen: int | None = None,
    request_key: str = "",
) -> StartedYear:
    """Starts the year in one write. `first_classes`: how many classes the entrance grade gets, numbered from 1 (None: none, they come
    with the workbook or one by one). `seen`: how many classes moved up in the difference that was shown; another number is refused
    as 'changed'."""
    actor.needs(Permit.SET_UP)
    fresh = first_classes or 0
    if not 0 <= fresh <= FIRST_CLASSES_MOST:
        raise YearRefused("first_classes", most=FIRST_CLASSES_MOST)
    content = {"year": start_year, "first": fresh}
    with house.writing(actor=actor, now=now) as work:
        work.replay(request_key, content)
        plan = _plan(work.connection, start_year, now)
        if seen is not None and seen != len(plan.moves):
            raise YearRefused("changed")
        start, _ = school_year_bounds(start_year)
        for move in plan.moves:
            class_id = work.add(
                records.school_class,
                year=start_year,
                grade=move.new.grade,
                number=move.old.number,
                homeroom_id=move.homeroom_id,
                link_token=fresh_token(),
                link_generation=1,
            )
            if move.pupils:
                work.add(records.class_count, class_id=class_id, valid_from=start, pupils=move.pupils, asked=0, joined=0)
        for number in range(1, fresh + 1):
            work.add(
                records.school_class,
                year=start_year,
                grade=plan.first_grade,
                number=number,
                homeroom_id=None,
                link_token=fresh_token(),
                link_generation=1,
            )
        for class_id, (_, generation) in records.list_link_rows(work.connection, plan.previous).items():
            work.change(records.school_class, class_id, link_token=fresh_token(), link_generation=generation + 1)
        classes = tuple(records.list_classes(work.connection, start_year))
        work.audit(
            "year_started",
            f"year:{start_year}",
            {"year": plan.previous, "classes": len(plan.moves) + len(plan.leaving)},
            {"year": start_year, "moved": len(plan.moves), "left": len(plan.leaving), "made": fresh},
        )
        work.remember(request_key, content, str(start_year))
    house.forget()
    return StartedYear(start_year, len(plan.moves), len(plan.leaving), fresh, classes)


def plan_lines(plan: YearPlan) -> list[PlanLine]:
    """The difference in sentences, for the command line."""
    values: dict[str, Any] = {"year": year_label(plan.year), "previous": year_label(plan.previous)}
    lines = [PlanLine(N_("%(year)s学年：在 %(previous)s学年之后开始，旧数据全部保留"), values)]
    lines += [
        PlanLine(
            N_("升级：%(old)s → %(new)s"), {"old": class_label(m.old.grade, m.old.number), "new": class_label(m.new.grade, m.new.number)}
        )
        for m in plan.moves
    ]
    lines += [PlanLine(N_("离校：%(old)s"), {"old": class_label(one.grade, one.number)}) for one in plan.leaving]
    lines.append(PlanLine(N_("%(grade)s的新班：由工作簿导入，或在班级页添加"), {"grade": grade_label(plan.first_grade)}))
    lines.append(
        PlanLine(
            N_("任课从空白开始（旧学年的 %(count)s 条保留），班主任随班，学生数沿用，课后服务需求和参加人数重新填写"),
            {"count": plan.lessons},
        )
    )
    lines.append(PlanLine(N_("家长链接全部更换，旧的 %(count)s 个链接不能再打开"), {"count": plan.links}))
    return lines


def year_label(year: int) -> str:
    """2027—2028, as Chinese papers write a school year."""
    return f"{year}—{year + 1}"


def _plan(connection: Connection, year: int, now: datetime) -> YearPlan:
    newest = records.newest_year(connection)
    if newest is None:
        raise YearRefused("no_classes")
    there = records.list_classes(connection, year)
    if there:
        labels = [class_label(c.grade, c.number) for c in there]
        shown = "、".join(labels if len(labels) <= 12 else [*labels[:12], "…"])
        raise YearRefused("exists", year=year_label(year), count=len(there), classes=shown)
    if year != newest + 1:
        raise YearRefused("not_next", next=year_label(newest + 1), year=year_label(year))
    classes = records.list_classes(connection, newest)
    if not classes:
        raise NotFound
    first, last = min(c.grade for c in classes), max(c.grade for c in classes)
    staff = {s.id: s for s in records.list_staff(connection)}
    homerooms = {c: s for c, s in records.homerooms(connection, newest).items() if staff[s].active}
    heads = records.heads_on(connection, school_year_bounds(newest)[1], newest)
    moves = []
    for one in classes:
        if one.grade < last:
            homeroom = homerooms.get(one.id)
            moves.append(
                Move(
                    one,
                    ClassRef(0, year, one.grade + 1, one.number),
                    homeroom,
                    staff[homeroom].name if homeroom else "",
                    heads.get(one.id, ClassHeads(0, 0, 0)).pupils,
                )
            )
    starts_on, _ = school_year_bounds(year)
    return YearPlan(
        year,
        newest,
        tuple(moves),
        tuple(c for c in classes if c.grade == last),
        first,
        sum(c.grade == first for c in classes),
        len(records.list_teaching(connection, newest)),
        len(classes),
        starts_on,
        now.date() < starts_on,
    )
