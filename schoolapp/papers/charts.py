"""The charts of load: every class of a grade by day, and a grade's mean by day or week; stacked by subject, with the cap line.
Facts in, SVG or PNG out. How letters and boxes get on the page stands in `canvas`, colours in `palette`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from schoolapp.papers.canvas import Canvas, Format, drawing, width_of
from schoolapp.papers.facts import BarState, LoadBar, LoadChartFacts, LoadDay, MeanChartFacts
from schoolapp.papers.ledgers import school_moment
from schoolapp.papers.palette import ORDER, OTHER, SHORT_NAMES, bucket_of, colour_of
from schoolapp.words import format_date, gettext, grade_name

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


class _Plot(NamedTuple):
    """The part of the page that holds the bars: `bottom` is where 0 stands, `per_minute` points go to a minute."""

    left: float
    right: float
    bottom: float
    per_minute: float

    def y(self, minutes: float) -> float:
        return self.bottom + minutes * self.per_minute


class _Spot(NamedTuple):
    left: float
    right: float
    low: float
    high: float

    def meets(self, other: _Spot) -> bool:
        return self.left < other.right and other.left < self.right and self.low < other.high and other.low < self.high


def stacked(segments: Segments) -> list[tuple[str, float]]:
    """The segments in the fixed order of subjects, those without a colour of their own gathered under 其他; none of 0 minutes."""
    sums: dict[str, float] = {}
    for subject, minutes in segments:
        sums[bucket_of(subject)] = sums.get(bucket_of(subject), 0) + minutes
    return sorted(((subject, minutes) for subject, minutes in sums.items() if minutes > 0), key=lambda pair: ORDER[pair[0]])


def _total(segments: Segments) -> float:
    return sum(minutes for _subject, minutes in segments)


def _figure(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.1f}"


def subject_label(lang: str, subject: str) -> str:
    """The subject's short name in a legend."""
    return gettext(lang, SHORT_NAMES.get(subject, subject))


def _step(cap: int, top: float) -> int:
    for step in (5, 10, 20, 30, 60, 120, 240, 480):
        if cap and cap % step and step < cap:
            continue
        if top / step <= 6:
            return step
    return 1000


def _scale(canvas: Canvas, caps: Iterable[int], totals: Iterable[float], bottom: float, height: float, right: float, unit: str) -> _Plot:
    """Sets the scale so that the highest bar and cap have room for their figures, and draws grid and unit."""
    cap = max(caps, default=0)
    top = max([cap, 20.0, *totals])
    plot = _Plot(LEFT, right, bottom, (height - 38) / top)
    ground, step = canvas.ground, _step(cap, top)
    for tick in range(0, int(top) + 1, step):
        y = plot.y(tick)
        canvas.line([(LEFT, y), (canvas.width - 4, y)], ground.grid, 0.8)
        canvas.text(LEFT - 7, y - 3.2, str(tick), 9, ground.ink2, align="right")
    canvas.text(LEFT - 7 - width_of("0", 9), bottom + height - 8, unit, 9, ground.ink2)
    return plot


def _caps(canvas: Canvas, plot: _Plot, groups: Sequence[tuple[float, float, int]], taken: Sequence[_Spot], lang: str) -> None:
    """The cap line over groups (left, right, cap), broken where the cap changes, named above its right end where nothing else stands."""
    start = plot.left
    for place, (_left, right, cap) in enumerate(groups):
        last = place == len(groups) - 1
        if last or groups[place + 1][2] != cap:
            end = canvas.width - 4 if last else right
            canvas.line([(start, plot.y(cap)), (end, plot.y(cap))], canvas.ground.ink, 1.3)
            words = gettext(lang, "上限 %(n)s", n=cap)
            spot = _Spot(end - width_of(words, 10) - 2, end, plot.y(cap) + 4, plot.y(cap) + 14)
            while any(spot.meets(other) for other in taken):
                spot = spot._replace(low=spot.low + 2, high=spot.high + 2)
            canvas.text(end, spot.low, words, 10, align="right", strong=True)
            start = right


