"""What a day and a week of a class are for parents, as facts. They are read in `days`; sentences are made of them in `wording` and in the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from schoolapp.records.school import SchoolRow
from schoolapp.rules.homework import WRITTEN_KINDS, Kind, Tier
from schoolapp.rules.people import ClassRef
from schoolapp.rules.session_heads import Finished
from schoolapp.services.holidays import PublicList

TIERS = (Tier.BASIC, Tier.RAISED, Tier.EXTENDED)


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
    session ends (延时托管 aside), `extended_until`: when 延时托管 does; None where there is none. `finished`: how far the class got with
    its homework in school, None until the service has logged it."""

    announced: str | None
    slots: tuple[ServiceSlot, ...] = ()
    cancelled: tuple[ServiceSlot, ...] = ()
    ends_at: int | None = None
    extended_until: int | None = None
    finished: Finished | None = None


@dataclass(frozen=True, slots=True)
class DayNotice:
    """A class's day. Minutes: `written`, `home`, `optional` as the load of the class; `done` = in school, None where no item states it;
    `shares` = what of the written load each subject has.
    `over_by` is what lies beyond the cap (grades 1-2: everything written at home). `previous`, `next`: the school days around it that
    may be opened; `next_school_day` may lie ahead. `updated_at`: the newest moment among what is shown, else of all records. `asks`: how long
    the homework really took may be answered."""

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
    shares: tuple[tuple[str, int], ...]
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
    holiday: PublicList | None = None
    asks: bool = False

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def tiers(self) -> str:
        """What a pupil does of written homework in tiers: one of them, all, or '' where there are none."""
        tiered = [i.one_of for i in self.items if i.written and i.tier in TIERS]
        return "" if not tiered else "one" if any(tiered) else "all"


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of the week page: the same figures as the day's own page, its items in the same order. The plan of the service is told of days
    to come too."""

    day: date
    state: NoticeState
    written: int
    home: int
    cap: int
    over_by: int
    shares: tuple[tuple[str, int], ...]
    items: tuple[NoticeItem, ...]
    service: ServiceNotice | None

    @property
    def recorded(self) -> bool:
        return self.state in (NoticeState.WRITTEN, NoticeState.OTHER, NoticeState.NONE)


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

    @property
    def recorded(self) -> int:
        """Days of which something is published, be it that there is nothing."""
        return sum(one.recorded for one in self.days)

    @property
    def missing(self) -> int:
        """Days before today without a record."""
        return sum(one.state is NoticeState.MISSING for one in self.days)

    @property
    def over(self) -> int:
        """Days beyond the cap."""
        return sum(one.over_by > 0 for one in self.days)

    @property
    def mean(self) -> float | None:
        """Written minutes of a recorded day; None where no day is."""
        return sum(one.written for one in self.days) / self.recorded if self.recorded else None
