"""What parents read of a class: its day and its week behind the class's link, as facts. Anybody who has the link may read, so there is
no actor here; no teacher and no pupil is named. Sentences and pages are made in `web`, the links themselves are kept in `people`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from schoolapp.papers.qr import qr_svg
from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import audit as audit_records
from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.records.afterschool import ProgrammeRow, ServiceSessionRow
from schoolapp.records.homework import ItemRow, NoneRow
from schoolapp.records.school import SchoolRow
from schoolapp.rules.afterschool import Category
from schoolapp.rules.calendar import ONE_DAY, Calendar, days_between, monday_of
from schoolapp.rules.homework import WRITTEN_KINDS, Kind, Tier
from schoolapp.rules.load import counts_at_home, load_of, verdict_of
from schoolapp.rules.people import ClassRef, school_year_of, subject_order
from schoolapp.rules.permits import NotFound
from schoolapp.rules.policy import Profile, TierMode
from schoolapp.services.house import House
from schoolapp.services.school import Standing, read_standing, standing_of

FARTHEST = timedelta(days=400)  # an address may name any day; beyond this no calendar is asked
SIX_DAYS = timedelta(days=6)


class NoticeState(StrEnum):
    """What a day is for parents. Items come first: what is published is shown, whatever the calendar says of the day."""

    WRITTEN = "written"      # written homework that counts
    OTHER = "other"          # items, but no written homework that counts
    NONE = "none"            # 全班今日无作业
    LATER = "later"          # today, `publish_by` has not come
    NOT_YET = "not_yet"      # today, `publish_by` has passed
    MISSING = "missing"      # a school day before today without a record
    NOT_OWED = "not_owed"    # nothing recorded in grades 1-2, where a day need not be
    NO_SCHOOL = "no_school"
    AHEAD = "ahead"          # to come: homework is set in class, so nothing is shown before its day
    OUTSIDE = "outside"      # not a day of the class's school year


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One published item. `late_at`: when it was published, where that was after the day (补录). `corrected_at`: the last correction.
    `one_of`: a tier of which a pupil does one."""

    subject: str
    text: str
    kind: Kind
    tier: Tier
    minutes: int
    in_school: int | None
    late_at: datetime | None
    corrected_at: datetime | None
    one_of: bool

    @property
    def written(self) -> bool:
        return self.kind in WRITTEN_KINDS

    @property
    def optional(self) -> bool:
        return self.tier is Tier.OPTIONAL


class ServiceSlot(NamedTuple):
    """What runs from start to end (minutes after midnight): (name, room) of each programme."""

    start: int
    end: int
    programmes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ServiceNotice:
    """The after-school service of a grade's day. `announced`: the reason of a day without it, else None. `ends_at`: when the last
    session ends (延时托管 aside), `extended_until`: when 延时托管 does; None where there is none."""

    announced: str | None
    slots: tuple[ServiceSlot, ...] = ()
    cancelled: tuple[ServiceSlot, ...] = ()
    ends_at: int | None = None
    extended_until: int | None = None


@dataclass(frozen=True, slots=True)
class DayNotice:
    """A class's day. Minutes: `written`, `home`, `optional` as the load of the class; `done` = in school, None where no item states it.
    `over_by` is what lies beyond the cap (grades 1-2: everything written at home). `previous`, `next`: the school days around it that
    may be opened; `next_school_day` may lie ahead. `updated_at`: the newest moment among what is shown, else of all records."""

    one: ClassRef
    school: SchoolRow
    day: date
    today: date
    state: NoticeState
    note: str
    written: int
    home: int
    done: int | None
    optional: int
    cap: int
    over_by: int
    low_grade: bool
    items: tuple[NoticeItem, ...]
    declared_at: datetime | None
    publish_by: time
    evening_stop: time
    service: ServiceNotice | None
    previous: date | None
    next: date | None
    next_school_day: date | None
    week_number: int | None
    confirmed: bool
    updated_at: datetime | None

    @property
    def is_today(self) -> bool:
        return self.day == self.today


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of the week page: the same figures as the day's own page, its items in the same order."""

    day: date
    state: NoticeState
    written: int
    home: int
    cap: int
    over_by: int
    items: tuple[NoticeItem, ...]


