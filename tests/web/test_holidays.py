"""Holiday lists in the browser: the page of each role, adding without script, refusals with figures, corrections, paper, the notice's part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import render_template_string

from schoolapp.config import Config
from schoolapp.rules.homework import Kind
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit, holidays, school
from schoolapp.services.holidays import HolidayDraft
from schoolapp.services.wording import REASONS
from tests.cast import SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.holiday_cases import WINTER, add, make_year, row_of
from tests.web.homework_browser import Visitor, fields_of, text_of

pytestmark = on_sqlite
START = WINTER[0].isoformat()
NEW = f"/homework/holidays/{START}/new"


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_year(house)
    house.close()


def test_listing_from_the_form_as_it_comes(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    page = teacher.get(f"/homework/holidays?start={START}")
    assert "寒假1月23日–2月21日·放假30天" in text_of(page) and f"{NEW}?class={small.classes[3, 1]}" in page.replace("&amp;", "&")
    form = fields_of(teacher.get(NEW), "holiday")
    assert form["classes"] == [str(small.classes[3, 1]), str(small.classes[3, 2])]
    form |= {"items-0-text": ["练习册"], "items-0-minutes": ["６００分钟"], "do": ["save"]}
    page = teacher.after(teacher.post(NEW, **form))
    assert "已列入三(1)班、三(2)班的假期作业清单" in text_of(page) and "书面共600分钟，平均每天20/60分钟" in text_of(page)
    teacher.after(teacher.post(NEW, **form))  # the back button and a second tap
    assert row_of(small, (3, 2)).written == 600
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def fields(small: SmallSchool, do: str = "save", **more: Any) -> dict[str, Any]:
    return {"subject": "数学", "classes": [small.classes[3, 1]], "request_key": "key", "do": do, "items-0-text": "练习册", "items-0-minutes": "600",
            "items-0-kind": "书面"} | more


def test_lines_are_added_and_removed_without_script(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    form = fields_of(teacher.post(NEW, **fields(small, "add")).get_data(as_text=True), "holiday")
    assert form["items-0-text"] == ["练习册"] and form["items-1-text"] == [""]
    form |= {"items-1-text": ["读书"], "items-1-minutes": ["abc"], "items-1-kind": ["阅读"], "do": ["save"]}
    answer = teacher.post(NEW, **form)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "第 2 项" in html and 'value="abc"' in html and "练习册" in html
    form = fields_of(teacher.post(NEW, **(form | {"do": ["remove-0"]})).get_data(as_text=True), "holiday")
    assert form["items-0-text"] == ["读书"] and form["items-0-kind"] == ["阅读"] and "items-1-text" not in form


@pytest.mark.parametrize(("change", "said"), [
    ({"items-0-text": " "}, "请填写内容"), ({"items-0-minutes": ""}, "请填写分钟数"), ({"items-0-minutes": "0"}, "请填写 1 到 7200 的整数"),
    ({"classes": []}, "请选择班级"), ({"items-0-text": "打 13812345678"}, "手机号"),
])
def test_faults_are_told_at_their_fields(small: SmallSchool, change: dict[str, Any], said: str) -> None:
    answer = Visitor(small, "t01").post(NEW, **fields(small, **change))
    assert answer.status_code == 400 and said in answer.get_data(as_text=True) and "还没有保存" in answer.get_data(as_text=True)


def test_over_the_line_is_refused_with_figures(small: SmallSchool) -> None:
    add(small, "t03", [(3, 1)], HolidayDraft("日记", 1500))
    answer = Visitor(small, "t01").post(NEW, **fields(small))
    text = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 400 and "合计2100分钟，上限1800分钟（每天60×30天），超300分钟" in text and "别的学科和已列的共1500分钟" in text
    assert "练习册" in answer.get_data(as_text=True) and row_of(small, (3, 1)).written == 1500
    low = Visitor(small, "t04").post(NEW, **fields(small, subject="语文", classes=[small.classes[1, 1]]))
    assert low.status_code == 400 and "一、二年级假期不留书面作业" in text_of(low.get_data(as_text=True))


def test_correcting_and_withdrawing(small: SmallSchool) -> None:
    done = add(small, "t03", [(3, 1)], HolidayDraft("日记", 600))
    item, path = done.items[0], f"/homework/holiday/{done.lists[0]}"
    teacher = Visitor(small, "t03")
    name = f"item-{item}-"
    typed = {name + "text": "日记三篇", name + "minutes": "300", name + "kind": "书面", name + "version": "1", name + "reason": ""}
    answer = teacher.post(f"{path}/{item}", **typed)
    assert answer.status_code == 400 and "请写明原因" in answer.get_data(as_text=True) and "日记三篇" in answer.get_data(as_text=True)
    too_much = teacher.post(f"{path}/{item}", **typed | {name + "reason": "改", name + "minutes": "1801"})
    assert too_much.status_code == 400 and "超1分钟" in text_of(too_much.get_data(as_text=True))
    page = text_of(teacher.after(teacher.post(f"{path}/{item}", **typed | {name + "reason": "减量"})))
    assert "已更正" in page and "600分钟→300分钟" in page and "原因：减量" in page
    assert teacher.post(f"{path}/{item}", **typed | {name + "reason": "晚了", name + "minutes": "200"}).status_code == 409
    assert Visitor(small, "t01").post(f"{path}/{item}", **typed | {name + "reason": "别人的"}).status_code == 404
    assert teacher.post(f"{path}/{item}/withdraw", reason="", version="2").status_code == 400
    assert "已撤回" in text_of(teacher.after(teacher.post(f"{path}/{item}/withdraw", reason="重复", version="2")))
    assert row_of(small, (3, 1)).items == 0


STOPPED = "练习册，家长检查后签字"


def test_stopped_words_are_shown_mended_or_listed_with_a_reason(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    answer = teacher.post(NEW, **fields(small, **{"items-0-text": STOPPED}))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400 and "列入前请看一下措辞，还没有保存" in text_of(html) and "选理由后列入·1个班" in text_of(html) and row_is_absent(small)
    form = fields_of(html, "holiday")
    assert form["items-0-seen"] == ["C9"]
    better = fields_of(teacher.post(NEW, **(form | {"do": ["mend-0"]})).get_data(as_text=True), "holiday")
    assert "家长" not in better["items-0-text"][0] and "items-0-seen" not in better
    page = teacher.after(teacher.post(NEW, **(form | {"do": ["save"], "items-0-why": [REASONS[1]]})))
    assert "已列入" in text_of(page)
    path = f"/homework/holiday/{row_of(small, (3, 1)).id}"
    for who, sees in (("t01", True), ("t02", True), ("t05", True), ("t03", False)):
        assert (REASONS[1] in Visitor(small, who).get(path).split("修改记录")[0]) is sees, who


def test_only_the_line_that_is_stopped_asks(small: SmallSchool) -> None:
    second = {"items-1-text": STOPPED, "items-1-minutes": "10", "items-1-kind": "书面", "items-1-why": REASONS[0]}
    html = Visitor(small, "t01").post(NEW, **fields(small, "check", **second)).get_data(as_text=True)
    assert "照原样列入·1个班" in text_of(html) and 'id="items-0-why"' not in html and 'id="items-1-why"' in html


def test_a_kind_that_does_not_fit_is_only_mentioned(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    html = teacher.post(NEW, **fields(small, "check", **{"items-0-text": "每天抄写生字一行", "items-0-kind": "口头"})).get_data(as_text=True)
    assert "像是书面作业，类型选的是口头" in text_of(html)
    form = fields_of(teacher.post(NEW, **(fields_of(html, "holiday") | {"do": ["kind-0-书面"]})).get_data(as_text=True), "holiday")
    assert form["items-0-kind"] == ["书面"]


def test_a_correction_into_stopped_words_asks_too(small: SmallSchool) -> None:
    done = add(small, "t03", [(3, 1)], HolidayDraft("练习册", 60))
    item, path = done.items[0], f"/homework/holiday/{done.lists[0]}/{done.items[0]}"
    teacher, name = Visitor(small, "t03"), f"item-{item}-"
    typed = {name + "text": STOPPED, name + "minutes": "60", name + "kind": "书面", name + "version": "1", name + "reason": "写全"}
    asked = teacher.post(path, **typed)
    assert asked.status_code == 400 and "更正前请看一下措辞" in asked.get_data(as_text=True) and name + "why" in asked.get_data(as_text=True)
    mended = teacher.post(path, **typed, do="mend-0").get_data(as_text=True)
    assert "签字" not in mended.split("<textarea")[1].split("</textarea>")[0]
    assert "已更正" in text_of(teacher.after(teacher.post(path, **typed, **{name + "why": REASONS[0]})))


def test_paper_names_nobody(small: SmallSchool) -> None:
    list_id = add(small, "t03", [(3, 1)], HolidayDraft("日记", 601), HolidayDraft("读书", 300, Kind.READING)).lists[0]
    html = Visitor(small, "t02").get(f"/homework/holiday/{list_id}/print")
    paper = text_of(html[html.index("<main"):html.index("</main>")])
    assert "江北实验学校三(1)班" in paper and "书面作业共601分钟，平均每天20分钟（学校上限每天60分钟）" in paper and "王芳" not in paper
    assert "放假30天" in paper and "(300)" in paper


def test_each_role_has_its_view(small: SmallSchool) -> None:
    list_id = add(small, "t03", [(3, 1)], HolidayDraft("日记", 600)).lists[0]
    office = text_of(Visitor(small, "t05").get(f"/homework/holidays?start={START}&grade=3"))
    assert "三年级2个班" in office and "三(1)班1/360020/60还剩1200打印" in office
    assert "列语文作业" not in office
    for who, status in (("t05", 200), ("t07", 200), ("t02", 200), ("t04", 404), ("t06", 403), ("t08", 403)):
        assert Visitor(small, who).client.get(f"/homework/holiday/{list_id}").status_code == status, who
    assert Visitor(small, "t05").client.get(NEW).status_code == 403
    late = Visitor(small, "t03", at(WINTER[0]))
    assert "清单只能减少" in late.get(f"/homework/holidays?start={START}") and "再列一项" not in late.get(f"/homework/holidays?start={START}")


def test_strange_addresses(small: SmallSchool) -> None:
    teacher = Visitor(small, "t01")
    for path in ("/homework/holidays/2027-01-24/new", "/homework/holidays/x/new", "/homework/holiday/99", "/homework/holiday/99/print"):
        assert teacher.client.get(path).status_code == 404, path
    for query in ("?start=x", "?start=9999-12-31", "?grade=77", "?lang=en"):
        assert teacher.client.get("/homework/holidays" + query).status_code == 200
    assert teacher.post(NEW, **fields(small, subject="语文")).status_code in (400, 404)  # not the subject they teach
    assert row_is_absent(small)


def row_is_absent(small: SmallSchool) -> bool:
    try:
        row_of(small, (3, 1))
    except KeyError:
        return True
    return False


def test_the_part_for_the_notice(small: SmallSchool) -> None:
    add(small, "t03", [(3, 1)], HolidayDraft("<b>日记</b>", 600), HolidayDraft("读书", 300, Kind.READING))
    found = holidays.holiday_list_for_notice(house=small.house, class_id=small.classes[3, 1], day=WINTER[0] - timedelta(days=1))
    app = Visitor(small, "t03").client.application
    with app.test_request_context("/"):
        html = render_template_string("{% import 'notices/words.html' as say with context %}{% include 'notices/holiday_part.html' %}", h=found, lang="zh")
    text = text_of(html)
    assert "假期作业清单1月23日–2月21日·放假30天" in text and "书面作业共600分钟，平均每天20分钟" in text and "阅读作业，不计入书面时间" in text
    assert "<b>日记" not in html and "王芳" not in html
