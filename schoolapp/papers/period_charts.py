"""The charts of a period beside the load by day: bars in groups (means by class, shares, tiers, estimates against samples) and the grid of
what is missing or came late. Facts in, SVG or PNG out; what stands in them is decided in services."""

from __future__ import annotations

from collections.abc import Sequence

from schoolapp.papers.canvas import Canvas, Format, drawing, width_of
from schoolapp.papers.chart_facts import ChartWords, GridChartFacts, GroupChartFacts, Mark, Skin, Slot, Stack
from schoolapp.papers.plots import (
    BAR_SHARE,
    CAP_MARGIN,
    HEAD,
    HEIGHT,
    LEFT,
    SEAM,
    SLOT_MAX,
    WIDTH,
    Plot,
    Spot,
    draw_legend,
    draw_stub,
    draw_words,
    figure_text,
    fit,
    lines_across,
    over_figures,
    paint,
    scale,
)

LEAST_SLOT = 17.0  # the count of days below a bar stays legible
UNDER = 62.0
KEY_ROOM = 22.0
FOOT = 40.0
ROW = 26.0
SIDE, TOTAL = 64.0, 150.0
LEAST_COLUMN = 18.0


def _frame_room(with_title: bool) -> tuple[float, float]:
    """(room above, room below) that title, legend and source line take."""
    return (HEAD - 6, FOOT) if with_title else (0.0, 0.0)


def _words(canvas: Canvas, words: ChartWords, legend: Sequence[tuple[str, str]]) -> None:
    draw_words(canvas, words.title, words.subtitle, words.source, legend, words.note)


def group_chart(facts: GroupChartFacts, lang: str, fmt: Format = "svg", dark: bool = False, with_title: bool = False) -> bytes:
    """Bars in groups, at least 864 points wide and as wide as every bar's count needs. Without title transparent, for a page that says
    title and source itself; with it title, period, unit, legend, reading and source, on a ground of its own."""
    count = sum(len(group.slots) for group in facts.groups)
    width = max(WIDTH, LEFT + CAP_MARGIN + count * LEAST_SLOT / 0.88)
    above, below = _frame_room(with_title)
    key = KEY_ROOM if facts.inside and not with_title else 0.0
    with drawing(width, HEIGHT + above + below + key, dark=dark, opaque=with_title) as canvas:
        _draw_groups(canvas, facts, below, lang)
        if with_title:
            _words(canvas, facts.words, facts.legend)
        elif facts.inside:
            draw_legend(canvas, width - 8, canvas.height - 14, facts.legend)
        return canvas.save(fmt)


def _draw_groups(canvas: Canvas, facts: GroupChartFacts, foot: float, lang: str) -> None:
    ground, bottom = canvas.ground, UNDER + foot
    heights = [max(stack.total, stack.highest or 0) for group in facts.groups for slot in group.slots for stack in slot.stacks]
    marks = [mark.value for group in facts.groups for mark in group.marks]
    right = canvas.width - CAP_MARGIN
    plot = scale(canvas, (int(max(marks, default=0)),), [facts.top] if facts.top else heights, bottom, HEIGHT - UNDER - 4, right, facts.unit)
    span = (plot.right - plot.left) / max(len(facts.groups), 1)
    most = max((len(group.slots) for group in facts.groups), default=1) or 1
    slot = min(span * 0.88 / most, SLOT_MAX * (1.6 if most == 1 or len(facts.groups) == 1 else 1))
    spots: list[Spot] = []
    over: list[tuple[float, float, str]] = []
    figures: list[tuple[float, float, float, str]] = []
    for place, group in enumerate(facts.groups):
        middle = plot.left + span * (place + 0.5)
        words, size = fit(group.label, 10, span - 4, 7)
        canvas.text(middle, bottom - 53, words, size, align="center")
        cap = next((mark.value for mark in group.marks if mark.cap), None)
        for index, one in enumerate(group.slots):
            centre = middle + (index - (len(group.slots) - 1) / 2) * slot
            _draw_slot(canvas, plot, one, centre, slot, lang, bottom)
            _draw_stacks(canvas, plot, one, centre, slot, cap, spots, over, figures)
    size = 8.6 if slot >= 24 else 7.4
    over_figures(canvas, over, size, spots)
    _figures(canvas, plot, figures, size, marks, spots)
    for rank in range(max((len(group.marks) for group in facts.groups), default=0)):
        _line_of_rank(canvas, plot, facts, rank, span, spots)
    if not facts.groups:
        canvas.text(canvas.width / 2, bottom + 40, "—", 10, ground.ink3, align="center")


