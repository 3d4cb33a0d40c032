"""The items about organisation, teaching, conduct and money: each with a school that meets it, one that does not, one without data."""

from __future__ import annotations

from datetime import date

import pytest

from schoolapp.rules.selfcheck.checklist import EVALUATORS, checklist
from schoolapp.rules.selfcheck.facts import Answers, Hotline, Reports, Said
from schoolapp.rules.selfcheck.results import Place, Verdict
from schoolapp.rules.selfcheck.run import evaluate
from schoolapp.rules.selfcheck.thresholds import limit, thresholds, whole
from tests.rules.selfcheck_making import (
    DAYS,
    FINALS,
    MONTHS,
    PAPERS,
    POSTS,
    QUIET,
    REQUIRED,
    SHOWN,
    SIGNED,
    TIMELY,
    MadeSchool,
)

V = Verdict


def test_c4_named_people() -> None:
    said = {"C4": PAPERS}
    met = MadeSchool().answer("C4", posts=POSTS, said=said)
    assert (met.verdict, met.fact("posts").numerator, met.fact("posts").denominator) == (V.MET, 9, 9)
    empty = tuple(post._replace(filled=post.role != "leader") for post in POSTS)
    bad = MadeSchool().answer("C4", posts=empty, said=said)
    assert (bad.verdict, bad.values["empty"][0]) == (V.NOT_MET, ("leader", 1, 0))
    assert MadeSchool().answer("C4", said=said).verdict is V.PARTLY, "no class: the papers alone are not enough"
    assert MadeSchool().answer("C4").verdict is V.NO_DATA


def test_c6_own_checks() -> None:
    said = {"C6": PAPERS}
    met = MadeSchool().answer("C6", signed_weeks=SIGNED, walked=frozenset(DAYS[:5]), overdue=0, said=said)
    assert (met.verdict, met.fact("signed_weeks").denominator, met.fact("walked_days").numerator) == (V.MET, 9, 5)
    late = tuple(one._replace(signed_on=date(2026, 11, 20)) for one in SIGNED)
    assert MadeSchool().answer("C6", signed_weeks=late, said=said).verdict is V.NOT_MET
    overdue = MadeSchool().answer("C6", signed_weeks=SIGNED, overdue=2, said=said)
    assert (overdue.verdict, overdue.tags) == (V.PARTLY, ("overdue",))
    assert MadeSchool().answer("C6").verdict is V.NEEDS_EVIDENCE, "no sign-off is kept here"
    assert MadeSchool().answer("C6", said=said).verdict is V.MET


@pytest.mark.parametrize("code", ["C22", "C51", "C57", "C59"])
def test_signals(code: str) -> None:
    said, category = {code: PAPERS}, {"C22": "paid", "C57": "paid", "C51": "exams", "C59": "adverts"}[code]
    assert MadeSchool().answer(code, reports=QUIET, said=said).verdict is V.MET
    assert MadeSchool().answer(code, reports=QUIET).verdict is V.NEEDS_EVIDENCE, "no report is no proof"
    bad = {category: Reports(2, 0, 2, 1)}
    assert MadeSchool().answer(code, reports=bad, said=said).verdict is V.NOT_MET, "found true and not dealt with"
    handled = MadeSchool().answer(code, reports={category: Reports(1, 0, 1, 1)}, said=said)
    assert handled.verdict is (V.MET if code == "C22" else V.PARTLY)
    still = MadeSchool().answer(code, reports={category: Reports(1, 1)}, said=said)
    assert (still.verdict, still.tags) == (V.PARTLY, ("open_reports",))
    assert MadeSchool().answer(code).verdict is V.NEEDS_EVIDENCE


