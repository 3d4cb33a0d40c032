"""Of how many: the whole that each kind of finding is a part of, so that no count stands alone. The findings themselves stand in rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from schoolapp.rules.afterschool import month_of
from schoolapp.rules.figures import ClassDayFact, Period, heads_on
from schoolapp.rules.findings import FindingKind, in_school_share
from schoolapp.rules.load import sample_counts
from schoolapp.rules.policy import LOW_GRADES
from schoolapp.words import N_


class Whole(NamedTuple):
    """`part` of `whole`, counted in `unit` (a word by its Chinese key). The part can be smaller than the number of findings where some
    of them are counted otherwise (class-weeks of grades 1-2)."""

    part: int
    whole: int
    unit: str


_CLASS_DAY, _GRADE_DAY, _SESSION = N_("班日"), N_("年级日"), N_("场")


def wholes_of(period: Period, figures: Mapping[str, int], counts: Mapping[FindingKind, int]) -> dict[FindingKind, Whole]:
    """The whole of every kind that has one, from the facts the findings were computed from, their figures and their numbers."""
    recorded = [row for row in period.days if row.recorded]
    low = sum(period.classes[row.class_id].ref.grade in LOW_GRADES for row in recorded)
    required = [day for day in period.grade_days if day.required]
    served = sum(day.service is not None for day in required)
    facts = period.facts
    heads = period.classes_on(heads_on(facts.start, facts.end, facts.today))
    found = {
        FindingKind.OVER_CAP: (len(recorded) - low, _CLASS_DAY),
        FindingKind.HOME_WRITTEN: (low, _CLASS_DAY),
        FindingKind.OPTIONAL_OVER_LIMIT: (len(recorded), _CLASS_DAY),
        FindingKind.NO_HOMEWORK_DAY: (_free_days(period, recorded), _CLASS_DAY),
        FindingKind.LATE: (figures["homework_items"], N_("项")),
        FindingKind.SAMPLE_OVER_CAP: (_samples(period), N_("份抽测")),
        FindingKind.IN_SCHOOL_SHARE: (_grade_months(period), N_("年级月")),
        FindingKind.NO_SESSION: (len(required), _GRADE_DAY),
        FindingKind.SHORT_DAY: (served, _GRADE_DAY),
        FindingKind.EARLY_END: (served, _GRADE_DAY),
        FindingKind.OUTSIDE_SCHOOL_DAYS: (figures["sessions_held"], _SESSION),
        FindingKind.NEW_LESSON: (figures["sessions_held"], _SESSION),
        FindingKind.COVERAGE: (sum(one.asked > 0 for one in heads), N_("个班")),
    }
    wholes = {kind: Whole(counts[kind], whole, unit) for kind, (whole, unit) in found.items()}
    expected = figures["class_days_expected"]
    wholes[FindingKind.MISSING] = Whole(expected - figures["class_days_recorded"], expected, _CLASS_DAY)
    return wholes


def _free_days(period: Period, recorded: list[ClassDayFact]) -> int:
    """Recorded class-days that are a school day on the weekday without homework."""
    return sum(
        period.profile(row.day).no_homework_weekday == row.day.isoweekday() and period.calendar.is_school_day(row.day, period.classes[row.class_id].ref.grade)
        for row in recorded
    )


def _samples(period: Period) -> int:
    """Samples of grade 3 and up with enough pupils to be evidence."""
    return sum(
        1
        for s in period.facts.samples
        if s.day <= period.known_to
        and (one := period.classes.get(s.class_id)) is not None
        and one.ref.grade not in LOW_GRADES
        and sample_counts(s.asked, one.pupils)
    )


def _grade_months(period: Period) -> int:
    """Months and grades of which enough in-school minutes are stated to give a share."""
    groups: dict[tuple[str, int], list[ClassDayFact]] = defaultdict(list)
    for row in period.days:
        grade = period.classes[row.class_id].ref.grade
        if row.written > 0 and grade not in LOW_GRADES:
            groups[month_of(row.day), grade].append(row)
    return sum(in_school_share(rows) is not None for rows in groups.values())
