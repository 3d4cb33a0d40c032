"""The pages of packs and jobs: asking for a pack, its progress without a script, stopping, handing it out, checking it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from schoolapp.records import people as people_records
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import jobs, packs
from schoolapp.services.packs import make as making
from schoolapp.work.worker import Worker
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY, PERIOD, THURSDAY
from tests.web.open_desk import OpenDesk

pytestmark = on_sqlite

ASKED = {"start": THURSDAY.isoformat(), "end": MONDAY.isoformat()}


@pytest.fixture(autouse=True)
def _no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "charts_of", lambda snapshot, made_at: ())


def desk(small: SmallSchool, number: str = "t07") -> OpenDesk:
    return OpenDesk(small, number)


def made(small: SmallSchool) -> int:
    return packs.make_pack(house=small.house, actor=OPERATOR, made_at=NOW, now=NOW, **PERIOD).pack_id


def test_from_asking_to_the_file(small: SmallSchool) -> None:
    browser = desk(small)
    assert "还没有材料包" in browser.get("/packs")
    answer = browser.client.post("/packs", data={"csrf": browser.token, **ASKED})
    assert answer.status_code == 303 and answer.location == "/jobs/1"
    waiting = browser.get("/jobs/1")
    assert "排队中" in waiting and '<meta http-equiv="refresh" content="2">' in waiting and "停止</button>" in waiting
    assert "正在生成一份" in browser.get("/packs")
    Worker(small.house, lambda: NOW).work_once()
    done = browser.get("/jobs/1")
    assert "已完成" in done and "http-equiv" not in done and 'href="/packs"' in done
    page = browser.get("/packs")
    (row,) = packs.list_packs(house=small.house, actor=OPERATOR)
    plain = re.sub(r"<[^>]+>|\s", "", page)
    assert row.sha256 in plain and small.house.fingerprint() in plain and "校长室" in page and "2026年11月19日" in page
    with browser.client.get(f"/packs/{row.id}/file") as file:
        assert (file.status_code, file.mimetype, len(file.data)) == (200, "application/zip", row.size)
        assert file.headers["X-Content-Type-Options"] == "nosniff" and file.headers["Cache-Control"] == "private, no-store"
        assert "filename*=UTF-8''%E6%B1%9F" in file.headers["Content-Disposition"] and file.headers["Content-Disposition"].startswith("attachment")
    checked = browser.post(f"/packs/{row.id}/check", 200)
    assert "材料包完整，签名有效" in checked


def test_a_damaged_pack_is_told(small: SmallSchool) -> None:
    pack_id = made(small)
    path = packs.open_pack(house=small.house, actor=OPERATOR, pack_id=pack_id).path
    path.write_bytes(path.read_bytes()[:-30])
    assert "材料包不完整或被改动过" in desk(small).post(f"/packs/{pack_id}/check", 200)


def test_a_wrong_period_is_refused_with_its_field(small: SmallSchool) -> None:
    browser = desk(small)
    page = browser.post("/packs", 400, start=MONDAY.isoformat(), end=FRIDAY.isoformat())
    assert "结束日期早于开始日期" in page and 'href="#end"' in page and f'value="{MONDAY}"' in page
    assert "一次最多三年" in browser.post("/packs", 400, start="2020-01-01", end=MONDAY.isoformat())
    assert "请填写开始日期" in browser.post("/packs", 400, start="", end=MONDAY.isoformat())
    assert not jobs.list_jobs(house=small.house, actor=OPERATOR, now=NOW)


def test_stopping_a_job(small: SmallSchool) -> None:
    browser = desk(small)
    browser.post("/packs", **ASKED)
    browser.post("/jobs/1/stop")
    assert "按要求停止" in browser.get("/jobs/1")
    worker = Worker(small.house, lambda: NOW)
    while worker.work_once():  # what is due every day runs all the same
        pass
    assert not packs.list_packs(house=small.house, actor=OPERATOR)


def test_a_dead_and_a_failed_job_say_what_to_do(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = desk(small)
    browser.post("/packs", **ASKED)
    assert jobs.take_next(house=small.house, worker="gone", now=NOW - timedelta(minutes=2)) is not None
    assert "任务中断了" in browser.get("/jobs/1")
    browser.post("/packs", **ASKED)

    def breaks(*_args: object, **_values: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(making, "pack_facts", breaks)
    worker = Worker(small.house, lambda: NOW)
    while worker.work_once():
        pass
    page = browser.get("/jobs/3")  # the second is one that is due every day
    assert "任务没有完成" in page and "任务编号 3" in page
    listed = browser.get("/jobs")
    assert "没有完成" in listed and "中断" in listed


def test_who_may_what(small: SmallSchool) -> None:
    pack_id = made(small)
    desk(small).post("/packs", **ASKED)
    office, administrator, teacher = desk(small, "t05"), desk(small, "t08"), desk(small, "t01")
    assert f"/packs/{pack_id}/file" in office.get("/packs") and "排队中" in office.get("/jobs/1")
    assert "排队中" in administrator.get("/jobs")
    administrator.get("/packs", 403)
    for path in ("/packs", f"/packs/{pack_id}/file", "/jobs"):
        teacher.get(path, 403)
    teacher.get("/jobs/1", 404)
    teacher.post("/jobs/1/stop", 404)


def test_an_inspector_takes_packs_of_the_opened_days(small: SmallSchool) -> None:
    pack_id = made(small)
    browser = desk(small, "t09")
    page = browser.get("/packs")
    assert f"/packs/{pack_id}/file" in page and "生成材料包" not in page
    with browser.client.get(f"/packs/{pack_id}/file") as file:
        assert file.status_code == 200
    browser.post("/packs", 403, **ASKED)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        role = people_records.role_ids_of(work.connection, small.staff["t09"])
        work.change(people_records.staff_role, next(iter(role.values())), period_start=FRIDAY, period_end=MONDAY)
        work.audit("inspector_invited", f"staff:{small.staff['t09']}")
    assert "在为您开放的时段内还没有生成过材料包" in browser.get("/packs")
    browser.get(f"/packs/{pack_id}/file", 404)
    browser.post(f"/packs/{pack_id}/check", 404)


def test_the_jobs_page_shows_the_schedule(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    @jobs.kind("tidy", title="整理", every=timedelta(days=1))
    def tidy(*_: object) -> dict[str, object]:
        return {}

    try:
        assert "还没有运行过" in desk(small).get("/jobs")
        Worker(small.house, lambda: NOW).work_once()
        page = desk(small).get("/jobs")
        assert "整理" in page and "已完成" in page and "11月24日" in page
    finally:
        del jobs.KINDS["tidy"]