def _line_of_rank(canvas: Canvas, plot: Plot, facts: GroupChartFacts, rank: int, span: float, spots: Sequence[Spot]) -> None:
    own: list[Mark | None] = [group.marks[rank] if rank < len(group.marks) else None for group in facts.groups]
    words = {mark.value: mark.words for mark in own if mark}
    edges = [(plot.left + span * place, plot.left + span * (place + 1), mark.value if mark else None) for place, mark in enumerate(own)]
    lines_across(canvas, plot, edges, spots, lambda value: words[value], thin=rank > 0)


def _draw_slot(canvas: Canvas, plot: Plot, one: Slot, centre: float, slot: float, lang: str, bottom: float) -> None:
    """The name below the axis, the count, and what stands there when nothing is drawn."""
    ground, size = canvas.ground, 8.6 if slot >= 14 else 7.4
    canvas.text(centre, bottom - 13, one.label, size, ground.ink2, align="center")
    words, small = fit(one.below, 7.4, max(slot - 1.5, 12), 5.6)
    canvas.text(centre, bottom - (36 if one.figure else 25), words, small, ground.ink3, align="center")
    if one.figure:
        words, small = fit(one.figure, 8.6, max(slot - 1.5, 12), 6)
        canvas.text(centre, bottom - 25, words, small, ground.over if one.alarm else ground.ink, align="center", strong=one.alarm)
    if not one.stacks and one.stub:
        draw_stub(canvas, plot, centre, slot * BAR_SHARE, one.stub, lang, size, across=True)
    elif not one.stacks:
        canvas.text(centre, plot.bottom + 5, "—", size, ground.ink3, align="center")


def _draw_stacks(canvas: Canvas, plot: Plot, one: Slot, centre: float, slot: float, cap: float | None, spots: list[Spot],
                 over: list[tuple[float, float, str]], figures: list[tuple[float, float, float, str]]) -> None:
    if not one.stacks:
        return
    width = slot * BAR_SHARE / len(one.stacks)
    for index, stack in enumerate(one.stacks):
        left = centre + (index - len(one.stacks) / 2) * width
        middle, top = left + width / 2, plot.y(stack.total)
        _draw_stack(canvas, plot, left, width - (SEAM if len(one.stacks) > 1 else 0), stack, None if stack.side else cap)
        spots.append(Spot(left, left + width, plot.bottom, top))
        if stack.words and cap is not None and not stack.side and stack.total > cap:
            over.append((middle, top, stack.words))
        elif stack.words:
            figures.append((middle, top, slot / len(one.stacks), stack.words))
        if stack.highest is not None:
            spots.append(_draw_highest(canvas, plot, left, width, stack.highest, cap))


def _draw_stack(canvas: Canvas, plot: Plot, left: float, width: float, stack: Stack, cap: float | None) -> None:
    base, ground = 0.0, canvas.ground
    for key, height in stack.parts:
        low = plot.y(base) + (SEAM if base else 0)
        if height > 0:
            paint(canvas, key, left, low, width, max(plot.y(base + height) - low, 0.5))
        base += height
    if base <= 0:
        canvas.box(left, plot.bottom, width, 1.6, fill=ground.ink2)
    if cap is not None and base > cap:
        canvas.box(left, plot.y(cap), width, plot.y(base) - plot.y(cap), edge=ground.over, line=1.6)


def _draw_highest(canvas: Canvas, plot: Plot, left: float, width: float, highest: float, cap: float | None) -> Spot:
    """The short line of the highest day behind a mean, with its figure above it where there is room; red with ▲ above the cap."""
    past, y, words = cap is not None and highest > cap, plot.y(highest), figure_text(highest)
    colour = canvas.ground.over if past else canvas.ground.ink3
    canvas.line([(left, y), (left + width, y)], colour, 1.4)
    letters = width_of(words, 7) + (6 if past else 0)
    if letters > width + 3:
        return Spot(left, left + width, y - 2, y + 2)
    start = left + (width - letters) / 2
    crossed = cap is not None and y + 1 < plot.y(cap) < y + 11  # then the figure stands under its line
    low = y - 8 if crossed else y + 3
    if past:
        canvas.triangle(start + 2.5, low, 5, colour)
    canvas.text(start + (6 if past else 0), low, words, 7, colour)
    return Spot(left, left + width, min(low, y) - 2, y + 11)


