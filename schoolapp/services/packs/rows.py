"""A snapshot as the rows of a pack's ledgers. Subjects and classes, no teacher's name. Sums and gaps stand in `figures`."""

from __future__ import annotations

from datetime import time

from schoolapp.papers.facts import (
    CalendarDayRow,
    ClassDayRow,
    ClassRow,
    DayState,
    HomeworkRow,
    NoneRow,
    ProgrammeRow,
    SampleRow,
    SessionRow,
)
from schoolapp.rules.calendar import NATIONAL_YEARS, days_between
from schoolapp.rules.figures import ClassDayFact, ClassFact, heads_on
from schoolapp.rules.load import cap_of, counts_at_home, sample_counts, verdict_of_figure
from schoolapp.rules.people import subject_order
from schoolapp.rules.policy import Profile
from schoolapp.services.packs.snapshot import Snapshot


def time_of(minutes: int) -> time:
    """Minutes after midnight as a time of the day."""
    return time(min(minutes, 1439) // 60, min(minutes, 1439) % 60)


def homework_rows(snapshot: Snapshot) -> tuple[HomeworkRow, ...]:
    """Every published item, by day, in school order, by subject."""
    classes = snapshot.period.classes
    order = sorted(snapshot.items, key=lambda i: (i.day, classes[i.class_id].ref.grade, classes[i.class_id].ref.number, subject_order(i.subject), i.id))
    return tuple(
        HomeworkRow(
            i.day,
            classes[i.class_id].ref.grade,
            classes[i.class_id].ref.number,
            i.subject,
            i.kind.value,
            i.tier.value,
            i.minutes,
            i.in_school,
            i.text,
            i.published_at,
            i.late,
            f"item:{i.id}",
        )
        for i in order
    )


def class_day_rows(snapshot: Snapshot) -> tuple[ClassDayRow, ...]:
    """Every school day of every class that is due, and every other class-day that has a record."""
    period = snapshot.period
    by_place = {(row.class_id, row.day): row for row in period.days}
    found = []
    for day in days_between(period.start, snapshot.known_to):
        profile = period.profile(day)
        for one in period.classes_on(day):
            grade, row = one.ref.grade, by_place.get((one.ref.id, day))
            if row is not None and row.recorded:
                found.append(_recorded(one, row, profile))
            elif day <= period.due_to and period.calendar.is_school_day(day, grade):
                state = DayState.MISSING if profile.declares_daily(grade) else DayState.NOT_REQUIRED
                found.append(ClassDayRow(day, grade, one.ref.number, None, cap_of(profile, grade), None, None, None, None, 0, 0, state, ""))
    return tuple(found)


def _recorded(one: ClassFact, row: ClassDayFact, profile: Profile) -> ClassDayRow:
    grade = one.ref.grade
    verdict = verdict_of_figure(row.home if counts_at_home(grade) else row.written, row.optional, grade, profile)
    state = DayState.NONE if not row.items else DayState.OVER if not verdict.fits else DayState.NEAR if verdict.near else DayState.OK
    return ClassDayRow(
        row.day,
        grade,
        one.ref.number,
        row.written,
        verdict.cap,
        verdict.cap - verdict.figure,
        row.written - row.home,
        row.home,
        row.optional,
        row.items,
        row.late,
        state,
        f"day:{row.id}",
    )


def none_rows(snapshot: Snapshot) -> tuple[NoneRow, ...]:
    classes = snapshot.period.classes
    order = sorted(snapshot.nones, key=lambda n: (n.day, classes[n.class_id].ref.grade, classes[n.class_id].ref.number, n.id))
    return tuple(
        NoneRow(n.day, classes[n.class_id].ref.grade, classes[n.class_id].ref.number, n.subject, n.declared_at, n.by_itself, f"none:{n.id}") for n in order
    )


def sample_rows(snapshot: Snapshot) -> tuple[SampleRow, ...]:
    period = snapshot.period
    written = {(row.class_id, row.day): row.written for row in period.days if row.recorded}
    samples = [s for s in period.facts.samples if s.class_id in period.classes and s.day <= snapshot.known_to]
    found = []
    for s in sorted(samples, key=lambda s: (s.day, period.classes[s.class_id].ref.grade, period.classes[s.class_id].ref.number)):
        one = period.classes[s.class_id]
        found.append(
            SampleRow(
                s.day,
                one.ref.grade,
                one.ref.number,
                s.asked,
                s.mean_tenths / 10,
                sample_counts(s.asked, one.pupils),
                written.get((s.class_id, s.day)),
                cap_of(period.profile(s.day), one.ref.grade),
                f"sample:{s.id}",
            )
        )
    return tuple(found)


def session_rows(snapshot: Snapshot) -> tuple[SessionRow, ...]:
    programmes = {row.id: row for row in snapshot.programmes}
    found = []
    for s in snapshot.sessions:
        of = programmes[s.programme_id]
        found.append(
            SessionRow(
                s.day,
                of.code,
                of.name,
                of.category,
                tuple(sorted(of.grades)),
                time_of(s.start),
                time_of(s.end),
                s.expected,
                s.present,
                s.held,
                s.reason,
                s.content,
                f"session:{s.id}",
            )
        )
    return tuple(found)


def programme_rows(snapshot: Snapshot) -> tuple[ProgrammeRow, ...]:
    """One row for each weekly time, by number: the usual ones, then those of the seasons that touch the period."""
    facts, found = snapshot.period.facts, []
    for p in sorted(snapshot.programmes, key=lambda p: (p.term_id, p.id)):
        seasons = [s for s in p.seasons if s.start <= facts.end and s.end >= facts.start]
        for slots, first, last in [(p.slots, None, None), *((s.slots, s.start, s.end) for s in seasons)]:
            found += [
                ProgrammeRow(p.code, p.name, p.category, weekday, time_of(start), time_of(end), tuple(sorted(p.grades)), p.provider, f"programme:{p.id}",
                             first, last)
                for weekday, start, end in slots
            ]
    return tuple(found)


def class_rows(snapshot: Snapshot) -> tuple[ClassRow, ...]:
    """Heads as of the period's last due day."""
    facts = snapshot.period.facts
    day = heads_on(facts.start, facts.end, facts.today)
    return tuple(
        ClassRow(
            one.ref.grade, one.ref.number, one.pupils, one.asked, one.joined, round(one.joined / one.asked, 4) if one.asked else None, f"class:{one.ref.id}"
        )
        for one in snapshot.period.classes_on(day)
    )


def calendar_rows(snapshot: Snapshot) -> tuple[CalendarDayRow, ...]:
    """Every day of the period."""
    period, calendar = snapshot.period, snapshot.standing.calendar
    found = []
    for day in days_between(period.start, period.facts.end):
        grades = tuple(g for g in period.grades_on(day) if calendar.is_school_day(day, g))
        reasons = [reason for g in grades if (reason := calendar.announced_without_service(day, g)) is not None]
        notes = [note for g in (period.grades_on(day) or (1,)) if (note := calendar.day_note(day, g))]
        found.append(
            CalendarDayRow(
                day,
                calendar.week_number(day),
                grades,
                any(calendar.service_runs(day, g) for g in grades),
                "；".join(dict.fromkeys(reasons)),
                "；".join(dict.fromkeys(notes)),
                day.year in NATIONAL_YEARS,
            )
        )
    return tuple(found)