def _stack(canvas: Canvas, plot: _Plot, left: float, width: float, segments: Segments, cap: int) -> None:
    """One bar: segments parted by a seam, white hatching on 其他, the part above the cap outlined in red."""
    base = 0.0
    for subject, minutes in stacked(segments):
        low = plot.y(base) + (SEAM if base else 0)
        height = max(plot.y(base + minutes) - low, 0.5)
        canvas.box(left, low, width, height, fill=colour_of(subject, canvas.dark))
        if subject == OTHER:
            canvas.hatch(left, low, width, height, canvas.ground.surface, pitch=3.4, line=0.6)
        base += minutes
    if base > cap:
        low = plot.y(cap)
        canvas.box(left, low, width, plot.y(base) - low, edge=canvas.ground.over, line=1.6)


def _stub(canvas: Canvas, plot: _Plot, centre: float, width: float, words: str, lang: str, size: float, *, dashed: bool = False) -> None:
    """Nothing published: a hatched stub with its words written downwards (turned, in letters)."""
    ground, height = canvas.ground, 24.0
    left = centre - width / 2
    canvas.box(left, plot.bottom, width, height, fill=ground.hatch_ground)
    canvas.hatch(left, plot.bottom, width, height, ground.hatch)
    canvas.box(left, plot.bottom, width, height, edge=ground.hatch_edge, line=0.8, dashed=dashed)
    if lang == "zh":
        canvas.downward(centre, plot.bottom + height + 3, words, size, ground.ink2)
    else:
        canvas.text(centre, plot.bottom + height + 4, words, size, ground.ink2, align="center", turned=True)


def _quiet(canvas: Canvas, plot: _Plot, centre: float, width: float, words: str, size: float) -> None:
    """None today: a thick line at 0 with its word."""
    canvas.box(centre - width / 2, plot.bottom, width, 1.6, fill=canvas.ground.ink2)
    canvas.text(centre, plot.bottom + 5, words, size, canvas.ground.ink2, align="center")


def _over_figures(canvas: Canvas, bars: Sequence[tuple[float, float, str]], size: float, taken: list[_Spot]) -> None:
    """▲ and the total above each bar (centre, top, words): side by side, or all with the mark on top where two stand too close;
    raised until it touches neither the neighbours nor their figures."""
    colour, mark, gap = canvas.ground.over, size * 0.92, size * 0.25
    room = min((right[0] - left[0] for left, right in pairwise(bars)), default=canvas.width)
    tall = any(mark + gap + width_of(words, size) + 3 > room for _centre, _top, words in bars)
    for centre, top, words in bars:
        letters = width_of(words, size)
        half = (max(mark, letters) if tall else mark + gap + letters) / 2
        spot = _Spot(centre - half - 1, centre + half + 1, top + 4, top + 4 + size * (1.9 if tall else 1.0))
        while any(spot.meets(other) for other in taken):
            spot = spot._replace(low=spot.low + 2, high=spot.high + 2)
        taken.append(spot)
        if tall:
            canvas.text(centre, spot.low, words, size, colour, align="center", strong=True)
            canvas.triangle(centre, spot.low + size * 0.95, mark, colour)
        else:
            canvas.triangle(centre - half + mark / 2, spot.low, mark, colour)
            canvas.text(centre - half + mark + gap, spot.low, words, size, colour, strong=True)


def _day_label(lang: str, day: LoadDay) -> str:
    weekday = format_date(lang, day.day, "weekday")
    label = f"{weekday} {day.day.day}日" if lang == "zh" else f"{weekday} {day.day.day}"
    return f"{label} {day.note}" if day.note else label


