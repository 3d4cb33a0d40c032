"""Questionnaires through their use cases: opened by the principal, counted without a trace of anybody, closed into the school's record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from schoolapp.config import Config
from schoolapp.records import audit as audit_records
from schoolapp.records import surveys as records
from schoolapp.rules.feedback import ONE_ADDRESS_A_DAY
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, Actor, NotAllowed, NotFound
from schoolapp.rules.surveys import ONE_ADDRESS_SURVEY, SurveyKind
from schoolapp.services import audit, needs, school, surveys
from schoolapp.services.afterschool import quality
from schoolapp.services.house import Conflict, Replayed
from schoolapp.services.school import standing_of
from schoolapp.services.surveys import SurveyDraft, SurveyFaults, SurveyRefused, TallyFaults
from tests.cast import NOW, TERM, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.services.survey_cases import UNTIL, give, opened, sheet, switch

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    small = make_school(house, now=at(TERM[0], 8))
    switch(small)
    yield small
    house.close()


def view(small: SmallSchool, survey_id: int, number: str = "t07") -> surveys.SurveyView:
    return surveys.get_survey(house=small.house, actor=small.actor(number), survey_id=survey_id)


def results(small: SmallSchool, survey_id: int) -> surveys.Results:
    return surveys.results_of(house=small.house, actor=small.actor("t07"), survey_id=survey_id, lang="zh")


def close(small: SmallSchool, survey_id: int) -> None:
    surveys.close_survey(house=small.house, actor=small.actor("t07"), survey_id=survey_id, now=NOW)


def acts(small: SmallSchool, n: int) -> list[tuple[str, str]]:
    with small.house.reading() as connection:
        return [(entry.act, entry.new) for entry in audit_records.newest_entries(connection, n)]


def test_from_opening_to_results(small: SmallSchool) -> None:
    survey_id = opened(small)
    found = view(small, survey_id)
    assert [(p.one.grade, p.one.number) for p in found.parts if p.one] == [(1, 1), (3, 1), (3, 2)] and found.invited == sum(p.invited for p in found.parts) > 0
    before = len(acts(small, 100))
    give(small, survey_id, (3, 1), n=8, P3=0, P1=2)
    give(small, survey_id, (3, 2), n=4, P3=2, P1=4)
    give(small, survey_id, (1, 1), n=1, P2=1)
    assert view(small, survey_id).answered == 13 and len(acts(small, 100)) == before  # an answer makes no entry
    with pytest.raises(NotFound):
        results(small, survey_id)  # nothing is read before it closes
    close(small, survey_id)
    said = results(small, survey_id)
    assert said.enough and said.merged and [(g.label, g.answered) for g in said.groups] == [("小学", 13)]
    by_code = {q.code: q for q in said.questions}
    assert [o.total for o in by_code["P3"].options] == [8, 0, 4] and by_code["P3"].total == 12 and by_code["P2"].total == 1
    figures = {f.rule.key: (f.numerator, f.denominator) for f in said.figures}
    assert figures["parent_check"] == (4, 12) and figures["over"] == (4, 12)
    act, new = acts(small, 1)[0]
    assert act == "survey_closed" and '"answered":13' in new and "P3" not in new
    with small.house.reading() as connection:
        assert connection.execute(select(records.survey_tally)).all() == []
    with pytest.raises(SurveyRefused, match="over"):
        give(small, survey_id)
    with pytest.raises(Conflict):
        close(small, survey_id)
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_figures_for_packs_and_self_check(small: SmallSchool) -> None:
    survey_id = opened(small)
    give(small, survey_id, n=6, P3=1, P8=0)
    assert surveys.survey_figures(house=small.house, start=UNTIL, end=UNTIL) == []
    close(small, survey_id)
    found = {f.key: f for f in surveys.survey_figures(house=small.house, start=UNTIL, end=UNTIL)}
    assert (found["parent_check"].numerator, found["parent_check"].denominator, found["parent_check"].share) == (6, 6, 1.0)
    assert found["know"].clause == "C58" and found["notice"].share is None and found["notice"].denominator == 0 and found["know"].answered == 6
    late = UNTIL + timedelta(days=30)
    assert surveys.survey_figures(house=small.house, start=late, end=late) == []


def test_too_few_in_the_school_show_nothing(small: SmallSchool) -> None:
    survey_id = opened(small)
    give(small, survey_id, n=4)
    close(small, survey_id)
    said = results(small, survey_id)
    assert not said.enough and said.questions == () and said.figures == ()
    assert surveys.survey_figures(house=small.house, start=UNTIL, end=UNTIL) == []
    with pytest.raises(NotFound):
        surveys.results_chart(house=small.house, actor=small.actor("t07"), survey_id=survey_id, lang="zh", fmt="svg", dark=False, now=NOW)


@on_sqlite
def test_no_column_has_room_for_who_or_when(small: SmallSchool) -> None:
    columns = {table: {c["name"] for c in inspect(small.house.engine).get_columns(table)} for table in ("survey_tally", "survey_answered", "survey_part")}
    assert columns["survey_tally"] == {"id", "survey_part_id", "answered", "counts"}
    assert columns["survey_answered"] == {"id", "survey_id", "staff_id"}  # no moment, no answer
    assert not {"staff_id", "name", "address", "at"} & columns["survey_part"]


def test_it_closes_by_itself_when_its_day_has_passed(small: SmallSchool) -> None:
    survey_id = opened(small)
    give(small, survey_id, n=5)
    assert not surveys.is_due(house=small.house, now=NOW)
    with pytest.raises(SurveyRefused, match="over"):
        give(small, survey_id, now=TOMORROW)  # the day decides, not the worker
    switch(small, on=False)
    assert surveys.is_due(house=small.house, now=TOMORROW) and surveys.close_due(house=small.house, now=TOMORROW) == 1
    assert not surveys.is_due(house=small.house, now=TOMORROW) and surveys.close_due(house=small.house, now=TOMORROW) == 0
    switch(small)
    assert results(small, survey_id).view.answered == 5


def test_limits_on_an_address_and_on_a_class(small: SmallSchool) -> None:
    survey_id = opened(small)
    one = standing_of(house=small.house).get_class(small.classes[3, 1])
    for _ in range(ONE_ADDRESS_SURVEY):
        surveys.give_family_answer(house=small.house, one=one, survey_id=survey_id, chosen={"P3": 0}, address="203.0.113.9", now=NOW)
    with pytest.raises(SurveyRefused, match="often"):
        surveys.give_family_answer(house=small.house, one=one, survey_id=survey_id, chosen={"P3": 0}, address="203.0.113.9", now=NOW)
    assert ONE_ADDRESS_SURVEY < ONE_ADDRESS_A_DAY
    heads = next(p.invited for p in view(small, survey_id).parts if p.one == one)
    give(small, survey_id, n=heads * 2 - ONE_ADDRESS_SURVEY, address="198.51.100.")
    with pytest.raises(SurveyRefused, match="full"):
        give(small, survey_id, address="192.0.2.")
    assert view(small, survey_id).answered == heads * 2


@pytest.mark.parametrize(("chosen", "code"), [({}, "empty"), ({"P3": 9}, "unknown"), ({"T1": 0}, "unknown"), ({"P3": -1}, "unknown")])
@on_sqlite
def test_hostile_sheets_count_nowhere(small: SmallSchool, chosen: dict[str, int], code: str) -> None:
    survey_id, one = opened(small), standing_of(house=small.house).get_class(small.classes[3, 1])
    with pytest.raises(SurveyRefused, match=code):
        surveys.give_family_answer(house=small.house, one=one, survey_id=survey_id, chosen=chosen, address="203.0.113.1", now=NOW)
    assert view(small, survey_id).answered == 0


@on_sqlite
def test_off_is_really_off(small: SmallSchool) -> None:
    survey_id, one = opened(small), standing_of(house=small.house).get_class(small.classes[3, 1])
    assert [s.id for s in surveys.open_for_class(house=small.house, one=one, now=NOW)] == [survey_id]
    switch(small, on=False)
    assert surveys.open_for_class(house=small.house, one=one, now=NOW) == []
    for ask in (lambda: surveys.list_surveys(house=small.house, actor=small.actor("t07")), lambda: view(small, survey_id), lambda: opened(small),
                lambda: surveys.family_form(house=small.house, one=one, survey_id=survey_id, now=NOW),
                lambda: surveys.open_tallies(house=small.house, actor=small.actor("t01"), now=NOW)):
        with pytest.raises(NotFound):
            ask()


@on_sqlite
def test_a_class_that_is_not_asked_finds_no_form(small: SmallSchool) -> None:
    survey_id = opened(small, grades=(1,))
    with pytest.raises(NotFound):
        give(small, survey_id, (3, 1))
    teachers = opened(small, SurveyKind.TEACHERS)
    with pytest.raises(NotFound):
        give(small, teachers, (1, 1))


def test_a_teacher_answers_once_and_leaves_a_mark_alone(small: SmallSchool) -> None:
    survey_id = opened(small, SurveyKind.TEACHERS)
    assert view(small, survey_id).invited == 5
    for number in ("t01", "t02", "t03", "t04"):
        surveys.give_teacher_answer(house=small.house, actor=small.actor(number), survey_id=survey_id, chosen={"T4": 1}, now=NOW)
    with pytest.raises(SurveyRefused, match="again"):
        surveys.give_teacher_answer(house=small.house, actor=small.actor("t01"), survey_id=survey_id, chosen={"T4": 0}, now=NOW)
    assert view(small, survey_id).answered == 4
    with pytest.raises(NotAllowed):
        surveys.teacher_form(house=small.house, actor=small.actor("t07"), survey_id=survey_id, now=NOW)
    close(small, survey_id)
    assert not results(small, survey_id).enough  # four could be told
    with small.house.reading() as connection:
        assert connection.execute(select(records.survey_answered)).all() == []


def test_paper_is_counted_by_class_and_corrected(small: SmallSchool) -> None:
    survey_id, class_id, teacher = opened(small, SurveyKind.PUPILS), small.classes[3, 1], small.actor("t01")
    place = {"house": small.house, "actor": teacher, "survey_id": survey_id, "class_id": class_id, "now": NOW}
    assert [line.one.id for line in surveys.open_tallies(house=small.house, actor=teacher, now=NOW)] == [class_id]
    assert surveys.save_tally(**place, answered=30, counts=sheet(S1=(20, 8, 2), S5=(28, 0, 2)), version=1)
    with pytest.raises(Conflict):
        surveys.save_tally(**place, answered=31, counts=sheet(), version=1)
    assert surveys.save_tally(**place, answered=30, counts=sheet(S1=(19, 9, 2), S5=(28, 0, 2)), version=2)
    assert not surveys.save_tally(**place, answered=30, counts=sheet(S1=(19, 9, 2), S5=(28, 0, 2)), version=3)
    assert acts(small, 1)[0][0] == "survey_tallied" and '"S1":[19,9,2]' in acts(small, 1)[0][1]
    with pytest.raises(TallyFaults):
        surveys.save_tally(**place, answered=3, counts=sheet(S1=(4, 0, 0)), version=3)
    close(small, survey_id)
    said = results(small, survey_id)
    assert said.view.answered == 30 and [o.total for o in said.questions[0].options] == [19, 9, 2]
    with pytest.raises(NotFound):
        surveys.save_tally(**place, answered=1, counts=sheet(), version=4)
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


@on_sqlite
def test_a_small_tally_stays_out_of_the_trail(small: SmallSchool) -> None:
    survey_id = opened(small, SurveyKind.PUPILS)
    surveys.save_tally(house=small.house, actor=small.actor("t05"), survey_id=survey_id, class_id=small.classes[3, 2], answered=9,
                       counts=sheet(S1=(9, 0, 0)), version=1, now=NOW)
    assert '"answered":9' in acts(small, 1)[0][1] and "counts" not in acts(small, 1)[0][1]


@on_sqlite
def test_only_the_homeroom_teacher_and_the_office_count(small: SmallSchool) -> None:
    survey_id = opened(small, SurveyKind.PUPILS)
    for number, place in (("t01", (3, 2)), ("t04", (3, 1))):
        with pytest.raises(NotFound):
            surveys.tally_form(house=small.house, actor=small.actor(number), survey_id=survey_id, class_id=small.classes[place], now=NOW)
    for number in ("t02", "t07", "t09"):
        with pytest.raises(NotAllowed):
            surveys.tally_form(house=small.house, actor=small.actor(number), survey_id=survey_id, class_id=small.classes[3, 1], now=NOW)
    assert len(surveys.open_tallies(house=small.house, actor=small.actor("t05"), now=NOW)) == 3


def test_the_coordinator_asks_about_a_programme_and_nothing_else(small: SmallSchool) -> None:
    survey_id = opened(small, SurveyKind.PROGRAMME, number="t06", programme="club3", grades=())
    assert [(p.one.grade, p.one.number) for p in view(small, survey_id, "t06").parts if p.one] == [(3, 1), (3, 2)]
    give(small, survey_id, n=6, G1=0)
    surveys.save_tally(house=small.house, actor=small.actor("t01"), survey_id=survey_id, class_id=small.classes[3, 1], answered=5,
                       counts=sheet(SurveyKind.PROGRAMME, G1=(1, 2, 2, 0)), version=1, now=NOW)
    surveys.close_survey(house=small.house, actor=small.actor("t06"), survey_id=survey_id, now=NOW)
    assert [o.total for o in results(small, survey_id).questions[0].options] == [7, 2, 2, 0]  # link and paper together
    with pytest.raises(SurveyFaults):
        opened(small, number="t06")
    parents = opened(small)
    with pytest.raises(NotFound):
        view(small, parents, "t06")
    with pytest.raises(NotFound):
        surveys.close_survey(house=small.house, actor=small.actor("t06"), survey_id=parents, now=NOW)


def about(small: SmallSchool, number: str) -> tuple[surveys.ProgrammeSurvey, ...] | None:
    """What the programme's page is told."""
    return quality.programme_quality(house=small.house, actor=small.actor(number), programme_id=small.programmes["club3"], now=NOW).surveys


