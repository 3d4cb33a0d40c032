"""The pages of long tasks, without script."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from schoolapp.services.homework import Draft
from tests.cast import MONDAY, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import check_records, day_row, items_of, post
from tests.web.homework_browser import Visitor, fields_of, text_of

pytestmark = on_sqlite
WEEK = [MONDAY + timedelta(days=n) for n in range(5)]


def fill(teacher: Visitor, days: list[date] | None = None, **more: Any) -> dict[str, Any]:
    """The form as it comes, filled in."""
    form: dict[str, Any] = fields_of(teacher.get("/homework/long/new"), "long")
    return form | {"text": "做植物观察记录", "minutes": "62", "days": [d.isoformat() for d in WEEK if days is None or d in days], "do": "publish"} | more


def set_task(small: SmallSchool) -> Visitor:
    teacher = Visitor(small, "t01")
    teacher.after(teacher.post("/homework/long/new", **fill(teacher)))
    return teacher


def test_setting_one(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    page = teacher.get("/homework/long/new")
    assert re.findall(r'name="days" value="([^"]+)"', page)[:6] == [*(d.isoformat() for d in WEEK), "2026-11-30"]
    assert "余60" in text_of(page) and "长周期作业" in teacher.get("/homework") and "还没有长周期作业" in teacher.get("/homework/long")
    form = fill(teacher)
    plan = text_of(teacher.post("/homework/long/new", **{**form, "do": "check"}).get_data(as_text=True))
    assert "第1/5天·13分钟" in plan and "第5/5天·12分钟" in plan and "每天12到13分钟" in plan and "发布公示·5天" in plan
    done = text_of(teacher.after(teacher.post("/homework/long/new", **form)))
    assert "已公示到三(1)班、三(2)班，共5天" in done and "共5天，62分钟" in done and "11月27日周五" in done
    assert "做植物观察记录" in teacher.get("/homework/long") and "还有5天" in text_of(teacher.get("/homework/long"))
    teacher.after(teacher.post("/homework/long/new", **form))  # a second tap
    assert len(items_of(small, (3, 1))) == 1
    item = items_of(small, (3, 1))[0]
    assert "看整项长周期作业" in teacher.get(f"/homework/{item.id}")
    assert "（长周期作业第1/5天）做植物观察记录" in text_of(teacher.get(f"/homework/day/{small.classes[3, 1]}/{MONDAY.isoformat()}"))
    check_records(small)


def test_a_full_day_is_left_out_or_made_shorter(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 55), day=WEEK[2])
    teacher = Visitor(small, "t01")
    form = fill(teacher)
    answer = teacher.post("/homework/long/new", **form)
    page = answer.get_data(as_text=True)
    said = text_of(page)
    assert answer.status_code == 400 and "有1天放不下，还没有发布" in said and "11月25日周三三(1)班：合计67分钟，上限60分钟，超7分钟" in said
    assert "总用时减到27分钟" in said and items_of(small, (3, 1)) == []
    assert 'value="62"' in page and page.count("checked") >= 8  # what was filled in is kept
    without = re.search(r'value="(without-[^"]+)"', page)
    assert without and without[1] == f"without-{WEEK[2].isoformat()}"
    less = fields_of(teacher.post("/homework/long/new", **{**form, "do": without[1]}).get_data(as_text=True), "long")
    assert less["days"] == [d.isoformat() for d in WEEK if d != WEEK[2]]
    fewer = fields_of(teacher.post("/homework/long/new", **{**form, "do": "fewer-27"}).get_data(as_text=True), "long")
    assert fewer["minutes"] == ["27"]
    teacher.after(teacher.post("/homework/long/new", **{**fewer, "do": "publish"}))
    assert day_row(small, (3, 1), WEEK[2]).written == 60


def test_faults_stand_at_their_fields(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    for more, sentence in (({"text": ""}, "内容：请填写内容"), ({"minutes": "x"}, "用时：请填写整数"), ({"minutes": "3"}, "天数不能多于总分钟数"),
                           ({"days": []}, "请至少选一天"), ({"days": ["2026-11-28", "nothing"]}, "请至少选一天"),
                           ({"minutes": "300", "basis": "each"}, "1到240分钟"),
                           ({"kind": "瞎写"}, "请从列出的选项中选择"), ({"classes": []}, "请选择班级")):
        answer = teacher.post("/homework/long/new", **fill(teacher, **more))
        assert answer.status_code == 400 and sentence in text_of(answer.get_data(as_text=True)), more
    low = Visitor(small, "t04")
    refused = low.post("/homework/long/new", **fill(low))
    assert refused.status_code == 400 and "一、二年级不能留回家的书面作业" in text_of(refused.get_data(as_text=True))
    low.after(low.post("/homework/long/new", **fill(low, in_school="y")))
    assert day_row(small, (1, 1)).home == 0 and day_row(small, (1, 1)).written == 13


def test_correcting_and_withdrawing_the_days_to_come(small: SmallSchool) -> None:
    teacher = set_task(small)
    page = teacher.get("/homework/long/1")
    form = fields_of(page, "correct")
    assert form["minutes"] == ["62"] and form["days"] == [d.isoformat() for d in WEEK]
    bare = teacher.post("/homework/long/1", **form)
    assert bare.status_code == 400 and "更正原因：请写明原因" in text_of(bare.get_data(as_text=True))
    same = teacher.post("/homework/long/1", **{**form, "reason": "看看"})
    assert same.status_code == 400 and "都没有改动" in same.get_data(as_text=True)
    post(small, "t03", [(3, 1)], Draft("抄写", 45), day=WEEK[4])
    full = teacher.post("/homework/long/1", **{**form, "reason": "加量", "minutes": "20", "basis": "each"})
    said = text_of(full.get_data(as_text=True))
    assert full.status_code == 400 and "有1天放不下，还没有保存" in said and "最多可以填15分钟" in said
    changed = {**form, "reason": "减一点", "minutes": "40", "days": [d.isoformat() for d in WEEK[1:]]}
    assert "已更正" in teacher.after(teacher.post("/homework/long/1", **changed))
    assert [day_row(small, (3, 2), d).written for d in WEEK] == [13, 10, 10, 10, 10]
    stale = teacher.post("/homework/long/1", **changed)
    assert stale.status_code == 409 and "刚刚被改过" in stale.get_data(as_text=True) and fields_of(stale.get_data(as_text=True), "correct")["minutes"] == ["40"]
    back = fields_of(teacher.get("/homework/long/1"), "withdraw")
    assert back["days"] == [d.isoformat() for d in WEEK[1:]]  # today's part is not ticked
    assert teacher.post("/homework/long/1/withdraw", **back).status_code == 400
    page = teacher.after(teacher.post("/homework/long/1/withdraw", **{**back, "reason": "提前完成"}))
    assert "已撤回" in page and day_row(small, (3, 1), WEEK[1]).written == 0 and "共1天，13分钟" in text_of(page)
    again = teacher.post("/homework/long/1/withdraw", **{**back, "reason": "再撤"})
    assert again.status_code == 409
    check_records(small)


def test_who_may_open_it(small: SmallSchool) -> None:
    set_task(small)
    assert "更正今天起的安排" not in Visitor(small, "t03").get("/homework/long/1")  # a colleague of the class reads
    assert "林晓梅" in text_of(Visitor(small, "t07").get("/homework/long/1"))
    assert Visitor(small, "t04").client.get("/homework/long/1").status_code == 404
    assert Visitor(small, "t03").post("/homework/long/1", **{"text": "x", "minutes": "5", "kind": "书面", "tier": "全体", "basis": "total", "reason": "x",
                                                             "days": [MONDAY.isoformat()]}).status_code == 404
    assert Visitor(small, "t05").client.get("/homework/long/new").status_code == 403
    done = Visitor(small, "t01", at(WEEK[4] + timedelta(days=3)))
    assert "更正今天起的安排" not in done.get("/homework/long/1") and "已结束" in text_of(done.get("/homework/long"))


def test_wording_is_asked_about(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    form = fill(teacher, text="抄写生字十遍")
    answer = teacher.post("/homework/long/new", **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "发布前请看一下措辞" in page and "抄写生字两遍" in page and items_of(small, (3, 1)) == []
    mended = fields_of(teacher.post("/homework/long/new", **{**form, "mend": "抄写生字两遍"}).get_data(as_text=True), "long")
    assert mended["text"] == ["抄写生字两遍"] and mended["minutes"] == ["62"]
    teacher.after(teacher.post("/homework/long/new", **form, seen="C12", wording_reason="引用教材、试题或活动的原文"))
    assert items_of(small, (3, 1))[0].wording_reason == "引用教材、试题或活动的原文"
    correct = {**fields_of(teacher.get("/homework/long/1"), "correct"), "text": "请家长批改作业", "reason": "换一项"}
    refused = teacher.post("/homework/long/1", **correct)
    assert refused.status_code == 400 and "发布前请看一下措辞" in refused.get_data(as_text=True)
    assert "已更正" in teacher.after(teacher.post("/homework/long/1", **correct, seen="C9", wording_reason="规则误判，内容没有这个意思"))
    assert {items_of(small, (3, 2), d)[0].wording_reason for d in WEEK} == {"规则误判，内容没有这个意思"}
