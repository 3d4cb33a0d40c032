"""The charts of load: every class of a grade by day, and a grade's mean by day or week; stacked by subject, with the cap line.
Facts in, SVG or PNG out. What they are put together from stands in `plots`, the other charts of a period in `period_charts`."""

from __future__ import annotations

from collections.abc import Sequence

from schoolapp.papers.canvas import Canvas, Format, drawing, width_of
from schoolapp.papers.chart_facts import ChartWords
from schoolapp.papers.facts import BarState, LoadBar, LoadChartFacts, LoadDay, MeanChartFacts
from schoolapp.papers.ledgers import school_moment
from schoolapp.papers.plots import (
    BAR_SHARE,
    CAP_MARGIN,
    FOOT,
    HEAD,
    HEIGHT,
    SLOT_MAX,
    WIDTH,
    Plot,
    Spot,
    cap_lines,
    cap_words,
    draw_frame,
    draw_quiet,
    draw_stack,
    draw_stub,
    figure_text,
    over_figures,
    scale,
    span_text,
    stacked,
    subject_label,
    total_of,
)
from schoolapp.words import format_date, gettext, grade_name

MOST_DAYS_IN_A_ROW = 6

__all__ = ["load_chart", "mean_chart", "span_text", "stacked", "subject_label", "words_of"]


def _day_label(lang: str, day: LoadDay, months: int) -> str:
    weekday = format_date(lang, day.day, "weekday")
    number = format_date(lang, day.day, "short") if months > 1 else f"{day.day.day}日" if lang == "zh" else str(day.day.day)
    label = f"{weekday} {number}"
    return f"{label} {day.note}" if day.note else label


def _draw_days(canvas: Canvas, days: Sequence[LoadDay], bottom: float, height: float, lang: str, whole: Sequence[LoadDay]) -> None:
    """The bars of `days`, on the scale that all days of the chart (`whole`) share."""
    ground, months = canvas.ground, len({(day.day.year, day.day.month) for day in whole})
    totals = [total_of(bar.segments) for day in whole for bar in day.bars]
    plot = scale(canvas, (day.cap for day in whole), totals, bottom, height, canvas.width - CAP_MARGIN, gettext(lang, "分钟"))
    group = (plot.right - plot.left) / max(len(days), 1)
    most = max((len(day.bars) for day in days), default=1) or 1
    slot = min(group * 0.88 / most, SLOT_MAX)
    width, small = slot * BAR_SHARE, 8.6 if slot >= 11.5 else 7.4
    spots: list[Spot] = []
    over: list[tuple[float, float, str]] = []
    edges: list[tuple[float, float, int]] = []
    for place, day in enumerate(days):
        middle = plot.left + group * (place + 0.5)
        edges.append((middle - group / 2, middle + group / 2, day.cap))
        canvas.text(middle, bottom - 33, _day_label(lang, day, months), 10, align="center")
        for index, bar in enumerate(day.bars):
            centre = middle + (index - (len(day.bars) - 1) / 2) * slot
            canvas.text(centre, bottom - 14, str(bar.number), small, ground.ink2, align="center")
            total = _draw_bar(canvas, plot, centre, width, bar, day.cap, lang, small)
            spots.append(Spot(centre - width / 2, centre + width / 2, plot.bottom, plot.y(total)))
            if total > day.cap:
                over.append((centre, plot.y(total), figure_text(total)))
    over_figures(canvas, over, 10.5 if slot >= 20 else 8.0, spots)
    cap_lines(canvas, plot, edges, spots, lang)


def _draw_bar(canvas: Canvas, plot: Plot, centre: float, width: float, bar: LoadBar, cap: int, lang: str, size: float) -> float:
    """Draws what a class-day is; gives its total in minutes."""
    total = total_of(bar.segments)
    if bar.state is BarState.RECORDED and total:
        draw_stack(canvas, plot, centre - width / 2, width, bar.segments, cap)
    elif bar.state is BarState.RECORDED:
        draw_quiet(canvas, plot, centre, width, "0", size)
    elif bar.state is BarState.NONE:
        draw_quiet(canvas, plot, centre, width, gettext(lang, "无"), size)
    elif bar.state is BarState.MISSING:
        draw_stub(canvas, plot, centre, width, gettext(lang, "未公示"), lang, size)
    elif bar.state is BarState.NOT_YET:
        draw_stub(canvas, plot, centre, width, gettext(lang, "尚未公示"), lang, size, dashed=True)
    else:
        canvas.text(centre, plot.bottom + 5, "—", size, canvas.ground.ink3, align="center")
    return total if bar.state is BarState.RECORDED else 0.0


def load_chart(facts: LoadChartFacts, lang: str, fmt: Format = "svg", dark: bool = False, with_title: bool = False) -> bytes:
    """The load of each class by day and subject, 1-12 classes and 1-6 days in a row (more days stand in two), 864 points wide. Without
    title: transparent, for a page that carries title and legend itself. With it: title, period, unit, cap, legend and source line, on a
    ground of its own."""
    cut = len(facts.days) if len(facts.days) <= MOST_DAYS_IN_A_ROW else (len(facts.days) + 1) // 2
    rows = [facts.days[start : start + cut] for start in range(0, len(facts.days), cut or 1)] or [()]
    foot = FOOT if with_title else 0
    height = HEIGHT * len(rows) + (HEAD - 6 + foot if with_title else 0)
    with drawing(WIDTH, height, dark=dark, opaque=with_title) as canvas:
        for place, days in enumerate(reversed(rows)):
            _draw_days(canvas, days, 42 + foot + HEIGHT * place, HEIGHT - 46, lang, facts.days)
        if with_title:
            bars = [bar for day in facts.days for bar in day.bars]
            subjects = {subject for bar in bars if bar.state is BarState.RECORDED for subject, _minutes in stacked(bar.segments)}
            words = facts.words or words_of(facts, lang)
            draw_frame(canvas, words.title, words.subtitle, words.source, subjects, lang)
        return canvas.save(fmt)


