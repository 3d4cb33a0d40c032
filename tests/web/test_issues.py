"""The problem list in the browser: a problem by hand, its steps by the people whose turn it is, what is refused, filters, the file."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook
from PIL import Image

from schoolapp.config import Config
from schoolapp.services import school
from tests.cast import MONDAY, SmallSchool, make_school
from tests.conftest import on_sqlite
from tests.web.desk import Desk

pytestmark = on_sqlite
NEW = {"text": "三年级公示栏两天没有更新", "source": "visit", "level": "yellow", "clause": "C8", "grade": "3", "found_on": MONDAY.isoformat(), "due_on": ""}


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_school(house)
    house.close()


def version(desk: Desk, path: str = "/issues/1") -> str:
    return desk.value(path, "version")


def step(desk: Desk, name: str, status: int = 303, path: str = "/issues/1", **values: object) -> str:
    return desk.post(f"{path}/{name}", status, version=version(desk, path), **values)


def picture() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return io.BytesIO(out.getvalue()), "a.png"


def test_a_problem_goes_its_way_through_three_desks(small: SmallSchool) -> None:
    office, leader, principal = Desk(small, "t05"), Desk(small, "t02"), Desk(small, "t07")
    assert "问题清单里还没有问题" in office.get("/issues")
    office.post("/issues/new", **NEW, request_key=office.key("/issues/new"))
    assert "有 1 项问题还没有责任人" in office.get("/needs")
    assert "请选择责任人" in step(office, "assign", 400, owner="", due_on="", recheck_by="")
    step(office, "assign", owner=small.staff["t02"], due_on="", recheck_by="")
    assert "您负责的问题有 1 项要整改" in leader.get("/needs") and "三年级组长" in office.get("/issues")
    page = step(leader, "begin", 400, cause="没有人负责", measure="")
    assert "整改措施：请写明怎么改" in page and "没有人负责</textarea>" in page
    step(leader, "begin", cause="没有人负责", measure="班主任每天更新")
    assert "请先上传一份佐证材料" in step(leader, "done", 400, done="已更新三天")
    page = leader.post("/issues/1/papers", 400, title="照片", dated_on=MONDAY.isoformat(), file=picture())
    assert "请看过材料，确认里面没有学生的姓名、照片和名单，再勾选" in page
    leader.post("/issues/1/papers", title="公示栏照片", dated_on=MONDAY.isoformat(), confirmed="y", file=picture())
    with leader.client.get("/issues/papers/1") as answer:
        assert answer.mimetype == "image/png" and answer.data[:4] == b"\x89PNG"
    step(leader, "done", done="已更新三天")
    assert "复查通过，销号" not in leader.get("/issues/1")
    assert "请写明看到的情况" in step(principal, "recheck", 400, do="close", opinion="")
    step(principal, "recheck", do="close", opinion="看了三天都更新了")
    page = principal.get("/issues/1")
    assert "已销号" in page and "问题又出现了" in page and page.index("列入问题清单") < page.index("报告完成")
    principal.post("/issues/1/reopen", reason="公示栏又两天没有更新", request_key="k" * 32)
    assert "复发自" in principal.get("/issues/2")


def test_a_stale_form_is_told_and_changes_nothing(small: SmallSchool) -> None:
    office, principal = Desk(small, "t05"), Desk(small, "t07")
    office.post("/issues/new", **NEW)
    old = version(office)
    step(principal, "assign", owner=small.staff["t02"], due_on="", recheck_by="")
    office.post("/issues/1/assign", version=old, owner=small.staff["t05"], due_on="", recheck_by="")
    page = office.get("/issues/1")
    assert "这一项刚有变动，请看最新的情况再操作" in page and "三年级组长" in page


def test_a_form_with_faults_keeps_what_was_typed(small: SmallSchool) -> None:
    page = Desk(small, "t05").post("/issues/new", 400, **{**NEW, "text": "短", "found_on": "2026-13-45"})
    assert "请填写日期" in page and 'value="2026-13-45"' in page and "短</textarea>" in page
    page = Desk(small, "t05").post("/issues/new", 400, **{**NEW, "text": "短"})
    assert "问题描述：至少写 5 个字" in page
    assert "请从列出的选项中选择" in Desk(small, "t05").post("/issues/new", 400, **{**NEW, "level": "purple", "clause": "C999"})


def test_what_is_not_ones_business_is_not_there(small: SmallSchool) -> None:
    office, coordinator, leader = Desk(small, "t05"), Desk(small, "t06"), Desk(small, "t02")
    office.post("/issues/new", **NEW)
    assert "三年级公示栏" not in coordinator.get("/issues")
    coordinator.get("/issues/1", 404)
    coordinator.post("/issues/1/begin", 404, version=1, cause="x", measure="y")
    leader.get("/issues/1")
    leader.post("/issues/1/assign", 403, version=1, owner=small.staff["t02"])
    Desk(small, "t01").get("/issues", 403)
    leader.get("/issues/99", 404)


def test_filters_and_the_file(small: SmallSchool) -> None:
    office = Desk(small, "t05")
    office.post("/issues/new", **NEW)
    office.post("/issues/new", **{**NEW, "text": "=1+1 像公式的问题描述", "source": "order", "clause": "C16"})
    page = office.get("/issues?source=order")
    assert "像公式的问题描述" in page and "三年级公示栏" not in page
    assert "没有符合条件的问题" in office.get("/issues?state=closed")
    assert "三年级公示栏" in office.get("/issues?clause=C8&state=open")
    answer = office.client.get("/issues/list.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    rows = list(book.worksheets[0].iter_rows(min_row=4, values_only=True))
    assert rows[0][:3] == ("编号", "等级", "问题描述") and rows[2][2] == "=1+1 像公式的问题描述"
    assert book.worksheets[0]["C6"].data_type == "s"
    assert "'=1+1" in office.client.get("/issues/list.csv").get_data(as_text=True)
    office.get("/issues/list.exe", 404)
