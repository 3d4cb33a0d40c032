"""Logging a session in the browser without script: what is asked, kept and told; the day's pages of each role."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from schoolapp.config import Config
from schoolapp.records import people as people_records
from schoolapp.records import service_log
from schoolapp.records.afterschool import programme
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import afterschool, school
from schoolapp.services.afterschool.choices import SESSION_REASONS
from schoolapp.services.homework import Draft
from schoolapp.services.login import _open
from schoolapp.web.app import create_app
from tests.cast import MONDAY, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.services.session_cases import SUNDAY, picture
from tests.services.test_afterschool import FRIDAY, draft
from tests.web.desk import Desk

pytestmark = on_sqlite
EVENING = at(MONDAY, 19)
HW = f"/service/1/{MONDAY}/960"
CLUB = f"/service/2/{MONDAY}/1020"


class Room(Desk):
    """A desk at a moment of its own."""

    def __init__(self, small: SmallSchool, number: str, now: datetime = EVENING) -> None:
        self.small = small
        self.client = create_app(small.house, now=lambda: now).test_client()
        with small.house.plain_writing() as connection:
            opened = _open(connection, small.staff[number], False, "", "", "", now)
        self.client.set_cookie("sid", opened.token)
        self.token = opened.csrf

    def fields(self, path: str = HW) -> dict[str, Any]:
        """What a browser would send back: of several chips all that are chosen."""
        page = self.get(path)
        found: dict[str, Any] = {}
        form = page[page.index('id="session"'):]
        form = form[:form.index("</form>")]
        for tag in re.findall(r"<input[^>]*>", form):
            values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if values.get("type") in ("radio", "checkbox") and not re.search(r"\schecked(?=[\s>])", tag):
                continue
            if values.get("name") and values["name"] != "csrf" and values.get("type") != "file":
                found.setdefault(values["name"], []).append(values.get("value", ""))
        for name, inside in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
            chosen = re.search(r'<option selected[^>]*value="([^"]*)"', inside) or re.search(r'value="([^"]*)"', inside)
            found[name] = [chosen[1] if chosen else ""]
        return found

    def send(self, path: str = HW, status: int = 303, **changes: Any) -> str:
        return self.post(path, status, **{**self.fields(path), **changes})


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_school(house)
    house.close()


def session(small: SmallSchool, code: str = "hw3", day: object = MONDAY) -> Any:
    with small.house.reading() as connection:
        found = service_log.sessions_on(connection, small.programmes[code], day)  # type: ignore[arg-type]
        return found[0], service_log.heads_of(connection, [found[0].id]).get(found[0].id, ())


def test_everybody_present_is_one_press(small: SmallSchool) -> None:
    desk = Room(small, "t01")
    page = desk.get(HW)
    assert "登记这一场 · 76 人全到" in page and "记上后：<b>三年级</b>" in page and "60 / 120 分钟" in page
    desk.send()
    row, heads = session(small)
    assert (row.held, row.start, row.end, row.expected, row.present, row.content) == (True, 960, 1020, 76, 76, "完成作业、答疑")
    assert [(h.expected, h.present, h.finished) for h in heads] == [(38, 38, None), (38, 38, None)]
    assert "全到 76" in desk.get("/service/today")


def test_heads_by_class_how_far_they_got_and_the_history_with_both_names(small: SmallSchool) -> None:
    first, second = small.classes[3, 1], small.classes[3, 2]
    desk = Room(small, "t06")
    desk.send(**{"held": "part", f"p{first}": "３７", f"f{first}": "most", f"f{second}": "few", "staff_id": str(small.staff["t04"])})
    row, heads = session(small)
    assert (row.expected, row.present, row.staff_id) == (76, 75, small.staff["t04"])
    assert [(h.present, h.finished) for h in heads] == [(37, "most"), (38, "few")]
    assert "何秀英 登记，罗建军代林晓梅值班" in desk.get(HW)
    assert "罗建军代林晓梅" in desk.get("/service/today")


def test_one_word_for_all_classes_stands_where_none_has_its_own(small: SmallSchool) -> None:
    first = small.classes[3, 1]
    Room(small, "t01").send(**{"finished_all": "half", f"f{first}": "most"})
    assert [h.finished for h in session(small)[1]] == ["most", "half"]


def test_what_cannot_be_read_is_said_at_its_class_and_nothing_is_lost(small: SmallSchool) -> None:
    first = small.classes[3, 1]
    page = Room(small, "t01").send(status=400, **{"held": "part", f"p{first}": "很多", "content": "复习第三单元"})
    assert f'<a href="#p{first}">三(1)班实到：请填写整数</a>' in page and 'value="很多"' in page and "复习第三单元" in page
    assert 'name="held" value="part" id="held-1" checked' in page


def test_a_club_has_totals_and_classes_only_where_somebody_writes_them(small: SmallSchool) -> None:
    desk = Room(small, "t04")
    assert "应到：请填写" in desk.send(CLUB, 400)  # nobody knows yet how many to expect
    desk.send(CLUB, held="part", expected="20", present="18")
    row, heads = session(small, "club3")
    assert (row.expected, row.present, heads) == (20, 18, ())
    desk.send(CLUB, **{"held": "part", f"e{small.classes[3, 1]}": "9", f"p{small.classes[3, 1]}": "8", "why": "分班补上"})
    row, heads = session(small, "club3")
    assert (row.expected, row.present, len(heads)) == (9, 8, 1)


def test_called_off_with_a_choice_and_words(small: SmallSchool) -> None:
    desk = Room(small, "t01")
    page = desk.send(status=400, held="cancelled")
    assert "为什么没开展：请填写" in page
    desk.send(held="cancelled", cause="天气原因", reason="雷暴")
    row, heads = session(small)
    assert (row.held, row.reason, row.present, heads) == (False, "天气原因：雷暴", None, ())
    assert "天气原因：雷暴" in desk.get("/service/today")
    assert "Weather: 雷暴" in desk.get("/service/today?lang=en")


def test_what_is_to_come_shows_the_homework_and_can_only_be_called_off(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写第12课词语", 25, in_school=10))
    desk = Room(small, "t01", at(MONDAY, 15, 30))
    page = desk.get(HW)
    assert "开始以后再登记" in page and "抄写第12课词语" in page and "在校完成 10 分钟" in page and 'id="log"' not in page
    assert "书面 25 分钟" in desk.get("/today")
    page = desk.get(HW + "?off=1")
    assert 'value="cancelled" id="held-0" checked' in page and "人全到" not in page
    desk.post(HW, 303, held="cancelled", cause="学校活动", start="16:00", end="17:00", staff_id=str(small.staff["t01"]), do="log")
    assert session(small)[0].reason == "学校活动"


def test_words_are_asked_about_while_typing_and_on_submit_without_script(small: SmallSchool) -> None:
    desk = Room(small, "t01")
    typing = desk.send(status=200, content="讲授新课第三单元", do="check")
    assert "“讲授新课”" in typing and "（C21）" in typing and 'name="content_reason"' in typing and 'name="seen" value="C21"' in typing
    asked = desk.send(status=400, content="讲授新课第三单元", do="log")
    assert "登记前请看一下措辞，还没有登记" in asked and "讲授新课第三单元" in asked
    mended = desk.send(status=200, content="讲授新课第三单元", do="mend-完成作业、答疑辅导")
    assert "讲授新课" not in mended and "完成作业、答疑辅导</textarea>" in mended
    desk.send(content="讲授新课第三单元", content_reason=SESSION_REASONS[0])
    assert session(small)[0].content_reason == SESSION_REASONS[0]
    for who in ("t05", "t06"):  # the teaching office and the coordinator
        assert f"保留理由：{SESSION_REASONS[0]}" in Room(small, who).get(f"/service/day/{MONDAY}")


def test_what_is_worth_a_look_takes_one_more_press(small: SmallSchool) -> None:
    desk = Room(small, "t01")
    page = desk.send(status=400, content="专题训练")
    assert "没有问题就照样登记" in page and 'name="seen" value="C21"' in page
    desk.send(content="专题训练", seen="C21")
    assert session(small)[0].content == "完成作业、答疑：专题训练"


def test_who_comes_second_is_told_and_what_was_typed_becomes_a_correction(small: SmallSchool) -> None:
    desk = Room(small, "t01")
    mine = desk.fields()
    afterschool.log_session(house=small.house, actor=small.actor("t06"), programme_id=1, day=MONDAY, draft=draft(small, present=70), now=EVENING)
    page = desk.post(HW, 409, **{**mine, "content": "分组订正错题"})
    assert "何秀英已经登记了这一场" in page and "实到 70 / 76 人" in page and "分组订正错题" in page and 'name="version" value="1"' in page
    desk.post(HW, 303, **{**mine, "content": "分组订正错题", "version": "1", "why": "人数以点名为准"})
    row, _heads = session(small)
    assert (row.present, row.content, row.version) == (76, "完成作业、答疑：分组订正错题", 2)


def test_the_same_form_twice_is_one_session(small: SmallSchool) -> None:
    desk = Room(small, "t01")
    mine = desk.fields()
    for _ in range(2):
        desk.post(HW, 303, **mine)
    assert session(small)[0].version == 1


def test_a_correction_needs_its_reason_and_a_stale_one_is_told(small: SmallSchool) -> None:
    desk = Room(small, "t01")
    desk.send()
    assert "更正原因：请填写" in desk.send(status=400, end="17:05")
    old = desk.fields()
    desk.send(end="17:05", why="延迟放学")
    page = desk.post(HW, 409, **{**old, "end": "17:10", "why": "再晚一点"})
    assert "这一场刚刚有人登记或更正过" in page and "17:05" in page and 'value="17:10"' in page
    assert "林晓梅 更正了结束，原因：延迟放学" in desk.get(HW)


def test_a_moved_session_keeps_its_place_and_its_room(small: SmallSchool) -> None:
    desk = Room(small, "t04")
    desk.send(CLUB, expected="20", start="17:10", end="18:10", room="报告厅")
    row, _heads = session(small, "club3")
    assert (row.start, row.planned_start, row.room) == (1030, 1020, "报告厅")
    page = desk.get("/service/today")
    assert "原定 17:00" in page and "报告厅" in page and "17:10–18:10" in page
    assert "保存更正" in desk.get(CLUB)  # the same address leads to it


def test_a_day_without_school_asks_for_the_decision_and_its_file(small: SmallSchool) -> None:
    path = f"/service/1/{SUNDAY}/960"
    desk = Room(small, "t06")
    assert "11月22日 周日不上课" in desk.get(path)
    page = desk.send(path, 400)
    assert "依据：请填写" in page
    fields = {**desk.fields(path), "decision": "11月20日校务会同意", "csrf": desk.token}
    bad = desk.client.post(path, data={**fields, "decision_file": (io.BytesIO(b"nothing"), "a.png")})
    assert bad.status_code == 400 and "附件：这个文件不能用" in bad.get_data(as_text=True)
    done = desk.client.post(path, data={**fields, "decision_file": (io.BytesIO(picture()), "纪要.png")})
    assert done.status_code == 303
    row, _heads = session(small, day=SUNDAY)
    answer = desk.client.get(f"/service/sessions/{row.id}/decision")
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()
    assert "依据：11月20日校务会同意" in desk.get(f"/service/today?day={SUNDAY}")
    assert "补记" in desk.get(f"/service/today?day={SUNDAY}")


def test_a_stand_in_is_put_down_and_finds_the_session(small: SmallSchool) -> None:
    now = at(MONDAY, 8)
    desk = Room(small, "t01", now)
    desk.post(HW + "/cover", cover=str(small.staff["t03"]))
    assert "王芳代林晓梅" in desk.get("/service/today")
    other = Room(small, "t03", now)
    assert "代林晓梅" in other.get("/today") and "王芳代林晓梅" in other.get(HW)
    desk.post(HW + "/cover", cover=str(small.staff["t01"]))  # the responsible one is no stand-in
    assert "王芳代林晓梅" in desk.get("/service/today")
    desk.post(HW + "/cover", cover="")
    other.get(HW, 404)
    other.post(HW + "/cover", 404, cover=str(small.staff["t03"]))


def test_a_teacher_finds_the_own_duty_first_and_who_is_where(small: SmallSchool) -> None:
    page = Room(small, "t01").get("/service/today")
    assert page.index("三年级作业辅导") < page.index("今天谁在哪里值班") < page.index("科学社团") and CLUB not in page
    assert "今天没有您值班的场次" in Room(small, "t03").get("/service/today")


def test_who_looks_after_the_whole_sees_gaps_and_how_the_day_fills(small: SmallSchool) -> None:
    page = Room(small, "t06").get("/service/today")
    assert "缺口" in page and "今天一场都没有排" in page and "16:00–17:00" in page and "共 2 场 · 已记 0 · 待记 2" in page
    afterschool.log_session(house=small.house, actor=small.actor("t06"), programme_id=1, day=MONDAY, draft=draft(small), now=EVENING)
    assert "60 / 120 分钟" in Room(small, "t07").get(f"/service/day/{MONDAY}")


def test_another_session_than_planned_goes_to_its_form(small: SmallSchool) -> None:
    desk = Room(small, "t01")
    answer = desk.client.post("/service/other", data={"csrf": desk.token, "programme": "1", "day": FRIDAY.isoformat(), "start": "18:10"})
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/service/1/{FRIDAY}/1090")
    desk.send(f"/service/1/{FRIDAY}/1090", end="18:50")
    row, _heads = session(small, day=FRIDAY)
    assert (row.start, row.planned_start) == (1090, None)
    assert Room(small, "t04").client.get(f"/service/1/{FRIDAY}/1090").status_code == 404
    assert desk.client.post("/service/other", data={"csrf": desk.token, "programme": "x", "day": "", "start": ""}).status_code == 303


@pytest.mark.parametrize("bad", [{"start": "", "end": ""}, {"start": "25:99"}, {"staff_id": "nobody"}, {"helper": "0"}, {"helper": "999999"}, {"class": "zz"},
                                 {"topics": "没有的选项"}, {"held": "maybe"}, {"finished_all": "all"}, {"expected": "-5"}, {"content": "字" * 3000}])
def test_nonsense_is_answered_and_never_breaks(small: SmallSchool, bad: dict[str, str]) -> None:
    desk = Room(small, "t01")
    answer = desk.client.post(HW, data={"csrf": desk.token, **desk.fields(), **bad})
    assert answer.status_code in (200, 303, 400)


def test_the_audit_page_names_the_acts(small: SmallSchool) -> None:
    Room(small, "t01", at(MONDAY, 8)).post(HW + "/cover", cover=str(small.staff["t03"]))
    assert "安排课后服务代班" in Room(small, "t05").get("/audit")


def test_the_pages_of_a_day_that_nobody_planned(small: SmallSchool) -> None:
    assert "这天不上课" in Room(small, "t06").get(f"/service/today?day={SUNDAY}")
    far = MONDAY + timedelta(days=400)
    assert Room(small, "t06").client.get(f"/service/day/{far}").status_code == 200


def test_a_club_has_the_homework_of_its_classes_folded_away(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写第12课词语", 25))
    page = Room(small, "t04").get(CLUB)
    fold = page[page.index('<details class="fold room-fold">'):]
    assert "各班今天的作业" in fold and "抄写第12课词语" in fold and "还没有登记作业" in fold and "在校完成" not in page
    assert page.index('name="expected"') < page.index("各班今天的作业")
    early = Room(small, "t04", at(MONDAY, 15, 30)).get(CLUB)
    assert "开始以后再登记" in early and '<details class="fold room-fold">' in early
    Room(small, "t04").send(CLUB, expected="20", present="20")
    assert "各班当天的作业" in Room(small, "t04", at(MONDAY + timedelta(days=1), 9)).get(CLUB)


def test_extended_care_shows_the_homework_of_its_classes_and_everybody_present_is_one_press(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写第12课词语", 25))
    first, second = small.classes[3, 1], small.classes[3, 2]
    with small.house.writing(actor=OPERATOR, now=EVENING) as work:
        work.change(programme, small.programmes["club3"], category="延时托管")
        for class_id, heads in ((first, 5), (second, 4)):
            work.add(people_records.class_count, class_id=class_id, valid_from=MONDAY, pupils=40, asked=38, joined=38, extended=heads)
        work.audit("heads_set", "class:1")
    desk = Room(small, "t04")
    page = desk.get(CLUB)
    assert '<details class="fold room-fold" open>' in page and "抄写第12课词语" in page and "在校完成" not in page
    assert "登记这一场 · 9 人全到" in page
    desk.send(CLUB)
    row, heads = session(small, "club3")
    assert (row.expected, row.present, [(h.class_id, h.expected, h.present, h.finished) for h in heads]) == (9, 9, [(first, 5, 5, None), (second, 4, 4, None)])
    desk.send(CLUB, **{"held": "part", f"p{second}": "3", "why": "数错了"})
    assert session(small, "club3")[0].present == 8
