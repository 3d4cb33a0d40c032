"""The register of outside monitoring in the browser."""

from __future__ import annotations

import pytest

from tests.cast import SmallSchool
from tests.conftest import on_sqlite
from tests.web.desk import Desk, form_of

pytestmark = on_sqlite
VALUES = {"title": "“双减”家长问卷", "organiser": "区教育督导室", "audience": "families", "start": "2026-11-02", "end": "2026-11-06", "invited": "320",
          "completed": "298", "results": "满意的占九成。\n<b>建议</b>多开体育项目。"}


@pytest.fixture
def desk(small: SmallSchool) -> Desk:
    return Desk(small, "t05")


def test_noting_correcting_withdrawing(desk: Desk) -> None:
    assert "还没有登记监测" in desk.get("/monitoring") and 'href="/monitoring"' in desk.get("/me")
    desk.post("/monitoring/new", request_key=desk.key("/monitoring/new"), **VALUES)
    raw = desk.client.get("/monitoring").get_data(as_text=True)
    assert "“双减”家长问卷" in raw and "应填 320 人，完成 298 人" in raw and "93.1%" in raw and "&lt;b&gt;建议" in raw
    shown = form_of(desk.get("/monitoring/1"))
    assert (shown["title"], shown["audience"], shown["start"], shown["completed"], shown["version"]) == ("“双减”家长问卷", "families", "2026-11-02", "298", "1")
    desk.post("/monitoring/1", **{**VALUES, "completed": ""}, version="1")
    assert "完成人数还没有登记" in desk.get("/monitoring")
    desk.post("/monitoring/1", 409, **VALUES, version="1")
    desk.post("/monitoring/1/withdraw", 409, version="1")
    desk.post("/monitoring/1/withdraw", version="2")
    assert "还没有登记监测" in desk.get("/monitoring")
    desk.get("/monitoring/1", 404)
    desk.post("/monitoring/1", 404, **VALUES, version="3")


def test_an_error_keeps_what_was_typed(desk: Desk) -> None:
    said = desk.post("/monitoring/new", 400, **{**VALUES, "end": "2026-11-01", "completed": "400"})
    assert "结束日期不能早于开始日期" in said and "完成人数不能多于应填人数" in said and 'value="400"' in said and "满意的占九成" in said
    empty = desk.post("/monitoring/new", 400)
    for words in ("请填写监测名称", "请填写组织单位", "请从列出的选项中选择", "请填写开始日期", "请填写结束日期", "请填写应填人数"):
        assert words in empty
    assert "请填写整数" in desk.post("/monitoring/new", 400, **{**VALUES, "invited": "许多"})
    assert "还没有登记监测" in desk.get("/monitoring")


def test_sent_twice_it_is_one(desk: Desk) -> None:
    key = desk.key("/monitoring/new")
    for _ in range(2):
        desk.post("/monitoring/new", request_key=key, **VALUES)
    assert desk.get("/monitoring").count("应填 320 人") == 1


def test_in_english(desk: Desk) -> None:
    desk.post("/monitoring/new", request_key=desk.key("/monitoring/new"), **VALUES)
    shown = desk.get("/monitoring?lang=en")
    assert "Outside monitoring register" in shown and "Invited 320, completed 298" in shown and "Parents" in shown
