"""Questionnaires in a pack: their counts as ledger rows, their figures, a chart for each, and those that too few answered as gaps. What may be
shown is decided by the rules of questionnaires."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schoolapp.papers.facts import Figure, Gap, PackChart, Source
from schoolapp.papers.facts import SurveyRow as SurveyLine
from schoolapp.records.surveys import SurveyRow
from schoolapp.rules.surveys import SCHOOL_LEAST, Part, enough, returned
from schoolapp.services.packs.snapshot import Snapshot
from schoolapp.services.surveys.chart import chart_facts
from schoolapp.services.surveys.results import figures_from, parts_from, survey_rows_of
from schoolapp.words import gettext


class SurveyMaker:
    """Makes what a pack says of closed questionnaires, the oldest first."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.lang, self.school = snapshot.lang, snapshot.standing.school.name
        self.closed = [(row, parts_from(snapshot.standing, row, parts)) for row, parts in snapshot.surveys]
        self.rows: tuple[SurveyLine, ...] = tuple(line for row, parts in self.closed for line in survey_rows_of(self.lang, row, parts))

    def figures(self) -> tuple[Figure, ...]:
        """How many sheets came back, then the figures, each counted over the whole school. The base of a figure that is not shown is left out too."""
        return tuple(figure for row, parts in self.closed for figure in self._figures(row, parts))

    def _figures(self, row: SurveyRow, parts: Sequence[Part]) -> Iterable[Figure]:
        record, window = f"survey:{row.id}", (row.opened_at.date(), row.closed_at.date() if row.closed_at else row.closes_on)
        invited, answered = returned(parts)
        lines = [line for line in self.rows if line.record == record]
        yield Figure(
            f"f_returned_s{row.id}",
            self._label(row, gettext(self.lang, "回收率")),
            "",
            round(answered / invited, 4) if invited else None,
            answered,
            invited or None,
            sources=(Source("surveys", len(lines), gettext(self.lang, "记录编号为 %(record)s", record=record)),),
            window=window,
            share=True,
        )
        for figure in figures_from(row, parts):
            shown, question = figure.share is not None, figure.rule.question
            count = sum(line.code == question for line in lines)
            yield Figure(
                f"f_{figure.rule.key}_s{row.id}",
                self._label(row, figure.rule.said(self.lang)),
                "",
                round(figure.share, 4) if figure.share is not None else None,
                figure.numerator if shown else None,
                figure.denominator if shown else None,
                sources=(Source("surveys", count, gettext(self.lang, "记录编号为 %(record)s，题号为 %(code)s", record=record, code=question)),),
                window=window,
                share=True,
            )

    def _label(self, row: SurveyRow, words: str) -> str:
        return gettext(self.lang, "问卷“%(title)s”：%(figure)s", title=row.title, figure=words)

    def charts(self) -> tuple[PackChart, ...]:
        """One for each that enough answered."""
        return tuple(PackChart(f"survey-{row.id}", chart_facts(self.school, row, parts, self.lang)) for row, parts in self.closed if enough(parts))

    def gaps(self) -> tuple[Gap, ...]:
        """Those that too few answered."""
        return tuple(
            Gap(
                gettext(self.lang, "问卷收回的份数太少"),
                row.title,
                returned(parts)[1],
                gettext(self.lang, "全校收回不满 %(n)s 份，不公布结果，以免看出是谁填的。", n=SCHOOL_LEAST),
                gettext(self.lang, "再发一次问卷"),
            )
            for row, parts in self.closed if not enough(parts)
        )
