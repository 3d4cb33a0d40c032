"""What happens in the demo school day by day, as plain acts with their moments; the same day always gives the same acts. Who and what there
is stands in `cast`, the service in `afternoons`, carrying out in `fill`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from schoolapp.rules.calendar import SCHOOL_TIME, Calendar
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.homework import WRITTEN_KINDS, Kind, Tier
from schoolapp.services.demo import texts
from schoolapp.services.demo.acts import Amend, Declare, Enter, Grant, HomeworkAct, Judge, Post, Sample
from schoolapp.services.demo.cast import (
    ABSENT_OF_33,
    ADMINISTRATOR,
    CLASSES,
    HEAD_OF_31,
    LEADER_OF_3,
    OFFICE,
    PRINCIPAL,
    TEACHER_OF_3,
    TEACHING,
    Place,
    places_of,
    subjects_in,
    teacher_of,
)
from schoolapp.services.demo.term import TermPlan, day_before, week_of
from schoolapp.services.demo.texts import Menu
from schoolapp.services.homework import Draft

# Faults by the number of the term's school day (0 = the first) on which they happen.
_OVER: dict[int, tuple[Place, str, int]] = {
    3: ((5, 1), "数学", 8),
    8: ((8, 2), "数学", 12),
    15: ((4, 2), "语文", 5),
    22: ((6, 1), "数学", 10),
    31: ((9, 1), "语文", 15),
    41: ((3, 3), "数学", 7),
    51: ((7, 1), "数学", 10),
    66: ((8, 1), "语文", 9),
    81: ((5, 2), "数学", 6),
}
_MISSING: dict[int, Place] = {
    2: (7, 2),
    6: (4, 1),
    11: (9, 2),
    16: (6, 2),
    20: (3, 3),
    25: (8, 1),
    30: (5, 1),
    35: (7, 1),
    40: (6, 1),
    46: (4, 2),
    53: (9, 1),
    62: (8, 2),
    71: (5, 2),
    83: (3, 2),
}
_LATE: dict[int, tuple[Place, str]] = {
    1: ((6, 2), "语文"),
    5: ((8, 1), "数学"),
    10: ((3, 2), "数学"),
    18: ((7, 1), "英语"),
    24: ((5, 1), "语文"),
    33: ((9, 2), "英语"),
    39: ((4, 1), "数学"),
    47: ((8, 2), "语文"),
    54: ((6, 1), "语文"),
    63: ((7, 2), "数学"),
    74: ((3, 1), "语文"),
    85: ((9, 1), "数学"),
}
_HOME_LOW: dict[int, Place] = {12: (2, 1), 44: (2, 2)}
_OPTIONAL: dict[int, tuple[Place, str, int]] = {9: ((9, 2), "数学", 25), 45: ((6, 1), "语文", 30), 75: ((8, 2), "数学", 25)}
_CLASS_NONE: dict[int, Place] = {13: (5, 2), 26: (8, 2), 56: (7, 2), 77: (4, 1)}
_BY_ITSELF: dict[int, Place] = {19: (1, 2), 38: (1, 3), 68: (2, 1)}
_SILENT_WEEK, _SILENT_CLASS = 6, (2, 2)  # a week of the term in which a class of grade 2 records nothing
SAMPLED: dict[int, tuple[tuple[Place, int, int], ...]] = {
    10: (((3, 1), 12, 412), ((4, 1), 6, 634), ((5, 2), 14, 445), ((8, 1), 15, 708)),
    27: (((3, 2), 12, 386), ((6, 1), 13, 521), ((7, 2), 12, 655)),
    40: (((4, 2), 12, 437), ((9, 1), 16, 964), ((5, 1), 12, 470)),
    52: (((3, 3), 11, 405), ((6, 2), 12, 635), ((8, 2), 14, 742)),
    70: (((3, 1), 12, 431), ((7, 1), 13, 690), ((9, 2), 15, 822)),
    84: (((4, 1), 12, 446), ((6, 1), 12, 538)),
}
_ABSENCE = range(28, 33)  # school days on which a colleague stands in
_ENTERED_EVERY, _ENTERED_ON = 13, 7
_EXPLAINED, _TRUE = 9, 12  # school days on which the first missing and the first over-cap day are judged
_CORE = ("语文", "数学", "英语")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the school's clock."""
    return datetime.combine(day, time(hour, minute), SCHOOL_TIME)