def _draw_days(canvas: Canvas, facts: LoadChartFacts, bottom: float, height: float, lang: str) -> None:
    ground = canvas.ground
    totals = [_total(bar.segments) for day in facts.days for bar in day.bars]
    plot = _scale(canvas, (day.cap for day in facts.days), totals, bottom, height, canvas.width - CAP_MARGIN, gettext(lang, "分钟"))
    group = (plot.right - plot.left) / max(len(facts.days), 1)
    most = max((len(day.bars) for day in facts.days), default=1) or 1
    slot = min(group * 0.88 / most, SLOT_MAX)
    width, small = slot * BAR_SHARE, 8.6 if slot >= 11.5 else 7.4
    spots: list[_Spot] = []
    over: list[tuple[float, float, str]] = []
    edges: list[tuple[float, float, int]] = []
    for place, day in enumerate(facts.days):
        middle = plot.left + group * (place + 0.5)
        edges.append((middle - group / 2, middle + group / 2, day.cap))
        canvas.text(middle, bottom - 33, _day_label(lang, day), 10, align="center")
        for index, bar in enumerate(day.bars):
            centre = middle + (index - (len(day.bars) - 1) / 2) * slot
            canvas.text(centre, bottom - 14, str(bar.number), small, ground.ink2, align="center")
            total = _draw_bar(canvas, plot, centre, width, bar, day.cap, lang, small)
            spots.append(_Spot(centre - width / 2, centre + width / 2, plot.bottom, plot.y(total)))
            if total > day.cap:
                over.append((centre, plot.y(total), _figure(total)))
    _over_figures(canvas, over, 10.5 if slot >= 20 else 8.0, spots)
    _caps(canvas, plot, edges, spots, lang)


def _draw_bar(canvas: Canvas, plot: _Plot, centre: float, width: float, bar: LoadBar, cap: int, lang: str, size: float) -> float:
    """Draws what a class-day is; gives its total in minutes."""
    total = _total(bar.segments)
    if bar.state is BarState.RECORDED and total:
        _stack(canvas, plot, centre - width / 2, width, bar.segments, cap)
    elif bar.state is BarState.RECORDED:
        _quiet(canvas, plot, centre, width, "0", size)
    elif bar.state is BarState.NONE:
        _quiet(canvas, plot, centre, width, gettext(lang, "无"), size)
    elif bar.state is BarState.MISSING:
        _stub(canvas, plot, centre, width, gettext(lang, "未公示"), lang, size)
    elif bar.state is BarState.NOT_YET:
        _stub(canvas, plot, centre, width, gettext(lang, "尚未公示"), lang, size, dashed=True)
    else:
        canvas.text(centre, plot.bottom + 5, "—", size, canvas.ground.ink3, align="center")
    return total if bar.state is BarState.RECORDED else 0.0


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


def _fit(words: str, size: float, room: float, least: float) -> tuple[str, float]:
    """The words and the size at which they fit: smaller first, then shortened."""
    while size > least and width_of(words, size) > room:
        size -= 0.5
    while width_of(words, size) > room and len(words) > 1:
        words = words[:-2] + "…"
    return words, size


def _frame(canvas: Canvas, title: str, subtitle: str, source: str, subjects: Iterable[str], lang: str) -> None:
    """What a downloaded chart carries around its bars: title, line below it, legend, source."""
    ground, room = canvas.ground, canvas.width - 40
    words, size = _fit(title, 16, room, 10)
    canvas.text(20, canvas.height - 32, words, size, strong=True)
    words, size = _fit(subtitle, 10.5, room, 7)
    canvas.text(20, canvas.height - 54, words, size, ground.ink2)
    used = width_of(words, size)
    words, size = _fit(source, 9.5, room, 7)
    canvas.text(20, 14, words, size, ground.ink2)
    entries = [(subject, subject_label(lang, subject)) for subject in sorted(set(subjects), key=lambda name: ORDER[name])]
    wide = sum(13 + width_of(label, 10.5) + 16 for _subject, label in entries) - 16
    x, y = canvas.width - 20 - wide, canvas.height - 54
    if 20 + used + 24 > x:
        y = canvas.height - 78
    for subject, label in entries:
        canvas.box(x, y - 0.5, 8.5, 8.5, fill=colour_of(subject, canvas.dark))
        if subject == OTHER:
            canvas.hatch(x, y - 0.5, 8.5, 8.5, ground.surface, pitch=3, line=0.6)
        canvas.text(x + 13, y, label, 10.5, ground.ink2)
        x += 13 + width_of(label, 10.5) + 16


