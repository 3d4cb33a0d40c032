"""Small made facts for tests of the rules: a term in autumn 2026, classes, class-days, sessions. Every value can be named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from itertools import count
from typing import Any

from schoolapp.rules.afterschool import Category, SessionFact
from schoolapp.rules.calendar import Calendar, CalendarRow, Term
from schoolapp.rules.figures import ClassDayFact, ClassFact, ItemFact, PeriodFacts, SampleFact
from schoolapp.rules.homework import Counted, Kind, Tier
from schoolapp.rules.load import home_minutes, load_of
from schoolapp.rules.people import ClassRef, System, school_year_of
from schoolapp.rules.policy import Profile, default_profile

AUTUMN = Term(1, "2026-2027学年第一学期", date(2026, 9, 1), date(2027, 1, 22))
TODAY = date(2026, 11, 23)
# A plain week: Monday to Friday, no holiday near.
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, d) for d in range(9, 16))

_numbers = count(1)


def make_calendar(*rows: CalendarRow, terms: tuple[Term, ...] = (AUTUMN,)) -> Calendar:
    return Calendar(terms, rows)


def make_row(day: date, school: bool, note: str = "", *, end: date | None = None, **other: Any) -> CalendarRow:
    return CalendarRow(day, end or day, school, note, **other)


def make_profile(system: System = System.SIX_THREE, valid_from: date = AUTUMN.start, **other: Any) -> Profile:
    return replace(default_profile(system, valid_from), **other)


def make_item(
    minutes: int, in_school: int | None = 0, *, subject: str = "语文", kind: Kind = Kind.WRITTEN, tier: Tier = Tier.EVERYONE,
) -> Counted:
    return Counted(next(_numbers), subject, kind, tier, minutes, in_school)


def make_class(grade: int, number: int = 1, *, year: int = 2026, pupils: int = 40, asked: int = 0, joined: int = 0) -> ClassFact:
    return ClassFact(ClassRef(next(_numbers), year, grade, number), pupils, asked, joined)


def make_session(
    day: date, start: str = "15:30", end: str = "17:30", *, grades: Iterable[int] = (3,), held: bool = True,
    category: Category = Category.HOMEWORK_HELP, content: str = "完成作业、答疑辅导", staff_id: int = 1,
) -> SessionFact:
    return SessionFact(next(_numbers), 1, day, _minutes(start), _minutes(end), held, category, frozenset(grades), 40, 38, staff_id, content)


def _minutes(text: str) -> int:
    moment = time.fromisoformat(text)
    return moment.hour * 60 + moment.minute


class PeriodMaker:
    """Collects the facts of a period bit by bit; `facts()` freezes them."""

    def __init__(self, *classes: ClassFact, start: date = MONDAY, end: date = FRIDAY, today: date = TODAY) -> None:
        self.classes = classes
        self.bounds = (start, end, today)
        self.system = System.SIX_THREE
        self.calendar = make_calendar()
        self.profiles: tuple[Profile, ...] = (make_profile(),)
        self.days: list[ClassDayFact] = []
        self.items: list[ItemFact] = []
        self.samples: list[SampleFact] = []
        self.sessions: list[SessionFact] = []
        self.programme_terms: frozenset[int] = frozenset()

    def homework(self, one: ClassFact, day: date, *items: Counted, late: bool = False) -> ClassDayFact:
        """A class-day with these items."""
        assert one.ref.year == school_year_of(day)
        load = load_of(items, self.profiles[0].tier_mode)
        row = ClassDayFact(next(_numbers), one.ref.id, day, load.written, load.home, load.optional, load.stated_written,
                           load.stated_home, load.items, len(items) if late else 0, False)
        self.days.append(row)
        self.items += (ItemFact(i.id, row.id, i.kind, i.tier, home_minutes(i), late) for i in items)
        return row

    def none_today(self, one: ClassFact, *days: date) -> None:
        """The whole class has none on these days."""
        self.days += (ClassDayFact(next(_numbers), one.ref.id, day, 0, 0, 0, 0, 0, 0, 0, True) for day in days)

    def sample(self, one: ClassFact, day: date, asked: int, mean_tenths: int) -> None:
        self.samples.append(SampleFact(next(_numbers), one.ref.id, day, asked, mean_tenths))

    def service(self, *sessions: SessionFact) -> None:
        """Sessions of a programme of the term."""
        self.programme_terms = frozenset({AUTUMN.id})
        self.sessions += sessions

    def facts(self) -> PeriodFacts:
        return PeriodFacts(*self.bounds, self.system, self.calendar, self.profiles, self.classes, tuple(self.days), tuple(self.items),
                           tuple(self.samples), self.programme_terms, tuple(self.sessions))