def words_of(facts: LoadChartFacts, lang: str) -> ChartWords:
    """The sentences around a chart of load by day."""
    states = [bar.state for day in facts.days if facts.planned_after is None or day.day <= facts.planned_after for bar in day.bars]
    missing = states.count(BarState.MISSING)
    recorded = states.count(BarState.RECORDED) + states.count(BarState.NONE)
    grade = grade_name(lang, facts.grade)
    title = (gettext(lang, "%(grade)s各班每日回家书面作业用时，按学科", grade=grade) if facts.home
             else gettext(lang, "%(grade)s各班每日书面作业用时，按学科", grade=grade))
    span = span_text(lang, facts.days[0].day, facts.days[-1].day) if facts.days else ""
    if facts.week:
        span = gettext(lang, "第%(n)s周，%(span)s", n=facts.week, span=span)
    subtitle = "　".join([span, gettext(lang, "单位：分钟"), cap_words(lang, (day.cap for day in facts.days))])
    source = gettext(lang, "柱下数字为班号。来源：教师公示记录 %(recorded)s/%(expected)s 班日，未公示 %(missing)s　截至 %(moment)s",
                     recorded=recorded, expected=recorded + missing, missing=missing,
                     moment=f"{school_moment(facts.as_of):%Y-%m-%d %H:%M}")
    return ChartWords(f"{facts.school}　{title}", subtitle, "", source)


def _draw_means(canvas: Canvas, facts: MeanChartFacts, bottom: float, height: float, lang: str) -> None:
    columns, ground = facts.columns, canvas.ground
    plot = scale(canvas, (column.cap for column in columns), [total_of(column.segments) for column in columns], bottom, height,
                  canvas.width - CAP_MARGIN, gettext(lang, "分钟"))
    group = (plot.right - plot.left) / max(len(columns), 1)
    slot = min(group, SLOT_MAX * 1.4)
    width = slot * BAR_SHARE
    widest = max((width_of(column.label, 8.6) for column in columns), default=0)
    every = int((widest + 4) // group) + 1 if columns else 1
    counts = max((width_of(f"{column.recorded}/{column.expected}", 7.4) for column in columns), default=0) + 3 <= group
    spots: list[Spot] = []
    figures: list[tuple[float, float]] = []
    over: list[tuple[float, float, str]] = []
    for place, column in enumerate(columns):
        centre = plot.left + group * (place + 0.5)
        if place % every == 0:
            canvas.text(centre, bottom - 14, column.label, 8.6, ground.ink2, align="center")
        if counts:
            canvas.text(centre, bottom - 27, f"{column.recorded}/{column.expected}", 7.4, ground.ink3, align="center")
        total = total_of(column.segments)
        if not column.expected and not column.recorded:
            canvas.text(centre, plot.bottom + 5, "—", 8.6, ground.ink3, align="center")
        elif not column.recorded:
            draw_stub(canvas, plot, centre, width, gettext(lang, "未公示"), lang, 8.6 if slot > 11 else 7.4)
        elif total:
            draw_stack(canvas, plot, centre - width / 2, width, column.segments, column.cap)
            if total > column.cap:
                over.append((centre, plot.y(total), f"{total:.1f}"))
            else:
                figures.append((centre, total))
        else:
            draw_quiet(canvas, plot, centre, width, "0", 8.6)
        spots.append(Spot(centre - width / 2, centre + width / 2, plot.bottom, plot.y(total)))
    size = 8.6 if group >= 24 else 7.4
    over_figures(canvas, over, size, spots)
    line = plot.y(max((column.cap for column in columns), default=0))
    for centre, total in figures:
        if width_of(f"{total:.1f}", size) + 2 <= group:
            low = plot.y(total) + 3
            low = line + 3 if low - 1 < line < low + size else low
            canvas.text(centre, low, f"{total:.1f}", size, align="center", strong=True)
            spots.append(Spot(centre - group / 2, centre + group / 2, low, low + size))
    edges = [(plot.left + group * place, plot.left + group * (place + 1), column.cap) for place, column in enumerate(columns)]
    cap_lines(canvas, plot, edges, spots, lang)


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
                                 cap_words(lang, (column.cap for column in facts.columns))])
            recorded, expected = sum(c.recorded for c in facts.columns), sum(c.expected for c in facts.columns)
            source = gettext(lang, "只按已公示的班日平均，均值会掩盖个别班级。来源：教师公示记录 %(recorded)s/%(expected)s 班日，"
                                   "未公示 %(missing)s　截至 %(moment)s",
                             recorded=recorded, expected=expected, missing=max(expected - recorded, 0),
                             moment=f"{school_moment(facts.as_of):%Y-%m-%d %H:%M}")
            subjects = {subject for column in facts.columns for subject, _minutes in stacked(column.segments)}
            draw_frame(canvas, f"{facts.school}　{title}", subtitle, source, subjects, lang)
        return canvas.save(fmt)
