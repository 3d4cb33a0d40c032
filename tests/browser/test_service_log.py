"""The service's day on a phone: eight sessions of an afternoon with their taps counted, what a duty teacher sees and families read, and in the small
school Friday times, a make-up Saturday, who stood in, an announced day, a lost connection, somebody who was quicker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from schoolapp.records import afterschool as records
from schoolapp.records import school as school_records
from schoolapp.records import service_log
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import afterschool
from schoolapp.services.afterschool import SessionDraft
from tests.browser.hands import Hand, chip, flash, words
from tests.browser.small_school import Served as SmallServed
from tests.browser.small_school import kept, serving
from tests.browser.taps import SESSION
from tests.browser.visits import PHONE, Served, Visits
from tests.cast import MONDAY, NOW, SmallSchool

FULL_DAY = ("一二年级作业辅导", "四年级作业辅导", "五年级作业辅导", "六年级作业辅导", "八年级作业辅导", "九年级作业辅导与答疑", "花样跳绳", "延时托管")
FRIDAY, THURSDAY, SATURDAY = MONDAY - timedelta(days=3), MONDAY - timedelta(days=4), MONDAY - timedelta(days=2)


def test_eight_sessions_of_an_afternoon_on_a_phone(visits: Visits, served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    served.clock(18, 45)
    page = visits.signed_in("coordinator", PHONE)
    page.goto("/service/today")
    taps = {}
    for name in FULL_DAY:
        hand = Hand()
        hand.tap(page.get_by_role("link", name=re.compile(name)))
        if page.get_by_role("radiogroup", name="各班在校完成作业").count():  # one word for all of many classes
            hand.tap(chip(page, "多数", "各班在校完成作业"))
        else:
            for group in page.get_by_role("radiogroup", name=re.compile("^在校完成")).all():
                hand.tap(group.locator("label.chip", has_text="约一半"))
        hand.tap(page.locator("#log"))
        page.wait_for_url(re.compile("/service/today"))
        expect(page.get_by_role("link", name=re.compile(name))).to_contain_text("全到")
        taps[name] = hand.taps
    with capsys.disabled():
        print(f"\neight sessions, how far every class got with them: {list(taps.values())} taps")
    assert (min(taps.values()), max(taps.values())) == SESSION
    assert visits.complaints == []


def test_the_duty_teacher_sees_the_rooms_homework_and_families_read_how_far_the_class_got(visits: Visits, served: Served) -> None:
    served.clock(18, 50)
    page = visits.signed_in("teacher", PHONE)
    page.locator("a.strip", has_text="三年级作业辅导").click()
    assert "语文" in words(page.locator(".room-class", has=page.get_by_role("heading", name="三(1)班")))
    page.locator(".room-class", has=page.get_by_role("heading", name="三(1)班")).locator("summary").click()
    expect(page.locator(".room-items[open] li").first).to_be_visible()
    expect(page.locator("#fills")).to_contain_text("60 / 120 分钟")
    page.get_by_role("radiogroup", name="在校完成 三(1)班").locator("label.chip", has_text="多数").click()
    chip(page, "按班填人数").click()
    page.get_by_role("group", name="三(1)班").get_by_label("实到").fill("36")
    expect(page.locator("#log")).to_have_text("登记这一场 · 实到 112 / 114 人")
    page.locator("#log").click()
    page.wait_for_url("**/today")
    expect(flash(page)).to_contain_text("已登记")
    parent = visits.visitor(PHONE, java_script_enabled=False)
    parent.goto(served.notice)
    expect(parent.locator(".service")).to_contain_text("作业辅导登记：本班多数同学已在校写完作业")


def test_a_walk_through_is_done_in_a_few_taps(visits: Visits, served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    served.clock(16, 30)
    page, hand = visits.signed_in("principal", PHONE), Hand()
    page.goto("/service/walks")
    hand.tap(page.get_by_role("link", name=re.compile("^四年级作业辅导 16:00")))
    hand.tap(page.get_by_role("radiogroup", name="人数与点名册相符").locator("label.chip", has_text="需跟进"))
    hand.write(page.get_by_label("说明"), "点名册还是上周的")
    hand.tap(page.get_by_role("button", name="没选的都正常，保存"))
    expect(flash(page)).to_contain_text("已保存，有需跟进的")
    page.get_by_role("link", name=re.compile("四年级作业辅导.*点名册还是上周的")).click()
    page.get_by_label("怎么处理的").fill("已换新册")
    page.get_by_role("button", name="已跟进，关闭").click()
    expect(flash(page)).to_contain_text("已跟进")
    with capsys.disabled():
        print(f"\na walk-through with one point to follow up: {hand.taps} taps, {hand.fields} field")
    assert (hand.taps, hand.fields) == (3, 1)


# The small school, where the days before are to be logged.


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory, migrated: Callable[[str], Path], free_port: Callable[[], int]) -> Iterator[SmallServed]:
    with serving(browser, tmp_path_factory.mktemp("small") / "instance", migrated("sqlite"), free_port()) as made:
        prepare(made.small)
        yield made


def prepare(small: SmallSchool) -> None:
    """Fridays begin half an hour earlier; Saturday follows Friday's timetable; Thursday was announced as without service."""
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        for (weekday, start), (slot_id, end) in records.slot_ids(work.connection, small.programmes["hw3"]).items():
            if weekday == 5:
                work.change(records.programme_slot, slot_id, start=start - 30, end=end - 30)
        row = {"term_id": small.term_id, "school": True, "grades": "", "entered_at": NOW - timedelta(days=20)}
        work.add(school_records.calendar_row, **row, position=1, start=SATURDAY, end=SATURDAY, note="补课", service=None, timetable_weekday=5)
        work.add(school_records.calendar_row, **row, position=2, start=THURSDAY, end=THURSDAY, note="家长会", service=False, timetable_weekday=None)
        work.audit("calendar_added", "calendar:1")


