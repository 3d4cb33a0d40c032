"""The charts of a grade's period: read in one snapshot, put together by kind, and as a page shows them. Pictures and files are made in
`drawings`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from schoolapp.papers.chart_facts import ChartWords
from schoolapp.papers.charts import words_of
from schoolapp.rules.calendar import ONE_DAY
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House
from schoolapp.services.load.board import Board, board_of, chart_facts, head_of, read_period, with_ways
from schoolapp.services.load.means import subjects_chart, tiers_chart
from schoolapp.services.load.measures import gaps_chart, sampled_chart, share_chart
from schoolapp.services.load.scene import CHART_NAMES, Chart, ChartKind, Scene, make_ledger, make_words, moment_words
from schoolapp.services.load.sheets import ShownTable, day_columns, day_rows, shown_table
from schoolapp.services.load.spans import Span, SpanKind, check_span, find_span, term_span
from schoolapp.services.school import Standing, standing_of

DAYS_AHEAD = 10


def read_scene(connection: Connection, standing: Standing, *, grade: int, span: Span, now: datetime, actor: Actor | None, lang: str) -> Scene:
    """What charts of this period are made from. `actor` limits it to the days that an inspector sees."""
    read = read_period(connection, standing, grade=grade, span=span, today=now.date(), with_items=True)
    return Scene(standing, board_of(standing, read, grade, span, now, actor), read, lang)


def span_of_chart(standing: Standing, kind: ChartKind, grade: int, span: Span, now: datetime, actor: Actor | None) -> Span:
    """The period that a chart speaks of: the board's own, but the whole term for shares by month, and the next school days for what is to
    come."""
    if kind is ChartKind.SHARE and span.kind is not SpanKind.TERM:
        days = [day for day in span.days if actor is None or actor.sees_day(day)]
        term = standing.calendar.term_of(days[-1]) or standing.calendar.term_of(days[0]) if days else None
        return term_span(term) if term else span
    if kind is ChartKind.AHEAD:
        return _days_ahead(standing, grade, now, actor)
    return span


def _days_ahead(standing: Standing, grade: int, now: datetime, actor: Actor | None) -> Span:
    """From tomorrow to the tenth school day after today that the reader sees."""
    day, last = now.date(), now.date() + ONE_DAY
    for _ in range(DAYS_AHEAD):
        following = standing.calendar.next_school_day(day, (grade,))
        if following is None or (actor is not None and not actor.sees_day(following)):
            break
        day = last = following
    return Span(SpanKind.TERM, now.date() + ONE_DAY, last)


def _days_chart(scene: Scene) -> Chart:
    """A week's load of each class by day and subject."""
    heading = scene.say("各班每日回家书面用时，按学科") if scene.board.home else scene.say("各班每日书面用时，按学科")
    facts = chart_facts(scene.board, scene.lang)
    words = words_of(facts, scene.lang)
    ledger = make_ledger(ChartKind.SUBJECTS, scene.say("每日班级总量"), words, day_columns(scene), day_rows(scene))
    return Chart(ChartKind.SUBJECTS, heading, words, ledger, facts, scene.board.subjects)


def _ahead_chart(scene: Scene) -> Chart:
    board, say = scene.board, scene.say
    heading = say("之后 %(n)s 个上课日的计划用时，按学科", n=DAYS_AHEAD)
    planned, places = sum(cell.recorded for cell in board.cells), len(board.cells)
    words = make_words(scene, scene.grade() + heading, unit=say("分钟"), note="",
                       source=say("柱下数字为班号。来源：已提前公示的计划 %(n)s/%(m)s 班日，其余尚无计划　截至 %(moment)s", n=planned, m=places,
                                  moment=moment_words(board.as_of)))
    facts = replace(chart_facts(board, scene.lang), words=words, days=tuple(day._replace(note="") for day in chart_facts(board, scene.lang).days))
    ledger = make_ledger(ChartKind.AHEAD, say("之后的上课日"), words, day_columns(scene), day_rows(scene))
    return Chart(ChartKind.AHEAD, heading, words, ledger, facts, board.subjects)


def _load_chart(scene: Scene) -> Chart:
    return _days_chart(scene) if scene.board.kind is SpanKind.WEEK else subjects_chart(scene)


_MAKERS: dict[ChartKind, Callable[[Scene], Chart]] = {
    ChartKind.SUBJECTS: _load_chart, ChartKind.SHARE: share_chart, ChartKind.TIERS: tiers_chart, ChartKind.SAMPLED: sampled_chart,
    ChartKind.GAPS: gaps_chart, ChartKind.AHEAD: _ahead_chart,
}


def read_chart(connection: Connection, standing: Standing, kind: ChartKind, *, grade: int, span: Span, now: datetime, actor: Actor | None,
               lang: str) -> Chart:
    """One chart of a grade's period as this transaction sees it."""
    return read_chart_with_scene(connection, standing, kind, grade=grade, span=span, now=now, actor=actor, lang=lang)[0]


def read_chart_with_scene(connection: Connection, standing: Standing, kind: ChartKind, *, grade: int, span: Span, now: datetime, actor: Actor | None,
                          lang: str) -> tuple[Chart, Scene]:
    """The same with what it was made from."""
    own = span_of_chart(standing, kind, grade, span, now, actor)
    scene = read_scene(connection, standing, grade=grade, span=own, now=now, actor=actor, lang=lang)
    return _MAKERS[kind](scene), scene


def day_sheet(scene: Scene) -> Chart:
    """Every class and day of the period as rows, under the board's own name."""
    title = scene.say("%(grade)s作业总量一览", grade=scene.grade())
    words = make_words(scene, title, unit=scene.say("分钟"), note="")
    ledger = make_ledger(ChartKind.SUBJECTS, scene.say("每日班级总量"), words, day_columns(scene), day_rows(scene))
    return Chart(ChartKind.SUBJECTS, title, words, ledger, chart_facts(scene.board, scene.lang))


def find_chart_kind(name: str) -> ChartKind:
    """The chart of an address. NotFound for anything else."""
    try:
        return ChartKind(name)
    except ValueError:
        raise NotFound from None


@dataclass(frozen=True, slots=True)
class ChartPage:
    """A chart as a page shows it: the board of the period without its cells (for head and ways on), the sentences, the table,
    `subjects` of the legend. `empty`: there is nothing to draw."""

    board: Board
    kind: ChartKind
    heading: str
    words: ChartWords
    table: ShownTable
    subjects: tuple[str, ...]
    empty: bool


def chart_page(*, house: House, actor: Actor, grade: int, kind: SpanKind, key: str, chart: str, lang: str, now: datetime) -> ChartPage:
    """One chart of the period of an address, with its table. NotFound as for the board."""
    actor.needs(Permit.SEE_BOARD)
    name, standing = find_chart_kind(chart), standing_of(house=house)
    span = check_span(standing, actor, grade, find_span(standing, kind, key), now.date())
    with house.reading() as connection:
        found, scene = read_chart_with_scene(connection, standing, name, grade=grade, span=span, now=now, actor=actor, lang=lang)
    board = with_ways(head_of(standing, grade, span, now), standing, actor)
    return ChartPage(board, name, found.heading, found.words, shown_table(found.ledger, lang), found.subjects, not found.ledger.count)


CHARTS = tuple(CHART_NAMES.items())
