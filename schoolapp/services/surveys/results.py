"""What came of a closed questionnaire: counts with their denominators, small groups merged upward, figures for packs and the self-check, and the
workbook; the chart stands beside (`chart`). Nothing of an open one is read here; no result is sorted by anything but the school's order."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from schoolapp import words
from schoolapp.papers.facts import SurveyRow as SurveyLine
from schoolapp.papers.ledgers import write_workbook
from schoolapp.papers.tables import survey_ledger
from schoolapp.records import surveys as records
from schoolapp.records.surveys import PartRow, SurveyRow
from schoolapp.rules.feedback import Voice
from schoolapp.rules.load import counts_at_home
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.rules.surveys import (
    Counts,
    Figure,
    FigureRule,
    Group,
    GroupLevel,
    Part,
    Question,
    SurveyKind,
    counts_from,
    enough,
    figures_of,
    groups_of,
    questions_of,
    returned,
    together,
)
from schoolapp.services.feedback import is_on
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of
from schoolapp.services.surveys.run import SurveyView, get_survey, runs, views_of_programme
from schoolapp.words import N_, gettext

SOURCE_WORDS = {
    SurveyKind.PARENTS: N_("来源：家长匿名填写，只计人数，不加权"), SurveyKind.PUPILS: N_("来源：学生匿名填纸质问卷，人工计数，不加权"),
    SurveyKind.TEACHERS: N_("来源：教师匿名填写，只计人数，不加权"), SurveyKind.PROGRAMME: N_("来源：家长匿名填写（链接和纸质），只计人数，不加权"),
}
KIND_WORDS = {
    SurveyKind.PARENTS: N_("家长问卷"), SurveyKind.PUPILS: N_("学生问卷"), SurveyKind.TEACHERS: N_("教师问卷"), SurveyKind.PROGRAMME: N_("课后服务项目问卷"),
}
STAGE_WORDS = {"primary": N_("小学"), "middle": N_("初中"), "": N_("教师")}


class OptionResult(NamedTuple):
    """An option with its count in every group (in the groups' order) and in all."""

    text: str
    apart: bool
    counts: tuple[int, ...]
    total: int


class QuestionResult(NamedTuple):
    """A question; `totals`: answers to it by group, `total`: in all."""

    code: str
    text: str
    options: tuple[OptionResult, ...]
    totals: tuple[int, ...]
    total: int


class GroupHead(NamedTuple):
    """A group in words with its base."""

    label: str
    invited: int
    answered: int


@dataclass(frozen=True, slots=True)
class Results:
    """What may be shown of a closed questionnaire. `enough` False: too few for anything; then there is neither question nor figure.
    `merged`: some classes stand together because too few answered."""

    view: SurveyView
    enough: bool
    merged: bool
    groups: tuple[GroupHead, ...]
    questions: tuple[QuestionResult, ...]
    figures: tuple[Figure, ...]


class SurveyFigure(NamedTuple):
    """A figure of a closed questionnaire for packs and the self-check. `share` None: '样本不足' (numerator and denominator are 0 then)."""

    survey_id: int
    kind: SurveyKind
    title: str
    opened: date
    closed: date
    invited: int
    answered: int
    rule: FigureRule
    numerator: int
    denominator: int
    share: float | None

    @property
    def key(self) -> str:
        return self.rule.key

    @property
    def clause(self) -> str:
        return self.rule.clause


@dataclass(frozen=True, slots=True)
class ProgrammeSurvey:
    """A questionnaire about one service programme. `figures` of the whole of it once it is closed; None while it is open, and for who may not
    read it (`mine` False). `enough` False: too few answered, then there are none."""

    view: SurveyView
    mine: bool
    enough: bool
    figures: tuple[Figure, ...] | None


def parts_from(standing: Standing, row: SurveyRow, parts: Sequence[PartRow]) -> list[Part]:
    """Rows of a closed questionnaire as the rules see them. The cap is that of the day on which it was opened."""
    kind, profile, found = SurveyKind(row.kind), standing.profile(row.opened_at.date()), []
    for part in parts:
        one = standing.classes.get(part.class_id) if part.class_id is not None else None
        stage, grade, number = (standing.stage(one.grade).value, one.grade, one.number) if one else ("", 0, 0)
        cap = profile.cap(grade) if one and not counts_at_home(grade) else 0
        found.append(Part(part.class_id or 0, stage, grade, number, cap, part.invited, part.answered or 0, counts_from(kind, part.counts)))
    return found


def label_of(lang: str, group: Group) -> str:
    """The group in words."""
    first = group.parts[0] if group.parts else None
    if first is None or not first.stage:
        return gettext(lang, "教师")
    if group.level is GroupLevel.CLASS:
        return words.class_name(lang, first.grade, first.number)
    if group.level is GroupLevel.GRADE:
        return words.grade_name(lang, first.grade)
    return gettext(lang, STAGE_WORDS[first.stage]) if group.level is GroupLevel.STAGE else gettext(lang, "全校")


def survey_rows_of(lang: str, row: SurveyRow, parts: Sequence[Part]) -> list[SurveyLine]:
    """The counts as ledger rows: group by group; without counts where the school has too few."""
    kind, closed = SurveyKind(row.kind), row.closed_at.date() if row.closed_at else row.closes_on
    found: list[SurveyLine] = []
    if not enough(parts):
        invited, answered = returned(parts)
        return [SurveyLine(row.title, gettext(lang, KIND_WORDS[kind]), row.opened_at.date(), closed, gettext(lang, "全校"), invited, answered, "",
                           gettext(lang, "样本不足"), "", None, None, f"survey:{row.id}")]
    for group in groups_of(parts):
        counts = group.counts
        for question in questions_of(kind).questions:
            given = counts.get(question.code, (0,) * len(question.options))
            for option, n in zip(question.options, given, strict=True):
                found.append(SurveyLine(
                    row.title, gettext(lang, KIND_WORDS[kind]), row.opened_at.date(), closed, label_of(lang, group), group.invited, group.answered,
                    question.code, question.said(lang), option.said(lang), n, sum(given), f"survey:{row.id}",
                ))
    return found


def survey_figures(*, house: House, start: date, end: date) -> list[SurveyFigure]:
    """The figures of every questionnaire that ran in the period, both bounds included, and is closed, the oldest first: for packs and the
    self-check, which ask for their own permit. One whose school has too few answers has no figures; one with a small base no share."""
    standing = standing_of(house=house)
    with house.reading() as connection:
        rows = records.closed_in(connection, start, end)
        kept = records.parts_of(connection, [row.id for row in rows])
    return [figure for row in rows for figure in figures_from(row, parts_from(standing, row, kept.get(row.id, [])))]


def figures_from(row: SurveyRow, parts: Sequence[Part]) -> list[SurveyFigure]:
    """The figures of one closed questionnaire."""
    kind, found = SurveyKind(row.kind), []
    invited, answered = returned(parts)
    closed = row.closed_at.date() if row.closed_at else row.closes_on
    for figure in figures_of(kind, parts) if enough(parts) else ():
        base = (figure.numerator, figure.denominator) if figure.is_shown else (0, 0)
        found.append(SurveyFigure(row.id, kind, row.title, row.opened_at.date(), closed, invited, answered, figure.rule, *base, figure.share))
    return found


def surveys_of_programme(*, house: House, actor: Actor, programme_id: int) -> tuple[ProgrammeSurvey, ...] | None:
    """The questionnaires about a programme, the newest first; None while questionnaires are switched off. The caller has seen to it that the
    programme is the actor's to see; what came of them is told only to who runs them, those that lie outside an opened period to nobody."""
    if not is_on(house, Voice.SURVEYS):
        return None
    mine, found = actor.may(Permit.RUN_SURVEYS) and runs(actor, SurveyKind.PROGRAMME), []
    for view, parts in views_of_programme(house, programme_id):
        days = {view.row.opened_at.date(), view.row.closed_at.date() if view.row.closed_at else view.row.closes_on}
        if all(map(actor.sees_day, days)):
            told = parts_from(standing_of(house=house), view.row, parts) if mine and not view.is_open else None
            found.append(ProgrammeSurvey(view, mine, told is not None and enough(told), figures_of(view.kind, told) if told and enough(told) else None))
    return tuple(found)


def results_of(*, house: House, actor: Actor, survey_id: int, lang: str) -> Results:
    """What came of one that is closed; NotFound while it is open, and where it is not the actor's business."""
    view, parts = closed_parts(house=house, actor=actor, survey_id=survey_id)
    return _results(view, parts, lang)


def closed_parts(*, house: House, actor: Actor, survey_id: int) -> tuple[SurveyView, list[Part]]:
    """A closed questionnaire with what its classes answered; NotFound as above."""
    view = get_survey(house=house, actor=actor, survey_id=survey_id)
    if view.is_open:
        raise NotFound
    with house.reading() as connection:
        return view, parts_from(standing_of(house=house), view.row, records.parts_of(connection, [view.row.id]).get(view.row.id, []))


def _results(view: SurveyView, parts: Sequence[Part], lang: str) -> Results:
    groups, shown = groups_of(parts), enough(parts)
    heads = tuple(GroupHead(label_of(lang, group), group.invited, group.answered) for group in groups)
    merged = len(groups) < len(parts)
    if not shown:
        return Results(view, False, merged, heads, (), ())
    own, whole = [group.counts for group in groups], together(part.counts for part in parts)
    questions = tuple(_question(question, own, whole, lang) for question in questions_of(view.kind).questions)
    return Results(view, True, merged, heads, questions, figures_of(view.kind, parts))


def _question(question: Question, own: Sequence[Counts], whole: Counts, lang: str) -> QuestionResult:
    rows = [counts[question.code] for counts in own]
    total = whole[question.code]
    options = tuple(OptionResult(option.said(lang), option.apart, tuple(row[place] for row in rows), total[place])
                    for place, option in enumerate(question.options))
    return QuestionResult(question.code, question.said(lang), options, tuple(sum(row) for row in rows), sum(total))


def results_workbook(*, house: House, actor: Actor, survey_id: int, lang: str) -> bytes:
    """The counts as .xlsx, group by group."""
    view, parts = closed_parts(house=house, actor=actor, survey_id=survey_id)
    out, rows = io.BytesIO(), survey_rows_of(lang, view.row, parts)
    school = standing_of(house=house).school.name
    write_workbook(out, [survey_ledger(rows, view.row.title, lang)], school=school, made_at=view.row.closed_at or view.row.opened_at, lang=lang)
    return out.getvalue()
