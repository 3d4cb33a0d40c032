"""Clean days after a problem was reported mended, read from the facts of the days since: which marks a kind leaves, and how far the count is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from schoolapp.rules.figures import Period
from schoolapp.rules.findings import Finding, FindingKind
from schoolapp.rules.issues import WANTED, Clean, CleanMark, count_clean, least_clean
from schoolapp.rules.load import sample_counts

_BY_CLASS_DAY = frozenset({
    FindingKind.OVER_CAP, FindingKind.HOME_WRITTEN, FindingKind.NO_HOMEWORK_DAY, FindingKind.OPTIONAL_OVER_LIMIT, FindingKind.MISSING,
    FindingKind.LATE, FindingKind.WORDING,
})
_BY_SERVICE_DAY = frozenset({FindingKind.SHORT_DAY, FindingKind.EARLY_END, FindingKind.NO_SESSION})


def clean_of(
    kind: FindingKind | None, *, period: Period, findings: Collection[Finding], classes: Collection[int], grade: int | None, clause: str = "",
    after: date,
) -> Clean | None:
    """How far the clean count of a row is: `classes` are the ids of those it is about (none: all of the grade), `after` the day on which it
    was reported done, `findings` those of the period. Only days that have ended count. None where no rule can tell."""
    if kind is None or kind not in WANTED:
        return None
    wanted = WANTED[kind]
    again = [one for one in findings if one.kind is kind and (one.clause == clause or not clause) and (grade is None or one.grade == grade)]
    if kind in _BY_CLASS_DAY:
        mine = set(classes) or {c.ref.id for c in period.classes.values() if c.ref.grade == grade}
        spoiled = {(one.class_id, one.date) for one in again}
        return least_clean([count_clean(_class_marks(period, one, spoiled, after), wanted) for one in sorted(mine)], wanted)
    if kind in _BY_SERVICE_DAY:
        days = [g for g in period.grade_days if g.required and g.day > after and (grade is None or g.grade == grade)]
        bad = {(one.grade, one.date) for one in findings if one.kind in _BY_SERVICE_DAY}
        grades = sorted({g.grade for g in days})
        return least_clean([count_clean((_mark((g.grade, g.day) in bad) for g in days if g.grade == one), wanted) for one in grades], wanted)
    if kind is FindingKind.SAMPLE_OVER_CAP:
        bad_days = {(one.class_id, one.date) for one in again}
        later = [s for s in period.facts.samples if after < s.day <= period.due_to and _counts(period, s.class_id, s.asked, grade)]
        samples = sorted(later, key=lambda s: (s.day, s.id))
        return count_clean((_mark((s.class_id, s.day) in bad_days) for s in samples), wanted)
    if kind is FindingKind.NEW_LESSON:
        spoiled_sessions = {record for one in again for record in one.records}
        held = sorted((s for s in period.facts.sessions if s.held and after < s.day <= period.due_to), key=lambda s: (s.day, s.start))
        return count_clean((_mark(f"session:{s.id}" in spoiled_sessions) for s in held), wanted)
    if kind is FindingKind.OUTSIDE_SCHOOL_DAYS:
        on = {one.date for one in again}
        return count_clean((_mark(day in on) for day in _days(after, period.due_to) if day in on or day in period.due_days), wanted)
    if kind is FindingKind.COVERAGE:
        short = {one.class_id for one in again if not classes or one.class_id in classes}
        return Clean(0 if short else 1, wanted)
    return _share_month(period, again, wanted, after)


def _mark(bad: bool) -> CleanMark:
    return CleanMark.AGAIN if bad else CleanMark.CLEAN


def _counts(period: Period, class_id: int, asked: int, grade: int | None) -> bool:
    one = period.classes.get(class_id)
    return one is not None and (grade is None or one.ref.grade == grade) and sample_counts(asked, one.pupils)


def _days(after: date, end: date) -> Iterator[date]:
    return (date.fromordinal(n) for n in range(after.toordinal() + 1, end.toordinal() + 1))


def _class_marks(period: Period, class_id: int, spoiled: Collection[tuple[int | None, date | None]], after: date) -> Iterator[CleanMark]:
    """A class's days in order: one with a finding starts anew, a recorded school day counts, any other neither counts nor spoils."""
    one = period.classes.get(class_id)
    if one is None:
        return
    for day in _days(after, period.due_to):
        if (class_id, day) in spoiled:
            yield CleanMark.AGAIN
        elif (class_id, day) in period.recorded and period.calendar.is_school_day(day, one.ref.grade):
            yield CleanMark.CLEAN
        else:
            yield CleanMark.NO_DATA


def _share_month(period: Period, again: Collection[Finding], wanted: int, after: date) -> Clean:
    """The next full month: over, with items, and without a finding of its own."""
    months = sorted({(d.day.year, d.day.month) for d in period.days if d.written > 0 and (d.day.year, d.day.month) > (after.year, after.month)})
    ended = [m for m in months if m < (period.known_to.year, period.known_to.month)]
    low = {one.month for one in again}
    return count_clean((_mark(f"{year}-{month:02d}" in low) for year, month in ended), wanted)
