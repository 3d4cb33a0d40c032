"""Why a finding's figure is what it is: the items, sessions, samples, shares or heads that make it, the rule, and how it came about.
Subjects and classes only, no teacher's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import findings as records
from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records import wording as wording_records
from schoolapp.records.homework import ItemRow
from schoolapp.rules.afterschool import Category, Coverage, DayService, SessionFact, counts_for_two_hours, day_service
from schoolapp.rules.calendar import monday_of
from schoolapp.rules.figures import heads_on
from schoolapp.rules.findings import Finding, FindingKind, in_school_share
from schoolapp.rules.homework import WRITTEN_KINDS
from schoolapp.rules.load import BarSegment, SubjectLoad, bar_segments, cap_of, counts_at_home, judged_figure, load_of, sample_counts
from schoolapp.rules.people import ClassRef, subject_order
from schoolapp.rules.permits import Actor, NotFound
from schoolapp.rules.policy import CLAUSES, LOW_GRADES, Clause, Declaration
from schoolapp.rules.wording import new_lesson_hit
from schoolapp.services.findings.facts import check_period, read_facts, seen_grades, seen_period
from schoolapp.services.findings.history import HistoryStep, class_day_history, judgements, record_history
from schoolapp.services.findings.states import StatedFinding, get_findings
from schoolapp.services.house import House
from schoolapp.services.school import Standing, read_standing
from schoolapp.services.wording import ShownHit, read_line


class ItemLine(NamedTuple):
    """A published item of the class-day. `named`: the finding comes from it; then, for wording, `hits`: what the rules find in it now."""

    item: ItemRow
    named: bool
    hits: tuple[ShownHit, ...] = ()

    @property
    def written(self) -> bool:
        """Whether its kind counts toward the load."""
        return self.item.kind in WRITTEN_KINDS


@dataclass(frozen=True, slots=True)
class ClassDayDetail:
    """The class-day behind a finding; minutes. `figure` against `cap` (home minutes in grades 1-2). `week`: the school days that a
    finding by the week is about. `nones`: subjects that said none. `over_reasons`: (subject, reason) of what was recorded as it is."""

    one: ClassRef
    day: date
    items: tuple[ItemLine, ...]
    subjects: tuple[SubjectLoad, ...]
    segments: tuple[BarSegment, ...]
    figure: int
    cap: int
    withdrawn: int
    nones: tuple[str, ...]
    week: tuple[date, ...]
    sample: tuple[int, float, bool, int] | None

    @property
    def home(self) -> bool:
        """Whether the figure is home minutes (grades 1-2)."""
        return counts_at_home(self.one.grade)

    @property
    def over_reasons(self) -> tuple[tuple[str, str], ...]:
        return tuple((line.item.subject, line.item.over_reason) for line in self.items if line.item.over_reason is not None)


class SessionLine(NamedTuple):
    """A session of the day: times in minutes after midnight. `counts`: held and no 延时托管. `words`: what the no-new-lessons rule found;
    `content_reason`: why it was logged in these words, `decision`: by which it was held on a day without school ('' nothing said)."""

    id: int
    programme: str
    category: str
    grades: tuple[int, ...]
    start: int
    end: int
    held: bool
    expected: int | None
    present: int | None
    content: str
    reason: str
    counts: bool
    words: str
    content_reason: str = ""
    decision: str = ""


class ShareLine(NamedTuple):
    """A class's part of a month's share: class-days with written work, minutes in all, with in-school minutes stated, of these for home."""

    one: ClassRef
    days: int
    written: int
    stated: int
    stated_home: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Detail:
    """One opened row of the list. Only the parts that its kind has are there."""

    stated: tuple[StatedFinding, ...]
    clause: Clause | None
    class_day: ClassDayDetail | None = None
    sessions: tuple[SessionLine, ...] = ()
    service: DayService | None = None
    day_note: str = ""
    shares: tuple[ShareLine, ...] = ()
    heads: Coverage | None = None
    history: tuple[HistoryStep, ...] = ()

    @property
    def finding(self) -> Finding:
        return self.stated[0].finding


def detail_of(*, house: House, actor: Actor, keys: Sequence[str], start: date, end: date, now: datetime) -> Detail:
    """What a finding of a period (or several of one class-day) is made of. NotFound as for the findings themselves."""
    stated = get_findings(house=house, actor=actor, keys=keys, start=start, end=end, now=now)
    check_period(start, end)
    start, end = seen_period(actor, start, end)
    first = stated[0].finding
    if any((one.finding.kind, one.finding.date, one.finding.class_id) != (first.kind, first.date, first.class_id) for one in stated):
        raise NotFound
    findings = [one.finding for one in stated]
    with house.reading() as connection:
        standing = read_standing(connection)
        detail = _read(connection, standing, actor, findings, start, end, now.date())
        history = (*detail.history, *judgements(connection, findings))
    return Detail(stated, CLAUSES.get(first.clause), detail.class_day, detail.sessions, detail.service, detail.day_note, detail.shares, detail.heads, history)


def _read(connection: Connection, standing: Standing, actor: Actor, findings: Sequence[Finding], start: date, end: date, today: date) -> Detail:
    first = findings[0]
    if first.kind is FindingKind.COVERAGE and first.class_id is not None:
        return _of_heads(connection, standing, first.class_id, heads_on(start, end, today))
    if first.kind is FindingKind.IN_SCHOOL_SHARE:
        return Detail((), None, shares=_shares(connection, standing, actor, first, start, end, today))
    if first.kind.value.startswith("service.") and first.date is not None:
        return _of_sessions(connection, standing, first, first.date)
    if first.class_id is not None and first.date is not None:
        return _of_class_day(connection, standing, findings, standing.get_class(first.class_id), first.date)
    return Detail((), None)


def _of_heads(connection: Connection, standing: Standing, class_id: int, day: date) -> Detail:
    heads = people_records.heads_on(connection, day, standing.get_class(class_id).year).get(class_id)
    history = record_history(connection, [f"count:{row_id}" for row_id in records.count_ids(connection, class_id)])
    return Detail((), None, heads=Coverage(*heads) if heads else None, history=tuple(history))


def _of_class_day(connection: Connection, standing: Standing, findings: Sequence[Finding], one: ClassRef, day: date) -> Detail:
    kind, profile = findings[0].kind, standing.profile(day)
    every = homework_records.items_on(connection, [one.id], day, day, withdrawn=True)
    items = [item for item in every if item.withdrawn_at is None]
    named = {record for finding in findings for record in finding.records}
    nones = [n.subject for n in homework_records.nones_on(connection, [one.id], day, day) if n.subject]
    load = load_of((item.counted for item in items), profile.tier_mode)
    shown = sorted(items, key=lambda item: (subject_order(item.subject), item.id))
    week: tuple[date, ...] = ()
    if kind is FindingKind.MISSING and one.grade in LOW_GRADES and profile.low_grade_declaration is Declaration.WEEKLY:
        monday, term = monday_of(day), standing.calendar.term_of(day)
        days = (monday + timedelta(days=n) for n in range(7))
        week = tuple(d for d in days if standing.calendar.term_of(d) == term and standing.calendar.is_school_day(d, one.grade))
    row = homework_records.find_day(connection, one.id, day)
    history = class_day_history(connection, day_id=row.id, class_id=one.id, grade=one.grade, mode=profile.tier_mode, items=every) if row else []
    sample = None
    if kind is FindingKind.SAMPLE_OVER_CAP:
        sample = _sample(connection, one, day)
        known = {(step.at, step.act) for step in history}
        history += [step for step in record_history(connection, findings[0].records) if (step.at, step.act) not in known]
    part = ClassDayDetail(
        one,
        day,
        tuple(ItemLine(item, f"item:{item.id}" in named, _hits(connection, findings[0], item, one.grade)) for item in shown),
        load.by_subject,
        bar_segments(load, one.grade, profile),
        judged_figure(load, one.grade),
        cap_of(profile, one.grade),
        len(every) - len(items),
        tuple(sorted(nones, key=subject_order)),
        week,
        sample,
    )
    return Detail((), None, class_day=part, history=tuple(history))


def _hits(connection: Connection, finding: Finding, item: ItemRow, grade: int) -> tuple[ShownHit, ...]:
    """What the finding's clause finds in the item, read again as the list was made."""
    if finding.kind is not FindingKind.WORDING or f"item:{item.id}" not in finding.records:
        return ()
    found = read_line(item, grades=[grade], own=wording_records.school_wording(connection))
    return tuple(shown for shown in found.hits if shown.hit.clause == finding.clause)


