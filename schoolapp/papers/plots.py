"""What every chart is put together from: the plot with its scale, bars stacked by subject, the cap line, stubs for what is not there, the
frame of a file of its own. Which bars a chart has stands in `charts` and `period_charts`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from schoolapp.papers.canvas import Canvas, width_of
from schoolapp.papers.chart_facts import Skin
from schoolapp.papers.palette import ORDER, OTHER, SHORT_NAMES, bucket_of, colour_of
from schoolapp.words import format_date, gettext

WIDTH = 864.0
HEIGHT = 228.0
HEAD = 96.0
FOOT = 26.0
LEFT = 36.0
CAP_MARGIN = 60.0
BAR_SHARE = 0.74
SLOT_MAX = 46.0
SEAM = 0.75

Segments = Sequence[tuple[str, float]]


class Plot(NamedTuple):
    """The part of the page that holds the bars: `bottom` is where 0 stands, `per_minute` points go to a minute."""

    left: float
    right: float
    bottom: float
    per_minute: float

    def y(self, minutes: float) -> float:
        return self.bottom + minutes * self.per_minute


class Spot(NamedTuple):
    left: float
    right: float
    low: float
    high: float

    def meets(self, other: Spot) -> bool:
        return self.left < other.right and other.left < self.right and self.low < other.high and other.low < self.high


def stacked(segments: Segments) -> list[tuple[str, float]]:
    """The segments in the fixed order of subjects, those without a colour of their own gathered under 其他; none of 0 minutes."""
    sums: dict[str, float] = {}
    for subject, minutes in segments:
        sums[bucket_of(subject)] = sums.get(bucket_of(subject), 0) + minutes
    return sorted(((subject, minutes) for subject, minutes in sums.items() if minutes > 0), key=lambda pair: ORDER[pair[0]])


def total_of(segments: Segments) -> float:
    return sum(minutes for _subject, minutes in segments)


def figure_text(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.1f}"


def subject_label(lang: str, subject: str) -> str:
    """The subject's short name in a legend."""
    return gettext(lang, SHORT_NAMES.get(subject, subject))


def step_of(cap: int, top: float) -> int:
    for step in (5, 10, 20, 30, 60, 120, 240, 480):
        if cap and cap % step and step < cap:
            continue
        if top / step <= 6:
            return step
    return 1000


def scale(canvas: Canvas, caps: Iterable[int], totals: Iterable[float], bottom: float, height: float, right: float, unit: str) -> Plot:
    """Sets the scale so that the highest bar and cap have room for their figures, and draws grid and unit."""
    cap = max(caps, default=0)
    top = max([cap, 20.0, *totals])
    plot = Plot(LEFT, right, bottom, (height - 38) / top)
    ground, step = canvas.ground, step_of(cap, top)
    for tick in range(0, int(top) + 1, step):
        y = plot.y(tick)
        canvas.line([(LEFT, y), (canvas.width - 4, y)], ground.grid, 0.8)
        canvas.text(LEFT - 7, y - 3.2, str(tick), 9, ground.ink2, align="right")
    canvas.text(LEFT - 7 - width_of("0", 9), bottom + height - 8, unit, 9, ground.ink2)
    return plot


def cap_lines(canvas: Canvas, plot: Plot, groups: Sequence[tuple[float, float, int]], taken: Sequence[Spot], lang: str) -> None:
    """The cap line over groups (left, right, cap), broken where the cap changes, named above its right end where nothing else stands."""
    lines_across(canvas, plot, groups, taken, lambda cap: gettext(lang, "上限 %(n)s", n=cap))