def _cap_words(lang: str, caps: Iterable[int]) -> str:
    values = " / ".join(str(cap) for cap in dict.fromkeys(caps))
    if values == "0":
        return gettext(lang, "一、二年级回家书面作业上限 0 分钟")
    return gettext(lang, "上限 %(n)s 分钟（学校从严执行）", n=values) if values else ""


def load_chart(facts: LoadChartFacts, lang: str, fmt: Format = "svg", dark: bool = False, with_title: bool = False) -> bytes:
    """The load of each class by day and subject, 1-12 classes and 1-6 days, 864 points wide. Without title: transparent, for a page that
    carries title and legend itself. With it: title, period, unit, cap, legend and source line, on a ground of its own."""
    height = HEIGHT + (HEAD - 6 + FOOT if with_title else 0)
    with drawing(WIDTH, height, dark=dark, opaque=with_title) as canvas:
        _draw_days(canvas, facts, 42 + (FOOT if with_title else 0), HEIGHT - 46, lang)
        if with_title:
            bars = [bar for day in facts.days for bar in day.bars]
            states = [bar.state for bar in bars]
            missing = states.count(BarState.MISSING)
            recorded = states.count(BarState.RECORDED) + states.count(BarState.NONE)
            grade = grade_name(lang, facts.grade)
            title = (gettext(lang, "%(grade)s各班每日回家书面作业用时，按学科", grade=grade) if facts.home
                     else gettext(lang, "%(grade)s各班每日书面作业用时，按学科", grade=grade))
            span = span_text(lang, facts.days[0].day, facts.days[-1].day) if facts.days else ""
            if facts.week:
                span = gettext(lang, "第%(n)s周，%(span)s", n=facts.week, span=span)
            subtitle = "　".join([span, gettext(lang, "单位：分钟"), _cap_words(lang, (day.cap for day in facts.days))])
            source = gettext(lang, "柱下数字为班号。来源：教师公示记录 %(recorded)s/%(expected)s 班日，未公示 %(missing)s　截至 %(moment)s",
                             recorded=recorded, expected=recorded + missing, missing=missing,
                             moment=f"{school_moment(facts.as_of):%Y-%m-%d %H:%M}")
            subjects = {subject for bar in bars if bar.state is BarState.RECORDED for subject, _minutes in stacked(bar.segments)}
            _frame(canvas, f"{facts.school}　{title}", subtitle, source, subjects, lang)
        return canvas.save(fmt)