@pytest.fixture
def small(server: SmallServed) -> Iterator[SmallServed]:
    yield server
    server.leave()


def sessions(served: SmallServed, day: date) -> list[records.ServiceSessionRow]:
    with served.small.house.reading() as connection:
        return service_log.sessions_on(connection, served.small.programmes["hw3"], day)


def test_friday_has_its_own_times_and_the_late_entry_is_marked(small: SmallServed) -> None:
    page = small.visitor("t01")
    page.goto(f"/service/today?day={FRIDAY}")
    page.get_by_role("link", name=re.compile("三年级作业辅导 15:30–16:30")).click()
    expect(page.get_by_text("这是补记")).to_be_visible()
    page.locator("#log").click()
    page.wait_for_url(re.compile("/service/today"))
    expect(page.get_by_role("link", name=re.compile("三年级作业辅导"))).to_contain_text("补记")
    assert [(s.start, s.end) for s in sessions(small, FRIDAY)] == [(930, 990)]


def test_a_make_up_saturday_follows_the_named_weekday_and_somebody_stood_in(small: SmallServed) -> None:
    page = small.visitor("t06")
    page.goto(f"/service/today?day={SATURDAY}")
    expect(page.get_by_text("这天按周五的课表上课。")).to_be_visible()
    page.get_by_role("link", name=re.compile("三年级作业辅导")).click()
    page.locator("summary", has_text="值班").click()
    page.get_by_label("值班教师").select_option("王芳")
    page.locator("#log").click()
    page.wait_for_url(re.compile("/service/today"))
    expect(page.get_by_role("link", name=re.compile("三年级作业辅导"))).to_contain_text("王芳代林晓梅")
    assert [(s.start, s.staff_id) for s in sessions(small, SATURDAY)] == [(930, small.small.staff["t03"])]
    other = small.visitor("t03")
    other.goto(f"/service/today?day={SATURDAY}")
    expect(other.get_by_role("link", name=re.compile("三年级作业辅导"))).to_be_visible()  # an own duty