@on_sqlite
def test_the_page_of_a_programme_has_its_questionnaires_and_what_came_of_them(small: SmallSchool) -> None:
    assert about(small, "t06") == ()
    survey_id = opened(small, SurveyKind.PROGRAMME, number="t06", programme="club3", grades=())
    opened(small)  # asks families about everything: no business of the programme
    give(small, survey_id, n=6, G1=0)
    give(small, survey_id, n=3, address="203.0.114.", G1=3)
    (running,) = about(small, "t06") or ()
    assert (running.view.row.title, running.view.answered, running.view.invited, running.figures) == ("期中问卷", 9, 80, None)
    surveys.close_survey(house=small.house, actor=small.actor("t06"), survey_id=survey_id, now=NOW)
    for number in ("t06", "t07"):  # who runs it
        (found,) = about(small, number) or ()
        assert found.mine and found.enough and found.figures == results(small, survey_id).figures
        assert [(f.numerator, f.denominator) for f in found.figures][:2] == [(6, 6), (0, 0)]  # who takes no part leaves the denominator
        assert [f.is_shown for f in found.figures][:2] == [True, False]
    for number in ("t02", "t05"):  # who may see the programme, and reads no questionnaire
        (told,) = about(small, number) or ()
        assert (told.mine, told.enough, told.figures, told.view.answered) == (False, False, None, 9)
    for first, last, n in ((NOW.date(), UNTIL, 1), (TERM[0], NOW.date() - timedelta(days=1), 0)):  # outside the opened period it is not there
        inspector = Actor(99, "督学", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=(first, last))
        assert len(surveys.surveys_of_programme(house=small.house, actor=inspector, programme_id=small.programmes["club3"]) or ()) == n
    switch(small, False)
    assert about(small, "t06") is None


