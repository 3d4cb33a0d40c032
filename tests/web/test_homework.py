"""The pages of homework without script: register, check, add and remove, the refusal and its offers, corrections, the day of a class."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schoolapp.services.homework import Draft
from tests.cast import MONDAY, SmallSchool
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, day_row, items_of, post
from tests.web.homework_browser import Visitor, fields_of, text_of

pytestmark = on_sqlite
FRIDAY = MONDAY - timedelta(days=3)


def fields(small: SmallSchool, *places: tuple[int, int], do: str = "publish", **more: Any) -> dict[str, Any]:
    return {
        "subject": "数学",
        "classes": [small.classes[p] for p in places or [(3, 1)]],
        "day": MONDAY.isoformat(),
        "request_key": "key",
        "do": do,
        "items-0-text": "口算一页",
        "items-0-minutes": "15",
        "items-0-kind": "书面",
        "items-0-tier": "全体",
        "items-0-in_school": "",
        "items-0-minutes_other": "",
    } | more


def test_register_from_the_form_as_it_comes(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    html = teacher.get("/homework/new")
    form = fields_of(html, "register")
    assert (
        form["classes"] == [str(small.classes[3, 1]), str(small.classes[3, 2])]
        and form["subject"] == ["数学"]
        and form["day"] == ["2026-11-23"]
    )
    assert "布置" not in html and "发布公示·2个班" in text_of(html)
    form |= {"items-0-text": ["课本第34页"], "items-0-minutes": ["20"], "do": ["publish"]}
    page = teacher.after(teacher.post("/homework/new", **form))
    assert "已公示到三(1)班、三(2)班" in text_of(page) and day_row(small, (3, 1)).written == 20
    again = teacher.after(teacher.post("/homework/new", **form))  # the back button and a second tap
    assert "已公示到" in text_of(again) and len(items_of(small, (3, 1))) == 1


def test_back_and_once_more_is_asked_about(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    teacher.after(teacher.post("/homework/new", **fields(small, (3, 1), (3, 2))))
    asked = teacher.post("/homework/new", **fields(small, (3, 1), (3, 2), request_key="other"))
    html = asked.get_data(as_text=True)
    assert asked.status_code == 400 and "同样的内容刚刚公示过，要再发布一份吗？" in html and "已经给三(1)班、三(2)班登记了一份" in text_of(html)
    assert 'value="again"' in html and f"/homework/day/{small.classes[3, 1]}/2026-11-23" in html and len(items_of(small, (3, 1))) == 1
    form = fields_of(html, "register")
    assert form["items-0-text"] == ["口算一页"] and form["request_key"] == ["other"]
    page = teacher.after(teacher.post("/homework/new", **{**form, "do": ["again"]}))
    assert "已公示到三(1)班、三(2)班" in text_of(page) and len(items_of(small, (3, 1))) == 2
    sent = teacher.post("/homework/new", **fields(small, (3, 1), (3, 2), request_key="third", do="fit"))
    assert 'value="again-fit"' in sent.get_data(as_text=True)


def test_the_first_button_publishes(small: SmallSchool) -> None:
    """Enter presses the first submit button of a form."""
    html = Visitor(small, "t01").get("/homework/new")
    first = html[html.index('<form id="register"') :].split("<button", 1)[1].split(">", 1)[0]
    assert 'value="publish"' in first and 'type="submit"' in first


def test_check_add_and_remove_keep_what_was_typed(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    post(small, "t03", [(3, 1)], Draft("抄写", 25))
    typed = fields(small, do="check", **{"items-0-in_school": "abc", "items-0-minutes": "other", "items-0-minutes_other": "２５"})
    html = teacher.post("/homework/new", **typed).get_data(as_text=True)
    assert "50/60" in text_of(html) or "25/60" in text_of(html)
    form = fields_of(html, "register")
    assert form["items-0-in_school"] == ["abc"] and form["items-0-minutes_other"] == ["２５"]
    html = teacher.post("/homework/new", **fields(small, do="add")).get_data(as_text=True)
    form = fields_of(html, "register")
    assert form["items-0-text"] == ["口算一页"] and form["items-1-text"] == [""] and "autofocus" in html
    form |= {"items-1-text": ["应用题"], "items-1-minutes": ["10"], "do": ["remove-0"]}
    html = teacher.post("/homework/new", **form).get_data(as_text=True)
    form = fields_of(html, "register")
    assert form["items-0-text"] == ["应用题"] and form["items-0-minutes"] == ["10"] and "items-1-text" not in form
    assert items_of(small, (3, 1))[0].subject == "语文" and len(items_of(small, (3, 1))) == 1


def test_sums_stand_in_the_dock(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50))
    html = Visitor(small, "t01").post("/homework/new", **fields(small, (3, 1), (3, 2), do="check")).get_data(as_text=True)
    assert "65/60·▲超5" in text_of(html) and "15/60·还剩45" in text_of(html)


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [
        ({"items-0-text": ""}, "items-0-text"),
        ({"items-0-minutes": ""}, "items-0-minutes"),
        ({"classes": []}, "classes"),
        ({"items-0-minutes": "other", "items-0-minutes_other": "300"}, "items-0-minutes_other"),
        ({"items-0-minutes": "other"}, "items-0-minutes_other"),
        ({"items-0-in_school": "20"}, "items-0-in_school"),
        ({"items-0-kind": "罚抄"}, "items-0-kind"),
        ({"items-0-text": "打 13912345678"}, "items-0-text"),
        ({"day": "nonsense"}, "day"),
    ],
)
def test_faults_come_first_and_link_to_their_fields(small: SmallSchool, changes: dict[str, Any], anchor: str) -> None:
    answer = Visitor(small, "t01").post("/homework/new", **(fields(small) | changes))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400 and f'href="#{anchor}"' in html and f'id="{anchor}"' in html and "还没有发布" in html
    assert items_of(small, (3, 1)) == []


def test_the_refusal_names_figures_and_offers_ways(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 45))
    teacher = Visitor(small, "t01")
    answer = teacher.post("/homework/new", **fields(small, (3, 1), (3, 2), **{"items-0-minutes": "20"}))
    html, text = answer.get_data(as_text=True), text_of(answer.get_data(as_text=True))
    assert answer.status_code == 400 and "三(1)班放不下这20分钟" in text and "合计65分钟，上限60分钟，超5分钟。还没有发布。" in text
    assert "缩短到15分钟" in text and "改为选做" in text and "先发布三(2)班" in text and "返回修改" in text
    kept = fields_of(html, "kept")
    assert kept["items-0-text"] == ["口算一页"] and len(kept["classes"]) == 2
    short = fields_of(teacher.post("/homework/new", **(kept | {"do": ["shorten-0-15"]})).get_data(as_text=True), "register")
    assert short["items-0-minutes"] == ["15"] and short["items-0-text"] == ["口算一页"]
    assert fields_of(teacher.post("/homework/new", **(kept | {"do": ["optional-0"]})).get_data(as_text=True), "register")[
        "items-0-tier"
    ] == ["选做"]
    back = fields_of(teacher.post("/homework/new", **(kept | {"do": ["back"]})).get_data(as_text=True), "register")
    assert back["items-0-minutes"] == ["20"] and len(back["classes"]) == 2
    page = teacher.after(teacher.post("/homework/new", **(kept | {"do": ["fit"]})))
    rest = fields_of(page, "register")  # nothing is lost: the form for the class that is left
    assert "已公示到三(2)班。三(1)班还没有发布" in text_of(page)
    assert rest["classes"] == [str(small.classes[3, 1])] and rest["items-0-text"] == ["口算一页"] and rest["items-0-minutes"] == ["20"]
    assert day_row(small, (3, 2)).written == 20 and day_row(small, (3, 1)).written == 45


def test_low_grades_are_told_to_write_in_school(small: SmallSchool) -> None:
    teacher = Visitor(small, "t04")
    typed = fields(small, (1, 1), subject="语文", **{"items-0-text": "写字"})
    answer = teacher.post("/homework/new", **typed)
    assert answer.status_code == 400 and "书面练习只能在校内完成" in text_of(answer.get_data(as_text=True))
    filled = fields_of(teacher.post("/homework/new", **(typed | {"do": "school"})).get_data(as_text=True), "register")
    assert filled["items-0-in_school"] == ["15"]
    assert teacher.post("/homework/new", **(filled | {"do": ["publish"]})).status_code == 303


def test_past_days_ask_for_a_reason(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    html = teacher.get(f"/homework/new?day={FRIDAY}")
    assert "补录原因" in text_of(html)
    typed = fields(small, day=FRIDAY.isoformat(), **{"items-0-minutes": "other", "items-0-minutes_other": "80"})
    answer = teacher.post("/homework/new", **typed)
    assert answer.status_code == 400 and 'href="#reason"' in answer.get_data(as_text=True)
    page = teacher.after(teacher.post("/homework/new", **(typed | {"reason": "当天停电"})))
    assert "补录" in text_of(page) and day_row(small, (3, 1), FRIDAY).written == 80


def test_a_day_off_proposes_the_school_day_before(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    assert "11月28日周六不是上课日" in text_of(teacher.get("/homework/new?day=2026-11-28"))
    answer = teacher.post("/homework/new", **fields(small, day="2026-11-28"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400 and 'value="day-2026-11-27"' in html
    moved = teacher.post("/homework/new", **fields(small, day="2026-11-28", do="day-2026-11-27")).get_data(as_text=True)
    assert fields_of(moved, "register")["day"] == ["2026-11-27"] and "11月27日" in text_of(moved)


def test_as_yesterday_fills_the_form(small: SmallSchool) -> None:
    from tests.cast import at

    items = post(small, "t01", [(3, 1), (3, 2)], Draft("口算一页", 12), Draft("预习", 5), day=FRIDAY, now=at(FRIDAY)).items
    html = Visitor(small, "t01").get("/homework/new?" + "&".join(f"copy={i}" for i in items))
    form = fields_of(html, "register")
    assert form["items-0-text"] == ["口算一页"] and form["items-0-minutes"] == ["other"] and form["items-0-minutes_other"] == ["12"]
    assert form["items-1-text"] == ["预习"] and len(form["classes"]) == 2 and form["day"] == ["2026-11-23"]
    foreign = fields_of(Visitor(small, "t02").get(f"/homework/new?copy={items[0]}"), "register")
    assert foreign["items-0-text"] == [""]


def test_several_subjects_are_a_choice(small: SmallSchool) -> None:
    add_teaching(small, "t01", (4, 1), "科学")
    teacher = Visitor(small, "t01")
    html = teacher.get(f"/homework/new?class={small.classes[4, 1]}")
    assert fields_of(html, "register")["subject"] == ["科学"] and 'value="数学"' in html
    switched = teacher.post("/homework/new", **fields(small, (4, 1), do="check")).get_data(as_text=True)
    form = fields_of(switched, "register")
    assert form["subject"] == ["数学"] and "classes" not in form and f'value="{small.classes[3, 2]}"' in switched


def test_entering_for_a_colleague_says_so(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    html = teacher.get(f"/homework/new?class={small.classes[3, 1]}&subject=语文")
    assert "替同事登记：语文" in text_of(html)
    teacher.after(teacher.post("/homework/new", **fields(small, subject="语文")))
    assert "林晓梅替您登记了" in text_of(Visitor(small, "t03").get("/today"))


def test_strangers_get_the_same_answer_as_for_nothing(small: SmallSchool) -> None:
    item = post(small, "t03", [(3, 1)], Draft("抄写", 5)).items[0]
    outsider = Visitor(small, "t04")
    for path in (
        f"/homework/{item}",
        "/homework/999",
        f"/homework/day/{small.classes[3, 1]}/2026-11-23",
        "/homework/day/999/2026-11-23",
        f"/homework/day/{small.classes[1, 1]}/yesterday",
    ):
        assert outsider.client.get(path).status_code == 404, path
    assert outsider.post("/homework/new", **fields(small)).status_code == 404
    assert outsider.post(f"/homework/{item}/withdraw", version="1", reason="x").status_code == 404
    for who in ("t05", "t07", "t08"):
        assert Visitor(small, who).client.get("/homework/new").status_code == 403


def test_correct_and_withdraw(small: SmallSchool) -> None:
    item = post(small, "t01", [(3, 1)], Draft("口算", 20)).items[0]
    teacher = Visitor(small, "t01")
    typed = {
        "text": "口算一页",
        "minutes": "15",
        "minutes_other": "",
        "kind": "书面",
        "tier": "全体",
        "in_school": "",
        "version": "1",
        "reason": "估多了",
    }
    assert "更正作业" in text_of(teacher.get(f"/homework/{item}"))
    bad = teacher.post(f"/homework/{item}", **(typed | {"reason": ""}))
    assert bad.status_code == 400 and 'href="#reason"' in bad.get_data(as_text=True)
    page = teacher.after(teacher.post(f"/homework/{item}", **typed))
    assert "已更正" in text_of(page) and "预计用时20分钟→15分钟" in text_of(page) and "原因：估多了" in text_of(page)
    stale = teacher.post(f"/homework/{item}", **(typed | {"text": "别的内容"}))
    html = stale.get_data(as_text=True)
    assert stale.status_code == 409 and "刚刚被改过" in html and "别的内容" in html and 'name="version" value="2"' in html
    lacking = teacher.post(f"/homework/{item}/withdraw", version="2", reason="")
    assert lacking.status_code == 400 and 'href="#withdraw-reason"' in lacking.get_data(as_text=True)
    page = teacher.after(teacher.post(f"/homework/{item}/withdraw", version="2", reason="登记错了"))
    assert "已撤回" in text_of(page) and "<del>" in page and day_row(small, (3, 1)).items == 0
    assert "更正公示" not in teacher.get(f"/homework/{item}")


def test_a_correction_without_room_keeps_what_was_typed(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50))
    item = post(small, "t01", [(3, 1)], Draft("口算", 5)).items[0]
    answer = Visitor(small, "t01").post(
        f"/homework/{item}", text="口算两页", minutes="30", kind="书面", tier="全体", version="1", reason="加量"
    )
    text = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 400 and "合计80分钟，上限60分钟，超20分钟" in text and "最多可以填10分钟" in text and "口算两页" in text


def test_nobody_but_homeroom_and_office_reads_names(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 5))
    path = f"/homework/day/{small.classes[3, 1]}/2026-11-23"
    assert "王芳" in Visitor(small, "t01").get(path) and "王芳" in Visitor(small, "t05").get(path)
    assert "王芳" not in Visitor(small, "t02").get(path)


def test_english_pages_are_made(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    post(small, "t03", [(3, 1)], Draft("抄写", 5))
    for path in ("/today", "/homework", "/homework/new", f"/homework/day/{small.classes[3, 1]}/2026-11-23"):
        assert "Class 3(1)" in teacher.get(f"{path}?lang=en") or path == "/homework"