def test_c48_all_subjects() -> None:
    said, school = {"C48": PAPERS}, MadeSchool()
    teaching = frozenset((one.ref.id, subject) for one in school.classes for subject in ("语文", "数学", "英语", "物理", "体育与健康"))
    met = school.answer("C48", required=REQUIRED, teaching=teaching, said=said)
    assert (met.verdict, met.fact("subjects").numerator) == (V.MET, 20), "physics stands for science"
    for number, subject in enumerate(("语文", "数学")):
        lacking = teaching - {(school.of(3).ref.id, subject)} | {(school.of(3).ref.id, "音乐")}
        bad = school.answer("C48", required=REQUIRED, teaching=lacking, said=said)
        assert (bad.verdict, bad.values["lacking"], bad.values["lacking_subjects"]) == (V.PARTLY, (Place(3, 1),), (subject,)), number
    none = frozenset((one.ref.id, s) for one in school.classes for s in ("语文", "数学", "英语", "音乐", "美术"))
    assert school.answer("C48", required=REQUIRED, teaching=none, said=said).verdict is V.NOT_MET
    assert school.answer("C48", teaching=teaching).tags == ("not_confirmed",)
    few = frozenset((one.ref.id, "语文") for one in school.classes)
    assert school.answer("C48", required=REQUIRED, teaching=few).tags == ("homework_only",)


def test_c49_exams() -> None:
    said = {"C49": PAPERS}
    assert MadeSchool().answer("C49", exams=FINALS, said=said).verdict is V.MET
    low = (*FINALS, FINALS[0]._replace(grade=1))
    assert MadeSchool().answer("C49", exams=low, said=said).verdict is V.NOT_MET
    second = (*FINALS, FINALS[0]._replace(day=date(2026, 11, 6)))
    found = MadeSchool().answer("C49", exams=second, said=said)
    assert (found.verdict, found.values["grades"]) == (V.PARTLY, (Place(3),))
    ranked = tuple(one._replace(scores=True) for one in FINALS[:1])
    assert MadeSchool().answer("C49", exams=ranked, said=said).verdict is V.NOT_MET
    assert MadeSchool().answer("C49").verdict is V.NO_DATA
    assert MadeSchool().answer("C49", exams=(), said=said).verdict is V.MET, "declared complete and empty"


@pytest.mark.parametrize(("change", "broken"), [
    ({"kind": "midterm", "grade": 3}, 1), ({"kind": "midterm", "grade": 7}, 0), ({"kind": "mock", "grade": 7}, 1),
    ({"kind": "mock", "grade": 9, "graduating": True}, 0), ({"wide": True, "grade": 7}, 1), ({"wide": True, "grade": 9, "graduating": True}, 0),
    ({"kind": "other", "grade": 1, "paper": False}, 0),
])
def test_which_exams_break_the_rules(change: dict[str, object], broken: int) -> None:
    exam = FINALS[0]._replace(**change)  # type: ignore[arg-type]
    assert MadeSchool().answer("C49", exams=(exam,)).fact("exams").numerator == broken


def test_c53_money_to_staff() -> None:
    said = {"C53": PAPERS}
    assert MadeSchool().answer("C53", months=MONTHS, money=(1000, 700), said=said).verdict is V.MET
    assert MadeSchool().answer("C53", months=MONTHS, money=(1000, 500), said=said).verdict is V.NOT_MET
    unsigned = tuple(one._replace(signed=5) for one in MONTHS)
    assert MadeSchool().answer("C53", months=unsigned, money=(1000, 700), said=said).verdict is V.NOT_MET
    assert MadeSchool().answer("C53").verdict is V.NO_DATA


def test_c54_counts_for_staff() -> None:
    said, school = {"C54": PAPERS}, MadeSchool()
    led = frozenset(s.id for s in school.maker.sessions)
    assert school.answer("C54", led=led, leaders=(8, 10), said=said).verdict is V.MET
    assert school.answer("C54", led=frozenset(sorted(led)[:30]), said=said).verdict is V.NOT_MET
    assert MadeSchool(service=False).answer("C54").verdict is V.NO_DATA


def test_c58_hotline() -> None:
    said = {"C58": PAPERS}
    assert MadeSchool().answer("C58", hotline=SHOWN, answers=TIMELY, said=said).verdict is V.MET
    assert MadeSchool().answer("C58", hotline=Hotline(DAYS[5]), said=said).verdict is V.PARTLY
    assert MadeSchool().answer("C58", answers=TIMELY, said=said).verdict is V.NOT_MET
    assert MadeSchool().answer("C58", hotline=SHOWN, answers=Answers(3, 1), said=said).verdict is V.NOT_MET
    nothing_due = MadeSchool().answer("C58", hotline=SHOWN, answers=Answers(0, 0))
    assert [p.verdict for p in nothing_due.parts] == [V.MET, V.NOT_APPLICABLE, V.NEEDS_EVIDENCE]


