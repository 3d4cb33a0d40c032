"""Questionnaires: the sets of questions, counting a sheet, merging small groups, the figures."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.surveys import (
    GROUP_LEAST,
    OPEN_LONGEST,
    GroupLevel,
    Part,
    SurveyKind,
    counts_from,
    counts_text,
    enough,
    figures_of,
    groups_of,
    none_yet,
    questions_of,
    survey_faults,
    tally_faults,
    together,
    with_answer,
)

TODAY = date(2026, 11, 20)


def part(grade: int, number: int, answered: int, counts: dict[str, tuple[int, ...]] | None = None, kind: SurveyKind = SurveyKind.PARENTS) -> Part:
    stage = "primary" if grade <= 6 else "middle"
    cap = 0 if grade <= 2 else 60 if grade <= 6 else 90
    return Part(grade * 100 + number, stage, grade, number, cap, 45, answered, {**none_yet(kind), **(counts or {})})


@st.composite
def schools(draw: st.DrawFn) -> list[Part]:
    places = draw(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 4)), min_size=1, max_size=14, unique=True))
    found = []
    for grade, number in places:
        n = draw(st.integers(0, 30))
        chosen = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
        counted = Counter(chosen)
        found.append(part(grade, number, n, {"P3": (counted[0], counted[1], counted[2])}))
    return found


def test_every_set_can_be_asked() -> None:
    assert [len(questions_of(kind).questions) for kind in SurveyKind] == [8, 8, 7, 4]
    for kind in SurveyKind:
        found = questions_of(kind)
        options = {q.code: len(q.options) for q in found.questions}
        assert len(options) == len(found.questions)
        for rule in found.figures:
            assert max((*rule.counts, *rule.without), default=0) < options[rule.question] and not set(rule.counts) & set(rule.without)
        assert all(text for q in found.questions for text in (q.zh, q.en, *(o.zh for o in q.options), *(o.en for o in q.options)))


@given(schools())
def test_merging_keeps_every_answer_and_shows_no_small_group(parts: list[Part]) -> None:
    groups = groups_of(parts)
    assert sorted(p.place for group in groups for p in group.parts) == sorted(p.place for p in parts)
    assert sum(group.answered for group in groups) == sum(p.answered for p in parts)
    assert together(group.counts for group in groups) == together(p.counts for p in parts)
    for group in groups:
        assert group.answered == 0 or group.answered >= GROUP_LEAST or group.level is GroupLevel.SCHOOL
        if group.level is GroupLevel.CLASS:
            assert len(group.parts) == 1
    if groups[0].level is GroupLevel.SCHOOL:
        assert len(groups) == 1


@given(schools())
def test_groups_keep_the_schools_order_whatever_came_in(parts: list[Part]) -> None:
    places = [(p.grade, p.number) for group in groups_of(parts) for p in group.parts]
    assert places == sorted(places) and groups_of(parts) == groups_of(list(reversed(parts)))


def test_a_small_class_takes_its_grade_along_and_a_small_grade_its_stage() -> None:
    found = groups_of([part(3, 1, 20), part(3, 2, 4), part(4, 1, 12), part(7, 1, 30)])
    assert [(g.level, g.answered) for g in found] == [(GroupLevel.GRADE, 24), (GroupLevel.CLASS, 12), (GroupLevel.CLASS, 30)]
    found = groups_of([part(3, 1, 20), part(4, 1, 4), part(7, 1, 30)])
    assert [(g.level, g.answered) for g in found] == [(GroupLevel.STAGE, 24), (GroupLevel.CLASS, 30)]
    found = groups_of([part(3, 1, 20), part(7, 1, 9)])
    assert [(g.level, g.answered) for g in found] == [(GroupLevel.SCHOOL, 29)]
    assert [g.level for g in groups_of([part(3, 1, 20), part(3, 2, 0)])] == [GroupLevel.CLASS] * 2  # where nobody answered nobody can be told


def test_a_school_of_four_sheets_is_not_shown() -> None:
    assert not enough([part(3, 1, 4)]) and enough([part(3, 1, 4), part(3, 2, 1)])


@given(st.lists(st.dictionaries(st.sampled_from(["P1", "P3", "P8"]), st.integers(0, 2), min_size=1), max_size=12))
def test_a_sheet_counts_once_in_each_question_that_it_answers(sheets: list[dict[str, int]]) -> None:
    counts = none_yet(SurveyKind.PARENTS)
    for sheet in sheets:
        counts = with_answer(SurveyKind.PARENTS, counts, sheet)
    for code, row in counts.items():
        assert sum(row) == sum(code in sheet for sheet in sheets)
    assert counts_from(SurveyKind.PARENTS, counts_text(counts)) == counts


@pytest.mark.parametrize("chosen", [{}, {"P3": 3}, {"P3": -1}, {"T1": 0}])
def test_what_the_form_does_not_offer_counts_nowhere(chosen: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        with_answer(SurveyKind.PARENTS, none_yet(SurveyKind.PARENTS), chosen)


def test_figures_say_what_they_divide_by() -> None:
    parts = [part(1, 1, 10, {"P1": (4, 4, 2, 0, 0, 0), "P2": (7, 3, 0, 0, 0)}),
             part(3, 1, 10, {"P1": (0, 2, 4, 2, 1, 1), "P2": (1, 9, 0, 0, 0), "P6": (4, 1, 1, 4)}),
             part(7, 1, 10, {"P1": (0, 0, 0, 5, 5, 0)})]
    found = {f.rule.key: (f.numerator, f.denominator) for f in figures_of(SurveyKind.PARENTS, parts)}
    assert found["over"] == (3 + 5, 20)  # beyond 60 in grade 3, beyond 90 in grade 7; grade 1 has no cap; 'not sure' stays below
    assert found["home12"] == (3, 10) and found["forced"] == (2, 6)
    late = part(3, 1, 9, {"S2": (0, 0, 0, 4, 3, 2), "S5": (5, 1, 3)}, SurveyKind.PUPILS)
    later = part(7, 1, 9, {"S2": (0, 0, 0, 4, 3, 2)}, SurveyKind.PUPILS)
    found = {f.rule.key: (f.numerator, f.denominator) for f in figures_of(SurveyKind.PUPILS, [late, later])}
    assert found["late"] == (5 + 2, 18) and found["copy"] == (1, 6)


def test_a_figure_with_a_small_base_has_no_share() -> None:
    (figure,) = [f for f in figures_of(SurveyKind.PARENTS, [part(3, 1, 30, {"P6": (2, 1, 1, 26)})]) if f.rule.key == "forced"]
    assert (figure.numerator, figure.denominator, figure.share) == (2, 4, None)


def test_a_tally_that_cannot_be_is_refused() -> None:
    good = {**none_yet(SurveyKind.PUPILS), "S1": (3, 2, 0)}
    assert tally_faults(SurveyKind.PUPILS, 5, 45, good) == []
    assert tally_faults(SurveyKind.PUPILS, 4, 45, good) == [("S1", "above_answered")]
    assert tally_faults(SurveyKind.PUPILS, 46, 45, good) == [("", "above_invited")]
    assert tally_faults(SurveyKind.PUPILS, 5, 45, {**good, "S1": (-1, 0, 0)}) == [("S1", "range")]
    assert tally_faults(SurveyKind.PUPILS, 201, 0, good) == [("", "range")]


def test_when_and_whom_a_questionnaire_may_ask() -> None:
    assert survey_faults("期中家长问卷", TODAY, TODAY, 1) == []
    assert survey_faults("", TODAY - timedelta(days=1), TODAY, 0) == [("title", "empty"), ("closes_on", "past"), ("grades", "none")]
    assert survey_faults("长" * 41, TODAY + OPEN_LONGEST + timedelta(days=1), TODAY, 1) == [("title", "long"), ("closes_on", "far")]
