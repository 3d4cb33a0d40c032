"""The items about the after-school service: each with a school that meets it, one that does not, one without data."""

from __future__ import annotations

from datetime import date

import pytest

from schoolapp.rules.afterschool import Category
from schoolapp.rules.findings import FindingState
from schoolapp.rules.selfcheck.facts import OutsideSession, Paper, Signal
from schoolapp.rules.selfcheck.results import Place, Verdict
from tests.rules.making import make_session
from tests.rules.selfcheck_making import DAYS, GRADES, IN_ORDER, PAPERS, PLAN_PAPER, SATURDAY, MadeSchool

V = Verdict


def test_c15_five_plus_two() -> None:
    met = MadeSchool().answer("C15")
    assert met.verdict is V.MET
    assert (met.fact("no_session").denominator, met.fact("weeks_met").numerator, met.fact("weeks_met").denominator) == (60, 12, 12)
    assert (met.fact("coverage").numerator, met.fact("coverage").denominator) == (120, 120)
    bad = MadeSchool()
    bad.sessions(lambda s: None if s.day in DAYS[:5] else s)
    found = bad.answer("C15")
    assert (found.verdict, found.fact("no_session").numerator, found.values["none"]) == (V.NOT_MET, 15, 3)
    assert MadeSchool(service=False).answer("C15").verdict is V.NO_DATA
    assert MadeSchool(service=False).answer("C15").tags == ("no_service",)


def test_c15_one_bad_day_fails_its_week() -> None:
    school = MadeSchool()
    school.sessions(lambda s: s._replace(end=16 * 60 + 45) if s.day == DAYS[0] and s.end == 17 * 60 + 30 else s)
    found = school.answer("C15")
    assert (found.verdict, found.values["short"], found.values["early"]) == (V.NOT_MET, 3, 3)
    assert [p.verdict for p in found.parts] == [V.MET, V.NOT_MET, V.MET], "9 of 12 grade-weeks"


def test_c15_everybody_who_asked() -> None:
    school = MadeSchool()
    school.maker.classes = tuple(one._replace(joined=29) if one is school.of(3) else one for one in school.classes)
    found = school.answer("C15")
    assert (found.verdict, found.values["classes"]) == (V.PARTLY, (Place(3, 1),))
    assert MadeSchool(heads=False).answer("C15").verdict is V.PARTLY, "heads were never entered"


def test_c16_end_time() -> None:
    met = MadeSchool().answer("C16")
    assert (met.verdict, met.fact("early_days").denominator) == (V.MET, 60)
    bad = MadeSchool()
    bad.sessions(lambda s: s._replace(end=17 * 60) if s.day in DAYS[:3] and s.end == 17 * 60 + 30 else s)
    found = bad.answer("C16")
    assert (found.verdict, found.fact("early_days").numerator, found.values["earliest"]) == (V.NOT_MET, 9, 17 * 60)
    assert MadeSchool(service=False).answer("C16").verdict is V.NO_DATA


def test_c17_extended_care() -> None:
    school = MadeSchool()
    asked = {school.of(3).ref.id: ((date(2026, 9, 1), 5),)}
    bad = school.answer("C17", extended=asked, said={"C17": PAPERS})
    assert (bad.verdict, bad.fact("class_days").denominator) == (V.NOT_MET, 20)
    school.maker.service(*(make_session(day, "17:30", "18:30", grades=(3,), category=Category.EXTENDED_CARE) for day in DAYS))
    assert school.answer("C17", extended=asked, said={"C17": PAPERS}).verdict is V.MET
    nobody = {school.of(3).ref.id: ((date(2026, 9, 1), 0),)}
    assert school.answer("C17", extended=nobody, said={"C17": PAPERS}).verdict is V.MET, "the notice by which families were asked"
    assert school.answer("C17").verdict is V.NEEDS_EVIDENCE


def test_c18_plan_on_file() -> None:
    said = {"C18": PAPERS}
    assert MadeSchool().answer("C18", service_plans=PLAN_PAPER, said=said).verdict is V.MET
    assert MadeSchool().answer("C18", service_plans=(Paper(DAYS[5]),), said=said).verdict is V.PARTLY
    assert MadeSchool().answer("C18", said=said).verdict is V.NOT_MET
    gone = (Paper(date(2026, 9, 1), date(2026, 9, 20)),)
    assert MadeSchool().answer("C18", service_plans=gone, said=said).verdict is V.NOT_MET
    assert MadeSchool(service=False).answer("C18").verdict is V.NO_DATA


