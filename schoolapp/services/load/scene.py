"""What every chart of a period is made from (a grade's board with what was read for it) and of (words, table, drawing facts), with the sentences
that several of them share. Which charts there are stands in `charts`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from schoolapp.papers.chart_facts import ChartWords, GridChartFacts, GroupChartFacts
from schoolapp.papers.charts import span_text
from schoolapp.papers.facts import LoadChartFacts
from schoolapp.papers.tables import Cell as Value
from schoolapp.papers.tables import Column, Ledger
from schoolapp.papers.tables import Mark as RowMark
from schoolapp.rules.calendar import monday_of
from schoolapp.services.load.board import Board, BoardDay, PeriodRead
from schoolapp.services.load.cells import Cell
from schoolapp.services.load.spans import SpanKind
from schoolapp.services.school import Standing
from schoolapp.words import N_, format_date, gettext, grade_name

Rows = Sequence[tuple[tuple[Value, ...], RowMark]]


class ChartKind(StrEnum):
    """The charts of a period, in the order of their tabs; the value stands in addresses."""

    SUBJECTS = "subjects"
    SHARE = "share"
    TIERS = "tiers"
    SAMPLED = "sampled"
    GAPS = "gaps"
    AHEAD = "ahead"


CHART_NAMES = {
    ChartKind.SUBJECTS: N_("各班用时"), ChartKind.SHARE: N_("校内完成占比"), ChartKind.TIERS: N_("分层与选做"), ChartKind.SAMPLED: N_("预计与抽测"),
    ChartKind.GAPS: N_("未公示与补录"), ChartKind.AHEAD: N_("之后的上课日"),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with everything that page, picture and workbook say alike. `heading` is the title without grade and school; `subjects`: those in
    the drawing, whose legend the page shows (empty: the drawing carries its own)."""

    kind: ChartKind
    heading: str
    words: ChartWords
    ledger: Ledger
    drawing: LoadChartFacts | GroupChartFacts | GridChartFacts
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """A grade's period, ready to be drawn: the board with its parts by subject, what was read, the reader's language."""

    standing: Standing
    board: Board
    read: PeriodRead
    lang: str

    @property
    def known(self) -> tuple[int, ...]:
        """The places of the columns up to today: what is planned for later counts in no mean."""
        return tuple(place for place, column in enumerate(self.board.days) if column.day <= self.board.today)

    @property
    def caps(self) -> tuple[int, ...]:
        return self.board.caps

    def say(self, message: str, /, **values: object) -> str:
        return gettext(self.lang, message, **values)

    def grade(self) -> str:
        return grade_name(self.lang, self.board.grade)


class Bucket(NamedTuple):
    """Columns that are summed up together: a week of a month, a month of a term. `places` are those up to today; `cap` that of the last day."""

    label: str
    days: tuple[BoardDay, ...]
    places: tuple[int, ...]
    cap: int

    def cells(self, row: Sequence[Cell]) -> list[Cell]:
        return [row[place] for place in self.places]


def buckets_of(scene: Scene) -> list[Bucket]:
    """Weeks of a month, months of a term."""
    by_month = scene.board.kind is SpanKind.TERM
    numbered = list(enumerate(scene.board.days))
    found = []
    for _first, group in groupby(numbered, key=lambda pair: pair[1].day.replace(day=1) if by_month else monday_of(pair[1].day)):
        those = list(group)
        days = tuple(column for _place, column in those)
        places = tuple(place for place, column in those if column.day <= scene.board.today)
        label = format_date(scene.lang, days[0].day, "month") if by_month else week_label(scene, days[0].day, days[-1].day)
        found.append(Bucket(label, days, places, scene.board.days[places[-1]].cap if places else days[-1].cap))
    return found


def week_label(scene: Scene, first: date, last: date) -> str:
    """第12周 11/16–20, without the number outside the terms."""
    number = scene.standing.calendar.week_number(first)
    days = format_date(scene.lang, first, "short")
    if last != first:
        days += "–" + (str(last.day) if last.month == first.month and scene.lang == "zh" else format_date(scene.lang, last, "short"))
    return f"{scene.say('第%(n)s周', n=number)} {days}" if number else days


def span_words(scene: Scene, first: date | None = None, last: date | None = None) -> str:
    """The period in words, with the week's number or the term's name before it."""
    board = scene.board
    start, end = first or board.span[0], last or board.span[1]
    days = span_text(scene.lang, start, end)
    if board.kind is SpanKind.WEEK and board.week and first is None:
        return scene.say("第%(n)s周，%(span)s", n=board.week, span=days)
    if board.kind is SpanKind.TERM and board.span_of.term and first is None:
        return scene.say("%(term)s，%(span)s", term=board.span_of.term.name, span=days)
    return days


def cap_sentence(scene: Scene, caps: Iterable[int] | None = None) -> str:
    """The cap in force, or that of grades 1-2."""
    values = tuple(dict.fromkeys(scene.caps if caps is None else caps))
    if scene.board.home:
        return scene.say("一、二年级回家书面作业上限 0 分钟")
    return scene.say("上限 %(n)s 分钟（学校从严执行）", n=" / ".join(map(str, values))) if values else ""


def moment_words(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def source_of(scene: Scene, *, count: tuple[int, int | None] | None = None) -> str:
    """Where the figures come from, of how many, as of when: recorded and expected class-days of the period up to today."""
    mean = scene.board.mean
    recorded, expected = count or (mean.recorded, mean.expected)
    moment = moment_words(scene.board.as_of)
    if expected is None:
        return scene.say("来源：教师公示记录 %(n)s 班日　截至 %(moment)s", n=recorded, moment=moment)
    return scene.say("来源：教师公示记录 %(recorded)s/%(expected)s 班日，未公示 %(missing)s　截至 %(moment)s", recorded=recorded, expected=expected,
                     missing=expected - recorded, moment=moment)


def make_words(scene: Scene, title: str, *, unit: str, note: str, source: str = "", cap: str | None = None, span: str = "") -> ChartWords:
    """Title with school and grade's period, unit, cap; how to read it; the source line."""
    parts = [span or span_words(scene), scene.say("单位：%(unit)s", unit=unit) if unit else "", cap_sentence(scene) if cap is None else cap]
    return ChartWords(f"{scene.board.school}　{title}", "　".join(part for part in parts if part), note, source or source_of(scene))


def make_ledger(kind: ChartKind, sheet: str, words: ChartWords, columns: Sequence[Column], rows: Rows) -> Ledger:
    """The chart's table; its head says what the drawing says."""

    def walk() -> Iterator[tuple[tuple[Value, ...], RowMark]]:
        yield from rows

    note = "　".join(part for part in (words.subtitle, words.note, words.source) if part)
    return Ledger(kind.value, sheet[:31], words.title, note, tuple(columns), len(rows), walk)
