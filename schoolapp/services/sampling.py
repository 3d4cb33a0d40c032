"""Sampled time (作业用时抽测) of the own homeroom class: entering and correcting hands up per band or number and mean, and which days were
sampled. What is made of it stands in `reality` and `findings`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.records import sampling as records
from schoolapp.records.sampling import SampleRow
from schoolapp.rules.load import SAMPLE_PUPILS, counts_at_home, sample_counts
from schoolapp.rules.people import ClassRef, school_year_bounds, subject_order
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.sampling import CLASS_BANDS, MEAN_MOST, SUBJECT_BANDS, Band, Sample, hands_from, hands_text, sample_of_hands
from schoolapp.services.house import Conflict, House, Work
from schoolapp.services.school import Standing, read_standing, standing_of

SHOWN_DAYS = 15


class SampleRefused(Exception):
    """Nothing was written. `code`: future, other_year, subject (not taught there), both (bands and a mean), nothing, mean_alone, asked_alone,
    negative, crowd (more hands than pupils: `pupils`), range (the mean: `most` minutes)."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Shown:
    """A sample as it stands. `enough`: it counts as evidence, else it is 'too few'; `hands` per band where they were counted so;
    `stamp` goes with the form that corrects it; `imported`: it came with a workbook."""

    day: date
    subject: str
    sample: Sample
    enough: bool
    hands: tuple[tuple[Band, int], ...]
    stamp: str
    imported: bool

    @property
    def minutes(self) -> float:
        return self.sample.mean_tenths / 10


@dataclass(frozen=True, slots=True)
class SampleForm:
    """What the form of a class-day shows: the bands of its stage and what stands already. `pupils` 0 = not known; `needed` = how many hands
    make it evidence; `cap` None in grades 1-2, whose homework is done in school."""

    one: ClassRef
    day: date
    is_today: bool
    school_day: bool
    pupils: int
    needed: int
    cap: int | None
    bands: tuple[Band, ...]
    subject_bands: tuple[Band, ...]
    subjects: tuple[str, ...]
    whole: Shown | None
    by_subject: tuple[Shown, ...]

    def of(self, subject: str) -> Shown | None:
        return next((one for one in self.by_subject if one.subject == subject), None) if subject else self.whole


@dataclass(frozen=True, slots=True)
class SampledDay:
    """A school day in the list: its sample (None: not sampled) and those of single subjects."""

    day: date
    whole: Shown | None
    by_subject: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class SampledClass:
    """The newest school days of a homeroom class, newest first; `next_day` = today, else the last school day, where a sample is entered."""

    one: ClassRef
    next_day: date
    days: tuple[SampledDay, ...]

    @property
    def sampled(self) -> int:
        return sum(day.whole is not None and day.whole.enough for day in self.days)

    @property
    def too_few(self) -> int:
        return sum(day.whole is not None and not day.whole.enough for day in self.days)


def needed_of(pupils: int) -> int:
    """How many hands make a sample evidence: ten, or a quarter of a class that is smaller."""
    return next(n for n in range(1, SAMPLE_PUPILS + 1) if sample_counts(n, pupils))


def default_day(standing: Standing, grade: int, today: date) -> date:
    """Today where it is a school day of the grade, else the last one before; without any, today."""
    if standing.calendar.is_school_day(today, grade):
        return today
    return standing.calendar.last_school_day(today, (grade,)) or today


def sampled_days(*, house: House, actor: Actor, now: datetime) -> tuple[SampledClass, ...]:
    """The own homeroom classes with their newest school days, as many as the term has, at most fifteen."""
    actor.needs(Permit.SAMPLE_TIME)
    standing, today = standing_of(house=house), now.date()
    classes = [one for one in standing.classes.values() if one.id in actor.homerooms]
    if not classes:
        return ()
    days = {one.id: _newest_days(standing, one.grade, today) for one in classes}
    first = min((day for found in days.values() for day in found), default=today)
    with house.reading() as connection:
        ids = [one.id for one in classes]
        whole = records.class_samples(connection, ids, first, today)
        parts = records.subject_samples(connection, ids, first, today)
        pupils = _pupils(connection, classes[0].year, today)
    found = []
    for one in classes:
        mine = [_shown(row, pupils.get(one.id, 0)) for row in (*whole, *parts) if row.class_id == one.id]
        extra = {shown.day for shown in mine} - set(days[one.id])  # sampled on a day without school: it counts all the same
        lines = tuple(
            SampledDay(day, next((s for s in mine if s.day == day and not s.subject), None), _by_subject(s for s in mine if s.day == day and s.subject))
            for day in sorted({*days[one.id], *extra}, reverse=True)
        )
        found.append(SampledClass(one, default_day(standing, one.grade, today), lines))
    return tuple(found)