def _draw_means(canvas: Canvas, facts: MeanChartFacts, bottom: float, height: float, lang: str) -> None:
    columns, ground = facts.columns, canvas.ground
    plot = _scale(canvas, (column.cap for column in columns), [_total(column.segments) for column in columns], bottom, height,
                  canvas.width - CAP_MARGIN, gettext(lang, "分钟"))
    group = (plot.right - plot.left) / max(len(columns), 1)
    slot = min(group, SLOT_MAX * 1.4)
    width = slot * BAR_SHARE
    widest = max((width_of(column.label, 8.6) for column in columns), default=0)
    every = int((widest + 4) // group) + 1 if columns else 1
    counts = max((width_of(f"{column.recorded}/{column.expected}", 7.4) for column in columns), default=0) + 3 <= group
    spots: list[_Spot] = []
    figures: list[tuple[float, float]] = []
    over: list[tuple[float, float, str]] = []
    for place, column in enumerate(columns):
        centre = plot.left + group * (place + 0.5)
        if place % every == 0:
            canvas.text(centre, bottom - 14, column.label, 8.6, ground.ink2, align="center")
        if counts:
            canvas.text(centre, bottom - 27, f"{column.recorded}/{column.expected}", 7.4, ground.ink3, align="center")
        total = _total(column.segments)
        if not column.expected and not column.recorded:
            canvas.text(centre, plot.bottom + 5, "—", 8.6, ground.ink3, align="center")
        elif not column.recorded:
            _stub(canvas, plot, centre, width, gettext(lang, "未公示"), lang, 8.6 if slot > 11 else 7.4)
        elif total:
            _stack(canvas, plot, centre - width / 2, width, column.segments, column.cap)
            if total > column.cap:
                over.append((centre, plot.y(total), f"{total:.1f}"))
            else:
                figures.append((centre, total))
        else:
            _quiet(canvas, plot, centre, width, "0", 8.6)
        spots.append(_Spot(centre - width / 2, centre + width / 2, plot.bottom, plot.y(total)))
    size = 8.6 if group >= 24 else 7.4
    _over_figures(canvas, over, size, spots)
    line = plot.y(max((column.cap for column in columns), default=0))
    for centre, total in figures:
        if width_of(f"{total:.1f}", size) + 2 <= group:
            low = plot.y(total) + 3
            low = line + 3 if low - 1 < line < low + size else low
            canvas.text(centre, low, f"{total:.1f}", size, align="center", strong=True)
            spots.append(_Spot(centre - group / 2, centre + group / 2, low, low + size))
    edges = [(plot.left + group * place, plot.left + group * (place + 1), column.cap) for place, column in enumerate(columns)]
    _caps(canvas, plot, edges, spots, lang)


def mean_chart(facts: MeanChartFacts, lang: str, fmt: Format = "svg", dark: bool = False, with_title: bool = False) -> bytes:
    """A grade's mean load by subject, one column for each day or week (up to about 45), with recorded of expected class-days
    below each. A column without a recorded class-day is a hatched stub, never 0."""
    height = HEIGHT + (HEAD - 6 + FOOT if with_title else 0)
    with drawing(WIDTH, height, dark=dark, opaque=with_title) as canvas:
        _draw_means(canvas, facts, 42 + (FOOT if with_title else 0), HEIGHT - 46, lang)
        if with_title:
            grade = grade_name(lang, facts.grade)
            if facts.weekly:
                title = (gettext(lang, "%(grade)s每周班日均回家书面作业用时，按学科", grade=grade) if facts.home
                         else gettext(lang, "%(grade)s每周班日均书面作业用时，按学科", grade=grade))
            else:
                title = (gettext(lang, "%(grade)s每日班均回家书面作业用时，按学科", grade=grade) if facts.home
                         else gettext(lang, "%(grade)s每日班均书面作业用时，按学科", grade=grade))
            subtitle = "　".join([span_text(lang, facts.start, facts.end), gettext(lang, "单位：分钟"),
                                 _cap_words(lang, (column.cap for column in facts.columns))])
            recorded, expected = sum(c.recorded for c in facts.columns), sum(c.expected for c in facts.columns)
            source = gettext(lang, "只按已公示的班日平均，均值会掩盖个别班级。来源：教师公示记录 %(recorded)s/%(expected)s 班日，"
                                   "未公示 %(missing)s　截至 %(moment)s",
                             recorded=recorded, expected=expected, missing=max(expected - recorded, 0),
                             moment=f"{school_moment(facts.as_of):%Y-%m-%d %H:%M}")
            subjects = {subject for column in facts.columns for subject, _minutes in stacked(column.segments)}
            _frame(canvas, f"{facts.school}　{title}", subtitle, source, subjects, lang)
        return canvas.save(fmt)
