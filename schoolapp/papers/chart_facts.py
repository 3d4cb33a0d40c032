"""What the charts of a period are drawn from, beside those of `facts`: bars in groups, a grid of counts, a questionnaire. Figures and sentences come from
services in the reader's language; nothing is computed here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Skin(StrEnum):
    """How a part of a bar looks that is no subject: each differs in pattern or in lightness, so that it is told in grey print too."""

    COUNTED = "counted"
    TIERED = "tiered"
    OPTIONAL = "optional"
    PLANNED = "planned"
    SAMPLED = "sampled"
    FEW = "few"


class Stack(NamedTuple):
    """One bar: its parts from below, (subject or skin, height) in the chart's unit; `words` stand above it. `highest`: the highest single
    day behind a mean, drawn as a short line, None without one. `side`: stands beside what the cap speaks of and is never marked as over."""

    parts: tuple[tuple[str, float], ...]
    words: str = ""
    highest: float | None = None
    side: bool = False

    @property
    def total(self) -> float:
        return sum(height for _key, height in self.parts)


class Slot(NamedTuple):
    """One place on the axis with its name, its figure (red when `alarm`), and the count below (4/5). Without stacks a hatched stub with the
    words `stub`, or a dash."""

    label: str
    below: str = ""
    stacks: tuple[Stack, ...] = ()
    stub: str = ""
    figure: str = ""
    alarm: bool = False


class Mark(NamedTuple):
    """A line across a group: its height and the words at its end. `cap`: what lies above it is over."""

    value: float
    words: str
    cap: bool = True


class Group(NamedTuple):
    label: str
    slots: tuple[Slot, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What stands around a chart: title (with the school), the line under it (period, unit, cap), how to read it, and the source line."""

    title: str
    subtitle: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class GroupChartFacts:
    """Bars in groups. `legend`: (subject or skin, words) in the order of the parts; `inside`: the page has no legend of its own.
    `top`: the end of the scale where it is fixed (100 for shares)."""

    words: ChartWords
    unit: str
    groups: tuple[Group, ...]
    legend: tuple[tuple[str, str], ...]
    inside: bool = False
    top: float | None = None


class GridCell(NamedTuple):
    """A class in a week: `marked` class-days without anything of `due` (None: not counted by days), and entries that came late."""

    marked: int
    due: int | None
    late: int


class GridRow(NamedTuple):
    label: str
    cells: tuple[GridCell, ...]
    total: str


@dataclass(frozen=True, slots=True)
class GridChartFacts:
    """Counts of every class by week: `columns` are (upper line, lower line); `marked` and `late` are the words of the two signs."""

    words: ChartWords
    columns: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]
    marked: str
    late: str


class OptionBar(NamedTuple):
    """An option with its count; `value`: count and share in words."""

    label: str
    count: int
    value: str
    apart: bool


class QuestionBars(NamedTuple):
    """A question with its options in their order."""

    text: str
    bars: tuple[OptionBar, ...]

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)


@dataclass(frozen=True, slots=True)
class SurveyChartFacts:
    """A closed questionnaire, question by question. `title`, `subtitle` (period, unit, base) and `source` stand in a file of its own only."""

    title: str
    subtitle: str
    source: str
    questions: tuple[QuestionBars, ...]