def _newest_days(standing: Standing, grade: int, today: date) -> list[date]:
    """The newest school days of the grade up to today inside the term that runs, or that ran last."""
    day = default_day(standing, grade, today)
    term = standing.calendar.term_of(day)
    found = list(standing.calendar.school_days(term.start, day, (grade,))) if term else []
    return found[-SHOWN_DAYS:]


def sample_form(*, house: House, actor: Actor, class_id: int, day: date | None, now: datetime) -> SampleForm:
    """The form of a class-day; `day` None: today or the last school day. NotFound where the class is not the own one, SampleRefused for a
    day that cannot be sampled."""
    actor.needs(Permit.SAMPLE_TIME)
    standing, today = standing_of(house=house), now.date()
    one = _own(standing, actor, class_id)
    on = default_day(standing, one.grade, today) if day is None else day
    _check_day(one, on, today)
    with house.reading() as connection:
        pupils = _pupils(connection, one.year, on).get(one.id, 0)
        whole = records.find_sample(connection, one.id, on, "")
        parts = records.subject_samples(connection, [one.id], on, on)
        subjects = _subjects(connection, one, on)
    cap = None if counts_at_home(one.grade) else standing.profile(on).cap(one.grade)
    return SampleForm(
        one, on, on == today, standing.calendar.is_school_day(on, one.grade), pupils, needed_of(pupils), cap, CLASS_BANDS[standing.stage(one.grade)],
        SUBJECT_BANDS, tuple(sorted({*subjects, *(row.subject for row in parts)}, key=subject_order)),
        _shown(whole, pupils) if whole else None, _by_subject(_shown(row, pupils) for row in parts),
    )


def enter_sample(
    *,
    house: House,
    actor: Actor,
    class_id: int,
    day: date,
    subject: str = "",
    hands: Sequence[int | None] = (),
    asked: int | None = None,
    mean_tenths: int | None = None,
    seen: str = "",
    now: datetime,
) -> Shown:
    """Writes the sample of a class-day (`subject` '') or of one subject, or corrects the one that stands (`seen` = its stamp, '' where the
    form showed none; Conflict where it is another by now). Hands per band, or number and mean. The same figures again change nothing.
    SampleRefused where it cannot be one."""
    actor.needs(Permit.SAMPLE_TIME)
    with house.writing(actor=actor, now=now) as work:
        standing = read_standing(work.connection)
        one = _own(standing, actor, class_id)
        _check_day(one, day, now.date())
        pupils = _pupils(work.connection, one.year, day).get(one.id, 0)
        if subject and subject not in _subjects(work.connection, one, day):
            raise SampleRefused("subject")
        bands = SUBJECT_BANDS if subject else CLASS_BANDS[standing.stage(one.grade)]
        made, text = _read(bands, hands, asked, mean_tenths, pupils)
        row = records.find_sample(work.connection, one.id, day, subject)
        values = {"asked": made.asked, "mean_tenths": made.mean_tenths}
        if row is not None and (row.asked, row.mean_tenths, row.bands) == (made.asked, made.mean_tenths, text):
            return _shown(row, pupils)
        if (_stamp(row) if row else "") != seen:
            raise Conflict("changed")
        if subject:
            _write_subject(work, one, day, subject, row, values, text)
        else:
            _write_class(work, one, day, row, values, text)
        written = records.find_sample(work.connection, one.id, day, subject)
        assert written is not None
    return _shown(written, pupils)