def _sample(connection: Connection, one: ClassRef, day: date) -> tuple[int, float, bool, int] | None:
    """Pupils asked, their mean, whether they are enough, pupils of the class."""
    found = next((s for s in records.sample_facts(connection, day, day) if s.class_id == one.id), None)
    if found is None:
        return None
    heads = people_records.heads_on(connection, day, one.year).get(one.id)
    pupils = heads.pupils if heads else 0
    return found.asked, found.mean_tenths / 10, sample_counts(found.asked, pupils), pupils


def _of_sessions(connection: Connection, standing: Standing, finding: Finding, day: date) -> Detail:
    programmes = {p.id: p for p in afterschool_records.list_programmes(connection)}
    rows = [
        row
        for row in afterschool_records.list_sessions(connection, day, day)
        if f"session:{row.id}" in finding.records or (finding.grade is not None and finding.grade in programmes[row.programme_id].grades)
    ]
    facts = [
        SessionFact(
            r.id,
            r.programme_id,
            r.day,
            r.start,
            r.end,
            r.held,
            Category(programmes[r.programme_id].category),
            programmes[r.programme_id].grades,
            r.expected,
            r.present,
            0,
            r.content,
        )
        for r in rows
    ]
    lines = []
    for row, fact in zip(rows, facts, strict=True):
        hit = new_lesson_hit(row.content) if finding.kind is FindingKind.NEW_LESSON else None
        lines.append(
            SessionLine(
                row.id,
                programmes[row.programme_id].name,
                fact.category.value,
                tuple(sorted(fact.grades)),
                row.start,
                row.end,
                row.held,
                row.expected,
                row.present,
                row.content,
                row.reason,
                counts_for_two_hours(fact),
                hit.found if hit else "",
                row.content_reason or "",
                row.decision or "",
            )
        )
    service = day_service(facts, standing.profile(day).service_gap) if finding.grade is not None else None
    history = record_history(connection, (f"session:{row.id}" for row in rows))
    grade = finding.grade or next((min(fact.grades) for fact in facts), 1)
    return Detail((), None, sessions=tuple(lines), service=service, day_note=standing.calendar.day_note(day, grade), history=tuple(history))


def _shares(connection: Connection, standing: Standing, actor: Actor, finding: Finding, start: date, end: date, today: date) -> tuple[ShareLine, ...]:
    month = date.fromisoformat(f"{finding.month}-01")
    last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    facts = read_facts(connection, standing, start=max(start, month), end=min(end, last, today), today=today, grades=seen_grades(actor))
    classes = {c.ref.id: c.ref for c in facts.classes}
    groups = defaultdict(list)
    for row in facts.days:
        if row.day >= facts.start and row.written > 0 and classes[row.class_id].grade == finding.grade:
            groups[row.class_id].append(row)
    lines = []
    for class_id, rows in groups.items():
        stated = sum(r.stated_written for r in rows)
        share = 1 - sum(r.stated_home for r in rows) / stated if stated else None
        lines.append(
            ShareLine(
                classes[class_id],
                len(rows),
                sum(r.written for r in rows),
                stated,
                sum(r.stated_home for r in rows),
                None if in_school_share(rows) is None else share,
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.one.year, line.one.number)))
