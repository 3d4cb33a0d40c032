"""The refusal and its ways out without script: another day, a colleague asked, the record as it is; the page of requests."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from schoolapp.services import homework
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import day_row, items_of, post
from tests.services.request_cases import agree, approval, ask, full_day, set_profile
from tests.web.homework_browser import Visitor, fields_of, text_of

pytestmark = on_sqlite
TUESDAY = MONDAY + timedelta(days=1)


def typed(small: SmallSchool, *places: tuple[int, int], minutes: str = "20", **more: Any) -> dict[str, Any]:
    return {
        "subject": "数学", "classes": [small.classes[p] for p in places or [(3, 1)]], "day": MONDAY.isoformat(), "request_key": "key", "do": "publish",
        "items-0-text": "课本第34页", "items-0-minutes": minutes, "items-0-kind": "书面", "items-0-tier": "全体", "items-0-in_school": "",
        "items-0-minutes_other": "",
    } | more


def refused(small: SmallSchool, *places: tuple[int, int], who: str = "t01", **more: Any) -> tuple[Visitor, str, dict[str, Any]]:
    """Who is refused, the page, and what its form carries along."""
    visitor = Visitor(small, who)
    answer = visitor.post("/homework/new", **typed(small, *places, **more))
    assert answer.status_code == 400
    html = answer.get_data(as_text=True)
    return visitor, html, {k: v for k, v in fields_of(html, "kept").items() if k != "csrf"}


def button(html: str, name: str) -> str:
    found = re.search(rf'<button[^>]*name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def test_four_ways_and_the_dashed_line(small: SmallSchool) -> None:
    full_day(small)
    post(small, "t03", [(3, 1)], Draft("抄写", 45), day=TUESDAY)
    post(small, "t03", [(3, 1)], Draft("抄写", 35), day=TUESDAY + timedelta(days=1))
    _, html, _ = refused(small, (3, 1), (3, 2))
    text = text_of(html)
    for words in ("缩短到15分钟今天60/60分钟，已达上限", "改为选做不计入上限；今天选做合计20分钟", "移到周三（还剩25）11月25日35/60分钟",
                  "请语文老师调减5分钟对方点“同意”后再发布", "课上已留作业，如实登记标记“超限·已登记”，需要写原因", "先发布三(2)班"):
        assert words in text, words
    assert "王芳" not in text and "审批" not in text and "错误" not in text
    assert html.count('class="row"') == 4 and html.count("row quiet-row") == 1


def test_a_tap_moves_it_to_the_day_that_was_offered(small: SmallSchool) -> None:
    full_day(small)
    teacher, html, kept = refused(small)
    assert button(html, "to") == TUESDAY.isoformat()
    page = teacher.after(teacher.post("/homework/move", **kept, to=TUESDAY.isoformat()))
    assert "已登记到11月24日周二：三(1)班" in text_of(page)
    teacher.after(teacher.post("/homework/move", **kept, to=TUESDAY.isoformat()))  # the back button and a second tap
    assert [i.text for i in items_of(small, (3, 1), TUESDAY)] == ["课本第34页"] and day_row(small, (3, 1)).written == 45


def test_the_class_that_fits_stays_in_the_form(small: SmallSchool) -> None:
    full_day(small)
    teacher, _, kept = refused(small, (3, 1), (3, 2))
    html = teacher.post("/homework/move", **kept, to=TUESDAY.isoformat()).get_data(as_text=True)
    assert "三(2)班还没有发布" in text_of(html)
    rest = fields_of(html, "register")
    assert rest["classes"] == [str(small.classes[3, 2])] and rest["items-0-text"] == ["课本第34页"] and rest["request_key"] != ["key"]
    teacher.after(teacher.post("/homework/new", **(rest | {"do": ["publish"]})))
    assert day_row(small, (3, 2)).written == 20 and items_of(small, (3, 2), TUESDAY) == []


def test_a_move_that_lost_the_race_shows_the_new_figures(small: SmallSchool) -> None:
    full_day(small)
    teacher, _, kept = refused(small)
    post(small, "t03", [(3, 1)], Draft("抄写", 55), day=TUESDAY)
    answer = teacher.post("/homework/move", **kept, to=TUESDAY.isoformat())
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "情况刚刚变了" in text_of(html) and button(html, "to") == "2026-11-25"
    assert len(items_of(small, (3, 1), TUESDAY)) == 1
    for to in ("", "nonsense", MONDAY.isoformat(), "2026-11-20", "2026-11-28", "2027-03-01"):
        assert teacher.post("/homework/move", **kept, to=to).status_code == 400, to


def test_room_that_came_meanwhile_leads_back_to_the_form(small: SmallSchool) -> None:
    chinese, _ = full_day(small)
    teacher, html, kept = refused(small)
    homework.withdraw_homework(house=small.house, actor=small.actor("t03"), item_id=chinese, version=1, reason="换一项", now=NOW)
    for path, more in (("move", {"to": TUESDAY.isoformat()}), ("ask", {"ask": button(html, "ask")}), ("record", {})):
        answer = teacher.post(f"/homework/{path}", **kept, **more)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200 and "现在放得下" in text_of(page) and fields_of(page, "register")["items-0-text"] == ["课本第34页"]
    assert len(items_of(small, (3, 1))) == 1


def test_asking_a_colleague_from_end_to_end(small: SmallSchool) -> None:
    full_day(small)
    teacher, html, kept = refused(small)
    pairs = button(html, "ask")
    page = text_of(teacher.after(teacher.post("/homework/ask", **kept, ask=pairs)))
    assert "已请语文老师调减5分钟，等对方答复" in page and "王芳" not in page
    teacher.after(teacher.post("/homework/ask", **kept, ask=pairs))
    assert "已请语文老师调减5分钟，等答复" in text_of(teacher.get("/today"))
    _, again, _ = refused(small, **{"request_key": "other"})
    assert "已请语文老师调减5分钟，等对方答复" in text_of(again) and 'name="ask"' not in again
    colleague = Visitor(small, "t03")
    assert "数学老师请您调减5分钟" in text_of(colleague.get("/today"))
    box = colleague.get("/homework/requests")
    assert "25分钟→20分钟" in text_of(box) and "林晓梅" not in box.replace("王芳", "")
    number = re.search(r"/homework/requests/(\d+)/agree", box)
    version = re.search(r'name="version" value="(\d+)"', box)
    assert number and version
    done = text_of(colleague.after(colleague.post(f"/homework/requests/{number[1]}/agree", version=version[1])))
    assert "您的作业已经更正" in done and "没有要处理的请求" in done
    assert "语文老师已同意调减5分钟" in text_of(teacher.get("/today"))
    page = teacher.after(teacher.post(f"/homework/requests/{number[1]}/publish"))
    assert "已公示到三(1)班" in text_of(page) and day_row(small, (3, 1)).written == 60
    assert "没有要处理的请求" in text_of(teacher.get("/homework/requests"))
    assert "应同事请求调减" in text_of(colleague.get(f"/homework/day/{small.classes[3, 1]}/{MONDAY}"))


def test_no_with_a_reason_and_what_is_offered_then(small: SmallSchool) -> None:
    full_day(small)
    (number,) = ask(small, "t01", [(3, 1)], Draft("课本第34页", 20)).requests
    colleague = Visitor(small, "t03")
    bad = colleague.post(f"/homework/requests/{number}/decline", answer="打 13912345678")
    assert bad.status_code == 400 and "数学老师请您调减5分钟" in text_of(bad.get_data(as_text=True))
    colleague.after(colleague.post(f"/homework/requests/{number}/decline", answer="内容不能再减"))
    teacher, html, _ = refused(small)
    assert "语文老师没有同意调减：内容不能再减" in text_of(html) and "请英语老师调减5分钟" in text_of(html)
    box = teacher.get("/homework/requests")
    assert "没有同意" in text_of(box) and f'action="/homework/requests/{number}/form"' in box
    again = fields_of(teacher.post(f"/homework/requests/{number}/form").get_data(as_text=True), "register")
    assert again["items-0-text"] == ["课本第34页"] and again["items-0-minutes"] == ["20"] and again["classes"] == [str(small.classes[3, 1])]
    teacher.after(teacher.post(f"/homework/requests/{number}/withdraw"))
    assert "没有要处理的请求" in text_of(teacher.get("/homework/requests"))


def test_agreeing_to_what_has_changed_shows_what_stands_now(small: SmallSchool) -> None:
    chinese, _ = full_day(small)
    (number,) = ask(small, "t01", [(3, 1)], Draft("课本第34页", 20)).requests
    homework.correct_homework(house=small.house, actor=small.actor("t03"), item_id=chinese, version=1, draft=Draft("抄写一课", 24), reason="改", now=NOW)
    answer = Visitor(small, "t03").post(f"/homework/requests/{number}/agree", version="1")
    text = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 409 and "这项作业现在是24分钟：抄写一课" in text and "同意，调到19分钟" in text
    homework.withdraw_homework(house=small.house, actor=small.actor("t03"), item_id=chinese, version=2, reason="换", now=NOW)
    answer = Visitor(small, "t03").post(f"/homework/requests/{number}/agree", version="2")
    assert answer.status_code == 409 and "已经撤回，不用再调减" in text_of(answer.get_data(as_text=True))
    assert Visitor(small, "t02").post(f"/homework/requests/{number}/agree", version="2").status_code == 404
    assert Visitor(small, "t05").post(f"/homework/requests/{number}/agree", version="2").status_code == 403


def test_the_room_that_went_to_somebody_else(small: SmallSchool) -> None:
    full_day(small)
    (number,) = ask(small, "t01", [(3, 1)], Draft("课本第34页", 20)).requests
    agree(small, "t03", number)
    post(small, "t02", [(3, 1)], Draft("听读单", 10))
    answer = Visitor(small, "t01").post(f"/homework/requests/{number}/publish")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "合计70分钟，上限60分钟，超10分钟" in text_of(html)
    assert fields_of(html, "kept")["items-0-text"] == ["课本第34页"]


def test_recording_asks_for_its_reason_on_a_page_of_its_own(small: SmallSchool) -> None:
    full_day(small)
    teacher, _, kept = refused(small, (3, 1), (3, 2))
    page = teacher.post("/homework/record", **kept)
    html = page.get_data(as_text=True)
    assert page.status_code == 200 and "如实登记" in text_of(html) and "三(2)班放得下，照常公示" in text_of(html)
    carried = {k: v for k, v in fields_of(html, "record").items() if k != "csrf"}
    for more in ({}, {"choice": "other"}, {"choice": "nonsense"}, {"choice": "other", "own": "打 13912345678"}):
        answer = teacher.post("/homework/record", **(carried | {"do": "record"} | more))
        assert answer.status_code == 400 and "还没有登记" in text_of(answer.get_data(as_text=True)), more
    assert len(items_of(small, (3, 1))) == 2
    sent = carried | {"do": "record", "choice": "课上已经留了，登记时才知道超过上限", "own": "明天收"}
    assert "三(1)班标明“超限·已登记”" in text_of(teacher.after(teacher.post("/homework/record", **sent)))
    teacher.after(teacher.post("/homework/record", **sent))
    over = [i.over_reason for i in items_of(small, (3, 1)) if i.subject == "数学"]
    assert over == ["课上已经留了，登记时才知道超过上限：明天收"] and day_row(small, (3, 2)).written == 20
    assert "超限·已登记" in text_of(teacher.get(f"/homework/day/{small.classes[3, 1]}/{MONDAY}"))


def test_what_others_see_of_a_recorded_day(small: SmallSchool) -> None:
    full_day(small)
    post(small, "t01", [(3, 1)], Draft("课本第34页", 20), record_reason="已经当堂说明")
    opened = f"homework.over_cap|{MONDAY}|class:{small.classes[3, 1]}"
    found = text_of(Visitor(small, "t05").get(f"/findings?start={MONDAY}&end={MONDAY}&kind=homework.over_cap&open={opened}"))
    assert "超限·已登记" in found and "已经当堂说明" in found
    with small.house.reading() as connection:
        from schoolapp.records import people

        token = people.link_of(connection, small.classes[3, 1])[0]
    answer = Visitor(small, "t05").client.get(f"/n/{token}")
    notice = answer.get_data(as_text=True)
    assert "超出上限5分钟，超出的部分可以不做" in text_of(notice) and len(notice.encode()) < 15 * 1024 and "已经当堂说明" not in notice
    leader = Visitor(small, "t02", at(TUESDAY, 8))
    line = text_of(leader.get("/needs"))
    assert "三(1)班11月23日超限·已登记" in line and "65/60分钟·数学：已经当堂说明" in line
    assert "超限·已登记" not in text_of(Visitor(small, "t02", at(TUESDAY + timedelta(days=1), 8)).get("/needs"))


def test_a_school_without_the_record_has_no_dashed_line(small: SmallSchool) -> None:
    full_day(small)
    set_profile(small, over_cap_record=False)
    teacher, html, kept = refused(small)
    assert "quiet-row" not in html
    assert teacher.post("/homework/record", **kept).status_code == 400
    assert teacher.post("/homework/record", **kept, do="record", choice="和其他学科同时登记，来不及商量").status_code == 400
    assert day_row(small, (3, 1)).written == 45


def test_a_leaders_word(small: SmallSchool) -> None:
    full_day(small)
    set_profile(small, over_cap_approval=True)
    teacher, html, kept = refused(small, (3, 1), (3, 2))
    assert "要写原因，年级组长同意后公示" in text_of(html)
    answer = teacher.post("/homework/record", **kept, do="record", choice="和其他学科同时登记，来不及商量")
    assert "已请年级组长同意，同意后公示。三(2)班还没有发布" in text_of(answer.get_data(as_text=True))
    leader = Visitor(small, "t02")
    assert "数学请您同意如实登记" in text_of(leader.get("/today"))
    box = leader.get("/homework/requests")
    number = re.search(r"/homework/requests/(\d+)/approve", box)
    assert number and "原因：和其他学科同时登记，来不及商量" in text_of(box) and "林晓梅" not in box
    assert Visitor(small, "t03").post(f"/homework/requests/{number[1]}/approve").status_code == 403
    leader.after(leader.post(f"/homework/requests/{number[1]}/approve"))
    assert day_row(small, (3, 1)).recorded == 1
    assert "年级组长已同意，作业已经公示" in text_of(teacher.get("/homework/requests"))
    again = leader.post(f"/homework/requests/{number[1]}/approve")
    assert again.status_code == 409 and "已经同意" in text_of(again.get_data(as_text=True))


def test_grades_1_and_2_are_offered_nothing_of_it(small: SmallSchool) -> None:
    teacher, html, kept = refused(small, (1, 1), who="t04", subject="语文")
    text = text_of(html)
    assert "不能留回家的书面作业" in text and "改为校内完成" in text
    for name in ("移到", "调减", "如实登记"):
        assert name not in text
    for path, more in (("move", {"to": TUESDAY.isoformat()}), ("ask", {"ask": "1-5"}), ("record", {"do": "record", "choice": "other", "own": "已经写了"})):
        assert teacher.post(f"/homework/{path}", **kept, **more).status_code == 400
    assert items_of(small, (1, 1)) == [] and items_of(small, (1, 1), TUESDAY) == []


def test_nothing_left_to_offer_says_so(small: SmallSchool) -> None:
    set_profile(small, over_cap_record=False)
    post(small, "t01", [(3, 1)], Draft("口算", 60))
    _, html, _ = refused(small, **{"items-0-minutes": "other", "items-0-minutes_other": "70"})
    assert "往后十个上课日也没有放得下的一天" in text_of(html) and 'class="row"' not in html


def test_a_form_that_cannot_be_read_comes_back(small: SmallSchool) -> None:
    full_day(small)
    teacher, _, kept = refused(small)
    for path in ("move", "ask", "record"):
        assert teacher.post(f"/homework/{path}", **(kept | {"items-0-minutes": ["x"]})).status_code == 400
        assert Visitor(small, "t05").post(f"/homework/{path}", **kept).status_code == 403
        assert Visitor(small, "t04").post(f"/homework/{path}", **kept).status_code == 404


def test_the_policy_page_sets_the_approval(small: SmallSchool) -> None:
    html = Visitor(small, "t08").get("/admin/policy/new")
    assert "如实登记先经年级组长同意" in html and 'name="basis_over_cap_approval"' in html


def test_an_answer_from_outside_the_classes_is_unknown(small: SmallSchool) -> None:
    full_day(small)
    set_profile(small, over_cap_approval=True)
    (number,) = approval(small).requests
    for who, act in (("t03", "decline"), ("t04", "decline"), ("t01", "decline"), ("t03", "withdraw"), ("t03", "publish"), ("t02", "publish"), ("t03", "form")):
        assert Visitor(small, who).post(f"/homework/requests/{number}/{act}").status_code == 404, (who, act)
    assert Visitor(small, "t02").post("/homework/requests/999/decline").status_code == 404


def test_the_board_shows_its_leader_what_waits_between_colleagues(small: SmallSchool) -> None:
    full_day(small)
    ask(small, "t01", [(3, 1)], Draft("口算", 20))
    leader = Visitor(small, "t02")
    board = leader.get("/load/3/2026-11-23")
    assert "三(1)班今天：数学请语文调减5分钟" in text_of(board) and "等答复，当天有效" in text_of(board)
    assert f"/homework/day/{small.classes[3, 1]}/2026-11-23" in board and "林晓梅" not in board and "王芳" not in board
    assert "数学请语文调减5分钟，还没有答复" in text_of(leader.get("/today"))
    assert "请语文调减" not in text_of(leader.get("/load/3/2026-11-16"))