def chance_of(*names: object) -> Random:
    """The same names always give the same chances, on every machine."""
    return Random("/".join(str(name) for name in names))


def homework_acts(plan: TermPlan, days: Sequence[date], until: date) -> Iterator[HomeworkAct]:
    """The acts of the term's school `days` up to a day, day by day; a 补录 carries a moment of the next school day."""
    for occasion in (plan.sports, plan.exam):
        yield Enter(at(occasion.entered, 10, 20), ADMINISTRATOR, occasion.row)
    calendar = plan.calendar
    for index, day in enumerate(days):
        if day <= until:
            yield from _Day(plan, calendar, days, index).acts()


class _Day:
    """One school day in the making: what room the classes have left, and who drops out of a teacher's post."""

    def __init__(self, plan: TermPlan, calendar: Calendar, days: Sequence[date], index: int) -> None:
        self.plan, self.calendar, self.days, self.index = plan, calendar, days, index
        self.day = days[index]
        self.week = week_of(plan, self.day)
        self.weekday = calendar.timetable_weekday(self.day, 1) or self.day.isoweekday()
        self.used: dict[Place, int] = dict.fromkeys(CLASSES, 0)
        self.next_day = days[index + 1] if index + 1 < len(days) else None

    def acts(self) -> Iterator[HomeworkAct]:
        day, index = self.day, self.index
        if day == self.plan.sports.row.start:
            yield from self._nobody(CLASSES)
            return
        exam = day == self.plan.exam.row.start
        if exam:
            yield from self._nobody(places_of(*range(3, 10)))
        silent = self._silent()
        if index == _ABSENCE.start:
            end = self.days[min(_ABSENCE.stop - 1, len(self.days) - 1)]
            yield Grant(at(day, 8, 5), LEADER_OF_3, (3, 3), "语文", TEACHER_OF_3, end)
        for grade in (1, 2) if exam else range(1, 10):
            yield from self._grade(grade, silent)
        if not exam:
            yield from self._beside()

    def _silent(self) -> set[Place]:
        """Classes that record nothing today."""
        found = {places[self.index] for places in (_MISSING, _CLASS_NONE, _BY_ITSELF) if self.index in places}
        return found | ({_SILENT_CLASS} if self.week == _SILENT_WEEK else set())

    def _nobody(self, places: Iterable[Place]) -> Iterator[Declare]:
        for place in places:
            chance = chance_of(self.day, "none", place)
            yield Declare(at(self.day, 15, 0) + timedelta(minutes=chance.randrange(60)), CLASSES[place].homeroom, place, "")

    def _grade(self, grade: int, silent: set[Place]) -> Iterator[HomeworkAct]:
        for subject, menu in texts.menus_of(grade).items():
            for staff, places in self._teachers(grade, subject):
                open_places = tuple(p for p in places if p not in silent and not self._taken_out(p, subject))
                if open_places:
                    yield from self._of_teacher(staff, grade, subject, menu, open_places)
        if grade == 2 and self.weekday in texts.WRITING_LOW.weekdays:
            for place in (p for p in places_of(2) if p not in silent):
                chance = chance_of(self.day, "writing", place)
                text = texts.text_of(texts.WRITING_LOW, chance, self.week)
                yield Post(self._moment(chance), teacher_of(place, "语文"), self.day, "语文", (place,), (Draft(text, 10, in_school=10),))

    def _teachers(self, grade: int, subject: str) -> list[tuple[str, tuple[Place, ...]]]:
        """Who posts the subject today for which classes of the grade: the substitute for the absent, the head for a colleague."""
        found = dict(TEACHING.get((grade, subject), {}))
        if (grade, subject) == (3, "语文"):
            if self.index in _ABSENCE:
                found[TEACHER_OF_3] = (*found[TEACHER_OF_3], *found.pop(ABSENT_OF_33))
            if self._entered_for():
                found[TEACHER_OF_3] = tuple(p for p in found[TEACHER_OF_3] if p != (3, 1))
                found[HEAD_OF_31] = ((3, 1),)
        return list(found.items())

    def _entered_for(self) -> bool:
        return self.index % _ENTERED_EVERY == _ENTERED_ON

    def _taken_out(self, place: Place, subject: str) -> bool:
        """What is registered late is missing in the teacher's post of the day."""
        return _LATE.get(self.index) == (place, subject) or _OVER.get(self.index, ((0, 0), ""))[:2] == (place, subject)

    def _moment(self, chance: Random) -> datetime:
        return at(self.day, 15, 20) + timedelta(minutes=chance.randrange(80))

    def _of_teacher(self, staff: str, grade: int, subject: str, menu: Menu, places: tuple[Place, ...]) -> Iterator[HomeworkAct]:
        chance = chance_of(self.day, grade, subject, staff)
        moment = self._moment(chance)
        written = menu.kind in WRITTEN_KINDS
        room = min(_cap(grade) - self.used[p] for p in places)
        minutes = chance.choice(menu.minutes)
        heavy = self.index in _OVER and _OVER[self.index][0] in places
        if written:
            minutes = min(max(menu.minutes) if heavy else minutes, room)
        kept = heavy or chance.random() > (0.03 if subject in _CORE else 0.15)
        wanted = self.weekday in menu.weekdays and minutes >= 5 and kept
        if not wanted:
            if subject in _CORE and grade > 2 and staff in TEACHING[grade, subject] and chance.random() < 0.5:
                for place in places:
                    yield Declare(moment + timedelta(minutes=place[1] - 1), staff, place, subject)
            return
        drafts = self._drafts(chance, grade, menu, minutes)
        if written:
            for place in places:
                self.used[place] += minutes
        yield Post(moment, staff, self.day, subject, places, drafts)
        if written and len(drafts) == 1 and staff == teacher_of(places[0], subject):
            lot = chance.random()
            if lot < 0.025 and minutes >= 10:
                yield Amend(
                    moment + timedelta(minutes=6 + chance.randrange(30)),
                    staff,
                    self.day,
                    subject,
                    places[0],
                    5,
                    chance.choice(texts.CORRECTED),
                )
            elif lot < 0.035 and subject == "英语" and len(places) > 1:
                yield Amend(moment + timedelta(minutes=4), staff, self.day, subject, places[-1], 0, texts.WITHDRAWN)

    def _drafts(self, chance: Random, grade: int, menu: Menu, minutes: int) -> tuple[Draft, ...]:
        text = texts.text_of(menu, chance, self.week)
        if menu.kind is not Kind.WRITTEN:
            return (Draft(text, minutes, menu.kind),)
        in_school = None if chance.random() < 0.07 else minutes - self._left_for_home(chance, grade, minutes)
        if minutes == 20 and grade >= 5 and chance.random() < 0.12:  # two tiers of one task, of which a pupil does one
            half = None if in_school is None else min(10, in_school)
            return (
                Draft(text, 10, in_school=half),
                Draft("基础：同步练习前 5 题", 8, tier=Tier.BASIC, in_school=0 if half is not None else None),
                Draft("提高：综合题 2 道", 10, tier=Tier.RAISED, in_school=0 if half is not None else None),
            )
        return (Draft(text, minutes, in_school=in_school),)

    def _left_for_home(self, chance: Random, grade: int, minutes: int) -> int:
        """Minutes of a written task that a pupil takes home. Two grades take more than the school's line in some months."""
        if grade <= 6:
            heavy = grade == 6 and self.day.month in (10, 12, 4, 6)
            return 5 if chance.random() < (0.8 if heavy else 0.36) else 0
        heavy = grade == 9 and self.day.month in (11, 5)
        share = chance.choice((0.6, 0.7) if heavy else (0.25, 0.35, 0.5))
        return int(minutes * share / 5 + 0.5) * 5

    def _beside(self) -> Iterator[HomeworkAct]:
        """What does not go the usual way today."""
        day, index = self.day, self.index
        if index in _CLASS_NONE:
            place = _CLASS_NONE[index]
            yield Declare(at(day, 16, 5), CLASSES[place].homeroom, place, "")
        if index in _BY_ITSELF:
            place = _BY_ITSELF[index]
            for n, subject in enumerate(subjects_in(place)):
                yield Declare(at(day, 15, 30 + 6 * n), teacher_of(place, subject), place, subject)
        if index in _OPTIONAL:
            place, subject, minutes = _OPTIONAL[index]
            draft = Draft(texts.OPTIONAL_TEXT, minutes, tier=Tier.OPTIONAL)
            yield Post(at(day, 16, 45), teacher_of(place, subject), day, subject, (place,), (draft,))
        for place, asked, mean_tenths in SAMPLED.get(index, ()):
            yield Sample(at(day, 17, 10 + place[0]), OFFICE, place, asked, mean_tenths)
        if self.next_day is not None:
            yield from self._afterwards(self.next_day)
        if index == _EXPLAINED:
            kind, state = FindingKind.MISSING, FindingState.EXPLAINED
            yield Judge(at(day, 9, 30), OFFICE, kind, self.days[2], _MISSING[2], state, "当天下午全班参加研学实践，没有作业，忘记声明")
        if index == _TRUE:
            yield Judge(at(day, 9, 40), PRINCIPAL, FindingKind.OVER_CAP, self.days[3], _OVER[3][0], FindingState.TRUE, "")

    def _afterwards(self, later: date) -> Iterator[Post]:
        """What is registered on the next school day only."""
        chance = chance_of(self.day, "late")
        moment = at(later, 7, 50) + timedelta(minutes=chance.randrange(40))
        late: list[tuple[Place, str, Draft]] = []
        if self.index in _OVER:
            place, subject, over = _OVER[self.index]
            minutes = _cap(place[0]) - self.used[place] + over
            late.append((place, subject, Draft(texts.LONG_TEXT, minutes, in_school=minutes // 10 * 5)))
        if self.index in _LATE:
            place, subject = _LATE[self.index]
            minutes = min(15, _cap(place[0]) - self.used[place])
            late.append((place, subject, Draft(self._text(chance, place, subject), minutes, in_school=10)))
        if self.index in _HOME_LOW:
            late.append((_HOME_LOW[self.index], "数学", Draft(texts.HOME_TEXT, 10)))
        for n, (place, subject, draft) in enumerate(late):
            reason = chance.choice(texts.LATE_REASONS)
            yield Post(moment + timedelta(minutes=9 * n), teacher_of(place, subject), self.day, subject, (place,), (draft,), reason)

    def _text(self, chance: Random, place: Place, subject: str) -> str:
        return texts.text_of(texts.menus_of(place[0])[subject], chance, self.week)


def _cap(grade: int) -> int:
    return 90 if grade >= 7 else 60


def acts_of_today(plan: TermPlan, acts: Iterable[HomeworkAct], now: datetime) -> list[HomeworkAct]:
    """The acts with today's as a visitor of the demo finds them: grade 3 half done at any hour, a few other subjects there even early. The
    day of the sports and of the exam stays as it is."""
    today = now.date()
    if not is_usual(plan, today):
        return list(acts)
    kept = [a for a in acts if not (isinstance(a, (Post, Amend, Declare)) and a.at.date() == today and _in_grade_3(a) and not _is_late(a))]
    ahead = early_moments(today, now)
    chinese, english = (
        Draft("语文作业本：词语与阅读短文一篇", 25, in_school=20),
        Draft("英语练习册 A、B 部分，并写 3 句话", 20, in_school=15),
    )
    kept.append(Post(ahead[0], TEACHER_OF_3, today, "语文", ((3, 1),), (chinese,)))
    kept.append(Post(ahead[1], LEADER_OF_3, today, "英语", ((3, 1), (3, 2)), (english,)))
    shown = 2
    for n, act in enumerate(kept):
        if shown < len(ahead) and isinstance(act, Post) and act.day == today and act.subject in _CORE and len(act.places) > 1 and act.places[0][0] in (5, 8):
            kept[n] = act._replace(at=min(act.at, ahead[shown]))
            shown += 1
    return kept


def is_usual(plan: TermPlan, day: date) -> bool:
    """Whether it is neither the day of the sports nor of the exam."""
    return day not in (plan.sports.row.start, plan.exam.row.start)


def early_moments(today: date, now: datetime) -> list[datetime]:
    """Moments of today that lie behind; in the night and early morning the afternoon before, when some prepare ahead."""
    if now >= at(today, 8):
        return [max(at(today, 7, 40), min(at(today, 15, 22 + 5 * n), now - timedelta(minutes=24 - 6 * n))) for n in range(4)]
    return [at(day_before(today), 17, 30 + 4 * n) for n in range(4)]


def _in_grade_3(act: Post | Amend | Declare) -> bool:
    return (act.places[0] if isinstance(act, Post) else act.place)[0] == 3


def _is_late(act: Post | Amend | Declare) -> bool:
    return isinstance(act, Post) and bool(act.reason)
