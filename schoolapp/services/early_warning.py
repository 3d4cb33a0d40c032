"""Early warnings (预警提示) for one person: the classes that are this person's business, read once for a data version, and what the rules see
in their last thirty days. First told is who can mend it; nothing here is a finding. How it is said stands in web, the list in `needs`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import Connection

from schoolapp.records import early_warning as records
from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records import sampling as sampling_records
from schoolapp.records import timed
from schoolapp.records.homework import DayRow
from schoolapp.records.people import TeachingRow
from schoolapp.records.sampling import SampleRow
from schoolapp.rules.early_warning import (
    LOOK_BACK,
    HolidayAhead,
    LateBurst,
    WarningKind,
    WatchedDay,
    holiday_ahead,
    is_silent,
    late_bursts,
    near_run,
    same_for,
)
from schoolapp.rules.homework import WRITTEN_KINDS, Counted, Tier
from schoolapp.rules.load import cap_of, counts_at_home, load_of
from schoolapp.rules.people import ClassRef, Role, subject_order
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.homework.days import year_on
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

LATE_SHOWN = timedelta(days=7)
SAMPLED_WITHIN = timedelta(days=14)
KEPT_PERSONS = 64


@dataclass(frozen=True, slots=True)
class Watch:
    """One person's classes and what they hold of the last thirty days. `taught`: (class id, subject) of the own teaching and substituting
    today; `heads`, `led`: homeroom classes and those of led grades; `around`: (class id, subject) taught in the homeroom classes; `rows`:
    class-day rows; `sums`: (class id, subject) -> day -> its sums, shown as (kind, tier, minutes); `nones`: (class id, day) -> subjects
    declared none ('' = the class); `waiting`: (class id, subject) of today's items that will be published at a set time; `late`: the
    school's late entries of the last seven days; `days`: grade -> its school days of the present term among the thirty."""

    today: date
    standing: Standing
    taught: tuple[tuple[int, str], ...]
    heads: tuple[ClassRef, ...]
    led: tuple[ClassRef, ...]
    around: frozenset[tuple[int, str]]
    rows: Mapping[tuple[int, date], DayRow]
    sums: Mapping[tuple[int, str], Mapping[date, tuple[tuple[str, str, int], ...]]]
    nones: Mapping[tuple[int, date], frozenset[str]]
    waiting: frozenset[tuple[int, str]]
    samples: tuple[SampleRow, ...]
    pupils: Mapping[int, int]
    late: tuple[tuple[datetime, int], ...]
    days: Mapping[int, tuple[date, ...]]

    def classes_taught(self, subject: str) -> tuple[ClassRef, ...]:
        """The own classes with this subject, in school order."""
        ids = {class_id for class_id, name in self.taught if name == subject}
        return tuple(one for one in self.standing.classes.values() if one.id in ids)

    def subjects_taught(self) -> list[str]:
        return sorted({subject for _, subject in self.taught}, key=subject_order)

    def school_days(self, one: ClassRef) -> tuple[date, ...]:
        """The class's school days of the present term, thirty days back and up to today."""
        return self.days[one.grade]

    def spoke(self, one: ClassRef, subject: str, day: date) -> bool:
        """Whether the subject has an item or a none (its own or the class's) there, or, for today, an item that waits for its time."""
        if day == self.today and (one.id, subject) in self.waiting:
            return True
        return day in self.sums.get((one.id, subject), {}) or bool(self.nones.get((one.id, day), frozenset()) & {subject, ""})

    def figure(self, one: ClassRef, day: date) -> int | None:
        """The judged minutes of a class-day, None where nothing is recorded."""
        row = self.rows.get((one.id, day))
        if row is None or not (row.items or row.declared):
            return None
        return row.home if counts_at_home(one.grade) else row.written


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """One warning. `classes` in school order; `subjects` of a homeroom class (silent) or the one subject; `days` near the cap, with the
    figure of each in `minutes`, or the minutes that each class always gets, `count` days long; `count` late entries. `mine`: it is about
    the reader's own class or entries, else about a class led, headed or the school."""

    kind: WarningKind
    classes: tuple[ClassRef, ...] = ()
    subjects: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    minutes: tuple[int, ...] = ()
    cap: int = 0
    mine: bool = True
    burst: LateBurst | None = None
    count: int = 0
    holiday: HolidayAhead | None = None


