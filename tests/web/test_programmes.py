"""Planning the service at the browser's door: clashes shown before saving and confirmed, seasons, copying, the plan's file, care outside, papers."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest

from schoolapp.records import afterschool as records
from schoolapp.records import audit as audit_records
from schoolapp.services.afterschool import seasons
from schoolapp.services.afterschool.seasons import SeasonDraft
from tests.cast import CAST, MONDAY, NOW, TERM, SmallSchool
from tests.conftest import on_sqlite
from tests.outside.sheet_files import pdf
from tests.services.service_cases import add_provider
from tests.services.test_service_programmes import add_term
from tests.web.open_desk import OpenDesk

pytestmark = on_sqlite
NEW = "/service/programmes/new"


def fields(small: SmallSchool, **changes: object) -> dict[str, object]:
    """绘画社 of 王芳 in a room of its own, Monday 16:00 to 17:00."""
    return {"name": "绘画社", "code": "draw", "category": "艺术", "grades": ["3"], "staff_id": small.staff["t03"], "room": "美术室", "provider_id": 0,
            "active": "y", "start1": "16:00", "end1": "17:00", "do": "save", **changes}


def rows(small: SmallSchool) -> dict[str, records.ProgrammeRow]:
    with small.house.reading() as connection:
        return {p.code: p for p in records.list_programmes(connection)}


def keys(page: str) -> list[str]:
    return re.findall(r'name="clash" value="([^"]+)"', page)


def test_a_programme_with_two_times_on_a_day_is_saved_and_listed(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    desk.post(NEW, **fields(small, start1b="17:10", end1b="17:50", start5="１５：３０", end5="16:30", capacity="36", assistant1=small.staff["t02"]))
    row = rows(small)["draw"]
    assert row.slots == ((1, 960, 1020), (1, 1030, 1070), (5, 930, 990)) and row.capacity == 36
    page = desk.get("/service/programmes?view=one")
    assert "周一 16:00–17:00、17:10–17:50；周五 15:30–16:30" in page and "协助：陈国栋" in page
    again = desk.get(f"/service/programmes/{row.id}")
    assert 'name="start1b" value="17:10"' in again and "<details class=\"fold\" open" in again


def test_a_check_shows_clashes_and_writes_nothing(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    page = desk.post(NEW, 200, **fields(small, staff_id=small.staff["t01"], room="A102", do="check"))
    assert "有 2 处时间冲突" in page and "周一 16:00–17:00，林晓梅同时在“三年级作业辅导”" in page and "周一 16:00–17:00，A102已有“三年级作业辅导”" in page
    assert 'value="绘画社"' in page and "draw" not in rows(small)
    assert "没有人员和地点的冲突" in desk.post(NEW, 200, **fields(small, do="check"))


def test_saving_with_clashes_asks_and_keeps_the_yes(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    wanted = fields(small, staff_id=small.staff["t01"])
    page = desk.post(NEW, 400, **wanted)
    assert "有 1 处时间冲突，还没有保存" in page and "draw" not in rows(small)
    assert "还没有保存" in desk.post(NEW, 400, **wanted, clash=keys(page))  # the box was not ticked
    desk.post(NEW, 303, **wanted, clash=keys(page), agree="1")
    with small.house.reading() as connection:
        entry = audit_records.newest_entries(connection, 1)[0]
    assert "draw" in rows(small) and json.loads(entry.new)["clashes"] == keys(page)
    assert "周一 16:00–17:00，林晓梅同时在“三年级作业辅导”" in desk.get("/service/programmes")


def test_monday_fills_the_week_and_half_a_time_is_named(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    page = desk.post(NEW, 200, **fields(small, do="fill", start3="15:00", end3="16:00"))
    assert [re.search(rf'name="start{w}" value="([^"]*)"', page)[1] for w in range(1, 8)] == ["16:00", "16:00", "15:00", "16:00", "16:00", "", ""]  # type: ignore[index]
    page = desk.post(NEW, 400, **fields(small, start2="16:00", end2="", name=""))
    assert "周二：结束要晚于开始，两个时间都要填" in page and 'href="#start2"' in page
    page = desk.post(NEW, 400, **fields(small, start1="", end1="", name=""))
    assert "项目名称：请填写" in page and "每周时间：请填写" in page


def test_the_form_speaks_english(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    desk.get("/today?lang=en")
    page = desk.post(NEW, 400, **fields(small, staff_id=small.staff["t01"]))
    assert 'Mon 16:00–17:00: 林晓梅 is in "三年级作业辅导" at the same time' in page


def test_a_provider_on_file_is_chosen_and_linked(small: SmallSchool) -> None:
    provider = add_provider(small)
    OpenDesk(small, "t06").post(NEW, **fields(small, provider_id=provider, provider="别的名字"))
    assert (rows(small)["draw"].provider, rows(small)["draw"].provider_id) == ("启航体育俱乐部", provider)
    assert f'href="/service/providers/{provider}"' in OpenDesk(small, "t07").get("/service/programmes")


def test_a_season_from_adding_it_to_taking_it_away(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    page = desk.post("/service/seasons/new", 400, name="冬令时", start="2026-12-31", end="2026-12-01")
    assert "到：结束日期不能早于开始日期" in page and 'value="冬令时"' in page
    desk.post("/service/seasons/new", name="冬令时", start="2026-12-01", end=TERM[1].isoformat())
    desk.post("/service/seasons/1/shift", way="earlier", minutes="20")
    page = desk.get("/service/seasons/1")
    assert "周一至周五 15:40–16:40" in page and "提前 20 分钟" in page
    assert "请填写分钟数" in desk.post("/service/seasons/1/shift", 400, way="later", minutes="")
    path = f"/service/seasons/1/{small.programmes['club3']}"
    page = desk.post(path, 400, start1="16:00", end1="17:00", do="save")
    assert "A102已有“三年级作业辅导”" in page and "还没有保存" in page
    desk.post(path, 303, start1="16:00", end1="17:00", do="save", clash=keys(page), agree="1")
    assert rows(small)["club3"].seasons[0].slots == ((1, 960, 1020),)
    assert "冬令时里的时间是单独定的" in desk.get(f"/service/programmes/{small.programmes['club3']}")
    assert "12月1日起" not in desk.get("/service/seasons/1") and "这段日子里有时间冲突" in desk.get("/service/seasons/1")
    desk.post(path, 303, way="usual", do="save")
    assert rows(small)["club3"].seasons == ()
    assert "15:40–16:40" in desk.get("/service/programmes?season=1") and "15:40–16:40" not in desk.get("/service/programmes")
    desk.post("/service/seasons/1/remove")
    assert rows(small)["hw3"].seasons == () and "这个学期没有季节作息" in desk.get("/service/seasons")
    desk.get("/service/seasons/1", 404)


def test_a_programme_pauses_in_a_season(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    desk.post("/service/seasons/new", name="冬令时", start="2026-12-01", end=TERM[1].isoformat())
    path = f"/service/seasons/1/{small.programmes['club3']}"
    assert 'value="usual" id="way-usual" checked' in desk.get(path)
    desk.post(path, 303, way="paused", do="save", start1="17:00", end1="18:00")
    assert rows(small)["club3"].seasons[0].slots == ()
    assert 'value="paused" id="way-paused" checked' in desk.get(path) and "停开" in desk.get("/service/seasons/1")
    assert "这段日子停开：科学社团" in desk.get("/service/programmes?season=1") and "停开" in desk.get("/service/programmes?season=1&view=one")
    assert "冬令时：停开" in re.sub("<[^>]+>", "", desk.get("/service/print/notice"))
    desk.post(f"/service/seasons/1/{small.programmes['hw3']}", 303, way="paused", do="save")
    assert "这段日子没有项目开展" in desk.get("/service/programmes?season=1")


def test_the_form_says_that_usual_times_are_those_of_past_days_too(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    assert "本学期过去日子的计划也按新的时间算" in desk.get(f"/service/programmes/{small.programmes['hw3']}")
    assert "本学期过去日子的计划也按新的时间算" not in desk.get(NEW)  # a new one has no past


def test_what_changes_past_days_asks_first_and_keeps_what_was_typed(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    desk.post("/service/seasons/new", name="冬令时", start="2026-11-16", end="2026-11-27")
    page = desk.post("/service/seasons/1/shift", 400, way="earlier", minutes="20")
    assert "还没有保存：其中 5 个上课日已经过去" in page and 'value="20"' in page and rows(small)["hw3"].seasons == ()
    desk.post("/service/seasons/1/shift", way="earlier", minutes="20", past="1")
    assert len(rows(small)["hw3"].seasons) == 1
    path = f"/service/seasons/1/{small.programmes['club3']}"
    page = desk.post(path, 400, way="own", start1="18:00", end1="18:40", do="save")
    assert 'value="18:40"' in page and 'name="past"' in page and 'value="own" id="way-own" checked' in page
    assert 'value="paused" id="way-paused" checked' in desk.post(path, 400, way="paused", do="save")
    desk.post(path, 303, way="own", start1="18:00", end1="18:40", do="save", past="1")
    page = desk.post("/service/seasons/1/edit", 400, name="冬令时", start="2026-11-18", end="2026-11-27")
    assert "其中 2 个上课日已经过去" in page and 'value="2026-11-18"' in page
    desk.post("/service/seasons/1/edit", 303, name="冬令时", start="2026-11-18", end="2026-11-27", past="1")
    page = desk.post("/service/seasons/1/remove", 400)
    assert "其中 3 个上课日已经过去" in page and page.index('id="remove"') < page.index('name="past"')
    desk.post("/service/seasons/1/remove", past="1")
    desk.get("/service/seasons/1", 404)


def test_copying_shows_first_and_comes_once(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    assert "还没有下一个学期" in desk.get("/service/programmes/copy")
    spring = add_term(small)
    page = desk.get("/service/programmes/copy")
    assert "2 项，另有 0 项那边已有" in page and "复制到2027年春季学期" in page
    chosen = re.findall(r'name="programme" value="(\d+)" checked', page)
    for _ in range(2):
        desk.post("/service/programmes/copy", **{"from": small.term_id, "to": spring, "programme": chosen})
    assert desk.get(f"/service/programmes?term={spring}&view=one").count("A102") == 2
    assert "没有要复制的" in desk.get("/service/programmes/copy")


def test_the_plan_is_attached_handed_out_and_taken_back(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    page = desk.post("/service/plan", 400, title="实施方案", own_date="2026-08-28")
    assert "请拍一张照片，或者选择一个文件" in page and 'value="2026-08-28"' in page
    answer = desk.client.post("/service/plan", data={"csrf": desk.token, "title": "实施方案", "own_date": "2026-08-28", "file": (io.BytesIO(pdf()), "a.pdf")})
    assert answer.status_code == 303
    page = OpenDesk(small, "t07").get("/service/plan")
    assert "第 1 版" in page and "2026年8月28日" in page and "现行" in page and "撤回这一版" not in page
    with desk.client.get("/service/plan/1/file") as file:
        assert file.data.startswith(b"%PDF-") and file.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in file.headers["Content-Security-Policy"]
    assert "请填写" in desk.post("/service/plan/1/withdraw", 400, reason="")
    desk.post("/service/plan/1/withdraw", reason="传错了")
    assert "传错了" in desk.get("/service/plan")
    desk.get("/service/plan/1/file", 404)


def test_care_outside_the_service_is_noted_and_said_not_to_count(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    form = {"kind": "noon", "grades": ["1", "2"], "first_day": "2026-09-01", "last_day": "2027-01-22", "start": "12:00", "end": "13:30", "heads": "60",
            "note": "自愿"}
    assert "日期要在学期以内" in desk.post("/service/outside/new", 400, **{**form, "last_day": "2027-06-01"})
    desk.post("/service/outside/new", **form)
    page = OpenDesk(small, "t07").get("/service/outside")
    assert "不计入 5+2" in page and "一、二年级" in page and "12:00–13:30" in page and "午间看护" in page
    desk.post("/service/outside/1", **{**form, "heads": "58"}, version=1)
    assert "58" in desk.get("/service/outside/1")
    desk.post("/service/outside/1/remove")
    assert "没有备注" in desk.get("/service/outside")


def names_on(page: str) -> set[str]:
    return {name for _number, name, _roles, _grades in CAST if name in page.partition("<article")[2].partition("</article>")[0]}


def test_papers_name_nobody_but_where_the_school_says_who_is_responsible(small: SmallSchool) -> None:
    desk = OpenDesk(small, "t06")
    grade, room = desk.get("/service/print/week?grade=3"), desk.get("/service/print/week?room=a102")
    assert "三年级课后服务周课表" in grade and "A102" in grade and names_on(grade) == set()
    assert "A102课后服务周课表" in room and "三年级" in room and names_on(room) == set()
    assert names_on(desk.get("/service/print/duty")) == {"林晓梅", "罗建军"}
    notice = desk.get("/service/print/notice")
    assert names_on(notice) == {"林晓梅", "罗建军"} and "还没有填写收费" in notice and "不讲新课" in notice
    for path in ("/service/print/week?grade=9", "/service/print/week?room=no", "/service/print/roll/999"):
        desk.get(path, 404)


@pytest.mark.parametrize("what", ["roll", "hand-over"])
def test_rolls_are_blank(small: SmallSchool, what: str) -> None:
    path = f"/service/print/{what}/{small.programmes['hw3']}"
    page = OpenDesk(small, "t01").get(path)
    assert page.count('<tr class="blank"><td class="c">') == 38 and "姓名手写" in page  # as many lines as take part in the larger class
    assert not re.findall(r'<tr class="blank"><td class="c">\d+</td>(?:<td></td>)*<td>[^<]', page)
    OpenDesk(small, "t01").get(f"/service/print/{what}/{small.programmes['club3']}", 404)  # a colleague's
    assert OpenDesk(small, "t06").get(f"{path}?lines=12").count('<tr class="blank"><td class="c">') == 12


def test_the_duty_sheet_follows_the_days_timetable(small: SmallSchool) -> None:
    season = seasons.save_season(house=small.house, actor=small.actor("t06"), season_id=None, draft=SeasonDraft("冬令时", MONDAY, date(2026, 11, 24)), now=NOW)
    seasons.shift_season(house=small.house, actor=small.actor("t06"), season_id=season, minutes=-30, now=NOW)
    page = OpenDesk(small, "t07").get(f"/service/print/duty?day={MONDAY}")
    assert page.count("15:30–16:30") == 2 and page.count("16:00–17:00") == 3
    assert "冬令时" in OpenDesk(small, "t07").get(f"/service/print/week?grade=3&day={MONDAY}")
