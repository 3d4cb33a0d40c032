"""What a pack's charts show: for a period inside one week every class of a grade by day, for a longer one the grade's mean load by day or
week. Grades that need not record daily have none. Drawing stands in papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from schoolapp.papers.facts import BarState, LoadBar, LoadChartFacts, LoadDay, MeanChartFacts, MeanColumn, PackChart
from schoolapp.rules.calendar import is_make_up_day, monday_of
from schoolapp.rules.load import cap_of, counts_at_home, load_of
from schoolapp.rules.people import school_year_of
from schoolapp.services.packs.snapshot import Snapshot
from schoolapp.words import format_date, gettext

MOST_DAY_COLUMNS = 15
Place = tuple[int, date]


def charts_of(snapshot: Snapshot, made_at: datetime) -> tuple[PackChart, ...]:
    """The charts of a pack, by grade."""
    loads = _loads(snapshot)
    recorded = {(row.class_id, row.day) for row in snapshot.period.days if row.recorded}
    found: list[PackChart] = []
    for year, days in groupby(snapshot.period.due_days, key=school_year_of):
        school_days = list(days)
        for grade in snapshot.period.grades_on(school_days[0]):
            own = [day for day in school_days if snapshot.standing.calendar.is_school_day(day, grade) and snapshot.period.profile(day).declares_daily(grade)]
            if own:
                one_week = monday_of(own[0]) == monday_of(own[-1])
                found.append(
                    PackChart(f"load-g{grade}-{monday_of(own[0]):%Y%m%d}", _week(snapshot, grade, own, loads, recorded, made_at))
                    if one_week
                    else PackChart(f"mean-g{grade}-{year}", _mean(snapshot, grade, own, loads, recorded, made_at))
                )
    return tuple(sorted(found, key=lambda chart: chart.name))


def _loads(snapshot: Snapshot) -> dict[Place, tuple[tuple[str, int], ...]]:
    """(class id, day) -> minutes by subject: written, in grades 1-2 those at home."""
    items = defaultdict(list)
    for item in snapshot.items:
        items[item.class_id, item.day].append(item.counted)
    found = {}
    for place, counted in items.items():
        home = counts_at_home(snapshot.period.classes[place[0]].ref.grade)
        load = load_of(counted, snapshot.period.profile(place[1]).tier_mode)
        found[place] = tuple((part.subject, minutes) for part in load.by_subject if (minutes := part.home if home else part.written))
    return found


def _mean(
    snapshot: Snapshot,
    grade: int,
    days: Sequence[date],
    loads: dict[Place, tuple[tuple[str, int], ...]],
    recorded: set[Place],
    made_at: datetime,
) -> MeanChartFacts:
    weekly = len(days) > MOST_DAY_COLUMNS
    columns = []
    for first, group in groupby(days, key=monday_of if weekly else lambda day: day):
        span = list(group)
        places = [(one.ref.id, day) for day in span for one in snapshot.period.classes_on(day) if one.ref.grade == grade]
        there = [place for place in places if place in recorded]
        sums: dict[str, int] = defaultdict(int)
        for place in there:
            for subject, minutes in loads.get(place, ()):
                sums[subject] += minutes
        means = tuple((subject, minutes / len(there)) for subject, minutes in sorted(sums.items()))
        cap = cap_of(snapshot.period.profile(span[-1]), grade)
        columns.append(MeanColumn(format_date(snapshot.lang, first, "short"), cap, means, len(there), len(places)))
    return MeanChartFacts(snapshot.standing.school.name, grade, days[0], days[-1], tuple(columns), made_at, counts_at_home(grade), weekly)


def _week(
    snapshot: Snapshot,
    grade: int,
    days: Sequence[date],
    loads: dict[Place, tuple[tuple[str, int], ...]],
    recorded: set[Place],
    made_at: datetime,
) -> LoadChartFacts:
    shown = []
    for day in days:
        bars = tuple(LoadBar(one.ref.number, *_bar((one.ref.id, day), loads, recorded)) for one in snapshot.period.classes_on(day) if one.ref.grade == grade)
        note = gettext(snapshot.lang, "补课") if is_make_up_day(day) else ""
        shown.append(LoadDay(day, cap_of(snapshot.period.profile(day), grade), bars, note))
    return LoadChartFacts(snapshot.standing.school.name, grade, tuple(shown), made_at, counts_at_home(grade), snapshot.standing.calendar.week_number(days[0]))


def _bar(place: Place, loads: dict[Place, tuple[tuple[str, int], ...]], recorded: set[Place]) -> tuple[BarState, tuple[tuple[str, int], ...]]:
    if place not in recorded:
        return BarState.MISSING, ()
    return (BarState.RECORDED, loads[place]) if place in loads else (BarState.NONE, ())