def watch_of(*, house: House, actor: Actor, now: datetime) -> Watch:
    """What is this person's business, kept for one data version. Asks at most ten questions of the database, each bounded by the own
    classes and thirty days."""
    actor.needs(Permit.SIGNED_IN)
    standing, today = standing_of(house=house), now.date()
    kept: dict[tuple[object, ...], Watch] = house.remembered("early_warning", house.data_version(), dict)
    name = (actor.staff_id, today, actor.roles, actor.homerooms, actor.led_grades)
    found = kept.get(name)
    if found is None:
        with house.reading() as connection:
            found = _read(connection, standing, actor, today, now)
        for oldest in list(kept)[: max(0, len(kept) + 1 - KEPT_PERSONS)]:  # another thread may do the same
            kept.pop(oldest, None)
        kept[name] = found
    return found


def _read(connection: Connection, standing: Standing, actor: Actor, today: date, now: datetime) -> Watch:
    year, start, term = year_on(standing, today), today - LOOK_BACK, standing.calendar.term_of(today)
    teaches = actor.staff_id is not None and actor.may(Permit.REGISTER_HOMEWORK)
    places: list[TeachingRow] = people_records.teaching_of(connection, actor.staff_id or 0, year, today) if teaches else []
    taught = tuple(dict.fromkeys((row.class_id, row.subject) for row in places))
    heads = tuple(one for one in standing.classes_of(year) if one.id in actor.homerooms)
    led = tuple(one for one in standing.classes_of(year) if Role.GRADE_LEADER in actor.roles and one.grade in actor.led_grades)
    head_ids = [one.id for one in heads]
    whole = {one.id for one in (*heads, *led)} | {class_id for class_id, _ in taught}
    spoken = {class_id for class_id, _ in taught} | set(head_ids)
    around = frozenset((row.class_id, row.subject) for row in people_records.teaching_in(connection, head_ids)) if heads else frozenset()
    rows = homework_records.list_days(connection, whole, start, today) if whole else []
    sums: dict[tuple[int, str], dict[date, tuple[tuple[str, str, int], ...]]] = defaultdict(dict)
    nones: dict[tuple[int, date], frozenset[str]] = {}
    if spoken:
        for row in records.subject_sums(connection, head_ids, taught, start, today):
            by_day = sums[row.class_id, row.subject]
            by_day[row.day] = (*by_day.get(row.day, ()), (row.kind.value, row.tier.value, row.minutes))
        for none in homework_records.nones_on(connection, spoken, start, today):
            nones[none.class_id, none.day] = nones.get((none.class_id, none.day), frozenset()) | {none.subject}
    waiting = timed.waiting_in(connection, spoken, today, today) if spoken else []
    samples = sampling_records.class_samples(connection, head_ids, today - SAMPLED_WITHIN, today) if heads else []
    pupils = people_records.heads_on(connection, today, year) if samples else {}
    late = records.late_entries(connection, start, today, now - LATE_SHOWN) if teaches or Role.OFFICE in actor.roles else []
    return Watch(
        today, standing, taught, heads, led, around, {(row.class_id, row.day): row for row in rows}, dict(sums), nones,
        frozenset((row.class_id, row.subject) for row in waiting), tuple(samples),
        {class_id: found.pupils for class_id, found in pupils.items()}, tuple(late),
        {grade: standing.calendar.school_days(max(start, term.start) if term else start, today, (grade,)) for grade in standing.grades_of(year)},
    )


def warnings_of(*, house: House, actor: Actor, now: datetime) -> tuple[EarlyWarning, ...]:
    """The warnings of which this person is the first to know: near the cap for three days (homeroom teacher and grade leader), a subject's
    minutes always the same (its teacher alone), many late entries at once (who entered them, and the office), a subject silent for ten days
    (its teacher and the homeroom teacher), a holiday ahead (who teaches)."""
    watch = watch_of(house=house, actor=actor, now=now)
    kept: dict[tuple[object, ...], tuple[Watch, tuple[EarlyWarning, ...]]] = house.remembered("early_warning_told", house.data_version(), dict)
    name = (actor.staff_id, actor.roles)
    found = kept.get(name)
    if found is None or found[0] is not watch:
        found = kept[name] = watch, (*_near(watch), *_late(watch, actor), *_silent(watch), *_same(watch), *_holiday(watch))
    return found[1]