def test_c19_homework_help() -> None:
    met = MadeSchool().answer("C19")
    assert (met.verdict, met.fact("days").denominator, met.fact("minutes").numerator) == (V.MET, 40, 20 * 60)
    clubs = MadeSchool()
    clubs.sessions(lambda s: s._replace(category=Category.CLUB))
    assert clubs.answer("C19").verdict is V.NOT_MET
    assert MadeSchool(service=False).answer("C19").verdict is V.NO_DATA
    assert MadeSchool(grades=(1,)).answer("C19").verdict is V.NOT_APPLICABLE


def test_c20_rich_choice() -> None:
    met = MadeSchool().answer("C20")
    assert (met.verdict, met.fact("fewest_kinds").value, met.fact("weeks").numerator) == (V.MET, 3, 12)
    bare = MadeSchool()
    bare.sessions(lambda s: s._replace(category=Category.HOMEWORK_HELP))
    assert bare.answer("C20").verdict is V.NOT_MET
    one = MadeSchool()
    one.sessions(lambda s: s if s.category is Category.HOMEWORK_HELP else s._replace(category=Category.SPORTS))
    assert one.answer("C20").verdict is V.PARTLY
    assert MadeSchool(service=False).answer("C20").verdict is V.NO_DATA


def test_c21_no_new_lesson() -> None:
    met = MadeSchool().answer("C21")
    assert (met.verdict, met.fact("with_content").numerator) == (V.NOT_FOUND, 40)
    bad = MadeSchool()
    bad.sessions(lambda s: s._replace(content="讲授新课第五单元") if s.day in DAYS[:2] else s)
    found = bad.answer("C21")
    assert (found.verdict, found.fact("sessions").numerator) == (V.NOT_MET, 4)
    assert bad.answer("C21", states=dict.fromkeys(found.findings, FindingState.FALSE_ALARM)).verdict is V.NOT_FOUND
    silent = MadeSchool()
    silent.sessions(lambda s: s._replace(content=""))
    assert silent.answer("C21").verdict is V.NO_DATA
    assert MadeSchool(service=False).answer("C21").verdict is V.NO_DATA
    assert MadeSchool().answer("C21", signals={"newlesson": Signal(3, 30, 3, 4)}).verdict is V.PARTLY


def test_c23_outside_resources() -> None:
    said = {"C23": PAPERS}
    assert MadeSchool().answer("C23", outside=IN_ORDER, said=said).verdict is V.MET
    lacking = (*IN_ORDER, OutsideSession(3, "乙中心", False))
    assert MadeSchool().answer("C23", outside=lacking, said=said).verdict is V.NOT_MET
    few = (*(OutsideSession(n, "甲中心", True) for n in range(30)), OutsideSession(99, "乙中心", False))
    assert MadeSchool().answer("C23", outside=few, said=said).verdict is V.PARTLY
    unkept = MadeSchool().answer("C23", outside=lacking, providers_kept=False, said=said)
    assert (unkept.verdict, unkept.tags) == (V.PARTLY, ("no_register",)), "no register here: the papers decide, and are looked at"
    none = MadeSchool().answer("C23", said=said)
    assert (none.verdict, none.tags) == (V.PARTLY, ("no_outside",))
    assert MadeSchool(service=False).answer("C23").verdict is V.NO_DATA


def test_x1_school_days_only() -> None:
    assert MadeSchool().answer("X1").verdict is V.MET
    school = MadeSchool()
    extra = [make_session(SATURDAY, grades=GRADES), make_session(SATURDAY, "13:00", "14:00", grades=GRADES)]
    school.maker.service(*extra)
    found = school.answer("X1")
    assert (found.verdict, found.fact("sessions").numerator) == (V.NOT_MET, 2)
    assert school.answer("X1", decided=frozenset(s.id for s in extra)).verdict is V.PARTLY
    assert MadeSchool(service=False).answer("X1").verdict is V.NO_DATA


def test_x2_voluntary() -> None:
    met = MadeSchool().answer("X2")
    assert (met.verdict, met.values["all_in"]) == (V.MET, ())
    school = MadeSchool()
    school.maker.classes = tuple(one._replace(joined=40) for one in school.classes)
    found = school.answer("X2")
    assert (found.verdict, found.fact("classes").numerator, found.values["all_in"]) == (V.NOT_MET, 4, tuple(Place(g) for g in GRADES))
    assert MadeSchool(heads=False).answer("X2").verdict is V.NO_DATA
    assert MadeSchool(service=False).answer("X2").verdict is V.NO_DATA
    assert MadeSchool().answer("X2", signals={"forced": Signal(2, 30, 3, 4)}).verdict is V.PARTLY


@pytest.mark.parametrize("code", ["C15", "C16", "C19", "C20", "C21", "X1", "X2"])
def test_a_school_without_programmes_is_told_so(code: str) -> None:
    assert MadeSchool(service=False).answer(code).tags == ("no_service",)