@on_sqlite
def test_too_few_answers_about_a_programme_tell_nothing(small: SmallSchool) -> None:
    survey_id = opened(small, SurveyKind.PROGRAMME, number="t06", programme="club3", grades=())
    give(small, survey_id, n=4, G1=0)
    surveys.close_survey(house=small.house, actor=small.actor("t06"), survey_id=survey_id, now=NOW)
    (found,) = about(small, "t06") or ()
    assert (found.mine, found.enough, found.figures) == (True, False, None)


@pytest.mark.parametrize("number", ["t01", "t02", "t05", "t08", "t09"])
@on_sqlite
def test_nobody_else_opens_or_reads(small: SmallSchool, number: str) -> None:
    survey_id = opened(small)
    for ask in (lambda: opened(small, number=number), lambda: view(small, survey_id, number),
                lambda: surveys.close_survey(house=small.house, actor=small.actor(number), survey_id=survey_id, now=NOW)):
        with pytest.raises((NotAllowed, NotFound)):
            ask()


@on_sqlite
def test_what_cannot_be_opened_says_why(small: SmallSchool) -> None:
    def faults(draft: SurveyDraft) -> tuple[tuple[str, str], ...]:
        with pytest.raises(SurveyFaults) as refused:
            surveys.open_survey(house=small.house, actor=small.actor("t07"), draft=draft, now=NOW)
        return refused.value.faults

    assert faults(SurveyDraft(SurveyKind.PARENTS, "", UNTIL)) == (("title", "empty"), ("grades", "none"))
    assert faults(SurveyDraft(SurveyKind.PARENTS, "找 13800138000", UNTIL, (3,))) == (("title", "personal"),)
    assert faults(SurveyDraft(SurveyKind.PROGRAMME, "项目问卷", UNTIL, (), 99)) == (("programme", "programme"),)
    draft = SurveyDraft(SurveyKind.PARENTS, "期中问卷", UNTIL, (3,))
    first = surveys.open_survey(house=small.house, actor=small.actor("t07"), draft=draft, request_key="k1", now=NOW)
    with pytest.raises(Replayed) as replayed:
        surveys.open_survey(house=small.house, actor=small.actor("t07"), draft=draft, request_key="k1", now=NOW)
    assert replayed.value.result == str(first)


