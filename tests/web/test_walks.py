"""Walk-throughs in the browser: what runs now, the form with its one button, what is open and how it is closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schoolapp.config import Config
from schoolapp.rules.walks import WalkPoint
from schoolapp.services import school
from tests.cast import MONDAY, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.web.test_service_log import Room

pytestmark = on_sqlite
HERE = f"/service/walks/1/{MONDAY}/960"
RUNNING = at(MONDAY, 16, 30)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_school(house)
    house.close()


def test_one_button_takes_the_rest_as_fine(small: SmallSchool) -> None:
    desk = Room(small, "t07", RUNNING)
    assert HERE in desk.get("/service/walks")
    assert "有作业辅导和答疑" in desk.get(HERE)
    desk.post(HERE, do="rest")
    page = desk.get("/service/walks")
    assert "今天看过 1 次" in page and "近 30 天" in page and "待跟进" not in page


def test_what_is_to_be_followed_up_needs_a_sentence_and_stays_open_until_it_is_closed(small: SmallSchool) -> None:
    desk = Room(small, "t07", RUNNING)
    page = desk.post(HERE, 400, do="rest", handover="follow")
    assert "有需跟进的，请写一句是什么" in page and 'value="follow" id="handover-follow" checked' in page
    desk.post(HERE, do="rest", handover="follow", note="两个班同时出门，有点挤")
    other = Room(small, "t06", RUNNING)
    page = other.get("/service/walks")
    assert page.index("待跟进") < page.index("现在的场次") and "离开有序，有人交接" in page and "林晓梅" not in page[:page.index("现在的场次")]
    assert "有 1 次巡查待跟进" in desk.get("/today") and "有 1 次巡查待跟进" in other.get("/today")
    assert "请写明是怎么处理的" in other.post("/service/walks/1", 400, followed_up=" ")
    other.post("/service/walks/1", followed_up="已错开三分钟离开")
    assert "已错开三分钟离开" in other.get("/service/walks/1") and "已跟进" in other.get("/service/walks")
    other.post("/service/walks/1", followed_up="又写一次")
    assert "又写一次" not in other.get("/service/walks/1")


def test_every_point_by_hand_or_not_at_all(small: SmallSchool) -> None:
    desk = Room(small, "t02", RUNNING)  # leads grade 3
    page = desk.post(HERE, 400, do="save", in_place="ok")
    assert "人数与点名册相符：请选择一项" in page and "教师在岗：" not in page
    desk.post(HERE, do="save", **{point.value: "na" for point in WalkPoint})
    assert "不适用" in desk.get("/service/walks/1")


def test_it_is_closed_to_teachers_and_to_the_inspector(small: SmallSchool) -> None:
    for who in ("t01", "t08", "t09"):
        desk = Room(small, who, RUNNING)
        assert desk.client.get("/service/walks").status_code == 403 and desk.client.get(HERE).status_code == 403


@pytest.mark.parametrize("path", ["/service/walks/99", f"/service/walks/99/{MONDAY}/960", f"/service/walks/1/{MONDAY}/961", "/service/walks/1/2026-13-01/960"])
def test_what_is_not_there_is_not_there(small: SmallSchool, path: str) -> None:
    Room(small, "t06", RUNNING).get(path, 404)


def test_nonsense_is_answered(small: SmallSchool) -> None:
    desk = Room(small, "t06", RUNNING)
    for fields in ({"in_place": "great"}, {"note": "字" * 600, "do": "rest"}, {"do": "rest", "note": "13812345678"}):
        assert desk.client.post(HERE, data={"csrf": desk.token, **fields}).status_code == 400
