"""A class's day and week as its families read them: figures, items, what an empty day means, which days may be opened. There is no actor:
who has the link may read; no teacher and no pupil is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import audit as audit_records
from schoolapp.records import homework as records
from schoolapp.records import service_log
from schoolapp.records.homework import ItemRow, NoneRow
from schoolapp.rules.calendar import ONE_DAY, days_between, monday_of
from schoolapp.rules.feedback import Voice
from schoolapp.rules.homework import WRITTEN_KINDS, Tier
from schoolapp.rules.load import counts_at_home, load_of, verdict_of
from schoolapp.rules.people import ClassRef, school_year_of, subject_order
from schoolapp.rules.policy import Profile, TierMode
from schoolapp.rules.session_heads import finished_by_class_day
from schoolapp.services import feedback
from schoolapp.services.holidays import holiday_list_for_notice
from schoolapp.services.house import House
from schoolapp.services.notices.facts import TIERS, DayNotice, NoticeItem, NoticeState, ServiceNotice, WeekDay, WeekNotice
from schoolapp.services.notices.service import service_of
from schoolapp.services.school import Standing, standing_of

FARTHEST = timedelta(days=400)  # an address may name any day; beyond this no calendar is asked
SIX_DAYS = timedelta(days=6)


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
            sessions = afterschool_records.list_sessions(connection, day, day) if programmes else []
            said = service_log.finished_on(connection, day, day, [one.id]) if sessions else []
            service = service_of(programmes, sessions, calendar, day, grade, finished_by_class_day(said).get((one.id, day)))
        updated = _newest(found, nones, corrected) or audit_records.newest_shown_moment(connection)
    present = present_of(found)
    load = load_of((item.counted for item in present), profile.tier_mode)
    whole = next((none for none in nones if not none.subject), None)
    previous, following = (None, None) if outside else _neighbours(standing, one, day, today)
    return DayNotice(
        one=one, school=standing.school, day=day, today=today,
        state=NoticeState.OUTSIDE if outside else state_on(present, whole, day, grade, school_day, profile, now),
        note="" if outside else calendar.day_note(day, grade),
        written=load.written, home=load.home, done=load.in_school if any(_counts(i) and i.in_school is not None for i in present) else None,
        optional=load.optional, cap=profile.cap(grade), over_by=verdict_of(load, grade, profile).over_by, low_grade=counts_at_home(grade),
        shares=tuple((part.subject, part.written) for part in load.by_subject if part.written),
        items=_items(present, corrected, profile), declared_at=whole.declared_at if whole else None, publish_by=profile.publish_by,
        evening_stop=profile.evening_stop(standing.stage(grade)), service=service, previous=previous, next=following,
        next_school_day=calendar.next_school_day(today if outside else day, (grade,)),
        week_number=None if outside else calendar.week_number(day), confirmed=calendar.confirmed(day, day), updated_at=updated,
        holiday=holiday_list_for_notice(house=house, class_id=one.id, day=day) if not outside and day <= today else None,
        asks=bool(present) and feedback.is_on(house, Voice.ANSWERS) and day <= today <= feedback.open_until(standing, one, day),
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
        updated = _newest(found, nones, {}) or audit_records.newest_shown_moment(connection)
        service = None if outside else _Service(connection, standing, one, monday, sunday)
    days = () if service is None else tuple(
        made for on in days_between(monday, sunday)
        if (made := _week_day(standing, one, on, [i for i in present_of(found) if i.day == on], [n for n in nones if n.day == on], service, now)))
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


class _Service:
    """The after-school service of a class's days from `start` to `end`, read at once."""

    def __init__(self, connection: Connection, standing: Standing, one: ClassRef, start: date, end: date) -> None:
        self.calendar, self.one = standing.calendar, one
        terms = {term.id for on in days_between(start, end) for term in standing.calendar.terms_on(on)}
        self.programmes = afterschool_records.list_programmes(connection, sorted(terms)) if terms else []
        self.sessions = afterschool_records.list_sessions(connection, start, end) if self.programmes else []

    def on(self, day: date) -> ServiceNotice | None:
        terms = {term.id for term in self.calendar.terms_on(day)}
        mine = [programme for programme in self.programmes if programme.term_id in terms]
        return service_of(mine, [s for s in self.sessions if s.day == day], self.calendar, day, self.one.grade)


def _week_day(
    standing: Standing, one: ClassRef, day: date, items: Sequence[ItemRow], nones: Sequence[NoneRow], service: _Service, now: datetime,
) -> WeekDay | None:
    """A day of the week page; None for a day off without items."""
    school_day = standing.calendar.is_school_day(day, one.grade)
    if not (school_day or items) or _is_outside(standing, one, day, now.date()):
        return None
    profile = standing.profile(day)
    load = load_of((item.counted for item in items), profile.tier_mode)
    state = state_on(items, next((n for n in nones if not n.subject), None), day, one.grade, school_day, profile, now)
    over_by = verdict_of(load, one.grade, profile).over_by
    shares = tuple((part.subject, part.written) for part in load.by_subject if part.written)
    return WeekDay(day, state, load.written, load.home, profile.cap(one.grade), over_by, shares, _items(items, {}, profile),
                   service.on(day) if school_day else None)


def _is_outside(standing: Standing, one: ClassRef, day: date, today: date) -> bool:
    """Whether `day` belongs to another school year than the class; the newest year goes on until the next one is started."""
    if day > today + FARTHEST:
        return True
    own = school_year_of(day)
    return max((c.year for c in standing.classes.values() if c.year <= own), default=own) != one.year


def state_on(
    items: Sequence[ItemRow], whole: NoneRow | None, day: date, grade: int, school_day: bool, profile: Profile, now: datetime,
) -> NoticeState:
    """What a day is for a class: `items` that stand, `whole` = the none of the whole class."""
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


def present_of(items: Iterable[ItemRow]) -> list[ItemRow]:
    """Those that were not withdrawn."""
    return [item for item in items if item.withdrawn_at is None]


def _counts(item: ItemRow) -> bool:
    return item.kind in WRITTEN_KINDS and item.tier is not Tier.OPTIONAL


def _corrected(connection: Connection, items: Iterable[ItemRow]) -> dict[int, datetime]:
    """Item id -> when it was corrected last."""
    changed = [item.id for item in items if item.version > 1 and item.withdrawn_at is None]
    if not changed:
        return {}
    return {entry.item_id: entry.at for entry in records.entries_of_items(connection, changed) if entry.act in ("homework_corrected", "long_task_corrected")}


def _newest(items: Iterable[ItemRow], nones: Iterable[NoneRow], corrected: Mapping[int, datetime]) -> datetime | None:
    moments = [item.withdrawn_at or item.published_at for item in items] + [none.declared_at for none in nones] + list(corrected.values())
    return max(moments, default=None)


_TIERS = list(Tier)


def _items(items: Iterable[ItemRow], corrected: Mapping[int, datetime], profile: Profile) -> tuple[NoticeItem, ...]:
    """Written work first, optional written work after it, then what never counts; each in the order of subjects and tiers."""
    def place(item: ItemRow) -> tuple[int, tuple[int, str], int, int]:
        group = 2 if item.kind not in WRITTEN_KINDS else 1 if item.tier is Tier.OPTIONAL else 0
        return group, subject_order(item.subject), _TIERS.index(item.tier), item.id
    one_of = profile.tier_mode is TierMode.ONE
    return tuple(
        NoticeItem(i.subject, i.text, i.kind, i.tier, i.minutes, i.in_school, i.published_at if i.late else None, corrected.get(i.id),
                   one_of and i.tier in TIERS)
        for i in sorted(items, key=place))
