"""The pages of findings: the list red first, one opened without a script, judging by role, the period form, the files."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from sqlalchemy import text

from schoolapp.config import Config
from schoolapp.records import people as people_records
from schoolapp.rules.findings import FindingKind, FindingState
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import findings, school
from tests.cast import CAST, MONDAY, NOW, SmallSchool, make_school
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY, PERIOD, THURSDAY, judge, one_of, with_faults
from tests.web.open_desk import OpenDesk

pytestmark = on_sqlite

SPAN = f"start={THURSDAY}&end={MONDAY}"


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    return with_faults(small)


def desk(small: SmallSchool, number: str = "t07") -> OpenDesk:
    return OpenDesk(small, number)


def over(small: SmallSchool) -> str:
    return one_of(small, FindingKind.OVER_CAP).finding.key


def address(kind: str = "homework.over_cap", opened: str = "") -> str:
    return f"/findings?{SPAN}&kind={kind}" + (f"&open={quote(opened)}" if opened else "")


def fields(small: SmallSchool, **more: str) -> dict[str, str]:
    return {
        "start": THURSDAY.isoformat(),
        "end": MONDAY.isoformat(),
        "kind": "homework.over_cap",
        "key": over(small),
        "open": over(small),
        "before": "to_verify",
        **more,
    }


def test_the_first_kind_with_findings_is_shown_red_first(small: SmallSchool) -> None:
    page = desk(small).get(f"/findings?{SPAN}")
    assert "书面作业超过上限" in page and "100%" in page and "（1/1 班日）" in page and re.search(r"<b[^>]*>85</b> / 60", page)
    titles = [page.index(word) for word in ("违反规定", "须查看", "供参考")]
    assert titles == sorted(titles)
    for words in findings.KIND_WORDS.values():
        assert words.short in page
    assert 'class="zero"' in page and f"{THURSDAY.month}月{THURSDAY.day}日" in page and "3 个上课日" not in page and "2 个上课日" in page


def test_without_a_period_the_term_up_to_today(small: SmallSchool) -> None:
    page = desk(small).get("/findings")
    assert "9月1日" in page and f"11月{MONDAY.day}日" in page


def test_an_opened_finding_says_why(small: SmallSchool) -> None:
    page = desk(small).get(address(opened=over(small)))
    for words in (
        "为什么是 85 分钟",
        "练习册第 12 页",
        "补录",
        "登记数学 45 分钟，合计 45，上限内",
        "登记语文 40 分钟，合计 85，超过上限",
        "学校从严执行",
        "周五忘了登记",
    ):
        assert words in page
    assert 'aria-expanded="true"' in page and f"/homework/day/{small.classes[3, 1]}/{FRIDAY}" in page
    assert not [name for _, name, _, _ in CAST if name in re.sub(r"(?s)<header.*?</header>", "", page)]


@pytest.mark.parametrize("kind", [kind.value for kind in FindingKind])
def test_every_kind_opens_in_both_languages(small: SmallSchool, kind: str) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        ((row_id, _, _),) = people_records.counts_of(work.connection, small.classes[3, 1])
        work.change(people_records.class_count, row_id, joined=36)
        work.audit("heads_set", f"class:{small.classes[3, 1]}")
    browser = desk(small)
    page = browser.get(address(kind))
    link = re.search(r'href="(/findings\?[^"]*open=[^"]*)"', page)
    if link:
        opened = link[1].split("#")[0]
        assert 'id="opened"' in browser.get(opened) and 'id="opened"' in browser.get(opened + "&lang=en")
    else:
        assert "没有这一类事项" in page or "没有数据" in page


def test_the_principal_judges_with_one_tap(small: SmallSchool) -> None:
    browser = desk(small)
    assert "属实</button>" in browser.get(address(opened=over(small)))
    browser.post("/findings/judge", **fields(small, state="true"))
    page = browser.get(address(opened=over(small)))
    assert "已核实为属实" in page and "转问题清单</button>" in page and "核实结果：属实" in page
    browser.post("/findings/judge", **fields(small, state="listed", before="true"))
    assert "已转问题清单，由问题清单继续跟进。" in browser.get(address(opened=over(small)))


def test_a_reason_is_asked_for_and_kept_when_refused(small: SmallSchool) -> None:
    browser = desk(small)
    form = browser.get(address(opened=over(small)) + "&ask=false_alarm")
    assert "<textarea" in form and "记为误报</button>" in form
    refused = browser.post("/findings/judge", 400, **fields(small, state="false_alarm", reason=" "))
    assert "请写明理由" in refused and 'href="#reason"' in refused and 'role="alert"' in refused
    refused = browser.post("/findings/judge", 400, **fields(small, state="false_alarm", reason="打电话 13812345678"))
    assert "打电话 13812345678</textarea>" in refused
    browser.post("/findings/judge", **fields(small, state="false_alarm", reason="用时录错"))
    page = browser.get(address())
    assert "误报" in page and "用时录错" in page


def test_a_stale_form_is_told_and_nonsense_not_found(small: SmallSchool) -> None:
    browser = desk(small)
    judge(small, [over(small)], FindingState.TRUE)
    assert "内容已经变了" in browser.post("/findings/judge", 409, **fields(small, state="explained", reason="活动日"))
    browser.post("/findings/judge", 404, **fields(small, state="nonsense"))
    browser.post("/findings/judge", 404, **fields(small, state="true", key="homework.over_cap|2020-01-01|class:1"))


def test_a_leader_reads_the_own_grade_and_does_not_judge(small: SmallSchool) -> None:
    browser = desk(small, "t02")
    page = browser.get(address(opened=over(small)))
    assert "为什么是 85 分钟" in page and '<form method="post" action="/findings/judge"' not in page
    missing = browser.get(address("homework.missing"))
    assert "三(2)班" in missing and "四(1)班" not in missing and "四(1)班" in desk(small).get(address("homework.missing"))
    browser.post("/findings/judge", 403, **fields(small, state="true"))
    desk(small, "t10").get("/findings", 403)


def test_late_entries_are_one_line_a_class_day(small: SmallSchool) -> None:
    browser = desk(small)
    page = browser.get(address("homework.late"))
    assert page.count('aria-expanded="false"') == 1 and "（2/2 项）" in page
    opened = browser.get(address("homework.late", f"{FRIDAY}|{small.classes[3, 1]}"))
    assert "2 项都属实" in opened and opened.count('name="key"') == 2
    keys = re.findall(r'name="key" value="([^"]+)"', opened)
    browser.post("/findings/judge", **{**fields(small, state="true", kind="homework.late"), "key": keys})
    assert browser.get(address("homework.late")).count("待核实</span>") == 0
    waiting = browser.get(address("homework.late") + "&show=waiting")
    assert "都已核实" in waiting


def test_a_wrong_period_is_said_first(small: SmallSchool) -> None:
    browser = desk(small)
    page = browser.get(f"/findings?start={MONDAY}&end={FRIDAY}", 400)
    assert 'href="#end"' in page and "结束日期早于开始日期" in page
    assert "一次最多看三年" in browser.get(f"/findings?start=2020-01-01&end={MONDAY}", 400)
    assert 'name="start"' in browser.get("/findings?edit=period")
    browser.get("/findings?start=no&end=way", 400)


def test_without_programmes_service_is_no_data(database: Config) -> None:
    house = school.open_house(database)
    small = make_school(house)
    with house.plain_writing() as connection:
        connection.execute(text("DELETE FROM programme_slot"))
        connection.execute(text("DELETE FROM programme"))
    page = desk(small).get(address("service.no_session"))
    assert "没有数据" in page and page.count('<span class="side-count">—</span>') == 6
    house.close()


def test_fifty_to_a_page(small: SmallSchool) -> None:
    browser = desk(small)
    first = browser.get("/findings?kind=homework.missing")
    assert first.count('aria-expanded="false"') == 50 and "第 1 /" in first
    second = browser.get("/findings?kind=homework.missing&page=2")
    assert second.count('aria-expanded="false"') == 50 and first != second
    assert "第 1 /" in browser.get("/findings?kind=homework.missing&page=x")


def test_the_list_as_a_file(small: SmallSchool) -> None:
    browser = desk(small)
    answer = browser.client.get(f"/findings/list.csv?{SPAN}&kind=homework.over_cap")
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf") and "三(1)班" in answer.get_data(as_text=True)
    assert "attachment" in answer.headers["Content-Disposition"] and "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert browser.client.get(f"/findings/list.xlsx?{SPAN}").data[:2] == b"PK"
    assert browser.client.get(f"/findings/list.pdf?{SPAN}").status_code == 404


def test_an_inspector_reads_what_was_opened(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        role = people_records.role_ids_of(work.connection, small.staff["t09"])
        work.change(people_records.staff_role, next(iter(role.values())), grades="3", period_start=FRIDAY, period_end=MONDAY)
        work.audit("inspector_invited", f"staff:{small.staff['t09']}")
    browser = desk(small, "t09")
    page = browser.get(address(opened=over(small)))
    assert "为什么是 85 分钟" in page and "11月20日–11月23日" in page and "属实</button>" not in page
    assert "只能查看为您开放的时段" in browser.get(f"/findings?start={THURSDAY}&end={THURSDAY}", 400)
    assert PERIOD["start"] == THURSDAY