@on_sqlite
def test_what_needs_somebody_goes_when_it_is_done(small: SmallSchool) -> None:
    def kinds(number: str) -> list[str]:
        return [n.kind for n in needs.needs_of(house=small.house, actor=small.actor(number), now=NOW) if n.kind.startswith("survey")]

    assert kinds("t01") == []
    pupils, teachers = opened(small, SurveyKind.PUPILS), opened(small, SurveyKind.TEACHERS)
    assert kinds("t01") == ["survey_tally", "survey_answer"] and kinds("t02") == ["survey_answer"] and kinds("t07") == []
    surveys.save_tally(house=small.house, actor=small.actor("t01"), survey_id=pupils, class_id=small.classes[3, 1], answered=5, counts=sheet(), version=1,
                       now=NOW)
    surveys.give_teacher_answer(house=small.house, actor=small.actor("t01"), survey_id=teachers, chosen={"T1": 0}, now=NOW)
    assert kinds("t01") == []


@on_sqlite
def test_chart_and_workbook(small: SmallSchool) -> None:
    survey_id, actor = opened(small), small.actor("t07")
    give(small, survey_id, n=12, P3=1, P6=3)
    close(small, survey_id)
    drawn = [surveys.results_chart(house=small.house, actor=actor, survey_id=survey_id, lang="zh", fmt="svg", dark=False, now=NOW) for _ in range(2)]
    assert drawn[0] == drawn[1] and b"<svg" in drawn[0]
    assert surveys.results_chart(house=small.house, actor=actor, survey_id=survey_id, lang="en", fmt="png", dark=False, now=NOW)[:4] == b"\x89PNG"
    assert surveys.results_workbook(house=small.house, actor=actor, survey_id=survey_id, lang="zh")[:2] == b"PK"


