"""The charts of load as SVG or PNG, drawn once per data version and kept, and their tables as workbooks. The figures come from `charts`."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from datetime import date, datetime

from schoolapp.papers.canvas import Format, drawing
from schoolapp.papers.chart_facts import GridChartFacts, GroupChartFacts
from schoolapp.papers.charts import load_chart
from schoolapp.papers.ledgers import write_workbook
from schoolapp.papers.period_charts import grid_chart, group_chart
from schoolapp.papers.tables import Ledger
from schoolapp.records import load as records
from schoolapp.rules.calendar import ONE_DAY
from schoolapp.rules.permits import Actor, Permit
from schoolapp.services.house import Busy, House
from schoolapp.services.load.board import check_week
from schoolapp.services.load.charts import day_sheet, find_chart_kind, read_chart, read_scene, span_of_chart
from schoolapp.services.load.scene import Chart, ChartKind
from schoolapp.services.load.spans import Span, SpanKind, check_span, find_span
from schoolapp.services.school import Standing, standing_of

KEPT_BYTES = 8_000_000
FORMATS = ("svg", "png")

# matplotlib draws one chart at a time anyway; who waits for the same chart finds it kept.
_DRAWING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is drawn: language, svg or png, for dark pages, with title, period, legend and source (a file of its own)."""

    lang: str = "zh"
    fmt: str = "svg"
    dark: bool = False
    titled: bool = False


def warm_up() -> None:
    """Loads what draws, so that the first chart of a process need not wait for it: half a second."""
    with drawing(1, 1):
        pass


def week_chart(*, house: House, actor: Actor, grade: int, day: date, look: Look, now: datetime) -> bytes:
    """The chart of load by subject of a grade's week. NotFound as for the board."""
    actor.needs(Permit.SEE_BOARD)
    standing = standing_of(house=house)
    return _picture(house, standing, actor, grade, check_week(standing, actor, grade, day, now.date()), ChartKind.SUBJECTS, look, now)


def period_chart(*, house: House, actor: Actor, grade: int, kind: SpanKind, key: str, chart: str, look: Look, now: datetime) -> bytes:
    """One chart of the period of an address, from the table of charts where it was drawn from the present data already. NotFound likewise.

    A titled chart says the moment it was drawn: nothing in the school has changed since.
    """
    actor.needs(Permit.SEE_BOARD)
    standing, name = standing_of(house=house), find_chart_kind(chart)
    return _picture(house, standing, actor, grade, check_span(standing, actor, grade, find_span(standing, kind, key), now.date()), name, look, now)


def _picture(house: House, standing: Standing, actor: Actor, grade: int, span: Span, chart: ChartKind, look: Look, now: datetime) -> bytes:
    name, version = _name(standing, actor, grade, span, chart, look, now), house.data_version()
    kept = _kept(house, name, version)
    if kept is not None:
        return kept
    with _DRAWING:
        kept = _kept(house, name, version)
        if kept is not None:
            return kept
        with house.reading() as connection:
            found = read_chart(connection, standing, chart, grade=grade, span=span, now=now, actor=actor, lang=look.lang)
        drawn = _draw(found, look)
        _keep(house, name, version, drawn, now)
    return drawn


def _draw(chart: Chart, look: Look) -> bytes:
    facts, form = chart.drawing, _format(look)
    if isinstance(facts, GroupChartFacts):
        return group_chart(facts, look.lang, form, look.dark, look.titled)
    if isinstance(facts, GridChartFacts):
        return grid_chart(facts, look.lang, form, look.dark, look.titled)
    return load_chart(facts, look.lang, form, look.dark, look.titled)


def _format(look: Look) -> Format:
    return "png" if look.fmt == "png" else "svg"


def _name(standing: Standing, actor: Actor, grade: int, span: Span, chart: ChartKind, look: Look, now: datetime) -> str:
    """What the drawing shows, by name. What is owed changes with the day until the period is over; an inspector sees part of it."""
    own = span_of_chart(standing, chart, grade, span, now, actor)
    until = min(now.date(), own.end + ONE_DAY)
    seen = "" if actor.period is None else f"{max(actor.period[0], own.start)}-{min(actor.period[1], own.end)}"
    words = (chart.value, grade, span.kind.value, span.key, own.start, own.end, until, seen, look.lang, look.fmt, "dark" if look.dark else "light",
             "titled" if look.titled else "bare")
    return "load:" + ":".join(str(word) for word in words)


def _kept(house: House, name: str, version: int) -> bytes | None:
    with house.reading() as connection:
        return records.find_chart(connection, name, version)


def _keep(house: House, name: str, version: int, drawn: bytes, now: datetime) -> None:
    try:
        with house.plain_writing() as connection:
            records.put_chart(connection, name, version, drawn, now)
            records.shrink_charts(connection, KEPT_BYTES)
    except Busy:
        pass  # it is drawn again another time


def week_workbook(*, house: House, actor: Actor, grade: int, day: date, lang: str, now: datetime) -> bytes:
    """A grade's week as .xlsx: a row for each class and day, minutes by subject, sum, cap, state. NotFound as for the board."""
    actor.needs(Permit.SEE_BOARD)
    standing = standing_of(house=house)
    return _days_workbook(house, standing, actor, grade, check_week(standing, actor, grade, day, now.date()), lang, now)


def board_workbook(*, house: House, actor: Actor, grade: int, kind: SpanKind, key: str, lang: str, now: datetime) -> bytes:
    """The same of the period of an address."""
    actor.needs(Permit.SEE_BOARD)
    standing = standing_of(house=house)
    return _days_workbook(house, standing, actor, grade, check_span(standing, actor, grade, find_span(standing, kind, key), now.date()), lang, now)


def _days_workbook(house: House, standing: Standing, actor: Actor, grade: int, span: Span, lang: str, now: datetime) -> bytes:
    with house.reading() as connection:
        scene = read_scene(connection, standing, grade=grade, span=span, now=now, actor=actor, lang=lang)
    return _workbook(day_sheet(scene).ledger, standing, lang, now)


def chart_workbook(*, house: House, actor: Actor, grade: int, kind: SpanKind, key: str, chart: str, lang: str, now: datetime) -> bytes:
    """The table of one chart as .xlsx, with the chart's title, period, unit, cap and source. NotFound as for the board."""
    actor.needs(Permit.SEE_BOARD)
    standing, name = standing_of(house=house), find_chart_kind(chart)
    span = check_span(standing, actor, grade, find_span(standing, kind, key), now.date())
    with house.reading() as connection:
        found = read_chart(connection, standing, name, grade=grade, span=span, now=now, actor=actor, lang=lang)
    return _workbook(found.ledger, standing, lang, now)


def _workbook(ledger: Ledger, standing: Standing, lang: str, now: datetime) -> bytes:
    out = io.BytesIO()
    write_workbook(out, [ledger], school=standing.school.name, made_at=now, lang=lang)
    return out.getvalue()