def test_an_announced_day_without_service_is_said_so(small: SmallServed) -> None:
    page = small.visitor("t06")
    page.goto(f"/service/today?day={THURSDAY}")
    expect(page.locator(".box.info")).to_contain_text("事先通知没有课后服务")
    expect(page.locator(".box.info")).to_contain_text("家长会")
    expect(page.get_by_role("heading", name="缺口")).to_have_count(0)


WEDNESDAY, TUESDAY = MONDAY - timedelta(days=5), MONDAY - timedelta(days=6)


def fill_in(page: Page, day: date, text: str) -> None:
    """Fills in a session; it is on this device before anything else happens."""
    page.goto(f"/service/1/{day}/960")
    page.locator("summary", has_text="补充说明").click()
    page.get_by_label("补充说明").fill(text)
    page.wait_for_function("text => Object.values(localStorage).some(one => one.includes(text))", arg=text)


def test_a_lost_connection_keeps_what_was_filled_in_and_sends_it_once(small: SmallServed) -> None:
    page = small.visitor("t01")
    fill_in(page, WEDNESDAY, "分组订正错题")
    page.context.set_offline(True)
    page.locator("#log").click()
    expect(page.locator("#draft")).to_contain_text("没有连上网络，还没有登记")
    assert sessions(small, WEDNESDAY) == []
    page.context.set_offline(False)
    page.wait_for_url(re.compile("/service/today"))
    assert [s.content for s in sessions(small, WEDNESDAY)] == ["完成作业、答疑：分组订正错题"] and kept(page) == []


def test_a_closed_tab_keeps_it_too_and_each_session_takes_up_its_own(small: SmallServed) -> None:
    page = small.visitor("t01")
    fill_in(page, TUESDAY, "朗读课文")
    page = small.again(page)
    expect(page.locator("[data-drafts]")).to_contain_text("三年级作业辅导 16:00")
    page.goto("/homework/new")
    expect(page.get_by_label("内容")).to_have_value("")  # a session's draft is none of the register form
    page.goto(f"/service/1/{MONDAY - timedelta(days=7)}/960")
    expect(page.locator("textarea[name=content]")).to_have_value("")
    page.goto("/today")
    page.locator("[data-drafts]").get_by_role("link", name="继续").click()
    expect(page.locator("#draft")).to_contain_text("填的内容")
    expect(page.locator("textarea[name=content]")).to_have_value("朗读课文")
    page.locator("#log").click()
    page.wait_for_url(re.compile("/service/today"))
    assert [s.content for s in sessions(small, TUESDAY)] == ["完成作业、答疑：朗读课文"] and kept(page) == []


def test_who_was_not_quick_enough_is_told_kindly_and_loses_nothing(small: SmallServed) -> None:
    day = MONDAY - timedelta(days=10)
    page = small.visitor("t01")
    page.goto(f"/service/1/{day}/930")
    page.locator("summary", has_text="补充说明").click()
    page.get_by_label("补充说明").fill("错题讲评后再练")
    draft = SessionDraft(True, 930, 990, 76, 70, "完成作业", "", small.small.staff["t01"])
    afterschool.log_session(
        house=small.small.house, actor=small.small.actor("t06"), programme_id=small.small.programmes["hw3"], day=day, draft=draft, now=NOW)
    page.locator("#log").click()
    expect(page.get_by_role("heading", name="何秀英已经登记了这一场")).to_be_visible()
    expect(page.locator("textarea[name=content]")).to_have_value("错题讲评后再练")
    page.get_by_label("更正原因").fill("以点名为准")
    page.locator("#log").click()
    page.wait_for_url(re.compile("/service/today"))
    assert [(s.version, s.present, s.content) for s in sessions(small, day)] == [(2, 76, "完成作业、答疑：错题讲评后再练")]
