"""The self-check from the database: what is read beside the facts of the period, who sees what of it, and that every answer has its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import homework as homework_records
from schoolapp.records import hours as hours_records
from schoolapp.records import providers as provider_records
from schoolapp.records import sign_off as sign_off_records
from schoolapp.records import suggestions as suggestion_records
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.selfcheck.checklist import EVALUATORS
from schoolapp.rules.selfcheck.facts import CheckFacts, Post, Reports, SignedWeek
from schoolapp.rules.selfcheck.results import PERSON, ItemResult, Results, Verdict
from schoolapp.services import homework, quota, selfcheck, settings
from schoolapp.services.findings import BadPeriod
from schoolapp.services.homework import Draft
from schoolapp.services.quota import PlanEntry
from schoolapp.services.school import read_standing
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY, PERIOD, THURSDAY, inspector, with_faults

V = Verdict


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return with_faults(small)


def facts(small: SmallSchool, start: date = THURSDAY, end: date = MONDAY, grades: frozenset[int] | None = None) -> CheckFacts:
    with small.house.reading() as connection:
        return selfcheck.read_check_facts(connection, read_standing(connection), start=start, end=end, today=NOW.date(), grades=grades)


def results(small: SmallSchool, who: str = "t07", **period: date) -> Results:
    return selfcheck.results_of(house=small.house, actor=small.actor(who), now=NOW, **{**PERIOD, **period})


def test_the_database_gives_what_the_items_see(small: SmallSchool) -> None:
    found = results(small, start=TERM[0])
    load = found.items["C10"]
    assert (load.fact("over_days").numerator, load.values["highest"], load.verdict) == (1, 85, V.NOT_MET), "most of the term has no record"
    assert found.items["C8"].verdict is V.NOT_MET and found.items["C8"].missing > 300
    assert found.items["C15"].fact("weeks_met").numerator == 0
    assert found.items["C15"].fact("coverage").numerator == found.items["C15"].fact("coverage").denominator == 380
    assert found.late_start == THURSDAY and found.days_before_start > 40
    assert (found.start, found.end, found.as_of) == (TERM[0], MONDAY, MONDAY)


@on_sqlite
def test_posts_are_those_of_today(small: SmallSchool) -> None:
    posts = facts(small).posts
    assert [p for p in posts if p.role in ("principal", "coordinator")] == [Post("principal", 0, 0, True), Post("coordinator", 0, 0, True)]
    assert {(p.grade, p.filled) for p in posts if p.role == "leader"} == {(grade, grade == 3) for grade in range(1, 10)}
    assert {(p.grade, p.number) for p in posts if p.role == "homeroom" and p.filled} == {(1, 1), (3, 1), (3, 2)}


def test_items_withdrawn_and_nones_declared_afterwards(small: SmallSchool) -> None:
    before = facts(small)
    assert (before.withdrawn, before.declared_late) == ((), frozenset())
    assert [(w.subject, w.minutes, w.published_on) for w in before.written] == [("数学", 45, MONDAY), ("语文", 40, MONDAY)]
    posted = before.period.items[0].id
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=posted, version=1, reason="登记错了", now=NOW)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:  # as a workbook brings it
        day = work.add(homework_records.class_day, class_id=small.classes[1, 1], day=FRIDAY, declared=True)
        work.add(homework_records.homework_none, class_day_id=day, subject="", declared_at=NOW)
        work.audit("made", "school:1")
    after = facts(small)
    assert [(w.item.id, w.withdrawn_on) for w in after.withdrawn] == [(posted, MONDAY)]
    assert after.declared_late == {(small.classes[1, 1], FRIDAY)}


def test_a_plan_counts_from_when_it_was_first_set(small: SmallSchool) -> None:
    assert facts(small).plans is None
    plan = {"house": small.house, "actor": small.actor("t05"), "term_id": small.term_id}
    quota.save_plan(**plan, entries=[PlanEntry(3, "数学", 20, "", (None, ""))], now=at(date(2026, 9, 1)))
    quota.save_plan(**plan, entries=[PlanEntry(3, "数学", 25, "", (20, ""))], now=NOW)
    plans = facts(small).plans
    assert plans is not None
    assert [(p.grade, p.subject, p.minutes, p.first_set) for p in plans] == [(3, "数学", 25, date(2026, 9, 1))]
    planned = results(small).items["C7"]
    assert (planned.fact("planned").numerator, planned.fact("planned").denominator, planned.fact("above_plan").value) == (1, 2, 1)


def test_signed_weeks_hours_and_suggestions_are_kept_or_not(small: SmallSchool) -> None:
    nothing = facts(small)
    assert (nothing.signed_weeks, nothing.months, nothing.reports, nothing.answers, nothing.walked) == (None, None, None, None, None)
    monday = MONDAY - timedelta(days=7)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(sign_off_records.week_sign_off, grade=3, monday=monday, staff_id=small.staff["t02"], signed_at=NOW, data_version=1, figures="{}")
        work.add(hours_records.hours_answer, staff_id=small.staff["t01"], first_day=date(2026, 10, 1), word="confirmed", minutes=0, note="", at=NOW, version=1)
        box = work.add(suggestion_records.suggestion_box, public="x", printed="x", reply_days=10, confirmed=True, made_at=NOW)
        for serial, (state, answered) in enumerate((("received", None), ("closed", FRIDAY))):
            work.add(suggestion_records.suggestion, suggestion_box_id=box, year=2026, serial=serial, category="paid", state=state, received_on=THURSDAY,
                     due_on=FRIDAY, answered_on=answered, code_digest=str(serial), reply_to="x")
        work.audit("made", "school:1")
    some = facts(small)
    assert some.signed_weeks == (SignedWeek(3, monday, MONDAY),)
    assert some.months == ()
    assert some.reports is not None and some.reports["paid"] == Reports(2, 1) and some.reports["exams"] == Reports(0, 0)
    assert some.answers == (2, 1)
    assert results(small).items["C22"].tags == ("open_reports", "no_evidence")


@on_sqlite
def test_an_outside_provider_needs_its_papers_on_the_day(small: SmallSchool) -> None:
    assert not facts(small).providers_kept
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        provider = work.add(provider_records.service_provider, name="甲中心", listed=True, licence="L1", licence_until=FRIDAY, contract="H1")
        work.change(afterschool_records.programme, small.programmes["hw3"], provider="甲中心", provider_id=provider)
        work.audit("made", "school:1")
    assert [one.in_order for one in facts(small).outside] == [True], "the cancelled session is none"
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(provider_records.service_provider, provider, licence_until=date(2026, 11, 1))
        work.audit("made", "school:1")
    assert [one.in_order for one in facts(small).outside] == [False]


@on_sqlite
def test_a_session_counts_for_hours_when_its_person_was_nowhere_else(small: SmallSchool) -> None:
    (held,) = (s for s in facts(small).period.sessions if s.held)
    assert facts(small).led == {held.id}
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(afterschool_records.service_session, programme_id=small.programmes["club3"], day=THURSDAY, start=1000, end=1060, held=True,
                 staff_id=small.staff["t01"], logged_at=NOW)
        work.audit("made", "school:1")
    assert facts(small).led == frozenset()


def test_the_hotline_counts_from_when_it_was_shown(small: SmallSchool) -> None:
    assert facts(small).hotline.since == MONDAY, "since the school's records began here"
    for phone, day in (("", 24), ("023-6785 0120", 25)):
        page = settings.settings_page(house=small.house, actor=small.actor("t08"))
        settings.change_settings(house=small.house, actor=small.actor("t08"), facts=replace(page.facts, report_phone=phone), seen=page.seen,
                                 now=at(date(2026, 11, day)))
    assert facts(small).hotline.since == date(2026, 11, 25)


@on_sqlite
def test_an_inspector_sees_the_grades_and_days_that_were_opened(small: SmallSchool) -> None:
    scoped = inspector(small, grades=frozenset({1, 2}), period=(FRIDAY, MONDAY))
    found = selfcheck.results_of(house=small.house, actor=scoped, now=NOW, **PERIOD)
    assert (found.start, found.end) == (FRIDAY, MONDAY)
    assert found.items["C10"].fact("over_days").numerator == 0
    assert found.items["C54"].fact("teachers").denominator is None, "of the whole school's staff nothing"
    with pytest.raises(NotFound):
        selfcheck.results_of(house=small.house, actor=inspector(small, period=(TERM[0], TERM[0])), now=NOW, **PERIOD)


@on_sqlite
@pytest.mark.parametrize("who", ["t01", "t02", "t06", "t08"])
def test_who_may_not_see_it(small: SmallSchool, who: str) -> None:
    with pytest.raises(NotAllowed):
        results(small, who)


@on_sqlite
def test_a_period_has_an_order(small: SmallSchool) -> None:
    with pytest.raises(BadPeriod):
        results(small, start=MONDAY, end=THURSDAY)


@on_sqlite
def test_answers_are_kept_until_something_is_written(small: SmallSchool) -> None:
    first = results(small)
    assert results(small) is first
    homework.post_homework(house=small.house, actor=small.actor("t01"), day=MONDAY, subject="数学", class_ids=[small.classes[3, 2]],
                           drafts=[Draft("练习册", 10, in_school=10)], now=NOW)
    assert results(small) is not first


@on_sqlite
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_computed_item_has_its_sentence(small: SmallSchool, lang: str) -> None:
    found = results(small)
    for code, item in found.items.items():
        text = selfcheck.sentence(item, lang)
        assert "%(" not in text and "None" not in text, code
        assert bool(text) == bool(item.computed or item.code in ("C7", "C6", "C17", "C22", "C51", "C57", "C59")), code
        assert (lang == "en" and any("一" <= char <= "鿿" for char in text)) is False, text
    assert len(EVALUATORS) == 29
    assert {tag for item in found.items.values() for tag in item.tags} <= selfcheck.TAG_WORDS.keys()
    assert {part.name for item in found.items.values() for part in item.parts} <= selfcheck.PART_WORDS.keys()
    assert PERSON in selfcheck.PART_WORDS


@on_sqlite
def test_the_sentence_has_the_figures(small: SmallSchool) -> None:
    found = results(small)
    assert selfcheck.sentence(found.items["C10"], "zh").startswith("判定 1 个班日，超上限 1 个")
    assert "三(1)班" in selfcheck.sentence(found.items["C10"], "zh")
    assert selfcheck.sentence(ItemResult("C1", V.NEEDS_EVIDENCE), "zh") == ""
    early = results(small, start=date(2026, 7, 1), end=date(2026, 7, 10)).items["C15"]
    assert (early.verdict, selfcheck.sentence(early, "zh")) == (V.NO_DATA, "本期没有登记课后服务项目。")
