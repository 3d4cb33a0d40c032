"""The principal's page of the ways in which families are heard."""

from __future__ import annotations

import pytest

from schoolapp.rules.feedback import Voice
from schoolapp.services import feedback
from tests.cast import SmallSchool
from tests.conftest import on_sqlite
from tests.web.desk import Desk

pytestmark = on_sqlite


def test_each_switch_says_what_families_see(small: SmallSchool) -> None:
    desk = Desk(small, "t07")
    shown = desk.get("/feedback")
    assert 'href="/feedback"' in desk.get("/me") and 'href="/feedback"' in desk.get("/noticeboard")
    for words in ("作业用时反馈", "意见建议", "问卷调查", "满 5 份才显示", "默认都关闭"):
        assert words in shown
    assert shown.count(">未开启<") == 3 and 'aria-label="开启意见建议"' in shown
    desk.post("/feedback", voice="suggestions", on="1")
    assert feedback.is_on(small.house, Voice.SUGGESTIONS) and "已开启：意见建议" in desk.get("/feedback")
    shown = desk.get("/feedback?lang=en")
    assert shown.count(">Switched on<") == 1 and shown.count(">Off<") == 2
    desk.post("/feedback", voice="suggestions", on="0")
    assert not feedback.is_on(small.house, Voice.SUGGESTIONS)


@pytest.mark.parametrize("values", [{}, {"voice": "answers"}, {"voice": "answers", "on": "2"}, {"voice": "nobody", "on": "1"}])
def test_what_the_page_does_not_offer_is_refused(small: SmallSchool, values: dict[str, str]) -> None:
    Desk(small, "t07").post("/feedback", 400, **values)
    assert not any(feedback.is_on(small.house, voice) for voice in Voice)


@pytest.mark.parametrize("number", ["t01", "t05", "t08"])
def test_others_have_no_such_page(small: SmallSchool, number: str) -> None:
    desk = Desk(small, number)
    desk.get("/feedback", 403)
    desk.post("/feedback", 403, voice="answers", on="1")
    assert 'href="/feedback"' not in desk.get("/me")