@dataclass(frozen=True, slots=True)
class WeekNotice:
    """A class's week: its school days, and days off for which something is published. `previous`, `next`: a day of the neighbouring
    weeks, where they have school days up to today."""

    one: ClassRef
    school: SchoolRow
    monday: date
    sunday: date
    today: date
    low_grade: bool
    outside: bool
    days: tuple[WeekDay, ...]
    previous: date | None
    next: date | None
    week_number: int | None
    confirmed: bool
    updated_at: datetime | None


class Link(NamedTuple):
    """Where a link leads. `generation` rises when the link is renewed."""

    one: ClassRef
    generation: int


@dataclass(frozen=True, slots=True)
class Links:
    """Every link at one data version, so that a notice kept in memory is found without the database. `school` None: not set up yet."""

    version: int
    by_token: Mapping[str, Link]
    standing: Standing | None
    _publish_by: dict[date, time] = field(default_factory=dict)

    @property
    def school(self) -> SchoolRow | None:
        return self.standing.school if self.standing else None

    def passed(self, now: datetime) -> bool:
        """Whether today's `publish_by` has come: then an empty day reads otherwise."""
        today = now.date()
        by = self._publish_by.get(today)
        if by is None:
            by = self._publish_by[today] = self.standing.profile(today).publish_by if self.standing else time(0)
        return now.time() >= by


def links_of(*, house: House) -> Links:
    """The links as they stand now; read again only when the data changed."""
    version = house.data_version()
    return house.remembered("notice_links", version, lambda: _read_links(house, version))


def _read_links(house: House, version: int) -> Links:
    with house.reading() as connection:
        try:
            standing = read_standing(connection)
        except NotFound:
            return Links(version, {}, None)
        found = {}
        for year in {one.year for one in standing.classes.values()}:
            for class_id, (token, generation) in people_records.list_link_rows(connection, year).items():
                found[token] = Link(standing.classes[class_id], generation)
    return Links(version, found, standing)


def day_notice(*, house: House, one: ClassRef, day: date, now: datetime) -> DayNotice:
    """The class's notice of `day`; any date may be asked for."""
    standing, today = standing_of(house=house), now.date()
    calendar, grade, profile = standing.calendar, one.grade, standing.profile(day)
    outside = _is_outside(standing, one, day, today)
    school_day = not outside and calendar.is_school_day(day, grade)
    service = None
    with house.reading() as connection:
        found, nones = ([], []) if outside or day > today else _published(connection, one.id, day, day)
        corrected = _corrected(connection, found)
        if school_day and day <= today:
            programmes = afterschool_records.list_programmes(connection, [t.id for t in calendar.terms_on(day)])
            service = _service(programmes, afterschool_records.list_sessions(connection, day, day), calendar, day, grade)
        updated = _newest(found, nones, corrected) or _last_change(connection)
    present = _present(found)
    load = load_of((item.counted for item in present), profile.tier_mode)
    whole = next((none for none in nones if not none.subject), None)
    previous, following = (None, None) if outside else _neighbours(standing, one, day, today)
    return DayNotice(
        one=one, school=standing.school, day=day, today=today,
        state=NoticeState.OUTSIDE if outside else _state(present, whole, day, grade, school_day, profile, now),
        note="" if outside else calendar.day_note(day, grade),
        written=load.written, home=load.home, done=load.in_school if any(_counts(i) and i.in_school is not None for i in present) else None,
        optional=load.optional, cap=profile.cap(grade), over_by=verdict_of(load, grade, profile).over_by, low_grade=counts_at_home(grade),
        items=_items(present, corrected, profile), declared_at=whole.declared_at if whole else None, publish_by=profile.publish_by,
        evening_stop=profile.evening_stop(standing.stage(grade)), service=service, previous=previous, next=following,
        next_school_day=calendar.next_school_day(today if outside else day, (grade,)),
        week_number=None if outside else calendar.week_number(day), confirmed=calendar.confirmed(day, day), updated_at=updated,
    )