def lines_across(canvas: Canvas, plot: Plot, groups: Sequence[tuple[float, float, float | None]], taken: Sequence[Spot],
                 words_of: Callable[[float], str], *, thin: bool = False) -> None:
    """A line over groups (left, right, value; None: no line there), broken where the value changes, with its words at its right end."""
    start = plot.left
    for place, (_left, right, value) in enumerate(groups):
        last = place == len(groups) - 1
        if not last and groups[place + 1][2] == value:
            continue
        end = canvas.width - 4 if last else right
        if value is not None:
            y = plot.y(value)
            canvas.line([(start, y), (end, y)], canvas.ground.ink if not thin else canvas.ground.ink2, 0.8 if thin else 1.3)
            words = words_of(value)
            spot = Spot(end - width_of(words, 10) - 2, end, y + 4, y + 14)
            while any(spot.meets(other) for other in taken):
                spot = spot._replace(low=spot.low + 2, high=spot.high + 2)
            canvas.text(end, spot.low, words, 10, align="right", strong=not thin)
        start = right


def paint(canvas: Canvas, key: str, left: float, low: float, width: float, height: float) -> None:
    """One part of a bar, or its sign in a legend: a subject in its colour (其他 hatched), a skin in its pattern."""
    ground, dark = canvas.ground, canvas.dark
    if key == Skin.OPTIONAL:
        canvas.box(left, low, width, height, fill=ground.surface)
        canvas.hatch(left, low, width, height, ground.ink2, pitch=3.0, line=0.7)
        canvas.box(left, low, width, height, edge=ground.ink2, line=0.8)
    elif key == Skin.FEW:
        canvas.box(left, low, width, height, edge=ground.ink2, line=1.0, dashed=True)
    elif key == Skin.SAMPLED:
        canvas.box(left, low, width, height, fill=ground.ink)
    elif key == Skin.PLANNED:
        canvas.box(left, low, width, height, fill=colour_of("数学", dark))
    else:
        canvas.box(left, low, width, height, fill=colour_of("语文" if key in (Skin.COUNTED, Skin.TIERED) else key, dark))
        if key in (OTHER, Skin.TIERED):
            canvas.hatch(left, low, width, height, ground.surface, pitch=3.4, line=0.6)


def draw_stack(canvas: Canvas, plot: Plot, left: float, width: float, segments: Segments, cap: int) -> None:
    """One bar: segments parted by a seam, white hatching on 其他, the part above the cap outlined in red."""
    base = 0.0
    for subject, minutes in stacked(segments):
        low = plot.y(base) + (SEAM if base else 0)
        height = max(plot.y(base + minutes) - low, 0.5)
        paint(canvas, subject, left, low, width, height)
        base += minutes
    if base > cap:
        low = plot.y(cap)
        canvas.box(left, low, width, plot.y(base) - low, edge=canvas.ground.over, line=1.6)


def draw_stub(canvas: Canvas, plot: Plot, centre: float, width: float, words: str, lang: str, size: float, *, dashed: bool = False,
              across: bool = False) -> None:
    """Nothing published: a hatched stub with its words written downwards (turned, in letters); `across` where they fit on one line."""
    ground, height = canvas.ground, 24.0
    left = centre - width / 2
    canvas.box(left, plot.bottom, width, height, fill=ground.hatch_ground)
    canvas.hatch(left, plot.bottom, width, height, ground.hatch)
    canvas.box(left, plot.bottom, width, height, edge=ground.hatch_edge, line=0.8, dashed=dashed)
    if across and width_of(words, size) <= width:
        canvas.text(centre, plot.bottom + height + 4, words, size, ground.ink2, align="center")
    elif lang == "zh":
        canvas.downward(centre, plot.bottom + height + 3, words, size, ground.ink2)
    else:
        canvas.text(centre, plot.bottom + height + 4, words, size, ground.ink2, align="center", turned=True)


def draw_quiet(canvas: Canvas, plot: Plot, centre: float, width: float, words: str, size: float) -> None:
    """None today: a thick line at 0 with its word."""
    canvas.box(centre - width / 2, plot.bottom, width, 1.6, fill=canvas.ground.ink2)
    canvas.text(centre, plot.bottom + 5, words, size, canvas.ground.ink2, align="center")