def _figures(canvas: Canvas, plot: Plot, figures: Sequence[tuple[float, float, float, str]], size: float, marks: Sequence[float],
             spots: list[Spot]) -> None:
    """The words above bars that are wide enough for them, off the lines."""
    for middle, top, room, words in figures:
        half = width_of(words, size) / 2
        if half * 2 + 1 > room:
            continue
        low = top + 3
        for line in sorted(plot.y(mark) for mark in marks):
            low = line + 3 if low - 1 < line < low + size else low
        canvas.text(middle, low, words, size, align="center", strong=True)
        spots.append(Spot(middle - half, middle + half, low, low + size))


def grid_chart(facts: GridChartFacts, lang: str, fmt: Format = "svg", dark: bool = False, with_title: bool = False) -> bytes:
    """Every class by week with what is missing (hatched, with its number) and what came late (outlined); a week in which nothing is either
    has a dot. `lang` is for the caller's uniform call: the words come with the facts."""
    above, below = _frame_room(with_title)
    columns = max(len(facts.columns), 1)
    width = max(WIDTH, SIDE + TOTAL + columns * LEAST_COLUMN)
    key = KEY_ROOM if not with_title else 0.0
    legend = ((Skin.OPTIONAL.value, facts.marked), (Skin.FEW.value, facts.late))
    height = above + below + key + 40 + ROW * max(len(facts.rows), 1)
    with drawing(width, height, dark=dark, opaque=with_title) as canvas:
        _draw_grid(canvas, facts, height - above - key, (width - SIDE - TOTAL) / columns)
        if with_title:
            _words(canvas, facts.words, legend)
        else:
            draw_legend(canvas, width - 8, height - 14, legend)
        return canvas.save(fmt)


def _draw_grid(canvas: Canvas, facts: GridChartFacts, top: float, pitch: float) -> None:
    ground, wide = canvas.ground, pitch >= 40
    for place, (upper, lower) in enumerate(facts.columns):
        middle = SIDE + pitch * (place + 0.5)
        for words, offset in ((upper, 12), (lower, 24)):
            fitted, size = fit(words, 8.6, pitch - 1, 5)
            canvas.text(middle, top - offset, fitted, size, ground.ink2, align="center")
    for line, row in enumerate(facts.rows):
        low = top - 34 - ROW * (line + 1)
        canvas.line([(8, low + ROW), (canvas.width - 8, low + ROW)], ground.grid, 0.8)
        canvas.text(SIDE - 8, low + 9, row.label, 9.5, align="right", strong=True)
        canvas.text(canvas.width - TOTAL + 12, low + 9, row.total, 8.6, ground.ink2)
        for place, cell in enumerate(row.cells):
            middle, half = SIDE + pitch * (place + 0.5), min((pitch - 2) / 2, 15.0)
            signs = [(Skin.OPTIONAL, cell.marked)] * bool(cell.marked) + [(Skin.FEW, cell.late)] * bool(cell.late)
            if not signs:
                canvas.text(middle, low + 9, f"{cell.due}/{cell.due}" if wide and cell.due else "·", 8.0, ground.ink3, align="center")
            for rank, (skin, number) in enumerate(signs):
                width = half * 2 / len(signs)
                left = middle - half + rank * width
                _sign(canvas, skin, left, low + 4, width - 1.5, ROW - 8, f"{number}/{cell.due}" if skin is Skin.OPTIONAL and wide and cell.due else str(number))


def _sign(canvas: Canvas, skin: Skin, left: float, low: float, width: float, height: float, words: str) -> None:
    """A number in its sign; over hatching it stands on a plain plate."""
    ground = canvas.ground
    paint(canvas, skin, left, low, width, height)
    fitted, size = fit(words, 9, width - 1, 5.5)
    if skin is Skin.OPTIONAL:
        half = width_of(fitted, size) / 2 + 1.5
        canvas.box(left + width / 2 - half, low + height / 2 - size / 2 - 1, half * 2, size + 2, fill=ground.surface if canvas.opaque else ground.hatch_ground)
    canvas.text(left + width / 2, low + height / 2 - size * 0.36, fitted, size, align="center")
