"""The chart of a questionnaire: for each question a bar for every option with its count and share; what is 'not sure' or 'not taking part' stands
apart, hatched. Facts in, SVG or PNG out."""

from __future__ import annotations

from schoolapp.papers.canvas import Canvas, Format, drawing, width_of
from schoolapp.papers.chart_facts import OptionBar, SurveyChartFacts
from schoolapp.papers.palette import SUBJECT_COLOURS
from schoolapp.papers.plots import fit

WIDTH = 640.0
LABEL, VALUE = 176.0, 104.0
ROW, QUESTION, GAP, EDGE = 21.0, 26.0, 12.0, 10.0
BAR = 13.0


def survey_chart(facts: SurveyChartFacts, fmt: Format = "svg", dark: bool = False, with_title: bool = False) -> bytes:
    """The bars, 640 points wide and as high as the questions need. A whole bar is everybody who answered the question. Without title: transparent,
    for a page that says period, unit and source itself."""
    head, foot = (58.0, 22.0) if with_title else (0.0, 0.0)
    height = head + foot + 2 * EDGE + sum(QUESTION + ROW * len(q.bars) + GAP for q in facts.questions)
    with drawing(WIDTH, height, dark=dark, opaque=with_title) as canvas:
        top = height - EDGE
        if with_title:
            words, size = fit(facts.title, 15, WIDTH - 2 * EDGE, 9)
            canvas.text(EDGE, top - 18, words, size, strong=True)
            words, size = fit(facts.subtitle, 10, WIDTH - 2 * EDGE, 7)
            canvas.text(EDGE, top - 38, words, size, canvas.ground.ink2)
            words, size = fit(facts.source, 9.5, WIDTH - 2 * EDGE, 7)
            canvas.text(EDGE, EDGE, words, size, canvas.ground.ink2)
            top -= head
        for question in facts.questions:
            words, size = fit(question.text, 11.5, WIDTH - 2 * EDGE, 8)
            canvas.text(EDGE, top - 15, words, size, strong=True)
            top -= QUESTION
            for bar in question.bars:
                _draw(canvas, bar, question.total, top)
                top -= ROW
            top -= GAP
        return canvas.save(fmt)


def _draw(canvas: Canvas, bar: OptionBar, total: int, top: float) -> None:
    ground, base = canvas.ground, top - ROW + (ROW - BAR) / 2
    left, room = EDGE + LABEL, WIDTH - 2 * EDGE - LABEL - VALUE
    words, size = fit(bar.label, 10.5, LABEL - 10, 7)
    canvas.text(left - 8, base + 3, words, size, ground.ink2, align="right")
    canvas.box(left, base, room, BAR, fill=ground.grid)
    length = room * bar.count / total if total else 0.0
    if length and bar.apart:
        canvas.box(left, base, length, BAR, fill=ground.hatch_ground, edge=ground.hatch_edge, line=0.8)
        canvas.hatch(left, base, length, BAR, ground.hatch)
    elif length:
        canvas.box(left, base, length, BAR, fill=SUBJECT_COLOURS["语文"][canvas.dark])
    canvas.text(left + room + 8, base + 3, bar.value, 10.5 if width_of(bar.value, 10.5) <= VALUE - 8 else 8.5, ground.ink)
