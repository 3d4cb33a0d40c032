"""The term plan of homework (学期作业计划): reading it, planning, and what it leaves a subject on a class-day. What was registered against
it stands in `load.plan`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records import quota as records
from schoolapp.records import timed as timed_records
from schoolapp.records.quota import PlanRow
from schoolapp.rules.calendar import Term
from schoolapp.rules.load import Load, load_of
from schoolapp.rules.names import clean
from schoolapp.rules.people import SUBJECTS, ClassRef, Role, school_year_of, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.quota import NOTE_MAX, PlanFault, QuotaState, cap_of_term, is_minutes, is_reserving, plan_faults, quota_state, starter
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import Standing, read_standing, standing_of

# Subjects that usually set written work stand open on the page, the others are folded away until they plan something.
_OPEN = frozenset(SUBJECTS[:10])

Quotas = Mapping[tuple[int, int], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Quota:
    """What the plan says to one subject on a class-day, minutes. `own` = its quota (None: it has none), `used` of it, `left` of it;
    `reserved_by_others` = of what the cap leaves, kept for other subjects now (0 from the profile's hour on); `free` = what may be taken
    without touching that. `planned` False: the grade has no plan, and nothing is to be shown."""

    own: int | None
    used: int
    left: int
    reserved_by_others: int
    free: int
    reserving: bool
    planned: bool


@dataclass(frozen=True, slots=True)
class PlanCell:
    """A subject's plan in a grade: minutes a day (None: no quota) and a word about it. `own`: the reader may change it; `open`: it stands on
    the page, else it is folded away."""

    subject: str
    minutes: int | None
    note: str
    own: bool
    open: bool


@dataclass(frozen=True, slots=True)
class GradePlan:
    """A grade's plan. `cap`: the lowest of the term, 0 = no written homework at home and no plan; `others` = planned minutes of subjects
    that the reader may not change."""

    grade: int
    cap: int
    cells: tuple[PlanCell, ...]

    @property
    def total(self) -> int:
        return sum(cell.minutes or 0 for cell in self.cells)

    @property
    def room(self) -> int:
        """机动: what no subject has planned; below 0 where the cap was lowered since."""
        return self.cap - self.total

    @property
    def planned(self) -> bool:
        return any(cell.minutes is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class TermPlan:
    """A term's plan as the page shows it. `may_edit`: at least one cell is the reader's to change and the term is not over; `previous` = the
    term before it, where that has a plan; `starters` and `earlier` = (grade, subject) -> minutes to fill in from."""

    term: Term
    terms: tuple[Term, ...]
    grades: tuple[GradePlan, ...]
    may_edit: bool
    over: bool
    previous: Term | None
    starters: Mapping[tuple[int, str], int]
    earlier: Mapping[tuple[int, str], int]
    changed_at: datetime | None
    changed_by: str

    def cell(self, grade: int, subject: str) -> PlanCell | None:
        return next((cell for plan in self.grades if plan.grade == grade for cell in plan.cells if cell.subject == subject), None)


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One cell as it was filled in; `was` = (minutes, note) that the form was made from."""

    grade: int
    subject: str
    minutes: int | None
    note: str
    was: tuple[int | None, str]


class PlanRefused(Exception):
    """Nothing was saved; every fault at once."""

    def __init__(self, faults: Sequence[PlanFault]) -> None:
        super().__init__(str(list(faults)))
        self.faults = tuple(faults)


def term_plan(*, house: House, actor: Actor, term_id: int | None = None, now: datetime) -> TermPlan:
    """The plan of a term (None: the present one, in the holidays the next) for the grades that the reader sees. NotFound without any."""
    actor.needs(Permit.SEE_BOARD)
    standing, today = standing_of(house=house), now.date()
    terms = tuple(t for t in standing.terms if actor.period is None or (t.start <= actor.period[1] and t.end >= actor.period[0]))
    term = _chosen(terms, term_id, today)
    earlier = [t for t in standing.terms if t.end < term.start]
    previous = earlier[-1] if earlier else None
    year = _year_of(standing, term)
    with house.reading() as connection:
        rows = records.list_plan(connection, term.id)
        before = records.list_plan(connection, previous.id) if previous else []
        taught = people_records.list_teaching(connection, year)
        names = people_records.staff_names(connection) if rows else {}
    subjects: dict[int, set[str]] = {}
    for lesson in taught:
        subjects.setdefault(standing.get_class(lesson.class_id).grade, set()).add(lesson.subject)
    kept = {(r.grade, r.subject): r for r in rows}
    grades = [g for g in standing.grades_of(year) if actor.sees_grade(g)]
    over = term.end < today
    plans = tuple(_grade_plan(standing, actor, term, grade, subjects.get(grade, set()), kept, over) for grade in grades)
    own = {(plan.grade, cell.subject) for plan in plans for cell in plan.cells if cell.own}
    starters = {(p.grade, s): m for p in plans for s, m in starter(standing.system, p.grade, p.cap).items() if (p.grade, s) in own}
    past = {(r.grade, r.subject): r.minutes for r in before if (r.grade, r.subject) in own}
    newest = max(rows, key=lambda r: r.set_at, default=None)
    return TermPlan(term, terms, plans, bool(own), over, previous if before else None, starters, past,
                    newest.set_at if newest else None, names.get(newest.set_by or 0, "") if newest else "")


def _chosen(terms: Sequence[Term], term_id: int | None, today: date) -> Term:
    if term_id is not None:
        found = next((t for t in terms if t.id == term_id), None)
    else:
        found = next((t for t in terms if t.end >= today), terms[-1] if terms else None)
    if found is None:
        raise NotFound
    return found


def _year_of(standing: Standing, term: Term) -> int:
    """The school year whose classes and lessons a term's plan is made for; before they are entered those of the year before."""
    own = school_year_of(term.start)
    return max((c.year for c in standing.classes.values() if c.year <= own), default=own)


def _grade_plan(
    standing: Standing, actor: Actor, term: Term, grade: int, taught: set[str], kept: Mapping[tuple[int, str], PlanRow], over: bool
) -> GradePlan:
    cap = cap_of_term(standing.profiles, term, grade)
    planned = {subject for g, subject in kept if g == grade}
    cells = []
    for subject in sorted(planned | (taught if cap else set()), key=subject_order):
        row = kept.get((grade, subject))
        own = cap > 0 and not over and may_plan(actor, subject)
        cells.append(PlanCell(subject, row.minutes if row else None, row.note if row else "", own,
                              row is not None or subject in _OPEN or subject in actor.lead_subjects))
    return GradePlan(grade, cap, tuple(cells))


def may_plan(actor: Actor, subject: str) -> bool:
    """A subject group's lead plans the subjects led, the office every one."""
    return actor.may(Permit.PLAN_HOMEWORK) and (_whole_school(actor) or subject in actor.lead_subjects)


def _whole_school(actor: Actor) -> bool:
    return actor.operator or Role.OFFICE in actor.roles


def save_plan(*, house: House, actor: Actor, term_id: int, entries: Sequence[PlanEntry], now: datetime) -> int:
    """Writes the cells that differ from what the form was made from; gives how many. Sums are judged in the write, so that two who plan at
    the same instant never both pass the cap. PlanRefused with all faults; Conflict('changed') where somebody else has set one of these cells
    meanwhile, Conflict('over') for a term that has ended; NotFound for a cell that is not the actor's to plan."""
    actor.needs(Permit.PLAN_HOMEWORK)
    changed = [e for e in (_tidied(entry) for entry in entries) if (e.minutes, e.note) != e.was]
    with house.writing(actor=actor, now=now) as work:
        standing = read_standing(work.connection)
        term = next((t for t in standing.terms if t.id == term_id), None)
        grades = set(standing.grades_of(_year_of(standing, term))) if term else set()
        if term is None or any(e.grade not in grades or not may_plan(actor, e.subject) for e in changed):
            raise NotFound
        if term.end < now.date():
            raise Conflict("over")
        records.lock_term(work.connection, term.id)
        rows = {(r.grade, r.subject): r for r in records.list_plan(work.connection, term.id)}
        _check_cells(standing, term, changed, rows)
        told: list[dict[str, object]] = []
        before: list[dict[str, object]] = []
        for entry in changed:
            row = rows.get((entry.grade, entry.subject))
            if (row.minutes if row else None, row.note if row else "") == (entry.minutes, entry.note):
                continue  # the same was saved a moment ago
            place = {"grade": entry.grade, "subject": entry.subject}
            before.append({**place, "minutes": row.minutes if row else None, "note": row.note if row else ""})
            told.append({**place, "minutes": entry.minutes, "note": entry.note})
            values = {"minutes": entry.minutes, "note": entry.note, "set_by": actor.staff_id, "set_at": now}
            if row is None:
                work.add(records.homework_plan, term_id=term.id, grade=entry.grade, subject=entry.subject, **values)
            elif entry.minutes is None:
                work.remove(records.homework_plan, row.id)
            else:
                work.change(records.homework_plan, row.id, **values)
        if told:
            work.audit("plan_saved", f"term:{term.id}", {"cells": before}, {"cells": told})
    return len(told)


def _tidied(entry: PlanEntry) -> PlanEntry:
    """Without minutes there is nothing to say a word about."""
    note = clean(entry.note) if entry.minutes is not None else ""
    return PlanEntry(entry.grade, clean(entry.subject), entry.minutes, note, entry.was)


def _check_cells(standing: Standing, term: Term, changed: Sequence[PlanEntry], rows: Mapping[tuple[int, str], PlanRow]) -> None:
    faults: list[PlanFault] = []
    after = {place: row.minutes for place, row in rows.items()}
    stale = False
    for entry in changed:
        place = (entry.grade, entry.subject)
        row = rows.get(place)
        present = (row.minutes if row else None, row.note if row else "")
        stale = stale or present not in (entry.was, (entry.minutes, entry.note))
        if entry.minutes is None:
            after.pop(place, None)
            continue
        if not is_minutes(entry.minutes):
            faults.append(PlanFault(entry.grade, entry.subject, "range"))
        if len(entry.note) > NOTE_MAX:
            faults.append(PlanFault(entry.grade, entry.subject, "long"))
        elif find_personal(entry.note):
            faults.append(PlanFault(entry.grade, entry.subject, "personal"))
        after[place] = entry.minutes
    for grade in sorted({entry.grade for entry in changed}):
        cap = cap_of_term(standing.profiles, term, grade)
        faults += plan_faults(grade, (m for (g, _), m in after.items() if g == grade), (r.minutes for (g, _), r in rows.items() if g == grade), cap)
    if faults:
        raise PlanRefused(faults)
    if stale:
        raise Conflict("changed")


def quotas(*, house: House) -> Quotas:
    """(term id, grade) -> subject -> minutes a day, of every term. Kept until more was written than a day's homework and sessions."""
    def make() -> Quotas:
        found: dict[tuple[int, int], dict[str, int]] = {}
        with house.reading() as connection:
            for term_id, grade, subject, minutes in records.list_quotas(connection):
                found.setdefault((term_id, grade), {})[subject] = minutes
        return found
    return house.remembered("standing:quotas", house.data_version(), make)


def plan_on(standing: Standing, plans: Quotas, grade: int, day: date) -> Mapping[str, int]:
    """The plan that holds for a grade on a day; empty where there is none."""
    return next((plans[term.id, grade] for term in reversed(standing.calendar.terms_on(day)) if (term.id, grade) in plans), {})


def state_on(standing: Standing, plans: Quotas, one: ClassRef, day: date, load: Load, done: Iterable[str], now: datetime) -> QuotaState:
    """A class-day against the plan; `done` = subjects that said they give nothing ('' = the whole class)."""
    profile = standing.profile(day)
    reserving = is_reserving(day, now, profile.quota_until)
    return quota_state(plan_on(standing, plans, one.grade, day), load, profile.cap(one.grade), reserving=reserving, done=frozenset(done))


def quota_of(state: QuotaState, subject: str) -> Quota:
    """What a class-day's state says to one subject."""
    own = state.of(subject)
    return Quota(own.quota if own else None, state.used_by.get(subject, 0), own.left if own else 0, state.reserved_by_others(subject),
                 state.free(subject), state.reserving, bool(state.subjects))


def quotas_for(*, house: House, classes: Sequence[ClassRef], day: date, subject: str, now: datetime) -> dict[int, Quota]:
    """Class id -> what the plan says to `subject` on `day`, from what is published now or waits for its time. The caller has checked that
    the classes are the reader's business. Nothing is read where no grade of these has a plan."""
    standing, plans = standing_of(house=house), quotas(house=house)
    found = {c.id: Quota(None, 0, 0, 0, 0, False, False) for c in classes}
    planned = [c for c in classes if plan_on(standing, plans, c.grade, day)]
    if not planned:
        return found
    ids = [c.id for c in planned]
    with house.reading() as connection:
        published = homework_records.published_in(connection, ids, day)
        waiting = timed_records.waiting_in(connection, ids, day, day)
        done: dict[int, set[str]] = {class_id: set() for class_id in ids}
        for none in homework_records.nones_on(connection, ids, day, day):
            done[none.class_id].add(none.subject)
    mode = standing.profile(day).tier_mode
    for one in planned:
        load = load_of([*(item for item, _ in published[one.id]), *(w.counted for w in waiting if w.class_id == one.id)], mode)
        found[one.id] = quota_of(state_on(standing, plans, one, day, load, done[one.id], now), subject)
    return found