def test_the_list_has_sixty_codes_and_three_later_ones() -> None:
    built_in = checklist()
    codes = [item.code for item in built_in.items]
    assert codes == [*(f"C{n}" for n in range(1, 61)), "X1", "X2", "X3"]
    own = [item for item in built_in.items if item.of_school and item.area != "X"]
    assert len(own) == 39
    assert [sum(bool(i.evaluator) and not i.people for i in own), sum(bool(i.evaluator) and i.people for i in own),
            sum(not i.evaluator for i in own)] == [10, 16, 13]
    assert all(item.zh and item.en and item.evidence("zh") and item.evidence("en") for item in built_in.items)
    assert {item.area for item in built_in.items} == {area.code for area in built_in.areas}
    assert all(item.answers in ("principal", "leader", "coordinator") for item in own)
    assert {item.code for item in built_in.items if item.overtaken("zh")} == {"C15", "C18", "C20", "C21", "C49"}
    assert {item.evaluator for item in built_in.items if item.evaluator} == set(EVALUATORS)
    assert built_in.header("zh") == "依据：九龙坡区2022年版"


def test_every_threshold_has_its_words_and_source() -> None:
    known = thresholds()
    assert all(one.zh and one.en and one.source in known.sources for one in known.values.values())
    assert limit("c10.tolerance") * 50 == 1
    assert whole("c10.repeated") == 2
    with pytest.raises(ValueError, match="tolerance"):
        whole("c10.tolerance")
    with pytest.raises(KeyError):
        limit("c10.other")


def test_all_items_of_a_good_school() -> None:
    school = MadeSchool()
    found = evaluate(school.facts(posts=POSTS, led=frozenset(s.id for s in school.maker.sessions)), checklist())
    counts = found.counts()
    assert list(found.items) == [item.code for item in checklist().items]
    assert (found.school_days, counts[V.NOT_MET], counts[V.NOT_APPLICABLE]) == (20, 2, 22), found.items
    assert {code for code, item in found.items.items() if item.verdict is V.NOT_MET} == {"C18", "C58"}, "no written plan, no phone on the notice"
    assert {code for code, item in found.items.items() if item.verdict is V.NOT_FOUND} == {"C9", "C12", "C14", "C21"}
    assert found.items["C1"].verdict is V.NEEDS_EVIDENCE
    assert found.items["C24"].verdict is V.NOT_APPLICABLE


def test_all_items_without_any_record() -> None:
    found = evaluate(MadeSchool(homework=False, service=False, heads=False).facts(), checklist())
    computed = [item for item in checklist().items if item.evaluator]
    assert not [code for code, item in found.items.items() if item.verdict in (V.MET, V.NOT_FOUND)], "nothing recorded is never in order"
    assert {found.items[item.code].verdict for item in computed if not item.people and item.code != "C8"} <= {V.NO_DATA, V.NOT_APPLICABLE}
    assert found.items["C8"].verdict is V.NOT_MET, "what should have been published and was not"


def test_a_late_start_is_said() -> None:
    school = MadeSchool()
    school.maker.days = [row for row in school.maker.days if row.day >= DAYS[5]]
    school.sessions(lambda s: s if s.day >= DAYS[5] else None)
    found = evaluate(school.facts(), checklist())
    assert (found.late_start, found.days_before_start) == (DAYS[5], 5)
    assert evaluate(MadeSchool().facts(), checklist()).late_start is None


def test_what_people_say_stands_beside() -> None:
    found = evaluate(MadeSchool().facts(said={"C1": Said(1, 1), "C2": Said(1, 0)}), checklist())
    assert (found.items["C1"].verdict, found.items["C2"].verdict) == (V.MET, V.PARTLY)
