"""How far classes got with their homework in the service, in the three words of those who were there: the second figure beside the in-school share,
which it leaves as it is. Counts of class-days, never pupils."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from schoolapp.records import findings as finding_records
from schoolapp.records import service_log
from schoolapp.rules.permits import Actor, Permit
from schoolapp.rules.session_heads import Finished, count_finished, finished_by_class_day
from schoolapp.services.house import House
from schoolapp.services.load.charts import span_of_chart
from schoolapp.services.load.scene import ChartKind
from schoolapp.services.load.spans import SpanKind, check_span, find_span
from schoolapp.services.school import standing_of


@dataclass(frozen=True, slots=True)
class FinishedMonth:
    """A month's class-days with written homework (`days`): of how many each word was said; of the rest nobody said anything."""

    first: date
    days: int
    most: int
    half: int
    few: int

    @property
    def unsaid(self) -> int:
        return self.days - self.most - self.half - self.few


def finished_months(*, house: House, actor: Actor, grade: int, kind: SpanKind, key: str, now: datetime) -> tuple[FinishedMonth, ...]:
    """By month, over the same days as the chart of the in-school share, up to today. NotFound as for the board."""
    actor.needs(Permit.SEE_BOARD)
    standing, today = standing_of(house=house), now.date()
    span = span_of_chart(standing, ChartKind.SHARE, grade, check_span(standing, actor, grade, find_span(standing, kind, key), today), now, actor)
    days = {day for day in span.days if day <= today and actor.sees_day(day)}
    if not days:
        return ()
    classes = {one.id for one in standing.classes.values() if one.grade == grade}
    first, last = min(days), max(days)
    with house.reading() as connection:
        written = {(row.class_id, row.day) for row in finding_records.day_facts(connection, first, last)
                   if row.written > 0 and row.class_id in classes and row.day in days}
        said = finished_by_class_day(service_log.finished_on(connection, first, last, sorted(classes)))
    by_month: dict[date, list[tuple[int, date]]] = defaultdict(list)
    for class_id, day in written:
        by_month[day.replace(day=1)].append((class_id, day))
    found = []
    for month, places in sorted(by_month.items()):
        bands = count_finished(said[place] for place in places if place in said)
        found.append(FinishedMonth(month, len(places), bands[Finished.MOST], bands[Finished.HALF], bands[Finished.FEW]))
    return tuple(found)
