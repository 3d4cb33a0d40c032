"""The items about homework: each with a school that meets it, one that does not, one without data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from schoolapp.rules.findings import FindingState, findings_of
from schoolapp.rules.homework import Tier
from schoolapp.rules.people import System
from schoolapp.rules.selfcheck.facts import Decisions, Reports, Signal, WithdrawnItem
from schoolapp.rules.selfcheck.judging import NO_DATA
from schoolapp.rules.selfcheck.results import Place, Verdict
from tests.rules.making import make_profile
from tests.rules.selfcheck_making import DAYS, MARKED, PAPERS, PLANS, SATURDAY, MadeSchool

V = Verdict


def tags_of(school: MadeSchool, code: str, **other: Any) -> tuple[str, ...]:
    return school.answer(code, **other).tags


def test_c7_planned_load() -> None:
    said = {"C7": PAPERS}
    met = MadeSchool().answer("C7", plans=PLANS, said=said)
    assert met.verdict is V.MET
    assert (met.fact("planned").numerator, met.fact("planned").denominator) == (2, 2)
    late = tuple(plan._replace(first_set=DAYS[1]) for plan in PLANS)
    assert MadeSchool().answer("C7", plans=late, said=said).verdict is V.NOT_MET, "set after the first homework"
    assert MadeSchool(homework=False).answer("C7", plans=()).verdict is V.NO_DATA
    assert MadeSchool(homework=False).answer("C7", plans=(), said=said).verdict is V.PARTLY, "papers alone do not make up for it"
    assert MadeSchool().answer("C7", plans=PLANS).verdict is V.PARTLY, "people's part without evidence"
    assert MadeSchool().answer("C7", said=said).verdict is V.MET, "no plan is kept here: the papers decide"
    over = MadeSchool()
    over.give(over.of(3), DAYS[0], 50)
    found = over.answer("C7", plans=PLANS, decisions=Decisions(2, 1, 1), said=said)
    assert (found.fact("above_plan").value, found.fact("decisions").value) == (1, 4)


def test_c8_published_daily_met() -> None:
    met = MadeSchool().answer("C8")
    assert met.verdict is V.MET
    assert (met.fact("recorded").numerator, met.fact("recorded").denominator) == (60, 60)
    assert (met.fact("weeks_recorded").numerator, met.fact("weeks_recorded").denominator) == (4, 4)
    one = MadeSchool()
    one.missing(one.of(3), DAYS[3])
    slip = one.answer("C8")
    assert (slip.verdict, slip.missing, len(slip.findings)) == (V.MET, 1, 1)


def test_c8_published_daily_not_met() -> None:
    gone = MadeSchool()
    gone.missing(gone.of(3), *DAYS[:10])
    found = gone.answer("C8")
    assert (found.verdict, found.missing, found.values["run"], found.values["worst"]) == (V.NOT_MET, 10, 10, Place(3, 1))
    run = MadeSchool()
    run.missing(run.of(7), *DAYS[:3])
    assert run.answer("C8").verdict is V.PARTLY, "three days in a row"
    late = MadeSchool()
    for day in DAYS[:5]:
        late.give(late.of(3), day, late=True)
    assert (late.answer("C8").verdict, tags_of(late, "C8")) == (V.PARTLY, ("late",))
    weeks = MadeSchool()
    weeks.missing(weeks.of(1), *DAYS)
    assert weeks.answer("C8").verdict is V.NOT_MET, "grade 1 never said anything"


def test_c8_a_none_declared_late_is_not_on_time() -> None:
    school = MadeSchool()
    for day in DAYS[:5]:
        school.missing(school.of(3), day)
        school.maker.none_today(school.of(3), day)
    late = frozenset((school.of(3).ref.id, day) for day in DAYS[:5])
    assert (school.answer("C8").verdict, school.answer("C8", declared_late=late).verdict) == (V.MET, V.PARTLY)


def test_c8_without_data() -> None:
    empty = MadeSchool()
    empty.maker.bounds = (SATURDAY, SATURDAY, date(2026, 11, 23))
    assert (empty.answer("C8").verdict, tags_of(empty, "C8")) == (V.NO_DATA, ("no_school_days",))
    short = MadeSchool()
    short.maker.bounds = (DAYS[0], DAYS[1], date(2026, 11, 23))
    assert tags_of(short, "C8") == ("few_days",)


def test_c9_nothing_for_parents() -> None:
    found = MadeSchool().answer("C9")
    assert (found.verdict, found.fact("items").denominator) == (V.NOT_FOUND, 60), "a screening of texts never says that it is met"
    bad = MadeSchool()
    for day in DAYS[:2]:
        bad.worded(bad.of(3), day, "抄写生字，请家长检查并签字")
    assert (bad.answer("C9").verdict, bad.answer("C9").fact("items").numerator) == (V.NOT_MET, 2)
    one = MadeSchool()
    one.worded(one.of(3), DAYS[0], "抄写生字，请家长检查并签字")
    assert one.answer("C9").verdict is V.PARTLY
    key = one.answer("C9").findings[0]
    assert one.answer("C9", states={key: FindingState.FALSE_ALARM}).verdict is V.NOT_FOUND
    assert one.answer("C9", states={key: FindingState.EXPLAINED}).verdict is V.PARTLY, "explained is still what it is"
    assert MadeSchool(homework=False).answer("C9").verdict is V.NO_DATA


def test_c9_withdrawn_on_its_day_was_caught() -> None:
    school = MadeSchool()
    item = school.worded(school.of(3), DAYS[0], "请家长批改并拍照上传")
    school.more.clear()
    same_day, next_day = WithdrawnItem(item, DAYS[0]), WithdrawnItem(item, DAYS[1])
    caught, stayed = school.answer("C9", withdrawn=(same_day,)), school.answer("C9", withdrawn=(next_day,))
    assert (caught.verdict, caught.fact("withdrawn_in_time").value) == (V.NOT_FOUND, 1)
    assert (stayed.verdict, stayed.fact("items").numerator, stayed.fact("items").denominator) == (V.PARTLY, 1, 61)


def test_c9_what_families_answered_lowers() -> None:
    signal = Signal(6, 30, 3, 4)
    found = MadeSchool().answer("C9", signals={"parent_check": signal})
    assert (found.verdict, found.tags) == (V.PARTLY, ("survey",))
    assert MadeSchool().answer("C9", signals={"parent_check": signal._replace(yes=9)}).verdict is V.NOT_MET
    assert MadeSchool().answer("C9", reports={"parents": Reports(1, 0, 1, 1)}).verdict is V.PARTLY


def test_c10_load_in_cap() -> None:
    met = MadeSchool().answer("C10")
    assert (met.verdict, met.fact("over_days").denominator) == (V.MET, 80)
    bad = MadeSchool()
    for day in DAYS[:3]:
        bad.give(bad.of(3), day, 61, 60)
    found = bad.answer("C10")
    assert (found.verdict, found.tags, found.values["worst"]) == (V.NOT_MET, ("too_many",), Place(3, 1))
    assert (found.fact("over_days").numerator, len(found.findings), found.values["highest"]) == (3, 3, 61)
    one = MadeSchool()
    one.give(one.of(3), SATURDAY, 90)
    assert one.answer("C10").verdict is V.PARTLY, "a breach on a Saturday counts, and is never met"
    approved = one.answer("C10", approved=frozenset({(one.of(3).ref.id, SATURDAY)}))
    assert (approved.verdict, approved.fact("approved").numerator) == (V.PARTLY, 1)
    assert MadeSchool(homework=False).answer("C10").verdict is V.NO_DATA


def test_c10_low_grades_take_nothing_home() -> None:
    school = MadeSchool()
    school.give(school.of(1), DAYS[0], 10, 10)
    assert school.answer("C10").verdict is V.MET
    for day in DAYS[:3]:
        school.give(school.of(1), day, 10, 5)
    found = school.answer("C10")
    assert (found.verdict, found.fact("low_grade_days").numerator) == (V.NOT_MET, 3)


def test_c10_samples_cap_and_fail() -> None:
    school = MadeSchool()
    school.maker.sample(school.of(3), DAYS[0], 5, 900)
    assert school.answer("C10").verdict is V.MET, "too few asked"
    school.maker.sample(school.of(3), DAYS[1], 20, 601)
    assert tags_of(school, "C10") == ("sampled_over",)
    for day in DAYS:
        school.maker.sample(school.of(3, 2), day, 20, 610)
    assert school.answer("C10").verdict is V.NOT_MET


def test_c10_written_up_afterwards_proves_little() -> None:
    school = MadeSchool()
    for day in DAYS[:5]:
        school.give(school.of(3), day, late=True)
    assert (school.answer("C10").verdict, tags_of(school, "C10")) == (V.PARTLY, ("written_late",))


def test_c10_by_the_system() -> None:
    school = MadeSchool(grades=(6,))
    for day in DAYS[:4]:
        school.give(school.of(6), day, 80, 70)
    assert school.answer("C10").verdict is V.NOT_MET
    school.maker.system, school.maker.profiles = System.FIVE_FOUR, (make_profile(System.FIVE_FOUR),)
    assert school.answer("C10").verdict is V.MET


def test_c12_tiers_not_drill() -> None:
    met = MadeSchool().answer("C12")
    assert (met.verdict, [p.verdict for p in met.parts]) == (V.NOT_FOUND, [V.NOT_FOUND, V.MET])
    bad = MadeSchool()
    for day in DAYS[:2]:
        bad.worded(bad.of(3), day, "没写好的罚抄课文三十遍")
    assert bad.answer("C12").verdict is V.NOT_MET
    plain = MadeSchool(grades=(3,), homework=False)
    for one in plain.classes:
        for day in DAYS:
            plain.give(one, day, tier=Tier.EVERYONE)
    found = plain.answer("C12")
    assert (found.verdict, found.tags, found.values["without"]) == (V.PARTLY, ("no_tiers",), (Place(3),))
    assert MadeSchool(homework=False).answer("C12").verdict is V.NO_DATA


def test_c13_done_in_school() -> None:
    met = MadeSchool().answer("C13")
    assert (met.verdict, met.fact("cells").numerator, met.fact("cells").denominator) == (V.MET, 4, 4)
    assert (met.fact("primary").value, met.values["primary_line"]) == (0.9, 0.8)
    home = MadeSchool()
    for one in home.classes[1:]:
        for day in DAYS:
            home.give(one, day, 40, 10)
    assert (home.answer("C13").verdict, home.answer("C13").values["lowest"]) == (V.NOT_MET, Place(3))
    half = MadeSchool()
    for day in DAYS:
        half.give(half.of(7), day, 40, 10)
    assert half.answer("C13").verdict is V.PARTLY
    assert MadeSchool(homework=False).answer("C13").verdict is V.NO_DATA
    assert MadeSchool(grades=(1,)).answer("C13").verdict is V.NOT_APPLICABLE


def test_c14_teachers_mark() -> None:
    said = {"C14": PAPERS}
    assert MadeSchool().answer("C14", said=said).verdict is V.NOT_FOUND
    assert MadeSchool().answer("C14").verdict is V.NOT_FOUND, "nothing is claimed that a paper could be missing for"
    assert MadeSchool().answer("C14", marking=MARKED, said=said).verdict is V.NOT_FOUND
    bad = tuple(one._replace(marked=30) for one in MARKED)
    assert MadeSchool().answer("C14", marking=bad, said=said).verdict is V.NOT_MET
    worded = MadeSchool()
    for day in DAYS[:2]:
        worded.worded(worded.of(3), day, "同桌互相批改口算题")
    assert worded.answer("C14", said=said).verdict is V.NOT_MET
    assert MadeSchool(homework=False).answer("C14", said=said).verdict is V.PARTLY, "text without data caps people's answer"
    assert MadeSchool(homework=False).answer("C14").verdict is V.NO_DATA


def test_x3_no_homework_day() -> None:
    wednesday = (make_profile(no_homework_weekday=3),)
    assert MadeSchool().answer("X3").verdict is V.NOT_APPLICABLE
    met = MadeSchool(homework=False)
    for one in met.classes:
        for day in DAYS:
            if day.isoweekday() == 3:
                met.maker.none_today(one, day)
            else:
                met.give(one, day)
    met.maker.profiles = wednesday
    assert (met.answer("X3").verdict, met.answer("X3").fact("days").denominator) == (V.MET, 16)
    bad = MadeSchool()
    bad.maker.profiles = wednesday
    assert (bad.answer("X3").verdict, bad.answer("X3").fact("days").numerator) == (V.NOT_MET, 12)
    empty = MadeSchool(homework=False)
    empty.maker.profiles = wednesday
    assert empty.answer("X3").verdict is V.NO_DATA


@pytest.mark.parametrize("code", ["C8", "C10"])
def test_a_year_without_a_published_calendar_caps(code: str) -> None:
    school = MadeSchool(homework=False)
    start = date(2031, 3, 3)
    days = tuple(start + timedelta(days=n) for n in range(5))
    term = replace(school.maker.calendar.terms[0], start=start, end=days[-1])
    school.maker.calendar = replace(school.maker.calendar, terms=(term,))
    school.maker.bounds = (start, days[-1], date(2031, 4, 1))
    school.classes = [one._replace(ref=one.ref._replace(year=2030)) for one in school.classes]
    school.maker.classes = tuple(school.classes)
    for one in school.classes:
        for day in days:
            school.give(one, day)
    found = school.answer(code)
    assert (found.verdict, found.tags) == (V.PARTLY, ("calendar",))


@pytest.mark.parametrize("code", ["C9", "C10"])
def test_missing_days_lower_and_never_raise(code: str) -> None:
    full, thin, poor = MadeSchool(), MadeSchool(), MadeSchool()
    thin.missing(thin.of(3), *DAYS[:10])
    for one in poor.classes:
        poor.missing(one, *DAYS[:19])
    assert full.answer(code).verdict in (V.MET, V.NOT_FOUND)
    assert (thin.answer(code).verdict, tags_of(thin, code)) == (V.PARTLY, ("data_thin",))
    assert poor.answer(code).verdict is NO_DATA.verdict


def test_the_share_needs_its_minutes_stated() -> None:
    school = MadeSchool()
    school.maker.days = [row._replace(stated_written=0, stated_home=0) for row in school.maker.days]
    assert tags_of(school, "C13") == ("not_stated",)
    assert Decimal("0.8") == school.maker.profiles[0].in_school_share_primary
    assert not [f for f in findings_of(school.maker.facts()) if f.kind.value == "homework.in_school_share"]
