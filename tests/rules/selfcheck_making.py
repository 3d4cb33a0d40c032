"""A made school for the self-check: four weeks of autumn 2026 in which everything is as it should be. Tests spoil one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from schoolapp.rules.afterschool import Category, SessionFact
from schoolapp.rules.figures import ClassDayFact, ClassFact, WordedItem
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.selfcheck.check import Check
from schoolapp.rules.selfcheck.checklist import EVALUATORS, checklist
from schoolapp.rules.selfcheck.facts import (
    Answers,
    CheckFacts,
    Exam,
    Hotline,
    MarkingCheck,
    OutsideSession,
    Paper,
    PlanFact,
    Post,
    Reports,
    Said,
    SignedWeek,
    StaffMonth,
    WrittenItem,
)
from schoolapp.rules.selfcheck.results import ItemResult
from tests.rules.making import AUTUMN, PeriodMaker, make_class, make_item, make_session

START, END = date(2026, 10, 12), date(2026, 11, 6)
DAYS = tuple(day for n in range((END - START).days + 1) if (day := START + timedelta(days=n)).weekday() < 5)
SATURDAY = date(2026, 10, 17)
ACTIVITIES = (Category.SPORTS, Category.ARTS, Category.READING)
GRADES = (1, 3, 7)


class MadeSchool:
    """Grades 1, 3 (two classes) and 7. `homework` and `service` False leave these records out."""

    def __init__(self, *, homework: bool = True, service: bool = True, heads: bool = True, grades: Iterable[int] = GRADES) -> None:
        asked = 30 if heads else 0
        pupils = 40 if heads else 0
        self.grades = tuple(grades)
        self.classes: list[ClassFact] = [make_class(grade, number, pupils=pupils, asked=asked, joined=asked)
                                         for grade in self.grades for number in ((1, 2) if grade == 3 else (1,))]
        self.maker = PeriodMaker(*self.classes, start=START, end=END)
        self.written: list[WrittenItem] = []
        self.more: dict[str, Any] = {}
        if homework:
            for one in self.classes:
                for day in DAYS:
                    self.give(one, day)
        if service:
            for n, day in enumerate(DAYS):
                self.maker.service(
                    make_session(day, "15:30", "16:30", grades=self.grades),
                    make_session(day, "16:30", "17:30", grades=self.grades, category=ACTIVITIES[n % 3], content="分组活动"),
                )

    def of(self, grade: int, number: int = 1) -> ClassFact:
        return next(one for one in self.classes if (one.ref.grade, one.ref.number) == (grade, number))

    def give(self, one: ClassFact, day: date, minutes: int | None = None, in_school: int | None = None, *, tier: Tier = Tier.BASIC,
             late: bool = False) -> ClassDayFact:
        """A class's homework of a day: grades 1-2 declare none, the others 40 minutes of which 36 are done in school."""
        self.maker.days = [row for row in self.maker.days if (row.class_id, row.day) != (one.ref.id, day)]
        if one.ref.grade < 3 and minutes is None:
            self.maker.none_today(one, day)
            return self.maker.days[-1]
        spent = 40 if minutes is None else minutes
        inside = in_school if in_school is not None else spent * 9 // 10
        row = self.maker.homework(one, day, make_item(spent, inside, tier=tier), late=late)
        self.written.append(WrittenItem(row.id, "语文", tier, spent, day))
        return row

    def missing(self, one: ClassFact, *days: date) -> None:
        self.maker.days = [row for row in self.maker.days if not (row.class_id == one.ref.id and row.day in days)]

    def worded(self, one: ClassFact, day: date, text: str, kind: Kind = Kind.WRITTEN) -> WordedItem:
        """A text for the wording rules on a class-day that is there."""
        row = next(row for row in self.maker.days if (row.class_id, row.day) == (one.ref.id, day))
        item = WordedItem(900_000 + len(self.more.setdefault("worded", [])), row.id, text, kind, Tier.EVERYONE, 10, 10)
        self.more["worded"].append(item)
        return item

    def sessions(self, change: Callable[[SessionFact], SessionFact | None]) -> None:
        """Changes every session, or drops it (None)."""
        self.maker.sessions = [found for one in self.maker.sessions if (found := change(one)) is not None]

    def facts(self, **other: Any) -> CheckFacts:
        period = self.maker.facts()
        if self.more.get("worded"):
            period = replace(period, worded=tuple(self.more["worded"]))
        return CheckFacts(period, written=tuple(self.written), **other)

    def answer(self, code: str, **other: Any) -> ItemResult:
        """The item's answer by the evaluator that the list names."""
        return EVALUATORS[checklist().item(code).evaluator](Check(self.facts(**other)))


PAPERS = Said(papers=1, signs=1, latest=date(2026, 10, 20))
POSTS = (Post("principal", 0, 0, True), Post("coordinator", 0, 0, True), *(Post("leader", grade, 0, True) for grade in GRADES),
         *(Post("homeroom", grade, number, True) for grade, number in ((1, 1), (3, 1), (3, 2), (7, 1))))
SIGNED = tuple(SignedWeek(grade, START + timedelta(weeks=week), START + timedelta(weeks=week, days=5)) for week in range(4) for grade in GRADES)
PLANS = tuple(PlanFact(AUTUMN.id, grade, "语文", 45, date(2026, 9, 1)) for grade in GRADES)
QUIET = {category: Reports(0, 0) for category in ("paid", "exams", "adverts", "parents", "new_lesson")}
IN_ORDER = (OutsideSession(1, "甲中心", True), OutsideSession(2, "甲中心", True))
PLAN_PAPER = (Paper(date(2026, 9, 1)),)
MONTHS = (StaffMonth("2026-10", 10, 10),)
SHOWN = Hotline(date(2026, 9, 1))
TIMELY = Answers(3, 3)
MARKED = (MarkingCheck(40, 40),)
FINALS = tuple(Exam(date(2026, 11, 5), grade, "数学", "final", True, False, False, False) for grade in (3, 7))
REQUIRED = dict.fromkeys(GRADES, (("语文",), ("数学",), ("英语",), ("科学", "物理"), ("体育与健康",)))
