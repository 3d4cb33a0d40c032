"""How figures become verdicts: bans, rates, parts, what people put to it, what questionnaires can lower."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.selfcheck.facts import Said, Signal
from schoolapp.rules.selfcheck.judging import Completeness, Ruling, ban, by_signal, combined, completeness, floor_share, longest_run, person, rate
from schoolapp.rules.selfcheck.results import PERSON, Part, Verdict

V, C = Verdict, Completeness


def test_completeness() -> None:
    assert [completeness(n, 100) for n in (100, 95, 94, 50, 49, 0)] == [C.FULL, C.FULL, C.THIN, C.THIN, C.POOR, C.POOR]
    assert completeness(0, 0) is C.POOR
    assert completeness(3, 0) is C.FULL


@pytest.mark.parametrize(("breaches", "judged", "complete", "repeated", "verdict", "tags"), [
    (0, 100, C.FULL, 0, V.MET, ()),
    (0, 100, C.THIN, 0, V.PARTLY, ("data_thin",)),
    (0, 100, C.POOR, 0, V.NO_DATA, ()),
    (0, 0, C.FULL, 0, V.NO_DATA, ()),
    (1, 3, C.FULL, 1, V.PARTLY, ()),  # one slip is no practice, however few there are
    (2, 100, C.FULL, 2, V.PARTLY, ()),
    (2, 100, C.FULL, 3, V.NOT_MET, ("repeated",)),
    (3, 100, C.FULL, 1, V.NOT_MET, ("too_many",)),
    (1, 100, C.POOR, 1, V.NOT_MET, ()),
])
def test_ban(breaches: int, judged: int, complete: Completeness, repeated: int, verdict: Verdict, tags: tuple[str, ...]) -> None:
    assert ban(breaches, judged, complete, tolerance=Fraction(2, 100), most=2, repeated=repeated) == Ruling(verdict, tags)


@given(st.integers(1, 50), st.integers(0, 2000), st.sampled_from(C), st.integers(1, 5))
def test_a_breach_is_never_met(breaches: int, judged: int, complete: Completeness, repeated: int) -> None:
    found = ban(breaches, max(judged, breaches), complete, tolerance=Fraction(1, 2), most=5, repeated=repeated)
    assert found.verdict in (V.PARTLY, V.NOT_MET)


def test_rate_compares_exactly() -> None:
    full, part = Fraction(95, 100), Fraction(80, 100)
    assert [rate(n, 200, full=full, part=part).verdict for n in (190, 189, 160, 159)] == [V.MET, V.PARTLY, V.PARTLY, V.NOT_MET]
    assert rate(0, 0, full=full, part=part).verdict is V.NO_DATA
    assert rate(0, 0, full=full, part=part, in_scope=False).verdict is V.NOT_APPLICABLE


def parts(*verdicts: Verdict) -> list[Part]:
    return [Part(str(n), verdict) for n, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(("verdicts", "expected"), [
    ((V.MET, V.MET), V.MET), ((V.MET, V.PARTLY), V.PARTLY), ((V.MET, V.NOT_MET), V.NOT_MET), ((V.MET, V.NOT_APPLICABLE), V.MET),
    ((V.MET, V.NO_DATA), V.PARTLY), ((V.NOT_MET, V.NO_DATA), V.NOT_MET), ((V.NO_DATA, V.NO_DATA), V.NO_DATA),
    ((V.NOT_APPLICABLE,), V.NOT_APPLICABLE), ((V.MET, V.NOT_FOUND), V.NOT_FOUND), ((V.NOT_FOUND, V.NO_DATA), V.PARTLY),
    ((V.MET, V.NEEDS_EVIDENCE), V.PARTLY), ((V.NOT_FOUND, V.NEEDS_EVIDENCE), V.NOT_FOUND), ((V.NEEDS_EVIDENCE,), V.NEEDS_EVIDENCE),
    ((V.NO_DATA, V.NEEDS_EVIDENCE), V.NO_DATA), ((V.NOT_APPLICABLE, V.NEEDS_EVIDENCE), V.NEEDS_EVIDENCE),
])
def test_parts_give_the_worst(verdicts: tuple[Verdict, ...], expected: Verdict) -> None:
    assert combined(parts(*verdicts)).verdict is expected


@given(st.lists(st.sampled_from(V), min_size=1, max_size=4))
def test_met_only_where_nothing_speaks_against_it(verdicts: list[Verdict]) -> None:
    if combined(parts(*verdicts)).verdict is V.MET:
        assert set(verdicts) <= {V.MET, V.NOT_APPLICABLE}


def test_people_need_a_paper_and_a_sign() -> None:
    assert person(None) == Part(PERSON, V.NEEDS_EVIDENCE)
    assert person(Said(0, 0)).verdict is V.NEEDS_EVIDENCE
    assert person(Said(1, 0)).verdict is V.PARTLY
    assert person(Said(1, 1)).verdict is V.MET
    assert person(Said(1, 1, answer=V.NOT_MET)) == Part(PERSON, V.NOT_MET, ("lowered",))
    assert person(Said(1, 0, answer=V.MET)).verdict is V.PARTLY, "an answer never raises"
    assert person(Said(0, 0, answer=V.NOT_MET)).verdict is V.NOT_MET


def test_a_questionnaire_only_lowers() -> None:
    met, caps, fails = Ruling(V.MET), Fraction(1, 10), Fraction(3, 10)
    assert by_signal(met, None, caps=caps) == met
    assert by_signal(met, Signal(19, 19, 2, 8), caps=caps) == met, "under 20 answers"
    assert by_signal(met, Signal(20, 20, 1, 8), caps=caps) == met, "of one class alone"
    assert by_signal(met, Signal(2, 20, 1, 1), caps=caps, fails=fails) == Ruling(V.PARTLY, ("survey",)), "the only class there is"
    assert by_signal(met, Signal(1, 20, 2, 8), caps=caps) == met
    assert by_signal(met, Signal(6, 20, 2, 8), caps=caps, fails=fails).verdict is V.NOT_MET
    assert by_signal(Ruling(V.NOT_MET), Signal(2, 20, 2, 8), caps=caps).verdict is V.NOT_MET
    assert by_signal(Ruling(V.NO_DATA), Signal(2, 20, 2, 8), caps=caps) == Ruling(V.NO_DATA)


def test_runs_and_floors() -> None:
    assert longest_run([True, False, False, True, False]) == 2
    assert longest_run([]) == 0
    assert [floor_share(Fraction(2, 100), n) for n in (0, 99, 100, 250)] == [1, 1, 2, 5]