def _write_class(work: Work, one: ClassRef, day: date, row: SampleRow | None, values: dict[str, Any], text: str | None) -> None:
    table = homework_records.time_sample
    given = {"bands": text, "entered_at": work.now, "entered_by": work.actor.staff_id, **values}
    if row is None:
        row_id = work.add(table, class_id=one.id, day=day, import_id=None, **given)
    else:
        row_id = row.id
        work.change(table, row_id, **given)
    _audit(work, f"sample:{row_id}", one, day, "", row, values, text)


def _write_subject(work: Work, one: ClassRef, day: date, subject: str, row: SampleRow | None, values: dict[str, Any], text: str | None) -> None:
    table = records.subject_sample
    given = {"bands": text, "entered_at": work.now, "entered_by": work.actor.staff_id, **values}
    if row is None:
        row_id = work.add(table, class_id=one.id, day=day, subject=subject, **given)
    else:
        row_id = row.id
        work.change(table, row_id, **given)
    _audit(work, f"subject_sample:{row_id}", one, day, subject, row, values, text)


def _audit(work: Work, record: str, one: ClassRef, day: date, subject: str, row: SampleRow | None, values: dict[str, Any], text: str | None) -> None:
    place = {"class_id": one.id, "day": day, **({"subject": subject} if subject else {})}
    old = None if row is None else {**place, "asked": row.asked, "mean_tenths": row.mean_tenths, "bands": row.bands}
    work.audit("sample_entered" if row is None else "sample_corrected", record, old, {**place, **values, "bands": text})


def _read(bands: Sequence[Band], hands: Sequence[int | None], asked: int | None, mean_tenths: int | None, pupils: int) -> tuple[Sample, str | None]:
    """The sample that was typed, and the hands as they are kept (None for number and mean)."""
    counts = [n or 0 for n in hands]
    if any(n < 0 for n in counts) or (asked is not None and asked < 0) or (mean_tenths is not None and mean_tenths < 0):
        raise SampleRefused("negative")
    counted = any(counts)
    if counted and (asked is not None or mean_tenths is not None):
        raise SampleRefused("both")
    if counted:
        made, text = sample_of_hands(bands, counts), hands_text(bands, counts)
    elif asked and mean_tenths is not None:
        made, text = Sample(asked, mean_tenths), None
    else:
        raise SampleRefused("mean_alone" if mean_tenths is not None else "asked_alone" if asked else "nothing")
    if pupils and made.asked > pupils:
        raise SampleRefused("crowd", pupils=pupils, asked=made.asked)
    if made.asked > 999 or made.mean_tenths > MEAN_MOST * 10:
        raise SampleRefused("range", most=MEAN_MOST)
    return made, text


def _own(standing: Standing, actor: Actor, class_id: int) -> ClassRef:
    if class_id not in actor.homerooms:
        raise NotFound
    return standing.get_class(class_id)


def _check_day(one: ClassRef, day: date, today: date) -> None:
    start, end = school_year_bounds(one.year)
    if day > today:
        raise SampleRefused("future")
    if not start <= day <= end:
        raise SampleRefused("other_year")


def _subjects(connection: Connection, one: ClassRef, day: date) -> set[str]:
    return {row.subject for row in people_records.teaching_in(connection, [one.id]) + homework_records.substitutes_in(connection, [one.id], day)}


def _pupils(connection: Connection, year: int, day: date) -> dict[int, int]:
    return {class_id: heads.pupils for class_id, heads in people_records.heads_on(connection, day, year).items()}


def _by_subject(found: Any) -> tuple[Shown, ...]:
    return tuple(sorted(found, key=lambda shown: subject_order(shown.subject)))


def _stamp(row: SampleRow) -> str:
    return f"{row.id}-{row.asked}-{row.mean_tenths}-{row.entered_at:%Y%m%d%H%M%S}"


def _shown(row: SampleRow, pupils: int) -> Shown:
    enough = sample_counts(row.asked, pupils)
    return Shown(row.day, row.subject, Sample(row.asked, row.mean_tenths), enough, hands_from(row.bands), _stamp(row), row.imported)