def over_figures(canvas: Canvas, bars: Sequence[tuple[float, float, str]], size: float, taken: list[Spot]) -> None:
    """▲ and the total above each bar (centre, top, words): side by side, or all with the mark on top where two stand too close;
    raised until it touches neither the neighbours nor their figures."""
    colour, mark, gap = canvas.ground.over, size * 0.92, size * 0.25
    room = min((right[0] - left[0] for left, right in pairwise(bars)), default=canvas.width)
    tall = any(mark + gap + width_of(words, size) + 3 > room for _centre, _top, words in bars)
    for centre, top, words in bars:
        letters = width_of(words, size)
        half = (max(mark, letters) if tall else mark + gap + letters) / 2
        spot = Spot(centre - half - 1, centre + half + 1, top + 4, top + 4 + size * (1.9 if tall else 1.0))
        while any(spot.meets(other) for other in taken):
            spot = spot._replace(low=spot.low + 2, high=spot.high + 2)
        taken.append(spot)
        if tall:
            canvas.text(centre, spot.low, words, size, colour, align="center", strong=True)
            canvas.triangle(centre, spot.low + size * 0.95, mark, colour)
        else:
            canvas.triangle(centre - half + mark / 2, spot.low, mark, colour)
            canvas.text(centre - half + mark + gap, spot.low, words, size, colour, strong=True)


def span_text(lang: str, start: date, end: date) -> str:
    """2026年11月16日至20日: what both dates share is said once."""
    if start == end:
        return format_date(lang, start, "full")
    if lang != "zh":
        return f"{format_date(lang, start, 'full')} – {format_date(lang, end, 'full')}"
    tail = format_date(lang, end, "full")
    if start.year == end.year:
        tail = f"{end.day}日" if start.month == end.month else format_date(lang, end, "day")
    return f"{format_date(lang, start, 'full')}至{tail}"


def fit(words: str, size: float, room: float, least: float) -> tuple[str, float]:
    """The words and the size at which they fit: smaller first, then shortened."""
    while size > least and width_of(words, size) > room:
        size -= 0.5
    while width_of(words, size) > room and len(words) > 1:
        words = words[:-2] + "…"
    return words, size


def draw_frame(canvas: Canvas, title: str, subtitle: str, source: str, subjects: Iterable[str], lang: str) -> None:
    """What a downloaded chart carries around its bars: title, line below it, legend of subjects, source."""
    draw_words(canvas, title, subtitle, source, [(subject, subject_label(lang, subject)) for subject in sorted(set(subjects), key=lambda name: ORDER[name])])


def draw_words(canvas: Canvas, title: str, subtitle: str, source: str, entries: Sequence[tuple[str, str]], note: str = "") -> None:
    """The same with the legend's (subject or skin, words); `note` stands above the source line."""
    ground, room = canvas.ground, canvas.width - 40
    words, size = fit(title, 16, room, 10)
    canvas.text(20, canvas.height - 32, words, size, strong=True)
    words, size = fit(subtitle, 10.5, room, 7)
    canvas.text(20, canvas.height - 54, words, size, ground.ink2)
    used = width_of(words, size)
    for place, line in enumerate(part for part in (source, note) if part):
        words, size = fit(line, 9.5, room, 7)
        canvas.text(20, 14 + 15 * place, words, size, ground.ink2)
    y = canvas.height - (54 if 20 + used + 24 <= canvas.width - 20 - legend_width(entries) else 78)
    draw_legend(canvas, canvas.width - 20, y, entries)


def legend_width(entries: Sequence[tuple[str, str]]) -> float:
    return sum(13 + width_of(label, 10.5) + 16 for _key, label in entries) - 16


def draw_legend(canvas: Canvas, right: float, y: float, entries: Sequence[tuple[str, str]]) -> None:
    """The entries on one line that ends at `right`."""
    x = right - legend_width(entries)
    for key, label in entries:
        paint(canvas, key, x, y - 0.5, 8.5, 8.5)
        canvas.text(x + 13, y, label, 10.5, canvas.ground.ink2)
        x += 13 + width_of(label, 10.5) + 16


def cap_words(lang: str, caps: Iterable[int]) -> str:
    values = " / ".join(str(cap) for cap in dict.fromkeys(caps))
    if values == "0":
        return gettext(lang, "一、二年级回家书面作业上限 0 分钟")
    return gettext(lang, "上限 %(n)s 分钟（学校从严执行）", n=values) if values else ""