def week_notice(*, house: House, one: ClassRef, day: date, now: datetime) -> WeekNotice:
    """The week (Monday to Sunday) that holds `day`."""
    standing, today = standing_of(house=house), now.date()
    calendar, grades = standing.calendar, (one.grade,)
    outside = _is_outside(standing, one, day, today)
    monday = day if outside else monday_of(day)
    sunday = day if outside else monday + SIX_DAYS
    with house.reading() as connection:
        found, nones = ([], []) if outside else _published(connection, one.id, monday, min(sunday, today))
        updated = _newest(found, nones, {}) or _last_change(connection)
    days = () if outside else tuple(
        made for on in days_between(monday, sunday)
        if (made := _week_day(standing, one, on, [i for i in _present(found) if i.day == on], [n for n in nones if n.day == on], now)))
    last = monday_of(today) + SIX_DAYS  # no week after the present one is offered
    before = None if outside else calendar.last_school_day(min(monday, last + ONE_DAY), grades)
    after = None if outside else calendar.next_school_day(sunday, grades)
    return WeekNotice(
        one=one, school=standing.school, monday=monday, sunday=sunday, today=today, low_grade=counts_at_home(one.grade), outside=outside,
        days=days, previous=before if before and not _is_outside(standing, one, before, today) else None,
        next=after if after and after <= last else None,
        week_number=None if outside else calendar.week_number(days[0].day if days else day),
        confirmed=calendar.confirmed(monday, sunday), updated_at=updated,
    )


def _week_day(
    standing: Standing, one: ClassRef, day: date, items: Sequence[ItemRow], nones: Sequence[NoneRow], now: datetime,
) -> WeekDay | None:
    """A day of the week page; None for a day off without items."""
    school_day = standing.calendar.is_school_day(day, one.grade)
    if not (school_day or items) or _is_outside(standing, one, day, now.date()):
        return None
    profile = standing.profile(day)
    load = load_of((item.counted for item in items), profile.tier_mode)
    state = _state(items, next((n for n in nones if not n.subject), None), day, one.grade, school_day, profile, now)
    over_by = verdict_of(load, one.grade, profile).over_by
    return WeekDay(day, state, load.written, load.home, profile.cap(one.grade), over_by, _items(items, {}, profile))


def _is_outside(standing: Standing, one: ClassRef, day: date, today: date) -> bool:
    """Whether `day` belongs to another school year than the class; the newest year goes on until the next one is started."""
    if day > today + FARTHEST:
        return True
    own = school_year_of(day)
    return max((c.year for c in standing.classes.values() if c.year <= own), default=own) != one.year


def _state(
    items: Sequence[ItemRow], whole: NoneRow | None, day: date, grade: int, school_day: bool, profile: Profile, now: datetime,
) -> NoticeState:
    if items:
        return NoticeState.WRITTEN if any(map(_counts, items)) else NoticeState.OTHER
    if whole is not None:
        return NoticeState.NONE
    if not school_day:
        return NoticeState.NO_SCHOOL
    if day > now.date():
        return NoticeState.AHEAD
    if not profile.declares_daily(grade):
        return NoticeState.NOT_OWED
    if day < now.date():
        return NoticeState.MISSING
    return NoticeState.NOT_YET if now.time() >= profile.publish_by else NoticeState.LATER


def _neighbours(standing: Standing, one: ClassRef, day: date, today: date) -> tuple[date | None, date | None]:
    """The school days before and after `day` whose notices may be opened: of this school year, up to today."""
    before = standing.calendar.last_school_day(min(day, today + ONE_DAY), (one.grade,))
    after = standing.calendar.next_school_day(day, (one.grade,))
    return (before if before and not _is_outside(standing, one, before, today) else None, after if after and after <= today else None)


def _published(connection: Connection, class_id: int, start: date, end: date) -> tuple[list[ItemRow], list[NoneRow]]:
    """Items of a period, withdrawn ones too (their time counts as a change), and the nones that stand."""
    return records.items_on(connection, [class_id], start, end, withdrawn=True), records.nones_on(connection, [class_id], start, end)


