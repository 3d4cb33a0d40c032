"""The chart of a closed questionnaire, for its own page and for packs: the whole school's counts, never a group's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from schoolapp.papers.canvas import Format
from schoolapp.papers.chart_facts import OptionBar, QuestionBars, SurveyChartFacts
from schoolapp.papers.charts import span_text
from schoolapp.papers.survey_chart import survey_chart
from schoolapp.records import load as kept_charts
from schoolapp.records.surveys import SurveyRow
from schoolapp.rules.permits import Actor, NotFound
from schoolapp.rules.surveys import Part, Question, SurveyKind, enough, questions_of, returned, together
from schoolapp.services.house import Busy, House
from schoolapp.services.school import standing_of
from schoolapp.services.surveys.results import KIND_WORDS, SOURCE_WORDS, closed_parts
from schoolapp.words import gettext


def results_chart(*, house: House, actor: Actor, survey_id: int, lang: str, fmt: Format, dark: bool, now: datetime) -> bytes:
    """The bars of the whole school as svg or png, drawn once and kept: a closed questionnaire does not change."""
    view, parts = closed_parts(house=house, actor=actor, survey_id=survey_id)
    if not enough(parts):
        raise NotFound
    name, version = f"survey:{survey_id}:{lang}:{fmt}:{'dark' if dark else 'light'}:2", view.row.version
    with house.reading() as connection:
        kept = kept_charts.find_chart(connection, name, version)
    if kept is not None:
        return kept
    drawn = survey_chart(chart_facts(standing_of(house=house).school.name, view.row, parts, lang), fmt, dark, fmt == "png")
    try:
        with house.plain_writing() as connection:
            kept_charts.put_chart(connection, name, version, drawn, now)
    except Busy:
        pass  # it is drawn again another time
    return drawn


def chart_facts(school: str, row: SurveyRow, parts: Sequence[Part], lang: str) -> SurveyChartFacts:
    """A closed questionnaire as bars. Nothing in it depends on when it is drawn."""
    kind, counts = SurveyKind(row.kind), together(part.counts for part in parts)
    closed = row.closed_at.date() if row.closed_at else row.closes_on
    invited, answered = returned(parts)
    subtitle = "　".join((span_text(lang, row.opened_at.date(), closed), gettext(lang, "单位：人（占本题回答的比例）"),
                         gettext(lang, "应填 %(invited)s，收回 %(answered)s", invited=invited, answered=answered)))

    def bars(question: Question) -> QuestionBars:
        given = counts.get(question.code, (0,) * len(question.options))
        n = sum(given)
        text = gettext(lang, "%(code)s %(question)s（%(n)s 人回答）", code=question.code, question=question.said(lang), n=n)
        return QuestionBars(text, tuple(OptionBar(option.said(lang), count, f"{count} · {count / n:.1%}" if n else str(count), option.apart)
                                        for option, count in zip(question.options, given, strict=True)))

    title = gettext(lang, "%(school)s　%(title)s（%(kind)s）", school=school, title=row.title, kind=gettext(lang, KIND_WORDS[kind]))
    return SurveyChartFacts(title, subtitle, gettext(lang, SOURCE_WORDS[kind]), tuple(bars(question) for question in questions_of(kind).questions))
