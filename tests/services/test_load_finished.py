"""How far classes got with their homework in the service, by month: class-days with written homework and the word that was said of each, the
second figure beside the in-school share."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotAllowed, NotFound
from schoolapp.rules.session_heads import Finished, SessionHeads
from schoolapp.services import load
from schoolapp.services.afterschool.choices import CANCEL_REASONS
from schoolapp.services.homework import Draft
from schoolapp.services.load import ChartKind, FinishedMonth, SpanKind
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.test_afterschool import log
from tests.services.test_load_charts import FRI, LAST, THU, TUE, WED, chart, fill, rows

pytestmark = on_sqlite

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
EARLIER = date(2026, 10, 20)


def said(small: SmallSchool, day: date, *bands: Finished | None, start: int = 960, end: int = 1020, **changes: object) -> None:
    """A session of homework help that says how far 三(1)班, 三(2)班 got."""
    heads = tuple(SessionHeads(small.classes[3, n], 38, 38, band) for n, band in enumerate(bands, 1))
    log(small, day=day, start=start, end=end, heads=heads, **changes)


def months(small: SmallSchool, kind: str = "month", key: str = "2026-11", *, grade: int = 3, actor: Actor | None = None) -> tuple[FinishedMonth, ...]:
    who = actor or small.actor("t02")
    return load.finished_months(house=small.house, actor=who, grade=grade, kind=SpanKind(kind), key=key, now=NOW)


def test_every_class_day_with_written_homework_has_the_word_that_was_said_of_it_or_none(small: SmallSchool) -> None:
    fill(small)
    post(small, "t03", [(3, 1)], Draft("生字", 20), day=EARLIER, now=at(EARLIER))
    said(small, LAST, Finished.MOST, Finished.HALF)
    said(small, TUE, Finished.FEW, Finished.MOST)  # 三(2)班 had no homework on Tuesday
    said(small, WED, Finished.MOST)  # none today: there is nothing to finish
    said(small, FRI, Finished.MOST)
    # Thursday and the day in October: nobody said anything
    assert months(small) == (FinishedMonth(OCTOBER, 1, 0, 0, 0), FinishedMonth(NOVEMBER, 4, 1, 1, 1))
    assert [(m.days, m.most + m.half + m.few, m.unsaid) for m in months(small)] == [(1, 0, 1), (4, 3, 1)]
    assert months(small, "term", str(small.term_id)) == months(small)  # the share is by month of the whole term


def test_the_session_that_ended_last_has_the_word_and_a_cancelled_one_has_none(small: SmallSchool) -> None:
    fill(small)
    said(small, LAST, Finished.FEW)
    said(small, LAST, Finished.MOST, start=1030, end=1080)
    log(small, day=TUE, held=False, content="", reason=CANCEL_REASONS[0], heads=(SessionHeads(small.classes[3, 1], 38, None, Finished.MOST),))
    assert months(small) == (FinishedMonth(NOVEMBER, 4, 1, 0, 0),)


def test_the_in_school_share_stays_as_it_is(small: SmallSchool) -> None:
    fill(small)
    before = rows(chart(small, ChartKind.SHARE))
    said(small, LAST, Finished.FEW, Finished.FEW)
    assert rows(chart(small, ChartKind.SHARE)) == before


def test_a_school_without_homework_or_without_a_word_has_no_made_up_figure(small: SmallSchool) -> None:
    assert months(small) == () == months(small, "term", str(small.term_id))
    said(small, LAST, Finished.MOST, Finished.MOST)  # a word on days without homework
    assert months(small) == ()
    post(small, "t03", [(3, 1), (3, 2)], Draft("读一章", 20), day=TUE, now=at(TUE))
    assert months(small) == (FinishedMonth(NOVEMBER, 2, 0, 0, 0),)
    assert months(small, grade=4, actor=small.actor("t05")) == ()


def test_days_to_come_and_days_that_the_reader_does_not_see_are_left_out(small: SmallSchool) -> None:
    fill(small)
    post(small, "t03", [(3, 1)], Draft("作文", 50), day=MONDAY + timedelta(days=2))
    said(small, LAST, Finished.MOST, Finished.HALF)
    assert months(small)[0].days == 4
    inspector = Actor(99, "督学", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=(TUE, THU))
    assert months(small, actor=inspector) == (FinishedMonth(NOVEMBER, 2, 0, 0, 0),)


def test_it_is_read_by_who_may_see_the_grade(small: SmallSchool) -> None:
    with pytest.raises(NotFound):
        months(small, grade=4)
    with pytest.raises(NotAllowed):
        months(small, actor=small.actor("t01"))
