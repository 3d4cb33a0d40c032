"""The pages of homework that waits for its time, without script."""

from __future__ import annotations

from datetime import timedelta

from schoolapp.services.homework import Draft, timed
from tests.cast import MONDAY, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import check_records, items_of, post
from tests.web.homework_browser import Visitor, text_of

pytestmark = on_sqlite
LATER = at(MONDAY, 15, 30)


def set_for_later(small: SmallSchool, minutes: int = 15) -> list[str]:
    """What the boxes of the list hold."""
    return [f"{n}-1" for n in post(small, "t01", [(3, 1), (3, 2)], Draft("口算一页", minutes), publish_at=LATER).items]


def fields(**more: object) -> dict[str, object]:
    return {"text": "口算两页", "minutes": "20", "kind": "书面", "tier": "全体", "in_school": "", "day": MONDAY.isoformat(), "time": "16:10"} | more


def test_the_list_and_publishing_at_once(small: SmallSchool) -> None:
    boxes = set_for_later(small)
    teacher = Visitor(small, "t01")
    shown = text_of(teacher.get("/homework"))
    assert "等待定时发布" in shown and "定时15:30发布" in shown and "三(1)班、三(2)班" in shown
    assert "等待定时发布" not in text_of(Visitor(small, "t03").get("/homework"))
    page = teacher.after(teacher.post("/homework/timed/publish", places=boxes))
    assert "已公示到三(1)班、三(2)班" in text_of(page) and "等待定时发布" not in text_of(page)
    again = text_of(teacher.after(teacher.post("/homework/timed/publish", places=boxes)))
    assert "刚刚已经公示" in again and len(items_of(small, (3, 1))) == 1
    check_records(small)


def test_taking_back(small: SmallSchool) -> None:
    boxes = set_for_later(small)
    teacher = Visitor(small, "t01")
    assert "已取消定时发布：三(1)班、三(2)班" in text_of(teacher.after(teacher.post("/homework/timed/cancel", places=boxes)))
    assert "这一项已经取消" in text_of(teacher.after(teacher.post("/homework/timed/cancel", places=boxes)))
    assert timed.publish_due(house=small.house, now=LATER) == 0


def test_changing(small: SmallSchool) -> None:
    boxes = set_for_later(small)
    teacher = Visitor(small, "t01")
    page = teacher.get("/homework/timed/1")
    assert all(f'value="{box}"' in page for box in boxes) and 'value="15:30"' in page and "口算一页" in page
    wrong = teacher.post("/homework/timed/1", **fields(places=boxes, text="", minutes="x", time="14:00"))
    said = text_of(wrong.get_data(as_text=True))
    assert wrong.status_code == 400 and "请填写整数" in said
    late = teacher.post("/homework/timed/1", **fields(places=boxes, text="", time="14:00"))
    said = text_of(late.get_data(as_text=True))
    assert late.status_code == 400 and "公示时间：要晚于现在，并且不晚于作业当天" in said and "内容：请填写内容" in said
    none = teacher.post("/homework/timed/1", **fields())
    assert none.status_code == 400 and "请选择班级" in text_of(none.get_data(as_text=True))
    assert "已修改，等待定时发布" in text_of(teacher.after(teacher.post("/homework/timed/1", **fields(places=boxes))))
    stale = teacher.post("/homework/timed/1", **fields(places=boxes, minutes="25"))
    kept = stale.get_data(as_text=True)
    assert stale.status_code == 409 and "刚刚被改过" in kept and 'value="25"' in kept and 'value="1-2"' in kept
    assert timed.publish_due(house=small.house, now=at(MONDAY, 16, 10)) == 2
    assert [(i.text, i.minutes) for i in items_of(small, (3, 2))] == [("口算两页", 20)]
    assert "刚刚已经公示" in text_of(teacher.after(teacher.post("/homework/timed/1", **fields(places=boxes))))


def test_no_room_says_so_and_keeps_what_was_typed(small: SmallSchool) -> None:
    boxes = set_for_later(small)
    post(small, "t03", [(3, 1)], Draft("抄写", 40))
    answer = Visitor(small, "t01").post("/homework/timed/1", **fields(places=boxes, minutes="30"))
    said = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 400 and "三(1)班放不下这30分钟" in said and "超10分钟" in said and "最多可以填20分钟" in said
    assert 'value="30"' in answer.get_data(as_text=True)


def test_nobody_elses(small: SmallSchool) -> None:
    boxes = set_for_later(small)
    colleague = Visitor(small, "t02")
    assert colleague.client.get("/homework/timed/1").status_code == 404
    assert colleague.post("/homework/timed/1", **fields(places=boxes)).status_code == 404
    for path in ("/homework/timed/publish", "/homework/timed/cancel"):
        assert colleague.post(path, places=boxes).status_code == 404
        assert Visitor(small, "t01").post(path, places=["1", "x-y", "-", "99999999999-1", "٣-1"]).status_code == 404
        assert Visitor(small, "t05").post(path, places=boxes).status_code == 403


def test_staff_see_what_waits_and_what_is_left(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 20))
    set_for_later(small)
    today = text_of(Visitor(small, "t03").get("/today"))
    assert "还剩25分钟" in today and "35/60分钟，含定时15分钟" in today
    own = text_of(Visitor(small, "t01").get("/today"))
    assert "定时15:30发布数学" in own and "改或取消" in own and "数学今日无作业" not in own and "本科今日无作业" not in own
    path = f"/homework/day/{small.classes[3, 1]}/{MONDAY.isoformat()}"
    assert "定时15:30发布口算一页" in text_of(Visitor(small, "t03").get(path)) and "另有定时发布15分钟" in text_of(Visitor(small, "t03").get(path))
    assert "修改定时作业" in Visitor(small, "t01").get(path) and "修改定时作业" not in Visitor(small, "t03").get(path)
    late = Visitor(small, "t01", LATER + timedelta(minutes=1))
    assert "等待服务器发布" in late.get("/homework")


def test_the_history_says_it_came_out_by_the_clock(small: SmallSchool) -> None:
    set_for_later(small)
    timed.publish_due(house=small.house, now=LATER)
    item = items_of(small, (3, 1))[0]
    assert "15:30任课教师林晓梅定时发布，15分钟" in text_of(Visitor(small, "t01").get(f"/homework/{item.id}"))
    trail = text_of(Visitor(small, "t07").get("/audit"))
    assert "服务器定时" in trail and "定时公示作业" in trail and "设定定时发布" in trail


def test_wording_is_asked_about(small: SmallSchool) -> None:
    boxes = set_for_later(small)
    teacher = Visitor(small, "t01")
    typed = fields(places=boxes, text="请家长批改作业")
    answer = teacher.post("/homework/timed/1", **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "发布前请看一下措辞" in page and 'name="seen" value="C9"' in page and "请选择原因" not in page
    again = teacher.post("/homework/timed/1", **typed, seen="C9")
    assert again.status_code == 400 and "请选择原因，或者改一下内容" in again.get_data(as_text=True)
    mended = teacher.post("/homework/timed/1", **typed, mend="明天课上订正")
    assert mended.status_code == 200 and "明天课上订正</textarea>" in mended.get_data(as_text=True)
    teacher.after(teacher.post("/homework/timed/1", **typed, seen="C9", wording_reason="引用教材、试题或活动的原文"))
    timed.publish_due(house=small.house, now=at(MONDAY, 16, 10))
    assert items_of(small, (3, 1))[0].wording_reason == "引用教材、试题或活动的原文"