def test_who_may_read_results(small: SmallSchool) -> None:
    survey_id = opened(small)
    give(small, survey_id, n=5)
    office, inspector = small.actor("t05"), small.actor("t09")
    whole = frozenset(range(1, 10))
    for actor in (office, inspector):
        assert surveys.list_surveys(house=small.house, actor=actor) == []  # what runs is the principal's alone
        with pytest.raises(NotFound):
            surveys.get_survey(house=small.house, actor=actor, survey_id=survey_id)
    close(small, survey_id)
    assert surveys.results_of(house=small.house, actor=office, survey_id=survey_id, lang="zh").view.answered == 5
    day = timedelta(days=1)
    seen = replace(inspector, inspected_grades=whole, period=(UNTIL, UNTIL))
    assert surveys.results_of(house=small.house, actor=seen, survey_id=survey_id, lang="zh").view.answered == 5
    for other in (replace(seen, period=(UNTIL + day, UNTIL + 9 * day)), replace(seen, period=(UNTIL - 9 * day, UNTIL - day)),
                  replace(seen, inspected_grades=whole - {3})):
        assert surveys.list_surveys(house=small.house, actor=other) == []
        with pytest.raises(NotFound):
            surveys.results_chart(house=small.house, actor=other, survey_id=survey_id, lang="zh", fmt="svg", dark=False, now=NOW)
    for number in ("t01", "t02", "t08"):
        with pytest.raises(NotAllowed):
            surveys.list_surveys(house=small.house, actor=small.actor(number))
    with pytest.raises(NotAllowed):
        surveys.close_survey(house=small.house, actor=office, survey_id=survey_id, now=NOW)
