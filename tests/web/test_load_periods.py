"""The pages of months, terms and their charts: small cells with signs, ways on, tables, downloads, and addresses that are none."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from schoolapp.rules.session_heads import Finished, SessionHeads
from schoolapp.services.homework import Draft
from schoolapp.services.load import ChartKind
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.test_afterschool import log
from tests.services.test_load_periods import sample
from tests.web.desk import Desk

pytestmark = on_sqlite

LAST = MONDAY - timedelta(days=7)
MONTH = "/load/3/month/2026-11"


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    post(small, "t03", [(3, 1), (3, 2)], Draft("生字", 20), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 1)], Draft("练习", 52), day=LAST, now=NOW, reason="当天忘了")
    post(small, "t01", [(3, 2)], Draft("练习", 36), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 2)], Draft("练习", 40), day=MONDAY + timedelta(days=1))
    return small


@pytest.fixture
def leader(small: SmallSchool) -> Desk:
    return Desk(small, "t02")


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def cells(html: str) -> list[str]:
    return [plain(cell).strip() for cell in re.findall(r'<td class="cell.*?</td>', html, re.DOTALL)]


def test_small_cells_hold_a_figure_or_a_sign(small: SmallSchool, leader: Desk) -> None:
    html = leader.get(MONTH)
    said = cells(html)
    assert len(said) == 42 and said[10] == "超限 ▲72补" and said[31] == "接近上限 △56"
    assert said[0] == "未公示 未" and said[15] == "今天尚未公示 待" and said[16] == "—" and said[37] == "40计"
    assert f'href="/homework/day/{small.classes[3, 1]}/{LAST}"' in html
    text = plain(html)
    for words in ("第12周", "72.0 1/15 天", "56.0 1/15 天", "64.0 2/30", "▲ 超限", "计 计划", "截至 11月23日 15:00", "各班每日书面总量，分钟"):
        assert words in text, words
    for sign in ("▲登", "无 无作业"):
        assert sign not in text, "the key names only what occurs"


def test_bars_are_drawn_once_and_used_by_name(leader: Desk) -> None:
    html = leader.get(MONTH)
    used, made = set(re.findall(r'href="#(m\d+)"', html)), set(re.findall(r'<symbol id="(m\d+)"', html))
    assert used == made == {"m53", "m75", "m96"}


def test_under_the_in_school_share_stands_how_far_classes_got_in_the_service(small: SmallSchool, leader: Desk) -> None:
    path = f"{MONTH}/share"
    assert "2026年11月 2 0 0% 0 0% 0 0% 2 100% " in plain(leader.get(path))
    log(small, day=LAST, heads=(SessionHeads(small.classes[3, 1], 38, 38, Finished.MOST),))
    assert "2026年11月 2 1 50% 0 0% 0 0% 1 50% " in plain(leader.get(path))
    assert "课后服务里写完作业的情况" not in leader.get(f"{MONTH}/gaps")
    assert "课后服务里写完作业的情况" not in Desk(small, "t05").get(path.replace("/3/", "/4/"))  # grade 4 has no homework yet


def test_the_switch_keeps_the_grade_and_the_chart(small: SmallSchool, leader: Desk) -> None:
    html = leader.get(MONTH)
    for way in (f'href="/load/3/{MONDAY}"', f'href="/load/3/term/{small.term_id}#now"', 'href="/load/3/month/2026-10"', 'href="/load/3/month/2026-12"'):
        assert way in html, way
    assert 'id="now"' in html
    chart = leader.get(f"{MONTH}/gaps")
    assert f'href="/load/3/term/{small.term_id}/gaps"' in chart and f'href="/load/3/week/{MONDAY}/gaps"' in chart
    assert 'href="/load/3/month/2026-10/gaps"' in chart and f'href="{MONTH}"' in chart
    week = leader.get(f"/load/3/{LAST}")
    assert f'href="{MONTH}#now"' in week and f'href="/load/3/week/{LAST}/share#chart"' in week


def test_no_teacher_is_named_and_classes_keep_their_order(small: SmallSchool, leader: Desk) -> None:
    for path in (MONTH, f"/load/3/term/{small.term_id}", *(f"{MONTH}/{kind.value}?view=table" for kind in ChartKind)):
        main = leader.get(path).partition("<main")[2]
        assert not [name for name in ("林晓梅", "王芳", "罗建军") if name in main]
    heads = re.findall(r'<th scope="row">(.*?)<', leader.get(MONTH))
    assert heads == ["三(1)班", "三(2)班", "年级"]


def test_the_list_has_a_link_in_every_line(small: SmallSchool, leader: Desk) -> None:
    sample(small, (3, 1), LAST, 20, 652)
    html = leader.get(MONTH)
    lines = re.findall(r'<li class="row line-(\w+)">(.*?)</li>', html, re.DOTALL)
    assert [kind for kind, _line in lines] == ["over", "missing", "late", "sampled"] and all("查看" in line for _kind, line in lines)
    assert "抽测超过上限 1 三(1)班 11/16 平均 65.2" in plain(html)


@pytest.mark.parametrize("kind", list(ChartKind))
def test_every_chart_has_picture_table_and_files(leader: Desk, kind: ChartKind) -> None:
    shown = leader.get(f"{MONTH}/{kind.value}")
    text = plain(shown)
    assert "<picture>" in shown and "来源：" in text and "截至 2026-11-23 15:00" in text and "单位：" in text
    for name in (f"picture-{look}.svg" for look in ("light", "dark")):
        assert leader.client.get(f"{MONTH}/{kind.value}/{name}").data.startswith(b"<?xml")
    table = leader.get(f"{MONTH}/{kind.value}?view=table")
    assert "<picture>" not in table and table.count('<th scope="row">') > 0
    for form, starts in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("xlsx", b"PK")):
        answer = leader.client.get(f"{MONTH}/{kind.value}/chart.{form}")
        assert answer.data.startswith(starts) and f"2026-11-{kind.value}.{form}" in answer.headers["Content-Disposition"]
        assert f"{MONTH}/{kind.value}/chart.{form}" in shown


def test_a_picture_is_not_sent_twice(leader: Desk) -> None:
    first = leader.client.get(f"{MONTH}/tiers/picture-light.svg")
    again = leader.client.get(f"{MONTH}/tiers/picture-light.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code, again.data) == ("private, no-cache", 304, b"")


def test_days_of_a_month_can_be_taken_away(leader: Desk) -> None:
    answer = leader.client.get(f"{MONTH}/load.xlsx")
    assert answer.data.startswith(b"PK") and answer.headers["Cache-Control"] == "no-store"


def test_planned_homework_is_called_a_plan(leader: Desk) -> None:
    assert "三(2)班 11月24日 周二 40 计划" in cells(leader.get(f"/load/3/{MONDAY}"))


def test_what_was_recorded_as_it_is_says_so(small: SmallSchool, leader: Desk) -> None:
    post(small, "t01", [(3, 1)], Draft("练习", 50))
    post(small, "t03", [(3, 1)], Draft("作文", 20), record_reason="课上已经布置")
    assert "三(1)班 11月23日 周一 70 ▲超 10 已登记" in cells(leader.get(f"/load/3/{MONDAY}"))
    html = leader.get(MONTH)
    assert "超限 ▲70登" in cells(html) and "▲登 超限·已登记" in plain(html) and "超限 2 · 已登记 1" in plain(html)


def test_low_grades_show_what_goes_home_without_bars(small: SmallSchool) -> None:
    post(small, "t04", [(1, 1)], Draft("抄写", 10, in_school=4), day=LAST, now=NOW, reason="补")
    html = Desk(small, "t05").get("/load/1/month/2026-11")
    assert "超限 ▲6补" in cells(html) and "<symbol" not in html and "各班每日回家书面总量，分钟" in html


def test_a_month_without_school_and_a_school_without_classes(small: SmallSchool, leader: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = plain(leader.get("/load/3/month/2027-02"))
    assert "这段时间没有上课日" in text and "看上一个时段" in text
    assert "还没有可画的数据" in plain(leader.get("/load/3/month/2027-02/subjects"))
    assert "还没有公示记录" in plain(Desk(small, "t05").get("/load/5/month/2026-11"))


def test_who_leads_no_grade_is_told_so(small: SmallSchool) -> None:
    with small.house.plain_writing() as connection:
        connection.exec_driver_sql("UPDATE staff_role SET grades = '' WHERE role = ?", ("年级组长",))
        connection.exec_driver_sql("UPDATE staff_role SET grades = '' WHERE staff_id = ?", (small.staff["t02"],))
    small.house.forget()
    assert "还没有可以看的班级" in plain(Desk(small, "t02").get("/load"))


@pytest.mark.parametrize("path", [
    "/load/4/month/2026-11", "/load/3/month/2026-13", "/load/3/month/x", "/load/3/month/0001-01", "/load/3/month/9999-12", "/load/3/term/99", "/load/3/term/x",
    "/load/3/term/2147483648", f"{MONTH}/pie", f"{MONTH}/pie/picture-light.svg", f"{MONTH}/gaps/picture-x.svg", f"{MONTH}/gaps/chart.pdf",
    f"{MONTH}/pie/chart.xlsx", "/load/4/month/2026-11/gaps", "/load/4/month/2026-11/gaps/chart.xlsx", "/load/3/year/2026/gaps", "/load/3/week/2026-11/gaps",
    "/load/3/term/x/gaps", "/load/4/month/2026-11/load.xlsx", "/load/3/month/x/load.xlsx", "/load/3/week/9999-12-31/gaps/picture-light.svg",
])
def test_what_is_not_there(leader: Desk, path: str) -> None:
    leader.get(path, 404)


@pytest.mark.parametrize("path", ["", "/gaps", "/gaps/picture-light.svg", "/gaps/chart.png", "/gaps/chart.xlsx", "/load.xlsx"])
def test_shut_for_a_plain_teacher(small: SmallSchool, path: str) -> None:
    Desk(small, "t03").get(MONTH + path, 403)


def test_english_keeps_the_figures(leader: Desk) -> None:
    html = leader.get(MONTH + "?lang=en")
    assert "Class 3(1)" in html and "November 2026" in html and "▲72" in html
    assert leader.client.get(f"{MONTH}/share?lang=en").status_code == 200