def _near(watch: Watch) -> Iterator[EarlyWarning]:
    mine = {one.id for one in watch.heads}
    for one in dict.fromkeys((*watch.heads, *watch.led)):
        run = near_run([_watched(watch, one, day) for day in watch.school_days(one)], watch.today)
        if run:
            figures = tuple(day.figure or 0 for day in run)
            yield EarlyWarning(WarningKind.NEAR_RUN, (one,), (), tuple(day.day for day in run), figures, run[-1].cap, one.id in mine)


def _watched(watch: Watch, one: ClassRef, day: date) -> WatchedDay:
    profile = watch.standing.profile(day)
    return WatchedDay(day, watch.figure(one, day), cap_of(profile, one.grade), Fraction(profile.near_cap))


def _late(watch: Watch, actor: Actor) -> Iterator[EarlyWarning]:
    for burst in late_bursts(watch.late):
        own = burst.by.get(actor.staff_id or 0, 0)
        if own:
            yield EarlyWarning(WarningKind.LATE_BURST, burst=burst, count=own)
        if Role.OFFICE in actor.roles:
            yield EarlyWarning(WarningKind.LATE_BURST, burst=burst, count=burst.entries, mine=False)


def _silent(watch: Watch) -> Iterator[EarlyWarning]:
    """One line a subject for who teaches it, one line a class for who heads it (the own subjects are told already)."""
    silent = {place for place in {*watch.taught, *watch.around} if _is_silent(watch, *place)}
    for subject in watch.subjects_taught():
        classes = tuple(one for one in watch.classes_taught(subject) if (one.id, subject) in silent)
        if classes:
            yield EarlyWarning(WarningKind.SILENT, classes, (subject,))
    for one in watch.heads:
        subjects = sorted((s for class_id, s in silent - set(watch.taught) if class_id == one.id), key=subject_order)
        if subjects:
            yield EarlyWarning(WarningKind.SILENT, (one,), tuple(subjects), mine=False)


def _is_silent(watch: Watch, class_id: int, subject: str) -> bool:
    """Only where the grade declares every day: grades 1-2 may have nothing to say for weeks."""
    one = watch.standing.classes[class_id]
    days = watch.school_days(one)
    if not all(watch.standing.profile(day).declares_daily(one.grade) for day in days):
        return False
    spoken = {day for day in (*days, watch.today) if watch.spoke(one, subject, day)}
    return is_silent(spoken, [day for day in days if day < watch.today], watch.today)


def _same(watch: Watch) -> Iterator[EarlyWarning]:
    """One line a subject: the classes, and the minutes that each of them always gets."""
    for subject in watch.subjects_taught():
        same = []
        for one in watch.classes_taught(subject):
            by_day = watch.sums.get((one.id, subject), {})
            given = [_minutes(watch, subject, by_day.get(day, ()), day) for day in watch.school_days(one)]
            if run := same_for(given):
                same.append((one, next(n for n in reversed(given) if n), run))
        if same:
            classes, minutes, runs = zip(*same, strict=True)
            yield EarlyWarning(WarningKind.SAME_MINUTES, classes, (subject,), minutes=minutes, count=min(runs))


def _minutes(watch: Watch, subject: str, sums: tuple[tuple[str, str, int], ...], day: date) -> int:
    """The subject's written load of a day."""
    items = [Counted(n, subject, kind, Tier(tier), minutes, None) for n, (name, tier, minutes) in enumerate(sums) for kind in WRITTEN_KINDS if kind == name]
    return load_of(items, watch.standing.profile(day).tier_mode).written if items else 0


def _holiday(watch: Watch) -> Iterator[EarlyWarning]:
    """One line a holiday, with the classes that go into it."""
    ids = {class_id for class_id, _ in watch.taught} | {one.id for one in watch.heads}
    found: dict[HolidayAhead, list[ClassRef]] = defaultdict(list)
    for one in watch.standing.classes.values():
        if one.id in ids and (ahead := holiday_ahead(watch.standing.calendar, watch.today, one.grade)) is not None:
            found[ahead].append(one)
    for ahead, classes in found.items():
        yield EarlyWarning(WarningKind.HOLIDAY_AHEAD, tuple(classes), holiday=ahead)