def _present(items: Iterable[ItemRow]) -> list[ItemRow]:
    return [item for item in items if item.withdrawn_at is None]


def _counts(item: ItemRow) -> bool:
    return item.kind in WRITTEN_KINDS and item.tier is not Tier.OPTIONAL


def _corrected(connection: Connection, items: Iterable[ItemRow]) -> dict[int, datetime]:
    """Item id -> when it was corrected last."""
    changed = [item.id for item in items if item.version > 1 and item.withdrawn_at is None]
    if not changed:
        return {}
    return {entry.item_id: entry.at for entry in records.entries_of_items(connection, changed) if entry.act == "homework_corrected"}


def _newest(items: Iterable[ItemRow], nones: Iterable[NoneRow], corrected: Mapping[int, datetime]) -> datetime | None:
    moments = [item.withdrawn_at or item.published_at for item in items] + [none.declared_at for none in nones] + list(corrected.values())
    return max(moments, default=None)


def _last_change(connection: Connection) -> datetime | None:
    newest = audit_records.newest_entries(connection, 1)
    return newest[0].at if newest else None


_TIERS = list(Tier)


def _items(items: Iterable[ItemRow], corrected: Mapping[int, datetime], profile: Profile) -> tuple[NoticeItem, ...]:
    """Written work first, optional written work after it, then what never counts; each in the order of subjects and tiers."""
    def place(item: ItemRow) -> tuple[int, tuple[int, str], int, int]:
        group = 2 if item.kind not in WRITTEN_KINDS else 1 if item.tier is Tier.OPTIONAL else 0
        return group, subject_order(item.subject), _TIERS.index(item.tier), item.id
    one_of = profile.tier_mode is TierMode.ONE
    return tuple(
        NoticeItem(i.subject, i.text, i.kind, i.tier, i.minutes, i.in_school, i.published_at if i.late else None, corrected.get(i.id),
                   one_of and i.tier in (Tier.BASIC, Tier.RAISED, Tier.EXTENDED))
        for i in sorted(items, key=place))


def _service(
    programmes: Sequence[ProgrammeRow], sessions: Sequence[ServiceSessionRow], calendar: Calendar, day: date, grade: int,
) -> ServiceNotice | None:
    """The plan of the day's timetable with what was logged in its place; None where the grade has no service to tell of."""
    mine = [p for p in programmes if grade in p.grades]
    announced = calendar.announced_without_service(day, grade)
    if not mine:
        return None
    weekday = calendar.timetable_weekday(day, grade)
    held: dict[tuple[int, int], list[tuple[str, str]]] = {}
    cancelled: dict[tuple[int, int], list[tuple[str, str]]] = {}
    ends_at: int | None = None
    extended_until: int | None = None
    for programme in mine:
        logged = [s for s in sessions if s.programme_id == programme.id]
        planned = [(start, end) for on, start, end in programme.slots if on == weekday and programme.active and announced is None]
        open_plan = [span for span in planned if not any(s.start < span[1] and s.end > span[0] for s in logged)]
        for start, end, runs in [*((s.start, s.end, s.held) for s in logged), *((*span, True) for span in open_plan)]:
            (held if runs else cancelled).setdefault((start, end), []).append((programme.name, programme.room))
            if runs and programme.category == Category.EXTENDED_CARE.value:
                extended_until = max(end, extended_until or 0)
            elif runs:
                ends_at = max(end, ends_at or 0)
    if not held and not cancelled and announced is None:
        return None
    return ServiceNotice(announced, _slots(held), _slots(cancelled), ends_at, extended_until)


def _slots(found: Mapping[tuple[int, int], Sequence[tuple[str, str]]]) -> tuple[ServiceSlot, ...]:
    return tuple(ServiceSlot(start, end, tuple(found[start, end])) for start, end in sorted(found))


def notice_qr(address: str) -> str:
    """The address of a notice as an inline SVG, for the printed page."""
    return qr_svg(address, module=3, quiet=2)
